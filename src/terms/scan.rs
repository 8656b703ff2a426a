//! Text to words: what stands between spaces, whole and in the parts that somebody may remember.
//!
//! [`scan`] cuts a text into pieces, the same for a report and for a query. [`Piece::terms`] gives what a report is found
//! by: `PaymentGatewayHandler.processRefund` as it stands, each dotted part, each word, and from every word on to the end,
//! so that the beginning of any stretch of it finds it. Digits and letters are never split, since `0x80070005` and `b1be59d`
//! are one word. Chinese, Japanese and Korean have no spaces that could be relied on and become pairs of characters.

use std::ops::Range;

use super::fold::{push_lower, unify};

/// The longest term, in bytes: a SHA-256 in hexadecimal and some more. What is longer is found by its parts.
pub(super) const MAX_TERM: usize = 80;

/// How many words a piece may have to be taken apart in every way; longer ones are lists, and found by their words.
const MAX_WORDS: usize = 8;

/// How many words of a longer piece are taken.
const MAX_PARTS: usize = 24;

/// How long, in bytes, what is left of a piece from one of its words on must be to be a term.
const MIN_REST: usize = 6;

/// What stands between spaces.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Piece<'t> {
    /// One word, in lower case.
    Word(&'t str),
    /// Words held together by `.`, `-`, `_` and the like, or by capitals within.
    Compound(&'t Compound),
    /// A run of Chinese, Japanese or Korean characters.
    Ideographs(&'t str),
}

/// A piece of several words.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Compound {
    /// All of it, in lower case.
    pub whole: String,
    /// Where each word stands in it.
    words: Vec<(usize, usize)>,
    /// For each word, whether a segment begins with it: behind `.`, `/`, `:` or `@`.
    opens: Vec<bool>,
    has_letters: bool,
}

impl Piece<'_> {
    /// What a report with this piece is found by; none twice.
    pub fn terms(&self, give: &mut dyn FnMut(&str)) {
        match self {
            Piece::Word(word) if word.len() <= MAX_TERM => give(word),
            Piece::Word(_) => {}
            Piece::Compound(compound) => compound.terms(give),
            Piece::Ideographs(run) => pairs(run, give),
        }
    }
}

impl Compound {
    /// Its words.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|(start, end)| &self.whole[*start..*end])
    }

    /// `1.18.4` where it is `v1.18.4`: what is asked for in its place.
    pub fn version(&self) -> Option<&str> {
        let rest = self.whole.strip_prefix('v')?;
        (rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains('.')).then_some(rest)
    }

    /// What a report with this piece is found by; none twice.
    pub(super) fn terms(&self, give: &mut dyn FnMut(&str)) {
        let mut given: Vec<&str> = Vec::with_capacity(self.words.len() * 2 + 4);
        let mut once = |term| {
            if !given.contains(&term) {
                given.push(term);
                give(term);
            }
        };
        if self.whole.len() <= MAX_TERM {
            once(&self.whole);
            self.version().into_iter().for_each(&mut once);
        }
        let least = if self.has_letters { 2 } else { 3 };
        self.words().take(MAX_PARTS).filter(|word| (least..=MAX_TERM).contains(&word.len())).for_each(&mut once);
        if !self.has_letters || self.words.len() > MAX_WORDS {
            return;
        }
        let end = self.whole.len();
        for (at, (start, _)) in self.words.iter().enumerate() {
            if at > 0 && (MIN_REST..=MAX_TERM).contains(&(end - start)) {
                once(&self.whole[*start..]);
            }
            if self.opens[at] {
                let next = (at + 1..self.words.len()).find(|later| self.opens[*later]);
                let last = next.map_or(self.words.len() - 1, |next| next - 1);
                if last > at && self.words[last].1 - start <= MAX_TERM {
                    once(&self.whole[*start..self.words[last].1]);
                }
            }
        }
    }
}

/// Neighbouring characters two by two, and the last one, so that any of them alone begins a term.
fn pairs(run: &str, give: &mut dyn FnMut(&str)) {
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    for pair in starts.windows(3) {
        give(&run[pair[0]..pair[2]]);
    }
    if let [.., last, end] = starts.as_slice() {
        give(&run[*last..*end]);
    }
}

