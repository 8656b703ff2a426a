//! Day, time and zone that belong together, in any order: `2019-02-04 07:30 UTC`, `9:00 PM (UTC) Thursday July 6, 2023`.
//!
//! [`Lead`] reads what may stand before it (marks, "about", "at"), [`core`] the stamp, and [`Lead::close`] the marks that
//! close behind it. A form that may as well be something else (`0730`, `17h`, `9`) is read but not `sure`: a zone, a word
//! before it, or the other end of its range has to vouch for it.

use jiff::civil::Weekday;

use super::clock::{self, Clock, Form};
use super::date::{self, DateMatch};
use super::scan::{Number, Scan};
use super::zone::{self, Beside};
use super::{DateReading, DateToken, Expect, StampToken, ZoneToken};
use crate::extract::words::time::Role;

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
    stamp.range.start = lead.start();
    stamp.approx |= lead.approx;
    Some(stamp)
}

/// What stands before a stamp.
pub(super) struct Lead {
    /// Where the stamp itself begins.
    pub(super) next: usize,
    pub(super) approx: bool,
    /// Whether a word says that a time follows.
    introduced: bool,
    pub(super) from: bool,
    pub(super) between: bool,
    /// Where the words begin that belong to the stamp.
    start: Option<usize>,
    /// Marks that are open: where each ends, and what closes it.
    open: Vec<(usize, char)>,
}

impl Lead {
    /// At most eight marks and words before a stamp; with `range`, "from" and "between" among them.
    pub(super) fn read(scan: Scan<'_>, at: usize, range: bool) -> Self {
        let next = scan.gap(at);
        let mut lead =
            Self { next, approx: false, introduced: false, from: false, between: false, start: None, open: Vec::new() };
        for _ in 0..8 {
            let step = lead.mark(scan).or_else(|| lead.word(scan, range));
            let Some(end) = step else { break };
            lead.next = scan.gap(end);
        }
        lead
    }

    fn mark(&mut self, scan: Scan<'_>) -> Option<usize> {
        let at = self.next;
        let mark = scan.char(at)?;
        let closer = match mark {
            '[' => ']',
            '(' => ')',
            '<' => '>',
            '“' => '”',
            '*' | '_' | '`' | '"' => mark,
            '~' | '≈' | '∼' | '≃' | '@' => {
                self.approx |= mark != '@';
                self.introduced |= mark == '@';
                self.start.get_or_insert(at);
                return Some(at + mark.len_utf8());
            }
            _ => return None,
        };
        let end = at + mark.len_utf8();
        self.start.get_or_insert(at);
        self.open.push((end, closer));
        Some(end)
    }

    fn word(&mut self, scan: Scan<'_>, range: bool) -> Option<usize> {
        let at = self.next;
        let word = scan.word(at)?;
        let roles = word.senses.roles;
        if word.senses.month.is_some() || roles.any(&[Role::Noon, Role::Midnight]) {
            return None;
        }
        let opens = range && roles.any(&[Role::From, Role::Between]);
        let own = opens || roles.has(Role::Approx);
        let of = roles.any(&[Role::Of, Role::Than]) && (self.approx || self.between);
        if !own && !of && !roles.any(&[Role::At, Role::On, Role::Article]) {
            return None;
        }
        let end = scan.eat_any(word.end, &['.', '\'', '’']).unwrap_or(word.end);
        let spaced = matches!(scan.char(end), Some(' ' | '\n' | '\t' | '\u{a0}' | '*' | '`' | '~' | '_'));
        if !spaced && end == word.end {
            return None;
        }
        self.approx |= roles.has(Role::Approx) && !roles.has(Role::At);
        self.introduced |= roles.any(&[Role::At, Role::ClockBefore]) || opens;
        self.from |= range && roles.has(Role::From);
        self.between |= range && roles.has(Role::Between);
        if own {
            self.start.get_or_insert(at);
        }
        Some(end)
    }

