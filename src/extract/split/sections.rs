//! A log of headings: sections side by side, each under a heading that names an incident of its own.
//!
//! A heading names one by its day or number and by words; groups such as years may stand above. It is a log where at
//! least two and most of the sections hold facts in the forms of the record, or where the heading above says that they are
//! incidents, where no two are parts of one incident, and where nothing beside them speaks of one. Where the whole file calls
//! itself a log, its headings may name incidents by words alone, if each section says what happened.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::notes::Notes;
use super::{Around, Part, Place, tells_of_a_day};
use crate::extract::timeline::updates;
use crate::extract::vocabulary::{Meaning, Vocabulary, WordList, fold, word_count};
use crate::extract::when::{self, Expect};
use crate::source::Span;
use crate::syntax::{Block, Document, Fragments, Section, slug};

/// The sections of a document, by what they may be in a log.
#[derive(Default)]
pub(super) struct Candidates<'a> {
    /// Those whose heading names an incident, in reading order.
    incidents: Vec<(&'a Section, Name)>,
    /// Those with incidents below, and what they say before them.
    groups: Vec<&'a Section>,
    /// All others.
    asides: Vec<&'a Section>,
    /// The group that says of all of them that they are incidents: "Past incidents".
    log: Option<Span>,
    /// Whether headings name them by words alone.
    named_by_words: bool,
}

/// What a heading names its incident by.
struct Name {
    /// Day and number: what tells it from the others.
    own: String,
    /// Whether the heading says the day.
    dated: bool,
    /// Whether words stand beside it.
    worded: bool,
}

/// The sections that may be incidents; `None` where there are not two of one level, or other sections stand in the way.
pub(super) fn candidates<'a>(document: &'a Document, vocabulary: &Vocabulary) -> Option<Candidates<'a>> {
    numbered(document, vocabulary).or_else(|| named_by_words(document, vocabulary))
}

/// The sections of a file whose title calls it a log.
fn named_by_words<'a>(document: &'a Document, vocabulary: &Vocabulary) -> Option<Candidates<'a>> {
    let [top] = &document.root.children[..] else { return None };
    let sections = || top.children.iter().filter(|section| !is_aside(section, vocabulary));
    if sections().nth(1).is_none() || !calls_itself_a_log(&top.title(), vocabulary) {
        return None;
    }
    let mut found =
        Candidates { groups: vec![top], log: Some(top.span), named_by_words: true, ..Candidates::default() };
    for section in &top.children {
        let title = section.title();
        if is_aside(section, vocabulary) {
            found.asides.push(section);
        } else if words_in(&title) == 0 || is_part_of_one(&title, vocabulary) {
            return None;
        } else {
            found.incidents.push((section, Name { own: title, dated: false, worded: true }));
        }
    }
    Some(found)
}

/// Whether the title of a file says that it is a log: `Incident log`, `Parcels – incident log`, `Incident log of 2024`.
fn calls_itself_a_log(title: &str, vocabulary: &Vocabulary) -> bool {
    let title = fold(title);
    vocabulary.is_in(WordList::Log, &title)
        || ends_as_a_log(&title, vocabulary)
        || vocabulary.at_start(WordList::Log, &title).is_some_and(|words| words.contains(' '))
}

/// Whether the last words of a folded title call what it stands over a log; one word alone may be part of a sentence.
fn ends_as_a_log(title: &str, vocabulary: &Vocabulary) -> bool {
    vocabulary.at_end(WordList::Log, title).is_some_and(|words| words.contains(' '))
}

/// The sections that a day or a number tells from each other.
fn numbered<'a>(document: &'a Document, vocabulary: &Vocabulary) -> Option<Candidates<'a>> {
    // Two of them have a number each, which spares nearly every report the closer look.
    document.sections().into_iter().filter(|section| is_numbered(section)).nth(1)?;
    let mut found = Candidates::default();
    found.collect(&document.root, vocabulary);
    let (first, _) = found.incidents.first()?;
    let one_level = found.incidents.iter().all(|(section, _)| section.level() == first.level());
    let distinct: BTreeSet<&str> = found.incidents.iter().map(|(_, name)| name.own.as_str()).collect();
    found.log = log_of(&found, vocabulary);
    let titled = found.groups.iter().any(|group| super::has_day(&group.title()));
    (distinct.len() >= 2
        && one_level
        && !titled
        && (found.log.is_some() || found.asides.iter().all(|aside| is_aside(aside, vocabulary))))
    .then_some(found)
}

