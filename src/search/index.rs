//! The index in memory: which terms there are, and which incidents each of them finds, how well.
//!
//! [`Index::new`] merges the lists that were made when the reports were read; nothing is tokenised here but the facts that
//! only the archive knows (names of applications, labels of causes). Incidents are numbered from the oldest to the newest,
//! so that a new one comes last; files name them by [`Index::names`], which leave room between them, so that one of an old day
//! moves hardly any other. How well a term fits is BM25 over fields in four bits, against a length
//! that never changes, so that a new report changes no other's.

use std::collections::HashMap;

use jiff::civil::Date;

use super::facets::Facets;
use crate::archive::{Archive, Case, IncidentIx};
use crate::site::Site;
use crate::terms::scan::scan;
use crate::terms::{Counts, Field, Terms};

/// What a term counts in each field, in halves: title, cause, impact, timeline, text.
const WEIGHTS: [u32; Field::ALL.len()] = [16, 5, 4, 3, 2];

/// What a term counts in the name of an application or a cause, in halves.
const FACT_WEIGHT: u32 = 12;

/// How many words count as a report of usual length.
const USUAL_LENGTH: f64 = 400.0;

/// How much a repeated word is worth: `k1` of BM25.
const REPEATED: f64 = 1.2;

/// How much a long report is held back: `b` of BM25.
const LENGTH_COUNTS: f64 = 0.75;

/// The fewest terms that a shard has on average.
const LEAST_TERMS: usize = 32;

/// The best fit.
pub const BEST_FIT: u8 = 15;

/// From how many incidents on, and from which share of all, a word is so common that how well it fits is told in three steps:
/// it decides little, and its list is most of what a query loads.
const COMMON: (usize, usize) = (1024, 8);

/// An incident by age: 0 is the oldest.
pub type DocId = u32;

/// That an incident has a term.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Posting {
    /// The incident.
    pub doc: DocId,
    /// How well the term fits, from 1 to [`BEST_FIT`].
    pub fit: u8,
}

/// The index of an archive.
#[derive(Debug)]
pub struct Index<'a> {
    /// What it is made of.
    pub site: Site<'a>,
    /// The terms, in the order of their bytes.
    pub terms: Vec<Box<str>>,
    /// Fields other than text.
    pub facets: Facets,
    /// For every shard, what none of its terms comes before, and all of those of the one before it do.
    pub borders: Vec<Box<str>>,
    /// The number of every incident in files: a room of days, about twice as large as it need be.
    pub names: Vec<u64>,
    /// How many numbers a day has, as a power of two.
    pub rate: i32,
    starts: Vec<u32>,
    postings: Vec<Posting>,
    /// The first term of every shard, by its place in `terms`.
    shards: Vec<u32>,
}

