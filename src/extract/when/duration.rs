//! Lengths of time: `47 minutes`, `1h 30m`, `2 days, 4 hours`, `half an hour`, `PT1H30M`, with the words that hedge them.
//!
//! [`durations_in`] walks over the words and keeps in [`Speech`] what the last ones say of a length that may follow.
//! Intervals ("every 5 minutes") and points in time ("3 hours ago") are no lengths and are left out.

use super::clock::{self, Form};
use super::scan::{Piece, Scan, Word};
use super::{DurationToken, Expect, Hedge, date, zone};
use crate::extract::words::time::{CJK_UNITS, Role, Roles, Unit};

/// Every length of time in running text, left to right, not overlapping.
pub fn durations_in(text: &str) -> Vec<DurationToken> {
    let scan = Scan::new(text);
    let mut found = Vec::new();
    let mut speech = Speech::default();
    let mut at = 0;
    while let Some(piece) = scan.piece(at) {
        let mut next = piece.end();
        let length = match piece {
            Piece::Number { .. } if scan.begins(at) => match length_at(scan, at, &speech) {
                Some(length) => Some(length),
                None => {
                    next = next.max(clock_end(scan, at)).max(date_end(scan, at));
                    None
                }
            },
            Piece::Word(word) if word.senses.number.is_some() || word.senses.roles.has(Role::One) => {
                scan.begins(at).then(|| length_at(scan, at, &speech)).flatten()
            }
            Piece::Word(_) if scan.byte(at) == b'P' && scan.begins(at) => iso(scan, at),
            Piece::Word(word) if word.senses.month.is_some() => {
                next = next.max(date_end(scan, at));
                None
            }
            Piece::Sign { sign: '半' | '½', .. } => length_at(scan, at, &speech),
            Piece::Number { .. }
            | Piece::Word(_)
            | Piece::Address { .. }
            | Piece::Blank { .. }
            | Piece::Sign { .. } => None,
        };
        if let Some(length) = length {
            next = next.max(length.end);
            let hedge = hedge_behind(scan, length.end).or(length.bound).or(speech.hedge());
            let hedge = if speech.forecasts() { Hedge::Forecast } else { hedge.unwrap_or(Hedge::Exact) };
            if !speech.recurring
                && !is_ago(scan, length.end)
                && let Some(minutes) = length.minutes()
            {
                found.push(DurationToken { range: at..length.end, minutes, hedge });
            }
            speech.clear();
        } else {
            speech.hear(scan, at, piece);
        }
        at = scan.spaces(next);
    }
    found
}

/// The length that a whole field states: as in running text, and `01:31:00` and `1:31 h` too.
pub fn duration_of(value: &str) -> Option<DurationToken> {
    let scan = Scan::new(value);
    let start = scan.gap(0);
    clock_like(scan, start).or_else(|| durations_in(value).into_iter().next())
}

/// Whether a text states a length and says nothing else: `45 minutes`, `about 2h 10m.`; `1:30` may be a time.
pub fn is_duration(text: &str) -> bool {
    let text = text.trim().trim_end_matches('.');
    // It ends with its unit, or with the minutes of `1h30`.
    if !text.ends_with(char::is_alphanumeric) {
        return false;
    }
    let found = durations_in(text).into_iter().next();
    found
        .is_some_and(|found| found.range.end == text.len() && text[..found.range.start].split_whitespace().count() <= 1)
}

/// A field of nothing but `h:mm`, `h:mm:ss` or `mm:ss min`.
fn clock_like(scan: Scan<'_>, at: usize) -> Option<DurationToken> {
    let about = scan.eat_any(at, &['~', '≈']);
    let from = about.map_or(at, |next| scan.blanks(next));
    let first = scan.number(from).filter(|first| first.digits <= 4)?;
    let second = scan.short(scan.eat(first.end, ':')?).filter(|second| second.digits == 2 && second.value < 60)?;
    let third = scan.eat(second.end, ':').and_then(|next| scan.short(next)).filter(|third| third.value < 60);
    let end = third.map_or(second.end, |third| third.end);
    let unit = scan.word(scan.blanks(end));
    let last = unit.map_or(end, |unit| unit.end);
    let rest = scan.text[last..].trim_start_matches('.');
    rest.trim().is_empty().then_some(())?;
    let in_minutes = match unit.map(|unit| unit.senses.unit) {
        None | Some(Some(Unit::Hour)) => false,
        Some(Some(Unit::Minute)) => third.is_none(),
        Some(Some(Unit::Second | Unit::Day | Unit::Week) | None) => return None,
    };
    let (a, b, c) = (u64::from(first.value), u64::from(second.value), third.map_or(0, |third| u64::from(third.value)));
    let seconds = if in_minutes { a * 60 + b } else { a * 3_600 + b * 60 + c };
    let minutes = u32::try_from((seconds + 30) / 60).ok()?;
    let hedge = if about.is_some() { Hedge::About } else { Hedge::Exact };
    Some(DurationToken { range: from..last, minutes, hedge })
}

