//! The taxonomy of causes: four axes kept apart, three of them with categories that a team may change.
//!
//! The default lies in `causes.toml` beside this file and is read by the same code as `[causes]` of `book.toml`.
//! Matching words against reports is done by the floors above.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Serialize;

use super::node;
use super::options::{CategoryTable, CausesTable};
use super::paths::{Wrong, in_words};
use super::reader::{Named, Reader, TableField, Written};
use super::spelled::CategoryId;
use super::suggest::nearest;
use crate::model::Axis;
use crate::source::FileId;

/// All categories, by axis, in the order written: those of the default first, then the team's own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Taxonomy {
    /// What can set an incident off.
    pub triggers: Vec<Category>,
    /// What can cause one.
    pub causes: Vec<Category>,
    /// Why one was not prevented, seen or ended sooner.
    pub gaps: Vec<Category>,
    /// The groups that categories belong to, in the order written; each has at least one category.
    pub groups: Vec<Group>,
}

/// A category of one axis.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Category {
    /// Its key and the end of its address: lower case, digits and hyphens.
    pub id: String,
    /// What the site calls it.
    pub label: String,
    /// The id of the group it belongs to.
    pub group: Option<String>,
    /// Words that suggest it where a report speaks of causes.
    pub keywords: Vec<Keyword>,
    /// One sentence on what belongs here.
    pub definition: Option<String>,
}

/// Several categories under one name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Group {
    /// Its key.
    pub id: String,
    /// What the site calls it.
    pub label: String,
}

/// Words to look for, case-insensitively, on word borders. `*` at the end of a word stands for any ending of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct Keyword(String);

impl Keyword {
    pub(super) fn parse(written: &str) -> Result<Self, Wrong> {
        let words: Vec<&str> = written.split_whitespace().collect();
        let sound = |word: &&str| {
            let stem = word.strip_suffix('*').unwrap_or(word);
            stem.contains(char::is_alphanumeric) && !stem.contains('*')
        };
        if words.is_empty() || !words.iter().all(sound) {
            return Err(Wrong::or("is no keyword", "write words; `*` may stand at the end of one: `migrat*`"));
        }
        Ok(Self(words.join(" ")))
    }

