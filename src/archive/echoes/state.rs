//! How a promise stood on the day on which it came back.

use jiff::civil::Date;

use super::super::Archive;
use super::{Echo, Promised};
use crate::extract::vocabulary::{Vocabulary, WordList};

/// How a promise stood when it came back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum EchoState {
    /// Its day had passed.
    Overdue,
    /// It was open.
    Open,
    /// It was done: by its own report, which does not say since when, or by a report in between.
    Done,
    /// The later report says that it did what it should.
    Held,
    /// The later report promises it again.
    PromisedAgain,
    /// Nothing says how it stood.
    Unknown,
}

impl EchoState {
    /// All of them, the most pressing first.
    pub const ALL: [EchoState; 6] = [
        EchoState::Overdue,
        EchoState::Open,
        EchoState::Done,
        EchoState::Held,
        EchoState::PromisedAgain,
        EchoState::Unknown,
    ];
}

/// The state of an echo; `kept` is the day of the first later report that calls the promise done.
pub(super) fn then(archive: &Archive, echo: &Echo, kept: Option<Date>) -> EchoState {
    let day = archive[echo.later].date();
    let again = echo.state == EchoState::PromisedAgain;
    if !again && held(archive, echo) {
        return EchoState::Held;
    }
    let unknown = if again { EchoState::PromisedAgain } else { EchoState::Unknown };
    if kept.zip(day).is_some_and(|(kept, day)| kept < day) {
        return EchoState::Done;
    }
    let Promised::Action(action) = echo.promise else { return unknown };
    match day.map(|day| archive[action].state_on(day)) {
        Some(EchoState::Open) if again => EchoState::PromisedAgain,
        Some(state @ (EchoState::Overdue | EchoState::Open | EchoState::Done | EchoState::Held)) => state,
        Some(EchoState::PromisedAgain | EchoState::Unknown) | None => unknown,
    }
}

/// Whether the later report says of what was promised that it held, and nothing in the sentence denies it. It says so whether
/// or not an earlier one calls the promise done.
fn held(archive: &Archive, echo: &Echo) -> bool {
    let sentence = archive[echo.later].source.text.get(echo.again.range()).unwrap_or("");
    let has = |list| Vocabulary::standard().has_any(list, sentence);
    has(WordList::Held) && !has(WordList::Negation) && !has(WordList::NegationNext)
}
