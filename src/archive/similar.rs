//! Which earlier incidents an incident is like, and why: words that few reports share, and what they have in common.
//!
//! [`Index::new`] counts in how many reports each word stands and notes the reports that have it; [`Index::renewed`] does so over
//! the last index where a few reports have other words.
//! [`Archive::similar`] then adds up, for one incident, what it shares with each earlier one: the words weighed by how rare
//! they are and where they stand, set against how much each report says; then applications, causes and components, each
//! the more the rarer it is. The best three are ranked; that there are three says nothing of how alike they are, the
//! reasons do.
//!
//! All arithmetic is on whole numbers. For one incident at most [`STEPS`] entries of the lists are looked at, the nearest
//! in time first, so that no step grows with the square of the archive.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::{ApplicationIx, Archive, Case, CauseIx, IncidentIx, Standing};
use crate::model::{Axis, Kind, Term};
use crate::source::Span;

/// How many incidents are shown.
const SHOWN: usize = 3;

/// How many entries of the lists are looked at for one incident.
const STEPS: usize = 4096;

/// How many of the nearest earlier reports are looked at for one word.
const REACH: usize = 64;

/// How many of the nearest earlier incidents of an application or cause are looked at.
const NEIGHBOURS: usize = 16;

/// How many of the most alike by words are looked at closely.
const SHORTLIST: usize = 32;

/// How many rare words two reports share that have nothing else in common: one alone is chance.
const MIN_WORDS: usize = 2;

/// The weight of words of a title.
const TITLE: u8 = 4;

/// Word counts are kept under the lower bits of a word: words that fall together count as one that is more frequent.
const BUCKETS: usize = 1 << 18;

/// How many incidents may have other words than when places were noted: with more, they are noted again.
const MOST_RENEWED: usize = 64;

/// The words of all incidents: how frequent each is, and where it stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// In how many incidents a word stands, by bucket.
    counts: Arc<Vec<u32>>,
    /// Where words stood when they were last noted.
    noted: Arc<Noted>,
    /// The incidents that have had other words since, ascending.
    renewed: Vec<IncidentIx>,
    /// How much each incident says in all, where somebody has asked.
    norms: Arc<Vec<OnceLock<u32>>>,
    /// How many incidents there are.
    incidents: u32,
}

/// Which incidents have a word.
#[derive(Debug, Default)]
struct Noted {
    /// Where the entries of a bucket begin.
    starts: Vec<u32>,
    /// Incidents by word: newest first within a bucket.
    entries: Vec<Entry>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    word: u32,
    /// The incident, and in the lowest three bits the weight of the word there.
    packed: u32,
}

impl Entry {
    fn incident(self) -> IncidentIx {
        IncidentIx::at((self.packed >> 3) as usize)
    }
}

/// An earlier incident that another one is like.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Similar {
    /// The earlier incident.
    pub incident: IncidentIx,
    /// How alike they are; comparable within one list only.
    pub score: u32,
    /// Whether the report of the later one speaks of it.
    pub refers: bool,
    /// Applications of both.
    pub applications: Vec<ApplicationIx>,
    /// Causes, triggers, gaps and components of both, and whether both confirm it.
    pub causes: Vec<(CauseIx, Standing)>,
    /// Where the later report has the words that few reports share with both, the rarest first.
    pub words: Vec<Span>,
}

