//! What the commands say: diagnostics with their source, failures with a way out.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::Exit;
use super::project::Project;
use crate::build::Reports;
use crate::diag::render::{Style, render};
use crate::diag::{Diagnostic, Severity};
use crate::shell::publish::PublishError;
use crate::source::{FileId, SourceFile};
use crate::theme::ThemeError;

/// How a command writes its answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(crate) enum Format {
    /// Lines for a terminal
    Text,
    /// An object with the same
    Json,
}

/// An answer as JSON for `--format json`, without a line break at its end.
pub(crate) fn json(answer: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(answer).map_err(|error| Failure::Io("cannot write the answer".into(), error.into()))
}

/// Why a command could not do what it was asked to.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The settings are wrong.
    Settings {
        /// Each error.
        diagnostics: Vec<Diagnostic>,
        /// The text they stand in.
        text: String,
        /// What stands before the path of the file so that a terminal can open it.
        prefix: String,
    },
    /// The theme is wrong.
    Theme(ThemeError),
    /// What was typed makes no sense.
    Usage(String),
    /// The site could not be published.
    Publish(PublishError),
    /// Something could not be read or written.
    Io(String, std::io::Error),
    /// A signal asked to stop.
    Interrupted,
}

impl Failure {
    /// What is wrong, in the words of [`failure`].
    #[cfg(feature = "serve")]
    pub(crate) fn text(&self, colour: bool) -> String {
        match self {
            Failure::Settings { diagnostics, text, prefix } => {
                let style = Style { colour, prefix };
                let told = diagnostics.iter().map(|diagnostic| render(diagnostic, style, &|_| Some(text)));
                told.collect::<Vec<_>>().join("\n\n")
            }
            Failure::Theme(error) => format!("error: {error}"),
            Failure::Usage(message) => format!("error: {message}"),
            Failure::Publish(error) => format!("error: {error}\n = help: {}", error.help()),
            Failure::Io(what, error) => format!("error: {what}: {error}"),
            Failure::Interrupted => "interrupted".to_owned(),
        }
    }
}

/// Says why a command failed, and how it ends.
pub(crate) fn failure(failure: &Failure) -> Exit {
    match failure {
        Failure::Settings { diagnostics, text, prefix } => {
            let style = Style { colour: colour(), prefix };
            for diagnostic in diagnostics {
                anstream::eprintln!("{}\n", render(diagnostic, style, &|_| Some(text)));
            }
            anstream::eprintln!("nothing was built: {} in book.toml", count(diagnostics.len(), "error"));
            Exit::Usage
        }
        Failure::Theme(error) => {
            anstream::eprintln!("error: {error}\n\nnothing was built");
            Exit::Usage
        }
        Failure::Usage(message) => {
            anstream::eprintln!("error: {message}");
            Exit::Usage
        }
        Failure::Publish(error) => {
            anstream::eprintln!("error: {error}\n = help: {}", error.help());
            if error.is_usage() { Exit::Usage } else { Exit::Unpublished }
        }
        Failure::Io(what, error) => {
            anstream::eprintln!("error: {what}: {error}");
            Exit::Unpublished
        }
        Failure::Interrupted => {
            anstream::eprintln!("interrupted: the old site is intact");
            Exit::Interrupted
        }
    }
}

/// Prints diagnostics with their source, at most `most` of them, those of `least` severity or worse; says how many more
/// there are. Gives the number of those that count.
pub(crate) fn diagnostics(
    all: &[Diagnostic],
    reports: &Reports,
    project: &Project,
    least: Severity,
    most: usize,
) -> usize {
    let sources: BTreeMap<&FileId, &Arc<SourceFile>> =
        reports.read_files().map(|report| (&report.source.id, &report.source)).collect();
    let prefix = project.prefix();
    let style = Style { colour: colour(), prefix: &prefix };
    let told: Vec<&Diagnostic> = all.iter().filter(|diagnostic| diagnostic.severity() <= least).collect();
    for diagnostic in told.iter().take(most) {
        anstream::eprintln!("{}\n", render(diagnostic, style, &|file| sources.get(file).map(|source| &*source.text)));
    }
    told.len()
}

/// `1 report`, `3 reports`.
pub(crate) fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

pub(crate) fn colour() -> bool {
    // The stream drops escapes where the terminal cannot show them or NO_COLOR is set.
    anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never
}
