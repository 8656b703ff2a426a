//! How the program ends and what it says then: 0 complete, 1 published with something named, 2 wrong usage, settings or
//! theme with nothing touched, 3 could not publish with the old site intact, 130 interrupted.

use std::path::Path;

use annals::shell::publish::{Stage, Target};

use crate::archive::{Archive, Run, annals, demo};

const REPORT: &str = "# Queue backlog\n\nDate: 2024-02-01\n\n## Impact\n\nMail was late.\n";

/// An archive with one good report, built once.
fn built(settings: &str) -> Archive {
    let archive = Archive::new(&[("book.toml", "[book]\ntitle = \"Before\"\n"), ("content/a.md", REPORT)]);
    archive.build();
    archive.write("book.toml", settings);
    archive
}

/// Runs the program where it must refuse, and makes sure that it touches nothing.
#[track_caller]
fn refused(archive: &Archive, arguments: &[&str], code: i32) -> Run {
    let before = archive.everything();
    let run = archive.annals(arguments).run().exits(code);
    let (after, same) = (archive.everything(), "a run that fails touches nothing");
    assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>(), "{same}");
    assert!(after == before, "{same}");
    assert_eq!(run.out, "", "errors go to standard error");
    run
}

#[test]
fn all_errors_of_the_settings_are_told_at_once() {
    let archive = built(concat!(
        "[book]\n",
        "titel = \"Incidents\"\n",
        "language = 3\n",
        "[archive]\n",
        "timezone = \"Europe/Olso\"\n",
        "permalink = \"incidents/{slgu}\"\n",
        "[outptu.html]\n",
        "[lint]\n",
        "date-missin = \"off\"\n",
    ));
    for command in ["build", "check", "export"] {
        let run = refused(&archive, &[command], 2);
        run.says(&[
            "book.toml:2:1",
            "`title`",
            "book.toml:3:12",
            "book.toml:5:12",
            "Europe/Oslo",
            "book.toml:6:13",
            "{slug}",
            "book.toml:7:2",
            "`output`",
            "book.toml:9:1",
            "date-missing",
            "nothing was built: 6 errors in book.toml",
        ]);
    }
}

#[test]
fn settings_that_are_no_toml_are_told_with_their_place() {
    refused(&built("[book]\ntitle = \"Incidents\n"), &["build"], 2).says(&["error[config-syntax]", "book.toml:2:"]);
    refused(&built("a = 1\na = 2\n"), &["build"], 2).says(&["book.toml:2:1"]);
    let archive = built("");
    archive.write("book.toml", b"[book]\ntitle = \"Gr\xf6\xdfe\"\n");
    refused(&archive, &["build"], 2).says(&["book.toml:2", "UTF-8"]);
    // As editors on Windows save it.
    archive.write("book.toml", "\u{FEFF}[book]\r\ntitle = \"Saved\"\r\n");
    assert!(archive.build().text("index.html").contains("Saved"));
}

#[test]
fn settings_of_the_environment_are_settings() {
    let archive = built("[book]\ntitle = \"Incidents\"\n");
    archive.annals(&["build", "-q"]).env("ANNALS_BOOK__TITLE", "From outside").run().exits(0);
    assert!(archive.site("public").text("index.html").contains("From outside"));
    archive.annals(&["build"]).env("ANNALS_BOOK__TITEL", "x").run().exits(2).says(&["ANNALS_BOOK__TITEL"]);
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        let odd = std::ffi::OsStr::from_bytes(b"caf\xe9");
        archive.annals(&["build"]).env("ANNALS_BOOK__TITLE", odd).env("LESSCHARSET", odd).run().exits(0);
    }
}

