//! The first half of the pipeline: every file to its facts and its text as HTML. Memo table 1.
//!
//! A file whose bytes and whose settings for reading are those of the last time is taken from the table. When all are
//! read, the folders are known in which reports prove how `03/04/2019` is meant, and the reports that need to know are
//! read with that; the order a report was read with is part of its key. This is the first of the two places that work in
//! parallel; results come back in the order of the input.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::guard;
use super::stored::Stored;
use crate::archive::Entry;
use crate::config::{DateOrder, Settings};
use crate::diag::{Code, Diagnostic, Parsed};
use crate::extract::order::{self, Orders};
use crate::extract::{self, Reading, split};
use crate::model::{Incident, IncidentId, Rule};
use crate::passages::{self, Passages, Text};
use crate::render::body::{self, Body, BodyOptions, Finding, FindingKind};
use crate::source::decode::Decoded;
use crate::source::packed::Packed;
use crate::source::{ContentHash, FileId, SourceFile};
use crate::syntax::{Fragments, Heading};
use crate::{site, syntax};

/// A file that may be a report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Input {
    /// Which file.
    pub id: FileId,
    /// What its name leaves open.
    pub doubt: Doubt,
}

/// What the name of a file leaves open: whether it is a report at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// Nothing: its name says that it is one.
    None,
    /// It is one where its text reads as Markdown prose: a file without an extension.
    Text,
    /// It is one where it tells of an incident: a `README` in a folder of its own, which may as well be about the folder.
    Facts,
}

/// All that one report gives: memo table 1 keeps it.
#[derive(Debug)]
pub struct Report {
    /// Its text.
    pub source: Arc<SourceFile>,
    /// Its incidents: one, or several where it is a log.
    pub incidents: Vec<Arc<Incident>>,
    /// What the page of each incident shows of it, in the order of the incidents.
    pub shown: Vec<Arc<site::Report>>,
    /// The text of each incident, for search, in the order of the incidents.
    pub passages: Vec<Passages>,
    /// Everything that was noticed, sorted.
    pub notes: Vec<Diagnostic>,
    /// What its dates say of their order.
    pub(super) orders: Orders,
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

/// Memo table 1: what each file gave the last time, by path, for the settings it was read with.
#[derive(Debug, Default)]
pub struct Memo {
    pub(super) settings: Option<ContentHash>,
    pub(super) files: HashMap<FileId, Known>,
    /// What an earlier run left.
    pub(super) stored: Stored,
    /// What the last build read, where all of it could be read.
    pub(super) last: Option<(Vec<Input>, Reports)>,
    /// Whether what only pages and search ask for is made as reports are read.
    pub(super) at_once: bool,
}

/// What a file gave, and what that depends on.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub hash: ContentHash,
    /// What its name left open.
    pub doubt: Doubt,
    /// How its neighbours write `03/04/2019`, where the report needs to know.
    pub order: Option<DateOrder>,
    pub outcome: Outcome,
}

/// What reads the bytes of a file.
pub type Read<'a> = dyn Fn(&FileId) -> Result<Vec<u8>, Diagnostic> + Sync + 'a;

/// Every file and what became of it, by path.
#[derive(Clone, Debug)]
pub struct Reports {
    /// The files in the order of the input.
    pub files: Arc<Vec<(FileId, Outcome)>>,
    /// How many were taken from the memo table.
    pub remembered: usize,
}

impl Report {
    /// What each page shows of it, by incident. A text that is no incident counts as one of its whole file.
    pub(super) fn pages(&self) -> impl Iterator<Item = (IncidentId, Arc<site::Report>)> {
        let whole = || IncidentId::whole(self.source.id.clone());
        let id = move |at: usize| self.incidents.get(at).map_or_else(whole, |incident| incident.id.clone());
        self.shown.iter().enumerate().map(move |(at, shown)| (id(at), Arc::clone(shown)))
    }

    /// Its incidents, each with the report and its text.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let entry = |(incident, passages): (&Arc<Incident>, &Passages)| Entry {
            incident: Arc::clone(incident),
            source: Arc::clone(&self.source),
            passages: passages.clone(),
        };
        self.incidents.iter().zip(&self.passages).map(entry).collect()
    }
}

