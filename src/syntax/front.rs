//! Front matter: what stands before the text, in YAML, TOML or JSON, as a tree whose keys and values know their spans.
//!
//! [`split`] is the entry point. Its steps: `fence` finds the block, `yaml` (for JSON too) or `toml` reads it, and where
//! YAML is broken but every line is plainly a `key: value`, `mend` reads it entry by entry. What cannot be read either
//! way is text, with a diagnostic at the place; what was no front matter in the first place is text without one. `comment`
//! reads the window of planned work that status pages keep in a comment behind it.
//!
//! Limits: 32 KiB, 64 levels, no anchors, aliases, merge keys or second documents. Tags are ignored. No rule about which
//! key means which fact: that is the business of `extract`.

mod comment;
mod fence;
mod mend;
mod toml;
mod yaml;

use std::collections::HashMap;

use self::fence::{Block, Format, Found, Opening};
use crate::diag::{Code, Diagnostic, Parsed};
use crate::source::{SourceFile, Span};

/// Largest block that is read, in bytes: the parsers behind are linear, but nobody writes that much by hand.
const MAX_BYTES: usize = 32 * 1024;

/// Deepest nesting that is read: the whole crate may walk the tree by recursion.
const MAX_DEPTH: usize = 64;

/// The front matter of a report; no entries where there is none or where it could not be read.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct FrontMatter {
    /// The top-level keys in the order of the source; a key that stands twice is kept once, the first one.
    pub entries: Vec<Entry>,
    /// Everything before the text: the block with its fences, and blank lines or a comment above it. `None` where there
    /// is no front matter.
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
    /// The source of the value, quotes and brackets included; behind the key and empty where there is none.
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
    fn letters(key: &str) -> impl Iterator<Item = char> {
        key.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase)
    }
    fn plain(key: &str) -> impl Iterator<Item = u8> {
        key.bytes().filter(|byte| !matches!(byte, b'-' | b'_' | b' ')).map(|byte| byte.to_ascii_lowercase())
    }
    // Nearly all keys differ in their first letter.
    if let ([first, ..], [other, ..]) = (a.as_bytes(), b.as_bytes())
        && first.is_ascii_alphabetic()
        && other.is_ascii_alphabetic()
        && !first.eq_ignore_ascii_case(other)
    {
        return false;
    }
    if a.is_ascii() && b.is_ascii() { plain(a).eq(plain(b)) } else { letters(a).eq(letters(b)) }
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
///
/// The two spans lie side by side and cover the whole text. Without front matter the text begins at 0.
pub fn split(source: &SourceFile) -> Parsed<(FrontMatter, Span)> {
    let mut parsed = block(source);
    let (front, body) = &mut parsed.value;
    if let Some((entries, end)) = comment::window(&source.text, body.range().start) {
        for entry in entries {
            if front.get(&entry.key).is_none() {
                front.entries.push(entry);
            }
        }
        front.span = Some(Span::new(0, end));
        *body = Span::new(end, source.text.len());
    }
    parsed
}

/// The block at the top, and the text behind it.
fn block(source: &SourceFile) -> Parsed<(FrontMatter, Span)> {
    let text = &*source.text;
    let whole = Span::new(0, text.len());
    let block = match fence::find(text) {
        Found::Nothing => return Parsed::clean((FrontMatter::default(), whole)),
        Found::Unclosed { fence } => {
            let flaw = Flaw::syntax("the front matter is never closed, so it is shown as text", fence)
                .help("repeat this line behind the last entry");
            let diagnostics = vec![flaw.diagnostic(source)];
            return Parsed { value: (FrontMatter::default(), whole), diagnostics };
        }
        Found::Block(block) => block,
    };
    let Reading { entries, flaws } = read(text, &block);
    let mut diagnostics: Vec<Diagnostic> = flaws.into_iter().map(|flaw| flaw.diagnostic(source)).collect();
    let Some(mut entries) = entries else {
        return Parsed { value: (FrontMatter::default(), whole), diagnostics };
    };
    drop_doubles(&mut entries, source, &mut diagnostics);
    let front = FrontMatter { entries, span: Some(Span::new(0, block.end)) };
    Parsed { value: (front, Span::new(block.end, text.len())), diagnostics }
}

/// What is wrong with a block, before it is known whether anybody is to be told.
struct Flaw {
    code: Code,
    message: String,
    span: Span,
    /// What to write in the excerpt beside the main place; may be empty.
    label: &'static str,
    /// Another place that is involved.
    other: Option<(Span, &'static str)>,
    help: Option<String>,
}

impl Flaw {
    fn new(code: Code, message: impl Into<String>, span: Span) -> Self {
        Self { code, message: message.into(), span, label: "", other: None, help: None }
    }

