//! How long incidents lasted: computed from their window, beside what the report states.
//!
//! What is said of several durations is honest about their number: a median with n, quartiles from n = 8, the 90th
//! percentile from n = 20, and no mean, which one long incident would decide alone.

use jiff::civil::DateTime;

use crate::model::{Incident, Minutes, Zone};

/// How long one incident lasted. At least one of the two is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Duration {
    /// From start to end, clock changes between them taken into account where the zone is known.
    pub computed: Option<Minutes>,
    /// As the report itself states it.
    pub stated: Option<Minutes>,
}

/// What can honestly be said of several durations.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Durations {
    /// Every duration, shortest first: computed where both ends are known, else stated.
    pub sorted: Vec<Minutes>,
    /// How many of them are stated only.
    pub stated_only: u32,
}

impl Duration {
    /// How long an incident lasted; `assumed` is the zone of times whose report states none. `None` where the report
    /// tells neither both ends to the minute nor a duration.
    pub(super) fn of(incident: &Incident, assumed: Option<&Zone>) -> Option<Self> {
        let time = |moment: &Option<crate::model::Sourced<crate::model::Moment>>| moment.as_ref()?.value.time();
        let zone = incident.zone.as_ref().map(|zone| &zone.value).or(assumed);
        let window = time(&incident.started_at).zip(time(&incident.ended_at));
        let computed = window.and_then(|(start, end)| elapsed(start, end, zone));
        let stated = incident.stated_duration.as_ref().map(|stated| stated.value);
        (computed.is_some() || stated.is_some()).then_some(Self { computed, stated })
    }

    /// The computed one, else the stated one.
    pub fn minutes(self) -> Minutes {
        self.computed.or(self.stated).unwrap_or(Minutes(0))
    }
}

/// From one wall-clock time to another, corrected by a clock change between them. `None` where the end comes first.
pub(super) fn elapsed(start: DateTime, end: DateTime, zone: Option<&Zone>) -> Option<Minutes> {
    let offset = |time| zone.and_then(|zone| zone.offset_at(time)).map(|offset| i64::from(offset.seconds() / 60));
    let change = offset(end).zip(offset(start)).map_or(0, |(end, start)| end - start);
    let shown = end.duration_since(start).as_mins();
    // A start inside the hour that a clock skips is no time of that zone: the difference on the dial is all there is.
    let minutes = if shown >= 0 && shown < change { shown } else { shown - change };
    u32::try_from(minutes).ok().map(Minutes)
}

impl Durations {
    /// Gathers durations in any order.
    pub(super) fn new(durations: impl Iterator<Item = Duration>) -> Self {
        let mut stated_only = 0;
        let mut sorted: Vec<Minutes> = durations
            .map(|duration| {
                stated_only += u32::from(duration.computed.is_none());
                duration.minutes()
            })
            .collect();
        sorted.sort_unstable();
        Self { sorted, stated_only }
    }

    /// How many there are.
    pub fn n(&self) -> usize {
        self.sorted.len()
    }

    /// The shortest and the longest.
    pub fn range(&self) -> Option<(Minutes, Minutes)> {
        Some((*self.sorted.first()?, *self.sorted.last()?))
    }

    /// The median.
    pub fn median(&self) -> Option<Minutes> {
        self.quantile(1, 2)
    }

    /// The first and third quartile, from eight durations on.
    pub fn quartiles(&self) -> Option<(Minutes, Minutes)> {
        (self.n() >= 8).then(|| self.quantile(1, 4).zip(self.quantile(3, 4))).flatten()
    }

    /// What nine in ten do not exceed, from twenty durations on.
    pub fn p90(&self) -> Option<Minutes> {
        (self.n() >= 20).then(|| self.quantile(9, 10)).flatten()
    }

