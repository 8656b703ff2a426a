//! The rules of the house that the compiler does not know: floors, headers, sizes, names, and what must not be in the
//! tree. A test collects all offences of its rule and says for each what to do.

#![allow(clippy::disallowed_methods, reason = "it reads the source tree")]

use std::fmt::Write as _;
use std::path::Path;

/// The floor of each top-level module. A module uses lower floors only.
const FLOORS: &[(&str, u8)] = &[
    ("source", 0),
    ("diag", 0),
    ("syntax", 1),
    ("model", 1),
    ("config", 1),
    ("terms", 1),
    ("extract", 2),
    ("passages", 2),
    ("archive", 3),
    ("lint", 3),
    ("output", 3),
    ("site", 4),
    ("theme", 4),
    ("render", 4),
    ("view", 4),
    ("search", 4),
    ("feed", 4),
    ("export", 4),
    ("import", 4),
    ("explain", 4),
    ("build", 5),
    ("shell", 6),
    ("cli", 6),
];

/// Who may use whom on the same floor. Both ways only where the two are one idea in two files.
const NEIGHBOURS: &[(&str, &str)] = &[
    ("diag", "source"),  // a diagnostic points into a source
    ("source", "diag"),  // and decoding a source has something to say
    ("config", "model"), // settings speak of zones and severities
    ("lint", "archive"), // a rule looks at all incidents
    ("site", "output"),  // pages become files
    ("render", "site"),  // a page plan is rendered
    ("render", "theme"), // with a theme
    ("render", "view"),  // from what a page shows
    ("view", "site"),    // which links by address
    ("view", "render"),  // and holds the text of reports, rendered
    ("site", "render"),  // anchors of rendered text are addresses
    ("theme", "render"), // templates escape as all markup does
    ("view", "theme"),   // pages name the theme's files
    ("feed", "site"),    // a feed links to pages
    ("feed", "view"),    // and shows what they show
    ("feed", "render"),  // in the same words
    ("search", "site"),  // a result leads to a page
    ("search", "view"),  // and says what its page says
    ("export", "site"),  // a record names its page
    ("cli", "shell"),    // a command has effects
];

/// Longest file, in lines.
const MAX_LINES: usize = 800;

/// Names that say nothing about what a module is for.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "common", "misc", "shared"];

/// A source file: its path from the root of the repository and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The top-level module it belongs to; `None` for `lib.rs` and `main.rs`.
    fn module(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("src/")?;
        let module = inside.split('/').next()?;
        let module = module.strip_suffix(".rs").unwrap_or(module);
        (!matches!(module, "lib" | "main")).then_some(module)
    }

    /// Whether it holds tests only: `tests.rs`, or a file below `tests/`.
    fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.contains("tests/")
    }

    /// Its lines with their numbers, without comments, up to the tests at its end.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_test = self.is_test();
        let lines = self.text.lines().enumerate().map(|(at, line)| (at + 1, line));
        lines
            .take_while(move |(_, line)| !is_test && line.trim() != "#[cfg(test)]")
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All text files that belong to the repository, sorted; nothing that git ignores.
fn tree() -> Vec<Source> {
    let mut walk = ignore::WalkBuilder::new(root());
    walk.hidden(false)
        .require_git(false)
        .parents(false)
        .git_global(false)
        .filter_entry(|entry| entry.file_name() != ".git");
    let mut sources: Vec<Source> = walk
        .build()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .filter_map(|entry| {
            let path = entry.path().strip_prefix(root()).ok()?.to_str()?.replace('\\', "/");
            let text = std::fs::read_to_string(entry.path()).ok()?;
            Some(Source { path, text })
        })
        .collect();
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(sources.iter().any(|source| source.path == "src/lib.rs"), "the walk missed the source tree");
    sources
}

fn rust_files() -> Vec<Source> {
    tree().into_iter().filter(|source| source.path.ends_with(".rs")).collect()
}

/// Fails with all offences, each on a line.
fn report(rule: &str, offences: &[String]) {
    let mut out = String::new();
    for offence in offences {
        let _ = writeln!(out, "  {offence}");
    }
    assert!(offences.is_empty(), "\n{rule}:\n{out}");
}

#[test]
fn a_module_uses_lower_floors_only() {
    let floor = |module: &str| FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor);
    let mut offences = Vec::new();
    for source in rust_files() {
        let Some(module) = source.module() else { continue };
        let Some(own) = floor(module) else {
            offences.push(format!("{}: `{module}` has no floor: add it to FLOORS in tests/it/tidy.rs", source.path));
            continue;
        };
        for (line, used) in source.code().flat_map(|(line, code)| uses(code).into_iter().map(move |used| (line, used)))
        {
            let place = format!("{}:{line}", source.path);
            match floor(&used) {
                None => offences.push(format!("{place}: `crate::{used}` is no module with a floor: import from the module itself")),
                Some(_) if used == module => {}
                Some(other) if other < own => {}
                Some(other) if other == own && NEIGHBOURS.contains(&(module, &used)) => {}
                Some(other) if other == own => offences.push(format!(
                    "{place}: `{module}` may not use `{used}` of its own floor {own}: move what both need down, or name the pair in NEIGHBOURS"
                )),
                Some(other) => offences.push(format!(
                    "{place}: `{module}` (floor {own}) may not use `{used}` (floor {other}): pass the value in, or move the code up"
                )),
            }
        }
    }
    report("a module uses lower floors only (ARCHITECTURE.md)", &offences);
}

