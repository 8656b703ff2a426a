//! Very many incidents on one axis of days: a bar a month, where a mark for each would be too many.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::element::{Markup, Value, push_number};
use super::strip::{self, Days};
use Value::{Number, Text};

/// How high the highest bar is.
const HEIGHT: f64 = 60.0;

/// The incidents of each month from one day to another, both included. `None` where there are none.
pub fn months(dates: &[Date], from: Date, to: Date) -> Option<String> {
    let mut counts: BTreeMap<Date, u32> = BTreeMap::new();
    for date in dates.iter().filter(|date| (from..=to).contains(*date)) {
        *counts.entry(date.first_of_month()).or_default() += 1;
    }
    let most = *counts.values().max()?;
    let days = Days::new(from, to);
    let bottom = HEIGHT + 20.0;
    let total: u32 = counts.values().sum();
    let label = format!("{total} incidents by month from {from} to {to}, at most {most} in one");
    let mut markup = Markup::chart("chart heat", bottom + 22.0, "Incidents by month", &label);
    strip::axis(&mut markup, &days, 16.0, bottom);
    let mut path = String::with_capacity(counts.len() * 32);
    for (month, count) in &counts {
        let end = month.last_of_month().min(to);
        let (left, right) = (days.x((*month).max(from)), days.x(end));
        let (width, height) = ((right - left - 1.0).max(1.0), HEIGHT * f64::from(*count) / f64::from(most));
        for (command, number) in [("M", left), (" ", bottom), ("v", -height), ("h", width), ("v", height)] {
            path.push_str(command);
            push_number(&mut path, number);
        }
        path.push('z');
    }
    markup.leaf("path", &[("class", Text("heat-4")), ("d", Text(&path))]);
    if let Some((month, _)) = counts.iter().find(|(_, count)| **count == most) {
        let x = days.x((*month).max(from)).clamp(20.0, 900.0);
        let at = [("x", Number(x)), ("y", Number(bottom - HEIGHT - 5.0))];
        markup.text("text", &at, &most.to_string());
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
        let svg = months(&days, date(2023, 1, 1), date(2024, 12, 31)).unwrap_or_default();
        let page = markup::read(&svg).unwrap_or_else(|error| panic!("{error}\n{svg}"));
        let path = page.values("d").next().unwrap_or_default();
        assert_eq!(path.matches('M').count(), 2);
        let mut said = page.elements.iter().filter(|element| element.name == "desc");
        assert!(said.any(|element| element.text.starts_with("3 incidents by month")));
        assert!(page.elements.iter().any(|element| element.name == "text" && element.text == "2"));
        assert_eq!(months(&[], date(2023, 1, 1), date(2024, 1, 1)), None);
    }
}
