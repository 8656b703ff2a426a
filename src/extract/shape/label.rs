//! Labels: a key at the start of a line, and what stands behind its colon.
//!
//! [`label_of`] reads the usual forms, [`boxed_label`] and [`marked_line`] those of a heading in disguise, and
//! [`pieces_of`] cuts a line that holds several.

use super::Value;
use crate::extract::signs;
use crate::source::Span;
use crate::syntax::inline::plain_of;
use crate::syntax::{Run, RunKind};

/// A label at the start of a line: the key's runs, and what stands behind the colon.
pub(super) struct Label {
    pub(super) key: String,
    pub(super) bold: bool,
    pub(super) head: Span,
    pub(super) value: Option<Value>,
}

/// A line cut at the signs that part facts set side by side; empty where there are none.
pub(super) fn pieces_of(line: &[Run]) -> Vec<Vec<Run>> {
    const SIGNS: &[&str] = &[" · ", " • ", " | ", " ‖ "];
    let next = |text: &str| signs::first(text, SIGNS);
    if !line.iter().any(|run| run.kind == RunKind::Text && next(&run.text).is_some()) {
        return Vec::new();
    }
    let (mut out, mut piece) = (Vec::new(), Vec::new());
    for run in line {
        let mut run = run.clone();
        while let Some((at, len)) = next(&run.text).filter(|_| run.kind == RunKind::Text) {
            let rest = run.text.split_off(at)[len..].to_string();
            let mut behind = Run { text: rest, ..run.clone() };
            // Without escapes, text and source are of one length.
            if run.span.range().len() == at + len + behind.text.len() {
                behind.span.start += (at + len) as u32;
                run.span.end = run.span.start + at as u32;
            }
            piece.push(run);
            out.push(std::mem::take(&mut piece));
            run = behind;
        }
        if !run.text.is_empty() {
            piece.push(run);
        }
    }
    out.push(piece);
    out
}

/// The labels of a definition list: a line that is the key, below it one that opens with a colon, or several.
pub(super) fn definitions(lines: &[&[Run]]) -> Vec<Label> {
    let defines =
        |line: &[Run]| line.first().is_some_and(|run| run.kind == RunKind::Text && run.text.starts_with(": "));
    let mut out: Vec<Label> = Vec::new();
    if !lines.get(1).is_some_and(|line| defines(line)) || defines(lines[0]) {
        return out;
    }
    for line in lines {
        let (Some(first), Some(last)) = (line.first(), line.last()) else { continue };
        let (text, span) = (plain_of(line), first.span.join(last.span));
        match (text.strip_prefix(": "), out.last_mut()) {
            (Some(text), Some(label)) => match &mut label.value {
                Some(value) => {
                    value.text = format!("{}, {}", value.text, text.trim());
                    value.span = value.span.join(span);
                }
                value => *value = Some(Value { text: text.trim().to_string(), span }),
            },
            _ => out.push(Label { key: clean_title(&text), bold: true, head: span, value: None }),
        }
    }
    if out.iter().all(|label| label.value.is_some()) { out } else { Vec::new() }
}

/// `【発生日時】2024年5月1日`: a key in brackets of its own, with or without a colon behind it.
pub(super) fn boxed_label(line: &[Run]) -> Option<Label> {
    const BOXES: [char; 3] = ['【', '［', '〔'];
    let (first, last) = (line.first()?, line.last()?);
    let text = beyond_ascii(line).then(|| plain_of(line))?;
    let (key, rest) = text.trim_start().strip_prefix(BOXES)?.split_once(['】', '］', '〕'])?;
    let value = rest.trim_start_matches([':', '：']).trim();
    let span = first.span.join(last.span);
    let value = (!value.is_empty()).then(|| Value { text: value.to_string(), span });
    Some(Label { key: clean_title(key), bold: true, head: first.span, value })
}

/// Whether a line has a character that is none of ASCII, as the signs of a heading in disguise are: most lines have none.
fn beyond_ascii(line: &[Run]) -> bool {
    !line.iter().all(|run| run.text.is_ascii())
}

/// `■ 影響範囲`, `**What happened?**` with more lines below: a heading as a line of its paragraph.
pub(super) fn marked_line(line: &[Run]) -> Option<Label> {
    let (first, last) = (line.first()?, line.last()?);
    let mut visible = line.iter().filter(|run| !run.text.trim().is_empty());
    let strong = visible.clone().next().is_some() && visible.all(|run| run.kind == RunKind::Text && run.style.strong);
    let marked =
        || beyond_ascii(line) && plain_of(line).starts_with(['■', '□', '◆', '◇', '●', '○', '▼', '▽', '▪', '★', '◎']);
    let span = first.span.join(last.span);
    (strong || marked()).then(|| Label { key: clean_title(&plain_of(line)), bold: true, head: span, value: None })
}

