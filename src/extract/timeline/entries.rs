//! Entries as written: a walk over the parts that hold the timeline.

use super::table;
use super::updates;
use super::{Entry, RawTimeline};
use crate::extract::front::Facts;
use crate::extract::shape::{Content, Form, Outline};
use crate::extract::signs;
use crate::extract::vocabulary::{Meaning, Vocabulary, WordList, word_count};
use crate::extract::when::{self, DateToken, Expect, RangeToken};
use crate::model::Rule;
use crate::source::{SourceFile, Span};
use crate::syntax::inline::{fold, plain_of};
use crate::syntax::{Block, Document, Inline, Item, Run, RunKind};

/// In a timeline, four digits are a time and `03-26` is a day.
pub(crate) const IN_TIMELINE: Expect = Expect { bare_digits: true, month_day: true, order: None };

/// Gathers the timeline of a report: that of the front matter, where it has times, else that of the text.
pub fn collect(
    source: &SourceFile,
    document: &Document,
    front: &Facts<'_>,
    outline: &Outline<'_>,
    vocabulary: &Vocabulary,
) -> RawTimeline {
    let listed = front.timeline(document);
    if listed.iter().any(|entry| entry.stamp.is_some()) {
        return RawTimeline { entries: listed, ..RawTimeline::default() };
    }
    let mut walk = Walk { outline, vocabulary, out: RawTimeline::default(), day: None, open: false, placed: 0 };
    let outside = [Meaning::Timeline, Meaning::Appendix, Meaning::Lessons, Meaning::RootCause];
    let roots: Vec<usize> = outline
        .asking(Meaning::Timeline)
        .filter(|at| !outline.parts[*at].parent.is_some_and(|parent| outline.is_under(parent, &outside)))
        .collect();
    for at in roots {
        walk.root(at);
    }
    if walk.out.entries.iter().all(|entry| entry.stamp.is_none()) {
        let untimed = std::mem::take(&mut walk.out.entries);
        walk.out.entries = updates::collect(source, document, front, outline, vocabulary);
        if walk.out.entries.is_empty() {
            walk.out.entries = listed;
        }
        if walk.out.entries.is_empty() && walk.placed < 2 {
            walk.anywhere();
        }
        if walk.out.entries.is_empty() {
            walk.out.entries = untimed;
        }
    }
    walk.out
}

struct Walk<'a> {
    outline: &'a Outline<'a>,
    vocabulary: &'a Vocabulary,
    out: RawTimeline,
    /// The day that a heading or line above set.
    day: Option<DateToken>,
    /// Whether paragraphs that follow belong to the last entry.
    open: bool,
    /// How many entries have no time and yet a place of their own: rows of a table, labels.
    placed: usize,
}

enum Piece<'a> {
    Content(Content<'a>),
    Child(usize),
}

impl<'a> Walk<'a> {
    fn root(&mut self, at: usize) {
        let part = &self.outline.parts[at];
        self.note(&part.title, part.head, Rule::Heading);
        let bracketed = part.title.clone();
        if let Some(day) = day_in(&bracketed) {
            self.out.day.get_or_insert(day.clone());
            self.day = Some(day);
        }
        if let Some(value) = &part.value {
            let (text, span) = (value.text.clone(), value.span);
            self.note(&text, span, Rule::TimelineNote);
        }
        let first = self.out.entries.len();
        self.part(at);
        if self.out.entries.len() == first {
            self.steps(at);
        }
        if self.out.entries.len() == first {
            self.days_behind(at);
        }
        self.day = None;
        self.open = false;
    }

    /// `## 22 July` behind an empty timeline: the days stand beside it, not below.
    fn days_behind(&mut self, at: usize) {
        let form = self.outline.parts[at].form;
        let Some(parent) = self.outline.parts[at].parent else { return };
        let is_day = |at: &usize| {
            let part = &self.outline.parts[*at];
            let stamp = when::range_at(&part.title, 0, IN_TIMELINE).filter(|stamp| stamp.start.date.is_some());
            part.form == form && stamp.is_some_and(|stamp| behind_stamp(&part.title[stamp.range.end..]).is_empty())
        };
        let days: Vec<usize> = self.outline.children(parent).filter(|child| *child > at).take_while(is_day).collect();
        days.into_iter().for_each(|day| self.child(day));
    }

