//! What was written, as a tree: every key and value with its place, whether it comes from the text of `book.toml`, from
//! an environment variable or from the table of defaults.
//!
//! Entry point for the text: [`parse`]. Keeps the order of the file, never fails: what is no TOML costs a diagnostic.

use std::rc::Rc;

use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::reader::Reader;
use super::schema::Literal;
use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// Where a key or value was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// Nowhere: it is a default.
    Default,
    /// In the text of `book.toml`.
    File(Span),
    /// In an environment variable.
    Variable(Rc<Variable>),
}

/// An environment variable that overrides a key.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Variable {
    /// Its name: `ANNALS_BOOK__TITLE`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// A value and its place.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Where it was written.
    pub place: Place,
    /// What was written.
    pub value: Value,
}

/// A key of a table.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The key, unquoted.
    pub key: String,
    /// Where the key was written.
    pub place: Place,
    /// Its value.
    pub node: Node,
}

/// What TOML and JSON can say.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A string.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A whole number beyond 64 bits.
    Huge,
    /// A number with a fraction; may be infinite.
    Float(f64),
    /// True or false.
    Flag(bool),
    /// A date, time or both, as written.
    Date(String),
    /// Nothing: only JSON can say so.
    Null,
    /// A list.
    List(Vec<Node>),
    /// A table, in the order written.
    Table(Vec<Entry>),
}

impl Value {
    /// The kind of value in words: "text", "a number".
    pub(super) fn words(&self) -> &'static str {
        match self {
            Value::Text(_) => "text",
            Value::Integer(_) | Value::Huge | Value::Float(_) => "a number",
            Value::Flag(_) => "true or false",
            Value::Date(_) => "a date",
            Value::Null => "nothing",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

impl Entry {
    /// A key that holds a default.
    pub(super) fn default(key: &str, value: Value) -> Self {
        Entry { key: key.to_owned(), place: Place::Default, node: Node { place: Place::Default, value } }
    }
}

impl Node {
    /// The node of a default.
    pub(super) fn of(literal: &Literal) -> Self {
        let text = |text: &str| Node { place: Place::Default, value: Value::Text(text.to_owned()) };
        let value = match *literal {
            Literal::Text(words) => return text(words),
            Literal::Flag(flag) => Value::Flag(flag),
            Literal::Count(count) => Value::Integer(i64::from(count)),
            Literal::Texts(items) => Value::List(items.iter().map(|item| text(item)).collect()),
        };
        Node { place: Place::Default, value }
    }
}

/// Parses the text of a `book.toml`: the tree and all syntax errors. What can be read around them is in the tree.
pub(super) fn parse(text: &str, file: &FileId, reader: &mut Reader<'_>) -> Vec<Entry> {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let range = error.span().unwrap_or(text.len()..text.len());
        let span = Span::new(border(text, range.start), border(text, range.end));
        let (message, help) = if text[span.range()].trim().is_empty() && error.message().contains("must be quoted") {
            ("the key has no value".to_owned(), Some("write one, or remove the line".to_owned()))
        } else {
            in_own_words(error.message())
        };
        let mut diagnostic = Diagnostic::new(Code::ConfigSyntax, message).at(file, span, "");
        diagnostic.help = help;
        reader.push(diagnostic);
    }
    entries(table.into_inner())
}

/// The nearest character border at or below an offset: a parser may stop inside a character.
fn border(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The parser's message as one of ours: lower case, and a way out where the fault is a common one.
fn in_own_words(message: &str) -> (String, Option<String>) {
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let mut chars = what.chars();
    let what: String = chars.next().into_iter().flat_map(char::to_lowercase).chain(chars).collect();
    let help = match (what.as_str(), expected) {
        ("duplicate key", _) => Some("write each key once in a table, and each table once".to_owned()),
        ("string values must be quoted", _) => Some("put the text between quotation marks".to_owned()),
        (_, "" | "nothing") => None,
        (_, expected) => Some(format!("expected here: {expected}")),
    };
    (what, help)
}

fn entries(table: DeTable<'_>) -> Vec<Entry> {
    let mut found: Vec<(usize, Entry)> = Vec::with_capacity(table.len());
    for (key, value) in table {
        let start = key.span().start;
        let place = Place::File(key.span().into());
        found.push((start, Entry { key: key.into_inner().into_owned(), place, node: node(value) }));
    }
    // The parser's tables are sorted by key, and order matters to lists such as that of severities.
    found.sort_by_key(|(start, _)| *start);
    found.into_iter().map(|(_, entry)| entry).collect()
}

fn node(value: Spanned<DeValue<'_>>) -> Node {
    let place = Place::File(value.span().into());
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Huge, Value::Integer)
        }
        DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Flag(flag),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(items) => Value::List(items.into_iter().map(node).collect()),
        DeValue::Table(table) => Value::Table(entries(table)),
    };
    Node { place, value }
}

/// The node of an environment variable's value: JSON where it is that, else text.
pub(super) fn of_variable(variable: &Rc<Variable>) -> Node {
    let json = serde_json::from_str(&variable.text).unwrap_or_else(|_| Json::String(variable.text.clone()));
    of_json(json, &Place::Variable(Rc::clone(variable)))
}

fn of_json(json: Json, place: &Place) -> Node {
    let value = match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Flag(flag),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Value::Integer(number),
            None => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Json::String(text) => Value::Text(text),
        Json::Array(items) => Value::List(items.into_iter().map(|item| of_json(item, place)).collect()),
        Json::Object(table) => {
            let entry = |(key, json)| Entry { key, place: place.clone(), node: of_json(json, place) };
            Value::Table(table.into_iter().map(entry).collect())
        }
    };
    Node { place: place.clone(), value }
}
