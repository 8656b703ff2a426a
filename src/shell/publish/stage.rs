//! The stage: where the new site is gathered, and the commit that swaps it in.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::carry::{self, Carried};
use super::lock::Lock;
use super::manifest::Manifest;
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
        Ok(Self { target, path, old, files: Mutex::default(), folders: Mutex::default(), swapped: false, _lock: lock })
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
        let nothing = Manifest::default();
        let (old, is_published) = match &self.old {
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
        self.link_unchanged(&files)?;
        let new = Manifest::new(files.into_keys());
        let carried = match &self.old {
            State::Missing => Carried::default(),
            State::Empty | State::Published(_) => carry::carry(self.target.path(), &self.path, old, &new)?,
        };
        published.foreign = carried.files();
        new.save(&self.path)?;
        let retired = swap::swap(&self.target, &self.path, &self.old)?;
        self.swapped = true;
        if let Some(retired) = retired {
            match retire::retire(&retired, &self.target, old, Some(&carried)) {
                Ok(aside) => published.aside.extend(aside),
                Err(_) => published.leftover = Some(retired),
            }
        }
        Ok(published)
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

    /// Links what did not change into the stage: in order, since neighbours on the disk are quicker to find.
    fn link_unchanged(&self, files: &HashMap<SitePath, Origin>) -> Result<(), PublishError> {
        let mut unchanged: Vec<_> =
            files.iter().filter(|(_, origin)| **origin == Origin::Unchanged).map(|(file, _)| file).collect();
        unchanged.sort_unstable();
        for file in unchanged {
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
            let _ = fs::remove_dir_all(&self.path);
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
