//! A timeline as a table: which column holds the time, the day, the end, the event type, and what happened.

use super::Entry;
use super::entries::{IN_TIMELINE, behind_stamp, bold_state, name_kinds};
use super::updates;
use crate::extract::vocabulary::{Vocabulary, WordList, fold, word_count, words_of};
use crate::extract::when::{self, DateToken, RangeToken};
use crate::model::Zone;
use crate::source::Span;
use crate::syntax::TableRow;

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

/// Whether a table outside any timeline section is one: a header that says time, and times below it.
pub(crate) fn is_timeline(head: &TableRow, rows: &[TableRow], vocabulary: &Vocabulary) -> bool {
    let columns = columns(head, rows, vocabulary);
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
    let told =
        rows.iter().filter(|row| row.cells.last().is_some_and(|cell| word_count(cell.inline.plain()) >= 3)).count();
    let event = || head.cells.iter().any(|cell| vocabulary.is_in(WordList::ColumnEvent, cell.inline.plain()));
    says_so && leads && (told * 2 >= rows.len() || event())
}

/// Reads a table that stands in a timeline.
pub(crate) fn read(head: &TableRow, rows: &[TableRow], vocabulary: &Vocabulary) -> Read {
    let columns = columns(head, rows, vocabulary);
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
    let heads =
        head.cells.iter().zip(&columns).any(|(cell, column)| {
            *column == Column::Time && when::range_at(cell.inline.plain(), 0, IN_TIMELINE).is_some()
        });
    let mut day: Option<DateToken> = None;
    let all = heads.then_some(head).into_iter().chain(rows);
    let text = columns.iter().position(|column| *column == Column::Text);
    let mut inlines = Vec::new();
    let mut entries = Vec::new();
    for row in all {
        if let Some(entry) = entry(row, &columns, year, &mut day, vocabulary) {
            entries.push(entry);
            inlines.push(text.and_then(|at| row.cells.get(at)).map(|cell| &cell.inline));
        }
    }
    name_kinds(&mut entries, &inlines, vocabulary);
    Read { entries, zone }
}

fn entry(
    row: &TableRow,
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
    for (cell, column) in row.cells.iter().zip(columns) {
        let text = cell.inline.plain();
        if text.is_empty() {
            continue;
        }
        match column {
            Column::Time => match when::range_at(text, 0, IN_TIMELINE) {
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
            Column::Day => own_day = when::range_at(text, 0, IN_TIMELINE).and_then(|found| found.start.date),
            Column::End => end = when::range_at(text, 0, IN_TIMELINE),
            Column::Kind => kind = Some(text.to_owned()),
            Column::Weekday | Column::Vague => {}
            // A dash stands for an empty cell.
            Column::Text if matches!(text, "-" | "–" | "—") => {}
            Column::Text => {
                match bold_state(&cell.inline, text, vocabulary).filter(|_| texts.is_empty() && kind.is_none()) {
                    Some(state) => {
                        texts.push(behind_stamp(&text[state.len()..]).to_string());
                        kind = Some(state.to_string());
                    }
                    None => texts.push(text.to_owned()),
                }
            }
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

fn columns(head: &TableRow, rows: &[TableRow], vocabulary: &Vocabulary) -> Vec<Column> {
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
        && rows.iter().all(|row| row.cells.first().is_none_or(|cell| word_count(cell.inline.plain()) <= 4))
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

fn guess(title: &str, at: usize, rows: &[TableRow], vocabulary: &Vocabulary) -> Column {
    let has = |list| vocabulary.has_any(list, title);
    let texts = rows.iter().filter_map(|row| row.cells.get(at)).map(|cell| cell.inline.plain());
    let is_weekday = |text: &str| text.len() <= 12 && vocabulary.at_start(WordList::Weekday, &fold(text)).is_some();
    let (mut filled, mut timed, mut dated, mut weekdays, mut states) = (0, 0, 0, 0, 0);
    for text in texts.filter(|text| !text.is_empty()) {
        filled += 1;
        match when::range_at(text, 0, IN_TIMELINE) {
            Some(found) if found.start.time.is_some() => timed += 1,
            Some(found) if found.start.date.is_some() => dated += 1,
            Some(_) | None => {
                weekdays += usize::from(is_weekday(text));
                states += usize::from(updates::is_state(text, vocabulary));
            }
        }
    }
    let most = |n: usize| n > 0 && n * 2 >= filled;
    if most(timed) || (has(WordList::ColumnTime) && timed > 0) {
        Column::Time
    } else if most(dated) || (has(WordList::ColumnDay) && dated > 0) {
        if has(WordList::ColumnTime) && !has(WordList::ColumnDay) { Column::Time } else { Column::Day }
    } else if most(weekdays) {
        Column::Weekday
    } else if has(WordList::ColumnKind) && words_of(title).len() <= 3
        || has(WordList::ColumnState) && filled >= 2 && states == filled
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
