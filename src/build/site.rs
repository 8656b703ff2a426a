//! The second half of the pipeline: the archive to the files of its site. Memo table 2.
//!
//! 1. [`link`]: all incidents become one archive, on one thread
//! 2. the files that reports refer to are found, and links that lead nowhere
//! 3. [`Build::render`]: pages are rendered in parallel, each handed to the sink as it is made, and the files for machines
//!
//! [`super::live`] makes the same files one by one.
//!
//! A page whose context and whose theme are those of the last time is kept where the sink still has it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use rayon::prelude::*;

use super::reports::Reports;
use super::unnamed::Unnamed;
use crate::archive::{Archive, Drafts, IncidentIx};
use crate::config::Settings;
use crate::diag::{Code, Diagnostic, Severity, sort};
use crate::model::IncidentId;
use crate::output::{OutputBody, OutputFile, SitePath};
use crate::render::body::{Ref, RefKind};
use crate::render::page;
use crate::site::references::{self, Reference, asset_path};
use crate::site::{self, Account, Assets, Lists, PageKey, Shelf, Site, record_path};
use crate::source::address::local_path;
use crate::source::{ContentHash, FileId};
use crate::theme::{Theme, ThemeError};
use crate::{export, feed, search, view};

/// Takes the files of a site as they are made, from many threads.
pub trait Sink: Sync {
    /// Takes a file. An error ends the build.
    fn put(&self, file: OutputFile) -> io::Result<()>;

    /// Keeps the file that the last build put there; false where it is no longer at hand.
    fn keep(&self, path: &SitePath) -> bool;
}

/// Why a site could not be built.
#[derive(Debug)]
pub enum BuildError {
    /// A template asks for what its page does not have.
    Theme(ThemeError),
    /// The sink could not take a file.
    Sink(io::Error),
}

/// Memo table 2: what each page was made of the last time.
#[derive(Debug, Default)]
pub struct PageMemo(HashMap<SitePath, ContentHash>);

impl PageMemo {
    /// The table of an earlier run. A path that can be none is left out.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, ContentHash)>) -> Self {
        Self(pairs.into_iter().filter_map(|(path, hash)| Some((SitePath::new(&path).ok()?, hash))).collect())
    }

    /// The table for the next run, by path.
    pub fn into_pairs(self) -> Vec<(String, ContentHash)> {
        let mut pairs: Vec<_> = self.0.into_iter().map(|(path, hash)| (path.as_str().to_owned(), hash)).collect();
        pairs.sort_unstable();
        pairs
    }
}

/// What stands beside the reports: the files they may refer to, and what was passed over.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Files of publishable types, by path.
    pub files: BTreeSet<FileId>,
    /// Files of types that are neither reports nor published, by path.
    pub unpublished: BTreeSet<FileId>,
    /// What was not read, with the reason; shown on the page about the archive.
    pub skipped: Vec<(String, String)>,
    /// How many files are no reports.
    pub other: u32,
}

/// Everything a site is made of, linked and ready to be rendered.
#[derive(Debug)]
pub struct Build {
    pub(super) settings: Arc<Settings>,
    /// All incidents together.
    pub archive: Archive,
    /// Everything that was noticed, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// What became of every file.
    pub account: Account,
    reports: BTreeMap<IncidentId, Arc<site::Report>>,
    pub(super) assets: Assets,
    lists: Lists,
    shelf: Shelf,
}

/// A page that was made or kept.
struct Made {
    path: SitePath,
    hash: Option<ContentHash>,
    kept: bool,
}

/// Files of the site that are no pages and no record of one incident: those of a group are made together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Group {
    /// Style sheets, scripts, icon.
    Theme,
    /// The files that reports refer to.
    Files,
    /// Atom and JSON Feed, calendars.
    Feeds,
    /// All records in one file.
    Records,
    /// What crawlers and hosts look for.
    Host,
    /// The search index.
    Search,
    /// Former addresses.
    Redirects,
}

impl Group {
    /// All groups; redirects last, since any address may be one.
    pub(super) const ALL: [Group; 7] =
        [Group::Theme, Group::Files, Group::Feeds, Group::Records, Group::Host, Group::Search, Group::Redirects];

    /// Whether an address can be one of the group's: a preview makes no group for an address that is not.
    pub(super) fn may_hold(self, address: &str) -> bool {
        match self {
            Group::Theme => address.starts_with("assets/"),
            Group::Files => address.starts_with("files/"),
            Group::Feeds => [".xml", ".json", ".ics"].iter().any(|ending| address.ends_with(ending)),
            Group::Records => address == "incidents.json",
            Group::Host => matches!(address, "robots.txt" | "sitemap.xml" | "opensearch.xml" | ".nojekyll" | "CNAME"),
            Group::Search => address.starts_with("search/"),
            Group::Redirects => true,
        }
    }
}

