//! What words mean: from a heading, label or table key to the fact it asks for.
//!
//! The words are data, one file a language under `vocabulary/`. Phrases of all languages are looked up together, since a
//! French report may well have an English heading. [`Vocabulary::meaning`] tries the whole heading first, then phrases
//! within it, then phrases one slip of the finger away. `fold` says how words are compared, `lists` holds words with one
//! use each: report words, over-words, states, columns.

mod fold;
mod lists;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

pub(crate) use fold::fold_into;
pub use fold::{Folded, fold, folded, is_unspaced, occurs, word_count};
use fold::{has_unspaced, without_numbering, without_spaces};
pub use lists::WordList;
use lists::Words;

use super::words::map::WordMap;
pub use crate::config::Meaning;

/// The vocabularies that come with annals, one a language. Where two claim a phrase, the first one has it.
const FILES: &[(&str, &str)] = &[
    ("en", include_str!("vocabulary/en.toml")),
    ("de", include_str!("vocabulary/de.toml")),
    ("fr", include_str!("vocabulary/fr.toml")),
    ("es", include_str!("vocabulary/es.toml")),
    ("pt", include_str!("vocabulary/pt.toml")),
    ("nl", include_str!("vocabulary/nl.toml")),
    ("it", include_str!("vocabulary/it.toml")),
    ("pl", include_str!("vocabulary/pl.toml")),
    ("nb", include_str!("vocabulary/nb.toml")),
    ("sv", include_str!("vocabulary/sv.toml")),
    ("da", include_str!("vocabulary/da.toml")),
    ("fi", include_str!("vocabulary/fi.toml")),
    ("cs", include_str!("vocabulary/cs.toml")),
    ("tr", include_str!("vocabulary/tr.toml")),
    ("ru", include_str!("vocabulary/ru.toml")),
    ("uk", include_str!("vocabulary/uk.toml")),
    ("zh", include_str!("vocabulary/zh.toml")),
    ("ja", include_str!("vocabulary/ja.toml")),
    ("ko", include_str!("vocabulary/ko.toml")),
];

/// A heading that was understood.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Match<'v> {
    /// What it asks for.
    pub meaning: Meaning,
    /// Whether the phrase is all of the heading.
    pub whole: bool,
    /// The phrase it was taken for, where it is misspelt.
    pub misspelt: Option<&'v str>,
}

static STANDARD: LazyLock<Arc<Vocabulary>> = LazyLock::new(|| Arc::new(Vocabulary::with(&[], &[])));

/// The words of all languages, ready for look-up.
#[derive(Debug)]
pub struct Vocabulary {
    whole: WordMap<Meaning>,
    /// Phrases long enough to be misspelt, with what they look like, by their length in bytes.
    spelt: BTreeMap<usize, Vec<(String, Look)>>,
    within: WordMap<Vec<Phrase>>,
    unspaced: Vec<(String, Meaning)>,
    frames: WordMap<Frame>,
    /// In the order of [`WordList::ALL`].
    lists: Vec<Words>,
}

#[derive(Debug)]
struct Phrase {
    words: Vec<String>,
    /// What must follow within a few words: "how … affected".
    then: Vec<String>,
    at_start: bool,
    meaning: Meaning,
}

/// Languages as bits, in the order of [`FILES`].
type Languages = u32;

const ENGLISH: Languages = 1;

/// The languages in which a word changes nothing before a phrase, and behind one.
#[derive(Clone, Copy, Default, Debug)]
struct Frame {
    opens: Languages,
    closes: Languages,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    meanings: BTreeMap<Meaning, Vec<String>>,
    #[serde(default)]
    words: BTreeMap<String, Vec<String>>,
}