impl<'a> Index<'a> {
    /// Indexes the incidents of a site.
    pub fn new(site: Site<'a>) -> Self {
        let mut found = Found::new(site.archive);
        let count = site.archive.incidents.len();
        let mut ends = Vec::with_capacity(count);
        for (_, case) in by_age(site.archive) {
            found.add(case);
            ends.push(found.pairs.len());
        }
        // From incidents with their terms to terms with their incidents, by counting.
        let mut sorted: Vec<(Box<str>, u32)> = found.numbers.into_iter().collect();
        sorted.sort_unstable();
        let mut places = vec![0_u32; sorted.len()];
        for (place, (_, number)) in (0..).zip(&sorted) {
            places[*number as usize] = place;
        }
        let mut starts = vec![0_u32; sorted.len() + 1];
        for (number, _) in &found.pairs {
            starts[places[*number as usize] as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut postings = vec![Posting { doc: 0, fit: 0 }; found.pairs.len()];
        let mut from = 0;
        for (doc, end) in (0..).zip(ends) {
            for (number, fit) in &found.pairs[from..end] {
                let slot = &mut next[places[*number as usize] as usize];
                postings[*slot as usize] = Posting { doc, fit: *fit };
                *slot += 1;
            }
            from = end;
        }
        for list in starts.windows(2).map(|ends| ends[0] as usize..ends[1] as usize) {
            if is_common(list.len(), count) {
                postings[list].iter_mut().for_each(|posting| posting.fit = coarse(posting.fit));
            }
        }
        let terms: Vec<Box<str>> = sorted.into_iter().map(|(term, _)| term).collect();
        let shards = shard_starts(&terms);
        let borders = shards.iter().map(|start| border(&terms, *start as usize)).collect();
        let facets = Facets::of(site);
        let rate = rate(&facets.days);
        let names = names(&facets.days, rate);
        Self { site, terms, facets, names, rate, starts, postings, shards, borders }
    }

    /// How many incidents there are.
    pub fn len(&self) -> usize {
        self.site.archive.incidents.len()
    }

    /// Whether there is no incident.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The incidents that have a term, oldest first.
    pub fn postings(&self, term: usize) -> &[Posting] {
        let range = self.starts.get(term).zip(self.starts.get(term + 1));
        range.map_or(&[], |(start, end)| &self.postings[*start as usize..*end as usize])
    }

    /// Whether so many incidents are so large a share of all that how well each fits is told in three steps.
    pub fn is_common(&self, having: usize) -> bool {
        is_common(having, self.len())
    }

    /// Of so many numbers, as a power of two, the results stand in one file. Of eight about four are taken; where a day has
    /// sixteen or more, those in front are, and four are enough.
    pub fn block_bits(&self) -> i32 {
        if self.rate > 3 { 2 } else { 3 }
    }

    /// The file that holds the result of a number of [`Self::names`].
    pub fn block(&self, name: u64) -> u64 {
        name >> self.block_bits()
    }

    /// How many shards there are.
    pub fn shard_count(&self) -> usize {
        self.shards.len()
    }

    /// The terms of a shard, by their places.
    pub fn shard(&self, shard: usize) -> std::ops::Range<usize> {
        let end = self.shards.get(shard + 1).map_or(self.terms.len(), |end| *end as usize);
        self.shards.get(shard).map_or(0..0, |start| *start as usize..end)
    }

    /// The shard that holds a term or would hold it.
    pub fn shard_of(&self, term: &str) -> usize {
        self.borders.partition_point(|border| **border <= *term).saturating_sub(1)
    }

    /// The incident of a number.
    pub fn incident(&self, doc: DocId) -> IncidentIx {
        incident_of(self.site.archive, doc)
    }

    /// The incident of a number, as the archive has it.
    pub fn case(&self, doc: DocId) -> &'a Case {
        let archive: &'a Archive = self.site.archive;
        &archive[self.incident(doc)]
    }
}

/// All incidents from the oldest to the newest, those without a date before all.
pub(super) fn by_age(archive: &Archive) -> impl Iterator<Item = (IncidentIx, &Case)> {
    (0..).take(archive.incidents.len()).map(|doc| incident_of(archive, doc)).map(|ix| (ix, &archive[ix]))
}

fn incident_of(archive: &Archive, doc: DocId) -> IncidentIx {
    IncidentIx::at(archive.incidents.len().saturating_sub(doc as usize + 1))
}

/// What has been indexed so far.
struct Found {
    /// The terms of the name of every application, and of the label and id of every cause.
    applications: Vec<Vec<String>>,
    causes: Vec<Vec<String>>,
    numbers: HashMap<Box<str>, u32, foldhash::fast::FixedState>,
    /// Terms by number, with their fit, incident after incident.
    pairs: Vec<(u32, u8)>,
}

impl Found {
    fn new(archive: &Archive) -> Self {
        let terms_of = |texts: &[&str]| {
            let mut out = Vec::new();
            texts.iter().for_each(|text| scan(text, &mut |piece| piece.terms(&mut |term| out.push(term.to_owned()))));
            out
        };
        Self {
            applications: archive.applications.iter().map(|application| terms_of(&[&application.name])).collect(),
            causes: archive.causes.iter().map(|cause| terms_of(&[&cause.label, &cause.id])).collect(),
            numbers: HashMap::default(),
            pairs: Vec::new(),
        }
    }

    fn add(&mut self, case: &Case) {
        let terms = &case.passages.text().terms;
        let norm = norm(terms);
        let applications = case.applications.iter().flat_map(|ix| &self.applications[ix.position()]);
        let causes = case.causes.iter().flat_map(|citation| &self.causes[citation.cause.position()]);
        let mut facts: Vec<String> = applications.chain(causes).cloned().collect();
        facts.sort_unstable();
        facts.dedup();
        let mut facts = facts.iter().peekable();
        for (term, counts) in terms.iter() {
            while let Some(fact) = facts.next_if(|fact| fact.as_str() < term) {
                self.push(fact, fit(FACT_WEIGHT, norm));
            }
            let named = facts.next_if(|fact| *fact == term).is_some();
            self.push(term, fit(weight(counts) + if named { FACT_WEIGHT } else { 0 }, norm));
        }
        facts.for_each(|fact| self.push(fact, fit(FACT_WEIGHT, norm)));
    }

