//! The phases of an incident over its lanes: start, detection, declaration, mitigation and end as lines with a label each,
//! and a band that shows how the time between start and end was spent.
//!
//! The band speaks of what is stated alone: the time up to the detection is unseen only where a report says when it was.
//!
//! A label stands right of its line where there is room, and a row higher where another one is in its way.

use super::LETTER;
use super::element::{Markup, Value};
use super::pack::{self, Seat};
use super::scale::{self, Scale};
use crate::model::{Incident, Moment};
use Value::{Number, Text};

/// How high a row of labels is.
const ROW: f64 = 18.0;

/// How high the band is.
const BAND: f64 = 5.0;

/// A point in time that divides an incident.
pub(super) struct Milestone {
    /// Minutes since 1970.
    pub(super) minute: i64,
    /// `start`, `detected`; several words where they fall together.
    label: String,
    /// What it is: the first and the last of what falls together.
    kinds: (Kind, Kind),
}

/// What divides an incident, in the order in which it happens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Start,
    Detected,
    Declared,
    Mitigated,
    End,
}

/// The class of the band between two neighbouring points; `None` where nothing is known of that time.
fn band(from: Kind, to: Kind) -> Option<&'static str> {
    match (from, to) {
        (Kind::Start, Kind::Detected) => Some("phase-unseen"),
        (Kind::Detected | Kind::Declared, _) => Some("phase-seen"),
        (Kind::Mitigated, _) => Some("phase-mitigated"),
        (Kind::Start | Kind::End, _) => None,
    }
}

/// The points in time of an incident, in order.
pub(super) struct Milestones {
    all: Vec<Milestone>,
    start: Option<i64>,
    end: Option<i64>,
}

impl Milestones {
    pub(super) fn of(incident: &Incident) -> Self {
        let at = |fact: Option<Moment>| fact.and_then(Moment::time).map(scale::minutes);
        let start = at(incident.started_at.as_ref().map(|fact| fact.value));
        let end = at(incident.ended_at.as_ref().map(|fact| fact.value));
        let end = end.filter(|end| start.is_none_or(|start| start <= *end));
        let named = [
            (start, "start", Kind::Start),
            (at(incident.milestones.detected.as_ref().map(|fact| fact.value)), "detected", Kind::Detected),
            (at(incident.milestones.declared.as_ref().map(|fact| fact.value)), "declared", Kind::Declared),
            (at(incident.milestones.mitigated.as_ref().map(|fact| fact.value)), "mitigated", Kind::Mitigated),
            (end, "end", Kind::End),
        ];
        // What lies outside of the incident is an odd reading, and would bend the axis.
        let inside = |minute: &i64| start.is_none_or(|start| start <= *minute) && end.is_none_or(|end| *minute <= end);
        let mut all: Vec<Milestone> = Vec::new();
        for (minute, label, kind) in named {
            let Some(minute) = minute.filter(inside) else { continue };
            match all.iter_mut().find(|known| known.minute == minute) {
                Some(known) => {
                    known.label.push_str(", ");
                    known.label.push_str(label);
                    known.kinds.1 = kind;
                }
                None => all.push(Milestone { minute, label: label.to_owned(), kinds: (kind, kind) }),
            }
        }
        all.sort_by_key(|milestone| milestone.minute);
        Self { all, start, end }
    }

    /// The times to find room for.
    pub(super) fn minutes(&self) -> impl Iterator<Item = i64> + '_ {
        self.all.iter().map(|milestone| milestone.minute)
    }

    /// The labels with their places on an axis that ends at `right`.
    pub(super) fn layout<'a>(&'a self, scale: &Scale, right: f64) -> Layout<'a> {
        let place = |milestone: &Milestone| {
            let (x, width) = (scale.x(milestone.minute), milestone.label.chars().count() as f64 * LETTER + 6.0);
            let is_left = milestone.minute < self.end.unwrap_or(i64::MAX) || x + width <= right;
            if is_left && x + width <= right + 40.0 { (x, x + width) } else { (x - width, x) }
        };
        let mut order: Vec<(usize, (f64, f64))> =
            self.all.iter().enumerate().map(|(at, milestone)| (at, place(milestone))).collect();
        order.sort_by(|(_, a), (_, b)| a.0.total_cmp(&b.0));
        let edges: Vec<(f64, f64)> = order.iter().map(|(_, edges)| *edges).collect();
        let seats = pack::pack(&edges, self.all.len());
        let rows = pack::rows(&seats);
        let seat = |seat: Seat| match seat {
            Seat::Row(row) => row,
            Seat::With(_) => 0,
        };
        let labels = order.iter().zip(seats).map(|((at, edges), row)| (&self.all[*at], *edges, seat(row))).collect();
        Layout { milestones: self, labels, rows }
    }
}

/// Labels that have a place.
pub(super) struct Layout<'a> {
    milestones: &'a Milestones,
    labels: Vec<(&'a Milestone, (f64, f64), usize)>,
    rows: usize,
}

impl Layout<'_> {
    /// Where the lanes begin: below all labels and the band.
    pub(super) fn top(&self) -> f64 {
        self.rows as f64 * ROW + BAND + 3.0
    }

    /// Draws the time of the incident, the band, the lines down to `bottom` and their labels.
    pub(super) fn draw(&self, markup: &mut Markup, scale: &Scale, bottom: f64) {
        let top = self.top();
        if let (Some(start), Some(end)) = (self.milestones.start, self.milestones.end) {
            let (left, right) = (scale.x(start), scale.x(end));
            rect(markup, "window", (left, top), (right - left, bottom - top));
            for pair in self.milestones.all.windows(2) {
                let Some(class) = band(pair[0].kinds.1, pair[1].kinds.0) else { continue };
                let (left, right) = (scale.x(pair[0].minute), scale.x(pair[1].minute));
                rect(markup, class, (left, top - BAND), (right - left, BAND));
            }
        }
        for (milestone, (left, _), row) in &self.labels {
            let x = scale.x(milestone.minute);
            let y = top - BAND - 4.0 - *row as f64 * ROW;
            let line = [("class", Text("edge")), ("x1", Number(x)), ("y1", Number(y - 11.0)), ("x2", Number(x))];
            markup.leaf("line", &[line[0], line[1], line[2], line[3], ("y2", Number(bottom))]);
            let (dx, anchor) = if *left < x { (-4.0, "end") } else { (4.0, "start") };
            let at = [("class", Text("edge")), ("x", Number(x + dx)), ("y", Number(y)), ("text-anchor", Text(anchor))];
            markup.text("text", &at, &milestone.label);
        }
    }

    /// The points in time as words: `start 09:30, detected 09:41`.
    pub(super) fn words(&self) -> String {
        let word = |milestone: &Milestone| {
            let clock = scale::wall_clock(milestone.minute).map(|time| crate::model::written::clock(time.time()));
            format!("{} {}", milestone.label, clock.unwrap_or_default())
        };
        self.milestones.all.iter().map(word).collect::<Vec<_>>().join(", ")
    }
}

fn rect(markup: &mut Markup, class: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
    let place = [("class", Text(class)), ("x", Number(x)), ("y", Number(y)), ("width", Number(width))];
    markup.leaf("rect", &[place[0], place[1], place[2], place[3], ("height", Number(height))]);
}
