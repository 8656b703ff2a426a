//! The page of one incident: summary, timeline, actions, the report as written, and where each fact was read.

mod facts;
mod related;
mod rows;

use serde::Serialize;

use super::made::Made;
use super::page::Head;
use super::parts::{self, DayView, LinkView, OwedView, PromiseRow, SeverityView};
use super::related::{TitleView, titled};
use super::{Html, PageView, excerpt};
use crate::archive::{ApplicationIx, Case, IncidentIx, Standing};
use crate::diag::Diagnostic;
use crate::model::Section;
use crate::render::{body, escape};
use crate::site::{Href, Linker, PageKey, Period, Site, references};
use crate::source::{FileId, Lines};

use related::RelatedView;
use rows::TimelineView;

/// As `incident`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct IncidentPage {
    /// What the report calls it.
    pub title: String,
    /// `maintenance` or `notice`; `None` for an incident.
    pub kind: Option<&'static str>,
    /// When it was.
    pub when: WhenView,
    /// How long it lasted.
    pub duration: DurationView,
    /// How bad it was.
    pub severity: Option<SeverityView>,
    /// What it hit.
    pub applications: Vec<Made<LinkView>>,
    /// Who was hit: the first sentences on the impact.
    pub hit: Option<ExcerptView>,
    /// Why: the first sentences on the root cause.
    pub why: Option<ExcerptView>,
    /// How it ended: the first sentences on what was done, else the entry of the timeline that says it was over or less bad.
    pub ended: Option<ExcerptView>,
    /// Its causes on all axes, confirmed and suggested.
    pub causes: Vec<CauseView>,
    /// What is owed.
    pub owed: OwedView,
    /// The parts of the page.
    pub contents: Vec<LinkView>,
    /// What happened when.
    pub timeline: Option<TimelineView>,
    /// What was promised.
    pub actions: Vec<PromiseRow>,
    /// What it has to do with other incidents.
    pub related: RelatedView,
    /// Whoever the report lists as involved.
    pub people: Vec<Made<LinkView>>,
    /// Every fact of the record with the place it was read from, as the entries of a `<dl>`.
    pub facts: Html,
    /// The report as its author wrote it.
    pub body: Html,
    /// What was noticed on reading it.
    pub notes: Vec<NoteView>,
    /// The report as a file.
    pub source: SourceView,
    /// The record as JSON.
    pub json: Href,
    /// The incident after this one.
    pub newer: Option<Made<TitleView>>,
    /// The incident before this one.
    pub older: Option<Made<TitleView>>,
    /// The same within each of its first applications that has another incident.
    pub in_applications: Vec<ApplicationNeighbours>,
}

/// When an incident was.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct WhenView {
    /// The day on which it began.
    pub day: Option<DayView>,
    /// `07:30`
    pub start: Option<String>,
    /// The day on which it was over, where that is another one.
    pub end_day: Option<DayView>,
    /// `12:30`
    pub end: Option<String>,
    /// The zone of both, as the report names it.
    pub zone: Option<String>,
}

/// How long an incident lasted.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct DurationView {
    /// From start to end; where that is not known, as the report states it.
    pub main: Option<String>,
    /// What to say beside it: where it comes from, or what the report states instead.
    pub beside: Option<String>,
}

/// The first sentences of a section.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct ExcerptView {
    /// Plain text.
    pub text: String,
    /// Its first source line.
    pub line: u32,
    /// That line on this page.
    pub source: Href,
}

/// A cause of an incident.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct CauseView {
    /// What the site calls it.
    pub label: String,
    /// Its page.
    pub href: Href,
    /// `trigger`, `cause`, `gap`, `component`.
    pub axis: &'static str,
    /// Whether the report names it; else its words suggest it.
    pub confirmed: bool,
    /// The words of the report.
    pub words: String,
    /// Their line on this page.
    pub source: Href,
}

/// Something noticed on reading the report.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct NoteView {
    /// `error`, `warning`, `note`.
    pub severity: String,
    /// The name of the rule.
    pub code: &'static str,
    /// What was noticed.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The line it is about.
    pub line: Option<u32>,
    /// That line on this page.
    pub source: Option<Href>,
}

/// A report as a file.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct SourceView {
    /// Its path, relative to the content folder.
    pub path: String,
    /// How many of its lines are shown: all, or those of the incident's part of a log.
    pub lines: u32,
    /// Its text, each line with the anchor `L1`, `L2`, ….
    pub html: Html,
    /// Where to edit it on the web.
    pub edit: Option<String>,
}

