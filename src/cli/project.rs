//! An archive on disk: its directory, its settings, its content, its theme. What every command starts from.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

use super::print::Failure;
use crate::build::{Doubt, Input, Memo, Reports, Surroundings};
use crate::config::{self, BuiltinTheme, Settings, ThemeRef};
use crate::diag::Severity;
use crate::shell::cache::Cache;
use crate::shell::scan::{Found, Listing, ScanRules, SkipReason, Skipped, Stamp, scan};
use crate::shell::{self, read};
use crate::source::FileId;
use crate::theme::{Theme, ThemeFile, ThemeFiles, builtin_named};

/// The file that makes a directory an archive.
pub(crate) const SETTINGS_FILE: &str = "book.toml";

/// Under which name the cache holds memo table 1.
pub(crate) const REPORTS: &str = "reports";

/// An archive on disk.
#[derive(Debug)]
pub(crate) struct Project {
    /// Its directory.
    pub dir: PathBuf,
    /// Its settings, environment included.
    pub settings: Arc<Settings>,
    /// The folder that holds the reports.
    pub content: PathBuf,
}

/// An archive whose files have been read.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// What was found in the content folder.
    pub listing: Listing,
    /// Every report.
    pub reports: Reports,
}

impl Project {
    /// Opens the archive in `dir`, or takes `dir` as a folder of reports.
    pub(crate) fn open(dir: &Path) -> Result<Self, Failure> {
        let is_file = dir.is_file();
        if is_file || !dir.is_dir() {
            let what = if is_file { "is a file" } else { "does not exist" };
            let help = "name the directory of the archive, or any folder of reports";
            return Err(Failure::Usage(format!("`{}` {what}; {help}", dir.display())));
        }
        // What is not Unicode is none of ours.
        let variables =
            std::env::vars_os().filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)));
        let environment = variables.filter(|(key, _)| key.starts_with("ANNALS_"));
        let (parsed, text) = match settings_text(&dir.join(SETTINGS_FILE))? {
            Some(text) => (config::read(&text, &FileId::new(SETTINGS_FILE), environment), text),
            None => (Settings::for_folder(&title_of(dir), environment), String::new()),
        };
        let Some(settings) = parsed.value else {
            return Err(Failure::Settings { diagnostics: parsed.diagnostics, text, prefix: prefix_of(dir) });
        };
        let content = dir.join(settings.book.src.as_str());
        if !content.is_dir() {
            return Err(Failure::Usage(format!(
                "the content folder `{}` does not exist; create it, or set `src` under [book] in book.toml",
                content.display()
            )));
        }
        Ok(Self { dir: dir.to_path_buf(), settings: Arc::new(settings), content })
    }

    /// Where the site goes: what was asked for, or the build-dir of the settings.
    pub(crate) fn target(&self, asked: Option<&Path>) -> PathBuf {
        asked.map_or_else(|| self.dir.join(self.settings.build.build_dir.as_str()), Path::to_path_buf)
    }

    /// What stands before the path of a report so that a terminal can open it.
    pub(crate) fn prefix(&self) -> String {
        prefix_of(&self.content)
    }

    /// What stands before the path of a file of the archive so that a terminal can open it.
    pub(crate) fn own_prefix(&self) -> String {
        prefix_of(&self.dir)
    }

    /// What an earlier run found out about the reports.
    pub(crate) fn remembered(&self, cache: Option<&Cache>) -> Memo {
        let stored = cache.and_then(|cache| cache.open(REPORTS));
        stored.map_or_else(Memo::default, |(length, read)| Memo::stored(length, read))
    }

    /// What is looked at in the content folder. `target` is passed over where it lies inside.
    pub(crate) fn scan_rules(&self, target: &Path) -> ScanRules {
        let archive = &self.settings.archive;
        ScanRules {
            include: archive.include.clone(),
            exclude: archive.exclude.clone(),
            max_report_bytes: archive.max_report_bytes,
            own_folders: vec![target.to_path_buf(), self.target(None)],
        }
    }

    /// Walks the content folder. `target` is passed over where it lies inside.
    pub(crate) fn list(&self, target: &Path) -> Result<Listing, Failure> {
        let mut listing = scan(&self.content, &self.scan_rules(target));
        listing.diagnostics = self.settings.lint.apply(listing.diagnostics);
        if let Some(file) = &self.settings.html.input_404 {
            self.claim_404(FileId::new(file.as_str()), &mut listing)?;
        }
        Ok(listing)
    }

    /// Walks the content folder and reads every report. `target` is passed over where it lies inside.
    pub(crate) fn load(&self, target: &Path, memo: &mut Memo) -> Result<Loaded, Failure> {
        let listing = self.list(target)?;
        let reports = self.read(&listing, &|_| true, memo);
        Ok(Loaded { listing, reports })
    }

    /// Reads those reports of a listing that the memo does not have or that `changed` names.
    pub(crate) fn read(
        &self,
        listing: &Listing,
        changed: &(dyn Fn(&FileId) -> bool + Sync),
        memo: &mut Memo,
    ) -> Reports {
        let inputs: Vec<Input> =
            listing.reports.iter().map(|found| Input { id: found.id.clone(), doubt: found.doubt }).collect();
        let read = |id: &FileId| read::read(&self.content, id, self.settings.archive.max_report_bytes);
        Reports::read_changed(&inputs, changed, &read, &self.settings, memo)
    }

    /// Makes sure that the file for the page for unknown addresses is read, whatever its name would make of it.
    fn claim_404(&self, id: FileId, listing: &mut Listing) -> Result<(), Failure> {
        if let Some(found) = listing.reports.iter_mut().find(|found| found.id == id) {
            found.doubt = Doubt::None;
            return Ok(());
        }
        let Some(at) = listing.skipped.iter().position(|skipped| skipped.path == id.as_str()) else {
            return Err(Failure::Usage(format!(
                "there is no `{id}` in `{}`; correct `input-404` under [output.html] in book.toml",
                self.content.display()
            )));
        };
        listing.skipped.remove(at);
        let metadata = read::path_of(&self.content, &id).and_then(|path| path.symlink_metadata().ok());
        let stamp = metadata.as_ref().map(Stamp::of).unwrap_or_default();
        let len = metadata.map_or(0, |metadata| metadata.len());
        listing.reports.push(Found { id, len, stamp, doubt: Doubt::None });
        listing.reports.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(())
    }

    /// The theme of the settings over the embedded default.
    pub(crate) fn theme(&self) -> Result<Theme, Failure> {
        Theme::load(&self.theme_files()?).map_err(Failure::Theme)
    }

    /// Where the theme's own files lie, and the built-in theme of its name; without one, they must be there.
    pub(crate) fn theme_folder(&self) -> (PathBuf, Option<BuiltinTheme>) {
        self.folder_of(&self.settings.html.theme)
    }

    fn folder_of(&self, theme: &ThemeRef) -> (PathBuf, Option<BuiltinTheme>) {
        match theme {
            ThemeRef::Named(name) => (self.dir.join("themes").join(name.as_str()), builtin_named(name)),
            ThemeRef::Folder(folder) => (self.dir.join(folder.as_str()), None),
        }
    }

    /// What dresses the site beside the embedded default.
    pub(crate) fn theme_files(&self) -> Result<ThemeFiles, Failure> {
        self.theme_files_of(&self.settings.html.theme)
    }

    /// The files of a theme, whether or not the settings name it.
    pub(crate) fn theme_files_of(&self, theme: &ThemeRef) -> Result<ThemeFiles, Failure> {
        let (folder, builtin) = self.folder_of(theme);
        let shown = folder.strip_prefix(&self.dir).unwrap_or(&folder).display().to_string();
        let overrides = match shell::files_below(&folder) {
            Ok(files) => files,
            Err(error) if error.kind() == ErrorKind::NotFound && builtin.is_some() => Vec::new(),
            Err(error) => return Err(Failure::Usage(format!("cannot read the theme folder `{shown}`: {error}"))),
        };
        let extra = |paths: &[config::InnerFile]| -> Result<Vec<ThemeFile>, Failure> {
            let file = |path: &config::InnerFile| {
                let bytes = shell::read_file(&self.dir.join(path.as_str()));
                let bytes = bytes.map_err(|error| {
                    Failure::Usage(format!("cannot read `{}` (named in book.toml): {error}", path.as_str()))
                })?;
                Ok(ThemeFile { path: path.as_str().to_string(), bytes })
            };
            paths.iter().map(file).collect()
        };
        let html = &self.settings.html;
        Ok(ThemeFiles {
            builtin,
            folder: shown,
            overrides: overrides.into_iter().map(|(path, bytes)| ThemeFile { path, bytes }).collect(),
            styles: extra(&html.additional_css)?,
            scripts: extra(&html.additional_js)?,
        })
    }
}