#[test]
fn wrong_usage_is_said_with_a_way_out() {
    let archive = built("");
    refused(&archive, &["biuld"], 2).says(&["biuld", "build"]);
    refused(&archive, &["build", "--dest-dri", "x"], 2).says(&["--dest-dri", "--dest-dir"]);
    refused(&archive, &["build", "--as-of", "yesterday"], 2).says(&["--as-of", "yesterday"]);
    refused(&archive, &["build", "--threads", "many"], 2).says(&["--threads"]);
    refused(&archive, &["export", "--format", "xml"], 2).says(&["xml", "json", "csv"]);
    refused(&archive, &["build", "missing"], 2).says(&["`missing` does not exist"]);
    refused(&archive, &["build", "book.toml"], 2).says(&["`book.toml` is a file"]);
    refused(&archive, &[], 2).says(&["Usage: annals"]);
    refused(&built("[book]\nsrc = \"reports\"\n"), &["build"], 2).says(&["reports` does not exist", "`src`"]);
    refused(&built("[output.html]\ntheme = \"night\"\n"), &["build"], 2).says(&["themes/night"]);
    refused(&built("[output.html]\nadditional-css = [\"own.css\"]\n"), &["build"], 2).says(&["own.css"]);
}

#[test]
fn a_fault_in_a_template_is_told_with_its_place() {
    let check = |template: &str, text: &str, place: &str, words: &str| {
        let archive = built("[output.html]\ntheme = \"night\"\n");
        archive.write(&format!("themes/night/templates/{template}"), text);
        refused(&archive, &["build"], 2).says(&[place, words, "nothing was built"]);
    };
    check("home.html", "<p>\n{{ site.title </p>", "themes/night/templates/home.html:2:15: ", "");
    check("incident.html", "<p>\n\n  {{ incident.nothing }}", "themes/night/templates/incident.html:3:", "nothing");
    check("incident.html", "{{ site.title | sparkle }}", "themes/night/templates/incident.html:1:", "sparkle");
    check("home.html", "{% extends \"bass.html\" %}", "themes/night/templates/home.html: ", "bass.html");
    check("home.html", "{{ site.title | replace(from=\"a\") }}", "themes/night/templates/home.html:1:", "`to`");
}

#[test]
fn a_folder_that_is_not_ours_is_refused() {
    let archive = built("");
    archive.write("foreign/thesis.txt", "mine").write("plain.txt", "mine");
    let home = archive.home();
    let check =
        |target: &str, words: &str| drop(refused(&archive, &["build", "-d", target], 2).says(&[words, "help: "]));
    check(home.to_str().unwrap(), "the home folder");
    check("/", "the whole file system");
    check(".", "the folder of the archive");
    check("..", "would replace");
    check("content", "the content folder");
    check("public/../content/", "the content folder");
    check("foreign", "holds files that annals did not put there");
    check("plain.txt", "is not a folder");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("public", archive.path("link")).unwrap();
        check("link", "is a symbolic link");
    }
}

#[test]
fn settings_cannot_send_the_site_where_it_must_not_go() {
    for folder in ["content", ".", "..", "/", "content/../.."] {
        refused(&built(&format!("[build]\nbuild-dir = \"{folder}\"\n")), &["build"], 2).says(&[folder]);
    }
}

#[test]
fn a_second_build_is_told_of_the_first() {
    let archive = built("[book]\ntitle = \"After\"\n");
    let target = Target::check(&archive.path("public"), &archive.path("content"), &archive.path("")).unwrap();
    let first = Stage::begin(target).unwrap();
    archive.annals(&["build"]).run().exits(3).says(&["another build holds", "wait for the other build"]);
    drop(first);
    assert!(archive.site("public").text("index.html").contains("Before"));
    assert!(archive.build().text("index.html").contains("After"));
}

#[test]
fn a_site_that_cannot_be_written_leaves_the_old_one() {
    // Somebody's file stands where the new report needs a folder.
    let archive = built("");
    archive
        .write("content/b.md", "# Disk full\n\nDate: 2024-02-02\n")
        .write("public/incidents/2024-02-02-disk-full", "mine");
    refused(&archive, &["build"], 3).says(&["incidents/2024-02-02-disk-full", "was not put there by annals", "help: "]);
    if cfg!(target_os = "linux") {
        refused(&archive, &["build", "-d", "/proc/annals/public"], 3).says(&["/proc/annals"]);
        refused(&archive, &["export", "-o", "/proc/annals.json"], 3).says(&["/proc/annals.json"]);
    }
}

