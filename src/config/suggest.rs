//! What may have been meant: the nearest of some known names.

/// The known name nearest to what was written: the same but for case, `_` and `-`, else a few letters away. `None` where
/// nothing is near; the first of several that are equally near.
pub fn nearest<'n>(written: &str, known: &[&'n str]) -> Option<&'n str> {
    let folded = kebab(written);
    if let Some(same) = known.iter().find(|name| kebab(name).replace('-', "") == folded.replace('-', "")) {
        return Some(same);
    }
    // A long text is no misspelling, and measuring it costs its square.
    let length = folded.chars().count();
    if length > 64 {
        return None;
    }
    let allowed = (length / 3).clamp(1, 4);
    let near = known.iter().map(|name| (strsim::osa_distance(&folded, &kebab(name)), *name));
    near.filter(|(distance, _)| *distance <= allowed).min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// A name as `book.toml` writes its own: `baseURL` and `base_url` are `base-url`.
pub(super) fn kebab(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut after_lower = false;
    for c in name.chars() {
        if c.is_uppercase() && after_lower {
            out.push('-');
        }
        after_lower = c.is_lowercase();
        if matches!(c, '_' | ' ') { out.push('-') } else { out.extend(c.to_lowercase()) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_have_been_meant() {
        let known = ["build-dir", "extra-watch-dirs", "site-url"];
        let check = |written, expected| assert_eq!(nearest(written, &known), expected, "{written}");
        check("build_dir", Some("build-dir"));
        check("buildDir", Some("build-dir"));
        check("builddir", Some("build-dir"));
        check("bild-dir", Some("build-dir"));
        check("siteURL", Some("site-url"));
        check("site", None);
        check("colour", None);
        check("", None);
    }

    #[test]
    fn names_of_other_tools_in_our_spelling() {
        let check = |written, expected: &str| assert_eq!(kebab(written), expected);
        check("baseURL", "base-url");
        check("base_url", "base-url");
        check("languageCode", "language-code");
        check("title", "title");
    }
}
