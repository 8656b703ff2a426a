//! What is wrong with a theme, with the place in its template.

use std::fmt;

use tera::ErrorKind;

/// A fault of a template: it does not compile, or asks for something that a page does not have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ThemeError {
    /// The template as its author knows it: `themes/night/templates/incident.html`; empty where none is at fault alone.
    pub file: String,
    /// The line and the column, from 1.
    pub place: Option<(usize, usize)>,
    /// What is wrong.
    pub message: String,
}

impl ThemeError {
    /// The fault that the template engine reports; `folder` is the one that overrides come from.
    pub(super) fn new(error: &tera::Error, folder: &str) -> Self {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => Self {
                file: file_of(report.filename(), folder),
                place: Some((report.span().start_line, report.span().start_col + 1)),
                message: report.message().to_owned(),
            },
            _ => Self { file: String::new(), place: None, message: error.to_string() },
        }
    }

    /// A template that is no UTF-8 text.
    pub(super) fn not_text(path: &str, folder: &str) -> Self {
        Self { file: format!("{folder}/{path}"), place: None, message: "the template is not UTF-8 text".to_owned() }
    }
}

/// The file of a template: those of the embedded theme carry the prefix `default/`.
fn file_of(name: &str, folder: &str) -> String {
    match name.strip_prefix("default/") {
        Some(name) => format!("themes/default/templates/{name}"),
        None if folder.is_empty() => format!("templates/{name}"),
        None => format!("{folder}/templates/{name}"),
    }
}

impl fmt::Display for ThemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.file.as_str(), self.place) {
            ("", _) => write!(f, "{}", self.message),
            (file, Some((line, column))) => write!(f, "{file}:{line}:{column}: {}", self.message),
            (file, None) => write!(f, "{file}: {}", self.message),
        }
    }
}

impl std::error::Error for ThemeError {}
