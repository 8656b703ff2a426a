//! What is said about a `book.toml` that is wrong, word for word: one test for each kind of error.

use super::{errors, errors_with, settings_of};

#[test]
fn syntax_errors_are_said_together() {
    insta::assert_snapshot!(errors("[book\ntitle = \"Incidents\"\n\n[build]\nbuild-dir = public\nbuild-dir = \"out\"\n"), @r#"
    error[config-syntax]: unclosed table
     --> book.toml:1:6
      |
    1 | [book
      |      ^
      |
      = help: expected here: `]`

    error[config-syntax]: string values must be quoted
     --> book.toml:5:13
      |
    5 | build-dir = public
      |             ^^^^^^
      |
      = help: put the text between quotation marks

    error[config-syntax]: duplicate key
     --> book.toml:6:1
      |
    6 | build-dir = "out"
      | ^^^^^^^^^
      |
      = help: write each key once in a table, and each table once
    "#);
}

#[test]
fn what_is_right_beside_a_syntax_error_is_checked_too() {
    insta::assert_snapshot!(errors("[book]\ntitle = \nlanguage = 7\n"), @"
    error[config-syntax]: the key has no value
     --> book.toml:2:9
      |
    2 | title = 
      |         ^
      |
      = help: write one, or remove the line

    error[config-value]: `book.language` must be text, not a number
     --> book.toml:3:12
      |
    3 | language = 7
      |            ^
      |
      = help: put it between quotation marks
    ");
}

#[test]
fn a_key_written_twice() {
    insta::assert_snapshot!(errors("[book]\ntitle = \"a\"\ntitle = \"b\"\n"), @r#"
    error[config-syntax]: duplicate key
     --> book.toml:3:1
      |
    3 | title = "b"
      | ^^^^^
      |
      = help: write each key once in a table, and each table once
    "#);
}

#[test]
fn unknown_keys_have_suggestions() {
    insta::assert_snapshot!(errors("[build]\nbuild_dir = \"out\"\nextra-watch-dir = []\ncolour = 1\n"), @r#"
    error[config-unknown-key]: unknown key `build_dir` in `[build]`
     --> book.toml:2:1
      |
    2 | build_dir = "out"
      | ^^^^^^^^^
      |
      = help: did you mean `build-dir`?

    error[config-unknown-key]: unknown key `extra-watch-dir` in `[build]`
     --> book.toml:3:1
      |
    3 | extra-watch-dir = []
      | ^^^^^^^^^^^^^^^
      |
      = help: did you mean `extra-watch-dirs`?

    error[config-unknown-key]: unknown key `colour` in `[build]`
     --> book.toml:4:1
      |
    4 | colour = 1
      | ^^^^^^
      |
      = help: write `build-dir` or `extra-watch-dirs`
    "#);
}

#[test]
fn an_unknown_table() {
    insta::assert_snapshot!(errors("[bok]\ntitle = \"x\"\n"), @"
    error[config-unknown-key]: unknown table `bok`
     --> book.toml:1:2
      |
    1 | [bok]
      |  ^^^
      |
      = help: did you mean `book`?
    ");
}

#[test]
fn keys_of_other_tools() {
    let text = "base_url = \"/\"\nlanguageCode = \"en\"\ntheme = \"x\"\n\n[build]\ncreate-missing = true\n\n[preprocessor.toc]\n\
                \n[output.html.search]\nenable = true\n";
    insta::assert_snapshot!(errors(text), @r#"
    error[config-unknown-key]: unknown key `base_url`
     --> book.toml:1:1
      |
    1 | base_url = "/"
      | ^^^^^^^^
      |
      = help: annals calls it `site-url` in `[output.html]`

    error[config-unknown-key]: unknown key `languageCode`
     --> book.toml:2:1
      |
    2 | languageCode = "en"
      | ^^^^^^^^^^^^
      |
      = help: annals calls it `language` in `[book]`

    error[config-unknown-key]: unknown key `theme`
     --> book.toml:3:1
      |
    3 | theme = "x"
      | ^^^^^
      |
      = help: it belongs in `[output.html]`

    error[config-unknown-key]: unknown key `create-missing` in `[build]`
     --> book.toml:6:1
      |
    6 | create-missing = true
      | ^^^^^^^^^^^^^^
      |
      = help: annals has no summary file and makes no missing chapters: remove it

    error[config-unknown-key]: unknown table `preprocessor`
     --> book.toml:8:2
      |
    8 | [preprocessor.toc]
      |  ^^^^^^^^^^^^
      |
      = help: annals has no preprocessors and reads reports as they are: remove it

    error[config-unknown-key]: unknown key `search` in `[output.html]`
      --> book.toml:10:14
       |
    10 | [output.html.search]
       |              ^^^^^^
       |
       = help: it is a table of its own: `[search]`
    "#);
}

#[test]
fn values_of_the_wrong_sort() {
    let text = "extra = 1\n\n[book]\ntitle = 2024\nauthors = { name = \"a\" }\nsrc = []\n\n\
                [output.html]\nno-index = \"yes\"\ndefault-theme = true\n\n[feeds]\nlimit = \"many\"\n";
    insta::assert_snapshot!(errors(text), @r#"
    error[config-value]: `extra` must be a table, not a number
     --> book.toml:1:9
      |
    1 | extra = 1
      |         ^
      |
      = help: write `[extra]` on a line of its own, its keys below

    error[config-value]: `book.title` must be text, not a number
     --> book.toml:4:9
      |
    4 | title = 2024
      |         ^^^^
      |
      = help: put it between quotation marks

    error[config-value]: `book.authors` must be a list, not a table
     --> book.toml:5:11
      |
    5 | authors = { name = "a" }
      |           ^^^^^^^^^^^^^^
      |
      = help: write `["one", "two"]`

    error[config-value]: `book.src` must be text, not a list
     --> book.toml:6:7
      |
    6 | src = []
      |       ^^

    error[config-value]: `output.html.no-index` must be true or false, not text
     --> book.toml:9:12
      |
    9 | no-index = "yes"
      |            ^^^^^
      |
      = help: write `true` without quotation marks

    error[config-value]: `output.html.default-theme` must be one of the known words, not true or false
      --> book.toml:10:17
       |
    10 | default-theme = true
       |                 ^^^^
       |
       = help: write `auto`, `light`, `dark` or `high-contrast`

    error[config-value]: `feeds.limit` must be a whole number, not text
      --> book.toml:13:9
       |
    13 | limit = "many"
       |         ^^^^^^
    "#);
}

#[test]
fn words_of_a_closed_list() {
    let text = "[output.html]\ndefault-theme = \"lihgt\"\npreferred-dark-theme = \"navy\"\n\n[archive]\ndate-order = \"dmy\"\n";
    insta::assert_snapshot!(errors(text), @r#"
    error[config-value]: `output.html.default-theme` cannot be `lihgt`
     --> book.toml:2:17
      |
    2 | default-theme = "lihgt"
      |                 ^^^^^^^
      |
      = help: did you mean `light`?

    error[config-value]: `output.html.preferred-dark-theme` cannot be `navy`
     --> book.toml:3:24
      |
    3 | preferred-dark-theme = "navy"
      |                        ^^^^^^
      |
      = help: write `dark` or `high-contrast`

    error[config-value]: `archive.date-order` cannot be `dmy`
     --> book.toml:6:14
      |
    6 | date-order = "dmy"
      |              ^^^^^
      |
      = help: write `day-first` or `month-first`
    "#);
}

#[test]
fn numbers_have_bounds() {
    let text = "[feeds]\nlimit = 0\n\n[archive]\nmax-report-bytes = 99999999999999999999\n";
    insta::assert_snapshot!(errors(text), @"
    error[config-value]: `feeds.limit` must lie between 1 and 1000
     --> book.toml:2:9
      |
    2 | limit = 0
      |         ^

    error[config-value]: `archive.max-report-bytes` must lie between 1024 and 1073741824
     --> book.toml:5:20
      |
    5 | max-report-bytes = 99999999999999999999
      |                    ^^^^^^^^^^^^^^^^^^^^
    ");
}

#[test]
fn texts_that_are_no_such_value() {
    let text = r#"[book]
language = "en_GB"
title = " "

[output.html]
site-url = "incidents"
cname = "https://x"
edit-url-template = "javascript:alert('{path}')"
additional-css = ["../style.css", "style.less"]

[archive]
timezone = "oslo"
include = ["[a"]
permalink = "incidents/{year}"
"#;
    insta::assert_snapshot!(errors(text), @r#"
    error[config-value]: `book.language` is no language tag
     --> book.toml:2:12
      |
    2 | language = "en_GB"
      |            ^^^^^^^
      |
      = help: write `en-GB`

    error[config-value]: `book.title` must not be empty
     --> book.toml:3:9
      |
    3 | title = " "
      |         ^^^
      |
      = help: leave the key out

    error[config-value]: `output.html.site-url` must begin with `https://`, `http://` or `/`
     --> book.toml:6:12
      |
    6 | site-url = "incidents"
      |            ^^^^^^^^^^^
      |
      = help: write `https://incidents.example.org/`, or `/incidents/` where the host does not matter

    error[config-value]: `output.html.cname` must be a host name alone
     --> book.toml:7:9
      |
    7 | cname = "https://x"
      |         ^^^^^^^^^^^
      |
      = help: write for example `incidents.example.org`

    error[config-value]: `output.html.edit-url-template` must be an address such as `https://…` or `vscode://…`
     --> book.toml:8:21
      |
    8 | edit-url-template = "javascript:alert('{path}')"
      |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write for example `https://git.example.org/incidents/edit/main/{path}`

    error[config-value]: `output.html.additional-css` must be a file inside the archive
     --> book.toml:9:19
      |
    9 | additional-css = ["../style.css", "style.less"]
      |                   ^^^^^^^^^^^^^^
      |
      = help: copy the file beside `book.toml` and name it by its relative path

    error[config-value]: `output.html.additional-css` must end in `.css`
     --> book.toml:9:35
      |
    9 | additional-css = ["../style.css", "style.less"]
      |                                   ^^^^^^^^^^^^

    error[config-value]: `archive.timezone` is no known time zone: `oslo`
      --> book.toml:12:12
       |
    12 | timezone = "oslo"
       |            ^^^^^^
       |
       = help: did you mean `Europe/Oslo`?

    error[config-value]: `archive.include` is no file pattern: unclosed character class; missing ']'
      --> book.toml:13:12
       |
    13 | include = ["[a"]
       |            ^^^^

    error[config-value]: `archive.permalink` must hold `{slug}` or `{id}`, or reports would share an address
      --> book.toml:14:13
       |
    14 | permalink = "incidents/{year}"
       |             ^^^^^^^^^^^^^^^^^^
       |
       = help: write for example `incidents/{date}-{slug}`
    "#);
}

#[test]
fn the_site_does_not_replace_the_reports() {
    insta::assert_snapshot!(errors("[book]\nsrc = \"docs/incidents\"\n\n[build]\nbuild-dir = \"./docs/\"\n"), @r#"
    error[config-value]: `build.build-dir` holds the content folder: the site would replace the reports
     --> book.toml:5:13
      |
    2 | src = "docs/incidents"
      |       ---------------- the content folder
    ...
    5 | build-dir = "./docs/"
      |             ^^^^^^^^^
      |
      = help: choose another folder for the site, such as `public`
    "#);
    insta::assert_snapshot!(errors("[book]\nsrc = \"public\"\n"), @r#"
    error[config-value]: `build.build-dir` is the content folder: the site would replace the reports
     --> book.toml:2:7
      |
    2 | src = "public"
      |       ^^^^^^^^
      |
      = help: choose another folder for the site, such as `public`
    "#);
    assert_eq!(settings_of("[book]\nsrc = \".\"").build.build_dir.as_str(), "public");
}

#[test]
fn redirects_stay_in_the_site() {
    let text = r#"[output.html.redirect]
"old.html" = "/new/"
"/a/../b" = "/new/"
"/c" = "javascript:alert(1)"
"/d/" = "/d/index.html"
"/e" = "/f"
"/e/index.html" = "/g"
"#;
    insta::assert_snapshot!(errors(text), @r#"
    error[config-value]: `output.html.redirect."old.html"` must begin with one `/`
     --> book.toml:2:1
      |
    2 | "old.html" = "/new/"
      | ^^^^^^^^^^
      |
      = help: write the former path from the root of the site: `/postmortems/42.html`

    error[config-value]: `output.html.redirect."/a/../b"` must not hold `.` or `..`
     --> book.toml:3:1
      |
    3 | "/a/../b" = "/new/"
      | ^^^^^^^^^
      |
      = help: write the former path from the root of the site: `/postmortems/42.html`

    error[config-value]: `output.html.redirect."/c"` must lead to a path that begins with `/`, or to `https://…`
     --> book.toml:4:8
      |
    4 | "/c" = "javascript:alert(1)"
      |        ^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write a path from the root of the site, such as `/incidents/`, or an address in full

    error[config-value]: `output.html.redirect."/d/"` leads to itself
     --> book.toml:5:9
      |
    5 | "/d/" = "/d/index.html"
      |         ^^^^^^^^^^^^^^^
      |
      = help: remove it

    error[config-value]: two redirects from the page `/e`
     --> book.toml:7:1
      |
    6 | "/e" = "/f"
      | ---- the same page
    7 | "/e/index.html" = "/g"
      | ^^^^^^^^^^^^^^^
      |
      = help: keep one of them
    "#);
}

#[test]
fn a_name_belongs_to_one() {
    let text = r#"[applications]
"Container registry" = ["registry", "harbour"]
"Chart store" = ["Registry"]

[people.names]
"Ada Moreau" = { handle = "@am" }
"Ana Meier" = ["AM"]

[severities]
SEV1 = ["P1"]
SEV2 = ["sev 1"]
"#;
    insta::assert_snapshot!(errors(text), @r#"
    error[config-value]: two applications are called `Registry`: `Container registry` and `Chart store`
     --> book.toml:3:18
      |
    2 | "Container registry" = ["registry", "harbour"]
      |                         ---------- a name of `Container registry`
    3 | "Chart store" = ["Registry"]
      |                  ^^^^^^^^^^ a name of `Chart store`
      |
      = help: leave it to the one that reports mean by it

    error[config-value]: two people are called `AM`: `Ada Moreau` and `Ana Meier`
     --> book.toml:7:16
      |
    6 | "Ada Moreau" = { handle = "@am" }
      |                           ----- a name of `Ada Moreau`
    7 | "Ana Meier" = ["AM"]
      |                ^^^^ a name of `Ana Meier`
      |
      = help: leave it to the one that reports mean by it

    error[config-value]: two severities are called `sev 1`: `SEV1` and `SEV2`
      --> book.toml:11:9
       |
    10 | SEV1 = ["P1"]
       | ---- a name of `SEV1`
    11 | SEV2 = ["sev 1"]
       |         ^^^^^^^ a name of `SEV2`
       |
       = help: leave it to the one that reports mean by it
    "#);
}

#[test]
fn names_must_be_known_where_they_are_used() {
    let text = r#"[severities]
SEV1 = ["P1"]

[actions]
overdue-after = { SEV11 = 3, urgent = 1 }
done-words = ["parked"]
open-words = ["Parked"]

[causes.cause.feature-flag]
group = "configs"

[causes.trigger."Feature Flag"]

[causes.gap.not-tested]
keywords = ["*"]

[lint]
date-mising = "off"
config-value = "off"

[front-matter]
service = "application"
"#;
    insta::assert_snapshot!(errors(text), @r#"
    error[config-value]: `actions.overdue-after.SEV11` is no step of `[severities]`
     --> book.toml:5:19
      |
    5 | overdue-after = { SEV11 = 3, urgent = 1 }
      |                   ^^^^^
      |
      = help: did you mean `SEV1`?

    error[config-value]: `actions.overdue-after.urgent` is no step of `[severities]`
     --> book.toml:5:30
      |
    5 | overdue-after = { SEV11 = 3, urgent = 1 }
      |                              ^^^^^^
      |
      = help: write `SEV1` or `default`

    error[config-value]: `actions.open-words` holds `Parked`, as `done-words` does
     --> book.toml:7:15
      |
    7 | open-words = ["Parked"]
      |               ^^^^^^^^
      |
      = help: keep it in one of them

    error[config-value]: `causes.cause.feature-flag.group` names the unknown group `configs`
      --> book.toml:10:9
       |
    10 | group = "configs"
       |         ^^^^^^^^^
       |
       = help: did you mean `config`?

    error[config-value]: `causes.trigger."Feature Flag"` is no id
      --> book.toml:12:17
       |
    12 | [causes.trigger."Feature Flag"]
       |                 ^^^^^^^^^^^^^^
       |
       = help: an id holds lower-case ASCII letters, digits and hyphens; the words for people go to `label`

    error[config-value]: `causes.gap.not-tested.keywords` is no keyword
      --> book.toml:15:13
       |
    15 | keywords = ["*"]
       |             ^^^
       |
       = help: write words; `*` may stand at the end of one: `migrat*`

    error[config-value]: `lint.date-mising` is no diagnostic
      --> book.toml:18:1
       |
    18 | date-mising = "off"
       | ^^^^^^^^^^^
       |
       = help: did you mean `date-missing`?

    error[config-value]: `lint.config-value` cannot be changed: nothing is built from a wrong `book.toml`
      --> book.toml:19:1
       |
    19 | config-value = "off"
       | ^^^^^^^^^^^^
       |
       = help: remove it

    error[config-value]: `front-matter.service` cannot be `application`
      --> book.toml:22:11
       |
    22 | service = "application"
       |           ^^^^^^^^^^^^^
       |
       = help: did you mean `applications`?
    "#);
}

#[test]
fn variables_that_are_wrong_are_named() {
    let environment = [
        ("ANNALS_BOOK__TITEL", "x"),
        ("ANNALS_BOK__TITLE", "x"),
        ("ANNALS_ENTIRELY", "x"),
        ("ANNALS_FEEDS__LIMIT", "many"),
        ("ANNALS_BOOK__SRC__DEEP", "x"),
    ];
    insta::assert_snapshot!(errors_with("[book]\nsrc = \"a\"\n", &environment), @"
    error[config-unknown-key]: unknown key `entirely` (environment variable `ANNALS_ENTIRELY`)
     |
     = help: a variable that begins with `ANNALS_` sets a key, as `ANNALS_BOOK__TITLE` does

    error[config-unknown-key]: unknown key `titel` in `[book]` (environment variable `ANNALS_BOOK__TITEL`)
     |
     = help: did you mean `ANNALS_BOOK__TITLE`?

    error[config-unknown-key]: unknown table `bok` (environment variable `ANNALS_BOK__TITLE`)
     |
     = help: did you mean `ANNALS_BOOK__TITLE`?

    error[config-value]: `book.src` is no table and has no keys (environment variable `ANNALS_BOOK__SRC__DEEP`)
     |
     = help: set the key itself, with a JSON value if need be

    error[config-value]: `feeds.limit` must be a whole number, not text (environment variable `ANNALS_FEEDS__LIMIT`)
    ");
}
