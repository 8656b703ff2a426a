//! From options to settings: what the values mean together.
//!
//! Entry point: [`resolve`]. Each table has a function; what several tables share (names that may belong to one thing
//! only, groups, severities) is checked here, since no value can be checked for it alone.

use std::collections::{BTreeMap, BTreeSet};

use super::choices::{ColourScheme, DarkScheme, Fact, LintLevel, Meaning, Tone};
use super::names::Claims;
use super::node::Place;
use super::options::{
    ActionsTable, ApplicationTable, ArchiveTable, BookTable, BuildTable, Days, FeedsTable, HtmlTable, Options,
    OutputTable, PagesTable, PeopleTable, PersonTable, SearchTable, ServeTable, SeverityTable, TeamTable, TextList,
};
use super::paths::{Folder, Globs, InnerFile, Wrong};
use super::reader::{Named, Reader, Written, dotted};
use super::settings::{
    Actions, Application, Archive, Book, Build, Extra, Feeds, Html, Lint, Pages, People, Person, Search, Serve,
    Settings, Severities, SeverityLevel, Team, fold,
};
use super::spelled::{CodeName, GlobPattern, MeaningName, RedirectFrom, RedirectTo};
use super::suggest::nearest;
use super::taxonomy;
use crate::diag::Code;

/// Days after which a promise is overdue where `overdue-after` says nothing.
const OVERDUE_DEFAULT: u32 = 60;

/// The settings that options mean. `None` only where a value with a default could not be read, which has been said.
pub(super) fn resolve(options: Options, reader: &mut Reader<'_>) -> Option<Settings> {
    let Options {
        book,
        build,
        output: OutputTable { html },
        archive,
        applications,
        people,
        teams,
        causes,
        severities,
        actions,
        pages: PagesTable { quality },
        search: SearchTable { enable },
        feeds,
        lint,
        front_matter,
        vocabulary,
        serve: ServeTable { editor },
        extra,
    } = options;
    check_folders(&book, &build, reader);
    check_redirects(&html.redirect, reader);
    let severities = severity_scale(severities, reader);
    let actions = promises(actions, &severities, reader);
    let applications = known_applications(applications, reader);
    let people = known_people(people, reader);
    let teams = known_teams(teams, reader);
    let taxonomy = taxonomy::resolve(causes, reader);
    let feeds = feeds_of(feeds, &book);
    Some(Settings {
        book: book_of(book)?,
        build: build_of(build)?,
        html: html_of(html)?,
        archive: archive_of(archive)?,
        applications,
        people: people?,
        teams,
        taxonomy,
        severities,
        actions,
        pages: Pages { quality: quality?.value },
        search: Search { enable: enable?.value },
        feeds: feeds?,
        lint: lint_of(lint),
        front_matter: front_matter_of(front_matter),
        vocabulary: vocabulary_of(vocabulary),
        serve: Serve { editor: editor?.value },
        extra: Extra::Table(extra.0),
    })
}

fn value<T>(written: Option<Written<T>>) -> Option<T> {
    written.map(|written| written.value)
}

fn values<T>(written: Option<Written<Vec<Written<T>>>>) -> Option<Vec<T>> {
    Some(written?.value.into_iter().map(|item| item.value).collect())
}

/// The site must not replace the reports: it is neither written to their folder nor to one above it.
fn check_folders(book: &BookTable, build: &BuildTable, reader: &mut Reader<'_>) {
    let (Some(src), Some(target)) = (&book.src, &build.build_dir) else { return };
    let what = if src.value == target.value {
        "is the content folder"
    } else if target.value == Folder::here() || target.value.is_parent_of(&src.value) {
        "holds the content folder"
    } else {
        return;
    };
    let place = if target.place == Place::Default { &src.place } else { &target.place };
    let message = format!("`build.build-dir` {what}: the site would replace the reports");
    let mut diagnostic = reader.diagnostic(Code::ConfigValue, message, place, "");
    if place != &src.place {
        diagnostic = reader.also_at(diagnostic, &src.place, "the content folder");
    }
    reader.push(diagnostic.help("choose another folder for the site, such as `public`"));
}

/// A redirect leads elsewhere, and two that differ only in how the page is written are one.
fn check_redirects(redirect: &Named<RedirectFrom, RedirectTo>, reader: &mut Reader<'_>) {
    let mut seen: BTreeMap<&str, &Place> = BTreeMap::new();
    for (from, to) in &redirect.0 {
        let page = page_of(&from.value.0);
        if page_of(&to.value.0) == page {
            let name = dotted(&["output", "html", "redirect", &from.value.0].map(str::to_owned));
            reader.wrong_at(&name, &to.place, Wrong::or("leads to itself", "remove it"));
        }
        if let Some(first) = seen.get(page) {
            let message = format!("two redirects from the page `{page}`");
            let diagnostic = reader.diagnostic(Code::ConfigValue, message, &from.place, "");
            let diagnostic = reader.also_at(diagnostic, first, "the same page");
            reader.push(diagnostic.help("keep one of them"));
        } else {
            seen.insert(page, &from.place);
        }
    }
}

