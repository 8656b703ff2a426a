//! The plain text of an incident, passage by passage, and the terms in it: what search looks for and what it quotes.
//!
//! [`read`] walks the document once. A passage is a heading, a paragraph, an item, a row of a table, a code block, or an
//! entry of the timeline; the last has its number, so that a result can lead to it. The text is kept as one string, packed: it is
//! taken apart again for a few results only, and published as it is. Comments are no text. `pack` holds the form of the string.
//!
//! Only search asks for a [`Text`]: where nobody searches, none is made ([`Passages::later`]).

mod pack;

pub use pack::{Passage, PassageKind};

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::model::{Incident, Moment, TimelineRow, written};
use crate::source::packed::Packed;
use crate::source::{SourceFile, Span};
use crate::syntax::front::{Entry, Node, NodeValue};
use crate::syntax::{Block, Document, Section, TableRow};
use crate::terms::{Field, Gatherer, Terms};

/// The text of one incident.
#[derive(Clone, Debug)]
pub struct Text {
    /// Its terms, counted.
    pub terms: Terms,
    /// Its passages, a line each.
    pub lines: Packed<String>,
}

impl Text {
    /// No text at all.
    pub fn empty(source: &Arc<SourceFile>) -> Self {
        Self { terms: Terms::default(), lines: Packed::new(&String::new(), source) }
    }
}

/// The text of one incident, there when somebody asks for it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Passages {
    of: Arc<OfReport>,
    at: usize,
}

/// The texts of the incidents of one report. They are made together, since the report is read for that again.
struct OfReport {
    made: OnceLock<Vec<Text>>,
    make: Box<Make>,
}

/// Makes the texts of all incidents of a report, in their order.
pub type Make = dyn Fn() -> Vec<Text> + Send + Sync;

impl Passages {
    /// Those of a report, from their texts.
    pub fn made(texts: Vec<Text>) -> Vec<Self> {
        let count = texts.len();
        Self::each(OfReport { made: OnceLock::from(texts), make: Box::new(Vec::new) }, count)
    }

    /// Those of a report with `count` incidents, to be made when one of them is first asked for. `make` gives a text for each.
    pub fn later(count: usize, make: Box<Make>) -> Vec<Self> {
        Self::each(OfReport { made: OnceLock::new(), make }, count)
    }

    fn each(of: OfReport, count: usize) -> Vec<Self> {
        let of = Arc::new(of);
        (0..count).map(|at| Self { of: Arc::clone(&of), at }).collect()
    }

    /// The text.
    pub fn text(&self) -> &Text {
        &self.of.made.get_or_init(&self.of.make)[self.at]
    }

    /// The text, where somebody has asked for it.
    pub fn known(&self) -> Option<&Text> {
        self.of.made.get()?.get(self.at)
    }

    /// The passages, in reading order.
    pub fn read(&self) -> Vec<Passage> {
        pack::read(&self.text().lines.get())
    }
}

impl fmt::Debug for OfReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OfReport").field("made", &self.made).finish_non_exhaustive()
    }
}

/// The text of an incident: all that `document` shows, and the facts of it that say which text is what.
pub fn read(document: &Document, incident: &Incident, source: &Arc<SourceFile>) -> Text {
    let mut rows: Vec<Span> = incident.timeline.iter().map(|row| row.span).collect();
    rows.sort_unstable();
    let spans = |section: &Option<crate::model::Section>| -> Vec<Span> {
        section.iter().flat_map(|section| section.evidence.spans()).collect()
    };
    let mut reader = Reader {
        rows,
        cause: spans(&incident.root_cause),
        impact: spans(&incident.impact),
        gatherer: Gatherer::default(),
        text: String::with_capacity(document.body.range().len()),
    };
    if let Some(title) = &incident.title {
        reader.gatherer.add(Field::Title, &title.value);
    }
    for entry in &document.front.entries {
        reader.entry(entry);
    }
    for (at, row) in incident.timeline.iter().enumerate() {
        reader.row(at + 1, row);
    }
    reader.section(&document.root);
    Text { terms: reader.gatherer.finish(), lines: Packed::new(&reader.text, source) }
}

