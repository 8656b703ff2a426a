//! `annals build`: reads everything, renders everything beside the target, swaps it in, and accounts for every file.

mod last;
mod single;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use jiff::civil::Date;

use super::Exit;
use super::print::{self, Failure, count};
use super::project::{Loaded, Project, REPORTS, as_of};
use crate::archive::Drafts;
use crate::build::{Build, BuildError, PageMemo, Sink, link};
use crate::diag::Severity;
use crate::output::{OutputBody, OutputFile, SitePath};
use crate::shell::cache::Cache;
use crate::shell::publish::{Copied, Published, Stage, Target};
use crate::shell::read::{path_of, read};
use crate::shell::signals::Interrupt;
use crate::source::ContentHash;
use crate::theme::Theme;
pub(super) use last::Last;
use last::Made;

/// How many diagnostics a build prints; `annals check` prints all.
const MOST: usize = 20;

/// Build the site of an archive
///
/// The site is written beside the target and swapped in at the end, so that readers see the old site or the new one and
/// nothing between. Only files that annals wrote itself are ever removed.
///
/// Exit status: 0 complete; 1 published, but files are named as degraded or skipped, or something is an error by
/// [lint]; 2 usage, configuration or theme
/// error, nothing touched; 3 could not publish, the old site is intact; 130 on interrupt.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Directory of the archive, or any folder of reports
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Write the site here [default: build-dir of book.toml, or `public`]
    #[arg(short, long, value_name = "DIR")]
    dest_dir: Option<PathBuf>,
    /// Open the site in a browser when it is built
    #[arg(short, long)]
    open: bool,
    /// Take this day as today: ages of actions count from it [default: SOURCE_DATE_EPOCH, or the day of the build]
    #[arg(long, value_name = "DATE", env = "ANNALS_AS_OF")]
    as_of: Option<Date>,
    /// Publish drafts too
    #[arg(long)]
    drafts: bool,
    /// Make everything anew: take nothing from the cache of an earlier build, and leave none
    #[arg(long)]
    no_cache: bool,
    /// Say nothing but errors
    #[arg(short, long)]
    quiet: bool,
    /// Write nothing but this report, as one HTML file with style sheets and pictures inside: to attach to a mail
    ///
    /// Goes to standard output, or where `--output` says. Links to other pages lead to the published site where `site-url`
    /// names its host, and are plain text otherwise. Of a log, name one incident: `log.md#2024-03-12-disk-full`.
    #[arg(long, value_name = "REPORT", conflicts_with_all = ["dest_dir", "drafts", "no_cache"])]
    single: Option<PathBuf>,
    /// Write the file of `--single` here instead of standard output
    #[arg(long, value_name = "FILE", requires = "single")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    if let Some(report) = &arguments.single {
        return single::run(report, arguments);
    }
    let began = Instant::now();
    keep_freed_memory();
    let interrupt = Interrupt::install().map_err(|error| Failure::Io("cannot listen for signals".into(), error))?;
    let project = Project::open(&arguments.dir)?;
    let today = as_of(arguments.as_of, &project.settings)?;
    let theme = project.theme()?;
    let target_dir = project.target(arguments.dest_dir.as_deref());
    let target = Target::check(&target_dir, &project.content, &project.dir).map_err(Failure::Publish)?;

    let cache = if arguments.no_cache { None } else { Cache::of(&project.content) };
    let mut memo = project.remembered(cache.as_ref()).at_once();
    let loaded = project.load(&target_dir, &mut memo)?;
    let drafts = if arguments.drafts { Drafts::Shown } else { Drafts::LeftOut };
    let of_site = format!("site-{}", name_of(&target));
    let place = cache.as_ref().and_then(|cache| cache.place(&tree_of(&target)));
    let made_from = last::made_from(&memo, &loaded.surroundings(), &project.settings, &theme, (today, drafts));
    let last = cache.as_ref().and_then(|cache| Last::from_bytes(&cache.read(&of_site)));
    let is_same = |last: &Last| last.made_from == Some(made_from) && !loaded.has_unread();
    // Linking takes one thread, and so does writing the cache; the others have something to do meanwhile.
    let (build, stands) = std::thread::scope(|scope| {
        let stands = || last.as_ref().is_some_and(|last| is_same(last) && last.still_stands(&target, &project.content));
        let stands = scope.spawn(stands);
        let build = link(&loaded.reports, loaded.surroundings(), &project.settings, today, drafts);
        (build, stands.join().unwrap_or(false))
    });
    let published = match last {
        Some(last) if stands => Published { unchanged: last.files.len(), ..Published::default() },
        last => std::thread::scope(|scope| {
            let is_other = loaded.reports.remembered < loaded.reports.files.len() || memo.has_dropped();
            if let Some(cache) = cache.as_ref().filter(|_| is_other) {
                scope.spawn(|| cache.write(REPORTS, |out| memo.write(out)));
            }
            let known = cache.as_ref().map(|_| last.unwrap_or_default());
            let (published, last) = publish(&build, (theme, target, place), known, &project.content, &interrupt)?;
            if let Some(cache) = &cache {
                let site = Last { made_from: Some(made_from), ..last }.to_bytes();
                cache.write(&of_site, |out| out.write_all(&site));
            }
            Ok(published)
        })?,
    };

    let index = target_dir.join("index.html");
    if !arguments.quiet {
        let all: Vec<_> = loaded.listing.diagnostics.iter().chain(build.diagnostics.iter()).cloned().collect();
        let told = print::diagnostics(&all, &loaded.reports, &project, Severity::Warning, MOST);
        if told > MOST {
            anstream::eprintln!(
                "{} more; `annals check {}` shows all\n",
                count(told - MOST, "message"),
                arguments.dir.display()
            );
        }
        anstream::eprintln!(
            "{} written, {} unchanged, {} removed in {:.1} s",
            count(published.written, "file"),
            published.unchanged,
            published.removed,
            began.elapsed().as_secs_f64()
        );
        anstream::println!("open {}", index.strip_prefix(".").unwrap_or(&index).display());
        anstream::println!(
            "{}",
            account(&loaded, &build.account, build.archive.incidents.len(), build.archive.drafts_left_out)
        );
    }
    if arguments.open {
        crate::shell::open_in_browser(&index)
            .map_err(|error| Failure::Io(format!("cannot open {}", index.display()), error))?;
    }
    let has_error = build.diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error);
    let degraded = loaded.has_loss() || build.account.degraded > 0 || has_error;
    // The process ends here: the system takes all back at once, where dropping a large archive goes through every text.
    std::mem::forget((build, loaded));
    Ok(if degraded { Exit::Degraded } else { Exit::Complete })
}

