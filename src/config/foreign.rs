//! Help for keys that annals does not know: a misspelling, a key at the wrong place, or a key of another generator.
//!
//! Entry point: [`advice`]. The lists hold keys of mdBook, Zola, Hugo, Jekyll and MkDocs as their manuals name them.

use super::environment::{PREFIX, variable_name};
use super::node::{Entry, Place};
use super::options::Options;
use super::paths::in_words;
use super::reader::{Field, dotted};
use super::schema::{Key, Kind};
use super::suggest::{kebab, nearest};

/// Keys of other tools for which annals has a key of another name, in the spelling of [`kebab`].
const RENAMED: &[(&str, &str)] = &[
    ("base-url", "output.html.site-url"),
    ("url", "output.html.site-url"),
    ("site-name", "book.title"),
    ("site-description", "book.description"),
    ("site-author", "book.authors"),
    ("author", "book.authors"),
    ("default-language", "book.language"),
    ("language-code", "book.language"),
    ("lang", "book.language"),
    ("locale", "book.language"),
    ("default-content-language", "book.language"),
    ("content-dir", "book.src"),
    ("docs-dir", "book.src"),
    ("source", "book.src"),
    ("output-dir", "build.build-dir"),
    ("publish-dir", "build.build-dir"),
    ("destination", "build.build-dir"),
    ("site-dir", "build.build-dir"),
    ("repo-url", "output.html.git-repository-url"),
    ("edit-uri", "output.html.edit-url-template"),
    ("extra-css", "output.html.additional-css"),
    ("extra-javascript", "output.html.additional-js"),
    ("ignored-content", "archive.exclude"),
    ("ignore-files", "archive.exclude"),
    ("permalinks", "archive.permalink"),
    ("time-zone", "archive.timezone"),
    ("build-search-index", "search.enable"),
    ("generate-feed", "feeds.limit"),
    ("generate-feeds", "feeds.limit"),
    ("feed-limit", "feeds.limit"),
    ("rss-limit", "feeds.limit"),
    ("enable-robots-txt", "output.html.no-index"),
    ("params", "extra"),
    ("aliases", "output.html.redirect"),
    ("taxonomies", "causes"),
];

/// Keys of other tools that annals has no use for, in the spelling of [`kebab`], and why.
const NEEDLESS: &[(&str, &str)] = &[
    ("create-missing", "annals has no summary file and makes no missing chapters: remove it"),
    ("preprocessor", "annals has no preprocessors and reads reports as they are: remove it"),
    ("use-default-preprocessors", "annals has no preprocessors and reads reports as they are: remove it"),
    ("multilingual", "mdBook does not use it either: remove it"),
    ("rust", "annals runs no code examples: remove it"),
    ("playground", "annals runs no code examples: remove it"),
    ("mathjax-support", "a page of annals asks no third party: remove it"),
    ("smart-punctuation", "annals shows a report as it is written: remove it"),
    ("curly-quotes", "annals shows a report as it is written: remove it"),
    ("google-analytics", "a page of annals asks no third party: remove it"),
    ("fold", "annals has no table of chapters: remove it"),
    ("print", "every page of annals prints as it is: remove it"),
    ("copy-fonts", "the theme holds its fonts: remove it"),
    ("hash-files", "annals does so where it helps: remove it"),
    ("compile-sass", "annals reads plain CSS: name the style sheets in `output.html.additional-css`"),
    ("minify-html", "annals writes small pages: remove it"),
    ("minify", "annals writes small pages: remove it"),
    ("markdown", "annals has one way to read Markdown: remove it"),
    ("markup", "annals has one way to read Markdown: remove it"),
    ("slugify", "addresses are made by `archive.permalink`: remove it"),
    ("menu", "the theme makes the menu: remove it"),
    ("nav", "the theme makes the menu: remove it"),
    ("plugins", "annals has no plugins: remove it"),
    ("outputs", "annals always writes pages, feeds and exports: remove it"),
    ("linkcheck", "`annals check` looks at links: remove it"),
];

