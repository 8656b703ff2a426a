//! Every follow-up a report promises, with its owners and its state.
//!
//! [`actions`] finds the parts that hold promises, walks their lists, tables and prose, and hands each item to
//! [`item::read`], which takes owner, state, due date and tracker links off its text. What was done to end the incident
//! is no action, nor is a wish under "possible improvements".

pub mod item;
mod marks;
mod names;
pub mod small;
mod tracker;

use super::front::Facts;
use super::people::{Settled, settle};
use super::shape::{Content, Form, Outline, Part};
use super::vocabulary::{Meaning, Vocabulary, WordList, fold as fold_words, occurs, word_count, words_of};
use crate::diag::{Code, Diagnostic};
use crate::model::{Action, Rule, Sourced};
use crate::source::{SourceFile, Span};
use crate::syntax::inline::{fold, plain_of};
use crate::syntax::{Block, Cell, Inline, Item, ItemMark, TableRow};
use item::{Context, RawAction};
use marks::Mark;
use small::SmallWords;

/// What is needed to read actions.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The report.
    pub source: &'a SourceFile,
    /// Its parts.
    pub outline: &'a Outline<'a>,
    /// The words.
    pub vocabulary: &'a Vocabulary,
    /// The people of the same report, against whom short names are settled.
    pub people: &'a [Sourced<String>],
    /// The words that the report writes in small letters.
    pub small: &'a SmallWords<'a>,
}

impl<'a> Reader<'a> {
    fn context(self) -> Context<'a> {
        Context { vocabulary: self.vocabulary, people: self.people, small: self.small }
    }
}

/// The actions in the report's order, and what there is to say about their owners. Those that the front matter lists are
/// all there are.
pub fn actions(reader: Reader<'_>, front: &Facts<'_>) -> (Vec<Action>, Vec<Diagnostic>) {
    let mut walk = Walk { reader, raw: Vec::new() };
    walk.raw = front.actions(walk.context());
    if walk.raw.is_empty() {
        let roots = roots(reader.outline);
        roots
            .into_iter()
            .filter(|at| !walk.is_past(*at))
            .collect::<Vec<_>>()
            .into_iter()
            .for_each(|at| walk.part(at, None));
        if walk.raw.is_empty() {
            walk.tables_of_tasks();
        }
        // Labels among the items were read behind them.
        walk.raw.sort_by_key(|raw| raw.span.start);
    }
    names::told_by_the_others(&mut walk.raw, walk.reader);
    let mut diagnostics = Vec::new();
    let actions = walk.raw.into_iter().map(|raw| finish(raw, reader, &mut diagnostics)).collect();
    (actions, diagnostics)
}

/// Texts of weaker lists: improvements or recommendations, one an item.
pub fn wishes(reader: Reader<'_>, meaning: Meaning) -> Vec<Sourced<String>> {
    let mut walk = Walk { reader, raw: Vec::new() };
    let parents = |at: usize| reader.outline.parts[at].parent;
    for at in reader.outline.asking(meaning) {
        let nested = parents(at)
            .is_some_and(|parent| reader.outline.is_under(parent, &[meaning, Meaning::Timeline, Meaning::Actions]));
        if !nested {
            walk.part(at, None);
        }
    }
    walk.raw.into_iter().map(|raw| Sourced::new(raw.text, Rule::Section, raw.span)).collect()
}

/// The parts that promise something, those within another one left out. Where a report has none, prose under
/// "recommendations" is all it promises.
fn roots(outline: &Outline<'_>) -> Vec<usize> {
    let outside = [
        Meaning::Timeline,
        Meaning::Appendix,
        Meaning::Improvements,
        Meaning::Recommendations,
        Meaning::Updates,
        Meaning::People,
    ];
    let promising = |at: &usize| {
        let part = &outline.parts[*at];
        let parent = part.parent;
        let nested = parent.is_some_and(|parent| outline.is_under(parent, &[Meaning::Actions]));
        let elsewhere = parent.is_some_and(|parent| outline.is_under(parent, &outside));
        !nested && !elsewhere
    };
    // Beside "actions planned", "actions taken" under the lessons are promises kept.
    let kept = |at: &usize| {
        let part = &outline.parts[*at];
        let about_actions = words_of(&part.title).iter().any(|word| word.starts_with("action"));
        about_actions && part.parent.is_some_and(|parent| outline.is_under(parent, &[Meaning::Lessons]))
    };
    let mut found: Vec<usize> = outline.asking(Meaning::Actions).filter(promising).collect();
    if !found.is_empty() {
        found.extend(outline.asking(Meaning::Taken).filter(kept));
        found.sort_unstable();
    }
    if found.is_empty() {
        let prose = |at: &usize| {
            let blocks = outline.parts[*at].content.iter();
            blocks.clone().next().is_some()
                && blocks.clone().all(|content| matches!(content, Content::Block(Block::Paragraph { .. })))
        };
        found = outline.asking(Meaning::Recommendations).filter(prose).collect();
    }
    found
}

