//! Words as numbers: what is counted of a word is the number of its stem, and whether it says much.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use super::stem::stem;
use crate::extract::vocabulary::folded;

/// The longest word that counts, in bytes: what is longer is a key or a hash.
const MAX_WORD: usize = 30;

/// A word that tells something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::extract) struct Told {
    /// The number of its stem.
    pub number: u32,
    /// Whether reports of incidents use it all the time.
    pub common: bool,
}

/// A map by the numbers of words, which are hashes already.
pub(in crate::extract) type NumberMap<V> = HashMap<u32, V, BuildHasherDefault<Spread>>;

/// Spreads the number of a word over all bits.
#[derive(Default)]
pub(in crate::extract) struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Words that say little: those before the line `---` nothing at all, the others in reports of incidents.
static PLAIN: LazyLock<NumberMap<Plain>> = LazyLock::new(|| {
    let (function, trade) = include_str!("common.txt").split_once("\n---\n").unwrap_or_default();
    let lists = [(trade, Plain::Trade), (function, Plain::Function)];
    lists.into_iter().flat_map(|(list, kind)| list.split_whitespace().map(move |word| (number(word), kind))).collect()
});

#[derive(Clone, Copy, PartialEq, Eq)]
enum Plain {
    Function,
    Trade,
}

/// What a word in lower case tells; nothing where it is a function word, a number or a key.
pub(in crate::extract) fn telling(word: &str) -> Option<Told> {
    let mut small = true;
    let mut digits = 0;
    for byte in word.bytes() {
        small &= byte.is_ascii_lowercase();
        digits += usize::from(byte.is_ascii_digit());
    }
    if !small || word.len() < 2 || word.len() > MAX_WORD {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let status = digits == 3 && word.len() == 3 && matches!(word.as_bytes()[0], b'4' | b'5');
        let key = word.len() > MAX_WORD || (digits >= 3 && word.len() >= 8);
        if !status && (letters < 2 || key) {
            return None;
        }
    }
    let number = if small { number_of_folded(word) } else { number(word) };
    match PLAIN.get(&number) {
        Some(Plain::Function) => None,
        Some(Plain::Trade) => Some(Told { number, common: true }),
        None => Some(Told { number, common: false }),
    }
}

/// The number of a word's stem.
fn number(word: &str) -> u32 {
    number_of_folded(&folded(word))
}

/// FNV-1a of the stem.
fn number_of_folded(word: &str) -> u32 {
    let (head, ending) = stem(word);
    let add = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    ending.bytes().fold(head.bytes().fold(0x811c_9dc5, add), add)
}
