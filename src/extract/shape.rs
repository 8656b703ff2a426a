//! The shapes in which reports state facts: parts that answer a question, and fields with a key and a value.
//!
//! [`Outline::of`] walks a document once. A *part* is a heading, a bold line or a label with all that stands under it; a
//! *field* is a key with a value on the same line, in a row of a header table, a label or a heading. What a part or field
//! asks for comes from the vocabulary; no shape knows a repository.

mod label;

use self::label::{Label, boxed_label, clean_title, label_of, marked_line, pieces_of, span_of};
use super::signs;
use super::vocabulary::{Meaning, Vocabulary, word_count};
use super::when::{self, Expect};
use crate::diag::{Code, Diagnostic};
use crate::model::Rule;
use crate::source::{FileId, Span};
use crate::syntax::inline::plain_of;
use crate::syntax::{Block, Cell, Document, Inline, Item, ItemMark, Run, Section, TableRow};

/// A document as parts and fields.
#[derive(Debug)]
pub struct Outline<'a> {
    /// All parts in reading order; the first one is the whole document.
    pub parts: Vec<Part<'a>>,
    /// All fields in reading order.
    pub fields: Vec<Field>,
    /// Headings that were understood in spite of a slip.
    pub notes: Vec<Diagnostic>,
}

/// What kind of line opens a part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// The whole document.
    Root,
    /// A heading of this level.
    Heading(u8),
    /// A paragraph that is all bold.
    BoldLine,
    /// `**Impact**: …` or `Impact: …` as a paragraph.
    Label,
    /// `- **Impact**: …` as an item of a list.
    Item,
}

/// A line that opens a part, with all that stands under it.
#[derive(Debug)]
pub struct Part<'a> {
    /// What kind of line opens it.
    pub form: Form,
    /// The opening line as plain text, without a colon at its end.
    pub title: String,
    /// What it asks for.
    pub meaning: Option<Meaning>,
    /// Whether its title is a known phrase and nothing else.
    pub whole: bool,
    /// The opening line or label in the source.
    pub head: Span,
    /// What stands behind the label on its own line.
    pub value: Option<Value>,
    /// What stands directly under it, sub-parts aside.
    pub content: Vec<Content<'a>>,
    /// The part it belongs to; `None` for the whole document.
    pub parent: Option<usize>,
    /// The last part that belongs to it; itself where it has no sub-parts.
    pub last: usize,
}

/// Text behind a label.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Value {
    /// Plain text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A piece of a part.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// A block.
    Block(&'a Block),
    /// An item of a list whose other items are labels.
    Item(&'a Item),
}

impl Content<'_> {
    /// Its source.
    pub fn span(&self) -> Span {
        match self {
            Content::Block(block) => block.span(),
            Content::Item(item) => item.span,
        }
    }
}

/// A key and its value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// The key as plain text, without a colon.
    pub key: String,
    /// What the key asks for.
    pub meaning: Meaning,
    /// The value.
    pub value: Value,
    /// Key and value in the source.
    pub span: Span,
    /// Header table, label or heading.
    pub rule: Rule,
    /// The part it stands in, as an index into [`Outline::parts`].
    pub part: usize,
}

impl<'a> Outline<'a> {
    /// The parts and fields of a document.
    pub fn of(document: &'a Document, file: &FileId, vocabulary: &'a Vocabulary) -> Self {
        let outline = Outline { parts: Vec::new(), fields: Vec::new(), notes: Vec::new() };
        let mut builder = Builder { outline, file, vocabulary };
        builder.section(&document.root, None);
        builder.outline.name_first();
        builder.outline
    }

