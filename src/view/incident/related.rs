//! What an incident has to do with others: what it is like, promises that came back, reports that speak of each other.

use serde::Serialize;

use crate::archive::{By, IncidentIx, Reference};
use crate::render::escape::push_text;
use crate::site::{Linker, references};
use crate::view::related::{self, Seen, push_quote};
use crate::view::rows::RowsView;

/// The ties of an incident to others, as items of lists.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize)]
pub struct RelatedView {
    /// Earlier incidents that this one is like, the most alike first.
    pub similar: RowsView,
    /// Promises of earlier reports that came back here.
    pub echoes: RowsView,
    /// Promises of this report that came back later.
    pub came_back: RowsView,
    /// The reports this one speaks of.
    pub refers: RowsView,
    /// The reports that speak of this one.
    pub referred: RowsView,
}

/// The ties of an incident, seen from its own page.
pub(super) fn of(links: &Linker<'_>, ix: IncidentIx) -> RelatedView {
    let archive = links.site().archive;
    let case = &archive[ix];
    let says = |from: &IncidentIx| archive[*from].refers.iter().find(|reference| reference.to == ix);
    let referred = case.referred.iter().filter_map(|from| Some((*from, says(from)?)));
    RelatedView {
        similar: related::similar(links, ix, &archive.similar(ix)),
        echoes: related::echo_rows(links, archive.echoes.in_later(ix), Seen::Here),
        came_back: related::echo_rows(links, archive.echoes.of_earlier(ix), Seen::Later),
        refers: RowsView::of(&case.refers, 512, |out, reference| push(out, links, (ix, ix), reference)),
        referred: RowsView::of(referred, 512, |out, (from, reference)| push(out, links, (ix, from), reference)),
    }
}

/// Adds what the report of `speaker` says of another one, on the page of one of the two.
fn push(out: &mut String, links: &Linker<'_>, (page, speaker): (IncidentIx, IncidentIx), reference: &Reference) {
    let other = if page == speaker { reference.to } else { speaker };
    let mut quote = related::quote(links, speaker, reference.span);
    if page == speaker {
        quote.source = references::own_line(quote.line);
    }
    out.push_str("<li>");
    out.push_str(related::titled(links, other).markup());
    out.push_str(" <span class=\"quiet\">");
    match &reference.by {
        By::Link => out.push_str("by link"),
        By::Day => out.push_str("by its day"),
        By::Id(id) => {
            out.push_str("as ");
            push_text(out, id);
        }
        By::Ticket(ticket) => {
            out.push_str("both name ");
            push_text(out, ticket);
        }
    }
    out.push_str(if reference.again { ", “seen before”</span>" } else { "</span>" });
    out.push_str("\n<p class=\"said\">");
    push_quote(out, &quote);
    out.push_str("</p></div></li>\n");
}
