//! Zones: abbreviations, offsets, spelled-out names, IANA names and the time of a city.
//!
//! [`zone_behind`] reads the zone of a time, where any case will do; [`zones_in`] finds zones in running text, where an
//! abbreviation needs capitals, since `est` and `art` are words.

use std::ops::Range;
use std::sync::LazyLock;

use super::lead::Given;
use super::scan::{Piece, Scan, Word};
use super::{Expect, ZoneToken, stamp};
use crate::extract::words::time::{self, Role};
use crate::extract::words::zone::{ABBREVIATIONS, AREAS, Clarity, NAMES, SHORT_NAMES, UNSPACED_NAMES};
use crate::model::Zone;

/// Where a zone is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// Right behind a time: any case, and vague abbreviations too.
    Time,
    /// Near the word "times": vague abbreviations, but in upper case.
    TimesWord,
    /// Anywhere.
    Nothing,
}

/// Every zone named in running text, left to right.
///
/// `All times in PST`, `(times in CEST)`, `GMT+2`, `Europe/Oslo`, `Central European Time`, `09:00 est`, `heure de Paris`.
/// Offsets are given as `+02:00`, an offset of nothing and `Z` as `UTC`, abbreviations in upper case.
pub fn zones_in(text: &str) -> Vec<(Range<usize>, Zone)> {
    let scan = Scan::new(text);
    let mut found = Vec::new();
    let (mut at, mut since_times) = (0, u32::MAX);
    while let Some(piece) = scan.piece(at) {
        let mut next = piece.end();
        let token = match piece {
            Piece::Word(word) => {
                let spoken = word.senses.roles.has(Role::Times);
                since_times = if spoken { 0 } else { since_times.saturating_add(1) };
                let beside = if since_times <= 4 { Beside::TimesWord } else { Beside::Nothing };
                // Only Latin script has capitals for a zone in a sentence.
                let named = word.senses.roles.has(Role::ZoneName) && !scan.byte(at).is_ascii();
                let candidate = (word.capital || spoken || named) && scan.begins(at);
                candidate.then(|| zone_at(scan, at, beside)).flatten()
            }
            Piece::Number { .. } if scan.begins(at) => {
                // The time is read again by whoever wants it; here only what stands behind it matters.
                let read = stamp::core(scan, at, Expect::default(), Given::default());
                read.filter(|read| read.stamp.time.is_some()).and_then(|read| {
                    next = next.max(read.stamp.range.end);
                    read.stamp.zone
                })
            }
            Piece::Sign { sign: '+' | '-' | '−', .. } if scan.begins(at) => lone_offset(scan, at),
            Piece::Sign { .. } => unspaced(scan, at),
            Piece::Number { .. } | Piece::Address { .. } | Piece::Blank { .. } => None,
        };
        if let Some(token) = token {
            next = next.max(token.range.end);
            found.push((token.range, token.zone));
        }
        at = scan.spaces(next);
    }
    found
}

/// The zone of the time that ends at `at`, and the place behind it and its brackets.
///
/// `minus`: whether `-07:00` right behind the time can be an offset; else it is the end of a range.
pub(super) fn zone_behind(scan: Scan<'_>, at: usize, minus: bool) -> Option<(ZoneToken, usize)> {
    if let Some(found) = tight_zone(scan, at, minus) {
        return Some((found.clone(), found.range.end));
    }
    let next = scan.blanks(at);
    if let Some(open) = scan.eat_any(next, &['(', '[', '（']) {
        let inner = scan.blanks(open);
        let found = zone_at(scan, inner, Beside::Time).or_else(|| lone_offset(scan, inner))?;
        let behind = scan.blanks(found.range.end);
        let end = scan.eat_any(behind, &[')', ']', '）']).unwrap_or(at);
        return Some((found, end));
    }
    if next > at
        && let Some(end) = scan.eat(next, 'Z').filter(|end| scan.ends(*end))
    {
        return Some((ZoneToken { range: next..end, zone: Zone::new("UTC") }, end));
    }
    let found = match scan.byte(next) {
        b'+' | b'-' if next > at => spaced_offset(scan, next),
        _ => zone_at(scan, next, Beside::Time),
    }?;
    let end = found.range.end;
    Some((found, end))
}

