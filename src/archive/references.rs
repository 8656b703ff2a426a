//! Which incident a report means where it speaks of another one: by link, id, day, or a ticket that both name.
//!
//! [`find`] resolves the mentions of all reports. Each resolves to one incident or to none: an id that two reports carry,
//! a day on which two incidents began, a file that holds several, name nobody. A ticket counts where few reports name it.
//! Maps are made of what is mentioned at all, so that an archive without mentions costs a walk over it.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::{Case, IncidentIx};
use crate::config::SiteUrl;
use crate::model::{Kind, Mention, Target};
use crate::source::Span;

/// How many reports may name one ticket for it to join them.
const SHARED_BY: usize = 4;

/// How long the name of a file must be to be known wherever it lies.
const TELLING_NAME: usize = 12;

/// Parts of the addresses of trackers, before the number of a ticket.
const TRACKERS: &[&str] = &["issues", "issue", "browse", "bugs", "bug", "tickets", "ticket", "pull", "merge_requests"];

/// What one report says of another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference {
    /// The other incident.
    pub to: IncidentIx,
    /// By what it is named.
    pub by: By,
    /// Whether the sentence says that something was seen before.
    pub again: bool,
    /// Where the report says it.
    pub span: Span,
}

/// By what a report names another one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum By {
    /// A link or an address.
    Link,
    /// An id of the other report.
    Id(String),
    /// The day on which it began.
    Day,
    /// A ticket that both name; the earlier report need not know of the later one.
    Ticket(String),
}

/// What every report says of others, in its order, each incident once: the reference of the first place, tickets last.
pub(super) fn find(cases: &[Arc<Case>], site: &SiteUrl) -> Vec<Vec<Reference>> {
    let names = Names::of(cases, site);
    let mut found: Vec<Vec<Reference>> = Vec::with_capacity(cases.len());
    for (position, case) in cases.iter().enumerate() {
        let own = IncidentIx::at(position);
        let mut here: Vec<Reference> = Vec::new();
        for mention in &case.incident.mentions {
            let Some((to, by)) = names.resolve(mention, case, cases) else { continue };
            let Mention { target: _, again, span } = *mention;
            match here.iter_mut().find(|known| known.to == to) {
                Some(known) => known.again |= again,
                None if to != own => here.push(Reference { to, by, again, span }),
                None => {}
            }
        }
        found.push(here);
    }
    tickets(cases, &names, &mut found);
    found
}

/// The names by which reports are known.
struct Names<'a> {
    by_path: HashMap<&'a str, Option<IncidentIx>>,
    by_name: HashMap<&'a str, Option<IncidentIx>>,
    by_anchor: HashMap<(&'a str, &'a str), IncidentIx>,
    by_page: HashMap<&'a str, IncidentIx>,
    by_id: HashMap<&'a str, Option<IncidentIx>>,
    /// The address of the site without its scheme; `None` where the settings name no host.
    site: Option<String>,
}

impl<'a> Names<'a> {
    fn of(cases: &'a [Arc<Case>], site: &SiteUrl) -> Self {
        let mut names = Self {
            by_path: HashMap::new(),
            by_name: HashMap::new(),
            by_anchor: HashMap::new(),
            by_page: HashMap::new(),
            by_id: HashMap::new(),
            site: site.origin().map(|origin| {
                let host = origin.split_once("://").map_or(origin, |(_, host)| host);
                format!("{host}{}", site.path())
            }),
        };
        let targets = || cases.iter().flat_map(|case| &case.incident.mentions).map(|mention| &mention.target);
        let addresses = targets().any(|target| matches!(target, Target::File(..) | Target::Web(_)));
        let ids = targets().any(|target| matches!(target, Target::Id(_)));
        for (position, case) in cases.iter().enumerate() {
            let ix = IncidentIx::at(position);
            let id = &case.incident.id;
            if addresses {
                let one = |known: &mut Option<IncidentIx>| *known = None;
                names.by_path.entry(id.file.as_str()).and_modify(one).or_insert(Some(ix));
                names.by_name.entry(id.file.file_name()).and_modify(one).or_insert(Some(ix));
                names.by_page.insert(&case.path, ix);
                if let Some(anchor) = &id.anchor {
                    names.by_anchor.insert((id.file.as_str(), anchor), ix);
                }
            }
            if ids {
                for id in &case.incident.ids {
                    let known = names.by_id.entry(&id.value).or_insert(Some(ix));
                    *known = known.filter(|known| *known == ix);
                }
            }
        }
        names
    }

    /// The incident a mention means, and by what.
    fn resolve(&self, mention: &Mention, case: &Case, cases: &[Arc<Case>]) -> Option<(IncidentIx, By)> {
        match &mention.target {
            Target::File(path, fragment) => Some((self.file(path, fragment.as_deref())?, By::Link)),
            Target::Web(address) => Some((self.web(address)?, By::Link)),
            Target::Id(id) => Some(((*self.by_id.get(id.as_str())?)?, By::Id(id.clone()))),
            Target::Day { year, month, day } => Some((on_day(case, cases, *year, *month, *day)?, By::Day)),
            Target::Unnamed => None,
        }
    }

