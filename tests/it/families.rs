//! The families in which English reports are written: one made-up report a family, and every fact that it states.
//!
//! `tests/fixtures/families/NAME.md` is read, `NAME.expected` is what must come out: a line a fact, nothing beside them, as in
//! [`crate::languages`]. What was read instead is left under `target/tmp/families/`, to be looked at and copied.

use std::path::Path;

use crate::languages::facts;

#[test]
fn every_family_is_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/families");
    let left = Path::new(env!("CARGO_TARGET_TMPDIR")).join("families");
    std::fs::create_dir_all(&left).unwrap();
    let mut reports: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    reports.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    reports.sort();
    assert!(reports.len() >= 30, "{} reports in {}", reports.len(), folder.display());
    let mut wrong = String::new();
    for report in reports {
        let found = facts(&std::fs::read_to_string(&report).unwrap());
        let expected = std::fs::read_to_string(report.with_extension("expected")).unwrap_or_default();
        if found != expected {
            let name = report.file_stem().unwrap().to_string_lossy().into_owned();
            std::fs::write(left.join(format!("{name}.expected")), &found).unwrap();
            let odd = |a: &str, b: &str, mark: &str| {
                let odd = a.lines().filter(|line| !b.lines().any(|other| other == *line));
                odd.fold(String::new(), |out, line| out + "  " + mark + " " + line + "\n")
            };
            wrong += &format!("{name}:\n{}{}", odd(&expected, &found, "missing"), odd(&found, &expected, "made up"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}read as it is in {}", left.display());
}
