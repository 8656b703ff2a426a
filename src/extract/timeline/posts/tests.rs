//! Updates as status pages write them, and what looks like one and is none.

use crate::config::Settings;
use crate::extract::{Reading, read};
use crate::source::SourceFile;
use crate::syntax;

fn rows(text: &str) -> Vec<String> {
    let source = SourceFile::new("report.md", text);
    let settings = Settings::for_folder("", std::iter::empty()).value.expect("defaults are valid");
    let document = syntax::parse(&source).value;
    let incident = read(&source, &document, &Reading::of(&settings)).value.remove(0);
    let row = |row: &crate::model::TimelineRow| {
        let at = row.at.map_or("-".to_string(), |at| at.to_string());
        format!("{at} {}: {}", row.kind.as_deref().unwrap_or("-"), row.text)
    };
    incident.timeline.iter().map(row).collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(rows(text), expected, "{text}");
}

const TWO: [&str; 2] = ["2024-03-05T15:20 Resolved: The search works.", "2024-03-05T14:05 Investigating: It is slow."];

#[test]
fn a_state_opens_an_update_and_its_time_stands_anywhere() {
    check(
        "# Search\n\n**Resolved** - The search works.\n_Mar 5, 2024, 15:20 UTC_\n\n**Investigating** - It is slow.\n_Mar 5, 2024, 14:05 UTC_\n",
        &TWO,
    );
    check(
        "# Search\n\n**Resolved** - The search works. _Mar 5, 2024, 15:20 UTC_\n\n**Investigating** - It is slow. _Mar 5, 2024, 14:05 UTC_\n",
        &TWO,
    );
    check(
        "# Search\n\n### Resolved\nMar 05, 2024 - 15:20 UTC\n\nThe search works.\n\n### Investigating\nMar 05, 2024 - 14:05 UTC\n\nIt is slow.\n",
        &TWO,
    );
    check(
        "# Search\n\n**Mar 5, 2024, 15:20 UTC**\n**Resolved** - The search works.\n\n**Mar 5, 2024, 14:05 UTC**\n**Investigating** - It is slow.\n",
        &TWO,
    );
    check(
        "# Search\n\n- **Resolved** (2024-03-05 15:20:00): The search works.\n- **Investigating** (2024-03-05 14:05:00): It is slow.\n",
        &TWO,
    );
    check(
        "# Search\n\n* **15:20 UTC, 5 March 2024 – Resolved** The search works.\n* **14:05 UTC, 5 March 2024 – Investigating** It is slow.\n",
        &TWO,
    );
    check(
        "# Search\n\n## March 5, 2024\n\n**15:20** Resolved - The search works.\n\n**14:05** Investigating - It is slow.\n",
        &TWO,
    );
    check(
        "# Search\n\n## Resolved at 2024-03-05 15:20\n\nThe search works.\n\n## Investigating (2024-03-05 14:05)\n\nIt is slow.\n",
        &TWO,
    );
}

#[test]
fn updates_are_numbered_and_speak_other_languages() {
    check(
        "# Mail\n\n**Update 2 (2024-03-05 15:45):** It delivers again.\n\n**Update 1 (2024-03-05 14:05):** It is late.\n",
        &["2024-03-05T15:45 Update 2: It delivers again.", "2024-03-05T14:05 Update 1: It is late."],
    );
    check(
        "---\ntitle: Mail\ndate: 2024-03-05\naffected: [mail]\nseverity: down\n---\n\n## Update 05.03.2024 15:45\n\nGeht wieder.\n\nAlles gut.\n\n## Update 05.03.2024\n\n* Erste Meldungen\n",
        &["2024-03-05T15:45 Update: Geht wieder. Alles gut.", "2024-03-05 Update: Erste Meldungen"],
    );
}

#[test]
fn a_line_above_a_dated_update_is_its_kind() {
    let notice =
        |text: &str| format!("---\ntitle: Names\ndate: 2024-03-05\naffected: [dns]\nseverity: down\n---\n\n{text}");
    check(
        &notice(
            "**No answer**\nWe wait.\n{{< track \"2024-03-05 20:00:00\" >}}\n\n*Asked*: We wrote. {{< track \"2024-03-05 18:00:00\" >}}\n",
        ),
        &["2024-03-05T20:00 No answer: We wait.", "2024-03-05T18:00 -: Asked: We wrote."],
    );
    check(
        &notice("15:20 UTC\n\nAll is well.\n\n---\n\n14:05 UTC\n\nIt is down.\n"),
        &["2024-03-05T15:20 -: All is well.", "2024-03-05T14:05 -: It is down."],
    );
}

#[test]
fn what_is_no_update_is_no_row() {
    // Fields of a report, a sentence with a time, a plan.
    check(
        "# Search\n\n**Detected:** 2024-03-05 14:05\n\n**Resolved:** 2024-03-05 15:20\n\n**Status:** Resolved\n",
        &[],
    );
    check("# Search\n\nResolved issues are listed below.\n\nUpdate: nothing is planned.\n", &[]);
    let notice =
        |text: &str| format!("---\ntitle: Move\ndate: 2024-03-05\naffected: [dns]\nseverity: notice\n---\n\n{text}");
    check(&notice("On Friday, Mar 08 between 12:00 and 2:00 PM we move the servers.\n"), &[]);
    check(&notice("* ca. 9:30 bis 16:30 Inspektion\n"), &[]);
}

#[test]
fn a_bold_state_in_a_row_is_its_kind() {
    let rows = ["2024-03-05T14:05 Detected: Alarms rise.", "2024-03-05T14:10 -: Note: it is slow."];
    check(
        "# Search\n\n## Timeline\n\n- 2024-03-05 14:05 **Detected**: Alarms rise.\n- 14:10 **Note**: it is slow.\n",
        &rows,
    );
    check(
        "# Search\n\n## Timeline\n\n| Time | Event |\n|---|---|\n| 2024-03-05 14:05 | **Detected:** Alarms rise. |\n| 14:10 | **Note**: it is slow. |\n",
        &rows,
    );
    check(
        "# Search\n\n## Timeline\n\n- 2024-03-05 14:05 Detected: Alarms rise.\n",
        &["2024-03-05T14:05 -: Detected: Alarms rise."],
    );
}
