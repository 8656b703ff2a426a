//! Replacements in a text, and where a place of the old text lies in the new one.

use super::Span;

/// Pieces of a text and what stands there instead, in order and without overlap. No piece holds a line break, and neither
/// does what replaces it: line numbers stay.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Edits(Vec<Edit>);

#[derive(Clone, PartialEq, Eq, Debug)]
struct Edit {
    old: Span,
    with: String,
    /// Where the replacement begins in the new text.
    new_start: u32,
}

impl Edits {
    /// Replaces one more piece, behind all others.
    pub fn replace(&mut self, old: Span, with: String) {
        let (behind, new_behind) = self.0.last().map_or((0, 0), |edit| (edit.old.end, edit.new_end()));
        debug_assert!(behind <= old.start, "in order");
        let new_start = new_behind + (old.start - behind);
        self.0.push(Edit { old, with, new_start });
    }

    /// Whether nothing is replaced.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The new text of an old one.
    pub fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + self.0.len() * 4);
        let mut behind = 0;
        for edit in &self.0 {
            out.push_str(text.get(behind..edit.old.start as usize).unwrap_or(""));
            out.push_str(&edit.with);
            behind = edit.old.end as usize;
        }
        out.push_str(text.get(behind..).unwrap_or(""));
        out
    }

    /// Where a span of the old text lies in the new one. One that begins or ends within a replaced piece takes in all of
    /// what stands there now.
    pub fn span(&self, span: Span) -> Span {
        let place = |offset: u32, at_end: bool| {
            // Of an empty piece behind which the span begins, nothing is taken in.
            let upto = self.0.partition_point(|edit| edit.old.start < offset || (edit.old.start == offset && !at_end));
            match self.0.get(upto.wrapping_sub(1)) {
                Some(edit) if offset < edit.old.end => {
                    if at_end {
                        edit.new_end()
                    } else {
                        edit.new_start
                    }
                }
                Some(edit) => edit.new_end() + (offset - edit.old.end),
                None => offset,
            }
        };
        Span { start: place(span.start, false), end: place(span.end, true).max(place(span.start, false)) }
    }
}

impl Edit {
    fn new_end(&self) -> u32 {
        self.new_start + u32::try_from(self.with.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn edits(text: &str, old: &str, with: &str) -> Edits {
        let mut edits = Edits::default();
        for (at, found) in text.match_indices(old) {
            edits.replace(Span::new(at, at + found.len()), with.to_owned());
        }
        edits
    }

    #[test]
    fn places_follow_their_text() {
        let text = "ab Dana cd Dana ef";
        let edits = edits(text, "Dana", "owner 1");
        let new = edits.apply(text);
        assert_eq!(new, "ab owner 1 cd owner 1 ef");
        let check = |start, end, expected: &str| {
            assert_eq!(&new[edits.span(Span::new(start, end)).range()], expected, "{start}..{end}");
        };
        check(0, 2, "ab");
        check(0, 3, "ab ");
        check(3, 7, "owner 1");
        check(4, 6, "owner 1");
        check(5, 10, "owner 1 cd");
        check(7, 11, " cd ");
        check(8, 18, "cd owner 1 ef");
        check(3, 3, "");
        check(18, 18, "");
    }

    proptest! {
        #[test]
        fn what_is_not_touched_stays(text in "[abx ]{0,40}", start in 0_usize..40, len in 0_usize..20) {
            let edits = edits(&text, "ab", "<name>");
            let new = edits.apply(&text);
            let (start, end) = (start.min(text.len()), (start + len).min(text.len()));
            let span = edits.span(Span::new(start, end));
            let old = &text[start..end.max(start)];
            prop_assert!((span.end as usize) <= new.len());
            if !old.is_empty() && !old.contains("ab") && !old.starts_with('b') && !old.ends_with('a') {
                prop_assert_eq!(&new[span.range()], old);
            }
        }
    }
}
