//! Names that a template uses and that no page gives it, in branches too that no sample reaches: every field behind `site`,
//! `page` and the kind of page is looked up in the contract, through loops and what is set.

use std::collections::BTreeMap;

use super::template::{Sort, Tag, Word, tags};
use super::{Trial, finding};
use crate::config::nearest;
use crate::diag::{Code, Diagnostic};
use crate::source::Span;
use crate::view::KINDS;
use crate::view::contract::{Shape, Type};

/// Words of expressions that are no names.
const KEYWORDS: &[&str] = &[
    "and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False", "None", "loop", "self",
    "for",
];

/// What names mean at a place: those of a loop or component go when it ends.
struct Scope<'a> {
    /// The kind of page, where the template is of one.
    kind: Option<&'a str>,
    /// Whether every name is known here: not in a component or a template that others include.
    closed: bool,
    frames: Vec<BTreeMap<String, Option<Type>>>,
}

/// Fields that do not exist, in the theme's own templates.
pub(super) fn findings(trial: &Trial<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for (name, text) in trial.templates() {
        let kind = name.strip_suffix(".html").and_then(|kind| KINDS.into_iter().find(|known| *known == kind));
        let mut scope = Scope { kind, closed: kind.is_some(), frames: vec![BTreeMap::new()] };
        let mut said = Vec::new();
        for tag in tags(text) {
            scope.tag(&tag, &mut said);
        }
        let path = format!("templates/{name}");
        out.extend(said.into_iter().map(|(span, message, help)| {
            let said = finding(Code::ThemeName, &path, span, message);
            match help {
                Some(help) => said.help(help),
                None => said,
            }
        }));
    }
    out
}

type Said = Vec<(Span, String, Option<String>)>;

