//! Names of applications that may be one: "mail relay" and "the mail relay cluster". Shown, never merged.
//!
//! Names are compared by their telling words: two names are alike where the words of one are all among those of the other
//! and nothing but words that many names have ("cluster", "api") is left over, or at least two words are shared, or where
//! they differ by one letter. Pairs come from lists of the names that have a word, and of the names that one left-out
//! letter makes equal; a word that many names have makes no pairs, so that no step is quadratic.

use std::collections::{BTreeMap, BTreeSet};

use super::Application;

/// How many names may share a word for it to make pairs.
const SHARED_BY: usize = 12;

/// How many letters a name must have for a slip to be one.
const LONG_ENOUGH: usize = 6;

/// Words that say what kind of thing something is.
const KINDS: &[&str] = &[
    "api",
    "app",
    "application",
    "backend",
    "cluster",
    "clusters",
    "database",
    "db",
    "frontend",
    "instance",
    "platform",
    "server",
    "servers",
    "service",
    "services",
    "site",
    "system",
    "systems",
    "the",
    "web",
    "website",
];

/// Pairs of names that may be one, each once, by position.
pub(super) fn pairs(applications: &[Application]) -> Vec<(usize, usize)> {
    let words: Vec<Vec<String>> = applications.iter().map(|application| words_of(&application.name)).collect();
    let mut found = BTreeSet::new();
    let mut by_word: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (position, words) in words.iter().enumerate() {
        for word in words.iter().filter(|word| !is_kind(word)) {
            by_word.entry(word).or_default().push(position);
        }
    }
    for holders in by_word.values().filter(|holders| holders.len() <= SHARED_BY) {
        for (at, a) in holders.iter().enumerate() {
            for b in &holders[at + 1..] {
                if share_enough(&words[*a], &words[*b]) {
                    found.insert((*a, *b));
                }
            }
        }
    }
    let mut by_rest: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (position, application) in applications.iter().enumerate() {
        for rest in slips(&application.name) {
            by_rest.entry(rest).or_default().push(position);
        }
    }
    for holders in by_rest.values().filter(|holders| (2..=SHARED_BY).contains(&holders.len())) {
        for (at, a) in holders.iter().enumerate() {
            let others = holders[at + 1..].iter().filter(|b| *b != a && is_slip(&words[*a], &words[**b]));
            found.extend(others.map(|b| (*a.min(b), *a.max(b))));
        }
    }
    found.into_iter().collect()
}

/// The words of a name, lower case, each once, without the plural.
fn words_of(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<String> = words
        .map(str::to_lowercase)
        .map(|word| match word.strip_suffix('s') {
            Some(one) if one.len() > 3 && !one.ends_with('s') => one.to_owned(),
            Some(_) | None => word,
        })
        .collect();
    words.sort();
    words.dedup();
    words
}

fn is_kind(word: &str) -> bool {
    KINDS.contains(&word)
}

/// Whether the words of one name are among those of the other, with nothing telling left over or two words shared.
fn share_enough(a: &[String], b: &[String]) -> bool {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let all = few.iter().all(|word| many.contains(word));
    let left = many.iter().filter(|word| !few.contains(word)).filter(|word| !is_kind(word)).count();
    all && (left == 0 || few.len() >= 2)
}

/// Whether only longer words differ: `north-a` and `north-b` are two.
fn is_slip(a: &[String], b: &[String]) -> bool {
    let longer = |from: &[String], than: &[String]| {
        from.iter().filter(|word| !than.contains(word)).all(|word| word.chars().count() > 3)
    };
    longer(a, b) && longer(b, a)
}

/// What is left of a longer name where one letter is left out, and the name itself; digits tell names apart.
fn slips(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.len() < LONG_ENOUGH || letters.len() > 40 {
        return Vec::new();
    }
    let without = |at: usize| -> String {
        letters.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, letter)| letter).collect()
    };
    let mut out: Vec<String> = (0..letters.len()).filter(|at| !letters[*at].is_ascii_digit()).map(without).collect();
    out.push(letters.iter().collect());
    out.sort();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{Durations, Tally};

    fn shown(names: &[&str]) -> Vec<String> {
        let application = |name: &&str| Application {
            slug: String::new(),
            name: (*name).to_owned(),
            configured: None,
            spellings: Vec::new(),
            incidents: Vec::new(),
            tally: Tally::default(),
            durations: Durations::default(),
        };
        let applications: Vec<Application> = names.iter().map(application).collect();
        pairs(&applications).into_iter().map(|(a, b)| format!("{} = {}", names[a], names[b])).collect()
    }

    #[test]
    fn names_may_be_one() {
        assert_eq!(shown(&["Berth clusters", "Berth tools cluster"]), ["Berth clusters = Berth tools cluster"]);
        assert_eq!(shown(&["relay", "relay API", "mail relay"]), ["relay = relay API"]);
        assert_eq!(shown(&["notice board", "noticebord"]), ["notice board = noticebord"]);
    }

    #[test]
    fn names_that_only_share_a_word_are_two() {
        let none: [&str; 0] = [];
        assert_eq!(shown(&["search index", "search page", "mail api", "map api"]), none);
        assert_eq!(shown(&["relay1 north", "relay2 north", "gate-way-a", "gate-way-b", "api", "apo"]), none);
    }

    #[test]
    fn a_word_that_many_have_makes_no_pairs() {
        let names: Vec<String> = (0..4000).map(|number| format!("team {number} relay number")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert!(shown(&names).is_empty());
    }
}
