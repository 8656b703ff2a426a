//! The footnotes of a log: each part takes along those that it refers to and that stand elsewhere in the file.

use std::collections::BTreeMap;

use crate::source::Span;
use crate::syntax::{Block, Document, Inline, RunKind, Section};

/// The footnotes of a file, by label.
pub(super) struct Notes<'a>(BTreeMap<String, &'a Block>);

impl<'a> Notes<'a> {
    /// All footnotes that stand directly in a section.
    pub(super) fn of(document: &'a Document) -> Self {
        let mut notes = BTreeMap::new();
        for block in document.sections().into_iter().flat_map(|section| &section.blocks) {
            if let Block::Footnote { label, .. } = block {
                notes.entry(label.to_lowercase()).or_insert(block);
            }
        }
        Self(notes)
    }

    /// The footnotes outside `section` that it refers to, in the order of their labels.
    pub(super) fn used_in(&self, section: &Section) -> Vec<Block> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let mut used = BTreeMap::new();
        self.in_section(section, section.span, &mut used);
        used.into_values().cloned().collect()
    }

    fn in_section(&self, section: &Section, outside: Span, used: &mut BTreeMap<String, &'a Block>) {
        if let Some(heading) = &section.heading {
            self.in_text(&heading.inline, outside, used);
        }
        self.in_blocks(&section.blocks, outside, used);
        section.children.iter().for_each(|child| self.in_section(child, outside, used));
    }

    fn in_blocks(&self, blocks: &[Block], outside: Span, used: &mut BTreeMap<String, &'a Block>) {
        for block in blocks {
            match block {
                Block::Paragraph { inline, .. } => self.in_text(inline, outside, used),
                Block::List { items, .. } => {
                    items.iter().for_each(|item| self.in_blocks(&item.blocks, outside, used));
                }
                Block::Table { head, rows, .. } => {
                    let cells = std::iter::once(head).chain(rows).flat_map(|row| &row.cells);
                    cells.for_each(|cell| self.in_text(&cell.inline, outside, used));
                }
                Block::Quote { blocks, .. } | Block::Footnote { blocks, .. } => self.in_blocks(blocks, outside, used),
                Block::Code { .. } | Block::Html { .. } | Block::Rule { .. } => {}
            }
        }
    }

    fn in_text(&self, inline: &Inline, outside: Span, used: &mut BTreeMap<String, &'a Block>) {
        for run in inline.runs.iter().filter(|run| run.kind == RunKind::Footnote) {
            let label = run.text.to_lowercase();
            if let Some(note) = self.0.get(&label).filter(|note| !outside.contains(note.span())) {
                used.insert(label, *note);
            }
        }
    }
}
