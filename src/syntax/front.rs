//! Front matter: what stands before the text, in YAML, TOML or JSON, as a tree whose keys and values know their spans.

use crate::diag::Parsed;
use crate::source::{SourceFile, Span};

/// The front matter of a report; no entries where there is none or where it could not be read.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct FrontMatter {
    /// The top-level keys in the order of the source; a key that stands twice is kept once, the first one.
    pub entries: Vec<Entry>,
    /// The whole block with its fences; `None` where there is none.
    pub span: Option<Span>,
}

/// A key and its value.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// The key as written.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

/// A value and where it stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// The value.
    pub value: NodeValue,
    /// The source of the value.
    pub span: Span,
}

/// A value of front matter. Scalars keep their text: `2021-11-18 02:33:00` stays what its author wrote.
#[derive(Clone, PartialEq, Debug)]
pub enum NodeValue {
    /// Nothing, `null`, `~`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any other scalar, numbers and dates included, as written but unquoted and unescaped.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A table.
    Table(Vec<Entry>),
}

impl FrontMatter {
    /// The value of a top-level key, compared without case, `-` and `_`.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| same_key(&entry.key, key))
    }
}

/// Whether two keys are the same but for case, `-`, `_` and spaces: `affectedSystems`, `affected_systems`.
pub fn same_key(a: &str, b: &str) -> bool {
    let letters = |key: &str| {
        key.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect::<String>()
    };
    letters(a) == letters(b)
}

impl Node {
    /// The text of a scalar; `None` for nothing, lists and tables.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            NodeValue::Text(text) => Some(text),
            NodeValue::Null | NodeValue::Bool(_) | NodeValue::List(_) | NodeValue::Table(_) => None,
        }
    }
}

/// Takes the front matter off a report: the entries, and the span of the text behind them.
pub fn split(source: &SourceFile) -> Parsed<(FrontMatter, Span)> {
    Parsed::clean((FrontMatter::default(), Span::new(0, source.text.len())))
}
