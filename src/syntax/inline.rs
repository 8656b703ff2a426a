//! Running text: a flat list of runs, each with its style, its link and its span.
//!
//! Flat, since the readers of facts ask "what text stands here, and is it bold", never for the nesting of marks.

use crate::source::Span;

/// A stretch of running text: a paragraph, a heading, a table cell.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Inline {
    /// The runs in reading order.
    pub runs: Vec<Run>,
    /// The links and images that runs point at.
    pub links: Vec<Link>,
    /// What [`Inline::plain`] gives, where that is not the text of the only run.
    plain: Option<Box<str>>,
}

/// Running text while it is read.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub runs: Vec<Run>,
    pub links: Vec<Link>,
}

/// A piece of running text of one style.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// What the piece is.
    pub kind: RunKind,
    /// Its text: what a reader sees, entities resolved. Raw HTML as written; empty for breaks.
    pub text: String,
    /// Bold, italic, struck out.
    pub style: Style,
    /// The link around it, or what an image shows, as an index into [`Inline::links`].
    pub link: Option<usize>,
    /// The source of the piece, without the marks around it.
    pub span: Span,
}

/// What a piece of running text is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunKind {
    /// Plain text.
    Text,
    /// Code between backticks.
    Code,
    /// One raw HTML tag, comment or the like, as written.
    Html,
    /// A line break in the source that means a space.
    SoftBreak,
    /// A line break that is meant as one.
    HardBreak,
    /// An image; the text is its description.
    Image,
    /// A reference to a footnote; the text is its label.
    Footnote,
}

/// Marks on a piece of running text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Style {
    /// `**bold**`
    pub strong: bool,
    /// `*italic*`
    pub emphasis: bool,
    /// `~~struck out~~`
    pub struck: bool,
}

/// Where a link leads or what an image shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// The destination as written, entities and escapes resolved.
    pub dest: String,
    /// The title, or empty.
    pub title: String,
    /// The whole link in the source.
    pub span: Span,
}

impl Inline {
    /// Running text of these runs, which point at these links.
    pub fn new(runs: Vec<Run>, links: Vec<Link>) -> Self {
        let plain = match runs.as_slice() {
            [] => None,
            [Run { kind: RunKind::Text | RunKind::Code, text, .. }] if is_folded(text) => None,
            runs => Some(plain_of(runs).into_boxed_str()),
        };
        Self { runs, links, plain }
    }

    /// The text as a reader sees it: no marks, link text only, white space folded, no images, footnotes or tags.
    pub fn plain(&self) -> &str {
        match (&self.plain, self.runs.as_slice()) {
            (Some(plain), _) => plain,
            (None, [run, ..]) => &run.text,
            (None, []) => "",
        }
    }

    /// The lines of the source, split at soft and hard breaks; empty ones left out.
    pub fn lines(&self) -> Vec<&[Run]> {
        self.runs
            .split(|run| matches!(run.kind, RunKind::SoftBreak | RunKind::HardBreak) || is_line_break_tag(run))
            .filter(|line| !line.is_empty())
            .collect()
    }

    /// The source from the first run to the last; `None` where there is none.
    pub fn span(&self) -> Option<Span> {
        Some(self.runs.first()?.span.join(self.runs.last()?.span))
    }

    /// Whether every visible piece is bold: a heading in disguise.
    pub fn is_all_strong(&self) -> bool {
        let mut visible = self.runs.iter().filter(|run| !run.text.trim().is_empty() && run.kind != RunKind::Html);
        visible.clone().next().is_some() && visible.all(|run| run.style.strong || is_punctuation(&run.text))
    }
}

impl Draft {
    /// What was read.
    pub(super) fn done(self) -> Inline {
        Inline::new(self.runs, self.links)
    }

    /// Adds a run, merged with the last one where both are text of one style.
    pub(super) fn push(&mut self, run: Run) {
        match run.kind {
            RunKind::Text if self.goes_on(run.style, run.link) => {
                self.push_text(&run.text, run.style, run.link, run.span);
            }
            _ => self.runs.push(run),
        }
    }

    /// Adds text, to the last run where that is text of the same style.
    pub(super) fn push_text(&mut self, text: &str, style: Style, link: Option<usize>, span: Span) {
        match self.runs.last_mut() {
            Some(last) if last.kind == RunKind::Text && (last.style, last.link) == (style, link) => {
                last.text.push_str(text);
                last.span = last.span.join(span);
            }
            Some(_) | None => {
                self.runs.push(Run { kind: RunKind::Text, text: text.to_string(), style, link, span });
            }
        }
    }