/// The group whose title calls all that stands in it incidents, where each of them has its day.
fn log_of(found: &Candidates<'_>, vocabulary: &Vocabulary) -> Option<Span> {
    let holds = |log: Span| found.incidents.iter().all(|(section, name)| name.dated && log.contains(section.span));
    let named = found.groups.iter().filter(|group| {
        let title = fold(&group.title());
        // `Parcels – incident log`: the name of the whole file.
        vocabulary.is_in(WordList::Log, &title) || group.level() == 1 && ends_as_a_log(&title, vocabulary)
    });
    named.map(|group| group.span).find(|span| holds(*span))
}

impl<'a> Candidates<'a> {
    /// Sorts what stands below `section`; true where an incident does.
    fn collect(&mut self, section: &'a Section, vocabulary: &Vocabulary) -> bool {
        let mut any = false;
        for child in &section.children {
            if let Some(name) = is_numbered(child).then(|| name_of(&child.title(), vocabulary)).flatten() {
                self.incidents.push((child, name));
                any = true;
                continue;
            }
            let (groups, asides) = (self.groups.len(), self.asides.len());
            if self.collect(child, vocabulary) {
                self.groups.insert(groups, child);
                any = true;
            } else {
                self.asides.truncate(asides);
                self.asides.push(child);
            }
        }
        any
    }
}

/// Whether a digit stands in the heading of a section: in a day or in a number.
fn is_numbered(section: &Section) -> bool {
    let mut runs = section.heading.iter().flat_map(|heading| &heading.inline.runs);
    runs.any(|run| run.text.bytes().any(|byte| byte.is_ascii_digit()))
}

/// What names an incident in a heading; `None` where it is a mere time, a section of a report, or a state.
fn name_of(title: &str, vocabulary: &Vocabulary) -> Option<Name> {
    let ranges = when::ranges_in(title, Expect::default());
    let days = ranges.iter().filter(|range| range.start.date.as_ref().is_some_and(|date| date.year.is_some()));
    let day = days.clone().next();
    let timed = ranges.iter().any(|range| range.start.time.is_some());
    let mut rest = title.to_string();
    for range in ranges.iter().rev() {
        rest.replace_range(range.range.clone(), " ");
    }
    let rest = rest.trim_matches(|c: char| !c.is_alphanumeric() && c != '#');
    let id = id_of(rest, vocabulary);
    let words = rest[id.map_or(0, str::len)..].trim_matches(|c: char| !c.is_alphanumeric());
    let says = words_in(words) > 0;
    let blocked = says && is_part_of_one(words, vocabulary);
    // A time is an entry of a timeline; from a day and time to another, it may be an incident.
    let mere_time = timed && !ranges.iter().any(|range| range.end.is_some() && range.start.date.is_some());
    if blocked || day.is_none() && (id.is_none() || !says) || mere_time && !says && id.is_none() {
        return None;
    }
    let day = day.map_or("", |range| &title[range.range.clone()]);
    let own = format!("{day} {}", id.unwrap_or(""));
    Some(Name { own, dated: !day.is_empty(), worded: says || id.is_some() })
}

/// How many words there are that are no versions, zones or single letters.
fn words_in(text: &str) -> usize {
    let word = |word: &&str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        letters >= 2 && word.chars().all(|c| !c.is_ascii_digit()) || letters > 0 && !word.is_ascii()
    };
    let zones = when::zones_in(text).len();
    text.split(|c: char| !c.is_alphanumeric()).filter(word).count().saturating_sub(zones)
}

