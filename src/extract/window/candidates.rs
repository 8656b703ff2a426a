//! The places that may say when it was: front matter, fields, key events, sentences, headings, file name.

use std::cell::OnceCell;

use jiff::civil::Date;

use super::{Input, Stated, end_of, stated};
use crate::config::{DateOrder, Fact};
use crate::extract::resolve::{Candidate, Rank};
use crate::extract::shape::{Content, Field, Form, Outline};
use crate::extract::vocabulary::{Meaning, Vocabulary, WordList, fold, word_count};
use crate::extract::when::{self, DateToken, Expect, RangeToken, StampToken};
use crate::model::{Rule, Sourced, Zone};
use crate::source::Span;
use crate::syntax::Block;
use crate::syntax::front::same_key;

/// Times and days of the report that are asked for again and again.
#[derive(Debug, Default)]
pub struct Seen {
    /// The sentences that may tell when it was.
    ledes: OnceCell<Vec<Lede>>,
    /// Fields by their place in the outline, and the time or range that each states.
    fields: OnceCell<Vec<(usize, RangeToken)>>,
    /// The day that a date field states.
    day: OnceCell<Option<DateToken>>,
    /// The times and ranges of each title.
    titles: OnceCell<Vec<Vec<RangeToken>>>,
}

/// A text near the top of the report, or one meant for when it was, with its dates and times.
#[derive(Debug)]
struct Lede {
    text: String,
    span: Span,
    ranges: Vec<RangeToken>,
}

impl Lede {
    /// The day that the sentence around a time names.
    fn day_beside(&self, time: &RangeToken) -> Option<DateToken> {
        let same = |other: &&RangeToken| {
            let (from, to) = (time.range.end.min(other.range.end), time.range.start.max(other.range.start));
            from >= to || !self.text[from..to].contains(". ")
        };
        self.ranges.iter().filter(same).find_map(|range| range.start.date.clone())
    }

    /// The first date or time of the first sentence, and the words before it.
    fn first_of_sentence(&self) -> Option<(&RangeToken, usize)> {
        let end = self.text.find(". ").unwrap_or(self.text.len());
        let found = self.ranges.first().filter(|range| range.range.end <= end)?;
        Some((found, self.text[..found.range.start].split_whitespace().take(9).count()))
    }
}

/// In a field, four digits are a time.
pub(super) const IN_FIELD: Expect = Expect { bare_digits: true, month_day: false, order: None };

/// Parts whose fields and sentences are not the incident's own.
const ELSEWHERE: &[Meaning] =
    &[Meaning::Meeting, Meaning::Timeline, Meaning::Actions, Meaning::Appendix, Meaning::Lessons, Meaning::Updates];

/// The fields that speak of the incident itself.
pub(super) fn of_incident<'a>(input: &'a Input<'_>) -> impl Iterator<Item = &'a Field> {
    input.outline.fields.iter().filter(|field| !input.outline.is_under(field.part, ELSEWHERE))
}

/// The first time or range of a text.
pub(super) fn first_range(text: &str, expect: Expect) -> Option<RangeToken> {
    // "1h 20m" in a field for the end is how long it took.
    if when::is_duration(text) {
        return None;
    }
    when::range_at(text, 0, expect).or_else(|| when::ranges_in(text, expect).into_iter().next())
}

/// The front matter's time of a fact, or range of times: that of the first key whose value is one.
fn front_range(input: &Input<'_>, fact: Fact) -> Option<(RangeToken, Span)> {
    input.front.texts(fact).find_map(|(text, span)| Some((first_range(text, IN_FIELD)?, span)))
}

/// The front matter's stamp of a fact.
fn front_stamp(input: &Input<'_>, fact: Fact) -> Option<(StampToken, Span)> {
    front_range(input, fact).map(|(range, span)| (range.start, span))
}

/// When the front matter says that it was noticed, which tells the beginning where nothing else does.
fn front_detected(input: &Input<'_>) -> Option<(StampToken, Span)> {
    let keys = ["detected_at", "first_detected_at", "detected", "detection_time", "discovered_at"];
    let entries = &input.document.front.entries;
    keys.iter().find_map(|key| {
        let entry = entries.iter().find(|entry| same_key(&entry.key, key))?;
        let stamp = first_range(entry.node.text()?, IN_FIELD)?.start;
        stamp.time.is_some().then_some((stamp, entry.node.span))
    })
}

/// When a field says that it was noticed, which tells the beginning where nothing else does.
pub(crate) fn detected(input: &Input<'_>) -> Option<(Stated, Rule, Span)> {
    let day = field_day(input);
    let mut fields = of_incident(input).filter(|field| field.meaning == Meaning::Detected);
    fields.find_map(|field| {
        let found = first_range(&field.value.text, IN_FIELD).filter(|found| is_all(found, &field.value.text))?;
        let stamp = found.start.time.is_some().then_some(found.start)?;
        Some((Stated { stamp, day: day.clone() }, field.rule, field.value.span))
    })
}

