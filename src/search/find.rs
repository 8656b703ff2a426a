//! From a query to the incidents that it finds, the best first.
//!
//! 1. every clause of text gives each incident a strength; all must have one, those behind `-` none
//! 2. fields let incidents through: of one field any value, of several fields all
//! 3. of what is left, those are kept that have the words of phrases side by side
//! 4. rare words count more (BM25); of equals the newest comes first
//!
//! All numbers are whole, so that the script of the page comes to the same order (`themes/default/search/50-find.js`).

use jiff::civil::Date;

use super::facets::Facet;
use super::index::{DocId, Index};
use super::pairs::stand_in;
use super::query::{Query, Run, Wanted};
use super::words::{Meant, meaning, probably};
use crate::terms::scan::is_ideograph;

/// What a query finds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answer {
    /// The incidents, the best first.
    pub hits: Vec<DocId>,
    /// Words that nothing has, each with the word that was looked for instead.
    pub corrected: Vec<(String, String)>,
    /// What the reader should know, in words.
    pub notes: Vec<String>,
}

/// Words that must stand side by side, or must not.
struct Check {
    negated: bool,
    /// Whether the last word may go on.
    open: bool,
    words: Vec<String>,
}

/// The incidents that a query finds.
pub fn find(index: &Index<'_>, query: &Query) -> Answer {
    let mut answer = Answer { notes: query.faults.clone(), ..Answer::default() };
    if !query.faults.is_empty() {
        return answer;
    }
    let mut finder = Finder { index, scores: vec![Some(0); index.len()], checks: Vec::new() };
    for clause in &query.clauses {
        match &clause.wanted {
            Wanted::Word(_) | Wanted::Compound { .. } | Wanted::Phrase(_) if clause.negated => {
                finder.without(&clause.wanted);
            }
            Wanted::Word(word) => {
                let strengths = finder.word(word, &mut answer);
                finder.take(&strengths);
            }
            Wanted::Compound { whole, run } => {
                let strengths = finder.compound(whole, run, &mut answer);
                finder.take(&strengths);
            }
            Wanted::Phrase(run) => {
                let strengths = finder.run(run);
                finder.take(&strengths);
                finder.check(false, run.open, run);
            }
            Wanted::Facet(..) | Wanted::Year(_) | Wanted::Before(_) | Wanted::After(_) => {}
        }
    }
    finder.fields(query, &mut answer);
    let mut hits: Vec<(u32, DocId)> =
        (0..).zip(&finder.scores).filter_map(|(doc, score)| Some(((*score)?, doc))).collect();
    hits.sort_unstable_by(|a, b| b.cmp(a));
    hits.retain(|(_, doc)| finder.checks.is_empty() || finder.holds(*doc));
    answer.hits = hits.into_iter().map(|(_, doc)| doc).collect();
    answer
}

struct Finder<'a, 'b> {
    index: &'a Index<'b>,
    /// The score of every incident; `None` for those that are out.
    scores: Vec<Option<u32>>,
    checks: Vec<Check>,
}

impl Finder<'_, '_> {
    /// How well each incident has one of the terms.
    fn strengths(&self, terms: &[(usize, u16)]) -> Vec<u16> {
        let mut out = vec![0; self.index.len()];
        for (term, counts) in terms {
            for posting in self.index.postings(*term) {
                let strength = &mut out[posting.doc as usize];
                *strength = (*strength).max(counts * u16::from(posting.fit));
            }
        }
        out
    }

    fn word(&self, word: &str, answer: &mut Answer) -> Vec<u16> {
        let mut found = meaning(self.index, word, Meant::AsFarAsTyped);
        if found.terms.is_empty() {
            if let Some(probable) = probably(self.index, word) {
                found = meaning(self.index, &probable, Meant::InAnyForm);
                answer.corrected.push((word.to_owned(), probable));
            } else {
                answer.notes.push(format!("No report has “{word}”."));
            }
        }
        if found.cut {
            answer.notes.push(format!("Many words begin with “{word}”; not all of them were looked for."));
        }
        self.strengths(&found.terms)
    }

    /// An identifier as it stands or as far as it was typed; where no report has it, its words side by side.
    fn compound(&mut self, whole: &str, run: &Run, answer: &mut Answer) -> Vec<u16> {
        let found = meaning(self.index, whole, Meant::AsFarAsTyped);
        if !found.terms.is_empty() {
            return self.strengths(&found.terms);
        }
        let strengths = self.run(run);
        if strengths.iter().all(|strength| *strength == 0) {
            answer.notes.push(format!("No report has “{whole}”."));
        }
        self.check(false, true, run);
        strengths
    }

