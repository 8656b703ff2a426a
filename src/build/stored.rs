//! Memo table 1 between two runs: as bytes, and back. Reads and writes no files; whoever has a place for them keeps them.
//!
//! [`Memo::write`] and [`Memo::stored`]. Content decides: a file is taken from here only where its bytes have the hash
//! that they had, its name leaves open what it left open, and the settings for reading are the same. What cannot be read is
//! nothing: another version of annals, a byte that is not what it was, an entry cut short. An entry is read when its
//! file is met, in the parallel step and none behind it, and is copied as it is where the file stayed the same.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::reports::{Context, Doubt, Input, Known, Memo, Outcome, Report};
use crate::config::DateOrder;
use crate::diag::Diagnostic;
use crate::extract::order::Orders;
use crate::model::Incident;
use crate::passages::{Passages, Text};
use crate::render::body::Body;
use crate::site;
use crate::source::decode::Decoded;
use crate::source::packed::{Packed, PackedBytes};
use crate::source::{ContentHash, FileId, Lines, SourceFile};
use crate::terms::Terms;

/// What the bytes begin with: the version, and the state of the source code that this program was built from.
const MAGIC: &str = concat!("annals ", env!("CARGO_PKG_VERSION"), " ", env!("SOURCE_OF_ANNALS"), " reports\n");

/// Gives so many bytes from a place on of what an earlier run left.
pub type Stretch = Box<dyn Fn(u64, usize) -> Option<Vec<u8>> + Send + Sync>;

/// What an earlier run left, where it lies.
#[derive(Clone, Default)]
pub(super) struct Stored {
    read: Option<Arc<Stretch>>,
    files: HashMap<FileId, Place>,
}

impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stored").field("files", &self.files).finish_non_exhaustive()
    }
}

/// Where an entry stands, and what it holds for.
#[derive(Clone, Debug)]
struct Place {
    row: Row,
    at: u64,
}

/// The entry of a file in the table of contents.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Row {
    id: FileId,
    hash: ContentHash,
    doubt: u8,
    order: u8,
    /// Whether HTML and text of each incident are in it.
    whole: bool,
    len: usize,
    /// The hash of the entry.
    check: ContentHash,
}

/// What a file gave, but for its text, which is made from its bytes again.
#[derive(Serialize, Deserialize)]
enum Entry {
    None,
    Report(Parts),
    Missing(Parts),
}

#[derive(Serialize, Deserialize)]
struct Parts {
    incidents: Vec<Arc<Incident>>,
    shown: Vec<Shown>,
    /// The text of each incident, where somebody had asked for it.
    passages: Option<Vec<(Terms, PackedBytes)>>,
    notes: Vec<Diagnostic>,
    proven: u8,
    open: bool,
}

#[derive(Serialize, Deserialize)]
struct Shown {
    /// The text as HTML, where it was kept.
    body: Option<PackedBytes>,
    links: Vec<site::Link>,
    notes: Vec<Diagnostic>,
    lines: Vec<Lines>,
    key: Option<ContentHash>,
}

#[derive(Serialize, Deserialize)]
struct Contents {
    settings: ContentHash,
    rows: Vec<Row>,
}