/// The end of a range that a key for the beginning states: `window: 14:05 - 15:20`.
fn front_end(input: &Input<'_>) -> Option<(StampToken, Option<DateToken>, Span)> {
    let range = |fact| front_range(input, fact).filter(|(range, _)| range.end.is_some());
    let (range, span) = range(Fact::StartedAt).or_else(|| range(Fact::Date))?;
    Some((range.end?, range.start.date, span))
}

/// Candidates for the beginning.
pub(crate) fn starts(input: &Input<'_>) -> Vec<Candidate<Stated>> {
    let mut out = Vec::new();
    let front_day = front_stamp(input, Fact::Date).and_then(|(stamp, _)| stamp.date);
    if let Some((stamp, span)) = front_stamp(input, Fact::StartedAt) {
        out.push(stated(stamp, front_day.clone(), Rank::Front, Rule::FrontMatter, span));
    }
    if let Some((stamp, span)) = front_detected(input) {
        out.push(stated(stamp, front_day.clone(), Rank::Milestone, Rule::FrontMatter, span));
    }
    if let Some((stamp, span)) = front_stamp(input, Fact::Date).filter(|_| input.front.is_notice()) {
        out.push(stated(stamp, None, Rank::Field, Rule::FrontMatter, span));
    }
    let day = field_day(input);
    for field in of_incident(input) {
        if let Some(stamp) = began_with_length(field, input.vocabulary) {
            out.push(stated(stamp, day.clone().or(front_day.clone()), Rank::Window, field.rule, field.value.span));
        }
    }
    for (field, found) in timed_fields(input) {
        let rank = match field.meaning {
            Meaning::Start => Rank::Field,
            Meaning::Date | Meaning::Window if found.start.time.is_some() => Rank::Window,
            Meaning::Duration if found.start.time.is_some() && found.end.is_some() => Rank::Window,
            _ => continue,
        };
        out.push(stated(found.start.clone(), day.clone().or(front_day.clone()), rank, field.rule, field.value.span));
    }
    for (range, span) in section_stamps(input, &[Meaning::Start, Meaning::Window, Meaning::Date, Meaning::Duration]) {
        if range.start.time.is_some() {
            out.push(stated(range.start, day.clone(), Rank::Window, Rule::Section, span));
        }
    }
    out.extend(
        milestone(input, &[Meaning::Start, Meaning::Detected])
            .map(|(stamp, span)| stated(stamp, day.clone(), Rank::Milestone, Rule::Milestone, span)),
    );
    if let Some((range, span)) = sentence(input) {
        out.push(stated(range.start, day.clone(), Rank::Sentence, Rule::Sentence, span));
    }
    if let Some((stamp, span)) = told(input, WordList::Starting) {
        out.push(stated(stamp, day.clone(), Rank::Sentence, Rule::Sentence, span));
    }
    if let Some((stamp, span)) = opening(input) {
        out.push(stated(stamp, field_day(input).or(front_day), Rank::Sentence, Rule::Sentence, span));
    }
    if let Some((range, rule, span)) = title_range(input) {
        out.push(stated(range.start, None, Rank::Heading, rule, span));
    }
    // A day alone states no time: it leaves the start to others, and counts as the date.
    out.retain(|candidate| candidate.value.stamp.time.is_some());
    out
}

/// The fields that may say when it was, each with the time or range that it states.
fn timed_fields<'i>(input: &'i Input<'_>) -> impl Iterator<Item = (&'i Field, &'i RangeToken)> {
    let asked = [Meaning::Start, Meaning::End, Meaning::Date, Meaning::Window, Meaning::Duration, Meaning::Taken];
    let fields = &input.outline.fields;
    let read = || {
        let counts = |field: &Field| asked.contains(&field.meaning) && !input.outline.is_under(field.part, ELSEWHERE);
        let fields = fields.iter().enumerate().filter(|(_, field)| counts(field));
        fields.filter_map(|(at, field)| Some((at, range_of(field)?))).collect()
    };
    input.seen.fields.get_or_init(read).iter().map(|(at, range)| (&fields[*at], range))
}

/// The time or range that a field states; behind the length in one for the duration: `80 min (10:00–11:20)`.
fn range_of(field: &Field) -> Option<RangeToken> {
    let text = field.value.text.as_str();
    let behind = length_end(field).and_then(|end| {
        let mut ranges = when::ranges_in(text, IN_FIELD).into_iter();
        let next = ranges.find(|range| range.range.start >= end && range.start.time.is_some())?;
        // "2h during support hours, 10:00 to 17:00" is another range.
        let apart = text[end..next.range.start].contains(char::is_alphabetic);
        (!apart).then_some(next)
    });
    let found = behind.or_else(|| first_range(text, IN_FIELD))?;
    Some(with_day_of(found, text))
}

