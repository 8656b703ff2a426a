//! What `book.toml` means: every default applied, every value checked. The one type that the floors above see.
//!
//! Made by [`super::read`] or [`Settings::for_folder`] and never changed afterwards. Two hashes decide what a change of
//! the settings makes stale: [`Settings::hash`] for everything, [`Settings::extraction_hash`] for what one
//! report gives.

use std::collections::BTreeMap;

use serde::Serialize;

use super::choices::{ColourScheme, DarkScheme, DateOrder, Fact, LintLevel, Meaning, RemoteImages, Tone};
use super::paths::{Folder, Globs, InnerFile, Permalink, SiteUrl, ThemeRef, UrlTemplate};
use super::taxonomy::Taxonomy;
use crate::diag::{Code, Diagnostic};
use crate::model::Zone;
use crate::source::ContentHash;

/// The settings of an archive.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Settings {
    /// What the archive is called and where its reports are.
    pub book: Book,
    /// Where the site goes.
    pub build: Build,
    /// How the site looks and where it is published.
    pub html: Html,
    /// How reports are found and read.
    pub archive: Archive,
    /// The applications the team has named, in the order written.
    pub applications: Vec<Application>,
    /// The people the team has named.
    pub people: People,
    /// The teams, in the order written.
    pub teams: Vec<Team>,
    /// The categories of causes.
    pub taxonomy: Taxonomy,
    /// The scale of severities.
    pub severities: Severities,
    /// When a promise is overdue, and the words for its state.
    pub actions: Actions,
    /// Which pages there are.
    pub pages: Pages,
    /// The search index.
    pub search: Search,
    /// The feeds.
    pub feeds: Feeds,
    /// How loud each diagnostic is.
    pub lint: Lint,
    /// What the team's own front matter keys state.
    pub front_matter: BTreeMap<String, Fact>,
    /// The team's own words for what headings and labels ask for.
    pub vocabulary: BTreeMap<Meaning, Vec<String>>,
    /// The preview server.
    pub serve: Serve,
    /// The free table that templates see as `extra`.
    pub extra: Extra,
}

/// `[book]`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Book {
    /// The name of the archive.
    pub title: String,
    /// One sentence on what it holds.
    pub description: Option<String>,
    /// Who keeps it.
    pub authors: Vec<String>,
    /// Language of the pages as a BCP 47 tag: `en`, `pt-BR`.
    pub language: String,
    /// The content folder.
    pub src: Folder,
}

/// `[build]`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Build {
    /// Where the site is written. Neither the content folder nor a parent of it.
    pub build_dir: Folder,
    /// Folders to watch besides content and theme.
    pub extra_watch_dirs: Vec<Folder>,
}

/// `[output.html]`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Html {
    /// The theme.
    pub theme: ThemeRef,
    /// Where the site is published; the root of an unknown host where nothing is said.
    pub site_url: SiteUrl,
    /// The host name for a `CNAME` file.
    pub cname: Option<String>,
    /// The web page of the repository.
    pub git_repository_url: Option<String>,
    /// How to open a report for editing on the web.
    pub edit_url_template: Option<UrlTemplate>,
    /// The colour scheme a reader sees first.
    pub default_theme: ColourScheme,
    /// The scheme of `auto` where the reader's system asks for a dark one.
    pub preferred_dark_theme: DarkScheme,
    /// Style sheets to add to every page.
    pub additional_css: Vec<InnerFile>,
    /// Scripts to add to every page.
    pub additional_js: Vec<InnerFile>,
    /// The Markdown file, relative to the content folder, that the page for unknown addresses is made of.
    pub input_404: Option<InnerFile>,
    /// Whether search engines are asked to stay away.
    pub no_index: bool,
    /// Former addresses (begin with `/`) and where each leads: an address of the site or of another host.
    pub redirect: BTreeMap<String, String>,
}

/// `[archive]`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Archive {
    /// The IANA zone of times whose report states none; UTC is assumed in feeds and calendars where it is absent.
    pub timezone: Option<Zone>,
    /// How to read `04/02/2019` where report and neighbours do not settle it.
    pub date_order: Option<DateOrder>,
    /// Files that are reports whatever they are called.
    pub include: Globs,
    /// Files and folders that are left out, whatever `include` says.
    pub exclude: Globs,
    /// Whom the archive is for, in words: shown in the footer of every page.
    pub audience: Option<String>,
    /// The address of an incident's page.
    pub permalink: Permalink,
    /// What becomes of images from other hosts.
    pub remote_images: RemoteImages,
    /// The largest report that is read, in bytes.
    pub max_report_bytes: u64,
}

/// An application as the team names it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Application {
    /// The canonical name.
    pub name: String,
    /// Other names, the canonical one not among them. No alias belongs to two applications.
    pub aliases: Vec<String>,
    /// What it does.
    pub description: Option<String>,
    /// The team that runs it.
    pub team: Option<String>,
    /// Where to read more: `https://…`.
    pub url: Option<String>,
}

/// `[people]`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct People {
    /// Whether names appear on the site at all.
    pub listed: bool,
    /// The people the team has named, in the order written.
    pub names: Vec<Person>,
}

/// A person as the team names them.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Person {
    /// The full name.
    pub name: String,
    /// Short names, initials and former names. No alias belongs to two people.
    pub aliases: Vec<String>,
    /// The team they belong to.
    pub team: Option<String>,
    /// Their handle, without `@`.
    pub handle: Option<String>,
}

/// A team.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Team {
    /// The canonical name.
    pub name: String,
    /// Other names. No alias belongs to two teams.
    pub aliases: Vec<String>,
    /// Full names of its people.
    pub members: Vec<String>,
}

