//! Where front matter begins and ends, before anybody has read it.
//!
//! [`find`] knows the forms that generators accept: `---` lines (Jekyll, Hugo and most others; `...` may close), `+++`
//! lines (Hugo, Zola), a brace alone on the first line (Hugo), `;;;` lines (Middleman), `---toml` and `---json`
//! (gray-matter), blank lines above (Hugo), and a comment or an encoding line above (Middleman). Beyond that it takes a
//! block whose first `---` was forgotten, where nothing else can be meant. A code block is never front matter.

use std::ops::Range;

use crate::source::Span;

/// How far down the closing line of a block without an opening one may stand: a header is short, a text is not.
const HEADLESS_LINES: usize = 40;

/// The language of a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Format {
    /// YAML.
    Yaml,
    /// TOML.
    Toml,
    /// JSON with its braces.
    Json,
    /// The pairs of a JSON object without the braces around them.
    Pairs,
}

/// What makes a block one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Opening {
    /// An opening fence at the top.
    Fence,
    /// An opening fence below a comment or an encoding line.
    Behind,
    /// Only a closing fence: the opening one was forgotten.
    Missing,
}

/// A block as found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Block {
    /// Its language.
    pub format: Format,
    /// How it begins.
    pub opening: Opening,
    /// The bytes between the fences; with the braces for [`Format::Json`].
    pub inner: Range<usize>,
    /// The first byte of the text behind the block.
    pub end: usize,
}

/// What stands at the top of a report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Found {
    /// Text.
    Nothing,
    /// A fence with keys below it and no closing fence.
    Unclosed {
        /// The opening line.
        fence: Span,
    },
    /// A block.
    Block(Block),
}

/// Finds the block at the top of a text. It may still turn out to be no front matter.
pub(super) fn find(text: &str) -> Found {
    let (start, opening) = skip_prelude(text);
    let Some((_, first)) = lines(text, start).next() else { return Found::Nothing };
    let inner_start = (start + first.len() + 1).min(text.len());
    let (format, closers): (Format, &[&str]) = match first.trim_end() {
        "---" | "---yaml" | "---yml" | "--- yaml" | "--- yml" => (Format::Yaml, &["---", "..."]),
        "---toml" | "--- toml" => (Format::Toml, &["---"]),
        "---json" | "--- json" => (json_format(&text[inner_start..]), &["---"]),
        "+++" => (Format::Toml, &["+++"]),
        ";;;" => (json_format(&text[inner_start..]), &[";;;"]),
        "{" => return find_object(text, start, opening),
        _ => return find_headless(text, start, opening),
    };
    let closing = lines(text, inner_start).find(|(_, line)| closers.contains(&line.trim_end()));
    match closing {
        Some((at, line)) => {
            let end = (at + line.len() + 1).min(text.len());
            Found::Block(Block { format, opening, inner: inner_start..at, end })
        }
        None if opening == Opening::Fence && leading_keys(&text[inner_start..], format) >= 2 => {
            Found::Unclosed { fence: Span::new(start, start + first.len()) }
        }
        None => Found::Nothing,
    }
}

/// Whether the first line that says something looks like an entry: the block was meant as front matter, read or not.
pub(super) fn is_plausible(inner: &str, format: Format) -> bool {
    let first = inner.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'));
    first.is_some_and(|line| is_entry(line, format))
}

/// The key of a line that reads `key: value` or `key:` from its first column, quotes around the key included.
pub(super) fn yaml_key(line: &str) -> Option<&str> {
    let colon = line.match_indices(':').map(|(at, _)| at).find(|at| {
        let behind = line.as_bytes().get(at + 1);
        behind.is_none_or(|byte| matches!(byte, b' ' | b'\t'))
    })?;
    let key = &line[..colon];
    let bare = key.trim_matches(['"', '\'']);
    let fits = bare.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ' ' | '(' | ')'));
    let begins = bare.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    (fits && begins && bare.split(' ').count() <= 5).then_some(key)
}

/// The lines of a text from `from` on, each with its offset and without its line break.
pub(super) fn lines(text: &str, from: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut at = from;
    text[from..].split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.strip_suffix('\n').unwrap_or(line))
    })
}