struct Reader {
    /// The sources of the entries of the timeline, in order: their text is taken once.
    rows: Vec<Span>,
    cause: Vec<Span>,
    impact: Vec<Span>,
    gatherer: Gatherer,
    text: String,
}

impl Reader {
    fn add(&mut self, kind: &PassageKind, field: Field, text: &str) {
        if !text.trim().is_empty() {
            self.gatherer.add(field, text);
            pack::push(&mut self.text, kind, text);
        }
    }

    /// Text, where no entry of the timeline holds it.
    fn text(&mut self, kind: &PassageKind, span: Span, text: &str) {
        if !self.is_row(span) {
            self.add(kind, self.field(span), text);
        }
    }

    /// The field of what stands at `span`.
    fn field(&self, span: Span) -> Field {
        let within = |spans: &[Span]| spans.iter().any(|outer| outer.contains(span));
        match (within(&self.cause), within(&self.impact)) {
            (true, _) => Field::Cause,
            (false, true) => Field::Impact,
            (false, false) => Field::Body,
        }
    }

    /// A row of a table, where it is no entry of the timeline: what its cells say, one behind the other.
    fn cells(&mut self, row: &TableRow) {
        if self.is_row(row.span) {
            return;
        }
        let field = self.field(row.span);
        let cells = row.cells.iter().map(|cell| cell.inline.plain().trim());
        let filled: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
        if !filled.is_empty() {
            filled.iter().for_each(|cell| self.gatherer.go_on(field, cell));
            self.gatherer.end();
            pack::push(&mut self.text, &PassageKind::Data, &filled.join(" · "));
        }
    }

    fn is_row(&self, span: Span) -> bool {
        let behind = self.rows.partition_point(|row| row.start <= span.start);
        behind.checked_sub(1).and_then(|at| self.rows.get(at)).is_some_and(|row| row.contains(span))
    }

    fn row(&mut self, number: usize, row: &TimelineRow) {
        let time = row.at.and_then(Moment::time).map_or_else(String::new, |time| written::clock(time.time()));
        let kind = row.kind.clone().unwrap_or_default();
        self.gatherer.add(Field::Timeline, &kind);
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        self.add(&PassageKind::Row { number, time, kind }, Field::Timeline, &row.text);
    }

    /// Front matter: a value a passage, behind its key.
    fn entry(&mut self, entry: &Entry) {
        let mut values = Vec::new();
        scalars(&entry.node, &mut values);
        if !values.is_empty() {
            self.add(&PassageKind::Front, Field::Body, &format!("{}: {}", entry.key, values.join(", ")));
        }
    }

    fn section(&mut self, section: &Section) {
        if let Some(heading) = section.heading.as_ref().filter(|heading| !self.is_row(heading.span)) {
            self.add(&PassageKind::Heading, Field::Body, heading.inline.plain());
        }
        self.blocks(&section.blocks);
        for child in &section.children {
            self.section(child);
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph { inline, span, tight: _ } => {
                    self.text(&PassageKind::Text, *span, inline.plain());
                }
                Block::List { items, .. } => items.iter().for_each(|item| self.blocks(&item.blocks)),
                Block::Table { head, rows, .. } => {
                    std::iter::once(head).chain(rows).for_each(|row| self.cells(row));
                }
                Block::Quote { blocks, .. } | Block::Footnote { blocks, .. } => self.blocks(blocks),
                Block::Code { text, span, .. } => self.text(&PassageKind::Data, *span, text),
                Block::Html { text, span } => self.text(&PassageKind::Data, *span, &without_comments(text)),
                Block::Rule { .. } => {}
            }
        }
    }
}

