//! Lanes of a timeline: one for each kind of event, in the order in which an incident is noticed and handled.
//!
//! Each lane has a shape and a letter of its own, so that its marks are told apart without colour.

use std::borrow::Cow;

use super::element::{Markup, Value};

/// A kind of event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Lane {
    Automated,
    Scheduled,
    AppEvent,
    Notification,
    HumanNotification,
    Operator,
    Comms,
    /// A kind of the report's own, as written.
    Free(String),
    /// Kinds beyond those that get a lane each.
    Other,
    /// No kind stated.
    Events,
}

/// How many lanes of a report's own kinds there are before the rest shares one.
const MOST_FREE: usize = 8;

/// Assigns a lane to each row, by its kind; gives the lanes in order and the index into them for each row.
pub(super) fn assign<'a>(kinds: impl Iterator<Item = Option<&'a str>>) -> (Vec<Lane>, Vec<usize>) {
    let mut free: Vec<String> = Vec::new();
    let mut rows: Vec<Lane> = Vec::new();
    for kind in kinds {
        let lane = match kind.map(str::trim).filter(|kind| !kind.is_empty()) {
            None => Lane::Events,
            Some(kind) => known(kind).unwrap_or_else(|| match free.iter().find(|name| same(name, kind)) {
                Some(name) => Lane::Free(name.clone()),
                None if free.len() < MOST_FREE => {
                    free.push(kind.to_string());
                    Lane::Free(kind.to_string())
                }
                None => Lane::Other,
            }),
        };
        rows.push(lane);
    }
    let fixed = [
        Lane::Automated,
        Lane::Scheduled,
        Lane::AppEvent,
        Lane::Notification,
        Lane::HumanNotification,
        Lane::Operator,
        Lane::Comms,
    ];
    let all = fixed.into_iter().chain(free.into_iter().map(Lane::Free)).chain([Lane::Other, Lane::Events]);
    let lanes: Vec<Lane> = all.filter(|lane| rows.contains(lane)).collect();
    let index = |row: &Lane| lanes.iter().position(|lane| lane == row).unwrap_or(0);
    let rows = rows.iter().map(index).collect();
    (lanes, rows)
}

/// The class of the lane of each row, by its kind: for a table beside the drawing.
pub fn classes<'a>(kinds: impl Iterator<Item = Option<&'a str>>) -> Vec<&'static str> {
    let (lanes, rows) = assign(kinds);
    rows.into_iter().map(|index| lanes.get(index).map_or("lane-other", |lane| lane.class(index))).collect()
}

/// The lane of a kind, however it is spelt: `App event`, `app-event`, `application events`.
fn known(kind: &str) -> Option<Lane> {
    Some(match letters(kind).trim_end_matches('s') {
        "automated" | "automatic" | "automation" => Lane::Automated,
        "scheduled" => Lane::Scheduled,
        "appevent" | "applicationevent" => Lane::AppEvent,
        "notification" | "automatednotification" => Lane::Notification,
        "humannotification" => Lane::HumanNotification,
        "operator" | "operation" => Lane::Operator,
        "comm" | "communication" => Lane::Comms,
        _ => return None,
    })
}

fn same(a: &str, b: &str) -> bool {
    a == b || letters(a) == letters(b)
}

fn letters(kind: &str) -> String {
    let mut out = String::with_capacity(kind.len());
    for c in kind.chars().filter(|c| c.is_alphanumeric()) {
        if c.is_ascii() { out.push(c.to_ascii_lowercase()) } else { out.extend(c.to_lowercase()) }
    }
    out
}

impl Lane {
    /// What stands in front of the lane.
    pub(super) fn label(&self) -> &str {
        match self {
            Lane::Automated => "automated",
            Lane::Scheduled => "scheduled",
            Lane::AppEvent => "app event",
            Lane::Notification => "notification",
            Lane::HumanNotification => "human notification",
            Lane::Operator => "operator",
            Lane::Comms => "comms",
            Lane::Free(name) => name,
            Lane::Other => "other",
            Lane::Events => "events",
        }
    }

