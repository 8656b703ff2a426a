//! `annals build --single`: one report as one file.

use std::io::Write;
use std::path::Path;

use super::super::Exit;
use super::super::print::Failure;
use super::super::project::{Project, as_of};
use super::super::similar;
use super::Arguments;
use crate::archive::{Archive, Drafts};
use crate::build::{BuildError, Memo, link};
use crate::shell;
use crate::shell::read;
use crate::source::FileId;

/// Writes the page of one report as one file, to standard output or where it was asked for.
pub(super) fn run(report: &Path, arguments: &Arguments) -> Result<Exit, Failure> {
    let named = report.to_string_lossy();
    let (file, _) = named.split_once('#').unwrap_or((&named, ""));
    let own_dir = arguments.dir.as_os_str() == ".";
    let dir = if own_dir { similar::archive_of(Path::new(file)) } else { arguments.dir.clone() };
    let project = Project::open(&dir)?;
    let today = as_of(arguments.as_of, &project.settings)?;
    let theme = project.theme()?;
    let loaded = project.load(&project.target(None), &mut Memo::default())?;
    // Whoever names a draft wants to see it.
    let build = link(&loaded.reports, loaded.surroundings(), &project.settings, today, Drafts::Shown);
    let Some(ix) = similar::find(&build.archive, &named, &project.content) else {
        return Err(Failure::Usage(format!("`{named}` is no report of the archive `{}`", dir.display())));
    };
    let file = &build.archive[ix].incident.id.file;
    if !named.contains('#') && build.archive.in_file(file).len() > 1 {
        return Err(Failure::Usage(several(&build.archive, file)));
    }
    let read = |id: &FileId| read::read(&project.content, id, u64::MAX).ok();
    let page = build.single(theme, ix, &read).map_err(|error| match error {
        BuildError::Theme(error) => Failure::Theme(error),
        BuildError::Sink(error) => Failure::Io("cannot make the page".into(), error),
    })?;
    let (name, written) = match &arguments.output {
        Some(file) => (file.display().to_string(), std::fs::write(file, &page)),
        None => ("standard output".to_owned(), std::io::stdout().lock().write_all(page.as_bytes())),
    };
    match written {
        // Whoever reads the pipe has had enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(Exit::Complete),
        written => written.map_err(|error| Failure::Io(format!("cannot write to {name}"), error))?,
    }
    if let (true, Some(file)) = (arguments.open, &arguments.output) {
        shell::open_in_browser(file).map_err(|error| Failure::Io(format!("cannot open {name}"), error))?;
    }
    Ok(Exit::Complete)
}

/// That a log holds several incidents, and how each is named.
fn several(archive: &Archive, file: &FileId) -> String {
    let names = archive.in_file(file).iter().map(|ix| format!("`{}`", archive[*ix].incident.id.source()));
    let names: Vec<String> = names.take(5).collect();
    format!("`{file}` holds several incidents; name one of them: {}", names.join(", "))
}
