//! Drawings that pages show: what [`crate::render`] draws, as markup for templates.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::{Html, parts};
use crate::archive::IncidentIx;
use crate::model::{Incident, Moment, TimelineRow};
use crate::render::svg::{self, StripPoint};
use crate::site::{Linker, PageKey};

/// The longest list that is drawn with a mark for each incident: beyond it a strip would weigh more than its page.
const MOST_MARKS: usize = 400;

/// Whether a page may draw a mark for each of so many incidents.
pub(super) fn has_room_for(incidents: usize) -> bool {
    incidents <= MOST_MARKS
}

/// The timeline of an incident, drawn to scale, and for each of its rows the number of its mark.
pub(super) fn timeline(incident: &Incident) -> Option<(Html, Vec<Option<usize>>)> {
    svg::timeline(incident).map(|drawn| (Html(drawn.svg), drawn.marks))
}

/// All incidents over time, from the first month to the day that counts as today, or to the end of the last year that has
/// any where the archive rests. `None` where there are too many: the years have a strip each.
pub(super) fn strip(links: &Linker<'_>) -> Option<Html> {
    let archive = links.site().archive;
    let year = archive.calendar.years.last()?;
    let first = date(year.year, year.months.last()?.month, 1);
    let newest = archive.incidents.first()?.date()?;
    let incidents: Vec<IncidentIx> = archive.cases().map(|(ix, _)| ix).collect();
    between(links, &incidents, first, date(newest.year(), 12, 31).min(archive.as_of).max(newest))
}

/// The incidents of a year; `None` where there are too many: the months have lists.
pub(super) fn strip_of_year(links: &Linker<'_>, year: &crate::archive::Year) -> Option<Html> {
    let incidents: Vec<IncidentIx> = year.months.iter().flat_map(|month| month.incidents.iter().copied()).collect();
    between(links, &incidents, date(year.year, 1, 1), date(year.year, 12, 31))
}

/// Some incidents, newest first, over the whole time of the archive, so that two strips can be set side by side. `None` where
/// there are too many, or one alone.
pub(super) fn strip_of(links: &Linker<'_>, incidents: &[IncidentIx]) -> Option<Html> {
    let calendar = &links.site().archive.calendar;
    let (first, last) = (calendar.days.first()?.0, calendar.days.last()?.0);
    if incidents.len() < 2 {
        return None;
    }
    between(links, incidents, date(first.year(), 1, 1), date(last.year(), 12, 31))
}

fn between(links: &Linker<'_>, incidents: &[IncidentIx], from: Date, to: Date) -> Option<Html> {
    if !has_room_for(incidents.len()) {
        return None;
    }
    let site = links.site();
    let point = |ix: &IncidentIx| {
        let case = &site.archive[*ix];
        let severity = case.incident.severity.as_ref().map(|written| parts::severity(site.settings, &written.value));
        Some(StripPoint {
            date: case.date()?,
            href: links.to(PageKey::Incident(*ix)).as_str().to_owned(),
            title: parts::title(case).to_owned(),
            class: format!("tone-{}", severity.map_or("neutral", |severity| severity.tone)),
        })
    };
    let points: Vec<StripPoint> = incidents.iter().filter_map(point).collect();
    svg::strip(&points, from, to).map(Html)
}

/// The class of the lane of each row, as the drawing has it.
pub(super) fn lanes(rows: &[TimelineRow]) -> Vec<&'static str> {
    let drawn: Vec<&TimelineRow> = rows.iter().filter(|row| row.at.and_then(Moment::time).is_some()).collect();
    let classes = svg::lane_classes(drawn.iter().map(|row| row.kind.as_deref()));
    let of_kind: BTreeMap<Option<&str>, &'static str> =
        drawn.iter().map(|row| row.kind.as_deref()).zip(classes).collect();
    rows.iter().map(|row| of_kind.get(&row.kind.as_deref()).copied().unwrap_or("lane-other")).collect()
}
