//! The first sentences of a section as plain text: what a summary quotes.

use crate::model::Section;
use crate::source::{SourceFile, Span};
use crate::syntax::block::{self, Block};

/// The longest excerpt, in characters.
const LONGEST: usize = 280;

/// How many lines of a paragraph are looked at, on either side of a place.
const PARAGRAPH_LINES: usize = 6;

/// How much of a section is looked at, in bytes: enough for any excerpt, however long the section.
const LOOKED_AT: usize = 3000;

/// The first sentences of a section, plain, at most [`LONGEST`] characters and cut at a sentence or word. `None` where
/// the section holds no text.
pub(super) fn of(source: &SourceFile, section: &Section) -> Option<String> {
    let mut text = String::new();
    for span in section.evidence.spans() {
        let mut end = span.end.min(span.start.saturating_add(LOOKED_AT as u32)) as usize;
        while !source.text.is_char_boundary(end.min(source.text.len())) {
            end -= 1;
        }
        read(source, span.start as usize, end.min(source.text.len()), &mut text);
        if text.chars().count() > LONGEST {
            break;
        }
    }
    let text = without_label(text.trim(), &section.heading);
    (!text.is_empty()).then(|| cut(text))
}

/// The sentence that holds a place, plain, with what stands around it in its paragraph; of a place with several sentences the
/// whole of it.
pub(super) fn quote(source: &SourceFile, span: Span) -> String {
    let text = &source.text;
    let Some((before, behind)) = text.get(..span.start as usize).zip(text.get(span.end as usize..)) else {
        return String::new();
    };
    let ends = |part: &str| part.as_bytes().windows(2).rposition(is_end);
    let first = paragraph_start(before);
    let start = ends(&before[first..]).map_or(first, |at| first + at + 2);
    let rest = &behind[..paragraph_end(behind)];
    let stop = rest.as_bytes().windows(2).position(is_end);
    // A sentence that ends with the place itself goes no further.
    let closed = text[..span.end as usize].ends_with(['.', '!', '?']);
    let end = if closed { span.end as usize } else { span.end as usize + stop.map_or(rest.len(), |at| at + 1) };
    let mut out = String::new();
    read(source, start, end.min(text.len()), &mut out);
    if out.is_empty() {
        out.push_str(text[start..end].trim_matches(|c: char| matches!(c, '#' | '|' | '*' | '-') || c.is_whitespace()));
    }
    let out = out.trim_matches(|c: char| c == '|' || c.is_whitespace());
    // Of a row of a table, its cells.
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    if text[line..].trim_start().starts_with('|') { cut(&out.replace(" | ", " · ")) } else { cut(out) }
}

fn is_end(pair: &[u8]) -> bool {
    matches!(pair, [b'.' | b'!' | b'?', b' ' | b'\n'])
}

/// Where the paragraph or item begins that holds the end of a text; not far back.
fn paragraph_start(before: &str) -> usize {
    let mut start = before.rfind('\n').map_or(0, |at| at + 1);
    for _ in 0..PARAGRAPH_LINES {
        let above = before[..start].strip_suffix('\n').unwrap_or("");
        let line = above.rfind('\n').map_or(0, |at| at + 1);
        if begins_block(&before[start..]) || above[line..].trim().is_empty() || is_alone(&above[line..]) {
            break;
        }
        start = line;
    }
    start
}

/// Where the paragraph or item ends that a text goes on with; not far off.
fn paragraph_end(behind: &str) -> usize {
    let mut end = behind.find('\n').unwrap_or(behind.len());
    for _ in 0..PARAGRAPH_LINES {
        let Some(below) = behind[end..].strip_prefix('\n') else { break };
        let line = below.split('\n').next().unwrap_or("");
        if line.trim().is_empty() || begins_block(line) || is_alone(line) {
            break;
        }
        end += 1 + line.len();
    }
    end
}

/// Whether a line begins an item, a heading, a row or a quotation.
fn begins_block(line: &str) -> bool {
    let line = line.trim_start();
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = number.len() < line.len() && number.starts_with([')', '.']);
    numbered || line.starts_with(['-', '*', '+', '#', '|', '>', '`', ':', '<'])
}

/// Whether a line is a block of its own.
fn is_alone(line: &str) -> bool {
    line.trim_start().starts_with(['#', '|', '`', '<'])
}

/// Adds the running text of a part of a report.
fn read(source: &SourceFile, start: usize, end: usize, out: &mut String) {
    match source.text.get(start..end).and_then(simple) {
        Some(paragraphs) => paragraphs.iter().for_each(|text| add(text, out)),
        None => collect(&block::read(&source.text, Span::new(start, end)), out),
    }
}

