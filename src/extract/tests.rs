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

/// Owners as the actions of a report name them.
fn owners(list: &str) -> Vec<String> {
    let actions = incident(&format!("# Queue\n\n## Action items\n\n{list}")).actions;
    actions.iter().map(|action| action.owners.join("+")).collect()
}

#[test]
fn what_ends_most_actions_in_the_same_way_is_a_column() {
    assert_eq!(
        owners("- Add a disk - Mara\n- Watch it - Li and Bo\n- Write it down - Mara\n"),
        ["Mara", "Li+Bo", "Mara"]
    );
    assert_eq!(owners("- Add a disk (mara)\n- Watch it (li-an)\n- Write it down (bosse)\n"), ["mara", "", "bosse"]);
    assert_eq!(owners("- Add a disk (Mara call the shop)\n- Watch it (Li ask around)\n"), ["Mara", "Li"]);
    assert_eq!(owners("- Add a disk - Mara\n- Watch it\n- Write it down\n"), ["", "", ""], "one alone says nothing");
    assert_eq!(
        owners("- Add a disk (staging)\n- Watch the staging disk (optional)\n"),
        ["", ""],
        "words of the report"
    );
}

#[test]
fn marks_below_a_task_speak_of_it() {
    let text = "- Add a disk\n  - **Assignee:** Mara Quist\n  - Status: done\n- Watch it\n  - Owner: web team | Due: 2024-06-01\n";
    assert_eq!(owners(text), ["Mara Quist", "web team"]);
    let people = incident(&format!("# Queue\n\n## Action items\n\n{text}")).people;
    assert_eq!(words(&people), Vec::<&str>::new(), "who owns an action was not thereby there");
}

#[test]
fn a_table_of_people_has_a_column_of_names() {
    let text = "# Queue\n\n## People involved\n\n| Role | Name |\n|---|---|\n| Note taker | Mara Quist |\n| Shop | Li Aspen |\n";
    assert_eq!(words(&incident(text).people), ["Mara Quist", "Li Aspen"]);
    let text = "# Queue\n\n## People involved\n\n| Shop | Orders |\n|---|---|\n| North | 12 |\n";
    assert_eq!(words(&incident(text).people), Vec::<&str>::new());
}

#[test]
fn a_sentence_over_a_list_promises_what_stands_in_it() {
    let texts = |lead: &str| {
        let actions = incident(&format!("# Queue\n\n## Monitoring\n\n{lead}\n\n- Add a disk\n- Watch it\n")).actions;
        actions.iter().map(|action| action.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(texts("To prevent this from happening again, we will:"), ["Add a disk", "Watch it"]);
    assert_eq!(texts("Going forward we will do the following:"), ["Add a disk", "Watch it"]);
    assert_eq!(texts("We saw two things:"), Vec::<String>::new());
    assert_eq!(texts("To prevent this we were on the watch."), Vec::<String>::new(), "no list is led in");
}

#[test]
fn a_key_may_name_the_unit() {
    let minutes =
        |text: &str| incident(&format!("# Queue\n\n{text}\n\n## Impact\n\nAll.\n")).stated_duration.map(|m| m.value.0);
    assert_eq!(minutes("Duration (minutes): 52"), Some(52));
    assert_eq!(minutes("Downtime in hours: 1.5"), Some(90));
    assert_eq!(minutes("Duration: 52"), None, "minutes or seconds?");
    assert_eq!(minutes("Resolution time: 45 minutes"), Some(45));
    assert_eq!(minutes("For 45 minutes the shop was down."), Some(45));
    assert_eq!(minutes("For 45 minutes we walked."), None);
}

#[test]
fn a_bold_line_names_a_report_that_no_heading_names() {
    let title = |text: &str| incident(text).title.map(|title| title.value);
    assert_eq!(title("**Incident report: queue full**\n\n## Impact\n\nAll.\n").as_deref(), Some("queue full"));
    assert_eq!(title("**Queue full**\n\n**Impact**\n\nAll.\n").as_deref(), Some("Queue full"));
    assert_eq!(title("**Summary**\n\nThe queue was full.\n\n## Impact\n\nAll.\n"), None);
    assert_eq!(title("The queue was full.\n\n**Beware**\n\n## Impact\n\nAll.\n"), None);
}

#[test]
fn a_timeline_stands_in_code_and_behind_bullets_of_other_kinds() {
    let times = |timeline: &str| {
        let text = format!("# Queue\n\nDate: 2024-05-06\n\n## Timeline\n\n{timeline}\n");
        let rows = incident(&text).timeline;
        rows.iter()
            .map(|row| format!("{} {}", row.at.map_or(String::new(), |at| at.to_string()), row.text))
            .collect::<Vec<_>>()
    };
    let expected = ["2024-05-06T10:00 it fills", "2024-05-06T10:30 resolved"];
    assert_eq!(times("• 10:00 it fills\n• 10:30 resolved"), expected);
    assert_eq!(times("```\n10:00 it fills\n10:30 resolved\n```"), expected);
    assert_eq!(times("> - 10:00 it fills\n> - 10:30 resolved"), expected);
    assert_eq!(
        times("- 10:00 it fills\n\n```\n10:30 error: full\n10:31 error: full\n```").len(),
        1,
        "a log below an entry is part of it"
    );
    assert_eq!(times("```\n10:00 it fills\npanic\n```"), Vec::<String>::new(), "a log is no timeline");
}

#[test]
fn what_ended_it_is_a_section_that_says_so() {
    let check = |text: &str, expected: Option<&str>| {
        let source = SourceFile::new("a.md", text);
        let found = incident(text).resolution.map(|section| source.slice(section.evidence.span()).trim().to_owned());
        assert_eq!(found.as_deref(), expected, "{text}");
    };
    let report = |part: &str| format!("# Relay full\n\n2024-05-06\n\n{part}\n\n## Actions\n\n- Grow the disk\n");
    check(&report("## Resolution\n\nThe old logs were removed by hand."), Some("The old logs were removed by hand."));
    check(&report("## How it was fixed\n\nWe grew the disk and restarted."), Some("We grew the disk and restarted."));
    check(&report("## Mitigation\n\nTraffic went to the spare relay."), Some("Traffic went to the spare relay."));
    // A state, a placeholder, and what is still to be done.
    check(&report("**Resolution:** Resolved"), None);
    check(&report("## Resolution\n\nTBD"), None);
    check(&report("## Impact\n\nNobody could send mail that day."), None);
}

#[test]
fn when_somebody_noticed_tells_the_day_only_where_nothing_else_does() {
    let check = |name: &str, expected: &str| {
        let source =
            SourceFile::new(name, "# Listener stopped\n\n- Detected: 2024-05-14\n\n## Impact\n\nOld messages.\n");
        let document = syntax::parse(&source).value;
        let settings = Settings::for_folder("x", std::iter::empty()).value.expect("default settings");
        let found = read(&source, &document, &Reading::of(&settings)).value.remove(0);
        assert_eq!(found.date.map(|date| date.value.to_string()).as_deref(), Some(expected), "{name}");
    };
    check("listener.md", "2024-05-14");
    check("2024-05-06-listener.md", "2024-05-06");
}
