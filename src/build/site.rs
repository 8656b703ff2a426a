//! The last part of the pipeline: a linked archive to the files of its site. Memo table 2.
//!
//! [`Build::render`]: pages are rendered in parallel, each handed to the sink as it is made, and the files for machines.
//! [`super::live`] makes the same files one by one.
//!
//! A page whose context and whose theme are those of the last time is kept where the sink still has it.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::linked::Build;
use crate::archive::IncidentIx;
use crate::output::{OutputBody, OutputFile, SitePath};
use crate::render::page;
use crate::site::{self, Assets, PageKey, Site, record_path};
use crate::source::{ContentHash, FileId};
use crate::theme::{Theme, ThemeError};
use crate::{export, feed, search, view};

/// Takes the files of a site as they are made, from many threads.
pub trait Sink: Sync {
    /// Takes a file. An error ends the build.
    fn put(&self, file: OutputFile) -> io::Result<()>;

    /// Keeps the file that the last build put there; false where it is no longer at hand.
    fn keep(&self, path: &SitePath) -> bool;
}

/// Why a site could not be built.
#[derive(Debug)]
pub enum BuildError {
    /// A template asks for what its page does not have.
    Theme(ThemeError),
    /// The sink could not take a file.
    Sink(io::Error),
}

/// Memo table 2: what each page was made of the last time.
#[derive(Debug, Default)]
pub struct PageMemo(Pages);

type Pages = HashMap<SitePath, ContentHash>;

impl PageMemo {
    /// The table of an earlier run. A path that can be none is left out.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, ContentHash)>) -> Self {
        Self(pairs.into_iter().filter_map(|(path, hash)| Some((SitePath::new(&path).ok()?, hash))).collect())
    }

    /// The table for the next run, by path.
    pub fn into_pairs(self) -> Vec<(String, ContentHash)> {
        let mut pairs: Vec<_> = self.0.into_iter().map(|(path, hash)| (path.as_str().to_owned(), hash)).collect();
        pairs.sort_unstable();
        pairs
    }
}

/// A page that was made or kept.
struct Made {
    path: SitePath,
    hash: Option<ContentHash>,
    kept: bool,
}

/// Files of the site that are no pages and no record of one incident: those of a group are made together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Group {
    /// Style sheets, scripts, icon.
    Theme,
    /// The files that reports refer to.
    Files,
    /// Atom and JSON Feed, calendars.
    Feeds,
    /// All records in one file.
    Records,
    /// What crawlers and hosts look for.
    Host,
    /// The search index.
    Search,
    /// Former addresses.
    Redirects,
}

impl Group {
    /// All groups; redirects last, since any address may be one.
    pub(super) const ALL: [Group; 7] =
        [Group::Theme, Group::Files, Group::Feeds, Group::Records, Group::Host, Group::Search, Group::Redirects];

    /// Whether an address can be one of the group's: a preview makes no group for an address that is not.
    pub(super) fn may_hold(self, address: &str) -> bool {
        match self {
            Group::Theme => address.starts_with("assets/"),
            Group::Files => address.starts_with("files/"),
            Group::Feeds => [".xml", ".json", ".ics"].iter().any(|ending| address.ends_with(ending)),
            Group::Records => address == "incidents.json",
            Group::Host => matches!(address, "robots.txt" | "sitemap.xml" | "opensearch.xml" | ".nojekyll" | "CNAME"),
            Group::Search => address.starts_with("search/"),
            Group::Redirects => true,
        }
    }
}

/// What rendering did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rendered {
    /// Pages rendered.
    pub pages: usize,
    /// Pages kept from the last build.
    pub kept: usize,
}

