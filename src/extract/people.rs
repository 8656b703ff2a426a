//! Who is named: people in attendance, responders and authors, and the owners of actions among them.
//!
//! Short names and initials are given in full where exactly one person of the same report fits; where two fit, the name
//! stays as written and a diagnostic says so.

use super::shape::{Content, Outline};
use super::signs;
use super::vocabulary::{Meaning, Vocabulary, WordList, is_unspaced};
use crate::model::{Rule, Sourced};
use crate::source::Span;
use crate::syntax::{Block, Cell, Inline};

/// The people a report names in fields and sections meant for them, in the report's order, each once.
pub fn people(outline: &Outline<'_>, vocabulary: &Vocabulary) -> Vec<Sourced<String>> {
    let mut out: Vec<Sourced<String>> = Vec::new();
    let mut add = |text: &str, rule: Rule, span: Span| {
        for name in names_in(text, vocabulary) {
            if !out.iter().any(|known| known.value == name) {
                out.push(Sourced::new(name, rule, span));
            }
        }
    };
    // Who owns an action was not thereby part of the incident.
    let counts = |part: usize| !outline.is_under(part, &[Meaning::Actions, Meaning::Timeline]);
    let fields = outline.fields.iter().filter(|field| field.meaning == Meaning::People && counts(field.part));
    for field in fields {
        add(&field.value.text, field.rule, field.value.span);
    }
    // `| Role | Name |`, wherever it stands.
    for (at, part) in outline.parts.iter().enumerate().filter(|(_, part)| part.meaning != Some(Meaning::People)) {
        for content in &part.content {
            let Content::Block(Block::Table { head, rows, .. }) = content else { continue };
            let column = |list| {
                let mut cells = head.cells.iter();
                cells.position(|cell| vocabulary.is_in(list, cell.inline.plain()))
            };
            let (Some(_), Some(name)) = (column(WordList::ColumnRole), column(WordList::ColumnName)) else { continue };
            if counts(at) {
                let cells = rows.iter().filter_map(|row| row.cells.get(name));
                cells.for_each(|cell| add(cell.inline.plain(), Rule::HeaderTable, cell.span));
            }
        }
    }
    // `Written by Dana Whit, 2024-03-07`, as a line of its own near the top.
    for part in outline.parts.iter().take(2) {
        for content in &part.content {
            let Content::Block(Block::Paragraph { inline, span, .. }) = content else { continue };
            for line in inline.lines() {
                let line = crate::syntax::inline::plain_of(line);
                by_line(&line, vocabulary).into_iter().for_each(|names| add(names, Rule::Sentence, *span));
            }
        }
    }
    for at in outline.asking(Meaning::People).filter(|at| outline.parts[*at].whole && counts(*at)) {
        let part = &outline.parts[at];
        for content in &part.content {
            if let Content::Block(Block::Table { head, rows, .. }) = content {
                let named = |cell: &Cell| vocabulary.has_any(WordList::ColumnName, cell.inline.plain());
                let column = head.cells.iter().position(named);
                let cells = rows.iter().filter_map(|row| row.cells.get(column?));
                cells.for_each(|cell| add(cell.inline.plain(), Rule::Section, cell.span));
                continue;
            }
            let all = lines_of(content);
            // `- Dana Bell, Ferry Docs` in each line: whom they work for stands behind the name.
            let affiliated = all.len() >= 2
                && all.iter().all(|(inline, _)| {
                    let text = inline.plain();
                    text.split_once(", ").is_some_and(|(name, rest)| name.contains(' ') && !rest.contains(','))
                });
            for (inline, span) in all {
                if affiliated {
                    let text = inline.plain();
                    add(text.split(", ").next().unwrap_or(text), Rule::Section, span);
                    continue;
                }
                // A definition explains a role or party; the name stands in front of it only in a list of names.
                let lines: Vec<String> = inline.lines().into_iter().map(crate::syntax::inline::plain_of).collect();
                // A line without a name makes the paragraph prose, wherever its lines are broken.
                if lines.iter().all(|line| line.is_empty() || !names_in(line, vocabulary).is_empty()) {
                    lines.iter().for_each(|line| add(line, Rule::Section, span));
                }
            }
        }
    }
    out
}

