//! What is a log of incidents, and what is one report.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;

use crate::config::Settings;
use crate::extract::{self, Reading, split};
use crate::model::Incident;
use crate::source::SourceFile;
use crate::syntax;

fn reading() -> &'static Reading {
    static READING: LazyLock<Reading> = LazyLock::new(|| {
        let settings = Settings::for_folder("Test", std::iter::empty()).value;
        Reading::of(&settings.expect("the defaults are sound"))
    });
    &READING
}

/// The anchors of the incidents in a text; none where it is one report.
fn anchors(text: &str) -> Vec<String> {
    let source = SourceFile::new("a.md", text);
    let document = syntax::parse(&source).value;
    let parts = split::parts(&source, &document, reading());
    parts.iter().filter_map(|part| part.anchor().map(str::to_owned)).collect()
}

fn incidents(path: &str, text: &str) -> Vec<Incident> {
    let source = SourceFile::new(path, text);
    let document = syntax::parse(&source).value;
    extract::read(&source, &document, reading()).value
}

#[test]
fn a_log_of_headings() {
    let check = |text: &str, expected: &[&str]| assert_eq!(anchors(text), expected, "{text}");
    let two = "## 2024-03-12: NAS offline\n\n**Impact**: all\n\n## 2024-02-10: Mail stuck\n\n**Impact**: none\n";
    let both = ["2024-03-12-nas-offline", "2024-02-10-mail-stuck"];
    check(two, &both);
    check(&format!("# Incident log\n\nWhat went wrong here.\n\n{two}"), &both);
    check(&format!("---\ntitle: Outages\ndate: 2024-04-01\n---\n{two}"), &both);
    check(&format!("# Log\n\n{two}\n## Template\n\n**Impact**: who was affected\n"), &both);
    check(&format!("{two}\n## 2023\n\nNothing.\n"), &both);
    // Numbers name an incident as well, where its section says the day.
    let numbered =
        "## INC-7: Disk\n\n- Date: 2024-03-12\n- Cause: full\n\n## INC-8: Net\n\n- Date: 2024-03-13\n- Cause: cable\n";
    check(numbered, &["inc-7-disk", "inc-8-net"]);
    check(
        &numbered.replace("INC-7", "Incident #7").replace("INC-8", "Incident #8"),
        &["incident-7-disk", "incident-8-net"],
    );
    // Groups by year; the same heading twice.
    let grouped = "# Outages\n\n## 2024\n\n### 12 March 2024 – Disk full\n\n#### Impact\n\nx\n\n## 2023\n\n\
                   ### 11 March 2023 – Disk full\n\n#### Impact\n\ny\n";
    check(grouped, &["12-march-2024--disk-full", "11-march-2023--disk-full"]);
    let same = "## 2024-03-12 Disk\n\n### Impact\n\nx\n\n## 2024-03-12 Disk\n\n### Impact\n\ny\n\n## 2024-04-01 Disk\n\n### Impact\n\nz\n";
    check(same, &["2024-03-12-disk", "2024-03-12-disk-1", "2024-04-01-disk"]);
    // A bare day, where the sections leave no doubt.
    let bare = "## 2024-03-12\n\n- Severity: high\n- Cause: disk\n\n## 2024-04-12\n\n- Severity: low\n- Cause: net\n";
    check(bare, &["2024-03-12", "2024-04-12"]);
    let times = bare
        .replace("## 2024-03-12", "## 2024-03-12 14:37 ~ 15:58")
        .replace("## 2024-04-12", "## 2024-04-12 09:00 - 09:30");
    check(&times, &["2024-03-12-1437--1558", "2024-04-12-0900---0930"]);
    // A heading above says that they are incidents, whatever they hold and whatever stands beside it.
    let past = "# Status\n\n## Our systems\n\n| System | State |\n|---|---|\n| Web | up |\n| Mail | up |\n\n## Past incidents\n\n\
                ### March 12, 2024\n\n**Nobody could log in.**\n\n* March 12, 17:30 UTC **Identified** - A disk is full.\n\
                * March 12, 18:00 UTC **Resolved** - It is not.\n\n\
                ### April 1, 2024\n\nMail was slow.\n";
    check(past, &["march-12-2024", "april-1-2024"]);
    let named = "# Printers - Incident Log\n\nKept since 2024-01-01.\n\n## 2024-03-12 · HIGH · Spool full · OPEN\n\nText.\n\n\
                 ## 2024-04-12/13: No paper\n\nText.\n\n## Commands\n\nText.\n";
    check(named, &["2024-03-12--high--spool-full--open", "2024-04-1213-no-paper"]);
    check(&named.replace("Commands", "Root cause"), &[]);
    // Words alone, where the file calls itself a log and each section says what happened.
    let worded = "# Incident log\n\n## Cache was stale\n\n- **Impact:** old prices\n- **Fix:** emptied\n\n\
                  ## Printer offline\n\n- **Cause:** a cable\n\n## Template\n\n- **Impact:** who\n";
    check(worded, &["cache-was-stale", "printer-offline"]);
    let italian = worded.replace("Incident log", "Registro incidenti – 3 marzo 2024").replace("Template", "Modello");
    check(&italian, &["cache-was-stale", "printer-offline"]);
    let found = incidents("a.md", past);
    assert_eq!(found[0].title.as_ref().map(|title| title.value.as_str()), Some("Nobody could log in"));
    assert_eq!(found[0].timeline[0].kind.as_deref(), Some("Identified"));
}

