//! Linking over what the last link left: an edit that changes nothing but words costs what those words decide.
//!
//! Entry points: [`Archive::link_for`], then [`Links::renew`] with what was edited. Order, addresses, applications, causes, people, actions,
//! questions and the calendar follow from facts that most edits leave as they are; [`is_same_but_for_words`] names them all. Where
//! they are, the cases of the edited reports are replaced, the words counted anew (`similar`), and the promises that those words can
//! have to do with looked for again (`echoes`). In all other cases, there is no renewing, and all is linked.

use std::sync::Arc;

use super::causes::Standing;
use super::echoes::Echoing;
use super::{Archive, Case, Cause, Citation, Entry, IncidentIx, Reference};
use crate::diag::{Diagnostic, Parsed};
use crate::model::{Action, Axis, CauseTags, Incident, Mention, Milestones, Sourced};
use crate::source::Span;

/// How many reports may be others: with more of them, all is linked.
const MOST: usize = 32;

/// What the last link left for the next one. Empty at first.
#[derive(Debug, Default)]
pub struct Links(Option<Last>);

/// An archive and what it was linked from.
#[derive(Debug)]
pub(super) struct Last {
    /// What was handed over, in its order.
    pub entries: Vec<Entry>,
    /// Which incident each of them became; `None` for drafts that were left out.
    pub places: Vec<Option<IncidentIx>>,
    /// The archive.
    pub archive: Archive,
    /// What there was to say of addresses and applications.
    pub diagnostics: Vec<Diagnostic>,
    /// What promises are found by.
    pub echoing: Echoing,
    /// What there was to say of promises.
    pub of_echoes: Vec<Diagnostic>,
}

impl Links {
    /// Keeps what a link gave, and gives it.
    pub(super) fn keep(&mut self, last: Last) -> Parsed<Archive> {
        self.0.insert(last).linked()
    }

    /// The archive where some of the incidents, each by its position among those of the last link, differ from them in their
    /// words alone; `None` where more has changed. Settings, day and treatment of drafts are those of the last link.
    pub fn renew(&mut self, changed: &[(usize, Entry)]) -> Option<Parsed<Archive>> {
        let last = self.0.as_mut().filter(|last| last.is_renewable(changed))?;
        let mut archive = last.archive.clone();
        let incidents = Arc::make_mut(&mut archive.incidents);
        let mut renewed: Vec<IncidentIx> = Vec::new();
        for (position, entry) in changed {
            let Some(ix) = last.places[*position] else { continue };
            incidents[ix.position()] = Arc::new(last.archive[ix].renewed(entry, &last.archive.causes)?);
            renewed.push(ix);
        }
        renewed.sort_unstable();
        for (position, entry) in changed {
            last.entries[*position] = entry.clone();
        }
        archive.index = last.archive.index.renewed(&last.archive.incidents, &archive.incidents, &renewed);
        if let Some(found) = last.echoing.renew(&last.archive, &archive, &renewed) {
            archive.echoes = Arc::new(found.value);
            last.of_echoes = found.diagnostics;
        }
        last.archive = archive;
        Some(last.linked())
    }
}

impl Last {
    fn linked(&self) -> Parsed<Archive> {
        let diagnostics = self.diagnostics.iter().chain(&self.of_echoes).cloned().collect();
        Parsed { value: self.archive.clone(), diagnostics }
    }

    /// Whether incidents differ in nothing but words from those that they stand for.
    fn is_renewable(&self, changed: &[(usize, Entry)]) -> bool {
        let is_renewable = |(position, new): &(usize, Entry)| {
            self.entries.get(*position).is_some_and(|old| {
                let speaks_of = |diagnostic: &Diagnostic| speaks_of(diagnostic, &old.incident);
                is_same_but_for_words(&old.incident, &new.incident) && !self.diagnostics.iter().any(speaks_of)
            })
        };
        changed.len() <= MOST && changed.iter().all(is_renewable)
    }
}

/// Whether a diagnostic points into the report of an incident, where places may be others now.
fn speaks_of(diagnostic: &Diagnostic, incident: &Incident) -> bool {
    diagnostic.labels.iter().any(|label| label.file == incident.id.file)
}

