//! What a link makes of small archives.

use proptest::prelude::*;

use super::sample::{Sample, archive, archive_with, report, settings};
use super::*;
use crate::model::{Axis, Verdict};

/// The sources of some incidents, in order.
fn sources(archive: &Archive, incidents: impl IntoIterator<Item = IncidentIx>) -> Vec<String> {
    incidents.into_iter().map(|ix| archive[ix].incident.id.source()).collect()
}

fn all_sources(archive: &Archive) -> Vec<String> {
    sources(archive, archive.cases().map(|(ix, _)| ix))
}

#[test]
fn incidents_stand_newest_first() {
    let archive = archive([
        report("undated-b.md"),
        report("a.md").date("2024-05-06"),
        report("b.md").window("2024-05-06T09:00", "2024-05-06T10:00"),
        report("undated-a.md"),
        report("c.md").window("2024-05-06T11:00", "2024-05-06T12:00"),
        report("d.md").date("2024-05-06"),
        report("e.md").date("2023-01-01"),
    ]);
    assert_eq!(all_sources(&archive), ["c.md", "b.md", "a.md", "d.md", "e.md", "undated-a.md", "undated-b.md"]);
    let by_source = sources(&archive, archive.by_source().iter().copied());
    assert_eq!(by_source, ["a.md", "b.md", "c.md", "d.md", "e.md", "undated-a.md", "undated-b.md"]);
    let first = archive.by_source()[2];
    assert_eq!((archive.newer(first), sources(&archive, archive.older(first))), (None, vec!["b.md".to_owned()]));
}

#[test]
fn the_calendar_has_years_and_months() {
    let dates = ["2023-12-31", "2024-01-01", "2024-05-06", "2024-05-07"];
    let archive =
        archive(dates.map(|date| report(&format!("{date}.md")).date(date)).into_iter().chain([report("x.md")]));
    let calendar = &archive.calendar;
    let months = calendar.years.iter().flat_map(|year| year.months.iter().map(|month| (year.year, month)));
    let shown: Vec<String> =
        months.map(|(year, month)| format!("{year}-{}: {}", month.month, month.incidents.len())).collect();
    assert_eq!(shown, ["2024-5: 2", "2024-1: 1", "2023-12: 1"]);
    assert_eq!(sources(&archive, calendar.years[0].incidents()), ["2024-05-07.md", "2024-05-06.md", "2024-01-01.md"]);
    assert_eq!(sources(&archive, calendar.undated.iter().copied()), ["x.md"]);
}

#[test]
fn drafts_are_left_out_unless_asked_for() {
    let entries = || [report("a.md"), report("b.md").draft()].map(Sample::entry).to_vec();
    let count = |drafts| {
        let archive = Archive::link(entries(), &settings(""), jiff::civil::date(2024, 7, 1), drafts).value;
        (archive.incidents.len(), archive.drafts_left_out)
    };
    assert_eq!(count(Drafts::LeftOut), (1, 1));
    assert_eq!(count(Drafts::Shown), (2, 0));
}

#[test]
fn reports_of_one_title_get_numbers_by_source() {
    let backlog = |path: &str| report(path).title("Queue backlog").date("2024-05-06");
    let parsed = archive_with([backlog("c.md"), backlog("a.md"), backlog("b.md")], "");
    let paths: Vec<&str> = parsed.value.incidents.iter().map(|case| case.slug()).collect();
    assert_eq!(paths, ["2024-05-06-queue-backlog", "2024-05-06-queue-backlog-2", "2024-05-06-queue-backlog-3"]);
    let codes: Vec<(Code, &str)> =
        parsed.diagnostics.iter().map(|found| (found.code, found.labels[0].file.as_str())).collect();
    assert_eq!(codes, [(Code::SlugCollision, "b.md"), (Code::SlugCollision, "c.md")]);
}

#[test]
fn the_incidents_of_a_log_belong_together() {
    let archive = archive(["a.md", "log.md#2", "log.md#1", "z.md"].map(report));
    let log = archive.in_file(&FileId::new("log.md"));
    assert_eq!(sources(&archive, log.iter().copied()), ["log.md#1", "log.md#2"]);
    assert!(archive.in_file(&FileId::new("m.md")).is_empty());
}