/// `**Key**: value`, `**Key:** value`, `Key: value`, `**Key** – value`: the key and what stands behind it.
pub(super) fn label_of(runs: &[Run]) -> Option<Label> {
    // A sign in front of the key is decoration: `📅 **Date**: …`.
    let says = |run: &Run| run.text.chars().any(char::is_alphanumeric) || run.text.contains([':', '：']);
    let first = runs.iter().position(|run| run.kind == RunKind::Text && says(run))?;
    if runs[..first].iter().any(|run| matches!(run.kind, RunKind::Code | RunKind::Image)) {
        return None;
    }
    let style = runs[first].style;
    let marked = style.strong || style.emphasis;
    // The key goes on while the style does: a link or code inside a plain key is none of ours.
    let key = runs[first..].iter().take_while(|run| run.kind == RunKind::Text && run.style == style);
    let colon = key.clone().zip(first..).find_map(|(run, at)| Some((at, colon_in(&run.text)?)));
    // Nearly all text ends here.
    if colon.is_none() && !marked {
        return None;
    }
    let (end, upto, rest) = match colon {
        Some((at, colon)) => (at, colon.start, Some(&runs[at].text[colon.end..])),
        None => {
            let last = first + key.count() - 1;
            (last, runs[last].text.len(), None)
        }
    };
    let mut name: String = runs[first..end].iter().map(|run| run.text.as_str()).collect();
    name.push_str(&runs[end].text[..upto]);
    // A line of JSON has keys as well, and they are not ours.
    if name.trim_start().starts_with('{') {
        return None;
    }
    let behind = &runs[end + 1..];
    let rest = match rest {
        Some(rest) => rest,
        // `**When did it start?** 10:05`: a question needs no colon.
        None if style.strong && name.trim_end().ends_with('?') && !behind.is_empty() => {
            let tail = Tail { text: "", at: runs[end].span, behind };
            return Some(make_label(&name, true, runs[first].span, &tail));
        }
        None => {
            // The colon or dash stands behind the bold part.
            let next = behind.first().filter(|run| run.kind == RunKind::Text)?;
            let text = next.text.trim_start();
            let text = text
                .strip_prefix([':', '：'])
                .or_else(|| text.strip_prefix(" -"))
                .or_else(|| text.strip_prefix('–'))?;
            let tail = Tail { text, at: next.span, behind: behind.get(1..).unwrap_or(&[]) };
            return Some(make_label(&name, style.strong, runs[first].span, &tail));
        }
    };
    // "12:30 the pods" and "https://…" are no labels.
    let odd = name.trim().chars().next_back().is_none_or(|c| c.is_ascii_digit())
        && rest.starts_with(|c: char| c.is_ascii_digit());
    if odd || rest.starts_with("//") {
        return None;
    }
    let tail = Tail { text: rest, at: runs[end].span, behind };
    Some(make_label(&name, style.strong, runs[first].span, &tail))
}

/// What stands behind the colon of a label.
struct Tail<'r> {
    /// The rest of the run that holds the colon.
    text: &'r str,
    /// That run in the source.
    at: Span,
    /// The runs behind it.
    behind: &'r [Run],
}

/// The first colon, also the wide one.
fn colon_in(text: &str) -> Option<std::ops::Range<usize>> {
    signs::first(text, &[":", "："]).map(|(at, len)| at..at + len)
}

fn make_label(name: &str, bold: bool, first: Span, tail: &Tail<'_>) -> Label {
    let Tail { text: rest, at, behind } = *tail;
    let mut text = rest.to_string();
    let more = plain_of(behind);
    if !more.is_empty() {
        let glued = behind.first().is_some_and(|run| matches!(run.kind, RunKind::Text | RunKind::Code | RunKind::Html));
        let apart = !glued || text.ends_with(' ') || behind[0].text.starts_with(' ');
        if apart && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&more);
    }
    let text = crate::syntax::inline::fold(&text);
    // The value begins behind the key; its exact start matters less than its lines.
    let end = behind.last().map_or(at.end, |run| run.span.end);
    let own = u32::try_from(rest.trim_start().len()).unwrap_or(0);
    let start = if own > 0 {
        at.end.saturating_sub(own).max(at.start)
    } else {
        behind.first().map_or(at.end, |run| run.span.start)
    };
    let value = (!text.is_empty()).then_some(Value { text, span: Span { start, end: end.max(start) } });
    let head = Span { start: first.start, end: at.end.min(start).max(first.start) };
    Label { key: clean_title(name), bold, head, value }
}

pub(super) fn span_of(runs: &[Run]) -> Option<Span> {
    Some(runs.first()?.span.join(runs.last()?.span))
}

/// A title without the colon and marks at its ends.
pub(super) fn clean_title(text: &str) -> String {
    text.trim().trim_matches(|c: char| matches!(c, ':' | '：' | '*' | '_' | '`') || c.is_whitespace()).to_string()
}
