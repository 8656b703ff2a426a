//! The timeline: from the shapes in which people write it to dated rows in the report's own order.
//!
//! [`collect`] gathers entries as written, from tables, lists, headings, paragraphs and status-page updates, without
//! deciding on any day. [`place`] then dates them: a day carries over to the entries below it, a large step back in time
//! means that midnight has passed, and a timeline that runs newest first is dated from its end.

pub(crate) mod entries;
mod posts;
mod table;
pub mod updates;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

pub use entries::collect;

use super::when::{DateToken, RangeToken, StampToken};
use crate::config::DateOrder;
use crate::model::{Moment, Rule, TimelineRow, Zone};
use crate::source::Span;

/// How many hours a timeline may step back without a new day: beyond that, midnight has passed.
const SAME_DAY_HOURS: i64 = 5;

/// An entry as written.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// Its time or range; `None` where it has only a place in the order.
    pub stamp: Option<RangeToken>,
    /// A day that headings, columns or lines above set for it.
    pub day: Option<DateToken>,
    /// The event type.
    pub kind: Option<String>,
    /// What happened.
    pub text: String,
    /// The source of the entry.
    pub span: Span,
}

/// A timeline as written.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct RawTimeline {
    /// The entries in the report's order.
    pub entries: Vec<Entry>,
    /// A zone that a note, heading or column header states for all entries.
    pub zone: Option<(Zone, Rule, Span)>,
    /// A day that the heading or a note states for the first entries.
    pub day: Option<DateToken>,
}

/// What dating the rows needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Placing<'a> {
    /// The day of the first entries, where they state none.
    pub base: Option<Date>,
    /// How `03/04/2019` is read.
    pub order: Option<DateOrder>,
    /// The zone of the record; times in another one are converted.
    pub zone: Option<&'a Zone>,
}

/// The rows with their dates.
pub fn place(raw: &RawTimeline, placing: Placing<'_>) -> Vec<TimelineRow> {
    let newest_first = runs_backwards(&raw.entries, placing);
    let note = raw.zone.as_ref().map(|(zone, ..)| zone).filter(|zone| placing.zone != Some(*zone));
    let mut clock = Clock { placing, note, day: placing.base, last: None };
    if let Some(day) = raw.day.as_ref().and_then(|day| clock.date(day)) {
        clock.day = Some(day);
    }
    let mut rows = Vec::with_capacity(raw.entries.len());
    let order: Vec<usize> =
        if newest_first { (0..raw.entries.len()).rev().collect() } else { (0..raw.entries.len()).collect() };
    for at in order {
        rows.push(clock.row(&raw.entries[at]));
    }
    if newest_first {
        rows.reverse();
    }
    rows
}

/// Whether most steps between timed entries go back by a little: the newest entry stands first.
fn runs_backwards(entries: &[Entry], placing: Placing<'_>) -> bool {
    let clock = Clock { placing, note: None, day: placing.base, last: None };
    let mut last: Option<(Option<Date>, i32)> = None;
    let (mut up, mut down) = (0, 0);
    for entry in entries {
        let Some(start) = entry.stamp.as_ref().map(|stamp| &stamp.start) else { continue };
        let date = start.date.as_ref().or(entry.day.as_ref()).and_then(|date| clock.date(date));
        let minute = start.time.as_ref().map_or(0, |time| i32::from(time.hour) * 60 + i32::from(time.minute));
        let this = (date, minute);
        if let Some((last_date, last_minute)) = last {
            match (last_date, this.0) {
                (Some(a), Some(b)) if a != b => *(if b > a { &mut up } else { &mut down }) += 1,
                _ if minute > last_minute => up += 1,
                // Past midnight the clock falls far: no sign of a reversed order.
                _ if minute < last_minute && last_minute - minute < 12 * 60 => down += 1,
                _ => {}
            }
        }
        last = Some((this.0.or(last.and_then(|(date, _)| date)), minute));
    }
    down > up && down >= 1 && entries.len() >= 2 && up == 0 || down > up * 2 && down >= 3
}

struct Clock<'a> {
    placing: Placing<'a>,
    /// The zone that a note states for all rows, where it is not that of the record.
    note: Option<&'a Zone>,
    day: Option<Date>,
    last: Option<DateTime>,
}

