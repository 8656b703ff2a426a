//! Each fact of the record with its places, and the places that lost.

use super::sought::{self, Missing};
use super::{Asked, Fact, PassedOver, Value};
use crate::extract::resolve::{Candidate, Rank};
use crate::extract::sections::Sections;
use crate::extract::trace::Behind;
use crate::extract::vocabulary::Meaning;
use crate::extract::window::Stated;
use crate::extract::{applications, people, title};
use crate::model::{Action, Axis, Evidence, Kind, Minutes, Moment, Rule, Section, Sourced, TimelineRow, Zone};

/// All facts, in the order of the record.
pub(super) fn facts(asked: Asked<'_>) -> Vec<Fact> {
    let behind = asked.traced.behind(asked.source, asked.reading);
    let incident = &asked.traced.incident;
    let mut out = vec![title(asked), kind(asked), date(asked)];
    out.push(start(asked, &behind));
    out.push(end(asked, &behind));
    out.push(zone(asked, &behind));
    out.extend([duration(asked), severity(asked), applications(asked), timeline(asked)]);
    let sections =
        Sections { source: asked.source, outline: &asked.traced.trace.outline, vocabulary: &asked.reading.vocabulary };
    out.push(section(asked, ("root_cause", Missing::RootCause), incident.root_cause.as_ref(), sections.root_causes()));
    out.push(section(asked, ("impact", Missing::Impact), incident.impact.as_ref(), sections.impacts()));
    out.push(section(asked, ("resolution", Missing::Resolution), incident.resolution.as_ref(), sections.resolutions()));
    out.push(section(asked, ("lessons", Missing::Lessons), incident.lessons.as_ref(), sections.lessons()));
    out.push(actions(asked));
    out.push(list(asked, "improvements", &incident.improvements, Missing::Improvements));
    out.push(list(asked, "recommendations", &incident.recommendations, Missing::Recommendations));
    out.extend([people(asked), causes(asked)]);
    out
}

fn title(asked: Asked<'_>) -> Fact {
    let won = asked.traced.incident.title.as_ref();
    let titles = &asked.traced.trace.titles;
    let clean = |(text, _): &(String, _)| title::clean(text, &asked.reading.vocabulary);
    let passed_over = lost(asked, &titles.lost, won.map(|won| won.value.clone()).as_deref(), titles.rank, clean);
    one(asked, "title", won.map(|won| (won.value.clone(), &won.evidence)), passed_over, Missing::Title)
}

fn kind(asked: Asked<'_>) -> Fact {
    let kind = &asked.traced.incident.kind;
    let word = match kind.value {
        Kind::Incident => "incident",
        Kind::Maintenance => "maintenance",
        Kind::Notice => "notice",
    };
    Fact { name: "kind", values: vec![asked.value(word, &kind.evidence)], passed_over: Vec::new(), not_found: None }
}

fn date(asked: Asked<'_>) -> Fact {
    let incident = &asked.traced.incident;
    let dates = &asked.traced.trace.window.dates;
    let won = incident.date.as_ref();
    let text = won.map(|won| won.value.to_string());
    let of_start = dates.fact.as_ref().filter(|date| won.is_none_or(|won| won.evidence != date.evidence));
    let mut passed_over = Vec::new();
    if let Some(date) = of_start {
        let why = "the day of the start counts more".to_string();
        passed_over.push(asked.passed_over(date.value.to_string(), &date.evidence, text.as_deref(), why));
    }
    passed_over.extend(lost(asked, &dates.lost, text.as_deref(), dates.rank, ToString::to_string));
    // The place that gave the start holds the day too: it need not be told twice.
    passed_over.retain(|other| {
        won.is_none_or(|won| other.read.lines != asked.place(won.evidence.rule, won.evidence.span()).lines)
    });
    one(asked, "date", won.map(|won| (won.value.to_string(), &won.evidence)), passed_over, Missing::Date)
}

