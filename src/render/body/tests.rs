//! The body as a specification: Markdown in, HTML out; and what must hold for any input, hostile or not.

use proptest::prelude::*;

use super::*;
use crate::render::markup::{self, Page};
use crate::source::SourceFile;
use crate::syntax::{Block, RunKind, Section};

const OPTIONS: BodyOptions = BodyOptions { base_level: 3, skip_title: None, remote_images: RemoteImages::Link };

/// The body of some Markdown; links to `*.md` are found, images `*.png` too, everything else is broken.
fn rendered_with(markdown: &str, options: BodyOptions) -> String {
    let source = SourceFile::new("a.md", markdown);
    let document = crate::syntax::parse(&source).value;
    let body = body(&document, &source.text, options);
    let resolve = |reference: &Ref| match reference.dest.split('#').next() {
        Some(path) if path.ends_with(".md") => Resolved::Href(format!("../{path}/")),
        Some(path) if path.ends_with(".png") => Resolved::Image { src: format!("../{path}"), size: Some((3, 4)) },
        Some(path) if path.ends_with(".pdf") => Resolved::Href(format!("../{path}")),
        _ => Resolved::Broken,
    };
    let mut out = String::new();
    write(&body, &resolve, &mut out);
    out
}

fn rendered(markdown: &str) -> String {
    rendered_with(markdown, OPTIONS)
}

#[track_caller]
fn check(markdown: &str, expected: &str) {
    assert_eq!(rendered(markdown).trim_end(), expected, "{markdown}");
    accept(&rendered(markdown));
}

/// The parsed page, once nothing is in it that we do not put there ourselves.
#[track_caller]
fn accept(html: &str) -> Page {
    match acceptable(html) {
        Ok(page) => page,
        Err(error) => panic!("{error}\n{html}"),
    }
}

/// Elements and their attributes that a body may hold.
const ALLOWED: &[(&str, &[&str])] = &[
    ("a", &["class", "rel", "href", "title", "aria-label"]),
    ("b", &[]),
    ("blockquote", &[]),
    ("br", &[]),
    ("cite", &[]),
    ("code", &["class"]),
    ("del", &[]),
    ("details", &["open"]),
    ("div", &["class", "role", "tabindex", "aria-label"]),
    ("em", &[]),
    ("h3", &["id"]),
    ("h4", &["id"]),
    ("h5", &["id"]),
    ("h6", &["id"]),
    ("hr", &[]),
    ("i", &[]),
    ("img", &["src", "alt", "title", "width", "height", "loading"]),
    ("ins", &[]),
    ("kbd", &[]),
    ("li", &["class", "id"]),
    ("mark", &[]),
    ("ol", &["start"]),
    ("p", &["class"]),
    ("pre", &["tabindex", "class"]),
    ("q", &[]),
    ("s", &[]),
    ("samp", &[]),
    ("section", &["class", "aria-label"]),
    ("small", &[]),
    ("span", &["class", "id", "title"]),
    ("strong", &[]),
    ("sub", &[]),
    ("summary", &[]),
    ("sup", &["class", "id"]),
    ("table", &[]),
    ("tbody", &[]),
    ("td", &["class"]),
    ("th", &["class", "scope"]),
    ("thead", &[]),
    ("tr", &[]),
    ("u", &[]),
    ("ul", &[]),
    ("var", &[]),
];

/// Elements that hold running text only.
const PHRASES_ONLY: &[&str] =
    &["p", "h3", "h4", "h5", "h6", "span", "a", "summary", "pre", "strong", "em", "code", "b"];
const BLOCKS: &[&str] = &["p", "div", "ul", "ol", "li", "table", "blockquote", "details", "hr", "pre", "section", "h3"];