impl Memo {
    /// The table for an archive whose pages and index are all going to be made: what they take of a report, its HTML and its terms, is
    /// made as it is read, in the parallel step, and kept. Without it, it is made when somebody asks.
    #[must_use]
    pub fn at_once(self) -> Self {
        Self { at_once: true, ..self }
    }

    /// The hash of all files that the last build saw, each with its bytes and what its name leaves open.
    pub fn fingerprint(&self) -> ContentHash {
        let mut files: Vec<_> = self.files.iter().map(|(id, known)| (id, known.hash, known.doubt)).collect();
        files.sort_unstable_by_key(|(id, ..)| *id);
        let mut bytes = Vec::with_capacity(files.len() * 128);
        for (id, hash, doubt) in files {
            bytes.extend_from_slice(format!("{id}\0{}{doubt:?}\n", hash.hex(ContentHash::DIGITS)).as_bytes());
        }
        ContentHash::of(&bytes)
    }
}

/// What reads a file whose bytes are known.
type Fresh<'a> = dyn Fn(&Input, &[u8]) -> Outcome + 'a;

impl Memo {
    /// How many files may be others.
    const MOST: usize = 32;

    /// What the last build read, where it is asked for the same files and few of them are others: they alone are looked at.
    /// `None` where what one of them says of the order of its dates may concern its neighbours.
    fn renewed(
        &mut self,
        inputs: &[Input],
        changed: &dyn Fn(&FileId) -> bool,
        read: &Read<'_>,
        context: Context<'_>,
        fresh: &Fresh<'_>,
    ) -> Option<Reports> {
        let (_, last) = self.last.as_ref().filter(|(last, _)| last == inputs)?;
        let touched = inputs.iter().enumerate().filter(|(_, input)| changed(&input.id));
        let touched: Vec<(usize, &Input)> = touched.take(Self::MOST + 1).collect();
        if touched.len() > Self::MOST {
            return None;
        }
        let mut new = Vec::new();
        for (at, input) in touched {
            let known = self.files.get(&input.id)?;
            let bytes = read(&input.id).ok()?;
            let hash = ContentHash::of(&bytes);
            if known.hash == hash {
                continue;
            }
            let mut outcome = fresh(input, &bytes);
            if matches!(outcome, Outcome::Lost(_)) || outcome.orders() != known.outcome.orders() {
                return None;
            }
            if let (Some(order), Outcome::Report(report)) = (known.order, &outcome) {
                outcome = in_order(report, Some(order), context);
            }
            new.push((at, Known { hash, doubt: input.doubt, order: known.order, outcome }));
        }
        let mut reports = last.clone();
        reports.remembered = inputs.len() - new.len();
        if !new.is_empty() {
            let files = Arc::make_mut(&mut reports.files);
            for (at, known) in new {
                files[at].1 = known.outcome.clone();
                self.files.insert(inputs[at].id.clone(), known);
            }
        }
        self.last = Some((inputs.to_vec(), reports.clone()));
        Some(reports)
    }
}

impl Outcome {
    /// Makes the text of each incident, where it has none yet.
    fn make_texts(&self) {
        if let Outcome::Report(report) = self
            && let Some(first) = report.passages.first()
        {
            first.text();
        }
    }

    /// What a report says of the order of dates.
    fn orders(&self) -> Option<Orders> {
        match self {
            Outcome::Report(report) => Some(report.orders),
            Outcome::NoReport | Outcome::Missing(_) | Outcome::Lost(_) => None,
        }
    }
}

impl Reports {
    /// Reads all files. `memo` is left holding exactly what this build saw.
    pub fn read(inputs: &[Input], read: &Read<'_>, settings: &Settings, memo: &mut Memo) -> Self {
        Self::read_changed(inputs, &|_| true, read, settings, memo)
    }

