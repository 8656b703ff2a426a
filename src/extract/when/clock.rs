//! One time of day: `07:30`, `7.30 pm`, `0730`, `17h15`, `9 Uhr`, `18時30分`, `noon`. Zones are read beside it.

use super::TimeToken;
use super::scan::{Number, Scan};
use crate::extract::words::time::{Role, Unit};

/// How much a time says of itself that it is one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// Nothing else can be meant: a colon, am or pm, `Uhr`.
    Firm,
    /// `0730`: a number, a year, or a time.
    Digits,
    /// `9`.
    Hour,
    /// `17h`, `1h30`: a time or a length.
    HourMark,
    /// `10.30`: a time or a decimal.
    Dotted,
}

/// A time before it is known whether it is one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Clock {
    pub(super) token: TimeToken,
    pub(super) form: Form,
    /// The half of the day, where it is written.
    pub(super) half: Option<Half>,
    /// Whether seconds are written.
    pub(super) seconds: bool,
}

/// Half of the day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Half {
    Am,
    Pm,
}

impl Half {
    /// The hour of the day that is meant by an hour with this mark: `17 pm` is 17, `12 am` is 0.
    pub(super) fn apply(self, hour: i8) -> i8 {
        match self {
            Half::Am if hour == 12 => 0,
            Half::Pm if hour < 12 => hour + 12,
            Half::Am | Half::Pm => hour,
        }
    }
}

/// Chinese, Japanese and Korean words that stand before a time.
const HALVES: &[(&str, Half)] = &[
    ("午前", Half::Am),
    ("午後", Half::Pm),
    ("上午", Half::Am),
    ("下午", Half::Pm),
    ("凌晨", Half::Am),
    ("早上", Half::Am),
    ("晚上", Half::Pm),
    ("오전", Half::Am),
    ("오후", Half::Pm),
];

/// The time that starts at `at`, whatever its form.
pub(super) fn clock_at(scan: Scan<'_>, at: usize) -> Option<Clock> {
    if let Some((half, next)) = half_before(scan, at) {
        let number = scan.short(scan.blanks(next))?;
        let mut clock = cjk(scan, at, number).or_else(|| colon(scan, at, number))?;
        clock.half = Some(half);
        clock.token.hour = half.apply(clock.token.hour);
        return Some(clock);
    }
    let Some(number) = scan.number(at) else { return named(scan, at) };
    match number.digits {
        4 => digits(scan, at, number),
        1 | 2 => cjk(scan, at, number)
            .or_else(|| colon(scan, at, number))
            .or_else(|| hour_mark(scan, at, number))
            .or_else(|| dotted(scan, at, number))
            .or_else(|| hour(scan, at, number)),
        _ => None,
    }
}

/// The half of the day that is named before the time, and where that word ends.
pub(super) fn half_before(scan: Scan<'_>, at: usize) -> Option<(Half, usize)> {
    if scan.byte(at).is_ascii() {
        return None;
    }
    HALVES.iter().find_map(|(word, half)| Some((*half, scan.eat_text(at, &[*word])?)))
}

/// `07:30`, `07:30:12.345`, with `am`, `pm` or `Uhr` behind it.
fn colon(scan: Scan<'_>, at: usize, hour: Number) -> Option<Clock> {
    let minute = scan.short(scan.eat_any(hour.end, &[':', '：'])?).filter(|minute| minute.digits == 2)?;
    let (end, seconds) = seconds(scan, minute.end);
    suffixed(scan, &Plain { from: at, end, hour: hour.value, minute: minute.value, seconds }, Form::Firm)
}

/// Behind seconds and their fraction, where they are there.
fn seconds(scan: Scan<'_>, at: usize) -> (usize, bool) {
    let Some(second) =
        scan.eat(at, ':').and_then(|next| scan.short(next)).filter(|second| second.digits == 2 && second.value <= 60)
    else {
        return (at, false);
    };
    let fraction = scan.eat_any(second.end, &['.', ',']).filter(|next| scan.at_digit(*next));
    let mut end = fraction.unwrap_or(second.end);
    // Digits of a fraction are of no meaning here, so that their number does not matter.
    while fraction.is_some() && scan.byte(end).is_ascii_digit() {
        end += 1;
    }
    (end, true)
}

/// `0730`, `0730hrs`; not the year of a date that is malformed behind it: `2021-03-097`.
fn digits(scan: Scan<'_>, at: usize, number: Number) -> Option<Clock> {
    if let Some(month) = scan.eat(number.end, '-').and_then(|next| scan.short(next))
        && scan.eat(month.end, '-').is_some_and(|next| scan.at_digit(next))
    {
        return None;
    }
    let plain =
        Plain { from: at, end: number.end, hour: number.value / 100, minute: number.value % 100, seconds: false };
    suffixed(scan, &plain, Form::Digits)
}

