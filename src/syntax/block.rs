//! Markdown to a tree: blocks with spans, grouped into sections by their headings.
//!
//! One pass over the parser's events. Nesting is capped (a report that nests deeper keeps all its text, flattened), so
//! no later recursion over the tree can run out of stack. Headings inside lists and quotes open no section.

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::inline::{Draft, Inline, Link, Run, RunKind, Style};
use super::{bare_table, html_table};
use crate::source::Span;

/// How deep lists and quotes may nest before they are flattened.
const MAX_DEPTH: usize = 40;

/// A heading with all that stands under it.
#[derive(Clone, PartialEq, Debug)]
pub struct Section {
    /// The heading; `None` at the root.
    pub heading: Option<Heading>,
    /// What stands before the first sub-heading.
    pub blocks: Vec<Block>,
    /// Sections of deeper headings, in order.
    pub children: Vec<Section>,
    /// From the heading to the end of the last child.
    pub span: Span,
}

/// A heading.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its text.
    pub inline: Inline,
    /// An identifier given in braces: `## Impact {#impact}`.
    pub id: Option<String>,
    /// The heading's line or lines.
    pub span: Span,
}

/// A block of a report.
#[derive(Clone, PartialEq, Debug)]
pub enum Block {
    /// A paragraph; `tight` where it is the bare text of a list item.
    Paragraph {
        /// Its text.
        inline: Inline,
        /// Whether it stands in a list item without blank lines around it.
        tight: bool,
        /// Its source.
        span: Span,
    },
    /// A bulleted or numbered list.
    List {
        /// The first number; `None` for bullets.
        start: Option<u64>,
        /// The items.
        items: Vec<Item>,
        /// Its source.
        span: Span,
    },
    /// A table.
    Table {
        /// How each column is aligned.
        alignments: Vec<Alignment>,
        /// The cells of the header row.
        head: TableRow,
        /// The other rows.
        rows: Vec<TableRow>,
        /// Its source.
        span: Span,
    },
    /// A quotation or an alert.
    Quote {
        /// The kind of a GitHub alert.
        alert: Option<Alert>,
        /// What is quoted.
        blocks: Vec<Block>,
        /// Its source.
        span: Span,
    },
    /// A code block.
    Code {
        /// The words behind the fence; empty where there are none.
        info: String,
        /// The code.
        text: String,
        /// Its source with the fences.
        span: Span,
    },
    /// Raw HTML between blank lines.
    Html {
        /// As written.
        text: String,
        /// Its source.
        span: Span,
    },
    /// What a footnote says.
    Footnote {
        /// The label that references use.
        label: String,
        /// The note.
        blocks: Vec<Block>,
        /// Its source.
        span: Span,
    },
    /// A thematic break.
    Rule {
        /// Its source.
        span: Span,
    },
}

/// An item of a list.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// The check box in front of it.
    pub mark: Option<ItemMark>,
    /// What it holds; the first block is usually its own text.
    pub blocks: Vec<Block>,
    /// Its source, marker included.
    pub span: Span,
}

/// A check box.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ItemMark {
    /// `[ ]`
    Open,
    /// `[x]`
    Done,
}

/// A row of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableRow {
    /// The cells, as many as the header has.
    pub cells: Vec<Cell>,
    /// Its source.
    pub span: Span,
}

/// A cell of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cell {
    /// Its text.
    pub inline: Inline,
    /// Its source.
    pub span: Span,
}

/// The kinds of GitHub alerts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Alert {
    /// `> [!NOTE]`
    Note,
    /// `> [!TIP]`
    Tip,
    /// `> [!IMPORTANT]`
    Important,
    /// `> [!WARNING]`
    Warning,
    /// `> [!CAUTION]`
    Caution,
}

impl Section {
    /// The heading's level; 0 at the root.
    pub fn level(&self) -> u8 {
        self.heading.as_ref().map_or(0, |heading| heading.level)
    }

    /// The heading as plain text; empty at the root.
    pub fn title(&self) -> String {
        self.heading.as_ref().map_or_else(String::new, |heading| heading.inline.plain().to_owned())
    }

