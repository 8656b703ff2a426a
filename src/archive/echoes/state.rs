//! How a promise stood on the day on which it came back.

use jiff::civil::Date;

use super::super::{ActionState, Archive};
use super::{Echo, Promised};

/// How a promise stood when it came back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum EchoState {
    /// Its day had passed.
    Overdue,
    /// It was open.
    Open,
    /// It was done: by its own report, which does not say since when, or by a report in between.
    Done,
    /// The later report promises it again.
    PromisedAgain,
    /// Nothing says how it stood.
    Unknown,
}

impl EchoState {
    /// All of them, the most pressing first.
    pub const ALL: [EchoState; 5] =
        [EchoState::Overdue, EchoState::Open, EchoState::Done, EchoState::PromisedAgain, EchoState::Unknown];
}

/// The state of an echo; `kept` is the day of the first later report that calls the promise done.
pub(super) fn then(archive: &Archive, echo: &Echo, kept: Option<Date>) -> EchoState {
    let day = archive[echo.later].date();
    let again = echo.state == EchoState::PromisedAgain;
    let unknown = if again { EchoState::PromisedAgain } else { EchoState::Unknown };
    if kept.zip(day).is_some_and(|(kept, day)| kept < day) {
        return EchoState::Done;
    }
    let Promised::Action(action) = echo.promise else { return unknown };
    let action = &archive[action];
    let passed = action.due.zip(day).is_some_and(|(due, day)| due.date() < day);
    match action.state {
        ActionState::Done => EchoState::Done,
        ActionState::Open | ActionState::Unknown if passed => EchoState::Overdue,
        ActionState::Open if again => EchoState::PromisedAgain,
        ActionState::Open => EchoState::Open,
        ActionState::Unknown => unknown,
    }
}
