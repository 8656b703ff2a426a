//! The spare tree: the folders of the site before the last, kept by a cache with links to the files of the published site.
//!
//! To make ten thousand folders, link what is the same into them, and take the old ones apart again costs more than all else
//! when one report was edited. So the old site is not taken apart after the swap but made the same as the new one
//! ([`retire::renew`](super::retire)), and [`put_by`] moves it to where the cache keeps it; [`fetch`] brings it back for the next site.
//! Nothing in it is trusted: a file counts that is the very file that is published, and all else is removed. Nothing in it is
//! missed either: it can be deleted at any time.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use walkdir::WalkDir;

use super::carry;
use super::manifest::{self, Manifest};
use crate::output::SitePath;

/// What a spare tree has of the published site.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// Files that are the published ones.
    pub files: HashSet<SitePath>,
    /// Folders.
    pub folders: HashSet<String>,
}

/// Brings the spare tree to `tree`, with nothing in it but what the published site has as well; `None` where there is none.
pub(super) fn fetch(spare: &Path, tree: &Path, target: &Path, old: &Manifest) -> Option<Held> {
    if !spare.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return None;
    }
    fs::rename(spare, tree).ok()?;
    let held = clear(tree, target, old);
    if held.is_err() {
        let _ = fs::remove_dir_all(tree);
    }
    held.ok()
}

/// Removes from a tree what the published site does not have.
fn clear(tree: &Path, target: &Path, old: &Manifest) -> io::Result<Held> {
    // First, for a tree without it is nothing but ours.
    match fs::remove_file(tree.join(manifest::NAME)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        removed => removed?,
    }
    let mut held = Held::default();
    let mut entries = WalkDir::new(tree).min_depth(1).into_iter();
    while let Some(entry) = entries.next() {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type());
        let below = path.strip_prefix(tree).ok().and_then(carry::in_site).unwrap_or_default();
        if kind.is_dir() {
            if old.has_folder(&below) {
                held.folders.insert(below.into_owned());
            } else {
                entries.skip_current_dir();
                fs::remove_dir_all(path)?;
            }
            continue;
        }
        let known = old.file(&below).filter(|_| kind.is_file());
        let is_published = |file: &&SitePath| {
            let published = carry::identity(&target.join(file.as_str()));
            published.is_some() && carry::identity(path) == published
        };
        match known.filter(is_published) {
            Some(file) => _ = held.files.insert(file.clone()),
            None => fs::remove_file(path)?,
        }
    }
    Ok(held)
}

/// Whether a tree can be moved between the two places, and files be told from each other.
pub(super) fn is_near(spare: &Path, target: &Path) -> bool {
    let device = |path: &Path| carry::identity(path.parent()?).map(|identity| identity.device);
    device(spare).is_some_and(|one| device(target) == Some(one))
}

/// Links what was written into a tree that has all else of the published site, and moves it to where it is kept.
pub(super) fn put_by(tree: &Path, target: &Path, written: &[&SitePath], spare: &Path) -> io::Result<()> {
    for file in written {
        let to = tree.join(file.as_str());
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::hard_link(target.join(file.as_str()), to)?;
    }
    if spare.symlink_metadata().is_ok() {
        fs::remove_dir_all(spare)?;
    }
    fs::rename(tree, spare)
}
