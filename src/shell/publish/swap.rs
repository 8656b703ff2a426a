//! The swap: the stage becomes the site, and the old site what stood there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::PublishError;
use super::target::{State, Target};

/// Puts the complete stage in the place of the target. Gives where the old site is now, if there was one.
pub(super) fn swap(target: &Target, stage: &Path, old: &State) -> Result<Option<PathBuf>, PublishError> {
    let swapped = match old {
        // A folder that is empty is replaced; one that no longer is, is not.
        State::Missing | State::Empty => fs::rename(stage, target.path()).map(|()| None),
        State::Published(_) => match exchange(stage, target.path()) {
            Err(error) if error.kind() == io::ErrorKind::Unsupported => step_aside(target, stage).map(Some),
            exchanged => exchanged.map(|()| Some(stage.to_owned())),
        },
    };
    swapped.map_err(PublishError::io("swap in the new site at", target.path()))
}

/// The swap in two calls, for systems and file systems without an exchange: the old site steps aside first. A kill
/// between the two leaves no site, and the next build puts the old one back.
fn step_aside(target: &Target, stage: &Path) -> io::Result<PathBuf> {
    let aside = target.beside("old");
    fs::rename(target.path(), &aside)?;
    if let Err(error) = fs::rename(stage, target.path()) {
        let _ = fs::rename(&aside, target.path());
        return Err(error);
    }
    Ok(aside)
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(|error| match error {
        Errno::NOSYS | Errno::INVAL | Errno::NOTSUP => io::ErrorKind::Unsupported.into(),
        error => error.into(),
    })
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> (tempfile::TempDir, Target) {
        let dir = tempfile::tempdir().expect("a folder");
        let target = Target::check(&dir.path().join("public"), &dir.path().join("content"), dir.path());
        let target = target.expect("a target");
        fs::create_dir(target.path()).expect("a folder");
        fs::write(target.path().join("old"), "").expect("a file");
        (dir, target)
    }

    #[test]
    fn a_swap_in_two_steps() {
        let (_dir, target) = place();
        let stage = target.beside("stage");
        fs::create_dir(&stage).expect("a folder");
        fs::write(stage.join("new"), "").expect("a file");
        let old = step_aside(&target, &stage).expect("a swap");
        assert!(target.path().join("new").exists() && old.join("old").exists() && !stage.exists());
    }

    #[test]
    fn a_swap_that_fails_half_way_is_undone() {
        let (_dir, target) = place();
        assert!(step_aside(&target, &target.beside("stage")).is_err());
        assert!(target.path().join("old").exists() && !target.beside("old").exists());
    }
}