/// Verbs that tell of a step taken and do not end as others do.
const PAST: &[&str] = &[
    "rebuilt", "made", "took", "sent", "ran", "brought", "wrote", "found", "cut", "shut", "put", "began", "built",
    "drew",
];

struct Walk<'a> {
    reader: Reader<'a>,
    raw: Vec<RawAction>,
}

impl<'a> Walk<'a> {
    fn context(&self) -> Context<'a> {
        self.reader.context()
    }

    /// A part and its sub-parts. `done` is what the headings above say of all items.
    fn part(&mut self, at: usize, done: Option<bool>) {
        let outline = self.reader.outline;
        let part = &outline.parts[at];
        let done = state_of_title(&part.title, self.reader.vocabulary).or(done);
        let first = self.raw.len();
        let heads = self.has_items(at);
        let leads = |text: &str| heads && (text.ends_with([':', '：']) || part.meaning != Some(Meaning::Actions));
        if let Some(value) = part.value.as_ref().filter(|value| !leads(&value.text)) {
            self.push(&value.text, value.span, done);
        }
        let led = part.value.as_ref().is_some_and(|value| leads(&value.text) && self.tells_of_done(&value.text));
        let done = done.or(led.then_some(true));
        let has_list = part.content.iter().any(|content| {
            matches!(content, Content::Block(Block::List { .. } | Block::Table { .. }) | Content::Item(_))
        });
        let grouped =
            outline.children(at).any(|child| matches!(outline.parts[child].form, Form::Heading(_) | Form::BoldLine));
        let mut last_line = String::new();
        let above = done;
        let mut done = done;
        for content in &part.content {
            if let Content::Block(Block::Paragraph { inline, .. }) = content {
                // "The following has been implemented:" speaks of the list below it.
                let text = inline.plain();
                let leads = text.ends_with([':', '：']);
                let told = || {
                    self.tells_of_done(text).then_some(true).or_else(|| item::state_word(text, self.reader.vocabulary))
                };
                done = above.or(leads.then(told).flatten());
            }
            match content {
                // A list that a colon announces belongs to the item before it, though nobody indented it.
                Content::Block(Block::List { items, start: None, .. })
                    if last_line.ends_with(':') && self.raw.len() > first =>
                {
                    last_line = items.last().map_or_else(String::new, |item| own_text(item).0);
                }
                Content::Block(Block::List { items, .. }) if speaks_of_the_report(items, self.reader.vocabulary) => {}
                Content::Block(Block::List { items, .. }) => {
                    items.iter().for_each(|item| self.item(item, done));
                    last_line = items.last().map_or_else(String::new, |item| own_text(item).0);
                }
                Content::Item(item) => self.item(item, done),
                Content::Block(Block::Quote { blocks, .. }) => {
                    for block in blocks {
                        if let Block::List { items, .. } = block {
                            items.iter().for_each(|item| self.item(item, done));
                        }
                    }
                }
                Content::Block(Block::Table { head, rows, .. }) => self.table(head, rows, done),
                Content::Block(Block::Paragraph { inline, span, .. })
                    if !(has_list || grouped && part.meaning.is_some()) =>
                {
                    self.prose(inline, *span, done);
                }
                Content::Block(_) => {}
            }
        }
        let done = above;
        let mut group = first;
        for child in outline.children(at) {
            match marks::of_part(&outline.parts[child], self.context()) {
                Some(mark) => self.raw[group..].iter_mut().for_each(|raw| mark.put_on(raw)),
                None => {
                    group = self.raw.len();
                    self.child(child, done);
                }
            }
        }
        self.status_line(at, first);
    }

    /// A sub-part: a group with items of its own, or a heading that is itself the task.
    fn child(&mut self, at: usize, done: Option<bool>) {
        let outline = self.reader.outline;
        let part = &outline.parts[at];
        let skip = [
            Meaning::Timeline,
            Meaning::Improvements,
            Meaning::Recommendations,
            Meaning::Taken,
            Meaning::People,
            Meaning::Status,
            Meaning::Summary,
            Meaning::Appendix,
        ];
        // `Owner: Mara — add a limit` has the form of a label for people, and is a task.
        let owned = || part.value.as_ref().is_some_and(|value| marks::names_before_task(&value.text).is_some());
        let skipped = part.meaning.is_some_and(|meaning| skip.contains(&meaning) && part.whole)
            && !(part.meaning == Some(Meaning::People) && owned());
        if skipped && !(part.meaning == Some(Meaning::Taken) && self.has_owners(at)) || self.is_past(at) {
            return;
        }
        match part.form {
            Form::Label | Form::Item if part.meaning != Some(Meaning::Actions) => {
                // `**Rate limits**: add them` is one action, its label the start of it; over a list, a label groups.
                if let Some(value) = part.value.as_ref().filter(|_| part.form == Form::Item || !self.has_items(at)) {
                    self.push(&format!("{}: {}", part.title, value.text), part.head.join(value.span), done);
                } else {
                    self.part(at, done);
                }
            }
            Form::Heading(_) | Form::BoldLine if self.is_task(at) => {
                let text = part.content.iter().find_map(|content| match content {
                    Content::Block(Block::Paragraph { inline, .. }) => Some(inline.plain()),
                    _ => None,
                });
                let span = outline.extent(at).map_or(part.head, |extent| part.head.join(extent));
                let title = without_key(without_number(&part.title), self.reader.vocabulary);
                let before = self.raw.len();
                // `### 2) Alert on load @jan`: what stands beside the task in its heading.
                let own =
                    item::read(title, span, self.context()).filter(|own| !own.owners.is_empty() || own.done.is_some());
                let title = own.as_ref().map_or(title, |own| own.text.as_str());
                self.push(&text.map_or(title.to_string(), |text| format!("{title} {text}")), span, done);
                if let (Some(own), Some(raw)) = (&own, self.raw.get_mut(before)) {
                    raw.owners.extend(own.owners.iter().cloned());
                    raw.done = own.done.or(raw.done);
                }
                let marks =
                    outline.children(at).filter_map(|child| marks::of_part(&outline.parts[child], self.context()));
                let marks: Vec<Mark> = marks.collect();
                self.raw[before..].iter_mut().for_each(|raw| marks.iter().for_each(|mark| mark.put_on(raw)));
            }
            Form::Root | Form::Heading(_) | Form::BoldLine | Form::Label | Form::Item => self.part(at, done),
        }
    }

    /// Where no heading promises anything: a table whose columns are called tasks and owners, wherever it stands.
    fn tables_of_tasks(&mut self) {
        let vocabulary = self.reader.vocabulary;
        let outside =
            [Meaning::Timeline, Meaning::Appendix, Meaning::Improvements, Meaning::Recommendations, Meaning::Taken];
        for at in 0..self.reader.outline.parts.len() {
            if self.reader.outline.is_under(at, &outside) {
                continue;
            }
            for content in &self.reader.outline.parts[at].content {
                let Content::Block(Block::Table { head, rows, .. }) = content else { continue };
                let called = |wanted: &dyn Fn(&str) -> bool| head.cells.iter().any(|cell| wanted(cell.inline.plain()));
                let tasks = called(&|title| vocabulary.whole_meaning(title) == Some(Meaning::Actions));
                if tasks && called(&|title| vocabulary.is_in(WordList::ColumnOwner, title)) {
                    self.table(head, rows, None);
                }
            }
        }
    }

    /// Whether a table of a part has a column for owners: "Fixes" over one are promises, kept or not.
    fn has_owners(&self, at: usize) -> bool {
        let owner = |cell: &Cell| self.reader.vocabulary.is_in(WordList::ColumnOwner, cell.inline.plain());
        self.reader.outline.parts[at]
            .content
            .iter()
            .any(|content| matches!(content, Content::Block(Block::Table { head, .. }) if head.cells.iter().any(owner)))
    }

    /// Whether a part tells what was done at once, in a list of nothing but steps in the past, to end the incident.
    fn is_past(&self, at: usize) -> bool {
        let part = &self.reader.outline.parts[at];
        let at_once = || self.reader.vocabulary.at_start(WordList::AtOnce, &fold_words(&part.title)).is_some();
        // Under the resolution, a list of steps in the past is the resolution.
        let ended = part.parent.is_some_and(|parent| self.reader.outline.is_under(parent, &[Meaning::Taken]));
        if !matches!(part.form, Form::Heading(_) | Form::BoldLine | Form::Label) || !(ended || at_once()) {
            return false;
        }
        let items = part.content.iter().flat_map(|content| match content {
            Content::Block(Block::List { items, .. }) => items.as_slice(),
            Content::Item(item) => std::slice::from_ref(*item),
            Content::Block(_) => &[],
        });
        let past = |item: &Item| {
            let (text, _) = own_text(item);
            let first = text.split_whitespace().next().unwrap_or("").to_lowercase();
            item.mark.is_none() && (first.len() > 4 && first.ends_with("ed") || PAST.contains(&first.as_str()))
        };
        let boxed = items.clone().any(|item| item.mark.is_some());
        // "Immediate actions (completed)" were taken, as the heading says.
        let taken = state_of_title(&part.title, self.reader.vocabulary) == Some(true) && !boxed;
        let (count, told) = items.fold((0, 0), |(count, told), item| (count + 1, told + usize::from(past(item))));
        let most = if ended && !boxed { told * 3 >= count * 2 } else { told == count };
        count > 0 && (taken || most)
    }

    fn tells_of_done(&self, text: &str) -> bool {
        self.reader.vocabulary.has_any(WordList::DoneRemark, text)
    }

    /// A heading that is itself what is to be done: numbered, or with an owner or a state of its own, and no list below.
    fn is_task(&self, at: usize) -> bool {
        let outline = self.reader.outline;
        let marked = || {
            let mut children = outline.children(at).map(|child| &outline.parts[child]);
            children.any(|part| marks::of_part(part, self.context()).is_some())
        };
        !self.has_items(at) && (is_numbered(&outline.parts[at], self.reader.source) || marked())
    }

    fn has_items(&self, at: usize) -> bool {
        self.reader.outline.parts[at].content.iter().any(|content| {
            matches!(content, Content::Block(Block::List { .. } | Block::Table { .. }) | Content::Item(_))
        })
    }

    /// `Status: to do` below a list speaks of all items above it in the same part.
    fn status_line(&mut self, at: usize, first: usize) {
        let status = self.reader.outline.fields.iter().find(|field| {
            field.meaning == Meaning::Status
                && (field.part == at || self.reader.outline.parts[field.part].parent == Some(at))
        });
        if let Some(done) = status.and_then(|field| item::state_word(&field.value.text, self.reader.vocabulary)) {
            for raw in self.raw.iter_mut().skip(first).filter(|raw| raw.done.is_none()) {
                raw.done = Some(done);
            }
        }
    }

    fn push(&mut self, text: &str, span: Span, done: Option<bool>) {
        let read = item::read(text, span, self.context());
        if let Some(mut raw) = read {
            raw.done = raw.done.or(done);
            self.raw.push(raw);
        }
    }

    /// An item, or its leaves where it only groups.
    fn item(&mut self, item: &Item, done: Option<bool>) {
        let (text, nested) = own_text(item);
        let mark = match item.mark {
            Some(ItemMark::Done) => Some(true),
            Some(ItemMark::Open) => Some(false),
            None => None,
        };
        let unboxed = mark.is_some() && !nested.iter().flat_map(|list| list.iter()).any(|item| item.mark.is_some());
        let groups = nested.iter().any(|list| !list.is_empty())
            && (text.is_empty() || !unboxed)
            && (text.is_empty()
                || (text.trim_end().ends_with([':', '：']) && !self.has_verb(&text))
                || is_bare_group(&text, item, &nested));
        if groups {
            let done = mark.or_else(|| state_of_title(&text, self.reader.vocabulary)).or(done);
            nested.iter().flat_map(|list| list.iter()).for_each(|item| self.item(item, done));
            return;
        }
        let (text, below) = self.marks_on_lines(item, text);
        let (state, text) = match marks::in_front(&text, self.reader.vocabulary).filter(|_| mark.is_none()) {
            Some((state, rest)) => (Some(state), rest.to_string()),
            None => (mark, text),
        };
        let mark = state;
        let before = self.raw.len();
        self.push(&text, item.span, mark.or(done));
        if let Some(raw) = self.raw.get_mut(before) {
            raw.done = mark.or(raw.done);
            below.iter().for_each(|mark| mark.put_on(raw));
        }
        // Below a task with a box of its own, boxes are tasks too.
        let boxed = nested.iter().flat_map(|list| list.iter()).filter(|item| item.mark.is_some());
        boxed.for_each(|item| self.item(item, done));
        if self.raw.len() > before {
            self.note_below(before, &nested);
        }
    }

    /// `Owner: Mara` on a line of its own behind a task, within the same item, is no part of its text.
    fn marks_on_lines(&self, item: &Item, text: String) -> (String, Vec<Mark>) {
        let Some(Block::Paragraph { inline, .. }) = item.blocks.first() else { return (text, Vec::new()) };
        let lines = inline.lines();
        // Most items are one line.
        if lines.len() < 2 {
            return (text, Vec::new());
        }
        let (mut kept, mut marks) = (Vec::new(), Vec::new());
        for (at, line) in lines.into_iter().map(plain_of).enumerate() {
            match marks::of_line(&line, self.context()).filter(|_| at > 0) {
                Some(mark) => marks.push(mark),
                None => kept.push(line),
            }
        }
        if marks.is_empty() {
            return (text, marks);
        }
        (fold(&kept.join(" ")), marks)
    }

    /// `- Owner: Mara` and `- Status: done` below a task speak of it.
    fn note_below(&mut self, at: usize, nested: &[&[Item]]) {
        for item in nested.iter().flat_map(|list| list.iter()) {
            let (text, _) = own_text(item);
            for piece in text.split(['|', ';']) {
                if let Some(mark) = marks::of_line(piece, self.context()) {
                    mark.put_on(&mut self.raw[at]);
                }
            }
        }
    }

    /// Whether an item begins as a task does: "We will …", "Add …", "Our process now requires …".
    fn has_verb(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        let first = lower.split_whitespace().next().unwrap_or("");
        let told =
            [" will ", " now ", " should ", " must ", " need ", " needs "].iter().any(|verb| lower.contains(verb));
        // In German and Dutch the verb stands at the end.
        let last = lower.split_whitespace().next_back().unwrap_or("");
        let verb = |word| self.reader.vocabulary.is_in(WordList::TaskVerbs, word);
        // "Developers to agree on …:"
        let second = || lower.split_whitespace().nth(1) == Some("to") && lower.split_whitespace().nth(3).is_some();
        verb(first) || second() || last != first && last.ends_with("en:") && verb(last) || (first == "our" && told)
    }

    fn prose(&mut self, inline: &Inline, span: Span, done: Option<bool>) {
        let lines: Vec<String> = inline.lines().into_iter().map(plain_of).collect();
        // `a. …`, `• …`: a list that Markdown does not know, one item a line.
        if lines.len() >= 2 && lines.iter().all(|line| marks::bullet_len(line).is_some()) {
            for line in &lines {
                self.push(&line[marks::bullet_len(line).unwrap_or(0)..], span, done);
            }
            return;
        }
        let text = inline.plain();
        let hint = inline.runs.iter().all(|run| run.style.emphasis || run.text.trim().is_empty());
        let none = item::promises_nothing(text, self.reader.vocabulary);
        let courtesy = self.reader.vocabulary.at_start(WordList::Courtesy, &fold_words(text)).is_some();
        if !hint && !none && !courtesy && !text.ends_with([':', '：']) && word_count(text) >= 3 {
            self.push(text, span, done);
        }
    }

    fn table(&mut self, head: &TableRow, rows: &[TableRow], done: Option<bool>) {
        let columns = Columns::of(head, rows, self.reader.vocabulary);
        let Some(task) = columns.task else { return };
        fn cell(row: &TableRow, at: Option<usize>) -> &str {
            at.and_then(|at| row.cells.get(at)).map_or("", |cell| cell.inline.plain())
        }
        for row in rows {
            let Some(mut raw) = item::read(cell(row, Some(task)), row.span, self.context()) else { continue };
            let owners = item::owner_names(cell(row, columns.owner), self.context());
            if !owners.is_empty() {
                raw.owners = owners;
            }
            let state = match columns.state {
                Some(_) => {
                    let state = cell(row, columns.state);
                    item::state_word(state, self.reader.vocabulary).or_else(|| marks::sign_in_front(state))
                }
                // Without a column for it, the state stands behind the ticket: "n/a **DONE**".
                None => (0..row.cells.len()).filter(|at| *at != task && Some(*at) != columns.owner).find_map(|at| {
                    marks::state_at_end(cell(row, Some(at)), self.reader.vocabulary).map(|(done, _)| done)
                }),
            };
            raw.done = state.or(raw.done).or(done);
            raw.due = item::due_date(cell(row, columns.due)).or(raw.due);
            if let Some(cells) = row.cells.get(..) {
                raw.links.extend(cells.iter().flat_map(|cell| cell.inline.links.iter().map(|link| link.dest.clone())));
            }
            self.raw.push(raw);
        }
    }
}

