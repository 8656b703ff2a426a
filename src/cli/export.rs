//! `annals export`: the facts of all incidents, for whatever reads JSON or CSV.

use std::io::Write;
use std::path::PathBuf;

use jiff::civil::Date;

use super::Exit;
use super::print::Failure;
use super::project::{Project, as_of};
use crate::archive::Drafts;
use crate::build::{Memo, link};
use crate::export;

/// Write the facts of all incidents as JSON or CSV
///
/// JSON is an array of incident records sorted by source; CSV has one row an incident.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Directory of the archive, or any folder of reports
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// What to write
    #[arg(short, long, value_enum, default_value_t = Format::Json)]
    format: Format,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Export drafts too
    #[arg(long)]
    drafts: bool,
    /// Take this day as today
    #[arg(long, value_name = "DATE", env = "ANNALS_AS_OF")]
    as_of: Option<Date>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Format {
    /// An array of incident records
    Json,
    /// One row an incident
    Csv,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let project = Project::open(&arguments.dir)?;
    let today = as_of(arguments.as_of, &project.settings)?;
    let loaded = project.load(&project.target(None), &mut Memo::default())?;
    let drafts = if arguments.drafts { Drafts::Shown } else { Drafts::LeftOut };
    let build = link(&loaded.reports, loaded.surroundings(), &project.settings, today, drafts);
    let bytes = match arguments.format {
        Format::Json => export::json::incidents(&build.archive),
        Format::Csv => export::csv::incidents(&build.archive),
    };
    let (name, written) = match &arguments.output {
        Some(file) => (file.display().to_string(), std::fs::write(file, &bytes)),
        None => ("standard output".to_string(), std::io::stdout().lock().write_all(&bytes)),
    };
    match written {
        Ok(()) => Ok(if loaded.has_loss() { Exit::Degraded } else { Exit::Complete }),
        // Whoever reads the pipe has had enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(Exit::Complete),
        Err(error) => Err(Failure::Io(format!("cannot write to {name}"), error)),
    }
}
