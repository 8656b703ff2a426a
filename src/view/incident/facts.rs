//! Every fact of the record with the place it was read from, stated or not.

use serde::Serialize;

use crate::archive::Case;
use crate::model::{Evidence, Kind, Rule, Section, Sourced};
use crate::site::{Href, Linker, references};

/// A fact of the record.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct FactView {
    /// What is asked: `Started`.
    pub label: &'static str,
    /// The answers; empty where the report does not state it.
    pub values: Vec<FactValue>,
}

/// An answer and where it was read.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct FactValue {
    /// The answer in words.
    pub text: String,
    /// The rule that read it, in words: `header table`.
    pub rule: &'static str,
    /// The line it was read from; `None` where it was not read from the text.
    pub line: Option<u32>,
    /// That line on this page.
    pub source: Option<Href>,
}

/// All facts of an incident, in the order of the record. Names of people are shown elsewhere.
pub(super) fn of(_links: &Linker<'_>, case: &Case) -> Vec<FactView> {
    let incident = &case.incident;
    let one = |label: &'static str, value: Option<FactValue>| FactView { label, values: value.into_iter().collect() };
    let text = |fact: &Sourced<String>| value(case, fact.value.clone(), &fact.evidence);
    let kind = match incident.kind.value {
        Kind::Incident => "incident",
        Kind::Maintenance => "maintenance",
        Kind::Notice => "notice",
    };
    let many =
        |label: &'static str, facts: &[Sourced<String>]| FactView { label, values: facts.iter().map(text).collect() };
    let lines = |section: &Section| {
        let lines = section.evidence.lines(&case.source.lines);
        let shown = if lines.first == lines.last {
            format!("line {}", lines.first)
        } else {
            format!("lines {} to {}", lines.first, lines.last)
        };
        let heading = if section.heading.is_empty() { shown } else { format!("{}, {shown}", section.heading) };
        value(case, heading, &section.evidence)
    };
    let shown = |fact: &dyn std::fmt::Display, evidence: &Evidence| value(case, fact.to_string(), evidence);
    let moment =
        |fact: &Sourced<crate::model::Moment>| value(case, fact.value.to_string().replace('T', " "), &fact.evidence);
    vec![
        one("Title", incident.title.as_ref().map(text)),
        one("Kind", Some(value(case, kind.to_owned(), &incident.kind.evidence))),
        one("Date", incident.date.as_ref().map(|fact| shown(&fact.value, &fact.evidence))),
        one("Started", incident.started_at.as_ref().map(moment)),
        one("Ended", incident.ended_at.as_ref().map(moment)),
        one("Zone", incident.zone.as_ref().map(|fact| shown(&fact.value, &fact.evidence))),
        one("Stated duration", incident.stated_duration.as_ref().map(|fact| shown(&fact.value, &fact.evidence))),
        one("Severity", incident.severity.as_ref().map(text)),
        many("Applications", &incident.applications),
        one("Impact", incident.impact.as_ref().map(lines)),
        one("Root cause", incident.root_cause.as_ref().map(lines)),
        one("Lessons", incident.lessons.as_ref().map(lines)),
        many("Trigger", &incident.causes.triggers),
        many("Causes", &incident.causes.causes),
        many("Gaps", &incident.causes.gaps),
        many("Components", &incident.causes.components),
    ]
}

fn value(case: &Case, text: String, evidence: &Evidence) -> FactValue {
    let line = match evidence.rule {
        Rule::FileName | Rule::Default => None,
        Rule::FrontMatter
        | Rule::HeaderTable
        | Rule::Label
        | Rule::HeadingField
        | Rule::Section
        | Rule::Heading
        | Rule::Sentence
        | Rule::Milestone
        | Rule::TimelineRow
        | Rule::TimelineNote
        | Rule::ColumnHeader
        | Rule::Wording
        | Rule::Derived => Some(case.source.lines.line(evidence.span().start)),
    };
    FactValue { text, rule: evidence.rule.words(), line, source: line.map(references::own_line) }
}
