//! What was affected and how badly: applications, and the severity as written.
//!
//! Only fields, labels, tables and sections meant for it count; prose alone names none, and what is listed as *not*
//! affected is left out.

use super::resolve::{Candidate, Rank};
use super::shape::{Content, Form, Outline, Value};
use super::signs;
use super::title;
use super::vocabulary::{Meaning, Vocabulary, WordList, word_count};
use crate::model::{Rule, Sourced};
use crate::source::Span;
use crate::syntax::inline::plain_of;
use crate::syntax::{Block, Item, ItemMark, RunKind};

/// The affected applications in the report's order, each once.
pub fn applications(outline: &Outline<'_>, vocabulary: &Vocabulary) -> Vec<Sourced<String>> {
    let mut found = Found { out: Vec::new(), vocabulary };
    for field in outline.fields.iter().filter(|field| field.meaning == Meaning::Applications) {
        // A sentence about them is no list of names.
        if word_count(&field.value.text) > 6
            && field.value.text.ends_with(['.', '。'])
            && !field.value.text.contains(',')
        {
            continue;
        }
        let names = split(&field.value.text);
        if word_count(&field.value.text) > 12 && names.iter().any(|name| word_count(name) > 6) {
            continue;
        }
        for name in names {
            found.add(name, field.rule, field.value.span);
        }
    }
    if found.out.is_empty() {
        for at in outline.asking(Meaning::Applications).filter(|at| outline.parts[*at].whole) {
            let outside =
                [Meaning::NotAffected, Meaning::Timeline, Meaning::Actions, Meaning::RootCause, Meaning::Lessons];
            if !outline.is_under(at, &outside) {
                outline.parts[at].content.iter().for_each(|content| found.content(content, outline.parts[at].form));
            }
        }
    }
    found.out
}

struct Found<'v> {
    out: Vec<Sourced<String>>,
    vocabulary: &'v Vocabulary,
}

impl Found<'_> {
    fn add(&mut self, name: &str, rule: Rule, span: Span) {
        let name = name.trim().trim_matches(['`', '*', '"', '.', ';', '~']).trim();
        let negative = self.vocabulary.has_any(WordList::NotAffected, name);
        let placeholder = name.is_empty() || self.vocabulary.is_in(WordList::Placeholder, name);
        if !negative
            && !placeholder
            && name.len() <= 80
            && !self.out.iter().any(|known| known.value.eq_ignore_ascii_case(name))
        {
            self.out.push(Sourced::new(name.to_string(), rule, span));
        }
    }

    fn content(&mut self, content: &Content<'_>, form: Form) {
        match content {
            Content::Block(Block::List { items, .. }) => {
                // Of a list with boxes, those that are ticked.
                let ticked = items.iter().any(|item| item.mark == Some(ItemMark::Done));
                let chosen = items.iter().filter(|item| !ticked || item.mark != Some(ItemMark::Open));
                chosen.for_each(|item| self.item(item));
            }
            Content::Item(item) => self.item(item),
            Content::Block(Block::Table { rows, .. }) => {
                for row in rows {
                    if let Some(cell) = row.cells.first() {
                        self.add(cell.inline.plain(), Rule::Section, cell.span);
                    }
                }
            }
            // Short lines under the heading; a sentence is prose, wherever its lines are broken.
            Content::Block(Block::Paragraph { inline, span, .. }) if form != Form::Root => {
                let lines: Vec<String> = inline.lines().into_iter().map(plain_of).collect();
                let most = if lines.len() == 1 { 8 } else { 4 };
                if lines.iter().all(|line| word_count(line) <= most && !line.ends_with(['.', '。'])) {
                    for line in &lines {
                        split(line).into_iter().for_each(|name| self.add(name, Rule::Section, *span));
                    }
                }
            }
            Content::Block(_) => {}
        }
    }

    fn item(&mut self, item: &Item) {
        let Some(Block::Paragraph { inline, span, .. }) = item.blocks.first() else { return };
        let text = inline.plain();
        if self.vocabulary.has_any(WordList::NotAffected, text) {
            return;
        }
        // `ferry-docs, a reader of …`: what is set as a link or code is the name.
        let set_apart = inline.runs.first().filter(|run| run.kind == RunKind::Code || run.link.is_some());
        let behind = set_apart.map(|run| &text[run.text.trim().len().min(text.len())..]);
        if let (Some(run), Some(behind)) = (set_apart, behind)
            && [", ", " is ", " are ", " was ", " were "].iter().any(|word| behind.starts_with(word))
        {
            return self.add(&run.text, Rule::Section, *span);
        }
        let end = signs::first(text, &[": ", " - ", " – ", " — ", " (", "：", "（"]);
        let name = end.map_or(text, |(at, _)| &text[..at]);
        self.add(name, Rule::Section, *span);
    }
}

