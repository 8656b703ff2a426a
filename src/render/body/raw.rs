//! Raw HTML in Markdown, cut into tokens: text, tags, comments. Nothing here decides what is let through.
//!
//! Linear in its input: a tag ends at its first `>` outside quotes and holds no `<`, so no byte is looked at twice but
//! by the searches for the ends of comments, which give up for good once there is none.

use std::borrow::Cow;

/// A piece of raw HTML. All pieces joined give the input again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Token<'a> {
    /// Text, character references as written.
    Text(&'a str),
    /// A start or end tag.
    Tag(Tag<'a>),
    /// `<!-- … -->`, closed.
    Comment(&'a str),
}

/// A start or end tag.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Tag<'a> {
    /// The whole tag as written.
    pub(super) raw: &'a str,
    /// The name as written.
    pub(super) name: &'a str,
    /// Whether it is an end tag.
    pub(super) end: bool,
    /// What stands behind the name, white space and a closing `/` taken off.
    pub(super) attributes: &'a str,
}

/// Cuts raw HTML into tokens.
pub(super) fn tokens(html: &str) -> Tokens<'_> {
    Tokens { rest: html, held: None, no_comment_ends: false }
}

/// The tokens of [`tokens`].
pub(super) struct Tokens<'a> {
    rest: &'a str,
    held: Option<Token<'a>>,
    no_comment_ends: bool,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(token) = self.held.take() {
            return Some(token);
        }
        if self.rest.is_empty() {
            return None;
        }
        let mut from = 0;
        while let Some(open) = self.rest[from..].find('<').map(|at| at + from) {
            let Some((token, len)) = self.markup(&self.rest[open..]) else {
                from = open + 1;
                continue;
            };
            let text = &self.rest[..open];
            self.rest = &self.rest[open + len..];
            if text.is_empty() {
                return Some(token);
            }
            self.held = Some(token);
            return Some(Token::Text(text));
        }
        Some(Token::Text(std::mem::take(&mut self.rest)))
    }
}

impl<'a> Tokens<'a> {
    /// The tag or comment that `rest` begins with, and its length.
    fn markup(&mut self, rest: &'a str) -> Option<(Token<'a>, usize)> {
        if let Some(behind) = rest.strip_prefix("<!--") {
            if self.no_comment_ends {
                return None;
            }
            let end = behind.find("-->").map(|at| at + 7);
            self.no_comment_ends = end.is_none();
            return end.map(|end| (Token::Comment(&rest[..end]), end));
        }
        let tag = tag(rest)?;
        Some((Token::Tag(tag), tag.raw.len()))
    }
}

/// The tag that `rest` begins with.
fn tag(rest: &str) -> Option<Tag<'_>> {
    let behind = rest.strip_prefix('<')?;
    let (end, behind) = behind.strip_prefix('/').map_or((false, behind), |behind| (true, behind));
    let name_len = behind.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(behind.len());
    let (name, attributes) = behind.split_at(name_len);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !attributes.starts_with(is_boundary) {
        return None;
    }
    let mut quote = None;
    for (at, byte) in attributes.bytes().enumerate() {
        match (quote, byte) {
            (_, b'<') => return None,
            (None, b'>') => {
                let raw = &rest[..rest.len() - attributes.len() + at + 1];
                let attributes = attributes[..at].trim();
                let attributes = attributes.strip_suffix('/').unwrap_or(attributes).trim_end();
                return Some(Tag { raw, name, end, attributes });
            }
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            (Some(_) | None, _) => {}
        }
    }
    None
}

fn is_boundary(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, '>' | '/')
}

impl<'a> Tag<'a> {
    /// The value of an attribute, character references resolved; the first one of that name counts, as in browsers.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            // An `=` in the first place belongs to the name, as browsers have it.
            let len = rest
                .char_indices()
                .skip(1)
                .find(|(_, c)| c.is_ascii_whitespace() || matches!(c, '=' | '/'))
                .map_or(rest.len(), |(at, _)| at);
            let (key, behind) = rest.split_at(len);
            let (value, behind) = match behind.trim_start().strip_prefix('=') {
                Some(behind) => value(behind.trim_start()),
                None => ("", behind),
            };
            if key.eq_ignore_ascii_case(name) {
                return Some(decode(value));
            }
            rest = behind;
        }
    }
}

