//! Promises that came back: an arc each, from the day of the promise to the day on which it came back.

use jiff::civil::Date;

use super::element::{Markup, Value, push_number};
use super::strip::{self, Days};
use Value::{Number, Text, Url};

/// How high the highest arc is.
const HEIGHT: f64 = 110.0;

/// A promise and its return.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arc {
    /// The day of the promise.
    pub from: Date,
    /// The day on which it came back.
    pub to: Date,
    /// Where it leads.
    pub href: String,
    /// What it is, in words.
    pub title: String,
    /// The class that gives it its colour, with `suggested` where it is not confirmed.
    pub class: String,
}

/// Arcs over the days from `from` to `to`. `None` where there are none.
pub fn arcs(arcs: &[Arc], from: Date, to: Date, label: &str) -> Option<String> {
    let inside = |day: Date| (from..=to).contains(&day);
    let mut arcs: Vec<&Arc> = arcs.iter().filter(|arc| inside(arc.from) && inside(arc.to)).collect();
    if arcs.is_empty() {
        return None;
    }
    // The widest behind the others, so that each can be pointed at.
    arcs.sort_by_key(|arc| (arc.from.until(arc.to).map_or(0, |span| span.get_days()), arc.from, arc.to));
    arcs.reverse();
    let days = Days::new(from, to);
    let widest = arcs.iter().map(|arc| (days.x(arc.to) - days.x(arc.from)).abs()).fold(1.0, f64::max);
    let base = HEIGHT + 8.0;
    let mut markup = Markup::chart("chart arcs", base + 24.0, "What came back", label);
    strip::axis(&mut markup, &days, 8.0, base);
    for arc in arcs {
        let (left, right) = (days.x(arc.from), days.x(arc.to));
        let radius = ((right - left).abs() / 2.0).max(1.0);
        let mut path = String::from("M");
        let height = HEIGHT * (2.0 * radius / widest).sqrt();
        for (command, number) in [("", left), (" ", base), ("A", radius), (" ", height)] {
            path.push_str(command);
            push_number(&mut path, number);
        }
        path.push_str(" 0 0 1 ");
        push_number(&mut path, right);
        path.push(' ');
        push_number(&mut path, base);
        let class = format!("arc {}", arc.class);
        markup.open("a", &[("class", Text(&class)), ("href", Url(&arc.href))]);
        markup.text("title", &[], &arc.title);
        markup.leaf("path", &[("d", Text(&path))]);
        markup.leaf("circle", &[("cx", Number(right)), ("cy", Number(base)), ("r", Number(5.0))]);
        markup.close();
    }
    Some(markup.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::markup;
    use jiff::civil::date;

    #[test]
    fn an_arc_a_promise() {
        let arc = |from, to| Arc { from, to, href: "../a/".into(), title: "<a>".into(), class: "is-open".into() };
        let all = [
            arc(date(2023, 1, 1), date(2024, 1, 1)),
            arc(date(2023, 5, 1), date(2023, 5, 1)),
            arc(date(2001, 5, 1), date(2023, 5, 1)),
        ];
        let svg = arcs(&all, date(2023, 1, 1), date(2024, 12, 31), "Returns").unwrap_or_default();
        let page = markup::read(&svg).unwrap_or_else(|error| panic!("{error}\n{svg}"));
        assert_eq!(page.values("href").count(), 2, "what begins before the axis is left out");
        assert!(page.text.contains("<a>") && page.text.contains("2024"));
        assert_eq!(arcs(&[], date(2023, 1, 1), date(2024, 1, 1), ""), None);
    }
}
