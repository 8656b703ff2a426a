//! "owner 3" for every person: what a site without names shows in their place.
//!
//! [`Pseudonyms::new`] takes an archive in which everybody is known by name and gives each person a number, in the order in
//! which reports name them, oldest report first: a new report changes no earlier number. [`Pseudonyms::in_file`] then finds
//! every way to write a name in a text of that file (`patterns`) and says what to put there. Whom a short name means is
//! settled by the file it stands in, as everywhere. Teams and everybody (`Shared`) keep their names.
//!
//! What several people of a file may be called becomes "someone", and so does a person whom only the settings name.

mod patterns;

use std::collections::{BTreeMap, BTreeSet};

use self::patterns::{Found, Patterns};
use super::{Archive, IncidentIx, OwnerIx, OwnerKind};
use crate::config::{Person, Settings};
use crate::source::{Edits, FileId};

/// What is put for somebody whom nobody can tell.
const SOMEONE: &str = "someone";

/// A number for every person of an archive, and every way in which texts name them.
#[derive(Debug)]
pub struct Pseudonyms {
    numbers: Vec<Option<u32>>,
    patterns: Patterns,
    casts: BTreeMap<FileId, BTreeSet<OwnerIx>>,
}

/// The names that one file means.
#[derive(Clone, Copy, Debug)]
pub struct InFile<'a> {
    all: &'a Pseudonyms,
    cast: Option<&'a BTreeSet<OwnerIx>>,
}

/// Whether somebody is a person, or may be one.
fn is_personal(kind: OwnerKind) -> bool {
    match kind {
        OwnerKind::Person | OwnerKind::Handle | OwnerKind::ShortName => true,
        OwnerKind::Team | OwnerKind::Shared => false,
    }
}

impl Pseudonyms {
    /// The pseudonyms of an archive. `texts` are all that is published: they tell a name that is also a word of the language
    /// ("mark", "will") from one that is not.
    pub fn new<'t>(archive: &Archive, settings: &Settings, texts: impl Iterator<Item = &'t str>) -> Self {
        let mut numbers = vec![None; archive.owners.len()];
        let mut casts: BTreeMap<FileId, BTreeSet<OwnerIx>> = BTreeMap::new();
        let mut next = 0;
        for (ix, case) in archive.incidents.iter().enumerate().rev() {
            let owners = archive.actions_of(IncidentIx::at(ix)).iter().flat_map(|action| &action.owners);
            let cast = casts.entry(case.incident.id.file.clone()).or_default();
            for owner in case.people.iter().chain(owners) {
                cast.insert(*owner);
                let number = &mut numbers[owner.position()];
                if number.is_none() && is_personal(archive[*owner].kind) {
                    next += 1;
                    *number = Some(next);
                }
            }
        }
        let mut patterns = patterns::Builder::default();
        let mut by_name: BTreeMap<&str, OwnerIx> = BTreeMap::new();
        for (at, owner) in archive.owners.iter().enumerate().filter(|(_, owner)| is_personal(owner.kind)) {
            by_name.insert(&owner.name, OwnerIx::at(at));
            std::iter::once(&owner.name)
                .chain(&owner.spellings)
                .for_each(|name| patterns.name(name, Some(OwnerIx::at(at))));
        }
        for Person { name, aliases, handle, team: _ } in &settings.people.names {
            let owner = by_name.get(name.as_str()).copied();
            std::iter::once(name).chain(aliases).chain(handle).for_each(|name| patterns.name(name, owner));
        }
        Self { numbers, patterns: patterns.build(texts), casts }
    }

    /// What stands for a person: `owner 3`; `None` for a team and for everybody.
    pub fn of(&self, owner: OwnerIx) -> Option<String> {
        Some(format!("owner {}", self.numbers.get(owner.position()).copied()??))
    }

    /// The names as a file means them.
    pub fn in_file(&self, file: &FileId) -> InFile<'_> {
        InFile { all: self, cast: self.casts.get(file) }
    }

    /// The names where no file says whom a short one means.
    pub fn anywhere(&self) -> InFile<'_> {
        InFile { all: self, cast: None }
    }
}