    pub(super) fn collect<'a>(&'a self, out: &mut Vec<&'a Section>) {
        out.push(self);
        for child in &self.children {
            child.collect(out);
        }
    }
}

impl Block {
    /// Its source.
    pub fn span(&self) -> Span {
        match self {
            Block::Paragraph { span, .. }
            | Block::List { span, .. }
            | Block::Table { span, .. }
            | Block::Quote { span, .. }
            | Block::Code { span, .. }
            | Block::Html { span, .. }
            | Block::Footnote { span, .. }
            | Block::Rule { span } => *span,
        }
    }
}

/// Reads the Markdown in `body`, a part of `text`; all spans count from the start of `text`.
pub fn read(text: &str, body: Span) -> Section {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    let source = text.get(body.range()).unwrap_or("");
    let events = Parser::new_ext(source, options).into_offset_iter();
    let mut reader = Reader { events: events.peekable(), text, base: body.start as usize, boxed: None };
    let mut top = Vec::new();
    while let Some((event, range)) = reader.events.next() {
        let span = reader.span(&range);
        match event {
            Event::Start(Tag::Heading { level, id, attrs, .. }) => {
                let literal = !attrs.is_empty();
                let mut inline = reader.inline(Draft::default());
                if literal {
                    reader.put_back_braces(&mut inline, span);
                }
                let inline = inline.done();
                let id = id.filter(|_| !literal).map(|id| id.to_string());
                top.push(Top::Heading(Heading { level: level_number(level), inline, id, span: trim(text, span) }));
            }
            event => match reader.block(event, span, 0) {
                Some(Block::Html { text: html, span }) if html_table::begins(&html) => {
                    top.extend(reader.html_table(html, span, body.end as usize).into_iter().map(Top::Block));
                }
                block => top.extend(block.map(Top::of)),
            },
        }
    }
    sections(top, body)
}

enum Top {
    Heading(Heading),
    Block(Block),
}

impl Top {
    /// Rows of a table without the line below its head are one; and a paragraph of one line that begins with `##` is the heading
    /// it was meant to be, though no blank stands behind the signs; with a single `#` it may be a tag or a number.
    fn of(block: Block) -> Self {
        let Block::Paragraph { inline, tight, span } = block else { return Self::Block(block) };
        if let Some(table) = bare_table::read(&inline, span) {
            return Self::Block(table);
        }
        let level = inline.runs.first().filter(|run| run.kind == RunKind::Text).map_or(0, |run| {
            let words = run.text.trim_start_matches('#');
            if words.starts_with(char::is_alphanumeric) { run.text.len() - words.len() } else { 0 }
        });
        let broken = |run: &Run| matches!(run.kind, RunKind::SoftBreak | RunKind::HardBreak);
        if !(2..=6).contains(&level) || inline.runs.iter().any(broken) {
            return Self::Block(Block::Paragraph { inline, tight, span });
        }
        let Inline { mut runs, links, .. } = inline;
        runs[0].text.replace_range(..level, "");
        runs[0].span.start += level as u32;
        let inline = Inline::new(runs, links);
        Self::Heading(Heading { level: level as u8, inline, id: None, span })
    }
}

/// Nests the flat list: a heading takes all that follows up to the next heading of its level or above.
fn sections(top: Vec<Top>, body: Span) -> Section {
    let mut stack = vec![Section { heading: None, blocks: Vec::new(), children: Vec::new(), span: body }];
    for part in top {
        match part {
            Top::Block(block) => {
                if let Some(open) = stack.last_mut() {
                    open.blocks.push(block);
                }
            }
            Top::Heading(heading) => {
                close(&mut stack, heading.level, heading.span.start);
                let span = Span { start: heading.span.start, end: body.end };
                stack.push(Section { heading: Some(heading), blocks: Vec::new(), children: Vec::new(), span });
            }
        }
    }
    close(&mut stack, 1, body.end);
    stack.pop().unwrap_or(Section { heading: None, blocks: Vec::new(), children: Vec::new(), span: body })
}

/// Closes the open sections of `level` and deeper at `end`.
fn close(stack: &mut Vec<Section>, level: u8, end: u32) {
    while stack.len() > 1 && stack.last().is_some_and(|open| open.level() >= level) {
        let Some(mut done) = stack.pop() else { return };
        done.span.end = end;
        if let Some(parent) = stack.last_mut() {
            parent.children.push(done);
        }
    }
}

