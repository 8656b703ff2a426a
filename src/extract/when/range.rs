//! Two stamps with a joint: `17:15 - 23:00`, `between 1900 and 2100 UTC`, `from 22:30 on October 29 to 05:39 on October 30`.
//!
//! [`range_at`] reads the one that starts at a place, [`ranges_in`] finds all in running text. Each end completes the
//! other: a zone, a year, `pm`, and the certainty that a number is a time.

use super::clock::Form;
use super::lead::{Given, Lead};
use super::scan::{Piece, Scan};
use super::stamp::{self, StampRead};
use super::{DateReading, DateToken, Expect, RangeToken, StampToken, clock};
use crate::extract::words::time::{Role, Roles};

/// The stamp or range that starts at `at`, after opening marks and words such as "from", "between" or "about".
///
/// `None` where none starts there, or where `at` is not on a character border. What stands before `at` is not looked at.
pub fn range_at(text: &str, at: usize, expect: Expect) -> Option<RangeToken> {
    if text.is_char_boundary(at) { read(Scan::new(text), at, expect) } else { None }
}

/// Every stamp and range in running text, left to right, not overlapping.
pub fn ranges_in(text: &str, expect: Expect) -> Vec<RangeToken> {
    let scan = Scan::new(text);
    let mut found = Vec::new();
    let mut at = 0;
    // Where the words before a time begin: "between the hours of".
    let mut lead: Option<usize> = None;
    while let Some(piece) = scan.piece(at) {
        let mut next = piece.end();
        let candidate = match piece {
            Piece::Number { .. } => true,
            Piece::Word(word) => {
                let senses = word.senses;
                senses.month.is_some() || senses.weekday.is_some() || senses.roles.any(&[Role::Noon, Role::Midnight])
            }
            Piece::Sign { .. } => clock::half_before(scan, at).is_some(),
            Piece::Address { .. } | Piece::Blank { .. } => false,
        };
        if candidate && scan.begins(at) {
            let led = lead.and_then(|lead| read(scan, lead, expect)).filter(|range| range.range.end > at);
            if let Some(range) = led.or_else(|| read(scan, at, expect)) {
                next = next.max(range.range.end);
                found.push(range);
            }
        }
        lead = match piece {
            Piece::Word(word) if stamp::names_utc(scan, at, &word) => Some(at),
            Piece::Word(word) => leads(word.senses.roles, at, lead),
            Piece::Blank { .. } => lead,
            Piece::Sign { sign: '.' | '*' | '`' | '_' | '[' | '(' | '\'' | '’', .. } => lead,
            Piece::Sign { sign: '~' | '≈' | '∼' | '@', .. } => lead.or(Some(at)),
            Piece::Sign { .. } | Piece::Number { .. } | Piece::Address { .. } => None,
        };
        at = scan.spaces(next);
    }
    found
}

/// Where the words before a time begin, after a word with these roles at `at`.
fn leads(roles: Roles, at: usize, lead: Option<usize>) -> Option<usize> {
    if roles.any(&[Role::From, Role::Between, Role::Approx, Role::At]) {
        return lead.or(Some(at));
    }
    lead.filter(|_| roles.any(&[Role::On, Role::Article, Role::Of, Role::Than]))
}

fn read(scan: Scan<'_>, at: usize, expect: Expect) -> Option<RangeToken> {
    let mut lead = Lead::read(scan, at, true);
    let mut start = stamp::core(scan, lead.next, expect, lead.given())?;
    start.stamp.approx |= lead.approx;
    let start_end = lead.close(scan, start.stamp.range.end);
    if start.sure
        && start.stamp.date.is_some()
        && start.stamp.time.is_none()
        && start.last_day.is_none()
        && let Some(times) = times_of_day(scan, start_end, expect)
    {
        return Some(with_day(lead, scan, start.stamp, times));
    }
    if let Some(last) = start.last_day.take() {
        let end = days_end(&start.stamp, last);
        return Some(finish(lead, scan, start.stamp, Some(end)));
    }
    if let Some(mut end) = end_behind(scan, start_end, expect, &lead)
        && vouched(&start, &end, expect, lead.from || lead.between)
    {
        complete(&mut start, &mut end);
        return Some(finish(lead, scan, start.stamp, Some(end.stamp)));
    }
    start.stamp.range.end = start_end;
    start.sure.then(|| finish(lead, scan, start.stamp, None))
}

