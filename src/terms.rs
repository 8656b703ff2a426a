//! The words of a report, counted: what search finds it by, and what likeness is judged by.
//!
//! [`Gatherer`] takes the texts of a report, each with the [`Field`] it stands in, and makes [`Terms`]: every term once, in
//! order, with how often each field has it, and in which order the words stand. One list is made for every incident when its
//! report is read, and kept as long as the report does not change. [`scan`](mod@scan) says what a term is, [`fold`](mod@fold) which spellings are one,
//! and `spellings` gives each a number.

pub mod fold;
pub mod scan;
pub(crate) mod spellings;

use scan::{MAX_TERM, Piece, scan};
use serde::{Deserialize, Serialize};
use spellings::Spellings;

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
/// field that has it, and a count for each bit. A short part of an identifier that no field counts stands among them, since
/// phrases have it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Terms {
    bytes: Box<[u8]>,
    lengths: [u32; Field::ALL.len()],
    /// The words as they follow each other: one more than the place in the list, and 0 where a text ends; seven bits a byte.
    order: Box<[u8]>,
}

impl Terms {
    /// Every term that finds the incident, with its counts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Counts)> {
        self.all().filter(|(_, counts)| *counts != Counts::default())
    }

    /// Every word that [`Self::order`] has a place for, with its counts.
    pub fn all(&self) -> impl Iterator<Item = (&str, Counts)> {
        self.entries().map_while(|(term, counts)| Some((std::str::from_utf8(term).ok()?, counts)))
    }

    /// The words of [`Self::all`] as bytes.
    pub fn spellings(&self) -> impl Iterator<Item = &[u8]> {
        self.entries().map(|(term, _)| term)
    }

    fn entries(&self) -> impl Iterator<Item = (&[u8], Counts)> {
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
            Some((term, counts))
        })
    }

    /// The words in the order of the texts, by their place in [`Self::all`]; nothing between two texts.
    pub fn order(&self) -> impl Iterator<Item = Option<usize>> {
        let mut rest = self.order.iter();
        std::iter::from_fn(move || {
            let (mut place, mut bits) = (0_usize, 0);
            loop {
                let byte = *rest.next()?;
                place |= usize::from(byte & 0x7f) << bits;
                bits += 7;
                if byte < 0x80 || bits > 28 {
                    return Some(place.checked_sub(1));
                }
            }
        })
    }

    /// How many words stand in all texts, a little more than that.
    pub fn words(&self) -> u64 {
        self.order.len() as u64
    }

    /// How many terms a field holds, repeated ones as often as they stand there.
    pub fn length(&self, field: Field) -> u32 {
        self.lengths[field as usize]
    }
}

/// Counts the terms of one incident.
#[derive(Debug)]
pub struct Gatherer {
    terms: Spellings,
    /// How often each field has a term, by its number.
    counts: Vec<Counts>,
    lengths: [u32; Field::ALL.len()],
    /// The numbers of terms in the order of the texts; nothing between two texts.
    order: Vec<Option<u32>>,
}

impl Default for Gatherer {
    /// With room for a report of usual length.
    fn default() -> Self {
        const TERMS: usize = 512;
        Self {
            terms: Spellings::with_capacity(TERMS),
            counts: Vec::with_capacity(TERMS),
            lengths: Default::default(),
            order: Vec::with_capacity(TERMS * 2),
        }
    }
}

impl Gatherer {
    /// Takes a text that stands in a field.
    pub fn add(&mut self, field: Field, text: &str) {
        self.go_on(field, text);
        self.end();
    }

    /// Takes a piece of a text that stands in a field. Between two pieces there is a space at least.
    pub fn go_on(&mut self, field: Field, text: &str) {
        scan(text, &mut |piece| {
            self.lengths[field as usize] = self.lengths[field as usize].saturating_add(1);
            match piece {
                Piece::Compound(compound) => {
                    compound.terms(&mut |term| {
                        self.count(field, term);
                    });
                    for word in compound.words() {
                        let number = self.number(word);
                        self.order.push(number);
                    }
                }
                Piece::Word(word) => {
                    // Across what is too long for a term no phrase goes on.
                    let number = (word.len() <= MAX_TERM).then(|| self.count(field, word)).flatten();
                    self.order.push(number);
                }
                Piece::Ideographs(_) => piece.terms(&mut |term| {
                    let number = self.count(field, term);
                    self.order.push(number);
                }),
            }
        });
    }

