//! The page of documentation of all diagnostics, as Markdown.

use std::fmt::Write;

use super::Code;

/// What every diagnostic means and what to do about it: a page of the user guide.
pub fn reference_markdown() -> String {
    let mut out = String::from(
        "# Diagnostics\n\n\
         What annals has to say about reports and settings. Each diagnostic has a name that stays the same from version to \
         version; `[lint]` in `book.toml` says how loud it is: `error`, `warning`, `note` or `off`. The \
         errors of `book.toml` itself (`config-…`) cannot be changed.\n",
    );
    for code in Code::ALL {
        let _ = write!(out, "\n## `{code}`\n\n{}. ", capitalised(&code.severity().to_string()));
        // A doc comment begins each line with a blank.
        let lines: Vec<&str> = code.documentation().lines().map(str::trim).collect();
        let _ = writeln!(out, "{}", lines.join("\n"));
    }
    out
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}
