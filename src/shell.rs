//! The effects: everything that touches the disk or hears a signal. The floors below are pure and never come here.
//!
//! - [`scan`] walks the content folder and accounts for every file in it, [`read`] opens one of them safely
//! - [`cache`] keeps for the next run what this one found out
//! - [`publish`] stages a site beside its target and swaps it in
//! - [`watch`] says where somebody has written, [`look`] what that means for the content folder, [`serve`] shows the site to
//!   a browser; all three with the feature `serve`
//! - [`signals`] tells the build that it shall stop
//!
//! [`names`] is the judgement behind the walk and touches nothing.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "this is where the effects are")]

pub mod cache;
#[cfg(feature = "serve")]
pub mod look;
pub mod names;
pub mod publish;
pub mod read;
pub mod scan;
#[cfg(feature = "serve")]
pub mod serve;
pub mod signals;
mod svg;
mod sys;
#[cfg(feature = "serve")]
pub mod watch;

use std::io;
use std::path::Path;

/// Every regular file below a folder, by path with `/` as separator; hidden ones left out, links not followed.
///
/// # Errors
/// Where the folder does not exist or something in it cannot be read.
pub fn files_below(folder: &Path) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut out = Vec::new();
    if !folder.is_dir() {
        return Err(io::ErrorKind::NotFound.into());
    }
    let visible =
        |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(visible) {
        let entry = entry.map_err(io::Error::from)?;
        if !entry.file_type().is_file() {
            continue;
        }
        let path = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        out.push((parts.join("/"), std::fs::read(entry.path())?));
    }
    Ok(out)
}

/// A file that the settings name, or the settings themselves. A link may stand there, a pipe is not waited for.
///
/// # Errors
/// Where it does not exist, is no regular file, or cannot be read.
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    std::fs::read(path)
}

/// Whether nothing stands at a path, or an empty folder.
///
/// # Errors
/// Where the folder cannot be looked into.
pub fn is_free(folder: &Path) -> io::Result<bool> {
    match folder.symlink_metadata() {
        Ok(found) => Ok(found.is_dir() && folder.read_dir()?.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Writes a file below a folder, with the folders above it; nothing is overwritten.
///
/// # Errors
/// `AlreadyExists` where something stands there; otherwise where it cannot be written.
pub fn write_new(folder: &Path, path: &str, text: &str) -> io::Result<()> {
    use std::io::Write as _;
    let path = folder.join(path);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::OpenOptions::new().write(true).create_new(true).open(&path)?.write_all(text.as_bytes())
}

/// Opens a file or an address in the user's browser; does not wait for it.
///
/// # Errors
/// Where the system has no opener.
pub fn open_in_browser(file: impl AsRef<std::ffi::OsStr>) -> io::Result<()> {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    std::process::Command::new(program).args(arguments).arg(file).spawn().map(drop)
}
