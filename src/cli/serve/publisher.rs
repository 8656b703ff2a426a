//! Publishes behind the scenes what `annals build` would: the site without drafts. Of several states that wait only the last
//! one is published.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use jiff::civil::Date;

use crate::archive::Drafts;
use crate::build::{BuildError, Reports, Surroundings, link};
use crate::cli::build::Publishing;
use crate::cli::print::{Failure, count};
use crate::config::Settings;
use crate::shell::publish::{PublishError, Stage, Target};
use crate::shell::signals::Interrupt;
use crate::theme::Theme;

/// A state of the archive.
#[derive(Debug)]
pub(super) struct Job {
    pub reports: Reports,
    pub surroundings: Surroundings,
    pub settings: Arc<Settings>,
    pub as_of: Date,
    pub theme: Theme,
    pub dir: PathBuf,
    pub content: PathBuf,
}

/// Publishes in a thread of its own until it is dropped.
#[derive(Debug)]
pub(super) struct Publisher {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Publisher {
    /// Publishes to `target` whatever [`publish`](Self::publish) is given.
    pub(super) fn start(target: PathBuf, interrupt: &Interrupt) -> Result<Self, Failure> {
        let (jobs, waiting) = channel::<Job>();
        let interrupt = interrupt.clone();
        let work = move || {
            while let Ok(first) = waiting.recv() {
                let job = waiting.try_iter().last().unwrap_or(first);
                match run(&job, &target, &interrupt) {
                    Ok(written) => anstream::println!("published to {}: {written}", target.display()),
                    Err(Failure::Interrupted) => return,
                    Err(failure) => anstream::eprintln!("{}\n", failure.text(false)),
                }
            }
        };
        let thread = std::thread::Builder::new().name("annals-publish".to_owned()).spawn(work);
        let thread = thread.map_err(|error| Failure::Io("cannot start to publish".into(), error))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Publishes this state as soon as the one before is.
    pub(super) fn publish(&self, job: Job) {
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(job);
        }
    }
}

fn run(job: &Job, target: &Path, interrupt: &Interrupt) -> Result<String, Failure> {
    let target = Target::check(target, &job.content, &job.dir).map_err(Failure::Publish)?;
    let build = link(&job.reports, job.surroundings.clone(), &job.settings, job.as_of, Drafts::LeftOut);
    let stage = Stage::begin(target).map_err(Failure::Publish)?;
    let sink =
        Publishing { stage: &stage, content: &job.content, interrupt, known: HashMap::new(), made: Mutex::default() };
    build.render(job.theme.clone(), None, &sink).map_err(|error| match error {
        BuildError::Theme(error) => Failure::Theme(error),
        BuildError::Sink(_) if interrupt.requested() => Failure::Interrupted,
        BuildError::Sink(error) => Failure::Io("cannot write the site; the old one is intact".into(), error),
    })?;
    if interrupt.requested() {
        return Err(Failure::Interrupted);
    }
    let published = stage.commit().map_err(|error: PublishError| Failure::Publish(error))?;
    Ok(format!("{} written, {} unchanged", count(published.written, "file"), published.unchanged))
}

impl Drop for Publisher {
    /// What is being published is given up by the interrupt that ends the program.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
