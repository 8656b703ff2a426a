//! Facts of the front matter, under the names of the record, their usual aliases, and the team's own.
//!
//! [`Facts::of`] sorts the entries by what their keys state (`keys`); the methods read values as facts. Lists and texts that
//! hold more than a word (sections, actions, timelines) are in `told`, keys whose value cannot be read in `unread`.

mod keys;
mod notice;
mod told;
mod unread;

use std::collections::BTreeMap;

use super::applications::{severity_word, split};
use super::people::names_in;
use super::resolve::{Candidate, Rank};
use super::vocabulary::{Vocabulary, WordList};
use crate::config::Fact;
use crate::model::{EchoVerdict, EchoVerdicts, Rule, Sourced};
use crate::source::Span;
use crate::syntax::front::same_key;
use crate::syntax::{Document, Entry, Node, NodeValue};

/// The team's own keys: what each states. A key that states nothing is not looked at.
pub type Keys = BTreeMap<String, Fact>;

/// The front matter of a report, by fact.
#[derive(Debug)]
pub struct Facts<'a> {
    keys: &'a Keys,
    /// What is stated, by fact, and for each the team's own keys first, then the usual ones in the order of their table.
    stated: Vec<(Fact, usize, &'a Entry)>,
    notice: bool,
}

impl<'a> Facts<'a> {
    /// The facts of a document's front matter. Tables of a kind (`[extra]`, `params:`, `incident:`) are looked into as well.
    pub fn of(document: &'a Document, keys: &'a Keys) -> Self {
        let mut out = Self { keys, stated: Vec::new(), notice: notice::is_notice(&document.front) };
        for entry in &document.front.entries {
            out.add(entry);
            if let (NodeValue::Table(below), true) = (&entry.node.value, keys::is_holder(&entry.key)) {
                below.iter().for_each(|entry| out.add(entry));
            }
        }
        out.stated.sort_by_key(|(fact, place, _)| (*fact, *place));
        out
    }

    fn add(&mut self, entry: &'a Entry) {
        if matches!(entry.node.value, NodeValue::Null) {
            return;
        }
        match self.own(&entry.key) {
            Some(fact) => self.stated.push((fact, 0, entry)),
            None => {
                let usual = keys::known(&entry.key).iter();
                self.stated.extend(usual.map(|(fact, place)| (*fact, place + 1, entry)));
            }
        }
    }

    /// Whether they are those of a status page.
    pub fn is_notice(&self) -> bool {
        self.notice
    }

    /// The entries that state a fact, those to be trusted most first.
    pub fn entries(&self, fact: Fact) -> impl Iterator<Item = &'a Entry> + '_ {
        let from = self.stated.partition_point(|(stated, ..)| *stated < fact);
        self.stated[from..].iter().take_while(move |(stated, ..)| *stated == fact).map(|(.., entry)| *entry)
    }

    /// What a key states, first of all; `None` where annals does not know it.
    pub fn fact_of(&self, key: &str) -> Option<Fact> {
        self.own(key).or_else(|| keys::known(key).first().map(|(fact, _)| *fact))
    }

    fn own(&self, key: &str) -> Option<Fact> {
        self.keys.iter().find(|(own, _)| same_key(own, key)).map(|(_, fact)| *fact)
    }

