//! The different words of a text, numbered as they are met. A report has hundreds of words and a third as many different ones:
//! what depends on a word alone is worked out once, for its number.
//!
//! The table is one of its own, since most words are at most eight bytes long: as a number they are hashed in one step and compared
//! in another, without a look at their letters.

/// Different words, one behind the other in a single string.
#[derive(Clone, Debug)]
pub(crate) struct Spellings {
    text: String,
    list: Vec<Spelling>,
    /// One more than the number of a word, at the place that its hash says or soon behind it; 0 where there is none. Twice as
    /// many as words at least, and a power of two.
    table: Vec<u32>,
}

/// Where a word stands.
#[derive(Clone, Copy, Debug)]
struct Spelling {
    /// See [`beginning`].
    beginning: u64,
    start: usize,
    length: usize,
}

impl Spelling {
    fn word(self, text: &str) -> &str {
        &text[self.start..self.start + self.length]
    }
}

impl Spellings {
    /// No word yet, with room for so many.
    pub(crate) fn with_capacity(words: usize) -> Self {
        Self {
            text: String::with_capacity(words * 8),
            list: Vec::with_capacity(words),
            table: vec![0; (words * 2).next_power_of_two().max(16)],
        }
    }

    /// The number of a word, the next free one where it is new.
    pub(crate) fn number(&mut self, word: &str) -> u32 {
        match self.look_up(word) {
            Ok(number) => number,
            Err(free) => self.add(word, free),
        }
    }

    /// The number of a word that has one.
    pub(crate) fn find(&self, word: &str) -> Option<u32> {
        self.look_up(word).ok()
    }

    /// The number of a word, or else its place in the table.
    fn look_up(&self, word: &str) -> Result<u32, usize> {
        let (beginning, length) = (beginning(word.as_bytes()), word.len());
        let mut at = place(&self.table, beginning, word);
        while let Some(number) = self.table[at].checked_sub(1) {
            let known = self.list[number as usize];
            let same = known.beginning == beginning && known.length == length;
            if same && (length <= 8 || known.word(&self.text) == word) {
                return Ok(number);
            }
            at = (at + 1) & (self.table.len() - 1);
        }
        Err(at)
    }

    /// Gives a new word its number and its place in the table.
    fn add(&mut self, word: &str, free: usize) -> u32 {
        let number = self.list.len() as u32;
        self.list.push(Spelling { beginning: beginning(word.as_bytes()), start: self.text.len(), length: word.len() });
        self.text.push_str(word);
        self.table[free] = number + 1;
        if self.list.len() * 2 > self.table.len() {
            self.grow();
        }
        number
    }

    /// Makes the table twice as large.
    fn grow(&mut self) {
        let mut table = vec![0; self.table.len() * 2];
        for (known, number) in self.list.iter().zip(1..) {
            let mut at = place(&table, known.beginning, known.word(&self.text));
            while table[at] != 0 {
                at = (at + 1) & (table.len() - 1);
            }
            table[at] = number;
        }
        self.table = table;
    }

    /// The word of a number.
    pub(crate) fn word(&self, number: u32) -> &str {
        self.list.get(number as usize).map_or("", |known| known.word(&self.text))
    }

    /// All numbers in the order of their words.
    pub(crate) fn sorted(&self) -> Vec<u32> {
        let mut order: Vec<(u64, u32)> = self.list.iter().map(|known| known.beginning).zip(0..).collect();
        order.sort_unstable_by_key(|(beginning, _)| *beginning);
        for alike in order.chunk_by_mut(|(a, _), (b, _)| a == b).filter(|alike| alike.len() > 1) {
            alike.sort_unstable_by(|(_, a), (_, b)| self.word(*a).cmp(self.word(*b)));
        }
        order.into_iter().map(|(_, number)| number).collect()
    }
}

/// The first eight bytes of a word as a number in the same order; zeros stand for what is not there.
fn beginning(word: &[u8]) -> u64 {
    if let Some(eight) = word.first_chunk::<8>() {
        return u64::from_be_bytes(*eight);
    }
    if let (Some(first), Some(last)) = (word.first_chunk::<4>(), word.last_chunk::<4>()) {
        // The two may share bytes: of the last four, those stay that are behind the first four.
        let behind = u64::from(u32::from_be_bytes(*last)) << (8 * (8 - word.len()));
        return u64::from(u32::from_be_bytes(*first)) << 32 | behind & 0xffff_ffff;
    }
    word.iter().zip((0..8).rev()).map(|(byte, place)| u64::from(*byte) << (place * 8)).sum()
}

/// Where in a table a word is looked for first.
fn place(table: &[u32], beginning: u64, word: &str) -> usize {
    let mix = |hash: u64| {
        let product = u128::from(hash) * 0x9e37_79b9_7f4a_7c15;
        (product >> 64) as u64 ^ product as u64
    };
    let rest = word.as_bytes().get(8..).unwrap_or_default().chunks(8);
    let hash = rest.fold(mix(beginning), |hash, chunk| mix(hash ^ self::beginning(chunk)));
    hash as usize & (table.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_one_number() {
        let mut words = Spellings::with_capacity(1);
        let said = "the pool of the pooling pool was po exhausted and exhausting the p".split(' ');
        let numbers: Vec<u32> = said.map(|word| words.number(word)).collect();
        assert_eq!(numbers, [0, 1, 2, 0, 3, 1, 4, 5, 6, 7, 8, 0, 9]);
        let list: Vec<&str> = words.sorted().into_iter().map(|number| words.word(number)).collect();
        assert_eq!(list, ["and", "exhausted", "exhausting", "of", "p", "po", "pool", "pooling", "the", "was"]);
        assert_eq!((words.word(10), words.find("po"), words.find("pools")), ("", Some(5), None));
    }

    proptest::proptest! {
        #[test]
        fn words_stand_in_the_order_of_their_bytes(list in proptest::collection::vec("[ab\u{0}é]{0,10}", 0..20)) {
            let mut words = Spellings::with_capacity(0);
            list.iter().for_each(|word| { words.number(word); });
            let mut expected: Vec<&str> = list.iter().map(String::as_str).collect();
            expected.sort_unstable();
            expected.dedup();
            let sorted: Vec<&str> = words.sorted().into_iter().map(|number| words.word(number)).collect();
            proptest::prop_assert_eq!(sorted, expected);
        }
    }
}
