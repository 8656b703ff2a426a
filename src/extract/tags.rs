//! Causes that a report names itself by tag or label, and where it speaks of causes.

use super::front::Facts;
use super::shape::Outline;
use super::vocabulary::{Meaning, Vocabulary, WordList};
use crate::config::Fact;
use crate::model::{CauseTags, Sourced};
use crate::source::Span;

/// Tags of the front matter, and labels with a short list of words: `Root causes: certificate, capacity`.
pub fn causes(front: &Facts<'_>, outline: &Outline<'_>, vocabulary: &Vocabulary) -> CauseTags {
    let mut out = CauseTags {
        triggers: front.tags(Fact::Triggers, vocabulary),
        causes: front.tags(Fact::Causes, vocabulary),
        gaps: front.tags(Fact::Gaps, vocabulary),
        components: front.tags(Fact::Components, vocabulary),
    };
    for field in &outline.fields {
        let slot = match field.meaning {
            Meaning::CauseTags | Meaning::RootCause => &mut out.causes,
            Meaning::TriggerTags => &mut out.triggers,
            Meaning::GapTags => &mut out.gaps,
            _ => continue,
        };
        let pieces: Vec<&str> = super::applications::split(&field.value.text);
        // A sentence is prose about the cause; tags are a word or three each.
        let tags = pieces.iter().all(|tag| tag.split_whitespace().count() <= 3 && !tag.ends_with('.'));
        for tag in pieces.into_iter().filter(|_| tags) {
            let known = slot.iter().any(|known| known.value.eq_ignore_ascii_case(tag));
            if !known && !vocabulary.is_in(WordList::Placeholder, tag) {
                slot.push(Sourced::new(tag.to_string(), field.rule, field.value.span));
            }
        }
    }
    out
}

/// Where the report speaks of causes, in order and apart: root causes, contributing factors, triggers, and the answers to
/// why it was not caught, seen or ended sooner.
pub fn cause_sections(outline: &Outline<'_>) -> Vec<Span> {
    let asked = [Meaning::RootCause, Meaning::Trigger, Meaning::Detection];
    let mut spans: Vec<Span> = (0..outline.parts.len())
        .filter(|at| outline.parts[*at].meaning.is_some_and(|meaning| asked.contains(&meaning)))
        .filter_map(|at| {
            let extent = outline.extent(at)?;
            Some(outline.parts[at].value.as_ref().map_or(extent, |value| value.span.join(extent)))
        })
        .collect();
    spans.sort();
    let mut merged: Vec<Span> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if last.overlaps(span) => *last = last.join(span),
            _ => merged.push(span),
        }
    }
    merged
}
