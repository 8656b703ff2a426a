//! Status-page updates: dated notices below the first message, in containers, elements, shortcodes and labelled paragraphs.

use super::Entry;
use super::entries::{IN_TIMELINE, behind_stamp, block_text};
use crate::extract::shape::Outline;
use crate::extract::vocabulary::{Vocabulary, WordList};
use crate::extract::when::{self, Expect, RangeToken};
use crate::source::{SourceFile, Span};
use crate::syntax::inline::fold;
use crate::syntax::{Block, Document, Inline, NodeValue, RunKind};

/// The updates of a status-page notice in the report's order; none where the report has no mark of one.
pub fn collect(source: &SourceFile, document: &Document, outline: &Outline<'_>, vocabulary: &Vocabulary) -> Vec<Entry> {
    let mut out = from_front_matter(document);
    if out.is_empty() {
        out = from_lines(source, document);
    }
    if out.is_empty() && is_notice(document) {
        out = from_paragraphs(outline, vocabulary);
    }
    out
}

/// Whether the front matter is that of a status page.
pub fn is_notice(document: &Document) -> bool {
    let keys = [
        "affected",
        "affectedsystems",
        "resolved",
        "resolvedwhen",
        "severity",
        "systems",
        "informational",
        "scheduled",
        "components",
        "impact",
        "status",
    ];
    let found = keys.iter().filter(|key| document.front.get(key).is_some()).count();
    found >= 2
        || ["resolvedwhen", "affectedsystems", "informational"].iter().any(|key| document.front.get(key).is_some())
}

/// Keys of the front matter that hold a timeline.
pub const KEYS: &[&str] = &["updates", "timeline", "events", "history", "messages"];

