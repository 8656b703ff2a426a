//! What has the shape of a date or time and is none, so that a diagnostic can point at it.

use super::scan::{Piece, Scan};
use super::{Expect, Malformed, MalformedKind, clock, date};

/// Every malformed date in running text, and malformed times behind sound dates; left to right.
///
/// `20219-04-02`, `2019-13-45`, `30 February 2019`, and the time of `2019-04-02 9:7:31`.
pub fn malformed_in(text: &str) -> Vec<Malformed> {
    faults(Scan::new(text), text.len()).collect()
}

/// Those whose date begins at `last` at the latest.
fn faults(scan: Scan<'_>, last: usize) -> impl Iterator<Item = Malformed> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at <= last
            && let Some(piece) = scan.piece(at)
        {
            let candidate = match piece {
                Piece::Number { .. } => true,
                Piece::Word(word) => word.senses.month.is_some(),
                Piece::Address { .. } | Piece::Blank { .. } | Piece::Sign { .. } => false,
            };
            let read = if candidate && scan.begins(at) { date::date_at(scan, at, Expect::default()) } else { None };
            let (end, fault) = match read {
                Some(Ok(date)) => (date.end, time_behind(scan, date.end)),
                Some(Err(fault)) => (fault.range.end, Some(fault)),
                None => (at, None),
            };
            at = scan.spaces(piece.end().max(fault.as_ref().map_or(end, |fault| fault.range.end)));
            if fault.is_some() {
                return fault;
            }
        }
        None
    })
}

/// What opens a field or an entry in the shape of a date or time and is none: `20219-04-02`, `9:7:31`, `25:10`.
pub fn malformed_at_start(text: &str) -> Option<Malformed> {
    let scan = Scan::new(text);
    let start = scan.marks(scan.gap(0));
    if let Some((fault, parts)) = numbers_with_colons(scan, start)
        // `1:1` is no time, and does not mean to be one.
        && (parts == 3 || parts == 2 && fault.range.len() == 5)
        && clock::clock_at(scan, start).is_none()
    {
        return Some(fault);
    }
    let head = Scan::new(&text[..text.floor_char_boundary(start + 40)]);
    // Where no further number stands, only the first one can be at fault.
    let behind = scan.number(start).map_or(start, |first| first.end).min(head.text.len());
    let more = head.text.as_bytes()[behind..].iter().any(|byte| byte.is_ascii_digit() || !byte.is_ascii());
    let last = if more { start + 24 } else { start };
    faults(head, last).find(|fault| fault.range.start <= start + 24)
}

/// The time of `2019-04-02 9:7:31`: numbers with colons right behind a date that are no time of day.
fn time_behind(scan: Scan<'_>, at: usize) -> Option<Malformed> {
    let comma = scan.eat(at, ',').unwrap_or(at);
    let start = scan.eat(comma, 'T').unwrap_or_else(|| scan.blanks(comma));
    if start == at || clock::clock_at(scan, start).is_some() {
        return None;
    }
    let (fault, parts) = numbers_with_colons(scan, start)?;
    (parts >= 2).then_some(fault)
}

/// `9:7:31`, whatever the numbers, and how many there are.
fn numbers_with_colons(scan: Scan<'_>, start: usize) -> Option<(Malformed, usize)> {
    let mut last = scan.number(start)?;
    let mut parts = 1;
    while let Some(part) = scan.eat(last.end, ':').and_then(|next| scan.number(next)) {
        last = part;
        parts += 1;
    }
    let fault = Malformed { range: start..last.end, kind: MalformedKind::Time };
    scan.ends(last.end).then_some((fault, parts))
}
