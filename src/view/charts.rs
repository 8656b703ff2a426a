//! Drawings that pages show: what [`crate::render`] draws, as markup for templates.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::{Html, parts, related};
use crate::archive::{Echo, EchoState, IncidentIx, Standing};
use crate::model::{Incident, Moment, TimelineRow};
use crate::render::svg::{self, Span, StripPoint};
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
/// any where the archive rests. Bars of
/// months where there are too many for a mark each.
pub(super) fn strip(links: &Linker<'_>) -> Option<Html> {
    let archive = links.site().archive;
    let year = archive.calendar.years.last()?;
    let first = date(year.year, year.months.last()?.month, 1);
    let newest = archive.incidents.first()?.date()?;
    let incidents: Vec<IncidentIx> = archive.cases().map(|(ix, _)| ix).collect();
    between(links, &incidents, Span::days(first, date(newest.year(), 12, 31).min(archive.as_of).max(newest)))
}

/// The incidents of a year on months of one width, by month where there are too many for a mark each.
pub(super) fn strip_of_year(links: &Linker<'_>, year: &crate::archive::Year) -> Option<Html> {
    let incidents: Vec<IncidentIx> = year.months.iter().flat_map(|month| month.incidents.iter().copied()).collect();
    between(links, &incidents, Span::year(year.year))
}

/// Some incidents, newest first, over the whole time of the archive, so that two strips can be set side by side, with the time
/// between them. Those whose place here is suggested only are hollow. `None` where
/// there are too many, or one alone.
pub(super) fn strip_of(links: &Linker<'_>, incidents: &[(IncidentIx, Standing)]) -> Option<Html> {
    let (from, to) = whole(links)?;
    if incidents.len() < 2 || !has_room_for(incidents.len()) {
        return None;
    }
    let mut points: Vec<StripPoint> =
        incidents.iter().rev().filter_map(|found| standing_point(links, *found)).collect();
    for at in 1..points.len() {
        let days = points[at - 1].date.until(points[at].date).map_or(0, |span| span.get_days());
        points[at].gap = Some(parts::days_in_words(days));
    }
    svg::strip(&points, Span::days(from, to)).map(Html)
}

/// How many lists a drawing of several shows.
const MOST_ROWS: usize = 15;

/// A list of incidents that is a row of a drawing.
pub(super) struct RowOf<'a> {
    /// What it is called.
    pub label: &'a str,
    /// Its page.
    pub page: PageKey,
    /// Its incidents, and whether their place here is confirmed.
    pub incidents: Vec<(IncidentIx, Standing)>,
}

/// Lists of incidents on one axis, those with most incidents first, as many as have room.
pub(super) fn rows(links: &Linker<'_>, mut lists: Vec<RowOf<'_>>) -> Option<Html> {
    lists.retain(|list| !list.incidents.is_empty());
    lists.sort_by(|a, b| b.incidents.len().cmp(&a.incidents.len()).then_with(|| a.label.cmp(b.label)));
    lists.truncate(MOST_ROWS);
    if lists.len() < 2 || !has_room_for(lists.iter().map(|list| list.incidents.len()).sum()) {
        return None;
    }
    let (from, to) = whole(links)?;
    let row = |list: &RowOf<'_>| svg::Row {
        label: list.label.to_owned(),
        href: links.to(list.page).as_str().to_owned(),
        since: None,
        points: list.incidents.iter().filter_map(|found| standing_point(links, *found)).collect(),
    };
    let drawn: Vec<svg::Row> = lists.iter().map(row).collect();
    let label = format!("Incidents over time, {} rows", drawn.len());
    svg::rows(&drawn, Span::days(from, to), ("Incidents side by side", &label)).map(Html)
}

/// An incident on a strip, hollow where its place there is suggested only.
fn standing_point(links: &Linker<'_>, (ix, standing): (IncidentIx, Standing)) -> Option<StripPoint> {
    let mut point = point(links, ix)?;
    if standing == Standing::Suggested {
        point.class.push_str(" suggested");
    }
    Some(point)
}

