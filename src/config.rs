//! From the text of `book.toml` and the environment to validated [`Settings`].
//!
//! Entry points: [`read`], and [`Settings::for_folder`] for a folder without `book.toml`. In this order:
//!
//! 1. `node`: the text becomes a tree of keys and values with their places; syntax errors are collected
//! 2. `environment`: variables named `ANNALS_…` are put into the tree
//! 3. `options` (read by `reader`): the tree becomes typed options; unknown keys and wrong values are collected, with
//!    help from `suggest` and `foreign`
//! 4. `resolve`: options become settings; what concerns several keys is checked
//!
//! All errors are said at once. The table of keys in `options` is also what [`json_schema`] and [`reference_markdown`]
//! are made from, so that checker, schema and reference cannot disagree. `theme` reads the `theme.toml` of a theme by the same
//! means. Reads no files and no environment.

mod choices;
mod environment;
mod foreign;
mod names;
mod node;
mod options;
mod paths;
mod reader;
mod reference;
mod resolve;
mod schema;
mod settings;
mod spelled;
mod suggest;
mod taxonomy;
mod theme;

pub use choices::{
    BuiltinTheme, ColourScheme, DarkScheme, DateOrder, Fact, LintLevel, Meaning, RemoteImages, Role, Tone,
};
pub use paths::{Folder, Globs, InnerFile, Permalink, PermalinkPart, SITE_NAMES, SiteUrl, ThemeRef, UrlTemplate};
pub use reference::reference_markdown;
pub use schema::json_schema;
pub use settings::{
    Actions, Application, Archive, Book, Build, Extra, Feeds, Html, Lint, Pages, People, Person, Search, Serve,
    Settings, Severities, SeverityLevel, Team,
};
pub use suggest::nearest;
pub use taxonomy::{Category, Group, Keyword, Taxonomy};
pub use theme::{Colour, Fonts, ThemeSettings, read_theme, theme_reference};

use std::collections::BTreeSet;

use crate::diag::{Code, Diagnostic, Parsed, Severity};
use crate::source::{FileId, LineIndex};
use node::{Entry, Value};
use options::Options;
use reader::{Reader, TableField};

/// Reads the text of a `book.toml`, with overrides from environment variables (name, value; others than `ANNALS_…` are
/// passed over).
///
/// `file` names the text in diagnostics. There are no settings where there is an error, and there is an error where
/// there are no settings.
pub fn read(
    text: &str,
    file: &FileId,
    environment: impl Iterator<Item = (String, String)>,
) -> Parsed<Option<Settings>> {
    let mut reader = Reader::new(file);
    let tree = node::parse(text, file, &mut reader);
    let Parsed { value, diagnostics } = settings(tree, environment, reader);
    Parsed { value, diagnostics: without_echoes(diagnostics, text) }
}

impl Settings {
    /// The settings of a folder of reports without `book.toml`: the defaults, with the folder itself as content.
    ///
    /// `environment` as for [`read`].
    pub fn for_folder(title: &str, environment: impl Iterator<Item = (String, String)>) -> Parsed<Option<Self>> {
        let file = FileId::new("book.toml");
        let title = if title.trim().is_empty() { "Incidents" } else { title };
        let book = Value::Table(vec![
            Entry::default("title", Value::Text(title.to_owned())),
            Entry::default("src", Value::Text(".".to_owned())),
        ]);
        settings(vec![Entry::default("book", book)], environment, Reader::new(&file))
    }
}

/// The settings that a tree and the environment make together; none where there is an error.
fn settings(
    mut tree: Vec<Entry>,
    environment: impl Iterator<Item = (String, String)>,
    mut reader: Reader<'_>,
) -> Parsed<Option<Settings>> {
    environment::apply(&mut tree, environment, &mut reader);
    let options = Options::read_entries(tree, &mut reader);
    let settings = resolve::resolve(options, &mut reader);
    let diagnostics = reader.into_diagnostics();
    let failed = diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error);
    Parsed { value: settings.filter(|_| !failed), diagnostics }
}

/// Drops what is said about a line that is no TOML: the parser's guess at it is not what its author wrote.
fn without_echoes(diagnostics: Vec<Diagnostic>, text: &str) -> Vec<Diagnostic> {
    let lines = LineIndex::new(text);
    let line = |diagnostic: &Diagnostic| diagnostic.labels.first().map(|label| lines.line(label.span.start));
    let is_syntax = |diagnostic: &&Diagnostic| diagnostic.code == Code::ConfigSyntax;
    let broken: BTreeSet<Option<u32>> = diagnostics.iter().filter(is_syntax).map(line).collect();
    let speaks = |diagnostic: &Diagnostic| {
        is_syntax(&diagnostic) || line(diagnostic).is_none() || !broken.contains(&line(diagnostic))
    };
    diagnostics.into_iter().filter(speaks).collect()
}

#[cfg(test)]
mod tests;