/// What rendering did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rendered {
    /// Pages rendered.
    pub pages: usize,
    /// Pages kept from the last build.
    pub kept: usize,
}

/// Links all incidents and settles what the pages need to know.
pub fn link(
    reports: &Reports,
    surroundings: Surroundings,
    settings: &Arc<Settings>,
    as_of: Date,
    drafts: Drafts,
) -> Build {
    let archive = Archive::link(reports.entries(), settings, as_of, drafts);
    let mut diagnostics = reports.diagnostics();
    diagnostics.extend(archive.diagnostics);
    let degraded = reports.reports().filter(|report| is_degraded(&report.notes)).count();
    let Surroundings { files, unpublished, skipped, other } = surroundings;
    let account = Account {
        reports: u32::try_from(reports.reports().count()).unwrap_or(u32::MAX),
        degraded: u32::try_from(degraded).unwrap_or(u32::MAX),
        skipped,
        other,
    };
    let pages = reports.read_files().flat_map(|report| report.pages()).collect();
    let mut build = Build::new(Arc::clone(settings), archive.value, pages, account);
    build.assets = build.referred(&files);
    let mut links = build.dead_links(&unpublished);
    links.extend(site::redirects(&build.site()).diagnostics);
    diagnostics.extend(links);
    build.diagnostics = settings.lint.apply(diagnostics);
    sort(&mut build.diagnostics);
    if settings.people.listed { build } else { build.without_names(reports, &files, drafts) }
}

/// Whether something of the report is lost on its page: text that is no text, or facts that could not be read.
fn is_degraded(notes: &[Diagnostic]) -> bool {
    notes.iter().any(|note| {
        matches!(note.code, Code::EncodingBroken | Code::FrontMatterSyntax | Code::FrontMatterLimit)
            && note.severity() != Severity::Note
    })
}

impl Build {
    /// A site that nobody has looked through yet.
    fn new(
        settings: Arc<Settings>,
        archive: Archive,
        reports: BTreeMap<IncidentId, Arc<site::Report>>,
        account: Account,
    ) -> Self {
        let (lists, shelf) = (Lists::new(&archive), Shelf::new(&archive));
        let (diagnostics, assets) = (Vec::new(), Assets::default());
        Self { settings, archive, diagnostics, account, reports, assets, lists, shelf }
    }

    /// The same site without the name of any person; what was noticed stays, since it is said to whoever has the reports.
    fn without_names(self, reports: &Reports, files: &BTreeSet<FileId>, drafts: Drafts) -> Build {
        let unnamed = Unnamed::new(reports, &self.archive, &self.settings);
        let Account { reports: count, degraded, skipped, other } = self.account;
        let account = Account { reports: count, degraded, skipped: unnamed.skipped(skipped), other };
        let files = unnamed.files(files);
        let Unnamed { entries, pages, settings, .. } = unnamed;
        let archive = Archive::link(entries, &settings, self.archive.as_of, drafts).value;
        let mut build = Build::new(Arc::new(settings), archive, pages, account);
        build.assets = build.referred(&files);
        build.diagnostics = self.diagnostics;
        build
    }
}

