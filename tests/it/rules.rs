//! What holds for every site that annals publishes, whatever the reports are: the link checker, and the list of elements
//! and attributes that pages may consist of.
//!
//! Entry points: [`check`], and [`check_at`] for a site whose settings name an address. They look at every file:
//!
//! 1. a page is well-formed, has a strict policy before anything that loads, and holds nothing off the list: no inline
//!    script or style, no handler, no form, no frame
//! 2. every address in a page, style sheet, feed or site map leads to a file of the site, and its fragment to an element
//!    that is there; only an `<a>` may leave the site
//! 3. ids are unique, and names that refer to an id find it
//! 4. the files for machines are well-formed and hold the elements of their kind only
//!
//! A feature that needs a new element or attribute adds it to the lists here, once someone has looked at what a report
//! can do with it.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::archive::Site;
use crate::markup::{self, Element, Page};

/// Attributes that any element may have.
const ANYWHERE: &[&str] = &[
    "aria-current",
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "class",
    "id",
    "lang",
    "role",
    "tabindex",
    "title",
];

/// Elements of pages, each with the attributes it may have besides.
const HTML: &[(&str, &[&str])] = &[
    ("a", &["href", "rel"]),
    ("article", &[]),
    ("b", &[]),
    ("blockquote", &[]),
    ("body", &[]),
    ("br", &[]),
    ("button", &["type", "hidden"]),
    ("caption", &[]),
    ("cite", &[]),
    ("code", &[]),
    ("dd", &[]),
    ("del", &[]),
    ("details", &["open"]),
    ("div", &["data-search", "hidden"]),
    ("dl", &[]),
    ("dt", &[]),
    ("em", &[]),
    ("figcaption", &[]),
    ("figure", &[]),
    ("footer", &[]),
    ("form", &["action"]),
    ("h1", &[]),
    ("h2", &[]),
    ("h3", &[]),
    ("h4", &[]),
    ("h5", &[]),
    ("h6", &[]),
    ("head", &[]),
    ("header", &[]),
    ("hr", &[]),
    ("html", &["data-theme"]),
    ("i", &[]),
    ("img", &["alt", "height", "loading", "src", "width"]),
    (
        "input",
        &[
            "aria-autocomplete",
            "aria-controls",
            "aria-describedby",
            "aria-expanded",
            "aria-keyshortcuts",
            "autocapitalize",
            "autocomplete",
            "name",
            "placeholder",
            "spellcheck",
            "type",
        ],
    ),
    ("ins", &[]),
    ("kbd", &[]),
    ("label", &["for"]),
    ("li", &[]),
    ("link", &["href", "rel", "type"]),
    ("main", &[]),
    ("mark", &[]),
    ("meta", &["charset", "content", "http-equiv", "name", "property"]),
    ("nav", &[]),
    ("noscript", &[]),
    ("ol", &["start"]),
    ("p", &[]),
    ("pre", &[]),
    ("q", &[]),
    ("s", &[]),
    ("samp", &[]),
    ("script", &["defer", "src"]),
    ("section", &[]),
    ("small", &[]),
    ("span", &["data-line"]),
    ("strong", &[]),
    ("sub", &[]),
    ("summary", &[]),
    ("sup", &[]),
    ("table", &["data-filterable", "data-sortable"]),
    ("tbody", &[]),
    ("td", &["colspan", "data-key", "data-label"]),
    ("th", &["colspan", "data-nosort", "scope"]),
    ("thead", &[]),
    ("time", &["datetime"]),
    ("title", &[]),
    ("tr", &[]),
    ("u", &[]),
    ("ul", &["hidden"]),
    ("var", &[]),
];

/// Elements of charts, each with the attributes it may have besides. They stand within `<svg>` only, where the elements
/// of pages do not, but for `<a>` and `<title>`.
const SVG: &[(&str, &[&str])] = &[
    ("a", &["href"]),
    ("circle", &["cx", "cy", "r"]),
    ("desc", &[]),
    ("g", &["text-anchor"]),
    ("line", &["x1", "x2", "y1", "y2"]),
    ("path", &["d", "fill"]),
    ("polygon", &["points"]),
    ("rect", &["fill", "height", "rx", "width", "x", "y"]),
    ("svg", &["focusable", "font-size", "height", "preserveAspectRatio", "viewBox", "width"]),
    ("text", &["font-size", "text-anchor", "x", "y"]),
    ("title", &[]),
];