/// Where the length ends that a field for the duration states.
fn length_end(field: &Field) -> Option<usize> {
    let asked = field.meaning == Meaning::Duration;
    asked.then(|| when::durations_in(&field.value.text).into_iter().next()).flatten().map(|length| length.range.end)
}

/// The beginning that a field for the duration gives behind the length: `~14h (began at 20:00)`.
fn began_with_length(field: &Field, vocabulary: &Vocabulary) -> Option<StampToken> {
    let behind = &field.value.text[length_end(field)?..];
    let found = first_range(behind, IN_FIELD).filter(|found| found.start.time.is_some())?;
    begins(behind, &found, vocabulary).then_some(found.start)
}

/// Whether a text is nothing but a time.
fn is_all(found: &RangeToken, text: &str) -> bool {
    let rest = text[..found.range.start].chars().chain(text[found.range.end..].chars());
    let rest: Vec<char> = rest.filter(|c| c.is_alphanumeric()).collect();
    rest.len() <= 6 && !rest.iter().any(|c| c.is_alphabetic())
}

/// Whether the words before a time say that it began then.
fn begins(text: &str, found: &RangeToken, vocabulary: &Vocabulary) -> bool {
    let before = fold(end_of(&text[..found.range.start], 60));
    let bare = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let bare =
        vocabulary.at_end(WordList::Around, bare).map_or(bare, |word| bare[..bare.len() - word.len()].trim_end());
    vocabulary.at_end(WordList::Starting, bare).is_some() || vocabulary.at_end(WordList::StartingBare, bare).is_some()
}

/// Candidates for the end.
pub(crate) fn ends(input: &Input<'_>) -> Vec<Candidate<Stated>> {
    let mut out = Vec::new();
    let front_day = || front_stamp(input, Fact::Date).and_then(|(stamp, _)| stamp.date);
    if let Some((stamp, span)) = front_stamp(input, Fact::EndedAt) {
        out.push(stated(stamp, front_day(), Rank::Front, Rule::FrontMatter, span));
    } else if let Some((stamp, day, span)) = front_end(input) {
        out.push(stated(stamp, day.or_else(front_day), Rank::Front, Rule::FrontMatter, span));
    }
    let day = field_day(input);
    for (field, found) in timed_fields(input) {
        let alone = is_all(found, &field.value.text);
        let RangeToken { start, end, .. } = found.clone();
        match (field.meaning, end) {
            (Meaning::End, _) => out.push(stated(start, day.clone(), Rank::Field, field.rule, field.value.span)),
            // `Resolution: 2026-03-06 11:00`: a day and a time, and nothing of how.
            (Meaning::Taken, None) if start.date.is_some() && alone => {
                out.push(stated(start, day.clone(), Rank::Window, field.rule, field.value.span));
            }
            (Meaning::Date | Meaning::Window | Meaning::Duration | Meaning::Start, Some(end)) => {
                let day = end.date.clone().or(start.date).or(day.clone());
                out.push(stated(end, day, Rank::Window, field.rule, field.value.span));
            }
            _ => {}
        }
    }
    // `## End time` over a single time.
    for (range, span) in section_stamps(input, &[Meaning::End]).into_iter().filter(|(range, _)| range.end.is_none()) {
        out.push(stated(range.start, day.clone(), Rank::Window, Rule::Section, span));
    }
    for (range, span) in section_stamps(input, &[Meaning::End, Meaning::Window, Meaning::Date, Meaning::Duration]) {
        let own = range.start.date.clone();
        if let Some(end) = range.end {
            out.push(stated(end, own.or(day.clone()), Rank::Window, Rule::Section, span));
        }
    }
    out.extend(
        milestone(input, &[Meaning::End])
            .map(|(stamp, span)| stated(stamp, day.clone(), Rank::Milestone, Rule::Milestone, span)),
    );
    if let Some((range, span)) = sentence(input) {
        let own = range.start.date.clone();
        out.extend(range.end.map(|end| stated(end, own.or(day.clone()), Rank::Sentence, Rule::Sentence, span)));
    }
    if let Some((stamp, span)) = told(input, WordList::Ending) {
        out.push(stated(stamp, day, Rank::Sentence, Rule::Sentence, span));
    }
    if let Some((range, rule, span)) = title_range(input) {
        let day = range.start.date;
        out.extend(range.end.map(|end| stated(end, day, Rank::Heading, rule, span)));
    }
    out.retain(|candidate| candidate.value.stamp.time.is_some());
    out
}

