//! The archive as data for other programs: JSON in the form of the incident record, and CSV.
//!
//! [`json`] and [`csv`] each take an [`crate::archive::Archive`] and give text. The model itself is never serialised: what
//! is written has types of its own here, so that the files keep their form when the model changes.

pub mod csv;
pub mod json;
mod record;
