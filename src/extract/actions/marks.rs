//! What stands beside a follow-up and speaks of it: a label with its owner, its state or the day by which it is due.
//!
//! [`of_label`] reads a key with a value, be it a label below the task, a line of a list, or the end of a sentence.

use jiff::civil::Date;

use super::item::{self, Context, RawAction};
use crate::extract::shape::{Form, Part};
use crate::extract::signs;
use crate::extract::vocabulary::{Meaning, Vocabulary, WordList, fold, word_count};

/// What a label says of an action.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    /// Who owns it; nobody where the value is a placeholder.
    Owners(Vec<String>),
    /// How it stands.
    State(bool),
    /// By when, where the day is certain.
    Due(Option<Date>),
    /// Its priority, its kind, its ticket: nothing that is a fact of its own.
    Other,
}

impl Mark {
    /// Adds it to an action.
    pub(super) fn put_on(&self, raw: &mut RawAction) {
        match self {
            Mark::Owners(names) => raw.owners.extend(names.iter().cloned()),
            Mark::State(done) => raw.done = Some(*done),
            Mark::Due(due) => raw.due = due.or(raw.due),
            Mark::Other => {}
        }
    }
}

/// The mark of a label among actions; `None` where it is an action or a group of them.
pub(super) fn of_part(part: &Part<'_>, context: Context<'_>) -> Option<Mark> {
    let value = part.value.as_ref().filter(|_| matches!(part.form, Form::Label | Form::Item))?;
    of_label(&part.title, &value.text, context)
}

/// What `key: value` says of an action; `None` where the key is none of its marks, or the value does not fit it.
pub(super) fn of_label(key: &str, value: &str, context: Context<'_>) -> Option<Mark> {
    let folded = fold(key);
    let is = |list| context.vocabulary.is_in(list, &folded);
    let meaning = context.vocabulary.whole_meaning(key);
    let placeholder = context.vocabulary.is_in(WordList::Placeholder, value);
    if meaning == Some(Meaning::Status) || is(WordList::ColumnState) {
        return item::state_word(value, context.vocabulary).map(Mark::State);
    }
    if meaning == Some(Meaning::People) || is(WordList::ColumnOwner) {
        if names_before_task(value).is_some() {
            return None;
        }
        let names = item::owner_names(value, context);
        return (placeholder || !names.is_empty()).then_some(Mark::Owners(names));
    }
    if is(WordList::ColumnDue) {
        // "Soon" is a date to its owner, and none to us.
        let due = item::due_date(value);
        return (due.is_some() || placeholder || says_when(value)).then_some(Mark::Due(due));
    }
    // `Priority: high`, `Ticket: OPS-12`; "Issue: the pods crash" is part of the text.
    (is(WordList::ColumnOther) && !value.is_empty() && word_count(value) <= 1).then_some(Mark::Other)
}

/// What a line says of an action: `Owner: Mara`.
pub(super) fn of_line(line: &str, context: Context<'_>) -> Option<Mark> {
    let (key, value) = line.split_once([':', '：'])?;
    of_label(key.trim(), value.trim(), context)
}

/// `Mara — add a limit`: the names that stand in front of a task, and the task.
pub(super) fn names_before_task(value: &str) -> Option<(&str, &str)> {
    let (at, len) = signs::first(value, &[" — ", " – ", " - ", " -- ", ": "])?;
    let (names, task) = (value[..at].trim(), value[at + len..].trim());
    let told = (1..=6).contains(&word_count(names)) && word_count(task) >= 3 && task.contains(char::is_lowercase);
    told.then_some((names, task))
}

/// "June 2024", "Q3", "end of 2024": a time that is no day.
pub(super) fn says_when(text: &str) -> bool {
    word_count(text) <= 4 && text.chars().any(|c| c.is_ascii_digit())
}

/// `✅ runs since March`, `❌ nobody has begun`: the state that a sign gives to whatever is said behind it.
pub(super) fn sign_in_front(text: &str) -> Option<bool> {
    match text.trim_start().chars().next()? {
        '✅' | '✔' | '☑' => Some(true),
        '❌' | '⬜' | '🚧' => Some(false),
        _ => None,
    }
}

/// `Done: raise the limit`: the state in front of a task, and the task.
pub(super) fn in_front<'t>(text: &'t str, vocabulary: &Vocabulary) -> Option<(bool, &'t str)> {
    let (key, rest) = text.split_once(": ").filter(|(key, rest)| word_count(key) <= 3 && word_count(rest) >= 2)?;
    let state = match (vocabulary.is_in(WordList::Done, key), vocabulary.is_in(WordList::Open, key)) {
        (true, false) => true,
        (false, true) => false,
        (true, true) | (false, false) => return None,
    };
    Some((state, rest.trim_start()))
}

