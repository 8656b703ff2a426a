//! What was made for one page and serves on others: rows of incidents, names with links, promises that came back.
//!
//! All of it holds links, and a link begins with the way from its page to the top of the site, so it is kept for each depth
//! of pages. Empty at first; whoever asks for a thing fills its place, from any thread. What stands there is a function of
//! the site alone, so who came first does not show.

use std::sync::{Arc, OnceLock};

use tera::Value;

use crate::archive::{ApplicationIx, Archive, IncidentIx, OwnerIx};
use crate::source::ContentHash;

/// How many folders deep pages with shared things lie: `incidents/year/2019/02/index.html` is 4 below the top.
const DEPTHS: usize = 5;

/// What several pages show, by kind and depth.
#[derive(Debug)]
pub struct Shelf {
    kinds: [[OnceLock<Places>; DEPTHS]; KINDS],
    counts: [usize; KINDS],
}

/// The places of one kind at one depth: most stay empty in a preview, and take a word.
type Places = Vec<OnceLock<Box<Shared>>>;

/// A thing on the shelf.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum On {
    /// The row of an incident.
    Row(IncidentIx),
    /// An incident as a link.
    Link(IncidentIx),
    /// An incident as a title with its day.
    Title(IncidentIx),
    /// An application as a link.
    Application(ApplicationIx),
    /// An owner or participant as a link.
    Owner(OwnerIx),
    /// A promise that came back, by its place among all of them.
    Echo(usize),
    /// The same on the page of the incident in which it came back.
    EchoHere(usize),
    /// The same on the page of the incident whose report made it.
    EchoLater(usize),
}

const KINDS: usize = 8;

/// What several pages show, as templates see it: a copy costs nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shared {
    /// What it is.
    pub value: Value,
    /// The hash of what it was made from.
    pub hash: ContentHash,
    /// The same as markup, for rows that are written as such; empty where it stands in none.
    pub markup: Arc<str>,
}

impl Shelf {
    /// An empty shelf for the incidents of an archive.
    pub fn new(archive: &Archive) -> Self {
        let incidents = archive.incidents.len();
        let (applications, owners, echoes) =
            (archive.applications.len(), archive.owners.len(), archive.echoes.all.len());
        let counts = [incidents, incidents, incidents, applications, owners, echoes, echoes, echoes];
        Self { kinds: Default::default(), counts }
    }

    /// A thing on a page with this way to the top (`../../`), made where it is not there yet.
    pub fn get(&self, root: &str, on: On, make: impl FnOnce() -> Shared) -> Shared {
        let (kind, position) = match on {
            On::Row(ix) => (0, ix.position()),
            On::Link(ix) => (1, ix.position()),
            On::Title(ix) => (2, ix.position()),
            On::Application(ix) => (3, ix.position()),
            On::Owner(ix) => (4, ix.position()),
            On::Echo(at) => (5, at),
            On::EchoHere(at) => (6, at),
            On::EchoLater(at) => (7, at),
        };
        let is_relative = root.len().is_multiple_of(3) && root.bytes().all(|byte| b"./".contains(&byte));
        let place = self.kinds[kind].get(root.len() / 3).filter(|_| is_relative);
        let all = place.map(|all| all.get_or_init(|| (0..self.counts[kind]).map(|_| OnceLock::new()).collect()));
        match all.and_then(|all| all.get(position)) {
            Some(place) => Shared::clone(place.get_or_init(|| Box::new(make()))),
            None => make(),
        }
    }
}
