//! The first half of the pipeline: every file to its facts and its text as HTML. Memo table 1.
//!
//! A file whose bytes and whose settings for reading are those of the last time is taken from the table. This is the
//! first of the two places that work in parallel; results come back in the order of the input.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::archive::Entry;
use crate::config::Settings;
use crate::diag::{Code, Diagnostic};
use crate::extract::{self, Reading};
use crate::model::{Incident, Rule};
use crate::render::body::{self, BodyOptions, Finding, FindingKind};
use crate::source::decode::Decoded;
use crate::source::{ContentHash, FileId, SourceFile, Span};
use crate::{site, syntax};

/// A file that may be a report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Input {
    /// Which file.
    pub id: FileId,
    /// Whether only its text can tell that it is a report.
    pub sniff: bool,
}

/// All that one report gives: memo table 1 keeps it.
#[derive(Debug)]
pub struct Report {
    /// Its text.
    pub source: Arc<SourceFile>,
    /// Its incidents: one, or several where it is a log.
    pub incidents: Vec<Arc<Incident>>,
    /// Its text as HTML, and what was noticed, sorted.
    pub shown: Arc<site::Report>,
}

/// What became of a file.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It is a report.
    Report(Arc<Report>),
    /// Its text does not read as a report.
    NoReport,
    /// It is what `input-404` names, the text of the page for unknown addresses, and has no incidents.
    Missing(Arc<Report>),
    /// It could not be read.
    Lost(Diagnostic),
}

/// Memo table 1: what each file gave the last time, by path, with the hash of its bytes and of the settings.
#[derive(Debug, Default)]
pub struct Memo {
    settings: Option<ContentHash>,
    files: HashMap<FileId, (ContentHash, Outcome)>,
}

/// What reads the bytes of a file.
pub type Read<'a> = dyn Fn(&FileId) -> Result<Vec<u8>, Diagnostic> + Sync + 'a;

/// Every file and what became of it, by path.
#[derive(Debug)]
pub struct Reports {
    /// The files in the order of the input.
    pub files: Vec<(FileId, Outcome)>,
    /// How many were taken from the memo table.
    pub remembered: usize,
}

impl Reports {
    /// Reads all files. `memo` is left holding exactly what this build saw.
    pub fn read(inputs: &[Input], read: &Read<'_>, settings: &Settings, memo: &mut Memo) -> Self {
        let hash = settings.extraction_hash();
        if memo.settings != Some(hash) {
            memo.files.clear();
            memo.settings = Some(hash);
        }
        let reading = Reading::of(settings);
        let missing = settings.html.input_404.as_ref().map(|file| FileId::new(file.as_str()));
        let options = BodyOptions { base_level: 3, skip_title: None, remote_images: settings.archive.remote_images };
        let known = &memo.files;
        let results: Vec<(ContentHash, Outcome, bool)> = inputs
            .par_iter()
            .map(|input| {
                let bytes = match read(&input.id) {
                    Ok(bytes) => bytes,
                    Err(diagnostic) => return (ContentHash::of(b""), Outcome::Lost(diagnostic), false),
                };
                let hash = ContentHash::of(&bytes);
                match known.get(&input.id) {
                    Some((same, outcome)) if *same == hash => (hash, outcome.clone(), true),
                    _ if missing.as_ref() == Some(&input.id) => (hash, text_of_missing(input, &bytes, options), false),
                    _ => (hash, one(input, &bytes, &reading, options), false),
                }
            })
            .collect();
        let remembered = results.iter().filter(|(.., known)| *known).count();
        memo.files = inputs
            .iter()
            .zip(&results)
            .map(|(input, (hash, outcome, _))| (input.id.clone(), (*hash, outcome.clone())))
            .collect();
        let files = inputs.iter().zip(results).map(|(input, (_, outcome, _))| (input.id.clone(), outcome)).collect();
        Self { files, remembered }
    }

    /// Everything that was read, by path: reports, and the text of the page for unknown addresses.
    pub fn read_files(&self) -> impl Iterator<Item = &Arc<Report>> {
        self.files.iter().filter_map(|(_, outcome)| match outcome {
            Outcome::Report(report) | Outcome::Missing(report) => Some(report),
            Outcome::NoReport | Outcome::Lost(_) => None,
        })
    }