impl Loaded {
    /// What stands beside the reports.
    pub(crate) fn surroundings(&self) -> Surroundings {
        use crate::build::Outcome;
        let lost = self.listing.skipped.iter().filter(|skipped| skipped.reason.is_loss());
        let mut skipped: Vec<(String, String)> =
            lost.map(|skipped| (skipped.path.clone(), skipped.reason.words().to_string())).collect();
        let unread = self.reports.files.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Lost(_)));
        skipped.extend(unread.map(|(file, _)| (file.to_string(), SkipReason::Unreadable.words().to_string())));
        let is_none = |outcome: &Outcome| matches!(outcome, Outcome::NoReport | Outcome::Missing(_));
        let no_reports = self.reports.files.iter().filter(|(_, outcome)| is_none(outcome)).count();
        let passed = self.listing.skipped.iter().filter(|skipped| !skipped.reason.is_loss()).count();
        let other = self.listing.assets.len() + passed + no_reports;
        let of_type = |skipped: &&Skipped| matches!(skipped.reason, SkipReason::Type | SkipReason::Active);
        Surroundings {
            files: self.listing.assets.keys().cloned().collect(),
            unpublished: self.listing.skipped.iter().filter(of_type).map(|file| FileId::new(&file.path)).collect(),
            skipped,
            other: u32::try_from(other).unwrap_or(u32::MAX),
        }
    }

    /// Whether a file was listed and could not be read: the next time it may.
    pub(crate) fn has_unread(&self) -> bool {
        self.reports.files.iter().any(|(_, outcome)| matches!(outcome, crate::build::Outcome::Lost(_)))
    }

    /// Whether anything that was found is an error by itself.
    pub(crate) fn has_loss(&self) -> bool {
        !self.surroundings().skipped.is_empty()
            || self.listing.diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error)
    }
}

