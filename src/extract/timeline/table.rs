//! A timeline as a table: which column holds the time, the day, the end, the event type, and what happened.

use super::Entry;
use super::entries::{IN_TIMELINE, behind_stamp};
use crate::extract::vocabulary::words_of;
use crate::extract::when::{self, DateToken, RangeToken};
use crate::model::Zone;
use crate::source::Span;
use crate::syntax::TableRow;

/// What a table holds.
pub struct Read {
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
    Text,
}

const TIME_WORDS: &[&str] = &[
    "time",
    "timestamp",
    "when",
    "at",
    "start",
    "zeit",
    "uhrzeit",
    "heure",
    "hora",
    "tijd",
    "ora",
    "czas",
    "时间",
    "時刻",
    "日時",
    "시간",
    "datetime",
    "utc",
    "clock",
    "begin",
    "from",
    "zeitpunkt",
    "horodatage",
    "godzina",
];
const DAY_WORDS: &[&str] =
    &["date", "day", "datum", "jour", "fecha", "dia", "data", "dag", "tag", "日期", "日付", "날짜"];
const END_WORDS: &[&str] = &["end", "until", "to", "ended", "finish", "ende", "fin", "bis"];
const KIND_WORDS: &[&str] = &[
    "type",
    "kind",
    "category",
    "phase",
    "typ",
    "typen",
    "tipo",
    "soort",
    "rodzaj",
    "ereignistyp",
    "种类",
    "種別",
    "类型",
    "유형",
];

/// Whether a table outside any timeline section is one: a header that says time, and times below it.
pub fn is_timeline(head: &TableRow, rows: &[TableRow]) -> bool {
    let columns = columns(head, rows);
    let says_so = head.cells.iter().zip(&columns).any(|(cell, column)| {
        let words = words_of(&cell.inline.plain());
        *column == Column::Time
            && words.len() <= 5
            && words.iter().any(|word| TIME_WORDS.contains(&word.as_str()) || DAY_WORDS.contains(&word.as_str()))
    });
    // "Time of incident" beside amounts is a list of cases: the time of a timeline comes first.
    let leads = columns
        .iter()
        .position(|column| *column == Column::Time)
        .is_some_and(|at| columns[..at].iter().all(|column| *column != Column::Text));
    let told = rows
        .iter()
        .filter(|row| row.cells.last().is_some_and(|cell| cell.inline.plain().split_whitespace().count() >= 3))
        .count();
    says_so && leads && told * 2 >= rows.len()
}

/// Reads a table that stands in a timeline.
pub fn read(head: &TableRow, rows: &[TableRow]) -> Read {
    let columns = columns(head, rows);
    let zone =
        head.cells.iter().zip(&columns).filter(|(_, column)| matches!(column, Column::Time | Column::Day)).find_map(
            |(cell, _)| {
                let zone = when::zones_in(&cell.inline.plain()).into_iter().next()?.1;
                Some((zone, cell.span))
            },
        );
    if !columns.contains(&Column::Time) {
        return Read { entries: Vec::new(), zone };
    }
    let year = head
        .cells
        .iter()
        .zip(&columns)
        .filter(|(_, column)| **column == Column::Day)
        .find_map(|(cell, _)| year_in(&cell.inline.plain()));
    // The header of a table without one is its first row.
    let heads = head.cells.iter().zip(&columns).any(|(cell, column)| {
        *column == Column::Time && when::range_at(&cell.inline.plain(), 0, IN_TIMELINE).is_some()
    });
    let mut day: Option<DateToken> = None;
    let all = heads.then_some(head).into_iter().chain(rows);
    let entries = all.filter_map(|row| entry(row, &columns, year, &mut day)).collect();
    Read { entries, zone }
}

fn entry(row: &TableRow, columns: &[Column], year: Option<i16>, day: &mut Option<DateToken>) -> Option<Entry> {
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
            Column::Time => match when::range_at(&text, 0, IN_TIMELINE) {
                Some(found) => {
                    let rest = behind_stamp(&text[found.range.end..]);
                    if rest.chars().any(char::is_alphanumeric) {
                        texts.push(rest.to_string());
                    }
                    stamp = Some(found);
                }
                None => {
                    if text.chars().any(char::is_alphabetic) && !text.to_lowercase().contains("unknown") {
                        texts.push(text);
                    }
                }
            },
            Column::Day => own_day = when::range_at(&text, 0, IN_TIMELINE).and_then(|found| found.start.date),
            Column::End => end = when::range_at(&text, 0, IN_TIMELINE),
            Column::Kind => kind = Some(text),
            Column::Weekday => {}
            Column::Text => texts.push(text),
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

fn columns(head: &TableRow, rows: &[TableRow]) -> Vec<Column> {
    let mut out: Vec<Column> =
        head.cells.iter().enumerate().map(|(at, cell)| guess(&words_of(&cell.inline.plain()), at, rows)).collect();
    // A day column is the time where no other is.
    if !out.contains(&Column::Time)
        && let Some(day) = out.iter_mut().find(|column| **column == Column::Day)
    {
        *day = Column::Time;
    }
    // One time; a second one says so in its header or is text.
    let first = out.iter().position(|column| *column == Column::Time);
    for (at, column) in out.iter_mut().enumerate() {
        if *column == Column::Time && Some(at) != first {
            let words = words_of(&head.cells[at].inline.plain());
            let ends = words.iter().any(|word| END_WORDS.contains(&word.as_str()));
            *column = if ends { Column::End } else { Column::Text };
        }
    }
    out
}

fn guess(words: &[String], at: usize, rows: &[TableRow]) -> Column {
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let cells: Vec<String> = rows
        .iter()
        .filter_map(|row| row.cells.get(at))
        .map(|cell| cell.inline.plain())
        .filter(|text| !text.is_empty())
        .collect();
    let (mut timed, mut dated, mut weekdays) = (0, 0, 0);
    for text in &cells {
        match when::range_at(text, 0, IN_TIMELINE) {
            Some(found) if found.start.time.is_some() => timed += 1,
            Some(found) if found.start.date.is_some() => dated += 1,
            Some(_) | None => weekdays += usize::from(text.len() <= 10 && is_weekday(text)),
        }
    }
    let most = |n: usize| n > 0 && n * 2 >= cells.len();
    if most(timed) || (has(TIME_WORDS) && timed > 0) {
        Column::Time
    } else if most(dated) || (has(DAY_WORDS) && dated > 0) {
        if has(TIME_WORDS) && !has(DAY_WORDS) { Column::Time } else { Column::Day }
    } else if most(weekdays) {
        Column::Weekday
    } else if has(KIND_WORDS) && words.len() <= 3 {
        Column::Kind
    } else {
        Column::Text
    }
}

fn is_weekday(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|day| lower.starts_with(day))
}

/// `Date (2022)`: the year of all dates below.
fn year_in(header: &str) -> Option<i16> {
    words_of(header)
        .iter()
        .filter(|word| word.len() == 4)
        .find_map(|word| word.parse().ok())
        .filter(|year| (1990..2100).contains(year))
}