/// Elements of the Atom feed and the site map.
const XML: &[(&str, &[&str])] = &[
    ("Description", &[]),
    ("InputEncoding", &[]),
    ("OpenSearchDescription", &["xmlns"]),
    ("ShortName", &[]),
    ("Url", &["type", "template"]),
    ("author", &[]),
    ("category", &["term"]),
    ("content", &["type"]),
    ("entry", &[]),
    ("feed", &["xml:lang", "xmlns"]),
    ("id", &[]),
    ("link", &["href", "rel", "type"]),
    ("loc", &[]),
    ("name", &[]),
    ("published", &[]),
    ("subtitle", &[]),
    ("summary", &[]),
    ("title", &[]),
    ("updated", &[]),
    ("url", &[]),
    ("urlset", &["xmlns"]),
];

/// Of the elements of pages, those that a report brings into a feed.
const FEED_CONTENT: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "cite",
    "code",
    "del",
    "details",
    "div",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "var",
];

/// Fails with every offence of a site that is published at the top of a host, or nowhere in particular.
#[track_caller]
pub(crate) fn check(site: &Site) {
    check_at(site, "/");
}

/// The same for a site whose settings have this `site-url`.
#[track_caller]
pub(crate) fn check_at(site: &Site, site_url: &str) {
    let offences = offences(site, site_url);
    let shown = offences.iter().take(30).map(|offence| format!("  {offence}\n")).collect::<String>();
    assert!(offences.is_empty(), "{} offences against the rules of every site:\n{shown}", offences.len());
}

/// Every offence of a site: `index.html: href="x.html" leads to no file`.
pub(crate) fn offences(site: &Site, site_url: &str) -> Vec<String> {
    let mut offences = Vec::new();
    let pages = pages(site, &mut offences);
    let ids = pages.iter().map(|(path, page)| (*path, page.values("id").collect())).collect();
    let addresses = Addresses { site, ids, site_url };
    let of_pages = pages.par_iter().map(|(path, page)| {
        let mut out = Vec::new();
        check_head(page, &mut out);
        check_elements(page, &mut out);
        check_ids(page, &mut out);
        check_addresses(path, page, &addresses, &mut out);
        out.into_iter().map(|offence| format!("{path}: {offence}")).collect::<Vec<_>>()
    });
    offences.extend(of_pages.collect::<Vec<_>>().into_iter().flatten());
    for (path, bytes) in &site.files {
        let mut out = Vec::new();
        match path.rsplit_once('.').map(|(_, ending)| ending) {
            _ if path.starts_with("files/") => {}
            Some("css") => check_style(path, bytes, &addresses, &mut out),
            Some("js") => check_script(path, bytes, &mut out),
            Some("xml") => check_xml(path, bytes, &addresses, &mut out),
            Some("json") => check_json(path, bytes, &addresses, &mut out),
            _ => {}
        }
        offences.extend(out.into_iter().map(|offence| format!("{path}: {offence}")));
    }
    offences
}

/// Every page, read.
fn pages<'a>(site: &'a Site, offences: &mut Vec<String>) -> BTreeMap<&'a str, Page> {
    let html: Vec<_> = site.files.iter().filter(|(path, _)| path.ends_with(".html")).collect();
    let read: Vec<_> = html.par_iter().map(|(path, bytes)| (path.as_str(), read_page(bytes))).collect();
    let mut pages = BTreeMap::new();
    for (path, page) in read {
        match page {
            Ok(page) => drop(pages.insert(path, page)),
            Err(error) => offences.push(format!("{path}: {error}")),
        }
    }
    pages
}

/// A page, read strictly.
pub(crate) fn read_page(bytes: &[u8]) -> Result<Page, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let markup = text.strip_prefix("<!DOCTYPE html>\n").ok_or("it does not begin with <!DOCTYPE html>")?;
    markup::read(markup)
}

/// What browsers must know before they load anything.
fn check_head(page: &Page, out: &mut Vec<String>) {
    let policy = |element: &Element| element.get("http-equiv") == Some("Content-Security-Policy");
    let Some(at) = page.elements.iter().position(policy) else {
        return out.push("it has no Content-Security-Policy".to_owned());
    };
    let loads = |element: &Element| matches!(element.name.as_str(), "link" | "script" | "img" | "body");
    if page.elements[..at].iter().any(loads) {
        out.push("its Content-Security-Policy stands behind what loads".to_owned());
    }
    let policy = page.elements[at].get("content").unwrap_or_default();
    let loose = ["unsafe", "*", "data:", "blob:"].iter().find(|loose| policy.contains(**loose));
    if !policy.starts_with("default-src 'none'") || loose.is_some() || policy.contains("://") {
        out.push(format!("its policy is loose: {policy}"));
    }
    if page.elements.iter().filter(|element| element.name == "title" && !in_svg_at(page, element)).count() != 1 {
        out.push("it has not one title".to_owned());
    }
    let charset = page.elements.iter().position(|element| element.get("charset") == Some("utf-8"));
    if charset.is_none_or(|at| page.elements[at].name != "meta") {
        out.push("it does not say that it is UTF-8".to_owned());
    }
}

