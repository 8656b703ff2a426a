//! Incidents beside each other: why one is like another, and a promise beside the incident in which it came back.

use serde::Serialize;

use super::cells::{push_all, push_facts, push_link, push_links, push_source, push_when};
use super::excerpt;
use super::made::Made;
use super::parts::{self, DayView, LinkView};
use super::rows::RowsView;
use crate::archive::{Archive, Case, Echo, EchoState, IncidentIx, Promised, Similar, Standing};
use crate::model::Axis;
use crate::render::escape::push_text;
use crate::site::{Href, Linker, On, PageKey, Period};
use crate::source::Span;

/// How many shared words are shown.
const WORDS_SHOWN: usize = 5;

/// How many echoes a page shows that is about something else.
const ECHOES_SHOWN: usize = 10;

/// Words of a report.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct QuoteView {
    /// As plain text.
    pub text: String,
    /// Their line.
    pub line: u32,
    /// That line, on the page of their incident.
    pub source: Href,
}

/// An incident as a title with its day.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct TitleView {
    /// What its report calls it.
    pub title: String,
    /// Its page.
    pub href: Href,
    /// Its day.
    pub day: Option<DayView>,
}

/// A promise and the incident in which it came back.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct EchoRow {
    /// Where it was promised.
    pub earlier: TitleView,
    /// What was promised, where it is promised: an action without the marks around it, else the sentence.
    pub promise: QuoteView,
    /// Whether it was a wish only.
    pub wish: bool,
    /// Who owns it.
    pub owners: Vec<Made<LinkView>>,
    /// Where it came back.
    pub later: TitleView,
    /// What its report says.
    pub again: QuoteView,
    /// The time between the two: `5 weeks`.
    pub gap: Option<String>,
    /// `overdue`, `open`, `returned` (after it was done), `held`, `again` or `unknown`.
    pub state: &'static str,
    /// The same in words: `came back while open`.
    pub state_label: &'static str,
    /// Whether the author of the later report confirms it; else its words suggest it.
    pub confirmed: bool,
    /// What both have in common.
    pub reasons: Vec<String>,
}

/// Promises that came back, on a page about something else.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize)]
pub struct EchoesView {
    /// The latest.
    pub rows: RowsView,
    /// How many there are.
    pub total: usize,
    /// The ledger of all.
    pub ledger: Option<Href>,
}

impl EchoesView {
    /// The echoes at some positions in those of the archive, newest first; on the first part of a list only.
    pub fn new(links: &Linker<'_>, echoes: &[usize], period: Period) -> Self {
        if period != Period::All || echoes.is_empty() {
            return Self::default();
        }
        Self {
            rows: echo_rows(links, echoes.iter().take(ECHOES_SHOWN).copied(), Seen::Anywhere),
            total: echoes.len(),
            ledger: Some(links.to(PageKey::Recurrences(Period::All))),
        }
    }
}

/// How a promise stood when it came back: id and words.
pub fn state(state: EchoState) -> (&'static str, &'static str) {
    match state {
        EchoState::Overdue => ("overdue", "came back overdue"),
        EchoState::Open => ("open", "came back while open"),
        EchoState::Done => ("returned", "came back after done"),
        EchoState::Held => ("held", "held"),
        EchoState::PromisedAgain => ("again", "promised again"),
        EchoState::Unknown => ("unknown", "came back, state unknown"),
    }
}

/// An incident as a title with its day, for many pages.
pub fn titled(links: &Linker<'_>, ix: IncidentIx) -> Made<TitleView> {
    Made::title(links, On::Title(ix), || title(links, ix))
}

fn title(links: &Linker<'_>, ix: IncidentIx) -> TitleView {
    let case = &links.site().archive[ix];
    TitleView {
        title: parts::title(case).to_owned(),
        href: links.to(PageKey::Incident(ix)),
        day: case.date().map(parts::day),
    }
}

/// Words of a report, seen from any page.
pub fn quote(links: &Linker<'_>, ix: IncidentIx, span: Span) -> QuoteView {
    quoted(links, ix, span, sentence(&links.site().archive[ix], span))
}

