//! Every way in which a text may name a person: the whole name, each word of it, initials, handles; in any case, with or
//! without accents, with other marks between the words, percent-encoded.
//!
//! All of them are looked for at once, in one pass over the text (Aho-Corasick). What counts is then judged match by match:
//!
//! - a match begins and ends at the border of a word, or where a capital begins one (`DanaBell`); scripts without blanks have
//!   no borders
//! - initials count as written only ("DB" and not "db"), and so do words of two letters
//! - a word of a name that is also a word of the language counts with a capital only. It is one where the texts have it in
//!   small letters more often than with a capital
//!
//! Of matches that overlap, the leftmost longest counts.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;

use crate::archive::OwnerIx;
use crate::source::Span;

/// Words between the parts of a name, which name nobody.
const PARTICLES: &[&str] = &[
    "abu", "al", "and", "bin", "da", "dal", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el",
    "ibn", "la", "le", "ten", "ter", "the", "und", "van", "von", "y", "zu", "zur",
];

/// What stands between the words of a name in addresses and handles.
const JOINTS: &[&str] = &["%20", "+", ".", "-", "_", ""];

/// How a match is judged.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Case {
    /// Only as written.
    Exact,
    /// In any case.
    Any,
    /// In any case, unless it is a word of the language.
    Word,
}

/// Ways to write names, collected.
#[derive(Default, Debug)]
pub(super) struct Builder {
    /// By the text, and whether only that counts; what else is known of it, and whose it may be.
    ways: BTreeMap<(String, bool), (Case, BTreeSet<OwnerIx>)>,
}

/// Ways to write names, ready to be found.
#[derive(Debug)]
pub(super) struct Patterns {
    finder: Option<AhoCorasick>,
    ways: Vec<Way>,
}

#[derive(Debug)]
struct Way {
    text: String,
    case: Case,
    owners: Vec<OwnerIx>,
    /// Whether it is a word of the language, to be taken for a name with a capital only.
    is_word: bool,
}

/// A name in a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Found<'p> {
    /// Where it stands.
    pub span: Span,
    /// Whose it may be.
    pub owners: &'p [OwnerIx],
    /// Whether it is part of an address or of a longer word, where a blank would end that.
    pub in_word: bool,
}

impl Builder {
    /// Adds a name and its parts.
    pub(super) fn name(&mut self, name: &str, owner: Option<OwnerIx>) {
        let name = name.trim().trim_start_matches('@');
        let letters = || name.chars().filter(|c| c.is_alphabetic());
        if letters().next().is_none() {
            return;
        }
        let words: Vec<&str> = name.split(|c: char| c.is_whitespace() || matches!(c, '-' | '.' | '_')).collect();
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        if words.len() == 1 && letters().count() <= 4 && letters().all(char::is_uppercase) {
            return self.add(name, Case::Exact, owner);
        }
        if let Some((local, _)) = name.split_once('@') {
            self.add(name, Case::Any, owner);
            return self.name(local, owner);
        }
        // A single word stands for itself below.
        if words.len() > 1 || name.chars().any(|c| !c.is_alphabetic()) {
            self.add(name, Case::Any, owner);
        }
        if words.len() > 1 {
            JOINTS.iter().for_each(|joint| self.add(&words.join(joint), Case::Any, owner));
        }
        for word in words {
            let length = word.chars().filter(|c| c.is_alphabetic()).count();
            match length {
                0 | 1 => {}
                _ if PARTICLES.contains(&word.to_lowercase().as_str()) => {}
                2 if word.is_ascii() => self.add(word, Case::Exact, owner),
                _ => self.add(word, Case::Word, owner),
            }
        }
    }

    /// Adds a way to write a name, and that with other letters for the same.
    fn add(&mut self, text: &str, case: Case, owner: Option<OwnerIx>) {
        let mut forms = BTreeSet::new();
        match case {
            Case::Exact => drop(forms.insert(text.to_owned())),
            Case::Any | Case::Word => {
                forms.insert(text.to_lowercase());
                if !text.is_ascii() {
                    let mut capital = text.chars();
                    let first: String = capital.next().into_iter().flat_map(char::to_uppercase).collect();
                    forms.insert(text.to_uppercase());
                    forms.insert(format!("{first}{}", capital.as_str().to_lowercase()));
                    forms.insert(text.to_owned());
                    forms.insert(deunicode::deunicode(text).to_lowercase());
                    forms.extend([text.to_owned(), text.to_lowercase()].map(|text| percent_encoded(&text)));
                }
            }
        }
        for form in forms {
            let (known, owners) = self.ways.entry((form, case == Case::Exact)).or_insert((case, BTreeSet::new()));
            *known = case.min(*known);
            owners.extend(owner);
        }
    }