impl Meaning {
    /// Whether it asks for a text of its own rather than for a value.
    pub fn is_section(self) -> bool {
        matches!(
            self,
            Meaning::Impact
                | Meaning::RootCause
                | Meaning::Trigger
                | Meaning::Detection
                | Meaning::Timeline
                | Meaning::Updates
                | Meaning::KeyEvents
                | Meaning::Lessons
                | Meaning::WentWell
                | Meaning::WentWrong
                | Meaning::Lucky
                | Meaning::Actions
                | Meaning::Improvements
                | Meaning::Recommendations
                | Meaning::Taken
                | Meaning::Summary
                | Meaning::Meeting
                | Meaning::Appendix
                | Meaning::Stats
        )
    }
}

/// A German phrase as it is written on a keyboard without umlauts: `was aendern wir`; `None` where it has none.
fn without_umlauts(language: &str, phrase: &str) -> Option<String> {
    let has = language == "de" && phrase.contains(['ä', 'ö', 'ü']);
    has.then(|| phrase.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue"))
}

impl Vocabulary {
    /// The words that come with annals.
    pub fn standard() -> &'static Vocabulary {
        &STANDARD
    }

    /// The words that come with annals and a team's own; those that come with annals are made ready once.
    pub fn shared(own: &[(Meaning, String)], listed: &[(WordList, String)]) -> Arc<Vocabulary> {
        if own.is_empty() && listed.is_empty() { Arc::clone(&STANDARD) } else { Arc::new(Self::with(own, listed)) }
    }

    /// The words that come with annals, a team's own phrases, which count as whole headings, and its own words for lists.
    pub fn with(own: &[(Meaning, String)], listed: &[(WordList, String)]) -> Self {
        let mut out = Self {
            whole: WordMap::default(),
            within: WordMap::default(),
            spelt: BTreeMap::new(),
            unspaced: Vec::new(),
            frames: WordMap::default(),
            lists: Vec::new(),
        };
        for (meaning, phrase) in own {
            let whole = without_spaces(&joined_words(phrase)).into_owned();
            out.spelt.entry(whole.len()).or_default().push((whole.clone(), Look::of(&whole)));
            out.whole.insert(whole, *meaning);
        }
        let mut lists: HashMap<WordList, Vec<String>> = HashMap::new();
        let files = FILES.iter().filter_map(|(name, text)| Some((name, toml::from_str::<File>(text).ok()?)));
        for ((language, file), bit) in files.zip((0..).map(|place| 1 << place)) {
            for (meaning, phrases) in &file.meanings {
                // A foreign word is too often one letter from an English one to be looked for in its short forms.
                let shortest = if *language == "en" { 7 } else { 11 };
                let written = phrases.iter().flat_map(|phrase| spelled_out(phrase));
                for phrase in written {
                    out.add(*meaning, &phrase, shortest);
                    let plain = without_umlauts(language, &phrase);
                    plain.iter().for_each(|phrase| out.add(*meaning, phrase, shortest));
                }
            }
            for word in file.words.get("opener").into_iter().flatten() {
                out.frames.entry(fold(word)).or_default().opens |= bit;
            }
            for word in file.words.get("closer").into_iter().flatten() {
                out.frames.entry(fold(word)).or_default().closes |= bit;
            }
            for (name, words) in file.words {
                if let Some(list) = WordList::from_name(&name) {
                    let plain: Vec<String> = words.iter().filter_map(|word| without_umlauts(language, word)).collect();
                    lists.entry(list).or_default().extend(words.into_iter().chain(plain));
                }
            }
        }
        for (list, word) in listed {
            lists.entry(*list).or_default().push(word.clone());
        }
        let milestones = [WordList::RowDetected, WordList::RowDeclared, WordList::RowMitigated];
        for (all, of) in [
            (WordList::Earlier, &[WordList::SeenBefore, WordList::IncidentOf][..]),
            (WordList::RowMilestone, &milestones[..]),
        ] {
            let words = of.iter().filter_map(|list| lists.get(list)).flatten().cloned().collect();
            lists.insert(all, words);
        }
        let words_of = |list| Words::new(lists.remove(list).unwrap_or_default());
        out.lists = WordList::ALL.iter().map(words_of).collect();
        out
    }

    fn words(&self, list: WordList) -> &Words {
        &self.lists[list as usize]
    }

    /// The words of a list, folded, longest first.
    pub fn list(&self, list: WordList) -> &[String] {
        self.words(list).sorted()
    }

    /// Whether `text`, all of it, is a word of the list, case, accents and outer punctuation aside.
    pub fn is_in(&self, list: WordList, text: &str) -> bool {
        let text = text.trim().trim_end_matches(['.', '!', ':', '。', '：']);
        let words = self.words(list);
        words.may_have(text) && words.has(&folded(text))
    }

    /// Whether a word of the list occurs in `text` on word borders, case and accents aside.
    pub fn has_any(&self, list: WordList, text: &str) -> bool {
        self.words(list).occur_in(&folded(text))
    }

    /// Whether a word of the list stands in a folded text on word borders.
    pub fn occurs(&self, list: WordList, folded: &str) -> bool {
        self.words(list).occur_in(folded)
    }

    /// Whether a word of the list begins with the word `first`, folded.
    pub fn may_begin(&self, list: WordList, first: &str) -> bool {
        self.words(list).may_begin(first)
    }

    /// Whether a word of the list begins with the words `first` and `second`, both folded, or is `first` alone.
    pub fn may_go_on(&self, list: WordList, first: &str, second: &str) -> bool {
        self.words(list).may_go_on(first, second)
    }

    /// Every place in a folded text where a word of the list stands on word borders.
    pub fn all_in<'v>(&'v self, list: WordList, folded: &str) -> Vec<(usize, &'v str)> {
        self.words(list).found_in(folded)
    }

    /// The word of the list that a folded text begins with; the longest where several fit.
    pub fn at_start(&self, list: WordList, folded: &str) -> Option<&str> {
        self.words(list).at_start(folded)
    }

    /// The word of the list that a folded text ends with; the longest where several fit.
    pub fn at_end(&self, list: WordList, folded: &str) -> Option<&str> {
        self.words(list).at_end(folded)
    }

    /// All words of the list that a folded text ends with, the longest first.
    pub fn all_at_end(&self, list: WordList, folded: &str) -> Vec<&str> {
        self.words(list).all_at_end(folded).collect()
    }

    /// What a heading asks for, one slip of the finger allowed; `None` where annals does not know it.
    pub fn heading(&self, heading: &str) -> Option<Match<'_>> {
        let text = joined_words(&without_brackets(heading));
        self.known(heading, &text).or_else(|| {
            let words: Vec<&str> = text.split(' ').collect();
            self.misspelt(&self.without_frame(&words, ENGLISH).join(" "))
        })
    }

    /// What a label or table key asks for; `None` where annals does not know it.
    pub fn meaning(&self, heading: &str) -> Option<Match<'_>> {
        self.known(heading, &joined_words(&without_brackets(heading)))
    }

    /// What the words of a heading ask for.
    fn known(&self, heading: &str, text: &str) -> Option<Match<'_>> {
        if text.is_empty() || text.bytes().filter(|byte| *byte == b' ').count() >= 14 {
            return None;
        }
        let whole_of = |meaning: &Meaning| Match { meaning: *meaning, whole: true, misspelt: None };
        let whole = without_spaces(text);
        if let Some(meaning) = self.whole.get(&*whole) {
            return Some(whole_of(meaning));
        }
        let mut words: Vec<&str> = Vec::with_capacity(14);
        words.extend(text.split(' '));
        let mut stripped = self.frames_around(&words).map(|language| self.without_frame(&words, language));
        let framed = stripped.find_map(|inner| self.whole.get(&*without_spaces(&inner.join(" "))));
        framed.map(whole_of).or_else(|| self.inside(&words, &whole)).or_else(|| self.in_brackets(heading))
    }

    /// What stands in brackets behind words that annals does not know: "Analyse technique (Root cause analysis)".
    fn in_brackets(&self, heading: &str) -> Option<Match<'_>> {
        let (outer, inner) = heading.trim_end_matches([')', '）', ':', '：', ' ']).split_once(['(', '（'])?;
        if outer.trim().is_empty() || inner.contains(['(', '（', ')', '）']) {
            return None;
        }
        let text = joined_words(inner);
        let meaning = *self.whole.get(&*without_spaces(&text))?;
        meaning.is_section().then_some(Match { meaning, whole: false, misspelt: None })
    }

    /// The meaning of a label or key that is a known phrase and nothing else.
    pub fn whole_meaning(&self, key: &str) -> Option<Meaning> {
        self.meaning(key).filter(|found| found.whole).map(|found| found.meaning)
    }

    /// The languages that have words to take off either end of a heading, one bit each.
    fn frames_around(&self, words: &[&str]) -> impl Iterator<Item = Languages> {
        let opens = words.first().and_then(|word| self.frames.get(*word)).map_or(0, |frame| frame.opens);
        let closes = words.last().and_then(|word| self.frames.get(*word)).map_or(0, |frame| frame.closes);
        let mut either = opens | closes;
        std::iter::from_fn(move || {
            let lowest = either & either.wrapping_neg();
            either &= !lowest;
            (lowest != 0).then_some(lowest)
        })
    }

    /// Words around a phrase that change nothing: "Timeline of the incident", "The root cause of this outage".
    fn without_frame<'w, 't>(&self, words: &'w [&'t str], language: Languages) -> &'w [&'t str] {
        let frame = |word: &&&str| self.frames.get(**word).copied().unwrap_or_default();
        let start = words.iter().take_while(|word| frame(word).opens & language != 0).count();
        let words = if start < words.len() { &words[start..] } else { words };
        let end = words.iter().rev().take_while(|word| frame(word).closes & language != 0).count();
        if end < words.len() { &words[..words.len() - end] } else { words }
    }

    /// Adds a phrase; from `shortest` letters on, it is also looked for with a slip of the finger.
    fn add(&mut self, meaning: Meaning, phrase: &str, shortest: usize) {
        let (rule, text) = match phrase.chars().next() {
            Some(mark @ ('=' | '^')) => (Some(mark), &phrase[1..]),
            _ => (None, phrase),
        };
        if let Some((head, tail)) = text.split_once('*') {
            let (words, then) = (words_of(head), words_of(tail));
            if let Some(first) = words.first().cloned() {
                self.within.entry(first).or_default().push(Phrase {
                    words,
                    then,
                    at_start: rule == Some('^'),
                    meaning,
                });
            }
            return;
        }
        let words = words_of(text);
        let Some(first) = words.first().cloned() else { return };
        let whole = without_spaces(&words.join(" ")).into_owned();
        let unspaced = has_unspaced(&whole);
        if rule != Some('=') {
            if unspaced {
                self.unspaced.push((whole.clone(), meaning));
            } else {
                let phrase = Phrase { words, then: Vec::new(), at_start: rule == Some('^'), meaning };
                self.within.entry(first).or_default().push(phrase);
            }
        }
        if whole.len() >= shortest && !unspaced {
            self.spelt.entry(whole.len()).or_default().push((whole.clone(), Look::of(&whole)));
        }
        self.whole.entry(whole).or_insert(meaning);
    }

    /// The longest known phrase within a heading; at the same length the earliest.
    fn inside(&self, words: &[&str], whole: &str) -> Option<Match<'_>> {
        let mut best: Option<(usize, Meaning)> = None;
        for at in 0..words.len() {
            for phrase in self.within.get(words[at]).map_or(&[][..], Vec::as_slice) {
                let rest = words[at..].get(phrase.words.len()..).unwrap_or(&[]);
                let follows = phrase.then.is_empty()
                    || rest.iter().take(8).any(|word| phrase.then.first().is_some_and(|then| then == word));
                let begins = words.len() - at >= phrase.words.len()
                    && phrase.words.iter().eq(&words[at..][..phrase.words.len()]);
                let fits = begins && (at == 0 || !phrase.at_start) && follows;
                let len = phrase.words.len() + phrase.then.len();
                if fits && best.is_none_or(|(best, _)| len > best) {
                    best = Some((len, phrase.meaning));
                }
            }
        }
        let unspaced = || {
            // Nothing to look for in most headings, and a search for each phrase is dear.
            if !has_unspaced(whole) {
                return None;
            }
            let found = self.unspaced.iter().filter(|(phrase, _)| whole.contains(phrase.as_str()));
            found.max_by_key(|(phrase, _)| phrase.len()).map(|(_, meaning)| *meaning)
        };
        let meaning = best.map(|(_, meaning)| meaning).or_else(unspaced)?;
        Some(Match { meaning, whole: false, misspelt: None })
    }

    /// "Atendees": one slip in a phrase of seven letters or more, two from fourteen.
    fn misspelt(&self, whole: &str) -> Option<Match<'_>> {
        let len = whole.chars().count();
        if !(7..=40).contains(&len) || has_unspaced(whole) {
            return None;
        }
        let slips = if len >= 14 { 2 } else { 1 };
        let look = Look::of(whole);
        let mut best: Option<(usize, &str)> = None;
        for (_, phrases) in self.spelt.range(whole.len() - slips..=whole.len() + slips) {
            for (phrase, _) in phrases.iter().filter(|(_, other)| look.may_be(*other, slips)) {
                // The smallest distance wins, then the alphabet: the order of languages never shows.
                let this = (strsim::osa_distance(phrase, whole), phrase.as_str());
                if this.0 <= slips && !inflected(phrase, whole) && best.is_none_or(|best| this < best) {
                    best = Some(this);
                }
            }
        }
        let (_, phrase) = best?;
        let meaning = *self.whole.get(phrase)?;
        Some(Match { meaning, whole: true, misspelt: Some(phrase) })
    }
}

