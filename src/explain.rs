//! Why a report reads as it does: every fact with its place and its rule, what lost against it, and what was looked for.
//!
//! [`explain`] turns what extraction keeps ([`Traced`]) into an [`Explanation`], in three steps: `facts` puts places and
//! losers to each fact, `sought` says in words why one is missing, `parts` lists what the report was taken for, and what
//! was not understood. [`text`] shows it on a terminal; serde writes it as JSON. Reads nothing a second time and decides
//! nothing: what it says is what extraction did.

mod facts;
mod parts;
mod sought;
pub mod text;

use serde::Serialize;

use crate::extract::Reading;
use crate::extract::trace::Traced;
use crate::model::{Evidence, Rule};
use crate::source::{SourceFile, Span};

/// Lines of a place that are quoted; longer places are cut in the middle.
const QUOTED: u32 = 4;

/// Why one incident reads as it does.
#[derive(Debug, Serialize)]
pub struct Explanation {
    /// The `source` of its record.
    pub source: String,
    /// Every fact of the record, in the record's order.
    pub facts: Vec<Fact>,
    /// What the report was taken for.
    pub read_as: ReadAs,
}

/// A fact of the record.
#[derive(Debug, Serialize)]
pub struct Fact {
    /// The record's key.
    pub name: &'static str,
    /// Its values: at most one, except for lists.
    pub values: Vec<Value>,
    /// Other places that speak of it, best first.
    pub passed_over: Vec<PassedOver>,
    /// What was looked for, where there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_found: Option<String>,
}

/// A value and where it was read.
#[derive(Debug, Serialize)]
pub struct Value {
    /// The value as the record has it, in one line.
    pub value: String,
    /// What the record says beside it: owners and state of an action, the kind of a row.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Where it was read; several places where it follows from several.
    pub read: Vec<Place>,
}

/// A place that speaks of a fact and does not count.
#[derive(Debug, Serialize)]
pub struct PassedOver {
    /// What it says.
    pub value: String,
    /// Where.
    pub read: Place,
    /// Whether it says the same.
    pub agrees: bool,
    /// Why something else counts.
    pub why: String,
}

/// A place of the report.
#[derive(Debug, Serialize)]
pub struct Place {
    /// The rule that read it.
    pub rule: Rule,
    /// The rule in words.
    pub by: &'static str,
    /// First and last line, from 1; `None` for what does not stand in the text: the file's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<[u32; 2]>,
    /// Its lines as they stand in the source; a few of the first and the last where there are many.
    pub quote: Vec<Quoted>,
}

/// A line of the source.
#[derive(Debug, Serialize)]
pub struct Quoted {
    /// Its number, from 1.
    pub line: u32,
    /// The line without its line break.
    pub text: String,
}

/// What the report was taken for.
#[derive(Debug, Serialize)]
pub struct ReadAs {
    /// The keys of the front matter.
    pub front_matter: Vec<Key>,
    /// Headings, bold lines and labels in the report's order.
    pub parts: Vec<Part>,
    /// Keys with values: header tables, labels, headings.
    pub fields: Vec<Key>,
    /// Headings, labels and keys that were not understood and stand where a fact might.
    pub unknown: Vec<Unknown>,
}

/// A key with a value.
#[derive(Debug, Serialize)]
pub struct Key {
    /// Its line, from 1.
    pub line: u32,
    /// The key as written.
    pub key: String,
    /// The value, in one line.
    pub value: String,
    /// What it states; `None` where annals does not know the key.
    pub meaning: Option<&'static str>,
}

/// A line that opens a part.
#[derive(Debug, Serialize)]
pub struct Part {
    /// Its line, from 1.
    pub line: u32,
    /// How many parts it stands in.
    pub depth: usize,
    /// What kind of line it is.
    pub form: &'static str,
    /// Its text.
    pub title: String,
    /// What it asks for.
    pub meaning: Option<&'static str>,
    /// Whether only words within it say so.
    pub by_words_within: bool,
    /// Whether it names the report.
    pub is_title: bool,
}

