//! What is written in `book.toml` does something: one small archive a key, built by the real program. Keys whose effect a
//! unit test shows (how dates, causes and severities are read, what may be written) are left to it.

use crate::archive::{Archive, Site};

const REPORT: &str = "# Queue backlog\n\n- Date: 2024-02-01\n- Severity: high\n- Affected: mail\n\n## Impact\n\n\
                      Mail came late.\n\n## Action items\n\n- [ ] Add an alarm (owner: Dana Bell)\n";

/// An archive of one report and these settings.
fn with(settings: &str) -> Archive {
    Archive::new(&[("book.toml", settings), ("content/a.md", REPORT)])
}

fn built(settings: &str) -> Site {
    with(settings).build()
}

#[test]
fn what_the_archive_is_called() {
    let site = built(
        "[book]\ntitle = 'Harbour'\ndescription = 'What broke'\nauthors = ['Dana Bell']\nlanguage = 'en-GB'\n\
         [archive]\naudience = 'engineers'\n[feeds]\ntitle = 'Harbour news'\n",
    );
    let home = site.text("index.html");
    for part in ["<html lang=\"en-GB\"", "Harbour", "What broke", "For engineers.", "title=\"Harbour news\""] {
        assert!(home.contains(part), "{part}");
    }
    assert!(site.text("about/index.html").contains("Kept by Dana Bell."));
    assert!(site.text("feed.xml").contains("<title>Harbour news</title>"));
}

#[test]
fn where_the_site_lives() {
    let archive = with(
        "[build]\nbuild-dir = 'out'\n[output.html]\nsite-url = 'https://incidents.example.org/archive/'\n\
         cname = 'incidents.example.org'\nno-index = false\n[archive]\npermalink = 'log/{id}'\n\
         [output.html.redirect]\n'/old/' = '/log/a/'\n",
    );
    archive.annals(&["build"]).run().exits(0);
    let site = archive.site("out");
    assert_eq!(site.text("CNAME"), "incidents.example.org\n");
    let page = site.text("log/a/index.html");
    assert!(page.contains("<link rel=\"canonical\" href=\"https://incidents.example.org/archive/log/a/\">"));
    assert!(!page.contains("noindex"));
    assert!(site.text("404.html").contains("href=\"/archive/incidents/index.html\""));
    assert!(site.text("old/index.html").contains("url=../log/a/index.html"));
    assert!(built("").text("index.html").contains("noindex"));
}

#[test]
fn where_reports_are_kept() {
    let settings = "[book]\nsrc = 'reports'\n[output.html]\ngit-repository-url = 'https://git.example.org/i'\n\
                    edit-url-template = 'https://git.example.org/i/edit/main/{path}#L{line}'\n";
    let archive = Archive::new(&[("book.toml", settings), ("reports/2024/a.md", REPORT)]);
    let site = archive.build();
    let page = site.text(&site.page_of("2024/a.md"));
    assert!(page.contains("href=\"https://git.example.org/i/edit/main/reports/2024/a.md#L1\""));
    assert!(site.text("about/index.html").contains("href=\"https://git.example.org/i\""));
}

#[test]
fn how_the_site_looks() {
    let archive = with(
        "[output.html]\ndefault-theme = 'light'\npreferred-dark-theme = 'high-contrast'\n\
         additional-css = ['own/print.css']\nadditional-js = ['own/more.js']\n",
    );
    archive.write("own/print.css", "p { margin: 1px }").write("own/more.js", "void 0;");
    let site = archive.build();
    let home = site.text("index.html");
    for part in ["data-theme=\"light\"", "data-dark=\"high-contrast\""] {
        assert!(home.contains(part), "{part}");
    }
    for (ending, text) in [(".css", "p { margin: 1px }"), (".js", "void 0;")] {
        let own = site.files.iter().find(|(path, bytes)| path.ends_with(ending) && *bytes == text.as_bytes());
        let (path, _) = own.unwrap_or_else(|| panic!("{text} is not published"));
        assert!(home.contains(path.as_str()), "{path} is on no page");
    }
    let missing = with("[output.html]\nadditional-css = ['no.css']\n");
    missing.annals(&["build"]).run().exits(2).says(&["`no.css` (named in book.toml)"]);
}

#[test]
fn a_page_for_unknown_addresses_of_ones_own() {
    let settings = "[output.html]\nsite-url = '/archive/'\ninput-404 = 'templates/lost.md'\n";
    let archive = with(settings);
    let text = "Ask **#incidents**, or see [the backlog](../a.md) and ![a map](map.png). [Nothing](none.md).\n";
    archive.write("content/templates/lost.md", text).write("content/templates/map.png", "");
    let run = archive.annals(&["build"]).run().exits(0).says(&["link-broken", "templates/lost.md:1"]);
    assert_eq!((run.account().pages, run.account().other, run.account().adds_up()), (1, 2, true));
    let site = archive.site("public");
    let page = site.text("404.html");
    assert!(page.contains("<p>Ask <strong>#incidents</strong>"), "{page}");
    assert!(page.contains(&format!("href=\"/archive/{}\"", site.page_of("a.md"))), "{page}");
    assert!(page.contains("src=\"/archive/files/templates/map.png\""), "{page}");
    assert!(!page.contains("There is no page at this address"), "{page}");

    archive.write("book.toml", "[output.html]\ninput-404 = 'gone.md'\n");
    archive.annals(&["build"]).run().exits(2).says(&["there is no `gone.md`", "`input-404`"]);
}

