//! Durations on one logarithmic axis: a dot each, exactly where it belongs and stacked where it would hide another; the median as
//! a line, quartiles as a band. Very many become bars.

use super::Room;
use super::element::{Markup, Value, push_steps};
use super::pack::{self, Seat};
use super::strip::{self, Form};
use Value::{Number, Text, Url};

/// The most durations that are dots: beyond it there are bars.
pub const MOST_DOTS: usize = 200;

/// The most rows of dots that stand on each other: higher stacks are drawn closer.
const MOST_ROWS: usize = 14;

/// How high the highest bar is.
const HEIGHT: f64 = 110.0;

/// About how wide a bar is.
const BAR: f64 = 13.0;

/// The ends of the axis grow by these steps, in minutes.
const TICKS: &[(u32, &str)] = &[
    (1, "1 min"),
    (5, "5 min"),
    (15, "15 min"),
    (60, "1 h"),
    (240, "4 h"),
    (1440, "1 day"),
    (10_080, "1 week"),
    (43_200, "30 days"),
    (525_600, "1 year"),
];

/// A duration on the axis.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dot {
    /// How long it was, in minutes.
    pub minutes: u32,
    /// Where it leads.
    pub href: String,
    /// What it is, in words.
    pub title: String,
}

/// What is drawn beside the dots.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Marks {
    /// The median, in minutes.
    pub median: Option<u32>,
    /// The first and the third quartile.
    pub quartiles: Option<(u32, u32)>,
}

/// The axis: logarithmic, from one tick to another.
struct Axis {
    room: Room,
    /// The ends, in minutes.
    from: u32,
    to: u32,
    /// Whether something took 0 minutes.
    has_zero: bool,
}

impl Axis {
    fn new(room: Room, (shortest, longest): (u32, u32)) -> Self {
        let from = TICKS.iter().rev().map(|(minutes, _)| *minutes).find(|minutes| *minutes <= shortest).unwrap_or(1);
        let to = TICKS.iter().map(|(minutes, _)| *minutes).find(|minutes| *minutes >= longest).unwrap_or(longest);
        Self { room, from, to: to.max(from.saturating_mul(5)), has_zero: shortest == 0 }
    }

    fn ends(&self) -> (f64, f64) {
        let edge = self.room.radius() + 6.0;
        (edge, self.room.width() - edge)
    }

    fn x(&self, minutes: u32) -> f64 {
        let log = |minutes: u32| f64::from(minutes.max(1)).ln();
        let ((left, right), first) = (self.ends(), log(self.from));
        left + (right - left) * ((log(minutes) - first) / (log(self.to) - first)).clamp(0.0, 1.0)
    }

    /// The line at `base` and its ticks; no label that would touch another.
    fn draw(&self, markup: &mut Markup, base: f64) {
        let (left, right) = self.ends();
        markup.line("axis", (left, base), (right, base));
        let mut behind = f64::NEG_INFINITY;
        for (minutes, name) in TICKS.iter().filter(|(minutes, _)| (self.from..=self.to).contains(minutes)) {
            let x = self.x(*minutes);
            markup.line("tick", (x, base), (x, base + 6.0));
            let name = if *minutes == 1 && self.has_zero { "≤ 1 min" } else { *name };
            let half = name.chars().count() as f64 * self.room.letter() / 2.0;
            let middle = x.clamp(half, self.room.width() - half);
            if middle - half > behind {
                markup.word("", (middle, base + self.room.line()), "middle", name);
                behind = middle + half + self.room.letter() * 0.3;
            }
        }
    }
}

/// The durations, in any order, on an axis that holds all from `shortest` to `longest` minutes. `None` where there are
/// none. What took 0 minutes stands at the beginning, which then says so.
pub fn dots(dots: &[Dot], marks: Marks, ends: (u32, u32), label: &str) -> Option<String> {
    if dots.is_empty() {
        return None;
    }
    let mut sorted: Vec<&Dot> = dots.iter().collect();
    sorted.sort_by_key(|dot| dot.minutes);
    super::both(|room| {
        let axis = Axis::new(room, ends);
        Some(if sorted.len() > MOST_DOTS {
            draw_bars(&axis, &sorted, marks, label)
        } else {
            draw(&axis, &sorted, marks, label)
        })
    })
}

/// A chart with the band of the quartiles and the axis; what stands on it comes on top.
fn begin(axis: &Axis, base: f64, marks: Marks, label: &str) -> Markup {
    let height = base + axis.room.line() + 6.0;
    let mut markup = Markup::in_room(axis.room, "dots", height, ("How long it took", label));
    if let Some((first, third)) = marks.quartiles {
        let (left, right) = (axis.x(first), axis.x(third));
        let band = [("x", left), ("y", 8.0), ("width", right - left), ("height", base - 8.0)];
        let band = band.map(|(key, value)| (key, Number(value)));
        markup.leaf("rect", &[("class", Text("window")), band[0], band[1], band[2], band[3]]);
    }
    axis.draw(&mut markup, base);
    markup
}

fn draw_median(markup: &mut Markup, axis: &Axis, base: f64, marks: Marks) {
    if let Some(median) = marks.median {
        markup.line("median", (axis.x(median), 2.0), (axis.x(median), base));
    }
}

