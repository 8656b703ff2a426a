//! Addresses of pages: readable, stable, and never shared.
//!
//! [`address`] makes the address that an incident wants from its date, title and file by the pattern of the settings;
//! [`slugify`] the one of a name. [`settle`] gives each its own: the first in order keeps what it wants, the others get
//! `-2`, `-3`. Addresses are lower case, so that none differ in case only, and none is a name that a file system or the
//! site itself keeps.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::{Entry, began_on};
use crate::config::{PermalinkPart, SITE_NAMES};
use crate::source::FileId;

/// The longest slug of a title, in bytes.
const LONGEST: usize = 80;

/// Words of headings and files that name no incident: nothing of these alone makes an address.
const GENERIC: &[&str] = &[
    "analysis",
    "doc",
    "document",
    "draft",
    "incident",
    "incidents",
    "index",
    "issue",
    "mortem",
    "mortems",
    "notice",
    "outline",
    "postmortem",
    "postmortems",
    "rca",
    "readme",
    "report",
    "reports",
    "retro",
    "retrospective",
    "review",
    "status",
    "summary",
    "template",
    "title",
    "untitled",
];

/// Words that stand beside those and change nothing.
const FILLERS: &[&str] = &["a", "an", "and", "cause", "final", "for", "of", "post", "root", "the"];

/// Names that a system keeps for devices.
const DEVICES: &[&str] = &["aux", "con", "nul", "prn"];

/// Names that a web server opens by itself, or that lists use for their further pages.
const RESERVED: &[&str] = &["index", "page"];

/// Endings of report files, possibly several behind each other (`.html.md.erb`).
const ENDINGS: &[&str] = &["adoc", "erb", "htm", "html", "markdown", "md", "mdx", "qmd", "rmd", "txt"];

