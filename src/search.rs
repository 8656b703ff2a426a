//! Search: the whole archive by word, identifier, application, cause, owner and day; in a terminal and on the site.
//!
//! 1. [`index::Index::new`] merges the term lists of all incidents
//! 2. [`files`] writes it as scripts that the page of the site loads piece by piece
//! 3. [`query::parse`] reads what was typed, [`find::find`] answers it, [`quote::quote`] shows why
//!
//! The page does the third step in a script of its own (`themes/default/search`), by the same rules: one file of probes,
//! `tests/browser/probes.json`, is run through both. Reads and writes no files.

pub mod deflate;
pub mod facets;
pub mod files;
pub mod find;
pub mod index;
pub mod pairs;
pub mod query;
pub mod quote;
pub mod words;
