//! The words of a report's source, read once for all who go by words: what each counts for, and where it stands.
//!
//! [`Tokens::of`] scans the text of a report; whoever needs the words of a part of it takes them [`Tokens::within`] its span.
//! A report says most of its words several times: what depends on a word alone is worked out once, for its number. On the
//! way, the places are kept where another report may be meant, and where a milestone may be told: [`Tokens::may_speak_of_another`]
//! and [`Tokens::may_tell_a_milestone`] spare a closer look at most sentences and rows.

use std::borrow::Cow;

use super::causes::words::{Join, RawWord, Word, each_raw_word};
use super::mentions::ids;
use super::vocabulary::{Vocabulary, WordList, folded, is_unspaced};
use super::wording::number::{Told, telling};
use crate::source::Span;
use crate::terms::spellings::Spellings;

/// A word of the source.
#[derive(Clone, Copy, Debug)]
pub(in crate::extract) struct Token {
    /// Where it stands.
    pub span: Span,
    /// What stands between it and the word before.
    pub join: Join,
    /// Its number among the words of the text.
    word: u32,
}

/// The words of a text, in order.
#[derive(Debug)]
pub(crate) struct Tokens<'t> {
    /// The whole text.
    pub(super) text: &'t str,
    vocabulary: &'t Vocabulary,
    /// What was scanned.
    range: Span,
    list: Vec<Token>,
    lexicon: Lexicon,
    /// Where words begin by which another report may be meant, in order.
    speaking: Vec<u32>,
    /// Where words begin by which a row of the timeline may tell a milestone, in order.
    milestones: Vec<u32>,
}

/// The words of a part of a text, in order.
#[derive(Debug)]
pub(in crate::extract) struct Part<'t> {
    /// The words; what stands before the first one is a border.
    pub list: Cow<'t, [Token]>,
    lexicon: Cow<'t, Lexicon>,
}

/// The different words of a text, in lower case, and what each is wherever it stands.
#[derive(Clone, Debug)]
struct Lexicon {
    words: Spellings,
    known: Vec<Known>,
}

/// What a word is.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// What it counts for; nothing where it says nothing.
    told: Option<Told>,
    earlier: Earlier,
    /// Whether words that tell a milestone may begin with it.
    milestone: bool,
}

/// Whether words that tell of an earlier incident may begin with a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Earlier {
    /// They do not.
    No,
    /// They do, where the next word fits.
    Opens,
    /// Only a closer look can tell.
    Unsure,
}

impl<'t> Tokens<'t> {
    /// The words of `range`, a part of `text`.
    pub(crate) fn of(text: &'t str, range: Span, vocabulary: &'t Vocabulary) -> Self {
        let room = range.range().len() / 6;
        let lexicon = Lexicon { words: Spellings::with_capacity(room / 2), known: Vec::with_capacity(room / 2) };
        let mut scan = Scan {
            tokens: Self {
                text,
                vocabulary,
                range,
                list: Vec::with_capacity(room),
                lexicon,
                speaking: Vec::new(),
                milestones: Vec::new(),
            },
            open: None,
            end: range.start as usize,
            lower: String::new(),
        };
        each_raw_word(text, range, |raw| scan.take(raw));
        scan.done()
    }