impl Build {
    /// The site as pages see it.
    pub fn site(&self) -> Site<'_> {
        Site {
            archive: &self.archive,
            lists: &self.lists,
            settings: &self.settings,
            reports: &self.reports,
            assets: &self.assets,
            account: &self.account,
            shelf: &self.shelf,
        }
    }

    /// Makes every file of the site and hands it to `sink`. `memo`, where there is one, is left holding exactly the pages of
    /// this build; without one, nothing is hashed.
    ///
    /// # Errors
    /// Where a template fails or the sink does not take a file; the first one in the order of the pages.
    pub fn render(&self, theme: Theme, memo: Option<&mut PageMemo>, sink: &dyn Sink) -> Result<Rendered, BuildError> {
        let site = self.site();
        let theme = self.dress(theme);
        let pages = self.pages();
        let known = memo.as_deref().map(|memo| &memo.0);
        let made: Vec<Made> =
            pages.par_iter().map(|key| self.page(*key, &site, &theme, known, sink)).collect::<Result<_, _>>()?;
        for group in Group::ALL {
            self.make(group, &theme, sink)?;
        }
        let kept = made.iter().filter(|made| made.kept).count();
        let rendered = Rendered { pages: made.len() - kept, kept };
        if let Some(memo) = memo {
            memo.0 = made.into_iter().filter_map(|made| Some((made.path, made.hash?))).collect();
        }
        Ok(rendered)
    }

    /// The pages of the site.
    pub(super) fn pages(&self) -> Vec<PageKey> {
        let mut pages = site::plan(&self.archive, &self.lists);
        let site = self.site();
        pages.retain(|page| site.shows(*page));
        pages
    }

    /// The theme with what all pages of this site share.
    pub(super) fn dress(&self, theme: Theme) -> Theme {
        let shared = view::site::view(&self.site(), &theme);
        theme.for_site(&shared)
    }

    /// One page, and the record beside the page of an incident.
    fn page(
        &self,
        key: PageKey,
        site: &Site<'_>,
        theme: &Theme,
        known: Option<&HashMap<SitePath, ContentHash>>,
        sink: &dyn Sink,
    ) -> Result<Made, BuildError> {
        let path = path(&site.path(key))?;
        let context = view::context(site, key);
        let hash = known.map(|_| theme.hash.with(&context.hash()));
        let kept = known.is_some_and(|known| known.get(&path) == hash.as_ref()) && sink.keep(&path);
        if !kept {
            put(sink, path.clone(), page::page(theme, &context).map_err(BuildError::Theme)?)?;
        }
        if let PageKey::Incident(ix) = key {
            put(sink, self::path(&record_path(&self.archive[ix]))?, self.record(ix))?;
        }
        Ok(Made { path, hash, kept })
    }

    /// The record of an incident.
    pub(super) fn record(&self, ix: IncidentIx) -> Vec<u8> {
        export::json::incident(&self.archive, ix)
    }

    /// All files of a group. `theme` is one that was [dressed](Self::dress).
    pub(super) fn make(&self, group: Group, theme: &Theme, sink: &dyn Sink) -> Result<(), BuildError> {
        let site = self.site();
        match group {
            Group::Theme => {
                for asset in &theme.assets {
                    put(sink, path(&asset.path)?, asset.bytes.clone())?;
                }
            }
            Group::Files => {
                for asset in self.assets.0.keys() {
                    let body = OutputBody::Asset(FileId::new(asset));
                    sink.put(OutputFile { path: path(&Assets::path(asset))?, body }).map_err(BuildError::Sink)?;
                }
            }
            Group::Feeds => {
                for (file, text) in feed::files(&site) {
                    put(sink, path(&file)?, text.into_bytes())?;
                }
            }
            Group::Records => self.all_records(sink)?,
            Group::Host => self.host_files(&site, sink)?,
            Group::Search if self.settings.search.enable => self.index(sink)?,
            Group::Search => {}
            Group::Redirects => {
                for redirect in site::redirects(&site).value {
                    let bytes = page::redirect(&redirect, &self.settings.book.language);
                    put(sink, path(&redirect.path)?, bytes)?;
                }
            }
        }
        Ok(())
    }

    /// The search index, its parts in parallel.
    fn index(&self, sink: &dyn Sink) -> Result<(), BuildError> {
        let index = search::index::Index::new(self.site());
        let make = |part: search::files::Part| {
            let mut made = search::files::make(&index, part);
            for (name, bytes) in made.files.drain(..) {
                put(sink, path(&name)?, bytes)?;
            }
            Ok((part, made))
        };
        let made: Vec<_> = search::files::parts(&index).into_par_iter().map(make).collect::<Result<_, BuildError>>()?;
        for (name, bytes) in search::files::root(&index, &made) {
            put(sink, path(&name)?, bytes)?;
        }
        Ok(())
    }

    /// All records in one file, in the order of their sources. They are made again, some at a time and in parallel: kept from the
    /// pages until now, they would be the largest thing in memory.
    fn all_records(&self, sink: &dyn Sink) -> Result<(), BuildError> {
        const AT_A_TIME: usize = 512;
        let some = |sources: &[IncidentIx]| sources.par_iter().map(|ix| self.record(*ix)).collect::<Vec<_>>();
        let records = self.archive.by_source().chunks(AT_A_TIME).flat_map(some);
        put(sink, path("incidents.json")?, export::json::array(records))
    }

    /// What crawlers and hosts look for.
    fn host_files(&self, site: &Site<'_>, sink: &dyn Sink) -> Result<(), BuildError> {
        put(sink, path("robots.txt")?, feed::robots(site).into_bytes())?;
        if let Some(sitemap) = feed::sitemap(site) {
            put(sink, path("sitemap.xml")?, sitemap.into_bytes())?;
        }
        if let Some(description) = view::site::opensearch(site) {
            put(sink, path(view::site::OPENSEARCH)?, description.into_bytes())?;
        }
        // Hosts that run a generator of their own over what they are given leave the site alone.
        put(sink, path(".nojekyll")?, Vec::new())?;
        if let Some(name) = &self.settings.html.cname {
            put(sink, path("CNAME")?, format!("{name}\n").into_bytes())?;
        }
        Ok(())
    }

    /// The files that reports of the archive refer to.
    fn referred(&self, files: &BTreeSet<FileId>) -> Assets {
        let exists = |path: &str| files.contains(&FileId::new(path));
        let mut found = BTreeMap::new();
        for (from, reference) in self.references() {
            // A name so long that it cannot be an address is no file of the site: links to it lead nowhere.
            let file = asset_path(from, &reference.dest, &exists);
            if let Some(path) = file.filter(|path| SitePath::new(&Assets::path(path)).is_ok()) {
                found.insert(path, None);
            }
        }
        Assets(found)
    }

    /// Links and images of texts that stand on a page, each with its file.
    fn references(&self) -> impl Iterator<Item = (&FileId, &Ref)> {
        let missing = self.settings.html.input_404.as_ref();
        let missing = missing.map(|file| IncidentId::whole(FileId::new(file.as_str())));
        // Both are sorted by source: they are walked side by side.
        let mut ids = self.archive.by_source().iter().map(|ix| &self.archive[*ix].incident.id).peekable();
        let shown = self.reports.iter().filter(move |(id, _)| {
            while ids.next_if(|shown| *shown < *id).is_some() {}
            ids.peek() == Some(id) || missing.as_ref() == Some(*id)
        });
        shown.flat_map(|(id, report)| report.body.refs().into_iter().map(move |reference| (&id.file, reference)))
    }

    /// What links of the reports lead nowhere, or to a file that is not published.
    fn dead_links(&self, unpublished: &BTreeSet<FileId>) -> Vec<Diagnostic> {
        let site = self.site();
        let links = site.linker(PageKey::Home);
        let mut out = Vec::new();
        for (file, reference) in self.references() {
            let own_file = reference.dest.starts_with('#') || reference.dest.is_empty();
            if !own_file && references::reference(&links, file, &reference.dest) == Reference::Nowhere {
                let what = match reference.kind {
                    RefKind::Link => "link",
                    RefKind::Image | RefKind::LinkedImage => "image",
                };
                let local = local_path(file, &reference.dest);
                let diagnostic = if local.is_some_and(|(path, _)| unpublished.contains(&FileId::new(&path))) {
                    let message =
                        format!("the {what} `{}` leads to a file of a type that is not published", reference.dest);
                    Diagnostic::new(Code::AssetType, message)
                        .help("publish what matters as text, an image or a PDF, or link to where the file is kept")
                } else {
                    let message = format!("the {what} `{}` leads to no report or file of the archive", reference.dest);
                    Diagnostic::new(Code::LinkBroken, message)
                        .help("correct the path; it is read relative to this file")
                };
                out.push(diagnostic.at(file, reference.span, ""));
            }
        }
        out
    }
}

