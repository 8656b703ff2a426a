//! What templates see: one struct for each kind of page, made by a pure function from the [`Site`].
//!
//! [`context`] makes the context of a page. Templates receive data and never fetch it; the model itself is not
//! serialised. A theme sees three names: `site` ([`site::SiteView`], the same on every page), `page` ([`page::PageMeta`])
//! and one that is called like the kind of page ([`PageView`]). Texts are plain and escaped by the template; the few
//! fields of type [`Html`] are markup that was made safe here.

mod about;
mod actions;
mod applications;
mod causes;
mod cells;
mod charts;
pub mod contract;
mod excerpt;
mod home;
mod incident;
mod incidents;
mod lessons;
mod made;
mod metrics;
mod owners;
pub mod page;
pub mod parts;
pub mod promises;
mod quality;
mod questions;
mod recurrences;
pub mod related;
pub mod rows;
mod search;
pub mod site;
mod timeline;

use serde::Serialize;

pub use about::AboutPage;
pub use actions::{ActionsOfPage, ActionsPage};
pub use applications::{ApplicationPage, ApplicationsPage};
pub use causes::{CausePage, CausesPage};
pub use home::HomePage;
pub use incident::IncidentPage;
pub use incidents::IncidentsPage;
pub use lessons::LessonsPage;
pub use metrics::MetricsPage;
pub use owners::{OwnerPage, OwnersPage};
pub use page::PageMeta;
pub use quality::QualityPage;
pub use questions::{QuestionPage, QuestionsPage};
pub use recurrences::RecurrencesPage;
pub use search::SearchPage;
pub use timeline::{TimelinePage, YearPage};

use page::Head;

use crate::site::{Linker, PageKey, Site};
use crate::source::ContentHash;

/// Markup that is safe to print as it stands.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize)]
pub struct Html(pub String);

/// What the template of a page receives besides `site`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageContext {
    /// As `page`: title, links, breadcrumbs.
    pub page: PageMeta,
    /// Under the name of its kind.
    pub view: PageView,
}

/// The content of a page by kind.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(untagged)]
pub enum PageView {
    /// As `home`.
    Home(Box<HomePage>),
    /// As `incidents`.
    Incidents(IncidentsPage),
    /// As `incident`.
    Incident(Box<IncidentPage>),
    /// As `timeline`.
    Timeline(TimelinePage),
    /// As `year`.
    Year(YearPage),
    /// As `applications`.
    Applications(ApplicationsPage),
    /// As `application`.
    Application(Box<ApplicationPage>),
    /// As `causes`.
    Causes(CausesPage),
    /// As `cause`.
    Cause(Box<CausePage>),
    /// As `owners`.
    Owners(OwnersPage),
    /// As `owner`.
    Owner(Box<OwnerPage>),
    /// As `actions`.
    Actions(ActionsPage),
    /// As `actions_of`.
    ActionsOf(ActionsOfPage),
    /// As `recurrences`.
    Recurrences(Box<RecurrencesPage>),
    /// As `lessons`.
    Lessons(LessonsPage),
    /// As `questions`.
    Questions(QuestionsPage),
    /// As `question`.
    Question(QuestionPage),
    /// As `metrics`.
    Metrics(MetricsPage),
    /// As `quality`.
    Quality(Box<QualityPage>),
    /// As `about`.
    About(Box<AboutPage>),
    /// As `search`.
    Search(SearchPage),
    /// As `missing`.
    Missing(MissingPage),
}

/// The page for unknown addresses.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct MissingPage {
    /// Whether its links begin at the root of the host, so that they hold at any address.
    pub rooted: bool,
    /// The team's own text; without one, the theme says something.
    pub text: Option<Html>,
}

impl PageView {
    /// The kind of page: the name of the template without its ending, and of the variable that holds the content.
    pub fn kind(&self) -> &'static str {
        match self {
            PageView::Home(_) => "home",
            PageView::Incidents(_) => "incidents",
            PageView::Incident(_) => "incident",
            PageView::Timeline(_) => "timeline",
            PageView::Year(_) => "year",
            PageView::Applications(_) => "applications",
            PageView::Application(_) => "application",
            PageView::Causes(_) => "causes",
            PageView::Cause(_) => "cause",
            PageView::Owners(_) => "owners",
            PageView::Owner(_) => "owner",
            PageView::Actions(_) => "actions",
            PageView::ActionsOf(_) => "actions_of",
            PageView::Recurrences(_) => "recurrences",
            PageView::Lessons(_) => "lessons",
            PageView::Questions(_) => "questions",
            PageView::Question(_) => "question",
            PageView::Metrics(_) => "metrics",
            PageView::Quality(_) => "quality",
            PageView::About(_) => "about",
            PageView::Search(_) => "search",
            PageView::Missing(_) => "missing",
        }
    }
}

