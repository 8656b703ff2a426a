//! Short names against full ones: initials ("DB"), a first name, a first name and the beginning of a surname ("Dana B").
//!
//! [`Directory::fitting`] finds everybody a short name can mean without looking at all of them: full names stand under
//! their initials, and sorted by first name and surname. What fits is judged as within one report
//! ([`crate::extract::people::fits`]).

use std::collections::{BTreeMap, BTreeSet};

use crate::extract::people::fits;

/// The most people that are named for one short name: with more of them, the list says nothing.
const MOST: usize = 12;

/// Full names and whom each belongs to.
#[derive(Default, Debug)]
pub(super) struct Directory {
    names: Vec<(String, usize)>,
    by_initials: BTreeMap<String, Vec<usize>>,
    by_name: BTreeMap<(String, String), Vec<usize>>,
}

/// How much of a name a short name shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// Initials, or a first name with the beginning of a surname: enough to mean one person of a whole archive.
    Pointed,
    /// A first name alone: enough within one report only.
    First,
}

impl Directory {
    /// Adds a full name of `member`.
    pub(super) fn add(&mut self, name: &str, member: usize) {
        let at = self.names.len();
        let initials = |separators: &[char]| -> String {
            let parts = name.split(separators).filter_map(|part| part.chars().next());
            parts.flat_map(char::to_lowercase).collect()
        };
        for key in BTreeSet::from([initials(&[' ']), initials(&[' ', '-'])]) {
            self.by_initials.entry(key).or_default().push(at);
        }
        let words: Vec<&str> = name.split_whitespace().collect();
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
        self.by_name.entry((first.to_lowercase(), last.to_lowercase())).or_default().push(at);
        self.names.push((name.to_owned(), member));
    }

    /// Everybody a short name can mean, [`MOST`] at most, each once, by number.
    pub(super) fn fitting(&self, short: &str) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut take = |at: &usize| {
            let (name, member) = &self.names[*at];
            if fits(short, name) {
                found.insert(*member);
            }
            found.len() < MOST
        };
        let letters: String = short.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
        let mut all = self.by_initials.get(&letters).into_iter().flatten().all(&mut take);
        let mut words = short.split_whitespace();
        if let Some(first) = words.next().filter(|_| all) {
            let start = words.next().map_or_else(String::new, |word| word.trim_end_matches('.').to_lowercase());
            let from = (first.to_lowercase(), start.clone());
            let same = self.by_name.range(from.clone()..);
            let mut same = same.take_while(|((name, last), _)| *name == from.0 && last.starts_with(&start));
            all = same.all(|(_, names)| names.iter().all(&mut take));
        }
        debug_assert!(all || found.len() == MOST);
        found
    }
}

/// How much of a name a short name shows.
pub(super) fn form(short: &str) -> Form {
    let letters = || short.chars().filter(|c| c.is_alphabetic());
    let initials = (2..=4).contains(&letters().count()) && letters().all(char::is_uppercase);
    if initials || short.split_whitespace().nth(1).is_some() { Form::Pointed } else { Form::First }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_a_short_name_can_mean() {
        let mut directory = Directory::default();
        let people = ["Doreen Blom", "Dario Pells", "Davina Pohl", "Ines Brandt-Geller", "Dario Pohl", "Åse Berg"];
        for (member, name) in people.into_iter().enumerate() {
            directory.add(name, member);
        }
        directory.add("Doreen Blom-Pells", 0);
        let check = |short: &str, expected: &[usize]| {
            assert_eq!(directory.fitting(short).into_iter().collect::<Vec<_>>(), expected, "{short}");
        };
        check("DB", &[0]);
        check("DBP", &[0]);
        check("D.B.", &[0]);
        check("DP", &[1, 2, 4]);
        check("IBG", &[3]);
        check("IB", &[3]);
        check("Dario", &[1, 4]);
        check("dario p", &[1, 4]);
        check("Dario Pe.", &[1]);
        check("Dario X", &[]);
        check("ÅB", &[5]);
        check("Da", &[]);
        check("@dario", &[]);
    }

    #[test]
    fn a_short_name_that_fits_everybody_is_cut_off() {
        let mut directory = Directory::default();
        for member in 0..1000 {
            directory.add(&format!("Dana B{member}"), member);
        }
        assert_eq!(directory.fitting("Dana").len(), MOST);
        assert_eq!(directory.fitting("DB").len(), MOST);
        assert_eq!(directory.fitting("Dana B999").len(), 1);
    }

    #[test]
    fn how_much_a_short_name_shows() {
        let check = |short: &str, expected| assert_eq!(form(short), expected, "{short}");
        check("DB", Form::Pointed);
        check("Dana B", Form::Pointed);
        check("D. B.", Form::Pointed);
        check("Dana", Form::First);
        check("Al", Form::First);
    }
}
