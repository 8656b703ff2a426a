//! All categories of causes by axis, and the page of each: definition, incidents, gaps between recurrences.

use jiff::civil::Date;
use serde::Serialize;

use super::cells::{push_all, push_facts, push_links};
use super::page::Head;
use super::parts::{self, BarView, PeriodLink};
use super::related::{EchoesView, titled};
use super::rows::RowsView;
use super::{Html, PageView, charts, promises};
use crate::archive::{ActionRef, Archive, Cause, CauseIx, EchoState, IncidentIx, Occurrence, Standing};
use crate::config;
use crate::extract::wording::words_of;
use crate::model::{Axis, Line, Role};
use crate::render::escape::push_text;
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
    /// Its incidents, newest first, each with what its report promises against the cause and how that stood when it returned.
    pub rows: RowsView,
    /// How many rows this part of the list has, shown or not.
    pub total: usize,
    /// The other parts of the list.
    pub years: Vec<PeriodLink>,
    /// Promises that came back in an incident of it, the latest; on the first part of the list only.
    pub echoes: EchoesView,
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
    let rows = RowsView::of(shown, 768, |out, (place, occurrence)| {
        let before = cause.occurrences.get(place + 1).and_then(|before| archive[before.incident].date());
        let gap = before.zip(archive[occurrence.incident].date()).map(|(before, date)| gap(before, date));
        push_occurrence(out, links, ix, occurrence);
        push_aimed(out, links, ix, (place, &keywords));
        out.push_str("</div></div>\n");
        gap.iter().for_each(|gap| push_all(out, &["<p class=\"gap\">", gap, "</p>"]));
        out.push_str("</li>\n");
    });
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
        rows,
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

/// Adds an incident of a cause; its elements are left open.
fn push_occurrence(out: &mut String, links: &Linker<'_>, ix: CauseIx, occurrence: Occurrence) {
    let case = &links.site().archive[occurrence.incident];
    let confirmed = occurrence.standing == Standing::Confirmed;
    push_all(out, &["<li><div class=\"occurrence", if confirmed { "" } else { " suggested" }, "\">"]);
    push_all(out, &[titled(links, occurrence.incident).markup(), "\n<p class=\"facts\"><span>"]);
    if confirmed {
        out.push_str("confirmed");
    } else {
        out.push_str("suggested by “");
        push_text(out, case.citation(ix).map_or("", |citation| &citation.words));
        out.push('”');
    }
    out.push_str("</span>");
    push_facts(out, parts::minutes(case).map(|minutes| minutes.to_string()).as_deref());
    if !case.applications.is_empty() {
        out.push_str("<span>");
        push_links(out, parts::first_applications(links, case));
        out.push_str("</span>");
    }
    out.push_str("</p>\n");
}

/// Adds the actions of an incident that are aimed at one of its causes, and how each stood when the cause returned. `place` is
/// that of the incident in the list of the cause.
fn push_aimed(out: &mut String, links: &Linker<'_>, ix: CauseIx, (place, keywords): (usize, &[Vec<u32>])) {
    let archive = links.site().archive;
    let occurrences = &archive[ix].occurrences;
    let aimed = aimed(archive, ix, occurrences[place].incident, keywords);
    if aimed.is_empty() {
        return;
    }
    let returned = place.checked_sub(1).and_then(|next| archive[occurrences[next].incident].date());
    out.push_str("<ul class=\"aimed\">\n");
    for action in aimed {
        out.push_str("<li>");
        promises::push_in_brief(out, links, action);
        if let Some(day) = returned {
            let then = match action.state_on(day) {
                EchoState::Overdue => "overdue",
                EchoState::Open => "open",
                EchoState::Done | EchoState::Held => "done",
                EchoState::PromisedAgain | EchoState::Unknown => "of unknown state",
            };
            push_all(out, &[" <span class=\"quiet\">when it returned: ", then, "</span>"]);
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}

/// The actions of an incident that are aimed at one of its causes: those that name a keyword of it, or share a telling word
/// with the sentence that gives the cause.
fn aimed<'a>(archive: &'a Archive, ix: CauseIx, incident: IncidentIx, keywords: &[Vec<u32>]) -> Vec<&'a ActionRef> {
    let case = &archive[incident];
    let wording = &case.incident.wording;
    let cited = case.citation(ix).map(|citation| citation.span);
    let sentence = wording.lines.iter().find(|line| cited.is_some_and(|span| line.span.contains(span)));
    let telling: Vec<u32> = sentence
        .into_iter()
        .flat_map(|line| wording.of(line))
        .filter(|term| !term.common)
        .map(|term| term.word)
        .collect();
    let is_aimed = |line: &Line| {
        let has = |word: &u32| wording.of(line).any(|term| term.word == *word);
        telling.iter().any(has) || keywords.iter().any(|keyword| !keyword.is_empty() && keyword.iter().all(has))
    };
    let action = |line: &Line| match line.role {
        Role::Action(position) => archive.actions_of(incident).get(usize::from(position)).filter(|_| is_aimed(line)),
        Role::Title | Role::Cause | Role::Impact | Role::Lesson | Role::Opening | Role::Improvement(_) => None,
    };
    wording.lines.iter().filter_map(action).collect()
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
