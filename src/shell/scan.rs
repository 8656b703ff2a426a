//! Walks the content folder and accounts for everything in it.
//!
//! Entry point: [`scan`]. Every file found ends in exactly one place of the [`Listing`]: a report, an asset, or skipped
//! with a reason. A folder that is not looked into counts as one skipped entry, its path ending in `/`. In this order:
//!
//! 1. the site itself, and what lies about it while it is built, is passed over
//! 2. hidden, excluded and ignored entries, links and special files; none of them is opened
//! 3. the name decides ([`super::names`]), unless an `include` glob of the archive does
//! 4. once all is known: `index` pages that have a folder to themselves are reports
//!
//! Links are never followed, no file is opened but `.gitignore`, and a folder that cannot be read costs one diagnostic.

use std::collections::{BTreeMap, HashSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use walkdir::{DirEntry, WalkDir};

use super::names::{self, Kind};
use super::read::{about, oversized, refusal};
use super::svg;
use super::sys::{self, Refused};
use crate::build::Doubt;
use crate::config::Globs;
use crate::diag::{Code, Diagnostic};
use crate::source::FileId;

/// The largest SVG that is looked through, in bytes.
const MAX_SVG: u64 = 4 * 1024 * 1024;

/// A `.gitignore` larger than this is not one, in bytes.
const MAX_GITIGNORE: u64 = 1 << 20;

/// What is looked at, beyond what the names say.
#[derive(Clone, Debug)]
pub struct ScanRules {
    /// Files that are reports whatever they are called.
    pub include: Globs,
    /// Files and folders that are left out whatever they are.
    pub exclude: Globs,
    /// The size up to which a report is read, in bytes.
    pub max_report_bytes: u64,
    /// Folders that annals writes itself: they are passed over and not accounted for.
    pub own_folders: Vec<PathBuf>,
}

/// Everything found in a content folder.
#[derive(Debug, Default)]
pub struct Listing {
    /// The reports, by path.
    pub reports: Vec<Found>,
    /// Files that reports may refer to, each with the state it was found in.
    pub assets: BTreeMap<FileId, Stamp>,
    /// What is neither, by path.
    pub skipped: Vec<Skipped>,
    /// What there is to say.
    pub diagnostics: Vec<Diagnostic>,
}

/// A report, not yet read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// Which file it is.
    pub id: FileId,
    /// Its length when it was listed, in bytes.
    pub len: u64,
    /// The state of the file when it was listed.
    pub stamp: Stamp,
    /// What its name leaves open: whether it is a report at all.
    pub doubt: Doubt,
}

/// What tells one state of a file from the next without reading it. Any writing changes it, but for one within the same tick
/// of the system's clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Stamp {
    len: u64,
    number: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Stamp {
    /// The state of a file.
    #[cfg(unix)]
    pub fn of(metadata: &std::fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self {
            len: metadata.len(),
            number: metadata.ino(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    /// The state of a file.
    #[cfg(not(unix))]
    pub fn of(metadata: &std::fs::Metadata) -> Self {
        let since = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let modified = since
            .map_or((0, 0), |time| (i64::try_from(time.as_secs()).unwrap_or(i64::MAX), i64::from(time.subsec_nanos())));
        Self { len: metadata.len(), number: 0, modified, changed: (0, 0) }
    }
}

/// Something that is no report and no asset.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Skipped {
    /// Its path below the content folder; a folder ends in `/`. Not always the exact name: see [`SkipReason::BadPath`].
    pub path: String,
    /// Why.
    pub reason: SkipReason,
}

/// Why something is no report.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SkipReason {
    /// Its name begins with a full stop.
    Hidden,
    /// A `.gitignore` names it, or a package manager fills it.
    Ignored,
    /// `exclude` names it.
    Excluded,
    /// A page about the repository: a licence, a changelog, an index.
    Housekeeping,
    /// A form to fill in.
    Template,
    /// A type that is neither a report nor published.
    Type,
    /// An SVG that could run something in a browser that opens it, or too large to tell.
    Active,
    /// A symbolic link.
    Link,
    /// A pipe, a socket or a device.
    Special,
    /// It could not be read.
    Unreadable,
    /// It is larger than annals reads.
    Oversized,
    /// Its path cannot become an address: it is not Unicode, or holds a control character or a backslash.
    BadPath,
}

impl SkipReason {
    /// All reasons, in the order in which an account names them.
    pub const ALL: &[SkipReason] = &[
        SkipReason::Unreadable,
        SkipReason::Oversized,
        SkipReason::BadPath,
        SkipReason::Special,
        SkipReason::Link,
        SkipReason::Excluded,
        SkipReason::Ignored,
        SkipReason::Hidden,
        SkipReason::Template,
        SkipReason::Housekeeping,
        SkipReason::Type,
        SkipReason::Active,
    ];

    /// A word or two for the account of a build: `3 hidden`.
    pub fn words(self) -> &'static str {
        match self {
            SkipReason::Hidden => "hidden",
            SkipReason::Ignored => "ignored",
            SkipReason::Excluded => "excluded",
            SkipReason::Housekeeping => "about the repository",
            SkipReason::Template => "template",
            SkipReason::Type => "of another type",
            SkipReason::Active => "SVG with scripts",
            SkipReason::Link => "link",
            SkipReason::Special => "special",
            SkipReason::Unreadable => "unreadable",
            SkipReason::Oversized => "oversized",
            SkipReason::BadPath => "unusable name",
        }
    }

    /// Whether a report may have been lost: the build is then not complete.
    pub fn is_loss(self) -> bool {
        match self {
            SkipReason::Unreadable | SkipReason::Oversized | SkipReason::BadPath | SkipReason::Special => true,
            SkipReason::Hidden
            | SkipReason::Ignored
            | SkipReason::Excluded
            | SkipReason::Housekeeping
            | SkipReason::Template
            | SkipReason::Type
            | SkipReason::Active
            | SkipReason::Link => false,
        }
    }
}

