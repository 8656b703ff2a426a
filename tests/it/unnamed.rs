//! `listed = false` under `[people]`: no name of whoever a report lists as involved or as an owner is in any byte of the site.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::archive::{Archive, Site, annals, demo};

/// The demo archive without names, with the address of a host, whole reports in its feeds and drafts, so that all there is
/// comes into it.
fn unnamed() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(|| build(&[("ANNALS_PEOPLE__LISTED", "false")]))
}

/// The same with names.
fn named() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(|| build(&[]))
}

fn build(variables: &[(&str, &str)]) -> Site {
    let out = TempDir::new().unwrap();
    let target = out.path().join("site");
    let mut call = annals(&demo(), &["build", "-q", "--drafts", "-d", target.to_str().unwrap()]);
    let all = [("ANNALS_FEEDS__FULL_TEXT", "true"), ("ANNALS_OUTPUT__HTML__SITE_URL", "https://kelpwick.example.org/")];
    for (key, value) in all.iter().chain(variables) {
        call = call.env(key, value);
    }
    call.run().exits(0);
    Site::read(&target)
}

/// What the demo's settings say of teams and people.
fn settings() -> toml::Table {
    std::fs::read_to_string(demo().join("book.toml")).unwrap().parse().unwrap()
}

fn strings(value: Option<&toml::Value>) -> impl Iterator<Item = String> {
    let list = value.and_then(toml::Value::as_array).into_iter().flatten();
    list.filter_map(|word| word.as_str().map(str::to_owned)).collect::<Vec<_>>().into_iter()
}

/// Every name and handle of every person of the demo: from all attendance and owner fields, and from the settings. Without
/// those that mean a team or everybody.
fn names() -> BTreeSet<String> {
    let settings = settings();
    let mut teams: BTreeSet<String> = ["Shared", "everyone", "all"].map(str::to_owned).into();
    for (name, team) in settings["teams"].as_table().unwrap() {
        teams.insert(name.to_lowercase());
        teams.extend(strings(team.get("aliases")).map(|name| name.to_lowercase()));
    }
    let mut names = BTreeSet::new();
    for (name, person) in settings["people"]["names"].as_table().unwrap() {
        names.insert(name.clone());
        names.extend(strings(person.get("aliases")));
    }
    for (_, record) in named().incidents() {
        let owners =
            record["actions"].as_array().unwrap().iter().flat_map(|action| action["owners"].as_array().unwrap());
        let all = record["people"].as_array().unwrap().iter().chain(owners);
        names.extend(all.filter_map(Value::as_str).map(str::to_owned));
    }
    let team = ["team", "staff", "support", "engineers"];
    names.retain(|name| {
        let folded = name.to_lowercase();
        !teams.contains(&folded) && !teams.contains(name) && !folded.split(' ').any(|word| team.contains(&word))
    });
    names
}

/// Where a text holds a word, its neighbours no letters.
fn holds(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let behind = text[at + word.len()..].chars().next();
        !before.is_some_and(char::is_alphabetic) && !behind.is_some_and(char::is_alphabetic)
    })
}

/// What a file says; a part of the search index as it is before it is packed.
fn readable(path: &str, bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let call = text.strip_prefix("annalsIndex(").and_then(|rest| rest.strip_suffix(")\n"));
    let Some(call) = call.filter(|_| path.starts_with("search/")) else { return text.into_owned() };
    let arguments: Vec<Value> = serde_json::from_str(&format!("[{call}]")).unwrap();
    if path.starts_with("search/r/") {
        return arguments[1..].iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    }
    let Some(text) = arguments[1].as_str().and_then(unpacked) else {
        assert_eq!(path, "search/now.js", "{path} holds nothing");
        return arguments[1].to_string();
    };
    if !path.starts_with("search/root-") {
        return text;
    }
    // Small columns stand in the root, packed again.
    let mut root: Value = serde_json::from_str(&text).unwrap();
    for column in root["columns"].as_object_mut().unwrap().values_mut() {
        if let Some(data) = column[0].as_str() {
            *column = unpacked(data).expect("a column in the root is packed").into();
        }
    }
    root.to_string()
}

/// What is packed in `data`; `None` where it is not packed.
fn unpacked(data: &str) -> Option<String> {
    let out = miniz_oxide::inflate::decompress_to_vec(&STANDARD.decode(data).ok()?).ok()?;
    Some(String::from_utf8_lossy(&out).into_owned())
}