/// Cuts a text into its pieces, in order.
pub fn scan(text: &str, give: &mut dyn FnMut(Piece<'_>)) {
    let text = unify(text);
    let mut scanner = Scanner { text: &text, compound: Compound::default() };
    let mut at = 0;
    while let Some(start) = scanner.next_word(at) {
        at = match scanner.plain_word(start) {
            Some((end, letters)) => {
                give(Piece::Word(scanner.lower(start..end, letters)));
                end
            }
            None => scanner.piece(start, give),
        };
    }
}

/// What a byte is, as bits, so that those of a word can be gathered: a look into a table for each byte of every report.
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' => SMALL,
            b'A'..=b'Z' => CAPITAL,
            b'0'..=b'9' => DIGIT,
            b' ' | b'\t' | b'\n' | 0x0c | b'\r' => BLANK,
            b',' | b';' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'<' | b'>' | b'"' | b'\'' | b'`' | b'|' | b'*'
            | b'!' | b'?' => APART,
            128.. => BEYOND,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

const SMALL: u8 = 1;
const CAPITAL: u8 = 1 << 1;
const DIGIT: u8 = 1 << 2;
const BLANK: u8 = 1 << 3;
/// A sign that belongs to no word.
const APART: u8 = 1 << 4;
/// A part of a character beyond ASCII.
const BEYOND: u8 = 1 << 5;

struct Scanner<'t> {
    text: &'t str,
    compound: Compound,
}

impl Scanner<'_> {
    /// What the byte at a place is; the end is a blank.
    fn class(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).map_or(BLANK, |byte| CLASSES[usize::from(*byte)])
    }

    /// Where the next letter or digit stands.
    fn next_word(&self, from: usize) -> Option<usize> {
        let mut at = from;
        while at < self.text.len() {
            let class = self.class(at);
            if class & (SMALL | CAPITAL | DIGIT) != 0 {
                return Some(at);
            }
            if class != BEYOND {
                at += 1;
                continue;
            }
            let c = self.text[at..].chars().next()?;
            if c.is_alphanumeric() {
                return Some(at);
            }
            at += c.len_utf8();
        }
        None
    }

    /// Where the piece that begins at `start` ends, and what letters it has, if it is one word of ASCII, as most are.
    fn plain_word(&self, start: usize) -> Option<(usize, u8)> {
        let first = self.class(start);
        let (mut at, mut rest, mut class) = (start, 0, first);
        while class & (SMALL | CAPITAL | DIGIT) != 0 {
            at += 1;
            class = self.class(at);
            rest |= class;
        }
        let ends = match class {
            BLANK | APART => true,
            BEYOND => !self.text[at..].starts_with(char::is_alphanumeric),
            // The end of a sentence.
            _ if matches!(self.text.as_bytes()[at], b'.' | b':') => self.class(at + 1) == BLANK,
            _ => false,
        };
        // A capital behind the first letter may begin another word, where there are small ones.
        let one = rest & CAPITAL == 0 || (first | rest) & SMALL == 0;
        (at > start && ends && one).then_some((at, first | rest))
    }

    /// A part of the text, all ASCII with these letters, in lower case.
    fn lower(&mut self, range: Range<usize>, letters: u8) -> &str {
        let word = &self.text[range];
        if letters & CAPITAL == 0 {
            return word;
        }
        self.compound.clear();
        self.compound.whole.push_str(word);
        self.compound.whole.make_ascii_lowercase();
        &self.compound.whole
    }

    /// Gives the piece that begins at `start` and says where it ends.
    fn piece(&mut self, start: usize, give: &mut dyn FnMut(Piece<'_>)) -> usize {
        let first = self.text[start..].chars().next().unwrap_or(' ');
        if is_ideograph(first) {
            let run = &self.text[start..];
            let end = run.find(|c| !is_ideograph(c)).unwrap_or(run.len());
            give(Piece::Ideographs(&run[..end]));
            return start + end;
        }
        self.compound.clear();
        let mut at = start;
        let mut opens = true;
        loop {
            at = self.word(at, opens);
            let joiners = self.text[at..].bytes().take_while(|byte| is_joiner(*byte)).count();
            let behind = at + joiners;
            let goes_on = self.text[behind..].chars().next().is_some_and(|c| c.is_alphanumeric() && !is_ideograph(c));
            if joiners == 0 || !goes_on {
                break;
            }
            let joiner = &self.text[at..behind];
            opens = joiner.bytes().any(|byte| !matches!(byte, b'-' | b'_'));
            self.compound.whole.push_str(joiner);
            at = behind;
        }
        at += self.sign(at);
        if self.compound.words.len() == 1 {
            give(Piece::Word(&self.compound.whole));
        } else {
            give(Piece::Compound(&self.compound));
        }
        at
    }

    /// Takes letters and digits from `start` on, broken at capitals; returns where they end.
    fn word(&mut self, start: usize, opens: bool) -> usize {
        let mut opens = opens;
        let mut before: Option<char> = None;
        let mut end = start;
        let mut from = self.compound.whole.len();
        while let Some(c) = self.letter(end) {
            let next = end + c.len_utf8();
            let breaks = c.is_uppercase()
                && before.is_some_and(|before| {
                    let before_word = || self.letter(next).is_some_and(char::is_lowercase);
                    before.is_lowercase() || before.is_uppercase() && before_word()
                });
            if breaks {
                self.compound.end_word(from, opens);
                from = self.compound.whole.len();
                opens = false;
            }
            self.compound.has_letters |= c.is_alphabetic();
            push_lower(c, &mut self.compound.whole);
            before = Some(c);
            end = next;
        }
        self.compound.end_word(from, opens);
        end
    }

    /// The letter or digit at a place, if one stands there that is no ideograph.
    fn letter(&self, at: usize) -> Option<char> {
        match self.class(at) {
            SMALL | CAPITAL | DIGIT => Some(char::from(self.text.as_bytes()[at])),
            BEYOND => self.text[at..].chars().next().filter(|c| c.is_alphanumeric() && !is_ideograph(*c)),
            _ => None,
        }
    }

    /// Takes the sign of `C++` and `C#` into the piece; returns its length.
    fn sign(&mut self, at: usize) -> usize {
        let sign = ["++", "#"].into_iter().find(|sign| self.text[at..].starts_with(sign));
        let is_name = self.compound.words.len() == 1 && self.compound.whole.chars().all(char::is_alphabetic);
        let free = |sign: &str| !self.text[at + sign.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '+');
        match sign {
            Some(sign) if is_name && free(sign) && (sign == "++" || self.compound.whole.len() == 1) => {
                self.compound.whole.push_str(sign);
                sign.len()
            }
            _ => 0,
        }
    }
}

