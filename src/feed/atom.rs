//! Atom (RFC 4287).

use std::borrow::Cow;
use std::fmt::Write;

use super::entries::{self, Entry};
use crate::archive::{OwnerIx, OwnerKind};
use crate::render::escape;
use crate::site::{PageKey, Period, Site};

/// What stands at the head of a feed.
struct Top {
    id: String,
    title: String,
    /// The page it belongs to.
    home: String,
    /// The feed itself.
    own: String,
}

/// The Atom feed of the latest incidents.
pub fn atom(site: &Site<'_>) -> String {
    let top = Top {
        id: entries::feed_id(site, "feed"),
        title: site.settings.feeds.title.clone(),
        home: entries::home(site),
        own: entries::url(site, "feed.xml"),
    };
    written(site, &top, &entries::entries(site))
}

/// The Atom feed of what a team and its people promised last, and its path; `None` for who is no team.
pub(super) fn team(site: &Site<'_>, owner: OwnerIx) -> Option<(String, String)> {
    if site.archive[owner].kind != OwnerKind::Team {
        return None;
    }
    let path = format!("owners/{}/feed.xml", site.archive[owner].slug);
    let links = site.linker(PageKey::Owner(owner, Period::All));
    let page = site.path(PageKey::Owner(owner, Period::All));
    let url = |path: &str| site.absolute(path).unwrap_or_else(|| links.file(path).as_str().to_owned());
    let team = &site.archive[owner];
    let top = Top {
        id: entries::feed_id(site, &format!("owners/{}/feed", team.slug)),
        title: format!("{}: promises of {}", site.settings.feeds.title, team.name),
        home: url(&page),
        own: url(&path),
    };
    Some((path, written(site, &top, &entries::promises(&links, team))))
}

fn written(site: &Site<'_>, top: &Top, entries: &[Entry]) -> String {
    let mut out = String::with_capacity(16 * 1024);
    let settings = site.settings;
    out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = writeln!(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">", xml(&settings.book.language));
    element(&mut out, "id", &top.id);
    element(&mut out, "title", &top.title);
    if let Some(description) = &settings.book.description {
        element(&mut out, "subtitle", description);
    }
    element(&mut out, "updated", &entries::updated(site.archive.as_of));
    let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", xml(&top.home));
    let _ = writeln!(out, "<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>", xml(&top.own));
    let author =
        if settings.book.authors.is_empty() { &settings.book.title } else { &settings.book.authors.join(", ") };
    let _ = writeln!(out, "<author><name>{}</name></author>", xml(author));
    for entry in entries {
        out.push_str("<entry>\n");
        element(&mut out, "id", &entry.id);
        element(&mut out, "title", &entry.title);
        let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", xml(&entry.url));
        element(&mut out, "published", &entry.published);
        element(&mut out, "updated", &entry.published);
        element(&mut out, "summary", &entry.summary);
        for tag in &entry.tags {
            let _ = writeln!(out, "<category term=\"{}\"/>", xml(tag));
        }
        if let Some(content) = &entry.content {
            let _ = writeln!(out, "<content type=\"html\">{}</content>", xml(content));
        }
        out.push_str("</entry>\n");
    }
    out.push_str("</feed>\n");
    out
}

fn element(out: &mut String, name: &str, text: &str) {
    let _ = writeln!(out, "<{name}>{}</{name}>", xml(text));
}

/// Escapes for content and quoted attributes of XML; what XML cannot hold is shown by name, as on pages.
fn xml(text: &str) -> Cow<'_, str> {
    escape::html(text)
}
