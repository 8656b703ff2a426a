//! Diagnostics as text for people: the header, the source lines with the labelled spans marked, and the help.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Severity};
use crate::source::{FileId, LineIndex, Span};

/// Widest excerpt of a source line, in bytes: longer lines are cut around the span.
const EXCERPT: usize = 4096;

/// How diagnostics are shown.
#[derive(Clone, Copy, Debug)]
pub struct Style<'a> {
    /// Whether to colour with ANSI escapes.
    pub colour: bool,
    /// What stands before a file's path so that a terminal can open it: `content/`.
    pub prefix: &'a str,
}

/// The diagnostic as several lines, the last one without a line break.
///
/// `text_of` gives the text of a file; a label whose file it does not know is named by path alone.
pub fn render<'s>(diagnostic: &Diagnostic, style: Style<'_>, text_of: &dyn Fn(&FileId) -> Option<&'s str>) -> String {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code.name());
    let mut group = Group::with_title(title);
    let mut unknown = Vec::new();
    let mut done: Vec<&FileId> = Vec::new();
    for (at, label) in diagnostic.labels.iter().enumerate() {
        if done.contains(&&label.file) {
            continue;
        }
        done.push(&label.file);
        let here = || diagnostic.labels.iter().enumerate().filter(|(_, other)| other.file == label.file);
        let excerpt = text_of(&label.file).map(|text| Excerpt::of(text, here().map(|(_, label)| label.span)));
        let Some(Excerpt { text, start, line }) = excerpt.filter(|excerpt| lines_are_short(excerpt.text)) else {
            unknown.push(at);
            continue;
        };
        let path = format!("{}{}", style.prefix, label.file);
        let mut snippet = Snippet::source(text).line_start(line).path(path).fold(true);
        for (other_at, other) in here() {
            let kind = if other_at == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let range = other.span.range();
            let place = |at: usize| at.saturating_sub(start).min(text.len());
            let annotation = kind.span(place(range.start)..place(range.end));
            let words = (!other.text.is_empty()).then_some(other.text.as_str());
            snippet = snippet.annotation(annotation.label(words));
        }
        group = group.element(snippet);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = renderer.decor_style(DecorStyle::Ascii).render(&[group]);
    for at in unknown {
        let label = &diagnostic.labels[at];
        let place = text_of(&label.file).map_or_else(String::new, |text| {
            let (line, column) = LineIndex::new(text).line_column(text, label.span.start);
            format!(":{line}:{column}")
        });
        out.push_str(&format!("\n --> {}{}{place}", style.prefix, label.file));
        if !label.text.is_empty() {
            out.push_str(&format!(": {}", label.text));
        }
    }
    out
}

/// The lines of a text that labels stand in: the renderer goes through all that it is given, for each diagnostic anew.
struct Excerpt<'a> {
    text: &'a str,
    /// Where it begins in the whole text, in bytes.
    start: usize,
    /// The number of its first line.
    line: usize,
}

impl<'a> Excerpt<'a> {
    fn of(text: &'a str, spans: impl Iterator<Item = Span>) -> Self {
        let (mut first, mut last) = (text.len(), 0);
        for span in spans {
            first = first.min(span.range().start);
            last = last.max(span.range().end.min(text.len()));
        }
        let bytes = text.as_bytes();
        // What is said of the end of a text stands on its last line.
        let first = if first == text.len() { first.saturating_sub(1) } else { first };
        let start = bytes[..first].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let end = bytes[last..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |at| last + at + 1);
        let line = 1 + bytes[..start].iter().filter(|byte| **byte == b'\n').count();
        Self { text: &text[start..end.max(start)], start, line }
    }
}

/// A renderer that prints whole lines would flood the terminal with a minified one.
fn lines_are_short(text: &str) -> bool {
    text.lines().all(|line| line.len() <= EXCERPT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;

    const PLAIN: Style<'_> = Style { colour: false, prefix: "content/" };

    #[test]
    fn points_at_every_place_and_says_what_to_do() {
        let text = "# Incident\nStart: 12:00\nEnd: 11:00\n";
        let file = FileId::new("a.md");
        let diagnostic = Diagnostic::new(Code::EndBeforeStart, "the end lies before the start")
            .at(&file, Span::new(29, 34), "ends here")
            .at(&file, Span::new(18, 23), "starts here")
            .help("add the day to the end");
        let shown = render(&diagnostic, PLAIN, &|_| Some(text));
        insta::assert_snapshot!(shown, @"
        warning[end-before-start]: the end lies before the start
         --> content/a.md:3:6
          |
        2 | Start: 12:00
          |        ----- starts here
        3 | End: 11:00
          |      ^^^^^ ends here
          |
          = help: add the day to the end
        ");
    }

    #[test]
    fn lines_keep_their_numbers_wherever_they_stand() {
        let text = "# Incident\n".repeat(50) + "Start: 12:00\n";
        let check = |span: Span, expected: &str| {
            let diagnostic = Diagnostic::new(Code::DateMissing, "no date").at(&FileId::new("a.md"), span, "");
            let shown = render(&diagnostic, PLAIN, &|_| Some(text.as_str()));
            assert!(shown.contains(expected), "{shown}");
        };
        check(Span::new(557, 562), "a.md:51:8\n   |\n51 | Start: 12:00\n");
        check(Span::new(0, 10), "a.md:1:1\n  |\n1 | # Incident\n");
        check(Span::new(563, 563), "51 | Start: 12:00\n");
        check(Span::new(900, 901), "51 | Start: 12:00\n");
    }

    #[test]
    fn a_place_in_an_unknown_file_is_named() {
        let diagnostic = Diagnostic::new(Code::ScanVanished, "gone").at(&FileId::new("a.md"), Span::new(0, 0), "");
        let shown = render(&diagnostic, PLAIN, &|_| None);
        insta::assert_snapshot!(shown, @"
        warning[scan-vanished]: gone
         --> content/a.md
        ");
    }
}
