//! What words mean: from a heading, label or table key to the fact it asks for.
//!
//! The words are data, one file a language under `vocabulary/`. Phrases of all languages are looked up together, since a
//! French report may well have an English heading. [`Vocabulary::meaning`] tries the whole heading first, then phrases
//! within it, then phrases one slip of the finger away.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The vocabularies that come with annals.
const FILES: &[&str] = &[include_str!("vocabulary/en.toml")];

macro_rules! meanings {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal;)+) => {
        /// What a heading, label or key asks for.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Meaning {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Meaning {
            /// All meanings.
            pub const ALL: &[Meaning] = &[$(Meaning::$variant),+];

            /// The name used in vocabulary files and in `[vocabulary]` of `book.toml`.
            pub fn name(self) -> &'static str {
                match self { $(Meaning::$variant => $name),+ }
            }

            /// The meaning of this name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Meaning::$variant),)+ _ => None }
            }
        }
    };
}

meanings! {
    /// What the incident is called.
    Title = "title";
    /// An identifier of the report.
    Id = "id";
    /// The day of the incident, perhaps with its time.
    Date = "date";
    /// Start and end together, or the time alone.
    Window = "window";
    /// When it began.
    Start = "start";
    /// When it was over.
    End = "end";
    /// Any other moment: detected, declared, reviewed. Never start or end.
    Detected = "detected";
    /// How long it lasted.
    Duration = "duration";
    /// How bad it was.
    Severity = "severity";
    /// What was affected.
    Applications = "applications";
    /// What was not affected.
    NotAffected = "not-affected";
    /// How users were affected.
    Impact = "impact";
    /// What caused it.
    RootCause = "root-cause";
    /// What set it off.
    Trigger = "trigger";
    /// How it was noticed.
    Detection = "detection";
    /// What happened when.
    Timeline = "timeline";
    /// Notices on a status page.
    Updates = "updates";
    /// A list of milestones.
    KeyEvents = "key-events";
    /// What was learnt.
    Lessons = "lessons";
    /// A part of the lessons.
    WentWell = "went-well";
    /// A part of the lessons.
    WentWrong = "went-wrong";
    /// A part of the lessons.
    Lucky = "lucky";
    /// What is promised.
    Actions = "actions";
    /// What could be better: weaker than a promise.
    Improvements = "improvements";
    /// What others are advised to do.
    Recommendations = "recommendations";
    /// What was done to end the incident: no promise.
    Taken = "taken";
    /// What it was about.
    Summary = "summary";
    /// Who was there.
    People = "people";
    /// The state of the report or the incident.
    Status = "status";
    /// The zone of all times.
    Zone = "zone";
    /// The meeting about the incident: dates and people under it are the meeting's.
    Meeting = "meeting";
    /// Trigger categories.
    TriggerTags = "triggers-tag";
    /// Cause categories.
    CauseTags = "causes-tag";
    /// Gap categories.
    GapTags = "gaps-tag";
    /// Free tags.
    Tags = "tags";
    /// What stands behind the report: logs, transcripts, links.
    Appendix = "appendix";
    /// A list of facts.
    Stats = "stats";
}

/// Lists of words with one use each.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum WordList {
    /// "Incident report", "Postmortem".
    Report,
    /// By which a timeline row says that the incident is over.
    Over,
    /// The same, where no clearer word stands in the timeline.
    OverWeak,
    /// By which a timeline row says that the incident began.
    Begun,
    /// Verbs with which a task begins.
    TaskVerbs,
    /// A finished action.
    Done,
    /// An unfinished action.
    Open,
    /// What stands where nothing was filled in.
    Placeholder,
    /// Owned by all.
    Shared,
    /// Planned work.
    Maintenance,
    /// Neither incident nor maintenance.
    Notice,
    /// In the headings of what stands beside the incidents of a log: templates, contents, figures.
    LogAside,
    /// With which headings begin that tell parts of one incident: "Phase 2", "Update 3".
    Phase,
}

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

