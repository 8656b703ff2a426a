//! All applications, and the page of each.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::page::Head;
use super::parts::{self, BarView, DayView, IncidentList, OwedView};
use super::promises::{self, Columns};
use super::related::EchoesView;
use super::rows::RowsView;
use super::{Html, PageView, charts};
use crate::archive::{Application, ApplicationIx, CauseIx, Durations, Standing};
use crate::model::Axis;
use crate::site::{Href, Linker, PageKey, Period, plan};

/// As `applications`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct ApplicationsPage {
    /// Those with most incidents over time, drawn; `None` where there are too many incidents.
    pub chart: Option<Html>,
    /// All of them, by name.
    pub rows: Vec<ApplicationRow>,
    /// Whether a team is named for any of them.
    pub has_teams: bool,
}

/// An application in the list.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct ApplicationRow {
    /// Its name.
    pub label: String,
    /// Its page.
    pub href: Href,
    /// The team that runs it.
    pub team: Option<String>,
    /// How many incidents it had.
    pub incidents: usize,
    /// The day of the latest.
    pub latest: Option<DayView>,
    /// How the promises of those incidents stand.
    pub owed: OwedView,
}

/// As `application`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct ApplicationPage {
    /// What it does, as the settings say.
    pub description: Option<String>,
    /// The team that runs it.
    pub team: Option<String>,
    /// Where to read more.
    pub url: Option<String>,
    /// Other spellings that reports use.
    pub spellings: Vec<String>,
    /// How long its incidents lasted: `median 47 min of 12`; `None` where none has a duration.
    pub durations: Option<String>,
    /// Its incidents over time, drawn; `None` where there are too many.
    pub strip: Option<Html>,
    /// How long it was between them: `median 6 weeks of 11 gaps, from 2 days to 8 months`; `None` where there is one alone.
    pub gaps: Option<String>,
    /// The causes its incidents share or had, those of most incidents first; suggested ones count.
    pub causes: Vec<BarView>,
    /// Its incidents.
    pub list: IncidentList,
    /// What its incidents still owe; on the first part of the list only.
    pub owed: RowsView,
    /// Promises that came back in an incident on it, the latest; on the first part of the list only.
    pub echoes: EchoesView,
}

/// All applications.
pub(super) fn page(links: &Linker<'_>) -> (PageView, Head) {
    let archive = links.site().archive;
    let row = |(position, application): (usize, &Application)| ApplicationRow {
        label: application.name.clone(),
        href: links.to(PageKey::Application(ApplicationIx::at(position), Period::All)),
        team: configured(links, application).and_then(|known| known.team.clone()),
        incidents: application.incidents.len(),
        latest: application.incidents.first().and_then(|ix| archive[*ix].date()).map(parts::day),
        owed: parts::owed(application.incidents.iter().flat_map(|incident| archive.actions_of(*incident))),
    };
    let rows: Vec<ApplicationRow> = archive.applications.iter().enumerate().map(row).collect();
    let description = parts::counted(rows.len(), "application", "applications");
    let has_teams = rows.iter().any(|row| row.team.is_some());
    (
        PageView::Applications(ApplicationsPage { chart: chart(links), rows, has_teams }),
        Head::new("Applications", description),
    )
}

fn chart(links: &Linker<'_>) -> Option<Html> {
    let mut lists = Vec::new();
    for (at, application) in links.site().archive.applications.iter().enumerate() {
        let incidents = application.incidents.iter().map(|ix| (*ix, Standing::Confirmed)).collect();
        let page = PageKey::Application(ApplicationIx::at(at), Period::All);
        lists.push(charts::RowOf { label: &application.name, page, incidents });
    }
    charts::rows(links, lists)
}

