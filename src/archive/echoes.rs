//! Promises that came back: what a later incident has to do with what an earlier report promised.
//!
//! A promise is an action; a wish is a weaker one. A later incident *echoes* it where a sentence of the later report shares
//! two rare words with it, or nearly all its words, and both incidents share an application, component or cause, or the
//! later report speaks of the earlier one. A gap or rare words of both titles join two incidents too, but more words must
//! be shared then; a promise that is made again word for word needs nothing else. [`Echoing::of`] works in these steps:
//!
//! 1. `promises`: every promise with its words; a wish that repeats an action of its report is one with it
//! 2. for each later incident, the promises that share rare words with its sentences: the nearest earlier ones of each word
//! 3. the best sentence for each; what both incidents share; the state of the action on that day (`state`)
//! 4. `verdicts`: what front matter confirms or rejects
//!
//! Everything found by words is a suggestion. For a word at most [`REACH`] promises are looked at, for a promise at most
//! [`ECHOES_EACH`] later incidents kept and for an incident at most [`PROMISES_EACH`] promises, so that no step grows with
//! the square of the archive. Where few reports have other words, [`Echoing::renew`] looks again for those alone that these words can
//! have to do with.

mod promises;
mod state;
#[cfg(test)]
mod tests;
mod verdicts;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::civil::Date;

pub use self::promises::Promised;
pub use self::state::EchoState;

use self::promises::{PromiseIx, Promises};
use super::similar::{Index, counted_as, is_incident};
use super::{ActionIx, ApplicationIx, Archive, CauseIx, IncidentIx, Standing};
use crate::diag::Parsed;
use crate::model::{Axis, Line, Role, Term};
use crate::source::Span;

/// How many of the nearest earlier promises are looked at for one word.
const REACH: usize = 24;

/// How many later incidents one promise is shown to come back in.
const ECHOES_EACH: usize = 5;

/// How many promises one incident is shown to echo.
const PROMISES_EACH: usize = 5;

/// How much of the words of both must be shared, in hundredths of the product of both, weighed by rarity.
const ENOUGH_OF_BOTH: u64 = 8;

/// How many rare words say enough by themselves, where the shorter one has not many more.
const MANY: u32 = 4;

/// How many rare words must be shared at least, less one, where no more joins two incidents than a gap or their titles.
const ENOUGH_BESIDE_WEAK: usize = 2;

/// How much of the words of the shorter one these must be, in hundredths.
const ENOUGH: u32 = 25;

/// How much of them is nearly all.
const NEARLY_ALL: u32 = 75;

/// A promise that came back in a later incident.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Echo {
    /// What was promised.
    pub promise: Promised,
    /// The incident whose report promised it.
    pub earlier: IncidentIx,
    /// Where its report says so.
    pub said: Span,
    /// The incident in which it came back.
    pub later: IncidentIx,
    /// Where its report says so.
    pub again: Span,
    /// How the promise stood on the day of the later incident.
    pub state: EchoState,
    /// Days from the earlier incident to the later one; `None` where one of them has no date.
    pub gap_days: Option<i32>,
    /// Confirmed by the author of the later report, or suggested by words.
    pub standing: Standing,
    /// Applications of both.
    pub applications: Vec<ApplicationIx>,
    /// Causes, gaps and components of both.
    pub causes: Vec<CauseIx>,
    /// Where the title of the later one has rare words of the title of the earlier one.
    pub titles: Vec<Span>,
    /// Whether the later report speaks of the earlier one.
    pub says_so: bool,
    /// Where the later report has the words that both share.
    pub words: Vec<Span>,
    /// How much they share: what the strongest suggestions are sorted by.
    pub score: u32,
}

/// All echoes: the newest later incident first, then the strongest.
#[derive(Clone, Debug, Default)]
pub struct Echoes {
    /// The echoes.
    pub all: Vec<Echo>,
    /// Promises that are done and that no later report echoes, in the order of the archive.
    pub held: Vec<ActionIx>,
    /// Positions in the echoes, by the incident that promised.
    by_earlier: Vec<usize>,
}

impl Echoes {
    /// The promises that came back in an incident, by their places: the strongest first.
    pub fn in_later(&self, later: IncidentIx) -> std::ops::Range<usize> {
        let start = self.all.partition_point(|echo| echo.later < later);
        let length = self.all[start..].partition_point(|echo| echo.later == later);
        start..start + length
    }

