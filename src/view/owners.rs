//! Everybody who owns an action or was involved, and the page of each. Sorted by name everywhere: this is no ranking.

use serde::Serialize;

use super::PageView;
use super::made::Made;
use super::page::Head;
use super::parts::{self, LinkView, OwedView, PeriodLink};
use super::promises::{self, Columns};
use super::related::EchoesView;
use super::rows::RowsView;
use crate::archive::{ActionIx, ActionRef, Owner, OwnerIx, OwnerKind};
use crate::site::{Href, Initial, Linker, PAGE_ROWS, PageKey, Period, Promise, plan};

/// As `owners`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct OwnersPage {
    /// People, teams, and names that could not be resolved; groups without anybody are left out.
    pub groups: Vec<OwnerGroup>,
    /// The first letters of the names, each a page; empty where all names are on one page.
    pub letters: Vec<PeriodLink>,
}

/// Owners of one kind.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct OwnerGroup {
    /// `people`
    pub id: &'static str,
    /// `People`
    pub label: &'static str,
    /// What the group is, where its name does not say it.
    pub about: &'static str,
    /// The owners, by name; the first of them where the names have pages by letter.
    pub rows: Vec<OwnerRow>,
    /// How many there are.
    pub total: usize,
}

/// An owner in the list.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct OwnerRow {
    /// Their name.
    pub label: String,
    /// Their page.
    pub href: Href,
    /// Of a name that could not be resolved: those it can mean.
    pub candidates: Vec<Made<LinkView>>,
    /// How their promises stand.
    pub owed: OwedView,
    /// Incidents whose report names them.
    pub incidents: usize,
    /// The lengths of four bars behind one another, in hundredths of the longest row of the page: overdue, open, not stated,
    /// done.
    pub shares: [u32; 4],
}

/// As `owner`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct OwnerPage {
    /// `person`, `handle`, `team`, `shared`, `short name`.
    pub kind: &'static str,
    /// What that means for the reader; empty where the kind says it.
    pub about: &'static str,
    /// Other spellings that reports use.
    pub spellings: Vec<String>,
    /// Of a name that could not be resolved: those it can mean.
    pub candidates: Vec<Made<LinkView>>,
    /// Of a person: people whose name is so much alike that it may be theirs, written wrongly.
    pub alike: Vec<Made<LinkView>>,
    /// Of a person: their teams, by the settings.
    pub teams: Vec<Made<LinkView>>,
    /// Of a team: its people, by the settings.
    pub members: Vec<Made<LinkView>>,
    /// Of a team: the feed of what it and its people promised.
    pub feed: Option<Href>,
    /// Their promises by state, the most pressing first; states without promises are left out.
    pub groups: Vec<PromiseGroup>,
    /// How many promises this part of the list has, shown or not.
    pub total: usize,
    /// How many of them are shown.
    pub shown: usize,
    /// The other parts of the list.
    pub years: Vec<PeriodLink>,
    /// The latest incidents whose report names them; on the first part of the list only.
    pub incidents: Vec<Made<parts::IncidentRow>>,
    /// How many incidents there are.
    pub incident_count: usize,
    /// Their promises that came back, the latest; on the first part of the list only.
    pub echoes: EchoesView,
}

/// Promises of one state.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct PromiseGroup {
    /// `overdue`
    pub id: &'static str,
    /// `Overdue`
    pub label: &'static str,
    /// The promises.
    pub rows: RowsView,
}

/// All owners; where they are too many for a page, the first of each group and the way to all letters.
pub(super) fn page(links: &Linker<'_>) -> (PageView, Head) {
    let view = list(links, None);
    (PageView::Owners(view), Head::new("Owners", "Who owns the actions that reports promise, by name."))
}

/// The owners whose names begin so.
pub(super) fn of_letter(links: &Linker<'_>, initial: Initial) -> (PageView, Head) {
    let label = initial.label();
    let description = format!("Who owns the actions that reports promise: names with {label}.");
    (PageView::Owners(list(links, Some(initial))), Head::new(format!("Owners: {label}"), description))
}

fn list(links: &Linker<'_>, initial: Option<Initial>) -> OwnersPage {
    let owners = &links.site().archive.owners;
    let split = links.site().lists.letters();
    let letters = split.all().map(|(letter, count)| PeriodLink {
        label: letter.label(),
        count,
        href: links.to(PageKey::OwnersOf(letter)),
        current: Some(letter) == initial,
    });
    let letters: Vec<PeriodLink> = letters.collect();
    let most = if letters.is_empty() || initial.is_some() { usize::MAX } else { PAGE_ROWS };
    let here = |owner: &Owner| initial.is_none_or(|initial| split.holds(initial, &owner.slug));
    let short = |owner: &Owner| owner.kind == OwnerKind::ShortName;
    let group = |id, label, about, fits: &dyn Fn(&Owner) -> bool| {
        let all = || owners.iter().enumerate().filter(|(_, owner)| here(owner) && fits(owner));
        let rows = all().take(most).map(|(position, owner)| owner_row(links, position, owner)).collect();
        OwnerGroup { id, label, about, rows, total: all().count() }
    };
    let groups = [
        group("people", "People", "", &|owner| matches!(owner.kind, OwnerKind::Person | OwnerKind::Handle)),
        group("teams", "Teams", "", &|owner| matches!(owner.kind, OwnerKind::Team | OwnerKind::Shared)),
        group(
            "ambiguous",
            "Names that may be several people",
            "Initials and short names. Each stands for itself until the settings say whose it is.",
            &|owner| short(owner) && !owner.candidates.is_empty(),
        ),
        group(
            "unresolved",
            "Names that could not be resolved",
            "Short names that fit no full name of the archive.",
            &|owner| short(owner) && owner.candidates.is_empty(),
        ),
    ];
    let mut groups: Vec<OwnerGroup> = groups.into_iter().filter(|group| !group.rows.is_empty()).collect();
    let rows = || groups.iter().flat_map(|group| &group.rows);
    let longest = rows().map(|row| row.owed.total).max().unwrap_or(0);
    for row in groups.iter_mut().flat_map(|group| &mut group.rows) {
        row.shares = row.owed.shares(longest);
    }
    OwnersPage { groups, letters }
}