/// The number of an incident at the start of a heading: `INC-42`, `PM-2024-007`, `#12`, `Incident 12`, `Incident #3`.
fn id_of<'t>(text: &'t str, vocabulary: &Vocabulary) -> Option<&'t str> {
    let number = |text: &str| text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'-').count();
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '%' | '/'));
    if let Some(behind) = text.strip_prefix('#') {
        let digits = number(behind);
        return (digits > 0 && ends(&behind[digits..])).then(|| &text[..digits + 1]);
    }
    let folded = fold(text);
    let named =
        vocabulary.at_start(WordList::Report, &folded).filter(|_| folded.len() == text.len()).and_then(|word| {
            let rest = &folded[word.len()..];
            let gap = rest.len() - rest.trim_start_matches([' ', '#', '-', ':']).len();
            let digits = number(&rest[gap..]);
            (gap > 0 && digits > 0 && ends(&rest[gap + digits..])).then_some(word.len() + gap + digits)
        });
    if let Some(length) = named {
        return text.get(..length);
    }
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let dash = usize::from(text[letters..].starts_with(['-', '_']));
    let digits = number(&text[letters + dash..]);
    let long = text[letters..].starts_with(|c: char| c.is_ascii_digit()) && digits >= 4;
    let end = letters + dash + digits;
    ((2..=10).contains(&letters) && digits > 0 && (dash == 1 || long) && ends(&text[end..])).then(|| &text[..end])
}

/// Whether the words of a heading make it a section, a state or a phase of one incident.
fn is_part_of_one(words: &str, vocabulary: &Vocabulary) -> bool {
    let folded = fold(words);
    let short = word_count(words) <= 2;
    // "Update 3" and "Second failure" are phases, "Update of the database went wrong" is an incident.
    let phase = vocabulary.at_start(WordList::Phase, &folded).is_some_and(|word| {
        let behind = folded[word.len()..].trim_start();
        short || behind.starts_with(|c: char| c.is_ascii_digit() || matches!(c, ':' | '#' | '-' | '–' | '—'))
    });
    let found = vocabulary.meaning(words);
    let section = found.is_some_and(|found| match found.meaning {
        Meaning::Title | Meaning::Meeting => false,
        Meaning::Timeline | Meaning::Updates => true,
        _ => found.whole,
    });
    let head = words.split([':', '-', '–', '—']).next();
    section || phase || head.is_some_and(|head| updates::is_state(head, vocabulary))
}

/// Whether a section may stand beside the incidents of a log: a template, the contents, a year without any.
fn is_aside(section: &Section, vocabulary: &Vocabulary) -> bool {
    let title = section.title();
    let period = words_in(&title) <= 1 && title.bytes().filter(u8::is_ascii_digit).count() >= 4;
    period && section.children.is_empty() || vocabulary.has_any(WordList::LogAside, &title)
}

/// The parts of a log; `None` where it is none.
pub(super) fn split(candidates: Candidates<'_>, around: Around<'_>) -> Option<Vec<Part<'static>>> {
    let Candidates { incidents, groups, asides, log, named_by_words } = candidates;
    let spans: Vec<Span> = incidents.iter().map(|(section, _)| section.span).collect();
    let a_part = |group: &Section| log != Some(group.span) && is_a_part(group, around);
    let holds =
        if named_by_words { each_tells(&incidents, around) } else { log.is_some() || hold_facts(&incidents, around) };
    if !holds || groups.iter().any(|group| a_part(group)) {
        return None;
    }
    let vocabulary = &around.reading.vocabulary;
    // The systems beside a log are those of the status page, not those that one incident hit.
    let systems = |aside: &Section| vocabulary.whole_meaning(&aside.title()) == Some(Meaning::Applications);
    let templates = asides.iter().filter(|aside| is_aside(aside, vocabulary) || systems(aside));
    let templates: Vec<Span> = templates.map(|aside| aside.span).collect();
    let above = std::iter::once(&around.document.root).chain(groups);
    let preface: Vec<&Block> = above.flat_map(|section| &section.blocks).collect();
    if around.speaks_outside(&spans, &templates) || log.is_none() && tells_of_a_day(&preface) {
        return None;
    }
    Some(build(&spans, around, &preface))
}

/// Whether every section says what only an incident has.
fn each_tells(incidents: &[(&Section, Name)], around: Around<'_>) -> bool {
    facts_of(incidents, around).iter().all(|facts| facts.iter().any(|meaning| STRONG.contains(meaning)))
}

