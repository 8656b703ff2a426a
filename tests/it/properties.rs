//! What holds for any report: no input fails, and what does not concern a fact does not change it.

use proptest::prelude::*;

use crate::languages::facts;
use crate::reading::read_and_check;

/// Bits of reports, and of what a report may trip over.
fn bit() -> impl Strategy<Value = String> {
    let words = proptest::sample::select(vec![
        "# ",
        "## ",
        "### ",
        "- ",
        "- [ ] ",
        "- [x] ",
        "1. ",
        "a. ",
        "• ",
        "> ",
        "| ",
        " | ",
        "|---|---|\n",
        "\n",
        "\n\n",
        "---\n",
        "+++\n",
        "**",
        "*",
        "`",
        "```\n",
        ": ",
        ":\n",
        "?** ",
        " - ",
        " – ",
        " -> ",
        "(",
        ")",
        "[",
        "]",
        "[x](y)",
        "<b>",
        "<!--",
        "-->",
        "Timeline",
        "Action items",
        "Owner",
        "Status",
        "Due",
        "Root cause",
        "Impact",
        "Lessons learned",
        "Duration",
        "Severity",
        "Affected services",
        "Date",
        "Start",
        "End",
        "When did it start?",
        "To prevent this, we will",
        "Dana Bell",
        "@jan",
        "DB",
        "(Mara)",
        "done",
        "TODO",
        "in progress",
        "✅",
        "🔴",
        "Q3",
        "2024-05-31",
        "31.05.2024",
        "03/04/24",
        "9:7:31",
        "10:05",
        "10:05 AM",
        "UTC",
        "+02:00",
        "45 minutes",
        "1h 20m",
        "until",
        "resolved",
        "title: x\n",
        "updates:\n  - at: 10:00\n",
        "時刻",
        "復旧しました",
        "é",
        "\u{301}",
        "\u{0}",
        "İ",
        "５月",
        "{{< track \"x\" >}}",
        "::: update Resolved | ",
        ":::\n",
        "<Update date=\"2024-05-31\">",
        "http://x.org/",
        "#12",
        "\r\n",
        "\t",
    ]);
    prop_oneof![8 => words.prop_map(str::to_string), 1 => "[ -~]{0,12}", 1 => "\\PC{0,6}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_fails(bits in proptest::collection::vec(bit(), 0..60)) {
        read_and_check(bits.concat().as_bytes());
    }

    #[test]
    fn no_bytes_fail(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read_and_check(&bytes);
    }
}

const HEAD: &str = "# Mail stuck\n\n**Date:** 2024-05-31\n**Severity:** P2\n**Affected services:** relay, inbox\n\
     **Authors:** Mara Quist, Li Aspen\n\n## Summary\n\nThe relay was down for 45 minutes, from 10:05 to 10:50 UTC.\n";

/// Sections that have nothing to do with each other.
const SECTIONS: [&str; 6] = [
    "## Impact\n\nNo mail came in.\n",
    "## Root cause\n\n- A disk was full.\n- Nobody watched it.\n",
    "## Timeline\n\n- 10:05 the queue fills\n- 10:20 @li is paged\n- 10:50 resolved\n",
    "## Lessons learned\n\n### What went well\n\n- The alert.\n\n### What went wrong\n\n- The disk.\n",
    "## Action items\n\n- [ ] Watch the disk (Mara Quist)\n- [x] Empty the disk – @li – done\n- Write it down (owner: web team)\n",
    "## Glossary\n\nThe relay hands mail on.\n",
];

/// Words that state nothing.
fn idle() -> impl Strategy<Value = String> {
    let words = proptest::sample::select(vec![
        "the", "a", "garden", "tree", "green", "walks", "under", "quiet", "old", "river", "sings", "and", "often",
        "cloud", "bread", "slowly",
    ]);
    proptest::collection::vec(words, 3..30).prop_map(|words| format!("Once {}.", words.join(" ")))
}

/// The facts in an order of their own: which of two sections stands first is no fact.
fn sorted(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = facts(text).lines().map(str::to_string).collect();
    lines.sort();
    lines
}

fn report(sections: &[&str]) -> String {
    std::iter::once(HEAD).chain(sections.iter().copied()).collect::<Vec<_>>().join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn the_order_of_sections_changes_no_fact(order in Just((0..SECTIONS.len()).collect::<Vec<_>>()).prop_shuffle()) {
        let sections: Vec<&str> = order.into_iter().map(|at| SECTIONS[at]).collect();
        prop_assert_eq!(sorted(&report(&sections)), sorted(&report(&SECTIONS)));
    }

    #[test]
    fn an_unrelated_paragraph_adds_no_fact(at in 0..=SECTIONS.len(), text in idle(), heading in any::<bool>()) {
        let with_heading = format!("## The garden\n\n{text}\n");
        let in_summary = format!("{HEAD}\n{text}\n");
        let mut sections = SECTIONS.to_vec();
        let changed = if heading {
            sections.insert(at, &with_heading);
            report(&sections)
        } else {
            report(&sections).replacen(HEAD, &in_summary, 1)
        };
        prop_assert_eq!(sorted(&changed), sorted(&report(&SECTIONS)));
    }
}

/// What the properties are tried on states every kind of fact, or they would hold of nothing.
#[test]
fn the_report_that_is_shuffled_states_facts() {
    let found = facts(&report(&SECTIONS));
    for fact in [
        "date",
        "start",
        "end",
        "zone",
        "duration",
        "severity",
        "application",
        "person",
        "impact",
        "root cause",
        "lessons",
        "row",
        "action",
    ] {
        assert!(found.lines().any(|line| line.starts_with(&format!("{fact}: "))), "no {fact} in\n{found}");
    }
}
