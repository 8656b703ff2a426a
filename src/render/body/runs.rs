//! Running text: marks, links, code, bare addresses, and the raw tags that are let through.
//!
//! Runs are flat, HTML is a tree. The order of nesting is fixed, so that any mixture closes properly: raw tags around
//! links, raw tags within links, and marks innermost, closed before and opened again behind each of the others.

use linkify::{LinkFinder, LinkKind};

use super::balance::{Balance, Element, Room, Verdict};
use super::raw::{self, Tag, Token};
use super::writer::{Writer, Written};
use crate::render::escape;
use crate::source::Span;
use crate::syntax::inline::is_markup_tag;
use crate::syntax::{Inline, Run, RunKind, Style};

/// Writes running text; `room` says whether raw blocks such as `<ul>` may stand in it.
pub(super) fn inline(writer: &mut Writer<'_>, inline: &Inline, room: Room) {
    let around = enclosing_links(inline);
    let context = |run: &Run| match (run.kind, run.link) {
        (RunKind::Image, Some(image)) => around.get(image).copied().flatten(),
        (_, link) => link,
    };
    let mut verdicts = verdicts(inline, room, context).into_iter();
    let mut marks = Marks::default();
    let mut link = None;
    let mut raw_link = RawLink::None;
    for (at, run) in inline.runs.iter().enumerate() {
        let inside = context(run);
        if inside != link {
            marks.close(writer);
            if link.is_some() {
                writer.close_link();
            }
            if let Some(target) = inside.and_then(|index| inline.links.get(index)) {
                let alone = inline.runs.get(at + 1).is_none_or(|next| context(next) != inside);
                let text = if alone && run.kind == RunKind::Text { &run.text } else { "" };
                writer.open_link(Written { dest: &target.dest, text, title: &target.title, span: target.span });
            }
            link = inside;
        }
        match run.kind {
            RunKind::Text => {
                marks.set(writer, run.style);
                text(writer, &run.text);
            }
            RunKind::Code => {
                marks.set(writer, run.style);
                writer.out.push_str("<code>");
                escape::push_text(&mut writer.out, &run.text);
                writer.out.push_str("</code>");
            }
            RunKind::SoftBreak => {
                writer.trim_spaces();
                writer.out.push('\n');
            }
            RunKind::HardBreak => writer.out.push_str("<br>\n"),
            RunKind::Image => {
                marks.close(writer);
                if let Some(target) = run.link.and_then(|index| inline.links.get(index)) {
                    let (dest, title) = (&target.dest, &target.title);
                    writer.image(Written { dest, text: &run.text, title, span: target.span });
                }
            }
            RunKind::Footnote => {
                marks.close(writer);
                super::notes::reference(writer, &run.text);
            }
            RunKind::Html => {
                marks.close(writer);
                for token in raw::tokens(&run.text) {
                    self::token(writer, token, run.span, &mut raw_link, &mut verdicts);
                }
            }
        }
    }
    marks.close(writer);
    if link.is_some() {
        writer.close_link();
    }
}

/// The raw link that is open, and what closes it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RawLink {
    /// None is open.
    None,
    /// One that leads somewhere.
    Link,
    /// A name for links to lead to.
    Name,
}

/// Writes a token of raw HTML; `verdicts` has the next one for the token if it is a tag.
pub(super) fn token(
    writer: &mut Writer<'_>,
    token: Token<'_>,
    span: Span,
    raw_link: &mut RawLink,
    verdicts: &mut impl Iterator<Item = Verdict>,
) {
    match token {
        Token::Comment(_) => {}
        Token::Text(written) => text(writer, &raw::decode(written)),
        Token::Tag(tag) if is_image(&tag) => raw_image(writer, &tag, span),
        Token::Tag(tag) => match verdicts.next() {
            None | Some(Verdict::Text) => as_written(writer, tag.raw),
            Some(Verdict::Open(Element::A)) => *raw_link = open_raw_link(writer, &tag, span),
            Some(Verdict::Close(Element::A)) => match std::mem::replace(raw_link, RawLink::None) {
                RawLink::None => {}
                RawLink::Link => writer.close_link(),
                RawLink::Name => writer.out.push_str("</span>"),
            },
            Some(Verdict::Open(element) | Verdict::Void(element)) => {
                let open = if tag.attributes.is_empty() || element != Element::Details { "" } else { " open" };
                push_all(&mut writer.out, &["<", element.name(), open, ">"]);
            }
            Some(Verdict::OpenUnnamed) => {
                let open = if tag.attributes.is_empty() { "" } else { " open" };
                push_all(&mut writer.out, &["<details", open, "><summary>Details</summary>"]);
            }
            Some(Verdict::Close(element)) => push_all(&mut writer.out, &["</", element.name(), ">"]),
        },
    }
}

/// Whether a raw tag is an image: it becomes one of ours, whatever else stands in it.
pub(super) fn is_image(tag: &Tag<'_>) -> bool {
    !tag.end && tag.name.eq_ignore_ascii_case("img") && tag.attribute("src").is_some()
}

/// Feeds a token of raw HTML to the walk that decides about tags.
pub(super) fn weigh(balance: &mut Balance, token: Token<'_>) {
    match token {
        Token::Comment(_) => {}
        Token::Text(text) if text.trim().is_empty() => {}
        Token::Text(_) => balance.content(),
        Token::Tag(tag) if is_image(&tag) => balance.content(),
        Token::Tag(tag) => balance.tag(&tag),
    }
}

