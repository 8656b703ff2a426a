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
//! It runs on one thread and has no step beyond n log n. An edit that changes nothing but words is linked over what the last
//! link left (`again`). Everything in it points elsewhere by number (`ix`). Reads no files and no clock: "today" is the as-of date of its caller.

mod actions;
mod again;
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
pub use self::again::Links;
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

use self::again::Last;
use self::echoes::Echoing;
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
    /// Its text and the terms in it, for search.
    pub passages: Passages,
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
    pub incidents: Arc<Vec<Arc<Case>>>,
    /// How many drafts were left out.
    pub drafts_left_out: u32,
    /// The applications, by name.
    pub applications: Arc<Vec<Application>>,
    /// The categories of causes, by axis: those of the taxonomy in its order (also those no incident has), then the free
    /// words of reports by name.
    pub causes: Arc<Vec<Cause>>,
    /// Persons, teams and names that could not be resolved, by name. Whoever attended but owns nothing is here too.
    pub owners: Arc<Vec<Owner>>,
    /// Every action, in the order of the incidents and within one of the report.
    pub actions: Arc<Vec<ActionRef>>,
    /// The incidents by year and month.
    pub calendar: Arc<Calendar>,
    /// How long incidents (neither maintenance nor notices) lasted.
    pub durations: Arc<Durations>,
    /// How long incidents took to reach each phase, in the order of [`Phase::ALL`].
    pub phases: Arc<[Durations; 4]>,
    /// The review questions that several reports answer, those with most answers first.
    pub questions: Arc<Vec<QuestionGroup>>,
    /// How many questions one report alone answers.
    pub questions_alone: usize,
    /// The states of all actions.
    pub tally: Tally,
    /// Promises that came back, and those that held.
    pub echoes: Arc<Echoes>,
    index: similar::Index,
    by_source: Arc<Vec<IncidentIx>>,
}

