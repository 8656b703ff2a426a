//! All incidents together: what only shows when reports stand side by side.
//!
//! [`Archive::link`] takes the incidents of all reports and puts them into one order, then works out, each from the
//! step before:
//!
//! 1. page addresses (`slug`) and durations (`durations`)
//! 2. applications (`applications`) and causes (`causes`); names are gathered by `roster`
//! 3. owners (`people`), and every action with its state at the as-of date (`actions`)
//! 4. review questions (`questions`), and how long the phases of incidents took (`phases`)
//! 5. the calendar of the timeline pages (`calendar`)
//! 6. which report speaks of which other one (`references`), which words few of them share (`similar`), and which promises
//!    came back (`echoes`)
//!
//! It runs on one thread, is recomputed in every build and has no step beyond n log n. Everything in it points elsewhere
//! by number (`ix`). Reads no files and no clock: "today" is the as-of date of its caller.

mod actions;
mod applications;
mod calendar;
mod causes;
mod durations;
mod echoes;
mod ix;
mod people;
mod phases;
mod pseudonyms;
mod questions;
pub(crate) mod references;
mod roster;
#[cfg(test)]
pub(crate) mod sample;
mod similar;
mod slug;

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};

pub use self::actions::{ActionRef, ActionState, Due, Tally};
pub use self::applications::Application;
pub use self::calendar::{Calendar, Month, Year};
pub use self::causes::{Cause, Citation, Occurrence, Standing};
pub use self::durations::{Duration, Durations};
pub use self::echoes::{Echo, EchoState, Echoes, Promised};
pub use self::ix::{ActionIx, ApplicationIx, CauseIx, IncidentIx, OwnerIx, QuestionIx};
pub use self::people::{Owner, OwnerKind};
pub use self::phases::Phase;
pub use self::pseudonyms::{InFile, Pseudonyms};
pub use self::references::{By, Reference};
pub use self::similar::Similar;
pub use self::slug::slugify;

pub use self::questions::QuestionGroup;

use self::slug::Settled;
use crate::config::Settings;
use crate::diag::{Code, Diagnostic, Parsed};
use crate::model::{Action, Incident, Kind, Minutes};
use crate::passages::Passages;
use crate::source::{FileId, SourceFile, Span};

/// An incident and the report it stands in: what a link starts from.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The facts.
    pub incident: Arc<Incident>,
    /// The report: its text and lines, for quotations and line numbers.
    pub source: Arc<SourceFile>,
    /// Its text and the terms in it, for search and likeness.
    pub passages: Arc<Passages>,
}

/// What becomes of reports whose front matter calls them drafts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Drafts {
    /// They are no part of the archive.
    LeftOut,
    /// They stand among the others.
    Shown,
}

/// All incidents, and what follows from all of them together.
#[derive(Clone, Debug)]
pub struct Archive {
    /// The day that counts as today.
    pub as_of: Date,
    /// The incidents, newest first; those without a date last; ties by source.
    pub incidents: Vec<Case>,
    /// How many drafts were left out.
    pub drafts_left_out: u32,
    /// The applications, by name.
    pub applications: Vec<Application>,
    /// The categories of causes, by axis: those of the taxonomy in its order (also those no incident has), then the free
    /// words of reports by name.
    pub causes: Vec<Cause>,
    /// Persons, teams and names that could not be resolved, by name. Whoever attended but owns nothing is here too.
    pub owners: Vec<Owner>,
    /// Every action, in the order of the incidents and within one of the report.
    pub actions: Vec<ActionRef>,
    /// The incidents by year and month.
    pub calendar: Calendar,
    /// How long incidents (neither maintenance nor notices) lasted.
    pub durations: Durations,
    /// How long incidents took to reach each phase, in the order of [`Phase::ALL`].
    pub phases: [Durations; 4],
    /// The review questions that several reports answer, those with most answers first.
    pub questions: Vec<QuestionGroup>,
    /// How many questions one report alone answers.
    pub questions_alone: usize,
    /// The states of all actions.
    pub tally: Tally,
    /// Promises that came back, and those that held.
    pub echoes: Echoes,
    index: similar::Index,
    by_source: Vec<IncidentIx>,
}

/// An incident at its place in the archive.
#[derive(Clone, Debug)]
pub struct Case {
    /// The facts.
    pub incident: Arc<Incident>,
    /// The report: its text and lines, for quotations and line numbers.
    pub source: Arc<SourceFile>,
    /// Its text and the terms in it, for search and likeness.
    pub passages: Arc<Passages>,
    /// The address of its page, relative to the site, without `/` at either end: `incidents/2024-05-06-queue-backlog`.
    /// No two incidents share one.
    pub path: String,
    /// How long it lasted; `None` where the report tells neither both ends nor a duration.
    pub duration: Option<Duration>,
    /// How long each phase took, in the order of [`Phase::ALL`]; see [`Case::computed`].
    phases: [Option<Minutes>; 4],
    /// Its applications, in the report's order, each once.
    pub applications: Vec<ApplicationIx>,
    /// Its causes, confirmed and suggested, in the order of [`Archive::causes`], each once.
    pub causes: Vec<Citation>,
    /// Whoever the report lists as involved, in the report's order, each once.
    pub people: Vec<OwnerIx>,
    /// Its actions: a range of positions in [`Archive::actions`]; see [`Archive::actions_of`].
    pub actions: Range<usize>,
    /// The states of its actions.
    pub tally: Tally,
    /// What its report says of others, in the report's order, each once.
    pub refers: Vec<Reference>,
    /// The incidents whose reports speak of it, newest first.
    pub referred: Vec<IncidentIx>,
}

