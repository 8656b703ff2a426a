//! Atom (RFC 4287).

use std::borrow::Cow;
use std::fmt::Write;

use super::entries;
use crate::render::escape;
use crate::site::Site;

/// The Atom feed of the latest incidents.
pub fn atom(site: &Site<'_>) -> String {
    let mut out = String::with_capacity(16 * 1024);
    let settings = site.settings;
    out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = writeln!(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">", xml(&settings.book.language));
    element(&mut out, "id", &entries::feed_id(site, "feed"));
    element(&mut out, "title", &settings.feeds.title);
    if let Some(description) = &settings.book.description {
        element(&mut out, "subtitle", description);
    }
    element(&mut out, "updated", &entries::updated(site.archive.as_of));
    let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", xml(&entries::home(site)));
    let _ = writeln!(
        out,
        "<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>",
        xml(&entries::url(site, "feed.xml"))
    );
    let author =
        if settings.book.authors.is_empty() { &settings.book.title } else { &settings.book.authors.join(", ") };
    let _ = writeln!(out, "<author><name>{}</name></author>", xml(author));
    for entry in entries::entries(site) {
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
