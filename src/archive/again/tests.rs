//! Linking over the last link gives what linking gives.

use std::sync::Arc;

use jiff::civil::date;
use proptest::prelude::*;

use super::Links;
use crate::archive::sample::settings;
use crate::archive::{Archive, Drafts, Entry};
use crate::config::Settings;
use crate::diag::Parsed;
use crate::extract::{self, Reading};
use crate::passages::{self, Passages};
use crate::source::SourceFile;
use crate::syntax;

const WORDS: &[&str] = &[
    "quorum",
    "zeppelin",
    "alarm",
    "disk",
    "relay",
    "certificate",
    "queue",
    "backlog",
    "rotate",
    "harbour",
    "lantern",
    "cable",
    "battery",
    "pump",
    "valve",
    "ledger",
];

/// A report: its day, and which words stand where.
#[derive(Clone, Debug)]
struct Text {
    day: u8,
    title: usize,
    cause: Vec<usize>,
    actions: Vec<(Vec<usize>, bool)>,
    wish: Vec<usize>,
    speaks_of: Option<usize>,
}

fn words(of: &[usize]) -> String {
    of.iter().map(|at| WORDS[*at % WORDS.len()]).collect::<Vec<_>>().join(" ")
}

impl Text {
    fn entry(&self, number: usize, settings: &Settings) -> Entry {
        let mut text = format!(
            "# {} down\n\n- Date: 2024-03-{:02}\n- Affected: {}\n\n## Root cause\n\nThe {} went bad.\n",
            WORDS[self.title],
            self.day,
            if number.is_multiple_of(2) { "mail" } else { "net" },
            words(&self.cause)
        );
        if let Some(other) = self.speaks_of {
            text.push_str(&format!("\nSee [before]({other}.md).\n"));
        }
        text.push_str("\n## Actions\n\n");
        for (action, done) in &self.actions {
            text.push_str(&format!("- [{}] Check the {}\n", if *done { 'x' } else { ' ' }, words(action)));
        }
        text.push_str(&format!("\n## Possible improvements\n\n- Watch the {}\n", words(&self.wish)));
        let source = Arc::new(SourceFile::new(&format!("{number}.md"), &text));
        let document = syntax::parse(&source).value;
        let incident = extract::read(&source, &document, &Reading::of(settings)).value.remove(0);
        let passages = Passages::made(vec![passages::read(&document, &incident, &source)]).remove(0);
        Entry { incident: Arc::new(incident), source, passages }
    }
}

fn some_words() -> impl Strategy<Value = Vec<usize>> {
    proptest::collection::vec(0..WORDS.len(), 1..5)
}

fn text() -> impl Strategy<Value = Text> {
    let action = (some_words(), any::<bool>());
    let actions = proptest::collection::vec(action, 0..3);
    (1..28_u8, 0..WORDS.len(), some_words(), actions, some_words(), proptest::option::of(0..6_usize))
        .prop_map(|(day, title, cause, actions, wish, speaks_of)| Text { day, title, cause, actions, wish, speaks_of })
}

/// An edit: which report, and what becomes of its words; everything of it where the last is true.
fn edit() -> impl Strategy<Value = (usize, Text, bool)> {
    (0..12_usize, text(), proptest::bool::weighted(0.2))
}

fn shown(Parsed { value: archive, diagnostics }: &Parsed<Archive>) -> String {
    let similar: Vec<_> = archive.cases().map(|(ix, _)| archive.similar(ix)).collect();
    format!("{:#?}\n{:#?}\n{similar:#?}\n{diagnostics:#?}", archive.incidents, archive.echoes)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_linked_again_is_what_is_linked(
        texts in proptest::collection::vec(text(), 4..12),
        edits in proptest::collection::vec(edit(), 1..8),
    ) {
        let settings = settings("");
        let mut texts = texts;
        let mut entries: Vec<Entry> = texts.iter().enumerate().map(|(at, text)| text.entry(at, &settings)).collect();
        let (mut links, today) = (Links::default(), date(2024, 7, 1));
        Archive::link_for(entries.clone(), &settings, today, Drafts::Shown, &mut links);
        for (at, new, all) in edits {
            let at = at % texts.len();
            let old = &mut texts[at];
            if all {
                *old = new;
            } else {
                (old.cause, old.wish) = (new.cause, new.wish);
                old.actions.iter_mut().zip(new.actions).for_each(|(old, new)| old.0 = new.0);
            }
            entries[at] = texts[at].entry(at, &settings);
            let again = links.renew(&[(at, entries[at].clone())]);
            let again =
                again.unwrap_or_else(|| Archive::link_for(entries.clone(), &settings, today, Drafts::Shown, &mut links));
            let anew = Archive::link(entries.clone(), &settings, today, Drafts::Shown);
            prop_assert_eq!(shown(&again), shown(&anew));
        }
    }
}

#[test]
fn words_alone_are_linked_over_the_last_link() {
    let settings = settings("");
    let text =
        Text { day: 1, title: 0, cause: vec![1], actions: vec![(vec![2], false)], wish: vec![3], speaks_of: None };
    let mut links = Links::default();
    let link = |text: &Text, links: &mut Links| {
        let entries = vec![text.entry(0, &settings)];
        let over = links.renew(&[(0, entries[0].clone())]).is_some();
        Archive::link_for(entries, &settings, date(2024, 7, 1), Drafts::Shown, links);
        over
    };
    assert!(!link(&text, &mut links), "there is no last link");
    assert!(link(&Text { cause: vec![9, 10], ..text.clone() }, &mut links));
    assert!(link(&Text { actions: vec![(vec![11, 12], false)], ..text.clone() }, &mut links));
    assert!(!link(&Text { actions: vec![(vec![11, 12], true)], ..text.clone() }, &mut links), "it is done");
    assert!(!link(&Text { day: 2, ..text.clone() }, &mut links), "its day is another one");
    assert!(!link(&Text { title: 5, ..text }, &mut links), "its title is another one");
}