fn finish(mut lead: Lead, scan: Scan<'_>, start: StampToken, end: Option<StampToken>) -> RangeToken {
    let last = end.as_ref().map_or(start.range.end, |end| end.range.end.max(start.range.end));
    let last = lead.close(scan, last);
    RangeToken { range: lead.start(scan, last)..last, start, end }
}

/// The times behind a day: `April 26, between 19:00 and 21:00`, `May 4, starting at 10:00`.
fn times_of_day(scan: Scan<'_>, at: usize, expect: Expect) -> Option<RangeToken> {
    let next = scan.gap(scan.eat(scan.blanks(at), ',').unwrap_or(at));
    let word = scan.word(next).filter(|word| word.senses.roles.any(&[Role::From, Role::Between]))?;
    let mut lead = Lead::read(scan, next, true);
    let mut start = stamp::core(scan, lead.next, expect, lead.given()).filter(|start| start.stamp.date.is_none())?;
    start.stamp.approx |= lead.approx;
    let start_end = lead.close(scan, start.stamp.range.end);
    match end_behind(scan, start_end, expect, &lead).filter(|end| vouched(&start, end, expect, true)) {
        Some(mut end) => {
            complete(&mut start, &mut end);
            Some(finish(lead, scan, start.stamp, Some(end.stamp)))
        }
        None if start.sure && word.senses.roles.has(Role::From) => {
            start.stamp.range.end = start_end;
            Some(finish(lead, scan, start.stamp, None))
        }
        None => None,
    }
}

fn with_day(lead: Lead, scan: Scan<'_>, day: StampToken, times: RangeToken) -> RangeToken {
    let mut start = times.start;
    start.range.start = day.range.start;
    start.weekday = day.weekday;
    start.date = day.date;
    finish(lead, scan, start, times.end)
}

/// The last of several days, as the end of a range.
fn days_end(start: &StampToken, last: DateToken) -> StampToken {
    StampToken {
        range: last.range.clone(),
        weekday: None,
        date: Some(last),
        time: None,
        zone: start.zone.clone(),
        approx: start.approx,
    }
}

/// The end of a range whose start ends at `at`.
fn end_behind(scan: Scan<'_>, at: usize, expect: Expect, lead: &Lead) -> Option<StampRead> {
    let (next, worded) = joint(scan, at, lead.between)?;
    let mut end_lead = Lead::read(scan, next, false);
    let given = Given { introduced: worded, ..Given::default() };
    let mut end = stamp::core(scan, end_lead.next, expect, given)?;
    end.stamp.approx |= end_lead.approx;
    end.stamp.range.end = end_lead.close(scan, end.stamp.range.end);
    end.stamp.range.start = end_lead.start(scan, end.stamp.range.end);
    Some(end)
}

/// Behind what joins two stamps, and whether it is a word.
fn joint(scan: Scan<'_>, at: usize, between: bool) -> Option<(usize, bool)> {
    if scan.is_end(at) {
        return None;
    }
    const DASHES: &[char] = &['-', '–', '—', '‑', '−', '~', '〜', '～', '→', '➔', '/'];
    // Line breaks are crossed by words only: a dash behind one opens the next item of a list.
    let blank = scan.blanks(at);
    if let Some(end) = scan.eat_text(blank, &["--", "->", "=>", "から"]).or_else(|| scan.eat_any(blank, DASHES)) {
        let alternative = scan.byte(blank) == b'/';
        return (!alternative).then(|| (scan.blanks(end), false));
    }
    let next = scan.gap(scan.eat(blank, ',').unwrap_or(at));
    let word = scan.word(next).filter(|_| next > at)?;
    let roles = word.senses.roles;
    if !(roles.has(Role::To) || between && roles.has(Role::And)) {
        return None;
    }
    let end = scan.eat_any(word.end, &['\'', '’']).unwrap_or(word.end);
    Some((scan.gap(end), true))
}