fn start(asked: Asked<'_>, behind: &Behind) -> Fact {
    let starts = &asked.traced.trace.window.starts;
    let won = asked.traced.incident.started_at.as_ref();
    let passed_over = moments(asked, won, (starts.fact.as_ref(), &starts.lost, starts.rank), behind.first_row.as_ref());
    one(asked, "started_at", won.map(|won| (won.value.to_string(), &won.evidence)), passed_over, Missing::Start)
}

fn end(asked: Asked<'_>, behind: &Behind) -> Fact {
    let ends = &asked.traced.trace.window.ends;
    let won = asked.traced.incident.ended_at.as_ref();
    let mut passed_over = moments(asked, won, (ends.fact.as_ref(), &ends.lost, ends.rank), behind.last_row.as_ref());
    if won.is_none() {
        // What was read as the end and dropped again.
        passed_over.iter_mut().take(1).for_each(|other| other.why = "it lies before the start".to_string());
    }
    one(asked, "ended_at", won.map(|won| (won.value.to_string(), &won.evidence)), passed_over, Missing::End)
}

/// The places that speak of start or end and do not count: those that state it, and the row of the timeline.
fn moments(
    asked: Asked<'_>,
    won: Option<&Sourced<Moment>>,
    (best, others, rank): (Option<&Sourced<Stated>>, &[Candidate<Stated>], Option<Rank>),
    row: Option<&Sourced<Moment>>,
) -> Vec<PassedOver> {
    let zone = asked.traced.incident.zone.as_ref().map(|zone| &zone.value);
    let text = won.map(|won| won.value.to_string());
    let shown = |stated: &Stated, evidence: &Evidence| match asked.traced.trace.window.moment(stated, zone) {
        Some(at) => at.to_string(),
        None => asked.source.slice(evidence.span()).split_whitespace().collect::<Vec<_>>().join(" "),
    };
    let mut out = Vec::new();
    if let Some(best) = best.filter(|best| won.is_none_or(|won| won.evidence != best.evidence)) {
        let why = "its day is not known for certain".to_string();
        out.push(asked.passed_over(shown(&best.value, &best.evidence), &best.evidence, text.as_deref(), why));
    }
    for other in others {
        let value = shown(&other.value, &other.evidence);
        out.push(asked.passed_over(value, &other.evidence, text.as_deref(), why(rank, other.rank)));
    }
    if let Some(row) = row.filter(|row| won.is_none_or(|won| won.evidence != row.evidence)) {
        let why = rank.map_or_else(
            || "another row counts more".to_string(),
            |rank| format!("{} counts more than a row of the timeline", rank.words()),
        );
        out.push(asked.passed_over(row.value.to_string(), &row.evidence, text.as_deref(), why));
    }
    // One sentence may be a candidate by several rules.
    let mut seen = Vec::new();
    let own = won.map(|won| asked.line(won.evidence.span()));
    out.retain(|other| {
        let key = (other.value.clone(), other.read.lines);
        let own = other.agrees && other.read.lines.is_some_and(|[first, _]| Some(first) == own);
        let new = !own && !seen.contains(&key);
        seen.push(key);
        new
    });
    out
}

fn zone(asked: Asked<'_>, behind: &Behind) -> Fact {
    let won = asked.traced.incident.zone.as_ref();
    let differs = |zone: &&Sourced<Zone>| won.is_some_and(|won| zone.evidence != won.evidence);
    let passed_over = behind.zones.iter().filter(differs).map(|zone| {
        let why = "a record has one zone, that of its start; times of another one are converted".to_string();
        asked.passed_over(zone.value.to_string(), &zone.evidence, won.map(|won| won.value.as_str()), why)
    });
    let value = won.map(|won| (won.value.to_string(), &won.evidence));
    one(asked, "zone", value, passed_over.collect(), Missing::Zone)
}

fn duration(asked: Asked<'_>) -> Fact {
    let durations = &asked.traced.trace.window.durations;
    let won = durations.fact.as_ref();
    let minutes = |minutes: &Minutes| minutes.0.to_string();
    let value = won.map(|won| (minutes(&won.value), &won.evidence));
    let text = won.map(|won| minutes(&won.value));
    let passed_over = lost(asked, &durations.lost, text.as_deref(), durations.rank, minutes);
    let mut fact = one(asked, "stated_duration_minutes", value, passed_over, Missing::Duration);
    for value in &mut fact.values {
        value.detail = won.map(|won| won.value.to_string()).unwrap_or_default();
    }
    fact
}

