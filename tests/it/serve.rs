//! `annals serve`, from outside: what a browser gets while somebody works on the archive.

mod errors;
mod preview;
mod raw;

use std::time::Duration;

use crate::archive::Archive;
use preview::Preview;

const QUEUE: &str = "# Queue backlog\n\n- Date: 2024-02-01\n- Affected: mail\n\n## Impact\n\nMail came late.\n";
const DISK: &str = "# Disk full\n\n- Date: 2024-03-01\n- Affected: db\n\n## Impact\n\n![graph](graph.png)\n";
const DRAFT: &str = "---\ndraft: true\n---\n# Half told\n\n- Date: 2024-04-01\n";

const PAGE: &str = "incidents/2024-02-01-queue-backlog/";

fn archive() -> Archive {
    Archive::new(&[
        ("book.toml", "[book]\ntitle = 'Harbour'\n[output.html]\nsite-url = 'https://e.example/log/'\n"),
        ("content/a.md", QUEUE),
        ("content/2024/b.md", DISK),
        ("content/2024/graph.png", "one"),
        ("content/c.md", DRAFT),
    ])
}

#[test]
fn what_is_served_is_what_is_built() {
    let archive = archive();
    let preview = Preview::of(&archive);
    archive.annals(&["build", "--drafts"]).run().published();
    let site = archive.site("public");
    for path in site.paths() {
        let got = preview.get(&format!("/{path}"));
        assert_eq!(got.status, 200, "{path}");
        assert_eq!(got.without_script(), site.text(path), "{path}");
        assert_eq!(
            got.without_script() != got.body,
            path.ends_with(".html"),
            "{path}: the script stands on pages only"
        );
    }
    assert!(preview.get("/").body.contains("Half told"), "drafts are shown");
    assert_eq!(preview.get("/log/incidents/").status, 200, "links of the page for unknown addresses begin at its path");
}

#[test]
fn what_is_saved_is_shown() {
    let archive = archive();
    let preview = Preview::of(&archive);
    let mut news = preview.news(PAGE);
    let first = news.next();
    // In place.
    archive.write("content/a.md", QUEUE.replace("came late", "was lost"));
    let second = news.next();
    assert_ne!(first["state"], second["state"]);
    assert!(preview.get(&format!("/{PAGE}")).body.contains("was lost"));
    // As editors do: a new file in the place of the old one.
    archive.write("content/.a.md.tmp", QUEUE.replace("came late", "came back"));
    std::fs::rename(archive.path("content/.a.md.tmp"), archive.path("content/a.md")).unwrap();
    let third = news.next();
    assert_ne!(second["state"], third["state"]);
    assert!(preview.get(&format!("/{PAGE}")).body.contains("came back"));
    // The same text again is no news, and neither is another report for a page that does not show it.
    archive.write("content/a.md", QUEUE.replace("came late", "came back"));
    archive.write("content/2024/b.md", DISK.replace("graph]", "the graph]"));
    preview.until(|preview| preview.get("/incidents/2024-03-01-disk-full/").body.contains("the graph"));
    assert_eq!(news.within(Duration::from_millis(300)), None);
    // Gone from its page, from lists and from the feeds.
    archive.remove("content/a.md");
    assert!(news.next()["state"].as_str().unwrap().starts_with("missing-"));
    assert_eq!(preview.get(&format!("/{PAGE}")).status, 404);
    for page in ["/", "/incidents/", "/incidents.json", "/feed.xml"] {
        assert!(!preview.get(page).body.contains("Queue backlog"), "{page}");
    }
}

#[test]
fn files_and_folders_come_and_go() {
    let archive = archive();
    let preview = Preview::of(&archive);
    let has = |title: &'static str| move |preview: &Preview| preview.get("/incidents/").body.contains(title);
    archive.write("content/new/deep/d.md", "# Net down\n\n- Date: 2024-01-01\n");
    preview.until(has("Net down"));
    archive.write("content/new/deep/d.md", "# Net up\n\n- Date: 2024-01-01\n");
    preview.until(has("Net up"));
    std::fs::rename(archive.path("content/new"), archive.path("content/moved")).unwrap();
    preview.until(|preview| preview.get("/incidents.json").body.contains("moved/deep/d.md"));
    std::fs::remove_dir_all(archive.path("content/moved")).unwrap();
    preview.until(|preview| !has("Net up")(preview));
    // The whole content folder goes, and the last good site stays until it comes back.
    std::fs::rename(archive.path("content"), archive.path("away")).unwrap();
    preview.until(|preview| !preview.state("index.html")["troubles"].as_array().unwrap().is_empty());
    assert!(has("Disk full")(&preview));
    std::fs::rename(archive.path("away"), archive.path("content")).unwrap();
    preview.until(|preview| preview.state("index.html")["troubles"].as_array().unwrap().is_empty());
    archive.write("content/a.md", QUEUE.replace("Queue backlog", "Queue stuck"));
    preview.until(has("Queue stuck"));
}

