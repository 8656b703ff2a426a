//! Facts of the front matter, under the names of the record, their usual aliases, and the team's own.

use std::collections::BTreeMap;

use super::applications::{severity_word, split};
use super::kind;
use super::people::names_in;
use super::resolve::{Candidate, Rank};
use super::timeline::updates;
use super::vocabulary::{Vocabulary, WordList};
use crate::config::Fact;
use crate::model::{Rule, Sourced, Verdict, Verdicts};
use crate::source::Span;
use crate::syntax::front::same_key;
use crate::syntax::{Document, Entry, Node, NodeValue};

/// The team's own keys: what each states. A key that states nothing is not looked at.
pub type Keys = BTreeMap<String, Fact>;

/// Keys as status pages, static site generators and postmortem tools write them, compared without case, `-` and `_`.
const ALIASES: &[(Fact, &[&str])] = &[
    (Fact::Title, &["title", "name", "subject"]),
    (
        Fact::StartedAt,
        &[
            "started_at",
            "start",
            "start_time",
            "started",
            "begin",
            "began_at",
            "incident_start",
            "start_date",
            "start_at",
            "occurred_at",
            "impact_start",
            "from",
            "startDateTime",
            "outage_start",
            "incident_start_time",
            "time_start",
            "start_datetime",
        ],
    ),
    (
        Fact::EndedAt,
        &[
            "ended_at",
            "end",
            "end_time",
            "ended",
            "resolved_at",
            "resolvedWhen",
            "resolved_when",
            "incident_end",
            "end_date",
            "end_at",
            "impact_end",
            "until",
            "to",
            "resolved_on",
            "endDateTime",
            "outage_end",
            "resolution_time",
            "resolvedDate",
            "dateResolved",
            "resolved_date",
            "closed_at",
            "incident_end_time",
            "time_end",
            "end_datetime",
            "resolvedOn",
            "finished_at",
            "completed_at",
            "completed",
        ],
    ),
    (Fact::Date, &["date", "incident_date", "date_of_incident", "day", "event_date", "occurred_on", "outage_date"]),
    (Fact::Zone, &["zone", "timezone", "time_zone", "tz"]),
    (
        Fact::StatedDuration,
        &[
            "stated_duration_minutes",
            "duration",
            "duration_minutes",
            "downtime",
            "outage_duration",
            "time_to_resolve",
            "time_to_recovery",
            "ttr",
            "mttr",
            "total_downtime",
        ],
    ),
    (
        Fact::Severity,
        &["severity", "sev", "priority", "severity_level", "level", "impact_level", "incident_severity", "criticality"],
    ),
    (
        Fact::Applications,
        &[
            "applications",
            "application",
            "affected",
            "affected_systems",
            "affectedSystems",
            "systems",
            "services",
            "service",
            "affected_services",
            "components",
            "affected_components",
            "products",
            "product",
            "impacted_services",
            "services_affected",
            "system",
            "component",
            "affected_products",
            "affected_applications",
            "apps",
        ],
    ),
    (
        Fact::People,
        &[
            "people",
            "authors",
            "author",
            "responders",
            "attendees",
            "owner",
            "owners",
            "incident_commander",
            "commander",
            "incident_lead",
            "lead",
            "participants",
            "reporter",
            "on_call",
            "reviewers",
            "scribe",
        ],
    ),
    (Fact::Causes, &["root_causes", "root_cause", "causes", "cause", "cause_tags", "root_cause_category"]),
    (Fact::Triggers, &["trigger", "triggers", "trigger_type"]),
    (Fact::Gaps, &["gaps", "gap"]),
    (Fact::Components, &["component_tags", "at_fault", "faulty_components"]),
    (Fact::Draft, &["draft"]),
    (Fact::Aliases, &["aliases", "redirect_from"]),
    (Fact::Id, &["id", "incident_id", "incident_number", "postmortem_id", "ticket", "ticket_id", "case_number"]),
    (Fact::Echoes, &["echoes"]),
    (Fact::NotEchoes, &["not-echoes"]),
];

