//! Where a fact was read: no value without evidence.

use serde::{Deserialize, Serialize};

use crate::source::{LineIndex, Lines, Span};

/// The rule by which a fact was read. Shown beside the fact, so that an author sees why a report reads as it does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// A key of the front matter.
    FrontMatter,
    /// A row of a header table.
    HeaderTable,
    /// A label with a value behind it: `**Severity:** high`, `- Time to recovery: 5 minutes`.
    Label,
    /// A heading that holds the value: `## Date: 2021-12-16`.
    HeadingField,
    /// The content of a section whose heading asks for the fact.
    Section,
    /// The heading that names the report.
    Heading,
    /// A sentence that states it.
    Sentence,
    /// A milestone of a list of key events.
    Milestone,
    /// A row of the timeline.
    TimelineRow,
    /// A line that speaks for the whole timeline: "all times in UTC".
    TimelineNote,
    /// A column header of the timeline: `Time (UTC)`.
    ColumnHeader,
    /// A word in the title or in a field that tells what the report is about.
    Wording,
    /// The name of the file or of its folder.
    FileName,
    /// What holds when the report says nothing else.
    Default,
    /// Worked out from other facts, whose evidence it joins.
    Derived,
}

impl Rule {
    /// Whether it reads the text: only then do spans name lines of it.
    pub fn is_in_text(self) -> bool {
        match self {
            Rule::FileName | Rule::Default => false,
            Rule::FrontMatter
            | Rule::HeaderTable
            | Rule::Label
            | Rule::HeadingField
            | Rule::Section
            | Rule::Heading
            | Rule::Sentence
            | Rule::Milestone
            | Rule::TimelineRow
            | Rule::TimelineNote
            | Rule::ColumnHeader
            | Rule::Wording
            | Rule::Derived => true,
        }
    }

    /// The rule in words: "read from …".
    pub fn words(self) -> &'static str {
        match self {
            Rule::FrontMatter => "front matter",
            Rule::HeaderTable => "header table",
            Rule::Label => "label",
            Rule::HeadingField => "heading with a value",
            Rule::Section => "section",
            Rule::Heading => "heading",
            Rule::Sentence => "sentence",
            Rule::Milestone => "key event",
            Rule::TimelineRow => "timeline row",
            Rule::TimelineNote => "note on the timeline",
            Rule::ColumnHeader => "column header",
            Rule::Wording => "wording",
            Rule::FileName => "file name",
            Rule::Default => "nothing else stated",
            Rule::Derived => "derived",
        }
    }
}

/// Where and by which rule a fact was read. Never empty: the first span is held apart.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Evidence {
    /// The rule that read it.
    pub rule: Rule,
    first: Span,
    more: Vec<Span>,
}

impl Evidence {
    /// Evidence at one place.
    pub fn new(rule: Rule, span: Span) -> Self {
        Self { rule, first: span, more: Vec::new() }
    }

    /// The main place.
    pub fn span(&self) -> Span {
        self.first
    }

    /// All places, the main one first.
    pub fn spans(&self) -> impl Iterator<Item = Span> + '_ {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }

    /// The source lines of the main place.
    pub fn lines(&self, index: &LineIndex) -> Lines {
        index.lines(self.first)
    }

    /// Evidence for what follows from this and `other`: all places of both, under `rule`.
    #[must_use]
    pub fn join(mut self, rule: Rule, other: &Evidence) -> Self {
        self.rule = rule;
        for span in other.spans() {
            if span != self.first && !self.more.contains(&span) {
                self.more.push(span);
            }
        }
        self
    }
}

/// A fact and its evidence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sourced<T> {
    /// The fact.
    pub value: T,
    /// Where it was read.
    pub evidence: Evidence,
}

impl<T> Sourced<T> {
    /// A fact read by `rule` at `span`.
    pub fn new(value: T, rule: Rule, span: Span) -> Self {
        Self { value, evidence: Evidence::new(rule, span) }
    }

    /// The same evidence for a value made of this one.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Sourced<U> {
        Sourced { value: f(self.value), evidence: self.evidence }
    }
}
