//! What was typed, as clauses: words, identifiers, quoted phrases, and fields; `-` in front turns one round.
//!
//! [`parse`] never fails: what is no field is text. The script of the search page reads the same grammar
//! (`themes/default/search/20-query.js`), and one file of probes keeps the two together.

use jiff::civil::Date;

use super::facets::Facet;
use crate::terms::fold::fold;
use crate::terms::scan::{Piece, is_ideograph, scan};

/// A query.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Query {
    /// The clauses, in order. An incident is found where all hold.
    pub clauses: Vec<Clause>,
    /// What cannot be meant, in words; such a query finds nothing.
    pub faults: Vec<String>,
}

/// A part of a query.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clause {
    /// Whether it must not hold.
    pub negated: bool,
    /// What it asks for.
    pub wanted: Wanted,
}

/// What a clause asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// A word, in any of its forms, or one that begins so.
    Word(String),
    /// An identifier of several words: as it stands, else its words side by side.
    Compound {
        /// All of it.
        whole: String,
        /// Its words.
        run: Run,
    },
    /// These words side by side, each as it stands.
    Phrase(Run),
    /// A value of a facet.
    Facet(Facet, String),
    /// A year.
    Year(i16),
    /// Days before this one.
    Before(Date),
    /// This day and those after it.
    After(Date),
}

/// Words side by side.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Run {
    /// The terms that an incident with them has.
    pub terms: Vec<String>,
    /// The words, Chinese, Japanese and Korean in pairs of characters, as they follow each other in [`Terms`](crate::terms::Terms).
    pub words: Vec<String>,
    /// Whether the last word is a character that may begin a pair.
    pub open: bool,
    /// The words as they are marked, with spaces between.
    pub text: String,
}

/// Reads a query.
pub fn parse(text: &str) -> Query {
    let text: String = text.chars().map(|c| if matches!(c, '“' | '”' | '„' | '«' | '»') { '"' } else { c }).collect();
    let mut query = Query::default();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (negated, behind) = match rest.strip_prefix('-') {
            Some(behind) if behind.starts_with(|c: char| !c.is_whitespace() && c != '-') => (true, behind),
            _ => (false, rest),
        };
        rest = if let Some(quoted) = behind.strip_prefix('"') {
            let (phrase, behind) = quoted.split_once('"').unwrap_or((quoted, ""));
            query.phrase(negated, phrase);
            behind
        } else if let Some((name, behind)) = field(behind) {
            let (value, behind) = value(behind);
            query.field(negated, &name, value);
            behind
        } else {
            let end = behind.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(behind.len());
            query.words(negated, &behind[..end]);
            &behind[end..]
        };
        rest = rest.trim_start();
    }
    query
}

/// The name of a field in front of a text, in lower case, and what stands behind its colon.
fn field(text: &str) -> Option<(String, &str)> {
    let (name, behind) = text.split_once(':')?;
    let name = name.to_ascii_lowercase();
    let known =
        Facet::ALL.iter().any(|facet| facet.name() == name) || matches!(name.as_str(), "year" | "before" | "after");
    known.then_some((name, behind))
}

/// The value in front of a text, quoted or up to the next space, and what stands behind it.
fn value(text: &str) -> (&str, &str) {
    match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
        None => text.split_at(text.find(char::is_whitespace).unwrap_or(text.len())),
    }
}