/// A name in lower case ASCII words with `-` between them; other scripts are transcribed. Empty where nothing is left.
pub fn slugify(name: &str) -> String {
    let plain = if name.is_ascii() { name.to_owned() } else { deunicode::deunicode(name) };
    let mut slug = String::with_capacity(plain.len());
    for c in plain.chars().filter(|c| !matches!(c, '\'' | '`' | '"')) {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    shorten(&mut slug);
    slug
}

/// Cuts at the last word border that fits.
fn shorten(slug: &mut String) {
    if slug.len() > LONGEST {
        let cut = slug[..=LONGEST].rfind('-').filter(|cut| *cut > LONGEST / 2).unwrap_or(LONGEST);
        slug.truncate(cut);
    }
    slug.truncate(slug.trim_end_matches('-').len());
}

/// The slug of a name on a page of its own; `kind` ("owner") where nothing or a reserved name is left.
pub(super) fn named(name: &str, kind: &str) -> String {
    free(slugify(name), kind)
}

fn free(slug: String, kind: &str) -> String {
    match slug.as_str() {
        "" => kind.to_owned(),
        reserved if is_reserved(reserved) => format!("{reserved}-{kind}"),
        _ => slug,
    }
}

fn is_reserved(slug: &str) -> bool {
    RESERVED.contains(&slug) || is_device(slug)
}

/// Whether a system keeps the name for a device.
fn is_device(slug: &str) -> bool {
    let port = slug.strip_prefix("com").or_else(|| slug.strip_prefix("lpt"));
    DEVICES.contains(&slug) || port.is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
}

/// The address that an incident wants, by the parts of a permalink.
pub(super) fn address(parts: &[PermalinkPart], entry: &Entry) -> String {
    let date = began_on(&entry.incident);
    let dated = date.is_some() && parts.contains(&PermalinkPart::Date);
    let mut path = String::new();
    for part in parts {
        match part {
            PermalinkPart::Text(text) => path += text,
            PermalinkPart::Date => path += &date.map_or(String::from(GAP), |date| date.to_string()),
            PermalinkPart::Year => path += &date.map_or(String::from(GAP), |date| format!("{:04}", date.year())),
            PermalinkPart::Month => path += &date.map_or(String::from(GAP), |date| format!("{:02}", date.month())),
            PermalinkPart::Slug => path += &title_slug(entry, dated),
            PermalinkPart::Id => path += &id_slug(entry),
        }
    }
    let mut segments: Vec<String> = path.split('/').map(close_gaps).collect();
    for segment in segments.iter_mut().filter(|segment| is_device(segment)) {
        segment.push_str("-incident");
    }
    if let Some(last) = segments.pop() {
        segments.push(free(last, "incident"));
    }
    // The pages of incidents may stand in `incidents`, beside the lists of them; not in a folder of other pages.
    let is_folder = segments.len() > 1;
    if let Some(first) = segments.first_mut()
        && SITE_NAMES.contains(&first.as_str())
        && !(is_folder && first == "incidents")
    {
        first.push_str("-incident");
    }
    segments.join("/")
}

/// Stands where a date is missing; no character of a permalink.
const GAP: char = '\u{0}';

/// Takes gaps off, together with the hyphens that led to them; a segment of nothing else is `undated`.
fn close_gaps(segment: &str) -> String {
    if !segment.contains(GAP) {
        return segment.to_owned();
    }
    let is_joint = |c: char| matches!(c, '-' | '_' | '.' | '~');
    let pieces = segment.split(GAP).map(|piece| piece.trim_matches(is_joint)).filter(|piece| !piece.is_empty());
    let joined = pieces.collect::<Vec<_>>().join("-");
    if joined.is_empty() { "undated".to_owned() } else { joined }
}

/// The title as a slug; where that names nothing, the anchor, the file or its folder. With `dated`, without the date
/// that the address holds anyway.
fn title_slug(entry: &Entry, dated: bool) -> String {
    let incident = &entry.incident;
    let title = incident.title.as_ref().map(|title| title.value.as_str());
    let file = &incident.id.file;
    let stem = stem(file);
    let folder = if is_generic(&slugify(stem)) { file.folder().rsplit('/').next() } else { None };
    let candidates = [title, incident.id.anchor.as_deref(), Some(stem), folder];
    let slugs = candidates.into_iter().flatten().map(slugify);
    let mut telling = slugs.map(|slug| if dated { without_dates(&slug).to_owned() } else { slug });
    let found = telling.find(|slug| !is_generic(slug));
    found.unwrap_or_else(|| "incident".to_owned())
}

/// Whether a slug names no incident: empty, or nothing but generic words.
fn is_generic(slug: &str) -> bool {
    let generic = |word: &str| GENERIC.contains(&word);
    slug.is_empty()
        || (slug.split('-').any(generic) && slug.split('-').all(|word| generic(word) || FILLERS.contains(&word)))
}

/// The path of the report without its ending, as a slug.
fn id_slug(entry: &Entry) -> String {
    let file = &entry.incident.id.file;
    let path = format!("{}/{}", file.folder(), stem(file));
    match &entry.incident.id.anchor {
        Some(anchor) => slugify(&format!("{path}-{anchor}")),
        None => slugify(&path),
    }
}

/// The file name without the endings of report files: `a.b.html.md` is `a.b`.
fn stem(file: &FileId) -> &str {
    let mut stem = file.file_name();
    while let Some((head, ending)) = stem.rsplit_once('.') {
        if head.is_empty() || !ENDINGS.contains(&ending.to_ascii_lowercase().as_str()) {
            break;
        }
        stem = head;
    }
    stem
}

/// A slug without a date at its beginning and end: `2024-05-06-queue` and `20240506-queue` are `queue`.
fn without_dates(slug: &str) -> &str {
    let mut rest = slug;
    for length in [10, 8] {
        if let Some((head, tail)) = rest.split_at_checked(length)
            && is_date(head)
            && (tail.is_empty() || tail.starts_with('-'))
        {
            rest = tail.trim_start_matches('-');
        }
        if let Some((head, tail)) = rest.len().checked_sub(length).and_then(|at| rest.split_at_checked(at))
            && is_date(tail)
            && (head.is_empty() || head.ends_with('-'))
        {
            rest = head.trim_end_matches('-');
        }
    }
    rest
}

fn is_date(text: &str) -> bool {
    let digits: String = match text.len() {
        10 if text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-' => text.replace('-', ""),
        _ => text.to_owned(),
    };
    let number = |range: std::ops::Range<usize>| digits.get(range).and_then(|part| part.parse::<i16>().ok());
    let fields = (number(0..4), number(4..6), number(6..8));
    let (Some(year), Some(month), Some(day)) = fields else { return false };
    digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit()) && (1970..2100).contains(&year) && {
        let fields = (i8::try_from(month), i8::try_from(day));
        matches!(fields, (Ok(month), Ok(day)) if Date::new(year, month, day).is_ok())
    }
}

/// A slug that is nobody else's.
#[derive(Debug)]
pub(super) struct Settled {
    /// The slug.
    pub slug: String,
    /// Whose slug was wanted: the position of the one that keeps it. `None` for whoever got what it wants.
    pub holder: Option<usize>,
}

