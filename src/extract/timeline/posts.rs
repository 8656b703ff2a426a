//! Updates in running text, as status pages and their exports have them: a state and a time in front of each, or behind it.
//!
//! [`collect`] looks at the report line by line. A line opens an update by its state (`**Resolved** - …`, `### Monitoring`,
//! `[Final message] …`, `**Update 3 (17:10):** …`), by its time (`14:05 UTC - Investigating: …`), or by a time at the end of
//! its paragraph. A time alone on its line belongs to the update above it that has none, else to the one below it. What
//! stands before the first update is none; what follows one belongs to it.

use super::Entry;
use super::entries::{IN_TIMELINE, add_folded, behind_stamp, block_text, item_text};
use super::updates::{is_state, shortcode_time};
use crate::extract::shape::{Content, Form, Outline};
use crate::extract::vocabulary::{Meaning, Vocabulary, word_count};
use crate::extract::when::{self, DateToken, Expect, RangeToken};
use crate::source::Span;
use crate::syntax::inline::fold;
use crate::syntax::{Block, Inline, Item, Run, RunKind};

/// A time, with no four digits taken for one: running text has years and amounts.
const IN_POST: Expect = Expect { bare_digits: false, ..IN_TIMELINE };

/// How far from the beginning of a line the end of its state stands at most, in bytes.
const FAR: usize = 60;

/// Parts that speak of something else, be it on a status page.
const ELSEWHERE: &[Meaning] =
    &[Meaning::Actions, Meaning::Lessons, Meaning::RootCause, Meaning::Appendix, Meaning::KeyEvents, Meaning::Meeting];

/// The updates of a report. Without the front matter of a status page (`notice`) it must be plain that they are some.
pub(super) fn collect(outline: &Outline<'_>, vocabulary: &Vocabulary, notice: bool) -> Vec<Entry> {
    let walk = || Walk { vocabulary, notice, out: Vec::new(), pending: None, day: None, open: false };
    for root in outline.asking(Meaning::Updates).filter(|at| !is_state(&outline.parts[*at].title, vocabulary)) {
        let mut inner = walk();
        let mut lines = Vec::new();
        (root..=outline.parts[root].last).for_each(|at| lines_of(outline, at, at != root, &mut lines));
        lines.sort_by_key(|line| line.span.start);
        lines.iter().for_each(|line| inner.line(line));
        if inner.out.iter().any(|entry| entry.stamp.is_some()) {
            return inner.out;
        }
    }
    let mut lines = Vec::new();
    for at in (0..outline.parts.len()).filter(|at| !outline.is_under(*at, ELSEWHERE)) {
        lines_of(outline, at, true, &mut lines);
    }
    lines.sort_by_key(|line| line.span.start);
    let mut walk = walk();
    lines.iter().for_each(|line| walk.line(line));
    let timed = walk.out.iter().filter(|entry| is_timed(entry)).count();
    let named = walk.out.iter().filter(|entry| is_timed(entry) && entry.kind.is_some()).count();
    if notice || timed >= 2 && named >= 1 || timed >= 3 { walk.out } else { Vec::new() }
}

fn is_timed(entry: &Entry) -> bool {
    entry.stamp.as_ref().is_some_and(|stamp| stamp.start.time.is_some())
}