impl Query {
    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty() && self.faults.is_empty()
    }

    fn push(&mut self, negated: bool, wanted: Wanted) {
        self.clauses.push(Clause { negated, wanted });
    }

    fn words(&mut self, negated: bool, text: &str) {
        scan(text, &mut |piece| {
            let wanted = match piece {
                Piece::Word(word) => Wanted::Word(word.to_owned()),
                Piece::Compound(compound) => {
                    let mut run = Run::default();
                    run.add(piece);
                    let whole = compound.version().unwrap_or(&compound.whole).to_owned();
                    Wanted::Compound { whole, run: run.ended() }
                }
                Piece::Ideographs(characters) => {
                    let mut run = Run::default();
                    run.add(piece);
                    // A single one begins a pair, or ends a run.
                    if run.terms.len() == 1 { Wanted::Word(characters.to_owned()) } else { Wanted::Phrase(run.ended()) }
                }
            };
            self.push(negated, wanted);
        });
    }

    fn phrase(&mut self, negated: bool, text: &str) {
        let mut run = Run::default();
        scan(text, &mut |piece| run.add(piece));
        if !run.terms.is_empty() {
            self.push(negated, Wanted::Phrase(run.ended()));
        }
    }

    fn field(&mut self, negated: bool, name: &str, value: &str) {
        if value.trim().is_empty() {
            return;
        }
        if let Some(facet) = Facet::ALL.into_iter().find(|facet| facet.name() == name) {
            self.push(negated, Wanted::Facet(facet, value.to_owned()));
            return;
        }
        let wanted = match name {
            "year" => value.parse().ok().filter(|year| (1..=9999).contains(year)).map(Wanted::Year),
            "before" => first_day(value).map(Wanted::Before),
            _ => first_day(value).map(Wanted::After),
        };
        match wanted {
            Some(wanted) => self.push(negated, wanted),
            None if name == "year" => self.faults.push(format!("“{value}” is no year: write year:2024")),
            None => {
                self.faults
                    .push(format!("“{value}” is no day: write {name}:2024, {name}:2024-05 or {name}:2024-05-06"));
            }
        }
    }
}

impl Run {
    fn add(&mut self, piece: Piece<'_>) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        match piece {
            Piece::Word(word) => {
                self.terms.push(word.to_owned());
                self.words.push(word.to_owned());
                self.text.push_str(word);
            }
            Piece::Compound(compound) => {
                let words: Vec<&str> = compound.words().collect();
                self.text.push_str(&words.join(" "));
                // Shorter words of an identifier are no terms of their own.
                let long = words.iter().filter(|word| word.len() >= 3);
                self.terms.extend(long.map(|word| (*word).to_owned()));
                self.words.extend(words.into_iter().map(str::to_owned));
                if self.terms.is_empty() {
                    self.terms.push(compound.whole.clone());
                }
            }
            Piece::Ideographs(run) => {
                let from = self.words.len();
                piece.terms(&mut |term| self.words.push(term.to_owned()));
                // The last stands alone only where the run of the report ends with it too.
                let sure = (self.words.len() - 1).max(from + 1);
                self.terms.extend_from_slice(&self.words[from..sure]);
                self.text.push_str(run);
            }
        }
    }

    /// With all its words: where it ends among characters without spaces, the report may go on.
    fn ended(mut self) -> Self {
        self.open = self.text.chars().next_back().is_some_and(is_ideograph);
        if self.open && self.text.chars().rev().take(2).all(is_ideograph) && self.words.len() > 1 {
            // Implied by the pair before it.
            self.words.pop();
            self.open = false;
        }
        self
    }
}

/// The first day of a year, a month or a day.
fn first_day(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month = parts.next().map_or(Ok(1), str::parse).ok()?;
    let day = parts.next().map_or(Ok(1), str::parse).ok()?;
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, month, day).ok()
}

impl Clause {
    /// The words that it looks for, for marking them in a text.
    pub fn words(&self) -> Vec<&str> {
        match &self.wanted {
            Wanted::Word(word) => vec![word],
            Wanted::Compound { run, .. } | Wanted::Phrase(run) => run.text.split(' ').collect(),
            Wanted::Facet(..) | Wanted::Year(_) | Wanted::Before(_) | Wanted::After(_) => Vec::new(),
        }
    }
}

