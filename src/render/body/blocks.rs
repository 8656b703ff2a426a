//! Blocks: paragraphs, lists, tables, quotations, code.
//!
//! Headings are counted by how deep their section lies, not by the level they are written with, so that the page skips
//! none. Recursion is as deep as containers nest, which the parser caps.

use std::fmt::Write;

use pulldown_cmark::Alignment;

use super::balance::{Room, Verdict};
use super::writer::Writer;
use super::{html, runs};
use crate::render::escape;
use crate::syntax::{Alert, Block, Heading, Item, ItemMark, Section, TableRow};

/// A part of a container: what [`html`] needs side by side, since raw tags pair up across them.
pub(super) enum Flow<'a> {
    /// A heading and the level it gets, 1 to 6.
    Heading(&'a Heading, u8),
    /// A block.
    Block(&'a Block),
}

/// Writes the whole report but its footnotes.
pub(super) fn document(writer: &mut Writer<'_>, root: &Section) {
    let mut parts = Vec::new();
    collect(writer, root, writer.options.base_level, &mut parts);
    flow(writer, &parts);
}

/// Writes the blocks of a container.
pub(super) fn blocks(writer: &mut Writer<'_>, blocks: &[Block]) {
    let parts: Vec<_> = blocks.iter().map(Flow::Block).collect();
    flow(writer, &parts);
}

/// Lays the section tree flat; `level` is that of the headings directly in `section`.
fn collect<'a>(writer: &Writer<'_>, section: &'a Section, level: u8, out: &mut Vec<Flow<'a>>) {
    out.extend(section.blocks.iter().map(Flow::Block));
    for child in &section.children {
        let Some(heading) = &child.heading else { continue };
        let skipped = writer.options.skip_title.is_some_and(|title| heading.span.contains(title));
        if !skipped {
            out.push(Flow::Heading(heading, level.min(6)));
        }
        collect(writer, child, if skipped { level } else { level.saturating_add(1) }, out);
    }
}

fn flow(writer: &mut Writer<'_>, parts: &[Flow<'_>]) {
    let mut verdicts = html::verdicts(parts).into_iter();
    for part in parts {
        match part {
            Flow::Heading(heading, level) => self::heading(writer, heading, *level),
            Flow::Block(block) => self::block(writer, block, &mut verdicts),
        }
    }
}

fn heading(writer: &mut Writer<'_>, heading: &Heading, level: u8) {
    let title = heading.inline.plain();
    if title.is_empty() {
        // No text, so no heading: an image or an anchor.
        paragraph(writer, |writer| runs::inline(writer, &heading.inline, Room::Phrases));
        return;
    }
    let id = writer.ids.heading(title, heading.id.as_deref());
    let _ = write!(writer.out, "<h{level} id=\"");
    escape::push_attr(&mut writer.out, &id);
    writer.out.push_str("\">");
    runs::inline(writer, &heading.inline, Room::Phrases);
    let _ = writeln!(writer.out, "</h{level}>");
}

fn block(writer: &mut Writer<'_>, block: &Block, verdicts: &mut impl Iterator<Item = Verdict>) {
    match block {
        Block::Paragraph { inline, tight: true, .. } => {
            runs::inline(writer, inline, Room::Blocks);
            writer.out.push('\n');
        }
        Block::Paragraph { inline, tight: false, .. } => {
            paragraph(writer, |writer| runs::inline(writer, inline, Room::Phrases));
        }
        Block::List { start, items, .. } => list(writer, *start, items),
        Block::Table { alignments, head, rows, .. } => table(writer, alignments, head, rows),
        Block::Quote { alert, blocks, .. } => quote(writer, *alert, blocks),
        Block::Code { info, text, .. } => code(writer, info, text),
        Block::Html { text, span } => html::block(writer, text, *span, verdicts),
        // At the end of the body.
        Block::Footnote { .. } => {}
        Block::Rule { .. } => writer.out.push_str("<hr>\n"),
    }
}

fn paragraph(writer: &mut Writer<'_>, content: impl FnOnce(&mut Writer<'_>)) {
    let before = writer.mark();
    writer.out.push_str("<p>");
    let behind = writer.mark();
    content(writer);
    writer.close_unless_empty(before, behind, "</p>\n");
}