    fn file(&self, path: &str, fragment: Option<&str>) -> Option<IncidentIx> {
        if let Some(ix) = fragment.and_then(|fragment| self.by_anchor.get(&(path, fragment))) {
            return Some(*ix);
        }
        candidates(path).find_map(|path| self.by_path.get(path.as_str()).copied()).flatten()
    }

    /// An address of the site itself, or of a place where the reports are kept.
    fn web(&self, address: &str) -> Option<IncidentIx> {
        if let Some(page) = self.site.as_ref().and_then(|site| address.strip_prefix(site.as_str())) {
            let page = page.trim_matches('/').trim_end_matches("index.html").trim_end_matches('/');
            return self.by_page.get(page).copied();
        }
        let name = address.rsplit('/').next()?;
        candidates(name).find_map(|name| {
            let ix = (*self.by_name.get(name.as_str())?)?;
            (name.len() >= TELLING_NAME).then_some(ix)
        })
    }
}

/// The files that a path may mean: itself, and the report that a site generator would have published under it.
pub(crate) fn candidates(path: &str) -> impl Iterator<Item = String> {
    let stem = path.strip_suffix(".html").or_else(|| path.strip_suffix(".htm")).unwrap_or(path).to_owned();
    let stem = stem.strip_suffix("/index").map(str::to_owned).unwrap_or(stem);
    std::iter::once(path.to_owned()).chain(["md", "markdown"].map(|ending| format!("{stem}.{ending}")))
}

/// The one incident that began on a day. Without a year it is the last such day before the report's own.
fn on_day(case: &Case, cases: &[Arc<Case>], year: Option<i16>, month: i8, day: i8) -> Option<IncidentIx> {
    let own = case.date();
    let date = match (year, own) {
        (Some(year), _) => Date::new(year, month, day).ok()?,
        (None, Some(own)) => {
            let this_year = Date::new(own.year(), month, day).ok().filter(|date| *date <= own);
            this_year.or_else(|| Date::new(own.year() - 1, month, day).ok())?
        }
        (None, None) => return None,
    };
    // Newest first; those without a date stand last.
    let start = cases.partition_point(|case| case.date().is_some_and(|other| other > date));
    let of_day = cases[start..].iter().take_while(|case| case.date() == Some(date)).enumerate();
    let mut incidents = of_day.filter(|(_, case)| case.incident.kind.value == Kind::Incident);
    let (at, _) = incidents.next()?;
    incidents.next().is_none().then(|| IncidentIx::at(start + at))
}

/// Joins reports that name the same ticket, where few do: the later one refers to the earlier ones.
fn tickets<'a>(cases: &'a [Arc<Case>], names: &Names<'_>, found: &mut [Vec<Reference>]) {
    let mut by_ticket: HashMap<&'a str, Vec<(usize, Span)>> = HashMap::new();
    let mut order: Vec<&'a str> = Vec::new();
    for (position, case) in cases.iter().enumerate() {
        for mention in &case.incident.mentions {
            let Some(ticket) = ticket(&mention.target).filter(|_| names.resolve(mention, case, cases).is_none()) else {
                continue;
            };
            let holders = by_ticket.entry(ticket).or_insert_with(|| {
                order.push(ticket);
                Vec::new()
            });
            if holders.last().is_none_or(|(last, _)| *last != position) && holders.len() <= SHARED_BY {
                holders.push((position, mention.span));
            }
        }
    }
    for ticket in order {
        let holders = &by_ticket[ticket];
        if !(2..=SHARED_BY).contains(&holders.len()) {
            continue;
        }
        for (at, (later, span)) in holders.iter().enumerate() {
            for (earlier, _) in &holders[at + 1..] {
                let to = IncidentIx::at(*earlier);
                let back = found[*earlier].iter().any(|known| known.to.position() == *later);
                if !back && !found[*later].iter().any(|known| known.to == to) {
                    let by = By::Ticket(label(ticket));
                    found[*later].push(Reference { to, by, again: false, span: *span });
                }
            }
        }
    }
}

/// The ticket that a target names: the address of an issue, or an id such as `OPS-1042`.
fn ticket(target: &Target) -> Option<&str> {
    match target {
        Target::Web(address) => {
            let (before, number) = address.rsplit_once('/')?;
            let tracker = before.rsplit('/').next()?;
            let numbered = number.bytes().any(|byte| byte.is_ascii_digit()) && number.len() <= 40;
            (numbered && TRACKERS.contains(&tracker)).then_some(address)
        }
        Target::Id(id) => Some(id),
        Target::File(..) | Target::Day { .. } | Target::Unnamed => None,
    }
}

