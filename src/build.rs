//! The pipeline: from files to a site, the same code for a first build and for the thousandth rebuild.
//!
//! 1. [`Reports::read`] decodes, parses and extracts every file, in parallel, by way of memo table 1
//! 2. [`link`] puts all incidents into one archive ([`crate::archive`]), on one thread, over memo table 3
//!    (where no name may be shown, names are replaced, and the incidents linked again: `unnamed`)
//! 3. pages are planned, and rendered in parallel by way of memo table 2
//!
//! [`Build::single`] makes one page that stands alone. [`trial`] renders every kind of page from a sample, to judge a theme.
//! Table 1 can be kept between two runs as bytes (`stored`). [`Live`] is a site whose pages are rendered when they are asked for.
//! A clean build starts with empty tables. Reads files only through the function that its caller hands over.

mod guard;
mod linked;
mod live;
mod reports;
mod single;
mod site;
mod stored;
pub mod trial;
mod unnamed;

pub use linked::{Build, LinkMemo, Surroundings, link, link_over};
pub use live::{Live, Served};
pub use reports::{Doubt, Input, Memo, Outcome, Read, Report, Reports};
pub use site::{BuildError, Memory, PageMemo, Rendered, Sink};
pub use stored::Stretch;

#[cfg(test)]
mod tests;
