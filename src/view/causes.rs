//! All categories of causes by axis, and the page of each: definition, incidents, gaps between recurrences.

use jiff::civil::Date;
use serde::Serialize;

use super::made::Made;
use super::page::Head;
use super::parts::{self, BarView, IncidentRow, PeriodLink, PromiseRow};
use super::related::EchoesView;
use super::{Html, PageView, charts};
use crate::archive::{ActionRef, Cause, CauseIx, EchoState, Occurrence, Standing};
use crate::config;
use crate::extract::wording::words_of;
use crate::model::{Axis, Line, Role};
use crate::site::{Linker, PageKey, Period};

/// As `causes`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct CausesPage {
    /// The causes and gaps with most incidents over time, drawn; `None` where there are too many incidents.
    pub chart: Option<Html>,
    /// The axes that have categories with incidents, or categories at all.
    pub axes: Vec<AxisView>,
}

/// An axis with its categories.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct AxisView {
    /// `cause`
    pub id: &'static str,
    /// `Causes`
    pub label: &'static str,
    /// What the axis asks.
    pub question: &'static str,
    /// Its groups.
    pub groups: Vec<GroupView>,
    /// Categories of the axis that no incident has, by name.
    pub unused: Vec<String>,
}

/// Categories under one name.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct GroupView {
    /// Its name; empty where the axis has no groups.
    pub label: String,
    /// Its categories that have incidents, the most frequent first; `count` is confirmed, `total` with suggested ones.
    pub causes: Vec<BarView>,
}

/// As `cause`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct CausePage {
    /// `cause`
    pub axis: &'static str,
    /// The group it belongs to.
    pub group: Option<String>,
    /// One sentence on what belongs here.
    pub definition: Option<String>,
    /// The words that suggest it.
    pub keywords: Vec<String>,
    /// How many incidents have it confirmed.
    pub confirmed: usize,
    /// How many have it suggested.
    pub suggested: usize,
    /// How long its incidents lasted.
    pub durations: Option<String>,
    /// Its incidents over time with the time between them, drawn; `None` where there are too many, or one alone.
    pub strip: Option<Html>,
    /// Its incidents, newest first.
    pub rows: Vec<OccurrenceRow>,
    /// How many rows this part of the list has, shown or not.
    pub total: usize,
    /// The other parts of the list.
    pub years: Vec<PeriodLink>,
    /// Promises that came back in an incident of it, the latest; on the first part of the list only.
    pub echoes: EchoesView,
}

/// An incident of a cause.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct OccurrenceRow {
    /// The incident.
    pub incident: Made<IncidentRow>,
    /// Whether its report names the cause; else its words suggest it.
    pub confirmed: bool,
    /// The words of the report.
    pub words: String,
    /// How long after the incident before it: `8 months`; `None` for the first one.
    pub gap: Option<String>,
    /// What its report promises against the cause.
    pub aimed: Vec<AimedRow>,
}

/// An action aimed at a cause.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct AimedRow {
    /// The action as it stands.
    pub promise: PromiseRow,
    /// How it stood when the cause returned: `open`; `None` where it has not.
    pub then: Option<&'static str>,
}

