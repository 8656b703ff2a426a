//! Names that belong to one thing only: an alias, handle or word that two things of a kind claim is an error at both
//! places.

use std::collections::BTreeMap;

use super::node::Place;
use super::reader::{Reader, Written};
use super::settings::fold;
use crate::diag::Code;

/// Who claims which name, within one kind of thing.
pub(super) struct Claims {
    /// What the things are, for messages: "applications".
    kind: &'static str,
    taken: BTreeMap<String, Claim>,
}

struct Claim {
    owner: String,
    place: Place,
}

impl Claims {
    /// Nothing is claimed yet.
    pub(super) fn new(kind: &'static str) -> Self {
        Self { kind, taken: BTreeMap::new() }
    }

    /// Claims a name for `owner`. Gives whether it is new: a name that its owner has already is taken silently, one that
    /// another has is an error. Case, blanks and hyphens do not count.
    pub(super) fn claim(&mut self, name: &Written<String>, owner: &str, reader: &mut Reader<'_>) -> bool {
        let folded = match fold(&name.value) {
            empty if empty.is_empty() => name.value.clone(),
            folded => folded,
        };
        let Some(claim) = self.taken.get(&folded) else {
            let claim = Claim { owner: owner.to_owned(), place: name.place.clone() };
            self.taken.insert(folded, claim);
            return true;
        };
        if claim.owner == owner {
            return false;
        }
        let message = format!("two {} are called `{}`: `{}` and `{owner}`", self.kind, name.value, claim.owner);
        let diagnostic = reader.diagnostic(Code::ConfigValue, message, &name.place, &format!("a name of `{owner}`"));
        let first = format!("a name of `{}`", claim.owner);
        let diagnostic = reader.also_at(diagnostic, &claim.place, &first);
        reader.push(diagnostic.help("leave it to the one that reports mean by it"));
        false
    }

    /// Claims each of some further names; gives those that are new.
    pub(super) fn claim_all(
        &mut self,
        names: Option<Written<Vec<Written<String>>>>,
        owner: &str,
        reader: &mut Reader<'_>,
    ) -> Vec<String> {
        let names = names.map(|names| names.value).unwrap_or_default();
        names.into_iter().filter(|name| self.claim(name, owner, reader)).map(|name| name.value).collect()
    }
}