/// The days and times from which to which the title says that it was: `2025-09-05 14:37 ~ 15:58`.
fn title_range(input: &Input<'_>) -> Option<(RangeToken, Rule, Span)> {
    titles(input).find_map(|(title, ranges, rule, span)| {
        let whole = |range: &&RangeToken| {
            range.start.date.is_some() && range.end.as_ref().is_some_and(|end| end.time.is_some())
        };
        let timed = title.bytes().any(|byte| byte.is_ascii_digit());
        let found = ranges.iter().find(whole).filter(|_| timed)?;
        Some((found.clone(), rule, span))
    })
}

/// The first heading and the title in the front matter, each with its times and ranges.
fn titles<'i>(input: &'i Input<'_>) -> impl Iterator<Item = (&'i str, &'i [RangeToken], Rule, Span)> {
    let heading = input.outline.parts.iter().find(|part| matches!(part.form, Form::Heading(_)));
    let heading = heading.map(|part| (part.title.as_str(), Rule::Heading, part.head));
    let front = input.front.text(Fact::Title).map(|(title, span)| (title, Rule::FrontMatter, span));
    let titles = heading.into_iter().chain(front);
    let read = || titles.clone().map(|(title, ..)| when::ranges_in(title, Expect::default())).collect();
    let ranges = input.seen.titles.get_or_init(read);
    titles.zip(ranges).map(|((title, rule, span), ranges)| (title, ranges.as_slice(), rule, span))
}

/// Candidates for the day, from everywhere but the timeline.
pub(crate) fn dates(input: &Input<'_>, order: Option<DateOrder>) -> Vec<Candidate<Date>> {
    let mut tokens: Vec<(DateToken, Rank, Rule, Span)> = Vec::new();
    if let Some((token, span)) =
        front_stamp(input, Fact::StartedAt).and_then(|(stamp, span)| stamp.date.map(|date| (date, span)))
    {
        tokens.push((token, Rank::Front, Rule::FrontMatter, span));
    }
    if let Some((token, span)) = front_detected(input).and_then(|(stamp, span)| stamp.date.map(|date| (date, span))) {
        tokens.push((token, Rank::Milestone, Rule::FrontMatter, span));
    }
    if let Some((token, span)) =
        front_stamp(input, Fact::Date).and_then(|(stamp, span)| stamp.date.map(|date| (date, span)))
    {
        // The date of a blog post is the day of publication.
        tokens.push((
            token,
            if input.front.is_notice() { Rank::Front } else { Rank::Published },
            Rule::FrontMatter,
            span,
        ));
    }
    for field in of_incident(input) {
        let rank = match field.meaning {
            Meaning::Start => Rank::Field,
            Meaning::Date | Meaning::Window => Rank::Window,
            Meaning::Duration => Rank::Sentence,
            // Somebody noticed then: the last resort, and no statement of when it began.
            Meaning::Detected => Rank::Published,
            _ => continue,
        };
        let rule = if field.meaning == Meaning::Detected { Rule::Milestone } else { field.rule };
        let stamp = first_range(&field.value.text, Expect { month_day: true, ..IN_FIELD });
        if let Some(token) = stamp.and_then(|range| with_day_of(range, &field.value.text).start.date) {
            tokens.push((token, rank, rule, field.value.span));
        }
    }
    for (range, span) in section_stamps(input, &[Meaning::Start, Meaning::Date, Meaning::Window, Meaning::Duration]) {
        tokens.extend(range.start.date.map(|token| (token, Rank::Window, Rule::Section, span)));
    }
    if let Some((stamp, span)) = milestone(input, &[Meaning::Start, Meaning::Detected]) {
        tokens.extend(stamp.date.map(|token| (token, Rank::Milestone, Rule::Milestone, span)));
    }
    if let Some((range, span)) = sentence(input) {
        tokens.extend(range.start.date.map(|token| (token, Rank::Sentence, Rule::Sentence, span)));
    }
    if let Some((token, span)) = days_told(input) {
        tokens.push((token, Rank::Sentence, Rule::Sentence, span));
    }
    if let Some((token, span)) = day_of_fault(input) {
        tokens.push((token, Rank::Sentence, Rule::Sentence, span));
    }
    if let Some((token, span)) = opening_day(input) {
        tokens.push((token, Rank::Opening, Rule::Sentence, span));
    }
    for (_, ranges, rule, span) in titles(input) {
        let found = ranges.iter().find_map(|range| range.start.date.clone());
        tokens.extend(found.map(|token| (token, Rank::Heading, rule, span)));
    }
    let in_name = file_date(input.path);
    let stated = tokens.iter().find_map(|(token, ..)| token.year).or(in_name.as_ref().and_then(|token| token.year));
    let year = stated.or_else(|| year_of_rows(input)).or_else(|| year_in_path(input.source.id.as_str()));
    let published = tokens.iter().find(|(_, rank, ..)| *rank == Rank::Published);
    let published = published.and_then(|(token, ..)| token.resolve(order, None));
    tokens.extend(in_name.map(|token| (token, Rank::File, Rule::FileName, Span::new(0, 0))));
    tokens
        .into_iter()
        .filter_map(|(token, rank, rule, span)| {
            let date = token.resolve(order, year)?;
            // A report of January that speaks of 30 December means the year before.
            let early = token.year.is_none() && published.is_some_and(|published| date > published);
            let date = if early { token.resolve(order, year.map(|year| year - 1))? } else { date };
            Some(Candidate::new(date, rank, rule, span))
        })
        .collect()
}