    /// `- **First symptom:** …`: a list whose items are labels has its order, if no times.
    fn steps(&mut self, at: usize) {
        let mut steps = Vec::new();
        for piece in self.pieces(at) {
            match piece {
                Piece::Content(Content::Item(item)) => steps.push((item_text(item), item.span)),
                Piece::Content(Content::Block(_)) => {}
                Piece::Child(child) => {
                    let part = &self.outline.parts[child];
                    let Some(value) = part.value.as_ref().filter(|_| part.form == Form::Item) else { return };
                    steps.push((format!("{}: {}", part.title, value.text), part.head.join(value.span)));
                }
            }
        }
        if steps.len() >= 2 {
            self.placed += steps.len();
            steps.into_iter().for_each(|(text, span)| self.push(None, None, &text, span));
        }
    }

    fn pieces(&self, at: usize) -> Vec<Piece<'a>> {
        let contents =
            self.outline.parts[at].content.iter().map(|content| (content.span().start, Piece::Content(*content)));
        let children =
            self.outline.children(at).map(|child| (self.outline.parts[child].head.start, Piece::Child(child)));
        let mut all: Vec<_> = contents.chain(children).collect();
        all.sort_by_key(|(start, _)| *start);
        all.into_iter().map(|(_, piece)| piece).collect()
    }

    fn part(&mut self, at: usize) {
        for piece in self.pieces(at) {
            match piece {
                Piece::Content(content) => self.content(content),
                Piece::Child(child) => self.child(child),
            }
        }
    }

    fn content(&mut self, content: Content<'a>) {
        match content {
            Content::Block(Block::Table { head, rows, .. }) => {
                self.open = false;
                let read = table::read(head, rows, self.vocabulary);
                if let Some((zone, span)) = read.zone {
                    self.zone(zone, Rule::ColumnHeader, span);
                }
                let day = self.day.clone();
                self.placed += read.entries.iter().filter(|entry| entry.stamp.is_none()).count();
                self.out.entries.extend(read.entries.into_iter().map(|mut entry| {
                    entry.day = entry.day.or_else(|| day.clone());
                    entry
                }));
            }
            Content::Block(Block::List { items, start, .. }) => self.list(items, start.is_some()),
            Content::Item(item) => self.list(std::slice::from_ref(item), false),
            Content::Block(Block::Paragraph { inline, span, .. }) => self.paragraph(inline, *span),
            // Behind an entry a quotation is part of it; elsewhere it may hold the entries.
            Content::Block(Block::Quote { blocks, .. }) if self.open => {
                blocks.iter().for_each(|block| self.append_block(block));
            }
            Content::Block(Block::Quote { blocks, .. }) => {
                for block in blocks {
                    match block {
                        Block::List { items, start, .. } => self.list(items, start.is_some()),
                        Block::Paragraph { inline, span, .. } => self.paragraph(inline, *span),
                        block => self.append_block(block),
                    }
                }
            }
            Content::Block(Block::Code { text, span, .. }) if self.out.entries.is_empty() => self.code(text, *span),
            Content::Block(block) => self.append_block(block),
        }
    }

    /// A timeline that stands in a block of code, one entry a line; a log with other lines is none, nor one behind entries.
    fn code(&mut self, text: &str, span: Span) {
        let stamp_of = |line: &str| when::range_at(line, 0, IN_TIMELINE).filter(|stamp| stamp.start.time.is_some());
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.len() < 2 || lines.iter().any(|line| stamp_of(line).is_none()) {
            return;
        }
        for line in lines {
            if let Some(stamp) = stamp_of(line) {
                let rest = behind_stamp(&line[stamp.range.end..]).to_string();
                self.push(Some(stamp), None, &rest, span);
            }
        }
    }

    /// A heading, bold line or label below the timeline: an entry, a day, or a group of entries.
    fn child(&mut self, at: usize) {
        let part = &self.outline.parts[at];
        let own = [Meaning::Impact, Meaning::RootCause, Meaning::Lessons, Meaning::Actions, Meaning::Appendix];
        if part.whole
            && matches!(part.form, Form::Heading(_))
            && part.meaning.is_some_and(|meaning| own.contains(&meaning))
        {
            return;
        }
        let title = part.title.clone();
        if self.milestone(at) {
            return;
        }
        let Some(stamp) = when::range_at(&title, 0, IN_TIMELINE) else {
            if self.timed_at_end(at) {
                return;
            }
            self.note(&title, part.head, Rule::TimelineNote);
            if let Some(value) = &part.value {
                self.note(&value.text.clone(), value.span, Rule::TimelineNote);
                if self.open && !matches!(part.form, Form::Heading(_)) {
                    let text = format!("{title}: {}", value.text);
                    self.append(&text, value.span);
                }
            }
            self.part(at);
            return;
        };
        let extent = self.outline.extent(at).map_or(part.head, |extent| part.head.join(extent));
        if stamp.start.time.is_none() && stamp.end.is_none() && self.has_times_below(at) {
            self.note(&title, part.head, Rule::TimelineNote);
            self.day = stamp.start.date;
            self.open = false;
            self.part(at);
            return;
        }
        let rest = behind_stamp(&title[stamp.range.end..]);
        let state = updates::state_behind(rest, self.vocabulary);
        let kind = state.map(|(kind, _)| kind.to_string());
        let mut text = state.map_or(rest, |(_, rest)| rest).to_string();
        if let Some(value) = &part.value {
            text = format!("{text} {}", behind_stamp(&value.text));
        }
        self.add_below(at, &mut text);
        self.push(Some(stamp), kind, &text, extent);
        self.open = !matches!(part.form, Form::Heading(_));
    }

    /// `#### Phase 1: connections break (09:31:54)`: a heading with its time in brackets behind it, and all that stands below.
    fn timed_at_end(&mut self, at: usize) -> bool {
        let part = &self.outline.parts[at];
        let inner = part.title.strip_suffix(')').and_then(|title| title.rsplit_once('('));
        let Some((head, inner)) = inner.filter(|_| matches!(part.form, Form::Heading(_) | Form::BoldLine)) else {
            return false;
        };
        let stamp = when::range_at(inner, 0, IN_TIMELINE)
            .filter(|stamp| stamp.start.time.is_some() && stamp.range.end == inner.trim_end().len());
        let Some(stamp) = stamp else { return false };
        let extent = self.outline.extent(at).map_or(part.head, |extent| part.head.join(extent));
        let mut text = head.trim_end().to_string();
        self.add_below(at, &mut text);
        self.push(Some(stamp), None, &text, extent);
        self.open = false;
        true
    }

    /// Adds what stands below a part that is an entry.
    fn add_below(&self, at: usize, text: &mut String) {
        for piece in self.pieces(at) {
            let more = match piece {
                Piece::Content(Content::Block(block)) => block_text(block),
                Piece::Content(Content::Item(item)) => item_text(item),
                Piece::Child(child) => {
                    let below = &self.outline.parts[child];
                    let value = below.value.as_ref().map_or("", |value| value.text.as_str());
                    format!("{} {value}", below.title)
                }
            };
            text.push(' ');
            text.push_str(&more);
        }
    }

    /// `**Service recovery:** Aug 19, 00:35 UTC` is a row, `**Date:** 2023-11-22` the day of those below it.
    fn milestone(&mut self, at: usize) -> bool {
        let part = &self.outline.parts[at];
        let Some(value) =
            part.value.as_ref().filter(|_| matches!(part.form, Form::Label | Form::Item | Form::BoldLine))
        else {
            return false;
        };
        let Some(stamp) = when::range_at(&value.text, 0, IN_TIMELINE) else { return false };
        if stamp.start.time.is_none() && matches!(part.meaning, Some(Meaning::Date | Meaning::Window | Meaning::Start))
        {
            self.out.day = self.out.day.take().or_else(|| stamp.start.date.clone());
            self.day = stamp.start.date;
            self.open = false;
            return true;
        }
        if stamp.start.time.is_none() {
            return false;
        }
        let rest = behind_stamp(&value.text[stamp.range.end..]).to_string();
        let text = format!("{} {rest}", part.title);
        let span = part.head.join(value.span);
        self.push(Some(stamp), None, &text, span);
        true
    }

    fn has_times_below(&self, at: usize) -> bool {
        let timed = |text: &str| leading(text).is_some_and(|stamp| stamp.start.time.is_some());
        let child = self.outline.below(at).any(|child| timed(&self.outline.parts[child].title));
        child
            || self.outline.parts[at].content.iter().any(|content| match content {
                Content::Block(Block::List { items, .. }) => items.iter().any(|item| timed(&first_line(item))),
                Content::Block(Block::Table { rows, .. }) => {
                    rows.iter().any(|row| row.cells.iter().any(|cell| timed(cell.inline.plain())))
                }
                Content::Block(Block::Paragraph { inline, .. }) => {
                    inline.lines().iter().any(|line| timed(&plain_of(line)))
                }
                Content::Item(item) => timed(&first_line(item)),
                Content::Block(_) => false,
            })
    }

    fn list(&mut self, items: &'a [Item], numbered: bool) {
        let first = self.out.entries.len();
        self.items(items, numbered);
        if self.out.entries.len() == first + items.len() {
            let inlines: Vec<_> = items.iter().map(first_inline).collect();
            name_kinds(&mut self.out.entries[first..], &inlines, self.vocabulary);
        }
    }

    fn items(&mut self, items: &'a [Item], numbered: bool) {
        self.open = false;
        if self.ends_with_times(items) {
            return;
        }
        // Behind entries with times, a list without any tells of something else.
        let told = self.out.entries.iter().any(|entry| entry.stamp.is_some());
        let stamps: Vec<Option<RangeToken>> = items.iter().map(|item| leading(&first_line(item))).collect();
        let timed = stamps.iter().filter(|stamp| stamp.is_some()).count();
        for (item, stamp) in items.iter().zip(stamps) {
            let line = first_line(item);
            match stamp {
                Some(stamp) => self.timed_item(item, &line, stamp),
                None if labelled_time(&line).is_some() => self.labelled_item(item),
                None if unknown_time(&line).is_some() => {
                    let text = item_text(item);
                    let rest = unknown_time(&text).map_or(text.as_str(), |len| behind_stamp(&text[len..])).to_string();
                    self.push(None, None, &rest, item.span);
                }
                None if nested(item)
                    .is_some_and(|items| items.iter().any(|item| leading(&first_line(item)).is_some())) =>
                {
                    if let Some(day) = day_in(&line) {
                        self.day = Some(day);
                    }
                    nested(item).into_iter().for_each(|items| self.list(items, false));
                }
                // Without a time, an item still has its place between timed ones, or in a numbered story.
                None if timed > 0 || numbered || items.len() >= 2 && !told => {
                    self.push(None, None, &item_text(item), item.span);
                }
                None => self.note(&line, item.span, Rule::TimelineNote),
            }
        }
        self.open = false;
    }

    /// `- The team was told at 12:16 on 16 June 2020.`: items none of which begins with a time, and each of which tells one.
    fn ends_with_times(&mut self, items: &'a [Item]) -> bool {
        let told = |item: &Item| {
            let line = first_line(item);
            if leading(&line).is_some() || labelled_time(&line).is_some() {
                return None;
            }
            let mut timed = when::ranges_in(&line, IN_TIMELINE).into_iter().filter(|range| range.start.time.is_some());
            let only = timed.next().filter(|_| timed.next().is_none())?;
            let before = fold(&line[..only.range.start]);
            let near = before.rsplit(' ').take(2);
            near.into_iter().any(|word| word == "at" || word == "around").then_some(only)
        };
        let stamps: Vec<RangeToken> = items.iter().map_while(told).collect();
        if items.len() < 2 || stamps.len() < items.len() {
            return false;
        }
        for (item, stamp) in items.iter().zip(stamps) {
            self.push(Some(stamp), None, &item_text(item), item.span);
        }
        true
    }

    fn timed_item(&mut self, item: &'a Item, line: &str, stamp: RangeToken) {
        let below = nested(item).filter(|items| {
            items
                .iter()
                .filter(|item| leading(&first_line(item)).is_some_and(|stamp| stamp.start.time.is_some()))
                .count()
                >= 1
        });
        let rest = behind_stamp(&line[stamp.range.end..]);
        if let (Some(items), None) = (below, &stamp.start.time) {
            self.day = stamp.start.date;
            self.list(items, false);
            return;
        }
        // A day alone on its line heads the items that follow.
        if stamp.start.time.is_none() && stamp.end.is_none() && rest.is_empty() && item.blocks.len() <= 1 {
            self.day = stamp.start.date;
            return;
        }
        let (kind, skip) = lane(item, line, &stamp, self.vocabulary);
        let text = item_text(item);
        let text = text.get(stamp.range.end..).map_or("", behind_stamp);
        let text = skip.and_then(|skip| text.strip_prefix(skip.as_str())).map_or(text, behind_stamp).to_string();
        self.push(Some(stamp), kind, &text, item.span);
    }

    /// `Alert fired: 14:05 UTC`.
    fn labelled_item(&mut self, item: &Item) {
        let text = item_text(item);
        let Some((at, stamp)) = labelled_time(&text) else { return };
        let label = text[..at].trim_end_matches([':', '：', ' ']);
        let rest = behind_stamp(text[at..].get(stamp.range.end..).unwrap_or_default());
        self.push(Some(stamp), None, &format!("{label} {rest}"), item.span);
    }

    fn paragraph(&mut self, inline: &'a Inline, span: Span) {
        let stamp_of = |line: &[Run]| {
            let written = plain_of(line);
            let text = unbulleted(&written);
            leading(text).filter(|stamp| is_entry(text, stamp))
        };
        if !self.open && inline.lines().into_iter().all(|line| stamp_of(line).is_none()) {
            self.remark(inline.plain(), span);
            return;
        }
        let first = self.out.entries.len();
        for line in inline.lines() {
            let written = plain_of(line);
            let text = unbulleted(&written);
            let at = line.first().zip(line.last()).map_or(span, |(first, last)| first.span.join(last.span));
            match leading(text).filter(|stamp| is_entry(text, stamp)) {
                Some(stamp)
                    if stamp.start.time.is_none()
                        && stamp.end.is_none()
                        && behind_stamp(&text[stamp.range.end..]).is_empty() =>
                {
                    self.day = stamp.start.date;
                    self.open = false;
                }
                Some(stamp) => {
                    let rest = behind_stamp(&text[stamp.range.end..]).to_string();
                    self.push(Some(stamp), None, &rest, at);
                    self.open = true;
                }
                None if self.open => self.append(text, at),
                None => self.remark(text, at),
            }
        }
        let inlines = vec![None; self.out.entries.len() - first];
        name_kinds(&mut self.out.entries[first..], &inlines, self.vocabulary);
    }

    /// A paragraph that is no entry: "All events happened on 2024-05-06, and all times are in UTC." A day counts where a
    /// few words say so, however the lines of the paragraph are broken.
    fn remark(&mut self, text: &str, span: Span) {
        for sentence in text.split_inclusive(". ") {
            self.note(sentence, span, Rule::TimelineNote);
            let Some(found) =
                when::ranges_in(sentence, Expect::default()).into_iter().find(|range| range.start.date.is_some())
            else {
                continue;
            };
            let before = sentence[..found.range.start].rsplit([',', ';', ':']).next().unwrap_or("");
            let behind = sentence[found.range.end..].split([',', ';', '.']).next().unwrap_or("");
            if word_count(before) + word_count(behind) <= 10
                && let Some(day) = found.start.date
            {
                self.out.day.get_or_insert(day.clone());
                self.day = Some(day);
            }
        }
    }

    /// Without a section for it: a table with times, headings that are times, or a list of timed items.
    fn anywhere(&mut self) {
        let outside = [Meaning::Appendix, Meaning::Actions, Meaning::Lessons, Meaning::KeyEvents, Meaning::Meeting];
        let stamped = |at: usize| {
            when::range_at(&self.outline.parts[at].title, 0, IN_TIMELINE)
                .is_some_and(|stamp| stamp.start.time.is_some())
        };
        let headings: Vec<usize> = (1..self.outline.parts.len())
            .filter(|at| {
                matches!(self.outline.parts[*at].form, Form::Heading(_) | Form::BoldLine | Form::Label) && stamped(*at)
            })
            .collect();
        if headings.len() >= 2 {
            headings.into_iter().for_each(|at| self.child(at));
            return;
        }
        for at in 0..self.outline.parts.len() {
            if self.outline.is_under(at, &outside) {
                continue;
            }
            let lines = self.opens_with_times(at);
            for content in &self.outline.parts[at].content {
                let fits = match content {
                    Content::Block(Block::Paragraph { .. }) => lines,
                    Content::Block(Block::Table { head, rows, .. }) => {
                        rows.len() >= 2 && table::is_timeline(head, rows, self.vocabulary)
                    }
                    Content::Block(Block::List { items, .. }) => {
                        let timed = items.iter().filter(|item| {
                            let line = first_line(item);
                            when::range_at(&line, 0, Expect { month_day: false, ..IN_TIMELINE }).is_some_and(|stamp| {
                                let behind = || behind_stamp(&line[stamp.range.end..]);
                                // "On 15 March, around 9pm UTC, …" tells a story.
                                !["On ", "At "].iter().any(|word| line.starts_with(word)) && stamp.start.time.is_some()
                                    || stamp.start.date.as_ref().is_some_and(|date| date.year.is_some())
                                    || updates::state_behind(behind(), self.vocabulary).is_some()
                            })
                        });
                        timed.count() * 3 >= items.len() * 2 && items.len() >= 2
                    }
                    Content::Block(_) | Content::Item(_) => false,
                };
                if fits {
                    self.content(*content);
                }
            }
        }
    }

    /// Whether most paragraphs of a part, and three at least, open with a time and a mark behind it.
    fn opens_with_times(&self, at: usize) -> bool {
        let paragraphs = self.outline.parts[at].content.iter().filter_map(|content| match content {
            Content::Block(Block::Paragraph { inline, .. }) => Some(*inline.lines().first()?),
            Content::Block(_) | Content::Item(_) => None,
        });
        let opens = |line: &[Run]| {
            let digit = line.iter().take(2).any(|run| run.text.bytes().take(12).any(|byte| byte.is_ascii_digit()));
            digit && {
                let text = plain_of(line);
                let marked =
                    |stamp: &RangeToken| text[stamp.range.end..].trim_start().starts_with([':', '-', '–', '—', '|']);
                leading(&text).filter(marked).is_some_and(|stamp| stamp.start.time.is_some())
            }
        };
        let (mut all, mut timed) = (0, 0);
        for line in paragraphs {
            all += 1;
            timed += usize::from(opens(line));
        }
        timed >= 3 && timed * 3 >= all * 2
    }

    fn push(&mut self, stamp: Option<RangeToken>, kind: Option<String>, text: &str, span: Span) {
        let text = fold(text);
        self.out.entries.push(Entry { stamp, day: self.day.clone(), kind, text, span });
    }

    fn append_block(&mut self, block: &Block) {
        if self.open {
            let text = block_text(block);
            self.append(&text, block.span());
        }
    }

    fn append(&mut self, text: &str, span: Span) {
        if let Some(last) = self.out.entries.last_mut() {
            add_folded(&mut last.text, text);
            last.span = last.span.join(span);
        }
    }

    /// "All times in UTC": a zone for all entries.
    fn note(&mut self, text: &str, span: Span, rule: Rule) {
        if self.out.zone.is_none()
            && word_count(text) <= 40
            && let Some((_, zone)) = when::zones_in(text).into_iter().next()
        {
            self.zone(zone, rule, span);
        }
    }

    fn zone(&mut self, zone: crate::model::Zone, rule: Rule, span: Span) {
        self.out.zone.get_or_insert((zone, rule, span));
    }
}

