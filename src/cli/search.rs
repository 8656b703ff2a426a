//! `annals search`: the archive from a terminal, by the query language of the search page.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use serde::Serialize;

use super::Exit;
use super::print::{self, Failure, count};
use super::project::{Project, as_of};
use crate::archive::Drafts;
use crate::build::{Memo, link};
use crate::model::Axis;
use crate::passages::PassageKind;
use crate::search::find::{Answer, find};
use crate::search::index::{DocId, Index};
use crate::search::query::{Query, parse};
use crate::search::quote::{Quotation, quote};
use crate::view::parts;

/// Find incidents by text, application, cause, owner or day
///
/// Words are found in all their forms and as the beginning of longer ones; "words in quotes" side by side and as they
/// stand; -word keeps out what has it. Fields: application: cause: gap: trigger: owner: type: severity: year: before:
/// after: is:open-actions is:recurring. Of one field any value may hold, of several fields all must.
///
/// Put a query that begins with `-` behind `--`: annals search -- -test
///
/// Exit status: 0 where something is found, 1 where nothing is.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// What to look for: one argument, in quotes where it has spaces
    query: String,
    /// Directory of the archive, or any folder of reports
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// How to write it
    #[arg(short, long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Show at most this many incidents; 0 for all
    #[arg(short, long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Search drafts too
    #[arg(long)]
    drafts: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Format {
    /// A table for a terminal
    Table,
    /// An object: how many were found, and the incidents, best first
    Json,
}

/// The answer as JSON.
#[derive(Serialize)]
struct Told<'a> {
    query: &'a str,
    found: usize,
    corrected: &'a [(String, String)],
    notes: &'a [String],
    incidents: Vec<Hit<'a>>,
}

/// An incident as JSON.
#[derive(Serialize)]
struct Hit<'a> {
    source: String,
    title: &'a str,
    date: Option<String>,
    applications: Vec<&'a str>,
    causes: Vec<&'a str>,
    severity: Option<&'a str>,
    url: String,
    quote: Option<String>,
    rows: Vec<Row>,
}

/// An entry of a timeline as JSON.
#[derive(Serialize)]
struct Row {
    number: u32,
    time: String,
    kind: String,
    text: String,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let project = Project::open(&arguments.dir)?;
    let today = as_of(None, &project.settings)?;
    let loaded = project.load(&project.target(None), &mut Memo::default().at_once())?;
    let drafts = if arguments.drafts { Drafts::Shown } else { Drafts::LeftOut };
    let build = link(&loaded.reports, loaded.surroundings(), &project.settings, today, drafts);
    let index = Index::new(build.site());
    let query = parse(&arguments.query);
    if query.is_empty() {
        return Err(Failure::Usage(format!("`{}` asks for nothing: name a word or a field", arguments.query)));
    }
    let answer = find(&index, &query);
    let shown = if arguments.limit == 0 { answer.hits.len() } else { answer.hits.len().min(arguments.limit) };
    let shown = &answer.hits[..shown];
    let text = match arguments.format {
        Format::Json => json(&index, arguments, &answer, shown, &query)?,
        Format::Table => table(&index, &answer, shown, &query),
    };
    if arguments.format == Format::Table {
        for (word, meant) in &answer.corrected {
            anstream::eprintln!("No report has “{word}”; these have “{meant}”.");
        }
        answer.notes.iter().for_each(|note| anstream::eprintln!("{note}"));
    }
    match anstream::stdout().lock().write_all(text.as_bytes()) {
        Ok(()) => {}
        // Whoever reads the pipe has had enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
        Err(error) => return Err(Failure::Io("cannot write to standard output".into(), error)),
    }
    Ok(if answer.hits.is_empty() { Exit::Degraded } else { Exit::Complete })
}

