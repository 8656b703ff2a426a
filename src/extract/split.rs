//! An incident log to its incidents: one file, one part for each.
//!
//! [`parts`] decides by structure and with certainty: `sections` finds a log of headings, `table` one of rows. Anything
//! else is one report, however many dates its headings hold: a report that is torn apart loses more than a log that is
//! read as one. Every part is a document of its own over the same source, so that all extractors read it as they read a
//! report, and every span stays true.

mod notes;
mod sections;
mod table;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::Reading;
use super::front::Facts;
use super::shape::Outline;
use super::vocabulary::Meaning;
use super::when::{self, Expect};
use super::window;
use crate::config::Fact;
use crate::model::{Sourced, Zone};
use crate::source::{SourceFile, Span};
use crate::syntax::{Block, Document, FrontMatter, Section};

/// A text that speaks of one incident: a whole report, or its place in an incident log.
#[derive(Debug)]
pub struct Part<'a> {
    /// The text.
    pub document: Cow<'a, Document>,
    /// Its place; `None` where it is the whole report.
    pub place: Option<Place>,
}

/// Where an incident stands in a log.
#[derive(Debug)]
pub struct Place {
    /// The fragment by which links know it: that of its heading, or `row-3`. No two parts of a file share one.
    pub anchor: String,
    /// The zone that the log states for all its times.
    pub zone: Option<Sourced<Zone>>,
    /// What a reader needs to see of the source: the part, and what was read outside it; in order.
    pub shown: Vec<Span>,
    /// The headings of the file between the part before this one and this one, for counting fragments.
    pub skipped: Vec<String>,
}

impl Part<'_> {
    /// The anchor of the incident; `None` where the report is one incident.
    pub fn anchor(&self) -> Option<&str> {
        self.place.as_ref().map(|place| place.anchor.as_str())
    }

    /// The path whose dates count for the incident: nothing for a part of a log.
    pub fn path<'s>(&self, source: &'s SourceFile) -> &'s str {
        if self.place.is_some() { "" } else { source.id.as_str() }
    }

    /// The zone that the log around the incident states for all its times.
    pub fn zone(&self) -> Option<&Sourced<Zone>> {
        self.place.as_ref()?.zone.as_ref()
    }

    /// Where the part begins.
    pub fn start(&self) -> Span {
        let start = self.place.as_ref().map_or(0, |_| self.document.body.start as usize);
        Span::new(start, start)
    }
}

/// The parts of a report, at least one, in reading order.
pub fn parts<'a>(source: &SourceFile, document: &'a Document, reading: &Reading) -> Vec<Part<'a>> {
    let whole = || vec![Part { document: Cow::Borrowed(document), place: None }];
    let candidates = sections::candidates(document, &reading.vocabulary);
    let tables = if candidates.is_some() { Vec::new() } else { table::candidates(document, &reading.vocabulary) };
    if candidates.is_none() && tables.is_empty() {
        return whole();
    }
    let front = Facts::of(document, &reading.keys);
    if states_an_incident(&front) {
        return whole();
    }
    let outline = Outline::of(document, &source.id, &reading.vocabulary);
    let around = Around { document, outline: &outline, front: &front, reading };
    let split = match candidates {
        Some(candidates) => sections::split(candidates, around),
        None => table::split(&tables, around),
    };
    split.unwrap_or_else(whole)
}

/// What is known of the file as a whole.
#[derive(Clone, Copy)]
struct Around<'a> {
    document: &'a Document,
    outline: &'a Outline<'a>,
    front: &'a Facts<'a>,
    reading: &'a Reading,
}

/// What speaks of an incident wherever it stands: where the file as a whole says so, it is one report.
const OF_ONE: &[Meaning] = &[
    Meaning::Date,
    Meaning::Window,
    Meaning::Start,
    Meaning::End,
    Meaning::Duration,
    Meaning::Severity,
    Meaning::Applications,
    Meaning::Impact,
    Meaning::RootCause,
    Meaning::Trigger,
    Meaning::Detection,
    Meaning::Timeline,
    Meaning::Updates,
    Meaning::KeyEvents,
    Meaning::Lessons,
    Meaning::WentWell,
    Meaning::WentWrong,
    Meaning::Lucky,
    Meaning::Actions,
    Meaning::Improvements,
    Meaning::Recommendations,
    Meaning::Taken,
    Meaning::Meeting,
];

