//! Whether a report is about an incident, planned work, or neither.
//!
//! Only notices of a status page can be anything but an incident: a report with a timeline of an investigation, a root
//! cause or lessons is one, whatever its title says.

use super::front::Facts;
use super::shape::Outline;
use super::vocabulary::{Meaning, Vocabulary, WordList, fold};
use crate::config::Fact;
use crate::model::{Kind, Rule, Sourced};
use crate::source::{SourceFile, Span};
use crate::syntax::front::same_key;
use crate::syntax::{Entry, NodeValue};

/// What the report is about, and the words that tell.
pub fn kind(
    source: &SourceFile,
    front: &Facts<'_>,
    outline: &Outline<'_>,
    vocabulary: &Vocabulary,
    title: Option<&Sourced<String>>,
) -> Sourced<Kind> {
    let whole = Span::new(0, source.text.find('\n').unwrap_or(source.text.len()));
    let incident = || Sourced::new(Kind::Incident, Rule::Default, whole);
    // "Down for maintenance" tells of work.
    let faulty = title.is_some_and(|title| {
        tells_of_fault(&title.value, vocabulary) && !fold(&title.value).contains("for maintenance")
    });
    let mut said = front.entries(Fact::Kind).filter_map(|entry| Some((stated(entry)?, entry)));
    // Where a title tells of a fault, the work that was planned around it is not what the report is about.
    if let Some((kind, entry)) = said.find(|(kind, _)| *kind == Kind::Incident || !faulty) {
        let work =
            kind == Kind::Notice && title.is_some_and(|title| vocabulary.has_any(WordList::Maintenance, &title.value));
        return Sourced::new(if work { Kind::Maintenance } else { kind }, Rule::FrontMatter, entry.node.span);
    }
    for entry in front.entries(Fact::Severity) {
        // An update window that was never planned is still what its severity calls it, unless the title tells of a fault.
        if is_maintenance(entry) && !faulty && plans(source, vocabulary, title) {
            return Sourced::new(Kind::Maintenance, Rule::FrontMatter, entry.node.span);
        }
        let text = entry.node.text().unwrap_or_default().to_lowercase();
        if !faulty && matches!(text.as_str(), "information" | "informational" | "info" | "announcement") {
            return Sourced::new(Kind::Notice, Rule::FrontMatter, entry.node.span);
        }
    }
    let mut planned = front.entries(Fact::StartedAt).chain(front.entries(Fact::Applications));
    if let Some(entry) = planned.find(|entry| is_planned(entry)).filter(|_| !faulty) {
        return Sourced::new(Kind::Maintenance, Rule::FrontMatter, entry.node.span);
    }
    let reviewed = [Meaning::RootCause, Meaning::Lessons, Meaning::Timeline, Meaning::WentWell, Meaning::Actions];
    if outline.parts.iter().any(|part| part.meaning.is_some_and(|meaning| reviewed.contains(&meaning))) {
        return incident();
    }
    let Some(title) = title else { return incident() };
    if tells_of_fault(&title.value, vocabulary) {
        return incident();
    }
    let plain = fold(&title.value);
    let faults = vocabulary.all_in(WordList::Fault, &plain);
    let planned_fault = || !faults.is_empty() && is_planned_fault(&plain, &faults, vocabulary);
    if vocabulary.has_any(WordList::Maintenance, &title.value) || planned_fault() {
        return Sourced { value: Kind::Maintenance, evidence: title.evidence.clone() };
    }
    if vocabulary.has_any(WordList::Notice, &title.value) {
        return Sourced { value: Kind::Notice, evidence: title.evidence.clone() };
    }
    incident()
}

/// What a key for the kind states; `None` where it speaks of something else.
fn stated(entry: &Entry) -> Option<Kind> {
    let maintenance = ["maintenance", "is_maintenance"].iter().any(|key| same_key(key, &entry.key));
    match &entry.node.value {
        NodeValue::Bool(true) if maintenance => Some(Kind::Maintenance),
        NodeValue::Bool(true) if same_key("informational", &entry.key) => Some(Kind::Notice),
        NodeValue::Table(_) if maintenance => Some(Kind::Maintenance),
        NodeValue::Text(text) if maintenance && matches!(text.to_lowercase().as_str(), "true" | "yes") => {
            Some(Kind::Maintenance)
        }
        NodeValue::Text(_) if is_maintenance(entry) => Some(Kind::Maintenance),
        NodeValue::Text(text) => match text.trim().to_lowercase().as_str() {
            "incident" | "outage" | "postmortem" | "post-mortem" if !same_key("section", &entry.key) => {
                Some(Kind::Incident)
            }
            "notice" | "announcement" | "information" | "news" => Some(Kind::Notice),
            _ => None,
        },
        NodeValue::List(nodes) if same_key("labels", &entry.key) => {
            let planned = |text: &str| ["maintenance", "scheduled-maintenance"].contains(&text);
            nodes.iter().any(|node| node.text().is_some_and(planned)).then_some(Kind::Maintenance)
        }
        NodeValue::Null | NodeValue::Bool(_) | NodeValue::List(_) | NodeValue::Table(_) => None,
    }
}

