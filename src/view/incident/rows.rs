//! The timeline of an incident as the rows of a table.
//!
//! Written here and not by a template, as the drawing above it is: a timeline has dozens of rows of ten values each.

use jiff::civil::{Date, DateTime};
use serde::Serialize;

use super::own::Own;
use crate::model::written::push_count;
use crate::model::{Moment, TimelineRow, written};
use crate::render::escape;
use crate::view::Html;
use crate::view::charts;
use crate::view::parts::{self, DayView};

/// A timeline.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct TimelineView {
    /// The drawing over the table; `None` where there is too little to draw.
    pub chart: Option<Html>,
    /// Whether any row has a type.
    pub has_kinds: bool,
    /// The rows as `<tr>`, in the report's order: the row `t-1` with the cells `at` (a link to the row itself), `since` (a link
    /// to its mark in the drawing), `type` where any row has one, `what`, and `line` (a link to the line it was read from);
    /// before the first row of another day a row `day`.
    pub rows: Html,
}

/// A row of a timeline.
struct Row<'a> {
    /// Its place, from 1.
    number: usize,
    /// The day, where it is another one than that of the row before.
    day: Option<DayView>,
    /// `2019-02-04T07:30` and `07:30`.
    time: Option<(String, String)>,
    /// End of a range: `23:00`, with the day where that is another one.
    until: Option<String>,
    /// Time since the start of the incident: `+1:05`, `−0:10`.
    since: Option<String>,
    /// The number of its mark in the drawing.
    mark: Option<usize>,
    /// The type of event as written.
    kind: Option<&'a str>,
    /// The class of the lane of that type: `lane-operator`, `lane-app-event`, `lane-free-1`.
    lane: &'static str,
    /// What happened.
    text: &'a str,
    /// Its line in the report.
    line: u32,
}

/// The timeline of an incident; `None` where the report has none.
pub(super) fn timeline(own: &Own<'_>) -> Option<TimelineView> {
    let rows = &own.incident.timeline;
    if rows.is_empty() {
        return None;
    }
    let stated = own.incident.started_at.as_ref().and_then(|start| start.value.time());
    let start = stated.or_else(|| rows.iter().find_map(|row| row.at?.time()));
    let lanes = charts::lanes(rows);
    let mut before: Option<Date> = own.date;
    let has_kinds = rows.iter().any(|row| row.kind.is_some());
    let (chart, marks) = charts::timeline(own.incident).unzip();
    let mut out = String::with_capacity(rows.iter().map(|row| row.text.len() + 320).sum());
    for (index, row) in rows.iter().enumerate() {
        let day = row.at.map(Moment::date);
        let changed = day.is_some() && day != before;
        before = day.or(before);
        let mut row = row_of(own, row, index + 1, start, (changed, lanes[index]));
        row.mark = marks.as_ref().and_then(|marks| marks[index]);
        write(&mut out, &row, has_kinds);
    }
    Some(TimelineView { chart, has_kinds, rows: Html(out) })
}

fn row_of<'a>(
    own: &Own<'_>,
    row: &'a TimelineRow,
    number: usize,
    start: Option<DateTime>,
    (changed, lane): (bool, &'static str),
) -> Row<'a> {
    let time = row.at.and_then(Moment::time);
    Row {
        number,
        day: row.at.filter(|_| changed).map(|at| parts::day(at.date())),
        time: time.and(row.at).map(Moment::text).zip(time.map(clock)),
        until: row.until.map(|until| until_words(until, row.at.map(Moment::date))),
        since: start.zip(time).map(|(start, time)| since(start, time)),
        mark: None,
        kind: row.kind.as_deref(),
        lane,
        text: &row.text,
        line: own.source.lines.line(row.span.start),
    }
}