/// The incidents before and after one on the same application.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct ApplicationNeighbours {
    /// The name of the application.
    pub label: String,
    /// Its page.
    pub href: Href,
    /// How many incidents it has.
    pub count: usize,
    /// The next one.
    pub newer: Option<Made<TitleView>>,
    /// The one before.
    pub older: Option<Made<TitleView>>,
}

/// Of how many applications the incidents before and after are named.
const NEIGHBOURLY: usize = 2;

/// The page of an incident.
pub(super) fn page(links: &Linker<'_>, ix: IncidentIx) -> (PageView, Head) {
    let site = links.site();
    let case = &site.archive[ix];
    let incident = &case.incident;
    let actions: Vec<PromiseRow> =
        site.archive.actions_of(ix).iter().map(|action| own_promise(links, action)).collect();
    let mut view = IncidentPage {
        title: parts::title(case).to_owned(),
        kind: parts::kind(case),
        when: when(case),
        duration: duration(case),
        severity: incident.severity.as_ref().map(|written| parts::severity(site.settings, &written.value)),
        applications: parts::applications(links, case),
        hit: incident.impact.as_ref().and_then(|section| excerpt_of(case, section)),
        why: incident.root_cause.as_ref().and_then(|section| excerpt_of(case, section)),
        ended: ended(case),
        causes: causes(links, case),
        owed: parts::owed(site.archive.actions_of(ix)),
        contents: Vec::new(),
        timeline: rows::timeline(case),
        actions,
        related: related::of(links, ix),
        people: case.people.iter().map(|person| parts::person(links, *person)).collect(),
        facts: facts::list(case),
        body: report(links, case),
        notes: notes(links, case),
        source: source(links, case),
        json: links.record(case),
        newer: site.archive.newer(ix).map(|ix| titled(links, ix)),
        older: site.archive.older(ix).map(|ix| titled(links, ix)),
        in_applications: in_applications(links, ix),
    };
    view.contents = contents(&view);
    let names: Vec<&str> = parts::application_names(site.archive, case).collect();
    let description = description(&view, &names);
    let title = view.title.clone();
    (PageView::Incident(Box::new(view)), Head::new(title, description))
}

/// An action of the incident itself: its source line is on this page.
fn own_promise(links: &Linker<'_>, action: &crate::archive::ActionRef) -> PromiseRow {
    let mut row = parts::promise_row(links, action);
    row.source = references::own_line(row.line);
    row
}

