//! Reports in the languages of the vocabulary: one made-up report a language, and every fact that it states.
//!
//! `tests/fixtures/languages/de.md` is read, `de.expected` is what must come out, as plain text: a line a fact, nothing
//! beside them. [`facts`] writes it.

use std::fmt::Write as _;
use std::path::Path;

use annals::config::Settings;
use annals::extract::{Reading, read};
use annals::model::{Action, Incident, Kind, Section, TimelineRow};
use annals::source::SourceFile;
use annals::syntax;

/// All but English, whose reports are everywhere else.
const LANGUAGES: [&str; 18] =
    ["de", "fr", "es", "pt", "nl", "it", "pl", "nb", "sv", "da", "fi", "cs", "tr", "ru", "uk", "zh", "ja", "ko"];

#[test]
fn every_stated_fact_is_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/languages");
    let mut wrong = String::new();
    for language in LANGUAGES {
        let text = |ending: &str| std::fs::read_to_string(folder.join(format!("{language}.{ending}"))).unwrap();
        let (found, expected) = (facts(&text("md")), text("expected"));
        if found != expected {
            let _ = writeln!(wrong, "{language}:");
            let lines = |a: &str, b: &str, mark| {
                let odd = a.lines().filter(|line| !b.lines().any(|other| other == *line));
                odd.fold(String::new(), |out, line| out + "  " + mark + " " + line + "\n")
            };
            wrong += &lines(&expected, &found, "missing");
            wrong += &lines(&found, &expected, "made up");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The facts of a report, one a line.
pub(crate) fn facts(text: &str) -> String {
    let source = SourceFile::new("report.md", text);
    let document = syntax::parse(&source).value;
    let settings = Settings::for_folder("languages", std::iter::empty()).value.unwrap();
    let incidents = read(&source, &document, &Reading::of(&settings)).value;
    incidents.iter().map(|incident| shown(incident, &source)).collect::<Vec<_>>().join("---\n")
}

fn shown(incident: &Incident, source: &SourceFile) -> String {
    let mut out = String::new();
    let mut fact = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = writeln!(out, "{name}: {value}");
        }
    };
    fact("title", incident.title.as_ref().map(|title| title.value.clone()));
    let kind = match incident.kind.value {
        Kind::Incident => "incident",
        Kind::Maintenance => "maintenance",
        Kind::Notice => "notice",
    };
    fact("kind", Some(kind.to_string()));
    fact("date", incident.date.as_ref().map(|date| date.value.to_string()));
    fact("start", incident.started_at.as_ref().map(|at| at.value.to_string()));
    fact("end", incident.ended_at.as_ref().map(|at| at.value.to_string()));
    fact("zone", incident.zone.as_ref().map(|zone| zone.value.to_string()));
    fact("duration", incident.stated_duration.as_ref().map(|minutes| format!("{} min", minutes.value.0)));
    fact("severity", incident.severity.as_ref().map(|severity| severity.value.clone()));
    incident.applications.iter().for_each(|name| fact("application", Some(name.value.clone())));
    incident.people.iter().for_each(|name| fact("person", Some(name.value.clone())));
    fact("impact", incident.impact.as_ref().map(|section| ends(section, source)));
    fact("root cause", incident.root_cause.as_ref().map(|section| ends(section, source)));
    fact("lessons", incident.lessons.as_ref().map(|section| ends(section, source)));
    incident.timeline.iter().for_each(|entry| fact("row", Some(row(entry))));
    incident.actions.iter().for_each(|promise| fact("action", Some(action(promise))));
    out
}

/// The first and the last line of a section.
fn ends(section: &Section, source: &SourceFile) -> String {
    let lines = section.evidence.lines(&source.lines);
    let line = |number: u32| source.text.lines().nth(number as usize - 1).unwrap_or("").trim();
    if lines.first == lines.last {
        line(lines.first).to_string()
    } else {
        format!("{} … {}", line(lines.first), line(lines.last))
    }
}

fn row(row: &TimelineRow) -> String {
    let at = row.at.map_or("-".to_string(), |at| at.to_string());
    let until = row.until.map_or(String::new(), |until| format!(" to {until}"));
    let kind = row.kind.as_ref().map_or(String::new(), |kind| format!("{kind}: "));
    format!("{at}{until} | {kind}{}", row.text)
}

fn action(action: &Action) -> String {
    let state = match action.done {
        Some(true) => "[done] ",
        Some(false) => "[open] ",
        None => "",
    };
    let owners = if action.owners.is_empty() { String::new() } else { format!(" | {}", action.owners.join(", ")) };
    let due = action.due.map_or(String::new(), |due| format!(" | {due}"));
    format!("{state}{}{owners}{due}", action.text)
}
