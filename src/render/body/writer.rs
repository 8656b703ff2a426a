//! What a body is written into: the pieces so far, the HTML behind the last one, and the link that is open.
//!
//! Links never nest. A link that leads out of the archive is plain HTML; one that leads into it gathers what stands in
//! it, for the [`Ref`] it becomes.

use super::anchors::Ids;
use super::dest::{self, Dest};
use super::notes::Notes;
use super::{Body, BodyOptions, Finding, FindingKind, Piece, Ref, RefKind};
use crate::config::RemoteImages;
use crate::render::escape;
use crate::source::Span;

/// The state of a body being written.
pub(super) struct Writer<'a> {
    pub(super) options: BodyOptions,
    /// HTML that is no piece yet.
    pub(super) out: String,
    pub(super) ids: Ids,
    pub(super) notes: Notes<'a>,
    /// How many tables there have been.
    pub(super) tables: u32,
    pieces: Vec<Piece>,
    findings: Vec<Finding>,
    link: Option<OpenLink>,
}

/// A link or an image as a report has it.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    pub(super) dest: &'a str,
    /// What a link shows, where that is plain text; the description of an image.
    pub(super) text: &'a str,
    pub(super) title: &'a str,
    pub(super) span: Span,
}

struct OpenLink {
    /// Where its content begins.
    mark: Mark,
    /// What stands in for content that is not there.
    dest: String,
    end: End,
}

enum End {
    /// Closes with these bytes.
    Html(&'static str),
    /// Not followed: the destination stands behind the text.
    Refused,
    /// Shows its destination itself, or has none.
    Nothing,
    /// Becomes this reference; the pieces before it.
    Ref(Ref, Vec<Piece>),
}

/// A position in what has been written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pieces: usize,
    html: usize,
}

/// Whether a link leaves the archive.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// It stays.
    Inside,
    /// It leads to another host.
    Outside,
}

impl<'a> Writer<'a> {
    pub(super) fn new(options: BodyOptions, notes: Notes<'a>) -> Self {
        Self {
            options,
            out: String::new(),
            ids: Ids::default(),
            notes,
            tables: 0,
            pieces: Vec::new(),
            findings: Vec::new(),
            link: None,
        }
    }

    pub(super) fn finish(mut self) -> Body {
        self.flush();
        Body { pieces: self.pieces, anchors: self.ids.anchors, findings: self.findings }
    }

    /// Where writing goes on.
    pub(super) fn mark(&self) -> Mark {
        Mark { pieces: self.pieces.len(), html: self.out.len() }
    }

    /// Takes `open` back where nothing has been written behind it, and otherwise adds `close`.
    pub(super) fn close_unless_empty(&mut self, before: Mark, behind_open: Mark, close: &str) {
        if self.mark() == behind_open {
            self.out.truncate(before.html);
        } else {
            self.out.push_str(close);
        }
    }

    /// Takes spaces at the end of a line off: no reader sees them, and those who check markup complain.
    pub(super) fn trim_spaces(&mut self) {
        self.out.truncate(self.out.trim_end_matches([' ', '\t']).len());
    }

    /// Whether a link is open.
    pub(super) fn in_link(&self) -> bool {
        self.link.is_some()
    }

    pub(super) fn open_link(&mut self, written: Written<'_>) {
        let end = match dest::read(written.dest, written.text) {
            Dest::Web(url) => {
                open_anchor(&mut self.out, &url, written.title, Target::Outside);
                End::Html("</a>")
            }
            Dest::Contact(url) => {
                open_anchor(&mut self.out, &url, written.title, Target::Inside);
                End::Html("</a>")
            }
            Dest::Local(path) => {
                self.flush();
                let reference = Ref {
                    kind: RefKind::Link,
                    dest: path.into_owned(),
                    text: String::new(),
                    title: written.title.to_string(),
                    inner: Vec::new(),
                    span: written.span,
                };
                End::Ref(reference, std::mem::take(&mut self.pieces))
            }
            Dest::Refused => {
                self.find(FindingKind::UnsafeScheme, written);
                if written.text == written.dest { End::Nothing } else { End::Refused }
            }
            Dest::Empty => End::Nothing,
        };
        self.link = Some(OpenLink { mark: self.mark(), dest: written.dest.to_string(), end });
    }

