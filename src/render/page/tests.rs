//! Whole sites from small archives made by hand: what pages say, how they link, that nothing of a report gets out of hand.

use std::collections::{BTreeMap, BTreeSet};

use crate::archive::sample::{Sample, report, settings};
use crate::archive::{Archive, Drafts, Entry};
use crate::config::{RemoteImages, Settings};
use crate::model::{Axis, Verdict};
use crate::render::body::{self, BodyOptions};
use crate::site::{Account, Assets, Lists, Report, Shelf, Site, plan, record_path, redirects};
use crate::source::packed::Packed;
use crate::theme::Theme;
use crate::view;

/// Every file of a site that pages may link to, with the text of those that are text.
fn build(entries: Vec<Entry>, settings: &Settings) -> BTreeMap<String, String> {
    let reports: crate::site::Shown = entries.iter().map(|entry| (entry.incident.id.clone(), read(entry))).collect();
    let today = jiff::civil::date(2024, 7, 1);
    let archive = Archive::link(entries, settings, today, Drafts::LeftOut).value;
    let assets = Assets([("img/a b.png".to_owned(), Some((4, 3)))].into());
    let account = Account { reports: reports.iter().count() as u32, ..Account::default() };
    let lists = Lists::new(&archive, None);
    let shelf = Shelf::new(&archive);
    let site = Site {
        archive: &archive,
        lists: &lists,
        settings,
        reports: &reports,
        assets: &assets,
        account: &account,
        shelf: &shelf,
    };
    let theme = Theme::embedded().expect("the embedded theme compiles");
    let shared = view::site::view(&site, &theme);
    let theme = theme.for_site(&shared);
    let mut out = BTreeMap::new();
    for key in plan(&archive, &lists) {
        let context = view::context(&site, key);
        let page = super::page(&theme, &context).unwrap_or_else(|error| panic!("{key:?}: {error}"));
        let before = out.insert(site.path(key), String::from_utf8(page).expect("a page is text"));
        assert!(before.is_none(), "{key:?} shares an address");
    }
    for redirect in redirects(&site).value {
        let page = super::redirect(&redirect, "en");
        out.insert(redirect.path, String::from_utf8(page).expect("a page is text"));
    }
    out.extend(theme.assets.iter().map(|asset| (asset.path.clone(), String::new())));
    out.extend(archive.incidents.iter().map(|case| (record_path(case), String::new())));
    out.extend(assets.0.keys().map(|asset| (Assets::path(asset), String::new())));
    out.extend(crate::feed::files(&site));
    out.insert("incidents.json".to_owned(), String::new());
    out
}

fn read(entry: &Entry) -> std::sync::Arc<Report> {
    let document = crate::syntax::parse(&entry.source);
    let options = BodyOptions { base_level: 3, skip_title: None, remote_images: RemoteImages::Link };
    let body = body::body(&document.value, &entry.source.text, options);
    let kept = Packed::new(&body, &entry.source);
    std::sync::Arc::new(Report::new(&body, kept, document.diagnostics, Vec::new()))
}

fn site_of(samples: impl IntoIterator<Item = Sample>, toml: &str) -> BTreeMap<String, String> {
    build(samples.into_iter().map(Sample::entry).collect(), &settings(toml))
}

