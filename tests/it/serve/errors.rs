//! Something is wrong with a report, the settings or the theme: it is said, and the last good site stays.

use serde_json::Value;

use crate::archive::Archive;

use super::preview::Preview;
use super::{DISK, PAGE, QUEUE, archive};

const BROKEN: &str = "---\nseverity: [half\n---\n\n# Queue backlog\n\n- Date: 2024-02-01\n";

/// Writes as editors do: nobody sees half a file.
fn save(archive: &Archive, path: &str, text: &str) {
    archive.write(".annals-test.tmp", text);
    std::fs::rename(archive.path(".annals-test.tmp"), archive.path(path)).unwrap();
}

fn count(state: &Value, what: &str) -> usize {
    state[what].as_array().unwrap().len()
}

#[test]
fn a_broken_report_is_told_on_its_page_and_counted_on_others() {
    let archive = archive();
    let preview = Preview::of(&archive);
    let page = format!("{PAGE}index.html");
    assert_eq!(count(&preview.state(&page), "own"), 0);
    archive.write("content/a.md", BROKEN);
    preview.until(|preview| count(&preview.state(&page), "own") == 1);
    let told = &preview.state(&page)["own"][0];
    let text = told["text"].as_str().unwrap();
    assert!(text.contains("warning[front-matter-syntax]") && text.contains("a.md:2:"), "{text}");
    assert!(text.contains("2 | severity: [half"), "it shows the line:\n{text}");
    assert!(told["edit"].as_str().unwrap().ends_with("/content/a.md:2"), "{told}");
    let home = preview.state("index.html");
    assert_eq!((count(&home, "own"), home["others"].as_u64()), (0, Some(1)));
    assert_eq!(home["first"].as_str(), Some(page.as_str()));
    assert_eq!(preview.said().matches("front-matter-syntax").count(), 1, "{}", preview.said());
    // Another edit does not say it again; once it is mended and broken anew, it is.
    archive.write("content/2024/b.md", DISK.replace("full", "fuller"));
    preview.until(|preview| preview.get("/incidents/").body.contains("fuller"));
    assert_eq!(preview.said().matches("front-matter-syntax").count(), 1);
    archive.write("content/a.md", QUEUE);
    preview.until(|preview| count(&preview.state(&page), "own") == 0);
    assert_eq!(preview.state("index.html")["others"].as_u64(), Some(0));
    archive.write("content/a.md", BROKEN);
    preview.until(|preview| preview.said().matches("front-matter-syntax").count() == 2);
}

#[test]
fn broken_settings_and_themes_leave_the_last_good_site() {
    let archive = archive();
    let preview = Preview::of(&archive);
    let troubles = |preview: &Preview| count(&preview.state(&format!("{PAGE}index.html")), "troubles");
    save(&archive, "book.toml", "[book]\ntitel = 'Lighthouse'\n");
    preview.until(|preview| troubles(preview) == 1);
    let told = preview.state("index.html")["troubles"][0].clone();
    assert!(told["title"].as_str().unwrap().contains("settings"), "{told}");
    assert!(told["text"].as_str().unwrap().contains("did you mean `title`?"), "{told}");
    assert!(preview.get("/").body.contains("Harbour"));
    assert_eq!(preview.said().matches("did you mean `title`?").count(), 1);
    // Reports go on being shown.
    archive.write("content/a.md", QUEUE.replace("came late", "was lost"));
    preview.until(|preview| preview.get(&format!("/{PAGE}")).body.contains("was lost"));
    assert_eq!(troubles(&preview), 1);
    save(&archive, "book.toml", "[book]\ntitle = 'Lighthouse'\n");
    preview.until(|preview| preview.get("/").body.contains("Lighthouse"));
    assert_eq!(troubles(&preview), 0);
    let home = "themes/default/templates/home.html";
    archive.write(home, "{% extends \"default/home.html\" %}");
    // A template that does not compile, and one that asks for what its page does not have.
    for (text, says) in [("{{ site.title", "home.html:1:"), ("{{ page.no_such_thing }}", "no_such_thing")] {
        save(&archive, home, text);
        preview.until(|preview| troubles(preview) == 1);
        let told = preview.state("index.html")["troubles"][0]["text"].as_str().unwrap().to_owned();
        assert!(told.contains("themes/default/templates/home.html") && told.contains(says), "{told}");
        assert!(preview.get("/").body.contains("Lighthouse"));
        save(&archive, home, "{% extends \"default/home.html\" %}");
        preview.until(|preview| troubles(preview) == 0);
    }
}

#[test]
fn what_is_wrong_from_the_start_is_said_and_ends_it() {
    let archive = archive();
    archive.write("book.toml", "[book]\ntitel = 'x'\n");
    archive.annals(&["serve"]).run().exits(2).says(&["did you mean `title`?"]);
    archive.write("book.toml", "").write("themes/default/templates/home.html", "{{ page.no_such_thing }}");
    archive.annals(&["serve"]).run().exits(2).says(&["no_such_thing"]);
}
