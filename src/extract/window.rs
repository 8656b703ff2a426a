//! When it was: day, start, end, zone, and the duration the report states.
//!
//! Every place that may say so becomes a candidate. An express statement (front matter, field, label, sentence) outranks
//! the first row of the timeline, and both outrank the date in a heading, the file name and the day of publication. The
//! zone of the record is that of its start; times of another zone are converted to it.

mod candidates;
mod duration;
mod malformed;
mod milestones;

pub use candidates::Seen;
pub(crate) use candidates::zone_for_all;

use std::cell::RefCell;

use jiff::civil::{Date, DateTime};

use super::front::Facts;
use super::resolve::{Candidate, Rank, Resolved, resolve};
use super::shape::Outline;
use super::timeline::{self, Placing, RawTimeline, convert};
use super::tokens::Tokens;
use super::vocabulary::{Vocabulary, WordList, fold, is_unspaced};
use super::when::{self, DateToken, StampToken};
use crate::config::DateOrder;
use crate::diag::{Code, Diagnostic};
use crate::model::{Evidence, Milestones, Minutes, Moment, Rule, Sourced, TimelineRow, Zone};
use crate::source::{SourceFile, Span};
use crate::syntax::{Document, NodeValue};

/// All that the window is read from.
pub struct Input<'a> {
    /// The report.
    pub source: &'a SourceFile,
    /// Its structure.
    pub document: &'a Document,
    /// Its parts and fields.
    pub outline: &'a Outline<'a>,
    /// Its front matter.
    pub front: &'a Facts<'a>,
    /// Its timeline as written.
    pub raw: &'a RawTimeline,
    /// The words.
    pub vocabulary: &'a Vocabulary,
    /// The words of its text, as they stand there.
    pub(crate) tokens: &'a Tokens<'a>,
    /// The path whose dates count for the incident: that of the report, nothing for a part of a log.
    pub path: &'a str,
    /// How `03/04/2019` is read; `None` where nothing settles it.
    pub order: Option<DateOrder>,
    /// The zone that the log around the incident states for all its times.
    pub log_zone: Option<&'a Sourced<Zone>>,
    /// What several facts are read from, read when somebody first asks.
    pub seen: Seen,
    /// What reading the candidates has to say.
    pub diagnostics: RefCell<Vec<Diagnostic>>,
}

/// When it was.
#[derive(Debug)]
pub struct Window {
    /// The local day on which it began.
    pub date: Option<Sourced<Date>>,
    /// Its beginning.
    pub started_at: Option<Sourced<Moment>>,
    /// Its end; never before the start.
    pub ended_at: Option<Sourced<Moment>>,
    /// The zone of all its times.
    pub zone: Option<Sourced<Zone>>,
    /// A duration the report states.
    pub stated_duration: Option<Sourced<Minutes>>,
    /// The dated rows of the timeline.
    pub rows: Vec<TimelineRow>,
    /// What came between start and end.
    pub milestones: Milestones,
    /// Conflicts, ambiguous dates, an end before the start.
    pub diagnostics: Vec<Diagnostic>,
    /// What it was read from.
    pub weighed: Weighed,
}

/// All places that state something of the window, as they were weighed against each other.
#[derive(Debug)]
pub struct Weighed {
    /// The day, from everywhere but start and timeline.
    pub dates: Resolved<Date>,
    /// The beginning, from everywhere but the timeline.
    pub starts: Resolved<Stated>,
    /// The end, from everywhere but the timeline.
    pub ends: Resolved<Stated>,
    /// The duration of the whole incident.
    pub durations: Resolved<Minutes>,
    /// How `03/04/2019` is read in this report.
    pub order: Option<DateOrder>,
}

impl Weighed {
    /// A stated time as a moment in the record's zone; `None` where its day is not known for certain.
    pub fn moment(&self, stated: &Stated, zone: Option<&Zone>) -> Option<Moment> {
        moment(stated, self.base(), self.order, zone)
    }

    /// The day that times without one of their own stand on.
    pub fn base(&self) -> Option<Date> {
        self.dates.fact.as_ref().map(|date| date.value)
    }
}

/// A stamp with all that is needed to turn it into a moment later.
#[derive(Clone, Debug, PartialEq)]
pub struct Stated {
    /// The time as written.
    pub stamp: StampToken,
    /// A day from another field, for a stamp that is only a time.
    pub day: Option<DateToken>,
}

