//! Names collected over all reports: which spellings are one, which of them stands for all, and a slug for each.
//!
//! A roster begins with the names that the settings give ([`Roster::preset`]), takes every name of every report
//! ([`Roster::claim`]), and ends as a list sorted by name ([`Roster::finish`]).

use std::collections::{BTreeMap, HashMap};

use super::slug;

/// Names on their way to a sorted list. `T` is what else is known of a name.
#[derive(Debug)]
pub(super) struct Roster<T> {
    by_folded: HashMap<String, usize>,
    members: Vec<Member<T>>,
}

#[derive(Debug)]
struct Member<T> {
    given: Option<String>,
    known: T,
    spellings: BTreeMap<String, u32>,
}

/// A name of the finished list.
#[derive(Debug)]
pub(super) struct Listed<T> {
    /// The last part of its address.
    pub slug: String,
    /// The name that stands for all spellings.
    pub name: String,
    /// The other spellings that reports use, sorted.
    pub spellings: Vec<String>,
    /// What else is known.
    pub known: T,
}

/// The finished list, and where each claim went.
#[derive(Debug)]
pub(super) struct Finished<T> {
    /// The names that reports use, sorted.
    pub list: Vec<Listed<T>>,
    /// From what [`Roster::claim`] gave to a position in the list.
    pub places: Vec<usize>,
}

impl<T> Roster<T> {
    /// A roster without names.
    pub(super) fn new() -> Self {
        Self { by_folded: HashMap::new(), members: Vec::new() }
    }

    /// Adds a name that the settings give; `folded` are all its spellings, folded. A spelling that is given twice belongs
    /// to the first name.
    pub(super) fn preset(&mut self, name: &str, folded: impl Iterator<Item = String>, known: T) {
        for spelling in folded {
            self.by_folded.entry(spelling).or_insert(self.members.len());
        }
        self.members.push(Member { given: Some(name.to_owned()), known, spellings: BTreeMap::new() });
    }

    /// Gives the name at `position` of the presets one more folded spelling, unless it belongs to another.
    pub(super) fn also(&mut self, position: usize, folded: String) {
        self.by_folded.entry(folded).or_insert(position);
    }

    /// Takes a name as a report writes it; `known` says what else is known of one that is new.
    pub(super) fn claim(&mut self, folded: &str, written: &str, known: impl FnOnce() -> T) -> usize {
        let at = self.by_folded.get(folded).copied().unwrap_or_else(|| {
            self.members.push(Member { given: None, known: known(), spellings: BTreeMap::new() });
            self.by_folded.insert(folded.to_owned(), self.members.len() - 1);
            self.members.len() - 1
        });
        let (spellings, written) = (&mut self.members[at].spellings, written.trim());
        match spellings.get_mut(written) {
            Some(count) => *count += 1,
            None => drop(spellings.insert(written.to_owned(), 1)),
        }
        at
    }

    /// The list of all names that reports use. `kind` ("owner") makes the slug of a name that has no letter in it.
    pub(super) fn finish(self, kind: &str) -> Finished<T> {
        let mut places = vec![usize::MAX; self.members.len()];
        let used = self.members.into_iter().enumerate().filter(|(_, member)| !member.spellings.is_empty());
        let mut named: Vec<(String, String, usize, Member<T>)> = used
            .map(|(at, member)| {
                let name = member.given.clone().unwrap_or_else(|| usual(&member.spellings).to_owned());
                (name.to_lowercase(), name, at, member)
            })
            .collect();
        named.sort_by(|a, b| (&a.0, &a.1, a.2).cmp(&(&b.0, &b.1, b.2)));
        let slugs = slug::settle(named.iter().map(|(_, name, _, _)| slug::named(name, kind)).collect());
        let mut list = Vec::with_capacity(named.len());
        for ((_, name, at, member), settled) in named.into_iter().zip(slugs) {
            places[at] = list.len();
            let spellings = member.spellings.into_keys().filter(|spelling| *spelling != name).collect();
            list.push(Listed { slug: settled.slug, name, spellings, known: member.known });
        }
        Finished { list, places }
    }
}

/// The most frequent spelling; of several the first by byte order, which puts capitals first.
fn usual(spellings: &BTreeMap<String, u32>) -> &str {
    let mut usual = ("", 0);
    for (spelling, count) in spellings {
        if *count > usual.1 {
            usual = (spelling, *count);
        }
    }
    usual.0
}

/// A name of a thing without case, blanks, hyphens and quotes: "Edge-Proxy", "edge proxy" and "`edge_proxy`" are one.
pub(super) fn fold_thing(name: &str) -> String {
    let kept = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '_' | '‑' | '`' | '"' | '\'' | '“' | '”');
    name.chars().filter(kept).flat_map(char::to_lowercase).collect()
}

/// A name of a person or team without case, with single blanks and without a mark behind it.
pub(super) fn fold_person(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded.truncate(folded.trim_end_matches(['.', ',', ':', ';']).len());
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_spelling_stands_for_all() {
        let mut roster = Roster::new();
        roster.preset("Edge proxy", ["edgeproxy", "ingress"].map(String::from).into_iter(), 1);
        roster.preset("Never used", ["neverused"].map(String::from).into_iter(), 2);
        let written = ["search", "Search", "Search", "ingress", "edge-proxy", "日本", "`search`", "Édge"];
        let claims: Vec<usize> = written.iter().map(|name| roster.claim(&fold_thing(name), name, || 0)).collect();
        let finished = roster.finish("application");
        let list: Vec<String> = finished
            .list
            .iter()
            .map(|item| format!("{} {} {:?} {}", item.slug, item.name, item.spellings, item.known))
            .collect();
        assert_eq!(
            list,
            [
                r#"edge-proxy Edge proxy ["edge-proxy", "ingress"] 1"#,
                r#"search Search ["`search`", "search"] 0"#,
                "edge Édge [] 0",
                "ri-ben 日本 [] 0",
            ]
        );
        let places: Vec<usize> = claims.iter().map(|claim| finished.places[*claim]).collect();
        assert_eq!(places, [1, 1, 1, 0, 0, 3, 1, 2]);
    }

    #[test]
    fn names_are_folded() {
        assert_eq!(fold_thing("Edge\u{2011}Proxy `2`"), "edgeproxy2");
        assert_eq!(fold_person("  Dana   BELL, "), "dana bell");
    }
}
