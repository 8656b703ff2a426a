//! Tables written in HTML, as the block that those of Markdown are.
//!
//! [`read`] takes rows and cells out of `<table>…</table>`. Within cells, bold, italics, code, links and line breaks count;
//! all other tags are left out. A table within a table stays the HTML that it is.

use std::borrow::Cow;

use pulldown_cmark::Alignment;

use super::block::{Block, Cell, TableRow};
use super::inline::{Draft, Inline, Link, Run, RunKind, Style};
use crate::source::Span;

/// The table that begins at `from`, and where it ends; `None` where it does not end before `until` or holds another one.
pub(super) fn read(text: &str, from: usize, until: usize) -> Option<(Block, usize)> {
    let source = text.get(from..until)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut open: Option<usize> = None;
    for (at, _) in source.match_indices('<').skip(1) {
        let Some(tag) = Tag::at(source, at) else { continue };
        let structural = ["td", "th", "tr", "table"].iter().any(|name| tag.is(name));
        if !structural {
            continue;
        }
        if let (Some(start), Some(row)) = (open.take(), rows.last_mut()) {
            row.cells.push(cell(text, Span::new(from + start, from + at)));
        }
        match (tag.is("table"), tag.closes) {
            (true, false) => return None,
            (true, true) => return Some((table(rows, Span::new(from, from + tag.end))?, from + tag.end)),
            (false, true) => {}
            (false, false) if tag.is("tr") => rows.push(Row { at: from + at, ..Row::default() }),
            (false, false) => {
                open = Some(tag.end);
                if let Some(row) = rows.last_mut() {
                    row.headed |= tag.is("th");
                    row.plain |= tag.is("td");
                }
            }
        }
    }
    None
}

/// Whether a text begins with a table.
pub(super) fn begins(text: &str) -> bool {
    text.starts_with('<') && Tag::at(text, 0).is_some_and(|tag| tag.is("table") && !tag.closes)
}

#[derive(Default)]
struct Row {
    at: usize,
    cells: Vec<Cell>,
    /// Whether it has head cells, and whether others.
    headed: bool,
    plain: bool,
}

fn table(mut rows: Vec<Row>, span: Span) -> Option<Block> {
    rows.retain(|row| !row.cells.is_empty());
    let width = rows.iter().map(|row| row.cells.len()).max()?;
    let empty = |at: usize| Cell { inline: Inline::default(), span: Span::new(at, at) };
    let named = rows.first().is_some_and(|row| row.headed && !row.plain);
    let mut rows: Vec<TableRow> = rows
        .into_iter()
        .map(|mut row| {
            let end = row.cells.last().map_or(row.at, |cell| cell.span.range().end);
            row.cells.resize_with(width, || empty(end));
            TableRow { cells: row.cells, span: Span::new(row.at, end) }
        })
        .collect();
    let start = span.range().start;
    let bare = || TableRow { cells: (0..width).map(|_| empty(start)).collect(), span: Span::new(start, start) };
    let head = if named { rows.remove(0) } else { bare() };
    Some(Block::Table { alignments: vec![Alignment::None; width], head, rows, span })
}

/// A tag at a place in a text.
struct Tag<'t> {
    name: &'t str,
    closes: bool,
    attributes: &'t str,
    end: usize,
}

impl<'t> Tag<'t> {
    fn at(text: &'t str, at: usize) -> Option<Self> {
        let inner = text[at..].strip_prefix('<')?;
        let closes = inner.starts_with('/');
        let name = inner.strip_prefix('/').unwrap_or(inner);
        let letters = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        // A tag of more than this is none.
        let end = name.bytes().take(2_000).position(|byte| byte == b'>')?;
        let end_at = text.len() - name.len() + end + 1;
        let attributes = name.get(letters..end)?;
        (letters > 0).then(|| Self { name: &name[..letters], closes, attributes, end: end_at })
    }

    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The destination of a link.
    fn href(&self) -> Option<&'t str> {
        let (_, rest) = self.attributes.split_once("href=")?;
        let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        rest[1..].split(quote).next()
    }
}

/// A cell from its source.
fn cell(text: &str, span: Span) -> Cell {
    let source = &text[span.range()];
    let start = span.range().start;
    let mut reader = Reader::default();
    let mut at = 0;
    while at < source.len() {
        let next = source[at..].find('<').map_or(source.len(), |next| at + next);
        if next > at {
            reader.text(&source[at..next], Span::new(start + at, start + next));
        }
        at = next;
        match Tag::at(source, at) {
            Some(tag) => {
                reader.tag(&tag, Span::new(start + at, start + tag.end));
                at = tag.end;
            }
            None if at < source.len() => {
                reader.text("<", Span::new(start + at, start + at + 1));
                at += 1;
            }
            None => {}
        }
    }
    Cell { inline: reader.inline.done(), span }
}

