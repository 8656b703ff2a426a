//! The user's cache folder: what an earlier run found out about an archive, so that the next need not.
//!
//! Entry point: [`Cache::of`] an archive. It holds bytes and does not know what they mean; whoever reads them checks them. All
//! of it can be deleted at any time, and nothing here is an error: a cache that cannot be read is empty, one that cannot be
//! written stays as it was. Files that nobody has used for two months are removed.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::build::Stretch;
use crate::source::ContentHash;

/// How long a file is kept that nobody asks for.
const KEPT: Duration = Duration::from_secs(60 * 24 * 60 * 60);

/// The cache of one archive.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
    key: String,
}

impl Cache {
    /// The cache of the archive whose reports lie in `content`; `None` where the system names no folder for caches.
    pub fn of(content: &Path) -> Option<Self> {
        let folder = folder()?.join("annals");
        let content = content.canonicalize().ok()?;
        let key = ContentHash::of(content.as_os_str().as_encoded_bytes()).hex(24);
        Some(Self { folder, key })
    }

    /// What was kept under a name; empty where there is nothing.
    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_default()
    }

    /// What was kept under a name, to be read piece by piece: how long it is, and what gives so many bytes from a place on.
    pub fn open(&self, name: &str) -> Option<(u64, Stretch)> {
        let file = File::open(self.path(name)).ok()?;
        let length = file.metadata().ok()?.len();
        let file = Mutex::new(file);
        let read = move |at: u64, count: usize| {
            // A file that was cut short gives nothing, however much is asked for.
            let count =
                u64::try_from(count).ok().filter(|count| at.checked_add(*count).is_some_and(|end| end <= length))?;
            let mut bytes = vec![0; usize::try_from(count).ok()?];
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(at)).ok()?;
            file.read_exact(&mut bytes).ok()?;
            Some(bytes)
        };
        Some((length, Box::new(read)))
    }

    /// Where a folder of this name is kept; `None` where the folder for it cannot be made.
    pub fn place(&self, name: &str) -> Option<PathBuf> {
        create(&self.folder).ok().map(|()| self.path(name))
    }

    /// Keeps under a name what `write` writes. Whoever reads at the same time sees the old bytes or these.
    pub fn write(&self, name: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        let path = self.path(name);
        let beside = path.with_extension(format!("{}.tmp", std::process::id()));
        let written = create(&self.folder).and_then(|()| {
            let mut file = BufWriter::with_capacity(256 * 1024, File::create(&beside)?);
            write(&mut file)?;
            file.flush()?;
            fs::rename(&beside, &path)
        });
        if written.is_err() {
            let _ = fs::remove_file(&beside);
        }
        self.sweep();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{}-{name}", self.key))
    }

    /// Removes what nobody has written for long.
    fn sweep(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let now = SystemTime::now();
        for entry in entries.flatten() {
            let Ok(found) = entry.metadata() else { continue };
            let age = found.modified().ok().and_then(|then| now.duration_since(then).ok());
            if age.is_some_and(|age| age > KEPT) {
                let path = entry.path();
                let _ = if found.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
            }
        }
    }
}

/// Makes the folder, for its user alone: what reports say may be confidential.
fn create(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The folder for caches that the system gives a user.
fn folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if let Some(folder) = variable("XDG_CACHE_HOME") {
        return Some(folder);
    }
    if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Caches"))
    } else {
        variable("HOME").map(|home| home.join(".cache"))
    }
}
