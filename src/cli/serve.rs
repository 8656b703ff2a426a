//! `annals serve`: the site at a loopback address, shown again as soon as a file is saved.
//!
//! 1. `session` opens the archive and makes the first site
//! 2. the server shows it; its address is printed
//! 3. whatever is written below the archive goes to the session, and what it makes of that to the server
//! 4. with `--write`, `publisher` publishes behind the scenes what `annals build` would
//!
//! An error never takes the site away: the last good one stays, with the error on top.

mod publisher;
mod session;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use jiff::civil::Date;

use super::Exit;
use super::print::{Failure, count};
use crate::build::Live;
use crate::diag::{Diagnostic, Severity};
use crate::shell::serve::{Hosts, Server, Show, bind};
use crate::shell::signals::Interrupt;
use crate::shell::watch::{Noticed, Watch};
use publisher::Publisher;
use session::{Session, Update};

/// How many diagnostics are printed at a time.
const MOST: usize = 20;

/// Show the site in a browser while you write
///
/// The site is served from memory at an address of this machine, drafts included, and the page that you look at reloads as
/// soon as you save. What is wrong with a report is shown on its page and said here; the last good site stays. Nothing is
/// written to disk unless you ask with --write. Ctrl-C stops.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Directory of the archive, or any folder of reports
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Listen at this port [default: 3000, or the next free one]
    #[arg(short, long, value_name = "PORT")]
    port: Option<u16>,
    /// Listen at this name or address; any but this machine's own lets others read the archive
    #[arg(short = 'n', long, value_name = "HOST", default_value = "localhost")]
    hostname: String,
    /// Open the site in a browser
    #[arg(short, long)]
    open: bool,
    /// Publish the site too, as `annals build` would, after every change
    #[arg(short, long)]
    write: bool,
    /// Write the site here; with --write [default: build-dir of book.toml, or `public`]
    #[arg(short, long, value_name = "DIR", requires = "write")]
    dest_dir: Option<PathBuf>,
    /// Take this day as today: ages of actions count from it [default: SOURCE_DATE_EPOCH, or the current day]
    #[arg(long, value_name = "DATE", env = "ANNALS_AS_OF")]
    as_of: Option<Date>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let began = Instant::now();
    let listener = bind(&arguments.hostname, arguments.port).map_err(|error| taken(arguments, &error))?;
    let address = listener.local_addr().map_err(|error| Failure::Io("cannot listen".into(), error))?;
    let interrupt = Interrupt::install().map_err(|error| Failure::Io("cannot listen for signals".into(), error))?;
    let (mut session, first) = Session::open(&arguments.dir, arguments.dest_dir.as_deref(), arguments.as_of)?;
    let publisher = if arguments.write { Some(Publisher::start(session.target(), &interrupt)?) } else { None };
    let show = Arc::new(Show::new(first));
    let server = Server::start(listener, Hosts::of(&arguments.hostname, address), Arc::clone(&show));
    let server = server.map_err(|error| Failure::Io("cannot start the server".into(), error))?;
    let stopper = session.watch().stopper();
    interrupt
        .on_request(move || stopper.stop())
        .map_err(|error| Failure::Io("cannot listen for signals".into(), error))?;

    let mut said = Said::default();
    said.news(&session, &show.current().live);
    let url = url(&arguments.hostname, address.port());
    anstream::println!("{} in {:.1} s", count(session.reports(), "report"), began.elapsed().as_secs_f64());
    if !address.ip().is_loopback() {
        anstream::println!("everybody who can reach this machine can read the archive");
    }
    said.polling(session.watch());
    anstream::println!("serving {url} (Ctrl-C stops)");
    if arguments.open
        && let Err(error) = crate::shell::open_in_browser(&url)
    {
        anstream::eprintln!("cannot open a browser: {error}");
    }
    if let Some(publisher) = &publisher {
        publisher.publish(session.job());
    }
    session.keep();
    loop {
        let noticed = session.watch().wait();
        if noticed == Noticed::Stop {
            break;
        }
        said.polling(session.watch());
        let began = Instant::now();
        let Some(Update { snapshot, what }) = session.update(&noticed) else { continue };
        let last = show.put(snapshot);
        anstream::println!("{what}, shown after {} ms", began.elapsed().as_millis());
        said.troubles(&session);
        said.news(&session, &show.current().live);
        if let Some(publisher) = &publisher {
            publisher.publish(session.job());
        }
        // A large site takes a while to be let go of, and somebody may save again meanwhile.
        std::thread::spawn(move || drop(last));
    }
    drop(server);
    drop(publisher);
    Ok(Exit::Complete)
}

fn taken(arguments: &Arguments, error: &std::io::Error) -> Failure {
    let port = arguments.port.map_or_else(|| "a port from 3000 on".to_owned(), |port| format!("port {port}"));
    let help = "choose another one with --port, or none to take the next free one";
    Failure::Usage(format!("cannot listen at {} on {port}: {error}; {help}", arguments.hostname))
}

/// The address that a browser is sent to.
fn url(host: &str, port: u16) -> String {
    match host {
        "0.0.0.0" | "::" => format!("http://localhost:{port}/"),
        host if host.contains(':') && !host.starts_with('[') => format!("http://[{host}]:{port}/"),
        host => format!("http://{host}:{port}/"),
    }
}

/// What the terminal has been told already.
#[derive(Default)]
struct Said {
    diagnostics: HashSet<(String, String)>,
    troubles: Vec<String>,
    polling: Option<String>,
}

impl Said {
    /// Prints what was noticed and was not there before.
    fn news(&mut self, session: &Session, live: &Live) {
        let key = |diagnostic: &Diagnostic| {
            let file = diagnostic.labels.first().map(|label| label.file.to_string());
            (file.unwrap_or_default(), diagnostic.message.clone())
        };
        let all = session.of_files().iter().chain(live.build().diagnostics.iter());
        let loud: Vec<&Diagnostic> = all.filter(|diagnostic| diagnostic.severity() <= Severity::Warning).collect();
        let new = loud.iter().filter(|diagnostic| !self.diagnostics.contains(&key(diagnostic)));
        let new: Vec<Diagnostic> = new.map(|diagnostic| (*diagnostic).clone()).collect();
        let told = session.print(&new, MOST);
        if told > MOST {
            anstream::eprintln!("{} more; `annals check` shows all\n", count(told - MOST, "message"));
        }
        self.diagnostics = loud.into_iter().map(key).collect();
    }

    /// Prints what keeps the site from being up to date, each error once.
    fn troubles(&mut self, session: &Session) {
        let troubles: Vec<String> = session.troubles().map(|trouble| trouble.text.clone()).collect();
        for text in troubles.iter().filter(|text| !self.troubles.contains(text)) {
            anstream::eprintln!("{text}\n\nthe last good site is still shown\n");
        }
        self.troubles = troubles;
    }

    fn polling(&mut self, watch: &Watch) {
        let polling = watch.polling().map(str::to_owned);
        if self.polling != polling {
            if let Some(why) = &polling {
                anstream::println!("looking for changes every second: {why}");
            }
            self.polling = polling;
        }
    }
}
