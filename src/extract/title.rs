//! What a report calls its incident, without the date, number and words such as "Incident report" around it.

use super::front::Facts;
use super::resolve::{Candidate, Rank};
use super::shape::{Content, Field, Form, Outline};
use super::signs;
use super::vocabulary::{Folded, Meaning, Vocabulary, WordList, fold, is_unspaced, word_count};
use super::when::{self, Expect};
use crate::config::Fact;
use crate::model::Rule;
use crate::source::Span;
use crate::syntax::Block;

/// Where the report may be named: in the front matter, in a field for it, in the first heading.
pub fn candidates(front: &Facts<'_>, outline: &Outline<'_>, vocabulary: &Vocabulary) -> Vec<Candidate<(String, Span)>> {
    let mut out = Vec::new();
    let mut push = |text: &str, rank, rule, span| {
        let text = text.trim();
        if text.chars().any(char::is_alphanumeric) {
            out.push(Candidate::new((text.to_string(), span), rank, rule, span));
        }
    };
    // What a template has for a title is none.
    let template = |text: &str| text.eq_ignore_ascii_case("template") || text.eq_ignore_ascii_case("untitled");
    if let Some((text, span)) = front.text(Fact::Title).filter(|(text, _)| !template(text)) {
        push(text, Rank::Front, Rule::FrontMatter, span);
    }
    for field in outline.fields.iter().filter(|field| field.meaning == Meaning::Title) {
        let key = field.key.to_lowercase();
        if states_a_name(field) || ["title", "name", "headline"].iter().any(|word| key.contains(word)) {
            push(&field.value.text, Rank::Field, field.rule, field.value.span);
        }
    }
    if let Some((text, span)) = first_heading(outline, vocabulary) {
        push(&text, Rank::Heading, Rule::Heading, span);
    }
    out
}

/// Whether a heading says in words what its key asks for: `# Incident: 2025-04-08 20-00-00` does not.
fn states_a_name(field: &Field) -> bool {
    field.rule == Rule::HeadingField && field.value.text.chars().any(char::is_alphabetic)
}

/// The heading that names the report: the first one, unless it opens a section or states a fact. `# Title:` with nothing
/// behind it passes the name on to the next heading.
fn first_heading(outline: &Outline<'_>, vocabulary: &Vocabulary) -> Option<(String, Span)> {
    let mut headings = outline.parts.iter().enumerate().filter(|(_, part)| matches!(part.form, Form::Heading(_)));
    let Some((at, first)) = headings.next() else { return bold_heading(outline, vocabulary) };
    let field = outline.fields.iter().find(|field| field.part == at && field.rule == Rule::HeadingField);
    match first.meaning.filter(|_| first.whole) {
        _ if field.is_some_and(states_a_name) => None,
        meaning if let Some(field) = field => {
            (meaning == Some(Meaning::Title)).then(|| (format!("{}: {}", first.title, field.value.text), first.head))
        }
        Some(Meaning::Title) => {
            headings.next().filter(|(_, next)| next.meaning.is_none()).map(|(_, next)| (next.title.clone(), next.head))
        }
        // A heading over all others has no meaning of its own, but "Summary" still names no incident.
        None if outline.parts.len() > 2 && first.whole && summary(&first.title, vocabulary) => None,
        // "Post mortem" heads the whole report, not the meeting.
        Some(Meaning::Meeting | Meaning::Lessons) | None => {
            Some(below_a_day(outline, at).unwrap_or_else(|| (first.title.clone(), first.head)))
        }
        Some(_) => bold_heading(outline, vocabulary),
    }
}