impl Scope<'_> {
    fn tag(&mut self, tag: &Tag, said: &mut Said) {
        match tag.keyword() {
            "for" => {
                let Some(at) = tag.words.iter().position(|word| word.is("in")) else { return };
                let names: Vec<&Word> = tag.words[1..at].iter().filter(|word| word.sort == Sort::Name).collect();
                let listed = self.expression(&tag.words[at + 1..], said);
                let item = match listed {
                    Some(Type::List(item)) => Some(*item),
                    Some(Type::Maybe(inner)) => match *inner {
                        Type::List(item) => Some(*item),
                        _ => None,
                    },
                    _ => None,
                };
                let frame = match names[..] {
                    [one] => [(one.text.clone(), item)].into(),
                    _ => names.iter().map(|name| (name.text.clone(), None)).collect(),
                };
                self.frames.push(frame);
            }
            "component" => {
                self.closed = false;
                let names = tag.words.iter().filter(|word| word.sort == Sort::Name);
                self.frames.push(names.map(|word| (word.text.clone(), None)).collect());
            }
            "endfor" | "endcomponent" => {
                self.closed = self.kind.is_some();
                if self.frames.len() > 1 {
                    self.frames.pop();
                }
            }
            "set" | "set_global" => {
                let value = tag.words.iter().position(|word| word.is("="));
                let held = value.and_then(|at| self.expression(&tag.words[at + 1..], said));
                if let (Some(name), Some(frame)) = (tag.argument(), self.frames.last_mut()) {
                    frame.insert(name.text.clone(), held);
                }
            }
            "if" | "elif" => drop(self.expression(&tag.words[1..], said)),
            "" if tag.prints => self.printed(&tag.words, said),
            _ => {}
        }
    }

    /// What a tag prints: an expression, or a call of a component with expressions in braces.
    fn printed(&mut self, words: &[Word], said: &mut Said) {
        if !words.first().is_some_and(|word| word.is("<") || word.is("</")) {
            drop(self.expression(words, said));
            return;
        }
        let mut from = None;
        for (at, word) in words.iter().enumerate() {
            if word.is("{") {
                from = Some(at + 1);
            } else if let (true, Some(start)) = (word.is("}"), from.take_if(|_| word.is("}"))) {
                drop(self.expression(&words[start..at], said));
            }
        }
    }

    /// Looks up every name of an expression. Gives what it holds, where it is a name with its fields and nothing else.
    fn expression(&self, words: &[Word], said: &mut Said) -> Option<Type> {
        // A comprehension has names of its own.
        if words.iter().any(|word| word.is("for")) {
            return None;
        }
        let mut at = 0;
        let mut whole = None;
        while let Some(word) = words.get(at) {
            let before = at.checked_sub(1).map(|at| &words[at]);
            let is_other = before.is_some_and(|word| [".", "?.", "|", "is"].iter().any(|mark| word.is(mark)))
                || (before.is_some_and(|word| word.is("not")) && at > 1 && words[at - 2].is("is"))
                || words.get(at + 1).is_some_and(|word| word.is("(") || word.is("="))
                || word.sort != Sort::Name
                || KEYWORDS.contains(&word.text.as_str());
            if is_other {
                at += 1;
                continue;
            }
            let (held, end) = self.path(words, at, said);
            if at == 0 && end == words.len() {
                whole = held;
            }
            at = end;
        }
        whole
    }

    /// A name and the fields behind it: what it holds, and where it ends.
    fn path(&self, words: &[Word], start: usize, said: &mut Said) -> (Option<Type>, usize) {
        let root = &words[start];
        let mut held = self.root(root, said);
        let mut named = root.text.clone();
        let mut at = start + 1;
        while words.get(at).is_some_and(|word| word.is(".") || word.is("?.")) {
            let Some(field) = words.get(at + 1) else { break };
            held = held.and_then(|holder| field_of(&holder, &named, field, said));
            named = format!("{named}.{}", field.text);
            at += 2;
        }
        // What stands in brackets is an expression of its own, and what comes out is not followed.
        let ends = !words.get(at).is_some_and(|word| word.is("["));
        (held.filter(|_| ends), at)
    }

    fn root(&self, word: &Word, said: &mut Said) -> Option<Type> {
        let name = word.text.as_str();
        if let Some(held) = self.frames.iter().rev().find_map(|frame| frame.get(name)) {
            return held.clone();
        }
        let is_given = matches!(name, "site" | "page") || self.kind.is_none_or(|kind| kind == name);
        if let Some(shape) = Shape::of_root(name).filter(|_| is_given) {
            return Some(Type::Shape(shape.name));
        }
        if let (true, Some(kind)) = (self.closed, self.kind) {
            let known: Vec<&str> = self.frames.iter().flat_map(|frame| frame.keys().map(String::as_str)).collect();
            let given: Vec<&str> = [kind, "site", "page"].into_iter().chain(known).collect();
            let help = match nearest(name, &given) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("this template is given `site`, `page` and `{kind}`"),
            };
            said.push((word.span, format!("there is no `{name}` here"), Some(help)));
        }
        None
    }
}

/// A field of what a name holds.
fn field_of(holder: &Type, named: &str, field: &Word, said: &mut Said) -> Option<Type> {
    if field.sort == Sort::Number {
        return match holder {
            Type::List(item) => Some((**item).clone()),
            Type::Tuple(items) => items.get(field.text.parse::<usize>().ok()?).cloned(),
            _ => None,
        };
    }
    if *holder == Type::Free || matches!(holder, Type::Maybe(inner) if **inner == Type::Free) {
        return None;
    }
    let Some(shape) = holder.shape() else {
        said.push((field.span, format!("`{named}` has no fields, and so no `{}`", field.text), None));
        return None;
    };
    if let Some(found) = shape.field(&field.text) {
        return Some(found.holds());
    }
    let names: Vec<&str> = shape.fields.iter().map(|field| field.name).collect();
    let help = match nearest(&field.text, &names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it has {}", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    said.push((field.span, format!("`{named}` has no field `{}`", field.text), Some(help)));
    None
}
