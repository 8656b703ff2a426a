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
use crate::view::cells::push_all;
use crate::view::{charts, parts};

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
    row: &'a TimelineRow,
    /// Its place, from 1.
    number: usize,
    /// Whether its day is another one than that of the row before.
    begins_day: bool,
    /// The number of its mark in the drawing.
    mark: Option<usize>,
    /// The class of the lane of its type: `lane-operator`, `lane-app-event`, `lane-free-1`.
    lane: &'static str,
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
        let begins_day = day.is_some() && day != before;
        before = day.or(before);
        let mark = marks.as_ref().and_then(|marks| marks[index]);
        let row = Row { row, number: index + 1, begins_day, mark, lane: lanes[index] };
        write(&mut out, own, &row, start, has_kinds);
    }
    Some(TimelineView { chart, has_kinds, rows: Html(out) })
}

fn write(out: &mut String, own: &Own<'_>, row: &Row<'_>, start: Option<DateTime>, has_kinds: bool) {
    let Row { row, number, begins_day, mark, lane } = *row;
    if let Some(day) = row.at.filter(|_| begins_day).map(|at| parts::day(at.date())) {
        let columns = if has_kinds { "5" } else { "4" };
        push_all(out, &["<tr class=\"day\"><th scope=\"rowgroup\" colspan=\"", columns, "\">", day.weekday]);
        push_all(out, &[" <time datetime=\"", &day.iso, "\">", &day.label, "</time></th></tr>\n"]);
    }
    push_numbered(out, "<tr id=\"t-", number);
    push_numbered(out, "\"><td class=\"at\"><a href=\"#t-", number);
    out.push_str("\">");
    let time = row.at.and_then(Moment::time);
    match time {
        Some(time) => {
            out.push_str("<time datetime=\"");
            written::push_date(out, time.date());
            out.push('T');
            written::push_clock(out, time.time());
            out.push_str("\">");
            written::push_clock(out, time.time());
            out.push_str("</time>");
            push_until(out, row.until, time.date());
        }
        None => out.push('–'),
    }
    out.push_str("</a></td><td class=\"since\">");
    if let Some((start, time)) = start.zip(time) {
        if let Some(mark) = mark {
            push_numbered(out, "<a href=\"#m-", mark);
            out.push_str("\">");
        }
        push_since(out, start, time);
        out.push_str(if mark.is_some() { "</a>" } else { "" });
    }
    out.push_str("</td>");
    if has_kinds {
        out.push_str("<td class=\"type\">");
        if let Some(kind) = &row.kind {
            push_all(out, &["<span class=\"kind ", lane, "\">"]);
            escape::push_text(out, kind);
            out.push_str("</span>");
        }
        out.push_str("</td>");
    }
    out.push_str("<td class=\"what\">");
    escape::push_text(out, &row.text);
    let line = own.source.lines.line(row.span.start) as usize;
    push_numbered(out, "</td><td class=\"line\"><a href=\"#L", line);
    push_numbered(out, "\">", line);
    out.push_str("</a></td></tr>\n");
}

/// Adds markup with a number behind it.
fn push_numbered(out: &mut String, markup: &str, number: usize) {
    out.push_str(markup);
    push_count(out, number as u64);
}

/// Adds the end of a range, with its day where that is not the day of the start.
fn push_until(out: &mut String, until: Option<Moment>, day: Date) {
    let Some(until) = until else { return };
    out.push('–');
    if until.date() != day || until.time().is_none() {
        out.push_str(&parts::day(until.date()).label);
        out.push_str(if until.time().is_some() { ", " } else { "" });
    }
    until.time().iter().for_each(|time| written::push_clock(out, time.time()));
}

/// Adds the time from the start: hours and minutes, days in front from one day on.
fn push_since(out: &mut String, start: DateTime, time: DateTime) {
    let seconds = time.duration_since(start).as_secs();
    let minutes = seconds.unsigned_abs() / 60;
    out.push(if seconds < 0 { '−' } else { '+' });
    if minutes >= 1440 {
        push_count(out, minutes / 1440);
        out.push_str(" d ");
    }
    push_count(out, minutes / 60 % 24);
    out.push_str(if minutes % 60 < 10 { ":0" } else { ":" });
    push_count(out, minutes % 60);
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::datetime;

    #[test]
    fn time_since_the_start() {
        let start = datetime(2024, 3, 30, 23, 55, 0, 0);
        let check = |time: DateTime, expected: &str| {
            let mut out = String::new();
            push_since(&mut out, start, time);
            assert_eq!(out, expected);
        };
        check(start, "+0:00");
        check(datetime(2024, 3, 31, 1, 0, 0, 0), "+1:05");
        check(datetime(2024, 3, 30, 23, 45, 0, 0), "−0:10");
        check(datetime(2024, 4, 2, 0, 5, 0, 0), "+2 d 0:10");
    }

    #[test]
    fn ends_of_ranges_name_another_day() {
        let check = |until, expected: &str| {
            let mut out = String::new();
            push_until(&mut out, Some(until), jiff::civil::date(2024, 3, 30));
            assert_eq!(out, expected);
        };
        check(Moment::Minute(datetime(2024, 3, 30, 23, 0, 0, 0)), "–23:00");
        check(Moment::Minute(datetime(2024, 3, 31, 1, 0, 0, 0)), "–31 Mar 2024, 01:00");
        check(Moment::Day(jiff::civil::date(2024, 3, 31)), "–31 Mar 2024");
    }
}