    /// Ready to find names; `texts` tell which of them are words of the language.
    pub(super) fn build<'t>(self, texts: impl Iterator<Item = &'t str>) -> Patterns {
        let way = |((text, _), (case, owners)): ((String, bool), (Case, BTreeSet<OwnerIx>))| {
            let owners = owners.into_iter().collect();
            Way { text, case, owners, is_word: false }
        };
        let ways: Vec<Way> = self.ways.into_iter().map(way).collect();
        let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(ways.iter().map(|way| &way.text)).ok();
        let mut patterns = Patterns { finder, ways };
        let counts = patterns.count(texts);
        for (way, (small, capital)) in patterns.ways.iter_mut().zip(counts) {
            way.is_word = way.case == Case::Word && small > capital;
        }
        patterns
    }
}

impl Patterns {
    /// How often each way stands free in the texts, in small letters and with a capital.
    fn count<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Vec<(u32, u32)> {
        let mut counts = vec![(0, 0); self.ways.len()];
        for text in texts {
            for (way, span) in self.matches(text) {
                let (small, capital) = &mut counts[way];
                let free = !is_in_word(text, span) && !text[..span.start as usize].ends_with('@');
                let first = text[span.range()].chars().next();
                match first.is_some_and(char::is_uppercase) {
                    true => *capital += 1,
                    false => *small += u32::from(free),
                }
            }
        }
        counts
    }

    /// The names in a text, in order, none overlapping another.
    pub(super) fn find(&self, text: &str) -> Vec<Found<'_>> {
        let counts = |way: &Way, span: Span| {
            !way.is_word
                || text[span.range()].starts_with(char::is_uppercase)
                || text[..span.start as usize].ends_with('@')
        };
        let mut matches: Vec<(usize, Span)> =
            self.matches(text).filter(|(way, span)| counts(&self.ways[*way], *span)).collect();
        matches.sort_by_key(|(way, span)| (span.start, std::cmp::Reverse(span.end), self.ways[*way].case, *way));
        let mut out: Vec<Found<'_>> = Vec::new();
        for (way, span) in matches {
            if out.last().is_some_and(|last| span.start < last.span.end) {
                continue;
            }
            let handle = text[..span.start as usize].ends_with('@');
            let behind = out.last().map_or(0, |last| last.span.end);
            let start = if handle && span.start > behind { span.start - 1 } else { span.start };
            let in_word = is_in_word(text, Span { start, end: span.end });
            out.push(Found { span: Span { start, end: span.end }, owners: &self.ways[way].owners, in_word });
        }
        out
    }

    /// Everything that may be a name, overlapping or not.
    fn matches<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, Span)> + 't {
        let found = self.finder.iter().flat_map(move |finder| finder.find_overlapping_iter(text));
        found.map(|found| (found.pattern().as_usize(), Span::new(found.start(), found.end()))).filter(
            move |(way, span)| {
                let way = &self.ways[*way];
                let written = &text[span.range()];
                (way.case != Case::Exact || written == way.text) && stands_alone(text, *span, way.case)
            },
        )
    }
}

/// Whether a match begins and ends where a word does.
fn stands_alone(text: &str, span: Span, case: Case) -> bool {
    let (before, inside, behind) = (&text[..span.start as usize], &text[span.range()], &text[span.end as usize..]);
    let (Some(first), Some(last)) = (inside.chars().next(), inside.chars().next_back()) else { return false };
    let joins = |a: char, b: char| match case {
        Case::Exact => a.is_alphanumeric() && b.is_alphanumeric(),
        Case::Any | Case::Word => {
            let is_hump = a.is_lowercase() && b.is_uppercase();
            a.is_alphabetic() && b.is_alphabetic() && !is_hump
        }
    };
    let joins = |a: char, b: char| joins(a, b) && !is_unspaced(a) && !is_unspaced(b);
    let starts = before.chars().next_back().is_none_or(|c| !joins(c, first)) || ends_in_escape(before);
    starts && behind.chars().next().is_none_or(|c| !joins(last, c))
}

/// Whether a text ends in a percent-encoded byte: its last digit is no letter of the word behind it.
fn ends_in_escape(text: &str) -> bool {
    let tail = text.as_bytes();
    matches!(tail, [.., b'%', a, b] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
}

/// Whether a span is a part of a word or an address: something that a blank would end touches it.
fn is_in_word(text: &str, span: Span) -> bool {
    let joint = |c: char| {
        c.is_alphanumeric() && !is_unspaced(c) || matches!(c, '/' | '_' | '=' | '%' | '+' | '~' | '&' | '@' | '#')
    };
    let mark = |c: char| matches!(c, '-' | '.');
    let mut before = text[..span.start as usize].chars().rev();
    let mut behind = text[span.end as usize..].chars();
    let touches = |near: Option<char>, next: Option<char>| match near {
        Some(c) if joint(c) => true,
        // A full stop or a dash joins only where a word goes on behind it.
        Some(c) if mark(c) => next.is_some_and(char::is_alphanumeric),
        Some(_) | None => false,
    };
    touches(before.next(), before.next()) || touches(behind.next(), behind.next())
}

/// Scripts that set no blank between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

/// A name as addresses hold it.
fn percent_encoded(text: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