#[test]
fn images_from_other_hosts() {
    let archive = with("[archive]\nremote-images = 'load'\n");
    archive.write("content/a.md", "# Outage\n\n2024-02-01\n\n![graph](https://img.example.org/a.png)\n");
    let page = |site: &Site| site.text(&site.page_of("a.md")).to_owned();
    let loaded = page(&archive.build());
    assert!(loaded.contains("<img src=\"https://img.example.org/a.png\"") && loaded.contains("&#39;self&#39; https:"));
    archive.write("book.toml", "");
    let linked = page(&archive.build());
    assert!(!linked.contains("<img") && linked.contains("href=\"https://img.example.org/a.png\""));
}

#[test]
fn files_that_are_reports_and_files_that_are_none() {
    let archive = with("[archive]\ninclude = ['*.txt']\nexclude = ['drafts/']\nmax-report-bytes = 2000\n");
    archive.write("content/b.txt", REPORT).write("content/drafts/c.md", REPORT).write("content/d.md", "x".repeat(2001));
    let run = archive.annals(&["build"]).run().exits(1).says(&["scan-oversized"]);
    assert_eq!((run.account().pages, run.account().skipped, run.account().other), (2, 1, 1));
}

#[test]
fn files_that_are_not_published() {
    let archive = with("");
    archive.write("content/a.md", "# Outage\n\n2024-02-01, mended with [a script](mend.sh)\n");
    archive.write("content/mend.sh", "true\n");
    archive.annals(&["build"]).run().exits(0).says(&["asset-type", "`mend.sh`", "a.md:3"]);
}

#[test]
fn names_and_scales_of_ones_own() {
    let site = built(
        "[applications]\n'Mail relay' = { aliases = ['mail'], team = 'Post', description = 'Sends it', \
         url = 'https://wiki.example.org/mail' }\n\
         [people.names]\n'Dana Bell-Ortiz' = { aliases = ['Dana Bell'] }\n\
         [severities]\nSEV1 = { label = 'Grave', words = ['high'], colour = 'critical' }\n\
         [actions]\noverdue-after = { SEV1 = 10 }\n",
    );
    let application = site.text("applications/mail-relay/index.html");
    for part in ["Mail relay", "Post", "Sends it", "href=\"https://wiki.example.org/mail\""] {
        assert!(application.contains(part), "{part}");
    }
    assert!(site.paths().contains(&"owners/dana-bell-ortiz/index.html"));
    assert!(site.text(&site.page_of("a.md")).contains("Grave"));
    assert!(site.text("owners/dana-bell-ortiz/index.html").contains("verdue"), "10 days are over by March");
    assert!(site.text("about/index.html").contains("Grave"));
}

#[test]
fn pages_that_are_there_or_not() {
    let page = "quality/index.html";
    let links = |site: &Site| site.text("index.html").contains(page);
    let there = built("");
    assert!(there.files.contains_key(page) && links(&there));
    let gone = built("[pages]\nquality = false\n");
    assert!(!gone.files.contains_key(page) && !links(&gone));
}

#[test]
fn what_feeds_hold() {
    let archive = with("[feeds]\nlimit = 1\nfull-text = true\n");
    archive.write("content/b.md", "# Older\n\n2023-05-05\n");
    let site = archive.build();
    let feed = site.text("feed.xml");
    assert_eq!(feed.matches("<entry>").count(), 1);
    assert!(feed.contains("Mail came late."));
    assert!(!built("").text("feed.xml").contains("Mail came late."));
}

#[test]
fn templates_see_what_is_extra() {
    let archive = with("[output.html]\ntheme = './own'\n[extra.footer]\ncontact = '#harbour'\n");
    let own =
        "{% extends \"default/home.html\" %}{% block footer %}{{ site.extra.footer.contact }}{% endblock footer %}";
    archive.write("own/templates/home.html", own);
    assert!(archive.build().text("index.html").contains("#harbour"));
}

#[test]
fn diagnostics_are_as_loud_as_the_team_says() {
    // No date: a warning, unless the team says otherwise.
    let undated = |level: &str| {
        let archive = with(level);
        archive.write("content/a.md", "# Mail was late\n\nNobody knows when.\n");
        archive
    };
    let check = |settings: &str, build: i32, check: i32, count: &str, on_page: bool| {
        let archive = undated(settings);
        archive.annals(&["build"]).run().exits(build);
        let run = archive.annals(&["check"]).run().exits(check);
        assert_eq!(run.out.trim_end(), format!("1 incident checked: {count}"), "{settings}");
        let site = archive.site("public");
        assert_eq!(site.text(&site.page_of("a.md")).contains("no date was found"), on_page, "{settings}");
    };
    check("", 0, 1, "0 errors, 1 warning, 0 notes", true);
    check("[lint]\ndate-missing = 'error'\n", 1, 1, "1 error, 0 warnings, 0 notes", true);
    check("[lint]\ndate-missing = 'note'\n", 0, 0, "0 errors, 0 warnings, 1 note", true);
    check("[lint]\ndate-missing = 'off'\n", 0, 0, "0 errors, 0 warnings, 0 notes", false);
}

