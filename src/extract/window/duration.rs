//! The duration that a report itself states for the whole incident. Forecasts and bounds are none.

use super::{Input, end_of};
use crate::config::Fact;
use crate::extract::resolve::{Candidate, Rank, Resolved, resolve};
use crate::extract::shape::{Content, Field, Form, Value};
use crate::extract::vocabulary::{Meaning, Vocabulary, WordList, fold, occurs};
use crate::extract::when::{self, DurationToken, Hedge};
use crate::model::{Minutes, Rule};
use crate::source::Span;
use crate::syntax::{Block, Entry, Inline, NodeValue};

/// The minutes under a key: a length in words, a number in the unit that the key names, or a table of hours and minutes.
fn in_front(entry: &Entry) -> Option<(u32, Span)> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| (0.0..1e7).contains(number));
    let unit = |key: &str| {
        let key = key.to_lowercase();
        // A bare number is in minutes, as the record has it.
        if key.ends_with("hours") {
            60.0
        } else if key.ends_with("seconds") || key.ends_with("secs") {
            1.0 / 60.0
        } else if key.ends_with("days") {
            1440.0
        } else {
            1.0
        }
    };
    let minutes = match &entry.node.value {
        NodeValue::Text(text) => match number(text) {
            Some(number) => number * unit(&entry.key),
            None => when::duration_of(text).filter(plain)?.minutes.into(),
        },
        NodeValue::Table(below) => {
            let parts = below.iter().map(|entry| Some(number(entry.node.text()?)? * unit(&entry.key)));
            parts.sum::<Option<f64>>().filter(|_| !below.is_empty())?
        }
        NodeValue::Null | NodeValue::Bool(_) | NodeValue::List(_) => return None,
    };
    let minutes = minutes.round() as u32;
    Some((minutes, entry.node.span))
}

