//! The search page: a form for its script. Without the script it leads to the lists.

use serde::Serialize;

use super::PageView;
use super::page::Head;
use super::parts::LinkView;
use crate::site::{Linker, PageKey, Period};

/// The search page.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct SearchPage {
    /// How many incidents are searched.
    pub incidents: usize,
    /// The lists that lead on without a script.
    pub lists: Vec<LinkView>,
}

/// The page.
pub(super) fn page(links: &Linker<'_>) -> (PageView, Head) {
    let site = links.site();
    let lists = [
        ("All incidents", PageKey::Incidents(Period::All)),
        ("By application", PageKey::Applications),
        ("By cause", PageKey::Causes),
        ("By owner", PageKey::Owners),
        ("By year", PageKey::Timeline),
    ];
    let link = |(label, page): (&str, PageKey)| LinkView { label: label.to_owned(), href: Some(links.to(page)) };
    let view = SearchPage { incidents: site.archive.incidents.len(), lists: lists.into_iter().map(link).collect() };
    (PageView::Search(view), Head::new("Search", "Find incidents by text, application, cause, owner or day."))
}