/// Words of the report that stand for a place in it.
fn quoted(links: &Linker<'_>, ix: IncidentIx, span: Span, text: String) -> QuoteView {
    let line = links.site().archive[ix].source.lines.line(span.start);
    QuoteView { text, line, source: links.line(ix, line) }
}

/// The sentence of a report that holds a place, as plain text.
pub fn sentence(case: &Case, span: Span) -> String {
    excerpt::quote(&case.source, span)
}

/// Whether the author of the later report confirms an echo; else its words suggest it.
pub fn is_confirmed(echo: &Echo) -> bool {
    echo.standing == Standing::Confirmed
}

/// Earlier incidents that another one is like, as items of a list: each with what both have in common.
pub(super) fn similar(links: &Linker<'_>, later: IncidentIx, found: &[Similar]) -> RowsView {
    RowsView::of(found, 320, |out, found| {
        push_all(out, &["<li>", titled(links, found.incident).markup(), "\n<p class=\"facts\">"]);
        push_facts(out, reasons(links.site().archive, later, found).iter().map(String::as_str));
        out.push_str("</p></div></li>\n");
    })
}

/// What an incident and an earlier one have in common, in words.
pub fn reasons(archive: &Archive, later: IncidentIx, found: &Similar) -> Vec<String> {
    let Similar { incident: _, score: _, refers, applications, causes, words } = found;
    let mut out = Vec::new();
    if *refers {
        out.push("this report speaks of it".to_owned());
    }
    let names: Vec<&str> = applications.iter().map(|ix| archive[*ix].name.as_str()).collect();
    out.extend((!names.is_empty()).then(|| format!("both on {}", names.join(", "))));
    for axis in [Axis::Cause, Axis::Component, Axis::Trigger, Axis::Gap] {
        let of_axis = causes.iter().filter(|(cause, _)| archive[*cause].axis == axis);
        let labels: Vec<String> = of_axis
            .map(|(cause, standing)| match standing {
                Standing::Confirmed => archive[*cause].label.clone(),
                Standing::Suggested => format!("{} (suggested)", archive[*cause].label),
            })
            .collect();
        out.extend((!labels.is_empty()).then(|| format!("same {}: {}", axis.name(), labels.join(", "))));
    }
    out.extend(in_common(archive, later, words));
    out
}

/// `4 rare words in common: quorum, zeppelin, …`.
fn in_common(archive: &Archive, later: IncidentIx, words: &[Span]) -> Option<String> {
    let text = &archive[later].source.text;
    let count = parts::counted(words.len(), "rare word", "rare words");
    let mut shown: Vec<String> = Vec::new();
    for word in words.iter().filter_map(|span| text.get(span.range())).map(str::to_lowercase) {
        if !word.is_empty() && !shown.contains(&word) && shown.len() < WORDS_SHOWN {
            shown.push(word);
        }
    }
    match (words.len(), shown.is_empty()) {
        (0, _) => None,
        (_, true) => Some(format!("{count} in common")),
        (all, false) => {
            let more = if all > shown.len() { ", …" } else { "" };
            Some(format!("{count} in common: {}{more}", shown.join(", ")))
        }
    }
}

/// Where a promise that came back is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Seen {
    /// On a page about something else: both incidents are named.
    Anywhere,
    /// On the page of the incident in which it came back.
    Here,
    /// On the page of the incident whose report made it.
    Later,
}

/// Promises that came back, by their places among all of them, as items of a list.
pub(super) fn echo_rows(links: &Linker<'_>, echoes: impl IntoIterator<Item = usize>, seen: Seen) -> RowsView {
    RowsView::of(echoes, 1024, |out, at| {
        let on = match seen {
            Seen::Anywhere => On::Echo(at),
            Seen::Here => On::EchoHere(at),
            Seen::Later => On::EchoLater(at),
        };
        out.push_str(Made::written(links, on, |out| push_echo(out, &echo(links, at), seen)).markup());
    })
}

