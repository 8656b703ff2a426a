//! What was promised, by state and age.

use serde::Serialize;

use super::PageView;
use super::page::Head;
use super::parts::{self, OwedView, PeriodLink, PromiseRow};
use crate::archive::{ActionRef, Application, ApplicationIx, Owner, OwnerIx};
use crate::site::{Href, Linker, OVERVIEW_ROWS, PAGE_ROWS, PageKey, Period, Promise, plan};

/// The age buckets: label and last day.
const AGES: [(&str, i32); 5] =
    [("0–14 days", 14), ("15–30 days", 30), ("31–60 days", 60), ("61–180 days", 180), ("over 180 days", i32::MAX)];

/// As `actions`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct ActionsPage {
    /// How many there are.
    pub total: usize,
    /// Those not known to be done, by age; empty where there are none.
    pub ages: Vec<AgeView>,
    /// Those not known to be done by the application of their incident, by name; empty where there are too many applications.
    pub applications: Vec<OwedRow>,
    /// The same by owner, by name; those that nobody owns first.
    pub owners: Vec<OwedRow>,
    /// The days by which they are due, as a calendar.
    pub calendar: Href,
    /// All of them by state, the most pressing first; states without actions are left out.
    pub groups: Vec<ActionGroup>,
}

/// Actions of one age.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct AgeView {
    /// `15–30 days`
    pub label: &'static str,
    /// Overdue.
    pub overdue: usize,
    /// Open, not overdue.
    pub open: usize,
    /// Their state is not stated.
    pub unknown: usize,
    /// All three.
    pub total: usize,
    /// The lengths of three bars behind one another, in hundredths of the longest row: overdue.
    pub overdue_share: usize,
    /// The same: open.
    pub open_share: usize,
    /// The same: not stated.
    pub unknown_share: usize,
}

/// What an application or an owner still owes.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct OwedRow {
    /// Its name, or `no owner`.
    pub label: String,
    /// Its page; `None` for what nobody owns.
    pub href: Option<Href>,
    /// How its promises stand.
    pub owed: OwedView,
}

/// Actions of one state.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct ActionGroup {
    /// `overdue`
    pub id: &'static str,
    /// `Overdue`
    pub label: &'static str,
    /// Whether they are known to be owed: overdue or open.
    pub pressing: bool,
    /// How many there are.
    pub total: usize,
    /// The oldest ones, or all.
    pub rows: Vec<PromiseRow>,
    /// The page that holds all of them, where this one does not.
    pub more: Option<Href>,
}

/// As `actions_of`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct ActionsOfPage {
    /// `overdue`
    pub id: &'static str,
    /// The actions of this part of the list.
    pub rows: Vec<PromiseRow>,
    /// How many this part has, shown or not.
    pub total: usize,
    /// The other parts of the list.
    pub years: Vec<PeriodLink>,
}

/// All actions.
pub(super) fn page(links: &Linker<'_>) -> (PageView, Head) {
    let archive = links.site().archive;
    let total = archive.actions.len();
    let group = |state: Promise| {
        let all = &links.site().lists.promises(state).actions;
        let shown = OVERVIEW_ROWS.min(all.len());
        ActionGroup {
            id: state.name(),
            label: parts::promise_label(state),
            pressing: matches!(state, Promise::Overdue | Promise::Open),
            total: all.len(),
            rows: all[..shown].iter().map(|action| parts::promise_row(links, &archive[*action])).collect(),
            more: (shown < all.len()).then(|| links.to(PageKey::ActionsOf(state, Period::All))),
        }
    };
    let view = ActionsPage {
        total,
        ages: ages(&archive.actions),
        applications: by_application(links),
        owners: by_owner(links),
        calendar: links.file("actions.ics"),
        groups: Promise::ALL.into_iter().map(group).filter(|group| group.total > 0).collect(),
    };
    let description =
        format!("{} that incident reports promise, by state and age.", parts::counted(total, "action", "actions"));
    (PageView::Actions(view), Head::new("Actions", description))
}

fn by_application(links: &Linker<'_>) -> Vec<OwedRow> {
    let archive = links.site().archive;
    let row = |(at, application): (usize, &Application)| {
        let actions = application.incidents.iter().flat_map(|incident| archive.actions_of(*incident));
        let page = PageKey::Application(ApplicationIx::at(at), Period::All);
        OwedRow { label: application.name.clone(), href: Some(links.to(page)), owed: parts::owed(actions) }
    };
    short(archive.applications.iter().enumerate().filter(|(_, application)| application.tally.total() > 0).map(row))
}

fn by_owner(links: &Linker<'_>) -> Vec<OwedRow> {
    let archive = links.site().archive;
    let row = |(at, owner): (usize, &Owner)| {
        let actions = owner.actions.iter().map(|action| &archive[*action]);
        let page = PageKey::Owner(OwnerIx::at(at), Period::All);
        OwedRow { label: owner.name.clone(), href: Some(links.to(page)), owed: parts::owed(actions) }
    };
    let nobody = archive.actions.iter().filter(|action| action.owners.is_empty());
    let nobody = OwedRow { label: "no owner".to_owned(), href: None, owed: parts::owed(nobody) };
    short(
        std::iter::once(nobody)
            .chain(archive.owners.iter().enumerate().filter(|(_, owner)| owner.tally.total() > 0).map(row)),
    )
}

/// The rows that owe something; none where they are too many for a page that is not about them.
fn short(rows: impl Iterator<Item = OwedRow>) -> Vec<OwedRow> {
    let rows: Vec<OwedRow> = rows.filter(|row| row.owed.total > row.owed.done).collect();
    if rows.len() > PAGE_ROWS { Vec::new() } else { rows }
}

fn ages(actions: &[ActionRef]) -> Vec<AgeView> {
    let mut rows = AGES.map(|(label, _)| AgeView {
        label,
        overdue: 0,
        open: 0,
        unknown: 0,
        total: 0,
        overdue_share: 0,
        open_share: 0,
        unknown_share: 0,
    });
    for action in actions {
        let Some(age) = action.age_days else { continue };
        let place = AGES.iter().position(|(_, last)| age <= *last).unwrap_or(AGES.len() - 1);
        let row = &mut rows[place];
        match plan::promise(action) {
            Promise::Overdue => row.overdue += 1,
            Promise::Open => row.open += 1,
            Promise::Unknown => row.unknown += 1,
            Promise::Done => continue,
        }
        row.total += 1;
    }
    let longest = rows.iter().map(|row| row.total).max().unwrap_or(0);
    if longest == 0 {
        return Vec::new();
    }
    for row in &mut rows {
        row.overdue_share = row.overdue * 100 / longest;
        row.open_share = row.open * 100 / longest;
        row.unknown_share = row.unknown * 100 / longest;
    }
    rows.to_vec()
}

/// The actions of one state, or a part of them.
pub(super) fn of(links: &Linker<'_>, state: Promise, period: Period) -> (PageView, Head) {
    let archive = links.site().archive;
    let list = links.site().lists.promises(state);
    let (shown, total) = parts::part_of(&list.actions, &list.split, period);
    let label = parts::promise_label(state);
    let view = ActionsOfPage {
        id: state.name(),
        rows: shown.into_iter().map(|action| parts::promise_row(links, &archive[action])).collect(),
        total,
        years: parts::period_links(links, &list.split, period, |period| PageKey::ActionsOf(state, period)),
    };
    let title = match parts::period_label(period) {
        Some(part) => format!("Actions: {label}, {part}"),
        None => format!("Actions: {label}"),
    };
    let description = parts::counted(total, "action", "actions");
    (PageView::ActionsOf(view), Head::new(title, description))
}