/// All causes.
pub(super) fn page(links: &Linker<'_>) -> (PageView, Head) {
    let axes = [
        (Axis::Trigger, "What set it off."),
        (Axis::Cause, "What caused it."),
        (Axis::Gap, "Why it was not prevented, seen or ended sooner."),
        (Axis::Component, "What was at fault, in the words of the reports."),
    ];
    let axis = |(axis, question): (Axis, &'static str)| axis_view(links, axis, question);
    let axes = axes.into_iter().map(axis).filter(|view| !view.groups.is_empty() || !view.unused.is_empty()).collect();
    let description =
        "What set incidents off, what caused them, and why they were not prevented, seen or ended sooner.";
    (PageView::Causes(CausesPage { chart: chart(links), axes }), Head::new("Causes", description))
}

fn chart(links: &Linker<'_>) -> Option<Html> {
    let mut lists = Vec::new();
    for (at, cause) in links.site().archive.causes.iter().enumerate() {
        if matches!(cause.axis, Axis::Cause | Axis::Gap) {
            let incidents = cause.occurrences.iter().map(|found| (found.incident, found.standing)).collect();
            let page = PageKey::Cause(CauseIx::at(at), Period::All);
            lists.push(charts::RowOf { label: &cause.label, page, incidents });
        }
    }
    charts::rows(links, lists)
}

fn axis_view(links: &Linker<'_>, axis: Axis, question: &'static str) -> AxisView {
    let site = links.site();
    let of_axis = || site.archive.causes.iter().enumerate().filter(move |(_, cause)| cause.axis == axis);
    let bar = |(position, cause): (usize, &Cause)| BarView {
        label: cause.label.clone(),
        href: links.to(PageKey::Cause(CauseIx::at(position), Period::All)),
        count: cause.occurrences.len(),
        total: cause.occurrences.len(),
        share: 0,
    };
    let in_group = |group: Option<&str>| {
        let fits = |(_, cause): &(usize, &Cause)| group_of(links, cause) == group && !cause.occurrences.is_empty();
        let limit = site.archive.causes.len();
        parts::bars(of_axis().filter(fits).map(bar).collect(), limit)
    };
    let known = site.settings.taxonomy.groups.iter().map(|group| (Some(group.id.as_str()), group.label.clone()));
    let groups = known.chain(std::iter::once((None, String::new())));
    let mut groups: Vec<GroupView> = groups.map(|(id, label)| GroupView { label, causes: in_group(id) }).collect();
    groups.retain(|group| !group.causes.is_empty());
    let longest = groups.iter().flat_map(|group| &group.causes).map(|bar| bar.count).max().unwrap_or(1);
    for bar in groups.iter_mut().flat_map(|group| &mut group.causes) {
        bar.share = bar.count * 100 / longest;
    }
    AxisView {
        id: axis.name(),
        label: plural(axis),
        question,
        groups,
        unused: of_axis()
            .filter(|(_, cause)| cause.occurrences.is_empty())
            .map(|(_, cause)| cause.label.clone())
            .collect(),
    }
}

/// What the causes of an axis are called.
pub(super) fn plural(axis: Axis) -> &'static str {
    match axis {
        Axis::Trigger => "Triggers",
        Axis::Cause => "Causes",
        Axis::Gap => "Gaps",
        Axis::Component => "Components",
    }
}

/// The category of the taxonomy behind a cause; `None` for free words.
fn category<'a>(links: &Linker<'a>, cause: &Cause) -> Option<&'a config::Category> {
    links.site().settings.taxonomy.of(cause.axis).get(cause.category?)
}

fn group_of<'a>(links: &Linker<'a>, cause: &Cause) -> Option<&'a str> {
    category(links, cause)?.group.as_deref()
}

