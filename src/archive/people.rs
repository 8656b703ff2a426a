//! Who owes what: one identity a person or team across reports.

use super::{ActionIx, IncidentIx, Tally};

/// A person, a team, or a name that could not be resolved.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The last part of the address of their page; no two owners share one.
    pub slug: String,
    /// The canonical name: that of `book.toml`, else the most frequent spelling.
    pub name: String,
    /// What is known of them.
    pub kind: OwnerKind,
    /// The spellings that reports use, other than the name, sorted.
    pub spellings: Vec<String>,
    /// What they own, in archive order.
    pub actions: Vec<ActionIx>,
    /// The states of those actions.
    pub tally: Tally,
    /// The incidents in whose report they are named as owner or as involved, newest first.
    pub incidents: Vec<IncidentIx>,
}

/// What is known of an owner.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum OwnerKind {
    /// A person: by `book.toml` or by full name.
    Person,
    /// A person known by a handle or mail address alone: one person, whose name no report gives.
    Handle,
    /// A team: by `book.toml` or by a name that says so.
    Team,
    /// Everybody: `Shared`.
    Shared,
    /// Initials or a short name: may be several people, and is merged with nobody.
    ShortName,
}
