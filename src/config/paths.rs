//! Settings that are paths, addresses or patterns: newtypes that hold only what was checked when it was made.
//!
//! Every `parse` takes the text as written and gives the value, or words for a diagnostic: what is wrong and what would
//! be right. Nothing here looks at the disk: whether a folder exists is asked by whoever opens it.

use std::fmt;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::Serialize;

/// Why a text is no such value: the message of a diagnostic, and what to write instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Wrong {
    /// What is wrong, to be read behind the name of the key: `must not be empty`.
    pub what: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Wrong {
    /// A fault that speaks for itself.
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), help: None }
    }

    /// A fault with a way out.
    pub(super) fn or(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self { what: what.into(), help: Some(help.into()) }
    }
}

/// A folder, relative to the one that holds `book.toml`, or absolute. Cleaned: `/` as separator, no `.` and no empty
/// part, `..` only in front. `.` is the folder of `book.toml` itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct Folder(String);

impl Folder {
    /// The folder that holds `book.toml`.
    pub fn here() -> Self {
        Self(".".to_owned())
    }

    pub(super) fn parse(written: &str) -> Result<Self, Wrong> {
        let path = written.trim().replace('\\', "/");
        if path.is_empty() {
            return Err(Wrong::or("must not be empty", "write `.` for the folder of `book.toml` itself"));
        }
        if path.contains(char::is_control) {
            return Err(Wrong::new("must not hold control characters"));
        }
        let root = root_of(&path);
        let mut parts: Vec<&str> = Vec::new();
        for part in path[root.len()..].split('/').filter(|part| !part.is_empty() && *part != ".") {
            match (part, parts.last()) {
                ("..", Some(&last)) if last != ".." => drop(parts.pop()),
                ("..", None) if !root.is_empty() => {}
                _ => parts.push(part),
            }
        }
        let cleaned = format!("{root}{}", parts.join("/"));
        Ok(if cleaned.is_empty() { Self::here() } else { Self(cleaned) })
    }

    /// The path, `/` as separator.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the path starts at the root of a file system or drive.
    pub fn is_absolute(&self) -> bool {
        !root_of(&self.0).is_empty()
    }

    /// Whether `other` certainly lies below this folder, judged by the written paths alone.
    pub fn is_parent_of(&self, other: &Self) -> bool {
        if self.0 == "." {
            return other.0 != "." && !other.is_absolute() && !other.0.starts_with("..");
        }
        if self.0.split('/').all(|part| part == "..") {
            let ups = |folder: &str| folder.split('/').take_while(|part| *part == "..").count();
            let level = ups(&other.0).cmp(&ups(&self.0));
            return !other.is_absolute() && (level.is_lt() || (level.is_eq() && other != self));
        }
        let rest = other.0.strip_prefix(&self.0);
        rest.is_some_and(|rest| rest.starts_with('/') || (self.0.ends_with('/') && !rest.is_empty()))
    }
}

/// `/` or `C:/` in front of an absolute path; empty otherwise.
fn root_of(path: &str) -> &str {
    let drive = match path.as_bytes() {
        [letter, b':', ..] if letter.is_ascii_alphabetic() => 2,
        _ => 0,
    };
    if path[drive..].starts_with('/') { &path[..=drive] } else { "" }
}

impl fmt::Display for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A file inside the archive: relative, `/` as separator, without `..`, `.` and empty parts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct InnerFile(String);

impl InnerFile {
    /// Reads a path whose file name ends in one of `endings` (`.css`).
    pub(super) fn parse(written: &str, endings: &[&str]) -> Result<Self, Wrong> {
        let folder = Folder::parse(written)?;
        if folder.is_absolute() || folder.0.starts_with("..") {
            let help = "copy the file beside `book.toml` and name it by its relative path";
            return Err(Wrong::or("must be a file inside the archive", help));
        }
        if !endings.iter().any(|ending| folder.0.ends_with(ending)) {
            return Err(Wrong::new(format!("must end in {}", in_words(endings, "or"))));
        }
        Ok(Self(folder.0))
    }

