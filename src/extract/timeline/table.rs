//! A timeline as a table: which column holds the time, the day, the end, the event type, and what happened.

use super::Entry;
use super::entries::{IN_TIMELINE, behind_stamp, bold_state, name_kinds};
use super::updates;
use crate::extract::vocabulary::{Vocabulary, WordList, fold, folded, word_count, words_of};
use crate::extract::when::{self, DateToken, RangeToken};
use crate::model::Zone;
use crate::source::Span;
use crate::syntax::{Inline, TableRow};

/// What a table holds.
pub(crate) struct Read {
    /// The entries, one a row.
    pub entries: Vec<Entry>,
    /// A zone named in a column header.
    pub zone: Option<(Zone, Span)>,
}

/// What a column is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Column {
    Time,
    Day,
    Weekday,
    End,
    Kind,
    /// A time in words: "Morning", "+3 min", "same session".
    Vague,
    Text,
}

/// A row with the text of each of its cells, and the time or range that the cell opens with: looked at once, and asked for
/// by whoever guesses columns and by whoever reads them.
struct Row<'t> {
    span: Span,
    cells: Vec<Cell<'t>>,
}

struct Cell<'t> {
    inline: &'t Inline,
    text: &'t str,
    stamp: Option<RangeToken>,
}

impl<'t> Row<'t> {
    fn of(row: &'t TableRow) -> Self {
        let inlines = row.cells.iter().map(|cell| &cell.inline);
        let cells = inlines.map(|inline| {
            let text = inline.plain();
            Cell { inline, text, stamp: when::range_at(text, 0, IN_TIMELINE) }
        });
        Self { span: row.span, cells: cells.collect() }
    }
}

/// Whether a table outside any timeline section is one: a header that says time, and times below it.
pub(crate) fn is_timeline(head: &TableRow, rows: &[TableRow], vocabulary: &Vocabulary) -> bool {
    let rows: Vec<Row<'_>> = rows.iter().map(Row::of).collect();
    let columns = columns(head, &rows, vocabulary);
    let says_so = head.cells.iter().zip(&columns).any(|(cell, column)| {
        let title = cell.inline.plain();
        let has = |list| vocabulary.has_any(list, title);
        *column == Column::Time && words_of(title).len() <= 5 && (has(WordList::ColumnTime) || has(WordList::ColumnDay))
    });
    // "Time of incident" beside amounts is a list of cases: the time of a timeline comes first.
    let leads = columns
        .iter()
        .position(|column| *column == Column::Time)
        .is_some_and(|at| columns[..at].iter().all(|column| *column != Column::Text));
    let told = rows.iter().filter(|row| row.cells.last().is_some_and(|cell| word_count(cell.text) >= 3)).count();
    let event = || head.cells.iter().any(|cell| vocabulary.is_in(WordList::ColumnEvent, cell.inline.plain()));
    says_so && leads && (told * 2 >= rows.len() || event())
}

/// Reads a table that stands in a timeline.
pub(crate) fn read(head: &TableRow, rows: &[TableRow], vocabulary: &Vocabulary) -> Read {
    let rows: Vec<Row<'_>> = rows.iter().map(Row::of).collect();
    let columns = columns(head, &rows, vocabulary);
    let zone =
        head.cells.iter().zip(&columns).filter(|(_, column)| matches!(column, Column::Time | Column::Day)).find_map(
            |(cell, _)| {
                let zone = when::zones_in(cell.inline.plain()).into_iter().next()?.1;
                Some((zone, cell.span))
            },
        );
    // Rows without times have their place where the header says what they are.
    let ordered = columns.contains(&Column::Vague) || columns.len() == 1;
    if !columns.contains(&Column::Time) && !ordered {
        return Read { entries: Vec::new(), zone };
    }
    let year = head
        .cells
        .iter()
        .zip(&columns)
        .filter(|(_, column)| **column == Column::Day)
        .find_map(|(cell, _)| year_in(cell.inline.plain()));
    // The header of a table without one is its first row.
    let head = Row::of(head);
    let heads = head.cells.iter().zip(&columns).any(|(cell, column)| *column == Column::Time && cell.stamp.is_some());
    let mut day: Option<DateToken> = None;
    let all = heads.then_some(head).into_iter().chain(rows);
    let text = columns.iter().position(|column| *column == Column::Text);
    let mut inlines = Vec::new();
    let mut entries = Vec::new();
    for row in all {
        let inline = text.and_then(|at| row.cells.get(at)).map(|cell| cell.inline);
        if let Some(entry) = entry(row, &columns, year, &mut day, vocabulary) {
            entries.push(entry);
            inlines.push(inline);
        }
    }
    name_kinds(&mut entries, &inlines, vocabulary);
    Read { entries, zone }
}

