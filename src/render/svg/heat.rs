//! Counts as a pattern of squares: the days of the years, and the hours of a week.
//!
//! Squares of one shade are one shape, so that a long archive stays small. There are three shades besides none: more could not
//! be told apart. Up to three, each count has its own.

use jiff::civil::Date;

use super::Room;
use super::element::{Markup, Value, push_steps};
use Value::Text;

/// How many shades there are besides none.
const LEVELS: u32 = 3;

/// Where squares begin; labels stand left of them.
const fn left(room: Room) -> f64 {
    match room {
        Room::Wide => 56.0,
        Room::Narrow => 46.0,
    }
}

/// From one day to the next. On a phone a year is drawn in two halves.
const fn step(room: Room) -> f64 {
    match room {
        Room::Wide => 16.7,
        Room::Narrow => 10.1,
    }
}

/// The days of some years, newest year first. `days` are the days with incidents and how many, in order, and `most` is the
/// count of the strongest shade.
pub fn days(days: &[(Date, u32)], most: u32, label: &str) -> Option<String> {
    if days.is_empty() {
        return None;
    }
    super::both(|room| draw_days(room, days, most, label))
}

fn draw_days(room: Room, days: &[(Date, u32)], most: u32, label: &str) -> Option<String> {
    let (first, last) = (days.first()?.0.year(), days.last()?.0.year());
    let years = (first..=last).rev().filter(|year| days.binary_search_by_key(year, |(day, _)| day.year()).is_ok());
    let halves: &[(i8, i8)] = match room {
        Room::Wide => &[(1, 12)],
        Room::Narrow => &[(1, 6), (7, 12)],
    };
    let parts: Vec<(i16, i8, i8)> =
        years.flat_map(|year| halves.iter().map(move |(from, to)| (year, *from, *to))).collect();
    let (step, left) = (step(room), left(room));
    let head = room.line() + 4.0;
    let block = step * 7.0 + head + 12.0;
    let mut markup = Markup::in_room(room, "heat", block * parts.len() as f64, ("Days with incidents", label));
    let mut shapes = [const { String::new() }; LEVELS as usize + 1];
    for (at, (year, from, to)) in parts.into_iter().enumerate() {
        let top = at as f64 * block + head;
        let Ok(begin) = Date::new(year, from, 1) else { continue };
        markup.word("", (0.0, top - 8.0), "start", &format!("{year:04}"));
        weekdays(&mut markup, room, (top, step), &[(0, "Mon"), (2, "Wed"), (4, "Fri")]);
        for month in from..=to {
            let Ok(start) = Date::new(year, month, 1) else { continue };
            let (x, y) = place(start, begin, step);
            // Where a month begins within a week, its name stands over the next one, which is all its own.
            let x = if y > 0.0 { x + step } else { x };
            markup.word("", (left + x, top - 8.0), "start", super::month(month));
            push_month(&mut shapes[0], (start, begin), (left, top), step);
        }
        let inside = |day: Date| (day.year(), day.month());
        let first = days.partition_point(|(day, _)| inside(*day) < (year, from));
        let upto = days.partition_point(|(day, _)| inside(*day) <= (year, to));
        for (day, count) in &days[first..upto] {
            let (x, y) = place(*day, begin, step);
            square(&mut shapes[level(*count, most)], (left + x + 1.0, top + y + 1.0), (step - 2.0, step - 2.0));
        }
    }
    Some(finish(markup, &shapes))
}

/// The hours of a week, Monday first: how many incidents began in each.
pub fn hours(counts: &[[u32; 24]; 7], label: &str) -> Option<String> {
    let most = counts.iter().flatten().copied().max().filter(|most| *most > 0)?;
    super::both(|room| Some(draw_hours(room, counts, most, label)))
}

fn draw_hours(room: Room, counts: &[[u32; 24]; 7], most: u32, label: &str) -> String {
    let (left, high) = (left(room), room.line() + 2.0);
    let wide = (room.width() - left - 1.0) / 24.0;
    let bottom = high * 7.0 + room.line() + 2.0;
    let mut markup = Markup::in_room(room, "heat", bottom + 2.0, ("Hours of the week", label));
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    weekdays(&mut markup, room, (1.0, high), &[0, 1, 2, 3, 4, 5, 6].map(|day: u8| (day, names[usize::from(day)])));
    let mut shapes = [const { String::new() }; LEVELS as usize + 1];
    // The empty ones as the whole, and columns and rows that cross it.
    square(&mut shapes[0], (left, 1.0), (wide * 24.0, high * 7.0));
    for hour in (0..24).step_by(2) {
        square(&mut shapes[0], (left + f64::from(hour) * wide, 1.0), (wide, high * 7.0));
    }
    for day in (0..7).step_by(2) {
        square(&mut shapes[0], (left, 1.0 + f64::from(day) * high), (wide * 24.0, high));
    }
    for (day, hours) in counts.iter().enumerate() {
        for (hour, count) in hours.iter().enumerate().filter(|(_, count)| **count > 0) {
            let at = (left + hour as f64 * wide + 1.0, day as f64 * high + 2.0);
            square(&mut shapes[level(*count, most)], at, (wide - 2.0, high - 2.0));
        }
    }
    let each = match room {
        Room::Wide => 3,
        Room::Narrow => 6,
    };
    for hour in (0..24).step_by(each) {
        markup.word("", (left + f64::from(hour) * wide, bottom - 3.0), "start", &format!("{hour:02}"));
    }
    finish(markup, &shapes)
}

