//! The page of one incident: summary, timeline, actions, the report as written, and where each fact was read.

mod facts;
mod own;
mod related;
mod rows;

use serde::Serialize;

use super::cells::{push_all, push_links};
use super::made::Made;
use super::page::Head;
use super::parts::{self, DayView, LinkView, OwedView, SeverityView};
use super::promises::{self, Columns};
use super::related::{TitleView, titled};
use super::rows::RowsView;
use super::{Html, PageView};
use crate::archive::{ApplicationIx, Case, IncidentIx, Standing};
use crate::site::{Href, Linker, PageKey, Period, references};
use crate::source::ContentHash;

use own::{Own, Told};
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
    /// Links to the parts of the page, as the items of a list.
    pub contents: Html,
    /// What happened when.
    pub timeline: Option<TimelineView>,
    /// What was promised.
    pub actions: RowsView,
    /// What it has to do with other incidents.
    pub related: RelatedView,
    /// Whoever the report lists as involved: links, set apart by commas; empty where it names nobody.
    pub people: Html,
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

/// What the page says by what the archive knows beside the report.
#[derive(Hash, Debug)]
struct Ties {
    title: String,
    kind: Option<&'static str>,
    severity: Option<SeverityView>,
    /// The names of the applications.
    names: Vec<String>,
    applications: Vec<Made<LinkView>>,
    causes: Vec<CauseView>,
    owed: OwedView,
    actions: RowsView,
    related: RelatedView,
    people: Html,
    json: Href,
    newer: Option<Made<TitleView>>,
    older: Option<Made<TitleView>>,
    in_applications: Vec<ApplicationNeighbours>,
}

/// The page of an incident on its way: what its report alone decides is made at the end.
#[derive(Debug)]
pub(super) struct Begun<'a> {
    ties: Ties,
    own: Own<'a>,
}

/// Begins the page of an incident.
pub(super) fn begin<'a>(links: &Linker<'a>, ix: IncidentIx) -> Begun<'a> {
    let site = links.site();
    let case = &site.archive[ix];
    let incident = &case.incident;
    let ties = Ties {
        title: parts::title(case).to_owned(),
        kind: parts::kind(case),
        severity: incident.severity.as_ref().map(|written| parts::severity(site.settings, &written.value)),
        names: parts::application_names(site.archive, case).map(str::to_owned).collect(),
        applications: parts::applications(links, case),
        causes: causes(links, case),
        owed: parts::owed(site.archive.actions_of(ix)),
        actions: promises::rows(links, site.archive.actions_of(ix), Columns::Own),
        related: related::of(links, ix),
        people: people(links, case),
        json: links.record(case),
        newer: site.archive.newer(ix).map(|ix| titled(links, ix)),
        older: site.archive.older(ix).map(|ix| titled(links, ix)),
        in_applications: in_applications(links, ix),
    };
    Begun { ties, own: Own::of(links, case) }
}

impl Begun<'_> {
    /// The hash of all that decides over the page, but for the settings; `None` where it is not known.
    pub(super) fn key(&self) -> Option<ContentHash> {
        Some(self.own.key()?.with(&super::hash_of(&self.ties, 8 * 1024)))
    }

    /// What the page is called.
    pub(super) fn title(&self) -> &str {
        &self.ties.title
    }

    /// The page.
    pub(super) fn finish(self) -> (PageView, Head) {
        let Told { when, duration, hit, why, ended, timeline, facts, body, notes, source } = self.own.tell();
        let Ties { title, kind, severity, applications, causes, owed, actions, .. } = self.ties;
        let Ties { names, related, people, json, newer, older, in_applications, .. } = self.ties;
        let mut view = IncidentPage {
            title,
            kind,
            when,
            duration,
            severity,
            applications,
            hit,
            why,
            ended,
            causes,
            owed,
            contents: Html::default(),
            timeline,
            actions,
            related,
            people,
            facts,
            body,
            notes,
            source,
            json,
            newer,
            older,
            in_applications,
        };
        view.contents = contents(&view);
        let head = Head::new(view.title.clone(), description(&view, &names));
        (PageView::Incident(Box::new(view)), head)
    }
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

fn people(links: &Linker<'_>, case: &Case) -> Html {
    let mut out = String::with_capacity(case.people.len() * 64);
    push_links(&mut out, case.people.iter().map(|person| parts::person(links, *person)));
    Html(out)
}

/// The parts of the page that are there, in its order.
fn contents(view: &IncidentPage) -> Html {
    let entries = [
        ("timeline", "Timeline", view.timeline.is_some()),
        ("actions", "Actions", view.actions.count > 0),
        ("came-back", "Came back as", view.related.came_back.count > 0),
        ("earlier", "Earlier like this", view.related.similar.count + view.related.echoes.count > 0),
        ("references", "References", view.related.refers.count + view.related.referred.count > 0),
        ("people", "People", !view.people.0.is_empty()),
        ("report", "The report", true),
        ("facts", "Facts", true),
        ("notes", "Notes", !view.notes.is_empty()),
        ("source", "Source", true),
    ];
    let mut out = String::with_capacity(512);
    for (id, label, _) in entries.into_iter().filter(|(_, _, there)| *there) {
        push_all(&mut out, &["<li><a href=\"#", id, "\">", label, "</a></li>"]);
    }
    Html(out)
}

/// One or two sentences for search engines and social cards.
fn description(view: &IncidentPage, applications: &[String]) -> String {
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
