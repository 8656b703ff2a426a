//! Same input, same bytes: on any number of threads, in any zone, locale and folder, however the files came to be there.

use std::path::Path;
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::archive::{Archive, Call, Site, annals, demo};

/// The made-up archive, built from its own folder on all threads.
fn base() -> &'static Site {
    static BASE: OnceLock<Site> = OnceLock::new();
    BASE.get_or_init(|| build_demo(&demo(), ".", |call| call))
}

/// The made-up archive, built from the folder `cwd` under the path `dir`.
fn build_demo(cwd: &Path, dir: &str, with: impl FnOnce(Call) -> Call) -> Site {
    let out = TempDir::new().unwrap();
    let target = out.path().join("site");
    with(annals(cwd, &["build", dir, "-q", "-d", target.to_str().unwrap()])).run().exits(0);
    Site::read(&target)
}

#[test]
fn the_number_of_threads_does_not_show() {
    for threads in ["1", "8"] {
        base().assert_same(&build_demo(&demo(), ".", |call| call.args(&["--threads", threads])), threads);
    }
}

#[test]
fn zone_and_locale_of_the_machine_do_not_show() {
    let east = |call: Call| call.env("TZ", "Asia/Kathmandu").env("LC_ALL", "C");
    let west = |call: Call| call.env("TZ", "America/St_Johns").env("LC_ALL", "tr_TR.UTF-8").env("LANG", "tr_TR.UTF-8");
    base().assert_same(&build_demo(&demo(), ".", east), "east");
    base().assert_same(&build_demo(&demo(), ".", west), "west");
}

#[test]
fn the_way_the_archive_is_named_does_not_show() {
    base().assert_same(&build_demo(&demo().join("content"), "..", |call| call), "a relative path");
    base().assert_same(&build_demo(&std::env::temp_dir(), demo().to_str().unwrap(), |call| call), "an absolute path");
}

const REPORTS: &[(&str, &str)] = &[
    ("b.md", "# Queue backlog\n\nDate: 2024-02-01\n\n## Actions\n\n- [ ] Add an alert (Ada Moreau)\n"),
    ("a.md", "# Queue backlog\n\nDate: 2024-02-01\n\n## Actions\n\n- [x] Drain faster (Ada M)\n"),
    ("2023/c.md", "# Disk full\n\nDate: 2023-02-01\n\n![graph](g.png)\n"),
    ("2023/g.png", "pixels"),
    ("notes", "nothing\n"),
];

#[test]
fn the_order_in_which_files_came_to_be_does_not_show() {
    let reversed: Vec<_> = REPORTS.iter().rev().copied().collect();
    let (forward, backward) = (Archive::new(REPORTS), Archive::new(&reversed));
    forward.build().assert_same(&backward.build(), "written in another order");
    // Nor what was there in between.
    backward.write("2023/d.md", "# Gone\n").build();
    backward.remove("2023/d.md");
    forward.build().assert_same(&backward.build(), "with a file that came and went");
}

#[test]
fn a_second_build_writes_nothing() {
    let archive = Archive::new(REPORTS);
    archive.annals(&["build"]).run().published();
    let again = archive.annals(&["build"]).run().published();
    again.says(&["0 files written", "0 removed"]);
}

#[test]
fn what_is_said_is_the_same_too() {
    let said = |threads: &str| {
        let check = annals(&demo(), &["check", ".", "--notes", "--threads", threads]).run();
        let json = annals(&demo(), &["export", ".", "--threads", threads]).run();
        let csv = annals(&demo(), &["export", ".", "--format", "csv", "--threads", threads]).run();
        [check.err, check.out, json.out, csv.out]
    };
    assert_eq!(said("1"), said("8"));
}

#[test]
fn today_is_a_setting() {
    let archive = Archive::new(&[
        ("a.md", "# Queue backlog\n\nDate: 2024-02-01\n\n## Actions\n\n- [ ] Add an alert, due 2024-02-20\n"),
        ("book.toml", "[book]\nsrc = \".\"\n"),
    ]);
    let day = |arguments: &[&str], key: &str, value: &str| {
        let call = archive.annals(&["build", "-q"]).args(arguments).without("SOURCE_DATE_EPOCH");
        call.env(key, value).run().published();
        let site = archive.site("public");
        let page = site.text("index.html");
        let at = page.find("As of ").unwrap();
        page[at + 6..].split('.').next().unwrap().to_owned()
    };
    assert_eq!(day(&[], "SOURCE_DATE_EPOCH", "1708387200"), "20 Feb 2024");
    assert_eq!(day(&[], "SOURCE_DATE_EPOCH", "1709337599"), "1 Mar 2024");
    assert_eq!(day(&["--as-of", "2024-03-05"], "SOURCE_DATE_EPOCH", "1708387200"), "5 Mar 2024");
    assert_eq!(day(&[], "ANNALS_AS_OF", "2024-03-06"), "6 Mar 2024");
    // The day changes where the archive lies, not where the machine stands.
    archive.write("book.toml", "[book]\nsrc = \".\"\n[archive]\ntimezone = \"Pacific/Auckland\"\n");
    assert_eq!(day(&[], "SOURCE_DATE_EPOCH", "1709337599"), "2 Mar 2024");
    archive.annals(&["build"]).env("SOURCE_DATE_EPOCH", "soon").run().exits(2).says(&["SOURCE_DATE_EPOCH", "`soon`"]);
}
