//! Which earlier incidents an incident is like, and why: words that few reports share, and what they have in common.
//!
//! [`Index::new`] counts in how many reports each word stands and lists, for each word that few share, the reports that do.
//! [`Archive::similar`] then adds up, for one incident, what it shares with each earlier one: the words weighed by how rare
//! they are and where they stand, set against how much each report says; then applications, causes and components, each
//! the more the rarer it is. The best three are ranked; that there are three says nothing of how alike they are, the
//! reasons do.
//!
//! All arithmetic is on whole numbers. For one incident at most [`STEPS`] entries of the lists are looked at, the nearest
//! in time first, so that no step grows with the square of the archive.

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

/// The weight of words of a title.
const TITLE: u8 = 4;

/// Word counts are kept under the lower bits of a word: words that fall together count as one that is more frequent.
const BUCKETS: usize = 1 << 18;

/// The words of all incidents: how frequent each is, and where the rarer ones stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// In how many incidents a word stands, by bucket.
    counts: Vec<u16>,
    /// Where the entries of a bucket begin.
    starts: Vec<u32>,
    /// Incidents by word: newest first within a bucket.
    entries: Vec<Entry>,
    /// How much each incident says in all.
    norms: Vec<u32>,
    /// How many incidents there are.
    incidents: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    word: u32,
    /// The incident, and in the lowest three bits the weight of the word there.
    incident: u32,
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
    /// Counts the words of all incidents.
    pub(super) fn new(cases: &[Case]) -> Self {
        let mut index = Self { counts: vec![0; BUCKETS], norms: vec![0; cases.len()], ..Self::default() };
        for case in cases.iter().filter(|case| is_incident(case)) {
            index.incidents += 1;
            for term in &case.incident.wording.terms {
                let count = &mut index.counts[bucket(term.word)];
                *count = count.saturating_add(1);
            }
        }
        let mut starts = vec![0_u32; BUCKETS + 1];
        for (position, case) in cases.iter().enumerate().filter(|(_, case)| is_incident(case)) {
            let mut norm = 0_u64;
            for term in case.incident.wording.terms.iter().filter(|term| term.weight > 0) {
                let worth = u64::from(term.weight) * u64::from(index.rarity(term.word));
                norm += worth * worth;
                starts[bucket(term.word) + 1] += u32::from(index.is_listed(term));
            }
            index.norms[position] = u32::try_from(norm.isqrt()).unwrap_or(u32::MAX);
        }
        for at in 0..BUCKETS {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        index.entries = vec![Entry::default(); starts[BUCKETS] as usize];
        let mut entries = std::mem::take(&mut index.entries);
        for (position, case) in cases.iter().enumerate().filter(|(_, case)| is_incident(case)) {
            for term in case.incident.wording.terms.iter().filter(|term| term.weight > 0 && index.is_listed(term)) {
                let place = &mut next[bucket(term.word)];
                let incident = (position as u32) << 3 | u32::from(term.weight);
                entries[*place as usize] = Entry { word: term.word, incident };
                *place += 1;
            }
        }
        index.entries = entries;
        index.starts = starts;
        index
    }

    /// In how many incidents a word stands.
    pub(super) fn count(&self, word: u32) -> u32 {
        u32::from(self.counts[bucket(word)])
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
        !term.common && self.count(term.word) <= (self.incidents / 10).clamp(5, 64)
    }

    /// Whether a word is looked up: not where it stands alone, nor where so many have it that it says next to nothing.
    fn is_listed(&self, term: &Term) -> bool {
        let count = self.count(term.word);
        count > 1 && count <= (self.incidents / 4).clamp(16, 1024)
    }

    /// The earlier incidents that have a word, the nearest first, with its weight there.
    fn earlier(&self, word: u32, than: IncidentIx) -> impl Iterator<Item = (usize, u32)> {
        let place = bucket(word);
        let entries = &self.entries[self.starts[place] as usize..self.starts[place + 1] as usize];
        let first = entries.partition_point(|entry| (entry.incident >> 3) as usize <= than.position());
        let own = entries[first..].iter().filter(move |entry| entry.word == word);
        own.map(|entry| ((entry.incident >> 3) as usize, entry.incident & 7))
    }
}

