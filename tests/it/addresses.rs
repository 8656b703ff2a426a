//! Addresses of pages: readable, never shared, and still there after the archive has grown.

use crate::archive::{Archive, Site};
use crate::rules;

fn report(title: &str, date: &str) -> String {
    format!("# {title}\n\nDate: {date}\n")
}

/// The folder of the page that a report has.
#[track_caller]
fn address(site: &Site, source: &str) -> String {
    site.page_of(source).strip_suffix("/index.html").unwrap().to_owned()
}

#[test]
fn a_page_is_called_after_day_and_title() {
    let archive = Archive::new(&[
        ("a.md", &report("Kiam breaks Harbor!", "2019-02-04")),
        ("b.md", &report("Überlast im Hafen", "2024-02-01")),
        ("2024-03-05-queue-backlog.md", "# Incident report\n\nText.\n"),
        ("c.md", "# No date at all\n"),
    ]);
    let site = archive.build();
    assert_eq!(address(&site, "a.md"), "incidents/2019-02-04-kiam-breaks-harbor");
    assert_eq!(address(&site, "b.md"), "incidents/2024-02-01-uberlast-im-hafen");
    assert_eq!(address(&site, "2024-03-05-queue-backlog.md"), "incidents/2024-03-05-queue-backlog");
    assert_eq!(address(&site, "c.md"), "incidents/no-date-at-all");
}

#[test]
fn reports_of_one_title_and_day_do_not_share() {
    let text = report("Queue backlog", "2024-02-01");
    let archive = Archive::new(&[("a.md", &text), ("b.md", &text)]);
    let two = archive.build();
    let (a, b) = (address(&two, "a.md"), address(&two, "b.md"));
    assert_eq!(
        (a.as_str(), b.as_str()),
        ("incidents/2024-02-01-queue-backlog", "incidents/2024-02-01-queue-backlog-2")
    );
    archive.annals(&["check", "--notes"]).run().says(&["slug-collision"]);
    // A third one, an earlier one and a later one move neither.
    archive
        .write("c.md", &text)
        .write("0.md", report("Queue backlog", "2023-01-01"))
        .write("z.md", report("Other", "2025-01-01"));
    let more = archive.build();
    rules::check(&more);
    assert_eq!((address(&more, "a.md"), address(&more, "b.md")), (a.clone(), b));
    assert_eq!(address(&more, "c.md"), "incidents/2024-02-01-queue-backlog-3");
    // Nor does a name that looks like one of theirs.
    archive.write("d.md", report("Queue backlog 2", "2024-02-01"));
    assert_eq!(address(&archive.build(), "a.md"), a);
}

#[test]
#[ignore = "the first in order keeps the plain address, so one that comes before it by path moves the others"]
fn a_third_report_moves_neither_wherever_it_stands() {
    let text = report("Queue backlog", "2024-02-01");
    let archive = Archive::new(&[("a.md", &text), ("b.md", &text)]);
    let two = archive.build();
    let before = (address(&two, "a.md"), address(&two, "b.md"));
    let three = archive.write("0.md", &text).build();
    assert_eq!((address(&three, "a.md"), address(&three, "b.md")), before);
}

#[test]
fn many_reports_of_one_title_have_a_page_each() {
    let archive = Archive::new(&[]);
    for number in 0..200 {
        archive.write(&format!("{number}.md"), report("Same", "2024-02-01"));
    }
    assert_eq!(archive.annals(&["build"]).run().exits(0).account().pages, 200);
    assert_eq!(archive.site("public").incidents().len(), 200);
}

#[test]
fn the_pattern_of_the_settings_is_followed() {
    let check = |pattern: &str, expected: [&str; 2]| {
        let settings = format!("[archive]\npermalink = \"{pattern}\"\n");
        let archive = Archive::new(&[
            ("book.toml", &settings),
            ("content/2024/queue.md", &report("Queue backlog", "2024-02-01")),
            ("content/old/disk.md", "# Disk full\n\n[x](../2024/queue.md)\n"),
        ]);
        let site = archive.build();
        rules::check(&site);
        assert_eq!([address(&site, "2024/queue.md"), address(&site, "old/disk.md")], expected, "{pattern}");
    };
    check("incidents/{date}-{slug}", ["incidents/2024-02-01-queue-backlog", "incidents/disk-full"]);
    check("{year}/{month}/{slug}", ["2024/02/queue-backlog", "undated/undated/disk-full"]);
    check("postmortems/{id}", ["postmortems/2024-queue", "postmortems/old-disk"]);
    check("{slug}", ["queue-backlog", "disk-full"]);
}