    /// The path, `/` as separator.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Which theme dresses the site.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeRef {
    /// A theme by name: `themes/<name>/` of the archive, or one that is built in.
    Named(String),
    /// A folder that holds a theme.
    Folder(Folder),
}

impl ThemeRef {
    /// The theme that somebody names on a command line: by name or folder. The error says what is wrong with it.
    ///
    /// # Errors
    /// Where it can be neither.
    pub fn named(written: &str) -> Result<Self, String> {
        Self::parse(written).map_err(|wrong| wrong.what)
    }

    pub(super) fn parse(written: &str) -> Result<Self, Wrong> {
        if written.contains(['/', '\\']) || written.starts_with('.') {
            return Folder::parse(written).map(Self::Folder);
        }
        let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if written.is_empty() || !written.chars().all(allowed) {
            return Err(Wrong::or(
                "must be the name of a theme or a folder",
                "write `default`, or a path such as `./theme`",
            ));
        }
        Ok(Self::Named(written.to_owned()))
    }
}

/// Where the site is published: an address, or the path alone where the host is not known.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct SiteUrl {
    origin: Option<String>,
    path: String,
}

impl SiteUrl {
    pub(super) fn parse(written: &str) -> Result<Self, Wrong> {
        const HELP: &str = "write `https://incidents.example.org/`, or `/incidents/` where the host does not matter";
        let (origin, path) = match web_address(written) {
            Some((host_end, _)) => (Some(written[..host_end].to_owned()), &written[host_end..]),
            None => (None, written),
        };
        if (origin.is_none() && !path.starts_with('/')) || path.starts_with("//") {
            return Err(Wrong::or("must begin with `https://`, `http://` or `/`", HELP));
        }
        if path
            .contains(|c: char| matches!(c, '?' | '#' | '\\' | '"' | '<' | '>') || c.is_whitespace() || c.is_control())
            || path.split('/').any(|part| part == "..")
        {
            return Err(Wrong::or("must be a plain address without query, fragment and `..`", HELP));
        }
        let slash = if path.ends_with('/') { "" } else { "/" };
        Ok(Self { origin, path: format!("{path}{slash}") })
    }

    /// `https://host`, without a trailing `/`; `None` where only the path is known.
    pub fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }

    /// The path, with `/` at both ends.
    pub fn path(&self) -> &str {
        &self.path
    }
}

/// Splits `https://host:1/rest` behind the host; gives that offset and the host. `None` for anything else.
pub(super) fn web_address(written: &str) -> Option<(usize, &str)> {
    let rest = written.strip_prefix("https://").or_else(|| written.strip_prefix("http://"))?;
    let start = written.len() - rest.len();
    let length = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = &rest[..length];
    let sound = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    (!host.is_empty() && host.chars().all(sound)).then_some((start + length, host))
}

/// An address with `{path}` (and where it makes sense `{line}`) in it, to open a report elsewhere.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct UrlTemplate(String);

impl UrlTemplate {
    pub(super) fn parse(written: &str) -> Result<Self, Wrong> {
        const HELP: &str = "write for example `https://git.example.org/incidents/edit/main/{path}`";
        let scheme = written.split_once(':').map_or("", |(scheme, _)| scheme);
        let harmful = ["javascript", "data", "vbscript", "file", "blob"];
        let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        if scheme.is_empty() || !scheme.chars().all(sound) || harmful.contains(&scheme.to_ascii_lowercase().as_str()) {
            return Err(Wrong::or("must be an address such as `https://…` or `vscode://…`", HELP));
        }
        if written.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>')) {
            return Err(Wrong::or("must be an address without blanks and quotes", HELP));
        }
        for name in placeholders(written)? {
            if name != "path" && name != "line" {
                return Err(Wrong::or(
                    format!("has the unknown placeholder `{{{name}}}`"),
                    "there are `{path}` and `{line}`",
                ));
            }
        }
        if !written.contains("{path}") {
            return Err(Wrong::or("must hold `{path}`", HELP));
        }
        Ok(Self(written.to_owned()))
    }

    /// The address for a file and a line; the path is percent-encoded, its `/` kept. A full path begins with a `/` that the
    /// template may have already.
    pub fn fill(&self, path: &str, line: u32) -> String {
        use fmt::Write;
        let path = if self.0.contains("/{path}") { path.trim_start_matches('/') } else { path };
        let mut encoded = String::with_capacity(path.len());
        for byte in path.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
                encoded.push(char::from(byte));
            } else {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
        self.0.replace("{line}", &line.to_string()).replace("{path}", &encoded)
    }
}

