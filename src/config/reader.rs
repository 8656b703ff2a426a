//! From the tree of what was written to typed options: every field reads itself and says what is wrong with it.
//!
//! [`Field`] is implemented by every type that can stand in `book.toml`. A field that cannot be read is absent, and a
//! diagnostic at its place says why; reading goes on, so that all errors are said at once.

use super::foreign;
use super::node::{Entry, Node, Place, Value};
use super::paths::Wrong;
use super::schema::{Key, Kind};
use super::suggest::nearest;
use crate::diag::{Code, Diagnostic};
use crate::source::FileId;

/// What reading shares: the file, the place in the tree, and what there was to say.
pub(super) struct Reader<'a> {
    file: &'a FileId,
    path: Vec<String>,
    diagnostics: Vec<Diagnostic>,
    advice: Advice,
}

/// The help for an unknown key: the table it stands in, the key, the known ones.
type Advice = fn(&[String], &Entry, &[&str]) -> String;

/// A value and where it was written.
#[derive(Clone, Debug)]
pub(super) struct Written<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub place: Place,
}

/// Something that can stand in `book.toml`.
pub(super) trait Field: Sized {
    /// What it looks like.
    const KIND: Kind;

    /// Reads it; `None` where it cannot be read, which has been said then.
    fn read(node: Node, reader: &mut Reader<'_>) -> Option<Self>;
}

/// A field that is a table: there is always one, since a table that is not written is an empty one.
pub(super) trait TableField: Field {
    /// Reads it from its keys.
    fn read_entries(entries: Vec<Entry>, reader: &mut Reader<'_>) -> Self;
}

/// A field that is written as a text.
pub(super) trait Spelled: Sized {
    /// What it looks like.
    const SPELLED: Kind;

    /// Reads the text.
    fn parse(written: &str) -> Result<Self, Wrong>;
}

impl<'a> Reader<'a> {
    /// A reader at the top of a `book.toml`.
    pub(super) fn new(file: &'a FileId) -> Self {
        Self::advised(file, foreign::advice)
    }

    /// A reader at the top of a file of another sort.
    pub(super) fn advised(file: &'a FileId, advice: Advice) -> Self {
        Self { file, path: Vec::new(), diagnostics: Vec::new(), advice }
    }

    /// All there was to say.
    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    /// Goes into a key.
    pub(super) fn enter(&mut self, key: &str) {
        self.path.push(key.to_owned());
    }

    /// Comes back from a key.
    pub(super) fn leave(&mut self) {
        self.path.pop();
    }

    /// Says something.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Says that the value of the current key is wrong.
    pub(super) fn wrong(&mut self, place: &Place, wrong: Wrong) {
        let name = dotted(&self.path);
        self.wrong_at(&name, place, wrong);
    }

    /// Says that the value of a key, given by its dotted name, is wrong.
    pub(super) fn wrong_at(&mut self, name: &str, place: &Place, wrong: Wrong) {
        let mut diagnostic = self.diagnostic(Code::ConfigValue, format!("`{name}` {}", wrong.what), place, "");
        diagnostic.help = wrong.help;
        self.push(diagnostic);
    }

    /// A diagnostic at a place. An environment variable cannot be pointed at and is named in the message.
    pub(super) fn diagnostic(&self, code: Code, message: String, place: &Place, label: &str) -> Diagnostic {
        match place {
            Place::Default => Diagnostic::new(code, message),
            Place::File(span) => Diagnostic::new(code, message).at(self.file, *span, label),
            Place::Variable(variable) => {
                Diagnostic::new(code, format!("{message} (environment variable `{}`)", variable.name))
            }
        }
    }

    /// Adds a second place to a diagnostic.
    pub(super) fn also_at(&self, mut diagnostic: Diagnostic, place: &Place, label: &str) -> Diagnostic {
        match place {
            Place::Default => diagnostic,
            Place::File(span) => diagnostic.at(self.file, *span, label),
            Place::Variable(variable) => {
                diagnostic.message.push_str(&format!(" (and `{}`)", variable.name));
                diagnostic
            }
        }
    }

    /// Says that a value is of the wrong sort.
    fn mismatch(&mut self, (found, place): (&str, &Place), expected: &str, help: Option<String>) {
        self.wrong(place, Wrong { what: format!("must be {expected}, not {found}"), help });
    }