/// The bold line with which a report opens right below a heading that is nothing but its day.
fn below_a_day(outline: &Outline<'_>, at: usize) -> Option<(String, Span)> {
    let first = Some(&outline.parts[at]).filter(|first| is_date(&first.title))?;
    let (title, span) = match (first.content.first(), outline.parts.get(at + 1)) {
        // A sentence in bold opens no part.
        (Some(Content::Block(Block::Paragraph { inline, span, .. })), _) if inline.is_all_strong() => {
            (inline.plain().trim_end_matches('.').to_string(), *span)
        }
        (None, Some(next)) if next.form == Form::BoldLine && next.meaning.is_none() => (next.title.clone(), next.head),
        _ => return None,
    };
    (title.len() <= 160 && !is_date(&title)).then_some((title, span))
}

/// In a report without a heading that names it, the bold line with which it opens.
fn bold_heading(outline: &Outline<'_>, vocabulary: &Vocabulary) -> Option<(String, Span)> {
    let [root, first, ..] = outline.parts.as_slice() else { return None };
    let opens = root.content.iter().all(|content| content.span().start > first.head.start);
    // `**Incident report: queue full**` has the form of a label.
    let label = first.value.as_ref().filter(|_| vocabulary.is_in(WordList::Report, &first.title));
    let named = match label {
        Some(value) => Some((value.text.clone(), value.span)),
        None => (first.form == Form::BoldLine && first.meaning.is_none()).then(|| (first.title.clone(), first.head)),
    };
    named.filter(|_| opens && outline.parts.len() > 2)
}

fn summary(title: &str, vocabulary: &Vocabulary) -> bool {
    let found = vocabulary.whole_meaning(title);
    found.is_some_and(|meaning| meaning.is_section() && !matches!(meaning, Meaning::Meeting | Meaning::Lessons))
}

/// Takes dates, identifiers and report words off both ends, as long as something is left.
pub fn clean(title: &str, vocabulary: &Vocabulary) -> String {
    let title = crate::syntax::inline::fold(title);
    let mut rest = title.as_str();
    loop {
        let shorter = strip_front(rest, vocabulary).or_else(|| strip_back(rest, vocabulary));
        match shorter.map(trim_marks) {
            Some(shorter) if says_something(shorter, vocabulary) && !is_date(shorter) && shorter.len() < rest.len() => {
                rest = shorter;
            }
            Some(_) | None => break,
        }
    }
    let left = trim_marks(rest);
    if says_something(left, vocabulary) && rest.len() < title.len() && !vocabulary.is_in(WordList::Report, left) {
        left.to_string()
    } else {
        title.clone()
    }
}

fn says_something(text: &str, vocabulary: &Vocabulary) -> bool {
    // `0x19.` is a number.
    let named = |word: &str| {
        word.starts_with(char::is_alphabetic) || word.chars().filter(|c| c.is_alphabetic()).take(2).count() == 2
    };
    text.split_whitespace().any(|word| {
        named(word.trim_start_matches(|c: char| !c.is_alphanumeric())) && !vocabulary.is_in(WordList::TitleSmall, word)
    })
}

/// Whether nothing but a date is left.
fn is_date(text: &str) -> bool {
    date_len(text).is_some_and(|len| !text[len..].chars().any(char::is_alphanumeric))
}

fn trim_marks(text: &str) -> &str {
    let text = text.trim_matches(|c: char| {
        matches!(c, ':' | '-' | '–' | '—' | ',' | '|' | ';' | '/' | '·' | '•' | '：' | '、' | '，') || c.is_whitespace()
    });
    // Behind a number: `0007. …`
    let text = text.strip_prefix(". ").unwrap_or(text);
    match (text.strip_prefix('('), text.strip_prefix('[')) {
        (Some(inner), _) if inner.ends_with(')') && !inner[..inner.len() - 1].contains(['(', ')']) => {
            &inner[..inner.len() - 1]
        }
        (_, Some(inner)) if inner.ends_with(']') && !inner.contains('[') => &inner[..inner.len() - 1],
        _ => text,
    }
}