fn bucket(word: u32) -> usize {
    word as usize & (BUCKETS - 1)
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
        *refers || !applications.is_empty() || !causes.is_empty() || !words.is_empty()
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
        candidates.sort_unstable_by_key(|(earlier, score)| (std::cmp::Reverse(*score), *earlier));
        candidates.truncate(SHORTLIST);
        let known: Vec<usize> = candidates.iter().map(|(earlier, _)| *earlier).collect();
        let others = self.alike_by_ties(ix).into_iter().filter(|earlier| !known.contains(earlier));
        candidates.extend(others.map(|earlier| (earlier, 0)).collect::<Vec<_>>());
        let mut found: Vec<Similar> = candidates
            .into_iter()
            .filter(|(earlier, _)| self.incidents[*earlier].date().is_some())
            .map(|(earlier, score)| self.compare(ix, IncidentIx::at(earlier), score))
            .filter(|similar| similar.score > 0)
            .collect();
        found.sort_by_key(|similar| (std::cmp::Reverse(similar.score), similar.incident));
        found.truncate(SHOWN * 3);
        for similar in &mut found {
            similar.words = self.shared_words(ix, similar.incident);
        }
        found.retain(Similar::has_reasons);
        found.truncate(SHOWN);
        found
    }

    /// Earlier incidents that share rarer words, each with how alike it is by words: 0 to 1000.
    fn alike_by_words(&self, ix: IncidentIx) -> Vec<(usize, u32)> {
        let index = &self.index;
        let mut terms: Vec<&Term> = self[ix].incident.wording.terms.iter().filter(|term| term.weight > 0).collect();
        terms.retain(|term| index.is_listed(term));
        terms.sort_by_key(|term| (index.count(term.word), term.word));
        let mut shared: Vec<(u32, u32)> = Vec::new();
        for term in terms {
            if shared.len() >= STEPS {
                break;
            }
            let rarity = index.rarity(term.word);
            let worth = u32::from(term.weight) * rarity * rarity;
            shared.extend(
                index.earlier(term.word, ix).take(REACH).map(|(earlier, weight)| (earlier as u32, worth * weight)),
            );
        }
        shared.sort_unstable();
        let own = u64::from(index.norms[ix.position()].max(1));
        let mut out: Vec<(usize, u32)> = Vec::new();
        for group in shared.chunk_by(|a, b| a.0 == b.0) {
            let earlier = group[0].0 as usize;
            let sum: u64 = group.iter().map(|(_, worth)| u64::from(*worth)).sum();
            let score = sum * 1000 / (own * u64::from(index.norms[earlier].max(1)));
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

    /// Adds what two incidents have in common to how alike they are by words.
    fn compare(&self, ix: IncidentIx, earlier: IncidentIx, by_words: u32) -> Similar {
        let (case, other) = (&self[ix], &self[earlier]);
        let mut score = by_words;
        let shared = |count: usize| rarity(u32::try_from(count).unwrap_or(u32::MAX), self.index.incidents);
        let applications = self.shared_applications(ix, earlier);
        for application in &applications {
            score += shared(self[*application].incidents.len()).min(64);
        }
        let causes = self.shared_causes(ix, earlier);
        for (cause, standing) in &causes {
            let worth = shared(self[*cause].occurrences.len()).min(64);
            score += match (self[*cause].axis, standing) {
                (Axis::Cause | Axis::Component, Standing::Confirmed) => worth * 3,
                (Axis::Cause | Axis::Component, Standing::Suggested) => worth,
                (Axis::Trigger | Axis::Gap, Standing::Confirmed) => worth,
                (Axis::Trigger | Axis::Gap, Standing::Suggested) => worth / 3,
            };
        }
        let refers = case.refers.iter().any(|reference| reference.to == earlier);
        score += if refers { 300 } else { 0 };
        debug_assert!(is_incident(other));
        Similar { incident: earlier, score, refers, applications, causes, words: Vec::new() }
    }

    /// The applications of both.
    pub(super) fn shared_applications(&self, ix: IncidentIx, other: IncidentIx) -> Vec<ApplicationIx> {
        let theirs = &self[other].applications;
        self[ix].applications.iter().filter(|application| theirs.contains(application)).copied().collect()
    }

    /// The causes of both on all axes; confirmed where both reports confirm it.
    pub(super) fn shared_causes(&self, ix: IncidentIx, other: IncidentIx) -> Vec<(CauseIx, Standing)> {
        let theirs = |cause: CauseIx| self[other].citation(cause);
        let shared = self[ix].causes.iter().filter_map(|own| Some((own, theirs(own.cause)?)));
        shared.map(|(own, their)| (own.cause, own.standing.max(their.standing))).collect()
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
