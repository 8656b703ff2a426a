//! How long it took: until an incident was detected, declared, mitigated and resolved, each time from its start.
//!
//! Every incident is a dot on a logarithmic axis, and very many are bars. Beside them stand a median with the number of
//! incidents it is of, from five on, quartiles from eight on and the ninth decile from twenty on; no mean, which one long
//! incident would decide alone, and no trend.

use serde::Serialize;

use super::made::Made;
use super::page::Head;
use super::parts::{self, DayView, LinkView, PeriodLink};
use super::{Html, PageView};
use crate::archive::{Case, Durations, IncidentIx, Phase};
use crate::model::{Evidence, Minutes};
use crate::render::svg::{self, Dot, Marks};
use crate::site::{Href, Linker, PageKey, Period};

/// The least number of durations that have a median and a range: fewer are named one by one.
const LEAST_FOR_MEDIAN: usize = 5;

/// As `metrics`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct MetricsPage {
    /// What can be said of each phase; on the first part of the list only.
    pub phases: Vec<PhaseView>,
    /// Whether one of them has too many incidents for a dot each.
    pub bars: bool,
    /// The incidents of this part of the list.
    pub rows: Vec<MetricRow>,
    /// How many this part has, shown or not.
    pub total: usize,
    /// The other parts of the list.
    pub years: Vec<PeriodLink>,
    /// Incidents of which nothing is known.
    pub silent: usize,
}

/// What can be said of one phase.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct PhaseView {
    /// `detected`
    pub id: &'static str,
    /// `Until it was detected`
    pub label: &'static str,
    /// What a report writes to say it: `Detected`.
    pub field: &'static str,
    /// How many incidents say it.
    pub n: usize,
    /// All of them, the shortest first, where they are too few for more.
    pub values: Vec<String>,
    /// Whether they are drawn as bars: too many for a dot each.
    pub bars: bool,
    /// The shortest and the longest, from five incidents on.
    pub range: Option<(String, String)>,
    /// The median, from five incidents on.
    pub median: Option<String>,
    /// The first and third quartile, from eight incidents on.
    pub quartiles: Option<(String, String)>,
    /// What nine in ten do not exceed, from twenty incidents on.
    pub p90: Option<String>,
    /// How many of them the report states without both times.
    pub stated_only: u32,
    /// How many took 0 minutes: a logarithmic axis has no place for them but its beginning.
    pub instant: usize,
    /// The dots.
    pub chart: Option<Html>,
}

/// An incident in the table behind the dots.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct MetricRow {
    /// The incident.
    pub incident: Made<LinkView>,
    /// Its day.
    pub day: Option<DayView>,
    /// How long each phase took, in the order of the phases.
    pub cells: Vec<Option<MetricCell>>,
    /// How long it was by the report's own word.
    pub stated: Option<MetricCell>,
}

/// How long a phase took.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct MetricCell {
    /// In words.
    pub label: String,
    /// In minutes.
    pub minutes: u32,
    /// The line that gave its end, on the page of the incident.
    pub source: Href,
    /// That line.
    pub line: u32,
    /// The rule that read it.
    pub rule: &'static str,
}

/// How long it took, or a part of the table.
pub(super) fn page(links: &Linker<'_>, period: Period) -> (PageView, Head) {
    let site = links.site();
    let list = site.lists.metrics();
    let (shown, total) = parts::part_of(&list.incidents, &list.split, period);
    let first = period == Period::All;
    let view = MetricsPage {
        phases: if first { phases(links) } else { Vec::new() },
        bars: site.archive.phases.iter().any(|all| all.n() > svg::MOST_DOTS),
        rows: shown.into_iter().map(|ix| row(links, ix)).collect(),
        total,
        years: parts::period_links(links, &list.split, period, PageKey::Metrics),
        silent: site.lists.without_metrics(),
    };
    let title = parts::period_label(period).map_or_else(|| "Metrics".to_owned(), |label| format!("Metrics, {label}"));
    (
        PageView::Metrics(view),
        Head::new(title, "How long it took until incidents were detected, declared, mitigated and resolved."),
    )
}

