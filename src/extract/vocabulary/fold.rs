//! How words are compared: lower case, accents folded, full-width forms as plain ones, and what scripts without spaces need.
//!
//! [`fold`] keeps punctuation and remembers where each piece came from, so that a word found in the folded text can be cut
//! out of the original. [`without_numbering`] takes `3.`, `二、`, `第1章` and `IV.` off a heading.

use std::borrow::Cow;

/// A folded text, and for each of its bytes the byte of the original that it came from.
#[derive(Debug)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// Nothing where each byte came from the one at its own place.
    origin: Option<Vec<usize>>,
}

impl Folded {
    /// Folds a text.
    pub fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self { text: text.to_ascii_lowercase(), origin: None };
        }
        let (mut folded, mut origin) = (String::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
        for (at, c) in text.char_indices() {
            fold_into(c, &mut folded);
            origin.resize(folded.len(), at);
        }
        origin.push(text.len());
        Self { text: folded, origin: Some(origin) }
    }

    /// Where in the original the folded byte `at` came from; the length of the original for the end.
    pub fn origin(&self, at: usize) -> usize {
        self.origin.as_ref().map_or(at, |origin| origin.get(at).copied().unwrap_or(0))
    }
}

/// A text as [`fold`] gives it; the text itself where nothing is to be folded.
pub fn folded(text: &str) -> Cow<'_, str> {
    let plain = |byte: &u8| byte.is_ascii() && !byte.is_ascii_uppercase();
    if text.as_bytes().iter().all(plain) { Cow::Borrowed(text) } else { Cow::Owned(fold(text)) }
}

/// A text in lower case without accents, full-width letters and digits as plain ones, curly apostrophes straight.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| fold_into(c, &mut out));
    out
}

/// Appends a character as it is compared.
pub(crate) fn fold_into(c: char, out: &mut String) {
    match c {
        'A'..='Z' => out.push(c.to_ascii_lowercase()),
        _ if c.is_ascii() => out.push(c),
        // Accents off Latin letters; other scripts stay as they are.
        '\u{c0}'..='\u{24f}' => {
            out.extend(deunicode::deunicode_char(c).unwrap_or("").chars().flat_map(char::to_lowercase));
        }
        '\u{ff01}'..='\u{ff5e}' => {
            let plain = char::from_u32(c as u32 - 0xfee0).unwrap_or(c);
            out.push(plain.to_ascii_lowercase());
        }
        '’' => out.push('\''),
        '\u{3000}' | '\u{a0}' => out.push(' '),
        _ if is_combining(c) || c == '\u{fe0f}' => {}
        _ => out.extend(c.to_lowercase()),
    }
}

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Whether a letter belongs to a script that puts no spaces between words, or puts them where the writer likes.
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// Whether a text has letters of such a script.
pub(crate) fn has_unspaced(text: &str) -> bool {
    !text.is_ascii() && text.contains(is_unspaced)
}

/// A phrase without its spaces, where a script needs none and writers put them where they like.
pub(crate) fn without_spaces(phrase: &str) -> Cow<'_, str> {
    if has_unspaced(phrase) { Cow::Owned(phrase.replace(' ', "")) } else { Cow::Borrowed(phrase) }
}

/// How many words a text has; two letters of a script without spaces count as one.
pub fn word_count(text: &str) -> usize {
    if text.is_ascii() {
        return text.split_ascii_whitespace().count();
    }
    let words = text.split_whitespace().map(|word| {
        let letters = word.chars().filter(|c| is_unspaced(*c)).count();
        if letters == 0 { 1 } else { letters.div_ceil(2) }
    });
    words.sum()
}

/// Whether `word` stands in `text` with no letter or digit on either side; scripts without spaces need no border.
pub fn occurs(text: &str, word: &str) -> bool {
    occurrences(text, word).next().is_some()
}

/// Where `word` stands in `text` with no letter or digit on either side.
pub(crate) fn occurrences<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    text.match_indices(word).map(|(at, _)| at).filter(move |at| borders(text, *at, at + word.len()))
}

/// Whether no letter or digit runs into `from..to`; none is asked of scripts without spaces.
pub(crate) fn borders(text: &str, from: usize, to: usize) -> bool {
    let free = |side: Option<char>, edge: Option<char>| {
        !side.is_some_and(char::is_alphanumeric)
            || edge.is_some_and(|c| !c.is_alphanumeric() || is_unspaced(c))
            || side.is_some_and(is_unspaced)
    };
    let (before, inner, after) = (&text[..from], &text[from..to], &text[to..]);
    free(before.chars().next_back(), inner.chars().next()) && free(after.chars().next(), inner.chars().next_back())
}