/// All kinds of pages, each with a template of that name.
pub const KINDS: [&str; 22] = [
    "home",
    "incidents",
    "incident",
    "timeline",
    "year",
    "applications",
    "application",
    "causes",
    "cause",
    "owners",
    "owner",
    "actions",
    "actions_of",
    "recurrences",
    "lessons",
    "questions",
    "question",
    "metrics",
    "quality",
    "about",
    "search",
    "missing",
];

/// Makes the context of a page: a pure function of the site.
pub fn context(site: &Site<'_>, key: PageKey) -> PageContext {
    begin(site, key).finish(site)
}

/// A page whose context is not made as far as it need not be to know whether it is the same as the last time.
#[derive(Debug)]
pub struct Begun<'a> {
    key: PageKey,
    state: State<'a>,
}

#[derive(Debug)]
enum State<'a> {
    Incident(Box<incident::Begun<'a>>, ContentHash),
    Made(Box<PageContext>),
}

/// Begins the context of a page.
pub fn begin<'a>(site: &'a Site<'a>, key: PageKey) -> Begun<'a> {
    let links = site.linker(key);
    let state = match key {
        PageKey::Incident(ix) => {
            let begun = incident::begin(&links, ix);
            match begun.key() {
                Some(hash) => {
                    // What it says of itself follows from the rest.
                    let head = Head::new(begun.title(), "");
                    let meta = page::meta(&links, key, "incident", head);
                    State::Incident(Box::new(begun), hash.with(&hash_of(&meta, 1024)))
                }
                None => State::Made(Box::new(joined(&links, key, begun.finish()))),
            }
        }
        key => State::Made(Box::new(joined(&links, key, view(&links, key)))),
    };
    Begun { key, state }
}

impl Begun<'_> {
    /// The hash of all that decides over what the template receives, but for the settings. Holds within one version of annals
    /// on one kind of machine.
    pub fn hash(&self) -> ContentHash {
        match &self.state {
            State::Incident(_, hash) => *hash,
            State::Made(context) => context.hash(),
        }
    }

    /// The context. `site` is the one that it was begun with.
    pub fn finish(self, site: &Site<'_>) -> PageContext {
        match self.state {
            State::Incident(begun, _) => joined(&site.linker(self.key), self.key, begun.finish()),
            State::Made(context) => *context,
        }
    }
}

fn joined(links: &Linker<'_>, key: PageKey, (view, head): (PageView, Head)) -> PageContext {
    PageContext { page: page::meta(links, key, view.kind(), head), view }
}

fn view(links: &Linker<'_>, key: PageKey) -> (PageView, Head) {
    match key {
        PageKey::Home => home::page(links),
        PageKey::Incidents(period) => incidents::page(links, period),
        PageKey::Incident(ix) => incident::begin(links, ix).finish(),
        PageKey::Timeline => timeline::page(links),
        PageKey::TimelineOf(period) => timeline::of(links, period),
        PageKey::Applications => applications::page(links),
        PageKey::Application(ix, period) => applications::of(links, ix, period),
        PageKey::Causes => causes::page(links),
        PageKey::Cause(ix, period) => causes::of(links, ix, period),
        PageKey::Owners => owners::page(links),
        PageKey::OwnersOf(initial) => owners::of_letter(links, initial),
        PageKey::Owner(ix, period) => owners::of(links, ix, period),
        PageKey::Actions => actions::page(links),
        PageKey::ActionsOf(state, period) => actions::of(links, state, period),
        PageKey::Recurrences(period) => recurrences::of(links, period),
        PageKey::Lessons(period) => lessons::page(links, period),
        PageKey::Questions => questions::page(links),
        PageKey::Question(ix, period) => questions::of(links, ix, period),
        PageKey::Metrics(period) => metrics::page(links, period),
        PageKey::Quality => quality::page(links),
        PageKey::About => about::page(links),
        PageKey::Search => search::page(links),
        PageKey::Missing => about::missing(links),
    }
}

impl PageContext {
    /// The hash of everything the template receives.
    fn hash(&self) -> ContentHash {
        hash_of(&(&self.page, &self.view), 64 * 1024)
    }
}

/// The hash of a value of about so many bytes.
fn hash_of(value: &impl std::hash::Hash, size: usize) -> ContentHash {
    let mut bytes = Collector(Vec::with_capacity(size));
    value.hash(&mut bytes);
    ContentHash::of(&bytes.0)
}

/// Collects what is hashed: the derived [`std::hash::Hash`] walks every field, and one pass over the bytes is cheaper than one for each.
struct Collector(Vec<u8>);

impl std::hash::Hasher for Collector {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        self.0.len() as u64
    }
}
