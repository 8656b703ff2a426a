//! Addresses as reports write them: percent-encoded, relative to the report or to the top of its folder.
//!
//! Works on text alone: whether there is such a file is for the callers to see.

use std::borrow::Cow;

use super::FileId;

/// The way back from `%20`, for addresses that reports write; as written where that gives no text.
pub fn percent_decoded(address: &str) -> Cow<'_, str> {
    if !address.contains('%') {
        return Cow::Borrowed(address);
    }
    let bytes = address.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = address.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).map_or(Cow::Borrowed(address), Cow::Owned)
}

/// The path of a destination, relative to the content folder, and its fragment. `None` where it leaves that folder or is
/// a fragment alone.
pub fn local_path<'d>(from: &FileId, dest: &'d str) -> Option<(String, Option<&'d str>)> {
    let (address, fragment) = match dest.split_once('#') {
        Some((address, fragment)) => (address, Some(fragment).filter(|fragment| !fragment.is_empty())),
        None => (dest, None),
    };
    let address = address.split('?').next().unwrap_or(address);
    if address.is_empty() {
        return None;
    }
    let decoded = percent_decoded(address);
    let folder = if decoded.starts_with('/') { "" } else { from.folder() };
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some((parts.join("/"), fragment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_decoded_where_they_are_text() {
        let check = |address: &str, expected: &str| assert_eq!(percent_decoded(address), expected);
        check("a%20b/%C3%BC.md", "a b/ü.md");
        check("100%", "100%");
        check("%zz%2", "%zz%2");
        check("%FF%20", "%FF%20");
    }

    #[test]
    fn destinations_are_relative_to_their_report() {
        let check = |from: &str, dest: &str, expected: Option<(&str, Option<&str>)>| {
            let found = local_path(&FileId::new(from), dest);
            assert_eq!(found.as_ref().map(|(path, fragment)| (path.as_str(), *fragment)), expected, "{dest}");
        };
        check("2019/a.md", "b.md", Some(("2019/b.md", None)));
        check("2019/a.md", "../2018/b.md#impact", Some(("2018/b.md", Some("impact"))));
        check("2019/a.md", "/img/a%20b.png?raw=1", Some(("img/a b.png", None)));
        check("a.md", "./img//a.png", Some(("img/a.png", None)));
        check("a.md", "../up.md", None);
        check("a.md", "#impact", None);
        check("a.md", "50%.png", Some(("50%.png", None)));
    }
}
