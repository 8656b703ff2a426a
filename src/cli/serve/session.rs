//! An archive that somebody works on: its settings, theme and reports as they were last seen in order, and what has to be
//! looked at again when something was written.
//!
//! Entry points: [`Session::open`], then [`Session::update`] with whatever the watch noticed. Content decides, not events:
//! settings and theme are compared with what was read the last time, and so is the hash of every report that an event names.
//! Each of the three is replaced only by one that is sound.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::civil::Date;

use super::publisher::Job;
use crate::archive::Drafts;
use crate::build::{Build, BuildError, LinkMemo, Live, Memo, Reports, link_over};
use crate::cli::print::{self, Failure, count};
use crate::cli::project::{Loaded, Project, REPORTS, SETTINGS_FILE, as_of};
use crate::diag::{Diagnostic, Severity};
use crate::shell::cache::Cache;
use crate::shell::look::{Index, Look};
use crate::shell::serve::{Snapshot, Trouble};
use crate::shell::watch::{Noticed, Root, Watch};
use crate::site::Assets;
use crate::theme::{Theme, ThemeFiles};

/// How long settings must be gone before they count as gone: editors that save in place empty a file before they write it.
const GONE: Duration = Duration::from_millis(700);

/// An archive that somebody works on.
#[derive(Debug)]
pub(super) struct Session {
    dir: PathBuf,
    dest_dir: Option<PathBuf>,
    as_of: Option<Date>,
    watch: Watch,
    project: Project,
    /// The settings as written; `None` where there is no file.
    settings_text: Option<Vec<u8>>,
    /// Since when the settings are empty or gone, where they were not when they were last taken.
    settings_gone: Option<Instant>,
    theme: Theme,
    theme_files: ThemeFiles,
    loaded: Loaded,
    index: Index,
    memo: Memo,
    linked: LinkMemo,
    day: Date,
    troubles: BTreeMap<Part, Trouble>,
    changed_files: BTreeMap<String, u32>,
}

/// What can be in trouble by itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Part {
    Settings,
    Theme,
    Content,
}

/// A new state of the site.
#[derive(Debug)]
pub(super) struct Update {
    /// What to show.
    pub snapshot: Snapshot,
    /// What changed and what was done about it, for the terminal.
    pub what: String,
}

impl Session {
    /// Opens an archive and makes its first site.
    pub(super) fn open(dir: &Path, dest_dir: Option<&Path>, asked: Option<Date>) -> Result<(Self, Snapshot), Failure> {
        let settings_text = text_of_settings(dir);
        let project = Project::open(dir)?;
        // Watched before it is read: nothing that is written in between goes unseen.
        let watch = Watch::start(roots(&project));
        let theme_files = project.theme_files()?;
        let theme = Theme::load(&theme_files).map_err(Failure::Theme)?;
        let day = as_of(asked, &project.settings)?;
        let cache = Cache::of(&project.content);
        let mut memo = project.remembered(cache.as_ref());
        let target = project.target(dest_dir);
        let loaded = project.load(&target, &mut memo)?;
        let index = Index::of(&loaded.listing, &project.scan_rules(&target));
        let mut session = Self {
            dir: dir.to_path_buf(),
            dest_dir: dest_dir.map(Path::to_path_buf),
            as_of: asked,
            watch,
            project,
            settings_text,
            settings_gone: None,
            theme,
            theme_files,
            loaded,
            index,
            memo,
            linked: LinkMemo::default(),
            day,
            troubles: BTreeMap::new(),
            changed_files: BTreeMap::new(),
        };
        let live = Live::new(session.build(), session.theme.clone());
        if !session.theme_files.overrides.is_empty() {
            live.probe().map_err(failure)?;
        }
        let snapshot = session.snapshot(live);
        Ok((session, snapshot))
    }

    /// Keeps what was found out about the reports for the next run, and lets go of what the last one left.
    pub(super) fn keep(&mut self) {
        let reports = &self.loaded.reports;
        if let Some(cache) = Cache::of(&self.project.content)
            && reports.remembered < reports.files.len()
        {
            cache.write(REPORTS, |out| self.memo.write(out));
        }
        self.memo.settle();
    }

