//! Which categories of the taxonomy the words of a report's cause sections suggest. Suggestions only: never a fact.
//!
//! [`CompiledTaxonomy::new`] prepares the keywords once; `suggest` then takes the cause sections of one report:
//!
//! 1. take their words, split from the source without comments and addresses, with what stands between two (`words`)
//! 2. at each word, try the keywords that begin with it; the longest that fits wins, for each axis by itself
//! 3. leave out what the report denies: a negation in the clause before, or "was ruled out" behind (`denied`)
//!
//! Limits: one pass over the words, no grammar beyond that. A denial that is missed costs a wrong suggestion, and one
//! that is seen too often a missing one; doubt goes to the second. Scripts without blanks between words do not match.

mod denial;
pub(in crate::extract) mod words;

use std::collections::BTreeMap;

use self::denial::{denied, is_negation};
use self::words::{Join, Word, words};
use super::tokens::Tokens;
use crate::config::{Keyword, Taxonomy};
use crate::extract::words::map::WordMap;
use crate::model::{Axis, CauseSuggestion};
use crate::source::Span;

/// The keywords of a taxonomy, ready to be looked up by their first word.
#[derive(Clone, Debug)]
pub struct CompiledTaxonomy {
    categories: Vec<(Axis, String)>,
    phrases: Vec<Phrase>,
    exact: WordMap<Vec<usize>>,
    /// Those whose first word may have any ending, by its first letter, the shortest first.
    endings: BTreeMap<char, Vec<usize>>,
}

/// A keyword of a category.
#[derive(Clone, Debug)]
struct Phrase {
    category: usize,
    words: Vec<KeyWord>,
    /// Whether it holds a negation of its own, so that "no alerts" is what is looked for and no denial.
    negative: bool,
}

/// A word of a keyword, lower case.
#[derive(Clone, Debug)]
struct KeyWord {
    text: String,
    any_ending: bool,
}

impl KeyWord {
    fn fits(&self, word: &str) -> bool {
        if self.any_ending { word.starts_with(&self.text) } else { word == self.text }
    }
}

impl CompiledTaxonomy {
    /// Prepares the keywords of all categories.
    pub fn new(taxonomy: &Taxonomy) -> Self {
        let categories =
            Taxonomy::AXES.iter().flat_map(|axis| taxonomy.of(*axis).iter().map(|category| (*axis, category)));
        Self::of(categories.map(|(axis, category)| {
            let keywords = category.keywords.iter().map(Keyword::as_str).collect();
            (axis, category.id.as_str(), keywords)
        }))
    }

    /// Prepares categories given as axis, id and keywords.
    fn of<'a>(categories: impl Iterator<Item = (Axis, &'a str, Vec<&'a str>)>) -> Self {
        let mut compiled =
            Self { categories: Vec::new(), phrases: Vec::new(), exact: WordMap::default(), endings: BTreeMap::new() };
        for (axis, id, keywords) in categories {
            let category = compiled.categories.len();
            compiled.categories.push((axis, id.to_owned()));
            for keyword in keywords {
                compiled.add(category, keyword);
            }
        }
        let Self { phrases, endings, .. } = &mut compiled;
        endings.values_mut().for_each(|list| list.sort_by_key(|at| phrases[*at].words[0].text.len()));
        compiled
    }

    fn add(&mut self, category: usize, keyword: &str) {
        let key_word = |word: &Word<'_>| KeyWord {
            text: word.text.to_string(),
            any_ending: keyword[word.span.end as usize..].starts_with('*'),
        };
        let words: Vec<KeyWord> = words(keyword, Span::new(0, keyword.len())).iter().map(key_word).collect();
        let Some(first) = words.first() else { return };
        let index = match first.text.chars().next() {
            Some(letter) if first.any_ending => self.endings.entry(letter).or_default(),
            _ => self.exact.entry(first.text.clone()).or_default(),
        };
        index.push(self.phrases.len());
        let negative = (0..words.len()).any(|at| {
            let next = words.get(at + 1).map(|word| word.text.as_str());
            is_negation(&words[at].text, next)
        });
        self.phrases.push(Phrase { category, words, negative });
    }

    /// The phrases whose first word is `word`.
    fn beginning_with(&self, word: &str) -> impl Iterator<Item = &Phrase> {
        let endings = word.chars().next().and_then(|letter| self.endings.get(&letter));
        let all = self.exact.get(word).into_iter().chain(endings).flatten();
        all.map(|at| &self.phrases[*at]).filter(move |phrase| phrase.words[0].fits(word))
    }
}