/// The years of the archive, from the first to the last day.
fn whole(links: &Linker<'_>) -> Option<(Date, Date)> {
    let calendar = &links.site().archive.calendar;
    let (first, last) = (calendar.days.first()?.0, calendar.days.last()?.0);
    Some((date(first.year(), 1, 1), date(last.year(), 12, 31)))
}

/// How many promises that came back a drawing shows.
pub(super) const MOST_RETURNS: usize = 10;

/// Promises that came back, a row each, newest first as they are given: from the day of the promise to the incident in which
/// it came back, whose mark says how it stood. As many as have room. `None` without any.
pub(super) fn returns<'a>(links: &Linker<'_>, echoes: impl Iterator<Item = &'a Echo>) -> Option<Html> {
    let archive = links.site().archive;
    let row = |echo: &Echo| {
        let (earlier, later) = (&archive[echo.earlier], &archive[echo.later]);
        let (state, words) = related::state(echo.state);
        let suggested = if related::is_confirmed(echo) { "" } else { " suggested" };
        let href = links.to(PageKey::Incident(echo.later)).as_str().to_owned();
        let point = StripPoint {
            date: later.date()?,
            href: href.clone(),
            title: format!("{words}: {}", parts::title(later)),
            class: format!("is-{state}{suggested}"),
            form: svg::Form::Sign(match echo.state {
                EchoState::Overdue => '!',
                EchoState::Open => '○',
                EchoState::Done | EchoState::PromisedAgain => '↻',
                EchoState::Held => '✓',
                EchoState::Unknown => '?',
            }),
            gap: None,
        };
        let label = related::promised(archive, echo);
        Some(svg::Row { label, href, since: Some(earlier.date()?), points: vec![point] })
    };
    let drawn: Vec<svg::Row> = echoes.filter_map(row).take(MOST_RETURNS).collect();
    let first = drawn.iter().filter_map(|row| row.since).min()?;
    let (_, to) = whole(links)?;
    let label = format!("{}, newest first", parts::counted(drawn.len(), "promise", "promises"));
    let span = Span::days(date(first.year(), 1, 1), to.min(archive.as_of).max(newest(&drawn)?));
    svg::rows(&drawn, span, ("From each promise to its return", &label)).map(Html)
}

/// The day of the newest mark.
fn newest(rows: &[svg::Row]) -> Option<Date> {
    rows.iter().flat_map(|row| &row.points).map(|point| point.date).max()
}

fn between(links: &Linker<'_>, incidents: &[IncidentIx], span: Span) -> Option<Html> {
    if !has_room_for(incidents.len()) {
        let dates: Vec<Date> = incidents.iter().filter_map(|ix| links.site().archive[*ix].date()).collect();
        return svg::months(&dates, span).map(Html);
    }
    let points: Vec<StripPoint> = incidents.iter().filter_map(|ix| point(links, *ix)).collect();
    svg::strip(&points, span).map(Html)
}

fn point(links: &Linker<'_>, ix: IncidentIx) -> Option<StripPoint> {
    let site = links.site();
    let case = &site.archive[ix];
    let severity = case.incident.severity.as_ref().map(|written| parts::severity(site.settings, &written.value));
    let tone = severity.map_or("neutral", |severity| severity.tone);
    Some(StripPoint {
        date: case.date()?,
        href: links.to(PageKey::Incident(ix)).as_str().to_owned(),
        title: parts::title(case).to_owned(),
        class: format!("tone-{tone}"),
        form: match tone {
            "critical" => svg::Form::Triangle,
            "major" => svg::Form::Square,
            "minor" => svg::Form::Diamond,
            _ => svg::Form::Round,
        },
        gap: None,
    })
}

/// The class of the lane of each row, as the drawing has it.
pub(super) fn lanes(rows: &[TimelineRow]) -> Vec<&'static str> {
    let drawn: Vec<&TimelineRow> = rows.iter().filter(|row| row.at.and_then(Moment::time).is_some()).collect();
    let classes = svg::lane_classes(drawn.iter().map(|row| row.kind.as_deref()));
    let of_kind: BTreeMap<Option<&str>, &'static str> =
        drawn.iter().map(|row| row.kind.as_deref()).zip(classes).collect();
    rows.iter().map(|row| of_kind.get(&row.kind.as_deref()).copied().unwrap_or("lane-other")).collect()
}