impl Clock<'_> {
    /// The day of a token; a year that is not written is the one that brings it closest to the day before it.
    fn date(&self, token: &DateToken) -> Option<Date> {
        let near = self.day.or(self.placing.base);
        let order = self.placing.order.or_else(|| settled_by(token, near?));
        let date = token.resolve(order, near.map(Date::year))?;
        if token.year.is_some() {
            return Some(date);
        }
        let near = near?;
        let candidates =
            [-1_i16, 0, 1].into_iter().filter_map(|step| token.resolve(order, near.year().checked_add(step)));
        candidates.min_by_key(|date| near.until(*date).map_or(i32::MAX, |span| span.get_days().abs()))
    }

    fn row(&mut self, entry: &Entry) -> TimelineRow {
        let row =
            |at, until| TimelineRow { at, until, kind: entry.kind.clone(), text: entry.text.clone(), span: entry.span };
        let Some(stamp) = &entry.stamp else { return row(None, None) };
        let stated = stamp.start.date.as_ref().or(entry.day.as_ref());
        if let Some(day) = stated.and_then(|token| self.date(token)) {
            self.new_day(day, stamp.start.date.is_some());
        } else if stated.is_some() {
            // A day that cannot be read must not be mistaken for the one above it.
            return row(None, None);
        }
        let at = self.moment(&stamp.start);
        let until = stamp.end.as_ref().and_then(|end| self.until(end, at));
        row(at, until)
    }

    /// A stated day. One that only carries over from above does not undo a midnight that has passed since.
    fn new_day(&mut self, day: Date, in_the_entry: bool) {
        let rolled = self.last.is_some_and(|last| last.date() > day);
        if in_the_entry || !rolled || self.day.is_some_and(|today| today < day) {
            self.day = Some(day);
            self.last = self.last.filter(|last| last.date() == day);
        }
    }

    fn moment(&mut self, stamp: &StampToken) -> Option<Moment> {
        let day = self.day?;
        let Some(time) = &stamp.time else { return Some(Moment::Day(day)) };
        let mut at = time.on(day)?;
        if stamp.date.is_none() && self.last.is_some_and(|last| hours_back(last, at) >= SAME_DAY_HOURS) {
            let next = day.checked_add(1.day()).ok()?;
            self.day = Some(next);
            at = time.on(next)?;
        }
        self.last = Some(at);
        Some(Moment::Minute(self.in_zone(at, stamp)))
    }

    fn until(&self, end: &StampToken, at: Option<Moment>) -> Option<Moment> {
        let start = at?;
        let day = match &end.date {
            Some(token) => self.date(token)?,
            None => self.day?,
        };
        let Some(time) = &end.time else { return Some(Moment::Day(day)).filter(|end| !end.is_before(start)) };
        let mut until = self.in_zone(time.on(day)?, end);
        if end.date.is_none() && start.time().is_some_and(|start| until < start) {
            until = until.checked_add(1.day()).ok()?;
        }
        Some(Moment::Minute(until)).filter(|end| !end.is_before(start))
    }

    /// A time with a zone of its own, in the zone of the record.
    fn in_zone(&self, at: DateTime, stamp: &StampToken) -> DateTime {
        let own = stamp.zone.as_ref().map(|token| &token.zone).or(self.note);
        match (own, self.placing.zone) {
            (Some(own), Some(record)) => convert(at, own, record).unwrap_or(at),
            _ => at,
        }
    }
}

/// The reading of `01/07` that lies beside a day known otherwise, where the other one lies far from it.
fn settled_by(token: &DateToken, near: Date) -> Option<DateOrder> {
    let far = |order| {
        let years = [-1_i16, 0, 1].into_iter().filter_map(|step| near.year().checked_add(step));
        let dates = years.filter_map(|year| token.resolve(Some(order), Some(year)));
        dates.filter_map(|date| near.until(date).ok()).map(|span| span.get_days().abs()).min().unwrap_or(i32::MAX)
    };
    match (far(DateOrder::DayFirst), far(DateOrder::MonthFirst)) {
        (0..=7, 22..) => Some(DateOrder::DayFirst),
        (22.., 0..=7) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// One clock in winter and in summer.
const ONE_CLOCK: &[[&str; 2]] = &[
    ["PST", "PDT"],
    ["MST", "MDT"],
    ["CST", "CDT"],
    ["EST", "EDT"],
    ["WET", "WEST"],
    ["CET", "CEST"],
    ["MEZ", "MESZ"],
    ["EET", "EEST"],
    ["AEST", "AEDT"],
    ["NZST", "NZDT"],
];

/// Whether two zones are the winter and the summer time of one clock.
fn are_one_clock(one: &Zone, other: &Zone) -> bool {
    ONE_CLOCK.iter().any(|pair| pair.contains(&one.as_str()) && pair.contains(&other.as_str()))
}

fn hours_back(last: DateTime, at: DateTime) -> i64 {
    last.duration_since(at).as_hours()
}

/// A wall-clock time of one zone in another; `None` where either has no certain offset. Winter and summer time of one clock
/// are not told apart: who writes `PST/PDT` means the one of the day.
pub fn convert(at: DateTime, from: &Zone, to: &Zone) -> Option<DateTime> {
    if from == to || are_one_clock(from, to) {
        return Some(at);
    }
    let utc = at.checked_sub(jiff::SignedDuration::from_secs(i64::from(from.offset_at(at)?.seconds()))).ok()?;
    let offset = to.offset_at(utc)?;
    utc.checked_add(jiff::SignedDuration::from_secs(i64::from(offset.seconds()))).ok()
}
