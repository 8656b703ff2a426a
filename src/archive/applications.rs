//! Applications under one name each: the team's aliases first, then spellings that differ in case, blanks or hyphens only.
//! Names that are merely alike are never merged.

mod alike;

use std::sync::Arc;

use super::roster::{Finished, Roster, each_once, fold_thing};
use super::{ApplicationIx, Durations, IncidentIx, Tally};
use crate::config;
use crate::diag::{Code, Diagnostic};
use crate::model::Incident;
use crate::source::{FileId, Span};

use super::Case;

/// An affected application, service, system or component.
#[derive(Clone, Debug)]
pub struct Application {
    /// The last part of the address of its page; no two applications share one.
    pub slug: String,
    /// The canonical name: that of `book.toml`, else the most frequent spelling.
    pub name: String,
    /// Its position in the applications of the settings, which hold description, team and address; `None` where
    /// `book.toml` does not name it.
    pub configured: Option<usize>,
    /// The spellings that reports use, other than the name, sorted.
    pub spellings: Vec<String>,
    /// Its incidents, newest first.
    pub incidents: Vec<IncidentIx>,
    /// The states of the actions of those incidents.
    pub tally: Tally,
    /// How long those incidents lasted.
    pub durations: Durations,
}

/// Which applications there are, and which each incident has, in the report's order, each once. Tallies and durations
/// are left to the caller, who has the actions.
pub(super) fn collect<'a>(
    incidents: impl Iterator<Item = &'a Incident>,
    configured: &[config::Application],
) -> (Vec<Application>, Vec<Vec<ApplicationIx>>) {
    let mut roster = Roster::new(fold_thing);
    for (position, application) in configured.iter().enumerate() {
        let names = std::iter::once(&application.name).chain(&application.aliases).map(String::as_str);
        roster.preset(&application.name, names, Some(position));
    }
    let claims: Vec<Vec<usize>> = incidents.map(|incident| claim(&mut roster, incident)).collect();
    let Finished { list, places } = roster.finish("application");
    let mut applications: Vec<Application> = list
        .into_iter()
        .map(|listed| Application {
            slug: listed.slug,
            name: listed.name,
            configured: listed.known,
            spellings: listed.spellings,
            incidents: Vec::new(),
            tally: Tally::default(),
            durations: Durations::default(),
        })
        .collect();
    let mut of_incidents = Vec::with_capacity(claims.len());
    for (position, claims) in claims.into_iter().enumerate() {
        let here: Vec<ApplicationIx> = claims.into_iter().map(|claim| ApplicationIx::at(places[claim])).collect();
        for application in &here {
            applications[application.position()].incidents.push(IncidentIx::at(position));
        }
        of_incidents.push(here);
    }
    (applications, of_incidents)
}

/// What there is to say of names that may be one application. Names that the settings both give are two.
pub(super) fn alike(applications: &[Application], cases: &[Arc<Case>]) -> Vec<Diagnostic> {
    let open = |at: usize| applications[at].configured.is_none();
    let pairs = alike::pairs(applications).into_iter().filter(|(a, b)| open(*a) || open(*b));
    let told = |(a, b): (usize, usize)| {
        // The rarer name is the one to look at.
        let (other, one) =
            if applications[a].incidents.len() < applications[b].incidents.len() { (b, a) } else { (a, b) };
        let (one, other) = (&applications[one], &applications[other]);
        let (file, span) = place(one, cases)?;
        let (known, there) = place(other, cases)?;
        let message = format!("`{}` may be the application `{}` under another name", one.name, other.name);
        let help = format!(
            "if it is, write `\"{}\" = {{ aliases = [\"{}\"] }}` under [applications] in book.toml; if not, give both a line there",
            other.name, one.name
        );
        let diagnostic =
            Diagnostic::new(Code::ApplicationAlike, message).at(file, span, "").at(known, there, "named here");
        Some(diagnostic.help(help))
    };
    pairs.filter_map(told).collect()
}

/// Where its latest report names an application.
fn place<'a>(application: &Application, cases: &'a [Arc<Case>]) -> Option<(&'a FileId, Span)> {
    let incident = &cases[application.incidents.first()?.position()].incident;
    let is_name = |written: &str| {
        written.trim() == application.name || application.spellings.iter().any(|known| known == written.trim())
    };
    let fact = incident.applications.iter().find(|fact| is_name(&fact.value))?;
    Some((&incident.id.file, fact.evidence.span()))
}

fn claim(roster: &mut Roster<Option<usize>>, incident: &Incident) -> Vec<usize> {
    each_once(incident.applications.iter().filter_map(|application| roster.claim(&application.value, |_| None)))
}
