//! A site without names (`listed = false` under `[people]`): between the archive as it was read and the one that is published.
//!
//! Names are replaced once, where they come in, so that nothing behind this step knows one: the texts of the reports, all facts
//! and places that were read from them, their paths, and the words of the settings. Pages, feeds, records, addresses and search
//! are then made as always, from an archive of "owner 3". Facts are not read a second time: each moves with its text, so that a
//! report gives the same facts with and without names.
//!
//! Files beside the reports are published where they are pictures of points and their path names nobody: no text is in them
//! that could be looked through. What is said in the terminal speaks of the reports as they are.

mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::reports::{Context, Outcome, Report, Reports, missing_of, report_with};
use crate::archive::{Archive, Entry, InFile, Pseudonyms};
use crate::config::Settings;
use crate::diag::{Diagnostic, Label, Parsed};
use crate::extract::{self, Reading, split};
use crate::model::{Incident, IncidentId, Rewrite};
use crate::site;
use crate::source::{Edits, FileId, SourceFile};

/// Endings of pictures that hold points and no text.
const PICTURES: &[&str] = &["png", "apng", "jpg", "jpeg", "jfif", "gif", "webp", "avif", "bmp"];

/// What a site without names is made of.
#[derive(Debug)]
pub(super) struct Unnamed {
    /// The incidents and their reports.
    pub entries: Vec<Entry>,
    /// What pages show of the reports.
    pub pages: site::Shown,
    /// The settings, in which people have numbers too.
    pub settings: Settings,
    names: Pseudonyms,
}

impl Unnamed {
    /// Replaces every name. `archive` is that of the reports as they are.
    pub(super) fn new(reports: &Reports, archive: &Archive, settings: &Settings) -> Self {
        let texts = reports.read_files().map(|report| &*report.source.text);
        let names = Pseudonyms::new(archive, settings, texts);
        let reading = Arc::new(Reading::of(settings));
        let paths = Paths::new(reports, &names);
        let rewriting = Rewriting { archive, names: &names, paths: &paths, context: Context::of(&reading, settings) };
        let (mut entries, mut pages) = (Vec::new(), Vec::new());
        for (file, outcome) in reports.files.iter() {
            let report = match outcome {
                Outcome::Report(report) => rewriting.report(report),
                Outcome::Missing(report) => {
                    let text = names.in_file(file).text(&report.source.text);
                    missing_of(Arc::new(SourceFile::new(file.as_str(), &text)), rewriting.context.options)
                }
                Outcome::NoReport | Outcome::Lost(_) => continue,
            };
            entries.extend(report.entries());
            pages.extend(report.pages());
        }
        let settings = words::settings(settings, archive, &names, paths.all_stay);
        Self { entries, pages: pages.into_iter().collect(), settings, names }
    }

    /// Those of some files that may be published.
    pub(super) fn files(&self, files: &BTreeSet<FileId>) -> BTreeSet<FileId> {
        let is_picture = |file: &&FileId| {
            let ending = file.as_str().rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
            ending.is_some_and(|ending| PICTURES.contains(&ending.as_str()))
        };
        let free = |file: &&FileId| self.names.anywhere().is_free(file.as_str());
        files.iter().filter(is_picture).filter(free).cloned().collect()
    }

    /// Paths and reasons of files without a page.
    pub(super) fn skipped(&self, skipped: Vec<(String, String)>) -> Vec<(String, String)> {
        let names = self.names.anywhere();
        skipped.into_iter().map(|(path, why)| (names.text(&path), names.text(&why))).collect()
    }
}

/// What every report is rewritten with.
struct Rewriting<'a> {
    archive: &'a Archive,
    names: &'a Pseudonyms,
    paths: &'a Paths,
    context: Context<'a>,
}

impl Rewriting<'_> {
    fn report(&self, report: &Report) -> Report {
        let old = &report.source;
        let names = self.names.in_file(&old.id);
        let edits = names.edits(&old.text);
        let file = self.paths.of(&old.id);
        let source = Arc::new(SourceFile::new(file.as_str(), &edits.apply(&old.text)));
        let facts = |at: usize, parts: &[split::Part<'_>]| match report.incidents.get(at) {
            Some(incident) if parts.len() == report.incidents.len() => {
                let id = IncidentId { file: file.clone(), anchor: parts[at].anchor().map(str::to_owned) };
                Parsed::clean(self.incident(incident, id, names, &edits))
            }
            // Without a name the text has other parts: it is read as it is now.
            Some(_) | None => extract::read_part(&source, &parts[at], self.context.reading, None),
        };
        let mut new = report_with(&source, report.orders, self.context, &facts);
        let note = |note: &Diagnostic| self.note(note, names, &edits, &old.id);
        if new.shown.len() == report.shown.len() {
            let shown = new.shown.iter().zip(&report.shown).map(|(new, old)| {
                let notes = old.notes.iter().map(note).collect();
                Arc::new(site::Report { notes, ..site::Report::clone(new) })
            });
            new.shown = shown.collect();
        }
        new.notes = report.notes.iter().map(note).collect();
        new
    }

    fn incident(&self, incident: &Incident, id: IncidentId, names: InFile<'_>, edits: &Edits) -> Incident {
        let rewrite = Rewrite {
            text: &|text| names.text(text),
            name: &|name| names.name(self.archive, name),
            address: &|address| names.is_free(address).then(|| address.to_owned()),
            span: &|span| edits.span(span),
        };
        rewrite.incident(incident, id)
    }

    /// What was noticed, said of the new text. Of other files nothing is shown but their names.
    fn note(&self, note: &Diagnostic, names: InFile<'_>, edits: &Edits, own: &FileId) -> Diagnostic {
        let label = |label: &Label| Label {
            file: self.paths.of(&label.file),
            span: if label.file == *own { edits.span(label.span) } else { label.span },
            text: names.text(&label.text),
        };
        let mut new = Diagnostic::new(note.code, names.text(&note.message)).as_bad_as(note.severity());
        new.labels = note.labels.iter().map(label).collect();
        new.help = note.help.as_deref().map(|help| names.text(help));
        new
    }
}

/// The paths of reports without names, no two the same.
struct Paths {
    new: BTreeMap<FileId, FileId>,
    /// Whether no path named anybody.
    all_stay: bool,
}

impl Paths {
    fn new(reports: &Reports, names: &Pseudonyms) -> Self {
        let names = names.anywhere();
        let (named, free): (Vec<&FileId>, Vec<&FileId>) =
            reports.files.iter().map(|(file, _)| file).partition(|file| !names.is_free(file.as_str()));
        let mut taken: BTreeSet<FileId> = free.into_iter().cloned().collect();
        let all_stay = named.is_empty();
        let mut new = BTreeMap::new();
        for file in named {
            let path = names.text(file.as_str()).replace(' ', "-");
            let (stem, ending) = path.rsplit_once('.').unwrap_or((&path, "md"));
            let numbered = (2..).map(|n: u32| FileId::new(&format!("{stem}-{n}.{ending}")));
            let mut candidates = std::iter::once(FileId::new(&path)).chain(numbered);
            let Some(found) = candidates.find(|candidate| !taken.contains(candidate)) else { continue };
            taken.insert(found.clone());
            new.insert(file.clone(), found);
        }
        Self { new, all_stay }
    }

    fn of(&self, file: &FileId) -> FileId {
        self.new.get(file).unwrap_or(file).clone()
    }
}
