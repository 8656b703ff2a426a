//! What front matter tells at length: answers to the questions of a review, follow-ups, timelines.

use super::{Facts, same_key, texts};
use crate::config::Fact;
use crate::extract::actions::item::{self, Context, RawAction};
use crate::extract::timeline::entries::{IN_TIMELINE, behind_stamp};
use crate::extract::timeline::{Entry, updates};
use crate::extract::vocabulary::{Vocabulary, WordList, word_count};
use crate::extract::when;
use crate::model::{Evidence, Rule, Section, Sourced};
use crate::source::{SourceFile, Span};
use crate::syntax::inline::fold;
use crate::syntax::{self, Document, Node, NodeValue};

/// How many words make an answer of what could be a tag: `cause: an expired certificate` is both.
const AN_ANSWER: usize = 6;

impl Facts<'_> {
    /// The answer that a key gives at length. It counts more than a section of the text.
    pub fn section(&self, fact: Fact, source: &SourceFile, vocabulary: &Vocabulary) -> Option<Section> {
        self.sections(fact, source, vocabulary).find_map(|(words, section)| (words >= AN_ANSWER).then_some(section))
    }

    /// The answer that a key gives in a few words, where no section of the text gives one. One word is a tag or a level.
    pub fn short_section(&self, fact: Fact, source: &SourceFile, vocabulary: &Vocabulary) -> Option<Section> {
        let mut found = self.sections(fact, source, vocabulary);
        found.find_map(|(words, section)| (2..AN_ANSWER).contains(&words).then_some(section))
    }

    fn sections(
        &self,
        fact: Fact,
        source: &SourceFile,
        vocabulary: &Vocabulary,
    ) -> impl Iterator<Item = (usize, Section)> {
        self.entries(fact).filter_map(move |entry| {
            let told = texts(&entry.node);
            let words = told.iter().map(|(text, _)| word_count(text)).sum();
            let empty = told.iter().all(|(text, _)| vocabulary.is_in(WordList::Placeholder, text));
            let span = without_mark(source, entry.node.span);
            let section = Section { heading: String::new(), evidence: Evidence::new(Rule::FrontMatter, span) };
            (!empty).then_some((words, section))
        })
    }

    /// Wishes and advice, one an item.
    pub fn wishes(&self, fact: Fact) -> Vec<Sourced<String>> {
        let told = self.entries(fact).flat_map(|entry| texts(&entry.node));
        told.map(|(text, span)| Sourced::new(fold(text), Rule::FrontMatter, span)).collect()
    }

    /// The follow-ups of a list: texts as in the report itself, or tables with a task, owners, a state and a day.
    pub fn actions(&self, context: Context<'_>) -> Vec<RawAction> {
        self.entries(Fact::Actions)
            .map(|entry| actions_of(&entry.node, context))
            .find(|all| !all.is_empty())
            .unwrap_or_default()
    }

    /// The timeline of a list: tables with a time and a text, or texts that begin with a time.
    pub fn timeline(&self, document: &Document) -> Vec<Entry> {
        let lists = self.entries(Fact::Timeline).map(|entry| match &entry.node.value {
            NodeValue::List(nodes) => nodes.iter().filter_map(timeline_row).collect(),
            NodeValue::Null | NodeValue::Bool(_) | NodeValue::Text(_) | NodeValue::Table(_) => Vec::new(),
        });
        let named = lists.into_iter().find(|rows: &Vec<Entry>| !rows.is_empty());
        named.or_else(|| self.dated_list(document)).unwrap_or_default()
    }

    /// A list under whatever key, each row of which has a text and a time or a state of its own.
    fn dated_list(&self, document: &Document) -> Option<Vec<Entry>> {
        let mut unknown = document.front.entries.iter().filter(|entry| self.fact_of(&entry.key).is_none());
        unknown.find_map(|entry| {
            let NodeValue::List(nodes) = &entry.node.value else { return None };
            let tables = nodes.iter().all(|node| matches!(node.value, NodeValue::Table(_)));
            let rows: Vec<Entry> = nodes.iter().filter(|_| tables).filter_map(timeline_row).collect();
            let timed = |row: &Entry| row.stamp.as_ref().is_some_and(|stamp| stamp.start.time.is_some());
            let told = |row: &Entry| !row.text.is_empty() && (timed(row) || row.kind.is_some());
            (rows.len() == nodes.len() && rows.iter().any(timed) && rows.iter().all(told)).then_some(rows)
        })
    }
}