/// What the last words say of a length that may follow.
#[derive(Default)]
struct Speech {
    /// A bound that waits for "than": `less`, `more`.
    pending: Option<Hedge>,
    bound: Option<Hedge>,
    about: bool,
    negated: bool,
    /// The last words introduce a length: `for`, `took`, `lasted`.
    lasting: bool,
    /// The last word introduces a time of day: `at`, `à`.
    timed: bool,
    recurring: bool,
    /// How many more words a forecast reaches.
    forecast: u8,
    /// Whether anything was said yet.
    begun: bool,
}

impl Speech {
    fn hear(&mut self, scan: Scan<'_>, at: usize, piece: Piece) {
        match piece {
            Piece::Word(word) => self.hear_word(word),
            Piece::Blank { .. } => {}
            Piece::Sign { sign, end } => {
                let close = scan.at_digit(scan.blanks(end));
                match sign {
                    '~' | '≈' | '∼' => self.about = true,
                    '<' | '≤' if close => self.bound = Some(Hedge::AtMost),
                    '>' | '≥' if close && !scan.before(at).is_some_and(char::is_alphanumeric) => {
                        self.bound = Some(Hedge::AtLeast);
                    }
                    '.' | '!' | '?' | ';' if scan.byte(end) == b' ' || scan.byte(end) == b'\n' => {
                        // `ca. 5 minutes` goes on; a sentence does not.
                        if !self.about && self.bound.is_none() {
                            self.clear();
                        }
                        self.forecast = 0;
                    }
                    '*' | '_' | '`' | '(' | '[' | '"' | '\'' | '’' | '“' | '.' => {}
                    ':' => {
                        self.clear();
                        self.lasting = true;
                    }
                    _ => self.clear(),
                }
            }
            Piece::Number { .. } | Piece::Address { .. } => self.clear(),
        }
    }

    fn hear_word(&mut self, word: Word) {
        let roles = word.senses.roles;
        self.begun = true;
        self.forecast = if roles.has(Role::Forecast) {
            10
        } else if roles.has(Role::Past) {
            0
        } else {
            self.forecast.saturating_sub(1)
        };
        // Nearly every word is none of time, and ends what was said.
        if roles == Roles::default() {
            return self.clear();
        }
        if roles.has(Role::Not) {
            self.clear();
            self.negated = true;
            return;
        }
        if roles.any(&[Role::Than, Role::To, Role::Of])
            && let Some(pending) = self.pending.take()
        {
            self.bound = Some(if self.negated { opposite(pending) } else { pending });
            return;
        }
        self.lasting = roles.has(Role::Lasting);
        self.timed = roles.has(Role::At);
        if roles.has(Role::Recurring) {
            self.recurring = true;
        } else if roles.has(Role::Less) {
            self.pending = Some(Hedge::AtMost);
        } else if roles.has(Role::More) {
            self.pending = Some(Hedge::AtLeast);
        } else if roles.has(Role::AtMost) {
            self.bound = Some(Hedge::AtMost);
        } else if roles.has(Role::AtLeast) {
            self.bound = Some(Hedge::AtLeast);
        } else if roles.has(Role::Approx) {
            self.about = true;
        } else if !roles.any(&[Role::Of, Role::Article, Role::To, Role::At, Role::One, Role::Than]) {
            let (lasting, timed) = (self.lasting, self.timed);
            self.clear();
            (self.lasting, self.timed) = (lasting, timed);
        }
    }

    /// Forgets everything but a forecast, which reaches over some words.
    fn clear(&mut self) {
        *self = Self { forecast: self.forecast, begun: true, ..Self::default() };
    }

    fn hedge(&self) -> Option<Hedge> {
        self.bound.or(self.about.then_some(Hedge::About))
    }

    fn forecasts(&self) -> bool {
        self.forecast > 0
    }

    /// Whether a length is likely to follow: then `an hour` and `1h30` are lengths.
    fn introduces(&self) -> bool {
        self.lasting || self.hedge().is_some() || !self.begun
    }
}

fn opposite(hedge: Hedge) -> Hedge {
    match hedge {
        Hedge::AtMost => Hedge::AtLeast,
        Hedge::AtLeast => Hedge::AtMost,
        Hedge::Exact | Hedge::About | Hedge::Forecast => hedge,
    }
}

