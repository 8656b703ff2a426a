//! One follow-up as written, taken apart: what is to be done, who owns it, how it stands, by when, and where it is tracked.
//!
//! [`read`] takes marks off both ends of the text until none is left. A mark that could be part of the sentence stays.

use jiff::civil::Date;

use super::marks::{self, says_when};
use super::names::{is_person, is_single_name};
use super::small::SmallWords;
use super::tracker::{tracker_at_end, tracker_len};
use crate::extract::people::{Settled, fits, is_name, names_in, settle, split_names};
use crate::extract::signs;
use crate::extract::vocabulary::{Folded, Vocabulary, WordList, fold as fold_words, folded, word_count};
use crate::extract::when::{self, Expect};
use crate::model::Sourced;
use crate::source::Span;
use crate::syntax::inline::fold;

/// An action before its owners are settled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RawAction {
    /// What is to be done.
    pub text: String,
    /// Who owns it, as written.
    pub owners: Vec<String>,
    /// How it stands.
    pub done: Option<bool>,
    /// By when.
    pub due: Option<Date>,
    /// Where it is tracked.
    pub links: Vec<String>,
    /// The source of the item.
    pub span: Span,
}

/// What marks are read against.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The words.
    pub vocabulary: &'a Vocabulary,
    /// The people of the report.
    pub people: &'a [Sourced<String>],
    /// The words that the report writes in small letters: those are no names.
    pub small: &'a SmallWords<'a>,
}

/// Takes a follow-up apart; `None` where nothing is to be done: a placeholder or nothing at all.
pub fn read(text: &str, span: Span, context: Context<'_>) -> Option<RawAction> {
    let mut raw = RawAction { text: String::new(), owners: Vec::new(), done: None, due: None, links: Vec::new(), span };
    let mut rest = fold(text);
    // Each round takes one mark off; the text only gets shorter.
    while let Some(shorter) = front(&rest, &mut raw, context).or_else(|| back(&rest, &mut raw, context)) {
        if shorter.len() >= rest.len() {
            break;
        }
        rest = shorter;
    }
    raw.text = rest.trim().trim_end_matches([' ', ':', '-', '–', '—', '|']).to_string();
    if raw.owners.is_empty() {
        raw.owners.extend(who_will(&raw.text, context));
    }
    let empty =
        !raw.text.chars().any(char::is_alphanumeric) || context.vocabulary.is_in(WordList::Placeholder, &raw.text);
    let template = raw.text.starts_with("{{")
        || raw.text.starts_with("${") && raw.text.ends_with('}')
        || raw.text.starts_with('<') && raw.text.ends_with('>') && !raw.text.contains("> ");
    (!empty && !template).then_some(raw)
}

/// "Dana to move the reminders", "Platform team will …": the sentence itself says who, and stays as it is.
fn who_will(text: &str, context: Context<'_>) -> Option<String> {
    let words: Vec<&str> = text.split(' ').take(5).collect();
    (1..=3.min(words.len().saturating_sub(1))).rev().find_map(|n| {
        let says_so = context.vocabulary.is_in(WordList::Will, words[n]);
        let name = says_so.then(|| words[..n].join(" "))?;
        let shared = context.vocabulary.is_in(WordList::Shared, &name);
        let team = || context.vocabulary.is_in(WordList::Team, &name) && name.starts_with(char::is_uppercase);
        (!shared && (is_known(&name, context) || team())).then_some(name)
    })
}

/// The state a word or two stand for: a cell, what stands in brackets, a status line.
pub fn state_word(text: &str, vocabulary: &Vocabulary) -> Option<bool> {
    let text = text.trim().trim_matches(['*', '_', '`', '.', '!', ':', '(', ')', '[', ']', '#', '。', '：']).trim();
    // A sign in front of the word says the same again: "☑ Done"; where it does not, the word counts.
    let bare = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let text = if bare.is_empty() { text.trim_end_matches('\u{fe0f}') } else { bare };
    if text.is_empty() {
        return None;
    }
    if vocabulary.is_in(WordList::Done, text) {
        return Some(true);
    }
    if vocabulary.is_in(WordList::Open, text) {
        return Some(false);
    }
    // "Done as of 2021-06-30", "in progress since May": the first word tells; a sentence does not, nor does whose it is.
    if word_count(text) > 7 {
        return None;
    }
    let folded = folded(text);
    // A short word opens a sentence as well as a state: "no", "non".
    let whole = |word: &str| word.len() > 3 && !folded[word.len()..].starts_with(char::is_alphanumeric);
    let starts = |list| vocabulary.at_start(list, &folded).is_some_and(whole);
    if vocabulary.at_start(WordList::ColumnOwner, &folded).is_some() {
        return None;
    }
    if starts(WordList::Open) {
        Some(false)
    } else if starts(WordList::Done) {
        Some(true)
    } else {
        None
    }
}