/// A line of a report.
struct Line {
    text: String,
    span: Span,
    form: LineForm,
    /// How many bytes at its beginning are marked: bold, italic or code.
    marked: usize,
    /// Whether what is marked is a line of its own above the rest.
    headed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LineForm {
    Heading,
    /// The first line of a paragraph or item, a bold line, a label.
    First,
    /// A label whose value says when something was: a field.
    Field,
    /// A further line, which opens an update only by a mark.
    Further,
}

/// The lines of a part: its title, with what stands behind it, and its blocks.
fn lines_of(outline: &Outline<'_>, at: usize, titled: bool, out: &mut Vec<Line>) {
    let part = &outline.parts[at];
    if titled && !part.title.is_empty() {
        let value = part.value.as_ref();
        let text = value.map_or_else(|| part.title.clone(), |value| format!("{}: {}", part.title, value.text));
        let span = value.map_or(part.head, |value| part.head.join(value.span));
        let dates = |meaning| matches!(meaning, Meaning::Start | Meaning::End | Meaning::Detected | Meaning::Date);
        let form = match part.form {
            Form::Heading(_) => LineForm::Heading,
            Form::Label | Form::Item if value.is_some() && part.meaning.is_some_and(dates) => LineForm::Field,
            Form::Root | Form::BoldLine | Form::Label | Form::Item => LineForm::First,
        };
        out.push(Line { text, span, form, marked: part.title.len(), headed: false });
    }
    for content in &part.content {
        match content {
            Content::Block(Block::Paragraph { inline, span, .. }) => paragraph(inline, *span, out),
            Content::Block(Block::List { items, .. }) => items.iter().for_each(|item| lines_of_item(item, out)),
            Content::Item(item) => lines_of_item(item, out),
            Content::Block(block @ (Block::Quote { .. } | Block::Code { .. })) => {
                out.push(Line {
                    text: block_text(block),
                    span: block.span(),
                    form: LineForm::Further,
                    marked: 0,
                    headed: false,
                });
            }
            Content::Block(Block::Table { .. } | Block::Html { .. } | Block::Footnote { .. } | Block::Rule { .. }) => {}
        }
    }
}

fn lines_of_item(item: &Item, out: &mut Vec<Line>) {
    match item.blocks.first() {
        Some(Block::Paragraph { inline, span, .. }) => {
            paragraph(inline, *span, out);
            for block in &item.blocks[1..] {
                out.push(Line {
                    text: block_text(block),
                    span: block.span(),
                    form: LineForm::Further,
                    marked: 0,
                    headed: false,
                });
            }
        }
        _ => {
            out.push(Line {
                text: item_text(item),
                span: item.span,
                form: LineForm::Further,
                marked: 0,
                headed: false,
            });
        }
    }
}

/// A paragraph as lines; as one line where a shortcode dates all of it, and not where a line behind its first is marked.
fn paragraph(inline: &Inline, span: Span, out: &mut Vec<Line>) {
    let one = || inline.lines().into_iter().skip(1).all(|runs| runs.first().is_none_or(|run| !run.style.strong));
    let dated = || shortcode_time(&visible(&inline.runs)).1.is_some();
    if inline.runs.iter().any(|run| run.text.contains('{')) && dated() && one() {
        let whole = visible(&inline.runs);
        let marked = marked(&inline.runs);
        let first = inline.lines().into_iter().next().map(visible);
        let headed = first.is_some_and(|first| marked > 0 && first.trim_end_matches([':', ' ']).len() == marked);
        out.push(Line { marked, headed, text: whole, span, form: LineForm::First });
        return;
    }
    for (at, runs) in inline.lines().into_iter().enumerate() {
        let span = runs.first().zip(runs.last()).map_or(span, |(first, last)| first.span.join(last.span));
        let form = if at == 0 { LineForm::First } else { LineForm::Further };
        out.push(Line { text: visible(runs), span, form, marked: marked(runs), headed: false });
    }
}

/// Text without marks; tags are left out, shortcodes stay.
fn visible(runs: &[Run]) -> String {
    let mut out = String::with_capacity(runs.iter().map(|run| run.text.len() + 1).sum());
    for run in runs {
        match run.kind {
            RunKind::Html if run.text.starts_with('<') && !run.text.starts_with("<%") => {}
            RunKind::Text | RunKind::Code | RunKind::Html => out.push_str(&run.text),
            RunKind::SoftBreak | RunKind::HardBreak => out.push(' '),
            RunKind::Image | RunKind::Footnote => {}
        }
    }
    fold(&out)
}

/// How much of a line is marked from its beginning on.
fn marked(runs: &[Run]) -> usize {
    let is_marked = |run: &&Run| run.style.strong || run.style.emphasis || run.kind == RunKind::Code;
    let count = runs.iter().take_while(is_marked).count();
    if count == 0 { 0 } else { visible(&runs[..count]).len() }
}

/// What opens an update.
struct Opening<'t> {
    stamp: Option<RangeToken>,
    kind: Option<&'t str>,
    rest: &'t str,
}

struct Walk<'a> {
    vocabulary: &'a Vocabulary,
    notice: bool,
    out: Vec<Entry>,
    /// A time that stood alone, for the update below it.
    pending: Option<(RangeToken, Span)>,
    /// The day that a heading set for what stands below it.
    day: Option<DateToken>,
    open: bool,
}

