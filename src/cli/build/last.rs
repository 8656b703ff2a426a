//! What the last build published, and what it was made of: a build of the same things need not make them again.
//!
//! [`made_from`] is the hash of all that decides over a site: the bytes of every report, what lies beside them, settings, theme,
//! the day, and the program. Where only some of it is another, pages are kept one by one: [`Last::pages`] is memo table 2.
//!
//! [`Last::still_stands`] reads every published file and compares it with what was published: times
//! are not trusted, and neither is the cache.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::archive::Drafts;
use crate::build::{Memo, Surroundings};
use crate::config::Settings;
use crate::shell::publish::Target;
use crate::shell::read;
use crate::source::{ContentHash, FileId};
use crate::theme::Theme;

/// What the bytes begin with: the version, and the state of the source code that this program was built from.
const MAGIC: &str = concat!("annals ", env!("CARGO_PKG_VERSION"), " ", env!("SOURCE_OF_ANNALS"), " site\n");

/// A published site.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::cli) struct Last {
    /// The hash of all that it was made of.
    pub made_from: Option<ContentHash>,
    /// Its files.
    pub files: Vec<Made>,
    /// Memo table 2: what each page was made of.
    pub pages: Vec<(String, ContentHash)>,
}

/// A published file.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::cli) struct Made {
    /// Its path on the site.
    pub path: String,
    /// The file of the content folder that it is a copy of.
    pub copy_of: Option<FileId>,
    /// The hash of its bytes.
    pub hash: ContentHash,
}

/// The hash of all that decides over a site.
pub(super) fn made_from(
    memo: &Memo,
    surroundings: &Surroundings,
    settings: &Settings,
    theme: &Theme,
    (as_of, drafts): (Date, Drafts),
) -> ContentHash {
    let assets: Vec<&str> = theme.assets.iter().map(|asset| asset.path.as_str()).collect();
    let parts = format!("{as_of} {drafts:?} {:?} {assets:?} {surroundings:?}", theme.hash.hex(ContentHash::DIGITS));
    ContentHash::of(parts.as_bytes()).with(&memo.fingerprint()).with(&settings.hash())
}

impl Last {
    /// As bytes, for the next build.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let body = postcard::to_stdvec(self).unwrap_or_default();
        [MAGIC.as_bytes(), ContentHash::of(&body).hex(ContentHash::DIGITS).as_bytes(), &body].concat()
    }

    /// What an earlier build left; `None` where that cannot be read, or was left by another version.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (check, body) = bytes.strip_prefix(MAGIC.as_bytes())?.split_at_checked(ContentHash::DIGITS)?;
        if ContentHash::of(body).hex(ContentHash::DIGITS).as_bytes() != check {
            return None;
        }
        postcard::from_bytes(body).ok()
    }

    /// Whether the site at the target is this one, byte for byte, and the files that it copies are what they were.
    pub(super) fn still_stands(&self, target: &Target, content: &Path) -> bool {
        if !target.consists_of(self.files.iter().map(|made| made.path.as_str())) {
            return false;
        }
        let differs = AtomicBool::new(false);
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        std::thread::scope(|scope| {
            for files in self.files.chunks(self.files.len().div_ceil(threads).max(1)) {
                let differs = &differs;
                scope.spawn(move || {
                    for made in files {
                        if differs.load(Ordering::Relaxed) || !made.is_same(target.path(), content) {
                            differs.store(true, Ordering::Relaxed);
                            return;
                        }
                    }
                });
            }
        });
        !differs.into_inner()
    }
}

impl Made {
    fn is_same(&self, site: &Path, content: &Path) -> bool {
        let is = |root: &Path, id: &FileId| {
            read::read(root, id, u64::MAX).is_ok_and(|bytes| ContentHash::of(&bytes) == self.hash)
        };
        is(site, &FileId::new(&self.path)) && self.copy_of.as_ref().is_none_or(|original| is(content, original))
    }
}
