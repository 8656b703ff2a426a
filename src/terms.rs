//! The words of a report, counted: what search finds it by, and what likeness is judged by.
//!
//! [`Gatherer`] takes the texts of a report, each with the [`Field`] it stands in, and makes [`Terms`]: every term once, in
//! order, with how often each field has it. One list is made for every incident when its report is read, and kept as long as
//! the report does not change. [`scan`](mod@scan) says what a term is, [`fold`](mod@fold) which spellings are one.

pub mod fold;
pub mod scan;

use std::collections::HashMap;

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

/// Counts the terms of one incident.
#[derive(Debug, Default)]
pub struct Gatherer {
    counts: HashMap<Box<str>, Counts, foldhash::fast::FixedState>,
    lengths: [u32; Field::ALL.len()],
}

impl Gatherer {
    /// Takes a text that stands in a field.
    pub fn add(&mut self, field: Field, text: &str) {
        let Self { counts, lengths } = self;
        scan(text, &mut |piece| {
            lengths[field as usize] = lengths[field as usize].saturating_add(1);
            piece.terms(&mut |term| {
                let count = match counts.get_mut(term) {
                    Some(known) => &mut known[field as usize],
                    None => &mut counts.entry(term.into()).or_default()[field as usize],
                };
                *count = count.saturating_add(1);
            });
        });
    }

    /// The list of what was taken.
    pub fn finish(self) -> Terms {
        let mut sorted: Vec<(Box<str>, Counts)> = self.counts.into_iter().collect();
        sorted.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let mut bytes = Vec::with_capacity(sorted.iter().map(|(term, _)| term.len() + 4).sum());
        for (term, counts) in &sorted {
            // No term is longer than a byte can say (`scan`).
            let Ok(length) = u8::try_from(term.len()) else { continue };
            let fields = counts.iter().enumerate().filter(|(_, count)| **count > 0).map(|(bit, _)| 1 << bit).sum();
            bytes.push(length);
            bytes.extend_from_slice(term.as_bytes());
            bytes.push(fields);
            bytes.extend(counts.iter().filter(|count| **count > 0));
        }
        Terms { bytes: bytes.into_boxed_slice(), lengths: self.lengths }
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