fn list(writer: &mut Writer<'_>, start: Option<u64>, items: &[Item]) {
    let close = match start {
        None => {
            writer.out.push_str("<ul>\n");
            "</ul>\n"
        }
        Some(1) => {
            writer.out.push_str("<ol>\n");
            "</ol>\n"
        }
        Some(start) => {
            let _ = writeln!(writer.out, "<ol start=\"{start}\">");
            "</ol>\n"
        }
    };
    for item in items {
        writer.out.push_str(match item.mark {
            None => "<li>",
            Some(ItemMark::Open) => {
                "<li class=\"task\"><span class=\"box\"><span class=\"visually-hidden\">open: </span></span>"
            }
            Some(ItemMark::Done) => {
                "<li class=\"task\"><span class=\"box done\"><span class=\"visually-hidden\">done: </span></span>"
            }
        });
        blocks(writer, &item.blocks);
        writer.out.push_str("</li>\n");
    }
    writer.out.push_str(close);
}

fn table(writer: &mut Writer<'_>, alignments: &[Alignment], head: &TableRow, rows: &[TableRow]) {
    writer.tables += 1;
    let number = writer.tables;
    // Wide tables scroll in a box of their own, which the keyboard must reach.
    let _ = writeln!(
        writer.out,
        "<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"Table {number}\"><table>\n<thead>"
    );
    row(writer, alignments, head, "th");
    writer.out.push_str("</thead>\n");
    if !rows.is_empty() {
        writer.out.push_str("<tbody>\n");
        rows.iter().for_each(|cells| row(writer, alignments, cells, "td"));
        writer.out.push_str("</tbody>\n");
    }
    writer.out.push_str("</table></div>\n");
}

fn row(writer: &mut Writer<'_>, alignments: &[Alignment], row: &TableRow, tag: &str) {
    writer.out.push_str("<tr>");
    for (column, cell) in row.cells.iter().enumerate() {
        // An empty header heads nothing.
        let tag = if cell.inline.runs.is_empty() { "td" } else { tag };
        let (open, scope, close) = if tag == "th" { ("<th", " scope=\"col\"", "</th>") } else { ("<td", "", "</td>") };
        let class = match alignments.get(column) {
            Some(Alignment::Left) => " class=\"left\">",
            Some(Alignment::Center) => " class=\"center\">",
            Some(Alignment::Right) => " class=\"right\">",
            Some(Alignment::None) | None => ">",
        };
        [open, scope, class].iter().for_each(|part| writer.out.push_str(part));
        runs::inline(writer, &cell.inline, Room::Blocks);
        writer.out.push_str(close);
    }
    writer.out.push_str("</tr>\n");
}

fn quote(writer: &mut Writer<'_>, alert: Option<Alert>, blocks: &[Block]) {
    let Some(alert) = alert else {
        writer.out.push_str("<blockquote>\n");
        self::blocks(writer, blocks);
        writer.out.push_str("</blockquote>\n");
        return;
    };
    let (class, title) = match alert {
        Alert::Note => ("note", "Note"),
        Alert::Tip => ("tip", "Tip"),
        Alert::Important => ("important", "Important"),
        Alert::Warning => ("warning", "Warning"),
        Alert::Caution => ("caution", "Caution"),
    };
    let _ = writeln!(writer.out, "<div class=\"alert {class}\" role=\"note\">\n<p class=\"alert-title\">{title}</p>");
    self::blocks(writer, blocks);
    writer.out.push_str("</div>\n");
}

fn code(writer: &mut Writer<'_>, info: &str, text: &str) {
    writer.out.push_str("<pre tabindex=\"0\"><code");
    let language = language(info);
    if !language.is_empty() {
        let _ = write!(writer.out, " class=\"language-{language}\"");
    }
    writer.out.push('>');
    for line in text.split_inclusive('\n') {
        escape::push_text(&mut writer.out, line.strip_suffix('\n').unwrap_or(line));
        if line.ends_with('\n') {
            writer.trim_spaces();
            writer.out.push('\n');
        }
    }
    writer.out.push_str("</code></pre>\n");
}

/// The language of a code block as a class: ```` ```python title="x" ````, ```` ```{.python} ````.
fn language(info: &str) -> String {
    let word = info.split([' ', '\t', ',', '{', '}', '=']).find(|word| !word.is_empty()).unwrap_or("");
    word.trim_start_matches('.')
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '#'))
        .map(|c| c.to_ascii_lowercase())
        .take(32)
        .collect()
}