/// All phases, on one axis, so that they can be compared.
fn phases(links: &Linker<'_>) -> Vec<PhaseView> {
    let archive = links.site().archive;
    let ranges = archive.phases.iter().filter_map(Durations::range);
    let ends = ranges.map(|(first, last)| (first.0, last.0)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    Phase::ALL.into_iter().map(|phase| phase_view(links, phase, ends.unwrap_or_default())).collect()
}

fn phase_view(links: &Linker<'_>, phase: Phase, ends: (u32, u32)) -> PhaseView {
    let archive = links.site().archive;
    let all = &archive.phases[phase as usize];
    let words = |(a, b): (Minutes, Minutes)| (a.to_string(), b.to_string());
    let label = label(phase);
    let enough = all.n() >= LEAST_FOR_MEDIAN;
    let mut values: Vec<Minutes> =
        if enough { Vec::new() } else { archive.cases().filter_map(|(_, case)| case.took(phase)).collect() };
    values.sort_unstable();
    PhaseView {
        id: phase.name(),
        label,
        field: field(phase),
        n: all.n(),
        values: values.iter().map(ToString::to_string).collect(),
        bars: all.n() > svg::MOST_DOTS,
        range: all.range().filter(|_| enough).map(words),
        median: all.median().filter(|_| enough).map(|median| median.to_string()),
        quartiles: all.quartiles().map(words),
        p90: all.p90().map(|p90| p90.to_string()),
        stated_only: all.stated_only,
        instant: archive.cases().filter(|(_, case)| case.took(phase) == Some(Minutes(0))).count(),
        chart: chart(links, phase, (ends, label)),
    }
}

fn chart(links: &Linker<'_>, phase: Phase, (ends, label): ((u32, u32), &str)) -> Option<Html> {
    let archive = links.site().archive;
    let all = &archive.phases[phase as usize];
    let dot = |(ix, case): (IncidentIx, &Case)| {
        let minutes = case.took(phase)?;
        let day = case.date().map(|date| format!("{date} ")).unwrap_or_default();
        Some(Dot {
            minutes: minutes.0,
            href: links.to(PageKey::Incident(ix)).as_str().to_owned(),
            title: format!("{day}{}: {minutes}", parts::title(case)),
        })
    };
    let dots: Vec<Dot> = archive.cases().filter_map(dot).collect();
    let marks = Marks {
        median: all.median().filter(|_| all.n() >= LEAST_FOR_MEDIAN).map(|median| median.0),
        quartiles: all.quartiles().map(|(first, third)| (first.0, third.0)),
    };
    let label = format!("{label}: {}", parts::counted(dots.len(), "incident", "incidents"));
    svg::dots(&dots, marks, ends, &label).map(Html)
}

/// The name of the field of a report that says when a phase was over.
fn field(phase: Phase) -> &'static str {
    match phase {
        Phase::Detected => "Detected",
        Phase::Declared => "Declared",
        Phase::Mitigated => "Mitigated",
        Phase::Resolved => "Resolved",
    }
}

fn label(phase: Phase) -> &'static str {
    match phase {
        Phase::Detected => "Until it was detected",
        Phase::Declared => "Until it was declared",
        Phase::Mitigated => "Until it was mitigated",
        Phase::Resolved => "Until it was resolved",
    }
}

fn row(links: &Linker<'_>, ix: IncidentIx) -> MetricRow {
    let case = &links.site().archive[ix];
    let cell = |minutes: Minutes, evidence: &Evidence| {
        let line = evidence.lines(&case.source.lines).first;
        MetricCell {
            label: minutes.to_string(),
            minutes: minutes.0,
            source: links.line(ix, line),
            line,
            rule: evidence.rule.words(),
        }
    };
    let phase = |phase: Phase| Some(cell(case.computed(phase)?, case.end_of(phase)?));
    let stated = case.incident.stated_duration.as_ref();
    MetricRow {
        incident: parts::incident(links, ix),
        day: case.date().map(parts::day),
        cells: Phase::ALL.into_iter().map(phase).collect(),
        stated: stated.map(|stated| cell(stated.value, &stated.evidence)),
    }
}
