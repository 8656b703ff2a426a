//! One incident as the record has it: keys and forms that other programs rely on, in this order.
//!
//! [`Record::new`] borrows from a case. The keys of the record come first; then what annals adds: address, computed
//! duration, wishes and advice, causes, and under `evidence` the rule and the source lines of each fact. Absent is `null`
//! or `[]`, and the order never changes.

use serde::Serialize;

use crate::archive::{Archive, Case, Citation, IncidentIx, Standing};
use crate::model::{Axis, Evidence, Kind, Moment, Rule, Section, Sourced, Verdict, written};
use crate::source::{SourceFile, Span};

/// The record of one incident.
#[derive(Serialize)]
pub(super) struct Record<'a> {
    source: String,
    title: Option<&'a str>,
    kind: Kind,
    date: Option<String>,
    started_at: Option<String>,
    ended_at: Option<String>,
    zone: Option<&'a str>,
    stated_duration_minutes: Option<u32>,
    severity: Option<&'a str>,
    applications: Vec<&'a str>,
    timeline: Vec<Row<'a>>,
    root_cause: Option<Lines>,
    impact: Option<Lines>,
    lessons: Option<Lines>,
    actions: Vec<Promise<'a>>,
    people: Vec<&'a str>,
    url: String,
    /// The day of the end, also where its time is not known.
    ended_on: Option<String>,
    detected_at: Option<String>,
    declared_at: Option<String>,
    mitigated_at: Option<String>,
    resolution: Option<Lines>,
    questions: Vec<Asked<'a>>,
    computed_duration_minutes: Option<u32>,
    improvements: Vec<&'a str>,
    recommendations: Vec<&'a str>,
    causes: Causes<'a>,
    evidence: Facts,
}

/// The first and the last source line.
type Lines = [u32; 2];

#[derive(Serialize)]
struct Row<'a> {
    at: Option<String>,
    until: Option<String>,
    kind: Option<&'a str>,
    text: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Promise<'a> {
    text: &'a str,
    owners: Vec<&'a str>,
    done: Option<bool>,
    due: Option<String>,
    links: Vec<&'a str>,
    lines: Lines,
}

#[derive(Serialize)]
struct Asked<'a> {
    text: &'a str,
    verdict: Option<Verdict>,
    lines: Lines,
}

#[derive(Serialize, Default)]
struct Causes<'a> {
    triggers: Vec<Cited<'a>>,
    causes: Vec<Cited<'a>>,
    gaps: Vec<Cited<'a>>,
    components: Vec<Cited<'a>>,
}

#[derive(Serialize)]
struct Cited<'a> {
    id: &'a str,
    label: &'a str,
    confirmed: bool,
    words: &'a str,
    lines: Lines,
}

/// Where each fact was read; a fact that is not stated has no key. Lists have one entry an item, in the same order.
#[derive(Serialize)]
struct Facts {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Read>,
    kind: Read,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<Read>,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<Read>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Read>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detected_at: Option<Read>,
    #[serde(skip_serializing_if = "Option::is_none")]
    declared_at: Option<Read>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mitigated_at: Option<Read>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<Read>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stated_duration_minutes: Option<Read>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<Read>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    applications: Vec<Read>,
    #[serde(skip_serializing_if = "Option::is_none")]
    root_cause: Option<Read>,
    #[serde(skip_serializing_if = "Option::is_none")]
    impact: Option<Read>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolution: Option<Read>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lessons: Option<Read>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    people: Vec<Read>,
}

/// A rule and the source lines that it read.
#[derive(Serialize)]
struct Read {
    rule: Rule,
    lines: Vec<Lines>,
}

impl<'a> Record<'a> {
    /// The record of an incident of an archive.
    pub(super) fn new(archive: &'a Archive, ix: IncidentIx) -> Self {
        let case = &archive[ix];
        let (incident, source) = (&*case.incident, &*case.source);
        let section = |section: &Option<Section>| Some(lines(section.as_ref()?.evidence.span(), source));
        Self {
            source: incident.id.source(),
            title: text(&incident.title),
            kind: incident.kind.value,
            date: case.date().map(written::date),
            started_at: minute(&incident.started_at),
            ended_at: minute(&incident.ended_at),
            zone: incident.zone.as_ref().map(|zone| zone.value.as_str()),
            stated_duration_minutes: incident.stated_duration.as_ref().map(|minutes| minutes.value.0),
            severity: text(&incident.severity),
            applications: texts(&incident.applications),
            timeline: timeline(case),
            root_cause: section(&incident.root_cause),
            impact: section(&incident.impact),
            lessons: section(&incident.lessons),
            actions: actions(case),
            people: texts(&incident.people),
            url: format!("{}/", case.path),
            ended_on: incident.ended_at.as_ref().map(|end| written::date(end.value.date())),
            detected_at: minute(&incident.milestones.detected),
            declared_at: minute(&incident.milestones.declared),
            mitigated_at: minute(&incident.milestones.mitigated),
            resolution: section(&incident.resolution),
            questions: questions(case),
            computed_duration_minutes: case.duration.and_then(|duration| Some(duration.computed?.0)),
            improvements: texts(&incident.improvements),
            recommendations: texts(&incident.recommendations),
            causes: causes(archive, case),
            evidence: evidence(case),
        }
    }
}