impl Compound {
    fn clear(&mut self) {
        self.whole.clear();
        self.words.clear();
        self.opens.clear();
        self.has_letters = false;
    }

    /// The word that began at `from` ends here.
    fn end_word(&mut self, from: usize, opens: bool) {
        self.words.push((from, self.whole.len()));
        self.opens.push(opens);
    }
}

/// What holds words together.
fn is_joiner(byte: u8) -> bool {
    matches!(byte, b'.' | b'-' | b'_' | b'/' | b':' | b'@' | b'\\')
}

/// Whether a character is of a script that is cut into pairs.
pub fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11ff}' | '\u{3005}' | '\u{3007}' | '\u{3040}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> String {
        let mut out = Vec::new();
        scan(text, &mut |piece| piece.terms(&mut |term| out.push(term.to_owned())));
        out.join(" ")
    }

    #[test]
    fn words_stand_alone() {
        let check = |text: &str, expected: &str| assert_eq!(terms(text), expected, "{text}");
        check("The pool, (exhausted) was-- full.", "the pool exhausted was full");
        check("Café **bold** `code`", "cafe bold code");
        check("wasn't", "wasn t");
        check("C++ and C# and C; issue#3", "c++ and c# and c issue 3");
        check("403/404 at 10:15", "403/404 403 404 at 10:15");
        check("", "");
        check("... --- _", "");
    }

    #[test]
    fn identifiers_stand_whole_and_in_parts() {
        let check = |text: &str, expected: &str| assert_eq!(terms(text), expected, "{text}");
        check("OPS-77123", "ops-77123 ops 77123");
        check("v1.18.4", "v1.18.4 1.18.4 v1 18");
        check("1.18.4", "1.18.4");
        check("pg_stat_activity", "pg_stat_activity pg stat activity stat_activity");
        check("CrashLoopBackOff", "crashloopbackoff crash loop back off loopbackoff backoff");
        check("HTTPServer", "httpserver http server");
        check("0x80070005 b1be59d", "0x80070005 b1be59d");
        check("/etc/resolv.conf", "etc/resolv.conf etc resolv conf resolv.conf");
        check("ip-172-20-114-9", "ip-172-20-114-9 ip 172 20 114 172-20-114-9 20-114-9");
        check("jo.doe@example.com", "jo.doe@example.com jo doe example com doe@example.com example.com");
        check(
            "Gateway_Call.processRefund",
            "gateway_call.processrefund gateway call process refund gateway_call call.processrefund processrefund",
        );
    }

    #[test]
    fn ideographs_stand_in_pairs() {
        let check = |text: &str, expected: &str| assert_eq!(terms(text), expected, "{text}");
        check("数据库连接", "数据 据库 库连 连接 接");
        check("DB接続エラー", "db 接続 続エ エラ ラー ー");
        check("데이터", "데이 이터 터");
        check("库", "库");
    }

    #[test]
    fn what_is_too_long_is_found_by_its_parts() {
        let long = "a".repeat(MAX_TERM + 1);
        assert_eq!(terms(&long), "");
        let path = vec!["part"; 30].join("/");
        assert_eq!(terms(&path), "part");
        assert!(terms(&format!("{long}.conf")).contains("conf"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_pieces(text in "\\PC{0,40}|[a-zA-Z0-9._/@:+#é数カ -]{0,40}") {
            let mut seen = 0;
            scan(&text, &mut |piece| piece.terms(&mut |term| {
                assert!(!term.is_empty() && term.len() <= MAX_TERM);
                seen += 1;
            }));
            assert!(seen <= (text.len() + 1) * 4);
        }
    }
}
