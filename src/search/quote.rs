//! What a result quotes: the passage of the report that says most of what was asked for, and entries of its timeline.
//!
//! Hits are found in the text as it stands, so that what is marked is what the report says.

use super::query::Query;
use super::words::is_form;
use crate::passages::{Passage, PassageKind};
use crate::terms::fold::fold;
use crate::terms::scan::is_ideograph;

/// About how many characters a quotation has.
const LENGTH: usize = 240;

/// How many entries of the timeline are quoted.
const ROWS: usize = 3;

/// A piece of text with the places of what was asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Quotation {
    /// The text.
    pub text: String,
    /// Bytes of it, in order, that hold what was asked for.
    pub marks: Vec<(usize, usize)>,
}

/// What a result quotes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Quotations {
    /// The best passage; where none has a word of the query, the first, and prose rather than a table.
    pub passage: Option<Quotation>,
    /// Entries of the timeline that have one, with number, time and type.
    pub rows: Vec<(PassageKind, Quotation)>,
}

/// What makes a passage worth quoting, the first before all others: that it has a word of the query, that it is no front
/// matter, how many words it has, that it is prose.
type Worth = (bool, bool, usize, bool);

/// The quotations from the text of an incident.
pub fn quote(passages: &[Passage], query: &Query) -> Quotations {
    let clauses = query.clauses.iter().filter(|clause| !clause.negated);
    let words: Vec<&str> = clauses.flat_map(|clause| clause.words()).collect();
    let mut out = Quotations::default();
    let mut best: Option<(Worth, Quotation)> = None;
    for passage in passages {
        let (marks, score) = marks(&passage.text, &words);
        let worth = match &passage.kind {
            PassageKind::Row { .. } => {
                if score > 0 && out.rows.len() < ROWS {
                    out.rows.push((passage.kind.clone(), cut(&passage.text, &marks)));
                }
                continue;
            }
            PassageKind::Heading => continue,
            PassageKind::Text => (score > 0, true, score, true),
            PassageKind::Data => (score > 0, true, score, false),
            PassageKind::Front => (score > 0, false, score, false),
        };
        if best.as_ref().is_none_or(|(before, _)| worth > *before) {
            best = Some((worth, cut(&passage.text, &marks)));
        }
    }
    let is_hit = best.as_ref().is_some_and(|(worth, _)| worth.0);
    if is_hit || out.rows.is_empty() {
        out.passage = best.map(|(_, quotation)| quotation);
    }
    out
}

/// Where words of the query stand, and how many different ones.
fn marks(text: &str, words: &[&str]) -> (Vec<(usize, usize)>, usize) {
    let mut marks = Vec::new();
    let mut met = vec![false; words.len()];
    let mut at = 0;
    while let Some(start) = text[at..].find(char::is_alphanumeric).map(|offset| at + offset) {
        let first = text[start..].chars().next().unwrap_or(' ');
        let same_script = |c: char| (c.is_alphanumeric() || is_accent(c)) && is_ideograph(c) == is_ideograph(first);
        let end = text[start..].find(|c| !same_script(c)).map_or(text.len(), |offset| start + offset);
        let run = &text[start..end];
        for (word, met) in words.iter().zip(&mut met) {
            if is_ideograph(first) {
                let places =
                    run.match_indices(word).map(|(offset, found)| (start + offset, start + offset + found.len()));
                let before = marks.len();
                marks.extend(places);
                *met |= marks.len() > before;
            } else if is_hit(&fold(run), word) {
                marks.push((start, end));
                *met = true;
            }
        }
        at = end;
    }
    marks.sort_unstable();
    marks.dedup();
    (marks, met.into_iter().filter(|met| *met).count())
}

fn is_hit(run: &str, word: &str) -> bool {
    let word = word.trim_end_matches(['+', '#']);
    run == word || (word.len() > 2 && run.starts_with(word)) || is_form(run, word)
}

fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// The stretch of a text around its first mark.
fn cut(text: &str, marks: &[(usize, usize)]) -> Quotation {
    let first = marks.first().map_or(0, |(start, _)| *start);
    let before: Vec<usize> = text[..first].char_indices().rev().take(LENGTH / 4).map(|(at, _)| at).collect();
    let mut start = before.last().copied().unwrap_or(first);
    if start > 0 {
        start = text[start..first].find(' ').map_or(start, |offset| start + offset + 1);
    }
    let mut end = text[start..].char_indices().nth(LENGTH).map_or(text.len(), |(offset, _)| start + offset);
    if end < text.len() {
        end = text[start..end].rfind(' ').filter(|offset| *offset > 0).map_or(end, |offset| start + offset);
    }
    let lead = if start > 0 { "… " } else { "" };
    let tail = if end < text.len() { " …" } else { "" };
    let inside = marks.iter().filter(|(from, to)| *from >= start && *to <= end);
    let moved = inside.map(|(from, to)| (from - start + lead.len(), to - start + lead.len()));
    Quotation { marks: moved.collect(), text: format!("{lead}{}{tail}", &text[start..end]) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::query::parse;

    fn text(text: &str) -> Passage {
        Passage { kind: PassageKind::Text, text: text.to_owned() }
    }

    fn check(text: &str, query: &str, expected: &[&str]) {
        let query = parse(query);
        let words: Vec<&str> = query.clauses.iter().flat_map(super::super::query::Clause::words).collect();
        let (marks, _) = marks(text, &words);
        let found: Vec<&str> = marks.iter().map(|(start, end)| &text[*start..*end]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn hits_are_marked_as_they_stand() {
        check("The Pools of Café-Bar", "pool cafe", &["Pools", "Café"]);
        check("pg_stat_activity, activity", "pg_stat_activity", &["pg", "stat", "activity", "activity"]);
        check("主数据库连接", "数据库", &["数据库"]);
        check("<b>x</b>", "b", &["b", "b"]);
    }

    #[test]
    fn the_passage_with_most_words_is_quoted() {
        let row = PassageKind::Row { number: 2, time: "07:30".to_owned(), kind: String::new() };
        let passages = [
            text("Nothing here."),
            text("The pool."),
            text("The pool was full."),
            Passage { kind: row.clone(), text: "Pool resized".to_owned() },
        ];
        let found = quote(&passages, &parse("pool full"));
        assert_eq!(found.passage.map(|quotation| quotation.text).as_deref(), Some("The pool was full."));
        assert_eq!(found.rows.iter().map(|(kind, _)| kind).collect::<Vec<_>>(), [&row]);
        let found = quote(&passages, &parse("application:x"));
        assert_eq!(found.passage.map(|quotation| quotation.text).as_deref(), Some("Nothing here."));
    }

    #[test]
    fn prose_is_quoted_before_tables_and_those_before_front_matter() {
        let data = |text: &str| Passage { kind: PassageKind::Data, text: text.to_owned() };
        let front = |text: &str| Passage { kind: PassageKind::Front, text: text.to_owned() };
        let passages = [
            front("id: pool full drain"),
            data("Pool · full"),
            text("The relay stopped."),
            text("The pool was empty."),
        ];
        let check = |query: &str, expected: &str| {
            let found = quote(&passages, &parse(query)).passage.map(|quotation| quotation.text);
            assert_eq!(found.as_deref(), Some(expected), "{query}");
        };
        check("pool", "The pool was empty.");
        check("pool full", "Pool · full");
        check("pool full drain", "Pool · full");
        check("drain", "id: pool full drain");
        check("year:2024", "The relay stopped.");
    }

    #[test]
    fn long_passages_are_cut_around_the_hit() {
        let long = format!("{} needle {}", "before ".repeat(60), "after ".repeat(60));
        let found = cut(&long, &[(421, 427)]);
        assert!(found.text.starts_with("… before") && found.text.ends_with("after …"), "{}", found.text);
        assert_eq!(found.marks.iter().map(|(a, b)| &found.text[*a..*b]).collect::<Vec<_>>(), ["needle"]);
    }
}