    /// The watch over everything that the site is made of.
    pub(super) fn watch(&mut self) -> &mut Watch {
        &mut self.watch
    }

    /// Where the site would be published.
    pub(super) fn target(&self) -> PathBuf {
        self.project.target(self.dest_dir.as_deref())
    }

    /// How many reports there are.
    pub(super) fn reports(&self) -> usize {
        self.loaded.reports.reports().count()
    }

    /// What keeps the site from being up to date.
    pub(super) fn troubles(&self) -> impl Iterator<Item = &Trouble> {
        self.troubles.values()
    }

    /// What was noticed on listing the files.
    pub(super) fn of_files(&self) -> &[Diagnostic] {
        &self.loaded.listing.diagnostics
    }

    /// Prints diagnostics; gives how many there are.
    pub(super) fn print(&self, diagnostics: &[Diagnostic], most: usize) -> usize {
        if diagnostics.is_empty() {
            return 0;
        }
        print::diagnostics(diagnostics, &self.loaded.reports, &self.project, Severity::Warning, most)
    }

    /// What is to be published.
    pub(super) fn job(&self) -> Job {
        Job {
            reports: self.loaded.reports.clone(),
            surroundings: self.loaded.surroundings(),
            settings: self.project.settings.clone(),
            as_of: self.day,
            theme: self.theme.clone(),
            dir: self.project.dir.clone(),
            content: self.project.content.clone(),
        }
    }

    /// Looks again where something was noticed; `None` where nothing has changed.
    pub(super) fn update(&mut self, noticed: &Noticed) -> Option<Update> {
        let troubles = self.troubles.clone();
        let mut what = Vec::new();
        let new_settings = self.settings_again(noticed);
        if new_settings {
            what.push("book.toml changed".to_owned());
        }
        let new_theme = self.theme_again(noticed, new_settings);
        if new_theme.is_some() {
            what.push("the theme changed".to_owned());
        }
        let mut look = self.look(noticed, new_settings);
        let new_content = self.content_again(&mut look, new_settings, &mut what);
        let new_day = self.day_again();
        let is_same = !new_settings && new_theme.is_none() && !new_content && !new_day && look.assets.is_empty();
        if is_same && troubles == self.troubles {
            return None;
        }
        for asset in &look.assets {
            what.push(format!("{asset} changed"));
            *self.changed_files.entry(Assets::path(asset.as_str())).or_default() += 1;
        }
        let live = self.live(new_theme, new_settings);
        if what.is_empty() {
            let again = if self.troubles.is_empty() { "all is well again" } else { "an error" };
            what.push(if new_day { "a new day" } else { again }.to_owned());
        }
        Some(Update { snapshot: self.snapshot(live), what: what.join(", ") })
    }

    /// The site in its theme. A new theme that does not go with the pages is not taken.
    fn live(&mut self, new_theme: Option<Theme>, new_settings: bool) -> Live {
        let probed = new_theme.is_some() || new_settings;
        let live = Live::new(self.build(), new_theme.clone().unwrap_or_else(|| self.theme.clone()));
        let error = if probed { live.probe().err() } else { None };
        match (error, new_theme) {
            (None, Some(theme)) => self.theme = theme,
            (None, None) => {}
            (Some(error), _) => {
                self.trouble(Part::Theme, &failure(error));
                return Live::new(live.into_build(), self.theme.clone());
            }
        }
        live
    }

    fn build(&mut self) -> Build {
        let loaded = &self.loaded;
        let with = (self.day, Drafts::Shown);
        link_over(&loaded.reports, loaded.surroundings(), &self.project.settings, with, &mut self.linked)
    }

    fn snapshot(&self, live: Live) -> Snapshot {
        Snapshot {
            live,
            reports: self.loaded.reports.clone(),
            base: self.project.settings.html.site_url.path().to_owned(),
            content: absolute(&self.project.content),
            settings_file: self.settings_text.is_some().then(|| absolute(&self.dir.join(SETTINGS_FILE))),
            editor: self.project.settings.serve.editor.clone(),
            troubles: self.troubles.values().cloned().collect(),
            of_files: self.loaded.listing.diagnostics.clone(),
            changed_files: self.changed_files.clone(),
        }
    }

