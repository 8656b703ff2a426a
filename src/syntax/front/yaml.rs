//! YAML (and with it JSON) to a tree with spans.
//!
//! Two libraries share the work. The events of `granit-parser` give the tree: they carry the exact bytes of every key
//! and value and the text of scalars as written, which a deserialiser has lost (`1.10` is a number to it, `0730` too).
//! `serde_yaml` decides what it decides elsewhere: which plain scalars mean nothing, true or false, and how to say in
//! words what is wrong with a document. The tests hold the two against each other on whole documents.
//!
//! Anchors, aliases, merge keys and second documents are refused: a report has no use for them, and they are how a small
//! file becomes a large tree.

use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle};
use serde::de::IgnoredAny;

use super::{Entry, Flaw, MAX_DEPTH, Node, NodeValue};
use crate::source::Span;

/// Reads the document in the bytes `at` of `text`; nothing where there are only blanks and comments.
pub(super) fn read(text: &str, at: Range<usize>) -> Result<Option<Node>, Flaw> {
    let input = &text[at.clone()];
    Builder { text, language: "YAML", offset: at.start, stack: Vec::new(), root: None }.run(input)
}

/// Reads a JSON document: every one is YAML too.
pub(super) fn read_json(text: &str, at: Range<usize>) -> Result<Option<Node>, Flaw> {
    let input = &text[at.clone()];
    Builder { text, language: "JSON", offset: at.start, stack: Vec::new(), root: None }.run(input)
}

/// Reads the pairs of a JSON object that stand in the bytes `at` without braces around them.
pub(super) fn read_pairs(text: &str, at: Range<usize>) -> Result<Option<Node>, Flaw> {
    // A brace takes the place of the line break in front, so that every offset stays what it is.
    let start = at.start.saturating_sub(1);
    let input = format!("{{{}}}", &text[at]);
    Builder { text, language: "JSON", offset: start, stack: Vec::new(), root: None }.run(&input)
}

/// A collection whose end has not come yet.
enum Open {
    List { start: Option<usize>, items: Vec<Node> },
    Table { start: Option<usize>, entries: Vec<Entry>, key: Option<(String, Span)> },
}

struct Builder<'t> {
    text: &'t str,
    /// What its author takes it for.
    language: &'static str,
    /// Where the input begins in the text.
    offset: usize,
    stack: Vec<Open>,
    root: Option<Node>,
}