#[test]
fn words_of_ones_own() {
    let archive = with(
        "[vocabulary]\nroot-cause = ['what bit us']\n[actions]\ndone-words = ['shipped']\nopen-words = ['parked']\n",
    );
    let report = "# Mail was late\n\n2024-02-01\n\n## What bit us\n\nA full disk.\n\n## Action items\n\n\
                  - Add a disk [shipped]\n- Add an alarm [parked]\n";
    archive.write("content/a.md", report);
    let (_, record) = archive.build().incidents().remove(0);
    assert_eq!(record["root_cause"], serde_json::json!([7, 7]));
    assert_eq!((&record["actions"][0]["done"], &record["actions"][1]["done"]), (&true.into(), &false.into()));
    archive.write("book.toml", "[vocabulary]\nroot-case = ['what bit us']\n");
    let run = archive.annals(&["build"]).run().exits(2);
    run.says(&["`vocabulary.root-case` is nothing that", "book.toml:2:1", "did you mean `root-cause`?"]);
}

#[test]
fn front_matter_keys_of_ones_own() {
    let archive = with(
        "[front-matter]\nheadline = 'title'\nservice-hit = 'applications'\nbegan-exactly = 'started_at'\n\
         severity = 'nothing'\n",
    );
    let report = "---\nheadline: Relay stuck\nservice-hit: relay\nbegan-exactly: 2024-02-01 10:00\nseverity: high\n---\n\
                  # Mail was late\n";
    archive.write("content/a.md", report);
    let (_, record) = archive.build().incidents().remove(0);
    assert_eq!(record["title"], "Relay stuck");
    assert_eq!(record["applications"], serde_json::json!(["relay"]));
    assert_eq!(record["started_at"], "2024-02-01T10:00");
    assert_eq!(record["severity"], serde_json::Value::Null);
}

#[test]
fn each_team_has_a_feed_and_what_is_due_a_calendar() {
    let site = built(
        "[output.html]\nsite-url = 'https://incidents.example.org/'\n[teams]\nMail = { members = ['Dana Bell'] }\n\
         [actions]\noverdue-after = { default = 10 }\n",
    );
    let feed = site.text("owners/mail/feed.xml");
    for part in [
        "<title>Incidents: promises of Mail</title>",
        "href=\"https://incidents.example.org/owners/mail/feed.xml\"",
        "<title>Add an alarm</title>",
        "overdue · due 11 Feb 2024 · Dana Bell · Queue backlog",
        "https://incidents.example.org/incidents/2024-02-01-queue-backlog/#L13",
    ] {
        assert!(feed.contains(part), "{part}\n{feed}");
    }
    assert!(site.text("owners/mail/index.html").contains("href=\"../../owners/mail/feed.xml\""));
    assert!(!site.files.contains_key("owners/dana-bell/feed.xml"), "a person has none");
    let folded = site.text("actions.ics");
    let calendar = &folded.replace("\r\n ", "");
    assert!(folded.lines().all(|line| line.len() <= 75), "{folded}");
    for part in [
        "DTSTAMP:20240301T000000Z\r\nDTSTART;VALUE=DATE:20240211\r\nDTEND;VALUE=DATE:20240212\r\nSUMMARY:Add an alarm\r\n",
        "CATEGORIES:overdue\r\nURL:https://incidents.example.org/incidents/2024-02-01-queue-backlog/#L13\r\n",
    ] {
        assert!(calendar.contains(part), "{part}\n{calendar}");
    }
    let uid = |text: &str| {
        let text = text.replace("\r\n ", "");
        text.lines().find(|line| line.starts_with("UID:")).map(str::to_owned)
    };
    let later = with("[output.html]\nsite-url = 'https://incidents.example.org/'\n");
    later.annals(&["build", "--as-of", "2024-06-01"]).run().exits(0);
    assert_eq!(uid(later.site("public").text("actions.ics")), uid(calendar), "an event stays the same");
    assert!(site.text("actions/index.html").contains("href=\"../actions.ics\""));
    for part in [
        "id=\"by-owner\"",
        "id=\"by-application\"",
        ">mail</a></th><td class=\"number\" data-label=\"Overdue\"><span class=\"is-overdue\">1<",
    ] {
        assert!(site.text("actions/index.html").contains(part), "{part}");
    }
}

/// `cargo run` hands the variables of the build script on to the program: none of them may read as a setting.
#[test]
fn what_the_build_script_names_is_no_setting() {
    let script = include_str!("../../build.rs");
    let named = script.split("rustc-env=").skip(1).map(|rest| rest.split('=').next().unwrap_or(rest));
    let named: Vec<&str> = named.collect();
    assert!(!named.is_empty() && named.iter().all(|name| !name.starts_with("ANNALS_")), "{named:?}");
}
