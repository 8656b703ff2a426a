//! `annals stats`: what the archive holds, in figures, without building it.

use std::path::PathBuf;

use jiff::civil::Date;
use serde::Serialize;

use super::Exit;
use super::print::{Failure, Format, json};
use super::project::{Project, as_of};
use crate::archive::{Archive, Drafts, Durations, Phase};
use crate::build::{Memo, link};
use crate::model::Kind;
use crate::site::plan::promise;
use crate::view::related;

/// How many applications and causes are named.
const NAMED: usize = 10;

/// Tell in figures what the archive holds
///
/// Incidents by year, what they hit and why, how long they took, what was promised. A median stands beside the number of
/// incidents it is of; there is no mean.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Directory of the archive, or any folder of reports
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// How to write it
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Take this day as today
    #[arg(long, value_name = "DATE", env = "ANNALS_AS_OF")]
    as_of: Option<Date>,
}

/// The figures.
#[derive(Serialize)]
struct Figures {
    incidents: usize,
    maintenance: usize,
    notices: usize,
    undated: usize,
    years: Vec<Counted>,
    applications: Vec<Counted>,
    causes: Vec<Counted>,
    phases: Vec<Took>,
    promises: Vec<Counted>,
    came_back: Vec<Counted>,
}

/// A name and how often it occurs.
#[derive(Serialize)]
struct Counted {
    name: String,
    count: usize,
}

/// How long a phase took, in minutes.
#[derive(Serialize)]
struct Took {
    phase: &'static str,
    n: usize,
    median: Option<u32>,
    quartiles: Option<(u32, u32)>,
    p90: Option<u32>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let project = Project::open(&arguments.dir)?;
    let today = as_of(arguments.as_of, &project.settings)?;
    let loaded = project.load(&project.target(None), &mut Memo::default())?;
    let build = link(&loaded.reports, loaded.surroundings(), &project.settings, today, Drafts::LeftOut);
    let figures = figures(&build.archive);
    match arguments.format {
        Format::Text => show(&figures),
        Format::Json => anstream::println!("{}", json(&figures)?),
    }
    Ok(Exit::Complete)
}

fn figures(archive: &Archive) -> Figures {
    let of = |kind: Kind| archive.incidents.iter().filter(|case| case.incident.kind.value == kind).count();
    let year = |year: &crate::archive::Year| Counted {
        name: year.year.to_string(),
        count: year.months.iter().map(|month| month.incidents.len()).sum(),
    };
    let applications = archive.applications.iter();
    let causes = archive.causes.iter().filter(|cause| !cause.occurrences.is_empty());
    let echoed =
        |state: crate::archive::EchoState| archive.echoes.all.iter().filter(|echo| echo.state == state).count();
    Figures {
        incidents: of(Kind::Incident),
        maintenance: of(Kind::Maintenance),
        notices: of(Kind::Notice),
        undated: archive.calendar.undated.len(),
        years: archive.calendar.years.iter().map(year).collect(),
        applications: most(applications.map(|app| (app.name.as_str(), app.incidents.len()))),
        causes: most(causes.map(|cause| (cause.label.as_str(), cause.occurrences.len()))),
        phases: Phase::ALL.iter().zip(archive.phases.iter()).map(|(phase, took)| took_of(*phase, took)).collect(),
        promises: crate::site::Promise::ALL
            .iter()
            .map(|state| Counted {
                name: state.name().to_owned(),
                count: archive.actions.iter().filter(|action| promise(action) == *state).count(),
            })
            .collect(),
        came_back: crate::archive::EchoState::ALL
            .iter()
            .map(|state| Counted { name: related::state(*state).1.to_owned(), count: echoed(*state) })
            .filter(|counted| counted.count > 0)
            .collect(),
    }
}

/// The most frequent names, ties by name.
fn most<'a>(names: impl Iterator<Item = (&'a str, usize)>) -> Vec<Counted> {
    let mut all: Vec<Counted> = names.map(|(name, count)| Counted { name: name.to_owned(), count }).collect();
    all.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    all.truncate(NAMED);
    all
}

fn took_of(phase: Phase, took: &Durations) -> Took {
    let minutes = |minutes: crate::model::Minutes| minutes.0;
    Took {
        phase: phase.name(),
        n: took.n(),
        median: took.median().map(minutes),
        quartiles: took.quartiles().map(|(first, third)| (first.0, third.0)),
        p90: took.p90().map(minutes),
    }
}

fn show(figures: &Figures) {
    anstream::println!("{:>6}  incidents", figures.incidents);
    for (count, what) in
        [(figures.maintenance, "maintenance"), (figures.notices, "notices"), (figures.undated, "of all without a date")]
    {
        if count > 0 {
            anstream::println!("{count:>6}  {what}");
        }
    }
    list("By year", &figures.years);
    list("Applications", &figures.applications);
    list("Causes, triggers and gaps", &figures.causes);
    anstream::println!("\nHow long it took until it was …, from the start");
    for Took { phase, n, median, quartiles, p90 } in &figures.phases {
        let words = |minutes: u32| crate::model::Minutes(minutes).to_string();
        let mut line = match median {
            Some(median) => format!("median {} (n = {n})", words(*median)),
            None => "no report says when".to_owned(),
        };
        if let Some((first, third)) = quartiles {
            line.push_str(&format!(", half of them {} to {}", words(*first), words(*third)));
        }
        if let Some(p90) = p90 {
            line.push_str(&format!(", nine in ten at most {}", words(*p90)));
        }
        anstream::println!("  {phase:<10} {line}");
    }
    list("Promises", &figures.promises);
    if !figures.came_back.is_empty() {
        list("Promises that came back, by their state then", &figures.came_back);
    }
}

fn list(heading: &str, rows: &[Counted]) {
    anstream::println!("\n{heading}");
    if rows.is_empty() {
        anstream::println!("  none");
    }
    for row in rows {
        anstream::println!("{:>6}  {}", row.count, row.name);
    }
}