struct Reader<'a, I: Iterator<Item = (Event<'a>, std::ops::Range<usize>)>> {
    events: std::iter::Peekable<I>,
    text: &'a str,
    base: usize,
    /// The check box that stands in the paragraph being read.
    boxed: Option<ItemMark>,
}

impl<'a, I: Iterator<Item = (Event<'a>, std::ops::Range<usize>)>> Reader<'a, I> {
    fn span(&self, range: &std::ops::Range<usize>) -> Span {
        Span::new(range.start + self.base, range.end + self.base)
    }

    /// The block that begins with `event`; `None` for events that open none.
    fn block(&mut self, event: Event<'a>, span: Span, depth: usize) -> Option<Block> {
        let span = trim(self.text, span);
        match event {
            Event::Start(tag) => self.container(tag, span, depth),
            Event::Rule => Some(Block::Rule { span }),
            Event::Html(html) => Some(Block::Html { text: html.to_string(), span }),
            // Running text without a paragraph around it: the text of a tight list item.
            event => {
                let mut inline = Draft::default();
                self.piece(&mut inline, event, span, Style::default(), None);
                let inline = self.inline(inline).done();
                let span = inline.span().map_or(span, |whole| span.join(whole));
                (!inline.runs.is_empty()).then_some(Block::Paragraph { inline, tight: true, span })
            }
        }
    }

    fn container(&mut self, tag: Tag<'a>, span: Span, depth: usize) -> Option<Block> {
        match tag {
            Tag::Paragraph => {
                Some(Block::Paragraph { inline: self.inline(Draft::default()).done(), tight: false, span })
            }
            Tag::Heading { .. } => {
                let mut inline = self.inline(Draft::default());
                inline.runs.iter_mut().for_each(|run| run.style.strong = true);
                Some(Block::Paragraph { inline: inline.done(), tight: false, span })
            }
            Tag::BlockQuote(kind) => {
                let blocks = self.blocks(depth + 1);
                Some(Block::Quote { alert: kind.map(alert), blocks, span })
            }
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                Some(Block::Code { info, text: self.raw_text(), span })
            }
            Tag::HtmlBlock => Some(Block::Html { text: self.raw_text(), span }),
            Tag::List(start) => Some(Block::List { start, items: self.items(depth + 1), span }),
            Tag::FootnoteDefinition(label) => {
                Some(Block::Footnote { label: label.to_string(), blocks: self.blocks(depth + 1), span })
            }
            Tag::Table(alignments) => Some(self.table(alignments, span)),
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. } => {
                let mut inline = Draft::default();
                self.piece(&mut inline, Event::Start(tag), span, Style::default(), None);
                let inline = self.inline(inline).done();
                Some(Block::Paragraph { inline, tight: true, span })
            }
            // Not switched on, or only ever inside the containers above.
            Tag::Item
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => None,
        }
    }

    /// The blocks up to the end of the open container, the end included.
    fn blocks(&mut self, depth: usize) -> Vec<Block> {
        let mut out = Vec::new();
        while let Some((event, range)) = self.events.next() {
            if matches!(event, Event::End(_)) {
                break;
            }
            let span = self.span(&range);
            if depth >= MAX_DEPTH
                && matches!(event, Event::Start(Tag::BlockQuote(_) | Tag::List(_) | Tag::FootnoteDefinition(_)))
            {
                self.flatten(&mut out);
                continue;
            }
            out.extend(self.block(event, span, depth));
        }
        out
    }

    /// Too deep: takes the blocks of an open container and of all within it into `out`.
    fn flatten(&mut self, out: &mut Vec<Block>) {
        let mut open = 1_usize;
        while let Some((event, range)) = self.events.next() {
            let span = self.span(&range);
            match event {
                Event::Start(Tag::BlockQuote(_) | Tag::List(_) | Tag::Item | Tag::FootnoteDefinition(_)) => open += 1,
                Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::FootnoteDefinition) => {
                    open -= 1;
                    if open == 0 {
                        return;
                    }
                }
                event => out.extend(self.block(event, span, MAX_DEPTH)),
            }
        }
    }

    fn items(&mut self, depth: usize) -> Vec<Item> {
        let mut items = Vec::new();
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::Start(Tag::Item) => {
                    let span = trim(self.text, self.span(&range));
                    let mark = match self.events.peek() {
                        Some((Event::TaskListMarker(done), _)) => {
                            Some(if *done { ItemMark::Done } else { ItemMark::Open })
                        }
                        _ => None,
                    };
                    if mark.is_some() {
                        self.events.next();
                    }
                    // Between blank lines the box stands within the item's first paragraph.
                    let outer = self.boxed.take();
                    let blocks = self.blocks(depth);
                    let mark = mark.or(self.boxed.take());
                    self.boxed = outer;
                    items.push(Item { mark, blocks, span });
                }
                Event::End(TagEnd::List(_)) => break,
                _ => {}
            }
        }
        items
    }

    /// The table that a block of HTML begins with, be there empty lines in it, and what stands behind it.
    fn html_table(&mut self, html: String, span: Span, until: usize) -> Vec<Block> {
        let Some((table, end)) = html_table::read(self.text, span.start as usize, until) else {
            return vec![Block::Html { text: html, span }];
        };
        let mut found = vec![table];
        while self.events.next_if(|(_, range)| range.start + self.base < end).is_some() {}
        if end < span.end as usize {
            let rest = trim(self.text, Span::new(end, span.end as usize));
            let text = self.text[rest.range()].to_string();
            found.extend((!text.is_empty()).then_some(Block::Html { text, span: rest }));
        }
        found
    }

    fn table(&mut self, alignments: Vec<Alignment>, span: Span) -> Block {
        let mut rows = Vec::new();
        let mut head = TableRow { cells: Vec::new(), span };
        while let Some((event, range)) = self.events.next() {
            let row_span = trim(self.text, self.span(&range));
            match event {
                Event::Start(Tag::TableHead) => head = TableRow { cells: self.cells(), span: row_span },
                Event::Start(Tag::TableRow) => rows.push(TableRow { cells: self.cells(), span: row_span }),
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        Block::Table { alignments, head, rows, span }
    }

    fn cells(&mut self) -> Vec<Cell> {
        let mut cells = Vec::new();
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::Start(Tag::TableCell) => {
                    let span = self.span(&range);
                    cells.push(Cell { inline: self.inline(Draft::default()).done(), span });
                }
                Event::End(TagEnd::TableHead | TagEnd::TableRow) => break,
                _ => {}
            }
        }
        cells
    }

    /// The text up to the end of the open block, as it stands.
    fn raw_text(&mut self) -> String {
        let mut out = String::new();
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Text(text) | Event::Html(text) => out.push_str(&text),
                Event::End(_) => break,
                _ => {}
            }
        }
        out
    }

    /// Running text up to the end of the block around it; a following block in a tight item is left for later.
    fn inline(&mut self, mut inline: Draft) -> Draft {
        let tight = !inline.runs.is_empty();
        while let Some((event, _)) = self.events.peek() {
            let ends = matches!(event, Event::End(_));
            let begins_block = matches!(
                event,
                Event::Start(tag) if !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
            ) || matches!(event, Event::Rule | Event::Html(_));
            if begins_block || (ends && tight) {
                break;
            }
            let Some((event, range)) = self.events.next() else { break };
            if ends {
                break;
            }
            let span = self.span(&range);
            self.piece(&mut inline, event, span, Style::default(), None);
        }
        inline
    }

    /// Adds one event of running text, with all within it.
    fn piece(&mut self, inline: &mut Draft, event: Event<'a>, span: Span, style: Style, link: Option<usize>) {
        let mut push = |kind, text: &str| inline.runs.push(Run { kind, text: text.to_string(), style, link, span });
        match event {
            Event::Text(text) => inline.push_text(&text, style, link, span),
            Event::Code(text) => push(RunKind::Code, &text),
            Event::InlineHtml(html) | Event::Html(html) => push(RunKind::Html, &html),
            Event::SoftBreak => push(RunKind::SoftBreak, ""),
            Event::HardBreak => push(RunKind::HardBreak, ""),
            Event::FootnoteReference(label) => push(RunKind::Footnote, &label),
            Event::TaskListMarker(done) => self.boxed = Some(if done { ItemMark::Done } else { ItemMark::Open }),
            Event::Start(tag) => self.marked(inline, tag, span, style, link),
            // Mathematics is not switched on; ends are taken by whoever saw the start.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::End(_) | Event::Rule => {}
        }
    }

    fn marked(&mut self, inline: &mut Draft, tag: Tag<'a>, span: Span, mut style: Style, mut link: Option<usize>) {
        let mut image = None;
        match tag {
            Tag::Strong => style.strong = true,
            Tag::Emphasis => style.emphasis = true,
            Tag::Strikethrough => style.struck = true,
            Tag::Link { dest_url, title, .. } => {
                inline.links.push(Link { dest: dest_url.to_string(), title: title.to_string(), span });
                link = Some(inline.links.len() - 1);
            }
            Tag::Image { dest_url, title, .. } => {
                inline.links.push(Link { dest: dest_url.to_string(), title: title.to_string(), span });
                image = Some(inline.links.len() - 1);
            }
            _ => {}
        }
        let mut inner = Draft { runs: Vec::new(), links: std::mem::take(&mut inline.links) };
        // Marks nest at most as deep as the parser's own limits; its events are balanced.
        while let Some((event, range)) = self.events.next() {
            if matches!(event, Event::End(_)) {
                break;
            }
            let span = self.span(&range);
            self.piece(&mut inner, event, span, style, link);
        }
        inline.links = inner.links;
        match image {
            Some(at) => {
                let text = super::inline::plain_of(&inner.runs);
                inline.runs.push(Run { kind: RunKind::Image, text, style, link: Some(at), span });
            }
            None => inner.runs.into_iter().for_each(|run| inline.push(run)),
        }
    }

    /// `## Use {hostname}`: braces that are no identifier or class are text, and the parser has taken them off.
    fn put_back_braces(&self, inline: &mut Draft, span: Span) {
        let line = &self.text[span.range()];
        let Some(open) = line.rfind('{') else { return };
        let braces = line[open..].trim_end().trim_end_matches('#').trim_end();
        let at = Span::new(span.start as usize + open, span.start as usize + open + braces.len());
        inline.push_text(&format!(" {braces}"), Style::default(), None, at);
    }
}

