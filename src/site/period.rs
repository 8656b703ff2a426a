//! Long lists by year, and very long years by month: no page becomes one endless table.
//!
//! A list of up to [`SPLIT_ABOVE`] rows is one page. A longer one shows its newest [`PAGE_ROWS`] and an index of years;
//! each year is a page of its own, and a year that is again too long shows its newest rows and an index of months.

use std::collections::BTreeMap;
use std::fmt::Write;

use jiff::civil::Date;

/// The longest list that stays on one page.
pub const SPLIT_ABOVE: usize = 300;

/// How many rows of each list an overview of several lists shows.
pub const OVERVIEW_ROWS: usize = 12;

/// How many rows the first page of a longer list shows.
pub const PAGE_ROWS: usize = 100;

/// The part of a list that a page shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Period {
    /// The list itself; its newest rows where it is split.
    All,
    /// A year.
    Year(i16),
    /// A month of a year, from 1.
    Month(i16, i8),
    /// What has no date.
    Undated,
}

impl Period {
    /// Adds the file of this part of a list, whose own page is `index.html` in the folder that `out` names. Dates stand
    /// below `year/`, which no slug reaches: `incidents/year/2019/02/index.html`.
    pub(super) fn push_path(self, out: &mut String) {
        let _ = match self {
            Period::All => Ok(()),
            Period::Year(year) => write!(out, "year/{year}/"),
            Period::Month(year, month) => write!(out, "year/{year}/{month:02}/"),
            Period::Undated => write!(out, "year/undated/"),
        };
        out.push_str("index.html");
    }
}

/// How a list is spread over pages.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Split {
    /// The places in the list of what lies in each month.
    years: BTreeMap<i16, BTreeMap<i8, Vec<u32>>>,
    undated: Vec<u32>,
    total: usize,
}

impl Split {
    /// The split of a list with these days, in its order, whatever that is.
    pub fn new(dates: impl Iterator<Item = Option<Date>>) -> Self {
        let mut split = Self::default();
        for (place, date) in (0..).zip(dates) {
            split.total += 1;
            match date {
                Some(date) => split.years.entry(date.year()).or_default().entry(date.month()).or_default().push(place),
                None => split.undated.push(place),
            }
        }
        split
    }

    /// The places in the list of what a part holds, in the order of the list: a long list has hundreds of parts, and none of
    /// them goes through all of it.
    pub fn places(&self, period: Period) -> Vec<u32> {
        match period {
            Period::All => (0..u32::try_from(self.total).unwrap_or(u32::MAX)).collect(),
            Period::Year(year) => {
                let mut places: Vec<u32> =
                    self.years.get(&year).into_iter().flat_map(BTreeMap::values).flatten().copied().collect();
                places.sort_unstable();
                places
            }
            Period::Month(year, month) => {
                self.years.get(&year).and_then(|months| months.get(&month)).cloned().unwrap_or_default()
            }
            Period::Undated => self.undated.clone(),
        }
    }

    /// How many rows the list has.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Whether the list has more than one page.
    pub fn is_split(&self) -> bool {
        self.total > SPLIT_ABOVE
    }

    /// Whether the page of a part shows its newest rows only.
    pub fn is_cut(&self, period: Period) -> bool {
        match period {
            Period::All => self.is_split(),
            Period::Year(year) => self.is_split() && self.rows_of(year) > SPLIT_ABOVE,
            Period::Month(..) | Period::Undated => false,
        }
    }

    /// All parts that have a page, the list itself first, then newest first.
    pub fn periods(&self) -> Vec<Period> {
        let mut out = vec![Period::All];
        if !self.is_split() {
            return out;
        }
        for (&year, months) in self.years.iter().rev() {
            out.push(Period::Year(year));
            if self.rows_of(year) > SPLIT_ABOVE {
                out.extend(months.keys().rev().map(|&month| Period::Month(year, month)));
            }
        }
        out.extend((!self.undated.is_empty()).then_some(Period::Undated));
        out
    }

