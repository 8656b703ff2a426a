//! Repairs text that was decoded twice: UTF-8 read as Windows-1252 and saved as UTF-8 again (`wasnâ€™t`, `fÃ¼r`).
//!
//! Entry point: [`repair`]. Works run by run, since such text often stands beside sound text in one file:
//!
//! 1. Find runs of characters that Windows-1252 has beyond ASCII and whose bytes, as a whole, are valid UTF-8.
//! 2. Judge each: a run may also be what its author wrote (`„Spaß“`, `5 Å²`, `MAÇÃ”`). A run is certain by what it
//!    turns into and by the letters beside it; a possible one counts only in a file that has a certain one.
//! 3. Runs in code are quotations as long as nothing outside code is certain: a report on garbled names keeps them.
//!
//! Where in doubt the text stays as it is.

use std::borrow::Cow;
use std::ops::Range;

use crate::source::Span;

/// How often one run is unfolded: text that went through three wrong editors is still read.
const ROUNDS: usize = 3;

/// What Windows-1252 has at 0x80 to 0x9F; the five places it leaves open hold the control character of that number.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// The repairs of one text; at least one.
pub(super) struct Repair {
    places: Vec<Place>,
    first_written: String,
}

/// One run that is replaced.
struct Place {
    /// The run, in the text as it was.
    old: Range<usize>,
    new: String,
}

/// How sure it is that a run was decoded twice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Verdict {
    Possible,
    Certain,
}

/// Finds what was decoded twice; `None` where nothing was.
pub(super) fn repair(text: &str) -> Option<Repair> {
    if text.is_ascii() {
        return None;
    }
    let candidates: Vec<_> = runs(text).filter_map(|run| judge(text, run)).collect();
    if candidates.is_empty() {
        return None;
    }
    let quoted = in_code(text, candidates.iter().map(|(place, _)| place.old.start));
    let outside = |at: usize| !quoted.get(at).copied().unwrap_or(false);
    let supported = candidates.iter().enumerate().any(|(at, (_, verdict))| *verdict == Verdict::Certain && outside(at));
    if !supported {
        return None;
    }
    let places: Vec<_> = candidates.into_iter().map(|(place, _)| place).collect();
    let first_written = places.first().map(|place| text[place.old.clone()].to_owned())?;
    Some(Repair { places, first_written })
}

impl Repair {
    /// How many places are repaired.
    pub(super) fn count(&self) -> usize {
        self.places.len()
    }

    /// The first place, in the repaired text, and what the file has there.
    pub(super) fn first(&self) -> (Span, &str) {
        let span = self.places.first().map_or(0..0, |place| place.old.start..place.old.start + place.new.len());
        (span.into(), &self.first_written)
    }

    /// Where an offset of the text as it was lies in the repaired text.
    pub(super) fn moved(&self, offset: usize) -> usize {
        let before = self.places.iter().take_while(|place| place.old.end <= offset);
        offset - before.map(|place| place.old.len() - place.new.len()).sum::<usize>()
    }

    /// The repaired text.
    pub(super) fn apply(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for place in &self.places {
            out.push_str(&text[done..place.old.start]);
            out.push_str(&place.new);
            done = place.old.end;
        }
        out.push_str(&text[done..]);
        out
    }
}

/// The longest stretches of at least two characters that Windows-1252 has beyond ASCII.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, _) = rest.find(|(_, c)| byte_of(*c).is_some())?;
            let mut end = None;
            while let Some((at, c)) = rest.next_if(|(_, c)| byte_of(*c).is_some()) {
                end = Some(at + c.len_utf8());
            }
            if let Some(end) = end {
                return Some(start..end);
            }
        }
    })
}

/// The byte of a character in Windows-1252, beyond ASCII. Control characters count as the byte of their number: some
/// decoders leave them so.
fn byte_of(c: char) -> Option<u8> {
    match c {
        '\u{80}'..='\u{FF}' => u8::try_from(u32::from(c)).ok(),
        _ if c.is_ascii() => None,
        _ => HIGH.iter().position(|high| *high == c).and_then(|at| u8::try_from(0x80 + at).ok()),
    }
}

