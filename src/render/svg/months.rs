//! Very many incidents on one axis of days: a bar a month, where a mark for each would be too many; a quarter or a year where
//! there is no room for that.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Room;
use super::element::{Markup, Value, push_steps};
use super::strip::{self, Days, Span};
use Value::Text;

/// How high the highest bar is.
const HEIGHT: f64 = 70.0;

/// The least width of a bar.
const LEAST: f64 = 3.5;

/// The incidents of each month of some days. `None` where there are none.
pub fn months(dates: &[Date], span: Span) -> Option<String> {
    let dates: Vec<Date> = dates.iter().copied().filter(|date| span.holds(*date)).collect();
    if dates.is_empty() {
        return None;
    }
    super::both(|room| bars(room, &dates, span))
}

/// The bars of incidents that all lie within the span.
pub(super) fn bars(room: Room, dates: &[Date], span: Span) -> Option<String> {
    let days = Days::new(room, span);
    let has_room = |step: &i32| f64::from(*step) * days.month() >= LEAST;
    let step = [1, 3].into_iter().find(has_room).unwrap_or(12);
    let mut counts: BTreeMap<i32, u32> = BTreeMap::new();
    for date in dates {
        *counts.entry(strip::month_number(*date).div_euclid(step) * step).or_default() += 1;
    }
    let most = *counts.values().max()?;
    let unit = match step {
        1 => "month",
        3 => "quarter",
        _ => "year",
    };
    let label = format!("{} incidents by {unit} from {} to {}, at most {most} in one", dates.len(), span.from, span.to);
    let bottom = HEIGHT + room.line() + 4.0;
    let title = format!("Incidents by {unit}");
    let mut markup = Markup::in_room(room, "strip", bottom + room.line() + 2.0, (&title, &label));
    strip::axis(&mut markup, &days, room.line(), bottom);
    let mut path = String::with_capacity(counts.len() * 32);
    let mut peak = None;
    for (month, count) in &counts {
        let (Some(first), Some(next)) = (strip::first_of(*month), strip::first_of(month + step)) else { continue };
        let left = days.x(first.max(span.from));
        let right = if next > span.to { days.right() } else { days.x(next) };
        let (width, height) = ((right - left - 1.0).max(1.0), HEIGHT * f64::from(*count) / f64::from(most));
        push_steps(&mut path, &[("M", left), (" ", bottom), ("v", -height), ("h", width), ("v", height)]);
        path.push('z');
        if *count == most {
            peak = Some((f64::midpoint(left, right), first, next));
        }
    }
    markup.leaf("path", &[("class", Text("heat-2")), ("d", Text(&path))]);
    if let Some((x, first, next)) = peak {
        let (first_month, year) = (super::month(first.month()), first.year());
        let name = match step {
            1 => format!("{most} in {first_month} {year:04}"),
            3 => {
                format!("{most} in {first_month}–{} {year:04}", super::month(next.yesterday().map_or(12, Date::month)))
            }
            _ => format!("{most} in {year:04}"),
        };
        let half = name.chars().count() as f64 * room.in_words() / 2.0;
        let x = x.clamp(half, (room.width() - half).max(half));
        markup.word("", (x, bottom - HEIGHT - 6.0), "middle", &name);
    }
    Some(markup.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::markup;
    use jiff::civil::date;

    #[test]
    fn a_bar_a_month() {
        let days = [date(2023, 2, 1), date(2023, 2, 20), date(2024, 12, 31), date(2030, 1, 1)];
        let svg = months(&days, Span::days(date(2023, 1, 1), date(2024, 12, 31))).unwrap_or_default();
        let page = markup::read(&svg).unwrap_or_else(|error| panic!("{error}\n{svg}"));
        let bars = page.elements.iter().find(|element| element.get("class") == Some("heat-2"));
        assert_eq!(bars.and_then(|bars| bars.get("d")).map(|path| path.matches('M').count()), Some(2));
        let mut said = page.elements.iter().filter(|element| element.name == "desc");
        assert!(said.any(|element| element.text.starts_with("3 incidents by month")));
        assert!(page.elements.iter().any(|element| element.name == "text" && element.text == "2 in Feb 2023"));
        assert_eq!(months(&[], Span::days(date(2023, 1, 1), date(2024, 1, 1))), None);
    }

    #[test]
    fn quarters_and_years_where_months_have_no_room() {
        let check = |last: i16, expected: &str| {
            let svg = bars(Room::Narrow, &[date(2001, 5, 6)], Span::days(date(2001, 1, 1), date(last, 12, 31)));
            assert!(svg.unwrap_or_default().contains(expected), "{expected}");
        };
        check(2003, "1 in May 2001");
        check(2015, "1 in Apr–Jun 2001");
        check(2080, "1 in 2001");
    }
}
