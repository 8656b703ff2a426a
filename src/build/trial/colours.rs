//! Whether the colours of a theme can be read on its paper, in light and in dark schemes.
//!
//! Looks at the custom properties that the whole style sheet gives `:root`, wherever they come from; a value that is no plain
//! colour is passed over.

use std::collections::BTreeMap;

use super::{Trial, finding};
use crate::config::{Colour, Role};
use crate::diag::{Code, Diagnostic};
use crate::source::Span;
use crate::theme::{THEME_FILE, Theme};

/// The least contrast of running text, by WCAG 2, level AA.
const LEAST: f64 = 4.5;

/// What is written in which colour on which.
const PAIRS: [(Role, Role); 13] = [
    (Role::Ink, Role::Paper),
    (Role::Quiet, Role::Paper),
    (Role::Accent, Role::Paper),
    (Role::Open, Role::Paper),
    (Role::Overdue, Role::Paper),
    (Role::Done, Role::Paper),
    (Role::Critical, Role::Paper),
    (Role::Major, Role::Paper),
    (Role::Minor, Role::Paper),
    (Role::Low, Role::Paper),
    (Role::Ink, Role::Raised),
    (Role::Ink, Role::AccentSoft),
    (Role::Ink, Role::Mark),
];

/// Pairs of colours that are hard to read.
pub(super) fn findings(trial: &Trial<'_>, theme: &Theme) -> Vec<Diagnostic> {
    let style = theme.assets.iter().find(|asset| Some(&asset.path) == theme.paths.styles.first());
    let properties = root_properties(&String::from_utf8_lossy(style.map_or(&[], |asset| &asset.bytes)));
    let colours = |role: Role| colours_of(&properties, role.name(), 4);
    let mut out = Vec::new();
    for (role, on) in PAIRS {
        let (Some((light, dark)), Some((light_paper, dark_paper))) = (colours(role), colours(on)) else { continue };
        for (scheme, ink, paper) in [("light", light, light_paper), ("dark", dark, dark_paper)] {
            let contrast = ink.contrast(paper);
            if contrast >= LEAST {
                continue;
            }
            let message = format!(
                "in {scheme} schemes `{}` ({ink}) on `{}` ({paper}) has a contrast of {:.1}:1, under {LEAST}:1",
                role.name(),
                on.name(),
                (contrast * 10.0).floor() / 10.0
            );
            let help = format!("{} would do: give light and dark schemes a colour each", ink.readable_on(paper));
            out.push(at_its_place(trial, role, on, message).help(help));
        }
    }
    out
}

/// Points at where one of the two is set: in `theme.toml`, else in a style sheet of the theme.
fn at_its_place(trial: &Trial<'_>, role: Role, on: Role, message: String) -> Diagnostic {
    for name in [role.name(), on.name()] {
        let styles = trial.texts.iter().filter(|(path, _)| path.starts_with("css/"));
        let property = format!("--{name}:");
        let found = trial.texts.get(THEME_FILE).and_then(|text| Some((THEME_FILE, key_at(text, name)?)));
        let found = found.or_else(|| {
            let mut places = styles.filter_map(|(path, text)| Some((*path, text.rfind(&property)?)));
            places.next_back()
        });
        if let Some((path, start)) = found {
            return finding(Code::ThemeContrast, path, Span::new(start, start + name.len()), message);
        }
    }
    Diagnostic::new(Code::ThemeContrast, message)
}

/// Where a line of `theme.toml` begins with a key.
fn key_at(text: &str, key: &str) -> Option<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start();
        if bare.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('=')) {
            return Some(start + line.len() - bare.len());
        }
        start += line.len();
    }
    None
}

/// The colours of a property in light and dark schemes, through `var(--…)` up to some steps.
fn colours_of(properties: &BTreeMap<String, String>, name: &str, steps: u8) -> Option<(Colour, Colour)> {
    let value = properties.get(name)?;
    if let Some(inner) = value.strip_prefix("light-dark(").and_then(|rest| rest.strip_suffix(')')) {
        let (light, dark) = inner.split_once(',')?;
        return Some((Colour::from_hex(light.trim())?, Colour::from_hex(dark.trim())?));
    }
    if let Some(other) = value.strip_prefix("var(--").and_then(|rest| rest.strip_suffix(')')) {
        return colours_of(properties, other.trim(), steps.checked_sub(1)?);
    }
    let both = Colour::from_hex(value)?;
    Some((both, both))
}

/// The custom properties of `:root` where no condition stands around it; the last one of a name counts.
fn root_properties(css: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let mut around: Vec<String> = Vec::new();
    let css = without_comments(css);
    let mut start = 0;
    for (at, c) in css.char_indices() {
        if !matches!(c, '{' | '}' | ';') {
            continue;
        }
        let piece = css[start..at].trim();
        start = at + 1;
        let is_root = around.last().is_some_and(|selector| selector == ":root")
            && around.iter().rev().skip(1).all(|outer| outer.starts_with("@layer"));
        if c != '{'
            && is_root
            && let Some((name, value)) = piece.strip_prefix("--").and_then(|rest| rest.split_once(':'))
        {
            out.insert(name.trim().to_owned(), value.trim().to_owned());
        }
        match c {
            '{' => around.push(piece.to_owned()),
            '}' => drop(around.pop()),
            _ => {}
        }
    }
    out
}

fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, behind)) = rest.split_once("/*") {
        out.push_str(before);
        rest = behind.split_once("*/").map_or("", |(_, behind)| behind);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_of_the_root_count_and_no_others() {
        let css = "@layer tokens { :root { --ink: #000; --line: var(--ink) } :root[data-theme=\"x\"] { --ink: #111 }\n\
                   /* --ink: #222; */ @media print { :root { --ink: #333; } } }\n:root { --paper: light-dark(#fff, #000); }";
        let found = root_properties(css);
        assert_eq!(found.len(), 3);
        let colour = |text| Colour::from_hex(text).expect("a colour");
        assert_eq!(colours_of(&found, "line", 4), Some((colour("#000"), colour("#000"))));
        assert_eq!(colours_of(&found, "paper", 4), Some((colour("#fff"), colour("#000"))));
    }
}
