//! Names collected over all reports: which spellings are one, which of them stands for all, and a slug for each.
//!
//! A roster begins with the names that the settings give ([`Roster::preset`]), takes every name of every report
//! ([`Roster::claim`]), and ends as a list sorted by name ([`Roster::finish`]).

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};

use foldhash::quality::RandomState;

use super::slug;

/// Names on their way to a sorted list. `T` is what else is known of a name.
#[derive(Debug)]
pub(super) struct Roster<T> {
    fold: fn(&str) -> String,
    by_folded: HashMap<String, usize, RandomState>,
    by_written: HashMap<String, usize, RandomState>,
    members: Vec<Member<T>>,
    spellings: Vec<Spelling>,
}

#[derive(Debug)]
struct Member<T> {
    given: Option<String>,
    known: T,
    /// Positions in the spellings, in the order met.
    spellings: Vec<usize>,
    /// Spellings that mean this name in one report and may mean another elsewhere.
    lent: BTreeSet<String>,
    /// Whether it is listed though no report uses it.
    kept: bool,
}

/// A name as reports write it, and how often.
#[derive(Debug)]
struct Spelling {
    written: String,
    member: usize,
    count: u32,
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
    /// A roster without names. Two spellings are one name where `fold` makes the same of them.
    pub(super) fn new(fold: fn(&str) -> String) -> Self {
        let (by_folded, by_written) = (HashMap::default(), HashMap::default());
        Self { fold, by_folded, by_written, members: Vec::new(), spellings: Vec::new() }
    }

    /// Adds a name that the settings give, and all its spellings. A spelling that is given twice belongs to the first name.
    pub(super) fn preset<'a>(&mut self, name: &str, spellings: impl Iterator<Item = &'a str>, known: T) -> usize {
        let member = self.members.len();
        for spelling in spellings {
            self.also(member, spelling);
        }
        let given = Some(name.to_owned());
        self.members.push(Member { given, known, spellings: Vec::new(), lent: BTreeSet::new(), kept: false });
        member
    }

    /// Gives a preset name one more spelling, unless that belongs to another.
    pub(super) fn also(&mut self, member: usize, spelling: &str) {
        self.by_folded.entry((self.fold)(spelling)).or_insert(member);
    }

    /// Lists a preset name even where no report uses it.
    pub(super) fn keep(&mut self, member: usize) {
        self.members[member].kept = true;
    }

    /// Makes a name known before it is claimed: it is listed only if it is.
    pub(super) fn announce(&mut self, written: &str, known: T) -> usize {
        let folded = (self.fold)(written.trim());
        if let Some(member) = self.by_folded.get(&folded) {
            return *member;
        }
        self.members.push(Member { given: None, known, spellings: Vec::new(), lent: BTreeSet::new(), kept: false });
        self.by_folded.insert(folded, self.members.len() - 1);
        self.members.len() - 1
    }

    /// What else is known of a name.
    pub(super) fn known(&self, member: usize) -> &T {
        &self.members[member].known
    }

    /// The name that a spelling belongs to, where one has claimed it.
    pub(super) fn find(&self, written: &str) -> Option<usize> {
        let written = written.trim();
        let known = self.by_written.get(written).map(|at| self.spellings[*at].member);
        known.or_else(|| self.by_folded.get(&(self.fold)(written)).copied())
    }

    /// Notes a spelling that means a name here and may mean another elsewhere: it is shown, and never stands for the name.
    pub(super) fn lend(&mut self, member: usize, written: &str) {
        let lent = &mut self.members[member].lent;
        if !lent.contains(written.trim()) {
            lent.insert(written.trim().to_owned());
        }
    }

    /// Takes a name as a report writes it; `known` tells from the folded name what else is known of one that is new.
    /// `None` for a name of which nothing is left.
    pub(super) fn claim(&mut self, written: &str, known: impl FnOnce(&str) -> T) -> Option<usize> {
        let written = written.trim();
        if let Some(at) = self.by_written.get(written) {
            let spelling = &mut self.spellings[*at];
            spelling.count += 1;
            return Some(spelling.member);
        }
        let folded = (self.fold)(written);
        if folded.is_empty() {
            return None;
        }
        let member = match self.by_folded.get(&folded) {
            Some(member) => *member,
            None => self.announce(written, known(&folded)),
        };
        self.members[member].spellings.push(self.spellings.len());
        self.by_written.insert(written.to_owned(), self.spellings.len());
        self.spellings.push(Spelling { written: written.to_owned(), member, count: 1 });
        Some(member)
    }

    /// The list of all names that reports use. `kind` ("owner") makes the slug of a name that has no letter in it.
    pub(super) fn finish(self, kind: &str) -> Finished<T> {
        let Self { members, spellings, .. } = self;
        let mut places = vec![usize::MAX; members.len()];
        let mut named: Vec<(String, String, usize, Member<T>)> = Vec::with_capacity(members.len());
        let is_used = |member: &Member<T>| member.kept || !member.spellings.is_empty() || !member.lent.is_empty();
        for (at, member) in members.into_iter().enumerate().filter(|(_, member)| is_used(member)) {
            let name = member.given.clone().unwrap_or_else(|| usual(&member.spellings, &spellings).to_owned());
            named.push((natural(&name), name, at, member));
        }
        named.sort_by(|a, b| (&a.0, &a.1, a.2).cmp(&(&b.0, &b.1, b.2)));
        let slugs = slug::settle(named.iter().map(|(_, name, _, _)| slug::named(name, kind)).collect());
        let mut list = Vec::with_capacity(named.len());
        for ((_, name, at, member), settled) in named.into_iter().zip(slugs) {
            places[at] = list.len();
            let written = member.spellings.iter().map(|at| &spellings[*at].written);
            let others: BTreeSet<&String> = written.chain(&member.lent).filter(|written| **written != name).collect();
            let others = others.into_iter().cloned().collect();
            list.push(Listed { slug: settled.slug, name, spellings: others, known: member.known });
        }
        Finished { list, places }
    }
}

