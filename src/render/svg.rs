//! Charts as inline SVG: static, without script or inline style, readable without colour.
//!
//! [`timeline()`] draws one incident to scale, [`strip()`] many incidents by date and
//! [`months()`] very many, [`rows()`] several lists of them below each other, or promises and the incidents in which they came
//! back, [`dots()`] durations on a logarithmic axis, [`days`] and [`hours`] counts as shades. All write through `element`, which
//! escapes whatever it is given, place marks with `pack`, and leave every colour to the style sheet, by class:
//! `lane-operator`, `window`, `break`, `tick`, `mark` and so on.
//!
//! All but the timeline of an incident are drawn twice, for the room of a desk and of a phone (`Room`): the style sheet shows
//! the one that fits its box (`wide`, `narrow`), so that letters keep their size and nothing has to be scrolled. The timeline is
//! one drawing, since there is one for each incident, and scrolls within its box. Same input, same bytes: all numbers have one
//! decimal at most.

use std::borrow::Cow;

mod dots;
mod element;
mod heat;
mod lanes;
mod months;
mod pack;
mod phases;
mod rows;
mod scale;
mod strip;
mod timeline;

pub use dots::{Dot, MOST_DOTS, Marks, dots};
pub use heat::{days, hours, shades};
pub use lanes::classes as lane_classes;
pub use months::months;
pub use rows::{Row, rows};
pub use strip::{Form, Span, StripPoint, strip};
pub use timeline::{Drawn, timeline};

/// How wide the timeline of an incident is, in units of its view box.
const WIDTH: f64 = 960.0;

/// The size of its letters but those in marks.
const FONT_SIZE: f64 = 14.0;

/// About how wide a letter of that size is.
const LETTER: f64 = 7.8;

/// The room that a drawing has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Room {
    /// A window of a desk or a tablet: marks are links.
    Wide,
    /// A phone: marks of one look are one shape and no links, since fingers are wider than they are; lists lead there.
    Narrow,
}

impl Room {
    /// The width in units of the view box.
    const fn width(self) -> f64 {
        match self {
            Room::Wide => WIDTH,
            Room::Narrow => 330.0,
        }
    }

    /// The size of letters; the style sheet sets larger ones where a wide drawing is shown small.
    const fn font_size(self) -> f64 {
        match self {
            Room::Wide => 15.0,
            Room::Narrow => 16.0,
        }
    }

    /// How wide a letter is at most in a common face: a digit, at the largest size.
    const fn letter(self) -> f64 {
        match self {
            Room::Wide => 12.7,
            Room::Narrow => 10.2,
        }
    }

    /// How wide a letter is at most in a sentence: that of a face in which all have one width.
    const fn in_words(self) -> f64 {
        self.letter() * 0.95
    }

    /// How high a line of text is at most.
    const fn line(self) -> f64 {
        match self {
            Room::Wide => 24.0,
            Room::Narrow => 20.0,
        }
    }

    /// Half the width of a mark.
    const fn radius(self) -> f64 {
        match self {
            Room::Wide => 8.0,
            Room::Narrow => 7.0,
        }
    }

    /// The class of a drawing.
    fn class(self, name: &str) -> String {
        let room = match self {
            Room::Wide => "wide",
            Room::Narrow => "narrow",
        };
        format!("chart {name} {room}")
    }
}

/// A drawing for both rooms, one behind the other.
fn both(draw: impl Fn(Room) -> Option<String>) -> Option<String> {
    let mut out = draw(Room::Wide)?;
    out.push_str(&draw(Room::Narrow)?);
    Some(out)
}

/// The short name of a month, from 1.
fn month(month: i8) -> &'static str {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(month - 1).ok().and_then(|at| NAMES.get(at)).copied().unwrap_or("")
}

/// A text of at most `most` characters, an ellipsis at its end where it was cut.
fn cut(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most {
        return Cow::Borrowed(text);
    }
    // In nearly all texts each byte is a character.
    if text.get(..most).is_some_and(str::is_ascii) {
        return Cow::Owned([text[..most.saturating_sub(1)].trim_end(), "…"].concat());
    }
    match text.char_indices().nth(most.saturating_sub(1)) {
        Some((end, last)) if end + last.len_utf8() < text.len() => Cow::Owned(format!("{}…", text[..end].trim_end())),
        _ => Cow::Borrowed(text),
    }
}

/// A text on at most two lines of about `most` characters, an ellipsis at its end where it was cut.
fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut first = String::new();
    let mut words = text.split_whitespace();
    let mut rest = String::new();
    for word in words.by_ref() {
        if first.is_empty() || first.chars().count() + 1 + word.chars().count() <= most {
            push_word(&mut first, word);
        } else {
            push_word(&mut rest, word);
            break;
        }
    }
    words.for_each(|word| push_word(&mut rest, word));
    let lines = [first, rest].into_iter().filter(|line| !line.is_empty());
    lines.map(|line| cut(&line, most).into_owned()).collect()
}

fn push_word(line: &mut String, word: &str) {
    if !line.is_empty() {
        line.push(' ');
    }
    line.push_str(word);
}

#[cfg(test)]
mod tests {
    #[test]
    fn long_labels_have_two_lines() {
        let check = |text, expected: &[&str]| assert_eq!(super::wrap(text, 10), expected, "{text}");
        check("short", &["short"]);
        check("two lines of it", &["two lines", "of it"]);
        check("unbreakable-name", &["unbreakab…"]);
        check("three lines would be too many", &["three", "lines wou…"]);
        check("", &[]);
    }

    #[test]
    fn long_text_is_cut() {
        let check = |text, expected: &str| assert_eq!(super::cut(text, 5), expected);
        check("abcde", "abcde");
        check("abcdef", "abcd…");
        check("äöüßéx", "äöüß…");
        check("abcdé", "abcdé");
        check("", "");
    }
}
