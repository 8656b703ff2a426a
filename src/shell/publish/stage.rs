//! The stage: where the new site is gathered, and the commit that swaps it in.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::carry::{self, Carried};
use super::lock::Lock;
use super::manifest::Manifest;
use super::retire::New;
use super::spare::{self, Held};
use super::target::{State, Target};
use super::{PublishError, retire, swap};
use crate::output::SitePath;
use crate::shell::sys;

/// A site on its way to its target, under the lock. Dropping it before the commit removes it.
#[derive(Debug)]
pub struct Stage {
    target: Target,
    /// Where the new site is gathered; created with its first file.
    path: PathBuf,
    old: State,
    files: Mutex<HashMap<SitePath, Origin>>,
    folders: Mutex<HashSet<String>>,
    /// Where the folders of the site before the last are kept.
    spare: Option<PathBuf>,
    /// Whether the stage is the site by now, and its path, if anything, that of the old one.
    swapped: bool,
    /// Last, so that it is let go of when all else is done.
    _lock: Lock,
}

/// Where a file of the new site is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Origin {
    /// In the stage.
    Written,
    /// In the published site, with the same bytes.
    Unchanged,
}

/// What became of a file to copy.
#[derive(Debug)]
pub enum Copied {
    /// It is part of the site.
    Done,
    /// The original cannot be read any more, for this reason, and the site goes without it.
    Unreadable(io::Error),
}

/// What a commit did.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Published {
    /// Files that are new or differ from the published ones.
    pub written: usize,
    /// Files that were published as they are.
    pub unchanged: usize,
    /// Files of ours that are part of the site no more.
    pub removed: usize,
    /// Files and links that are not ours and were carried over; not counted where nothing was touched.
    pub foreign: usize,
    /// Folders beside the target with foreign files that had to step aside.
    pub aside: Vec<PathBuf>,
    /// The old site, where it could not be removed; the next build tries again.
    pub leftover: Option<PathBuf>,
}

impl Stage {
    /// Takes the lock, mends and sweeps what a killed build left, and prepares to publish.
    pub fn begin(target: Target) -> Result<Self, PublishError> {
        if let Some(parent) = target.path().parent() {
            fs::create_dir_all(parent).map_err(PublishError::io("create the folder", parent))?;
        }
        let lock = Lock::take(target.beside("lock"))?;
        retire::sweep(&target)?;
        let old = target.state()?;
        let path = target.beside("stage");
        let (files, folders) = Default::default();
        Ok(Self { target, path, old, files, folders, spare: None, swapped: false, _lock: lock })
    }

    /// Keeps the folders of the old site at a place of a cache, and takes those that lie there: it is for one target alone.
    pub fn with_spare(mut self, place: Option<PathBuf>) -> Self {
        self.spare = place.filter(|place| spare::is_near(place, self.target.path()));
        self
    }

    /// Makes a file part of the site. A path can be taken once. After an error the stage is good for nothing but to be
    /// dropped.
    pub fn put(&self, path: &SitePath, bytes: &[u8]) -> io::Result<()> {
        let is_same = self.is_ours(path) && holds(&self.published(path), bytes);
        self.take(path, if is_same { Origin::Unchanged } else { Origin::Written })?;
        if is_same { Ok(()) } else { self.create(path)?.write_all(bytes) }
    }

    /// Keeps a published file as part of the site where it is ours and its bytes are what they were; false where not.
    pub fn keep(&self, path: &SitePath, is_same: impl Fn(&[u8]) -> bool) -> io::Result<bool> {
        if !self.is_ours(path) {
            return Ok(false);
        }
        let Ok((mut file, len)) = sys::open_regular(&self.published(path)) else { return Ok(false) };
        let mut bytes = Vec::with_capacity(usize::try_from(len).unwrap_or(0) + 1);
        if file.read_to_end(&mut bytes).is_err() || !is_same(&bytes) {
            return Ok(false);
        }
        self.take(path, Origin::Unchanged).map(|()| true)
    }

    /// Makes a copy of the file `from` part of the site. Links are not followed. An error is one of the site; that the
    /// original cannot be read is an answer.
    pub fn copy(&self, path: &SitePath, from: &Path) -> io::Result<Copied> {
        let (mut original, len) = match sys::open_regular(from) {
            Ok(opened) => opened,
            Err(refused) => return Ok(Copied::Unreadable(refused.into())),
        };
        let is_same = self.is_ours(path) && are_same(from, len, &self.published(path));
        self.take(path, if is_same { Origin::Unchanged } else { Origin::Written })?;
        if !is_same {
            io::copy(&mut original, &mut self.create(path)?)?;
        }
        Ok(Copied::Done)
    }