/// The year that all dated rows of the timeline share.
fn year_of_rows(input: &Input<'_>) -> Option<i16> {
    let stamps = input.raw.entries.iter();
    let tokens = stamps.filter_map(|entry| entry.stamp.as_ref()?.start.date.as_ref().or(entry.day.as_ref()));
    let mut years = tokens.chain(&input.raw.day).filter_map(|token| token.year);
    let first = years.next()?;
    years.all(|year| year == first).then_some(first)
}

/// The year that the file or a folder around it is named after: `2019/outage.md`, `2019-03/outage.md`, `2019.md`.
fn year_in_path(path: &str) -> Option<i16> {
    path.rsplit('/').find_map(|name| {
        let stem = name.split('.').next().unwrap_or(name);
        let (year, month) = stem.split_once(['-', '_']).unwrap_or((stem, "01"));
        let month = month.len() == 2 && month.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month));
        let year = year.parse::<i16>().ok().filter(|_| year.len() == 4 && month)?;
        (1970..2100).contains(&year).then_some(year)
    })
}

/// The date in a file's name, or in the folder that holds it alone.
fn file_date(path: &str) -> Option<DateToken> {
    path.rsplit('/').take(2).find_map(when::date_in_name)
}

/// The day that a date field states, for fields that give only the time.
pub(super) fn field_day(input: &Input<'_>) -> Option<DateToken> {
    let read = || {
        let fields = of_incident(input).filter(|field| matches!(field.meaning, Meaning::Date | Meaning::Start));
        let expect = Expect { month_day: true, ..IN_FIELD };
        let mut found = fields.filter_map(|field| first_range(&field.value.text, expect)?.start.date);
        let below = || section_stamps(input, &[Meaning::Date]).into_iter().find_map(|(range, _)| range.start.date);
        found.next().or_else(below)
    };
    input.seen.day.get_or_init(read).clone()
}

/// Stamps that stand alone under a heading for them: `## Date` with `Start: …` or a day below it.
fn section_stamps(input: &Input<'_>, meanings: &[Meaning]) -> Vec<(RangeToken, Span)> {
    let mut out = Vec::new();
    for (at, part) in input.outline.parts.iter().enumerate() {
        let asked = part.meaning.is_some_and(|meaning| meanings.contains(&meaning));
        if !asked || input.outline.is_under(at, ELSEWHERE) {
            continue;
        }
        if let Some(answer) = input.outline.short_answer(at) {
            // Beside a length, only both ends together say when: "2 hours, from 10:00 to 12:00".
            let whole = |range: &RangeToken| part.meaning != Some(Meaning::Duration) || range.end.is_some();
            let found = first_range(&answer.text, IN_FIELD).filter(whole);
            out.extend(found.map(|range| (with_day_of(range, &answer.text), answer.span)));
        }
    }
    out
}

/// "from 9:00 to 11:30 on 15 March": the day that the same text gives behind the times.
fn with_day_of(mut range: RangeToken, text: &str) -> RangeToken {
    let more = || text[range.range.end..].bytes().any(|byte| byte.is_ascii_digit() || !byte.is_ascii());
    if range.start.date.is_none() && more() {
        range.start.date = when::ranges_in(text, IN_FIELD).into_iter().find_map(|other| other.start.date);
    }
    range
}

/// A milestone of the key events, by its words: `Fault occurs 2020-02-12 11:45`. The meanings are tried in their order.
fn milestone(input: &Input<'_>, meanings: &[Meaning]) -> Option<(StampToken, Span)> {
    let lines = key_event_lines(input);
    meanings.iter().find_map(|meaning| {
        lines.iter().find_map(|(line, span)| {
            let range = when::ranges_in(line, IN_FIELD).into_iter().next()?;
            let words = line[..range.range.start].trim_end_matches([':', '-', '–', ' ']);
            let found = input.vocabulary.whole_meaning(words)?;
            (found == *meaning && range.start.time.is_some()).then(|| (range.start.clone(), *span))
        })
    })
}