    /// The texts of the entries that state a fact with a scalar.
    pub fn texts(&self, fact: Fact) -> impl Iterator<Item = (&'a str, Span)> + '_ {
        self.entries(fact).filter_map(|entry| entry.node.text().map(|text| (text, entry.node.span)))
    }

    /// The text of the first entry that states a fact with a scalar.
    pub fn text(&self, fact: Fact) -> Option<(&'a str, Span)> {
        self.texts(fact).next()
    }

    /// The severity, without the explanation behind it: a word, or the level of a table. What `impact` says is one where it
    /// is a word for a level.
    pub fn severity(&self) -> Option<Candidate<String>> {
        self.entries(Fact::Severity).find_map(|entry| {
            let (text, span) = match &entry.node.value {
                NodeValue::Text(text) => (text.as_str(), entry.node.span),
                NodeValue::Table(below) => {
                    let level = ["level", "severity", "value", "name", "label", "id"];
                    let node = level.iter().find_map(|name| below.iter().find(|entry| same_key(&entry.key, name)));
                    node.and_then(|entry| Some((entry.node.text()?, entry.node.span)))?
                }
                NodeValue::Null | NodeValue::Bool(_) | NodeValue::List(_) => return None,
            };
            let answers = self.entries(Fact::Impact).any(|impact| std::ptr::eq(impact, entry));
            if answers && !is_level(text) {
                return None;
            }
            Some(Candidate::new(severity_word(text)?, Rank::Front, Rule::FrontMatter, span))
        })
    }

    /// Affected applications; `None` where no key for them has a value.
    pub fn applications(&self) -> Option<Vec<Sourced<String>>> {
        let mut out: Vec<Sourced<String>> = Vec::new();
        for (text, span) in self.entries(Fact::Applications).flat_map(|entry| texts(&entry.node)) {
            for name in split(text) {
                if !out.iter().any(|known| known.value == name) {
                    out.push(Sourced::new(name.to_string(), Rule::FrontMatter, span));
                }
            }
        }
        (!out.is_empty()).then_some(out)
    }

    /// People; `None` where no key for them has a value.
    pub fn people(&self, vocabulary: &Vocabulary) -> Option<Vec<Sourced<String>>> {
        let mut out: Vec<Sourced<String>> = Vec::new();
        for (text, span) in self.entries(Fact::People).flat_map(|entry| texts(&entry.node)) {
            for name in names_in(text, vocabulary) {
                if !out.iter().any(|known| known.value == name) {
                    out.push(Sourced::new(name, Rule::FrontMatter, span));
                }
            }
        }
        (!out.is_empty()).then_some(out)
    }

    /// Words under a key for tags, one each.
    pub fn tags(&self, fact: Fact, vocabulary: &Vocabulary) -> Vec<Sourced<String>> {
        let mut out: Vec<Sourced<String>> = Vec::new();
        for (text, span) in self.entries(fact).flat_map(|entry| texts(&entry.node)) {
            for tag in split(text) {
                let tag = tag.trim();
                // A sentence is an explanation, not a tag.
                let short = tag.split_whitespace().count() <= 5;
                if short && !vocabulary.is_in(WordList::Placeholder, tag) && !out.iter().any(|known| known.value == tag)
                {
                    out.push(Sourced::new(tag.to_string(), Rule::FrontMatter, span));
                }
            }
        }
        out
    }

    /// Whether the report is marked as a draft.
    pub fn draft(&self) -> bool {
        self.entries(Fact::Draft).any(|entry| match &entry.node.value {
            NodeValue::Bool(draft) => *draft,
            NodeValue::Text(text) => matches!(text.to_lowercase().as_str(), "true" | "yes"),
            NodeValue::Null | NodeValue::List(_) | NodeValue::Table(_) => false,
        })
    }

    /// Former addresses of the page.
    pub fn aliases(&self) -> Vec<Sourced<String>> {
        let found = self.entries(Fact::Aliases).flat_map(|entry| texts(&entry.node));
        found.map(|(text, span)| Sourced::new(text.to_string(), Rule::FrontMatter, span)).collect()
    }

    /// What the author says of promises that came back, or did not.
    pub fn verdicts(&self) -> EchoVerdicts {
        let of = |fact: Fact| self.entries(fact).flat_map(|entry| verdicts_in(&entry.node)).collect();
        EchoVerdicts { echoes: of(Fact::Echoes), not_echoes: of(Fact::NotEchoes) }
    }
}

/// The verdicts of a node: a report (`PM2021-005`), a report with words of the promise (`PM2021-005: pin the modules`),
/// as text or as a key with a value, or a list of these.
fn verdicts_in(node: &Node) -> Vec<EchoVerdict> {
    let verdict = |report: &str, words: Option<&str>, span: Span| {
        let words = words.map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned);
        let report = report.trim().to_owned();
        (!report.is_empty()).then_some(EchoVerdict { report, words, span })
    };
    match &node.value {
        NodeValue::Text(text) => {
            let (report, words) = text.split_once(": ").map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
            verdict(report, words, node.span).into_iter().collect()
        }
        NodeValue::List(nodes) => nodes.iter().flat_map(verdicts_in).collect(),
        NodeValue::Table(entries) => {
            let of = |entry: &Entry| match &entry.node.value {
                NodeValue::List(nodes) => nodes
                    .iter()
                    .filter_map(|node| verdict(&entry.key, Some(node.text()?), node.span))
                    .collect::<Vec<_>>(),
                NodeValue::Text(_) | NodeValue::Null | NodeValue::Bool(_) | NodeValue::Table(_) => {
                    verdict(&entry.key, entry.node.text(), entry.key_span.join(entry.node.span)).into_iter().collect()
                }
            };
            entries.iter().flat_map(of).collect()
        }
        NodeValue::Null | NodeValue::Bool(_) => Vec::new(),
    }
}

/// Whether a text is a word for how bad something was, as status pages have it: `major`, `PARTIALOUTAGE`, `SEV-2`.
fn is_level(text: &str) -> bool {
    let letters: String = text.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase();
    let words = "none minor major critical high medium low moderate severe maintenance degraded degradedperformance \
                 partialoutage majoroutage fulloutage outage down disrupted notice sev p s";
    text.len() <= 24 && words.split_whitespace().any(|word| word == letters)
}

/// The scalars of a node: itself, the items of a list, the names in a list of tables.
fn texts(node: &Node) -> Vec<(&str, Span)> {
    match &node.value {
        NodeValue::Text(text) => vec![(text.as_str(), node.span)],
        NodeValue::List(nodes) => nodes.iter().flat_map(texts).collect(),
        NodeValue::Table(entries) => {
            let names = ["name", "title", "component", "service", "handle", "github", "label", "id"];
            let named = names.iter().find_map(|name| entries.iter().find(|entry| same_key(&entry.key, name)));
            named.map(|entry| texts(&entry.node)).unwrap_or_default()
        }
        NodeValue::Null | NodeValue::Bool(_) => Vec::new(),
    }
}
