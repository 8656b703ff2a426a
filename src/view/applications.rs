//! All applications, and the page of each.

use serde::Serialize;

use super::PageView;
use super::page::Head;
use super::parts::{self, DayView, IncidentList, PromiseRow};
use super::related::EchoesView;
use crate::archive::{Application, ApplicationIx, Durations};
use crate::site::{Href, Linker, PageKey, Period, Promise, plan};

/// As `applications`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct ApplicationsPage {
    /// All of them, by name.
    pub rows: Vec<ApplicationRow>,
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
    /// Open promises of those incidents, overdue ones included.
    pub open: u32,
    /// The overdue ones of them.
    pub overdue: u32,
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
    /// Its incidents.
    pub list: IncidentList,
    /// What its incidents still owe; on the first part of the list only.
    pub owed: Vec<PromiseRow>,
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
        open: application.tally.open,
        overdue: application.tally.overdue,
    };
    let rows: Vec<ApplicationRow> = archive.applications.iter().enumerate().map(row).collect();
    let description = parts::counted(rows.len(), "application", "applications");
    (PageView::Applications(ApplicationsPage { rows }), Head::new("Applications", description))
}

/// The page of an application, or a part of its incidents.
pub(super) fn of(links: &Linker<'_>, ix: ApplicationIx, period: Period) -> (PageView, Head) {
    let archive = links.site().archive;
    let application = &archive[ix];
    let known = configured(links, application);
    let split = links.site().lists.application(ix);
    let page = |period| PageKey::Application(ix, period);
    let pressing = |action: &&crate::archive::ActionRef| match plan::promise(action) {
        Promise::Overdue | Promise::Open => true,
        Promise::Unknown | Promise::Done => false,
    };
    let owed = application.incidents.iter().flat_map(|incident| archive.actions_of(*incident)).filter(pressing);
    let view = ApplicationPage {
        description: known.and_then(|known| known.description.clone()),
        team: known.and_then(|known| known.team.clone()),
        url: known.and_then(|known| known.url.clone()),
        spellings: application.spellings.clone(),
        durations: durations(&application.durations),
        list: parts::incident_list(links, &application.incidents, split, period, page),
        owed: match period {
            Period::All => owed.take(crate::site::PAGE_ROWS).map(|action| parts::promise_row(links, action)).collect(),
            Period::Year(_) | Period::Month(..) | Period::Undated => Vec::new(),
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