pub(super) fn acceptable(html: &str) -> Result<Page, String> {
    let page = markup::read(html)?;
    let mut ids = std::collections::BTreeSet::new();
    for (index, element) in page.elements.iter().enumerate() {
        let name = element.name.as_str();
        let Some((_, attributes)) = ALLOWED.iter().find(|(allowed, _)| *allowed == name) else {
            return Err(format!("element {name}"));
        };
        if let Some((key, _)) = element.attributes.iter().find(|(key, _)| !attributes.contains(&key.as_str())) {
            return Err(format!("attribute {key} of {name}"));
        }
        if let Some(id) = element.get("id")
            && (!ids.insert(id.to_string()) || !(id.starts_with("report-") || id.starts_with("note")))
        {
            return Err(format!("id {id}"));
        }
        if let Some(href) = element.get("href")
            && !["https:", "http:", "mailto:", "tel:", "../", "#report-", "#note"]
                .iter()
                .any(|start| href.to_ascii_lowercase().starts_with(start))
        {
            return Err(format!("href {href}"));
        }
        if element.get("src").is_some_and(|src| !src.starts_with("../")) {
            return Err(format!("src of {name}"));
        }
        for around in page.ancestors(index) {
            let misplaced = (name == "a" && around.name == "a")
                || (BLOCKS.contains(&name) && PHRASES_ONLY.contains(&around.name.as_str()));
            if misplaced {
                return Err(format!("{name} in {}", around.name));
            }
        }
        let parent = element.parent.map(|at| page.elements[at].name.as_str());
        let lists = |parent: Option<&str>| matches!(parent, Some("ul" | "ol"));
        if lists(parent) != (name == "li") || (name == "summary" && parent != Some("details")) {
            return Err(format!("{name} in {parent:?}"));
        }
        if name.starts_with('h') && name != "hr" && element.text.trim().is_empty() {
            return Err("empty heading".to_string());
        }
    }
    Ok(page)
}

#[test]
fn a_link_may_end_the_text_within_an_open_tag() {
    for text in ["a <b>x [y](z)", "- O<details>[8]()", "| a |\n|---|\n| <b>[y](z) |"] {
        accept(&rendered(text));
    }
}

#[test]
fn paragraphs_and_marks() {
    check(
        "a *b* **c *d*** ~~e~~ `f<g>`",
        "<p>a <em>b</em> <strong>c <em>d</em></strong> <del>e</del> <code>f&lt;g&gt;</code></p>",
    );
    check("a\nb  \nc", "<p>a\nb<br>\nc</p>");
    check("a &amp; b &lt;c&gt;", "<p>a &amp; b &lt;c&gt;</p>");
    check("---", "<hr>");
    check("<!-- nothing -->", "");
    check("a <!-- nothing --> b", "<p>a  b</p>");
}

#[test]
fn headings_count_from_the_base_and_skip_no_level() {
    check("# A\n\n### B\n\n## C", "<h3 id=\"report-a\">A</h3>\n<h4 id=\"report-b\">B</h4>\n<h4 id=\"report-c\">C</h4>");
    check("## A\n\n# A", "<h3 id=\"report-a\">A</h3>\n<h3 id=\"report-a-1\">A</h3>");
    check("#\n\n# ![](x.png)", "<p><img src=\"../x.png\" alt=\"x.png\" width=\"3\" height=\"4\" loading=\"lazy\"></p>");
    check(
        "# A {#b}\n\n[x](#b) [y](#a) [z](#c)",
        "<h3 id=\"report-a\">A</h3>\n<p><a href=\"#report-a\">x</a> <a href=\"#report-a\">y</a> <span class=\"broken\" title=\"#c\">z</span></p>",
    );
    check(
        "# Use <hostname> `{{ x }}`",
        "<h3 id=\"report-use-hostname--x-\">Use &lt;hostname&gt; <code>{{ x }}</code></h3>",
    );
    let skipped = BodyOptions { skip_title: Some(Span::new(2, 3)), ..OPTIONS };
    assert_eq!(
        rendered_with("# T\n\na\n\n## B\n\n# C", skipped),
        "<p>a</p>\n<h3 id=\"report-b\">B</h3>\n<h3 id=\"report-c\">C</h3>\n"
    );
}

#[test]
fn lists() {
    check("- a\n- b\n  1. c", "<ul>\n<li>a\n</li>\n<li>b\n<ol>\n<li>c\n</li>\n</ol>\n</li>\n</ul>");
    check("7. a\n\n8. b", "<ol start=\"7\">\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ol>");
    check(
        "- [ ] a\n- [x] b",
        "<ul>\n<li class=\"task\"><span class=\"box\"><span class=\"visually-hidden\">open: </span></span>a\n</li>\n<li class=\"task\"><span class=\"box done\"><span class=\"visually-hidden\">done: </span></span>b\n</li>\n</ul>",
    );
}

