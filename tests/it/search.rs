//! `annals search`, and the index that is published: what must be found and what must not, in a terminal. The page runs the
//! same probes in a browser (`tests/browser/search.mjs`).

use std::collections::BTreeSet;

use std::sync::Arc;

use annals::archive::Drafts;
use annals::build::{Doubt, Input, Memo, Reports, Surroundings, link};
use annals::config::Settings;
use annals::search::find::find;
use annals::search::index::Index;
use annals::search::query::parse;
use annals::search::quote::quote;
use annals::source::FileId;
use serde_json::Value;

use crate::archive::Archive;

/// The made-up reports of the probes, and the probes.
fn probes() -> (Archive, Vec<Value>) {
    let text = include_str!("../browser/probes.json");
    let all: Value = serde_json::from_str(text).unwrap();
    let archive = Archive::new(&[("book.toml", "[book]\ntitle = \"Probes\"\n")]);
    for (path, text) in all["reports"].as_object().unwrap() {
        archive.write(&format!("content/{path}"), text.as_str().unwrap());
    }
    (archive, all["probes"].as_array().unwrap().clone())
}

fn search(archive: &Archive, query: &str) -> (i32, Value) {
    let run = archive.annals(&["search", "--format", "json", "--limit", "0", "--", query]).run();
    (
        run.code(),
        serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{query}: {error}: {}{}", run.out, run.err)),
    )
}

