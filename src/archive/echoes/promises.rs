//! Every promise and wish of the archive with its words, and which of them have a word.

use super::super::similar::is_incident;
use super::super::{ActionIx, Archive, Case, IncidentIx};
use crate::model::{Line, Role, Term, Wording};
use crate::source::Span;

/// What was promised.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Promised {
    /// An action.
    Action(ActionIx),
    /// A wish, by its incident and its position in the incident's improvements.
    Wish(IncidentIx, u16),
}

/// A promise: its incident, and its place among the promises of that. In order, the newest incident comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct PromiseIx(IncidentIx, u32);

/// The promises of an archive.
#[derive(Debug)]
pub(super) struct Promises {
    /// By incident.
    of: Vec<Own>,
    /// Words that are not common and the promises that have them, sorted.
    by_word: Vec<(u32, PromiseIx)>,
}

/// The promises of one incident.
#[derive(Debug, Default)]
struct Own {
    all: Vec<Promise>,
    /// Their words, one behind the other, ascending within one, and whether each is common.
    words: Vec<(u32, bool)>,
}

#[derive(Debug)]
struct Promise {
    what: Promised,
    /// Where its report says it: the action, and a wish that says the same.
    said: Vec<(Span, Vec<u32>)>,
    start: usize,
    end: usize,
}

impl Promises {
    pub(super) fn of(archive: &Archive) -> Self {
        let of: Vec<Own> = archive.cases().map(|(ix, case)| Own::of(ix, case)).collect();
        let mut out = Self { of, by_word: Vec::new() };
        for (ix, _) in archive.cases() {
            out.note(ix);
        }
        out.by_word.sort_unstable();
        out
    }

    /// Reads the promises of some incidents again.
    pub(super) fn renew(&mut self, archive: &Archive, changed: &[IncidentIx]) {
        self.by_word.retain(|(_, promise)| changed.binary_search(&promise.0).is_err());
        for ix in changed {
            self.of[ix.position()] = Own::of(*ix, &archive[*ix]);
            self.note(*ix);
        }
        // Nearly all of it stands in order, which this sort makes use of.
        self.by_word.sort();
    }

    /// Notes which promises of an incident have which words.
    fn note(&mut self, ix: IncidentIx) {
        let own = &self.of[ix.position()];
        for (promise, number) in own.all.iter().zip(0..) {
            let words = own.words[promise.start..promise.end].iter().filter(|(_, common)| !common);
            self.by_word.extend(words.map(|(word, _)| (*word, PromiseIx(ix, number))));
        }
    }

    /// The promises of incidents before `than` that have a word, the nearest first. The word is none that is common.
    pub(super) fn earlier(&self, word: u32, than: IncidentIx) -> impl Iterator<Item = PromiseIx> {
        let first = self.by_word.partition_point(|(known, promise)| (*known, promise.0) <= (word, than));
        self.by_word[first..].iter().take_while(move |(known, _)| *known == word).map(|(_, promise)| *promise)
    }

    fn get(&self, promise: PromiseIx) -> &Promise {
        &self.of[promise.0.position()].all[promise.1 as usize]
    }

    pub(super) fn what(&self, promise: PromiseIx) -> Promised {
        self.get(promise).what
    }

    pub(super) fn incident(&self, promise: PromiseIx) -> IncidentIx {
        promise.0
    }

    /// Its words, ascending, and whether each is common.
    pub(super) fn words(&self, promise: PromiseIx) -> &[(u32, bool)] {
        let found = self.get(promise);
        &self.of[promise.0.position()].words[found.start..found.end]
    }

    /// The place of the report that says it with most of these words.
    pub(super) fn said<'a>(&self, promise: PromiseIx, words: &(impl Iterator<Item = &'a Term> + Clone)) -> Span {
        let shared = |said: &[u32]| words.clone().filter(|term| said.binary_search(&term.word).is_ok()).count();
        let said = self.get(promise).said.iter().enumerate();
        let best = said.max_by_key(|(order, (_, said))| (shared(said), usize::MAX - order));
        best.map_or(Span::new(0, 0), |(_, (span, _))| *span)
    }

    /// The promises of one incident.
    pub(super) fn of_incident(&self, incident: IncidentIx) -> impl Iterator<Item = PromiseIx> + Clone {
        (0..).take(self.of[incident.position()].all.len()).map(move |number| PromiseIx(incident, number))
    }
}

impl Own {
    /// What a report promises and wishes for; nothing where it tells of no incident or of no day.
    fn of(ix: IncidentIx, case: &Case) -> Self {
        let mut own = Self::default();
        if !is_incident(case) || case.date().is_none() {
            return own;
        }
        let wording = &case.incident.wording;
        for line in &wording.lines {
            match line.role {
                Role::Action(position) => {
                    let what = Promised::Action(ActionIx::at(case.actions.start + usize::from(position)));
                    own.add(what, (line, wording), None);
                }
                Role::Improvement(position) => {
                    let same = own.same_as(&wording.of(line));
                    own.add(Promised::Wish(ix, position), (line, wording), same);
                }
                Role::Title | Role::Cause | Role::Impact | Role::Lesson | Role::Opening => {}
            }
        }
        own.settle();
        own
    }

    /// Adds a promise, or, where it says the same as another one of its report, its words to that.
    fn add(&mut self, what: Promised, (line, wording): (&Line, &Wording), same: Option<usize>) {
        let words: Vec<(u32, bool)> = wording.of(line).map(|term| (term.word, term.common)).collect();
        let said = (line.span, words.iter().map(|(word, _)| *word).collect());
        match same {
            Some(at) => self.all[at].said.push(said),
            None => {
                let start = self.words.len();
                self.words.extend(words);
                self.all.push(Promise { what, said: vec![said], start, end: self.words.len() });
            }
        }
    }

    /// The action that a wish repeats: all words of the shorter one but a quarter.
    fn same_as<'a>(&self, wish: &(impl Iterator<Item = &'a Term> + Clone)) -> Option<usize> {
        self.all.iter().position(|promise| {
            let Promised::Action(_) = promise.what else { return false };
            let words = &self.words[promise.start..promise.end];
            let shared =
                wish.clone().filter(|term| words.binary_search_by_key(&term.word, |known| known.0).is_ok()).count();
            shared >= 2 && shared * 4 >= words.len().min(wish.clone().count()) * 3
        })
    }

    /// Joins the words of what is one promise.
    fn settle(&mut self) {
        for Promise { said, start, end, .. } in self.all.iter_mut().filter(|promise| promise.said.len() > 1) {
            let mut joined: Vec<(u32, bool)> = self.words[*start..*end].to_vec();
            let more = said[1..].iter().flat_map(|(_, words)| words.iter().map(|word| (*word, false)));
            joined.extend(more.filter(|(word, _)| !self.words[*start..*end].iter().any(|known| known.0 == *word)));
            joined.sort_unstable();
            joined.dedup_by_key(|known| known.0);
            *start = self.words.len();
            self.words.extend(joined);
            *end = self.words.len();
        }
    }
}
