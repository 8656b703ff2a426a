//! Causes by axis: categories of the taxonomy, and the free words of reports that it does not know.

use super::{CauseIx, Durations, IncidentIx};
use crate::model::Axis;
use crate::source::Span;

/// A category of causes.
#[derive(Clone, Debug)]
pub struct Cause {
    /// Its axis.
    pub axis: Axis,
    /// The last part of the address of its page; unique over all axes.
    pub slug: String,
    /// Its id in the taxonomy; the free words themselves where the taxonomy does not know them.
    pub id: String,
    /// What the site calls it.
    pub label: String,
    /// Its position in the taxonomy's list of the axis, which holds group and definition; `None` for free words.
    pub category: Option<usize>,
    /// Its incidents, newest first.
    pub occurrences: Vec<Occurrence>,
    /// How many of them have it confirmed.
    pub confirmed: u32,
    /// How long those incidents lasted, suggested ones included.
    pub durations: Durations,
}

/// How sure it is that an incident has a cause.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Standing {
    /// The report names it by tag or label.
    Confirmed,
    /// Words of a cause section match a keyword of the category.
    Suggested,
}

/// An incident of a cause.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Occurrence {
    /// The incident.
    pub incident: IncidentIx,
    /// How sure that is.
    pub standing: Standing,
}

/// A cause of an incident, and the words of the report that give it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Citation {
    /// The category.
    pub cause: CauseIx,
    /// How sure that is.
    pub standing: Standing,
    /// The tag or label, or the words that matched; as written.
    pub words: String,
    /// Where they stand in the report.
    pub span: Span,
}
