//! The incidents by year and month, as the timeline pages show them.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Case, IncidentIx};

/// All incidents by date.
#[derive(Clone, Default, Debug)]
pub struct Calendar {
    /// The years that have incidents, newest first.
    pub years: Vec<Year>,
    /// Those without a date, by source.
    pub undated: Vec<IncidentIx>,
    /// The days on which incidents began, and how many each; the oldest first.
    pub days: Vec<(Date, u32)>,
    /// How many began in which hour of the week, by the clock of each report: Monday first.
    pub hours: [[u32; 24]; 7],
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
    pub(super) fn new(cases: &[Arc<Case>]) -> Self {
        let mut calendar = Self::default();
        for (position, case) in cases.iter().enumerate() {
            let ix = IncidentIx::at(position);
            let Some(date) = case.date() else {
                calendar.undated.push(ix);
                continue;
            };
            match calendar.days.last_mut().filter(|last| last.0 == date) {
                Some((_, count)) => *count += 1,
                None => calendar.days.push((date, 1)),
            }
            if let Some(start) = case.incident.started_at.as_ref().and_then(|start| start.value.time()) {
                let day = &mut calendar.hours[usize::from(start.weekday().to_monday_zero_offset().unsigned_abs())];
                day[usize::from(start.hour().unsigned_abs())] += 1;
            }
            if calendar.years.last().is_none_or(|last| last.year != date.year()) {
                calendar.years.push(Year { year: date.year(), months: Vec::new() });
            }
            let Some(year) = calendar.years.last_mut() else { continue };
            match year.months.last_mut().filter(|last| last.month == date.month()) {
                Some(month) => month.incidents.push(ix),
                None => year.months.push(Month { month: date.month(), incidents: vec![ix] }),
            }
        }
        calendar.days.reverse();
        calendar
    }
}

impl Year {
    /// All incidents of the year, newest first.
    pub fn incidents(&self) -> impl Iterator<Item = IncidentIx> + '_ {
        self.months.iter().flat_map(|month| month.incidents.iter().copied())
    }
}