/// Adds to a folded text, with a space between.
pub(super) fn add_folded(text: &mut String, more: &str) {
    let more = fold(more);
    if !text.is_empty() && !more.is_empty() {
        text.push(' ');
    }
    text.push_str(&more);
}

/// The stamp at the beginning of a text, behind a sign that is none of it: `🔴 10:02 UTC`, `✅ 11:40`.
fn leading(text: &str) -> Option<RangeToken> {
    let sign = |c: char| !c.is_ascii() && !c.is_alphanumeric() && !matches!(c, '【' | '「' | '“' | '（' | '～' | '≈');
    let skip = text.find(|c: char| !sign(c) && c != ' ').filter(|_| text.starts_with(sign)).unwrap_or(0);
    when::range_at(text, skip, IN_TIMELINE).or_else(|| dotted(text, skip)).or_else(|| {
        // `Early morning July 12th, 2018: …`
        let skip = skip + part_of_day(&text[skip..])?;
        when::range_at(text, skip, IN_TIMELINE).filter(|stamp| stamp.start.date.is_some() && stamp.start.time.is_none())
    })
}

/// `17.11 Alarm`: hours and minutes with a dot between them, which elsewhere are a number.
fn dotted(text: &str, at: usize) -> Option<RangeToken> {
    let bytes = text.as_bytes().get(at..at + 6)?;
    let digits = [0, 1, 3, 4].iter().all(|place| bytes[*place].is_ascii_digit());
    (digits && bytes[2] == b'.' && bytes[5] == b' ').then_some(())?;
    let colon = format!("{}:{}", &text[..at + 2], &text[at + 3..at + 5]);
    when::range_at(&colon, at, IN_TIMELINE).filter(|found| found.start.time.is_some())
}

