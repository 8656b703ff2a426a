//! Every promise and wish of the archive with its words, and which of them have a word.

use super::super::similar::{Index, is_incident};
use super::super::{ActionIx, Archive, IncidentIx};
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

/// The promises of an archive, in the order of its incidents: newest first.
pub(super) struct Promises {
    all: Vec<Promise>,
    /// The words of all promises, one behind the other, ascending within one, and whether each is common.
    words: Vec<(u32, bool)>,
    /// Rare words and the promises that have them, sorted.
    by_word: Vec<(u32, u32)>,
}

struct Promise {
    what: Promised,
    incident: IncidentIx,
    /// Where its report says it: the action, and a wish that says the same.
    said: Vec<(Span, Vec<u32>)>,
    start: usize,
    end: usize,
}

impl Promises {
    pub(super) fn of(archive: &Archive, index: &Index) -> Self {
        let mut out = Self { all: Vec::new(), words: Vec::new(), by_word: Vec::new() };
        for (ix, case) in archive.cases().filter(|(_, case)| is_incident(case) && case.date().is_some()) {
            let wording = &case.incident.wording;
            let first = out.all.len();
            for line in &wording.lines {
                match line.role {
                    Role::Action(position) => {
                        let what = Promised::Action(ActionIx::at(case.actions.start + usize::from(position)));
                        out.add(what, ix, (line, wording), None);
                    }
                    Role::Improvement(position) => {
                        let same = out.same_as(first, &wording.of(line));
                        out.add(Promised::Wish(ix, position), ix, (line, wording), same);
                    }
                    Role::Title | Role::Cause | Role::Impact | Role::Lesson | Role::Opening => {}
                }
            }
            out.settle(first, index);
        }
        out.by_word.sort_unstable();
        out
    }

    /// Adds a promise, or, where it says the same as another one of its report, its words to that.
    fn add(&mut self, what: Promised, incident: IncidentIx, (line, wording): (&Line, &Wording), same: Option<usize>) {
        let words: Vec<(u32, bool)> = wording.of(line).map(|term| (term.word, term.common)).collect();
        let said = (line.span, words.iter().map(|(word, _)| *word).collect());
        match same {
            Some(at) => self.all[at].said.push(said),
            None => {
                let start = self.words.len();
                self.words.extend(words);
                self.all.push(Promise { what, incident, said: vec![said], start, end: self.words.len() });
            }
        }
    }

    /// The action, from `first` on, that a wish repeats: all words of the shorter one but a quarter.
    fn same_as<'a>(&self, first: usize, wish: &(impl Iterator<Item = &'a Term> + Clone)) -> Option<usize> {
        (first..self.all.len()).find(|at| {
            let promise = &self.all[*at];
            let Promised::Action(_) = promise.what else { return false };
            let words = &self.words[promise.start..promise.end];
            let shared =
                wish.clone().filter(|term| words.binary_search_by_key(&term.word, |known| known.0).is_ok()).count();
            shared >= 2 && shared * 4 >= words.len().min(wish.clone().count()) * 3
        })
    }

    /// Joins the words of what is one promise, and notes which promises have which rare words.
    fn settle(&mut self, first: usize, index: &Index) {
        for at in first..self.all.len() {
            let Promise { said, start, end, .. } = &mut self.all[at];
            if said.len() > 1 {
                let mut joined: Vec<(u32, bool)> = self.words[*start..*end].to_vec();
                let more = said[1..].iter().flat_map(|(_, words)| words.iter().map(|word| (*word, false)));
                joined.extend(more.filter(|(word, _)| !self.words[*start..*end].iter().any(|known| known.0 == *word)));
                joined.sort_unstable();
                joined.dedup_by_key(|known| known.0);
                *start = self.words.len();
                self.words.extend(joined);
                *end = self.words.len();
            }
            for (word, common) in &self.words[*start..*end] {
                let term = Term { word: *word, weight: 0, common: *common, place: Span::new(0, 0) };
                if index.is_rare(&term) && index.count(*word) > 1 {
                    self.by_word.push((*word, at as u32));
                }
            }
        }
    }

    /// The promises of incidents before `than` that have a word, the nearest first.
    pub(super) fn earlier(&self, word: u32, than: IncidentIx) -> impl Iterator<Item = u32> {
        let first = self.by_word.partition_point(|(known, at)| (*known, self.incident(*at as usize)) <= (word, than));
        self.by_word[first..].iter().take_while(move |(known, _)| *known == word).map(|(_, at)| *at)
    }

    pub(super) fn what(&self, at: usize) -> Promised {
        self.all[at].what
    }

    pub(super) fn incident(&self, at: usize) -> IncidentIx {
        self.all[at].incident
    }

    /// Its words, ascending, and whether each is common.
    pub(super) fn words(&self, at: usize) -> &[(u32, bool)] {
        &self.words[self.all[at].start..self.all[at].end]
    }

    /// The place of the report that says it with most of these words.
    pub(super) fn said<'a>(&self, at: usize, words: &(impl Iterator<Item = &'a Term> + Clone)) -> Span {
        let shared = |said: &[u32]| words.clone().filter(|term| said.binary_search(&term.word).is_ok()).count();
        let best =
            self.all[at].said.iter().enumerate().max_by_key(|(order, (_, said))| (shared(said), usize::MAX - order));
        best.map_or(Span::new(0, 0), |(_, (span, _))| *span)
    }

    /// The promises of one incident.
    pub(super) fn of_incident(&self, incident: IncidentIx) -> std::ops::Range<usize> {
        let start = self.all.partition_point(|promise| promise.incident < incident);
        start..start + self.all[start..].partition_point(|promise| promise.incident == incident)
    }
}