/// Steps over what generators tolerate above front matter: a byte order mark, blank lines, HTML comments, template
/// comments on one line, an encoding line.
fn skip_prelude(text: &str) -> (usize, Opening) {
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut opening = Opening::Fence;
    while let Some(line) = text[at..].split_inclusive('\n').next() {
        let trimmed = line.trim();
        let comment = line.starts_with("<!--").then(|| text[at..].find("-->")).flatten();
        if let Some(end) = comment {
            let behind = at + end + "-->".len();
            let rest = text[behind..].split_inclusive('\n').next().unwrap_or("");
            if !rest.trim().is_empty() {
                break;
            }
            at = behind + rest.len();
            opening = Opening::Behind;
        } else if trimmed.is_empty() {
            at += line.len();
        } else if is_template_line(trimmed) || (line.starts_with('#') && line.contains("coding:")) {
            at += line.len();
            opening = Opening::Behind;
        } else {
            break;
        }
    }
    (at, opening)
}

fn is_template_line(trimmed: &str) -> bool {
    trimmed.strip_prefix("<%").and_then(|rest| rest.strip_suffix("%>")).is_some_and(|code| !code.contains("%>"))
}

fn json_format(inner: &str) -> Format {
    if inner.trim_start().starts_with('{') { Format::Json } else { Format::Pairs }
}

/// A JSON object whose opening brace stands alone on its line and whose closing one ends its line.
fn find_object(text: &str, start: usize, opening: Opening) -> Found {
    if !text[start + 1..].trim_start().starts_with('"') {
        return Found::Nothing;
    }
    let Some(close) = closing_brace(&text[start..]).map(|close| start + close) else { return Found::Nothing };
    let rest = text[close + 1..].split_inclusive('\n').next().unwrap_or("");
    if !rest.trim().is_empty() {
        return Found::Nothing;
    }
    Found::Block(Block { format: Format::Json, opening, inner: start..close + 1, end: close + 1 + rest.len() })
}

/// The offset of the brace that closes the one `text` begins with, braces in strings left aside.
fn closing_brace(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' if !in_string => depth += 1,
            b'}' if !in_string => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// A block whose opening `---` was forgotten: from the first line on there are entries only, at least two of one word
/// each, and a `---` line closes them. One entry over a `---` line is a heading.
fn find_headless(text: &str, start: usize, opening: Opening) -> Found {
    let mut keys = 0;
    for (at, line) in lines(text, start).take(HEADLESS_LINES) {
        if line.trim_end() == "---" {
            if keys < 2 || opening == Opening::Behind {
                return Found::Nothing;
            }
            let end = (at + line.len() + 1).min(text.len());
            return Found::Block(Block { format: Format::Yaml, opening: Opening::Missing, inner: start..at, end });
        }
        if is_word_entry(line) {
            keys += 1;
        } else if keys == 0 || !is_continuation(line) {
            return Found::Nothing;
        }
    }
    Found::Nothing
}

fn is_word_entry(line: &str) -> bool {
    yaml_key(line).is_some_and(|key| {
        key.starts_with(char::is_alphabetic) && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
    })
}

/// A line that belongs to the entry above it: indented, or an item of a list.
pub(super) fn is_continuation(line: &str) -> bool {
    let indented = line.starts_with([' ', '\t']) && !line.trim().is_empty();
    indented || line == "-" || line.starts_with("- ") || line.starts_with("-\t")
}

fn is_entry(line: &str, format: Format) -> bool {
    match format {
        Format::Yaml => yaml_key(line).is_some(),
        Format::Toml => {
            let bare = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | ' ');
            let key = line.split_once('=').map(|(key, _)| key.trim());
            line.starts_with('[')
                || yaml_key(line).is_some()
                || key.is_some_and(|key| !key.is_empty() && key.chars().all(bare))
        }
        Format::Json | Format::Pairs => line.trim_start().starts_with(['{', '"']),
    }
}

/// How many entries follow each other at the top.
fn leading_keys(inner: &str, format: Format) -> usize {
    inner.lines().take_while(|line| is_entry(line, format)).count()
}
