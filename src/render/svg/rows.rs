//! Several lists of incidents on one axis of days: a row each, with its name in front and a mark for each incident. A row may
//! begin before its mark: a promise, at a tick, and the incident in which it came back.

use jiff::civil::Date;

use super::element::{Markup, Value, push_steps};
use super::strip::{self, Days, Shapes, Span, StripPoint};
use super::{Room, cut};
use Value::{Text, Url};

/// The most room that names get in front of the axis, and the least.
const LEFT: (f64, f64) = (420.0, 180.0);

/// A list and its incidents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// What it is called.
    pub label: String,
    /// Its page.
    pub href: String,
    /// The day from which a line leads to its marks.
    pub since: Option<Date>,
    /// Its incidents, in any order.
    pub points: Vec<StripPoint>,
}

/// The rows from one day to another. `title` says what they are. `None` where no row has an incident between them.
pub fn rows(rows: &[Row], span: Span, words: (&str, &str)) -> Option<String> {
    if !rows.iter().any(|row| row.points.iter().any(|point| span.holds(point.date))) {
        return None;
    }
    super::both(|room| Some(draw(room, rows, span, words)))
}

fn draw(room: Room, rows: &[Row], span: Span, words: (&str, &str)) -> String {
    let (letter, line, r) = (room.in_words(), room.line(), room.radius());
    // In front of the axis, or on lines of their own.
    let longest = rows.iter().map(|row| row.label.chars().count()).max().unwrap_or(0);
    let left = match room {
        Room::Wide => {
            ((longest as f64 * letter).min(longest as f64 * letter / 2.0 + 120.0) + 24.0).clamp(LEFT.1, LEFT.0)
        }
        Room::Narrow => r + 4.0,
    };
    let most = match room {
        Room::Wide => (left - 20.0) / letter,
        Room::Narrow => room.width() / letter,
    };
    let labels: Vec<Vec<String>> = rows.iter().map(|row| super::wrap(&row.label, most as usize)).collect();
    let heights: Vec<f64> = labels
        .iter()
        .map(|lines| match room {
            Room::Wide => (lines.len() as f64 * line).max(2.0 * r + 4.0) + 10.0,
            Room::Narrow => lines.len() as f64 * line + 2.0 * r + 22.0,
        })
        .collect();
    let days = Days::from_left(room, left, span);
    let bottom = 4.0 + heights.iter().sum::<f64>();
    let mut markup = Markup::in_room(room, "rows", bottom + room.line() + 2.0, words);
    strip::axis(&mut markup, &days, 4.0, bottom);
    // From the top of a row to its first line of words, and to its marks.
    let places = |lines: usize, height: f64| match room {
        Room::Wide => ((height - lines as f64 * line) / 2.0 + line - 6.0, height / 2.0),
        Room::Narrow => (line + 2.0, lines as f64 * line + r + 12.0),
    };
    let mut tops = vec![4.0];
    tops.extend(heights.iter().scan(4.0, |top, height| {
        *top += height;
        Some(*top)
    }));
    let mut lanes = String::new();
    for ((lines, height), top) in labels.iter().zip(&heights).zip(&tops) {
        push_steps(&mut lanes, &[("M", left), (" ", top + places(lines.len(), *height).1), ("H", days.right())]);
    }
    markup.leaf("path", &[("class", Text("tick")), ("d", Text(&lanes))]);
    let mut shapes = Shapes::default();
    for (((row, lines), height), top) in rows.iter().zip(&labels).zip(&heights).zip(&tops) {
        let (first, y) = places(lines.len(), *height);
        let (first, y) = (top + first, top + y);
        markup.open("a", &[("href", Url(&row.href))]);
        for (at, words) in lines.iter().enumerate() {
            markup.word("label", (0.0, first + at as f64 * line), "start", words);
        }
        let points = row.points.iter().filter(|point| span.holds(point.date));
        if let Some(since) = row.since {
            // The name, the line and the mark are one link.
            let begin = days.x(since.clamp(span.from, span.to));
            for point in points {
                since_then(&mut markup, room, point, (begin, days.mark(point.date), y));
            }
            markup.close();
        } else {
            markup.close();
            for point in points {
                let at = (days.mark(point.date), y);
                match room {
                    Room::Narrow => shapes.add(&point.class, point.form, at, r),
                    Room::Wide => mark(&mut markup, point, at, r),
                }
            }
        }
    }
    shapes.draw(&mut markup);
    markup.finish()
}

