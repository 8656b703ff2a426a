//! Who owes what: one identity a person or team across reports.
//!
//! A name belongs, in this order, to the person or team that `book.toml` gives it to; to everybody (`Shared`); to the
//! one with this handle or mail address; to the team or person with exactly this full name. Initials and short names
//! stay what they are: [`OwnerKind::ShortName`] may be several people and is merged with nobody. What the report itself
//! resolves (`[DB]` beside one Doreen Blom) arrives here in full.

use super::roster::{Finished, Roster, each_once, fold_person};
use super::{ActionIx, IncidentIx, OwnerIx, Tally};
use crate::config::Settings;
use crate::model::Incident;

/// A person, a team, or a name that could not be resolved.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The last part of the address of their page; no two owners share one.
    pub slug: String,
    /// The canonical name: that of `book.toml`, else the most frequent spelling.
    pub name: String,
    /// What is known of them.
    pub kind: OwnerKind,
    /// The spellings that reports use, other than the name, sorted.
    pub spellings: Vec<String>,
    /// What they own, in archive order.
    pub actions: Vec<ActionIx>,
    /// The states of those actions.
    pub tally: Tally,
    /// The incidents in whose report they are named as owner or as involved, newest first.
    pub incidents: Vec<IncidentIx>,
}

/// What is known of an owner.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum OwnerKind {
    /// A person: by `book.toml` or by full name.
    Person,
    /// A person known by a handle or mail address alone: one person, whose name no report gives.
    Handle,
    /// A team: by `book.toml` or by a name that says so.
    Team,
    /// Everybody: `Shared`.
    Shared,
    /// Initials or a short name: may be several people, and is merged with nobody.
    ShortName,
}

/// The people of one incident, as addresses of owners.
#[derive(Default, Debug)]
pub(super) struct Cast {
    /// Whoever is involved, in the report's order, each once.
    pub people: Vec<OwnerIx>,
    /// The owners of each action, each once.
    pub owners: Vec<Vec<OwnerIx>>,
}

/// Who there is, and who takes part in each incident. Actions and tallies are left to the caller.
pub(super) fn collect<'a>(
    incidents: impl Iterator<Item = &'a Incident>,
    settings: &Settings,
) -> (Vec<Owner>, Vec<Cast>) {
    let mut roster = configured(settings);
    let claims: Vec<(Vec<usize>, Vec<Vec<usize>>)> = incidents
        .map(|incident| {
            let people = claim(&mut roster, incident.people.iter().map(|person| person.value.as_str()));
            let actions = incident.actions.iter();
            let owners = actions.map(|action| claim(&mut roster, action.owners.iter().map(String::as_str)));
            (people, owners.collect())
        })
        .collect();
    let Finished { list, places } = roster.finish("owner");
    let mut owners: Vec<Owner> = list
        .into_iter()
        .map(|listed| Owner {
            slug: listed.slug,
            name: listed.name,
            kind: listed.known,
            spellings: listed.spellings,
            actions: Vec::new(),
            tally: Tally::default(),
            incidents: Vec::new(),
        })
        .collect();
    let mut casts = Vec::with_capacity(claims.len());
    let placed = |claims: Vec<usize>| claims.into_iter().map(|claim| OwnerIx::at(places[claim])).collect();
    for (position, (people, of_actions)) in claims.into_iter().enumerate() {
        let cast = Cast { people: placed(people), owners: of_actions.into_iter().map(placed).collect() };
        for owner in cast.people.iter().chain(cast.owners.iter().flatten()) {
            let incidents = &mut owners[owner.position()].incidents;
            if incidents.last() != Some(&IncidentIx::at(position)) {
                incidents.push(IncidentIx::at(position));
            }
        }
        casts.push(cast);
    }
    (owners, casts)
}

/// A roster with the people and teams of the settings; names and aliases outrank handles.
fn configured(settings: &Settings) -> Roster<OwnerKind> {
    let mut roster = Roster::new(fold_person);
    let people = &settings.people.names;
    let mut members = Vec::with_capacity(people.len());
    for person in people {
        let names = std::iter::once(&person.name).chain(&person.aliases).map(String::as_str);
        members.push(roster.preset(&person.name, names, OwnerKind::Person));
    }
    for team in &settings.teams {
        let names = std::iter::once(&team.name).chain(&team.aliases).map(String::as_str);
        roster.preset(&team.name, names, OwnerKind::Team);
    }
    for (member, person) in members.into_iter().zip(people) {
        if let Some(handle) = &person.handle {
            roster.also(member, handle);
            roster.also(member, &format!("@{handle}"));
        }
    }
    roster.preset("Shared", ["shared", "all", "everyone", "everybody"].into_iter(), OwnerKind::Shared);
    roster
}

fn claim<'a>(roster: &mut Roster<OwnerKind>, names: impl Iterator<Item = &'a str>) -> Vec<usize> {
    each_once(names.filter_map(|name| roster.claim(name, kind_of)))
}

/// Words of which one in a name makes it that of a team.
const TEAM_WORDS: &[&str] = &[
    "chapter",
    "committee",
    "crew",
    "department",
    "dept",
    "engineers",
    "group",
    "guild",
    "squad",
    "staff",
    "support",
    "team",
    "teams",
    "tribe",
];

/// Names of functions: a team where they stand alone.
const FUNCTIONS: &[&str] = &[
    "dba",
    "dbas",
    "dev",
    "developers",
    "devops",
    "devs",
    "engineering",
    "infra",
    "infrastructure",
    "it",
    "legal",
    "marketing",
    "netops",
    "noc",
    "on call",
    "on-call",
    "oncall",
    "operations",
    "ops",
    "platform",
    "product",
    "qa",
    "sales",
    "sec",
    "secops",
    "security",
    "sre",
    "sres",
    "tech ops",
    "techops",
];

/// What a folded name shows of itself.
fn kind_of(folded: &str) -> OwnerKind {
    let words: Vec<&str> = folded.split(' ').collect();
    if words.len() == 1 && folded.contains('@') {
        return OwnerKind::Handle;
    }
    if FUNCTIONS.contains(&folded) || words.iter().any(|word| TEAM_WORDS.contains(word)) {
        return OwnerKind::Team;
    }
    if is_full_name(&words) { OwnerKind::Person } else { OwnerKind::ShortName }
}

/// Whether words are a full name: a given name and a surname of at least two letters each, at the ends. In scripts that
/// set no blank between the two, any name of at least two characters.
fn is_full_name(words: &[&str]) -> bool {
    let written_out = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !word.ends_with('.');
    match words {
        [only] => only.chars().count() >= 2 && only.chars().all(is_east_asian),
        [first, .., last] => written_out(first) && written_out(last),
        [] => false,
    }
}

fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_show_what_they_are() {
        let check = |name: &str, expected| assert_eq!(kind_of(&fold_person(name)), expected, "{name}");
        check("Dana Bell", OwnerKind::Person);
        check("Dana van der Bell-Ortiz", OwnerKind::Person);
        check("山田太郎", OwnerKind::Person);
        check("Dana", OwnerKind::ShortName);
        check("Dana B", OwnerKind::ShortName);
        check("Dana B.", OwnerKind::ShortName);
        check("D. Bell", OwnerKind::ShortName);
        check("DB", OwnerKind::ShortName);
        check("@dana", OwnerKind::Handle);
        check("dana@example.org", OwnerKind::Handle);
        check("Search Team", OwnerKind::Team);
        check("SRE", OwnerKind::Team);
    }
}