fn strip_front<'t>(text: &'t str, vocabulary: &Vocabulary) -> Option<&'t str> {
    let (body, bracketed) = match text.strip_prefix(['[', '(', '【', '（', '［', '「']) {
        Some(body) => (body, true),
        None => (text, false),
    };
    // `🚨 Incident report: …`: a sign goes with the word behind it.
    let sign =
        |c: char| !c.is_ascii() && !c.is_alphanumeric() && !matches!(c, '【' | '「' | '（' | '［' | '“' | '«' | '„');
    if let Some(at) = text.find(|c: char| !sign(c) && c != ' ').filter(|_| text.starts_with(sign)) {
        return strip_front(&text[at..], vocabulary);
    }
    // `[Public]`, `[P0]`: a mark of one word, or a rank, in front of the title.
    if let Some((mark, rest)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']'))
        && (mark.chars().all(char::is_alphabetic) || is_rank(mark))
        && rest.starts_with(' ')
    {
        return Some(rest);
    }
    // `January 2020 - …`
    if let Some((head, rest)) = signs::split_once(text, &[" - ", " – ", " — ", ": "])
        && is_month(head)
    {
        return Some(rest);
    }
    // `HIGH · …`
    if let Some((mark, rest)) = signs::split_once(text, PARTED)
        && (is_level(mark) || vocabulary.is_in(WordList::UpdateState, mark))
    {
        return Some(rest);
    }
    // `【重要】`: the same, where no space follows.
    if let Some((mark, rest)) = text.strip_prefix('【').and_then(|rest| rest.split_once('】'))
        && mark.chars().count() <= 6
    {
        return Some(rest);
    }
    if let Some(len) = date_len(body) {
        // `2025-12-28/29: …`
        let more = body[len..].strip_prefix('/').map_or(0, |days| {
            let digits = days.bytes().take_while(u8::is_ascii_digit).count();
            if (1..=2).contains(&digits) { digits + 1 } else { 0 }
        });
        let rest = &body[len + more..];
        return Some(if bracketed { rest.trim_start_matches(CLOSERS) } else { rest });
    }
    if let Some(len) = id_len(body) {
        return Some(body[len..].trim_start_matches(CLOSERS));
    }
    let folded = Folded::of(body);
    // `关于2023年5月1日…`
    if let Some(join) = vocabulary.at_start(WordList::TitleJoin, &folded.text)
        && let Some(len) = date_len(&body[folded.origin(join.len())..]).filter(|_| join.contains(is_unspaced))
    {
        return Some(&body[folded.origin(join.len()) + len..]);
    }
    let Some(word) = vocabulary.at_start(WordList::Report, &folded.text) else {
        return behind_a_name(body, vocabulary);
    };
    let rest = &body[folded.origin(word.len())..];
    // `Post Incident Review (PIR) – …`: the same once more, in short.
    let joined = in_short(rest.trim_start(), vocabulary).unwrap_or_else(|| rest.trim_start());
    let marks = [':', '-', '–', '—', ',', '|', '#', '：'];
    let mark = joined.starts_with(marks) || joined.starts_with(CLOSERS);
    let join = Folded::of(joined);
    let join =
        vocabulary.at_start(WordList::TitleJoin, &join.text).map(|word| joined[join.origin(word.len())..].trim_start());
    let dated = join.is_some_and(|behind| date_len(behind).is_some()) || date_len(joined).is_some();
    // "Incident" alone is a word like any other: "Incident channel was deleted".
    let whole_phrase = !vocabulary.is_in(WordList::ReportWeak, word);
    match join {
        Some(behind) if !mark && (dated || whole_phrase) => Some(behind),
        _ if mark || dated => {
            let rest = joined.trim_start_matches(CLOSERS);
            Some(&rest[id_len(rest).unwrap_or(0)..]).map(|rest| rest.trim_start_matches('#'))
        }
        _ => id_len(joined).or_else(|| number_len(joined)).map(|len| &joined[len..]),
    }
}

