//! Causes by axis: categories of the taxonomy, and the free words of reports that it does not know.
//!
//! A tag or label of a report is confirmed, whether the taxonomy knows it (by id or label) or not; matched words of a
//! cause section are suggestions and stand back where the same category is confirmed. An incident has one trigger: a
//! confirmed one silences suggested ones.

use std::collections::{HashMap, HashSet};

use super::roster::fold_thing;
use super::{CauseIx, Durations, IncidentIx, slug};
use crate::config::Taxonomy;
use crate::model::{Axis, Incident, Sourced};
use crate::source::Span;

/// A category of causes.
#[derive(Clone, Debug)]
pub struct Cause {
    /// Its axis.
    pub axis: Axis,
    /// The last part of the address of its page; unique over all axes.
    pub slug: String,
    /// Its id in the taxonomy; the free words themselves where the taxonomy does not know them.
    pub id: String,
    /// What the site calls it.
    pub label: String,
    /// Its position in the taxonomy's list of the axis, which holds group and definition; `None` for free words.
    pub category: Option<usize>,
    /// Its incidents, newest first.
    pub occurrences: Vec<Occurrence>,
    /// How many of them have it confirmed.
    pub confirmed: u32,
    /// How long those incidents lasted, suggested ones included.
    pub durations: Durations,
}

/// How sure it is that an incident has a cause.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Standing {
    /// The report names it by tag or label.
    Confirmed,
    /// Words of a cause section match a keyword of the category.
    Suggested,
}

/// An incident of a cause.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Occurrence {
    /// The incident.
    pub incident: IncidentIx,
    /// How sure that is.
    pub standing: Standing,
}

/// A cause of an incident, and the words of the report that give it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Citation {
    /// The category.
    pub cause: CauseIx,
    /// How sure that is.
    pub standing: Standing,
    /// The tag or label, or the words that matched; as written.
    pub words: String,
    /// Where they stand in the report.
    pub span: Span,
}

/// All categories that there are or that incidents have, and the citations of each incident. Durations are left to the
/// caller.
pub(super) fn collect<'a>(
    incidents: impl Iterator<Item = &'a Incident>,
    taxonomy: &Taxonomy,
) -> (Vec<Cause>, Vec<Vec<Citation>>) {
    let mut known = Known::new(taxonomy);
    let mut found: Vec<Vec<Citation>> = incidents.map(|incident| known.cite(incident)).collect();
    let (mut causes, places) = known.finish();
    for (position, citations) in found.iter_mut().enumerate() {
        for citation in citations.iter_mut() {
            citation.cause = CauseIx::at(places[citation.cause.position()]);
        }
        // Stable: of several tags or matches the first counts, and a confirmed one before a suggested one.
        citations.sort_by_key(|citation| (citation.cause, citation.standing));
        citations.dedup_by_key(|citation| citation.cause);
        for citation in citations.iter() {
            let cause = &mut causes[citation.cause.position()];
            cause.occurrences.push(Occurrence { incident: IncidentIx::at(position), standing: citation.standing });
            cause.confirmed += u32::from(citation.standing == Standing::Confirmed);
        }
    }
    (causes, found)
}

/// The categories known so far, in the order met; addresses are positions in this order until all are known.
struct Known {
    causes: Vec<Cause>,
    by_name: HashMap<(Axis, String), usize>,
    by_id: HashMap<(Axis, String), usize>,
}

impl Known {
    fn new(taxonomy: &Taxonomy) -> Self {
        let mut known = Self { causes: Vec::new(), by_name: HashMap::new(), by_id: HashMap::new() };
        for axis in Taxonomy::AXES {
            for (position, category) in taxonomy.of(axis).iter().enumerate() {
                let at = known.causes.len();
                for name in [&category.id, &category.label] {
                    known.by_name.entry((axis, fold_thing(name))).or_insert(at);
                }
                known.by_id.insert((axis, category.id.clone()), at);
                known.causes.push(cause(axis, category.id.clone(), category.label.clone(), Some(position)));
            }
        }
        known
    }

    /// What the report of an incident says and suggests, in its order.
    fn cite(&mut self, incident: &Incident) -> Vec<Citation> {
        let mut citations: Vec<Citation> = Vec::new();
        let tags = &incident.causes;
        let axes = [
            (Axis::Trigger, &tags.triggers),
            (Axis::Cause, &tags.causes),
            (Axis::Gap, &tags.gaps),
            (Axis::Component, &tags.components),
        ];
        for (axis, tags) in axes {
            for tag in tags {
                let Some(at) = self.named(axis, tag) else { continue };
                let (words, span) = (tag.value.clone(), tag.evidence.span());
                citations.push(Citation { cause: CauseIx::at(at), standing: Standing::Confirmed, words, span });
            }
        }
        for suggestion in &incident.suggestions {
            let Some(at) = self.by_id.get(&(suggestion.axis, suggestion.id.clone())) else { continue };
            if suggestion.axis == Axis::Trigger && !tags.triggers.is_empty() {
                continue;
            }
            let (words, span) = (suggestion.words.clone(), suggestion.span);
            citations.push(Citation { cause: CauseIx::at(*at), standing: Standing::Suggested, words, span });
        }
        citations
    }

    /// The category that a tag names; free words become one. `None` for a tag without a letter.
    fn named(&mut self, axis: Axis, tag: &Sourced<String>) -> Option<usize> {
        let folded = fold_thing(&tag.value);
        if !folded.chars().any(char::is_alphanumeric) {
            return None;
        }
        let next = self.causes.len();
        let at = *self.by_name.entry((axis, folded)).or_insert(next);
        if at == next {
            let words = tag.value.trim().to_owned();
            self.causes.push(cause(axis, words.clone(), words, None));
        }
        Some(at)
    }

    /// The categories in the order of [`super::Archive::causes`], and from the order met to that one.
    fn finish(self) -> (Vec<Cause>, Vec<usize>) {
        let mut order: Vec<usize> = (0..self.causes.len()).collect();
        order.sort_by_cached_key(|at| {
            let cause = &self.causes[*at];
            let place = cause.category.unwrap_or(usize::MAX);
            (cause.axis, place, cause.label.to_lowercase(), cause.label.clone())
        });
        let mut places = vec![0; order.len()];
        for (place, at) in order.iter().enumerate() {
            places[*at] = place;
        }
        let mut causes = self.causes;
        // In the order met: the categories of the taxonomy come first, whatever free words reports use.
        for (at, slug) in slugs(&causes).into_iter().enumerate() {
            causes[at].slug = slug;
        }
        let mut sorted: Vec<(usize, Cause)> = places.iter().copied().zip(causes).collect();
        sorted.sort_by_key(|(place, _)| *place);
        (sorted.into_iter().map(|(_, cause)| cause).collect(), places)
    }
}

fn cause(axis: Axis, id: String, label: String, category: Option<usize>) -> Cause {
    let slug = slug::named(&id, "cause");
    let (occurrences, confirmed, durations) = (Vec::new(), 0, Durations::default());
    Cause { axis, slug, id, label, category, occurrences, confirmed, durations }
}

/// A slug for each, in order: the same words on a second axis get its name in front.
fn slugs(causes: &[Cause]) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut wanted = Vec::with_capacity(causes.len());
    for cause in causes {
        let slug = cause.slug.clone();
        let slug = if taken.contains(&slug) { format!("{}-{slug}", cause.axis.name()) } else { slug };
        taken.insert(slug.clone());
        wanted.push(slug);
    }
    slug::settle(wanted).into_iter().map(|settled| settled.slug).collect()
}