    /// The words as written: `migrat*`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The default taxonomy.
static DEFAULT: LazyLock<Taxonomy> = LazyLock::new(|| {
    let file = FileId::new("causes.toml");
    let mut reader = Reader::new(&file);
    let entries = node::parse(include_str!("causes.toml"), &file, &mut reader);
    let causes = CausesTable::read_entries(entries, &mut reader);
    merge(Taxonomy::empty(), causes, &mut reader)
});

/// The taxonomy that `[causes]` describes: the default one, unless it is switched off, with the team's changes.
pub(super) fn resolve(causes: CausesTable, reader: &mut Reader<'_>) -> Taxonomy {
    let base = match &causes.defaults {
        Some(Written { value: false, .. }) => Taxonomy { groups: DEFAULT.groups.clone(), ..Taxonomy::empty() },
        Some(_) | None => DEFAULT.clone(),
    };
    let mut taxonomy = merge(base, causes, reader);
    let categories = Taxonomy::AXES.iter().flat_map(|axis| taxonomy.of(*axis));
    let used: BTreeSet<String> = categories.filter_map(|category| category.group.clone()).collect();
    taxonomy.groups.retain(|group| used.contains(&group.id));
    taxonomy
}

/// Changes and adds categories; a field that is not written keeps what it was.
fn merge(base: Taxonomy, causes: CausesTable, reader: &mut Reader<'_>) -> Taxonomy {
    let CausesTable { defaults: _, groups, trigger, cause, gap } = causes;
    let Taxonomy { triggers, causes, gaps, groups: mut all_groups } = base;
    let mut places: BTreeMap<String, usize> = indexed(all_groups.iter().map(|group| &group.id));
    for (id, label) in groups.0 {
        let (id, label) = (id.value.0, label.value);
        match places.get(&id) {
            Some(at) => all_groups[*at].label = label,
            None => {
                places.insert(id.clone(), all_groups.len());
                all_groups.push(Group { id, label });
            }
        }
    }
    let mut axis = |axis: Axis, base: Vec<Category>, written| merge_axis(axis, base, written, &places, reader);
    let triggers = axis(Axis::Trigger, triggers, trigger);
    let causes = axis(Axis::Cause, causes, cause);
    let gaps = axis(Axis::Gap, gaps, gap);
    Taxonomy { triggers, causes, gaps, groups: all_groups }
}

fn merge_axis(
    axis: Axis,
    mut categories: Vec<Category>,
    written: Named<CategoryId, CategoryTable>,
    groups: &BTreeMap<String, usize>,
    reader: &mut Reader<'_>,
) -> Vec<Category> {
    let mut places = indexed(categories.iter().map(|category| &category.id));
    for (Written { value: CategoryId(id), place: _ }, Written { value: table, place: _ }) in written.0 {
        let CategoryTable { label, group, keywords, definition } = table;
        let at = *places.entry(id.clone()).or_insert_with(|| {
            let label = from_id(&id);
            let new = Category { id: id.clone(), label, group: None, keywords: Vec::new(), definition: None };
            categories.push(new);
            categories.len() - 1
        });
        let category = &mut categories[at];
        if let Some(label) = label {
            category.label = label.value;
        }
        if let Some(Written { value: CategoryId(group), place }) = group {
            if groups.contains_key(&group) {
                category.group = Some(group);
            } else {
                let name = format!("causes.{}.{id}.group", axis.name());
                reader.wrong_at(&name, &place, unknown_group(&group, groups));
            }
        }
        if let Some(keywords) = keywords {
            category.keywords = keywords.value.into_iter().map(|keyword| keyword.value.0).collect();
        }
        if let Some(definition) = definition {
            category.definition = Some(definition.value);
        }
    }
    categories
}

/// The place of each id in its list.
fn indexed<'i>(ids: impl Iterator<Item = &'i String>) -> BTreeMap<String, usize> {
    ids.enumerate().map(|(at, id)| (id.clone(), at)).collect()
}

fn unknown_group(group: &str, groups: &BTreeMap<String, usize>) -> Wrong {
    let known: Vec<&str> = groups.keys().map(String::as_str).collect();
    let help = match nearest(group, &known) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("there are {}; give a new group a label in `[causes.groups]`", in_words(&known, "and")),
    };
    Wrong::or(format!("names the unknown group `{group}`"), help)
}

/// `feature-flag` as a label: `Feature flag`.
fn from_id(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut chars = words.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

impl Default for Taxonomy {
    /// The built-in taxonomy.
    fn default() -> Self {
        DEFAULT.clone()
    }
}

impl Taxonomy {
    fn empty() -> Self {
        Self { triggers: Vec::new(), causes: Vec::new(), gaps: Vec::new(), groups: Vec::new() }
    }

    /// The axes that have categories, in the order of the reference. The fourth, the component, is free words.
    pub const AXES: [Axis; 3] = [Axis::Trigger, Axis::Cause, Axis::Gap];

    /// The categories of an axis; none for components.
    pub fn of(&self, axis: Axis) -> &[Category] {
        match axis {
            Axis::Trigger => &self.triggers,
            Axis::Cause => &self.causes,
            Axis::Gap => &self.gaps,
            Axis::Component => &[],
        }
    }

    /// The category that an id or label of an axis names; case, blanks and hyphens do not count.
    pub fn find(&self, axis: Axis, written: &str) -> Option<&Category> {
        let folded = super::settings::fold(written);
        let fits = |category: &&Category| {
            super::settings::fold(&category.id) == folded || super::settings::fold(&category.label) == folded
        };
        self.of(axis).iter().find(fits)
    }

    /// The label of a group.
    pub fn group_label(&self, id: &str) -> Option<&str> {
        self.groups.iter().find(|group| group.id == id).map(|group| group.label.as_str())
    }
}
