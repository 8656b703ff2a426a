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

pub use atom::{atom, team, team_path};
pub use calendar::calendar;
pub use json::json_feed;
pub use sitemap::{robots, sitemap};