/// A place where a phrase fits.
struct Hit {
    category: usize,
    negative: bool,
    length: usize,
}

/// The categories that the cause sections of a report suggest, each once with its first match, in the report's order; of
/// the triggers the first one only. `sections` are the spans of its cause sections.
pub(super) fn suggest(tokens: &Tokens<'_>, sections: &[Span], taxonomy: &CompiledTaxonomy) -> Vec<CauseSuggestion> {
    let mut found: Vec<CauseSuggestion> = Vec::new();
    let mut seen = vec![false; taxonomy.categories.len()];
    for section in sections {
        let part = tokens.within(*section);
        let words = part.words();
        let mut taken = [0; 4];
        for at in 0..words.len() {
            let hits = longest(&words, at, taxonomy, &taken);
            for hit in &hits {
                let (axis, id) = &taxonomy.categories[hit.category];
                taken[place(*axis)] = at + hit.length;
                let denied = !hit.negative && denied(&words, at..at + hit.length);
                let second = *axis == Axis::Trigger && found.iter().any(|known| known.axis == *axis);
                if denied || second || seen[hit.category] {
                    continue;
                }
                seen[hit.category] = true;
                let span = words[at].span.join(words[at + hit.length - 1].span);
                let words = as_written(tokens.text, &words[at..at + hit.length]);
                found.push(CauseSuggestion { axis: *axis, id: id.clone(), words, span });
            }
        }
    }
    found
}