fn json(
    index: &Index<'_>,
    arguments: &Arguments,
    answer: &Answer,
    shown: &[DocId],
    query: &Query,
) -> Result<String, Failure> {
    let told = Told {
        query: &arguments.query,
        found: answer.hits.len(),
        corrected: &answer.corrected,
        notes: &answer.notes,
        incidents: shown.iter().map(|doc| hit(index, *doc, query)).collect(),
    };
    Ok(format!("{}\n", print::json(&told)?))
}

fn hit<'a>(index: &Index<'a>, doc: DocId, query: &Query) -> Hit<'a> {
    let archive = index.site.archive;
    let case = index.case(doc);
    let causes = case.causes.iter().map(|citation| &archive[citation.cause]).filter(|cause| cause.axis == Axis::Cause);
    let quoted = quote(&case.passages.read(), query);
    let row = |(kind, quotation): (PassageKind, Quotation)| match kind {
        PassageKind::Row { number, time, kind } => Some(Row { number, time, kind, text: quotation.text }),
        PassageKind::Heading | PassageKind::Text | PassageKind::Data | PassageKind::Front => None,
    };
    Hit {
        source: case.incident.id.source(),
        title: parts::title(case),
        date: case.date().map(|date| date.to_string()),
        applications: case.applications.iter().map(|ix| archive[*ix].name.as_str()).collect(),
        causes: causes.map(|cause| cause.label.as_str()).collect(),
        severity: case.incident.severity.as_ref().map(|severity| severity.value.as_str()),
        url: format!("{}/", case.path),
        quote: quoted.passage.map(|quotation| quotation.text),
        rows: quoted.rows.into_iter().filter_map(row).collect(),
    }
}

/// Two or more lines an incident: when, what and where it stands, then what it says of what was asked for.
fn table(index: &Index<'_>, answer: &Answer, shown: &[DocId], query: &Query) -> String {
    let bold = anstyle_of(anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never);
    let mut out = String::new();
    for doc in shown {
        let case = index.case(*doc);
        let date = case.date().map_or_else(|| "undated   ".to_owned(), |date| date.to_string());
        let names = case.applications.iter().map(|ix| index.site.archive[*ix].name.as_str());
        let names = names.collect::<Vec<_>>().join(", ");
        let names = if names.is_empty() { names } else { format!("  [{}]", printable(&names)) };
        let _ = writeln!(out, "{date}  {}{}{}{names}", bold.0, printable(parts::title(case)), bold.1);
        let _ = writeln!(out, "            {}", printable(&case.incident.id.source()));
        let quoted = quote(&case.passages.read(), query);
        if let Some(passage) = &quoted.passage {
            let _ = writeln!(out, "            {}", marked(passage, bold));
        }
        for (kind, quotation) in &quoted.rows {
            if let PassageKind::Row { time, kind, .. } = kind {
                let text = marked(quotation, bold);
                let _ = writeln!(out, "            {}", [printable(time), printable(kind), text].join(" ").trim());
            }
        }
    }
    let found = count(answer.hits.len(), "incident");
    let _ = match answer.hits.len() {
        0 => writeln!(out, "nothing found"),
        all if all > shown.len() => writeln!(out, "{found} found, {} shown; `--limit 0` shows all", shown.len()),
        _ => writeln!(out, "{found} found"),
    };
    out
}

/// What switches bold on and off, where that is wanted.
fn anstyle_of(colour: bool) -> (&'static str, &'static str) {
    if colour { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") }
}

/// A quotation with its marks in bold.
fn marked(quotation: &Quotation, bold: (&str, &str)) -> String {
    let mut out = String::new();
    let mut at = 0;
    for (start, end) in &quotation.marks {
        let (Some(before), Some(hit)) = (quotation.text.get(at..*start), quotation.text.get(*start..*end)) else {
            continue;
        };
        let _ = write!(out, "{}{}{}{}", printable(before), bold.0, printable(hit), bold.1);
        at = *end;
    }
    out.push_str(&printable(&quotation.text[at..]));
    out
}

/// A text without what a terminal would obey.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