/// Which column of an action table holds what.
#[derive(Debug, Default)]
struct Columns {
    task: Option<usize>,
    owner: Option<usize>,
    state: Option<usize>,
    due: Option<usize>,
}

impl Columns {
    fn of(head: &TableRow, rows: &[TableRow], vocabulary: &Vocabulary) -> Self {
        let mut out = Columns::default();
        let mut taken = vec![false; head.cells.len()];
        for (at, cell) in head.cells.iter().enumerate() {
            let title = cell.inline.plain();
            let folded = words_of(title).join(" ");
            // The last word tells: "Action owner" names who, "Task status" how it stands.
            let end = |list| vocabulary.all_in(list, &folded).into_iter().map(|(at, word)| at + word.len()).max();
            let lists = [WordList::ColumnTask, WordList::ColumnOwner, WordList::ColumnState, WordList::ColumnDue];
            let last = lists.into_iter().filter_map(|list| Some((end(list)?, list))).rev().max_by_key(|(end, _)| *end);
            let slot = match last {
                Some((_, WordList::ColumnTask)) => &mut out.task,
                Some((_, WordList::ColumnOwner)) => &mut out.owner,
                Some((_, WordList::ColumnState)) => &mut out.state,
                Some(_) => &mut out.due,
                None => {
                    taken[at] = vocabulary.has_any(WordList::ColumnOther, title);
                    continue;
                }
            };
            if slot.is_none() {
                *slot = Some(at);
                taken[at] = true;
            }
        }
        // Without a header that says so, the column with the longest texts is the task; one named for something else is where
        // it holds sentences, since its header slipped.
        if out.task.is_none() {
            let texts =
                |at: usize| rows.iter().filter_map(move |row| row.cells.get(at)).map(|cell| cell.inline.plain());
            let width = |at: usize| texts(at).map(str::len).sum::<usize>();
            let told = |at: usize| texts(at).map(word_count).sum::<usize>() >= 3 * rows.len().max(1);
            let marks = [out.owner, out.state, out.due];
            let free = |at: &usize| !taken[*at] || told(*at) && !marks.contains(&Some(*at));
            out.task = (0..head.cells.len()).filter(free).max_by_key(|at| (width(*at), std::cmp::Reverse(*at)));
        }
        out
    }
}