/// The page of a cause, or a part of its incidents.
pub(super) fn of(links: &Linker<'_>, ix: CauseIx, period: Period) -> (PageView, Head) {
    let site = links.site();
    let archive = site.archive;
    let cause = &archive[ix];
    let split = site.lists.cause(ix);
    let numbered: Vec<(usize, Occurrence)> = cause.occurrences.iter().copied().enumerate().collect();
    let (shown, total) = parts::part_of(&numbered, split, period);
    let known = category(links, cause);
    let keywords: Vec<Vec<u32>> = known
        .map(|known| known.keywords.iter().map(|keyword| words_of(keyword.as_str())).collect())
        .unwrap_or_default();
    let row = |(place, occurrence): (usize, Occurrence)| {
        let before = cause.occurrences.get(place + 1).and_then(|before| archive[before.incident].date());
        let case = &archive[occurrence.incident];
        let citation = case.causes.iter().find(|citation| citation.cause == ix);
        OccurrenceRow {
            incident: parts::incident_row(links, occurrence.incident),
            confirmed: occurrence.standing == Standing::Confirmed,
            words: citation.map(|citation| citation.words.clone()).unwrap_or_default(),
            gap: before.zip(case.date()).map(|(before, date)| gap(before, date)),
            aimed: aimed(links, ix, place, &keywords),
        }
    };
    let view = CausePage {
        axis: cause.axis.name(),
        group: group_of(links, cause).and_then(|id| site.settings.taxonomy.group_label(id)).map(str::to_owned),
        definition: known.and_then(|known| known.definition.clone()),
        keywords: known
            .map(|known| known.keywords.iter().map(|word| word.as_str().to_owned()).collect())
            .unwrap_or_default(),
        confirmed: cause.confirmed as usize,
        suggested: cause.occurrences.len() - cause.confirmed as usize,
        durations: super::applications::durations(&cause.durations),
        strip: if period == Period::All { strip(links, cause) } else { None },
        rows: shown.into_iter().map(row).collect(),
        total,
        years: parts::period_links(links, split, period, |period| PageKey::Cause(ix, period)),
        echoes: EchoesView::new(links, site.lists.echoes_of_cause(ix), period),
    };
    let description = parts::counted(cause.occurrences.len(), "incident", "incidents");
    let title = match parts::period_label(period) {
        Some(label) => format!("{}, {label}", cause.label),
        None => cause.label.clone(),
    };
    (PageView::Cause(Box::new(view)), Head::new(title, description))
}

fn strip(links: &Linker<'_>, cause: &Cause) -> Option<Html> {
    let incidents: Vec<_> = cause.occurrences.iter().map(|found| (found.incident, found.standing)).collect();
    charts::strip_of(links, &incidents)
}

/// The actions of an incident that are aimed at one of its causes: those that name a keyword of it, or share a telling word
/// with the sentence that gives the cause. `place` is that of the incident in the list of the cause.
fn aimed(links: &Linker<'_>, ix: CauseIx, place: usize, keywords: &[Vec<u32>]) -> Vec<AimedRow> {
    let archive = links.site().archive;
    let occurrences = &archive[ix].occurrences;
    let incident = occurrences[place].incident;
    let case = &archive[incident];
    let returned = place.checked_sub(1).and_then(|next| archive[occurrences[next].incident].date());
    let wording = &case.incident.wording;
    let cited = case.citation(ix).map(|citation| citation.span);
    let sentence = wording.lines.iter().find(|line| cited.is_some_and(|span| line.span.contains(span)));
    let telling: Vec<u32> = sentence
        .into_iter()
        .flat_map(|line| wording.of(line))
        .filter(|term| !term.common)
        .map(|term| term.word)
        .collect();
    let is_aimed = |line: &&Line| {
        let words: Vec<u32> = wording.of(line).map(|term| term.word).collect();
        let has = |word: &u32| words.binary_search(word).is_ok();
        telling.iter().any(has) || keywords.iter().any(|keyword| !keyword.is_empty() && keyword.iter().all(has))
    };
    let positions = wording.lines.iter().filter(is_aimed).filter_map(|line| match line.role {
        Role::Action(position) => archive.actions_of(incident).get(usize::from(position)),
        Role::Title | Role::Cause | Role::Impact | Role::Lesson | Role::Opening | Role::Improvement(_) => None,
    });
    let row = |action: &ActionRef| AimedRow {
        promise: parts::promise_row(links, action),
        then: returned.map(|day| match action.state_on(day) {
            EchoState::Overdue => "overdue",
            EchoState::Open => "open",
            EchoState::Done | EchoState::Held => "done",
            EchoState::PromisedAgain | EchoState::Unknown => "of unknown state",
        }),
    };
    positions.map(row).collect()
}

/// The time between two incidents.
fn gap(before: Date, after: Date) -> String {
    parts::days_in_words(before.until(after).map_or(0, |span| span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn gaps_are_days() {
        assert_eq!(gap(date(2019, 1, 1), date(2019, 8, 30)), "7 months");
    }
}
