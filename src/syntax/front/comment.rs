//! The window of planned work as Upptime has it: `start`, `end`, `expectedDown` in a comment at the head of the text.

use super::{Entry, NodeValue, fence, yaml};

/// The entries of the comment at `from`, and where the text behind it begins; `None` where it is any other comment.
pub(super) fn window(text: &str, from: usize) -> Option<(Vec<Entry>, usize)> {
    let rest = &text[from..];
    let start = from + rest.len() - rest.trim_start().len();
    let inner = text[start..].strip_prefix("<!--")?;
    let len = inner.find("-->").filter(|len| *len <= super::MAX_BYTES)?;
    let (inner, at) = (&inner[..len], start + "<!--".len());
    let mut lines = inner.lines().filter(|line| !line.trim().is_empty());
    let named = |line: &str| {
        matches!(fence::yaml_key(line.trim_start()), Some("start" | "end" | "expectedDown" | "expectedDegraded"))
    };
    // `<!--start: status pages-->` is a mark that tools write between.
    let dated = inner.lines().any(|line| {
        line.trim_start()
            .strip_prefix("start:")
            .is_some_and(|value| value.trim_start().starts_with(|c: char| c.is_ascii_digit()))
    });
    if !dated || !lines.all(named) {
        return None;
    }
    // What a comment is made of is no more than pairs: the entry on its first line may be indented by a space.
    let skipped = inner.len() - inner.trim_start().len();
    let node = yaml::read(text, at + skipped..at + len).ok()??;
    let NodeValue::Table(entries) = node.value else { return None };
    let behind = at + len + "-->".len();
    let line = text[behind..].split_inclusive('\n').next().filter(|line| line.trim().is_empty()).map_or(0, str::len);
    Some((entries, behind + line))
}