/// Whether the front matter states facts of one incident.
fn states_an_incident(front: &Facts<'_>) -> bool {
    let facts = [
        Fact::StartedAt,
        Fact::EndedAt,
        Fact::StatedDuration,
        Fact::Severity,
        Fact::Causes,
        Fact::Triggers,
        Fact::Gaps,
    ];
    front.is_notice()
        || facts.iter().any(|fact| front.entries(*fact).next().is_some())
        || front.text(Fact::Title).is_some_and(|(title, _)| has_day(title))
}

/// Whether a text names a day with its year.
fn has_day(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && when::ranges_in(text, Expect::default())
            .iter()
            .any(|range| range.start.date.as_ref().is_some_and(|date| date.year.is_some()))
}

impl Around<'_> {
    /// Whether what stands outside `inside` (in reading order, not overlapping) speaks of an incident. `tolerated` are
    /// meanings that may stand there, `templates` places whose content is only an example.
    fn speaks_outside(&self, inside: &[Span], templates: &[Span]) -> bool {
        let is_in = |spans: &[Span], span: Span| {
            let at = spans.partition_point(|own| own.start <= span.start);
            at.checked_sub(1).is_some_and(|at| span.start < spans[at].end)
        };
        let outside = |span: Span| !is_in(inside, span) && !is_in(templates, span);
        let fields = self.outline.fields.iter().filter(|field| outside(field.span));
        let mut parts = self.outline.parts.iter().enumerate().skip(1).filter(|(_, part)| outside(part.head));
        fields.into_iter().any(|field| OF_ONE.contains(&field.meaning))
            || parts.any(|(at, part)| {
                let own = part.meaning.filter(|meaning| OF_ONE.contains(meaning));
                own.is_some() && self.outline.extent(at).is_some()
            })
    }

    /// The zone that blocks outside the parts state for all times.
    fn zone(&self, preface: &[&Block]) -> Option<Sourced<Zone>> {
        if preface.is_empty() {
            return None;
        }
        let blocks = preface.iter().map(|block| (*block).clone()).collect();
        let span = self.document.body;
        let root = Section { heading: None, blocks, children: Vec::new(), span };
        let document = Document { front: FrontMatter::default(), body: span, root };
        let file = crate::source::FileId::new("");
        let outline = Outline::of(&document, &file, &self.reading.vocabulary);
        window::zone_for_all(&outline, &self.reading.vocabulary)
    }

    /// What the page of a part shows: its own places, and those from which facts of all parts were read.
    fn shown(&self, zone: Option<&Sourced<Zone>>, own: &[Span]) -> Vec<Span> {
        let front = self.front.entries(Fact::Zone).map(|entry| entry.key_span.join(entry.node.span));
        let mut shown: Vec<Span> =
            front.chain(zone.map(|zone| zone.evidence.span())).chain(own.iter().copied()).collect();
        shown.sort();
        shown
    }

    /// The front matter that holds for every part: what zone its times have, and whether the file is a draft.
    fn front(&self) -> FrontMatter {
        let kept = [Fact::Zone, Fact::Draft].into_iter().flat_map(|fact| self.front.entries(fact));
        FrontMatter { entries: kept.cloned().collect(), span: None }
    }
}

/// Whether a paragraph between the parts tells of one day: then it is the story of one incident.
fn tells_of_a_day(blocks: &[&Block]) -> bool {
    blocks.iter().any(|block| match block {
        Block::Paragraph { inline, .. } => has_day(inline.plain()),
        Block::List { .. }
        | Block::Table { .. }
        | Block::Quote { .. }
        | Block::Code { .. }
        | Block::Html { .. }
        | Block::Footnote { .. }
        | Block::Rule { .. } => false,
    })
}
