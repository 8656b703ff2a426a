//! One fact from many candidates: the best rank wins, then the earliest place; what lost is kept for the reader.

use crate::diag::{Code, Diagnostic};
use crate::model::{Evidence, Rule, Sourced};
use crate::source::{FileId, Span};

/// How far a place is to be trusted, best first: one order for all facts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Rank {
    /// A key of the front matter for it.
    Front,
    /// A field for it.
    Field,
    /// Date and time fields together, or a window beside a duration.
    Window,
    /// A milestone of the key events.
    Milestone,
    /// A sentence that states it.
    Sentence,
    /// A heading.
    Heading,
    /// The day that opens the first sentence.
    Opening,
    /// The file's name or folder.
    File,
    /// The day of publication.
    Published,
}

impl Rank {
    /// The kind of place in words: "… counts more than …".
    pub fn words(self) -> &'static str {
        match self {
            Rank::Front => "a key of the front matter",
            Rank::Field => "a field for it",
            Rank::Window => "a field for the day or the window",
            Rank::Milestone => "a key event",
            Rank::Sentence => "a sentence",
            Rank::Heading => "a heading",
            Rank::Opening => "the day that opens the text",
            Rank::File => "the name of the file or folder",
            Rank::Published => "the day of publication",
        }
    }
}

/// A place that may state a fact.
#[derive(Clone, PartialEq, Debug)]
pub struct Candidate<T> {
    /// The fact as read there.
    pub value: T,
    /// How far the place is to be trusted.
    pub rank: Rank,
    /// Where and how it was read.
    pub evidence: Evidence,
}

impl<T> Candidate<T> {
    /// A candidate read by `rule` at `span`.
    pub fn new(value: T, rank: Rank, rule: Rule, span: Span) -> Self {
        Self { value, rank, evidence: Evidence::new(rule, span) }
    }
}

/// The fact, and the candidates that lost, best first.
#[derive(Clone, Debug)]
pub struct Resolved<T> {
    /// The winner; `None` where there was no candidate.
    pub fact: Option<Sourced<T>>,
    /// How far the winner is to be trusted.
    pub rank: Option<Rank>,
    /// All others, by rank and place.
    pub lost: Vec<Candidate<T>>,
}

/// Picks the candidate of the best rank; at one rank the first in the source.
pub fn resolve<T>(mut candidates: Vec<Candidate<T>>) -> Resolved<T> {
    candidates.sort_by_key(|candidate| (candidate.rank, candidate.evidence.span().start));
    let mut rest = candidates.into_iter();
    let best = rest.next();
    let rank = best.as_ref().map(|best| best.rank);
    let fact = best.map(|best| Sourced { value: best.value, evidence: best.evidence });
    Resolved { fact, rank, lost: rest.collect() }
}

impl<T: PartialEq + std::fmt::Display> Resolved<T> {
    /// A diagnostic that shows both places where a candidate ranked `up_to` or better says something else.
    pub fn conflict(&self, what: &str, file: &FileId, up_to: Rank) -> Option<Diagnostic> {
        let fact = self.fact.as_ref()?;
        let other = self.lost.iter().find(|other| other.rank <= up_to && other.value != fact.value)?;
        let message = format!("the report states two different values for the {what}");
        Some(
            Diagnostic::new(Code::FactConflict, message)
                .at(file, fact.evidence.span(), format!("{} counts ({})", fact.value, fact.evidence.rule.words()))
                .at(file, other.evidence.span(), format!("{} does not", other.value))
                .help("correct the place that is wrong"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_rank_wins_and_then_the_first_place() {
        let at = |value, rank, start| Candidate::new(value, rank, Rule::Label, Span::new(start, start + 1));
        let resolved = resolve(vec![at("c", Rank::Window, 0), at("b", Rank::Field, 9), at("a", Rank::Field, 4)]);
        assert_eq!(resolved.fact.as_ref().map(|fact| fact.value), Some("a"));
        assert_eq!(resolved.lost.iter().map(|other| other.value).collect::<String>(), "bc");
        let file = FileId::new("a.md");
        assert!(resolved.conflict("date", &file, Rank::Field).is_some_and(|d| d.labels.len() == 2));
        assert!(resolved.conflict("date", &file, Rank::Front).is_none());
    }
}
