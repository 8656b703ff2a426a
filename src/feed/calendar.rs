//! iCalendar (RFC 5545): the days by which promises are due.
//!
//! Each promise that is not known to be done and has a day, stated or by the archive's rule, is an event of that whole day: what
//! calendars show, where few show tasks. Those due more than a year ago are left out; a calendar is no list. An event keeps its
//! identity as long as its incident and its words stay.

use std::fmt::Write;

use jiff::ToSpan;
use jiff::civil::Date;

use super::entries;
use crate::archive::{ActionState, Due};
use crate::site::{PageKey, Site, plan};
use crate::view::parts;

/// The longest line, in bytes, without its line break.
const LONGEST: usize = 75;

/// The calendar of all promises that are due.
pub(super) fn calendar(site: &Site<'_>) -> String {
    let archive = site.archive;
    let oldest = archive.as_of.checked_sub(1.year()).unwrap_or(Date::MIN);
    let stamp = format!("{}T000000Z", day(archive.as_of));
    let mut out = String::with_capacity(16 * 1024);
    line(&mut out, "BEGIN", "VCALENDAR");
    line(&mut out, "VERSION", "2.0");
    line(&mut out, "PRODID", concat!("-//annals//annals ", env!("CARGO_PKG_VERSION"), "//EN"));
    line(&mut out, "CALSCALE", "GREGORIAN");
    line(&mut out, "METHOD", "PUBLISH");
    line(&mut out, "X-WR-CALNAME", &escaped(&format!("{}: promises due", site.settings.feeds.title)));
    for (ix, case) in archive.cases() {
        let actions = archive.actions_of(ix);
        let due = |due: Due| Some(due.date()).filter(|date| *date >= oldest);
        if !actions.iter().any(|action| action.state != ActionState::Done && action.due.and_then(due).is_some()) {
            continue;
        }
        for (action, id) in actions.iter().zip(entries::action_ids(site, ix)) {
            let Some(date) = action.due.and_then(due).filter(|_| action.state != ActionState::Done) else { continue };
            let written = archive.action(action);
            let owners: Vec<&str> = action.owners.iter().map(|owner| archive[*owner].name.as_str()).collect();
            let mut about = vec![
                format!("Promised in: {}", parts::title(case)),
                format!("Owner: {}", if owners.is_empty() { "nobody is named".to_owned() } else { owners.join(", ") }),
            ];
            about.extend(
                matches!(action.due, Some(Due::ByRule(_))).then(|| "Due by the rule of the archive".to_owned()),
            );
            about.extend(written.links.iter().cloned());
            line(&mut out, "BEGIN", "VEVENT");
            line(&mut out, "UID", &escaped(&id));
            line(&mut out, "DTSTAMP", &stamp);
            line(&mut out, "DTSTART;VALUE=DATE", &day(date));
            line(&mut out, "DTEND;VALUE=DATE", &day(date.tomorrow().unwrap_or(date)));
            line(&mut out, "SUMMARY", &escaped(&written.text));
            line(&mut out, "DESCRIPTION", &escaped(&about.join("\n")));
            line(&mut out, "CATEGORIES", &escaped(plan::promise(action).name()));
            if let Some(url) = site.absolute(&site.path(PageKey::Incident(ix))) {
                line(&mut out, "URL", &format!("{url}#L{}", case.source.lines.line(written.span.start)));
            }
            line(&mut out, "TRANSP", "TRANSPARENT");
            line(&mut out, "END", "VEVENT");
        }
    }
    line(&mut out, "END", "VCALENDAR");
    out
}

fn day(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

/// A text as a value: no character of it ends the value or the line.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A line, folded where it is long: the rest goes on behind a line break and a blank.
fn line(out: &mut String, name: &str, value: &str) {
    let mut room = LONGEST;
    let mut whole = String::with_capacity(name.len() + value.len() + 1);
    let _ = write!(whole, "{name}:{value}");
    for c in whole.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = LONGEST - 1;
        }
        out.push(c);
        room -= c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut out = String::new();
        line(&mut out, "SUMMARY", &"ä".repeat(100));
        let lines: Vec<&str> = out.split_terminator("\r\n").collect();
        assert!(lines.len() == 3 && lines.iter().all(|line| line.len() <= LONGEST), "{lines:?}");
        assert!(lines[1..].iter().all(|line| line.starts_with(' ')));
        assert_eq!(
            lines.iter().map(|line| line.trim_start()).collect::<String>(),
            format!("SUMMARY:{}", "ä".repeat(100))
        );
    }

    #[test]
    fn values_are_escaped() {
        let check = |text: &str, expected: &str| assert_eq!(escaped(text), expected);
        check("a; b, c\\d", "a\\; b\\, c\\\\d");
        check("a\nEND:VCALENDAR", "a\\nEND:VCALENDAR");
        check("a\r\u{7}\tb", "a b");
    }
}
