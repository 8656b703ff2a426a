//! Former addresses: those of `[output.html.redirect]` and the aliases of reports, each a small page that leads on.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::{Assets, Href, PageKey, Site, href, plan, record_path};
use crate::diag::{Code, Diagnostic, Parsed};
use crate::output::SitePath;

/// Files at the top of the site that are no pages.
const FILES: &[&str] =
    &["CNAME", "actions.ics", "feed.json", "feed.xml", "incidents.json", "robots.txt", "sitemap.xml"];

/// The folder of style sheets and scripts.
const THEME_FOLDER: &str = "assets/";

/// A page that leads to another address.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Redirect {
    /// The file of the former address, relative to the site.
    pub path: String,
    /// Where it leads, as seen from there.
    pub target: Href,
}

/// All redirects, by path. What stands at an address already stays there, whether as a file or as a folder, and a second
/// claim on an address is left out: both with a diagnostic.
pub fn redirects(site: &Site<'_>) -> Parsed<Vec<Redirect>> {
    if site.settings.html.redirect.is_empty() && site.archive.cases().all(|(_, case)| case.incident.aliases.is_empty())
    {
        return Parsed { value: Vec::new(), diagnostics: Vec::new() };
    }
    let mut diagnostics = Vec::new();
    let mut found: BTreeMap<String, Redirect> = BTreeMap::new();
    let mut taken = Taken::of(site);
    let mut add = |from: &str, to: &dyn Fn(&str) -> Href, says: &dyn Fn(&str) -> Diagnostic| {
        let Some(path) = file_of(from) else {
            diagnostics.push(says("is no address within the site"));
            return;
        };
        if SitePath::new(&path).is_err() {
            diagnostics.push(says("cannot be stored on every system"));
            return;
        }
        let Entry::Vacant(place) = found.entry(path.to_lowercase()) else {
            diagnostics.push(says("leads elsewhere already"));
            return;
        };
        if taken.is_free(&path) {
            taken.add(&path);
            let target = to(&path);
            place.insert(Redirect { path, target });
        } else {
            diagnostics.push(says("is a page or a file of the archive"));
        }
    };
    for (from, to) in &site.settings.html.redirect {
        let says = |what: &str| {
            Diagnostic::new(
                Code::RedirectConflict,
                format!("the redirect from `{from}` is left out: the address {what}"),
            )
            .help("remove it from `[output.html.redirect]`, or give it another address")
        };
        add(from, &|path| target_of(path, to), &says);
    }
    for (ix, case) in site.archive.cases() {
        for alias in &case.incident.aliases {
            let says = |what: &str| {
                let message = format!("the alias `{}` is left out: the address {what}", alias.value);
                Diagnostic::new(Code::RedirectConflict, message)
                    .at(&case.incident.id.file, alias.evidence.span(), "this alias")
                    .help("remove it from the front matter")
            };
            let page = site.path(PageKey::Incident(ix));
            add(&alias.value, &|path| relative(path, &page), &says);
        }
    }
    Parsed { value: found.into_values().collect(), diagnostics }
}

/// The files of a site and the folders above them, in lower case: some systems do not tell `Old` from `old`.
struct Taken {
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
}

impl Taken {
    fn of(site: &Site<'_>) -> Self {
        let mut taken = Self { files: BTreeSet::new(), folders: BTreeSet::new() };
        plan(site.archive, site.lists).into_iter().for_each(|page| taken.add(&site.path(page)));
        site.archive.cases().for_each(|(_, case)| taken.add(&record_path(case)));
        site.assets.0.keys().for_each(|asset| taken.add(&Assets::path(asset)));
        FILES.iter().for_each(|file| taken.add(file));
        taken
    }

    fn add(&mut self, path: &str) {
        let path = path.to_lowercase();
        self.folders.extend(folders_above(&path).map(str::to_owned));
        self.files.insert(path);
    }

    /// Whether a file can be put at a path: nothing stands there, and no file where it needs a folder.
    fn is_free(&self, path: &str) -> bool {
        let path = path.to_lowercase();
        !path.starts_with(THEME_FOLDER)
            && !self.files.contains(&path)
            && !self.folders.contains(&path)
            && !folders_above(&path).any(|folder| self.files.contains(folder))
    }
}

/// `a` and `a/b` for `a/b/c`.
fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

/// The file of an address: `/old/` and `old` are `old/index.html`, `/old.html` is itself. `None` where it is the address
/// of another host, leaves the site or names nothing.
fn file_of(address: &str) -> Option<String> {
    let path = address.trim().split(['?', '#']).next()?;
    let scheme = path.split('/').next().is_some_and(|first| first.contains(':'));
    let path = path.trim_start_matches('/');
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let bad =
        |part: &&str| matches!(*part, "." | "..") || part.contains(['\\', '\0']) || part.chars().any(char::is_control);
    if scheme || parts.is_empty() || parts.iter().any(bad) {
        return None;
    }
    let joined = parts.join("/");
    let last = parts[parts.len() - 1];
    let is_file = !path.ends_with('/') && [".html", ".htm"].iter().any(|ending| last.ends_with(ending));
    Some(if is_file { joined } else { format!("{joined}/index.html") })
}

/// Where a redirect of the settings leads: an address of the site, or one of another host.
fn target_of(from: &str, to: &str) -> Href {
    if to.starts_with("https://") || to.starts_with("http://") {
        return Href::outside(to);
    }
    let (address, rest) = to.find(['?', '#']).map_or((to, ""), |at| to.split_at(at));
    let path = match address.trim_start_matches('/') {
        "" => "index.html".to_owned(),
        folder if folder.ends_with('/') => format!("{folder}index.html"),
        file => file.to_owned(),
    };
    Href::outside(&format!("{}{path}{rest}", href::root_of(from)))
}

fn relative(from: &str, to: &str) -> Href {
    Href::outside(&format!("{}{}", href::root_of(from), href::encode(to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_files() {
        let check =
            |address: &str, expected: Option<&str>| assert_eq!(file_of(address).as_deref(), expected, "{address}");
        check("/old/", Some("old/index.html"));
        check("old", Some("old/index.html"));
        check("/2019/old.html?x=1#y", Some("2019/old.html"));
        check("/v1.2", Some("v1.2/index.html"));
        check("/", None);
        check("/../up", None);
        check("https://a.example/x", None);
        check("javascript:alert(1)", None);
    }

    #[test]
    fn targets_are_seen_from_the_former_address() {
        let check = |from: &str, to: &str, expected: &str| assert_eq!(target_of(from, to).as_str(), expected);
        check("old/index.html", "/incidents/a/", "../incidents/a/index.html");
        check("old.html", "/", "index.html");
        check("a/b/index.html", "/incidents/a/#t-1", "../../incidents/a/index.html#t-1");
        check("old.html", "https://other.example/x?y", "https://other.example/x?y");
    }
}
