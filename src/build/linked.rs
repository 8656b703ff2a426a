//! The second part of the pipeline: the incidents of all reports to everything a site is made of. Memo table 3.
//!
//! 1. all incidents become one archive ([`crate::archive`]), on one thread
//! 2. the files that reports refer to are found, and links that lead nowhere
//! 3. long lists are spread over pages
//!
//! Where a few reports differ from those of the last link in their words alone, only what their words decide is worked out; the rest
//! is shared with the last [`Build`] ([`link_over`]).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use super::reports::{Outcome, Report, Reports};
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

/// How many reports may be others for a build to be made over the last one.
const MOST: usize = 32;

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
    pub diagnostics: Arc<Vec<Diagnostic>>,
    /// What became of every file.
    pub account: Account,
    reports: site::Shown,
    pub(super) assets: Arc<Assets>,
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
    files: Arc<Vec<(FileId, Outcome)>>,
    /// Where the incidents of each file begin among all.
    first: Vec<usize>,
    beside: (BTreeSet<FileId>, BTreeSet<FileId>),
    archive: Archive,
    of_archive: Vec<Diagnostic>,
    lists: Lists,
    addresses: Arc<OnceLock<HashMap<String, PageKey>>>,
    shown: site::Shown,
    assets: Arc<Assets>,
    leads: BTreeMap<IncidentId, Leads>,
    /// Whether addresses lead elsewhere.
    redirects: bool,
    diagnostics: Arc<Vec<Diagnostic>>,
    account: Account,
}

/// Where the links and images of one report lead.
#[derive(PartialEq, Eq, Debug, Default)]
struct Leads {
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
    if let Some(build) = memo.renew(reports, &surroundings, settings) {
        return build;
    }
    let archive = Archive::link_for(reports.entries(), settings, as_of, drafts, &mut memo.links);
    let (archive, of_archive) = (archive.value, archive.diagnostics);
    let degraded = reports.reports().filter(|report| is_degraded(&report.notes)).count();
    let Surroundings { files, unpublished, skipped, other } = surroundings;
    let account = Account {
        reports: u32::try_from(reports.reports().count()).unwrap_or(u32::MAX),
        degraded: u32::try_from(degraded).unwrap_or(u32::MAX),
        skipped,
        other,
    };
    let shown = reports.read_files().flat_map(|report| report.pages()).collect();
    let lists = Lists::new(&archive, None);
    let mut build = Build::new(Arc::clone(settings), archive, lists, shown, account);
    let leads = build.follow_links(&files, &unpublished);
    let redirects = site::redirects(&build.site());
    let mut diagnostics = reports.diagnostics();
    diagnostics.extend(of_archive.iter().cloned());
    diagnostics.extend(leads.values().flat_map(|leads| leads.dead.iter().cloned()));
    let has_redirects = !redirects.value.is_empty() || !redirects.diagnostics.is_empty();
    diagnostics.extend(redirects.diagnostics);
    build.diagnostics = told(diagnostics, settings);
    if !settings.people.listed {
        return build.without_names(reports, &files, drafts);
    }
    let mut first = Vec::with_capacity(reports.files.len());
    let mut incidents = 0;
    for (_, outcome) in reports.files.iter() {
        first.push(incidents);
        incidents += if let Outcome::Report(report) = outcome { report.incidents.len() } else { 0 };
    }
    memo.shared = Some(Shared {
        files: Arc::clone(&reports.files),
        first,
        beside: (files, unpublished),
        archive: build.archive.clone(),
        of_archive,
        lists: build.lists.clone(),
        addresses: Arc::clone(&build.addresses),
        shown: build.reports.clone(),
        assets: Arc::clone(&build.assets),
        leads,
        redirects: has_redirects,
        diagnostics: Arc::clone(&build.diagnostics),
        account: build.account.clone(),
    });
    build
}

/// What was noticed, as bad as the team says, sorted.
fn told(diagnostics: Vec<Diagnostic>, settings: &Settings) -> Arc<Vec<Diagnostic>> {
    let mut diagnostics = settings.lint.apply(diagnostics);
    sort(&mut diagnostics);
    Arc::new(diagnostics)
}