impl Build {
    /// Makes every file of the site and hands it to `sink`. `memo`, where there is one, is left holding exactly the pages of
    /// this build; without one, nothing is hashed.
    ///
    /// # Errors
    /// Where a template fails or the sink does not take a file; the first one in the order of the pages.
    pub fn render(&self, theme: Theme, memo: Option<&mut PageMemo>, sink: &dyn Sink) -> Result<Rendered, BuildError> {
        let site = self.site();
        let theme = self.dress(theme);
        let pages = self.pages();
        let of_site = theme.hash.with(&self.settings.hash());
        let known = memo.as_deref().map(|memo| (&memo.0, of_site));
        let render = || pages.par_iter().map(|key| self.page(*key, &site, &theme, known, sink)).collect();
        let index = || if self.settings.search.enable { self.index(sink) } else { Ok(()) };
        let (made, indexed): (Result<Vec<Made>, BuildError>, _) = rayon::join(render, index);
        let made = made?;
        indexed?;
        for group in Group::ALL {
            match group {
                Group::Records => self.records(Some(sink), sink)?,
                Group::Search => {}
                group => self.make(group, &theme, sink)?,
            }
        }
        let kept = made.iter().filter(|made| made.kept).count();
        let rendered = Rendered { pages: made.len() - kept, kept };
        if let Some(memo) = memo {
            memo.0 = made.into_iter().filter_map(|made| Some((made.path, made.hash?))).collect();
        }
        Ok(rendered)
    }

    /// The pages of the site.
    pub(super) fn pages(&self) -> Vec<PageKey> {
        let mut pages = site::plan(&self.archive, &self.lists);
        let site = self.site();
        pages.retain(|page| site.shows(*page));
        pages
    }

    /// The pages of the site by their addresses.
    pub(super) fn addresses(&self) -> &HashMap<String, PageKey> {
        self.addresses.get_or_init(|| {
            let site = self.site();
            self.pages().into_iter().map(|key| (site.path(key), key)).collect()
        })
    }

    /// The theme with what all pages of this site share.
    pub(super) fn dress(&self, theme: Theme) -> Theme {
        let shared = view::site::view(&self.site(), &theme);
        theme.for_site(&shared)
    }

    /// One page.
    fn page(
        &self,
        key: PageKey,
        site: &Site<'_>,
        theme: &Theme,
        known: Option<(&Pages, ContentHash)>,
        sink: &dyn Sink,
    ) -> Result<Made, BuildError> {
        let path = path(&site.path(key))?;
        let begun = view::begin(site, key);
        let hash = known.map(|(_, of_site)| of_site.with(&begun.hash()));
        let kept = known.is_some_and(|(known, _)| known.get(&path) == hash.as_ref()) && sink.keep(&path);
        if !kept {
            put(sink, path.clone(), page::page(theme, &begun.finish(site)).map_err(BuildError::Theme)?)?;
        }
        Ok(Made { path, hash, kept })
    }

    /// The record of an incident.
    pub(super) fn record(&self, ix: IncidentIx) -> Vec<u8> {
        export::json::incident(&self.archive, ix)
    }

    /// All files of a group. `theme` is one that was [dressed](Self::dress).
    pub(super) fn make(&self, group: Group, theme: &Theme, sink: &dyn Sink) -> Result<(), BuildError> {
        let site = self.site();
        match group {
            Group::Theme => {
                for asset in &theme.assets {
                    put(sink, path(&asset.path)?, asset.bytes.clone())?;
                }
            }
            Group::Files => {
                for asset in self.assets.0.keys() {
                    let body = OutputBody::Asset(FileId::new(asset));
                    sink.put(OutputFile { path: path(&Assets::path(asset))?, body }).map_err(BuildError::Sink)?;
                }
            }
            Group::Feeds => {
                for (file, text) in feed::files(&site) {
                    put(sink, path(&file)?, text.into_bytes())?;
                }
            }
            Group::Records => self.records(None, sink)?,
            Group::Host => self.host_files(&site, sink)?,
            Group::Search if self.settings.search.enable => self.index(sink)?,
            Group::Search => {}
            Group::Redirects => {
                for redirect in site::redirects(&site).value {
                    let bytes = page::redirect(&redirect, &self.settings.book.language);
                    put(sink, path(&redirect.path)?, bytes)?;
                }
            }
        }
        Ok(())
    }