/// A heading without the number in front of it: `3.`, `2.1`, `IV.`, `b)`, `二、`, `第1章`, `Ⅰ.`, `①`, `1．`.
pub(crate) fn without_numbering(text: &str) -> &str {
    // No number is two letters of which the second is small: nearly every heading is done here.
    if let [first, second, ..] = text.as_bytes()
        && first.is_ascii_alphabetic()
        && second.is_ascii_lowercase()
    {
        return text;
    }
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let rest = chapter(text).or_else(|| enclosed(text)).or_else(|| number(text)).unwrap_or(text);
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    // What is only a number, or a date, is no heading with a number.
    if rest.starts_with(char::is_alphabetic) { rest } else { text }
}

const CJK_DIGITS: &[char] = &['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/// Digits of any width, Chinese numerals or roman letters at the start: what is left behind them, and how plain they are.
fn digits(text: &str) -> Option<(&str, bool)> {
    let take = |fits: &dyn Fn(char) -> bool, most: usize| {
        let count = text.chars().take_while(|c| fits(*c)).count();
        let end: usize = text.chars().take(count).map(char::len_utf8).sum();
        (1..=most).contains(&count).then(|| &text[end..])
    };
    if let Some(rest) = take(&|c| c.is_ascii_digit() || ('０'..='９').contains(&c), 2) {
        return Some((rest, true));
    }
    let letters = take(&|c| CJK_DIGITS.contains(&c), 3).or_else(|| take(&|c| matches!(c, 'I' | 'V' | 'X'), 4));
    letters.or_else(|| take(&|c| c.is_ascii_alphabetic(), 1)).map(|rest| (rest, false))
}

/// `第1章`, `第二部分`, `1장`.
fn chapter(text: &str) -> Option<&str> {
    let (rest, _) = digits(text.strip_prefix(['第', '제'])?)?;
    ["部分", "章", "节", "節", "項", "部", "장", "절"].iter().find_map(|unit| rest.trim_start().strip_prefix(unit))
}

/// `①`, `Ⅳ`, `⑵`: numbers that are one character.
fn enclosed(text: &str) -> Option<&str> {
    text.strip_prefix(
        |c: char| matches!(c, '\u{2160}'..='\u{217f}' | '\u{2460}'..='\u{249b}' | '\u{2776}'..='\u{2793}'),
    )
}

/// `3.`, `3.2.1`, `3)`, `三、`, `IV.`, and digits alone before a word.
fn number(text: &str) -> Option<&str> {
    let (mut rest, plain) = digits(text)?;
    let mut marked = false;
    while let Some(behind) = rest.strip_prefix(['.', ')', '、', '．', '）', ':', '：', '）']) {
        // `10:30` is a time.
        if !rest.starts_with('.') && digits(behind).is_some_and(|(_, plain)| plain) {
            return None;
        }
        marked = true;
        rest = behind;
        match digits(rest) {
            Some((deeper, true)) if plain => rest = deeper,
            _ => break,
        }
    }
    // "5 whys" is a heading of its own, and so is "A disk".
    let bare = plain && rest.starts_with(' ') && !text.starts_with("5 ");
    (marked || bare).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_remembers_where_letters_came_from() {
        let folded = Folded::of("Störung: ＡＰＩ ’s");
        assert_eq!(folded.text, "storung: api 's");
        assert_eq!(folded.origin(3), 4, "behind the umlaut of two bytes");
        assert_eq!(folded.origin(folded.text.len()), "Störung: ＡＰＩ ’s".len());
        assert_eq!(fold("größer Łódź"), "grosser lodz");
    }

    #[test]
    fn numbering_is_taken_off() {
        let check = |text: &str, expected: &str| assert_eq!(without_numbering(text), expected, "{text}");
        check("3. Root Cause", "Root Cause");
        check("5. Root Cause", "Root Cause");
        check("2.1 Impact", "Impact");
        check("IV. Impact", "Impact");
        check("b) Impact", "Impact");
        check("4 Impact", "Impact");
        check("一、事故概述", "事故概述");
        check("１．原因", "原因");
        check("第1章 概要", "概要");
        check("第二部分：影响", "影响");
        check("Ⅰ. 概要", "概要");
        check("① 原因", "原因");
        check("■ 影響範囲", "影響範囲");
        check("제1장 개요", "개요");
        check("5 whys", "5 whys");
        check("A disk filled", "A disk filled");
        check("I was there", "I was there");
        check("12", "12");
        check("10:30 Resolved", "10:30 Resolved");
        check("2024", "2024");
        check("一度だけの障害", "一度だけの障害");
    }

    #[test]
    fn words_occur_on_their_borders() {
        assert!(occurs("it was fixed.", "fixed"));
        assert!(!occurs("prefixed", "fixed"));
        assert!(occurs("障害は復旧しました", "復旧"));
        assert!(occurs("api停止", "api"));
    }

    #[test]
    fn words_are_counted_in_every_script() {
        assert_eq!(word_count("Add a test"), 3);
        assert_eq!(word_count("監視を追加する"), 4);
        assert_eq!(word_count(""), 0);
    }
}