impl LinkMemo {
    /// The build over the last one, where a few reports differ from those of that in their words alone; `None` where more has
    /// changed.
    fn renew(&mut self, reports: &Reports, surroundings: &Surroundings, settings: &Arc<Settings>) -> Option<Build> {
        let shared = self.shared.as_mut()?;
        let Surroundings { files, unpublished, skipped, other } = surroundings;
        if shared.redirects || shared.beside.0 != *files || shared.beside.1 != *unpublished {
            return None;
        }
        let changed = shared.changed(reports)?;
        let mut entries = Vec::new();
        for (at, _, new) in &changed {
            entries.extend((shared.first[*at]..).zip(new.entries()));
        }
        let archive = self.links.renew(&entries)?;
        let lists = Lists::new(&archive.value, Some((&shared.archive, &shared.lists)));
        let mut account = Account { skipped: skipped.clone(), other: *other, ..shared.account };
        for (_, old, new) in &changed {
            account.degraded -= u32::from(is_degraded(&old.notes));
            account.degraded += u32::from(is_degraded(&new.notes));
            new.pages().for_each(|(id, report)| shared.shown.renew(id, report));
        }
        let mut build = Build::new(Arc::clone(settings), archive.value, lists, shared.shown.clone(), account);
        build.assets = Arc::clone(&shared.assets);
        if shared.lists.is_shared(&build.lists) {
            build.addresses = Arc::clone(&shared.addresses);
        }
        let mut is_told = archive.diagnostics == shared.of_archive;
        for (_, old, new) in &changed {
            is_told &= old.notes == new.notes;
            for (id, report) in new.pages() {
                let Some(leads) = shared.leads.get_mut(&id) else { continue };
                let dead = build.dead_links(&id.file, &report, unpublished);
                is_told &= dead == leads.dead;
                leads.dead = dead;
            }
        }
        build.diagnostics = if is_told {
            Arc::clone(&shared.diagnostics)
        } else {
            let mut diagnostics = reports.diagnostics();
            diagnostics.extend(archive.diagnostics.iter().cloned());
            diagnostics.extend(shared.leads.values().flat_map(|leads| leads.dead.iter().cloned()));
            told(diagnostics, settings)
        };
        shared.files = Arc::clone(&reports.files);
        shared.archive = build.archive.clone();
        shared.of_archive = archive.diagnostics;
        shared.lists = build.lists.clone();
        shared.addresses = Arc::clone(&build.addresses);
        shared.diagnostics = Arc::clone(&build.diagnostics);
        shared.account = build.account.clone();
        Some(build)
    }
}

/// A report that is another one: which, what it was, what it is.
type Changed = (usize, Arc<Report>, Arc<Report>);

impl Shared {
    /// The reports that are others than in the last build: where, what they were, what they are. `None` where files came or
    /// went, or became something else, or refer to other files of the archive.
    fn changed(&self, reports: &Reports) -> Option<Vec<Changed>> {
        if self.files.len() != reports.files.len() {
            return None;
        }
        let mut changed = Vec::new();
        for (at, ((old_file, old), (file, new))) in self.files.iter().zip(reports.files.iter()).enumerate() {
            match (old, new) {
                (Outcome::Report(old), Outcome::Report(new)) | (Outcome::Missing(old), Outcome::Missing(new))
                    if Arc::ptr_eq(old, new) => {}
                (Outcome::NoReport, Outcome::NoReport) if old_file == file => {}
                (Outcome::Report(old), Outcome::Report(new)) => {
                    let is_same = old_file == file && old.incidents.len() == new.incidents.len();
                    if !is_same || changed.len() > MOST || !self.refers_to_the_same(new) {
                        return None;
                    }
                    changed.push((at, Arc::clone(old), Arc::clone(new)));
                }
                _ => return None,
            }
        }
        Some(changed)
    }

    /// Whether a report refers to the files of the archive that it referred to.
    fn refers_to_the_same(&self, report: &Report) -> bool {
        report.pages().all(|(id, shown)| {
            let known = self.leads.get(&id);
            known.is_none_or(|known| known.assets == referred(&id.file, &shown, &self.beside.0))
        })
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
    /// A site that nobody has looked through yet.
    fn new(settings: Arc<Settings>, archive: Archive, lists: Lists, reports: site::Shown, account: Account) -> Self {
        let shelf = Shelf::new(&archive);
        let (diagnostics, assets, addresses) = Default::default();
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
        let lists = Lists::new(&archive, None);
        let mut build = Build::new(Arc::new(settings), archive, lists, pages, account);
        build.follow_links(&files, &BTreeSet::new());
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
    fn follow_links(
        &mut self,
        files: &BTreeSet<FileId>,
        unpublished: &BTreeSet<FileId>,
    ) -> BTreeMap<IncidentId, Leads> {
        let referred =
            |(id, report): (&IncidentId, &Arc<site::Report>)| (id.clone(), referred(&id.file, report, files));
        let assets: Vec<(IncidentId, Vec<String>)> = self.shown().map(referred).collect();
        let all = assets.iter().flat_map(|(_, assets)| assets.iter().map(|asset| (asset.clone(), None)));
        self.assets = Arc::new(Assets(all.collect()));
        let dead = self.shown().map(|(id, report)| self.dead_links(&id.file, report, unpublished));
        assets.into_iter().zip(dead).map(|((id, assets), dead)| (id, Leads { assets, dead })).collect()
    }

    /// Texts that stand on a page.
    fn shown(&self) -> impl Iterator<Item = (&IncidentId, &Arc<site::Report>)> {
        let missing = self.settings.html.input_404.as_ref();
        let missing = missing.map(|file| IncidentId::whole(FileId::new(file.as_str())));
        // Both are sorted by source: they are walked side by side.
        let mut ids = self.archive.by_source().iter().map(|ix| &self.archive[*ix].incident.id).peekable();
        self.reports.iter().filter(move |(id, _)| {
            while ids.next_if(|shown| *shown < *id).is_some() {}
            ids.peek() == Some(id) || missing.as_ref() == Some(*id)
        })
    }

    /// What links of a report lead nowhere, or to a file that is not published.
    fn dead_links(&self, file: &FileId, report: &site::Report, unpublished: &BTreeSet<FileId>) -> Vec<Diagnostic> {
        let site = self.site();
        let links = site.linker(PageKey::Home);
        let is_dead = |reference: &&Link| {
            let own_file = reference.dest.starts_with('#') || reference.dest.is_empty();
            !own_file && references::reference(&links, file, &reference.dest) == Reference::Nowhere
        };
        report.links.iter().filter(is_dead).map(|reference| dead_link(file, reference, unpublished)).collect()
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