fn when(case: &Case) -> WhenView {
    let incident = &case.incident;
    let clock = |moment: crate::model::Moment| moment.time().map(|time| crate::model::written::clock(time.time()));
    let start_day = case.date();
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

fn duration(case: &Case) -> DurationView {
    let (computed, stated) = case.duration.map_or((None, None), |duration| (duration.computed, duration.stated));
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

fn excerpt_of(case: &Case, section: &Section) -> Option<ExcerptView> {
    let line = case.source.lines.line(section.evidence.span().start);
    Some(ExcerptView { text: excerpt::of(&case.source, section)?, line, source: references::own_line(line) })
}

/// What was done to end it; where no section says so, the entry of the timeline by which it was over, or hit users less.
fn ended(case: &Case) -> Option<ExcerptView> {
    let incident = &case.incident;
    let told = incident.resolution.as_ref().and_then(|section| excerpt_of(case, section));
    told.or_else(|| {
        let moments = [incident.ended_at.as_ref(), incident.milestones.mitigated.as_ref()];
        let entry = |moment: &crate::model::Sourced<crate::model::Moment>| {
            let place = moment.evidence.span();
            incident.timeline.iter().find(|row| row.span.contains(place) && !row.text.is_empty())
        };
        let row = moments.into_iter().flatten().find_map(entry)?;
        let line = case.source.lines.line(row.span.start);
        Some(ExcerptView { text: excerpt::cut(&row.text), line, source: references::own_line(line) })
    })
}

fn causes(links: &Linker<'_>, case: &Case) -> Vec<CauseView> {
    let archive = links.site().archive;
    let view = |citation: &crate::archive::Citation| CauseView {
        label: archive[citation.cause].label.clone(),
        href: links.to(PageKey::Cause(citation.cause, Period::All)),
        axis: archive[citation.cause].axis.name(),
        confirmed: citation.standing == Standing::Confirmed,
        words: citation.words.clone(),
        source: references::own_line(case.source.lines.line(citation.span.start)),
    };
    case.causes.iter().map(view).collect()
}

/// The report as its author wrote it, its links resolved from this page.
fn report(links: &Linker<'_>, case: &Case) -> Html {
    let file = &case.incident.id.file;
    let mut out = String::with_capacity(case.source.text.len() * 3 / 2);
    if let Some(report) = links.site().reports.get(&case.incident.id) {
        body::write(&report.body.get(), &|wanted| references::resolve(links, file, wanted), &mut out);
    }
    Html(out)
}

fn notes(links: &Linker<'_>, case: &Case) -> Vec<NoteView> {
    let site = links.site();
    let report = site.reports.get(&case.incident.id);
    // What is said of a whole log may stand at a line that the page of one incident does not show.
    let lines = report.map_or(&[][..], |report| &report.lines);
    let is_shown = |line: u32| lines.is_empty() || lines.iter().any(|lines| (lines.first..=lines.last).contains(&line));
    let view = |note: Diagnostic| {
        let place = note.labels.iter().find(|label| label.file == case.incident.id.file);
        // What is said of the end of a text stands behind its last line.
        let lines = &case.source.lines;
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
    let notes = report.map(|report| site.settings.lint.apply(report.notes.iter().cloned()));
    notes.unwrap_or_default().into_iter().map(view).collect()
}

fn source(links: &Linker<'_>, case: &Case) -> SourceView {
    let file = &case.incident.id.file;
    let mut html = String::new();
    let shown = links.site().reports.get(&case.incident.id).map_or(&[][..], |report| &report.lines);
    escape::source_view(&case.source, shown, &mut html);
    let count = |lines: &Lines| lines.last - lines.first + 1;
    let first = shown.last().map_or(1, |lines| lines.first);
    SourceView {
        path: file.to_string(),
        lines: if shown.is_empty() { case.source.lines.count() } else { shown.iter().map(count).sum() },
        html: Html(html),
        edit: edit(links.site(), file, first),
    }
}

/// Where to edit a line of a report on the web.
fn edit(site: &Site<'_>, file: &FileId, line: u32) -> Option<String> {
    let template = site.settings.html.edit_url_template.as_ref()?;
    let path = match site.settings.book.src.as_str() {
        "." => file.to_string(),
        src => format!("{src}/{file}"),
    };
    Some(template.fill(&path, line))
}

fn in_applications(links: &Linker<'_>, ix: IncidentIx) -> Vec<ApplicationNeighbours> {
    let archive = links.site().archive;
    let view = |application: &ApplicationIx| {
        // Newest first, as all incidents are.
        let incidents = &archive[*application].incidents;
        let at = incidents.binary_search(&ix).ok()?;
        let other = |at: Option<usize>| Some(titled(links, *incidents.get(at?)?));
        (incidents.len() > 1).then(|| ApplicationNeighbours {
            label: archive[*application].name.clone(),
            href: links.to(PageKey::Application(*application, Period::All)),
            count: incidents.len(),
            newer: other(at.checked_sub(1)),
            older: other(Some(at + 1)),
        })
    };
    archive[ix].applications.iter().filter_map(view).take(NEIGHBOURLY).collect()
}

/// The parts of the page that are there, in its order.
fn contents(view: &IncidentPage) -> Vec<LinkView> {
    let entries = [
        ("timeline", "Timeline", view.timeline.is_some()),
        ("actions", "Actions", !view.actions.is_empty()),
        ("came-back", "Came back as", !view.related.came_back.is_empty()),
        ("earlier", "Earlier like this", !view.related.similar.is_empty() || !view.related.echoes.is_empty()),
        ("references", "References", !view.related.refers.is_empty() || !view.related.referred.is_empty()),
        ("people", "People", !view.people.is_empty()),
        ("report", "The report", true),
        ("facts", "Facts", true),
        ("notes", "Notes", !view.notes.is_empty()),
        ("source", "Source", true),
    ];
    let there = entries.into_iter().filter(|(_, _, there)| *there);
    there.map(|(id, label, _)| LinkView { label: label.to_owned(), href: Some(Href::here(id)) }).collect()
}

/// One or two sentences for search engines and social cards.
fn description(view: &IncidentPage, applications: &[&str]) -> String {
    let mut out = Vec::new();
    out.extend(view.when.day.as_ref().map(|day| day.label.clone()));
    out.extend(view.duration.main.clone());
    out.extend((!applications.is_empty()).then(|| applications.join(", ")));
    let facts = out.join(" · ");
    match &view.hit {
        Some(hit) if facts.is_empty() => hit.text.clone(),
        Some(hit) => format!("{facts}. {}", hit.text),
        None => facts,
    }
}