/// "No further actions", "Keine Maßnahmen nötig": a sentence that there is nothing to do.
pub fn promises_nothing(text: &str, vocabulary: &Vocabulary) -> bool {
    let folded = fold_words(text);
    vocabulary.at_start(WordList::Nothing, &folded).is_some() && vocabulary.has_any(WordList::ColumnTask, &folded)
        || folded.starts_with("none")
}

/// The names in an owner's cell or label.
pub fn owner_names(text: &str, context: Context<'_>) -> Vec<String> {
    let text = text.trim();
    // `—` is how a table says nobody.
    if !text.contains(char::is_alphanumeric) || context.vocabulary.is_in(WordList::Placeholder, text) {
        return Vec::new();
    }
    let names = names_in(text, context.vocabulary);
    // A label for it says that "web team" is one, capitals or not.
    let plain = || split_names(text, context.vocabulary).into_iter().filter(|name| word_count(name) <= 3);
    if names.is_empty() && word_count(text) <= 4 && !text.contains(['(', '.', '!', '?', '/']) {
        return plain()
            .filter(|name| !context.vocabulary.is_in(WordList::Placeholder, name))
            .map(str::to_string)
            .collect();
    }
    names
}

/// A due date in a cell or behind "due": the day, where it is certain.
pub fn due_date(text: &str) -> Option<Date> {
    let found = when::ranges_in(text, Expect::default());
    let date = found.first()?.start.date.as_ref()?;
    date.resolve(None, None)
}

/// Boxes and signs in front of a task, and whether they say that it is done.
const BOXES: &[(&str, bool)] = &[
    ("[x]", true),
    ("[X]", true),
    ("[ ]", false),
    ("[]", false),
    ("✅", true),
    ("☑️", true),
    ("☑", true),
    ("✔️", true),
    ("✔", true),
    ("✓", true),
    ("⬜", false),
    ("☐", false),
    ("❌", false),
    ("🚧", false),
    ("⏳", false),
    ("🔲", false),
    ("◻", false),
];

/// Takes a mark off the front; `None` where there is none.
fn front(text: &str, raw: &mut RawAction, context: Context<'_>) -> Option<String> {
    let text = text.trim_start();
    // No box begins with a letter, as nearly every task does.
    let boxed = !text.starts_with(|c: char| c.is_ascii_alphanumeric());
    for (mark, done) in BOXES.iter().copied().filter(|_| boxed) {
        if let Some(rest) = text.strip_prefix(mark) {
            raw.done = raw.done.or(Some(done));
            return Some(rest.trim_start_matches([' ', '\u{fe0f}']).to_string());
        }
    }
    // `[#2226]: …`, `#123 – …`: where it is tracked.
    if let Some(len) = tracker_len(text) {
        let rest = text[len..].trim_start_matches([' ', ':', '-', '–']);
        if rest.chars().any(char::is_alphabetic) {
            return Some(rest.to_string());
        }
    }
    // `https://… : Run it in staging`
    if text.starts_with("http")
        && let Some((_, rest)) = text.split_once([' ', '>']).filter(|(link, _)| link.contains("://"))
        && let Some(rest) = rest.trim_start().strip_prefix([':', '-', '–', '—'])
        && rest.chars().any(char::is_alphabetic)
    {
        return Some(rest.trim_start().to_string());
    }
    if let Some((rank, rest)) = text.split_once(' ').filter(|(word, _)| !word.chars().any(char::is_lowercase))
        && is_rank(rank.trim_end_matches(':'))
        && rest.split(' ').count() >= 2
    {
        return Some(rest.to_string());
    }
    if let Some((inner, rest)) = bracketed(text) {
        if is_rank(inner) && rest.chars().any(char::is_alphabetic) {
            return Some(rest.trim_start_matches([' ', ':', '-']).to_string());
        }
        if let Some(done) = state_word(inner, context.vocabulary) {
            raw.done = raw.done.or(Some(done));
            return Some(rest.to_string());
        }
        if !rest.trim().is_empty()
            && let Some(owners) = sure_owners(inner, context)
        {
            raw.owners.extend(owners);
            return Some(rest.trim_start_matches([' ', ':', '-']).to_string());
        }
    }
    if let Some((handle, rest)) =
        text.split_once(' ').filter(|(handle, _)| handle.starts_with('@') && handle.ends_with(char::is_alphanumeric))
        && rest.split(' ').next().is_some_and(|word| context.vocabulary.is_in(WordList::TaskVerbs, word))
    {
        // `@jan add a canary`: the handle stands apart from what is to be done.
        raw.owners.push(handle.to_string());
        return Some(rest.to_string());
    }
    let (at, len) = signs::first(text, &[":", "：", " - ", " – ", " — "])?;
    let (head, rest) = (&text[..at], text[at + len..].trim_start());
    if rest.is_empty() {
        return None;
    }
    let dashed = !text[head.len()..].starts_with([':', '：']);
    if let Some((done, due)) = state_and_day(head, dashed, context.vocabulary) {
        raw.done = raw.done.or(Some(done));
        raw.due = raw.due.or(due);
        return Some(rest.to_string());
    }
    // `Owner: Mara — add a limit`
    if let Some((names, task)) = marks::names_before_task(rest)
        && let Some(mark @ marks::Mark::Owners(_)) = marks::of_label(head, names, context)
    {
        mark.put_on(raw);
        return Some(task.to_string());
    }
    // `Unassigned: …`: nobody, said where an owner would stand.
    if word_count(head) <= 2 && context.vocabulary.is_in(WordList::Placeholder, head) {
        return Some(rest.to_string());
    }
    if word_count(head) <= 3
        && head.chars().all(|c| !c.is_lowercase())
        && let Some(done) = state_word(head, context.vocabulary)
    {
        raw.done = raw.done.or(Some(done));
        return Some(rest.to_string());
    }
    let owners = (head.starts_with('@') || is_known(head, context)).then(|| sure_owners(head, context)).flatten()?;
    raw.owners.extend(owners);
    Some(rest.to_string())
}