/// `Z`, `+02:00`, `-0700` right behind a time.
fn tight_zone(scan: Scan<'_>, at: usize, minus: bool) -> Option<ZoneToken> {
    if let Some(end) = scan.eat_any(at, &['Z', 'z']).filter(|end| scan.ends(*end)) {
        return Some(ZoneToken { range: at..end, zone: Zone::new("UTC") });
    }
    let offset = Offset::read(scan, at)?;
    (offset.sign == '+' || minus).then(|| offset.token(at))
}

/// ` +0200`, ` -07:00` behind a time: as programs write it, with four digits.
fn spaced_offset(scan: Scan<'_>, at: usize) -> Option<ZoneToken> {
    let offset = Offset::read(scan, at).filter(|offset| offset.digits == 4 && offset.minutes % 15 == 0)?;
    (offset.sign == '+' || !offset.colon).then(|| offset.token(at))
}

/// `+02:00` by itself; with a minus only in brackets, since it may as well be a range or a number.
fn lone_offset(scan: Scan<'_>, at: usize) -> Option<ZoneToken> {
    let offset = Offset::read(scan, at).filter(|offset| offset.digits == 4 && offset.colon)?;
    let bracket = matches!(scan.before(at), Some('(' | '['));
    ((offset.sign == '+' || bracket) && offset.minutes % 15 == 0 && scan.ends(offset.end)).then(|| offset.token(at))
}

/// The zone that starts at `at`.
pub(super) fn zone_at(scan: Scan<'_>, at: usize, beside: Beside) -> Option<ZoneToken> {
    if let Some((end, name)) = abbreviation_at(scan, at, beside == Beside::Time)
        && (beside != Beside::Nothing || clarity(name) == Some(Clarity::Clear))
    {
        return Some(with_offset(scan, at, end, name));
    }
    let Some(word) = scan.word(at) else { return unspaced(scan, at) };
    let spelled = spelled(scan, at, word, beside);
    spelled.or_else(|| iana(scan, at, word)).or_else(|| city_time(scan, at, word))
}

/// The abbreviation that starts at `at`, in capitals, or in any case right behind a time, and where it ends.
pub(super) fn abbreviation_at(scan: Scan<'_>, at: usize, behind_time: bool) -> Option<(usize, &'static str)> {
    let width = scan.text.as_bytes().get(at..)?.iter().take(6).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let text = scan.text.get(at..at + width).filter(|text| (2..=5).contains(&text.len()))?;
    let (name, clarity) = ABBREVIATIONS.iter().find(|(name, _)| name.eq_ignore_ascii_case(text))?;
    let end = at + width;
    let glued = matches!(scan.char(end), Some('+' | '-' | '−' | '±' | '/'));
    if !scan.ends(end) && !glued {
        return None;
    }
    if *name == text {
        return Some((end, name));
    }
    // `est` and `met` go on as sentences; a zone is followed by a sign or by nothing.
    let goes_on = |sign: char| time::is_letter(sign) || sign.is_ascii_digit();
    let stops = || !scan.char(scan.blanks(end)).is_some_and(goes_on);
    let word = *clarity == Clarity::Vague || matches!(*name, "EST");
    (behind_time && (!word || stops())).then_some((end, *name))
}

fn clarity(name: &str) -> Option<Clarity> {
    ABBREVIATIONS.iter().find(|(known, _)| *known == name).map(|(_, clarity)| *clarity)
}

/// The zone of an abbreviation, with the offset that may stand behind `UTC` and `GMT`, and the word "time".
fn with_offset(scan: Scan<'_>, at: usize, end: usize, name: &str) -> ZoneToken {
    if matches!(name, "UTC" | "GMT") {
        let blank = scan.blanks(end);
        let tight = Offset::read(scan, end).filter(|offset| !offset.is_range_end(scan));
        let spaced = || (blank > end && scan.byte(blank) == b'+').then(|| Offset::read(scan, blank)).flatten();
        if let Some(offset) = tight.or_else(spaced) {
            return ZoneToken { range: at..offset.end, zone: offset.zone() };
        }
    }
    ZoneToken { range: at..time_word(scan, end), zone: Zone::new(name) }
}

