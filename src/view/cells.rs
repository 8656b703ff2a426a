//! The rows of the two long tables, of incidents and of promises, as markup.
//!
//! Written here and not by a template, as timelines are: an incident stands in a dozen lists and its promises in three, each row
//! with as many values as all else on a page. The rows of a theme's own tables are made of the fields beside.

use super::Html;
use super::made::Made;
use super::parts::{CauseChip, DayView, IncidentRow, LinkView, PromiseRow};
use crate::model::written::push_count;
use crate::render::escape::{push_attr, push_text};

/// The cells of an incident: day, title, applications, duration, severity, causes.
pub(super) fn of_incident(row: &IncidentRow) -> Html {
    let mut out = String::with_capacity(1024);
    push_all(&mut out, &["<td class=\"when\" data-key=\"", row.day.as_ref().map_or("", |day| &day.iso), "\">"]);
    match &row.day {
        Some(day) => push_day(&mut out, day),
        None => out.push_str("<span class=\"unsaid\">undated</span>"),
    }
    out.push_str("</td>\n<th scope=\"row\">");
    push_link(&mut out, row.href.as_str(), &row.title);
    if let Some(kind) = row.kind {
        push_all(&mut out, &[" <span class=\"tag\">", kind, "</span>"]);
    }
    out.push_str("</th>\n<td data-label=\"Applications\">");
    push_links(&mut out, &row.applications);
    out.push_str("</td>\n<td class=\"number\" data-label=\"Duration\" data-key=\"");
    row.minutes.iter().for_each(|minutes| push_count(&mut out, (*minutes).into()));
    push_all(&mut out, &["\">", row.duration.as_deref().unwrap_or(""), "</td>\n<td data-label=\"Severity\""]);
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
    out.push_str("</td>\n<td data-label=\"Causes\">");
    if !row.causes.is_empty() {
        out.push_str("<ul class=\"chips\">");
        row.causes.iter().for_each(|cause| push_chip(&mut out, cause));
        out.push_str("</ul>");
    }
    out.push_str("</td>\n");
    Html(out)
}

/// The cells of a promise on every table: what is promised and who owns it.
pub(super) fn promised(row: &PromiseRow) -> Html {
    let mut out = String::with_capacity(256 + row.text.len());
    out.push_str("<th scope=\"row\" class=\"sentence\">");
    push_text(&mut out, &row.text);
    for link in &row.links {
        out.push_str(" <a class=\"tracker\" href=\"");
        push_attr(&mut out, link.href.as_ref().map_or("", |href| href.as_str()));
        out.push_str("\">");
        push_text(&mut out, &link.label);
        out.push_str("</a>");
    }
    out.push_str("</th>\n<td data-label=\"Owner\">");
    if row.owners.is_empty() {
        out.push_str("<span class=\"unsaid\">no owner</span>");
    }
    push_links(&mut out, &row.owners);
    out.push_str("</td>\n");
    Html(out)
}

/// The cell that says when a promise is due.
pub(super) fn due(row: &PromiseRow) -> Html {
    let mut out = String::with_capacity(128);
    push_all(&mut out, &["<td data-label=\"Due\" data-key=\"", row.due.as_ref().map_or("", |day| &day.iso), "\">"]);
    if let Some(day) = &row.due {
        out.push_str(if row.due_by_rule { "<span class=\"unsaid\">no day; by rule " } else { "" });
        push_day(&mut out, day);
        out.push_str(if row.due_by_rule { "</span>" } else { "" });
    }
    out.push_str("</td>\n");
    Html(out)
}

/// The cells that say where a promise comes from: its age and its incident.
pub(super) fn origin(row: &PromiseRow) -> Html {
    let mut out = String::with_capacity(384);
    out.push_str("<td class=\"number\" data-label=\"Since the incident\" data-key=\"");
    if let Some(days) = row.age_days {
        out.push_str(if days < 0 { "-" } else { "" });
        push_count(&mut out, days.unsigned_abs().into());
    }
    push_all(&mut out, &["\">", row.age.as_deref().unwrap_or(""), "</td>\n<td data-label=\"Incident\">"]);
    out.push_str(row.incident.markup());
    out.push_str("</td>\n");
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

fn push_links(out: &mut String, links: &[Made<LinkView>]) {
    for (at, link) in links.iter().enumerate() {
        out.push_str(if at == 0 { "" } else { ", " });
        out.push_str(link.markup());
    }
}

/// Adds a link, or its words where there is no page behind it.
pub(super) fn push_linked(out: &mut String, link: &LinkView) {
    match &link.href {
        Some(href) => push_link(out, href.as_str(), &link.label),
        None => push_text(out, &link.label),
    }
}

fn push_link(out: &mut String, href: &str, text: &str) {
    out.push_str("<a href=\"");
    push_attr(out, href);
    out.push_str("\">");
    push_text(out, text);
    out.push_str("</a>");
}

fn push_day(out: &mut String, day: &DayView) {
    push_all(out, &["<time datetime=\"", &day.iso, "\">", &day.label, "</time>"]);
}

/// Adds markup and words of our own making.
fn push_all(out: &mut String, pieces: &[&str]) {
    pieces.iter().for_each(|piece| out.push_str(piece));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Href;

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
