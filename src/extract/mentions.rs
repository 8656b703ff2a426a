//! Where a report may speak of another one: links, addresses, ids, days, and sentences that say "seen before".
//!
//! `mentions` walks the running text of a report, sentence by sentence, and collects what may name another report;
//! [`ids`] tells by which ids others may name this one. Whether there is such a report is for the archive to find. Code
//! blocks and raw HTML are not looked at. One pass over the text, at most `MAX_MENTIONS` mentions a report.

pub(super) mod ids;

use std::borrow::Cow;
use std::ops::Range;

use super::front::Facts;
use super::shape::Outline;
use super::tokens::Tokens;
use super::vocabulary::{Folded, Meaning, Vocabulary, WordList};
use super::when::{self, DateReading, Expect};
use crate::config::{DateOrder, Fact};
use crate::model::{Mention, Rule, Sourced, Target};
use crate::source::address::{local_path, percent_decoded};
use crate::source::{FileId, SourceFile, Span};
use crate::syntax::{Block, Document, Inline, Run, RunKind, Section};

/// How many mentions of one report are kept.
const MAX_MENTIONS: usize = 200;

/// How far behind "the incident of" its day may stand, in bytes.
const REACH: usize = 40;

/// By which ids other reports may name this one: those of its front matter and fields, of its title, the one that opens its
/// text ("PM-2024-004. One of two …"), and that of the name of its file, where the file is one incident.
pub fn ids(
    front: &Facts<'_>,
    outline: &Outline<'_>,
    title: Option<&Sourced<String>>,
    document: &Document,
    file: Option<&FileId>,
) -> Vec<Sourced<String>> {
    let mut out: Vec<Sourced<String>> = Vec::new();
    let mut add = |id: Option<String>, rule: Rule, span: Span| {
        if let Some(id) = id.filter(|id| !out.iter().any(|known| known.value == *id)) {
            out.push(Sourced::new(id, rule, span));
        }
    };
    for entry in front.entries(Fact::Id) {
        add(entry.node.text().and_then(ids::whole), Rule::FrontMatter, entry.node.span);
    }
    for field in outline.fields.iter().filter(|field| field.meaning == Meaning::Id) {
        add(ids::whole(&field.value.text), field.rule, field.value.span);
    }
    if let Some(title) = title {
        add(ids::at_edge(&title.value), title.evidence.rule, title.evidence.span());
    }
    if let Some((opening, span)) = opening(document) {
        add(ids::opening(opening), Rule::Sentence, span);
    }
    let name = file.map(FileId::file_name);
    add(name.and_then(ids::at_start), Rule::FileName, Span::new(0, 0));
    out
}

/// The first paragraph of a report.
fn opening(document: &Document) -> Option<(&str, Span)> {
    document.sections().into_iter().find_map(|section| {
        section.blocks.iter().find_map(|block| match block {
            Block::Paragraph { inline, .. } => Some((inline.plain(), inline.runs.first()?.span)),
            Block::List { .. }
            | Block::Table { .. }
            | Block::Quote { .. }
            | Block::Code { .. }
            | Block::Html { .. }
            | Block::Footnote { .. }
            | Block::Rule { .. } => None,
        })
    })
}

/// What a report says of others. `order` is how `03/04/2019` is read.
pub(super) fn mentions(
    source: &SourceFile,
    document: &Document,
    tokens: &Tokens<'_>,
    vocabulary: &Vocabulary,
    order: Option<DateOrder>,
) -> Vec<Mention> {
    let mut reader = Reader { file: &source.id, tokens, vocabulary, order, found: Vec::new() };
    reader.section(&document.root);
    reader.found.truncate(MAX_MENTIONS);
    reader.found
}

struct Reader<'a> {
    file: &'a FileId,
    tokens: &'a Tokens<'a>,
    vocabulary: &'a Vocabulary,
    order: Option<DateOrder>,
    found: Vec<Mention>,
}

