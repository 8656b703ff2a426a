//! Several lists of incidents on one axis of days: a row each, with its name in front and a dot for each incident.

use jiff::civil::Date;

use super::element::{Markup, Value};
use super::strip::{self, Days, StripPoint};
use super::{LETTER, cut};
use Value::{Number, Text, Url};

/// Where the axis begins; the names stand left of it.
const LEFT: f64 = 236.0;
const ROW: f64 = 26.0;
const RADIUS: f64 = 4.5;

/// A list and its incidents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// What it is called.
    pub label: String,
    /// Its page.
    pub href: String,
    /// Its incidents, in any order.
    pub points: Vec<StripPoint>,
}

/// The rows from one day to another. `None` where no row has an incident between them.
pub fn rows(rows: &[Row], from: Date, to: Date, label: &str) -> Option<String> {
    let inside = |point: &&StripPoint| (from..=to).contains(&point.date);
    if !rows.iter().any(|row| row.points.iter().any(|point| inside(&point))) {
        return None;
    }
    let days = Days::between(LEFT, from, to);
    let bottom = 4.0 + ROW * rows.len() as f64;
    let mut markup = Markup::chart("chart rows", bottom + 24.0, "Incidents side by side", label);
    strip::axis(&mut markup, &days, 4.0, bottom);
    for (at, row) in rows.iter().enumerate() {
        let y = 4.0 + ROW * (at as f64 + 0.5);
        let line = [("class", Text("lane")), ("x1", Number(LEFT)), ("y1", Number(y)), ("x2", Number(days.x(to)))];
        markup.leaf("line", &[line[0], line[1], line[2], line[3], ("y2", Number(y))]);
        markup.open("a", &[("href", Url(&row.href))]);
        let most = ((LEFT - 14.0) / LETTER) as usize;
        let place = [("class", Text("label")), ("x", Number(LEFT - 12.0)), ("y", Number(y + 5.0))];
        let name = cut(&row.label, most);
        markup.text("text", &[place[0], place[1], place[2], ("text-anchor", Text("end"))], &name);
        markup.close();
        for point in row.points.iter().filter(inside) {
            let class = format!("mark {}", point.class);
            markup.open("a", &[("class", Text(&class)), ("href", Url(&point.href))]);
            markup.text("title", &[], &format!("{} {}", point.date, cut(&point.title, 120)));
            strip::shape(&mut markup, point.form, (days.x(point.date), y), RADIUS);
            markup.close();
        }
    }
    Some(markup.finish())
}

#[cfg(test)]
mod tests {
    use super::super::strip::Form;
    use super::*;
    use crate::render::markup;
    use jiff::civil::date;

    #[test]
    fn a_row_a_list_and_a_dot_an_incident() {
        let point = |date| StripPoint {
            date,
            href: "../i/".into(),
            title: "<i>".into(),
            class: "x".into(),
            form: Form::Round,
            gap: None,
        };
        let row = |label: &str, points| Row { label: label.into(), href: "../a/".into(), points };
        let all = [
            row("Search", vec![point(date(2023, 2, 1)), point(date(2024, 2, 1))]),
            row("A name that is much longer than the room for it", vec![point(date(2020, 2, 1))]),
        ];
        let svg = rows(&all, date(2023, 1, 1), date(2024, 12, 31), "Two").unwrap_or_default();
        let page = markup::read(&svg).unwrap_or_else(|error| panic!("{error}\n{svg}"));
        let links: Vec<_> = page.values("href").collect();
        assert_eq!(links, ["../a/", "../i/", "../i/", "../a/"]);
        assert!(page.text.contains("A name that is") && page.text.contains('…'));
        assert_eq!(rows(&all, date(2001, 1, 1), date(2001, 12, 31), ""), None);
    }
}
