//! What was promised, by state and age.

use serde::Serialize;

use super::PageView;
use super::page::Head;
use super::parts::{self, OwedView, PeriodLink};
use super::promises::{self, Columns};
use super::rows::RowsView;
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
    /// How they stand; those that are done are left out.
    pub owed: OwedView,
    /// The lengths of four bars behind one another, in hundredths of the longest row: overdue, open, not stated, done.
    pub shares: [u32; 4],
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
    pub rows: RowsView,
    /// The page that holds all of them, where this one does not.
    pub more: Option<Href>,
}

/// As `actions_of`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct ActionsOfPage {
    /// `overdue`
    pub id: &'static str,
    /// The actions of this part of the list.
    pub rows: RowsView,
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
            pressing: state.is_pressing(),
            total: all.len(),
            rows: promises::rows(links, all[..shown].iter().map(|action| &archive[*action]), Columns::Incident),
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
    let mut by_age: [Vec<&ActionRef>; AGES.len()] = Default::default();
    for action in actions.iter().filter(|action| plan::promise(action) != Promise::Done) {
        let Some(age) = action.age_days else { continue };
        by_age[AGES.iter().position(|(_, last)| age <= *last).unwrap_or(AGES.len() - 1)].push(action);
    }
    let longest = by_age.iter().map(Vec::len).max().unwrap_or(0) as u32;
    if longest == 0 {
        return Vec::new();
    }
    let row = |((label, _), actions): (&(&'static str, i32), Vec<&ActionRef>)| {
        let owed = parts::owed(actions);
        AgeView { label, shares: owed.shares(longest), owed }
    };
    AGES.iter().zip(by_age).map(row).collect()
}

/// The actions of one state, or a part of them.
pub(super) fn of(links: &Linker<'_>, state: Promise, period: Period) -> (PageView, Head) {
    let archive = links.site().archive;
    let list = links.site().lists.promises(state);
    let (shown, total) = parts::part_of(&list.actions, &list.split, period);
    let label = parts::promise_label(state);
    let view = ActionsOfPage {
        id: state.name(),
        rows: promises::rows(links, shown.into_iter().map(|action| &archive[action]), Columns::Incident),
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
