//! What a batch of changed paths means for a content folder that has been walked: which files must be read again, and
//! whether the folder must be walked again.
//!
//! Entry points: [`Index::of`] a listing, then [`Index::look`] at paths. At most one look at the disk a path, so that an
//! edit costs the same in a large archive as in a small one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::scan::{Listing, ScanRules, Stamp};
use crate::source::FileId;

/// A listing, ready to be asked about single paths.
#[derive(Debug)]
pub struct Index {
    reports: HashMap<FileId, Stamp>,
    assets: BTreeMap<FileId, Stamp>,
    /// Entries that were passed over; those of folders without the `/` at their end.
    passed: HashSet<String>,
    max_report_bytes: u64,
    own_folders: Vec<PathBuf>,
}

/// What to look at again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Look {
    /// Whether files may have come or gone.
    pub list: bool,
    /// Reports whose bytes may have changed.
    pub reports: BTreeSet<FileId>,
    /// Other published files whose bytes may have changed.
    pub assets: BTreeSet<FileId>,
}

impl Index {
    /// The files of a listing that was made by these rules.
    pub fn of(listing: &Listing, rules: &ScanRules) -> Self {
        let passed = listing.skipped.iter().filter(|skipped| !skipped.reason.is_loss());
        Self {
            reports: listing.reports.iter().map(|found| (found.id.clone(), found.stamp)).collect(),
            assets: listing.assets.clone(),
            passed: passed.map(|skipped| skipped.path.trim_end_matches('/').to_owned()).collect(),
            max_report_bytes: rules.max_report_bytes,
            own_folders: rules.own_folders.iter().filter_map(|own| std::path::absolute(own).ok()).collect(),
        }
    }

    /// What became of `paths`, some of which lie below the content folder `root`; all of them from the top of the file system.
    pub fn look(&self, root: &Path, paths: &BTreeSet<PathBuf>) -> Look {
        let mut look = Look::default();
        for path in paths {
            if let Ok(below) = path.strip_prefix(root) {
                self.look_at(path, below, &mut look);
            } else if root.starts_with(path) {
                look.list = true;
            }
        }
        look
    }

    fn look_at(&self, path: &Path, below: &Path, look: &mut Look) {
        if self.own_folders.iter().any(|own| path.starts_with(own)) {
            return;
        }
        let Some(text) = below.to_str() else {
            look.list = true;
            return;
        };
        let id = FileId::new(text);
        let hidden = id.as_str().split('/').any(|part| part.starts_with('.'));
        if hidden {
            look.list |= id.file_name() == ".gitignore";
            return;
        }
        let metadata = path.symlink_metadata().ok();
        let file = metadata.as_ref().filter(|metadata| metadata.is_file());
        if self.reports.contains_key(&id) {
            match file {
                Some(metadata) if metadata.len() <= self.max_report_bytes => drop(look.reports.insert(id)),
                Some(_) | None => look.list = true,
            }
        } else if self.assets.contains_key(&id) {
            match file {
                Some(_) => drop(look.assets.insert(id)),
                None => look.list = true,
            }
        } else if self.passed.contains(id.as_str()) {
            look.list |= metadata.is_none();
        } else if !self.is_below_passed(id.as_str()) {
            // A file that is not known and not there was an editor's own; it came and went.
            look.list |= metadata.is_some() || self.has_below(&id);
        }
    }

    /// Whether a folder above was not looked into.
    fn is_below_passed(&self, path: &str) -> bool {
        path.match_indices('/').any(|(at, _)| self.passed.contains(&path[..at]))
    }

    /// Whether something was listed below a path: a folder that is gone takes its files with it.
    fn has_below(&self, folder: &FileId) -> bool {
        let is_below = |path: &str| path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'));
        folder.as_str().is_empty()
            || self.reports.keys().any(|id| is_below(id.as_str()))
            || self.assets.keys().any(|id| is_below(id.as_str()))
            || self.passed.iter().any(|path| is_below(path))
    }

    /// What differs between this listing and a newer one. `list` says whether files came or went, or are taken for
    /// something else.
    pub fn compare(&self, newer: &Index) -> Look {
        let mut look = Look {
            list: self.reports.len() != newer.reports.len()
                || self.passed != newer.passed
                || !self.assets.keys().eq(newer.assets.keys()),
            ..Look::default()
        };
        for (id, stamp) in &newer.reports {
            if self.reports.get(id) != Some(stamp) {
                look.list |= !self.reports.contains_key(id);
                look.reports.insert(id.clone());
            }
        }
        for (id, stamp) in &newer.assets {
            if self.assets.get(id) != Some(stamp) {
                look.assets.insert(id.clone());
            }
        }
        look
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::scan::scan;

    fn rules(own_folders: Vec<PathBuf>) -> ScanRules {
        let archive = crate::archive::sample::settings("").archive;
        ScanRules { include: archive.include, exclude: archive.exclude, max_report_bytes: 100, own_folders }
    }

    #[test]
    fn a_path_means_a_file_or_a_walk_or_nothing() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path();
        let write = |path: &str| {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, "# Report\n").expect("a file");
        };
        for path in
            ["2024/a.md", "2024/graph.png", "README.md", "node_modules/x/y.md", "public/index.html", "gone/b.md"]
        {
            write(path);
        }
        let rules = rules(vec![root.join("public")]);
        let index = Index::of(&scan(root, &rules), &rules);
        std::fs::remove_dir_all(root.join("gone")).expect("it goes");
        std::fs::write(root.join("new.md"), "# New\n").expect("a file");
        let check = |path: &str, expected: &str| {
            let look = index.look(root, &BTreeSet::from([root.join(path)]));
            let ids = |ids: &BTreeSet<FileId>| ids.iter().map(FileId::to_string).collect::<Vec<_>>().join(" ");
            let said = match (look.list, ids(&look.reports) + &ids(&look.assets)) {
                (true, _) => "walk".to_owned(),
                (false, files) => files,
            };
            assert_eq!(said, expected, "{path}");
        };
        check("2024/a.md", "2024/a.md");
        check("2024/graph.png", "2024/graph.png");
        check("new.md", "walk");
        check("gone", "walk");
        check("gone/b.md", "walk");
        check(".gitignore", "walk");
        check(".git/index", "");
        check("2024/.a.md.swp", "");
        check("2024/4913", "");
        check("README.md", "");
        check("node_modules/x/y.md", "");
        check("public/index.html", "");
        check("", "walk");
    }

    #[test]
    fn what_was_written_unseen_shows_when_the_folder_is_walked() {
        let dir = tempfile::tempdir().expect("a folder");
        let write = |path: &str, text: &str| std::fs::write(dir.path().join(path), text).expect("a file");
        let rules = rules(Vec::new());
        let index = || Index::of(&scan(dir.path(), &rules), &rules);
        let files = [("a.md", "# One\n"), ("b.md", "# Two\n"), ("graph.png", "one")];
        files.iter().for_each(|(path, text)| write(path, text));
        let before = index();
        assert_eq!(before.compare(&index()), Look::default());
        // The clock of files ticks a few hundred times a second.
        std::thread::sleep(std::time::Duration::from_millis(20));
        write("a.md", "# Six\n");
        write("graph.png", "two");
        let ids = |path: &str| BTreeSet::from([FileId::new(path)]);
        let found = Look { list: false, reports: ids("a.md"), assets: ids("graph.png") };
        assert_eq!(before.compare(&index()), found);
    }
}