/// The length of the words for a part of a day at the start of a text, the blank behind them included.
fn part_of_day(text: &str) -> Option<usize> {
    const PARTS: [&str; 7] = ["morning", "afternoon", "evening", "night", "day", "noon", "midday"];
    let mut len = 0;
    for (count, word) in text.split(' ').take(4).enumerate() {
        let small = word.to_ascii_lowercase();
        len += word.len() + 1;
        match small.as_str() {
            "early" | "late" | "mid" | "the" if count < 3 => {}
            part if PARTS.contains(&part) => {
                let more =
                    ["of ", "on "].iter().find(|word| text.get(len..).is_some_and(|rest| rest.starts_with(**word)));
                return Some(len + more.map_or(0, |word| word.len())).filter(|len| *len < text.len());
            }
            _ => return None,
        }
    }
    None
}

/// Whether a stamp at the start of a paragraph opens an entry, rather than a sentence: "On 3 May we …" does not.
fn is_entry(text: &str, stamp: &RangeToken) -> bool {
    let rest = text[stamp.range.end..].trim_start();
    stamp.start.time.is_some() || rest.is_empty() || rest.starts_with([':', '-', '–', '—', '|', ')', ']'])
}

/// The time right behind a label of a few words, and where it is looked for.
fn labelled_time(text: &str) -> Option<(usize, RangeToken)> {
    let (end, mark) = signs::first(text, &[": ", "："])?;
    let label = &text[..end];
    let fits = !label.bytes().any(|byte| byte.is_ascii_digit()) && word_count(label) <= 5;
    let at = label.len() + mark;
    let stamp = fits.then(|| when::range_at(&text[at..], 0, IN_TIMELINE)).flatten()?;
    stamp.start.time.is_some().then_some((at, stamp))
}