/// An incident at its place in the archive.
#[derive(Clone, Debug)]
pub struct Case {
    /// The facts.
    pub incident: Arc<Incident>,
    /// The report: its text and lines, for quotations and line numbers.
    pub source: Arc<SourceFile>,
    /// Its text and the terms in it, for search.
    pub passages: Passages,
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
        Self::link_for(entries, settings, as_of, drafts, &mut Links::default())
    }

    /// The same; `links` is left holding what the next link can be made over.
    pub fn link_for(
        entries: Vec<Entry>,
        settings: &Settings,
        as_of: Date,
        drafts: Drafts,
        links: &mut Links,
    ) -> Parsed<Archive> {
        let mut sorted: Vec<(usize, Entry)> = entries.iter().cloned().enumerate().collect();
        sorted.retain(|(_, entry)| drafts == Drafts::Shown || !entry.incident.draft);
        let drafts_left_out = u32::try_from(entries.len() - sorted.len()).unwrap_or(u32::MAX);
        sorted.sort_by(|(_, a), (_, b)| a.incident.id.cmp(&b.incident.id));
        let (given, sorted): (Vec<usize>, Vec<Entry>) = sorted.into_iter().unzip();
        let (paths, mut diagnostics) = addresses(&sorted, settings);
        let mut ranked: Vec<(usize, (Entry, String))> = sorted.into_iter().zip(paths).enumerate().collect();
        // Stable: incidents of one moment, and those without a date, stay by source.
        ranked.sort_by_key(|(_, (entry, _))| Reverse(began(&entry.incident)));
        let mut by_source = vec![IncidentIx::at(0); ranked.len()];
        let mut places = vec![None; entries.len()];
        for (position, (rank, _)) in ranked.iter().enumerate() {
            by_source[*rank] = IncidentIx::at(position);
            places[given[*rank]] = Some(IncidentIx::at(position));
        }
        let mut archive = Self::of_sorted(ranked.into_iter().map(|(_, entry)| entry).collect(), settings, as_of);
        (archive.drafts_left_out, archive.by_source) = (drafts_left_out, Arc::new(by_source));
        archive.join(settings);
        diagnostics.extend(applications::alike(&archive.applications, &archive.incidents));
        let (echoing, found) = Echoing::of(&archive);
        archive.echoes = Arc::new(found.value);
        links.keep(Last {
            entries,
            places,
            archive: archive.clone(),
            diagnostics,
            echoing,
            of_echoes: found.diagnostics,
        })
    }

    /// The archive of incidents that stand in archive order and have their addresses.
    fn of_sorted(entries: Vec<(Entry, String)>, settings: &Settings, as_of: Date) -> Self {
        let of_entries = || entries.iter().map(|(entry, _)| &*entry.incident);
        let (applications, of_applications) = applications::collect(of_entries(), &settings.applications);
        let (causes, of_causes) = causes::collect(of_entries(), &settings.taxonomy);
        let (owners, casts) = people::collect(of_entries(), settings);
        let (questions, questions_alone) = questions::collect(of_entries());
        let mut incidents = Vec::with_capacity(entries.len());
        let mut actions: Vec<ActionRef> = Vec::new();
        let rules = actions::Rules { actions: &settings.actions, severities: &settings.severities, as_of };
        let facets = of_applications.into_iter().zip(of_causes).zip(casts);
        for ((entry, path), ((applications, causes), cast)) in entries.into_iter().zip(facets) {
            let Entry { incident, source, passages } = entry;
            let ix = IncidentIx::at(incidents.len());
            let first = actions.len();
            actions.extend(actions::of_incident(ix, &incident, began_on(&incident), cast.owners, &rules));
            let mut tally = Tally::default();
            for action in &actions[first..] {
                tally += action;
            }
            incidents.push(Arc::new(Case {
                path,
                phases: phases::of(&incident, settings.archive.timezone.as_ref()),
                duration: Duration::of(&incident, settings.archive.timezone.as_ref()),
                incident,
                source,
                passages,
                applications,
                causes,
                people: cast.people,
                actions: first..actions.len(),
                tally,
                refers: Vec::new(),
                referred: Vec::new(),
            }));
        }
        let mut archive = Self {
            as_of,
            drafts_left_out: 0,
            applications: Arc::new(applications),
            causes: Arc::new(causes),
            owners: Arc::new(owners),
            actions: Arc::new(actions),
            calendar: Arc::new(Calendar::new(&incidents)),
            durations: Arc::new(Durations::new(incidents.iter().filter_map(|case| lasted(case)))),
            phases: Arc::new(phases::sum_up(&incidents)),
            questions: Arc::new(questions),
            questions_alone,
            tally: Tally::default(),
            echoes: Arc::default(),
            index: similar::Index::default(),
            by_source: Arc::default(),
            incidents: Arc::new(incidents),
        };
        archive.sum_up();
        archive
    }

    /// Fills in what follows from the cases: tallies and durations.
    fn sum_up(&mut self) {
        let owners = Arc::make_mut(&mut self.owners);
        for (position, action) in self.actions.iter().enumerate() {
            self.tally += action;
            for owner in &action.owners {
                let owner = &mut owners[owner.position()];
                owner.actions.push(ActionIx::at(position));
                owner.tally += action;
            }
        }
        let cases = &self.incidents;
        for application in Arc::make_mut(&mut self.applications) {
            for ix in &application.incidents {
                application.tally += cases[ix.position()].tally;
            }
            application.durations = durations_of(cases, application.incidents.iter().copied());
        }
        for cause in Arc::make_mut(&mut self.causes) {
            let incidents = cause.occurrences.iter().map(|occurrence| occurrence.incident);
            cause.durations = durations_of(cases, incidents);
        }
    }

    /// Finds which report speaks of which other one, and which words are rare.
    fn join(&mut self, settings: &Settings) {
        let found = references::find(&self.incidents, &settings.html.site_url);
        let incidents = Arc::make_mut(&mut self.incidents);
        for (position, refers) in found.into_iter().enumerate() {
            for reference in &refers {
                let other = Arc::make_mut(&mut incidents[reference.to.position()]);
                other.referred.push(IncidentIx::at(position));
            }
            if !refers.is_empty() {
                Arc::make_mut(&mut incidents[position]).refers = refers;
            }
        }
        self.index = similar::Index::new(&self.incidents);
    }

    /// Whether it was linked over `last`: the same incidents stand in the same places, at the same addresses, and differ in their
    /// words alone.
    pub fn is_renewed(&self, last: &Archive) -> bool {
        Arc::ptr_eq(&self.by_source, &last.by_source)
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
        self.incidents.iter().enumerate().map(|(position, case)| (IncidentIx::at(position), &**case))
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

fn durations_of(cases: &[Arc<Case>], incidents: impl Iterator<Item = IncidentIx>) -> Durations {
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
