//! Promises of made-up teams that come back, or do not.

use super::*;
use crate::archive::sample::{Sample, archive_with, report};
use crate::diag::Code;
use crate::model::EchoVerdict;

/// `earlier "promise" -> later "sentence": state, gap, confirmed` of all echoes on 2024-07-01.
fn echoes_with(samples: impl IntoIterator<Item = Sample>, toml: &str) -> Vec<String> {
    let archive = archive_with(samples, toml).value;
    let text = |ix: IncidentIx, span: Span| archive[ix].source.text[span.range()].to_owned();
    let name = |ix: IncidentIx| archive[ix].incident.id.source();
    let line = |echo: &Echo| {
        let confirmed = if echo.standing == Standing::Confirmed { ", confirmed" } else { "" };
        format!(
            "{} \"{}\" -> {} \"{}\": {:?} after {:?}{confirmed}",
            name(echo.earlier),
            text(echo.earlier, echo.said),
            name(echo.later),
            text(echo.later, echo.again),
            echo.state,
            echo.gap_days,
        )
    };
    archive.echoes.all.iter().map(line).collect()
}

fn echoes(samples: impl IntoIterator<Item = Sample>) -> Vec<String> {
    echoes_with(samples, "")
}

fn earlier() -> Sample {
    report("a.md").date("2024-03-01").applications(&["relay"])
}

fn later() -> Sample {
    report("b.md").date("2024-03-24").applications(&["relay"])
}

#[test]
fn rare_words_and_an_application_make_an_echo() {
    let found = echoes([
        later().root_cause(&["- The zeppelin quorum was too small"]),
        earlier().action("Enlarge the zeppelin quorum", &[], Some(false)),
    ]);
    let expected =
        r#"a.md "Enlarge the zeppelin quorum" -> b.md "The zeppelin quorum was too small": Open after Some(23)"#;
    assert_eq!(found, [expected]);
}

#[test]
fn what_two_reports_share_by_chance_is_no_echo() {
    let promise = || earlier().action("Enlarge the zeppelin quorum", &[], Some(false));
    let other = || report("b.md").date("2024-03-24").applications(&["search"]);
    let none: [String; 0] = [];
    // No application, component or cause in common.
    assert_eq!(echoes([other().root_cause(&["The zeppelin quorum was too small"]), promise()]), none);
    // One rare word.
    assert_eq!(echoes([later().root_cause(&["The zeppelin burnt"]), promise()]), none);
    // Two words of the trade.
    let common = earlier().action("Add alerts to the service", &[], Some(false));
    assert_eq!(echoes([later().root_cause(&["The alerts of the service failed"]), common]), none);
    // Two rare words lost among many others on both sides.
    let long = earlier().action(
        "Write zeppelin handbook chapters for pilots, mechanics, stewards and the quorum of owners",
        &[],
        None,
    );
    let story = "Nobody knew whether gas, wind, birds, lightning, paint, rope or that zeppelin quorum had burnt";
    assert_eq!(echoes([later().root_cause(&[story]), long]), none);
    // What came before the promise does not echo it.
    let before =
        report("b.md").date("2024-02-01").applications(&["relay"]).root_cause(&["The zeppelin quorum was too small"]);
    assert_eq!(echoes([before, promise()]), none);
    // A notice is no incident.
    let notice = later().kind(crate::model::Kind::Notice).root_cause(&["The zeppelin quorum was too small"]);
    assert_eq!(echoes([notice, promise()]), none);
}

