//! Day, time and zone that belong together, in any order: `2019-02-04 07:30 UTC`, `9:00 PM (UTC) Thursday July 6, 2023`.
//!
//! [`Lead`] reads what may stand before it, [`core`] the stamp, and [`Lead::close`] the marks that close behind it. A form that may as well be something else (`0730`, `17h`, `9`) is read but not `sure`: a zone, a word
//! before it, or the other end of its range has to vouch for it.

use std::ops::Range;

use jiff::civil::Weekday;

use super::clock::{self, Clock, Form};
use super::date::{self, DateMatch};
use super::lead::{Given, Lead};
use super::scan::{Scan, Word};
use super::zone::{self, Beside};
use super::{DateOrder, DateReading, DateToken, Expect, StampToken, ZoneToken};
use crate::extract::words::time::{Role, Senses};
use crate::model::Zone;

/// The stamp that starts at `at`, after opening marks, a word such as "about" or "at", or a weekday.
///
/// `None` where no stamp starts there, or where `at` is not on a character border. What stands before `at` is not looked at.
pub fn stamp_at(text: &str, at: usize, expect: Expect) -> Option<StampToken> {
    if !text.is_char_boundary(at) {
        return None;
    }
    let scan = Scan::new(text);
    let mut lead = Lead::read(scan, at, false);
    let read = core(scan, lead.next, expect, lead.given()).filter(|read| read.sure)?;
    let mut stamp = read.stamp;
    stamp.range.end = lead.close(scan, stamp.range.end);
    stamp.range.start = lead.start(scan, stamp.range.end);
    stamp.approx |= lead.approx;
    Some(stamp)
}

/// A stamp with what its range has to know of it.
pub(super) struct StampRead {
    pub(super) stamp: StampToken,
    /// The time with its form.
    pub(super) clock: Option<Clock>,
    /// The last of several days.
    pub(super) last_day: Option<DateToken>,
    /// Whether the time stands before the day.
    pub(super) time_first: bool,
    /// Whether it is a stamp without anything else to vouch for it.
    pub(super) sure: bool,
}

/// The stamp that starts at `at`, without marks and words before it.
pub(super) fn core(scan: Scan<'_>, at: usize, expect: Expect, given: Given) -> Option<StampRead> {
    if !may_begin(scan, at) {
        return None;
    }
    if let Some((weekday, next)) = weekday_at(scan, at)
        && let Some(mut read) = undated(scan, next, expect, Given { weekday: Some(weekday), ..given })
        && (read.stamp.date.is_some() || names_weekday(scan, at))
    {
        read.stamp.range.start = at;
        return Some(read);
    }
    if let Some(read) = zone_first(scan, at, expect, given) {
        return Some(read);
    }
    undated(scan, at, expect, given)
}

/// Whether a stamp can begin here: with a digit, a sign of its own, or a word that names a day, a time or a zone. What else
/// stands at the front of a line is not looked at any further.
fn may_begin(scan: Scan<'_>, at: usize) -> bool {
    match scan.word(at) {
        Some(word) => {
            let Senses { month, weekday, roles, .. } = word.senses;
            month.is_some()
                || weekday.is_some()
                || roles.any(&[Role::Noon, Role::Midnight])
                || names_utc(scan, at, &word)
        }
        None => scan.byte(at).is_ascii_digit() || !scan.byte(at).is_ascii(),
    }
}

/// `UTC 05:13`: a stamp that begins with its zone.
fn zone_first(scan: Scan<'_>, at: usize, expect: Expect, given: Given) -> Option<StampRead> {
    let word = scan.word(at).filter(|word| names_utc(scan, at, word))?;
    let next = scan.blanks(scan.marks(word.end));
    let mut read = (next > word.end).then(|| time_first(scan, next, expect, given)).flatten()?;
    let clear = read.clock.as_ref().is_some_and(|clock| clock.form == Form::Firm) && read.stamp.zone.is_none();
    read.stamp.zone = clear.then(|| ZoneToken { range: at..word.end, zone: Zone::new("UTC") });
    read.stamp.range.start = at;
    clear.then_some(read)
}

