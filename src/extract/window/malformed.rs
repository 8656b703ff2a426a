//! Dates and times that have the shape and are none: said, not read.

use super::{Input, candidates};
use crate::diag::{Code, Diagnostic};
use crate::extract::vocabulary::Meaning;
use crate::extract::when::{self, MalformedKind};
use crate::source::Span;

/// How many of one report are told: a table of them has one fault.
const MOST: usize = 8;

/// How much of an entry is looked at for its time, in bytes.
const HEAD: u32 = 64;

/// A diagnostic for each field or entry of the timeline that opens with a malformed date or time.
pub(super) fn notes(input: &Input<'_>) -> Vec<Diagnostic> {
    let fields = candidates::of_incident(input)
        .filter(|field| matches!(field.meaning, Meaning::Date | Meaning::Window | Meaning::Start | Meaning::End));
    let entries = input.raw.entries.iter().map(|entry| head(input, entry.span));
    let places = fields.map(|field| field.value.span).chain(entries);
    places.filter_map(|span| note(input, span)).take(MOST).collect()
}

fn head(input: &Input<'_>, span: Span) -> Span {
    let end = span.end.min(span.start + HEAD) as usize;
    let end = input.source.text.floor_char_boundary(end);
    Span::new(span.start as usize, end.max(span.start as usize))
}

fn note(input: &Input<'_>, span: Span) -> Option<Diagnostic> {
    let written = input.source.slice(span);
    // Marks of lists, headings and tables stand before the time of an entry.
    let text = written.trim_start_matches(|c: char| !c.is_alphanumeric());
    let start = span.start as usize + (written.len() - text.len());
    let fault = when::malformed_at_start(text)?;
    let what = match fault.kind {
        MalformedKind::Year => "has no year that can be meant",
        MalformedKind::Month => "has no such month",
        MalformedKind::Day => "is no day of that month",
        MalformedKind::Time => "is no time of day",
    };
    let message = format!("`{}` {what}", &text[fault.range.clone()]);
    Some(
        Diagnostic::new(Code::TimeMalformed, message)
            .at(&input.source.id, Span::new(start + fault.range.start, start + fault.range.end), "not read")
            .help("write the day as 2024-05-31 and the time as 09:07"),
    )
}

#[cfg(test)]
mod tests {
    use crate::config::Settings;
    use crate::diag::Code;
    use crate::extract::{Reading, read};
    use crate::source::SourceFile;
    use crate::syntax;

    fn faults(text: &str) -> Vec<String> {
        let source = SourceFile::new("report.md", text);
        let settings = Settings::for_folder("", std::iter::empty()).value.expect("defaults are valid");
        let document = syntax::parse(&source).value;
        let diagnostics = read(&source, &document, &Reading::of(&settings)).diagnostics;
        let malformed = diagnostics.iter().filter(|note| note.code == Code::TimeMalformed);
        malformed.map(|note| source.slice(note.labels[0].span).to_string()).collect()
    }

    #[test]
    fn a_malformed_time_is_told_where_it_stands() {
        let check = |text: &str, expected: &[&str]| assert_eq!(faults(text), expected, "{text}");
        check("# Queue\n\nDate: 2024-05-31\n\n## Timeline\n\n- 9:7:31 it fills\n- 10:05 resolved\n", &["9:7:31"]);
        check("# Queue\n\nStart: 2024-05-31 9:7:31\n", &["9:7:31"]);
        check("# Queue\n\nStart: 25:10\n", &["25:10"]);
        check("# Queue\n\n| Date | 20219-04-02 |\n|---|---|\n| Severity | P2 |\n", &["20219-04-02"]);
        check("# Queue\n\nDate: 30 February 2024\n", &["30 February 2024"]);
        // Near misses.
        check("# Queue\n\nDate: 2024-05-31\n\n## Timeline\n\n- 09:07:31 it fills\n- 1:1 with Li\n", &[]);
        check("# Queue\n\nDuration: 9:7:31\n\nVersion 9:7:31 of the queue.\n", &[]);
    }
}
