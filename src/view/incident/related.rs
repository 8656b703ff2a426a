//! What an incident has to do with others: what it is like, promises that came back, reports that speak of each other.

use serde::Serialize;

use crate::archive::{By, IncidentIx, Reference};
use crate::site::{Linker, references};
use crate::view::made::Made;
use crate::view::related::{self, EchoRow, QuoteView, SimilarRow, TitleView};

/// The ties of an incident to others.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize)]
pub struct RelatedView {
    /// Earlier incidents that this one is like, the most alike first.
    pub similar: Vec<SimilarRow>,
    /// Promises of earlier reports that came back here.
    pub echoes: Vec<Made<EchoRow>>,
    /// Promises of this report that came back later.
    pub came_back: Vec<Made<EchoRow>>,
    /// The reports this one speaks of.
    pub refers: Vec<ReferenceRow>,
    /// The reports that speak of this one.
    pub referred: Vec<ReferenceRow>,
}

/// A report that speaks of another one.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct ReferenceRow {
    /// The other incident.
    pub incident: Made<TitleView>,
    /// By what it is named: `by link`.
    pub by: String,
    /// Whether the sentence says that something was seen before.
    pub again: bool,
    /// The sentence.
    pub quote: QuoteView,
}

/// The ties of an incident, seen from its own page.
pub(super) fn of(links: &Linker<'_>, ix: IncidentIx) -> RelatedView {
    let archive = links.site().archive;
    let case = &archive[ix];
    let refers = case.refers.iter().map(|reference| row(links, (ix, ix), reference.to, reference)).collect();
    let says = |from: &IncidentIx| archive[*from].refers.iter().find(|reference| reference.to == ix);
    let referred = case.referred.iter().filter_map(|from| Some(row(links, (ix, *from), *from, says(from)?)));
    RelatedView {
        similar: archive.similar(ix).iter().map(|found| related::similar(links, ix, found)).collect(),
        echoes: archive.echoes.in_later(ix).map(|at| related::echo(links, at)).collect(),
        came_back: archive.echoes.of_earlier(ix).map(|at| related::echo(links, at)).collect(),
        refers,
        referred: referred.collect(),
    }
}

/// `page` and `speaker` are the incident whose page it is and the one whose report speaks.
fn row(
    links: &Linker<'_>,
    (page, speaker): (IncidentIx, IncidentIx),
    other: IncidentIx,
    reference: &Reference,
) -> ReferenceRow {
    let by = match &reference.by {
        By::Link => "by link".to_owned(),
        By::Id(id) => format!("as {id}"),
        By::Day => "by its day".to_owned(),
        By::Ticket(ticket) => format!("both name {ticket}"),
    };
    let mut quote = related::quote(links, speaker, reference.span);
    if page == speaker {
        quote.source = references::own_line(quote.line);
    }
    ReferenceRow { incident: related::titled(links, other), by, again: reference.again, quote }
}