    /// Swaps the site in. What was not put or copied since [`Stage::begin`] is part of it no more.
    ///
    /// An error leaves the old site as it was.
    pub fn commit(mut self) -> Result<Published, PublishError> {
        let files = std::mem::take(&mut *locked(&self.files));
        let (state, nothing) = (std::mem::replace(&mut self.old, State::Missing), Manifest::default());
        let (old, is_published) = match &state {
            State::Published(old) => (old, true),
            State::Missing | State::Empty => (&nothing, false),
        };
        let count = |origin| files.values().filter(|of| **of == origin).count();
        let mut published = Published {
            written: count(Origin::Written),
            unchanged: count(Origin::Unchanged),
            removed: old.files().filter(|file| !files.contains_key(*file)).count(),
            ..Published::default()
        };
        if is_published && published.written == 0 && published.removed == 0 {
            return Ok(published);
        }
        self.ensure_folder("").map_err(PublishError::io("create", &self.path))?;
        let mut files: Vec<(SitePath, Origin)> = files.into_iter().collect();
        // In order, since neighbours on the disk are quicker to find.
        files.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        let of = |origin| files.iter().filter(move |(_, of)| *of == origin).map(|(file, _)| file);
        let (written, unchanged) = (of(Origin::Written).collect::<Vec<_>>(), of(Origin::Unchanged));
        let new = Manifest::new(files.iter().map(|(file, _)| file.clone()));
        let held = self.fetch_spare(old, &new, &written)?;
        self.link_unchanged(unchanged.filter(|file| !held.files.contains(*file)))?;
        let carried = match &state {
            State::Missing => Carried::default(),
            State::Empty | State::Published(_) => carry::carry(self.target.path(), &self.path, old, &new)?,
        };
        published.foreign = carried.files();
        new.save(&self.path)?;
        let retired = swap::swap(&self.target, &self.path, &state)?;
        self.swapped = true;
        if let Some(retired) = retired {
            let new = New { manifest: &new, written: &written };
            match self.retire(&retired, old, &carried, new) {
                Ok(aside) => published.aside.extend(aside),
                Err(_) => published.leftover = Some(retired),
            }
        }
        Ok(published)
    }

    /// Goes on in the folders of the site before the last, where they are kept and most of the site is unchanged: what is written
    /// is moved there, and what the new site does not have or has with other bytes is removed. Gives what stands there by
    /// then but for that.
    fn fetch_spare(&mut self, old: &Manifest, new: &Manifest, written: &[&SitePath]) -> Result<Held, PublishError> {
        let tree = self.target.beside("tree");
        let place = self.spare.as_ref().filter(|_| written.len() * 2 < old.files().count());
        let Some(mut held) = place.and_then(|spare| spare::fetch(spare, &tree, self.target.path(), old)) else {
            return Ok(Held::default());
        };
        let stage = std::mem::replace(&mut self.path, tree);
        let failed = PublishError::io("gather the site in", &self.path);
        self.settle_in(&stage, new, written, &mut held).map_err(failed)?;
        Ok(held)
    }

    fn settle_in(&self, stage: &Path, new: &Manifest, written: &[&SitePath], held: &mut Held) -> io::Result<()> {
        let is_unchanged = |file: &SitePath| new.has(file) && written.binary_search(&file).is_err();
        let gone: Vec<SitePath> = held.files.extract_if(|file| !is_unchanged(file)).collect();
        for file in gone {
            fs::remove_file(self.path.join(file.as_str()))?;
        }
        let mut gone: Vec<String> = held.folders.extract_if(|folder| !new.has_folder(folder)).collect();
        // What is below a folder has the longer path.
        gone.sort_unstable_by_key(|folder| std::cmp::Reverse(folder.len()));
        for folder in gone {
            fs::remove_dir(self.path.join(folder))?;
        }
        let mut folders = std::mem::take(&mut held.folders);
        folders.insert(String::new());
        *locked(&self.folders) = folders;
        for file in written {
            self.ensure_folder(file.folder())?;
            fs::rename(stage.join(file.as_str()), self.path.join(file.as_str()))?;
        }
        fs::remove_dir_all(stage)
    }

