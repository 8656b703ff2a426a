//! The pipeline: from files to a site, the same code for a first build and for the thousandth rebuild.
//!
//! 1. [`Reports::read`] decodes, parses and extracts every file, in parallel, by way of memo table 1
//! 2. [`crate::archive`] links all incidents, on one thread
//!    (where no name may be shown, names are replaced, and the incidents linked again: `unnamed`)
//! 3. pages are planned, and rendered in parallel by way of memo table 2
//!
//! [`Build::single`] makes one page that stands alone. [`trial`] renders every kind of page from a sample, to judge a theme.
//! Table 1 can be kept between two runs as bytes (`stored`). [`Live`] is a site whose pages are rendered when they are asked for.
//! A clean build starts with empty tables. Reads files only through the function that its caller hands over.

mod guard;
mod live;
mod reports;
mod single;
mod site;
mod stored;
pub mod trial;
mod unnamed;

pub use live::{Live, Served};
pub use reports::{Doubt, Input, Memo, Outcome, Read, Report, Reports};
pub use site::{Build, BuildError, Memory, PageMemo, Rendered, Sink, Surroundings, link};

#[cfg(test)]
mod tests;
