//! Fragments: how links know the headings of a report. `## Root cause` is `#root-cause`, a second one `#root-cause-1`, as
//! on GitHub.

use std::collections::HashMap;

/// Gives every heading of a file a fragment of its own.
#[derive(Debug, Default)]
pub struct Fragments {
    /// How often each slug has been asked for; looked up only.
    seen: HashMap<String, u32>,
}

impl Fragments {
    /// The fragment of the next heading, by its slug: counted up where it has been given out before.
    pub fn unique(&mut self, slug: String) -> String {
        let slug = if slug.is_empty() { "section".to_string() } else { slug };
        let Some(count) = self.seen.get(&slug).copied() else {
            self.seen.insert(slug.clone(), 0);
            return slug;
        };
        let free = (count + 1..).map(|n| (n, format!("{slug}-{n}"))).find(|(_, name)| !self.seen.contains_key(name));
        let Some((n, name)) = free else { return slug };
        self.seen.insert(slug, n);
        self.seen.insert(name.clone(), 0);
        name
    }
}

/// A heading as GitHub turns it into a fragment: lower case, letters, digits, `_` and `-`, spaces to `-`.
pub fn slug(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    for c in title.chars() {
        match c {
            ' ' => out.push('-'),
            '-' | '_' => out.push(c),
            c if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_those_of_github() {
        let check = |title, expected| assert_eq!(slug(title), expected, "{title}");
        check("Root cause", "root-cause");
        check("What went well?", "what-went-well");
        check("Cause & effect", "cause--effect");
        check("5 Whys: `db_1`", "5-whys-db_1");
        check("Übersicht 中文", "übersicht-中文");
        check("???", "");
    }

    #[test]
    fn fragments_are_unique() {
        let mut fragments = Fragments::default();
        let given = ["impact", "impact", "impact-1", "", ""].map(|slug| fragments.unique(slug.to_string()));
        assert_eq!(given, ["impact", "impact-1", "impact-1-1", "section", "section-1"]);
    }
}
