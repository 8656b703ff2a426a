//! What a trial says of themes with one fault each, and that the built-in themes have none.

use super::*;
use crate::config::BuiltinTheme;
use crate::theme::ThemeFile;

fn tried(files: &[(&str, &str)]) -> Vec<String> {
    let file = |(path, text): &(&str, &str)| ThemeFile { path: (*path).to_owned(), bytes: text.as_bytes().to_vec() };
    let overrides = files.iter().map(file).collect();
    let theme = ThemeFiles { folder: "themes/night".to_owned(), overrides, ..ThemeFiles::default() };
    let words = |said: &Diagnostic| {
        let place = said.labels.first().map(|label| {
            let text = files.iter().find(|(path, _)| *path == label.file.as_str()).map_or("", |(_, text)| text);
            let (line, column) = crate::source::LineIndex::new(text).line_column(text, label.span.start);
            format!("{}:{line}:{column} ", label.file)
        });
        let help = said.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
        format!("{}{}: {}{help}", place.unwrap_or_default(), said.code, said.message)
    };
    findings(&theme).iter().map(words).collect()
}

#[track_caller]
fn check(path: &str, text: &str, expected: &[&str]) {
    assert_eq!(tried(&[(path, text)]), expected, "{path}: {text}");
}

#[test]
fn the_built_in_themes_have_no_faults() {
    for theme in BuiltinTheme::ALL {
        let file = |(path, bytes): (&str, &[u8])| ThemeFile { path: path.to_owned(), bytes: bytes.to_vec() };
        let overrides = builtin(*theme).into_iter().map(file).collect();
        let folder = format!("themes/{}", theme.name());
        let found = findings(&ThemeFiles { folder, overrides, ..ThemeFiles::default() });
        let said: Vec<_> = found.iter().take(5).map(|said| (&said.message, &said.labels, &said.help)).collect();
        assert!(said.is_empty(), "{}: {said:#?}", theme.name());
    }
}

#[test]
fn an_override_of_a_block_is_fine() {
    let text =
        "{% extends \"default/incident.html\" %}\n{% block source %}<p>{{ incident.source.path }}</p>{% endblock %}";
    check("templates/incident.html", text, &[]);
    check(
        "templates/actions_of.html",
        "{% extends \"base.html\" %}{% block content %}{{ actions_of.total }}{% endblock %}",
        &[],
    );
}

#[test]
fn a_template_that_fails_is_named_with_its_place() {
    check(
        "templates/home.html",
        "{{ home.figurs | length }}",
        &[
            "templates/home.html:1:9 theme-name: `home` has no field `figurs`; did you mean `figures`?",
            "templates/home.html:1:18 theme-template: Value of type undefined has no length",
        ],
    );
}

#[test]
fn names_are_looked_up_where_no_sample_leads() {
    let never = |inner: &str| {
        format!(
            "{{% extends \"base.html\" %}}\n{{% block content %}}{{% if false %}}{inner}{{% endif %}}{{% endblock %}}"
        )
    };
    let name = |inner: &str, expected: &[&str]| check("templates/home.html", &never(inner), expected);
    name(
        "{% for row in home.latest %}{{ row.titel }}{% endfor %}",
        &["templates/home.html:2:69 theme-name: `row` has no field `titel`; did you mean `title`?"],
    );
    name(
        "{{ incident.title }}",
        &[
            "templates/home.html:2:37 theme-name: there is no `incident` here; this template is given `site`, `page` and `home`",
        ],
    );
    name(
        "{{ home.strip.width }}",
        &["templates/home.html:2:48 theme-name: `home.strip` has no fields, and so no `width`"],
    );
    name("{% set x = home.promises %}{{ x.overdue + x.rows[0].text | length }}{{ site.extra.any.thing }}", &[]);
    name(
        "{{ <day day={home.recurring.sinse} /> }}",
        &["templates/home.html:2:62 theme-name: `home.recurring` has no field `sinse`; did you mean `since`?"],
    );
}

#[test]
fn what_is_never_used_is_said() {
    check(
        "style.css",
        "a{}",
        &[
            "theme-file: `themes/night/style.css` is no file that annals uses; beside `theme.toml`, files lie in `templates/`, `css/`, `js/`, `search/`, `static/`",
        ],
    );
    check(
        "template/home.html",
        "",
        &[
            "theme-file: `themes/night/template/home.html` is no file that annals uses; did you mean the folder `templates/`?",
        ],
    );
    check(
        "templates/hme.html",
        "",
        &[
            "theme-file: `themes/night/templates/hme.html` is no file that annals uses; did you mean `templates/home.html`?",
        ],
    );
    check(
        "templates/about.html",
        "{% extends \"base.html\" %}{% block contend %}{% endblock %}",
        &[
            "templates/about.html:1:35 theme-template: Block `contend` is not defined in any parent template; did you mean `content`?",
        ],
    );
    check(
        "templates/own.html",
        "{% component dey(day) %}{% endcomponent dey %}",
        &["templates/own.html:1:14 theme-component: no template calls the component `dey`; did you mean `day`?"],
    );
}

#[test]
fn what_pages_cannot_load_is_said() {
    check(
        "css/90-own.css",
        "a { background: url(logo.svg) }",
        &["css/90-own.css:1:21 theme-asset: there is no `static/logo.svg`; put the file into `themes/night/static/`"],
    );
    check(
        "css/90-own.css",
        "a { background: url(https://a.example/x.png) }",
        &[
            "css/90-own.css:1:21 theme-policy: a picture or font that is no file of the site is forbidden by the policy of pages; \
         put the file into `static/`",
        ],
    );
    let text = "{% extends \"base.html\" %}{% block content %}<p style=\"color:red\">a</p>{% endblock %}";
    check(
        "templates/about.html",
        text,
        &[
            "templates/about.html:1:48 theme-policy: a `style` attribute is forbidden by the policy of pages, and browsers leave it out; \
         give the element a class, and put the rule into `css/`",
        ],
    );
}

#[test]
fn colours_that_cannot_be_read_are_said() {
    let said = tried(&[("theme.toml", "accent = \"#8fbaf3\"\n")]);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].starts_with("theme.toml:1:1 theme-contrast: in light schemes `accent` (#8fbaf3) on `paper`"),
        "{said:?}"
    );
    assert!(
        tried(&[("css/90-own.css", ":root { --accent: #8fbaf3; }")])[0]
            .starts_with("css/90-own.css:1:9 theme-contrast")
    );
}
