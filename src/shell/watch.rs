//! Watches folders, and says where somebody has written.
//!
//! Entry points: [`Watch::start`], then [`Watch::wait`] again and again. What the system tells is taken as "look again
//! there", never as what has happened: editors write in many ways, and events come late, twice or not at all. Events are
//! gathered until it is quiet for a moment, for longer where there are many, as after a `git checkout`; those that come
//! while nobody waits are there the next time.
//!
//! - a folder that goes and comes back is watched again
//! - where events are lost, all is looked at
//! - where the system gives no events (network drives, or the limit on watches is reached), all is looked at every second

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// How long it must be quiet before an edit counts as complete.
const QUIET: Duration = Duration::from_millis(12);

/// The same where many files change at once.
const QUIET_AFTER_MANY: Duration = Duration::from_millis(120);

/// How many paths are many.
const MANY: usize = 24;

/// The longest that events are gathered.
const LONGEST: Duration = Duration::from_secs(3);

/// How often the watched folders are looked for, and everything where there are no events.
const PULSE: Duration = Duration::from_secs(1);

/// A folder to watch.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Root {
    /// Where it is, from the top of the file system: what is noticed is told in the same way.
    pub path: PathBuf,
    /// Whether the folders in it are watched too.
    pub deep: bool,
}

/// What was noticed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Noticed {
    /// Nothing so far.
    Nothing,
    /// Something was written at these paths, or removed.
    Paths(BTreeSet<PathBuf>),
    /// Anything may have changed.
    Anything,
    /// Somebody asked to stop.
    Stop,
}

/// Watches folders.
#[derive(Debug)]
pub struct Watch {
    roots: Vec<(Root, Option<Identity>)>,
    watcher: Option<RecommendedWatcher>,
    sender: Sender<Message>,
    receiver: Receiver<Message>,
    polling: Option<String>,
}

/// Asks a [`Watch`] to stop waiting for good.
#[derive(Clone, Debug)]
pub struct Stopper(Sender<Message>);

#[derive(Debug)]
enum Message {
    Event(notify::Result<Event>),
    Stop,
}

/// Which folder it is, whatever its name.
type Identity = (u64, u64);

impl Stopper {
    /// Ends the watch.
    pub fn stop(&self) {
        let _ = self.0.send(Message::Stop);
    }
}

impl Watch {
    /// Watches these folders from now on; those that do not exist, as soon as they do.
    pub fn start(roots: Vec<Root>) -> Self {
        let (sender, receiver) = channel();
        let mut watch = Self { roots: Vec::new(), watcher: None, sender, receiver, polling: None };
        watch.set(roots);
        watch
    }

    /// Watches these folders instead.
    pub fn set(&mut self, roots: Vec<Root>) {
        if self.roots.iter().map(|(root, _)| root).eq(&roots) {
            return;
        }
        self.roots = roots.into_iter().map(|root| (root, None)).collect();
        self.begin();
    }

    /// Why all is looked at every second instead of being told; `None` where the system tells.
    pub fn polling(&self) -> Option<&str> {
        self.polling.as_deref()
    }

    /// What can end the watch, from any thread.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.sender.clone())
    }

    /// Waits until something is noticed, at most for a second.
    pub fn wait(&mut self) -> Noticed {
        let mut paths = BTreeSet::new();
        match self.receiver.recv_timeout(PULSE) {
            Ok(message) => match take(message, &mut paths) {
                Taken::Path => {}
                Taken::Lost => return self.after_loss(),
                Taken::Stop => return Noticed::Stop,
            },
            Err(RecvTimeoutError::Timeout) => return self.pulse(),
            Err(RecvTimeoutError::Disconnected) => return Noticed::Stop,
        }
        let first = Instant::now();
        let mut quiet = if paths.is_empty() { Duration::ZERO } else { QUIET };
        while let Ok(message) = self.receiver.recv_timeout(quiet) {
            match take(message, &mut paths) {
                Taken::Path => {}
                Taken::Lost => return self.after_loss(),
                Taken::Stop => return Noticed::Stop,
            }
            if first.elapsed() > LONGEST {
                break;
            }
            quiet = match paths.len() {
                0 => Duration::ZERO,
                few if few < MANY => QUIET,
                _ => QUIET_AFTER_MANY,
            };
        }
        if self.has_moved() {
            return self.pulse();
        }
        if paths.is_empty() { Noticed::Nothing } else { Noticed::Paths(paths) }
    }

    /// Events were lost: those that still wait say nothing beside that.
    fn after_loss(&mut self) -> Noticed {
        let quiet = Instant::now() + QUIET_AFTER_MANY;
        while let Ok(message) = self.receiver.recv_timeout(quiet.saturating_duration_since(Instant::now())) {
            if matches!(message, Message::Stop) {
                return Noticed::Stop;
            }
        }
        Noticed::Anything
    }

    /// Looks after the watched folders.
    fn pulse(&mut self) -> Noticed {
        if self.has_moved() {
            self.begin();
            return Noticed::Anything;
        }
        if self.polling.is_some() { Noticed::Anything } else { Noticed::Nothing }
    }

    /// Whether a watched folder has come, gone or been replaced.
    fn has_moved(&self) -> bool {
        self.roots.iter().any(|(root, watched)| identity(&root.path) != *watched)
    }

    /// Watches all folders anew.
    fn begin(&mut self) {
        self.polling = None;
        self.watcher = None;
        for (root, watched) in &mut self.roots {
            *watched = identity(&root.path);
        }
        let found = || self.roots.iter().filter(|(_, watched)| watched.is_some()).map(|(root, _)| root);
        if found().any(|root| is_remote(&root.path)) {
            self.polling = Some("the folder lies on a drive that tells no changes".to_owned());
            return;
        }
        let sender = self.sender.clone();
        let handler = move |event| drop(sender.send(Message::Event(event)));
        let watcher = RecommendedWatcher::new(handler, Config::default().with_follow_symlinks(false));
        let begun = watcher.and_then(|mut watcher| {
            for root in found() {
                let mode = if root.deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
                watcher.watch(&root.path, mode)?;
            }
            Ok(watcher)
        });
        match begun {
            Ok(watcher) => self.watcher = Some(watcher),
            Err(error) => self.polling = Some(reason(&error)),
        }
    }
}

