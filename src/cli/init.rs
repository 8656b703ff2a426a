//! `annals init`: what an archive begins with.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Exit;
use super::print::Failure;
use super::project::{Project, SETTINGS_FILE, title_of};
use crate::shell;

/// Begin an archive: its settings, and a template for reports
///
/// Writes book.toml, and in `content/` a template that `annals new` fills in. A folder that holds reports already stays as it
/// is: book.toml says that they are there. Nothing that is there is overwritten.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Directory of the archive; made where it is not there
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The name of the archive [default: that of the directory]
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
}

/// Where the template for reports lies, below the content folder.
pub(super) const TEMPLATE: &str = "templates/incident.md";

/// The template that an archive begins with, and that `annals new` takes where there is none.
pub(super) const TEMPLATE_TEXT: &str = include_str!("init/incident.md");

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let dir = &arguments.dir;
    let src = source_of(dir)?;
    let title = arguments.title.clone().unwrap_or_else(|| title_of(dir));
    // A JSON string is a TOML string too.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let settings = include_str!("init/book.toml").replace("TITLE", &quoted(&title)).replace("SRC", &quoted(src));
    write(dir, SETTINGS_FILE, &settings)?;
    if src != "." {
        match write(&dir.join(src), TEMPLATE, TEMPLATE_TEXT) {
            // A team's own template stays.
            Err(Failure::Usage(_)) => {}
            written => written?,
        }
    }
    anstream::println!("\n`annals new \"What happened\"` begins a report, `annals serve -o` shows the site.");
    Ok(Exit::Complete)
}

/// The content folder of the archive to be: the directory itself where it holds reports, and no folder for them.
fn source_of(dir: &Path) -> Result<&'static str, Failure> {
    if dir.join(SETTINGS_FILE).exists() {
        let message = format!("`{}` is there already: this is an archive", dir.join(SETTINGS_FILE).display());
        return Err(Failure::Usage(message));
    }
    if !dir.exists() || dir.join("content").is_dir() {
        return Ok("content");
    }
    let project = Project::open(dir)?;
    Ok(if project.list(&project.target(None))?.reports.is_empty() { "content" } else { "." })
}

/// Writes a file below a folder and says so; what is there already stays, and is an error of usage.
pub(super) fn write(folder: &Path, path: &str, text: &str) -> Result<(), Failure> {
    let shown = folder.join(path);
    match shell::write_new(folder, path, text) {
        Ok(()) => {
            anstream::println!("{}", shown.display());
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(Failure::Usage(format!("`{}` is there already", shown.display())))
        }
        Err(error) => Err(Failure::Io(format!("cannot write `{}`", shown.display()), error)),
    }
}