#[test]
fn tables() {
    check(
        "| a | b |\n|:--|--:|\n| 1 | `x` |",
        "<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"Table 1\"><table>\n<thead>\n<tr><th scope=\"col\" class=\"left\">a</th><th scope=\"col\" class=\"right\">b</th></tr>\n</thead>\n<tbody>\n<tr><td class=\"left\">1</td><td class=\"right\"><code>x</code></td></tr>\n</tbody>\n</table></div>",
    );
    let html = rendered("| | |\n|-|-|\n| a | <ul><li>b</li></ul>c<br>d |");
    assert!(html.contains("<tr><td></td><td></td></tr>\n</thead>"), "{html}");
    assert!(html.contains("<td><ul><li>b</li></ul>c<br>d</td>"), "{html}");
}

#[test]
fn code() {
    check(
        "```Python title=\"x\"\na < b\n```",
        "<pre tabindex=\"0\"><code class=\"language-python\">a &lt; b\n</code></pre>",
    );
    check(
        "    </pre></code><script>",
        "<pre tabindex=\"0\"><code>&lt;/pre&gt;&lt;/code&gt;&lt;script&gt;</code></pre>",
    );
    check("```{.sh}\"><b>\n```", "<pre tabindex=\"0\"><code class=\"language-sh\"></code></pre>");
}

#[test]
fn quotes_and_alerts() {
    check("> a\n> > b", "<blockquote>\n<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>\n</blockquote>");
    check(
        "> [!WARNING]\n> a",
        "<div class=\"alert warning\" role=\"note\">\n<p class=\"alert-title\">Warning</p>\n<p>a</p>\n</div>",
    );
}

#[test]
fn footnotes_stand_at_the_end() {
    check(
        "a[^x] b[^X] c[^none]\n\n[^y]: unused\n[^x]: said",
        "<p>a<sup class=\"note-ref\" id=\"note-ref-1\"><a href=\"#note-1\" aria-label=\"Note 1\">1</a></sup> b<sup class=\"note-ref\" id=\"note-ref-1-2\"><a href=\"#note-1\" aria-label=\"Note 1\">1</a></sup> c[^none]</p>\n<section class=\"notes\" aria-label=\"Notes\">\n<ol>\n<li id=\"note-1\"><p>said</p>\n<a class=\"note-back\" href=\"#note-ref-1\" aria-label=\"Back to the text of note 1\">↩</a><a class=\"note-back\" href=\"#note-ref-1-2\" aria-label=\"Back to the text of note 1\">↩</a></li>\n<li id=\"note-2\"><p>unused</p>\n</li>\n</ol>\n</section>",
    );
}

#[test]
fn links() {
    check("[a](b.md)", "<p><a href=\"../b.md/\">a</a></p>");
    check("[a *b*](b.md \"c\\\"d\")", "<p><a href=\"../b.md/\" title=\"c&quot;d\">a <em>b</em></a></p>");
    check("[a](b)", "<p><span class=\"broken\" title=\"b\">a</span></p>");
    check(
        "[a](https://x.example/?a=1&b)",
        "<p><a class=\"external\" rel=\"noopener noreferrer\" href=\"https://x.example/?a=1&amp;b\">a</a></p>",
    );
    check(
        "[a](//x.example)",
        "<p><a class=\"external\" rel=\"noopener noreferrer\" href=\"https://x.example\">a</a></p>",
    );
    check(
        "<a@b.example> <tel:+47>",
        "<p><a href=\"mailto:a@b.example\">a@b.example</a> <a href=\"tel:+47\">tel:+47</a></p>",
    );
    check("[a](javascript:b)", "<p>a <span class=\"dest\">(javascript:b)</span></p>");
    check("<javascript:b>", "<p>javascript:b</p>");
    check("**[a](b.md)** c", "<p><a href=\"../b.md/\"><strong>a</strong></a> c</p>");
    check("[a]()", "<p>a</p>");
}

