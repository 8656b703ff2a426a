//! The pieces that several kinds of pages show: days, links, rows of tables, bars.

use jiff::civil::Date;
use serde::Serialize;

use super::made::Made;
use super::{Html, cells};
use crate::archive::{ActionRef, ApplicationIx, Archive, Case, CauseIx, IncidentIx, OwnerIx, Standing};
use crate::config::Settings;
use crate::model::{Axis, Kind, Minutes, written};
use crate::site::{Href, Linker, On, PAGE_ROWS, PageKey, Period, Promise, Split};

/// A word and where it leads.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct LinkView {
    /// The words.
    pub label: String,
    /// The address; `None` where there is no page behind it.
    pub href: Option<Href>,
}

/// A day.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct DayView {
    /// `2019-02-04`
    pub iso: String,
    /// `4 Feb 2019`
    pub label: String,
    /// `Mon`
    pub weekday: &'static str,
}

/// How bad an incident was.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct SeverityView {
    /// The name of the step of the team's scale, else the word of the report.
    pub label: String,
    /// The role of its colour: `critical`, `major`, `minor`, `low`, `neutral`.
    pub tone: &'static str,
    /// What to sort by: its place in the scale, else the word.
    pub key: String,
}

/// A cause of an incident as a word that leads to its page.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct CauseChip {
    /// What the site calls it.
    pub label: String,
    /// Its page.
    pub href: Href,
    /// Whether the report names it; else its words suggest it.
    pub confirmed: bool,
}

/// A row of a table of incidents.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct IncidentRow {
    /// What the report calls it.
    pub title: String,
    /// Its page.
    pub href: Href,
    /// The day on which it began.
    pub day: Option<DayView>,
    /// `maintenance` or `notice`; `None` for an incident.
    pub kind: Option<&'static str>,
    /// The applications it hit: the first few, and how many more where there are more.
    pub applications: Vec<Made<LinkView>>,
    /// How long it lasted: `3 h 5 min`.
    pub duration: Option<String>,
    /// The same in minutes.
    pub minutes: Option<u32>,
    /// How bad it was.
    pub severity: Option<SeverityView>,
    /// Causes and triggers; gaps are left to the page of the incident.
    pub causes: Vec<CauseChip>,
    /// How its actions stand.
    pub owed: OwedView,
    /// The cells `<td>` of its row in the table of the built-in theme: day, title, applications, duration, severity, causes.
    pub cells: Html,
}

/// How many promises are in which state: each is in exactly one.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize)]
pub struct OwedView {
    /// Not done, and due.
    pub overdue: u32,
    /// Open, not due.
    pub open: u32,
    /// The report says nothing of their state.
    pub unknown: u32,
    /// Done.
    pub done: u32,
    /// All of them.
    pub total: u32,
}

impl OwedView {
    /// The lengths of four bars behind one another, in hundredths of `longest` promises: overdue, open, not stated, done.
    pub fn shares(&self, longest: u32) -> [u32; 4] {
        [self.overdue, self.open, self.unknown, self.done].map(|count| count * 100 / longest.max(1))
    }
}

/// A list of incidents, or the part of it that one page shows.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct IncidentList {
    /// The rows of this page, newest first.
    pub rows: Vec<Made<IncidentRow>>,
    /// How many rows this part of the list has, shown or not.
    pub total: usize,
    /// The other parts of the list; empty where it is not split.
    pub years: Vec<PeriodLink>,
}

/// A part of a long list.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct PeriodLink {
    /// `2019`, `February 2019`, `undated`.
    pub label: String,
    /// How many rows it has.
    pub count: u32,
    /// Its page.
    pub href: Href,
    /// Whether it is the one shown.
    pub current: bool,
}

/// A name with a count, drawn as a bar.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct BarView {
    /// The name.
    pub label: String,
    /// Its page.
    pub href: Href,
    /// What is counted here.
    pub count: usize,
    /// The same without the restriction of this place, in time or state.
    pub total: usize,
    /// The length of the bar, in hundredths of the longest.
    pub share: usize,
}

/// What pages call an incident.
pub fn title(case: &Case) -> &str {
    case.incident.title.as_ref().map_or_else(|| case.incident.id.file.file_name(), |title| title.value.as_str())
}

/// A day in words.
pub fn day(date: Date) -> DayView {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let pick = |names: &[&'static str], from_one: i8| names.get(from_one as usize - 1).copied().unwrap_or("");
    DayView {
        iso: written::date(date),
        label: format!("{} {} {}", date.day(), pick(&MONTHS, date.month()), date.year()),
        weekday: pick(&WEEKDAYS, date.weekday().to_monday_one_offset()),
    }
}

/// The name of a month, from 1.
pub fn month_name(month: i8) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    usize::try_from(month - 1).ok().and_then(|at| NAMES.get(at)).copied().unwrap_or("")
}

