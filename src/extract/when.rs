//! Human dates, times, zones and durations: the lexer of everything that says when.
//!
//! Works on plain text (no Markdown, but stray marks around a token do no harm) and gives tokens with their byte ranges;
//! what a token means for the incident is for the callers to settle. From small to large:
//!
//! 1. `scan`: looks at digits, words, blanks and borders; vocabulary in `words::time` and `words::zone`
//! 2. `date`, `clock`, `zone`: one day, one time of day, one zone
//! 3. `lead`, `stamp`: day, time and zone that belong together, in any order; `range`: two stamps with a joint
//! 4. `duration`: lengths; `malformed`: what looks like a date and is none
//!
//! Every function is pure, runs in linear time and takes any text; no clock, no locale. A reading that the form alone
//! does not settle is left open ([`DateReading::Either`], `zone: None`), never guessed.

mod clock;
mod date;
mod duration;
mod lead;
mod malformed;
#[cfg(test)]
mod properties;
mod range;
mod scan;
mod stamp;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tongues;
mod zone;

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};

use crate::config::DateOrder;
use crate::model::Zone;

pub use date::{date_in_name, weekday_settles};
pub use duration::{duration_of, durations_in, is_duration};
pub use malformed::{malformed_at_start, malformed_in};
pub use range::{range_at, ranges_in};
pub use stamp::stamp_at;
pub use zone::zones_in;

/// What the place of a text lets expect. The default suits running text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Expect {
    /// A time is expected: `0730` and `17h` are times, not a number and a length.
    pub bare_digits: bool,
    /// Short dates are expected: `03-26`, `3/26`, `26.3.`, `26.03.23`.
    pub month_day: bool,
    /// How `03/04/2019` is to be read, where it is known.
    pub order: Option<DateOrder>,
}

/// Month and day of a date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DateReading {
    /// One reading is possible.
    Settled {
        /// Month, 1 to 12.
        month: i8,
        /// Day of the month, one that exists in some year.
        day: i8,
    },
    /// Both orders are possible: `03/04/2019`.
    Either {
        /// The number that stands first, 1 to 12.
        first: i8,
        /// The number that stands second, 1 to 12, not the same.
        second: i8,
    },
}

/// A day as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DateToken {
    /// Where it stands, without weekday and marks.
    pub range: Range<usize>,
    /// The year, where it is written.
    pub year: Option<i16>,
    /// Month and day; settled by a weekday beside it where that decides.
    pub reading: DateReading,
}

impl DateToken {
    /// The day meant. `None` where the order or the year is not known, or the day does not exist in that year.
    pub fn resolve(&self, order: Option<DateOrder>, default_year: Option<i16>) -> Option<Date> {
        let (month, day) = match self.reading {
            DateReading::Settled { month, day } => (month, day),
            DateReading::Either { first, second } => match order? {
                DateOrder::DayFirst => (second, first),
                DateOrder::MonthFirst => (first, second),
            },
        };
        Date::new(self.year.or(default_year)?, month, day).ok()
    }
}

/// A time of day as written, seconds dropped.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TimeToken {
    /// Where it stands, `am`, `Uhr` and the like included, without the zone.
    pub range: Range<usize>,
    /// 0 to 24; 24 only as `24:00`, the end of the day.
    pub hour: i8,
    /// 0 to 59.
    pub minute: i8,
}

impl TimeToken {
    /// This time on a day; `24:00` is midnight of the next one. `None` at the end of the calendar.
    pub fn on(&self, date: Date) -> Option<DateTime> {
        if self.hour == 24 {
            return Some(date.checked_add(1.day()).ok()?.at(0, 0, 0, 0));
        }
        Some(date.at(self.hour, self.minute, 0, 0))
    }
}

/// A zone as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ZoneToken {
    /// Where it stands, brackets around it not included.
    pub range: Range<usize>,
    /// `UTC`, an offset as `+02:00`, an abbreviation in upper case, or an IANA name.
    pub zone: Zone,
}

/// A point in time: a day, a time, or both. At least one of the two is there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StampToken {
    /// All of it: words such as "about" and marks that are opened and closed around it included.
    pub range: Range<usize>,
    /// The weekday named with it.
    pub weekday: Option<Weekday>,
    /// The day.
    pub date: Option<DateToken>,
    /// The time of day.
    pub time: Option<TimeToken>,
    /// The zone named with it, or with the other end of its range.
    pub zone: Option<ZoneToken>,
    /// Whether it is marked as not exact: `~09:00`.
    pub approx: bool,
}

/// A stamp, or two of them with a joint: `17:15 - 23:00`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RangeToken {
    /// All of it: "from", "between", brackets and a second zone in brackets included.
    pub range: Range<usize>,
    /// The beginning, or the only stamp.
    pub start: StampToken,
    /// The end of a range.
    pub end: Option<StampToken>,
}

/// How exact a duration is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hedge {
    /// Stated plainly.
    Exact,
    /// `about an hour`.
    About,
    /// `up to an hour`, `20-30 minutes` (the larger one).
    AtMost,
    /// `more than an hour`.
    AtLeast,
    /// `should take an hour`: no statement of what was.
    Forecast,
}

/// A length of time as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DurationToken {
    /// Where numbers and units stand, without the hedging words.
    pub range: Range<usize>,
    /// Its length, rounded to the nearest minute.
    pub minutes: u32,
    /// How exact it is meant.
    pub hedge: Hedge,
}

/// What looks like a date or time and is none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Malformed {
    /// Where it stands.
    pub range: Range<usize>,
    /// What is wrong with it.
    pub kind: MalformedKind,
}

/// What is wrong with a date or time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MalformedKind {
    /// A year of too many or too few digits, or far from today: `20219-04-02`.
    Year,
    /// No such month: `2019-13-05`.
    Month,
    /// No such day in that month: `30 February`.
    Day,
    /// Behind a date, what is no time of day: `9:7:31`, `25:10`.
    Time,
}
