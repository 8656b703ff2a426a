//! The words of a piece of Markdown source and what stands between them, without building a document.

use std::borrow::Cow;

use crate::source::Span;

/// A word of the report.
#[derive(Debug)]
pub(in crate::extract) struct Word<'t> {
    /// Lower case; "wasn't" is the two words "was" and "not".
    pub text: Cow<'t, str>,
    /// Where it stands in the source.
    pub span: Span,
    /// What stands between it and the word before.
    pub join: Join,
}

/// What stands between two words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::extract) enum Join {
    /// White space, one line break, marks: a phrase may run across.
    Close,
    /// A comma or a parenthesis: the same clause perhaps.
    Comma,
    /// The end of a sentence, item or paragraph.
    Border,
}

/// The words of `section`, a span of `text`. Comments and the addresses of links are no words.
pub(in crate::extract) fn words(text: &str, section: Span) -> Vec<Word<'_>> {
    let mut found = Vec::with_capacity(section.range().len() / 6);
    each_word(text, section, &mut |word| found.push(word));
    found
}

/// A word as it stands in the source.
#[derive(Clone, Copy, Debug)]
pub(in crate::extract) struct RawWord {
    /// Where it stands in the source.
    pub span: Span,
    /// What stands between it and the word before.
    pub join: Join,
    /// What it is written with.
    pub letters: Letters,
}

/// What a word is written with, as a set.
#[derive(Clone, Copy, Debug)]
pub(in crate::extract) struct Letters(u8);

impl Letters {
    const SMALL: u8 = 1;
    const CAPITAL: u8 = 1 << 1;
    const DIGIT: u8 = 1 << 2;
    /// Letters beyond ASCII.
    const BEYOND: u8 = 1 << 3;
    const APOSTROPHE: u8 = 1 << 4;
    /// It is an address, and no word.
    const ADDRESS: u8 = 1 << 5;

    /// Whether it is an address, and no word.
    pub(in crate::extract) fn is_address(self) -> bool {
        self.0 & Self::ADDRESS != 0
    }

    /// Whether it has a digit.
    pub(in crate::extract) fn has_digit(self) -> bool {
        self.0 & Self::DIGIT != 0
    }
}

impl RawWord {
    /// The word in lower case, where it is one for certain, as nearly all are; `lower` holds it where it must.
    pub(in crate::extract) fn single<'t>(self, text: &'t str, lower: &'t mut String) -> Option<&'t str> {
        let written = &text[self.span.range()];
        if self.letters.0 & (Letters::CAPITAL | Letters::BEYOND | Letters::APOSTROPHE) == 0 {
            return Some(written).filter(|word| *word != CANNOT);
        }
        lower.clear();
        if self.letters.0 & Letters::BEYOND != 0 {
            lower.push_str(&lower_case(written));
        } else {
            lower.push_str(written);
            lower.make_ascii_lowercase();
        }
        (self.letters.0 & Letters::APOSTROPHE == 0 && lower != CANNOT).then_some(lower)
    }

    /// The one or two words that it is; none of an address.
    pub(in crate::extract) fn words<'t>(self, text: &'t str, give: &mut dyn FnMut(Word<'t>)) {
        let Self { span, join, letters } = self;
        if letters.is_address() {
            return;
        }
        let lower = lower_case(&text[span.range()]);
        // Only what has an apostrophe can be two words or lose an ending.
        if letters.0 & Letters::APOSTROPHE == 0 && lower != CANNOT {
            give(Word { text: lower, span, join });
            return;
        }
        match negated_verb(&lower) {
            Some(verb) => {
                give(Word { text: Cow::Owned(verb), span, join });
                give(Word { text: Cow::Borrowed("not"), span, join: Join::Close });
            }
            None => give(Word { text: without_possessive(lower), span, join }),
        }
    }
}

/// Gives the words of `section` one by one.
pub(in crate::extract) fn each_word<'t>(text: &'t str, section: Span, give: &mut dyn FnMut(Word<'t>)) {
    each_raw_word(text, section, |raw| raw.words(text, give));
}