    /// Says that a key of the current table is not known, and what may have been meant.
    fn unknown(&mut self, entry: &Entry, keys: &[Key]) {
        let table = if self.path.is_empty() { String::new() } else { format!(" in `[{}]`", dotted(&self.path)) };
        let is_table = matches!(entry.node.value, Value::Table(_)) && self.path.is_empty();
        let sort = if is_table { "table" } else { "key" };
        let message = format!("unknown {sort} `{}`{table}", entry.key);
        let mut diagnostic = self.diagnostic(Code::ConfigUnknownKey, message, &entry.place, "");
        let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
        diagnostic.help = Some((self.advice)(&self.path, entry, &names));
        self.push(diagnostic);
    }

    /// The keys of a table; says so where the value is none.
    fn table(&mut self, node: Node) -> Option<Vec<Entry>> {
        let found = node.value.words();
        let Value::Table(entries) = node.value else {
            let help = format!("write `[{}]` on a line of its own, its keys below", dotted(&self.path));
            self.mismatch((found, &node.place), "a table", Some(help));
            return None;
        };
        Some(entries)
    }
}

/// A path as TOML writes it: `applications."edge proxy".team`.
pub(super) fn dotted(path: &[String]) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let parts = path
        .iter()
        .map(|part| if !part.is_empty() && part.chars().all(bare) { part.clone() } else { format!("{part:?}") });
    parts.collect::<Vec<_>>().join(".")
}

/// Takes a key out of a table and reads its value; a key that is not there gets its default.
pub(super) fn take<T: Field>(entries: &mut Vec<Entry>, key: &Key, reader: &mut Reader<'_>) -> Option<Written<T>> {
    let found = entries.iter().position(|entry| entry.key == key.name).map(|at| entries.remove(at).node);
    let node = found.or_else(|| key.default.as_ref().map(Node::of))?;
    let place = node.place.clone();
    reader.enter(key.name);
    let value = T::read(node, reader);
    reader.leave();
    Some(Written { value: value?, place })
}

/// Takes a table out of a table; one that is not there, or is none, is read as an empty one.
pub(super) fn take_table<T: TableField>(entries: &mut Vec<Entry>, key: &Key, reader: &mut Reader<'_>) -> T {
    let found = entries.iter().position(|entry| entry.key == key.name).map(|at| entries.remove(at).node);
    reader.enter(key.name);
    let table = found.and_then(|node| T::read(node, reader));
    let table = table.unwrap_or_else(|| T::read_entries(Vec::new(), reader));
    reader.leave();
    table
}

/// Says of each key that is left that nobody knows it.
pub(super) fn refuse(entries: &[Entry], keys: &[Key], reader: &mut Reader<'_>) {
    for entry in entries {
        reader.unknown(entry, keys);
    }
}

/// Reads a table, or the list that may stand in its place.
pub(super) fn read_table<T: TableField>(
    node: Node,
    shorthand: Option<&'static str>,
    reader: &mut Reader<'_>,
) -> Option<T> {
    let entries = match (&node.value, shorthand) {
        (Value::List(_) | Value::Text(_), Some(key)) => {
            vec![Entry { key: key.to_owned(), place: node.place.clone(), node }]
        }
        _ => reader.table(node)?,
    };
    Some(T::read_entries(entries, reader))
}

impl<T: Spelled> Field for T {
    const KIND: Kind = T::SPELLED;

    fn read(Node { place, value }: Node, reader: &mut Reader<'_>) -> Option<Self> {
        let found = value.words();
        let text = match (value, &place) {
            (Value::Text(text), _) => text,
            // A variable that happens to be a number or a flag in JSON is the text it is.
            (Value::Integer(_) | Value::Float(_) | Value::Flag(_) | Value::Null, Place::Variable(variable)) => {
                variable.text.clone()
            }
            (value, _) => {
                let is_scalar = !matches!(value, Value::Null | Value::List(_) | Value::Table(_));
                let (expected, help) = if let Kind::Choice(choices) = T::SPELLED {
                    let names: Vec<&str> = choices.iter().map(|choice| choice.name).collect();
                    ("one of the known words", Some(foreign::write_one_of(&names)))
                } else {
                    ("text", is_scalar.then(|| "put it between quotation marks".to_owned()))
                };
                reader.mismatch((found, &place), expected, help);
                return None;
            }
        };
        T::parse(&text).map_err(|wrong| reader.wrong(&place, wrong)).ok()
    }
}

/// Any text, blanks at its ends taken off; not empty.
impl Spelled for String {
    const SPELLED: Kind = Kind::Text("text");