/// A block of YAML without the line of its mark: `|`, `>-`.
fn without_mark(source: &SourceFile, span: Span) -> Span {
    let text = source.slice(span);
    let marked = text.starts_with(['|', '>']);
    let skip = if marked { text.find('\n').map_or(0, |at| at + 1) } else { 0 };
    let blank = text[skip..].len() - text[skip..].trim_start().len();
    Span::new(span.start as usize + skip + blank, span.end as usize)
}

/// The first scalar under one of `names`.
fn scalar<'n>(fields: &'n [syntax::Entry], names: &[&str]) -> Option<&'n str> {
    names.iter().find_map(|name| fields.iter().find(|field| same_key(&field.key, name))?.node.text())
}

fn actions_of(node: &Node, context: Context<'_>) -> Vec<RawAction> {
    match &node.value {
        NodeValue::List(nodes) => nodes.iter().flat_map(|node| actions_of(node, context)).collect(),
        NodeValue::Text(text) => item::read(&plain(text), node.span, context).into_iter().collect(),
        NodeValue::Table(fields) => action_of(fields, node.span, context).into_iter().collect(),
        NodeValue::Null | NodeValue::Bool(_) => Vec::new(),
    }
}

fn action_of(fields: &[syntax::Entry], span: Span, context: Context<'_>) -> Option<RawAction> {
    let task = ["action", "task", "title", "description", "text", "item", "what", "summary", "name", "todo"];
    let mut raw = item::read(&plain(scalar(fields, &task)?), span, context)?;
    let owner =
        ["owner", "owners", "assignee", "assignees", "assigned_to", "responsible", "who", "dri", "lead", "team"];
    let held = owner.iter().find_map(|name| fields.iter().find(|field| same_key(&field.key, name)));
    let owners: Vec<String> = held
        .map(|field| texts(&field.node))
        .into_iter()
        .flatten()
        .flat_map(|(text, _)| item::owner_names(text, context))
        .collect();
    if !owners.is_empty() {
        raw.owners = owners;
    }
    for field in fields {
        let is = |names: &[&str]| names.iter().any(|name| same_key(&field.key, name));
        match &field.node.value {
            NodeValue::Bool(done) if is(&["done", "completed", "closed", "complete", "finished", "resolved"]) => {
                raw.done = Some(*done);
            }
            NodeValue::Text(text) if is(&["status", "state", "progress", "done", "completed"]) => {
                raw.done = item::state_word(&text.replace(['_', '-'], " "), context.vocabulary)
                    .or_else(|| item::state_word(text, context.vocabulary))
                    .or(raw.done);
            }
            NodeValue::Text(text) if is(&["due", "due_date", "deadline", "by", "target", "due_on"]) => {
                raw.due = item::due_date(text).or(raw.due);
            }
            NodeValue::Text(text) if is(&["link", "url", "ticket", "issue", "tracker", "pr", "jira"]) => {
                raw.links.extend(text.contains("://").then(|| text.clone()));
            }
            NodeValue::Null | NodeValue::Bool(_) | NodeValue::Text(_) | NodeValue::List(_) | NodeValue::Table(_) => {}
        }
    }
    Some(raw)
}

fn timeline_row(node: &Node) -> Option<Entry> {
    match &node.value {
        NodeValue::Table(fields) => {
            let time = [
                "at",
                "time",
                "timestamp",
                "datetime",
                "when",
                "date",
                "started",
                "started_at",
                "start",
                "created_at",
                "createdAt",
                "created",
                "posted_at",
                "posted",
                "published_at",
                "display_at",
                "ts",
                "updated_at",
            ];
            let text = [
                "message",
                "text",
                "body",
                "description",
                "content",
                "event",
                "update",
                "title",
                "what",
                "note",
                "summary",
                "details",
            ];
            let actor = ["actor", "who", "author", "by", "user"];
            let day = scalar(fields, &["date", "day"]).and_then(|text| when::range_at(text, 0, IN_TIMELINE));
            let day = day.and_then(|day| day.start.date);
            let mut stamps = time.iter().filter_map(|name| when::range_at(scalar(fields, &[*name])?, 0, IN_TIMELINE));
            let stamp = stamps.clone().find(|stamp| stamp.start.time.is_some()).or_else(|| stamps.next());
            let told = scalar(fields, &text).unwrap_or_default();
            let told = scalar(fields, &actor).map_or(told.to_string(), |actor| in_order(fields, &text, told, actor));
            let kind = scalar(fields, &["status", "state", "type", "kind"]).map(str::to_string);
            let said = !told.is_empty() || stamp.is_some();
            said.then(|| Entry { stamp, day, kind, text: plain(&told), span: node.span })
        }
        NodeValue::Text(text) => {
            let stamp = when::range_at(text, 0, IN_TIMELINE)?;
            let rest = plain(behind_stamp(&text[stamp.range.end..]));
            Some(Entry { stamp: Some(stamp), day: None, kind: None, text: rest, span: node.span })
        }
        NodeValue::Null | NodeValue::Bool(_) | NodeValue::List(_) => None,
    }
}