    /// Reads those files of which `changed` says that their bytes may be others than the last time, and all that the memo
    /// does not have.
    pub fn read_changed(
        inputs: &[Input],
        changed: &(dyn Fn(&FileId) -> bool + Sync),
        read: &Read<'_>,
        settings: &Settings,
        memo: &mut Memo,
    ) -> Self {
        let hash = settings.extraction_hash();
        if memo.settings != Some(hash) {
            memo.files.clear();
            memo.stored.clear();
            memo.last = None;
            memo.settings = Some(hash);
        }
        let reading = Arc::new(Reading::of(settings));
        let missing = settings.html.input_404.as_ref().map(|file| FileId::new(file.as_str()));
        let context = Context { at_once: memo.at_once, ..Context::of(&reading, settings) };
        let fresh = |input: &Input, bytes: &[u8]| {
            guard::outcome_of(&input.id, || {
                if missing.as_ref() == Some(&input.id) {
                    text_of_missing(input, bytes, context.options)
                } else {
                    one(input, bytes, context)
                }
            })
        };
        if let Some(reports) = memo.renewed(inputs, changed, read, context, &fresh) {
            return reports;
        }
        let (known, stored) = (&memo.files, &memo.stored);
        let first = |input: &Input| {
            let doubt = input.doubt;
            let known = known.get(&input.id).filter(|known| known.doubt == doubt);
            if let Some(known) = known.filter(|_| !changed(&input.id)) {
                return (known.clone(), true);
            }
            let bytes = match read(&input.id) {
                Ok(bytes) => bytes,
                Err(lost) => {
                    let hash = ContentHash::of(b"");
                    return (Known { hash, doubt, order: None, outcome: Outcome::Lost(lost) }, false);
                }
            };
            let hash = ContentHash::of(&bytes);
            match known {
                Some(known) if known.hash == hash => (known.clone(), true),
                _ if let Some(known) = stored.get(input, hash, &bytes, context) => (known, true),
                _ => (Known { hash, doubt, order: None, outcome: fresh(input, &bytes) }, false),
            }
        };
        let made = |input: &Input| {
            let (known, remembered) = first(input);
            if context.at_once {
                known.outcome.make_texts();
            }
            (known, remembered)
        };
        let mut results: Vec<(Known, bool)> = inputs.par_iter().map(made).collect();
        settle_orders(&mut results, context);
        let remembered = results.iter().filter(|(_, known)| *known).count();
        let files = inputs.iter().zip(&results).map(|(input, (known, _))| (input.id.clone(), known.outcome.clone()));
        let files: Vec<(FileId, Outcome)> = files.collect();
        // A file that could not be read may be another one, or an empty one, the next time.
        let kept = inputs.iter().zip(results).filter(|(_, (known, _))| !matches!(known.outcome, Outcome::Lost(_)));
        memo.files = kept.map(|(input, (known, _))| (input.id.clone(), known)).collect();
        let reports = Self { files: Arc::new(files), remembered };
        let all = memo.files.len() == inputs.len();
        memo.last = all.then(|| (inputs.to_vec(), reports.clone()));
        reports
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

    /// How the neighbours of a report write `03/04/2019`, where its own dates need to know.
    pub fn order_from_neighbours(&self, file: &FileId) -> Option<DateOrder> {
        let folders = order::of_folders(self.reports().map(|report| (&report.source.id, report.orders)));
        let report = self.reports().find(|report| report.source.id == *file)?;
        order::from_neighbours(&folders, file, report.orders)
    }

    /// What linking starts from: every incident with its report.
    pub fn entries(&self) -> Vec<Entry> {
        self.reports().flat_map(|report| report.entries()).collect()
    }

    /// Everything that was noticed, in no particular order.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let of = |outcome: &Outcome| match outcome {
            Outcome::Report(report) | Outcome::Missing(report) => report.notes.clone(),
            Outcome::Lost(diagnostic) => vec![diagnostic.clone()],
            Outcome::NoReport => Vec::new(),
        };
        self.files.iter().flat_map(|(_, outcome)| of(outcome)).collect()
    }
}

/// What reading a file takes besides its text.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    /// The words, and the orders of dates.
    pub reading: &'a Arc<Reading>,
    /// How the text becomes HTML.
    pub options: BodyOptions,
    /// Whether its HTML and passages are kept.
    pub at_once: bool,
}

impl<'a> Context<'a> {
    /// The one of an archive.
    pub(super) fn of(reading: &'a Arc<Reading>, settings: &Settings) -> Self {
        let remote_images = settings.archive.remote_images;
        Self { reading, options: BodyOptions { base_level: 3, skip_title: None, remote_images }, at_once: false }
    }

    /// The HTML of a report that is one incident, to be made when its page is. It is not for logs: each of their pages would
    /// take all of the file.
    pub(super) fn body(self, source: &Arc<SourceFile>, incident: &Arc<Incident>) -> Packed<Body> {
        let (source, incident, options) = (Arc::clone(source), Arc::clone(incident), self.options);
        Packed::again(move || {
            let document = syntax::parse(&source).value;
            let skip_title = shown_title(&document, &incident).map(|title| title.span);
            body::body(&document, &source.text, BodyOptions { skip_title, ..options })
        })
    }

