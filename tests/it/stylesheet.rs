//! The style sheet of the default theme: without a rule that nothing uses, and with colours that can be read.
//!
//! Classes are looked for as words in the templates, the scripts and the Rust code that writes markup; the colours of the
//! roles are taken from the tokens, and their contrast is that of WCAG 2.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn files(folder: &str) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of the repository").flatten() {
            let path = entry.path();
            if path.is_dir() { open.push(path) } else { out.push(path) }
        }
    }
    out.sort();
    out
}

fn texts(folder: &str) -> String {
    files(folder).iter().map(|path| std::fs::read_to_string(path).expect("a text of the repository")).collect()
}

/// The style sheet without comments and without the texts in quotes.
fn css() -> String {
    let text = texts("themes/default/css");
    let mut out = String::new();
    for (at, part) in text.split("/*").enumerate() {
        out.push_str(if at == 0 { part } else { part.split_once("*/").map_or("", |(_, rest)| rest) });
    }
    out.split('"').step_by(2).collect()
}

/// The words that follow a mark: `.name`, `--name`.
fn words<'a>(text: &'a str, mark: &str) -> BTreeSet<&'a str> {
    let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let after = text.match_indices(mark).map(|(at, _)| &text[at + mark.len()..]);
    after.map(|rest| &rest[..rest.find(ends).unwrap_or(rest.len())]).filter(|word| !word.is_empty()).collect()
}

#[test]
fn every_class_is_used() {
    let css = css();
    // What a rule selects by, not what it says: everything in front of a brace.
    let selectors: String = css.split('}').filter_map(|rule| rule.rsplit_once('{')).map(|(before, _)| before).collect();
    let classes = words(&selectors, ".");
    let markup = ["templates", "js", "search"].map(|folder| texts(&format!("themes/default/{folder}"))).concat()
        + &["src/view", "src/render"].map(texts).concat();
    let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let mut used: BTreeSet<&str> = markup.split(ends).collect();
    // Classes that are put together by a template: from a state, a tone, a kind of page.
    for (prefix, rest) in [
        ("is-", &["overdue", "open", "done", "unknown", "returned", "held", "again"][..]),
        ("tone-", &["critical", "major", "minor", "low", "neutral"]),
        ("note-", &["error", "warning"]),
        ("page-", &["year"]),
    ] {
        assert!(used.contains(prefix.trim_end_matches('-')) || markup.contains(prefix), "{prefix}");
        used.extend(classes.iter().filter(|class| class.strip_prefix(prefix).is_some_and(|end| rest.contains(&end))));
    }
    let unused: Vec<_> =
        classes.iter().filter(|class| class.starts_with(char::is_alphabetic) && !used.contains(*class)).collect();
    assert!(unused.is_empty(), "no page has these classes: {unused:?}");
}

#[test]
fn every_property_is_made_and_used() {
    let css = css();
    let made: BTreeSet<&str> = css
        .split(['{', ';', '}'])
        .filter_map(|part| Some(part.trim().strip_prefix("--")?.split_once(':')?.0))
        .collect();
    let used = words(&css, "var(--");
    assert_eq!(used.difference(&made).collect::<Vec<_>>(), Vec::<&&str>::new(), "used, never made");
    assert_eq!(made.difference(&used).collect::<Vec<_>>(), Vec::<&&str>::new(), "made, never used");
}

/// The roles with their light and their dark colour, where both are opaque.
fn roles() -> BTreeMap<String, [[f64; 3]; 2]> {
    let css = css();
    let tokens = css.split(":root").nth(1).expect("the tokens");
    let colour = |text: &str| {
        let digits = text.trim().trim_start_matches('#');
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok().map(f64::from);
        (digits.len() == 6).then(|| Some([channel(0)?, channel(2)?, channel(4)?]))?
    };
    let role = |part: &str| {
        let (name, value) = part.trim().strip_prefix("--")?.split_once(':')?;
        let (light, dark) = value.trim().strip_prefix("light-dark(")?.strip_suffix(')')?.split_once(',')?;
        Some((name.to_owned(), [colour(light)?, colour(dark)?]))
    };
    tokens.split(['{', ';', '}']).filter_map(role).collect()
}

fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let channel = |value: f64| {
        let value = value / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let light = |[r, g, b]: [f64; 3]| 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    let (a, b) = (light(a).max(light(b)), light(a).min(light(b)));
    (a + 0.05) / (b + 0.05)
}

#[test]
fn every_text_can_be_read() {
    let roles = roles();
    let mut faults = Vec::new();
    let texts = roles
        .keys()
        .filter(|name| !matches!(name.as_str(), "paper" | "raised" | "line" | "strong-line" | "accent-soft" | "mark"));
    for name in texts {
        for ground in ["paper", "raised", "accent-soft", "mark"] {
            // Only text of the body stands on tinted ground.
            if matches!(ground, "accent-soft" | "mark") && !matches!(name.as_str(), "ink" | "quiet" | "accent") {
                continue;
            }
            for (scheme, at) in [("light", 0), ("dark", 1)] {
                let found = contrast(roles[name][at], roles[ground][at]);
                if found < 4.5 {
                    faults.push(format!("{name} on {ground}, {scheme}: {found:.2}"));
                }
            }
        }
    }
    // What is a border of something to press, or a mark in a drawing, needs less.
    for (scheme, at) in [("light", 0), ("dark", 1)] {
        let found = contrast(roles["strong-line"][at], roles["paper"][at]);
        if found < 3.0 {
            faults.push(format!("strong-line on paper, {scheme}: {found:.2}"));
        }
    }
    // The shades of counts, from the mixture that the style sheet names: each well apart from the one before.
    let sheet = css();
    let mixed = |name: &str, at: usize| {
        let rule = sheet.split_once(&format!(".{name} {{ --shade: color-mix(in srgb, var(--accent) ")).expect(name).1;
        let share: f64 = rule.split_once('%').and_then(|(share, _)| share.parse().ok()).expect("a share");
        let (from, to) = (roles["accent"][at], roles["raised"][at]);
        [0, 1, 2].map(|channel| (from[channel] * share + to[channel] * (100.0 - share)) / 100.0)
    };
    for (scheme, at) in [("light", 0), ("dark", 1)] {
        let shades = [roles["raised"][at], mixed("heat-1", at), mixed("heat-2", at), roles["ink"][at]];
        for (level, (pair, least)) in shades.windows(2).zip([3.0, 1.7, 1.7]).enumerate() {
            let found = contrast(pair[0], pair[1]);
            if found < least {
                faults.push(format!("shades {level} and {}, {scheme}: {found:.2}", level + 1));
            }
        }
    }
    assert!(roles.len() > 20 && faults.is_empty(), "{} roles; {faults:#?}", roles.len());
}