fn level_number(level: HeadingLevel) -> u8 {
    level as u8
}

fn alert(kind: BlockQuoteKind) -> Alert {
    match kind {
        BlockQuoteKind::Note => Alert::Note,
        BlockQuoteKind::Tip => Alert::Tip,
        BlockQuoteKind::Important => Alert::Important,
        BlockQuoteKind::Warning => Alert::Warning,
        BlockQuoteKind::Caution => Alert::Caution,
    }
}

/// The span without white space at its end: the parser counts the line break, and for lists the blank lines behind.
fn trim(text: &str, span: Span) -> Span {
    let slice = text.get(span.range()).unwrap_or("");
    let start = span.start as usize;
    let lead = slice.len() - slice.trim_start_matches(['\n']).len();
    let len = slice.trim_end().len();
    Span::new(start + lead.min(len), start + len)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Section {
        read(text, Span::new(0, text.len()))
    }

    /// The tree as indented text: what the readers of facts see.
    fn outline(section: &Section) -> String {
        let mut out = String::new();
        show_section(section, 0, &mut out);
        out
    }

    fn show_section(section: &Section, depth: usize, out: &mut String) {
        if section.heading.is_some() {
            out.push_str(&format!("{}h{} {}\n", " ".repeat(depth), section.level(), section.title()));
        }
        show_blocks(&section.blocks, depth + 1, out);
        section.children.iter().for_each(|child| show_section(child, depth + 1, out));
    }

    fn show_blocks(blocks: &[Block], depth: usize, out: &mut String) {
        let pad = " ".repeat(depth);
        for block in blocks {
            match block {
                Block::Paragraph { inline, tight, .. } => {
                    out.push_str(&format!("{pad}{} {}\n", if *tight { "t" } else { "p" }, inline.plain()));
                }
                Block::List { items, .. } => {
                    for item in items {
                        out.push_str(&format!("{pad}item {:?}\n", item.mark));
                        show_blocks(&item.blocks, depth + 1, out);
                    }
                }
                Block::Table { head, rows, .. } => {
                    for row in std::iter::once(head).chain(rows) {
                        let cells: Vec<_> = row.cells.iter().map(|cell| cell.inline.plain()).collect();
                        out.push_str(&format!("{pad}row {}\n", cells.join(" | ")));
                    }
                }
                Block::Quote { blocks, alert, .. } => {
                    out.push_str(&format!("{pad}quote {alert:?}\n"));
                    show_blocks(blocks, depth + 1, out);
                }
                Block::Code { info, text, .. } => out.push_str(&format!("{pad}code {info} {text:?}\n")),
                Block::Html { text, .. } => out.push_str(&format!("{pad}html {text:?}\n")),
                Block::Footnote { label, blocks, .. } => {
                    out.push_str(&format!("{pad}footnote {label}\n"));
                    show_blocks(blocks, depth + 1, out);
                }
                Block::Rule { .. } => out.push_str(&format!("{pad}rule\n")),
            }
        }
    }

    #[test]
    fn headings_make_a_tree() {
        let shown = outline(&parse("intro\n\n# A\n\none\n\n### B\n\ntwo\n\n## C {#see}\n\n# D {host}\n"));
        assert_eq!(shown, " p intro\n h1 A\n  p one\n  h3 B\n   p two\n  h2 C\n h1 D {host}\n");
    }

    #[test]
    fn lists_tables_and_marks() {
        let text = "- [x] done **now**\n- [ ] open\n  - deeper\n\n1. one\n\n   more\n\n| a | b |\n|---|---|\n| 1 | `x` |\n\n> [!NOTE]\n> hi\n";
        assert_eq!(
            outline(&parse(text)),
            " item Some(Done)\n  t done now\n item Some(Open)\n  t open\n  item None\n   t deeper\n item None\n  p one\n  p more\n \
             row a | b\n row 1 | x\n quote Some(Note)\n  p hi\n"
        );
    }

    #[test]
    fn spans_point_at_the_source() {
        let text = "# T\n\n- **Impact**: all `users`\n\n\ntext\n";
        let section = parse(text);
        let child = &section.children[0];
        let Block::List { items, span, .. } = &child.blocks[0] else { panic!("a list") };
        assert_eq!(&text[span.range()], "- **Impact**: all `users`");
        let Block::Paragraph { inline, .. } = &items[0].blocks[0] else { panic!("a paragraph") };
        let pieces: Vec<_> = inline.runs.iter().map(|run| &text[run.span.range()]).collect();
        assert_eq!(pieces, ["Impact", ": all ", "`users`"]);
        assert_eq!(&text[child.heading.as_ref().map(|h| h.span.range()).unwrap_or(0..0)], "# T");
    }

    #[test]
    fn what_looks_like_a_tag_stays_readable() {
        let section = parse("Use <hostname> and Vec<u8>.<br>Then go\n");
        let Block::Paragraph { inline, .. } = &section.blocks[0] else { panic!("a paragraph") };
        assert_eq!(inline.plain(), "Use <hostname> and Vec<u8>. Then go");
        assert_eq!(inline.lines().len(), 2);
    }

    #[test]
    fn deep_nesting_is_flattened_and_loses_no_text() {
        let text = format!("{}deep\n", "> ".repeat(3000));
        assert!(outline(&parse(&text)).contains("deep"));
        let list: String = (0..600).map(|depth| format!("{}- item{depth}\n", "  ".repeat(depth))).collect();
        let shown = outline(&parse(&list));
        assert!(shown.contains("item0") && shown.contains("item599"));
    }

    proptest! {
        #[test]
        fn every_span_lies_in_the_text(text in "[-#>*|`\\[\\]x<>:{}a-c\n é]{0,200}") {
            let section = parse(&text);
            let mut all = Vec::new();
            section.collect(&mut all);
            for part in all {
                prop_assert!(text.get(part.span.range()).is_some());
                for block in &part.blocks {
                    prop_assert!(text.get(block.span().range()).is_some());
                }
            }
        }
    }
}
