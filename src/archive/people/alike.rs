//! Full names that may be one person written in two ways. Only ever a suggestion: nobody is merged on it.
//!
//! Names are compared with their neighbours in two sorted orders, by first name and by surname, so that the work grows
//! with the number of names and not with its square.

use std::collections::BTreeSet;

/// How many neighbours a name is compared with.
const NEIGHBOURS: usize = 4;

/// How alike two names are at least, from 0 to 1.
const ALIKE: f64 = 0.94;

/// Longest name that is compared, in letters: comparing costs the product of both lengths.
const LONGEST: usize = 60;

/// The pairs of names that are alike, each once, as positions in `names`, the smaller first.
pub(super) fn pairs(names: &[&str]) -> BTreeSet<(usize, usize)> {
    let folded: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let fits = |at: &usize| folded[*at].chars().count() <= LONGEST;
    let mut order: Vec<usize> = (0..names.len()).filter(fits).collect();
    let mut found = BTreeSet::new();
    order.sort_by_key(|at| &folded[*at]);
    compare(&order, &folded, &mut found);
    order.sort_by_cached_key(|at| folded[*at].split(' ').rev().map(str::to_owned).collect::<Vec<_>>());
    compare(&order, &folded, &mut found);
    found
}

fn compare(order: &[usize], folded: &[String], found: &mut BTreeSet<(usize, usize)>) {
    for (place, a) in order.iter().enumerate() {
        for b in order.iter().skip(place + 1).take(NEIGHBOURS) {
            if is_alike(&folded[*a], &folded[*b]) {
                found.insert((*a.min(b), *a.max(b)));
            }
        }
    }
}

/// Whether two names differ by a slip of the pen. Either name alone differing entirely (siblings, namesakes) is none.
fn is_alike(a: &str, b: &str) -> bool {
    let ends = |name: &str| name.split_once(' ').map(|(first, last)| (first.to_owned(), last.to_owned()));
    let (Some((first, last)), Some((other_first, other_last))) = (ends(a), ends(b)) else { return false };
    let close = |a: &str, b: &str| strsim::jaro_winkler(a, b) >= 0.88;
    close(&first, &other_first) && close(&last, &other_last) && strsim::jaro_winkler(a, b) >= ALIKE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen_are_found() {
        let check = |a: &str, b: &str, expected: bool| assert_eq!(!pairs(&[a, b]).is_empty(), expected, "{a}, {b}");
        check("Dana Bell", "Dana Bel", true);
        check("Dana Hallowell", "Danna Hallowell", true);
        check("Stephan Lindqvarn", "Stefan Lindqvarn", true);
        check("Dana Bell", "Dana Holt", false);
        check("Dana Bell", "Arno Bell", false);
        check("Dana Bell", "Dan", false);
    }

    #[test]
    fn neighbours_by_first_name_and_by_surname() {
        let names = ["Anna Quill", "Dana Bell", "Zana Quill", "Dana Belle", "Marek Holm"];
        assert_eq!(pairs(&names).into_iter().collect::<Vec<_>>(), [(1, 3)]);
    }
}