    /// The quantile `part / whole`, between two durations the point on the line between them, to the nearest minute.
    fn quantile(&self, part: usize, whole: usize) -> Option<Minutes> {
        let place = self.n().checked_sub(1)? * part;
        let (below, rest) = (place / whole, place % whole);
        let low = self.sorted.get(below)?.0;
        let high = self.sorted.get(below + 1).map_or(low, |high| high.0);
        let (rest, whole) = (rest as u64, whole as u64);
        let between = (u64::from(high - low) * rest * 2 + whole) / (whole * 2);
        Some(Minutes(low.saturating_add(u32::try_from(between).unwrap_or(u32::MAX))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::datetime;
    use proptest::prelude::*;

    #[test]
    fn clock_changes_count() {
        let check = |zone: Option<&str>, (start, end): ((i8, i8), (i8, i8)), expected| {
            let zone = zone.map(Zone::new);
            let time = |(day, hour): (i8, i8)| datetime(2024, 3, day, hour, 30, 0, 0);
            let elapsed = elapsed(time(start), time(end), zone.as_ref());
            assert_eq!(elapsed.map(|minutes| minutes.0), expected, "{zone:?} {start:?} {end:?}");
        };
        check(None, ((31, 0), (31, 4)), Some(240));
        check(Some("UTC"), ((31, 0), (31, 4)), Some(240));
        check(Some("CET"), ((31, 0), (31, 4)), Some(240));
        check(Some("the office"), ((31, 0), (31, 4)), Some(240));
        check(Some("Europe/Oslo"), ((31, 0), (31, 4)), Some(180));
        check(Some("Europe/Oslo"), ((30, 23), (31, 23)), Some(23 * 60));
        check(Some("America/New_York"), ((9, 23), (10, 4)), Some(240));
        check(None, ((31, 4), (31, 0)), None);
    }

    #[test]
    fn the_hour_that_comes_twice() {
        let time = |hour, minute| datetime(2024, 10, 27, hour, minute, 0, 0);
        let zone = Zone::new("Europe/Oslo");
        let check = |start, end, expected| assert_eq!(elapsed(start, end, Some(&zone)), Some(Minutes(expected)));
        check(time(1, 30), time(2, 30), 60);
        check(time(1, 30), time(3, 30), 180);
        check(time(2, 10), time(2, 50), 40);
    }

    #[test]
    fn few_durations_say_little() {
        let of = |n: u32| Durations::new((1..=n).map(|n| Duration { computed: None, stated: Some(Minutes(n * 10)) }));
        let check = |n, median: Option<u32>, quartiles: Option<(u32, u32)>, p90: Option<u32>| {
            let durations = of(n);
            assert_eq!(durations.median(), median.map(Minutes), "median of {n}");
            assert_eq!(durations.quartiles(), quartiles.map(|(a, b)| (Minutes(a), Minutes(b))), "quartiles of {n}");
            assert_eq!(durations.p90(), p90.map(Minutes), "p90 of {n}");
        };
        check(0, None, None, None);
        check(1, Some(10), None, None);
        check(2, Some(15), None, None);
        check(7, Some(40), None, None);
        check(8, Some(45), Some((28, 63)), None);
        check(20, Some(105), Some((58, 153)), Some(181));
        assert_eq!(of(3).range(), Some((Minutes(10), Minutes(30))));
        assert_eq!(of(3).stated_only, 3);
    }

    proptest! {
        #[test]
        fn quantiles_lie_in_order(minutes in proptest::collection::vec(any::<u32>(), 20..60)) {
            let durations = minutes.iter().map(|n| Duration { computed: Some(Minutes(*n)), stated: None });
            let durations = Durations::new(durations);
            let (low, high) = durations.range().unwrap_or((Minutes(0), Minutes(0)));
            let (first, third) = durations.quartiles().unwrap_or((low, high));
            let (median, p90) = (durations.median().unwrap_or(low), durations.p90().unwrap_or(high));
            prop_assert!(low <= first && first <= median && median <= third && third <= p90 && p90 <= high);
        }
    }
}
