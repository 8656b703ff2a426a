//! Every page of an archive, in a fixed order.

use jiff::civil::Date;

use super::{PageKey, Period, Promise, Split};
use crate::archive::{ActionRef, ActionState, ApplicationIx, Archive, Case, CauseIx, IncidentIx, OwnerIx};

/// Names every page of the site. The order is that of [`PageKey`]; every page is named once. Categories of causes that
/// no incident has get no page.
pub fn plan(archive: &Archive) -> Vec<PageKey> {
    let mut pages = vec![PageKey::Home, PageKey::Timeline, PageKey::Applications, PageKey::Causes, PageKey::Owners];
    pages.extend([PageKey::Actions, PageKey::About, PageKey::Missing]);
    pages.extend(incidents(archive).periods().into_iter().map(PageKey::Incidents));
    pages.extend(archive.cases().map(|(ix, _)| PageKey::Incident(ix)));
    pages.extend(archive.calendar.years.iter().map(|year| PageKey::TimelineOf(Period::Year(year.year))));
    pages.extend((!archive.calendar.undated.is_empty()).then_some(PageKey::TimelineOf(Period::Undated)));
    for position in 0..archive.applications.len() {
        let ix = ApplicationIx::at(position);
        pages.extend(application(archive, ix).periods().into_iter().map(|period| PageKey::Application(ix, period)));
    }
    for (position, _) in archive.causes.iter().enumerate().filter(|(_, cause)| !cause.occurrences.is_empty()) {
        let ix = CauseIx::at(position);
        pages.extend(cause(archive, ix).periods().into_iter().map(|period| PageKey::Cause(ix, period)));
    }
    for position in 0..archive.owners.len() {
        let ix = OwnerIx::at(position);
        pages.extend(owner(archive, ix).periods().into_iter().map(|period| PageKey::Owner(ix, period)));
    }
    if archive.actions.len() > super::SPLIT_ABOVE {
        for state in Promise::ALL {
            pages
                .extend(promises(archive, state).periods().into_iter().map(|period| PageKey::ActionsOf(state, period)));
        }
    }
    pages.sort_unstable();
    pages
}

/// How the table of incidents is spread over pages.
pub fn incidents(archive: &Archive) -> Split {
    Split::new(archive.incidents.iter().map(Case::date))
}

/// How the incidents of an application are spread over pages.
pub fn application(archive: &Archive, ix: ApplicationIx) -> Split {
    Split::new(archive[ix].incidents.iter().map(|incident| archive[*incident].date()))
}

/// How the incidents of a cause are spread over pages.
pub fn cause(archive: &Archive, ix: CauseIx) -> Split {
    Split::new(archive[ix].occurrences.iter().map(|occurrence| archive[occurrence.incident].date()))
}

/// How the actions of an owner are spread over pages, each by the day of its incident.
pub fn owner(archive: &Archive, ix: OwnerIx) -> Split {
    Split::new(archive[ix].actions.iter().map(|action| day_of(archive, archive[*action].incident)))
}

/// How the actions of one state are spread over pages, each by the day of its incident.
pub fn promises(archive: &Archive, state: Promise) -> Split {
    let chosen = archive.actions.iter().filter(|action| promise(action) == state);
    Split::new(chosen.map(|action| day_of(archive, action.incident)))
}

/// The group of an action.
pub fn promise(action: &ActionRef) -> Promise {
    match (action.overdue, action.state) {
        (_, ActionState::Done) => Promise::Done,
        (true, ActionState::Open | ActionState::Unknown) => Promise::Overdue,
        (false, ActionState::Open) => Promise::Open,
        (false, ActionState::Unknown) => Promise::Unknown,
    }
}

fn day_of(archive: &Archive, ix: IncidentIx) -> Option<Date> {
    archive[ix].date()
}