/// Whether a word is the zone that may stand before its time.
pub(super) fn names_utc(scan: Scan<'_>, at: usize, word: &Word) -> bool {
    word.capital && matches!(&scan.text[at..word.end], "UTC" | "GMT")
}

/// Whether the word at `at` is a weekday even without a date behind it: two letters, `sun` in lower case and what may be
/// a month (`mar`) are not.
fn names_weekday(scan: Scan<'_>, at: usize) -> bool {
    scan.word(at).is_some_and(|word| word.capital && word.letters > 2 && word.senses.month.is_none())
}

/// The weekday at `at`, and where what belongs to it begins.
fn weekday_at(scan: Scan<'_>, at: usize) -> Option<(Weekday, usize)> {
    let word = scan.word(at)?;
    let weekday = word.senses.weekday?;
    let mut end = scan.eat_text(word.end, &["-feira"]).unwrap_or(word.end);
    end = scan.eat(end, '.').unwrap_or(end);
    end = scan.eat(scan.blanks(end), ',').unwrap_or(end);
    let lead = Lead::read(scan, end, false);
    (lead.next > word.end && lead.open.len() <= 2).then_some((weekday, lead.next))
}

/// The stamp without the weekday before it.
fn undated(scan: Scan<'_>, at: usize, expect: Expect, given: Given) -> Option<StampRead> {
    match date::date_at(scan, at, expect) {
        Some(Ok(found)) => Some(date_first(scan, at, found, expect, given)),
        Some(Err(_)) => None,
        None => time_first(scan, at, expect, given),
    }
}

/// A stamp that begins with its day.
fn date_first(scan: Scan<'_>, at: usize, found: DateMatch, expect: Expect, given: Given) -> StampRead {
    let DateMatch { token, last, end } = found;
    let mut read = StampRead::new(at..end, given);
    read.last_day = last;
    read.set_date(token);
    if read.last_day.is_none()
        && let Some(time) = time_behind(scan, end)
        && add_time(scan, &mut read, time, expect, given)
    {
        return read;
    }
    read.stamp.range.end = unknown_time(scan, end).unwrap_or(end);
    if read.last_day.is_none() {
        add_zone_of_day(scan, &mut read);
    }
    read
}

/// Adds the time behind a day, where it is one, with what belongs to it.
fn add_time(scan: Scan<'_>, read: &mut StampRead, time: TimeBehind, expect: Expect, given: Given) -> bool {
    let TimeBehind { clock, approx, joint, of_clock } = time;
    let tail = tail_end(scan, clock.token.range.end);
    let minus = joint == Joint::Tight || clock.seconds;
    let zone = zone_behind(scan, tail.0, minus);
    // `0730`, but not the year of `01 Jan 0001 00:00:00`.
    let padded = scan.byte(clock.token.range.start) == b'0' && !scan.at_digit(scan.blanks(clock.token.range.end));
    let sure = match clock.form {
        Form::Firm | Form::HourMark => true,
        Form::Digits => joint != Joint::Blank || expect.bare_digits || zone.is_some() || padded,
        Form::Dotted => joint == Joint::Word || of_clock,
        Form::Hour => joint == Joint::Word && zone.is_some() || of_clock,
    };
    if !sure {
        return false;
    }
    read.stamp.approx |= approx;
    let seconds = clock.seconds;
    read.set_time(scan, clock, zone, given.inner);
    if joint == Joint::Bracket {
        let end = read.stamp.range.end;
        read.stamp.range.end = scan.eat(scan.blanks(end), ')').unwrap_or(end);
    }
    if seconds || given.weekday.is_some() {
        year_at_end(scan, read);
    }
    true
}

