//! Walking and reading real folders, with everything in them that can stand in the way.

use std::fs;
use std::path::Path;

use annals::build::Doubt;
use annals::config;
use annals::shell::read::read;
use annals::shell::scan::{Found, Listing, ScanRules, SkipReason, scan};
use annals::source::FileId;
use tempfile::TempDir;

const MAX: u64 = 1000;

/// A folder with these files; a path that ends in `/` is an empty folder.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn rules(include: &[&str], exclude: &[&str]) -> ScanRules {
    let book = format!("[archive]\ninclude = {include:?}\nexclude = {exclude:?}\n");
    let settings = config::read(&book, &FileId::new("book.toml"), std::iter::empty());
    let config::Archive { include, exclude, .. } = settings.value.unwrap().archive;
    ScanRules { include, exclude, max_report_bytes: MAX, own_folders: Vec::new() }
}

/// One line an entry: `report a.md`, `asset a.png`, `hidden .git/`, and one a diagnostic.
fn shown(listing: &Listing) -> String {
    let doubt = |found: &Found| match found.doubt {
        Doubt::None => "report",
        Doubt::Text => "by its text",
        Doubt::Facts => "by its facts",
    };
    let reports = listing.reports.iter().map(|found| format!("{} {}", doubt(found), found.id));
    let assets = listing.assets.keys().map(|id| format!("asset {id}"));
    let skipped = listing.skipped.iter().map(|skipped| format!("{}: {}", skipped.reason.words(), skipped.path));
    let mut diagnostics = listing.diagnostics.clone();
    annals::diag::sort(&mut diagnostics);
    let diagnostics = diagnostics.iter().map(|d| {
        let place = d.labels.first().map_or(String::new(), |label| label.file.to_string());
        format!("{}: {place}", d.code)
    });
    reports.chain(assets).chain(skipped).chain(diagnostics).collect::<Vec<_>>().join("\n")
}

fn check(dir: &Path, rules: &ScanRules, expected: &[&str]) {
    let listing = scan(dir, rules);
    assert_eq!(shown(&listing), expected.join("\n"));
}

#[test]
fn names_decide() {
    let dir = folder(&[
        ("2019/a.md", ""),
        ("2019/a.png", ""),
        ("2019/notes", ""),
        ("README.md", ""),
        ("LICENSE", ""),
        (".hidden.md", ""),
        (".git/x.md", ""),
        ("node_modules/x/a.md", ""),
        ("templates/form.md", ""),
        ("a.exe", ""),
        (".public.annals-lock", ""),
        (".public.annals-stage/a.md", ""),
    ]);
    check(
        dir.path(),
        &rules(&[], &[]),
        &[
            "report 2019/a.md",
            "by its text 2019/notes",
            "asset 2019/a.png",
            "hidden: .git/",
            "hidden: .hidden.md",
            "about the repository: LICENSE",
            "about the repository: README.md",
            "of another type: a.exe",
            "ignored: node_modules/",
            "template: templates/form.md",
        ],
    );
}

#[test]
fn an_index_page_with_a_folder_to_itself_is_a_report() {
    let dir = folder(&[
        ("index.md", ""),
        ("a/index.md", ""),
        ("a/index.de.md", ""),
        ("a/graph.png", ""),
        ("b/index.md", ""),
        ("b/outage.md", ""),
        ("c/index.md", ""),
        ("c/deep/index.md", ""),
        ("d/README.md", ""),
        ("2021-05-10-db/README.md", ""),
        ("2021-05-11-db/README.md", ""),
        ("2021-05-11-db/index.md", ""),
    ]);
    check(
        dir.path(),
        &rules(&[], &[]),
        &[
            "report 2021-05-10-db/README.md",
            "report 2021-05-11-db/index.md",
            "report a/index.md",
            "report b/outage.md",
            "report c/deep/index.md",
            "by its facts d/README.md",
            "asset a/graph.png",
            "about the repository: 2021-05-11-db/README.md",
            "about the repository: a/index.de.md",
            "about the repository: b/index.md",
            "about the repository: c/index.md",
            "about the repository: index.md",
        ],
    );
}

#[test]
fn globs_take_in_and_leave_out() {
    let dir = folder(&[
        ("README.md", ""),
        ("a/old.txt", ""),
        ("a/template.md", ""),
        ("drafts/x.md", ""),
        ("a/drafts/x.md", ""),
        ("a/b/c.md", ""),
        ("a/c.md", ""),
    ]);
    check(
        dir.path(),
        &rules(&["*.txt", "/a/template.md"], &["drafts/", "a/*/c.md"]),
        &[
            "report a/c.md",
            "report a/old.txt",
            "report a/template.md",
            "about the repository: README.md",
            "excluded: a/b/c.md",
            "excluded: a/drafts/",
            "excluded: drafts/",
        ],
    );
}

#[test]
fn gitignore_is_heeded_at_every_level() {
    let dir = folder(&[
        (".gitignore", "/out\n*.tmp.md\n# comment\n"),
        ("out/a.md", ""),
        ("a/out/a.md", ""),
        ("a/x.tmp.md", ""),
        ("a/keep.tmp.md", ""),
        ("a/.gitignore", "!keep.tmp.md\n/b.md\n"),
        ("a/b.md", ""),
        ("a/z/b.md", ""),
    ]);
    check(
        dir.path(),
        &rules(&[], &[]),
        &[
            "report a/keep.tmp.md",
            "report a/out/a.md",
            "report a/z/b.md",
            "hidden: .gitignore",
            "hidden: a/.gitignore",
            "ignored: a/b.md",
            "ignored: a/x.tmp.md",
            "ignored: out/",
        ],
    );
}