#[test]
fn no_name_is_in_any_byte() {
    let names = names();
    assert!(names.len() > 30, "{names:?}");
    let mut words: BTreeMap<String, bool> = BTreeMap::new();
    for name in &names {
        let name = name.trim_start_matches('@');
        let is_initials = name.chars().count() <= 4 && name.chars().all(char::is_uppercase);
        words.insert(name.to_owned(), is_initials);
        let parts = name.split([' ', '-']).filter(|part| part.chars().filter(|c| c.is_alphabetic()).count() > 2);
        words.extend(parts.map(|part| (part.to_owned(), false)));
    }
    let mut found = BTreeSet::new();
    for (path, bytes) in &unnamed().files {
        let text = format!("{path}\n{}", readable(path, bytes));
        let small = text.to_lowercase();
        for (word, as_written) in &words {
            let is_there = if *as_written { holds(&text, word) } else { holds(&small, &word.to_lowercase()) };
            if is_there {
                found.insert(format!("{path}: {word}"));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    // And the search finds what is there: with names, nearly every one of these words.
    let all: String = named()
        .files
        .values()
        .map(|bytes| String::from_utf8_lossy(bytes).to_lowercase())
        .collect::<Vec<_>>()
        .join("\n");
    let known = words.keys().filter(|word| holds(&all, &word.to_lowercase())).count();
    assert!(known * 10 > words.len() * 9, "{known} of {}", words.len());
}

#[test]
fn the_same_facts_are_told() {
    let (named, unnamed) = (named().incidents(), unnamed().incidents());
    assert_eq!(named.len(), unnamed.len());
    let by_source = |records: &[(String, Value)]| -> BTreeMap<String, Value> {
        records.iter().map(|(_, record)| (record["source"].as_str().unwrap().to_owned(), record.clone())).collect()
    };
    let (named, unnamed) = (by_source(&named), by_source(&unnamed));
    for (source, with) in &named {
        let without = &unnamed[source];
        for key in [
            "kind",
            "date",
            "started_at",
            "ended_at",
            "zone",
            "severity",
            "evidence",
            "root_cause",
            "impact",
            "lessons",
        ] {
            assert_eq!(with[key], without[key], "{source}: {key}");
        }
        for key in ["timeline", "actions", "people", "improvements"] {
            let (with, without) = (with[key].as_array().unwrap(), without[key].as_array().unwrap());
            assert_eq!(with.len(), without.len(), "{source}: {key}");
            for (with, without) in with.iter().zip(without) {
                assert_eq!(with.get("lines"), without.get("lines"), "{source}: {key}");
                let owners = |action: &Value| action["owners"].as_array().map(Vec::len);
                assert_eq!(owners(with), owners(without), "{source}: {key}");
            }
        }
    }
}

const NAMED: &[(&str, &str)] = &[
    (
        "book.toml",
        "[people]\nlisted = false\n[people.names]\n'Dana Bell' = ['DB']\n[teams]\nSearch = { members = ['Dana Bell'] }\n",
    ),
    (
        "content/2024/dana-bell-broke-it.md",
        "# Dana broke the queue\n\n- Date: 2024-02-01\n- Attendees: Dana Bell, Tom Ashdown\n\n## Impact\n\nTom's mail was late.\n\n\
         ![Tom](tom.png) ![graph](graph.png) ![flow](flow.svg)\n\n## Action items\n\n- [ ] Add an alarm (owner: DB)\n\
         - [ ] Ask TA about it (owner: Search)\n",
    ),
    (
        "content/2024/b.md",
        "# Again\n\n- Date: 2024-02-03\n\nSee [what Dana did](dana-bell-broke-it.md) and ask @dana.\n\n## Action items\n\n- [ ] x (owner: TA)\n",
    ),
    ("content/2024/graph.png", "points"),
    ("content/2024/tom.png", "points"),
    ("content/2024/flow.svg", "<svg><text>Tom</text></svg>"),
];

#[test]
fn people_have_numbers_everywhere() {
    let archive = Archive::new(NAMED);
    let site = archive.build();
    let page = site.text("incidents/2024-02-01-owner-1-broke-the-queue/index.html");
    for part in [
        "<h1>owner 1 broke the queue</h1>",
        "owner 2&#39;s mail was late",
        "href=\"../../owners/owner-1/index.html\">owner 1</a>",
        "files/2024/graph.png",
        "Ask owner 2 about it",
        "2024/owner-1-broke-it.md",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    let again = site.text("incidents/2024-02-03-again/index.html");
    assert!(again.contains("href=\"../../incidents/2024-02-01-owner-1-broke-the-queue/index.html\""), "{again}");
    assert!(site.text("owners/search/index.html").contains(">owner 1</a>"));
    assert!(site.text("owners/owner-2/index.html").contains("Again"));
    let files: Vec<&String> = site.files.keys().filter(|path| path.starts_with("files/")).collect();
    assert_eq!(files, ["files/2024/graph.png"]);
    let out = archive.annals(&["export"]).run().exits(0).out.clone();
    assert!(out.contains("\"owner 1\"") && !out.to_lowercase().contains("dana"), "{out}");
    // In the terminal, reports are what they are.
    archive.write("content/2024/b.md", "# Again\n\nDate: 2024-02-03\n\n[Dana](nowhere.md)\n");
    archive.annals(&["check"]).run().exits(1).says(&["content/2024/b.md:5:1", "[Dana](nowhere.md)"]);
}
