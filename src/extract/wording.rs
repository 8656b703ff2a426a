//! What a report is about, in words that can be counted: see [`Wording`].
//!
//! `wording` takes title, cause sections, impact, timeline, lessons, promises and wishes of one report. Words come from
//! the report's tokens (comments and addresses are no words), which lost their endings in `stem` and became a `number`.
//! Function words, numbers and things that look like keys or hashes are left out. Capped.

pub(in crate::extract) mod number;
mod stem;

use std::collections::hash_map::Entry;

use super::causes::words::{Join, each_word};
use super::tokens::Tokens;
use crate::model::{Incident, Line, Role, Term, Wording};
use crate::source::{SourceFile, Span};
use number::{NumberMap, Told, telling};

/// How many words of one report count.
const MAX_TERMS: usize = 240;

/// How many sentences and items of one report are kept.
const MAX_LINES: usize = 80;

/// How many words of one sentence count.
const MAX_WORDS: usize = 24;

/// How many rows of a timeline are read.
const MAX_ROWS: usize = 60;

/// The words of an incident. `causes` are the places of its cause sections in order, `opening` is where its text begins.
pub(crate) fn wording(
    source: &SourceFile,
    tokens: &Tokens<'_>,
    incident: &Incident,
    causes: &[Span],
    opening: Span,
) -> Wording {
    let names = names(incident);
    let mut reader = Reader {
        source,
        tokens,
        names,
        found: Vec::with_capacity(MAX_TERMS),
        places: NumberMap::with_capacity_and_hasher(MAX_TERMS * 2, Default::default()),
        out: Wording::default(),
    };
    if let Some(title) = &incident.title {
        reader.line(&title.value, title.evidence.span(), Role::Title, 4);
    }
    for (position, action) in incident.actions.iter().enumerate() {
        reader.line(&action.text, action.span, Role::Action(short(position)), 0);
    }
    for (position, wish) in incident.improvements.iter().enumerate() {
        reader.line(&wish.value, wish.evidence.span(), Role::Improvement(short(position)), 0);
    }
    for section in causes {
        reader.section(*section, Role::Cause, 3);
    }
    if let Some(impact) = &incident.impact {
        reader.section(impact.evidence.span(), Role::Impact, 2);
    }
    if causes.is_empty() {
        reader.section(opening, Role::Opening, 2);
    } else {
        reader.count(opening, 1);
    }
    for row in incident.timeline.iter().take(MAX_ROWS) {
        reader.count(row.span, 1);
    }
    if let Some(lessons) = &incident.lessons {
        reader.section(lessons.evidence.span(), Role::Lesson, 0);
    }
    reader.finish()
}

/// The numbers of the words of a text, ascending, each once; function words left out.
pub fn words_of(text: &str) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::new();
    each_word(text, Span::new(0, text.len()), &mut |word| out.extend(telling(&word.text).map(|told| told.number)));
    out.sort_unstable();
    out.dedup();
    out
}

/// The words of people's names: who owns a promise says nothing of what is promised.
fn names(incident: &Incident) -> Vec<u32> {
    let people = incident.people.iter().map(|person| person.value.as_str());
    let owners = incident.actions.iter().flat_map(|action| action.owners.iter().map(String::as_str));
    let mut out: Vec<u32> = people.chain(owners).flat_map(words_of).collect();
    out.sort_unstable();
    out.dedup();
    out
}

fn short(position: usize) -> u16 {
    u16::try_from(position).unwrap_or(u16::MAX)
}

struct Reader<'a> {
    source: &'a SourceFile,
    tokens: &'a Tokens<'a>,
    /// Words of names, sorted: they do not count.
    names: Vec<u32>,
    /// Words in the order met.
    found: Vec<Term>,
    places: NumberMap<u16>,
    out: Wording,
}