/// `or less`, `or more`, `max` behind a length.
fn hedge_behind(scan: Scan<'_>, at: usize) -> Option<Hedge> {
    let next = scan.blanks(at);
    let first = scan.word(next)?;
    if first.senses.roles.has(Role::AtMost) && scan.text[next..first.end].to_ascii_lowercase().starts_with("max") {
        return Some(Hedge::AtMost);
    }
    scan.text[next..first.end].eq_ignore_ascii_case("or").then_some(())?;
    let roles = scan.word(scan.blanks(first.end))?.senses.roles;
    match (roles.has(Role::Less), roles.has(Role::More)) {
        (true, _) => Some(Hedge::AtMost),
        (false, true) => Some(Hedge::AtLeast),
        (false, false) => None,
    }
}

/// Whether a word behind a length makes it something else: `3 hours ago`, `24-hour clock`.
fn is_ago(scan: Scan<'_>, at: usize) -> bool {
    scan.word(scan.gap(at)).is_some_and(|word| word.senses.roles.any(&[Role::Ago, Role::Times]))
}

/// Behind a time of day that starts at `at`, so that its minutes are not read as a length.
fn clock_end(scan: Scan<'_>, at: usize) -> usize {
    let firm = clock::clock_at(scan, at).filter(|clock| matches!(clock.form, Form::Firm | Form::HourMark));
    firm.map_or(at, |clock| clock.token.range.end)
}

/// Behind a date that starts at `at`, so that the `3d` of `November 3d` is no length.
fn date_end(scan: Scan<'_>, at: usize) -> usize {
    date::date_at(scan, at, Expect::default()).and_then(Result::ok).map_or(at, |date| date.end)
}

/// A length in the making.
struct Length {
    /// Thousandths of seconds.
    millis: u64,
    end: usize,
    bound: Option<Hedge>,
}

impl Length {
    /// Rounded to the nearest minute; `None` beyond what a number of minutes holds.
    fn minutes(&self) -> Option<u32> {
        u32::try_from((self.millis + 30_000) / 60_000).ok()
    }
}

/// A number of something, in thousandths.
#[derive(Clone, Copy)]
struct Quantity {
    milli: u64,
    end: usize,
    /// The upper end of a span counts as a bound, `30+` as a lower one.
    bound: Option<Hedge>,
    /// Whether it is written in digits, and how many.
    digits: usize,
}

/// The length that starts at `at`: one or several quantities with falling units.
fn length_at(scan: Scan<'_>, at: usize, speech: &Speech) -> Option<Length> {
    let first = quantity_at(scan, at)?;
    let (unit, end) = unit_at(scan, first, false)?;
    if first.digits == 0 && scan.word(at).is_some_and(|word| word.senses.roles.has(Role::One)) {
        // "an hour" is a length where the words before it say so; in "ten an hour" it is a rate.
        let plain = first.milli == 1_000 && !matches!(unit, Unit::Hour | Unit::Minute);
        (speech.introduces() && !plain).then_some(())?;
    }
    if is_clock(scan, at, first, end, speech) {
        return None;
    }
    let mut length = Length { millis: first.milli * unit.seconds(), end, bound: first.bound };
    let mut last = unit;
    for _ in 0..4 {
        if let Some(end) = and_a_half(scan, length.end) {
            length.millis += last.seconds() * 500;
            length.end = end;
        }
        let Some((quantity, unit, end)) = further(scan, length.end, last) else { break };
        length.millis += quantity.milli * unit.seconds();
        length.end = end;
        last = unit;
    }
    // `9d5466153` is no length of nine days.
    (!scan.at_digit(length.end) || !scan.before(length.end).is_some_and(|last| last.is_ascii_alphabetic()))
        .then_some(length)
}

/// Whether `17h15` and `1900 hours` are times of day here.
fn is_clock(scan: Scan<'_>, at: usize, first: Quantity, end: usize, speech: &Speech) -> bool {
    let Some(clock) = clock::clock_at(scan, at) else { return false };
    match clock.form {
        // With a half of the day, or as a number of four digits with "hours".
        Form::Firm => clock.token.range.end >= end,
        Form::HourMark => {
            let clock_end = clock.token.range.end;
            let minutes = clock_end > end || scan.at_digit(end);
            let spoken = speech.timed && !speech.lasting || zone::zone_behind(scan, clock_end, false).is_some();
            minutes && !scan.byte(clock_end).is_ascii_alphabetic() && (spoken || first.digits == 2 && !speech.lasting)
        }
        Form::Digits | Form::Hour | Form::Dotted => false,
    }
}

