//! What machines read: Atom and JSON Feed of the latest incidents, the list of pages, and what crawlers may do.
//!
//! Written from Rust, never from templates: a theme cannot break them. Every time in them follows from the reports and
//! the as-of date, so that the same input gives the same bytes.

mod atom;
mod entries;
mod json;
mod sitemap;

pub use atom::atom;
pub use json::json_feed;
pub use sitemap::{robots, sitemap};