#[test]
fn one_report_is_never_split() {
    let check = |text: &str| assert!(anchors(text).is_empty(), "{text}");
    let two = "## 2024-03-12: NAS offline\n\n**Impact**: all\n\n## 2024-02-10: Mail stuck\n\n**Impact**: none\n";
    // Something beside the sections speaks of one incident.
    check(&format!("# Outage\n\n**Severity**: high\n\n{two}"));
    check(&format!("{two}\n## Root cause\n\nA disk.\n"));
    check(&format!("{two}\n## Lessons learned\n\nMuch.\n"));
    check(&format!("{two}\n## Action items\n\n- one\n"));
    check(&format!("# Summary\n\nOn 2024-03-12 it began.\n\n{two}"));
    check(&format!("# Outage\n\nOn 12 March 2024 the network went down, and again later.\n\n{two}"));
    check(&format!("# Outage of 12 March 2024\n\n{two}"));
    check(&format!("{two}\n## What we think\n\nA word.\n"));
    check(&format!("---\nseverity: high\n---\n{two}"));
    check(&format!("---\ntitle: Outage of 2024-03-12\n---\n{two}"));
    check(&format!("# Outage\n\n## Timeline\n\n{}", two.replace("## ", "### ")));
    // Only one of the sections holds facts, or none.
    check("## 2024-03-12: NAS offline\n\n**Impact**: all\n\n## 2024-02-10: Mail stuck\n\nText.\n");
    check("## 2024-03-12: Meeting\n\n**Attendees**: Ada\n\n## 2024-02-10: Meeting\n\n**Attendees**: Ada\n");
    check("## v1.1 - 2024-03-12\n\n### Fixes\n\n- x\n\n## v1.0 - 2024-02-12\n\n### Fixes\n\n- y\n");
    check("## 2024-03-12 Spring release\n\n### Fixes\n\n- x\n\n## 2024-02-12 Winter release\n\n### Fixes\n\n- y\n");
    check(
        "## F-1: Injection\n\n- Severity: high\n- Impact: all\n\n## F-2: Overflow\n\n- Severity: low\n- Impact: none\n",
    );
    // Times, states, phases and sections of one incident.
    check("# T\n\n## 2024-03-12 14:00\n\n**Impact**: all\n\n## 2024-03-12 15:00\n\n**Impact**: none\n");
    check("# T\n\n## 2024-03-12: Update 2\n\n**Impact**: all\n\n## 2024-03-11: Update 1\n\n**Impact**: none\n");
    check("# T\n\n## Resolved: 2024-03-12\n\n**Impact**: all\n\n## Investigating: 2024-03-11\n\n**Impact**: none\n");
    check(
        "# T\n\n## Phase 1: 2024-03-12, disks\n\n**Impact**: all\n\n## Phase 2: 2024-03-13, net\n\n**Impact**: none\n",
    );
    check("# T\n\n## 2024-03-12: First failure\n\n**Impact**: a\n\n## 2024-03-13: Second failure\n\n**Impact**: b\n");
    check("# T\n\n## 2024-03-12\n\n**Impact**: a\n\n## 2024-03-13\n\n**Impact**: b\n");
    check(
        "# T\n\n## INC-7: Disk\n\n- Date: 2024-03-12\n- Cause: x\n\n## INC-7: Net\n\n- Date: 2024-03-13\n- Cause: y\n",
    );
    check("## 12 March: NAS offline\n\n**Impact**: all\n\n## 10 April: Mail stuck\n\n**Impact**: none\n");
    check(&format!("# Outage\n\n## Incidents\n\n{}\n## Root cause\n\nA disk.\n", two.replace("## ", "### ")));
    // Words alone name an incident in a log only, where every section says what happened and none is a section of one.
    let worded = "# Incident log\n\n## Cache was stale\n\n- **Impact:** old prices\n\n## Printer offline\n\n- **Cause:** a cable\n";
    check(&worded.replace("Incident log", "Outage of the shop"));
    check(&worded.replace("Printer offline", "Root cause"));
    check(&worded.replace("- **Cause:** a cable", "Nothing yet."));
    check(&worded.replace("Printer offline", "Update 2"));
    // Not side by side.
    check("## 2024-03-12: NAS offline\n\n**Impact**: all\n\n### 2024-02-10: Mail stuck\n\n**Impact**: none\n");
}