    fn goes_on(&self, style: Style, link: Option<usize>) -> bool {
        self.runs.last().is_some_and(|last| last.kind == RunKind::Text && (last.style, last.link) == (style, link))
    }
}

/// The text of some runs as a reader sees it, white space folded.
pub fn plain_of(runs: &[Run]) -> String {
    let mut out = String::with_capacity(runs.iter().map(|run| run.text.len() + 1).sum());
    for run in runs {
        match run.kind {
            RunKind::Text | RunKind::Code => out.push_str(&run.text),
            RunKind::SoftBreak | RunKind::HardBreak => out.push(' '),
            RunKind::Html if is_line_break_tag(run) => out.push(' '),
            RunKind::Html if !is_markup_tag(&run.text) => out.push_str(&run.text),
            RunKind::Html | RunKind::Image | RunKind::Footnote => {}
        }
    }
    if is_folded(&out) { out } else { fold(&out) }
}

/// White space folded to single spaces, none at the ends.
pub fn fold(text: &str) -> String {
    if is_folded(text) {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Whether folding would change nothing, which holds for nearly all text; `false` where only a closer look could tell.
fn is_folded(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return true };
    // A whole pass without an early end, which the compiler turns into steps of sixteen bytes.
    let two = bytes.iter().zip(&bytes[1..]).fold(false, |two, (a, b)| two | ((*a == b' ') & (*b == b' ')));
    // Other white space, and how that beyond ASCII begins.
    let other = |byte: &u8| matches!(byte, b'\t'..=b'\r' | 0xC2 | 0xE1..=0xE3);
    // Whether one of eight bytes is below a blank or beyond ASCII: only such a byte has the highest bit, or borrows it.
    let strange = |eight: &[u8; 8]| {
        let all = u64::from_le_bytes(*eight);
        (all | all.wrapping_sub(u64::from_le_bytes([b' '; 8]))) & u64::from_le_bytes([0x80; 8]) != 0
    };
    let (chunks, rest) = bytes.as_chunks::<8>();
    let others = || chunks.iter().any(|eight| strange(eight) && eight.iter().any(other)) || rest.iter().any(other);
    *first != b' ' && *last != b' ' && !two && !others()
}

/// Whether raw HTML is markup rather than something a person wrote between angle brackets, as in `<hostname>`.
pub fn is_markup_tag(html: &str) -> bool {
    if html.starts_with("<!--") || html.starts_with("<?") || html.starts_with("<!") || html.starts_with("<%") {
        return true;
    }
    let name = html.trim_start_matches('<').trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let (name, rest) = name.split_at(end);
    KNOWN_TAGS.contains(&name.to_ascii_lowercase().as_str())
        || name.starts_with(char::is_uppercase) && rest.contains('=')
}

/// Elements of HTML that people put into Markdown.
const KNOWN_TAGS: &[&str] = &[
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "blockquote",
    "br",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "iframe",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "s",
    "samp",
    "script",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "video",
];

fn is_line_break_tag(run: &Run) -> bool {
    run.kind == RunKind::Html && {
        let tag = run.text.to_ascii_lowercase();
        tag.starts_with("<br") && !tag.as_bytes().get(3).is_some_and(u8::is_ascii_alphanumeric)
    }
}

fn is_punctuation(text: &str) -> bool {
    text.trim().chars().all(|c| c.is_ascii_punctuation())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn folded_text_stays_as_it_is(text in "[ a\t\u{a0}\u{e9}\u{2009}\u{3000}\u{3042}\u{65e5}\n]{0,12}") {
            if is_folded(&text) {
                prop_assert_eq!(fold(&text), text);
            } else {
                prop_assert!(is_folded(&fold(&text)) || !text.is_ascii());
            }
        }
    }

    #[test]
    fn what_people_write_in_angle_brackets_is_no_markup() {
        let check = |html, expected| assert_eq!(is_markup_tag(html), expected, "{html}");
        check("<hostname>", false);
        check("<u8>", false);
        check("<pod-name>", false);
        check("<br/>", true);
        check("</div>", true);
        check("<!-- hint -->", true);
        check("<Update date=\"2017\">", true);
        check("<T>", false);
    }
}