/// Gives the words of `section` one by one, as they stand there, and addresses between them.
pub(in crate::extract) fn each_raw_word(text: &str, section: Span, mut give: impl FnMut(RawWord)) {
    if text.get(section.range()).is_none() {
        return;
    }
    let mut scanner = Scanner { text: &text[..section.end as usize], at: section.start as usize, join: Join::Border };
    // Behind a `](` whose line has no `)`, no other one of that line needs to look for it.
    let mut barren = 0;
    // Behind a comment that nothing ends, no other one ends either: their marks are signs like any other.
    let mut endless = false;
    while let Some(byte) = scanner.text.as_bytes().get(scanner.at) {
        match byte {
            b' ' => scanner.at += 1,
            _ if LETTERS[usize::from(*byte)] != 0 => scanner.word(&mut give),
            b'<' if !endless && scanner.rest().starts_with("<!--") => {
                let end = scanner.rest().find("-->");
                endless = end.is_none();
                scanner.skip(end.map_or("<!--".len(), |end| end + 3), Join::Border);
            }
            b']' if scanner.at >= barren && scanner.rest().starts_with("](") => {
                let rest = scanner.rest();
                let stop = rest.find([')', '\n']).unwrap_or(rest.len());
                if rest[stop..].starts_with(')') {
                    scanner.skip(stop + 1, Join::Close);
                } else {
                    barren = scanner.at + stop;
                    scanner.skip(1, Join::Close);
                }
            }
            _ => match scanner.rest().chars().next() {
                Some(c) if c.is_alphanumeric() => scanner.word(&mut give),
                Some(c) => scanner.skip(c.len_utf8(), gap(scanner.text, scanner.at, c)),
                None => break,
            },
        }
    }
}

/// The one word without an apostrophe that is two.
const CANNOT: &str = "cannot";

/// What letter or digit of ASCII a byte is: a look into a table for each byte of every report.
static LETTERS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' => Letters::SMALL,
            b'A'..=b'Z' => Letters::CAPITAL,
            b'0'..=b'9' => Letters::DIGIT,
            _ => 0,
        };
        byte += 1;
    }
    table
};

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    join: Join,
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn skip(&mut self, bytes: usize, join: Join) {
        self.at += bytes;
        self.join = self.join.max(join);
    }

    /// Reads the word that begins here. An apostrophe between two letters belongs to it; an address is none.
    fn word(&mut self, give: &mut impl FnMut(RawWord)) {
        let bytes = self.text.as_bytes();
        let (start, mut end, mut letters) = (self.at, self.at, 0);
        while let Some(kind) = bytes.get(end).map(|byte| LETTERS[usize::from(*byte)]).filter(|kind| *kind != 0) {
            letters |= kind;
            end += 1;
        }
        if bytes.get(end).is_some_and(|byte| !byte.is_ascii() || *byte == b'\'') {
            let (more, kinds) = goes_on(&self.text[end..]);
            end += more;
            letters |= kinds;
        }
        if bytes.get(end) == Some(&b':') && self.text[end..].starts_with("://") {
            let rest = self.rest();
            let length = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | ')')).unwrap_or(rest.len());
            let span = Span::new(start, start + length);
            give(RawWord { span, join: self.join, letters: Letters(Letters::ADDRESS) });
            self.skip(length, Join::Comma);
            return;
        }
        let join = std::mem::replace(&mut self.join, Join::Close);
        self.at = end;
        give(RawWord { span: Span::new(start, end), join, letters: Letters(letters) });
    }
}

/// How far a word goes on in `rest`, which begins beyond ASCII or with an apostrophe, and what it has there.
fn goes_on(rest: &str) -> (usize, u8) {
    let (mut end, mut letters) = (0, 0);
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inner = is_apostrophe(c) && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        letters |= match c {
            _ if inner => Letters::APOSTROPHE,
            _ if !c.is_alphanumeric() => break,
            _ if c.is_ascii() => LETTERS[c as usize],
            _ => Letters::BEYOND,
        };
        end = at + c.len_utf8();
    }
    (end, letters)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ')
}

fn lower_case(word: &str) -> Cow<'_, str> {
    let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if word.is_ascii() {
        return if word.bytes().all(lower) { Cow::Borrowed(word) } else { Cow::Owned(word.to_ascii_lowercase()) };
    }
    if word.chars().all(|c| c.is_lowercase() || c.is_ascii_digit()) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(word.to_lowercase())
}

