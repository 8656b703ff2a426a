//! annals turns a directory of incident reports, as teams really write them, into a static archive.
//!
//! The library is layered in floors; a module uses lower floors only (`tests/it/tidy.rs` enforces it), and only the top
//! floor touches disk, clock, network and terminal:
//!
//! 0. [`source`], [`diag`]: texts with spans, and what there is to say about them
//! 1. [`syntax`], [`model`], [`config`], [`terms`]: documents, the trade's vocabulary, settings, words
//! 2. [`extract`], [`passages`]: a document's facts, each with its source lines; its text, for search
//! 3. [`archive`], [`output`]: all incidents together; what a build hands over
//! 4. [`site`], [`view`], [`theme`], [`render`], [`feed`], [`export`], [`search`], [`explain`]: which pages there are, what they show, how they look
//! 5. [`build`]: the pipeline and its memo tables
//! 6. [`shell`], [`cli`]: the effects, and the commands that have them
//!
//! `ARCHITECTURE.md` tells the data flow and the invariants.

pub mod archive;
pub mod build;
pub mod cli;
pub mod config;
pub mod diag;
pub mod explain;
pub mod export;
pub mod extract;
pub mod feed;
pub mod import;
pub mod model;
pub mod output;
pub mod passages;
pub mod render;
pub mod search;
pub mod shell;
pub mod site;
pub mod source;
pub mod syntax;
pub mod terms;
pub mod theme;
pub mod view;