impl Listing {
    /// How many entries were found: reports, assets and skipped ones.
    pub fn total(&self) -> usize {
        self.reports.len() + self.assets.len() + self.skipped.len()
    }
}

/// Walks `root`, a folder. A link in the place of `root` itself is followed: it is what the user named.
pub fn scan(root: &Path, rules: &ScanRules) -> Listing {
    let mut walk = Walk {
        root,
        rules,
        own: own_folders(root, &rules.own_folders),
        ignores: vec![(0, gitignore(root))],
        listing: Listing::default(),
        pages: Vec::new(),
    };
    let mut entries = WalkDir::new(root).min_depth(1).follow_links(false).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        match entry {
            Ok(entry) => {
                if walk.visit(&entry) == Next::PassOver {
                    entries.skip_current_dir();
                }
            }
            Err(error) => walk.fail(&error),
        }
    }
    walk.finish()
}

/// Where to go from an entry.
#[derive(PartialEq, Eq)]
enum Next {
    GoOn,
    /// It is a folder that is not looked into.
    PassOver,
}

impl Next {
    fn past(is_folder: bool) -> Self {
        if is_folder { Next::PassOver } else { Next::GoOn }
    }
}

struct Walk<'a> {
    root: &'a Path,
    rules: &'a ScanRules,
    /// Folders of our own, relative to `root`.
    own: Vec<PathBuf>,
    /// The `.gitignore` of each folder on the way down, with its depth.
    ignores: Vec<(usize, Gitignore)>,
    listing: Listing,
    /// Index pages, to be settled at the end.
    pages: Vec<Page>,
}

/// An index page.
struct Page {
    found: Found,
    is_readme: bool,
}