impl Reader<'_> {
    /// Nesting is capped by the parser.
    fn section(&mut self, section: &Section) {
        if let Some(heading) = &section.heading {
            self.inline(&heading.inline);
        }
        self.blocks(&section.blocks);
        for child in &section.children {
            self.section(child);
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            if self.found.len() > MAX_MENTIONS {
                return;
            }
            match block {
                Block::Paragraph { inline, .. } => self.inline(inline),
                Block::List { items, .. } => items.iter().for_each(|item| self.blocks(&item.blocks)),
                Block::Table { head, rows, .. } => {
                    let cells = std::iter::once(head).chain(rows).flat_map(|row| &row.cells);
                    cells.for_each(|cell| self.inline(&cell.inline));
                }
                Block::Quote { blocks, .. } | Block::Footnote { blocks, .. } => self.blocks(blocks),
                Block::Code { .. } | Block::Html { .. } | Block::Rule { .. } => {}
            }
        }
    }

    fn inline(&mut self, inline: &Inline) {
        if inline.links.is_empty() && !self.may_name(inline) {
            return;
        }
        let flat = Flat::of(inline);
        for sentence in sentences(&flat.text) {
            self.sentence(&flat, inline, sentence);
        }
    }

    /// Whether a text without links has anything by which a sentence of it can name a report. Nearly none has, so that this
    /// is what most of the text costs.
    fn may_name(&self, inline: &Inline) -> bool {
        if !inline.span().is_some_and(|span| self.tokens.may_speak_of_another(span)) {
            return false;
        }
        let text = &*shown_text(inline);
        ids::may_be_in(text.as_bytes()) || text.contains("://") || self.vocabulary.has_any(WordList::Earlier, text)
    }

    fn sentence(&mut self, flat: &Flat<'_>, inline: &Inline, range: Range<usize>) {
        let text = &flat.text[range.clone()];
        let folded = self.vocabulary.has_any(WordList::Earlier, text).then(|| Folded::of(text));
        let again = folded.as_ref().is_some_and(|folded| self.says_again(&folded.text));
        let mut here: Vec<Mention> = Vec::new();
        let mut add = |target: Target, span: Span| {
            if here.len() < MAX_MENTIONS && !here.iter().any(|known| known.target == target) {
                here.push(Mention { target, again, span });
            }
        };
        for link in flat.links_in(&range) {
            let link = &inline.links[link];
            if let Some(target) = target(self.file, &link.dest) {
                add(target, link.span);
            }
        }
        for (at, address) in addresses(text) {
            add(Target::Web(web(address)), flat.place(range.start + at));
        }
        for (at, id) in ids::all_in(text) {
            add(Target::Id(id), flat.place(range.start + at));
        }
        if let Some(folded) = &folded {
            for (at, phrase) in self.vocabulary.all_in(WordList::IncidentOf, &folded.text) {
                if let Some((target, at)) = self.day(text, folded.origin(at + phrase.len())) {
                    add(target, flat.place(range.start + at));
                }
            }
        }
        if again && here.is_empty() {
            here.push(Mention { target: Target::Unnamed, again, span: flat.place(range.start) });
        }
        self.found.extend(here);
    }

    /// Whether a folded sentence says that something of the kind happened before, and does not deny it.
    fn says_again(&self, folded: &str) -> bool {
        let said = self.vocabulary.all_in(WordList::SeenBefore, folded);
        if said.is_empty() {
            return false;
        }
        let mut denials: Vec<usize> =
            self.vocabulary.all_in(WordList::Negation, folded).into_iter().map(|(at, _)| at).collect();
        denials.sort_unstable();
        said.iter().any(|(at, _)| {
            let before = denials.partition_point(|no| no < at);
            before == 0 || at - denials[before - 1] >= REACH
        })
    }

    /// The day that stands right behind "the incident of".
    fn day(&self, text: &str, behind: usize) -> Option<(Target, usize)> {
        let rest = text.get(behind..)?;
        let end = rest.char_indices().map(|(at, _)| at).find(|at| *at >= REACH).unwrap_or(rest.len());
        let range = when::ranges_in(&rest[..end], Expect::default()).into_iter().next()?;
        if rest[..range.range.start].split_whitespace().count() > 1 {
            return None;
        }
        let date = range.start.date?;
        let (month, day) = match (date.reading, self.order) {
            (DateReading::Settled { month, day }, _) => (month, day),
            (DateReading::Either { first, second }, Some(DateOrder::DayFirst)) => (second, first),
            (DateReading::Either { first, second }, Some(DateOrder::MonthFirst)) => (first, second),
            (DateReading::Either { .. }, None) => return None,
        };
        Some((Target::Day { year: date.year, month, day }, behind + date.range.start))
    }
}