/// The front matter of a report, by fact.
#[derive(Debug)]
pub struct Facts<'a> {
    document: &'a Document,
    keys: &'a Keys,
}

impl<'a> Facts<'a> {
    /// The facts of a document's front matter.
    pub fn of(document: &'a Document, keys: &'a Keys) -> Self {
        Self { document, keys }
    }

    /// The entries that state a fact: the team's own keys first, then the usual ones in the order of the table. Tables of
    /// a kind (`[extra]`, `[taxonomies]`, `params:`) are looked into as well.
    pub fn entries(&self, fact: Fact) -> Vec<&'a Entry> {
        let mut out: Vec<&Entry> = self.all().into_iter().filter(|entry| self.own(&entry.key) == Some(fact)).collect();
        let names = ALIASES.iter().filter(|(known, _)| *known == fact).flat_map(|(_, names)| names.iter());
        for name in names {
            out.extend(
                self.all().into_iter().filter(|entry| same_key(&entry.key, name) && self.own(&entry.key).is_none()),
            );
        }
        out.retain(|entry| !matches!(entry.node.value, NodeValue::Null));
        out
    }

    /// What a key states; `None` where annals does not know it.
    pub fn fact_of(&self, key: &str) -> Option<Fact> {
        let known = |names: &[&str]| names.iter().any(|name| same_key(key, name));
        let usual = || ALIASES.iter().find(|(_, names)| known(names)).map(|(fact, _)| *fact);
        // `resolved: true` makes the last update of a notice its end.
        let end = || known(&["resolved"]).then_some(Fact::EndedAt);
        let timeline = || known(updates::KEYS).then_some(Fact::Timeline);
        self.own(key).or_else(usual).or_else(end).or_else(timeline).or_else(|| known(kind::KEYS).then_some(Fact::Kind))
    }

    fn own(&self, key: &str) -> Option<Fact> {
        self.keys.iter().find(|(own, _)| same_key(own, key)).map(|(_, fact)| *fact)
    }

    fn all(&self) -> Vec<&'a Entry> {
        let mut out: Vec<&Entry> = self.document.front.entries.iter().collect();
        for entry in &self.document.front.entries {
            let holder =
                ["extra", "taxonomies", "params", "incident", "metadata"].iter().any(|name| same_key(&entry.key, name));
            if let (true, NodeValue::Table(below)) = (holder, &entry.node.value) {
                out.extend(below.iter());
            }
        }
        out
    }

    /// The text of the first entry that states a fact with a scalar.
    pub fn text(&self, fact: Fact) -> Option<(&'a str, Span)> {
        self.entries(fact).into_iter().find_map(|entry| entry.node.text().map(|text| (text, entry.node.span)))
    }

    /// The severity, without the explanation behind it.
    pub fn severity(&self) -> Option<Candidate<String>> {
        let (text, span) = self.text(Fact::Severity)?;
        Some(Candidate::new(severity_word(text)?, Rank::Front, Rule::FrontMatter, span))
    }

    /// Affected applications; `None` where no key for them has a value.
    pub fn applications(&self) -> Option<Vec<Sourced<String>>> {
        let mut out: Vec<Sourced<String>> = Vec::new();
        for (text, span) in self.entries(Fact::Applications).into_iter().flat_map(|entry| texts(&entry.node)) {
            for name in split(text) {
                if !out.iter().any(|known| known.value == name) {
                    out.push(Sourced::new(name.to_string(), Rule::FrontMatter, span));
                }
            }
        }
        (!out.is_empty()).then_some(out)
    }

    /// People; `None` where no key for them has a value.
    pub fn people(&self, vocabulary: &Vocabulary) -> Option<Vec<Sourced<String>>> {
        let mut out: Vec<Sourced<String>> = Vec::new();
        for (text, span) in self.entries(Fact::People).into_iter().flat_map(|entry| texts(&entry.node)) {
            for name in names_in(text, vocabulary) {
                if !out.iter().any(|known| known.value == name) {
                    out.push(Sourced::new(name, Rule::FrontMatter, span));
                }
            }
        }
        (!out.is_empty()).then_some(out)
    }

    /// Words under a key for tags, one each.
    pub fn tags(&self, fact: Fact, vocabulary: &Vocabulary) -> Vec<Sourced<String>> {
        let mut out: Vec<Sourced<String>> = Vec::new();
        for (text, span) in self.entries(fact).into_iter().flat_map(|entry| texts(&entry.node)) {
            for tag in split(text) {
                let tag = tag.trim();
                // A sentence is an explanation, not a tag.
                let short = tag.split_whitespace().count() <= 5;
                if short && !vocabulary.is_in(WordList::Placeholder, tag) && !out.iter().any(|known| known.value == tag)
                {
                    out.push(Sourced::new(tag.to_string(), Rule::FrontMatter, span));
                }
            }
        }
        out
    }

    /// Whether the report is marked as a draft.
    pub fn draft(&self) -> bool {
        self.entries(Fact::Draft).iter().any(|entry| match &entry.node.value {
            NodeValue::Bool(draft) => *draft,
            NodeValue::Text(text) => matches!(text.to_lowercase().as_str(), "true" | "yes"),
            NodeValue::Null | NodeValue::List(_) | NodeValue::Table(_) => false,
        })
    }

    /// Former addresses of the page.
    pub fn aliases(&self) -> Vec<Sourced<String>> {
        let found = self.entries(Fact::Aliases).into_iter().flat_map(|entry| texts(&entry.node));
        found.map(|(text, span)| Sourced::new(text.to_string(), Rule::FrontMatter, span)).collect()
    }

    /// What the author says of promises that came back, or did not.
    pub fn verdicts(&self) -> Verdicts {
        let of = |fact: Fact| self.entries(fact).into_iter().flat_map(|entry| verdicts_in(&entry.node)).collect();
        Verdicts { echoes: of(Fact::Echoes), not_echoes: of(Fact::NotEchoes) }
    }
}