    /// The passages of a report that has these incidents, to be made when somebody searches.
    pub(super) fn passages(self, source: &Arc<SourceFile>, incidents: &[Arc<Incident>]) -> Vec<Passages> {
        let (incidents, reading) = (incidents.to_vec(), Arc::clone(self.reading));
        let (source, count) = (Arc::clone(source), incidents.len());
        let make = move || {
            let read = || {
                let document = syntax::parse(&source);
                let parts = split::parts(&source, &document.value, &reading);
                let pairs = parts.iter().zip(&incidents);
                pairs.map(|(part, incident)| passages::read(&part.document, incident, &source)).collect()
            };
            let mut texts: Vec<Text> = guard::caught(read).unwrap_or_default();
            texts.resize_with(count, || Text::empty(&source));
            texts
        };
        Passages::later(count, Box::new(make))
    }
}

/// Reads those reports again that were read with another order of dates than their neighbours now prove.
fn settle_orders(results: &mut [(Known, bool)], context: Context<'_>) {
    let reports: Vec<Option<Arc<Report>>> = results
        .iter()
        .map(|(known, _)| match &known.outcome {
            Outcome::Report(report) => Some(Arc::clone(report)),
            Outcome::NoReport | Outcome::Missing(_) | Outcome::Lost(_) => None,
        })
        .collect();
    let orders = reports.iter().flatten().map(|report| (&report.source.id, report.orders));
    let folders = order::of_folders(orders);
    results.par_iter_mut().zip(&reports).for_each(|((known, remembered), report)| {
        let Some(report) = report else { return };
        let wanted = order::from_neighbours(&folders, &report.source.id, report.orders);
        if wanted != known.order {
            let outcome = in_order(report, wanted, context);
            *known = Known { hash: known.hash, doubt: known.doubt, order: wanted, outcome };
            *remembered = false;
        }
    });
}

/// A report again, with what its neighbours say of the order of dates.
fn in_order(report: &Report, wanted: Option<DateOrder>, context: Context<'_>) -> Outcome {
    let read = || Outcome::Report(Arc::new(report_of(&report.source, report.orders, wanted, context)));
    guard::outcome_of(&report.source.id, read)
}

/// One file, from its bytes.
fn one(input: &Input, bytes: &[u8], context: Context<'_>) -> Outcome {
    let source = match SourceFile::decode(input.id.clone(), bytes) {
        Decoded::Text(source) => source,
        Decoded::Binary(diagnostic) if input.doubt == Doubt::None => return Outcome::Lost(diagnostic),
        Decoded::Binary(_) => return Outcome::NoReport,
    };
    if input.doubt == Doubt::Text && !syntax::reads_as_report(&source.text) {
        return Outcome::NoReport;
    }
    let orders = order::in_file(&source.text, source.id.as_str());
    let report = report_of(&Arc::new(source), orders, None, context);
    if input.doubt == Doubt::Facts && !report.incidents.iter().any(|incident| extract::tells_of_an_incident(incident)) {
        return Outcome::NoReport;
    }
    Outcome::Report(Arc::new(report))
}

/// A report from its text. `neighbours` is how the reports beside it write `03/04/2019`.
fn report_of(source: &Arc<SourceFile>, orders: Orders, neighbours: Option<DateOrder>, context: Context<'_>) -> Report {
    let order = extract::order_of(orders, neighbours, context.reading);
    let facts = |at: usize, parts: &[split::Part<'_>]| extract::read_part(source, &parts[at], context.reading, order);
    let mut report = report_with(source, orders, context, &facts);
    // An incident of a log is shown by its part of the text, and most edits are in the others.
    if let [shown] = &mut report.shown[..] {
        *shown = Arc::new(site::Report { key: Some(key_of(source, neighbours)), ..site::Report::clone(shown) });
    }
    report
}

/// The hash of all that decides over a report but for the settings: its text, what was noticed on decoding it, and what its
/// neighbours say.
fn key_of(source: &SourceFile, neighbours: Option<DateOrder>) -> ContentHash {
    let SourceFile { id, text, lines: _, notes } = source;
    ContentHash::of(format!("{id:?} {neighbours:?} {notes:?}").as_bytes()).with(&ContentHash::of(text.as_bytes()))
}

/// Gives the facts of a part of a report, by its position among all.
pub(super) type Facts<'a> = dyn Fn(usize, &[split::Part<'_>]) -> Parsed<Incident> + 'a;

