//! Promises as rows of tables, and as a list of a few.

use serde::Serialize;

use super::cells::{push_all, push_day, push_link, push_links, push_source};
use super::made::Made;
use super::parts::{self, LinkView};
use super::rows::RowsView;
use crate::archive::{ActionRef, ActionState, Due};
use crate::model::written::push_count;
use crate::render::escape::{push_attr, push_text};
use crate::site::{Href, Linker, plan, references};

/// A promise in a short list.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct PromiseRow {
    /// What is promised.
    pub text: String,
    /// Who owns it; empty where nobody is named.
    pub owners: Vec<Made<LinkView>>,
    /// `overdue`, `open`, `done` or `unknown`.
    pub state: &'static str,
    /// How old it is: `5 weeks`.
    pub age: Option<String>,
    /// Its line on the page of its incident.
    pub source: Href,
}

/// What a table of promises shows of each beside its text, owner, day and line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Columns {
    /// Its age and its incident: all of them are in one state.
    Incident,
    /// Its state, its age and its incident.
    All,
    /// Its state, on the page of the incident itself.
    Own,
}

/// A promise in a short list.
pub(super) fn row(links: &Linker<'_>, action: &ActionRef) -> PromiseRow {
    let line = line_of(links, action);
    PromiseRow {
        text: links.site().archive.action(action).text.clone(),
        owners: owners(links, action).collect(),
        state: plan::promise(action).name(),
        age: age(action).map(parts::days_in_words),
        source: links.line(action.incident, line),
    }
}

/// Promises as rows of a table.
pub(super) fn rows<'a>(
    links: &Linker<'_>,
    actions: impl IntoIterator<Item = &'a ActionRef>,
    columns: Columns,
) -> RowsView {
    RowsView::of(actions, 768, |out, action| write(out, links, action, columns))
}

fn write(out: &mut String, links: &Linker<'_>, action: &ActionRef, columns: Columns) {
    let written = links.site().archive.action(action);
    out.push_str("<tr><th scope=\"row\" class=\"sentence\">");
    push_text(out, &written.text);
    for url in &written.links {
        if let Some(label) = tracker(url) {
            out.push_str(" <a class=\"tracker\" href=\"");
            push_attr(out, url);
            out.push_str("\">");
            push_text(out, &label);
            out.push_str("</a>");
        }
    }
    out.push_str("</th><td data-label=\"Owner\">");
    if action.owners.is_empty() {
        out.push_str("<span class=\"unsaid\">no owner</span>");
    }
    push_links(out, owners(links, action));
    if columns != Columns::Incident {
        let state = plan::promise(action).name();
        push_all(out, &["</td><td data-label=\"State\"><span class=\"state is-", state, "\">", state, "</span>"]);
    }
    push_due(out, action);
    let line = line_of(links, action);
    let source = match columns {
        Columns::Own => references::own_line(line),
        Columns::Incident | Columns::All => {
            push_origin(out, links, action);
            links.line(action.incident, line)
        }
    };
    out.push_str("</td><td data-label=\"Source\">");
    push_source(out, &source, line);
    out.push_str("</td></tr>\n");
}

/// The cell that says when a promise is due, its end left open.
fn push_due(out: &mut String, action: &ActionRef) {
    let due = action.due.map(|due| parts::day(due.date()));
    push_all(out, &["</td><td data-label=\"Due\" data-key=\"", due.as_ref().map_or("", |day| &day.iso), "\">"]);
    let Some(day) = &due else { return };
    let by_rule = matches!(action.due, Some(Due::ByRule(_)));
    out.push_str(if by_rule { "<span class=\"unsaid\">no day; by rule " } else { "" });
    push_day(out, day);
    out.push_str(if by_rule { "</span>" } else { "" });
}

/// The cells that say where a promise comes from, its age and its incident, the end left open.
fn push_origin(out: &mut String, links: &Linker<'_>, action: &ActionRef) {
    out.push_str("</td><td class=\"number\" data-label=\"Since the incident\" data-key=\"");
    if let Some(days) = action.age_days.filter(|_| !is_done(action)) {
        out.push_str(if days < 0 { "-" } else { "" });
        push_count(out, days.unsigned_abs().into());
    }
    let age = age(action).map(parts::days_in_words).unwrap_or_default();
    push_all(out, &["\">", &age, "</td><td data-label=\"Incident\">"]);
    out.push_str(parts::incident(links, action.incident).markup());
}

/// Adds a promise as a link to its line, and how it stands.
pub(super) fn push_in_brief(out: &mut String, links: &Linker<'_>, action: &ActionRef) {
    let source = links.line(action.incident, line_of(links, action));
    push_link(out, source.as_str(), &links.site().archive.action(action).text);
    let state = plan::promise(action).name();
    push_all(out, &[" <span class=\"state is-", state, "\">", state, "</span>"]);
}

/// The line of a promise in its report.
pub fn line_of(links: &Linker<'_>, action: &ActionRef) -> u32 {
    let archive = links.site().archive;
    archive[action.incident].source.lines.line(archive.action(action).span.start)
}

fn owners(links: &Linker<'_>, action: &ActionRef) -> impl Iterator<Item = Made<LinkView>> {
    action.owners.iter().map(|owner| parts::person(links, *owner))
}

/// How old a promise is that may still be owed, in days.
fn age(action: &ActionRef) -> Option<i32> {
    action.age_days.filter(|days| *days >= 0 && !is_done(action))
}

fn is_done(action: &ActionRef) -> bool {
    action.state == ActionState::Done
}

/// What a link to a tracker is called: its host and last part. `None` for what is no web address.
fn tracker(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let rest = rest.split(['?', '#']).next().unwrap_or(rest).trim_end_matches('/');
    let host = rest.split('/').next().unwrap_or(rest);
    Some(match rest.rsplit_once('/') {
        Some((_, last)) => format!("{host} {last}"),
        None => host.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trackers_are_named_by_host_and_number() {
        let check = |url: &str, expected: Option<&str>| assert_eq!(tracker(url).as_deref(), expected);
        check("https://git.example/team/app/issues/12", Some("git.example 12"));
        check("https://git.example", Some("git.example"));
        check("javascript:alert(1)", None);
    }
}
