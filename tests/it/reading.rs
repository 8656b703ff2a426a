//! One reading of arbitrary bytes, as a build does it, with all that must hold of what comes out.
//!
//! Shared by the property tests and by the fuzz target under `fuzz/`: what one of them finds, the other can hold on to.

use annals::config::Settings;
use annals::extract::{Reading, read};
use annals::model::Incident;
use annals::source::decode::Decoded;
use annals::source::{FileId, SourceFile, Span};
use annals::syntax;

/// Reads the bytes of a file and checks the facts.
///
/// # Panics
///
/// Where a fact, row or diagnostic points outside of the text, an end lies before its start, or an empty text became a fact.
pub(crate) fn read_and_check(bytes: &[u8]) {
    let Decoded::Text(source) = SourceFile::decode(FileId::new("2024/report.md"), bytes) else { return };
    let document = syntax::parse(&source);
    let settings = Settings::for_folder("fuzz", std::iter::empty()).value.expect("defaults are valid");
    let incidents = read(&source, &document.value, &Reading::of(&settings));
    let notes = document.diagnostics.iter().chain(&incidents.diagnostics).flat_map(|note| &note.labels);
    notes.for_each(|label| inside(label.span, &source));
    incidents.value.iter().for_each(|incident| check(incident, &source));
}

fn check(incident: &Incident, source: &SourceFile) {
    let texts = [&incident.applications, &incident.people, &incident.improvements, &incident.recommendations];
    for fact in texts.into_iter().flatten().chain(&incident.title).chain(&incident.severity) {
        inside(fact.evidence.span(), source);
        assert!(!fact.value.trim().is_empty(), "an empty fact by {:?}", fact.evidence.rule);
    }
    let sections = [&incident.root_cause, &incident.impact, &incident.lessons];
    sections.into_iter().flatten().for_each(|section| inside(section.evidence.span(), source));
    for row in &incident.timeline {
        inside(row.span, source);
        if let (Some(at), Some(until)) = (row.at, row.until) {
            assert!(!until.is_before(at), "{at} until {until}");
        }
    }
    for action in &incident.actions {
        inside(action.span, source);
        assert!(action.text.chars().any(char::is_alphanumeric), "an action without a word: {:?}", action.text);
        assert!(action.owners.iter().all(|owner| !owner.trim().is_empty()), "an owner without a name");
    }
    for at in incident.started_at.iter().chain(&incident.ended_at) {
        inside(at.evidence.span(), source);
    }
    if let (Some(start), Some(end)) = (&incident.started_at, &incident.ended_at) {
        assert!(!end.value.is_before(start.value), "the end lies before the start");
    }
}

fn inside(span: Span, source: &SourceFile) {
    assert!(source.text.get(span.range()).is_some(), "{span:?} is no place of a text of {} bytes", source.text.len());
}