/// The words of all languages, ready for look-up.
#[derive(Debug)]
pub struct Vocabulary {
    whole: HashMap<String, Meaning>,
    within: HashMap<String, Vec<Phrase>>,
    /// Phrases long enough to be misspelt, with their letters.
    slips: Vec<(String, u64, Meaning)>,
    unspaced: Vec<(String, Meaning)>,
    lists: HashMap<WordList, Vec<String>>,
}

#[derive(Debug)]
struct Phrase {
    words: Vec<String>,
    /// What must follow within a few words: "how … affected".
    then: Vec<String>,
    at_start: bool,
    meaning: Meaning,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    meanings: std::collections::BTreeMap<String, Vec<String>>,
    #[serde(default)]
    words: std::collections::BTreeMap<String, Vec<String>>,
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

impl Vocabulary {
    /// The words that come with annals.
    pub fn standard() -> &'static Vocabulary {
        static STANDARD: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::with(&[]));
        &STANDARD
    }

    /// The words that come with annals and a team's own phrases, which count as whole headings.
    pub fn with(own: &[(Meaning, String)]) -> Self {
        let mut out = Self {
            whole: HashMap::new(),
            within: HashMap::new(),
            slips: Vec::new(),
            unspaced: Vec::new(),
            lists: HashMap::new(),
        };
        for (meaning, phrase) in own {
            out.whole.insert(words_of(phrase).join(" "), *meaning);
        }
        for file in FILES.iter().filter_map(|text| toml::from_str::<File>(text).ok()) {
            for (name, phrases) in &file.meanings {
                if let Some(meaning) = Meaning::from_name(name) {
                    phrases.iter().for_each(|phrase| out.add(meaning, phrase));
                }
            }
            for (name, words) in file.words {
                if let Some(list) = word_list(&name) {
                    out.lists.entry(list).or_default().extend(words);
                }
            }
        }
        out.slips = out
            .whole
            .iter()
            .filter(|(phrase, _)| phrase.len() > 6)
            .map(|(phrase, meaning)| (phrase.clone(), letters(phrase), *meaning))
            .collect();
        out.slips.sort();
        // Longer words first, so that "incident report" is taken off a title before "incident" is.
        out.lists
            .values_mut()
            .for_each(|words| words.sort_by_key(|word| (std::cmp::Reverse(word.len()), word.clone())));
        out
    }

    /// The words of a list, longest first.
    pub fn list(&self, list: WordList) -> &[String] {
        self.lists.get(&list).map_or(&[], Vec::as_slice)
    }

    /// Whether `text`, all of it, is a word of the list, case and outer punctuation aside.
    pub fn is_in(&self, list: WordList, text: &str) -> bool {
        let text = text.trim().trim_end_matches(['.', '!', ':']).to_lowercase();
        self.list(list).iter().any(|word| *word == text)
    }

    /// The first word of the list that occurs in `text` on word borders, case aside.
    pub fn find_in(&self, list: WordList, text: &str) -> Option<&str> {
        let lower = text.to_lowercase();
        self.list(list).iter().map(String::as_str).find(|word| occurs(&lower, word))
    }

    /// What a heading asks for, one slip of the finger allowed; `None` where annals does not know it.
    pub fn heading(&self, heading: &str) -> Option<Match<'_>> {
        self.meaning(heading).or_else(|| {
            let joined = joined_words(&without_brackets(heading));
            let words: Vec<&str> = joined.split(' ').collect();
            self.misspelt(&without_frame(&words).join(" "))
        })
    }

    /// What a label or table key asks for; `None` where annals does not know it.
    pub fn meaning(&self, heading: &str) -> Option<Match<'_>> {
        let joined = joined_words(&without_brackets(heading));
        if joined.is_empty() || joined.bytes().filter(|byte| *byte == b' ').count() >= 14 {
            return None;
        }
        let words: Vec<&str> = joined.split(' ').collect();
        let whole = self.whole.get(&joined).or_else(|| {
            let stripped = without_frame(&words);
            if stripped.len() < words.len() { self.whole.get(&stripped.join(" ")) } else { None }
        });
        match whole {
            Some(meaning) => Some(Match { meaning: *meaning, whole: true, misspelt: None }),
            None => self.inside(&words, &joined),
        }
    }

    /// The meaning of a label or key that is a known phrase and nothing else.
    pub fn whole_meaning(&self, key: &str) -> Option<Meaning> {
        self.meaning(key).filter(|found| found.whole).map(|found| found.meaning)
    }

    fn add(&mut self, meaning: Meaning, phrase: &str) {
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
        let joined = words.join(" ");
        if rule != Some('=') {
            if joined.chars().any(is_unspaced) {
                self.unspaced.push((joined.clone(), meaning));
            } else {
                let phrase = Phrase { words, then: Vec::new(), at_start: rule == Some('^'), meaning };
                self.within.entry(first).or_default().push(phrase);
            }
        }
        self.whole.entry(joined).or_insert(meaning);
    }

    /// The longest known phrase within a heading; at the same length the earliest.
    fn inside(&self, words: &[&str], joined: &str) -> Option<Match<'_>> {
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
            if !joined.chars().any(is_unspaced) {
                return None;
            }
            let found = self.unspaced.iter().filter(|(phrase, _)| joined.contains(phrase.as_str()));
            found.max_by_key(|(phrase, _)| phrase.len()).map(|(_, meaning)| *meaning)
        };
        let meaning = best.map(|(_, meaning)| meaning).or_else(unspaced)?;
        Some(Match { meaning, whole: false, misspelt: None })
    }

    /// "Atendees": one slip in a phrase of seven letters or more, two from fourteen.
    fn misspelt(&self, joined: &str) -> Option<Match<'_>> {
        let len = joined.chars().count();
        if !(7..=40).contains(&len) {
            return None;
        }
        let slips = if len >= 14 { 2 } else { 1 };
        let letters = letters(joined);
        // A slip changes two letters of the set at most: most phrases are out without being compared.
        let near = self.slips.iter().filter(|(phrase, set, _)| {
            phrase.len().abs_diff(joined.len()) <= slips && (set ^ letters).count_ones() as usize <= 2 * slips
        });
        // The smallest distance, then the alphabet: the map's own order never shows.
        let found = near
            .map(|(phrase, _, meaning)| (strsim::osa_distance(phrase, joined), phrase, meaning))
            .filter(|(distance, ..)| *distance <= slips)
            .min_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)))?;
        Some(Match { meaning: *found.2, whole: true, misspelt: Some(found.1) })
    }
}

