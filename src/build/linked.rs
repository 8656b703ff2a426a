//! The second part of the pipeline: the incidents of all reports to everything a site is made of. Memo table 3.
//!
//! 1. all incidents become one archive ([`crate::archive`]), on one thread
//! 2. the files that reports refer to are found, and links that lead nowhere
//! 3. long lists are spread over pages
//!
//! Where reports differ from those of the last link in their words alone, only what their words decide is worked out; the rest is
//! shared with the last [`Build`].

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use super::reports::Reports;
use super::unnamed::Unnamed;
use crate::archive::{Archive, Drafts, Links};
use crate::config::Settings;
use crate::diag::{Code, Diagnostic, Severity, sort};
use crate::model::IncidentId;
use crate::output::SitePath;
use crate::render::body::RefKind;
use crate::site::references::{self, Reference, asset_path};
use crate::site::{self, Account, Assets, Link, Lists, PageKey, Shelf, Site};
use crate::source::FileId;
use crate::source::address::local_path;

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
    pub(super) lists: Lists,
    pub(super) addresses: Arc<OnceLock<HashMap<String, PageKey>>>,
    shelf: Shelf,
}

/// Memo table 3: what the last link was made of, and what it gave.
#[derive(Debug, Default)]
pub struct LinkMemo {
    made_with: Option<(Arc<Settings>, Date, Drafts)>,
    links: Links,
    shared: Option<Shared>,
}

/// What a build may share with the last one.
#[derive(Debug)]
struct Shared {
    archive: Archive,
    lists: Lists,
    addresses: Arc<OnceLock<HashMap<String, PageKey>>>,
    files: BTreeSet<FileId>,
    unpublished: BTreeSet<FileId>,
    assets: Assets,
    leads: Vec<Leads>,
}

/// Where the links and images of one report lead.
#[derive(Clone, Debug)]
struct Leads {
    report: Arc<site::Report>,
    /// Files of the archive.
    assets: Vec<String>,
    /// Nowhere.
    dead: Vec<Diagnostic>,
}

/// Links all incidents and settles what the pages need to know.
pub fn link(
    reports: &Reports,
    surroundings: Surroundings,
    settings: &Arc<Settings>,
    as_of: Date,
    drafts: Drafts,
) -> Build {
    link_over(reports, surroundings, settings, (as_of, drafts), &mut LinkMemo::default())
}

/// The same over what the last link left; `memo` is left holding this one.
pub fn link_over(
    reports: &Reports,
    surroundings: Surroundings,
    settings: &Arc<Settings>,
    (as_of, drafts): (Date, Drafts),
    memo: &mut LinkMemo,
) -> Build {
    let is_same = |(with, day, whether): &(Arc<Settings>, Date, Drafts)| {
        Arc::ptr_eq(with, settings) && (*day, *whether) == (as_of, drafts)
    };
    if !memo.made_with.as_ref().is_some_and(is_same) {
        *memo = LinkMemo { made_with: Some((Arc::clone(settings), as_of, drafts)), ..LinkMemo::default() };
    }
    let archive = Archive::link_over(reports.entries(), settings, as_of, drafts, &mut memo.links);
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
    let last = memo.shared.take().filter(|last| archive.value.is_renewed(&last.archive));
    let mut build = Build::new(Arc::clone(settings), archive.value, pages, account, last.as_ref());
    let last = last.filter(|last| last.files == files && last.unpublished == unpublished);
    let leads = build.follow_links(&files, &unpublished, last);
    diagnostics.extend(leads.iter().flat_map(|leads| leads.dead.iter().cloned()));
    diagnostics.extend(site::redirects(&build.site()).diagnostics);
    build.diagnostics = settings.lint.apply(diagnostics);
    sort(&mut build.diagnostics);
    if settings.people.listed {
        memo.shared = Some(Shared {
            archive: build.archive.clone(),
            lists: build.lists.clone(),
            addresses: Arc::clone(&build.addresses),
            files,
            unpublished,
            assets: build.assets.clone(),
            leads,
        });
        build
    } else {
        build.without_names(reports, &files, drafts)
    }
}

/// Whether something of the report is lost on its page: text that is no text, or facts that could not be read.
fn is_degraded(notes: &[Diagnostic]) -> bool {
    notes.iter().any(|note| {
        matches!(note.code, Code::EncodingBroken | Code::FrontMatterSyntax | Code::FrontMatterLimit)
            && note.severity() != Severity::Note
    })
}

impl Build {
    /// A site that nobody has looked through yet. `last` is one of the same incidents in the same places.
    fn new(
        settings: Arc<Settings>,
        archive: Archive,
        reports: BTreeMap<IncidentId, Arc<site::Report>>,
        account: Account,
        last: Option<&Shared>,
    ) -> Self {
        let (lists, shelf) =
            (Lists::new(&archive, last.map(|last| (&last.archive, &last.lists))), Shelf::new(&archive));
        let same_pages = last.filter(|last| last.lists.is_shared(&lists));
        let addresses = same_pages.map(|last| Arc::clone(&last.addresses)).unwrap_or_default();
        let (diagnostics, assets) = (Vec::new(), Assets::default());
        Self { settings, archive, diagnostics, account, reports, assets, lists, addresses, shelf }
    }

