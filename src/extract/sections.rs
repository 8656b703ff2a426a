//! The parts of a report that answer a question as a whole: root cause, impact, lessons.
//!
//! A section is a range of the source: from its first content to its last, sub-sections included, template hints and
//! comments at its edges left out. One that holds only a placeholder is none.

use super::front::Facts;
use super::shape::{Content, Form, Outline, Part};
use super::vocabulary::{Meaning, Vocabulary, WordList, word_count};
use crate::config::Fact;
use crate::model::{Evidence, Rule, Section};
use crate::source::{SourceFile, Span};
use crate::syntax::inline::fold;
use crate::syntax::{Block, Inline, RunKind};

/// How many words say what was done; fewer are a state: "Resolved", "fixed by Dana".
const MIN_RESOLUTION: usize = 4;

/// What is needed to read a section: the text, its outline, and the words.
#[derive(Clone, Copy)]
pub struct Sections<'a> {
    /// The report.
    pub source: &'a SourceFile,
    /// Its parts.
    pub outline: &'a Outline<'a>,
    /// The words.
    pub vocabulary: &'a Vocabulary,
}

impl Sections<'_> {
    /// The answers to "what caused it", best first; the first one is the fact.
    ///
    /// A part that speaks of the *root* cause outranks one on causes or contributing factors. Where the part only groups
    /// review questions, the question on the cause is the answer.
    pub fn root_causes(&self) -> impl Iterator<Item = Section> + '_ {
        const OUTSIDE: &[Meaning] =
            &[Meaning::Timeline, Meaning::Actions, Meaning::Appendix, Meaning::Lessons, Meaning::Updates];
        let mut parts = self.candidates(Meaning::RootCause, OUTSIDE);
        parts.sort_by_key(|at| {
            let part = &self.outline.parts[*at];
            let root = self.vocabulary.has_any(WordList::Root, &part.title);
            (part.form == Form::Item, !root, self.is_in_short(*at), !part.whole, *at)
        });
        let sections = parts.into_iter().filter_map(|at| {
            let questions =
                self.outline.children(at).filter(|child| self.outline.parts[*child].title.ends_with('?')).count();
            let asked =
                self.outline.children(at).find(|child| self.outline.parts[*child].meaning == Some(Meaning::RootCause));
            match asked.filter(|_| questions >= 2) {
                Some(child) => self.section(child),
                None => self.section(at),
            }
        });
        sections.chain(self.rows_of(Meaning::RootCause, OUTSIDE))
    }

    /// The answers to "how were users affected", best first.
    pub fn impacts(&self) -> impl Iterator<Item = Section> + '_ {
        const OUTSIDE: &[Meaning] = &[
            Meaning::Timeline,
            Meaning::Actions,
            Meaning::Appendix,
            Meaning::Lessons,
            Meaning::Updates,
            Meaning::RootCause,
            Meaning::NotAffected,
        ];
        let mut parts = self.candidates(Meaning::Impact, OUTSIDE);
        parts.sort_by_key(|at| {
            let part = &self.outline.parts[*at];
            let label = matches!(part.form, Form::Label | Form::Item);
            (label && !part.whole, !part.whole, self.is_in_short(*at), *at)
        });
        // "Severity & impact" asks for a level, and how users were affected.
        let both = (0..self.outline.parts.len()).filter(|at| {
            let part = &self.outline.parts[*at];
            let asks_both = || {
                part.title.split(['&', '/']).any(|piece| self.vocabulary.whole_meaning(piece) == Some(Meaning::Impact))
            };
            part.meaning == Some(Meaning::Severity) && matches!(part.form, Form::Heading(_)) && asks_both()
        });
        parts.into_iter().chain(both).filter_map(|at| self.section(at)).chain(self.rows_of(Meaning::Impact, OUTSIDE))
    }

    /// Whether a part is a line of the summary, which says in short what a section says.
    fn is_in_short(&self, at: usize) -> bool {
        let part = &self.outline.parts[at];
        matches!(part.form, Form::Label | Form::Item)
            && part.parent.is_some_and(|parent| self.outline.is_under(parent, &[Meaning::Summary]))
    }

    /// The answers that rows of a table of fields give in a sentence.
    fn rows_of(&self, meaning: Meaning, outside: &'static [Meaning]) -> impl Iterator<Item = Section> + '_ {
        let fields = self.outline.fields.iter();
        let rows = fields.filter(move |field| field.meaning == meaning && field.rule == Rule::HeaderTable);
        rows.filter(move |field| !self.outline.is_under(field.part, outside)).filter_map(|field| {
            let told = word_count(&field.value.text) >= MIN_RESOLUTION && !self.is_placeholder(field.value.span);
            let evidence = Evidence::new(Rule::HeaderTable, field.value.span);
            told.then(|| Section { heading: field.key.clone(), evidence })
        })
    }

    /// What was done to end it, best first. A part that only groups others, or names a state, says nothing of it.
    pub fn resolutions(&self) -> impl Iterator<Item = Section> + '_ {
        let outside = [
            Meaning::Timeline,
            Meaning::Actions,
            Meaning::Appendix,
            Meaning::Lessons,
            Meaning::Updates,
            Meaning::Improvements,
            Meaning::Recommendations,
        ];
        let mut parts = self.candidates(Meaning::Taken, &outside);
        parts.sort_by_key(|at| {
            let part = &self.outline.parts[*at];
            (matches!(part.form, Form::Label | Form::Item), !part.whole, *at)
        });
        let tells = |section: &Section| {
            let text = self.source.slice(section.evidence.span());
            word_count(text) >= MIN_RESOLUTION
        };
        parts.into_iter().filter_map(|at| self.section(at)).filter(move |section| tells(section))
    }

    /// What was learnt, best first: the section on lessons, or else the run of "what went well", "what went wrong" and
    /// their like.
    pub fn lessons(&self) -> impl Iterator<Item = Section> + '_ {
        let mut parts = self.candidates(Meaning::Lessons, &[Meaning::Timeline, Meaning::Appendix]);
        parts.sort_by_key(|at| (!self.outline.parts[*at].whole, *at));
        let went = std::iter::once_with(|| self.went()).flatten();
        parts.into_iter().filter_map(|at| self.with_neighbours(at)).chain(went)
    }

    /// The answer of the front matter where it gives one at length, else that of the text, else one of a few words in the
    /// front matter.
    pub fn or_front<'s, I: Iterator<Item = Section>>(
        &'s self,
        front: &Facts<'_>,
        fact: Fact,
        in_text: impl Fn(&'s Self) -> I,
    ) -> Option<Section> {
        front
            .section(fact, self.source, self.vocabulary)
            .or_else(|| in_text(self).next())
            .or_else(|| front.short_section(fact, self.source, self.vocabulary))
    }

    fn went(&self) -> Option<Section> {
        let is_went = |at: &usize| {
            matches!(self.outline.parts[*at].meaning, Some(Meaning::WentWell | Meaning::WentWrong | Meaning::Lucky))
        };
        let first = (0..self.outline.parts.len()).find(is_went)?;
        let parent = self.outline.parts[first].parent?;
        let run = self.outline.children(parent).skip_while(|at| *at < first).take_while(is_went);
        let sections: Vec<Section> = run.filter_map(|at| self.section(at)).collect();
        let span = sections.first()?.evidence.span().join(sections.last()?.evidence.span());
        Some(Section { heading: self.outline.parts[first].title.clone(), evidence: Evidence::new(Rule::Section, span) })
    }

    /// A lessons section with the "went well" and "went wrong" sections that stand beside it.
    fn with_neighbours(&self, at: usize) -> Option<Section> {
        let mut section = self.section(at)?;
        let is_went = |at: &usize| {
            matches!(self.outline.parts[*at].meaning, Some(Meaning::WentWell | Meaning::WentWrong | Meaning::Lucky))
        };
        let siblings: Vec<usize> =
            self.outline.parts[at].parent.map(|parent| self.outline.children(parent).collect()).unwrap_or_default();
        let place = siblings.iter().position(|sibling| *sibling == at)?;
        let before = siblings[..place].iter().rev().take_while(|sibling| is_went(sibling));
        let behind = siblings[place + 1..].iter().take_while(|sibling| is_went(sibling));
        let joined = before.chain(behind).filter_map(|sibling| self.section(*sibling));
        let span = joined.fold(section.evidence.span(), |span, other| span.join(other.evidence.span()));
        section.evidence = Evidence::new(section.evidence.rule, span);
        Some(section)
    }

    fn candidates(&self, meaning: Meaning, outside: &[Meaning]) -> Vec<usize> {
        let parts = &self.outline.parts;
        self.outline
            .asking(meaning)
            .filter(|at| !parts[*at].parent.is_some_and(|parent| self.outline.is_under(parent, outside)))
            .collect()
    }

    /// The range of a part; `None` where it holds nothing, hints aside, or a placeholder.
    pub fn section(&self, at: usize) -> Option<Section> {
        let span = self.content(at).filter(|span| !self.is_placeholder(*span))?;
        Some(self.under_heading(at, span))
    }

    /// The content of a part, be it a placeholder; `None` where it holds nothing, hints aside.
    pub fn content(&self, at: usize) -> Option<Span> {
        let mut pieces = self.pieces(at);
        while pieces.last().is_some_and(|piece| piece.hint) {
            pieces.pop();
        }
        // It begins at a sub-heading, though that one were empty.
        let skip = pieces.iter().take_while(|piece| piece.hint && !piece.heading).count();
        let first = pieces.get(skip)?.span;
        Some(pieces[skip..].iter().fold(first, |span, piece| span.join(piece.span)))
    }

    /// The section of a part that has this content.
    pub fn under_heading(&self, at: usize, content: Span) -> Section {
        let part = &self.outline.parts[at];
        let span = if part.value.is_some() { part.head.join(content) } else { content };
        let rule = match part.form {
            Form::Label | Form::Item => Rule::Label,
            Form::Root | Form::Heading(_) | Form::BoldLine => Rule::Section,
        };
        Section { heading: part.title.clone(), evidence: Evidence::new(rule, span) }
    }

    /// Whether the text of a span, marks aside, stands for "nothing filled in".
    pub fn is_placeholder(&self, span: Span) -> bool {
        // What has more letters than any such word is none, as nearly every section has.
        let longest = self.vocabulary.list(WordList::Placeholder).first().map_or(0, String::len);
        let written = self.source.slice(span);
        if written.chars().filter(|c| c.is_alphanumeric()).nth(longest).is_some() {
            return false;
        }
        let text: String = written.chars().filter(|c| !matches!(c, '*' | '_' | '`' | '#' | '>' | '•')).collect();
        let text = fold(text.trim().trim_start_matches(['-', '+']).trim());
        text.is_empty() || self.vocabulary.is_in(WordList::Placeholder, &text)
    }

    fn pieces(&self, at: usize) -> Vec<Piece> {
        let mut out = Vec::new();
        let mut skip_to = 0;
        for index in at..=self.outline.parts[at].last {
            let part = &self.outline.parts[index];
            // A deeper heading that asks for something else is a section of its own, whatever its level.
            if index != at && index > skip_to && self.is_foreign(at, index) {
                skip_to = part.last;
            }
            if index <= skip_to && index != at {
                continue;
            }
            if index != at {
                out.push(Piece { span: part.head, hint: self.is_empty(index), heading: true });
            }
            if let Some(value) = &part.value {
                out.push(Piece { span: value.span, hint: false, heading: false });
            }
            out.extend(part.content.iter().map(|content| Piece {
                span: content.span(),
                hint: is_hint(content),
                heading: false,
            }));
        }
        out.sort_by_key(|piece| piece.span);
        out
    }

    fn is_foreign(&self, of: usize, at: usize) -> bool {
        let part = &self.outline.parts[at];
        let lessons = [Meaning::Lessons, Meaning::WentWell, Meaning::WentWrong, Meaning::Lucky];
        let own = self.outline.parts[of].meaning.is_some_and(|meaning| lessons.contains(&meaning));
        let other = [Meaning::Actions, Meaning::Timeline];
        part.whole
            && matches!(part.form, Form::Heading(_))
            && part.meaning.is_some_and(|meaning| !own && (lessons.contains(&meaning) || other.contains(&meaning)))
    }

    fn is_empty(&self, at: usize) -> bool {
        let part: &Part<'_> = &self.outline.parts[at];
        part.value.is_none() && part.content.is_empty() && part.last == at
    }
}

