//! The promise ledger: what was promised, and the later incidents in which it came back.

use serde::Serialize;

use super::page::Head;
use super::parts::{self, PeriodLink};
use super::promises::{self, Columns};
use super::related::{self, Seen};
use super::rows::RowsView;
use super::{Html, PageView, charts};
use crate::archive::{ActionState, Echo, EchoState, Standing};
use crate::site::{Linker, PageKey, Period};

/// How many promises that held are shown.
const HELD_SHOWN: usize = 10;

/// As `recurrences`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct RecurrencesPage {
    /// The newest of those that came back, drawn: a row each, from the promise to its return; on the first page only.
    pub chart: Option<Html>,
    /// The same for promises that were kept and held when it mattered.
    pub held_chart: Option<Html>,
    /// How many rows a drawing has at most.
    pub chart_rows: usize,
    /// The echoes of this part of the ledger, the newest later incident first.
    pub rows: RowsView,
    /// How many this part has, shown or not.
    pub total: usize,
    /// How many of all are in which state; those that none is in are left out.
    pub states: Vec<StateCount>,
    /// How many of all are confirmed.
    pub confirmed: usize,
    /// How many of all are suggested.
    pub suggested: usize,
    /// The other parts of the ledger.
    pub years: Vec<PeriodLink>,
    /// Promises that are done and that no later report echoes; on the first page only.
    pub held: RowsView,
    /// How many these are.
    pub held_total: usize,
    /// Promises known to be done in all.
    pub done_total: usize,
}

/// How many promises came back in one state.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct StateCount {
    /// `overdue`
    pub id: &'static str,
    /// `came back overdue`
    pub label: &'static str,
    /// How many.
    pub count: usize,
}

/// The ledger, or a part of it.
pub(super) fn of(links: &Linker<'_>, period: Period) -> (PageView, Head) {
    let site = links.site();
    let archive = site.archive;
    let echoes = &archive.echoes;
    let split = site.lists.recurrences();
    let all: Vec<usize> = (0..echoes.all.len()).collect();
    let (shown, total) = parts::part_of(&all, split, period);
    let in_state = |state: EchoState| {
        let (id, label) = related::state(state);
        StateCount { id, label, count: echoes.all.iter().filter(|echo| echo.state == state).count() }
    };
    let confirmed = echoes.all.iter().filter(|echo| echo.standing == Standing::Confirmed).count();
    let held = if period == Period::All { &echoes.held[..echoes.held.len().min(HELD_SHOWN)] } else { &[] };
    let chart = |wanted: fn(&&Echo) -> bool| {
        if period == Period::All { charts::returns(links, echoes.all.iter().filter(wanted)) } else { None }
    };
    let view = RecurrencesPage {
        chart: chart(|echo| echo.state != EchoState::Held),
        held_chart: chart(|echo| echo.state == EchoState::Held),
        chart_rows: charts::MOST_RETURNS,
        rows: related::echo_rows(links, shown, Seen::Anywhere),
        total,
        states: EchoState::ALL.into_iter().map(in_state).filter(|state| state.count > 0).collect(),
        confirmed,
        suggested: echoes.all.len() - confirmed,
        years: parts::period_links(links, split, period, PageKey::Recurrences),
        held: promises::rows(links, held.iter().map(|action| &archive[*action]), Columns::Incident),
        held_total: echoes.held.len(),
        done_total: archive.actions.iter().filter(|action| action.state == ActionState::Done).count(),
    };
    let description =
        format!("{} that came back in a later incident.", parts::counted(echoes.all.len(), "promise", "promises"));
    let title = match parts::period_label(period) {
        Some(part) => format!("Recurrences, {part}"),
        None => "Recurrences".to_owned(),
    };
    (PageView::Recurrences(Box::new(view)), Head::new(title, description))
}
