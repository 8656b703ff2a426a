//! What is wrong with a theme, with the place in its template.

use std::fmt;

use tera::ErrorKind;

use crate::config::BuiltinTheme;
use crate::diag::Diagnostic;
use crate::source::LineIndex;

/// A fault of a template: it does not compile, or asks for something that a page does not have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ThemeError {
    /// The template as its author knows it: `themes/night/templates/incident.html`; empty where none is at fault alone.
    pub file: String,
    /// The line and the column, from 1.
    pub place: Option<(usize, usize)>,
    /// What is wrong.
    pub message: String,
    /// What else is wrong, where all was looked at together.
    pub others: Vec<ThemeError>,
}

impl ThemeError {
    fn one(file: String, place: Option<(usize, usize)>, message: String) -> Self {
        Self { file, place, message, others: Vec::new() }
    }

    /// The fault that the template engine reports; `folder` is the one that overrides come from.
    pub(super) fn new(error: &tera::Error, folder: &str) -> Self {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let place = (report.span().start_line, report.span().start_col + 1);
                Self::one(file_of(report.filename(), folder), Some(place), report.message().to_owned())
            }
            ErrorKind::MissingParent { current, parent } => {
                let message = format!("it extends `{parent}`, which does not exist");
                Self::one(file_of(current, folder), None, message)
            }
            ErrorKind::CircularExtend { tpl, .. } => {
                let message =
                    "it extends itself; `default/` in front of a name means the template of the default theme";
                Self::one(file_of(tpl, folder), None, message.to_owned())
            }
            ErrorKind::CircularInclude { tpl, .. } => {
                Self::one(file_of(tpl, folder), None, "it includes itself".to_owned())
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
                faults.push(Self::one(String::new(), None, message.to_owned()));
            } else if let (Some(place), Some(fault)) = (line.trim_start().strip_prefix("--> "), faults.last_mut()) {
                let mut parts = place.rsplitn(3, ':');
                let (column, line) = (number(parts.next()), number(parts.next()));
                fault.place = line.zip(column);
                fault.file = parts.next().map_or_else(String::new, |name| file_of(name, folder));
            }
        }
        Self::all(faults.into_iter()).unwrap_or_else(|| Self::one(String::new(), None, report.to_owned()))
    }

    /// What is wrong with the settings of a theme, all of it.
    pub(super) fn of_settings(diagnostics: &[Diagnostic], text: &str, folder: &str) -> Self {
        let lines = LineIndex::new(text);
        let fault = |said: &Diagnostic| {
            let place = said.labels.first().map(|label| lines.line_column(text, label.span.start));
            let place = place.map(|(line, column)| (line as usize, column as usize));
            let help = said.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
            Self::one(format!("{folder}/theme.toml"), place, format!("{}{help}", said.message))
        };
        Self::all(diagnostics.iter().map(fault))
            .unwrap_or_else(|| Self::one(format!("{folder}/theme.toml"), None, String::new()))
    }

    /// The first of several faults, with the others as lines behind it.
    fn all(mut faults: impl Iterator<Item = Self>) -> Option<Self> {
        let mut first = faults.next()?;
        first.others = faults.collect();
        Some(first)
    }

    /// A picture that the settings name and the theme does not have.
    pub(super) fn no_logo(logo: &str, folder: &str) -> Self {
        let message = format!("`logo` names `{logo}`, and there is no `static/{logo}` below the folder of the theme");
        Self::one(format!("{folder}/theme.toml"), None, message)
    }

    /// A template that is no UTF-8 text.
    pub(super) fn not_text(path: &str, folder: &str) -> Self {
        Self::one(format!("{folder}/{path}"), None, "it is not UTF-8 text".to_owned())
    }
}

fn number(text: Option<&str>) -> Option<usize> {
    text?.trim().parse().ok()
}

/// The file of a template: those of built-in themes carry a prefix, `default/`.
fn file_of(name: &str, folder: &str) -> String {
    for theme in BuiltinTheme::ALL {
        if let Some(name) = name.strip_prefix(theme.name()).and_then(|rest| rest.strip_prefix('/')) {
            return format!("themes/{}/templates/{name}", theme.name());
        }
    }
    if folder.is_empty() { format!("templates/{name}") } else { format!("{folder}/templates/{name}") }
}

impl fmt::Display for ThemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.file.as_str(), self.place) {
            ("", _) => write!(f, "{}", self.message)?,
            (file, Some((line, column))) => write!(f, "{file}:{line}:{column}: {}", self.message)?,
            (file, None) => write!(f, "{file}: {}", self.message)?,
        }
        self.others.iter().try_for_each(|other| write!(f, "\n{other}"))
    }
}

impl std::error::Error for ThemeError {}