/// Each probe as the library answers it; starting the program for each would take minutes.
#[test]
fn every_probe_finds_what_it_must_and_nothing_else() {
    let (archive, probes) = probes();
    assert!(probes.len() >= 80);
    let settings = Arc::new(Settings::for_folder("Probes", std::iter::empty()).value.unwrap());
    let mut names: Vec<_> =
        std::fs::read_dir(archive.path("content")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    let inputs: Vec<Input> =
        names.iter().map(|name| Input { id: FileId::new(name.to_str().unwrap()), doubt: Doubt::None }).collect();
    let read = |id: &FileId| Ok(std::fs::read(archive.path("content").join(id.as_str())).unwrap());
    let reports = Reports::read(&inputs, &read, &settings, &mut Memo::default());
    let today = "2024-12-01".parse().unwrap();
    let build = link(&reports, Surroundings::default(), &settings, today, Drafts::LeftOut);
    let index = Index::new(build.site());
    let mut wrong = Vec::new();
    for probe in &probes {
        let query = probe["query"].as_str().unwrap();
        let asked = parse(query);
        let answer = find(&index, &asked);
        let sources: Vec<String> = answer.hits.iter().map(|doc| index.case(*doc).incident.id.source()).collect();
        let ranked: Vec<&str> = sources.iter().map(String::as_str).collect();
        let found: BTreeSet<&str> = ranked.iter().copied().collect();
        let wanted: BTreeSet<&str> = probe["finds"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        if found != wanted {
            wrong.push(format!("{query}: {found:?}, not {wanted:?}"));
        }
        if let Some(first) = probe["first"].as_str().filter(|first| ranked.first() != Some(first)) {
            wrong.push(format!("{query}: {ranked:?} does not begin with {first}"));
        }
        if let Some(quoted) = probe["quotes"].as_str() {
            let passage = answer.hits.first().and_then(|doc| quote(&index.case(*doc).passages.read(), &asked).passage);
            if !passage.as_ref().is_some_and(|passage| passage.text.starts_with(quoted)) {
                wrong.push(format!("{query}: {passage:?} does not begin with {quoted}"));
            }
        }
        let meant = answer.corrected.first().map(|(_, meant)| meant.as_str());
        if probe["corrected"].as_str() != meant {
            wrong.push(format!("{query}: {meant:?} is not {}", probe["corrected"]));
        }
    }
    assert!(wrong.is_empty(), "{} of {} probes:\n{}", wrong.len(), probes.len(), wrong.join("\n"));
}

#[test]
fn the_command_finds_the_same() {
    let (archive, probes) = probes();
    let mut wrong = Vec::new();
    for probe in probes.iter().step_by(8) {
        let query = probe["query"].as_str().unwrap();
        let (code, told) = search(&archive, query);
        let sources = told["incidents"].as_array().unwrap().iter().map(|incident| incident["source"].as_str().unwrap());
        let found: BTreeSet<&str> = sources.collect();
        let wanted: BTreeSet<&str> = probe["finds"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        if found != wanted || code != i32::from(wanted.is_empty()) {
            wrong.push(format!("{query}: {found:?}, not {wanted:?} (status {code})"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_terminal_gets_a_table_that_it_can_show() {
    let (archive, _) = probes();
    archive.write("content/esc.md", "# Bell \u{7}\u{1b}[31m rang\n\n2024-08-01\n\nThe bell\u{9b}31m rang.\n");
    let run = archive.annals(&["search", "pool"]).run();
    assert_eq!(run.code(), 0);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines[0], "2024-05-06  Connection pool of the berth service ran dry  [Berth API, checkout]");
    assert_eq!(lines[1].trim(), "pool.md");
    assert_eq!(lines.last(), Some(&"2 incidents found"));
    let run = archive.annals(&["search", "bell"]).run();
    assert!(run.out.contains("rang") && !run.out.contains(|c: char| c.is_control() && c != '\n'), "{:?}", run.out);
    let run = archive.annals(&["search", "storage gone missing"]).run();
    assert_eq!((run.code(), run.out.as_str()), (1, "nothing found\n"));
    assert!(run.err.contains("No report has “gone”."), "{}", run.err);
    assert_eq!(archive.annals(&["search", " "]).run().code(), 2);
}

#[test]
fn drafts_and_comments_are_in_no_file_of_the_index() {
    let (archive, _) = probes();
    let without = archive.build();
    archive.remove("content/draft.md");
    let never = archive.build();
    let index = |site: &crate::archive::Site| -> Vec<(String, Vec<u8>)> {
        let files = site.files.iter().filter(|(path, _)| path.starts_with("search/") && path.ends_with(".js"));
        files.map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
    };
    assert!(index(&without).len() > 20);
    assert_eq!(index(&without), index(&never), "a draft that was never there leaves the same index");
    let (code, _) = search(&archive, "codeword");
    assert_eq!(code, 1);
    archive.write("content/draft.md", "---\ndraft: true\n---\n# Zeppelin\n\n2024-06-01\n");
    assert_eq!(archive.annals(&["search", "--drafts", "zeppelin"]).run().code(), 0);
}

#[test]
fn neighbours_share_a_file_of_texts() {
    let archive = Archive::new(&[("book.toml", "[book]\ntitle = \"Tides\"\n")]);
    let day = |at: u32| format!("2024-{:02}-{:02}", 1 + at / 20, 1 + at / 2 % 10);
    for at in 0..150 {
        archive.write(&format!("content/{at:03}.md"), format!("# Tide {at:03}\n\n{}\n\nText {at:03}.\n", day(at)));
    }
    let site = archive.build();
    let mut files = 0;
    let mut titles: Vec<String> = Vec::new();
    for (path, bytes) in site.files.iter().filter(|(path, _)| path.starts_with("search/r/")) {
        let call =
            std::str::from_utf8(bytes).unwrap().strip_prefix("annalsIndex(").unwrap().strip_suffix(")\n").unwrap();
        let (name, texts, shown): (String, Vec<String>, Vec<Value>) =
            serde_json::from_str(&format!("[{call}]")).unwrap();
        assert_eq!(*path, format!("search/{name}.js"));
        assert!(texts.len() == shown.len() && texts.len() <= 8, "{path}");
        for (text, shown) in texts.iter().zip(&shown) {
            let title = shown["title"].as_str().unwrap();
            assert!(text.contains(&title.replace("Tide", "Text")), "{title}: {text}");
            titles.push(title.to_owned());
        }
        files += 1;
    }
    titles.sort();
    assert_eq!(titles, (0..150).map(|at| format!("Tide {at:03}")).collect::<Vec<_>>());
    assert!(files < 75, "{files}");
}

#[test]
fn a_site_without_search_has_none_of_it() {
    let (archive, _) = probes();
    let site = archive.build();
    assert!(site.files.contains_key("search/index.html"));
    assert!(site.text("index.html").contains("action=\"search/index.html\""));
    archive.write("book.toml", "[book]\ntitle = \"Probes\"\n[search]\nenable = false\n");
    let site = archive.build();
    assert!(!site.files.keys().any(|path| path.starts_with("search/")));
    assert!(site.files.keys().any(|path| path.ends_with(".html")) && !site.text("index.html").contains("search/"));
}

#[test]
fn a_browser_can_add_the_archive_where_its_address_is_known() {
    let (archive, _) = probes();
    assert!(!archive.build().files.contains_key("opensearch.xml"));
    archive.write(
        "book.toml",
        "[book]\ntitle = \"Probes & more\"\n[output.html]\nsite-url = \"https://example.org/in/\"\n",
    );
    let site = archive.build();
    let text = site.text("opensearch.xml");
    assert!(text.contains("<ShortName>Probes &amp; more</ShortName>"), "{text}");
    assert!(text.contains("template=\"https://example.org/in/search/index.html?q={searchTerms}\""), "{text}");
    assert!(
        site.text("index.html").contains("opensearch.xml") && site.text("search/index.html").contains("opensearch.xml")
    );
}
