//! Files as they lie around: encodings, odd kinds, odd places. Each costs a word at most, never the site and never a
//! hang, and the account has room for all of them. How the walk judges names in detail is told in [`scan`](crate::scan).

use crate::archive::{Account, Archive, Run};
use crate::rules;

/// Builds a folder of reports; the site keeps all rules and the account adds up.
#[track_caller]
fn built(archive: &Archive, code: i32) -> (Run, Account) {
    let run = archive.annals(&["build"]).run().exits(code);
    let account = run.account();
    assert!(account.adds_up(), "{account:?}");
    rules::check(&archive.site("public"));
    (run, account)
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn encodings_are_read_with_a_word_about_it() {
    let text = "# Größte Störung\n\nDate: 2024-02-01\n\nIt wasn’t DNS – “really”.\n";
    let check = |bytes: Vec<u8>, said: &str| {
        let archive = Archive::new(&[]);
        archive.write("a.md", bytes);
        let run = archive.annals(&["check", "--notes"]).run();
        assert_eq!(run.err.contains("[encoding-"), !said.is_empty(), "{said}\n{}", run.err);
        assert!(run.err.contains(said), "{said}\n{}", run.err);
        let site = archive.build();
        rules::check(&site);
        let path = site.page_of("a.md");
        assert!(path.contains("2024-02-01-grosste-storung"), "{said} {path}");
        let page = site.text(&path);
        for words in ["Größte Störung", "It wasn’t DNS – “really”."] {
            assert!(page.contains(words), "{said}: {words}");
        }
    };
    let mark = "\u{FEFF}";
    check(text.into(), "");
    check(format!("{mark}{}", text.replace('\n', "\r\n")).into(), "");
    check(text.replace('\n', "\r").into(), "");
    check(utf16(&format!("{mark}{text}"), u16::to_le_bytes), "encoding-guessed");
    check(utf16(&format!("{mark}{text}"), u16::to_be_bytes), "encoding-guessed");
    check(utf16(text, u16::to_le_bytes), "encoding-guessed");
    check(windows_1252(text), "encoding-guessed");
    check(windows_1252_read_as_utf8(text).into(), "encoding-repaired");
}

/// The characters of the text above that Latin-1 has at another place.
const QUOTES: &[(char, u8)] = &[('’', 0x92), ('–', 0x96), ('“', 0x93), ('”', 0x94)];

fn windows_1252(text: &str) -> Vec<u8> {
    let byte = |c: char| QUOTES.iter().find(|(quote, _)| *quote == c).map_or(c as u32 as u8, |(_, byte)| *byte);
    text.chars().map(byte).collect()
}

/// UTF-8 that somebody took for Windows-1252 and saved as UTF-8 again: `wasnâ€™t`.
fn windows_1252_read_as_utf8(text: &str) -> String {
    let high = [(0x80, '€'), (0x93, '“'), (0x94, '”'), (0x99, '™'), (0x9C, 'œ'), (0x9D, '\u{9D}'), (0x9F, 'Ÿ')];
    let char = |byte: u8| high.iter().find(|(known, _)| *known == byte).map_or(char::from(byte), |(_, c)| *c);
    text.bytes().map(char).collect()
}

#[test]
fn broken_text_keeps_its_page() {
    let archive = Archive::new(&[("a.md", "# Whole\n\nDate: 2024-02-01\n")]);
    archive.write("b.md", b"# Gr\xc3\xb6\xc3\x9fer\n\nDate: 2024-02-02\n\nHalf \xe2\x80 of it \xff here.\n");
    let (run, account) = built(&archive, 1);
    assert_eq!((account.found, account.pages, account.degraded), (2, 2, 1));
    run.says(&["encoding-broken", "b.md:5:6"]);
    let site = archive.site("public");
    assert!(site.text(&site.page_of("b.md")).contains("Half \u{FFFD} of it \u{FFFD} here."));
}

#[test]
fn reports_of_no_or_little_text_have_a_page() {
    let reports = [
        ("empty.md", ""),
        ("blank.md", " \n\t\n\n"),
        ("front.md", "---\ntitle: Front matter alone\n---\n"),
        ("open.md", "---\ntitle: Never closed\n"),
        ("fence.md", "```\nnever closed\n"),
        ("dashes.md", "---\n---\n---\n"),
        ("mark.md", "\u{FEFF}"),
        ("heading.md", "#\n"),
        ("word.md", "x"),
        ("nul.md", "a\0b\n"),
        // An order mark that was decoded twice, and goes: what is said of it stands behind the last line.
        ("tail.md", "# Outage\n\nText.\nï»¿"),
    ];
    let archive = Archive::new(&reports);
    let run = archive.annals(&["build"]).run().published();
    let account = run.account();
    assert_eq!((account.found, account.pages, account.skipped), (reports.len(), reports.len(), 0), "{}", run.err);
    rules::check(&archive.site("public"));
}

#[test]
fn an_archive_without_reports_is_a_site() {
    for files in [&[][..], &[("README.md", "# Read me\n"), ("graph.png", "pixels"), ("templates/form.md", "# Form\n")]]
    {
        let (_, account) = built(&Archive::new(files), 0);
        assert_eq!((account.found, account.pages, account.other), (files.len(), 0, files.len()));
    }
}

#[test]
fn a_readme_is_a_report_where_it_tells_of_an_incident() {
    let report = "# Ticket machines refuse cards\n\n## Summary\n\nOn 5 March 2024, from 09:10 to 10:40 UTC, no card was taken.\n\n\
                  ## Root cause\n\nA certificate had expired.\n";
    let about = "# Ticket machines\n\nHow to write a report:\n\n## Impact\n\nSay who was hit.\n\n## Timeline\n\nSay what happened.\n";
    let (_, account) =
        built(&Archive::new(&[("cards/README.md", report), ("machines/README.md", about), ("README.md", report)]), 0);
    assert_eq!((account.found, account.pages, account.other), (3, 1, 2));
}

#[test]
fn what_is_no_report_is_counted_and_not_read() {
    let others = [
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "CODE_OF_CONDUCT.md",
        "templates/incident.md",
        "postmortem-template.md",
        "index.md",
        "graph.png",
        "Makefile",
        "run.sh",
        ".hidden.md",
        "draft.md.bak",
        "data.json",
        "ignored/a.md",
        "b.ignored.md",
    ];
    let archive = Archive::new(&[
        ("2024-02-01-queue.md", "# Queue backlog\n"),
        ("2024-02-02-disk.markdown", "# Disk full\n"),
        ("2024-02-03-dns.html.md.erb", "# DNS\n"),
        (
            "notes/2024-02-04 mail",
            "# Mail late\n\n## What happened\n\nMail to all customers was late for an hour.\n\n## Root cause\n\nThe queue ran full at night.\n",
        ),
        ("notes/shopping", "milk, bread\n"),
        (".gitignore", "ignored/\n*.ignored.md\n"),
    ]);
    for path in others {
        archive.write(path, "# Not a report\n\nDate: 2024-02-01\n");
    }
    let (_, account) = built(&archive, 0);
    assert_eq!(account.pages, 4);
    // The list itself and the shopping come on top; an ignored folder counts as one.
    assert_eq!((account.other, account.skipped), (others.len() + 2, 0));
    let site = archive.site("public");
    let texts = site.files.values().map(|bytes| String::from_utf8_lossy(bytes));
    assert_eq!(texts.filter(|text| text.contains("Not a report")).count(), 0);
}

#[test]
fn the_site_inside_its_own_content_is_no_report() {
    let archive = Archive::new(&[("a.md", "# Outage\n\nDate: 2024-02-01\n\n![x](x.png)\n"), ("x.png", "pixels")]);
    let (_, first) = built(&archive, 0);
    let (_, again) = built(&archive, 0);
    assert_eq!(first, again);
    archive.annals(&["build", "-d", "elsewhere/below"]).run().exits(0);
    assert_eq!(archive.annals(&["build", "-d", "elsewhere/below"]).run().exits(0).account(), first);
}

#[test]
fn drafts_are_counted_and_left_out() {
    let archive = Archive::new(&[("a.md", "# Outage\n"), ("b.md", "---\ndraft: true\n---\n\n# Secret plan\n")]);
    let (_, account) = built(&archive, 0);
    assert_eq!((account.found, account.pages, account.drafts), (2, 1, 1));
    let site = archive.site("public");
    assert!(site.files.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("Secret plan")));
    let with_drafts = archive.annals(&["build", "--drafts"]).run().exits(0).account();
    assert_eq!((with_drafts.pages, with_drafts.drafts), (2, 0));
}

