//! One incident to scale: lanes of events over an axis of time, the time of the incident tinted, nights shaded.
//!
//! From top to bottom: the phases (`phases`), lanes, axis, times, days, and the lengths of shortened gaps. Every mark
//! links to its row in the table of the timeline, `#t-1` being the first row, and the row back to the mark, `#m-1`; marks
//! that would hide each other stack up to three deep and then become one with a number in it.

use std::borrow::Cow;

use super::element::{Markup, Value};
use super::lanes::{self, Lane, RADIUS};
use super::pack::{self, Seat};
use super::phases::{Layout, Milestones};
use super::scale::{self, DAY, Scale, Tick};
use super::{FONT_SIZE, LETTER, WIDTH, cut};
use crate::model::{Incident, Minutes, Moment, TimelineRow, written};
use Value::{Number, Text, Url};

/// Where the axis begins; lane labels stand left of it.
const LEFT: f64 = 150.0;
/// Where the axis ends.
const RIGHT: f64 = 916.0;
/// From one row of marks to the next.
const ROW: f64 = 25.0;
/// How many rows of marks a lane may have.
const MOST_ROWS: usize = 3;
/// How many characters of an event a mark tells, and of how many events.
const MOST_TEXT: usize = 80;
const MOST_EVENTS: usize = 8;
/// The hours that count as night: from the evening of a day to the morning of the next.
const NIGHT: (i64, i64) = (22 * 60, 6 * 60);
/// The longest stretch whose nights are shaded, in days: beyond it they would be stripes.
const MOST_NIGHTS: i64 = 21;

/// An event with a place on the axis.
struct Event<'a> {
    row: &'a TimelineRow,
    /// Its row in the table, from 1.
    number: usize,
    at: i64,
    until: Option<i64>,
    lane: usize,
}

/// A lane with its marks.
struct Track<'a> {
    /// One for each mark: the events it stands for, and its row in the lane.
    marks: Vec<(Vec<&'a Event<'a>>, usize)>,
    rows: usize,
}

/// A timeline that was drawn.
pub struct Drawn {
    /// The drawing.
    pub svg: String,
    /// For each row of the timeline the number in the id of its mark, `m-1`; `None` for a row without a time.
    pub marks: Vec<Option<usize>>,
}

/// The timeline of an incident as SVG; `None` where fewer than two of its rows have a time.
pub fn timeline(incident: &Incident) -> Option<Drawn> {
    let timed: Vec<_> =
        incident.timeline.iter().enumerate().filter_map(|(at, row)| Some((at, row, time(row.at)?))).collect();
    if timed.len() < 2 {
        return None;
    }
    let (lanes, assigned) = lanes::assign(timed.iter().map(|(_, row, _)| row.kind.as_deref()));
    let mut events: Vec<Event<'_>> = timed
        .iter()
        .zip(assigned)
        .map(|((index, row, at), lane)| {
            let until = time(row.until).filter(|until| until > at);
            Event { row, number: index + 1, at: *at, until, lane }
        })
        .collect();
    events.sort_by_key(|event| (event.at, event.number));
    let milestones = Milestones::of(incident);
    let mut times: Vec<i64> = events.iter().flat_map(|event| [Some(event.at), event.until]).flatten().collect();
    times.extend(milestones.minutes());
    times.sort_unstable();
    times.dedup();
    let scale = Scale::new(&times, LEFT, RIGHT);
    let tracks: Vec<_> = (0..lanes.len()).map(|lane| track(&events, lane, &scale)).collect();
    let phases = milestones.layout(&scale, RIGHT);
    let (top, lanes_height) = (phases.top(), tracks.iter().map(height).sum::<f64>());
    let bottom = top + lanes_height;

    let total = bottom + if scale.segments.len() > 1 { 58.0 } else { 40.0 };
    let nights = nights(&scale);
    let description = description(&events, &scale, (&phases, !nights.is_empty()));
    let mut markup = Markup::chart("chart timeline", (WIDTH, total), FONT_SIZE, ("Timeline to scale", &description));
    phases.draw(&mut markup, &scale, bottom);
    shade(&mut markup, &nights, (top, bottom));
    axis(&mut markup, &scale, (top, bottom));
    breaks(&mut markup, &scale, (top, bottom));
    let mut y = top;
    let mut marks = vec![None; incident.timeline.len()];
    let has_days = events.first().map(|event| event.at / DAY) != events.last().map(|event| event.at / DAY);
    for (index, (lane, track)) in lanes.iter().zip(&tracks).enumerate() {
        draw_lane(&mut markup, (index, lane), track, (&scale, has_days), y);
        y += height(track);
        for (events, _) in &track.marks {
            for event in events {
                marks[event.number - 1] = events.first().map(|first| first.number);
            }
        }
    }
    Some(Drawn { svg: markup.finish(), marks })
}