#[test]
fn a_log_of_rows() {
    let check = |text: &str, expected: &[&str]| assert_eq!(anchors(text), expected, "{text}");
    let table = "| Date | Service | Duration | Cause |\n|---|---|---|---|\n| 2024-01-02 | api | 2h | disk |\n\
                 | 2024-02-03 | web | 5 min | net |\n| 2024-03-04 | mail | 1 h | |\n";
    let rows = ["row-1", "row-2", "row-3"];
    check(table, &rows);
    check(&format!("# Outages\n\nAll we had.\n\n{table}"), &rows);
    check(&format!("# Outages\n\n{table}\n## Severity levels\n\n| Level | Meaning |\n|---|---|\n| 1 | bad |\n"), &rows);
    let more = "| Date | Service | Severity |\n|---|---|---|\n| 2023-01-02 | api | 1 |\n";
    check(&format!("# Outages\n\n## 2024\n\n{table}\n## 2023\n\n{more}"), &["row-1", "row-2", "row-3", "row-4"]);
    // A table of one report, of one day, without days, with too few rows, of something else.
    check(&format!("# Outage\n\n## Root cause\n\nA disk.\n\n{table}"), &[]);
    check(&format!("# Outage\n\n**Impact**: all\n\n{table}"), &[]);
    check(&format!("# Outage\n\n{table}\n## What came of it\n\nText.\n"), &[]);
    check(&format!("# Outage of 2 January 2024\n\n{table}"), &[]);
    check(&format!("# Outage\n\n## Timeline\n\n{table}"), &[]);
    check(&table.replace("02-03", "01-02").replace("03-04", "01-02"), &[]);
    check(&table.replace("2024-02-03", "unknown"), &[]);
    check(table.rsplit_once("| 2024-03").map_or("", |(head, _)| head), &[]);
    check(&table.replace("Duration | Cause", "Start | End"), &[]);
    check(&table.replace("Service | Duration | Cause", "Version | Change | Author"), &[]);
}

