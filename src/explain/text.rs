//! An explanation as text for a terminal: one block a fact, with its value, its place and the lines it was read from.
//!
//! Colours are ANSI escapes and carry no meaning alone. What comes from the report is stripped of control characters, so
//! that no report can steer a terminal.

use std::fmt::Write;

use super::{Explanation, Fact, PassedOver, Place, ReadAs, Value};

/// Where the values begin.
const MARGIN: usize = 17;

/// How an explanation is shown.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether to colour with ANSI escapes.
    pub colour: bool,
    /// How many columns there are.
    pub width: usize,
}

/// What a piece of text is.
#[derive(Clone, Copy)]
enum Tone {
    Name,
    Value,
    Aside,
    Missing,
    Lost,
    Quote,
}

impl Tone {
    fn escape(self) -> &'static str {
        match self {
            Tone::Name => "\x1b[36m",
            Tone::Value => "\x1b[1m",
            Tone::Aside => "\x1b[2m",
            Tone::Missing => "\x1b[33m",
            Tone::Lost => "\x1b[31m",
            Tone::Quote => "\x1b[34m",
        }
    }
}

/// The explanation as lines, the last one with a line break.
pub fn render(explanation: &Explanation, style: Style) -> String {
    let mut out = Page { out: String::new(), style };
    for fact in &explanation.facts {
        out.fact(fact);
    }
    out.read_as(&explanation.read_as);
    out.out
}

struct Page {
    out: String,
    style: Style,
}

impl Page {
    fn paint(&self, tone: Tone, text: &str) -> String {
        let text = harmless(text);
        if self.style.colour { format!("{}{text}\x1b[0m", tone.escape()) } else { text }
    }

    fn line(&mut self, indent: usize, text: &str) {
        let _ = writeln!(self.out, "{:indent$}{text}", "");
    }

    fn room(&self, used: usize) -> usize {
        self.style.width.saturating_sub(used).max(24)
    }

    fn fact(&mut self, fact: &Fact) {
        let name = self.paint(Tone::Name, &format!("{:<MARGIN$}", label(fact.name)));
        let _ = write!(self.out, "{name}");
        match (&fact.not_found, fact.values.len()) {
            (Some(words), _) => self.not_found(words),
            (None, 1) => {
                let first = self.headline(&fact.values[0], true);
                let _ = writeln!(self.out, "{first}");
                self.places(&fact.values[0]);
            }
            (None, count) => {
                // A rule that read them all is told once.
                let rule = |value: &Value| value.read.first().map_or("", |read| read.by);
                let all =
                    fact.values.first().map(rule).filter(|first| fact.values.iter().all(|value| rule(value) == *first));
                let told = all.map_or_else(String::new, |all| format!("  {all}"));
                let _ = writeln!(self.out, "{}{}", counted(count, fact), self.paint(Tone::Aside, &told));
                for value in &fact.values {
                    let line = self.headline(value, all.is_none());
                    self.line(MARGIN, &line);
                    self.places(value);
                }
            }
        }
        let agreeing: Vec<&PassedOver> = fact.passed_over.iter().filter(|other| other.agrees).collect();
        if !agreeing.is_empty() {
            let places: Vec<String> = agreeing.iter().map(|other| place(&other.read)).collect();
            let text = format!("the same in: {}", places.join("; "));
            self.wrapped(MARGIN, Tone::Aside, &text);
        }
        for other in fact.passed_over.iter().filter(|other| !other.agrees) {
            self.passed_over(other);
        }
        self.out.push('\n');
    }

    fn not_found(&mut self, words: &str) {
        let room = self.room(MARGIN + 2);
        for (at, line) in wrap(words, room).into_iter().enumerate() {
            let line = self.paint(Tone::Missing, &line);
            if at == 0 {
                let _ = writeln!(self.out, "– {line}");
            } else {
                self.line(MARGIN + 2, &line);
            }
        }
    }