/// The names between braces, in order; `Err` where a brace has no partner.
fn placeholders(written: &str) -> Result<Vec<&str>, Wrong> {
    let mut names = Vec::new();
    let mut rest = written;
    while let Some(at) = rest.find(['{', '}']) {
        let end = if rest[at..].starts_with('{') { rest[at + 1..].find(['{', '}']) } else { None };
        let Some(end) = end.filter(|end| rest[at + 1 + end..].starts_with('}')) else {
            return Err(Wrong::new("has a brace without a partner"));
        };
        names.push(&rest[at + 1..at + 1 + end]);
        rest = &rest[at + end + 2..];
    }
    Ok(names)
}

/// What the site keeps at its top for lists, files and pages that are no incidents; `incidents` holds both.
pub const SITE_NAMES: &[&str] = &[
    "404",
    "about",
    "actions",
    "applications",
    "assets",
    "atom",
    "causes",
    "feed",
    "feeds",
    "files",
    "incidents",
    "lessons",
    "metrics",
    "owners",
    "quality",
    "questions",
    "recurrences",
    "robots",
    "search",
    "sitemap",
    "static",
    "theme",
    "timeline",
];

/// A piece of a [`Permalink`].
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PermalinkPart {
    /// Text that stands as it is.
    Text(String),
    /// The day of the incident: `2019-02-04`.
    Date,
    /// Its year, four digits.
    Year,
    /// Its month, two digits.
    Month,
    /// The title as a slug.
    Slug,
    /// The path of the report without its ending, as a slug.
    Id,
}

/// The placeholders of a permalink and what they stand for.
const PERMALINK_NAMES: &[(&str, PermalinkPart)] = &[
    ("date", PermalinkPart::Date),
    ("year", PermalinkPart::Year),
    ("month", PermalinkPart::Month),
    ("slug", PermalinkPart::Slug),
    ("id", PermalinkPart::Id),
];

/// The pattern of the address of an incident's page, relative to the site, without `/` at either end.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct Permalink(Vec<PermalinkPart>);

impl Permalink {
    pub(super) fn parse(written: &str) -> Result<Self, Wrong> {
        const HELP: &str = "write for example `incidents/{date}-{slug}`";
        let pattern = written.trim().trim_matches('/');
        let names = placeholders(pattern)?;
        let mut parts = Vec::new();
        let mut rest = pattern;
        for name in names {
            let Some((_, part)) = PERMALINK_NAMES.iter().find(|(known, _)| *known == name) else {
                let known: Vec<String> = PERMALINK_NAMES.iter().map(|(known, _)| format!("{{{known}}}")).collect();
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let help = format!("there are {}", in_words(&known, "and"));
                return Err(Wrong::or(format!("has the unknown placeholder `{{{name}}}`"), help));
            };
            let (before, after) = rest.split_once(&format!("{{{name}}}")).unwrap_or((rest, ""));
            if !before.is_empty() {
                parts.push(PermalinkPart::Text(before.to_owned()));
            }
            parts.push(part.clone());
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(PermalinkPart::Text(rest.to_owned()));
        }
        if !parts.iter().any(|part| matches!(part, PermalinkPart::Slug | PermalinkPart::Id)) {
            return Err(Wrong::or("must hold `{slug}` or `{id}`, or reports would share an address", HELP));
        }
        let fixed = pattern.replace(['{', '}'], "");
        if !fixed.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '~')) {
            return Err(Wrong::or("may hold ASCII letters, digits and `-_.~/` only", HELP));
        }
        if pattern.split('/').any(|part| part.is_empty() || part.starts_with('.') || part.ends_with('.')) {
            return Err(Wrong::or("must not hold empty parts or parts that begin or end with a dot", HELP));
        }
        let folders: Vec<&str> = pattern.split('/').collect();
        let taken = |folder: &str| SITE_NAMES.contains(&folder.to_ascii_lowercase().as_str());
        match folders.as_slice() {
            ["incidents", "year", _, ..] => Err(Wrong::or("leads to where the site keeps its years", HELP)),
            [first, _, ..] if *first != "incidents" && taken(first) => {
                Err(Wrong::or(format!("leads into `{first}`, which the site keeps for other pages"), HELP))
            }
            _ => Ok(Self(parts)),
        }
    }

    /// The pieces, in order.
    pub fn parts(&self) -> &[PermalinkPart] {
        &self.0
    }
}