fn judge(text: &str, run: Range<usize>) -> Option<(Place, Verdict)> {
    let before = text[..run.start].chars().next_back();
    let after = text[run.end..].chars().next();
    let mut now = Cow::Borrowed(&text[run.clone()]);
    let mut verdict = None;
    for _ in 0..ROUNDS {
        let Some((unfolded, this)) = unfold(&now, before, after) else { break };
        now = Cow::Owned(unfolded);
        verdict = verdict.max(Some(this));
    }
    // A byte order mark decoded twice stands for nothing.
    let new = now.replace('\u{FEFF}', "");
    verdict.map(|verdict| (Place { old: run, new }, verdict))
}

/// One round: the run as bytes, those bytes as UTF-8, and how sure that is.
fn unfold(run: &str, before: Option<char>, after: Option<char>) -> Option<(String, Verdict)> {
    let bytes: Vec<u8> = run.chars().map(byte_of).collect::<Option<_>>()?;
    let text = String::from_utf8(bytes).ok()?;
    let beside = (before, after);
    let one_by_one = text.chars().map(|c| verdict_of(c, beside)).collect::<Option<Vec<_>>>();
    // Six characters or more that happen to be valid UTF-8 are no coincidence, whatever the script.
    let long = text.chars().count() >= 3 && !text.chars().any(is_never_written);
    let verdict = if long { Verdict::Certain } else { one_by_one?.into_iter().max()? };
    Some((text, verdict))
}

fn is_never_written(c: char) -> bool {
    c.is_control() || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FFFE}'.. if !is_emoji(c))
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}')
}

/// How sure it is that a character was meant, by itself and by the characters `beside` its run; `None` for one that
/// is less likely than the run as it stands.
fn verdict_of(c: char, beside: (Option<char>, Option<char>)) -> Option<Verdict> {
    let (before, after) = beside;
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    // A capital follows a small letter in no language: `fÃ¼r` cannot be meant, `MAÇÃ”` can.
    let within_word = before.is_some_and(char::is_lowercase) || (!is_letter(before) && is_letter(after));
    let by_word = if within_word { Verdict::Certain } else { Verdict::Possible };
    match c {
        // `Â` ends no word, so a sign behind it is that sign; a space or a quote might close one all the same.
        '\u{A1}'..='\u{BA}' | '\u{BC}'..='\u{BF}' => Some(Verdict::Certain),
        // `Å–` and `Ä—` before a word: a unit or a letter with a dash behind it.
        'Ė' | 'ė' | 'Ŗ' | 'ŗ' if !before.is_some_and(char::is_lowercase) => Some(Verdict::Possible),
        '\u{A0}' | '\u{BB}'..='\u{17F}' => Some(by_word),
        // Greek and Cyrillic words of one letter.
        '\u{370}'..='\u{4FF}' => Some(Verdict::Possible),
        // Vietnamese; but Spanish writes `«está»…`.
        '\u{1E00}'..='\u{1EFF}' if is_letter(after) => Some(Verdict::Certain),
        '\u{1E00}'..='\u{1EFF}' => Some(Verdict::Possible),
        '\u{2000}'..='\u{2BFF}' | '\u{3000}'..='\u{303F}' => Some(Verdict::Certain),
        '\u{FE0F}' | '\u{FEFF}' | '\u{FF01}'..='\u{FF5E}' | '\u{FFFD}' => Some(Verdict::Certain),
        _ if is_emoji(c) => Some(Verdict::Certain),
        _ => None,
    }
}