/// "was" of "wasn't"; `None` for any other word.
fn negated_verb(word: &str) -> Option<String> {
    if word == CANNOT {
        return Some("can".to_owned());
    }
    let (head, _) = word.strip_suffix('t')?.char_indices().rev().find(|(_, c)| is_apostrophe(*c))?;
    let verb = word[..head].strip_suffix('n').filter(|_| word[head..].chars().count() == 2)?;
    Some(match verb {
        "ca" => "can".to_owned(),
        "wo" => "will".to_owned(),
        other => other.to_owned(),
    })
}

/// "disk" of "disk's".
fn without_possessive(word: Cow<'_, str>) -> Cow<'_, str> {
    let head = word.strip_suffix('s').and_then(|head| head.strip_suffix(is_apostrophe)).map(str::len);
    match (head, word) {
        (Some(length), Cow::Borrowed(word)) => Cow::Borrowed(&word[..length]),
        (Some(length), Cow::Owned(mut word)) => {
            word.truncate(length);
            Cow::Owned(word)
        }
        (None, word) => word,
    }
}

/// What the character `c` at byte `at`, no part of a word, means for the words around it.
fn gap(text: &str, at: usize, c: char) -> Join {
    let ends = || {
        let next = text[at + c.len_utf8()..].chars().next();
        next.is_none_or(|next| next.is_whitespace() || "*_`\"')]”’".contains(next))
    };
    match c {
        ' ' => Join::Close,
        '\n' if begins_block(&text[at + 1..]) => Join::Border,
        '.' | ':' if ends() => Join::Border,
        '!' | '?' | ';' | '|' | '—' | '–' | '…' | '。' | '•' => Join::Border,
        '-' if ends() && text[..at].ends_with(char::is_whitespace) => Join::Border,
        ',' | '(' | ')' | '、' | '，' => Join::Comma,
        _ => Join::Close,
    }
}

/// Whether a line is blank or begins a heading, item or table row.
fn begins_block(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '>']);
    let mut chars = line.chars();
    match chars.next() {
        None | Some('\n' | '#' | '|') => true,
        Some('-' | '*' | '+' | '•') => chars.next().is_none_or(char::is_whitespace),
        Some(c) if c.is_ascii_digit() => {
            let behind = line.trim_start_matches(|c: char| c.is_ascii_digit());
            behind.starts_with(". ") || behind.starts_with(") ")
        }
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Words by blanks, with `,` and `|` for the joins in front of them.
    fn shown(text: &str) -> String {
        let mut out = String::new();
        for word in words(text, Span::new(0, text.len())) {
            out += match word.join {
                Join::Close => " ",
                Join::Comma => ", ",
                Join::Border => "| ",
            };
            out += &word.text;
        }
        out
    }

    #[test]
    fn words_and_joins() {
        let check = |text: &str, expected: &str| assert_eq!(shown(text), expected, "{text}");
        check("A single-node plane", "| a single node plane");
        check("It **wasn’t** the disk's fault", "| it was not the disk fault");
        check("can't, won't and cannot", "| can not, will not and can not");
        check("no. None", "| no| none");
        check("ci.example.org: down", "| ci example org| down");
        check("one\ntwo\n\nthree", "| one two| three");
        check("one\n- two\n  three\n* four\n1. five", "| one| two three| four| 1| five");
        check("> one\n> two", "| one two");
        check("[the fix](https://example.org/expired) went, https://example.org/x out", "| the fix went, out");
        check("one <!-- expired --> two", "| one| two");
        check("one <!-- two <!-- three", "| one| two| three");
        check("one (two) three", "| one, two, three");
        check("a ](b ](c", "| a, b, c");
    }

    proptest! {
        #[test]
        fn words_lie_in_their_section(text in "[a-zA-Z'’ \n.,()<!>é-]{0,60}", from in 0usize..70, to in 0usize..70) {
            let section = Span::new(from, to);
            for word in words(&text, section) {
                prop_assert!(section.contains(word.span));
                prop_assert!(text.get(word.span.range()).is_some());
            }
        }
    }
}