impl InFile<'_> {
    /// The replacements that leave no name in a text.
    pub fn edits(self, text: &str) -> Edits {
        let mut edits = Edits::default();
        for found in self.all.patterns.find(text) {
            let with = self.pseudonym(&found);
            edits.replace(found.span, if found.in_word { with.replace(' ', "-") } else { with });
        }
        edits
    }

    /// A text without names.
    pub fn text(self, text: &str) -> String {
        self.edits(text).apply(text)
    }

    /// Whether a text names nobody.
    pub fn is_free(self, text: &str) -> bool {
        self.all.patterns.find(text).is_empty()
    }

    /// The name of a person or team that stands for itself: of one who is known to be a person, the pseudonym.
    pub fn name(self, archive: &Archive, written: &str) -> String {
        let written = written.trim();
        let fits = |ix: &&OwnerIx| {
            let owner = &archive[**ix];
            owner.name == written || owner.spellings.iter().any(|spelling| spelling == written)
        };
        let cast = self.cast.into_iter().flatten();
        // A short name that stays one has a page of its own under it; else it stands among the spellings of a person.
        let own = |ix: &&OwnerIx| archive[**ix].name == written;
        let owner = cast.clone().find(own).or_else(|| cast.clone().find(fits));
        owner.and_then(|owner| self.all.of(*owner)).unwrap_or_else(|| self.text(written))
    }

    fn pseudonym(self, found: &Found<'_>) -> String {
        let here: Vec<OwnerIx> = found.owners.iter().copied().filter(|owner| self.is_here(*owner)).collect();
        let only = match (here.as_slice(), found.owners) {
            ([only], _) | ([], [only]) => Some(*only),
            ([], []) | ([_, ..], _) | ([], [_, ..]) => None,
        };
        only.and_then(|owner| self.all.of(owner)).unwrap_or_else(|| SOMEONE.to_owned())
    }

    fn is_here(self, owner: OwnerIx) -> bool {
        self.cast.is_some_and(|cast| cast.contains(&owner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::sample::{archive_with, report, settings};

    const TOML: &str = "[people.names]\n'Dana Bell' = { aliases = ['Bellows'], handle = 'dbell' }\n'Not Named' = {}\n";

    fn names(check: impl Fn(&Pseudonyms, &Archive)) {
        let archive = archive_with(
            [
                report("new.md").date("2024-05-03").people(&["Ari Fox", "Dario Pells"]).action(
                    "x",
                    &["DP", "Search Team", "everyone"],
                    None,
                ),
                report("old.md")
                    .date("2024-05-01")
                    .people(&["Dana Bell", "Davina Pohl", "@rw", "Åse Li-Brandt"])
                    .action("y", &["DP"], None),
                report("none.md").date("2024-05-02").action("y", &["DP", "山田太郎"], None),
            ],
            TOML,
        )
        .value;
        let texts = ["the fox and a fox", "Fox did it"];
        check(&Pseudonyms::new(&archive, &settings(TOML), texts.into_iter()), &archive);
    }

    #[test]
    fn everybody_has_one_number() {
        names(|names, archive| {
            let shown: Vec<String> = (0..archive.owners.len())
                .map(|at| format!("{}: {}", archive.owners[at].name, names.of(OwnerIx::at(at)).unwrap_or_default()))
                .collect();
            assert_eq!(
                shown,
                [
                    "@rw: owner 3",
                    "Ari Fox: owner 7",
                    "Dana Bell: owner 1",
                    "Dario Pells: owner 8",
                    "Davina Pohl: owner 2",
                    "DP: owner 5",
                    "Search Team: ",
                    "Shared: ",
                    "Åse Li-Brandt: owner 4",
                    "山田太郎: owner 6",
                ]
            );
        });
    }

    #[test]
    fn a_text_names_nobody() {
        names(|names, _| {
            let check = |file: &str, text: &str, expected: &str| {
                assert_eq!(names.in_file(&FileId::new(file)).text(text), expected, "{file}: {text}");
            };
            check(
                "old.md",
                "Dana Bell, DANA and @dbell; Bell's laptop",
                "owner 1, owner 1 and owner 1; owner 1's laptop",
            );
            check("old.md", "[DP] asked dp", "[owner 2] asked dp");
            check("new.md", "[DP] asked", "[owner 8] asked");
            check("none.md", "[DP] asked; DPX", "[owner 5] asked; DPX");
            check("new.md", "see https://chat.example.org/dana.bell/x", "see https://chat.example.org/owner-1/x");
            check("new.md", "DanaBell, dana_bell2, danabell", "owner 1, owner-12, owner 1");
            check("new.md", "Dana%20Bell", "owner 1");
            check("old.md", "Åse Li-Brandt, åse, ASE LI-BRANDT, %C3%85se", "owner 4, owner 4, owner 4, owner 4");
            check("old.md", "Li lied about oil", "owner 4 lied about oil");
            check("new.md", "a fox, Fox, FOX", "a fox, owner 7, owner 7");
            check("new.md", "山田太郎が再起動", "owner 6が再起動");
            check("new.md", "ask Not Named", "ask someone");
            check(
                "new.md",
                "Search Team and everyone, abandana, Bellows",
                "Search Team and everyone, abandana, owner 1",
            );
            check("new.md", "@rw and rw", "owner 3 and owner 3");
        });
    }

    #[test]
    fn a_name_that_stands_for_itself() {
        names(|names, archive| {
            let check = |file: &str, written: &str, expected: &str| {
                assert_eq!(names.in_file(&FileId::new(file)).name(archive, written), expected, "{file}: {written}");
            };
            check("old.md", "DP", "owner 2");
            check("new.md", "DP", "owner 8");
            check("none.md", "DP", "owner 5");
            check("new.md", "Search Team", "Search Team");
            check("new.md", "everyone", "everyone");
        });
    }
}
