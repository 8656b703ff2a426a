//! Which pages there are, where each of them lies, and how one links to another.
//!
//! [`plan()`] names every page of an archive, [`Site::path`] gives its address, [`Linker`] makes the links from one page.
//! All links are relative and name files (`index.html`), so that the site works from any folder, any web server and
//! `file://`. The one exception is the page for unknown addresses, which a web server shows at any address. Builds no
//! page itself: that is [`crate::view`]'s and [`crate::render`]'s.

mod href;
mod initial;
mod period;
pub mod plan;
mod redirect;
pub mod references;
mod shelf;

pub use href::{Href, Linker};
pub use initial::{Initial, Letters};
pub use period::{OVERVIEW_ROWS, PAGE_ROWS, Period, SPLIT_ABOVE, Split};
pub use plan::{Lists, plan};
pub use redirect::{Redirect, redirects};
pub use references::{Assets, Reference};
pub use shelf::{On, Shared, Shelf};

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::archive::{ApplicationIx, Archive, Case, CauseIx, IncidentIx, OwnerIx, QuestionIx};
use crate::config::Settings;
use crate::diag::Diagnostic;
use crate::model::IncidentId;
use crate::render::body::{Body, Ref, RefKind};
use crate::source::packed::Packed;
use crate::source::{ContentHash, Lines, Span};

/// All that pages are made of. Borrowed: nothing of it changes while pages are written.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// All incidents together.
    pub archive: &'a Archive,
    /// How its long lists are spread over pages.
    pub lists: &'a Lists,
    /// What the archive is called, where it is published.
    pub settings: &'a Settings,
    /// What the page of each incident shows of its report; and, under its file, the text of the page for unknown addresses,
    /// where the settings name one.
    pub reports: &'a Shown,
    /// The files that reports refer to and that are published beside them.
    pub assets: &'a Assets,
    /// What became of every file found.
    pub account: &'a Account,
    /// What pages share.
    pub shelf: &'a Shelf,
}

/// What the page of an incident shows of its report beyond the facts: all of it, or the incident's part of a log.
#[derive(Clone, Debug)]
pub struct Report {
    /// The text as HTML.
    pub body: Packed<Body>,
    /// Its links and images that lead into the archive, those within links included, in reading order.
    pub links: Vec<Link>,
    /// What was noticed on reading it, sorted.
    pub notes: Vec<Diagnostic>,
    /// The lines of the file that belong to it, in order; none where that is all of them.
    pub lines: Vec<Lines>,
    /// The hash of all that its incident and this were read from, but for the settings; `None` where that is not known.
    pub key: Option<ContentHash>,
}

/// What pages show of every report, by incident. Cheap to clone, and to change where few reports are others.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    all: Arc<BTreeMap<IncidentId, Arc<Report>>>,
    /// What stands there instead of some of them.
    renewed: BTreeMap<IncidentId, Arc<Report>>,
}

impl Shown {
    /// How many reports may stand beside the others.
    const MOST: usize = 64;

    /// What is shown of an incident.
    pub fn get(&self, id: &IncidentId) -> Option<&Arc<Report>> {
        self.renewed.get(id).or_else(|| self.all.get(id))
    }

    /// All of them, by incident.
    pub fn iter(&self) -> impl Iterator<Item = (&IncidentId, &Arc<Report>)> {
        self.all.iter().map(|(id, report)| (id, self.renewed.get(id).unwrap_or(report)))
    }

    /// Shows something else of an incident of which something is shown.
    pub fn renew(&mut self, id: IncidentId, report: Arc<Report>) {
        self.renewed.insert(id, report);
        if self.renewed.len() > Self::MOST {
            Arc::make_mut(&mut self.all).append(&mut self.renewed);
        }
    }
}

impl FromIterator<(IncidentId, Arc<Report>)> for Shown {
    fn from_iter<I: IntoIterator<Item = (IncidentId, Arc<Report>)>>(all: I) -> Self {
        Self { all: Arc::new(all.into_iter().collect()), renewed: BTreeMap::new() }
    }
}

/// A link or an image of a report that leads into the archive.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Link {
    /// What it is.
    pub kind: RefKind,
    /// Where it leads, relative to the report: a path, a fragment, or both.
    pub dest: String,
    /// Its place in the source.
    pub span: Span,
}

impl Report {
    /// What is shown of a text, from its HTML and that as it is kept.
    pub fn new(body: &Body, kept: Packed<Body>, notes: Vec<Diagnostic>, lines: Vec<Lines>) -> Self {
        let link = |found: &Ref| Link { kind: found.kind, dest: found.dest.clone(), span: found.span };
        let links = body.refs().into_iter().map(link).collect();
        Self { body: kept, links, notes, lines, key: None }
    }
}

/// What became of every file found: shown on the page about the archive.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Account {
    /// Reports that have a page.
    pub reports: u32,
    /// Reports whose page lacks something their text states.
    pub degraded: u32,
    /// Reports that have no page: path and reason.
    pub skipped: Vec<(String, String)>,
    /// Files that are no reports.
    pub other: u32,
}