/// The verdicts of a node: a report (`PM2021-005`), a report with words of the promise (`PM2021-005: pin the modules`),
/// as text or as a key with a value, or a list of these.
fn verdicts_in(node: &Node) -> Vec<Verdict> {
    let verdict = |report: &str, words: Option<&str>, span: Span| {
        let words = words.map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned);
        let report = report.trim().to_owned();
        (!report.is_empty()).then_some(Verdict { report, words, span })
    };
    match &node.value {
        NodeValue::Text(text) => {
            let (report, words) = text.split_once(": ").map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
            verdict(report, words, node.span).into_iter().collect()
        }
        NodeValue::List(nodes) => nodes.iter().flat_map(verdicts_in).collect(),
        NodeValue::Table(entries) => {
            let of = |entry: &Entry| match &entry.node.value {
                NodeValue::List(nodes) => nodes
                    .iter()
                    .filter_map(|node| verdict(&entry.key, Some(node.text()?), node.span))
                    .collect::<Vec<_>>(),
                NodeValue::Text(_) | NodeValue::Null | NodeValue::Bool(_) | NodeValue::Table(_) => {
                    verdict(&entry.key, entry.node.text(), entry.key_span.join(entry.node.span)).into_iter().collect()
                }
            };
            entries.iter().flat_map(of).collect()
        }
        NodeValue::Null | NodeValue::Bool(_) => Vec::new(),
    }
}

/// The scalars of a node: itself, the items of a list, the names in a list of tables.
fn texts(node: &Node) -> Vec<(&str, Span)> {
    match &node.value {
        NodeValue::Text(text) => vec![(text.as_str(), node.span)],
        NodeValue::List(nodes) => nodes.iter().flat_map(texts).collect(),
        NodeValue::Table(entries) => {
            let named = entries.iter().find(|entry| same_key(&entry.key, "name") || same_key(&entry.key, "title"));
            named.map(|entry| texts(&entry.node)).unwrap_or_default()
        }
        NodeValue::Null | NodeValue::Bool(_) => Vec::new(),
    }
}
