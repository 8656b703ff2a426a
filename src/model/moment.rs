//! Points and lengths of time as reports state them: wall-clock, to the minute, in a zone that is named or not.

use std::fmt;

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

use super::written;

/// A day, with the wall-clock time where it is known.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Moment {
    /// Only the day is known.
    Day(Date),
    /// Day and time, seconds dropped.
    Minute(DateTime),
}

impl Moment {
    /// The day.
    pub fn date(self) -> Date {
        match self {
            Moment::Day(date) => date,
            Moment::Minute(time) => time.date(),
        }
    }

    /// Day and time, where the time is known.
    pub fn time(self) -> Option<DateTime> {
        match self {
            Moment::Day(_) => None,
            Moment::Minute(time) => Some(time),
        }
    }

    /// `2019-02-04` or `2019-02-04T07:30`, as the record has it.
    pub fn text(self) -> String {
        let mut out = String::with_capacity(16);
        written::push_date(&mut out, self.date());
        if let Some(time) = self.time() {
            out.push('T');
            written::push_clock(&mut out, time.time());
        }
        out
    }

    /// Whether this comes before `other` for certain: days are compared where one has no time.
    pub fn is_before(self, other: Self) -> bool {
        match (self.time(), other.time()) {
            (Some(a), Some(b)) => a < b,
            _ => self.date() < other.date(),
        }
    }
}

/// `2019-02-04` or `2019-02-04T07:30`, as the record has it.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// A length of time in whole minutes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Minutes(pub u32);

/// `47 min`, `3 h 5 min`, `2 d 4 h`.
impl fmt::Display for Minutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, hours, minutes) = (self.0 / 1440, self.0 / 60 % 24, self.0 % 60);
        match (days, hours, minutes) {
            (0, 0, m) => write!(f, "{m} min"),
            (0, h, 0) => write!(f, "{h} h"),
            (0, h, m) => write!(f, "{h} h {m} min"),
            (d, 0, _) => write!(f, "{d} d"),
            (d, h, _) => write!(f, "{d} d {h} h"),
        }
    }
}

/// A time zone as a report names it: `UTC`, `+02:00`, `CEST`, `Europe/Oslo`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Zone(String);

impl Zone {
    /// The zone of this name, kept as written; `Z`, `GMT` and offsets of nothing stay what they are.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The offset from UTC at a wall-clock time; `None` where the name is unknown, or means several zones.
    ///
    /// In a gap or a fold of the clock the offset before the change is taken.
    pub fn offset_at(&self, time: DateTime) -> Option<Offset> {
        if let Some(minutes) = fixed_minutes(&self.0) {
            return Offset::from_seconds(minutes * 60).ok();
        }
        let zone = TimeZone::get(&self.0).ok()?;
        Some(zone.to_ambiguous_timestamp(time).compatible().ok()?.to_zoned(zone).offset())
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Abbreviations that mean one offset wherever they are used in incident reports, in minutes east of UTC.
///
/// `IST` (India, Israel, Ireland), `BST` (Britain, Bangladesh) and `CST` (America, China) have several meanings; only
/// those whose other readings do not occur beside an English or European team are listed.
const ABBREVIATIONS: &[(&str, i32)] = &[
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("WET", 0),
    ("WEST", 60),
    ("BST", 60),
    ("CET", 60),
    ("CEST", 120),
    ("MEZ", 60),
    ("MESZ", 120),
    ("EET", 120),
    ("EEST", 180),
    ("MSK", 180),
    ("EST", -300),
    ("EDT", -240),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("AKST", -540),
    ("AKDT", -480),
    ("HST", -600),
    ("JST", 540),
    ("KST", 540),
    ("AEST", 600),
    ("AEDT", 660),
    ("ACST", 570),
    ("ACDT", 630),
    ("AWST", 480),
    ("NZST", 720),
    ("NZDT", 780),
    ("SGT", 480),
    ("HKT", 480),
    ("BRT", -180),
];

/// The offset of a zone that has one all year, in minutes: abbreviations and `+02:00`, `UTC+2`, `GMT-0530`.
fn fixed_minutes(name: &str) -> Option<i32> {
    let upper = name.to_ascii_uppercase();
    if let Some((_, minutes)) = ABBREVIATIONS.iter().find(|(known, _)| *known == upper) {
        return Some(*minutes);
    }
    let rest = upper.strip_prefix("UTC").or_else(|| upper.strip_prefix("GMT")).unwrap_or(&upper).trim();
    let (sign, digits) = match rest.chars().next()? {
        '+' => (1, &rest[1..]),
        '-' => (-1, &rest[1..]),
        '−' => (-1, &rest['−'.len_utf8()..]),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "0"),
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};

    #[test]
    fn zones_have_offsets() {
        let check = |name: &str, expected: Option<i32>| {
            let offset = Zone::new(name).offset_at(datetime(2024, 7, 1, 12, 0, 0, 0));
            assert_eq!(offset.map(|offset| offset.seconds() / 60), expected, "{name}");
        };
        check("UTC", Some(0));
        check("utc+2", Some(120));
        check("+05:30", Some(330));
        check("GMT-0330", Some(-210));
        check("CEST", Some(120));
        check("Europe/Oslo", Some(120));
        check("US/Pacific", Some(-420));
        check("IST", None);
        check("the office", None);
        check("+99:00", None);
    }

    #[test]
    fn minutes_in_words() {
        let check = |minutes, expected: &str| assert_eq!(Minutes(minutes).to_string(), expected);
        check(0, "0 min");
        check(47, "47 min");
        check(60, "1 h");
        check(185, "3 h 5 min");
        check(1440, "1 d");
        check(3125, "2 d 4 h");
    }

    #[test]
    fn a_day_is_before_only_for_certain() {
        let day = Moment::Day(date(2024, 1, 2));
        let noon = Moment::Minute(datetime(2024, 1, 2, 12, 0, 0, 0));
        assert!(!day.is_before(noon) && !noon.is_before(day));
        assert!(Moment::Day(date(2024, 1, 1)).is_before(noon));
        assert_eq!(noon.to_string(), "2024-01-02T12:00");
    }
}
