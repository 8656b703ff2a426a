//! Looks at a text: digits, words, blanks, borders. Offsets are bytes and always stand on character borders.

use crate::extract::words::time::{self, Senses};

/// A text to look at. Copy: a look never moves anything.
#[derive(Clone, Copy)]
pub(super) struct Scan<'t> {
    pub(super) text: &'t str,
}

/// A run of digits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    pub(super) value: u32,
    /// How many digits it has.
    pub(super) digits: usize,
    pub(super) end: usize,
}

/// A run of letters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) end: usize,
    pub(super) senses: &'static Senses,
    /// Whether its first letter is a capital.
    pub(super) capital: bool,
    /// How many letters it has.
    pub(super) letters: usize,
}

/// What stands at a place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece {
    Number {
        end: usize,
    },
    Word(Word),
    /// An address such as `https://…`: nothing in it is read.
    Address {
        end: usize,
    },
    Blank {
        end: usize,
    },
    Sign {
        sign: char,
        end: usize,
    },
}

impl Piece {
    pub(super) fn end(self) -> usize {
        match self {
            Piece::Number { end } | Piece::Address { end } | Piece::Blank { end } | Piece::Sign { end, .. } => end,
            Piece::Word(word) => word.end,
        }
    }
}

impl<'t> Scan<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text }
    }

    /// The byte at a place; 0 at the end.
    pub(super) fn byte(self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    /// Whether the text ends here: a cell of a timeline often holds a time and nothing else.
    pub(super) fn is_end(self, at: usize) -> bool {
        at >= self.text.len()
    }

    pub(super) fn char(self, at: usize) -> Option<char> {
        let byte = *self.text.as_bytes().get(at)?;
        if byte.is_ascii() { Some(byte.into()) } else { self.text.get(at..)?.chars().next() }
    }

    /// The character that ends at a place.
    pub(super) fn before(self, at: usize) -> Option<char> {
        let byte = *self.text.as_bytes().get(at.checked_sub(1)?)?;
        if byte.is_ascii() { Some(byte.into()) } else { self.text.get(..at)?.chars().next_back() }
    }

    /// Behind `sign`, where it stands here.
    pub(super) fn eat(self, at: usize, sign: char) -> Option<usize> {
        (self.char(at)? == sign).then_some(at + sign.len_utf8())
    }

    /// Behind any one of `signs`.
    pub(super) fn eat_any(self, at: usize, signs: &[char]) -> Option<usize> {
        let sign = self.char(at)?;
        signs.contains(&sign).then_some(at + sign.len_utf8())
    }

    /// Behind the first of `texts` that stands here, exactly so.
    pub(super) fn eat_text(self, at: usize, texts: &[&str]) -> Option<usize> {
        let rest = self.text.get(at..)?;
        texts.iter().find(|text| rest.starts_with(**text)).map(|text| at + text.len())
    }

    /// The digit at a place and the place behind it; full-width digits count.
    fn digit(self, at: usize) -> Option<(u32, usize)> {
        let byte = self.byte(at);
        if byte.is_ascii_digit() {
            return Some((u32::from(byte - b'0'), at + 1));
        }
        match self.text.as_bytes().get(at..at + 3)? {
            [0xef, 0xbc, last @ 0x90..=0x99] => Some((u32::from(last - 0x90), at + 3)),
            _ => None,
        }
    }

    /// The number that starts here; `None` for runs of more than nine digits.
    pub(super) fn number(self, at: usize) -> Option<Number> {
        let (mut number, mut next) = (Number { value: 0, digits: 0, end: at }, at);
        while let Some((digit, end)) = self.digit(next) {
            if number.digits == 9 {
                return None;
            }
            number = Number { value: number.value * 10 + digit, digits: number.digits + 1, end };
            next = end;
        }
        (number.digits > 0).then_some(number)
    }

    /// The number of one or two digits that starts here.
    pub(super) fn short(self, at: usize) -> Option<Number> {
        self.number(at).filter(|number| number.digits <= 2)
    }

    /// Whether a digit stands here.
    pub(super) fn at_digit(self, at: usize) -> bool {
        self.digit(at).is_some()
    }

    /// Behind spaces: every other piece of running text, and nothing to whoever looks for words and numbers.
    pub(super) fn spaces(self, mut at: usize) -> usize {
        while self.byte(at) == b' ' {
            at += 1;
        }
        at
    }

    /// Behind blanks of one line.
    pub(super) fn blanks(self, mut at: usize) -> usize {
        loop {
            match self.byte(at) {
                b' ' | b'\t' => at += 1,
                0xc2 | 0xe2 | 0xe3 => match self.char(at) {
                    Some(blank @ ('\u{a0}' | '\u{2009}' | '\u{200a}' | '\u{200b}' | '\u{202f}' | '\u{3000}')) => {
                        at += blank.len_utf8();
                    }
                    _ => return at,
                },
                _ => return at,
            }
        }
    }

    /// Behind blanks and at most one line break.
    pub(super) fn gap(self, at: usize) -> usize {
        let next = self.blanks(at);
        if self.byte(next) == b'\n' { self.blanks(next + 1) } else { next }
    }

    /// Behind blanks and marks of emphasis, code and brackets that close or open.
    pub(super) fn marks(self, mut at: usize) -> usize {
        loop {
            at = self.blanks(at);
            match self.byte(at) {
                b'*' | b'_' | b'`' | b'[' | b']' => at += 1,
                _ => return at,
            }
        }
    }

    /// The word that starts here.
    #[inline]
    pub(super) fn word(self, at: usize) -> Option<Word> {
        let rest = self.text.as_bytes().get(at..)?;
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        match rest.get(letters) {
            Some(byte) if !byte.is_ascii() => return self.accented_word(at),
            _ if letters == 0 => return None,
            Some(_) | None => {}
        }
        let key = match rest.first_chunk::<{ time::LONGEST }>() {
            // The letters are taken all at once and put into lower case; what stands behind them is cut off.
            Some(chunk) if letters <= time::LONGEST => {
                let cut = 8 * (time::LONGEST - letters);
                (u128::from_le_bytes(*chunk) | u128::from_le_bytes([0x20; time::LONGEST])) << cut >> cut
            }
            _ => rest.iter().take(letters).rev().fold(0, |key, letter| key << 8 | u128::from(letter | 0x20)),
        };
        let senses = if letters <= time::LONGEST { time::senses(key) } else { &time::NO_SENSES };
        Some(Word { end: at + letters, senses, capital: rest[0].is_ascii_uppercase(), letters })
    }

    /// The word that starts here, with letters beyond ASCII in it or right behind it.
    #[cold]
    fn accented_word(self, at: usize) -> Option<Word> {
        let (mut key, mut letters, mut end) = (0, 0, at);
        for letter in self.text.get(at..)?.chars() {
            let folded = time::fold_letter(letter);
            if folded == 0 {
                break;
            }
            if letters < time::LONGEST {
                key |= u128::from(folded) << (8 * letters);
            }
            letters += 1;
            end += letter.len_utf8();
        }
        let senses = if letters <= time::LONGEST { time::senses(key) } else { &time::NO_SENSES };
        let capital = self.char(at).is_some_and(char::is_uppercase);
        (letters > 0).then_some(Word { end, senses, capital, letters })
    }

    /// The piece that stands here; `None` at the end.
    #[inline]
    pub(super) fn piece(self, at: usize) -> Option<Piece> {
        let byte = *self.text.as_bytes().get(at)?;
        if byte == b' ' || byte == b'\n' {
            return Some(Piece::Blank { end: at + 1 });
        }
        if byte.is_ascii_punctuation() {
            return Some(Piece::Sign { sign: byte.into(), end: at + 1 });
        }
        if let Some(word) = self.word(at) {
            let address = match self.byte(word.end) {
                b':' => self.eat_text(word.end, &["://"]),
                b'.' if word.letters == 3 && self.text[at..word.end].eq_ignore_ascii_case("www") => Some(word.end + 1),
                _ => None,
            };
            return Some(address.map_or(Piece::Word(word), |end| Piece::Address { end: self.address_end(end) }));
        }
        if self.at_digit(at) {
            let mut end = at;
            while let Some((_, next)) = self.digit(end) {
                end = next;
            }
            return Some(Piece::Number { end });
        }
        let sign = self.char(at)?;
        let end = at + sign.len_utf8();
        Some(if sign.is_whitespace() { Piece::Blank { end } } else { Piece::Sign { sign, end } })
    }

    fn address_end(self, at: usize) -> usize {
        let border = |sign: char| sign.is_whitespace() || matches!(sign, '<' | '>' | '"' | '|' | ')' | ']' | '`');
        self.text.get(at..).and_then(|rest| rest.find(border)).map_or(self.text.len(), |found| at + found)
    }

    /// Whether a token may begin here: no letter, digit, path or price runs into it.
    pub(super) fn begins(self, at: usize) -> bool {
        let Some(sign) = self.before(at) else { return true };
        let inner = at - sign.len_utf8();
        let joined = || self.before(inner).is_some_and(|outer| outer.is_ascii_digit() || time::is_letter(outer));
        match sign {
            '0'..='9' | '/' | '\\' | '#' | '$' | '€' | '£' | '+' | '=' | '%' | '&' => false,
            ':' => !joined() && self.before(inner) != Some(':'),
            '_' | '.' | '-' | '‑' | ',' | '\'' | '’' => !joined(),
            _ => !time::is_letter(sign),
        }
    }

    /// Whether a token may end here. A dash before a digit is left to the caller, who may read a range.
    pub(super) fn ends(self, at: usize) -> bool {
        let Some(sign) = self.char(at) else { return true };
        let next = || self.char(at + sign.len_utf8());
        let digit = || next().is_some_and(|next| next.is_ascii_digit());
        let letter = || next().is_some_and(time::is_letter);
        match sign {
            '0'..='9' | '%' | '\\' | '=' => false,
            '.' => !digit() && !next().is_some_and(|next| next.is_ascii_lowercase()),
            ':' => !digit() && next() != Some(':'),
            '_' | '@' => !digit() && !letter(),
            '-' | '‑' | '/' => !letter(),
            '+' => !digit(),
            _ => !time::is_letter(sign),
        }
    }
}