/// The lines of the key events.
pub(super) fn key_event_lines(input: &Input<'_>) -> Vec<(String, Span)> {
    let mut lines: Vec<(String, Span)> = Vec::new();
    for at in input.outline.asking(Meaning::KeyEvents) {
        for index in at..=input.outline.parts[at].last {
            let part = &input.outline.parts[index];
            if index != at
                && let Some(value) = &part.value
            {
                lines.push((format!("{} {}", part.title, value.text), part.head.join(value.span)));
            }
            for content in &part.content {
                match content {
                    Content::Block(Block::List { items, .. }) => {
                        lines.extend(items.iter().map(|item| (item_line(item), item.span)));
                    }
                    Content::Item(item) => lines.push((item_line(item), item.span)),
                    Content::Block(Block::Paragraph { inline, span, .. }) => {
                        lines.push((inline.plain().to_owned(), *span));
                    }
                    Content::Block(_) => {}
                }
            }
        }
    }
    lines
}

fn item_line(item: &crate::syntax::Item) -> String {
    match item.blocks.first() {
        Some(Block::Paragraph { inline, .. }) => inline.plain().to_owned(),
        _ => String::new(),
    }
}

/// A time that the words before it make the start or the end; its day from the same sentence where it states none.
fn told(input: &Input<'_>, words: WordList) -> Option<(StampToken, Span)> {
    ledes(input).iter().find_map(|lede| {
        let Lede { text, span, ranges } = lede;
        let found = ranges.iter().filter(|range| range.start.time.is_some()).find(|range| {
            if words == WordList::Ending && says_over(text, &range.range, input.vocabulary) {
                return true;
            }
            let before = fold(end_of(&text[..range.range.start], 80));
            let before = before.trim_end_matches(|c: char| !c.is_alphanumeric());
            let around = input.vocabulary.at_end(WordList::Around, before);
            let around = around.map_or(before, |word| before[..before.len() - word.len()].trim_end());
            // "It seemed to recover until 15:00" tells when it began again.
            let well = |text: &str, word: &str| {
                let before = text[..text.len() - word.len()].trim_end().rsplit(' ').next().unwrap_or("");
                words == WordList::Ending && before.starts_with("recover")
            };
            let says_so = |text: &str| input.vocabulary.at_end(words, text).is_some_and(|word| !well(text, word));
            let clause = || fold(end_of(&text[..range.range.start], 160));
            says_so(before)
                || says_so(around)
                || words == WordList::Starting && fails_from(clause().trim_end(), input.vocabulary)
        })?;
        let mut stamp = found.start.clone();
        let behind = &text[found.range.end..];
        let behind = fold(&behind[..behind.floor_char_boundary(24)]);
        let today = ["this morning", "this afternoon", "this evening", "today", "tonight"];
        if stamp.date.is_none() && today.iter().any(|word| behind.trim_start().starts_with(word)) {
            stamp.date = Some(file_date(input.path)?);
        }
        // "until midnight on the 17th": another day than the one that the sentence names.
        let nth = behind
            .trim_start()
            .strip_prefix("on the ")
            .is_some_and(|nth| nth.starts_with(|c: char| c.is_ascii_digit()));
        if stamp.date.is_none() && nth {
            return None;
        }
        stamp.date = stamp.date.or_else(|| lede.day_beside(found));
        Some((stamp, *span))
    })
}

/// "… began returning errors for half of all readers at": the clause before a time says that something failed from it on.
fn fails_from(before: &str, vocabulary: &Vocabulary) -> bool {
    let clause = before.strip_suffix(" at").or_else(|| before.strip_suffix(" around"));
    let clause = clause.and_then(|clause| clause.rsplit(['.', ';', ',', '!', '?']).next());
    clause.is_some_and(|clause| {
        !clause.bytes().any(|byte| byte == b':') && vocabulary.has_any(WordList::FailsFrom, clause)
    })
}

/// "At 12:10 all services came back online": a time that opens its sentence, which says that it is over and gives no other.
fn says_over(text: &str, at: &std::ops::Range<usize>, vocabulary: &Vocabulary) -> bool {
    // What stands near is looked at, not the whole line for each of its times.
    let lead = end_of(&text[..at.start], 60).rsplit(['.', ';', '—', '–', '-', '!']).next().unwrap_or("");
    if word_count(lead.trim_start_matches(|c: char| !c.is_alphanumeric())) > 2 {
        return false;
    }
    let near = &text[at.end..text.floor_char_boundary(at.end + 240)];
    let rest = near.split(['.', ';', '!']).next().unwrap_or("");
    let alone = when::ranges_in(rest, Expect::default()).iter().all(|range| range.start.time.is_none());
    word_count(lead) <= 2
        && word_count(rest) <= 25
        && alone
        && super::says_over(&fold(rest), WordList::Over, vocabulary)
}