    /// The words that stand within `span`; none touches a border but that of the text.
    pub(super) fn within(&self, span: Span) -> Part<'_> {
        if !self.range.contains(span) {
            let Self { list, lexicon, .. } = Self::of(self.text, span, self.vocabulary);
            return Part { list: Cow::Owned(list), lexicon: Cow::Owned(lexicon) };
        }
        let first = self.list.partition_point(|token| token.span.start < span.start);
        let behind = self.list[first..].partition_point(|token| token.span.end <= span.end);
        let mut list = Cow::Borrowed(&self.list[first..first + behind]);
        // Whatever stands before the part is none of its words.
        if list.first().is_some_and(|token| token.join != Join::Border) {
            list.to_mut()[0].join = Join::Border;
        }
        Part { list, lexicon: Cow::Borrowed(&self.lexicon) }
    }

    /// What a word in lower case counts for, be it one of the text or not; nothing where it says nothing.
    pub(super) fn told(&self, word: &str) -> Option<Told> {
        match self.lexicon.words.find(word) {
            Some(number) => self.lexicon.known[number as usize].told,
            None => telling(word),
        }
    }

    /// Whether what stands at `span` may name another report: has the beginning of a word of [`WordList::Earlier`], an address,
    /// or what may be an id. Marks within a word and what is written by its number are taken for such a thing.
    pub(super) fn may_speak_of_another(&self, span: Span) -> bool {
        self.has_one_of(&self.speaking, span)
    }

    /// Whether what stands at `span` may have a word of [`WordList::RowMilestone`]; what cannot be told for certain counts.
    pub(super) fn may_tell_a_milestone(&self, span: Span) -> bool {
        self.has_one_of(&self.milestones, span)
    }

    fn has_one_of(&self, places: &[u32], span: Span) -> bool {
        let next = places.partition_point(|at| *at < span.start);
        !self.range.contains(span) || places.get(next).is_some_and(|at| *at < span.end)
    }
}

impl Part<'_> {
    /// What a word counts for; nothing where it says nothing.
    pub(super) fn told(&self, token: &Token) -> Option<Told> {
        self.lexicon.known.get(token.word as usize)?.told
    }

    /// The words with their letters.
    pub(super) fn words(&self) -> Vec<Word<'_>> {
        let word = |token: &Token| {
            let Token { span, join, word } = *token;
            Word { text: Cow::Borrowed(self.lexicon.words.word(word)), span, join }
        };
        self.list.iter().map(word).collect()
    }
}

impl Lexicon {
    /// The number of a word in lower case.
    fn number(&mut self, word: &str, vocabulary: &Vocabulary) -> u32 {
        let number = self.words.number(word);
        if number as usize == self.known.len() {
            let earlier = Earlier::of(word, vocabulary);
            let milestone = earlier == Earlier::Unsure || vocabulary.may_begin(WordList::RowMilestone, &folded(word));
            self.known.push(Known { told: telling(word), earlier, milestone });
        }
        number
    }

    /// Whether words that tell of an earlier incident may begin with these two.
    fn may_open(&self, first: u32, second: u32, vocabulary: &Vocabulary) -> bool {
        let word = |number| folded(self.words.word(number));
        self.known[second as usize].earlier == Earlier::Unsure
            || vocabulary.may_go_on(WordList::Earlier, &word(first), &word(second))
    }
}

impl Earlier {
    fn of(word: &str, vocabulary: &Vocabulary) -> Self {
        let folded = folded(word);
        if !word.is_ascii() && !folded.chars().all(|c| c.is_alphanumeric() && !is_unspaced(c)) {
            return Self::Unsure;
        }
        if vocabulary.may_begin(WordList::Earlier, &folded) { Self::Opens } else { Self::No }
    }
}

/// The state of a scan.
struct Scan<'t> {
    tokens: Tokens<'t>,
    /// A word that opens others, with its place: whether they stand there is for the next word to say.
    open: Option<(u32, u32)>,
    /// Where the word before ends.
    end: usize,
    /// Taken for each word again.
    lower: String,
}

impl<'t> Scan<'t> {
    fn take(&mut self, raw: RawWord) {
        let RawWord { span, join, letters } = raw;
        let Tokens { text, vocabulary, list, lexicon, speaking, milestones, range: _ } = &mut self.tokens;
        if letters.is_address() {
            speaking.push(span.start);
            milestones.push(span.start);
            return;
        }
        let between = &text[self.end..span.start as usize];
        self.end = span.end as usize;
        let word = raw.single(text, &mut self.lower).map(|lower| lexicon.number(lower, vocabulary));
        match word {
            Some(word) => list.push(Token { span, join, word }),
            None => raw.words(text, &mut |Word { text, span, join }| {
                list.push(Token { span, join, word: lexicon.number(&text, vocabulary) });
            }),
        }
        let sure = word.filter(|_| !may_go_on(between));
        if let Some((first, at)) = self.open.take()
            && sure.is_none_or(|second| lexicon.may_open(first, second, vocabulary))
        {
            speaking.push(at);
        }
        if sure.is_none_or(|word| lexicon.known[word as usize].milestone) {
            milestones.push(span.start);
        }
        match sure.map(|word| (word, lexicon.known[word as usize].earlier)) {
            Some((word, Earlier::Opens)) => self.open = Some((word, span.start)),
            Some((_, Earlier::No)) if !(letters.has_digit() && may_be_id(text, between, span)) => {}
            Some((_, Earlier::No | Earlier::Unsure)) | None => speaking.push(span.start),
        }
    }