impl Memo {
    /// Writes the table for the next run: an entry behind the other, then the table of contents, its hash and its length. No
    /// more than one entry is held at a time, since all of them are larger than the archive.
    ///
    /// # Errors
    /// Where `out` does not take them.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(settings) = self.settings else { return Ok(()) };
        let mut files: Vec<(&FileId, &Known)> = self.files.iter().collect();
        files.sort_unstable_by_key(|(id, _)| *id);
        let mut rows = Vec::with_capacity(files.len());
        let mut encoded = Vec::new();
        out.write_all(MAGIC.as_bytes())?;
        for (id, known) in files {
            let row = match self.stored.unchanged(id, known) {
                Some((row, bytes)) => {
                    out.write_all(&bytes)?;
                    row.clone()
                }
                None => {
                    let Some(entry) = Entry::of(&known.outcome) else { continue };
                    encoded.clear();
                    encoded = postcard::to_extend(&entry, encoded).map_err(io::Error::other)?;
                    out.write_all(&encoded)?;
                    Row {
                        id: id.clone(),
                        hash: known.hash,
                        doubt: code_of_doubt(known.doubt),
                        order: code_of_order(known.order),
                        whole: known.outcome.is_whole(),
                        len: encoded.len(),
                        check: ContentHash::of(&encoded),
                    }
                }
            };
            rows.push(row);
        }
        let contents = postcard::to_stdvec(&Contents { settings, rows }).map_err(io::Error::other)?;
        out.write_all(&contents)?;
        out.write_all(ContentHash::of(&contents).hex(ContentHash::DIGITS).as_bytes())?;
        out.write_all(&(contents.len() as u64).to_le_bytes())
    }

    /// The table of an earlier run, of `length` bytes; an empty one where there is none that can be read.
    pub fn stored(length: u64, read: Stretch) -> Self {
        Self::of_stored(length, read).unwrap_or_default()
    }

    fn of_stored(length: u64, read: Stretch) -> Option<Self> {
        let end = length.checked_sub(8)?;
        let length = u64::from_le_bytes(read(end, 8)?.try_into().ok()?);
        let end = end.checked_sub(ContentHash::DIGITS as u64)?;
        let check = read(end, ContentHash::DIGITS)?;
        let start = end.checked_sub(length).filter(|start| *start >= MAGIC.len() as u64)?;
        let contents = read(start, usize::try_from(length).ok()?)?;
        if read(0, MAGIC.len())? != MAGIC.as_bytes()
            || ContentHash::of(&contents).hex(ContentHash::DIGITS).as_bytes() != check
        {
            return None;
        }
        let Contents { settings, rows } = postcard::from_bytes(&contents).ok()?;
        let mut at = MAGIC.len() as u64;
        let mut files = HashMap::with_capacity(rows.len());
        for row in rows {
            let length = row.len as u64;
            files.insert(row.id.clone(), Place { row, at });
            at = at.checked_add(length).filter(|end| *end <= start)?;
        }
        let stored = Stored { read: Some(Arc::new(read)), files };
        Some(Self { settings: Some(settings), stored, ..Self::default() })
    }

    /// Whether an earlier run knew files that are no more.
    pub fn has_dropped(&self) -> bool {
        self.stored.files.len() > self.files.len()
    }

    /// Lets go of what an earlier run left: all of it that holds has been taken over.
    pub fn settle(&mut self) {
        self.stored = Stored::default();
    }
}

impl Stored {
    /// Whether there is anything.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// What a file with these bytes gave, where it is known.
    pub(super) fn get(&self, input: &Input, hash: ContentHash, bytes: &[u8], context: Context<'_>) -> Option<Known> {
        let Input { id, doubt } = input;
        let Place { row, at } = self.files.get(id)?;
        if row.hash != hash || row.doubt != code_of_doubt(*doubt) {
            return None;
        }
        let encoded = self.entry(row, *at)?;
        let outcome = match postcard::from_bytes(&encoded).ok()? {
            Entry::None => Outcome::NoReport,
            Entry::Report(parts) => Outcome::Report(parts.into_report(id, bytes, context)?),
            Entry::Missing(parts) => Outcome::Missing(parts.into_report(id, bytes, context)?),
        };
        Some(Known { hash, doubt: *doubt, order: order_of_code(row.order), outcome })
    }

    /// The entry of a file that gave the same the last time.
    fn unchanged(&self, id: &FileId, known: &Known) -> Option<(&Row, Vec<u8>)> {
        let Place { row, at } = self.files.get(id)?;
        let same = row.hash == known.hash
            && row.doubt == code_of_doubt(known.doubt)
            && row.order == code_of_order(known.order)
            && (row.whole || !known.outcome.is_whole());
        if !same {
            return None;
        }
        Some((row, self.entry(row, *at)?))
    }

