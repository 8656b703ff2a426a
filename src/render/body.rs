//! A report as its author wrote it, as HTML: every word readable, nothing of it executed.
//!
//! Two steps, since links between reports resolve only when all addresses are known. [`body`] turns a document into a
//! [`Body`]: HTML, with [`Ref`]s where a link or an image leads into the archive; it depends on the one report alone and
//! can be cached. [`write()`] joins the pieces, with the caller's answer for each `Ref`. In between,
//! - `blocks` writes blocks, headings moved below those of the page, and `notes` the footnotes at the end,
//! - `html` raw HTML between blocks and `runs` running text, for which `raw` cuts raw HTML into tokens and
//!   `balance` decides which of its tags are let through,
//! - `dest` judges destinations, `anchors` gives out ids.
//!
//! What is not rendered: comments of HTML, and the words behind the fence of a code block. The source view has them.

mod anchors;
mod balance;
mod blocks;
mod dest;
mod html;
mod notes;
mod raw;
mod runs;
#[cfg(test)]
mod tests;
mod writer;

pub use anchors::Anchors;

use serde::{Deserialize, Serialize};

use crate::config::RemoteImages;
use crate::render::escape;
use crate::source::Span;
use crate::syntax::{Document, Fragments, Inline};

/// How a body is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BodyOptions {
    /// The level of the report's first headings, 1 to 6: one below the heading that stands over the body.
    pub base_level: u8,
    /// A heading to leave out, found by a span within it: the title that the page shows already.
    pub skip_title: Option<Span>,
    /// What becomes of images from other hosts.
    pub remote_images: RemoteImages,
}

/// A report's text as HTML with open ends.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Body {
    /// The pieces, in order.
    pub pieces: Vec<Piece>,
    /// The fragments by which links to this report know its headings, without `#`, and the id each leads to.
    pub anchors: Anchors,
    /// What a reader of the report should be told, in order of appearance.
    pub findings: Vec<Finding>,
}

/// A part of a body.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Piece {
    /// Finished HTML; tags may close in a later piece.
    Html(String),
    /// A link or an image that leads into the archive.
    Ref(Ref),
}

/// A link or an image whose address depends on the rest of the archive.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ref {
    /// What it is.
    pub kind: RefKind,
    /// Where it leads, relative to the report: a path, a fragment, or both; entities resolved, `/` as separator.
    pub dest: String,
    /// What an image is called: its description, or the name of its file; empty for links.
    pub text: String,
    /// The title, or empty.
    pub title: String,
    /// What stands in a link; empty for images.
    pub inner: Vec<Piece>,
    /// Its place in the source.
    pub span: Span,
}

/// What a [`Ref`] is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum RefKind {
    /// A link.
    Link,
    /// An image.
    Image,
    /// An image within a link.
    LinkedImage,
}

/// Something about the body that its author may want to know.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// The destination as written, cut where it is long.
    pub dest: String,
    /// Its place in the source.
    pub span: Span,
}

/// What a [`Finding`] is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum FindingKind {
    /// A link or an image with a scheme that is not followed; it is shown as text.
    UnsafeScheme,
    /// An image from another host, shown as a link.
    RemoteImage,
}

/// The answer for a [`Ref`]. Addresses are unescaped and relative to the page that is being written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Resolved {
    /// It leads to this address; an image becomes a link.
    Href(String),
    /// It is an image at this address.
    Image {
        /// The address.
        src: String,
        /// Width and height in pixels, where they are known.
        size: Option<(u32, u32)>,
    },
    /// It leads nowhere.
    Broken,
}

impl Body {
    /// All references, those within links included, in reading order.
    pub fn refs(&self) -> Vec<&Ref> {
        fn collect<'a>(pieces: &'a [Piece], out: &mut Vec<&'a Ref>) {
            for piece in pieces {
                if let Piece::Ref(reference) = piece {
                    out.push(reference);
                    collect(&reference.inner, out);
                }
            }
        }
        let mut out = Vec::new();
        collect(&self.pieces, &mut out);
        out
    }

    /// The id that a fragment leads to, the `#` taken off: as written, percent-decoded, or in lower case.
    pub fn anchor(&self, fragment: &str) -> Option<&str> {
        anchors::find(&self.anchors, fragment)
    }
}

