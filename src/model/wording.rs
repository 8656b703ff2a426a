//! The words that tell one report from another: what the archive compares reports by.
//!
//! A word is held as a number made of its stem, with the place where it first stands; function words are left out. Numbers
//! are the same in every build and on every machine. Two stems may fall on one number, at one in four thousand million.

use serde::{Deserialize, Serialize};

use crate::source::Span;

/// The words of a report.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Wording {
    /// Its distinct words, ascending by number.
    pub terms: Vec<Term>,
    /// What it says of causes, impact and promises, a sentence or item each, in no particular order.
    pub lines: Vec<Line>,
    /// The words of the lines, one line behind the other, as positions in the terms; within a line ascending.
    pub words: Vec<u16>,
}

/// A word of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Term {
    /// The number of its stem.
    pub word: u32,
    /// How much its place says of what the report is about: 4 in the title, 0 in promises and lessons alone.
    pub weight: u8,
    /// Whether reports of incidents use it all the time: "alert", "cluster".
    pub common: bool,
    /// Where it first stands; empty where that is not in the text.
    pub place: Span,
}

/// A sentence or item.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Line {
    /// What it is said of.
    pub role: Role,
    /// Where it stands.
    pub span: Span,
    /// Its words: from here on in [`Wording::words`].
    pub start: u32,
    /// Behind its last word.
    pub end: u32,
}

/// What a sentence is said of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Role {
    /// What the report is called.
    Title,
    /// What caused it, set it off, or let it pass.
    Cause,
    /// Who was hit.
    Impact,
    /// What was learnt.
    Lesson,
    /// How the report begins, where it has no section on the cause.
    Opening,
    /// What is promised: a position in the incident's actions.
    Action(u16),
    /// What is wished for: a position in its improvements.
    Improvement(u16),
}

impl Wording {
    /// The words of a line, ascending by number.
    pub fn of<'a>(&'a self, line: &Line) -> impl Iterator<Item = &'a Term> + Clone + use<'a> {
        self.words[line.start as usize..line.end as usize].iter().map(|at| &self.terms[*at as usize])
    }
}