/// What a message adds to the paths.
enum Taken {
    Path,
    Lost,
    Stop,
}

fn take(message: Message, paths: &mut BTreeSet<PathBuf>) -> Taken {
    let event = match message {
        Message::Stop => return Taken::Stop,
        Message::Event(Err(_)) => return Taken::Lost,
        Message::Event(Ok(event)) => event,
    };
    if event.need_rescan() {
        return Taken::Lost;
    }
    match event.kind {
        // Our own reading is no news, but whoever closes a file that was open for writing has written it.
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => paths.extend(event.paths),
        EventKind::Access(_) => {}
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Other => {
            paths.extend(event.paths);
        }
    }
    Taken::Path
}

fn reason(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "the system's limit on watched folders is reached (fs.inotify.max_user_watches)".to_owned()
        }
        notify::ErrorKind::Io(error) => format!("the system cannot tell changes: {error}"),
        notify::ErrorKind::Generic(_)
        | notify::ErrorKind::PathNotFound
        | notify::ErrorKind::WatchNotFound
        | notify::ErrorKind::InvalidConfig(_) => format!("the system cannot tell changes: {error}"),
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    let metadata = path.metadata().ok()?;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    path.metadata().ok().map(|_| (0, 0))
}

/// Whether a folder lies on a file system whose changes others make: they are not told here.
#[cfg(target_os = "linux")]
fn is_remote(path: &Path) -> bool {
    /// NFS, CIFS, SMB, SMB2, 9p (the drives of Windows below WSL 2), AFS, Ceph, virtiofs and FUSE.
    const REMOTE: &[u32] =
        &[0x6969, 0xFF53_4D42, 0x517B, 0xFE53_4D42, 0x0102_1997, 0x5346_414F, 0x00C3_6400, 0x6A65_6A63, 0x6573_5546];
    rustix::fs::statfs(path).is_ok_and(|found| u32::try_from(found.f_type).is_ok_and(|kind| REMOTE.contains(&kind)))
}

#[cfg(not(target_os = "linux"))]
fn is_remote(_path: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Waits until something is noticed other than nothing.
    fn noticed(watch: &mut Watch) -> Noticed {
        let end = Instant::now() + Duration::from_secs(20);
        while Instant::now() < end {
            match watch.wait() {
                Noticed::Nothing => {}
                other => return other,
            }
        }
        Noticed::Nothing
    }

    fn has(noticed: &Noticed, path: &Path) -> bool {
        match noticed {
            Noticed::Paths(paths) => paths.contains(path),
            Noticed::Anything => true,
            Noticed::Nothing | Noticed::Stop => false,
        }
    }

    #[test]
    fn what_is_written_is_noticed_once() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path().join("content");
        std::fs::create_dir_all(root.join("2024")).expect("a folder");
        let mut watch = Watch::start(vec![Root { path: root.clone(), deep: true }]);
        std::fs::write(root.join("2024/a.md"), "one").expect("a file");
        assert!(has(&noticed(&mut watch), &root.join("2024/a.md")));
        std::fs::write(root.join("2024/.a.tmp"), "two").expect("a file");
        std::fs::rename(root.join("2024/.a.tmp"), root.join("2024/a.md")).expect("a rename");
        assert!(has(&noticed(&mut watch), &root.join("2024/a.md")));
        std::fs::read(root.join("2024/a.md")).expect("a file");
        assert_eq!(watch.wait(), Noticed::Nothing, "reading is no news");
        watch.stopper().stop();
        assert_eq!(watch.wait(), Noticed::Stop);
    }

    #[test]
    fn many_files_are_one_piece_of_news() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut watch = Watch::start(vec![Root { path: dir.path().to_owned(), deep: true }]);
        for number in 0..300 {
            std::fs::write(dir.path().join(format!("{number}.md")), "text").expect("a file");
        }
        let Noticed::Paths(paths) = noticed(&mut watch) else { panic!("paths are told") };
        assert!(paths.len() >= 250, "{} of 300", paths.len());
    }

    #[test]
    fn a_folder_that_comes_back_is_watched_again() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path().join("content");
        std::fs::create_dir(&root).expect("a folder");
        let mut watch = Watch::start(vec![Root { path: root.clone(), deep: true }]);
        std::fs::remove_dir(&root).expect("it goes");
        assert_ne!(noticed(&mut watch), Noticed::Nothing);
        std::fs::create_dir(&root).expect("it comes back");
        while noticed(&mut watch) != Noticed::Anything {}
        std::fs::write(root.join("a.md"), "text").expect("a file");
        assert!(has(&noticed(&mut watch), &root.join("a.md")));
    }
}
