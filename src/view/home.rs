//! The first page: what happened lately, what is still owed, what recurs.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::page::Head;
use super::parts::{self, BarView, DayView, PromiseRow, SharedRow};
use super::related::{self, EchoesView};
use super::{Html, PageView, charts};
use crate::archive::{Archive, Echo, EchoState, IncidentIx};
use crate::model::Axis;
use crate::site::{Href, Linker, PageKey, Period, Promise};

/// How many of the latest incidents are shown.
const LATEST: usize = 8;

/// How many promises are shown.
const OWED: usize = 4;

/// How many applications and causes are shown.
const RECURRING: usize = 4;

/// How many promises that came back are shown.
const CAME_BACK: usize = 3;

/// As `home`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct HomePage {
    /// Whether the archive holds no report.
    pub empty: bool,
    /// What there is, in figures.
    pub figures: Vec<FigureView>,
    /// All incidents over time, drawn.
    pub strip: Option<Html>,
    /// Whether the team has a scale of severities and the drawing a mark for each incident, coloured by it.
    pub scale: bool,
    /// The latest incidents.
    pub latest: Vec<SharedRow>,
    /// The table of all incidents.
    pub all_incidents: Href,
    /// What is still owed.
    pub promises: OwedSummary,
    /// What recurs.
    pub recurring: Recurring,
    /// Promises that came back lately.
    pub came_back: EchoesView,
}

/// A figure and what it counts.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct FigureView {
    /// The figure.
    pub value: usize,
    /// What it counts.
    pub label: &'static str,
    /// Where it is told in full.
    pub href: Href,
}

/// What is still owed.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct OwedSummary {
    /// How many promises are overdue.
    pub overdue: usize,
    /// How many are open and not overdue.
    pub open: usize,
    /// How many say nothing of their state.
    pub unknown: usize,
    /// How many promises there are.
    pub total: usize,
    /// The ones that have waited longest, overdue ones first.
    pub rows: Vec<PromiseRow>,
    /// All of them.
    pub href: Href,
}

/// What had two incidents or more in a year.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct Recurring {
    /// The first day of that year.
    pub since: DayView,
    /// Applications.
    pub applications: Vec<BarView>,
    /// Causes and triggers; suggested ones count.
    pub causes: Vec<BarView>,
}

/// The first page.
pub(super) fn page(links: &Linker<'_>) -> (PageView, Head) {
    let site = links.site();
    let archive = site.archive;
    let book = &site.settings.book;
    let since = year_before(newest(links));
    let view = HomePage {
        empty: archive.incidents.is_empty(),
        figures: figures(links),
        strip: charts::strip(links),
        scale: !site.settings.severities.levels().is_empty() && charts::has_room_for(archive.incidents.len()),
        latest: archive.cases().take(LATEST).map(|(ix, _)| parts::incident_row(links, ix)).collect(),
        all_incidents: links.to(PageKey::Incidents(Period::All)),
        promises: promises(links),
        recurring: Recurring {
            since: parts::day(since),
            applications: applications(links, since),
            causes: causes(links, since),
        },
        came_back: came_back(links),
    };
    (PageView::Home(Box::new(view)), Head::new(&book.title, book.description.as_deref().unwrap_or_default()))
}

/// The day from which "lately" is counted back: today, or the newest incident of an archive that rests.
fn newest(links: &Linker<'_>) -> Date {
    let archive = links.site().archive;
    let newest = archive.incidents.first().and_then(|case| case.date());
    newest.map_or(archive.as_of, |date| date.min(archive.as_of))
}

fn year_before(day: Date) -> Date {
    day.checked_sub(1.year()).unwrap_or(day)
}

fn figures(links: &Linker<'_>) -> Vec<FigureView> {
    let archive = links.site().archive;
    let figure = |value: usize, label: &'static str, page: PageKey| FigureView { value, label, href: links.to(page) };
    let count = |state: Promise| links.site().lists.promises(state).actions.len();
    let applications = archive.applications.len();
    let all = archive.incidents.len();
    let open = count(Promise::Open);
    let first = figure(all, if all == 1 { "incident" } else { "incidents" }, PageKey::Incidents(Period::All));
    let others = [
        figure(applications, if applications == 1 { "application" } else { "applications" }, PageKey::Applications),
        figure(open, if open == 1 { "open promise" } else { "open promises" }, PageKey::Actions),
        figure(count(Promise::Overdue), "overdue", PageKey::Actions),
        figure(returned(archive).count(), "came back", PageKey::Recurrences(Period::All)),
    ];
    // A nought may mean that no report says anything of it: the sections below tell which.
    std::iter::once(first).chain(others.into_iter().filter(|figure| figure.value > 0)).collect()
}

fn promises(links: &Linker<'_>) -> OwedSummary {
    let archive = links.site().archive;
    let of = |state: Promise| links.site().lists.promises(state).actions.as_slice();
    let owed = of(Promise::Overdue).iter().chain(of(Promise::Open)).take(OWED);
    OwedSummary {
        overdue: of(Promise::Overdue).len(),
        open: of(Promise::Open).len(),
        unknown: of(Promise::Unknown).len(),
        total: archive.actions.len(),
        rows: owed.map(|action| parts::promise_row(links, &archive[*action])).collect(),
        href: links.to(PageKey::Actions),
    }
}

fn came_back(links: &Linker<'_>) -> EchoesView {
    let archive = links.site().archive;
    EchoesView {
        rows: returned(archive).take(CAME_BACK).map(|echo| related::echo(links, echo)).collect(),
        total: returned(archive).count(),
        ledger: Some(links.to(PageKey::Recurrences(Period::All))),
    }
}

/// Promises that did not hold.
fn returned(archive: &Archive) -> impl Iterator<Item = &Echo> {
    archive.echoes.all.iter().filter(|echo| echo.state != EchoState::Held)
}

fn lately(links: &Linker<'_>, incidents: impl Iterator<Item = IncidentIx>, since: Date) -> usize {
    let archive = links.site().archive;
    incidents.filter(|ix| archive[*ix].date().is_some_and(|date| date > since)).count()
}

fn applications(links: &Linker<'_>, since: Date) -> Vec<BarView> {
    let archive = links.site().archive;
    let bar = |(position, application): (usize, &crate::archive::Application)| BarView {
        label: application.name.clone(),
        href: links.to(PageKey::Application(crate::archive::ApplicationIx::at(position), Period::All)),
        count: lately(links, application.incidents.iter().copied(), since),
        total: application.incidents.len(),
        share: 0,
    };
    recurring(archive.applications.iter().enumerate().map(bar))
}

fn causes(links: &Linker<'_>, since: Date) -> Vec<BarView> {
    let archive = links.site().archive;
    let shown = |cause: &crate::archive::Cause| matches!(cause.axis, Axis::Cause | Axis::Trigger | Axis::Gap);
    let bar = |(position, cause): (usize, &crate::archive::Cause)| BarView {
        label: cause.label.clone(),
        href: links.to(PageKey::Cause(crate::archive::CauseIx::at(position), Period::All)),
        count: lately(links, cause.occurrences.iter().map(|occurrence| occurrence.incident), since),
        total: cause.occurrences.len(),
        share: 0,
    };
    recurring(archive.causes.iter().enumerate().filter(|(_, cause)| shown(cause)).map(bar))
}

fn recurring(items: impl Iterator<Item = BarView>) -> Vec<BarView> {
    parts::bars(items.filter(|item| item.count > 1).collect(), RECURRING)
}