/// What stands in an item's own paragraphs, and the lists below it.
fn own_text(item: &Item) -> (String, Vec<&[Item]>) {
    let mut text = String::new();
    let mut nested = Vec::new();
    for block in &item.blocks {
        match block {
            Block::Paragraph { inline, .. } if nested.is_empty() => {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(inline.plain());
            }
            Block::List { items, .. } => nested.push(items.as_slice()),
            _ => {}
        }
    }
    (fold(&text), nested)
}

/// Whether a list of boxes tells how far the report is, as a template has it, "Sections above are filled out": statements
/// all, and no task among them.
fn speaks_of_the_report(items: &[Item], vocabulary: &Vocabulary) -> bool {
    const STATES: [&str; 4] = [" is ", " are ", " has ", " have "];
    let states = |item: &Item| {
        let (text, _) = own_text(item);
        let first = text.split(' ').next().unwrap_or("");
        item.mark.is_some()
            && STATES.iter().any(|verb| text.contains(verb))
            && !vocabulary.is_in(WordList::TaskVerbs, first)
    };
    items.len() >= 3 && items.iter().all(states)
}

/// A parent that names a theme over tasks: every item below has its own box, and it has none and few words.
fn is_bare_group(text: &str, item: &Item, nested: &[&[Item]]) -> bool {
    let below = || nested.iter().flat_map(|list| list.iter());
    item.mark.is_none() && below().all(|item| item.mark.is_some()) && text.split_whitespace().count() <= 8
}

