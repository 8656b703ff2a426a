//! The review questions that several reports answer, all answers to one of them side by side.

use serde::Serialize;

use super::cells::{push_all, push_day, push_source};
use super::page::Head;
use super::parts::{self, PeriodLink};
use super::rows::RowsView;
use super::{PageView, excerpt};
use crate::archive::{IncidentIx, QuestionGroup, QuestionIx};
use crate::render::escape::push_text;
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
    pub rows: RowsView,
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

/// As `question`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct QuestionPage {
    /// What its answers say.
    pub tally: TallyView,
    /// The answers of this part of the list.
    pub rows: RowsView,
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
        rows: rows(links, group.answers.iter().take(LATEST).copied()),
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
        rows: rows(links, shown),
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

/// Answers as rows of a table: each an incident and the place of the question in its report.
fn rows(links: &Linker<'_>, answers: impl IntoIterator<Item = (IncidentIx, usize)>) -> RowsView {
    RowsView::of(answers, 640, |out, (ix, at)| push_answer(out, links, ix, at))
}

fn push_answer(out: &mut String, links: &Linker<'_>, ix: IncidentIx, at: usize) {
    let case = &links.site().archive[ix];
    let question = case.incident.questions.get(at);
    let line = question.map_or(1, |question| question.answer.evidence.lines(&case.source.lines).first);
    out.push_str("<tr><td class=\"when\">");
    match case.date() {
        Some(date) => push_day(out, &parts::day(date)),
        None => out.push_str("<span class=\"unsaid\">undated</span>"),
    }
    push_all(out, &["</td><th scope=\"row\">", parts::incident(links, ix).markup(), "</th><td data-label=\"Says\">"]);
    if let Some(verdict) = question.and_then(|question| question.verdict) {
        push_all(out, &["<b>", verdict.word(), "</b>"]);
    }
    out.push_str("</td><td class=\"sentence\">");
    if let Some(text) = question.and_then(|question| excerpt::of(&case.source, &question.answer)) {
        push_text(out, &text);
    }
    out.push_str("</td><td data-label=\"Source\">");
    push_source(out, &links.line(ix, line), line);
    out.push_str("</td></tr>\n");
}
