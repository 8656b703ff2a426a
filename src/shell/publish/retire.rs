//! Removes old sites and what killed builds left, and never anything that is not ours.
//!
//! [`retire`] takes an old site apart after the swap: our files go, and foreign ones, too, as far as the new site has
//! them. What others wrote into the old site while the new one was made is moved over. [`sweep`] does the same at the
//! start of a build for what an earlier one left. [`renew`] leaves of an old site what the new one has as
//! well: the next one can be gathered in it ([`super::spare`]).

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::PublishError;
use super::carry::{self, Carried};
use super::manifest::{self, Manifest};
use super::stage::same_files;
use super::target::Target;
use crate::output::SitePath;
use crate::shell::sys;

/// Mends and sweeps what a killed build left beside the target. Only under the lock.
pub(super) fn sweep(target: &Target) -> Result<(), PublishError> {
    let (stage, tree, aside) = (target.beside("stage"), target.beside("tree"), target.beside("old"));
    if is_folder(&aside) && target.path().symlink_metadata().is_err() {
        // Killed while the sites changed places: the old one goes back.
        fs::rename(&aside, target.path()).map_err(PublishError::io("put back", target.path()))?;
    }
    for leftover in [aside, stage, tree] {
        if !is_folder(&leftover) {
            continue;
        }
        let failed = PublishError::io("remove what an earlier build left at", &leftover);
        match Manifest::load(&leftover)? {
            Some(manifest) => retire(&leftover, target, &manifest, None).map(|_| ()).map_err(failed)?,
            // Without a manifest it never was complete: all in it is ours, or a link to what the target has.
            None => fs::remove_dir_all(&leftover).map_err(failed)?,
        }
    }
    Ok(())
}

fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir())
}

/// Takes an old site apart, its manifest last. Gives the folders that foreign files had to be put in, aside.
pub(super) fn retire(
    site: &Path,
    target: &Target,
    manifest: &Manifest,
    carried: Option<&Carried>,
) -> io::Result<Vec<PathBuf>> {
    let mut retiring = Retiring { site, target, manifest, carried, new: None, aside: None };
    retiring.empty(Path::new(""))?;
    let list = site.join(manifest::NAME);
    if list.symlink_metadata().is_ok() {
        fs::remove_file(list)?;
    }
    fs::remove_dir(site)?;
    Ok(retiring.aside.into_iter().collect())
}

/// What a new site has.
#[derive(Clone, Copy)]
pub(super) struct New<'a> {
    /// Its files.
    pub manifest: &'a Manifest,
    /// Those of them that the old site does not have, or has with other bytes.
    pub written: &'a [&'a SitePath],
}

/// Takes from an old site all but what the new one has as well, its manifest last. Gives what [`retire`] gives.
pub(super) fn renew(
    site: &Path,
    target: &Target,
    manifest: &Manifest,
    carried: &Carried,
    new: New<'_>,
) -> io::Result<Vec<PathBuf>> {
    let written = new.written.iter().map(|file| Path::new(file.as_str())).collect();
    let kept = Kept { manifest: new.manifest, written };
    let mut retiring = Retiring { site, target, manifest, carried: Some(carried), new: Some(kept), aside: None };
    retiring.empty(Path::new(""))?;
    // By now, all in it is ours.
    fs::remove_file(site.join(manifest::NAME))?;
    Ok(retiring.aside.into_iter().collect())
}

/// What of an old site is not removed.
struct Kept<'a> {
    manifest: &'a Manifest,
    written: HashSet<&'a Path>,
}

/// An old site that is taken apart.
struct Retiring<'a> {
    site: &'a Path,
    target: &'a Target,
    manifest: &'a Manifest,
    carried: Option<&'a Carried>,
    /// What stays, where the site is to be the same as the new one.
    new: Option<Kept<'a>>,
    /// Where foreign files go for which there is no place in the new site; made for the first of them.
    aside: Option<PathBuf>,
}

