//! Counts as a pattern of squares: the days of the years, and the hours of a week.
//!
//! Squares of one shade are one shape, so that a long archive stays small.

use jiff::civil::{Date, Weekday};

use super::WIDTH;
use super::element::{Markup, Value, push_number};
use Value::{Number, Text};

/// How many shades there are besides none.
const LEVELS: usize = 4;

const LEFT: f64 = 56.0;
const DAY: f64 = 16.5;
const HOUR_LEFT: f64 = 56.0;
const HOUR: f64 = 37.0;
const HOUR_HIGH: f64 = 26.0;

/// The days of some years, newest year first. `days` are the days with incidents and how many, in order.
pub fn days(days: &[(Date, u32)], label: &str) -> Option<String> {
    let (first, last) = (days.first()?.0.year(), days.last()?.0.year());
    let most = days.iter().map(|(_, count)| *count).max()?;
    let years: Vec<i16> =
        (first..=last).rev().filter(|year| days.binary_search_by_key(year, |(day, _)| day.year()).is_ok()).collect();
    let block = DAY * 7.0 + 22.0;
    let mut markup = Markup::chart("chart heat", block * years.len() as f64, "Days with incidents", label);
    let mut shapes = [const { String::new() }; LEVELS + 1];
    for (at, year) in years.iter().enumerate() {
        let top = at as f64 * block + 18.0;
        markup.text("text", &[("x", Number(0.0)), ("y", Number(top + DAY * 4.0))], &format!("{year:04}"));
        for month in 1..=12 {
            let Ok(start) = Date::new(*year, month, 1) else { continue };
            let (x, y) = place(start);
            // Where a month begins within a week, its name stands over the next one, which is all its own.
            let x = if y > 0.0 { x + DAY } else { x };
            markup.text(
                "text",
                &[("class", Text("month")), ("x", Number(LEFT + x)), ("y", Number(top - 5.0))],
                super::month(month),
            );
            shapes[0].push_str(&month_shape(start, LEFT, top));
        }
        let from = days.partition_point(|(day, _)| day.year() < *year);
        let upto = days.partition_point(|(day, _)| day.year() <= *year);
        for (day, count) in &days[from..upto] {
            let (x, y) = place(*day);
            square(&mut shapes[level(*count, most)], (LEFT + x, top + y), (DAY - 2.0, DAY - 2.0));
        }
    }
    finish(markup, &shapes)
}

/// The hours of a week, Monday first: how many incidents began in each.
pub fn hours(counts: &[[u32; 24]; 7], label: &str) -> Option<String> {
    let most = counts.iter().flatten().copied().max().filter(|most| *most > 0)?;
    let mut markup = Markup::chart("chart heat", HOUR_HIGH * 7.0 + 24.0, "Hours of the week", label);
    let mut shapes = [const { String::new() }; LEVELS + 1];
    for (day, hours) in counts.iter().enumerate() {
        let y = day as f64 * HOUR_HIGH;
        let name = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][day];
        markup.text("text", &[("x", Number(0.0)), ("y", Number(y + 18.0))], name);
        for (hour, count) in hours.iter().enumerate() {
            let shade = if *count == 0 { 0 } else { level(*count, most) };
            square(&mut shapes[shade], (HOUR_LEFT + hour as f64 * HOUR, y), (HOUR - 2.0, HOUR_HIGH - 2.0));
        }
    }
    for hour in (0..24).step_by(3) {
        let place = [("x", Number(HOUR_LEFT + f64::from(hour) * HOUR)), ("y", Number(HOUR_HIGH * 7.0 + 16.0))];
        markup.text("text", &place, &format!("{hour:02}"));
    }
    finish(markup, &shapes)
}

fn finish(mut markup: Markup, shapes: &[String; LEVELS + 1]) -> Option<String> {
    const CLASSES: [&str; LEVELS + 1] = ["heat-0", "heat-1", "heat-2", "heat-3", "heat-4"];
    for (class, shape) in CLASSES.into_iter().zip(shapes).filter(|(_, shape)| !shape.is_empty()) {
        markup.leaf("path", &[("class", Text(class)), ("d", Text(shape))]);
    }
    Some(markup.finish())
}

/// The shade of a count, from 1.
fn level(count: u32, most: u32) -> usize {
    (count as usize * LEVELS).div_ceil(most.max(1) as usize).clamp(1, LEVELS)
}

/// Where a day stands in its year: a column a week, Monday on top.
fn place(day: Date) -> (f64, f64) {
    let first = day.first_of_year().weekday().to_monday_zero_offset();
    let slot = i32::from(day.day_of_year()) - 1 + i32::from(first);
    (f64::from(slot / 7) * DAY, f64::from(slot % 7) * DAY)
}

/// The background of a month: a rectangle a column, at most six.
fn month_shape(start: Date, left: f64, top: f64) -> String {
    let mut out = String::new();
    let mut day = start;
    let last = start.last_of_month();
    while day <= last {
        let to_sunday = i64::from(Weekday::Sunday.to_monday_zero_offset() - day.weekday().to_monday_zero_offset());
        let end = day.checked_add(jiff::Span::new().days(to_sunday)).unwrap_or(last).min(last);
        let (x, y) = place(day);
        let days = f64::from(i16::from(end.day()) - i16::from(day.day()) + 1);
        square(&mut out, (left + x, top + y), (DAY - 2.0, days * DAY - 2.0));
        match end.tomorrow() {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    out
}

fn square(out: &mut String, (x, y): (f64, f64), (width, height): (f64, f64)) {
    debug_assert!(x + width <= WIDTH, "inside the chart");
    for (command, number) in [("M", x), (" ", y), ("h", width), ("v", height), ("h", -width)] {
        out.push_str(command);
        push_number(out, number);
    }
    out.push('z');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::markup;
    use jiff::civil::date;

    #[track_caller]
    fn read(svg: Option<String>) -> markup::Page {
        let svg = svg.unwrap_or_default();
        markup::read(&svg).unwrap_or_else(|error| panic!("{error}\n{svg}"))
    }

    #[test]
    fn days_stand_in_their_weeks() {
        let check = |day: Date, week: f64, weekday: f64| assert_eq!(place(day), (week * DAY, weekday * DAY), "{day}");
        check(date(2024, 1, 1), 0.0, 0.0);
        check(date(2024, 1, 7), 0.0, 6.0);
        check(date(2024, 1, 8), 1.0, 0.0);
        check(date(2023, 1, 1), 0.0, 6.0);
        check(date(2024, 12, 31), 52.0, 1.0);
        check(date(2012, 12, 31), 53.0, 0.0);
    }

    #[test]
    fn a_square_a_day_and_a_block_a_year() {
        let page = read(days(&[(date(2019, 2, 4), 1), (date(2021, 5, 6), 4), (date(2021, 5, 7), 1)], "Days"));
        assert_eq!(
            page.values("class").filter(|class| *class == "month").count(),
            24,
            "years without incidents are left out"
        );
        let squares = |class: &str| {
            let shape = page.elements.iter().find(|element| element.get("class") == Some(class));
            shape.map_or(0, |shape| shape.get("d").unwrap_or_default().matches('M').count())
        };
        assert_eq!((squares("heat-1"), squares("heat-4")), (2, 1));
        assert_eq!(days(&[], ""), None);
    }

    #[test]
    fn the_hours_of_a_week() {
        let mut counts = [[0; 24]; 7];
        counts[6][23] = 2;
        let page = read(hours(&counts, "Hours"));
        assert!(page.text.contains("Sun") && page.text.contains("21"));
        assert_eq!(hours(&[[0; 24]; 7], ""), None);
    }
}
