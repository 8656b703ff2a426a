//! Every promise of every report: who owes it, what the report says of its state, how old it is on the as-of date.

use std::ops::AddAssign;

use jiff::civil::Date;

use super::{EchoState, IncidentIx, OwnerIx};
use crate::config::{Actions, Severities};
use crate::model::{Action, Incident};

/// An action at its place in the archive.
#[derive(Clone, Debug)]
pub struct ActionRef {
    /// The incident whose report promises it.
    pub incident: IncidentIx,
    /// Its position in that incident's `actions`; see [`super::Archive::action`].
    pub position: usize,
    /// Who owns it, in the report's order, each once.
    pub owners: Vec<OwnerIx>,
    /// What the report says of its state.
    pub state: ActionState,
    /// Days from the incident's date to the as-of date; `None` without a date, negative where that lies ahead.
    pub age_days: Option<i32>,
    /// By when it should be done; `None` where nothing says or follows from a rule.
    pub due: Option<Due>,
    /// Whether that day has passed and the report does not call it done.
    pub overdue: bool,
}

impl ActionRef {
    /// How it stood on a day, as far as its own report tells: one that it calls done counts as done on any day.
    pub fn state_on(&self, day: Date) -> EchoState {
        let passed = self.due.is_some_and(|due| due.date() < day);
        match self.state {
            ActionState::Done => EchoState::Done,
            ActionState::Open | ActionState::Unknown if passed => EchoState::Overdue,
            ActionState::Open => EchoState::Open,
            ActionState::Unknown => EchoState::Unknown,
        }
    }
}

/// What a report says of the state of an action.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ActionState {
    /// Open, to do or in progress.
    Open,
    /// The report says nothing: neither counted as open nor as done.
    Unknown,
    /// Done.
    Done,
}

/// The day by which an action should be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// The report names the day.
    Stated(Date),
    /// The archive's overdue rule for the incident's severity gives it. Only open actions have it: the rule says nothing
    /// of one whose state is not known.
    ByRule(Date),
}

impl Due {
    /// The day.
    pub fn date(self) -> Date {
        match self {
            Due::Stated(date) | Due::ByRule(date) => date,
        }
    }
}

/// How many actions are in which state.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Tally {
    /// Open.
    pub open: u32,
    /// The report says nothing.
    pub unknown: u32,
    /// Done.
    pub done: u32,
    /// Of the open and unknown ones: those whose day has passed.
    pub overdue: u32,
}

impl Tally {
    /// All of them.
    pub fn total(self) -> u32 {
        self.open + self.unknown + self.done
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        let Self { open, unknown, done, overdue } = other;
        self.open += open;
        self.unknown += unknown;
        self.done += done;
        self.overdue += overdue;
    }
}

impl AddAssign<&ActionRef> for Tally {
    fn add_assign(&mut self, action: &ActionRef) {
        match action.state {
            ActionState::Open => self.open += 1,
            ActionState::Unknown => self.unknown += 1,
            ActionState::Done => self.done += 1,
        }
        self.overdue += u32::from(action.overdue);
    }
}

/// What the age of an action is counted with.
pub(super) struct Rules<'a> {
    /// When a promise without a due date is overdue.
    pub actions: &'a Actions,
    /// The scale that severities are read by.
    pub severities: &'a Severities,
    /// The day that counts as today.
    pub as_of: Date,
}

/// The actions of an incident, in the report's order; `owners` are those of each.
pub(super) fn of_incident(
    ix: IncidentIx,
    incident: &Incident,
    date: Option<Date>,
    owners: Vec<Vec<OwnerIx>>,
    rules: &Rules<'_>,
) -> Vec<ActionRef> {
    let age_days = date.map(|date| days_between(date, rules.as_of));
    let severity = incident.severity.as_ref().map(|severity| severity.value.as_str());
    // The rule is looked up once an incident, and only for those that need it.
    let mut by_rule = None;
    let mut rule_date = || {
        *by_rule.get_or_insert_with(|| {
            let days = rules.actions.overdue_after(severity, rules.severities);
            date?.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
        })
    };
    let with_owners = incident.actions.iter().zip(owners).enumerate();
    with_owners
        .map(|(position, (action, owners))| {
            let state = state_of(action);
            let due = match (action.due, state) {
                (Some(due), ActionState::Open | ActionState::Unknown | ActionState::Done) => Some(Due::Stated(due)),
                (None, ActionState::Open) => rule_date().map(Due::ByRule),
                (None, ActionState::Unknown | ActionState::Done) => None,
            };
            let overdue = state != ActionState::Done && due.is_some_and(|due| due.date() < rules.as_of);
            ActionRef { incident: ix, position, owners, state, age_days, due, overdue }
        })
        .collect()
}

fn state_of(action: &Action) -> ActionState {
    match action.done {
        Some(true) => ActionState::Done,
        Some(false) => ActionState::Open,
        None => ActionState::Unknown,
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    i32::try_from(to.duration_since(from).as_hours() / 24).unwrap_or(i32::MAX)
}
