//! Publishes behind the scenes what `annals build` would: the site without drafts. Of several states that wait only the last
//! one is published.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;

use jiff::civil::Date;

use crate::archive::Drafts;
use crate::build::{LinkMemo, Reports, Surroundings, link_over};
use crate::cli::build::{Last, publish, tree_of};
use crate::cli::print::{Failure, count};
use crate::config::Settings;
use crate::shell::cache::Cache;
use crate::shell::publish::{Published, Target};
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

/// What the last state leaves for the next one.
#[derive(Debug, Default)]
struct Kept {
    linked: LinkMemo,
    last: Last,
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
            let mut kept = Kept::default();
            while let Ok(first) = waiting.recv() {
                let job = waiting.try_iter().last().unwrap_or(first);
                match run(&job, &target, &mut kept, &interrupt) {
                    Ok(Published { written, unchanged, .. }) => {
                        let (target, written) = (target.display(), count(written, "file"));
                        anstream::println!("published to {target}: {written} written, {unchanged} unchanged");
                    }
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

/// Publishes a state over what was published last; pages that are as they were are not made again.
fn run(job: &Job, target: &Path, kept: &mut Kept, interrupt: &Interrupt) -> Result<Published, Failure> {
    let target = Target::check(target, &job.content, &job.dir).map_err(Failure::Publish)?;
    let place = Cache::of(&job.content).and_then(|cache| cache.place(&tree_of(&target)));
    let with = (job.as_of, Drafts::LeftOut);
    let build = link_over(&job.reports, job.surroundings.clone(), &job.settings, with, &mut kept.linked);
    let known = Some(std::mem::take(&mut kept.last));
    let (published, made) = publish(&build, (job.theme.clone(), target, place), known, &job.content, interrupt)?;
    kept.last = made;
    Ok(published)
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