fn push_echo(out: &mut String, row: &EchoRow, seen: Seen) {
    out.push_str("<li>");
    push_when(out, row.later.day.as_ref());
    out.push_str(if row.confirmed { "<div>" } else { "<div class=\"suggested\">" });
    push_all(out, &["\n<p class=\"facts\"><span class=\"state is-", row.state, "\">", row.state_label, "</span>"]);
    if let Some(gap) = &row.gap {
        push_all(out, &["<span>after ", gap, "</span>"]);
    }
    out.push_str(if row.confirmed { "<span>confirmed</span>" } else { "<span class=\"tag\">suggested</span>" });
    let made = if row.wish { "Wished" } else { "Promised" };
    push_all(out, &["</p>\n<p class=\"said\"><span class=\"quiet\">", made]);
    if seen != Seen::Later {
        out.push_str(" after ");
        push_link(out, row.earlier.href.as_str(), &row.earlier.title);
    }
    row.earlier.day.iter().for_each(|day| push_all(out, &[", ", &day.label]));
    if !row.owners.is_empty() {
        out.push_str(", ");
        push_links(out, row.owners.iter().cloned());
    }
    out.push_str(":</span> ");
    push_quote(out, &row.promise);
    out.push_str("</p>\n<p class=\"said\"><span class=\"quiet\">");
    if seen == Seen::Here {
        out.push_str("Here");
    } else {
        out.push_str("In ");
        push_link(out, row.later.href.as_str(), &row.later.title);
    }
    out.push_str(":</span> ");
    push_quote(out, &row.again);
    out.push_str("</p>\n<p class=\"facts\">");
    push_facts(out, row.reasons.iter().map(String::as_str));
    out.push_str("</p></div></li>\n");
}

/// Adds words of a report with their line.
pub(super) fn push_quote(out: &mut String, quote: &QuoteView) {
    out.push_str("<q>");
    push_text(out, &quote.text);
    out.push_str("</q> ");
    push_source(out, &quote.source, quote.line);
}

/// A promise and the incident in which it came back, by its place among all of them.
pub(super) fn echo(links: &Linker<'_>, at: usize) -> EchoRow {
    let echo = &links.site().archive.echoes.all[at];
    let archive = links.site().archive;
    let (wish, owners) = match echo.promise {
        Promised::Action(action) => {
            (false, archive[action].owners.iter().map(|owner| parts::person(links, *owner)).collect())
        }
        Promised::Wish(..) => (true, Vec::new()),
    };
    let (id, label) = state(echo.state);
    EchoRow {
        earlier: title(links, echo.earlier),
        promise: quoted(links, echo.earlier, echo.said, promised(archive, echo)),
        wish,
        owners,
        later: title(links, echo.later),
        again: quote(links, echo.later, echo.again),
        gap: echo.gap_days.map(parts::days_in_words),
        state: id,
        state_label: label,
        confirmed: is_confirmed(echo),
        reasons: echo_reasons(archive, echo),
    }
}

/// What was promised: an action without the marks around it, a wish as its sentence.
pub fn promised(archive: &Archive, echo: &Echo) -> String {
    match echo.promise {
        Promised::Action(action) => excerpt::cut(&archive.action(&archive[action]).text),
        Promised::Wish(..) => sentence(&archive[echo.earlier], echo.said),
    }
}

fn echo_reasons(archive: &Archive, echo: &Echo) -> Vec<String> {
    let mut out = Vec::new();
    if echo.says_so {
        out.push("the later report says so".to_owned());
    }
    let names: Vec<&str> = echo.applications.iter().map(|ix| archive[*ix].name.as_str()).collect();
    out.extend((!names.is_empty()).then(|| format!("both on {}", names.join(", "))));
    for cause in &echo.causes {
        out.push(format!("same {}: {}", archive[*cause].axis.name(), archive[*cause].label));
    }
    let text = &archive[echo.later].source.text;
    let written = |spans: &[Span]| -> Vec<String> {
        spans.iter().filter_map(|span| text.get(span.range())).map(str::to_lowercase).collect()
    };
    let titles = written(&echo.titles);
    out.extend((!titles.is_empty()).then(|| format!("both titles: {}", titles.join(", "))));
    let words = written(&echo.words);
    out.extend((!words.is_empty()).then(|| format!("words in common: {}", words.join(", "))));
    out
}
