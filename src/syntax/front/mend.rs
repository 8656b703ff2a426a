//! Broken YAML, read entry by entry, and the words for the mistakes people make in it.
//!
//! [`read`] cuts the block at the lines that begin an entry and reads each entry alone. One that is still broken counts
//! as it stands, without its quotes: `title: Outage: DNS` has a title that nobody doubts. Every such entry gets a
//! diagnostic. Where a line belongs to no entry, or a broken entry has more than a line or a list of lines, nothing is
//! mended and the block stays text.

use std::ops::Range;

use super::fence::{is_continuation, lines, yaml_key};
use super::{Entry, Flaw, Node, NodeValue, Reading, yaml};
use crate::source::Span;

/// Longest value that a line of help repeats, in bytes.
const MAX_ECHO: usize = 60;

/// Reads the block in the bytes `at` of `text`, of which the flaws are known as far as the strict reader came.
pub(super) fn read(text: &str, at: Range<usize>, flaws: Vec<Flaw>) -> Reading {
    let chunks = match chunks(text, at) {
        Ok(chunks) => chunks,
        Err(stray) => return Reading { entries: None, flaws: explain(text, flaws, Some(stray)) },
    };
    let mut reading = Reading::sound(Vec::with_capacity(chunks.len()));
    let mut entries = Vec::with_capacity(chunks.len());
    for chunk in chunks {
        if text[..chunk.start].ends_with(' ') {
            let key = yaml_key(&text[chunk.clone()]).unwrap_or("").len();
            let mut flaw = Flaw::syntax(
                "a blank in front of a key makes it part of the value above; it was read as a key of its own"
                    .to_owned(),
                Span::new(chunk.start, chunk.start + key),
            );
            flaw.help = Some("take the blank off".to_owned());
            reading.flaws.push(flaw);
        }
        match yaml::read(text, chunk.clone()) {
            Ok(Some(Node { value: NodeValue::Table(read), .. })) => entries.extend(read),
            Ok(_) | Err(_) => match mend(text, chunk) {
                Some((entry, flaw)) => {
                    entries.push(entry);
                    reading.flaws.push(flaw);
                }
                None => return Reading { entries: None, flaws: explain(text, flaws, None) },
            },
        }
    }
    reading.entries = Some(entries);
    reading
}

/// Adds what to do to the flaws of the strict reader; points at the stray line where one is to blame.
fn explain(text: &str, mut flaws: Vec<Flaw>, stray: Option<Span>) -> Vec<Flaw> {
    for flaw in &mut flaws {
        let start = text[..flaw.span.range().start].rfind('\n').map_or(0, |at| at + 1);
        let line = text[start..].lines().next().unwrap_or("");
        flaw.help = advice(line);
    }
    if let (Some(stray), Some(flaw)) = (stray, flaws.first_mut())
        && flaw.help.is_none()
    {
        flaw.other = (flaw.span != stray).then_some((stray, "this line belongs to no key"));
        flaw.help = Some("give every line a key, or close the front matter with `---` above it".to_owned());
    }
    flaws
}

/// The bytes of each entry: from a line that begins with a key to the next one. `Err` is a line that belongs nowhere.
fn chunks(text: &str, at: Range<usize>) -> Result<Vec<Range<usize>>, Span> {
    let mut chunks: Vec<Range<usize>> = Vec::new();
    for (start, line) in lines(&text[..at.end], at.start) {
        let end = start + line.len();
        let idle = line.trim().is_empty() || line.starts_with('#');
        // A blank that slipped in front of a key: what stands above it has its value on its own line.
        let slipped = || {
            let above = chunks.last().and_then(|chunk| text[chunk.clone()].lines().next());
            let told = above.and_then(|above| above.split_once(':')).is_some_and(|(_, value)| {
                let value = value.trim();
                !value.is_empty() && !value.starts_with(['|', '>', '[', '{', '"', '\''])
            });
            let key = line.strip_prefix(' ').filter(|line| !line.starts_with([' ', '\t', '-'])).and_then(yaml_key);
            told && key.is_some()
        };
        if yaml_key(line).is_some() {
            chunks.push(start..end);
        } else if slipped() {
            chunks.push(start + 1..end);
        } else if is_continuation(line) || line.starts_with([']', '}']) {
            chunks.last_mut().ok_or(Span::new(start, end))?.end = end;
        } else if !idle {
            return Err(Span::new(start, end));
        }
    }
    Ok(chunks)
}