/// The stated duration: from front matter, a field, the title, or a sentence near the top.
pub(crate) fn stated(input: &Input<'_>) -> Resolved<Minutes> {
    let mut found: Vec<Candidate<Minutes>> = Vec::new();
    if let Some((minutes, span)) = input.front.entries(Fact::StatedDuration).find_map(in_front) {
        found.push(Candidate::new(Minutes(minutes), Rank::Front, Rule::FrontMatter, span));
    }
    let counts = |part: usize| !input.outline.is_under(part, &[Meaning::Timeline, Meaning::Actions, Meaning::Appendix]);
    let mut answer = |answer: &Value, rank: Rank, rule: Rule| {
        let token = when::duration_of(&answer.text).or_else(|| when::durations_in(&answer.text).into_iter().next());
        if let Some(token) = token.filter(plain) {
            found.push(Candidate::new(Minutes(token.minutes), rank, rule, answer.span));
        }
    };
    // "Total downtime: 45 minutes" may stand below the timeline that it sums up.
    let sums_up = |field: &Field| {
        let part = &input.outline.parts[field.part];
        let above = part.parent.map(|above| &input.outline.parts[above]);
        field.meaning == Meaning::Duration && above.is_some_and(|above| above.meaning == Some(Meaning::Timeline))
    };
    for field in input.outline.fields.iter().filter(|field| counts(field.part) || sums_up(field)) {
        match field.meaning {
            Meaning::Duration => {
                // How long it took to mend it is less than how long it lasted.
                let key = fold(&field.key);
                let mended = ["time to", "mttr", "ttr"].iter().any(|word| key.starts_with(word));
                let rank = if mended { Rank::Window } else { Rank::Field };
                match in_unit_of(&field.key, &field.value) {
                    Some(value) => answer(&value, rank, field.rule),
                    None => answer(&field.value, rank, field.rule),
                }
            }
            // `Resolution time: 45 minutes` tells how long it took, not when it was over.
            Meaning::End | Meaning::Window if when::is_duration(&field.value.text) => {
                answer(&field.value, Rank::Field, field.rule);
            }
            // `2026-05-17 21:15 to 2026-05-20 20:50 (about three days)`.
            Meaning::Date | Meaning::Window | Meaning::End => {
                if let Some(length) = in_brackets(&field.value) {
                    answer(&length, Rank::Field, field.rule);
                }
            }
            _ => {}
        }
    }
    for at in input.outline.asking(Meaning::Duration).filter(|at| counts(*at)) {
        input.outline.short_answer(at).iter().for_each(|value| answer(value, Rank::Field, Rule::Section));
    }
    if let Some((title, span)) = input.front.text(Fact::Title)
        && let Some(token) = in_sentence(title, input.vocabulary)
    {
        found.push(Candidate::new(Minutes(token.minutes), Rank::Heading, Rule::FrontMatter, span));
    }
    for (at, part) in input.outline.parts.iter().enumerate() {
        let elsewhere = [Meaning::Meeting, Meaning::Actions, Meaning::Appendix, Meaning::Lessons, Meaning::Updates];
        if input.outline.is_under(at, &elsewhere) {
            continue;
        }
        let first_heading = at <= 1 && matches!(part.form, Form::Heading(_));
        if first_heading && let Some(token) = in_sentence(&part.title, input.vocabulary) {
            found.push(Candidate::new(Minutes(token.minutes), Rank::Heading, Rule::Heading, part.head));
        }
        let lede = at <= 1
            || matches!(part.meaning, Some(Meaning::Summary | Meaning::Impact | Meaning::Timeline | Meaning::Duration));
        for content in &part.content {
            let inlines: Vec<_> = match content {
                Content::Block(Block::Paragraph { inline, span, .. }) => vec![(inline, *span)],
                Content::Block(Block::List { items, .. }) if part.meaning == Some(Meaning::Impact) => items
                    .iter()
                    .filter_map(|item| match item.blocks.first() {
                        Some(Block::Paragraph { inline, span, .. }) => Some((inline, *span)),
                        _ => None,
                    })
                    .collect(),
                Content::Block(_) | Content::Item(_) => continue,
            };
            for (inline, span) in inlines {
                let token = if lede {
                    in_sentence(inline.plain(), input.vocabulary)
                } else {
                    of_the_incident(inline, input.vocabulary)
                };
                let rank = if lede { Rank::Sentence } else { Rank::Heading };
                if let Some(token) = token {
                    found.push(Candidate::new(Minutes(token.minutes), rank, Rule::Sentence, span));
                }
            }
        }
    }
    resolve(found)
}

/// The length in brackets at the end of a value.
fn in_brackets(value: &Value) -> Option<Value> {
    let body = value.text.trim_end().strip_suffix([')', '）'])?;
    let (_, inner) = body.rsplit_once(['(', '（'])?;
    let inner = inner.trim_start_matches(['~', '≈', ' ']);
    when::is_duration(inner).then(|| Value { text: inner.to_string(), span: value.span })
}

/// `Duration (minutes): 52`: the number with the unit that its key names.
fn in_unit_of(key: &str, value: &Value) -> Option<Value> {
    let number = value.text.trim();
    let bare = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !bare {
        return None;
    }
    let words = key.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let text = words.map(|word| format!("{number} {word}")).find(|text| when::duration_of(text).is_some())?;
    Some(Value { text, span: value.span })
}

/// A duration that a sentence far from the top gives to the incident by name: "This incident was resolved in 2 hours."
fn of_the_incident(inline: &Inline, vocabulary: &Vocabulary) -> Option<DurationToken> {
    // A number with a letter behind it, which most paragraphs do not have.
    let counts = |bytes: &[u8]| {
        bytes.windows(3).any(|three| {
            let [first, second, third] = three else { return false };
            let unit = if matches!(second, b' ' | b'-') { third } else { second };
            first.is_ascii_digit() && (unit.is_ascii_alphabetic() || *unit >= 0x80)
        })
    };
    let text = inline.runs.iter().any(|run| counts(run.text.as_bytes())).then(|| inline.plain())?;
    when::durations_in(text).into_iter().filter(|token| plain(token) && token.minutes > 0).find(|token| {
        let before = fold(end_of(&text[..token.range.start], 200));
        let sentence = before.rsplit(['.', ';', '\n', '。', '；']).next().unwrap_or("").trim_end();
        vocabulary.has_any(WordList::WholeIncident, sentence)
            && vocabulary.at_end(WordList::LastedFor, bare_end(sentence, vocabulary)).is_some()
    })
}