/// What stands behind `Ferry Docs postmortem:`, where the name tells of no fault and what follows does.
fn behind_a_name<'t>(text: &'t str, vocabulary: &Vocabulary) -> Option<&'t str> {
    let (head, rest) = text.split_once(": ").filter(|(head, _)| head.len() <= 40)?;
    let folded = Folded::of(head);
    let strong = |word: &&str| !vocabulary.is_in(WordList::ReportWeak, word);
    let word = vocabulary.all_at_end(WordList::Report, &folded.text).into_iter().find(strong)?;
    let name = folded.text[..folded.text.len() - word.len()].trim_end();
    let tells = |text: &str| vocabulary.has_any(WordList::Fault, text);
    (name.split(' ').count() <= 3 && !tells(name) && tells(rest)).then_some(rest)
}

/// Signs that part what a title says from the marks beside it.
const PARTED: &[&str] = &[" · ", " • ", " | "];

/// The severity that a title has as a mark of its own: `[SEV-1] Payments fail`, `2026-07-26 · HIGH · Payments fail`.
pub fn severity(title: &str) -> Option<&str> {
    let brackets = title.split(['[', '(', '【']).skip(1).filter_map(|rest| rest.split([']', ')', '】']).next());
    let ranked = brackets.map(str::trim).find(|mark| is_rank(mark));
    let parted = || PARTED.iter().find_map(|sign| title.split(sign).map(str::trim).skip(1).find(|mark| is_level(mark)));
    ranked.or_else(parted)
}

/// A rank, or a word for one.
pub(super) fn is_level(mark: &str) -> bool {
    is_rank(mark)
        || ["critical", "high", "medium", "low", "major", "minor"].iter().any(|word| mark.eq_ignore_ascii_case(word))
}

/// `P0`, `SEV1`, `sev-2`.
fn is_rank(mark: &str) -> bool {
    let digits = mark.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_start_matches(['-', ' ']);
    let letters = &mark[..mark.len() - digits.len()];
    let letters = letters.trim_end_matches(['-', ' ']).to_ascii_lowercase();
    matches!(letters.as_str(), "p" | "s" | "sev")
        && digits.len() == 1
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// What stands behind `(PIR)`, where that is a word for the report.
fn in_short<'t>(text: &'t str, vocabulary: &Vocabulary) -> Option<&'t str> {
    let (inner, rest) = text.strip_prefix('(')?.split_once(')')?;
    vocabulary.is_in(WordList::Report, inner).then(|| rest.trim_start())
}

/// `42:` behind a word for the report.
fn number_len(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].trim_start();
    ((1..=6).contains(&digits) && rest.starts_with([':', '-', '–', '—', ']'])).then_some(digits)
}

const CLOSERS: &[char] = &[']', ')', '】', '）', '］', '」'];

fn strip_back<'t>(text: &'t str, vocabulary: &Vocabulary) -> Option<&'t str> {
    if let Some(at) = trailing_date(text, vocabulary) {
        let head = Folded::of(text[..at].trim_end());
        let join = vocabulary.at_end(WordList::DateJoin, &head.text).map_or(0, str::len);
        return Some(text[..head.origin(head.text.len() - join)].trim_end().trim_end_matches(['(', '[', '（']));
    }
    if let Some((head, mark)) = signs::rsplit_once(text, PARTED)
        && (is_level(mark) || mark.eq_ignore_ascii_case("open") || vocabulary.is_in(WordList::UpdateState, mark))
    {
        return Some(head);
    }
    if let Some(head) = without_last_id(text, vocabulary) {
        return Some(head);
    }
    let body = text.trim_end_matches(CLOSERS);
    let folded = Folded::of(body);
    let tells = |text: &str| vocabulary.has_any(WordList::Fault, text);
    // Of `支付服务故障报告`, the fault is what the title is about, where nothing before it tells of one.
    let keeps_fault = |word: &&str| {
        let glued = word.contains(is_unspaced) && tells(word);
        let head = &folded.text[..folded.text.len() - word.len()];
        !glued || head.is_empty() || tells(head)
    };
    let all = vocabulary.all_at_end(WordList::Report, &folded.text);
    let word = all.into_iter().find(keeps_fault)?;
    let head = text[..folded.origin(folded.text.len() - word.len())].trim_end();
    // Behind a name, "incident" is part of what is named, "Lost Laptop Incident"; behind a day it is not.
    if vocabulary.is_in(WordList::ReportWeak, word) && !word.contains(is_unspaced) {
        return trailing_date(head, vocabulary).map(|_| head);
    }
    let inner = Folded::of(head);
    // "Bericht zum Ausfall", "…に関する障害報告": the join goes with the word.
    let join = vocabulary.at_end(WordList::TitleEnd, &inner.text).map_or(0, str::len);
    // "Ausfall der Störungsmeldung": the article says that the word belongs to the name.
    let last = head.rsplit(' ').next().unwrap_or("");
    if join == 0 && head.contains(' ') && vocabulary.is_in(WordList::TitleSmall, last) {
        return None;
    }
    Some(head[..inner.origin(inner.text.len() - join)].trim_end_matches(['(', '[', '（', '【']))
}

