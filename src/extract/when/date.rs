//! One day: numbers with separators, month names in eight languages, and the forms of Chinese, Japanese and Korean.
//!
//! [`date_at`] tries the numeric forms, then day before month name, then month name before day. A form that is a date in
//! shape but not in the calendar is given as [`Malformed`].

use jiff::civil::{Date, Weekday};

use super::scan::{Number, Scan, Word};
use super::{DateOrder, DateReading, DateToken, Expect, Malformed, MalformedKind};
use crate::extract::words::time::Role;

/// A day, or the first and last of several: `Jan 14-19, 2026`.
pub(super) struct DateMatch {
    pub(super) token: DateToken,
    pub(super) last: Option<DateToken>,
    pub(super) end: usize,
}

/// What a date is read from: `None` is no date at all.
pub(super) type DateRead = Option<Result<DateMatch, Malformed>>;

/// The date that starts at `at`.
pub(super) fn date_at(scan: Scan<'_>, at: usize, expect: Expect) -> DateRead {
    let Some(first) = scan.number(at) else { return month_first(scan, at, scan.word(at)?) };
    let read = match first.digits {
        8 => compact(at, first),
        3..=6 => year_first(scan, at, first),
        1 | 2 => cjk(scan, at, None, first)
            .or_else(|| day_first(scan, at, first))
            .or_else(|| numeric(scan, at, first, expect)),
        _ => None,
    };
    match read {
        Some(Ok(found)) if !ends(scan, found.end) && !ends_by_sign(scan, found.end) => None,
        Some(Err(fault)) if !ends(scan, fault.range.end) => None,
        read => read,
    }
}

/// The date in the name of a file or folder: `20190204-name.md`, `2018-04-18_name`, `report_16_dec_2021`.
pub fn date_in_name(name: &str) -> Option<DateToken> {
    let plain = spaced_name(name);
    let scan = Scan::new(&plain);
    let mut at = 0;
    while let Some(piece) = scan.piece(at) {
        if scan.begins(at) {
            // `2019-02-04-1-name`: what follows the third number is no part of the date.
            let dashes = plain[at..].char_indices().take(12).filter(|(_, sign)| *sign == '-');
            let third = || dashes.map(|(dash, _)| Scan::new(&plain[..at + dash])).nth(2);
            let found = date_at(scan, at, Expect::default()).or_else(|| date_at(third()?, at, Expect::default()));
            if let Some(Ok(found)) = found {
                return Some(found.token);
            }
        }
        at = piece.end();
    }
    None
}

/// A name with blanks where it parts words, byte for byte: dashes and dots stay between digits only.
fn spaced_name(name: &str) -> String {
    let digit = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_digit());
    let mut out = String::with_capacity(name.len());
    let mut signs = name.chars().peekable();
    while let Some(sign) = signs.next() {
        let between = digit(out.chars().next_back()) && digit(signs.peek().copied());
        out.push(match sign {
            '_' if between => '-',
            '_' | '-' | '.' if !between => ' ',
            sign => sign,
        });
    }
    out
}

/// The order in which `first` and `second` are the named weekday; `None` where both are or none is.
pub fn weekday_settles(first: i8, second: i8, year: i16, weekday: Weekday) -> Option<DateOrder> {
    let is = |month, day| Date::new(year, month, day).is_ok_and(|date| date.weekday() == weekday);
    match (is(second, first), is(first, second)) {
        (true, false) => Some(DateOrder::DayFirst),
        (false, true) => Some(DateOrder::MonthFirst),
        (true, true) | (false, false) => None,
    }
}

/// A date ends like any token, and also before a time that is written right behind it.
fn ends(scan: Scan<'_>, at: usize) -> bool {
    let digit_next = || scan.at_digit(at + 1);
    match scan.byte(at) {
        b'T' | b't' | b'_' | b':' if digit_next() => true,
        b'-' => !digit_next() && scan.ends(at),
        // `2023-01-04/11:34`
        b'/' if digit_next() => scan.short(at + 1).is_some_and(|hour| scan.byte(hour.end) == b':'),
        _ => scan.ends(at),
    }
}

/// `2019年2月4日18:30`: the sign for "day" ends a date whatever follows.
fn ends_by_sign(scan: Scan<'_>, at: usize) -> bool {
    matches!(scan.before(at), Some('日' | '일' | '号'))
}

