//! What can be written in `book.toml`: every table and key, once. Type, checker, JSON Schema and reference all come from
//! the one list below.
//!
//! A key is written as `"name" field: Type = default;`, its documentation in front of it: Markdown, as the reference
//! shows it. Every field is an `Option`, absent where nothing was written and there is no default, or where what was
//! written cannot be read. What the values mean together is settled by [`super::resolve`].

use super::choices::{ColourScheme, DarkScheme, DateOrder, Fact, LintLevel, RemoteImages, Tone};
use super::node::{Entry, Node};
use super::paths::{Folder, Permalink, SiteUrl, ThemeRef, UrlTemplate};
use super::reader::{Count, Field, Named, Reader, TableField, Written, read_table, refuse, take, take_table};
use super::schema::Literal::{Count as Number, Flag, Text, Texts};
use super::schema::{Key, Kind};
use super::settings::Extra;
use super::spelled::{
    CategoryId, CodeName, GlobPattern, Handle, HostName, KeywordText, Language, MarkdownFile, MeaningName,
    RedirectFrom, RedirectTo, ScriptFile, StyleFile, WebAddress, ZoneName,
};

/// The most that a report may hold: offsets are 32 bits wide, and half of that leaves room.
const LARGEST: u32 = 1 << 30;

macro_rules! default {
    () => {
        None
    };
    ($default:expr) => {
        Some($default)
    };
}

macro_rules! shorthand {
    () => {
        None
    };
    ($key:literal) => {
        Some($key)
    };
}