impl Index {
    /// Counts the words of all incidents, and notes where they stand.
    pub(super) fn new(cases: &[Arc<Case>]) -> Self {
        let mut counts = vec![0_u32; BUCKETS];
        let incidents = || cases.iter().enumerate().filter(|(_, case)| is_incident(case));
        for term in incidents().flat_map(|(_, case)| &case.incident.wording.terms) {
            counts[bucket(term.word)] += 1;
        }
        let count = u32::try_from(incidents().count()).unwrap_or(u32::MAX);
        // Words that so many have are not looked up, and make up most of all texts.
        let most = most_listed(count) + MOST_RENEWED as u32;
        let mut starts = Vec::with_capacity(BUCKETS + 1);
        let mut next = 0;
        for count in counts.iter().chain(&[0]) {
            starts.push(next);
            next += if *count <= most { *count } else { 0 };
        }
        let mut free = starts.clone();
        let mut entries = vec![Entry::default(); next as usize];
        for (position, case) in incidents() {
            for term in &case.incident.wording.terms {
                let bucket = bucket(term.word);
                if counts[bucket] <= most {
                    let place = &mut free[bucket];
                    let packed = (position as u32) << 3 | u32::from(term.weight.min(7));
                    entries[*place as usize] = Entry { word: term.word, packed };
                    *place += 1;
                }
            }
        }
        Self {
            counts: Arc::new(counts),
            noted: Arc::new(Noted { starts, entries }),
            renewed: Vec::new(),
            norms: unknown(cases.len()),
            incidents: count,
        }
    }

    /// The index where the incidents of `changed` have other words.
    pub(super) fn renewed(&self, old: &[Arc<Case>], new: &[Arc<Case>], changed: &[IncidentIx]) -> Self {
        let renewed: BTreeSet<IncidentIx> = self.renewed.iter().chain(changed).copied().collect();
        if renewed.len() > MOST_RENEWED {
            return Self::new(new);
        }
        let mut counts = self.counts.to_vec();
        for position in changed.iter().map(|ix| ix.position()).filter(|position| is_incident(&new[*position])) {
            old[position].incident.wording.terms.iter().for_each(|term| counts[bucket(term.word)] -= 1);
            new[position].incident.wording.terms.iter().for_each(|term| counts[bucket(term.word)] += 1);
        }
        Self {
            counts: Arc::new(counts),
            noted: Arc::clone(&self.noted),
            renewed: renewed.into_iter().collect(),
            norms: unknown(new.len()),
            incidents: self.incidents,
        }
    }

    /// Whether a word weighs the same in both.
    pub(super) fn weighs_the_same(&self, other: &Self, word: u32) -> bool {
        let weight = |index: &Self| (index.is_rare_word(word), index.rarity(word), index.rarity_beside(word));
        weight(self) == weight(other)
    }

    /// The incidents that have a word of the bucket of this one, in no particular order.
    pub(super) fn having<'a>(&'a self, word: u32, cases: &'a [Arc<Case>]) -> impl Iterator<Item = IncidentIx> + 'a {
        let noted = self.entries(word).iter().map(|entry| entry.incident());
        let noted = noted.filter(|ix| self.renewed.binary_search(ix).is_err());
        // A word that stands in so many that none may be noted is looked for in all.
        let common = self.count(word) > most_listed(self.incidents);
        let unnoted = if common && self.entries(word).is_empty() { cases.len() } else { 0 };
        let others = (0..unnoted).map(IncidentIx::at).filter(|ix| is_incident(&cases[ix.position()]));
        let has = move |ix: &IncidentIx| {
            cases[ix.position()].incident.wording.terms.iter().any(|term| bucket(term.word) == bucket(word))
        };
        noted.chain(
            others.filter(|ix| self.renewed.binary_search(ix).is_err()).chain(self.renewed.iter().copied()).filter(has),
        )
    }

    fn entries(&self, word: u32) -> &[Entry] {
        let place = bucket(word);
        &self.noted.entries[self.noted.starts[place] as usize..self.noted.starts[place + 1] as usize]
    }

    /// In how many incidents a word stands.
    pub(super) fn count(&self, word: u32) -> u32 {
        self.counts[bucket(word)]
    }

    /// How rare a word is: sixteenths of the binary logarithm of all incidents over those that have it.
    pub(super) fn rarity(&self, word: u32) -> u32 {
        rarity(self.count(word), self.incidents)
    }

    /// How rare a word is for two reports that both have it, or of which one does: the other one does not count.
    pub(super) fn rarity_beside(&self, word: u32) -> u32 {
        rarity(self.count(word).saturating_sub(1), self.incidents)
    }