/// The day that counts as today: what was asked for, else that of `SOURCE_DATE_EPOCH`, else the day in the archive's
/// zone.
pub(crate) fn as_of(asked: Option<Date>, settings: &Settings) -> Result<Date, Failure> {
    if let Some(date) = asked {
        return Ok(date);
    }
    let timestamp = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => seconds
            .trim()
            .parse()
            .ok()
            .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
            .ok_or_else(|| {
                Failure::Usage(format!("SOURCE_DATE_EPOCH is `{seconds}`, which is no number of seconds since 1970"))
            })?,
        Err(_) => jiff::Timestamp::now(),
    };
    let zone = settings.archive.timezone.as_ref().and_then(|zone| jiff::tz::TimeZone::get(zone.as_str()).ok());
    Ok(timestamp.to_zoned(zone.unwrap_or(jiff::tz::TimeZone::UTC)).date())
}

/// The text of the settings; `None` where there is no such file.
fn settings_text(path: &Path) -> Result<Option<String>, Failure> {
    match shell::read_file(path).map(String::from_utf8) {
        Ok(Ok(text)) => Ok(Some(text)),
        Ok(Err(error)) => {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
            Err(Failure::Usage(format!(
                "{}:{line}: this line is not UTF-8 text; save the file as UTF-8",
                path.display()
            )))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::Usage(format!("cannot read {}: {error}", path.display()))),
    }
}

/// What stands before the path of a file in `dir` so that a terminal can open it.
fn prefix_of(dir: &Path) -> String {
    let dir = dir.components().as_path().display().to_string();
    let dir = dir.strip_prefix("./").unwrap_or(&dir).replace('\\', "/");
    let dir = dir.trim_end_matches("/.");
    if dir == "." { String::new() } else { format!("{dir}/") }
}

/// A folder without settings is called what it is called on disk.
pub(super) fn title_of(dir: &Path) -> String {
    let full = dir.canonicalize().unwrap_or_else(|_| dir.to_path_buf());
    full.file_name().map_or_else(|| "Incidents".to_string(), |name| name.to_string_lossy().into_owned())
}
