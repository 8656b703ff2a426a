//! Diagnostics: what there is to say about an input, where, and what to do about it.
//!
//! Bad input is data: every front-end phase returns [`Parsed`], a value with diagnostics beside it, and never an error.
//! A diagnostic has a stable [`Code`], a lower-case message without a full stop, labelled spans, and a line of help.
//! [`render`] turns it into text for a terminal.

mod code;
mod reference;
pub mod render;

pub use code::{Code, Severity};
pub use reference::reference_markdown;

use serde::{Deserialize, Serialize};

use crate::source::{FileId, Span};

/// A value and what was noticed on the way to it.
#[derive(Clone, Debug)]
pub struct Parsed<T> {
    /// The value; as complete as the input allows.
    pub value: T,
    /// What was noticed, in no particular order: the build sorts once.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Parsed<T> {
    /// A value about which there is nothing to say.
    pub fn clean(value: T) -> Self {
        Self { value, diagnostics: Vec::new() }
    }
}

/// A place a diagnostic points at, and what is to be seen there.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Label {
    /// The file the span lies in.
    pub file: FileId,
    /// The bytes pointed at.
    pub span: Span,
    /// A few words; may be empty for the first label.
    pub text: String,
}

/// One thing to say about the input.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Which rule speaks.
    pub code: Code,
    /// One line, lower case, without a full stop.
    pub message: String,
    /// The places involved, the main one first. Empty where a whole file or folder is meant and named in the message.
    pub labels: Vec<Label>,
    /// What to do about it, where there is something.
    pub help: Option<String>,
    severity: Severity,
}

impl Diagnostic {
    /// A diagnostic without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), labels: Vec::new(), help: None, severity: code.severity() }
    }

    /// Adds a place; the first one added is the main one.
    #[must_use]
    pub fn at(mut self, file: &FileId, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { file: file.clone(), span, text: text.into() });
        self
    }

    /// Sets the line that says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, as bad as the team says.
    #[must_use]
    pub fn as_bad_as(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// How bad it is: what its code says, unless the team says otherwise.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    fn sort_key(&self) -> (Option<&FileId>, Option<Span>, Code, &str) {
        let first = self.labels.first();
        (first.map(|label| &label.file), first.map(|label| label.span), self.code, &self.message)
    }
}

/// Sorts by path, offset and code, and drops what was said twice: the one order that reaches any output.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    diagnostics.dedup();
}