    /// A text ends here.
    pub fn end(&mut self) {
        if self.order.last().is_some_and(Option::is_some) {
            self.order.push(None);
        }
    }

    fn count(&mut self, field: Field, term: &str) -> Option<u32> {
        let number = self.number(term)?;
        let count = &mut self.counts[number as usize][field as usize];
        *count = count.saturating_add(1);
        Some(number)
    }

    /// The number of a term; none for one that is longer than any.
    fn number(&mut self, term: &str) -> Option<u32> {
        u8::try_from(term.len()).ok()?;
        let number = self.terms.number(term);
        if number as usize == self.counts.len() {
            self.counts.push(Counts::default());
        }
        Some(number)
    }

    /// The list of what was taken.
    pub fn finish(self) -> Terms {
        let Self { terms, counts, lengths, order } = self;
        let mut bytes = Vec::with_capacity(counts.len() * 12);
        let mut places = vec![0_u32; counts.len()];
        for (place, number) in (1..).zip(terms.sorted()) {
            places[number as usize] = place;
            let (term, counts) = (terms.word(number), counts[number as usize]);
            let fields = counts.iter().enumerate().filter(|(_, count)| **count > 0).map(|(bit, _)| 1 << bit).sum();
            bytes.push(term.len() as u8);
            bytes.extend_from_slice(term.as_bytes());
            bytes.push(fields);
            bytes.extend(counts.iter().filter(|count| **count > 0));
        }
        let mut packed = Vec::with_capacity(order.len() * 2);
        for number in order {
            let mut place = number.map_or(0, |number| places[number as usize]);
            while place >= 0x80 {
                packed.push((place & 0x7f) as u8 | 0x80);
                place >>= 7;
            }
            packed.push(place as u8);
        }
        Terms { bytes: bytes.into_boxed_slice(), lengths, order: packed.into_boxed_slice() }
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
    fn words_stand_in_the_order_of_the_texts() {
        let check = |texts: &[&str], expected: &str| {
            let mut gatherer = Gatherer::default();
            texts.iter().for_each(|text| gatherer.add(Field::Body, text));
            let terms = gatherer.finish();
            let list: Vec<&str> = terms.all().map(|(term, _)| term).collect();
            let words: Vec<&str> = terms.order().map(|place| place.map_or("|", |place| list[place])).collect();
            assert_eq!(words.join(" "), expected);
        };
        check(&["The pool, the (full) pool", "was"], "the pool the full pool | was |");
        check(&["", "pg_stat at 10:15 of ip-7", "..."], "pg stat at 10 15 of ip 7 |");
        check(&["DB接続エ x"], "db 接続 続エ エ x |");
        check(&[&format!("before {} behind", "a".repeat(90))], "before | behind |");
        let many: Vec<String> = (0..300).map(|n| format!("w{n}")).collect();
        check(&[&many.join(" ")], &format!("{} |", many.join(" ")));
    }

    #[test]
    fn a_short_part_of_an_identifier_finds_nothing() {
        let mut gatherer = Gatherer::default();
        gatherer.add(Field::Body, "7-x");
        let terms = gatherer.finish();
        assert_eq!(terms.iter().map(|(term, _)| term).collect::<Vec<_>>(), ["7-x"]);
        assert_eq!(terms.all().map(|(term, _)| term).collect::<Vec<_>>(), ["7", "7-x", "x"]);
    }

    #[test]
    fn counts_stop_where_a_byte_does() {
        let mut gatherer = Gatherer::default();
        gatherer.add(Field::Body, &"retry ".repeat(300));
        assert_eq!(gatherer.finish().iter().collect::<Vec<_>>(), [("retry", [0, 0, 0, 0, 255])]);
    }
}
