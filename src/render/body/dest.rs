//! Where the destination of a link leads: to the web, into the archive, or nowhere that a report may send its readers.
//!
//! Destinations are read as browsers read them: white space and controls at the ends and line breaks anywhere do not
//! count, and `\` is as good as `/`. So `java\nscript:` is the scheme it is meant to be, and is refused.

use std::borrow::Cow;

/// A destination, by what may be done with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Dest<'a> {
    /// Another host: `https://…`, `http://…`, and `//…`, which becomes `https://…`.
    Web(Cow<'a, str>),
    /// `mailto:` or `tel:`.
    Contact(Cow<'a, str>),
    /// A path or fragment, relative to the report or to the archive; `/` as separator.
    Local(Cow<'a, str>),
    /// A scheme that is not followed: `javascript:`, `data:`, `file:`, `C:`.
    Refused,
    /// Nothing.
    Empty,
}

/// Reads a destination. `text` is what the link shows: an address in angle brackets has its scheme left out.
pub(super) fn read<'a>(written: &'a str, text: &str) -> Dest<'a> {
    let dest = cleaned(written);
    if dest.is_empty() {
        return Dest::Empty;
    }
    if let Some(scheme) = scheme(&dest) {
        return match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => Dest::Web(dest),
            "mailto" | "tel" => Dest::Contact(dest),
            _ => Dest::Refused,
        };
    }
    let bytes = dest.as_bytes();
    if bytes.len() >= 2 && bytes[..2].iter().all(|byte| matches!(byte, b'/' | b'\\')) {
        return Dest::Web(format!("https://{}", &dest[2..]).into());
    }
    if dest == text && is_address(&dest) {
        return Dest::Contact(format!("mailto:{dest}").into());
    }
    if dest.contains('\\') { Dest::Local(dest.replace('\\', "/").into()) } else { Dest::Local(dest) }
}

/// A destination without what browsers leave out.
fn cleaned(written: &str) -> Cow<'_, str> {
    let dest = written.trim_matches(|c: char| c <= ' ');
    if dest.contains(['\t', '\n', '\r']) { dest.replace(['\t', '\n', '\r'], "").into() } else { dest.into() }
}

/// The scheme, as RFC 3986 spells one; `None` where the destination is relative.
fn scheme(dest: &str) -> Option<&str> {
    let (scheme, _) = dest.split_once(':')?;
    let spelt = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    spelt.then_some(scheme)
}

fn is_address(dest: &str) -> bool {
    dest.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !dest.contains(['/', '\\', '?', '#', ' '])
    })
}

/// The last part of a path without its query: what an image without a description is called.
pub(super) fn file_name(dest: &str) -> &str {
    let path = dest.split(['?', '#']).next().unwrap_or(dest).trim_end_matches('/');
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// A refused destination as text. What carries its content in itself (`data:`) is cut: the source view has all of it.
pub(super) fn shown(dest: &str) -> Cow<'_, str> {
    const MOST: usize = 120;
    match dest.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &dest[..end]).into(),
        None => dest.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_are_read_as_browsers_do() {
        let check = |written: &str, expected: Dest<'_>| assert_eq!(read(written, "x"), expected, "{written:?}");
        check("https://a.example/b", Dest::Web("https://a.example/b".into()));
        check(" HTTP://a.example ", Dest::Web("HTTP://a.example".into()));
        check("//a.example/b", Dest::Web("https://a.example/b".into()));
        check("/\\a.example/b", Dest::Web("https://a.example/b".into()));
        check("\\\\share\\x", Dest::Web("https://share\\x".into()));
        check("mailto:a@b.example", Dest::Contact("mailto:a@b.example".into()));
        check("tel:+4712345678", Dest::Contact("tel:+4712345678".into()));
        check("../x.md#y", Dest::Local("../x.md#y".into()));
        check("img\\a.png", Dest::Local("img/a.png".into()));
        check("/x", Dest::Local("/x".into()));
        check("#impact", Dest::Local("#impact".into()));
        check("?a:b", Dest::Local("?a:b".into()));
        check("", Dest::Empty);
        check(" \n", Dest::Empty);
        for refused in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "\u{1} javascript:alert(1)",
            "java\tscript\r:x",
            "vbscript:x",
            "data:text/html,<script>",
            "file:///etc/passwd",
            "C:\\logs\\x.txt",
            "localhost:8080/x",
            "blob:x",
        ] {
            check(refused, Dest::Refused);
        }
    }

    #[test]
    fn an_address_that_shows_itself_is_mail() {
        assert_eq!(read("a@b.example", "a@b.example"), Dest::Contact("mailto:a@b.example".into()));
        assert_eq!(read("a@b.example", "x"), Dest::Local("a@b.example".into()));
    }

    #[test]
    fn file_names() {
        let check = |dest, expected| assert_eq!(file_name(dest), expected);
        check("https://a.example/b/graph.png?raw=1", "graph.png");
        check("graph.png", "graph.png");
        check("b/", "b");
    }
}
