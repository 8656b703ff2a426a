//! From facts to text that a browser shows.
//!
//! [`escape`] is the one place where text becomes markup, [`body`] the report as its author wrote it, [`svg`] the charts,
//! [`page`] a whole page from its context and a theme, [`alone`] the same as one file with all that it needs inside.
//! All of it is pure: strings go in, strings come out, and the same input gives the same bytes.

pub mod alone;
pub mod body;
pub mod escape;
pub mod page;
pub mod svg;

#[cfg(test)]
mod markup;