/// Works out when the incident was.
pub fn read(input: &Input<'_>) -> Window {
    let order = input.order;
    let weighed = Weighed {
        dates: resolve(candidates::dates(input, order)),
        starts: resolve(candidates::starts(input)),
        ends: resolve(candidates::ends(input)),
        durations: duration::stated(input),
        order,
    };
    let (base, base_date) = (&weighed.dates, weighed.base());
    let zone = zones(input, weighed.starts.fact.as_ref()).next();
    let named = zone.as_ref().map(|zone| &zone.value);
    let settled = |stated: &Resolved<Stated>| {
        let best = stated.fact.as_ref()?;
        Some(Sourced { value: weighed.moment(&best.value, named)?, evidence: best.evidence.clone() })
    };
    let (stated_start, stated_end) = (settled(&weighed.starts), settled(&weighed.ends));

    let anchor = stated_start.as_ref().map(|start| start.value.date()).or(base_date);
    let rows = timeline::place(input.raw, Placing { base: anchor, order, zone: named });
    let milestones = milestones::read(input, &weighed, named, &rows);
    // The day on which somebody noticed says nothing of which row was the first.
    let known_day = base.fact.as_ref().filter(|day| day.evidence.rule != Rule::Milestone);
    let noticed = || {
        let (stated, rule, span) = candidates::detected(input)?;
        Some(Sourced::new(weighed.moment(&stated, named)?, rule, span))
    };
    let started = stated_start.or_else(|| first_row(&rows, known_day, input.vocabulary)).or_else(noticed);
    let ended = stated_end.or_else(|| last_row(input, &rows));
    let mut diagnostics = input.diagnostics.take();
    let ended = sound_end(started.as_ref(), ended, input, &mut diagnostics);

    let date = match &started {
        Some(start)
            if start.evidence.rule != Rule::TimelineRow
                || base.fact.as_ref().is_none_or(|date| weak(date.evidence.rule)) =>
        {
            Some(Sourced { value: start.value.date(), evidence: start.evidence.clone() })
        }
        _ => base.fact.clone().or_else(|| first_day(&rows)),
    };
    diagnostics.extend(base.conflict("date", &input.source.id, Rank::Window));
    diagnostics.extend(malformed::notes(input));
    if base.fact.is_none() && order.is_none() {
        diagnostics.extend(ambiguous(input));
    }
    Window {
        date,
        started_at: started.filter(|start| start.value.time().is_some()),
        ended_at: ended.filter(|end| end.value.time().is_some()),
        zone,
        stated_duration: weighed.durations.fact.clone(),
        rows,
        milestones,
        diagnostics,
        weighed,
    }
}

/// The day of the first dated row, for a report that states no other.
fn first_day(rows: &[TimelineRow]) -> Option<Sourced<Date>> {
    rows.iter().find_map(|row| Some(Sourced::new(row.at?.date(), Rule::TimelineRow, row.span)))
}

/// Whether a date by this rule yields to the timeline's own.
fn weak(rule: Rule) -> bool {
    matches!(rule, Rule::Heading | Rule::FileName | Rule::Milestone | Rule::Default)
}

/// A stated time as a moment in the record's zone.
fn moment(stated: &Stated, base: Option<Date>, order: Option<DateOrder>, zone: Option<&Zone>) -> Option<Moment> {
    let year = base.map(Date::year);
    let token = stated.stamp.date.as_ref().or(stated.day.as_ref());
    let day = match token {
        Some(token) => token.resolve(order, year)?,
        None => base?,
    };
    let Some(time) = &stated.stamp.time else { return Some(Moment::Day(day)) };
    let at = time.on(day)?;
    let own = stated.stamp.zone.as_ref().map(|zone| &zone.zone);
    let at = match (own, zone) {
        (Some(own), Some(record)) => convert(at, own, record).unwrap_or(at),
        _ => at,
    };
    Some(Moment::Minute(at))
}

