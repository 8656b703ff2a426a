//! `annals theme`: begin a theme, check it, and what themes can rely on.

use std::path::{Path, PathBuf};

use super::Exit;
use super::print::{self, Failure, count};
use super::project::Project;
use crate::build::trial;
use crate::config::{BuiltinTheme, ThemeRef};
use crate::diag::Severity;
use crate::diag::render::{Style, render};
use crate::shell;
use crate::theme::{ThemeFiles, builtin_named};
use crate::view::contract;

/// Begin a theme of your own, check it, and show what themes can rely on
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Begin a theme: settings, a style sheet and an override, all to be changed
    ///
    /// Writes `themes/NAME/` below the archive. Nothing that is there is overwritten.
    Init {
        /// The name of the theme
        name: String,
        /// Directory of the archive
        #[arg(default_value = ".")]
        dir: PathBuf,
    },
    /// Look for mistakes in a theme
    ///
    /// Renders every kind of page from a sample that comes with annals, and goes through every file of the theme: names that no
    /// page gives, files and blocks that nothing uses, pictures that are missing, colours that are hard to read, and what the
    /// policy of pages forbids.
    ///
    /// Exit status: 0 nothing to say; 1 something was found; 2 usage or configuration error.
    Check {
        /// The name or folder of the theme [default: the one of book.toml]
        name: Option<String>,
        /// Directory of the archive
        #[arg(long, value_name = "DIR", default_value = ".")]
        dir: PathBuf,
    },
    /// Show what the templates of every kind of page are given, as Markdown
    Contract,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    match &arguments.command {
        Command::Init { name, dir } => init(name, dir),
        Command::Check { name, dir } => check(name.as_deref(), dir),
        Command::Contract => {
            anstream::print!("{}", contract::markdown());
            Ok(Exit::Complete)
        }
    }
}

/// The files that a theme begins with.
const BEGINNING: [(&str, &str); 4] = [
    ("theme.toml", include_str!("theme/theme.toml")),
    ("css/90-own.css", include_str!("theme/own.css")),
    ("templates/base.html", include_str!("theme/base.html")),
    ("README.md", include_str!("theme/README.md")),
];

fn init(name: &str, dir: &Path) -> Result<Exit, Failure> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || !name.chars().all(allowed) {
        let message = format!("`{name}` cannot be the name of a theme; use letters, digits, `-` and `_`");
        return Err(Failure::Usage(message));
    }
    if !dir.is_dir() {
        return Err(Failure::Usage(format!("`{}` does not exist", dir.display())));
    }
    let folder = dir.join("themes").join(name);
    // A theme that is called like a built-in one changes that one.
    let extends = builtin_named(name).unwrap_or(BuiltinTheme::Default).name();
    let text = |text: &str| text.replace("NAME", name).replace("BASE", extends);
    let failed = |error| Failure::Io(format!("cannot write `{}`", folder.display()), error);
    if !shell::is_free(&folder).map_err(failed)? {
        let message = format!("`{}` is there already; take another name, or remove it", folder.display());
        return Err(Failure::Usage(message));
    }
    for (path, words) in BEGINNING {
        shell::write_new(&folder, path, &text(words)).map_err(failed)?;
    }
    for (path, _) in BEGINNING {
        anstream::println!("{}", folder.join(path).display());
    }
    let shown = if builtin_named(name).is_some() { String::new() } else { format!("theme = \"{name}\"\n") };
    if !shown.is_empty() {
        anstream::println!("\nNow write into book.toml:\n\n[output.html]\n{shown}");
    }
    anstream::println!("`annals serve` shows what you change; `annals theme check {name}` looks for mistakes.");
    Ok(Exit::Complete)
}

fn check(name: Option<&str>, dir: &Path) -> Result<Exit, Failure> {
    let project = Project::open(dir)?;
    let reference = match name {
        Some(name) => ThemeRef::named(name).map_err(|what| Failure::Usage(format!("`{name}` {what}")))?,
        None => project.settings.html.theme.clone(),
    };
    let files = project.theme_files_of(&reference)?;
    let found = project.settings.lint.apply(trial::findings(&files));
    let prefix = format!("{}{}/", project.own_prefix(), files.folder);
    let style = Style { colour: print::colour(), prefix: &prefix };
    for finding in &found {
        anstream::eprintln!("{}\n", render(finding, style, &|file| text_of(&files, file.as_str())));
    }
    let of = |severity| found.iter().filter(|finding| finding.severity() == severity).count();
    anstream::println!(
        "{} checked: {}, {}",
        count(files.overrides.len(), "file"),
        count(of(Severity::Error), "error"),
        count(of(Severity::Warning), "warning")
    );
    Ok(if found.is_empty() { Exit::Complete } else { Exit::Degraded })
}

fn text_of<'f>(files: &'f ThemeFiles, path: &str) -> Option<&'f str> {
    let file = files.overrides.iter().find(|file| file.path == path)?;
    std::str::from_utf8(&file.bytes).ok()
}
