//! How a site is dressed: one file of the theme replaced, a block of a template changed, style sheets added; and where it
//! may lie: anywhere.

use crate::archive::{Archive, Site};
use crate::rules;

const REPORT: &str = "# Queue backlog\n\nDate: 2024-02-01\n\n## Actions\n\n- [ ] Add an alert (Ada Moreau)\n";

fn archive(settings: &str, files: &[(&str, &str)]) -> Archive {
    let archive = Archive::new(&[("book.toml", settings), ("content/a.md", REPORT)]);
    for (path, text) in files {
        archive.write(path, text);
    }
    archive
}

/// The joined style sheet or script of a site.
fn bundle(site: &Site, ending: &str) -> String {
    let is_bundle = |path: &&str| path.starts_with("assets/site-") && path.ends_with(ending);
    let paths: Vec<_> = site.paths().into_iter().filter(is_bundle).collect();
    assert_eq!(paths.len(), 1, "{paths:?}");
    site.text(paths[0]).to_owned()
}

/// Which pages are not the same in both.
fn changed<'a>(site: &'a Site, other: &Site) -> Vec<&'a str> {
    site.paths().into_iter().filter(|path| site.files.get(*path) != other.files.get(*path)).collect()
}

const NIGHT: &str = "[output.html]\ntheme = \"night\"\n";

#[test]
fn one_template_is_replaced_and_the_rest_stays() {
    let plain = archive("", &[]).build();
    let own = "{% extends \"base.html\" %}{% block content %}<p>Nothing but this.</p>{% endblock %}\n";
    let site = archive(NIGHT, &[("themes/night/templates/about.html", own)]).build();
    rules::check(&site);
    assert_eq!(changed(&site, &plain), ["about/index.html"]);
    let page = site.text("about/index.html");
    assert!(page.contains("<p>Nothing but this.</p>") && page.contains("site-nav"));
}

#[test]
fn a_block_of_a_template_is_replaced_and_the_rest_of_it_stays() {
    let own = "{% extends \"default/incident.html\" %}{% block source %}<p>Ask us for the source.</p>{% endblock %}\n";
    let site = archive(NIGHT, &[("themes/night/templates/incident.html", own)]).build();
    let page = site.text("incidents/2024-02-01-queue-backlog/index.html");
    assert!(
        page.contains("Ask us for the source.")
            && page.contains("Add an alert")
            && !page.contains("<pre class=\"source\"")
    );
}

#[test]
fn a_template_that_all_extend_is_replaced_for_all() {
    let own = "{% extends \"default/base.html\" %}{% block footer %}<footer>Own foot</footer>{% endblock %}\n";
    let site = archive(NIGHT, &[("themes/night/templates/base.html", own)]).build();
    rules::check(&site);
    for (path, page) in site.files.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(String::from_utf8_lossy(page).contains("Own foot"), "{path}");
    }
}

#[test]
fn a_theme_is_found_by_name_by_folder_and_as_the_default() {
    let own = "{% extends \"base.html\" %}{% block content %}<p>Own page</p>{% endblock %}\n";
    let check = |settings: &str, folder: &str| {
        let site = archive(settings, &[(&format!("{folder}/templates/about.html"), own)]).build();
        assert!(site.text("about/index.html").contains("Own page"), "{folder}");
    };
    check(NIGHT, "themes/night");
    check("[output.html]\ntheme = \"looks/night\"\n", "looks/night");
    check("", "themes/default");
}

#[test]
fn a_style_sheet_of_the_theme_is_replaced_or_added() {
    let plain = bundle(&archive("", &[]).build(), ".css");
    let files = [
        ("themes/night/css/10-tokens.css", ":root { --own: 1 }"),
        ("themes/night/css/90-own.css", ".own { color: red }"),
    ];
    let site = archive(NIGHT, &files).build();
    rules::check(&site);
    let css = bundle(&site, ".css");
    assert!(css.starts_with(":root{--own:1}\n") && css.ends_with(".own{color:red}\n"));
    // The other four are those of the default, in their order.
    let rest = css.strip_prefix(":root{--own:1}\n").and_then(|rest| rest.strip_suffix(".own{color:red}\n")).unwrap();
    assert!(plain.ends_with(rest) && rest.len() * 2 > plain.len());
}

#[test]
fn style_sheets_and_scripts_of_the_settings_come_last() {
    let settings =
        "[output.html]\nadditional-css = [\"own.css\", \"styles/print.css\"]\nadditional-js = [\"own.js\"]\n";
    let site = archive(settings, &[("own.css", "a{}"), ("styles/print.css", "b{}"), ("own.js", "let x = 1;")]).build();
    rules::check(&site);
    for (path, page) in site.files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = String::from_utf8_lossy(page);
        let at = |name: &str| page.find(&format!("assets/{name}-")).unwrap_or_else(|| panic!("{path} has no {name}"));
        assert!(at("site") < at("own") && at("own") < at("print"), "{path}");
        // The search page has a script of its own, in front of both.
        let scripts = if path == "search/index.html" { 3 } else { 2 };
        assert!(page.contains("assets/own-") && page.matches("<script").count() == scripts, "{path}");
    }
}