fn time(moment: Option<Moment>) -> Option<i64> {
    moment.and_then(Moment::time).map(scale::minutes)
}

fn track<'a>(events: &'a [Event<'a>], lane: usize, scale: &Scale) -> Track<'a> {
    let events: Vec<_> = events.iter().filter(|event| event.lane == lane).collect();
    let edges = |event: &&Event<'_>| {
        let x = scale.x(event.at);
        let right = event.until.map_or(x, |until| scale.x(until));
        (x - RADIUS - 2.0, right.max(x + RADIUS) + 2.0)
    };
    let edges: Vec<_> = events.iter().map(edges).collect();
    let seats = pack::pack(&edges, MOST_ROWS);
    let mut marks: Vec<(Vec<&Event<'_>>, usize)> = Vec::new();
    let mut mark_of = vec![0; events.len()];
    for (index, (event, seat)) in events.iter().zip(&seats).enumerate() {
        match seat {
            Seat::Row(row) => {
                mark_of[index] = marks.len();
                marks.push((vec![*event], *row));
            }
            Seat::With(other) => marks[mark_of[*other]].0.push(event),
        }
    }
    Track { marks, rows: pack::rows(&seats).max(1) }
}

fn height(track: &Track<'_>) -> f64 {
    track.rows as f64 * ROW + 8.0
}

/// The chart in a sentence, for whoever cannot see it.
fn description(events: &[Event<'_>], scale: &Scale, (phases, has_nights): (&Layout<'_>, bool)) -> String {
    let (first, last) = (events.first(), events.last());
    let stamp = |event: Option<&Event<'_>>| event.map_or_else(String::new, |event| clock(event.at, true));
    let shortened = match scale.breaks().count() {
        0 => String::new(),
        1 => " One long gap is shortened.".to_string(),
        n => format!(" {n} long gaps are shortened."),
    };
    let phases = match phases.words() {
        words if words.is_empty() => words,
        words => format!(" Phases: {words}."),
    };
    let nights = if has_nights { " The hours from 22 to 6 are shaded." } else { "" };
    format!("{} events from {} to {}.{phases}{nights}{shortened}", events.len(), stamp(first), stamp(last))
}

/// The nights within the stretches that are to scale: left and right edge of each.
fn nights(scale: &Scale) -> Vec<(f64, f64)> {
    let shown: i64 = scale.segments.iter().map(|segment| segment.to - segment.from).sum();
    if shown > MOST_NIGHTS * DAY {
        return Vec::new();
    }
    let in_segment = |segment: &scale::Segment| {
        let (from, to) = (segment.from, segment.to);
        let first = from.div_euclid(DAY) - 1;
        (first..=to.div_euclid(DAY)).filter_map(move |day| {
            let (dusk, dawn) = (day * DAY + NIGHT.0, (day + 1) * DAY + NIGHT.1);
            let (begin, end) = (dusk.max(from), dawn.min(to));
            (begin < end).then_some((begin, end))
        })
    };
    let nights = scale.segments.iter().flat_map(in_segment);
    nights.map(|(begin, end)| (scale.x(begin), scale.x(end))).filter(|(left, right)| right - left >= 1.0).collect()
}

/// Draws the nights as one shape.
fn shade(markup: &mut Markup, nights: &[(f64, f64)], (top, bottom): (f64, f64)) {
    if nights.is_empty() {
        return;
    }
    let mut path = String::new();
    for (left, right) in nights {
        for (command, number) in [("M", *left), (" ", top), ("H", *right), ("V", bottom), ("H", *left)] {
            path.push_str(command);
            super::element::push_number(&mut path, number);
        }
        path.push('z');
    }
    markup.leaf("path", &[("class", Text("night")), ("d", Text(&path))]);
}

/// The axis line with its ticks, their times below, and the days below those.
fn axis(markup: &mut Markup, scale: &Scale, (top, bottom): (f64, f64)) {
    for segment in &scale.segments {
        markup.line("axis", (segment.left, bottom), (segment.right, bottom));
    }
    let step = scale.step(60.0, LETTER * 10.0 + 14.0);
    let all = scale.ticks(step);
    let mut lines = String::new();
    for Tick { minute: _, x } in all.iter().flatten() {
        super::element::push_steps(&mut lines, &[("M", *x), (" ", top), ("V", bottom + 5.0)]);
    }
    markup.leaf("path", &[("class", Text("tick")), ("d", Text(&lines))]);
    markup.open("g", &[("class", Text("times")), ("text-anchor", Text("middle"))]);
    let mut last_day = None;
    let mut free_from = f64::MIN;
    for ticks in all {
        for Tick { minute, x } in ticks {
            let Some(time) = scale::wall_clock(minute) else { continue };
            let below = |line: f64| [("x", Number(x)), ("y", Number(bottom + 2.0 + line * 17.0))];
            if step < DAY {
                markup.text("text", &below(1.0), &clock(minute, false));
            }
            let wide = LETTER * 5.0 + 4.0;
            if last_day != Some(time.date()) && x - wide >= free_from {
                markup.text("text", &below(if step < DAY { 2.0 } else { 1.0 }), &time.date().to_string());
                last_day = Some(time.date());
                free_from = x + wide;
            }
        }
    }
    markup.close();
}

/// A zig-zag at each shortened gap, with its length.
fn breaks(markup: &mut Markup, scale: &Scale, (top, bottom): (f64, f64)) {
    for (x, minutes) in scale.breaks() {
        let mut path = String::from("M");
        let steps = ((bottom - top) / 12.0).ceil();
        for step in 0..=steps as usize {
            let side = if step % 2 == 0 { -5.0 } else { 5.0 };
            path.push(if step == 0 { ' ' } else { 'L' });
            super::element::push_number(&mut path, x + side);
            path.push(' ');
            super::element::push_number(&mut path, (top + step as f64 * 12.0).min(bottom));
        }
        markup.leaf("path", &[("class", Text("break")), ("d", Text(&path)), ("fill", Text("none"))]);
        let length = Minutes(u32::try_from(minutes).unwrap_or(u32::MAX)).to_string();
        let at =
            [("class", Text("break")), ("x", Number(x)), ("y", Number(bottom + 53.0)), ("text-anchor", Text("middle"))];
        markup.text("text", &at, &length);
    }
}

fn draw_lane(
    markup: &mut Markup,
    (index, lane): (usize, &Lane),
    track: &Track<'_>,
    (scale, has_days): (&Scale, bool),
    y: f64,
) {
    markup.open("g", &[("class", Text(lane.class(index)))]);
    let middle = y + height(track) / 2.0;
    markup.line("lane", (LEFT, y + height(track)), (RIGHT, y + height(track)));
    let at = [
        ("class", Text("label")),
        ("x", Number(LEFT - 10.0)),
        ("y", Number(middle + 5.0)),
        ("text-anchor", Text("end")),
    ];
    markup.text("text", &at, &cut(lane.label(), 18));
    for (events, row) in &track.marks {
        let Some(first) = events.first() else { continue };
        let y = y + 4.0 + (*row as f64 + 0.5) * ROW;
        let x = scale.x(first.at);
        let (target, id) = (numbered("#t-", first.number), numbered("m-", first.number));
        let title = title(events, has_days);
        markup.open("a", &[("class", Text("mark")), ("id", Text(&id)), ("href", Url(&target))]);
        markup.text("title", &[], &title);
        if let Some(until) = first.until {
            let bar = [
                ("class", Text("bar")),
                ("x", Number(x)),
                ("y", Number(y - 4.0)),
                ("width", Number(scale.x(until) - x)),
                ("height", Number(8.0)),
            ];
            markup.leaf("rect", &bar);
        }
        lane.shape(index, markup, (x, y));
        let sign = if events.len() > 1 { Cow::Owned(events.len().to_string()) } else { lane.letter() };
        if !sign.is_empty() {
            markup.text("text", &[("x", Number(x)), ("y", Number(y + 5.0))], &sign);
        }
        markup.close();
    }
    markup.close();
}

fn numbered(prefix: &str, number: usize) -> String {
    let mut out = String::with_capacity(prefix.len() + 4);
    out.push_str(prefix);
    written::push_count(&mut out, number as u64);
    out
}

/// What a mark says: its time and text, or those of all events it stands for; with their days where there are several.
fn title(events: &[&Event<'_>], has_days: bool) -> String {
    let mut out = String::with_capacity(events.len().min(MOST_EVENTS) * (MOST_TEXT + 24));
    if events.len() > 1 {
        out.push_str(&format!("{} events\n", events.len()));
    }
    for (at, event) in events.iter().take(MOST_EVENTS).enumerate() {
        if at > 0 {
            out.push('\n');
        }
        push_clock(&mut out, event.at, has_days);
        if let Some(until) = event.until {
            out.push_str(" to ");
            push_clock(&mut out, until, until / DAY != event.at / DAY);
        }
        out.push(' ');
        out.push_str(&cut(&event.row.text, MOST_TEXT));
    }
    if events.len() > MOST_EVENTS {
        out.push_str(&format!("\nand {} more", events.len() - MOST_EVENTS));
    }
    out
}

/// `07:30`, or `2019-02-04 07:30`.
fn clock(minute: i64, with_day: bool) -> String {
    let mut out = String::new();
    push_clock(&mut out, minute, with_day);
    out
}

fn push_clock(out: &mut String, minute: i64, with_day: bool) {
    let Some(time) = scale::wall_clock(minute) else { return };
    if with_day {
        written::push_date(out, time.date());
        out.push(' ');
    }
    written::push_clock(out, time.time());
}

#[cfg(test)]
mod tests {
    use jiff::civil::DateTime;
    use proptest::prelude::*;

    use super::*;
    use crate::archive::sample::report;
    use crate::model::{Rule, Sourced};
    use crate::render::markup::{self, Page};
    use crate::source::Span;

    fn moment(text: &str) -> Option<Moment> {
        if let Ok(time) = text.parse::<DateTime>()
            && text.contains('T')
        {
            return Some(Moment::Minute(time));
        }
        text.parse().ok().map(Moment::Day)
    }

    /// A row from `2024-01-02T10:00 kind: text`, `…/2024-01-02T11:00 kind: text` for a range; `-` for no time.
    fn row(line: &str) -> TimelineRow {
        let (time, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (at, until) = time.split_once('/').unwrap_or((time, ""));
        let (kind, text) = rest.split_once(": ").map_or((None, rest), |(kind, text)| (Some(kind.to_string()), text));
        TimelineRow { at: moment(at), until: moment(until), kind, text: text.to_string(), span: Span::new(0, 0) }
    }

    fn incident(rows: Vec<TimelineRow>, start: &str, end: &str) -> Incident {
        let sourced = |text| moment(text).map(|at| Sourced::new(at, Rule::Label, Span::new(0, 0)));
        let plain = report("a.md").entry().incident;
        Incident { started_at: sourced(start), ended_at: sourced(end), timeline: rows, ..(*plain).clone() }
    }

    fn drawn(rows: &[&str], start: &str, end: &str) -> Option<String> {
        timeline(&incident(rows.iter().map(|line| row(line)).collect(), start, end)).map(|drawn| drawn.svg)
    }

    #[track_caller]
    fn page(svg: Option<String>) -> Page {
        let Some(svg) = svg else { panic!("a chart") };
        match markup::read(&svg) {
            Ok(page) => page,
            Err(error) => panic!("{error}\n{svg}"),
        }
    }

    fn texts(page: &Page, class: &str) -> Vec<String> {
        let found =
            page.elements.iter().filter(|element| element.name == "text" && element.get("class") == Some(class));
        found.map(|element| element.text.clone()).collect()
    }

    #[test]
    fn fewer_than_two_times_make_no_chart() {
        assert_eq!(drawn(&[], "", ""), None);
        assert_eq!(drawn(&["2024-01-02T10:00 a"], "2024-01-02T10:00", "2024-01-02T12:00"), None);
        assert_eq!(drawn(&["2024-01-02 a", "2024-01-03 b", "- c"], "", ""), None);
        assert!(drawn(&["2024-01-02T10:00 a", "2024-01-02T10:00 b"], "", "").is_some());
    }

    #[test]
    fn lanes_marks_and_window() {
        let rows = [
            "2024-01-02T10:00 Comms: told",
            "- nothing",
            "2024-01-02T09:30/2024-01-02T10:15 operator: fixed",
            "2024-01-02T11:00 no kind",
        ];
        let page = page(drawn(&rows, "2024-01-02T09:30", "2024-01-02T11:00"));
        assert_eq!(texts(&page, "label"), ["operator", "comms", "events"]);
        assert_eq!(texts(&page, "edge"), ["start", "end"]);
        let links: Vec<_> = page.values("href").collect();
        assert_eq!(links, ["#t-3", "#t-1", "#t-4"]);
        let titles = page.elements.iter().filter(|element| element.name == "title");
        let names: Vec<_> = titles.map(|title| title.text.as_str()).collect();
        assert_eq!(names[0], "Timeline to scale");
        assert_eq!(names[1..], ["09:30 to 10:15 fixed", "10:00 told", "11:00 no kind"]);
        assert!(page.values("class").any(|class| class == "window"));
        assert!(page.values("class").any(|class| class == "bar"));
        assert!(page.elements.iter().all(|element| element.get("style").is_none()));
        assert!(page.text.contains("3 events from 2024-01-02 09:30 to 2024-01-02 11:00."));
        assert!(page.text.contains("10:00") && page.text.contains("2024-01-02"));
    }

    #[test]
    fn marks_name_days_where_there_are_several() {
        let page = page(drawn(&["2024-01-02T23:55/2024-01-03T00:10 a", "2024-01-03T00:20 b"], "", ""));
        assert!(page.text.contains("2024-01-02 23:55 to 2024-01-03 00:10 a"));
        assert!(page.text.contains("2024-01-03 00:20 b"));
    }

    #[test]
    fn rows_lead_to_their_marks() {
        let rows = ["2024-01-02T10:00 a", "- b", "2024-01-02T10:00 c", "2024-01-02T10:00 d", "2024-01-02T10:00 e"];
        let drawn = timeline(&incident(rows.map(row).into(), "", ""));
        let drawn = drawn.unwrap_or_else(|| panic!("a chart"));
        assert_eq!(drawn.marks, [Some(1), None, Some(3), Some(4), Some(4)], "the fifth shares the mark of the fourth");
        let page = page(Some(drawn.svg));
        assert_eq!(page.values("id").collect::<Vec<_>>(), ["m-1", "m-3", "m-4"]);
    }

    #[test]
    fn phases_divide_the_time() {
        let mut incident = incident(
            ["2024-01-02T10:00 a", "2024-01-02T12:00 b"].map(row).into(),
            "2024-01-02T10:00",
            "2024-01-02T12:00",
        );
        let sourced = |text| moment(text).map(|at| Sourced::new(at, Rule::Label, Span::new(0, 0)));
        incident.milestones.detected = sourced("2024-01-02T10:10");
        incident.milestones.declared = sourced("2024-01-02T10:10");
        incident.milestones.mitigated = sourced("2024-01-02T13:00");
        let page = self::page(timeline(&incident).map(|drawn| drawn.svg));
        assert_eq!(texts(&page, "edge"), ["start", "detected, declared", "end"], "what lies outside is left out");
        let bands: Vec<_> = page.values("class").filter(|class| class.starts_with("phase")).collect();
        assert_eq!(bands, ["phase-unseen", "phase-seen"]);
        assert!(page.text.contains("Phases: start 10:00, detected, declared 10:10, end 12:00."));
        incident.milestones.detected = None;
        incident.milestones.declared = None;
        incident.milestones.mitigated = sourced("2024-01-02T11:00");
        let page = self::page(timeline(&incident).map(|drawn| drawn.svg));
        let bands: Vec<_> = page.values("class").filter(|class| class.starts_with("phase")).collect();
        assert_eq!(bands, ["phase-mitigated"], "nobody says when it was seen");
    }

    #[test]
    fn nights_are_shaded_where_there_are_few() {
        let shapes = |last: &str| {
            let page = page(drawn(&["2024-01-02T10:00 a", last], "", ""));
            let night = page.elements.iter().find(|element| element.get("class") == Some("night"));
            night.map_or(0, |night| night.get("d").unwrap_or_default().matches('M').count())
        };
        assert_eq!(shapes("2024-01-02T21:00 b"), 0);
        assert_eq!(shapes("2024-01-02T23:00 b"), 1);
        assert_eq!(shapes("2024-01-04T10:00 b"), 2);
        assert_eq!(shapes("2024-03-04T10:00 b"), 0);
    }

    #[test]
    fn long_gaps_are_marked_with_their_length() {
        let rows = ["2024-01-02T10:00 a", "2024-01-02T10:10 b", "2024-01-02T10:20 c", "2024-01-04T10:20 d"];
        let page = page(drawn(&rows, "", ""));
        assert_eq!(texts(&page, "break"), ["2 d"]);
        assert!(page.text.contains("One long gap is shortened."));
    }

    #[test]
    fn marks_that_would_hide_each_other_become_one() {
        let rows: Vec<_> = (0..300).map(|n| format!("2024-01-02T10:{:02} op: step {n}", n % 60)).collect();
        let rows: Vec<_> = rows.iter().map(String::as_str).collect();
        let page = page(drawn(&rows, "", ""));
        let links = page.values("href").count();
        assert!((60..=120).contains(&links), "{links}");
        assert!(page.text.contains("events\n10:"));
    }

    #[test]
    fn text_of_a_report_is_escaped() {
        let page = page(drawn(&["2024-01-02T10:00 <b>\": <script>\"", "2024-01-02T11:00 \u{202E}: x"], "", ""));
        assert!(page.text.contains("<script>\"") && page.text.contains("[U+202E]"));
        assert!(page.elements.iter().all(|element| element.name != "script"));
    }

    proptest! {
        #[test]
        fn any_times_make_a_proper_chart(
            rows in prop::collection::vec((0_i64..5_000_000, 0_i64..100_000, 0..6_usize, ".{0,10}"), 2..40),
            start in 0_i64..5_000_000,
        ) {
            let at = |minute| scale::wall_clock(minute).map(Moment::Minute);
            let kinds = [None, Some("operator"), Some("Comms"), Some("Resolved"), Some("a \"b\""), Some("é")];
            let rows = rows.into_iter().map(|(from, length, kind, text)| TimelineRow {
                at: at(from),
                until: (length % 3 == 0).then(|| at(from + length)).flatten(),
                kind: kinds[kind].map(str::to_string),
                text,
                span: Span::new(0, 0),
            });
            let mut incident = incident(rows.collect(), "", "");
            incident.started_at = at(start).map(|at| Sourced::new(at, Rule::Label, Span::new(0, 0)));
            let Some(drawn) = timeline(&incident) else { return Err(TestCaseError::fail("no chart")) };
            let page = markup::read(&drawn.svg).map_err(TestCaseError::fail)?;
            for key in ["x", "x1", "x2", "cx"] {
                for value in page.values(key) {
                    let x: f64 = value.parse().map_err(|_| TestCaseError::fail(value.to_string()))?;
                    prop_assert!((0.0..=960.0).contains(&x), "{} {}", key, x);
                }
            }
        }
    }
}
