//! From text to a [`Document`]: front matter, and a tree of sections whose every node knows its span.
//!
//! [`parse`] runs two steps: [`front`] takes the front matter off, [`block`] reads the Markdown behind it. It never
//! fails: what is no front matter is text, and any text is Markdown. Knows nothing of incidents and reads no files.

mod bare_table;
pub mod block;
mod fragment;
pub mod front;
mod html_table;
pub mod inline;
mod sniff;

pub use block::{Alert, Block, Cell, Heading, Item, ItemMark, Section, TableRow};
pub use fragment::{Fragments, slug};
pub use front::{Entry, FrontMatter, Node, NodeValue};
pub use inline::{Inline, Link, Run, RunKind, Style};
pub use sniff::reads_as_report;

use crate::diag::Parsed;
use crate::source::{SourceFile, Span};

/// A report as its author structured it.
#[derive(Clone, PartialEq, Debug)]
pub struct Document {
    /// What stands before the text; empty where there is no front matter.
    pub front: FrontMatter,
    /// The text behind the front matter.
    pub body: Span,
    /// The section tree: level 0, no heading, holding what stands before the first heading and all sections.
    pub root: Section,
}

impl Document {
    /// All sections in reading order, the root first, each with its ancestors' headings reachable by the caller's stack.
    pub fn sections(&self) -> Vec<&Section> {
        let mut out = Vec::new();
        self.root.collect(&mut out);
        out
    }
}

/// Reads a report.
pub fn parse(source: &SourceFile) -> Parsed<Document> {
    let Parsed { value: (front, body), diagnostics } = front::split(source);
    let root = block::read(&source.text, body);
    Parsed { value: Document { front, body, root }, diagnostics }
}
