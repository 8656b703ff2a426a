//! Drawings that pages show: what [`crate::render`] draws, as markup for templates.

use super::Html;
use crate::archive::Archive;
use crate::model::Incident;

/// The timeline of an incident, drawn to scale.
pub(super) fn timeline(_incident: &Incident) -> Option<Html> {
    None
}

/// All incidents over time.
pub(super) fn strip(_archive: &Archive) -> Option<Html> {
    None
}

/// The incidents of a year.
pub(super) fn strip_of_year(_archive: &Archive, _year: i16) -> Option<Html> {
    None
}

/// The name of the lane of an event type: the class of its colour.
pub(super) fn lane(kind: &str) -> &'static str {
    let folded: String = kind.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    match folded.as_str() {
        "automated" => "automated",
        "scheduled" => "scheduled",
        "appevent" => "app-event",
        "notification" => "notification",
        "humannotification" => "human-notification",
        "operator" => "operator",
        "comms" => "comms",
        _ => "other",
    }
}
