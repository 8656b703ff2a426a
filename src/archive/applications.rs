//! Applications under one name each: the team's aliases first, then spellings that differ in case, blanks or hyphens only.
//! Names that are merely alike are never merged.

use super::roster::{Finished, Roster, each_once, fold_thing};
use super::{ApplicationIx, Durations, IncidentIx, Tally};
use crate::config;
use crate::model::Incident;

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

fn claim(roster: &mut Roster<Option<usize>>, incident: &Incident) -> Vec<usize> {
    each_once(incident.applications.iter().filter_map(|application| roster.claim(&application.value, |_| None)))
}
