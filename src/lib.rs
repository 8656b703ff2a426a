//! annals turns a directory of incident reports, as teams really write them, into a static archive.
//!
//! The library is layered in floors; a module uses lower floors only (`tests/tidy.rs` enforces it), and only the top
//! floor touches disk, clock, network and terminal:
//!
//! 0. [`source`], [`diag`]: texts with spans, and what there is to say about them
//! 1. [`syntax`], [`model`], [`config`]: documents, the trade's vocabulary, settings
//! 2. [`extract`]: a document's facts, each with its source lines
//! 3. [`archive`]: all incidents together
//! 4. [`export`]: the archive as data for other programs
//!
//! `ARCHITECTURE.md` tells the data flow and the invariants.

pub mod archive;
pub mod config;
pub mod diag;

pub mod export;
pub mod extract;
pub mod model;
pub mod source;
pub mod syntax;
