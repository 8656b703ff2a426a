//! A mistake in annals costs one report and never the archive.
//!
//! [`outcome_of`] reads a file; where that panics, the file is passed over, and a diagnostic says so. Its text is not published
//! without its facts: they tell whether it is a draft, and whose names must not be shown. What panicked is printed by the panic
//! itself. No state is shared that could be left half done, since a report is read from its text alone.

use std::panic::{self, AssertUnwindSafe};

use super::reports::Outcome;
use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// What `read` makes of a file; where it panics, that the file is lost.
pub(super) fn outcome_of(file: &FileId, read: impl FnOnce() -> Outcome) -> Outcome {
    let failed = || {
        Diagnostic::new(Code::ReadingFailed, "annals failed on this report, which has no page")
            .at(file, Span::new(0, 0), "")
            .help("this is a mistake in annals, not in the report: please tell where annals is kept, with the report")
    };
    caught(read).unwrap_or_else(|| Outcome::Lost(failed()))
}

/// What `read` gives; `None` where it panics.
pub(super) fn caught<T>(read: impl FnOnce() -> T) -> Option<T> {
    panic::catch_unwind(AssertUnwindSafe(read)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_costs_one_report() {
        let file = FileId::new("2024/a.md");
        let Outcome::Lost(told) = outcome_of(&file, || panic!("on purpose")) else { panic!("it is lost") };
        assert_eq!((told.code, told.labels[0].file.as_str()), (Code::ReadingFailed, "2024/a.md"));
        assert!(matches!(outcome_of(&file, || Outcome::NoReport), Outcome::NoReport));
    }
}
