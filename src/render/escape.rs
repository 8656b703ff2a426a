//! Text to markup, the one place where it happens: element content, attribute values, addresses, and the source view.
//!
//! Besides the characters that HTML claims, this neutralises those that deceive a reader: controls, and the marks that
//! reorder text ("Trojan Source", CVE-2021-42574). They are shown, never passed on. Text without any of them, which is
//! nearly all text, is copied in one piece.

use std::borrow::Cow;
use std::fmt::Write;

use crate::model::written::push_count;
use crate::source::{Lines, SourceFile};

/// Escapes for any place in HTML, quoted attributes included. Allocates only where something has to change.
pub fn html(text: &str) -> Cow<'_, str> {
    if find(text, 0, Place::Attribute).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    push(&mut out, text, Place::Attribute);
    Cow::Owned(out)
}

/// Adds text as the content of an element that may hold a `<span>`: controls stand marked as `class="ctl"`.
pub fn push_text(out: &mut String, text: &str) {
    push(out, text, Place::Content);
}

/// Adds text as the content of an element that holds nothing but text: `<title>`, `<option>`, SVG `<text>`.
pub fn push_bare(out: &mut String, text: &str) {
    push(out, text, Place::Bare);
}

/// Adds text inside a quoted attribute, the quotes not included.
pub fn push_attr(out: &mut String, text: &str) {
    push(out, text, Place::Attribute);
}

/// Adds an address inside a quoted attribute. What no address may hold is percent-encoded, all else stays as it is.
pub fn push_url(out: &mut String, url: &str) {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$()*+,;=%".contains(&byte);
    if url.bytes().all(plain) {
        out.push_str(url);
        return;
    }
    let mut done = 0;
    for (at, c) in url.char_indices() {
        let unfit = c <= ' ' || matches!(c, '"' | '<' | '>' | '`' | '\\' | '\x7f') || is_control(c);
        if unfit || matches!(c, '&' | '\'') {
            out.push_str(&url[done..at]);
            done = at + c.len_utf8();
            match c {
                '&' => out.push_str("&amp;"),
                '\'' => out.push_str("&#39;"),
                _ => url[at..done].bytes().for_each(|byte| {
                    let _ = write!(out, "%{byte:02X}");
                }),
            }
        }
    }
    out.push_str(&url[done..]);
}

/// The raw source, each line an anchor: `<pre class="source">` of `<span id="L12">`, line breaks between.
///
/// Line numbers are left to CSS, and the lines are to stay inline, so that a selection copies the text and nothing else.
/// The anchors count from 1 as [`crate::source::LineIndex`] does. Where `shown` names lines, in order, only those stand
/// there, and each says its number: `data-line="12"`.
pub fn source_view(source: &SourceFile, shown: &[Lines], out: &mut String) {
    let part = !shown.is_empty();
    // A text without any line has line 1 all the same: what is said of an empty file leads there.
    let all = [Lines { first: 1, last: source.lines.count() }];
    if !part {
        out.reserve(source.text.len() + source.text.len() / 32 + 24 * source.lines.count() as usize + 64);
    }
    out.push_str("<pre class=\"source\" tabindex=\"0\">");
    let mut next = 1;
    for range in if part { shown } else { &all } {
        for number in range.first.max(next)..=range.last.min(source.lines.count()) {
            let Some(line) = source.lines.span_of_line(number) else { break };
            out.push_str("<span id=\"L");
            push_count(out, number.into());
            if part {
                out.push_str("\" data-line=\"");
                push_count(out, number.into());
            }
            out.push_str("\">");
            push_text(out, source.slice(line));
            out.push_str("</span>\n");
        }
        next = next.max(range.last + 1);
    }
    out.push_str("</pre>\n");
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Content,
    Bare,
    Attribute,
}

/// Whether a look is needed at a byte: what HTML claims, C0 controls, and the lead bytes of suspicious characters.
fn is_special(byte: u8) -> bool {
    match byte {
        b'\t' | b'\n' => false,
        0..0x20 | 0x7F | b'&' | b'<' | b'>' | b'"' | b'\'' | 0xC2 | 0xE2 | 0xEF => true,
        _ => false,
    }
}

/// Whether any of eight bytes may be one of those: never `false` where one is. All eight are compared at once, as one
/// number, since nearly all text passes.
fn may_be_special(bytes: [u8; 8]) -> bool {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = EACH << 7;
    let bytes = u64::from_le_bytes(bytes);
    // The high bit of a byte that is zero: only such a byte borrows from above and was not high before.
    let zero = |bytes: u64| bytes.wrapping_sub(EACH) & !bytes;
    let is = |bytes: u64, byte: u8| zero(bytes ^ (EACH * u64::from(byte)));
    let control = bytes.wrapping_sub(EACH * 0x20) & !bytes;
    // `&` and `'` differ in the lowest bit alone, `<` and `>` in the next.
    let claimed = is(bytes | EACH, b'\'') | is(bytes | EACH << 1, b'>') | is(bytes, b'"');
    (bytes | control | claimed | is(bytes, 0x7F)) & HIGH != 0
}