/// What stands before `(incident #465)`, `[INC-12]` or `(#12)` at the end of a text.
fn without_last_id<'t>(text: &'t str, vocabulary: &Vocabulary) -> Option<&'t str> {
    let (head, inner) = [('(', ')'), ('[', ']')]
        .iter()
        .find_map(|(open, close)| text.strip_suffix(*close).and_then(|body| body.rsplit_once(*open)))?;
    let folded = Folded::of(inner);
    let word = vocabulary.at_start(WordList::Report, &folded.text).map_or(0, str::len);
    let number = inner[folded.origin(word)..].trim_start();
    // `(CVE-2025-1234)` is what it is about.
    let bare = id_len(&format!("{number}:")).is_some_and(|len| len == number.len()) && !number.starts_with("CVE");
    let counted = word > 0 && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (bare || counted).then_some(head)
}

/// The length of a date, perhaps with a time or a range, at the start of a text.
fn date_len(text: &str) -> Option<usize> {
    let expect = Expect { month_day: true, ..Expect::default() };
    let found = when::range_at(text, 0, expect)?;
    let dated = found.start.date.is_some();
    let rest = &text[found.range.end..];
    // `2023年5月1日订单服务故障`: the sign for "day" ends the date, unless a particle binds it to what follows.
    let signed = text[..found.range.end].ends_with(['日', '号', '號', '일'])
        && !rest.starts_with(['の', '의', '에', '的', '~', '～']);
    (dated && (signed || !rest.starts_with(char::is_alphanumeric))).then_some(found.range.end)
}

/// Where a date at the end of a text begins; a month with its year in brackets counts as one.
fn trailing_date(text: &str, vocabulary: &Vocabulary) -> Option<usize> {
    if let Some((head, inner)) = text.strip_suffix(')').and_then(|body| body.rsplit_once('('))
        && is_month(inner)
    {
        return Some(head.len());
    }
    // `検索の停止（2026年8月）`
    if let Some((head, inner)) = text.strip_suffix('）').and_then(|body| body.rsplit_once('（'))
        && inner.ends_with('月')
        && date_len(&format!("{inner}1日")).is_some_and(|len| len == inner.len() + "1日".len())
    {
        return Some(head.len());
    }
    // `Search outage - August 2026`
    if let Some((head, last)) = signs::rsplit_once(text, &[" - ", " – ", " — ", ": "])
        && is_month(last)
    {
        return Some(head.len());
    }
    let found = when::ranges_in(text, Expect::default()).pop()?;
    let rest = text[found.range.end..].trim_matches(|c: char| !c.is_alphanumeric());
    // "the outage of 2 March" keeps its sense without the date; "since 2 March" would not.
    let bound = vocabulary.at_end(WordList::DateBound, fold(&text[..found.range.start]).trim_end()).is_some();
    if found.start.date.is_none() || !rest.is_empty() || bound {
        return None;
    }
    // `We were down (updated 2 March 2024)`: what is left of a bracket is no part of a title.
    let before = &text[..found.range.start];
    match before.rfind('(').filter(|at| !before[*at..].contains(')')) {
        Some(open) if word_count(&before[open..]) <= 2 => Some(open),
        Some(_) => None,
        None => Some(found.range.start),
    }
}