/// The first sentence of the report where it gives day and time: "On 3 May at 14:30 UTC we started to …"; or the time alone,
/// where it stands right at the front: "At 14:30 UTC the queue stopped".
fn opening(input: &Input<'_>) -> Option<(StampToken, Span)> {
    // A blurb without any time may stand before the summary.
    ledes(input).iter().take(3).enumerate().find_map(|(at, lede)| {
        let (found, words) = lede.first_of_sentence()?;
        let early = words <= if found.start.date.is_some() { 4 } else { 1 };
        let dated = at == 0 || found.start.date.is_some();
        (early && dated && found.start.time.is_some()).then(|| (found.start.clone(), lede.span))
    })
}

/// The day that opens the first sentence: "On 31 July 2018, a researcher …".
fn opening_day(input: &Input<'_>) -> Option<(DateToken, Span)> {
    let lede = ledes(input).first()?;
    let (found, words) = lede.first_of_sentence()?;
    found.start.date.clone().filter(|_| words <= 2).map(|date| (date, lede.span))
}

/// "On the evening of Feb 23, readers got errors": the day without a year at the front of a sentence that tells of a fault.
fn day_of_fault(input: &Input<'_>) -> Option<(DateToken, Span)> {
    ledes(input).iter().take(2).find_map(|lede| {
        let sentence = &lede.text[..lede.text.find(". ").unwrap_or(lede.text.len())];
        let expect = Expect { month_day: true, ..Expect::default() };
        let found = when::ranges_in(sentence, expect).into_iter().find(|found| found.start.date.is_some())?;
        let before = &sentence[..found.range.start];
        let named = sentence[found.range.clone()].contains(char::is_alphabetic);
        let early = named && word_count(before) <= 4 && !before.contains([',', ';', ':']);
        let token = found.start.date.filter(|token| early && token.year.is_none())?;
        input.vocabulary.has_any(WordList::Fault, sentence).then_some((token, lede.span))
    })
}

/// "Between 28 January and 1 February 2024 tokens were written …": the first day of a range near the top.
fn days_told(input: &Input<'_>) -> Option<(DateToken, Span)> {
    ledes(input).iter().find_map(|lede| {
        let days = lede.ranges.iter().find_map(|range| range.start.date.clone().zip(range.end.as_ref()?.date.as_ref()));
        let (first, last) = days?;
        Some((DateToken { year: first.year.or(last.year), ..first }, lede.span))
    })
}

/// A sentence near the top that gives start and end with their times.
fn sentence(input: &Input<'_>) -> Option<(RangeToken, Span)> {
    ledes(input).iter().find_map(|lede| {
        let Lede { ranges, span, .. } = lede;
        let full = |range: &&RangeToken| {
            range.start.time.is_some() && range.end.as_ref().is_some_and(|end| end.time.is_some())
        };
        let mut full = ranges.iter().find(full)?.clone();
        // Without a day, and without one elsewhere, the window floats.
        full.start.date = full.start.date.clone().or_else(|| lede.day_beside(&full));
        Some((full, *span))
    })
}

/// The paragraphs near the top, then those of the summary, of the fields on when it was, of the impact: an author who
/// puts the impact first still tells in the summary when it was.
fn ledes<'i>(input: &'i Input<'_>) -> &'i [Lede] {
    input.seen.ledes.get_or_init(|| read_ledes(input))
}

fn read_ledes(input: &Input<'_>) -> Vec<Lede> {
    let mut ledes: Vec<(u8, String, Span)> = Vec::new();
    for (at, part) in input.outline.parts.iter().enumerate() {
        let order = match part.meaning {
            None if at <= 1 => 0,
            Some(Meaning::Summary) => 1,
            Some(Meaning::Duration | Meaning::Window | Meaning::Date) => 2,
            Some(Meaning::Impact) => 3,
            _ => continue,
        };
        if input.outline.is_under(at, ELSEWHERE) {
            continue;
        }
        if let Some(value) = part.value.as_ref().filter(|_| part.meaning != Some(Meaning::Duration)) {
            ledes.push((order, value.text.clone(), value.span));
        }
        for content in &part.content {
            match content {
                Content::Block(Block::Paragraph { inline, span, .. }) => {
                    ledes.push((order, inline.plain().to_owned(), *span));
                }
                Content::Block(Block::List { items, .. }) if order == 2 => {
                    ledes.extend(items.iter().map(|item| (order, item_line(item), item.span)));
                }
                Content::Block(_) | Content::Item(_) => {}
            }
        }
    }
    ledes.sort_by_key(|(order, ..)| *order);
    let read =
        |(_, text, span): (u8, String, Span)| Lede { ranges: when::ranges_in(&text, Expect::default()), text, span };
    ledes.into_iter().map(read).collect()
}