impl Retiring<'_> {
    /// Empties the folder `below` the old site.
    fn empty(&mut self, below: &Path) -> io::Result<()> {
        // The list is complete before anything is removed: some systems lose their place otherwise.
        let entries: Vec<_> = fs::read_dir(self.site.join(below))?.collect::<Result<_, _>>()?;
        let mut folders = Vec::new();
        for entry in entries {
            let (kind, below) = (entry.file_type()?, below.join(entry.file_name()));
            let is_ours = carry::is_ours(kind, &below, self.manifest);
            if kind.is_dir() {
                folders.push((below, is_ours));
            } else if below == Path::new(manifest::NAME) {
                // Until all else is gone it tells what is ours.
            } else if is_ours {
                if !self.stays(&below, Manifest::has_file) {
                    fs::remove_file(entry.path())?;
                }
            } else {
                self.hand_over(&entry.path(), &below)?;
            }
        }
        for (below, is_ours) in folders {
            if !is_ours {
                fs::create_dir_all(self.target.path().join(&below))?;
            }
            self.empty(&below)?;
            let folder = self.site.join(&below);
            if is_ours && self.stays(&below, Manifest::has_folder) {
                carry::match_mode(&self.target.path().join(&below), &folder)?;
            } else {
                fs::remove_dir(folder)?;
            }
        }
        Ok(())
    }

    /// Whether one of our files or folders is part of the new site as it is.
    fn stays(&self, below: &Path, has: impl Fn(&Manifest, &str) -> bool) -> bool {
        let Some(new) = &self.new else { return false };
        !new.written.contains(below) && carry::in_site(below).is_some_and(|below| has(new.manifest, &below))
    }

    /// Sees to it that a foreign file of the old site stands in the new one, and removes it here.
    fn hand_over(&mut self, path: &Path, below: &Path) -> io::Result<()> {
        let there = self.target.path().join(below);
        if is_same(path, &there) {
            return fs::remove_file(path);
        }
        let is_new = there.symlink_metadata().is_err();
        // It changed after the others had been carried over.
        let was_replaced = self.carried.is_some_and(|carried| carried.is_still(below, &there));
        let to = if is_new || was_replaced { there } else { self.folder_aside()?.join(below) };
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::rename(path, to)
    }

    fn folder_aside(&mut self) -> io::Result<PathBuf> {
        if let Some(folder) = &self.aside {
            return Ok(folder.clone());
        }
        let folder = new_folder_aside(self.target)?;
        self.aside = Some(folder.clone());
        Ok(folder)
    }
}

/// Whether two paths lead to one file, or to two with the same content.
fn is_same(one: &Path, other: &Path) -> bool {
    if carry::identity(one).is_some_and(|identity| carry::identity(other) == Some(identity)) {
        return true;
    }
    if let (Ok(one), Ok(other)) = (fs::read_link(one), fs::read_link(other)) {
        return one == other;
    }
    match (sys::open_regular(one), sys::open_regular(other)) {
        (Ok((one, len)), Ok((other, other_len))) => len == other_len && same_files(one, other).unwrap_or(false),
        (Err(_), _) | (_, Err(_)) => false,
    }
}

fn new_folder_aside(target: &Target) -> io::Result<PathBuf> {
    for number in 1..1000 {
        let folder = target.beside(&format!("kept-{number}"));
        match fs::create_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|()| folder),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_change_during_a_build_is_moved_over() {
        let dir = tempfile::tempdir().expect("a folder");
        let write = |path: &str, text: &str| {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        };
        write("public/ours", "old");
        write("public/kept", "kept");
        write("public/replaced", "first");
        let list = |name: &str| crate::output::SitePath::new(name).expect("a path");
        let (old, new) = (Manifest::new([list("ours")]), Manifest::new([list("new")]));
        old.save(&dir.path().join("public")).expect("a manifest");
        let target = Target::check(&dir.path().join("public"), &dir.path().join("content"), dir.path());
        let target = target.expect("a target");
        let stage = target.beside("stage");
        write(".public.annals-stage/new", "new");
        let carried = carry::carry(target.path(), &stage, &old, &new).expect("carried over");
        new.save(&stage).expect("a manifest");
        // As editors and git write: a new file in the place of the old one.
        write("public/temporary", "second");
        fs::rename(dir.path().join("public/temporary"), dir.path().join("public/replaced")).expect("a rename");
        write("public/late/new", "late");
        fs::create_dir(dir.path().join("public/late/empty")).expect("a folder");
        fs::rename(target.path(), target.beside("old")).expect("a rename");
        fs::rename(&stage, target.path()).expect("a rename");
        let aside = retire(&target.beside("old"), &target, &old, Some(&carried)).expect("retired");
        assert_eq!(aside, [] as [PathBuf; 0]);
        assert!(!target.beside("old").exists());
        let text = |path: &str| fs::read_to_string(target.path().join(path)).unwrap_or_default();
        let found = ["new", "kept", "replaced", "late/new", "ours"].map(text);
        assert_eq!(found, ["new", "kept", "second", "late", ""]);
        assert!(target.path().join("late/empty").is_dir());
    }
}