#[test]
fn applications_have_one_name_each() {
    let toml = "[applications.\"Edge proxy\"]\naliases = [\"ingress\"]";
    let archive = archive_with(
        [
            report("a.md").date("2024-05-01").applications(&["Ingress", "edge-proxy", "search"]).action("x", &[], None),
            report("b.md").date("2024-05-02").applications(&["Search"]).action("y", &[], Some(true)).lasted(30),
            report("c.md").date("2024-05-03").applications(&["Search", "search API"]).kind(Kind::Maintenance).lasted(5),
        ],
        toml,
    )
    .value;
    let shown: Vec<String> = archive
        .applications
        .iter()
        .map(|application| {
            let Application { slug, name, configured, spellings, incidents, tally, durations } = application;
            let incidents = sources(&archive, incidents.iter().copied()).join(" ");
            let (unknown, done, n) = (tally.unknown, tally.done, durations.n());
            format!("{slug} {name} {configured:?} {spellings:?}: {incidents}; {unknown} {done} {n}")
        })
        .collect();
    assert_eq!(
        shown,
        [
            r#"edge-proxy Edge proxy Some(0) ["Ingress", "edge-proxy"]: a.md; 1 0 0"#,
            r#"search Search None ["search"]: c.md b.md a.md; 1 1 1"#,
            r#"search-api search API None []: c.md; 0 0 0"#,
        ]
    );
    let last = archive.by_source()[0];
    let names: Vec<&str> = archive[last].applications.iter().map(|ix| archive[*ix].name.as_str()).collect();
    assert_eq!(names, ["Edge proxy", "Search"]);
}

#[test]
fn names_that_may_be_one_application_are_told_and_stay_two() {
    let samples = || {
        [
            report("b.md").date("2024-05-02").applications(&["Berth tools cluster"]),
            report("a.md").date("2024-05-01").applications(&["Berth clusters"]),
        ]
    };
    let told = |toml: &str| {
        let parsed = archive_with(samples(), toml);
        let own = parsed.diagnostics.into_iter().filter(|found| found.code == Code::ApplicationAlike);
        (own.map(|found| (found.message, found.labels.len())).collect::<Vec<_>>(), parsed.value.applications.len())
    };
    let message = "`Berth tools cluster` may be the application `Berth clusters` under another name".to_owned();
    assert_eq!(told(""), (vec![(message, 2)], 2));
    assert_eq!(told("[applications]\n\"Berth clusters\" = {}\n\"Berth tools cluster\" = {}"), (vec![], 2));
    assert_eq!(told("[applications]\n\"Berth clusters\" = { aliases = [\"Berth tools cluster\"] }"), (vec![], 1));
}

/// Every cause that an incident has: `axis slug (label): source standing words`.
fn causes(samples: impl IntoIterator<Item = Sample>) -> Vec<String> {
    let archive = archive(samples);
    let used = archive.causes.iter().filter(|cause| !cause.occurrences.is_empty());
    used.map(|cause| {
        let occurrences = cause.occurrences.iter().map(|occurrence| {
            let case = &archive[occurrence.incident];
            let citation = case.causes.iter().find(|citation| archive[citation.cause].slug == cause.slug);
            let words = citation.map_or("", |citation| citation.words.as_str());
            format!("{} {:?} {words}", case.incident.id.source(), occurrence.standing)
        });
        let occurrences: Vec<String> = occurrences.collect();
        let (axis, Cause { slug, label, confirmed, .. }) = (cause.axis.name(), cause);
        format!("{axis} {slug} ({label}) {confirmed}: {}", occurrences.join(", "))
    })
    .collect()
}

#[test]
fn causes_are_confirmed_or_suggested() {
    let found = causes([
        report("a.md").date("2024-05-02").tag(Axis::Cause, "Certificate").suggests(Axis::Cause, "certificate", "TLS"),
        report("b.md").date("2024-05-01").suggests(Axis::Cause, "certificate", "certificates"),
        report("c.md").tag(Axis::Cause, "Certificate or key lifecycle").suggests(Axis::Cause, "unheard-of", "x"),
    ]);
    let label = "Certificate or key lifecycle";
    let expected = format!(
        "cause certificate ({label}) 2: a.md Confirmed Certificate, b.md Suggested certificates, c.md Confirmed {label}"
    );
    assert_eq!(found, [expected]);
}

#[test]
fn free_words_are_categories_of_their_own() {
    let found = causes([
        report("a.md")
            .tag(Axis::Cause, "Moon phase")
            .tag(Axis::Component, "edge proxy")
            .tag(Axis::Component, "Capacity"),
        report("b.md").tag(Axis::Cause, "moon-phase").tag(Axis::Component, "…"),
    ]);
    assert_eq!(
        found,
        [
            "cause moon-phase (Moon phase) 2: a.md Confirmed Moon phase, b.md Confirmed moon-phase",
            "component component-capacity (Capacity) 1: a.md Confirmed Capacity",
            "component edge-proxy (edge proxy) 1: a.md Confirmed edge proxy",
        ]
    );
}

