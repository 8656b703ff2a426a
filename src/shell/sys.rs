//! The few calls that differ between systems.

use std::fs::File;
use std::io;
use std::path::Path;

/// Why a path was not opened as a regular file.
#[derive(Debug)]
pub(super) enum Refused {
    /// A symbolic link stands there.
    Link,
    /// A folder stands there.
    Folder,
    /// A pipe, socket or device stands there.
    Special,
    /// The system said no.
    Error(io::Error),
}

impl From<Refused> for io::Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Link => io::Error::other("it is a symbolic link"),
            Refused::Folder => io::ErrorKind::IsADirectory.into(),
            Refused::Special => io::Error::other("it is a pipe, a socket or a device"),
            Refused::Error(error) => error,
        }
    }
}

/// Opens a regular file for reading, and gives its length in bytes. Does not follow a link in the last place of the
/// path, and does not wait for the other end of a pipe.
pub(super) fn open_regular(path: &Path) -> Result<(File, u64), Refused> {
    let file = open_plainly(path)?;
    let metadata = file.metadata().map_err(Refused::Error)?;
    let kind = metadata.file_type();
    if kind.is_file() {
        Ok((file, metadata.len()))
    } else if kind.is_dir() {
        Err(Refused::Folder)
    } else {
        Err(Refused::Special)
    }
}

#[cfg(unix)]
fn open_plainly(path: &Path) -> Result<File, Refused> {
    use rustix::fs::{Mode, OFlags};
    use rustix::io::Errno;
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    match rustix::fs::open(path, flags, Mode::empty()) {
        Ok(file) => Ok(file.into()),
        Err(Errno::LOOP | Errno::MLINK) => Err(Refused::Link),
        // What opening a socket says.
        Err(Errno::NXIO | Errno::OPNOTSUPP) => Err(Refused::Special),
        Err(error) => Err(Refused::Error(error.into())),
    }
}

#[cfg(not(unix))]
fn open_plainly(path: &Path) -> Result<File, Refused> {
    let metadata = path.symlink_metadata().map_err(Refused::Error)?;
    if metadata.is_symlink() {
        return Err(Refused::Link);
    }
    if metadata.is_dir() {
        return Err(Refused::Folder);
    }
    File::open(path).map_err(Refused::Error)
}
