//! Who owes what: one identity a person or team across reports.
//!
//! A name belongs, in this order, to
//!
//! 1. the person or team that `book.toml` gives it to, or everybody (`Shared`);
//! 2. the person with exactly this full name, the team of this name, the one with this handle or mail address;
//! 3. where it is short (initials, a first name, a first name with the beginning of a surname): the one person of the same
//!    report whose full name fits;
//! 4. where no one there does, and it is more than a first name: the one person of the whole archive who fits.
//!
//! So "DB" may mean one person here and another there. Where several fit, or nobody does, the name stays what it is: an
//! [`OwnerKind::ShortName`] with its candidates, merged with nobody. Names that are merely alike are never merged
//! (`alike`), only shown to each other. What a name shows of itself says `kind`, whom a short one can mean `short`.

mod alike;
mod kind;
mod short;

use std::collections::{BTreeMap, BTreeSet};

use self::kind::kind_of;
use self::short::{Directory, Form, form};
use super::roster::{Finished, Listed, Roster, each_once, fold_person};
use super::{ActionIx, IncidentIx, OwnerIx, Tally};
use crate::config::Settings;
use crate::model::{Action, Incident};

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
    /// Of a short name: those it can mean, as far as the archive knows them. Of a person: whose name is so much alike that
    /// it may be a slip of the pen.
    pub candidates: Vec<OwnerIx>,
    /// Of a person: the teams they belong to by the settings.
    pub teams: Vec<OwnerIx>,
    /// Of a team: its people by the settings, as far as reports name them.
    pub members: Vec<OwnerIx>,
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
    /// Initials or a short name that may be several people, or that nobody fits.
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
    let incidents: Vec<&Incident> = incidents.collect();
    let mut identities = Identities::new(&incidents, settings);
    let claims: Vec<(Vec<usize>, Vec<Vec<usize>>)> =
        incidents.iter().map(|incident| identities.claims(incident)).collect();
    let Identities { roster, ambiguous, presets, .. } = identities;
    let Finished { list, places } = roster.finish("owner");
    let mut owners: Vec<Owner> = list.into_iter().map(owner).collect();
    let place = |member: &usize| Some(places[*member]).filter(|place| *place != usize::MAX).map(OwnerIx::at);
    for (short, candidates) in &ambiguous {
        if let Some(short) = place(short) {
            owners[short.position()].candidates = candidates.iter().filter_map(place).collect();
        }
    }
    show_alike(&mut owners);
    join_teams(&mut owners, &presets, settings, place);
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

fn owner(listed: Listed<OwnerKind>) -> Owner {
    Owner {
        slug: listed.slug,
        name: listed.name,
        kind: listed.known,
        spellings: listed.spellings,
        candidates: Vec::new(),
        teams: Vec::new(),
        members: Vec::new(),
        actions: Vec::new(),
        tally: Tally::default(),
        incidents: Vec::new(),
    }
}

/// Names on their way to people.
struct Identities {
    roster: Roster<OwnerKind>,
    /// Every full name of the archive and of the settings.
    directory: Directory,
    /// Whom a short name that stays one can mean.
    ambiguous: BTreeMap<usize, BTreeSet<usize>>,
    presets: Presets,
}

/// The members of the roster that the settings name.
struct Presets {
    people: Vec<usize>,
    teams: Vec<usize>,
}

impl Identities {
    /// Everybody whose name says who they are.
    fn new(incidents: &[&Incident], settings: &Settings) -> Self {
        let (mut roster, presets) = configured(settings);
        let mut directory = Directory::default();
        for (person, member) in settings.people.names.iter().zip(&presets.people) {
            let names = std::iter::once(&person.name).chain(&person.aliases);
            names.filter(|name| is_full(name)).for_each(|name| directory.add(name, *member));
        }
        let mut seen = BTreeSet::new();
        for name in incidents.iter().flat_map(|incident| names_of(incident)) {
            if seen.insert(name) && is_full(name) {
                // Claimed again where it stands: this only makes the person known before the first short name asks.
                let member = roster.announce(name, OwnerKind::Person);
                if *roster.known(member) == OwnerKind::Person {
                    directory.add(name, member);
                }
            }
        }
        Self { roster, directory, ambiguous: BTreeMap::new(), presets }
    }

    /// The people and the owners of an incident.
    fn claims(&mut self, incident: &Incident) -> (Vec<usize>, Vec<Vec<usize>>) {
        // Most reports have no short name, and need not know whom one could mean.
        let mut present = None;
        let people =
            each_once(incident.people.iter().filter_map(|person| self.claim(&person.value, &mut present, incident)));
        let mut of_action = |action: &Action| {
            each_once(action.owners.iter().filter_map(|name| self.claim(name, &mut present, incident)))
        };
        (people, incident.actions.iter().map(&mut of_action).collect())
    }

