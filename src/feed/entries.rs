//! What a feed says of each incident, and of each promise.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};

use crate::archive::{ActionIx, ActionRef, Case, IncidentIx, Owner};
use crate::render::body;
use crate::site::{Linker, PageKey, Site, plan, references};
use crate::source::ContentHash;
use crate::view::{parts, promises};

/// An incident or a promise in a feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    /// Stays the same for ever, whatever the site is called: a `tag:` of the address of the page.
    pub id: String,
    /// What the report calls it.
    pub title: String,
    /// Its page: absolute where the settings name the host, else relative to the feed.
    pub url: String,
    /// When it began, as RFC 3339.
    pub published: String,
    /// Its facts in a sentence.
    pub summary: String,
    /// The whole report as HTML, where the settings ask for it.
    pub content: Option<String>,
    /// Its applications and confirmed causes.
    pub tags: Vec<String>,
}

/// The latest incidents that have a date, as many as the settings ask for.
pub(super) fn entries(site: &Site<'_>) -> Vec<Entry> {
    let links = site.linker(PageKey::Home);
    let dated = site.archive.cases().filter(|(_, case)| case.date().is_some());
    dated.take(site.settings.feeds.limit as usize).map(|(ix, case)| entry(&links, ix, case)).collect()
}

/// The address of a page: absolute where that is known, else relative to the top of the site.
pub(super) fn url(site: &Site<'_>, path: &str) -> String {
    site.absolute(path).unwrap_or_else(|| site.linker(PageKey::Home).file(path).as_str().to_owned())
}

/// An identifier of this archive that does not depend on the day: its address where that is known, else its title.
pub(super) fn feed_id(site: &Site<'_>, part: &str) -> String {
    let name = match site.settings.html.site_url.origin() {
        Some(origin) => format!("{origin}{}", site.settings.html.site_url.path()),
        None => site.settings.book.title.clone(),
    };
    let slug: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    format!("urn:annals:{}:{part}", slug.trim_matches('-'))
}

fn entry(links: &Linker<'_>, ix: IncidentIx, case: &Case) -> Entry {
    let site = links.site();
    let path = site.path(PageKey::Incident(ix));
    let mut tags: Vec<String> = parts::application_names(site.archive, case).map(str::to_owned).collect();
    let confirmed = case.causes.iter().filter(|citation| citation.standing == crate::archive::Standing::Confirmed);
    tags.extend(confirmed.map(|citation| site.archive[citation.cause].label.clone()));
    Entry {
        id: feed_id(site, &case.path),
        title: parts::title(case).to_owned(),
        url: url(site, &path),
        published: published(site, case),
        summary: summary(links, case),
        content: site.settings.feeds.full_text.then(|| content(links, case)),
        tags,
    }
}

/// The latest promises of a team and of its people, each with its incident's date.
pub(super) fn promises(links: &Linker<'_>, team: &Owner) -> Vec<Entry> {
    let site = links.site();
    let archive = site.archive;
    let of_members = team.members.iter().flat_map(|member| &archive[*member].actions);
    // Actions stand in the order of the archive: newest incident first.
    let all: BTreeSet<ActionIx> = team.actions.iter().chain(of_members).copied().collect();
    let dated = all.into_iter().filter(|action| archive[archive[*action].incident].date().is_some());
    let mut ids: Option<(IncidentIx, Vec<String>)> = None;
    let mut entry = |action: ActionIx| {
        let action = &archive[action];
        if ids.as_ref().is_none_or(|(ix, _)| *ix != action.incident) {
            ids = Some((action.incident, action_ids(site, action.incident)));
        }
        let id = ids.as_ref().and_then(|(_, ids)| ids.get(action.position)).cloned().unwrap_or_default();
        promise(links, action, id)
    };
    dated.take(site.settings.feeds.limit as usize).map(&mut entry).collect()
}