/// An archive with everything that pages show.
fn sample() -> Vec<Sample> {
    vec![
        report("2023/a.md")
            .title("Queue backlog")
            .window("2023-05-06T23:30", "2023-05-07T01:00")
            .zone("UTC")
            .severity("P2")
            .applications(&["Search", "Edge proxy"])
            .people(&["Ada Ray", "BQ"])
            .row("2023-05-06T23:30", Some("operator"), "Somebody looked")
            .row("2023-05-07T00:50", Some("notification"), "Somebody was called")
            .action("Write a test", &["Ada Ray"], Some(false))
            .due("2023-06-01")
            .action("Write a runbook", &["Platform team"], Some(true))
            .action("Tell everybody", &[], None)
            .root_cause(&["The certificate had expired. Nobody had noticed."])
            .tag(Axis::Cause, "Certificate")
            .suggests(Axis::Gap, "not-monitored", "no alert")
            .detected("2023-05-06T23:40")
            .question("Were we paged?", "No. Nobody was.", Some(Verdict::No))
            .lessons("Queues need an alert."),
        report("2024/b.md")
            .title("Search is slow")
            .window("2024-06-30T10:00", "2024-06-30T10:47")
            .applications(&["Search"])
            .suggests(Axis::Cause, "certificate", "TLS")
            .question("Were we paged", "Yes, at once.", Some(Verdict::Yes))
            .question("Was it fun?", "Hardly.", None)
            .action("Watch expiry", &["BQ"], Some(false)),
        report("c.md"),
    ]
}

#[track_caller]
fn holds(site: &BTreeMap<String, String>, path: &str, expected: &[&str]) {
    let page = site.get(path).unwrap_or_else(|| panic!("no {path} among {:?}", site.keys()));
    for text in expected {
        assert!(page.contains(text), "{path} lacks {text}:\n{page}");
    }
}

#[test]
fn the_page_of_an_incident_tells_what_its_report_states() {
    let site = site_of(sample(), "");
    let path = "incidents/2023-05-06-queue-backlog/index.html";
    holds(
        &site,
        path,
        &[
            "<h1>Queue backlog</h1>",
            "Sat <time datetime=\"2023-05-06\">6 May 2023</time>, 23:30",
            "–Sun <time datetime=\"2023-05-07\">7 May 2023</time>, 01:00",
            "<b>1 h 30 min</b> <span class=\"quiet\">from start to end</span>",
            "P2",
            "href=\"../../applications/search/index.html\"",
            "The certificate had expired. Nobody had noticed.",
            "suggested by <a class=\"source-ref\" href=\"#L",
            "“no alert”",
            "<tr id=\"t-2\">",
            "+1:20",
            "<span class=\"state is-overdue\">overdue</span>",
            "id=\"L1\"",
            "href=\"../../incidents/2024-06-30-search-is-slow/index.html\"",
        ],
    );
}

#[test]
fn what_no_report_states_is_said_quietly() {
    let site = site_of([report("a.md")], "");
    holds(
        &site,
        "incidents/a/index.html",
        &["The report states no date", "<dt>Severity</dt><dd><span class=\"unsaid\">not stated</span>"],
    );
    holds(&site, "timeline/index.html", &["No report states a date.", "1 report without a date"]);
    holds(&site, "owners/index.html", &["No report names an owner"]);
}

#[test]
fn an_empty_archive_has_pages_that_say_so() {
    let site = site_of([], "");
    holds(&site, "index.html", &["No reports yet"]);
    holds(&site, "incidents/index.html", &["No incidents here."]);
    assert_links(&site);
}

#[test]
fn causes_keep_confirmed_and_suggested_apart() {
    let site = site_of(sample(), "");
    holds(&site, "causes/certificate/index.html", &["confirmed", "suggested by “TLS”", "13 months"]);
    holds(&site, "causes/index.html", &["Certificate or key lifecycle", "Without incidents:"]);
}

#[test]
fn incidents_lead_to_those_before_and_after_them() {
    let on =
        |name: &str, date: &str, application: &str| report(name).title(name).date(date).applications(&[application]);
    let site = site_of(
        [
            on("a.md", "2024-01-01", "Search"),
            on("b.md", "2024-01-02", "Billing"),
            on("c.md", "2024-01-03", "Search"),
            on("d.md", "2024-01-04", "Search"),
        ],
        "",
    );
    let expected = [
        "<a rel=\"prev\" href=\"../../incidents/2024-01-02-b-md/index.html\">",
        "<a rel=\"next\" href=\"../../incidents/2024-01-04-d-md/index.html\">",
        "On <a href=\"../../applications/search/index.html\">Search</a>, 3</span><a class=\"before\" href=\"../../incidents/2024-01-01-a-md/",
        "<a class=\"after\" href=\"../../incidents/2024-01-04-d-md/",
    ];
    holds(&site, "incidents/2024-01-03-c-md/index.html", &expected);
    let alone = &site["incidents/2024-01-02-b-md/index.html"];
    assert!(!alone.contains("On <a href"), "an application of one incident has no neighbours");
}