    /// Whether few enough reports have a word for it to tell two of them from the others.
    pub(super) fn is_rare(&self, term: &Term) -> bool {
        !term.common && self.is_rare_word(term.word)
    }

    /// The same for a word that is not common.
    pub(super) fn is_rare_word(&self, word: u32) -> bool {
        self.count(word) <= (self.incidents / 10).clamp(5, 64)
    }

    /// Whether a word is looked up: not where it stands alone, nor where so many have it that it says next to nothing.
    fn is_listed(&self, term: &Term) -> bool {
        let count = self.count(term.word);
        count > 1 && count <= most_listed(self.incidents)
    }

    /// The earlier incidents that have a word, the nearest first, with its weight there.
    fn earlier<'a>(
        &'a self,
        word: u32,
        than: IncidentIx,
        cases: &'a [Arc<Case>],
    ) -> impl Iterator<Item = (usize, u32)> + 'a {
        let entries = self.entries(word);
        let first = entries.partition_point(|entry| entry.incident() <= than);
        let own = entries[first..].iter().filter(move |entry| entry.word == word && entry.packed & 7 > 0);
        let mut noted = own
            .map(|entry| (entry.incident(), entry.packed & 7))
            .filter(|(ix, _)| self.renewed.binary_search(ix).is_err())
            .peekable();
        let first = self.renewed.partition_point(|ix| *ix <= than);
        let mut renewed = self.renewed[first..]
            .iter()
            .filter_map(move |ix| Some((*ix, weight_of(word, &cases[ix.position()])?)))
            .peekable();
        let nearest = move || match (noted.peek(), renewed.peek()) {
            (Some((a, _)), Some((b, _))) if a < b => noted.next(),
            (_, Some(_)) => renewed.next(),
            (_, None) => noted.next(),
        };
        std::iter::from_fn(nearest).map(|(ix, weight)| (ix.position(), weight))
    }

    /// How much an incident says in all.
    fn norm(&self, position: usize, cases: &[Arc<Case>]) -> u32 {
        *self.norms[position].get_or_init(|| {
            let terms = cases[position].incident.wording.terms.iter().filter(|term| term.weight > 0);
            let worth = |term: &Term| u64::from(term.weight) * u64::from(self.rarity(term.word));
            let norm: u64 = terms.map(|term| worth(term).pow(2)).sum();
            u32::try_from(norm.isqrt()).unwrap_or(u32::MAX)
        })
    }
}

/// How many of so many incidents may have a word that is looked up.
fn most_listed(incidents: u32) -> u32 {
    (incidents / 4).clamp(16, 1024)
}

/// Norms that nobody has asked for yet.
fn unknown(incidents: usize) -> Arc<Vec<OnceLock<u32>>> {
    Arc::new((0..incidents).map(|_| OnceLock::new()).collect())
}

/// The weight of a word in an incident, where it has any.
fn weight_of(word: u32, case: &Case) -> Option<u32> {
    let terms = &case.incident.wording.terms;
    let at = terms.binary_search_by_key(&word, |term| term.word).ok()?;
    Some(u32::from(terms[at].weight.min(7))).filter(|weight| *weight > 0 && is_incident(case))
}

fn bucket(word: u32) -> usize {
    counted_as(word) as usize
}

/// The lowest word that is counted together with this one.
pub(super) fn counted_as(word: u32) -> u32 {
    word & (BUCKETS as u32 - 1)
}

fn rarity(count: u32, all: u32) -> u32 {
    sixteenths(all.saturating_add(1)).saturating_sub(sixteenths(count.max(1))).max(8)
}

/// Sixteen times the binary logarithm, with straight lines between the powers of two.
fn sixteenths(number: u32) -> u32 {
    let power = number.max(1).ilog2();
    let rest = (u64::from(number) << 4 >> power) as u32 & 15;
    power * 16 + rest
}

pub(super) fn is_incident(case: &Case) -> bool {
    match case.incident.kind.value {
        Kind::Incident => true,
        Kind::Maintenance | Kind::Notice => false,
    }
}