fn promise(links: &Linker<'_>, action: &ActionRef, id: String) -> Entry {
    let site = links.site();
    let case = &site.archive[action.incident];
    let state = plan::promise(action).name();
    let line = promises::line_of(links, action);
    let page = site.absolute(&site.path(PageKey::Incident(action.incident)));
    let mut summary = vec![state.to_owned()];
    summary.extend(action.due.map(|due| format!("due {}", parts::day(due.date()).label)));
    summary.extend(action.owners.iter().map(|owner| site.archive[*owner].name.clone()));
    summary.push(parts::title(case).to_owned());
    Entry {
        id,
        title: site.archive.action(action).text.clone(),
        url: page
            .map_or_else(|| links.line(action.incident, line).as_str().to_owned(), |page| format!("{page}#L{line}")),
        published: published(site, case),
        summary: summary.join(" · "),
        content: None,
        tags: vec![state.to_owned()],
    }
}

/// Identifiers of the actions of an incident, in the report's order: they last as long as its address and their words do.
pub(super) fn action_ids(site: &Site<'_>, ix: IncidentIx) -> Vec<String> {
    let case = &site.archive[ix];
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    let mut id = |action: &ActionRef| {
        let text = site.archive.action(action).text.as_str();
        let count = seen.entry(text).or_default();
        *count += 1;
        let hash = ContentHash::of(format!("{}\n{text}\n{count}", case.path).as_bytes());
        feed_id(site, &format!("action-{}", hash.hex(24)))
    };
    site.archive.actions_of(ix).iter().map(&mut id).collect()
}

fn content(links: &Linker<'_>, case: &Case) -> String {
    let mut out = String::new();
    let file = &case.incident.id.file;
    if let Some(report) = links.site().reports.get(&case.incident.id) {
        body::write(
            &report.body.get(),
            &|wanted| references::resolve(links, file, wanted.kind, &wanted.dest),
            &mut out,
        );
    }
    out
}

/// Date, duration, severity and applications in one line.
fn summary(links: &Linker<'_>, case: &Case) -> String {
    let mut out: Vec<String> = case.date().map(|date| parts::day(date).label).into_iter().collect();
    let minutes = case.duration.and_then(|duration| duration.computed.or(duration.stated));
    out.extend(minutes.map(|minutes| minutes.to_string()));
    out.extend(case.incident.severity.as_ref().map(|severity| severity.value.clone()));
    let names: Vec<&str> = parts::application_names(links.site().archive, case).collect();
    out.extend((!names.is_empty()).then(|| names.join(", ")));
    out.join(" · ")
}

/// When an incident began, as RFC 3339: in its own zone, else in that of the archive, else in UTC.
fn published(site: &Site<'_>, case: &Case) -> String {
    let incident = &case.incident;
    let start = incident.started_at.as_ref().and_then(|start| start.value.time());
    let date = case.date().unwrap_or(site.archive.as_of);
    let local = start.unwrap_or_else(|| date.to_datetime(jiff::civil::time(0, 0, 0, 0)));
    let zone = incident.zone.as_ref().map(|zone| &zone.value).or(site.settings.archive.timezone.as_ref());
    let offset = zone.and_then(|zone| zone.offset_at(local)).unwrap_or(jiff::tz::Offset::UTC);
    rfc3339(local, offset)
}

fn rfc3339(local: DateTime, offset: jiff::tz::Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, rest) = (minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60);
    let zone = if minutes == 0 { "Z".to_owned() } else { format!("{sign}{hours:02}:{rest:02}") };
    format!("{}T{:02}:{:02}:00{zone}", local.date(), local.hour(), local.minute())
}

/// When a feed changed last: the day that counts as today.
pub(super) fn updated(date: Date) -> String {
    let midnight = date.to_datetime(jiff::civil::time(0, 0, 0, 0));
    rfc3339(midnight, jiff::tz::Offset::UTC)
}

/// The page that a feed belongs to.
pub(super) fn home(site: &Site<'_>) -> String {
    url(site, "index.html")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::datetime;
    use jiff::tz::Offset;

    #[test]
    fn times_carry_their_offset() {
        let noon = datetime(2019, 2, 4, 12, 0, 0, 0);
        let check = |seconds: i32, expected: &str| {
            let offset = Offset::from_seconds(seconds).expect("a small offset");
            assert_eq!(rfc3339(noon, offset), expected);
        };
        check(0, "2019-02-04T12:00:00Z");
        check(7200, "2019-02-04T12:00:00+02:00");
        check(-12600, "2019-02-04T12:00:00-03:30");
    }
}