impl Walk<'_> {
    fn visit(&mut self, entry: &DirEntry) -> Next {
        let is_folder = entry.file_type().is_dir();
        let below = entry.path().strip_prefix(self.root).unwrap_or(entry.path());
        while self.ignores.last().is_some_and(|(depth, _)| *depth >= entry.depth()) {
            self.ignores.pop();
        }
        let raw_name = entry.file_name().as_encoded_bytes();
        if self.own.iter().any(|own| own == below) || is_own_name(raw_name) {
            return Next::past(is_folder);
        }
        let id =
            below.to_str().filter(|path| !path.contains(|c: char| c.is_control() || c == '\\')).map(|_| id_of(below));
        let Some(id) = id else {
            let reason = if raw_name.starts_with(b".") { SkipReason::Hidden } else { SkipReason::BadPath };
            return self.skip_bad_path(below, is_folder, reason);
        };
        if let Some(reason) = self.unwanted(entry, &id) {
            let path = if is_folder { format!("{id}/") } else { id.to_string() };
            self.listing.skipped.push(Skipped { path, reason });
            return Next::past(is_folder);
        }
        if is_folder {
            self.ignores.push((entry.depth(), gitignore(entry.path())));
        } else {
            self.sort_in(entry, id);
        }
        Next::GoOn
    }

    fn skip_bad_path(&mut self, below: &Path, is_folder: bool, reason: SkipReason) -> Next {
        let path: String =
            below.to_string_lossy().chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
        if reason == SkipReason::BadPath {
            let message = format!("{path} has a name that cannot become an address");
            let help = "rename it without control characters and backslashes, in Unicode";
            self.listing.diagnostics.push(Diagnostic::new(Code::ScanPath, message).help(help));
        }
        self.listing.skipped.push(Skipped { path: if is_folder { path + "/" } else { path }, reason });
        Next::past(is_folder)
    }

    /// Why an entry is left out before its name is looked at; what there is to say about that is said.
    fn unwanted(&mut self, entry: &DirEntry, id: &FileId) -> Option<SkipReason> {
        let kind = entry.file_type();
        let name = id.file_name();
        if name.starts_with('.') {
            return Some(SkipReason::Hidden);
        }
        let exclude = &self.rules.exclude;
        let excluded = if kind.is_dir() { exclude.matches_folder(id.as_str()) } else { exclude.matches(id.as_str()) };
        if excluded {
            return Some(SkipReason::Excluded);
        }
        if (kind.is_dir() && names::is_foreign_folder(name)) || self.is_ignored(entry.path(), kind.is_dir()) {
            return Some(SkipReason::Ignored);
        }
        if kind.is_symlink() {
            self.listing.diagnostics.push(refusal(id, &Refused::Link));
            return Some(SkipReason::Link);
        }
        if !kind.is_dir() && !kind.is_file() {
            self.listing.diagnostics.push(refusal(id, &Refused::Special));
            return Some(SkipReason::Special);
        }
        None
    }

    /// Whether a `.gitignore` names the path; the nearest one that says anything decides.
    fn is_ignored(&self, path: &Path, is_folder: bool) -> bool {
        let verdicts = self.ignores.iter().rev().filter(|(_, ignore)| !ignore.is_empty());
        verdicts
            .map(|(_, ignore)| ignore.matched(path, is_folder))
            .find(|verdict| !verdict.is_none())
            .is_some_and(|v| v.is_ignore())
    }

    fn sort_in(&mut self, entry: &DirEntry, id: FileId) {
        let (len, stamp) = match entry.metadata() {
            Ok(metadata) => (metadata.len(), Stamp::of(&metadata)),
            Err(error) => return self.fail(&error),
        };
        let included = self.rules.include.matches(id.as_str());
        let in_template_folder = || id.folder().split('/').any(names::is_template_folder);
        let kind = match names::kind_of(id.file_name()) {
            _ if included => Kind::Report,
            // A folder of page templates may hold posts too; they carry their day.
            Kind::Report if names::has_date(id.file_name()) => Kind::Report,
            Kind::Report | Kind::Unknown | Kind::Index | Kind::Readme if in_template_folder() => Kind::Template,
            kind => kind,
        };
        let max = self.rules.max_report_bytes;
        let mut skip = |reason| self.listing.skipped.push(Skipped { path: id.to_string(), reason });
        match kind {
            Kind::Report | Kind::Index | Kind::Readme if len > max => {
                skip(SkipReason::Oversized);
                self.listing.diagnostics.push(oversized(&id, len, max));
            }
            Kind::Unknown if len > max => skip(SkipReason::Type),
            Kind::Report => self.listing.reports.push(Found { id, len, stamp, doubt: Doubt::None }),
            Kind::Unknown => self.listing.reports.push(Found { id, len, stamp, doubt: Doubt::Text }),
            Kind::Index => {
                self.pages.push(Page { found: Found { id, len, stamp, doubt: Doubt::None }, is_readme: false });
            }
            Kind::Readme => {
                self.pages.push(Page { found: Found { id, len, stamp, doubt: Doubt::None }, is_readme: true });
            }
            Kind::Template => skip(SkipReason::Template),
            Kind::Housekeeping => skip(SkipReason::Housekeeping),
            Kind::Asset if id.as_str().to_ascii_lowercase().ends_with(".svg") && !is_passive_svg(entry.path()) => {
                skip(SkipReason::Active);
            }
            Kind::Asset => {
                self.listing.assets.insert(id, stamp);
            }
            Kind::Other => skip(SkipReason::Type),
        }
    }

    /// A folder that cannot be listed, or a file that was gone before it could be looked at.
    fn fail(&mut self, error: &walkdir::Error) {
        let below = error.path().and_then(|path| path.strip_prefix(self.root).ok()).unwrap_or(Path::new(""));
        let is_folder =
            error.path().is_some_and(|path| path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()));
        let kind = error.io_error().map_or(std::io::ErrorKind::Other, std::io::Error::kind);
        let id = id_of(below);
        let mut diagnostic = refusal(&id, &Refused::Error(kind.into()));
        if is_folder && below.as_os_str().is_empty() {
            diagnostic = Diagnostic::new(Code::ScanUnreadable, format!("the content folder cannot be read: {kind}"));
        } else if is_folder {
            diagnostic = about(Code::ScanUnreadable, &id, &format!("the folder cannot be read: {kind}"));
        }
        self.listing.diagnostics.push(diagnostic);
        let path = if is_folder { format!("{id}/") } else { id.to_string() };
        self.listing.skipped.push(Skipped { path, reason: SkipReason::Unreadable });
    }

    fn finish(mut self) -> Listing {
        self.settle_pages();
        let Listing { mut reports, assets, mut skipped, diagnostics } = self.listing;
        reports.sort_by(|a, b| a.id.cmp(&b.id));
        skipped.sort();
        Listing { reports, assets, skipped, diagnostics }
    }

    /// An index page is a report where it stands below the top in a folder that holds no other report, nor does any
    /// folder below: a leaf bundle. A `README` there needs a date in the name of the folder, one that is an incident's
    /// own, or has to tell of an incident.
    fn settle_pages(&mut self) {
        let mut taken: HashSet<FileId> = HashSet::new();
        for found in self.listing.reports.iter().filter(|found| found.doubt == Doubt::None) {
            take(&mut taken, &found.id);
        }
        let mut pages = std::mem::take(&mut self.pages);
        // The deepest folders first; in a folder an index before a README, the shortest name first: `index.md` before
        // its translations.
        pages.sort_by_cached_key(|page| {
            let id = &page.found.id;
            (std::cmp::Reverse(id.as_str().matches('/').count()), page.is_readme, id.as_str().len(), id.clone())
        });
        for Page { found, is_readme } in pages {
            let folder = FileId::new(found.id.folder());
            let own_folder = !folder.as_str().is_empty() && !taken.contains(&folder);
            if own_folder {
                take(&mut taken, &found.id);
                let doubt = if is_readme && !names::has_date(folder.file_name()) { Doubt::Facts } else { Doubt::None };
                self.listing.reports.push(Found { doubt, ..found });
            } else {
                let path = found.id.to_string();
                self.listing.skipped.push(Skipped { path, reason: SkipReason::Housekeeping });
            }
        }
    }
}

