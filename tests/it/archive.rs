//! An archive on disk with the real program over it: write files, run `annals`, look at what it published, edit, build
//! again. All end-to-end tests start here.
//!
//! Entry points: [`Archive::new`] for an archive of one's own, [`annals`] for any other folder, [`Site::read`] for what
//! was published. The program runs in an environment of its own (no `ANNALS_*`, a home folder that is empty, a fixed day)
//! and is killed after [`LIMIT`]: a build that hangs is a test that fails.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long the program may take for anything.
pub(crate) const LIMIT: Duration = Duration::from_secs(120);

/// The list of our own files in a published folder: no part of the site.
const MANIFEST: &str = ".annals-manifest";

/// An archive in a folder of its own, next to a home folder. All paths are relative to the archive.
pub(crate) struct Archive {
    root: TempDir,
}

impl Archive {
    /// An archive with these files.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let archive = Self { root: tempfile::tempdir().unwrap() };
        fs::create_dir_all(archive.path("")).unwrap();
        fs::create_dir(archive.home()).unwrap();
        for (path, text) in files {
            archive.write(path, text);
        }
        archive
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Removes a file.
    pub(crate) fn remove(&self, path: &str) -> &Self {
        fs::remove_file(self.path(path)).unwrap();
        self
    }

    /// Where a file of the archive lies.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.path().join("archive").join(path)
    }

    /// The home folder that the program sees.
    pub(crate) fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// The program, about to run in the folder of the archive.
    pub(crate) fn annals(&self, arguments: &[&str]) -> Call {
        annals(&self.path(""), arguments).env("HOME", self.home())
    }

    /// Builds into `public`; the site must be published, with or without something named as degraded.
    pub(crate) fn build(&self) -> Site {
        self.annals(&["build"]).run().published();
        self.site("public")
    }

    /// What was published to a folder.
    pub(crate) fn site(&self, folder: &str) -> Site {
        Site::read(&self.path(folder))
    }

    /// Every file of the archive and of the home folder with its bytes, links by where they lead: what a run may have
    /// touched.
    pub(crate) fn everything(&self) -> BTreeMap<String, Vec<u8>> {
        tree(self.root.path())
    }
}

/// The program, about to run.
pub(crate) struct Call {
    command: Command,
    said: TempDir,
}

/// The program, about to run in `dir` with these arguments.
pub(crate) fn annals(dir: &Path, arguments: &[impl AsRef<OsStr>]) -> Call {
    let mut command = Command::new(env!("CARGO_BIN_EXE_annals"));
    command.args(arguments).current_dir(dir);
    let ours = std::env::vars_os().map(|(key, _)| key).filter(|key| key.to_string_lossy().starts_with("ANNALS_"));
    for key in ours
        .map(|key| key.to_string_lossy().into_owned())
        .chain(["TZ", "LC_ALL", "LANG", "CLICOLOR_FORCE"].map(String::from))
    {
        command.env_remove(key);
    }
    // A cache of its own: what one test leaves is nothing to another.
    let said = tempfile::tempdir().unwrap();
    command.env("XDG_CACHE_HOME", said.path().join("cache"));
    // The 1st of March 2024.
    command.env("SOURCE_DATE_EPOCH", "1709251200").env("NO_COLOR", "1");
    Call { command, said }
}

impl Call {
    /// With a variable of the environment.
    pub(crate) fn env(mut self, key: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(key, value);
        self
    }

    /// Without a variable of the environment.
    pub(crate) fn without(mut self, key: &str) -> Self {
        self.command.env_remove(key);
        self
    }

    /// With further arguments.
    pub(crate) fn args(mut self, arguments: &[&str]) -> Self {
        self.command.args(arguments);
        self
    }

    /// Starts the program and does not wait.
    pub(crate) fn start(mut self) -> Running {
        let file = |name: &str| File::create(self.said.path().join(name)).unwrap();
        self.command.stdin(Stdio::null()).stdout(file("out")).stderr(file("err"));
        Running { child: self.command.spawn().unwrap(), said: self.said, started: Instant::now() }
    }

    /// Runs the program to its end.
    pub(crate) fn run(self) -> Run {
        self.start().wait()
    }
}

/// The program while it runs. One that is dropped is killed.
pub(crate) struct Running {
    child: Child,
    said: TempDir,
    started: Instant,
}

impl Running {
    /// Its process id.
    #[cfg(unix)]
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it still runs.
    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits for its end; fails where that does not come.
    pub(crate) fn wait(mut self) -> Run {
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(self.started.elapsed() < LIMIT, "annals hangs; it said:\n{}", self.text("err"));
            std::thread::sleep(Duration::from_millis(2));
        };
        Run { status, out: self.text("out"), err: self.text("err") }
    }

    /// What it said so far, on `out` or `err`.
    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8_lossy(&fs::read(self.said.path().join(name)).unwrap()).into_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How the program ended, and what it said.
pub(crate) struct Run {
    status: ExitStatus,
    /// On standard output.
    pub(crate) out: String,
    /// On standard error.
    pub(crate) err: String,
}

impl Run {
    /// Its exit status; the program must not have been killed.
    pub(crate) fn code(&self) -> i32 {
        self.status.code().unwrap_or_else(|| panic!("killed\n{}{}", self.err, self.out))
    }