/// Whether a text is a month with its year and nothing else: a day in front of it makes it a date.
fn is_month(text: &str) -> bool {
    // The longest month, a year and a zone are shorter.
    text.len() <= 48
        && when::range_at(&format!("1 {text}"), 0, Expect::default())
            .is_some_and(|found| found.range.end == text.len() + 2 && found.start.date.is_some())
}

/// The length of an identifier such as `PM-0003:`, `INC-42 -`, `#12:` at the start of a text, its separator included.
fn id_len(text: &str) -> Option<usize> {
    let body = text.strip_prefix('#').unwrap_or(text);
    let letters = body.chars().take_while(char::is_ascii_uppercase).count();
    let rest = &body[letters..];
    let rest = rest.strip_prefix(['-', '_']).unwrap_or(rest);
    let digits = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '-').count();
    let hash = text.len() != body.len();
    let tail = &rest[digits..];
    // What only an archive numbers needs no mark behind it: `INC-187 Payments fail`.
    let numbers = ["INC", "PM", "IR", "PIR", "RCA", "PIM", "MIR", "INCIDENT"].contains(&&body[..letters]);
    let separated = tail.trim_start().starts_with([':', '-', '–', '—', ']', '|']) || numbers && tail.starts_with(' ');
    // `002: …`, `0007. …`, `[0012] …`: no count begins with nothing.
    let long = digits >= 3 && (tail.starts_with(". ") || separated);
    let padded = text.len() == body.len() && digits >= 2 && rest.starts_with('0') && (tail.starts_with(':') || long);
    let is_id = digits > 0
        && ((2..=8).contains(&letters) || letters == 0 && (hash || padded))
        && (separated || padded && tail.starts_with(". "));
    is_id.then(|| text.len() - tail.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_may_say_how_bad_it_was() {
        let check = |title: &str, expected: Option<&str>| assert_eq!(severity(title), expected, "{title}");
        check("[INC-187] [P0] Payments fail", Some("P0"));
        check("Payments fail (SEV-2)", Some("SEV-2"));
        check("2026-07-26 · HIGH · Payments fail", Some("HIGH"));
        check("Payments fail (high load)", None);
        check("High load | Payments fail", None);
    }

    #[test]
    fn titles_lose_their_frame() {
        let check = |title: &str, expected: &str| assert_eq!(clean(title, Vocabulary::standard()), expected, "{title}");
        check("Payments failed (updated 2 March 2024)", "Payments failed");
        check("Payments failed (2 March 2024)", "Payments failed");
        check("Payments failed (after the release of 2024-03-02)", "Payments failed (after the release of 2024-03-02)");
        check("2018-04-18, Queue flood", "Queue flood");
        check("Incident on 2021-05-10 - Pipeline destroyed", "Pipeline destroyed");
        check("Incident on 2020-02-12", "Incident on 2020-02-12");
        check("Incident Report - February 4th, 2019", "Incident Report - February 4th, 2019");
        check("January 23rd, 2019 Crane Outage", "Crane Outage");
        check("Booking SDK Bug - October 3, 2025", "Booking SDK Bug");
        check("PM-0003: Bodies dropped", "Bodies dropped");
        check("Bodies dropped (CVE-2025-1234)", "Bodies dropped (CVE-2025-1234)");
        check("0003. Bodies dropped", "Bodies dropped");
        check("[0003] Bodies dropped", "Bodies dropped");
        check("003 — Bodies dropped", "Bodies dropped");
        check("January 2020 - Bodies dropped", "Bodies dropped");
        check("Security Incident Disclosure", "Security Incident Disclosure");
        check("Critical incident: Bodies dropped", "Bodies dropped");
        check("500 errors on login", "500 errors on login");
        check("Queue Backlog in Search Postmortem", "Queue Backlog in Search");
        check("Lost Laptop Incident", "Lost Laptop Incident");
        check("Incident channel was deleted", "Incident channel was deleted");
        check("Incident Report for Failure of rewards", "Failure of rewards");
        check("Retrospective: Drop #1", "Drop #1");
        check("DNS Outage on 2023-01-25", "DNS Outage");
        check("2021-06-28: Account Number Migration", "Account Number Migration");
        check("POST MORTEM", "POST MORTEM");
        check("Postmortem PM-2026-007: Prices held up", "Prices held up");
        check("[Public] 4/26 Transaction Delays Post-Mortem", "Transaction Delays");
        check("Delays in ingestion (November 2025)", "Delays in ingestion");
        check("Incident date: 2019-02-20, logs unavailable", "Incident date: 2019-02-20, logs unavailable");
        check("Störungsbericht: Bezahldienst steht", "Bezahldienst steht");
        check("Störung im Bezahldienst", "Störung im Bezahldienst");
        check("Ausfall der Störungsmeldung", "Ausfall der Störungsmeldung");
        check("Ausfall des Ticketsystems am 3. Mai 2023", "Ausfall des Ticketsystems");
        check("Rapport d’incident du 23 mai 2022 : file bloquée", "file bloquée");
        check("Informe del incidente: caída del buscador", "caída del buscador");
        check("Raport z awarii: brak zamówień", "brak zamówień");
        check("支付网关超时故障报告（2024年4月18日）", "支付网关超时");
        check("关于2023年5月1日订单服务故障的复盘报告", "订单服务故障");
        check("支付服务故障报告", "支付服务故障");
        check("【障害報告書】予約システムの停止について", "予約システムの停止について");
        check("検索APIの障害に関するポストモーテム", "検索APIの障害");
        check("결제 장애 포스트모템", "결제 장애");
        check("장애 보고서: 알림 지연", "알림 지연");
        check("障害報告書", "障害報告書");
        check("Post Incident Review (PIR) – Storage – Errors in the north", "Storage – Errors in the north");
        check("Cart Postmortem (incident #465)", "Cart");
        check("Cart slow [INC-12]", "Cart slow");
        check("INC-187 Payments fail", "Payments fail");
        check("Incident 42: Payments fail", "Payments fail");
        check("Post Mortem #12 - Payments fail", "Payments fail");
        check("[INC-187] [P0] Payments fail", "Payments fail");
        check("2026-07-26 · HIGH · Payments fail · RESOLVED", "Payments fail");
        check("2025-12-28/29: Payments fail", "Payments fail");
        check("Search Outage Post Mortem - August 2026", "Search Outage");
        check("🚨 Incident Report: Payments fail", "Payments fail");
        check("🚨 Payments fail", "🚨 Payments fail");
        check("002: Payments fail", "Payments fail");
        check("0x19. Postmortem", "0x19. Postmortem");
        check("Störung im Mailsystem, Stand 27.08.2022 10:00", "Störung im Mailsystem");
        check("UTF-8 names fail", "UTF-8 names fail");
        check("Ferry Docs postmortem: Build Breakage", "Build Breakage");
        check("Search outage postmortem: what broke", "Search outage postmortem: what broke");
        check("Shared pool down - 2025-11-07 Incident", "Shared pool down");
        check("検索の停止（2026年8月）", "検索の停止");
        check("Post Mortem Covering 11 April to 23 April", "Post Mortem Covering 11 April to 23 April");
        check("Cart slow (region 12)", "Cart slow (region 12)");
    }
}
