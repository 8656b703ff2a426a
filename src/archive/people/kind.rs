//! What a name shows of itself: a full name, a handle, a team, or less than any of them.

use super::OwnerKind;

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
pub(super) fn kind_of(folded: &str) -> OwnerKind {
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
    use crate::archive::roster::fold_person;

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