/// Which letters occur, as a set of bits.
fn letters(text: &str) -> u64 {
    text.chars().fold(0, |set, c| set | 1 << (u32::from(c) % 64))
}

fn word_list(name: &str) -> Option<WordList> {
    Some(match name {
        "report" => WordList::Report,
        "over" => WordList::Over,
        "over-weak" => WordList::OverWeak,
        "begun" => WordList::Begun,
        "task-verbs" => WordList::TaskVerbs,
        "done" => WordList::Done,
        "open" => WordList::Open,
        "placeholder" => WordList::Placeholder,
        "shared" => WordList::Shared,
        "maintenance" => WordList::Maintenance,
        "notice" => WordList::Notice,
        "log-aside" => WordList::LogAside,
        "phase" => WordList::Phase,
        _ => return None,
    })
}

/// Words as they are compared: lower case, accents folded, no punctuation, no numbering in front.
pub fn words_of(text: &str) -> Vec<String> {
    joined_words(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The same words in one text, a space between two.
fn joined_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut border = false;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            push_letter(&mut out, &mut border, c.to_ascii_lowercase());
        } else if c.is_ascii() {
            border |= !matches!(c, '\'' | '`' | '*');
        } else {
            for c in c.to_lowercase() {
                if ('\u{c0}'..='\u{24f}').contains(&c) && c.is_alphanumeric() {
                    // Accents off Latin letters; other scripts stay as they are.
                    let folded = deunicode::deunicode_char(c).unwrap_or("");
                    folded.chars().flat_map(char::to_lowercase).for_each(|c| push_letter(&mut out, &mut border, c));
                } else if c.is_alphanumeric() {
                    push_letter(&mut out, &mut border, c);
                } else {
                    border |= c != '’' && !is_combining(c);
                }
            }
        }
    }
    let numbering = out
        .find(' ')
        .filter(|end| *end <= 2 && out[..*end].bytes().all(|byte| byte.is_ascii_digit()))
        .filter(|end| &out[..*end] != "5" || !text.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    if let Some(end) = numbering {
        out.drain(..=end);
    }
    out
}