    /// A first heading that holds all the others names the report, whatever it says: "Retrospective", "Post-mortem". Bold
    /// lines that open sections are headings too; over labels alone, only words for the report itself name it.
    fn name_first(&mut self) {
        let last = self.parts.len() - 1;
        let Some(first) = self.parts.get(1) else { return };
        let fact = self.fields.iter().any(|field| field.part == 1 && field.rule == Rule::HeadingField);
        let named = first.meaning == Some(Meaning::Meeting) && last > 1;
        let opens = |part: &Part<'_>| match part.form {
            Form::Heading(_) => true,
            Form::BoldLine => part.meaning.is_some_and(Meaning::is_section),
            Form::Root | Form::Label | Form::Item => false,
        };
        let sections = named || self.parts[2..].iter().any(opens);
        // "RCA: exports fail" says more than the phrase: over labels alone it names the report as well.
        let more = !first.whole && first.form == Form::Heading(1) && last > 1;
        if matches!(first.form, Form::Heading(_)) && first.last == last && (sections || more) && !fact {
            self.parts[1].meaning = None;
        }
    }

    /// The parts that ask for `meaning`, in reading order.
    pub fn asking(&self, meaning: Meaning) -> impl Iterator<Item = usize> + '_ {
        (0..self.parts.len()).filter(move |at| self.parts[*at].meaning == Some(meaning))
    }

    /// The parts below `part`, in reading order, itself left out.
    pub fn below(&self, part: usize) -> std::ops::RangeInclusive<usize> {
        part + 1..=self.parts[part].last
    }

    /// The parts directly below `part`.
    pub fn children(&self, part: usize) -> impl Iterator<Item = usize> + '_ {
        self.below(part).filter(move |at| self.parts[*at].parent == Some(part))
    }

    /// Whether `part` or one it belongs to asks for one of `meanings`.
    pub fn is_under(&self, part: usize, meanings: &[Meaning]) -> bool {
        let mut at = Some(part);
        while let Some(index) = at {
            if self.parts[index].meaning.is_some_and(|meaning| meanings.contains(&meaning)) {
                return true;
            }
            at = self.parts[index].parent;
        }
        false
    }

    /// The short answer under a heading that asks for a value and nothing else: `## Severity` over `SEV-2`. The first
    /// paragraph or item below it, of 14 words at most.
    pub fn short_answer(&self, part: usize) -> Option<Value> {
        let own = &self.parts[part];
        if !own.whole || own.value.is_some() {
            return None;
        }
        let block = match own.content.first()? {
            // Of several boxes, the answer is the one that is ticked.
            Content::Block(Block::List { items, .. }) => {
                let boxed = items.len() > 1 && items.iter().all(|item| item.mark.is_some());
                items.iter().find(|item| !boxed || item.mark == Some(ItemMark::Done))?.blocks.first()?
            }
            Content::Block(block) => block,
            Content::Item(_) => return None,
        };
        let Block::Paragraph { inline, span, .. } = block else { return None };
        let text = inline.plain();
        (word_count(text) <= 14).then(|| Value { text: text.to_owned(), span: *span })
    }

    /// All that stands under a part, value and sub-parts included: from the first to the last of it.
    pub fn extent(&self, part: usize) -> Option<Span> {
        let own = &self.parts[part];
        let mut span = own.value.as_ref().map(|value| value.span);
        let mut join = |other: Span| span = Some(span.map_or(other, |span| span.join(other)));
        own.content.iter().for_each(|content| join(content.span()));
        for at in self.below(part) {
            let below = &self.parts[at];
            join(below.head);
            if let Some(value) = &below.value {
                join(value.span);
            }
            below.content.iter().for_each(|content| join(content.span()));
        }
        span
    }
}

struct Builder<'a, 'f> {
    outline: Outline<'a>,
    file: &'f FileId,
    vocabulary: &'a Vocabulary,
}

