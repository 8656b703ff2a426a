//! Time to position: linear, but for long stretches in which nothing happens; and the ticks on that axis.
//!
//! A gap between two neighbouring times is shortened when it is more than eight times the median gap and more than a
//! quarter of the whole, so there are three at most. Times are minutes of the wall clock since 1970.

use jiff::civil::{Date, DateTime, date};

/// How wide a shortened gap is drawn.
const BREAK_WIDTH: f64 = 84.0;

/// An axis of time.
pub(super) struct Scale {
    /// Linear stretches in order, each but the first behind a shortened gap.
    pub(super) segments: Vec<Segment>,
}

/// A stretch of the axis that is to scale.
#[derive(Clone, Copy)]
pub(super) struct Segment {
    /// The first minute.
    pub(super) from: i64,
    /// The last minute.
    pub(super) to: i64,
    /// Where the first minute lies.
    pub(super) left: f64,
    /// Where the last minute lies.
    pub(super) right: f64,
}

/// A mark on the axis.
pub(super) struct Tick {
    /// The time.
    pub(super) minute: i64,
    /// Its position.
    pub(super) x: f64,
}

/// The minutes since 1970 of a wall-clock time.
pub(super) fn minutes(time: DateTime) -> i64 {
    time.duration_since(EPOCH).as_mins()
}

/// The wall-clock time of some minutes since 1970; `None` beyond the years that are known.
pub(super) fn wall_clock(minutes: i64) -> Option<DateTime> {
    EPOCH.checked_add(jiff::SignedDuration::from_mins(minutes)).ok()
}

const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

/// The minutes since 1970 at which a day begins.
pub(super) fn midnight(day: Date) -> i64 {
    minutes(day.at(0, 0, 0, 0))
}

impl Scale {
    /// The axis from `left` to `right` for `times`, which are sorted, different, and at least one.
    pub(super) fn new(times: &[i64], left: f64, right: f64) -> Self {
        let (first, last) = (times.first().copied().unwrap_or(0), times.last().copied().unwrap_or(0));
        let breaks = breaks(times, last - first);
        let broken: i64 = breaks.iter().map(|(from, to)| to - from).sum();
        // A little room at both ends, which also keeps an axis of one moment from being empty.
        let room = ((last - first - broken) / 50).max(1);
        let shown = last - first - broken + 2 * room;
        let per_minute = (right - left - BREAK_WIDTH * breaks.len() as f64) / shown as f64;
        let ends = breaks.iter().map(|(from, _)| *from).chain([last + room]);
        let starts = [first - room].into_iter().chain(breaks.iter().map(|(_, to)| *to));
        let mut x = left;
        let segments = starts
            .zip(ends)
            .map(|(from, to)| {
                let segment = Segment { from, to, left: x, right: x + (to - from) as f64 * per_minute };
                x = segment.right + BREAK_WIDTH;
                segment
            })
            .collect();
        Self { segments }
    }

    /// Where a minute lies; within a shortened gap in proportion.
    pub(super) fn x(&self, minute: i64) -> f64 {
        let behind = self.segments.partition_point(|segment| segment.from <= minute);
        let Some(segment) = self.segments.get(behind.saturating_sub(1)) else { return 0.0 };
        let (from, to, left, right) = match self.segments.get(behind) {
            Some(next) if minute > segment.to => (segment.to, next.from, segment.right, next.left),
            Some(_) | None => (segment.from, segment.to, segment.left, segment.right),
        };
        let share = (minute - from) as f64 / (to - from).max(1) as f64;
        left + share.clamp(0.0, 1.0) * (right - left)
    }