    /// The promises of an incident that came back, by their places: in the newest incident first.
    pub fn of_earlier(&self, earlier: IncidentIx) -> impl Iterator<Item = usize> {
        let start = self.by_earlier.partition_point(|at| self.all[*at].earlier < earlier);
        let own = self.by_earlier[start..].iter().take_while(move |at| self.all[**at].earlier == earlier);
        own.copied()
    }
}

/// A sentence of a later report beside a promise.
#[derive(Clone, Copy)]
struct Match {
    promise: PromiseIx,
    line: usize,
    score: u32,
    /// Whether the later report promises it too.
    promised: bool,
    near: bool,
    /// Whether both say the same and nothing else.
    word_for_word: bool,
}

/// What echoes are found by, and what each later incident has to do with earlier promises.
#[derive(Debug)]
pub(super) struct Echoing {
    promises: Promises,
    /// By later incident.
    found: Vec<Found>,
    /// Whether an author says anything of echoes.
    judged: bool,
}

/// What a later incident has to do with earlier promises.
#[derive(Clone, PartialEq, Debug, Default)]
struct Found {
    /// The strongest echoes.
    echoes: Vec<Echo>,
    /// The promises that its report calls done.
    kept: Vec<Promised>,
}

impl Echoing {
    /// Finds the echoes of an archive whose incidents are linked in all other respects.
    pub(super) fn of(archive: &Archive) -> (Self, Parsed<Echoes>) {
        let promises = Promises::of(archive);
        let found = archive.cases().map(|(later, _)| Found::of(archive, &promises, later)).collect();
        let echoing = Self { promises, found, judged: verdicts::is_judged(archive) };
        let echoes = echoing.echoes(archive);
        (echoing, echoes)
    }

    /// The echoes where the incidents of `changed` have other words than in `old`, and nothing else is new; `None` where they
    /// are what they were.
    pub(super) fn renew(&mut self, old: &Archive, archive: &Archive, changed: &[IncidentIx]) -> Option<Parsed<Echoes>> {
        let concerned = self.concerned(old, archive, changed);
        let mut is_other = self.judged || changed.iter().any(|ix| self.found[ix.position()] != Found::default());
        for later in concerned {
            let found = Found::of(archive, &self.promises, later);
            let last = std::mem::replace(&mut self.found[later.position()], found);
            is_other |= last != self.found[later.position()];
        }
        is_other.then(|| self.echoes(archive))
    }

    /// Reads the promises of the changed incidents again, and gives the later incidents that may have other echoes: those that
    /// were changed, those with a word that weighs more or less than before, and those that share a rare word with a promise
    /// of which this can be said.
    fn concerned(&mut self, old: &Archive, archive: &Archive, changed: &[IncidentIx]) -> BTreeSet<IncidentIx> {
        let mut rare = BTreeSet::new();
        // The rare words of the promises of an incident: of those with one of `these`, where there are any.
        let mut promised = |promises: &Promises, ix: IncidentIx, these: Option<&BTreeSet<u32>>| {
            let has = |words: &[(u32, bool)]| {
                these.is_none_or(|these| words.iter().any(|(word, _)| these.contains(&counted_as(*word))))
            };
            for words in promises.of_incident(ix).map(|promise| promises.words(promise)).filter(|words| has(words)) {
                let is_rare = |word: u32| old.index.is_rare_word(word) || archive.index.is_rare_word(word);
                rare.extend(words.iter().map(|(word, _)| *word).filter(|word| is_rare(*word)));
            }
        };
        changed.iter().for_each(|ix| promised(&self.promises, *ix, None));
        self.promises.renew(archive, changed);
        changed.iter().for_each(|ix| promised(&self.promises, *ix, None));
        let words = |archive: &Archive| {
            let terms = |ix: &IncidentIx| archive[*ix].incident.wording.terms.iter().map(|term| counted_as(term.word));
            changed.iter().flat_map(terms).collect::<BTreeSet<u32>>()
        };
        // What is counted together weighs the same.
        let mut weighed = words(old);
        weighed.extend(words(archive));
        weighed.retain(|word| !old.index.weighs_the_same(&archive.index, *word));
        let having = |word: &u32| archive.index.having(*word, &archive.incidents);
        let mut concerned: BTreeSet<IncidentIx> = weighed.iter().flat_map(having).collect();
        for ix in &concerned {
            promised(&self.promises, *ix, Some(&weighed));
        }
        concerned.extend(rare.iter().flat_map(having));
        concerned.extend(changed);
        concerned
    }

