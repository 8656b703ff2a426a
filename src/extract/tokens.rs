//! The words of a report's source, read once for all who go by words: what each counts for, and where it stands.
//!
//! [`Tokens::of`] scans the text of a report; whoever needs the words of a part of it takes them [`Tokens::within`] its span.
//! [`Tokens::may_speak_of_another`] spares a closer look at most sentences.

use std::borrow::Cow;

use super::causes::words::{Join, RawWord, each_raw_word};
use super::vocabulary::{Vocabulary, WordList};
use super::wording::number::{MAX_WORD, Told, telling};
use crate::source::Span;

/// A word of the source.
#[derive(Clone, Copy, Debug)]
pub(in crate::extract) struct Token {
    /// Where it stands.
    pub span: Span,
    /// What stands between it and the word before.
    pub join: Join,
    /// What it counts for; nothing where it says nothing.
    pub told: Option<Told>,
    /// Whether words that tell of an earlier incident may begin with it.
    earlier: bool,
}

/// The words of a text, in order.
#[derive(Debug)]
pub(crate) struct Tokens<'t> {
    text: &'t str,
    vocabulary: &'t Vocabulary,
    /// What was scanned.
    range: Span,
    list: Vec<Token>,
}

impl<'t> Tokens<'t> {
    /// The words of `range`, a part of `text`.
    pub(crate) fn of(text: &'t str, range: Span, vocabulary: &'t Vocabulary) -> Self {
        let list = scanned(text, range, vocabulary);
        Self { text, vocabulary, range, list }
    }

    /// The words that stand within `span`; none touches a border but that of the text.
    pub(super) fn within(&self, span: Span) -> Cow<'_, [Token]> {
        if !self.range.contains(span) {
            return Cow::Owned(scanned(self.text, span, self.vocabulary));
        }
        let first = self.list.partition_point(|token| token.span.start < span.start);
        let behind = self.list[first..].partition_point(|token| token.span.end <= span.end);
        let mut found = Cow::Borrowed(&self.list[first..first + behind]);
        // Whatever stands before the part is none of its words.
        if found.first().is_some_and(|token| token.join != Join::Border) {
            found.to_mut()[0].join = Join::Border;
        }
        found
    }

    /// Whether what stands at `span` may have a word of [`WordList::Earlier`]. Marks within a word and letters beyond ASCII
    /// are taken for such a word.
    pub(super) fn may_speak_of_another(&self, span: Span) -> bool {
        if !self.range.contains(span) {
            return true;
        }
        let first = self.list.partition_point(|token| token.span.end <= span.start);
        self.list[first..].iter().take_while(|token| token.span.start < span.end).any(|token| token.earlier)
    }
}

fn scanned(text: &str, range: Span, vocabulary: &Vocabulary) -> Vec<Token> {
    let mut list: Vec<Token> = Vec::with_capacity(range.range().len() / 6);
    // The word before, where phrases begin with it: whether one does here is for the next word to say.
    let mut open = String::new();
    let mut end = range.start as usize;
    let mut lower = String::with_capacity(MAX_WORD);
    each_raw_word(text, range, &mut |raw| {
        let RawWord { span, join, plain } = raw;
        let certain = plain && !may_go_on(&text[end..span.start as usize]);
        end = span.end as usize;
        let written = &text[span.range()];
        lower.clear();
        lower.push_str(written);
        lower.make_ascii_lowercase();
        if !open.is_empty() {
            if let Some(last) = list.last_mut() {
                last.earlier = !certain || vocabulary.may_go_on(WordList::Earlier, &open, &lower);
            }
            open.clear();
        }
        if plain && lower != "cannot" {
            if certain && vocabulary.may_begin(WordList::Earlier, &lower) {
                open.push_str(&lower);
            }
            list.push(Token { span, join, told: telling(&lower), earlier: !certain });
        } else {
            raw.words(text, &mut |word| {
                list.push(Token { span: word.span, join: word.join, told: telling(&word.text), earlier: true });
            });
        }
    });
    list
}

/// Whether a word goes on behind what stands here: `se**en** before`, `&eacute;t&eacute;`.
fn may_go_on(between: &str) -> bool {
    let mark = |byte: u8| {
        !byte.is_ascii() || matches!(byte, b'*' | b'_' | b'~' | b'`' | b';' | b'&' | b'#' | b'<' | b'>' | b'\\')
    };
    !between.is_empty() && between.bytes().all(mark)
}