/// Splits a list of names at commas, semicolons and slashes with blanks around them, outside brackets.
pub fn split(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '（' => depth += 1,
            ')' | ']' | '）' => depth -= 1,
            '/' if depth <= 0 && text[..at].ends_with(' ') && text[at + 1..].starts_with(' ') => {
                out.push(text[start..at].trim());
                start = at + 1;
            }
            ',' | ';' | '、' | '，' if depth <= 0 => {
                out.push(text[start..at].trim());
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    let last = text[start..].trim();
    out.push(if out.is_empty() { last } else { last.strip_prefix("and ").unwrap_or(last) });
    out.retain(|name| !name.is_empty());
    out
}

/// What fields and headings for it say of the severity, those of the timeline, the actions and the appendix left out.
pub fn severity(outline: &Outline<'_>, vocabulary: &Vocabulary) -> Vec<Candidate<String>> {
    let counts = |part: usize| !outline.is_under(part, &[Meaning::Timeline, Meaning::Actions, Meaning::Appendix]);
    let read = |answer: &Value, rule: Rule| {
        let value = severity_word(&answer.text)?;
        (!vocabulary.is_in(WordList::Placeholder, &value))
            .then(|| Candidate::new(value, Rank::Field, rule, answer.span))
    };
    let fields = outline.fields.iter().filter(|field| field.meaning == Meaning::Severity && counts(field.part));
    let parts = outline.asking(Meaning::Severity).filter(|at| counts(*at));
    // `**High** – …` below the heading has the form of a label.
    let level = |at: usize| {
        let child = outline.children(at).map(|child| &outline.parts[child]).next()?;
        let named = child.form == Form::Label && title::is_level(&child.title);
        (named && outline.parts[at].content.is_empty()).then(|| Value { text: child.title.clone(), span: child.head })
    };
    let answers = parts.filter_map(|at| outline.short_answer(at).or_else(|| level(at)));
    let heading = outline.parts.iter().find(|part| matches!(part.form, Form::Heading(_)));
    let named = heading.and_then(|part| {
        let mark = title::severity(&part.title)?.to_string();
        Some(Candidate::new(mark, Rank::Heading, Rule::Heading, part.head))
    });
    fields
        .filter_map(|field| read(&field.value, field.rule))
        .chain(answers.filter_map(|answer| read(&answer, Rule::Section)))
        .chain(named)
        .collect()
}

/// A severity without the explanation behind it: `Major (High Impact)` is `Major`, `SEV-1: all down` is `SEV-1`.
pub fn severity_word(text: &str) -> Option<String> {
    let marks =
        [" (", "(", "（", "：", "，", "、", "。", ": ", " - ", " – ", " — ", ", ", "; ", ". ", " / ", " because "];
    let cut = signs::first(text, &marks).map_or(text.len(), |(at, _)| at);
    let word = text[..cut].trim().trim_end_matches(['.', ':', ',']).trim_matches(['*', '`', '_', '"']).trim();
    // An emoji in front of the word is decoration.
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric()).trim();
    (!word.is_empty() && word.split_whitespace().count() <= 4).then(|| word.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;
    use crate::syntax;

    fn with_outline<T>(text: &str, read: impl Fn(&Outline<'_>) -> T) -> T {
        let source = SourceFile::new("a.md", text);
        let document = syntax::parse(&source).value;
        read(&Outline::of(&document, &source.id, Vocabulary::standard()))
    }

    #[test]
    fn applications_stand_in_fields_and_sections() {
        let check = |text: &str, expected: &[&str]| {
            let found = with_outline(text, |outline| applications(outline, Vocabulary::standard()));
            assert_eq!(found.into_iter().map(|app| app.value).collect::<Vec<_>>(), expected, "{text}");
        };
        check("| Date | x |\n|---|---|\n| Application/process: | Verify clusters |\n", &["Verify clusters"]);
        check("**Affected services**: `api`, search (EU, US); billing\n", &["api", "search (EU, US)", "billing"]);
        check(
            "## Affected services\n\n- api: all of it\n- search – reads\n- billing (not affected)\n",
            &["api", "search"],
        );
        check("## Impact\n\nThe api was down.\n\n### Not affected\n\n- billing\n", &[]);
        check("Affected: N/A\n", &[]);
        check("## Affected services\n\n- [x] api\n- [ ] search\n", &["api"]);
        check("**Affected services**: maps / tiles, a/b tests\n", &["maps", "tiles", "a/b tests"]);
        check("## Affected services\n\nmaps\ntiles of the north\n", &["maps", "tiles of the north"]);
        check("## Affected services\n\nmaps went down in the whole of the north and\nstayed there\n", &[]);
        check("**Affected services**: The maps were down for all customers in the north.\n", &[]);
    }

    #[test]
    fn a_severity_stands_in_a_field_or_under_its_heading() {
        let check = |text: &str, expected: &[&str]| {
            let found = with_outline(text, |outline| severity(outline, Vocabulary::standard()));
            assert_eq!(found.into_iter().map(|found| found.value).collect::<Vec<_>>(), expected, "{text}");
        };
        check("# T\n\n**Severity**: P2\n", &["P2"]);
        check("# T\n\n## Severity\n\nSEV-2 (most customers)\n\n## Impact\n\nAll.\n", &["SEV-2"]);
        check("# T\n\n**Severity**\n\n- High\n", &["High"]);
        check("# T\n\n## Severity\n\n- [ ] High\n- [x] Low\n", &["Low"]);
        check("# T\n\n## Severity\n\n- [ ] High\n- [ ] Low\n", &[]);
        check(
            "# T\n\n## Severity\n\n**High** - many customers cannot pay at all, and some may lose data.\n",
            &["High"],
        );
        check("# T\n\n## Severity\n\nTBD\n", &[]);
        check("# T\n\n## Severity\n\nWe argued about it for a while and came to no end.\n", &[]);
        check("# T\n\n## Timeline\n\n### Severity\n\nP2\n", &[]);
    }

    #[test]
    fn severities_lose_their_explanation() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(severity_word(text).as_deref(), expected, "{text}");
        check("Major (High Impact, Service Degradation)", Some("Major"));
        check("SEV-1: all down", Some("SEV-1"));
        check("P2", Some("P2"));
        check("🔴 Critical", Some("Critical"));
        check("", None);
        check("we did not agree on one in the end", None);
    }
}
