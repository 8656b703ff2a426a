//! `annals similar`: what an incident has to do with others, in the terminal.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Serialize;

use super::Exit;
use super::print::{Failure, Format, json};
use super::project::{Project, SETTINGS_FILE, as_of};
use crate::archive::{Archive, Case, Drafts, Echo, IncidentIx, Similar};
use crate::build::{Memo, link};
use crate::model::written;
use crate::source::Span;
use crate::view::{parts, related};

/// Show earlier incidents that one is like, and promises that came back
///
/// For every earlier incident the reasons are told: what both have in common. There are three at most, the most alike
/// first. Then the promises of earlier reports that came back in this incident, and its own that came back later, each
/// with both places. What words alone suggest is marked so.
///
/// Exit status: 0; 2 where there is no such report.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The report, as a file, or the address of its page or the last part of it
    incident: String,
    /// Directory of the archive, or any folder of reports [default: the nearest one above the file that has a book.toml]
    dir: Option<PathBuf>,
    /// How to write it
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Take this day as today
    #[arg(long, value_name = "DATE", env = "ANNALS_AS_OF")]
    as_of: Option<Date>,
}

/// What there is to tell, as JSON.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    incident: Named,
    similar: Vec<Alike>,
    echoes: Vec<Came>,
    came_back: Vec<Came>,
}

/// An incident.
#[derive(Serialize)]
struct Named {
    source: String,
    title: String,
    date: Option<String>,
    url: String,
}

/// An earlier incident and what it has in common with the one asked for.
#[derive(Serialize)]
struct Alike {
    #[serde(flatten)]
    incident: Named,
    reasons: Vec<String>,
}

/// A promise that came back.
#[derive(Serialize)]
struct Came {
    state: &'static str,
    confirmed: bool,
    gap_days: Option<i32>,
    promise: Said,
    again: Said,
}

/// Words of a report.
#[derive(Serialize)]
struct Said {
    source: String,
    line: u32,
    text: String,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let file = Path::new(&arguments.incident);
    let dir = match &arguments.dir {
        Some(dir) => dir.clone(),
        None => archive_of(file),
    };
    let project = Project::open(&dir)?;
    let today = as_of(arguments.as_of, &project.settings)?;
    let loaded = project.load(&project.target(None), &mut Memo::default())?;
    let build = link(&loaded.reports, loaded.surroundings(), &project.settings, today, Drafts::Shown);
    let archive = &build.archive;
    let Some(ix) = find(archive, &arguments.incident, &project.content) else {
        return Err(Failure::Usage(format!(
            "`{}` is no report of the archive `{}`, nor the address of a page of it",
            arguments.incident,
            dir.display()
        )));
    };
    let told = told(archive, ix);
    match arguments.format {
        Format::Text => show(&told),
        Format::Json => anstream::println!("{}", json(&told)?),
    }
    Ok(Exit::Complete)
}

/// The nearest directory above a file that is an archive; else the folder of the file, or where the program runs.
pub(super) fn archive_of(file: &Path) -> PathBuf {
    if !file.is_file() {
        return PathBuf::from(".");
    }
    let full = file.canonicalize().unwrap_or_else(|_| file.to_path_buf());
    let above = full.ancestors().skip(1).find(|dir| dir.join(SETTINGS_FILE).is_file());
    let folder = || full.parent().unwrap_or(Path::new("."));
    above.unwrap_or_else(folder).to_path_buf()
}

/// The incident that was named: by its file, its source, or the address of its page.
pub(super) fn find(archive: &Archive, named: &str, content: &Path) -> Option<IncidentIx> {
    let full = Path::new(named).canonicalize().ok();
    let inside = full.as_ref().zip(content.canonicalize().ok()).and_then(|(full, content)| {
        let path = full.strip_prefix(content).ok()?;
        Some(path.to_string_lossy().replace('\\', "/"))
    });
    let address = named.split(['?', '#']).next().unwrap_or(named);
    let address = address.trim_end_matches("index.html").trim_end_matches('/');
    let is_meant = |case: &Case| {
        let id = &case.incident.id;
        let page = address.ends_with(&case.path) || address == case.slug();
        page || id.source() == named || id.file.as_str() == named || inside.as_deref() == Some(id.file.as_str())
    };
    archive.cases().find(|(_, case)| is_meant(case)).map(|(ix, _)| ix)
}

fn told(archive: &Archive, ix: IncidentIx) -> Told {
    let alike = |found: &Similar| Alike {
        incident: named(archive, found.incident),
        reasons: related::reasons(archive, ix, found),
    };
    Told {
        incident: named(archive, ix),
        similar: archive.similar(ix).iter().map(alike).collect(),
        echoes: archive.echoes.in_later(ix).map(|at| came(archive, &archive.echoes.all[at])).collect(),
        came_back: archive.echoes.of_earlier(ix).map(|at| came(archive, &archive.echoes.all[at])).collect(),
    }
}

fn named(archive: &Archive, ix: IncidentIx) -> Named {
    let case = &archive[ix];
    Named {
        source: case.incident.id.source(),
        title: parts::title(case).to_owned(),
        date: case.date().map(written::date),
        url: format!("{}/", case.path),
    }
}

fn came(archive: &Archive, echo: &Echo) -> Came {
    let said = |ix: IncidentIx, span: Span| {
        let case = &archive[ix];
        Said {
            source: case.incident.id.source(),
            line: case.source.lines.line(span.start),
            text: related::sentence(case, span),
        }
    };
    Came {
        state: related::state(echo.state).1,
        confirmed: related::is_confirmed(echo),
        gap_days: echo.gap_days,
        promise: said(echo.earlier, echo.said),
        again: said(echo.later, echo.again),
    }
}

fn show(told: &Told) {
    let line = |named: &Named| {
        format!("{}  {}  ({})", named.date.as_deref().unwrap_or("undated   "), named.title, named.source)
    };
    anstream::println!("{}\n", line(&told.incident));
    anstream::println!("Earlier like this");
    if told.similar.is_empty() {
        anstream::println!("  none");
    }
    for alike in &told.similar {
        anstream::println!("  {}\n      {}", line(&alike.incident), alike.reasons.join("; "));
    }
    for (heading, echoes) in [("Promises that came back here", &told.echoes), ("Came back as", &told.came_back)] {
        if echoes.is_empty() {
            continue;
        }
        anstream::println!("\n{heading}");
        for came in echoes {
            let gap = came.gap_days.map_or_else(String::new, |days| {
                format!(", after {}", parts::counted(days.unsigned_abs() as usize, "day", "days"))
            });
            let sure = if came.confirmed { "confirmed" } else { "suggested" };
            anstream::println!("  {}{gap} ({sure})", came.state);
            for said in [&came.promise, &came.again] {
                anstream::println!("      {}:{}  {}", said.source, said.line, said.text);
            }
        }
    }
}