/// A text without a word such as "about" at its end.
fn bare_end<'t>(text: &'t str, vocabulary: &Vocabulary) -> &'t str {
    let text = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    vocabulary.at_end(WordList::Around, text).map_or(text, |word| text[..text.len() - word.len()].trim_end())
}

fn plain(token: &DurationToken) -> bool {
    match token.hedge {
        Hedge::Exact | Hedge::About => true,
        Hedge::AtMost | Hedge::AtLeast | Hedge::Forecast => false,
    }
}

/// Leaves out what is one of three or more in a row: "outages of 7 min, 2 min and 3 min".
fn without_lists(text: &str, found: Vec<DurationToken>) -> Vec<DurationToken> {
    let joined = |pair: &[DurationToken]| {
        let gap = text[pair[0].range.end..pair[1].range.start].trim();
        gap.len() <= 5 && gap.split(|c: char| !c.is_alphabetic()).all(|word| matches!(word, "" | "and" | "und" | "et"))
    };
    let joints: Vec<bool> = found.windows(2).map(joined).collect();
    let listed = |at: usize| {
        let before = joints[..at].iter().rev().take_while(|joint| **joint).count();
        before + joints[at..].iter().take_while(|joint| **joint).count() >= 2
    };
    found.into_iter().enumerate().filter(|(at, _)| !listed(*at)).map(|(_, token)| token).collect()
}

/// A duration that its words make that of the outage.
fn in_sentence(text: &str, vocabulary: &Vocabulary) -> Option<DurationToken> {
    let found = without_lists(text, when::durations_in(text));
    found.into_iter().filter(|token| plain(token) && token.minutes > 0).find(|token| {
        let before = fold(end_of(&text[..token.range.start], 400));
        let sentence = before.rsplit(['.', ';', '\n', '。', '；']).next().unwrap_or("");
        let near: Vec<&str> = sentence.split_whitespace().rev().take(7).collect();
        let near = near.into_iter().rev().collect::<Vec<_>>().join(" ");
        let bare = near.trim_end_matches(|c: char| !c.is_alphanumeric());
        let bare =
            vocabulary.at_end(WordList::Around, bare).map_or(bare, |word| bare[..bare.len() - word.len()].trim_end());
        let failing = vocabulary.at_end(WordList::Failing, bare).is_some()
            || vocabulary.at_end(WordList::For, bare).is_some() && vocabulary.has_any(WordList::Failing, sentence);
        let behind = fold(&text[token.range.end..].chars().take(40).collect::<String>());
        let next = behind.trim_start_matches(|c: char| !c.is_alphanumeric());
        let lasted = vocabulary.has_any(WordList::Lasted, &near) && !occurs(&near, "each") && !occurs(&near, "periods");
        // "For 45 minutes the shop was down": the clause behind says what did not work for so long.
        let clause = || fold(&text[token.range.end..].chars().take(100).collect::<String>());
        let clause_says = || {
            let clause = clause();
            let clause = clause.split(['.', ';', '。']).next().unwrap_or("");
            vocabulary.has_any(WordList::WasBroken, clause)
        };
        failing
            || lasted
            || vocabulary.at_end(WordList::For, bare).is_some() && bare.split(' ').count() <= 2 && clause_says()
            || vocabulary.at_start(WordList::OfOutage, next).is_some()
    })
}
