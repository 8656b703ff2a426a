//! The description of `book.toml`: one tree of keys that the checker, the JSON Schema and the reference are made from.
//!
//! The tree itself is written in [`super::options`], beside the types it fills. Entry point here: [`json_schema`].

use serde_json::{Map, Value as Json, json};

use super::choices::Choice;
use super::options::Options;
use super::reader::Field;
use crate::diag::Code;

/// A key of a table.
#[derive(Debug)]
pub(super) struct Key {
    /// The key as written.
    pub name: &'static str,
    /// What it is for: Markdown, one or more lines.
    pub doc: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What holds when it is not written; `None` where that is nothing.
    pub default: Option<Literal>,
}

/// What a key holds.
#[derive(Debug)]
pub(super) enum Kind {
    /// A text; the word says of what sort: "path", "address".
    Text(&'static str),
    /// True or false.
    Flag,
    /// A whole number.
    Count {
        /// The smallest allowed.
        min: u32,
        /// The largest allowed.
        max: u32,
    },
    /// One of these words.
    Choice(&'static [Choice]),
    /// The name of a diagnostic.
    Code,
    /// A list; a single item may stand without brackets.
    List(&'static Kind),
    /// A table with known keys.
    Table {
        /// Its keys.
        keys: &'static [Key],
        /// The key that a bare list is taken for, where one may stand in place of the table.
        shorthand: Option<&'static str>,
    },
    /// A table whose keys the team chooses.
    Map {
        /// What the keys are.
        key: &'static Kind,
        /// What they hold.
        value: &'static Kind,
    },
    /// Anything.
    Free,
}

/// A default.
#[derive(Debug)]
pub(super) enum Literal {
    /// A text.
    Text(&'static str),
    /// True or false.
    Flag(bool),
    /// A whole number.
    Count(u32),
    /// A list of texts.
    Texts(&'static [&'static str]),
}

impl Literal {
    /// The default as JSON, which is also how TOML writes it.
    pub(super) fn json(&self) -> Json {
        match *self {
            Literal::Text(text) => json!(text),
            Literal::Flag(flag) => json!(flag),
            Literal::Count(count) => json!(count),
            Literal::Texts(texts) => json!(texts),
        }
    }
}

/// The JSON Schema (draft 2020-12) of `book.toml`: for completion and checks in editors.
pub fn json_schema() -> Json {
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".to_owned(), json!("book.toml of annals"));
    schema.extend(of_kind(&Options::KIND));
    Json::Object(schema)
}

fn of_kind(kind: &Kind) -> Map<String, Json> {
    let schema = match kind {
        Kind::Text(_) => json!({ "type": "string" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Count { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Kind::Choice(choices) => json!({ "enum": choices.iter().map(|choice| choice.name).collect::<Vec<_>>() }),
        Kind::Code => json!({ "enum": Code::changeable().map(Code::name).collect::<Vec<_>>() }),
        Kind::List(item) => {
            let item = of_kind(item);
            json!({ "anyOf": [{ "type": "array", "items": item.clone() }, item] })
        }
        Kind::Table { keys, shorthand } => of_table(keys, *shorthand),
        Kind::Map { key, value } => {
            json!({ "type": "object", "propertyNames": of_kind(key), "additionalProperties": of_kind(value) })
        }
        Kind::Free => json!({}),
    };
    match schema {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}

fn of_table(keys: &[Key], shorthand: Option<&str>) -> Json {
    let mut properties = Map::new();
    for key in keys {
        let mut schema = of_kind(&key.kind);
        schema.insert("description".to_owned(), json!(key.doc.trim()));
        if let Some(default) = &key.default {
            schema.insert("default".to_owned(), default.json());
        }
        properties.insert(key.name.to_owned(), Json::Object(schema));
    }
    let list = shorthand.and_then(|name| keys.iter().find(|key| key.name == name)).map(|key| of_kind(&key.kind));
    let table = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    match list {
        Some(list) => json!({ "anyOf": [table, list] }),
        None => table,
    }
}
