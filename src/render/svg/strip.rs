//! Many incidents on one axis of days: a dot each, stacked where they would hide each other; between two dots the time
//! that lies between them, where the caller gives it and it has room.

use jiff::civil::Date;

use super::element::{Markup, Value};
use super::pack::{self, Seat};
use super::scale::{DAY, midnight};
use super::{LETTER, WIDTH, cut};
use Value::{Number, Text, Url};

const LEFT: f64 = 12.0;
const RIGHT: f64 = 948.0;
const RADIUS: f64 = 5.0;
const ROW: f64 = 13.0;
const MOST_ROWS: usize = 8;
const MOST_TITLES: usize = 8;

/// The form of a mark, so that severities are told apart without colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Form {
    /// A circle.
    #[default]
    Round,
    /// A triangle.
    Triangle,
    /// A square.
    Square,
    /// A square on its corner.
    Diamond,
}

/// An incident on a strip.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StripPoint {
    /// The day on which it began.
    pub date: Date,
    /// The address of its page, unescaped.
    pub href: String,
    /// What it is called.
    pub title: String,
    /// The class that gives it its colour.
    pub class: String,
    /// Its form.
    pub form: Form,
    /// How long it was since the one before, in words.
    pub gap: Option<String>,
}

/// An axis of days.
pub(super) struct Days {
    left: f64,
    from: Date,
    to: Date,
    count: f64,
}

impl Days {
    /// Over the whole width.
    pub(super) fn new(from: Date, to: Date) -> Self {
        Self::between(LEFT, from, to)
    }

    /// From `left` on.
    pub(super) fn between(left: f64, from: Date, to: Date) -> Self {
        Self { left, from, to, count: ((midnight(to) - midnight(from)) / DAY).max(1) as f64 }
    }

    /// Where a day lies.
    pub(super) fn x(&self, day: Date) -> f64 {
        self.left + ((midnight(day) - midnight(self.from)) / DAY) as f64 / self.count * (RIGHT - self.left)
    }
}

/// Incidents by date as SVG, from one day to another, both included; `None` where none of them lies between.
///
/// Incidents in the same few days stack, the earliest at the bottom; from the ninth on they share a mark, which links
/// to the first of them and names them all.
pub fn strip(points: &[StripPoint], from: Date, to: Date) -> Option<String> {
    let mut points: Vec<&StripPoint> = points.iter().filter(|point| (from..=to).contains(&point.date)).collect();
    if points.is_empty() {
        return None;
    }
    points.sort_by(|a, b| (a.date, &a.title, &a.href).cmp(&(b.date, &b.title, &b.href)));
    let days = Days::new(from, to);
    let x = |day: Date| days.x(day);
    let edges: Vec<_> =
        points.iter().map(|point| (x(point.date) - RADIUS - 0.5, x(point.date) + RADIUS + 0.5)).collect();
    let seats = pack::pack(&edges, MOST_ROWS);
    let bottom = 6.0 + pack::rows(&seats) as f64 * ROW;

    let label = format!("{} incidents from {from} to {to}", points.len());
    let mut markup = Markup::chart("chart strip", bottom + 22.0, "Incidents over time", &label);
    axis(&mut markup, &days, 4.0, bottom);
    for pair in points.windows(2) {
        let (left, right) = (x(pair[0].date) + RADIUS + 4.0, x(pair[1].date) - RADIUS - 4.0);
        let Some(gap) = pair[1].gap.as_ref().filter(|gap| gap.len() as f64 * LETTER <= right - left) else { continue };
        let (middle, y) = ((left + right) / 2.0, bottom - ROW * 0.5 + 4.0);
        let at = [("class", Text("gap")), ("x", Number(middle)), ("y", Number(y)), ("text-anchor", Text("middle"))];
        markup.text("text", &at, gap);
    }
    for (members, row) in marks(&points, &seats) {
        let Some(first) = members.first() else { continue };
        mark(&mut markup, &members, (x(first.date), bottom - (row as f64 + 0.5) * ROW));
    }
    Some(markup.finish())
}