    /// The reports, by path.
    pub fn reports(&self) -> impl Iterator<Item = &Arc<Report>> {
        self.files.iter().filter_map(|(_, outcome)| match outcome {
            Outcome::Report(report) => Some(report),
            Outcome::NoReport | Outcome::Missing(_) | Outcome::Lost(_) => None,
        })
    }

    /// What linking starts from: every incident with its report.
    pub fn entries(&self) -> Vec<Entry> {
        let entries = |report: &Arc<Report>| {
            let source = Arc::clone(&report.source);
            report
                .incidents
                .iter()
                .map(move |incident| Entry { incident: Arc::clone(incident), source: Arc::clone(&source) })
                .collect::<Vec<_>>()
        };
        self.reports().flat_map(entries).collect()
    }

    /// Everything that was noticed, in no particular order.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let of = |outcome: &Outcome| match outcome {
            Outcome::Report(report) | Outcome::Missing(report) => report.shown.notes.clone(),
            Outcome::Lost(diagnostic) => vec![diagnostic.clone()],
            Outcome::NoReport => Vec::new(),
        };
        self.files.iter().flat_map(|(_, outcome)| of(outcome)).collect()
    }
}

/// One file, from its bytes.
fn one(input: &Input, bytes: &[u8], reading: &Reading, options: BodyOptions) -> Outcome {
    let source = match SourceFile::decode(input.id.clone(), bytes) {
        Decoded::Text(source) => source,
        Decoded::Binary(diagnostic) if !input.sniff => return Outcome::Lost(diagnostic),
        Decoded::Binary(_) => return Outcome::NoReport,
    };
    if input.sniff && !syntax::reads_as_report(&source.text) {
        return Outcome::NoReport;
    }
    let document = syntax::parse(&source);
    let facts = extract::read(&source, &document.value, reading);
    let skip_title = shown_title(&document.value, facts.value.first());
    let body = body::body(&document.value, &source.text, BodyOptions { skip_title, ..options });
    let mut diagnostics = source.notes.clone();
    diagnostics.extend(body.findings.iter().map(|finding| told(finding, &input.id)));
    diagnostics.extend(document.diagnostics);
    diagnostics.extend(facts.diagnostics);
    crate::diag::sort(&mut diagnostics);
    let incidents = facts.value.into_iter().map(Arc::new).collect();
    let shown = Arc::new(site::Report { body, notes: diagnostics });
    Outcome::Report(Arc::new(Report { source: Arc::new(source), incidents, shown }))
}

/// The page for unknown addresses, from the bytes of the file that the settings name for it.
fn text_of_missing(input: &Input, bytes: &[u8], options: BodyOptions) -> Outcome {
    let source = match SourceFile::decode(input.id.clone(), bytes) {
        Decoded::Text(source) => source,
        Decoded::Binary(diagnostic) => return Outcome::Lost(diagnostic),
    };
    let document = syntax::parse(&source);
    let body = body::body(&document.value, &source.text, BodyOptions { base_level: 2, ..options });
    let mut notes = source.notes.clone();
    notes.extend(body.findings.iter().map(|finding| told(finding, &input.id)));
    notes.extend(document.diagnostics);
    let shown = Arc::new(site::Report { body, notes });
    Outcome::Missing(Arc::new(Report { source: Arc::new(source), incidents: Vec::new(), shown }))
}

/// What a finding about the body says to the author.
fn told(finding: &Finding, file: &FileId) -> Diagnostic {
    match finding.kind {
        FindingKind::UnsafeScheme => {
            Diagnostic::new(Code::LinkUnsafe, format!("`{}` is not followed and shown as text", finding.dest))
                .at(file, finding.span, "")
                .help("links may lead to http, https and mailto addresses and to files of the archive")
        }
        FindingKind::RemoteImage => Diagnostic::new(
            Code::ImageRemote,
            format!("the image `{}` lies on another host and became a link", finding.dest),
        )
        .at(file, finding.span, "")
        .help("keep a copy beside the report, or set `remote-images = \"load\"` under [archive] in book.toml"),
    }
}

/// The heading that the page shows as its title, where it says no more than that: the body need not repeat it.
fn shown_title(document: &syntax::Document, incident: Option<&Incident>) -> Option<Span> {
    let title = incident?.title.as_ref().filter(|title| title.evidence.rule == Rule::Heading)?;
    let first = document.root.children.first()?.heading.as_ref()?;
    let same = first.span == title.evidence.span() && first.inline.plain() == title.value;
    same.then_some(first.span)
}
