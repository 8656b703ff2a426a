//! The trade's vocabulary: an incident and the facts about it, each with the place it was read from.
//!
//! Only what a report states is here; what follows from all reports together belongs to the archive. The rules are those
//! of the incident record, whose JSON form is written by `export`. Holds data and no behaviour beyond arithmetic.

mod evidence;
mod mention;
mod moment;
mod rewrite;
mod wording;
pub mod written;

pub use evidence::{Evidence, Rule, Sourced};
pub use mention::{EchoVerdict, EchoVerdicts, Mention, Target};
pub use moment::{Minutes, Moment, Zone};
pub use rewrite::Rewrite;
pub use wording::{Line, Role, Term, Wording};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::source::{FileId, Span};

/// Which incident: the report it stands in, and the part of it where one report holds several.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct IncidentId {
    /// The report.
    pub file: FileId,
    /// The anchor of the incident within an incident log; `None` where the report is one incident.
    pub anchor: Option<String>,
}

impl IncidentId {
    /// The incident that a whole file tells of.
    pub fn whole(file: FileId) -> Self {
        Self { file, anchor: None }
    }

    /// The `source` of the record: `2019/kiam.md`, or `log.md#2019-02-04` for a part of a log.
    pub fn source(&self) -> String {
        match &self.anchor {
            Some(anchor) => format!("{}#{anchor}", self.file),
            None => self.file.to_string(),
        }
    }
}

/// What one report says of one incident. A fact that is not stated is absent; nothing is guessed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Incident {
    /// Which incident it is.
    pub id: IncidentId,
    /// What the report calls it, without a leading date, id or words such as "Incident report".
    pub title: Option<Sourced<String>>,
    /// Whether it is an incident at all.
    pub kind: Sourced<Kind>,
    /// Local day on which it began.
    pub date: Option<Sourced<Date>>,
    /// Wall-clock time in [`Incident::zone`] at which it began.
    pub started_at: Option<Sourced<Moment>>,
    /// Wall-clock time in [`Incident::zone`] at which it was over; never before the start.
    pub ended_at: Option<Sourced<Moment>>,
    /// The zone of all times of this incident, as the report names it.
    pub zone: Option<Sourced<Zone>>,
    /// A duration of the whole incident that the report itself states.
    pub stated_duration: Option<Sourced<Minutes>>,
    /// The severity as written, without the explanation behind it.
    pub severity: Option<Sourced<String>>,
    /// Affected applications, services, systems or components, as named.
    pub applications: Vec<Sourced<String>>,
    /// Every timed entry of the report's timeline, in the report's order.
    pub timeline: Vec<TimelineRow>,
    /// When it was detected, declared and mitigated.
    pub milestones: Milestones,
    /// The questions of its review, with their answers.
    pub questions: Vec<Question>,
    /// Where the report answers what caused it.
    pub root_cause: Option<Section>,
    /// Where the report says how users were affected.
    pub impact: Option<Section>,
    /// Where the report says what was done to end it.
    pub resolution: Option<Section>,
    /// Where the report says what was learnt, sub-sections included.
    pub lessons: Option<Section>,
    /// Every follow-up the report promises.
    pub actions: Vec<Action>,
    /// Possible improvements: wishes, weaker than a promise.
    pub improvements: Vec<Sourced<String>>,
    /// What other teams are advised to do.
    pub recommendations: Vec<Sourced<String>>,
    /// Names, initials or handles in attendance, responders, authors, leads; as written.
    pub people: Vec<Sourced<String>>,
    /// Causes, triggers and gaps the report names by tag or label: confirmed by their author.
    pub causes: CauseTags,
    /// Categories of the taxonomy whose keywords occur in the cause sections: suggestions, never facts.
    pub suggestions: Vec<CauseSuggestion>,
    /// Whether the front matter marks the report as a draft.
    pub draft: bool,
    /// Former addresses of the page, from front matter: each becomes a redirect.
    pub aliases: Vec<Sourced<String>>,
    /// The ids by which other reports may name it: `PM2021-006`.
    pub ids: Vec<Sourced<String>>,
    /// Where it may speak of another incident.
    pub mentions: Vec<Mention>,
    /// What its author says of promises that came back, or did not.
    pub verdicts: EchoVerdicts,
    /// The words by which the archive compares it with others.
    pub wording: Wording,
}