/// The day a short line names, where it names one and no time.
fn day_in(text: &str) -> Option<DateToken> {
    let found = when::ranges_in(text, Expect::default());
    found.into_iter().find_map(|range| range.start.date)
}

/// `[???]`, `--:--`, `??:??`: a time that nobody knew. Its length.
fn unknown_time(text: &str) -> Option<usize> {
    let len =
        text.bytes().take_while(|byte| matches!(byte, b'?' | b'-' | b':' | b'[' | b']' | b'*' | b'X' | b'x')).count();
    let marks = &text[..len];
    (len >= 3 && (marks.contains("??") || marks.contains("--:") || marks.to_lowercase().contains("xx:"))).then_some(len)
}

/// A line without a bullet that Markdown does not know.
fn unbulleted(line: &str) -> &str {
    line.trim_start_matches(['•', '‣', '◦', '▪', '●', '·']).trim_start()
}

/// The text behind a stamp, without what separates the two.
pub(crate) fn behind_stamp(text: &str) -> &str {
    text.trim_start_matches(|c: char| {
        matches!(
            c,
            ':' | '-' | '–' | '—' | '|' | ']' | ')' | ',' | '.' | ';' | '*' | '_' | '`' | '~' | '>' | '→' | '：' | '・'
        ) || c.is_whitespace()
    })
}