/// Behind the word "time", where it follows.
fn time_word(scan: Scan<'_>, end: usize) -> usize {
    let next = scan.blanks(end);
    let word = scan.word(next).filter(|word| next > end && word.senses.roles.has(Role::Time));
    word.map_or(end, |word| word.end)
}

/// `Central European Time`, `5 pm Eastern`.
fn spelled(scan: Scan<'_>, at: usize, word: Word, beside: Beside) -> Option<ZoneToken> {
    let first = scan.byte(at);
    if !word.senses.roles.has(Role::ZoneName) && word.letters <= time::LONGEST {
        return None;
    }
    let find = |names: &'static [(&'static str, &'static str)]| {
        let near = names.iter().filter(|(phrase, _)| phrase.as_bytes()[0].eq_ignore_ascii_case(&first));
        near.filter_map(|(phrase, name)| Some((phrase_at(scan, at, phrase)?, *name))).max_by_key(|(end, _)| *end)
    };
    let (end, name) = find(NAMES).or_else(|| (beside == Beside::Time).then(|| find(SHORT_NAMES)).flatten())?;
    scan.ends(end).then(|| ZoneToken { range: at..time_word(scan, end), zone: Zone::new(name) })
}

/// `北京时间`, `日本時間`: a name in a script without spaces.
fn unspaced(scan: Scan<'_>, at: usize) -> Option<ZoneToken> {
    if scan.byte(at).is_ascii() {
        return None;
    }
    let (end, name) = UNSPACED_NAMES.iter().find_map(|(name, zone)| Some((scan.eat_text(at, &[*name])?, *zone)))?;
    Some(ZoneToken { range: at..end, zone: Zone::new(name) })
}

/// Behind a phrase of words parted by single blanks, any case.
fn phrase_at(scan: Scan<'_>, mut at: usize, phrase: &str) -> Option<usize> {
    for (index, word) in phrase.split(' ').enumerate() {
        if index > 0 {
            let next = scan.gap(at);
            (next > at).then_some(())?;
            at = next;
        }
        let end = scan.word(at)?.end;
        let text = &scan.text[at..end];
        (text.len() == word.len() && text.to_lowercase() == word).then_some(())?;
        at = end;
    }
    Some(at)
}

/// All IANA names with an area, in lower case and as they are written, sorted.
static IANA: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let names = jiff::tz::db().available().map(|name| name.as_str().to_owned());
    let mut names: Vec<_> = names
        .filter(|name| name.split_once('/').is_some_and(|(area, _)| AREAS.contains(&area)))
        .map(|name| (name.to_ascii_lowercase(), name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
});

/// Cities of exactly one IANA name, in lower case with blanks, sorted.
static CITIES: LazyLock<Vec<(String, &'static str)>> = LazyLock::new(|| {
    const REGIONS: &[&str] = &["US", "Etc", "Canada", "Brazil", "Mexico", "Chile"];
    let own = IANA.iter().filter(|(_, name)| !REGIONS.iter().any(|region| name.starts_with(&format!("{region}/"))));
    let mut cities: Vec<_> =
        own.filter_map(|(lower, name)| Some((lower.rsplit_once('/')?.1.replace('_', " "), name.as_str()))).collect();
    cities.sort_unstable();
    let twice: Vec<_> = cities.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[0].0.clone()).collect();
    cities.retain(|(city, _)| twice.binary_search(city).is_err());
    cities
});

/// `Europe/Oslo`.
fn iana(scan: Scan<'_>, at: usize, word: Word) -> Option<ZoneToken> {
    let area = word.end;
    let slash = scan.eat(area, '/')?;
    AREAS.iter().any(|known| known.eq_ignore_ascii_case(&scan.text[at..area])).then_some(())?;
    let inner = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '/' | '-' | '+');
    let rest = &scan.text[slash..];
    let length = rest.bytes().take(40).take_while(|byte| inner((*byte).into())).count();
    let mut end = slash + length;
    loop {
        let name = scan.text.get(at..end)?.to_ascii_lowercase();
        if let Ok(index) = IANA.binary_search_by(|(known, _)| known.as_str().cmp(&name)) {
            let name = match IANA[index].1.as_str() {
                "Etc/UTC" | "Etc/UCT" | "Etc/Universal" | "Etc/Zulu" => "UTC",
                name => name,
            };
            return Some(ZoneToken { range: at..end, zone: Zone::new(name) });
        }
        // `Europe/Oslo/CET`, `Europe/Oslo-based`: shorter by a part.
        end = at + name.rfind(['/', '-', '+']).filter(|cut| at + cut > slash)?;
    }
}