impl Incident {
    /// Gives back the room that its lists have beyond what they hold: an archive keeps thousands of incidents.
    pub fn shrink_to_fit(&mut self) {
        self.applications.shrink_to_fit();
        self.timeline.shrink_to_fit();
        self.questions.shrink_to_fit();
        self.actions.shrink_to_fit();
        self.improvements.shrink_to_fit();
        self.recommendations.shrink_to_fit();
        self.people.shrink_to_fit();
        self.suggestions.shrink_to_fit();
        self.mentions.shrink_to_fit();
        self.wording.lines.shrink_to_fit();
        self.wording.words.shrink_to_fit();
    }
}

/// What a report is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Something went wrong.
    Incident,
    /// Planned work.
    Maintenance,
    /// Neither: a holiday notice, an announcement.
    Notice,
}

/// A timed entry of a timeline.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TimelineRow {
    /// When; `None` where the entry has a place in the order but no time.
    pub at: Option<Moment>,
    /// End of a range.
    pub until: Option<Moment>,
    /// The event type, where the report has a column or mark for it.
    pub kind: Option<String>,
    /// The entry as plain text, time and kind taken off.
    pub text: String,
    /// The source of the whole entry.
    pub span: Span,
}

/// A part of the report that answers one question: the content without its heading.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Section {
    /// The heading or label it stands under, plain text; empty for front matter.
    pub heading: String,
    /// From the first non-blank content line to the end of the last one.
    pub evidence: Evidence,
}

/// When what happened between start and end, in the zone of the incident.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Milestones {
    /// Somebody noticed it.
    pub detected: Option<Sourced<Moment>>,
    /// It was called an incident.
    pub declared: Option<Sourced<Moment>>,
    /// Users were no longer hit, or less.
    pub mitigated: Option<Sourced<Moment>>,
}

/// A question of the review, and its answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Question {
    /// The answer, under the question as its heading.
    pub answer: Section,
    /// What the answer's own first words say.
    pub verdict: Option<Verdict>,
}

/// What the first words of an answer say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// "Yes."
    Yes,
    /// "Partly", "Yes and no".
    Partly,
    /// "No."
    No,
}

impl Verdict {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Yes => "yes",
            Verdict::Partly => "partly",
            Verdict::No => "no",
        }
    }
}

/// A follow-up that the report promises.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Action {
    /// Plain text without owner, status, check box, due date and bare tracker link.
    pub text: String,
    /// Persons, teams or handles who own it, as named; short names in full where exactly one person fits.
    pub owners: Vec<String>,
    /// What the report says of its state; `None` where it says nothing.
    pub done: Option<bool>,
    /// The day by which it is due, where the report names one.
    pub due: Option<Date>,
    /// Links to trackers that stand with it.
    pub links: Vec<String>,
    /// The source of the whole item.
    pub span: Span,
}

/// Causes that the report names itself, by tag or label, kept by axis.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct CauseTags {
    /// What set it off.
    pub triggers: Vec<Sourced<String>>,
    /// What caused it.
    pub causes: Vec<Sourced<String>>,
    /// Why it was not prevented, seen or ended sooner.
    pub gaps: Vec<Sourced<String>>,
    /// Components, in free words.
    pub components: Vec<Sourced<String>>,
}

/// The four axes of causes, kept apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Axis {
    /// What set it off; none or one.
    Trigger,
    /// What caused it; any number.
    Cause,
    /// Why it was not prevented, seen or ended sooner; any number.
    Gap,
    /// The component at fault, in free words.
    Component,
}

impl Axis {
    /// Its name in settings, addresses and data.
    pub fn name(self) -> &'static str {
        match self {
            Axis::Trigger => "trigger",
            Axis::Cause => "cause",
            Axis::Gap => "gap",
            Axis::Component => "component",
        }
    }
}

/// A category that the words of a cause section suggest.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CauseSuggestion {
    /// The axis of the category.
    pub axis: Axis,
    /// The category's id in the taxonomy.
    pub id: String,
    /// The words of the report that matched, as written.
    pub words: String,
    /// Where they stand.
    pub span: Span,
}