/// Whether a value names planned work: `maintenance`, `under-maintenance`, `scheduled`.
fn is_maintenance(entry: &Entry) -> bool {
    let text = entry.node.text().unwrap_or_default().to_lowercase().replace(['_', '-'], " ");
    text.contains("maintenance") || text == "scheduled" || text == "planned"
}

/// Whether a key states a beginning that was planned: `scheduled_start`, `scheduledFor`, `maintenance_start`; or what the
/// work takes down: `expectedDown`.
fn is_planned(entry: &Entry) -> bool {
    let key = entry.key.to_lowercase();
    if key.starts_with("expected") {
        return true;
    }
    let planned = key.starts_with("scheduled") || key.starts_with("maintenance") || key.starts_with("planned");
    planned && entry.node.text().is_some_and(|text| text.bytes().any(|byte| byte.is_ascii_digit()))
}

/// Whether a title tells of a fault. `issues.example.org` is a host and `site-issues` a name; a `DNS-Ausfall` is a fault, and
/// a planned outage is none.
fn tells_of_fault(title: &str, vocabulary: &Vocabulary) -> bool {
    let plain = title.split_whitespace().filter(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        !word.contains('.') && (!word.contains('-') || word.chars().any(char::is_uppercase))
    });
    let plain = fold(&plain.collect::<Vec<_>>().join(" "));
    let faults = vocabulary.all_in(WordList::Fault, &plain);
    !faults.is_empty() && !is_planned_fault(&plain, &faults, vocabulary)
}

/// "Planned network outage": the word stands first, and the faults behind it are such as can be planned.
fn is_planned_fault(plain: &str, faults: &[(usize, &str)], vocabulary: &Vocabulary) -> bool {
    let planned = vocabulary.all_in(WordList::Planned, plain).into_iter().map(|(at, _)| at).min();
    planned.is_some_and(|planned| {
        faults.iter().all(|(at, word)| planned < *at && vocabulary.is_in(WordList::PlannedFault, word))
    })
}

/// Whether the title or the text says that the work was planned.
fn plans(source: &SourceFile, vocabulary: &Vocabulary, title: Option<&Sourced<String>>) -> bool {
    let planned = vocabulary.has_any(WordList::Planned, &source.text);
    planned || title.is_some_and(|title| vocabulary.has_any(WordList::Maintenance, &title.value))
}

#[cfg(test)]
mod tests {
    use super::Kind;
    use crate::config::Settings;
    use crate::extract::{Reading, read};
    use crate::source::SourceFile;
    use crate::syntax;

    #[test]
    fn planned_work_and_notices_are_told_from_incidents() {
        let check = |front: &str, expected: Kind| {
            let source = SourceFile::new("report.md", &format!("---\n{front}\n---\n\nThe text.\n"));
            let settings = Settings::for_folder("", std::iter::empty()).value.expect("defaults are valid");
            let document = syntax::parse(&source).value;
            let found = read(&source, &document, &Reading::of(&settings)).value.remove(0);
            assert_eq!(found.kind.value, expected, "{front}");
        };
        check("title: Move of the racks\nmaintenance: true", Kind::Maintenance);
        check("title: Move of the racks\nscheduled_start: 2024-03-05T22:00", Kind::Maintenance);
        check("title: Move of the racks\nscheduled: \"\"\ndate: 2024-03-05", Kind::Incident);
        check("title: Planned outage of the login nodes\nseverity: disrupted", Kind::Maintenance);
        check("title: Geplante Unterbrechung am Samstag", Kind::Maintenance);
        check("title: Scheduled backups failed", Kind::Incident);
        check("title: Outage after a planned move", Kind::Incident);
        check("title: Opening hours\ninformational: true", Kind::Notice);
        check("title: Migration of the SMS service\ninformational: true", Kind::Maintenance);
        check("title: Mail is down\ninformational: true", Kind::Incident);
        check("title: Opening hours\ntype: announcement", Kind::Notice);
        check("title: The new status page\nseverity: information", Kind::Notice);
        check("title: Mail is slow\nseverity: information", Kind::Incident);
        check("title: Upgrade of the database\nkind: incident", Kind::Incident);
    }
}