struct Piece {
    span: Span,
    hint: bool,
    heading: bool,
}

/// Comments, thematic breaks and paragraphs all in italics: what a template leaves behind.
fn is_hint(content: &Content<'_>) -> bool {
    match content {
        Content::Block(Block::Html { text, .. }) => {
            text.trim_start().starts_with("<!--") && text.trim_end().ends_with("-->")
        }
        Content::Block(Block::Rule { .. }) => true,
        Content::Block(Block::Paragraph { inline, .. }) => is_all_emphasis(inline),
        Content::Block(_) | Content::Item(_) => false,
    }
}

fn is_all_emphasis(inline: &Inline) -> bool {
    let mut visible = inline.runs.iter().filter(|run| run.kind == RunKind::Text && !run.text.trim().is_empty());
    visible.clone().next().is_some() && visible.all(|run| run.style.emphasis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax;

    fn lines(text: &str, pick: impl Fn(Sections<'_>) -> Option<Section>) -> Option<(u32, u32)> {
        let source = SourceFile::new("a.md", text);
        let document = syntax::parse(&source).value;
        let vocabulary = Vocabulary::standard();
        let outline = Outline::of(&document, &source.id, vocabulary);
        let section = pick(Sections { source: &source, outline: &outline, vocabulary })?;
        let lines = section.evidence.lines(&source.lines);
        Some((lines.first, lines.last))
    }

    #[test]
    fn root_cause() {
        let check = |text, expected| assert_eq!(lines(text, |s| s.root_causes().next()), expected, "{text}");
        check("# T\n\n## Root cause\n\nA disk.\n\n### More\n\nyes\n\n## Impact\n\nAll.\n", Some((5, 9)));
        check("# T\n\n## Root cause\n\n_To be filled in_\n\nTBC\n", None);
        check("## Contributing factors\n\n- one\n- two\n\n---\n\n## Root cause\n\nA disk.\n", Some((10, 10)));
        check("### Root cause\n\n#### What caused it?\n\nA disk.\n\n#### Were we alerted?\n\nNo.\n", Some((5, 5)));
        check("**Root cause**: a disk\nfilled up\n\n**Impact**: all\n", Some((1, 2)));
        check("- **Root cause**:\n  - a disk\n  - a bug\n- **Impact**: all\n", Some((2, 3)));
        check("The cause was a disk.\n", None);
    }

    #[test]
    fn impact_and_lessons() {
        let impact = |text, expected| assert_eq!(lines(text, |s| s.impacts().next()), expected, "{text}");
        impact("### How users were affected\n\n* none\n* of it\n", Some((3, 4)));
        impact("- **Impact**: all users\n", Some((1, 1)));
        impact("## Impact\n\nN/A\n", None);
        let check_cause = |text, expected| assert_eq!(lines(text, |s| s.root_causes().next()), expected, "{text}");
        let lessons = |text, expected| assert_eq!(lines(text, |s| s.lessons().next()), expected, "{text}");
        lessons("## Lessons learned\n\n### What went well\n\n- x\n\n## Timeline\n", Some((3, 5)));
        lessons("## What went well\n\n- x\n\n## What went wrong\n\n- y\n\n## Timeline\n", Some((3, 7)));
        lessons("## Lessons\n\n- x\n\n## What went wrong\n\n- y\n", Some((3, 7)));
        check_cause("# T\n\n## Root cause\n\nA disk.\n\n### Lessons learned\n\n- x\n", Some((5, 5)));
    }
}
