//! Rewriting a report without changing what it says changes none of its facts: forms in which that once failed.

use super::{Incident, Reading, read};
use crate::config::Settings;
use crate::model::{Moment, Sourced};
use crate::source::SourceFile;
use crate::syntax;

fn incident(text: &str) -> Incident {
    let source = SourceFile::new("report.md", text);
    let settings = Settings::for_folder("", std::iter::empty()).value.expect("defaults are valid");
    let document = syntax::parse(&source).value;
    read(&source, &document, &Reading::of(&settings)).value.remove(0)
}

fn words(facts: &[Sourced<String>]) -> Vec<&str> {
    facts.iter().map(|fact| fact.value.as_str()).collect()
}

#[test]
fn boxes_between_blank_lines_are_boxes() {
    let check = |text: &str| {
        let actions = incident(&format!("# Queue\n\n## Action items\n\n{text}")).actions;
        let told: Vec<_> = actions.iter().map(|action| (action.text.as_str(), action.done)).collect();
        assert_eq!(told, [("Alert on the queue", Some(false)), ("Add a disk", Some(true))], "{text}");
    };
    check("- [ ] Alert on the queue\n- [x] Add a disk\n");
    check("- [ ] Alert on the queue\n\n- [x] Add a disk\n");
    check("- Storage\n\n  - [ ] Alert on the queue\n\n  - [x] Add a disk\n");
}

#[test]
fn the_summary_tells_when_it_was_wherever_the_impact_stands() {
    let summary = "## Summary\n\nOn 6 May 2024 the queue was full from 17:15 to 17:30.\n\n";
    let impact = "## Impact\n\nFrom 17:20 to 17:25 nothing was delivered.\n\n";
    let check = |text: &str| {
        let at = incident(text).started_at.map(|start| start.value.to_string());
        assert_eq!(at.as_deref(), Some("2024-05-06T17:15"), "{text}");
    };
    check(&format!("# Queue\n\n{summary}{impact}"));
    check(&format!("# Queue\n\n{impact}{summary}"));
}

#[test]
fn a_note_speaks_for_the_timeline_wherever_its_lines_are_broken() {
    let check = |note: &str| {
        let text = format!(
            "# Queue\n\n## Timeline\n\n{note}\n\n- 2024-05-05 23:00: it fills\n- 01:38: alarm\n- 02:06: resolved\n"
        );
        let rows = incident(&text).timeline;
        let days: Vec<_> = rows.iter().map(|row| row.at.map(Moment::date).map(jiff::civil::Date::day)).collect();
        assert_eq!(days, [Some(5), Some(6), Some(6)], "{note}");
    };
    check("All events are of 2024-05-06, and all times are in UTC.");
    check("All events are of 2024-05-06, and all\ntimes are in UTC.");
    check("Unless otherwise noted all events happened on 2024-05-06, and all times are in\nUTC.");
}

#[test]
fn prose_about_people_names_nobody() {
    let people = |text: &str| incident(&format!("# Queue\n\n## Attendees\n\n{text}\n")).people;
    assert_eq!(words(&people("Mara Quist\nLi Aspen")), ["Mara Quist", "Li Aspen"]);
    let prose = "Storage team: the engineers and partners who work on the\nQueue,\nand on what stands around it.";
    assert_eq!(words(&people(prose)), Vec::<&str>::new());
    assert_eq!(words(&people(&prose.replace('\n', " "))), Vec::<&str>::new());
}

#[test]
fn bold_lines_are_sections_below_a_heading_for_the_report() {
    let check = |head: &str| {
        let text = format!("# {head}\n\n**Date**\n\n2024-05-06\n\n**Impact**\n\nAll.\n\n**Root cause**\n\nA disk.\n");
        let found = incident(&text);
        assert!(found.impact.is_some() && found.root_cause.is_some(), "{head}");
        assert_eq!(found.date.map(|date| date.value.to_string()).as_deref(), Some("2024-05-06"), "{head}");
    };
    check("Postmortem");
    check("Queue full");
}

#[test]
fn a_table_without_a_head_holds_keys_and_values() {
    let text = "# Queue\n\n| | |\n|---|---|\n| Severity | P2 |\n| Moon | full |\n";
    assert_eq!(incident(text).severity.map(|severity| severity.value).as_deref(), Some("P2"));
    let compared = "# Queue\n\n| Region | Share |\n|---|---|\n| Severity | 12 |\n| North | 40 |\n";
    assert_eq!(incident(compared).severity, None, "with a head of its own it is any table");
}

#[test]
fn a_title_may_tell_how_long_it_was() {
    let minutes = |text: &str| incident(text).stated_duration.map(|minutes| minutes.value.0);
    assert_eq!(minutes("# 30min outage of the queue\n\nText.\n"), Some(30));
    assert_eq!(minutes("---\ntitle: 30min outage of the queue\n---\n\nText.\n"), Some(30));
}

#[test]
fn milestones_are_read_where_the_report_names_them() {
    let check = |text: &str, expected: [Option<&str>; 3]| {
        let found = incident(&format!("# Queue\n\n- Date: 2024-05-06\n{text}")).milestones;
        let moments = [found.detected, found.declared, found.mitigated];
        let shown = moments.map(|moment| moment.map(|moment| moment.value.to_string()));
        assert_eq!(shown.each_ref().map(|moment| moment.as_deref()), expected, "{text}");
    };
    check(
        "- Detected at: 10:05\n- Declared: 10:10\n- Time mitigated: 2024-05-07 01:00\n",
        [Some("2024-05-06T10:05"), Some("2024-05-06T10:10"), Some("2024-05-07T01:00")],
    );
    check(
        "\n## Timeline\n\n- 10:00 Release\n- 10:05 Issue detected by support\n- 10:10 We declared an incident\n- 10:20 Impact reduced\n",
        [Some("2024-05-06T10:05"), Some("2024-05-06T10:10"), Some("2024-05-06T10:20")],
    );
    // An alert is not yet a detection, and what is denied did not happen.
    check(
        "\n## Timeline\n\n- 10:00 Alert: queue depth\n- 10:10 Not mitigated yet\n- 10:20 No incident declared\n",
        [None, None, None],
    );
    check("- Detected by: Dana Bell\n- Mitigated: yes\n", [None, None, None]);
}
