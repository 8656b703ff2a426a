//! Lists of words with one use each, ready to be looked for in a text.
//!
//! The words of all languages stand in one list, folded. A text is looked through once, word by word, and only the entries
//! that begin with a word of it are compared, so that more languages cost next to nothing.

use super::fold::{borders, fold, has_unspaced, is_unspaced};
use crate::extract::words::map::{WordMap, WordSet};

macro_rules! lists {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal;)+) => {
        /// Lists of words with one use each.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum WordList {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl WordList {
            /// All lists.
            pub(super) const ALL: &[WordList] = &[$(WordList::$variant,)+];

            /// The list of this name in a vocabulary file.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(WordList::$variant),)+ _ => None }
            }
        }
    };
}

lists! {
    /// "Incident report", "Postmortem": taken off both ends of a title.
    Report = "report";
    /// Report words that are part of a title where no mark or date sets them apart.
    ReportWeak = "report-weak";
    /// Goes with a report word at the end of a title: "に関する".
    TitleEnd = "title-end";
    /// Stands between such a word and what the report is about: "for", "vom".
    TitleJoin = "title-join";
    /// Little words that are no title by themselves.
    TitleSmall = "title-small";
    /// By which a timeline row says that the incident is over.
    Over = "over";
    /// The same, where no clearer word stands in the timeline.
    OverWeak = "over-weak";
    /// By which a timeline row says that the incident began.
    Begun = "begun";
    /// Labels of the time at which somebody noticed.
    LabelDetected = "label-detected";
    /// Labels of the time at which it was called an incident.
    LabelDeclared = "label-declared";
    /// Labels of the time from which users were hit less.
    LabelMitigated = "label-mitigated";
    /// By which a timeline row says that somebody noticed.
    RowDetected = "row-detected";
    /// By which a row says that it was called an incident.
    RowDeclared = "row-declared";
    /// By which a row says that users were hit less.
    RowMitigated = "row-mitigated";
    /// Opens an answer that says yes.
    Yes = "yes";
    /// Opens an answer that says partly.
    Partly = "partly";
    /// Opens an answer that says no.
    No = "no";
    /// Within four words before such a word: it is not.
    Negation = "negation";
    /// Right before such a word: it is not.
    NegationNext = "negation-next";
    /// Soon behind such a word, in languages that deny at the end.
    NegationBehind = "negation-behind";
    /// Behind such a word, with the next list: it is not over after all.
    But = "but";
    /// Behind "but": it is not over.
    Still = "still";
    /// Verbs by which an item is a task, at its beginning or its end.
    TaskVerbs = "task-verbs";
    /// A finished action.
    Done = "done";
    /// An unfinished action.
    Open = "open";
    /// In front of a heading: what is below was done at once, where all of it is told as past.
    AtOnce = "at-once";
    /// In a heading over actions: all below it are finished.
    HeadingDone = "heading-done";
    /// In a heading over actions: all below it are unfinished.
    HeadingOpen = "heading-open";
    /// Somewhere in a remark behind an action: it is finished.
    DoneRemark = "done-remark";
    /// A remark behind an action that says nothing of it: "issue created".
    Tracked = "tracked";
    /// Before a day by which something is to be done.
    Due = "due";
    /// Opens the sentence that there is nothing to do.
    Nothing = "nothing";
    /// Opens a paragraph among promises that is none: thanks, excuses, whom to ask.
    Courtesy = "courtesy";
    /// Says that a name is that of a team.
    Team = "team";
    /// Between a name and what that person is to do: "Dana to …".
    Will = "will";
    /// Right before a handle that is part of the sentence: "talk to @jan".
    BeforeName = "before-name";
    /// Words of the trade, months and days: a phrase in capitals with one of them is nobody's name.
    Trade = "trade";
    /// Between two names.
    And = "and";
    /// What stands where nothing was filled in.
    Placeholder = "placeholder";
    /// Owned by all.
    Shared = "shared";
    /// Planned work.
    Maintenance = "maintenance";
    /// Says in running text that the work was planned.
    Planned = "planned";
    /// Neither incident nor maintenance.
    Notice = "notice";
    /// In the headings of what stands beside the incidents of a log: templates, contents, figures.
    LogAside = "log-aside";
    /// Columns of roles, beside one of names.
    ColumnRole = "column-role";
    /// What a heading over the incidents of a log says, and nothing else: "Past incidents".
    Log = "log";
    /// With which headings begin that tell parts of one incident: "Phase 2", "Update 3".
    Phase = "phase";
    /// A fault, in a title, even where planned work is named beside it.
    Fault = "fault";
    /// A fault that may as well be planned: "outage", "Unterbrechung".
    PlannedFault = "planned-fault";
    /// Says of a listed service that it was not affected.
    NotAffected = "not-affected";
    /// Says of a cause that it is the root of all.
    Root = "root";
    /// Before a duration: it is that of the outage.
    Lasted = "lasted";
    /// Right before a duration: something did not work for so long.
    Failing = "failing";
    /// Right before a duration, where the sentence says that something did not work.
    For = "for";
    /// Before a time or duration: not exact.
    Around = "around";
    /// Right before a time: the incident began then.
    Starting = "starting";
    /// Right before a time in a field for the duration: the incident began then.
    StartingBare = "starting-bare";
    /// By which a sentence anywhere names the incident as a whole.
    WholeIncident = "whole-incident";
    /// Right before a duration, in a sentence that names the incident: it lasted so long.
    LastedFor = "lasted-for";
    /// Right before a time: the incident was over then.
    Ending = "ending";
    /// In a clause that ends with "at" and a time: something failed from then on.
    FailsFrom = "fails-from";
    /// In the clause behind "for" and a duration: it is that of the outage.
    WasBroken = "was-broken";
    /// Behind a duration: it is that of the outage.
    OfOutage = "of-outage";
    /// Says that a zone holds for all times.
    AllTimes = "all-times";
    /// Marks the kind of an entry of a timeline, where there is no column for it.
    EventType = "event-type";
    /// Opens an update of a status page and names its kind.
    UpdateState = "update-state";
    /// The column of a timeline that holds the time.
    ColumnTime = "column-time";
    /// The column of a timeline that holds the day.
    ColumnDay = "column-day";
    /// The column of a timeline that holds the end.
    ColumnEnd = "column-end";
    /// The column of a timeline that holds what happened.
    ColumnEvent = "column-event";
    /// The column of a timeline that holds the event type.
    ColumnKind = "column-kind";
    /// Days of the week, alone in a cell.
    Weekday = "weekday";
    /// The column of a table of people that holds their names.
    ColumnName = "column-name";
    /// The column of actions that says what is to be done.
    ColumnTask = "column-task";
    /// The column of actions that says who does it.
    ColumnOwner = "column-owner";
    /// The column of actions that says how it stands.
    ColumnState = "column-state";
    /// The column of actions that says by when.
    ColumnDue = "column-due";
    /// A column of actions that says something else.
    ColumnOther = "column-other";
    /// Before a phrase in a heading, changing nothing.
    Opener = "opener";
    /// Behind a phrase in a heading, changing nothing.
    Closer = "closer";
    /// Before a date at the end of a title, changing nothing.
    DateJoin = "date-join";
    /// Before a date at the end of a title that makes no sense without it: "since".
    DateBound = "date-bound";
    /// Says that something of the kind happened before.
    SeenBefore = "seen-before";
    /// Says of what was promised that it did what it should.
    Held = "held";
    /// Right before a day: the incident of that day is meant.
    IncidentOf = "incident-of";
    /// All of both, made from them: a text without any needs no closer look.
    Earlier = "earlier";
    /// All by which a row says when the incident was detected, declared or mitigated, made from them.
    RowMilestone = "row-milestone";
}