/// Text and actor of a row in the order in which they are written, as the columns of a table are.
fn in_order(fields: &[syntax::Entry], text: &[&str], told: &str, actor: &str) -> String {
    let at = |value: &str| fields.iter().position(|field| field.node.text() == Some(value));
    let text_at = text.iter().find_map(|_| at(told));
    if at(actor) < text_at { format!("{actor} {told}") } else { format!("{told} {actor}") }
}

/// A value as plain text: what it marks up as Markdown is taken off.
fn plain(text: &str) -> String {
    updates::plain(text)
}

#[cfg(test)]
mod tests {
    use crate::config::Settings;
    use crate::extract::{Reading, read};
    use crate::model::{Incident, Section};
    use crate::source::SourceFile;
    use crate::syntax;

    fn with<T>(text: &str, pick: impl Fn(&Incident, &SourceFile) -> T) -> T {
        let source = SourceFile::new("report.md", text);
        let settings = Settings::for_folder("", std::iter::empty()).value.expect("defaults are valid");
        let document = syntax::parse(&source).value;
        let incident = read(&source, &document, &Reading::of(&settings)).value.remove(0);
        pick(&incident, &source)
    }

    #[test]
    fn sections_stand_under_keys() {
        let check = |text: &str, expected: Option<(u32, u32)>| {
            let lines = |section: &Section, source: &SourceFile| section.evidence.lines(&source.lines);
            let found = with(text, |incident, source| incident.root_cause.as_ref().map(|found| lines(found, source)));
            assert_eq!(found.map(|lines| (lines.first, lines.last)), expected, "{text}");
        };
        check("---\nroot_cause: |\n  A validation refused cards\n  with a long name.\n---\n\nText.\n", Some((3, 4)));
        check(
            "---\nroot_cause: A validation refused cards with long names.\n---\n\n## Root cause\n\nText.\n",
            Some((2, 2)),
        );
        check("+++\nroot_cause = \"An expired certificate\"\n+++\n\nText.\n", Some((2, 2)));
        // A tag is no answer, and a few words are less of one than a section.
        check("---\nroot_cause: certificate\n---\n\nText.\n", None);
        check("---\nroot_cause: expired certificate\n---\n\n## Root cause\n\nText.\n", Some((7, 7)));
        check("---\nroot_cause: TBD\n---\n\nText.\n", None);
    }

    #[test]
    fn an_impact_is_a_level_or_an_answer() {
        let check = |front: &str, severity: Option<&str>, answered: bool| {
            let found = with(&format!("---\n{front}\n---\n\nText.\n"), |incident, _| {
                (incident.severity.as_ref().map(|found| found.value.clone()), incident.impact.is_some())
            });
            assert_eq!(found, (severity.map(str::to_string), answered), "{front}");
        };
        check("impact: major", Some("major"), false);
        check("impact: Nobody could pay with a card for an hour.", None, true);
        check("impact: major\nseverity: P2", Some("P2"), false);
        check("severity: {level: SEV2, why: some customers}", Some("SEV2"), false);
    }

