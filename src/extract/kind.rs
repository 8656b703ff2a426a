//! Whether a report is about an incident, planned work, or neither.
//!
//! Only notices of a status page can be anything but an incident: a report with a timeline of an investigation, a root
//! cause or lessons is one, whatever its title says.

use super::shape::Outline;
use super::vocabulary::{Meaning, Vocabulary, WordList};
use crate::model::{Kind, Rule, Sourced};
use crate::source::{SourceFile, Span};
use crate::syntax::Document;

/// Keys of the front matter that may say so.
pub const KEYS: &[&str] = &["kind", "type", "category", "incident-type", "section", "status", "severity", "impact"];

/// What the report is about, and the words that tell.
pub fn kind(
    source: &SourceFile,
    document: &Document,
    outline: &Outline<'_>,
    vocabulary: &Vocabulary,
    title: Option<&Sourced<String>>,
) -> Sourced<Kind> {
    let whole = Span::new(0, source.text.find('\n').unwrap_or(source.text.len()));
    let incident = || Sourced::new(Kind::Incident, Rule::Default, whole);
    for key in KEYS.iter().copied() {
        let Some(entry) = document.front.get(key) else { continue };
        let Some(text) = entry.node.text() else { continue };
        let text = text.to_lowercase().replace(['_', '-'], " ");
        if text.contains("maintenance") || text == "scheduled" || text == "planned" {
            // An update window that was never planned is still what its severity calls it, unless the title tells of a fault.
            if title.is_some_and(|title| tells_of_fault(&title.value, vocabulary))
                || (key == "severity" && !plans(source, vocabulary, title))
            {
                continue;
            }
            return Sourced::new(Kind::Maintenance, Rule::FrontMatter, entry.node.span);
        }
    }
    let reviewed = [Meaning::RootCause, Meaning::Lessons, Meaning::Timeline, Meaning::WentWell, Meaning::Actions];
    if outline.parts.iter().any(|part| part.meaning.is_some_and(|meaning| reviewed.contains(&meaning))) {
        return incident();
    }
    let Some(title) = title else { return incident() };
    if tells_of_fault(&title.value, vocabulary) {
        return incident();
    }
    if vocabulary.has_any(WordList::Maintenance, &title.value) {
        return Sourced { value: Kind::Maintenance, evidence: title.evidence.clone() };
    }
    if vocabulary.has_any(WordList::Notice, &title.value) {
        return Sourced { value: Kind::Notice, evidence: title.evidence.clone() };
    }
    incident()
}

/// Whether a title tells of a fault. `issues.example.org` is a host and `site-issues` a name; a `DNS-Ausfall` is a fault.
fn tells_of_fault(title: &str, vocabulary: &Vocabulary) -> bool {
    let plain = title.split_whitespace().filter(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        !word.contains('.') && (!word.contains('-') || word.chars().any(char::is_uppercase))
    });
    vocabulary.has_any(WordList::Fault, &plain.collect::<Vec<_>>().join(" "))
}

/// Whether the title or the text says that the work was planned.
fn plans(source: &SourceFile, vocabulary: &Vocabulary, title: Option<&Sourced<String>>) -> bool {
    let planned = vocabulary.has_any(WordList::Planned, &source.text);
    planned || title.is_some_and(|title| vocabulary.has_any(WordList::Maintenance, &title.value))
}