/// The running text of a cell while it is read.
#[derive(Default)]
struct Reader {
    inline: Draft,
    style: Style,
    code: bool,
    link: Option<usize>,
    /// A line break that counts once something follows it.
    broken: bool,
}

impl Reader {
    fn tag(&mut self, tag: &Tag<'_>, span: Span) {
        let opens = !tag.closes;
        match tag.name.to_ascii_lowercase().as_str() {
            "b" | "strong" => self.style.strong = opens,
            "i" | "em" => self.style.emphasis = opens,
            "s" | "del" => self.style.struck = opens,
            "code" => self.code = opens,
            "a" => {
                self.link = tag.href().filter(|_| opens).map(|dest| {
                    let dest = decoded(dest).into_owned();
                    self.inline.links.push(Link { dest, title: String::new(), span });
                    self.inline.links.len() - 1
                });
            }
            "br" | "p" | "div" | "li" | "ul" | "ol" => self.broken = !self.inline.runs.is_empty(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str, span: Span) {
        let mut folded = String::with_capacity(text.len());
        for c in decoded(text).chars() {
            let blank = c.is_whitespace();
            if !blank {
                folded.push(c);
            } else if !folded.ends_with(' ') {
                folded.push(' ');
            }
        }
        let opens = self.inline.runs.is_empty() || self.broken;
        let text = if opens { folded.trim_start() } else { folded.as_str() };
        if text.is_empty() || opens && text.trim().is_empty() {
            return;
        }
        let (style, link) = (self.style, self.link);
        if std::mem::take(&mut self.broken) {
            let span = Span { end: span.start, ..span };
            self.inline.runs.push(Run { kind: RunKind::HardBreak, text: String::new(), style, link: None, span });
        }
        let kind = if self.code { RunKind::Code } else { RunKind::Text };
        self.inline.runs.push(Run { kind, text: text.to_string(), style, link, span });
    }
}

/// A text with the entities resolved that tables have.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let named = [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&ndash;", "–")];
    let plain = named.iter().fold(text.to_string(), |text, (entity, sign)| text.replace(entity, sign));
    Cow::Owned(plain.replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use crate::source::SourceFile;
    use crate::syntax;
    use crate::syntax::Block;

    /// The cells of the first table, a line a row.
    fn rows(text: &str) -> String {
        let document = syntax::parse(&SourceFile::new("a.md", text)).value;
        let table = document.root.blocks.iter().find_map(|block| match block {
            Block::Table { head, rows, .. } => Some(std::iter::once(head).chain(rows)),
            _ => None,
        });
        let line =
            |row: &syntax::TableRow| row.cells.iter().map(|cell| cell.inline.plain()).collect::<Vec<_>>().join("|");
        table.map_or_else(String::new, |rows| rows.map(line).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn tables_of_html_are_tables() {
        let check = |text: &str, expected: &str| assert_eq!(rows(text), expected, "{text}");
        check(
            "<table>\n<tr><th>Time</th><th>Event</th></tr>\n\n<tr>\n  <td>10:30</td>\n  <td>Disk &amp; <b>net</b><br>fail</td>\n\
             </tr></table>\n",
            "Time|Event\n10:30|Disk & net fail",
        );
        check("<TABLE border=1><TR><TD>a<TD>b<TR><TD>c</TABLE>", "|\na|b\nc|");
        check("<table><tr><td><table><tr><td>a</td></tr></table></td></tr></table>", "");
        check("<table><tr><td>a</td>", "");
    }

    #[test]
    fn what_stands_around_a_table_is_kept() {
        let text = "<table><tr><td>a</td></tr></table>\n<p>b\n\n<table>\n<tr><td>c</td></tr>\n\n</table>\n\nd\n";
        let document = syntax::parse(&SourceFile::new("a.md", text)).value;
        let kinds: Vec<&str> = document.root.blocks.iter().map(|block| &text[block.span().range()]).collect();
        assert_eq!(
            kinds,
            ["<table><tr><td>a</td></tr></table>", "<p>b", "<table>\n<tr><td>c</td></tr>\n\n</table>", "d"]
        );
    }
}
