//! Which words a report writes in small letters: what stands in capitals elsewhere is then no name.

use std::cell::{Cell, OnceCell};
use std::collections::HashSet;

use memchr::memmem;

/// The words of a report that stand in small letters. They are searched for where somebody asks once or twice, and gathered
/// for whoever asks more often.
#[derive(Debug)]
pub struct SmallWords<'a> {
    text: &'a str,
    asked: Cell<usize>,
    words: OnceCell<HashSet<&'a str, foldhash::fast::FixedState>>,
}

impl<'a> SmallWords<'a> {
    /// How often a text is searched before its words are gathered, which costs as much as some ten searches.
    const SEARCHES: usize = 8;

    /// The words of this text.
    pub fn of(text: &'a str) -> Self {
        Self { text, asked: Cell::new(0), words: OnceCell::new() }
    }

    /// Whether the text has this word in small letters.
    pub fn has(&self, word: &str) -> bool {
        self.asked.set(self.asked.get() + 1);
        if !word.starts_with(char::is_lowercase) || word.contains(|c: char| !c.is_alphanumeric()) {
            return false;
        }
        if self.asked.get() <= Self::SEARCHES {
            let free = |side: Option<char>| !side.is_some_and(char::is_alphanumeric);
            return memmem::find_iter(self.text.as_bytes(), word).any(|at| {
                free(self.text[..at].chars().next_back()) && free(self.text[at + word.len()..].chars().next())
            });
        }
        let words = self.words.get_or_init(|| {
            let words = self.text.split(|c: char| !c.is_alphanumeric());
            words.filter(|word| word.starts_with(char::is_lowercase)).collect()
        });
        words.contains(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_are_the_same_searched_and_gathered() {
        let text = "Don't ask Dana: the load-balancer of über_cool, loads. éa";
        for word in
            ["don", "t", "ask", "dana", "load", "loads", "balance", "balancer", "über", "cool", "über_cool", "a", ""]
        {
            let small = SmallWords::of(text);
            let searched = small.has(word);
            small.asked.set(SmallWords::SEARCHES);
            assert_eq!(small.has(word), searched, "{word}");
        }
        let small = SmallWords::of(text);
        assert!(small.has("load") && small.has("cool") && small.has("t") && !small.has("dana") && !small.has("a"));
    }
}
