//! What a document states: candidate facts, each with the place it was read from.
//!
//! [`when`] reads dates, times, zones and durations in running text. Pure: no files, no clock.

pub mod when;
mod words;