/// The phrases that fit at a word and that no earlier match of their axis covers: for each axis those of most words.
fn longest(words: &[Word<'_>], at: usize, taxonomy: &CompiledTaxonomy, taken: &[usize; 4]) -> Vec<Hit> {
    let mut best = [0; 4];
    let mut hits: Vec<Hit> = Vec::new();
    for phrase in taxonomy.beginning_with(&words[at].text) {
        let axis = place(taxonomy.categories[phrase.category].0);
        if at >= taken[axis] && phrase.words.len() >= best[axis] && fits(phrase, &words[at..]) {
            best[axis] = phrase.words.len();
            hits.push(Hit { category: phrase.category, negative: phrase.negative, length: phrase.words.len() });
        }
    }
    hits.retain(|hit| hit.length == best[place(taxonomy.categories[hit.category].0)]);
    hits.sort_by_key(|hit| hit.category);
    hits
}

/// The words as the report has them, without the Markdown marks and line breaks between them.
fn as_written(text: &str, words: &[Word<'_>]) -> String {
    let mut written = String::new();
    let mut end = None;
    for word in words {
        if let Some(end) = end.filter(|end| *end <= word.span.start) {
            let gap = text.get(Span { start: end, end: word.span.start }.range()).unwrap_or("");
            written += if matches!(gap, "-" | "‑" | "/" | "." | ":" | "_") { gap } else { " " };
        } else if end.is_some() {
            // Both halves of "wasn't" stand in one place.
            continue;
        }
        written += text.get(word.span.range()).unwrap_or("");
        end = Some(word.span.end);
    }
    written
}

fn fits(phrase: &Phrase, words: &[Word<'_>]) -> bool {
    phrase.words.len() <= words.len()
        && phrase.words.iter().zip(words).all(|(key, word)| key.fits(&word.text))
        && words[1..phrase.words.len()].iter().all(|word| word.join == Join::Close)
}

/// The place of an axis among four.
fn place(axis: Axis) -> usize {
    match axis {
        Axis::Trigger => 0,
        Axis::Cause => 1,
        Axis::Gap => 2,
        Axis::Component => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::vocabulary::Vocabulary;
    use proptest::prelude::*;

    fn taxonomy() -> CompiledTaxonomy {
        let categories = [
            (Axis::Trigger, "code-release", vec!["deploy", "release*"]),
            (Axis::Trigger, "hardware", vec!["disk failure"]),
            (Axis::Cause, "access", vec!["credential*", "403", "api key"]),
            (Axis::Cause, "certificate", vec!["certificate*", "TLS"]),
            (Axis::Cause, "capacity", vec!["out of memory", "quota"]),
            (Axis::Cause, "storage", vec!["volume", "disk failure"]),
            (Axis::Cause, "single-point", vec!["single-node", "one replica"]),
            (Axis::Cause, "security", vec!["leaked credential*"]),
            (Axis::Cause, "unpinned", vec!["not pinning", "unpinned"]),
            (Axis::Gap, "not-monitored", vec!["not alerted", "no alert*"]),
            (Axis::Gap, "declared-late", vec!["declared late", "not treated as an incident"]),
        ];
        CompiledTaxonomy::of(categories.into_iter())
    }

    fn suggested(text: &str, sections: &[Span]) -> Vec<CauseSuggestion> {
        let tokens = Tokens::of(text, Span::new(0, text.len()), Vocabulary::standard());
        suggest(&tokens, sections, &taxonomy())
    }

    fn check(text: &str, expected: &str) {
        let found = suggested(text, &[Span::new(0, text.len())]);
        let shown: Vec<String> = found.iter().map(|hit| format!("{}={}", hit.id, hit.words)).collect();
        assert_eq!(shown.join(", "), expected, "{text}");
    }

    #[test]
    fn keywords_match_on_word_borders() {
        check("The volume was full.", "storage=volume");
        check("VOLUME", "storage=VOLUME");
        check("The volumes, credentialed: 4031", "access=credentialed");
        check("the `releases` page", "code-release=releases");
        check("GET /x 403", "access=403");
        check("", "");
    }

    #[test]
    fn phrases_run_over_lines_and_marks() {
        check(
            "It ran out
of **memory**",
            "capacity=out of memory",
        );
        check("> out of\n> memory", "capacity=out of memory");
        check("the single‑node case; a single node", "single-point=single‑node");
        check("out of. Memory", "");
        check("- out of\n- memory", "");
        check("see [api](https://example.org/403) key", "access=api key");
        check("see <https://example.org/quota/403> and ![](tls.png) <!-- quota? -->", "");
    }

    #[test]
    fn the_longest_match_wins_on_its_axis() {
        check("a leaked credential", "security=leaked credential");
        check("after a disk failure", "hardware=disk failure, storage=disk failure");
        check("credentials, then leaked credentials", "access=credentials, security=leaked credentials");
    }

    #[test]
    fn each_category_once_and_one_trigger() {
        check("A deploy, then a disk failure. A deploy.", "code-release=deploy, storage=disk failure");
        check("quota, then the quota again, and TLS", "capacity=quota, certificate=TLS");
    }

    #[test]
    fn what_is_denied_is_not_suggested() {
        for denial in [
            "There was no deploy.",
            "It was not caused by a deploy",
            "The cause wasn’t the deploy",
            "It failed without any deploy",
            "an old bug rather than the last deploy",
            "We ruled out a deploy",
            "The deploy was ruled out early",
            "The deploy was not the cause.",
            "The deploy had nothing to do with it",
            "not, as first thought, a deploy",
            "No drill, upgrade or deploy took place",
            "It was never about the deploy",
        ] {
            check(denial, "");
        }
    }

    #[test]
    fn a_negation_reaches_its_own_clause_only() {
        for asserted in [
            "We did not notice. The deploy went on.",
            "It could not start because of the deploy",
            "Nodes were not drained and the deploy went on",
            "We did not look, the deploy went on",
            "Not only the deploy",
            "It was no longer stable after the deploy",
            "- not drained\n- deploy",
            "Was it the weather? No. The deploy was to blame",
            "The deploy was not the only cause",
        ] {
            check(asserted, "code-release=deploy");
        }
    }

    #[test]
    fn a_keyword_may_be_a_negation() {
        check("Nobody knew: we were not alerted", "not-monitored=not alerted");
        check("They weren't alerted for hours", "not-monitored=weren't alerted");
        check("There are no alerts on that queue", "not-monitored=no alerts");
        check("It wasn't treated as an incident at first", "declared-late=wasn't treated as an incident");
        check("It was treated as an incident at once", "");
        check("Not pinning what we build on", "unpinned=Not pinning");
        check("It was declared late", "declared-late=declared late");
        check("It was not declared late", "");
    }

    #[test]
    fn spans_point_into_the_source() {
        let text = "# Cause\n\nTLS\n\n# Other\n\nquota\n\n# Factors\n\nA quota";
        let (tls, quota) = (text.find("TLS").unwrap_or(0), text.rfind("quota").unwrap_or(0));
        let sections = [Span::new(tls, tls + 3), Span::new(quota - 2, quota + 5)];
        let found = suggested(text, &sections);
        let spans: Vec<Span> = found.iter().map(|hit| hit.span).collect();
        assert_eq!(spans, [Span::new(tls, tls + 3), Span::new(quota, quota + 5)]);
    }

    proptest! {
        #[test]
        fn any_text_is_searched(text in "(not |no |deploy|out of |, |\\. |\n|- |<!--|\\]\\(|https://|é|'t ){0,30}") {
            for hit in suggested(&text, &[Span::new(0, text.len())]) {
                prop_assert!(text.get(hit.span.range()).is_some_and(|words| !words.is_empty()));
            }
        }
    }
}
