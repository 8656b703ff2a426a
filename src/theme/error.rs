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
            ErrorKind::MissingParent { current, parent } => {
                let message = format!("it extends `{parent}`, which does not exist");
                Self { file: file_of(current, folder), place: None, message }
            }
            ErrorKind::CircularExtend { tpl, .. } => {
                let message =
                    "it extends itself; `default/` in front of a name means the template of the default theme";
                Self { file: file_of(tpl, folder), place: None, message: message.to_owned() }
            }
            ErrorKind::CircularInclude { tpl, .. } => {
                Self { file: file_of(tpl, folder), place: None, message: "it includes itself".to_owned() }
            }
            _ => Self::of_report(&error.to_string(), folder),
        }
    }

    /// What is wrong with all templates together comes as a text of `error: …` and ` --> home.html:1:8` for each fault:
    /// the first one becomes the fault, the others lines behind it.
    fn of_report(report: &str, folder: &str) -> Self {
        let mut faults: Vec<Self> = Vec::new();
        for line in report.lines() {
            if let Some(message) = line.strip_prefix("error: ") {
                faults.push(Self { file: String::new(), place: None, message: message.to_owned() });
            } else if let (Some(place), Some(fault)) = (line.trim_start().strip_prefix("--> "), faults.last_mut()) {
                let mut parts = place.rsplitn(3, ':');
                let (column, line) = (number(parts.next()), number(parts.next()));
                fault.place = line.zip(column);
                fault.file = parts.next().map_or_else(String::new, |name| file_of(name, folder));
            }
        }
        let mut faults = faults.into_iter();
        let Some(mut first) = faults.next() else {
            return Self { file: String::new(), place: None, message: report.to_owned() };
        };
        faults.for_each(|fault| first.message.push_str(&format!("\n{fault}")));
        first
    }

    /// A template that is no UTF-8 text.
    pub(super) fn not_text(path: &str, folder: &str) -> Self {
        Self { file: format!("{folder}/{path}"), place: None, message: "the template is not UTF-8 text".to_owned() }
    }
}

fn number(text: Option<&str>) -> Option<usize> {
    text?.trim().parse().ok()
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
