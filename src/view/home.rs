//! The first page: what happened lately, what is still owed, what recurs.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::made::Made;
use super::page::Head;
use super::parts::{self, BarView, DayView, IncidentRow};
use super::promises::{self, PromiseRow};
use super::related::{self, EchoRow};
use super::{Html, PageView, charts};
use crate::archive::{Archive, Echo, EchoState, IncidentIx};
use crate::model::Axis;
use crate::site::{Href, Linker, PageKey, Period, Promise};

/// How many of the latest incidents are shown.
const LATEST: usize = 8;

/// How many promises are shown.
const OWED: usize = 7;

/// How many applications and causes are shown.
const RECURRING: usize = 4;

/// How many promises that came back are shown.
const CAME_BACK: usize = 4;

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
    pub latest: Vec<Made<IncidentRow>>,
    /// How long ago the last one was, where that is more than a quarter: `5 months`.
    pub rests: Option<String>,
    /// The table of all incidents.
    pub all_incidents: Href,
    /// What is still owed.
    pub promises: OwedSummary,
    /// What recurs.
    pub recurring: Recurring,
    /// Promises that came back lately.
    pub came_back: CameBack,
}

/// A figure and what it counts.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct FigureView {
    /// `incidents`, `applications`, `owed`, `overdue`, `unknown`, `returned`.
    pub id: &'static str,
    /// The figure.
    pub value: usize,
    /// What it counts.
    pub label: String,
    /// Where it is told in full.
    pub href: Href,
}

/// Promises that came back.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct CameBack {
    /// The latest.
    pub rows: Vec<EchoRow>,
    /// How many there are.
    pub total: usize,
    /// The ledger of all.
    pub ledger: Href,
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
    /// The ones that have waited longest, overdue ones first; where none is open, the newest whose state is not stated.
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
        rests: rests(archive),
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

/// How long an archive rests, where that is worth a word.
fn rests(archive: &Archive) -> Option<String> {
    let newest = archive.incidents.iter().find_map(|case| case.date())?;
    let days = i32::try_from(archive.as_of.duration_since(newest).as_hours() / 24).ok()?;
    (days > 90).then(|| parts::days_in_words(days))
}

fn year_before(day: Date) -> Date {
    day.checked_sub(1.year()).unwrap_or(day)
}

fn figures(links: &Linker<'_>) -> Vec<FigureView> {
    let archive = links.site().archive;
    let figure = |id: &'static str, value: usize, label: &str, page: PageKey| FigureView {
        id,
        value,
        label: label.to_owned(),
        href: links.to(page),
    };
    let count = |state: Promise| links.site().lists.promises(state).actions.len();
    let applications = archive.applications.len();
    let all = archive.incidents.len();
    let owed = count(Promise::Open) + count(Promise::Overdue);
    // Where no report marks an action as open, what may be owed is all that is known.
    let unknown = if owed == 0 { count(Promise::Unknown) } else { 0 };
    let came_back = returned(archive).count();
    let suggested = returned(archive).filter(|(_, echo)| !related::is_confirmed(echo)).count();
    let came_back_label = match suggested {
        0 => "came back".to_owned(),
        all if all == came_back => "may have come back".to_owned(),
        some => format!("came back, {some} of them only suggested"),
    };
    let first =
        figure("incidents", all, if all == 1 { "incident" } else { "incidents" }, PageKey::Incidents(Period::All));
    let others = [
        figure(
            "applications",
            applications,
            if applications == 1 { "application" } else { "applications" },
            PageKey::Applications,
        ),
        figure("owed", owed, if owed == 1 { "promise still owed" } else { "promises still owed" }, PageKey::Actions),
        figure("overdue", count(Promise::Overdue), "of them overdue", PageKey::Actions),
        figure("unknown", unknown, "promises of unknown state", PageKey::Actions),
        figure("returned", came_back, &came_back_label, PageKey::Recurrences(Period::All)),
    ];
    // A nought may mean that no report says anything of it: the sections below tell which.
    std::iter::once(first).chain(others.into_iter().filter(|figure| figure.value > 0)).collect()
}

fn promises(links: &Linker<'_>) -> OwedSummary {
    let archive = links.site().archive;
    let of = |state: Promise| links.site().lists.promises(state).actions.as_slice();
    let pressing = of(Promise::Overdue).iter().chain(of(Promise::Open));
    let doubtful = if of(Promise::Overdue).len() + of(Promise::Open).len() == 0 { of(Promise::Unknown) } else { &[] };
    let owed = pressing.chain(doubtful).take(OWED);
    OwedSummary {
        overdue: of(Promise::Overdue).len(),
        open: of(Promise::Open).len(),
        unknown: of(Promise::Unknown).len(),
        total: archive.actions.len(),
        rows: owed.map(|action| promises::row(links, &archive[*action])).collect(),
        href: links.to(PageKey::Actions),
    }
}

fn came_back(links: &Linker<'_>) -> CameBack {
    let archive = links.site().archive;
    CameBack {
        rows: returned(archive).take(CAME_BACK).map(|(at, _)| related::echo(links, at)).collect(),
        total: returned(archive).count(),
        ledger: links.to(PageKey::Recurrences(Period::All)),
    }
}

/// Promises that did not hold, each with its place among all that came back.
fn returned(archive: &Archive) -> impl Iterator<Item = (usize, &Echo)> {
    archive.echoes.all.iter().enumerate().filter(|(_, echo)| echo.state != EchoState::Held)
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