    /// The class that gives the lane its colour. A report's own kinds share four.
    pub(super) fn class(&self, index: usize) -> &'static str {
        match self {
            Lane::Automated => "lane-automated",
            Lane::Scheduled => "lane-scheduled",
            Lane::AppEvent => "lane-app-event",
            Lane::Notification => "lane-notification",
            Lane::HumanNotification => "lane-human-notification",
            Lane::Operator => "lane-operator",
            Lane::Comms => "lane-comms",
            Lane::Free(_) => ["lane-free-1", "lane-free-2", "lane-free-3", "lane-free-4"][index % 4],
            Lane::Other => "lane-other",
            Lane::Events => "lane-events",
        }
    }

    /// The letter in its marks; empty where nothing tells events apart.
    pub(super) fn letter(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Lane::Automated => "A",
            Lane::Scheduled => "S",
            Lane::AppEvent => "E",
            Lane::Notification => "N",
            Lane::HumanNotification => "H",
            Lane::Operator => "O",
            Lane::Comms => "C",
            Lane::Free(name) => {
                let first = name.chars().find(|c| c.is_alphanumeric());
                return first.map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default().into();
            }
            Lane::Other | Lane::Events => "",
        })
    }

    /// Draws its shape around a point, `r` being about half its width.
    pub(super) fn shape(&self, index: usize, markup: &mut Markup, (x, y): (f64, f64), r: f64) {
        let circle = |markup: &mut Markup| {
            let (x, y, r) = (Value::Number(x), Value::Number(y), Value::Number(r));
            markup.leaf("circle", &[("cx", x), ("cy", y), ("r", r)]);
        };
        let corners: &[(f64, f64)] = match self {
            Lane::Automated => SQUARE,
            Lane::Scheduled => HEXAGON,
            Lane::AppEvent => DIAMOND,
            Lane::Notification => UP,
            Lane::HumanNotification => DOWN,
            Lane::Operator | Lane::Events => return circle(markup),
            Lane::Comms => HOUSE,
            Lane::Free(_) => [SQUARE, DIAMOND, HEXAGON, HOUSE][index % 4],
            Lane::Other => UP,
        };
        let mut points = [(0.0, 0.0); MOST_CORNERS];
        for (point, (dx, dy)) in points.iter_mut().zip(corners) {
            *point = (x + dx * r, y + dy * r);
        }
        markup.leaf("polygon", &[("points", Value::Points(&points[..corners.len().min(MOST_CORNERS)]))]);
    }
}

const MOST_CORNERS: usize = 6;
const SQUARE: &[(f64, f64)] = &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)];
const DIAMOND: &[(f64, f64)] = &[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)];
const UP: &[(f64, f64)] = &[(0.0, -1.3), (1.2, 0.9), (-1.2, 0.9)];
const DOWN: &[(f64, f64)] = &[(-1.2, -0.9), (1.2, -0.9), (0.0, 1.3)];
const HEXAGON: &[(f64, f64)] = &[(-0.6, -1.0), (0.6, -1.0), (1.1, 0.0), (0.6, 1.0), (-0.6, 1.0), (-1.1, 0.0)];
const HOUSE: &[(f64, f64)] = &[(-0.9, -0.2), (0.0, -1.2), (0.9, -0.2), (0.9, 1.0), (-0.9, 1.0)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_kinds_come_first_and_rows_without_one_last() {
        let kinds = [Some("Investigating"), None, Some("Comms"), Some("app-event"), Some("investigating"), Some(" ")];
        let (lanes, rows) = assign(kinds.into_iter());
        let labels: Vec<_> = lanes.iter().map(Lane::label).collect();
        assert_eq!(labels, ["app event", "comms", "Investigating", "events"]);
        assert_eq!(rows, [2, 3, 1, 0, 2, 3]);
    }

    #[test]
    fn too_many_kinds_share_a_lane() {
        let kinds: Vec<_> = (0..300).map(|n| format!("kind {n}")).collect();
        let (lanes, _) = assign(kinds.iter().map(|kind| Some(kind.as_str())));
        assert_eq!((lanes.len(), lanes.last()), (MOST_FREE + 1, Some(&Lane::Other)));
    }
}
