//! `annals config`: what book.toml can hold.

use super::Exit;
use super::print::Failure;
use crate::config;

/// Show the settings that book.toml can hold
///
/// Without a flag, a reference of all keys as Markdown. `--schema` writes a JSON Schema for editors.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Write a JSON Schema of book.toml
    #[arg(long)]
    schema: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let text = if arguments.schema { format!("{:#}\n", config::json_schema()) } else { config::reference_markdown() };
    anstream::print!("{text}");
    Ok(Exit::Complete)
}