#[test]
fn a_confirmed_trigger_silences_suggested_ones() {
    let suggested = |path: &str| report(path).suggests(Axis::Trigger, "code-release", "release");
    let found = causes([suggested("a.md").tag(Axis::Trigger, "upgrade"), suggested("b.md")]);
    assert_eq!(
        found,
        [
            "trigger code-release (New code release) 1: b.md Suggested release".replace(" 1: ", " 0: "),
            "trigger upgrade (Upgrade or migration) 1: a.md Confirmed upgrade".to_owned(),
        ]
    );
}

#[test]
fn every_category_of_the_taxonomy_is_there() {
    let archive = archive([]);
    let taxonomy = settings("").taxonomy;
    let categories = taxonomy.triggers.len() + taxonomy.causes.len() + taxonomy.gaps.len();
    assert_eq!(archive.causes.len(), categories);
    assert!(archive.causes.iter().all(|cause| cause.category.is_some()));
}

#[test]
fn owners_are_one_identity_each() {
    let toml = r#"
        [people.names."Dana Bell"]
        aliases = ["DB"]
        handle = "dbell"
        [teams."Search"]
        aliases = ["search squad"]
    "#;
    let archive = archive_with(
        [
            report("a.md").date("2024-05-03").people(&["Dana Bell", "Ari Fox"]).action(
                "x",
                &["DB", "@dbell"],
                Some(false),
            ),
            report("b.md").date("2024-05-02").action("y", &["ari fox", "everyone"], Some(true)).action(
                "z",
                &["Ari"],
                None,
            ),
            report("c.md").date("2024-05-01").action("u", &["Search squad", "Shared"], Some(false)),
        ],
        toml,
    )
    .value;
    let shown: Vec<String> = archive
        .owners
        .iter()
        .map(|owner| {
            let Owner { slug, name, kind, spellings, actions, tally, incidents, .. } = owner;
            let incidents = sources(&archive, incidents.iter().copied()).join(" ");
            let texts: Vec<&str> = actions.iter().map(|ix| archive.action(&archive[*ix]).text.as_str()).collect();
            let Tally { open, unknown, done, overdue } = tally;
            format!("{slug} {name} {kind:?} {spellings:?}: {incidents}; {texts:?} {open} {unknown} {done} {overdue}")
        })
        .collect();
    assert_eq!(
        shown,
        [
            r#"ari Ari ShortName []: b.md; ["z"] 0 1 0 0"#,
            r#"ari-fox Ari Fox Person ["ari fox"]: a.md b.md; ["y"] 0 0 1 0"#,
            r#"dana-bell Dana Bell Person ["@dbell", "DB"]: a.md; ["x"] 1 0 0 0"#,
            r#"search Search Team ["Search squad"]: c.md; ["u"] 1 0 0 1"#,
            r#"shared Shared Shared ["everyone"]: b.md c.md; ["y", "u"] 1 0 1 1"#,
        ]
    );
}

/// Each owner with the incidents that name them, and those a short name can mean.
fn owners(archive: &Archive) -> Vec<String> {
    let names = |owners: &[OwnerIx]| owners.iter().map(|ix| archive[*ix].name.as_str()).collect::<Vec<_>>().join("|");
    let shown = archive.owners.iter().map(|owner| {
        let incidents = sources(archive, owner.incidents.iter().copied()).join(" ");
        format!("{} {:?}: {incidents} ({})", owner.name, owner.spellings, names(&owner.candidates))
    });
    shown.collect()
}

