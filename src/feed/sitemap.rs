//! The list of pages for crawlers, and what crawlers may do.

use std::fmt::Write;

use crate::render::escape;
use crate::site::{PageKey, Site, plan};

/// The most addresses that one sitemap may hold.
const MOST: usize = 50_000;

/// `sitemap.xml`; `None` where the settings name no host, since its addresses have to be absolute.
pub fn sitemap(site: &Site<'_>) -> Option<String> {
    site.absolute("index.html")?;
    let mut out = String::with_capacity(64 * 1024);
    out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    let listed = |page: &PageKey| *page != PageKey::Missing && site.shows(*page);
    let pages = plan(site.archive, site.lists).into_iter().filter(listed);
    for page in pages.take(MOST) {
        let url = site.absolute(&site.path(page)).unwrap_or_default();
        let _ = writeln!(out, "<url><loc>{}</loc></url>", escape::html(&url));
    }
    out.push_str("</urlset>\n");
    Some(out)
}

/// `robots.txt`: crawlers are kept out unless the settings let them in.
pub fn robots(site: &Site<'_>) -> String {
    if site.settings.html.no_index {
        return "User-agent: *\nDisallow: /\n".to_owned();
    }
    match site.absolute("sitemap.xml") {
        Some(url) => format!("User-agent: *\nAllow: /\nSitemap: {url}\n"),
        None => "User-agent: *\nAllow: /\n".to_owned(),
    }
}