macro_rules! tables {
    ($(
        $(#[doc = $about:literal])+
        $table:ident $(or list as $short:literal)? {
            $($(#[doc = $doc:literal])+ $key:literal $field:ident: $type:ty $(= $default:expr)?;)*
            $(tables: $($(#[doc = $inner_doc:literal])+ $inner_key:literal $inner:ident: $inner_type:ty;)+)?
        }
    )+) => {$(
        $(#[doc = $about])+
        #[derive(Debug)]
        pub(super) struct $table {
            $($(#[doc = $doc])+ pub $field: Option<Written<$type>>,)*
            $($($(#[doc = $inner_doc])+ pub $inner: $inner_type,)+)?
        }

        impl $table {
            const KEYS: &'static [Key] = &[
                $(Key {
                    name: $key,
                    doc: concat!($($doc, "\n"),+),
                    kind: <$type as Field>::KIND,
                    default: default!($($default)?),
                },)*
                $($(Key {
                    name: $inner_key,
                    doc: concat!($($inner_doc, "\n"),+),
                    kind: <$inner_type as Field>::KIND,
                    default: None,
                },)+)?
            ];
        }

        impl Field for $table {
            const KIND: Kind = Kind::Table { keys: Self::KEYS, shorthand: shorthand!($($short)?) };

            fn read(node: Node, reader: &mut Reader<'_>) -> Option<Self> {
                read_table(node, shorthand!($($short)?), reader)
            }
        }

        impl TableField for $table {
            fn read_entries(mut entries: Vec<Entry>, reader: &mut Reader<'_>) -> Self {
                let mut keys = Self::KEYS.iter();
                let table = Self {
                    $($field: keys.next().and_then(|key| take(&mut entries, key, reader)),)*
                    $($($inner: take_table(&mut entries, keys.next().unwrap_or(&NO_KEY), reader),)+)?
                };
                refuse(&entries, Self::KEYS, reader);
                table
            }
        }
    )+};
}

pub(super) use {default, shorthand, tables};

/// Stands behind the last key of a table; the keys and the fields come from one list, so it is never reached.
pub(super) const NO_KEY: Key = Key { name: "", doc: "", kind: Kind::Free, default: None };

/// A list of texts.
pub(super) type TextList = Vec<Written<String>>;
/// Days, up to a hundred years.
pub(super) type Days = Count<0, 36500>;

tables! {
    /// The whole file.
    Options {
        tables:
        /// What the archive is called and where its reports are.
        "book" book: BookTable;
        /// Where the site goes.
        "build" build: BuildTable;
        /// How the site looks and where it is published. `html` is the only output there is.
        "output" output: OutputTable;
        /// How reports are found and read.
        "archive" archive: ArchiveTable;
        /// The applications by their canonical names. A name holds a list of aliases, or a table.
        ///
        /// ```toml
        /// [applications]
        /// "Container registry" = ["registry", "harbor"]
        /// "Edge proxy" = { aliases = ["edge"], team = "Network", description = "Terminates TLS" }
        /// ```
        "applications" applications: Named<String, ApplicationTable>;
        /// Who is who, and whether names are shown at all.
        "people" people: PeopleTable;
        /// The teams by their canonical names. A name holds a list of aliases, or a table.
        "teams" teams: Named<String, TeamTable>;
        /// Changes to the taxonomy of causes: a category that exists keeps what is not written here, others are added.
        "causes" causes: CausesTable;
        /// The scale of severities, worst first. A step holds a list of the words that reports use for it, or a table.
        /// Without a scale, severities are shown as written.
        ///
        /// ```toml
        /// [severities]
        /// SEV1 = ["P1", "critical"]
        /// SEV2 = { label = "Major", words = ["P2"], colour = "major" }
        /// ```
        "severities" severities: Named<String, SeverityTable>;
        /// When a promise is overdue, and the team's words for its state.
        "actions" actions: ActionsTable;
        /// Which pages the site has besides those of its incidents.
        "pages" pages: PagesTable;
        /// The search of the site.
        "search" search: SearchTable;
        /// The Atom and JSON feeds.
        "feeds" feeds: FeedsTable;
        /// How loud each diagnostic is: its name (`annals config --diagnostics` lists them), and one of four words.
        "lint" lint: Named<CodeName, LintLevel>;
        /// What the team's own front matter keys state: the key, and a fact of the incident record.
        ///
        /// ```toml
        /// [front-matter]
        /// service = "applications"
        /// customer-impact = "impact"
        /// ```
        "front-matter" front_matter: Named<String, Fact>;
        /// The team's own words: what a heading or label asks for, and further phrases that ask for it. A phrase is the
        /// whole of a heading; case, accents and punctuation do not count.
        ///
        /// ```toml
        /// [vocabulary]
        /// root-cause = ["what bit us"]
        /// ```
        "vocabulary" vocabulary: Named<MeaningName, TextList>;
        /// The preview server, `annals serve`.
        "serve" serve: ServeTable;
        /// Anything: templates see it as `site.extra`.
        "extra" extra: ExtraTable;
    }

    /// `[book]`.
    BookTable {
        /// The name of the archive, in the header of every page.
        "title" title: String = Text("Incidents");
        /// One sentence on what the archive holds.
        "description" description: String;
        /// Who keeps it.
        "authors" authors: TextList = Texts(&[]);
        /// The language of the site: a tag such as `en` or `pt-BR`. Reports may be in other languages.
        "language" language: Language = Text("en");
        /// The folder that holds the reports.
        "src" src: Folder = Text("content");
    }

    /// `[build]`.
    BuildTable {
        /// The folder the site is written to. It can be neither the content folder nor a parent of it.
        "build-dir" build_dir: Folder = Text("public");
        /// Folders that `annals serve` watches besides content and theme: all is looked at again when something in them changes.
        "extra-watch-dirs" extra_watch_dirs: Vec<Written<Folder>> = Texts(&[]);
    }

    /// `[output]`.
    OutputTable {
        tables:
        /// How the site looks and where it is published.
        "html" html: HtmlTable;
    }

    /// `[output.html]`.
    HtmlTable {
        /// A theme by name (`themes/<name>/` of the archive, or a built-in one), or a folder that holds one.
        "theme" theme: ThemeRef = Text("default");
        /// Where the site is published: `https://incidents.example.org/`, or `/incidents/` where the host does not matter.
        /// Feeds and social cards need the host.
        "site-url" site_url: SiteUrl = Text("/");
        /// A host name: annals writes it to a file `CNAME`, as some hosts ask for.
        "cname" cname: HostName;
        /// The web page of the repository that holds the reports.
        "git-repository-url" git_repository_url: WebAddress;
        /// Where to edit a report on the web. `{path}` stands for its path in the archive (`content/2024/a.md`), `{line}`
        /// for a line.
        "edit-url-template" edit_url_template: UrlTemplate;
        /// The colour scheme a reader sees first.
        "default-theme" default_theme: ColourScheme = Text("auto");
        /// The dark scheme of `auto`.
        "preferred-dark-theme" preferred_dark_theme: DarkScheme = Text("dark");
        /// Style sheets to add to every page, relative to `book.toml`.
        "additional-css" additional_css: Vec<Written<StyleFile>> = Texts(&[]);
        /// Scripts to add to every page, relative to `book.toml`.
        "additional-js" additional_js: Vec<Written<ScriptFile>> = Texts(&[]);
        /// A Markdown file, relative to the content folder, for the page that a wrong address shows.
        "input-404" input_404: MarkdownFile;
        /// Whether search engines are asked to stay away.
        "no-index" no_index: bool = Flag(true);
        tables:
        /// Former addresses and where each leads: an address of the site that begins with `/`, or `https://…`.
        ///
        /// ```toml
        /// [output.html.redirect]
        /// "/postmortems/42.html" = "/incidents/2019-02-04-queue-backlog/"
        /// ```
        "redirect" redirect: Named<RedirectFrom, RedirectTo>;
    }

    /// `[archive]`.
    ArchiveTable {
        /// The IANA zone (`Europe/Oslo`) of times whose report states none: feeds and calendars need one, and take UTC
        /// where it is absent. It is never shown as a fact of a report.
        "timezone" timezone: ZoneName;
        /// How `04/02/2019` is read where neither the report nor its neighbours settle it.
        "date-order" date_order: DateOrder;
        /// Patterns, as in `.gitignore`, of files that are reports whatever they are called. Without them, the name
        /// decides: Markdown in all its endings (`.md`, `.markdown`, `.mdx`, `.qmd`, `.md.erb` and the like), and files
        /// without an ending that read as a report. Templates, licences, and `README` and `index` pages are none.
        "include" include: Vec<Written<GlobPattern>> = Texts(&[]);
        /// Patterns of files and folders to leave out, whatever `include` says.
        "exclude" exclude: Vec<Written<GlobPattern>> = Texts(&[]);
        /// Whom the archive is for, in words: shown at the foot of every page.
        "audience" audience: String;
        /// The address of an incident's page. There are `{date}`, `{year}`, `{month}`, `{slug}` (of the title) and `{id}`
        /// (of the report's path).
        "permalink" permalink: Permalink = Text("incidents/{date}-{slug}");
        /// What becomes of images from other hosts.
        "remote-images" remote_images: RemoteImages = Text("link");
        /// The largest report that is read, in bytes.
        "max-report-bytes" max_report_bytes: Count<1024, LARGEST> = Number(2 * 1024 * 1024);
    }

    /// An application.
    ApplicationTable or list as "aliases" {
        /// Other names that reports use.
        "aliases" aliases: TextList = Texts(&[]);
        /// What it does.
        "description" description: String;
        /// The team that runs it.
        "team" team: String;
        /// Where to read more.
        "url" url: WebAddress;
    }

    /// `[people]`.
    PeopleTable {
        /// Whether people are shown by name. With `false` everybody is "owner 3": no name or handle of whoever a report
        /// lists as involved or as the owner of an action is on the site, in no page, text, address, feed or record. Names of
        /// teams stay. Of files beside the reports only pictures (PNG, JPEG and the like) are published; what they show is not
        /// looked at, and neither is a theme of your own.
        "listed" listed: bool = Flag(true);
        tables:
        /// People by their full names. A name holds a list of aliases, or a table.
        ///
        /// ```toml
        /// [people.names]
        /// "Ada Moreau" = { aliases = ["Ada M", "AM"], team = "Network", handle = "amoreau" }
        /// ```
        "names" names: Named<String, PersonTable>;
    }

    /// A person.
    PersonTable or list as "aliases" {
        /// Short names, initials and former names.
        "aliases" aliases: TextList = Texts(&[]);
        /// The team they belong to: shown on both pages.
        "team" team: String;
        /// Their handle, with or without `@`.
        "handle" handle: Handle;
    }

    /// A team.
    TeamTable or list as "aliases" {
        /// Other names that reports use.
        "aliases" aliases: TextList = Texts(&[]);
        /// Full names of its people: shown on both pages.
        "members" members: TextList = Texts(&[]);
    }

    /// `[causes]`.
    CausesTable {
        /// Whether the default categories are there.
        "defaults" defaults: bool = Flag(true);
        tables:
        /// Labels of groups, by id.
        "groups" groups: Named<CategoryId, String>;
        /// What can set an incident off, by id.
        "trigger" trigger: Named<CategoryId, CategoryTable>;
        /// What can cause one, by id.
        ///
        /// ```toml
        /// [causes.cause.feature-flag]
        /// label = "Feature flag"
        /// group = "config"
        /// keywords = ["feature flag*", "toggle*"]
        /// ```
        "cause" cause: Named<CategoryId, CategoryTable>;
        /// Why one was not prevented, seen or ended sooner, by id.
        "gap" gap: Named<CategoryId, CategoryTable>;
    }

    /// A category of causes.
    CategoryTable {
        /// What the site calls it.
        "label" label: String;
        /// The id of its group.
        "group" group: CategoryId;
        /// Words that suggest it in a section on causes; `*` stands for any ending of a word. An empty list suggests nothing.
        "keywords" keywords: Vec<Written<KeywordText>>;
        /// One sentence on what belongs here.
        "definition" definition: String;
    }

    /// A step of the scale.
    SeverityTable or list as "words" {
        /// What the site calls it; its key where nothing is said.
        "label" label: String;
        /// The words that reports use for it. Case, blanks and hyphens do not count.
        "words" words: TextList = Texts(&[]);
        /// Its place, 1 for the worst; the order of the file where nothing is said.
        "rank" rank: Count<1, 100>;
        /// How it is coloured; by its place where nothing is said.
        "colour" colour: Tone;
    }

    /// `[actions]`.
    ActionsTable {
        /// Further words that mark an action as done.
        "done-words" done_words: TextList = Texts(&[]);
        /// Further words that mark an action as open.
        "open-words" open_words: TextList = Texts(&[]);
        tables:
        /// Days after which a promise without a due date is overdue, by severity. `default` stands for every other one,
        /// and is 60 where it is not written.
        ///
        /// ```toml
        /// [actions]
        /// overdue-after = { SEV1 = 14, default = 60 }
        /// ```
        "overdue-after" overdue_after: Named<String, Days>;
    }

    /// `[pages]`.
    PagesTable {
        /// Whether there is a page `quality/` on what reports leave unsaid: each fact with the incidents that do not state it.
        "quality" quality: bool = Flag(true);
    }

    /// `[search]`.
    SearchTable {
        /// Whether the site has a search page, a search box on every page, and the index behind them.
        "enable" enable: bool = Flag(true);
    }

    /// `[feeds]`.
    FeedsTable {
        /// The title of the feeds; that of the archive where nothing is said.
        "title" title: String;
        /// How many incidents a feed holds.
        "limit" limit: Count<1, 1000> = Number(30);
        /// Whether a feed carries the whole report.
        "full-text" full_text: bool = Flag(false);
    }

    /// `[serve]`.
    ServeTable {
        /// How the preview opens a report: `{path}` stands for its full path, `{line}` for a line.
        "editor" editor: UrlTemplate = Text("vscode://file/{path}:{line}");
    }
}

/// `[extra]`: whatever is there.
#[derive(Debug)]
pub(super) struct ExtraTable(pub std::collections::BTreeMap<String, Extra>);
