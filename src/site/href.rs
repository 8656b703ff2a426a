//! Links from one page to another: relative, percent-encoded, ending in a file name.

use std::borrow::Cow;

use serde::Serialize;

use super::{PageKey, Site};
use crate::archive::{Case, IncidentIx};
use crate::model::written::push_count;

/// An address as it stands in an `href`, percent-encoded but not escaped for HTML: templates do that.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct Href(String);

impl Href {
    /// A place on the same page: `#L12`.
    pub fn here(anchor: &str) -> Self {
        Self(format!("#{}", encode(anchor)))
    }

    /// A source line on the same page: `#L12`.
    pub(super) fn line(line: u32) -> Self {
        let mut out = String::with_capacity(8);
        push_line(&mut out, line);
        Self(out)
    }

    /// An address outside the site, taken as it is. The caller has checked its scheme.
    pub fn outside(url: &str) -> Self {
        Self(url.to_owned())
    }

    /// The same page at another place. The address has no fragment yet.
    #[must_use]
    pub fn with_fragment(&self, anchor: &str) -> Self {
        Self(format!("{}#{}", self.0, encode(anchor)))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Makes the links of one page.
#[derive(Clone, Debug)]
pub struct Linker<'a> {
    site: &'a Site<'a>,
    root: String,
}

impl<'a> Linker<'a> {
    /// The links of `page`.
    pub(super) fn new(site: &'a Site<'a>, page: PageKey) -> Self {
        let url = &site.settings.html.site_url;
        let rooted = url.origin().is_some() || url.path() != "/";
        let root = match page {
            PageKey::Missing if rooted => url.path().to_owned(),
            page => root_of(&site.path(page)),
        };
        Self { site, root }
    }

    /// The way from this page to the top of the site: empty, `../`, `../../`, or the path of the site's address on the
    /// page for unknown addresses.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// The site it links within.
    pub fn site(&self) -> &'a Site<'a> {
        self.site
    }

    /// A link to a page.
    pub fn to(&self, page: PageKey) -> Href {
        let mut out = String::with_capacity(self.root.len() + 80);
        out.push_str(&self.root);
        self.site.push_path(page, &mut out);
        let path = &out[self.root.len()..];
        // Nearly all are: slugs hold letters, digits and hyphens, of other scripts too.
        if path.bytes().all(is_plain) { Href(out) } else { self.file(path) }
    }

    /// A link to a place on the page of an incident: `../../incidents/…/index.html#L12`.
    pub fn within(&self, incident: IncidentIx, anchor: &str) -> Href {
        self.to(PageKey::Incident(incident)).with_fragment(anchor)
    }

    /// A link to a source line on the page of an incident.
    pub fn line(&self, incident: IncidentIx, line: u32) -> Href {
        let Href(mut out) = self.to(PageKey::Incident(incident));
        push_line(&mut out, line);
        Href(out)
    }

    /// A link to the record of an incident.
    pub fn record(&self, case: &Case) -> Href {
        self.file(&super::record_path(case))
    }

    /// A link to a file of the site, by its path from the top.
    pub fn file(&self, path: &str) -> Href {
        Href(format!("{}{}", self.root, encode(path)))
    }
}

/// The way from a file to the top of the site.
pub(super) fn root_of(path: &str) -> String {
    "../".repeat(path.matches('/').count())
}

/// Percent-encodes what may not stand in a path or would end it; `/` stays.
pub(super) fn encode(path: &str) -> Cow<'_, str> {
    use std::fmt::Write;
    if path.bytes().all(is_plain) {
        return Cow::Borrowed(path);
    }
    let mut out = String::with_capacity(path.len() + 16);
    for byte in path.bytes() {
        if is_plain(byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    Cow::Owned(out)
}

/// Whether a byte may stand in a path as it is.
fn is_plain(byte: u8) -> bool {
    const PLAIN: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = 0_u8;
        while byte < 128 {
            table[byte as usize] = byte.is_ascii_alphanumeric();
            byte += 1;
        }
        let marks = b"/-._~!$&'()*+,;=:@";
        let mut at = 0;
        while at < marks.len() {
            table[marks[at] as usize] = true;
            at += 1;
        }
        table
    };
    PLAIN[byte as usize]
}

fn push_line(out: &mut String, line: u32) {
    out.push_str("#L");
    push_count(out, line.into());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_the_top() {
        let check = |path: &str, expected: &str| assert_eq!(root_of(path), expected);
        check("index.html", "");
        check("incidents/index.html", "../");
        check("applications/harbor/year/2019/index.html", "../../../../");
    }

    #[test]
    fn addresses_are_encoded() {
        let check = |path: &str, expected: &str| assert_eq!(encode(path), expected, "{path}");
        check("incidents/a-b/index.html", "incidents/a-b/index.html");
        check("files/50% of #1?.png", "files/50%25%20of%20%231%3F.png");
        check("files/\"><b>.png", "files/%22%3E%3Cb%3E.png");
        check("files/größe.png", "files/gr%C3%B6%C3%9Fe.png");
    }
}
