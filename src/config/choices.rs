//! The closed lists of words that `book.toml` allows. Each list is written once: type, checker, schema and reference
//! all come from it.

use serde::{Deserialize, Serialize};

use super::paths::Wrong;
use super::reader::{Spelled, one_of};
use super::schema::Kind;
use crate::diag::Severity;

/// A word that is allowed, and what it means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    /// The word as written in `book.toml`.
    pub name: &'static str,
    /// What it means: one line of the reference.
    pub doc: &'static str,
}

macro_rules! choices {
    ($($(#[doc = $about:literal])+ $name:ident { $($(#[doc = $doc:literal])+ $variant:ident = $word:literal,)+ })+) => {$(
        $(#[doc = $about])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum $name { $($(#[doc = $doc])+ #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// All of them, in the order of the reference.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word as written in `book.toml`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl Spelled for $name {
            const SPELLED: Kind = Kind::Choice(&[$(Choice { name: $word, doc: concat!($($doc),+) }),+]);

            fn parse(written: &str) -> Result<Self, Wrong> {
                let found = Self::ALL.iter().copied().find(|choice| choice.name() == written);
                one_of(written, &[$($word),+], found)
            }
        }
    )+};
}

choices! {
    /// A colour scheme of the theme.
    ColourScheme {
        /// Light or dark as the reader's system asks.
        Auto = "auto",
        /// Dark on light.
        Light = "light",
        /// Light on dark.
        Dark = "dark",
        /// The strongest contrast.
        HighContrast = "high-contrast",
    }

    /// The dark scheme of a reader whose system asks for one.
    DarkScheme {
        /// Light on dark.
        Dark = "dark",
        /// The strongest contrast.
        HighContrast = "high-contrast",
    }

    /// How a date such as `04/02/2019` is read.
    DateOrder {
        /// 4 February.
        DayFirst = "day-first",
        /// April 2.
        MonthFirst = "month-first",
    }

    /// A theme that comes with annals.
    BuiltinTheme {
        /// The usual one: paper and ink, a header on top.
        Default = "default",
        /// Dark or light, in a monospaced face, with the sections at the side.
        Console = "console",
    }

    /// What a colour of the theme is for.
    Role {
        /// The page itself.
        Paper = "paper",
        /// What stands out from the page: boxes, bars behind bars.
        Raised = "raised",
        /// Text.
        Ink = "ink",
        /// Text that is beside the point.
        Quiet = "quiet",
        /// Lines between rows.
        Line = "line",
        /// Borders of what can be used.
        StrongLine = "strong-line",
        /// Links, bars, the current section. `accent` at the top of the file says the same.
        Accent = "accent",
        /// A surface in the accent colour, behind text.
        AccentSoft = "accent-soft",
        /// What a link has led to.
        Mark = "mark",
        /// An open promise.
        Open = "open",
        /// An overdue promise.
        Overdue = "overdue",
        /// A promise that is done.
        Done = "done",
        /// The worst severity.
        Critical = "critical",
        /// A bad severity.
        Major = "major",
        /// A middling severity.
        Minor = "minor",
        /// A low severity.
        Low = "low",
    }

    /// What becomes of an image that lies on another host.
    RemoteImages {
        /// A link to it: no page asks a third party.
        Link = "link",
        /// It is loaded when the page is read.
        Load = "load",
    }

    /// How loud a diagnostic is.
    LintLevel {
        /// `annals build` and `annals check` end with exit status 1.
        Error = "error",
        /// It is printed, and `annals check` ends with exit status 1.
        Warning = "warning",
        /// `annals check --notes` prints it.
        Note = "note",
        /// It is not shown anywhere.
        Off = "off",
    }

    /// The role of a colour: the theme decides which colour plays it.
    Tone {
        /// The worst there is.
        Critical = "critical",
        /// Bad.
        Major = "major",
        /// Not good.
        Minor = "minor",
        /// Hardly worth a colour.
        Low = "low",
        /// No judgement.
        Neutral = "neutral",
    }

    /// What a heading, label or key asks for.
    Meaning {
        /// What the incident is called.
        Title = "title",
        /// An identifier of the report.
        Id = "id",
        /// The day of the incident, perhaps with its time.
        Date = "date",
        /// Start and end together, or the time alone.
        Window = "window",
        /// When it began.
        Start = "start",
        /// When it was over.
        End = "end",
        /// Any other moment: detected, declared, reviewed. Never start or end.
        Detected = "detected",
        /// How long it lasted.
        Duration = "duration",
        /// How bad it was.
        Severity = "severity",
        /// What was affected.
        Applications = "applications",
        /// What was not affected.
        NotAffected = "not-affected",
        /// How users were affected.
        Impact = "impact",
        /// What caused it.
        RootCause = "root-cause",
        /// What set it off.
        Trigger = "trigger",
        /// How it was noticed.
        Detection = "detection",
        /// What happened when.
        Timeline = "timeline",
        /// Notices on a status page.
        Updates = "updates",
        /// A list of milestones.
        KeyEvents = "key-events",
        /// What was learnt.
        Lessons = "lessons",
        /// A part of the lessons.
        WentWell = "went-well",
        /// A part of the lessons.
        WentWrong = "went-wrong",
        /// A part of the lessons.
        Lucky = "lucky",
        /// What is promised.
        Actions = "actions",
        /// What could be better: weaker than a promise.
        Improvements = "improvements",
        /// What others are advised to do.
        Recommendations = "recommendations",
        /// What was done to end the incident: no promise.
        Taken = "taken",
        /// What it was about.
        Summary = "summary",
        /// Who was there.
        People = "people",
        /// The state of the report or the incident.
        Status = "status",
        /// The zone of all times.
        Zone = "zone",
        /// The meeting about the incident: dates and people under it are the meeting's.
        Meeting = "meeting",
        /// Trigger categories.
        TriggerTags = "triggers-tag",
        /// Cause categories.
        CauseTags = "causes-tag",
        /// Gap categories.
        GapTags = "gaps-tag",
        /// Free tags.
        Tags = "tags",
        /// What stands behind the report: logs, transcripts, links.
        Appendix = "appendix",
        /// A list of facts.
        Stats = "stats",
    }

    /// A fact of the incident record that front matter can state.
    Fact {
        /// What the report calls the incident.
        Title = "title",
        /// Incident, maintenance or notice.
        Kind = "kind",
        /// The day on which it began.
        Date = "date",
        /// When it began.
        StartedAt = "started_at",
        /// When it was over.
        EndedAt = "ended_at",
        /// The zone of its times.
        Zone = "zone",
        /// How long it lasted, in words or minutes.
        StatedDuration = "stated_duration",
        /// How bad it was.
        Severity = "severity",
        /// Affected applications.
        Applications = "applications",
        /// Its timeline: a list of texts that begin with a time, or of tables with a time and a text.
        Timeline = "timeline",
        /// What caused it, in words.
        RootCause = "root_cause",
        /// How users were affected, in words.
        Impact = "impact",
        /// What was learnt, in words.
        Lessons = "lessons",
        /// Follow-ups: a list of texts, or of tables with a task, an owner, a status and a due day.
        Actions = "actions",
        /// Possible improvements.
        Improvements = "improvements",
        /// Advice to other teams.
        Recommendations = "recommendations",
        /// Who took part.
        People = "people",
        /// What set it off: ids or labels of the taxonomy.
        Triggers = "triggers",
        /// What caused it: ids or labels of the taxonomy.
        Causes = "causes",
        /// Why it was not prevented, seen or ended sooner: ids or labels of the taxonomy.
        Gaps = "gaps",
        /// Components, in free words.
        Components = "components",
        /// Whether the report is a draft.
        Draft = "draft",
        /// Former addresses of the page.
        Aliases = "aliases",
        /// Ids by which other reports name it.
        Id = "id",
        /// Promises of earlier reports that came back here: confirmed by the author.
        Echoes = "echoes",
        /// Promises of earlier reports that did not come back here, whatever the words suggest.
        NotEchoes = "not-echoes",
        /// Nothing: the key is left alone even where annals would read it.
        Nothing = "nothing",
    }
}

impl LintLevel {
    /// How bad it makes a diagnostic; `None` where it is not to be shown.
    pub(super) fn severity(self) -> Option<Severity> {
        match self {
            LintLevel::Error => Some(Severity::Error),
            LintLevel::Warning => Some(Severity::Warning),
            LintLevel::Note => Some(Severity::Note),
            LintLevel::Off => None,
        }
    }
}

impl From<Severity> for LintLevel {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => LintLevel::Error,
            Severity::Warning => LintLevel::Warning,
            Severity::Note => LintLevel::Note,
        }
    }
}