/// The scale of severities, worst first. Empty where the team has none: severities are shown as written.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Severities(pub(super) Vec<SeverityLevel>);

/// A step of the scale.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct SeverityLevel {
    /// Its key in `book.toml`: `SEV1`.
    pub id: String,
    /// What the site calls it.
    pub label: String,
    /// Its place, 1 for the worst. Two steps may share one.
    pub rank: u32,
    /// The words reports use for it, besides its id and label. No word belongs to two steps.
    pub words: Vec<String>,
    /// How it is coloured.
    pub colour: Tone,
}

impl Severities {
    /// All steps, worst first.
    pub fn levels(&self) -> &[SeverityLevel] {
        &self.0
    }

    /// The step that a report's own word means; case, blanks and hyphens do not count: `sev-1` is `SEV1`.
    pub fn find(&self, written: &str) -> Option<&SeverityLevel> {
        let folded = fold(written);
        let fits = |level: &&SeverityLevel| level.all_words().any(|word| fold(word) == folded);
        self.0.iter().find(fits)
    }
}

impl SeverityLevel {
    /// Id, label and words.
    pub(super) fn all_words(&self) -> impl Iterator<Item = &str> {
        [self.id.as_str(), self.label.as_str()].into_iter().chain(self.words.iter().map(String::as_str))
    }
}

/// A name without case, blanks, `-` and `_`: equal for two spellings of one severity or name.
pub(super) fn fold(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect()
}

/// `[actions]`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Actions {
    /// Days after which a promise without a due date is overdue, by severity as written in `book.toml`.
    pub overdue_after: BTreeMap<String, u32>,
    /// The same for every other severity.
    pub overdue_default: u32,
    /// Further words that mark an action as done.
    pub done_words: Vec<String>,
    /// Further words that mark an action as open.
    pub open_words: Vec<String>,
}

impl Actions {
    /// Days after which a promise of an incident of this severity (as the report writes it) is overdue.
    pub fn overdue_after(&self, severity: Option<&str>, scale: &Severities) -> u32 {
        let days_of = |word: &str| {
            let folded = fold(word);
            self.overdue_after.iter().find(|(name, _)| fold(name) == folded).map(|(_, days)| *days)
        };
        let by_level = || scale.find(severity?)?.all_words().find_map(days_of);
        severity.and_then(days_of).or_else(by_level).unwrap_or(self.overdue_default)
    }
}

/// `[pages]`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Pages {
    /// Whether the site says what reports leave unsaid.
    pub quality: bool,
}

/// `[search]`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Search {
    /// Whether the site has a search index.
    pub enable: bool,
}

/// `[feeds]`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Feeds {
    /// The title of the feeds; that of the archive where nothing is said.
    pub title: String,
    /// How many incidents a feed holds.
    pub limit: u32,
    /// Whether a feed carries the whole report.
    pub full_text: bool,
}

/// `[lint]`: what the team says about diagnostics.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Lint(pub(super) BTreeMap<Code, LintLevel>);

impl Lint {
    /// How loud a diagnostic of this code is: as the team says, else as the code itself says.
    pub fn level(&self, code: Code) -> LintLevel {
        self.0.get(&code).copied().unwrap_or_else(|| LintLevel::from(code.severity()))
    }

    /// Diagnostics as loud as the team wants them; without those that are switched off.
    pub fn apply(&self, diagnostics: impl IntoIterator<Item = Diagnostic>) -> Vec<Diagnostic> {
        let judged = |diagnostic: Diagnostic| {
            let severity = self.level(diagnostic.code).severity()?;
            Some(diagnostic.as_bad_as(severity))
        };
        diagnostics.into_iter().filter_map(judged).collect()
    }
}

/// `[serve]`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Serve {
    /// How the preview opens a source file: an absolute path and a line are filled in.
    pub editor: UrlTemplate,
}

/// A free value of `[extra]`, as templates see it. Dates are texts.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(untagged)]
pub enum Extra {
    /// A text or date.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Float(f64),
    /// True or false.
    Flag(bool),
    /// A list.
    List(Vec<Extra>),
    /// A table.
    Table(BTreeMap<String, Extra>),
}

impl Settings {
    /// The hash of all settings: the same for two files that mean the same.
    pub fn hash(&self) -> ContentHash {
        hash_of(self)
    }

    /// The hash of those settings that can change what one report gives, its facts and its text as HTML: language, zone,
    /// date order, images from other hosts, cause categories, words for the state of actions, front matter keys, vocabulary,
    /// and which file is no report but the page for unknown addresses.
    pub fn extraction_hash(&self) -> ContentHash {
        let Self {
            book: Book { language, title: _, description: _, authors: _, src: _ },
            archive,
            taxonomy,
            actions: Actions { done_words, open_words, overdue_after: _, overdue_default: _ },
            front_matter,
            vocabulary,
            build: _,
            html,
            applications: _,
            people: _,
            teams: _,
            severities: _,
            pages: _,
            search: _,
            feeds: _,
            lint: _,
            serve: _,
            extra: _,
        } = self;
        let Archive {
            timezone,
            date_order,
            include: _,
            exclude: _,
            audience: _,
            permalink: _,
            remote_images,
            max_report_bytes: _,
        } = archive;
        let reading = (language, timezone, date_order, taxonomy, done_words, open_words, front_matter, vocabulary);
        hash_of(&(reading, remote_images, &html.input_404))
    }
}

/// The hash of the canonical JSON: keys in the order of the types, maps sorted.
fn hash_of(value: &impl Serialize) -> ContentHash {
    ContentHash::of(&serde_json::to_vec(value).unwrap_or_default())
}
