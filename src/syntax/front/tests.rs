//! Front matter in, a compact line a key out.

use std::fmt::Write;

use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Parsed<(FrontMatter, Span)> {
    let source = SourceFile::new("a.md", text);
    let parsed = split(&source);
    let (front, body) = &parsed.value;
    assert_eq!(body.range().end, source.text.len(), "the text goes on to the end");
    assert_eq!(front.span.map_or(0, |span| span.end), body.start, "front matter and text lie side by side");
    assert!(front.span.is_none_or(|span| span.start == 0));
    assert!(source.text.get(body.range()).is_some(), "the text begins on a character border");
    for entry in &front.entries {
        check_spans(&source, entry, front.span.expect("entries come from somewhere"));
    }
    for label in parsed.diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels) {
        assert!(source.text.get(label.span.range()).is_some(), "a label {:?} lies outside", label.span);
    }
    parsed
}

fn check_spans(source: &SourceFile, entry: &Entry, outer: Span) {
    assert!(outer.contains(entry.key_span) && source.text.get(entry.key_span.range()).is_some());
    check_node(source, &entry.node, outer);
}

fn check_node(source: &SourceFile, node: &Node, outer: Span) {
    assert!(outer.contains(node.span), "{:?} in {outer:?}", source.slice(node.span));
    assert!(source.text.get(node.span.range()).is_some());
    match &node.value {
        NodeValue::List(items) => items.iter().for_each(|item| check_node(source, item, node.span)),
        NodeValue::Table(entries) => entries.iter().for_each(|entry| check_node(source, &entry.node, outer)),
        NodeValue::Null | NodeValue::Bool(_) | NodeValue::Text(_) => {}
    }
}

fn show(node: &Node) -> String {
    let join = |parts: Vec<String>| parts.join(", ");
    match &node.value {
        NodeValue::Null => "~".to_owned(),
        NodeValue::Bool(bool) => bool.to_string(),
        NodeValue::Text(text) => format!("{text:?}"),
        NodeValue::List(items) => format!("[{}]", join(items.iter().map(show).collect())),
        NodeValue::Table(entries) => format!("{{{}}}", join(entries.iter().map(show_entry).collect())),
    }
}

fn show_entry(entry: &Entry) -> String {
    format!("{}: {}", entry.key, show(&entry.node))
}