/// What was not understood.
#[derive(Debug, Serialize)]
pub struct Unknown {
    /// Its line, from 1.
    pub line: u32,
    /// What kind of line it is.
    pub form: &'static str,
    /// The words to add.
    pub words: String,
    /// The table of `book.toml` to add them to.
    pub table: &'static str,
}

/// Explains an incident.
pub fn explain(source: &SourceFile, reading: &Reading, traced: &Traced<'_>) -> Explanation {
    let asked = Asked { source, reading, traced };
    Explanation {
        source: traced.incident.id.source(),
        facts: facts::facts(asked),
        read_as: parts::read_as(source, traced),
    }
}

/// What an explanation is made from.
#[derive(Clone, Copy)]
struct Asked<'a> {
    source: &'a SourceFile,
    reading: &'a Reading,
    traced: &'a Traced<'a>,
}

impl Asked<'_> {
    fn line(self, span: Span) -> u32 {
        self.source.lines.line(span.start)
    }

    fn place(self, rule: Rule, span: Span) -> Place {
        let by = rule.words();
        if !rule.is_in_text() {
            return Place { rule, by, lines: None, quote: Vec::new() };
        }
        let lines = self.source.lines.lines(span);
        // Of a long place the head and the last line say where it is.
        let long = lines.last - lines.first >= QUOTED;
        let cut = if long { lines.first + QUOTED - 1..lines.last } else { 0..0 };
        let shown = (lines.first..=lines.last).filter(|line| !cut.contains(line));
        let quote = shown.map(|line| Quoted { line, text: self.text_of(line) }).collect();
        Place { rule, by, lines: Some([lines.first, lines.last]), quote }
    }

    fn text_of(self, line: u32) -> String {
        self.source.lines.span_of_line(line).map_or_else(String::new, |span| self.source.slice(span).to_string())
    }

    fn value(self, value: impl Into<String>, evidence: &Evidence) -> Value {
        let read = evidence.spans().map(|span| self.place(evidence.rule, span)).collect();
        Value { value: value.into(), detail: String::new(), read }
    }

    fn passed_over(self, value: String, evidence: &Evidence, won: Option<&str>, why: String) -> PassedOver {
        let agrees = won == Some(value.as_str());
        PassedOver { value, read: self.place(evidence.rule, evidence.span()), agrees, why }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;
    use crate::{extract, syntax};

    fn explained<T>(text: &str, look: impl Fn(&Explanation) -> T) -> T {
        let source = SourceFile::new("2024-05-06-queue.md", text);
        let settings = Settings::for_folder("", std::iter::empty()).value.expect("defaults");
        let reading = Reading::of(&settings);
        let document = syntax::parse(&source).value;
        let parts = extract::split::parts(&source, &document, &reading);
        look(&explain(&source, &reading, &extract::read_part_traced(&source, &parts[0], &reading, None).value))
    }

    fn fact<T>(text: &str, name: &str, look: impl Fn(&Fact) -> T) -> T {
        explained(text, |explanation| {
            look(explanation.facts.iter().find(|fact| fact.name == name).expect("every fact is told"))
        })
    }

    #[test]
    fn values_come_with_their_lines() {
        let check = |name: &str, value: &str, lines: [u32; 2], by: &str| {
            let text = "# Queue full\n\n- **Severity**: P2 (bad)\n- **Start**: 2024-05-06 10:00\n\n## Root cause\n\nA disk.\n\nFull.\n";
            fact(text, name, |fact| {
                let [value_of] = &fact.values[..] else { panic!("{name}: {fact:?}") };
                assert_eq!((value_of.value.as_str(), value_of.read[0].lines), (value, Some(lines)), "{name}");
                assert_eq!(value_of.read[0].by, by, "{name}");
            });
        };
        check("title", "Queue full", [1, 1], "heading");
        check("severity", "P2", [3, 3], "label");
        check("started_at", "2024-05-06T10:00", [4, 4], "label");
        check("date", "2024-05-06", [4, 4], "label");
        check("root_cause", "lines 8 to 10, under “Root cause”", [8, 10], "section");
    }

    #[test]
    fn a_heading_may_stand_over_a_value() {
        let check = |heading: &str, answer: &str, name: &str, value: Option<&str>| {
            let text =
                format!("# Queue\n\n## Summary\n\nIt was full.\n\n## {heading}\n\n{answer}\n\n## Impact\n\nAll.\n");
            fact(&text, name, |fact| {
                assert_eq!(fact.values.first().map(|value| value.value.as_str()), value, "{heading}: {answer}");
                assert!(fact.values.iter().all(|value| value.read[0].lines == Some([9, 9])), "{fact:?}");
            });
        };
        check("Severity", "P2", "severity", Some("P2"));
        check("Time to resolve", "9h 16m (during support hours)", "stated_duration_minutes", Some("556"));
        check("Duration", "less than 5 minutes", "stated_duration_minutes", None);
        check("Time zone", "CET", "zone", Some("CET"));
        check("Start", "2024-05-06 10:00", "started_at", Some("2024-05-06T10:00"));
    }

    #[test]
    fn what_lost_says_why() {
        let text = "# 2024-05-07 Queue\n\n- **Start**: 2024-05-06 10:00\n\n## Timeline\n\n- 10:20 the queue fills\n- 11:00 resolved\n";
        fact(text, "date", |fact| {
            let told: Vec<_> = fact.passed_over.iter().map(|other| (other.value.as_str(), other.agrees)).collect();
            assert_eq!(told, [("2024-05-07", false), ("2024-05-06", true)], "heading and file name");
            assert_eq!(fact.passed_over[0].why, "a field for it counts more than a heading");
        });
        fact(text, "started_at", |fact| {
            assert_eq!(fact.passed_over.len(), 1);
            assert_eq!(fact.passed_over[0].value, "2024-05-06T10:20");
            assert_eq!(fact.passed_over[0].why, "a field for it counts more than a row of the timeline");
        });
        fact(text, "ended_at", |fact| assert_eq!(fact.values[0].read[0].lines, Some([8, 8])));
    }

    #[test]
    fn what_was_not_found_says_what_was_looked_for() {
        let check = |text: &str, name: &str, expected: &str| {
            fact(text, name, |fact| {
                let told = fact.not_found.as_deref().unwrap_or_else(|| panic!("{name} was found: {fact:?}"));
                assert!(told.contains(expected), "{name}: {told}");
            });
        };
        let text = "# Queue\n\n## Root cause\n\nTBC\n\n## Timeline\n\n- 10:00 it fills\n- 10:30 we look\n";
        check(text, "ended_at", "nor does the last one (line 10)");
        check(text, "root_cause", "“Root cause” (line 3) asks for it and holds nothing that counts");
        check("# Queue\n\nIt was full.\n", "started_at", "there is no timeline");
        check("# Queue\n\nIt was full.\n", "severity", "no key of the front matter, field or label");
    }

    #[test]
    fn what_was_not_understood_is_listed() {
        let check = |text: &str, expected: &[(u32, &str, &str)]| {
            explained(text, |explanation| {
                let unknown = explanation.read_as.unknown.iter();
                let told: Vec<_> = unknown.map(|one| (one.line, one.words.as_str(), one.table)).collect();
                assert_eq!(told, expected, "{text}");
            });
        };
        check(
            "# Queue\n\n## Wobbliness\n\nHigh.\n\n## Impact\n\n### Kiosks\n\nAll.\n",
            &[(3, "Wobbliness", "vocabulary")],
        );
        check("---\ntitle: Queue\nmood: low\n---\n\nText.\n", &[(3, "mood", "front-matter")]);
        check(
            "# Queue\n\n| Date | 2024-05-06 |\n|---|---|\n| Severity | P2 |\n| Moon | full |\n",
            &[(6, "Moon", "vocabulary")],
        );
        check("# Queue\n\n## 2024-05-06 10:00\n\nIt fills.\n", &[]);
    }
}
