//! What was learnt, report by report, newest first.

use serde::Serialize;

use super::made::Made;
use super::page::Head;
use super::parts::{self, DayView, LinkView, PeriodLink};
use super::{PageView, excerpt};
use crate::archive::IncidentIx;
use crate::site::{Href, Linker, PageKey, Period};

/// As `lessons`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct LessonsPage {
    /// The lessons of this part of the list, a year each.
    pub years: Vec<LessonYear>,
    /// How many reports of this part have lessons, shown or not.
    pub total: usize,
    /// How many of them are shown.
    pub shown: usize,
    /// The other parts of the list.
    pub periods: Vec<PeriodLink>,
    /// The review questions side by side.
    pub questions: Href,
    /// How many questions several reports answer.
    pub question_count: usize,
}

/// The lessons of a year.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct LessonYear {
    /// `y-2019`
    pub id: String,
    /// `2019`; empty for reports without a date.
    pub label: String,
    /// The lessons.
    pub rows: Vec<LessonRow>,
}

/// The lessons of a report.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct LessonRow {
    /// The incident.
    pub incident: Made<LinkView>,
    /// Its day.
    pub day: Option<DayView>,
    /// The first sentences; `None` where the section holds no running text.
    pub text: Option<String>,
    /// Where the section begins on the page of the incident.
    pub source: Href,
    /// Its first and last line.
    pub lines: (u32, u32),
    /// What it hit.
    pub applications: Vec<Made<LinkView>>,
}

/// The lessons, or a part of them.
pub(super) fn page(links: &Linker<'_>, period: Period) -> (PageView, Head) {
    let site = links.site();
    let list = site.lists.lessons();
    let (shown, total) = parts::part_of(&list.incidents, &list.split, period);
    let mut years: Vec<LessonYear> = Vec::new();
    for ix in &shown {
        let Some(row) = row(links, *ix) else { continue };
        let year = site.archive[*ix].date().map_or_else(String::new, |date| date.year().to_string());
        match years.last_mut().filter(|last| last.label == year) {
            Some(last) => last.rows.push(row),
            None => {
                let id = if year.is_empty() { "undated".to_owned() } else { format!("y-{year}") };
                years.push(LessonYear { id, label: year, rows: vec![row] });
            }
        }
    }
    let view = LessonsPage {
        years,
        total,
        shown: shown.len(),
        periods: parts::period_links(links, &list.split, period, PageKey::Lessons),
        questions: links.to(PageKey::Questions),
        question_count: site.archive.questions.len(),
    };
    let title = parts::period_label(period).map_or_else(|| "Lessons".to_owned(), |label| format!("Lessons, {label}"));
    let description = format!("What {} learnt.", parts::counted(total, "report", "reports"));
    (PageView::Lessons(view), Head::new(title, description))
}

fn row(links: &Linker<'_>, ix: IncidentIx) -> Option<LessonRow> {
    let case = &links.site().archive[ix];
    let section = case.incident.lessons.as_ref()?;
    let lines = section.evidence.lines(&case.source.lines);
    Some(LessonRow {
        incident: parts::incident(links, ix),
        day: case.date().map(parts::day),
        text: excerpt::of(&case.source, section),
        source: links.line(ix, lines.first),
        lines: (lines.first, lines.last),
        applications: parts::applications(links, case),
    })
}