/// By what name the cache knows a target.
fn name_of(target: &Target) -> String {
    ContentHash::of(target.path().as_os_str().as_encoded_bytes()).hex(16)
}

/// Under which name the cache holds the folders that the next site of a target is gathered in.
pub(super) fn tree_of(target: &Target) -> String {
    format!("tree-{}", name_of(target))
}

/// Renders the site beside its target and swaps it in; gives what was published, for the next build. `known` is what the last one
/// published; without it, nothing is hashed.
pub(super) fn publish(
    build: &Build,
    (theme, target, place): (Theme, Target, Option<PathBuf>),
    known: Option<Last>,
    content: &Path,
    interrupt: &Interrupt,
) -> Result<(Published, Last), Failure> {
    let stage = Stage::begin(target).map_err(Failure::Publish)?.with_spare(place);
    let (mut memo, mut hashes) = (None, HashMap::new());
    if let Some(Last { files, pages, made_from: _ }) = known {
        memo = Some(PageMemo::from_pairs(pages));
        hashes = files.into_iter().map(|made| (made.path, made.hash)).collect();
    }
    let sink = Publishing { stage: &stage, content, interrupt, known: hashes, made: Mutex::default() };
    build.render(theme, memo.as_mut(), &sink).map_err(|error| match error {
        BuildError::Theme(error) => Failure::Theme(error),
        BuildError::Sink(error) if error.kind() == io::ErrorKind::Interrupted => Failure::Interrupted,
        BuildError::Sink(error) => Failure::Io("cannot write the site; the old one is intact".into(), error),
    })?;
    if interrupt.requested() {
        return Err(Failure::Interrupted);
    }
    let mut files = sink.made.into_inner().unwrap_or_else(PoisonError::into_inner);
    files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let pages = memo.map(PageMemo::into_pairs).unwrap_or_default();
    Ok((stage.commit().map_err(Failure::Publish)?, Last { made_from: None, files, pages }))
}