#[test]
fn bare_addresses() {
    check(
        "see https://x.example/a_b, ok",
        "<p>see <a class=\"external\" rel=\"noopener noreferrer\" href=\"https://x.example/a_b\">https://x.example/a_b</a>, ok</p>",
    );
    check("to a@b.example.", "<p>to <a href=\"mailto:a@b.example\">a@b.example</a>.</p>");
    check(
        "git@x.example:a/b ftp://x.example `https://x.example`",
        "<p>git@x.example:a/b ftp://x.example <code>https://x.example</code></p>",
    );
    check("[https://x.example](b.md)", "<p><a href=\"../b.md/\">https://x.example</a></p>");
}

#[test]
fn images() {
    check(
        "![a \"b\"](c.png)",
        "<p><img src=\"../c.png\" alt=\"a &quot;b&quot;\" width=\"3\" height=\"4\" loading=\"lazy\"></p>",
    );
    check("![](d/c.pdf)", "<p><a href=\"../d/c.pdf\">image: c.pdf</a></p>");
    check("![a](c)", "<p><span class=\"broken\" title=\"c\">image: a</span></p>");
    check(
        "![a](https://x.example/c.png)",
        "<p><a class=\"external\" rel=\"noopener noreferrer\" href=\"https://x.example/c.png\">image: a</a></p>",
    );
    check(
        "[![a](c.png)](b.md)",
        "<p><a href=\"../b.md/\"><img src=\"../c.png\" alt=\"a\" width=\"3\" height=\"4\" loading=\"lazy\"></a></p>",
    );
    check("[![a](c.pdf)](b.md)", "<p><a href=\"../b.md/\">image: a</a></p>");
    check("[![a](https://x.example/c.png) d](b.md)", "<p><a href=\"../b.md/\">image: a d</a></p>");
    check(
        "![a](data:image/png;base64,AAAA)",
        "<p>image: a <span class=\"dest\">(data:image/png;base64,AAAA)</span></p>",
    );
    check(
        "<img src=\"c.png\" alt='a' width=1 onerror=x>",
        "<p class=\"html\"><img src=\"../c.png\" alt=\"a\" width=\"3\" height=\"4\" loading=\"lazy\"></p>",
    );
    let load = BodyOptions { remote_images: RemoteImages::Load, ..OPTIONS };
    assert_eq!(
        rendered_with("![a](https://x.example/c.png)", load),
        "<p><img src=\"https://x.example/c.png\" alt=\"a\" loading=\"lazy\"></p>\n"
    );
}

#[test]
fn raw_html_in_text() {
    check(
        "a <b>c</b> <hostname> Vec<u8> <b>",
        "<p>a <b>c</b> &lt;hostname&gt; Vec&lt;u8&gt; <span class=\"raw\">&lt;b&gt;</span></p>",
    );
    check("**<b>a**</b>", "<p><b><strong>a</strong></b></p>");
    check(
        "<b>[a](b.md)</b> [<i>c</i>](b.md)",
        "<p><b><a href=\"../b.md/\">a</a></b> <a href=\"../b.md/\"><i>c</i></a></p>",
    );
    check("a <a href=\"b.md\" onclick=x>*c* d</a>", "<p>a <a href=\"../b.md/\"><em>c</em> d</a></p>");
    check("a <a href='javascript:x'>b</a>", "<p>a b <span class=\"dest\">(javascript:x)</span></p>");
    check("<a name=\"t\"></a>a [b](#t)", "<p><span id=\"report-t\"></span>a <a href=\"#report-t\">b</a></p>");
    check(
        "a <details>b</details>",
        "<p>a <span class=\"raw\">&lt;details&gt;</span>b<span class=\"raw\">&lt;/details&gt;</span></p>",
    );
    check(
        "import X from 'y'\n\n{% raw %} <%# no %> {{ x }}",
        "<p>import X from 'y'</p>\n<p>{% raw %} &lt;%# no %&gt; {{ x }}</p>",
    );
}

