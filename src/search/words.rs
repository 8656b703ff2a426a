//! Which terms of the index a word means: itself, its other forms, what begins so, and, where there is none of these, the
//! word that was probably meant.
//!
//! There is no stemmer: two words are forms of one where they share their beginning and both go on with an ending of the
//! short list. A lookup reads [`MAX_SHARDS`] shards at most, here as on the page, so that both find the same.

use super::index::Index;
use crate::terms::scan::is_ideograph;

/// How many shards one lookup reads.
pub const MAX_SHARDS: usize = 6;

/// Endings that words with the same beginning may differ in, and how many characters the beginning must have.
pub const ENDINGS: &[(&str, usize)] = &[
    ("s", 3),
    ("es", 4),
    ("e", 4),
    ("ed", 4),
    ("d", 4),
    ("ing", 4),
    ("ings", 4),
    ("y", 4),
    ("ying", 4),
    ("ies", 4),
    ("ied", 4),
    ("n", 5),
    ("en", 4),
    ("ion", 5),
    ("ions", 5),
    ("ation", 5),
    ("ations", 5),
    ("ment", 5),
    ("ments", 5),
];

/// What a term that is the word itself counts.
const ITSELF: u16 = 10;
/// What another form of it counts.
const FORM: u16 = 8;
/// What a term that begins with it counts.
const BEGINS: u16 = 6;

/// How a word is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meant {
    /// As it stands.
    Exactly,
    /// In any of its forms.
    InAnyForm,
    /// In any of its forms, or as the beginning of a word.
    AsFarAsTyped,
}

/// The terms that a word means.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Meaning {
    /// Terms by place, each with what it counts.
    pub terms: Vec<(usize, u16)>,
    /// Whether there are more that begin so than one lookup reads.
    pub cut: bool,
}

/// Looks a word up.
pub fn meaning(index: &Index<'_>, word: &str, meant: Meant) -> Meaning {
    let mut out = Meaning::default();
    if let Ok(at) = index.terms.binary_search_by(|term| (**term).cmp(word)) {
        out.terms.push((at, ITSELF));
    }
    let known = !out.terms.is_empty();
    if meant == Meant::Exactly {
        return out;
    }
    let base = base(word);
    let (range, _) = begins(index, base);
    out.terms
        .extend(range.filter(|at| &*index.terms[*at] != word && is_form(&index.terms[*at], word)).map(|at| (at, FORM)));
    if meant == Meant::AsFarAsTyped {
        if begins_count(word, known) {
            let (range, cut) = begins(index, word);
            out.cut = cut;
            let others = range.filter(|at| &*index.terms[*at] != word && !is_form(&index.terms[*at], word));
            out.terms.extend(others.map(|at| (at, BEGINS)));
        }
        if is_commit(word) {
            let (range, _) = begins(index, &word[..SHORT_COMMIT]);
            let shorter = |term: &str| term.len() < word.len() && word.starts_with(term);
            out.terms.extend(range.filter(|at| shorter(&index.terms[*at])).map(|at| (at, FORM)));
        }
    }
    out
}

/// The terms that begin so, in as many shards as a lookup reads; and whether there are more.
fn begins(index: &Index<'_>, start: &str) -> (std::ops::Range<usize>, bool) {
    let first = index.terms.partition_point(|term| **term < *start);
    let length = index.terms[first..].partition_point(|term| term.starts_with(start));
    let last_shard = (index.shard_of(start) + MAX_SHARDS - 1).min(index.shard_count().saturating_sub(1));
    let end = (first + length).min(index.shard(last_shard).end);
    (first..end.max(first), end < first + length)
}

