//! English endings off a word, so that "pinning", "pinned" and "pins" are one. Words of other languages mostly stay as
//! they are, which costs matches and makes none.

/// The word without its ending, and what stands in its place: `y` for "ies", mostly nothing; `word` is folded.
pub(super) fn stem(word: &str) -> (&str, &'static str) {
    // The last letters of the endings below: most words have none of them.
    let ends = word.as_bytes().last().is_some_and(|last| matches!(last, b's' | b'g' | b'd' | b'n' | b'e'));
    if !ends || word.len() < 4 || !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return (word, "");
    }
    if let Some(rest) = word.strip_suffix("ies").filter(|rest| rest.len() > 2) {
        return (rest, "y");
    }
    let word = singular(word);
    let cut = match word.as_bytes() {
        [rest @ .., b'i', b'n', b'g'] if is_stem(rest) => &word[..undoubled(rest)],
        [rest @ .., b'e', b'd'] if is_stem(rest) && !rest.ends_with(b"e") => &word[..undoubled(rest)],
        _ => word,
    };
    let cut = match cut.as_bytes() {
        [rest @ .., b'i', b'o', b'n'] if rest.ends_with(b"t") && rest.len() > 4 => &cut[..rest.len()],
        _ => cut,
    };
    (cut.strip_suffix('e').filter(|rest| rest.len() > 2).unwrap_or(cut), "")
}

fn singular(word: &str) -> &str {
    let ending = match word.as_bytes() {
        [.., b's' | b'x' | b'z', b'e', b's'] | [.., b'c' | b's', b'h', b'e', b's'] => 2,
        [.., b's' | b'u' | b'i' | b'o', b's'] => 0,
        [.., b's'] => 1,
        _ => 0,
    };
    &word[..word.len() - ending]
}

/// Whether a word may be left of one that lost its ending.
fn is_stem(rest: &[u8]) -> bool {
    rest.len() > 2 && rest.iter().any(|byte| matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y'))
}

/// How long "pin" is of "pinn"; "roll" and "miss" stay.
fn undoubled(rest: &[u8]) -> usize {
    match rest {
        [.., a, b] if a == b && !b"aeioulsz".contains(a) => rest.len() - 1,
        _ => rest.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_taken_off() {
        let check = |words: &[&str], expected: &str| {
            for word in words {
                let (head, ending) = stem(word);
                assert_eq!(format!("{head}{ending}"), expected, "{word}");
            }
        };
        check(&["pin", "pins", "pinned", "pinning"], "pin");
        check(&["cache", "caches", "cached", "caching"], "cach");
        check(&["dependency", "dependencies"], "dependency");
        check(&["validate", "validation", "validating", "validates"], "validat");
        check(&["rolled", "rolling"], "roll");
        check(&["string", "strings"], "string");
        for word in ["status", "dns", "access", "speed", "redis", "größe"] {
            assert_eq!(stem(word), (word, ""));
        }
    }
}
