//! An incident with other words in the same places: what a site without names is made of.
//!
//! Every text and every span of an incident goes through here. The types are taken apart field by field, so that a new
//! fact does not compile until somebody has decided what becomes of it.

use super::{
    Action, CauseSuggestion, CauseTags, EchoVerdict, EchoVerdicts, Evidence, Incident, IncidentId, Line, Mention,
    Milestones, Question, Section, Sourced, Target, Term, TimelineRow, Wording,
};
use crate::source::Span;

/// What becomes of the parts of an incident.
pub struct Rewrite<'a> {
    /// Of a text.
    pub text: &'a dyn Fn(&str) -> String,
    /// Of the name of a person or team that stands for itself.
    pub name: &'a dyn Fn(&str) -> String,
    /// Of a former address: `None` where it is given up.
    pub address: &'a dyn Fn(&str) -> Option<String>,
    /// Of a place in the source.
    pub span: &'a dyn Fn(Span) -> Span,
}

impl Rewrite<'_> {
    /// The incident of another identity, everything else rewritten.
    pub fn incident(&self, incident: &Incident, id: IncidentId) -> Incident {
        let Incident {
            id: _,
            title,
            kind,
            date,
            started_at,
            ended_at,
            zone,
            stated_duration,
            severity,
            applications,
            timeline,
            milestones: Milestones { detected, declared, mitigated },
            questions,
            root_cause,
            impact,
            resolution,
            lessons,
            actions,
            improvements,
            recommendations,
            people,
            causes: CauseTags { triggers, causes, gaps, components },
            suggestions,
            draft,
            aliases,
            ids,
            mentions,
            verdicts: EchoVerdicts { echoes, not_echoes },
            wording,
        } = incident;
        Incident {
            id,
            title: title.as_ref().map(|title| self.fact(title)),
            kind: self.place(kind),
            date: date.as_ref().map(|date| self.place(date)),
            started_at: started_at.as_ref().map(|start| self.place(start)),
            ended_at: ended_at.as_ref().map(|end| self.place(end)),
            zone: zone.as_ref().map(|zone| self.place(zone)),
            stated_duration: stated_duration.as_ref().map(|stated| self.place(stated)),
            severity: severity.as_ref().map(|severity| self.fact(severity)),
            applications: self.facts(applications),
            timeline: timeline.iter().map(|row| self.row(row)).collect(),
            milestones: Milestones {
                detected: detected.as_ref().map(|moment| self.place(moment)),
                declared: declared.as_ref().map(|moment| self.place(moment)),
                mitigated: mitigated.as_ref().map(|moment| self.place(moment)),
            },
            questions: questions.iter().map(|question| self.question(question)).collect(),
            root_cause: root_cause.as_ref().map(|section| self.section(section)),
            impact: impact.as_ref().map(|section| self.section(section)),
            resolution: resolution.as_ref().map(|section| self.section(section)),
            lessons: lessons.as_ref().map(|section| self.section(section)),
            actions: actions.iter().map(|action| self.action(action)).collect(),
            improvements: self.facts(improvements),
            recommendations: self.facts(recommendations),
            people: people.iter().map(|name| self.place(name).map(|name| (self.name)(&name))).collect(),
            causes: CauseTags {
                triggers: self.facts(triggers),
                causes: self.facts(causes),
                gaps: self.facts(gaps),
                components: self.facts(components),
            },
            suggestions: suggestions.iter().map(|suggestion| self.suggestion(suggestion)).collect(),
            draft: *draft,
            aliases: aliases.iter().filter_map(|alias| self.alias(alias)).collect(),
            ids: self.facts(ids),
            mentions: mentions.iter().filter_map(|mention| self.mention(mention)).collect(),
            verdicts: EchoVerdicts {
                echoes: echoes.iter().map(|verdict| self.verdict(verdict)).collect(),
                not_echoes: not_echoes.iter().map(|verdict| self.verdict(verdict)).collect(),
            },
            wording: self.wording(wording),
        }
    }

    fn evidence(&self, evidence: &Evidence) -> Evidence {
        let mut spans = evidence.spans().map(|span| (self.span)(span));
        let first = spans.next().unwrap_or(Span::new(0, 0));
        let moved = Evidence::new(evidence.rule, first);
        spans.fold(moved, |moved, span| moved.join(evidence.rule, &Evidence::new(evidence.rule, span)))
    }

    fn place<T: Clone>(&self, fact: &Sourced<T>) -> Sourced<T> {
        Sourced { value: fact.value.clone(), evidence: self.evidence(&fact.evidence) }
    }

    fn fact(&self, fact: &Sourced<String>) -> Sourced<String> {
        Sourced { value: (self.text)(&fact.value), evidence: self.evidence(&fact.evidence) }
    }

    fn facts(&self, facts: &[Sourced<String>]) -> Vec<Sourced<String>> {
        facts.iter().map(|fact| self.fact(fact)).collect()
    }

    fn alias(&self, alias: &Sourced<String>) -> Option<Sourced<String>> {
        Some(Sourced { value: (self.address)(&alias.value)?, evidence: self.evidence(&alias.evidence) })
    }

    fn section(&self, section: &Section) -> Section {
        let Section { heading, evidence } = section;
        Section { heading: (self.text)(heading), evidence: self.evidence(evidence) }
    }

    fn question(&self, question: &Question) -> Question {
        let Question { answer, verdict } = question;
        Question { answer: self.section(answer), verdict: *verdict }
    }

    fn row(&self, row: &TimelineRow) -> TimelineRow {
        let TimelineRow { at, until, kind, text, span } = row;
        TimelineRow {
            at: *at,
            until: *until,
            kind: kind.as_deref().map(self.text),
            text: (self.text)(text),
            span: (self.span)(*span),
        }
    }

    fn action(&self, action: &Action) -> Action {
        let Action { text, owners, done, due, links, span } = action;
        Action {
            text: (self.text)(text),
            owners: owners.iter().map(|owner| (self.name)(owner)).collect(),
            done: *done,
            due: *due,
            links: links.iter().filter_map(|link| (self.address)(link)).collect(),
            span: (self.span)(*span),
        }
    }

    fn suggestion(&self, suggestion: &CauseSuggestion) -> CauseSuggestion {
        let CauseSuggestion { axis, id, words, span } = suggestion;
        CauseSuggestion { axis: *axis, id: id.clone(), words: (self.text)(words), span: (self.span)(*span) }
    }

    fn mention(&self, mention: &Mention) -> Option<Mention> {
        let Mention { target, again, span } = mention;
        let target = match target {
            Target::File(path, fragment) => Target::File((self.text)(path), fragment.as_deref().map(self.text)),
            Target::Web(address) => Target::Web((self.address)(address)?),
            Target::Id(id) => Target::Id((self.text)(id)),
            Target::Day { year, month, day } => Target::Day { year: *year, month: *month, day: *day },
            Target::Unnamed => Target::Unnamed,
        };
        Some(Mention { target, again: *again, span: (self.span)(*span) })
    }

    fn verdict(&self, verdict: &EchoVerdict) -> EchoVerdict {
        let EchoVerdict { report, words, span } = verdict;
        EchoVerdict { report: (self.text)(report), words: words.as_deref().map(self.text), span: (self.span)(*span) }
    }

    /// Words are numbers, and those of names were left out: only their places move.
    fn wording(&self, wording: &Wording) -> Wording {
        let Wording { terms, lines, words } = wording;
        Wording {
            terms: terms.iter().map(|term| Term { place: (self.span)(term.place), ..*term }).collect(),
            lines: lines.iter().map(|line| Line { span: (self.span)(line.span), ..*line }).collect(),
            words: words.clone(),
        }
    }
}