    fn trouble(&mut self, part: Part, failure: &Failure) {
        let what = match part {
            Part::Settings => "The settings have an error",
            Part::Theme => "The theme has an error",
            Part::Content => "The reports cannot be read",
        };
        let title = format!("{what}; this is the last good site");
        self.troubles.insert(part, Trouble { title, text: failure.text(false) });
    }

    /// Takes new settings, if there are any and they are sound.
    fn settings_again(&mut self, noticed: &Noticed) -> bool {
        let text = text_of_settings(&self.dir);
        let in_trouble = self.troubles.contains_key(&Part::Settings);
        if text == self.settings_text {
            self.settings_gone = None;
        }
        if text == self.settings_text && !(in_trouble && *noticed != Noticed::Nothing) {
            return false;
        }
        // The watch is asked again within a second, whether or not something was written.
        if is_blank(text.as_deref()) && !is_blank(self.settings_text.as_deref()) {
            let since = *self.settings_gone.get_or_insert_with(Instant::now);
            if since.elapsed() < GONE {
                return false;
            }
        }
        self.settings_gone = None;
        self.settings_text = text;
        match Project::open(&self.dir) {
            Ok(project) => {
                self.watch.set(roots(&project));
                self.project = project;
                self.troubles.remove(&Part::Settings);
                true
            }
            Err(failure) => {
                self.trouble(Part::Settings, &failure);
                false
            }
        }
    }

    /// A new theme, if there is one and it is sound.
    fn theme_again(&mut self, noticed: &Noticed, new_settings: bool) -> Option<Theme> {
        let content = absolute(&self.project.content);
        let is_inside = |path: &PathBuf| path.starts_with(&content);
        let concerned = match noticed {
            // A file that was gone while it was read tells no second time that it is gone.
            Noticed::Nothing => self.troubles.contains_key(&Part::Theme),
            Noticed::Stop => false,
            Noticed::Anything => true,
            Noticed::Paths(paths) => {
                let (folder, _) = self.project.theme_folder();
                !paths.iter().all(is_inside) || absolute(&folder).starts_with(&content)
            }
        };
        if !concerned && !new_settings {
            return None;
        }
        let files = match self.project.theme_files() {
            Ok(files) => files,
            Err(failure) => {
                self.trouble(Part::Theme, &failure);
                return None;
            }
        };
        if files == self.theme_files {
            // A file that could not be read may be there again, and be the same.
            if !self.troubles.contains_key(&Part::Theme) {
                return None;
            }
        }
        let loaded = Theme::load(&files);
        self.theme_files = files;
        match loaded {
            Ok(theme) => {
                self.troubles.remove(&Part::Theme);
                Some(theme)
            }
            Err(error) => {
                self.trouble(Part::Theme, &Failure::Theme(error));
                None
            }
        }
    }

    /// Which files have to be looked at.
    fn look(&self, noticed: &Noticed, new_settings: bool) -> Look {
        let everything = || Look { list: true, ..Look::default() };
        match noticed {
            Noticed::Anything => everything(),
            _ if new_settings || self.troubles.contains_key(&Part::Content) => everything(),
            Noticed::Paths(paths) => {
                let extra = self.project.settings.build.extra_watch_dirs.iter();
                let extra: Vec<PathBuf> = extra.map(|folder| absolute(&self.dir.join(folder.as_str()))).collect();
                if paths.iter().any(|path| extra.iter().any(|folder| path.starts_with(folder))) {
                    return everything();
                }
                self.index.look(&absolute(&self.project.content), paths)
            }
            Noticed::Nothing | Noticed::Stop => Look::default(),
        }
    }