fn verdicts(inline: &Inline, room: Room, context: impl Fn(&Run) -> Option<usize>) -> Vec<Verdict> {
    if inline.runs.iter().all(|run| run.kind != RunKind::Html) {
        return Vec::new();
    }
    let mut balance = Balance::new(room);
    let mut link = None;
    for run in &inline.runs {
        let inside = context(run);
        if inside != link {
            if link.is_some() {
                balance.leave_link();
            }
            if inside.is_some() {
                balance.enter_link();
            }
            link = inside;
        }
        match run.kind {
            RunKind::Html => raw::tokens(&run.text).for_each(|token| weigh(&mut balance, token)),
            RunKind::Text if run.text.trim().is_empty() => {}
            RunKind::SoftBreak => {}
            RunKind::Text | RunKind::Code | RunKind::HardBreak | RunKind::Image | RunKind::Footnote => {
                balance.content();
            }
        }
    }
    balance.finish()
}

/// For each link or image, the link that stands around it: links are in the order of their starts. Empty where there
/// are no images, since links stand in no links.
fn enclosing_links(inline: &Inline) -> Vec<Option<usize>> {
    if inline.runs.iter().all(|run| run.kind != RunKind::Image) {
        return Vec::new();
    }
    let mut open: Vec<usize> = Vec::new();
    let mut out = Vec::with_capacity(inline.links.len());
    for (index, link) in inline.links.iter().enumerate() {
        while open.last().is_some_and(|outer| !inline.links[*outer].span.contains(link.span)) {
            open.pop();
        }
        out.push(open.last().copied());
        open.push(index);
    }
    out
}

/// The marks that are open, outermost first.
#[derive(Default)]
struct Marks {
    style: Style,
}

impl Marks {
    fn close(&mut self, writer: &mut Writer<'_>) {
        self.set(writer, Style::default());
    }

    fn set(&mut self, writer: &mut Writer<'_>, style: Style) {
        if style == self.style {
            return;
        }
        let list = |style: Style| [(style.strong, "strong"), (style.emphasis, "em"), (style.struck, "del")];
        let (old, new) = (list(self.style), list(style));
        let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
        for (_, name) in old[same..].iter().rev().filter(|(open, _)| *open) {
            push_all(&mut writer.out, &["</", name, ">"]);
        }
        for (_, name) in new[same..].iter().filter(|(open, _)| *open) {
            push_all(&mut writer.out, &["<", name, ">"]);
        }
        self.style = style;
    }
}

/// Text with its bare addresses as links.
fn text(writer: &mut Writer<'_>, text: &str) {
    // Every address has one of two signs, and a pass over all bytes costs less than a search that stops.
    let signs = text.bytes().fold(false, |any, byte| any | (byte == b':') | (byte == b'@'));
    if writer.in_link() || !signs || !(text.contains("://") || text.contains('@')) {
        escape::push_text(&mut writer.out, text);
        return;
    }
    let mut done = 0;
    for found in LinkFinder::new().links(text) {
        let behind = &text[found.end()..];
        let scheme_end = found.as_str().find(':').unwrap_or(0);
        let prefix = match found.kind() {
            LinkKind::Url if matches!(&found.as_str()[..scheme_end], "http" | "https" | "HTTP" | "HTTPS") => "",
            // `git@host:path` is no address.
            LinkKind::Email if !behind.starts_with([':', '/']) => "mailto:",
            _ => continue,
        };
        escape::push_text(&mut writer.out, &text[done..found.start()]);
        let dest = format!("{prefix}{}", found.as_str());
        // The span is not needed: an address with one of these schemes never becomes a reference or a finding.
        writer.open_link(Written { dest: &dest, text: "", title: "", span: Span::new(0, 0) });
        escape::push_text(&mut writer.out, found.as_str());
        writer.close_link();
        done = found.end();
    }
    escape::push_text(&mut writer.out, &text[done..]);
}

/// Raw HTML that is not let through: quiet where it is markup, as text where a person wrote `<hostname>`.
fn as_written(writer: &mut Writer<'_>, raw: &str) {
    let markup = is_markup_tag(raw) || raw.starts_with("</");
    writer.out.push_str(if markup { "<span class=\"raw\">" } else { "" });
    escape::push_text(&mut writer.out, raw);
    writer.out.push_str(if markup { "</span>" } else { "" });
}

fn raw_image(writer: &mut Writer<'_>, tag: &Tag<'_>, span: Span) {
    let get = |name| tag.attribute(name).unwrap_or_default();
    let (dest, text, title) = (get("src"), get("alt"), get("title"));
    writer.image(Written { dest: &dest, text: &text, title: &title, span });
}

fn open_raw_link(writer: &mut Writer<'_>, tag: &Tag<'_>, span: Span) -> RawLink {
    if let Some(dest) = tag.attribute("href") {
        let title = tag.attribute("title").unwrap_or_default();
        writer.open_link(Written { dest: &dest, text: "", title: &title, span });
        return RawLink::Link;
    }
    let name = tag.attribute("name").or_else(|| tag.attribute("id")).unwrap_or_default();
    writer.out.push_str("<span");
    if let Some(id) = writer.ids.named(&name) {
        writer.out.push_str(" id=\"");
        escape::push_attr(&mut writer.out, &id);
        writer.out.push('"');
    }
    writer.out.push('>');
    RawLink::Name
}

fn push_all(out: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| out.push_str(part));
}