/// `DONE 2024-05-14`, `TODO due 2024-05-21`, `DEFERRED P2`: a state in capitals, with a day or a rank behind it at most; or
/// a state alone before a dash.
fn state_and_day(head: &str, dashed: bool, vocabulary: &Vocabulary) -> Option<(bool, Option<Date>)> {
    // `Pending — …`
    if dashed && head.len() >= 4 && word_count(head) == 1 && head.starts_with(char::is_uppercase) {
        return state_word(head, vocabulary).map(|done| (done, None));
    }
    let (state, more) = head.trim().split_once(' ')?;
    let loud = state.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !state.chars().any(char::is_lowercase);
    let done = state_word(state, vocabulary).filter(|_| loud && word_count(more) <= 4)?;
    let day = due_date(more);
    (day.is_some() || is_rank(more)).then_some((done, day.filter(|_| !done)))
}

/// Takes a mark off the end; `None` where there is none.
fn back(text: &str, raw: &mut RawAction, context: Context<'_>) -> Option<String> {
    let text = text.trim_end_matches([' ', '.', ';', ',', '。', '；', '，']);
    if let Some((done, at)) = marks::state_at_end(text, context.vocabulary).filter(|(_, at)| *at > 0)
        && text[..at].chars().any(char::is_lowercase)
    {
        raw.done = raw.done.or(Some(done));
        return Some(text[..at].trim_end().trim_end_matches(['-', '–', '—', '(', '[', ':', '|', '*']).to_string());
    }
    if let Some((head, inner)) = trailing_brackets(text) {
        return bracket_mark(head, inner, raw, context);
    }
    // `(owner: Mara) - done`: the state stands behind a label of its own.
    if let Some((at, len)) = signs::last(text, &[" - ", " – ", " — "])
        && let (head, tail) = (&text[..at], &text[at + len..])
        && word_count(head) >= 2
        && let Some(done) = state_word(tail, context.vocabulary)
    {
        raw.done = raw.done.or(Some(done));
        return Some(head.to_string());
    }
    if let Some((head, tail)) = signs::rsplit_once(text, &[". "])
        && tail.split_whitespace().count() <= 6
        && head.split_whitespace().count() >= 3
    {
        // `… . Done 2023-12-04, Mara.`: a last sentence on how it stands, and whose it was.
        if let Some(done) = state_word(tail.split(',').next().unwrap_or(tail), context.vocabulary) {
            raw.done = raw.done.or(Some(done));
            raw.owners.extend(tail.split_once(',').and_then(|(_, who)| sure_owners(who, context)).unwrap_or_default());
            return Some(head.to_string());
        }
        // `… . @mara, done 2023-12-04`: the same the other way round.
        if tail.starts_with('@') && tail.contains(',') && all_marks(tail, raw, context) {
            return Some(head.to_string());
        }
    }
    if let Some(head) = label_at_end(text, raw, context) {
        return Some(head);
    }
    if let Some(head) = handle_at_end(text, raw, context) {
        return Some(head);
    }
    for mark in ["✅", "☑", "✔️", "✔", "✓"] {
        if let Some(head) = text.strip_suffix(mark) {
            raw.done = raw.done.or(Some(true));
            return Some(head.to_string());
        }
    }
    if let Some(head) = tracker_at_end(text) {
        return Some(head);
    }
    if let Some((head, due)) = due_at_end(text, context.vocabulary) {
        raw.due = raw.due.or(Some(due));
        return Some(head);
    }
    // Behind the last " : " or " - ": an owner, or how it stands.
    let (at, len) = signs::last(text, &[": ", "：", " - ", " -> ", " -- ", " | ", " – ", " — ", " => ", " → "])?;
    let (head, tail) = (&text[..at], text[at + len..].trim());
    if word_count(head) < 2 {
        return None;
    }
    if let Some(done) = state_word(tail, context.vocabulary) {
        raw.done = raw.done.or(Some(done));
        return Some(head.to_string());
    }
    if let Some(done) = already(tail, context.vocabulary) {
        raw.done = raw.done.or(Some(done));
        return Some(head.to_string());
    }
    // `… – Q3`: by when, though on no day; `… – unassigned`: nobody.
    if is_quarter(tail) || context.vocabulary.is_in(WordList::Placeholder, tail) {
        return Some(head.to_string());
    }
    if tail.contains(',') && all_marks(tail, raw, context) {
        return Some(head.to_string());
    }
    // Behind it a mark stood already: what is left between the two is one as well.
    let marked = raw.done.is_some() || raw.due.is_some();
    if marked && is_person(tail, context) {
        raw.owners.push(tail.to_string());
        return Some(head.to_string());
    }
    let owners = sure_owners(tail, context)?;
    raw.owners.extend(owners);
    Some(head.to_string())
}