#[test]
fn short_names_mean_who_was_there_and_else_the_only_one_who_fits() {
    let check = |reports: Vec<Sample>, expected: &[&str]| assert_eq!(owners(&archive(reports)), expected);
    let promise = |path: &str, people: &[&str], owners: &[&str]| {
        report(path).date("2024-05-03").people(people).action("x", owners, Some(false))
    };
    // The one who was there; elsewhere the only one of the archive.
    check(
        vec![
            promise("a.md", &["Doreen Blom", "Dario Pells", "Dario P"], &["DB"]),
            promise("b.md", &["Ines Quist"], &["DB", "Dario P."]),
        ],
        &[
            r#"Dario Pells ["Dario P", "Dario P."]: a.md b.md ()"#,
            r#"Doreen Blom ["DB"]: a.md b.md ()"#,
            "Ines Quist []: b.md ()",
        ],
    );
    // One in each report, and two in the archive.
    check(
        vec![
            promise("a.md", &["Doreen Blom"], &["DB"]),
            promise("b.md", &["Dana Bell"], &["DB"]),
            promise("c.md", &["Ines Quist"], &["DB"]),
        ],
        &[
            r#"Dana Bell ["DB"]: b.md ()"#,
            "DB []: c.md (Dana Bell|Doreen Blom)",
            r#"Doreen Blom ["DB"]: a.md ()"#,
            "Ines Quist []: c.md ()",
        ],
    );
    // Two in the report itself, though only one of the archive has this first name.
    check(
        vec![promise("a.md", &["Dario Pells", "Davina Pohl"], &["DP"])],
        &["Dario Pells []: a.md ()", "Davina Pohl []: a.md ()", "DP []: a.md (Dario Pells|Davina Pohl)"],
    );
    // A first name alone says too little where its bearer was not there.
    check(
        vec![promise("a.md", &["Doreen Blom"], &["x"]), promise("b.md", &["doreen"], &["XY"])],
        &["doreen []: b.md (Doreen Blom)", "Doreen Blom []: a.md ()", "x []: a.md ()", "XY []: b.md ()"],
    );
    // Names that are merely alike stay two people, and are shown to each other.
    check(
        vec![promise("a.md", &["Doreen Blom", "Doreen Blohm"], &["DB"])],
        &[
            "DB []: a.md (Doreen Blohm|Doreen Blom)",
            "Doreen Blohm []: a.md (Doreen Blom)",
            "Doreen Blom []: a.md (Doreen Blohm)",
        ],
    );
}

#[test]
fn teams_and_their_people() {
    let toml = r#"
        [people.names]
        "Dana Bell" = { aliases = ["DB"], team = "search squad" }
        "Never There" = { team = "Search" }
        [teams]
        "Search" = { aliases = ["Search squad"], members = ["Ari Fox", "Dana Bell"] }
        "Mail" = { members = ["Ari Fox"] }
    "#;
    let reports = [report("a.md").date("2024-05-03").people(&["Ari Fox"]).action("x", &["DB"], None)];
    let archive = archive_with(reports, toml).value;
    let names = |owners: &[OwnerIx]| owners.iter().map(|ix| archive[*ix].name.as_str()).collect::<Vec<_>>().join("|");
    let shown: Vec<String> = archive
        .owners
        .iter()
        .map(|owner| format!("{}: {}; {}", owner.name, names(&owner.teams), names(&owner.members)))
        .collect();
    assert_eq!(
        shown,
        ["Ari Fox: Mail|Search; ", "Dana Bell: Search; ", "Mail: ; Ari Fox", "Search: ; Ari Fox|Dana Bell"]
    );
}

#[test]
fn actions_grow_old() {
    let toml = "[severities.Critical]\nrank = 1\nwords = [\"SEV1\"]\n[actions.overdue-after]\nCritical = 7";
    let check = |sample: Sample, expected: (ActionState, Option<i32>, Option<Due>, bool)| {
        let archive = archive_with([sample], toml).value;
        let ActionRef { state, age_days, due, overdue, .. } = archive.actions[0];
        assert_eq!((state, age_days, due, overdue), expected);
        let late = archive.tally.overdue == 1;
        assert_eq!((late, archive.tally.total()), (overdue, 1));
    };
    let of = |done| report("a.md").date("2024-06-20").action("x", &[], done);
    let day = |month, day| jiff::civil::date(2024, month, day);
    check(of(Some(true)), (ActionState::Done, Some(11), None, false));
    check(of(None), (ActionState::Unknown, Some(11), None, false));
    check(of(Some(false)), (ActionState::Open, Some(11), Some(Due::ByRule(day(8, 19))), false));
    check(of(Some(false)).severity("sev-1"), (ActionState::Open, Some(11), Some(Due::ByRule(day(6, 27))), true));
    check(of(None).due("2024-06-30"), (ActionState::Unknown, Some(11), Some(Due::Stated(day(6, 30))), true));
    check(of(None).due("2024-07-01"), (ActionState::Unknown, Some(11), Some(Due::Stated(day(7, 1))), false));
    check(of(Some(true)).due("2024-06-30"), (ActionState::Done, Some(11), Some(Due::Stated(day(6, 30))), false));
    check(report("a.md").action("x", &[], Some(false)), (ActionState::Open, None, None, false));
    check(report("a.md").date("2024-07-03").action("x", &[], None), (ActionState::Unknown, Some(-2), None, false));
}

