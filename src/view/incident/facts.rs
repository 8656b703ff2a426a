//! Every fact of the record with the place it was read from, stated or not, as the entries of a description list.
//!
//! Written here and not by a template: sixteen facts on every page of an incident, each of a handful of values, cost more as
//! data of a template than all else on the page.

use super::own::Own;
use crate::model::written::push_count;
use crate::model::{Evidence, Kind, Section, Sourced};
use crate::render::escape;
use crate::view::Html;

/// A fact of the record.
struct FactView {
    /// What is asked: `Started`.
    label: &'static str,
    /// The answers; empty where none was found.
    values: Vec<FactValue>,
}

/// An answer and where it was read.
struct FactValue {
    /// The answer in words.
    text: String,
    /// The rule that read it, in words: `header table`.
    rule: &'static str,
    /// The line it was read from; `None` where it was not read from the text.
    line: Option<u32>,
}

/// All facts of an incident as entries of a `<dl>`.
pub(super) fn list(own: &Own<'_>) -> Html {
    let mut out = String::with_capacity(3 * 1024);
    let facts = of(own);
    let (said, unsaid): (Vec<_>, Vec<_>) = facts.iter().partition(|fact| !fact.values.is_empty());
    for fact in said {
        write(&mut out, fact);
    }
    if !unsaid.is_empty() {
        out.push_str("<div><dt>Not found</dt><dd class=\"unsaid\">");
        for (at, fact) in unsaid.iter().enumerate() {
            out.push_str(if at == 0 { "" } else { ", " });
            escape::push_text(&mut out, fact.label);
        }
        out.push_str("</dd></div>\n");
    }
    Html(out)
}

fn write(out: &mut String, fact: &FactView) {
    out.push_str("<div><dt>");
    escape::push_text(out, fact.label);
    out.push_str("</dt>");
    for value in &fact.values {
        out.push_str("<dd><span class=\"value\">");
        escape::push_text(out, &value.text);
        out.push_str("</span> ");
        match value.line {
            Some(line) => {
                out.push_str("<a class=\"source-ref\" href=\"#L");
                push_count(out, line.into());
                out.push_str("\">");
                escape::push_text(out, value.rule);
                out.push_str(", line ");
                push_count(out, line.into());
                out.push_str("</a>");
            }
            None => {
                out.push_str("<span class=\"source-ref\">");
                escape::push_text(out, value.rule);
                out.push_str("</span>");
            }
        }
        out.push_str("</dd>");
    }
    out.push_str("</div>\n");
}

/// All facts of an incident, in the order of the record. Names of people are shown elsewhere.
fn of(own: &Own<'_>) -> Vec<FactView> {
    let incident = own.incident;
    let one = |label: &'static str, value: Option<FactValue>| FactView { label, values: value.into_iter().collect() };
    let text = |fact: &Sourced<String>| value(own, fact.value.clone(), &fact.evidence);
    let kind = match incident.kind.value {
        Kind::Incident => "incident",
        Kind::Maintenance => "maintenance",
        Kind::Notice => "notice",
    };
    let many =
        |label: &'static str, facts: &[Sourced<String>]| FactView { label, values: facts.iter().map(text).collect() };
    let lines = |section: &Section| {
        let lines = section.evidence.lines(&own.source.lines);
        let shown = if lines.first == lines.last {
            format!("line {}", lines.first)
        } else {
            format!("lines {} to {}", lines.first, lines.last)
        };
        let heading = if section.heading.is_empty() { shown } else { format!("{}, {shown}", section.heading) };
        value(own, heading, &section.evidence)
    };
    let shown = |fact: &dyn std::fmt::Display, evidence: &Evidence| value(own, fact.to_string(), evidence);
    let moment =
        |fact: &Sourced<crate::model::Moment>| value(own, fact.value.to_string().replace('T', " "), &fact.evidence);
    vec![
        one("Title", incident.title.as_ref().map(text)),
        one("Kind", Some(value(own, kind.to_owned(), &incident.kind.evidence))),
        one("Date", incident.date.as_ref().map(|fact| shown(&fact.value, &fact.evidence))),
        one("Started", incident.started_at.as_ref().map(moment)),
        one("Detected", incident.milestones.detected.as_ref().map(moment)),
        one("Declared", incident.milestones.declared.as_ref().map(moment)),
        one("Mitigated", incident.milestones.mitigated.as_ref().map(moment)),
        one("Ended", incident.ended_at.as_ref().map(moment)),
        one("Zone", incident.zone.as_ref().map(|fact| shown(&fact.value, &fact.evidence))),
        one("Stated duration", incident.stated_duration.as_ref().map(|fact| shown(&fact.value, &fact.evidence))),
        one("Severity", incident.severity.as_ref().map(text)),
        many("Applications", &incident.applications),
        one("Impact", incident.impact.as_ref().map(lines)),
        one("Root cause", incident.root_cause.as_ref().map(lines)),
        one("Resolution", incident.resolution.as_ref().map(lines)),
        one("Lessons", incident.lessons.as_ref().map(lines)),
        many("Trigger", &incident.causes.triggers),
        many("Causes", &incident.causes.causes),
        many("Gaps", &incident.causes.gaps),
        many("Components", &incident.causes.components),
    ]
}

fn value(own: &Own<'_>, text: String, evidence: &Evidence) -> FactValue {
    let line = evidence.rule.is_in_text().then(|| own.source.lines.line(evidence.span().start));
    FactValue { text, rule: evidence.rule.words(), line }
}