/// The paragraphs and items of a text, plain, where it need not be parsed: most texts are words, items of one level, short code and
/// links. `None` for all others.
fn simple(text: &str) -> Option<Vec<String>> {
    let mut out: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in text.trim_end().split('\n') {
        if line.is_empty() {
            goes_on = false;
            continue;
        }
        let item = line.strip_prefix("* ").or_else(|| line.strip_prefix("- "));
        match out.last_mut().filter(|_| goes_on && item.is_none()) {
            Some(before) => before.push(' '),
            None => out.push(String::with_capacity(line.len())),
        }
        push_simple(out.last_mut()?, item.unwrap_or(line))?;
        goes_on = true;
    }
    Some(out)
}

/// Adds a line of such a text, its mark of an item taken off.
fn push_simple(out: &mut String, line: &str) -> Option<()> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b" ,.;:()%-+/?!'\"".contains(&byte);
    let is_address = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/:#?=&%+".contains(&byte);
    let begins_well = line.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    if !begins_well || line.ends_with(' ') || line.contains("  ") {
        return None;
    }
    let mut rest = line;
    loop {
        let words = rest.bytes().position(|byte| !is_word(byte)).unwrap_or(rest.len());
        let (words, marked) = rest.split_at(words);
        out.push_str(words);
        let (shown, behind) = match marked.as_bytes().first() {
            None => return Some(()),
            Some(b'`') => marked[1..].split_once('`').filter(|(_, behind)| !behind.starts_with('`'))?,
            Some(b'[') if !words.ends_with('!') => {
                let (label, link) = marked[1..].split_once("](")?;
                let (address, behind) = link.split_once(')')?;
                (!address.is_empty() && address.bytes().all(is_address)).then_some((label, behind))?
            }
            Some(_) => return None,
        };
        if shown.is_empty() || shown.starts_with(' ') || shown.ends_with(' ') || !shown.bytes().all(is_word) {
            return None;
        }
        out.push_str(shown);
        rest = behind;
    }
}

/// Running text in reading order; items of lists are set apart by semicolons.
fn collect(section: &block::Section, out: &mut String) {
    blocks(&section.blocks, out);
    for child in &section.children {
        if out.chars().count() > LONGEST {
            return;
        }
        collect(child, out);
    }
}

fn blocks(all: &[Block], out: &mut String) {
    for block in all {
        if out.len() > LONGEST * 4 {
            return;
        }
        match block {
            Block::Paragraph { inline, .. } => add(inline.plain(), out),
            Block::List { items, .. } => items.iter().for_each(|item| blocks(&item.blocks, out)),
            Block::Quote { blocks: inner, .. } => blocks(inner, out),
            Block::Table { rows, .. } => {
                for row in rows {
                    let cells: Vec<&str> = row.cells.iter().map(|cell| cell.inline.plain()).collect();
                    add(cells.join(" ").trim(), out);
                }
            }
            Block::Code { .. } | Block::Html { .. } | Block::Footnote { .. } | Block::Rule { .. } => {}
        }
    }
}

/// Adds a paragraph or item; what does not end in a stop is set apart by a semicolon.
fn add(text: &str, out: &mut String) {
    let text = text.trim_matches(|c: char| c == '|' || c.is_whitespace());
    if text.is_empty() {
        return;
    }
    if !out.is_empty() {
        out.push_str(if out.ends_with(['.', '!', '?', ':', ';', '…']) { " " } else { "; " });
    }
    out.push_str(text);
}

/// The text behind the label that a labelled field begins with: `Impact: none` is `none`.
fn without_label<'t>(text: &'t str, label: &str) -> &'t str {
    let head = text.get(..label.len()).filter(|head| !label.is_empty() && head.eq_ignore_ascii_case(label));
    match head {
        Some(head) => {
            // Of a bold label the section holds the marks behind it, not those in front.
            text[head.len()..]
                .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '|' | ';' | '*' | '_'))
        }
        None => text,
    }
}