/// The page of an application, or a part of its incidents.
pub(super) fn of(links: &Linker<'_>, ix: ApplicationIx, period: Period) -> (PageView, Head) {
    let archive = links.site().archive;
    let application = &archive[ix];
    let known = configured(links, application);
    let split = links.site().lists.application(ix);
    let page = |period| PageKey::Application(ix, period);
    let pressing = |action: &&crate::archive::ActionRef| plan::promise(action).is_pressing();
    let owed = application.incidents.iter().flat_map(|incident| archive.actions_of(*incident)).filter(pressing);
    let view = ApplicationPage {
        description: known.and_then(|known| known.description.clone()),
        team: known.and_then(|known| known.team.clone()),
        url: known.and_then(|known| known.url.clone()),
        spellings: application.spellings.clone(),
        durations: durations(&application.durations),
        strip: if period == Period::All { strip(links, application) } else { None },
        gaps: gaps(links, application),
        causes: if period == Period::All { causes(links, application) } else { Vec::new() },
        list: parts::incident_list(links, &application.incidents, split, period, page),
        owed: match period {
            Period::All => promises::rows(links, owed.take(crate::site::PAGE_ROWS), Columns::All),
            Period::Year(_) | Period::Month(..) | Period::Undated => RowsView::default(),
        },
        echoes: EchoesView::new(links, links.site().lists.echoes_of_application(ix), period),
    };
    let description = parts::counted(application.incidents.len(), "incident", "incidents");
    let title = match parts::period_label(period) {
        Some(label) => format!("{}, {label}", application.name),
        None => application.name.clone(),
    };
    (PageView::Application(Box::new(view)), Head::new(title, description))
}

fn strip(links: &Linker<'_>, application: &Application) -> Option<Html> {
    let incidents: Vec<_> = application.incidents.iter().map(|ix| (*ix, Standing::Confirmed)).collect();
    charts::strip_of(links, &incidents)
}

/// The days between one incident and the next, in words.
fn gaps(links: &Linker<'_>, application: &Application) -> Option<String> {
    let archive = links.site().archive;
    let dates: Vec<Date> = application.incidents.iter().filter_map(|ix| archive[*ix].date()).collect();
    // Newest first.
    let mut gaps: Vec<i32> = dates.windows(2).map(|pair| days_between(pair[1], pair[0])).collect();
    gaps.sort_unstable();
    let (first, last) = (*gaps.first()?, *gaps.last()?);
    let words = parts::days_in_words;
    Some(match gaps.len() {
        1 => format!("{} (one gap)", words(first)),
        2 => format!("{} and {}", words(first), words(last)),
        n => {
            let middle = if n % 2 == 1 { gaps[n / 2] } else { (gaps[n / 2 - 1] + gaps[n / 2]) / 2 };
            format!("median {} of {n} gaps, from {} to {}", words(middle), words(first), words(last))
        }
    })
}

fn days_between(from: Date, to: Date) -> i32 {
    i32::try_from(to.duration_since(from).as_hours() / 24).unwrap_or(i32::MAX)
}

/// How many causes and triggers are shown.
const CAUSES: usize = 8;

fn causes(links: &Linker<'_>, application: &Application) -> Vec<BarView> {
    let archive = links.site().archive;
    let mut counts: BTreeMap<CauseIx, usize> = BTreeMap::new();
    for citation in application.incidents.iter().flat_map(|ix| &archive[*ix].causes) {
        if matches!(archive[citation.cause].axis, Axis::Cause | Axis::Trigger | Axis::Gap) {
            *counts.entry(citation.cause).or_default() += 1;
        }
    }
    let bar = |(ix, count): (CauseIx, usize)| BarView {
        label: archive[ix].label.clone(),
        href: links.to(PageKey::Cause(ix, Period::All)),
        count,
        total: count,
        share: 0,
    };
    parts::bars(counts.into_iter().map(bar).collect(), CAUSES)
}

fn configured<'a>(links: &Linker<'a>, application: &Application) -> Option<&'a crate::config::Application> {
    links.site().settings.applications.get(application.configured?)
}

/// The median with its n; no median of fewer than three.
pub(super) fn durations(all: &Durations) -> Option<String> {
    let sorted = &all.sorted;
    let (first, last) = (sorted.first()?, sorted.last()?);
    Some(match sorted.len() {
        1 => format!("{first} (one incident)"),
        2 => format!("{first} and {last}"),
        n if n % 2 == 1 => format!("median {} of {n}, from {first} to {last}", sorted[n / 2]),
        n => {
            let middle = crate::model::Minutes(sorted[n / 2 - 1].0.midpoint(sorted[n / 2].0));
            format!("median {middle} of {n}, from {first} to {last}")
        }
    })
}