fn in_svg_at(page: &Page, element: &Element) -> bool {
    element.parent.is_some_and(|parent| page.elements[parent].name != "head")
}

fn check_elements(page: &Page, out: &mut Vec<String>) {
    let mut in_svg = vec![false; page.elements.len()];
    for (at, element) in page.elements.iter().enumerate() {
        in_svg[at] = element.name == "svg" || element.parent.is_some_and(|parent| in_svg[parent]);
        let list = if in_svg[at] { SVG } else { HTML };
        check_element(element, list, out);
        let filled = matches!(element.name.as_str(), "script") && !element.text.is_empty();
        if filled {
            out.push("an inline script".to_owned());
        }
        // No report brings a form of its own: the two of the theme ask the search page.
        let asks = match element.name.as_str() {
            "form" => element.get("role") == Some("search") && element.get("action").is_some_and(is_search_page),
            "input" => element.get("type") == Some("search") && element.get("name") == Some("q"),
            _ => true,
        };
        if !asks {
            out.push(format!("an unknown form: {:?}", element.attributes));
        }
        if element.name == "meta" && !meta_is_known(element) {
            out.push(format!("an unknown <meta>: {:?}", element.attributes));
        }
    }
}

fn is_search_page(action: &str) -> bool {
    action == "index.html" || action.ends_with("search/index.html")
}

fn check_element(element: &Element, list: &[(&str, &[&str])], out: &mut Vec<String>) {
    let name = element.name.as_str();
    let Some((_, attributes)) = list.iter().find(|(known, _)| *known == name) else {
        return out.push(format!("<{name}> is not on the list: {:?}", element.attributes));
    };
    for (key, value) in &element.attributes {
        if !attributes.contains(&key.as_str()) && !ANYWHERE.contains(&key.as_str()) {
            out.push(format!("<{name} {key}=\"{value}\"> is not on the list"));
        }
    }
}

fn meta_is_known(element: &Element) -> bool {
    match (element.get("http-equiv"), element.get("name"), element.get("property"), element.get("charset")) {
        (Some("Content-Security-Policy" | "refresh"), None, None, None) | (None, None, None, Some(_)) => true,
        (None, Some(name), None, None) => {
            ["viewport", "description", "robots", "color-scheme", "referrer", "generator"].contains(&name)
        }
        (None, None, Some(property), None) => property.starts_with("og:"),
        _ => false,
    }
}

fn check_ids(page: &Page, out: &mut Vec<String>) {
    let mut ids = BTreeSet::new();
    for id in page.values("id") {
        if id.is_empty() || id.contains(char::is_whitespace) {
            out.push(format!("the id {id:?} is none"));
        }
        if !ids.insert(id) {
            out.push(format!("the id {id:?} stands twice"));
        }
    }
    for name in page.values("aria-labelledby").flat_map(|names| names.split(' ')) {
        if !ids.contains(name) {
            out.push(format!("aria-labelledby=\"{name}\" names no element"));
        }
    }
}

fn check_addresses(path: &str, page: &Page, addresses: &Addresses<'_>, out: &mut Vec<String>) {
    for element in &page.elements {
        let refresh = element.get("content").filter(|_| element.get("http-equiv") == Some("refresh"));
        let refresh = refresh.map(|content| content.trim_start_matches("0; url="));
        for address in element.get("href").into_iter().chain(element.get("src")).chain(refresh) {
            // A reader follows these; a browser loads what the others name.
            let is_followed = element.name == "a" || refresh.is_some() || element.get("rel") == Some("canonical");
            if let Err(why) = addresses.check(path, address, is_followed) {
                out.push(format!("<{}> address {address:?}: {why}", element.name));
            }
        }
    }
}

/// What addresses can lead to.
struct Addresses<'a> {
    site: &'a Site,
    /// The ids of each page.
    ids: BTreeMap<&'a str, BTreeSet<&'a str>>,
    site_url: &'a str,
}

