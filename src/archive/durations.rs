//! How long incidents lasted: computed from their window, beside what the report states. Medians with n, no means.

use crate::model::Minutes;

/// How long one incident lasted. At least one of the two is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Duration {
    /// From start to end, clock changes between them taken into account where the zone is known.
    pub computed: Option<Minutes>,
    /// As the report itself states it.
    pub stated: Option<Minutes>,
}

/// What can honestly be said of several durations.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Durations {
    /// Every duration, shortest first: computed where both ends are known, else stated.
    pub sorted: Vec<Minutes>,
    /// How many of them are stated only.
    pub stated_only: u32,
}
