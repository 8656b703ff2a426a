//! Lanes of a timeline: one for each kind of event, in the order in which an incident is noticed and handled.
//!
//! Each lane has a shape and a letter of its own, so that its marks are told apart without colour.

use std::borrow::Cow;

use super::element::{Markup, Value, push_steps};

/// Half the width of a mark.
pub(super) const RADIUS: f64 = 9.0;

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
    // In the order in which they are met. A kind comes in many rows and is looked at in the first of them.
    let mut lanes: Vec<Lane> = Vec::new();
    let mut met: Vec<(&str, usize)> = Vec::new();
    let mut of_kind = |kind: Option<&'a str>| {
        let kind = kind.map_or("", str::trim);
        if let Some((_, place)) = met.iter().find(|(known, _)| *known == kind) {
            return *place;
        }
        let lane = lane(kind, &lanes);
        let place = lanes.iter().position(|known| *known == lane).unwrap_or(lanes.len());
        if place == lanes.len() {
            lanes.push(lane);
        }
        met.push((kind, place));
        place
    };
    let places: Vec<usize> = kinds.map(&mut of_kind).collect();
    let mut order: Vec<usize> = (0..lanes.len()).collect();
    order.sort_by_key(|place| lanes[*place].rank());
    let row = |place: &usize| order.iter().position(|at| at == place).unwrap_or(0);
    let rows = places.iter().map(row).collect();
    (order.iter().map(|place| lanes[*place].clone()).collect(), rows)
}

/// The lane of a kind, behind those that are there.
fn lane(kind: &str, lanes: &[Lane]) -> Lane {
    if kind.is_empty() {
        return Lane::Events;
    }
    known(kind).unwrap_or_else(|| {
        let free = || lanes.iter().filter(|lane| matches!(lane, Lane::Free(_)));
        match free().find(|lane| letters(lane.label()) == letters(kind)) {
            Some(lane) => lane.clone(),
            None if free().count() < MOST_FREE => Lane::Free(kind.to_owned()),
            None => Lane::Other,
        }
    })
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

fn letters(kind: &str) -> String {
    let mut out = String::with_capacity(kind.len());
    for c in kind.chars().filter(|c| c.is_alphanumeric()) {
        if c.is_ascii() { out.push(c.to_ascii_lowercase()) } else { out.extend(c.to_lowercase()) }
    }
    out
}

impl Lane {
    /// Where it stands among others; a report's own kinds stand in the order in which they are met.
    fn rank(&self) -> usize {
        match self {
            Lane::Automated => 0,
            Lane::Scheduled => 1,
            Lane::AppEvent => 2,
            Lane::Notification => 3,
            Lane::HumanNotification => 4,
            Lane::Operator => 5,
            Lane::Comms => 6,
            Lane::Free(_) => 7,
            Lane::Other => 8,
            Lane::Events => 9,
        }
    }

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

    /// Draws its shape around a point.
    pub(super) fn shape(&self, index: usize, markup: &mut Markup, (x, y): (f64, f64)) {
        let Shape { dx, dy, outline } = match self {
            Lane::Automated => SQUARE,
            Lane::Scheduled => HEXAGON,
            Lane::AppEvent => DIAMOND,
            Lane::Notification | Lane::Other => UP,
            Lane::HumanNotification => DOWN,
            Lane::Operator | Lane::Events => {
                let (x, y, r) = (Value::Number(x), Value::Number(y), Value::Number(RADIUS));
                return markup.leaf("circle", &[("cx", x), ("cy", y), ("r", r)]);
            }
            Lane::Comms => HOUSE,
            Lane::Free(_) => [SQUARE, DIAMOND, HEXAGON, HOUSE][index % 4],
        };
        let mut path = String::with_capacity(64);
        push_steps(&mut path, &[("M", x + dx), (" ", y + dy)]);
        path.push_str(outline);
        markup.leaf("path", &[("d", Value::Text(&path))]);
    }
}

/// A shape of about [`RADIUS`]: where its outline begins, seen from its middle, and how that goes on.
#[derive(Clone, Copy)]
struct Shape {
    dx: f64,
    dy: f64,
    outline: &'static str,
}

const SQUARE: Shape = Shape { dx: -8.1, dy: -8.1, outline: "h16.2v16.2h-16.2z" };
const DIAMOND: Shape = Shape { dx: 0.0, dy: -10.8, outline: "l10.8 10.8-10.8 10.8-10.8-10.8z" };
const UP: Shape = Shape { dx: 0.0, dy: -11.7, outline: "l10.8 19.8h-21.6z" };
const DOWN: Shape = Shape { dx: -10.8, dy: -8.1, outline: "h21.6l-10.8 19.8z" };
const HEXAGON: Shape = Shape { dx: -5.4, dy: -9.0, outline: "h10.8l4.5 9-4.5 9h-10.8l-4.5-9z" };
const HOUSE: Shape = Shape { dx: -8.1, dy: -1.8, outline: "l8.1-9 8.1 9v10.8h-16.2z" };

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