#[test]
fn what_reports_leave_unsaid_is_counted_and_named() {
    let site = site_of(sample(), "");
    holds(
        &site,
        "quality/index.html",
        &[
            "Date: 1 of 3 do not state it",
            // It can be asked of those alone that state a time.
            "Time zone: 1 of 2 do not state it",
            "<a href=\"../incidents/2024-06-30-search-is-slow/index.html\">Search is slow</a>",
            "Owner: 1 of 4 do not state it",
            ">Tell everybody</a>",
            "<code>Severity: SEV2</code>",
        ],
    );
    holds(&site, "index.html", &["href=\"quality/index.html\""]);
    holds(&site_of([], ""), "quality/index.html", &["There is no incident to look at yet."]);
}

#[test]
fn promises_are_listed_by_state() {
    let site = site_of(sample(), "");
    holds(
        &site,
        "actions/index.html",
        &["over 180 days", "id=\"overdue\"", "id=\"unknown\"", "id=\"done\"", "no owner"],
    );
    holds(&site, "owners/index.html", &["Names that could not be resolved", ">BQ</a>"]);
    holds(&site, "index.html", &["1 overdue", "Write a test"]);
}

#[test]
fn what_was_asked_and_learnt_and_how_long_it_took() {
    let site = site_of(sample(), "");
    holds(&site, "lessons/index.html", &["Queues need an alert.", "id=\"y-2023\"", "Review questions side by side"]);
    holds(
        &site,
        "questions/index.html",
        &["Were we paged", "<b>1</b> yes", "<b>1</b> no", "Nobody was.", "1 question is answered by one report alone"],
    );
    holds(&site, "questions/were-we-paged/index.html", &["Yes, at once.", "Nobody was."]);
    holds(
        &site,
        "metrics/index.html",
        &[
            "10 min <a class=\"source-ref\"",
            "Too few for a median",
            "class=\"chart dots narrow\"",
            "<code>Declared: 10:42</code>",
        ],
    );
    holds(
        &site,
        "timeline/index.html",
        &["class=\"chart heat wide\"", "id=\"hours\"", "<th scope=\"row\">Sunday</th>"],
    );
    holds(
        &site,
        "applications/search/index.html",
        &["Between them", "13 months (one gap)", "class=\"chart strip wide\""],
    );
}

/// Every `href` and `src` of a page, unescaped as far as addresses need.
fn links(page: &str) -> Vec<String> {
    let mut out = Vec::new();
    for name in [" href=\"", " src=\""] {
        for (at, _) in page.match_indices(name) {
            let rest = &page[at + name.len()..];
            out.push(rest[..rest.find('"').unwrap_or(rest.len())].replace("&amp;", "&").replace("&#39;", "'"));
        }
    }
    out
}

/// Every link within the site leads to a file of it, and every fragment to an id.
#[track_caller]
fn assert_links(site: &BTreeMap<String, String>) {
    for (path, page) in site.iter().filter(|(path, _)| path.ends_with(".html")) {
        for link in links(page) {
            if link.starts_with("https://") || link.starts_with("http://") {
                continue;
            }
            let (address, fragment) = link.split_once('#').map_or((link.as_str(), None), |(a, f)| (a, Some(f)));
            let target = if address.is_empty() { path.clone() } else { resolve(path, address) };
            let found = site.get(&target).unwrap_or_else(|| panic!("{path} links to {link}, which is nothing"));
            if let Some(fragment) = fragment {
                assert!(found.contains(&format!("id=\"{fragment}\"")), "{path} links to {link}, which has no such id");
            }
        }
    }
}

fn resolve(from: &str, link: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop().expect("a link stays within the site")),
            part => parts.push(part),
        }
    }
    parts.join("/").replace("%20", " ")
}