/// The body of a document; `text` is the text that its spans point into.
///
/// Front matter that could not be read stands before it as written, since no fact was taken from it.
pub fn body(document: &Document, text: &str, options: BodyOptions) -> Body {
    body_of_part(document, text, options, &mut Fragments::default())
}

/// The body of a part of a file. `fragments` knows the headings before the part, and takes in its own: a link to a
/// heading of the file means one heading, on one page.
pub fn body_of_part(document: &Document, text: &str, options: BodyOptions, fragments: &mut Fragments) -> Body {
    let mut writer = writer::Writer::new(options, notes::Notes::of(&document.root));
    writer.ids.fragments = std::mem::take(fragments);
    writer.out.reserve(text.len() + text.len() / 2);
    if let Some(span) = document.front.span.filter(|_| document.front.entries.is_empty()) {
        writer.out.push_str("<pre class=\"front\" tabindex=\"0\"><code>");
        escape::push_text(&mut writer.out, text.get(span.range()).unwrap_or(""));
        writer.out.push_str("</code></pre>\n");
    }
    blocks::document(&mut writer, &document.root);
    notes::write(&mut writer);
    *fragments = std::mem::take(&mut writer.ids.fragments);
    writer.finish()
}

/// One piece of running text, for a place that holds no blocks. References to footnotes stand as written.
pub fn inline_body(inline: &Inline, options: BodyOptions) -> Body {
    let mut writer = writer::Writer::new(options, notes::Notes::default());
    runs::inline(&mut writer, inline, balance::Room::Phrases);
    writer.finish()
}

/// Joins a body, each reference as `resolve` has it. Fragments of the report itself are resolved here.
pub fn write(body: &Body, resolve: &dyn Fn(&Ref) -> Resolved, out: &mut String) {
    write_pieces(body, &body.pieces, resolve, out);
}

fn write_pieces(body: &Body, pieces: &[Piece], resolve: &dyn Fn(&Ref) -> Resolved, out: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Html(html) => out.push_str(html),
            Piece::Ref(reference) => {
                let own = reference.dest.strip_prefix('#').and_then(|fragment| body.anchor(fragment));
                let resolved = own.map_or_else(|| resolve(reference), |id| Resolved::Href(format!("#{id}")));
                match reference.kind {
                    RefKind::Link => write_link(body, reference, &resolved, resolve, out),
                    RefKind::Image | RefKind::LinkedImage => write_image(reference, &resolved, out),
                }
            }
        }
    }
}

fn write_link(body: &Body, reference: &Ref, resolved: &Resolved, resolve: &dyn Fn(&Ref) -> Resolved, out: &mut String) {
    let close = match resolved {
        Resolved::Href(href) | Resolved::Image { src: href, .. } => {
            writer::open_anchor(out, href, &reference.title, writer::Target::Inside);
            "</a>"
        }
        Resolved::Broken => {
            open_broken(out, &reference.dest);
            "</span>"
        }
    };
    write_pieces(body, &reference.inner, resolve, out);
    out.push_str(close);
}

fn write_image(reference: &Ref, resolved: &Resolved, out: &mut String) {
    match (resolved, reference.kind) {
        (Resolved::Image { src, size }, _) => writer::image(out, src, &reference.text, &reference.title, *size),
        (Resolved::Href(href), RefKind::Image) => {
            writer::open_anchor(out, href, &reference.title, writer::Target::Inside);
            writer::image_name(out, &reference.text);
            out.push_str("</a>");
        }
        (Resolved::Href(_), RefKind::Link | RefKind::LinkedImage) => writer::image_name(out, &reference.text),
        (Resolved::Broken, _) => {
            open_broken(out, &reference.dest);
            writer::image_name(out, &reference.text);
            out.push_str("</span>");
        }
    }
}

fn open_broken(out: &mut String, dest: &str) {
    out.push_str("<span class=\"broken\" title=\"");
    escape::push_attr(out, dest);
    out.push_str("\">");
}