/// `… DONE`, `… #done`, `OPS-12 **TODO**`: a state that capitals or a sign set apart at the end of a text; and where it begins.
pub(super) fn state_at_end(text: &str, vocabulary: &Vocabulary) -> Option<(bool, usize)> {
    let text = text.trim_end_matches([' ', '.', '*', ')', ']', '!']);
    let places = text.rmatch_indices(' ').map(|(at, _)| at + 1).take(2).chain(std::iter::once(0));
    let loud = |word: &str| {
        let capitals = word.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !word.chars().any(char::is_lowercase);
        capitals || !word.chars().any(char::is_alphanumeric)
    };
    // "Owner: TBD" is a label with its value.
    let places = places.filter(|at| text.len() - at <= 14 && !text[..*at].trim_end().ends_with([':', '：']));
    let mut places = places;
    places.find_map(|at| {
        let word = &text[at..];
        let (bare, tagged) = word.strip_prefix('#').map_or((word, false), |bare| (bare, true));
        let whole = at == 0 && word_count(text) <= 3;
        let state = (tagged || whole || loud(bare)).then(|| item::state_word(bare, vocabulary)).flatten()?;
        Some((state, at))
    })
}

/// The length of a bullet or of an enumerating letter or number at the start of a line: `• `, `a. `, `2) `.
pub(super) fn bullet_len(line: &str) -> Option<usize> {
    let rest = line.trim_start();
    let indent = line.len() - rest.len();
    let mark = match rest.chars().next()? {
        sign @ ('•' | '‣' | '◦' | '▪' | '●' | '○' | '–' | '·') => sign.len_utf8(),
        c if c.is_ascii_alphanumeric() => {
            let word = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
            let short = word == 1 || word == 2 && rest.as_bytes()[..2].iter().all(u8::is_ascii_digit);
            (short && rest[word..].starts_with(['.', ')'])).then_some(word + 1)?
        }
        _ => return None,
    };
    let behind = &rest[mark..];
    let gap = behind.len() - behind.trim_start().len();
    (gap > 0 || !rest.starts_with(|c: char| c.is_ascii())).then_some(indent + mark + gap)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::actions::small::SmallWords;

    #[test]
    fn labels_speak_of_an_action() {
        let context = Context { vocabulary: Vocabulary::standard(), people: &[], small: &SmallWords::of("") };
        let check = |key: &str, value: &str, expected: Option<Mark>| {
            assert_eq!(of_label(key, value, context), expected, "{key}: {value}");
        };
        let owners = |names: &[&str]| Some(Mark::Owners(names.iter().map(|name| (*name).to_string()).collect()));
        check("Owner", "Dana Bell", owners(&["Dana Bell"]));
        check("Assignee", "web team", owners(&["web team"]));
        check("Owner", "TBD", owners(&[]));
        check("Status", "in progress", Some(Mark::State(false)));
        check("Due", "June 2024", Some(Mark::Due(None)));
        check("Priority", "high", Some(Mark::Other));
        check("Issue", "the pods crash on start", None);
        check("Deadline", "as soon as we can", None);
        check("Rate limits", "add them", None);
    }

    #[test]
    fn a_state_at_the_end_is_set_apart() {
        let check = |text: &str, expected: Option<(bool, usize)>| {
            assert_eq!(state_at_end(text, Vocabulary::standard()), expected, "{text}");
        };
        check("n/a **DONE**".replace('*', "").as_str(), Some((true, 4)));
        check("Bug 5554823 TODO", Some((false, 12)));
        check("Clean the images #done", Some((true, 17)));
        check("Done", Some((true, 0)));
        check("Say when the migration is done", None);
        check("Write to the API", None);
    }

    #[test]
    fn a_sign_tells_the_state() {
        let check = |text: &str, expected: Option<bool>| assert_eq!(sign_in_front(text), expected, "{text}");
        check("✅ runs since March", Some(true));
        check("❌ nobody has begun", Some(false));
        check("⚠️ half of it", None);
        check("runs since March", None);
    }

    #[test]
    fn lines_have_bullets_of_many_kinds() {
        let check = |line: &str, expected: Option<&str>| {
            assert_eq!(bullet_len(line).map(|len| &line[len..]), expected, "{line}");
        };
        check("• Add a disk", Some("Add a disk"));
        check("a. Add a disk", Some("Add a disk"));
        check("12) Add a disk", Some("Add a disk"));
        check("Add a disk", None);
        check("e.g. a disk", None);
        check("3.5 disks", None);
    }
}
