//! The taxonomy of causes: four axes kept apart, three of them with categories that a team may change.
//!
//! The default lies in `causes.toml` beside this file and is read by the same code as `[causes]` of `book.toml`.
//! Matching words against reports is done by the floors above.

use serde::Serialize;

/// The axes that have categories. The fourth, the component, is free words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Axis {
    /// What set it off: none or one for an incident.
    Trigger,
    /// What caused it: any number.
    Cause,
    /// Why it was not prevented, seen or ended sooner: any number.
    Gap,
}

impl Axis {
    /// All axes, in the order of the reference.
    pub const ALL: &[Axis] = &[Axis::Trigger, Axis::Cause, Axis::Gap];

    /// The name in `book.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Axis::Trigger => "trigger",
            Axis::Cause => "cause",
            Axis::Gap => "gap",
        }
    }
}

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
    /// The words as written: `migrat*`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Taxonomy {
    /// The categories of an axis.
    pub fn of(&self, axis: Axis) -> &[Category] {
        match axis {
            Axis::Trigger => &self.triggers,
            Axis::Cause => &self.causes,
            Axis::Gap => &self.gaps,
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