/// The names of days of the week in front of their rows.
fn weekdays(markup: &mut Markup, room: Room, (top, step): (f64, f64), days: &[(u8, &str)]) {
    for (day, name) in days {
        let y = top + (f64::from(*day) + 0.5) * step + room.line() / 4.0 - 1.0;
        markup.word("", (0.0, y), "start", name);
    }
}

fn finish(mut markup: Markup, shapes: &[String]) -> String {
    const CLASSES: [&str; LEVELS as usize + 1] = ["heat-0", "heat-1", "heat-2", "heat-3"];
    for (class, shape) in CLASSES.into_iter().zip(shapes).filter(|(_, shape)| !shape.is_empty()) {
        markup.leaf("path", &[("class", Text(class)), ("d", Text(shape))]);
    }
    markup.finish()
}

/// The shade of a count: none for none.
fn level(count: u32, most: u32) -> usize {
    let level = if most <= LEVELS { count } else { (count * LEVELS).div_ceil(most) };
    level.min(LEVELS) as usize
}

/// What the shades say, none first: `0`, `1`, `2–3`, `4–5`.
pub fn shades(most: u32) -> Vec<String> {
    let range = |at: u32| {
        let end = |level: u32| if most <= LEVELS { level } else { level * most / LEVELS };
        match (end(at - 1) + 1, end(at)) {
            (first, last) if first == last => first.to_string(),
            (first, last) => format!("{first}–{last}"),
        }
    };
    std::iter::once("0".to_owned()).chain((1..=most.min(LEVELS)).map(range)).collect()
}

/// Where a day stands among those from `begin` on: a column a week, Monday on top.
fn place(day: Date, begin: Date, step: f64) -> (f64, f64) {
    let first = begin.weekday().to_monday_zero_offset();
    let slot = i32::from(day.day_of_year() - begin.day_of_year()) + i32::from(first);
    (f64::from(slot / 7) * step, f64::from(slot % 7) * step)
}

/// The outline of a month: its weeks, the first and the last of them cut where it begins and ends.
fn push_month(out: &mut String, (start, begin): (Date, Date), (left, top): (f64, f64), step: f64) {
    let (first, last) = (place(start, begin, step), place(start.last_of_month(), begin, step));
    let steps = [
        ("M", left + first.0),
        (" ", top + first.1),
        ("h", step),
        ("V", top),
        ("H", left + last.0 + step),
        ("V", top + last.1 + step),
        ("h", -step),
        ("V", top + 7.0 * step),
        ("H", left + first.0),
    ];
    push_steps(out, &steps);
    out.push('z');
}

fn square(out: &mut String, (x, y): (f64, f64), (width, height): (f64, f64)) {
    push_steps(out, &[("M", x), (" ", y), ("h", width), ("v", height), ("h", -width)]);
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
        let check = |day: Date, begin: Date, week: f64, weekday: f64| {
            assert_eq!(place(day, begin, 10.0), (week * 10.0, weekday * 10.0), "{day}");
        };
        check(date(2024, 1, 1), date(2024, 1, 1), 0.0, 0.0);
        check(date(2024, 1, 7), date(2024, 1, 1), 0.0, 6.0);
        check(date(2024, 1, 8), date(2024, 1, 1), 1.0, 0.0);
        check(date(2023, 1, 1), date(2023, 1, 1), 0.0, 6.0);
        check(date(2024, 12, 31), date(2024, 1, 1), 52.0, 1.0);
        check(date(2012, 12, 31), date(2012, 1, 1), 53.0, 0.0);
        check(date(2024, 7, 1), date(2024, 7, 1), 0.0, 0.0);
        check(date(2023, 12, 31), date(2023, 7, 1), 26.0, 6.0);
    }

    #[test]
    fn all_squares_are_inside() {
        for year in 1990..2030 {
            for (room, begin, end) in [
                (Room::Wide, date(year, 1, 1), date(year, 12, 31)),
                (Room::Narrow, date(year, 1, 1), date(year, 6, 30)),
                (Room::Narrow, date(year, 7, 1), date(year, 12, 31)),
            ] {
                let (x, _) = place(end, begin, step(room));
                assert!(left(room) + x + step(room) - 2.0 <= room.width(), "{year}, {room:?}");
            }
        }
    }

    #[test]
    fn a_square_a_day_and_a_block_a_year() {
        let page = read(days(&[(date(2019, 2, 4), 1), (date(2021, 5, 6), 3), (date(2021, 5, 7), 1)], 3, "Days"));
        assert_eq!(page.text.matches("Aug").count(), 2 * 2, "years without incidents are left out");
        let squares = |class: &str| {
            let shapes = page.elements.iter().filter(|element| element.get("class") == Some(class));
            shapes.map(|shape| shape.get("d").unwrap_or_default().matches('M').count()).collect::<Vec<_>>()
        };
        assert_eq!((squares("heat-1"), squares("heat-3")), (vec![2, 2], vec![1, 1]));
        assert_eq!(page.text.matches("Wed").count(), 2 + 4, "at every year");
        assert_eq!(days(&[], 1, ""), None);
    }

    #[test]
    fn shades_say_what_they_stand_for() {
        let check = |most: u32, expected: &[&str]| {
            let said = shades(most);
            assert_eq!(said, expected, "{most}");
            for count in 0..=most {
                let range = &said[level(count, most)];
                let (first, last) = range.split_once('–').unwrap_or((range, range));
                let ends = (first.parse::<u32>().unwrap_or(0), last.parse::<u32>().unwrap_or(0));
                assert!((ends.0..=ends.1).contains(&count), "{count} is not in {range}");
            }
        };
        check(1, &["0", "1"]);
        check(3, &["0", "1", "2", "3"]);
        check(4, &["0", "1", "2", "3–4"]);
        check(200, &["0", "1–66", "67–133", "134–200"]);
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