    /// The shortened gaps: the middle of each, and how many minutes it stands for.
    pub(super) fn breaks(&self) -> impl Iterator<Item = (f64, i64)> + '_ {
        self.segments.windows(2).map(|pair| ((pair[0].right + pair[1].left) / 2.0, pair[1].from - pair[0].to))
    }

    /// The step between ticks, in minutes: the shortest of the usual ones whose labels have room.
    pub(super) fn step(&self, time_width: f64, date_width: f64) -> i64 {
        let (width, shown) = self.segments.iter().fold((0.0, 0), |(width, shown), segment| {
            (width + segment.right - segment.left, shown + segment.to - segment.from)
        });
        let per_minute = width / shown.max(1) as f64;
        let fits = |step: &i64| *step as f64 * per_minute >= if *step < DAY { time_width } else { date_width };
        let years = std::iter::successors(Some(365 * DAY), |step| step.checked_mul(2));
        STEPS.iter().copied().chain(years).find(fits).unwrap_or(i64::MAX)
    }

    /// The ticks at whole steps; in a stretch without any, one at its first time.
    pub(super) fn ticks(&self, step: i64) -> Vec<Vec<Tick>> {
        let in_segment = |(index, segment): (usize, &Segment)| {
            let first = segment.from.div_euclid(step).saturating_add(1).saturating_mul(step);
            let mut ticks: Vec<_> = std::iter::successors(Some(first), |minute| minute.checked_add(step))
                .take_while(|minute| *minute <= segment.to)
                .map(|minute| Tick { minute, x: self.x(minute) })
                .collect();
            // The first stretch begins a little before its first time, the others at it.
            let own_start = index > 0 || self.segments.len() > 1;
            if ticks.is_empty() && own_start {
                let minute = if index == 0 { segment.to } else { segment.from };
                ticks.push(Tick { minute, x: self.x(minute) });
            }
            ticks
        };
        self.segments.iter().enumerate().map(in_segment).collect()
    }
}

/// The minutes of a day.
pub(super) const DAY: i64 = 1440;

/// Steps people count time in, in minutes.
const STEPS: &[i64] = &[1, 5, 10, 15, 30, 60, 120, 180, 360, 720, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY];

/// The gaps to shorten.
fn breaks(times: &[i64], total: i64) -> Vec<(i64, i64)> {
    let mut gaps: Vec<i64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    gaps.sort_unstable();
    let Some(median) = gaps.get(gaps.len().saturating_sub(1) / 2).copied() else { return Vec::new() };
    let is_long = |gap: i64| gap > median.saturating_mul(8) && gap > total / 4;
    times.windows(2).filter(|pair| is_long(pair[1] - pair[0])).map(|pair| (pair[0], pair[1])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_empty_gaps_are_shortened() {
        let check = |times: &[i64], expected: &[i64]| {
            let found: Vec<_> = Scale::new(times, 0.0, 800.0).breaks().map(|(_, minutes)| minutes).collect();
            assert_eq!(found, expected, "{times:?}");
        };
        check(&[0, 1000], &[]);
        check(&[0, 10, 20, 30], &[]);
        check(&[0, 10, 20, 1000, 1010], &[980]);
        check(&[0, 10, 20, 1000, 1010, 1020, 2000], &[980, 980]);
        check(&[0, 10, 20, 100], &[]);
        check(&[5], &[]);
    }

    #[test]
    fn positions_grow_with_time_and_stay_inside() {
        let times = [0, 10, 20, 1000, 1010];
        let scale = Scale::new(&times, 100.0, 900.0);
        let all: Vec<_> = (-1..=1011).map(|minute| scale.x(minute)).collect();
        assert!(all.windows(2).all(|pair| pair[0] <= pair[1]));
        assert!(all.iter().all(|x| (100.0..=900.0).contains(x)));
        assert!(scale.x(0) < scale.x(10) && scale.x(20) < scale.x(1000));
    }

    #[test]
    fn steps_are_those_of_the_clock() {
        let check =
            |last, expected| assert_eq!(Scale::new(&[0, last], 0.0, 800.0).step(60.0, 90.0), expected, "{last}");
        check(10, 1);
        check(60, 5);
        check(300, 30);
        check(1440, 120);
        check(5 * DAY, 720);
        check(8 * DAY, DAY);
        check(20 * 365 * DAY, 4 * 365 * DAY);
    }
}
