//! Many incidents on one axis of days: a mark each, stacked where they would hide each other; between two marks the time
//! that lies between them, where the caller gives it and it has room. On a phone, crowds become bars.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::element::{Markup, Value, push_steps};
use super::pack::{self, Seat};
use super::scale::{DAY, midnight};
use super::{Room, cut, months};
use Value::{Text, Url};

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
    /// A circle with a sign in it.
    Sign(char),
}

/// The days of an axis.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    pub(super) from: Date,
    pub(super) to: Date,
    /// Whether months are equally wide, as in a table below.
    equal_months: bool,
}

impl Span {
    /// From one day to another, both included.
    pub fn days(from: Date, to: Date) -> Self {
        Self { from, to, equal_months: false }
    }

    /// A year, its months equally wide and over the whole width.
    pub fn year(year: i16) -> Self {
        Self { from: date(year, 1, 1), to: date(year, 12, 31), equal_months: true }
    }

    /// Whether a day lies between its ends.
    pub(super) fn holds(self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }
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
    room: Room,
    left: f64,
    right: f64,
    span: Span,
    count: f64,
}

impl Days {
    /// Over the whole width.
    pub(super) fn new(room: Room, span: Span) -> Self {
        Self::from_left(room, Self::edge(room, span), span)
    }

    /// From `left` on.
    pub(super) fn from_left(room: Room, left: f64, span: Span) -> Self {
        let count = ((midnight(span.to) - midnight(span.from)) / DAY).max(1) as f64;
        Self { room, left, right: room.width() - Self::edge(room, span), span, count }
    }

    /// The room at both ends, for half a mark.
    fn edge(room: Room, span: Span) -> f64 {
        if span.equal_months { 0.0 } else { room.radius() + 4.0 }
    }

    /// Where a day lies.
    pub(super) fn x(&self, day: Date) -> f64 {
        let share = if self.span.equal_months {
            let within = f64::from(day.day() - 1) / f64::from(day.days_in_month());
            (f64::from(day.month() - 1) + within) / 12.0
        } else {
            ((midnight(day) - midnight(self.span.from)) / DAY) as f64 / self.count
        };
        self.left + share * (self.right - self.left)
    }

    /// Where a mark of a day stands so that all of it is inside.
    pub(super) fn mark(&self, day: Date) -> f64 {
        let edge = self.room.radius() * 1.2 + 1.0;
        self.x(day).clamp(edge, self.room.width() - edge)
    }

    /// Where the axis ends.
    pub(super) fn right(&self) -> f64 {
        self.right
    }

    /// How wide a month is.
    pub(super) fn month(&self) -> f64 {
        30.4 * (self.right - self.left) / self.count
    }
}

/// Incidents by date as SVG; `None` where none of them lies within the span.
///
/// Incidents in the same few days stack, the earliest at the bottom; from the ninth on they share a mark, which links
/// to the first of them and names them all. On a phone they become bars then.
pub fn strip(points: &[StripPoint], span: Span) -> Option<String> {
    let mut points: Vec<&StripPoint> = points.iter().filter(|point| span.holds(point.date)).collect();
    if points.is_empty() {
        return None;
    }
    points.sort_by(|a, b| (a.date, &a.title, &a.href).cmp(&(b.date, &b.title, &b.href)));
    super::both(|room| draw(room, &points, span))
}

