//! A log of rows: tables with one incident a row, and nothing else in the file that speaks of one.
//!
//! The header must name at least three facts, the day and the duration, severity or cause among them; every row must have
//! a day of its own, and most days must differ: rows of one day are a timeline. A row is read as a heading with labels,
//! which is how a report would state the same.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Around, Part, Place, tells_of_a_day};
use crate::extract::vocabulary::{Meaning, Vocabulary, WordList};
use crate::extract::when::{self, DateToken, Expect};
use crate::model::{Rule, Sourced, Zone};
use crate::source::Span;
use crate::syntax::{Block, Cell, Document, Heading, Inline, Run, RunKind, Section, Style, TableRow};

/// A table whose rows may be incidents.
pub(super) struct Table<'a> {
    /// What each column asks for.
    columns: Vec<Option<Meaning>>,
    head: &'a TableRow,
    rows: &'a [TableRow],
    span: Span,
}

/// How few rows are no log.
const LEAST_ROWS: usize = 3;

/// How many facts the columns of a log state at least.
const LEAST_FACTS: usize = 3;

/// Columns by which a row says when it was.
const DAY: &[Meaning] = &[Meaning::Date, Meaning::Start, Meaning::Window];

/// Columns that only a table of incidents has.
const STRONG: &[Meaning] = &[Meaning::Duration, Meaning::Severity, Meaning::RootCause];

/// Columns that state facts of the record.
const FACTS: &[Meaning] = &[
    Meaning::Date,
    Meaning::Start,
    Meaning::Window,
    Meaning::End,
    Meaning::Duration,
    Meaning::Severity,
    Meaning::RootCause,
    Meaning::Impact,
    Meaning::Applications,
    Meaning::Title,
    Meaning::Status,
    Meaning::Taken,
    Meaning::Trigger,
    Meaning::Detection,
];

/// The tables that may be logs, in reading order; none where other tables or sections stand beside them.
pub(super) fn candidates<'a>(document: &'a Document, vocabulary: &Vocabulary) -> Vec<Table<'a>> {
    let sections = document.sections();
    let is_log =
        |block: &Block| matches!(block, Block::Table { head, rows, .. } if log(head, rows, vocabulary).is_some());
    if !sections.iter().any(|section| section.blocks.iter().any(is_log)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for section in sections {
        let mut any = section.heading.is_none() || !section.children.is_empty();
        let aside = vocabulary.has_any(WordList::LogAside, &section.title());
        for block in &section.blocks {
            let Block::Table { head, rows, span, .. } = block else { continue };
            match log(head, rows, vocabulary) {
                Some(columns) => {
                    found.push(Table { columns, head, rows, span: *span });
                    any = true;
                }
                None if aside => {}
                None => return Vec::new(),
            }
        }
        // A section of nothing but text is one on something else.
        if !any && !aside && !section.blocks.is_empty() {
            return Vec::new();
        }
    }
    let rows: usize = found.iter().map(|table| table.rows.len()).sum();
    let mut days = BTreeSet::new();
    let dated = found.iter().flat_map(Table::days).all(|day| day.map(|day| days.insert(day)).is_some());
    if rows >= LEAST_ROWS && dated && days.len() >= LEAST_ROWS && days.len() * 4 >= rows * 3 {
        found
    } else {
        Vec::new()
    }
}

/// What the columns of a log of incidents ask for; `None` for any other table.
fn log(head: &TableRow, rows: &[TableRow], vocabulary: &Vocabulary) -> Option<Vec<Option<Meaning>>> {
    if rows.is_empty() || head.cells.len() < LEAST_FACTS {
        return None;
    }
    let columns: Vec<Option<Meaning>> =
        head.cells.iter().map(|cell| vocabulary.whole_meaning(cell.inline.plain())).collect();
    let there = |meanings: &[Meaning]| meanings.iter().filter(|meaning| columns.contains(&Some(**meaning))).count();
    let other = [Meaning::Actions, Meaning::People, Meaning::Timeline, Meaning::Meeting];
    let is_log = there(DAY) >= 1 && there(STRONG) >= 1 && there(FACTS) >= LEAST_FACTS && there(&other[..1]) == 0;
    is_log.then_some(columns)
}

