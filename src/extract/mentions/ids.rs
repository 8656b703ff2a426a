//! Ids of reports and tickets: a few letters and a number, `PM2021-006`, `INC-123`, `OPS-1042`.
//!
//! Ids are compared in upper case with `-` between their parts. What has the form and is no id (`UTF-8`, `SHA-256`) is
//! named here.

/// Letters before a number that are no id: standards, algorithms, units.
const NO_ID: &[&str] = &[
    "AES", "AMD", "ARM", "BASE", "CET", "CPU", "EST", "GMT", "GPT", "HTTP", "IPV", "ISO", "IEC", "LATIN", "MD", "PST",
    "RFC", "RSA", "SHA", "SSL", "TLS", "UTC", "UTF", "VERSION", "WEEK",
];

/// The months in short, as file names and ids of days begin with them.
const MONTHS: &[&str] = &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "SEPT", "OCT", "NOV", "DEC"];

/// The id that a value is, whatever its form, where it has a digit and is short: `PM2021-006`, `2021/17`.
pub(super) fn whole(value: &str) -> Option<String> {
    let value = value.trim().trim_start_matches('#');
    let one_word = !value.is_empty() && value.len() <= 40 && !value.contains(char::is_whitespace);
    // A bare number names nothing in running text.
    let speaks = value.contains(|c: char| c.is_ascii_digit()) && value.contains(char::is_alphabetic);
    (one_word && speaks).then(|| value.to_uppercase().replace('_', "-"))
}

/// The id with which a name begins.
pub(super) fn at_start(name: &str) -> Option<String> {
    let (id, end) = id_at(name, 0, Case::Any)?;
    let next = name[end..].chars().next();
    next.is_none_or(|c| !c.is_alphanumeric()).then_some(id)
}

/// The id with which a title begins or ends, or that a few words introduce: `Postmortem INC-42: queue backlog`.
pub(super) fn at_edge(title: &str) -> Option<String> {
    let title = title.trim().trim_start_matches(['[', '(', '#']);
    if let Some((id, _)) = id_at(title, 0, Case::Upper) {
        return Some(id);
    }
    let few = title.split_inclusive(char::is_whitespace).take(3).map(str::len).sum();
    let introduced = all_in(&title[..few])
        .into_iter()
        .find(|(at, _)| title[*at..few].split_whitespace().next().is_some_and(|word| word.ends_with(':')));
    if let Some((_, id)) = introduced {
        return Some(id);
    }
    let last = title.split_whitespace().next_back()?.trim_matches(|c: char| !c.is_alphanumeric());
    let (id, end) = id_at(last, 0, Case::Upper)?;
    (end == last.len()).then_some(id)
}

/// The id that opens a text and is set apart from it: `PM-2024-004. One of two …`.
pub(super) fn opening(text: &str) -> Option<String> {
    let (id, end) = id_at(text, 0, Case::Upper)?;
    let rest = text[end..].trim_start();
    let apart = text[end..].is_empty() || rest.starts_with([':', '–', '—', '|']);
    (apart || text[end..].starts_with(". ")).then_some(id)
}

/// Whether a text has a capital with a digit behind it, as every id in running text does: `PM2021`, `INC-123`.
pub(in crate::extract) fn may_be_in(text: &[u8]) -> bool {
    let (mut first, mut second) = (0, 0);
    text.iter().any(|byte| {
        let (first, second) = (std::mem::replace(&mut first, second), std::mem::replace(&mut second, *byte));
        byte.is_ascii_digit()
            && (second.is_ascii_uppercase() || matches!(second, b'-' | b'_') && first.is_ascii_uppercase())
    })
}

/// Every id in a text, with its place.
pub(super) fn all_in(text: &str) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    if !may_be_in(text.as_bytes()) {
        return out;
    }
    let mut at = 0;
    for word in text.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')) {
        let before = text[..at].chars().next_back();
        // Within an address or a path there are other names.
        let alone = !matches!(before, Some('/' | '.' | '@' | '=' | ':' | '%'));
        if let Some((id, end)) = id_at(word, 0, Case::Upper).filter(|_| alone)
            && !word[end..].starts_with(['/', '='])
        {
            out.push((at, id));
        }
        at += word.len();
    }
    out
}