impl Reader<'_> {
    /// The words of a text that stands at `span`, but perhaps not as such.
    fn line(&mut self, text: &str, span: Span, role: Role, weight: u8) {
        let mut line: Vec<u16> = Vec::new();
        // A title that was read from a name has no place in the text.
        let place = if weight > 0 { span } else { Span::new(0, 0) };
        each_word(text, Span::new(0, text.len()), &mut |word| {
            line.extend(self.tokens.told(&word.text).and_then(|told| self.term(told, place, weight)));
        });
        if let (Role::Title, Some(place)) = (role, self.source.text.get(span.range())) {
            self.settle_places(place, span);
        }
        self.push(&mut line, span, role);
    }

    /// Finds the words of a title within the line that holds it.
    fn settle_places(&mut self, text: &str, span: Span) {
        each_word(text, Span::new(0, text.len()), &mut |word| {
            let number = self.tokens.told(&word.text).map(|told| told.number);
            if let Some(term) =
                number.and_then(|number| self.places.get(&number)).map(|at| &mut self.found[*at as usize])
                && term.place == span
            {
                let start = span.start + word.span.start;
                term.place = Span { start, end: span.start + word.span.end };
            }
        });
    }

    /// The sentences and items of a part of the source.
    fn section(&mut self, section: Span, role: Role, weight: u8) {
        let mut line: Vec<u16> = Vec::new();
        let mut span: Option<Span> = None;
        let part = self.tokens.within(section);
        for token in &*part.list {
            if token.join == Join::Border
                && let Some(whole) = span.take()
            {
                self.push(&mut line, whole, role);
            }
            span = Some(span.map_or(token.span, |whole: Span| whole.join(token.span)));
            line.extend(part.told(token).and_then(|told| self.term(told, token.span, weight)));
        }
        if let Some(whole) = span {
            self.push(&mut line, whole, role);
        }
    }

    /// Words that count for what the report is about, but are no sentence of their own.
    fn count(&mut self, part: Span, weight: u8) {
        let part = self.tokens.within(part);
        for token in &*part.list {
            if let Some(told) = part.told(token) {
                self.term(told, token.span, weight);
            }
        }
    }

    fn term(&mut self, told: Told, place: Span, weight: u8) -> Option<u16> {
        let Told { number: word, common } = told;
        let is_full = self.found.len() == MAX_TERMS;
        match self.places.entry(word) {
            Entry::Occupied(known) => {
                let term = &mut self.found[*known.get() as usize];
                term.weight = term.weight.max(weight);
                if term.place.is_empty() {
                    term.place = place;
                }
                Some(*known.get())
            }
            Entry::Vacant(_) if is_full || self.names.binary_search(&word).is_ok() => None,
            Entry::Vacant(free) => {
                let at = *free.insert(short(self.found.len()));
                self.found.push(Term { word, weight, common, place });
                Some(at)
            }
        }
    }

    /// Takes a line with its words; `line` is empty again.
    fn push(&mut self, line: &mut Vec<u16>, span: Span, role: Role) {
        line.sort_unstable();
        line.dedup();
        // What a picture shows is no statement.
        let picture = self.source.text.get(..span.start as usize).is_some_and(|before| before.ends_with("!["));
        if line.is_empty() || picture || self.out.lines.len() == MAX_LINES {
            line.clear();
            return;
        }
        line.truncate(MAX_WORDS);
        let start = self.out.words.len() as u32;
        self.out.words.append(line);
        self.out.lines.push(Line { role, span, start, end: self.out.words.len() as u32 });
    }

    /// Puts the terms into the order of their numbers.
    fn finish(self) -> Wording {
        let Self { source: _, tokens: _, names: _, found, places: _, mut out } = self;
        let mut order: Vec<u16> = (0..found.len()).map(short).collect();
        order.sort_unstable_by_key(|at| found[*at as usize].word);
        let mut moved = vec![0; found.len()];
        for (to, from) in order.iter().enumerate() {
            moved[*from as usize] = short(to);
        }
        for word in &mut out.words {
            *word = moved[*word as usize];
        }
        for line in &out.lines {
            out.words[line.start as usize..line.end as usize].sort_unstable();
        }
        out.terms = order.iter().map(|at| found[*at as usize]).collect();
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_by_their_stem() {
        let same = |a: &str, b: &str| assert_eq!(words_of(a), words_of(b), "{a} / {b}");
        same("Pinning the modules to versions", "pin module version");
        same("Expired certificates", "the certificate expires");
        same("rotation of keys", "rotate key");
        assert!(words_of("it was the 12 of 2024-03-04 at 10:30, 7f3a9c21d0").is_empty());
        assert_eq!(words_of("503 and 17").len(), 1);
    }

    #[test]
    fn a_report_becomes_weighted_words_and_lines() {
        let text = "# Relay full\n\n## Root cause\n\n- The relay had one disk.\n- Nobody rotated logs.\n\n## Actions\n\n- Rotate logs\n";
        let source = SourceFile::new("a.md", text);
        let reading =
            crate::extract::Reading::of(&crate::config::Settings::for_folder("x", std::iter::empty()).value.unwrap());
        let document = crate::syntax::parse(&source).value;
        let incident = crate::extract::read(&source, &document, &reading).value.remove(0);
        let wording = &incident.wording;
        let shown: Vec<String> = wording
            .lines
            .iter()
            .map(|line| {
                let mut words: Vec<String> =
                    wording.of(line).map(|term| text[term.place.range()].to_lowercase()).collect();
                words.sort_unstable();
                format!("{:?} {} {}", line.role, words.join(" "), source.lines.line(line.span.start))
            })
            .collect();
        assert_eq!(
            shown,
            ["Title full relay 1", "Action(0) logs rotated 10", "Cause disk relay 5", "Cause logs nobody rotated 6"]
        );
        let weight = |word: &str| {
            let number = words_of(word)[0];
            wording.terms.iter().find(|term| term.word == number).map(|term| term.weight)
        };
        assert_eq!((weight("relay"), weight("disk"), weight("missing")), (Some(4), Some(3), None));
    }
}
