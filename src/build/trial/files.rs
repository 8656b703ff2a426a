//! Files of a theme that annals does not use, components that nothing calls, files that are named and not there, and what the
//! policy of pages forbids.

use std::collections::BTreeSet;

use super::template::{Tag, tags};
use super::{Trial, finding};
use crate::config::nearest;
use crate::diag::{Code, Diagnostic};
use crate::source::Span;
use crate::theme::THEME_FILE;
use crate::view::KINDS;

/// Folders of a theme, and what a file in each ends in; empty for anything.
const FOLDERS: [(&str, &str); 5] =
    [("templates", ".html"), ("css", ".css"), ("js", ".js"), ("search", ".js"), ("static", "")];

/// Templates that are no kind of page.
const SHARED: [&str; 2] = ["base.html", "components.html"];

/// Files that a folder may hold for people.
const FOR_PEOPLE: [&str; 4] = ["README", "LICENSE", "LICENCE", "CHANGELOG"];

/// Everything about the files of a theme.
pub(super) fn findings(trial: &Trial<'_>) -> Vec<Diagnostic> {
    let mut out = unused_files(trial);
    for (name, text) in trial.templates() {
        let path = format!("templates/{name}");
        named_assets(trial, &path, text, "assets/", &mut out);
        forbidden_markup(&path, text, &mut out);
    }
    components(trial, &mut out);
    let is_style = |path: &&str| path.starts_with("css/") && path.ends_with(".css");
    for (path, text) in trial.texts.iter().filter(|(path, _)| is_style(path)) {
        style_sheet(trial, path, text, &mut out);
    }
    out
}

fn unused_files(trial: &Trial<'_>) -> Vec<Diagnostic> {
    let used: BTreeSet<String> = trial
        .templates()
        .flat_map(|(_, text)| tags(text))
        .filter(|tag| matches!(tag.keyword(), "extends" | "include"))
        .filter_map(|tag| Some(tag.argument()?.text.clone()))
        .collect();
    let mut out = Vec::new();
    for path in trial.own.keys() {
        let say = |help: String| {
            Diagnostic::new(Code::ThemeFile, format!("`{}/{path}` is no file that annals uses", trial.folder))
                .help(help)
        };
        let Some((folder, name)) = path.split_once('/') else {
            let is_for_people = FOR_PEOPLE.iter().any(|name| path.to_uppercase().starts_with(name));
            if *path != THEME_FILE && !is_for_people {
                out.push(say(match nearest(path, &[THEME_FILE]) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => format!("beside `{THEME_FILE}`, files lie in {}", folders()),
                }));
            }
            continue;
        };
        let Some((_, ending)) = FOLDERS.iter().find(|(known, _)| *known == folder) else {
            let names = FOLDERS.map(|(name, _)| name);
            out.push(say(match nearest(folder, &names) {
                Some(near) => format!("did you mean the folder `{near}/`?"),
                None => format!("files of a theme lie in {}", folders()),
            }));
            continue;
        };
        if !name.ends_with(ending) {
            out.push(say(format!("files in `{folder}/` end in `{ending}`")));
        } else if folder == "templates" {
            let known: Vec<String> =
                KINDS.iter().map(|kind| format!("{kind}.html")).chain(SHARED.map(str::to_owned)).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            if !known.contains(&name) && !used.contains(name) && !holds_components(trial, name) {
                out.push(say(match nearest(name, &known) {
                    Some(near) => format!("did you mean `templates/{near}`?"),
                    None => "no kind of page is called so, and no other template includes it".to_owned(),
                }));
            }
        }
    }
    out
}

fn folders() -> String {
    FOLDERS.map(|(name, _)| format!("`{name}/`")).join(", ")
}

/// Whether a template is there for its components.
fn holds_components(trial: &Trial<'_>, name: &str) -> bool {
    trial.template(name).is_some_and(|(text, _)| tags(text).iter().any(|tag| tag.keyword() == "component"))
}

/// The blocks that a template can fill: those of all that it extends.
pub(super) fn blocks_above(trial: &Trial<'_>, text: &str) -> BTreeSet<String> {
    let parent = |tags: &[Tag]| {
        tags.iter().find(|tag| tag.keyword() == "extends").and_then(|tag| Some(tag.argument()?.text.clone()))
    };
    let mut above = BTreeSet::new();
    let (mut next, mut seen) = (parent(&tags(text)), BTreeSet::new());
    while let Some(name) = next.filter(|name| seen.insert(name.clone())) {
        let Some((text, _)) = trial.template(&name) else { break };
        let tags = tags(text);
        let blocks = tags.iter().filter(|tag| tag.keyword() == "block").filter_map(Tag::argument);
        above.extend(blocks.map(|word| word.text.clone()));
        next = parent(&tags);
    }
    above
}

