//! A page that stands alone: one file with its style sheets and pictures inside, to be attached to a mail.
//!
//! Entry point: [`page`]. Goes through the page tag by tag. Style sheets become `<style>`, pictures `data:` addresses, and the
//! policy of the page names the hashes of what is inside, so that nothing else is ever loaded. Scripts and links between
//! files are taken out, and so is what leads about the site: heads, feet, forms and navigation with links to other pages. A link
//! in the text becomes one to the published site where its address is known, else plain text. Holds for the page of any
//! theme. Knows nothing of incidents, and reads no files: what the page refers to is asked for.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::escape;

/// What a page refers to, by the path of the file on the site.
pub trait Beside {
    /// The bytes of a file; `None` where there is none.
    fn bytes(&self, path: &str) -> Option<Vec<u8>>;

    /// The full address of what a link of the page leads to; `None` where the site has no known address.
    fn address(&self, link: &str) -> Option<String>;

    /// The path on the site of an address that the file at `from` names; `None` where it leads elsewhere.
    fn path(&self, from: &str, link: &str) -> Option<String>;
}

/// The page at `path` of the site, alone.
pub fn page(html: &str, path: &str, beside: &dyn Beside) -> String {
    let tags = tags(html);
    let styles: Vec<Option<String>> = tags.iter().map(|tag| style_of(tag, path, beside)).collect();
    let policy = policy(styles.iter().flatten());
    let mut out = String::with_capacity(html.len() + styles.iter().flatten().map(String::len).sum::<usize>());
    let (mut at, mut script, mut gone) = (0, false, 0);
    for (number, (tag, style)) in tags.iter().zip(&styles).enumerate() {
        if tag.start < gone {
            continue;
        }
        if !script {
            out.push_str(&html[at..tag.start]);
        }
        at = tag.end;
        if let Some(end) = about_the_site(&tags[number..]) {
            (at, gone) = (end, end);
            continue;
        }
        match (tag.name, style) {
            ("script", _) => script = true,
            ("/script", _) => script = false,
            _ if script => {}
            (_, Some(style)) => {
                let _ = write!(out, "<style>{style}</style>");
            }
            ("link", None) => {}
            ("meta", None)
                if tag.get("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("content-security-policy")) =>
            {
                let _ =
                    write!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">", escape::html(&policy));
            }
            ("a", None) => anchor(tag, beside, &mut out),
            ("img", None) => picture(tag, path, beside, &mut out),
            (_, None) => out.push_str(&html[tag.start..tag.end]),
        }
    }
    out.push_str(&html[at..]);
    out
}

/// A tag of a page.
struct Tag<'h> {
    /// Its name; with a `/` in front where it closes an element.
    name: &'h str,
    /// Names and values, references not resolved.
    attributes: Vec<(&'h str, &'h str)>,
    start: usize,
    end: usize,
}

impl Tag<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// Writes the tag with other attributes than those named.
    fn write(&self, changed: &[(&str, Option<&str>)], out: &mut String) {
        let _ = write!(out, "<{}", self.name);
        for (name, value) in &self.attributes {
            match changed.iter().find(|(other, _)| other == name) {
                Some((_, Some(value))) => drop(write!(out, " {name}=\"{}\"", escape::html(value))),
                Some((_, None)) => {}
                None if value.is_empty() => drop(write!(out, " {name}")),
                None => drop(write!(out, " {name}=\"{}\"", value.replace('"', "&quot;"))),
            }
        }
        out.push('>');
    }
}