impl Walk<'_> {
    fn line(&mut self, line: &Line) {
        let (text, track) = shortcode_time(&line.text);
        let Some(opening) = self.opening(&text, line, track) else { return self.plain(&text, line) };
        let Opening { stamp, kind, rest } = opening;
        if let (Some(alone), None, true) = (&stamp, kind, rest.is_empty()) {
            return self.alone(alone.clone(), line);
        }
        let pending = self.pending.take();
        let span = pending.as_ref().map_or(line.span, |(_, span)| span.join(line.span));
        let stamp = stamp.or(pending.map(|(stamp, _)| stamp));
        self.push(stamp, kind, rest, span);
    }

    /// A day or time alone on its line.
    fn alone(&mut self, stamp: RangeToken, line: &Line) {
        let bare = self.out.last_mut().filter(|_| self.open).filter(|last| last.stamp.is_none());
        match bare {
            Some(last) if line.form != LineForm::Heading => {
                last.stamp = Some(stamp);
                last.span = last.span.join(line.span);
            }
            _ if stamp.start.time.is_none() => {
                self.day = stamp.start.date;
                self.open = false;
            }
            _ => {
                self.pending = Some((stamp, line.span));
                self.open = false;
            }
        }
    }

    /// A line that opens nothing: the text of the update above it, or of the time above it.
    fn plain(&mut self, text: &str, line: &Line) {
        match line.form {
            LineForm::Heading => (self.open, self.pending) = (false, None),
            LineForm::Field => {}
            LineForm::First | LineForm::Further => match (self.pending.take(), self.out.last_mut()) {
                (Some((stamp, span)), _) => self.push(Some(stamp), None, text, span.join(line.span)),
                (None, Some(last)) if self.open => {
                    add_folded(&mut last.text, text);
                    last.span = last.span.join(line.span);
                }
                (None, _) => {}
            },
        }
    }

    fn push(&mut self, stamp: Option<RangeToken>, kind: Option<&str>, text: &str, span: Span) {
        let kind = kind.map(str::to_string);
        self.out.push(Entry { stamp, day: self.day.clone(), kind, text: fold(text), span });
        self.open = true;
    }

    /// What a line opens with; `None` where it opens no update. `track` is the time of a shortcode in it.
    fn opening<'t>(&self, text: &'t str, line: &Line, track: Option<RangeToken>) -> Option<Opening<'t>> {
        let leading = if track.is_some() { None } else { leading_time(text, line.form) };
        let behind = leading.as_ref().map_or(text, |stamp| behind_stamp(&text[stamp.range.end..]));
        if line.form == LineForm::Further && line.marked == 0 && !behind.is_empty() {
            return None;
        }
        let marked = line.marked.saturating_sub(text.len() - behind.len());
        let head = self.state(behind, marked).filter(|_| line.form != LineForm::Field || track.is_some());
        match head {
            Some(Opening { stamp, kind, rest }) => {
                let stamp = track.or(leading).or(stamp);
                // `**Resolved** - 15:20 UTC - all is well`, `**Fixed** (15:20): …`.
                let bracket = rest.trim_start_matches(['(', '[', '|', '@', ' ']);
                let inner = if stamp.is_none() { leading_time(bracket, LineForm::First) } else { None };
                let rest = inner.as_ref().map_or(rest, |inner| behind_stamp(&bracket[inner.range.end..]));
                let stamp = stamp.or(inner);
                let (stamp, rest) = match stamp {
                    None => trailing_time(rest).map_or((None, rest), |(stamp, rest)| (Some(stamp), rest)),
                    stamp => (stamp, rest),
                };
                Some(Opening { stamp, kind, rest })
            }
            // A line above the text of a dated update names its kind, whatever it says.
            None if track.is_some() && line.headed && word_count(&behind[..marked]) <= 5 => {
                let (kind, rest) = behind.split_at(marked);
                let kind = kind.trim_end_matches([':', ' ']);
                Some(Opening { stamp: track, kind: Some(kind), rest: behind_stamp(rest) })
            }
            None if track.is_some() => Some(Opening { stamp: track, kind: None, rest: behind }),
            None => {
                let stamp = leading?;
                let apart = behind.is_empty() || line.form == LineForm::Heading || line.marked > 0;
                let plain = apart || self.notice && is_set_apart(text, &stamp);
                plain.then_some(Opening { stamp: Some(stamp), kind: None, rest: behind })
            }
        }
    }

    /// The state that a text opens with, and a time that stands with it: `Resolved - …`, `[Update] …`, `Update 2 (17:10): …`.
    fn state<'t>(&self, text: &'t str, marked: usize) -> Option<Opening<'t>> {
        if let Some((inner, rest)) = text.strip_prefix(['[', '【']).and_then(|rest| rest.split_once([']', '】'])) {
            let Opening { stamp, kind, .. } = self.named(inner)?;
            return Some(Opening { stamp, kind, rest: behind_stamp(rest) });
        }
        if let Some((head, rest)) = text.split_at_checked(marked).filter(|(head, _)| !head.is_empty())
            && let Some(Opening { stamp, kind, .. }) = self.named(head)
        {
            return Some(Opening { stamp, kind, rest: behind_stamp(rest) });
        }
        let marks = [": ", "：", " - ", " – ", " — ", " | "];
        // A time has a colon of its own, so that each mark may be the one.
        let start = &text[..text.floor_char_boundary(FAR + 6)];
        let ends = marks.iter().flat_map(|mark| start.match_indices(mark).take(2).map(|(at, mark)| (at, mark.len())));
        let mut ends: Vec<(usize, usize)> = ends.filter(|(at, _)| *at <= FAR).collect();
        ends.sort_unstable();
        let whole = std::iter::once((text.len(), 0));
        let found = ends.into_iter().chain(whole).find_map(|(at, len)| {
            let Opening { stamp, kind, .. } = self.named(&text[..at])?;
            Some(Opening { stamp, kind, rest: text[at + len..].trim() })
        });
        found.filter(|found| !found.rest.is_empty() || text.len() <= FAR)
    }

    /// A state alone, or with its time: `Update 2`, `Resolved at 15:20 UTC`, `Monitoring (2024-03-05 14:58)`.
    fn named<'t>(&self, head: &'t str) -> Option<Opening<'t>> {
        let head = head.trim().trim_end_matches([':', '：', '-', '–', '—', ' ']);
        if is_state(head, self.vocabulary) {
            return Some(Opening { stamp: None, kind: Some(trim_state(head)), rest: "" });
        }
        if head.len() > FAR || !head.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let dated = |stamp: &RangeToken| stamp.start.date.as_ref().is_some_and(|date| date.year.is_some());
        let mut found = when::ranges_in(head, IN_POST).into_iter();
        let stamp = found.find(|stamp| stamp.start.time.is_some() || dated(stamp))?;
        let (before, behind) = (&head[..stamp.range.start], &head[stamp.range.end..]);
        let before = before.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '#');
        let closed = behind.chars().all(|c| !c.is_alphanumeric());
        // `Resolved at 15:20`, `Behoben um 15:20`.
        let joined = before.rsplit_once(' ').filter(|(_, word)| word.chars().count() <= 3).map(|(before, _)| before);
        let state = [Some(before), joined].into_iter().flatten().find(|text| is_state(text, self.vocabulary))?;
        closed.then(|| Opening { stamp: Some(stamp), kind: Some(trim_state(state)), rest: "" })
    }
}