/// A tick, a line from it and the mark to which it leads.
fn since_then(markup: &mut Markup, room: Room, point: &StripPoint, (begin, end, y): (f64, f64, f64)) {
    let r = room.radius();
    markup.open("g", &[("class", Text(&format!("mark {}", point.class)))]);
    if room == Room::Wide {
        markup.text("title", &[], &format!("{} {}", point.date, cut(&point.title, 120)));
    }
    let mut path = String::new();
    push_steps(&mut path, &[("M", begin), (" ", y - r), ("v", 2.0 * r)]);
    markup.leaf("path", &[("d", Text(&path))]);
    path.clear();
    push_steps(&mut path, &[("M", begin), (" ", y), ("H", end)]);
    markup.leaf("path", &[("class", Text("way")), ("d", Text(&path))]);
    strip::shape(markup, point.form, (end, y), r);
    markup.close();
}

fn mark(markup: &mut Markup, point: &StripPoint, at: (f64, f64), r: f64) {
    let class = format!("mark {}", point.class);
    markup.open("a", &[("class", Text(&class)), ("href", Url(&point.href))]);
    markup.text("title", &[], &format!("{} {}", point.date, cut(&point.title, 120)));
    strip::shape(markup, point.form, at, r);
    markup.close();
}

#[cfg(test)]
mod tests {
    use super::super::strip::Form;
    use super::*;
    use crate::render::markup;
    use jiff::civil::date;

    fn point(date: Date) -> StripPoint {
        StripPoint { date, href: "../i/".into(), title: "<i>".into(), class: "x".into(), form: Form::Round, gap: None }
    }

    fn row(label: &str, points: Vec<StripPoint>) -> Row {
        Row { label: label.into(), href: "../a/".into(), since: None, points }
    }

    #[track_caller]
    fn read(svg: &str) -> markup::Page {
        markup::read(svg).unwrap_or_else(|error| panic!("{error}\n{svg}"))
    }

    #[test]
    fn a_row_a_list_and_a_mark_an_incident() {
        let long = "A name that is very much longer than the room for two whole lines of it, in any room at all";
        let all = [
            row("Search", vec![point(date(2023, 2, 1)), point(date(2024, 2, 1))]),
            row(long, vec![point(date(2020, 2, 1))]),
        ];
        let span = Span::days(date(2023, 1, 1), date(2024, 12, 31));
        let wide = read(&draw(Room::Wide, &all, span, ("Rows", "Two")));
        let links: Vec<_> = wide.values("href").collect();
        assert_eq!(links, ["../a/", "../i/", "../i/", "../a/"]);
        assert!(wide.text.contains("A name that is") && wide.text.contains('…'));
        let narrow = read(&draw(Room::Narrow, &all, span, ("Rows", "Two")));
        assert_eq!(narrow.values("href").collect::<Vec<_>>(), ["../a/", "../a/"], "names lead on, marks do not");
        assert_eq!(rows(&all, Span::days(date(2001, 1, 1), date(2001, 12, 31)), ("", "")), None);
    }

    #[test]
    fn a_line_leads_from_a_promise_to_its_return() {
        let held = StripPoint { form: Form::Sign('✓'), ..point(date(2024, 2, 1)) };
        let all = [Row { since: Some(date(2023, 2, 1)), ..row("Alert on it", vec![held]) }];
        for room in [Room::Wide, Room::Narrow] {
            let page = read(&draw(room, &all, Span::days(date(2023, 1, 1), date(2024, 12, 31)), ("", "")));
            assert_eq!(page.values("class").filter(|class| *class == "way").count(), 1);
            assert!(page.text.contains('✓') && page.values("href").count() == 1, "{room:?}: one link a row");
        }
    }
}
