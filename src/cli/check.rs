//! `annals check`: everything there is to say about the reports, with their source, and nothing written.

use std::path::PathBuf;

use jiff::civil::Date;

use super::Exit;
use super::print::{self, Failure, count};
use super::project::{Project, as_of};
use crate::archive::Drafts;
use crate::build::{Memo, link};
use crate::diag::Severity;

/// Say what reports leave unclear, without building
///
/// Exit status: 0 nothing to say; 1 something was found; 2 usage or configuration error.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Directory of the archive, or any folder of reports
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Tell notes too: nothing is lost by what they name
    #[arg(short, long)]
    notes: bool,
    /// Take this day as today
    #[arg(long, value_name = "DATE", env = "ANNALS_AS_OF")]
    as_of: Option<Date>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let project = Project::open(&arguments.dir)?;
    let today = as_of(arguments.as_of, &project.settings)?;
    let loaded = project.load(&project.target(None), &mut Memo::default())?;
    let build = link(&loaded.reports, loaded.surroundings(), &project.settings, today, Drafts::Shown);
    let all: Vec<_> = loaded.listing.diagnostics.iter().chain(build.diagnostics.iter()).cloned().collect();
    let least = if arguments.notes { Severity::Note } else { Severity::Warning };
    let told = print::diagnostics(&all, &loaded.reports, &project, least, usize::MAX);
    let of = |severity| all.iter().filter(|diagnostic| diagnostic.severity() == severity).count();
    anstream::println!(
        "{} checked: {}, {}, {}",
        count(build.archive.incidents.len(), "incident"),
        count(of(Severity::Error), "error"),
        count(of(Severity::Warning), "warning"),
        count(of(Severity::Note), "note")
    );
    Ok(if told > 0 { Exit::Degraded } else { Exit::Complete })
}