    fn done(mut self) -> Tokens<'t> {
        self.tokens.speaking.extend(self.open.map(|(_, at)| at));
        self.tokens
    }
}

/// Whether a word may go on behind what stands here, or an address: `se**en** before`, `&eacute;t&eacute;`, `http\://`.
fn may_go_on(between: &str) -> bool {
    let mark = |byte: u8| {
        !byte.is_ascii() || matches!(byte, b'*' | b'_' | b'~' | b'`' | b';' | b'&' | b'#' | b'<' | b'>' | b'\\')
    };
    match between.as_bytes() {
        [] | [b' '] => false,
        bytes => {
            bytes.iter().all(|byte| mark(*byte))
                || bytes.iter().any(|byte| matches!(byte, b'&' | b'\\'))
                || bytes.windows(2).any(|two| two == b"//")
        }
    }
}

/// Whether a word with a digit may be an id or the end of one: `INC42`, `INC-42`, `INC-**42**`.
fn may_be_id(text: &str, between: &str, word: Span) -> bool {
    let marked = between.len() > 1 && !between.contains(char::is_whitespace);
    let from = (word.start as usize).saturating_sub(2);
    marked || ids::may_be_in(&text.as_bytes()[from..word.end as usize])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_that_may_name_another_report_are_seen() {
        let vocabulary = Vocabulary::standard();
        let check = |text: &str, expected: bool| {
            let whole = Span::new(0, text.len());
            assert_eq!(Tokens::of(text, whole, vocabulary).may_speak_of_another(whole), expected, "{text}");
        };
        check("We had **seen this** before", true);
        check("We had seen", true);
        check("We had one seen disk", false);
        check("We had se**en** this before", true);
        check("It isn't the first time", true);
        check("Größe jener Straßen", false);
        check("Nicht zum ersten Mal", true);
        check("INC-42, INC42 or OPS_7", true);
        check("INC-**42**", true);
        check("pod ip-10-4, 10:30 at 7f3a, PR #12 of 2024-03-04", false);
        check("INC&#45;42", true);
        check("see https://x.example", true);
        check("see ht**tp**://x.example", true);
        check("障害", true);
    }

    #[test]
    fn places_that_may_tell_a_milestone_are_seen() {
        let vocabulary = Vocabulary::standard();
        let check = |text: &str, expected: bool| {
            let whole = Span::new(0, text.len());
            assert_eq!(Tokens::of(text, whole, vocabulary).may_tell_a_milestone(whole), expected, "{text}");
        };
        check("The issue is detected", true);
        check("The is**sue** is detected", true);
        check("Eingedämmt", true);
        check("https://x.example/mitigated", true);
        check("障害を検知", true);
        check("The disk is full", false);
        check("Größe jener Straßen", false);
    }

    #[test]
    fn words_of_a_part_are_those_of_the_whole() {
        let text = "One, two. Wasn't *three* TWO";
        let shown = |range: Span, span: Span| {
            let tokens = Tokens::of(text, range, Vocabulary::standard());
            let part = tokens.within(span);
            part.words().iter().map(|word| format!("{}{:?}", word.text, word.join)).collect::<Vec<_>>().join(" ")
        };
        let (whole, part) = (Span::new(0, text.len()), Span::new(5, 24));
        assert_eq!(shown(whole, part), "twoBorder wasBorder notClose threeClose");
        assert_eq!(shown(Span::new(0, 3), part), shown(whole, part));
    }
}