/// Reads a broken entry as it stands: the rest of its line, or the items below it.
fn mend(text: &str, chunk: Range<usize>) -> Option<(Entry, Flaw)> {
    let mut rows = lines(&text[..chunk.end], chunk.start);
    let (start, line) = rows.next()?;
    let key = yaml_key(line)?;
    let key_span = Span::new(start, start + key.len());
    let value = trimmed(text, start + key.len() + 1..start + line.len());
    let rows: Vec<(usize, &str)> =
        rows.filter(|(_, row)| !row.trim().is_empty() && !row.trim_start().starts_with('#')).collect();
    let bare = key.trim_matches(['"', '\'']).to_owned();
    let (node, broken) = if rows.is_empty() {
        (raw(text, value), line)
    } else if value.is_empty() {
        let items = rows.iter().map(|(at, row)| item(text, *at, row)).collect::<Option<Vec<Node>>>()?;
        let first = rows.first().map_or(0, |(at, row)| at + row.len() - row.trim_start().len());
        let span = items.iter().fold(Span::new(first, first), |span, item| span.join(item.span));
        let broken = rows.iter().map(|(_, row)| *row).find(|row| advice(row).is_some()).unwrap_or(line);
        (Node { value: NodeValue::List(items), span }, broken)
    } else {
        return None;
    };
    let message = format!("the value of `{bare}` is not valid YAML and was read as it stands");
    let mut flaw = Flaw::syntax(message, node.span);
    flaw.help = advice(broken);
    Some((Entry { key: bare, key_span, node }, flaw))
}

/// An item of a list on a line of its own: as YAML where that is a value on this line, as it stands otherwise.
fn item(text: &str, at: usize, row: &str) -> Option<Node> {
    let dash = at + row.len() - row.trim_start().len();
    let behind = text[dash..at + row.len()].strip_prefix('-')?;
    if !behind.is_empty() && !behind.starts_with([' ', '\t']) {
        return None;
    }
    let value = trimmed(text, dash + 1..at + row.len());
    match yaml::read(text, value.clone()) {
        Ok(Some(node)) => Some(node),
        Ok(None) => Some(Node { value: NodeValue::Null, span: value.into() }),
        Err(_) => Some(raw(text, value)),
    }
}

/// The bytes of a value as its text, without the quotes around it or the one quote that has no partner.
fn raw(text: &str, at: Range<usize>) -> Node {
    let written = &text[at.clone()];
    let value = match written.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let rest = &written[1..];
            if written[1..].matches(quote).count() > 1 && !rest.ends_with(quote) {
                written // `"Outage" of DNS "again"`: the quotes are part of the text
            } else {
                rest.strip_suffix(quote).unwrap_or(if rest.contains(quote) { written } else { rest })
            }
        }
        _ => written,
    };
    Node { value: NodeValue::Text(value.to_owned()), span: at.into() }
}

fn trimmed(text: &str, at: Range<usize>) -> Range<usize> {
    let value = &text[at.clone()];
    let start = at.start + value.len() - value.trim_start().len();
    start..start + value.trim().len()
}

/// What to do about a broken line, where it is one of the usual mistakes.
fn advice(line: &str) -> Option<String> {
    let indent = &line[..line.len() - line.trim_start().len()];
    if indent.contains('\t') {
        return Some("indent with spaces: YAML takes no tabs".to_owned());
    }
    let line = line.trim();
    let (head, value) = match (line.strip_prefix("- "), yaml_key(line)) {
        (Some(item), _) => ("- ".to_owned(), item.trim()),
        (None, Some(key)) => (format!("{key}: "), line[key.len() + 1..].trim()),
        (None, None) => return None,
    };
    let first = value.chars().next()?;
    if matches!(first, '"' | '\'') {
        let rest = &value[1..];
        return Some(if rest.ends_with(first) {
            format!("double the quotes inside the value, or use the other kind of quotes around it: {}", other(first))
        } else if rest.contains(first) {
            "put the quotes around the whole value".to_owned()
        } else {
            format!("the quote is never closed: end the value with {first}")
        });
    }
    let special =
        matches!(first, '@' | '`' | '%' | '*' | '&' | '!' | '[' | '{' | ']' | '}' | '|' | '>' | '-' | '?' | ',');
    if !special && !value.contains(": ") && !value.ends_with(':') {
        return None;
    }
    if value.len() > MAX_ECHO {
        return Some("put the value in quotes".to_owned());
    }
    let quoted =
        if value.contains(['"', '\\']) { format!("'{}'", value.replace('\'', "''")) } else { format!("\"{value}\"") };
    Some(format!("put the value in quotes: `{head}{quoted}`"))
}

fn other(quote: char) -> char {
    if quote == '"' { '\'' } else { '"' }
}
