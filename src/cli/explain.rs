//! `annals explain`: why a report reads as it does.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::Exit;
use super::print::{self, Failure, Format};
use super::project::{Project, SETTINGS_FILE};
use crate::build::{Doubt, Memo};
use crate::config::{DateOrder, Settings};
use crate::diag::render::{self, render};
use crate::diag::{Diagnostic, Parsed};
use crate::explain::{self, Explanation, text};
use crate::extract::order;
use crate::extract::{self, Reading, split};
use crate::shell::names;
use crate::shell::read;
use crate::source::decode::Decoded;
use crate::source::{FileId, SourceFile};
use crate::syntax;

/// How many columns there are where nothing says so: in a pipe or a file.
const COLUMNS: usize = 120;

/// Show why a report reads as it does
///
/// Prints every fact with the lines it was read from, the places that speak of it and do not count, and what was looked
/// for and not found. Then what the report was taken for: front matter, headings, labels and fields with their meanings,
/// and those that were not understood.
///
/// The report is read with the settings of the archive it stands in, or alone.
///
/// Exit status: 0; 2 where the file is no report.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The report
    file: PathBuf,
    /// Directory of the archive [default: the nearest one above the report that has a book.toml]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// How to write it
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let found = Found::find(&arguments.file, arguments.dir.as_deref())?;
    let source = &found.source;
    let reading = Reading::of(&found.settings);
    let document = syntax::parse(source);
    let order = extract::order_of(order::in_file(&source.text, source.id.as_str()), found.neighbours, &reading);
    let mut said = source.notes.clone();
    said.extend(document.diagnostics);
    let mut explained: Vec<Explanation> = Vec::new();
    for part in split::parts(source, &document.value, &reading) {
        let Parsed { value, diagnostics } = extract::read_part_traced(source, &part, &reading, order);
        explained.push(explain::explain(source, &reading, &value));
        said.extend(diagnostics);
    }
    crate::diag::sort(&mut said);
    let said = found.settings.lint.apply(said);
    match arguments.format {
        Format::Text => show(&explained, &said, &found),
        Format::Json => {
            let told = Told { file: source.id.as_str(), incidents: &explained, diagnostics: &said };
            anstream::println!("{}", print::json(&told)?);
        }
    }
    Ok(Exit::Complete)
}

/// The whole answer as JSON.
#[derive(Serialize)]
struct Told<'a> {
    file: &'a str,
    incidents: &'a [Explanation],
    diagnostics: &'a [Diagnostic],
}

fn show(explained: &[Explanation], said: &[Diagnostic], found: &Found) {
    let colour = anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
    let style = text::Style { colour, width: width() };
    let prefix = &found.prefix;
    for explanation in explained {
        anstream::println!("{prefix}{}\n{}\n", explanation.source, found.how);
        anstream::print!("{}", text::render(explanation, style));
    }
    let style = render::Style { colour, prefix };
    for diagnostic in said {
        anstream::println!("{}\n", render(diagnostic, style, &|_| Some(&found.source.text)));
    }
    let facts = || explained.iter().flat_map(|explanation| &explanation.facts);
    let missing = facts().filter(|fact| fact.not_found.is_some()).count();
    anstream::println!(
        "{} read, {missing} not found, {}",
        print::count(facts().count() - missing, "fact"),
        print::count(said.len(), "remark")
    );
}

/// The columns of the terminal, or as many as its user says.
fn width() -> usize {
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let shown = || {
        let size = std::io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
        size.map(|(columns, _)| usize::from(columns.0))
    };
    stated.or_else(shown).unwrap_or(COLUMNS)
}

/// A report on disk.
struct Found {
    settings: Arc<Settings>,
    source: SourceFile,
    /// How the reports beside it write `03/04/2019`, where it needs to know.
    neighbours: Option<DateOrder>,
    /// With whose settings it is read, in words.
    how: String,
    /// What stands before its path so that a terminal can open it.
    prefix: String,
}

impl Found {
    /// Finds the archive of a file: `dir`, or the nearest one above it.
    fn find(file: &Path, dir: Option<&Path>) -> Result<Self, Failure> {
        let project = dir.map(Project::open).transpose()?;
        let path = match &project {
            // A path as `annals check` prints it.
            Some(project) if !file.exists() => project.content.join(file),
            Some(_) | None => file.to_path_buf(),
        };
        if !path.is_file() {
            let what = if path.is_dir() { "is a directory; name a report in it" } else { "does not exist" };
            return Err(Failure::Usage(format!("`{}` {what}", file.display())));
        }
        let path = full(&path)?;
        let project = match project {
            Some(project) => Some(project),
            None => archive_above(&path).map(|dir| Project::open(&from_here(&dir))).transpose()?,
        };
        match project {
            Some(project) => match path.strip_prefix(full_dir(&project.content)?) {
                Ok(inside) => Self::in_archive(project, inside, file),
                Err(_) if dir.is_some() => Err(Failure::Usage(format!(
                    "`{}` is not in the content folder `{}`",
                    file.display(),
                    project.content.display()
                ))),
                Err(_) => Self::alone(&path, file),
            },
            None => Self::alone(&path, file),
        }
    }