/// `… on disk usage @jan`: a handle that ends the text and is not part of the sentence, as in "talk to @jan".
fn handle_at_end(text: &str, raw: &mut RawAction, context: Context<'_>) -> Option<String> {
    let (head, handle) = text.rsplit_once(' ')?;
    let name = handle.strip_prefix('@').filter(|name| name.starts_with(char::is_alphanumeric))?;
    let before = head.split(' ').next_back().unwrap_or("");
    let joined = context.vocabulary.is_in(WordList::BeforeName, before.trim_end_matches(','));
    let several = before.starts_with('@') && before.ends_with([',', '&']);
    if name.is_empty() || joined && !before.ends_with(',') || before.ends_with(':') || word_count(head) < 2 && !several
    {
        return None;
    }
    raw.owners.insert(0, handle.to_string());
    Some(head.trim_end_matches([' ', ',', '&', '-', '–', '—', ':', '|']).to_string())
}

/// `Q3`, `Q4 2024`, `H1/2025`.
fn is_quarter(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|c| matches!(c, 'Q' | 'H'))
        && letters.next().is_some_and(|c| ('1'..='4').contains(&c))
        && letters.all(|c| c.is_ascii_digit() || matches!(c, ' ' | '/' | '-'))
}

/// `P1`, `High`: how urgent it is, in brackets in front.
fn is_rank(text: &str) -> bool {
    let small = text.trim().to_ascii_lowercase();
    let numbered = small.len() == 2 && small.starts_with(['p', 's']) && small.ends_with(|c: char| c.is_ascii_digit());
    numbered || ["high", "medium", "low", "critical"].contains(&small.as_str())
}

/// "this has already been done", "issue created": what a tail says of the state.
fn already(tail: &str, vocabulary: &Vocabulary) -> Option<bool> {
    let doubt = ["possibl", "maybe", "perhaps", "probably", "partly", "partially", "not "];
    let doubted = || {
        let folded = fold_words(tail);
        doubt.iter().any(|word| folded.contains(word))
    };
    (vocabulary.has_any(WordList::DoneRemark, tail) && !doubted()).then_some(true)
}

