//! Where the links and images of a report lead: to the page of another report, to a file published beside it, or nowhere.

use std::collections::BTreeMap;

use super::{Href, Linker, PageKey};
use crate::archive::IncidentIx;
use crate::output::storable;
use crate::render::body::{Ref, RefKind, Resolved};
use crate::render::escape;
use crate::source::FileId;

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

/// The path of a destination, relative to the content folder, and its fragment. `None` where it leaves that folder or is
/// a fragment alone.
pub fn local_path<'d>(from: &FileId, dest: &'d str) -> Option<(String, Option<&'d str>)> {
    let (address, fragment) = match dest.split_once('#') {
        Some((address, fragment)) => (address, Some(fragment).filter(|fragment| !fragment.is_empty())),
        None => (dest, None),
    };
    let address = address.split('?').next().unwrap_or(address);
    if address.is_empty() {
        return None;
    }
    let decoded = escape::percent_decoded(address);
    let folder = if decoded.starts_with('/') { "" } else { from.folder() };
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some((parts.join("/"), fragment))
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
        let place = site.reports.get(id(ix))?.body.anchor(fragment)?;
        Some((*ix, Some(place.to_owned())))
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
pub fn resolve(links: &Linker<'_>, from: &FileId, wanted: &Ref) -> Resolved {
    match reference(links, from, &wanted.dest) {
        Reference::Page(ix, place) => {
            let href = match place {
                Some(id) => links.within(ix, &id),
                None => links.to(PageKey::Incident(ix)),
            };
            Resolved::Href(href.as_str().to_owned())
        }
        Reference::Asset(path) => {
            let src = links.file(&Assets::path(&path)).as_str().to_owned();
            match wanted.kind {
                RefKind::Link => Resolved::Href(src),
                RefKind::Image | RefKind::LinkedImage => {
                    Resolved::Image { src, size: links.site().assets.0.get(&path).copied().flatten() }
                }
            }
        }
        Reference::Nowhere => Resolved::Broken,
    }
}

/// The files a path may mean: itself, and the report that another generator would have published under it.
fn candidates(path: &str) -> impl Iterator<Item = String> {
    let stem = path.strip_suffix(".html").or_else(|| path.strip_suffix(".htm")).unwrap_or(path).to_owned();
    let stem = stem.strip_suffix("/index").map(str::to_owned).unwrap_or(stem);
    std::iter::once(path.to_owned()).chain(["md", "markdown"].map(|ending| format!("{stem}.{ending}")))
}

/// A place on the page of the report itself.
pub fn own_line(line: u32) -> Href {
    Href::line(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_are_relative_to_their_report() {
        let check = |from: &str, dest: &str, expected: Option<(&str, Option<&str>)>| {
            let found = local_path(&FileId::new(from), dest);
            assert_eq!(found.as_ref().map(|(path, fragment)| (path.as_str(), *fragment)), expected, "{dest}");
        };
        check("2019/a.md", "b.md", Some(("2019/b.md", None)));
        check("2019/a.md", "../2018/b.md#impact", Some(("2018/b.md", Some("impact"))));
        check("2019/a.md", "/img/a%20b.png?raw=1", Some(("img/a b.png", None)));
        check("a.md", "./img//a.png", Some(("img/a.png", None)));
        check("a.md", "../up.md", None);
        check("a.md", "#impact", None);
        check("a.md", "50%.png", Some(("50%.png", None)));
    }

    #[test]
    fn a_published_address_means_its_report() {
        let check = |path: &str, expected: &[&str]| assert_eq!(candidates(path).collect::<Vec<_>>(), expected);
        check("a.md", &["a.md", "a.md.md", "a.md.markdown"]);
        check("2019/a.html", &["2019/a.html", "2019/a.md", "2019/a.markdown"]);
        check("2019/a/index.html", &["2019/a/index.html", "2019/a.md", "2019/a.markdown"]);
    }
}
