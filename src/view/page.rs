//! What every page has: title, description, breadcrumbs, its place in the navigation.

use serde::Serialize;

use super::parts::LinkView;
use crate::site::{Linker, PageKey, Period};

/// As `page` in every template.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct PageMeta {
    /// The kind of page: `incident`.
    pub kind: &'static str,
    /// The heading of the page.
    pub title: String,
    /// The title with that of the site behind it, for the head of the document.
    pub head_title: String,
    /// One or two sentences; empty where there is nothing to say.
    pub description: String,
    /// The way to the top of the site: put before every path that counts from there.
    pub root: String,
    /// Which entry of `site.nav` it belongs to; empty for none.
    pub section: &'static str,
    /// Whether it is the first page of that entry.
    pub is_section: bool,
    /// The pages above it, outermost first.
    pub crumbs: Vec<LinkView>,
    /// Its full address, where the settings name the host.
    pub canonical: Option<String>,
    /// What it is for social cards: `article` for an incident, else `website`.
    pub og_type: &'static str,
}

/// What the maker of a view says of its page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Head {
    /// The heading.
    pub title: String,
    /// One or two sentences.
    pub description: String,
}

impl Head {
    /// A heading and a description.
    pub fn new(title: impl Into<String>, description: impl Into<String>) -> Self {
        Self { title: title.into(), description: description.into() }
    }
}

/// The sections of the navigation: id, label, page.
pub const SECTIONS: [(&str, &str, PageKey); 9] = [
    ("incidents", "Incidents", PageKey::Incidents(Period::All)),
    ("timeline", "Timeline", PageKey::Timeline),
    ("applications", "Applications", PageKey::Applications),
    ("causes", "Causes", PageKey::Causes),
    ("actions", "Actions", PageKey::Actions),
    ("recurrences", "Recurrences", PageKey::Recurrences(Period::All)),
    ("owners", "Owners", PageKey::Owners),
    ("lessons", "Lessons", PageKey::Lessons(Period::All)),
    ("metrics", "Metrics", PageKey::Metrics(Period::All)),
];

/// Puts together what every page has.
pub fn meta(links: &Linker<'_>, key: PageKey, kind: &'static str, head: Head) -> PageMeta {
    let site = links.site();
    let book = &site.settings.book.title;
    let path = site.path(key);
    let section = section_of(key);
    let above = above(key);
    PageMeta {
        kind,
        head_title: if key == PageKey::Home {
            book.clone()
        } else {
            format!("{} · {book}", shortened(&head.title, book))
        },
        title: head.title,
        description: head.description,
        root: links.root().to_owned(),
        section,
        is_section: SECTIONS.iter().any(|(_, _, page)| *page == key),
        crumbs: above
            .into_iter()
            .map(|page| LinkView { label: label(links, page), href: Some(links.to(page)) })
            .collect(),
        canonical: if key == PageKey::Missing { None } else { site.absolute(&path) },
        og_type: if matches!(key, PageKey::Incident(_)) { "article" } else { "website" },
    }
}

/// A title for a tab, a bookmark, a search result: cut at a word where it is too long beside the name of the archive.
fn shortened(title: &str, book: &str) -> String {
    let longest = 66_usize.saturating_sub(book.chars().count()).max(30);
    match title.char_indices().nth(longest) {
        Some((end, _)) => {
            let head = &title[..end];
            format!("{}…", head.rfind(' ').map_or(head, |at| &head[..at]))
        }
        None => title.to_owned(),
    }
}

fn section_of(key: PageKey) -> &'static str {
    match key {
        PageKey::Home | PageKey::Quality | PageKey::About | PageKey::Search | PageKey::Missing => "",
        PageKey::Incidents(_) | PageKey::Incident(_) => "incidents",
        PageKey::Timeline | PageKey::TimelineOf(_) => "timeline",
        PageKey::Applications | PageKey::Application(..) => "applications",
        PageKey::Causes | PageKey::Cause(..) => "causes",
        PageKey::Owners | PageKey::OwnersOf(_) | PageKey::Owner(..) => "owners",
        PageKey::Actions | PageKey::ActionsOf(..) => "actions",
        PageKey::Recurrences(_) => "recurrences",
        PageKey::Lessons(_) | PageKey::Questions | PageKey::Question(..) => "lessons",
        PageKey::Metrics(_) => "metrics",
    }
}