/// `[DB]`, `(Mara to write it)`, `[done]`, `(issue created)`, `(due 2024-05-01)` at the end.
fn bracket_mark(head: &str, inner: &str, raw: &mut RawAction, context: Context<'_>) -> Option<String> {
    if head.trim().is_empty() {
        return None;
    }
    let bare = inner.trim().trim_matches(['*', '_', '`']);
    if let Some(done) = state_word(bare, context.vocabulary) {
        raw.done = raw.done.or(Some(done));
        return Some(head.to_string());
    }
    if all_marks(bare, raw, context) {
        return Some(head.to_string());
    }
    if let Some(done) = already(bare, context.vocabulary) {
        raw.done = raw.done.or(Some(done));
        return Some(head.to_string());
    }
    let folded = fold_words(bare);
    let due = context.vocabulary.at_start(WordList::Due, &folded);
    if let Some(word) = due
        && let Some(rest) = bare.get(word.len()..)
        && (due_date(bare).is_some() || says_when(rest))
    {
        raw.due = raw.due.or(due_date(bare));
        return Some(head.to_string());
    }
    if is_quarter(bare) {
        return Some(head.to_string());
    }
    let tracked = context.vocabulary.at_start(WordList::Tracked, &folded);
    if tracker_len(bare) == Some(bare.len())
        || tracked.is_some_and(|word| word.contains(' ') || word.len() == folded.len())
    {
        return Some(head.to_string());
    }
    if let Some(owners) = sure_owners(bare, context) {
        raw.owners.extend(owners);
        return Some(head.to_string());
    }
    // `(assigned to Dana Bell)`, `(owner - Dana)`
    if let Some(word) = context.vocabulary.at_start(WordList::ColumnOwner, &folded)
        && let Some(name) = bare.get(word.len()..).map(|name| name.trim_start_matches([' ', '-', '–', '=']))
        && is_name(name)
        && word_count(name) <= 3
    {
        raw.owners.push(name.to_string());
        return Some(head.to_string());
    }
    // A full name in brackets is somebody, also where the report does not list them.
    let pieces = split_names(bare, context.vocabulary);
    if word_count(head) >= 2 && !pieces.is_empty() && pieces.iter().all(|piece| is_person(piece, context)) {
        raw.owners.extend(pieces.into_iter().map(str::to_string));
        return Some(head.to_string());
    }
    // A first name with an initial in brackets is somebody, also where the report does not list them.
    let mut words = bare.split_whitespace();
    if let (Some(first), Some(initial), None) = (words.next(), words.next(), words.next())
        && first.len() >= 2
        && first.chars().all(char::is_alphabetic)
        && first.starts_with(char::is_uppercase)
        && initial.trim_end_matches('.').chars().count() == 1
        && initial.starts_with(char::is_uppercase)
    {
        raw.owners.push(bare.to_string());
        return Some(head.to_string());
    }
    // Initials in square brackets are an owner even where nobody fits.
    let initials =
        (2..=3).contains(&bare.len()) && bare.chars().all(|c| c.is_ascii_uppercase()) && !NO_INITIALS.contains(&bare);
    if initials && inner.len() == bare.len() && raw.owners.is_empty() {
        raw.owners.push(bare.to_string());
        return Some(head.to_string());
    }
    // `… @jan [detect]`: what kind of task it is, behind the handle of its owner.
    let kind = word_count(bare) == 1 && bare.chars().all(|c| c.is_ascii_lowercase());
    let handle = head.trim_end().rsplit(' ').next().is_some_and(|word| word.starts_with('@') && word.len() > 1);
    (kind && handle).then(|| head.to_string())
}

const NO_INITIALS: &[&str] = &[
    "PR", "PRS", "TBD", "TBC", "TBA", "WIP", "RFC", "ADR", "API", "NA", "OK", "CI", "CD", "DB", "UI", "UX", "MR", "QA",
    "SLO", "SLA", "TTL", "DNS", "AWS", "GCP", "ETA", "EOD", "EOL", "LTS", "VM", "K8S", "SQL", "TLS", "SSL",
];

/// `… - by 30 September 2023`, `… (due 2024-05-01)`, `… by 2024-05-01`: a day that ends the text.
fn due_at_end(text: &str, vocabulary: &Vocabulary) -> Option<(String, Date)> {
    // No date is without a digit, and most texts are.
    if !text.bytes().any(|byte| byte.is_ascii_digit() || !byte.is_ascii()) {
        return None;
    }
    let found = when::ranges_in(text, Expect::default())
        .pop()
        .filter(|found| found.range.end == text.len() && found.end.is_none())?;
    let date = found.start.date.as_ref()?.resolve(None, None)?;
    let head = text[..found.range.start].trim_end();
    let head = head.trim_end_matches([':', '：']);
    let folded = Folded::of(head);
    // `… — Mara — 2024-05-01`: a day behind a dash of its own needs no word.
    let dashed = [" -", " –", " —", " |"].iter().any(|dash| head.ends_with(dash));
    let word = vocabulary.at_end(WordList::Due, &folded.text).or(dashed.then_some(""))?;
    let head = &head[..folded.origin(folded.text.len() - word.len())];
    // "before 2024-05-01" within a sentence is part of it; behind a dash, comma or bracket it is a mark.
    let marks = ['-', '–', '—', ',', '(', ';', '|', '，', '（', '、', '；'];
    let marked = head.trim_end().ends_with(marks);
    marked.then(|| (head.trim_end().trim_end_matches(marks).trim_end().to_string(), date))
}

/// `Owner: Mara`, `Owner – Mara`, `Assigned to @li`, `Due: 2024-05-01`, `Status: done` at the end of a sentence.
fn label_at_end(text: &str, raw: &mut RawAction, context: Context<'_>) -> Option<String> {
    let (at, colon) = text.rmatch_indices([':', '：']).next()?;
    let (head, value) = (&text[..at], text[at + colon.len()..].trim());
    let border = head
        .rfind(['.', ',', ';', '(', '|', '–', '—', '-', '。', '，', '、', '；', '（'])
        .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
    let key = head[border..].trim();
    if border == 0 || key.is_empty() || value.is_empty() || key.split_whitespace().count() > 3 {
        return None;
    }
    let rest = head[..border]
        .trim_end_matches(['.', ',', ';', '(', '|', '–', '—', '-', ' ', '，', '、', '；', '（', '。'])
        .to_string();
    let value = value.trim_end_matches([')', ']', '）', '】']);
    labelled(key, value, raw, context)?;
    Some(rest)
}