#[test]
fn every_link_leads_somewhere() {
    let toml =
        "[output.html.redirect]\n\"/old/\" = \"/incidents/2023-05-06-queue-backlog/\"\n\"/x.html\" = \"/timeline/\"";
    assert_links(&site_of(sample(), toml));
}

#[test]
fn links_between_reports_become_links_between_pages() {
    let text = "# A\n\nSee [b](b.md), [its impact](./b.md#impact), ![a](/img/a%20b.png), [lost](lost.md).\n";
    let mut entries =
        [report("d/a.md").date("2024-01-01"), report("d/b.md").date("2024-01-02")].map(Sample::entry).to_vec();
    entries[0].source = crate::source::SourceFile::new("d/a.md", text).into();
    entries[1].source = crate::source::SourceFile::new("d/b.md", "# B\n\n## Impact\n\nNone.\n").into();
    let site = build(entries, &settings(""));
    let (path, page) = site.iter().find(|(_, page)| page.contains("its impact")).expect("the page of a.md");
    assert!(page.contains("/index.html#report-impact\">its impact</a>"), "{page}");
    assert!(page.contains("src=\"../../files/img/a%20b.png\""), "{page}");
    assert!(page.contains("class=\"broken\""), "{path}: {page}");
    assert_links(&site);
}

#[test]
fn long_lists_are_spread_over_pages() {
    let many = (0..700).map(|number| {
        let (year, month) = (2020 + number / 400, number % 12 + 1);
        let date = format!("{year}-{month:02}-{:02}", number % 28 + 1);
        report(&format!("{number}.md")).date(&date).applications(&["Search"]).action("Do it", &["Ada Ray"], Some(false))
    });
    let site = site_of(many, "");
    let rows = |path: &str| site[path].matches("<tr>").count();
    assert_eq!(rows("incidents/index.html"), 101);
    assert!(rows("incidents/year/2020/index.html") == 101 && rows("incidents/year/2020/02/index.html") < 50);
    assert_eq!(rows("applications/search/year/2021/index.html"), 301);
    for path in ["owners/ada-ray/year/2021/index.html", "actions/overdue/year/2021/index.html"] {
        assert!(site.contains_key(path), "{path} among {:?}", site.keys().filter(|path| path.contains("year")));
    }
    assert_links(&site);
    let largest = site.values().map(String::len).max();
    assert!(largest < Some(400_000), "{largest:?}");
}

#[test]
fn many_names_have_a_page_a_letter() {
    let many = (0..400_u32).map(|number| {
        let letter = char::from(b'A' + (number % 20) as u8);
        let owner = format!("{letter}n{} Ray", "aeiou".repeat(1 + number as usize / 20));
        report(&format!("{number}.md")).date("2024-01-01").action("Do it", &[&owner], Some(false))
    });
    let site = site_of(many, "");
    let rows = |path: &str| site[path].matches("<th scope=\"row\">").count();
    assert_eq!((rows("owners/index.html"), rows("owners/letter/b/index.html")), (100, 20));
    holds(
        &site,
        "owners/index.html",
        &["letter/b/index.html\">B <span class=\"count\">20</span>", "100 of 400 are shown"],
    );
    holds(&site, "owners/letter/b/index.html", &["<h1>Owners: B</h1>", "aria-current=\"page\">B "]);
    assert_links(&site);
}

#[test]
fn promises_that_came_back_are_drawn_and_stand_on_the_first_page() {
    let site = site_of(sample(), "");
    let ledger = &site["recurrences/index.html"];
    let count = ledger.matches("class=\"arc ").count();
    assert_eq!(count, ledger.matches("<p class=\"facts\"><span class=\"state").count(), "an arc a promise");
    holds(&site, "index.html", &["What keeps coming back"]);
}

/// What a report may try to smuggle into a page.
const HOSTILE: &str =
    "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> {{ site.title }} {% raw %} \u{202E}&amp;";