/// What names the zone of the record, best first: a field, its start, the timeline, a note anywhere. Found one by one, as
/// they are asked for.
pub fn zones<'i>(
    input: &'i Input<'_>,
    start: Option<&'i Sourced<Stated>>,
) -> impl Iterator<Item = Sourced<Zone>> + use<'i> {
    let of_start = move || {
        let start = start?;
        let zone = start.value.stamp.zone.as_ref()?;
        Some(Sourced { value: zone.zone.clone(), evidence: start.evidence.clone() })
    };
    let of_timeline = || {
        let (zone, rule, span) = input.raw.zone.clone()?;
        Some(Sourced::new(zone, rule, span))
    };
    let of_rows = || {
        input.raw.entries.iter().find_map(|entry| {
            let stamp = entry.stamp.as_ref()?;
            let zone = stamp.start.zone.as_ref().or(stamp.end.as_ref().and_then(|end| end.zone.as_ref()))?;
            Some(Sourced::new(zone.zone.clone(), Rule::TimelineRow, entry.span))
        })
    };
    std::iter::once_with(|| candidates::zone_fields(input))
        .chain(std::iter::once_with(of_start))
        .chain(std::iter::once_with(of_timeline))
        .chain(std::iter::once_with(of_rows))
        .chain(std::iter::once_with(|| candidates::zone_anywhere(input)))
        .chain(std::iter::once_with(|| input.log_zone.cloned()))
        .flatten()
}

/// The row with which the incident began: one that says so, else the first on the day the report speaks of, else the
/// first. Rows long before the others tell how it came about.
///
/// The day of a heading or file name may be that of the report: what led up to it without a day's pause belongs to the
/// incident, and where most rows stand before that day it says nothing.
pub fn first_row(
    rows: &[TimelineRow],
    day: Option<&Sourced<Date>>,
    vocabulary: &Vocabulary,
) -> Option<Sourced<Moment>> {
    let mut timed: Vec<(DateTime, &TimelineRow)> = rows.iter().filter_map(|row| Some((row.at?.time()?, row))).collect();
    if descending(&timed) {
        timed.reverse();
    }
    let paused = |at: usize| {
        let (begun, row) = timed[at];
        let over = row.until.and_then(Moment::time).unwrap_or(begun);
        timed[at + 1].0.duration_since(over).as_hours() >= 24
    };
    // "Reports of errors start to come in" tells of reports.
    let begins = |row: &TimelineRow| {
        let text = fold(&row.text);
        vocabulary.all_in(WordList::Begun, &text).into_iter().any(|(at, _)| !text[..at].ends_with(" of "))
    };
    let says_so = || timed.iter().position(|(_, row)| begins(row));
    let on_the_day = |day: &Sourced<Date>| {
        let at = timed.iter().position(|(at, _)| at.date() >= day.value)?;
        if !weak(day.evidence.rule) {
            return Some(at);
        }
        let led_up = (0..at).rev().take_while(|before| !paused(*before)).last().unwrap_or(at);
        (at * 2 <= timed.len()).then_some(led_up)
    };
    let after_pause =
        || (0..timed.len().saturating_sub(1).min(timed.len() / 3)).rev().find(|at| paused(*at)).map(|at| at + 1);
    let first = says_so().or_else(|| day.map_or_else(after_pause, on_the_day)).unwrap_or(0);
    let (at, row) = timed.get(first)?;
    Some(Sourced::new(Moment::Minute(*at), Rule::TimelineRow, row.span))
}

fn descending(timed: &[(DateTime, &TimelineRow)]) -> bool {
    let down = timed.windows(2).filter(|pair| pair[1].0 < pair[0].0).count();
    down * 2 > timed.len()
}

/// The row with which the incident was over: one that says so, else the last update of a notice that is resolved.
pub fn last_row(input: &Input<'_>, rows: &[TimelineRow]) -> Option<Sourced<Moment>> {
    over_row(rows, input.vocabulary).or_else(|| last_update(input, rows))
}

/// The last row that says it is over, in clear words where there are any.
fn over_row(rows: &[TimelineRow], vocabulary: &Vocabulary) -> Option<Sourced<Moment>> {
    let timed = rows.iter().filter(|row| row.at.is_some_and(|at| at.time().is_some()));
    let text = |row: &TimelineRow| fold(&format!("{} {}", row.kind.as_deref().unwrap_or(""), row.text));
    let timed: Vec<(&TimelineRow, String)> = timed.map(|row| (row, text(row))).collect();
    let last = |list| {
        let over = timed.iter().filter(|(_, text)| says_over(text, list, vocabulary)).map(|(row, _)| *row);
        over.max_by_key(|row| row.until.or(row.at).and_then(Moment::time))
    };
    let row = last(WordList::Over).or_else(|| last(WordList::OverWeak))?;
    row.until.or(row.at).map(|at| Sourced::new(at, Rule::TimelineRow, row.span))
}