/// An event type in code right behind the time: "07:38 `operator` …".
fn lane(item: &Item, line: &str, stamp: &RangeToken, vocabulary: &Vocabulary) -> (Option<String>, Option<String>) {
    let Some(Block::Paragraph { inline, .. }) = item.blocks.first() else { return (None, None) };
    let behind = behind_stamp(&line[stamp.range.end..]);
    let marks: Vec<&Run> = inline.runs.iter().filter(|run| run.kind == RunKind::Code).collect();
    let found = marks
        .into_iter()
        .map(|run| run.text.trim())
        .find(|text| vocabulary.is_in(WordList::EventType, text) && behind.starts_with(*text));
    let bracketed =
        behind.strip_prefix(['[', '(']).and_then(|rest| rest.split_once([']', ')'])).map(|(inner, _)| inner);
    let listed = bracketed.filter(|text| vocabulary.is_in(WordList::EventType, text));
    match (found, listed) {
        (Some(text), _) => (Some(text.to_string()), Some(text.to_string())),
        (None, Some(text)) => (Some(text.to_string()), behind.get(..text.len() + 2).map(str::to_string)),
        (None, None) => bold_state(inline, behind, vocabulary)
            .map_or((None, None), |state| (Some(state.to_string()), Some(state.to_string()))),
    }
}