/// `17h15`, `17 h 15`, `17h`, `19u30`, `17h15m`.
fn hour_mark(scan: Scan<'_>, at: usize, hour: Number) -> Option<Clock> {
    let mark = scan.blanks(hour.end);
    let next = scan.eat_any(mark, &['h', 'H', 'u'])?;
    let spaced = mark > hour.end;
    let minute = scan.short(if spaced { scan.blanks(next) } else { next }).filter(|minute| minute.digits == 2);
    let (end, minute) = match minute {
        Some(minute) => (minute.end, minute.value),
        None => (next, 0),
    };
    let plain = Plain { from: at, end, hour: hour.value, minute, seconds: false };
    plain.build(scan, Form::HourMark, None)
}

/// `7.30 am`, `19.30 Uhr`, and `10.30` for what stands around it to settle.
fn dotted(scan: Scan<'_>, at: usize, hour: Number) -> Option<Clock> {
    let minute = scan.short(scan.eat(hour.end, '.')?).filter(|minute| minute.digits == 2)?;
    suffixed(
        scan,
        &Plain { from: at, end: minute.end, hour: hour.value, minute: minute.value, seconds: false },
        Form::Dotted,
    )
}

/// `7am`, `9 Uhr`, `9 Uhr 30`, `12 noon`, `9 o'clock`, and `9` for what stands around it to settle.
fn hour(scan: Scan<'_>, at: usize, hour: Number) -> Option<Clock> {
    let next = scan.blanks(hour.end);
    if hour.value == 12
        && let Some(word) = scan.word(next)
        && word.senses.roles.any(&[Role::Noon, Role::Midnight])
    {
        return named(scan, next).map(|mut clock| {
            clock.token.range.start = at;
            clock
        });
    }
    let plain = Plain { from: at, end: hour.end, hour: hour.value, minute: 0, seconds: false };
    let mut clock = suffixed(scan, &plain, Form::Hour)?;
    if clock.form == Form::Firm
        && clock.half.is_none()
        && let Some(minute) = scan.short(scan.blanks(clock.token.range.end))
        && minute.digits == 2
        && minute.value < 60
        && scan.ends(minute.end)
        && !scan.text[minute.end..].starts_with('.')
    {
        clock.token.minute = i8::try_from(minute.value).ok()?;
        clock.token.range.end = minute.end;
    }
    Some(clock)
}

/// `18時30分`, `18时`, `18点30分`, `18시 30분`, `9時半`. Lengths (`3時間`, `3시간`) are none.
fn cjk(scan: Scan<'_>, at: usize, hour: Number) -> Option<Clock> {
    let mark = scan.char(hour.end).filter(|mark| matches!(mark, '時' | '时' | '点' | '點' | '시'))?;
    let next = hour.end + mark.len_utf8();
    if scan.eat_any(next, &['間', '间', '간']).is_some() {
        return None;
    }
    let minute = scan.short(scan.blanks(next)).and_then(|minute| {
        let end = scan.eat_any(minute.end, &['分', '분'])?;
        Some((end, minute.value))
    });
    let half = || scan.eat_any(next, &['半', '반']).map(|end| (end, 30));
    // `3点` alone says three points as well.
    let dotless = !matches!(mark, '点' | '點') || half_before(scan, at).is_some();
    let (end, minute) = minute.or_else(half).or_else(|| dotless.then_some((next, 0)))?;
    // Seconds are dropped.
    let end = match scan.short(scan.blanks(end)) {
        Some(second) => scan.eat_any(second.end, &['秒', '초']).unwrap_or(end),
        None => end,
    };
    let plain = Plain { from: at, end, hour: hour.value, minute, seconds: false };
    let sound = plain.sound()?;
    Some(Clock { token: sound, form: Form::Firm, half: None, seconds: false })
}

/// `noon`, `midnight`.
fn named(scan: Scan<'_>, at: usize) -> Option<Clock> {
    let word = scan.word(at)?;
    let hour = match (word.senses.roles.has(Role::Noon), word.senses.roles.has(Role::Midnight)) {
        (true, _) => 12,
        (false, true) => 0,
        (false, false) => return None,
    };
    let token = TimeToken { range: at..word.end, hour, minute: 0 };
    scan.ends(word.end).then_some(Clock { token, form: Form::Firm, half: None, seconds: false })
}