/// The words of one list.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// Which beginnings the words have: nearly every word of a text is out without being looked up.
    heads: Heads,
    /// Longest first, so that "incident report" is taken off a title before "incident" is.
    sorted: Vec<String>,
    /// The last byte of each of these: of all the words, few can end a text.
    lasts: Vec<u8>,
    /// Which lengths in bytes they have, as bits; the last one stands for all beyond.
    lengths: u64,
    all: WordSet,
    /// Words by their first run of letters and digits.
    by_first: WordMap<Vec<usize>>,
    /// Words of scripts without spaces, which may begin anywhere.
    unspaced: Vec<usize>,
    /// Words that begin with a sign.
    signs: Vec<usize>,
}

impl Words {
    pub(super) fn new(words: impl IntoIterator<Item = String>) -> Self {
        let mut out = Self { all: words.into_iter().map(|word| fold(&word)).collect(), ..Self::default() };
        out.sorted = out.all.iter().cloned().collect();
        out.sorted.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        out.lengths = out.sorted.iter().fold(0, |lengths, word| lengths | length_bit(word));
        out.lasts = out.sorted.iter().map(|word| word.bytes().next_back().unwrap_or(0)).collect();
        for (at, word) in out.sorted.iter().enumerate() {
            let first = word.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
            if first.contains(is_unspaced) {
                out.unspaced.push(at);
            } else if first.is_empty() {
                out.signs.push(at);
            } else {
                out.heads.add(first);
                out.by_first.entry(first.to_string()).or_default().push(at);
            }
        }
        out
    }