/// A state in bold in front of a text, and a colon or dash behind it: `**Detected**: …`.
pub(super) fn bold_state<'i>(inline: &'i Inline, text: &str, vocabulary: &Vocabulary) -> Option<&'i str> {
    bold_label(inline, text).filter(|label| updates::is_state(label, vocabulary))
}

/// Some words in bold in front of a text, and a colon or dash behind them.
fn bold_label<'i>(inline: &'i Inline, text: &str) -> Option<&'i str> {
    let strong = inline.runs.iter().filter(|run| run.style.strong && run.kind == RunKind::Text);
    // The time before it may be bold as well.
    strong.take(3).find_map(|bold| {
        let inner = bold.text.trim().trim_end_matches([':', '：']);
        let rest = text.strip_prefix(inner).filter(|_| !inner.is_empty())?.trim_start();
        let apart = rest.starts_with([':', '：', '–', '—', '-']);
        (apart && word_count(inner) <= 4).then_some(inner)
    })
}

/// Gives each entry the label at its front as its kind, where most of them have one, in bold or in brackets, and one of the
/// labels is a state: then all of them are kinds.
pub(super) fn name_kinds(entries: &mut [Entry], inlines: &[Option<&Inline>], vocabulary: &Vocabulary) {
    let label = |entry: &Entry, inline: Option<&Inline>| {
        let bold =
            inline.and_then(|inline| bold_label(inline, &entry.text)).map(|label| (label.to_string(), label.len()));
        bold.or_else(|| {
            let (inner, _) = entry.text.strip_prefix(['(', '['])?.split_once([')', ']'])?;
            let short = word_count(inner) <= 3 && !inner.bytes().any(|byte| byte.is_ascii_digit());
            short.then(|| (inner.to_string(), inner.len() + 2))
        })
    };
    let labels: Vec<Option<(String, usize)>> = entries
        .iter()
        .zip(inlines)
        .map(|(entry, inline)| label(entry, *inline).filter(|_| entry.kind.is_none()))
        .collect();
    let is_state = |kind: &str| updates::is_state(kind, vocabulary);
    let kinds = entries.iter().filter_map(|entry| entry.kind.as_deref());
    let named = labels.iter().flatten().map(|(label, _)| label.as_str());
    let all = kinds.clone().count() + named.clone().count();
    if !kinds.chain(named).any(is_state) || entries.len() < 3 || all * 3 < entries.len() * 2 {
        return;
    }
    for (entry, label) in entries.iter_mut().zip(labels) {
        if let Some((kind, len)) = label {
            entry.text = behind_stamp(&entry.text[len..]).to_string();
            entry.kind = Some(kind);
        }
    }
}