    fn syntax(message: impl Into<String>, span: Span) -> Self {
        Self::new(Code::FrontMatterSyntax, message, span)
    }

    fn limit(message: impl Into<String>, span: Span) -> Self {
        Self::new(Code::FrontMatterLimit, message, span)
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn diagnostic(self, source: &SourceFile) -> Diagnostic {
        let Self { code, message, span, label, other, help } = self;
        let mut diagnostic = Diagnostic::new(code, message).at(&source.id, span, label);
        if let Some((span, label)) = other {
            diagnostic = diagnostic.at(&source.id, span, label);
        }
        diagnostic.help = help;
        diagnostic
    }
}

/// What a block holds: no entries where it is text after all.
struct Reading {
    entries: Option<Vec<Entry>>,
    flaws: Vec<Flaw>,
}

impl Reading {
    fn text() -> Self {
        Self { entries: None, flaws: Vec::new() }
    }

    fn refused(flaw: Flaw) -> Self {
        Self { entries: None, flaws: vec![flaw] }
    }

    fn sound(entries: Vec<Entry>) -> Self {
        Self { entries: Some(entries), flaws: Vec::new() }
    }
}

/// Reads a block that was found, and decides whether it is front matter, broken front matter or text.
fn read(text: &str, block: &Block) -> Reading {
    let inner = &text[block.inner.clone()];
    if inner.trim().is_empty() {
        return Reading::sound(Vec::new());
    }
    let meant = fence::is_plausible(inner, block.format);
    if inner.len() > MAX_BYTES {
        let message = "the front matter is larger than 32 KiB, so it is shown as text";
        let first_line = Span::new(block.inner.start, block.inner.start + inner.find('\n').unwrap_or(inner.len()));
        return if meant { Reading::refused(Flaw::limit(message, first_line)) } else { Reading::text() };
    }
    let reading = match block.format {
        Format::Toml => toml::read(text, block.inner.clone()),
        Format::Json => of_node(yaml::read_json(text, block.inner.clone())),
        Format::Pairs => of_node(yaml::read_pairs(text, block.inner.clone())),
        Format::Yaml => match of_node(yaml::read(text, block.inner.clone())) {
            Reading { entries: None, flaws }
                if flaws.iter().all(|flaw| flaw.code == Code::FrontMatterSyntax) && meant =>
            {
                mend::read(text, block.inner.clone(), flaws)
            }
            reading => reading,
        },
    };
    match block.opening {
        Opening::Fence if reading.entries.is_some() || meant => reading,
        Opening::Missing if reading.entries.as_ref().is_some_and(|entries| entries.len() >= 2) => reading,
        Opening::Behind if reading.entries.is_some() && reading.flaws.is_empty() => reading,
        Opening::Fence | Opening::Missing | Opening::Behind => Reading::text(),
    }
}

/// A document of one table is front matter; any other value is text between two lines.
fn of_node(node: Result<Option<Node>, Flaw>) -> Reading {
    match node {
        Ok(Some(Node { value: NodeValue::Table(entries), .. })) => Reading::sound(entries),
        Ok(_) => Reading::text(),
        Err(flaw) => Reading::refused(flaw),
    }
}

/// Keeps the first of two equal keys of one table, all the way down.
fn drop_doubles(entries: &mut Vec<Entry>, source: &SourceFile, diagnostics: &mut Vec<Diagnostic>) {
    let mut first: HashMap<String, Span> = HashMap::with_capacity(entries.len());
    entries.retain(|entry| match first.get(&entry.key) {
        None => {
            first.insert(entry.key.clone(), entry.key_span);
            true
        }
        Some(kept) => {
            diagnostics.push(double(&entry.key, entry.key_span, Some(*kept)).diagnostic(source));
            false
        }
    });
    for entry in entries {
        drop_doubles_below(&mut entry.node, source, diagnostics);
    }
}

fn drop_doubles_below(node: &mut Node, source: &SourceFile, diagnostics: &mut Vec<Diagnostic>) {
    match &mut node.value {
        NodeValue::Table(entries) => drop_doubles(entries, source, diagnostics),
        NodeValue::List(nodes) => {
            for node in nodes {
                drop_doubles_below(node, source, diagnostics);
            }
        }
        NodeValue::Null | NodeValue::Bool(_) | NodeValue::Text(_) => {}
    }
}

/// The words for a key that stands at `again` and stood at `kept` before.
fn double(key: &str, again: Span, kept: Option<Span>) -> Flaw {
    let mut flaw = Flaw::new(Code::FrontMatterDuplicateKey, format!("`{key}` stands twice"), again)
        .help("remove one of the two; the first one counts");
    flaw.label = "this one is left out";
    flaw.other = kept.map(|kept| (kept, "this one counts"));
    flaw
}

#[cfg(test)]
mod tests;
