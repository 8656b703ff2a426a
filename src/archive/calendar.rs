//! The incidents by year and month, as the timeline pages show them.

use super::IncidentIx;

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