fn is_numbered(part: &Part<'_>, source: &SourceFile) -> bool {
    let line = source.slice(part.head).trim_start_matches(['#', '*', ' ']);
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    digits > 0 && digits <= 2 && line[digits..].starts_with(['.', ')', ':'])
}

fn without_number(title: &str) -> &str {
    let digits = title.chars().take_while(char::is_ascii_digit).count();
    if digits == 0 { title } else { title[digits..].trim_start_matches(['.', ')', ':', ' ']) }
}

/// `Action 2: tune the checks` as a heading: what stands behind the word for a task.
fn without_key<'t>(title: &'t str, vocabulary: &Vocabulary) -> &'t str {
    let Some((key, rest)) = title.split_once([':', '：']) else { return title };
    let key = key.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '#' | ' '));
    if vocabulary.is_in(WordList::ColumnTask, key) && !rest.trim().is_empty() { rest.trim_start() } else { title }
}

/// "Immediate actions (completed)", "Actions planned": the state that a heading gives to all items below it.
fn state_of_title(title: &str, vocabulary: &Vocabulary) -> Option<bool> {
    let inner = title.rfind(['(', '（']).map(|open| title[open..].trim_matches(['(', ')', '（', '）', ':', ' ']));
    if let Some(done) = inner.and_then(|inner| item::state_word(inner, vocabulary)) {
        return Some(done);
    }
    // "What is being done about this?" leaves it open.
    let folded = fold_words(title);
    if ["be done", "being done"].iter().any(|words| occurs(&folded, words)) {
        return None;
    }
    match (vocabulary.occurs(WordList::HeadingOpen, &folded), vocabulary.occurs(WordList::HeadingDone, &folded)) {
        (true, false) => Some(false),
        (false, true) => Some(true),
        _ => None,
    }
}

/// Settles the owners and turns the parts of an item into an action.
fn finish(raw: RawAction, reader: Reader<'_>, diagnostics: &mut Vec<Diagnostic>) -> Action {
    let mut owners: Vec<String> = Vec::new();
    for owner in raw.owners {
        let name = match settle(&owner, reader.people, reader.vocabulary) {
            Settled::Name(name) => name,
            Settled::Ambiguous(name, fitting) => {
                let message = format!("`{name}` can be {}", fitting.join(" or "));
                diagnostics.push(
                    Diagnostic::new(Code::PersonAmbiguous, message)
                        .at(&reader.source.id, raw.span, "owner of this action")
                        .help("write the name in full, or add an alias under [people.names] in book.toml"),
                );
                name
            }
        };
        if !owners.contains(&name) {
            owners.push(name);
        }
    }
    let mut links = raw.links;
    links.sort();
    links.dedup();
    Action { text: raw.text, owners, done: raw.done, due: raw.due, links, span: raw.span }
}

/// The words of a state, for whoever must know whether a text is one.
pub fn is_state(text: &str, vocabulary: &Vocabulary) -> bool {
    vocabulary.is_in(WordList::Done, text) || vocabulary.is_in(WordList::Open, text)
}