/// A field or key for the zone.
pub(crate) fn zone_fields(input: &Input<'_>) -> Option<Sourced<Zone>> {
    if let Some((text, span)) = input.front.text(Fact::Zone) {
        let zone = when::zones_in(text).into_iter().next().map_or_else(|| Zone::new(text), |(_, zone)| zone);
        return Some(Sourced::new(zone, Rule::FrontMatter, span));
    }
    let in_field = of_incident(input).filter(|field| field.meaning == Meaning::Zone).find_map(|field| {
        let zone = when::zones_in(&field.value.text).into_iter().next()?.1;
        Some(Sourced::new(zone, field.rule, field.value.span))
    });
    in_field.or_else(|| {
        input.outline.asking(Meaning::Zone).find_map(|at| {
            let answer = input.outline.short_answer(at)?;
            let zone = when::zones_in(&answer.text).into_iter().next()?.1;
            Some(Sourced::new(zone, Rule::Section, answer.span))
        })
    })
}

/// A zone that fields, key events or sentences of the report name beside a time, or for all times.
pub(crate) fn zone_anywhere(input: &Input<'_>) -> Option<Sourced<Zone>> {
    let fields = of_incident(input).filter(|field| {
        let asked =
            [Meaning::Date, Meaning::Window, Meaning::Start, Meaning::End, Meaning::Duration, Meaning::Detected];
        asked.contains(&field.meaning)
    });
    for field in fields {
        if let Some((_, zone)) = when::zones_in(&field.value.text).into_iter().next() {
            return Some(Sourced::new(zone, field.rule, field.value.span));
        }
    }
    for (at, part) in input.outline.parts.iter().enumerate() {
        if input.outline.is_under(at, &[Meaning::Meeting, Meaning::Appendix, Meaning::Actions]) {
            continue;
        }
        for content in &part.content {
            let Content::Block(Block::Paragraph { inline, span, .. }) = content else { continue };
            let text = inline.plain();
            let for_all = input.vocabulary.has_any(WordList::AllTimes, text);
            let beside = || {
                when::ranges_in(text, Expect::default())
                    .into_iter()
                    .find_map(|range| range.start.zone.or(range.end.and_then(|end| end.zone)))
            };
            // "9 PM EDT/8 PM CDT" says the same time twice, and nothing of the report's own zone.
            let named = when::zones_in(text);
            if named.iter().any(|(_, zone)| *zone != named[0].1) {
                continue;
            }
            let zone = if for_all {
                when::zones_in(text).into_iter().next().map(|(_, zone)| zone)
            } else {
                beside().map(|token| token.zone)
            };
            if let Some(zone) = zone {
                return Some(Sourced::new(zone, Rule::Sentence, *span));
            }
        }
    }
    // Last, the offset of the front matter's own date: the author's zone where nothing else is stated.
    let (stamp, span) = front_stamp(input, Fact::Date)?;
    stamp.zone.map(|token| Sourced::new(token.zone, Rule::FrontMatter, span))
}

/// The zone that a text states for all times: in a field, or in a sentence that says so.
pub(crate) fn zone_for_all(outline: &Outline<'_>, vocabulary: &Vocabulary) -> Option<Sourced<Zone>> {
    let of_field = |field: &Field| {
        let zone = when::zones_in(&field.value.text).into_iter().next()?.1;
        Some(Sourced::new(zone, field.rule, field.value.span))
    };
    let mut fields = outline.fields.iter().filter(|field| field.meaning == Meaning::Zone);
    fields.find_map(of_field).or_else(|| {
        outline.parts.iter().flat_map(|part| &part.content).find_map(|content| {
            let Content::Block(Block::Paragraph { inline, span, .. }) = content else { return None };
            let text = inline.plain();
            let zone =
                when::zones_in(text).into_iter().next().filter(|_| vocabulary.has_any(WordList::AllTimes, text))?.1;
            Some(Sourced::new(zone, Rule::Sentence, *span))
        })
    })
}

/// Every date of the report's fields and headings, for the question of their order.
pub(crate) fn date_tokens(input: &Input<'_>) -> Vec<(DateToken, Span)> {
    let mut out: Vec<(DateToken, Span)> = Vec::new();
    for field in of_incident(input) {
        let found = when::ranges_in(&field.value.text, IN_FIELD);
        out.extend(found.into_iter().filter_map(|range| range.start.date).map(|token| (token, field.value.span)));
    }
    for part in &input.outline.parts {
        let found = when::ranges_in(&part.title, Expect::default());
        out.extend(found.into_iter().filter_map(|range| range.start.date).map(|token| (token, part.head)));
    }
    out
}
