//! Long lists of names by their first letter: what [`super::Period`] is for days.
//!
//! A list of up to [`super::SPLIT_ABOVE`] names is one page. A longer one has a page for each first letter, and where those
//! with one letter are again too many, for each first two. Letters are those of the address: folded, without accents.

use std::collections::BTreeMap;

use super::SPLIT_ABOVE;

/// The first letters of some names: one or two.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Initial([u8; 2]);

impl Initial {
    /// Of the last part of an address. What begins with no letter stands under `0`.
    fn of(slug: &str, is_long: bool) -> Self {
        let mut letters = slug.bytes().map(|byte| byte.to_ascii_lowercase());
        match letters.next().filter(u8::is_ascii_lowercase) {
            None => Self(*b"0\0"),
            Some(first) => {
                let second = letters.next().filter(u8::is_ascii_alphanumeric).unwrap_or(b'0');
                Self([first, if is_long { second } else { 0 }])
            }
        }
    }

    /// As a part of an address: `a`, `ma`, `0`.
    pub fn as_str(&self) -> &str {
        let length = if self.0[1] == 0 { 1 } else { 2 };
        std::str::from_utf8(&self.0[..length]).unwrap_or_default()
    }

    /// As a heading: `A`, `Ma`, `0–9`.
    pub fn label(&self) -> String {
        match self.as_str() {
            "0" => "0–9".to_owned(),
            letters => letters[..1].to_ascii_uppercase() + &letters[1..],
        }
    }
}

/// How a list of names is spread over pages.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Letters {
    /// The pages with how many names each has; none where the list is one page.
    counts: BTreeMap<Initial, u32>,
}

impl Letters {
    /// The spread of names whose addresses end so.
    pub(super) fn new<'a>(slugs: impl Iterator<Item = &'a str> + Clone) -> Self {
        let mut short: BTreeMap<Initial, u32> = BTreeMap::new();
        let mut total = 0;
        for slug in slugs.clone() {
            *short.entry(Initial::of(slug, false)).or_default() += 1;
            total += 1;
        }
        if total <= SPLIT_ABOVE {
            return Self::default();
        }
        let mut counts = BTreeMap::new();
        for slug in slugs {
            let first = Initial::of(slug, false);
            let is_long = short.get(&first).is_some_and(|count| *count as usize > SPLIT_ABOVE);
            *counts.entry(Initial::of(slug, is_long)).or_default() += 1;
        }
        Self { counts }
    }

    /// The pages, by letter, and how many names each has.
    pub fn all(&self) -> impl Iterator<Item = (Initial, u32)> + '_ {
        self.counts.iter().map(|(initial, count)| (*initial, *count))
    }

    /// Whether a name stands on a page.
    pub fn holds(&self, initial: Initial, slug: &str) -> bool {
        Initial::of(slug, initial.0[1] != 0) == initial
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_names_are_one_page_and_many_have_one_a_letter() {
        let few = ["ada", "bo"];
        assert_eq!(Letters::new(few.into_iter()).all().count(), 0);
        let mut many: Vec<String> =
            (0..SPLIT_ABOVE).map(|at| format!("m{}{at}", if at % 2 == 0 { "a" } else { "o" })).collect();
        many.extend(["m", "ada", "9-to-5", "zoë"].map(str::to_owned));
        let letters = Letters::new(many.iter().map(String::as_str));
        let labels: Vec<(String, u32)> = letters.all().map(|(initial, count)| (initial.label(), count)).collect();
        let expected = [("0–9", 1), ("A", 1), ("M0", 1), ("Ma", 150), ("Mo", 150), ("Z", 1)];
        assert_eq!(labels, expected.map(|(label, count)| (label.to_owned(), count)));
        for slug in &many {
            assert_eq!(letters.all().filter(|(initial, _)| letters.holds(*initial, slug)).count(), 1, "{slug}");
        }
    }
}
