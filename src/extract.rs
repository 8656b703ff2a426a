//! From a document to the facts of its incident, each with the place it was read from.
//!
//! [`shape`] finds parts and fields, [`vocabulary`] tells what they ask for. Each family of facts has a file of its own
//! that collects candidates from all shapes; [`mod@resolve`] picks one by a fixed precedence and reports conflicts. Nothing is
//! guessed: where no candidate is certain, the fact is missing. [`read`] runs the families in the order in which one needs
//! the other: people before actions, the timeline as written before the window, the window before the dates of its rows.
//! A log of several incidents is taken apart first ([`split`]), and each part read by itself. [`read_part_traced`] keeps what
//! the facts were read from.

pub mod actions;
pub mod applications;
pub mod causes;
pub mod front;
pub mod kind;
pub mod mentions;
pub mod order;
pub mod people;
pub mod questions;
pub mod resolve;
pub mod sections;
pub mod shape;
mod signs;
pub mod split;
pub mod tags;
#[cfg(test)]
mod tests;
pub mod timeline;
pub mod title;
pub(crate) mod tokens;
pub mod trace;
pub mod vocabulary;
pub mod when;
pub mod window;
pub mod wording;
mod words;

use std::sync::Arc;

use crate::config::{DateOrder, Fact, Settings};
use crate::diag::{Code, Diagnostic, Parsed};
use crate::model::{CauseTags, Incident, IncidentId, Wording};
use crate::source::{SourceFile, Span};
use crate::syntax::Document;
use causes::CompiledTaxonomy;
use order::Orders;
use resolve::{Rank, resolve};
use sections::Sections;
use shape::Outline;
use split::Part;
use tokens::Tokens;
use trace::{Trace, Traced};
use vocabulary::{Meaning, Vocabulary, WordList};

/// What reading a report depends on besides its text: the part of the settings that changes what is read.
#[derive(Debug)]
pub struct Reading {
    /// The words.
    pub vocabulary: Arc<Vocabulary>,
    /// The taxonomy whose keywords suggest causes.
    pub taxonomy: CompiledTaxonomy,
    /// How `03/04/2019` is read where neither the report nor its neighbours settle it.
    pub order: Option<DateOrder>,
    /// The team's own front matter keys, by record fact.
    pub keys: front::Keys,
}

impl Reading {
    /// The part of the settings that changes how one report is read.
    pub fn of(settings: &Settings) -> Self {
        let own = settings.vocabulary.iter();
        let own = own.flat_map(|(meaning, words)| words.iter().map(|word| (*meaning, word.clone())));
        let actions = &settings.actions;
        let done = actions.done_words.iter().map(|word| (WordList::Done, word.clone()));
        let open = actions.open_words.iter().map(|word| (WordList::Open, word.clone()));
        Self {
            vocabulary: Vocabulary::shared(&own.collect::<Vec<_>>(), &done.chain(open).collect::<Vec<_>>()),
            taxonomy: CompiledTaxonomy::new(&settings.taxonomy),
            order: settings.archive.date_order,
            keys: settings.front_matter.clone(),
        }
    }
}

/// Reads the facts of a report that stands alone: one incident, or several where it is a log.
pub fn read(source: &SourceFile, document: &Document, reading: &Reading) -> Parsed<Vec<Incident>> {
    let order = order_of(order::in_file(&source.text, source.id.as_str()), None, reading);
    let mut out = Parsed { value: Vec::new(), diagnostics: Vec::new() };
    for part in split::parts(source, document, reading) {
        let Parsed { value, diagnostics } = read_part(source, &part, reading, order);
        out.value.push(value);
        out.diagnostics.extend(diagnostics);
    }
    out
}

/// How `03/04/2019` is read: as the report itself proves, else its neighbours, else the settings.
pub fn order_of(own: Orders, neighbours: Option<DateOrder>, reading: &Reading) -> Option<DateOrder> {
    own.proven.or(neighbours).or(reading.order)
}

/// Reads the facts of one incident, be it a whole report or a part of a log. `order` is how `03/04/2019` is read.
pub fn read_part(
    source: &SourceFile,
    part: &Part<'_>,
    reading: &Reading,
    order: Option<DateOrder>,
) -> Parsed<Incident> {
    let Parsed { value, diagnostics } = read_part_traced(source, part, reading, order);
    Parsed { value: value.incident, diagnostics }
}

/// What the front matter lists, else what the text does.
fn or_listed<T>(listed: Vec<T>, in_text: impl FnOnce() -> Vec<T>) -> Vec<T> {
    if listed.is_empty() { in_text() } else { listed }
}

/// Whether what was read is an account of an incident: it says two of when it was, why it came about, and whom it hit or
/// what followed. A page about a folder, a service or how to write reports says one of them at most.
pub fn tells_of_an_incident(incident: &Incident) -> bool {
    let timed = incident.timeline.len() >= 2 || incident.started_at.is_some() || incident.stated_duration.is_some();
    let why = incident.root_cause.is_some();
    let what = incident.impact.is_some() || !incident.actions.is_empty();
    [timed, why, what].into_iter().filter(|said| *said).count() >= 2
}

