//! Where the links and images of a report lead: to the page of another report, to a file published beside it, or nowhere.

use std::collections::BTreeMap;

use super::{Href, Linker, PageKey};
use crate::archive::IncidentIx;
use crate::archive::references::candidates;
use crate::output::storable;
use crate::render::body::{RefKind, Resolved};
use crate::source::FileId;
use crate::source::address::local_path;

/// The files that are published beside the reports, by path relative to the content folder, with the pixel size of
/// images where it is known.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Assets(pub BTreeMap<String, Option<(u32, u32)>>);

impl Assets {
    /// The file of the site that holds an asset: `files/2019/graph.png`. Names that not every system can store are spelt
    /// so that they can be.
    pub fn path(asset: &str) -> String {
        format!("files/{}", storable(asset))
    }
}

/// What a local destination of a report means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reference {
    /// The page of an incident, and the id on it where the destination names a place.
    Page(IncidentIx, Option<String>),
    /// A published file, by its path relative to the content folder.
    Asset(String),
    /// Nothing that is on the site.
    Nowhere,
}

/// What a destination of the report `from` means.
pub fn reference(links: &Linker<'_>, from: &FileId, dest: &str) -> Reference {
    let site = links.site();
    // In a log, a heading of the same file may stand on the page of another incident.
    if let Some(fragment) = dest.strip_prefix('#') {
        let found = place_in(links, site.archive.in_file(from), fragment);
        return found.map_or(Reference::Nowhere, |(ix, place)| Reference::Page(ix, place));
    }
    let Some((path, fragment)) = local_path(from, dest) else {
        return Reference::Nowhere;
    };
    for candidate in candidates(&path) {
        let incidents = site.archive.in_file(&FileId::new(&candidate));
        let Some(first) = incidents.first() else { continue };
        let found = fragment.and_then(|fragment| place_in(links, incidents, fragment));
        let (ix, place) = found.unwrap_or((*first, None));
        return Reference::Page(ix, place);
    }
    match asset_path(from, dest, &|path| site.assets.0.contains_key(path)) {
        Some(path) => Reference::Asset(path),
        None => Reference::Nowhere,
    }
}

/// The incident of a file that a fragment means, and the id on its page where it is not the incident itself.
fn place_in(links: &Linker<'_>, incidents: &[IncidentIx], fragment: &str) -> Option<(IncidentIx, Option<String>)> {
    let site = links.site();
    let id = |ix: &IncidentIx| &site.archive[*ix].incident.id;
    // All incidents of one file stand in the order of their anchors.
    let named = incidents.binary_search_by(|ix| id(ix).anchor.as_deref().cmp(&Some(fragment)));
    if let Ok(at) = named {
        return Some((incidents[at], None));
    }
    incidents.iter().find_map(|ix| {
        let body = site.reports.get(id(ix))?.body.get();
        Some((*ix, Some(body.anchor(fragment)?.to_owned())))
    })
}

/// The file a destination means, relative to the content folder; `None` where there is no such file.
///
/// An address from the top of a site (`/img/a.png`) is looked for at the top of the content folder, then in the folders
/// above the report, each with the folders beside it from which site generators publish files as they are.
pub fn asset_path(from: &FileId, dest: &str, exists: &dyn Fn(&str) -> bool) -> Option<String> {
    let (path, _) = local_path(from, dest)?;
    if exists(&path) {
        return Some(path);
    }
    if !dest.starts_with('/') {
        return None;
    }
    let folders = std::iter::successors(Some(from.folder()), |folder| {
        (!folder.is_empty()).then(|| folder.rsplit_once('/').map_or("", |(above, _)| above))
    });
    folders.flat_map(|folder| ["", "static/", "public/", "assets/"].map(|beside| (folder, beside))).find_map(
        |(folder, beside)| {
            let candidate =
                if folder.is_empty() { format!("{beside}{path}") } else { format!("{folder}/{beside}{path}") };
            exists(&candidate).then_some(candidate)
        },
    )
}

/// The answer for a link or an image of a report, as seen from a page.
pub fn resolve(links: &Linker<'_>, from: &FileId, kind: RefKind, dest: &str) -> Resolved {
    match reference(links, from, dest) {
        Reference::Page(ix, place) => {
            let href = match place {
                Some(id) => links.within(ix, &id),
                None => links.to(PageKey::Incident(ix)),
            };
            Resolved::Href(href.as_str().to_owned())
        }
        Reference::Asset(path) => {
            let src = links.file(&Assets::path(&path)).as_str().to_owned();
            match kind {
                RefKind::Link => Resolved::Href(src),
                RefKind::Image | RefKind::LinkedImage => {
                    Resolved::Image { src, size: links.site().assets.0.get(&path).copied().flatten() }
                }
            }
        }
        Reference::Nowhere => Resolved::Broken,
    }
}

/// A place on the page of the report itself.
pub fn own_line(line: u32) -> Href {
    Href::line(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_address_means_its_report() {
        let check = |path: &str, expected: &[&str]| assert_eq!(candidates(path).collect::<Vec<_>>(), expected);
        check("a.md", &["a.md", "a.md.md", "a.md.markdown"]);
        check("2019/a.html", &["2019/a.html", "2019/a.md", "2019/a.markdown"]);
        check("2019/a/index.html", &["2019/a/index.html", "2019/a.md", "2019/a.markdown"]);
    }
}
