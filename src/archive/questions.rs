//! The review questions that several reports answer: one wording, all answers.
//!
//! Two questions are one where they differ in case, blanks and marks only. A question that one report alone asks has nothing to be
//! set beside, and is counted only.

use super::IncidentIx;
use super::roster::{Finished, Roster};
use crate::model::{Incident, Verdict};

/// A question and its answers.
#[derive(Clone, Debug)]
pub struct QuestionGroup {
    /// The last part of the address of its page; no two questions share one.
    pub slug: String,
    /// The question in its most frequent wording.
    pub text: String,
    /// Its answers, newest incident first: which incident, and which of the questions of its report.
    pub answers: Vec<(IncidentIx, usize)>,
    /// How many answers say yes.
    pub yes: u32,
    /// How many say partly.
    pub partly: u32,
    /// How many say no.
    pub no: u32,
}

impl QuestionGroup {
    /// How many answers say neither yes nor partly nor no.
    pub fn unsaid(&self) -> u32 {
        u32::try_from(self.answers.len()).unwrap_or(u32::MAX) - self.yes - self.partly - self.no
    }
}

/// The questions that several reports answer, those with most answers first, and how many others there are.
pub(super) fn collect<'a>(incidents: impl Iterator<Item = &'a Incident>) -> (Vec<QuestionGroup>, usize) {
    let mut roster = Roster::new(fold_question);
    let mut claims: Vec<(usize, (IncidentIx, usize), Option<Verdict>)> = Vec::new();
    for (position, incident) in incidents.enumerate() {
        for (at, question) in incident.questions.iter().enumerate() {
            let claim = roster.claim(&question.answer.heading, |_| ());
            claims.extend(claim.map(|claim| (claim, (IncidentIx::at(position), at), question.verdict)));
        }
    }
    let Finished { list, places } = roster.finish("question");
    let mut groups: Vec<QuestionGroup> = list
        .into_iter()
        .map(|listed| {
            let (slug, text) = (listed.slug, listed.name);
            QuestionGroup { slug, text, answers: Vec::new(), yes: 0, partly: 0, no: 0 }
        })
        .collect();
    for (claim, answer, verdict) in claims {
        let group = &mut groups[places[claim]];
        group.answers.push(answer);
        match verdict {
            Some(Verdict::Yes) => group.yes += 1,
            Some(Verdict::Partly) => group.partly += 1,
            Some(Verdict::No) => group.no += 1,
            None => {}
        }
    }
    let all = groups.len();
    groups.retain(|group| group.answers.first().map(|first| first.0) != group.answers.last().map(|last| last.0));
    groups.sort_by_key(|group| std::cmp::Reverse(group.answers.len()));
    let alone = all - groups.len();
    (groups, alone)
}

/// A question without case, blanks and marks.
fn fold_question(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