fn draw(room: Room, points: &[&StripPoint], span: Span) -> Option<String> {
    let days = Days::new(room, span);
    let (r, row) = (room.radius(), room.radius() * 2.0 + 4.0);
    let x = |point: &StripPoint| days.mark(point.date);
    let edges: Vec<_> = points.iter().map(|point| (x(point) - r - 1.0, x(point) + r + 1.0)).collect();
    let seats = pack::pack(&edges, MOST_ROWS);
    if room == Room::Narrow && seats.iter().any(|seat| matches!(seat, Seat::With(_))) {
        let dates: Vec<Date> = points.iter().map(|point| point.date).collect();
        return months::bars(room, &dates, span);
    }
    let bottom = 6.0 + pack::rows(&seats) as f64 * row;

    let label = format!("{} incidents from {} to {}", points.len(), span.from, span.to);
    let height = bottom + room.line() + 2.0;
    let mut markup = Markup::in_room(room, "strip", height, ("Incidents over time", &label));
    axis(&mut markup, &days, 4.0, bottom);
    for pair in points.windows(2) {
        let (left, right) = (x(pair[0]) + r + 4.0, x(pair[1]) - r - 4.0);
        let has_room = |gap: &&String| gap.chars().count() as f64 * room.in_words() <= right - left;
        let Some(gap) = pair[1].gap.as_ref().filter(has_room) else { continue };
        markup.word("gap", (f64::midpoint(left, right), bottom - row * 0.5 + 6.0), "middle", gap);
    }
    let mut shapes = Shapes::default();
    for (members, row_at) in marks(points, &seats) {
        let Some(first) = members.first() else { continue };
        let at = (x(first), bottom - (row_at as f64 + 0.5) * row);
        match room {
            Room::Wide => mark(&mut markup, &members, at, r),
            Room::Narrow => shapes.add(&first.class, first.form, at, r),
        }
    }
    shapes.draw(&mut markup);
    Some(markup.finish())
}

/// The line of the axis at `bottom`, and its ticks from `top` on with their labels: none that would touch another, those of
/// years before those of months.
pub(super) fn axis(markup: &mut Markup, days: &Days, top: f64, bottom: f64) {
    markup.line("axis", (days.left, bottom), (days.right, bottom));
    let (room, base) = (days.room, bottom + days.room.line() - 3.0);
    if days.span.equal_months {
        let wide = (days.right - days.left) / 12.0;
        let name = |month: i8| match (super::month(month + 1), room) {
            (name, Room::Wide) => name.to_owned(),
            (name, Room::Narrow) => name.chars().take(1).collect(),
        };
        let left = |month: i8| days.left + f64::from(month) * wide;
        draw_ticks(markup, (1..12).map(left), (top, bottom));
        draw_labels(markup, (0..12).map(|month| (left(month) + wide / 2.0, name(month))), base);
        return;
    }
    let ticks = ticks(days);
    let mut labels: Vec<(f64, f64, String)> = Vec::new();
    for years in [true, false] {
        for (index, (day, label)) in ticks.iter().enumerate().filter(|(_, (day, _))| (day.month() == 1) == years) {
            // The first one names its year.
            let label = if index == 0 && !years { format!("{label} {:04}", day.year()) } else { label.clone() };
            let half = label.len() as f64 * room.letter() / 2.0;
            let x = days.x(*day).clamp(half, room.width() - half);
            let apart = half + room.letter() * 0.7;
            if labels.iter().all(|(other, their, _)| (x - other).abs() >= apart + their) {
                labels.push((x, half, label));
            }
        }
    }
    labels.sort_by(|a, b| a.0.total_cmp(&b.0));
    draw_ticks(markup, ticks.iter().map(|(day, _)| days.x(*day)), (top, bottom));
    draw_labels(markup, labels.into_iter().map(|(x, _, label)| (x, label)), base);
}

/// Ticks as one shape.
fn draw_ticks(markup: &mut Markup, ticks: impl Iterator<Item = f64>, (top, bottom): (f64, f64)) {
    let mut path = String::new();
    for x in ticks {
        push_steps(&mut path, &[("M", x), (" ", top), ("v", bottom + 5.0 - top)]);
    }
    if !path.is_empty() {
        markup.leaf("path", &[("class", Text("tick")), ("d", Text(&path))]);
    }
}

fn draw_labels(markup: &mut Markup, labels: impl Iterator<Item = (f64, String)>, base: f64) {
    markup.open("g", &[("text-anchor", Text("middle"))]);
    for (x, label) in labels {
        markup.word("", (x, base), "start", &label);
    }
    markup.close();
}

