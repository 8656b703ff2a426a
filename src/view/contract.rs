//! The contract of themes: what templates are given on every kind of page, with its documentation. The tables come from the
//! code of this module itself (`build.rs`), so that they cannot say anything else than it does.
//!
//! Entry points: [`markdown`] for people, [`Shape::named`] and [`Type`] for whoever checks a template.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::config::{BuiltinTheme, theme_reference};
use crate::theme::builtin;

include!(concat!(env!("OUT_DIR"), "/contract.rs"));

/// A struct that templates are given.
#[derive(Debug)]
pub struct Shape {
    /// Its name in the code; templates never see it.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// What it holds.
    pub fields: &'static [Field],
}

/// A field of a [`Shape`].
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its type, as the code writes it.
    kind: &'static str,
    /// What it says.
    pub doc: &'static str,
}

/// What a field holds, as a template sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Type {
    /// A text, to be escaped.
    Text,
    /// An address for an `href`.
    Address,
    /// Markup that is safe to print as it stands.
    Markup,
    /// A number.
    Number,
    /// True or false.
    Flag,
    /// Several fields: the name of the shape.
    Shape(&'static str),
    /// A list.
    List(Box<Type>),
    /// A list of a fixed length, each item of its own type.
    Tuple(Vec<Type>),
    /// The same, or nothing.
    Maybe(Box<Type>),
    /// Anything: what a team puts into `[extra]`.
    Free,
}

impl Shape {
    /// The shape of a name.
    pub fn named(name: &str) -> Option<&'static Shape> {
        SHAPES.iter().find(|shape| shape.name == name)
    }

    /// What stands under a name that every template has, or that the template of this kind of page has: `site`, `page`, the
    /// kind itself.
    pub fn of_root(root: &str) -> Option<&'static Shape> {
        let page = || PAGES.iter().find(|(kind, _)| *kind == root).map(|(_, shape)| *shape);
        match root {
            "site" => Self::named("SiteView"),
            "page" => Self::named("PageMeta"),
            _ => Self::named(page()?),
        }
    }

    /// A field by its name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Field {
    /// What it holds.
    pub fn holds(&self) -> Type {
        Type::read(self.kind)
    }
}

impl Type {
    /// Reads a type as the code writes it.
    fn read(code: &'static str) -> Self {
        let inside = |outer: &str| code.strip_prefix(outer)?.strip_prefix('<')?.strip_suffix('>');
        if let Some(inner) = inside("Option") {
            return Type::Maybe(Box::new(Self::read(inner)));
        }
        if let Some(inner) = inside("Made") {
            return Self::read(inner);
        }
        if let Some(inner) = inside("Vec") {
            return Type::List(Box::new(Self::read(inner)));
        }
        if let Some(inner) = code.strip_prefix('[').and_then(|rest| rest.split(';').next()) {
            return Type::List(Box::new(Self::read(inner)));
        }
        if let Some(inner) = code.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            return Type::Tuple(inner.split(", ").map(Self::read).collect());
        }
        match code.rsplit("::").next().unwrap_or(code) {
            "String" | "&'static str" => Type::Text,
            "Href" => Type::Address,
            "Html" => Type::Markup,
            "bool" => Type::Flag,
            "u8" | "u16" | "u32" | "u64" | "usize" | "i32" | "i64" | "f64" => Type::Number,
            name => Shape::named(name).map_or(Type::Free, |shape| Type::Shape(shape.name)),
        }
    }

    /// The shape behind a type, whether it may be missing or not.
    pub fn shape(&self) -> Option<&'static Shape> {
        match self {
            Type::Shape(name) => Shape::named(name),
            Type::Maybe(inner) => inner.shape(),
            Type::Text
            | Type::Address
            | Type::Markup
            | Type::Number
            | Type::Flag
            | Type::List(_)
            | Type::Tuple(_)
            | Type::Free => None,
        }
    }

    /// The type in words, with a link to the shape where there is one.
    fn words(&self) -> String {
        match self {
            Type::Text => "text".to_owned(),
            Type::Address => "address".to_owned(),
            Type::Markup => "markup".to_owned(),
            Type::Number => "number".to_owned(),
            Type::Flag => "flag".to_owned(),
            Type::Shape(name) => format!("[{name}](#{})", name.to_lowercase()),
            Type::List(inner) => format!("list of {}", inner.words()),
            Type::Tuple(items) => {
                format!("pair: {}", items.iter().map(Type::words).collect::<Vec<_>>().join(", "))
            }
            Type::Maybe(inner) => format!("{}, or nothing", inner.words()),
            Type::Free => "anything".to_owned(),
        }
    }
}

