//! What an earlier build left in the cache makes the next one quick and never another: whatever was edited, damaged or
//! deleted in between, the site is that of a build without a cache.

use std::fs;
use std::path::PathBuf;

use crate::archive::{Archive, Call};

const QUEUE: &str = "# Queue backlog\n\n- Date: 03/04/2024\n- Affected: mail\n\n![graph](graph.png)\n\n[disk](b.md)\n";
const DISK: &str =
    "# Disk full\n\n- Date: 23/04/2024\n- Affected: db\n\n## Actions\n\n- [ ] Alarm (owner: Dana Bell)\n";

struct Cached {
    archive: Archive,
    folder: tempfile::TempDir,
}

impl Cached {
    fn new() -> Self {
        let archive = Archive::new(&[
            ("book.toml", ""),
            ("content/a.md", QUEUE),
            ("content/b.md", DISK),
            ("content/notes", "nothing"),
            ("content/graph.png", "one"),
        ]);
        Self { archive, folder: tempfile::tempdir().unwrap() }
    }

    fn call(&self, arguments: &[&str]) -> Call {
        self.archive.annals(&["build"]).args(arguments).env("XDG_CACHE_HOME", self.folder.path())
    }

    /// Builds over the cache, and gives what is said of the files; what is said and published is that of a build without it.
    #[track_caller]
    fn check(&self, arguments: &[&str]) -> String {
        let warm = self.call(arguments).run();
        let clean = self.call(arguments).args(&["--no-cache", "-d", "clean"]).run();
        assert_eq!(warm.code(), clean.code());
        assert_eq!(warm.account(), clean.account());
        let (warm_says, clean_says) = (told(&warm.err), told(&clean.err));
        assert_eq!(warm_says, clean_says, "the same is said");
        self.archive.site("public").assert_same(&self.archive.site("clean"), "over the cache");
        warm.err.lines().find(|line| line.contains(" written, ")).unwrap_or_default().to_owned()
    }

    /// The files of the cache.
    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.folder.path().join("annals")).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }
}

/// What was said, but for counts and time.
fn told(text: &str) -> String {
    text.lines().filter(|line| !line.contains(" written, ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_unchanged_archive_is_not_made_again() {
    let cached = Cached::new();
    let first = cached.check(&[]);
    assert!(first.contains(" 0 unchanged"), "{first}");
    let again = cached.check(&[]);
    assert!(again.starts_with("0 files written, "), "{again}");
}

#[test]
fn whatever_changes_is_seen() {
    let cached = Cached::new();
    let archive = &cached.archive;
    cached.check(&[]);
    archive.write("content/b.md", DISK.replace("23/04", "04/23"));
    cached.check(&[]);
    archive.write("content/graph.png", "two");
    cached.check(&[]);
    archive.write("content/c.md", "---\ndraft: true\n---\n# Net down\n\n- Date: 2024-01-01\n");
    cached.check(&[]);
    cached.check(&["--drafts"]);
    archive.remove("content/a.md");
    cached.check(&[]);
    archive.write("book.toml", "[book]\ntitle = 'Harbour'\n[vocabulary]\nimpact = ['actions']\n");
    cached.check(&[]);
    archive.write("themes/default/css/90-own.css", "a { color: red }");
    cached.check(&[]);
    archive.write("content/notes", "# Mail down\n\n- Date: 2024-02-02\n- Impact: all\n");
    cached.check(&["--as-of", "2024-09-01"]);
    cached.check(&["--as-of", "2024-09-02"]);
}

#[test]
fn what_was_published_is_looked_at() {
    let cached = Cached::new();
    cached.check(&[]);
    let home = cached.archive.path("public/index.html");
    let times = fs::metadata(&home).unwrap();
    let text = fs::read_to_string(&home).unwrap();
    // As long as before, and as old.
    fs::write(&home, text.replace("Incidents", "incidentS")).unwrap();
    fs::File::open(&home).unwrap().set_modified(times.modified().unwrap()).unwrap();
    let mended = cached.check(&[]);
    assert!(mended.starts_with("1 file written"), "{mended}");
    fs::remove_file(cached.archive.path("public/robots.txt")).unwrap();
    cached.check(&[]);
    fs::remove_dir_all(cached.archive.path("public")).unwrap();
    cached.check(&[]);
}

#[test]
fn a_damaged_cache_is_an_empty_one() {
    let cached = Cached::new();
    cached.check(&[]);
    let files = cached.files();
    assert_eq!(files.len(), 2, "the reports, and what was published: {files:?}");
    for file in &files {
        let bytes = fs::read(file).unwrap();
        for at in (0..bytes.len()).step_by(bytes.len() / 12 + 1) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            fs::write(file, damaged).unwrap();
            cached.archive.write("content/b.md", DISK.replace("full", &format!("full {at}")));
            cached.check(&[]);
        }
        fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
        cached.check(&[]);
        fs::write(file, "").unwrap();
        cached.check(&[]);
    }
    fs::remove_dir_all(cached.folder.path()).unwrap();
    cached.check(&[]);
    // No folder can be made there: nothing is said, and the site is published.
    fs::remove_dir_all(cached.folder.path()).unwrap();
    fs::write(cached.folder.path(), "a file").unwrap();
    cached.check(&[]);
    fs::remove_file(cached.folder.path()).unwrap();
}

#[test]
fn nothing_is_kept_where_nothing_shall_be() {
    let cached = Cached::new();
    cached.call(&["--no-cache"]).run().published();
    assert!(!cached.folder.path().join("annals").exists());
}