fn severity(asked: Asked<'_>) -> Fact {
    let severities = &asked.traced.trace.severities;
    let won = severities.fact.as_ref().map(|won| (won.value.clone(), &won.evidence));
    let text = won.as_ref().map(|(text, _)| text.clone());
    let passed_over = lost(asked, &severities.lost, text.as_deref(), severities.rank, Clone::clone);
    one(asked, "severity", won, passed_over, Missing::Severity)
}

fn applications(asked: Asked<'_>) -> Fact {
    let own = &asked.traced.incident.applications;
    let in_text = || applications::applications(&asked.traced.trace.outline, &asked.reading.vocabulary);
    let mut fact = list(asked, "applications", own, Missing::Applications);
    fact.passed_over = behind_front(asked, own, in_text);
    fact
}

fn people(asked: Asked<'_>) -> Fact {
    let own = &asked.traced.incident.people;
    let in_text = || people::people(&asked.traced.trace.outline, &asked.reading.vocabulary);
    let mut fact = list(asked, "people", own, Missing::People);
    fact.passed_over = behind_front(asked, own, in_text);
    fact
}

/// What the text names, where the front matter names others.
fn behind_front(
    asked: Asked<'_>,
    own: &[Sourced<String>],
    in_text: impl Fn() -> Vec<Sourced<String>>,
) -> Vec<PassedOver> {
    if own.first().is_none_or(|first| first.evidence.rule != Rule::FrontMatter) {
        return Vec::new();
    }
    let found = in_text().into_iter().map(|other| {
        let same = own.iter().find(|own| own.value == other.value).map(|own| own.value.clone());
        let why = "the front matter lists them".to_string();
        asked.passed_over(other.value, &other.evidence, same.as_deref(), why)
    });
    found.collect()
}

fn timeline(asked: Asked<'_>) -> Fact {
    let rows: Vec<Value> = asked.traced.incident.timeline.iter().map(|row| self::row(asked, row)).collect();
    many(asked, "timeline", rows, Missing::Timeline)
}

fn row(asked: Asked<'_>, row: &TimelineRow) -> Value {
    let mut text = row.at.map_or_else(|| "no time".to_string(), |at| at.to_string());
    if let Some(until) = row.until {
        text.push_str(&format!(" to {until}"));
    }
    text.push_str("  ");
    text.push_str(&row.text);
    let detail = row.kind.clone().unwrap_or_default();
    Value { detail, ..asked.value(text, &Evidence::new(Rule::TimelineRow, row.span)) }
}

