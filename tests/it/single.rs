//! `annals build --single`: a report as one file that needs nothing beside it.

use crate::archive::{Archive, Run};
use crate::markup::{self, Page};

const REPORT: &str = "# Queue backlog\n\nDate: 2024-02-01\nAffected: mail relay\n\n## Impact\n\nMail was late.\n\n\
                      ![queue depth](img/depth.svg) ![gone](img/gone.png) See [the other](b.md).\n\n\
                      ## Actions\n\n- [ ] Add an alert (Ada Moreau)\n";

const OTHER: &str = "# Disk full\n\nDate: 2024-01-01\nAffected: mail relay\n";

/// Two reports and a picture, with settings or without.
fn archive(settings: &str) -> Archive {
    let picture = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"></svg>";
    let files = [
        ("book.toml", settings),
        ("content/a.md", REPORT),
        ("content/b.md", OTHER),
        ("content/img/depth.svg", picture),
    ];
    Archive::new(&files)
}

/// The page that was printed, read strictly, without its style sheets.
#[track_caller]
fn page(run: &Run) -> Page {
    let body = run.out.strip_prefix("<!DOCTYPE html>\n").expect("a page of HTML");
    let (head, rest) = body.split_once("<style>").expect("a style sheet");
    let (_, rest) = rest.split_once("</style>").expect("its end");
    markup::read(&format!("{head}{rest}")).unwrap_or_else(|error| panic!("{error}"))
}

fn single(archive: &Archive, arguments: &[&str]) -> Run {
    archive.annals(&["build", "--single"]).args(arguments).run().exits(0)
}

#[test]
fn a_report_becomes_one_file_that_asks_for_nothing() {
    let archive = archive("");
    let before = archive.everything();
    let run = single(&archive, &["content/a.md"]);
    assert!(archive.everything() == before, "nothing is written");
    let page = page(&run);
    assert!(page.text.contains("Queue backlog") && page.text.contains("Add an alert") && page.text.contains("gone"));
    let sources: Vec<&str> = page.values("src").collect();
    assert!(sources.len() == 1 && sources[0].starts_with("data:image/svg+xml;base64,"), "{sources:?}");
    for href in page.values("href") {
        assert!(href.starts_with('#') || href.starts_with("https://"), "{href}");
    }
    let policy = page.values("content").find(|content| content.starts_with("default-src 'none'")).expect("a policy");
    assert!(
        policy.contains("style-src 'sha256-") && !policy.contains("script-src") && !policy.contains("'self'"),
        "{policy}"
    );
    assert!(!run.out.contains("<script") && !run.out.contains("<link"));
    // What leads away from the page is not there.
    assert!(!page.text.contains("Menu") && !page.elements.iter().any(|element| element.name == "form"));
}

#[test]
fn links_lead_to_the_site_where_its_address_is_known() {
    let archive = archive("[output.html]\nsite-url = \"https://team.example/incidents/\"\n");
    let page = page(&single(&archive, &["content/a.md"]));
    let links: Vec<&str> = page.values("href").collect();
    for link in [
        "https://team.example/incidents/applications/mail-relay/",
        "https://team.example/incidents/incidents/2024-01-01-disk-full/",
    ] {
        assert!(links.contains(&link), "{link} among {links:?}");
    }
}

#[test]
fn it_goes_where_it_is_asked_to() {
    let archive = archive("");
    let printed = single(&archive, &["content/a.md"]).out;
    single(&archive, &["content/a.md", "--output", "a.html"]);
    assert_eq!(std::fs::read_to_string(archive.path("a.html")).unwrap(), printed);
    // From anywhere, the archive above the report is found.
    let path = archive.path("content/a.md");
    let elsewhere = tempfile::tempdir().unwrap();
    let run = crate::archive::annals(elsewhere.path(), &["build", "--single", path.to_str().unwrap()]).run().exits(0);
    assert_eq!(run.out, printed);
    archive.annals(&["build", "--single", "content/none.md"]).run().exits(2).says(&["is no report of the archive"]);
    archive.annals(&["build", "--output", "a.html"]).run().exits(2);
}

#[test]
fn of_a_log_one_incident_is_named() {
    let log = "# Outages\n\n## 2024\n\n### 2024-03-12: Disk full\n\n**Start**: 10:00\n**Impact**: everybody\n\n\
               ### 2024-02-10: Mail stuck\n\n**Start**: 11:00\n**Impact**: only a few\n";
    let archive = Archive::new(&[("log.md", log)]);
    let run = archive.annals(&["build", "--single", "log.md"]).run().exits(2);
    let run = run.says(&["`log.md` holds several incidents", "`log.md#2024-02-10-mail-stuck`"]);
    assert_eq!(run.out, "");
    let page = page(&single(&archive, &["log.md#2024-02-10-mail-stuck"]));
    assert!(page.text.contains("only a few") && !page.text.contains("everybody"));
}

#[test]
fn it_is_dressed_in_the_theme_of_the_archive() {
    let archive = archive("[output.html]\ntheme = \"console\"\n");
    let run = single(&archive, &["content/a.md"]);
    assert!(run.out.contains("@layer console") && !run.out.contains("class=\"rail"), "no rail without a site");
}

#[test]
fn a_theme_with_pages_of_its_own_needs_nothing_for_it() {
    let archive = archive("");
    let own = "<!DOCTYPE html>\n<title>{{ page.title }}</title><nav><a href=\"{{ page.root }}index.html\">Home</a></nav>\n\
               {% for sheet in site.styles %}<link rel=\"stylesheet\" href=\"{{ page.root }}{{ sheet }}\">{% endfor %}<h1>{{ incident.title }}</h1>\n";
    archive.write("themes/default/templates/incident.html", own);
    let run = single(&archive, &["content/a.md"]);
    assert!(run.out.ends_with("</style><h1>Queue backlog</h1>\n") && !run.out.contains("Home"));
}
