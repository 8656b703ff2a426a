//! TOML to a tree with spans.
//!
//! The parser recovers by itself: an unquoted title is still read as one. What it made sense of counts, with a
//! diagnostic; where a line is left that belongs to no entry, the whole block is text. Numbers, dates and times keep
//! the text of the source.

use std::ops::Range;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue, Error};

use super::{Entry, Flaw, Node, NodeValue, Reading, double};
use crate::source::Span;

/// Reads the document in the bytes `at` of `text`.
pub(super) fn read(text: &str, at: Range<usize>) -> Reading {
    let input = &text[at.clone()];
    let (document, errors) = DeTable::parse_recoverable(input);
    let tree = Tree { text, input, offset: at.start };
    let entries = tree.entries(document.get_ref());
    let mut flaws = Vec::with_capacity(errors.len());
    for error in &errors {
        match tree.flaw(error, &entries) {
            Ok(flaw) => flaws.push(flaw),
            Err(flaw) => return Reading::refused(flaw),
        }
    }
    Reading { entries: Some(entries), flaws }
}

struct Tree<'t> {
    text: &'t str,
    input: &'t str,
    /// Where the input begins in the text.
    offset: usize,
}

impl Tree<'_> {
    /// The entries of a table in the order of the source: the library sorts them by name.
    fn entries(&self, table: &DeTable<'_>) -> Vec<Entry> {
        let mut entries: Vec<Entry> = table
            .iter()
            .map(|(key, value)| Entry {
                key: key.get_ref().clone().into_owned(),
                key_span: self.span(key.span()),
                node: self.node(value),
            })
            .collect();
        entries.sort_by_key(|entry| entry.key_span);
        entries
    }

    fn node(&self, value: &Spanned<DeValue<'_>>) -> Node {
        let span = self.span(value.span());
        let written = || NodeValue::Text(self.text[span.range()].to_owned());
        match value.get_ref() {
            DeValue::String(text) => Node { value: NodeValue::Text(text.clone().into_owned()), span },
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Datetime(_) => Node { value: written(), span },
            DeValue::Boolean(bool) => Node { value: NodeValue::Bool(*bool), span },
            DeValue::Array(items) => {
                let items: Vec<Node> = items.iter().map(|item| self.node(item)).collect();
                let span = items.iter().fold(span, |span, item| span.join(item.span));
                Node { value: NodeValue::List(items), span }
            }
            DeValue::Table(table) => {
                let entries = self.entries(table);
                // The library gives the header or the key for a table; its source goes on to the last entry.
                let span = entries.iter().fold(span, |span, entry| span.join(entry.key_span).join(entry.node.span));
                Node { value: NodeValue::Table(entries), span }
            }
        }
    }

    /// A span within the text and on character borders, whatever the parser said.
    fn span(&self, range: Range<usize>) -> Span {
        let start = self.input.floor_char_boundary(range.start.min(self.input.len()));
        let end = self.input.ceil_char_boundary(range.end.min(self.input.len()));
        Span::new(start + self.offset, end + self.offset)
    }

    /// What to say of an error: `Ok` where the entry on its line was read all the same, `Err` where nothing was.
    fn flaw(&self, error: &Error, entries: &[Entry]) -> Result<Flaw, Flaw> {
        let span = self.span(error.span().unwrap_or(0..0));
        let range = span.range();
        let written = &self.text[range.clone()];
        if error.message() == "duplicate key" {
            let kept = entries.iter().find(|entry| entry.key == written.trim_matches(['"', '\'']));
            return Ok(double(written, span, kept.map(|entry| entry.key_span)));
        }
        if error.message().contains("recursion") {
            return Err(Flaw::limit("the front matter is nested too deeply, so it is shown as text", span));
        }
        let line_start = self.text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let on_line =
            |entry: &Entry| entry.key_span.range().start >= line_start && entry.key_span.range().end <= range.end;
        match find(entries, &on_line) {
            Some(entry) => {
                let message = format!("the value of `{}` is not valid TOML: {}", entry.key, error.message());
                Ok(Flaw::syntax(message, entry.node.span).help("put a text in quotes: it counts as far as it was read"))
            }
            None => {
                let message =
                    format!("the front matter is not valid TOML, so it is shown as text: {}", error.message());
                Err(Flaw::syntax(message, span).help("each line reads `key = value`, with a text in quotes"))
            }
        }
    }
}

/// The first entry, of any depth, for which `fits` holds.
fn find<'e>(entries: &'e [Entry], fits: &dyn Fn(&Entry) -> bool) -> Option<&'e Entry> {
    entries.iter().find_map(|entry| {
        if fits(entry) {
            return Some(entry);
        }
        match &entry.node.value {
            NodeValue::Table(entries) => find(entries, fits),
            NodeValue::Null | NodeValue::Bool(_) | NodeValue::Text(_) | NodeValue::List(_) => None,
        }
    })
}