/// "Mitigate" is no slip of "mitigated": one is the other with an ending.
fn inflected(a: &str, b: &str) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

/// The phrases that one with alternatives stands for: `=affected|impacted service|services` is four.
fn spelled_out(phrase: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    for word in phrase.split(' ') {
        let mark = if word.starts_with(['=', '^']) { &word[..1] } else { "" };
        let longer = |so_far: &String| {
            let gap = if so_far.is_empty() { "" } else { " " };
            word[mark.len()..].split('|').map(|choice| format!("{so_far}{gap}{mark}{choice}")).collect::<Vec<_>>()
        };
        out = out.iter().flat_map(longer).collect();
    }
    out
}

/// Which letters and which pairs of bytes a phrase has, as sets of bits: by them most phrases are out without being compared.
#[derive(Clone, Copy, Debug)]
struct Look {
    letters: u64,
    pairs: u64,
}

impl Look {
    fn of(text: &str) -> Self {
        let letters = text.chars().fold(0, |set, c| set | 1 << (u32::from(c) % 64));
        let pair = |two: &[u8]| 1_u64 << ((u64::from(two[0]) * 23 + u64::from(two[1]) * 41) % 64);
        Self { letters, pairs: text.as_bytes().windows(2).fold(0, |set, two| set | pair(two)) }
    }