/// Where an element ends that leads about the site and is not wanted in one page alone; `None` for any other.
fn about_the_site(tags: &[Tag<'_>]) -> Option<usize> {
    let (first, rest) = tags.split_first()?;
    let is_links = first.get("class").is_some_and(|class| class.split(' ').any(|class| class == "links"));
    if !(matches!(first.name, "header" | "footer" | "nav" | "form") || (first.name == "p" && is_links)) {
        return None;
    }
    let (mut depth, mut leads_away) = (1, first.name == "form");
    for tag in rest {
        let closes = tag.name.strip_prefix('/') == Some(first.name);
        depth += usize::from(tag.name == first.name);
        depth -= usize::from(closes);
        leads_away |= tag.name == "a" && tag.get("href").is_some_and(|href| !is_kept(href));
        if depth == 0 {
            return leads_away.then_some(tag.end);
        }
    }
    None
}

/// Whether a link holds without the site: it stays on the page, or names its host.
fn is_kept(href: &str) -> bool {
    href.starts_with('#') || ["https:", "http:", "mailto:"].iter().any(|scheme| href.starts_with(scheme))
}

/// The style sheet that a tag asks for, with its pictures inside.
fn style_of(tag: &Tag<'_>, page: &str, beside: &dyn Beside) -> Option<String> {
    if tag.name != "link" || tag.get("rel") != Some("stylesheet") {
        return None;
    }
    let path = beside.path(page, &resolved(tag.get("href")?))?;
    let css = String::from_utf8(beside.bytes(&path)?).ok()?;
    let mut out = String::with_capacity(css.len());
    let mut rest = css.as_str();
    while let Some((before, behind)) = rest.split_once("url(") {
        let (written, behind) = behind.split_once(')').unwrap_or((behind, ""));
        let name = written.trim().trim_matches(['"', '\'']);
        let inside = beside.path(&path, name).and_then(|path| data(&path, beside));
        let _ = write!(out, "{before}url({})", inside.as_deref().unwrap_or(written));
        rest = behind;
    }
    out.push_str(rest);
    // An end tag inside a style sheet would end it there.
    Some(out.replace("</", "<\\/"))
}

fn policy<'s>(styles: impl Iterator<Item = &'s String>) -> String {
    let hashes = styles.map(|style| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(style.as_bytes()))));
    let hashes: Vec<String> = hashes.collect();
    let styles = if hashes.is_empty() { "'none'".to_owned() } else { hashes.join(" ") };
    format!(
        "default-src 'none'; style-src {styles}; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
    )
}

/// A link: within the page as it is, elsewhere in full, and without an address where there is none.
fn anchor(tag: &Tag<'_>, beside: &dyn Beside, out: &mut String) {
    let Some(href) = tag.get("href").map(resolved) else { return tag.write(&[], out) };
    if is_kept(&href) {
        return tag.write(&[], out);
    }
    match beside.address(&href) {
        Some(address) => tag.write(&[("href", Some(&address))], out),
        None => tag.write(&[("href", None), ("rel", None)], out),
    }
}

/// A picture, inside; where it cannot be had, what stands for it.
fn picture(tag: &Tag<'_>, page: &str, beside: &dyn Beside, out: &mut String) {
    let inside = tag.get("src").and_then(|src| data(&beside.path(page, &resolved(src))?, beside));
    match inside {
        Some(inside) => tag.write(&[("src", Some(&inside)), ("loading", None)], out),
        None => drop(write!(out, "<span>{}</span>", tag.get("alt").unwrap_or_default())),
    }
}

/// A picture or font as an address that holds it; `None` for any other file.
fn data(path: &str, beside: &dyn Beside) -> Option<String> {
    let kind = match path.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "bmp" => "image/bmp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        _ => return None,
    };
    Some(format!("data:{kind};base64,{}", STANDARD.encode(beside.bytes(path)?)))
}

/// An attribute's value with its references resolved.
fn resolved(value: &str) -> String {
    value.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// All tags of a page, comments and the document type passed over.
fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        let rest = &html[start + 1..];
        if rest.starts_with("!--") {
            at = rest.find("-->").map_or(html.len(), |end| start + 1 + end + 3);
            continue;
        }
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            at = start + 1;
            continue;
        }
        let (tag, end) = tag(html, start);
        out.push(tag);
        at = end;
    }
    out
}

