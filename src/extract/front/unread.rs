//! Keys that state a fact, with a value that cannot be read as one: the author is told, and the fact is sought elsewhere.

use super::{Facts, severity_word};
use crate::config::Fact;
use crate::diag::{Code, Diagnostic};
use crate::extract::vocabulary::{Vocabulary, WordList};
use crate::extract::when::{self, Expect};
use crate::source::FileId;
use crate::syntax::{Entry, NodeValue, front::same_key};

/// Keys that are words of many uses: what stands under them need not be a fact at all.
const VAGUE: &[&str] = &[
    "from",
    "to",
    "until",
    "window",
    "when",
    "period",
    "time",
    "scheduled",
    "completed",
    "resolved",
    "closed",
    "level",
    "impact",
    "priority",
    "day",
    "start",
    "end",
    "started",
    "ended",
    "published",
    "opened",
    "created",
];

impl Facts<'_> {
    /// What is to be said of keys whose value is no fact.
    pub fn unread(&self, file: &FileId, vocabulary: &Vocabulary) -> Vec<Diagnostic> {
        let mut out = Vec::new();
        let facts = [Fact::StartedAt, Fact::EndedAt, Fact::Date, Fact::StatedDuration, Fact::Severity];
        for (fact, entry) in facts.iter().flat_map(|fact| self.entries(*fact).map(move |entry| (*fact, entry))) {
            let vague = self.own(&entry.key).is_none() && VAGUE.iter().any(|key| same_key(key, &entry.key));
            if !vague && let Some((what, help)) = fault(fact, entry, vocabulary) {
                let message = format!("the value of `{}` cannot be read as {what}", entry.key);
                out.push(
                    Diagnostic::new(Code::FrontMatterValue, message)
                        .at(file, entry.node.span, "")
                        .at(file, entry.key_span, "this key states it")
                        .help(help),
                );
            }
        }
        out
    }
}

/// What the value should be and is not, and how to write it.
fn fault(fact: Fact, entry: &Entry, vocabulary: &Vocabulary) -> Option<(&'static str, &'static str)> {
    let text = match &entry.node.value {
        NodeValue::Text(text) => Some(text.as_str()),
        NodeValue::Table(_) if matches!(fact, Fact::Severity | Fact::StatedDuration) => return None,
        NodeValue::List(_) | NodeValue::Table(_) => None,
        NodeValue::Null | NodeValue::Bool(_) => return None,
    };
    if text.is_some_and(|text| text.trim().is_empty() || vocabulary.is_in(WordList::Placeholder, text)) {
        return None;
    }
    let in_field = Expect { bare_digits: true, ..Expect::default() };
    match fact {
        Fact::StartedAt | Fact::EndedAt | Fact::Date => {
            let found = text.is_some_and(|text| !when::ranges_in(text, in_field).is_empty());
            (!found).then_some(("a day or time", "write it as 2024-05-31 or 2024-05-31 14:05"))
        }
        Fact::StatedDuration => {
            let number = |text: &str| text.trim().parse::<f64>().is_ok();
            let found = text.is_some_and(|text| number(text) || when::duration_of(text).is_some());
            (!found).then_some(("a length of time", "write it as 1 h 15 min, or as a number of minutes"))
        }
        Fact::Severity => {
            let found = text.is_some_and(|text| severity_word(text).is_some());
            (!found).then_some(("a severity", "write one word, such as P2 or major"))
        }
        Fact::Title
        | Fact::Kind
        | Fact::Zone
        | Fact::Applications
        | Fact::Timeline
        | Fact::RootCause
        | Fact::Impact
        | Fact::Lessons
        | Fact::Actions
        | Fact::Improvements
        | Fact::Recommendations
        | Fact::People
        | Fact::Triggers
        | Fact::Causes
        | Fact::Gaps
        | Fact::Components
        | Fact::Draft
        | Fact::Aliases
        | Fact::Id
        | Fact::Echoes
        | Fact::NotEchoes
        | Fact::Nothing => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::front::Keys;
    use crate::source::SourceFile;
    use crate::syntax;

    #[test]
    fn a_value_that_is_no_fact_is_told_of() {
        let check = |front: &str, expected: &[&str]| {
            let source = SourceFile::new("a.md", &format!("---\n{front}---\n\nText.\n"));
            let document = syntax::parse(&source).value;
            let keys = Keys::new();
            let found = Facts::of(&document, &keys).unread(&source.id, Vocabulary::standard());
            assert!(found.iter().all(|found| found.code == Code::FrontMatterValue && found.help.is_some()), "{front}");
            let words: Vec<_> = found.iter().map(|found| found.message.as_str()).collect();
            assert_eq!(words, expected, "{front}");
        };
        check("started_at: yesterday evening\n", &["the value of `started_at` cannot be read as a day or time"]);
        check("resolvedWhen: [a, b]\n", &["the value of `resolvedWhen` cannot be read as a day or time"]);
        check("duration: long\n", &["the value of `duration` cannot be read as a length of time"]);
        check("severity: [a, b]\n", &["the value of `severity` cannot be read as a severity"]);
        check("started_at: 2024-03-05 14:05\nduration: 75\nseverity: major\n", &[]);
        check("started_at: TBD\nended_at:\nresolved_at: null\nduration: \"\"\n", &[]);
        check("resolved: true\nimpact: Nobody could log in\nfrom: the operations team\n", &[]);
        check("severity: {level: SEV2, why: some customers}\n", &[]);
    }
}