/// The entries on a line each, then the text behind, then the diagnostics with the first place they point at.
fn shown(text: &str) -> String {
    let source = SourceFile::new("a.md", text);
    let Parsed { value: (front, body), mut diagnostics } = read(text);
    crate::diag::sort(&mut diagnostics);
    let mut out = String::new();
    for entry in &front.entries {
        let _ = writeln!(out, "{}", show_entry(entry));
    }
    let state = if front.span.is_some() { "" } else { "no front matter; " };
    let _ = writeln!(out, "{state}text {:?}", source.slice(body));
    for diagnostic in diagnostics {
        let place = diagnostic.labels.first().map_or("", |label| source.slice(label.span));
        let _ = writeln!(out, "{}: {} @ {place:?}", diagnostic.code, diagnostic.message);
        if let Some(help) = diagnostic.help {
            let _ = writeln!(out, "  {help}");
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn check(text: &str, expected: &str) {
    assert_eq!(shown(text), expected, "\nfor {text:?}");
}

/// A text without front matter, about which there is nothing to say.
fn check_text(text: &str) {
    assert_eq!(shown(text), format!("no front matter; text {text:?}"));
}

#[test]
fn yaml_between_dashes() {
    check("---\ntitle: DNS\n---\nBody\n", "title: \"DNS\"\ntext \"Body\\n\"");
    check("---\ntitle: DNS\n...\nBody", "title: \"DNS\"\ntext \"Body\"");
    check("---  \na: 1\n--- \n", "a: \"1\"\ntext \"\"");
    check("---\na: 1\n---", "a: \"1\"\ntext \"\"");
    check("\u{feff}\n\n---\na: 1\n---\nx", "a: \"1\"\ntext \"x\"");
    check("---yaml\na: 1\n---\nx", "a: \"1\"\ntext \"x\"");
    check("---\n---\nx", "text \"x\"");
    check("---\r\na: b\r\n---\r\nx", "a: \"b\"\ntext \"x\"");
}

#[test]
fn scalars_keep_their_text() {
    let text = "---\nat: 2021-11-18 02:33:00\nversion: 1.10\ncode: 0730\nquoted: \"true\"\nplain: true\nno: ~\nnull: null\n\
        empty:\nyes: Yes\nsay: 'it''s'\nlong: a\n  b\ntag: !x 1\n---\n";
    check(
        text,
        "at: \"2021-11-18 02:33:00\"\nversion: \"1.10\"\ncode: \"0730\"\nquoted: \"true\"\nplain: true\nno: ~\nnull: ~\n\
         empty: ~\nyes: \"Yes\"\nsay: \"it's\"\nlong: \"a b\"\ntag: \"1\"\ntext \"\"",
    );
}

#[test]
fn block_scalars_lists_and_tables() {
    check(
        "---\na: |\n  one\n  two\n\nb: >\n  one\n  two\nc:\n- x\n- 'y'\nd:\n  - {e: [1]}\n  -\nf:\n  g: h\n---\n",
        "a: \"one\\ntwo\\n\"\nb: \"one two\\n\"\nc: [\"x\", \"y\"]\nd: [{e: [\"1\"]}, ~]\nf: {g: \"h\"}\ntext \"\"",
    );
}

/// Key, value: the source of each value, down the tree.
fn sources(text: &str) -> Vec<String> {
    fn walk(source: &SourceFile, node: &Node, out: &mut Vec<String>) {
        out.push(source.slice(node.span).to_owned());
        match &node.value {
            NodeValue::List(items) => items.iter().for_each(|item| walk(source, item, out)),
            NodeValue::Table(entries) => {
                for entry in entries {
                    out.push(format!("{}=", source.slice(entry.key_span)));
                    walk(source, &entry.node, out);
                }
            }
            NodeValue::Null | NodeValue::Bool(_) | NodeValue::Text(_) => {}
        }
    }
    let source = SourceFile::new("a.md", text);
    let front = split(&source).value.0;
    let mut out = Vec::new();
    for entry in &front.entries {
        out.push(format!("{}=", source.slice(entry.key_span)));
        walk(&source, &entry.node, &mut out);
    }
    out
}

#[test]
fn spans_are_the_source() {
    let check = |text: &str, expected: &[&str]| assert_eq!(sources(text), expected, "\nfor {text:?}");
    check("---\n\"té\": 'ü' # c\n---\n", &["\"té\"=", "'ü'"]);
    check("---\na:\n  - x\n  -   y z\n---\n", &["a=", "- x\n  -   y z", "x", "y z"]);
    check("---\na:\n- - x\n  - y\n---\n", &["a=", "- - x\n  - y", "- x\n  - y", "x", "y"]);
    check("---\na: [x, {b: c}]\n---\n", &["a=", "[x, {b: c}]", "x", "{b: c}", "b=", "c"]);
    check("---\na:\n  b:\n  c: 1\n---\n", &["a=", "b:\n  c: 1", "b=", "", "c=", "1"]);
    check("---\na: |\n  x\n  y\n\nb: 1\n---\n", &["a=", "x\n  y", "b=", "1"]);
    check("---\ntitle:  Outage: ü \nb:\n  - @x\n---\n", &["title=", "Outage: ü", "b=", "- @x", "@x"]);
    check("+++\na = \"ü\"\nb = [1, 'x']\n+++\n", &["a=", "\"ü\"", "b=", "[1, 'x']", "1", "'x'"]);
    check("{\n \"a\": [1, \"x\"]\n}\n", &["\"a\"=", "[1, \"x\"]", "1", "\"x\""]);
    check(";;;\n\"a\": \"é\",\n\"b\": 1\n;;;\n", &["\"a\"=", "\"é\"", "\"b\"=", "1"]);
}

#[test]
fn toml_between_pluses() {
    check(
        "+++\ntitle = \"DNS\"\ndate = 2023-01-25T07:30:00Z\ndraft = false\nn = 1_000\n[extra]\ntags = ['a', 'b']\n\
         [[who]]\nname = \"A\"\n[[who]]\nname = \"B\"\n+++\nx",
        "title: \"DNS\"\ndate: \"2023-01-25T07:30:00Z\"\ndraft: false\nn: \"1_000\"\nextra: {tags: [\"a\", \"b\"]}\n\
         who: [{name: \"A\"}, {name: \"B\"}]\ntext \"x\"",
    );
    check("---toml\na.b = 1\n---\nx", "a: {b: \"1\"}\ntext \"x\"");
    check("+++\n+++\nx", "text \"x\"");
}

#[test]
fn json_in_three_dresses() {
    check(
        "{\n\t\"title\": \"a }\\u00e9\",\n\t\"n\": {\"x\": null}\n}\n\nx",
        "title: \"a }é\"\nn: {x: ~}\ntext \"\\nx\"",
    );
    check(";;;\n\"a\": \"1\",\n\"b\": true\n;;;\nx", "a: \"1\"\nb: true\ntext \"x\"");
    check(";;;\n{\"a\": 1}\n;;;\nx", "a: \"1\"\ntext \"x\"");
    check("---json\n{\"a\": 1}\n---\nx", "a: \"1\"\ntext \"x\"");
}

#[test]
fn what_generators_tolerate_above() {
    check("<!-- Copyright\nA. Non -->\n\n---\na: 1\n---\nx", "a: \"1\"\ntext \"x\"");
    check("<%# encoding: utf-8 %>\n---\na: 1\n---\nx", "a: \"1\"\ntext \"x\"");
    check("# -*- coding: utf-8 -*-\n---\na: 1\n---\nx", "a: \"1\"\ntext \"x\"");
    check_text("<!-- note -->\n---\ntitle: Outage: DNS\n---\nx");
    check_text("<!-- note --> text\n---\na: 1\n---\n");
}

#[test]
fn a_block_whose_first_dashes_were_forgotten() {
    check(
        "title: \"DNS\"\ndate: 2023-10-31\naffected:\n- Web\n- Mail\n---\n\nx",
        "title: \"DNS\"\ndate: \"2023-10-31\"\naffected: [\"Web\", \"Mail\"]\ntext \"\\nx\"",
    );
    check("title: DNS\nwho:\n  - A\n---\nx", "title: \"DNS\"\nwho: [\"A\"]\ntext \"x\"");
    check(
        "title: Outage: DNS\nseverity: high\n---\nx",
        "title: \"Outage: DNS\"\nseverity: \"high\"\ntext \"x\"\n\
         front-matter-syntax: the value of `title` is not valid YAML and was read as it stands @ \"Outage: DNS\"\n  \
         put the value in quotes: `title: \"Outage: DNS\"`",
    );
    check_text("Note: foo\n---\nx");
    check_text("Title\n---\nx");
    check_text("Start: 10:00\n\nEnd: 11:00\n---\nx");
    check_text("Start: 10:00\nEnd: 11:00\nWe saw it.\n---\nx");
    check_text("# Head: line\nStart: 10:00\nEnd: 11:00\n---\nx");
    check_text("Key events: 10:00\nRoot cause: disk\n---\nx");
    check_text(&format!("a: 1\n{}---\nx", "b: 2\n".repeat(40)));
    check_text("a: 1\nb: 2\n");
}

#[test]
fn what_is_text() {
    check_text("");
    check_text("Text\n\n---\n\nMore\n");
    check_text("---\n");
    check_text("---");
    check_text("---\n\nText.\n");
    check_text("---\n# Incident 12\n---\nx");
    check_text("---\nIncident 12\n---\nx");
    check_text("---\n- a\n- b\n---\nx");
    check_text("---\n\n**Status**: resolved\n\nMore: text: here.\n\n---\n");
    check_text("----\na: 1\n----\n");
    check_text(" ---\na: 1\n---\n");
    check_text("```yaml\n---\na: 1\n---\n```\n");
    check_text("```yaml\na: 1\nb: 2\n---\n```\n");
    check_text("{% include x %}\ntext\n");
    check_text("{\nnot json\n}\n");
    check_text("{\n\"a\": 1\n} and on\n");
    check_text("+++ b/file\ntext\n");
    check_text("+++\ntext\n+++\n");
}

#[test]
fn a_value_that_needed_quotes_is_read_as_it_stands() {
    let check = |line: &str, value: &str, help: &str| {
        let text = format!("---\ndate: 2021-01-02\n{line}\nlast: x\n---\nBody");
        let key = line.split(':').next().unwrap_or("");
        let shown = shown(&text);
        let start = format!(
            "date: \"2021-01-02\"\n{key}: {value}\nlast: \"x\"\ntext \"Body\"\nfront-matter-syntax: the value of `{key}` "
        );
        assert!(shown.starts_with(&start), "{shown}\n\nis not\n\n{start}");
        assert!(shown.ends_with(&format!("\n  {help}")), "{shown}\n\nhas no\n\n{help}");
    };
    check("title: Outage: DNS", "\"Outage: DNS\"", "put the value in quotes: `title: \"Outage: DNS\"`");
    check(
        "title: Outage of \"x\": DNS",
        "\"Outage of \\\"x\\\": DNS\"",
        "put the value in quotes: `title: 'Outage of \"x\": DNS'`",
    );
    check("owner: @chris", "\"@chris\"", "put the value in quotes: `owner: \"@chris\"`");
    check("action: [x] restart", "\"[x] restart\"", "put the value in quotes: `action: \"[x] restart\"`");
    check("cause: `disk` full", "\"`disk` full\"", "put the value in quotes: `cause: \"`disk` full\"`");
    check("title: *Major* outage", "\"*Major* outage\"", "put the value in quotes: `title: \"*Major* outage\"`");
    check("share: %5 lost", "\"%5 lost\"", "put the value in quotes: `share: \"%5 lost\"`");
    check("title: \"Outage", "\"Outage\"", "the quote is never closed: end the value with \"");
    check("title: \"Big\" outage", "\"\\\"Big\\\" outage\"", "put the quotes around the whole value");
    check(
        "title: 'It's down'",
        "\"It's down\"",
        "double the quotes inside the value, or use the other kind of quotes around it: \"",
    );
    check("who:\n  - @chris\n  - Ann", "[\"@chris\", \"Ann\"]", "put the value in quotes: `- \"@chris\"`");
    check("who:\n\t- Chris\n\t- Ann", "[\"Chris\", \"Ann\"]", "indent with spaces: YAML takes no tabs");
}

#[test]
fn a_blank_that_slipped_in_front_of_a_key_is_taken_off() {
    check(
        "---\nstatus: resolved\n ended: 2021-08-05\nparts:\n  - a\n---\nBody",
        "status: \"resolved\"\nended: \"2021-08-05\"\nparts: [\"a\"]\ntext \"Body\"\n\
         front-matter-syntax: a blank in front of a key makes it part of the value above; it was read as a key of its own @ \"ended\"\n  \
         take the blank off",
    );
}

#[test]
fn a_block_that_cannot_be_mended_is_text() {
    check(
        "---\ntitle: x\n\nWe saw an outage.\n\n---\nBody",
        "no front matter; text \"---\\ntitle: x\\n\\nWe saw an outage.\\n\\n---\\nBody\"\n\
         front-matter-syntax: the front matter is not valid YAML, so it is shown as text: could not find expected ':' @ \"We saw an outage.\"\n  \
         give every line a key, or close the front matter with `---` above it",
    );
    check(
        "---\ntitle: x\n  sub: y\n---\nBody",
        "no front matter; text \"---\\ntitle: x\\n  sub: y\\n---\\nBody\"\n\
         front-matter-syntax: the front matter is not valid YAML, so it is shown as text: mapping values are not allowed in this context @ \": y\"",
    );
    check(
        "---\ntitle: x\ndate: y\n\nText\n",
        "no front matter; text \"---\\ntitle: x\\ndate: y\\n\\nText\\n\"\n\
         front-matter-syntax: the front matter is never closed, so it is shown as text @ \"---\"\n  \
         repeat this line behind the last entry",
    );
}

#[test]
fn broken_json() {
    check(
        "{\n\"a\": \"x\" \"b\": 1\n}\nx",
        "no front matter; text \"{\\n\\\"a\\\": \\\"x\\\" \\\"b\\\": 1\\n}\\nx\"\n\
         front-matter-syntax: the front matter is not valid JSON, so it is shown as text: did not find expected ',' or '}' @ \"\\\"b\\\": 1\"",
    );
}

#[test]
fn broken_toml() {
    check(
        "+++\ntitle = Outage DNS\ndate = 2021-01-02\n+++\nx",
        "title: \"Outage DNS\"\ndate: \"2021-01-02\"\ntext \"x\"\n\
         front-matter-syntax: the value of `title` is not valid TOML: string values must be quoted, expected literal string @ \"Outage DNS\"\n  \
         put a text in quotes: it counts as far as it was read",
    );
    check(
        "+++\ntitle: DNS\nn = 1\n+++\nx",
        "no front matter; text \"+++\\ntitle: DNS\\nn = 1\\n+++\\nx\"\n\
         front-matter-syntax: the front matter is not valid TOML, so it is shown as text: key with no value, expected `=` @ \"\"\n  \
         each line reads `key = value`, with a text in quotes",
    );
    check(
        "+++\nn = 1\ntitle: DNS\n+++\nx",
        "no front matter; text \"+++\\nn = 1\\ntitle: DNS\\n+++\\nx\"\n\
         front-matter-syntax: the front matter is not valid TOML, so it is shown as text: key with no value, expected `=` @ \"\"\n  \
         each line reads `key = value`, with a text in quotes",
    );
    check(
        "+++\na = 1\na = 2\n+++\n",
        "a: \"1\"\ntext \"\"\nfront-matter-duplicate-key: `a` stands twice @ \"a\"\n  \
         remove one of the two; the first one counts",
    );
}

#[test]
fn the_first_of_two_equal_keys_counts() {
    check(
        "---\na: 1\nb: {c: 1, c: 2}\na: 2\n---\n",
        "a: \"1\"\nb: {c: \"1\"}\ntext \"\"\n\
         front-matter-duplicate-key: `c` stands twice @ \"c\"\n  remove one of the two; the first one counts\n\
         front-matter-duplicate-key: `a` stands twice @ \"a\"\n  remove one of the two; the first one counts",
    );
}

#[test]
fn limits() {
    let refused = |inner: &str| {
        let Parsed { value: (front, _), diagnostics } = read(&format!("---\ntitle: x\n{inner}\n---\nBody"));
        assert_eq!(front, FrontMatter::default());
        assert_eq!(diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::FrontMatterLimit], "for {inner:.40}");
    };
    refused("a: &a x\nb: *a");
    refused("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]");
    refused("b:\n  <<: {a: 1}");
    refused(&format!("a: {}{}", "[".repeat(80), "]".repeat(80)));
    refused(&"{a: ".repeat(16_000));
    refused(&format!("a:\n{}", (1..80).map(|depth| format!("{}b:\n", " ".repeat(depth))).collect::<String>()));
    refused(&format!("a: {}", "x ".repeat(20_000)));
    check_text("---\n{a: {a: {a: \n");
}

/// All this is done within a second or two; a reader that is not linear shows here.
#[test]
fn large_and_odd_input_is_read() {
    let keys: String = (0..3_000).map(|n| format!("k{n}: 1\n")).collect();
    assert_eq!(read(&format!("---\n{keys}---\n")).value.0.entries.len(), 3_000);
    let broken: String = (0..2_000).map(|n| format!("k{n}: a: b\n")).collect();
    assert_eq!(read(&format!("---\n{broken}---\n")).diagnostics.len(), 2_000);
    for inner in [
        "{a: {a: ", "- ", "[", "? ", "a: b: ", "\"", "'", "&a ", "*a ", "!x ", "\t", "\0", "|\n", "a:\n ", "é: ü\n",
        "%", "{",
    ] {
        for (open, close) in
            [("---\ntitle: x\n", "\n---\n"), ("+++\na = ", "\n+++\n"), ("{\n\"a\":", "\n}\n"), (";;;\n", "\n;;;\n")]
        {
            read(&format!("{open}{}{close}", inner.repeat(65_536 / inner.len())));
            read(&format!("{open}{}{close}", inner.repeat(31_000 / inner.len())));
        }
    }
}

#[test]
fn keys_are_compared_without_case_and_joints() {
    let check = |a, b, expected| assert_eq!(same_key(a, b), expected, "{a} {b}");
    check("affectedSystems", "affected_systems", true);
    check("Affected Systems", "affected-systems", true);
    check("affected", "affects", false);
    check("a", "ab", false);
    let front = read("---\nresolved-When: x\n---\n").value.0;
    assert_eq!(front.get("resolvedWhen").and_then(|entry| entry.node.text()), Some("x"));
}

/// What `serde_yaml` makes of a document, in the form of [`show`]: numbers are left out, whose text it does not keep.
fn shown_by_serde(value: &serde_yaml::Value) -> String {
    let join = |parts: Vec<String>| parts.join(", ");
    match value {
        serde_yaml::Value::Null => "~".to_owned(),
        serde_yaml::Value::Bool(bool) => bool.to_string(),
        serde_yaml::Value::Number(number) => format!("{:?}", number.to_string()),
        serde_yaml::Value::String(text) => format!("{text:?}"),
        serde_yaml::Value::Sequence(items) => format!("[{}]", join(items.iter().map(shown_by_serde).collect())),
        serde_yaml::Value::Mapping(entries) => {
            let pair = |(key, value): (&serde_yaml::Value, &serde_yaml::Value)| {
                format!("{}: {}", key.as_str().unwrap_or("?"), shown_by_serde(value))
            };
            format!("{{{}}}", join(entries.iter().map(pair).collect()))
        }
        serde_yaml::Value::Tagged(tagged) => shown_by_serde(&tagged.value),
    }
}

fn yaml_value() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("null".to_owned()),
        Just("True".to_owned()),
        Just("~".to_owned()),
        Just("no".to_owned()),
        Just("''".to_owned()),
        Just("\"a: b\"".to_owned()),
        "[a-zé]{1,8}( [a-z:]{1,6}[a-z]){0,3}",
        "'[a-z#:, ]{0,8}'",
    ];
    word.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::vec(inner, 0..4).prop_map(|items| {
                let pairs = items.iter().enumerate().map(|(n, item)| format!("k{n}: {item}"));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn agrees_with_serde_yaml(values in prop::collection::vec(yaml_value(), 1..6)) {
        let document: String = values.iter().enumerate().map(|(n, value)| format!("key{n}: {value}\n")).collect();
        let ours = of_node(yaml::read(&document, 0..document.len())).entries;
        let theirs = serde_yaml::from_str::<serde_yaml::Value>(&document).ok();
        let ours = ours.map(|entries| format!("{{{}}}", entries.iter().map(show_entry).collect::<Vec<_>>().join(", ")));
        prop_assert_eq!(ours, theirs.as_ref().map(shown_by_serde), "for {}", document);
    }

    #[test]
    fn any_text_is_read(text in "(\u{feff}|\n)?(---|\\+\\+\\+|\\{|;;;|<!-- x -->|)\n?([a-zé\"'\\[\\]{}:=@*&!|>#%,\\- \t\n\0]|a: b\n|c = 1\n|\n---\n){0,60}(---|\\+\\+\\+|\\}|;;;|\\.\\.\\.)?\n?x?") {
        read(&text);
    }

    #[test]
    fn any_bytes_are_read(text in "---\n\\PC{0,80}\n---\n\\PC{0,20}") {
        read(&text);
    }
}

#[test]
fn a_comment_may_hold_the_window_of_planned_work() {
    let keys = |text: &str| -> Vec<String> {
        let source = SourceFile::new("a.md", text);
        split(&source).value.0.entries.into_iter().map(|entry| entry.key).collect()
    };
    assert_eq!(
        keys("<!--\nstart: 2024-08-24T13:00Z\nend: 2024-08-24T14:00Z\nexpectedDown: board\n-->\n\nText.\n"),
        ["start", "end", "expectedDown"]
    );
    assert_eq!(keys("---\ntitle: Moves\n---\n<!-- start: 2024-08-24 13:00 -->\nText.\n"), ["title", "start"]);
    assert!(keys("<!--start: status pages-->\nText.\n").is_empty());
    assert!(keys("<!-- start: 2024-08-24\nwrite here -->\nText.\n").is_empty());
    assert!(keys("<!-- start: 2024-08-24").is_empty());
}
