//! When an incident was detected, declared and mitigated: milestones between its start and its end.
//!
//! Read where a report names the milestone itself: a field ("Detected at: 10:05"), a line of the key events, or a row of the
//! timeline whose own words say it ("incident declared"). Nothing is concluded from other words: an alert is not yet a detection,
//! and a fix not yet a mitigation.

use std::borrow::Cow;

use super::candidates::{field_day, first_range, key_event_lines, of_incident};
use super::{Input, Stated, Weighed, negated};
use crate::extract::vocabulary::{WordList, folded};
use crate::extract::when;
use crate::model::{Milestones, Moment, Rule, Sourced, TimelineRow, Zone};
use crate::source::Span;

/// The milestones of an incident whose window is known as far as `weighed` tells.
pub(super) fn read(input: &Input<'_>, weighed: &Weighed, zone: Option<&Zone>, rows: &[TimelineRow]) -> Milestones {
    let events = key_event_lines(input);
    let timed = rows.iter().filter(|row| row.at.is_some_and(|at| at.time().is_some()));
    let timed = timed.filter(|row| input.tokens.may_tell_a_milestone(row.span));
    let timed = timed.map(|row| (row, folded(&row.text)));
    let timed: Vec<(&TimelineRow, Cow<'_, str>)> =
        timed.filter(|(_, text)| input.vocabulary.occurs(WordList::RowMilestone, text)).collect();
    let of = |label: WordList, row: WordList| {
        from_fields(input, label, weighed, zone)
            .or_else(|| from_events(input, &events, label, weighed, zone))
            .or_else(|| from_rows(input, &timed, row))
    };
    Milestones {
        detected: of(WordList::LabelDetected, WordList::RowDetected),
        declared: of(WordList::LabelDeclared, WordList::RowDeclared),
        mitigated: of(WordList::LabelMitigated, WordList::RowMitigated),
    }
}

/// A field whose key names the milestone, with a time.
fn from_fields(input: &Input<'_>, label: WordList, weighed: &Weighed, zone: Option<&Zone>) -> Option<Sourced<Moment>> {
    of_incident(input).filter(|field| input.vocabulary.is_in(label, &field.key)).find_map(|field| {
        let stamp = first_range(&field.value.text, super::candidates::IN_FIELD)?.start;
        stamp.time.as_ref()?;
        let moment = weighed.moment(&Stated { stamp, day: field_day(input) }, zone)?;
        Some(Sourced::new(moment, field.rule, field.value.span))
    })
}

/// A line of the key events whose words before the time name the milestone.
fn from_events(
    input: &Input<'_>,
    events: &[(String, Span)],
    label: WordList,
    weighed: &Weighed,
    zone: Option<&Zone>,
) -> Option<Sourced<Moment>> {
    events.iter().find_map(|(line, span)| {
        let range = when::ranges_in(line, super::candidates::IN_FIELD).into_iter().next()?;
        let words = line[..range.range.start].trim_end_matches([':', '-', '–', ' ']);
        if range.start.time.is_none() || !input.vocabulary.is_in(label, words) {
            return None;
        }
        let moment = weighed.moment(&Stated { stamp: range.start, day: field_day(input) }, zone)?;
        Some(Sourced::new(moment, Rule::Milestone, *span))
    })
}

/// The first of the rows with a time that say any milestone, each with its text folded, that says this one.
fn from_rows(input: &Input<'_>, rows: &[(&TimelineRow, Cow<'_, str>)], words: WordList) -> Option<Sourced<Moment>> {
    let says_so = |text: &str| {
        let found = input.vocabulary.all_in(words, text);
        found.into_iter().any(|(at, word)| !negated(text, at..at + word.len(), input.vocabulary))
    };
    let saying = rows.iter().filter(|(_, text)| says_so(text)).map(|(row, _)| row);
    let first = saying.min_by_key(|row| row.at.and_then(Moment::time))?;
    first.at.map(|at| Sourced::new(at, Rule::TimelineRow, first.span))
}
