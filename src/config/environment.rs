//! Environment variables that override keys of `book.toml`, named as in mdBook: `ANNALS_BUILD__BUILD_DIR` is `build-dir`
//! in `[build]`. `__` goes into a table, `_` is `-`, the value is JSON where it is that and text otherwise.
//!
//! Reads no environment: whoever starts annals hands the variables over.

use std::rc::Rc;

use super::node::{Entry, Node, Place, Value, Variable, of_variable};
use super::paths::Wrong;
use super::reader::{Reader, dotted};

/// What the name of every variable of annals begins with.
pub(super) const PREFIX: &str = "ANNALS_";

/// Variables that are no keys: they belong to the command line, or are set by a cluster for a service called `annals`.
const RESERVED: &[&str] = &["ANNALS_LOG", "ANNALS_THREADS", "ANNALS_CACHE_DIR", "ANNALS_AS_OF"];
const RESERVED_PREFIXES: &[&str] = &["ANNALS_SERVICE_", "ANNALS_PORT"];

/// Whether a variable is meant as a key of `book.toml`.
fn is_override(name: &str) -> bool {
    name.starts_with(PREFIX)
        && !RESERVED.contains(&name)
        && !RESERVED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// The variable that sets a key.
pub(super) fn variable_name<'p>(path: impl Iterator<Item = &'p str>) -> String {
    let parts: Vec<String> = path.map(|part| part.to_uppercase().replace('-', "_")).collect();
    format!("{PREFIX}{}", parts.join("__"))
}

/// Puts the overrides among `variables` into the tree. Sorted by name first, so that the order of an environment, which
/// is none, decides nothing; a table comes before its keys, which refine it.
pub(super) fn apply(tree: &mut Vec<Entry>, variables: impl Iterator<Item = (String, String)>, reader: &mut Reader<'_>) {
    let mut found: Vec<(String, String)> = variables.filter(|(name, _)| is_override(name)).collect();
    found.sort();
    for (name, text) in found {
        let path: Vec<String> =
            name[PREFIX.len()..].split("__").map(|part| part.to_lowercase().replace('_', "-")).collect();
        let variable = Rc::new(Variable { name, text });
        set(tree, &path, &variable, reader);
    }
}

/// Sets the key at `path`, making the tables above it.
fn set(tree: &mut Vec<Entry>, path: &[String], variable: &Rc<Variable>, reader: &mut Reader<'_>) {
    let place = Place::Variable(Rc::clone(variable));
    let Some((last, tables)) = path.split_last() else { return };
    let mut table = tree;
    for (depth, key) in tables.iter().enumerate() {
        let at = table.iter().position(|entry| entry.key == *key).unwrap_or_else(|| {
            let node = Node { place: place.clone(), value: Value::Table(Vec::new()) };
            table.push(Entry { key: key.clone(), place: place.clone(), node });
            table.len() - 1
        });
        let entry = &mut table[at];
        let Value::Table(inner) = &mut entry.node.value else {
            let name = dotted(&path[..=depth]);
            let wrong = Wrong::or("is no table and has no keys", "set the key itself, with a JSON value if need be");
            return reader.wrong_at(&name, &place, wrong);
        };
        table = inner;
    }
    let entry = Entry { key: last.clone(), place, node: of_variable(variable) };
    match table.iter_mut().find(|known| known.key == *last) {
        Some(known) => *known = entry,
        None => table.push(entry),
    }
}