/// What a link may name. `None` for a place in the report itself and for what no report lies behind.
fn target(file: &FileId, dest: &str) -> Option<Target> {
    if let Some(address) = dest.strip_prefix("https://").or_else(|| dest.strip_prefix("http://")) {
        return Some(Target::Web(web(address)));
    }
    if dest.split(['/', '?', '#']).next().is_some_and(|scheme| scheme.contains(':')) {
        return None;
    }
    let (path, fragment) = local_path(file, dest)?;
    Some(Target::File(path, fragment.map(str::to_owned)))
}

/// An address without query and fragment, decoded.
fn web(address: &str) -> String {
    let end = address.find(['?', '#']).unwrap_or(address.len());
    percent_decoded(address[..end].trim_end_matches('/')).into_owned()
}

/// The addresses that stand in a text as such, without their scheme.
fn addresses(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices("://").filter_map(|(at, mark)| {
        let begin = text[..at].strip_suffix("https").or_else(|| text[..at].strip_suffix("http"))?.len();
        let rest = &text[at + mark.len()..];
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '<' | ')' | '"' | ']' | ','));
        let address = rest[..end.unwrap_or(rest.len())].trim_end_matches(['.', ';', ':', '!', '\'']);
        (!address.is_empty()).then_some((begin, address))
    })
}

/// The text of a run, as a reader sees it: nothing of pictures and markup.
fn text_of(run: &Run) -> &str {
    match run.kind {
        RunKind::Text | RunKind::Code => &run.text,
        RunKind::SoftBreak | RunKind::HardBreak => " ",
        RunKind::Html | RunKind::Image | RunKind::Footnote => "",
    }
}

/// Running text as one string.
fn shown_text(inline: &Inline) -> Cow<'_, str> {
    // `+=` borrows the first piece: most text is one.
    inline.runs.iter().fold(Cow::Borrowed(""), |text, run| text + text_of(run))
}

/// Running text as one string, with the source of each piece.
struct Flat<'t> {
    text: Cow<'t, str>,
    /// Where each piece begins, its source, and the link around it.
    pieces: Vec<(usize, Span, Option<usize>)>,
}

impl<'t> Flat<'t> {
    fn of(inline: &'t Inline) -> Self {
        let mut flat = Self { text: Cow::Borrowed(""), pieces: Vec::with_capacity(inline.runs.len()) };
        for run in &inline.runs {
            if matches!(run.kind, RunKind::Text | RunKind::Code) {
                flat.pieces.push((flat.text.len(), run.span, run.link));
            }
            flat.text += text_of(run);
        }
        flat
    }

    /// The source of the piece that holds a byte.
    fn place(&self, at: usize) -> Span {
        let next = self.pieces.partition_point(|(start, _, _)| *start <= at);
        self.pieces.get(next.saturating_sub(1)).map_or(Span::new(0, 0), |(_, span, _)| *span)
    }

    /// The links whose words begin within a range, each once.
    fn links_in(&self, range: &Range<usize>) -> Vec<usize> {
        let first = self.pieces.partition_point(|(start, _, _)| *start < range.start);
        let inside = self.pieces[first..].iter().take_while(|(start, _, _)| *start < range.end);
        let mut links: Vec<usize> = inside.filter_map(|(_, _, link)| *link).collect();
        links.dedup();
        links
    }
}