fn draw(axis: &Axis, sorted: &[&Dot], marks: Marks, label: &str) -> String {
    let (room, r) = (axis.room, axis.room.radius());
    let x = |dot: &Dot| axis.x(dot.minutes);
    let edges: Vec<(f64, f64)> = sorted.iter().map(|dot| (x(dot) - r, x(dot) + r)).collect();
    let seats = pack::pack(&edges, sorted.len());
    let rows = pack::rows(&seats);
    // A stack that is too high is drawn closer: no dot is left out.
    let step = (2.0 * r + 1.0) * MOST_ROWS.min(rows) as f64 / rows.max(1) as f64;
    let base = 12.0 + step * (rows as f64 - 1.0) + 2.0 * r + 2.0;
    let mut markup = begin(axis, base, marks, label);
    let mut points = String::new();
    for (dot, seat) in sorted.iter().zip(seats) {
        let row = match seat {
            Seat::Row(row) => row,
            Seat::With(_) => 0,
        };
        let at = (x(dot), base - r - 2.0 - row as f64 * step);
        match room {
            Room::Wide => {
                markup.open("a", &[("href", Url(&dot.href))]);
                markup.text("title", &[], &dot.title);
                strip::shape(&mut markup, Form::Round, at, r);
                markup.close();
            }
            Room::Narrow => push_steps(&mut points, &[("M", at.0), (" ", at.1), ("h", 0.0)]),
        }
    }
    if !points.is_empty() {
        markup.leaf("path", &[("class", Text("points")), ("d", Text(&points))]);
    }
    draw_median(&mut markup, axis, base, marks);
    markup.finish()
}

fn draw_bars(axis: &Axis, sorted: &[&Dot], marks: Marks, label: &str) -> String {
    let (room, (left, right)) = (axis.room, axis.ends());
    let count = ((right - left) / BAR).floor();
    let wide = (right - left) / count;
    let mut bars = vec![0_u32; count as usize];
    for dot in sorted {
        let at = ((axis.x(dot.minutes) - left) / wide) as usize;
        bars[at.min(count as usize - 1)] += 1;
    }
    let most = bars.iter().copied().max().unwrap_or(1).max(1);
    let top = room.line() + 6.0;
    let base = top + HEIGHT;
    let mut markup = begin(axis, base, marks, label);
    let mut path = String::with_capacity(bars.len() * 32);
    for (at, count) in bars.iter().enumerate().filter(|(_, count)| **count > 0) {
        let (x, height) = (left + at as f64 * wide, (HEIGHT * f64::from(*count) / f64::from(most)).max(1.0));
        push_steps(&mut path, &[("M", x), (" ", base), ("v", -height), ("h", wide - 2.0), ("v", height)]);
        path.push('z');
    }
    markup.leaf("path", &[("class", Text("mark")), ("d", Text(&path))]);
    draw_median(&mut markup, axis, base, marks);
    if let Some(peak) = bars.iter().position(|count| *count == most) {
        let name = format!("{most} incidents");
        let half = name.len() as f64 * room.letter() / 2.0;
        let x = (left + (peak as f64 + 0.5) * wide).clamp(half, room.width() - half);
        markup.word("", (x, top - 6.0), "middle", &name);
    }
    markup.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::markup;

    fn dot(minutes: u32) -> Dot {
        Dot { minutes, href: format!("../{minutes}/"), title: format!("<{minutes}>") }
    }

    #[track_caller]
    fn drawn(all: &[Dot]) -> markup::Page {
        let marks = Marks { median: Some(30), quartiles: Some((10, 60)) };
        let ends = |pick: fn(u32, u32) -> u32| all.iter().map(|dot| dot.minutes).reduce(pick).unwrap_or_default();
        let svg = dots(all, marks, (ends(u32::min), ends(u32::max)), "Time to resolve").unwrap_or_default();
        markup::read(&svg).unwrap_or_else(|error| panic!("{error}\n{svg}"))
    }

    #[test]
    fn every_duration_is_a_dot() {
        let few: Vec<Dot> = [0, 1, 30, 30, 30, 2_000_000].map(dot).into();
        let page = drawn(&few);
        assert_eq!(page.values("href").count(), 6, "links in the wide one only");
        assert!(page.text.contains("<2000000>") && page.text.contains("1 h") && page.text.contains("≤ 1 min"));
        assert_eq!(dots(&[], Marks::default(), (0, 0), ""), None);
    }

    #[test]
    fn very_many_are_bars_that_name_their_peak() {
        let many: Vec<Dot> = (0..3000).map(|n| dot(n % 50)).collect();
        let page = drawn(&many);
        assert_eq!(page.values("href").count(), 0);
        assert!(page.text.contains(" incidents"));
    }

    #[test]
    fn dots_stand_exactly_where_they_belong() {
        let axis = Axis::new(Room::Wide, (1, 3600));
        let [a, b, c] = [1, 60, 3600].map(|minutes| axis.x(minutes));
        assert!((b - a - (c - b)).abs() < 0.1, "the axis is logarithmic");
        let all = [dot(60), dot(61), dot(62)];
        let svg = draw(&Axis::new(Room::Wide, (60, 62)), &all.iter().collect::<Vec<_>>(), Marks::default(), "");
        let page = markup::read(&svg).unwrap_or_else(|error| panic!("{error}\n{svg}"));
        let starts: Vec<f64> = page.values("cx").filter_map(|x| x.parse().ok()).collect();
        assert!(starts.len() == 3 && starts.windows(2).all(|pair| pair[0] < pair[1]), "{starts:?}");
    }
}