impl Case {
    /// The last part of its address: `2024-05-06-queue-backlog`.
    pub fn slug(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The day on which it began.
    pub fn date(&self) -> Option<Date> {
        began_on(&self.incident)
    }

    /// How the incident has a cause; `None` where it does not.
    pub fn citation(&self, cause: CauseIx) -> Option<&Citation> {
        self.causes.iter().find(|citation| citation.cause == cause)
    }
}

impl Archive {
    /// Puts incidents into one archive: `entries` in any order, `as_of` the day that counts as today.
    pub fn link(entries: Vec<Entry>, settings: &Settings, as_of: Date, drafts: Drafts) -> Parsed<Archive> {
        let all = entries.len();
        let mut entries = entries;
        entries.retain(|entry| drafts == Drafts::Shown || !entry.incident.draft);
        let drafts_left_out = u32::try_from(all - entries.len()).unwrap_or(u32::MAX);
        entries.sort_by(|a, b| a.incident.id.cmp(&b.incident.id));
        let (paths, mut diagnostics) = addresses(&entries, settings);
        let mut ranked: Vec<(usize, (Entry, String))> = entries.into_iter().zip(paths).enumerate().collect();
        // Stable: incidents of one moment, and those without a date, stay by source.
        ranked.sort_by_key(|(_, (entry, _))| Reverse(began(&entry.incident)));
        let mut by_source = vec![IncidentIx::at(0); ranked.len()];
        for (position, (rank, _)) in ranked.iter().enumerate() {
            by_source[*rank] = IncidentIx::at(position);
        }
        let mut archive = Self::of_sorted(ranked.into_iter().map(|(_, entry)| entry).collect(), settings, as_of);
        diagnostics.extend(archive.join(settings));
        Parsed { value: Self { drafts_left_out, by_source, ..archive }, diagnostics }
    }

    /// The archive of incidents that stand in archive order and have their addresses.
    fn of_sorted(entries: Vec<(Entry, String)>, settings: &Settings, as_of: Date) -> Self {
        let incidents = || entries.iter().map(|(entry, _)| &*entry.incident);
        let (applications, of_applications) = applications::collect(incidents(), &settings.applications);
        let (causes, of_causes) = causes::collect(incidents(), &settings.taxonomy);
        let (owners, casts) = people::collect(incidents(), settings);
        let (questions, questions_alone) = questions::collect(incidents());
        let mut archive = Self {
            as_of,
            incidents: Vec::with_capacity(entries.len()),
            drafts_left_out: 0,
            applications,
            causes,
            owners,
            actions: Vec::new(),
            calendar: Calendar::default(),
            durations: Durations::default(),
            phases: Default::default(),
            questions,
            questions_alone,
            tally: Tally::default(),
            echoes: Echoes::default(),
            index: similar::Index::default(),
            by_source: Vec::new(),
        };
        let rules = actions::Rules { actions: &settings.actions, severities: &settings.severities, as_of };
        let facets = of_applications.into_iter().zip(of_causes).zip(casts);
        for ((entry, path), ((applications, causes), cast)) in entries.into_iter().zip(facets) {
            let Entry { incident, source, passages } = entry;
            let ix = IncidentIx::at(archive.incidents.len());
            let first = archive.actions.len();
            archive.actions.extend(actions::of_incident(ix, &incident, began_on(&incident), cast.owners, &rules));
            let mut tally = Tally::default();
            for action in &archive.actions[first..] {
                tally += action;
            }
            archive.incidents.push(Case {
                path,
                phases: phases::of(&incident, settings.archive.timezone.as_ref()),
                duration: Duration::of(&incident, settings.archive.timezone.as_ref()),
                incident,
                source,
                passages,
                applications,
                causes,
                people: cast.people,
                actions: first..archive.actions.len(),
                tally,
                refers: Vec::new(),
                referred: Vec::new(),
            });
        }
        archive.sum_up();
        archive
    }

    /// Fills in what follows from the cases: tallies, durations, calendar.
    fn sum_up(&mut self) {
        for (position, action) in self.actions.iter().enumerate() {
            self.tally += action;
            for owner in &action.owners {
                let owner = &mut self.owners[owner.position()];
                owner.actions.push(ActionIx::at(position));
                owner.tally += action;
            }
        }
        let cases = &self.incidents;
        for application in &mut self.applications {
            for ix in &application.incidents {
                application.tally += cases[ix.position()].tally;
            }
            application.durations = durations_of(cases, application.incidents.iter().copied());
        }
        for cause in &mut self.causes {
            let incidents = cause.occurrences.iter().map(|occurrence| occurrence.incident);
            cause.durations = durations_of(cases, incidents);
        }
        self.durations = Durations::new(cases.iter().filter_map(lasted));
        self.phases = phases::sum_up(cases);
        self.calendar = Calendar::new(cases);
    }