#[test]
fn a_cause_joins_as_well_as_an_application() {
    let cause = |sample: Sample| sample.suggests(Axis::Cause, "capacity", "out of memory");
    let found = echoes([
        cause(report("b.md").date("2024-03-24")).root_cause(&["The zeppelin quorum was too small"]),
        cause(report("a.md").date("2024-03-01")).action("Enlarge the zeppelin quorum", &[], Some(false)),
    ]);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn the_state_is_that_of_the_day() {
    let state = |sample: Sample, toml: &str| {
        let found = echoes_with([later().root_cause(&["The zeppelin quorum was too small"]), sample], toml);
        found.first().and_then(|line| line.rsplit(": ").next().map(str::to_owned)).unwrap_or_default()
    };
    let promise = |done| earlier().action("Enlarge the zeppelin quorum", &[], done);
    assert_eq!(state(promise(Some(false)), ""), "Open after Some(23)");
    assert_eq!(state(promise(Some(true)), ""), "Done after Some(23)");
    assert_eq!(state(promise(None), ""), "Unknown after Some(23)");
    assert_eq!(state(promise(Some(false)).due("2024-03-10"), ""), "Overdue after Some(23)");
    assert_eq!(state(promise(None).due("2024-03-10"), ""), "Overdue after Some(23)");
    assert_eq!(state(promise(Some(false)).due("2024-04-10"), ""), "Open after Some(23)");
    assert_eq!(state(promise(Some(true)).due("2024-03-10"), ""), "Done after Some(23)");
    assert_eq!(state(promise(Some(false)), "[actions]\noverdue-after = { default = 14 }"), "Overdue after Some(23)");
}

#[test]
fn a_later_report_may_promise_it_again_or_call_it_done() {
    let promise = || earlier().action("Enlarge the zeppelin quorum", &[], Some(false));
    let again = later().action("Enlarge the zeppelin quorum soon", &[], Some(false));
    assert_eq!(
        echoes([again, promise()]),
        [
            r#"a.md "Enlarge the zeppelin quorum" -> b.md "Enlarge the zeppelin quorum soon": PromisedAgain after Some(23)"#
        ]
    );
    // Called done in between: then it came back after that.
    let done = later().action("Enlarge the zeppelin quorum", &[], Some(true));
    let last =
        report("c.md").date("2024-05-01").applications(&["relay"]).root_cause(&["The zeppelin quorum was too small"]);
    let found = echoes([last, done, promise()]);
    assert!(found.iter().any(|line| line.starts_with("a.md") && line.ends_with("Done after Some(61)")), "{found:?}");
    assert!(!found.iter().any(|line| line.contains("-> b.md")), "{found:?}");
}

#[test]
fn a_promise_may_have_held() {
    let promise = |done| earlier().action("Enlarge the zeppelin quorum", &[], done);
    let story = || later().root_cause(&["The zeppelin quorum was enlarged, and it held"]);
    // Its own report was written before: what it says of the state is no answer to what the later one says.
    for done in [Some(true), Some(false), None] {
        assert!(echoes([story(), promise(done)])[0].ends_with("Held after Some(23)"), "{done:?}");
    }
    let denied = later().root_cause(&["The zeppelin quorum was enlarged, but it never held"]);
    assert!(echoes([denied, promise(Some(true))])[0].ends_with("Done after Some(23)"));
}

#[test]
fn names_of_people_are_no_words_of_a_promise() {
    let story = later().action("Feed the birds (Odo Quillfeather)", &["Odo Quillfeather"], None);
    let promise = earlier().action("Paint the gondola (Odo Quillfeather)", &["Odo Quillfeather"], None);
    assert!(echoes([story, promise]).is_empty());
}

#[test]
fn a_sentence_on_what_went_wrong_counts_before_a_new_promise() {
    let found = echoes([
        later().action("Enlarge the zeppelin quorum", &[], None).root_cause(&["The zeppelin quorum was too small"]),
        earlier().action("Enlarge the zeppelin quorum", &[], None),
    ]);
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("was too small"), "{found:?}");
}

#[test]
fn a_wish_that_repeats_an_action_is_one_with_it() {
    let found = echoes([
        later().root_cause(&["Not pinning versions of plug-ins"]).suggests(
            Axis::Cause,
            "unpinned-dependency",
            "not pinning",
        ),
        earlier()
            .action("Pin gondola modules", &[], Some(false))
            .improvement("Pinning gondola modules to a specific version")
            .improvement("Bread for the zeppelin"),
    ]);
    let expected = r#"a.md "Pinning gondola modules to a specific version" -> b.md "Not pinning versions of plug-ins": Open after Some(23)"#;
    assert_eq!(found, [expected]);
}

