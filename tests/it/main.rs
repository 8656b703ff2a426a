//! The one integration binary: what only shows from outside, a module for each promise.

mod publish;
mod scan;
mod tidy;
