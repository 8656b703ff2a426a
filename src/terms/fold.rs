//! Spelling made one: no accents, one form of every character, lower case. `Café` and `CAFE` are the same word.
//!
//! [`unify`] settles the form and keeps capitals, since they tell where a compound word breaks; `lower` is the rest. The
//! script of the search page does the same with what the browser has (`themes/default/search/10-words.js`).

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// A text in one form: full-width letters are letters, `é` is `e`, a syllable of Hangul is one character.
pub fn unify(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        // What is ASCII has its form. Nothing behind it joins with it: accents, the only marks that would, are taken off.
        let plain = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        out.push_str(&rest[..plain]);
        rest = &rest[plain..];
        let beyond = rest.bytes().position(|byte| byte.is_ascii()).unwrap_or(rest.len());
        unify_into(&rest[..beyond], &mut out);
        rest = &rest[beyond..];
    }
    Cow::Owned(out)
}

fn unify_into(text: &str, out: &mut String) {
    for c in text.nfkd().filter(|c| !is_accent(*c)).nfc() {
        match c {
            'ß' | 'ẞ' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'đ' | 'Đ' => out.push('d'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            c => out.push(c),
        }
    }
}

/// Adds a character in lower case.
pub(super) fn push_lower(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
    } else {
        out.extend(c.to_lowercase());
    }
}

/// A text in one form and in lower case.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    unify(text).chars().for_each(|c| push_lower(c, &mut out));
    out
}

/// The marks that stand over and under Latin, Greek and Cyrillic letters; those of other scripts are letters of their own.
fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_is_made_one() {
        let check = |text: &str, expected: &str| assert_eq!(fold(text), expected, "{text}");
        check("Café CAFÉ cafe\u{301}", "cafe cafe cafe");
        check("Größe, Łódź, Ærø", "grosse, lodz, aero");
        check("ＡＰＩ ﬁx", "api fix");
        check("が ガ ｶﾞ", "が ガ ガ");
        check("한국어", "한국어");
        check("İstanbul ΣΟΦΟΣ σοφος", "istanbul σοφοσ σοφοσ");
    }

    proptest::proptest! {
        #[test]
        fn what_is_ascii_stands_apart(text in "[a-cA-C =<>.é\u{300}\u{301}\u{307}\u{327}\u{338}\u{3099}\u{1100}\u{1161}カ½…’\\u{11ff}]{0,12}") {
            let mut whole = String::new();
            unify_into(&text, &mut whole);
            proptest::prop_assert_eq!(unify(&text), whole);
        }
    }
}