/// `Verantwortlich: Mara, fällig: 12.06.2024`, `@jan, bis 31.05.2023`, `王磊，已完成`: marks and nothing else, the last one
/// of an owner going on where a piece is none by itself.
fn all_marks(text: &str, raw: &mut RawAction, context: Context<'_>) -> bool {
    let mut read = RawAction { owners: Vec::new(), ..raw.clone() };
    let mut owned = false;
    // Beside a state or a day, one name with a capital is enough: `(Tomas, planned)`.
    let stated = text.split([',', ';']).any(|piece| state_word(piece, context.vocabulary).is_some());
    for piece in text.split([',', ';', '，', '；', '、', '|']).map(str::trim) {
        let due = || {
            let word = context.vocabulary.at_start(WordList::Due, &fold_words(piece))?;
            let when = due_date(piece);
            (when.is_some() || says_when(piece.get(word.len()..)?)).then_some(when)
        };
        let label = piece.split_once([':', '：']);
        if let Some((key, value)) = label {
            let before = read.owners.len();
            if labelled(key.trim(), value.trim(), &mut read, context).is_none() {
                return false;
            }
            owned = read.owners.len() > before;
        } else if let Some(done) = state_word(piece, context.vocabulary) {
            read.done = read.done.or(Some(done));
        } else if let Some(due) = due() {
            read.due = read.due.or(due);
        } else if let Some(owners) = sure_owners(piece, context) {
            read.owners.extend(owners);
        } else if text.len() > piece.len() && (is_person(piece, context) || stated && is_single_name(piece, context)) {
            read.owners.push(piece.to_string());
        } else if is_quarter(piece) {
            // By when, though on no day.
        } else if owned && !piece.chars().any(char::is_alphabetic) {
            // `~2/28`: a day without a year is none.
        } else if owned && is_name(piece) {
            read.owners.push(piece.to_string());
        } else {
            return false;
        }
    }
    raw.owners.append(&mut read.owners);
    *raw = RawAction { owners: std::mem::take(&mut raw.owners), ..read };
    true
}

/// What `key: value` says of an action; `None` where the key is none of its marks, or the value does not fit it.
fn labelled(key: &str, value: &str, raw: &mut RawAction, context: Context<'_>) -> Option<()> {
    marks::of_label(key, value, context)?.put_on(raw);
    Some(())
}

/// The owners a text surely names: known people, handles, teams, all of us; with or without words on what they will do.
fn sure_owners(text: &str, context: Context<'_>) -> Option<Vec<String>> {
    let text = text.trim();
    if text.is_empty() || text.len() > 120 {
        return None;
    }
    if context.vocabulary.is_in(WordList::Shared, text) {
        return Some(vec!["Shared".to_string()]);
    }
    let pieces = split_names(text, context.vocabulary);
    if !pieces.is_empty() && pieces.iter().all(|piece| is_known(piece, context)) {
        return Some(pieces.iter().map(|piece| (*piece).to_string()).collect());
    }
    // `CF to write story`, `Carla F create story`: a known name, then what they do.
    let words: Vec<&str> = text.split_whitespace().take(9).collect();
    if words.len() > 8 {
        return None;
    }
    let known = (1..=3.min(words.len().saturating_sub(1)))
        .rev()
        .map(|n| words[..n].join(" "))
        .find(|name| is_known(name, context) && !context.vocabulary.is_in(WordList::Shared, name));
    known.map(|name| vec![name])
}

/// Whether a name surely means someone: a handle, a team, or a person of the report, in full or in short.
fn is_known(name: &str, context: Context<'_>) -> bool {
    let name = name.trim().trim_end_matches(['.', ',']);
    let handle = name.len() > 1 && name.starts_with('@') && !name.contains(' ');
    // Seven words are a sentence.
    if handle || name.split_whitespace().nth(6).is_some() {
        return handle;
    }
    let folded = fold_words(name);
    let says_team = context.vocabulary.at_start(WordList::Team, &folded).is_some_and(|word| word.len() < folded.len())
        || context.vocabulary.at_end(WordList::Team, &folded).is_some_and(|word| word.len() < folded.len());
    // "platform team" is one as well; "ask platform team" is not.
    let small = || {
        let mut words = name.split_whitespace();
        words.next().is_some_and(|first| !context.vocabulary.is_in(WordList::TaskVerbs, first)) && words.count() == 1
    };
    let named = is_name(name);
    let team = says_team && name.split_whitespace().count() <= 5 && (named || small());
    let is_person = |person: &Sourced<String>| person.value.eq_ignore_ascii_case(name) || fits(name, &person.value);
    let several = || matches!(settle(name, context.people, context.vocabulary), Settled::Ambiguous(..));
    team || named && (context.people.iter().any(is_person) || several())
}

