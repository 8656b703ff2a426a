//! Footnotes: numbered by their first reference, collected at the end of the body, each with a way back.
//!
//! A note that nothing refers to stands behind the others, and a reference without a note stands as written.

use std::collections::HashMap;
use std::fmt::Write;

use super::blocks;
use super::writer::Writer;
use crate::render::escape;
use crate::syntax::{Block, Section};

/// The footnotes of a report.
#[derive(Default)]
pub(super) struct Notes<'a> {
    defined: Vec<Note<'a>>,
    /// Labels, case folded, and where the note stands in `defined`.
    by_label: HashMap<String, usize>,
    /// The notes in the order of their numbers.
    order: Vec<usize>,
}

struct Note<'a> {
    blocks: &'a [Block],
    number: Option<usize>,
    /// How many links lead here.
    references: usize,
}

impl<'a> Notes<'a> {
    /// All notes that are defined anywhere in a report; where a label stands twice, the first one is referred to.
    pub(super) fn of(root: &'a Section) -> Self {
        let mut notes = Self::default();
        notes.collect_section(root);
        notes
    }

    fn collect_section(&mut self, section: &'a Section) {
        self.collect(&section.blocks);
        section.children.iter().for_each(|child| self.collect_section(child));
    }

    fn collect(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            match block {
                Block::Footnote { label, blocks, .. } => {
                    self.by_label.entry(label.to_lowercase()).or_insert(self.defined.len());
                    self.defined.push(Note { blocks, number: None, references: 0 });
                    self.collect(blocks);
                }
                Block::Quote { blocks, .. } => self.collect(blocks),
                Block::List { items, .. } => items.iter().for_each(|item| self.collect(&item.blocks)),
                Block::Paragraph { .. }
                | Block::Table { .. }
                | Block::Code { .. }
                | Block::Html { .. }
                | Block::Rule { .. } => {}
            }
        }
    }

    fn number(&mut self, index: usize) -> usize {
        let next = self.order.len() + 1;
        let number = *self.defined[index].number.get_or_insert(next);
        if number == next {
            self.order.push(index);
        }
        number
    }
}

/// Writes a reference to a note.
pub(super) fn reference(writer: &mut Writer<'_>, label: &str) {
    let Some(index) = writer.notes.by_label.get(&label.to_lowercase()).copied() else {
        let literal = format!("[^{label}]");
        escape::push_text(&mut writer.out, &literal);
        return;
    };
    let number = writer.notes.number(index);
    if writer.in_link() {
        let _ = write!(writer.out, "<sup>{number}</sup>");
        return;
    }
    writer.notes.defined[index].references += 1;
    let nth = writer.notes.defined[index].references;
    let _ = write!(
        writer.out,
        "<sup class=\"note-ref\" id=\"{}\"><a href=\"#note-{number}\" aria-label=\"Note {number}\">{number}</a></sup>",
        back(number, nth)
    );
}

/// Writes the notes themselves.
pub(super) fn write(writer: &mut Writer<'_>) {
    if writer.notes.defined.is_empty() {
        return;
    }
    writer.out.push_str("<section class=\"notes\" aria-label=\"Notes\">\n<ol>\n");
    let (mut written, mut looked_at) = (0, 0);
    // Notes may refer to further notes, so that the list grows while it is written.
    loop {
        if written == writer.notes.order.len() {
            let Some(note) = writer.notes.defined.get(looked_at) else { break };
            if note.number.is_none() {
                writer.notes.number(looked_at);
            }
            looked_at += 1;
            continue;
        }
        let index = writer.notes.order[written];
        written += 1;
        let _ = write!(writer.out, "<li id=\"note-{written}\">");
        blocks::blocks(writer, writer.notes.defined[index].blocks);
        for nth in 1..=writer.notes.defined[index].references {
            let _ = write!(
                writer.out,
                "<a class=\"note-back\" href=\"#{}\" aria-label=\"Back to the text of note {written}\">↩</a>",
                back(written, nth)
            );
        }
        writer.out.push_str("</li>\n");
    }
    writer.out.push_str("</ol>\n</section>\n");
}

/// The id of the `nth` reference to a note.
fn back(number: usize, nth: usize) -> String {
    if nth == 1 { format!("note-ref-{number}") } else { format!("note-ref-{number}-{nth}") }
}