#[test]
fn raw_html_between_blocks() {
    check(
        "<details>\n<summary>Log</summary>\n\n## A\n\n- b\n\n</details>",
        "<details><summary>Log</summary><h3 id=\"report-a\">A</h3>\n<ul>\n<li>b\n</li>\n</ul>\n</details>",
    );
    check("<details open>\n\na", "<p class=\"html\"><span class=\"raw\">&lt;details open&gt;</span>\n</p>\n<p>a</p>");
    check(
        "<div align=\"center\">\na &amp; b\n</div>",
        "<p class=\"html\"><span class=\"raw\">&lt;div align=\"center\"&gt;</span>\na &amp; b\n<span class=\"raw\">&lt;/div&gt;</span></p>",
    );
    check("<p>a <b>b</b></p>\nc", "<p>a <b>b</b></p><p class=\"html\">\nc</p>");
    check(
        "<Update date=\"2020-01-02\">\n\na\n\n</Update>",
        "<p class=\"html\"><span class=\"raw\">&lt;Update date=\"2020-01-02\"&gt;</span>\n</p>\n<p>a</p>\n<p class=\"html\"><span class=\"raw\">&lt;/Update&gt;</span></p>",
    );
    check("<!-- never closed", "<p class=\"html\">&lt;!-- never closed</p>");
    check("<pre>\n a\n</pre>", "<pre>\n a\n</pre>");
}

#[test]
fn what_deceives_is_shown() {
    check("a\u{202E}b\0c", "<p>a<span class=\"ctl\">[U+202E]</span>b<span class=\"ctl\">␀</span>c</p>");
    check("`\u{1b}[0m`", "<p><code><span class=\"ctl\">␛</span>[0m</code></p>");
}

#[test]
fn unread_front_matter_stands_before_the_text() {
    let source = SourceFile::new("a.md", "---\na: [<b>\n---\ntext\n");
    let mut document = crate::syntax::parse(&source).value;
    document.front = crate::syntax::FrontMatter { entries: Vec::new(), span: Some(Span::new(0, 16)) };
    document.root = crate::syntax::block::read(&source.text, Span::new(16, source.text.len()));
    let mut out = String::new();
    write(&body(&document, &source.text, OPTIONS), &|_| Resolved::Broken, &mut out);
    assert_eq!(out, "<pre class=\"front\" tabindex=\"0\"><code>---\na: [&lt;b&gt;\n---\n</code></pre>\n<p>text</p>\n");
}

#[test]
fn a_body_lists_its_references_and_findings() {
    let source = SourceFile::new("a.md", "[![a](b.png)](c.md) ![](https://x.example/d.png) [e](vbscript:f)");
    let body = body(&crate::syntax::parse(&source).value, &source.text, OPTIONS);
    let refs: Vec<_> = body.refs().iter().map(|reference| (reference.kind, reference.dest.as_str())).collect();
    assert_eq!(refs, [(RefKind::Link, "c.md"), (RefKind::LinkedImage, "b.png")]);
    let found: Vec<_> = body.findings.iter().map(|found| (found.kind, source.slice(found.span))).collect();
    assert_eq!(
        found,
        [(FindingKind::RemoteImage, "![](https://x.example/d.png)"), (FindingKind::UnsafeScheme, "[e](vbscript:f)")]
    );
    let cached: Body = serde_json::from_str(&serde_json::to_string(&body).unwrap_or_default()).unwrap_or_default();
    assert_eq!(cached, body);
}

#[test]
fn one_piece_of_running_text() {
    let source = SourceFile::new("a.md", "*a* [b](c.md) <p>");
    let document = crate::syntax::parse(&source).value;
    let Block::Paragraph { inline, .. } = &document.root.blocks[0] else { panic!("a paragraph") };
    let mut out = String::new();
    write(&inline_body(inline, OPTIONS), &|_| Resolved::Broken, &mut out);
    assert_eq!(out, "<em>a</em> <span class=\"broken\" title=\"c.md\">b</span> <span class=\"raw\">&lt;p&gt;</span>");
}