    /// What the words before a stamp say of it.
    pub(super) fn given(&self) -> Given {
        Given { introduced: self.introduced, inner: false }
    }

    /// Behind the marks that close what is open here, so far as they stand at `at`.
    pub(super) fn close(&mut self, scan: Scan<'_>, mut at: usize) -> usize {
        while let Some((_, closer)) = self.open.last() {
            let next = if matches!(closer, ']' | ')') { scan.blanks(at) } else { at };
            let Some(end) = scan.eat(next, *closer) else { break };
            at = end;
            self.open.pop();
        }
        at
    }

    /// Where the stamp begins with all that belongs to it: behind a mark that was never closed.
    pub(super) fn start(&self) -> usize {
        self.open.last().map_or(self.start.unwrap_or(self.next).min(self.next), |(end, _)| *end)
    }
}

/// What is known before a stamp is read.
#[derive(Clone, Copy, Default)]
pub(super) struct Given {
    /// A word says that a time follows.
    pub(super) introduced: bool,
    /// This is the stamp in another zone, in brackets behind a stamp: no further one follows.
    pub(super) inner: bool,
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
    if let Some((weekday, next)) = weekday_at(scan, at)
        && let Some(read) = day_of(scan, next, expect, given, Some(weekday))
        && weekday_counts(scan, at, &read)
    {
        return Some(widen(read, at));
    }
    day_of(scan, at, expect, given, None)
}

/// Whether the word at `at` is a weekday here: two letters, and words such as "sun", need a date behind them.
fn weekday_counts(scan: Scan<'_>, at: usize, read: &StampRead) -> bool {
    read.stamp.date.is_some() || scan.word(at).is_some_and(|word| word.capital && word.letters > 2)
}