/// The pages above one, outermost first.
fn above(key: PageKey) -> Vec<PageKey> {
    /// The parts of a list above one of its parts.
    fn parts(period: Period, page: impl Fn(Period) -> PageKey) -> Vec<PageKey> {
        match period {
            Period::All => Vec::new(),
            Period::Year(_) | Period::Undated => vec![page(Period::All)],
            Period::Month(year, _) => vec![page(Period::All), page(Period::Year(year))],
        }
    }
    let mut above = vec![PageKey::Home];
    match key {
        PageKey::Home => return Vec::new(),
        PageKey::Missing
        | PageKey::Quality
        | PageKey::About
        | PageKey::Search
        | PageKey::Timeline
        | PageKey::Applications => {}
        PageKey::Causes | PageKey::Owners | PageKey::Actions => {}
        PageKey::Incidents(period) => above.extend(parts(period, PageKey::Incidents)),
        PageKey::Recurrences(period) => above.extend(parts(period, PageKey::Recurrences)),
        PageKey::Lessons(period) => above.extend(parts(period, PageKey::Lessons)),
        PageKey::Metrics(period) => above.extend(parts(period, PageKey::Metrics)),
        PageKey::Questions => above.push(PageKey::Lessons(Period::All)),
        PageKey::Question(ix, period) => {
            above.extend([PageKey::Lessons(Period::All), PageKey::Questions]);
            above.extend(parts(period, |period| PageKey::Question(ix, period)));
        }
        PageKey::Incident(_) => above.push(PageKey::Incidents(Period::All)),
        PageKey::TimelineOf(_) => above.push(PageKey::Timeline),
        PageKey::OwnersOf(_) => above.push(PageKey::Owners),
        PageKey::Application(ix, period) => {
            above.push(PageKey::Applications);
            above.extend(parts(period, |period| PageKey::Application(ix, period)));
        }
        PageKey::Cause(ix, period) => {
            above.push(PageKey::Causes);
            above.extend(parts(period, |period| PageKey::Cause(ix, period)));
        }
        PageKey::Owner(ix, period) => {
            above.push(PageKey::Owners);
            above.extend(parts(period, |period| PageKey::Owner(ix, period)));
        }
        PageKey::ActionsOf(state, period) => {
            above.push(PageKey::Actions);
            above.extend(parts(period, |period| PageKey::ActionsOf(state, period)));
        }
    }
    above
}

/// What breadcrumbs call a page.
fn label(links: &Linker<'_>, key: PageKey) -> String {
    let archive = links.site().archive;
    let of = |period: Period, name: &str| super::parts::period_label(period).unwrap_or_else(|| name.to_owned());
    match key {
        PageKey::Home => "Home".to_owned(),
        PageKey::Incidents(period) => of(period, "Incidents"),
        PageKey::Incident(ix) => super::parts::title(&archive[ix]).to_owned(),
        PageKey::Timeline => "Timeline".to_owned(),
        PageKey::TimelineOf(period) => of(period, "Timeline"),
        PageKey::Applications => "Applications".to_owned(),
        PageKey::Application(ix, period) => of(period, &archive[ix].name),
        PageKey::Causes => "Causes".to_owned(),
        PageKey::Cause(ix, period) => of(period, &archive[ix].label),
        PageKey::Owners => "Owners".to_owned(),
        PageKey::OwnersOf(initial) => initial.label(),
        PageKey::Owner(ix, period) => of(period, &archive[ix].name),
        PageKey::Actions => "Actions".to_owned(),
        PageKey::ActionsOf(state, period) => of(period, super::parts::promise_label(state)),
        PageKey::Recurrences(period) => of(period, "Recurrences"),
        PageKey::Lessons(period) => of(period, "Lessons"),
        PageKey::Questions => "Questions".to_owned(),
        PageKey::Question(ix, period) => of(period, &archive[ix].text),
        PageKey::Metrics(period) => of(period, "Metrics"),
        PageKey::Quality => "What reports leave unsaid".to_owned(),
        PageKey::About => "About".to_owned(),
        PageKey::Search => "Search".to_owned(),
        PageKey::Missing => "Not found".to_owned(),
    }
}