impl<'a> Builder<'a, '_> {
    fn section(&mut self, section: &'a Section, parent: Option<usize>) {
        let part = match &section.heading {
            None => self.open(Form::Root, String::new(), Span::new(0, 0), parent),
            Some(heading) => {
                let label = label_of(&heading.inline.runs)
                    .filter(|label| self.field_meaning(&label.key).is_some_and(|meaning| !meaning.is_section()));
                let title = label.as_ref().map_or_else(|| heading.inline.plain(), |label| &label.key);
                let part = self.open(Form::Heading(heading.level), clean_title(title), heading.span, parent);
                if let Some(label) = label {
                    self.field(label, heading.span, Rule::HeadingField, part);
                }
                part
            }
        };
        self.blocks(&section.blocks, part);
        for child in &section.children {
            self.section(child, Some(part));
        }
        self.close(part);
    }

    fn open(&mut self, form: Form, title: String, head: Span, parent: Option<usize>) -> usize {
        // A label may be any word with a colon behind it; only headings are trusted with a slip.
        let found = match form {
            Form::Heading(_) | Form::BoldLine => self.vocabulary.heading(&title),
            Form::Root | Form::Label | Form::Item => self.vocabulary.meaning(&title),
        };
        if let Some(Some(phrase)) = found.map(|found| found.misspelt) {
            let message = format!("`{title}` was read as `{phrase}`");
            self.outline.notes.push(
                Diagnostic::new(Code::HeadingMisspelt, message).at(self.file, head, "").help("correct the spelling"),
            );
        }
        let at = self.outline.parts.len();
        self.outline.parts.push(Part {
            form,
            title,
            meaning: found.map(|found| found.meaning),
            whole: found.is_some_and(|found| found.whole),
            head,
            value: None,
            content: Vec::new(),
            parent,
            last: at,
        });
        at
    }

    fn close(&mut self, part: usize) {
        self.outline.parts[part].last = self.outline.parts.len() - 1;
    }

    fn field(&mut self, label: Label, span: Span, rule: Rule, part: usize) {
        let (Some(meaning), Some(value)) = (self.field_meaning(&label.key), label.value) else { return };
        self.outline.fields.push(Field { key: label.key, meaning, value, span, rule, part });
    }

    fn field_meaning(&self, key: &str) -> Option<Meaning> {
        self.vocabulary.whole_meaning(key)
    }

    /// The blocks under `owner`. Bold lines and labels open parts that take what follows them.
    fn blocks(&mut self, blocks: &'a [Block], owner: usize) {
        let mut open: Option<usize> = None;
        for (at, block) in blocks.iter().enumerate() {
            match block {
                Block::Paragraph { inline, span, .. } => {
                    if let Some(title) =
                        bold_line(inline).or_else(|| self.plain_line(inline, open.unwrap_or(owner), blocks.get(at + 1)))
                    {
                        let above = open.and_then(|part| self.timeline_around(part, &title, owner));
                        self.end(&mut open);
                        open = Some(self.open(Form::BoldLine, title, *span, Some(above.unwrap_or(owner))));
                    } else if self.labels(block, inline, owner, &mut open) {
                        let more_labels = blocks[at + 1..].iter().any(|block| self.begins_label(block));
                        let bare = open.is_some_and(|part| self.outline.parts[part].value.is_none());
                        if !more_labels && !bare && !matches!(blocks.get(at + 1), Some(Block::List { .. })) {
                            self.end(&mut open);
                        }
                    } else {
                        self.put(Content::Block(block), open.unwrap_or(owner));
                    }
                }
                Block::List { items, start: Some(_), span } if self.numbered_line(items).is_some() => {
                    self.end(&mut open);
                    let title = self.numbered_line(items).unwrap_or_default();
                    open = Some(self.open(Form::BoldLine, title, *span, Some(owner)));
                }
                Block::List { items, .. }
                    if items.iter().any(|item| self.is_label_item(item))
                        || items.iter().filter(|item| self.dashed_label(item).is_some()).nth(1).is_some() =>
                {
                    self.label_items(items, open.unwrap_or(owner));
                }
                Block::Table { head, rows, .. } => {
                    let part = open.unwrap_or(owner);
                    self.header_table(head, rows, part);
                    self.put(Content::Block(block), part);
                }
                // Facts in a quotation, one a line, are set apart and no less stated.
                Block::Quote { blocks, .. } if blocks.first().is_some_and(|block| self.states_fact(block)) => {
                    self.blocks(blocks, open.unwrap_or(owner));
                }
                Block::List { .. }
                | Block::Quote { .. }
                | Block::Code { .. }
                | Block::Html { .. }
                | Block::Footnote { .. }
                | Block::Rule { .. } => self.put(Content::Block(block), open.unwrap_or(owner)),
            }
        }
        self.end(&mut open);
    }

    fn end(&mut self, open: &mut Option<usize>) {
        if let Some(part) = open.take() {
            self.close(part);
            // A day below a bold "Timeline" goes on with it.
            if let Some(above) = self.outline.parts[part].parent
                && self.outline.parts[above].form == Form::BoldLine
            {
                self.close(above);
            }
        }
    }

    /// The bold "Timeline" that a bold day or time below it belongs to.
    fn timeline_around(&self, open: usize, title: &str, owner: usize) -> Option<usize> {
        let is_timeline = |part: usize| {
            let part = &self.outline.parts[part];
            part.form == Form::BoldLine && part.meaning == Some(Meaning::Timeline)
        };
        let above = Some(open).filter(|part| is_timeline(*part)).or(self.outline.parts[open].parent)?;
        let expect = Expect { bare_digits: false, month_day: true, order: None };
        (above != owner && is_timeline(above) && when::range_at(title, 0, expect).is_some()).then_some(above)
    }

    fn put(&mut self, content: Content<'a>, part: usize) {
        self.outline.parts[part].content.push(content);
    }

    /// A line that is a known heading and nothing else, though nobody marked it as one: "Action items" over a list.
    fn plain_line(&self, inline: &Inline, part: usize, next: Option<&Block>) -> Option<String> {
        matches!(next?, Block::List { .. } | Block::Table { .. }).then_some(())?;
        let text = inline.plain();
        // "To prevent this from happening again, we will:" over a list promises what stands in it.
        if text.ends_with([':', '：']) && !self.is_promise(part) {
            let sentence = text.rsplit(". ").next().unwrap_or(text);
            let lead = sentence.split_whitespace().take(12).collect::<Vec<_>>().join(" ");
            let found = self.vocabulary.meaning(&lead).filter(|found| found.meaning == Meaning::Actions);
            return found.map(|_| clean_title(&lead));
        }
        let capital = text.starts_with(char::is_uppercase) && !text.ends_with(['.', ':', '：', ',']);
        let is_line = capital && word_count(text) <= 5 && inline.lines().len() == 1;
        (is_line && self.vocabulary.whole_meaning(text).is_some_and(Meaning::is_section)).then(|| text.to_owned())
    }

    /// Whether a part or one around it promises what is to be done.
    fn is_promise(&self, part: usize) -> bool {
        self.outline.is_under(part, &[Meaning::Actions, Meaning::Timeline])
    }

    /// A numbered list of one item that is a known heading: "3. Root cause" as word processors leave it.
    fn numbered_line(&self, items: &[Item]) -> Option<String> {
        let [Item { blocks, mark: None, .. }] = items else { return None };
        let [Block::Paragraph { inline, .. }] = blocks.as_slice() else { return None };
        let text = clean_title(inline.plain());
        (inline.lines().len() == 1 && self.vocabulary.whole_meaning(&text).is_some_and(Meaning::is_section))
            .then_some(text)
    }

    fn begins_label(&self, block: &Block) -> bool {
        match block {
            Block::Paragraph { inline, .. } => {
                let lines = inline.lines();
                bold_line(inline).is_some()
                    || !self.definitions(&lines).is_empty()
                    || lines.first().is_some_and(|line| self.line_label(line, lines.len() > 1).is_some())
            }
            _ => false,
        }
    }

    fn states_fact(&self, block: &Block) -> bool {
        let Block::Paragraph { inline, .. } = block else { return false };
        let lines = inline.lines();
        let known = |line: &&[Run]| label_of(line).is_some_and(|label| self.field_meaning(&label.key).is_some());
        lines.first().is_some_and(known)
    }

    /// A bold key may be any; one in plain text must be known, or every "Note:" would open a part. So must a question.
    fn counts(&self, label: &Label) -> bool {
        let short = label.bold && label.key.split_whitespace().count() <= 4 && !label.key.ends_with('?');
        short || self.vocabulary.meaning(&label.key).is_some_and(|found| found.whole || label.bold)
    }

    /// The label of a line of a paragraph; where there are several lines, a heading in disguise is one too.
    fn line_label(&self, line: &[Run], several: bool) -> Option<Label> {
        label_of(line).filter(|label| self.counts(label)).or_else(|| {
            boxed_label(line)
                .or_else(|| several.then(|| marked_line(line)).flatten())
                .filter(|label| self.field_meaning(&label.key).is_some())
        })
    }

    /// A definition list: a known key on its line, and `: value` on the next.
    fn definitions(&self, lines: &[&[Run]]) -> Vec<Label> {
        let out = label::definitions(lines);
        if out.iter().any(|label| self.field_meaning(&label.key).is_some()) { out } else { Vec::new() }
    }

    /// Reads a paragraph as labels, one a line; false where its first line is none.
    fn labels(&mut self, block: &'a Block, inline: &'a Inline, owner: usize, open: &mut Option<usize>) -> bool {
        let (lines, span) = (inline.lines(), block.span());
        let defined = self.definitions(&lines);
        if !defined.is_empty() {
            for label in defined {
                self.end(open);
                *open = Some(self.label_part(Form::Label, label, owner));
            }
            return true;
        }
        let several = lines.len() > 1;
        if lines.first().is_none_or(|line| self.line_label(line, several).is_none()) {
            return false;
        }
        for (at, line) in lines.into_iter().enumerate() {
            // Below a label, any line of its form is the next one: a list of facts has keys that nobody foresaw.
            let beside = self.side_by_side(line);
            if !beside.is_empty() {
                for label in beside {
                    self.end(open);
                    *open = Some(self.label_part(Form::Label, label, owner));
                }
                continue;
            }
            let key_like = || label_of(line).filter(|label| at > 0 && is_key_like(&label.key));
            match self.line_label(line, several).or_else(key_like) {
                Some(label) => {
                    self.end(open);
                    *open = Some(self.label_part(Form::Label, label, owner));
                }
                None => {
                    let Some(part) = *open else { continue };
                    if self.outline.parts[part].meaning == Some(Meaning::Timeline)
                        && self.outline.parts[part].value.is_none()
                    {
                        // "Timeline:" over its entries: the lines are read where all paragraphs are.
                        if self.outline.parts[part].content.is_empty() {
                            self.put(Content::Block(block), part);
                        }
                        continue;
                    }
                    let (text, at) = (plain_of(line), span_of(line).unwrap_or(span));
                    let value = &mut self.outline.parts[part].value;
                    match value {
                        Some(value) => {
                            value.text.push(' ');
                            value.text.push_str(&text);
                            value.span = value.span.join(at);
                        }
                        None => *value = Some(Value { text, span: at }),
                    }
                    self.extend_field(part);
                }
            }
        }
        true
    }

    /// The labels of a line that holds several: `**Severity**: P1 · **Duration**: 45 min`.
    fn side_by_side(&self, line: &[Run]) -> Vec<Label> {
        let pieces = pieces_of(line);
        if pieces.len() < 2 {
            return Vec::new();
        }
        let found: Option<Vec<Label>> = pieces.iter().map(|piece| label_of(piece)).collect();
        let known = |labels: &Vec<Label>| {
            labels.iter().filter(|label| self.field_meaning(&label.key).is_some()).count() >= 2
                && labels.iter().all(|label| label.value.is_some() && word_count(&label.key) <= 4)
        };
        found.filter(known).unwrap_or_default()
    }

    /// The field of a label whose value went on in the next line.
    fn extend_field(&mut self, part: usize) {
        let value = self.outline.parts[part].value.clone();
        if let (Some(field), Some(value)) =
            (self.outline.fields.iter_mut().rev().find(|field| field.part == part), value)
        {
            field.span = field.span.join(value.span);
            field.value = value;
        }
    }

    fn label_part(&mut self, form: Form, label: Label, owner: usize) -> usize {
        let at = self.open(form, label.key.clone(), label.head, Some(owner));
        let part = &mut self.outline.parts[at];
        part.value = label.value.clone();
        let span = label.value.as_ref().map_or(label.head, |value| label.head.join(value.span));
        if let (Some(meaning), true, Some(value)) = (part.meaning, part.whole, label.value) {
            self.outline.fields.push(Field { key: label.key, meaning, value, span, rule: Rule::Label, part: at });
        }
        at
    }

    fn is_label_item(&self, item: &Item) -> bool {
        self.known_label(item).is_some()
    }

    fn known_label(&self, item: &Item) -> Option<Label> {
        item_label(item).filter(|label| {
            let found = self.vocabulary.meaning(&label.key);
            found.is_some_and(|found| found.whole || label.bold && !label.key.ends_with('?'))
        })
    }

    /// `- Severity - high`: a dash in place of the colon, for keys of values.
    fn dashed_label(&self, item: &Item) -> Option<Label> {
        let Block::Paragraph { inline, .. } = item.blocks.first()? else { return None };
        let (first, last) = (inline.runs.first()?, inline.runs.last()?);
        let text = inline.plain();
        let (key, value) = signs::split_once(text, &[" - ", " – ", " — "])?;
        // A line of a log has a dash behind its source as well, and says more.
        let short = word_count(value) <= 8 && value.len() <= 60;
        let known = short && self.field_meaning(key).is_some_and(|meaning| !meaning.is_section());
        let span = first.span.join(last.span);
        let value = Value { text: value.trim().to_string(), span };
        known.then(|| Label { key: clean_title(key), bold: false, head: first.span, value: Some(value) })
    }

    /// `- Impact` over a list of its own, among labels: it wants but a colon.
    fn bare_label(&self, item: &Item) -> Option<Label> {
        let [Block::Paragraph { inline, span, .. }, Block::List { .. }, ..] = item.blocks.as_slice() else {
            return None;
        };
        let key = clean_title(inline.plain());
        let known = self.vocabulary.whole_meaning(&key).is_some_and(Meaning::is_section);
        known.then_some(Label { key, bold: false, head: *span, value: None })
    }

    fn label_items(&mut self, items: &'a [Item], owner: usize) {
        let dashed = items.iter().filter(|item| self.dashed_label(item).is_some()).count() >= 2;
        for item in items {
            let label = self.known_label(item).or_else(|| self.dashed_label(item).filter(|_| dashed));
            match label.or_else(|| self.bare_label(item)) {
                Some(label) => {
                    let part = self.label_part(Form::Item, label, owner);
                    self.blocks(item.blocks.get(1..).unwrap_or(&[]), part);
                    self.close(part);
                }
                None => self.put(Content::Item(item), owner),
            }
        }
    }

    /// A table that states facts: a known key in the first cell of a row, or known keys as the header over one row.
    fn header_table(&mut self, head: &'a TableRow, rows: &'a [TableRow], part: usize) {
        let all = || std::iter::once(head).chain(rows);
        let width = head.cells.len();
        let keys_lead = || {
            let by_row = all().filter(|row| row.cells.first().is_some_and(|cell| self.is_key(&cell.inline))).count();
            // An empty head says that the first column holds keys.
            let bare = head.cells.iter().all(|cell| cell.inline.runs.is_empty());
            // Each form has keys that nobody foresaw: of a table with two columns, a third of them says what it is.
            let known = if width == 2 && by_row >= 3 { by_row * 3 >= rows.len() } else { by_row * 2 > rows.len() };
            (known || bare && by_row * 2 == rows.len()) && (width == 2 || by_row >= 2)
        };
        let keys_above = || {
            let across = head.cells.iter().filter(|cell| self.is_key(&cell.inline)).count();
            across * 2 >= width && across >= 2
        };
        // Beside counts of customers and cases, how long it took is a fact all the same.
        let lasted = || {
            let says = |cell: &&Cell| self.field_meaning(&clean_title(cell.inline.plain())) == Some(Meaning::Duration);
            head.cells.iter().any(|cell| says(&cell))
        };
        if width >= 2 && width.is_multiple_of(2) && rows.len() < 40 && keys_lead() {
            for row in all() {
                for pair in row.cells.chunks(2) {
                    let [key, value] = pair else { continue };
                    self.table_field(&key.inline, &value.inline, row.span, part);
                }
            }
        } else if rows.len() == 1 && (keys_above() || lasted()) {
            for (key, value) in head.cells.iter().zip(&rows[0].cells) {
                self.table_field(&key.inline, &value.inline, rows[0].span, part);
            }
        }
    }

    fn is_key(&self, inline: &Inline) -> bool {
        self.field_meaning(&clean_title(inline.plain())).is_some()
    }

    fn table_field(&mut self, key: &Inline, value: &Inline, span: Span, part: usize) {
        let text = value.plain();
        let value = value.span().filter(|_| !text.is_empty()).map(|span| Value { text: text.to_owned(), span });
        let label = Label { key: clean_title(key.plain()), bold: false, head: span, value };
        self.field(label, span, Rule::HeaderTable, part);
    }
}

