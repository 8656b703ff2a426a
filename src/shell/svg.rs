//! Whether an SVG could do more than show: opened by itself, a browser runs what it holds as part of the site.
//!
//! Entry point: [`is_passive`], a look at the bytes. In doubt it is not: the image is then not published, and the account of
//! the build says so. Opens no file.

/// Elements that run something or load another document.
const ACTIVE: &[&str] = &["<script", "<iframe", "<embed", "<object", "<handler", "<listener", "<!entity"];

/// Whether the text of an SVG holds no script, no handler of events and no address that runs something.
pub(super) fn is_passive(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let text = with_references_resolved(&text.to_ascii_lowercase());
    // Elements may carry a prefix: `<svg:script`.
    let plain = without_prefixes(&text);
    // Browsers pass over white space and controls within the scheme of an address.
    let joined: String = text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    !ACTIVE.iter().any(|element| plain.contains(element))
        && !joined.contains("javascript:")
        && !joined.contains("data:text/html")
        && !has_handler(&text)
}

/// Whether an attribute like `onload=` stands anywhere.
fn has_handler(text: &str) -> bool {
    text.match_indices("on").any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let rest = text[at + 2..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let named = rest.len() < text.len() - at - 2;
        let separate = before.is_some_and(|c| c.is_whitespace() || matches!(c, '"' | '\'' | '/' | ':'));
        separate && named && rest.trim_start().starts_with('=')
    })
}

fn without_prefixes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split('<') {
        let name = piece.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, ':' | '-' | '_' | '.')).next();
        let prefix = name.and_then(|name| name.split_once(':')).map_or(0, |(prefix, _)| prefix.len() + 1);
        out.push('<');
        out.push_str(&piece[prefix..]);
    }
    out
}

/// `&#106;` and `&#x6a;` as the characters they stand for.
fn with_references_resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("&#") {
        out.push_str(&rest[..at]);
        let after = &rest[at + 2..];
        let (digits, base) = after.strip_prefix('x').map_or((after, 10), |hex| (hex, 16));
        let end = digits.find(|c: char| !c.is_digit(base)).unwrap_or(digits.len());
        match u32::from_str_radix(&digits[..end], base).ok().and_then(char::from_u32) {
            Some(c) => {
                out.push(c.to_ascii_lowercase());
                rest = digits[end..].strip_prefix(';').unwrap_or(&digits[end..]);
            }
            None => {
                out.push_str("&#");
                rest = after;
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_passive() {
        let check = |text: &str| assert!(is_passive(text.as_bytes()), "{text}");
        check("<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/></svg>");
        check("<svg><text>once on = off; configuration=3</text><a href=\"https://a.example/\">x</a></svg>");
        check("<svg><text>line&#xa;break &#228; &#; &#x;</text><foreignObject><div>label</div></foreignObject></svg>");
        check("<svg:svg><svg:style>a{color:red}</svg:style></svg:svg>");
    }

    #[test]
    fn what_runs_is_not() {
        let check = |text: &str| assert!(!is_passive(text.as_bytes()), "{text}");
        check("<svg><script>alert(1)</script></svg>");
        check("<svg:svg><svg:SCRIPT>alert(1)</svg:SCRIPT></svg:svg>");
        check("<svg onload=\"alert(1)\"/>");
        check("<svg/onload =alert(1)>");
        check("<svg><a href=\"java\nscript:alert(1)\">x</a></svg>");
        check("<svg><a xlink:href=\"&#106;&#x61;vascript:alert(1)\">x</a></svg>");
        check("<svg><foreignObject><iframe src=\"https://a.example\"/></foreignObject></svg>");
        check("<!DOCTYPE svg [<!ENTITY a \"x\">]><svg/>");
        assert!(!is_passive(b"\xff\xfe<\0s\0"));
    }
}