/// Whether a time that nothing marks opens an entry rather than a sentence: a sign stands behind it, or it names day and
/// time in digits. "On Friday between 12:00 and 14:00 we …" opens none.
fn is_set_apart(text: &str, stamp: &RangeToken) -> bool {
    let sign = text[stamp.range.end..].trim_start().starts_with([':', '-', '–', '—', '|', ')', ']', '：']);
    let full = stamp.start.date.is_some() && stamp.end.is_none() && text.starts_with(|c: char| c.is_ascii_digit());
    sign || full
}

fn trim_state(state: &str) -> &str {
    state.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`' | ':' | '：'))
}

/// The time at the beginning of a text; on a line of its own, or in a heading, a day as well.
fn leading_time(text: &str, form: LineForm) -> Option<RangeToken> {
    let posted = ["Posted on ", "Posted at ", "Posted ", "Published "].iter().find(|word| text.starts_with(**word));
    let skipped = posted.map_or(0, |word| word.len());
    let found = when::range_at(text, skipped, IN_POST)?;
    let day = || {
        let alone = behind_stamp(&text[found.range.end..]).is_empty();
        found.start.date.as_ref().is_some_and(|date| date.year.is_some()) && (alone || form == LineForm::Heading)
    };
    (found.start.time.is_some() || day()).then_some(found)
}

/// The time at the end of a text, set apart from its last sentence: `… is back. Mar 5, 14:05 UTC`, `… (14:05)`.
fn trailing_time(text: &str) -> Option<(RangeToken, &str)> {
    let cut = text.len().saturating_sub(60);
    let from = text.ceil_char_boundary(cut);
    let found = when::ranges_in(&text[from..], IN_POST).into_iter().next_back()?;
    found.start.time.as_ref()?;
    let (start, end) = (from + found.range.start, from + found.range.end);
    let closed = text[end..].chars().all(|c| matches!(c, ')' | ']' | '*' | '_' | '.' | ' '));
    let before = text[..start].trim_end();
    let before = before.strip_suffix("Posted").map_or(before, str::trim_end);
    let apart = before.ends_with(['.', '!', '?', '(', '[', '—', '–', '|', '。', '_']) || before.ends_with(" -");
    (closed && apart).then(|| {
        let rest = before.trim_end_matches(['(', '[', '—', '–', '-', '|', '_', ' ']);
        // The place within the text is of no further use to anybody.
        (found, rest)
    })
}

#[cfg(test)]
mod tests;