impl Addresses<'_> {
    /// Whether an address in the file `from` is fine; the error says why it is not.
    fn check(&self, from: &str, address: &str, is_followed: bool) -> Result<(), String> {
        if address.is_empty() || address.chars().any(|c| c.is_control() || c == ' ' || c == '\\') {
            return Err("it is none".to_owned());
        }
        let (host, base) = split_url(self.site_url);
        if let Some(within) = host.and_then(|host| address.strip_prefix(host)).and_then(|rest| rest.strip_prefix(base))
        {
            let within = if within.is_empty() || within.ends_with('/') {
                format!("{within}index.html")
            } else {
                within.to_owned()
            };
            return self.check_within("", &within);
        }
        let scheme = address.split(['/', '?', '#']).next().and_then(|first| first.split_once(':'));
        if let Some((scheme, _)) = scheme {
            let known = ["http", "https", "mailto", "tel"].contains(&scheme.to_ascii_lowercase().as_str());
            return if is_followed && known { Ok(()) } else { Err("it leaves the site".to_owned()) };
        }
        if address.starts_with("//") {
            return Err("it leaves the site".to_owned());
        }
        if let Some(rooted) = address.strip_prefix('/') {
            // Nobody knows at which address the page for unknown addresses is shown.
            let within = format!("/{rooted}").strip_prefix(base).map(str::to_owned);
            return match within {
                Some(within) if from == "404.html" && self.site_url != "/" => self.check_within("", &within),
                _ => Err("it depends on where the site lies".to_owned()),
            };
        }
        self.check_within(from, address)
    }

    fn check_within(&self, from: &str, address: &str) -> Result<(), String> {
        let (path, fragment) =
            address.split_once('#').map_or((address, None), |(path, fragment)| (path, Some(fragment)));
        if path.contains('?') {
            return Err("a file has no query".to_owned());
        }
        let target = if path.is_empty() { from.to_owned() } else { joined(from, &decoded(path)?)? };
        if !self.site.files.contains_key(&target) {
            return Err("it leads to no file".to_owned());
        }
        let Some(fragment) = fragment else { return Ok(()) };
        let fragment = decoded(fragment)?;
        let Some(ids) = self.ids.get(target.as_str()) else { return Err("only a page has places".to_owned()) };
        if ids.contains(fragment.as_str()) { Ok(()) } else { Err("it leads to no place of that page".to_owned()) }
    }
}

/// `https://a.example/b/` as host and base.
fn split_url(url: &str) -> (Option<&str>, &str) {
    let Some(at) = url.find("://") else { return (None, url) };
    let base = url[at + 3..].find('/').map_or(url.len(), |slash| at + 3 + slash);
    (Some(&url[..base]), &url[base..])
}

/// A relative path as seen from a file, from the top of the site.
fn joined(from: &str, path: &str) -> Result<String, String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop().ok_or("it leaves the site at the top")?),
            "." => {}
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