/// Whether at least two of the sections, and no fewer than half, hold facts and know their day.
fn hold_facts(incidents: &[(&Section, Name)], around: Around<'_>) -> bool {
    let tells = |(facts, (_, name)): (&BTreeSet<Meaning>, &(&Section, Name))| {
        let strong = facts.iter().filter(|meaning| STRONG.contains(meaning)).count();
        let timed = facts.iter().filter(|meaning| TIMES.contains(meaning)).count();
        let company = facts.iter().filter(|meaning| COMPANY.contains(meaning)).count();
        let dated = name.dated || timed > 0 || facts.contains(&Meaning::Timeline);
        // A bare day names an incident only where the section leaves no doubt.
        let enough = strong >= 1 || company >= 1 && company + timed >= 2;
        dated && enough && (name.worded || strong >= 1 && strong + timed + company >= 2)
    };
    let facts = facts_of(incidents, around);
    let telling = facts.iter().zip(incidents).filter(|pair| tells(*pair)).count();
    telling >= 2 && telling * 2 >= incidents.len()
}

/// What each section has a field or a part for.
fn facts_of(incidents: &[(&Section, Name)], around: Around<'_>) -> Vec<BTreeSet<Meaning>> {
    let mut facts: Vec<BTreeSet<Meaning>> = vec![BTreeSet::new(); incidents.len()];
    let owner = |span: Span| {
        let at = incidents.partition_point(|(section, _)| section.span.start <= span.start).checked_sub(1)?;
        (span.start < incidents[at].0.span.end).then_some(at)
    };
    for field in &around.outline.fields {
        if let Some(at) = owner(field.span) {
            facts[at].insert(field.meaning);
        }
    }
    for (index, part) in around.outline.parts.iter().enumerate().skip(1) {
        let own = part.meaning.filter(|_| around.outline.extent(index).is_some());
        if let (Some(meaning), Some(at)) = (own, owner(part.head))
            && part.head.start != incidents[at].0.span.start
        {
            facts[at].insert(meaning);
        }
    }
    facts
}

/// Facts that only an incident has.
const STRONG: &[Meaning] = &[
    Meaning::Duration,
    Meaning::Severity,
    Meaning::Impact,
    Meaning::RootCause,
    Meaning::Timeline,
    Meaning::KeyEvents,
    Meaning::Trigger,
];

/// Facts that other things have too: a release has fixes, a task a status.
const COMPANY: &[Meaning] = &[Meaning::Taken, Meaning::Status, Meaning::Detection, Meaning::Applications];

/// Facts that any appointment has.
const TIMES: &[Meaning] = &[Meaning::Date, Meaning::Window, Meaning::Start, Meaning::End, Meaning::Detected];

/// Whether a group is a section of a report: "Timeline", "What happened".
fn is_a_part(group: &Section, around: Around<'_>) -> bool {
    let Some(heading) = &group.heading else { return false };
    let parts = &around.outline.parts;
    let at = parts.partition_point(|part| part.head.start < heading.span.start);
    parts.get(at).is_some_and(|part| part.meaning.is_some_and(|meaning| meaning != Meaning::Title))
}

/// A part for every span, which is that of a section.
fn build(spans: &[Span], around: Around<'_>, preface: &[&Block]) -> Vec<Part<'static>> {
    let zone = around.zone(preface);
    let front = around.front();
    let notes = Notes::of(around.document);
    let mut fragments = Fragments::default();
    let mut parts: Vec<Part<'static>> = Vec::with_capacity(spans.len());
    let mut skipped = Vec::new();
    let mut end = 0;
    for section in around.document.sections() {
        let title = section.title();
        let fragment = if title.is_empty() { None } else { Some(fragments.unique(slug(&title))) };
        if section.span.start < end || section.heading.is_none() {
            continue;
        }
        if spans.get(parts.len()).is_none_or(|span| *span != section.span) {
            skipped.extend(fragment.map(|_| slug(&title)));
            continue;
        }
        end = section.span.end;
        let root = Section {
            heading: None,
            blocks: notes.used_in(section),
            children: vec![section.clone()],
            span: section.span,
        };
        let document = Document { front: front.clone(), body: section.span, root };
        let shown = around.shown(zone.as_ref(), &[section.span]);
        let place = Place {
            anchor: fragment.unwrap_or_default(),
            zone: zone.clone(),
            shown,
            skipped: std::mem::take(&mut skipped),
        };
        parts.push(Part { document: Cow::Owned(document), place: Some(place) });
    }
    parts
}