/// Whether two stamps make a range: what one of them leaves open, the other has to settle.
fn vouched(start: &StampRead, end: &StampRead, expect: Expect, opened: bool) -> bool {
    let (Some(first), Some(last)) = (&start.clock, &end.clock) else { return start.sure && end.sure };
    let zoned = start.stamp.zone.is_some() || end.stamp.zone.is_some();
    let marked = last.half.is_some() && first.half.is_none() && first.token.hour <= 12;
    if start.sure && end.sure {
        return true;
    }
    match (first.form, last.form) {
        (Form::Digits, Form::Digits) => zoned || expect.bare_digits,
        (Form::Hour, Form::Firm) => marked || opened || last.token.range.len() > 5,
        (Form::Hour, Form::Hour) => opened && zoned,
        (Form::Hour, Form::HourMark) => opened || end.sure,
        (Form::HourMark, Form::HourMark) => opened || start.sure || end.sure,
        // The word that vouches for the first of two, or the zone behind them, speaks for both.
        (Form::Dotted, Form::Dotted) => start.sure || zoned && opened,
        (Form::Dotted, Form::Firm) => marked || last.half.is_none() && last.token.range.len() > 5,
        (Form::Digits | Form::HourMark, Form::Firm) => opened,
        (Form::Firm, Form::HourMark | Form::Hour) => opened && zoned,
        (Form::Firm, Form::Firm | Form::Digits | Form::Dotted)
        | (Form::Digits | Form::HourMark, Form::Hour | Form::Dotted)
        | (Form::Digits | Form::Dotted, Form::HourMark)
        | (Form::Hour | Form::HourMark | Form::Dotted, Form::Digits)
        | (Form::Hour, Form::Dotted)
        | (Form::Dotted, Form::Hour) => false,
    }
}

/// Lets each end of a range have what only the other one states.
fn complete(start: &mut StampRead, end: &mut StampRead) {
    let (first, last) = (&mut start.stamp, &mut end.stamp);
    if let (Some(from), Some(to)) = (&mut start.clock, &end.clock)
        && from.half.is_none()
        && let Some(half) = to.half
        && (1..=12).contains(&from.token.hour)
    {
        let late = |hour: i8| (hour, from.token.minute) > (to.token.hour, to.token.minute);
        let other = match half {
            clock::Half::Am => clock::Half::Pm,
            clock::Half::Pm => clock::Half::Am,
        };
        let hour = half.apply(from.token.hour);
        from.token.hour = if late(hour) { other.apply(from.token.hour) } else { hour };
        first.time = Some(from.token.clone());
    }
    if first.zone.is_none() {
        first.zone = last.zone.clone();
    } else if last.zone.is_none() {
        last.zone = first.zone.clone();
    }
    if end.time_first
        && first.date.is_none()
        && let (Some(from), Some(to)) = (&first.time, &last.time)
        && (from.hour, from.minute) <= (to.hour, to.minute)
    {
        first.date = last.date.clone();
        first.weekday = last.weekday;
    }
    if let (Some(from), Some(to)) = (&mut first.date, &mut last.date) {
        share_year(from, to);
    }
}

/// `29 December - 2 January 2024`: the year of one day settles the other's.
fn share_year(from: &mut DateToken, to: &mut DateToken) {
    let (DateReading::Settled { month: first, day }, DateReading::Settled { month: second, day: last }) =
        (from.reading, to.reading)
    else {
        return;
    };
    let turns = (first, day) > (second, last);
    match (from.year, to.year) {
        (None, Some(year)) => from.year = Some(if turns { year - 1 } else { year }),
        (Some(year), None) => to.year = Some(if turns { year + 1 } else { year }),
        (None, None) | (Some(_), Some(_)) => {}
    }
}
