//! The integration tests: what meets a real disk, in one binary.

#![allow(clippy::print_stdout, reason = "a test that another one starts tells it how far it is")]

mod publish;
mod scan;
#[cfg(unix)]
mod signals;