    /// The search index, its parts in parallel.
    fn index(&self, sink: &dyn Sink) -> Result<(), BuildError> {
        // A preview has made no text before somebody searches.
        self.archive.incidents.par_iter().for_each(|case| {
            case.passages.text();
        });
        let index = search::index::Index::new(self.site());
        let make = |part: search::files::Part| {
            let mut made = search::files::make(&index, part);
            for (name, bytes) in made.files.drain(..) {
                put(sink, path(&name)?, bytes)?;
            }
            Ok((part, made))
        };
        let made: Vec<_> = search::files::parts(&index).into_par_iter().map(make).collect::<Result<_, BuildError>>()?;
        for (name, bytes) in search::files::root(&index, &made) {
            put(sink, path(&name)?, bytes)?;
        }
        Ok(())
    }

    /// All records in one file, in the order of their sources, and each of them beside the page of its incident where `single`
    /// takes it. Some at a time: together they are the largest thing in memory.
    fn records(&self, single: Option<&dyn Sink>, sink: &dyn Sink) -> Result<(), BuildError> {
        const AT_A_TIME: usize = 512;
        let make = |ix: &IncidentIx| {
            let record = self.record(*ix);
            if let Some(single) = single {
                put(single, path(&record_path(&self.archive[*ix]))?, record.clone())?;
            }
            Ok(record)
        };
        let mut all = export::json::Array::default();
        for some in self.archive.by_source().chunks(AT_A_TIME) {
            let some: Vec<_> = some.par_iter().map(make).collect::<Result<_, BuildError>>()?;
            some.iter().for_each(|record| all.push(record));
        }
        put(sink, path("incidents.json")?, all.finish())
    }

    /// What crawlers and hosts look for.
    fn host_files(&self, site: &Site<'_>, sink: &dyn Sink) -> Result<(), BuildError> {
        put(sink, path("robots.txt")?, feed::robots(site).into_bytes())?;
        if let Some(sitemap) = feed::sitemap(site) {
            put(sink, path("sitemap.xml")?, sitemap.into_bytes())?;
        }
        if let Some(description) = view::site::opensearch(site) {
            put(sink, path(view::site::OPENSEARCH)?, description.into_bytes())?;
        }
        // Hosts that run a generator of their own over what they are given leave the site alone.
        put(sink, path(".nojekyll")?, Vec::new())?;
        if let Some(name) = &self.settings.html.cname {
            put(sink, path("CNAME")?, format!("{name}\n").into_bytes())?;
        }
        Ok(())
    }
}

pub(super) fn path(text: &str) -> Result<SitePath, BuildError> {
    SitePath::new(text).map_err(|bad| {
        BuildError::Sink(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("the address `{}` cannot be written: {}", bad.path, bad.why),
        ))
    })
}

fn put(sink: &dyn Sink, path: SitePath, bytes: Vec<u8>) -> Result<(), BuildError> {
    sink.put(OutputFile { path, body: OutputBody::Bytes(bytes) }).map_err(BuildError::Sink)
}

/// A site in memory: what the preview serves, and what tests look at.
#[derive(Debug, Default)]
pub struct Memory {
    files: Mutex<BTreeMap<SitePath, OutputBody>>,
    last: BTreeMap<SitePath, OutputBody>,
}

impl Memory {
    /// An empty site over the files of the last build, which pages may be kept from.
    pub fn over(last: Self) -> Self {
        Self { files: Mutex::default(), last: last.into_files() }
    }

    /// All files, by path.
    pub fn into_files(self) -> BTreeMap<SitePath, OutputBody> {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Memory {
    fn put(&self, file: OutputFile) -> io::Result<()> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(file.path, file.body);
        Ok(())
    }

    fn keep(&self, path: &SitePath) -> bool {
        let Some(body) = self.last.get(path) else { return false };
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone(), body.clone());
        true
    }
}