#[test]
fn settings_theme_and_files_change() {
    let archive = archive();
    let preview = Preview::of(&archive);
    let home = |text: &'static str| move |preview: &Preview| preview.get("/").body.contains(text);
    archive.write("book.toml", "[book]\ntitle = 'Lighthouse'\n[build]\nextra-watch-dirs = ['more']\n");
    preview.until(home("Lighthouse"));
    let before = preview.state("index.html");
    archive.write("themes/default/css/90-own.css", "h1 { color: red }");
    preview.until(|preview| preview.state("index.html")["styles"] != before["styles"]);
    let after = preview.state("index.html");
    assert_eq!(after["state"], before["state"], "style sheets are swapped without a reload");
    let sheet = format!("/{}", after["styles"][0].as_str().unwrap());
    assert!(preview.get(&sheet).body.contains("h1{color:red}"));
    archive.write("themes/default/templates/home.html", "<p>own {{ site.title }}</p>");
    preview.until(home("own Lighthouse"));
    std::fs::remove_dir_all(archive.path("themes")).unwrap();
    preview.until(home("<main"));
    // A page that shows a picture is another one when the picture is.
    let disk = "incidents/2024-03-01-disk-full/index.html";
    let before = preview.state(disk);
    archive.write("content/2024/graph.png", "two");
    preview.until(|preview| preview.state(disk)["state"] != before["state"]);
    assert_eq!(preview.get("/files/2024/graph.png").body, "two");
    // A report that is no file of the content folder is none, whatever folder is watched.
    archive.write("more/x.md", QUEUE);
    archive.write("book.toml", "");
    preview.until(home("Incidents"));
}

#[test]
fn settings_that_are_emptied_for_a_moment_stay() {
    let archive = archive();
    let preview = Preview::of(&archive);
    archive.write("book.toml", "");
    std::thread::sleep(Duration::from_millis(200));
    assert!(preview.get("/").body.contains("Harbour"));
    archive.write("book.toml", "[book]\ntitle = 'Pier'\n");
    preview.until(|preview| preview.get("/").body.contains("Pier"));
    assert_eq!(preview.said().matches("book.toml changed").count(), 1, "{}", preview.said());
    std::fs::remove_file(archive.path("book.toml")).unwrap();
    preview.until(|preview| !preview.get("/").body.contains("Pier"));
}

#[test]
fn many_files_at_once_are_few_builds() {
    let archive = archive();
    let preview = Preview::of(&archive);
    for number in 0..400 {
        archive.write(&format!("content/x/{number}.md"), format!("# Report {number}\n\n- Date: 2023-01-01\n"));
    }
    preview.until(|preview| preview.get("/incidents.json").body.contains("x/399.md"));
    std::thread::sleep(Duration::from_millis(500));
    let builds = preview.said().matches(" shown after ").count();
    // One or two where files are written as fast as a checkout does; this machine may be busy with other tests.
    assert!((1..=12).contains(&builds), "{builds} builds:\n{}", preview.said());
}

#[test]
fn pages_lead_to_the_editor() {
    let archive = archive();
    let preview = Preview::of(&archive);
    let place = archive.path("content/a.md").canonicalize().unwrap();
    let edit = preview.state(&format!("{PAGE}index.html"))["edit"].as_str().unwrap().to_owned();
    assert_eq!(edit, format!("vscode://file{}:1", place.display()));
    archive.write("book.toml", "[serve]\neditor = 'idea://open?file={path}&line={line}'\n");
    let edit = |preview: &Preview, page: &str| preview.state(page)["edit"].as_str().unwrap_or_default().to_owned();
    preview.until(|preview| edit(preview, "index.html").starts_with("idea://open?file=/"));
    assert!(edit(&preview, "index.html").contains("/book.toml&line=1"));
}

#[test]
fn nothing_is_written_unless_asked() {
    let archive = archive();
    let before = archive.everything();
    let preview = Preview::of(&archive);
    preview.get("/");
    drop(preview);
    assert_eq!(archive.everything(), before);
    let preview = Preview::with(&archive, &["--write"]);
    preview.until(|_| archive.path("public/index.html").exists());
    archive.write("content/a.md", QUEUE.replace("came late", "was lost"));
    preview.until(|_| archive.site("public").text(&format!("{PAGE}index.html")).contains("was lost"));
    assert!(!archive.site("public").text("index.html").contains("Half told"), "drafts are not published");
}

#[test]
fn ports_and_the_end() {
    let archive = archive();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let refused = archive.annals(&["serve", "-n", "127.0.0.1", "-p", &port]).run().exits(2);
    refused.says(&["cannot listen at 127.0.0.1 on port", "--port"]);
    // Two without a port find one each.
    let (one, other) = (Preview::with(&archive, &[]), Preview::with(&archive, &[]));
    assert_ne!(one.port(), other.port());
    one.stops_cleanly();
    assert_eq!(other.get("/").status, 200);
}
