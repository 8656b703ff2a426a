//! All incidents on one axis: years, and the months of a year.

use jiff::civil::Date;
use serde::Serialize;

use super::made::Made;
use super::page::Head;
use super::parts::{self, IncidentRow, LinkView};
use super::{Html, PageView, charts};
use crate::archive::{IncidentIx, Month};
use crate::render::svg;
use crate::site::{Href, Linker, PageKey, Period, SPLIT_ABOVE};

/// How many incidents of a month are shown where the year is too long to show all.
const MONTH_ROWS: usize = 20;

/// How many years are shown day by day at once; those before can be opened.
const YEARS_OF_DAYS: i16 = 2;

/// As `timeline`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct TimelinePage {
    /// The years that have incidents, newest first.
    pub years: Vec<YearView>,
    /// Those without a date.
    pub undated: Option<LinkView>,
    /// The days of the newest two years, drawn.
    pub days: Option<Html>,
    /// The days of the years before.
    pub days_before: Option<Html>,
    /// What the shades of the days stand for, none first: `0`, `1`, `2`.
    pub day_shades: Vec<String>,
    /// The hours of the week, drawn; `None` where no report states a time.
    pub hours: Option<Html>,
    /// What the shades of the hours stand for.
    pub hour_shades: Vec<String>,
    /// The table behind it: the days of the week, Monday first.
    pub weekdays: Vec<WeekdayView>,
}

/// The hours of a day of the week.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct WeekdayView {
    /// `Monday`
    pub label: &'static str,
    /// How many incidents began in each hour.
    pub hours: [u32; 24],
    /// How many began on that day.
    pub total: u32,
}

/// A year in the overview.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct YearView {
    /// `2019`
    pub label: String,
    /// Its page.
    pub href: Href,
    /// How many incidents it has.
    pub count: usize,
    /// Its incidents, drawn.
    pub strip: Option<Html>,
    /// All twelve months, January first.
    pub months: Vec<MonthCell>,
}

/// A month in the overview.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct MonthCell {
    /// `Jan`
    pub label: &'static str,
    /// How many incidents it has.
    pub count: usize,
    /// How many, in hundredths of the most of any month.
    pub share: usize,
    /// Its place on the page of the year; `None` for a month without incidents.
    pub href: Option<Href>,
}

/// As `year`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct YearPage {
    /// How many incidents it has.
    pub count: usize,
    /// Its incidents, drawn.
    pub strip: Option<Html>,
    /// The months that have incidents, newest first; one without a name for incidents that have no date.
    pub months: Vec<MonthView>,
    /// The next year that has incidents.
    pub newer: Option<LinkView>,
    /// The one before.
    pub older: Option<LinkView>,
}

/// A month of a year.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct MonthView {
    /// Its anchor: `m-02`.
    pub id: String,
    /// `February`; empty for incidents that have no date.
    pub label: String,
    /// How many incidents it has.
    pub count: usize,
    /// Its incidents, newest first.
    pub rows: Vec<Made<IncidentRow>>,
    /// All of them, where not all are shown.
    pub more: Option<Href>,
}

/// The years.
pub(super) fn page(links: &Linker<'_>) -> (PageView, Head) {
    let calendar = &links.site().archive.calendar;
    let most =
        calendar.years.iter().flat_map(|year| &year.months).map(|month| month.incidents.len()).max().unwrap_or(1);
    let drawn = charts::has_room_for(links.site().archive.incidents.len());
    let year = |year: &crate::archive::Year| YearView {
        label: year.year.to_string(),
        href: links.to(PageKey::TimelineOf(Period::Year(year.year))),
        count: year.months.iter().map(|month| month.incidents.len()).sum(),
        strip: if drawn { charts::strip_of_year(links, year) } else { None },
        months: months(links, year, most),
    };
    let undated = (!calendar.undated.is_empty()).then(|| LinkView {
        label: parts::counted(calendar.undated.len(), "report without a date", "reports without a date"),
        href: Some(links.to(PageKey::TimelineOf(Period::Undated))),
    });
    let counted = |days: &[(Date, u32)]| {
        let all: u32 = days.iter().map(|(_, count)| *count).sum();
        parts::counted(all as usize, "incident", "incidents")
    };
    let timed: u32 = calendar.hours.iter().flatten().sum();
    let hours = svg::hours(&calendar.hours, &format!("{timed} starts of incidents by hour of the week"));
    let most = |counts: &mut dyn Iterator<Item = u32>| counts.max().unwrap_or(0);
    let most_of_day = most(&mut calendar.days.iter().map(|(_, count)| *count));
    let last = calendar.days.last().map_or(0, |(day, _)| day.year());
    let (before, lately) =
        calendar.days.split_at(calendar.days.partition_point(|(day, _)| day.year() + YEARS_OF_DAYS <= last));
    let days = |days: &[(Date, u32)]| svg::days(days, most_of_day, &format!("{} by day", counted(days))).map(Html);
    let view = TimelinePage {
        years: calendar.years.iter().map(year).collect(),
        undated,
        days: days(lately),
        days_before: days(before),
        day_shades: svg::shades(most_of_day),
        hour_shades: svg::shades(most(&mut calendar.hours.iter().flatten().copied())),
        weekdays: if hours.is_some() { weekdays(&calendar.hours) } else { Vec::new() },
        hours: hours.map(Html),
    };
    (PageView::Timeline(view), Head::new("Timeline", "All incidents by year and month."))
}