/// The line of the axis at `bottom`, and its ticks from `top` on with their labels.
pub(super) fn axis(markup: &mut Markup, days: &Days, top: f64, bottom: f64) {
    let at = [("x1", Number(days.left)), ("y1", Number(bottom)), ("x2", Number(RIGHT)), ("y2", Number(bottom))];
    markup.leaf("line", &[&[("class", Text("axis"))], &at[..]].concat());
    let mut free_from = f64::MIN;
    for (index, (day, label)) in ticks(days.from, days.to, (RIGHT - days.left) / days.count).into_iter().enumerate() {
        let x = days.x(day);
        let at = [("x1", Number(x)), ("y1", Number(top)), ("x2", Number(x)), ("y2", Number(bottom + 5.0))];
        markup.leaf("line", &[&[("class", Text("tick"))], &at[..]].concat());
        // The first one names its year.
        let label = if index == 0 && day.month() > 1 { format!("{label} {:04}", day.year()) } else { label };
        let half = label.len() as f64 * LETTER / 2.0 + 2.0;
        let x = x.clamp(half, WIDTH - half);
        if x - half >= free_from {
            let place = [("x", Number(x)), ("y", Number(bottom + 19.0)), ("text-anchor", Text("middle"))];
            markup.text("text", &place, &label);
            free_from = x + half;
        }
    }
}

/// The points of each mark, and its row.
fn marks<'a>(points: &[&'a StripPoint], seats: &[Seat]) -> Vec<(Vec<&'a StripPoint>, usize)> {
    let mut marks: Vec<(Vec<&StripPoint>, usize)> = Vec::new();
    let mut mark_of = vec![0; points.len()];
    for (index, (point, seat)) in points.iter().zip(seats).enumerate() {
        match seat {
            Seat::Row(row) => {
                mark_of[index] = marks.len();
                marks.push((vec![*point], *row));
            }
            Seat::With(other) => marks[mark_of[*other]].0.push(point),
        }
    }
    marks
}

fn mark(markup: &mut Markup, members: &[&StripPoint], (x, y): (f64, f64)) {
    let Some(first) = members.first() else { return };
    let names = members.iter().take(MOST_TITLES).map(|point| format!("{} {}", point.date, cut(&point.title, 120)));
    let mut title = names.collect::<Vec<_>>().join("\n");
    if members.len() > MOST_TITLES {
        title.push_str(&format!("\nand {} more", members.len() - MOST_TITLES));
    }
    let class = format!("mark {}{}", first.class, if members.len() > 1 { " several" } else { "" });
    let class = class.trim_end();
    markup.open("a", &[("class", Text(class)), ("href", Url(&first.href))]);
    markup.text("title", &[], &title);
    shape(markup, first.form, (x, y), RADIUS);
    markup.close();
}

/// Draws a form around a point, `r` being about half its width.
pub(super) fn shape(markup: &mut Markup, form: Form, (x, y): (f64, f64), r: f64) {
    let corners: &[(f64, f64)] = match form {
        Form::Round => return markup.leaf("circle", &[("cx", Number(x)), ("cy", Number(y)), ("r", Number(r))]),
        Form::Triangle => &[(0.0, -1.2), (1.2, 1.0), (-1.2, 1.0)],
        Form::Square => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        Form::Diamond => &[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)],
    };
    let points: Vec<(f64, f64)> = corners.iter().map(|(dx, dy)| (x + dx * r, y + dy * r)).collect();
    markup.leaf("polygon", &[("points", Value::Points(&points))]);
}