#[test]
fn no_pattern_takes_the_place_of_another_page() {
    let titles =
        ["2024", "Queue", "Ada Moreau", "Year", "Index", "DNS", "Timeline", "x.png", "undated", "incidents", "con"];
    for pattern in ["{slug}", "incidents/{slug}", "{slug}/{id}", "{slug}/{year}/{id}", "{id}/{slug}", "aux/{slug}"] {
        let settings = format!("[archive]\npermalink = \"{pattern}\"\n");
        let archive = Archive::new(&[("book.toml", &settings), ("content/x.png", "pixels")]);
        for title in titles {
            let text = format!(
                "---\ntitle: {title:?}\ndate: 2024-02-01\napplications: [Queue]\nroot_causes: [dns]\n---\n\n![x](x.png)\n\n\
                 ## Actions\n\n- [ ] Mend it (Ada Moreau)\n"
            );
            archive.write(&format!("content/{}.md", title.replace(' ', "-")), text);
        }
        let run = archive.annals(&["build"]).run().published();
        // An index has no page of its own beside other reports.
        assert_eq!(run.account().pages, titles.len() - 1, "{pattern}");
        rules::check(&archive.site("public"));
    }
    for pattern in ["timeline/{slug}", "applications/{slug}", "files/{slug}", "assets/{id}", "incidents/year/{slug}"] {
        let archive = Archive::new(&[
            ("book.toml", &format!("[archive]\npermalink = \"{pattern}\"\n")),
            ("content/a.md", "# A\n"),
        ]);
        archive.annals(&["build"]).run().exits(2).says(&["book.toml:2:13", "the site keeps"]);
    }
}

#[test]
fn former_addresses_lead_on() {
    let settings = "[output.html.redirect]\n\"/postmortems/42.html\" = \"/incidents/2024-02-01-queue-backlog/\"\n\
                    \"/wiki/\" = \"https://wiki.example/postmortems?x=1&y=2\"\n";
    let report = "---\ntitle: Queue backlog\ndate: 2024-02-01\naliases: [/2024/queue/, old.html]\n---\n\nText.\n";
    let archive = Archive::new(&[("book.toml", settings), ("content/a.md", report)]);
    let site = archive.build();
    rules::check(&site);
    let leads = |path: &str, to: &str| {
        let page = site.text(path);
        assert!(page.contains(&format!("content=\"0; url={to}\"")), "{path}: {page}");
        assert!(page.contains(&format!("<a href=\"{to}\">")), "{path}: {page}");
        assert!(page.contains("content=\"noindex\""));
    };
    leads("postmortems/42.html", "../incidents/2024-02-01-queue-backlog/index.html");
    leads("wiki/index.html", "https://wiki.example/postmortems?x=1&amp;y=2");
    leads("2024/queue/index.html", "../../incidents/2024-02-01-queue-backlog/index.html");
    leads("old.html", "incidents/2024-02-01-queue-backlog/index.html");
    let sitemap_has =
        |path: &str| site.files.get("sitemap.xml").is_some_and(|map| String::from_utf8_lossy(map).contains(path));
    assert!(!sitemap_has("old.html"));
}

#[test]
fn a_former_address_does_not_hide_a_page() {
    let archive = Archive::new(&[
        ("book.toml", "[output.html.redirect]\n\"/about/\" = \"/\"\n\"/gone/\" = \"/incidents/missing/\"\n"),
        ("content/a.md", "---\ntitle: One\ndate: 2024-02-01\naliases: [/old/, /incidents/]\n---\n"),
        ("content/b.md", "---\ntitle: Two\ndate: 2024-02-01\naliases: [/old/]\n---\n"),
    ]);
    let run = archive.annals(&["build"]).run().published();
    run.says(&["redirect-conflict", "/about/", "/incidents/", "`/old/` is left out", "leads elsewhere already"]);
    let site = archive.site("public");
    assert!(
        !site.text("about/index.html").contains("refresh") && !site.text("incidents/index.html").contains("refresh")
    );
}
