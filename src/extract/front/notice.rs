//! Whether a report is a notice of a status page, by the keys of its front matter.

use crate::syntax::{FrontMatter, NodeValue};

/// Whether the front matter is that of a status page.
pub(super) fn is_notice(front: &FrontMatter) -> bool {
    let keys = [
        "affected",
        "affectedsystems",
        "resolved",
        "resolvedwhen",
        "severity",
        "systems",
        "informational",
        "scheduled",
        "components",
        "impact",
        "status",
        "affectedservices",
        "affectedcomponents",
        "resolvedat",
        "maintenance",
        "scheduledfor",
        "scheduledstart",
        "scheduleduntil",
    ];
    let found = keys.iter().filter(|key| front.get(key).is_some()).count();
    let sure = ["resolvedwhen", "affectedsystems", "informational", "expecteddown"];
    found >= 2 || sure.iter().any(|key| front.get(key).is_some()) || is_watched(front)
}

/// Whether labels and times are those of an issue that a watching program opened and closed.
fn is_watched(front: &FrontMatter) -> bool {
    let has = |key: &str| front.get(key);
    let labelled = has("labels").is_some_and(|entry| match &entry.node.value {
        NodeValue::Text(text) => text.split(',').any(|label| label.trim() == "status"),
        NodeValue::List(nodes) => nodes.iter().any(|node| node.text() == Some("status")),
        NodeValue::Null | NodeValue::Bool(_) | NodeValue::Table(_) => false,
    });
    labelled && (has("created").is_some() || has("createdat").is_some())
}
