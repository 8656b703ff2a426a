//! One fact from many candidates: the lowest rank wins, then the earliest place; what lost is kept for the reader.

use crate::diag::{Code, Diagnostic};
use crate::model::{Evidence, Rule, Sourced};
use crate::source::{FileId, Span};

/// A place that may state a fact.
#[derive(Clone, PartialEq, Debug)]
pub struct Candidate<T> {
    /// The fact as read there.
    pub value: T,
    /// How far the place is to be trusted: lower wins. The ranks of a fact are listed where it is read.
    pub rank: u8,
    /// Where and how it was read.
    pub evidence: Evidence,
}

impl<T> Candidate<T> {
    /// A candidate read by `rule` at `span`.
    pub fn new(value: T, rank: u8, rule: Rule, span: Span) -> Self {
        Self { value, rank, evidence: Evidence::new(rule, span) }
    }
}

/// The fact, and the candidates that lost, best first.
#[derive(Clone, Debug)]
pub struct Resolved<T> {
    /// The winner; `None` where there was no candidate.
    pub fact: Option<Sourced<T>>,
    /// All others, by rank and place.
    pub lost: Vec<Candidate<T>>,
}

/// Picks the candidate of the lowest rank; at one rank the first in the source.
pub fn resolve<T>(mut candidates: Vec<Candidate<T>>) -> Resolved<T> {
    candidates.sort_by_key(|candidate| (candidate.rank, candidate.evidence.span().start));
    let mut rest = candidates.into_iter();
    let fact = rest.next().map(|best| Sourced { value: best.value, evidence: best.evidence });
    Resolved { fact, lost: rest.collect() }
}

impl<T: PartialEq + std::fmt::Display> Resolved<T> {
    /// A diagnostic that shows both places where a candidate ranked `up_to` or better says something else.
    pub fn conflict(&self, what: &str, file: &FileId, up_to: u8) -> Option<Diagnostic> {
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
    fn the_lowest_rank_wins_and_then_the_first_place() {
        let at = |value, rank, start| Candidate::new(value, rank, Rule::Label, Span::new(start, start + 1));
        let resolved = resolve(vec![at("c", 2, 0), at("b", 1, 9), at("a", 1, 4)]);
        assert_eq!(resolved.fact.as_ref().map(|fact| fact.value), Some("a"));
        assert_eq!(resolved.lost.iter().map(|other| other.value).collect::<String>(), "bc");
        let file = FileId::new("a.md");
        assert!(resolved.conflict("date", &file, 1).is_some_and(|d| d.labels.len() == 2));
        assert!(resolved.conflict("date", &file, 0).is_none());
    }
}
