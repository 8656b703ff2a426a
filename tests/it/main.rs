//! The one integration binary: what only shows from outside, a module for each promise.

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the tests meet a real disk, run the program and say what they skip"
)]

mod addresses;
mod archive;
mod begin;
mod cache;
mod documents;
mod exits;
mod explain;
mod families;
mod files;
mod gold;
mod hostile;
mod languages;
mod links;
mod logs;
#[path = "../../src/render/markup.rs"]
#[allow(dead_code, reason = "it is shared with the tests of the library, which use all of it")]
mod markup;
mod properties;
mod publish;
mod reading;
mod rules;
mod same_bytes;
mod scan;
mod search;
#[cfg(all(unix, feature = "serve"))]
mod serve;
mod settings;
#[cfg(unix)]
mod signals;
mod single;
mod stylesheet;
mod themes;
mod tidy;
mod unnamed;
