//! How an archive begins: `annals init`, `annals new`, `annals import`, and `annals stats` over it.

use crate::archive::Archive;
use crate::rules;

#[test]
fn an_archive_begins_with_three_commands() {
    let archive = Archive::new(&[]);
    let run = archive.annals(&["init", "--title", "Harbour \"incidents\""]).run().exits(0);
    assert!(run.out.contains("book.toml") && run.out.contains("content/templates/incident.md"), "{}", run.out);
    let run = archive.annals(&["new", "Disk full: the relay's", "--date", "2024-02-03"]).run().exits(0);
    assert_eq!(run.out.trim(), "./content/2024/2024-02-03-disk-full-the-relays.md");
    // What is left empty is not stated, and nothing is wrong with it.
    archive.annals(&["check", "--notes"]).run().exits(0);
    let site = archive.build();
    rules::check(&site);
    let (_, record) = &site.incidents()[0];
    assert_eq!(record["title"], "Disk full: the relay's");
    assert_eq!(record["date"], "2024-02-03");
    for fact in ["severity", "started_at", "root_cause", "impact", "lessons"] {
        assert_eq!(record[fact], serde_json::Value::Null, "{fact}");
    }
    for list in ["actions", "applications", "timeline"] {
        assert_eq!(record[list], serde_json::json!([]), "{list}");
    }
    assert!(site.text("index.html").contains("Harbour &quot;incidents&quot;"));
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let archive = Archive::new(&[("content/templates/incident.md", "# {title}\n\nDate: {date}\n\nOurs.\n")]);
    archive.annals(&["init"]).run().exits(0);
    archive.annals(&["new", "Mail stuck"]).run().exits(0);
    let text = std::fs::read_to_string(archive.path("content/2024/2024-03-01-mail-stuck.md")).unwrap();
    assert_eq!(text, "# Mail stuck\n\nDate: 2024-03-01\n\nOurs.\n");
    let before = archive.everything();
    archive.annals(&["init"]).run().exits(2).says(&["book.toml", "is there already"]);
    archive.annals(&["new", "Mail stuck"]).run().exits(2).says(&["is there already"]);
    archive.annals(&["new", "!?"]).run().exits(2).says(&["has no word"]);
    assert!(archive.everything() == before);
}

#[test]
fn a_folder_of_reports_becomes_an_archive_as_it_is() {
    let archive = Archive::new(&[("a.md", "# Outage\n\nDate: 2024-02-01\n")]);
    archive.annals(&["init"]).run().exits(0);
    let settings = std::fs::read_to_string(archive.path("book.toml")).unwrap();
    assert!(settings.contains("src = \".\""), "{settings}");
    // Reports that lie in no folders of years get none.
    archive.annals(&["new", "Again"]).run().exits(0);
    assert!(archive.path("2024-03-01-again.md").is_file());
    assert_eq!(archive.build().incidents().len(), 2);
}

#[test]
fn the_archive_in_figures() {
    let report = |date: &str, end: &str| {
        format!(
            "# Outage\n\nDate: {date}\nStart: {date} 10:00 UTC\nEnd: {date} {end} UTC\nAffected: mail\n\n\
             ## Actions\n\n- [ ] Add an alert (Ada Moreau)\n- [x] Tell everybody\n"
        )
    };
    let (a, b) = (report("2023-02-01", "10:40"), report("2024-02-01", "11:20"));
    let archive = Archive::new(&[("a.md", &a), ("b.md", &b)]);
    let run = archive.annals(&["stats", "--format", "json"]).run().exits(0);
    let figures: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(figures["incidents"], 2);
    assert_eq!(figures["years"][0], serde_json::json!({"name": "2024", "count": 1}));
    assert_eq!(figures["applications"], serde_json::json!([{"name": "mail", "count": 2}]));
    let resolved = &figures["phases"][3];
    assert_eq!((&resolved["n"], &resolved["median"]), (&2.into(), &60.into()));
    // An honest number: two incidents have no quartiles.
    assert_eq!(resolved["quartiles"], serde_json::Value::Null);
    let run = archive.annals(&["stats"]).run().exits(0);
    for line in ["     2  incidents", "     2  mail", "  resolved   median 1 h (n = 2)", "     2  done"] {
        assert!(run.out.contains(line), "{line}\n\n{}", run.out);
    }
}

#[test]
fn a_table_becomes_reports_that_are_read_like_any_other() {
    let table = "Title,Date,Severity,Affected,Start,End,Root cause,Description\n\
                 Disk full,2024-03-07,SEV2,\"mail, inbox\",2024-03-07 09:40 UTC,2024-03-07 10:20 UTC,Logs nobody deleted,\"Mail was late.\n\nFor all.\"\n\
                 Mail stuck,2024-02-10,,mail,,,,\n";
    let archive = Archive::new(&[("book.toml", ""), ("content/README.md", "Our reports.\n"), ("table.csv", table)]);
    let before = archive.everything();
    let dry = archive.annals(&["import", "table.csv", "-n"]).run().exits(0).out;
    assert!(
        dry.contains("2024-03-07-disk-full.md") && dry.ends_with("2 reports would be written, 0 left alone\n"),
        "{dry}"
    );
    assert!(archive.everything() == before);
    archive.annals(&["import", "table.csv"]).run().exits(0);
    let run = archive.annals(&["export"]).run().exits(0);
    let records: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let disk = &records[1];
    assert_eq!(disk["source"], "2024/2024-03-07-disk-full.md");
    assert_eq!((&disk["title"], &disk["severity"]), (&"Disk full".into(), &"SEV2".into()));
    assert_eq!(disk["applications"], serde_json::json!(["mail", "inbox"]));
    assert_eq!((&disk["started_at"], &disk["computed_duration_minutes"]), (&"2024-03-07T09:40".into(), &40.into()));
    assert_eq!(records[0]["severity"], serde_json::Value::Null, "an empty cell states nothing");
    let page = archive.build().text("incidents/2024-03-07-disk-full/index.html").to_owned();
    assert!(page.contains("<p>For all.</p>"));
    // A second time, nothing is written over.
    archive.write("content/2024/2024-02-10-mail-stuck.md", "# Mail stuck, by hand\n");
    let run = archive.annals(&["import", "table.csv"]).run().exits(1).says(&["is there already and was left alone"]);
    assert!(run.out.ends_with("0 reports written, 2 left alone\n"), "{}", run.out);
    archive.annals(&["import", "content/README.md"]).run().exits(2).says(&["must end in .csv, .tsv or .json"]);
}
