//! Owners that the report does not list elsewhere: what looks like a person's name, and what the other actions tell.

use std::collections::BTreeSet;

use super::Reader;
use super::item::{Context, RawAction};
use crate::extract::people::split_names;
use crate::extract::signs;
use crate::extract::vocabulary::{Vocabulary, WordList, fold, folded};

/// Two or three words that can only be a person: `Dana Bell`, `T. Ames`, `Jo van Dyk`. What the report also writes in small
/// letters, or what has words of the trade, is none: `Load Balancer`.
pub(super) fn is_person(text: &str, context: Context<'_>) -> bool {
    let words: Vec<&str> = text.split(' ').take(5).collect();
    let particle =
        |word: &str| matches!(word, "van" | "de" | "der" | "den" | "von" | "da" | "di" | "dos" | "del" | "la" | "el");
    let (first, last) = (words.first().copied().unwrap_or(""), words.last().copied().unwrap_or(""));
    let fits = (2..=4).contains(&words.len())
        && is_initial_or_word(first)
        && is_initial_or_word(last)
        && (is_word(first) || is_word(last))
        && words.iter().all(|word| is_initial_or_word(word) || particle(word));
    fits && !is_common(text, context)
}

/// One word with a capital that is none of the language or the trade.
pub(super) fn is_single_name(text: &str, context: Context<'_>) -> bool {
    is_word(text) && !is_common(text, context)
}

/// A capital with small letters behind it, perhaps twice: `Bell`, `McKay`, `O’Neil`, `Brandt-Geller`.
fn is_word(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let small = word.chars().filter(|c| c.is_lowercase()).count();
    let large = word.chars().filter(|c| c.is_uppercase()).count();
    letters >= 2
        && word.starts_with(char::is_uppercase)
        && (1..=2).contains(&large)
        && small >= large
        && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
        && word.ends_with(char::is_lowercase)
}

/// `T.` and `T` as well.
fn is_initial_or_word(word: &str) -> bool {
    let bare = word.strip_suffix('.').unwrap_or(word);
    is_word(word) || bare.chars().count() == 1 && bare.starts_with(char::is_uppercase)
}

/// Whether a phrase is one of the language or the trade: written small elsewhere in the report, or a word for a column, a
/// state, a task, a fault.
fn is_common(text: &str, context: Context<'_>) -> bool {
    let lists = [
        WordList::ColumnTask,
        WordList::ColumnState,
        WordList::ColumnDue,
        WordList::ColumnOther,
        WordList::Done,
        WordList::Open,
        WordList::Fault,
        WordList::Maintenance,
        WordList::Placeholder,
        WordList::Due,
        WordList::Tracked,
    ];
    let (small, folded) = (text.to_lowercase(), folded(text));
    let begins = text.split(' ').next().is_some_and(|first| context.vocabulary.is_in(WordList::TaskVerbs, first));
    begins
        || lists.into_iter().any(|list| context.vocabulary.occurs(list, &folded))
        || small != text && small.split(' ').all(|word| context.small.has(word))
        || small.split(' ').any(|word| context.vocabulary.is_in(WordList::Trade, word))
}

/// Where an action may name its owner without saying so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    /// `… (anna)`
    Brackets,
    /// `… - Anna`
    Dash,
    /// `…: Anna`
    Colon,
}

impl Place {
    /// Whether the source of an action ends in this way.
    fn ends(self, source: &str) -> bool {
        let source = source.trim_end_matches([' ', '\n', '.', '*', '_', '|']);
        match self {
            Place::Brackets => source.ends_with([')', ']']),
            Place::Dash => signs::first(source, &[" - ", " – ", " — ", " -- ", " -> ", " → "]).is_some(),
            Place::Colon => source.rsplit_once(": ").is_some_and(|(_, tail)| tail.split(' ').count() <= 3),
        }
    }
}

const PLACES: [Place; 3] = [Place::Brackets, Place::Dash, Place::Colon];

/// Where most actions end in the same way with something that can be a name, it is one: what stands behind a dash in each line
/// is a column. One alone says nothing, unless another action is surely owned by that very name.
pub(super) fn told_by_the_others(raws: &mut [RawAction], reader: Reader<'_>) {
    let owned: BTreeSet<String> = raws.iter().flat_map(|raw| &raw.owners).map(|name| fold(name)).collect();
    for place in PLACES {
        let unowned = |raw: &RawAction| raw.owners.is_empty();
        let found: Vec<_> =
            raws.iter().map(|raw| unowned(raw).then(|| name_at(&raw.text, place, reader)).flatten()).collect();
        let open = raws.iter().filter(|raw| unowned(raw)).count();
        let named = found.iter().flatten().count();
        // Those whose owner was found in the same place are of the column as well.
        let known =
            raws.iter().filter(|raw| !raw.owners.is_empty() && place.ends(reader.source.slice(raw.span))).count();
        let column = named + known >= 2 && (named + known) * 3 >= (open + known) * 2;
        for (raw, found) in raws.iter_mut().zip(found) {
            let Some((end, names)) = found else { continue };
            if column || names.iter().all(|name| owned.contains(&fold(name))) {
                raw.text.truncate(end);
                raw.owners = names;
            }
        }
    }
}

/// The names at the end of a text, where all that stands there can be names, and where the text before them ends.
fn name_at(text: &str, place: Place, reader: Reader<'_>) -> Option<(usize, Vec<String>)> {
    let text = text.trim_end_matches([' ', '.']);
    let (head, tail) = match place {
        Place::Brackets => text
            .strip_suffix(')')
            .and_then(|body| body.rsplit_once('('))
            .or_else(|| text.strip_suffix(']').and_then(|body| body.rsplit_once('[')))?,
        Place::Dash => {
            let (at, len) = signs::last(text, &[" - ", " – ", " — ", " -- ", " | ", " -> ", " → "])?;
            (&text[..at], &text[at + len..])
        }
        Place::Colon => text.rsplit_once(": ")?,
    };
    let head = head.trim_end();
    let vocabulary = reader.vocabulary;
    // `(Mara call for a meeting)`: who, and what they will do.
    let words: Vec<&str> = tail.split(' ').collect();
    let does = (3..=7).contains(&words.len()) && words[1..].iter().all(|word| word.starts_with(char::is_lowercase));
    if place == Place::Brackets && does && head.contains(' ') && is_single_name(words[0], reader.context()) {
        return Some((head.len(), vec![words[0].to_string()]));
    }
    let pieces = split_names(tail, vocabulary);
    let name = |piece: &&str| can_be_name(piece, place, vocabulary) && !is_common(piece, reader.context());
    let fits = !pieces.is_empty() && pieces.len() <= 4 && head.split(' ').count() >= 2 && pieces.iter().all(name);
    fits.then(|| (head.len(), pieces.into_iter().map(str::to_string).collect()))
}

/// One to three words with capitals, initials, or, in brackets, one small word.
fn can_be_name(piece: &str, place: Place, vocabulary: &Vocabulary) -> bool {
    let words: Vec<&str> = piece.split(' ').collect();
    let small = place == Place::Brackets
        && words.len() == 1
        && (3..=12).contains(&piece.len())
        && piece.chars().all(|c| c.is_ascii_lowercase());
    let initials = words.len() == 1 && (2..=3).contains(&piece.len()) && piece.chars().all(|c| c.is_ascii_uppercase());
    let capitals =
        words.len() <= 3 && words.iter().all(|word| is_initial_or_word(word)) && words.iter().any(|word| is_word(word));
    (small && !vocabulary.is_in(WordList::TaskVerbs, piece)) || initials || capitals
}
