//! A theme on trial: every kind of page rendered from a sample that comes with annals, and every file of the theme looked
//! through. What `annals theme check` says.
//!
//! Entry point: [`findings`]. First the theme must load; then `pages` renders, `names` goes through templates by the contract
//! (also what no sample reaches), `files` finds what is not used or not there, `colours` judges contrast. Places are in the
//! theme's own files; those of built-in themes are sound, as a test below says. Reads no disk.

mod colours;
mod files;
mod names;
mod pages;
mod template;

use std::collections::BTreeMap;

use crate::config::{BuiltinTheme, nearest};
use crate::diag::{Code, Diagnostic, sort};
use crate::source::{FileId, Span};
use crate::theme::{Layer, Theme, ThemeError, ThemeFiles, builtin};

/// The files of a theme that are looked through, and those below them.
struct Trial<'a> {
    /// The theme's own files by path.
    own: Layer<'a>,
    /// Its own files that are text.
    texts: BTreeMap<&'a str, &'a str>,
    /// The files of the built-in themes below, the nearest last, each with the prefix of its templates.
    below: Vec<(&'static str, Layer<'static>)>,
    /// How messages name its folder.
    folder: &'a str,
}

/// Everything there is to say about a theme, sorted. Files are named relative to the folder of the theme.
pub fn findings(files: &ThemeFiles) -> Vec<Diagnostic> {
    let own: Layer<'_> = files.overrides.iter().map(|file| (file.path.as_str(), file.bytes.as_slice())).collect();
    let texts = own.iter().filter_map(|(path, bytes)| Some((*path, std::str::from_utf8(bytes).ok()?))).collect();
    let trial = |base: &[BuiltinTheme]| Trial {
        below: base.iter().map(|theme| (theme.name(), builtin(*theme))).collect(),
        texts,
        own,
        folder: &files.folder,
    };
    let mut out = Vec::new();
    match Theme::load(files) {
        Ok(theme) => {
            let trial = trial(&theme.below);
            out.extend(pages::findings(&trial, &theme));
            out.extend(names::findings(&trial));
            out.extend(files::findings(&trial));
            out.extend(colours::findings(&trial, &theme));
        }
        Err(error) => {
            let named = files.builtin.filter(|theme| *theme != BuiltinTheme::Default);
            let below: Vec<BuiltinTheme> = [BuiltinTheme::Default].into_iter().chain(named).collect();
            out.extend(trial(&below).of_error(&error));
        }
    }
    sort(&mut out);
    out
}

impl Trial<'_> {
    /// The faults of a theme that does not load or whose pages do not render.
    fn of_error(&self, error: &ThemeError) -> Vec<Diagnostic> {
        let one = |error: &ThemeError| {
            let own = error.file.strip_prefix(self.folder).and_then(|rest| rest.strip_prefix('/'));
            let place = own.and_then(|path| Some((path, self.texts.get(path)?, error.place?)));
            match place {
                Some((path, text, (line, column))) => {
                    let said = finding(Code::ThemeTemplate, path, span_of(text, line, column), error.message.clone());
                    match self.way_out(text, &error.message) {
                        Some(help) => said.help(help),
                        None => said,
                    }
                }
                None => {
                    let alone = ThemeError { others: Vec::new(), ..error.clone() };
                    Diagnostic::new(Code::ThemeTemplate, alone.to_string())
                }
            }
        };
        std::iter::once(error).chain(&error.others).map(one).collect()
    }

    /// What may have been meant where the template engine does not say it: a block of another name.
    fn way_out(&self, text: &str, message: &str) -> Option<String> {
        let named = message.strip_prefix("Block `")?.split('`').next()?;
        let known = files::blocks_above(self, text);
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        Some(match nearest(named, &known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the blocks there are {}", known.join(", ")),
        })
    }

    /// The text of a template, by the name that other templates use, and whether it is one of the theme's own.
    fn template(&self, name: &str) -> Option<(&str, bool)> {
        if let Some(text) = self.texts.get(format!("templates/{name}").as_str()) {
            return Some((text, true));
        }
        let inside = |(prefix, layer): &(&str, Layer<'static>)| {
            let plain = name.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('/')).unwrap_or(name);
            let is_prefixed = plain.len() < name.len();
            let other = !is_prefixed && self.below.iter().any(|(prefix, _)| name.starts_with(&format!("{prefix}/")));
            let bytes = layer.get(format!("templates/{plain}").as_str()).filter(|_| !other)?;
            std::str::from_utf8(bytes).ok()
        };
        self.below.iter().rev().find_map(inside).map(|text| (text, false))
    }

    /// The theme's own templates: name and text.
    fn templates(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().filter_map(|(path, text)| Some((path.strip_prefix("templates/")?, *text)))
    }
}

/// The word at a line and a column (both from 1, the column in characters).
fn span_of(text: &str, line: usize, column: usize) -> Span {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(before..).unwrap_or_default();
    let start = before + rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>();
    let start = start.min(text.len());
    let is_word = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let len: usize = text[start..].chars().take_while(is_word).map(char::len_utf8).sum();
    Span::new(start, (start + len.max(1)).min(text.len()))
}

/// Something to say about one of the theme's own files.
fn finding(code: Code, path: &str, span: Span, message: String) -> Diagnostic {
    Diagnostic::new(code, message).at(&FileId::new(path), span, "")
}

#[cfg(test)]
mod tests;