impl<'a> Table<'a> {
    /// The day of every row; `None` for one that has none with its year.
    fn days(&self) -> impl Iterator<Item = Option<String>> {
        self.rows.iter().map(|row| {
            let cells = row.cells.iter().zip(&self.columns);
            let mut days = cells.filter(|(_, column)| column.is_some_and(|meaning| DAY.contains(&meaning)));
            days.find_map(|(cell, _)| day_in(cell.inline.plain()))
                .map(|token| format!("{:?} {:?}", token.year, token.reading))
        })
    }

    /// The zone that the header states for the times below it.
    fn zone(&self) -> Option<Sourced<Zone>> {
        let cells = self.head.cells.iter().zip(&self.columns);
        let mut times = cells.filter(|(_, column)| column.is_some_and(|meaning| DAY.contains(&meaning)));
        times.find_map(|(cell, _)| {
            let zone = when::zones_in(cell.inline.plain()).into_iter().next()?.1;
            Some(Sourced::new(zone, Rule::ColumnHeader, cell.span))
        })
    }

    /// A row as the report it might have been.
    fn document(&self, row: &TableRow, around: Around<'_>) -> Document {
        let filled = || row.cells.iter().zip(&self.head.cells).zip(&self.columns);
        let filled = || filled().filter(|((cell, _), _)| !cell.inline.plain().is_empty());
        // A summary of a few words is what the log calls the incident; a longer one tells of it.
        let named = |meaning| filled().find(|(_, column)| **column == Some(meaning)).map(|((cell, _), _)| cell);
        let short = |cell: &&Cell| cell.inline.plain().split_whitespace().count() <= 12;
        let title = named(Meaning::Title).or_else(|| named(Meaning::Summary).filter(short));
        let labels = filled().filter(|((cell, _), _)| title.is_none_or(|title| title.span != cell.span));
        let blocks: Vec<Block> = labels.map(|((cell, key), _)| label(key, cell)).collect();
        let root = |blocks, children| Section { heading: None, blocks, children, span: row.span };
        let root = match title {
            None => root(blocks, Vec::new()),
            Some(cell) => {
                let heading = Heading { level: 2, inline: cell.inline.clone(), id: None, span: cell.span };
                let section = Section { heading: Some(heading), blocks, children: Vec::new(), span: row.span };
                root(Vec::new(), vec![section])
            }
        };
        Document { front: around.front(), body: row.span, root }
    }
}

fn day_in(text: &str) -> Option<DateToken> {
    let found = when::ranges_in(text, Expect::default()).into_iter().find_map(|range| range.start.date);
    found.filter(|date| date.year.is_some())
}

/// A cell as a paragraph of its own, the column's name as its label.
fn label(key: &Cell, cell: &Cell) -> Block {
    let at = Span::new(cell.span.start as usize, cell.span.start as usize);
    let run = |text: String, style| Run { kind: RunKind::Text, text, style, link: None, span: at };
    let name = key.inline.plain();
    let strong = Style { strong: true, ..Style::default() };
    let mut runs = vec![run(format!("{name}:"), strong), run(" ".to_string(), Style::default())];
    runs.extend(cell.inline.runs.iter().cloned());
    Block::Paragraph { inline: Inline::new(runs, cell.inline.links.clone()), tight: false, span: cell.span }
}

/// The parts of a log; `None` where it is none.
pub(super) fn split(tables: &[Table<'_>], around: Around<'_>) -> Option<Vec<Part<'static>>> {
    let spans: Vec<Span> = tables.iter().map(|table| table.span).collect();
    let sections = around.document.sections();
    let asides: Vec<Span> = sections
        .iter()
        .filter(|section| around.reading.vocabulary.has_any(WordList::LogAside, &section.title()))
        .map(|section| section.span)
        .collect();
    let preface: Vec<&Block> = sections.iter().flat_map(|section| &section.blocks).collect();
    let titled = sections.iter().any(|section| super::has_day(&section.title()));
    if titled || around.speaks_outside(&spans, &asides) || tells_of_a_day(&preface) {
        return None;
    }
    let zone = around.zone(&preface);
    let rows = tables.iter().flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    let part = |(number, (table, row)): (usize, (&Table<'_>, &TableRow))| {
        let zone = zone.clone().or_else(|| table.zone());
        let shown = around.shown(zone.as_ref(), &[table.head.span, row.span]);
        let place = Place { anchor: format!("row-{}", number + 1), zone, shown, skipped: Vec::new() };
        Part { document: Cow::Owned(table.document(row, around)), place: Some(place) }
    };
    Some(rows.enumerate().map(part).collect())
}
