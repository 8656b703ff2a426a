//! The words of a report, counted: what search finds it by, and what likeness is judged by.
//!
//! [`Gatherer`] takes the texts of a report, each with the [`Field`] it stands in, and makes [`Terms`]: every term once, in
//! order, with how often each field has it. One list is made for every incident when its report is read, and kept as long as
//! the report does not change. [`scan`](mod@scan) says what a term is, [`fold`](mod@fold) which spellings are one.

pub mod fold;
pub mod scan;

use std::hash::BuildHasher;

use hashbrown::HashTable;
use scan::scan;
use serde::{Deserialize, Serialize};

/// Where a term stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Field {
    /// In the title.
    Title,
    /// In the answer to what caused it.
    Cause,
    /// In what is said of how users were affected.
    Impact,
    /// In a row of the timeline.
    Timeline,
    /// Anywhere else.
    Body,
}

impl Field {
    /// All fields, in the order in which [`Counts`] holds them.
    pub const ALL: [Field; 5] = [Field::Title, Field::Cause, Field::Impact, Field::Timeline, Field::Body];
}

/// How often each field has a term, in the order of [`Field::ALL`].
pub type Counts = [u8; Field::ALL.len()];

/// The terms of one incident, each once, in the order of their bytes; with how often each field has it.
///
/// One block of bytes for each list, since an archive holds thousands: for each term its length, its bytes, a bit for each
/// field that has it, and a count for each bit.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Terms {
    bytes: Box<[u8]>,
    lengths: [u32; Field::ALL.len()],
}

impl Terms {
    /// Every term with its counts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Counts)> {
        let mut rest: &[u8] = &self.bytes;
        std::iter::from_fn(move || {
            let (length, behind) = rest.split_first()?;
            let (term, behind) = behind.split_at_checked(usize::from(*length))?;
            let (fields, mut behind) = behind.split_first()?;
            let mut counts = Counts::default();
            for (bit, count) in counts.iter_mut().enumerate() {
                if fields & (1 << bit) != 0 {
                    let (first, others) = behind.split_first()?;
                    *count = *first;
                    behind = others;
                }
            }
            rest = behind;
            Some((std::str::from_utf8(term).ok()?, counts))
        })
    }

    /// How many terms a field holds, repeated ones as often as they stand there.
    pub fn length(&self, field: Field) -> u32 {
        self.lengths[field as usize]
    }
}

/// Counts the terms of one incident. The terms stand one behind the other in a single string: a report has hundreds.
#[derive(Debug, Default)]
pub struct Gatherer {
    text: String,
    counted: Vec<Counted>,
    /// Places in `counted`, by term.
    table: HashTable<u32>,
    hasher: foldhash::fast::FixedState,
    lengths: [u32; Field::ALL.len()],
}

/// A term with how often each field has it.
#[derive(Clone, Copy, Debug)]
struct Counted {
    start: u32,
    /// No term is longer than a byte can say (`scan`).
    length: u8,
    counts: Counts,
}

impl Counted {
    fn term(self, text: &str) -> &str {
        &text[self.start as usize..self.start as usize + usize::from(self.length)]
    }
}

impl Gatherer {
    /// Takes a text that stands in a field.
    pub fn add(&mut self, field: Field, text: &str) {
        scan(text, &mut |piece| {
            self.lengths[field as usize] = self.lengths[field as usize].saturating_add(1);
            piece.terms(&mut |term| self.count(field, term));
        });
    }

    fn count(&mut self, field: Field, term: &str) {
        let Self { text, counted, table, hasher, lengths: _ } = self;
        let hash = hasher.hash_one(term);
        let is_it = |at: &u32| counted[*at as usize].term(text) == term;
        let at = match table.find(hash, is_it) {
            Some(at) => *at as usize,
            None => {
                let (Ok(start), Ok(length)) = (u32::try_from(text.len()), u8::try_from(term.len())) else { return };
                let at = counted.len();
                text.push_str(term);
                counted.push(Counted { start, length, counts: Counts::default() });
                let rehash = |at: &u32| hasher.hash_one(counted[*at as usize].term(text));
                table.insert_unique(hash, u32::try_from(at).unwrap_or(u32::MAX), rehash);
                at
            }
        };
        let count = &mut counted[at].counts[field as usize];
        *count = count.saturating_add(1);
    }

    /// The list of what was taken.
    pub fn finish(self) -> Terms {
        let Self { text, mut counted, lengths, .. } = self;
        counted.sort_unstable_by(|a, b| a.term(&text).cmp(b.term(&text)));
        let mut bytes = Vec::with_capacity(text.len() + counted.len() * 4);
        for term in counted {
            let fields = term.counts.iter().enumerate().filter(|(_, count)| **count > 0).map(|(bit, _)| 1 << bit).sum();
            bytes.push(term.length);
            bytes.extend_from_slice(term.term(&text).as_bytes());
            bytes.push(fields);
            bytes.extend(term.counts.iter().filter(|count| **count > 0));
        }
        Terms { bytes: bytes.into_boxed_slice(), lengths }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_counted_by_field() {
        let mut gatherer = Gatherer::default();
        gatherer.add(Field::Title, "Pool exhausted");
        gatherer.add(Field::Body, "The pool of db-1, the pool");
        let terms = gatherer.finish();
        let list: Vec<(&str, Counts)> = terms.iter().collect();
        let expected = [
            ("db", [0, 0, 0, 0, 1]),
            ("db-1", [0, 0, 0, 0, 1]),
            ("exhausted", [1, 0, 0, 0, 0]),
            ("of", [0, 0, 0, 0, 1]),
            ("pool", [1, 0, 0, 0, 2]),
            ("the", [0, 0, 0, 0, 2]),
        ];
        assert_eq!(list, expected);
        assert_eq!((terms.length(Field::Title), terms.length(Field::Body), terms.length(Field::Cause)), (2, 6, 0));
        assert_eq!(Gatherer::default().finish().iter().count(), 0);
    }

    #[test]
    fn counts_stop_where_a_byte_does() {
        let mut gatherer = Gatherer::default();
        gatherer.add(Field::Body, &"retry ".repeat(300));
        assert_eq!(gatherer.finish().iter().collect::<Vec<_>>(), [("retry", [0, 0, 0, 0, 255])]);
    }
}
