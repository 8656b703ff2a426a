//! Durations as dots on one logarithmic axis, stacked where they would hide each other; the median as a line, quartiles as a band.

use super::element::{Markup, Value};
use super::{LETTER, WIDTH};
use Value::{Number, Text, Url};

const LEFT: f64 = 16.0;
const RIGHT: f64 = 944.0;
const RADIUS: f64 = 4.0;
const COLUMN: f64 = 9.0;
const MOST_ROWS: usize = 14;

/// The most dots that are links: beyond it they are drawn as one shape.
const MOST_LINKS: usize = 400;

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

/// The dots of durations in any order, on an axis that holds all from `shortest` to `longest` minutes. `None` where there are
/// none. What took 0 minutes stands at the beginning, which then says so.
pub fn dots(dots: &[Dot], marks: Marks, (shortest, longest): (u32, u32), label: &str) -> Option<String> {
    if dots.is_empty() {
        return None;
    }
    let from = TICKS.iter().rev().map(|(minutes, _)| *minutes).find(|minutes| *minutes <= shortest).unwrap_or(1);
    let to = TICKS.iter().map(|(minutes, _)| *minutes).find(|minutes| *minutes >= longest).unwrap_or(longest);
    let to = to.max(from.saturating_mul(5));
    let x = |minutes: u32| {
        let log = |minutes: u32| f64::from(minutes.max(1)).ln();
        LEFT + (RIGHT - LEFT) * ((log(minutes) - log(from)) / (log(to) - log(from))).clamp(0.0, 1.0)
    };
    let mut columns: Vec<usize> = vec![0; ((RIGHT - LEFT) / COLUMN) as usize + 2];
    let mut sorted: Vec<&Dot> = dots.iter().collect();
    sorted.sort_by_key(|dot| dot.minutes);
    let place = |dot: &Dot, columns: &mut Vec<usize>| {
        let column = ((x(dot.minutes) - LEFT) / COLUMN).round() as usize;
        columns[column] += 1;
        (LEFT + column as f64 * COLUMN, columns[column])
    };
    let places: Vec<(f64, usize)> = sorted.iter().map(|dot| place(dot, &mut columns)).collect();
    let rows = places.iter().map(|(_, row)| *row).max().unwrap_or(1);
    // A column that is too high is drawn closer: no dot is left out.
    let step = (COLUMN * MOST_ROWS.min(rows) as f64 / rows as f64).min(COLUMN);
    let base = 14.0 + step * rows as f64 + RADIUS;
    let height = base + 30.0;
    let mut markup = Markup::chart("chart dots", height, "How long it took", label);
    if let Some((first, third)) = marks.quartiles {
        let (left, right) = (x(first), x(third));
        let band =
            [("class", Text("window")), ("x", Number(left)), ("y", Number(8.0)), ("width", Number(right - left))];
        markup.leaf("rect", &[band[0], band[1], band[2], band[3], ("height", Number(base - 8.0))]);
    }
    markup.leaf("line", &line("axis", LEFT, base, RIGHT, base));
    let mut behind = f64::NEG_INFINITY;
    for (minutes, name) in TICKS.iter().filter(|(minutes, _)| (from..=to).contains(minutes)) {
        let at = x(*minutes);
        markup.leaf("line", &line("tick", at, base, at, base + 6.0));
        let name = if *minutes == 1 && shortest == 0 { "≤ 1 min" } else { *name };
        let half = name.len() as f64 * LETTER / 2.0 + 4.0;
        let middle = at.clamp(half, WIDTH - half);
        if middle - half > behind {
            let place = [("x", Number(middle)), ("y", Number(base + 22.0)), ("text-anchor", Text("middle"))];
            markup.text("text", &place, name);
            behind = middle + half + 6.0;
        }
    }
    if let Some(median) = marks.median {
        markup.leaf("line", &line("median", x(median), 4.0, x(median), base));
    }
    let y = |row: usize| base - RADIUS - 1.0 - (row as f64 - 1.0) * step;
    if sorted.len() <= MOST_LINKS {
        for (dot, (x, row)) in sorted.iter().zip(&places) {
            markup.open("a", &[("href", Url(&dot.href)), ("class", Text("mark"))]);
            markup.open("circle", &[("cx", Number(*x)), ("cy", Number(y(*row))), ("r", Number(RADIUS))]);
            markup.text("title", &[], &dot.title);
            markup.close();
            markup.close();
        }
    } else {
        let mut path = String::with_capacity(places.len() * 14);
        for (x, row) in &places {
            path.push('M');
            super::element::push_number(&mut path, *x);
            path.push(' ');
            super::element::push_number(&mut path, y(*row));
            path.push_str("h0");
        }
        markup.leaf("path", &[("class", Text("many")), ("d", Text(&path))]);
    }
    Some(markup.finish())
}

fn line(class: &'static str, x1: f64, y1: f64, x2: f64, y2: f64) -> [(&'static str, Value<'static>); 5] {
    [("class", Text(class)), ("x1", Number(x1)), ("y1", Number(y1)), ("x2", Number(x2)), ("y2", Number(y2))]
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
        assert_eq!(page.values("href").count(), 6);
        assert!(page.text.contains("<2000000>") && page.text.contains("1 h") && page.text.contains("≤ 1 min"));
        let many: Vec<Dot> = (0..3000).map(|n| dot(n % 50)).collect();
        let page = drawn(&many);
        let path = page.values("d").next().unwrap_or_default().to_owned();
        assert_eq!((page.values("href").count(), path.matches('M').count()), (0, 3000));
        assert_eq!(dots(&[], Marks::default(), (0, 0), ""), None);
    }

    #[test]
    fn the_axis_is_logarithmic() {
        let page = drawn(&[dot(1), dot(60), dot(3600)]);
        let x: Vec<f64> = page.values("cx").filter_map(|x| x.parse().ok()).collect();
        assert!((x[1] - x[0] - (x[2] - x[1])).abs() < 2.0 * COLUMN, "{x:?}");
    }
}