/// The tag that begins at a `<`, and where it ends.
fn tag(html: &str, start: usize) -> (Tag<'_>, usize) {
    let stop = |from: usize, is: fn(char) -> bool| html[from..].find(is).map_or(html.len(), |len| from + len);
    let mut at = stop(start + 1, |c| c.is_ascii_whitespace() || c == '>');
    let name = html[start + 1..at].trim_end_matches(|c| c == '/' && at > start + 2);
    let mut attributes = Vec::new();
    loop {
        at = stop(at, |c| !c.is_ascii_whitespace() && c != '/');
        if at >= html.len() || html[at..].starts_with('>') {
            break;
        }
        let end = stop(at + 1, |c| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'));
        let key = &html[at..end];
        at = end;
        let Some(value) = html[at..].strip_prefix('=') else {
            attributes.push((key, ""));
            continue;
        };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (from, to) = match quote {
            Some(quote) => (at + 2, html[at + 2..].find(quote).map_or(html.len(), |len| at + 2 + len)),
            None => (at + 1, stop(at + 1, |c| c.is_ascii_whitespace() || c == '>')),
        };
        attributes.push((key, &html[from..to]));
        at = (to + usize::from(quote.is_some())).min(html.len());
    }
    let end = (at + 1).min(html.len());
    (Tag { name, attributes, start, end }, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;
    use crate::source::address::local_path;

    struct Site(Option<&'static str>);

    impl Beside for Site {
        fn bytes(&self, path: &str) -> Option<Vec<u8>> {
            match path {
                "assets/site.css" => Some(b"a{background:url(dot.svg)}b{content:\"</style>\"}".to_vec()),
                "assets/dot.svg" | "files/x.png" => Some(b"pixels".to_vec()),
                _ => None,
            }
        }

        fn address(&self, link: &str) -> Option<String> {
            Some(format!("{}{}", self.0?, link.trim_start_matches("../")))
        }

        fn path(&self, from: &str, link: &str) -> Option<String> {
            Some(local_path(&FileId::new(from), link)?.0).filter(|_| !link.contains(':'))
        }
    }

    fn check(html: &str, expected: &str) {
        assert_eq!(page(html, "a/index.html", &Site(None)), expected, "{html}");
    }

    #[test]
    fn style_sheets_and_pictures_come_inside() {
        check(
            "<p><img src=\"../files/x.png\" alt=\"a &amp; b\" loading=\"lazy\"></p>",
            "<p><img src=\"data:image/png;base64,cGl4ZWxz\" alt=\"a &amp; b\"></p>",
        );
        check("<img src=\"../files/none.png\" alt=\"a &lt; b\">", "<span>a &lt; b</span>");
        let css = "a{background:url(data:image/svg+xml;base64,cGl4ZWxz)}b{content:\"<\\/style>\"}";
        check("<link rel=\"stylesheet\" href=\"../assets/site.css\">", &format!("<style>{css}</style>"));
    }

    #[test]
    fn the_policy_names_what_is_inside() {
        let html = "<meta http-equiv=\"Content-Security-Policy\" content=\"x\"><link rel=\"stylesheet\" href=\"../assets/site.css\">";
        let made = page(html, "a/index.html", &Site(None));
        assert!(made.contains("style-src &#39;sha256-") && !made.contains("self"), "{made}");
    }

    #[test]
    fn scripts_and_links_between_files_go() {
        check("a<script defer src=\"x.js\"></script>b<script>if (a<b) {}</script>c", "abc");
        check(
            "<link rel=\"icon\" href=\"x.svg\"><a href=\"#top\" class='x'>up</a>",
            "<a href=\"#top\" class=\"x\">up</a>",
        );
        check("<a rel=\"next\" href=\"../b/index.html\">b</a>", "<a>b</a>");
        check("<a href=\"https://a.example/?x=1&amp;y\">b</a>", "<a href=\"https://a.example/?x=1&amp;y\">b</a>");
        let known = Site(Some("https://a.example/"));
        let made = page("<a href=\"../b/index.html\">b</a>", "a/index.html", &known);
        assert_eq!(made, "<a href=\"https://a.example/b/index.html\">b</a>");
    }

    #[test]
    fn what_leads_about_the_site_goes() {
        check("a<nav><ul><li><a href=\"../b/index.html\">b</a></li></ul></nav>c", "ac");
        check("<header>a<header>b</header><a href=\"../index.html\">c</a></header>d", "d");
        check("<form action=\"x\"><input></form><p class=\"links\"><a href=\"x.json\">x</a></p>", "");
        let on_page = "<nav><a href=\"#a\">a</a></nav><header>b</header><p><a>c</a></p>";
        check(on_page, on_page);
    }

    #[test]
    fn no_input_fails() {
        for html in
            ["<", "<a", "<a href=\"", "<a href='", "<!--", "a < b <> </", "<img src=x", "<script>", "<nav><a href=x>"]
        {
            let _ = page(html, "index.html", &Site(None));
        }
    }
}