    /// Whom an incident names in full.
    fn present(&self, incident: &Incident) -> Directory {
        let mut present = Directory::default();
        for person in &incident.people {
            let member = self.roster.find(&person.value);
            let person_of = member.filter(|member| *self.roster.known(*member) == OwnerKind::Person);
            person_of.into_iter().for_each(|member| present.add(&person.value, member));
        }
        present
    }

    /// Whom a name of an incident means. `present` is whom the incident names in full, once somebody has asked.
    fn claim(&mut self, name: &str, present: &mut Option<Directory>, incident: &Incident) -> Option<usize> {
        let known = self.roster.find(name).is_some_and(|member| *self.roster.known(member) != OwnerKind::ShortName);
        if known || kind_of(&fold_person(name)) != OwnerKind::ShortName {
            return self.roster.claim(name, kind_of);
        }
        let here = present.get_or_insert_with(|| self.present(incident)).fitting(name);
        let (candidates, settled) = match here.len() {
            0 => (self.directory.fitting(name), form(name) == Form::Pointed),
            _ => (here, true),
        };
        match candidates.first() {
            Some(only) if settled && candidates.len() == 1 => {
                self.roster.lend(*only, name);
                Some(*only)
            }
            Some(_) | None => {
                let short = self.roster.claim(name, kind_of)?;
                self.ambiguous.entry(short).or_default().extend(candidates);
                Some(short)
            }
        }
    }
}

/// Every name of a report, in its order.
fn names_of(incident: &Incident) -> impl Iterator<Item = &str> {
    let people = incident.people.iter().map(|person| person.value.as_str());
    people.chain(incident.actions.iter().flat_map(|action| action.owners.iter().map(String::as_str)))
}

fn is_full(name: &str) -> bool {
    kind_of(&fold_person(name)) == OwnerKind::Person
}

/// A roster with the people and teams of the settings; names and aliases outrank handles.
fn configured(settings: &Settings) -> (Roster<OwnerKind>, Presets) {
    let mut roster = Roster::new(fold_person);
    let names = &settings.people.names;
    let mut people = Vec::with_capacity(names.len());
    for person in names {
        let names = std::iter::once(&person.name).chain(&person.aliases).map(String::as_str);
        people.push(roster.preset(&person.name, names, OwnerKind::Person));
    }
    let mut teams = Vec::with_capacity(settings.teams.len());
    for team in &settings.teams {
        let names = std::iter::once(&team.name).chain(&team.aliases).map(String::as_str);
        teams.push(roster.preset(&team.name, names, OwnerKind::Team));
        roster.keep(teams[teams.len() - 1]);
    }
    for (member, person) in people.iter().zip(names) {
        if let Some(handle) = &person.handle {
            roster.also(*member, handle);
            roster.also(*member, &format!("@{handle}"));
        }
    }
    roster.preset("Shared", ["shared", "all", "everyone", "everybody"].into_iter(), OwnerKind::Shared);
    (roster, Presets { people, teams })
}

/// Shows people to each other whose names differ by a slip of the pen.
fn show_alike(owners: &mut [Owner]) {
    let people: Vec<usize> = (0..owners.len()).filter(|at| owners[*at].kind == OwnerKind::Person).collect();
    let names: Vec<&str> = people.iter().map(|at| owners[*at].name.as_str()).collect();
    for (a, b) in alike::pairs(&names) {
        let (a, b) = (people[a], people[b]);
        owners[a].candidates.push(OwnerIx::at(b));
        owners[b].candidates.push(OwnerIx::at(a));
    }
    owners.iter_mut().for_each(|owner| owner.candidates.sort_unstable());
}

/// Joins people and teams as the settings say, from either side.
fn join_teams(owners: &mut [Owner], presets: &Presets, settings: &Settings, place: impl Fn(&usize) -> Option<OwnerIx>) {
    let folded = |owner: &Owner| fold_person(&owner.name);
    let people: BTreeMap<String, OwnerIx> = (0..owners.len())
        .filter(|at| owners[*at].kind == OwnerKind::Person)
        .map(|at| (folded(&owners[at]), OwnerIx::at(at)))
        .collect();
    let mut teams: BTreeMap<String, OwnerIx> = BTreeMap::new();
    let mut pairs = BTreeSet::new();
    for (team, member) in settings.teams.iter().zip(&presets.teams) {
        let Some(ix) = place(member) else { continue };
        teams.extend(std::iter::once(&team.name).chain(&team.aliases).map(|name| (fold_person(name), ix)));
        let named = team.members.iter().filter_map(|name| people.get(&fold_person(name)));
        pairs.extend(named.map(|person| (ix, *person)));
    }
    for (person, member) in settings.people.names.iter().zip(&presets.people) {
        let team = person.team.as_ref().and_then(|team| teams.get(&fold_person(team)));
        pairs.extend(team.copied().zip(place(member)));
    }
    for (team, person) in pairs {
        owners[team.position()].members.push(person);
        owners[person.position()].teams.push(team);
    }
}