/// A stamp that begins with its time.
fn time_first(scan: Scan<'_>, at: usize, expect: Expect, given: Given) -> Option<StampRead> {
    let clock = clock::clock_at(scan, at)?;
    let tail = tail_end(scan, clock.token.range.end);
    let zone = zone_behind(scan, tail.0, false);
    let sure = match clock.form {
        Form::Firm => true,
        Form::Digits => (expect.bare_digits || zone.is_some()) && !behind_month(scan, at),
        Form::HourMark => {
            let clear = clock.token.range.len() >= 5 && clock.token.hour >= 10;
            clear || zone.is_some() || given.introduced || expect.bare_digits
        }
        // `13.20: the queue stops`, where an entry of a timeline begins.
        Form::Dotted => given.clock || expect.bare_digits && expect.month_day && opens_an_entry(scan, tail.0),
        Form::Hour => given.introduced && zone.is_some() || given.clock,
    };
    let mut read = StampRead::new(clock.token.range.clone(), given);
    read.sure = sure;
    read.time_first = true;
    read.set_time(scan, clock, zone, given.inner);
    if let Some(behind) = date_behind(scan, read.stamp.range.end, expect) {
        read.stamp.weekday = read.stamp.weekday.or(behind.weekday);
        read.set_date(behind.token);
        read.last_day = behind.last;
        read.stamp.range.end = behind.end;
        // `22:30 on October 29 UTC`.
        if read.stamp.zone.is_none() {
            add_zone_of_day(scan, &mut read);
        }
    }
    Some(read)
}

/// Whether a number stands behind the name of a month: that of `January 2025` is a year.
fn behind_month(scan: Scan<'_>, at: usize) -> bool {
    let before = scan.text[..at].trim_end_matches([' ', ',', '.']);
    let start = before.char_indices().rev().take(24).take_while(|(_, sign)| sign.is_alphabetic()).last();
    start.and_then(|(start, _)| scan.word(start)).is_some_and(|word| word.senses.month.is_some())
}

/// Whether a colon stands behind a time, or a dash between blanks, or nothing at all.
fn opens_an_entry(scan: Scan<'_>, at: usize) -> bool {
    let closed = scan.marks(at);
    // All that a cell of a table says.
    if scan.text[at..].trim().is_empty() {
        return true;
    }
    let dash = |next| scan.eat_any(next, &['–', '—', '-', '|']).is_some_and(|end| scan.blanks(end) > end);
    scan.eat(closed, ':').is_some_and(|end| !scan.at_digit(end)) || closed > at && dash(closed)
}

/// Adds the zone behind a day, and the year that may stand behind it: `May 10th (UTC), 2021`.
fn add_zone_of_day(scan: Scan<'_>, read: &mut StampRead) {
    let Some((zone, end)) = zone_of_day(scan, read.stamp.range.end) else { return };
    read.stamp.zone = Some(zone);
    read.stamp.range.end = end;
    if let Some(date) = &mut read.stamp.date
        && date.year.is_none()
        && scan.byte(end) == b','
        && let Some((year, end)) = date::year_behind(scan, end, false)
    {
        date.year = Some(year);
        read.stamp.range.end = end;
    }
}

impl StampRead {
    fn new(range: Range<usize>, given: Given) -> Self {
        Self {
            stamp: StampToken { range, weekday: given.weekday, date: None, time: None, zone: None, approx: false },
            clock: None,
            last_day: None,
            time_first: false,
            sure: true,
        }
    }

    /// Puts a day into the stamp; the weekday settles the order of `Tuesday 03/04/2019`.
    fn set_date(&mut self, mut token: DateToken) {
        if let DateReading::Either { first, second } = token.reading
            && let (Some(year), Some(weekday)) = (token.year, self.stamp.weekday)
            && let Some(order) = date::weekday_settles(first, second, year, weekday)
        {
            let (month, day) = match order {
                DateOrder::DayFirst => (second, first),
                DateOrder::MonthFirst => (first, second),
            };
            token.reading = DateReading::Settled { month, day };
        }
        self.stamp.date = Some(token);
    }

