//! The pieces of rows as markup, and the cells of an incident.
//!
//! Rows of lists are written here and beside, and not by a template, as timelines are: an incident stands in a dozen lists and its
//! promises in three, each row with as many values as all else on a page.

use super::Html;
use super::made::Made;
use super::parts::{CauseChip, DayView, IncidentRow, LinkView};
use super::related::TitleView;
use crate::model::written::push_count;
use crate::render::escape::{push_attr, push_text};
use crate::site::Href;

/// The cells of an incident: day, title, applications, duration, severity, causes.
pub(super) fn of_incident(row: &IncidentRow) -> Html {
    let mut out = String::with_capacity(1024);
    push_all(&mut out, &["<td class=\"when\" data-key=\"", row.day.as_ref().map_or("", |day| &day.iso), "\">"]);
    match &row.day {
        Some(day) => push_day(&mut out, day),
        None => out.push_str("<span class=\"unsaid\">undated</span>"),
    }
    out.push_str("</td><th scope=\"row\">");
    push_link(&mut out, row.href.as_str(), &row.title);
    if let Some(kind) = row.kind {
        push_all(&mut out, &[" <span class=\"tag\">", kind, "</span>"]);
    }
    out.push_str("</th><td data-label=\"Applications\">");
    push_links(&mut out, row.applications.iter().cloned());
    out.push_str("</td><td class=\"number\" data-label=\"Duration\" data-key=\"");
    row.minutes.iter().for_each(|minutes| push_count(&mut out, (*minutes).into()));
    push_all(&mut out, &["\">", row.duration.as_deref().unwrap_or(""), "</td><td data-label=\"Severity\""]);
    match &row.severity {
        Some(severity) => {
            out.push_str(" data-key=\"");
            push_attr(&mut out, &severity.key);
            push_all(&mut out, &["\"><span class=\"severity tone-", severity.tone, "\">"]);
            push_text(&mut out, &severity.label);
            out.push_str("</span>");
        }
        None => out.push('>'),
    }
    out.push_str("</td><td data-label=\"Causes\">");
    if !row.causes.is_empty() {
        out.push_str("<ul class=\"chips\">");
        row.causes.iter().for_each(|cause| push_chip(&mut out, cause));
        out.push_str("</ul>");
    }
    out.push_str("</td>");
    Html(out)
}

fn push_chip(out: &mut String, cause: &CauseChip) {
    let (class, hint) =
        if cause.confirmed { ("", "") } else { (" suggested", " <span class=\"hint\">suggested</span>") };
    push_all(out, &["<li><a class=\"chip", class, "\" href=\""]);
    push_attr(out, cause.href.as_str());
    out.push_str("\">");
    push_text(out, &cause.label);
    push_all(out, &[hint, "</a></li>"]);
}

/// Adds links, set apart by commas.
pub(super) fn push_links(out: &mut String, links: impl IntoIterator<Item = Made<LinkView>>) {
    for (at, link) in links.into_iter().enumerate() {
        out.push_str(if at == 0 { "" } else { ", " });
        out.push_str(link.markup());
    }
}

/// Adds how the row of an incident begins in a list: its day, and the title as a link in an element that is left open.
pub(super) fn push_title(out: &mut String, title: &TitleView) {
    push_when(out, title.day.as_ref());
    out.push_str("<div><a class=\"title\" href=\"");
    push_attr(out, title.href.as_str());
    out.push_str("\">");
    push_text(out, &title.title);
    out.push_str("</a>");
}

/// Adds the day of a row of a list.
pub(super) fn push_when(out: &mut String, day: Option<&DayView>) {
    match day {
        Some(day) => push_all(out, &["<time datetime=\"", &day.iso, "\" class=\"when\">", &day.label, "</time>\n"]),
        None => out.push_str("<span class=\"when unsaid\">undated</span>\n"),
    }
}

/// Adds a link to the line of a report that something was read from.
pub(super) fn push_source(out: &mut String, source: &Href, line: u32) {
    out.push_str("<a class=\"source-ref\" href=\"");
    push_attr(out, source.as_str());
    out.push_str("\">line ");
    push_count(out, line.into());
    out.push_str("</a>");
}

/// Adds facts, each in an element of its own.
pub(super) fn push_facts<'a>(out: &mut String, facts: impl IntoIterator<Item = &'a str>) {
    for fact in facts {
        out.push_str("<span>");
        push_text(out, fact);
        out.push_str("</span>");
    }
}

/// Adds a link, or its words where there is no page behind it.
pub(super) fn push_linked(out: &mut String, link: &LinkView) {
    match &link.href {
        Some(href) => push_link(out, href.as_str(), &link.label),
        None => push_text(out, &link.label),
    }
}

/// Adds a link.
pub(super) fn push_link(out: &mut String, href: &str, text: &str) {
    out.push_str("<a href=\"");
    push_attr(out, href);
    out.push_str("\">");
    push_text(out, text);
    out.push_str("</a>");
}

/// Adds a day.
pub(super) fn push_day(out: &mut String, day: &DayView) {
    push_all(out, &["<time datetime=\"", &day.iso, "\">", &day.label, "</time>"]);
}

/// Adds markup and words of our own making.
pub(super) fn push_all(out: &mut String, pieces: &[&str]) {
    pieces.iter().for_each(|piece| out.push_str(piece));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_escaped_and_words_stand_alone() {
        let check = |label: &str, href: Option<&str>, expected: &str| {
            let mut out = String::new();
            push_linked(&mut out, &LinkView { label: label.to_owned(), href: href.map(Href::outside) });
            assert_eq!(out, expected);
        };
        check(
            "mail & relay",
            Some("https://a.example/?x=1&y"),
            "<a href=\"https://a.example/?x=1&amp;y\">mail &amp; relay</a>",
        );
        check("<3 more>", None, "&lt;3 more&gt;");
    }
}
