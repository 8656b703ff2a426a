//! A writer of SVG elements that cannot forget to escape or to close.

use super::Room;
use crate::model::written::push_count;
use crate::render::escape;

/// The value of an attribute.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    /// Text, escaped on the way out.
    Text(&'a str),
    /// An address, percent-encoded and escaped.
    Url(&'a str),
    /// A number, written with one decimal at most.
    Number(f64),
}

/// Markup being written.
pub(super) struct Markup {
    out: String,
    open: Vec<&'static str>,
}

impl Markup {
    /// A chart, open: its size in units of the view box, and that of its letters. `title` says what is drawn and
    /// `description` what can be seen, for whoever cannot see it; the numbers themselves stand in a table of the page.
    ///
    /// A group and no image: the links in an image are out of reach for whoever cannot see it.
    pub(super) fn chart(
        class: &str,
        (width, height): (f64, f64),
        font_size: f64,
        (title, description): (&str, &str),
    ) -> Self {
        let mut size = String::from("0 0 ");
        push_number(&mut size, width);
        size.push(' ');
        push_number(&mut size, height);
        let mut markup = Self { out: String::with_capacity(8 * 1024), open: Vec::new() };
        markup.open(
            "svg",
            &[
                ("class", Value::Text(class)),
                ("viewBox", Value::Text(&size)),
                ("font-size", Value::Number(font_size)),
                ("role", Value::Text("group")),
            ],
        );
        markup.text("title", &[], title);
        markup.text("desc", &[], description);
        markup
    }

    /// A chart for one of two rooms.
    pub(super) fn in_room(room: Room, name: &str, height: f64, words: (&str, &str)) -> Self {
        Self::chart(&room.class(name), (room.width(), height), room.font_size(), words)
    }

    /// Opens an element.
    pub(super) fn open(&mut self, name: &'static str, attributes: &[(&str, Value<'_>)]) {
        self.tag(name, attributes);
        self.out.push('>');
        self.open.push(name);
    }

    /// Closes the innermost open element.
    pub(super) fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }

    /// An element without content.
    pub(super) fn leaf(&mut self, name: &'static str, attributes: &[(&str, Value<'_>)]) {
        self.tag(name, attributes);
        self.out.push_str("/>");
    }

    /// An element that holds text.
    pub(super) fn text(&mut self, name: &'static str, attributes: &[(&str, Value<'_>)], text: &str) {
        self.open(name, attributes);
        escape::push_bare(&mut self.out, text);
        self.close();
    }

    /// A straight line of a class.
    pub(super) fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let ends = [("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)].map(|(key, at)| (key, Value::Number(at)));
        self.leaf("line", &[("class", Value::Text(class)), ends[0], ends[1], ends[2], ends[3]]);
    }

    /// A word at a place, which is its `anchor`: `start`, `middle` or `end`.
    pub(super) fn word(&mut self, class: &str, (x, y): (f64, f64), anchor: &str, text: &str) {
        let mut attributes = vec![("x", Value::Number(x)), ("y", Value::Number(y))];
        if anchor != "start" {
            attributes.push(("text-anchor", Value::Text(anchor)));
        }
        if !class.is_empty() {
            attributes.push(("class", Value::Text(class)));
        }
        self.text("text", &attributes, text);
    }

    /// The markup, everything closed.
    pub(super) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, Value<'_>)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            match value {
                Value::Text(text) => escape::push_attr(&mut self.out, text),
                Value::Url(url) => escape::push_url(&mut self.out, url),
                Value::Number(number) => push_number(&mut self.out, *number),
            }
            self.out.push('"');
        }
    }
}

/// A number with one decimal at most.
pub(super) fn push_number(out: &mut String, number: f64) {
    // In whole tenths: far cheaper to write than a number with a point in it.
    let tenths = (number * 10.0).round() as i64;
    if tenths < 0 {
        out.push('-');
    }
    push_count(out, tenths.unsigned_abs() / 10);
    let tenth = tenths.unsigned_abs() % 10;
    if tenth > 0 {
        out.push('.');
        push_count(out, tenth);
    }
}

/// Steps of a path: commands with a number each.
pub(super) fn push_steps(out: &mut String, steps: &[(&str, f64)]) {
    for (command, number) in steps {
        out.push_str(command);
        push_number(out, *number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let check = |number, expected| {
            let mut out = String::new();
            push_number(&mut out, number);
            assert_eq!(out, expected);
        };
        check(1.0, "1");
        check(1.26, "1.3");
        check(-0.01, "0");
        check(99.96, "100");
        check(-12.34, "-12.3");
        check(1_000_200.0, "1000200");
    }

    #[test]
    fn everything_is_escaped_and_closed() {
        let mut markup = Markup { out: String::new(), open: Vec::new() };
        markup.open("a", &[("href", Value::Url("x\"y")), ("class", Value::Text("\"><b>"))]);
        markup.text("title", &[], "</title><script>");
        assert_eq!(
            markup.finish(),
            "<a href=\"x%22y\" class=\"&quot;&gt;&lt;b&gt;\"><title>&lt;/title&gt;&lt;script&gt;</title></a>"
        );
    }
}