/// Numbers that may be a time.
struct Plain {
    from: usize,
    end: usize,
    hour: u32,
    minute: u32,
    seconds: bool,
}

impl Plain {
    fn sound(&self) -> Option<TimeToken> {
        let sound = self.minute < 60 && (self.hour < 24 || self.hour == 24 && self.minute == 0);
        let (hour, minute) = (i8::try_from(self.hour).ok()?, i8::try_from(self.minute).ok()?);
        sound.then_some(TimeToken { range: self.from..self.end, hour, minute })
    }

    fn build(&self, scan: Scan<'_>, form: Form, half: Option<Half>) -> Option<Clock> {
        let mut token = self.sound()?;
        if let Some(half) = half {
            token.hour = half.apply(token.hour);
        }
        time_ends(scan, token.range.end).then_some(Clock { token, form, half, seconds: self.seconds })
    }
}

/// A time ends like any token, and also before the zone or offset that is written right behind it.
fn time_ends(scan: Scan<'_>, at: usize) -> bool {
    match scan.byte(at) {
        b'Z' | b'z' => scan.ends(at + 1),
        b'+' => true,
        b'-' | b'/' => scan.at_digit(at + 1) || scan.ends(at),
        b'i' if scan.eat_text(at, &["ish"]).is_some_and(|end| scan.ends(end)) => true,
        letter if letter.is_ascii_alphabetic() => super::zone::abbreviation_at(scan, at, true).is_some(),
        _ => scan.ends(at),
    }
}

/// The time with `am`, `pm`, `Uhr`, `hrs` behind it, or of the given form without.
fn suffixed(scan: Scan<'_>, plain: &Plain, form: Form) -> Option<Clock> {
    let next = scan.blanks(plain.end);
    let suffix = suffix_at(scan, next, form, plain.end == next);
    let Some((half, end)) = suffix else {
        let blocked = form == Form::Firm && length_behind(scan, next, plain.hour);
        return if blocked { None } else { plain.build(scan, form, None) };
    };
    // A day has hours up to 24, half of it up to 12; `17:14pm` means what it says.
    if form == Form::Hour && half.is_some() && plain.hour > 12 {
        return None;
    }
    Plain { end, ..*plain }.build(scan, Form::Firm, half)
}

/// Whether `2:30` is followed by a unit that makes it a length: `2:30 hours`.
fn length_behind(scan: Scan<'_>, at: usize, hour: u32) -> bool {
    let Some(word) = scan.word(at).filter(|word| word.letters > 1) else { return false };
    match word.senses.unit {
        Some(Unit::Minute) => true,
        Some(Unit::Hour) => hour < 10 && word.letters > 3,
        Some(Unit::Second | Unit::Day | Unit::Week) | None => false,
    }
}

/// The mark behind a time: its half of the day, and where it ends.
fn suffix_at(scan: Scan<'_>, at: usize, form: Form, tight: bool) -> Option<(Option<Half>, usize)> {
    if let Some(end) = scan.eat_text(at, &["o'clock", "o’clock", "O'clock"]) {
        return Some((None, end));
    }
    let word = scan.word(at)?;
    let text = &scan.text[at..word.end];
    let roles = word.senses.roles;
    if roles.any(&[Role::Am, Role::Pm]) && word.letters == 2 {
        let half = if roles.has(Role::Am) { Half::Am } else { Half::Pm };
        return scan.ends(word.end).then_some((Some(half), word.end));
    }
    if let Some(half) = spelled_half(scan, at) {
        return Some(half);
    }
    if roles.has(Role::Clock) {
        return Some((None, word.end));
    }
    let hours = ["h", "hrs", "hr", "hours", "Hrs", "HRS", "H"].contains(&text);
    let four = form == Form::Digits && hours;
    let padded = form == Form::Firm && (text == "h" || text == "hrs" || text == "H") && (tight || text != "H");
    ((four || padded) && scan.ends(word.end)).then_some((None, word.end))
}

/// `a.m.`, `p. m.`, `A.M`.
fn spelled_half(scan: Scan<'_>, at: usize) -> Option<(Option<Half>, usize)> {
    let half = match scan.byte(at) {
        b'a' | b'A' => Half::Am,
        b'p' | b'P' => Half::Pm,
        _ => return None,
    };
    let next = scan.blanks(scan.eat(at + 1, '.')?);
    let end = scan.eat_any(next, &['m', 'M'])?;
    let end = scan.eat(end, '.').unwrap_or(end);
    scan.char(end).is_none_or(|sign| !sign.is_alphanumeric()).then_some((Some(half), end))
}