const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "a <script src=//x.example></script> b",
    "<img src=x onerror=alert(1)>",
    "<img src=\"javascript:alert(1)\">",
    "<img src=x.png\" onerror=\"alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><img src onerror=alert(1)></math>",
    "<b onmouseover=alert(1)>x</b>",
    "<b/onmouseover=alert(1)>x</b>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\" \u{1}java&#10;script:alert(1)\">x</a>",
    "<a href=javascript&colon;alert(1)>x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"x\" style=\"x\" target=_blank>x</a>",
    "<iframe src=//x.example></iframe>",
    "<object data=x></object><embed src=x>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=x>\n<meta http-equiv=refresh content=0>\n<base href=//x.example>",
    "<form action=x><input name=y autofocus onfocus=alert(1)></form>",
    "<details ontoggle=alert(1) open>x</details>",
    "<p id=\"t-1\" name=\"body\">x</p>",
    "<a id=\"L1\">x</a><a name=\"constructor\">y</a>",
    "# x {#t-1}\n\n# y {#L1 onclick=z .c}",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](java&#x0A;script:alert(1))",
    "[x](&#1;javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x][y]\n\n[y]: javascript:alert(1) \"t\"",
    "[x](vbscript:x) [x](file:///etc/passwd) [x](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)> <data:text/html,x> <vbscript:x>",
    "![x](javascript:alert(1)) ![x](data:image/svg+xml,<svg>)",
    "![a\" onerror=\"alert(1)](x.png 't\" onerror=\"alert(1)')",
    "[x](https://x.example/\"onclick=alert(1) \"y\\\"onclick=z\")",
    "[x](b.md?\"><script>alert(1)</script>)",
    "[x](<b.md \"' onclick=>)",
    "</pre></code></p></div></body></html><script>alert(1)</script>",
    "```\"><script>\n</code></pre><script>alert(1)</script>\n```",
    "`</code><script>alert(1)</script>`",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!--><script>alert(1)</script>-->",
    "<!-- a --!><script>alert(1)</script>",
    "<?php echo '<script>'; ?><!DOCTYPE html>",
    "{{ x | safe }} {% include '/etc/passwd' %} ${x} <%= x %> #{x}",
    "| a |\n|---|\n| </td></table><script>alert(1)</script> |",
    "[^x]\n\n[^x]: </li></ol><script>alert(1)</script>",
    "[^\"><script>alert(1)</script>]",
    "> [!NOTE]\n> </div><script>alert(1)</script>",
    "a\u{202E}b\u{2066}c\0d\u{1b}e\u{85}f\u{FFFE}g",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<textarea></textarea><script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<a href='x' \"=y onclick='z'>w</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;",
    "https://x.example/\"><script>alert(1)</script>",
    "javascript://x.example/%0Aalert(1)",
    "a@b.example\"onclick=x",
    "\u{FF1C}script\u{FF1E} \u{2039}b\u{203A}",
];

#[test]
fn hostile_reports_stay_text() {
    for payload in HOSTILE {
        for markdown in [payload.to_string(), format!("- {payload}"), format!("x\n> {payload}"), format!("# {payload}")]
        {
            let page = accept(&rendered(&markdown));
            let all = page.elements.iter().flat_map(|element| &element.attributes);
            assert!(all.clone().all(|(key, _)| !key.starts_with("on") && key != "style"), "{markdown}");
        }
    }
}

#[test]
fn size_and_depth_cost_time_in_proportion() {
    let n = 20_000;
    let inputs = [
        "> ".repeat(n),
        "<b>".repeat(n),
        format!("{}x{}", "<i>".repeat(n), "</b>".repeat(n)),
        format!("{}x{}", "<b>".repeat(n), "</b>".repeat(n)),
        "<div>\n".to_string() + &"<a \"".repeat(n),
        "<div>\n".to_string() + &"<!-- ".repeat(n),
        "[".repeat(n),
        "[x](y)".repeat(n),
        "![x](y)".repeat(n),
        format!("[{}](z)", "![x](y)".repeat(n)),
        "# x\n".repeat(n),
        "[^x]".repeat(n) + "\n\n[^x]: y",
        (0..n).map(|i| format!("[^{i}]: y\n")).collect(),
        "a@b.c ".repeat(n),
        "http://".repeat(n),
        "@".repeat(n),
        "a://".repeat(n),
        "<details>\n\n".repeat(n),
        "&".repeat(n) + "\n<div>" + &"&amp".repeat(n),
        "\u{202E}".repeat(n),
    ];
    for input in inputs {
        // What is quadratic here would not come back within the patience of whoever runs the tests.
        accept(&rendered(&input));
    }
}