/// `[x] rest`: what stands in brackets at the front, and what stands behind them.
pub(super) fn bracketed(text: &str) -> Option<(&str, &str)> {
    let (open, close) = BRACKETS.iter().find(|(open, _)| text.starts_with(*open))?;
    let inner = &text[open.len_utf8()..];
    let end = inner.find(*close)?;
    Some((&inner[..end], &inner[end + close.len_utf8()..]))
}

const BRACKETS: &[(char, char)] = &[('[', ']'), ('(', ')'), ('【', '】'), ('（', '）'), ('［', '］')];

/// What stands in brackets at the end, and what stands before them.
fn trailing_brackets(text: &str) -> Option<(&str, &str)> {
    for (open, close) in BRACKETS.iter().copied() {
        if let Some(body) = text.strip_suffix(close) {
            let mut depth = 1;
            for (at, c) in body.char_indices().rev() {
                if c == close {
                    depth += 1;
                } else if c == open {
                    depth -= 1;
                    if depth == 0 {
                        return Some((&body[..at], &body[at + open.len_utf8()..]));
                    }
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Rule;

    fn shown(text: &str) -> String {
        let people: Vec<_> = ["Carla Fenn", "Ines Brandt-Geller", "Doreen Blom"]
            .iter()
            .map(|name| Sourced::new((*name).to_string(), Rule::HeaderTable, Span::new(0, 1)))
            .collect();
        let small = SmallWords::of("behind the load balancer");
        let context = Context { vocabulary: Vocabulary::standard(), people: &people, small: &small };
        read(text, Span::new(0, 1), context).map_or("none".into(), |raw| {
            let due = raw.due.map_or(String::new(), |due| format!(" by {due}"));
            format!("{} | {} | {:?}{due}", raw.text, raw.owners.join("+"), raw.done)
        })
    }

    #[test]
    fn marks_are_taken_off_both_ends() {
        let check = |text: &str, expected: &str| assert_eq!(shown(text), expected, "{text}");
        check("Move the reports [DB]", "Move the reports | DB | None");
        check("Add a health check [CF to write story]", "Add a health check | CF | None");
        check("Create a channel (#inc) [IBG] [done]", "Create a channel (#inc) | IBG | Some(true)");
        check("Define the process : Shared", "Define the process | Shared | None");
        check("Define tests : Carla F create story", "Define tests | Carla F | None");
        check("Pin the modules : Existing story in backlog", "Pin the modules |  | Some(false)");
        check("[] Schedule meetings", "Schedule meetings |  | Some(false)");
        check("✅ Add tests", "Add tests |  | Some(true)");
        check("Set alarms. (Done during this incident)", "Set alarms. |  | Some(true)");
        check("Turn it on. (Done as of 2021-06-30)", "Turn it on. |  | Some(true)");
        check("Grow the proxies (in progress)", "Grow the proxies |  | Some(false)");
        check("Ship logs alert (issue created)", "Ship logs alert |  | None");
        check("Test versions: add automated tests. Owner: @li", "Test versions: add automated tests | @li | None");
        check("[#2226]: Add simple logging when it starts.", "Add simple logging when it starts. |  | None");
        check("Use our policies - this has already been done.", "Use our policies |  | Some(true)");
        check("Try 'prevent destroy' - Ticket #2899", "Try 'prevent destroy' |  | None");
        check("Rotate keys (@maren)", "Rotate keys | @maren | None");
        check("Ask the vendor: how long do tokens live", "Ask the vendor: how long do tokens live |  | None");
        check("Write it down. Due: 2024-05-01", "Write it down |  | None by 2024-05-01");
        check("Pool the connections [RW] - by 30 September 2023", "Pool the connections | RW | None by 2023-09-30");
        check("Alert on slow scans (Femke O)", "Alert on slow scans | Femke O | None");
        check(
            "Send an idempotency key. *Done 2023-12-04, Carla Fenn.*".replace('*', "").as_str(),
            "Send an idempotency key | Carla Fenn | Some(true)",
        );
        check("Scan every host at night. @noor, done 2026-04-17", "Scan every host at night | @noor | Some(true)");
        check("Ask the vendor. @noor, who knows them", "Ask the vendor. @noor, who knows them |  | None");
        check("N/A", "none");
        check("{{ summary }}", "none");
    }

    #[test]
    fn names_that_the_report_does_not_list() {
        let check = |text: &str, expected: &str| assert_eq!(shown(text), expected, "{text}");
        check("Rotate the keys [Dana Bell]", "Rotate the keys | Dana Bell | None");
        check("Rotate the keys (Dana Bell) – in progress", "Rotate the keys | Dana Bell | Some(false)");
        check("Rotate the keys (Dana Bell and T. Ames)", "Rotate the keys | Dana Bell+T. Ames | None");
        check("Rotate the keys [Dana Bell] ✅", "Rotate the keys | Dana Bell | Some(true)");
        check("Rotate the keys — Dana Bell — 2024-04-01", "Rotate the keys | Dana Bell | None by 2024-04-01");
        check("Rotate the keys — Dana Bell — due 2024-04-01", "Rotate the keys | Dana Bell | None by 2024-04-01");
        check("Rotate the keys (T. Ames, due 2024-04-01)", "Rotate the keys | T. Ames | None by 2024-04-01");
        check("Rotate the keys. Owner: Web team. Done.", "Rotate the keys | Web team | Some(true)");
        check("Rotate the keys. Owner: Dana Bell. In progress.", "Rotate the keys | Dana Bell | Some(false)");
        check("Rotate the keys (owner: web team)", "Rotate the keys | web team | None");
        check("Rotate the keys (assigned to Dana)", "Rotate the keys | Dana | None");
        check("Rotate the keys - platform team", "Rotate the keys | platform team | None");
        check("Rotate the keys @jan", "Rotate the keys | @jan | None");
        check("Rotate the keys -- @kim", "Rotate the keys | @kim | None");
        check("Carla Fenn to rotate the keys", "Carla Fenn to rotate the keys | Carla Fenn | None");
        check("Rotate the keys (Tomas, planned)", "Rotate the keys | Tomas | Some(false)");
        check("Rotate the keys → Finance, in progress", "Rotate the keys | Finance | Some(false)");
        check("@rhea rotate the keys", "rotate the keys | @rhea | None");
        check("Rotate the keys – unassigned", "Rotate the keys |  | None");
        check("Web team — rotate the keys — 2024-04-01", "rotate the keys | Web team | None by 2024-04-01");
        check("Rotate the keys @kim [repair]", "Rotate the keys | @kim | None");
        check("Owner: Mara — rotate the keys", "rotate the keys | Mara | None");
        check("Assignee: web team - rotate all keys (done)", "rotate all keys | web team | Some(true)");
        // Near misses.
        check("Rotate the keys (Load Balancer)", "Rotate the keys (Load Balancer) |  | None");
        check("Rotate the keys (Due Date)", "Rotate the keys (Due Date) |  | None");
        check("Rotate the keys (Amazon EKS)", "Rotate the keys (Amazon EKS) |  | None");
        check("Rotate the keys (staging)", "Rotate the keys (staging) |  | None");
        check("Rotate the keys, then talk to @jan", "Rotate the keys, then talk to @jan |  | None");
        check("Move to the new cluster - Frankfurt", "Move to the new cluster - Frankfurt |  | None");
        check("Engineers to rotate the keys", "Engineers to rotate the keys | Engineers | None");
        check("Someone to rotate the keys", "Someone to rotate the keys |  | None");
    }

    #[test]
    fn states_and_days_stand_in_many_places() {
        let check = |text: &str, expected: &str| assert_eq!(shown(text), expected, "{text}");
        check("Clean the images weekly #done", "Clean the images weekly |  | Some(true)");
        check("DONE 2024-05-14 — Clean the images: all of them", "Clean the images: all of them |  | Some(true)");
        check("TODO due 2024-05-21 — Clean the images", "Clean the images |  | Some(false) by 2024-05-21");
        check("Pending — clean the images", "clean the images |  | Some(false)");
        check("DEFERRED P2 — Clean the images", "Clean the images |  | Some(false)");
        check("Clean the images weekly TODO", "Clean the images weekly |  | Some(false)");
        check("Clean the images - Owner: TBD - Status: Not started", "Clean the images |  | Some(false)");
        check("Clean the images - Assigned to: Dana - Priority: High", "Clean the images | Dana | None");
        check("Clean the images (Estimated completion: June 2024)", "Clean the images |  | None");
        check("Clean the images – Q3", "Clean the images |  | None");
        check("[P1] Clean the images", "Clean the images |  | None");
        check("HIGH Clean the images", "Clean the images |  | None");
        check("https://example.org/12 : Clean the images", "Clean the images |  | None");
        check("Clean the images (target Q3 2024)", "Clean the images |  | None");
        // Near misses.
        check(
            "Clean the images (optional, possibly already done)",
            "Clean the images (optional, possibly already done) |  | None",
        );
        check("Say when it is done", "Say when it is done |  | None");
        check("Clean the images (by hand)", "Clean the images (by hand) |  | None");
    }
}