/// A further quantity of a smaller unit: `, 4 hours`, `and 31 minutes`, `30m`, and the `30` of `1h30`.
fn further(scan: Scan<'_>, at: usize, last: Unit) -> Option<(Quantity, Unit, usize)> {
    let mut next = behind_emphasis(scan, scan.eat(at, '.').unwrap_or(at));
    next = scan.gap(scan.eat_any(next, &[',', '&', '+']).unwrap_or(next));
    if let Some(word) = scan.word(next)
        && word.senses.roles.has(Role::And)
        && word.senses.unit.is_none()
    {
        next = scan.gap(word.end);
    }
    let quantity = quantity_at(scan, next).filter(|quantity| quantity.bound.is_none())?;
    match unit_at(scan, quantity, true) {
        Some((unit, end)) if unit < last => Some((quantity, unit, end)),
        None if last == Unit::Hour && quantity.digits == 2 && ends_hours(scan, at, next, quantity.end) => {
            Some((quantity, Unit::Minute, quantity.end))
        }
        Some(_) | None => None,
    }
}

/// Behind "and a half".
fn and_a_half(scan: Scan<'_>, at: usize) -> Option<usize> {
    let and = scan.word(scan.gap(at)).filter(|and| and.senses.roles.has(Role::And))?;
    let mut word = scan.word(scan.gap(and.end))?;
    if word.senses.roles.has(Role::One) {
        word = scan.word(scan.gap(word.end))?;
    }
    (word.senses.number == Some(500)).then_some(word.end)
}

/// The quantity that starts at `at`, in digits or words, with the larger end of a span.
fn quantity_at(scan: Scan<'_>, at: usize) -> Option<Quantity> {
    let first = single(scan, at)?;
    if let Some(end) = scan.eat(first.end, '+') {
        return Some(Quantity { end, bound: Some(Hedge::AtLeast), ..first });
    }
    let blank = scan.blanks(first.end);
    let dash = scan.eat_any(blank, &['-', '–', '—', '‑', '~', '〜', '～']);
    let word = || {
        let word = scan.word(blank)?;
        let or = scan.text[blank..word.end].eq_ignore_ascii_case("or");
        let joins = blank > first.end && (word.senses.roles.has(Role::To) || or);
        joins.then_some(word.end)
    };
    let second = dash.or_else(word).and_then(|next| {
        let next = scan.blanks(next);
        single(scan, scan.eat(next, '~').unwrap_or(next))
    });
    match second {
        // `forty-five` is one number in two words.
        Some(second) if first.digits == 0 && second.digits == 0 && dash.is_some() && first.milli >= 20_000 => {
            Some(Quantity { milli: first.milli + second.milli, end: second.end, ..first })
        }
        Some(second) if second.milli > first.milli => Some(Quantity { bound: Some(Hedge::AtMost), ..second }),
        Some(_) | None => Some(first),
    }
}

fn single(scan: Scan<'_>, at: usize) -> Option<Quantity> {
    if let Some(end) = scan.eat_any(at, &['½', '半']) {
        return Some(Quantity { milli: 500, end, bound: None, digits: 0 });
    }
    match scan.number(at) {
        Some(number) => in_digits(scan, number.value, number.digits, number.end),
        None => in_words(scan, at),
    }
}

/// `2`, `2.5`, `2,5`, `1,435`, `2½`, `1 1/2`.
fn in_digits(scan: Scan<'_>, value: u32, digits: usize, end: usize) -> Option<Quantity> {
    let whole = Quantity { milli: u64::from(value) * 1_000, end, bound: None, digits };
    if let Some(end) = scan.eat(end, '½').or_else(|| scan.eat_text(scan.blanks(end), &["1/2 "]).map(|end| end - 1)) {
        return Some(Quantity { milli: whole.milli + 500, end, ..whole });
    }
    let Some(part) = scan.eat_any(end, &['.', ',']).and_then(|next| scan.number(next)) else { return Some(whole) };
    let comma = scan.byte(end) == b',';
    match part.digits {
        3 if comma => {
            Some(Quantity { milli: whole.milli * 1_000 + u64::from(part.value) * 1_000, end: part.end, ..whole })
        }
        1..=3 => {
            let scale = 10_u64.pow(3 - u32::try_from(part.digits).ok()?);
            Some(Quantity { milli: whole.milli + u64::from(part.value) * scale, end: part.end, ..whole })
        }
        _ => None,
    }
}