/// A report from its text, its facts from elsewhere.
pub(super) fn report_with(source: &Arc<SourceFile>, orders: Orders, context: Context<'_>, facts: &Facts<'_>) -> Report {
    let Context { reading, options, at_once } = context;
    let source = Arc::clone(source);
    let document = syntax::parse(&source);
    let parts = split::parts(&source, &document.value, reading);
    let mut fragments = Fragments::default();
    let (mut incidents, mut shown, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    let mut texts = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let facts = facts(at, &parts);
        for heading in part.place.iter().flat_map(|place| &place.skipped) {
            fragments.unique(heading.clone());
        }
        let title = shown_title(&part.document, &facts.value);
        if let Some(title) = title.filter(|_| part.place.is_some()) {
            fragments.unique(syntax::slug(title.inline.plain()));
        }
        let options = BodyOptions { skip_title: title.map(|title| title.span), ..options };
        let body = body::body_of_part(&part.document, &source.text, options, &mut fragments);
        let mut own = facts.diagnostics;
        own.extend(body.findings.iter().map(|finding| told(finding, &source.id)));
        let lines = part.place.iter().flat_map(|place| &place.shown).map(|span| source.lines.lines(*span)).collect();
        if at_once {
            texts.push(passages::read(&part.document, &facts.value, &source));
        }
        let mut incident = facts.value;
        incident.shrink_to_fit();
        incidents.push(Arc::new(incident));
        shown.push((body, own.clone(), lines));
        notes.extend(own);
    }
    // What is said of the file is said on every page that comes from it.
    let mut of_file = source.notes.clone();
    of_file.extend(document.diagnostics);
    notes.extend(of_file.iter().cloned());
    crate::diag::sort(&mut notes);
    let again = incidents.first().filter(|_| incidents.len() == 1 && !at_once).map(|one| context.body(&source, one));
    let page = |(body, notes, lines): &(Body, Vec<Diagnostic>, Vec<_>)| {
        let mut notes: Vec<Diagnostic> = notes.iter().chain(&of_file).cloned().collect();
        crate::diag::sort(&mut notes);
        let kept = again.clone().unwrap_or_else(|| Packed::new(body, &source));
        Arc::new(site::Report::new(body, kept, notes, lines.clone()))
    };
    let shown = shown.iter().map(page).collect();
    let passages = if at_once { Passages::made(texts) } else { context.passages(&source, &incidents) };
    Report { source, incidents, shown, passages, notes, orders }
}

/// The page for unknown addresses, from the bytes of the file that the settings name for it.
fn text_of_missing(input: &Input, bytes: &[u8], options: BodyOptions) -> Outcome {
    let source = match SourceFile::decode(input.id.clone(), bytes) {
        Decoded::Text(source) => source,
        Decoded::Binary(diagnostic) => return Outcome::Lost(diagnostic),
    };
    Outcome::Missing(Arc::new(missing_of(Arc::new(source), options)))
}

/// The page for unknown addresses, from its text.
pub(super) fn missing_of(source: Arc<SourceFile>, options: BodyOptions) -> Report {
    let document = syntax::parse(&source);
    let body = body::body(&document.value, &source.text, BodyOptions { base_level: 2, ..options });
    let mut notes = source.notes.clone();
    notes.extend(body.findings.iter().map(|finding| told(finding, &source.id)));
    notes.extend(document.diagnostics);
    let kept = Packed::new(&body, &source);
    let shown = vec![Arc::new(site::Report::new(&body, kept, notes.clone(), Vec::new()))];
    let (incidents, passages) = (Vec::new(), Vec::new());
    Report { source, incidents, shown, passages, notes, orders: Orders::default() }
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
fn shown_title<'d>(document: &'d syntax::Document, incident: &Incident) -> Option<&'d Heading> {
    let title = incident.title.as_ref().filter(|title| title.evidence.rule == Rule::Heading)?;
    let first = document.root.children.first()?.heading.as_ref()?;
    let same = first.span == title.evidence.span() && first.inline.plain() == title.value;
    same.then_some(first)
}
