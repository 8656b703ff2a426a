//! A log of incidents from end to end: a page for each, with its own text, its own lines and links that find it.

use crate::archive::Archive;
use crate::rules;

const LOG: &str = "\
# Outages

All times are in CET.

## 2024

### 2024-03-12: Disk full

**Start**: 10:00
**Impact**: all, as in [the other one](#2024-02-10-mail-stuck).[^1]

#### Root cause

Logs nobody deleted.

### 2024-02-10: Mail stuck

**Impact**: few; see [its cause](#root-cause-1) and [the other](#root-cause).

#### Root cause

A full disk.

[^1]: By the watch.
";

const TABLE: &str = "\
| Date | Incident | Service | Duration | Cause |
|---|---|---|---|---|
| 2023-03-12 | Search slow | search | 2 h | [logs](log.md#2024-03-12-disk-full) |
| 2023-04-13 | Search down | search | 5 min | logs |
| 2023-05-14 | Login down | login | 1 h | certificate |
";

const REPORT: &str = "\
# Relay down

Date: 2024-01-05

Like [the mail](log.md#2024-02-10-mail-stuck), [its cause](log.md#root-cause-1), [this row](table.md#row-2) and
[the log](log.md).
";

#[test]
fn every_incident_of_a_log_has_a_page() {
    let archive = Archive::new(&[("content/log.md", LOG), ("content/table.md", TABLE), ("content/one.md", REPORT)]);
    archive.write("book.toml", "[book]\ntitle = \"Outages\"\n");
    let account = archive.annals(&["build"]).run().published().account();
    assert_eq!((account.pages, account.incidents), (3, 6), "{account:?}");
    let site = archive.site("public");
    let offences = rules::offences(&site, "/");
    assert!(offences.is_empty(), "{offences:#?}");

    let disk = site.page_of("log.md#2024-03-12-disk-full");
    let mail = site.page_of("log.md#2024-02-10-mail-stuck");
    let row = site.page_of("table.md#row-2");
    assert_eq!(disk, "incidents/2024-03-12-disk-full/index.html");
    assert_eq!(row, "incidents/2023-04-13-search-down/index.html");
    let one = site.text("incidents/2024-01-05-relay-down/index.html");
    let has = |page: &str, parts: &[&str]| {
        for part in parts {
            assert!(page.contains(part), "{part} is not in\n{page}");
        }
    };
    has(
        one,
        &[
            "../2024-02-10-mail-stuck/index.html\"",
            "../2024-02-10-mail-stuck/index.html#report-root-cause-1\"",
            "../2023-04-13-search-down/index.html\"",
        ]
        .map(|href| href.trim_start_matches("../")),
    );

    // Its own text and lines, and the line from which its zone was read.
    let (disk, mail) = (site.text(&disk), site.text(&mail));
    has(disk, &["Logs nobody deleted", "By the watch", "id=\"L3\"", "id=\"L7\"", "id=\"L14\" data-line=\"14\"", "CET"]);
    has(mail, &["A full disk", "href=\"#report-root-cause-1\"", "id=\"L16\"", "id=\"L22\""]);
    has(mail, &["2024-03-12-disk-full/index.html#report-root-cause\""]);
    assert!(!disk.contains("A full disk") && !disk.contains("id=\"L16\""));
    assert!(!mail.contains("Logs nobody deleted") && !mail.contains("id=\"L7\""));
    has(site.text(&row), &["id=\"L1\"", "id=\"L4\"", "search"]);
    assert!(!site.text(&row).contains("id=\"L3\""));
}

#[test]
fn a_report_of_several_days_has_one_page() {
    let report = "# Relay down\n\n## Timeline\n\n### 2024-03-12: Relay down\n\n**Impact**: all\n\n\
                  ### 2024-03-13: Relay down again\n\n**Impact**: few\n\n## Root cause\n\nA cable.\n";
    let archive = Archive::new(&[("a.md", report)]);
    assert_eq!(archive.build().incidents().len(), 1);
}