/// Days on the axis and their labels: years at their beginning, months between them; as many as have room.
fn ticks(from: Date, to: Date, per_day: f64) -> Vec<(Date, String)> {
    let months = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
    let room = |step: &i32| f64::from(*step) * 30.4 * per_day >= 48.0;
    let longer = std::iter::successors(Some(12), |step: &i32| step.checked_mul(2));
    let step = [1, 2, 3, 6].into_iter().chain(longer).find(room).unwrap_or(i32::MAX);
    let first = months(from).div_euclid(step).saturating_mul(step);
    std::iter::successors(Some(first), |month| month.checked_add(step))
        .take_while(|month| *month <= months(to))
        .filter_map(|month| {
            let year = i16::try_from(month.div_euclid(12)).ok()?;
            let day = Date::new(year, i8::try_from(month.rem_euclid(12) + 1).ok()?, 1).ok()?;
            let label = if day.month() == 1 { format!("{year:04}") } else { super::month(day.month()).to_owned() };
            Some((day, label))
        })
        .filter(|(day, _)| (from..=to).contains(day))
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::render::markup::{self, Page};

    fn point(day: Date, title: &str) -> StripPoint {
        StripPoint {
            date: day,
            href: format!("../{title}/"),
            title: title.to_string(),
            class: "severity-1".to_string(),
            form: Form::Round,
            gap: None,
        }
    }

    #[track_caller]
    fn page(points: &[StripPoint], from: Date, to: Date) -> Page {
        let Some(svg) = strip(points, from, to) else { panic!("a chart") };
        match markup::read(&svg) {
            Ok(page) => page,
            Err(error) => panic!("{error}\n{svg}"),
        }
    }

    fn labels(page: &Page) -> Vec<&str> {
        page.elements.iter().filter(|element| element.name == "text").map(|element| element.text.as_str()).collect()
    }

    #[test]
    fn only_days_in_range_are_drawn() {
        let points = [point(date(2020, 5, 1), "b"), point(date(2019, 5, 1), "a"), point(date(2024, 1, 1), "c")];
        let page = page(&points, date(2019, 1, 1), date(2021, 12, 31));
        assert_eq!(page.values("href").collect::<Vec<_>>(), ["../a/", "../b/"]);
        let said = page.elements.iter().find(|element| element.name == "desc").map(|element| element.text.as_str());
        assert_eq!(said, Some("2 incidents from 2019-01-01 to 2021-12-31"));
        assert_eq!(strip(&points, date(2021, 1, 1), date(2021, 12, 31)), None);
        assert_eq!(strip(&[], date(2021, 1, 1), date(2021, 12, 31)), None);
        assert_eq!(strip(&points, date(2024, 1, 1), date(2019, 1, 1)), None);
    }

    #[test]
    fn the_axis_has_years_and_months() {
        let points = [point(date(2020, 5, 1), "a")];
        let years = page(&points, date(2012, 3, 1), date(2024, 12, 31));
        assert_eq!(labels(&years).first(), Some(&"2013"));
        assert_eq!(labels(&years).len(), 12);
        let months = page(&points, date(2020, 1, 1), date(2020, 6, 30));
        assert_eq!(labels(&months), ["2020", "Feb", "Mar", "Apr", "May", "Jun"]);
        let both = page(&points, date(2019, 10, 1), date(2021, 2, 1));
        assert_eq!(labels(&both)[..4], ["Oct 2019", "Dec", "2020", "Feb"]);
        let day = page(&points, date(2020, 5, 1), date(2020, 5, 1));
        assert_eq!(labels(&day), ["May 2020"]);
    }

    #[test]
    fn forms_differ() {
        let forms = [Form::Round, Form::Triangle, Form::Square, Form::Diamond];
        let points = forms.map(|form| StripPoint { form, ..point(date(2020, 5, 1), "a") });
        let page = page(&points, date(2020, 1, 1), date(2020, 12, 31));
        let count = |name: &str| page.elements.iter().filter(|element| element.name == name).count();
        assert_eq!((count("circle"), count("polygon")), (1, 3));
    }

    #[test]
    fn gaps_stand_between_their_dots_where_there_is_room() {
        let mut points = [point(date(2020, 1, 5), "a"), point(date(2020, 9, 1), "b"), point(date(2020, 9, 9), "c")];
        points[1].gap = Some("8 months".to_owned());
        points[2].gap = Some("8 days".to_owned());
        let page = page(&points, date(2020, 1, 1), date(2020, 12, 31));
        let gaps = page.elements.iter().filter(|element| element.get("class") == Some("gap"));
        assert_eq!(gaps.map(|gap| gap.text.as_str()).collect::<Vec<_>>(), ["8 months"]);
    }

    #[test]
    fn crowds_stack_and_then_share_a_mark() {
        let points: Vec<_> = (0..20).map(|n| point(date(2020, 5, 1), &format!("<{n:02}>"))).collect();
        let page = page(&points, date(2020, 1, 1), date(2020, 12, 31));
        assert_eq!(page.values("href").count(), MOST_ROWS);
        assert!(page.text.contains("2020-05-01 <19>") || page.text.contains("more"));
    }
}
