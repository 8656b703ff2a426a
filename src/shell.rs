//! The effects: everything that touches the disk or hears a signal. The floors below are pure and never come here.
//!
//! - [`scan`] walks the content folder and accounts for every file in it, [`read`] opens one of them safely
//! - [`publish`] stages a site beside its target and swaps it in
//! - [`signals`] tells the build that it shall stop
//!
//! [`names`] is the judgement behind the walk and touches nothing.

#![allow(clippy::disallowed_methods, reason = "this is where the effects are")]

pub mod names;
pub mod publish;
pub mod read;
pub mod scan;
pub mod signals;
mod sys;
