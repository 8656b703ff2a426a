//! What the facts of a report were read from: kept beside them for whoever asks why a report reads as it does.
//!
//! Holds what reading has at hand anyway. What lost without being weighed, since something better was found first, is
//! looked up on demand by the functions that would have been asked next.

use std::cell::RefCell;

use super::Reading;
use super::front::Facts;
use super::resolve::Resolved;
use super::shape::Outline;
use super::split::Part;
use super::timeline::RawTimeline;
use super::tokens::Tokens;
use super::window::{self, Input, Seen, Weighed};
use crate::model::{Incident, Moment, Sourced, Zone};
use crate::source::{SourceFile, Span};

/// An incident, and what it was read from.
#[derive(Debug)]
pub struct Traced<'a> {
    /// The facts.
    pub incident: Incident,
    /// What they were read from.
    pub trace: Trace<'a>,
}

/// What the facts of an incident were read from.
#[derive(Debug)]
pub struct Trace<'a> {
    /// The parts and fields of the report, with what they ask for.
    pub outline: Outline<'a>,
    /// Its front matter.
    pub front: Facts<'a>,
    /// Its timeline as written.
    pub raw: RawTimeline,
    /// What names the report.
    pub titles: Resolved<(String, Span)>,
    /// What states its severity.
    pub severities: Resolved<String>,
    /// All that spoke of the window.
    pub window: Weighed,
    /// The report or its part, as it was read.
    pub part: &'a Part<'a>,
}

/// What the timeline and the notes would have given for the window, had nothing better been found.
#[derive(Debug)]
pub struct Behind {
    /// The row with which it began.
    pub first_row: Option<Sourced<Moment>>,
    /// The row with which it was over.
    pub last_row: Option<Sourced<Moment>>,
    /// Everything that names a zone, best first: the first one is the record's.
    pub zones: Vec<Sourced<Zone>>,
}

impl Traced<'_> {
    /// What stood behind the facts of the window.
    pub fn behind(&self, source: &SourceFile, reading: &Reading) -> Behind {
        let Trace { outline, front, raw, titles: _, severities: _, window, part } = &self.trace;
        let vocabulary = &*reading.vocabulary;
        let input = Input {
            source,
            document: &part.document,
            outline,
            front,
            raw,
            vocabulary,
            tokens: &Tokens::of(&source.text, part.document.body, vocabulary),
            path: part.path(source),
            order: window.order,
            log_zone: part.zone(),
            seen: Seen::default(),
            diagnostics: RefCell::default(),
        };
        let rows = &self.incident.timeline;
        Behind {
            first_row: window::first_row(rows, window.dates.fact.as_ref(), vocabulary),
            last_row: window::last_row(&input, rows),
            zones: window::zones(&input, window.starts.fact.as_ref()).collect(),
        }
    }
}