pub(super) fn path(text: &str) -> Result<SitePath, BuildError> {
    SitePath::new(text).map_err(|bad| {
        BuildError::Sink(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("the address `{}` cannot be written: {}", bad.path, bad.why),
        ))
    })
}

fn put(sink: &dyn Sink, path: SitePath, bytes: Vec<u8>) -> Result<(), BuildError> {
    sink.put(OutputFile { path, body: OutputBody::Bytes(bytes) }).map_err(BuildError::Sink)
}

/// A site in memory: what the preview serves, and what tests look at.
#[derive(Debug, Default)]
pub struct Memory {
    files: Mutex<BTreeMap<SitePath, OutputBody>>,
    last: BTreeMap<SitePath, OutputBody>,
}

impl Memory {
    /// An empty site over the files of the last build, which pages may be kept from.
    pub fn over(last: Self) -> Self {
        Self { files: Mutex::default(), last: last.into_files() }
    }

    /// All files, by path.
    pub fn into_files(self) -> BTreeMap<SitePath, OutputBody> {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Memory {
    fn put(&self, file: OutputFile) -> io::Result<()> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(file.path, file.body);
        Ok(())
    }

    fn keep(&self, path: &SitePath) -> bool {
        let Some(body) = self.last.get(path) else { return false };
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), body.clone());
        true
    }
}