/// A value of a field as a query writes it: `application:checkout-api`.
pub fn written(facet: Facet, value: &str) -> String {
    let plain = fold(value).chars().all(|c| c.is_alphanumeric() || c == '-');
    if plain { format!("{}:{value}", facet.name()) } else { format!("{}:\"{}\"", facet.name(), value.replace('"', "")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(terms: &[&str], words: &[&str], text: &str) -> Run {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Run { terms: owned(terms), words: owned(words), open: false, text: text.to_owned() }
    }

    fn check(text: &str, expected: &[(bool, Wanted)]) {
        let query = parse(text);
        let clauses: Vec<(bool, Wanted)> =
            query.clauses.into_iter().map(|clause| (clause.negated, clause.wanted)).collect();
        assert_eq!(clauses, expected, "{text}");
        assert!(query.faults.is_empty(), "{text}");
    }

    fn word(text: &str) -> Wanted {
        Wanted::Word(text.to_owned())
    }

    #[test]
    fn words_phrases_and_what_must_not_be() {
        check("Pool  café", &[(false, word("pool")), (false, word("cafe"))]);
        check("pool -queue", &[(false, word("pool")), (true, word("queue"))]);
        check(
            "\"Connection pool\"",
            &[(false, Wanted::Phrase(run(&["connection", "pool"], &["connection", "pool"], "connection pool")))],
        );
        check("-“full disk”", &[(true, Wanted::Phrase(run(&["full", "disk"], &["full", "disk"], "full disk")))]);
        check("- -- \"\" \"", &[]);
        let whole = "ops-77123".to_owned();
        check(
            "OPS-77123",
            &[(false, Wanted::Compound { whole, run: run(&["ops", "77123"], &["ops", "77123"], "ops 77123") })],
        );
        let whole = "1.18.4".to_owned();
        check("v1.18.4", &[(false, Wanted::Compound { whole, run: run(&["v1.18.4"], &["v1", "18", "4"], "v1 18 4") })]);
        check("数据库", &[(false, Wanted::Phrase(run(&["数据", "据库"], &["数据", "据库"], "数据库")))]);
        check("库", &[(false, word("库"))]);
    }

    #[test]
    fn a_phrase_that_ends_in_one_character_may_go_on() {
        let check = |text: &str, words: &[&str], open: bool| {
            let Wanted::Phrase(run) = parse(text).clauses.remove(0).wanted else { panic!("{text}") };
            assert_eq!((run.words.iter().map(String::as_str).collect::<Vec<_>>(), run.open), (words.to_vec(), open));
        };
        check("\"db 库\"", &["db", "库"], true);
        check("\"数据 库\"", &["数据", "据", "库"], true);
        check("\"数据库 db\"", &["数据", "据库", "库", "db"], false);
    }

    #[test]
    fn fields_have_names_and_values() {
        let facet = |facet, value: &str| Wanted::Facet(facet, value.to_owned());
        check("application:checkout", &[(false, facet(Facet::Application, "checkout"))]);
        check("-Cause:\"full disk\" x", &[(true, facet(Facet::Cause, "full disk")), (false, word("x"))]);
        check("is:recurring owner:", &[(false, facet(Facet::Is, "recurring"))]);
        check(
            "year:2024 before:2024-05",
            &[(false, Wanted::Year(2024)), (false, Wanted::Before(jiff::civil::date(2024, 5, 1)))],
        );
        check("after:2024-02-29", &[(false, Wanted::After(jiff::civil::date(2024, 2, 29)))]);
        assert!(matches!(parse("http://x").clauses[0].wanted, Wanted::Compound { .. }), "no field");
        assert_eq!(parse("before:soon").faults.len(), 1);
        assert_eq!(parse("year:20x").faults.len(), 1);
        assert_eq!(parse("after:2024-13 after:2023-02-29").faults.len(), 2);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_query(text in "\\PC{0,30}|[-a:\"“ yearbefo0-9.é数]{0,30}") {
            let _ = parse(&text);
        }
    }
}