    /// The same site without the name of any person; what was noticed stays, since it is said to whoever has the reports.
    fn without_names(self, reports: &Reports, files: &BTreeSet<FileId>, drafts: Drafts) -> Build {
        let unnamed = Unnamed::new(reports, &self.archive, &self.settings);
        let Account { reports: count, degraded, skipped, other } = self.account;
        let account = Account { reports: count, degraded, skipped: unnamed.skipped(skipped), other };
        let files = unnamed.files(files);
        let Unnamed { entries, pages, settings, .. } = unnamed;
        let archive = Archive::link(entries, &settings, self.archive.as_of, drafts).value;
        let mut build = Build::new(Arc::new(settings), archive, pages, account, None);
        build.follow_links(&files, &BTreeSet::new(), None);
        build.diagnostics = self.diagnostics;
        build
    }

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

    /// Finds the files that reports of the archive refer to, and the links that lead nowhere or to a file that is not published.
    /// `last` is what a site of the same incidents and files gave.
    fn follow_links(
        &mut self,
        files: &BTreeSet<FileId>,
        unpublished: &BTreeSet<FileId>,
        last: Option<Shared>,
    ) -> Vec<Leads> {
        let mut known = last.as_ref().map(|last| last.leads.iter()).into_iter().flatten().peekable();
        let mut leads: Vec<Leads> = Vec::with_capacity(self.reports.len());
        let mut is_new = Vec::with_capacity(self.reports.len());
        for (file, report) in self.shown() {
            // The same incidents stand in the same order.
            let known = known.next().filter(|known| Arc::ptr_eq(&known.report, report));
            is_new.push(known.is_none());
            leads.push(known.cloned().unwrap_or_else(|| Leads {
                report: Arc::clone(report),
                assets: referred(file, report, files),
                dead: Vec::new(),
            }));
        }
        drop(known);
        let assets = leads.iter().flat_map(|leads| leads.assets.iter().map(|asset| (asset.clone(), None)));
        self.assets = Assets(assets.collect());
        // Whether a link leads nowhere may depend on the files that others refer to.
        let all = last.is_none_or(|last| last.assets != self.assets);
        let dead: Vec<(usize, Vec<Diagnostic>)> = (self.shown().zip(is_new).enumerate())
            .filter(|(_, (_, is_new))| *is_new || all)
            .map(|(at, ((file, report), _))| (at, self.dead_links(file, report, unpublished)))
            .collect();
        for (at, dead) in dead {
            leads[at].dead = dead;
        }
        leads
    }

    /// Texts that stand on a page, each with its file.
    fn shown(&self) -> impl Iterator<Item = (&FileId, &Arc<site::Report>)> {
        let missing = self.settings.html.input_404.as_ref();
        let missing = missing.map(|file| IncidentId::whole(FileId::new(file.as_str())));
        // Both are sorted by source: they are walked side by side.
        let mut ids = self.archive.by_source().iter().map(|ix| &self.archive[*ix].incident.id).peekable();
        let shown = self.reports.iter().filter(move |(id, _)| {
            while ids.next_if(|shown| *shown < *id).is_some() {}
            ids.peek() == Some(id) || missing.as_ref() == Some(*id)
        });
        shown.map(|(id, report)| (&id.file, report))
    }

    /// What links of a report lead nowhere, or to a file that is not published.
    fn dead_links(&self, file: &FileId, report: &site::Report, unpublished: &BTreeSet<FileId>) -> Vec<Diagnostic> {
        let site = self.site();
        let links = site.linker(PageKey::Home);
        let is_dead = |reference: &&Link| {
            let own_file = reference.dest.starts_with('#') || reference.dest.is_empty();
            !own_file && references::reference(&links, file, &reference.dest) == Reference::Nowhere
        };
        report.links.iter()
            .filter(is_dead)
            .map(|reference| dead_link(file, reference, unpublished))
            .collect()
    }
}

/// The files of the archive that a report refers to.
fn referred(from: &FileId, report: &site::Report, files: &BTreeSet<FileId>) -> Vec<String> {
    let exists = |path: &str| files.contains(&FileId::new(path));
    let found = report.links.iter().filter_map(|reference| asset_path(from, &reference.dest, &exists));
    // A name so long that it cannot be an address is no file of the site: links to it lead nowhere.
    found.filter(|path| SitePath::new(&Assets::path(path)).is_ok()).collect()
}

fn dead_link(file: &FileId, reference: &Link, unpublished: &BTreeSet<FileId>) -> Diagnostic {
    let what = match reference.kind {
        RefKind::Link => "link",
        RefKind::Image | RefKind::LinkedImage => "image",
    };
    let local = local_path(file, &reference.dest);
    let diagnostic = if local.is_some_and(|(path, _)| unpublished.contains(&FileId::new(&path))) {
        let message = format!("the {what} `{}` leads to a file of a type that is not published", reference.dest);
        Diagnostic::new(Code::AssetType, message)
            .help("publish what matters as text, an image or a PDF, or link to where the file is kept")
    } else {
        let message = format!("the {what} `{}` leads to no report or file of the archive", reference.dest);
        Diagnostic::new(Code::LinkBroken, message).help("correct the path; it is read relative to this file")
    };
    diagnostic.at(file, reference.span, "")
}