impl Similar {
    /// Whether there is anything to say for it.
    fn has_reasons(&self) -> bool {
        let Self { incident: _, score: _, refers, applications, causes, words } = self;
        *refers || !applications.is_empty() || !causes.is_empty() || words.len() >= MIN_WORDS
    }
}

impl Archive {
    /// The earlier incidents that an incident is most like, the most alike first, at most three. None for what is no
    /// incident or has no date.
    pub fn similar(&self, ix: IncidentIx) -> Vec<Similar> {
        let case = &self[ix];
        if !is_incident(case) || case.date().is_none() {
            return Vec::new();
        }
        let mut candidates = self.alike_by_words(ix);
        let rank = |(earlier, score): &(usize, u32)| (std::cmp::Reverse(*score), *earlier);
        if candidates.len() > SHORTLIST {
            candidates.select_nth_unstable_by_key(SHORTLIST, rank);
            candidates.truncate(SHORTLIST);
        }
        candidates.sort_unstable_by_key(rank);
        let known: Vec<usize> = candidates.iter().map(|(earlier, _)| *earlier).collect();
        let others = self.alike_by_ties(ix).into_iter().filter(|earlier| !known.contains(earlier));
        candidates.extend(others.map(|earlier| (earlier, 0)).collect::<Vec<_>>());
        candidates.retain(|(earlier, _)| self.incidents[*earlier].date().is_some());
        for (earlier, score) in &mut candidates {
            *score += self.worth_of_ties(ix, IncidentIx::at(*earlier));
        }
        candidates.retain(|(_, score)| *score > 0);
        candidates.sort_unstable_by_key(rank);
        candidates.truncate(SHOWN * 3);
        let found = candidates.iter().map(|(earlier, score)| self.compared(ix, IncidentIx::at(*earlier), *score));
        found.filter(Similar::has_reasons).take(SHOWN).collect()
    }

    /// Earlier incidents that share rarer words, each with how alike it is by words: 0 to 1000.
    fn alike_by_words(&self, ix: IncidentIx) -> Vec<(usize, u32)> {
        let index = &self.index;
        let mut terms: Vec<&Term> = self[ix].incident.wording.terms.iter().filter(|term| term.weight > 0).collect();
        terms.retain(|term| index.is_listed(term));
        terms.sort_by_key(|term| (index.count(term.word), term.word));
        // The incident in the upper half, what a word is worth in the lower one: single numbers are the quickest to sort.
        let mut shared: Vec<u64> = Vec::with_capacity(STEPS + REACH);
        for term in terms {
            if shared.len() >= STEPS {
                break;
            }
            let rarity = index.rarity(term.word);
            let worth = u32::from(term.weight) * rarity * rarity;
            let earlier = index.earlier(term.word, ix, &self.incidents).take(REACH);
            shared.extend(earlier.map(|(earlier, weight)| (earlier as u64) << 32 | u64::from(worth * weight)));
        }
        shared.sort_unstable();
        let own = u64::from(index.norm(ix.position(), &self.incidents).max(1));
        let mut out: Vec<(usize, u32)> = Vec::new();
        for group in shared.chunk_by(|a, b| a >> 32 == b >> 32) {
            let earlier = (group[0] >> 32) as usize;
            let sum: u64 = group.iter().map(|shared| shared & u64::from(u32::MAX)).sum();
            let score = sum * 1000 / (own * u64::from(index.norm(earlier, &self.incidents).max(1)));
            out.push((earlier, u32::try_from(score).unwrap_or(u32::MAX)));
        }
        out
    }

    /// The nearest earlier incidents of the same applications and causes, and those that the report speaks of.
    fn alike_by_ties(&self, ix: IncidentIx) -> Vec<usize> {
        let case = &self[ix];
        let mut out: Vec<usize> = Vec::new();
        for application in &case.applications {
            let incidents = &self[*application].incidents;
            let first = incidents.partition_point(|other| *other <= ix);
            out.extend(incidents[first..].iter().take(NEIGHBOURS).map(|other| other.position()));
        }
        for citation in case.causes.iter().filter(|citation| counts(self[citation.cause].axis)) {
            let occurrences = &self[citation.cause].occurrences;
            let first = occurrences.partition_point(|other| other.incident <= ix);
            out.extend(occurrences[first..].iter().take(NEIGHBOURS).map(|other| other.incident.position()));
        }
        out.extend(case.refers.iter().filter(|other| other.to > ix).map(|other| other.to.position()));
        out.retain(|other| is_incident(&self.incidents[*other]));
        out.sort_unstable();
        out.dedup();
        out
    }