fn text(fact: &Option<Sourced<String>>) -> Option<&str> {
    fact.as_ref().map(|fact| fact.value.as_str())
}

fn texts(facts: &[Sourced<String>]) -> Vec<&str> {
    facts.iter().map(|fact| fact.value.as_str()).collect()
}

/// A time to the minute; `None` where only the day is known.
fn minute(fact: &Option<Sourced<Moment>>) -> Option<String> {
    let moment = fact.as_ref()?.value;
    moment.time().map(|_| moment.text())
}

fn lines(span: Span, source: &SourceFile) -> Lines {
    let lines = source.lines.lines(span);
    [lines.first, lines.last]
}

fn timeline(case: &Case) -> Vec<Row<'_>> {
    let rows = case.incident.timeline.iter().map(|row| Row {
        at: row.at.map(Moment::text),
        until: row.until.map(Moment::text),
        kind: row.kind.as_deref(),
        text: &row.text,
        lines: lines(row.span, &case.source),
    });
    rows.collect()
}

fn questions(case: &Case) -> Vec<Asked<'_>> {
    let asked = case.incident.questions.iter().map(|question| Asked {
        text: &question.answer.heading,
        verdict: question.verdict,
        lines: lines(question.answer.evidence.span(), &case.source),
    });
    asked.collect()
}

fn actions(case: &Case) -> Vec<Promise<'_>> {
    let actions = case.incident.actions.iter().map(|action| Promise {
        text: &action.text,
        owners: action.owners.iter().map(String::as_str).collect(),
        done: action.done,
        due: action.due.map(|due| due.to_string()),
        links: action.links.iter().map(String::as_str).collect(),
        lines: lines(action.span, &case.source),
    });
    actions.collect()
}

fn causes<'a>(archive: &'a Archive, case: &'a Case) -> Causes<'a> {
    let mut causes = Causes::default();
    for Citation { cause, standing, words, span } in &case.causes {
        let cause = &archive[*cause];
        let list = match cause.axis {
            Axis::Trigger => &mut causes.triggers,
            Axis::Cause => &mut causes.causes,
            Axis::Gap => &mut causes.gaps,
            Axis::Component => &mut causes.components,
        };
        list.push(Cited {
            id: &cause.id,
            label: &cause.label,
            confirmed: *standing == Standing::Confirmed,
            words,
            lines: lines(*span, &case.source),
        });
    }
    causes
}

fn evidence(case: &Case) -> Facts {
    let incident = &*case.incident;
    let read = |evidence: &Evidence| Read {
        rule: evidence.rule,
        lines: evidence.spans().map(|span| lines(span, &case.source)).collect(),
    };
    let section = |section: &Option<Section>| section.as_ref().map(|section| read(&section.evidence));
    Facts {
        title: incident.title.as_ref().map(|fact| read(&fact.evidence)),
        kind: read(&incident.kind.evidence),
        date: incident.date.as_ref().map(|fact| read(&fact.evidence)),
        started_at: incident.started_at.as_ref().map(|fact| read(&fact.evidence)),
        ended_at: incident.ended_at.as_ref().map(|fact| read(&fact.evidence)),
        detected_at: incident.milestones.detected.as_ref().map(|fact| read(&fact.evidence)),
        declared_at: incident.milestones.declared.as_ref().map(|fact| read(&fact.evidence)),
        mitigated_at: incident.milestones.mitigated.as_ref().map(|fact| read(&fact.evidence)),
        zone: incident.zone.as_ref().map(|fact| read(&fact.evidence)),
        stated_duration_minutes: incident.stated_duration.as_ref().map(|fact| read(&fact.evidence)),
        severity: incident.severity.as_ref().map(|fact| read(&fact.evidence)),
        applications: incident.applications.iter().map(|fact| read(&fact.evidence)).collect(),
        root_cause: section(&incident.root_cause),
        impact: section(&incident.impact),
        resolution: section(&incident.resolution),
        lessons: section(&incident.lessons),
        people: incident.people.iter().map(|fact| read(&fact.evidence)).collect(),
    }
}