    /// Lists and reads what has to be; whether anything of it is another than before. `look` is left with every file that
    /// was looked at.
    fn content_again(&mut self, look: &mut Look, new_settings: bool, what: &mut Vec<String>) -> bool {
        let mut listed = false;
        if look.list {
            match self.list() {
                Ok((listing, index)) => {
                    let compared = self.index.compare(&index);
                    listed = compared.list || listing.diagnostics != self.loaded.listing.diagnostics;
                    look.reports.extend(compared.reports);
                    look.assets.extend(compared.assets);
                    self.loaded.listing = listing;
                    self.index = index;
                    self.troubles.remove(&Part::Content);
                }
                Err(failure) => {
                    self.trouble(Part::Content, &failure);
                    return false;
                }
            }
        } else if look.reports.is_empty() && !new_settings {
            return false;
        }
        let before = self.loaded.reports.files.len();
        let reports = self.project.read(&self.loaded.listing, &|id| look.reports.contains(id), &mut self.memo);
        let read = reports.files.len() - reports.remembered;
        let is_other = listed || read > 0 || new_settings;
        if listed || read > 0 {
            what.push(told(look, &reports, before, read));
        }
        self.loaded.reports = reports;
        is_other
    }

    fn list(&self) -> Result<(crate::shell::scan::Listing, Index), Failure> {
        if !self.project.content.is_dir() {
            let gone = format!("the content folder `{}` is gone", self.project.content.display());
            return Err(Failure::Usage(gone));
        }
        let target = self.target();
        let listing = self.project.list(&target)?;
        let index = Index::of(&listing, &self.project.scan_rules(&target));
        Ok((listing, index))
    }

    /// Whether another day counts as today.
    fn day_again(&mut self) -> bool {
        let Ok(day) = as_of(self.as_of, &self.project.settings) else { return false };
        std::mem::replace(&mut self.day, day) != day
    }
}

/// What changed among the reports: `2024/queue.md changed`, `3 files more, 12 reports read`.
fn told(look: &Look, reports: &Reports, before: usize, read: usize) -> String {
    let now = reports.files.len();
    let names: Vec<String> = look.reports.iter().take(3).map(ToString::to_string).collect();
    let files = match now.cmp(&before) {
        std::cmp::Ordering::Greater => format!("{} more", count(now - before, "file")),
        std::cmp::Ordering::Less => format!("{} fewer", count(before - now, "file")),
        std::cmp::Ordering::Equal if (1..=3).contains(&look.reports.len()) => format!("{} changed", names.join(", ")),
        std::cmp::Ordering::Equal => format!("{} changed", count(look.reports.len(), "file")),
    };
    format!("{files}, {} read", count(read, "report"))
}

fn failure(error: BuildError) -> Failure {
    match error {
        BuildError::Theme(error) => Failure::Theme(error),
        BuildError::Sink(error) => Failure::Io("the site cannot be made".into(), error),
    }
}

/// The path from the top of the file system: what a watch tells.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

/// Whether settings say nothing at all.
fn is_blank(text: Option<&[u8]>) -> bool {
    text.is_none_or(|text| text.trim_ascii().is_empty())
}

fn text_of_settings(dir: &Path) -> Option<Vec<u8>> {
    crate::shell::read_file(&dir.join(SETTINGS_FILE)).ok()
}

/// What is watched: the archive's own folder for the settings, the reports, the theme, files that the settings name, and
/// the further folders they ask for.
fn roots(project: &Project) -> Vec<Root> {
    let settings = &project.settings;
    let mut roots = vec![Root { path: absolute(&project.content), deep: true }];
    let mut add = |path: PathBuf, deep: bool| {
        let path = absolute(&path);
        if !roots.iter().any(|root| root.path == path || (root.deep && path.starts_with(&root.path))) {
            roots.push(Root { path, deep });
        }
    };
    add(project.theme_folder().0, true);
    settings.build.extra_watch_dirs.iter().for_each(|folder| add(project.dir.join(folder.as_str()), true));
    add(project.dir.clone(), false);
    for file in settings.html.additional_css.iter().chain(&settings.html.additional_js) {
        if let Some(folder) = project.dir.join(file.as_str()).parent() {
            add(folder.to_path_buf(), false);
        }
    }
    roots
}
