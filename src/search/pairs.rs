//! Words side by side: which incidents have two words as neighbours, so that a phrase is found without opening their texts.
//!
//! [`Pairs::of`] gathers a share of all pairs; [`super::files`] writes them. A pair is known by [`BITS`] bits of a hash of both
//! words. It answers for a phrase of two words, and leaves few incidents for a longer one: [`stand_in`] then goes through the
//! words of an incident as they follow each other. The page looks into the texts instead.

use super::index::{DocId, Index, hash};
use crate::terms::Terms;

/// How many bits of its hash a pair is known by. Of a million pairs one in 70,000 that nobody wrote is taken for another; it is
/// then found only where an incident has both of its words and the other pair.
pub const BITS: u32 = 36;

/// The bits of an entry that are left for the incident.
const DOC_BITS: u32 = u64::BITS - BITS;

/// Up to how many words all pairs are gathered in one go: a few million, which is a few dozen megabytes.
const AT_A_TIME: u64 = 2 << 20;

/// How many terms there are for each file of pairs.
const TERMS_A_SHARD: usize = 64;

/// The most files of pairs.
const MAX_SHARDS: usize = 4096;

/// How many pairs that were met lately are known, so that one that an incident repeats is taken once.
const LATELY: usize = 1024;

/// The key of two neighbours, from their hashes.
fn key(first: u64, second: u64) -> u64 {
    let mixed = (first.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ second).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed >> DOC_BITS
}

/// How many bits of a key say in which file it stands. It changes as the vocabulary doubles.
pub fn shard_bits(index: &Index<'_>) -> u32 {
    (index.terms.len() / TERMS_A_SHARD).clamp(2, MAX_SHARDS).next_power_of_two().ilog2()
}

/// How many bits of a key say with which others it is gathered: no more than those that say in which file. Every group goes
/// through all words again. Were all of one size, that would grow with the square of the archive: their number grows with the
/// root of it, and so does their size.
pub fn group_bits(index: &Index<'_>) -> u32 {
    let groups = (words(index) / AT_A_TIME).isqrt().max(1);
    groups.next_power_of_two().ilog2().min(shard_bits(index))
}

/// How many words stand in all texts, a little more than that.
fn words(index: &Index<'_>) -> u64 {
    (0..).take(index.len()).map(|doc| index.case(doc).passages.text().terms.words()).sum()
}

/// Pairs with their incidents.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pairs(Vec<u64>);

impl Pairs {
    /// All pairs whose keys begin with `group`, of `bits` bits.
    pub fn of(index: &Index<'_>, group: u64, bits: u32) -> Self {
        let mut entries: Vec<u64> = Vec::with_capacity(words(index) as usize >> bits);
        let mut lately = vec![u64::MAX; LATELY];
        let mut hashes: Vec<u64> = Vec::new();
        for doc in (0..).take(index.len()) {
            let terms = &index.case(doc).passages.text().terms;
            hashes.clear();
            hashes.extend(terms.spellings().map(hash));
            let mut before = None;
            for place in terms.order() {
                let word = place.and_then(|place| hashes.get(place).copied());
                if let (Some(first), Some(second)) = (before, word) {
                    let key = key(first, second);
                    let entry = (key << DOC_BITS) | u64::from(doc);
                    let met = &mut lately[key as usize % LATELY];
                    if key >> (BITS - bits) == group && *met != entry {
                        *met = entry;
                        entries.push(entry);
                    }
                }
                before = word;
            }
        }
        entries.sort_unstable();
        entries.dedup();
        Self(entries)
    }

    /// Those whose keys begin with `shard`, of `bits` bits: each with its incidents, oldest first.
    pub fn shard(&self, shard: u64, bits: u32) -> impl Iterator<Item = (u64, Vec<DocId>)> {
        let start = self.0.partition_point(|entry| entry >> (u64::BITS - bits) < shard);
        let length = self.0[start..].partition_point(|entry| entry >> (u64::BITS - bits) == shard);
        let lists = self.0[start..start + length].chunk_by(|a, b| a >> DOC_BITS == b >> DOC_BITS);
        lists.map(|list| {
            let docs = list.iter().map(|entry| (entry & ((1 << DOC_BITS) - 1)) as DocId).collect();
            (list.first().map_or(0, |entry| entry >> DOC_BITS), docs)
        })
    }
}

/// Whether an incident has these words side by side; where it is open, the last of them may go on.
pub fn stand_in(terms: &Terms, words: &[String], open: bool) -> bool {
    // The first and the last place that each word may have: terms are sorted, and those that go on are neighbours.
    let mut wanted: Vec<Option<(usize, usize)>> = vec![None; words.len()];
    for (place, (term, _)) in terms.all().enumerate() {
        for (at, (word, places)) in words.iter().zip(&mut wanted).enumerate() {
            if word == term || (open && at + 1 == words.len() && term.starts_with(word.as_str())) {
                *places = Some((places.map_or(place, |(first, _)| first), place));
            }
        }
    }
    let Some(wanted) = wanted.into_iter().collect::<Option<Vec<_>>>() else { return false };
    let order: Vec<Option<usize>> = terms.order().collect();
    let fits = |(place, (first, last)): (&Option<usize>, &(usize, usize))| {
        place.is_some_and(|place| (*first..=*last).contains(&place))
    };
    order.windows(words.len()).any(|stretch| stretch.iter().zip(&wanted).all(fits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::query::{Wanted, parse};
    use crate::terms::{Field, Gatherer};

    #[test]
    fn words_side_by_side() {
        let check = |texts: &str, query: &str, expected: bool| {
            let mut gatherer = Gatherer::default();
            texts.split('|').for_each(|text| gatherer.add(Field::Body, text));
            let (run, open) = match parse(query).clauses.remove(0).wanted {
                Wanted::Phrase(run) => (run.clone(), run.open),
                Wanted::Compound { run, .. } => (run, true),
                other => panic!("{other:?}"),
            };
            assert_eq!(stand_in(&gatherer.finish(), &run.words, open), expected, "{texts}: {query}");
        };
        check("The connection-pool was full", "\"connection pool\"", true);
        check("The connection pools", "\"connection pool\"", false);
        check("The connection pools", "connection-pool", true);
        check("disconnection pool", "\"connection pool\"", false);
        check("a connection| pool", "\"connection pool\"", false);
        check("connection connection pool", "\"connection pool\"", true);
        check("at 10:15 on ip-172-20-114-9", "\"ip 172 20 114 9\"", true);
        check("at 10:15 on ip-172-20-114-95", "172.20.114.9", true);
        check("主数据库连接", "\"数据库\"", true);
        check("数据 库", "\"数据库\"", false);
        check("主数据 库存", "\"数据 库\"", true);
        check("主数据库存", "\"数据 库\"", false);
        check("DB接続エラー", "\"db 接続\"", true);
        check("予約の接続 db", "\"接続 db\"", true);
        check("予約の接続エ db", "\"接続 db\"", false);
    }

    #[test]
    fn the_key_of_a_pair_depends_on_its_order() {
        let key = |first: &str, second: &str| format!("{:09x}", key(hash(first.as_bytes()), hash(second.as_bytes())));
        // As the script of the page has them (`themes/default/search/30-index.js`).
        assert_eq!((key("connection", "pool"), key("cafe", "数据")), ("debf47b01".into(), "51259926c".into()));
        assert_ne!(key("pool", "connection"), key("connection", "pool"));
    }
}
