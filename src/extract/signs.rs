//! Signs that set parts of a line apart: `: `, ` - `, ` — `. Lines are asked for a dozen of them and have one or none, so that
//! each is looked for by the one byte that tells it, which is far cheaper than a search for a text.

/// Where the first of some signs stands, and its length; of those at one place the shortest.
pub(super) fn first(text: &str, signs: &[&str]) -> Option<(usize, usize)> {
    fitting(text, signs).filter_map(|sign| Some((find(text, sign)?, sign.len()))).min()
}

/// Where the last of some signs stands, and its length; of those at one place the longest.
pub(super) fn last(text: &str, signs: &[&str]) -> Option<(usize, usize)> {
    fitting(text, signs).filter_map(|sign| Some((rfind(text, sign)?, sign.len()))).max()
}

/// What stands before and behind the sign that is tried first of those that are there, where that stands first.
pub(super) fn split_once<'t>(text: &'t str, signs: &[&str]) -> Option<(&'t str, &'t str)> {
    signs.iter().find_map(|sign| find(text, sign).map(|at| (&text[..at], &text[at + sign.len()..])))
}

/// What stands before and behind the sign that is tried first of those that are there, where that stands last.
pub(super) fn rsplit_once<'t>(text: &'t str, signs: &[&str]) -> Option<(&'t str, &'t str)> {
    signs.iter().find_map(|sign| rfind(text, sign).map(|at| (&text[..at], &text[at + sign.len()..])))
}

/// Where a sign first stands.
pub(super) fn find(text: &str, sign: &str) -> Option<usize> {
    let (blanks, telling) = telling(sign);
    memchr::memchr_iter(telling, text.as_bytes()).find_map(|at| stands(text, at.checked_sub(blanks)?, sign))
}

/// The signs that may stand in a text: a text of ASCII has no other ones.
fn fitting<'s>(text: &str, signs: &'s [&'s str]) -> impl Iterator<Item = &'s str> {
    let plain = text.is_ascii();
    signs.iter().copied().filter(move |sign| !plain || sign.is_ascii())
}

fn rfind(text: &str, sign: &str) -> Option<usize> {
    let (blanks, telling) = telling(sign);
    memchr::memrchr_iter(telling, text.as_bytes()).find_map(|at| stands(text, at.checked_sub(blanks)?, sign))
}

fn stands(text: &str, at: usize, sign: &str) -> Option<usize> {
    text.as_bytes()[at..].starts_with(sign.as_bytes()).then_some(at)
}

/// The first byte of a sign that is no blank, and how many blanks stand before it.
fn telling(sign: &str) -> (usize, u8) {
    let blanks = sign.bytes().take_while(|byte| *byte == b' ').count();
    (blanks, sign.as_bytes().get(blanks).copied().unwrap_or(b' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_found_from_both_sides() {
        let check = |text: &str, ends: [Option<usize>; 2]| {
            let signs = &[" - ", " – ", ": ", "：", " -- "];
            let found = [first(text, signs), last(text, signs)];
            assert_eq!(found.map(|found| found.map(|(at, _)| at)), ends, "{text}");
        };
        check("a - b – c: d", [Some(1), Some(11)]);
        check("a-b, c:d", [None, None]);
        check("- a -- b", [Some(3), Some(3)]);
        check("日：本", [Some(3), Some(3)]);
        check(" - ", [Some(0), Some(0)]);
        check("-", [None, None]);
        check("", [None, None]);
    }

    #[test]
    fn lines_are_parted_at_the_sign_tried_first() {
        assert_eq!(split_once("a: b - c: d - e", &[" - ", ": "]), Some(("a: b", "c: d - e")));
        assert_eq!(rsplit_once("a: b - c: d - e", &[": ", " - "]), Some(("a: b - c", "d - e")));
        assert_eq!(split_once("a:b", &[" - ", ": "]), None);
    }
}