    /// The parts one step below or beside `period`, with their row counts, newest first: what its page offers as an
    /// index. Empty where the list is not split.
    pub fn index_of(&self, period: Period) -> Vec<(Period, u32)> {
        if !self.is_split() {
            return Vec::new();
        }
        let inner = match period {
            Period::Year(year) | Period::Month(year, _) => (self.rows_of(year) > SPLIT_ABOVE).then_some(year),
            Period::All | Period::Undated => None,
        };
        if let Some(year) = inner {
            let months = self.years.get(&year).into_iter().flatten().rev();
            return months.map(|(&month, places)| (Period::Month(year, month), count(places))).collect();
        }
        let years = self
            .years
            .iter()
            .rev()
            .map(|(&year, months)| (Period::Year(year), months.values().map(|places| count(places)).sum()));
        years.chain((!self.undated.is_empty()).then(|| (Period::Undated, count(&self.undated)))).collect()
    }

    fn rows_of(&self, year: i16) -> usize {
        self.years.get(&year).map_or(0, |months| months.values().map(Vec::len).sum())
    }
}

fn count(places: &[u32]) -> u32 {
    u32::try_from(places.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn split(counts: &[(i16, i8, usize)], undated: usize) -> Split {
        let dated = counts.iter().flat_map(|&(year, month, n)| std::iter::repeat_n(Some(date(year, month, 1)), n));
        Split::new(dated.chain(std::iter::repeat_n(None, undated)))
    }

    #[test]
    fn addresses_of_parts() {
        let check = |period: Period, expected: &str| {
            let mut path = "incidents/".to_owned();
            period.push_path(&mut path);
            assert_eq!(path, expected);
        };
        check(Period::All, "incidents/index.html");
        check(Period::Year(2019), "incidents/year/2019/index.html");
        check(Period::Month(2019, 2), "incidents/year/2019/02/index.html");
        check(Period::Undated, "incidents/year/undated/index.html");
    }

    #[test]
    fn short_lists_have_one_page() {
        let short = split(&[(2019, 1, SPLIT_ABOVE)], 0);
        assert_eq!(short.periods(), [Period::All]);
        assert!(short.index_of(Period::All).is_empty() && !short.is_cut(Period::All));
    }

    #[test]
    fn long_lists_have_a_page_a_year_and_long_years_one_a_month() {
        let long = split(&[(2019, 1, 200), (2019, 3, 150), (2018, 12, 10)], 2);
        let expected = [
            Period::All,
            Period::Year(2019),
            Period::Month(2019, 3),
            Period::Month(2019, 1),
            Period::Year(2018),
            Period::Undated,
        ];
        assert_eq!(long.periods(), expected);
        assert!(long.is_cut(Period::Year(2019)) && !long.is_cut(Period::Year(2018)));
        assert_eq!(
            long.index_of(Period::All),
            [(Period::Year(2019), 350), (Period::Year(2018), 10), (Period::Undated, 2)]
        );
        assert_eq!(
            long.index_of(Period::Month(2019, 1)),
            [(Period::Month(2019, 3), 150), (Period::Month(2019, 1), 200)]
        );
    }

    #[test]
    fn every_row_is_on_a_page() {
        let long = split(&[(2019, 1, 200), (2019, 3, 150), (2018, 12, 10)], 2);
        let whole = long.periods().into_iter().filter(|period| !long.is_cut(*period));
        let mut places: Vec<u32> = whole.flat_map(|period| long.places(period)).collect();
        places.sort_unstable();
        assert_eq!(places, (0..362).collect::<Vec<_>>());
        assert_eq!(long.places(Period::All), places);
        assert_eq!(long.places(Period::Year(2019)), (0..350).collect::<Vec<_>>());
        assert!(long.places(Period::Month(2019, 4)).is_empty());
    }
}
