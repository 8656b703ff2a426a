//! What was made for one page and serves on others: the rows of incidents, which stand in many lists.
//!
//! A row holds links, and a link begins with the way from its page to the top of the site, so rows are kept for each depth
//! of pages. Empty at first; whoever asks for a row fills its place, from any thread. What stands there is a function of
//! the site alone, so who came first does not show.

use std::sync::OnceLock;

use tera::Value;

use crate::archive::{Archive, IncidentIx};
use crate::source::ContentHash;

/// How many folders deep pages with shared rows lie: `incidents/year/2019/02/index.html` is 4 below the top.
const DEPTHS: usize = 5;

/// Rows as templates see them.
#[derive(Debug)]
pub struct Shelf {
    incidents: [OnceLock<Vec<OnceLock<Shared>>>; DEPTHS],
    count: usize,
}

/// What several pages show, as templates see it: a copy costs nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shared {
    /// What it is.
    pub value: Value,
    /// The hash of what it was made from.
    pub hash: ContentHash,
}

impl Shelf {
    /// An empty shelf for the incidents of an archive.
    pub fn new(archive: &Archive) -> Self {
        Self { incidents: Default::default(), count: archive.incidents.len() }
    }

    /// The row of an incident on a page with this way to the top (`../../`), made where it is not there yet.
    pub fn incident(&self, root: &str, ix: IncidentIx, make: impl FnOnce() -> Shared) -> Shared {
        let depth = root.len() / 3;
        let place = self
            .incidents
            .get(depth)
            .filter(|_| root.len().is_multiple_of(3) && root.bytes().all(|byte| b"./".contains(&byte)));
        let rows = place.map(|rows| rows.get_or_init(|| (0..self.count).map(|_| OnceLock::new()).collect()));
        match rows.and_then(|rows| rows.get(ix.position())) {
            Some(row) => row.get_or_init(make).clone(),
            None => make(),
        }
    }
}