impl Builder<'_> {
    fn run(mut self, input: &str) -> Result<Option<Node>, Flaw> {
        let options = granit_parser::options! {
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
            disallow_directives: true,
        };
        for event in Parser::new_from_str_with_options(input, options) {
            let (event, place) = event.map_err(|error| self.flaw_of(&error, input))?;
            let range = place.byte_range().unwrap_or(0..0);
            let span = self.fit(range.start + self.offset..range.end + self.offset);
            self.take(event, span)?;
        }
        Ok(self.root)
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Flaw> {
        match event {
            Event::Scalar(_, _, anchor, _) | Event::SequenceStart(_, anchor, _) | Event::MappingStart(_, anchor, _)
                if anchor != 0 =>
            {
                Err(Flaw::limit("the front matter uses an anchor (`&name`), so it is shown as text", span)
                    .help("write the value out at both places, or put it in quotes where `&` is meant"))
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                Err(Flaw::limit("the front matter uses an alias (`*name`), so it is shown as text", span)
                    .help("write the value out, or put it in quotes where `*` is meant"))
            }
            Event::Scalar(value, style, _, _) => self.scalar(&value, style, span),
            Event::SequenceStart(style, _, _) => {
                self.open(Open::List { start: flow_start(style, span), items: Vec::new() }, span)
            }
            Event::MappingStart(style, _, _) => {
                self.open(Open::Table { start: flow_start(style, span), entries: Vec::new(), key: None }, span)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let node = self.close(span);
                self.place(node);
                Ok(())
            }
            Event::DocumentStart(..) if self.root.is_some() => {
                Err(Flaw::syntax("the front matter holds a second document, so it is shown as text", span))
            }
            // The enum of events is open to additions; what carries no value adds nothing to the tree.
            _ => Ok(()),
        }
    }

    fn scalar(&mut self, value: &str, style: ScalarStyle, span: Span) -> Result<(), Flaw> {
        if let Some(Open::Table { key: key @ None, .. }) = self.stack.last_mut() {
            if value == "<<" && style == ScalarStyle::Plain {
                return Err(Flaw::limit("the front matter uses a merge key (`<<`), so it is shown as text", span)
                    .help("write the entries out"));
            }
            if span.is_empty() {
                return Err(Flaw::syntax("the front matter has a value without a key", span));
            }
            *key = Some((value.to_owned(), span));
            return Ok(());
        }
        let value = match style {
            ScalarStyle::Plain => plain(value),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted | ScalarStyle::Literal | ScalarStyle::Folded => {
                NodeValue::Text(value.to_owned())
            }
        };
        let node = Node { value, span: self.trim(span) };
        self.place(node);
        Ok(())
    }

    fn open(&mut self, open: Open, span: Span) -> Result<(), Flaw> {
        if let Some(Open::Table { key: None, .. }) = self.stack.last() {
            return Err(Flaw::syntax("the front matter has a list or a table for a key", span)
                .help("put the value in quotes where a bracket or a brace begins a text"));
        }
        if self.stack.len() >= MAX_DEPTH {
            return Err(too_deep(span));
        }
        self.stack.push(open);
        Ok(())
    }

    /// Takes the innermost collection off the stack. `end` is the closing bracket, or empty for block style.
    fn close(&mut self, end: Span) -> Node {
        match self.stack.pop() {
            Some(Open::List { start, items }) => {
                let inside = items.first().zip(items.last()).map(|(first, last)| first.span.join(last.span));
                let span = self.collection(start, inside, end, true);
                Node { value: NodeValue::List(items), span }
            }
            Some(Open::Table { start, entries, key: _ }) => {
                let inside =
                    entries.first().zip(entries.last()).map(|(first, last)| first.key_span.join(last.node.span));
                let span = self.collection(start, inside, end, false);
                Node { value: NodeValue::Table(entries), span }
            }
            None => Node { value: NodeValue::Null, span: end },
        }
    }

    /// The span of a collection: from bracket to bracket, or from the first dash or key to the end of the last value.
    fn collection(&self, flow: Option<usize>, inside: Option<Span>, end: Span, dashes: bool) -> Span {
        match (flow, inside) {
            (Some(start), _) => Span::new(start, end.range().end),
            (None, None) => end,
            (None, Some(inside)) if dashes => {
                let before = self.text[..inside.range().start].trim_end_matches([' ', '\t', '\n']);
                let start = if before.ends_with('-') { before.len() - 1 } else { inside.range().start };
                Span::new(start.max(self.offset), inside.range().end)
            }
            (None, Some(inside)) => inside,
        }
    }

    fn place(&mut self, node: Node) {
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Table { entries, key, .. }) => {
                if let Some((key, key_span)) = key.take() {
                    entries.push(Entry { key, key_span, node });
                }
            }
        }
    }

    /// A span within the text and on character borders, whatever the parser said.
    fn fit(&self, range: Range<usize>) -> Span {
        let start = self.text.floor_char_boundary(range.start.min(self.text.len()));
        let end = self.text.ceil_char_boundary(range.end.min(self.text.len()));
        Span::new(start, end)
    }

    /// Takes the line breaks behind a block scalar off its span.
    fn trim(&self, span: Span) -> Span {
        let value = &self.text[span.range()];
        Span::new(span.range().start, span.range().start + value.trim_end().len())
    }

    fn flaw_of(&self, error: &ScanError, input: &str) -> Flaw {
        let at = error.marker().byte_offset().unwrap_or(0).min(input.len());
        let at = self.fit(at + self.offset..at + self.offset).range().start;
        let line_end = self.text[at..].find('\n').map_or(self.text.len(), |len| at + len);
        let span = Span::new(at, line_end);
        if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
            return too_deep(span);
        }
        // Behind the line of the error there may be anything, deep nesting included: it is not shown to the other parser.
        let head = &input[..input.floor_char_boundary((line_end - self.offset).min(input.len()))];
        let why = complaint(head).unwrap_or_else(|| "it cannot be read from here on".to_owned());
        Flaw::syntax(format!("the front matter is not valid {}, so it is shown as text: {why}", self.language), span)
    }
}

fn flow_start(style: StructureStyle, span: Span) -> Option<usize> {
    match style {
        StructureStyle::Flow => Some(span.range().start),
        StructureStyle::Block => None,
    }
}

fn too_deep(span: Span) -> Flaw {
    Flaw::limit("the front matter is nested deeper than 64 levels, so it is shown as text", span)
}

/// What a plain scalar means. Every way to write nothing, true or false is short, so that other text is not looked at.
fn plain(value: &str) -> NodeValue {
    if value.len() > "false".len() || !value.starts_with(['~', 'n', 'N', 't', 'T', 'f', 'F']) {
        return if value.is_empty() { NodeValue::Null } else { NodeValue::Text(value.to_owned()) };
    }
    match serde_yaml::from_str(value) {
        Ok(serde_yaml::Value::Null) => NodeValue::Null,
        Ok(serde_yaml::Value::Bool(bool)) => NodeValue::Bool(bool),
        Ok(_) | Err(_) => NodeValue::Text(value.to_owned()),
    }
}

/// What `serde_yaml` says against a document, without the line it counts from the top of the block.
fn complaint(document: &str) -> Option<String> {
    let error = serde_yaml::from_str::<IgnoredAny>(document).err()?.to_string();
    let end = error.find(" at line ").or_else(|| error.find(" at position ")).unwrap_or(error.len());
    Some(error[..end].to_owned())
}