/// `updates:` or `timeline:` as a list of tables with a time and a message.
fn from_front_matter(document: &Document) -> Vec<Entry> {
    let mut out = Vec::new();
    for key in KEYS {
        let Some(entry) = document.front.get(key) else { continue };
        let NodeValue::List(nodes) = &entry.node.value else { continue };
        for node in nodes {
            match &node.value {
                NodeValue::Table(fields) => {
                    let get = |names: &[&str]| {
                        names
                            .iter()
                            .find_map(|name| {
                                fields.iter().find(|field| crate::syntax::front::same_key(&field.key, name))
                            })
                            .and_then(|field| field.node.text())
                    };
                    let stamp = get(&["date", "time", "at", "timestamp", "datetime", "when", "createdat", "start"])
                        .and_then(|text| when::range_at(text, 0, IN_TIMELINE));
                    let text = get(&[
                        "message",
                        "text",
                        "body",
                        "description",
                        "content",
                        "event",
                        "update",
                        "title",
                        "what",
                        "note",
                    ])
                    .unwrap_or_default();
                    let kind = get(&["status", "state", "type", "kind"]).map(str::to_string);
                    if !text.is_empty() || stamp.is_some() {
                        out.push(Entry { stamp, day: None, kind, text: fold(text), span: node.span });
                    }
                }
                NodeValue::Text(text) => {
                    if let Some(stamp) = when::range_at(text, 0, IN_TIMELINE) {
                        let rest = fold(behind_stamp(&text[stamp.range.end..]));
                        out.push(Entry { stamp: Some(stamp), day: None, kind: None, text: rest, span: node.span });
                    }
                }
                NodeValue::Null | NodeValue::Bool(_) | NodeValue::List(_) => {}
            }
        }
        if !out.is_empty() {
            break;
        }
    }
    out
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
    let base = document.body.start as usize;
    let mut at = base;
    for line in source.slice(document.body).split_inclusive('\n') {
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
fn plain(text: &str) -> String {
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

/// Paragraphs that open with a state (`[Final message]`, `**Update**`, `Resolved -`), or close with `{{< track "…" >}}`;
/// what follows up to the next one belongs to it.
fn from_paragraphs(outline: &Outline<'_>, vocabulary: &Vocabulary) -> Vec<Entry> {
    let mut out: Vec<Entry> = Vec::new();
    let mut blocks: Vec<(&Inline, Span)> = Vec::new();
    let mut titles: Vec<(Span, String, Option<String>)> = Vec::new();
    for part in &outline.parts {
        if !part.title.is_empty() {
            titles.push((part.head, part.title.clone(), part.value.as_ref().map(|value| value.text.clone())));
        }
        for content in &part.content {
            if let super::super::shape::Content::Block(Block::Paragraph { inline, span, .. }) = content {
                blocks.push((inline, *span));
            }
        }
    }
    let mut pieces: Vec<(Span, String, Option<String>)> = Vec::new();
    for (span, title, value) in titles {
        let known = is_state(&title, vocabulary);
        let text = value.unwrap_or_default();
        if begins_with_time(&title) {
            pieces.push((span, format!("{title} {text}"), None));
        } else {
            pieces.push((span, text, known.then_some(title)));
        }
    }
    for (inline, span) in blocks {
        let text = visible(inline);
        let (kind, rest) =
            opening(&text, vocabulary).map_or((None, text.as_str()), |(kind, rest)| (Some(kind.to_string()), rest));
        pieces.push((span, rest.to_string(), kind));
    }
    pieces.sort_by_key(|(span, ..)| span.start);
    for (span, text, kind) in pieces {
        let (text, track) = shortcode_time(&text);
        let dated = track.is_some() || begins_with_time(&text);
        match (kind, out.last_mut()) {
            (None, None) if !dated => {}
            (None, Some(last)) if !dated => {
                last.text = fold(&format!("{} {text}", last.text));
                last.span = last.span.join(span);
            }
            (kind, _) => {
                let leading = when::range_at(&text, 0, Expect { bare_digits: false, ..IN_TIMELINE });
                let (stamp, rest) = match (track, leading) {
                    (Some(track), _) => (Some(track), text.as_str()),
                    (None, Some(found)) => {
                        let rest = behind_stamp(&text[found.range.end..]);
                        (Some(found), rest)
                    }
                    (None, None) => (None, text.as_str()),
                };
                let (kind, rest) = match (kind, state_behind(rest, vocabulary)) {
                    (None, Some((kind, rest))) => (Some(kind.to_string()), rest),
                    (kind, _) => (kind, rest),
                };
                out.push(Entry { stamp, day: None, kind, text: fold(rest), span });
            }
        }
    }
    out
}

/// Whether a text opens with a time of day: `07:10 Investigating - …`, `2020-05-26 23:10 Update 1`.
fn begins_with_time(text: &str) -> bool {
    when::range_at(text, 0, Expect { bare_digits: false, ..IN_TIMELINE })
        .is_some_and(|found| found.start.time.is_some())
}

/// The state behind a time, and what follows it: `Investigating - …`, `Update 1`.
pub(super) fn state_behind<'t>(text: &'t str, vocabulary: &Vocabulary) -> Option<(&'t str, &'t str)> {
    opening(text, vocabulary).or_else(|| is_state(text, vocabulary).then(|| (text.trim(), "")))
}

/// The plain text of a paragraph, its marks around a state kept out.
fn visible(inline: &Inline) -> String {
    let mut out = String::new();
    for run in &inline.runs {
        match run.kind {
            RunKind::Text | RunKind::Code | RunKind::Html => out.push_str(&run.text),
            RunKind::SoftBreak | RunKind::HardBreak => out.push(' '),
            RunKind::Image | RunKind::Footnote => {}
        }
    }
    fold(&out)
}

/// `[Final message] …`, `Update: …`, `Resolved - …`: the state and what follows.
fn opening<'t>(text: &'t str, vocabulary: &Vocabulary) -> Option<(&'t str, &'t str)> {
    if let Some((inner, rest)) = text.strip_prefix(['[', '【']).and_then(|rest| rest.split_once([']', '】'])) {
        return is_state(inner, vocabulary).then(|| (inner.trim(), behind_stamp(rest)));
    }
    let marks = [": ", "：", " - ", " – ", " — "];
    let (at, len) = marks.iter().filter_map(|mark| text.find(mark).map(|at| (at, mark.len()))).min()?;
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
fn shortcode_time(text: &str) -> (String, Option<RangeToken>) {
    let Some(open) = text.find("{{").filter(|at| text[*at..].contains("track")) else {
        return (text.to_string(), None);
    };
    let Some(close) = text[open..].find("}}") else { return (text.to_string(), None) };
    let inner = &text[open..open + close];
    let quoted = inner.split(['"', '“', '”']).nth(1).unwrap_or("");
    let stamp = when::range_at(quoted, 0, IN_TIMELINE);
    (fold(&format!("{}{}", &text[..open], &text[open + close + 2..])), stamp)
}