/// Without percent-encoding.
fn decoded(text: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        if *first == b'%' {
            let digits = behind.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
            let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).ok_or("a bad percent sign")?;
            bytes.push(byte);
            rest = &behind[2..];
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

fn check_style(path: &str, bytes: &[u8], addresses: &Addresses<'_>, out: &mut Vec<String>) {
    let text = String::from_utf8_lossy(bytes);
    for word in ["@import", "expression(", "image-set("] {
        if text.contains(word) {
            out.push(format!("{word} in a style sheet"));
        }
    }
    for behind in text.split("url(").skip(1) {
        let address = behind.split(')').next().unwrap_or_default().trim_matches(['"', '\'', ' ']);
        if let Err(why) = addresses.check(path, address, false) {
            out.push(format!("url({address}): {why}"));
        }
    }
}

fn check_script(path: &str, bytes: &[u8], out: &mut Vec<String>) {
    let text = String::from_utf8_lossy(bytes);
    if path.starts_with("search/") {
        // A part of the index is one call with data: whatever reports say, it stands in texts.
        let data = text.strip_prefix("annalsIndex(").and_then(|rest| rest.strip_suffix(")\n"));
        let parsed = data.map(|data| serde_json::from_str::<Vec<serde_json::Value>>(&format!("[{data}]")));
        if !matches!(parsed, Some(Ok(_))) {
            out.push("it is not one call with data".to_owned());
        }
        return;
    }
    for word in
        ["http:", "https:", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "import("]
    {
        if text.contains(word) {
            out.push(format!("{word} in a script"));
        }
    }
}

fn check_xml(path: &str, bytes: &[u8], addresses: &Addresses<'_>, out: &mut Vec<String>) {
    let text = String::from_utf8_lossy(bytes);
    let Some(markup) = text.strip_prefix("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n") else {
        return out.push("it does not begin as XML does".to_owned());
    };
    let document = match markup::read(markup) {
        Ok(document) => document,
        Err(error) => return out.push(error),
    };
    for element in &document.elements {
        check_element(element, XML, out);
        let address = element.get("href").or((element.name == "loc").then_some(element.text.as_str()));
        if let Some(Err(why)) = address.map(|address| addresses.check(path, address, true)) {
            out.push(format!("<{}> address {address:?}: {why}", element.name));
        }
        if element.name == "content" {
            check_feed_content(&element.text, out);
        }
    }
}

fn check_feed_content(html: &str, out: &mut Vec<String>) {
    match markup::read(html) {
        Err(error) => out.push(format!("content: {error}")),
        Ok(page) => {
            for element in &page.elements {
                check_element(element, HTML, out);
                if !FEED_CONTENT.contains(&element.name.as_str()) {
                    out.push(format!("<{}> is not on the list for feeds", element.name));
                }
            }
        }
    }
}

fn check_json(path: &str, bytes: &[u8], addresses: &Addresses<'_>, out: &mut Vec<String>) {
    let value: serde_json::Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => return out.push(error.to_string()),
    };
    let Some(items) = value.get("items").filter(|_| path == "feed.json") else { return };
    let items = items.as_array().map(Vec::as_slice).unwrap_or_default();
    let in_items = items.iter().filter_map(|item| item["url"].as_str());
    let own = ["home_page_url", "feed_url"].into_iter().filter_map(|key| value[key].as_str());
    for address in own.chain(in_items) {
        if let Err(why) = addresses.check(path, address, true) {
            out.push(format!("address {address:?}: {why}"));
        }
    }
    for html in items.iter().filter_map(|item| item["content_html"].as_str()) {
        check_feed_content(html, out);
    }
}

/// The rules themselves: a page that breaks one is found.
mod tests {
    use super::*;

    /// A site of one page and a file beside it.
    fn offences_of(body: &str) -> Vec<String> {
        let page = format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'\"><title>x</title></head><body>{body}</body></html>\n"
        );
        let files = [("a/index.html", page.clone()), ("b.html", page), ("c d.txt", String::new())];
        let files = files.map(|(path, text)| (path.to_owned(), text.into_bytes()));
        let mut found = offences(&Site { files: files.into() }, "/");
        found.retain(|offence| offence.starts_with("a/"));
        found
    }

    #[test]
    fn what_is_right_passes() {
        let fine = [
            "<p id=\"x\">a &lt;b&gt; <a href=\"#x\">here</a> <a href=\"../b.html#x\">there</a></p>",
            "<img src=\"../c%20d.txt\" alt=\"\"><a href=\"https://a.example/\">out</a><a href=\"mailto:a@b.example\">mail</a>",
            "<svg viewBox=\"0 0 1 1\" role=\"img\"><a href=\"../b.html\"><rect x=\"1\" y=\"1\" width=\"1\" height=\"1\"/></a></svg>",
        ];
        for body in fine {
            assert_eq!(offences_of(body), Vec::<String>::new(), "{body}");
        }
    }

    #[test]
    fn what_is_wrong_is_found() {
        let wrong = [
            "<script>x</script>",
            "<iframe></iframe>",
            "<p onclick=\"x\">y</p>",
            "<p style=\"x\">y</p>",
            "<p>",
            "<p>a & b</p>",
            "<p id=\"x\"></p><p id=\"x\"></p>",
            "<p aria-labelledby=\"x\"></p>",
            "<a href=\"b.html\">x</a>",
            "<a href=\"../b.html#y\">x</a>",
            "<a href=\"../b.html?y\">x</a>",
            "<a href=\"../../b.html\">x</a>",
            "<a href=\"/b.html\">x</a>",
            "<a href=\"../\">x</a>",
            "<a href=\"//a.example\">x</a>",
            "<a href=\"javascript:x\">x</a>",
            "<a href=\"data:x\">x</a>",
            "<img src=\"https://a.example/x.png\" alt=\"\">",
            "<rect/>",
            "<svg><p>x</p></svg>",
            "<meta http-equiv=\"set-cookie\" content=\"x\">",
        ];
        for body in wrong {
            assert!(!offences_of(body).is_empty(), "{body}");
        }
    }
}
