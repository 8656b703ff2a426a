//! `annals config`: what book.toml can hold.

use super::Exit;
use super::print::Failure;
use crate::{config, diag};

/// Show the settings that book.toml can hold
///
/// Without a flag, a reference of all keys as Markdown.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Write a JSON Schema of book.toml
    #[arg(long)]
    schema: bool,
    /// Write what every diagnostic means, and its name for [lint], as Markdown
    #[arg(long, conflicts_with = "schema")]
    diagnostics: bool,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let text = if arguments.schema {
        format!("{:#}\n", config::json_schema())
    } else if arguments.diagnostics {
        diag::reference_markdown()
    } else {
        config::reference_markdown()
    };
    anstream::print!("{text}");
    Ok(Exit::Complete)
}