    fn in_archive(project: Project, inside: &Path, typed: &Path) -> Result<Self, Failure> {
        let id = FileId::new(&inside.to_string_lossy());
        let listing = project.list(&project.target(None))?;
        let Some(report) = listing.reports.iter().find(|report| report.id == id) else {
            let folder = |path: &str| path.ends_with('/') && id.as_str().starts_with(path);
            let skipped = listing.skipped.iter().find(|other| other.path == id.as_str() || folder(&other.path));
            let why = skipped.map_or("an asset", |skipped| skipped.reason.words());
            return Err(Failure::Usage(format!("`{}` is no report of the archive: {why}", typed.display())));
        };
        let max = project.settings.archive.max_report_bytes;
        let source = source(&project.content, &report.id, report.doubt == Doubt::Text, max)?;
        let neighbours = if order::in_file(&source.text, source.id.as_str()).open {
            let loaded = project.load(&project.target(None), &mut Memo::default())?;
            loaded.reports.order_from_neighbours(&id)
        } else {
            None
        };
        let how = format!("read with the settings of {}", shown(&project.dir.join(SETTINGS_FILE)));
        let prefix = project.prefix();
        Ok(Self { settings: project.settings, source, neighbours, how, prefix })
    }

    /// A report in no archive, with the folder it lies in: that may carry its date.
    fn alone(path: &Path, typed: &Path) -> Result<Self, Failure> {
        let folder = path.parent().unwrap_or(Path::new("/"));
        let root = folder.parent().unwrap_or(folder).to_path_buf();
        let id = FileId::new(&path.strip_prefix(&root).unwrap_or(path).to_string_lossy());
        let sniff = names::kind_of(id.file_name()) != names::Kind::Report;
        let environment = std::env::vars().filter(|(key, _)| key.starts_with("ANNALS_"));
        let Parsed { value, diagnostics } = Settings::for_folder("", environment);
        let wrong = || Failure::Settings { diagnostics, text: String::new(), prefix: String::new() };
        let settings = value.ok_or_else(wrong)?;
        let how = "read alone, with default settings: it stands in no archive".to_string();
        let typed = typed.to_string_lossy().replace('\\', "/");
        let prefix = typed.strip_suffix(id.as_str()).unwrap_or("").to_string();
        let source = source(&root, &id, sniff, settings.archive.max_report_bytes)?;
        Ok(Self { settings: Arc::new(settings), source, neighbours: None, how, prefix })
    }
}

/// The text of a report. `sniff` is whether only its text can tell that it is one.
fn source(root: &Path, id: &FileId, sniff: bool, max: u64) -> Result<SourceFile, Failure> {
    let bytes =
        read::read(root, id, max).map_err(|diagnostic| Failure::Usage(format!("`{id}`: {}", diagnostic.message)))?;
    let no_report = |why: &str| Failure::Usage(format!("`{id}` is no report: {why}"));
    match SourceFile::decode(id.clone(), &bytes) {
        Decoded::Binary(_) => Err(no_report("it holds no text")),
        Decoded::Text(source) if sniff && !syntax::reads_as_report(&source.text) => {
            Err(no_report("its text does not read as one"))
        }
        Decoded::Text(source) => Ok(source),
    }
}

/// A path without `./` in front.
fn shown(path: &Path) -> String {
    let path = path.components().as_path().display().to_string();
    path.strip_prefix("./").unwrap_or(&path).to_string()
}

/// The nearest directory above a file that is an archive.
fn archive_above(file: &Path) -> Option<PathBuf> {
    file.ancestors().skip(1).find(|dir| dir.join(SETTINGS_FILE).is_file()).map(Path::to_path_buf)
}

/// A directory as seen from where the program runs, where that is shorter.
fn from_here(dir: &Path) -> PathBuf {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    let below = here.ok().and_then(|here| dir.strip_prefix(here).ok().map(Path::to_path_buf));
    below.map_or_else(|| dir.to_path_buf(), |below| Path::new(".").join(below))
}

/// A file's path from the root; a link in its place stays one.
fn full(file: &Path) -> Result<PathBuf, Failure> {
    let absolute = std::path::absolute(file).map_err(|error| Failure::Io(file.display().to_string(), error))?;
    let (Some(folder), Some(name)) = (absolute.parent(), absolute.file_name()) else { return Ok(absolute) };
    Ok(full_dir(folder)?.join(name))
}

fn full_dir(dir: &Path) -> Result<PathBuf, Failure> {
    dir.canonicalize().map_err(|error| Failure::Io(dir.display().to_string(), error))
}
