//! Why a site could not be published, and the way out.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a site could not be published. The old site, where there is one, is as it was.
#[derive(Debug)]
pub enum PublishError {
    /// The target is, or holds, a folder that must not be replaced.
    Protected {
        /// The target.
        target: PathBuf,
        /// Which folder it would replace: `the content folder`.
        what: &'static str,
    },
    /// The target is a symbolic link.
    Link(PathBuf),
    /// A file stands where the target folder should be.
    NotAFolder(PathBuf),
    /// The target holds files, and no manifest says that they are ours.
    Foreign(PathBuf),
    /// The target is the root of a file system of its own and cannot be swapped.
    MountPoint(PathBuf),
    /// The manifest of the target cannot be read as one.
    Damaged(PathBuf),
    /// Another build is publishing to the same target; the path is that of the lock.
    Busy(PathBuf),
    /// A file that is not ours stands where the site needs one.
    Conflict(PathBuf),
    /// The system refused.
    Io {
        /// What was tried: `create the folder`.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
}

impl PublishError {
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Io { doing, path, source }
    }

    /// Whether another target would do: a mistake in how annals was called, found before anything was written.
    pub fn is_usage(&self) -> bool {
        match self {
            Self::Protected { .. }
            | Self::Link(_)
            | Self::NotAFolder(_)
            | Self::Foreign(_)
            | Self::MountPoint(_)
            | Self::Damaged(_) => true,
            Self::Busy(_) | Self::Conflict(_) | Self::Io { .. } => false,
        }
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Protected { .. } => "choose a folder of its own with --dest-dir, such as `public`",
            Self::Link(_) => "name the folder that the link leads to",
            Self::NotAFolder(_) => "remove the file, or choose another folder with --dest-dir",
            Self::Foreign(_) => "empty the folder, or choose another one with --dest-dir",
            Self::MountPoint(_) => "choose a folder inside it with --dest-dir",
            Self::Damaged(_) => "remove the folder if it holds nothing but the site, and build again",
            Self::Busy(_) => "wait for the other build, or stop it: its lock goes with it",
            Self::Conflict(_) => "move that file out of the published folder, and build again",
            Self::Io { .. } => "the published site is as it was: mend this, and build again",
        }
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Protected { target, what } => write!(f, "publishing to {} would replace {what}", target.display()),
            Self::Link(path) => write!(f, "{} is a symbolic link and would be replaced by a folder", path.display()),
            Self::NotAFolder(path) => write!(f, "{} is not a folder", path.display()),
            Self::Foreign(path) => write!(f, "{} holds files that annals did not put there", path.display()),
            Self::MountPoint(path) => write!(f, "{} is a mount point and cannot be swapped as a whole", path.display()),
            Self::Damaged(path) => write!(f, "{} is no list of published files", path.display()),
            Self::Busy(path) => write!(f, "another build holds {}", path.display()),
            Self::Conflict(path) => write!(f, "{} is in the way and was not put there by annals", path.display()),
            Self::Io { doing, path, source } => write!(f, "cannot {doing} {}: {source}", path.display()),
        }
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Protected { .. }
            | Self::Link(_)
            | Self::NotAFolder(_)
            | Self::Foreign(_)
            | Self::MountPoint(_)
            | Self::Damaged(_)
            | Self::Busy(_)
            | Self::Conflict(_) => None,
        }
    }
}
