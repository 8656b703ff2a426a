//! Whether a text without a telling name reads as a Markdown report.
//!
//! Entry point: [`reads_as_report`]. A report has Markdown's marks and is mostly prose; a makefile, a script, a list of
//! settings or a licence is not, even where its comments look like headings. In doubt it is no report: the account of
//! the build names it, and `include` takes it in.

/// How much of a text is looked at, in lines.
const LINES: usize = 400;

/// Whether the text of a file without an extension reads as a Markdown report.
pub fn reads_as_report(text: &str) -> bool {
    if text.starts_with("#!") || text.starts_with("<?xml") || is_licence(text) {
        return false;
    }
    let seen = Seen::count(text);
    let marked = seen.titles > 0 && seen.headings + seen.marks + seen.prose >= 2;
    let listed = seen.marks >= 3 && seen.prose >= 1;
    (marked || listed) && seen.prose > 0 && seen.code * 3 <= seen.prose + seen.marks + seen.headings
}

fn is_licence(text: &str) -> bool {
    let head: String = text.chars().take(2000).collect::<String>().to_lowercase();
    let head = head.split_whitespace().collect::<Vec<_>>().join(" ");
    [
        "permission is hereby granted",
        "general public license",
        "apache license",
        "mozilla public license",
        "redistribution and use in source and binary forms",
        "creative commons",
        "all rights reserved",
    ]
    .iter()
    .any(|phrase| head.contains(phrase))
}

/// The lines of a text by what they look like, front matter and fenced code aside.
#[derive(Default, Debug)]
struct Seen {
    /// Headings of any level.
    headings: usize,
    /// Headings that no comment looks like: below the first level, underlined, or first in the text.
    titles: usize,
    /// Items of lists, rows of tables, bold labels, links.
    marks: usize,
    /// Lines of several words.
    prose: usize,
    /// Assignments, rules, commands and other lines of programs.
    code: usize,
}

impl Seen {
    fn count(text: &str) -> Self {
        let mut seen = Self::default();
        let mut fenced = false;
        let mut before = "";
        for (at, line) in without_front_matter(text).lines().take(LINES).enumerate() {
            let trimmed = line.trim();
            if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
                fenced = !fenced;
                seen.marks += 1;
            } else if !fenced && !trimmed.is_empty() {
                seen.add(line, before, at == 0);
            }
            before = trimmed;
        }
        seen
    }

    fn add(&mut self, line: &str, before: &str, is_first: bool) {
        let trimmed = line.trim();
        if let Some(level) = heading_level(trimmed) {
            self.headings += 1;
            self.titles += usize::from(level > 1 || is_first);
        } else if is_underline(trimmed) && !before.is_empty() && looks_like_prose(before, 1) {
            self.headings += 1;
            self.titles += 1;
        } else if looks_like_code(line) {
            self.code += 1;
        } else if is_mark(trimmed) {
            self.marks += 1;
            self.prose += usize::from(looks_like_prose(trimmed, 4));
        } else if looks_like_prose(trimmed, 4) {
            self.prose += 1;
        }
    }
}

fn without_front_matter(text: &str) -> &str {
    let fence = text.lines().next().unwrap_or_default().trim_end();
    if fence != "---" && fence != "+++" {
        return text;
    }
    let close = format!("\n{fence}\n");
    text.find(&close).map_or(text, |at| &text[at + close.len()..])
}

/// The level of an ATX heading that holds words.
fn heading_level(line: &str) -> Option<usize> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let words = line[level..].strip_prefix(' ')?;
    ((1..=6).contains(&level) && words.chars().any(char::is_alphabetic)).then_some(level)
}

fn is_underline(line: &str) -> bool {
    line.len() >= 3 && (line.bytes().all(|byte| byte == b'=') || line.bytes().all(|byte| byte == b'-'))
}

fn is_mark(line: &str) -> bool {
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_item = ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark))
        || (numbered.len() < line.len() && (numbered.starts_with(". ") || numbered.starts_with(") ")));
    let is_row = line.starts_with('|') && line.matches('|').count() >= 2;
    is_item || is_row || line.starts_with("**") || line.starts_with("> ") || line.contains("](")
}

fn looks_like_prose(line: &str, words: usize) -> bool {
    let is_word = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() * 2 > word.chars().count();
    line.split_whitespace().filter(is_word).count() >= words
}

fn looks_like_code(line: &str) -> bool {
    let trimmed = line.trim();
    let (head, rest) = trimmed.split_once(['=', ':']).unwrap_or((trimmed, "x"));
    let is_name =
        !head.is_empty() && head.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.+?/$(){}%".contains(&byte));
    let assigned = trimmed[head.len()..].starts_with('=') || trimmed.contains(":=") || trimmed.contains("+=");
    // `target:` with nothing behind it; `Owner: Jo Doe` is what reports write.
    let ruled = rest.trim().is_empty() && !line.starts_with(char::is_uppercase);
    let command = head.bytes().all(|byte| byte.is_ascii_uppercase()) && head.len() > 2 && is_name && assigned;
    line.starts_with('\t') && !is_mark(trimmed)
        || trimmed.ends_with(['{', '}', ';', '\\'])
        || (is_name && (assigned || ruled))
        || command
        || starts_like_a_statement(trimmed)
}

fn starts_like_a_statement(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    [
        "FROM",
        "RUN",
        "COPY",
        "ENTRYPOINT",
        "CMD",
        "ENV",
        "WORKDIR",
        "gem",
        "source",
        "require",
        "import",
        "export",
        "include",
    ]
    .contains(&first)
        || first.starts_with("@")
        || first.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_recognised() {
        let check = |text: &str| assert!(reads_as_report(text), "{text:?}: {:?}", Seen::count(text));
        check("# Mail outage\n## Summary\n\nThe relay refused mail for two hours.\n");
        check("Mail outage\n===========\n\nThe relay refused mail for two hours.\n");
        check("**Date:** 2021-04-01\n**Owner:** Jo Doe\n**Impact:** no mail went out for hours\n");
        check("---\ntitle: Mail\n---\n\n## What happened\n\nNo mail went out for two hours.\n");
        check("# Mail outage\n\nThe relay was down for some time.\n\n- 10:00 alert\n- 11:00 fixed\n");
        check("# Outage\n\nOwner: Jo\n\n| Time | Event |\n|---|---|\n| 10:00 | the first alert came in |\n");
        check(
            "# Outage\n\nWe ran this on all of the hosts:\n\n```\nexport A=1;\nrm -r /tmp/x;\n```\n\nThen it was fine again.\n",
        );
    }

    #[test]
    fn other_texts_are_not() {
        let check = |text: &str| assert!(!reads_as_report(text), "{text:?}: {:?}", Seen::count(text));
        check("");
        check("#!/bin/sh\n## Setup\n\nThis is a script with much prose in it.\n- a\n- b\n");
        check("# Build everything that is needed\nall: a b\n\tcc -o a a.c\n\ninstall:\n\tcp a /usr/bin\n");
        check("# Base image of all the things\nFROM debian\nRUN apt-get update && \\\n    apt-get install\n");
        check("MIT License\n\nPermission is hereby granted, free of charge, to any person\n");
        check(
            "# The name servers of the first site\nserver=10.0.0.1\n# The name servers of the second\nserver=10.0.0.2\n",
        );
        check("one\ntwo\nthree\n");
        check("example.org\n");
        check("Dear all,\n\nplease find the minutes of the last meeting below, thanks a lot.\n");
        check("source 'https://example.org'\n\n# The framework we use for all of it\ngem 'rails'\ngem 'puma'\n");
    }
}