/// File patterns as in `.gitignore`: relative to the content folder, ASCII case ignored.
///
/// A pattern without `/` counts in every folder, one with `/` from the top; `*` and `?` stop at `/`, `**` does not. A
/// pattern that names a folder takes all that is below it.
#[derive(Clone, Debug)]
pub struct Globs {
    patterns: Vec<String>,
    files: GlobSet,
    folders: GlobSet,
}

impl Globs {
    /// Compiles patterns; `Err` holds the place in the list of the first one at fault, and what is wrong with it.
    pub(super) fn parse(patterns: &[&str]) -> Result<Self, (usize, Wrong)> {
        let (mut files, mut folders) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        let compile = |glob: &str| GlobBuilder::new(glob).literal_separator(true).case_insensitive(true).build();
        for (at, pattern) in patterns.iter().enumerate() {
            let wrong = |error: &globset::Error| (at, Wrong::new(format!("is no file pattern: {}", error.kind())));
            let (itself, below) = expand(pattern).ok_or_else(|| (at, Wrong::new("must not be empty")))?;
            let itself = compile(&itself).map_err(|error| wrong(&error))?;
            files.add(compile(&below).map_err(|error| wrong(&error))?);
            if !pattern.trim_end().ends_with('/') {
                files.add(itself.clone());
            }
            folders.add(itself);
        }
        let last = patterns.len().saturating_sub(1);
        let too_large = |error: globset::Error| (last, Wrong::new(format!("is too large: {}", error.kind())));
        let (files, folders) = (files.build().map_err(too_large)?, folders.build().map_err(too_large)?);
        Ok(Self { patterns: patterns.iter().map(|&pattern| pattern.to_owned()).collect(), files, folders })
    }

    /// Whether a file fits one of the patterns, or stands in a folder that does. The path is relative to the content
    /// folder, with `/` as separator.
    pub fn matches(&self, path: &str) -> bool {
        self.files.is_match(path)
    }

    /// Whether a folder fits one of the patterns, and with it all that is below.
    pub fn matches_folder(&self, path: &str) -> bool {
        self.folders.is_match(path)
    }

    /// The patterns as written.
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }
}

impl PartialEq for Globs {
    fn eq(&self, other: &Self) -> bool {
        self.patterns == other.patterns
    }
}

impl Serialize for Globs {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.patterns.serialize(serializer)
    }
}

/// The globs that a pattern stands for: for the thing itself, and for all that is below it.
fn expand(pattern: &str) -> Option<(String, String)> {
    let trimmed = pattern.trim();
    let body = trimmed.trim_end_matches('/');
    let anchored = body.contains('/');
    let body = body.trim_start_matches("./").trim_start_matches('/');
    if body.is_empty() {
        return None;
    }
    let top = if anchored { "" } else { "**/" };
    Some((format!("{top}{body}"), format!("{top}{body}/**")))
}

/// "`a`, `b` or `c`".
pub(super) fn in_words(names: &[&str], joint: &str) -> String {
    match names {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [head @ .., last] => {
            let head: Vec<String> = head.iter().map(|name| format!("`{name}`")).collect();
            format!("{} {joint} `{last}`", head.join(", "))
        }
    }
}