#[test]
fn a_report_too_large_is_named() {
    let archive = Archive::new(&[("a.md", "# Outage\n")]);
    archive.write("large.md", "x".repeat(2 * 1024 * 1024 + 1)).write("book.toml", "[book]\nsrc = \".\"\n");
    let (run, account) = built(&archive, 1);
    assert_eq!((account.pages, account.skipped), (1, 1));
    run.says(&["large.md", "larger than annals reads", "help: "]);
    archive.write("book.toml", "[book]\nsrc = \".\"\n[archive]\nmax-report-bytes = 3000000\n");
    assert_eq!(built(&archive, 0).1.pages, 2);
}

#[test]
fn a_folder_with_the_name_of_a_report_is_a_folder() {
    let archive = Archive::new(&[
        ("2024-02-01-queue.md/index.md", "# Queue backlog\n"),
        ("2024-02-02-disk.md/notes.md", "# Disk full\n"),
    ]);
    let (_, account) = built(&archive, 0);
    assert_eq!((account.found, account.pages), (2, 2));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn pipes_sockets_and_links_cost_no_more_than_a_word() {
        let archive = Archive::new(&[
            ("a.md", "# Outage\n\nDate: 2024-02-01\n\n![x](pipe.png) [y](link.png)\n"),
            ("folder/b.md", "# Backlog\n"),
        ]);
        let pipe = |name: &str| {
            let path = archive.path(name);
            rustix::fs::mkfifoat(rustix::fs::CWD, &path, rustix::fs::Mode::RWXU).unwrap();
        };
        pipe("pipe.md");
        pipe("pipe.png");
        pipe("pipe");
        let _socket = std::os::unix::net::UnixListener::bind(archive.path("socket.md")).unwrap();
        symlink(".", archive.path("loop")).unwrap();
        symlink("../..", archive.path("folder/up")).unwrap();
        symlink("a.md", archive.path("link.md")).unwrap();
        symlink("missing.md", archive.path("dangling.md")).unwrap();
        symlink("/etc/passwd", archive.path("passwd.md")).unwrap();
        symlink("/dev/zero", archive.path("link.png")).unwrap();
        symlink("self.md", archive.path("self.md")).unwrap();
        let run = archive.annals(&["build"]).run().published();
        let account = run.account();
        assert!(account.adds_up());
        assert_eq!((account.found, account.pages), (13, 2), "{}{}", run.err, run.out);
        assert!(run.err.contains("pipe.md") && run.err.contains("socket.md"), "{}", run.err);
        rules::check(&archive.site("public"));
    }

    #[test]
    fn pipes_in_the_place_of_settings_themes_and_ignore_lists_are_not_waited_for() {
        let pipe = |archive: &Archive, name: &str| {
            rustix::fs::mkfifoat(rustix::fs::CWD, archive.path(name), rustix::fs::Mode::RWXU).unwrap();
        };
        let report = [
            ("content/a.md", "# Outage\n"),
            ("themes/night/css/x.css", "a{}"),
            ("book.toml", "[output.html]\ntheme = \"night\"\n"),
        ];
        let archive = Archive::new(&report);
        pipe(&archive, "content/.gitignore");
        pipe(&archive, "themes/night/css/y.css");
        archive.annals(&["build"]).run().published();
        let archive = Archive::new(&report);
        pipe(&archive, "own.css");
        archive.write("book.toml", "[output.html]\nadditional-css = [\"own.css\"]\n");
        archive.annals(&["build"]).run().exits(2).says(&["own.css"]);
        let archive = Archive::new(&report);
        archive.remove("book.toml");
        pipe(&archive, "book.toml");
        archive.annals(&["build"]).run().exits(2).says(&["book.toml", "no regular file"]);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let archive =
            Archive::new(&[("a.md", "# Outage\n"), ("closed.md", "# Closed\n"), ("folder/b.md", "# Below\n")]);
        let close = |path: &str, mode| {
            std::fs::set_permissions(archive.path(path), std::fs::Permissions::from_mode(mode)).unwrap();
        };
        close("closed.md", 0);
        close("folder", 0);
        if std::fs::read(archive.path("closed.md")).is_ok() {
            println!("skipped: nothing is closed to this user");
        } else {
            let (run, account) = built(&archive, 1);
            assert_eq!((account.pages, account.skipped), (1, 2));
            run.says(&["closed.md", "folder"]);
        }
        close("folder", 0o755);
    }

    #[test]
    fn names_that_are_no_unicode_are_named() {
        use std::os::unix::ffi::OsStrExt;
        let archive = Archive::new(&[("a.md", "# Outage\n")]);
        let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
        if std::fs::write(archive.path("").join(name), "# Odd\n").is_err() {
            println!("skipped: this file system stores Unicode only");
            return;
        }
        let (run, account) = built(&archive, 1);
        assert_eq!((account.found, account.pages, account.skipped), (2, 1, 1));
        run.says(&["scan-path", "caf"]);
    }
}
