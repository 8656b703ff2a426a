//! Where a follow-up is tracked: the number of a ticket or the address of one, in front of the task or behind it.

use super::item::bracketed;

/// The length of a tracker reference at the start: `[#12]`, `#12`, `org/repo#12`, `OPS-12`.
pub(super) fn tracker_len(text: &str) -> Option<usize> {
    let (inner, extra) = match bracketed(text).filter(|_| text.starts_with('[')) {
        Some((inner, _)) => (inner, 2),
        None => (text.split([' ', ':', ',']).next()?, 0),
    };
    let (head, digits) = inner.rsplit_once(['#', '-'])?;
    let numeric = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
    let hash = inner.contains('#');
    let ticket = (2..=10).contains(&head.len()) && head.chars().all(|c| c.is_ascii_uppercase());
    (numeric && (hash || ticket)).then_some(inner.len() + extra)
}

/// `… Ticket raised #12`, `… - Ticket #2899`, `… issue #12`, a bare link at the end.
pub(super) fn tracker_at_end(text: &str) -> Option<String> {
    let (head, last) = text.rsplit_once(' ')?;
    let link = last.starts_with("http://") || last.starts_with("https://");
    if !link && tracker_len(last) != Some(last.len()) {
        return None;
    }
    let mut head = head.trim_end();
    for words in [
        "Ticket raised",
        "ticket raised",
        "Ticket",
        "ticket",
        "Issue",
        "issue",
        "Tracked in",
        "tracked in",
        "tracked at",
        "Tracked at",
        "see",
        "See",
        "PR",
        "via",
        "in",
        "Jira",
        "Github",
        "GitHub",
        "Link",
    ] {
        if let Some(shorter) = head
            .strip_suffix(words)
            .filter(|shorter| shorter.ends_with([' ', '-', '(', ':', '.', '?', ',']) && !shorter.trim().is_empty())
        {
            head = shorter.trim_end();
        }
    }
    Some(head.trim_end_matches([' ', '-', '–', ':', ',', '(']).to_string())
        .filter(|head| head.split_whitespace().count() >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_stand_at_either_end() {
        let front = |text: &str, expected: Option<usize>| assert_eq!(tracker_len(text), expected, "{text}");
        front("[#12]: add a disk", Some(5));
        front("ops/disks#12 add a disk", Some(12));
        front("OPS-12 add a disk", Some(6));
        front("disk-12 is full", None);
        front("2024-05 was quiet", None);
        let back = |text: &str, expected: Option<&str>| assert_eq!(tracker_at_end(text).as_deref(), expected, "{text}");
        back("Add a disk - Ticket #12", Some("Add a disk"));
        back("Add a disk, tracked in OPS-12", Some("Add a disk"));
        back("Add a disk https://example.org/12", Some("Add a disk"));
        back("Disk #12", None);
        back("Add a disk", None);
    }
}
