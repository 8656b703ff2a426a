//! The command line: one file a subcommand, each from what was typed to an exit status.
//!
//! [`main`] parses the arguments, runs the command and says how it ended: 0 complete, 1 done but something is named as
//! degraded, skipped or found wanting, 2 usage, configuration or theme error with nothing touched, 3 could not publish
//! with the old site intact, 130 interrupted.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    clippy::disallowed_types,
    reason = "this is where the effects are"
)]

mod build;
mod check;
mod completions;
mod config;
mod explain;
mod export;
mod import;
mod init;
mod new;
mod print;
mod project;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod similar;
mod stats;
mod theme;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Publish an archive of incident reports as a static site
///
/// annals reads incident reports as teams really write them (Markdown with header tables, labels, timelines, front
/// matter or none of it) and builds a site that works from any web server, a subfolder or a file share: timelines, a
/// page for every application, cause and owner, and what was promised.
///
/// A directory with a book.toml is an archive. Any other directory is taken as a folder of reports.
#[derive(Debug, Parser)]
#[command(name = "annals", version, max_term_width = 100, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Work with this many threads [default: one a core]
    #[arg(long, global = true, value_name = "N", env = "ANNALS_THREADS")]
    threads: Option<usize>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Begin an archive: its settings, and a template for reports
    Init(init::Arguments),
    /// Begin a report
    New(new::Arguments),
    /// Make reports of a table of incidents
    Import(import::Arguments),
    /// Build the site of an archive
    Build(build::Arguments),
    /// Show the site in a browser while you write
    #[cfg(feature = "serve")]
    Serve(serve::Arguments),
    /// Say what reports leave unclear, without building
    Check(check::Arguments),
    /// Write the facts of all incidents as JSON or CSV
    Export(export::Arguments),
    /// Find incidents by text, application, cause, owner or day
    Search(search::Arguments),
    /// Tell in figures what the archive holds
    Stats(stats::Arguments),
    /// Show why a report reads as it does
    Explain(explain::Arguments),
    /// Show earlier incidents that one is like, and promises that came back
    Similar(similar::Arguments),
    /// Begin a theme of your own, check it, and show what themes can rely on
    Theme(theme::Arguments),
    /// Show the settings that book.toml can hold
    Config(config::Arguments),
    /// Write the completions of a shell
    Completions(completions::Arguments),
}

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// All is well.
    Complete,
    /// Done, but something is named as degraded, skipped or found wanting.
    Degraded,
    /// Wrong usage, configuration or theme: nothing was touched.
    Usage,
    /// The site could not be published; the old one is intact.
    Unpublished,
    /// Stopped by a signal; the old site is intact.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Complete => 0,
            Exit::Degraded => 1,
            Exit::Usage => 2,
            Exit::Unpublished => 3,
            Exit::Interrupted => 130,
        })
    }
}

/// Runs the program with the arguments it was started with.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(threads) = arguments.threads {
        // Fails only where a pool exists already; then that one serves.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
    let ended = match arguments.command {
        Command::Init(arguments) => init::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Build(arguments) => build::run(&arguments),
        #[cfg(feature = "serve")]
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Search(arguments) => search::run(&arguments),
        Command::Stats(arguments) => stats::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Similar(arguments) => similar::run(&arguments),
        Command::Theme(arguments) => theme::run(&arguments),
        Command::Config(arguments) => config::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
    };
    match ended {
        Ok(exit) => exit.into(),
        Err(failure) => print::failure(&failure).into(),
    }
}
