//! What a browser is told of the page it shows: which state of it is current, what is wrong with its report, how many other
//! reports something is wrong with, and where its source is opened.

use std::path::Path;

use serde::Serialize;

use super::{Snapshot, page};
use crate::build::Outcome;
use crate::diag::render::{Style, render};
use crate::diag::{Code, Diagnostic, Severity};
use crate::source::{FileId, SourceFile};

/// How many diagnostics of a report are shown on its page.
const MOST: usize = 20;

/// Something that keeps the whole site from being up to date: settings or a theme with an error.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Trouble {
    /// One line: `book.toml has an error; this is the last good site`.
    pub title: String,
    /// The error as a terminal shows it, without colours.
    pub text: String,
}

/// What is told, as JSON.
#[derive(Serialize)]
struct News<'a> {
    /// Compare with what the page carries.
    state: String,
    /// The style sheets, from the top of the site.
    styles: &'a [String],
    /// What is wrong everywhere.
    troubles: &'a [Trouble],
    /// What is wrong with the report of the page.
    own: Vec<Told>,
    /// What there is to say of the report beside that.
    hints: Vec<Told>,
    /// How many other reports something is wrong with.
    others: usize,
    /// The page of the first of them, where it has one.
    first: Option<String>,
    /// What opens the source of the page.
    edit: Option<String>,
}

/// A diagnostic.
#[derive(Serialize)]
struct Told {
    text: String,
    edit: Option<String>,
}

/// What there is to tell of the page at an address.
pub(super) fn of(snapshot: &Snapshot, address: &str) -> String {
    let archive = &snapshot.live.build().archive;
    let incident = snapshot.live.incident(address).map(|ix| &archive[ix]);
    let file = incident.map(|case| &case.source.id);
    let (mut own, mut hints) = (Vec::new(), Vec::new());
    for diagnostic in all(snapshot).into_iter().filter_map(|all| Some(about(all, file?))).flatten() {
        let list = if is_broken(diagnostic) { &mut own } else { &mut hints };
        if list.len() < MOST && diagnostic.severity() != Severity::Note {
            list.push(told(snapshot, diagnostic));
        }
    }
    let mut broken: Vec<&FileId> =
        all(snapshot).into_iter().flatten().filter(|diagnostic| is_broken(diagnostic)).filter_map(file_of).collect();
    broken.sort_unstable();
    broken.dedup();
    broken.retain(|broken| Some(*broken) != file);
    let page_of = |file: &&FileId| Some(format!("{}/index.html", archive[*archive.in_file(file).first()?].path));
    let edit = match incident {
        Some(case) => {
            let place = case.incident.title.as_ref().map(|title| title.evidence.span().start);
            Some(editor(snapshot, &case.source.id, place.map_or(1, |start| case.source.lines.line(start))))
        }
        None => snapshot.settings_file.as_ref().map(|file| snapshot.editor.fill(&shown(file), 1)),
    };
    let news = News {
        state: page::state_of(snapshot, address),
        styles: snapshot.live.styles(),
        troubles: &snapshot.troubles,
        own,
        hints,
        others: broken.len(),
        first: broken.iter().find_map(page_of),
        edit,
    };
    serde_json::to_string(&news).unwrap_or_default()
}

/// Whether a diagnostic says that a report is not shown as it was meant: an error, or something that is lost.
fn is_broken(diagnostic: &Diagnostic) -> bool {
    let lost = matches!(
        diagnostic.code,
        Code::EncodingBroken
            | Code::EncodingBinary
            | Code::FrontMatterSyntax
            | Code::FrontMatterLimit
            | Code::ScanUnreadable
            | Code::ScanOversized
    );
    diagnostic.severity() == Severity::Error || (lost && diagnostic.severity() == Severity::Warning)
}

fn file_of(diagnostic: &Diagnostic) -> Option<&FileId> {
    diagnostic.labels.first().map(|label| &label.file)
}

/// All that was noticed, of reports and of files that are none; each sorted.
fn all(snapshot: &Snapshot) -> [&[Diagnostic]; 2] {
    [&snapshot.live.build().diagnostics, &snapshot.of_files]
}

/// The diagnostics of a file: all of them are sorted by it.
fn about<'d>(all: &'d [Diagnostic], file: &FileId) -> &'d [Diagnostic] {
    let start = all.partition_point(|diagnostic| file_of(diagnostic) < Some(file));
    let length = all[start..].partition_point(|diagnostic| file_of(diagnostic) == Some(file));
    &all[start..start + length]
}

fn told(snapshot: &Snapshot, diagnostic: &Diagnostic) -> Told {
    let style = Style { colour: false, prefix: "" };
    let text = render(diagnostic, style, &|file| source_of(snapshot, file).map(|source| &*source.text));
    let edit = diagnostic.labels.first().map(|label| {
        let line = source_of(snapshot, &label.file).map_or(1, |source| source.lines.line(label.span.start));
        editor(snapshot, &label.file, line)
    });
    Told { text, edit }
}

fn source_of<'s>(snapshot: &'s Snapshot, file: &FileId) -> Option<&'s SourceFile> {
    let files = &snapshot.reports.files;
    let at = files.binary_search_by(|(id, _)| id.cmp(file)).ok()?;
    match &files[at].1 {
        Outcome::Report(report) | Outcome::Missing(report) => Some(&report.source),
        Outcome::NoReport | Outcome::Lost(_) => None,
    }
}

/// What opens a report at a line.
fn editor(snapshot: &Snapshot, file: &FileId, line: u32) -> String {
    snapshot.editor.fill(&shown(&snapshot.content.join(file.as_str())), line)
}

/// A path as editors take it: `/` as separator, none in front, for the template has one.
fn shown(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}