/// A page of the site: what it is about, and which part of a long list it shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PageKey {
    /// The first page.
    Home,
    /// The table of incidents.
    Incidents(Period),
    /// One incident.
    Incident(IncidentIx),
    /// All years.
    Timeline,
    /// A year, or all that has no date.
    TimelineOf(Period),
    /// All applications.
    Applications,
    /// One application and its incidents.
    Application(ApplicationIx, Period),
    /// All categories of causes.
    Causes,
    /// One category and its incidents.
    Cause(CauseIx, Period),
    /// Everybody who owns an action or was involved.
    Owners,
    /// Those of them whose names begin so.
    OwnersOf(Initial),
    /// One owner and what they promised.
    Owner(OwnerIx, Period),
    /// What was promised, all states together.
    Actions,
    /// What was promised and is in one state.
    ActionsOf(Promise, Period),
    /// Promises that came back.
    Recurrences(Period),
    /// What reports learnt.
    Lessons(Period),
    /// The review questions that several reports answer.
    Questions,
    /// One question and its answers.
    Question(QuestionIx, Period),
    /// How long incidents took.
    Metrics(Period),
    /// What reports leave unsaid.
    Quality,
    /// Rules, thresholds, taxonomy, account of files.
    About,
    /// Search.
    Search,
    /// What a web server shows for an unknown address.
    Missing,
}

/// The state of a promise as pages group it: each action is in exactly one group.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Promise {
    /// Not done, and its day has passed.
    Overdue,
    /// Open, its day has not passed or none is set.
    Open,
    /// The report says nothing of its state.
    Unknown,
    /// Done.
    Done,
}

impl Promise {
    /// All groups, the most pressing first.
    pub const ALL: [Promise; 4] = [Promise::Overdue, Promise::Open, Promise::Unknown, Promise::Done];

    /// Whether it is known to be owed.
    pub fn is_pressing(self) -> bool {
        match self {
            Promise::Overdue | Promise::Open => true,
            Promise::Unknown | Promise::Done => false,
        }
    }

    /// The word for it, also the last part of its address.
    pub fn name(self) -> &'static str {
        match self {
            Promise::Overdue => "overdue",
            Promise::Open => "open",
            Promise::Unknown => "unknown",
            Promise::Done => "done",
        }
    }
}

impl Site<'_> {
    /// The file of a page, relative to the site: `incidents/2019-02-04-kiam-breaks-harbor/index.html`.
    pub fn path(&self, page: PageKey) -> String {
        let mut out = String::with_capacity(80);
        self.push_path(page, &mut out);
        out
    }

    /// Adds the file of a page to `out`.
    fn push_path(&self, page: PageKey, out: &mut String) {
        let archive = self.archive;
        let (folder, slug, period) = match page {
            PageKey::Home => ("", "", Period::All),
            PageKey::Incidents(period) => ("incidents/", "", period),
            PageKey::Incident(ix) => ("", archive[ix].path.as_str(), Period::All),
            PageKey::Timeline | PageKey::TimelineOf(Period::All) => ("timeline/", "", Period::All),
            PageKey::TimelineOf(Period::Undated) => ("timeline/", "undated", Period::All),
            PageKey::TimelineOf(Period::Year(year) | Period::Month(year, _)) => {
                out.push_str(&format!("timeline/{year}/index.html"));
                return;
            }
            PageKey::Applications => ("applications/", "", Period::All),
            PageKey::Application(ix, period) => ("applications/", archive[ix].slug.as_str(), period),
            PageKey::Causes => ("causes/", "", Period::All),
            PageKey::Cause(ix, period) => ("causes/", archive[ix].slug.as_str(), period),
            PageKey::Owners => ("owners/", "", Period::All),
            PageKey::OwnersOf(initial) => {
                out.push_str(&format!("owners/letter/{}/index.html", initial.as_str()));
                return;
            }
            PageKey::Owner(ix, period) => ("owners/", archive[ix].slug.as_str(), period),
            PageKey::Actions => ("actions/", "", Period::All),
            PageKey::ActionsOf(state, period) => ("actions/", state.name(), period),
            PageKey::Recurrences(period) => ("recurrences/", "", period),
            PageKey::Lessons(period) => ("lessons/", "", period),
            PageKey::Questions => ("questions/", "", Period::All),
            PageKey::Question(ix, period) => ("questions/", archive[ix].slug.as_str(), period),
            PageKey::Metrics(period) => ("metrics/", "", period),
            PageKey::Quality => ("quality/", "", Period::All),
            PageKey::About => ("about/", "", Period::All),
            PageKey::Search => ("search/", "", Period::All),
            PageKey::Missing => return out.push_str("404.html"),
        };
        out.push_str(folder);
        out.push_str(slug);
        if !slug.is_empty() {
            out.push('/');
        }
        period.push_path(out);
    }

    /// Whether the settings ask for a page of the plan.
    pub fn shows(&self, page: PageKey) -> bool {
        (page != PageKey::Search || self.settings.search.enable)
            && (page != PageKey::Quality || self.settings.pages.quality)
    }

    /// The links of a page.
    pub fn linker(&self, page: PageKey) -> Linker<'_> {
        Linker::new(self, page)
    }

    /// The full address of a file of the site; `None` where the settings name no host.
    pub fn absolute(&self, path: &str) -> Option<String> {
        let url = &self.settings.html.site_url;
        let shown = path.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/'));
        Some(format!("{}{}{}", url.origin()?, url.path(), href::encode(shown.unwrap_or(path))))
    }
}

/// The file of an incident's own record: `incidents/2019-02-04-kiam-breaks-harbor/incident.json`.
pub fn record_path(case: &Case) -> String {
    format!("{}/incident.json", case.path)
}
