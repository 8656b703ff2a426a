//! How long the phases of an incident took, each from its start.

use std::sync::Arc;

use super::Case;
use super::durations::{Duration, Durations, elapsed};
use crate::model::{Evidence, Incident, Kind, Milestones, Minutes, Moment, Sourced, Zone};

/// What an incident waits for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Phase {
    /// Until somebody noticed.
    Detected,
    /// Until it was called an incident.
    Declared,
    /// Until users were no longer hit.
    Mitigated,
    /// Until it was over.
    Resolved,
}

impl Phase {
    /// All of them, in the order in which they come.
    pub const ALL: [Phase; 4] = [Phase::Detected, Phase::Declared, Phase::Mitigated, Phase::Resolved];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Detected => "detected",
            Phase::Declared => "declared",
            Phase::Mitigated => "mitigated",
            Phase::Resolved => "resolved",
        }
    }
}

/// How long each phase took, in the order of [`Phase::ALL`], where both ends are known to the minute and in order.
pub(super) fn of(incident: &Incident, assumed: Option<&Zone>) -> [Option<Minutes>; 4] {
    let zone = incident.zone.as_ref().map(|zone| &zone.value).or(assumed);
    let time = |moment: Option<&Sourced<Moment>>| moment?.value.time();
    let start = time(incident.started_at.as_ref());
    Phase::ALL.map(|phase| elapsed(start?, time(end(incident, phase))?, zone))
}

fn end(incident: &Incident, phase: Phase) -> Option<&Sourced<Moment>> {
    let Milestones { detected, declared, mitigated } = &incident.milestones;
    match phase {
        Phase::Detected => detected.as_ref(),
        Phase::Declared => declared.as_ref(),
        Phase::Mitigated => mitigated.as_ref(),
        Phase::Resolved => incident.ended_at.as_ref(),
    }
}

/// What can be said of each phase over all incidents; a stated duration stands in for the last one.
pub(super) fn sum_up(cases: &[Arc<Case>]) -> [Durations; 4] {
    Phase::ALL.map(|phase| {
        let of = |case: &Case| match phase {
            Phase::Resolved => super::lasted(case),
            Phase::Detected | Phase::Declared | Phase::Mitigated => {
                let computed = case.computed(phase).filter(|_| case.is_incident());
                computed.map(|minutes| Duration { computed: Some(minutes), stated: None })
            }
        };
        Durations::new(cases.iter().filter_map(|case| of(case)))
    })
}

impl Case {
    /// Whether it counts in statistics: neither planned work nor a notice.
    pub fn is_incident(&self) -> bool {
        match self.incident.kind.value {
            Kind::Incident => true,
            Kind::Maintenance | Kind::Notice => false,
        }
    }

    /// How long a phase took by the times of the report.
    pub fn computed(&self, phase: Phase) -> Option<Minutes> {
        self.phases[phase as usize]
    }

    /// How long a phase counts in statistics: by its times, else, for the whole incident, as the report states.
    pub fn took(&self, phase: Phase) -> Option<Minutes> {
        if !self.is_incident() {
            return None;
        }
        match phase {
            Phase::Detected | Phase::Declared | Phase::Mitigated => self.computed(phase),
            Phase::Resolved => self.duration.map(Duration::minutes),
        }
    }

    /// Where the end of a phase was read.
    pub fn end_of(&self, phase: Phase) -> Option<&Evidence> {
        end(&self.incident, phase).map(|end| &end.evidence)
    }
}
