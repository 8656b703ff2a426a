//! What `book.toml` can hold, what is wrong with it, and what is said then.

mod errors;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;
use crate::diag::render::{Style, render};
use crate::model::{Axis, Zone};

/// A file that uses every table, of a team that does not exist.
const FULL: &str = include_str!("example.toml");

fn file() -> FileId {
    FileId::new("book.toml")
}

fn read_with(text: &str, environment: &[(&str, &str)]) -> Parsed<Option<Settings>> {
    let pairs = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    read(text, &file(), pairs)
}

/// The settings of a text that is right.
fn settings_of(text: &str) -> Settings {
    settings_with(text, &[])
}

fn settings_with(text: &str, environment: &[(&str, &str)]) -> Settings {
    let Parsed { value, diagnostics } = read_with(text, environment);
    assert_eq!(shown(text, diagnostics), "");
    value.expect("no error was said, so there are settings")
}

/// What is said about a text that is wrong.
fn errors(text: &str) -> String {
    errors_with(text, &[])
}

fn errors_with(text: &str, environment: &[(&str, &str)]) -> String {
    let Parsed { value, diagnostics } = read_with(text, environment);
    assert!(value.is_none(), "{text:?} is no wrong configuration");
    shown(text, diagnostics)
}

fn shown(text: &str, mut diagnostics: Vec<Diagnostic>) -> String {
    crate::diag::sort(&mut diagnostics);
    let style = Style { colour: false, prefix: "" };
    let each = |diagnostic: &Diagnostic| render(diagnostic, style, &|_| Some(text));
    diagnostics.iter().map(each).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn an_empty_file_means_the_defaults() {
    let settings = settings_of("");
    insta::assert_snapshot!(serde_json::to_string_pretty(&Settings { taxonomy: no_taxonomy(), ..settings }).unwrap(), @r#"
    {
      "book": {
        "title": "Incidents",
        "description": null,
        "authors": [],
        "language": "en",
        "src": "content"
      },
      "build": {
        "build_dir": "public",
        "extra_watch_dirs": []
      },
      "html": {
        "theme": {
          "named": "default"
        },
        "site_url": {
          "origin": null,
          "path": "/"
        },
        "cname": null,
        "git_repository_url": null,
        "edit_url_template": null,
        "default_theme": "auto",
        "preferred_dark_theme": "dark",
        "additional_css": [],
        "additional_js": [],
        "input_404": null,
        "no_index": true,
        "redirect": {}
      },
      "archive": {
        "timezone": null,
        "date_order": null,
        "include": [],
        "exclude": [],
        "audience": null,
        "permalink": [
          {
            "text": "incidents/"
          },
          "date",
          {
            "text": "-"
          },
          "slug"
        ],
        "remote_images": "link",
        "max_report_bytes": 2097152
      },
      "applications": [],
      "people": {
        "listed": true,
        "names": []
      },
      "teams": [],
      "taxonomy": {
        "triggers": [],
        "causes": [],
        "gaps": [],
        "groups": []
      },
      "severities": [],
      "actions": {
        "overdue_after": {},
        "overdue_default": 60,
        "done_words": [],
        "open_words": []
      },
      "pages": {
        "quality": true
      },
      "search": {
        "enable": true
      },
      "feeds": {
        "title": "Incidents",
        "limit": 30,
        "full_text": false
      },
      "lint": {},
      "front_matter": {},
      "vocabulary": {},
      "serve": {
        "editor": "vscode://file/{path}:{line}"
      },
      "extra": {}
    }
    "#);
}

fn no_taxonomy() -> Taxonomy {
    settings_of("[causes]\ndefaults = false").taxonomy
}

#[test]
fn a_folder_without_a_file_is_its_own_content() {
    let settings = Settings::for_folder("Reports of\u{7f} \"2024\"", std::iter::empty()).value.unwrap();
    assert_eq!(settings.book.title, "Reports of\u{7f} \"2024\"");
    assert_eq!(settings.feeds.title, settings.book.title);
    assert_eq!(settings.book.src, Folder::here());
    let nameless = Settings::for_folder(" ", std::iter::empty()).value.unwrap();
    assert_eq!(nameless.book.title, "Incidents");
}

#[test]
fn a_full_file_is_read() {
    let settings = settings_of(FULL);
    assert_eq!(settings.archive.timezone, Some(Zone::new("Europe/Oslo")));
    assert_eq!(settings.html.site_url.origin(), Some("https://incidents.example.org"));
    assert_eq!(settings.html.site_url.path(), "/archive/");
    assert_eq!(settings.applications[0].aliases, ["registry", "harbour"]);
    assert_eq!(settings.applications[1].team.as_deref(), Some("Network"));
    assert_eq!(settings.people.names[0].handle.as_deref(), Some("amoreau"));
    assert_eq!(settings.severities.find("sev-1").map(|level| level.rank), Some(1));
    assert_eq!(settings.severities.find("P 2").map(|level| level.label.as_str()), Some("Major"));
    assert_eq!(settings.severities.find("purple"), None);
    assert_eq!(settings.actions.overdue_after(Some("p1"), &settings.severities), 14);
    assert_eq!(settings.actions.overdue_after(Some("whatever"), &settings.severities), 45);
    assert_eq!(settings.lint.level(Code::DateMissing), LintLevel::Error);
    assert_eq!(settings.lint.level(Code::ScanLink), LintLevel::Note);
    assert_eq!(settings.front_matter["service"], Fact::Applications);
    assert_eq!(settings.vocabulary[&Meaning::RootCause], ["what bit us"]);
    assert_eq!(settings.html.redirect["/postmortems/42.html"], "/incidents/2019-02-04-queue-backlog/");
    assert_eq!(serde_json::to_value(&settings.extra).unwrap()["footer"]["contact"], "#incidents");
    let flags = settings.taxonomy.find(Axis::Cause, "Feature Flag").unwrap();
    assert_eq!(flags.keywords[0].as_str(), "toggle*");
    assert_eq!(settings.taxonomy.group_label("flags"), Some("Flags"));
}

#[test]
fn the_environment_overrides() {
    let text = "[book]\ntitle = \"Old\"\n";
    let environment = [
        ("ANNALS_BOOK__TITLE", "2024"),
        ("ANNALS_BUILD__BUILD_DIR", "site"),
        ("ANNALS_OUTPUT__HTML", "{\"no-index\": false}"),
        ("ANNALS_OUTPUT__HTML__ADDITIONAL_CSS", "[\"a.css\"]"),
        ("ANNALS_LINT__LINK_BROKEN", "off"),
        ("ANNALS_LOG", "debug"),
        ("ANNALS_SERVICE_HOST", "10.0.0.1"),
        ("PATH", "/bin"),
    ];
    let settings = settings_with(text, &environment);
    assert_eq!(settings.book.title, "2024");
    assert_eq!(settings.build.build_dir.as_str(), "site");
    assert!(!settings.html.no_index);
    assert_eq!(settings.html.additional_css[0].as_str(), "a.css");
    assert_eq!(settings.lint.level(Code::LinkBroken), LintLevel::Off);
    let reversed: Vec<_> = environment.into_iter().rev().collect();
    assert_eq!(settings, settings_with(text, &reversed));
}

#[test]
fn every_default_category_is_complete() {
    let taxonomy = settings_of("").taxonomy;
    assert_eq!([&taxonomy.triggers, &taxonomy.causes, &taxonomy.gaps].map(Vec::len), [10, 20, 9]);
    for axis in &Taxonomy::AXES {
        for category in taxonomy.of(*axis) {
            assert!(category.definition.as_ref().is_some_and(|text| text.ends_with('.')), "{}", category.id);
            assert!(!category.keywords.is_empty(), "{}", category.id);
            assert_eq!(category.group.is_some(), *axis == Axis::Cause, "{}", category.id);
        }
    }
    let groups: Vec<&str> = taxonomy.groups.iter().map(|group| group.id.as_str()).collect();
    assert_eq!(groups, ["code", "config", "provider", "capacity", "design", "workflow", "other"]);
}

#[test]
fn a_team_changes_the_taxonomy() {
    let taxonomy =
        settings_of("[causes.cause.certificate]\nlabel = \"Certificates\"\n[causes.gap.no-owner-on-call]\n").taxonomy;
    let certificate = taxonomy.find(Axis::Cause, "certificate").unwrap();
    assert_eq!(certificate.label, "Certificates");
    assert_eq!(certificate.group.as_deref(), Some("config"));
    assert_eq!(taxonomy.gaps.last().unwrap().label, "No owner on call");
    let own = settings_of("[causes]\ndefaults = false\ncause.flag = { group = \"config\" }").taxonomy;
    assert_eq!((own.triggers.len(), own.causes.len(), own.groups.len()), (0, 1, 1));
}

#[test]
fn patterns_fit_as_in_gitignore() {
    let check = |pattern: &str, path: &str, expected: bool| {
        let globs = Globs::parse(&[pattern]).unwrap();
        assert_eq!(globs.matches(path), expected, "{pattern} {path}");
    };
    check("*.md", "a.md", true);
    check("*.md", "2019/a.MD", true);
    check("*.md", "a.md.bak", false);
    check("drafts", "2019/drafts/a.md", true);
    check("drafts/", "drafts/a.md", true);
    check("drafts/", "drafts", false);
    check("/drafts", "2019/drafts/a.md", false);
    check("2019/*.md", "2019/a.md", true);
    check("2019/*.md", "2019/x/a.md", false);
    check("2019/**/*.md", "2019/x/a.md", true);
    check("{a,b}.md", "x/b.md", true);
    let folder = |pattern: &str, path: &str, expected: bool| {
        let globs = Globs::parse(&[pattern]).unwrap();
        assert_eq!(globs.matches_folder(path), expected, "{pattern} {path}");
    };
    folder("drafts/", "2019/drafts", true);
    folder("drafts", "drafts", true);
    folder("/drafts", "2019/drafts", false);
    folder("drafts/*.md", "drafts", false);
}

#[test]
fn folders_are_cleaned() {
    let check = |written: &str, expected: &str| assert_eq!(Folder::parse(written).unwrap().as_str(), expected);
    check("./public/", "public");
    check("a/../b", "b");
    check("a/..", ".");
    check("../x", "../x");
    check("/srv//site/", "/srv/site");
    check("/..", "/");
    check("C:\\site\\", "C:/site");
    check("a\\b", "a/b");
}

#[test]
fn a_folder_knows_what_lies_below_it() {
    let check = |parent: &str, child: &str, expected: bool| {
        let folder = |path| Folder::parse(path).unwrap();
        assert_eq!(folder(parent).is_parent_of(&folder(child)), expected, "{parent} {child}");
    };
    check("docs", "docs/incidents", true);
    check("docs", "docs", false);
    check("docs", "docs2/a", false);
    check(".", "a", true);
    check(".", "../a", false);
    check("..", "a", true);
    check("..", "../a", true);
    check("..", "../../a", false);
    check("../..", "..", true);
    check("..", "..", false);
    check("/", "/srv", true);
    check("/srv", "srv/a", false);
}

#[test]
fn zones_have_the_name_of_the_database() {
    let check = |written: &str, expected: &str| {
        let settings = settings_of(&format!("[archive]\ntimezone = '{written}'"));
        assert_eq!(settings.archive.timezone, Some(Zone::new(expected)));
    };
    check("UTC", "UTC");
    check("europe/oslo", "Europe/Oslo");
    check("US/Pacific", "US/Pacific");
}

#[test]
fn line_breaks_and_order_marks_do_not_matter() {
    assert_eq!(settings_of("\u{feff}[book]\r\ntitle = \"a\"\r\n").book.title, "a");
}

#[test]
fn addresses_are_filled_in() {
    let template = UrlTemplate::parse("vscode://file/{path}:{line}").unwrap();
    assert_eq!(template.fill("a b/ü#.md", 7), "vscode://file/a%20b/%C3%BC%23.md:7");
    assert_eq!(template.fill("/srv/a.md", 7), "vscode://file/srv/a.md:7");
    let template = UrlTemplate::parse("idea://open?file={path}&line={line}").unwrap();
    assert_eq!(template.fill("/srv/a.md", 7), "idea://open?file=/srv/a.md&line=7");
    let permalink = Permalink::parse("/{year}/{date}-{slug}/").unwrap();
    let text = |text: &str| PermalinkPart::Text(text.to_owned());
    let parts = [PermalinkPart::Year, text("/"), PermalinkPart::Date, text("-"), PermalinkPart::Slug];
    assert_eq!(permalink.parts(), parts);
    for wrong in [
        "{slug",
        "slug}",
        "{slug}/../x",
        "{slug} x",
        "{title}",
        "a//{slug}",
        ".well/{id}",
        "a./{id}",
        "timeline/{id}",
        "Files/{slug}",
        "incidents/year/{slug}",
    ] {
        assert!(Permalink::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn hashes_follow_the_meaning() {
    let base = settings_of("");
    let check = |text: &str, all: bool, extraction: bool| {
        let other = settings_of(text);
        assert_eq!(other.hash() != base.hash(), all, "{text}");
        assert_eq!(other.extraction_hash() != base.extraction_hash(), extraction, "{text}");
    };
    check("# nothing\n[build]\nbuild-dir = './public'", false, false);
    check("[output.html]\nno-index = false", true, false);
    check("[archive]\ndate-order = 'day-first'", true, true);
    check("[vocabulary]\nimpact = ['harm']", true, true);
    check("[front-matter]\nservice = 'applications'", true, true);
    check("[causes.cause.capacity]\nlabel = 'Capacity'", true, true);
    check("[extra]\na = 1", true, false);
    let moved = "\n\n[vocabulary]\nimpact = ['harm']";
    assert_eq!(settings_of(moved).hash(), settings_of("[vocabulary]\nimpact = ['harm']").hash());
}

#[test]
fn the_schema_accepts_what_the_reader_accepts() {
    let schema = json_schema();
    let check = |text: &str, expected: bool| {
        let value: toml::Value = toml::from_str(text).unwrap();
        let value = serde_json::to_value(value).unwrap();
        assert_eq!(accepts(&schema, &value), expected, "{text}");
        assert_eq!(read_with(text, &[]).value.is_some(), expected, "{text}");
    };
    check("", true);
    check(FULL, true);
    check("[book]\ntitel = 'x'", false);
    check("[book]\ntitle = 1", false);
    check("[book]\nauthors = 'Ada'", true);
    check("[feeds]\nlimit = 0", false);
    check("[lint]\nnonsense = 'off'", false);
    check("[lint]\nlink-broken = 'quiet'", false);
    check("[applications]\nx = { alias = [] }", false);
    check("applications = []", false);
}

/// A checker of the parts of JSON Schema that ours uses.
fn accepts(schema: &Json, value: &Json) -> bool {
    let is_of = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64(),
        other => panic!("the schema has the type {other}"),
    };
    let schema = schema.as_object().unwrap();
    schema.iter().all(|(word, rule)| match word.as_str() {
        "$schema" | "title" | "description" | "default" | "properties" => true,
        "type" => is_of(rule.as_str().unwrap()),
        "enum" => rule.as_array().unwrap().contains(value),
        "minimum" => value.as_i64() >= rule.as_i64(),
        "maximum" => value.as_i64() <= rule.as_i64(),
        "anyOf" => rule.as_array().unwrap().iter().any(|schema| accepts(schema, value)),
        "items" => value.as_array().is_none_or(|items| items.iter().all(|item| accepts(rule, item))),
        "propertyNames" => value.as_object().is_none_or(|table| table.keys().all(|key| accepts(rule, &json!(key)))),
        "additionalProperties" => value.as_object().is_none_or(|table| {
            let known = schema.get("properties").and_then(Json::as_object);
            table.iter().all(|(key, value)| match (known.and_then(|known| known.get(key)), rule) {
                (Some(schema), _) => accepts(schema, value),
                (None, Json::Bool(allowed)) => *allowed,
                (None, schema) => accepts(schema, value),
            })
        }),
        other => panic!("the schema uses {other}"),
    })
}

#[test]
fn a_hostile_file_costs_little() {
    let deep = format!("a{} = 1\n", ".a".repeat(100_000));
    let nested = format!("a = {}", "[".repeat(100_000));
    let wide: String = (0..5_000).map(|n| format!("k{n} = 1\n")).collect();
    for text in [deep, nested, wide] {
        assert!(read_with(&text, &[]).value.is_none());
    }
}

/// Lines that come near a configuration.
fn near_toml() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        "\\[(book|build|output.html|archive|causes.cause.x|severities|lint|extra)\\]",
        "(title|src|build-dir|timezone|include|permalink|x|SEV1) = (\"[a-z{}./*é]{0,8}\"|[0-9.e]{1,4}|true|\\[\\]|\\{\\})",
        "\\PC{0,12}",
    ];
    proptest::collection::vec(line, 0..8).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #[test]
    fn there_are_settings_or_errors(text in prop_oneof!["\\PC{0,60}", near_toml()], value in "\\PC{0,12}") {
        let environment = [("ANNALS_BOOK__TITLE", value.as_str()), ("ANNALS_EXTRA__X__Y", value.as_str())];
        let Parsed { value, diagnostics } = read_with(&text, &environment);
        prop_assert_eq!(value.is_none(), diagnostics.iter().any(|one| one.severity() == Severity::Error));
        // Rendering must hold for every place as well.
        shown(&text, diagnostics);
    }

    #[test]
    fn a_cleaned_folder_stays_as_it_is(path in "[./a\\\\]{1,12}") {
        if let Ok(folder) = Folder::parse(&path) {
            prop_assert_eq!(Folder::parse(folder.as_str()), Ok(folder.clone()));
            prop_assert!(!folder.is_parent_of(&folder));
        }
    }

    #[test]
    fn a_redirect_or_permalink_never_leaves_the_site(text in "[/.a%2eE{}slug]{1,16}") {
        if let Ok(permalink) = Permalink::parse(&text) {
            let parts = permalink.parts().iter();
            let filled: String = parts.map(|part| if let PermalinkPart::Text(text) = part { text } else { "x" }).collect();
            prop_assert!(!filled.starts_with('/') && filled.split('/').all(|part| part != ".." && !part.is_empty()));
        }
    }
}