    /// The value, what the record says beside it, and where asked for the rule that read it.
    fn headline(&self, value: &Value, with_rule: bool) -> String {
        let rule = value.read.first().filter(|_| with_rule).map_or("", |read| read.by);
        let detail = cut(&value.detail, self.room(MARGIN) / 2);
        let room = self.room(MARGIN + columns(&detail) + rule.len() + 4);
        let mut out = self.paint(Tone::Value, &cut(&value.value, room));
        if !detail.is_empty() {
            out.push_str(&format!("  {}", harmless(&detail)));
        }
        if !rule.is_empty() {
            out.push_str(&format!("  {}", self.paint(Tone::Aside, rule)));
        }
        out
    }

    fn places(&mut self, value: &Value) {
        for read in &value.read {
            self.quote(read, read.quote.len());
        }
    }

    fn quote(&mut self, read: &Place, most: usize) {
        let mut last = None;
        for quoted in read.quote.iter().take(most) {
            if last.is_some_and(|last| quoted.line > last + 1) {
                let gap = self.paint(Tone::Quote, "     ┆");
                self.line(MARGIN, &gap);
            }
            last = Some(quoted.line);
            let gutter = self.paint(Tone::Quote, &format!("{:>4} │", quoted.line));
            let text = self.paint(Tone::Aside, &cut(quoted.text.trim_end(), self.room(MARGIN + 7)));
            self.line(MARGIN, format!("{gutter} {text}").trim_end());
        }
    }

    fn passed_over(&mut self, other: &PassedOver) {
        let mark = self.paint(Tone::Lost, "not");
        let place = place(&other.read);
        let value = cut(&other.value, self.room(MARGIN + place.len() + 8));
        let line = format!("{mark} {value}  {}", self.paint(Tone::Aside, &place));
        self.line(MARGIN, &line);
        self.wrapped(MARGIN + 4, Tone::Aside, &other.why);
        self.quote(&other.read, 1);
    }

    fn wrapped(&mut self, indent: usize, tone: Tone, text: &str) {
        for line in wrap(text, self.room(indent)) {
            let line = self.paint(tone, &line);
            self.line(indent, &line);
        }
    }

    fn read_as(&mut self, read_as: &ReadAs) {
        let ReadAs { front_matter, parts, fields, unknown } = read_as;
        let keys =
            |key: &super::Key| (key.line, 0, format!("{}: {}", key.key, key.value), key.meaning.map(str::to_string));
        self.table("front matter", front_matter.iter().map(keys).collect());
        let rows = parts.iter().map(|part| {
            let meaning = part.meaning.map(|meaning| {
                if part.by_words_within { format!("{meaning}, by words within") } else { meaning.to_string() }
            });
            let meaning = if part.is_title { Some("names the report".to_string()) } else { meaning };
            (part.line, part.depth, part.title.clone(), meaning)
        });
        self.table("headings, labels", rows.collect());
        self.table("fields", fields.iter().map(keys).collect());
        if unknown.is_empty() {
            return;
        }
        let name = self.paint(Tone::Name, &format!("{:<MARGIN$}", "unknown"));
        let _ = writeln!(
            self.out,
            "{name}{}",
            self.paint(Tone::Missing, "not understood; if one asks for a fact, add it to book.toml")
        );
        for unknown in unknown {
            let gutter = self.paint(Tone::Quote, &format!("{:>4} │", unknown.line));
            let aside = self.paint(Tone::Aside, &format!("{}, under [{}]", unknown.form, unknown.table));
            let words = cut(&unknown.words, self.room(MARGIN + 45));
            self.line(MARGIN, &format!("{gutter} {}  {aside}", harmless(&words)));
        }
        self.out.push('\n');
    }

    /// Rows of line, depth, text and meaning; the meanings in one column.
    fn table(&mut self, name: &str, rows: Vec<(u32, usize, String, Option<String>)>) {
        if rows.is_empty() {
            return;
        }
        let name = self.paint(Tone::Name, name);
        let _ = writeln!(self.out, "{name}");
        let room = self.room(MARGIN + 7 + 24).min(56);
        let texts: Vec<String> =
            rows.iter().map(|(_, depth, text, _)| cut(&format!("{:1$}{text}", "", depth * 2), room)).collect();
        let widest = texts.iter().map(|text| columns(text)).max().unwrap_or(0);
        for ((line, _, _, meaning), text) in rows.into_iter().zip(texts) {
            let gutter = self.paint(Tone::Quote, &format!("{line:>4} │"));
            let pad = " ".repeat(widest - columns(&text));
            let meaning = match meaning {
                Some(meaning) => self.paint(Tone::Value, &meaning),
                None => self.paint(Tone::Aside, "–"),
            };
            self.line(MARGIN, &format!("{gutter} {}{pad}  {meaning}", harmless(&text)));
        }
        self.out.push('\n');
    }
}

