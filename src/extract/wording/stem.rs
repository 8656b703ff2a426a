//! English endings off a word, so that "pinning", "pinned" and "pins" are one. Words of other languages mostly stay as
//! they are, which costs matches and makes none.

use std::borrow::Cow;

/// The word without its ending; `word` is folded.
pub(super) fn stem(word: &str) -> Cow<'_, str> {
    if word.len() < 4 || !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Cow::Borrowed(word);
    }
    let word = singular(word);
    let cut = match (word.strip_suffix("ing"), word.strip_suffix("ed")) {
        (Some(rest), _) if is_stem(rest) => undoubled(rest),
        (_, Some(rest)) if is_stem(rest) && !rest.ends_with('e') => undoubled(rest),
        _ => &word,
    };
    let cut = cut.strip_suffix("ion").filter(|rest| rest.ends_with('t') && rest.len() > 4).unwrap_or(cut);
    let cut = cut.strip_suffix('e').filter(|rest| rest.len() > 2).unwrap_or(cut);
    Cow::Owned(cut.to_owned())
}

fn singular(word: &str) -> Cow<'_, str> {
    if let Some(rest) = word.strip_suffix("ies").filter(|rest| rest.len() > 2) {
        return Cow::Owned(format!("{rest}y"));
    }
    let hissing = |rest: &&str| ["s", "x", "z", "ch", "sh"].iter().any(|end| rest.ends_with(end));
    if let Some(rest) = word.strip_suffix("es").filter(hissing) {
        return Cow::Borrowed(rest);
    }
    let kept = ["ss", "us", "is", "os"].iter().any(|end| word.ends_with(end));
    Cow::Borrowed(word.strip_suffix('s').filter(|_| !kept).unwrap_or(word))
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
                assert_eq!(stem(word), expected, "{word}");
            }
        };
        check(&["pin", "pins", "pinned", "pinning"], "pin");
        check(&["cache", "caches", "cached", "caching"], "cach");
        check(&["dependency", "dependencies"], "dependency");
        check(&["validate", "validation", "validating", "validates"], "validat");
        check(&["rolled", "rolling"], "roll");
        check(&["string", "strings"], "string");
        for word in ["status", "dns", "access", "speed", "redis", "größe"] {
            assert_eq!(stem(word), word);
        }
    }
}