    pub(super) fn close_link(&mut self) {
        let Some(link) = self.link.take() else { return };
        if self.mark() == link.mark {
            escape::push_text(&mut self.out, &dest::shown(&link.dest));
        }
        match link.end {
            End::Html(close) => self.out.push_str(close),
            End::Refused => self.refused(&link.dest),
            End::Nothing => {}
            End::Ref(mut reference, before) => {
                self.flush();
                reference.inner = std::mem::replace(&mut self.pieces, before);
                self.pieces.push(Piece::Ref(reference));
            }
        }
    }

    /// An image; one without a description is called by its file name.
    pub(super) fn image(&mut self, mut written: Written<'_>) {
        if written.text.trim().is_empty() {
            written.text = dest::file_name(written.dest);
        }
        match dest::read(written.dest, "") {
            Dest::Web(url) => match self.options.remote_images {
                RemoteImages::Load => image(&mut self.out, &url, written.text, written.title, None),
                RemoteImages::Link => {
                    self.find(FindingKind::RemoteImage, written);
                    if self.in_link() {
                        image_name(&mut self.out, written.text);
                    } else {
                        open_anchor(&mut self.out, &url, written.title, Target::Outside);
                        image_name(&mut self.out, written.text);
                        self.out.push_str("</a>");
                    }
                }
            },
            Dest::Local(path) => {
                self.flush();
                self.pieces.push(Piece::Ref(Ref {
                    kind: if self.link.is_some() { RefKind::LinkedImage } else { RefKind::Image },
                    dest: path.into_owned(),
                    text: written.text.to_string(),
                    title: written.title.to_string(),
                    inner: Vec::new(),
                    span: written.span,
                }));
            }
            Dest::Refused | Dest::Contact(_) => {
                self.find(FindingKind::UnsafeScheme, written);
                image_name(&mut self.out, written.text);
                self.refused(written.dest);
            }
            Dest::Empty => image_name(&mut self.out, written.text),
        }
    }

    fn refused(&mut self, dest: &str) {
        self.out.push_str(" <span class=\"dest\">(");
        escape::push_text(&mut self.out, &dest::shown(dest));
        self.out.push_str(")</span>");
    }

    fn find(&mut self, kind: FindingKind, written: Written<'_>) {
        self.findings.push(Finding { kind, dest: dest::shown(written.dest).into_owned(), span: written.span });
    }

    fn flush(&mut self) {
        if !self.out.is_empty() {
            // A copy of its own size, so that the buffer keeps its room.
            self.pieces.push(Piece::Html(self.out.clone()));
            self.out.clear();
        }
    }
}

/// The start tag of a link; `href` unescaped.
pub(super) fn open_anchor(out: &mut String, href: &str, title: &str, target: Target) {
    out.push_str(match target {
        Target::Inside => "<a href=\"",
        Target::Outside => "<a class=\"external\" rel=\"noopener noreferrer\" href=\"",
    });
    escape::push_url(out, href);
    out.push('"');
    push_title(out, title);
    out.push('>');
}

/// An image; `src` unescaped, `size` in pixels.
pub(super) fn image(out: &mut String, src: &str, alt: &str, title: &str, size: Option<(u32, u32)>) {
    out.push_str("<img src=\"");
    escape::push_url(out, src);
    out.push_str("\" alt=\"");
    escape::push_attr(out, alt);
    out.push('"');
    push_title(out, title);
    if let Some((width, height)) = size {
        out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
    }
    out.push_str(" loading=\"lazy\">");
}

/// What stands for an image that is not shown.
pub(super) fn image_name(out: &mut String, alt: &str) {
    out.push_str("image: ");
    escape::push_text(out, alt);
}

fn push_title(out: &mut String, title: &str) {
    if !title.is_empty() {
        out.push_str(" title=\"");
        escape::push_attr(out, title);
        out.push('"');
    }
}