/// Adds a letter or digit, behind a space where a border lies between it and the one before.
fn push_letter(out: &mut String, border: &mut bool, letter: char) {
    if std::mem::take(border) && !out.is_empty() {
        out.push(' ');
    }
    out.push(letter);
}

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Scripts that put no spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// "Timeline (all times UTC)" is "Timeline".
fn without_brackets(text: &str) -> Cow<'_, str> {
    if !text.contains(['(', '[', ')', ']', '（', '）']) {
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
    if out.trim().is_empty() { Cow::Borrowed(text) } else { Cow::Owned(out) }
}

/// Words around a phrase that change nothing: "Timeline of the incident", "The root cause of this outage".
fn without_frame<'w, 't>(words: &'w [&'t str]) -> &'w [&'t str] {
    const OPENERS: &[&str] = &["the", "our", "a", "initial", "preliminary", "detailed", "incident", "full", "brief"];
    const CLOSERS: &[&str] = &[
        "of",
        "the",
        "this",
        "that",
        "incident",
        "outage",
        "issue",
        "problem",
        "event",
        "events",
        "for",
        "our",
        "postmortem",
        "post",
        "mortem",
        "details",
        "section",
        "analysis",
        "utc",
        "report",
        "cet",
        "cest",
        "pst",
        "pdt",
        "est",
        "edt",
        "gmt",
    ];
    let start = words.iter().take_while(|word| OPENERS.contains(word)).count();
    let words = if start < words.len() { &words[start..] } else { words };
    let end = words.iter().rev().take_while(|word| CLOSERS.contains(word)).count();
    if end < words.len() { &words[..words.len() - end] } else { words }
}

/// Whether `word` stands in `text` with no letter or digit on either side; scripts without spaces need no border.
pub fn occurs(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        let border = |side: Option<char>, edge: Option<char>| {
            !side.is_some_and(char::is_alphanumeric) || edge.is_some_and(|c| !c.is_alphanumeric() || is_unspaced(c))
        };
        border(before, found.chars().next()) && border(after, found.chars().next_back())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_slip_of_the_finger_is_seen_and_told() {
        let found = Vocabulary::standard().heading("Atendees");
        assert_eq!(found.map(|found| (found.meaning, found.misspelt)), Some((Meaning::People, Some("attendees"))));
        assert_eq!(Vocabulary::standard().heading("Impacr"), None, "too short to be sure");
    }

    #[test]
    fn every_vocabulary_file_is_sound() {
        for text in FILES {
            let file: File = toml::from_str(text).unwrap_or_else(|error| panic!("{error}"));
            file.meanings.keys().for_each(|name| assert!(Meaning::from_name(name).is_some(), "meaning {name}"));
            file.words.keys().for_each(|name| assert!(word_list(name).is_some(), "list {name}"));
        }
    }

    #[test]
    fn words_occur_on_their_borders() {
        assert!(occurs("it was fixed.", "fixed"));
        assert!(!occurs("prefixed", "fixed"));
        assert!(occurs("障害は復旧しました", "復旧"));
    }
}