    /// All echoes, from what each later incident has to do with earlier promises.
    fn echoes(&self, archive: &Archive) -> Parsed<Echoes> {
        let found = nearest(self.found.iter().flat_map(|found| found.echoes.iter().cloned()).collect());
        let Parsed { value: mut all, diagnostics } = verdicts::apply(archive, &self.promises, found);
        let days = archive.cases().zip(&self.found).flat_map(|((_, case), found)| {
            let day = case.date();
            found.kept.iter().filter_map(move |promise| Some((*promise, day?)))
        });
        let mut kept: Vec<(Promised, Date)> = days.collect();
        kept.sort_unstable();
        for echo in &mut all {
            let first = kept.partition_point(|(promise, _)| *promise < echo.promise);
            let of_promise = kept[first..].iter().take_while(|(promise, _)| *promise == echo.promise);
            echo.state = state::then(archive, echo, of_promise.map(|(_, day)| *day).min());
        }
        all.sort_by_key(|echo| {
            (echo.later, Reverse(echo.standing == Standing::Confirmed), Reverse(echo.score), echo.promise)
        });
        let mut by_earlier: Vec<usize> = (0..all.len()).collect();
        by_earlier.sort_by_key(|at| (all[*at].earlier, *at));
        Parsed { value: Echoes { held: held(archive, &all), by_earlier, all }, diagnostics }
    }
}

impl Found {
    /// What the incident `later` has to do with earlier promises.
    fn of(archive: &Archive, promises: &Promises, later: IncidentIx) -> Self {
        let mut found = Self::default();
        if !is_incident(&archive[later]) || archive[later].date().is_none() {
            return found;
        }
        let mut here: Vec<(PromiseIx, Echo)> = Vec::new();
        for best in best_matches(archive, promises, later) {
            if is_done_there(archive, later, &best) {
                found.kept.push(promises.what(best.promise));
            } else if let Some(echo) = echo(archive, promises, later, best) {
                here.push((best.promise, echo));
            }
        }
        here.sort_by_key(|(promise, echo)| (Reverse(echo.score), *promise));
        // One sentence stands for one promise of a report: the closest.
        let mut taken: Vec<(IncidentIx, Span)> = Vec::new();
        here.retain(|(_, echo)| {
            let free = !taken.contains(&(echo.earlier, echo.again));
            taken.push((echo.earlier, echo.again));
            free
        });
        here.truncate(PROMISES_EACH);
        found.echoes = here.into_iter().map(|(_, echo)| echo).collect();
        found
    }
}

/// The promises that share enough with a sentence of a later report, each with the best sentence.
fn best_matches(archive: &Archive, promises: &Promises, later: IncidentIx) -> Vec<Match> {
    let index = &archive.index;
    let wording = &archive[later].incident.wording;
    let mut matches: Vec<Match> = Vec::new();
    // What a report is called says nothing of what went wrong.
    let lines = wording.lines.iter().enumerate().filter(|(_, line)| line.role != Role::Title);
    for (at, line) in lines {
        let mut touched: Vec<PromiseIx> = Vec::new();
        for term in wording.of(line).filter(|term| index.is_rare(term)) {
            touched.extend(promises.earlier(term.word, later).take(REACH));
        }
        touched.sort_unstable();
        touched.dedup();
        for promise in touched {
            matches.extend(weigh(index, promises, promise, (at, line), wording.of(line)));
        }
    }
    // A sentence on what went wrong counts before one that only promises it again.
    matches.sort_by_key(|found| (found.promise, found.promised, Reverse(found.score), found.line));
    matches.dedup_by_key(|found| found.promise);
    matches
}

/// How much a sentence shares with a promise; `None` where that is not enough.
fn weigh<'a>(
    index: &Index,
    promises: &Promises,
    promise: PromiseIx,
    (at, line): (usize, &Line),
    words: impl Iterator<Item = &'a Term> + Clone,
) -> Option<Match> {
    let worth = |word: u32, common: bool| index.rarity_beside(word) >> u32::from(common);
    let promised = promises.words(promise);
    let (mut shared, mut rare, mut count, mut of_line) = (0, 0, 0_u32, 0);
    for term in words {
        let worth = worth(term.word, term.common);
        of_line += worth;
        if promised.binary_search_by_key(&term.word, |known| known.0).is_ok() {
            shared += worth;
            count += 1;
            rare += u32::from(index.is_rare(term));
        }
    }
    let of_promise: u32 = promised.iter().map(|(word, common)| worth(*word, *common)).sum();
    let share = shared * 100 / of_line.min(of_promise).max(1);
    let near = share >= NEARLY_ALL && count >= 3 && rare >= 1;
    let word_for_word = near && shared * 100 / of_line.max(of_promise).max(1) >= NEARLY_ALL;
    // Two words say enough where neither of the two says much else.
    let both = u64::from(shared).pow(2) * 100 / (u64::from(of_line) * u64::from(of_promise)).max(1);
    let enough = near || (rare >= 2 && both >= ENOUGH_OF_BOTH) || (rare >= MANY && share >= ENOUGH);
    let promised = matches!(line.role, Role::Action(_) | Role::Improvement(_));
    enough.then_some(Match { promise, line: at, score: shared * share / 16, promised, near, word_for_word })
}

