//! The timeline of an incident as the rows of a table.

use jiff::civil::{Date, DateTime};
use serde::Serialize;

use crate::archive::Case;
use crate::model::{Moment, TimelineRow, written};
use crate::site::{Href, references};
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
    /// The rows, in the report's order.
    pub rows: Vec<TimelineRowView>,
}

/// A row of a timeline.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct TimelineRowView {
    /// Its anchor: `t-1`.
    pub id: String,
    /// The day, where it is another one than that of the row before.
    pub day: Option<DayView>,
    /// `2019-02-04T07:30`; `None` without a time.
    pub iso: Option<String>,
    /// `07:30`
    pub time: Option<String>,
    /// End of a range: `23:00`, with the day where that is another one.
    pub until: Option<String>,
    /// Time since the start of the incident: `+1:05`, `−0:10`.
    pub since: Option<String>,
    /// The type of event as written.
    pub kind: Option<String>,
    /// The class of the lane of that type: `lane-operator`, `lane-app-event`, `lane-free-1`.
    pub lane: &'static str,
    /// What happened.
    pub text: String,
    /// Its line in the report.
    pub line: u32,
    /// That line on this page.
    pub source: Href,
}

/// The timeline of an incident; `None` where the report has none.
pub(super) fn timeline(case: &Case) -> Option<TimelineView> {
    let rows = &case.incident.timeline;
    if rows.is_empty() {
        return None;
    }
    let stated = case.incident.started_at.as_ref().and_then(|start| start.value.time());
    let start = stated.or_else(|| rows.iter().find_map(|row| row.at?.time()));
    let lanes = charts::lanes(rows);
    let mut before: Option<Date> = case.date();
    let view = |(index, row): (usize, &TimelineRow)| {
        let day = row.at.map(Moment::date);
        let changed = day.is_some() && day != before;
        before = day.or(before);
        row_view(case, row, index + 1, start, (changed, lanes[index]))
    };
    Some(TimelineView {
        chart: charts::timeline(&case.incident),
        has_kinds: rows.iter().any(|row| row.kind.is_some()),
        rows: rows.iter().enumerate().map(view).collect(),
    })
}

fn row_view(
    case: &Case,
    row: &TimelineRow,
    number: usize,
    start: Option<DateTime>,
    (changed, lane): (bool, &'static str),
) -> TimelineRowView {
    let time = row.at.and_then(Moment::time);
    let line = case.source.lines.line(row.span.start);
    TimelineRowView {
        id: format!("t-{number}"),
        day: row.at.filter(|_| changed).map(|at| parts::day(at.date())),
        iso: time.and(row.at).map(Moment::text),
        time: time.map(clock),
        until: row.until.map(|until| until_words(until, row.at.map(Moment::date))),
        since: start.zip(time).map(|(start, time)| since(start, time)),
        kind: row.kind.clone(),
        lane,
        text: row.text.clone(),
        line,
        source: references::own_line(line),
    }
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
