//! Addresses within one [`Archive`]: a number per list, each list with a type of its own.
//!
//! They hold for one link only: the next build may number anew. What has to last (page addresses) are the slugs.
//! `archive[ix]` gives what stands there.

use std::ops::Index;

use super::{ActionRef, Application, Archive, Case, Cause, Owner, QuestionGroup};

macro_rules! indices {
    ($($(#[doc = $doc:literal])+ $name:ident => $list:ident: $target:ty;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(u32);

        impl $name {
            /// The address of the item at `position` of its list.
            pub(crate) fn at(position: usize) -> Self {
                Self(u32::try_from(position).unwrap_or(u32::MAX))
            }

            /// The position in its list.
            pub fn position(self) -> usize {
                self.0 as usize
            }
        }

        impl Index<$name> for Archive {
            type Output = $target;

            fn index(&self, ix: $name) -> &$target {
                &self.$list[ix.position()]
            }
        }
    )+};
}

indices! {
    /// Which incident: its place in [`Archive::incidents`], newest first.
    IncidentIx => incidents: Case;
    /// Which application: its place in [`Archive::applications`].
    ApplicationIx => applications: Application;
    /// Which category of causes: its place in [`Archive::causes`].
    CauseIx => causes: Cause;
    /// Which owner: its place in [`Archive::owners`].
    OwnerIx => owners: Owner;
    /// Which review question: its place in [`Archive::questions`].
    QuestionIx => questions: QuestionGroup;
    /// Which action: its place in [`Archive::actions`].
    ActionIx => actions: ActionRef;
}