    pub(super) fn sorted(&self) -> &[String] {
        &self.sorted
    }

    /// Whether a folded text is a word of the list.
    pub(super) fn has(&self, folded: &str) -> bool {
        self.all.contains(folded)
    }

    /// Whether a text, folded or not, may be a word of the list, as far as its length tells.
    pub(super) fn may_have(&self, text: &str) -> bool {
        self.lengths & length_bit(text) != 0 || !text.is_ascii()
    }

    /// Every place where a word of the list stands in a folded text, on word borders, with the word.
    pub(super) fn found_in<'w>(&'w self, folded: &str) -> Vec<(usize, &'w str)> {
        let mut out = Vec::new();
        self.each_in(folded, &mut |at, word| {
            out.push((at, word));
            false
        });
        out
    }

    /// Whether a word of the list stands in a folded text, on word borders.
    pub(super) fn occur_in(&self, folded: &str) -> bool {
        self.each_in(folded, &mut |_, _| true)
    }

    /// Gives every place where a word of the list stands to `is_enough`, until that says so; returns whether it did.
    fn each_in<'w>(&'w self, folded: &str, is_enough: &mut dyn FnMut(usize, &'w str) -> bool) -> bool {
        for (at, first) in firsts(folded, &self.heads) {
            for index in self.by_first.get(first).into_iter().flatten() {
                let word = &self.sorted[*index];
                let stands = folded[at..].starts_with(word.as_str()) && borders(folded, at, at + word.len());
                if stands && is_enough(at, word) {
                    return true;
                }
            }
        }
        // A sign that is no ASCII is not looked for in a text that is all ASCII; nor are scripts without spaces.
        let plain = folded.is_ascii();
        let unspaced = if plain || !has_unspaced(folded) { &[][..] } else { self.unspaced.as_slice() };
        unspaced
            .iter()
            .chain(&self.signs)
            .map(|index| &self.sorted[*index])
            .filter(|word| !plain || word.is_ascii())
            .any(|word| super::fold::occurrences(folded, word).any(|at| is_enough(at, word)))
    }

    /// Whether a word of the list has `first` as its first run of letters and digits.
    pub(super) fn may_begin(&self, first: &str) -> bool {
        self.heads.may_have(first.as_bytes()) && self.by_first.contains_key(first)
    }

    /// Whether a word of the list has these two as its first runs, or has one run only.
    pub(super) fn may_go_on(&self, first: &str, second: &str) -> bool {
        self.by_first.get(first).into_iter().flatten().any(|index| {
            let mut runs = self.sorted[*index].split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty());
            runs.nth(1).is_none_or(|run| run == second)
        })
    }

    /// The longest word that a folded text begins with, up to a border.
    pub(super) fn at_start(&self, folded: &str) -> Option<&str> {
        let first = folded.split(|c: char| !c.is_alphanumeric() || is_unspaced(c)).next().unwrap_or("");
        let known = self.heads.may_have(first.as_bytes()).then(|| self.by_first.get(first)).flatten();
        let latin = known.map_or(&[][..], Vec::as_slice);
        let other = if first.is_empty() { [self.unspaced.as_slice(), &self.signs] } else { [&[][..], &[]] };
        let fits = |at: &usize| folded.starts_with(&self.sorted[*at]) && borders(folded, 0, self.sorted[*at].len());
        // The words are numbered longest first.
        let best = latin.iter().chain(other.into_iter().flatten()).copied().filter(fits).min()?;
        Some(&self.sorted[best])
    }

    /// All words that a folded text ends with, the longest first.
    pub(super) fn all_at_end(&self, folded: &str) -> impl Iterator<Item = &str> {
        let last = folded.bytes().next_back().unwrap_or(0);
        let fits =
            move |word: &&str| folded.ends_with(word) && borders(folded, folded.len() - word.len(), folded.len());
        memchr::memchr_iter(last, &self.lasts).map(|at| self.sorted[at].as_str()).filter(fits)
    }

    /// The longest word that a folded text ends with, up to a border.
    pub(super) fn at_end(&self, folded: &str) -> Option<&str> {
        self.all_at_end(folded).next()
    }
}