/// `nine`, `half an`, `one and a half`, `une demi`, `an`.
fn in_words(scan: Scan<'_>, at: usize) -> Option<Quantity> {
    let word = scan.word(at)?;
    let value = word.senses.number.or(word.senses.roles.has(Role::One).then_some(1_000))?;
    let mut quantity = Quantity { milli: value.into(), end: word.end, bound: None, digits: 0 };
    let next = scan.gap(word.end);
    if let Some(behind) = scan.word(next).filter(|_| next > word.end) {
        if value == 1_000 && behind.senses.number == Some(500) {
            quantity = Quantity { milli: 500, end: behind.end, ..quantity };
        } else if value == 500 && behind.senses.roles.has(Role::One) {
            quantity.end = behind.end;
        }
    }
    if value >= 1_000
        && let Some(end) = and_a_half(scan, quantity.end)
    {
        quantity = Quantity { milli: quantity.milli + 500, end, ..quantity };
    }
    Some(quantity)
}

/// The unit of a quantity and where it ends; single letters count only where nothing else can be meant.
fn unit_at(scan: Scan<'_>, quantity: Quantity, further: bool) -> Option<(Unit, usize)> {
    let blank = scan.blanks(quantity.end);
    if let Some((text, unit)) =
        CJK_UNITS.iter().find(|(text, _)| scan.text.get(blank..).is_some_and(|rest| rest.starts_with(text)))
    {
        return Some((*unit, blank + text.len()));
    }
    // `3일 19시간`: before hours, the sign for a day of the month counts days.
    if let Some(day) = scan.eat_any(blank, &['日', '일']) {
        let hours = scan.number(scan.blanks(day)).map(|number| scan.blanks(number.end))?;
        scan.eat_text(hours, &["時間", "小时", "小時", "个小时", "시간"])?;
        return Some((Unit::Day, day));
    }
    let next = behind_emphasis(scan, quantity.end);
    let next = scan.eat_any(next, &['-', '‑']).unwrap_or(next);
    let word = scan.word(next)?;
    let Some(unit) = word.senses.unit else {
        // `1 time og 38 minutter`: alone, it is the English word.
        let and = || scan.word(scan.gap(word.end)).is_some_and(|and| scan.text[..and.end].ends_with(" og"));
        let hour = quantity.milli == 1_000 && scan.text[next..word.end].eq_ignore_ascii_case("time") && and();
        return hour.then_some((Unit::Hour, word.end));
    };
    if word.letters == 1 {
        let tight = next == quantity.end || further || unit == Unit::Hour;
        let large = word.capital && !further && unit != Unit::Hour;
        // `502s` are answers of a server, `4022m` is a share of a processor.
        let digits = if further || unit == Unit::Hour {
            4
        } else if unit == Unit::Second {
            2
        } else {
            3
        };
        let clear = tight && !large && (1..=digits).contains(&quantity.digits);
        return (clear && (scan.at_digit(word.end) || scan.ends(word.end))).then_some((unit, word.end));
    }
    Some((unit, word.end))
}

/// Whether two digits behind hours are their minutes: `1h30`, and `1 h 30` where nothing else follows.
fn ends_hours(scan: Scan<'_>, at: usize, next: usize, end: usize) -> bool {
    let last = || matches!(scan.char(end), None | Some('\n' | ')' | ',' | ';' | '|'));
    let apart = || scan.blanks(at) == next && matches!(scan.before(at), Some('h' | 'H')) && last();
    scan.ends(end) && (next == at || apart())
}

/// Behind blanks, a line break and marks of emphasis.
fn behind_emphasis(scan: Scan<'_>, at: usize) -> usize {
    let mut next = scan.gap(at);
    while let Some(end) = scan.eat_any(next, &['*', '_', '`']) {
        next = scan.blanks(end);
    }
    next
}

/// `PT1H30M`, `P1DT2H`, `P2W`.
fn iso(scan: Scan<'_>, at: usize) -> Option<Length> {
    let mut next = scan.eat(at, 'P')?;
    let (mut millis, mut time, mut parts) = (0, false, 0);
    loop {
        if !time && let Some(end) = scan.eat(next, 'T') {
            (time, next) = (true, end);
        }
        let Some(number) = scan.number(next) else { break };
        let quantity = in_digits(scan, number.value, number.digits, number.end)?;
        let unit = match (scan.byte(quantity.end), time) {
            (b'W', false) => Unit::Week,
            (b'D', false) => Unit::Day,
            (b'H', true) => Unit::Hour,
            (b'M', true) => Unit::Minute,
            (b'S', true) => Unit::Second,
            _ => return None,
        };
        millis += quantity.milli * unit.seconds();
        next = quantity.end + 1;
        parts += 1;
        if parts > 5 {
            return None;
        }
    }
    (parts > 0 && scan.ends(next)).then_some(Length { millis, end: next, bound: None })
}
