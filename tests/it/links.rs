//! Whole sites of real size: no link is broken, every report has a page, every file is accounted for.
//!
//! The made-up archive is always there. The corpora of real reports stand beside the repository where it is developed, or
//! in the folder that `ANNALS_CORPORA` names; elsewhere their tests say so and pass.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::archive::{Account, Site, annals, demo};
use crate::rules;

/// Builds a folder that nothing may be written to, and checks all that must hold for any archive.
fn build_and_check(dir: &Path, content: &Path) -> Result<(), String> {
    let out = tempfile::tempdir().unwrap();
    let target = out.path().join("site");
    let run = annals(out.path(), &[Path::new("build"), dir, Path::new("-d"), &target]).run();
    if !matches!(run.code(), 0 | 1) {
        return Err(format!("exit status {}\n{}{}", run.code(), run.err, run.out));
    }
    let (site, account) = (Site::read(&target), run.account());
    let mut offences = rules::offences(&site, "/");
    offences.extend(miscounts(&site, &account, files_below(content)));
    if offences.is_empty() { Ok(()) } else { Err(offences.join("\n  ")) }
}

/// What does not fit together: the account, the files on disk, the pages.
fn miscounts(site: &Site, account: &Account, on_disk: usize) -> Vec<String> {
    let mut out = Vec::new();
    if !account.adds_up() {
        out.push(format!("the account does not add up: {account:?}"));
    }
    if account.found != on_disk {
        out.push(format!("{on_disk} files on disk, but {account:?}"));
    }
    let incidents = site.incidents();
    if incidents.len() != account.incidents {
        out.push(format!("{} pages of incidents, but {account:?}", incidents.len()));
    }
    // The incidents of a log share its path: what stands behind its ending is an anchor.
    let file = |record: &serde_json::Value| {
        let source = record["source"].as_str().unwrap_or_default();
        source.rsplit_once('#').filter(|(file, _)| file.ends_with(".md")).map_or(source, |(file, _)| file).to_owned()
    };
    let sources: BTreeSet<_> = incidents.iter().map(|(_, record)| file(record)).collect();
    if sources.len() != account.pages {
        out.push(format!("{} reports have pages, but {account:?}", sources.len()));
    }
    let missing = incidents.iter().filter(|(page, _)| !site.files.contains_key(page));
    out.extend(missing.map(|(page, _)| format!("{page} is missing beside its record")));
    let all: serde_json::Value = serde_json::from_str(site.text("incidents.json")).unwrap();
    if all.as_array().is_none_or(|records| records.len() != incidents.len()) {
        out.push("incidents.json has another number of incidents".to_owned());
    }
    out
}

/// How many entries there are, counted without annals: files, links and pipes; a hidden folder counts as one, since
/// nobody looks into it.
fn files_below(dir: &Path) -> usize {
    let entries = fs::read_dir(dir).unwrap().map(Result::unwrap);
    let hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
    let count = |entry: fs::DirEntry| {
        let is_open_folder = entry.file_type().unwrap().is_dir() && !hidden(&entry.file_name());
        if is_open_folder { files_below(&entry.path()) } else { 1 }
    };
    entries.map(count).sum()
}

/// The folder that holds folders of real reports.
fn corpora() -> Option<PathBuf> {
    let beside = || demo().join("../shared/corpora");
    let dir = std::env::var_os("ANNALS_CORPORA").map_or_else(beside, PathBuf::from);
    if dir.is_dir() {
        return Some(dir);
    }
    println!("skipped: no corpora of real reports at {}", dir.display());
    None
}

#[test]
fn the_demo_archive() {
    build_and_check(&demo(), &demo().join("content")).unwrap_or_else(|why| panic!("\n  {why}"));
}

#[test]
fn every_real_archive_alone() {
    let Some(dir) = corpora() else { return };
    let mut folders: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let failed: Vec<String> = folders
        .par_iter()
        .filter(|dir| dir.is_dir())
        .filter_map(|dir| Some(format!("{}:\n  {}", dir.display(), build_and_check(dir, dir).err()?)))
        .collect();
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}

#[test]
fn all_real_archives_together() {
    let Some(dir) = corpora() else { return };
    build_and_check(&dir, &dir).unwrap_or_else(|why| panic!("\n  {why}"));
}