/// An attribute value, and what stands behind it.
fn value(rest: &str) -> (&str, &str) {
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) => rest[1..].split_once(quote).unwrap_or((&rest[1..], "")),
        None => rest.split_at(rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len())),
    }
}

/// Resolves the character references that people write by hand; others stay as they are.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // The longest reference read here is `&#x10FFFF;`.
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((reference(&rest[1..end])?, end))) {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return Some(char::from_u32(code.ok()?).filter(|c| *c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)
}

const NAMED: &[(&str, char)] = &[
    ("amp", '&'),
    ("apos", '\''),
    ("copy", '©'),
    ("gt", '>'),
    ("hellip", '…'),
    ("larr", '←'),
    ("ldquo", '“'),
    ("lsquo", '‘'),
    ("lt", '<'),
    ("mdash", '—'),
    ("middot", '·'),
    ("nbsp", '\u{A0}'),
    ("ndash", '–'),
    ("quot", '"'),
    ("rarr", '→'),
    ("rdquo", '”'),
    ("rsquo", '’'),
    ("shy", '\u{AD}'),
    ("times", '×'),
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(html: &str) -> String {
        let mut out = String::new();
        for token in tokens(html) {
            match token {
                Token::Text(text) => out.push_str(&format!("text {text:?}\n")),
                Token::Comment(text) => out.push_str(&format!("comment {text:?}\n")),
                Token::Tag(tag) => {
                    let kind = if tag.end { "end" } else { "start" };
                    out.push_str(&format!("{kind} {} [{}]\n", tag.name, tag.attributes));
                }
            }
        }
        out
    }

    #[test]
    fn raw_html_is_cut_at_tags_and_comments() {
        let check = |html, expected| assert_eq!(shown(html), expected, "{html}");
        check("a<b>c</b >", "text \"a\"\nstart b []\ntext \"c\"\nend b []\n");
        check("<br/><hr />", "start br []\nstart hr []\n");
        check("<a href=\"x>y\">", "start a [href=\"x>y\"]\n");
        check("<!-- x --><!-- y", "comment \"<!-- x -->\"\ntext \"<!-- y\"\n");
        check("1 < 2 <3 <%= x %>", "text \"1 < 2 <3 <%= x %>\"\n");
        check("<b <i>", "text \"<b \"\nstart i []\n");
        check("<a:b><a=b>", "text \"<a:b><a=b>\"\n");
        check("<a title=\"", "text \"<a title=\\\"\"\n");
    }

    #[test]
    fn attributes_are_read_as_browsers_do() {
        let check = |html, name, expected: Option<&str>| {
            let Some(tag) = tag(html) else { panic!("a tag: {html}") };
            assert_eq!(tag.attribute(name).as_deref(), expected, "{html} {name}");
        };
        check("<img src=a.png alt='x y'/>", "src", Some("a.png"));
        check("<img src=a.png alt='x y'/>", "alt", Some("x y"));
        check("<img SRC = \"a&amp;b\" src=c>", "src", Some("a&b"));
        check("<img data-src=x>", "src", None);
        check("<a title=\"href=x\">", "href", None);
        check("<a href=java&#115;cript:x>", "href", Some("javascript:x"));
        check("<details open>", "open", Some(""));
    }

    #[test]
    fn references_are_resolved() {
        let check = |text, expected| assert_eq!(decode(text), expected);
        check("a &lt;b&gt; &amp;&nbsp;&#x41;&#65;", "a <b> &\u{A0}AA");
        check("&foo; & &#xZ; &#0; &#x110000;", "&foo; & &#xZ; \u{FFFD} \u{FFFD}");
    }

    proptest! {
        #[test]
        fn tokens_lose_nothing(html in "[<>/!a \"'=&;-]{0,80}") {
            let joined: String = tokens(&html).map(|token| match token {
                Token::Text(text) | Token::Comment(text) => text,
                Token::Tag(tag) => tag.raw,
            }).collect();
            prop_assert_eq!(joined, html);
        }
    }
}