/// The first line of an item's own text.
pub(super) fn first_line(item: &Item) -> String {
    first_inline(item).map_or("", Inline::plain).to_owned()
}

fn first_inline(item: &Item) -> Option<&Inline> {
    match item.blocks.first() {
        Some(Block::Paragraph { inline, .. }) => Some(inline),
        _ => None,
    }
}

fn nested(item: &Item) -> Option<&[Item]> {
    item.blocks.iter().find_map(|block| match block {
        Block::List { items, .. } => Some(items.as_slice()),
        _ => None,
    })
}

/// All text of an item, what is nested in it included.
pub(super) fn item_text(item: &Item) -> String {
    fold(&item.blocks.iter().map(block_text).collect::<Vec<_>>().join(" "))
}

/// All text of a block, marks taken off.
pub(super) fn block_text(block: &Block) -> String {
    match block {
        Block::Paragraph { inline, .. } => inline.plain().to_owned(),
        Block::List { items, .. } => items.iter().map(item_text).collect::<Vec<_>>().join(" "),
        Block::Table { head, rows, .. } => {
            let cells = std::iter::once(head).chain(rows).flat_map(|row| row.cells.iter());
            cells.map(|cell| cell.inline.plain()).collect::<Vec<_>>().join(" ")
        }
        Block::Quote { blocks, .. } | Block::Footnote { blocks, .. } => {
            blocks.iter().map(block_text).collect::<Vec<_>>().join(" ")
        }
        Block::Code { text, .. } => text.clone(),
        Block::Html { .. } | Block::Rule { .. } => String::new(),
    }
}