    /// What the things are worth that two incidents have in common beside words.
    fn worth_of_ties(&self, ix: IncidentIx, earlier: IncidentIx) -> u32 {
        let shared = |count: usize| rarity(u32::try_from(count).unwrap_or(u32::MAX), self.index.incidents).min(64);
        let applications = self.each_shared_application(ix, earlier);
        let mut score: u32 = applications.map(|application| shared(self[application].incidents.len())).sum();
        for (cause, standing) in self.each_shared_cause(ix, earlier) {
            let worth = shared(self[cause].occurrences.len());
            score += match (self[cause].axis, standing) {
                (Axis::Cause | Axis::Component, Standing::Confirmed) => worth * 3,
                (Axis::Cause | Axis::Component, Standing::Suggested) => worth,
                (Axis::Trigger | Axis::Gap, Standing::Confirmed) => worth,
                (Axis::Trigger | Axis::Gap, Standing::Suggested) => worth / 3,
            };
        }
        score + if self.refers(ix, earlier) { 300 } else { 0 }
    }

    /// What two incidents have in common.
    fn compared(&self, ix: IncidentIx, earlier: IncidentIx, score: u32) -> Similar {
        debug_assert!(is_incident(&self[earlier]));
        Similar {
            incident: earlier,
            score,
            refers: self.refers(ix, earlier),
            applications: self.shared_applications(ix, earlier),
            causes: self.shared_causes(ix, earlier),
            words: self.shared_words(ix, earlier),
        }
    }

    /// Whether the report of an incident speaks of another one.
    fn refers(&self, ix: IncidentIx, other: IncidentIx) -> bool {
        self[ix].refers.iter().any(|reference| reference.to == other)
    }

    fn each_shared_application(&self, ix: IncidentIx, other: IncidentIx) -> impl Iterator<Item = ApplicationIx> {
        let theirs = &self[other].applications;
        self[ix].applications.iter().filter(|application| theirs.contains(application)).copied()
    }

    fn each_shared_cause(&self, ix: IncidentIx, other: IncidentIx) -> impl Iterator<Item = (CauseIx, Standing)> {
        let theirs = move |cause: CauseIx| self[other].citation(cause);
        let shared = self[ix].causes.iter().filter_map(move |own| Some((own, theirs(own.cause)?)));
        shared.map(|(own, their)| (own.cause, own.standing.max(their.standing)))
    }

    /// The applications of both.
    pub(super) fn shared_applications(&self, ix: IncidentIx, other: IncidentIx) -> Vec<ApplicationIx> {
        self.each_shared_application(ix, other).collect()
    }

    /// The causes of both on all axes; confirmed where both reports confirm it.
    pub(super) fn shared_causes(&self, ix: IncidentIx, other: IncidentIx) -> Vec<(CauseIx, Standing)> {
        self.each_shared_cause(ix, other).collect()
    }

    /// Where the title of `ix` has words that few reports have and that the title of the other one has too: what both
    /// reports are about, where they name no application.
    pub(super) fn shared_title(&self, ix: IncidentIx, other: IncidentIx) -> Vec<Span> {
        let in_title = |term: &&Term| term.weight == TITLE && self.index.is_rare(term);
        let theirs = &self[other].incident.wording.terms;
        let own = self[ix].incident.wording.terms.iter().filter(in_title);
        let shared = own.filter(|term| {
            theirs.binary_search_by_key(&term.word, |their| their.word).is_ok_and(|at| theirs[at].weight == TITLE)
        });
        shared.map(|term| term.place).collect()
    }