/// The page an address shows: `/a/index.html`, `/a/` and `/a` are one.
fn page_of(address: &str) -> &str {
    address.strip_suffix("/index.html").unwrap_or(address).trim_end_matches('/')
}

fn book_of(book: BookTable) -> Option<Book> {
    let BookTable { title, description, authors, language, src } = book;
    Some(Book {
        title: title?.value,
        description: value(description),
        authors: values(authors)?,
        language: language?.value.0,
        src: src?.value,
    })
}

fn build_of(build: BuildTable) -> Option<Build> {
    let BuildTable { build_dir, extra_watch_dirs } = build;
    Some(Build { build_dir: build_dir?.value, extra_watch_dirs: values(extra_watch_dirs)? })
}

fn html_of(html: HtmlTable) -> Option<Html> {
    let HtmlTable {
        theme,
        site_url,
        cname,
        git_repository_url,
        edit_url_template,
        default_theme,
        preferred_dark_theme,
        additional_css,
        additional_js,
        input_404,
        no_index,
        redirect,
    } = html;
    let default_theme: ColourScheme = default_theme?.value;
    let preferred_dark_theme: DarkScheme = preferred_dark_theme?.value;
    let files = |files: Vec<InnerFile>| -> Vec<InnerFile> {
        let mut seen = BTreeSet::new();
        files.into_iter().filter(|file| seen.insert(file.clone())).collect()
    };
    Some(Html {
        theme: theme?.value,
        site_url: site_url?.value,
        cname: value(cname).map(|host| host.0),
        git_repository_url: value(git_repository_url).map(|url| url.0),
        edit_url_template: value(edit_url_template),
        default_theme,
        preferred_dark_theme,
        additional_css: files(values(additional_css)?.into_iter().map(|file| file.0).collect()),
        additional_js: files(values(additional_js)?.into_iter().map(|file| file.0).collect()),
        input_404: value(input_404).map(|file| file.0),
        no_index: no_index?.value,
        redirect: redirect.0.into_iter().map(|(from, to)| (from.value.0, to.value.0)).collect(),
    })
}

fn archive_of(archive: ArchiveTable) -> Option<Archive> {
    let ArchiveTable { timezone, date_order, include, exclude, audience, permalink, remote_images, max_report_bytes } =
        archive;
    Some(Archive {
        timezone: value(timezone).map(|zone| zone.0),
        date_order: value(date_order),
        include: globs_of(include)?,
        exclude: globs_of(exclude)?,
        audience: value(audience),
        permalink: permalink?.value,
        remote_images: remote_images?.value,
        max_report_bytes: u64::from(max_report_bytes?.value.0),
    })
}

/// Each pattern compiles, or it would not be among the options.
fn globs_of(patterns: Option<Written<Vec<Written<GlobPattern>>>>) -> Option<Globs> {
    let patterns = values(patterns)?;
    Globs::parse(&patterns.iter().map(|pattern| pattern.0.as_str()).collect::<Vec<_>>()).ok()
}

fn known_applications(written: Named<String, ApplicationTable>, reader: &mut Reader<'_>) -> Vec<Application> {
    let mut claims = Claims::new("applications");
    let names = claim_names(&written, &mut claims, reader);
    let each = |(name, table): (Written<String>, Written<ApplicationTable>)| {
        let ApplicationTable { aliases, description, team, url } = table.value;
        let aliases = claims.claim_all(aliases, &name.value, reader);
        let (description, team) = (value(description), value(team));
        Application { name: name.value, aliases, description, team, url: value(url).map(|url| url.0) }
    };
    written.0.into_iter().zip(names).filter(|(_, is_new)| *is_new).map(|(entry, _)| entry).map(each).collect()
}

fn known_people(people: PeopleTable, reader: &mut Reader<'_>) -> Option<People> {
    let PeopleTable { listed, names: written } = people;
    let mut claims = Claims::new("people");
    let names = claim_names(&written, &mut claims, reader);
    let each = |(name, table): (Written<String>, Written<PersonTable>)| {
        let PersonTable { aliases, team, handle } = table.value;
        let aliases = claims.claim_all(aliases, &name.value, reader);
        let handle = handle.map(|handle| Written { value: handle.value.0, place: handle.place });
        if let Some(handle) = &handle {
            claims.claim(handle, &name.value, reader);
        }
        Person { name: name.value, aliases, team: value(team), handle: value(handle) }
    };
    let names = written.0.into_iter().zip(names).filter(|(_, is_new)| *is_new).map(|(entry, _)| entry);
    let names = names.map(each).collect();
    Some(People { listed: listed?.value, names })
}