    fn push(&mut self, term: &str, fit: u8) {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        let number = match self.numbers.get(term) {
            Some(known) => *known,
            None => {
                self.numbers.insert(term.into(), next);
                next
            }
        };
        self.pairs.push((number, fit));
    }
}

/// What the places of a term weigh together, in halves of a word of the text.
fn weight(counts: Counts) -> u32 {
    counts.iter().zip(WEIGHTS).map(|(count, weight)| u32::from(*count) * weight).sum()
}

/// What the length of a report does to the weight of its words.
fn norm(terms: &Terms) -> f64 {
    let length: u32 = Field::ALL.iter().map(|field| terms.length(*field)).sum();
    1.0 - LENGTH_COUNTS + LENGTH_COUNTS * f64::from(length) / USUAL_LENGTH
}

/// How well a term of this weight fits.
fn fit(weight: u32, norm: f64) -> u8 {
    let weight = f64::from(weight) / 2.0;
    let share = weight / (weight + REPEATED * norm);
    1 + (share * f64::from(BEST_FIT - 1)) as u8
}

fn is_common(having: usize, all: usize) -> bool {
    having >= COMMON.0.max(all / COMMON.1)
}

/// In which of three steps a fit is, from 0.
pub(super) fn step(fit: u8) -> u8 {
    fit.saturating_sub(1) / 5
}

/// A fit in three steps, for words that most reports have.
fn coarse(fit: u8) -> u8 {
    step(fit) * 5 + 3
}

/// Where shards begin: at terms whose hash says so, whatever the others are, so that a new term splits one shard at most and
/// moves no other. How many terms a shard has on average changes only as the vocabulary doubles. A shard that chance made long
/// is cut where a rule says so that chooses twice as many terms.
fn shard_starts(terms: &[Box<str>]) -> Vec<u32> {
    let average = (terms.len().next_power_of_two() / 2048).max(LEAST_TERMS);
    let opens = |at: usize, average: usize| at == 0 || hash(terms[at].as_bytes()).is_multiple_of(average as u64);
    let often: Vec<usize> = (0..terms.len()).filter(|at| opens(*at, average / 2)).collect();
    let mut starts = Vec::new();
    let mut shards = often.chunk_by(|_, next| !opens(*next, average)).peekable();
    while let Some(shard) = shards.next() {
        let end = shards.peek().map_or(terms.len(), |next| next[0]);
        let is_long = end - shard[0] > 2 * average;
        starts.extend(shard[..if is_long { shard.len() } else { 1 }].iter().map(|at| *at as u32));
    }
    starts
}

/// The shortest beginning of a shard's first term that does not come before the last term of the shard before.
fn border(terms: &[Box<str>], start: usize) -> Box<str> {
    let first = &*terms[start];
    let before = start.checked_sub(1).map_or("", |at| &*terms[at]);
    let shared = first.chars().zip(before.chars()).take_while(|(a, b)| a == b).count();
    let end = first.char_indices().nth(shared + 1).map_or(first.len(), |(at, _)| at);
    first[..end].into()
}

/// How many numbers a day has, as a power of two: about twice as many as it has incidents, in the years that hold most of them.
fn rate(days: &[Option<Date>]) -> i32 {
    let dated: Vec<u64> = days.iter().flatten().map(|day| day_of(*day)).collect();
    let (first, last) = (dated.len() / 4, dated.len() * 3 / 4);
    let Some((from, to)) = dated.get(first).zip(dated.get(last)) else { return 0 };
    let (wanted, days) = ((last - first + 1) as u64 * 2, to - from + 1);
    if wanted > days {
        wanted.div_ceil(days).next_power_of_two().ilog2().cast_signed()
    } else {
        -(days / wanted).ilog2().cast_signed()
    }
}

/// The numbers of incidents: that of their day, or the next that is free.
fn names(days: &[Option<Date>], rate: i32) -> Vec<u64> {
    let mut next = 0;
    let name = |day: &Option<Date>| {
        let day = day.map_or(0, day_of);
        let name = next.max(if rate < 0 { day >> -rate } else { day << rate });
        next = name + 1;
        name
    };
    days.iter().map(name).collect()
}

/// Days since the first of 1970; those before are the first.
fn day_of(day: Date) -> u64 {
    let since = day.duration_since(jiff::civil::date(1970, 1, 1)).as_hours() / 24;
    u64::try_from(since).unwrap_or(0)
}

/// FNV-1a, mixed once more: the same on every machine and in every version.
pub(super) fn hash(term: &[u8]) -> u64 {
    let fnv = term
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    (fnv ^ (fnv >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn better_places_fit_better() {
        let fit = |counts: Counts| super::fit(weight(counts), 1.0);
        let (title, cause, text, often) =
            (fit([1, 0, 0, 0, 1]), fit([0, 1, 0, 0, 0]), fit([0, 0, 0, 0, 1]), fit([0, 0, 0, 0, 9]));
        assert!(
            title > cause && cause > text && often > text && title > fit([0, 0, 0, 0, 6]),
            "{title} {cause} {text} {often}"
        );
        assert!(text >= 1 && fit([255; 5]) <= BEST_FIT);
        assert!(super::fit(2, 4.0) < text, "a word of a long report says less");
    }

    #[test]
    fn an_incident_of_an_old_day_moves_no_other() {
        let start = jiff::civil::date(2015, 1, 1);
        let check = |each: &dyn Fn(i64) -> i64, expected: i32| {
            let on = |day: i64| start.checked_add(jiff::Span::new().days(day)).ok();
            let days: Vec<Option<Date>> = [None, None].into_iter().chain((0..1000).map(|n| on(each(n)))).collect();
            let rate = rate(&days);
            assert_eq!(rate, expected);
            let before = names(&days, rate);
            assert!(before.is_sorted_by(|a, b| a < b));
            let mut more = days.clone();
            more.insert(500, days[500]);
            let after = names(&more, rate);
            let moved = before.iter().filter(|name| after.binary_search(name).is_err()).count();
            let new = after.iter().filter(|name| before.binary_search(name).is_err()).count();
            assert!(moved == 0 && new == 1, "{moved} {new}");
            let shifted = (500..1002).take_while(|at| after[at + 1] != before[*at]).count();
            assert!(shifted <= 8, "{shifted}");
        };
        check(&|n| n / 2, 2);
        check(&|n| n, 1);
        check(&|n| n * 10, -2);
        check(&|n| n / 50 * 30, 2);
        assert_eq!(names(&[None, None, Some(jiff::civil::date(1969, 1, 1))], 4), [0, 1, 2]);
        assert_eq!(rate(&[None]), 0);
    }

    #[test]
    fn a_border_is_as_short_as_can_be() {
        let terms = ["cafe", "certain", "certificate", "zé", "zèbre"].map(Box::from);
        let borders: Vec<Box<str>> = (0..terms.len()).map(|at| border(&terms, at)).collect();
        assert_eq!(borders, ["c", "ce", "certi", "z", "zè"].map(Box::from));
    }

    #[test]
    fn no_shard_is_long() {
        let terms: Vec<Box<str>> = (0..100_000).map(|n| format!("checkout-{:06x}", n * 7).into()).collect();
        let mut starts = shard_starts(&terms);
        starts.push(100_000);
        let longest = starts.windows(2).map(|ends| ends[1] - ends[0]).max();
        assert!(longest < Some(64 * 6) && starts.len() < 3000, "{longest:?} {}", starts.len());
    }

    #[test]
    fn common_words_fit_in_three_steps() {
        assert_eq!([1, 5, 6, 10, 11, BEST_FIT].map(coarse), [3, 3, 8, 8, 13, 13]);
    }

    #[test]
    fn a_new_term_moves_no_other_shard() {
        let terms: Vec<Box<str>> = (0..5000).map(|n| format!("term{n:05}").into()).collect();
        let firsts = |terms: &[Box<str>]| -> Vec<Box<str>> {
            shard_starts(terms).into_iter().map(|at| terms[at as usize].clone()).collect()
        };
        let before = firsts(&terms);
        let mut more = terms.clone();
        more.insert(2500, "term02499b".into());
        let after = firsts(&more);
        assert!(before.iter().filter(|first| !after.contains(first)).count() == 0, "borders stay");
        assert!(after.len() <= before.len() + 1 && before.len() > 50);
    }
}