/// Whether a browser may open the SVG; one that cannot be read is settled when it is published.
fn is_passive_svg(path: &Path) -> bool {
    let Ok((file, len)) = sys::open_regular(path) else { return true };
    let mut bytes = Vec::new();
    let read = file.take(MAX_SVG).read_to_end(&mut bytes);
    len <= MAX_SVG && (read.is_err() || svg::is_passive(&bytes))
}

/// Marks the folders above a report.
fn take(taken: &mut HashSet<FileId>, id: &FileId) {
    let mut folder = FileId::new(id.folder());
    while !folder.as_str().is_empty() && taken.insert(folder.clone()) {
        folder = FileId::new(folder.folder());
    }
}

fn id_of(below: &Path) -> FileId {
    FileId::new(&below.to_string_lossy())
}

/// `.public.annals-lock` and the like: what lies beside a site while it is built.
fn is_own_name(name: &[u8]) -> bool {
    name.starts_with(b".") && name.windows(8).any(|part| part == b".annals-")
}

fn own_folders(root: &Path, folders: &[PathBuf]) -> Vec<PathBuf> {
    let Ok(root) = root.canonicalize() else { return Vec::new() };
    let relative = |folder: &PathBuf| folder.canonicalize().ok()?.strip_prefix(&root).ok().map(Path::to_owned);
    folders.iter().filter_map(relative).filter(|below| !below.as_os_str().is_empty()).collect()
}

/// The `.gitignore` of a folder; one that cannot be read, or a line that makes no sense, ignores nothing.
fn gitignore(folder: &Path) -> Gitignore {
    let path = folder.join(".gitignore");
    let Ok((file, len)) = sys::open_regular(&path) else { return Gitignore::empty() };
    let mut builder = GitignoreBuilder::new(folder);
    if len > MAX_GITIGNORE {
        return Gitignore::empty();
    }
    let text = std::io::read_to_string(std::io::Read::take(file, MAX_GITIGNORE)).unwrap_or_default();
    for line in text.lines() {
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}