fn write(out: &mut String, row: &Row<'_>, has_kinds: bool) {
    if let Some(day) = &row.day {
        let columns = if has_kinds { "5" } else { "4" };
        push_all(out, &["<tr class=\"day\"><th scope=\"rowgroup\" colspan=\"", columns, "\">", day.weekday]);
        push_all(out, &[" <time datetime=\"", &day.iso, "\">", &day.label, "</time></th></tr>\n"]);
    }
    push_numbered(out, "<tr id=\"t-", row.number);
    push_numbered(out, "\"><td class=\"at\"><a href=\"#t-", row.number);
    out.push_str("\">");
    match &row.time {
        Some((iso, time)) => push_all(out, &["<time datetime=\"", iso, "\">", time, "</time>"]),
        None => out.push('–'),
    }
    if let Some(until) = row.until.as_ref().filter(|_| row.time.is_some()) {
        push_all(out, &["–", until]);
    }
    out.push_str("</a></td><td class=\"since\">");
    match (&row.since, row.mark) {
        (Some(since), Some(mark)) => {
            push_numbered(out, "<a href=\"#m-", mark);
            push_all(out, &["\">", since, "</a>"]);
        }
        (since, _) => out.push_str(since.as_deref().unwrap_or("")),
    }
    out.push_str("</td>");
    if has_kinds {
        out.push_str("<td class=\"type\">");
        if let Some(kind) = row.kind {
            push_all(out, &["<span class=\"kind ", row.lane, "\">"]);
            escape::push_text(out, kind);
            out.push_str("</span>");
        }
        out.push_str("</td>");
    }
    out.push_str("<td class=\"what\">");
    escape::push_text(out, row.text);
    push_numbered(out, "</td><td class=\"line\"><a href=\"#L", row.line as usize);
    push_numbered(out, "\">", row.line as usize);
    out.push_str("</a></td></tr>\n");
}

/// Adds markup with a number behind it.
fn push_numbered(out: &mut String, markup: &str, number: usize) {
    out.push_str(markup);
    push_count(out, number as u64);
}

/// Adds markup and words of our own making.
fn push_all(out: &mut String, pieces: &[&str]) {
    pieces.iter().for_each(|piece| out.push_str(piece));
}

fn clock(time: DateTime) -> String {
    written::clock(time.time())
}

/// The end of a range, with its day where that is not the day of the start.
fn until_words(until: Moment, day: Option<Date>) -> String {
    match until.time() {
        Some(time) if Some(time.date()) == day => clock(time),
        Some(time) => format!("{}, {}", parts::day(time.date()).label, clock(time)),
        None => parts::day(until.date()).label,
    }
}

/// Time from the start: hours and minutes, days in front from one day on.
fn since(start: DateTime, time: DateTime) -> String {
    let seconds = time.duration_since(start).as_secs();
    let (sign, minutes) = (if seconds < 0 { '−' } else { '+' }, seconds.unsigned_abs() / 60);
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match days {
        0 => format!("{sign}{hours}:{minutes:02}"),
        days => format!("{sign}{days} d {hours}:{minutes:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::datetime;

    #[test]
    fn time_since_the_start() {
        let start = datetime(2024, 3, 30, 23, 55, 0, 0);
        let check = |time: DateTime, expected: &str| assert_eq!(since(start, time), expected);
        check(start, "+0:00");
        check(datetime(2024, 3, 31, 1, 0, 0, 0), "+1:05");
        check(datetime(2024, 3, 30, 23, 45, 0, 0), "−0:10");
        check(datetime(2024, 4, 2, 0, 5, 0, 0), "+2 d 0:10");
    }

    #[test]
    fn ends_of_ranges_name_another_day() {
        let day = jiff::civil::date(2024, 3, 30);
        let check = |until, expected: &str| assert_eq!(until_words(until, Some(day)), expected);
        check(Moment::Minute(datetime(2024, 3, 30, 23, 0, 0, 0)), "23:00");
        check(Moment::Minute(datetime(2024, 3, 31, 1, 0, 0, 0)), "31 Mar 2024, 01:00");
        check(Moment::Day(jiff::civil::date(2024, 3, 31)), "31 Mar 2024");
    }
}
