//! What the report of an incident alone decides of its page, which is most of it. Nothing else is at hand here, so that
//! [`Own::key`] stands for all of it: a build that knows the key need not make it to know that it is the same.

use std::collections::HashMap;

use jiff::civil::Date;

use super::rows::TimelineView;
use super::{DurationView, ExcerptView, NoteView, SourceView, WhenView, facts, rows};
use crate::archive::{Case, Duration};
use crate::config::Settings;
use crate::diag::Diagnostic;
use crate::model::{Incident, Section};
use crate::render::body::{RefKind, Resolved};
use crate::render::{body, escape};
use crate::site::{self, Linker, references};
use crate::source::{ContentHash, FileId, Lines, SourceFile};
use crate::view::{Html, excerpt, parts};

/// What is at hand: what was read of the report, where its links lead, and the settings.
#[derive(Debug)]
pub(super) struct Own<'a> {
    /// The facts.
    pub incident: &'a Incident,
    /// The text.
    pub source: &'a SourceFile,
    /// The day on which it began, by the facts.
    pub date: Option<Date>,
    /// How long it lasted, by the facts and settings.
    duration: Option<Duration>,
    report: Option<&'a site::Report>,
    settings: &'a Settings,
    leads: Vec<Resolved>,
}

/// What the page says by its report alone.
#[derive(Debug)]
pub(super) struct Told {
    pub when: WhenView,
    pub duration: DurationView,
    pub hit: Option<ExcerptView>,
    pub why: Option<ExcerptView>,
    pub ended: Option<ExcerptView>,
    pub timeline: Option<TimelineView>,
    pub facts: Html,
    pub body: Html,
    pub notes: Vec<NoteView>,
    pub source: SourceView,
}

impl<'a> Own<'a> {
    /// What is at hand for the page of an incident.
    pub(super) fn of(links: &Linker<'a>, case: &'a Case) -> Self {
        let site = links.site();
        let report = site.reports.get(&case.incident.id).map(|report| &**report);
        let file = &case.incident.id.file;
        let own = report.into_iter().flat_map(|report| &report.links);
        Self {
            incident: &case.incident,
            source: &case.source,
            date: case.date(),
            duration: case.duration,
            report,
            settings: site.settings,
            leads: own.map(|link| references::resolve(links, file, link.kind, &link.dest)).collect(),
        }
    }

    /// The hash of all that is at hand but for the settings; `None` where it is not known what was read.
    pub(super) fn key(&self) -> Option<ContentHash> {
        let key = self.report?.key?;
        let rest = format!("{:?} {:?}", self.incident.id, self.leads);
        Some(key.with(&ContentHash::of(rest.as_bytes())))
    }

    /// What the page says.
    pub(super) fn tell(&self) -> Told {
        let incident = self.incident;
        let excerpt = |section: &Option<Section>| section.as_ref().and_then(|section| self.excerpt_of(section));
        Told {
            when: self.when(),
            duration: duration(self.duration),
            hit: excerpt(&incident.impact),
            why: excerpt(&incident.root_cause),
            ended: self.ended(),
            timeline: rows::timeline(self),
            facts: facts::list(self),
            body: self.body(),
            notes: self.notes(),
            source: self.shown_source(),
        }
    }

    fn when(&self) -> WhenView {
        let incident = self.incident;
        let clock = |moment: crate::model::Moment| moment.time().map(|time| crate::model::written::clock(time.time()));
        let start_day = self.date;
        let end = incident.ended_at.as_ref().map(|end| end.value);
        let shown_end = end.filter(|end| end.time().is_some() || Some(end.date()) != start_day);
        WhenView {
            day: start_day.map(parts::day),
            start: incident.started_at.as_ref().and_then(|start| clock(start.value)),
            end_day: shown_end.map(crate::model::Moment::date).filter(|day| Some(*day) != start_day).map(parts::day),
            end: shown_end.and_then(clock),
            zone: incident.zone.as_ref().map(|zone| zone.value.to_string()),
        }
    }

    fn excerpt_of(&self, section: &Section) -> Option<ExcerptView> {
        let line = self.source.lines.line(section.evidence.span().start);
        Some(ExcerptView { text: excerpt::of(self.source, section)?, line, source: references::own_line(line) })
    }

