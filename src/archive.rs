//! All incidents together: what only shows when reports stand side by side.
//!
//! [`Archive::link`] takes the incidents of all reports and works out applications, causes, owners and their actions. It
//! runs on one thread, is recomputed in every build and has no quadratic step. Reads no files and no clock: "today" is
//! the as-of date of its caller.

use std::sync::Arc;

use crate::model::Incident;
use crate::source::SourceFile;

/// An incident and the report it stands in.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The facts.
    pub incident: Arc<Incident>,
    /// The report: its text and lines, for quotations and line numbers.
    pub source: Arc<SourceFile>,
}