#[test]
fn durations_are_computed_in_the_zone_and_stated_beside() {
    let check = |sample: Sample, toml: &str, expected: Option<(Option<u32>, Option<u32>)>| {
        let archive = archive_with([sample], toml).value;
        let minutes = |minutes: Option<crate::model::Minutes>| minutes.map(|minutes| minutes.0);
        let duration = archive.incidents[0].duration;
        assert_eq!(duration.map(|duration| (minutes(duration.computed), minutes(duration.stated))), expected);
    };
    let night = || report("a.md").window("2024-03-31T00:30", "2024-03-31T04:30");
    check(night(), "", Some((Some(240), None)));
    check(night().zone("Europe/Oslo").lasted(200), "", Some((Some(180), Some(200))));
    check(night(), "[archive]\ntimezone = \"Europe/Oslo\"", Some((Some(180), None)));
    check(report("a.md").date("2024-05-06").lasted(12), "", Some((None, Some(12))));
    check(report("a.md").date("2024-05-06"), "", None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The order of the entries that come in changes nothing.
    #[test]
    fn the_link_does_not_depend_on_the_order_of_entries(order in Just((0..12_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let sample = |n: &usize| {
            let day = format!("2024-05-{:02}", n % 3 + 1);
            let name = ["Ari Fox", "ari fox", "Dana", "DANA"][n % 4];
            report(&format!("{n}.md"))
                .title(["Queue backlog", "Full disk"][n % 2])
                .date(&day)
                .applications(&[["search", "Search", "edge"][n % 3]])
                .people(&[name])
                .action("x", &[name], Some(n.is_multiple_of(2)))
                .tag(Axis::Cause, ["Moon", "moon", "capacity"][n % 3])
        };
        let shown = |archive: &Archive| {
            let paths: Vec<(String, String)> =
                archive.incidents.iter().map(|case| (case.incident.id.source(), case.path.clone())).collect();
            format!("{paths:?} {:?} {:?} {:?}", archive.applications, archive.causes, archive.owners)
        };
        let sorted = archive((0..12).map(|n| sample(&n)));
        let shuffled = archive(order.iter().map(sample));
        prop_assert_eq!(shown(&sorted), shown(&shuffled));
    }
}

#[test]
fn questions_of_one_wording_stand_together() {
    let archive = archive([
        report("a.md").date("2024-05-03").question("Were we paged?", "No.", Some(Verdict::No)),
        report("b.md").date("2024-05-02").question("Were we paged", "Late.", None).question("Why?", "So.", None),
        report("c.md").date("2024-05-01").question("were we paged?", "Yes and no.", Some(Verdict::Partly)),
    ]);
    let group = &archive.questions[0];
    let answers: Vec<String> = sources(&archive, group.answers.iter().map(|(ix, _)| *ix));
    assert_eq!((group.slug.as_str(), group.text.as_str()), ("were-we-paged", "Were we paged"));
    assert_eq!((answers.join(" ").as_str(), archive.questions.len()), ("a.md b.md c.md", 1));
    assert_eq!((group.yes, group.partly, group.no, group.unsaid()), (0, 1, 1, 1));
    assert_eq!(archive.questions_alone, 1);
}

#[test]
fn phases_are_counted_from_the_start() {
    let archive = archive([
        report("a.md").window("2024-05-03T10:00", "2024-05-03T11:00").detected("2024-05-03T10:07"),
        report("b.md").window("2024-05-02T10:00", "2024-05-02T10:30").detected("2024-05-02T09:00"),
        report("c.md").date("2024-05-01").lasted(5),
        report("d.md").kind(Kind::Maintenance).window("2024-05-01T10:00", "2024-05-01T18:00"),
    ]);
    let of = |phase: Phase| archive.phases[phase as usize].sorted.iter().map(|minutes| minutes.0).collect::<Vec<_>>();
    assert_eq!(of(Phase::Detected), [7], "what comes before the start is no phase of it");
    assert_eq!(of(Phase::Declared), [0_u32; 0]);
    assert_eq!(of(Phase::Resolved), [5, 30, 60]);
    assert_eq!(archive.phases[Phase::Resolved as usize].stated_only, 1);
}