    /// Whether one may be the other with so many slips. A slip changes two letters of a set at most, and six pairs: those
    /// of two letters that changed places, before and after, or of one letter of two bytes.
    fn may_be(self, other: Self, slips: usize) -> bool {
        let apart = |a: u64, b: u64| (a ^ b).count_ones() as usize;
        apart(self.letters, other.letters) <= 2 * slips && apart(self.pairs, other.pairs) <= 6 * slips
    }
}

/// Words as they are compared: lower case, accents folded, no punctuation, no numbering in front.
pub fn words_of(text: &str) -> Vec<String> {
    joined_words(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The same words in one text, a space between two.
fn joined_words(text: &str) -> String {
    let mut rest = without_numbering(text);
    let mut out = String::with_capacity(rest.len());
    let mut border = false;
    while let Some(c) = rest.chars().next() {
        // Nearly all of it are runs of plain letters, which are taken at once.
        let plain = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (piece, behind) = rest.split_at(if plain == 0 { c.len_utf8() } else { plain });
        rest = behind;
        if !c.is_alphanumeric() {
            border |= !matches!(c, '\'' | '’' | '`' | '*' | '\u{300}'..='\u{36f}' | '\u{fe0f}');
            continue;
        }
        if std::mem::take(&mut border) && !out.is_empty() {
            out.push(' ');
        }
        if plain == 0 { fold_into(c, &mut out) } else { out.push_str(piece) }
    }
    out.make_ascii_lowercase();
    out
}

/// "Timeline (all times UTC)" is "Timeline".
fn without_brackets(text: &str) -> Cow<'_, str> {
    // The first byte of the wide ones is that of others, too.
    let bytes = text.as_bytes();
    if memchr::memchr3(b'(', b'[', 0xEF, bytes).is_none() && memchr::memchr2(b')', b']', bytes).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '(' | '（' | '[' => depth += 1,
            ')' | '）' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    if out.chars().any(char::is_alphanumeric) { Cow::Owned(out) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_language_are_none_of_another() {
        let words = Vocabulary::standard();
        let folded = |list, text: &str| words.has_any(list, text);
        // `løst` and `löst` fold to an English word.
        assert!(!folded(WordList::Over, "the connection was lost"));
        assert!(folded(WordList::Over, "problemet er løst") && folded(WordList::Over, "felet är löst, allt fungerar"));
        // `om` denies in Swedish and stands before a time in Dutch; `i` is "in" in Danish.
        assert!(!folded(WordList::Negation, "om 15:20 hersteld"));
        for text in ["Co", "Man", "Handling", "Time out", "Fire", "Son", "Ne pas faire"] {
            assert!(words.heading(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_known_phrase_in_brackets_speaks_for_unknown_words() {
        let check = |heading: &str, expected: Option<Meaning>| {
            let found = Vocabulary::standard().meaning(heading);
            assert_eq!(found.map(|found| found.meaning), expected, "{heading}");
        };
        check("Analyse technique (Root cause analysis)", Some(Meaning::RootCause));
        check("技术分析（Timeline）", Some(Meaning::Timeline));
        check("Cluster move (impact on users was small)", None);
        check("Cluster move (2024)", None);
        check("Impact (timeline)", Some(Meaning::Impact));
    }

    #[test]
    fn headings_have_meanings() {
        let check = |heading: &str, expected: Option<Meaning>| {
            let found = Vocabulary::standard().heading(heading);
            assert_eq!(found.map(|found| found.meaning), expected, "{heading}");
        };
        check("Timeline", Some(Meaning::Timeline));
        check("Timeline (all times PST ) Saturday Oct 30th 2021", Some(Meaning::Timeline));
        check("3. Root Cause:", Some(Meaning::RootCause));
        check("The root cause of this outage", Some(Meaning::RootCause));
        check("Root cause identification: The Five Whys", Some(Meaning::RootCause));
        check("**Action Items**", Some(Meaning::Actions));
        check("Actions taken", Some(Meaning::Taken));
        check("Where we got lucky", Some(Meaning::Lucky));
        check("How users were affected", Some(Meaning::Impact));
        check("Application/process:", Some(Meaning::Applications));
        check("Not affected", Some(Meaning::NotAffected));
        check("What didn’t go well", Some(Meaning::WentWrong));
        check("Why Vue?", None);
        check("The proxy pods", None);
    }

    #[test]
    fn headings_of_all_languages_have_meanings() {
        let check = |headings: &[&str], expected: Meaning| {
            for heading in headings {
                let found = Vocabulary::standard().meaning(heading);
                assert_eq!(found.map(|found| found.meaning), Some(expected), "{heading}");
            }
        };
        check(&["Zeitlicher Ablauf des Vorfalls", "Zeitleiste (alle Zeiten UTC)", "CHRONOLOGIE"], Meaning::Timeline);
        check(
            &["Déroulé de l’incident", "Frise chronologique", "Línea de tiempo", "Linha do Tempo"],
            Meaning::Timeline,
        );
        check(&["Tijdlijn van het incident", "Cronologia degli eventi", "Oś czasu"], Meaning::Timeline);
        check(&["五、处理过程", "【时间线】", "２．時系列", "■ 経緯", "Ⅲ. 타임라인", "시간순 경과"], Meaning::Timeline);
        check(
            &["Grundursache", "Die Ursache des Ausfalls", "Cause racine de l'incident", "Causa raíz"],
            Meaning::RootCause,
        );
        check(&["Oorzaak", "Causa principale", "Przyczyna źródłowa", "四、根本原因", "【原因】"], Meaning::RootCause);
        check(&["第3章 根本原因", "근본원인", "근본 원인"], Meaning::RootCause);
        check(&["Auswirkungen", "Conséquences", "Impacto en los usuarios", "Gevolgen", "Wpływ"], Meaning::Impact);
        check(&["三、影响范围", "■ 影響範囲", "영향 범위"], Meaning::Impact);
        check(&["Nächste Schritte", "Maßnahmen", "MASSNAHMEN", "Plan d'action", "Próximos pasos"], Meaning::Actions);
        check(
            &["Vervolgacties", "Azioni correttive", "Dalsze kroki", "改进措施", "再発防止策", "재발 방지 대책"],
            Meaning::Actions,
        );
        check(&["Ergriffene Maßnahmen", "Acciones tomadas", "暫定対応", "조치 내용"], Meaning::Taken);
        check(&["Was lief gut?", "Ce qui a bien fonctionné", "うまくいったこと", "잘된 점"], Meaning::WentWell);
        check(&["Nicht betroffen", "Non impactés", "未受影响"], Meaning::NotAffected);
        check(
            &["发生时间", "發生時間", "発生日時", "발생 시각", "Beginn", "Début", "Inicio", "Rozpoczęcie"],
            Meaning::Start,
        );
        check(&["Ende", "Fin", "Fim", "Einde", "Fine", "Koniec", "恢复时间", "復旧日時", "복구 시각"], Meaning::End);
    }

    #[test]
    fn a_slip_of_the_finger_is_seen_and_told() {
        let found = Vocabulary::standard().heading("Atendees");
        assert_eq!(found.map(|found| (found.meaning, found.misspelt)), Some((Meaning::People, Some("attendees"))));
        assert_eq!(Vocabulary::standard().heading("Impacr"), None, "too short to be sure");
    }

    #[test]
    fn every_vocabulary_file_is_sound() {
        for (language, file) in files() {
            let lists = file.words.keys().filter(|name| WordList::from_name(name).is_none());
            assert_eq!(lists.collect::<Vec<_>>(), Vec::<&String>::new(), "unknown names in {language}");
        }
    }

    /// Phrases that two languages, or two places of one, read as different meanings: none goes unseen.
    #[test]
    fn no_phrase_has_two_meanings() {
        let mut claims: BTreeMap<String, BTreeMap<Meaning, Vec<&str>>> = BTreeMap::new();
        let files: Vec<(&str, File)> = files().collect();
        for (language, file) in &files {
            let phrases = file.meanings.iter().flat_map(|(name, phrases)| phrases.iter().map(move |p| (name, p)));
            for (meaning, phrase) in phrases.flat_map(|(name, p)| spelled_out(p).into_iter().map(move |p| (name, p))) {
                let whole = without_spaces(&joined_words(phrase.trim_start_matches(['=', '^']))).into_owned();
                claims.entry(whole).or_default().entry(*meaning).or_default().push(language);
            }
        }
        let twice: Vec<String> = claims
            .into_iter()
            .filter(|(phrase, meanings)| meanings.len() > 1 && !SETTLED.iter().any(|(known, _)| known == phrase))
            .map(|(phrase, meanings)| format!("{phrase}: {meanings:?}"))
            .collect();
        assert!(twice.is_empty(), "\n{}", twice.join("\n"));
    }

    /// Phrases claimed twice on purpose, and why the first claim is right.
    const SETTLED: &[(&str, &str)] = &[];

    fn files() -> impl Iterator<Item = (&'static str, File)> {
        FILES.iter().map(|(name, text)| (*name, toml::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"))))
    }
}
