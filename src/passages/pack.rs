//! Passages as one string: a line each, its kind in front.
//!
//! `#` begins a heading, `=` prose, `|` what stands in a table or as code, `-` front matter, `@` an entry of the timeline with
//! number, time and type between tabs. The script of the search page reads the same lines
//! (`themes/default/search/40-passages.js`).

use std::fmt::{self, Write as _};

/// A piece of the text of an incident.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passage {
    /// What it is.
    pub kind: PassageKind,
    /// What it says, on one line.
    pub text: String,
}

/// What a passage is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PassageKind {
    /// A heading.
    Heading,
    /// Prose: a paragraph or an item.
    Text,
    /// A row of a table, or code.
    Data,
    /// A value of the front matter behind its key.
    Front,
    /// An entry of the timeline.
    Row {
        /// Its place in the timeline, from 1.
        number: u32,
        /// `11:15`, or empty.
        time: String,
        /// The type of event as written, or empty.
        kind: String,
    },
}

impl fmt::Display for Passage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            PassageKind::Heading => write!(f, "# {}", self.text),
            PassageKind::Text => write!(f, "= {}", self.text),
            PassageKind::Data => write!(f, "| {}", self.text),
            PassageKind::Front => write!(f, "- {}", self.text),
            PassageKind::Row { number, time, kind } => write!(f, "{number} {time} {kind} {}", self.text),
        }
    }
}

/// Adds a passage.
pub(super) fn push(out: &mut String, kind: &PassageKind, text: &str) {
    match kind {
        PassageKind::Heading => out.push('#'),
        PassageKind::Text => out.push('='),
        PassageKind::Data => out.push('|'),
        PassageKind::Front => out.push('-'),
        PassageKind::Row { number, time, kind } => {
            // Writing to a string has no way to fail.
            let _ = write!(out, "@{number}\t{time}\t");
            push_line(out, kind);
            out.push('\t');
        }
    }
    push_line(out, text.trim());
    out.push('\n');
}

/// Adds a text with everything that ends a line or a field as a space.
fn push_line(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = control(rest) {
        out.push_str(&rest[..at]);
        out.push(' ');
        rest = rest[at..].trim_start_matches(|c: char| c.is_control());
    }
    out.push_str(rest);
}

/// Where the first control character stands. Nearly no text has one, and bytes tell that.
fn control(text: &str) -> Option<usize> {
    let may_be = |byte: u8| byte < 0x20 || byte == 0x7f || byte == 0xc2;
    if text.bytes().fold(false, |any, byte| any | may_be(byte)) { text.find(char::is_control) } else { None }
}

/// The passages of such a string. A line that is none is left out.
pub(super) fn read(text: &str) -> Vec<Passage> {
    text.lines().filter_map(passage).collect()
}

fn passage(line: &str) -> Option<Passage> {
    let text = line.get(1..)?.to_owned();
    match line.as_bytes().first()? {
        b'#' => Some(Passage { kind: PassageKind::Heading, text }),
        b'=' => Some(Passage { kind: PassageKind::Text, text }),
        b'|' => Some(Passage { kind: PassageKind::Data, text }),
        b'-' => Some(Passage { kind: PassageKind::Front, text }),
        b'@' => {
            let mut fields = text.splitn(4, '\t');
            let mut next = || fields.next().map(str::to_owned);
            let (number, time, kind, text) = (next()?.parse().ok()?, next()?, next()?, next()?);
            Some(Passage { kind: PassageKind::Row { number, time, kind }, text })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_is_one_line() {
        let mut text = String::new();
        push(&mut text, &PassageKind::Text, " a\n\tb\u{7}c ");
        push(
            &mut text,
            &PassageKind::Row { number: 3, time: "07:30".to_owned(), kind: "app\tevent".to_owned() },
            "x\ty",
        );
        push(&mut text, &PassageKind::Heading, "Cause");
        assert_eq!(text, "=a b c\n@3\t07:30\tapp event\tx y\n#Cause\n");
        let list: Vec<String> = read(&text).iter().map(Passage::to_string).collect();
        assert_eq!(list, ["= a b c", "3 07:30 app event x y", "# Cause"]);
    }

    #[test]
    fn what_is_no_passage_is_left_out() {
        assert_eq!(read(""), []);
        assert_eq!(read("x\n@1\n\n"), []);
    }
}
