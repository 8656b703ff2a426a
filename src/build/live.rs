//! A site whose files are made when somebody asks for them: what the preview serves.
//!
//! [`Live::get`] makes the file of an address as [`Build::render`] would, from the same functions, and remembers it. A live
//! site never changes: an edit makes a new one, so that nothing in it can be out of date. What it remembers is bounded.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::linked::Build;
use super::site::{BuildError, Group, Memory};
use crate::archive::IncidentIx;
use crate::output::{OutputBody, SitePath};
use crate::render::page;
use crate::site::{PageKey, record_path};
use crate::source::FileId;
use crate::theme::Theme;
use crate::view;

/// How many bytes of made pages are remembered.
const MOST_REMEMBERED: usize = 4 << 20;

/// A site, each of whose files is made on demand.
#[derive(Debug)]
pub struct Live {
    build: Build,
    theme: Theme,
    made: Mutex<Remembered>,
    groups: [Mutex<Option<Arc<Files>>>; Group::ALL.len()],
}

type Files = BTreeMap<SitePath, OutputBody>;

/// Pages that were made, by address.
#[derive(Debug, Default)]
struct Remembered {
    pages: HashMap<String, Arc<Vec<u8>>>,
    bytes: usize,
}

/// What stands at an address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Served {
    /// These bytes.
    Bytes(Arc<Vec<u8>>),
    /// The bytes of a file of the content folder.
    Asset(FileId),
}

impl Live {
    /// The site of a build in a theme.
    pub fn new(build: Build, theme: Theme) -> Self {
        let theme = build.dress(theme);
        Self { build, theme, made: Mutex::default(), groups: Default::default() }
    }

    /// The build alone, to be shown in another theme.
    pub fn into_build(self) -> Build {
        self.build
    }

    /// What the site is made of.
    pub fn build(&self) -> &Build {
        &self.build
    }

    /// The style sheets of every page, from the top of the site.
    pub fn styles(&self) -> &[String] {
        &self.theme.paths.styles
    }

    /// The file at an address, a path from the top of the site; `None` where the site has none.
    ///
    /// # Errors
    /// Where a template fails.
    pub fn get(&self, address: &str) -> Result<Option<Served>, BuildError> {
        if let Some(key) = self.build.addresses().get(address) {
            return self.page(address, *key).map(|bytes| Some(Served::Bytes(bytes)));
        }
        if let Some(ix) = self.incident_of_record(address) {
            return Ok(Some(Served::Bytes(Arc::new(self.build.record(ix)))));
        }
        for group in Group::ALL.into_iter().filter(|group| group.may_hold(address)) {
            let files = self.group(group)?;
            if let Some(body) = files.get(address) {
                return Ok(Some(match body {
                    OutputBody::Bytes(bytes) => Served::Bytes(Arc::new(bytes.clone())),
                    OutputBody::Asset(id) => Served::Asset(id.clone()),
                }));
            }
        }
        Ok(None)
    }

    /// Every address that [`get`](Self::get) knows, sorted.
    ///
    /// # Errors
    /// Where a file that is no page cannot be made.
    pub fn addresses(&self) -> Result<Vec<String>, BuildError> {
        let mut out: Vec<String> = self.build.addresses().keys().cloned().collect();
        out.extend(self.build.archive.cases().map(|(_, case)| record_path(case)));
        for group in Group::ALL {
            out.extend(self.group(group)?.keys().map(|path| path.as_str().to_owned()));
        }
        out.sort_unstable();
        Ok(out)
    }

    /// Makes one page of each kind, the first one of the plan: whether the templates go with what pages have.
    ///
    /// # Errors
    /// Where a template fails.
    pub fn probe(&self) -> Result<(), BuildError> {
        let mut done = Vec::new();
        for key in self.build.pages() {
            let kind = std::mem::discriminant(&key);
            if !done.contains(&kind) {
                done.push(kind);
                self.page(&self.build.site().path(key), key)?;
            }
        }
        Ok(())
    }

    /// The incident that a page is about.
    pub fn incident(&self, address: &str) -> Option<IncidentIx> {
        let PageKey::Incident(ix) = self.build.addresses().get(address)? else { return None };
        Some(*ix)
    }

    fn page(&self, address: &str, key: PageKey) -> Result<Arc<Vec<u8>>, BuildError> {
        if let Some(bytes) = locked(&self.made).pages.get(address) {
            return Ok(Arc::clone(bytes));
        }
        let context = view::context(&self.build.site(), key);
        let bytes = Arc::new(page::page(&self.theme, &context).map_err(BuildError::Theme)?);
        locked(&self.made).remember(address, &bytes);
        Ok(bytes)
    }

    fn incident_of_record(&self, address: &str) -> Option<IncidentIx> {
        let folder = address.strip_suffix("/incident.json")?;
        let ix = self.incident(&format!("{folder}/index.html"))?;
        (record_path(&self.build.archive[ix]) == address).then_some(ix)
    }

    fn group(&self, group: Group) -> Result<Arc<Files>, BuildError> {
        let mut kept = locked(&self.groups[group as usize]);
        if let Some(files) = &*kept {
            return Ok(Arc::clone(files));
        }
        let sink = Memory::default();
        self.build.make(group, &self.theme, &sink)?;
        let files = Arc::new(sink.into_files());
        // All records together are larger than the archive, and hardly anybody asks for them twice.
        if group != Group::Records {
            *kept = Some(Arc::clone(&files));
        }
        Ok(files)
    }
}

impl Remembered {
    fn remember(&mut self, address: &str, bytes: &Arc<Vec<u8>>) {
        if self.bytes + bytes.len() > MOST_REMEMBERED {
            *self = Self::default();
        }
        self.bytes += bytes.len();
        self.pages.insert(address.to_owned(), Arc::clone(bytes));
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
