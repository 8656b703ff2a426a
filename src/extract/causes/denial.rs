//! Whether a report denies what a keyword says: "not caused by a deploy", "a deploy was ruled out".

use std::ops::Range;

use super::words::{Join, Word};

/// How many words before a match a negation may stand.
const REACH_BEFORE: usize = 8;

/// How many words behind a match a denial may stand.
const REACH_BEHIND: usize = 6;

/// Words that begin a clause of their own: what was negated before them says nothing of what comes behind.
const CLAUSE_OPENERS: &[&str] = &[
    "after",
    "although",
    "as",
    "because",
    "before",
    "but",
    "causing",
    "due",
    "during",
    "following",
    "however",
    "if",
    "leading",
    "meaning",
    "once",
    "resulting",
    "since",
    "so",
    "that",
    "therefore",
    "though",
    "triggering",
    "until",
    "when",
    "where",
    "which",
    "while",
    "who",
];

/// Words that a subject begins with: behind "and" or a comma they begin a clause.
const SUBJECTS: &[&str] =
    &["he", "i", "it", "our", "she", "so", "that", "the", "their", "then", "there", "these", "they", "this", "we"];

/// What is denied where "not" stands behind a match: "was not the cause".
const BLAME: &[&str] = &[
    "blame",
    "cause",
    "culprit",
    "factor",
    "fault",
    "involved",
    "reason",
    "related",
    "responsible",
    "root",
    "source",
    "trigger",
];

/// Whether the words of `matched` are denied by a negation in the clause before, or by what is said behind them.
pub(super) fn denied(words: &[Word<'_>], matched: Range<usize>) -> bool {
    denied_before(words, matched.start) || denied_behind(words, matched.end)
}

fn denied_before(words: &[Word<'_>], start: usize) -> bool {
    let mut segment = 0;
    let mut allowed = 2;
    let mut at = start;
    loop {
        match words[at].join {
            Join::Border => return false,
            // A list ("no deploy, no drill or upgrade") goes on over commas, a clause with a subject does not.
            Join::Comma if segment > allowed || SUBJECTS.contains(&&*words[at].text) => return false,
            Join::Comma => (segment, allowed) = (0, 3),
            Join::Close => {}
        }
        if at == 0 || start - at == REACH_BEFORE {
            return false;
        }
        at -= 1;
        segment += 1;
        let (word, next) = (&*words[at].text, &*words[at + 1].text);
        if is_negation(word, Some(next)) {
            return true;
        }
        let opener = CLAUSE_OPENERS.contains(&word) && !(word == "as" && is_aside(words, at));
        if opener || (word == "and" && SUBJECTS.contains(&next)) {
            return false;
        }
    }
}

/// Whether "as" stands in an aside between commas: "not, as first thought, a deploy".
fn is_aside(words: &[Word<'_>], at: usize) -> bool {
    words[at].join == Join::Comma
}

/// Whether a word negates what follows it. "Not only", "not enough" and "no longer" do not.
pub(super) fn is_negation(word: &str, next: Option<&str>) -> bool {
    let next = next.unwrap_or("");
    match word {
        "not" => !matches!(next, "only" | "just" | "enough" | "sufficient" | "sufficiently" | "merely"),
        "no" => !matches!(next, "longer" | "doubt" | "one" | "sooner"),
        "never" | "without" | "neither" | "nor" | "nothing" => true,
        "rather" => next == "than",
        "instead" => next == "of",
        "ruled" | "ruling" | "rule" => next == "out",
        "unrelated" => next == "to",
        _ => false,
    }
}

fn denied_behind(words: &[Word<'_>], end: usize) -> bool {
    let reach = words.len().min(end + REACH_BEHIND);
    let clause = words.get(end..reach).unwrap_or(&[]);
    let clause = &clause[..clause.iter().position(|word| word.join != Join::Close).unwrap_or(clause.len())];
    clause.iter().enumerate().any(|(at, word)| {
        let mut behind = clause[at + 1..].iter().take(3);
        match &*word.text {
            "ruled" => behind.next().is_some_and(|next| next.text == "out"),
            "not" => {
                let blamed = behind.clone().any(|word| BLAME.contains(&&*word.text));
                blamed && !behind.any(|word| matches!(&*word.text, "only" | "sole" | "just"))
            }
            "nothing" | "unrelated" => behind.next().is_some_and(|next| next.text == "to"),
            _ => false,
        }
    })
}
