//! Reads one file of the content folder: never through a link, never waiting, never more than asked for.
//!
//! Entry point: [`read`]. What stands in the way is a diagnostic about that file, not an error of the build.

use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::sys::{self, Refused};
use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// The bytes of a file of at most `max` bytes, below `root`.
///
/// The file may have changed since it was listed: it may be gone, have grown, or be a pipe by now.
pub fn read(root: &Path, id: &FileId, max: u64) -> Result<Vec<u8>, Diagnostic> {
    let path =
        path_of(root, id).ok_or_else(|| about(Code::ScanPath, id, "this path leads out of the content folder"))?;
    let (file, len) = sys::open_regular(&path).map_err(|refused| refusal(id, &refused))?;
    if len > max {
        return Err(oversized(id, len, max));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(len).unwrap_or(0) + 1);
    let unreadable = |error| refusal(id, &Refused::Error(error));
    let read = file.take(max.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
    if read as u64 > max { Err(oversized(id, read as u64, max)) } else { Ok(bytes) }
}

/// Where a file lies on disk; `None` for a path that does not stay below `root`.
pub fn path_of(root: &Path, id: &FileId) -> Option<PathBuf> {
    let stays = id.as_str().split('/').all(|part| !matches!(part, "" | "." | "..") && !part.contains('\0'));
    stays.then(|| root.join(id.as_str()))
}

/// A diagnostic about a whole file.
pub(super) fn about(code: Code, id: &FileId, message: &str) -> Diagnostic {
    Diagnostic::new(code, message).at(id, Span::new(0, 0), "")
}

/// What to say about a file that is larger than `max` bytes.
pub(super) fn oversized(id: &FileId, len: u64, max: u64) -> Diagnostic {
    let message = format!("the file is larger than annals reads: {len} bytes, {max} at most");
    about(Code::ScanOversized, id, &message).help("split the report, or exclude the file")
}

/// What to say about a file that could not be opened or read.
pub(super) fn refusal(id: &FileId, refused: &Refused) -> Diagnostic {
    let error = match refused {
        Refused::Link => return about(Code::ScanLink, id, "symbolic links are not followed"),
        Refused::Folder => return about(Code::ScanUnreadable, id, "a folder stands where a file was listed"),
        Refused::Special => return about(Code::ScanSpecial, id, "pipes, sockets and devices are not opened"),
        Refused::Error(error) => error,
    };
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            about(Code::ScanVanished, id, "the file was listed and is gone").help("build again")
        }
        _ => about(Code::ScanUnreadable, id, &format!("cannot be read: {error}")),
    }
}
