//! Applications under one name each: the team's aliases first, then spellings that differ in case, blanks or hyphens only.

use super::{Durations, IncidentIx, Tally};

/// An affected application, service, system or component.
#[derive(Clone, Debug)]
pub struct Application {
    /// The last part of the address of its page; no two applications share one.
    pub slug: String,
    /// The canonical name: that of `book.toml`, else the most frequent spelling.
    pub name: String,
    /// Its position in the applications of the settings, which hold description, team and address; `None` where
    /// `book.toml` does not name it.
    pub configured: Option<usize>,
    /// The spellings that reports use, other than the name, sorted.
    pub spellings: Vec<String>,
    /// Its incidents, newest first.
    pub incidents: Vec<IncidentIx>,
    /// The states of the actions of those incidents.
    pub tally: Tally,
    /// How long those incidents lasted.
    pub durations: Durations,
}