/// The sentences of a text. A stop behind a number is that of a day: `3. Mai`.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(['.', '!', '?', '。']) {
        let end = at + mark.len();
        let day = mark == "." && text[..at].ends_with(|c: char| c.is_ascii_digit());
        if mark == "。" || (text[end..].starts_with(char::is_whitespace) && !day) {
            out.push(start..end);
            start = end;
        }
    }
    if start < text.len() {
        out.push(start..text.len());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax;

    fn shown(text: &str) -> Vec<String> {
        let source = SourceFile::new("2024/b.md", text);
        let document = syntax::parse(&source).value;
        let order = Some(DateOrder::DayFirst);
        let line = |mention: &Mention| {
            let line = source.lines.line(mention.span.start);
            let target = match &mention.target {
                Target::File(path, None) => path.clone(),
                Target::File(path, Some(fragment)) => format!("{path} # {fragment}"),
                Target::Web(address) => format!("web {address}"),
                Target::Id(id) => format!("id {id}"),
                Target::Day { year, month, day } => format!("day {year:?} {month} {day}"),
                Target::Unnamed => "unnamed".to_owned(),
            };
            format!("{line}: {target}{}", if mention.again { ", again" } else { "" })
        };
        let tokens = Tokens::of(&source.text, document.body, Vocabulary::standard());
        mentions(&source, &document, &tokens, Vocabulary::standard(), order).iter().map(line).collect()
    }

    #[test]
    fn links_and_addresses_are_collected() {
        let check = |text: &str, expected: &[&str]| assert_eq!(shown(text), expected, "{text}");
        check("See [the first one](../2023/a.md#impact).", &["1: 2023/a.md # impact"]);
        check(
            "a\n\n- [one](a.md)\n- <https://x.example/a%20b.md?raw#L3>",
            &["3: 2024/a.md", "4: web x.example/a b.md"],
        );
        check("| a | b |\n|-|-|\n| x | https://t.example/issues/12, done |", &["3: web t.example/issues/12"]);
        check("[mail](mailto:a@b.example) [here](#impact) ![x](a.png)", &[]);
        check("```\nsee https://x.example/a.md\n```", &[]);
    }

    #[test]
    fn a_sentence_may_say_that_it_was_seen_before() {
        let check = |text: &str, expected: &[&str]| assert_eq!(shown(text), expected, "{text}");
        check("It broke. We had seen this before. It was late.", &["1: unnamed, again"]);
        check("Same cause as [last time](a.md). See [that](b.md).", &["1: 2024/a.md, again", "1: 2024/b.md"]);
        check("We had never seen this before.", &[]);
        check("Das ist nicht zum ersten Mal passiert.", &["1: unnamed, again"]);
        check("Before that, all was seen to work.", &[]);
    }

    #[test]
    fn the_incident_of_a_day() {
        let check = |text: &str, expected: &[&str]| assert_eq!(shown(text), expected, "{text}");
        check("Like the incident of 3 March 2023.", &["1: day Some(2023) 3 3"]);
        check("Another cause than seen on June 30.", &["1: day None 6 30"]);
        check("Same problem as in the outage of 04/03/2023.", &["1: day Some(2023) 3 4, again"]);
        check("Wie beim Ausfall vom 3. Mai 2023.", &["1: day Some(2023) 5 3"]);
        check("The incident of the new node began on 3 March.", &[]);
    }

    #[test]
    fn sentences_end_where_a_blank_follows() {
        let text = "See v1.2 now. Then a.b! And?";
        let parts: Vec<&str> = sentences(text).into_iter().map(|range| text[range].trim()).collect();
        assert_eq!(parts, ["See v1.2 now.", "Then a.b!", "And?"]);
    }
}