/// The modules that a line names as `crate::x` or within `crate::{x, y}`.
fn uses(code: &str) -> Vec<String> {
    let name = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut out = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        // `$crate::` in a macro and `other_crate::` are something else.
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => out.extend(top_level_names(list).into_iter().map(name)),
            None => out.push(name(rest)),
        }
    }
    out.retain(|module| !module.is_empty() && module.starts_with(char::is_lowercase));
    out
}

/// The parts of `a::{b, c}, d}` between the commas of the outer braces.
fn top_level_names(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut out) = (0_i32, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                out.push(list[start..at].trim());
                return out;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                out.push(list[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(list[start..].trim());
    out
}

#[test]
fn uses_are_found() {
    let check = |code: &str, expected: &[&str]| assert_eq!(uses(code), expected, "{code}");
    check("use crate::source::{FileId, Span};", &["source"]);
    check("use crate::{diag::{Code, Parsed}, source};", &["diag", "source"]);
    check("let a: crate::model::Kind = crate::model::Kind::Notice;", &["model", "model"]);
    check("pub(crate) use my_crate::source;", &[]);
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    let mut offences = Vec::new();
    for source in rust_files() {
        let header: String = source.text.lines().map_while(|line| line.strip_prefix("//!")).collect();
        if !header.contains('.') || header.trim().split(' ').count() < 3 {
            offences.push(format!("{}: begin with `//!` and a sentence: purpose, entry point, limits", source.path));
        }
    }
    report("every file opens with a header", &offences);
}

#[test]
fn no_file_outgrows_its_reader() {
    let mut offences = Vec::new();
    for source in rust_files() {
        let lines = source.text.lines().count();
        if lines > MAX_LINES {
            offences.push(format!("{}: {lines} lines: split it by what it does", source.path));
        }
    }
    report(&format!("no file has more than {MAX_LINES} lines"), &offences);
}

#[test]
fn nothing_is_allowed_without_a_reason() {
    let effects = "clippy::disallowed_";
    let mut offences = Vec::new();
    for source in rust_files() {
        let top = matches!(source.module(), Some("shell" | "cli")) || !source.path.starts_with("src/");
        for (at, _) in
            ["#[allow(", "#![allow(", "#[expect(", "#![expect("].iter().flat_map(|open| source.text.match_indices(open))
        {
            let line = source.text[..at].matches('\n').count() + 1;
            let attribute = source.text[at..].split(")]").next().unwrap_or("");
            let own_line = source.text[..at].rsplit('\n').next().unwrap_or("").trim().is_empty();
            if own_line && !attribute.contains("reason = ") {
                offences.push(format!("{}:{line}: give `reason = \"…\"`", source.path));
            }
            if own_line && !top && attribute.contains(effects) {
                offences.push(format!("{}:{line}: effects are for `shell` and `cli`: pass the value in", source.path));
            }
        }
    }
    report("an allowed lint has a reason, and effects stay on the top floor", &offences);
}

#[test]
fn names_and_imports_say_what_is_meant() {
    let mut offences = Vec::new();
    for source in rust_files() {
        let parts = source.path.split(['/', '.']).filter(|part| EMPTY_NAMES.contains(part));
        offences
            .extend(parts.map(|part| format!("{}: `{part}` says nothing: name it after what it does", source.path)));
        for (line, code) in source.code() {
            if code.contains("use super::*") {
                offences.push(format!("{}:{line}: name what is imported: `use super::*` is for tests", source.path));
            }
        }
    }
    report("names and imports say what is meant", &offences);
}

#[test]
fn unsafe_code_is_forbidden() {
    let manifest =
        tree().into_iter().find(|source| source.path == "Cargo.toml").map_or(String::new(), |source| source.text);
    assert!(
        manifest.contains("unsafe_code = \"forbid\""),
        "Cargo.toml: keep `unsafe_code = \"forbid\"` under [lints.rust]"
    );
}

#[test]
fn nothing_in_the_tree_belongs_to_one_machine() {
    // In two parts each, so that this file does not offend against its own rule.
    let hosts: Vec<String> = [
        ("registry.npm", "js.org"),
        ("registry.yarn", "pkg.com"),
        ("static.crates", ".io"),
        ("index.crates", ".io"),
        ("files.python", "hosted.org"),
        ("proxy.golang", ".org"),
    ]
    .iter()
    .map(|(a, b)| format!("{a}{b}"))
    .collect();
    let homes: Vec<String> = [("/ro", "ot/"), ("/ho", "me/"), ("/Us", "ers/"), ("C:\\Us", "ers\\")]
        .iter()
        .map(|(a, b)| format!("{a}{b}"))
        .collect();
    let mut offences = Vec::new();
    for source in tree() {
        // Reports speak of the machines of their own world, and cases repeat them.
        let is_report = source.path.starts_with("content/") || source.path.starts_with("tests/cases/");
        for (at, line) in source.text.lines().enumerate() {
            for host in hosts.iter().filter(|host| line.contains(host.as_str())) {
                offences.push(format!(
                    "{}:{}: names the registry host {host}: leave it to the user's settings",
                    source.path,
                    at + 1
                ));
            }
            for home in homes.iter().filter(|home| !is_report && has_path(line, home)) {
                offences.push(format!("{}:{}: names a path under {home}: make it relative", source.path, at + 1));
            }
        }
    }
    report("nothing in the tree belongs to one machine", &offences);
}

/// Whether a path of the machine stands in a line: not as the tail of an address or of a longer path.
fn has_path(line: &str, home: &str) -> bool {
    line.match_indices(home)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_')))
}