/// What a reader of the document must find in the body: the text of all runs and blocks, comments aside.
fn words(section: &Section) -> Vec<String> {
    let mut text = String::new();
    collect_section(section, &mut text);
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_string).collect()
}

fn collect_section(section: &Section, out: &mut String) {
    if let Some(heading) = &section.heading {
        collect_inline(&heading.inline, out);
    }
    collect_blocks(&section.blocks, out);
    section.children.iter().for_each(|child| collect_section(child, out));
}

fn collect_inline(inline: &Inline, out: &mut String) {
    for run in &inline.runs {
        match run.kind {
            RunKind::Text | RunKind::Code => out.push_str(&run.text),
            RunKind::Image => out.push_str(&format!("\n{}\n", run.text)),
            RunKind::Html => collect_html(&run.text, out),
            RunKind::SoftBreak | RunKind::HardBreak | RunKind::Footnote => out.push('\n'),
        }
    }
    out.push('\n');
}

fn collect_html(html: &str, out: &mut String) {
    out.push('\n');
    for token in raw::tokens(html) {
        if let raw::Token::Text(text) = token {
            out.push_str(&raw::decode(text));
        }
        out.push('\n');
    }
}

fn collect_blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph { inline, .. } => collect_inline(inline, out),
            Block::List { items, .. } => items.iter().for_each(|item| collect_blocks(&item.blocks, out)),
            Block::Table { head, rows, .. } => {
                std::iter::once(head)
                    .chain(rows)
                    .flat_map(|row| &row.cells)
                    .for_each(|cell| collect_inline(&cell.inline, out));
            }
            Block::Quote { blocks, .. } | Block::Footnote { blocks, .. } => collect_blocks(blocks, out),
            Block::Code { text, .. } => {
                out.push_str(text);
                out.push('\n');
            }
            Block::Html { text, .. } => collect_html(text, out),
            Block::Rule { .. } => {}
        }
    }
}

fn markdown() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[a-z0-9]{1,6}",
        3 => "[ \n]{1,2}",
        2 => prop::sample::select(vec!["*", "**", "_", "`", "~~", "[", "]", "](", ")", "![", "](b.md)", "![x](y.png)", "[^1]", "\n[^1]: ", "<", ">", "\"", "'", "&", ";", ":", "/", "|", "\n| a | b |\n|---|---|\n| ", "\n- ", "\n1. ", "\n> ", "\n# ", "\n### ", "\n```", "\n\n", "    ", "\n---\n", "\\", "{", "}", "#", "@", ".", "=", "-"]).prop_map(str::to_string),
        2 => prop::sample::select(vec!["<b>", "</b>", "<i>", "</i>", "<br>", "<p>", "</p>", "<ul>", "<li>", "</li>", "</ul>", "<details>", "<summary>", "</summary>", "</details>", "<a href=\"x.md\">", "</a>", "<a name='q'>", "<img src=x.png>", "<script>", "</script>", "<div>", "<!--", "-->", "<pre>", "</pre>", "<hr>", "\n<details>\n", "\n</details>\n", "\n<div>\n", "https://x.example/", "javascript:", "&#106;", "&lt;", "\u{202E}", "\0"]).prop_map(str::to_string),
    ];
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_markdown_becomes_proper_markup_and_loses_no_word(markdown in markdown()) {
        let html = rendered(&markdown);
        let page = match acceptable(&html) {
            Ok(page) => page,
            Err(error) => return Err(TestCaseError::fail(format!("{error}\n{html}"))),
        };
        let source = SourceFile::new("a.md", &markdown);
        let mut shown = page.text.clone();
        page.values("alt").for_each(|alt| shown.push_str(alt));
        for word in words(&crate::syntax::parse(&source).value.root) {
            prop_assert!(shown.contains(&word), "{} is lost in {}", word, html);
        }
    }

    #[test]
    fn any_characters_become_proper_markup(text in "\\PC{0,60}|[\\x00-\\x{FFFF}]{0,40}") {
        let html = rendered(&text);
        prop_assert!(acceptable(&html).is_ok(), "{:?}\n{}", acceptable(&html), html);
    }
}
