//! Carries over what is not ours: from the published folder into the stage, before the swap.
//!
//! Entry point: [`carry`]. Files are linked, so that they stay the very files they were; where links cannot be made
//! they are copied with their permissions. Links stay links, empty folders stay.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::PublishError;
use super::manifest::{self, Manifest};

/// What was carried over: each path below the site, and which file stands there in the stage.
#[derive(Debug, Default)]
pub(super) struct Carried(HashMap<PathBuf, Identity>);

/// Which file it is, whatever its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Identity {
    pub device: u64,
    number: u64,
}

impl Carried {
    /// How many files and links there are.
    pub(super) fn files(&self) -> usize {
        self.0.len()
    }

    /// Whether the file at `path` is the one that was carried to `below`.
    pub(super) fn is_still(&self, below: &Path, path: &Path) -> bool {
        self.0.get(below).is_some_and(|carried| identity(path).is_some_and(|there| there == *carried))
    }
}

/// The file at a path; a link counts as itself.
#[cfg(unix)]
pub(super) fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    let metadata = path.symlink_metadata().ok()?;
    Some(Identity { device: metadata.dev(), number: metadata.ino() })
}

#[cfg(not(unix))]
pub(super) fn identity(_path: &Path) -> Option<Identity> {
    None
}

/// Carries everything in `target` that `old` does not list over to `stage`, which is to hold `new`.
pub(super) fn carry(target: &Path, stage: &Path, old: &Manifest, new: &Manifest) -> Result<Carried, PublishError> {
    let mut carried = Carried::default();
    let mut folders = vec![(target.to_owned(), stage.to_owned())];
    for entry in WalkDir::new(target).min_depth(1) {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(target).to_owned();
            PublishError::io("list", &path)(error.into())
        })?;
        let below = entry.path().strip_prefix(target).unwrap_or(entry.path());
        if is_ours(entry.file_type(), below, old) {
            continue;
        }
        if is_in_the_way(below, entry.file_type().is_dir(), new) {
            return Err(PublishError::Conflict(entry.path().to_owned()));
        }
        let to = stage.join(below);
        let failed = PublishError::io("carry over", entry.path());
        carry_one(&entry, &to).map_err(failed)?;
        if entry.file_type().is_dir() {
            folders.push((entry.path().to_owned(), to));
        } else if let Some(identity) = identity(&to) {
            carried.0.insert(below.to_owned(), identity);
        }
    }
    // At the end, for one that is read-only cannot be filled.
    for (from, to) in folders.iter().rev() {
        match_mode(from, to).map_err(PublishError::io("set the permissions of", to))?;
    }
    Ok(carried)
}

/// Whether an entry of a published folder is one of our files or folders, or the manifest.
pub(super) fn is_ours(kind: FileType, below: &Path, old: &Manifest) -> bool {
    let Some(below) = in_site(below) else { return false };
    if kind.is_dir() {
        old.has_folder(&below)
    } else {
        // A link is never ours, even where we once put a file.
        kind.is_file() && (below == manifest::NAME || old.has_file(&below))
    }
}

/// Whether the new site has a file where a foreign entry or a folder above it stands, or a folder in the place of a
/// foreign file.
fn is_in_the_way(below: &Path, is_folder: bool, new: &Manifest) -> bool {
    let takes_place = !is_folder && in_site(below).is_some_and(|below| new.has_folder(&below));
    takes_place || below.ancestors().any(|path| in_site(path).is_some_and(|path| new.has_file(&path)))
}

/// A path below the site as manifests write it; `None` where it is not Unicode, and so not ours.
pub(super) fn in_site(below: &Path) -> Option<Cow<'_, str>> {
    let text = below.to_str()?;
    Some(if cfg!(windows) { text.replace('\\', "/").into() } else { text.into() })
}

fn carry_one(entry: &DirEntry, to: &Path) -> io::Result<()> {
    if let Some(folder) = to.parent() {
        // A folder of ours that the new site does not have, kept for what others put into it.
        fs::create_dir_all(folder)?;
    }
    match entry.file_type() {
        kind if kind.is_dir() => fs::create_dir_all(to),
        kind if kind.is_symlink() => copy_link(entry.path(), to),
        _ => link_file(entry.path(), to),
    }
}

pub(super) fn match_mode(from: &Path, to: &Path) -> io::Result<()> {
    let wanted = from.metadata()?.permissions();
    if to.metadata()?.permissions() == wanted { Ok(()) } else { fs::set_permissions(to, wanted) }
}

/// Makes the regular file at `from` stand at `to` as well; a copy where the file system makes no links.
pub(super) fn link_file(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(error),
        Err(_) if from.symlink_metadata()?.is_file() => fs::copy(from, to).map(|_| ()),
        linked => linked,
    }
}

#[cfg(unix)]
fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(not(unix))]
fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to)
}