    /// Ends with this status.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code(), code, "\n{}{}", self.err, self.out);
        self
    }

    /// Ends with 0 or 1: there is a site, something may be named as degraded.
    #[track_caller]
    pub(crate) fn published(self) -> Self {
        assert!(matches!(self.code(), 0 | 1), "{}\n{}{}", self.code(), self.err, self.out);
        self
    }

    /// Says each of these on standard error.
    #[track_caller]
    pub(crate) fn says(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.err.contains(part), "missing: {part}\n\n{}", self.err);
        }
        self
    }

    /// The account of the last line.
    #[track_caller]
    pub(crate) fn account(&self) -> Account {
        let line = self.out.trim_end().lines().last().unwrap_or_default();
        Account::read(line).unwrap_or_else(|| panic!("the last line is no account: {line:?}"))
    }
}

/// The last line of a build: every file found, in one group each.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Account {
    /// All files.
    pub(crate) found: usize,
    /// Reports with a page.
    pub(crate) pages: usize,
    /// Incidents, where they are not as many as the reports.
    pub(crate) incidents: usize,
    /// Those of the reports that lack something; counted among them.
    pub(crate) degraded: usize,
    /// Drafts that were left out.
    pub(crate) drafts: usize,
    /// What has no page and should have one.
    pub(crate) skipped: usize,
    /// What is no report.
    pub(crate) other: usize,
}

impl Account {
    /// Reads `47 files found: 40 reports with a page, 0 degraded, 0 skipped, 1 draft, 6 no reports`.
    fn read(line: &str) -> Option<Self> {
        let (found, groups) = line.split_once(" found: ")?;
        let number = |text: &str| text.split(' ').next()?.parse::<usize>().ok();
        let mut account = Self { found: number(found)?, ..Self::default() };
        let mut incidents = None;
        for group in groups.split(", ") {
            let count = number(group)?;
            let words = group.split_once(' ')?.1;
            if let Some((_, inner)) = words.split_once('(') {
                incidents = Some(number(inner)?);
            }
            match words.split(" (").next()? {
                "report with a page" | "reports with a page" => account.pages = count,
                "degraded" => account.degraded = count,
                "skipped" => account.skipped = count,
                "draft" | "drafts" => account.drafts = count,
                "no report" | "no reports" => account.other = count,
                _ => return None,
            }
        }
        account.incidents = incidents.unwrap_or(account.pages);
        Some(account)
    }

    /// Whether the groups make up the whole.
    pub(crate) fn adds_up(&self) -> bool {
        self.found == self.pages + self.drafts + self.skipped + self.other && self.degraded <= self.pages
    }
}

/// A published site: its files by path, `/` as separator.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Site {
    /// The files, without the list that annals keeps of them.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

impl Site {
    /// Everything below a folder.
    pub(crate) fn read(dir: &Path) -> Self {
        let mut files = tree(dir);
        files.remove(MANIFEST);
        Self { files }
    }

    /// A file as text.
    #[track_caller]
    pub(crate) fn text(&self, path: &str) -> &str {
        let Some(bytes) = self.files.get(path) else { panic!("no {path} among\n{}", self.paths().join("\n")) };
        std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// All paths, in order.
    pub(crate) fn paths(&self) -> Vec<&str> {
        self.files.keys().map(String::as_str).collect()
    }

    /// The page of each incident, by path, with the record beside it.
    pub(crate) fn incidents(&self) -> Vec<(String, serde_json::Value)> {
        let records = self.files.iter().filter_map(|(path, bytes)| Some((path.strip_suffix("incident.json")?, bytes)));
        records.map(|(folder, bytes)| (format!("{folder}index.html"), serde_json::from_slice(bytes).unwrap())).collect()
    }

    /// The path of the page that a report has.
    #[track_caller]
    pub(crate) fn page_of(&self, source: &str) -> String {
        let found: Vec<_> = self.incidents().into_iter().filter(|(_, record)| record["source"] == source).collect();
        assert_eq!(found.len(), 1, "{source} has pages: {found:?}");
        found[0].0.clone()
    }

    /// Fails with the paths of the files that are not the same in both.
    #[track_caller]
    pub(crate) fn assert_same(&self, other: &Self, what: &str) {
        let all = self.files.keys().chain(other.files.keys());
        let differ: std::collections::BTreeSet<_> =
            all.filter(|path| self.files.get(*path) != other.files.get(*path)).collect();
        assert!(differ.is_empty(), "{what}: these files differ: {differ:?}");
    }
}

/// Every file below a folder with its bytes; links as where they lead, pipes and the like as nothing.
fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    for entry in walkdir::WalkDir::new(dir) {
        let entry = entry.unwrap();
        let kind = entry.file_type();
        if kind.is_dir() {
            continue;
        }
        let path = entry.path().strip_prefix(dir).unwrap().to_string_lossy().replace('\\', "/");
        let bytes = if kind.is_symlink() {
            fs::read_link(entry.path()).unwrap().as_os_str().as_encoded_bytes().to_vec()
        } else if kind.is_file() {
            fs::read(entry.path()).unwrap()
        } else {
            Vec::new()
        };
        out.insert(path, bytes);
    }
    out
}

/// The made-up archive that comes with annals.
pub(crate) fn demo() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn an_account_is_read() {
    let check = |line: &str, expected: [usize; 7]| {
        let [found, pages, incidents, degraded, drafts, skipped, other] = expected;
        let account = Account { found, pages, incidents, degraded, drafts, skipped, other };
        assert_eq!(Account::read(line), Some(account), "{line}");
        assert!(account.adds_up(), "{line}");
    };
    check("1 file found: 1 report with a page, 0 degraded, 0 skipped, 0 no reports", [1, 1, 1, 0, 0, 0, 0]);
    check(
        "47 files found: 36 reports with a page (39 incidents), 2 degraded, 3 skipped, 2 drafts, 6 no reports",
        [47, 36, 39, 2, 2, 3, 6],
    );
    assert_eq!(Account::read("open public/index.html"), None);
}