/// The name of a part of a list; `None` for the list itself.
pub fn period_label(period: Period) -> Option<String> {
    match period {
        Period::All => None,
        Period::Year(year) => Some(year.to_string()),
        Period::Month(year, month) => Some(format!("{} {year}", month_name(month))),
        Period::Undated => Some("undated".to_owned()),
    }
}

/// The heading over the promises of one state.
pub fn promise_label(state: Promise) -> &'static str {
    match state {
        Promise::Overdue => "Overdue",
        Promise::Open => "Open",
        Promise::Unknown => "State not stated",
        Promise::Done => "Done",
    }
}

/// `1 incident`, `3 incidents`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// Days in one round unit: `3 days`, `5 weeks`, `8 months`, `2.5 years`.
pub fn days_in_words(days: i32) -> String {
    let days = days.unsigned_abs() as usize;
    match days {
        0 => "same day".to_owned(),
        1..=20 => counted(days, "day", "days"),
        21..=90 => counted(days / 7, "week", "weeks"),
        91..=729 => counted(days * 10 / 304, "month", "months"),
        days => {
            let tenths = days * 100 / 3653;
            format!("{}.{} years", tenths / 10, tenths % 10)
        }
    }
}

/// The severity of an incident on the team's scale.
pub fn severity(settings: &Settings, written: &str) -> SeverityView {
    match settings.severities.find(written) {
        Some(level) => {
            SeverityView { label: level.label.clone(), tone: level.colour.name(), key: level.rank.to_string() }
        }
        None => SeverityView { label: written.to_owned(), tone: "neutral", key: written.to_owned() },
    }
}

/// What an owner or participant is called, with a link to their page. Every name on a page goes through here.
pub fn person(links: &Linker<'_>, ix: OwnerIx) -> Made<LinkView> {
    Made::link(links, On::Owner(ix), || LinkView {
        label: links.site().archive[ix].name.clone(),
        href: Some(links.to(PageKey::Owner(ix, Period::All))),
    })
}

/// An incident as a link.
pub fn incident(links: &Linker<'_>, ix: IncidentIx) -> Made<LinkView> {
    Made::link(links, On::Link(ix), || LinkView {
        label: title(&links.site().archive[ix]).to_owned(),
        href: Some(links.to(PageKey::Incident(ix))),
    })
}

/// The applications of an incident, in the report's order.
pub fn applications(links: &Linker<'_>, case: &Case) -> Vec<Made<LinkView>> {
    case.applications.iter().map(|ix| application(links, *ix)).collect()
}

fn application(links: &Linker<'_>, ix: ApplicationIx) -> Made<LinkView> {
    Made::link(links, On::Application(ix), || LinkView {
        label: links.site().archive[ix].name.clone(),
        href: Some(links.to(PageKey::Application(ix, Period::All))),
    })
}

/// The names of the applications of an incident, in the report's order.
pub fn application_names<'a>(archive: &'a Archive, case: &'a Case) -> impl Iterator<Item = &'a str> {
    case.applications.iter().map(|ix| archive[*ix].name.as_str())
}

/// The first applications of an incident, and a word for the others: a row of a table has no room for hundreds.
pub(super) fn first_applications(links: &Linker<'_>, case: &Case) -> Vec<Made<LinkView>> {
    const ROOM: usize = 12;
    let mut all = applications(links, case);
    if all.len() > ROOM {
        let more = all.len() - (ROOM - 1);
        all.truncate(ROOM - 1);
        all.push(Made::alone(&LinkView { label: format!("{more} more"), href: None }));
    }
    all
}

/// A cause as a word that leads to its page.
pub fn cause(links: &Linker<'_>, ix: CauseIx, standing: Standing) -> CauseChip {
    CauseChip {
        label: links.site().archive[ix].label.clone(),
        href: links.to(PageKey::Cause(ix, Period::All)),
        confirmed: standing == Standing::Confirmed,
    }
}

/// A row of a table of incidents.
pub fn incident_row(links: &Linker<'_>, ix: IncidentIx) -> Made<IncidentRow> {
    Made::once(links, On::Row(ix), || make_row(links, ix))
}

