//! What one report says of another: addresses, ids, days, and that something was seen before.
//!
//! A mention is what the text holds, nothing more: whether there is such a report is for the archive to find.

use serde::{Deserialize, Serialize};

use crate::source::Span;

/// A place where a report may speak of another one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Mention {
    /// What it names.
    pub target: Target,
    /// Whether the sentence says that something was seen before.
    pub again: bool,
    /// The words that name it, or the sentence.
    pub span: Span,
}

/// What a mention names.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Target {
    /// A file, by its path relative to the content folder, with the fragment behind it.
    File(String, Option<String>),
    /// An address on the web, without scheme, query and fragment.
    Web(String),
    /// An id: `PM2021-006`, `INC-123`.
    Id(String),
    /// The incident of a day; without a year it is the last such day before the report.
    Day {
        /// The year, where it is written.
        year: Option<i16>,
        /// 1 to 12.
        month: i8,
        /// Day of the month.
        day: i8,
    },
    /// Nothing by name: "we had seen this before".
    Unnamed,
}

/// What an author says of echoes, in front matter.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct EchoVerdicts {
    /// Promises that came back here.
    pub echoes: Vec<EchoVerdict>,
    /// Promises that did not.
    pub not_echoes: Vec<EchoVerdict>,
}

/// A promise, or all promises of a report, as front matter names them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EchoVerdict {
    /// The report: its path, its file name, an id of its own, or the last part of the address of its page.
    pub report: String,
    /// Words of the promise; `None` for all promises of the report.
    pub words: Option<String>,
    /// The entry.
    pub span: Span,
}