    fn parse(written: &str) -> Result<Self, Wrong> {
        let text = written.trim();
        if text.is_empty() { Err(Wrong::or("must not be empty", "leave the key out")) } else { Ok(text.to_owned()) }
    }
}

impl Field for bool {
    const KIND: Kind = Kind::Flag;

    fn read(node: Node, reader: &mut Reader<'_>) -> Option<Self> {
        if let Value::Flag(flag) = node.value {
            return Some(flag);
        }
        let written = if let Value::Text(text) = &node.value { text.trim().to_lowercase() } else { String::new() };
        let help = match written.as_str() {
            "true" | "yes" | "on" | "1" => Some("write `true` without quotation marks".to_owned()),
            "false" | "no" | "off" | "0" => Some("write `false` without quotation marks".to_owned()),
            _ => None,
        };
        reader.mismatch((node.value.words(), &node.place), "true or false", help);
        None
    }
}

/// A whole number between two bounds, both allowed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count<const MIN: u32, const MAX: u32>(pub u32);

impl<const MIN: u32, const MAX: u32> Field for Count<MIN, MAX> {
    const KIND: Kind = Kind::Count { min: MIN, max: MAX };

    fn read(node: Node, reader: &mut Reader<'_>) -> Option<Self> {
        let number = match node.value {
            Value::Integer(number) => u32::try_from(number).ok(),
            Value::Huge => None,
            value => {
                reader.mismatch((value.words(), &node.place), "a whole number", None);
                return None;
            }
        };
        let fits = number.filter(|number| (MIN..=MAX).contains(number));
        if fits.is_none() {
            reader.wrong(&node.place, Wrong::new(format!("must lie between {MIN} and {MAX}")));
        }
        fits.map(Self)
    }
}

/// A list; what cannot be read is left out.
impl<T: Field> Field for Vec<Written<T>> {
    const KIND: Kind = Kind::List(&T::KIND);

    fn read(node: Node, reader: &mut Reader<'_>) -> Option<Self> {
        let items = match node.value {
            Value::List(items) => items,
            Value::Table(_) | Value::Null => {
                let help = "write `[\"one\", \"two\"]`".to_owned();
                reader.mismatch((node.value.words(), &node.place), "a list", Some(help));
                return None;
            }
            Value::Text(_) | Value::Integer(_) | Value::Huge | Value::Float(_) | Value::Flag(_) | Value::Date(_) => {
                vec![node]
            }
        };
        let read = |item: Node| {
            let place = item.place.clone();
            Some(Written { value: T::read(item, reader)?, place })
        };
        Some(items.into_iter().filter_map(read).collect())
    }
}

/// A table whose keys the team chooses, in the order written.
#[derive(Clone, Debug)]
pub(super) struct Named<K, V>(pub Vec<(Written<K>, Written<V>)>);

impl<K: Spelled, V: Field> Field for Named<K, V> {
    const KIND: Kind = Kind::Map { key: &K::SPELLED, value: &V::KIND };

    fn read(node: Node, reader: &mut Reader<'_>) -> Option<Self> {
        read_table(node, None, reader)
    }
}

impl<K: Spelled, V: Field> TableField for Named<K, V> {
    fn read_entries(entries: Vec<Entry>, reader: &mut Reader<'_>) -> Self {
        let mut named = Vec::with_capacity(entries.len());
        for Entry { key, place, node } in entries {
            reader.enter(&key);
            let value_place = node.place.clone();
            let name = K::parse(&key).map_err(|wrong| reader.wrong(&place, wrong)).ok();
            let value = V::read(node, reader);
            reader.leave();
            if let (Some(name), Some(value)) = (name, value) {
                named.push((Written { value: name, place }, Written { value, place: value_place }));
            }
        }
        Self(named)
    }
}

/// Reads one of a list of words, with a suggestion for one that is not on it.
pub(super) fn one_of<T>(written: &str, names: &[&str], found: Option<T>) -> Result<T, Wrong> {
    found.ok_or_else(|| {
        let help = match nearest(written, names) {
            Some(name) => format!("did you mean `{name}`?"),
            None => foreign::write_one_of(names),
        };
        Wrong::or(format!("cannot be `{}`", written.escape_debug()), help)
    })
}