fn weekdays(hours: &[[u32; 24]; 7]) -> Vec<WeekdayView> {
    const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let view =
        |(label, hours): (&'static str, &[u32; 24])| WeekdayView { label, hours: *hours, total: hours.iter().sum() };
    NAMES.into_iter().zip(hours).map(view).collect()
}

fn months(links: &Linker<'_>, year: &crate::archive::Year, most: usize) -> Vec<MonthCell> {
    let cell = |month: i8| {
        let count = year.months.iter().find(|found| found.month == month).map_or(0, |found| found.incidents.len());
        let page = links.to(PageKey::TimelineOf(Period::Year(year.year)));
        MonthCell {
            label: parts::month_name(month).get(..3).unwrap_or(""),
            count,
            share: count * 100 / most.max(1),
            href: (count > 0).then(|| page.with_fragment(&month_id(month))),
        }
    };
    (1..=12).map(cell).collect()
}

fn month_id(month: i8) -> String {
    format!("m-{month:02}")
}

/// A year, or what has no date.
pub(super) fn of(links: &Linker<'_>, period: Period) -> (PageView, Head) {
    let archive = links.site().archive;
    let calendar = &archive.calendar;
    let (Period::Year(number) | Period::Month(number, _)) = period else {
        let rows: Vec<Made<IncidentRow>> = calendar.undated.iter().map(|ix| parts::incident_row(links, *ix)).collect();
        let count = rows.len();
        let month = MonthView { id: "undated".to_owned(), label: String::new(), count, rows, more: None };
        let view = YearPage { count, strip: None, months: vec![month], newer: None, older: None };
        let head = Head::new("Without a date", "Reports that state no date in any form.");
        return (PageView::Year(view), head);
    };
    let place = calendar.years.iter().position(|year| year.year == number);
    let year_link = |place: Option<usize>| {
        let year = calendar.years.get(place?)?.year;
        Some(LinkView { label: year.to_string(), href: Some(links.to(PageKey::TimelineOf(Period::Year(year)))) })
    };
    let months = place.map(|place| calendar.years[place].months.as_slice()).unwrap_or_default();
    let count: usize = months.iter().map(|month| month.incidents.len()).sum();
    let view = YearPage {
        count,
        strip: place.and_then(|place| charts::strip_of_year(links, &calendar.years[place])),
        months: months.iter().map(|month| month_view(links, number, month, count > SPLIT_ABOVE)).collect(),
        newer: year_link(place.and_then(|place| place.checked_sub(1))),
        older: year_link(place.map(|place| place + 1)),
    };
    let description = format!("{} in {number}.", parts::counted(count, "incident", "incidents"));
    (PageView::Year(view), Head::new(number.to_string(), description))
}

fn month_view(links: &Linker<'_>, year: i16, month: &Month, long: bool) -> MonthView {
    let count = month.incidents.len();
    let shown: &[IncidentIx] = if long { &month.incidents[..count.min(MONTH_ROWS)] } else { &month.incidents };
    MonthView {
        id: month_id(month.month),
        label: parts::month_name(month.month).to_owned(),
        count,
        rows: shown.iter().map(|ix| parts::incident_row(links, *ix)).collect(),
        more: (shown.len() < count).then(|| links.to(PageKey::Incidents(Period::Month(year, month.month)))),
    }
}
