//! `annals import`: a table of incidents as reports.

use std::io::ErrorKind;
use std::path::PathBuf;

use super::Exit;
use super::print::{Failure, count};
use super::project::Project;
use crate::import;
use crate::shell;

/// Make reports of a table of incidents
///
/// Takes CSV with a header row, or a JSON list of objects: what a spreadsheet or a tracker exports. Each row becomes a Markdown
/// file, `YEAR/DATE-TITLE.md` below the content folder: its columns as front matter, as they stand, and a column such as
/// `description` as text. How they are read, `annals explain` shows; columns that mean nothing to annals can be given a meaning
/// under [front-matter] in book.toml. Nothing that is there is overwritten.
///
/// Exit status: 0 complete; 1 something was there already and was left alone; 2 the table cannot be read, nothing touched.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The table: a file that ends in .csv, .tsv or .json
    file: PathBuf,
    /// Directory of the archive
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Say what would be written, and write nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let project = Project::open(&arguments.dir)?;
    let shown = arguments.file.display();
    let wrong = |what: String| Failure::Usage(format!("cannot read `{shown}`: {what}"));
    let bytes = shell::read_file(&arguments.file).map_err(|error| wrong(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8 text".to_owned()))?;
    let text = text.trim_start_matches('\u{FEFF}');
    let ending = arguments.file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let drafts = match ending.as_deref() {
        Some("csv" | "tsv") => import::of_csv(text),
        Some("json") => import::of_json(text),
        _ => Err("its name must end in .csv, .tsv or .json".to_owned()),
    };
    let drafts = drafts.map_err(wrong)?;
    let mut there = 0;
    for draft in &drafts {
        let path = project.content.join(&draft.path);
        let made = match arguments.dry_run {
            true if path.symlink_metadata().is_ok() => Err(ErrorKind::AlreadyExists.into()),
            true => Ok(()),
            false => shell::write_new(&project.content, &draft.path, &draft.text),
        };
        match made {
            Ok(()) => anstream::println!("{}", path.display()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                there += 1;
                anstream::eprintln!("`{}` is there already and was left alone", path.display());
            }
            Err(error) => return Err(Failure::Io(format!("cannot write `{}`", path.display()), error)),
        }
    }
    let what = if arguments.dry_run { "would be written" } else { "written" };
    anstream::println!("{} {what}, {there} left alone", count(drafts.len() - there, "report"));
    Ok(if there > 0 { Exit::Degraded } else { Exit::Complete })
}