fn make_row(links: &Linker<'_>, ix: IncidentIx) -> IncidentRow {
    let site = links.site();
    let case = &site.archive[ix];
    let minutes = minutes(case);
    let shown = |axis: Axis| matches!(axis, Axis::Cause | Axis::Trigger);
    let causes = case.causes.iter().filter(|citation| shown(site.archive[citation.cause].axis));
    let mut row = IncidentRow {
        title: title(case).to_owned(),
        href: links.to(PageKey::Incident(ix)),
        day: case.date().map(day),
        kind: kind(case),
        applications: first_applications(links, case),
        duration: minutes.map(|minutes| minutes.to_string()),
        minutes: minutes.map(|minutes| minutes.0),
        severity: case.incident.severity.as_ref().map(|written| severity(site.settings, &written.value)),
        causes: causes.map(|citation| cause(links, citation.cause, citation.standing)).collect(),
        owed: owed(site.archive.actions_of(ix)),
        cells: Html::default(),
    };
    row.cells = cells::of_incident(&row);
    row
}

/// How long an incident lasted: from start to end, else as its report states it.
pub(super) fn minutes(case: &Case) -> Option<Minutes> {
    case.duration.and_then(|duration| duration.computed.or(duration.stated))
}

/// How promises stand.
pub fn owed<'a>(actions: impl IntoIterator<Item = &'a ActionRef>) -> OwedView {
    let mut owed = OwedView::default();
    for action in actions {
        owed.total += 1;
        match crate::site::plan::promise(action) {
            Promise::Overdue => owed.overdue += 1,
            Promise::Open => owed.open += 1,
            Promise::Unknown => owed.unknown += 1,
            Promise::Done => owed.done += 1,
        }
    }
    owed
}

/// `maintenance` or `notice`; `None` for an incident.
pub fn kind(case: &Case) -> Option<&'static str> {
    match case.incident.kind.value {
        Kind::Incident => None,
        Kind::Maintenance => Some("maintenance"),
        Kind::Notice => Some("notice"),
    }
}

/// What belongs to a part of a list, in the order of the list; `split` is that of `items`.
pub fn inside<T: Copy>(items: &[T], split: &Split, period: Period) -> Vec<T> {
    split.places(period).into_iter().filter_map(|place| items.get(place as usize).copied()).collect()
}

/// What a page shows of a part of a list, the first rows where it is too long, and how many rows the part has.
pub fn part_of<T: Copy>(items: &[T], split: &Split, period: Period) -> (Vec<T>, usize) {
    cut(inside(items, split, period), split, period)
}

/// The rows that the page of a part shows, and how many there are.
pub fn cut<T>(mut inside: Vec<T>, split: &Split, period: Period) -> (Vec<T>, usize) {
    let total = inside.len();
    if split.is_cut(period) {
        inside.truncate(PAGE_ROWS);
    }
    (inside, total)
}

/// The other parts of a list as links.
pub fn period_links(
    links: &Linker<'_>,
    split: &Split,
    period: Period,
    page: impl Fn(Period) -> PageKey,
) -> Vec<PeriodLink> {
    let link = |(part, count): (Period, u32)| PeriodLink {
        label: period_label(part).unwrap_or_default(),
        count,
        href: links.to(page(part)),
        current: part == period,
    };
    split.index_of(period).into_iter().map(link).collect()
}

/// A list of incidents, newest first, or the part of it that belongs on one page.
pub fn incident_list(
    links: &Linker<'_>,
    incidents: &[IncidentIx],
    split: &Split,
    period: Period,
    page: impl Fn(Period) -> PageKey,
) -> IncidentList {
    let (shown, total) = part_of(incidents, split, period);
    IncidentList {
        rows: shown.into_iter().map(|ix| incident_row(links, ix)).collect(),
        total,
        years: period_links(links, split, period, page),
    }
}

/// Names with counts as bars, the longest first, at most `limit`.
pub fn bars(mut items: Vec<BarView>, limit: usize) -> Vec<BarView> {
    items.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label)));
    items.truncate(limit);
    let longest = items.first().map_or(1, |item| item.count.max(1));
    for item in &mut items {
        item.share = item.count * 100 / longest;
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_round_units() {
        let check = |days: i32, expected: &str| assert_eq!(days_in_words(days), expected);
        check(0, "same day");
        check(1, "1 day");
        check(28, "4 weeks");
        check(241, "7 months");
        check(912, "2.4 years");
    }

    #[test]
    fn days_are_words() {
        let shown = day(jiff::civil::date(2019, 2, 4));
        assert_eq!((shown.iso.as_str(), shown.label.as_str(), shown.weekday), ("2019-02-04", "4 Feb 2019", "Mon"));
    }
}