/// What a ticket is called: `#123` behind the name of its project, or the id.
fn label(ticket: &str) -> String {
    let Some((before, number)) = ticket.rsplit_once('/') else { return ticket.to_owned() };
    let project = before.rsplit('/').find(|part| !TRACKERS.contains(part) && *part != "-").unwrap_or("");
    if number.bytes().all(|byte| byte.is_ascii_digit()) { format!("{project}#{number}") } else { number.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Archive;
    use crate::archive::sample::{archive_with, report};

    fn archive(samples: impl IntoIterator<Item = crate::archive::sample::Sample>) -> Archive {
        archive_with(samples, "[output.html]\nsite-url = \"https://x.example/i/\"").value
    }

    /// `from -> to by, again` of all references.
    fn shown(archive: &Archive) -> Vec<String> {
        let name = |ix: IncidentIx| archive[ix].incident.id.source();
        let of = |(ix, case): (IncidentIx, &Case)| {
            let line = |reference: &Reference| {
                let by = match &reference.by {
                    By::Link => "link".to_owned(),
                    By::Id(id) => id.clone(),
                    By::Day => "day".to_owned(),
                    By::Ticket(ticket) => ticket.clone(),
                };
                let again = if reference.again { " again" } else { "" };
                format!("{} -> {} {by}{again}", name(ix), name(reference.to))
            };
            case.refers.iter().map(line).collect::<Vec<_>>()
        };
        archive.cases().flat_map(of).collect()
    }

    fn file(path: &str) -> Target {
        Target::File(path.to_owned(), None)
    }

    #[test]
    fn a_link_means_its_report() {
        let archive = archive([
            report("2024/b.md")
                .date("2024-02-01")
                .mention(file("2023/a.md"), true)
                .mention(file("2023/a.html"), false)
                .mention(file("2024/b.md"), false)
                .mention(file("c.md"), false),
            report("2023/a.md").date("2023-02-01"),
        ]);
        assert_eq!(shown(&archive), ["2024/b.md -> 2023/a.md link again"]);
        let referred: Vec<usize> = archive.incidents.iter().map(|case| case.referred.len()).collect();
        assert_eq!(referred, [0, 1]);
    }

    #[test]
    fn an_address_means_the_page_or_the_kept_file() {
        let web = |address: &str| Target::Web(address.to_owned());
        let archive = archive([
            report("d.md")
                .date("2024-02-04")
                .mention(web("git.example/team/blob/main/2023-03-01-queue-backlog.md"), false)
                .mention(web("x.example/i/incidents/2023-02-01-mail-lost/index.html"), false)
                .mention(web("other.example/short.md"), false),
            report("2023/2023-03-01-queue-backlog.md").date("2023-03-01"),
            report("b.md").title("Mail lost").date("2023-02-01"),
            report("short.md").date("2023-01-01"),
        ]);
        assert_eq!(shown(&archive), ["d.md -> 2023/2023-03-01-queue-backlog.md link", "d.md -> b.md link"]);
    }

    #[test]
    fn an_id_means_the_one_report_that_carries_it() {
        let id = |id: &str| Target::Id(id.to_owned());
        let archive = archive([
            report("d.md").date("2024-02-04").mention(id("PM2021-006"), false).mention(id("INC-12"), false),
            report("c.md").date("2024-02-03").id("PM2021-006"),
            report("b.md").date("2024-02-02").id("INC-12"),
            report("a.md").date("2024-02-01").id("INC-12"),
        ]);
        assert_eq!(shown(&archive), ["d.md -> c.md PM2021-006"]);
    }

    #[test]
    fn a_day_means_the_one_incident_that_began_on_it() {
        let day = |year, month, day| Target::Day { year, month, day };
        let archive = archive([
            report("f.md")
                .date("2024-02-04")
                .mention(day(None, 3, 3), true)
                .mention(day(Some(2024), 1, 1), false)
                .mention(day(None, 2, 4), false),
            report("e.md").date("2024-01-01"),
            report("d.md").date("2024-01-01"),
            report("c.md").date("2023-03-03"),
            report("b.md").date("2023-03-03").kind(Kind::Maintenance),
            report("a.md").date("2022-03-03"),
        ]);
        assert_eq!(shown(&archive), ["f.md -> c.md day again"]);
    }

    #[test]
    fn a_ticket_joins_the_few_reports_that_name_it() {
        let issue = |number: u32| Target::Web(format!("git.example/team/relay/issues/{number}"));
        let mut samples: Vec<_> =
            (1..=6).map(|day| report(&format!("{day}.md")).date(&format!("2024-02-0{day}"))).collect();
        for (at, sample) in samples.drain(..).enumerate().collect::<Vec<_>>() {
            let sample = sample.mention(issue(7), false);
            samples.push(if at < 2 {
                sample.mention(issue(12), false).mention(Target::Id("OPS-9".into()), false)
            } else {
                sample
            });
        }
        assert_eq!(shown(&archive(samples)), ["2.md -> 1.md relay#12"]);
    }
}