fn section(
    asked: Asked<'_>,
    (name, missing): (&'static str, Missing),
    won: Option<&Section>,
    answers: impl Iterator<Item = Section>,
) -> Fact {
    let value = |section: &Section| {
        let lines = section.evidence.lines(&asked.source.lines);
        let which = if lines.first == lines.last {
            format!("line {}", lines.first)
        } else {
            format!("lines {} to {}", lines.first, lines.last)
        };
        if section.heading.is_empty() { which } else { format!("{which}, under “{}”", section.heading) }
    };
    let outside = |other: &Section| won.is_none_or(|won| !won.evidence.span().contains(other.evidence.span()));
    let passed_over = answers.filter(outside).map(|other| {
        let why = "a plainer or earlier heading counts more".to_string();
        asked.passed_over(value(&other), &other.evidence, None, why)
    });
    one(asked, name, won.map(|won| (value(won), &won.evidence)), passed_over.collect(), missing)
}

fn actions(asked: Asked<'_>) -> Fact {
    let values = asked.traced.incident.actions.iter().map(|action| self::action(asked, action)).collect();
    let mut fact = many(asked, "actions", values, Missing::Actions);
    let outline = &asked.traced.trace.outline;
    let counted =
        |span: crate::source::Span| asked.traced.incident.actions.iter().any(|action| span.overlaps(action.span));
    let nested = |at: &usize| {
        outline.parts[*at].parent.is_some_and(|parent| outline.is_under(parent, &[Meaning::Taken, Meaning::Appendix]))
    };
    for at in outline.asking(Meaning::Taken).filter(|at| !nested(at)) {
        let Some(span) = outline.extent(at).filter(|span| !counted(*span)) else { continue };
        let evidence = Evidence::new(Rule::Section, span);
        let why = "it tells what was done to end the incident, which promises nothing".to_string();
        fact.passed_over.push(asked.passed_over(format!("“{}”", outline.parts[at].title), &evidence, None, why));
    }
    fact
}

fn action(asked: Asked<'_>, action: &Action) -> Value {
    let mut marks = vec![match (action.owners.is_empty(), action.owners.join(", ")) {
        (true, _) => "no owner".to_string(),
        (false, owners) => owners,
    }];
    marks.extend(action.done.map(|done| if done { "done" } else { "open" }.to_string()));
    marks.extend(action.due.map(|due| format!("due {due}")));
    marks.extend(action.links.iter().cloned());
    let detail = marks.join(", ");
    Value { detail, ..asked.value(action.text.clone(), &Evidence::new(Rule::Section, action.span)) }
}

fn causes(asked: Asked<'_>) -> Fact {
    let incident = &asked.traced.incident;
    let tags = &incident.causes;
    let named =
        [("trigger", &tags.triggers), ("cause", &tags.causes), ("gap", &tags.gaps), ("component", &tags.components)];
    let mut values: Vec<Value> = named
        .into_iter()
        .flat_map(|(axis, tags)| tags.iter().map(move |tag| (axis, tag)))
        .map(|(axis, tag)| asked.value(format!("{axis} {}", tag.value), &tag.evidence))
        .collect();
    values.extend(incident.suggestions.iter().map(|suggestion| {
        let axis = match suggestion.axis {
            Axis::Trigger => "trigger",
            Axis::Cause => "cause",
            Axis::Gap => "gap",
            Axis::Component => "component",
        };
        let text = format!("perhaps {axis} {}, for “{}”", suggestion.id, suggestion.words);
        asked.value(text, &Evidence::new(Rule::Wording, suggestion.span))
    }));
    many(asked, "causes", values, Missing::Causes)
}

fn list(asked: Asked<'_>, name: &'static str, facts: &[Sourced<String>], missing: Missing) -> Fact {
    let values = facts.iter().map(|fact| asked.value(fact.value.clone(), &fact.evidence)).collect();
    many(asked, name, values, missing)
}

fn many(asked: Asked<'_>, name: &'static str, values: Vec<Value>, missing: Missing) -> Fact {
    let not_found = values.is_empty().then(|| sought::words(asked, missing));
    Fact { name, values, passed_over: Vec::new(), not_found }
}

fn one(
    asked: Asked<'_>,
    name: &'static str,
    won: Option<(String, &Evidence)>,
    passed_over: Vec<PassedOver>,
    missing: Missing,
) -> Fact {
    let values: Vec<Value> = won.into_iter().map(|(value, evidence)| asked.value(value, evidence)).collect();
    let not_found = values.is_empty().then(|| sought::words(asked, missing));
    Fact { name, values, passed_over, not_found }
}

/// The candidates that lost against one of rank `won`.
fn lost<T>(
    asked: Asked<'_>,
    candidates: &[Candidate<T>],
    value: Option<&str>,
    won: Option<Rank>,
    shown: impl Fn(&T) -> String,
) -> Vec<PassedOver> {
    let told =
        |other: &Candidate<T>| asked.passed_over(shown(&other.value), &other.evidence, value, why(won, other.rank));
    candidates.iter().map(told).collect()
}

fn why(won: Option<Rank>, lost: Rank) -> String {
    match won {
        Some(won) if won == lost => "it stands further down".to_string(),
        Some(won) => format!("{} counts more than {}", won.words(), lost.words()),
        None => "nothing certain is left of it".to_string(),
    }
}
