//! A writer of SVG elements that cannot forget to escape or to close.

use std::fmt::Write;

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
    pub(super) fn new() -> Self {
        Self { out: String::new(), open: Vec::new() }
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
            let _ = write!(self.out, " {key}=\"");
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
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, tenth) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    let _ = if tenth == 0 { write!(out, "{sign}{whole}") } else { write!(out, "{sign}{whole}.{tenth}") };
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
    }

    #[test]
    fn everything_is_escaped_and_closed() {
        let mut markup = Markup::new();
        markup.open("a", &[("href", Value::Url("x\"y")), ("class", Value::Text("\"><b>"))]);
        markup.text("title", &[], "</title><script>");
        assert_eq!(
            markup.finish(),
            "<a href=\"x%22y\" class=\"&quot;&gt;&lt;b&gt;\"><title>&lt;/title&gt;&lt;script&gt;</title></a>"
        );
    }
}