fn widen(mut read: StampRead, at: usize) -> StampRead {
    read.stamp.range.start = at;
    read
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

fn day_of(scan: Scan<'_>, at: usize, expect: Expect, given: Given, weekday: Option<Weekday>) -> Option<StampRead> {
    match date::date_at(scan, at, expect) {
        Some(Ok(found)) => Some(date_first(scan, at, found, expect, given, weekday)),
        Some(Err(_)) => None,
        None => time_first(scan, at, expect, given, weekday),
    }
}

/// A stamp that begins with its day.
fn date_first(
    scan: Scan<'_>,
    at: usize,
    found: DateMatch,
    expect: Expect,
    given: Given,
    weekday: Option<Weekday>,
) -> StampRead {
    let DateMatch { mut token, last, end } = found;
    settle_by_weekday(&mut token, weekday);
    let mut read = StampRead {
        stamp: StampToken { range: at..end, weekday, date: None, time: None, zone: None, approx: false },
        clock: None,
        last_day: last,
        time_first: false,
        sure: true,
    };
    let joined = if read.last_day.is_some() { None } else { time_behind(scan, end, expect) };
    if let Some((clock, approx, joint)) = joined {
        let minus = joint == Joint::Tight || clock.seconds;
        let zone = zone::zone_behind(scan, tail_end(scan, clock.token.range.end), minus);
        let joint_sure = match clock.form {
            Form::Firm => true,
            Form::Digits => {
                joint != Joint::Blank
                    || expect.bare_digits
                    || zone.is_some()
                    || scan.byte(clock.token.range.start) == b'0'
            }
            Form::HourMark => true,
            Form::Dotted => joint == Joint::Word,
            Form::Hour => joint == Joint::Word && zone.is_some(),
        };
        if joint_sure {
            read.stamp.approx |= approx;
            finish_time(scan, &mut read, clock, zone, given);
            if joint == Joint::Bracket {
                let end = read.stamp.range.end;
                read.stamp.range.end = scan.eat(scan.blanks(end), ')').unwrap_or(end);
            }
            let named = weekday.is_some() || read.clock.as_ref().is_some_and(|clock| clock.seconds);
            if token.year.is_none() && named {
                year_at_end(scan, &mut read, &mut token);
            }
        }
    }
    if read.stamp.time.is_none() {
        if let Some(end) = unknown_time(scan, read.stamp.range.end) {
            read.stamp.range.end = end;
        }
        let end = read.stamp.range.end;
        if read.last_day.is_none()
            && let Some((zone, end)) = zone_of_day(scan, end)
        {
            read.stamp.zone = Some(zone);
            read.stamp.range.end = end;
        }
    }
    read.stamp.date = Some(token);
    read
}

/// A stamp that begins with its time.
fn time_first(scan: Scan<'_>, at: usize, expect: Expect, given: Given, weekday: Option<Weekday>) -> Option<StampRead> {
    let clock = clock::clock_at(scan, at)?;
    let end = tail_end(scan, clock.token.range.end);
    let zone = zone::zone_behind(scan, end, false);
    let start = clock.token.range.start;
    let sure = match clock.form {
        Form::Firm => true,
        Form::Digits => expect.bare_digits || zone.is_some(),
        Form::HourMark => {
            let length = clock.token.range.len();
            let clear = length >= 5 && clock.token.hour >= 10 || zone.is_some();
            clear || given.introduced || expect.bare_digits
        }
        Form::Dotted => introduced_by_clock(scan, start),
        Form::Hour => given.introduced && zone.is_some() || introduced_by_clock(scan, start),
    };
    let mut read = StampRead {
        stamp: StampToken {
            range: at..end,
            weekday,
            date: None,
            time: None,
            zone: None,
            approx: end > clock.token.range.end,
        },
        clock: None,
        last_day: None,
        time_first: true,
        sure,
    };
    finish_time(scan, &mut read, clock, zone, given);
    if let Some((weekday, mut token, last, end)) = date_behind(scan, read.stamp.range.end, expect) {
        settle_by_weekday(&mut token, weekday.or(read.stamp.weekday));
        read.stamp.weekday = read.stamp.weekday.or(weekday);
        read.stamp.date = Some(token);
        read.last_day = last;
        read.stamp.range.end = end;
        // `22:30 on October 29 UTC`.
        if read.stamp.zone.is_none()
            && let Some((zone, end)) = zone_of_day(scan, end)
        {
            read.stamp.zone = Some(zone);
            read.stamp.range.end = end;
        }
    }
    Some(read)
}

/// Whether a word before the time says that it is one of the clock: `kl. 19.30`, `ore 9`.
fn introduced_by_clock(scan: Scan<'_>, at: usize) -> bool {
    let before = scan.text[..at].trim_end_matches([' ', '.']);
    let word = before
        .rfind(|sign: char| !sign.is_alphabetic())
        .map_or(0, |cut| cut + before[cut..].chars().next().map_or(1, char::len_utf8));
    before.len() - word <= 10
        && before.len() < at
        && scan.word(word).is_some_and(|word| word.end == before.len() && word.senses.roles.has(Role::ClockBefore))
}

/// Puts time and zone into a stamp, with the same moment in another zone behind them.
fn finish_time(scan: Scan<'_>, read: &mut StampRead, clock: Clock, zone: Option<(ZoneToken, usize)>, given: Given) {
    let mut end = tail_end(scan, clock.token.range.end);
    read.stamp.approx |= end > clock.token.range.end;
    if let Some((zone, zone_end)) = zone {
        read.stamp.zone = Some(zone);
        end = zone_end.max(end);
    }
    read.stamp.time = Some(clock.token.clone());
    read.clock = Some(clock);
    if !given.inner
        && let Some(other) = other_zone(scan, end, read.stamp.zone.is_some())
    {
        end = other;
    }
    read.stamp.range.end = end;
}

/// Behind what makes a time approximate from behind: `14:30ish`, `14:30 (approx.)`, `9時頃`.
fn tail_end(scan: Scan<'_>, at: usize) -> usize {
    const TAILS: &[&str] = &["-ish", "ish", "頃", "ごろ", "左右", "경", "쯤"];
    if let Some(end) = scan.eat_text(at, TAILS) {
        return end;
    }
    let bracket = |at: usize| {
        let inner = scan.eat(scan.blanks(at), '(')?;
        let word = scan.word(inner).filter(|word| word.senses.roles.has(Role::Approx))?;
        scan.eat(scan.eat(word.end, '.').unwrap_or(word.end), ')')
    };
    bracket(at).unwrap_or(at)
}

/// Behind the same moment in another zone: `12:48 (6:48 PDT)`, `9:15 UTC (10:15 Paris)`, `6pm ET / 3pm PT`.
fn other_zone(scan: Scan<'_>, at: usize, zoned: bool) -> Option<usize> {
    let next = scan.blanks(at);
    let inner = Given { introduced: false, inner: true };
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

/// The time behind a day, whether it is marked as approximate, and what joins them.
fn time_behind(scan: Scan<'_>, at: usize, expect: Expect) -> Option<(Clock, bool, Joint)> {
    if let Some(next) = scan.eat_any(at, &['T', 't', '_', ':']) {
        return Some((clock::clock_at(scan, next)?, false, Joint::Tight));
    }
    let blank = scan.marks(at);
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
    let useless = lead.next == at || lead.next > next && !said && lead.open.is_empty() && !crosses;
    if useless || crosses && joint == Joint::Blank {
        return None;
    }
    let clock = clock::clock_at(scan, lead.next)?;
    let _ = expect;
    Some((clock, lead.approx, joint))
}

/// The day behind a time: `22:30 UTC on October 29`, `9:00 PM, Thursday July 6, 2023`.
fn date_behind(
    scan: Scan<'_>,
    at: usize,
    expect: Expect,
) -> Option<(Option<Weekday>, DateToken, Option<DateToken>, usize)> {
    let blank = scan.marks(at);
    let comma = scan.eat_any(blank, &[',', ';', '|']);
    let dash = || {
        let end = scan.eat_any(blank, &['-', '–', '—'])?;
        (blank > at && scan.blanks(end) > end).then_some(end)
    };
    let next = comma.or_else(dash).unwrap_or(blank);
    let lead = Lead::read(scan, scan.marks(next), false);
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
    if !worded && time_behind(scan, found.end, expect).is_some_and(|(clock, _, _)| clock.form == Form::Firm) {
        return None;
    }
    Some((weekday, found.token, found.last, found.end))
}

/// `--:--`, `??:??` behind a day: the time is not known.
fn unknown_time(scan: Scan<'_>, at: usize) -> Option<usize> {
    let next = scan.blanks(at);
    let text = ["--:--", "??:??", "xx:xx", "XX:XX", "__:__"];
    (next > at).then(|| scan.eat_text(next, &text)).flatten()
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

/// The year behind the time, as `date` prints it: `Thu Nov 24 21:00:05 UTC 2022`.
fn year_at_end(scan: Scan<'_>, read: &mut StampRead, token: &mut DateToken) {
    let next = scan.blanks(read.stamp.range.end);
    let year = |number: Number| i16::try_from(number.value).ok().filter(|year| (1970..2100).contains(year));
    if next > read.stamp.range.end
        && let Some(number) = scan.number(next).filter(|number| number.digits == 4 && scan.ends(number.end))
        && let Some(year) = year(number)
    {
        token.year = Some(year);
        read.stamp.range.end = number.end;
    }
}

/// Settles the order of `Tuesday 03/04/2019`.
fn settle_by_weekday(token: &mut DateToken, weekday: Option<Weekday>) {
    if let DateReading::Either { first, second } = token.reading
        && let (Some(year), Some(weekday)) = (token.year, weekday)
        && let Some(order) = date::weekday_settles(first, second, year, weekday)
    {
        let (month, day) = match order {
            super::DateOrder::DayFirst => (second, first),
            super::DateOrder::MonthFirst => (first, second),
        };
        token.reading = DateReading::Settled { month, day };
    }
}
