//! `annals explain`: which report it finds, what it prints, how it ends.

use crate::archive::{Archive, annals};

const REPORT: &str = "# Queue full\n\n- **Start**: 2024-05-06 10:00 UTC\n- **What bit us**: a disk\n\nText.\n";

#[test]
fn a_report_is_read_with_the_settings_of_its_archive() {
    let archive = Archive::new(&[
        ("book.toml", "[book]\ntitle = \"T\"\n\n[vocabulary]\nroot-cause = [\"what bit us\"]\n"),
        ("content/2024/queue.md", REPORT),
    ]);
    let from = |folder: &str, arguments: &[&str]| {
        let run = annals(&archive.path(folder), arguments).env("HOME", archive.home()).run().exits(0);
        assert!(run.out.contains("line 4, under “What bit us”"), "{arguments:?}\n{}", run.out);
        assert!(run.out.contains("2024-05-06T10:00"), "{}", run.out);
        run
    };
    let run = from("", &["explain", "content/2024/queue.md"]);
    assert!(run.out.starts_with("content/2024/queue.md\nread with the settings of book.toml\n"), "{}", run.out);
    from("content/2024", &["explain", "queue.md"]);
    from("content", &["explain", "2024/queue.md", "--dir", ".."]);
    from("", &["explain", "2024/queue.md", "--dir", "."]);
}

#[test]
fn a_report_outside_of_any_archive_is_read_alone() {
    let archive = Archive::new(&[("2024-05-06/queue.md", "# Queue full\n\nText.\n")]);
    let run = archive.annals(&["explain", "2024-05-06/queue.md"]).run().exits(0);
    assert!(run.out.contains("stands in no archive"), "{}", run.out);
    assert!(run.out.contains("2024-05-06  file name"), "the folder carries the date\n{}", run.out);
}

#[test]
fn json_holds_the_same() {
    let archive = Archive::new(&[("queue.md", REPORT)]);
    let run = archive.annals(&["explain", "queue.md", "--format", "json"]).run().exits(0);
    let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let facts = told["incidents"][0]["facts"].as_array().unwrap();
    let start = facts.iter().find(|fact| fact["name"] == "started_at").unwrap();
    assert_eq!(start["values"][0]["value"], "2024-05-06T10:00");
    assert_eq!(start["values"][0]["read"][0]["lines"], serde_json::json!([3, 3]));
    assert_eq!(start["values"][0]["read"][0]["rule"], "label");
    assert_eq!(told["incidents"][0]["read_as"]["unknown"][0]["words"], "What bit us");
}

#[test]
fn what_is_no_report_ends_with_2() {
    let archive = Archive::new(&[
        ("book.toml", "[book]\ntitle = \"T\"\n"),
        ("content/queue.md", REPORT),
        ("content/notes.txt", "milk, bread"),
        ("elsewhere/pixels.md", "\u{0}\u{1}\u{2}\u{0}\u{0}PNG\u{0}"),
        ("elsewhere/list.cfg", "a = 1\n"),
    ]);
    let check = |arguments: &[&str], said: &str| {
        let mut all = vec!["explain"];
        all.extend(arguments);
        let run = archive.annals(&all).run().exits(2);
        assert!(run.err.contains(said), "{arguments:?}\n{}", run.err);
        assert_eq!(run.out, "", "{arguments:?}");
    };
    check(&["content/gone.md"], "does not exist");
    check(&["content"], "is a directory");
    check(&["content/notes.txt"], "is no report of the archive");
    check(&["elsewhere/pixels.md"], "it holds no text");
    check(&["elsewhere/list.cfg"], "does not read as one");
    check(&["elsewhere/list.cfg", "--dir", "."], "is not in the content folder");
}

#[test]
fn a_report_is_read_as_a_build_reads_it() {
    let report = |date: &str| format!("# Queue full\n\n- **Date**: {date}\n");
    let archive = Archive::new(&[
        ("book.toml", "[book]\ntitle = \"T\"\n"),
        ("content/2024/a.md", &report("25/04/2024")),
        ("content/2024/b.md", &report("03/04/2024")),
        (
            "content/log.md",
            "# Log\n\n## 2024-05-06 Queue full\n\n### Impact\n\nAll.\n\n## 2024-06-07 Disk full\n\n### Impact\n\nSome.\n",
        ),
    ]);
    let run = archive.annals(&["explain", "content/2024/b.md"]).run().exits(0);
    assert!(run.out.contains("2024-04-03  label"), "its neighbours write the day first\n{}", run.out);
    let run = archive.annals(&["explain", "content/log.md"]).run().exits(0);
    let exported = archive.annals(&["export"]).run().exits(0);
    let records: serde_json::Value = serde_json::from_str(&exported.out).unwrap();
    let sources = records.as_array().unwrap().iter().filter_map(|record| record["source"].as_str());
    let parts: Vec<&str> = sources.filter(|source| source.starts_with("log.md#")).collect();
    assert_eq!(parts.len(), 2, "{}", exported.out);
    parts.iter().for_each(|part| assert!(run.out.contains(&format!("content/{part}\n")), "{part}\n{}", run.out));
}