/// The next character at or behind `from` that must not stand as it is.
fn find(text: &str, from: usize, place: Place) -> Option<(usize, char)> {
    let mut at = from;
    loop {
        at += position(text.as_bytes().get(at..)?)?;
        let c = text[at..].chars().next()?;
        let changes = match c {
            '&' | '<' | '>' => true,
            '"' | '\'' => place == Place::Attribute,
            c => is_control(c),
        };
        if changes {
            return Some((at, c));
        }
        at += c.len_utf8();
    }
}

/// Where the first byte stands at which a look is needed.
fn position(bytes: &[u8]) -> Option<usize> {
    let (chunks, rest) = bytes.as_chunks::<8>();
    for (index, chunk) in chunks.iter().enumerate().filter(|(_, chunk)| may_be_special(**chunk)) {
        if let Some(at) = chunk.iter().position(|byte| is_special(*byte)) {
            return Some(index * 8 + at);
        }
    }
    rest.iter().position(|byte| is_special(*byte)).map(|at| chunks.len() * 8 + at)
}

fn push(out: &mut String, text: &str, place: Place) {
    let mut done = 0;
    while let Some((at, c)) = find(text, done, place) {
        out.push_str(&text[done..at]);
        done = at + c.len_utf8();
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if place == Place::Content => {
                out.push_str("<span class=\"ctl\">");
                push_control(out, c);
                out.push_str("</span>");
            }
            c => push_control(out, c),
        }
    }
    out.push_str(&text[done..]);
}

/// Whether a character is shown by name: it has no glyph, reorders what stands around it, or is no character at all.
fn is_control(c: char) -> bool {
    match c {
        '\t' | '\n' => false,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        '\u{FFFE}' | '\u{FFFF}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FFF9}'..='\u{FFFB}' => true,
        c => c.is_control(),
    }
}

/// A visible stand-in: `␛` for the controls of ASCII, `[U+202E]` for the rest.
fn push_control(out: &mut String, c: char) {
    match c as u32 {
        code @ 0..0x20 => out.extend(char::from_u32(0x2400 + code)),
        0x7F => out.push('\u{2421}'),
        code => {
            let _ = write!(out, "[U+{code:04X}]");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_for_its_place() {
        let check = |text: &str, content: &str, attribute: &str| {
            let (mut a, mut b) = (String::new(), String::new());
            push_text(&mut a, text);
            push_attr(&mut b, text);
            assert_eq!((a.as_str(), b.as_str()), (content, attribute), "{text:?}");
            assert_eq!(html(text), attribute);
        };
        check("plain – “text”\n\tüß", "plain – “text”\n\tüß", "plain – “text”\n\tüß");
        check("<a b=\"c\" d='e'>&", "&lt;a b=\"c\" d='e'&gt;&amp;", "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
        check("a\0b", "a<span class=\"ctl\">␀</span>b", "a␀b");
        check("\u{202E}x", "<span class=\"ctl\">[U+202E]</span>x", "[U+202E]x");
        check("\u{85}\u{7f}", "<span class=\"ctl\">[U+0085]</span><span class=\"ctl\">␡</span>", "[U+0085]␡");
        check("\u{200F}\u{200D}", "\u{200F}\u{200D}", "\u{200F}\u{200D}");
        check("", "", "");
    }

    #[test]
    fn unchanged_text_is_not_copied() {
        assert!(matches!(html("it’s 5 – no more"), Cow::Borrowed(_)));
    }

    #[test]
    fn addresses_keep_their_meaning() {
        let check = |url: &str, expected: &str| {
            let mut out = String::new();
            push_url(&mut out, url);
            assert_eq!(out, expected);
        };
        check("https://a.example/x?b=1&c='2'#d", "https://a.example/x?b=1&amp;c=&#39;2&#39;#d");
        check("a b\"<c>.png", "a%20b%22%3Cc%3E.png");
        check("ü%20\u{202E}", "ü%20%E2%80%AE");
        check("a\\b", "a%5Cb");
    }

    #[test]
    fn the_source_view_shows_the_lines_of_a_part() {
        let shown = [Lines { first: 1, last: 1 }, Lines { first: 3, last: 9 }];
        let mut out = String::new();
        source_view(&SourceFile::new("a.md", "a\nb\nc\nd\n"), &shown, &mut out);
        let line = |number, text| format!("<span id=\"L{number}\" data-line=\"{number}\">{text}</span>\n");
        let lines = [line(1, "a"), line(3, "c"), line(4, "d")].concat();
        assert_eq!(out, format!("<pre class=\"source\" tabindex=\"0\">{lines}</pre>\n"));
    }

    #[test]
    fn the_source_view_numbers_lines() {
        let mut out = String::new();
        source_view(&SourceFile::new("a.md", "a <b>\n\nc\u{202E}\n"), &[], &mut out);
        assert_eq!(
            out,
            "<pre class=\"source\" tabindex=\"0\"><span id=\"L1\">a &lt;b&gt;</span>\n\
             <span id=\"L2\"></span>\n\
             <span id=\"L3\">c<span class=\"ctl\">[U+202E]</span></span>\n</pre>\n"
        );
        out.clear();
        source_view(&SourceFile::new("a.md", ""), &[], &mut out);
        assert!(out.contains("<span id=\"L1\"></span>"), "{out}");
    }
}
