//! The reference of `book.toml` as Markdown, from the table of keys.
//!
//! Entry point: [`reference_markdown`]. One heading a table, in the order of the file; under it a table of its keys, then
//! what there is to say about each map.

use std::fmt::Write;

use super::choices::Choice;
use super::options::Options;
use super::reader::Field;
use super::schema::{Key, Kind};

/// The configuration reference: a page of the user guide.
pub fn reference_markdown() -> String {
    let mut out = String::from(
        "# Configuration reference\n\n\
         The keys of `book.toml`. Every one may be left out. An environment variable overrides a key: `ANNALS_`, the key \
         in capitals, `__` for a dot and `_` for a hyphen; its value is JSON where it is that, else text. \
         `ANNALS_BUILD__BUILD_DIR=site` sets `build-dir` in `[build]`.\n",
    );
    if let Kind::Table { keys, shorthand: _ } = Options::KIND {
        for key in keys {
            section(key, key.name, &mut out);
        }
    }
    out
}

/// The heading, documentation and keys of one table, then the tables inside it.
fn section(key: &Key, path: &str, out: &mut String) {
    let _ = write!(out, "\n## `[{path}]`\n\n{}\n", text_of(key.doc));
    match &key.kind {
        Kind::Table { keys, shorthand: _ } => body(keys, path, out),
        Kind::Map { key: Kind::Choice(choices), value } => {
            let _ = write!(out, "\nEach key is one of these words. Values: {}.\n\n", described(value));
            words(choices, out);
        }
        Kind::Map { key, value } => match value {
            Kind::Table { keys, shorthand } => {
                let list = shorthand.map(|list| format!(" A list stands for `{list}`.")).unwrap_or_default();
                let _ = write!(out, "\nEach key is {} and holds a table.{list}\n", named(key));
                body(keys, path, out);
            }
            Kind::Choice(choices) => {
                let _ = write!(out, "\nEach key is {}, each value one of these words:\n\n", named(key));
                words(choices, out);
            }
            Kind::Text(_)
            | Kind::Flag
            | Kind::Count { .. }
            | Kind::Code
            | Kind::List(_)
            | Kind::Map { .. }
            | Kind::Free => {
                let _ = write!(out, "\nEach key is {}. Values: {}.\n", named(key), described(value));
            }
        },
        Kind::Text(_) | Kind::Flag | Kind::Count { .. } | Kind::Choice(_) | Kind::Code | Kind::List(_) | Kind::Free => {
        }
    }
}

/// The words of a closed list and what each means.
fn words(choices: &[Choice], out: &mut String) {
    for choice in choices {
        let _ = writeln!(out, "- `{}`: {}", choice.name, choice.doc.trim());
    }
}

/// The keys of a table, then the tables inside it.
pub(super) fn body(keys: &[Key], path: &str, out: &mut String) {
    let is_table = |kind: &Kind| matches!(kind, Kind::Table { .. } | Kind::Map { .. });
    let (tables, plain): (Vec<&Key>, Vec<&Key>) = keys.iter().partition(|key| is_table(&key.kind));
    if !plain.is_empty() {
        out.push_str("\n| key | value | default | meaning |\n|---|---|---|---|\n");
        for Key { name, doc, kind, default } in plain {
            let default = default.as_ref().map(|default| format!("`{}`", default.json())).unwrap_or_default();
            let doc = text_of(doc).replace('\n', " ").replace('|', "\\|");
            let _ = writeln!(out, "| `{name}` | {} | {default} | {doc} |", described(kind));
        }
    }
    for key in tables {
        let dot = if path.is_empty() { "" } else { "." };
        section(key, &format!("{path}{dot}{}", key.name), out);
    }
}

/// What a key is called: "a name".
fn named(kind: &Kind) -> &'static str {
    match kind {
        Kind::Code => "the name of a diagnostic",
        Kind::Text("id") => "an id",
        Kind::Text("address") => "an address",
        Kind::Text(_)
        | Kind::Flag
        | Kind::Count { .. }
        | Kind::Choice(_)
        | Kind::List(_)
        | Kind::Table { .. }
        | Kind::Map { .. }
        | Kind::Free => "a name",
    }
}

/// What a value looks like, in a few words.
fn described(kind: &Kind) -> String {
    match kind {
        Kind::Text(what) => (*what).to_owned(),
        Kind::Flag => "`true` or `false`".to_owned(),
        Kind::Count { min, max } => format!("a number from {min} to {max}"),
        Kind::Choice(choices) => {
            choices.iter().map(|choice| format!("`{}`", choice.name)).collect::<Vec<_>>().join(", ")
        }
        Kind::Code => "a diagnostic".to_owned(),
        Kind::List(item) => format!("list: {}", described(item)),
        Kind::Table { .. } | Kind::Map { .. } => "table".to_owned(),
        Kind::Free => "anything".to_owned(),
    }
}

/// A doc comment as text: the blank in front of each line, which Rust leaves there, taken off.
fn text_of(doc: &str) -> String {
    let lines: Vec<&str> = doc.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    lines.join("\n").trim_end().to_owned()
}