    /// How well each incident has all terms of a run, by its weakest.
    fn run(&self, run: &Run) -> Vec<u16> {
        let mut out: Option<Vec<u16>> = None;
        for term in &run.terms {
            let single = run.terms.len() == 1 && term.chars().count() == 1 && term.chars().all(is_ideograph);
            let meant = if single { Meant::AsFarAsTyped } else { Meant::Exactly };
            let found = self.strengths(&meaning(self.index, term, meant).terms);
            out = Some(match out {
                None => found,
                Some(before) => before.into_iter().zip(found).map(|(a, b)| a.min(b)).collect(),
            });
        }
        out.unwrap_or_else(|| vec![0; self.index.len()])
    }

    /// Remembers to look whether the words stand side by side, where that is not plain already.
    fn check(&mut self, negated: bool, open: bool, run: &Run) {
        if run.words.len() > 1 {
            self.checks.push(Check { negated, open, words: run.words.clone() });
        }
    }

    /// Lets those through that the clause finds, and adds to their score.
    fn take(&mut self, strengths: &[u16]) {
        let having = strengths.iter().filter(|strength| **strength > 0).count();
        let rarity = rarity(self.index.len(), having);
        for (score, strength) in self.scores.iter_mut().zip(strengths) {
            *score = score.filter(|_| *strength > 0).map(|score| score + rarity * u32::from(*strength));
        }
    }

    /// Takes those out that have what must not be there.
    fn without(&mut self, wanted: &Wanted) {
        let strengths = match wanted {
            Wanted::Word(word) => self.strengths(&meaning(self.index, word, Meant::InAnyForm).terms),
            Wanted::Compound { whole, .. } => self.strengths(&meaning(self.index, whole, Meant::Exactly).terms),
            Wanted::Phrase(run) if run.words.len() > 1 => return self.check(true, run.open, run),
            Wanted::Phrase(run) => self.run(run),
            Wanted::Facet(..) | Wanted::Year(_) | Wanted::Before(_) | Wanted::After(_) => return,
        };
        self.keep(|_, doc| strengths[doc as usize] == 0);
    }

    fn keep(&mut self, mut holds: impl FnMut(&Index<'_>, DocId) -> bool) {
        for (doc, score) in (0..).zip(&mut self.scores) {
            *score = score.filter(|_| holds(self.index, doc));
        }
    }

    fn fields(&mut self, query: &Query, answer: &mut Answer) {
        for facet in Facet::ALL {
            let column = self.index.facets.column(facet);
            let mut any: Option<Vec<u32>> = None;
            for clause in &query.clauses {
                let Wanted::Facet(of, value) = &clause.wanted else { continue };
                if *of != facet {
                    continue;
                }
                let named = column.named(value);
                if named.is_empty() && !clause.negated {
                    answer.notes.push(format!("No incident has {} “{value}”.", facet.name()));
                }
                let has = |doc| column.of(doc).iter().any(|value| named.contains(value));
                match (clause.negated, facet) {
                    (true, _) => self.keep(|_, doc| !has(doc)),
                    // An incident can be several things at once.
                    (false, Facet::Is) => self.keep(|_, doc| has(doc)),
                    (false, _) => any.get_or_insert_default().extend(named),
                }
            }
            if let Some(any) = any {
                self.keep(|_, doc| column.of(doc).iter().any(|value| any.contains(value)));
            }
        }
        let mut years: Vec<i16> = Vec::new();
        for clause in &query.clauses {
            let negated = clause.negated;
            match clause.wanted {
                Wanted::Year(year) if negated => self.days(|day| day.is_none_or(|day| day.year() != year)),
                Wanted::Year(year) => years.push(year),
                Wanted::Before(limit) => self.days(|day| day.is_some_and(|day| (day < limit) != negated)),
                Wanted::After(limit) => self.days(|day| day.is_some_and(|day| (day >= limit) != negated)),
                Wanted::Word(_) | Wanted::Compound { .. } | Wanted::Phrase(_) | Wanted::Facet(..) => {}
            }
        }
        if !years.is_empty() {
            self.days(|day| day.is_some_and(|day| years.contains(&day.year())));
        }
    }

    fn days(&mut self, holds: impl Fn(Option<Date>) -> bool) {
        self.keep(|index, doc| holds(index.facets.days[doc as usize]));
    }

    /// Whether what must stand side by side does.
    fn holds(&self, doc: DocId) -> bool {
        let terms = &self.index.case(doc).passages.text().terms;
        self.checks.iter().all(|check| stand_in(terms, &check.words, check.open) != check.negated)
    }
}

/// How much a clause counts that so many of all incidents fulfil.
pub fn rarity(all: usize, having: usize) -> u32 {
    let (all, having) = (all as f64, having as f64);
    let rarity = 16.0 * (1.0 + (all - having + 0.5) / (having + 0.5)).ln();
    (rarity.round() as u32).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_count_more() {
        assert!(rarity(10_000, 1) > rarity(10_000, 100) && rarity(10_000, 100) > rarity(10_000, 9_999));
        assert_eq!(rarity(10, 10), 1);
    }
}