    #[test]
    fn follow_ups_are_listed() {
        let check = |text: &str, expected: &[&str]| {
            let found = with(text, |incident, _| {
                let told = incident.actions.iter().map(|action| {
                    let due = action.due.map_or_else(|| "-".to_string(), |due| due.to_string());
                    format!("{} | {} | {:?} | {due}", action.text, action.owners.join(", "), action.done)
                });
                told.collect::<Vec<_>>()
            });
            assert_eq!(found, expected, "{text}");
        };
        let done = "Add a canary | Mira Holt | Some(true) | 2024-03-20";
        let open = "Alert on refusals | Ossi Lang | Some(false) | -";
        check(
            "---\naction_items:\n  - title: Add a canary\n    owner: Mira Holt\n    status: done\n    due: 2024-03-20\n  - task: Alert on refusals\n    assignee: {name: Ossi Lang}\n    done: false\n---\n\nText.\n",
            &[done, open],
        );
        check(
            "+++\n[[actions]]\naction = \"Add a canary\"\nowners = [\"Mira Holt\"]\nstate = \"completed\"\ndue_date = 2024-03-20\n+++\n\n## Action items\n\n- Something else\n",
            &[done],
        );
        check(
            "{\n  \"title\": \"T\",\n  \"follow_ups\": [\"Alert on refusals [open]\"]\n}\n\nText.\n",
            &["Alert on refusals |  | Some(false) | -"],
        );
        check("---\nactions: none\n---\n\n## Action items\n\n- Add a canary\n", &["Add a canary |  | None | -"]);
    }

    #[test]
    fn timelines_are_listed() {
        let check = |text: &str, expected: &[&str]| {
            let found = with(text, |incident, _| {
                let told = incident.timeline.iter().map(|row| {
                    let at = row.at.map_or_else(|| "-".to_string(), |at| at.to_string());
                    format!("{at} {}: {}", row.kind.as_deref().unwrap_or("-"), row.text)
                });
                told.collect::<Vec<_>>()
            });
            assert_eq!(found, expected, "{text}");
        };
        let yaml = "---\ndate: 2024-03-05\ntimeline:\n  - {time: \"14:05\", event: Errors rise}\n  - {time: \"14:31\", who: Mira, event: \"rolls **back**\"}\n---\n\nText.\n";
        check(yaml, &["2024-03-05T14:05 -: Errors rise", "2024-03-05T14:31 -: Mira rolls back"]);
        check(
            "+++\n[[extra.updates]]\nat = 2024-03-05T14:05:00Z\nstatus = \"investigating\"\ntext = \"It is down.\"\n+++\n\nText.\n",
            &["2024-03-05T14:05 investigating: It is down."],
        );
        check(
            "---\nupdates:\n  - 2024-03-05 14:05 It is down.\n---\n\n## Timeline\n\n- 2024-03-05 15:00 other\n",
            &["2024-03-05T14:05 -: It is down."],
        );
        check(
            "---\nevents: [launch, fair]\n---\n\n## Timeline\n\n- 2024-03-05 15:00 other\n",
            &["2024-03-05T15:00 -: other"],
        );
    }

    #[test]
    fn times_and_lengths_are_read_in_many_keys() {
        let check = |front: &str, expected: (&str, &str, Option<u32>)| {
            let found = with(&format!("---\n{front}\n---\n\nText.\n"), |incident, _| {
                let at = |at: &Option<crate::model::Sourced<crate::model::Moment>>| {
                    at.as_ref().map_or_else(|| "-".to_string(), |at| at.value.to_string())
                };
                (at(&incident.started_at), at(&incident.ended_at), incident.stated_duration.as_ref().map(|d| d.value.0))
            });
            let (start, end, minutes) = expected;
            assert_eq!(found, (start.to_string(), end.to_string(), minutes), "{front}");
        };
        let (start, end) = ("2024-03-05T14:05", "2024-03-05T15:20");
        check("incident:\n  start: 2024-03-05T14:05:00Z\n  end: 2024-03-05T15:20:00Z", (start, end, None));
        check(
            "scheduled_for: 2024-03-05T14:05\nscheduled_until: 2024-03-05T15:20\ndate: 2024-03-01",
            (start, end, None),
        );
        check("window: 2024-03-05 14:05 - 15:20 UTC", (start, end, None));
        check("date: 2024-03-05\nstart: \"14:05\"\nresolved: true\nend: \"15:20\"", (start, end, None));
        check(
            "labels: status, shop\ncreated: 2024-03-05T14:05:11.000Z\nclosed: 2024-03-05T15:20:42.000Z",
            (start, end, None),
        );
        check("duration_hours: 1.5", ("-", "-", Some(90)));
        check("duration: {hours: 1, minutes: 15}", ("-", "-", Some(75)));
        check("downtime: 75", ("-", "-", Some(75)));
        // When a report was written is no beginning.
        check("created: 2024-03-05T14:05:11.000Z\nowner: Mira Holt", ("-", "-", None));
    }
}
