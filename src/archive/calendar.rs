//! The incidents by year and month, as the timeline pages show them.

use super::{Case, IncidentIx};

/// All incidents by date.
#[derive(Clone, Default, Debug)]
pub struct Calendar {
    /// The years that have incidents, newest first.
    pub years: Vec<Year>,
    /// Those without a date, by source.
    pub undated: Vec<IncidentIx>,
}

/// The incidents of one year.
#[derive(Clone, Debug)]
pub struct Year {
    /// The year.
    pub year: i16,
    /// The months that have incidents, newest first.
    pub months: Vec<Month>,
}

/// The incidents of one month.
#[derive(Clone, Debug)]
pub struct Month {
    /// The month, from 1.
    pub month: i8,
    /// Its incidents, newest first.
    pub incidents: Vec<IncidentIx>,
}

impl Calendar {
    /// The calendar of incidents that are sorted newest first.
    pub(super) fn new(cases: &[Case]) -> Self {
        let mut calendar = Self::default();
        for (position, case) in cases.iter().enumerate() {
            let ix = IncidentIx::at(position);
            let Some(date) = case.date() else {
                calendar.undated.push(ix);
                continue;
            };
            if calendar.years.last().is_none_or(|last| last.year != date.year()) {
                calendar.years.push(Year { year: date.year(), months: Vec::new() });
            }
            let Some(year) = calendar.years.last_mut() else { continue };
            match year.months.last_mut().filter(|last| last.month == date.month()) {
                Some(month) => month.incidents.push(ix),
                None => year.months.push(Month { month: date.month(), incidents: vec![ix] }),
            }
        }
        calendar
    }
}

impl Year {
    /// All incidents of the year, newest first.
    pub fn incidents(&self) -> impl Iterator<Item = IncidentIx> + '_ {
        self.months.iter().flat_map(|month| month.incidents.iter().copied())
    }
}