/// The months from the first on, counted from the year 0.
pub(super) fn month_number(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

/// The first day of a month that is counted from the year 0; `None` beyond the years that are known.
pub(super) fn first_of(month: i32) -> Option<Date> {
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    Date::new(year, i8::try_from(month.rem_euclid(12) + 1).ok()?, 1).ok()
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

fn mark(markup: &mut Markup, members: &[&StripPoint], at: (f64, f64), r: f64) {
    let Some(first) = members.first() else { return };
    let names = members.iter().take(MOST_TITLES).map(|point| format!("{} {}", point.date, cut(&point.title, 120)));
    let mut title = names.collect::<Vec<_>>().join("\n");
    if members.len() > MOST_TITLES {
        title.push_str(&format!("\nand {} more", members.len() - MOST_TITLES));
    }
    let class = format!("mark {}{}", first.class, if members.len() > 1 { " several" } else { "" });
    markup.open("a", &[("class", Text(class.trim_end())), ("href", Url(&first.href))]);
    markup.text("title", &[], &title);
    shape(markup, first.form, at, r);
    markup.close();
}

/// How much larger than other marks a disc with a sign is.
const SIGN: f64 = 1.35;

/// Draws a form around a point, `r` being about half its width.
pub(super) fn shape(markup: &mut Markup, form: Form, (x, y): (f64, f64), r: f64) {
    let round = |markup: &mut Markup, r: f64| {
        markup.leaf("circle", &[("cx", Value::Number(x)), ("cy", Value::Number(y)), ("r", Value::Number(r))]);
    };
    match form {
        Form::Round => round(markup, r),
        Form::Sign(sign) => {
            round(markup, r * SIGN);
            markup.word("sign", (x, y + r * 0.75), "start", sign.encode_utf8(&mut [0; 4]));
        }
        Form::Triangle | Form::Square | Form::Diamond => {
            let mut path = String::with_capacity(64);
            push_shape(&mut path, form, (x, y), r);
            markup.leaf("path", &[("d", Text(&path))]);
        }
    }
}

fn push_shape(path: &mut String, form: Form, (x, y): (f64, f64), r: f64) {
    let corners: &[(f64, f64)] = match form {
        Form::Round | Form::Sign(_) => {
            let r = if form == Form::Round { r } else { r * SIGN };
            push_steps(path, &[("M", x - r), (" ", y)]);
            for half in [2.0 * r, -2.0 * r] {
                push_steps(path, &[("a", r), (" ", r), (" 0 1 0 ", half), (" ", 0.0)]);
            }
            path.push('z');
            return;
        }
        Form::Triangle => &[(0.0, -1.2), (1.2, 1.0), (-1.2, 1.0)],
        Form::Square => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        Form::Diamond => &[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)],
    };
    for (at, (dx, dy)) in corners.iter().enumerate() {
        push_steps(path, &[(if at == 0 { "M" } else { "L" }, x + dx * r), (" ", y + dy * r)]);
    }
    path.push('z');
}

/// Marks that lead nowhere: those of one look are one shape.
#[derive(Default)]
pub(super) struct Shapes(BTreeMap<String, String>);

impl Shapes {
    pub(super) fn add(&mut self, class: &str, form: Form, at: (f64, f64), r: f64) {
        push_shape(self.0.entry(format!("mark {class}")).or_default(), form, at, r);
    }

    pub(super) fn draw(self, markup: &mut Markup) {
        for (class, path) in self.0 {
            markup.leaf("path", &[("class", Text(class.trim_end())), ("d", Text(&path))]);
        }
    }
}

/// Days on the axis and their labels: years at their beginning, months between them; as many as have room.
fn ticks(days: &Days) -> Vec<(Date, String)> {
    let (from, to) = (days.span.from, days.span.to);
    let room = |step: &i32| f64::from(*step) * days.month() >= 5.0 * days.room.letter();
    let longer = std::iter::successors(Some(12), |step: &i32| step.checked_mul(2));
    let step = [1, 2, 3, 6].into_iter().chain(longer).find(room).unwrap_or(i32::MAX);
    let first = month_number(from).div_euclid(step).saturating_mul(step);
    std::iter::successors(Some(first), |month| month.checked_add(step))
        .take_while(|month| *month <= month_number(to))
        .filter_map(|month| {
            let day = first_of(month)?;
            let label =
                if day.month() == 1 { format!("{:04}", day.year()) } else { super::month(day.month()).to_owned() };
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
        let points: Vec<&StripPoint> = points.iter().collect();
        read(draw(Room::Wide, &points, Span::days(from, to)))
    }

    #[track_caller]
    fn read(svg: Option<String>) -> Page {
        let Some(svg) = svg else { panic!("a chart") };
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
        let page = read(strip(&points, Span::days(date(2019, 1, 1), date(2021, 12, 31))));
        assert_eq!(page.values("href").collect::<Vec<_>>(), ["../a/", "../b/"], "links in the wide one only");
        let said = page.elements.iter().find(|element| element.name == "desc").map(|element| element.text.as_str());
        assert_eq!(said, Some("2 incidents from 2019-01-01 to 2021-12-31"));
        assert_eq!(strip(&points, Span::year(2021)), None);
        assert_eq!(strip(&[], Span::year(2021)), None);
        assert_eq!(strip(&points, Span::days(date(2024, 1, 1), date(2019, 1, 1))), None);
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
        assert_eq!(labels(&both)[..4], ["Nov 2019", "2020", "Mar", "May"]);
        let day = page(&points, date(2020, 5, 1), date(2020, 5, 1));
        assert_eq!(labels(&day), ["May 2020"]);
    }

    #[test]
    fn labels_do_not_touch() {
        let points = [point(date(2020, 5, 1), "a")];
        let turn = page(&points, date(2019, 12, 1), date(2020, 12, 31));
        assert_eq!(labels(&turn)[..2], ["2020", "Feb"], "the year before its first month");
        for (room, span) in
            [(Room::Narrow, Span::days(date(2011, 11, 1), date(2026, 11, 2))), (Room::Wide, Span::year(2020))]
        {
            let svg = draw(room, &[&points[0]], span);
            let page = read(svg);
            let texts: Vec<_> = page.elements.iter().filter(|element| element.name == "text").collect();
            let edges: Vec<(f64, f64)> = texts
                .iter()
                .map(|text| {
                    let x: f64 = text.get("x").and_then(|x| x.parse().ok()).unwrap_or_default();
                    let half = text.text.len() as f64 * room.letter() / 2.0;
                    (x - half, x + half)
                })
                .collect();
            assert!(edges.len() > 2 && edges.windows(2).all(|pair| pair[0].1 < pair[1].0), "{edges:?}");
        }
    }

    #[test]
    fn the_months_of_a_year_are_equally_wide() {
        let days = Days::new(Room::Wide, Span::year(2024));
        for (day, x) in [(date(2024, 1, 1), 0.0), (date(2024, 2, 1), 80.0), (date(2024, 12, 1), 880.0)] {
            assert_eq!(days.x(day), x, "{day}");
        }
        assert!(days.mark(date(2024, 1, 1)) > Room::Wide.radius(), "all of a mark is inside");
    }

    #[test]
    fn forms_differ() {
        let forms = [Form::Round, Form::Triangle, Form::Square, Form::Diamond, Form::Sign('!')];
        let shapes = forms.map(|form| {
            let mut path = String::new();
            push_shape(&mut path, form, (10.0, 10.0), 5.0);
            path
        });
        let different: std::collections::BTreeSet<_> = shapes.iter().collect();
        assert_eq!(different.len(), forms.len());
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
        let page = read(strip(&points, Span::days(date(2020, 1, 1), date(2020, 12, 31))));
        assert_eq!(page.values("href").count(), MOST_ROWS);
        assert!(page.text.contains("2020-05-01 <19>") || page.text.contains("more"));
        assert!(page.text.contains("20 in May 2020"), "bars on a phone");
    }
}