/// The names behind the words that say whose report it is, in a line that says nothing else.
fn by_line<'t>(line: &'t str, vocabulary: &Vocabulary) -> Option<&'t str> {
    let line = line.trim().trim_start_matches(['—', '–', '-', ' ']);
    let mut words = line.match_indices(' ').map(|(at, _)| at);
    let at = [words.next(), words.next()].into_iter().flatten().find(|at| {
        vocabulary.whole_meaning(&line[..*at]) == Some(Meaning::People)
            && line[at + 1..].starts_with(|c: char| c.is_uppercase() || c == '@')
    })?;
    (line.len() <= 100 && !line.ends_with(['.', ':', '!'])).then(|| &line[at + 1..])
}

/// The paragraphs and items of a piece that may hold names.
fn lines_of<'a>(content: &Content<'a>) -> Vec<(&'a Inline, Span)> {
    let mut out = Vec::new();
    let mut take = |blocks: &'a [Block]| {
        if let Some(Block::Paragraph { inline, span, .. }) = blocks.first() {
            out.push((inline, *span));
        }
    };
    match content {
        Content::Block(Block::List { items, .. }) => items.iter().for_each(|item| take(&item.blocks)),
        Content::Block(block) => take(std::slice::from_ref(block)),
        Content::Item(item) => take(&item.blocks),
    }
    out
}

/// The names in a list such as `Carla M, Petra D and @maren (on call)`; none where the text is a sentence.
pub fn names_in(text: &str, vocabulary: &Vocabulary) -> Vec<String> {
    if vocabulary.is_in(WordList::Placeholder, text) {
        return Vec::new();
    }
    let text = without_brackets(text);
    let mut out = Vec::new();
    let pieces = split_names(&text, vocabulary);
    // One long piece, and the whole is a sentence whose short pieces are no names either.
    if pieces.iter().any(|piece| piece.split_whitespace().count() >= 6 && !piece.contains([':', '：', '–', '-'])) {
        return out;
    }
    for piece in pieces {
        let piece = piece.trim().trim_matches(|c: char| matches!(c, '*' | '_' | '`' | '"' | '.' | ';' | '-' | '–'));
        // An address behind a name is none of it.
        let bare = piece
            .split_whitespace()
            .filter(|word| !word.trim_start_matches('@').contains('@'))
            .collect::<Vec<_>>()
            .join(" ");
        let piece = bare.trim();
        // `Incident lead: Maren` and `Maren – incident lead` name Maren.
        let piece = match piece.split_once(": ").or_else(|| piece.split_once('：')) {
            Some((role, name)) if role.split_whitespace().count() <= 4 => name.trim(),
            _ => piece,
        };
        let cut = signs::split_once(piece, &[" - ", " – ", " — "]);
        let piece = cut.map_or(piece, |(name, _)| name.trim());
        if is_name(piece) && !vocabulary.is_in(WordList::Placeholder, piece) {
            out.push(piece.to_string());
        }
    }
    out
}

/// Takes `(roles)`, `<addresses>` and `[brackets]` off, keeping what stands in brackets around a name.
fn without_brackets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '(' | '<' | '（' => depth += 1,
            ')' | '>' | '）' => depth = depth.saturating_sub(1),
            '[' | ']' => {}
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// Splits at commas, semicolons, `&`, `/`, and at the "and" of every language.
pub fn split_names<'t>(text: &'t str, vocabulary: &Vocabulary) -> Vec<&'t str> {
    let mut out = Vec::new();
    for part in text.split([',', ';', '&', '/', '、', '，', '；', '|', '·', '•', '\n']) {
        let mut rest = part;
        while let Some((at, len)) = and_in(rest, vocabulary) {
            out.push(&rest[..at]);
            rest = &rest[at + len..];
        }
        out.push(rest.strip_prefix(" and ").unwrap_or(rest));
    }
    out.into_iter()
        .map(|name| name.trim().strip_prefix("and ").unwrap_or(name.trim()))
        .filter(|name| !name.is_empty())
        .collect()
}