    /// Puts a time and its zone into the stamp, and leaves behind it the same moment in another zone.
    fn set_time(&mut self, scan: Scan<'_>, clock: Clock, zone: Option<(ZoneToken, usize)>, inner: bool) {
        let (mut end, approx) = tail_end(scan, clock.token.range.end);
        self.stamp.approx |= approx;
        if let Some((zone, zone_end)) = zone {
            self.stamp.zone = Some(zone);
            end = zone_end.max(end);
        }
        self.stamp.time = Some(clock.token.clone());
        self.clock = Some(clock);
        let other = if inner { None } else { other_zone(scan, end, self.stamp.zone.is_some()) };
        self.stamp.range.end = other.unwrap_or(end);
    }
}

/// The zone of a time, also behind marks that close around the time alone: `**09:50** (CEST)`.
fn zone_behind(scan: Scan<'_>, at: usize, minus: bool) -> Option<(ZoneToken, usize)> {
    if scan.is_end(at) {
        return None;
    }
    let closed = scan.text[at..].find(|sign| !matches!(sign, '*' | '`' | '_' | ']')).map_or(at, |marks| at + marks);
    zone::zone_behind(scan, at, minus).or_else(|| zone::zone_behind(scan, (closed > at).then_some(closed)?, false))
}

/// Behind what is added to a time, and whether it makes it approximate: `14:30ish`, `14:30 (approx.)`, `12:00 (noon)`.
fn tail_end(scan: Scan<'_>, at: usize) -> (usize, bool) {
    const TAILS: &[&str] = &["-ish", "ish", "頃", "ごろ", "左右", "경", "쯤"];
    if scan.is_end(at) {
        return (at, false);
    }
    if let Some(end) =
        scan.eat_text(at, TAILS).or_else(|| scan.eat_text(scan.blanks(at), &["頃", "ごろ", "左右", "경", "쯤"]))
    {
        return (end, true);
    }
    // `07:25+ UTC`: then or later.
    if let Some(end) = scan.eat(at, '+').filter(|end| matches!(scan.char(*end), None | Some(' ' | ']' | ')'))) {
        return (end, true);
    }
    let bracket = || {
        let inner = scan.eat(scan.blanks(at), '(')?;
        let word = scan.word(inner)?;
        let approx = word.senses.roles.has(Role::Approx);
        let known = approx || word.senses.roles.any(&[Role::Noon, Role::Midnight]);
        let end = scan.eat(scan.eat(word.end, '.').unwrap_or(word.end), ')').filter(|_| known)?;
        Some((end, approx))
    };
    bracket().unwrap_or((at, false))
}

/// Behind the same moment in another zone: `12:48 (6:48 PDT)`, `9:15 UTC (10:15 Paris)`, `6pm ET / 3pm PT`.
fn other_zone(scan: Scan<'_>, at: usize, zoned: bool) -> Option<usize> {
    let next = scan.blanks(at);
    let inner = Given { inner: true, ..Given::default() };
    if let Some(slash) = scan.eat(next, '/') {
        let read = core(scan, scan.blanks(slash), Expect::default(), inner)?;
        return (zoned && read.stamp.time.is_some() && read.stamp.zone.is_some()).then_some(read.stamp.range.end);
    }
    let lead = Lead::read(scan, scan.eat(next, '(')?, false);
    let read = core(scan, lead.next, Expect::default(), inner).filter(|read| read.stamp.time.is_some())?;
    let mut end = read.stamp.range.end;
    if read.stamp.zone.is_none() {
        // `10:15 Paris`, `10:15 local time`.
        let place = scan.blanks(end);
        let word = scan.word(place)?;
        let local = scan.text[place..word.end].eq_ignore_ascii_case("local");
        (word.capital || local).then_some(())?;
        end = word.end;
        let time = scan.blanks(end);
        end = scan.word(time).filter(|word| word.senses.roles.has(Role::Time)).map_or(end, |word| word.end);
    }
    scan.eat(scan.blanks(end), ')')
}

