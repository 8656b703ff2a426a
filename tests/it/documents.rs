//! The pages of documentation that are written by the program are those of this version, and every command that the README
//! names is one.

use std::path::Path;

use crate::archive::{Archive, annals, demo};

/// A page of `docs/`.
fn page(name: &str) -> String {
    let path = demo().join("docs").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn pages_written_by_the_program_are_up_to_date() {
    let pages = [
        ("configuration.md", &["config"][..]),
        ("diagnostics.md", &["config", "--diagnostics"]),
        ("theme-contract.md", &["theme", "contract"]),
    ];
    for (name, arguments) in pages {
        let run = annals(Path::new("."), arguments).run().exits(0);
        let arguments = arguments.join(" ");
        assert!(run.out == page(name), "docs/{name} is out of date: cargo run -- {arguments} > docs/{name}");
    }
}

#[test]
fn the_reference_names_every_key_of_the_schema() {
    fn keys(schema: &serde_json::Value, out: &mut Vec<String>) {
        if let Some(properties) = schema["properties"].as_object() {
            for (name, below) in properties {
                out.push(name.clone());
                keys(below, out);
            }
        }
        keys_of_values(schema, out);
    }
    fn keys_of_values(schema: &serde_json::Value, out: &mut Vec<String>) {
        let inner =
            [&schema["additionalProperties"]].into_iter().chain(schema["anyOf"].as_array().into_iter().flatten());
        inner.filter(|inner| inner.is_object()).for_each(|inner| keys(inner, out));
    }
    let run = annals(Path::new("."), &["config", "--schema"]).run().exits(0);
    let mut names = Vec::new();
    keys(&serde_json::from_str(&run.out).unwrap(), &mut names);
    assert!(names.len() > 60, "{names:?}");
    let reference = page("configuration.md");
    let named = |name: &&String| {
        let ends = [format!("`{name}`"), format!("[{name}]"), format!(".{name}]")];
        !ends.iter().any(|end| reference.contains(end))
    };
    assert_eq!(names.iter().filter(named).collect::<Vec<_>>(), Vec::<&String>::new());
}

/// What stands between "```markdown" and its end.
fn block<'p>(page: &'p str, language: &str) -> &'p str {
    let (_, rest) = page.split_once(&format!("```{language}\n")).unwrap_or_else(|| panic!("no block of {language}"));
    rest.split_once("```").map_or(rest, |(block, _)| block)
}

#[test]
fn the_example_of_the_guide_reads_as_it_says() {
    let guide = page("reports.md");
    let archive = Archive::new(&[("queue.md", block(&guide, "markdown"))]);
    let run = archive.annals(&["export"]).run().exits(0);
    let records: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let said: serde_json::Map<_, _> = serde_json::from_str(block(&guide, "json")).unwrap();
    for (key, value) in said {
        assert_eq!(records[0][&key], value, "{key}");
    }
    let owed: Vec<String> = records[0]["actions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|action| format!("{} {} {}", action["owners"], action["done"], action["due"]))
        .collect();
    assert_eq!(owed, ["[\"Dana Bell\"] false \"2024-04-01\"", "[\"@tom\"] true null"]);
}

/// The README and every page of the guide: path and text.
fn guide() -> Vec<(String, String)> {
    let docs = std::fs::read_dir(demo().join("docs")).unwrap().map(|entry| entry.unwrap().file_name());
    let pages = docs.filter_map(|name| name.into_string().ok()).filter(|name| name.ends_with(".md"));
    let mut paths: Vec<String> = pages.map(|name| format!("docs/{name}")).chain(["README.md".to_owned()]).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read_to_string(demo().join(path)).unwrap())).collect()
}

#[test]
fn links_of_the_guide_lead_somewhere() {
    for (path, text) in guide() {
        let folder = demo().join(&path).parent().unwrap().to_path_buf();
        for (at, _) in text.match_indices("](") {
            let link = text[at + 2..].split(')').next().unwrap_or_default();
            let file = link.split('#').next().unwrap_or_default();
            if !file.is_empty() && !link.contains("://") {
                assert!(folder.join(file).exists(), "{path} links to {link}");
            }
        }
    }
}

#[test]
fn every_command_of_the_guide_is_one() {
    let mut seen = std::collections::BTreeSet::new();
    for (path, text) in guide() {
        for line in text.lines().filter_map(|line| line.strip_prefix("    $ annals ")) {
            let words: Vec<&str> = line.split(' ').collect();
            let call = [&words[..if words[0] == "theme" { 2 } else { 1 }], &["--help"]].concat();
            let help = annals(Path::new("."), &call).run().exits(0).out;
            let flags = words.iter().filter(|word| word.starts_with("--"));
            flags.for_each(|flag| assert!(help.contains(*flag), "{path}: annals {line}"));
            seen.insert(call.join(" "));
        }
    }
    assert!(seen.len() > 10, "{seen:?}");
}

#[test]
fn the_settings_of_the_guide_are_settings() {
    for (path, text) in guide() {
        for (number, block) in text.split("```toml\n").skip(1).enumerate() {
            let block = block.split("```").next().unwrap_or_default();
            // Those of a theme are read by themselves.
            let (name, settings) =
                if block.starts_with("accent") { ("themes/default/theme.toml", block) } else { ("book.toml", block) };
            let archive = Archive::new(&[
                ("content/a.md", "# Outage\n\n2024-02-01\n"),
                ("themes/default/static/logo.svg", "<svg/>"),
            ]);
            archive.write("book.toml", "").write(name, settings);
            let run = archive.annals(&["build", "-q"]).run();
            assert!(matches!(run.code(), 0 | 1), "{path}, block {number}:\n{}", run.err);
        }
    }
}