/// The help for an unknown key of the table at `path`, whose known keys are `names`.
///
/// In this order: the same key in another spelling, a key of another tool, a known key of another table, a misspelling,
/// and where nothing fits, what there is.
pub(super) fn advice(path: &[String], entry: &Entry, names: &[&str]) -> String {
    let folded = kebab(&entry.key);
    let meant = nearest(&entry.key, names);
    let did_you_mean = |name: &str| format!("did you mean `{}`?", spelled_like(path, entry, name));
    if let Some(name) = meant.filter(|name| kebab(name) == folded) {
        return did_you_mean(name);
    }
    if let Some((_, ours)) = RENAMED.iter().find(|(theirs, _)| *theirs == folded) {
        return format!("annals calls it {}", placed(ours));
    }
    if let Some((_, why)) = NEEDLESS.iter().find(|(theirs, _)| *theirs == folded) {
        return (*why).to_owned();
    }
    let elsewhere = homes(&folded);
    if let Some(table) = elsewhere.iter().find(|home| home.is_empty()).map(|_| &folded) {
        return format!("it is a table of its own: `[{table}]`");
    }
    match (meant, &elsewhere[..]) {
        (_, [home]) => format!("it belongs in `[{home}]`"),
        (Some(name), _) => did_you_mean(name),
        (None, []) if path.is_empty() && matches!(entry.place, Place::Variable(_)) => about_variables(),
        (None, []) => write_one_of(names),
        (None, homes) => format!("it belongs in {}", in_tables(homes)),
    }
}

/// The suggestion in the spelling of the place: a variable where a variable is wrong.
fn spelled_like(path: &[String], entry: &Entry, name: &str) -> String {
    let named = |key: &str| variable_name(path.iter().map(String::as_str).chain([key]));
    match &entry.place {
        Place::Variable(variable) => match variable.name.strip_prefix(&named(&entry.key)) {
            Some(rest) => format!("{}{rest}", named(name)),
            None => name.to_owned(),
        },
        Place::File(_) | Place::Default => name.to_owned(),
    }
}

/// `site-url` in `[output.html]`.
fn placed(dotted: &str) -> String {
    match dotted.rsplit_once('.') {
        Some((table, key)) => format!("`{key}` in `[{table}]`"),
        None => format!("`[{dotted}]`"),
    }
}

/// The tables that know a key of this name; the empty path stands for the file itself.
fn homes(folded: &str) -> Vec<String> {
    let mut homes = Vec::new();
    collect_homes(&Options::KIND, &mut Vec::new(), folded, &mut homes);
    homes
}

fn collect_homes(kind: &Kind, path: &mut Vec<String>, folded: &str, homes: &mut Vec<String>) {
    let Kind::Table { keys, shorthand: _ } = kind else { return };
    for Key { name, kind, doc: _, default: _ } in *keys {
        if *name == folded {
            homes.push(dotted(path));
        }
        path.push((*name).to_owned());
        collect_homes(kind, path, folded, homes);
        path.pop();
    }
}

fn in_tables(homes: &[String]) -> String {
    let homes: Vec<String> = homes.iter().map(|home| format!("[{home}]")).collect();
    in_words(&homes.iter().map(String::as_str).collect::<Vec<_>>(), "or")
}

/// "write one of …", cut where the list is long.
pub(super) fn write_one_of(names: &[&str]) -> String {
    const SHOWN: usize = 24;
    match names {
        [] => "remove it".to_owned(),
        [only] => format!("write `{only}`"),
        names if names.len() <= SHOWN => format!("write {}", in_words(names, "or")),
        names => format!("write {} … ({} in all)", in_words(&names[..SHOWN], ","), names.len()),
    }
}

/// The help for a variable that names no table at all.
fn about_variables() -> String {
    format!(
        "a variable that begins with `{PREFIX}` sets a key, as `{}` does",
        variable_name(["book", "title"].into_iter())
    )
}