/// Gives each its own: the first that wants a slug keeps it, every further one gets the next free number behind it.
pub(super) fn settle(wanted: Vec<String>) -> Vec<Settled> {
    let mut holders: HashMap<String, usize> = HashMap::with_capacity(wanted.len());
    for (position, slug) in wanted.iter().enumerate() {
        if !holders.contains_key(slug) {
            holders.insert(slug.clone(), position);
        }
    }
    let mut given: HashSet<String> = HashSet::new();
    // The last number tried, by holder: a thousand reports of one title do not count from the start each time.
    let mut numbers: HashMap<usize, u32> = HashMap::new();
    let mut settled = Vec::with_capacity(wanted.len());
    for (position, slug) in wanted.into_iter().enumerate() {
        let holder = holders.get(&slug).copied().filter(|holder| *holder != position);
        let Some(holder) = holder else {
            settled.push(Settled { slug, holder: None });
            continue;
        };
        let number = numbers.entry(holder).or_insert(1);
        let free = loop {
            *number += 1;
            let candidate = format!("{slug}-{number}");
            if !holders.contains_key(&candidate) && given.insert(candidate.clone()) {
                break candidate;
            }
        };
        settled.push(Settled { slug: free, holder: Some(holder) });
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::sample::{self, Sample, settings};
    use proptest::prelude::*;

    fn at(pattern: &str, sample: Sample) -> String {
        let settings = settings(&format!("[archive]\npermalink = \"{pattern}\""));
        address(settings.archive.permalink.parts(), &sample.entry())
    }

    #[test]
    fn names_become_slugs() {
        let check = |name: &str, expected: &str| assert_eq!(slugify(name), expected, "{name}");
        check("Queue backlog!", "queue-backlog");
        check("It wasn't DNS", "it-wasnt-dns");
        check("  --Überlast: 100 % CPU--  ", "uberlast-100-cpu");
        check("Авария", "avariia");
        check("障害", "zhang-hai");
        check("…", "");
        check(&"word ".repeat(30), &"word-".repeat(16)[..79]);
        check(&"w".repeat(100), &"w".repeat(80));
    }

    #[test]
    fn addresses_tell_date_and_title() {
        let check = |sample: Sample, expected: &str| assert_eq!(at("incidents/{date}-{slug}", sample), expected);
        let dated = |path: &str, title: &str| sample::report(path).title(title).date("2024-05-06");
        check(dated("a.md", "Queue backlog"), "incidents/2024-05-06-queue-backlog");
        check(dated("a.md", "2024-05-06 Queue backlog"), "incidents/2024-05-06-queue-backlog");
        check(dated("a.md", "Queue backlog 20240506"), "incidents/2024-05-06-queue-backlog");
        check(dated("20240507-queue.html.md", "Incident Report"), "incidents/2024-05-06-queue");
        check(dated("2024/queue/index.md", "Postmortem"), "incidents/2024-05-06-queue");
        check(dated("2024-05-06.md", "Incident report - 2024-05-06"), "incidents/2024-05-06-incident");
        check(dated("a.md", "Incident 42"), "incidents/2024-05-06-incident-42");
        check(sample::report("log.md#backlog").date("2024-05-06"), "incidents/2024-05-06-backlog");
        check(sample::report("queue.md").date("2024-05-06"), "incidents/2024-05-06-queue");
        check(sample::report("2024-05-06-queue.md"), "incidents/2024-05-06-queue");
        check(sample::report("readme.md"), "incidents/incident");
        check(sample::report("con.md"), "incidents/con-incident");
    }

    #[test]
    fn patterns_may_differ() {
        let dated = || sample::report("old/2024-05-06-queue.md").title("Queue backlog").date("2024-05-06");
        let undated = || sample::report("old/queue.md").title("Queue backlog");
        let check = |pattern: &str, sample: Sample, expected: &str| assert_eq!(at(pattern, sample), expected);
        check("{year}/{month}/{slug}", dated(), "2024/05/queue-backlog");
        check("{year}/{month}/{slug}", undated(), "undated/undated/queue-backlog");
        check("x/{id}", dated(), "x/old-2024-05-06-queue");
        check("x/{slug}-on-{date}", undated(), "x/queue-backlog-on");
        check("{slug}", sample::report("a.md").title("Search"), "search-incident");
        check("{slug}/{id}", sample::report("a.md").title("Timeline"), "timeline-incident/a");
        check("aux/{slug}", sample::report("a.md").title("Queue"), "aux-incident/queue");
        check("{slug}", sample::report("2024-05-06-queue.md").date("2024-05-06"), "2024-05-06-queue");
    }

    #[test]
    fn nobody_shares_a_slug() {
        let check = |wanted: &[&str], expected: &[&str]| {
            let settled = settle(wanted.iter().map(|slug| (*slug).to_owned()).collect());
            let slugs: Vec<String> = settled.into_iter().map(|settled| settled.slug).collect();
            assert_eq!(slugs, expected);
        };
        check(&["a", "b"], &["a", "b"]);
        check(&["a", "a", "a"], &["a", "a-2", "a-3"]);
        check(&["a", "a", "a-2", "a-2"], &["a", "a-3", "a-2", "a-2-2"]);
        check(&["a", "a-2", "a", "a-2"], &["a", "a-2", "a-3", "a-2-2"]);
    }

    proptest! {
        #[test]
        fn settled_slugs_are_distinct(wanted in proptest::collection::vec("a(-[23]){0,2}|b", 0..40)) {
            let settled = settle(wanted.clone());
            let distinct: HashSet<&str> = settled.iter().map(|settled| settled.slug.as_str()).collect();
            prop_assert_eq!(distinct.len(), wanted.len());
        }

        #[test]
        fn slugs_are_plain(name in any::<String>()) {
            let slug = slugify(&name);
            prop_assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
            prop_assert!(slug.len() <= LONGEST && !slug.starts_with('-') && !slug.ends_with('-'));
        }
    }
}