#[test]
fn names_of_style_sheets_tell_their_content() {
    let one = archive("[output.html]\nadditional-css = [\"own.css\"]\n", &[("own.css", "a{}")]);
    let before = one.build();
    one.write("own.css", "b{}");
    let after = one.build();
    let names = |site: &Site| {
        site.paths().into_iter().filter(|path| path.starts_with("assets/own-")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!((names(&before).len(), names(&after).len()), (1, 1));
    assert_ne!(names(&before), names(&after), "a browser that keeps the old one asks for the new one");
}

#[test]
fn a_style_sheet_can_use_a_static_file_of_its_theme() {
    let files = [
        ("themes/night/css/90-own.css", ".site-name { background: url(logo.svg) }"),
        ("themes/night/static/logo.svg", "<svg/>"),
    ];
    rules::check(&archive(NIGHT, &files).build());
}

#[test]
fn settings_of_the_theme_reach_the_style_sheet_and_every_page() {
    let toml = "accent = [\"#7a1f1f\", \"#f2938a\"]\nlogo = \"logo.svg\"\nfooter = \"Ask the <team>.\"\n";
    let files = [("themes/night/theme.toml", toml), ("themes/night/static/logo.svg", "<svg/>")];
    let site = archive(NIGHT, &files).build();
    rules::check(&site);
    assert!(bundle(&site, ".css").ends_with("--accent:light-dark(#7a1f1f,#f2938a);}}\n"));
    assert!(!site.files.contains_key("assets/theme.toml"));
    for (path, page) in site.files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = String::from_utf8_lossy(page);
        assert!(page.contains("assets/logo.svg\"") && page.contains("Ask the &lt;team&gt;."), "{path}");
        assert!(!page.contains("<style") && !page.contains("style=\""), "{path}");
    }
    // The default theme is set in the same way.
    let site = archive("", &[("themes/default/theme.toml", "footer = \"Ours\"\n")]).build();
    assert!(site.text("index.html").contains("<p>Ours</p>"));
}

#[test]
fn mistakes_in_the_settings_of_a_theme_are_said_with_their_places() {
    let toml = "acent = \"#7a1f1f\"\n\n[colours]\npaper = \"white\"\n";
    let archive = archive(NIGHT, &[("themes/night/theme.toml", toml)]);
    archive.annals(&["build"]).run().exits(2).says(&[
        "themes/night/theme.toml:1:1: unknown key `acent`; did you mean `accent`?",
        "themes/night/theme.toml:4:9: `colours.paper` cannot be `white`",
    ]);
    archive.write("themes/night/theme.toml", "logo = \"logo.svg\"\n");
    archive.annals(&["build"]).run().exits(2).says(&["there is no `static/logo.svg`"]);
}

#[test]
fn a_theme_begins_sound_and_changes_nothing() {
    let plain = archive("", &[]);
    let before = plain.build();
    plain.annals(&["theme", "init", "night"]).run().exits(0);
    plain.write("book.toml", NIGHT);
    plain.annals(&["theme", "check"]).run().exits(0);
    let after = plain.build();
    rules::check(&after);
    // The style sheet has got a comment, and with it another name.
    let without = |page: &str| page.replace(|c: char| c.is_ascii_hexdigit(), "");
    assert_eq!(without(before.text("index.html")), without(after.text("index.html")));
    let files = plain.everything();
    plain.annals(&["theme", "init", "night"]).run().exits(2).says(&["is there already"]);
    plain.annals(&["theme", "init", "../night"]).run().exits(2).says(&["cannot be the name of a theme"]);
    assert!(files == plain.everything(), "nothing is overwritten");
}

#[test]
fn a_theme_is_checked_without_a_report() {
    let files = [
        (
            "themes/night/templates/home.html",
            "{% extends \"base.html\" %}{% block content %}{{ home.figurs }}{% endblock %}",
        ),
        ("themes/night/style.css", "a{}"),
        ("themes/night/theme.toml", "accent = \"#8fbaf3\"\n"),
    ];
    let archive = archive("", &files);
    let run = archive.annals(&["theme", "check", "night"]).run().exits(1);
    let run = run.says(&[
        "themes/night/templates/home.html:1:53",
        "`home` has no field `figurs`",
        "did you mean `figures`?",
        "`themes/night/style.css` is no file that annals uses",
        "themes/night/theme.toml:1:1",
        "contrast of 1.9:1",
    ]);
    assert!(run.out.starts_with("3 files checked: "), "{}", run.out);
    archive.annals(&["theme", "check"]).run().exits(0);
    archive.annals(&["theme", "check", "morning"]).run().exits(2);
}

#[test]
fn the_second_theme_dresses_every_page() {
    let plain = archive("", &[]).build();
    let site = archive("[output.html]\ntheme = \"console\"\n", &[]).build();
    rules::check(&site);
    for (path, page) in site.files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = String::from_utf8_lossy(page);
        assert!(page.contains("class=\"rail site-head\""), "{path}");
    }
    let pages = |site: &Site| {
        site.paths().into_iter().filter(|path| !path.starts_with("assets/")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(pages(&plain), pages(&site));
    // A team's own files go over a built-in theme as they do over the default, and a theme can stand on it by name.
    let own = "{% extends \"console/home.html\" %}{% block page_head %}<h1>Own head</h1>{% endblock %}";
    let check = |settings: &str, files: &[(&str, &str)]| {
        let site = archive(settings, files).build();
        let home = site.text("index.html");
        assert!(home.contains("Own head") && home.contains("class=\"rail site-head\""), "{settings}");
    };
    check("[output.html]\ntheme = \"console\"\n", &[("themes/console/templates/home.html", own)]);
    check(NIGHT, &[("themes/night/theme.toml", "extends = \"console\"\n"), ("themes/night/templates/home.html", own)]);
}

#[test]
fn a_theme_can_do_without_the_style_sheets_below() {
    let files = [("themes/night/theme.toml", "inherit-css = false\n"), ("themes/night/css/own.css", "a{}")];
    assert_eq!(bundle(&archive(NIGHT, &files).build(), ".css"), "a{}\n");
}

#[test]
fn the_site_lies_where_its_address_says() {
    for url in ["/", "/incidents/", "/a/b/", "https://team.example/", "https://team.example/incidents/"] {
        let settings =
            format!("[output.html]\nsite-url = \"{url}\"\n[output.html.redirect]\n\"/old/\" = \"/about/\"\n");
        let site = archive(&settings, &[("content/b.md", "# Disk full\n\n[before](a.md)\n")]).build();
        rules::check_at(&site, url);
        let missing = site.text("404.html");
        // It is shown at any address, so it names its links in full.
        let rooted = if url == "/" {
            "href=\"index.html\"".to_owned()
        } else {
            format!("href=\"{}index.html\"", url.trim_start_matches("https://team.example"))
        };
        assert!(missing.contains(&rooted), "{url}");
    }
}

#[test]
fn feeds_and_site_map_name_the_host_where_it_is_known() {
    let site =
        archive("[output.html]\nsite-url = \"https://team.example/incidents/\"\nno-index = false\n", &[]).build();
    let page = "https://team.example/incidents/incidents/2024-02-01-queue-backlog/";
    for path in ["feed.xml", "feed.json", "sitemap.xml"] {
        assert!(site.text(path).contains(page), "{path}");
    }
    assert!(site.text("robots.txt").contains("Sitemap: https://team.example/incidents/sitemap.xml"));
    assert!(!site.text("index.html").contains("noindex"));
    let nowhere = archive("", &[]).build();
    assert!(!nowhere.files.contains_key("sitemap.xml"));
    assert!(
        nowhere.text("robots.txt").contains("Disallow: /")
            && nowhere.text("index.html").contains("content=\"noindex\"")
    );
}

#[test]
fn the_same_site_serves_from_everywhere() {
    // Only the page for unknown addresses, the feeds and what names the site in full know where it lies.
    let here = archive("", &[]).build();
    let there = archive("[output.html]\nsite-url = \"/deep/below/\"\n", &[]).build();
    assert_eq!(changed(&here, &there), ["404.html"]);
}

#[test]
fn images_of_other_hosts_are_loaded_where_the_settings_say_so() {
    let report = "# Outage\n\nDate: 2024-02-01\n\n![graph](https://graphs.example/x.png)\n";
    let image = "<img src=\"https://graphs.example/x.png\"";
    let linked = archive("", &[("content/a.md", report)]).build();
    rules::check(&linked);
    let page = |site: &Site| site.text("incidents/2024-02-01-outage/index.html").to_owned();
    assert!(!page(&linked).contains(image) && page(&linked).contains("href=\"https://graphs.example/x.png\""));
    let loaded = archive("[archive]\nremote-images = \"load\"\n", &[("content/a.md", report)]).build();
    assert!(page(&loaded).contains(image) && page(&loaded).contains("img-src &#39;self&#39; https:"));
}