/// Whether the later report says that the promise is done.
fn is_done_there(archive: &Archive, later: IncidentIx, found: &Match) -> bool {
    let incident = &archive[later].incident;
    match incident.wording.lines[found.line].role {
        Role::Action(position) => {
            found.near && incident.actions.get(usize::from(position)).is_some_and(|action| action.done == Some(true))
        }
        Role::Title | Role::Cause | Role::Impact | Role::Lesson | Role::Opening | Role::Improvement(_) => false,
    }
}

/// The echo of a match, where the incidents have something in common or the later report says so.
fn echo(archive: &Archive, promises: &Promises, later: IncidentIx, found: Match) -> Option<Echo> {
    let earlier = promises.incident(found.promise);
    let case = &archive[later];
    let applications = archive.shared_applications(later, earlier);
    let causes: Vec<CauseIx> = archive
        .shared_causes(later, earlier)
        .into_iter()
        .map(|(cause, _)| cause)
        .filter(|cause| archive[*cause].axis != Axis::Trigger)
        .collect();
    let says_so = case.refers.iter().any(|reference| reference.to == earlier);
    let titles = archive.shared_title(later, earlier);
    let line = &case.incident.wording.lines[found.line];
    let promised = promises.words(found.promise);
    let shared = || {
        let words = case.incident.wording.of(line);
        words.filter(|term| promised.binary_search_by_key(&term.word, |known| known.0).is_ok())
    };
    let is_cause = |cause: &CauseIx| archive[*cause].axis != Axis::Gap;
    let joined = says_so || !applications.is_empty() || causes.iter().any(is_cause);
    // Words of both titles have been counted there.
    let beyond = shared().filter(|term| archive.index.is_rare(term) && !titles.contains(&term.place)).count();
    let strong = joined && (found.near || beyond > 0);
    let weak = (!titles.is_empty() || !causes.is_empty()) && (found.near || beyond > ENOUGH_BESIDE_WEAK);
    let repeated = found.promised && found.word_for_word;
    if !strong && !weak && !repeated {
        return None;
    }
    Some(Echo {
        promise: promises.what(found.promise),
        earlier,
        said: promises.said(found.promise, &case.incident.wording.of(line)),
        later,
        again: line.span,
        state: if found.promised { EchoState::PromisedAgain } else { EchoState::Unknown },
        gap_days: gap(archive, earlier, later),
        standing: Standing::Suggested,
        applications,
        causes,
        titles,
        says_so,
        words: shared().filter(|term| !term.place.is_empty()).map(|term| term.place).collect(),
        score: found.score,
    })
}

fn gap(archive: &Archive, earlier: IncidentIx, later: IncidentIx) -> Option<i32> {
    let span = archive[earlier].date()?.until(archive[later].date()?).ok()?;
    Some(span.get_days())
}

/// Of each promise the echoes of the incidents that came soonest after it.
fn nearest(mut found: Vec<Echo>) -> Vec<Echo> {
    found.sort_by_key(|echo| (echo.promise, Reverse(echo.later)));
    let mut out: Vec<Echo> = Vec::with_capacity(found.len());
    let mut run = 0;
    for echo in found {
        let same = out.last().is_some_and(|last| last.promise == echo.promise);
        run = if same { run + 1 } else { 0 };
        // What is over the limit still ends the run of its promise.
        if run < ECHOES_EACH {
            out.push(echo);
        }
    }
    out
}

/// Actions that are done and that nothing echoes.
fn held(archive: &Archive, echoes: &[Echo]) -> Vec<ActionIx> {
    let mut came_back = vec![false; archive.actions.len()];
    for echo in echoes {
        if let Promised::Action(action) = echo.promise {
            came_back[action.position()] = true;
        }
    }
    let all = (0..archive.actions.len()).filter(|at| !came_back[*at]).map(ActionIx::at);
    all.filter(|action| archive[*action].state == super::ActionState::Done).collect()
}