#[test]
fn what_is_lost_is_degraded() {
    let check = |path: &str, bytes: &[u8], code: i32, counts: (usize, usize, usize)| {
        let archive = Archive::new(&[("a.md", REPORT)]);
        archive.write(path, bytes);
        let run = archive.annals(&["build"]).run().exits(code);
        let account = run.account();
        assert_eq!((account.pages, account.degraded, account.skipped), counts, "{path}: {}", run.out);
        assert!(code == 0 || run.err.contains(path), "{path} is not named: {}", run.err);
        assert!(account.adds_up());
    };
    check("b.md", b"# Disk full\n\nDate: 2024-02-02\n", 0, (2, 0, 0));
    check("b.md", b"# Disk full\n\nGr\xc3\xb6\xc3\x9fe \xe2\x80\x93 \xc3\x28 \xe2\x80\x99\n", 1, (2, 1, 0));
    check("b.md", b"---\ntitle: [Disk\n---\n\nText\n", 1, (2, 1, 0));
    check("b.md", b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00\x3e\x00", 1, (1, 0, 1));
    check("b.md", &vec![b'x'; 2 * 1024 * 1024 + 1], 1, (1, 0, 1));
    check("b.png", b"\x7fELF", 0, (1, 0, 0));
}

#[test]
fn a_check_says_whether_there_is_something_to_say() {
    let archive = built("");
    archive.annals(&["check"]).run().exits(0);
    archive.write("content/b.md", "# Disk full\n\n[x](missing.md)\n");
    archive.annals(&["check"]).run().exits(1).says(&["content/b.md:3:1", "link-broken", "date-missing"]);
    archive.annals(&["export"]).run().exits(0);
}

#[test]
fn a_quiet_build_says_nothing() {
    let archive = built("");
    archive.write("content/b.md", "# Disk full\n\n[x](missing.md)\n");
    let run = archive.annals(&["build", "--quiet"]).run().exits(0);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));
}

#[test]
fn the_first_command_of_the_readme_names_the_page_to_open() {
    let out = tempfile::tempdir().unwrap();
    let target = out.path().join("site");
    let run = annals(&demo(), &[Path::new("build"), Path::new("-d"), &target]).run().exits(0);
    let lines: Vec<_> = run.out.lines().collect();
    assert_eq!(lines[lines.len() - 2], format!("open {}", target.join("index.html").display()));
    assert!(target.join("index.html").is_file());
}

#[test]
fn what_the_program_says_of_itself() {
    let archive = Archive::new(&[]);
    let out = |arguments: &[&str]| archive.annals(arguments).run().exits(0).out;
    assert_eq!(out(&["--version"]).trim(), concat!("annals ", env!("CARGO_PKG_VERSION")));
    for command in ["build", "check", "export", "config", "completions"] {
        assert!(out(&["--help"]).contains(command));
        assert!(out(&[command, "--help"]).contains("Usage: annals"));
    }
    let schema: serde_json::Value = serde_json::from_str(&out(&["config", "--schema"])).unwrap();
    assert!(schema["properties"]["book"]["properties"]["title"].is_object());
    assert!(out(&["config"]).contains("`title`") && out(&["completions", "bash"]).contains("_annals"));
}

#[cfg(unix)]
mod signals {
    use super::*;
    use crate::archive::Site;
    use rustix::process::{Pid, Signal, kill_process};

    #[test]
    fn an_interrupt_leaves_the_old_site() {
        let archive = Archive::new(&[("book.toml", "[book]\ntitle = \"Before\"\n")]);
        for number in 0..300 {
            archive.write(&format!("content/{number}.md"), REPORT.replace("backlog", &format!("backlog {number}")));
        }
        archive.build();
        archive.write("book.toml", "[book]\ntitle = \"After\"\n");
        let before = archive.everything();
        for signal in [Signal::INT, Signal::TERM] {
            let mut running = archive.annals(&["build"]).start();
            while !archive.path(".public.annals-stage/incidents").exists() {
                assert!(running.is_running(), "it ended before it could be interrupted");
            }
            kill_process(Pid::from_raw(running.id().cast_signed()).unwrap(), signal).unwrap();
            running.wait().exits(130).says(&["interrupted: the old site is intact"]);
            assert!(archive.everything() == before, "an interrupted build leaves everything as it was");
        }
        let site: Site = archive.build();
        assert!(site.text("index.html").contains("After"));
    }
}