fn label(name: &str) -> &str {
    match name {
        "stated_duration_minutes" => "duration",
        name => name,
    }
}

fn counted(count: usize, fact: &Fact) -> String {
    let what = if fact.name == "timeline" { "rows" } else { "items" };
    format!("{count} {what}")
}

/// `line 12, label`.
fn place(read: &Place) -> String {
    match read.lines {
        Some([first, last]) if first == last => format!("line {first}, {}", read.by),
        Some([first, last]) => format!("lines {first} to {last}, {}", read.by),
        None => read.by.to_string(),
    }
}

/// Control characters as a mark that shows that there was something.
fn harmless(text: &str) -> String {
    let invisible = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|c| match c {
            '\t' => ' ',
            c if c.is_control() || invisible(c) => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// How many columns a text takes: East Asian letters and pictures take two.
fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

fn width(c: char) -> usize {
    let wide = matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}');
    let joined = matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}');
    if joined { 0 } else { 1 + usize::from(wide) }
}

/// A text in at most `room` columns, with `…` where it was cut.
fn cut(text: &str, room: usize) -> String {
    if columns(text) <= room {
        return text.to_string();
    }
    let mut used = 1;
    let mut out: String = text
        .chars()
        .take_while(|c| {
            used += width(*c);
            used <= room
        })
        .collect();
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// A text in lines of at most `room` columns, broken at spaces.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match out.last_mut() {
            Some(line) if columns(line) + 1 + columns(word) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => out.push(word.to_string()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::{Quoted, Unknown};
    use crate::model::Rule;

    fn read(line: u32, text: &str) -> Place {
        let quote = vec![Quoted { line, text: text.to_string() }];
        Place { rule: Rule::Label, by: Rule::Label.words(), lines: Some([line, line]), quote }
    }

    #[test]
    fn a_fact_is_a_block() {
        let value =
            Value { value: "P2".into(), detail: String::new(), read: vec![read(3, "- **Severity**: P2 (bad)")] };
        let lost = |value: &str, agrees| PassedOver {
            value: value.into(),
            read: read(12, "Severity: P3"),
            agrees,
            why: "it stands further down".into(),
        };
        let found = Fact {
            name: "severity",
            values: vec![value],
            passed_over: vec![lost("P3", false), lost("P2", true)],
            not_found: None,
        };
        let missing = Fact {
            name: "zone",
            values: Vec::new(),
            passed_over: Vec::new(),
            not_found: Some("no zone at all".into()),
        };
        let unknown = Unknown { line: 9, form: "heading", words: "Wobble\u{1b}[2J".into(), table: "vocabulary" };
        let read_as =
            ReadAs { front_matter: Vec::new(), parts: Vec::new(), fields: Vec::new(), unknown: vec![unknown] };
        let explanation = Explanation { source: "a.md".into(), facts: vec![found, missing], read_as };
        let shown = render(&explanation, Style { colour: false, width: 80 });
        insta::assert_snapshot!(shown, @"
        severity         P2  label
                            3 │ - **Severity**: P2 (bad)
                         the same in: line 12, label
                         not P3  line 12, label
                             it stands further down
                           12 │ Severity: P3

        zone             – no zone at all

        unknown          not understood; if one asks for a fact, add it to book.toml
                            9 │ Wobble�[2J  heading, under [vocabulary]
        ");
        let coloured = render(&explanation, Style { colour: true, width: 80 });
        assert!(coloured.contains("\u{1b}[1mP2\u{1b}[0m"));
        assert!(!coloured.contains("[2J\u{1b}") && !coloured.contains("\u{1b}[2J"), "a report steers no terminal");
    }

    #[test]
    fn texts_fit() {
        assert_eq!(cut("queue", 5), "queue");
        assert_eq!(cut("queues full", 8), "queues…");
        assert_eq!(cut("障害発生", 5), "障害…");
        assert_eq!(wrap("the queue was full", 10), ["the queue", "was full"]);
    }
}
