//! The review questions of a report and their answers.
//!
//! A question is a heading or label that ends in a question mark and stands in a part of the report that looks back: the root
//! cause, the lessons, the review. What its answer says is read from its own first words alone ("No. …", "Partly: …"); an answer
//! that goes straight into the matter says neither yes nor no here.

use super::sections::Sections;
use super::shape::Form;
use super::vocabulary::{Meaning, WordList, fold};
use crate::model::{Question, Verdict};

/// Parts that look back: a question counts where it, or a part around it, is one of them.
const REVIEW: &[Meaning] = &[
    Meaning::RootCause,
    Meaning::Trigger,
    Meaning::Detection,
    Meaning::Impact,
    Meaning::Lessons,
    Meaning::WentWell,
    Meaning::WentWrong,
    Meaning::Lucky,
    Meaning::Meeting,
    Meaning::Improvements,
];

/// Parts whose questions are others'.
const OUTSIDE: &[Meaning] = &[Meaning::Timeline, Meaning::Updates, Meaning::Actions, Meaning::Appendix];

/// The longest question, in characters: beyond it a heading is prose.
const LONGEST: usize = 160;

/// The review questions that have an answer, in reading order.
pub fn questions(sections: Sections<'_>) -> Vec<Question> {
    let outline = sections.outline;
    let asked = (0..outline.parts.len()).filter(|at| {
        let part = &outline.parts[*at];
        part.form != Form::Root
            && part.title.ends_with(['?', '？'])
            && part.title.chars().count() <= LONGEST
            && outline.is_under(*at, REVIEW)
            && !outline.is_under(*at, OUTSIDE)
    });
    asked.filter_map(|at| question(sections, at)).collect()
}

/// A question and its answer; `None` where a placeholder stands. "No" alone is one elsewhere, and an answer here.
fn question(sections: Sections<'_>, at: usize) -> Option<Question> {
    let content = sections.content(at)?;
    let verdict = verdict(sections, sections.source.slice(content));
    let answers = verdict.is_some() || !sections.is_placeholder(content);
    answers.then(|| Question { answer: sections.under_heading(at, content), verdict })
}

/// What the first words of an answer say: a word for it with a mark behind it, or one that needs none.
fn verdict(sections: Sections<'_>, answer: &str) -> Option<Verdict> {
    let line = answer.trim_start_matches(|c: char| !c.is_alphanumeric()).lines().next()?;
    let folded = fold(line);
    // Case and accents are folded, so lengths differ from those of the line: only the folded text is looked at.
    let starts = |list: WordList| {
        let word = sections.vocabulary.at_start(list, &folded)?;
        let behind = folded[word.len()..].trim_start_matches(['*', '_', '`', '"']).chars().next();
        // "No alerts fired" speaks of alerts; "no." and "no, it …" answer.
        let ends =
            behind.is_none_or(|c| !c.is_alphanumeric() && !c.is_whitespace()) || starts_dash(&folded[word.len()..]);
        (ends || word.contains(' ')).then_some(word.len())
    };
    let found = [(WordList::Partly, Verdict::Partly), (WordList::No, Verdict::No), (WordList::Yes, Verdict::Yes)];
    found
        .into_iter()
        .filter_map(|(list, verdict)| Some((starts(list)?, verdict)))
        .max_by_key(|(length, _)| *length)
        .map(|(_, verdict)| verdict)
}

/// "no - nobody looked": a dash set apart answers like a full stop.
fn starts_dash(rest: &str) -> bool {
    rest.trim_start().starts_with(['-', '–', '—']) && rest.starts_with(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::shape::Outline;
    use crate::extract::vocabulary::Vocabulary;
    use crate::source::SourceFile;
    use crate::syntax;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, Option<Verdict>, (u32, u32))]) {
        let source = SourceFile::new("a.md", text);
        let document = syntax::parse(&source).value;
        let vocabulary = Vocabulary::standard();
        let outline = Outline::of(&document, &source.id, vocabulary);
        let found = questions(Sections { source: &source, outline: &outline, vocabulary });
        let shown: Vec<_> = found
            .iter()
            .map(|question| {
                let lines = question.answer.evidence.lines(&source.lines);
                (question.answer.heading.as_str(), question.verdict, (lines.first, lines.last))
            })
            .collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn questions_of_the_review() {
        check(
            "# T\n\n## Root cause\n\n### What caused it?\n\nA disk.\n\n### Were we paged?\n\nNo. Nobody was.\n\n### Was it fun?\n\nTBC\n",
            &[("What caused it?", None, (7, 7)), ("Were we paged?", Some(Verdict::No), (11, 11))],
        );
        check(
            "# T\n\n## Lessons learned\n\n**Did it help?**\n\nYes, it did.\n",
            &[("Did it help?", Some(Verdict::Yes), (7, 7))],
        );
        // Elsewhere a question is a heading like any other.
        check("# T\n\n## Timeline\n\n### Who is it?\n\nNo.\n\n## What is a relay?\n\nA machine.\n", &[]);
    }

    #[test]
    fn only_the_first_words_answer() {
        let verdict = |answer: &str, expected: Option<Verdict>| {
            let text = format!("# T\n\n## Lessons learned\n\n### Did it help?\n\n{answer}\n");
            check(&text, &[("Did it help?", expected, (7, 7))]);
        };
        verdict("No", Some(Verdict::No));
        verdict("**Yes**, quickly", Some(Verdict::Yes));
        verdict("* Yes: the alert fired", Some(Verdict::Yes));
        verdict("Yes and no. The alert fired late.", Some(Verdict::Partly));
        verdict("Partly, since the alert fired late.", Some(Verdict::Partly));
        verdict("Partially", Some(Verdict::Partly));
        verdict("Not really, it fired late", Some(Verdict::No));
        verdict("No - it fired late", Some(Verdict::No));
        verdict("Nein.", Some(Verdict::No));
        verdict("No alert fired", None);
        verdict("Nobody knows", None);
        verdict("The alert fired: yes.", None);
        verdict("Yesterday it did.", None);
    }
}
