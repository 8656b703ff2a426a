//! What holds for any text, and for any date or time that is written in a usual form.

use std::ops::Range;

use jiff::ToSpan;
use proptest::prelude::*;

use super::{
    DateOrder, Expect, RangeToken, date_in_name, duration_of, durations_in, malformed_in, range_at, ranges_in,
    stamp_at, zones_in,
};

const VALUE: Expect = Expect { bare_digits: true, month_day: true, order: None };
const TEXT: Expect = Expect { bare_digits: false, month_day: false, order: None };

/// Text that is full of what the lexer looks for, and of what it may trip over.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[0-9]{1,9}",
        "[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        "[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}",
        "[0-9]{1,2}(h|am|pm|th|\\.|時|月|日|min|°|½)",
        proptest::sample::select(vec![
            "from",
            "between",
            "and",
            "to",
            "at",
            "about",
            "ca.",
            "~",
            "UTC",
            "UTC+2",
            "(PST)",
            "Z",
            "T",
            "May",
            "march",
            "Feb.",
            "Monday",
            "mar",
            "noon",
            "am",
            "Uhr",
            "hours",
            "minutes",
            "half",
            "an",
            "à",
            "de",
            "le",
            "entre",
            "-",
            "–",
            "(",
            ")",
            "[",
            "]",
            "*",
            "**",
            "`",
            ",",
            ".",
            ":",
            "/",
            "\n",
            "2019年",
            "午後",
            "Europe/Oslo",
            "Paris time",
            "+02:00",
            "PT1H",
            "https://x.org/",
            "ß",
            "İ",
            "\u{301}",
            "\u{0}",
            "🕐",
            "０９：３０",
            "每",
            "less than",
            "or more",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ];
    proptest::collection::vec((word, proptest::sample::select(vec!["", " ", " ", "  "])), 0..24)
        .prop_map(|parts| parts.into_iter().map(|(word, blank)| word + blank).collect())
}

/// Ranges stand inside the text, on character borders, one behind the other.
fn in_order(text: &str, ranges: impl Iterator<Item = Range<usize>>) {
    let mut last = 0;
    for range in ranges {
        assert!(
            range.start >= last && range.start < range.end && text.get(range.clone()).is_some(),
            "{range:?} {text:?}"
        );
        last = range.end;
    }
}

fn check_parts(text: &str, range: &RangeToken) {
    for stamp in std::iter::once(&range.start).chain(&range.end) {
        assert!(stamp.date.is_some() || stamp.time.is_some(), "{stamp:?} {text:?}");
        let parts = [
            Some(stamp.range.clone()),
            stamp.date.as_ref().map(|date| date.range.clone()),
            stamp.time.as_ref().map(|time| time.range.clone()),
            stamp.zone.as_ref().map(|zone| zone.range.clone()),
        ];
        for part in parts.into_iter().flatten() {
            assert!(text.get(part.clone()).is_some_and(|part| !part.is_empty()), "{part:?} {stamp:?} {text:?}");
            assert!(range.range.start <= part.start && part.end <= range.range.end, "{part:?} {range:?} {text:?}");
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in text(), at in 0..64usize) {
        for expect in [TEXT, VALUE] {
            let ranges = ranges_in(&text, expect);
            in_order(&text, ranges.iter().map(|range| range.range.clone()));
            for range in &ranges {
                check_parts(&text, range);
            }
            if let Some(range) = range_at(&text, at, expect) {
                in_order(&text, std::iter::once(range.range.clone()));
                check_parts(&text, &range);
            }
            if let Some(stamp) = stamp_at(&text, at, expect) {
                in_order(&text, std::iter::once(stamp.range.clone()));
                prop_assert!(stamp.range.start >= at);
            }
        }
        in_order(&text, durations_in(&text).into_iter().map(|found| found.range));
        in_order(&text, zones_in(&text).into_iter().map(|(range, _)| range));
        in_order(&text, malformed_in(&text).into_iter().map(|found| found.range));
        let _ = (duration_of(&text), date_in_name(&text));
    }

    #[test]
    fn any_string_is_read(text in "\\PC{0,80}") {
        for range in ranges_in(&text, VALUE) {
            check_parts(&text, &range);
        }
        let _ = (durations_in(&text), zones_in(&text), malformed_in(&text), duration_of(&text), date_in_name(&text));
    }

    #[test]
    fn a_date_that_is_written_is_read(days in 0..36_500i32) {
        let first = jiff::civil::date(1990, 1, 1);
        let Ok(date) = first.checked_add(days.days()) else { return Ok(()) };
        let ordinal = match date.day() { 1 | 21 | 31 => "st", 2 | 22 => "nd", 3 | 23 => "rd", _ => "th" };
        let forms = [
            "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d", "%d.%m.%Y", "%-d.%-m.%Y", "%B %-d, %Y", "%b %-d, %Y", "%-d %B %Y",
            "%d-%b-%Y", "%A, %B %-d, %Y", "%a %-d %b %Y", "%A %d/%m/%Y", "%Y年%-m月%-d日", "%Y년 %-m월 %-d일",
        ];
        for form in forms {
            let written = date.strftime(form).to_string();
            let order = Some(DateOrder::DayFirst);
            let stamp = stamp_at(&written, 0, TEXT);
            let read = stamp.as_ref().and_then(|stamp| stamp.date.as_ref()?.resolve(order, None));
            prop_assert_eq!(read, Some(date), "{}", written);
            prop_assert_eq!(stamp.map(|stamp| stamp.range), Some(0..written.len()), "{}", written);
        }
        let written = format!("{} {}{ordinal}, {}", date.strftime("%B"), date.day(), date.year());
        let read = stamp_at(&written, 0, TEXT).and_then(|stamp| stamp.date?.resolve(None, None));
        prop_assert_eq!(read, Some(date), "{}", written);
    }

    #[test]
    fn a_time_that_is_written_is_read(hour in 0..24i8, minute in 0..60i8) {
        let half = if hour < 12 { "am" } else { "pm" };
        let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
        let forms = [
            format!("{hour:02}:{minute:02}"), format!("{hour}:{minute:02}"), format!("{hour:02}{minute:02}"),
            format!("{hour:02}:{minute:02}:59"), format!("{hour}h{minute:02}"), format!("{hour}.{minute:02} Uhr"),
            format!("{twelve}:{minute:02} {half}"), format!("{twelve}.{minute:02}{half}"), format!("{hour}時{minute}分"),
        ];
        for written in forms {
            for zone in ["", " UTC", " (CEST)"] {
                let written = format!("{written}{zone}");
                let stamp = stamp_at(&written, 0, VALUE);
                let read = stamp.as_ref().and_then(|stamp| stamp.time.as_ref()).map(|time| (time.hour, time.minute));
                prop_assert_eq!(read, Some((hour, minute)), "{}", written);
                prop_assert_eq!(stamp.map(|stamp| stamp.range.end), Some(written.len()), "{}", written);
            }
        }
    }
}