/// Whether words that begin so are meant too: not for one letter, and not for a whole number or two letters that are a
/// word by themselves.
fn begins_count(word: &str, known: bool) -> bool {
    let mut letters = word.chars();
    match (letters.next(), letters.next(), letters.next()) {
        (Some(only), None, _) => is_ideograph(only),
        (_, _, None) => !known,
        _ => !known || !word.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

/// The fewest digits by which a commit is named.
const SHORT_COMMIT: usize = 7;

/// Whether a word may be the full name of a commit that reports name by its first digits.
fn is_commit(word: &str) -> bool {
    word.len() > SHORT_COMMIT
        && word.len() <= 64
        && word.bytes().all(|byte| byte.is_ascii_hexdigit())
        && word.bytes().any(|byte| byte.is_ascii_digit())
}

/// The shortest beginning that a form of the word can share with it.
fn base(word: &str) -> &str {
    let length = word.chars().count();
    let longest = ENDINGS
        .iter()
        .filter(|(ending, least)| word.ends_with(ending) && length - ending.len() >= *least)
        .map(|(ending, _)| ending.len())
        .max();
    let base = &word[..word.len() - longest.unwrap_or(0)];
    // `stopped` is a form of `stop`.
    match base.as_bytes() {
        [.., a, b] if longest.is_some() && a == b && a.is_ascii_alphabetic() && base.len() > 4 => {
            &base[..base.len() - 1]
        }
        _ => base,
    }
}

/// Whether two words are forms of one.
pub fn is_form(a: &str, b: &str) -> bool {
    let shared = a.char_indices().zip(b.chars()).take_while(|((_, x), y)| x == y).count();
    let at = |word: &str| word.char_indices().nth(shared).map_or(word.len(), |(at, _)| at);
    let (at_a, at_b) = (at(a), at(b));
    let last = a[..at_a].chars().next_back();
    let goes_on = |rest: &str| {
        // A consonant that is doubled before the ending belongs to it.
        let rest = match last {
            Some(last) if rest.len() > 2 && rest.starts_with(last) && shared >= 4 => &rest[last.len_utf8()..],
            _ => rest,
        };
        rest.is_empty()
            || ENDINGS
                .iter()
                .any(|(ending, least)| rest == *ending && shared >= *least && (rest != "d" || last == Some('e')))
    };
    shared >= 3 && goes_on(&a[at_a..]) && goes_on(&b[at_b..])
}

/// Whether a term is a word that can be meant by a slip of the finger: letters only, neither short nor a whole sentence.
pub fn is_word(term: &str) -> bool {
    let length = term.chars().count();
    (4..=24).contains(&length) && term.chars().all(|c| c.is_alphabetic() && !is_ideograph(c))
}

/// The word that was probably meant by one that finds nothing: one slip from five letters on, two from nine. The nearest,
/// then the most frequent, then the first.
pub fn probably(index: &Index<'_>, word: &str) -> Option<String> {
    let length = word.chars().count();
    let slips = match length {
        9.. => 2,
        5..=8 => 1,
        _ => return None,
    };
    if !is_word(word) {
        return None;
    }
    let near = |term: &str| {
        let fits = is_word(term) && term.chars().count().abs_diff(length) <= slips;
        fits.then(|| strsim::osa_distance(word, term)).filter(|distance| *distance <= slips)
    };
    let candidates = index.terms.iter().enumerate().filter_map(|(at, term)| Some((near(term)?, at)));
    let best = candidates.min_by_key(|(distance, at)| (*distance, std::cmp::Reverse(index.postings(*at).len()), *at));
    best.map(|(_, at)| index.terms[at].to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word() {
        let check = |a: &str, b: &str, expected: bool| {
            assert_eq!((is_form(a, b), is_form(b, a)), (expected, expected), "{a} {b}");
        };
        check("bug", "bugs", true);
        check("retry", "retries", true);
        check("retried", "retries", true);
        check("cache", "caching", true);
        check("cached", "cache", true);
        check("stop", "stopped", true);
        check("stopping", "stopped", true);
        check("failing", "failed", true);
        check("deploy", "deployment", true);
        check("migrate", "migration", true);
        check("datenbank", "datenbanken", true);
        check("process", "processes", true);
        check("state", "station", false);
        check("server", "serving", false);
        check("cat", "category", false);
        check("port", "portion", false);
        check("need", "nd", false);
        check("disk", "disc", false);
    }

    #[test]
    fn the_base_of_a_word_begins_all_its_forms() {
        let words =
            ["retry", "retries", "retried", "retrying", "cache", "cached", "caching", "stop", "stopped", "stopping"];
        for (a, b) in words.iter().flat_map(|a| words.iter().map(move |b| (a, b))).filter(|(a, b)| is_form(a, b)) {
            assert!(b.starts_with(base(a)), "{a}: {} begins {b}", base(a));
        }
    }
}