/// The bit that stands for the length of a text.
fn length_bit(text: &str) -> u64 {
    1 << text.len().min(63)
}

/// The runs of letters and digits of a folded text that begin with one of `heads`, each with its place. Letters of a script without spaces may run on behind
/// a Latin word: they end it, and what stands behind them up to the next border is no run of its own.
fn firsts<'t>(text: &'t str, heads: &Heads) -> impl Iterator<Item = (usize, &'t str)> {
    let bytes = text.as_bytes();
    let class = |byte: &u8| CLASSES[usize::from(*byte)];
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(byte) = bytes.get(at) {
            if class(byte) == Class::Mark {
                at += 1;
                continue;
            }
            let start = at;
            while bytes.get(at).is_some_and(|byte| class(byte) == Class::Word) {
                at += 1;
            }
            if bytes.get(at).is_none_or(u8::is_ascii) {
                if heads.may_have(&bytes[start..at]) {
                    return Some((start, &text[start..at]));
                }
                continue;
            }
            let rest = &text[start..];
            let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
            let border = rest[end..].chars().next().map_or(0, char::len_utf8);
            at = start + end + border;
            let run = rest[..end].find(is_unspaced).map_or(&rest[..end], |end| &rest[..end]);
            if heads.may_have(run.as_bytes()) {
                return Some((start, run));
            }
        }
        None
    })
}

/// What a byte is within a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A letter or digit of ASCII.
    Word,
    /// Any other character of ASCII.
    Mark,
    /// A part of a character beyond ASCII, or the end.
    Beyond,
}

/// A look into a table for each byte of every report, where three comparisons would be.
static CLASSES: [Class; 256] = {
    let mut classes = [Class::Beyond; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = if (byte as u8).is_ascii_alphanumeric() { Class::Word } else { Class::Mark };
        byte += 1;
    }
    classes
};

/// The first two letters of words, as a set.
#[derive(Debug)]
struct Heads([u64; Heads::PAIRS.div_ceil(64)]);

impl Heads {
    /// Two small letters each, and one place for all else.
    const PAIRS: usize = 26 * 26 + 1;

    fn of(word: &[u8]) -> usize {
        match word {
            [a @ b'a'..=b'z', b @ b'a'..=b'z', ..] => usize::from(a - b'a') * 26 + usize::from(b - b'a'),
            _ => Self::PAIRS - 1,
        }
    }

    fn add(&mut self, word: &str) {
        let head = Self::of(word.as_bytes());
        self.0[head / 64] |= 1 << (head % 64);
    }

    /// Whether a word of the list may begin as this one does.
    fn may_have(&self, word: &[u8]) -> bool {
        let head = Self::of(word);
        self.0[head / 64] & (1 << (head % 64)) != 0
    }
}

impl Default for Heads {
    fn default() -> Self {
        Self([0; Self::PAIRS.div_ceil(64)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_on_their_borders() {
        let words = Words::new(["résolu", "back to normal", "復旧しました", "✅"].map(str::to_string));
        let check =
            |text: &str, expected: &[(usize, &str)]| assert_eq!(words.found_in(&fold(text)), expected, "{text}");
        check("Tout est RESOLU.", &[(9, "resolu")]);
        check("irrésolu", &[]);
        check("it is back to normal", &[(6, "back to normal")]);
        check("APIが復旧しました", &[(6, "復旧しました")]);
        check("done ✅", &[(5, "✅")]);
        check("APIはresolu、resolu", &[(15, "resolu")]);
        check("", &[]);
    }
}