/// The contract as a page of documentation.
pub fn markdown() -> String {
    let mut out = String::from(INTRODUCTION);
    out.push_str(&theme_reference());
    out.push_str("\n## On every page\n");
    let _ = write!(out, "\nBlocks of `base.html`: {}.\n", in_code(&blocks(template_text(BASE).unwrap_or_default())));
    let mut told = BTreeSet::new();
    let mut wanted = Vec::new();
    for (root, shape) in [("site", "SiteView"), ("page", "PageMeta")] {
        told.insert(shape);
        of_root(root, shape, &mut wanted, &mut out);
    }
    out.push_str("\n## By kind of page\n");
    for (kind, shape) in PAGES {
        told.insert(shape);
        of_root(kind, shape, &mut wanted, &mut out);
    }
    out.push_str("\n## Components\n\nPieces of `components.html`, called as `{{ <day day={row.day} /> }}`.\n\n");
    for signature in components(template_text("templates/components.html").unwrap_or_default()) {
        let _ = writeln!(out, "- `{signature}`");
    }
    out.push_str("\n## Shapes\n\nWhat the fields above hold, in the order in which they are named.\n");
    let mut at = 0;
    while let Some(name) = wanted.get(at).copied() {
        at += 1;
        if !told.insert(name) {
            continue;
        }
        if let Some(shape) = Shape::named(name) {
            let _ = write!(out, "\n### {name}\n\n{}\n", shape.doc);
            fields(shape, &mut wanted, &mut out);
        }
    }
    out
}

fn of_root(root: &str, shape: &'static str, wanted: &mut Vec<&'static str>, out: &mut String) {
    let Some(shape) = Shape::named(shape) else { return };
    let _ = write!(out, "\n### `{root}`\n");
    if !shape.doc.starts_with("As `") {
        let _ = write!(out, "\n{}\n", shape.doc);
    }
    let template = format!("templates/{root}.html");
    let own = template_text(&template).map(blocks).unwrap_or_default();
    let own: Vec<_> =
        own.into_iter().filter(|block| !blocks(template_text(BASE).unwrap_or_default()).contains(block)).collect();
    if !own.is_empty() {
        let _ = write!(out, "\nBlocks of its own: {}.\n", in_code(&own));
    }
    fields(shape, wanted, out);
}

fn fields(shape: &Shape, wanted: &mut Vec<&'static str>, out: &mut String) {
    out.push_str("\n| field | holds | what it says |\n|---|---|---|\n");
    for field in shape.fields {
        let holds = field.holds();
        let _ = writeln!(
            out,
            "| `{}` | {} | {} |",
            field.name,
            holds.words(),
            field.doc.replace('|', "\\|").replace("`None`", "nothing")
        );
        shapes_in(&holds, wanted);
    }
}

/// The template that all others extend.
const BASE: &str = "templates/base.html";

/// A file of the default theme.
fn template_text(path: &str) -> Option<&'static str> {
    builtin(BuiltinTheme::Default).get(path).and_then(|bytes| std::str::from_utf8(bytes).ok())
}

/// The blocks of a template, in their order.
fn blocks(text: &str) -> Vec<&str> {
    tags(text, "block").filter_map(|tag| tag.split_whitespace().next()).collect()
}

/// The components of a template with their parameters.
fn components(text: &str) -> Vec<&str> {
    tags(text, "component").collect()
}

/// What stands behind a keyword in the tags that begin with it. Enough for the templates of the default theme.
fn tags<'t>(text: &'t str, keyword: &str) -> impl Iterator<Item = &'t str> {
    let inner = |tag: &'t str| Some(tag.split_once("%}")?.0.trim_start_matches('-').trim_end_matches('-').trim());
    text.split("{%").skip(1).filter_map(inner).filter_map(move |tag| Some(tag.strip_prefix(keyword)?.trim_start()))
}

