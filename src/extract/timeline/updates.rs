//! Status-page updates: dated notices below the first message. Those in containers and elements are read here, those in
//! paragraphs, headings and lists by `posts`.

use std::borrow::Cow;

use super::Entry;
use super::entries::{IN_TIMELINE, behind_stamp, block_text};
use super::posts;
use crate::extract::front::Facts;
use crate::extract::shape::Outline;
use crate::extract::signs;
use crate::extract::vocabulary::{Vocabulary, WordList};
use crate::extract::when::{self, RangeToken};
use crate::source::{SourceFile, Span};
use crate::syntax::Document;
use crate::syntax::inline::fold;

/// The updates of a status page in the report's order; none where the report has no mark of one.
pub fn collect(
    source: &SourceFile,
    document: &Document,
    front: &Facts<'_>,
    outline: &Outline<'_>,
    vocabulary: &Vocabulary,
) -> Vec<Entry> {
    let out = from_lines(source, document);
    if out.is_empty() { posts::collect(outline, vocabulary, front.is_notice()) } else { out }
}

/// An update that was opened and not yet closed.
struct Open {
    stamp: Option<RangeToken>,
    kind: Option<String>,
    text: String,
    start: usize,
    closer: Closer,
}

enum Closer {
    Colons,
    Tag(String),
}

/// `::: update Resolved | 2021-05-03T22:51Z … :::` and `<Update date="…">…</Update>`, read line by line: Markdown has no
/// node for either.
fn from_lines(source: &SourceFile, document: &Document) -> Vec<Entry> {
    let mut out = Vec::new();
    let mut open: Option<Open> = None;
    let text = source.slice(document.body);
    if !text.contains('<') && !text.contains(":::") {
        return out;
    }
    let mut at = document.body.start as usize;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let trimmed = line.trim();
        if let Some(mut update) = open.take() {
            let (body, closed) = match &update.closer {
                Closer::Colons => (trimmed, trimmed == ":::"),
                Closer::Tag(tag) => {
                    let end = format!("</{tag}>");
                    (trimmed.split(end.as_str()).next().unwrap_or(""), trimmed.contains(&end))
                }
            };
            if !(closed && matches!(update.closer, Closer::Colons)) {
                update.text.push(' ');
                update.text.push_str(body);
            }
            if closed {
                out.push(finish(update, start + line.trim_end().len()));
            } else {
                open = Some(update);
            }
        } else if let Some(rest) = trimmed.strip_prefix(":::").map(str::trim).filter(|rest| !rest.is_empty()) {
            open = container(rest, start);
        } else if let Some((update, closed)) = element(trimmed, start) {
            if closed {
                out.push(finish(update, start + line.trim_end().len()));
            } else {
                open = Some(update);
            }
        }
    }
    if let Some(update) = open {
        out.push(finish(update, at));
    }
    out
}

fn finish(open: Open, end: usize) -> Entry {
    Entry { stamp: open.stamp, day: None, kind: open.kind, text: plain(&open.text), span: Span::new(open.start, end) }
}

/// Markdown to plain text by way of the Markdown reader.
pub(crate) fn plain(text: &str) -> String {
    let section = crate::syntax::block::read(text.trim(), Span::new(0, text.trim().len()));
    fold(&section.blocks.iter().map(block_text).collect::<Vec<_>>().join(" "))
}

/// `update Resolved | 2021-05-03T22:51:55.840Z`
fn container(rest: &str, start: usize) -> Option<Open> {
    let (name, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    if !matches!(name.to_lowercase().as_str(), "update" | "event" | "status") {
        return None;
    }
    let (kind, time) = rest.split_once('|').unwrap_or((rest, ""));
    let stamp = when::range_at(time.trim(), 0, IN_TIMELINE);
    let kind = Some(kind.trim().to_string()).filter(|kind| !kind.is_empty());
    Some(Open { stamp, kind, text: String::new(), start, closer: Closer::Colons })
}

/// `<Update date="…" status="…">text`, with or without its end on the same line.
fn element(line: &str, start: usize) -> Option<(Open, bool)> {
    let body = line.strip_prefix('<')?;
    let name_len = body.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (name, rest) = body.split_at(name_len);
    if !matches!(name.to_lowercase().as_str(), "update" | "statusupdate" | "incidentupdate" | "event") {
        return None;
    }
    let (attributes, text) = rest.split_once('>')?;
    let attribute = |key: &str| {
        let at = attributes.find(&format!("{key}="))? + key.len() + 1;
        let quote = attributes[at..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
        attributes[at + 1..].split(quote).next()
    };
    let time =
        attribute("date").or_else(|| attribute("time")).or_else(|| attribute("at")).or_else(|| attribute("timestamp"));
    let stamp = time.and_then(|time| when::range_at(time, 0, IN_TIMELINE));
    let kind = attribute("status").or_else(|| attribute("state")).or_else(|| attribute("type")).map(str::to_string);
    let end = format!("</{name}>");
    let closed = text.contains(&end) || attributes.ends_with('/');
    let text = text.split(end.as_str()).next().unwrap_or("").to_string();
    Some((Open { stamp, kind, text, start, closer: Closer::Tag(name.to_string()) }, closed))
}

/// The state behind a time, and what follows it: `Investigating - …`, `Update 1`.
pub(super) fn state_behind<'t>(text: &'t str, vocabulary: &Vocabulary) -> Option<(&'t str, &'t str)> {
    opening(text, vocabulary).or_else(|| is_state(text, vocabulary).then(|| (text.trim(), "")))
}

/// `[Final message] …`, `Update: …`, `Resolved - …`: the state and what follows.
pub(super) fn opening<'t>(text: &'t str, vocabulary: &Vocabulary) -> Option<(&'t str, &'t str)> {
    if let Some((inner, rest)) = text.strip_prefix(['[', '【']).and_then(|rest| rest.split_once([']', '】'])) {
        return is_state(inner, vocabulary).then(|| (inner.trim(), behind_stamp(rest)));
    }
    let (at, len) = signs::first(text, &[": ", "：", " - ", " – ", " — "])?;
    let (head, rest) = (&text[..at], &text[at + len..]);
    is_state(head, vocabulary).then(|| (head.trim(), rest.trim()))
}

/// Whether a few words are a state of an update, perhaps with a number: `Update #2`.
pub(crate) fn is_state(text: &str, vocabulary: &Vocabulary) -> bool {
    let text = text.trim().trim_matches(['*', '_', '`', ':', '：']);
    let text = text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '#' | ' '));
    vocabulary.is_in(WordList::UpdateState, text)
}

/// Takes `{{< track "2022-05-16 22:54:02" >}}` off a text.
pub(super) fn shortcode_time(text: &str) -> (Cow<'_, str>, Option<RangeToken>) {
    let open = signs::find(text, "{{").filter(|at| text[*at..].contains("track"));
    let close = open.and_then(|open| text[open..].find("}}"));
    let (Some(open), Some(close)) = (open, close) else { return (Cow::Borrowed(text), None) };
    let inner = &text[open..open + close];
    let quoted = inner.split(['"', '“', '”']).nth(1).unwrap_or("");
    let stamp = when::range_at(quoted, 0, IN_TIMELINE);
    (Cow::Owned(fold(&format!("{}{}", &text[..open], &text[open + close + 2..]))), stamp)
}
