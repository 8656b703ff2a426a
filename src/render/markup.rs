//! A strict reader of our own markup, for tests: every tag, every attribute, nothing overlooked. `tests/it` reads whole
//! pages and feeds with it, once their first line (`<!DOCTYPE html>`, `<?xml …?>`) is taken off.
//!
//! Much stricter than a browser on purpose: quoted attributes, lower-case names, every element closed in its place.
//! What it accepts, every HTML parser reads the same way.

/// A start tag.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Element {
    pub(crate) name: String,
    /// Names and values, references resolved, in order.
    pub(crate) attributes: Vec<(String, String)>,
    /// The element around it, as an index into [`Page::elements`].
    pub(crate) parent: Option<usize>,
    /// All text in it, that of its children included.
    pub(crate) text: String,
}

/// A fragment of markup that has been read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Page {
    pub(crate) elements: Vec<Element>,
    /// All text, references resolved.
    pub(crate) text: String,
}

const VOID: &[&str] = &["br", "hr", "img", "input", "link", "meta"];

impl Page {
    pub(crate) fn values<'a>(&'a self, attribute: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.elements.iter().filter_map(move |element| element.get(attribute))
    }

    pub(crate) fn ancestors(&self, index: usize) -> impl Iterator<Item = &Element> + '_ {
        std::iter::successors(self.elements[index].parent, |at| self.elements[*at].parent).map(|at| &self.elements[at])
    }
}

impl Element {
    pub(crate) fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| name == attribute).map(|(_, value)| value.as_str())
    }
}

/// Reads markup; the error says what is wrong and where.
pub(crate) fn read(markup: &str) -> Result<Page, String> {
    let mut page = Page::default();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = markup;
    while !rest.is_empty() {
        let near = || rest.chars().take(60).collect::<String>();
        if let Some(behind) = rest.strip_prefix("</") {
            let (name, behind) = behind.split_once('>').ok_or_else(near)?;
            let top = open.pop().ok_or_else(|| format!("closes nothing: {}", near()))?;
            if page.elements[top].name != name {
                return Err(format!("closes {}: {}", page.elements[top].name, near()));
            }
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix('<') {
            let (mut element, closed, behind) = start_tag(behind).ok_or_else(|| format!("bad tag: {}", near()))?;
            element.parent = open.last().copied();
            if !closed && !VOID.contains(&element.name.as_str()) {
                open.push(page.elements.len());
            }
            page.elements.push(element);
            rest = behind;
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            let text = resolve(&rest[..end]).ok_or_else(|| format!("bad text: {}", near()))?;
            open.iter().for_each(|at| page.elements[*at].text.push_str(&text));
            page.text.push_str(&text);
            rest = &rest[end..];
        }
    }
    match open.last() {
        Some(at) => Err(format!("never closed: {}", page.elements[*at].name)),
        None => Ok(page),
    }
}

/// A start tag behind its `<`, whether it closes itself (SVG), and what follows.
fn start_tag(text: &str) -> Option<(Element, bool, &str)> {
    let len = text.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (name, mut rest) = text.split_at(len);
    let mut attributes: Vec<(String, String)> = Vec::new();
    loop {
        if let Some(behind) = rest.strip_prefix('>') {
            let name = name.to_string();
            return (!name.is_empty()).then_some((
                Element { name, attributes, parent: None, text: String::new() },
                false,
                behind,
            ));
        }
        if let Some(behind) = rest.strip_prefix("/>") {
            return Some((
                Element { name: name.to_string(), attributes, parent: None, text: String::new() },
                true,
                behind,
            ));
        }
        rest = rest.strip_prefix(' ')?;
        let len = rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | ':'))?;
        let (key, behind) = rest.split_at(len);
        if key.is_empty() || attributes.iter().any(|(known, _)| known == key) {
            return None;
        }
        rest = match behind.strip_prefix("=\"") {
            Some(behind) => {
                let (value, behind) = behind.split_once('"')?;
                if value.contains('<') {
                    return None;
                }
                attributes.push((key.to_string(), resolve(value)?));
                behind
            }
            None => {
                attributes.push((key.to_string(), String::new()));
                behind
            }
        };
    }
}

/// Text with its references resolved; `None` where it holds a bare `&` or `>`, or a control.
fn resolve(text: &str) -> Option<String> {
    // Byte by byte, since pages are long and tests unoptimised: the controls behind ASCII are C2 80 to C2 9F.
    let mut before = 0;
    for byte in text.bytes() {
        let ascii = matches!(byte, b'<' | b'>' | 0x7F) || (byte < 0x20 && byte != b'\n' && byte != b'\t');
        if ascii || (before == 0xC2 && byte < 0xA0) {
            return None;
        }
        before = byte;
    }
    let mut parts = text.split('&');
    let mut out = parts.next()?.to_string();
    for part in parts {
        let (name, rest) = part.split_once(';')?;
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "#39" => '\'',
            _ => return None,
        });
        out.push_str(rest);
    }
    Some(out)
}
