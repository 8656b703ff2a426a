//! The ids of a body, and the fragments by which a report's own links know them.
//!
//! Every id begins with `report-` (headings, anchors) or `note` (footnotes), so that no report can take an id of the
//! page around it. Fragments are those of GitHub: `## Root cause` is `#root-cause`, a second one `#root-cause-1`.

use std::collections::BTreeMap;

use crate::source::address::percent_decoded;
use crate::syntax::{Fragments, slug};

/// Fragments as written in links, and the id each leads to.
pub type Anchors = BTreeMap<String, String>;

/// Gives out ids.
#[derive(Default)]
pub(super) struct Ids {
    /// What has been given out so far.
    pub(super) anchors: Anchors,
    /// The fragments of the file so far, those of other pages included.
    pub(super) fragments: Fragments,
}

impl Ids {
    /// The id of a heading: unique, and found under its slug and, where there is one, its explicit identifier.
    pub(super) fn heading(&mut self, title: &str, explicit: Option<&str>) -> String {
        let fragment = self.fragments.unique(slug(title));
        let id = ["report-", &fragment].concat();
        if let Some(explicit) = explicit {
            self.anchors.entry(explicit.to_string()).or_insert_with(|| id.clone());
        }
        self.anchors.insert(fragment, id.clone());
        id
    }

    /// The id of an `<a name="…">`; `None` where the name has been taken.
    pub(super) fn named(&mut self, name: &str) -> Option<String> {
        if self.anchors.contains_key(name) {
            return None;
        }
        let id = ["report-", &self.fragments.unique(slug(name))].concat();
        self.anchors.insert(name.to_string(), id.clone());
        Some(id)
    }
}

/// The id a fragment leads to, the `#` taken off: as written, percent-decoded, in lower case.
pub(super) fn find<'a>(anchors: &'a Anchors, fragment: &str) -> Option<&'a str> {
    let fragment = fragment.strip_prefix("user-content-").unwrap_or(fragment);
    let get = |name: &str| anchors.get(name).map(String::as_str);
    get(fragment).or_else(|| {
        let decoded = percent_decoded(fragment);
        get(&decoded).or_else(|| get(&decoded.to_lowercase()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_found() {
        let mut ids = Ids::default();
        let given: Vec<_> =
            ["Impact", "Impact", "Impact-1", "", "?"].iter().map(|title| ids.heading(title, None)).collect();
        assert_eq!(
            given,
            ["report-impact", "report-impact-1", "report-impact-1-1", "report-section", "report-section-1"]
        );
        assert_eq!(ids.heading("Who", Some("people")), "report-who");
        assert_eq!(ids.named("impact"), None);
        assert_eq!(ids.named("Who"), Some("report-who-1".to_string()));
        let check = |fragment, expected| assert_eq!(find(&ids.anchors, fragment), expected, "{fragment}");
        check("impact-1", Some("report-impact-1"));
        check("Impact", Some("report-impact"));
        check("user-content-impact", Some("report-impact"));
        check("people", Some("report-who"));
        check("im%70act", Some("report-impact"));
        check("%", None);
    }
}
