//! One report as one file: the page of its incident with style sheets and pictures inside, and without what leads away from it.

use super::linked::Build;
use super::site::BuildError;
use crate::archive::IncidentIx;
use crate::render::alone::{self, Beside};
use crate::render::page;
use crate::site::{Assets, PageKey};
use crate::source::FileId;
use crate::source::address::local_path;
use crate::theme::Theme;
use crate::view;

/// What stands beside the page on the site that it would be a part of.
struct Around<'a> {
    build: &'a Build,
    theme: &'a Theme,
    page: String,
    read: &'a dyn Fn(&FileId) -> Option<Vec<u8>>,
}

impl Build {
    /// The page of an incident as one file. `read` gives the bytes of a file of the content folder.
    ///
    /// # Errors
    /// Where the template fails.
    pub fn single(
        &self,
        theme: Theme,
        ix: IncidentIx,
        read: &dyn Fn(&FileId) -> Option<Vec<u8>>,
    ) -> Result<String, BuildError> {
        let theme = self.dress(theme);
        let key = PageKey::Incident(ix);
        let context = view::context(&self.site(), key);
        let made = page::page(&theme, &context).map_err(BuildError::Theme)?;
        let path = self.site().path(key);
        let around = Around { build: self, theme: &theme, page: path.clone(), read };
        Ok(alone::page(&String::from_utf8_lossy(&made), &path, &around))
    }
}

impl Beside for Around<'_> {
    fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        if let Some(asset) = self.theme.assets.iter().find(|asset| asset.path == path) {
            return Some(asset.bytes.clone());
        }
        let asset = self.build.assets.0.keys().find(|asset| Assets::path(asset) == path)?;
        (self.read)(&FileId::new(asset))
    }

    fn address(&self, link: &str) -> Option<String> {
        let url = &self.build.settings.html.site_url;
        let (address, fragment) = link.split_once('#').map_or((link, None), |(address, place)| (address, Some(place)));
        // The link is encoded already, so that its steps up are taken by hand.
        let mut parts: Vec<&str> = self.page.split('/').collect();
        parts.pop();
        for part in address.split('/') {
            match part {
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        let path = parts.join("/");
        let shown = path.strip_suffix("index.html").unwrap_or(&path);
        let place = fragment.map(|place| format!("#{place}")).unwrap_or_default();
        Some(format!("{}{}{shown}{place}", url.origin()?, url.path()))
    }

    fn path(&self, from: &str, link: &str) -> Option<String> {
        let elsewhere = link.contains("://") || link.starts_with("//") || link.starts_with("data:");
        local_path(&FileId::new(from), link).map(|(path, _)| path).filter(|_| !elsewhere)
    }
}