/// `Paris time`, `New York local time`, `heure de Paris`, `hora de Madrid`.
fn city_time(scan: Scan<'_>, at: usize, word: Word) -> Option<ZoneToken> {
    if word.senses.roles.has(Role::Times) {
        let of = scan.blanks(word.end);
        let of = scan.word(of).filter(|of| of.senses.roles.has(Role::Of))?;
        let city = scan.blanks(of.end);
        let (end, name) = city_at(scan, city, false)?;
        return Some(ZoneToken { range: at..end, zone: Zone::new(name) });
    }
    let (end, name) = word.capital.then(|| city_at(scan, at, true)).flatten()?;
    Some(ZoneToken { range: at..end, zone: Zone::new(name) })
}

/// The city of up to three words at `at`; where `time` is asked for, with "time" or "local time" behind it.
fn city_at(scan: Scan<'_>, at: usize, time: bool) -> Option<(usize, &'static str)> {
    let mut end = scan.word(at)?.end;
    for _ in 0..3 {
        let next = scan.gap(end);
        // Most words are followed by a word that matters not at all: a look at its first letter spares reading it.
        if time && !matches!(scan.byte(next), b't' | b'T' | b'l' | b'L' | b'z' | b'Z' | b'A'..=b'Y') {
            return None;
        }
        let behind = scan.word(next);
        let timed = behind.and_then(|word| {
            if word.senses.roles.has(Role::Time) {
                return Some(word.end);
            }
            let local = scan.text[next..word.end].eq_ignore_ascii_case("local");
            let last = scan.gap(word.end);
            scan.word(last).filter(|last| local && last.senses.roles.has(Role::Time)).map(|last| last.end)
        });
        if let Some(found) = if time { timed } else { Some(end) } {
            let city = scan.text[at..end].to_lowercase();
            if let Ok(index) = CITIES.binary_search_by(|(known, _)| known.as_str().cmp(&city)) {
                return Some((found, CITIES[index].1));
            }
        }
        end = behind.filter(|word| word.capital)?.end;
    }
    None
}

/// An offset from UTC as written.
struct Offset {
    sign: char,
    /// Minutes, without the sign.
    minutes: u32,
    /// How many digits are written, and whether a colon stands among them.
    digits: usize,
    colon: bool,
    end: usize,
}

impl Offset {
    fn read(scan: Scan<'_>, at: usize) -> Option<Self> {
        let sign = scan.char(at).filter(|sign| matches!(sign, '+' | '-' | '−' | '±'))?;
        let first = scan.number(at + sign.len_utf8())?;
        let minute = scan.eat(first.end, ':').and_then(|next| scan.number(next)).filter(|minute| minute.digits == 2);
        let (hours, minutes, digits, end) = match (first.digits, &minute) {
            (1 | 2, Some(minute)) => (first.value, minute.value, first.digits + 2, minute.end),
            (1 | 2, None) => (first.value, 0, first.digits, first.end),
            (4, None) => (first.value / 100, first.value % 100, 4, first.end),
            _ => return None,
        };
        let colon = minute.is_some();
        let sound = hours <= 14 && minutes < 60 && !(colon && scan.byte(end) == b':') && scan.ends(end);
        sound.then_some(Self { sign, minutes: hours * 60 + minutes, digits, colon, end })
    }

    /// `10:00 UTC-11:00 UTC`: the second time has a zone of its own, or is followed by what a time is followed by.
    fn is_range_end(&self, scan: Scan<'_>) -> bool {
        self.sign != '+' && self.colon && zone_at(scan, scan.blanks(self.end), Beside::Time).is_some()
    }

    fn zone(&self) -> Zone {
        if self.minutes == 0 {
            return Zone::new("UTC");
        }
        let sign = if self.sign == '+' { '+' } else { '-' };
        Zone::new(format!("{sign}{:02}:{:02}", self.minutes / 60, self.minutes % 60))
    }

    fn token(&self, at: usize) -> ZoneToken {
        ZoneToken { range: at..self.end, zone: self.zone() }
    }
}
