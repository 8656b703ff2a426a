//! The manifest: which files in a published folder are ours.
//!
//! One line with the version and the number of files, then one path a line, sorted. A list that was cut short does not
//! fit its number and is refused: what it does not name would pass for foreign.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use super::PublishError;
use crate::output::SitePath;
use crate::shell::sys::{self, Refused};

/// The name of the manifest in the published folder.
pub(super) const NAME: &str = ".annals-manifest";

const UNFINISHED: &str = ".annals-manifest.new";
const TITLE: &str = "annals-manifest 1";

/// The files of a published site.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    files: HashSet<SitePath>,
    folders: HashSet<String>,
}

impl Manifest {
    pub(super) fn new(files: impl IntoIterator<Item = SitePath>) -> Self {
        let files: HashSet<_> = files.into_iter().collect();
        let mut folders = HashSet::new();
        for file in &files {
            let mut folder = file.folder();
            while !folder.is_empty() && !folders.contains(folder) {
                folders.insert(folder.to_owned());
                folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
            }
        }
        Self { files, folders }
    }

    /// The manifest of a folder; `None` where there is none.
    pub(super) fn load(folder: &Path) -> Result<Option<Self>, PublishError> {
        let path = folder.join(NAME);
        let file = match sys::open_regular(&path) {
            Ok((file, _)) => file,
            Err(Refused::Error(error)) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(Refused::Error(error)) => return Err(PublishError::io("read", &path)(error)),
            Err(Refused::Link | Refused::Folder | Refused::Special) => return Err(PublishError::Damaged(path)),
        };
        let mut bytes = Vec::new();
        io::BufReader::new(file).read_to_end(&mut bytes).map_err(PublishError::io("read", &path))?;
        parse(&bytes).map(|files| Some(Self::new(files))).ok_or(PublishError::Damaged(path))
    }

    /// Writes the manifest into a folder, as the last thing: it is there as a whole or not at all, and on the disk.
    pub(super) fn save(&self, folder: &Path) -> Result<(), PublishError> {
        let (unfinished, path) = (folder.join(UNFINISHED), folder.join(NAME));
        let failed = PublishError::io("write", &path);
        let write = || {
            let mut file = File::create_new(&unfinished)?;
            file.write_all(self.to_text().as_bytes())?;
            file.sync_data()?;
            fs::rename(&unfinished, &path)
        };
        write().map_err(failed)
    }

    /// Whether a file is ours.
    pub(super) fn has(&self, path: &SitePath) -> bool {
        self.files.contains(path)
    }

    /// Our file at a path below the site.
    pub(super) fn file(&self, below: &str) -> Option<&SitePath> {
        self.files.get(below)
    }

    /// Whether a path below the site is that of one of our files.
    pub(super) fn has_file(&self, below: &str) -> bool {
        self.files.contains(below)
    }

    /// Whether one of our files stands in this folder or below it.
    pub(super) fn has_folder(&self, below: &str) -> bool {
        self.folders.contains(below)
    }

    /// The files, in no order.
    pub(super) fn files(&self) -> impl Iterator<Item = &SitePath> {
        self.files.iter()
    }

    fn to_text(&self) -> String {
        let mut files: Vec<_> = self.files.iter().map(SitePath::as_str).collect();
        files.sort_unstable();
        let mut text = format!("{TITLE} {}\n", files.len());
        for file in files {
            text.push_str(file);
            text.push('\n');
        }
        text
    }
}

fn parse(bytes: &[u8]) -> Option<Vec<SitePath>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut lines = text.strip_suffix('\n')?.split('\n');
    let count: usize = lines.next()?.strip_prefix(TITLE)?.trim().parse().ok()?;
    let files: Vec<_> = lines.map(SitePath::new).collect::<Result<_, _>>().ok()?;
    (files.len() == count).then_some(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let files = ["b/c.html", "a.html"].map(|path| SitePath::new(path).expect("a path"));
        let manifest = Manifest::new(files);
        let text = manifest.to_text();
        assert_eq!(text, "annals-manifest 1 2\na.html\nb/c.html\n");
        assert_eq!(parse(text.as_bytes()).map(|files| files.len()), Some(2));
        assert_eq!((manifest.has_folder("b"), manifest.has_folder("a.html")), (true, false));
    }

    #[test]
    fn anything_else_is_refused() {
        let check = |text: &str| assert!(parse(text.as_bytes()).is_none(), "{text:?}");
        check("");
        check("annals-manifest 1 2\na.html\n");
        check("annals-manifest 1 1\na.html");
        check("annals-manifest 2 1\na.html\n");
        check("annals-manifest 1 1\n../../etc/passwd\n");
        check("annals-manifest 1 1\n/etc/passwd\n");
        assert_eq!(parse(b"annals-manifest 1 0\n"), Some(vec![]));
    }
}
