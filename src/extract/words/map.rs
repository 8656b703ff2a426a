//! Maps by word. A report asks thousands of times for a word in a vocabulary, and the hash of the standard library, which
//! withstands keys that somebody chose to collide, costs more than all else in that. The keys here are the vocabulary's.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A map from words.
pub(in crate::extract) type WordMap<V> = HashMap<String, V, BuildHasherDefault<WordHasher>>;

/// A set of words.
pub(in crate::extract) type WordSet = HashSet<String, BuildHasherDefault<WordHasher>>;

/// Multiplies and rotates, eight bytes at a time, as the compiler's own tables do.
#[derive(Clone, Copy, Default, Debug)]
pub(in crate::extract) struct WordHasher(u64);

impl WordHasher {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (chunks, rest) = bytes.as_chunks::<8>();
        chunks.iter().for_each(|chunk| self.add(u64::from_le_bytes(*chunk)));
        if !rest.is_empty() {
            self.add(rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.add(byte.into());
    }

    fn finish(&self) -> u64 {
        // The tables look at the lowest and the highest bits; the product is best in its highest.
        self.0.rotate_left(26)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_spread() {
        let words = (0..4096).map(|n| format!("word-{n}")).collect::<WordSet>();
        let hash = |word: &String| {
            let mut hasher = WordHasher::default();
            std::hash::Hash::hash(word, &mut hasher);
            hasher.finish()
        };
        let low: HashSet<u64> = words.iter().map(|word| hash(word) & 0xfff).collect();
        assert!(low.len() > 2000, "{} of 4096 places are taken", low.len());
        assert!(words.contains("word-7") && !words.contains("word"));
    }
}