/// Where the first "and" of any language stands between two spaces, and its length, both spaces included.
fn and_in(text: &str, vocabulary: &Vocabulary) -> Option<(usize, usize)> {
    let words = vocabulary.list(WordList::And);
    let last = memchr::memrchr(b' ', text.as_bytes())?;
    memchr::memchr_iter(b' ', &text.as_bytes()[..last]).find_map(|at| {
        let behind = &text[at + 1..];
        // Names have capitals, and none of these words does.
        let small = !behind.starts_with(|c: char| c.is_ascii_uppercase());
        let spaced = |word: &&String| behind.strip_prefix(word.as_str()).is_some_and(|rest| rest.starts_with(' '));
        // The shortest, where one begins another.
        let word = small.then(|| words.iter().rfind(spaced)).flatten()?;
        Some((at, word.len() + 2))
    })
}

/// Whether a piece can be a name, a handle, initials, or a team: few words, no sentence.
pub fn is_name(text: &str) -> bool {
    // Seven words are a sentence, however many follow.
    let words: Vec<&str> = text.split_whitespace().take(7).collect();
    let small = |word: &&&str| word.starts_with(char::is_lowercase);
    let handle = || text.starts_with('@') || text.chars().count() <= 40;
    let fits = match words.as_slice() {
        [] => false,
        [_] => handle() || !small(&&words[0]),
        [first, ..] => words.len() <= 6 && !small(&first) && words.iter().filter(small).count() <= 2,
    };
    // A sentence of a script without spaces is one long word.
    let sentence = || {
        let long = |word: &&str| word.chars().filter(|c| is_unspaced(*c)).count() > 14;
        !text.is_ascii() && words.iter().any(long)
    };
    let digits = || text.bytes().any(|byte| byte.is_ascii_digit());
    // `7 March 2024`
    let dated = || words.len() > 1 && text.starts_with(|c: char| c.is_ascii_digit());
    fits && text.contains(char::is_alphabetic)
        && !sentence()
        && !dated()
        && signs::find(text, "://").is_none()
        && !text.ends_with(['?', ':'])
        && !text.starts_with("Thank")
        && !words[1..].iter().any(|word| word.starts_with('@'))
        && !(words.len() > 3 && digits())
}

/// How a name was settled against the people of the same report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Settled {
    /// The full name of the one person who fits, or the name as written where none does.
    Name(String),
    /// Several fit: the name as written, and those who fit.
    Ambiguous(String, Vec<String>),
}

/// Settles an owner as written against the people of the report.
pub fn settle(name: &str, people: &[Sourced<String>], vocabulary: &Vocabulary) -> Settled {
    let name = name.trim();
    if vocabulary.is_in(WordList::Shared, name) {
        return Settled::Name("Shared".to_string());
    }
    let exact = people.iter().find(|person| person.value.eq_ignore_ascii_case(name));
    if let Some(person) = exact {
        return Settled::Name(person.value.clone());
    }
    let mut fitting: Vec<String> =
        people.iter().filter(|person| fits(name, &person.value)).map(|person| person.value.clone()).collect();
    // "Maren O" beside "Maren Oyelaran" is the same person, written short.
    let full = fitting.clone();
    fitting.retain(|name| !full.iter().any(|other| other != name && fits(name, other)));
    fitting.dedup();
    match fitting.len() {
        0 => Settled::Name(name.to_string()),
        1 => Settled::Name(fitting.swap_remove(0)),
        _ => Settled::Ambiguous(name.to_string(), fitting),
    }
}

