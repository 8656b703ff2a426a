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
    let cut = match (word.strip_suffix("ing"), word.strip_suffix("ed")) {
        (Some(rest), _) if is_stem(rest) => undoubled(rest),
        (_, Some(rest)) if is_stem(rest) && !rest.ends_with('e') => undoubled(rest),
        _ => word,
    };
    let cut = cut.strip_suffix("ion").filter(|rest| rest.ends_with('t') && rest.len() > 4).unwrap_or(cut);
    (cut.strip_suffix('e').filter(|rest| rest.len() > 2).unwrap_or(cut), "")
}

fn singular(word: &str) -> &str {
    let hissing = |rest: &&str| ["s", "x", "z", "ch", "sh"].iter().any(|end| rest.ends_with(end));
    if let Some(rest) = word.strip_suffix("es").filter(hissing) {
        return rest;
    }
    let kept = ["ss", "us", "is", "os"].iter().any(|end| word.ends_with(end));
    word.strip_suffix('s').filter(|_| !kept).unwrap_or(word)
}

/// Whether a word may be left of one that lost its ending.
fn is_stem(rest: &str) -> bool {
    rest.len() > 2 && rest.bytes().any(|byte| b"aeiouy".contains(&byte))
}

/// "pin" of "pinn"; "roll" and "miss" stay.
fn undoubled(rest: &str) -> &str {
    let bytes = rest.as_bytes();
    match bytes {
        [.., a, b] if a == b && !b"aeioulsz".contains(a) => &rest[..rest.len() - 1],
        _ => rest,
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