/// Whether all facts of two incidents that linking goes by are the same, wherever they stand: all but words.
fn is_same_but_for_words(old: &Incident, new: &Incident) -> bool {
    // A new fact does not compile until somebody has decided what linking does with it.
    let Incident {
        id,
        title,
        kind,
        date,
        started_at,
        ended_at,
        zone,
        stated_duration,
        severity,
        applications,
        timeline: _,
        milestones: Milestones { detected, declared, mitigated },
        questions,
        root_cause: _,
        impact: _,
        resolution: _,
        lessons,
        actions,
        improvements,
        recommendations: _,
        people,
        causes: CauseTags { triggers, causes, gaps, components },
        suggestions,
        draft,
        aliases,
        ids,
        mentions,
        verdicts,
        wording: _,
    } = old;
    let tags = &new.causes;
    *id == new.id
        && value(title) == value(&new.title)
        && kind.value == new.kind.value
        && value(date) == value(&new.date)
        && value(started_at) == value(&new.started_at)
        && value(ended_at) == value(&new.ended_at)
        && value(zone) == value(&new.zone)
        && value(stated_duration) == value(&new.stated_duration)
        && value(severity) == value(&new.severity)
        && is_same_list(applications, &new.applications, |a, b| a.value == b.value)
        && value(detected) == value(&new.milestones.detected)
        && value(declared) == value(&new.milestones.declared)
        && value(mitigated) == value(&new.milestones.mitigated)
        && is_same_list(questions, &new.questions, |a, b| {
            a.answer.heading == b.answer.heading && a.verdict == b.verdict
        })
        && lessons.is_some() == new.lessons.is_some()
        && is_same_list(actions, &new.actions, is_same_promise)
        && improvements.len() == new.improvements.len()
        && is_same_list(people, &new.people, |a, b| a.value == b.value)
        && is_same_list(triggers, &tags.triggers, |a, b| a.value == b.value)
        && is_same_list(causes, &tags.causes, |a, b| a.value == b.value)
        && is_same_list(gaps, &tags.gaps, |a, b| a.value == b.value)
        && is_same_list(components, &tags.components, |a, b| a.value == b.value)
        && is_same_list(suggestions, &new.suggestions, |a, b| a.axis == b.axis && a.id == b.id)
        && *draft == new.draft
        && *aliases == new.aliases
        && is_same_list(ids, &new.ids, |a, b| a.value == b.value)
        && is_same_list(mentions, &new.mentions, |a, b| a.target == b.target && a.again == b.again)
        && *verdicts == new.verdicts
}

fn value<T>(fact: &Option<Sourced<T>>) -> Option<&T> {
    fact.as_ref().map(|fact| &fact.value)
}

fn is_same_list<T>(old: &[T], new: &[T], is_same: impl Fn(&T, &T) -> bool) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_same(old, new))
}

/// Whether two actions are owed by the same, in the same state and by the same day.
fn is_same_promise(old: &Action, new: &Action) -> bool {
    let Action { text: _, owners, done, due, links: _, span: _ } = old;
    *owners == new.owners && *done == new.done && *due == new.due
}

impl Case {
    /// The same case with what its report says now; `None` where places cannot be told from each other.
    fn renewed(&self, entry: &Entry, causes: &[Cause]) -> Option<Self> {
        let Entry { incident, source, passages } = entry.clone();
        let refers = self.refers.iter().map(|known| known.renewed(&self.incident.mentions, &incident.mentions));
        let refers = refers.collect::<Option<Vec<_>>>()?;
        let cited = self.causes.iter().map(|known| known.renewed(&causes[known.cause.position()], &incident));
        let cited = cited.collect::<Option<Vec<_>>>()?;
        Some(Self { refers, causes: cited, incident, source, passages, ..self.clone() })
    }
}

impl Reference {
    /// The same reference where the mention that gave it stands now.
    fn renewed(&self, old: &[Mention], new: &[Mention]) -> Option<Self> {
        let mut places = old.iter().zip(new).filter(|(mention, _)| mention.span == self.span).map(|(_, now)| now.span);
        let span = places.next()?;
        places.all(|other| other == span).then(|| Self { span, ..self.clone() })
    }
}

impl Citation {
    /// The same citation where the tag or the words that gave it stand now: the first ones of the report that do.
    fn renewed(&self, cause: &Cause, incident: &Incident) -> Option<Self> {
        let (words, span): (&str, Span) = match self.standing {
            Standing::Confirmed => {
                let CauseTags { triggers, causes, gaps, components } = &incident.causes;
                let tags = match cause.axis {
                    Axis::Trigger => triggers,
                    Axis::Cause => causes,
                    Axis::Gap => gaps,
                    Axis::Component => components,
                };
                let tag = tags.iter().find(|tag| tag.value == self.words)?;
                (&tag.value, tag.evidence.span())
            }
            Standing::Suggested => {
                let mut all = incident.suggestions.iter();
                let found = all.find(|found| found.axis == cause.axis && found.id == cause.id)?;
                (&found.words, found.span)
            }
        };
        Some(Self { cause: self.cause, standing: self.standing, words: words.to_owned(), span })
    }
}

#[cfg(test)]
mod tests;