/// Components that no template calls.
fn components(trial: &Trial<'_>, out: &mut Vec<Diagnostic>) {
    let mut called = BTreeSet::new();
    let below = trial.below.iter().flat_map(|(_, layer)| layer.iter());
    let below = below.filter(|(path, _)| path.starts_with("templates/"));
    let below = below.filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok());
    for text in trial.templates().map(|(_, text)| text).chain(below) {
        for tag in tags(text) {
            let opens = tag.words.iter().position(|word| word.is("<"));
            called.extend(opens.and_then(|at| tag.words.get(at + 1)).map(|word| word.text.clone()));
        }
    }
    for (name, text) in trial.templates() {
        for tag in tags(text).iter().filter(|tag| tag.keyword() == "component") {
            if let Some(word) = tag.argument().filter(|word| !called.contains(&word.text)) {
                let known: Vec<&str> = called.iter().map(String::as_str).collect();
                let said = format!("no template calls the component `{}`", word.text);
                let said = finding(Code::ThemeComponent, &format!("templates/{name}"), word.span, said);
                out.push(match nearest(&word.text, &known) {
                    Some(near) => said.help(format!("did you mean `{near}`?")),
                    None => said.help("call it, or remove it"),
                });
            }
        }
    }
}

/// Files of `static/` that a text names behind a mark and that are not there.
fn named_assets(trial: &Trial<'_>, path: &str, text: &str, mark: &str, out: &mut Vec<Diagnostic>) {
    for (at, _) in text.match_indices(mark) {
        let start = at + mark.len();
        let len = text[start..].find(['"', '\'', ')', ' ', '?', '#', '{', '<']).unwrap_or(0);
        asset(trial, (path, Span::new(start, start + len)), &text[start..start + len], out);
    }
}

fn asset(trial: &Trial<'_>, (path, span): (&str, Span), name: &str, out: &mut Vec<Diagnostic>) {
    let layers = || trial.below.iter().map(|(_, layer)| layer).chain([&trial.own]);
    let file = format!("static/{name}");
    if name.is_empty() || layers().any(|layer| layer.contains_key(file.as_str())) {
        return;
    }
    let known: Vec<&str> =
        layers().flat_map(|layer| layer.keys().filter_map(|path| path.strip_prefix("static/"))).collect();
    let help = match nearest(name, &known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("put the file into `{}/static/`", trial.folder),
    };
    out.push(finding(Code::ThemeAsset, path, span, format!("there is no `static/{name}`")).help(help));
}

/// What the policy of pages forbids in markup.
fn forbidden_markup(path: &str, text: &str, out: &mut Vec<Diagnostic>) {
    let mut forbid = |at: usize, len: usize, what: &str, help: &str| {
        let message = format!("{what} is forbidden by the policy of pages, and browsers leave it out");
        out.push(finding(Code::ThemePolicy, path, Span::new(at, at + len), message).help(help));
    };
    const INTO_CSS: &str = "give the element a class, and put the rule into `css/`";
    const INTO_JS: &str = "put the script into `js/`";
    for (at, _) in text.match_indices("<style") {
        forbid(at, 6, "a style sheet in the page", INTO_CSS);
    }
    for (at, _) in text.match_indices("<script") {
        let tag = &text[at..text[at..].find('>').map_or(text.len(), |len| at + len)];
        if !tag.contains("src=") {
            forbid(at, 7, "a script in the page", INTO_JS);
        }
    }
    for (at, _) in text.match_indices("=\"") {
        let start = text[..at].rfind(|c: char| !c.is_ascii_alphanumeric() && c != '-').map_or(0, |before| before + 1);
        let name = &text[start..at];
        let value = text[at + 2..].split('"').next().unwrap_or_default();
        let is_elsewhere = ["https:", "http:", "//"].iter().any(|scheme| value.starts_with(scheme));
        match name {
            "style" => forbid(start, name.len(), "a `style` attribute", INTO_CSS),
            "src" if is_elsewhere => {
                forbid(at + 2, value.len(), "a file of another host", "put the file into `static/`");
            }
            name if name.len() > 2 && name.starts_with("on") => forbid(start, name.len(), "an inline script", INTO_JS),
            _ => {}
        }
    }
    for (at, _) in text.match_indices("rel=\"stylesheet\"") {
        let rest = &text[at..text[at..].find('>').map_or(text.len(), |len| at + len)];
        if let Some(found) = rest.find("href=\"http").or_else(|| rest.find("href=\"//")) {
            forbid(at + found, 6, "a style sheet of another host", "put the file into `css/`");
        }
    }
}

/// What a style sheet names: files of `static/`, and nothing of other hosts.
fn style_sheet(trial: &Trial<'_>, path: &str, text: &str, out: &mut Vec<Diagnostic>) {
    for (at, _) in text.match_indices("@import") {
        let message =
            "an `@import` is another request before anything is shown, and cannot lead to another host".to_owned();
        let said = finding(Code::ThemePolicy, path, Span::new(at, at + 7), message);
        out.push(said.help("put its text into a file of `css/`: all are joined in the order of their names"));
    }
    for (at, _) in text.match_indices("url(") {
        let start = at + 4;
        let len = text[start..].find(')').unwrap_or(0);
        let written = text[start..start + len].trim();
        let name = written.trim_matches(['"', '\'']);
        let span = Span::new(start, start + len);
        let is_elsewhere = name.starts_with("//") || name.contains("://") || name.starts_with("data:");
        if is_elsewhere {
            let message =
                "a picture or font that is no file of the site is forbidden by the policy of pages".to_owned();
            out.push(finding(Code::ThemePolicy, path, span, message).help("put the file into `static/`"));
        } else if !name.starts_with('#') {
            let name = name.split(['?', '#']).next().unwrap_or(name);
            asset(trial, (path, span), name, out);
        }
    }
}