    /// The bytes of an entry, where they are what they were.
    fn entry(&self, row: &Row, at: u64) -> Option<Vec<u8>> {
        let read = self.read.as_ref()?;
        read(at, row.len).filter(|bytes| ContentHash::of(bytes) == row.check)
    }
}

impl Entry {
    fn of(outcome: &Outcome) -> Option<Self> {
        match outcome {
            Outcome::NoReport => Some(Entry::None),
            Outcome::Report(report) => Some(Entry::Report(Parts::of(report))),
            Outcome::Missing(report) => Some(Entry::Missing(Parts::of(report))),
            Outcome::Lost(_) => None,
        }
    }
}

impl Parts {
    fn of(report: &Report) -> Self {
        Self {
            incidents: report.incidents.clone(),
            shown: report.shown.iter().map(|shown| Shown::of(shown)).collect(),
            passages: report.passages.iter().map(|passages| passages.known().and_then(bytes_of)).collect(),
            notes: report.notes.clone(),
            proven: code_of_order(report.orders.proven),
            open: report.orders.open,
        }
    }

    fn into_report(self, id: &FileId, bytes: &[u8], context: Context<'_>) -> Option<Arc<Report>> {
        let Decoded::Text(source) = SourceFile::decode(id.clone(), bytes) else { return None };
        let source = Arc::new(source);
        let Self { incidents, shown, passages, notes, proven, open } = self;
        let again = incidents.first().filter(|_| incidents.len() == 1).map(|one| context.body(&source, one));
        let shown = shown.into_iter().map(|shown| shown.into_report(&source, again.clone(), context));
        let shown = shown.collect::<Option<_>>()?;
        let read = |(terms, lines)| Text { terms, lines: Packed::from_bytes(lines, &source) };
        let passages = match passages {
            Some(texts) if context.at_once => Passages::made(texts.into_iter().map(read).collect()),
            Some(_) | None => context.passages(&source, &incidents),
        };
        let orders = Orders { proven: order_of_code(proven), open };
        Some(Arc::new(Report { source, incidents, shown, passages, notes, orders }))
    }
}

impl Outcome {
    /// Whether HTML and text of each incident are kept.
    fn is_whole(&self) -> bool {
        let Outcome::Report(report) = self else { return true };
        report.passages.iter().all(|passages| passages.known().is_some())
            && report.shown.iter().all(|shown| shown.body.bytes().is_some())
    }
}

/// What is kept of a text.
fn bytes_of(text: &Text) -> Option<(Terms, PackedBytes)> {
    Some((text.terms.clone(), text.lines.bytes()?.clone()))
}

impl Shown {
    fn of(report: &site::Report) -> Self {
        let site::Report { body, links, notes, lines, key } = report.clone();
        Self { body: body.bytes().cloned(), links, notes, lines, key }
    }

    /// `again` makes the HTML of a report that is one incident, where it is not kept.
    fn into_report(
        self,
        source: &Arc<SourceFile>,
        again: Option<Packed<Body>>,
        context: Context<'_>,
    ) -> Option<Arc<site::Report>> {
        let Self { body, links, notes, lines, key } = self;
        let kept = body.map(|body| Packed::from_bytes(body, source));
        // A build keeps what a preview did not, so that the cache has it the next time.
        let keep = |again: Packed<Body>| Packed::new(&again.get(), source);
        let body = if context.at_once { kept.or_else(|| again.map(keep)) } else { again.or(kept) }?;
        Some(Arc::new(site::Report { body, links, notes, lines, key }))
    }
}

fn code_of_doubt(doubt: Doubt) -> u8 {
    match doubt {
        Doubt::None => 0,
        Doubt::Text => 1,
        Doubt::Facts => 2,
    }
}

fn code_of_order(order: Option<DateOrder>) -> u8 {
    match order {
        None => 0,
        Some(DateOrder::DayFirst) => 1,
        Some(DateOrder::MonthFirst) => 2,
    }
}

fn order_of_code(code: u8) -> Option<DateOrder> {
    match code {
        1 => Some(DateOrder::DayFirst),
        2 => Some(DateOrder::MonthFirst),
        _ => None,
    }
}
