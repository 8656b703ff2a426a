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

#[test]
fn the_settings_of_the_readme_are_settings() {
    let readme = std::fs::read_to_string(demo().join("README.md")).unwrap();
    let archive = Archive::new(&[("book.toml", block(&readme, "toml")), ("content/a.md", "# Outage\n\n2024-02-01\n")]);
    archive.annals(&["build"]).run().exits(0);
}