fn owner_row(links: &Linker<'_>, position: usize, owner: &Owner) -> OwnerRow {
    let archive = links.site().archive;
    OwnerRow {
        label: owner.name.clone(),
        href: links.to(PageKey::Owner(OwnerIx::at(position), Period::All)),
        candidates: if owner.kind == OwnerKind::ShortName { people(links, &owner.candidates) } else { Vec::new() },
        owed: parts::owed(owner.actions.iter().map(|ix| &archive[*ix])),
        incidents: owner.incidents.len(),
        shares: [0; 4],
    }
}

/// The page of an owner, or a part of their promises.
pub(super) fn of(links: &Linker<'_>, ix: OwnerIx, period: Period) -> (PageView, Head) {
    let archive = links.site().archive;
    let owner = &archive[ix];
    let split = links.site().lists.owner(ix);
    let mut pressing: Vec<ActionIx> = parts::inside(&owner.actions, split, period);
    pressing.sort_by_key(|action| plan::promise(&archive[*action]));
    let (shown, total) = parts::cut(pressing, split, period);
    let shown: Vec<&ActionRef> = shown.into_iter().map(|action| &archive[action]).collect();
    let group = |state: Promise| PromiseGroup {
        id: state.name(),
        label: parts::promise_label(state),
        rows: promises::rows(
            links,
            shown.iter().copied().filter(|action| plan::promise(action) == state),
            Columns::Incident,
        ),
    };
    let (kind, about) = kind_words(owner);
    let (candidates, alike) = match owner.kind {
        OwnerKind::ShortName => (people(links, &owner.candidates), Vec::new()),
        OwnerKind::Person => (Vec::new(), people(links, &owner.candidates)),
        OwnerKind::Handle | OwnerKind::Team | OwnerKind::Shared => (Vec::new(), Vec::new()),
    };
    let first = period == Period::All;
    let named = owner.incidents.iter().take(if first { PAGE_ROWS } else { 0 });
    let view = OwnerPage {
        kind,
        about,
        spellings: owner.spellings.clone(),
        candidates,
        alike,
        teams: people(links, &owner.teams),
        members: people(links, &owner.members),
        feed: (owner.kind == OwnerKind::Team).then(|| links.file(&format!("owners/{}/feed.xml", owner.slug))),
        groups: Promise::ALL.into_iter().map(group).filter(|group| group.rows.count > 0).collect(),
        total,
        shown: shown.len(),
        years: parts::period_links(links, split, period, |period| PageKey::Owner(ix, period)),
        incidents: named.map(|incident| parts::incident_row(links, *incident)).collect(),
        incident_count: owner.incidents.len(),
        echoes: EchoesView::new(links, links.site().lists.echoes_of_owner(ix), period),
    };
    let description = format!(
        "{} in {}.",
        parts::counted(owner.actions.len(), "promise", "promises"),
        parts::counted(owner.incidents.len(), "report", "reports")
    );
    let title = match parts::period_label(period) {
        Some(label) => format!("{}, {label}", owner.name),
        None => owner.name.clone(),
    };
    (PageView::Owner(Box::new(view)), Head::new(title, description))
}

fn people(links: &Linker<'_>, owners: &[OwnerIx]) -> Vec<Made<LinkView>> {
    owners.iter().map(|owner| parts::person(links, *owner)).collect()
}

fn kind_words(owner: &Owner) -> (&'static str, &'static str) {
    match owner.kind {
        OwnerKind::Person => ("person", ""),
        OwnerKind::Handle => ("handle", "Known by this handle alone."),
        OwnerKind::Team => ("team", ""),
        OwnerKind::Shared => ("shared", "Promised by everybody."),
        OwnerKind::ShortName if owner.candidates.len() == 1 => {
            ("short name", "Not enough of a name to be sure whose it is. The settings can say so.")
        }
        OwnerKind::ShortName if !owner.candidates.is_empty() => {
            ("short name", "This may be any of several people. The settings can say who is meant.")
        }
        OwnerKind::ShortName => ("short name", "No full name of the archive fits. The settings can say whose this is."),
    }
}
