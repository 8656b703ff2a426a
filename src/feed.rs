//! What machines read: Atom and JSON Feed of the latest incidents, an Atom feed of what each team promised, a calendar of what
//! is due, the list of pages, and what crawlers may do.
//!
//! Written from Rust, never from templates: a theme cannot break them. Every time in them follows from the reports and
//! the as-of date, so that the same input gives the same bytes.

mod atom;
mod calendar;
mod entries;
mod json;
mod sitemap;

pub use atom::atom;
pub use json::json_feed;
pub use sitemap::{robots, sitemap};

use crate::archive::OwnerIx;
use crate::site::Site;

/// Every feed of the site: its path and its text.
pub fn files(site: &Site<'_>) -> Vec<(String, String)> {
    let mut out = vec![
        ("feed.xml".to_owned(), atom(site)),
        ("feed.json".to_owned(), json_feed(site)),
        ("actions.ics".to_owned(), calendar::calendar(site)),
    ];
    out.extend((0..site.archive.owners.len()).filter_map(|at| atom::team(site, OwnerIx::at(at))));
    out
}