/// What to sort a name by: without case, numbers by their size ("cluster 9" before "cluster 10").
fn natural(name: &str) -> String {
    const DIGITS: usize = 10;
    let mut key = String::with_capacity(name.len() + DIGITS);
    let mut number = String::new();
    for c in name.chars().flat_map(char::to_lowercase).chain(['\0']) {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        if !number.is_empty() {
            let digits = number.trim_start_matches('0');
            key.extend(std::iter::repeat_n('0', DIGITS.saturating_sub(digits.len())));
            key.push_str(digits);
            number.clear();
        }
        key.push(c);
    }
    key
}

/// The items in their order, each once.
pub(super) fn each_once(items: impl Iterator<Item = usize>) -> Vec<usize> {
    // A handful: looking through them is quicker than hashing.
    let mut out: Vec<usize> = Vec::new();
    let mut many = HashSet::new();
    for item in items {
        let is_new =
            if out.len() < 16 { !out.contains(&item) } else { many.insert(item) && !out[..16].contains(&item) };
        if is_new {
            out.push(item);
        }
    }
    out
}

/// The most frequent spelling; of several the first by byte order, which puts capitals first.
fn usual<'a>(of_member: &[usize], spellings: &'a [Spelling]) -> &'a str {
    let candidates = of_member.iter().map(|at| &spellings[*at]);
    let usual = candidates.min_by_key(|spelling| (Reverse(spelling.count), &spelling.written));
    usual.map_or("", |spelling| &spelling.written)
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
        let mut roster = Roster::new(fold_thing);
        roster.preset("Edge proxy", ["Edge proxy", "ingress"].into_iter(), 1);
        roster.preset("Never used", ["Never used"].into_iter(), 2);
        let written = ["search", "Search", "Search", "ingress", "edge-proxy", "日本", "`search`", "Édge"];
        let claims: Vec<usize> = written.iter().filter_map(|name| roster.claim(name, |_| 0)).collect();
        assert_eq!(roster.claim("`-`", |_| 0), None);
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
    fn numbers_stand_by_their_size() {
        let mut names = ["owner 10", "Owner 9", "owner", "node-02", "node-1", "b", "A"];
        names.sort_by_key(|name| natural(name));
        assert_eq!(names, ["A", "b", "node-1", "node-02", "owner", "Owner 9", "owner 10"]);
    }

    #[test]
    fn names_are_folded() {
        assert_eq!(fold_thing("Edge\u{2011}Proxy `2`"), "edgeproxy2");
        assert_eq!(fold_person("  Dana   BELL, "), "dana bell");
    }
}