/// The scalars of a value, in order.
fn scalars<'a>(node: &'a Node, out: &mut Vec<&'a str>) {
    match &node.value {
        NodeValue::Null | NodeValue::Bool(_) => {}
        NodeValue::Text(text) => out.push(text),
        NodeValue::List(nodes) => nodes.iter().for_each(|node| scalars(node, out)),
        NodeValue::Table(entries) => entries.iter().for_each(|entry| scalars(&entry.node, out)),
    }
}

/// Raw HTML as the page shows it: without comments. One that never ends is one to the end.
fn without_comments(html: &str) -> Cow<'_, str> {
    if !html.contains("<!--") {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, behind)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = behind.split_once("-->").map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::config::Settings;
    use crate::extract::{self, Reading};
    use crate::source::SourceFile;
    use crate::syntax;

    fn passages(text: &str) -> Text {
        let source = Arc::new(SourceFile::new("a.md", text));
        let settings = Settings::for_folder("a", std::iter::empty()).value.expect("default settings");
        let document = syntax::parse(&source).value;
        let incidents = extract::read(&source, &document, &Reading::of(&settings)).value;
        read(&document, &incidents[0], &source)
    }

    fn check(text: &str, expected: &[&str]) {
        let passages = Passages::made(vec![passages(text)]).remove(0);
        let list: Vec<String> = passages.read().iter().map(Passage::to_string).collect();
        assert_eq!(list, expected, "{text}");
    }

    #[test]
    fn every_word_a_reader_sees_is_in_a_passage() {
        check(
            "---\ntags: [dns, cache]\n---\n# Down\n\nIt **was** [down](x).\n\n- one\n  - two\n\n| A | B |\n|---|---|\n| c | |\n\n```\ncode\n```\n\n> said\n",
            &["- tags: dns, cache", "# Down", "= It was down.", "= one", "= two", "| A · B", "| c", "| code", "= said"],
        );
    }

    #[test]
    fn comments_are_no_text() {
        check(
            "# A\n\n<!-- hidden -->\nshown\n\na <!-- b --> c\n\n<div>x<!-- never closed\n",
            &["# A", "= shown", "= a c", "| <div>x"],
        );
    }

    #[test]
    fn entries_of_the_timeline_have_numbers_and_stand_once() {
        check(
            "# Down\n\n2024-05-06\n\n## Timeline\n\n| Time | Type | Event |\n|---|---|---|\n| 07:30 | comms | Told users |\n| 08:00 | operator | Restarted |\n",
            &[
                "1 07:30 comms Told users",
                "2 08:00 operator Restarted",
                "# Down",
                "= 2024-05-06",
                "# Timeline",
                "| Time · Type · Event",
            ],
        );
    }

    #[test]
    fn a_text_is_made_for_those_who_ask_and_once() {
        let made = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&made);
        let make = move || {
            counted.fetch_add(1, Ordering::Relaxed);
            vec![passages("# One\n"), passages("# Two\n")]
        };
        let both = Passages::later(2, Box::new(make));
        assert!(both[0].known().is_none() && made.load(Ordering::Relaxed) == 0);
        let read = |passages: &Passages| passages.read()[0].to_string();
        assert_eq!([&both[1], &both[0]].map(read), ["# Two", "# One"]);
        assert!(both[0].known().is_some() && made.load(Ordering::Relaxed) == 1);
    }

    #[test]
    fn terms_know_their_field() {
        let text =
            "# Queue backlog\n\n## Impact\n\nNo mail.\n\n## Root cause\n\nA full disk.\n\n## Lessons\n\nAlarm.\n";
        let passages = passages(text);
        let of = |wanted: &str| passages.terms.iter().find(|(term, _)| *term == wanted).map(|(_, counts)| counts);
        assert_eq!(of("mail"), Some([0, 0, 1, 0, 0]));
        assert_eq!(of("disk"), Some([0, 1, 0, 0, 0]));
        assert_eq!(of("queue"), Some([1, 0, 0, 0, 1]));
        assert_eq!(of("alarm"), Some([0, 0, 0, 0, 1]));
    }
}