/// A year that a report may state.
fn sound_year(year: u32) -> Option<i16> {
    i16::try_from(year).ok().filter(|year| (1900..2200).contains(year))
}

/// `19` is 2019, `98` is 1998.
fn two_digit_year(year: u32) -> Option<i16> {
    sound_year(if year < 70 { 2000 + year } else { 1900 + year })
}

/// What is wrong with a month and a day, if anything. Without a year, the 29th of February exists.
fn fault(year: Option<i16>, month: u32, day: u32) -> Option<MalformedKind> {
    let (Ok(month @ 1..=12), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else {
        return Some(if (1..=12).contains(&month) { MalformedKind::Day } else { MalformedKind::Month });
    };
    Date::new(year.unwrap_or(2000), month, day).is_err().then_some(MalformedKind::Day)
}

/// The date of sound numbers, or what is wrong with them.
fn settle(from: usize, end: usize, year: Option<i16>, month: u32, day: u32) -> DateRead {
    let range = from..end;
    if let Some(kind) = fault(year, month, day) {
        return Some(Err(Malformed { range, kind }));
    }
    let reading = DateReading::Settled { month: i8::try_from(month).ok()?, day: i8::try_from(day).ok()? };
    Some(Ok(DateMatch { token: DateToken { range, year, reading }, last: None, end }))
}

/// `20190204`.
fn compact(at: usize, all: Number) -> DateRead {
    let year = sound_year(all.value / 10_000).filter(|year| (1970..2100).contains(year))?;
    let (month, day) = (all.value / 100 % 100, all.value % 100);
    // A number of eight digits that is no date is a number.
    fault(Some(year), month, day).is_none().then_some(())?;
    settle(at, all.end, Some(year), month, day)
}

/// `2019-02-04`, `2019/2/4`, `2019.02.04`, `2019. 2. 4.`, `2019年2月4日`.
fn year_first(scan: Scan<'_>, at: usize, year: Number) -> DateRead {
    if year.digits == 4
        && let Some(next) = scan.eat_any(scan.blanks(year.end), &['年', '년'])
    {
        let month = scan.short(scan.blanks(next))?;
        return cjk(scan, at, Some(sound_year(year.value)?), month);
    }
    let separator = scan.char(year.end).filter(|sign| matches!(sign, '-' | '/' | '.' | '‑'))?;
    let spaced = separator == '.' && scan.byte(year.end + 1) == b' ';
    let behind = |end: usize| {
        let end = scan.eat(end, separator)?;
        Some(if spaced { scan.blanks(end) } else { end })
    };
    let month = scan.short(behind(year.end)?)?;
    let day = scan.short(behind(month.end)?)?;
    let end = if spaced { scan.eat(day.end, '.').unwrap_or(day.end) } else { day.end };
    let padded = month.digits == 2 && day.digits == 2;
    if year.digits != 4 {
        // Only what would be a date with a year of four digits is a date with a malformed one.
        let close = year.digits == 5 || year.digits == 3 && (190..220).contains(&year.value);
        let near = separator == '-' && close && padded && fault(None, month.value, day.value).is_none();
        return near.then_some(Err(Malformed { range: at..end, kind: MalformedKind::Year }));
    }
    let dotted_version = separator == '.' && !spaced && !padded;
    (!dotted_version).then_some(())?;
    let Some(sound) = sound_year(year.value) else {
        let near = separator == '-' && padded && fault(None, month.value, day.value).is_none();
        return near.then_some(Err(Malformed { range: at..end, kind: MalformedKind::Year }));
    };
    match settle(at, end, Some(sound), month.value, day.value) {
        // With dots or without padding it may as well be something else.
        Some(Err(_)) if separator == '.' || !padded => None,
        Some(Ok(found)) if separator == '-' => Some(Ok(with_last_day(scan, found, sound, month.value, day.value))),
        read => read,
    }
}

/// `2024-12-19/20`: the day behind a slash is the last of several.
fn with_last_day(scan: Scan<'_>, first: DateMatch, year: i16, month: u32, day: u32) -> DateMatch {
    let last =
        scan.eat(first.end, '/').and_then(|next| scan.short(next)).filter(|last| last.digits == 2 && last.value > day);
    let read = last
        .filter(|last| scan.ends(last.end))
        .and_then(|last| settle(last.end - 2, last.end, Some(year), month, last.value));
    match read {
        Some(Ok(last)) => DateMatch { end: last.end, last: Some(last.token), token: first.token },
        Some(Err(_)) | None => first,
    }
}

/// `2月4日`, `2월 4일`, `2 月 4 日`, with the year before it already read.
fn cjk(scan: Scan<'_>, at: usize, year: Option<i16>, month: Number) -> DateRead {
    let next = scan.blanks(scan.eat_any(scan.blanks(month.end), &['月', '월'])?);
    let day = scan.short(next)?;
    let end = scan.eat_any(scan.blanks(day.end), &['日', '일', '号'])?;
    settle(at, end, year, month.value, day.value)
}

/// `03/04/2019`, `03-04-2019`, `27.11.2023`, `04/02/19`, and short dates where they are expected.
fn numeric(scan: Scan<'_>, at: usize, first: Number, expect: Expect) -> DateRead {
    let separator = scan.char(first.end).filter(|sign| matches!(sign, '-' | '/' | '.' | '‑'))?;
    let behind = |end: usize| {
        let end = scan.eat(end, separator)?;
        Some(if separator == '.' { scan.blanks(end) } else { end })
    };
    let second = scan.short(behind(first.end)?)?;
    let third = behind(second.end).and_then(|next| scan.number(next));
    let Some(third) = third else { return short_date(scan, at, (first, second), expect) };
    let year = match third.digits {
        4 => sound_year(third.value)?,
        2 if separator == '/' && !(third.value < 10 && first.value > 12) => two_digit_year(third.value)?,
        2 if separator == '.' && expect.month_day => two_digit_year(third.value)?,
        _ if separator == '.' => return short_date(scan, at, (first, second), expect),
        _ => return None,
    };
    in_order(at..third.end, Some(year), (first.value, second.value), expect.order, separator == '.')
}

/// `26.3.`, `03-26`, `3/26`: no year.
fn short_date(scan: Scan<'_>, at: usize, (first, second): (Number, Number), expect: Expect) -> DateRead {
    expect.month_day.then_some(())?;
    // `01-11:2024`: a slip in a date with its year, and not a day with a time.
    if scan.eat(second.end, ':').and_then(|next| scan.number(next)).is_some_and(|year| year.digits == 4) {
        return None;
    }
    let separator = scan.char(first.end)?;
    let read = match separator {
        '.' => {
            let end = scan.eat(second.end, '.')?;
            settle(at, end, None, second.value, first.value)
        }
        '/' => in_order(at..second.end, None, (first.value, second.value), expect.order, false),
        _ if first.digits == 2 && second.digits == 2 && first.value <= 12 => {
            settle(at, second.end, None, first.value, second.value)
        }
        _ if first.digits == 2 && second.digits == 2 => settle(at, second.end, None, second.value, first.value),
        _ => None,
    };
    // Without a year a pair of numbers that is no date is just a pair of numbers.
    read.filter(Result::is_ok)
}

/// Two numbers of which one is the month. With dots the day stands first wherever that is possible.
fn in_order(
    range: std::ops::Range<usize>,
    year: Option<i16>,
    (first, second): (u32, u32),
    order: Option<DateOrder>,
    dotted: bool,
) -> DateRead {
    let day_first = fault(year, second, first).is_none();
    let month_first = fault(year, first, second).is_none();
    let (from, end) = (range.start, range.end);
    match (day_first, month_first, order) {
        (true, true, Some(DateOrder::MonthFirst)) if !dotted => settle(from, end, year, first, second),
        (true, true, None) if !dotted && first != second => {
            let reading = DateReading::Either { first: i8::try_from(first).ok()?, second: i8::try_from(second).ok()? };
            Some(Ok(DateMatch { token: DateToken { range, year, reading }, last: None, end }))
        }
        (true, _, _) => settle(from, end, year, second, first),
        (false, true, _) => settle(from, end, year, first, second),
        (false, false, _) => {
            // Some date was meant where a month is there; `99/88/2019` is no date at all.
            let meant = (1..=12).contains(&first.min(second)) && first.max(second) <= 31;
            meant.then_some(Err(Malformed { range, kind: MalformedKind::Day }))
        }
    }
}

/// `4 February 2019`, `4th of February`, `04-Feb-2019`, `19. April`, `1er mars`, `4 de febrero de 2019`, `14–19 January`.
fn day_first(scan: Scan<'_>, at: usize, first: Number) -> DateRead {
    let mut day = DayNumber::read(scan, first);
    let mut from = None;
    if let Some(joint) = day_joint(scan, day.end)
        && let Some(last) = scan.short(joint)
        && last.value > first.value
    {
        from = Some((first, day.number.end));
        day = DayNumber::read(scan, last);
    }
    let tight = scan.eat_any(day.end, &['-', '‑', '/']);
    let mut next = tight.unwrap_or_else(|| scan.gap(day.end));
    let mut word = scan.word(next)?;
    if word.senses.roles.has(Role::Of) && word.senses.month.is_none() {
        // `d'avril`, `de abril`, `of April`.
        next = scan.eat_any(word.end, &['\'', '’']).unwrap_or_else(|| scan.gap(word.end));
        word = scan.word(next)?;
    }
    let month = u32::try_from(word.senses.month?).ok()?;
    let attached = next == day.number.end;
    let ordinal = scan.byte(day.number.end).is_ascii_alphabetic() && day.end > day.number.end;
    let year = year_behind(scan, word.end, tight.is_some());
    (ordinal || month_counts(word, year.is_some(), attached)).then_some(())?;
    let (year, end) = year.map_or((None, name_end(scan, word.end)), |(year, end)| (Some(year), end));
    days(at..end, (year, month), from.map_or(day.number, |(first, _)| first), from.map(|_| day.number))
}

/// `February 4th, 2019`, `Feb 4`, `Jan. 14-19, 2026`.
fn month_first(scan: Scan<'_>, at: usize, word: Word) -> DateRead {
    let month = u32::try_from(word.senses.month?).ok()?;
    let dot = scan.eat(word.end, '.').unwrap_or(word.end);
    let next = scan.eat_any(dot, &['-', '‑']).unwrap_or_else(|| scan.gap(dot));
    let next = match scan.word(next) {
        Some(the) if the.senses.roles.has(Role::Article) => scan.gap(the.end),
        _ => next,
    };
    let first = scan.short(next)?;
    // `January23, 2021`: without a blank only a year behind it makes it a day.
    if next == word.end && (word.letters < 4 || year_behind(scan, first.end, false).is_none()) {
        return None;
    }
    let mut day = DayNumber::spoken(scan, first);
    let mut last = None;
    if let Some(joint) = day_joint(scan, day.end)
        && let Some(second) = scan.short(joint)
        && second.value > first.value
    {
        let behind = DayNumber::spoken(scan, second);
        // A spaced dash before a number is more often a dash: `May 4 - 10 pods`.
        let spaced = scan.blanks(day.end) > day.end && scan.word(scan.blanks(day.end)).is_none();
        let clear = behind.end > second.end
            || year_behind(scan, behind.end, false).is_some()
            || matches!(scan.char(scan.blanks(behind.end)), None | Some('\n' | ')' | ']' | '|' | ':'));
        if scan.ends(behind.end)
            && !scan.text[behind.end..].starts_with(":")
            && (clear || !spaced)
            && is_day_end(scan, behind.end)
        {
            last = Some(second);
            day = behind;
        }
    }
    let (year, end) = match year_behind(scan, day.end, false) {
        Some((year, end)) => (Some(year), end),
        None => (None, day.end),
    };
    let other = !word.senses.roles.has(Role::MonthFirst) && year.is_none();
    if other || !month_counts(word, year.is_some(), false) || !ends(scan, end) || !is_day_end(scan, end) {
        return None;
    }
    days(at..end, (year, month), first, last)
}

/// Whether what follows lets the number before it be a day: no clock, no unit glued to it.
fn is_day_end(scan: Scan<'_>, at: usize) -> bool {
    !matches!(scan.char(at), Some(':' | '.' | ',') if scan.at_digit(at + 1))
}

/// One or several days of a month.
fn days(
    range: std::ops::Range<usize>,
    (year, month): (Option<i16>, u32),
    first: Number,
    last: Option<Number>,
) -> DateRead {
    if first.value == 0 || first.value > 31 {
        return None;
    }
    let (from, end) = (range.start, range.end);
    let mut read = settle(from, end, year, month, first.value)?;
    if let (Ok(found), Some(last)) = (&mut read, last) {
        let Some(Ok(last)) = settle(from, end, year, month, last.value) else { return None };
        found.last = Some(last.token);
    }
    Some(read)
}

/// A day of the month with what belongs to it.
#[derive(Clone, Copy)]
struct DayNumber {
    number: Number,
    end: usize,
}

impl DayNumber {
    /// The day before its month: `4th`, `1er`, `19.`.
    fn read(scan: Scan<'_>, number: Number) -> Self {
        let spoken = Self::spoken(scan, number);
        let sign = scan.eat_any(spoken.end, &['.', 'º', 'ª', '°']).filter(|_| spoken.end == number.end);
        Self { end: sign.unwrap_or(spoken.end), ..spoken }
    }

    /// The day behind its month, where a dot ends the sentence: `4`, `4th`.
    fn spoken(scan: Scan<'_>, number: Number) -> Self {
        let ordinal = scan.word(number.end).filter(|word| word.senses.roles.has(Role::Ordinal) && word.letters <= 3);
        Self { number, end: ordinal.map_or(number.end, |word| word.end) }
    }
}

/// Behind what joins two days: `14-19`, `14 – 19`, `14 to 19`.
fn day_joint(scan: Scan<'_>, at: usize) -> Option<usize> {
    let next = scan.blanks(at);
    if let Some(dash) = scan.eat_any(next, &['-', '–', '—', '‑']) {
        return Some(scan.blanks(dash));
    }
    let word = scan.word(next).filter(|word| word.senses.roles.has(Role::To) && next > at)?;
    Some(scan.blanks(word.end))
}

/// Whether a month name counts as one here: common words need a capital or a year.
fn month_counts(word: Word, year: bool, attached: bool) -> bool {
    let roles = word.senses.roles;
    if attached && !year {
        return false;
    }
    year || !(roles.has(Role::NeedsYear) || roles.has(Role::NeedsCapital) && !word.capital)
}

/// Behind a month name and the dot of its abbreviation.
fn name_end(scan: Scan<'_>, at: usize) -> usize {
    match scan.eat(at, '.') {
        Some(dot) if scan.byte(dot) == b' ' || scan.byte(dot) == b',' => dot,
        _ => at,
    }
}

/// The year behind a day or month name: `, 2019`, ` 2019`, `-2019`, ` de 2019`, ` '19`.
pub(super) fn year_behind(scan: Scan<'_>, at: usize, tight: bool) -> Option<(i16, usize)> {
    if tight && let Some(next) = scan.eat_any(at, &['-', '‑', '/']) {
        let number = scan.number(next)?;
        let year = match number.digits {
            4 => sound_year(number.value),
            2 => two_digit_year(number.value),
            _ => None,
        };
        return year.map(|year| (year, number.end));
    }
    let dot = scan.eat(at, '.').unwrap_or(at);
    let comma = scan.eat(scan.blanks(dot), ',').unwrap_or(dot);
    let mut next = scan.gap(comma);
    if let Some(word) = scan.word(next)
        && word.senses.roles.has(Role::Of)
    {
        next = scan.gap(word.end);
    }
    if next == at {
        return None;
    }
    if let Some(mark) = scan.eat_any(next, &['\'', '’']) {
        let number = scan.number(mark).filter(|number| number.digits == 2 && scan.ends(number.end))?;
        return Some((two_digit_year(number.value)?, number.end));
    }
    let number = scan.number(next).filter(|number| number.digits == 4)?;
    // 1915 behind a day is a time more often than a year.
    let year = sound_year(number.value).filter(|year| (1970..2100).contains(year))?;
    let free = ends(scan, number.end) && !(scan.byte(number.end) == b'-' && scan.at_digit(number.end + 1));
    free.then_some((year, behind_year_word(scan, number.end)))
}

/// Behind the word "year" that belongs to it in Russian and Ukrainian: `2024 г.`, `2024 року`.
fn behind_year_word(scan: Scan<'_>, at: usize) -> usize {
    let next = scan.blanks(at);
    if next == at || scan.byte(next).is_ascii() {
        return at;
    }
    let words = ["года", "год", "року", "рік", "г", "р"];
    let end = scan.word(next).filter(|word| words.contains(&&scan.text[next..word.end])).map(|word| word.end);
    end.map_or(at, |end| scan.eat(end, '.').unwrap_or(end))
}
