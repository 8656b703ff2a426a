//! Charts as inline SVG: static, without script or inline style, readable without colour.
//!
//! [`timeline()`] draws one incident to scale, [`strip()`] many incidents by date and
//! [`months()`] very many, [`rows()`] several
//! lists of them below each other, [`arcs()`] promises that came back,
//! [`dots()`] durations on a logarithmic axis, [`days`] and [`hours`] counts as shades. All write through `element`, which
//! escapes whatever it is given, place marks with `pack`, and leave every colour to the style sheet, by class:
//! `lane-operator`, `window`, `break`, `tick`, `mark` and so on. Sizes are in units of the view box, 960 wide; the
//! letters are large enough for a chart that is shown at three quarters of that, so a page lets it scroll below 700
//! pixels (`overflow-x: auto` on the box around it). Same input, same bytes: all numbers have one decimal at most.

use std::borrow::Cow;

mod arcs;
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

pub use arcs::{Arc, arcs};
pub use dots::{Dot, Marks, dots};
pub use heat::{days, hours};
pub use lanes::classes as lane_classes;
pub use months::months;
pub use rows::{Row, rows};
pub use strip::{Form, StripPoint, strip};
pub use timeline::{Drawn, timeline};

/// How wide every chart is, in units of its view box.
const WIDTH: f64 = 960.0;

/// The size of all letters but those in marks.
const FONT_SIZE: f64 = 14.0;

/// About how wide a letter of that size is.
const LETTER: f64 = 7.8;

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
    match text.char_indices().nth(most.saturating_sub(1)) {
        Some((end, last)) if end + last.len_utf8() < text.len() => Cow::Owned(format!("{}…", text[..end].trim_end())),
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn long_text_is_cut() {
        let check = |text, expected: &str| assert_eq!(super::cut(text, 5), expected);
        check("abcde", "abcde");
        check("abcdef", "abcd…");
        check("äöüßéx", "äöüß…");
        check("", "");
    }
}