    /// Finds which report speaks of which other one, and which promises came back.
    fn join(&mut self, settings: &Settings) -> Vec<Diagnostic> {
        let found = references::find(&self.incidents, &settings.html.site_url);
        for (position, refers) in found.into_iter().enumerate() {
            for reference in &refers {
                self.incidents[reference.to.position()].referred.push(IncidentIx::at(position));
            }
            self.incidents[position].refers = refers;
        }
        self.index = similar::Index::new(&self.incidents);
        let Parsed { value, mut diagnostics } = echoes::find(self);
        self.echoes = value;
        diagnostics.extend(applications::alike(&self.applications, &self.incidents));
        diagnostics
    }

    /// The incident before this one in time; `None` for the oldest.
    pub fn older(&self, ix: IncidentIx) -> Option<IncidentIx> {
        let next = ix.position() + 1;
        (next < self.incidents.len()).then(|| IncidentIx::at(next))
    }

    /// The incident after this one in time; `None` for the newest.
    pub fn newer(&self, ix: IncidentIx) -> Option<IncidentIx> {
        ix.position().checked_sub(1).map(IncidentIx::at)
    }

    /// All incidents of one report, by source; more than one for an incident log.
    pub fn in_file(&self, file: &FileId) -> &[IncidentIx] {
        let file_of = |ix: &IncidentIx| &self[*ix].incident.id.file;
        let start = self.by_source.partition_point(|ix| file_of(ix) < file);
        let length = self.by_source[start..].partition_point(|ix| file_of(ix) == file);
        &self.by_source[start..start + length]
    }

    /// All incidents, by source.
    pub fn by_source(&self) -> &[IncidentIx] {
        &self.by_source
    }

    /// The addresses and incidents of the archive, newest first.
    pub fn cases(&self) -> impl Iterator<Item = (IncidentIx, &Case)> {
        self.incidents.iter().enumerate().map(|(position, case)| (IncidentIx::at(position), case))
    }

    /// The actions of an incident, in the report's order.
    pub fn actions_of(&self, ix: IncidentIx) -> &[ActionRef] {
        &self.actions[self[ix].actions.clone()]
    }

    /// The action as its report has it.
    pub fn action(&self, action: &ActionRef) -> &Action {
        &self[action.incident].incident.actions[action.position]
    }
}

/// When an incident began: the start, else midnight of its date.
fn began(incident: &Incident) -> Option<DateTime> {
    let start = incident.started_at.as_ref().and_then(|start| start.value.time());
    start.or_else(|| Some(began_on(incident)?.at(0, 0, 0, 0)))
}

fn began_on(incident: &Incident) -> Option<Date> {
    let start = incident.started_at.as_ref().map(|start| start.value.date());
    start.or_else(|| incident.date.as_ref().map(|date| date.value))
}

/// How long a case counts in statistics: those of incidents only, neither of planned work nor of notices.
fn lasted(case: &Case) -> Option<Duration> {
    match case.incident.kind.value {
        Kind::Incident => case.duration,
        Kind::Maintenance | Kind::Notice => None,
    }
}

fn durations_of(cases: &[Case], incidents: impl Iterator<Item = IncidentIx>) -> Durations {
    Durations::new(incidents.filter_map(|ix| lasted(&cases[ix.position()])))
}

/// The page address of every entry (sorted by source), and what there is to say where two want the same one.
fn addresses(entries: &[Entry], settings: &Settings) -> (Vec<String>, Vec<Diagnostic>) {
    let parts = settings.archive.permalink.parts();
    let settled = slug::settle(entries.iter().map(|entry| slug::address(parts, entry)).collect());
    let mut diagnostics = Vec::new();
    let mut paths = Vec::with_capacity(entries.len());
    for (entry, Settled { slug, holder }) in entries.iter().zip(settled) {
        if let Some(holder) = holder.and_then(|holder| entries.get(holder)) {
            diagnostics.push(collision(entry, holder, &slug));
        }
        paths.push(slug);
    }
    (paths, diagnostics)
}

fn collision(entry: &Entry, holder: &Entry, path: &str) -> Diagnostic {
    let place = |entry: &Entry| entry.incident.title.as_ref().map_or(Span::new(0, 0), |title| title.evidence.span());
    let message = format!("two incidents want the same address; this one is `{path}`");
    Diagnostic::new(Code::SlugCollision, message)
        .at(&entry.source.id, place(entry), "")
        .at(&holder.source.id, place(holder), "has it already")
        .help("give one of the two a title of its own")
}

#[cfg(test)]
mod tests;
