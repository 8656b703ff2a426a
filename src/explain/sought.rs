//! Why a fact is missing: what was looked for, in words, and the places that ask for it and hold nothing that counts.

use super::Asked;
use crate::extract::shape::Form;
use crate::extract::vocabulary::Meaning;
use crate::model::Moment;

/// A fact that may be missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Missing {
    Title,
    Date,
    Start,
    End,
    Zone,
    Duration,
    Severity,
    Applications,
    Timeline,
    RootCause,
    Impact,
    Resolution,
    Lessons,
    Actions,
    Improvements,
    Recommendations,
    People,
    Causes,
}

/// What was looked for, in a sentence or two without a full stop.
pub(super) fn words(asked: Asked<'_>, missing: Missing) -> String {
    let mut out = match missing {
        Missing::Start => format!("{}; {}", plain(missing), rows(asked, "is timed")),
        Missing::End => format!("{}; {}", plain(missing), rows(asked, "says that it is over")),
        Missing::Title
        | Missing::Date
        | Missing::Zone
        | Missing::Duration
        | Missing::Severity
        | Missing::Applications
        | Missing::Timeline
        | Missing::RootCause
        | Missing::Impact
        | Missing::Resolution
        | Missing::Lessons
        | Missing::Actions
        | Missing::Improvements
        | Missing::Recommendations
        | Missing::People
        | Missing::Causes => plain(missing).to_string(),
    };
    let empty = asking(asked, meanings(missing));
    if !empty.is_empty() {
        out.push_str("; ");
        out.push_str(&empty.join(", "));
        out.push_str(if empty.len() == 1 { " asks for it and holds" } else { " ask for it and hold" });
        out.push_str(" nothing that counts");
    }
    out
}

fn plain(missing: Missing) -> &'static str {
    match missing {
        Missing::Title => "no key of the front matter, no field and no heading names the report",
        Missing::Date => {
            "no key of the front matter, field, heading or sentence and no file name holds a day that can be read for certain"
        }
        Missing::Start => "no key of the front matter, field, heading or sentence states when it began",
        Missing::End => "no key of the front matter, field, heading or sentence states when it ended",
        Missing::Zone => "no field, column, note or time names a zone",
        Missing::Duration => "no field or sentence states how long it lasted; forecasts and bounds do not count",
        Missing::Severity => "no key of the front matter, field or label states a severity, priority or level",
        Missing::Applications => {
            "no key of the front matter, field, table or section lists what was affected; prose alone names none"
        }
        Missing::Timeline => "no table, list or run of headings or paragraphs with times in it",
        Missing::RootCause => "no heading or label asks for the cause; prose elsewhere that mentions one gives none",
        Missing::Impact => "no heading or label asks for the impact or how users were affected",
        Missing::Resolution => "no heading or label says in a sentence what was done to end it",
        Missing::Lessons => "no heading or label asks what was learnt, what went well or what went wrong",
        Missing::Actions => "no heading or label promises follow-ups: action items, next steps, prevention",
        Missing::Improvements => "no heading or label for possible improvements",
        Missing::Recommendations => "no heading or label for recommendations",
        Missing::People => "no key of the front matter, field or section names authors, attendees or responders",
        Missing::Causes => {
            "no tag or label names a cause, and no word of the taxonomy stands in a section on the cause"
        }
    }
}

/// What the timeline says, where nothing else did.
fn rows(asked: Asked<'_>, what: &str) -> String {
    let rows = &asked.traced.incident.timeline;
    let timed = rows
        .iter()
        .filter(|row| row.at.is_some_and(|at| at.time().is_some()))
        .max_by_key(|row| row.at.and_then(Moment::time));
    match (rows.is_empty(), timed) {
        (true, _) => "there is no timeline".to_string(),
        (false, None) => "no row of the timeline has a day and a time".to_string(),
        (false, Some(last)) => {
            format!("no row of the timeline {what}, nor does the last one (line {})", asked.line(last.span))
        }
    }
}

/// What asks for a fact.
fn meanings(missing: Missing) -> &'static [Meaning] {
    match missing {
        Missing::Title => &[Meaning::Title],
        Missing::Date => &[Meaning::Date, Meaning::Window, Meaning::Start],
        Missing::Start => &[Meaning::Start, Meaning::Window],
        Missing::End => &[Meaning::End, Meaning::Window],
        Missing::Zone => &[Meaning::Zone],
        Missing::Duration => &[Meaning::Duration],
        Missing::Severity => &[Meaning::Severity],
        Missing::Applications => &[Meaning::Applications],
        Missing::Timeline => &[Meaning::Timeline, Meaning::Updates],
        Missing::RootCause => &[Meaning::RootCause],
        Missing::Impact => &[Meaning::Impact],
        Missing::Resolution => &[Meaning::Taken],
        Missing::Lessons => &[Meaning::Lessons, Meaning::WentWell, Meaning::WentWrong, Meaning::Lucky],
        Missing::Actions => &[Meaning::Actions],
        Missing::Improvements => &[Meaning::Improvements],
        Missing::Recommendations => &[Meaning::Recommendations],
        Missing::People => &[Meaning::People],
        Missing::Causes => &[Meaning::CauseTags, Meaning::TriggerTags, Meaning::GapTags],
    }
}

/// The headings, labels and table rows that ask for one of `meanings`, with their lines; three at most.
fn asking(asked: Asked<'_>, meanings: &[Meaning]) -> Vec<String> {
    let outline = &asked.traced.trace.outline;
    let parts = outline.parts.iter().filter(|part| part.form != Form::Root);
    let mut found: Vec<(u32, &str)> = parts
        .filter(|part| part.meaning.is_some_and(|meaning| meanings.contains(&meaning)))
        .map(|part| (asked.line(part.head), part.title.as_str()))
        .collect();
    let fields = outline.fields.iter().filter(|field| meanings.contains(&field.meaning));
    found.extend(fields.map(|field| (asked.line(field.span), field.key.as_str())));
    found.sort_unstable();
    found.dedup_by_key(|(line, _)| *line);
    found.into_iter().take(3).map(|(line, title)| format!("“{title}” (line {line})")).collect()
}