/// Whether the letters of an id must be capitals.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Upper,
    Any,
}

/// The id that begins at a place, and where it ends: two to ten letters, then numbers of two digits at least in all.
fn id_at(text: &str, start: usize, case: Case) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    let run = |from: usize, is: fn(&u8) -> bool| bytes[from..].iter().take_while(|byte| is(byte)).count();
    let letters = run(start, u8::is_ascii_alphabetic);
    let head = text.get(start..start + letters)?;
    if !(2..=10).contains(&letters) || (case == Case::Upper && !head.bytes().all(|byte| byte.is_ascii_uppercase())) {
        return None;
    }
    let head = head.to_ascii_uppercase();
    if NO_ID.contains(&head.as_str()) || MONTHS.contains(&head.as_str()) {
        return None;
    }
    let mut at = start + letters;
    let mut parts: Vec<&str> = Vec::new();
    loop {
        let joined = usize::from(matches!(bytes.get(at), Some(b'-' | b'_')));
        let digits = bytes.get(at + joined..).map_or(0, |rest| rest.iter().take_while(|b| b.is_ascii_digit()).count());
        if digits == 0 || digits > 8 || parts.len() == 3 {
            break;
        }
        parts.push(&text[at + joined..at + joined + digits]);
        at += joined + digits;
    }
    let digits: usize = parts.iter().map(|part| part.len()).sum();
    // `EC2`, `PM2021-006-a`: more letters make it another word.
    let ends = bytes.get(at).is_none_or(|byte| !byte.is_ascii_alphanumeric());
    let joined = matches!(bytes.get(start + letters), Some(b'-' | b'_'));
    let id = if joined { format!("{head}-{}", parts.join("-")) } else { format!("{head}{}", parts.join("-")) };
    (digits >= 2 && ends).then_some((id, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_letters_and_a_number() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<String> = all_in(text).into_iter().map(|(_, id)| id).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("as in PM2021-006, and INC-123.", &["PM2021-006", "INC-123"]);
        check("OPS_1042 (OPS-1042)", &["OPS-1042", "OPS-1042"]);
        check("UTF-8 SHA-256 EC2 P1 v1-22 A-12 JUN-2021 error 503", &[]);
        check("https://x.example/OPS-17 key=OPS-18 OPS-19/a", &[]);
        check("inc-123", &[]);
        check("AB12", &["AB12"]);
        check("", &[]);
    }

    #[test]
    fn a_title_or_a_name_may_begin_with_one() {
        let check = |name: &str, expected: Option<&str>| assert_eq!(at_start(name).as_deref(), expected, "{name}");
        check("PM2021-006 - Queue.md", Some("PM2021-006"));
        check("inc-123-queue-backlog.md", Some("INC-123"));
        check("2021-06-03-queue.md", None);
        check("queue-2021.md", Some("QUEUE-2021"));
        assert_eq!(at_edge("INC-42: queue backlog").as_deref(), Some("INC-42"));
        assert_eq!(at_edge("Queue backlog (INC-42)").as_deref(), Some("INC-42"));
        assert_eq!(at_edge("Postmortem INC-42: queue backlog").as_deref(), Some("INC-42"));
        assert_eq!(at_edge("Queue backlog after INC-42 and more"), None);
        assert_eq!(at_edge("Queue backlog"), None);
        assert_eq!(opening("PM-2024-004. One of two").as_deref(), Some("PM-2024-004"));
        assert_eq!(opening("PM-2024-004 had the same cause"), None);
        assert_eq!(whole("#INC 42"), None);
        assert_eq!(whole("2021/17a").as_deref(), Some("2021/17A"));
    }
}
