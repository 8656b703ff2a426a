//! What the report was taken for: its front matter, headings, labels and fields, each with what it asks for.

use super::{Key, Part, ReadAs, Unknown};
use crate::extract::shape::{self, Content, Form, Outline};
use crate::extract::trace::Traced;
use crate::extract::vocabulary::Meaning;
use crate::extract::when::{self, Expect};
use crate::model::Rule;
use crate::source::{SourceFile, Span};
use crate::syntax::{Block, NodeValue, TableRow};

/// What a report was taken for.
pub(super) fn read_as(source: &SourceFile, traced: &Traced<'_>) -> ReadAs {
    let outline = &traced.trace.outline;
    let line = |span: Span| source.lines.line(span.start);
    let front = &traced.trace.front;
    let front_matter: Vec<Key> = traced
        .trace
        .part
        .document
        .front
        .entries
        .iter()
        .map(|entry| Key {
            line: line(entry.key_span),
            key: entry.key.clone(),
            value: match &entry.node.value {
                NodeValue::Null => String::new(),
                NodeValue::Bool(value) => value.to_string(),
                NodeValue::Text(_) | NodeValue::List(_) | NodeValue::Table(_) => folded(source.slice(entry.node.span)),
            },
            meaning: front.fact_of(&entry.key).map(crate::config::Fact::name),
        })
        .collect();
    let parts = (1..outline.parts.len()).map(|at| {
        let part = &outline.parts[at];
        Part {
            line: line(part.head),
            depth: depth(outline, at),
            form: form(part.form),
            title: part.title.clone(),
            meaning: part.meaning.map(Meaning::name),
            is_title: is_title(traced, at),
            by_words_within: part.meaning.is_some() && !part.whole,
        }
    });
    let fields = outline.fields.iter().map(|field| Key {
        line: line(field.span),
        key: field.key.clone(),
        value: field.value.text.clone(),
        meaning: Some(field.meaning.name()),
    });
    let mut unknown: Vec<Unknown> = front_matter
        .iter()
        .filter(|key| key.meaning.is_none())
        .map(|key| Unknown { line: key.line, form: "front matter key", words: key.key.clone(), table: "front-matter" })
        .collect();
    let unread = (1..outline.parts.len()).filter(|at| asks_for_nothing_known(traced, *at));
    unknown.extend(unread.map(|at| {
        let part = &outline.parts[at];
        Unknown { line: line(part.head), form: form(part.form), words: part.title.clone(), table: "vocabulary" }
    }));
    let unasked = (0..outline.parts.len()).filter(|at| *at == 0 || !is_known(outline, *at));
    let items = unasked.flat_map(|at| &outline.parts[at].content).flat_map(unread_items);
    unknown.extend(items.map(|(words, span)| Unknown { line: line(span), form: "label", words, table: "vocabulary" }));
    let rows = outline.parts.iter().flat_map(|part| &part.content).flat_map(|content| unread_rows(content, outline));
    unknown.extend(rows.map(|(words, span)| Unknown {
        line: line(span),
        form: "table key",
        words,
        table: "vocabulary",
    }));
    unknown.sort_by_key(|unknown| unknown.line);
    ReadAs { parts: parts.collect(), fields: fields.collect(), front_matter, unknown }
}

/// How many parts a part stands in, the whole document left out.
fn depth(outline: &Outline<'_>, at: usize) -> usize {
    std::iter::successors(outline.parts[at].parent, |parent| outline.parts[*parent].parent).count().saturating_sub(1)
}

/// Whether a part might state a fact if its words were known: it belongs to no part that is, names no report and no time.
fn asks_for_nothing_known(traced: &Traced<'_>, at: usize) -> bool {
    let outline = &traced.trace.outline;
    let part = &outline.parts[at];
    let over_all = at == 1 && matches!(part.form, Form::Heading(_)) && part.last + 1 == outline.parts.len();
    let names = over_all || is_title(traced, at);
    let timed = when::range_at(&part.title, 0, Expect::default()).is_some();
    let is_field = outline.fields.iter().any(|field| field.part == at && field.rule == Rule::HeadingField);
    !is_known(outline, at) && !names && !timed && !is_field && !part.title.is_empty()
}

/// Whether a part, or one it stands in, was understood.
fn is_known(outline: &Outline<'_>, at: usize) -> bool {
    std::iter::successors(Some(at), |at| outline.parts[*at].parent).any(|at| outline.parts[at].meaning.is_some())
}

fn is_title(traced: &Traced<'_>, at: usize) -> bool {
    let head = traced.trace.outline.parts[at].head;
    traced.incident.title.as_ref().is_some_and(|title| title.evidence.span() == head)
}

/// Items with a bold label that was not understood.
fn unread_items(content: &Content<'_>) -> Vec<(String, Span)> {
    match content {
        Content::Item(item) => shape::bold_key(item).into_iter().collect(),
        Content::Block(Block::List { items, .. }) => items.iter().filter_map(shape::bold_key).collect(),
        Content::Block(_) => Vec::new(),
    }
}

/// The keys of a header table that were not understood: those beside rows that were.
fn unread_rows(content: &Content<'_>, outline: &Outline<'_>) -> Vec<(String, Span)> {
    let Content::Block(Block::Table { head, rows, .. }) = content else { return Vec::new() };
    let read =
        |row: &TableRow| outline.fields.iter().any(|field| field.rule == Rule::HeaderTable && field.span == row.span);
    let all = || std::iter::once(head).chain(rows);
    if head.cells.len() != 2 || !all().any(read) {
        return Vec::new();
    }
    let unread = all().filter(|row| !read(row)).filter_map(|row| {
        let (key, value) = (row.cells.first()?.inline.plain(), row.cells.get(1)?.inline.plain());
        (!key.is_empty() && !value.is_empty()).then(|| (key.to_owned(), row.span))
    });
    unread.collect()
}

fn form(form: Form) -> &'static str {
    match form {
        Form::Root => "document",
        Form::Heading(_) => "heading",
        Form::BoldLine => "bold line",
        Form::Label | Form::Item => "label",
    }
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