fn known_teams(written: Named<String, TeamTable>, reader: &mut Reader<'_>) -> Vec<Team> {
    let mut claims = Claims::new("teams");
    let names = claim_names(&written, &mut claims, reader);
    let each = |(name, table): (Written<String>, Written<TeamTable>)| {
        let TeamTable { aliases, members } = table.value;
        let aliases = claims.claim_all(aliases, &name.value, reader);
        Team { name: name.value, aliases, members: values(members).unwrap_or_default() }
    };
    written.0.into_iter().zip(names).filter(|(_, is_new)| *is_new).map(|(entry, _)| entry).map(each).collect()
}

/// Claims the canonical names first, so that an alias which equals one is the fault of the alias.
fn claim_names<T>(written: &Named<String, T>, claims: &mut Claims, reader: &mut Reader<'_>) -> Vec<bool> {
    written.0.iter().map(|(name, _)| claims.claim(name, &name.value, reader)).collect()
}

fn severity_scale(written: Named<String, SeverityTable>, reader: &mut Reader<'_>) -> Severities {
    let mut claims = Claims::new("severities");
    for (id, table) in &written.0 {
        claims.claim(id, &id.value, reader);
        if let Some(label) = &table.value.label {
            claims.claim(label, &id.value, reader);
        }
    }
    let count = written.0.len();
    let mut levels = Vec::with_capacity(count);
    for (at, (id, table)) in written.0.into_iter().enumerate() {
        let SeverityTable { label, words, rank, colour } = table.value;
        let words = claims.claim_all(words, &id.value, reader);
        let label = value(label).unwrap_or_else(|| id.value.clone());
        let rank = rank.map_or_else(|| u32::try_from(at + 1).unwrap_or(u32::MAX), |rank| rank.value.0);
        let colour = value(colour).unwrap_or_else(|| tone_of(at, count));
        levels.push(SeverityLevel { id: id.value, label, rank, words, colour });
    }
    levels.sort_by_key(|level| level.rank);
    Severities(levels)
}

/// The colour of a step by its place: the worst is critical, the last of four or more is low.
fn tone_of(at: usize, count: usize) -> Tone {
    match at {
        0 => Tone::Critical,
        _ if at + 1 == count && count >= 4 => Tone::Low,
        1 => Tone::Major,
        2 => Tone::Minor,
        _ => Tone::Low,
    }
}

fn promises(actions: ActionsTable, scale: &Severities, reader: &mut Reader<'_>) -> Actions {
    let ActionsTable { done_words, open_words, overdue_after } = actions;
    let mut days_by_severity = BTreeMap::new();
    let mut overdue_default = OVERDUE_DEFAULT;
    for (name, Written { value: days, place: _ }) in overdue_after.0 {
        let Days { 0: days } = days;
        if name.value == "default" {
            overdue_default = days;
            continue;
        }
        if !scale.levels().is_empty() && scale.find(&name.value).is_none() {
            let key = dotted(&["actions", "overdue-after", &name.value].map(str::to_owned));
            reader.wrong_at(&key, &name.place, unknown_severity(&name.value, scale));
        }
        days_by_severity.insert(name.value, days);
    }
    let done_words: Vec<String> = values(done_words).unwrap_or_default();
    let open_words: TextList = open_words.map(|words| words.value).unwrap_or_default();
    let done: BTreeSet<String> = done_words.iter().map(|word| fold(word)).collect();
    for word in &open_words {
        if done.contains(&fold(&word.value)) {
            let wrong = Wrong::or(format!("holds `{}`, as `done-words` does", word.value), "keep it in one of them");
            reader.wrong_at("actions.open-words", &word.place, wrong);
        }
    }
    let open_words = open_words.into_iter().map(|word| word.value).collect();
    Actions { overdue_after: days_by_severity, overdue_default, done_words, open_words }
}

fn unknown_severity(name: &str, scale: &Severities) -> Wrong {
    let mut known: Vec<&str> = scale.levels().iter().map(|level| level.id.as_str()).collect();
    known.push("default");
    let help = match nearest(name, &known) {
        Some(name) => format!("did you mean `{name}`?"),
        None => super::foreign::write_one_of(&known),
    };
    Wrong::or("is no step of `[severities]`", help)
}

fn feeds_of(feeds: FeedsTable, book: &BookTable) -> Option<Feeds> {
    let FeedsTable { title, limit, full_text } = feeds;
    let title = value(title).or_else(|| book.title.as_ref().map(|title| title.value.clone()))?;
    Some(Feeds { title, limit: limit?.value.0, full_text: full_text?.value })
}

fn lint_of(written: Named<CodeName, LintLevel>) -> Lint {
    Lint(written.0.into_iter().map(|(code, level)| (code.value.0, level.value)).collect())
}

fn front_matter_of(written: Named<String, Fact>) -> BTreeMap<String, Fact> {
    written.0.into_iter().map(|(key, fact)| (key.value, fact.value)).collect()
}

fn vocabulary_of(written: Named<MeaningName, TextList>) -> BTreeMap<Meaning, Vec<String>> {
    let words = |list: TextList| list.into_iter().map(|word| word.value).collect();
    written.0.into_iter().map(|(meaning, list)| (meaning.value.0, words(list.value))).collect()
}
