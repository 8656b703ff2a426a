//! Which folder may be published to.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::PublishError;
use super::manifest::Manifest;
use crate::output::SitePath;

/// A folder that may be published to: missing, empty, or published by annals before.
#[derive(Clone, Debug)]
pub struct Target {
    path: PathBuf,
}

impl Target {
    /// Judges a folder and writes nothing. `content` is the content folder, `archive` the one of `book.toml`.
    ///
    /// Refused are these two and the home folder with everything above them, links, files, mount points, and folders
    /// that hold anything while no manifest says that it is ours.
    pub fn check(target: &Path, content: &Path, archive: &Path) -> Result<Self, PublishError> {
        let home = std::env::home_dir().unwrap_or_default();
        let protected = [
            (home.as_path(), "the home folder"),
            (archive, "the folder of the archive"),
            (content, "the content folder"),
        ];
        Self::check_against(target, &protected)
    }

    /// `protected` in the order in which to name them: the outermost first.
    fn check_against(target: &Path, protected: &[(&Path, &'static str)]) -> Result<Self, PublishError> {
        let failed = |error| PublishError::io("publish to", target)(error);
        let path = settled(target).map_err(failed)?;
        if path.parent().is_none() {
            return Err(PublishError::Protected { target: path, what: "the whole file system" });
        }
        for (folder, what) in protected {
            if folder.canonicalize().is_ok_and(|folder| folder.starts_with(&path)) {
                return Err(PublishError::Protected { target: path, what });
            }
        }
        let target = Self { path };
        target.state()?;
        Ok(target)
    }

    /// The folder itself: absolute, without links.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the published site consists of exactly these files, by its own list.
    pub fn consists_of<'a>(&self, files: impl Iterator<Item = &'a str>) -> bool {
        let Ok(State::Published(manifest)) = self.state() else { return false };
        let listed: HashSet<&str> = manifest.files().map(SitePath::as_str).collect();
        let (mut count, mut all) = (0, true);
        for file in files {
            count += 1;
            all &= listed.contains(file);
        }
        all && count == listed.len()
    }

    /// What stands at the target now; an error where it must not be published to.
    pub(super) fn state(&self) -> Result<State, PublishError> {
        let path = || self.path.clone();
        let metadata = match self.path.symlink_metadata() {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(State::Missing),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Err(PublishError::NotAFolder(self.path.parent().unwrap_or(&self.path).to_owned()));
            }
            Err(error) => return Err(PublishError::io("publish to", &self.path)(error)),
        };
        if metadata.is_symlink() {
            return Err(PublishError::Link(path()));
        }
        if !metadata.is_dir() {
            return Err(PublishError::NotAFolder(path()));
        }
        if is_mount_point(&self.path, &metadata) {
            return Err(PublishError::MountPoint(path()));
        }
        if let Some(manifest) = Manifest::load(&self.path)? {
            return Ok(State::Published(manifest));
        }
        let mut entries = fs::read_dir(&self.path).map_err(PublishError::io("list", &self.path))?;
        if entries.next().is_some() { Err(PublishError::Foreign(path())) } else { Ok(State::Empty) }
    }

    /// The path of something of ours beside the target: `.public.annals-lock`.
    pub(super) fn beside(&self, what: &str) -> PathBuf {
        let mut name = OsString::from(".");
        name.push(self.path.file_name().unwrap_or_default());
        name.push(".annals-");
        name.push(what);
        self.path.with_file_name(name)
    }
}

/// What stands at a target.
#[derive(Debug)]
pub(super) enum State {
    Missing,
    Empty,
    Published(Manifest),
}

/// The path in full: links above it followed, one in its own place not, so that it can be refused.
fn settled(path: &Path) -> io::Result<PathBuf> {
    let path: PathBuf = std::path::absolute(path)?.components().collect();
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return path.canonicalize() };
    match parent.canonicalize() {
        Ok(parent) => Ok(parent.join(name)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(settled(parent)?.join(name)),
        Err(error) => Err(error),
    }
}

/// Whether the folder lies on another file system than the one it stands in.
#[cfg(unix)]
fn is_mount_point(path: &Path, metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    path.parent().and_then(|parent| parent.metadata().ok()).is_some_and(|parent| parent.dev() != metadata.dev())
}

#[cfg(not(unix))]
fn is_mount_point(_path: &Path, _metadata: &fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_not_be_replaced_is_refused() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path().canonicalize().expect("a path");
        let (content, archive, home) = (root.join("home/book/content"), root.join("home/book"), root.join("home"));
        for folder in ["home/book/content", "home/book/full", "home/book/empty", "home/book/ours"] {
            fs::create_dir_all(root.join(folder)).expect("a folder");
        }
        fs::write(root.join("home/book/full/thesis.txt"), "").expect("a file");
        Manifest::default().save(&root.join("home/book/ours")).expect("a manifest");
        Manifest::default().save(&root.join("home/book/content")).expect("a manifest");
        fs::create_dir(root.join("home/book/cut")).expect("a folder");
        fs::write(root.join("home/book/cut/.annals-manifest"), "").expect("a file");
        let protected = [(home.as_path(), "home"), (&archive, "archive"), (&content, "content")];
        let check = |path: &str, expected: &str| {
            let said = match Target::check_against(&root.join(path), &protected) {
                Ok(target) => format!("{}", target.path().strip_prefix(&root).expect("below").display()),
                Err(PublishError::Protected { what, .. }) => format!("{what} protected"),
                Err(error) => {
                    assert!(error.is_usage());
                    format!("{error:?}").split(['(', ' ']).next().unwrap_or_default().to_owned()
                }
            };
            assert_eq!(said, expected, "{path}");
        };
        check("/", "the whole file system protected");
        check("home", "home protected");
        check("home/", "home protected");
        check("", "home protected");
        check("home/book", "archive protected");
        check("home/book/content", "content protected");
        check("home/book/empty/../content/.", "content protected");
        check("home/book/content/..", "archive protected");
        check("home/book/full", "Foreign");
        check("home/book/full/thesis.txt", "NotAFolder");
        check("home/book/full/thesis.txt/x", "NotAFolder");
        check("home/book/cut", "Damaged");
        check("home/book/empty", "home/book/empty");
        check("home/book/ours/", "home/book/ours");
        check("home/book/content/public", "home/book/content/public");
        check("home/book/not/there/yet", "home/book/not/there/yet");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("empty", root.join("home/book/link")).expect("a link");
            check("home/book/link", "Link");
            check("home/book/link/", "Link");
            check("home/book/link/x", "home/book/empty/x");
        }
    }
}