    /// Makes the old site the spare tree of the new one; without a place for that, takes it apart.
    fn retire(&self, retired: &Path, old: &Manifest, carried: &Carried, new: New<'_>) -> io::Result<Vec<PathBuf>> {
        let Some(spare) = &self.spare else {
            return retire::retire(retired, &self.target, old, Some(carried));
        };
        let aside = retire::renew(retired, &self.target, old, carried, new)?;
        let put_by = spare::put_by(retired, self.target.path(), new.written, spare);
        put_by.or_else(|_| fs::remove_dir_all(retired))?;
        Ok(aside)
    }

    fn is_ours(&self, path: &SitePath) -> bool {
        match &self.old {
            State::Published(old) => old.has(path),
            State::Missing | State::Empty => false,
        }
    }

    fn published(&self, path: &SitePath) -> PathBuf {
        self.target.path().join(path.as_str())
    }

    fn take(&self, path: &SitePath, origin: Origin) -> io::Result<()> {
        match locked(&self.files).insert(path.clone(), origin) {
            None => Ok(()),
            Some(_) => {
                Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("two files of the site are called {path}")))
            }
        }
    }

    fn create(&self, path: &SitePath) -> io::Result<File> {
        self.ensure_folder(path.folder())?;
        File::create_new(self.path.join(path.as_str()))
    }

    /// Creates a folder of the stage with those above it, each of them once.
    fn ensure_folder(&self, folder: &str) -> io::Result<()> {
        if locked(&self.folders).contains(folder) {
            return Ok(());
        }
        if !folder.is_empty() {
            self.ensure_folder(folder.rsplit_once('/').map_or("", |(above, _)| above))?;
        }
        match fs::create_dir(self.path.join(folder)) {
            // Another thread was quicker.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => made?,
        }
        locked(&self.folders).insert(folder.to_owned());
        Ok(())
    }

    /// Links what did not change into the stage.
    fn link_unchanged<'a>(&self, files: impl Iterator<Item = &'a SitePath>) -> Result<(), PublishError> {
        for file in files {
            let failed = PublishError::io("link", &self.published(file));
            let linked = self.ensure_folder(file.folder()).and_then(|()| {
                let to = self.path.join(file.as_str());
                carry::link_file(&self.published(file), &to)
            });
            linked.map_err(failed)?;
        }
        Ok(())
    }
}

impl Drop for Stage {
    /// Until the swap the stage holds our own files and links to those of others, so that it can go as a whole.
    fn drop(&mut self) {
        if !self.swapped && !locked(&self.folders).is_empty() {
            for place in [self.target.beside("stage"), self.target.beside("tree")] {
                let _ = fs::remove_dir_all(place);
            }
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a published file holds exactly these bytes.
fn holds(path: &Path, bytes: &[u8]) -> bool {
    let Ok((file, len)) = sys::open_regular(path) else { return false };
    len == bytes.len() as u64 && same_bytes(file, bytes).unwrap_or(false)
}

fn are_same(from: &Path, len: u64, published: &Path) -> bool {
    let (Ok((one, _)), Ok((other, other_len))) = (sys::open_regular(from), sys::open_regular(published)) else {
        return false;
    };
    len == other_len && same_files(one, other).unwrap_or(false)
}

fn same_bytes(mut file: File, mut bytes: &[u8]) -> io::Result<bool> {
    let mut buffer = [0; 32 * 1024];
    loop {
        let read = file.read(&mut buffer)?;
        let Some((head, tail)) = bytes.split_at_checked(read) else { return Ok(false) };
        if head != &buffer[..read] {
            return Ok(false);
        }
        if read == 0 {
            return Ok(tail.is_empty());
        }
        bytes = tail;
    }
}

/// Whether two files hold the same bytes.
pub(super) fn same_files(mut one: File, other: File) -> io::Result<bool> {
    let mut other = io::BufReader::with_capacity(64 * 1024, other);
    let (mut buffer, mut against) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    loop {
        let read = one.read(&mut buffer)?;
        if read == 0 {
            return Ok(other.read(&mut against)? == 0);
        }
        match other.read_exact(&mut against[..read]) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
            compared => compared?,
        }
        if buffer[..read] != against[..read] {
            return Ok(false);
        }
    }
}