    /// Where the report of `ix` has the words that few reports share with both, the rarest first.
    fn shared_words(&self, ix: IncidentIx, other: IncidentIx) -> Vec<Span> {
        let theirs = &self[other].incident.wording.terms;
        let own = self[ix].incident.wording.terms.iter().filter(|term| term.weight > 0 && self.index.is_rare(term));
        let mut shared: Vec<&Term> = own
            .filter(|term| {
                theirs.binary_search_by_key(&term.word, |their| their.word).is_ok_and(|at| theirs[at].weight > 0)
            })
            .collect();
        shared.sort_by_key(|term| (self.index.count(term.word), term.place, term.word));
        shared.iter().map(|term| term.place).collect()
    }
}

/// Whether a shared cause of this axis makes incidents worth a look.
fn counts(axis: Axis) -> bool {
    match axis {
        Axis::Cause | Axis::Component => true,
        Axis::Trigger | Axis::Gap => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::sample::{Sample, archive, report};

    /// The sources of the incidents that the newest one is like.
    fn like_newest(samples: impl IntoIterator<Item = Sample>) -> Vec<String> {
        let archive = archive(samples);
        archive.similar(IncidentIx::at(0)).iter().map(|found| archive[found.incident].incident.id.source()).collect()
    }

    #[test]
    fn logarithms_rise() {
        let shown: Vec<u32> = [0, 1, 2, 3, 4, 6, 8, 1000].map(sixteenths).to_vec();
        assert_eq!(shown, [0, 0, 16, 24, 32, 40, 48, 159]);
        assert!((1..5000).all(|number| sixteenths(number) <= sixteenths(number + 1)));
    }

    #[test]
    fn rare_words_make_incidents_alike() {
        let found = like_newest([
            report("new.md").date("2024-05-01").title("Quorum lost in the zeppelin store"),
            report("a.md").date("2024-04-01").title("Mail relay full"),
            report("b.md").date("2024-03-01").title("Zeppelin store without quorum"),
            report("c.md").date("2024-02-01").title("Printer on fire"),
        ]);
        assert_eq!(found, ["b.md"]);
    }

    #[test]
    fn applications_and_causes_count_and_only_earlier_incidents_do() {
        let found = like_newest([
            report("new.md").date("2024-05-01").applications(&["relay"]).tag(Axis::Cause, "certificate"),
            report("notice.md")
                .kind(Kind::Notice)
                .date("2024-04-01")
                .applications(&["relay"])
                .tag(Axis::Cause, "certificate"),
            report("b.md").date("2024-03-01").applications(&["relay"]),
            report("c.md").date("2024-02-01").tag(Axis::Cause, "certificate"),
            report("d.md").date("2024-01-01").applications(&["relay"]).tag(Axis::Cause, "certificate"),
            report("undated.md").applications(&["relay"]).tag(Axis::Cause, "certificate"),
        ]);
        assert_eq!(found, ["d.md", "c.md", "b.md"]);
    }

    #[test]
    fn there_are_three_at_most_and_none_without_a_reason() {
        let of = |day: u32| report(&format!("{day}.md")).date(&format!("2024-01-{day:02}")).applications(&["relay"]);
        assert_eq!(like_newest((1..=9).map(of)), ["8.md", "7.md", "6.md"]);
        assert!(like_newest([report("b.md").date("2024-02-01"), report("a.md").date("2024-01-01")]).is_empty());
    }

    #[test]
    fn shared_words_are_shown_where_they_stand() {
        let archive = archive([
            report("b.md").date("2024-02-01").title("Zeppelin quorum"),
            report("a.md").date("2024-01-01").title("Quorum of the zeppelin"),
        ]);
        let similar = archive.similar(IncidentIx::at(0)).remove(0);
        let text = &archive[IncidentIx::at(0)].source.text;
        let words: Vec<&str> = similar.words.iter().map(|span| &text[span.range()]).collect();
        assert_eq!(words, ["Zeppelin", "quorum"]);
    }
}