#[test]
fn a_wish_is_a_weaker_promise_of_unknown_state() {
    let found = echoes([
        later().root_cause(&["The zeppelin quorum was too small"]),
        earlier().improvement("Enlarge the zeppelin quorum"),
    ]);
    assert_eq!(found.len(), 1);
    assert!(found[0].ends_with("Unknown after Some(23)"), "{found:?}");
}

fn verdict(report: &str, words: Option<&str>) -> EchoVerdict {
    EchoVerdict { report: report.to_owned(), words: words.map(str::to_owned), span: Span::new(0, 4) }
}

#[test]
fn front_matter_confirms_and_rejects() {
    let promise = || {
        earlier().id("PM-17").action("Enlarge the zeppelin quorum", &[], Some(false)).action(
            "Paint the gondola",
            &[],
            Some(false),
        )
    };
    let story = || later().root_cause(&["The zeppelin quorum was too small"]);
    let count = |sample: Sample| echoes([sample, promise()]);
    assert!(count(story().rejects(verdict("PM-17", None))).is_empty());
    assert!(count(story().rejects(verdict("a.md", Some("zeppelin quorum")))).is_empty());
    assert_eq!(count(story().rejects(verdict("a", Some("paint the gondola")))).len(), 1);
    let confirmed = count(story().confirms(verdict("a.md", None)));
    assert_eq!((confirmed.len(), confirmed[0].ends_with(", confirmed")), (1, true));
    let added = count(story().confirms(verdict("pm-17", Some("gondola"))));
    assert_eq!(added.len(), 2);
    assert!(added[0].contains("Paint the gondola") && added[0].ends_with("confirmed"), "{added:?}");
}

#[test]
fn a_verdict_that_names_nothing_is_told() {
    let told = |sample: Sample| {
        let parsed = archive_with([sample, earlier().action("Paint", &[], None).action("Sweep", &[], None)], "");
        let own = parsed.diagnostics.iter().filter(|found| found.code == Code::EchoUnknown);
        own.map(|found| found.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        told(later().confirms(verdict("z.md", None))),
        ["`z.md` names no other report of the archive, or several"]
    );
    assert_eq!(told(later().confirms(verdict("a.md", None))), ["`a.md` names no promise of that report"]);
    assert_eq!(told(later().confirms(verdict("b.md", None))).len(), 1);
    assert!(told(later().confirms(verdict("a.md", Some("sweep")))).is_empty());
}

#[test]
fn promises_that_are_done_and_stay_done_held() {
    let archive = archive_with(
        [
            later().root_cause(&["The zeppelin quorum was too small"]),
            earlier()
                .action("Enlarge the zeppelin quorum", &[], Some(true))
                .action("Paint the gondola", &[], Some(true))
                .action("Sweep", &[], None),
        ],
        "",
    )
    .value;
    let held: Vec<&str> =
        archive.echoes.held.iter().map(|action| archive.action(&archive[*action]).text.as_str()).collect();
    assert_eq!(held, ["Paint the gondola"]);
}

#[test]
fn echoes_are_found_from_both_ends() {
    let archive = archive_with(
        [
            later().root_cause(&["The zeppelin quorum was too small"]),
            earlier().action("Enlarge the zeppelin quorum", &[], None),
        ],
        "",
    )
    .value;
    let (later, earlier) = (IncidentIx::at(0), IncidentIx::at(1));
    assert_eq!((archive.echoes.in_later(later).len(), archive.echoes.in_later(earlier).len()), (1, 0));
    assert_eq!((archive.echoes.of_earlier(earlier).count(), archive.echoes.of_earlier(later).count()), (1, 0));
}