/// Cuts at the last end of a sentence that fits, where that keeps a good part; else at a word.
pub(super) fn cut(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(LONGEST) else {
        return text.to_owned();
    };
    let head = &text[..end];
    let stop = head.as_bytes().windows(2).rposition(|pair| matches!(pair, [b'.' | b'!' | b'?', b' ']));
    if let Some(stop) = stop.filter(|stop| *stop > LONGEST / 3) {
        return text[..=stop].to_owned();
    }
    let word = head.rfind(' ').unwrap_or(end);
    format!("{} …", head[..word].trim_end_matches([',', ';', ':']))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Evidence, Rule};

    #[test]
    fn a_place_is_quoted_with_its_sentence() {
        let check = |text: &str, words: &str, expected: &str| {
            let source = SourceFile::new("a.md", text);
            let start = text.find(words).expect("the words");
            assert_eq!(quote(&source, Span::new(start, start + words.len())), expected, "{text}");
        };
        check(
            "One.\nTwo is. See [the **old** one](a.md) there. More.\nx",
            "[the **old** one](a.md)",
            "See the old one there.",
        );
        check("# Head\nOne. It was\nseen before\nin May. More.\n\nx", "seen before", "It was seen before in May.");
        check("- one\n  went seen\n  on\n- two", "seen", "one went seen on");
        check("- an item\n- Pin `modules` to a version\n", "modules", "Pin modules to a version");
        check("| 10:00 | it was seen before |\n", "seen", "10:00 · it was seen before");
        check("# The relay is full", "relay", "The relay is full");
        check("The relay (A) is full. Mail waits.", "relay", "The relay (A) is full.");
        check("The **relay** is full.", "is", "The relay is full.");
        check("    indented code", "code", "indented code");
        check("All of it. And more.", "All of it.", "All of it.");
    }

    #[test]
    fn simple_texts_are_those_of_words_items_code_and_links() {
        let check = |text: &str, expected: Option<&[&str]>| {
            let found = simple(text);
            let found: Option<Vec<&str>> = found.as_ref().map(|found| found.iter().map(String::as_str).collect());
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check("It was\nrolled-back.\n\nMore.\n", Some(&["It was rolled-back.", "More."]));
        check("Of all:\n* one `pod a`\n  \n", Some(&["Of all:", "one pod a"]));
        check("See [ticket OPS-1](https://a.example/b?c=1#d).", Some(&["See ticket OPS-1."]));
        check("See ![it](a.png).", None);
        check("See [it][1].", None);
        check("It is **down**.", None);
        check("1. one", None);
        check("* one\n  * two", None);
        check("Head\n---", None);
        check("a | b", None);
        check("a ``b``", None);
    }

    proptest! {
        #[test]
        fn simple_texts_read_as_parsed_ones(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "The relay", "rolled-back", "* item", "- other", "\n", "\n\n", "\n", " ", "  ", "`code`", "[a b](b.md)",
                    "(", ")", ".", "! ", "?", ": ", "'", "\"", "+ ", "- ", "* ", "---", "1. ", "/", "`", "[", "](", "x", "www.a.b",
                    "http://a.b/c", "%",
                ]),
                0..12,
            ),
        ) {
            let text = pieces.concat();
            if let Some(paragraphs) = simple(&text) {
                let (mut plain, mut parsed) = (String::new(), String::new());
                paragraphs.iter().for_each(|text| add(text, &mut plain));
                collect(&block::read(&text, Span::new(0, text.len())), &mut parsed);
                prop_assert_eq!(plain, parsed, "{}", text);
            }
        }
    }

    fn check(heading: &str, text: &str, expected: Option<&str>) {
        let source = SourceFile::new("a.md", text);
        let evidence = Evidence::new(Rule::Section, Span::new(0, text.len()));
        let section = Section { heading: heading.to_owned(), evidence };
        assert_eq!(of(&source, &section).as_deref(), expected);
    }

    #[test]
    fn excerpts_are_plain_text() {
        check(
            "Impact",
            "Checkout was **down** for [all](x) users.\n\nMore.",
            Some("Checkout was down for all users. More."),
        );
        check("Impact", "* no builds\n* no deploys\n", Some("no builds; no deploys"));
        check("Impact", "**Impact**: none", Some("none"));
        check("Impact", "Impact**: none", Some("none"));
        check("Impact", "### For users\n\nNone.", Some("None."));
        check("Impact", "```\ncode\n```", None);
    }

    #[test]
    fn excerpts_end_at_a_sentence_or_word() {
        let sentence = "This is a sentence of about fifty characters, yes. ";
        let long = sentence.repeat(12);
        let source = SourceFile::new("a.md", &long);
        let evidence = Evidence::new(Rule::Section, Span::new(0, long.len()));
        let found = of(&source, &Section { heading: String::new(), evidence }).unwrap_or_default();
        assert!(found.ends_with("yes.") && found.len() <= LONGEST, "{found}");
        assert!(cut(&"word ".repeat(100)).ends_with("word …"));
    }
}