/// A paragraph that is one bold line: a heading in disguise.
fn bold_line(inline: &Inline) -> Option<String> {
    if !inline.is_all_strong() {
        return None;
    }
    let text = inline.plain();
    let sentence = text.ends_with('.') || text.len() > 120;
    let label = text.split_once(": ").is_some_and(|(_, value)| !value.is_empty()) && label_of(&inline.runs).is_some();
    (!sentence && !label && inline.lines().len() == 1).then(|| clean_title(text))
}

/// One to four words, the first one with a capital.
fn is_key_like(key: &str) -> bool {
    (1..=4).contains(&key.split_whitespace().count()) && key.starts_with(char::is_uppercase)
}

/// The key of an item that begins with a bold label, whatever it means: `- **Blast radius**: all`.
pub fn bold_key(item: &Item) -> Option<(String, Span)> {
    item_label(item).filter(|label| label.bold && !label.key.is_empty()).map(|label| (label.key, label.head))
}

/// The label of an item: in the first line of its own text, or all of it where it is bold and a list stands below.
fn item_label(item: &Item) -> Option<Label> {
    let Block::Paragraph { inline, span, .. } = item.blocks.first()? else { return None };
    let bare = inline.is_all_strong() && item.blocks.len() > 1;
    label_of(&inline.runs)
        .or_else(|| bare.then(|| Label { key: clean_title(inline.plain()), bold: true, head: *span, value: None }))
}