/// Whether a short form can mean the person: initials, a first name, a first name and an initial.
pub fn fits(short: &str, full: &str) -> bool {
    let mut parts = full.split([' ', '-']).filter(|part| !part.is_empty());
    let (Some(_), Some(last)) = (parts.next(), parts.next_back()) else { return false };
    // "Ops" is not short for "Ops Bot".
    if short.starts_with('@') || ["bot", "team", "squad", "group"].iter().any(|end| last.eq_ignore_ascii_case(end)) {
        return false;
    }
    let letters = || short.chars().filter(|c| c.is_alphabetic());
    let initials = || !short.contains(' ') && letters().all(char::is_uppercase) && (2..=4).contains(&letters().count());
    if initials() {
        let compact: String = letters().collect();
        let fit = |parts: &mut dyn Iterator<Item = &str>| {
            parts.filter_map(|part| part.chars().next()).collect::<String>().eq_ignore_ascii_case(&compact)
        };
        return fit(&mut full.split([' ', '-'])) || fit(&mut full.split_whitespace());
    }
    let mut short_words = short.split_whitespace();
    let (Some(first), second, None) = (short_words.next(), short_words.next(), short_words.next()) else {
        return false;
    };
    let mut words = full.split_whitespace();
    let (given, surname) = (words.next().unwrap_or(""), words.next_back());
    let surname = surname.unwrap_or(given);
    match second.map(|second| second.trim_end_matches('.')) {
        None => given.eq_ignore_ascii_case(first) || first.chars().count() >= 3 && is_same(surname, first),
        Some(second) => given.eq_ignore_ascii_case(first) && begins_with(surname, second),
    }
}

/// Whether two names are one, case aside.
fn is_same(name: &str, other: &str) -> bool {
    if name.is_ascii() && other.is_ascii() {
        return name.eq_ignore_ascii_case(other);
    }
    name.to_lowercase() == other.to_lowercase()
}

/// Whether a name begins with some letters, case aside.
fn begins_with(name: &str, letters: &str) -> bool {
    if name.is_ascii() && letters.is_ascii() {
        return name.get(..letters.len()).is_some_and(|start| start.eq_ignore_ascii_case(letters));
    }
    name.to_lowercase().starts_with(&letters.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_names() {
        let check =
            |text: &str, expected: &[&str]| assert_eq!(names_in(text, Vocabulary::standard()), expected, "{text}");
        check("Carla M, Petra D and Rune", &["Carla M", "Petra D", "Rune"]);
        check("RF, PW", &["RF", "PW"]);
        check("Mara Quist <mara@example.org>", &["Mara Quist"]);
        check("@maren (on call), @li", &["@maren", "@li"]);
        check("Mara Quist – incident lead", &["Mara Quist"]);
        check("N/A", &[]);
        check("we were all there when it happened, more or less", &[]);
        check("Joseph & Adrien", &["Joseph", "Adrien"]);
        check("Mara Quist ainsi que Li Ames y Ed", &["Mara Quist", "Li Ames", "Ed"]);
        check("Andy Sand, Li or", &["Andy Sand", "Li or"]);
    }

    #[test]
    fn short_names_are_settled_where_one_person_fits() {
        let people: Vec<_> = ["Doreen Blom", "Dario Pells", "Davina Pohl", "Ines Brandt-Geller"]
            .iter()
            .map(|name| Sourced::new((*name).to_string(), Rule::HeaderTable, Span::new(0, 1)))
            .collect();
        let check = |name: &str, expected: Settled| assert_eq!(settle(name, &people, Vocabulary::standard()), expected);
        let name = |name: &str| Settled::Name(name.to_string());
        check("DB", name("Doreen Blom"));
        check("IBG", name("Ines Brandt-Geller"));
        check("Dario", name("Dario Pells"));
        check("Davina P", name("Davina Pohl"));
        check("DP", Settled::Ambiguous("DP".into(), vec!["Dario Pells".into(), "Davina Pohl".into()]));
        check("XY", name("XY"));
        check("everyone", name("Shared"));
        let twice = [people[0].clone(), Sourced::new("Doreen B".to_string(), Rule::HeaderTable, Span::new(0, 1))];
        assert_eq!(settle("DB", &twice, Vocabulary::standard()), name("Doreen Blom"), "one person under two names");
    }
}