/// Whether a folded text says that it is over, in words of this list, and does not deny it.
fn says_over(text: &str, list: WordList, vocabulary: &Vocabulary) -> bool {
    let found = vocabulary.all_in(list, text);
    found.into_iter().any(|(at, word)| !negated(text, at..at + word.len(), vocabulary))
}

/// The last update of a notice that its front matter marks as resolved.
fn last_update(input: &Input<'_>, rows: &[TimelineRow]) -> Option<Sourced<Moment>> {
    let resolved = input.document.front.get("resolved").is_some_and(|entry| match &entry.node.value {
        NodeValue::Bool(resolved) => *resolved,
        NodeValue::Text(text) => text.eq_ignore_ascii_case("yes"),
        NodeValue::Null | NodeValue::List(_) | NodeValue::Table(_) => false,
    });
    let last = rows
        .iter()
        .filter(|_| resolved)
        .filter(|row| row.at.is_some_and(|at| at.time().is_some()))
        .max_by_key(|row| row.at.and_then(Moment::time))?;
    last.at.map(|at| Sourced::new(at, Rule::TimelineRow, last.span))
}

/// "not resolved", "was never restored", "once it is fixed", "復旧していません": the word is there and says nothing is over.
fn negated(text: &str, word: std::ops::Range<usize>, vocabulary: &Vocabulary) -> bool {
    let clause = |c: char| matches!(c, '.' | ';' | ',' | '。' | '、' | '，' | '；');
    let before = text[..word.start].rsplit(clause).next().unwrap_or("");
    // Five words of a script with spaces, or as many letters of one without.
    let near = before.char_indices().rev().filter(|(_, c)| c.is_whitespace() || is_unspaced(*c)).nth(5);
    let near = near.map_or(before, |(at, c)| &before[at + c.len_utf8()..]);
    let rest = text[word.end..].split(['.', ';', '。', '；']).next().unwrap_or("");
    if vocabulary.has_any(WordList::But, rest) && vocabulary.has_any(WordList::Still, rest) {
        return true;
    }
    let next = vocabulary.all_in(WordList::NegationNext, near);
    vocabulary.has_any(WordList::Negation, near)
        || next.into_iter().any(|(at, word)| near[at + word.len()..].trim().is_empty())
        || vocabulary.at_start(WordList::NegationBehind, rest.trim_start()).is_some()
}

/// An end before the start is none, and the author is told.
fn sound_end(
    start: Option<&Sourced<Moment>>,
    end: Option<Sourced<Moment>>,
    input: &Input<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Sourced<Moment>> {
    let end = end?;
    let Some(start) = start.filter(|start| end.value.is_before(start.value)) else { return Some(end) };
    let file = &input.source.id;
    // A row that says "fixed" before the stated start speaks of something else.
    if end.evidence.rule != Rule::TimelineRow {
        diagnostics.push(
            Diagnostic::new(
                Code::EndBeforeStart,
                format!("the end {} lies before the start {}", end.value, start.value),
            )
            .at(file, end.evidence.span(), "read as the end")
            .at(file, start.evidence.span(), "read as the start")
            .help("state the day with the time where the incident went past midnight"),
        );
    }
    None
}

/// A date that nothing settles: said, not guessed.
fn ambiguous(input: &Input<'_>) -> Option<Diagnostic> {
    let found = candidates::date_tokens(input)
        .into_iter()
        .find(|(token, _)| matches!(token.reading, when::DateReading::Either { .. }))?;
    Some(
        Diagnostic::new(Code::DateAmbiguous, "this date can be read day first or month first")
            .at(&input.source.id, found.1, "")
            .help("write it as 2024-05-31, or set `date-order` under [archive] in book.toml"),
    )
}

/// Evidence of a place.
pub(super) fn evidence(rule: Rule, span: Span) -> Evidence {
    Evidence::new(rule, span)
}

/// A candidate for a stamp.
pub(super) fn stated(
    stamp: StampToken,
    day: Option<DateToken>,
    rank: Rank,
    rule: Rule,
    span: Span,
) -> Candidate<Stated> {
    Candidate { value: Stated { stamp, day }, rank, evidence: evidence(rule, span) }
}

/// The last `most` bytes of a text: what stands before a time is looked at, but not the whole line for each of its times.
fn end_of(text: &str, most: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(most))..]
}