fn entry(
    row: Row<'_>,
    columns: &[Column],
    year: Option<i16>,
    day: &mut Option<DateToken>,
    vocabulary: &Vocabulary,
) -> Option<Entry> {
    let (mut stamp, mut end, mut kind, mut texts): (
        Option<RangeToken>,
        Option<RangeToken>,
        Option<String>,
        Vec<String>,
    ) = (None, None, None, Vec::new());
    let mut own_day = None;
    for (Cell { inline, text, stamp: own }, column) in row.cells.into_iter().zip(columns) {
        if text.is_empty() {
            continue;
        }
        match column {
            Column::Time => match own {
                Some(found) => {
                    let rest = behind_stamp(&text[found.range.end..]);
                    if rest.chars().any(char::is_alphanumeric) {
                        texts.push(rest.to_string());
                    }
                    stamp = Some(found);
                }
                None => {
                    if text.chars().any(char::is_alphabetic) && !text.to_lowercase().contains("unknown") {
                        texts.push(text.to_owned());
                    }
                }
            },
            Column::Day => own_day = own.and_then(|found| found.start.date),
            Column::End => end = own,
            Column::Kind => kind = Some(text.to_owned()),
            Column::Weekday | Column::Vague => {}
            // A dash stands for an empty cell.
            Column::Text if matches!(text, "-" | "–" | "—") => {}
            Column::Text => match bold_state(inline, text, vocabulary).filter(|_| texts.is_empty() && kind.is_none()) {
                Some(state) => {
                    texts.push(behind_stamp(&text[state.len()..]).to_string());
                    kind = Some(state.to_string());
                }
                None => texts.push(text.to_owned()),
            },
        }
    }
    if let Some(mut found) = own_day {
        found.year = found.year.or(year);
        *day = Some(found);
    }
    if let (Some(stamp), Some(end)) = (&mut stamp, end) {
        stamp.end = stamp.end.take().or(Some(end.start));
    }
    let text = texts.join(" ");
    (!text.is_empty() || stamp.is_some()).then(|| Entry { stamp, day: day.clone(), kind, text, span: row.span })
}

fn columns(head: &TableRow, rows: &[Row<'_>], vocabulary: &Vocabulary) -> Vec<Column> {
    let mut out: Vec<Column> =
        head.cells.iter().enumerate().map(|(at, cell)| guess(cell.inline.plain(), at, rows, vocabulary)).collect();
    // A day column is the time where no other is.
    if !out.contains(&Column::Time)
        && let Some(day) = out.iter_mut().find(|column| **column == Column::Day)
    {
        *day = Column::Time;
    }
    if !out.contains(&Column::Time)
        && let Some(at) = head.cells.iter().position(|cell| is_vague(cell.inline.plain(), vocabulary))
        && at == 0
        && rows.iter().all(|row| row.cells.first().is_none_or(|cell| word_count(cell.text) <= 4))
    {
        out[at] = Column::Vague;
    }
    // A column of states alone is what happened.
    if !out.contains(&Column::Text)
        && let Some(kind) = out.iter_mut().rfind(|column| **column == Column::Kind)
    {
        *kind = Column::Text;
    }
    // One time; a second one says so in its header or is text.
    let first = out.iter().position(|column| *column == Column::Time);
    for (at, column) in out.iter_mut().enumerate() {
        if *column == Column::Time && Some(at) != first {
            let ends = vocabulary.has_any(WordList::ColumnEnd, head.cells[at].inline.plain());
            *column = if ends { Column::End } else { Column::Text };
        }
    }
    out
}

/// Whether a header names the time of its rows.
fn is_vague(title: &str, vocabulary: &Vocabulary) -> bool {
    words_of(title).len() <= 3 && vocabulary.has_any(WordList::ColumnTime, title)
}

fn guess(title: &str, at: usize, rows: &[Row<'_>], vocabulary: &Vocabulary) -> Column {
    let folded_title = folded(title);
    let has = |list| vocabulary.occurs(list, &folded_title);
    let cells = || rows.iter().filter_map(|row| row.cells.get(at)).filter(|cell| !cell.text.is_empty());
    let (mut filled, mut timed, mut dated) = (0, 0, 0);
    for cell in cells() {
        filled += 1;
        match &cell.stamp {
            Some(found) if found.start.time.is_some() => timed += 1,
            Some(_) => dated += 1,
            None => {}
        }
    }
    let is_weekday = |text: &str| text.len() <= 12 && vocabulary.at_start(WordList::Weekday, &fold(text)).is_some();
    let weekdays = || cells().filter(|cell| cell.stamp.is_none() && is_weekday(cell.text)).count();
    let states = || cells().all(|cell| cell.stamp.is_none() && updates::is_state(cell.text, vocabulary));
    let most = |n: usize| n > 0 && n * 2 >= filled;
    if most(timed) || (has(WordList::ColumnTime) && timed > 0) {
        Column::Time
    } else if most(dated) || (has(WordList::ColumnDay) && dated > 0) {
        if has(WordList::ColumnTime) && !has(WordList::ColumnDay) { Column::Time } else { Column::Day }
    } else if most(weekdays()) {
        Column::Weekday
    } else if has(WordList::ColumnKind) && words_of(title).len() <= 3
        || has(WordList::ColumnState) && filled >= 2 && states()
    {
        Column::Kind
    } else {
        Column::Text
    }
}

/// `Date (2022)`: the year of all dates below.
fn year_in(header: &str) -> Option<i16> {
    words_of(header)
        .iter()
        .filter(|word| word.len() == 4)
        .find_map(|word| word.parse().ok())
        .filter(|year| (1990..2100).contains(year))
}