#[test]
fn parts_are_read_by_themselves() {
    let text = "---\ntimezone: UTC\ntitle: Log\nauthor: Ada\n---\n\n# Incident log\n\n\
                ## 2024-03-12: NAS offline\n\n**Start**: 10:00\n\n**Impact**: all\n\n\
                ## 2024-04-05: Mail stuck\n\n### Timeline\n\n- 09:00 Mail stops\n- 09:30 Restored\n\n### Root cause\n\nA disk.\n";
    let found = incidents("2019-01-01-log.md", text);
    let [nas, mail] = &found[..] else { panic!("{found:#?}") };
    let told = |incident: &Incident| {
        let fact = |fact: &Option<_>| fact.as_ref().map(ToString::to_string).unwrap_or_default();
        let title = incident.title.as_ref().map(|title| title.value.clone());
        let (start, end) = (incident.started_at.as_ref(), incident.ended_at.as_ref());
        (title.unwrap_or_default(), fact(&start.map(|at| at.value)), fact(&end.map(|at| at.value)))
    };
    assert_eq!(told(nas), ("NAS offline".into(), "2024-03-12T10:00".into(), String::new()));
    assert_eq!(told(mail), ("Mail stuck".into(), "2024-04-05T09:00".into(), "2024-04-05T09:30".into()));
    assert_eq!(mail.id.source(), "2019-01-01-log.md#2024-04-05-mail-stuck");
    // Only the zone holds for all; who wrote the log took no part in its incidents.
    assert!(found.iter().all(|incident| incident.zone.as_ref().is_some_and(|zone| zone.value.to_string() == "UTC")));
    assert!(found.iter().all(|incident| incident.people.is_empty()));
    let source = SourceFile::new("a.md", text);
    let cause = mail.root_cause.as_ref().map(|section| source.slice(section.evidence.span()));
    assert_eq!((cause, nas.root_cause.as_ref()), (Some("A disk."), None));
}

#[test]
fn a_row_is_read_as_the_report_it_might_have_been() {
    let text = "| Start (CET) | Incident | Service | Duration | Cause |\n|---|---|---|---|---|\n\
                | 2024-01-02 10:00 | API *down* | api, web | 2h | [expired](x.md) certificate |\n\
                | 2024-02-03 11:00 | Slow | web | 5 min | net |\n| 2024-03-04 12:00 | Lost | mail | 1 h | |\n";
    let found = incidents("a.md", text);
    let first = &found[0];
    let names: Vec<&str> = first.applications.iter().map(|name| name.value.as_str()).collect();
    assert_eq!((found.len(), names), (3, vec!["api", "web"]));
    assert_eq!(first.title.as_ref().map(|title| title.value.as_str()), Some("API down"));
    assert_eq!(first.started_at.as_ref().map(|at| at.value.to_string()).as_deref(), Some("2024-01-02T10:00"));
    assert_eq!(first.zone.as_ref().map(|zone| zone.value.to_string()).as_deref(), Some("CET"));
    assert_eq!(first.stated_duration.as_ref().map(|stated| stated.value.0), Some(120));
    let source = SourceFile::new("a.md", text);
    let lines = first.root_cause.as_ref().map(|section| section.evidence.lines(&source.lines));
    assert_eq!(lines.map(|lines| (lines.first, lines.last)), Some((3, 3)));
    assert!(found[2].root_cause.is_none());
}

proptest! {
    #[test]
    fn parts_lie_apart_and_have_names_of_their_own(lines in proptest::collection::vec(line(), 0..24)) {
        let text = lines.concat();
        let source = SourceFile::new("a.md", &text);
        let document = syntax::parse(&source).value;
        let parts = split::parts(&source, &document, reading());
        prop_assert!(!parts.is_empty());
        prop_assert!(parts.len() == 1 || parts.iter().all(|part| part.place.is_some()));
        let names: BTreeSet<_> = parts.iter().map(|part| part.anchor().map(str::to_owned)).collect();
        prop_assert_eq!(names.len(), parts.len());
        let apart = parts.windows(2).all(|pair| pair[0].document.body.end <= pair[1].document.body.start);
        prop_assert!(apart && parts.iter().all(|part| text.get(part.document.body.range()).is_some()));
    }
}

/// A line of a log, or of something like it.
fn line() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "## 2024-03-12: Disk full\n\n",
        "## 2024-02-10: Mail stuck\n\n",
        "## INC-7: Netz weg – ü\n\n",
        "## 2024\n\n",
        "# Log\n\n",
        "### Root cause\n\n",
        "### Impact\n\n",
        "**Severity**: high\n",
        "**Datum**: 3.4.2024\n\n",
        "A disk.\n\n",
        "| Date | Duration | Cause |\n|---|---|---|\n| 2024-01-01 | 1 h | x |\n| 2024-02-01 | 2 h | y |\n| 2024-03-01 | 3 h | z |\n\n",
        "text[^1]\n\n[^1]: note\n\n",
        "## Template\n\n",
    ])
}