/// What stands between a day and its time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// Nothing but one sign: `T`, `_`.
    Tight,
    Blank,
    /// A comma, an `@`, a dash.
    Sign,
    /// A word: `at`, `um`.
    Word,
    /// An opening bracket.
    Bracket,
}

/// A time that stands behind a day.
struct TimeBehind {
    clock: Clock,
    approx: bool,
    joint: Joint,
    /// A word says that it is a time of the clock.
    of_clock: bool,
}

/// Behind the day of the week that Chinese, Japanese and Korean put behind a day: `（火）`, `(화)`, `星期二`.
fn behind_weekday(scan: Scan<'_>, at: usize) -> usize {
    const DAYS: &[char] = &['月', '火', '水', '木', '金', '土', '日', '월', '화', '수', '목', '금', '토', '일'];
    let next = scan.blanks(at);
    if scan.byte(next).is_ascii() && scan.byte(next) != b'(' {
        return at;
    }
    let bracketed = || {
        let day = scan.eat_any(scan.eat_any(next, &['(', '（'])?, DAYS)?;
        scan.eat_any(scan.eat_text(day, &["曜日", "曜", "요일"]).unwrap_or(day), &[')', '）'])
    };
    let named = || {
        let day = scan.eat_text(next, &["星期", "周", "週", "礼拜"])?;
        scan.eat_any(day, &['一', '二', '三', '四', '五', '六', '日', '天'])
    };
    let plain = || scan.eat_text(scan.eat_any(next, DAYS)?, &["曜日", "요일"]);
    bracketed().or_else(named).or_else(plain).unwrap_or(at)
}

/// The time behind a day.
fn time_behind(scan: Scan<'_>, at: usize) -> Option<TimeBehind> {
    let weekday = behind_weekday(scan, at);
    if weekday > at {
        let clock = clock::clock_at(scan, scan.gap(weekday))?;
        return Some(TimeBehind { clock, approx: false, joint: Joint::Sign, of_clock: false });
    }
    if let Some(next) = scan.eat_any(at, &['T', 't', '_', ':', '/']) {
        let clock = clock::clock_at(scan, next)?;
        return Some(TimeBehind { clock, approx: false, joint: Joint::Tight, of_clock: false });
    }
    let blank = scan.marks(scan.eat_text(at, &["の", "、", "，"]).unwrap_or(at));
    let mut joint = Joint::Blank;
    let mut next = blank;
    if let Some(end) = scan.eat_any(blank, &[',', ';', '@', '|', '·', '•']) {
        (joint, next) = (Joint::Sign, end);
    } else if let Some(end) = scan.eat_any(blank, &['-', '–', '—']) {
        let end = if scan.byte(blank) == b'-' { scan.eat(end, '-').unwrap_or(end) } else { end };
        // Without blanks it is a range, or no joint at all.
        let apart = blank > at && scan.blanks(end) > end;
        (joint, next) = apart.then_some((Joint::Sign, end))?;
    } else if let Some(end) = scan.eat(blank, '(') {
        (joint, next) = (Joint::Bracket, end);
    }
    next = scan.marks(next);
    let lead = Lead::read(scan, next, false);
    let crosses = scan.text[at..lead.next].contains('\n');
    let said = lead.introduced || lead.approx;
    if said {
        joint = if joint == Joint::Bracket { joint } else { Joint::Word };
    }
    let useless = lead.next == at && !matches!(scan.before(at), Some('日' | '일' | '号'))
        || lead.next > next && !said && lead.open.is_empty() && !crosses;
    if useless || crosses && joint == Joint::Blank {
        return None;
    }
    let clock = clock::clock_at(scan, lead.next)?;
    Some(TimeBehind { clock, approx: lead.approx, joint, of_clock: lead.given().clock })
}

