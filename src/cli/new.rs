//! `annals new`: a report from the team's template, under a name that tells its day.

use std::io::ErrorKind;
use std::path::PathBuf;

use jiff::civil::Date;

use super::Exit;
use super::init::{TEMPLATE, TEMPLATE_TEXT, write};
use super::print::Failure;
use super::project::{Project, as_of};
use crate::archive::slugify;
use crate::model::written;
use crate::shell;

/// Begin a report
///
/// Writes `YEAR/DATE-TITLE.md` below the content folder, or `DATE-TITLE.md` where the reports lie in no folders of years. The
/// text is that of `templates/incident.md` in the content folder, where there is one: `{title}` and `{date}` are filled in.
/// Nothing that is there is overwritten.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// What happened, in a few words
    title: String,
    /// Directory of the archive
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The day of the incident [default: today]
    #[arg(long, value_name = "DATE")]
    date: Option<Date>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let project = Project::open(&arguments.dir)?;
    let date = as_of(arguments.date, &project.settings)?;
    let title = arguments.title.trim();
    let slug = slugify(title);
    if slug.is_empty() {
        return Err(Failure::Usage(format!("`{title}` has no word that a file could be called by")));
    }
    let template = match shell::read_file(&project.content.join(TEMPLATE)) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == ErrorKind::NotFound => TEMPLATE_TEXT.to_owned(),
        Err(error) => return Err(Failure::Io(format!("cannot read `{TEMPLATE}` of the content folder"), error)),
    };
    let day = written::date(date);
    let text = template.replace("{title}", title).replace("{date}", &day);
    let listing = project.list(&project.target(None))?;
    let is_year = |folder: &str| folder.len() == 4 && folder.bytes().all(|byte| byte.is_ascii_digit());
    let by_year = listing.reports.is_empty()
        || listing.reports.iter().any(|found| found.id.as_str().split_once('/').is_some_and(|(top, _)| is_year(top)));
    let folder = if by_year { format!("{}/", date.year()) } else { String::new() };
    let path = format!("{folder}{day}-{slug}.md");
    write(&project.content, &path, &text)?;
    Ok(Exit::Complete)
}