/// Makes glibc keep what pages free for the pages after them. It takes the size of the largest mapped block that was freed as
/// a sign of what the program needs, and gives back only what is twice that (`M_MMAP_THRESHOLD` in mallopt(3)); by
/// default, every page has memory mapped and unmapped for it. Other allocators see a block come and go.
fn keep_freed_memory() {
    const MOST_THAT_COUNTS: usize = 31 * 1024 * 1024;
    drop(std::hint::black_box(Vec::<u8>::with_capacity(MOST_THAT_COUNTS)));
}

/// The last line: every file that was found, in one of five groups.
fn account(loaded: &Loaded, account: &crate::site::Account, incidents: usize, drafts: u32) -> String {
    let pages = account.reports as usize - drafts as usize;
    let found = pages + drafts as usize + account.skipped.len() + account.other as usize;
    debug_assert_eq!(found, loaded.listing.total(), "every file is accounted for");
    let mut out = format!("{} found: {} with a page", count(found, "file"), count(pages, "report"));
    if incidents != pages {
        out.push_str(&format!(" ({})", count(incidents, "incident")));
    }
    out.push_str(&format!(", {} degraded, {} skipped", account.degraded, account.skipped.len()));
    if drafts > 0 {
        out.push_str(&format!(", {}", count(drafts as usize, "draft")));
    }
    out.push_str(&format!(", {} no reports", account.other));
    out
}

/// Puts files into the stage until a signal asks to stop.
struct Publishing<'a> {
    stage: &'a Stage,
    content: &'a Path,
    interrupt: &'a Interrupt,
    /// The hashes of the files that the last build published.
    known: HashMap<String, ContentHash>,
    /// What was put there.
    made: Mutex<Vec<Made>>,
}

impl Sink for Publishing<'_> {
    fn put(&self, file: OutputFile) -> io::Result<()> {
        self.interrupt.check()?;
        let (copy_of, hash) = match file.body {
            OutputBody::Bytes(bytes) => {
                self.stage.put(&file.path, &bytes)?;
                (None, ContentHash::of(&bytes))
            }
            OutputBody::Asset(id) => {
                let Some(from) = path_of(self.content, &id) else { return Ok(()) };
                let Copied::Done = self.stage.copy(&file.path, &from)? else { return Ok(()) };
                let bytes = read(self.content, &id, u64::MAX).unwrap_or_default();
                (Some(id), ContentHash::of(&bytes))
            }
        };
        let made = Made { path: file.path.as_str().to_owned(), copy_of, hash };
        self.made.lock().unwrap_or_else(PoisonError::into_inner).push(made);
        Ok(())
    }

    fn keep(&self, path: &SitePath) -> bool {
        let Some(hash) = self.known.get(path.as_str()) else { return false };
        let kept = self.interrupt.check().and_then(|()| self.stage.keep(path, |bytes| ContentHash::of(bytes) == *hash));
        if !kept.unwrap_or(false) {
            return false;
        }
        let made = Made { path: path.as_str().to_owned(), copy_of: None, hash: *hash };
        self.made.lock().unwrap_or_else(PoisonError::into_inner).push(made);
        true
    }
}
