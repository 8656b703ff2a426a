//! What every template sees as `site`: the same on all pages, so that it is made and handed over once.

use serde::Serialize;

use super::page::SECTIONS;
use super::parts::{self, DayView};
use crate::config::{ColourScheme, DarkScheme, Extra, RemoteImages, SeverityLevel};
use crate::render::escape;
use crate::site::{PageKey, Site};
use crate::theme::{Theme, ThemeView};

/// As `site`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct SiteView {
    /// The name of the archive.
    pub title: String,
    /// One sentence on what it holds.
    pub description: Option<String>,
    /// Language of the pages: `en`.
    pub language: String,
    /// Whom the archive is for.
    pub audience: Option<String>,
    /// The title of the feeds.
    pub feed_title: String,
    /// The colour scheme a reader sees first; `None` for what their system asks.
    pub scheme: Option<&'static str>,
    /// The dark scheme of readers whose system asks for one; `None` for the usual one.
    pub dark_scheme: Option<&'static str>,
    /// Whether search engines are asked to stay away.
    pub no_index: bool,
    /// The Content-Security-Policy of every page.
    pub policy: &'static str,
    /// Style sheets, from the top of the site.
    pub styles: Vec<String>,
    /// Scripts, from the top of the site.
    pub scripts: Vec<String>,
    /// The script of the search page, from the top of the site.
    pub search_script: String,
    /// The search page, from the top of the site; `None` where there is no search.
    pub search: Option<String>,
    /// The description of the search for browsers, from the top of the site; `None` where the settings name no host.
    pub opensearch: Option<&'static str>,
    /// The page on what reports leave unsaid, from the top of the site; `None` where there is none.
    pub quality: Option<String>,
    /// The icon, from the top of the site.
    pub icon: String,
    /// The sections of the navigation.
    pub nav: Vec<NavItem>,
    /// The scale of severities, worst first, for the keys of drawings.
    pub severities: Vec<StepView>,
    /// The day that counts as today.
    pub as_of: DayView,
    /// `annals 1.0.0`
    pub generator: &'static str,
    /// The web page of the repository.
    pub repository: Option<String>,
    /// What is set of the theme.
    pub theme: ThemeView,
    /// The free table of the settings.
    pub extra: Extra,
}

/// A step of the scale of severities.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct StepView {
    /// What the site calls it.
    pub label: String,
    /// The role of its colour, which decides its form too.
    pub tone: &'static str,
}

/// A section of the navigation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct NavItem {
    /// Compare with `page.section`.
    pub id: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// Its page, from the top of the site.
    pub path: String,
}

/// Nothing from other hosts, nothing inline. `'self'` holds for `file:` too.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'";

/// The same, with images from other hosts, as `remote-images = "load"` asks.
const POLICY_REMOTE_IMAGES: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: http:; base-uri 'none'; form-action 'self'";

/// What every page shares.
pub fn view(site: &Site<'_>, theme: &Theme) -> SiteView {
    let (settings, assets) = (site.settings, &theme.paths);
    let step = |level: &SeverityLevel| StepView { label: level.label.clone(), tone: level.colour.name() };
    let nav = |(id, label, page)| NavItem { id, label, path: site.path(page) };
    SiteView {
        title: settings.book.title.clone(),
        description: settings.book.description.clone(),
        language: settings.book.language.clone(),
        audience: settings.archive.audience.clone(),
        feed_title: settings.feeds.title.clone(),
        scheme: match settings.html.default_theme {
            ColourScheme::Auto => None,
            ColourScheme::Light => Some("light"),
            ColourScheme::Dark => Some("dark"),
            ColourScheme::HighContrast => Some("high-contrast"),
        },
        dark_scheme: match settings.html.preferred_dark_theme {
            DarkScheme::Dark => None,
            DarkScheme::HighContrast => Some("high-contrast"),
        },
        no_index: settings.html.no_index,
        policy: match settings.archive.remote_images {
            RemoteImages::Link => POLICY,
            RemoteImages::Load => POLICY_REMOTE_IMAGES,
        },
        styles: assets.styles.clone(),
        scripts: assets.scripts.clone(),
        search_script: assets.search.clone(),
        search: settings.search.enable.then(|| site.path(PageKey::Search)),
        quality: settings.pages.quality.then(|| site.path(PageKey::Quality)),
        opensearch: opensearch(site).map(|_| OPENSEARCH),
        icon: assets.icon.clone(),
        nav: SECTIONS.into_iter().map(nav).collect(),
        severities: settings.severities.levels().iter().map(step).collect(),
        as_of: parts::day(site.archive.as_of),
        generator: concat!("annals ", env!("CARGO_PKG_VERSION")),
        repository: settings.html.git_repository_url.clone(),
        theme: theme.view(),
        extra: settings.extra.clone(),
    }
}

/// The file that describes the search to browsers.
pub const OPENSEARCH: &str = "opensearch.xml";

/// What that file says; `None` where there is no search or the settings name no host, since it must hold full addresses.
pub fn opensearch(site: &Site<'_>) -> Option<String> {
    let settings = site.settings;
    let page = settings.search.enable.then(|| site.absolute(&site.path(PageKey::Search)))??;
    // The longest name that browsers take.
    let name: String = settings.book.title.chars().take(16).collect();
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>{}</ShortName>\n<Description>{}</Description>\n<InputEncoding>UTF-8</InputEncoding>\n\
         <Url type=\"text/html\" template=\"{}index.html?q={{searchTerms}}\"/>\n</OpenSearchDescription>\n",
        escape::html(name.trim_end()),
        escape::html(&format!("Search {}", settings.book.title)),
        escape::html(&page),
    ))
}