    /// What was done to end it; where no section says so, the entry of the timeline by which it was over, or hit users less.
    fn ended(&self) -> Option<ExcerptView> {
        let incident = self.incident;
        let told = incident.resolution.as_ref().and_then(|section| self.excerpt_of(section));
        told.or_else(|| {
            let moments = [incident.ended_at.as_ref(), incident.milestones.mitigated.as_ref()];
            let entry = |moment: &crate::model::Sourced<crate::model::Moment>| {
                let place = moment.evidence.span();
                incident.timeline.iter().find(|row| row.span.contains(place) && !row.text.is_empty())
            };
            let row = moments.into_iter().flatten().find_map(entry)?;
            let line = self.source.lines.line(row.span.start);
            Some(ExcerptView { text: excerpt::cut(&row.text), line, source: references::own_line(line) })
        })
    }

    /// The report as its author wrote it.
    fn body(&self) -> Html {
        let mut out = String::with_capacity(self.source.text.len() * 3 / 2);
        if let Some(report) = self.report {
            let wanted = report.links.iter().map(|link| (link.kind, link.dest.as_str()));
            let leads: HashMap<(RefKind, &str), &Resolved> = wanted.zip(&self.leads).collect();
            let lead = |kind: RefKind, dest: &str| leads.get(&(kind, dest)).map(|lead| (*lead).clone());
            let resolve = |wanted: &body::Ref| lead(wanted.kind, &wanted.dest).unwrap_or(Resolved::Broken);
            body::write(&report.body.get(), &resolve, &mut out);
        }
        Html(out)
    }

    fn notes(&self) -> Vec<NoteView> {
        let report = self.report;
        // What is said of a whole log may stand at a line that the page of one incident does not show.
        let lines = report.map_or(&[][..], |report| &report.lines);
        let is_shown =
            |line: u32| lines.is_empty() || lines.iter().any(|lines| (lines.first..=lines.last).contains(&line));
        let view = |note: Diagnostic| {
            let place = note.labels.iter().find(|label| label.file == self.incident.id.file);
            // What is said of the end of a text stands behind its last line.
            let lines = &self.source.lines;
            let line = place.map(|label| lines.line(label.span.start).min(lines.count()));
            NoteView {
                severity: note.severity().to_string(),
                code: note.code.name(),
                message: note.message,
                help: note.help,
                line,
                source: line.filter(|line| is_shown(*line)).map(references::own_line),
            }
        };
        let notes = report.map(|report| self.settings.lint.apply(report.notes.iter().cloned()));
        notes.unwrap_or_default().into_iter().map(view).collect()
    }

    fn shown_source(&self) -> SourceView {
        let file = &self.incident.id.file;
        let mut html = String::new();
        let shown = self.report.map_or(&[][..], |report| &report.lines);
        escape::source_view(self.source, shown, &mut html);
        let count = |lines: &Lines| lines.last - lines.first + 1;
        let first = shown.last().map_or(1, |lines| lines.first);
        SourceView {
            path: file.to_string(),
            lines: if shown.is_empty() { self.source.lines.count() } else { shown.iter().map(count).sum() },
            html: Html(html),
            edit: edit(self.settings, file, first),
        }
    }
}

fn duration(duration: Option<Duration>) -> DurationView {
    let (computed, stated) = duration.map_or((None, None), |duration| (duration.computed, duration.stated));
    let (main, beside) = match (computed, stated) {
        (Some(computed), Some(stated)) if computed == stated => {
            (Some(computed), Some("as the report states".to_owned()))
        }
        (Some(computed), Some(stated)) => (Some(computed), Some(format!("the report states {stated}"))),
        (Some(computed), None) => (Some(computed), Some("from start to end".to_owned())),
        (None, Some(stated)) => (Some(stated), Some("as the report states".to_owned())),
        (None, None) => (None, None),
    };
    DurationView { main: main.map(|minutes| minutes.to_string()), beside }
}

/// Where to edit a line of a report on the web.
fn edit(settings: &Settings, file: &FileId, line: u32) -> Option<String> {
    let template = settings.html.edit_url_template.as_ref()?;
    let path = match settings.book.src.as_str() {
        "." => file.to_string(),
        src => format!("{src}/{file}"),
    };
    Some(template.fill(&path, line))
}
