//! The table of incidents.

use serde::Serialize;

use super::PageView;
use super::page::Head;
use super::parts::{self, IncidentList};
use crate::archive::IncidentIx;
use crate::site::{Linker, PageKey, Period};

/// As `incidents`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct IncidentsPage {
    /// How many there are, in words.
    pub summary: String,
    /// The rows.
    pub list: IncidentList,
}

/// The table of incidents, or a part of it.
pub(super) fn page(links: &Linker<'_>, period: Period) -> (PageView, Head) {
    let archive = links.site().archive;
    let all: Vec<IncidentIx> = archive.cases().map(|(ix, _)| ix).collect();
    let list = parts::incident_list(links, &all, links.site().lists.incidents(), period, PageKey::Incidents);
    let reports = parts::counted(list.total, "report", "reports");
    let years = archive.calendar.years.last().zip(archive.calendar.years.first());
    let summary = match (period, years) {
        (Period::All, Some((first, last))) if first.year != last.year => {
            format!("{reports} from {} to {}.", first.year, last.year)
        }
        (Period::All | Period::Year(_) | Period::Month(..) | Period::Undated, _) => format!("{reports}."),
    };
    let title = match parts::period_label(period) {
        Some(label) => format!("Incidents, {label}"),
        None => "Incidents".to_owned(),
    };
    let head = Head::new(title, &summary);
    (PageView::Incidents(IncidentsPage { summary, list }), head)
}
