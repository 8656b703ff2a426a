//! The review questions that several reports answer, all answers to one of them side by side.

use serde::Serialize;

use super::made::Made;
use super::page::Head;
use super::parts::{self, DayView, LinkView, PeriodLink};
use super::{PageView, excerpt};
use crate::archive::{IncidentIx, QuestionGroup, QuestionIx};
use crate::model::Verdict;
use crate::site::{Href, Linker, PageKey, Period};

/// How many answers the overview shows of each question.
const LATEST: usize = 5;

/// How many questions the overview shows.
const MOST: usize = 60;

/// As `questions`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct QuestionsPage {
    /// The questions that several reports answer, those with most answers first.
    pub groups: Vec<QuestionView>,
    /// How many more such questions there are.
    pub more: usize,
    /// How many questions one report alone answers.
    pub alone: usize,
    /// What was learnt.
    pub lessons: Href,
}

/// A question in the overview.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct QuestionView {
    /// Its anchor.
    pub id: String,
    /// The question.
    pub text: String,
    /// Its page.
    pub href: Href,
    /// What its answers say.
    pub tally: TallyView,
    /// The latest answers.
    pub rows: Vec<AnswerRow>,
}

/// What answers say.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct TallyView {
    /// All answers.
    pub total: usize,
    /// Those that begin with yes.
    pub yes: u32,
    /// With partly.
    pub partly: u32,
    /// With no.
    pub no: u32,
    /// With none of them.
    pub unsaid: u32,
}

/// An answer.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct AnswerRow {
    /// The incident.
    pub incident: Made<LinkView>,
    /// Its day.
    pub day: Option<DayView>,
    /// `yes`, `partly`, `no`; `None` where the first words say none of them.
    pub verdict: Option<&'static str>,
    /// The first sentences of the answer.
    pub text: Option<String>,
    /// Its line on the page of the incident.
    pub source: Href,
    /// That line.
    pub line: u32,
}

/// As `question`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct QuestionPage {
    /// What its answers say.
    pub tally: TallyView,
    /// The answers of this part of the list.
    pub rows: Vec<AnswerRow>,
    /// How many this part has, shown or not.
    pub total: usize,
    /// The other parts of the list.
    pub years: Vec<PeriodLink>,
}

/// All questions.
pub(super) fn page(links: &Linker<'_>) -> (PageView, Head) {
    let archive = links.site().archive;
    let view = |(at, group): (usize, &QuestionGroup)| QuestionView {
        id: group.slug.clone(),
        text: group.text.clone(),
        href: links.to(PageKey::Question(QuestionIx::at(at), Period::All)),
        tally: tally(group),
        rows: group.answers.iter().take(LATEST).map(|answer| row(links, *answer)).collect(),
    };
    let groups: Vec<QuestionView> = archive.questions.iter().enumerate().take(MOST).map(view).collect();
    let view = QuestionsPage {
        more: archive.questions.len() - groups.len(),
        groups,
        alone: archive.questions_alone,
        lessons: links.to(PageKey::Lessons(Period::All)),
    };
    (PageView::Questions(view), Head::new("Questions", "What reviews ask, and what they answer, side by side."))
}

/// One question, or a part of its answers.
pub(super) fn of(links: &Linker<'_>, ix: QuestionIx, period: Period) -> (PageView, Head) {
    let archive = links.site().archive;
    let group = &archive[ix];
    let split = links.site().lists.question(ix);
    let (shown, total) = parts::part_of(&group.answers, split, period);
    let view = QuestionPage {
        tally: tally(group),
        rows: shown.into_iter().map(|answer| row(links, answer)).collect(),
        total,
        years: parts::period_links(links, split, period, |period| PageKey::Question(ix, period)),
    };
    let title = match parts::period_label(period) {
        Some(label) => format!("{} {label}", group.text),
        None => group.text.clone(),
    };
    let description = parts::counted(group.answers.len(), "answer", "answers");
    (PageView::Question(view), Head::new(title, description))
}

fn tally(group: &QuestionGroup) -> TallyView {
    TallyView { total: group.answers.len(), yes: group.yes, partly: group.partly, no: group.no, unsaid: group.unsaid() }
}

fn row(links: &Linker<'_>, (ix, at): (IncidentIx, usize)) -> AnswerRow {
    let case = &links.site().archive[ix];
    let question = case.incident.questions.get(at);
    let line = question.map_or(1, |question| question.answer.evidence.lines(&case.source.lines).first);
    AnswerRow {
        incident: parts::incident(links, ix),
        day: case.date().map(parts::day),
        verdict: question.and_then(|question| question.verdict).map(Verdict::word),
        text: question.and_then(|question| excerpt::of(&case.source, &question.answer)),
        source: links.line(ix, line),
        line,
    }
}
