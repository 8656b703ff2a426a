//! `annals completions`: a script that teaches a shell the command line.

use clap::CommandFactory;

use super::Exit;
use super::print::Failure;

/// Write the completions of a shell
///
/// For bash: annals completions bash > ~/.local/share/bash-completion/completions/annals
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The shell
    shell: clap_complete::Shell,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let mut command = super::Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "annals", &mut std::io::stdout());
    Ok(Exit::Complete)
}