/// A day that stands behind a time.
struct DateBehind {
    weekday: Option<Weekday>,
    token: DateToken,
    last: Option<DateToken>,
    end: usize,
}

/// The day behind a time: `22:30 UTC on October 29`, `9:00 PM, Thursday July 6, 2023`.
fn date_behind(scan: Scan<'_>, at: usize, expect: Expect) -> Option<DateBehind> {
    if scan.is_end(at) {
        return None;
    }
    let blank = scan.marks(at);
    let comma = scan.eat_any(blank, &[',', ';', '|']);
    let dash = || {
        let end = scan.eat_any(blank, &['-', '–', '—'])?;
        (blank > at && scan.blanks(end) > end).then_some(end)
    };
    let next = comma.or_else(dash).unwrap_or(blank);
    let mut lead = Lead::read(scan, scan.marks(next), false);
    let worded = scan.text[next..lead.next].bytes().any(|byte| byte.is_ascii_alphabetic() || byte >= 0x80);
    if lead.next == at || lead.approx || scan.text[at..lead.next].contains('\n') && !worded {
        return None;
    }
    let (weekday, from) = weekday_at(scan, lead.next).map_or((None, lead.next), |(day, next)| (Some(day), next));
    let full = Expect { month_day: false, ..expect };
    let read = |from| date::date_at(scan, from, full)?.ok();
    let (weekday, found) = match read(from) {
        Some(found) => (weekday, found),
        None => (None, read(lead.next)?),
    };
    // `10:30, 2019-02-05 11:00`: the day belongs to the time behind it.
    if !worded && time_behind(scan, found.end).is_some_and(|behind| behind.clock.form == Form::Firm) {
        return None;
    }
    let end = lead.close(scan, found.end);
    Some(DateBehind { weekday, token: found.token, last: found.last, end })
}

/// `--:--`, `??:??`, `午前` behind a day: the time is not known.
fn unknown_time(scan: Scan<'_>, at: usize) -> Option<usize> {
    let next = scan.blanks(at);
    let text = ["--:--", "??:??", "xx:xx", "XX:XX", "__:__"];
    let half = || {
        scan.eat_text(next, &["午前", "午後", "上午", "下午", "오전", "오후"]).filter(|end| scan.blanks(*end) > *end)
    };
    (next > at).then(|| scan.eat_text(next, &text).or_else(half)).flatten()
}

/// The zone behind a day without a time: `2019-02-04 (UTC)`.
fn zone_of_day(scan: Scan<'_>, at: usize) -> Option<(ZoneToken, usize)> {
    let next = scan.blanks(at);
    if let Some(open) = scan.eat(next, '(') {
        let zone = zone::zone_at(scan, open, Beside::TimesWord)?;
        let end = scan.eat(zone.range.end, ')')?;
        return Some((zone, end));
    }
    let zone = (next > at).then(|| zone::zone_at(scan, next, Beside::Nothing)).flatten()?;
    let end = zone.range.end;
    Some((zone, end))
}

/// The year behind the time, as `date` and `git` print it: `Thu Nov 24 21:00:05 UTC 2022`, `… 21:00:05 2022 +0900`.
fn year_at_end(scan: Scan<'_>, read: &mut StampRead) {
    let end = read.stamp.range.end;
    let Some(date) = read.stamp.date.as_mut().filter(|date| date.year.is_none()) else { return };
    let next = scan.blanks(end);
    let Some(number) = scan.number(next).filter(|number| next > end && number.digits == 4) else { return };
    let year = i16::try_from(number.value).ok().filter(|year| (1970..2100).contains(year));
    if year.is_none() || !scan.ends(number.end) {
        return;
    }
    date.year = year;
    read.stamp.range.end = number.end;
    if read.stamp.zone.is_none()
        && let Some((zone, end)) = zone::zone_behind(scan, number.end, false)
    {
        read.stamp.zone = Some(zone);
        read.stamp.range.end = end;
    }
}
