//! JSON Feed 1.1.

use serde::Serialize;

use super::entries;
use crate::site::Site;

#[derive(Serialize)]
struct Feed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: String,
    feed_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Item {
    id: String,
    url: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<String>,
    content_text: String,
    date_published: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
}

/// The JSON Feed of the latest incidents.
pub fn json_feed(site: &Site<'_>) -> String {
    let settings = site.settings;
    let item = |entry: entries::Entry| Item {
        id: entry.id,
        url: entry.url,
        title: entry.title,
        content_html: entry.content,
        content_text: entry.summary,
        date_published: entry.published,
        tags: entry.tags,
    };
    let feed = Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: &settings.feeds.title,
        home_page_url: entries::home(site),
        feed_url: entries::url(site, "feed.json"),
        description: settings.book.description.as_deref(),
        language: &settings.book.language,
        authors: settings.book.authors.iter().map(|name| Author { name }).collect(),
        items: entries::entries(site).into_iter().map(item).collect(),
    };
    let mut out = serde_json::to_string(&feed).unwrap_or_default();
    out.push('\n');
    out
}