fn in_code(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn shapes_in(holds: &Type, out: &mut Vec<&'static str>) {
    match holds {
        Type::Shape(name) => out.push(name),
        Type::List(inner) | Type::Maybe(inner) => shapes_in(inner, out),
        Type::Tuple(items) => items.iter().for_each(|item| shapes_in(item, out)),
        Type::Text | Type::Address | Type::Markup | Type::Number | Type::Flag | Type::Free => {}
    }
}

const INTRODUCTION: &str = r#"# The contract of themes

What a theme can rely on: its files, its settings, and what the template of every kind of page is given. This page is written by
`annals theme contract` from the code, and holds for the version that wrote it. [theming.md](theming.md) is the guide.

## Files

Everything below the folder of a theme (`themes/NAME/`) may be left out; what is not there comes from the built-in theme below.

| file | is |
|---|---|
| `theme.toml` | settings, see below |
| `templates/KIND.html` | the template of a kind of page, in the language of [Tera](https://keats.github.io/tera/) |
| `templates/base.html` | what all templates extend |
| `templates/components.html` | the pieces that several pages share; a component of the same name replaces one everywhere |
| `css/*.css` | style sheets, joined in the order of their names; a name of the theme below replaces that file |
| `js/*.js` | scripts of every page, joined likewise; comments are left out, but for those that begin with `/*!` |
| `search/*.js` | scripts of the search page, joined likewise |
| `static/**` | published as `assets/**`; style sheets name it as `url(logo.svg)`, templates as `{{ page.root }}assets/logo.svg` |

Rules:

- `{% extends "base.html" %}` means the theme's own `base.html` where it has one. `{% extends "default/home.html" %}` means that of
  the built-in theme `default`, so that a template can extend the one it replaces and change single blocks.
- A name that does not exist is an error, with file, line and column. `annals theme check` finds them all.
- Pages carry a strict Content-Security-Policy: no `style` attribute, no `<style>`, no inline script, nothing from other hosts. Put
  rules into `css/`, colours and faces into `theme.toml`, where they become custom properties of the style sheet.
- Texts are escaped by the template engine. A field of type *markup* was made safe by annals and is printed with `| safe`.
- The rows of lists come as markup with their count ([RowsView](#rowsview)); what is around them is the template's.
- An *address* is relative to the page, ready for an `href`. What counts from the top of the site wants `{{ page.root }}` in front.
- The scripts of the default theme add to what is there and are missed by nobody. They look for `.site-head .frame` (the choice of
  colours goes there), `.site-name`, `.site-nav a` and `input[name=q]` (keys), `table[data-sortable]` and `[data-filterable]`.
- *Or nothing*: test it with `{% if %}` before its fields are used.

## `theme.toml`
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::KINDS;

    #[test]
    fn every_kind_of_page_has_a_shape() {
        let kinds: Vec<&str> = PAGES.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, KINDS);
        for root in KINDS.into_iter().chain(["site", "page"]) {
            let shape = Shape::of_root(root).unwrap_or_else(|| panic!("{root} has no shape"));
            assert!(!shape.fields.is_empty() && !shape.doc.is_empty(), "{root}");
        }
    }

    #[test]
    fn every_field_is_documented_and_has_a_known_type() {
        for shape in SHAPES {
            for field in shape.fields {
                assert!(!field.doc.is_empty(), "{}.{} says nothing", shape.name, field.name);
                let known = field.holds() != Type::Free || field.kind.contains("Extra");
                assert!(known, "{}.{} is a {}", shape.name, field.name, field.kind);
            }
        }
    }

    #[test]
    fn types_are_read_as_the_code_writes_them() {
        let check = |code, expected: &str| assert_eq!(Type::read(code).words(), expected);
        check("Option<String>", "text, or nothing");
        check("Vec<Made<parts::IncidentRow>>", "list of [IncidentRow](#incidentrow)");
        check("[u32; 24]", "list of number");
        check("Vec<(String, u32)>", "list of pair: text, number");
        check("Option<Html>", "markup, or nothing");
    }
}