#[test]
fn hostile_text_stays_text_everywhere() {
    let samples = [
        report("a<b>&.md")
            .title(HOSTILE)
            .window("2024-05-06T10:00", "2024-05-06T11:00")
            .zone(HOSTILE)
            .severity(HOSTILE)
            .applications(&[HOSTILE])
            .people(&[HOSTILE])
            .row("2024-05-06T10:00", Some(HOSTILE), HOSTILE)
            .row("2024-05-06T10:30", Some("operator"), HOSTILE)
            .action(HOSTILE, &[HOSTILE], Some(false))
            .root_cause(&[HOSTILE])
            .tag(Axis::Cause, HOSTILE)
            .suggests(Axis::Cause, "certificate", HOSTILE),
        report("b.md").date("2024-05-05").applications(&[HOSTILE]).tag(Axis::Cause, HOSTILE),
    ];
    let quoted = serde_json::to_string(HOSTILE).expect("a text");
    let site = site_of(samples, &format!("[book]\ntitle = {quoted}\ndescription = {quoted}\nauthors = [{quoted}]"));
    // In JSON and in calendars, text is text.
    for (path, page) in site.iter().filter(|(path, _)| !path.ends_with(".json") && !path.ends_with(".ics")) {
        for harm in ["<script>alert", "<img src=x", "onerror=alert(1)>", "\u{202E}"] {
            assert!(!page.contains(harm), "{path} holds {harm}:\n{page}");
        }
        assert!(!page.contains("style=\"") && !page.contains(" onclick"), "{path}");
    }
    holds(&site, "index.html", &["{{ site.title }}"]);
    assert_links(&site);
}

#[test]
fn the_page_for_unknown_addresses_is_rooted_where_the_address_is_known() {
    let check = |toml: &str, expected: &str| holds(&site_of([], toml), "404.html", &[expected]);
    check("", "href=\"index.html\"");
    check("[output.html]\nsite-url = \"/archive/\"", "href=\"/archive/index.html\"");
    check("[output.html]\nsite-url = \"https://a.example/b/\"", "href=\"/b/incidents/index.html\"");
}

#[test]
fn feeds_are_well_formed() {
    let site = site_of(sample(), "[output.html]\nsite-url = \"https://a.example/b/\"\n[feeds]\nfull-text = true");
    let json: serde_json::Value = serde_json::from_str(&site["feed.json"]).expect("the feed is JSON");
    assert_eq!(json["items"][0]["title"], "Search is slow");
    assert_eq!(json["items"][1]["url"], "https://a.example/b/incidents/2023-05-06-queue-backlog/");
    assert_eq!(json["items"][1]["date_published"], "2023-05-06T23:30:00Z");
    let atom = &site["feed.xml"];
    assert!(atom.contains("<updated>2024-07-01T00:00:00Z</updated>") && atom.matches("<entry>").count() == 2, "{atom}");
    let tags = ["feed", "entry", "title", "id", "content", "author"];
    for tag in tags {
        let (open, close) = (atom.matches(&format!("<{tag}>")).count(), atom.matches(&format!("</{tag}>")).count());
        let with_attributes = atom.matches(&format!("<{tag} ")).count();
        assert_eq!(open + with_attributes, close, "{tag}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(site_of(sample(), ""), site_of(sample().into_iter().rev(), ""));
}

#[test]
fn ids_are_unique() {
    for (path, page) in site_of(sample(), "").iter().filter(|(path, _)| path.ends_with(".html")) {
        let mut seen = BTreeSet::new();
        for (at, _) in page.match_indices(" id=\"") {
            let rest = &page[at + 5..];
            let id = &rest[..rest.find('"').unwrap_or(rest.len())];
            assert!(seen.insert(id), "{path} has two of {id}");
        }
    }
}

#[test]
fn a_page_is_small_beside_its_report() {
    let site = site_of(sample(), "");
    let page = &site["incidents/2023-05-06-queue-backlog/index.html"];
    assert!(page.len() < 25_000, "{} bytes", page.len());
}