/// For each of the ascending offsets, whether it lies in a fenced block or behind an open backtick on its line.
fn in_code(text: &str, offsets: impl Iterator<Item = usize>) -> Vec<bool> {
    let mut offsets = offsets.peekable();
    let mut out = Vec::new();
    let mut fence: Option<&str> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let (mut seen, mut ticks) = (start, 0usize);
        while let Some(offset) = offsets.next_if(|offset| *offset < end) {
            ticks += text[seen..offset].matches('`').count();
            seen = offset;
            out.push(fence.is_some() || ticks % 2 == 1);
        }
        let marker = ["```", "~~~"].into_iter().find(|marker| line.trim_start().starts_with(marker));
        fence = match (fence, marker) {
            (None, marker) => marker,
            (open, Some(marker)) if open == Some(marker) => None,
            (open, _) => open,
        };
        start = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn repaired(text: &str) -> String {
        repair(text).map_or_else(|| text.to_owned(), |repair| repair.apply(text))
    }

    #[test]
    fn text_decoded_twice_is_repaired() {
        let check = |text: &str, expected: &str| assert_eq!(repaired(text), expected, "{text}");
        check("It wasnâ€™t DNS", "It wasn’t DNS");
        check("fÃ¼r alle", "für alle");
        check("Ã–sterreich und Ãœbersee", "Österreich und Übersee");
        check("10:00 â€“ 11:00", "10:00 – 11:00");
        check("the â€œcacheâ€\u{9d} was", "the “cache” was");
        check("the â\u{80}\u{99} sign", "the ’ sign");
        check("cafÃ©, voilÃ\u{a0} lâ€™Å“uvre", "café, voilà l’œuvre");
        check("Â£5 and 20Â°C, Â© us", "£5 and 20°C, © us");
        check("done ðŸ˜€ âœ…", "done 😀 ✅");
        check("zaÅ‚oga, gÄ™Å›", "załoga, gęś");
        check("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет");
        check("ã‚µãƒ¼ãƒ“ã‚¹", "サービス");
        check("wasnÃ¢â‚¬â„¢t, cafÃƒÂ©", "wasn’t, café");
        check("ï»¿# Outage", "# Outage");
        check("lost ï¿½ here", "lost \u{FFFD} here");
    }

    #[test]
    fn text_that_is_meant_so_stays() {
        let check = |text: &str| assert_eq!(repaired(text), text);
        check("São Tomé, NÃO, MAÇÃ, “IRMÔ, MANHÔ agora");
        check("„Verstoß“, „Spaß“… «CAFÉ», «café»…, «été»");
        check("« là » voilà : déjà vu");
        check("5 Å²\u{20}und 2 Å–3 Å, 2 Å—the bond");
        check("Å»; Ö… Ü“ É—");
        check("naïve façade – “quoted” … Ångström");
        check("«está»… la niña");
        check("Tiếng Việt, Ünïcödé, 日本語");
        check("ÄÖÜäöüß ÀÉÈÊ");
    }

    #[test]
    fn a_possible_run_needs_a_certain_one() {
        let check = |text: &str, expected: &str| assert_eq!(repaired(text), expected, "{text}");
        check("10 Ã— 20", "10 Ã— 20");
        check("10 Ã— 20 and fÃ¼r", "10 × 20 and für");
        check("KÃ–LN fÃ¼r", "KÖLN für");
    }

    #[test]
    fn what_is_quoted_in_code_stays() {
        let check = |text: &str, expected: &str| assert_eq!(repaired(text), expected, "{text}");
        check("Names came out as `FranÃ§ois`.", "Names came out as `FranÃ§ois`.");
        check("```\nINFO wasnâ€™t\n```\nso", "```\nINFO wasnâ€™t\n```\nso");
        check("`a` wasnâ€™t `b`", "`a` wasn’t `b`");
        check("It wasnâ€™t `FranÃ§ois`", "It wasn’t `François`");
    }

    #[test]
    fn offsets_move_with_the_text() {
        let text = "fÃ¼r fÃ¼r |";
        let repair = repair(text).expect("something to repair");
        assert_eq!(repair.apply(text), "für für |");
        assert_eq!(repair.moved(text.len() - 1), "für für ".len());
        assert_eq!(repair.moved(1), 1);
        assert_eq!(repair.first(), (Span::new(1, 3), "Ã¼"));
    }

    proptest! {
        #[test]
        fn what_was_sound_comes_back_or_stays(text in "[a-z ]{1,8}(é|ü|’|–|“x”|ñ|ł|😀| |e){0,12}[a-z]{1,4}") {
            let (twice, _, _) = encoding_rs::WINDOWS_1252.decode(text.as_bytes());
            let out = repaired(&twice);
            prop_assert!(out == text || out == twice, "{} became {}", twice, out);
        }

        #[test]
        fn never_panics(text in "[a-zâ€™Ã¼“”–é»… `\n~Â]{0,80}") {
            let _ = repaired(&text);
        }
    }
}