/// Reads the facts of one incident as [`read_part`] does, and keeps what they were read from: for whoever asks why the
/// report reads as it does.
pub fn read_part_traced<'a>(
    source: &SourceFile,
    part: &'a Part<'a>,
    reading: &'a Reading,
    order: Option<DateOrder>,
) -> Parsed<Traced<'a>> {
    let document = &*part.document;
    let vocabulary = &*reading.vocabulary;
    let outline = Outline::of(document, &source.id, vocabulary);
    let mut diagnostics = outline.notes.clone();
    let front = front::Facts::of(document, &reading.keys);
    let titles = resolve(title::candidates(&front, &outline, vocabulary));
    let written = titles.fact.clone().map(|title| title.map(|(text, _)| text));
    let title = written.clone().map(|title| title.map(|text| title::clean(&text, vocabulary)));

    let people = front.people(vocabulary).unwrap_or_else(|| people::people(&outline, vocabulary));
    let raw = timeline::collect(source, document, &front, &outline, vocabulary);
    let tokens = Tokens::of(&source.text, document.body, vocabulary);
    let window = window::read(&window::Input {
        source,
        document,
        outline: &outline,
        front: &front,
        raw: &raw,
        vocabulary,
        tokens: &tokens,
        path: part.path(source),
        order,
        log_zone: part.zone(),
        seen: window::Seen::default(),
        diagnostics: std::cell::RefCell::new(Vec::new()),
    });
    diagnostics.extend(window.diagnostics);

    let severity = resolve(front.severity().into_iter().chain(applications::severity(&outline, vocabulary)).collect());
    diagnostics.extend(severity.conflict("severity", &source.id, Rank::Window));
    let applications = front.applications().unwrap_or_else(|| applications::applications(&outline, vocabulary));

    let small = actions::small::SmallWords::of(&source.text);
    let reader = actions::Reader { source, outline: &outline, vocabulary, people: &people, small: &small };
    let (actions, owner_notes) = actions::actions(reader, &front);
    diagnostics.extend(owner_notes);
    diagnostics.extend(front.unread(&source.id, vocabulary));
    let sections = Sections { source, outline: &outline, vocabulary };
    let causes: CauseTags = tags::causes(&front, &outline, vocabulary);
    let cause_sections = tags::cause_sections(&outline);
    let mut incident = Incident {
        id: IncidentId { file: source.id.clone(), anchor: part.anchor().map(str::to_owned) },
        kind: kind::kind(source, &front, &outline, vocabulary, title.as_ref()),
        title,
        date: window.date,
        started_at: window.started_at,
        ended_at: window.ended_at,
        zone: window.zone,
        stated_duration: window.stated_duration,
        severity: severity.fact.clone(),
        applications,
        timeline: window.rows,
        milestones: window.milestones,
        questions: questions::questions(sections),
        root_cause: sections.or_front(&front, Fact::RootCause, Sections::root_causes),
        impact: sections.or_front(&front, Fact::Impact, Sections::impacts),
        resolution: sections.resolutions().next(),
        lessons: sections.or_front(&front, Fact::Lessons, Sections::lessons),
        improvements: or_listed(front.wishes(Fact::Improvements), || actions::wishes(reader, Meaning::Improvements)),
        recommendations: or_listed(front.wishes(Fact::Recommendations), || {
            actions::wishes(reader, Meaning::Recommendations)
        }),
        actions,
        people,
        suggestions: causes::suggest(&tokens, &cause_sections, &reading.taxonomy),
        causes,
        draft: front.draft(),
        aliases: front.aliases(),
        ids: mentions::ids(&front, &outline, written.as_ref(), document, part.place.is_none().then_some(&source.id)),
        mentions: mentions::mentions(source, document, &tokens, vocabulary, order),
        verdicts: front.verdicts(),
        wording: Wording::default(),
    };
    incident.wording =
        wording::wording(source, &tokens, &incident, &cause_sections, opening(&source.text, document.body));
    if incident.date.is_none() {
        diagnostics.push(
            Diagnostic::new(Code::DateMissing, "no date was found in this report")
                .at(&source.id, part.start(), "")
                .help("state it in a field such as `Date: 2024-05-31`, in front matter, or in the file name"),
        );
    }
    let trace = Trace { outline, front, raw, titles, severities: severity, window: window.weighed, part };
    Parsed { value: Traced { incident, trace }, diagnostics }
}

/// The first part of a text: what it is about, mostly.
fn opening(text: &str, body: Span) -> Span {
    let mut end = (body.end as usize).min(body.start as usize + 1500).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    Span::new(body.start as usize, end)
}