#[test]
fn the_site_itself_is_passed_over() {
    let dir = folder(&[("a.md", ""), ("public/a.md", "")]);
    let rules = ScanRules { own_folders: vec![dir.path().join("public"), dir.path().join("no")], ..rules(&[], &[]) };
    check(dir.path(), &rules, &["report a.md"]);
}

#[test]
fn an_oversized_report_is_not_read() {
    let big = "x".repeat(2000);
    let dir = folder(&[("a.md", &big), ("a.png", &big), ("notes", &big)]);
    check(
        dir.path(),
        &rules(&[], &[]),
        &["asset a.png", "oversized: a.md", "of another type: notes", "scan-oversized: a.md"],
    );
    let why = read(dir.path(), &FileId::new("a.md"), MAX).unwrap_err();
    assert_eq!(why.code.name(), "scan-oversized");
}

#[test]
fn a_folder_that_is_not_there_is_said() {
    let dir = folder(&[]);
    let listing = scan(&dir.path().join("no"), &rules(&[], &[]));
    assert_eq!((listing.reports.len(), listing.diagnostics.len()), (0, 1));
}

#[test]
fn what_cannot_be_read_is_a_diagnostic() {
    let dir = folder(&[("a.md", "text"), ("b.md/c.md", "")]);
    let check = |path: &str, expected: Result<&[u8], &str>| {
        let read = read(dir.path(), &FileId::new(path), MAX);
        assert_eq!(read.as_deref().map_err(|why| why.code.name()), expected, "{path}");
    };
    check("a.md", Ok(b"text"));
    check("gone.md", Err("scan-vanished"));
    check("a.md/gone.md", Err("scan-vanished"));
    check("b.md", Err("scan-unreadable"));
    check("../a.md", Err("scan-path"));
    check("/etc/passwd", Err("scan-path"));
    check("", Err("scan-path"));
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;

    use rustix::fs::{CWD, FileType, Mode, mknodat};

    use super::*;

    #[test]
    fn pipes_links_and_loops_cost_no_more_than_a_word() {
        let dir = folder(&[("a.md", ""), ("deep/b.md", "")]);
        let at = |path: &str| dir.path().join(path);
        mknodat(CWD, at("pipe.md"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        let _socket = UnixListener::bind(at("socket.md")).unwrap();
        symlink("a.md", at("link.md")).unwrap();
        symlink("..", at("deep/loop")).unwrap();
        symlink("nowhere", at("dangling.md")).unwrap();
        symlink(dir.path(), at(".hidden-loop")).unwrap();
        check(
            dir.path(),
            &rules(&[], &[]),
            &[
                "report a.md",
                "report deep/b.md",
                "hidden: .hidden-loop",
                "link: dangling.md",
                "link: deep/loop",
                "link: link.md",
                "special: pipe.md",
                "special: socket.md",
                "scan-link: dangling.md",
                "scan-link: deep/loop",
                "scan-link: link.md",
                "scan-special: pipe.md",
                "scan-special: socket.md",
            ],
        );
        let why = |path: &str| read(dir.path(), &FileId::new(path), MAX).unwrap_err().code.name();
        assert_eq!(why("pipe.md"), "scan-special");
        assert_eq!(why("socket.md"), "scan-special");
        assert_eq!(why("link.md"), "scan-link");
    }

    #[test]
    fn a_gitignore_that_is_a_pipe_is_not_waited_for() {
        let dir = folder(&[("a.md", "")]);
        mknodat(CWD, dir.path().join(".gitignore"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        check(dir.path(), &rules(&[], &[]), &["report a.md", "hidden: .gitignore"]);
    }

    #[test]
    fn names_that_cannot_be_addresses_are_told() {
        let dir = folder(&[("ok.md", ""), ("a\\b.md", ""), ("line\nbreak.md", "")]);
        fs::write(dir.path().join(OsStr::from_bytes(b"caf\xE9.md")), "").unwrap();
        fs::create_dir(dir.path().join(OsStr::from_bytes(b"\xFF"))).unwrap();
        fs::write(dir.path().join(OsStr::from_bytes(b"\xFF/in.md")), "").unwrap();
        let listing = scan(dir.path(), &rules(&[], &[]));
        let lost = listing.skipped.iter().filter(|skipped| skipped.reason == SkipReason::BadPath).count();
        assert_eq!((listing.reports.len(), lost, listing.diagnostics.len()), (1, 4, 4));
    }

    /// Says nothing for a user who may read everything.
    #[test]
    fn a_closed_folder_costs_one_diagnostic() {
        let dir = folder(&[("a.md", ""), ("closed/b.md", ""), ("closed/c.md", ""), ("closed.md", "")]);
        for path in ["closed", "closed.md"] {
            fs::set_permissions(dir.path().join(path), fs::Permissions::from_mode(0o000)).unwrap();
        }
        if fs::read_dir(dir.path().join("closed")).is_ok() {
            return;
        }
        check(
            dir.path(),
            &rules(&[], &[]),
            &["report a.md", "report closed.md", "unreadable: closed/", "scan-unreadable: closed"],
        );
        let why = read(dir.path(), &FileId::new("closed.md"), MAX).unwrap_err();
        assert_eq!(why.code.name(), "scan-unreadable");
        fs::set_permissions(dir.path().join("closed"), fs::Permissions::from_mode(0o700)).unwrap();
    }
}
