//! Themes: those that come with annals, and files that replace their files one by one.
//!
//! [`Theme::load`] lays the layers over each other (the default, another built-in theme, a team's own files), compiles the
//! templates and bundles style sheets and scripts; [`Theme::for_site`] hands it what all pages share. Below a theme's
//! folder, `theme.toml` holds settings, `templates/*.html` are templates, `css/*.css` and `js/*.js` are joined in the order of
//! their names (so are `search/*.js`, for the search page alone), and what stands in `static/` is published as it is. A
//! template that replaces one of a layer below can extend it (`{% extends "default/incident.html" %}`) and change
//! single blocks. Reads no disk: the caller has the files.

mod assets;
mod error;
mod script;

pub use assets::{Asset, AssetPaths};
pub use error::ThemeError;

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use serde::Serialize;
use tera::Tera;

use crate::config::{BuiltinTheme, Extra, ThemeSettings, read_theme};
use crate::render::escape;
use crate::source::{ContentHash, FileId};

static DEFAULT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");
static CONSOLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/console");

/// The file that holds the settings of a theme, below its folder.
pub const THEME_FILE: &str = "theme.toml";

/// A file of a theme.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ThemeFile {
    /// Its path below the theme's folder, `/` as separator: `templates/incident.html`.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What dresses a site beside the built-in themes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ThemeFiles {
    /// The built-in theme that the settings name; one that `theme.toml` names goes before it.
    pub builtin: Option<BuiltinTheme>,
    /// How messages name the folder that the overrides come from: `themes/night`.
    pub folder: String,
    /// Files that replace those of the layers below, or stand beside them.
    pub overrides: Vec<ThemeFile>,
    /// Further style sheets, each behind those of the theme.
    pub styles: Vec<ThemeFile>,
    /// Further scripts, each behind those of the theme.
    pub scripts: Vec<ThemeFile>,
}

/// A theme, ready to render pages.
#[derive(Clone, Debug)]
pub struct Theme {
    tera: Tera,
    /// What is published for it: style sheets, scripts, icon, static files.
    pub assets: Vec<Asset>,
    /// Where pages find them.
    pub paths: AssetPaths,
    /// What is set of it, on all layers together.
    pub settings: ThemeSettings,
    /// The built-in themes it stands on, the default first.
    pub below: Vec<BuiltinTheme>,
    /// The hash of all that can change how a page looks, besides its own context.
    pub hash: ContentHash,
    folder: String,
}

/// What templates see of the settings of the theme, as `site.theme`.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct ThemeView {
    /// The picture of the header, from the top of the site.
    pub logo: Option<String>,
    /// A text for the foot of every page.
    pub footer: Option<String>,
    /// The free table of `theme.toml`.
    pub extra: BTreeMap<String, Extra>,
}

/// The files of one theme by path.
pub type Layer<'a> = BTreeMap<&'a str, &'a [u8]>;

impl Theme {
    /// The embedded default alone.
    pub fn embedded() -> Result<Self, ThemeError> {
        Self::load(&ThemeFiles::default())
    }

    /// The built-in themes with a team's own files over them. The error names the file, the line and the column.
    pub fn load(files: &ThemeFiles) -> Result<Self, ThemeError> {
        let own: Layer<'_> = files.overrides.iter().map(|file| (file.path.as_str(), file.bytes.as_slice())).collect();
        let mut settings = settings_of(&own, &files.folder)?;
        let base = settings.extends.or(files.builtin).unwrap_or(BuiltinTheme::Default);
        // Who asks for no style sheets of others: the theme itself, or the built-in one below it.
        let is_alone = |settings: &ThemeSettings| settings.inherit_css == Some(false);
        let own_is_alone = is_alone(&settings);
        let mut layers = vec![(BuiltinTheme::Default.name(), builtin(BuiltinTheme::Default), false)];
        if base != BuiltinTheme::Default {
            let layer = builtin(base);
            let inner = settings_of(&layer, base.name())?;
            layers.push((base.name(), layer, is_alone(&inner)));
            settings = settings.over(inner);
        }
        layers.push(("", own, own_is_alone));
        let mut merged = Layer::new();
        for (_, layer, alone) in &layers {
            merged.retain(|path, _| !alone || !path.starts_with("css/"));
            merged.extend(layer);
        }
        if let Some(logo) =
            settings.logo.as_ref().filter(|logo| !merged.contains_key(format!("static/{logo}").as_str()))
        {
            return Err(ThemeError::no_logo(logo, &files.folder));
        }
        let tera = compile(&layers, files)?;
        let (assets, paths) = assets::bundle(&merged, &settings.css(), files);
        let mut hashed = Vec::new();
        for (path, bytes) in &merged {
            hashed.extend_from_slice(path.as_bytes());
            hashed.push(0);
            hashed.extend_from_slice(ContentHash::of(bytes).hex(ContentHash::DIGITS).as_bytes());
        }
        let hash = ContentHash::of(&hashed);
        let below = layers.iter().filter_map(|(name, ..)| builtin_named(name)).collect();
        Ok(Self { tera, assets, paths, settings, below, hash, folder: files.folder.clone() })
    }

    /// The theme with what all pages share, as `site`; both decide over its hash.
    #[must_use]
    pub fn for_site(mut self, site: &impl Serialize) -> Self {
        self.tera.global_context().insert("site", site);
        let mut hashed = serde_json::to_vec(site).unwrap_or_default();
        hashed.extend_from_slice(self.hash.hex(ContentHash::DIGITS).as_bytes());
        self.hash = ContentHash::of(&hashed);
        self
    }

    /// What templates see of its settings.
    pub fn view(&self) -> ThemeView {
        let ThemeSettings { logo, footer, extra, extends: _, inherit_css: _, colours: _, fonts: _ } = &self.settings;
        ThemeView {
            logo: logo.as_ref().map(|name| format!("assets/{name}")),
            footer: footer.clone(),
            extra: extra.clone(),
        }
    }

    /// Renders the template of a kind of page.
    pub(crate) fn render(&self, kind: &str, context: &tera::Context, out: &mut Vec<u8>) -> Result<(), ThemeError> {
        let rendered = self.tera.render_to(&format!("{kind}.html"), context, out);
        rendered.map_err(|error| ThemeError::new(&error, &self.folder))
    }
}

/// The built-in theme of a name.
pub fn builtin_named(name: &str) -> Option<BuiltinTheme> {
    BuiltinTheme::ALL.iter().copied().find(|theme| theme.name() == name)
}

/// The files of a built-in theme.
pub fn builtin(theme: BuiltinTheme) -> Layer<'static> {
    let mut out = Layer::new();
    collect(
        match theme {
            BuiltinTheme::Default => &DEFAULT,
            BuiltinTheme::Console => &CONSOLE,
        },
        &mut out,
    );
    out
}

/// All files of a folder, by path.
fn collect<'a>(dir: &'a Dir<'a>, out: &mut Layer<'a>) {
    for file in dir.files() {
        if let Some(path) = file.path().to_str() {
            out.insert(path, file.contents());
        }
    }
    for inner in dir.dirs() {
        collect(inner, out);
    }
}

/// What the `theme.toml` of a layer sets; nothing where there is none.
fn settings_of(layer: &Layer<'_>, folder: &str) -> Result<ThemeSettings, ThemeError> {
    let Some(bytes) = layer.get(THEME_FILE) else { return Ok(ThemeSettings::default()) };
    let text = std::str::from_utf8(bytes).map_err(|_| ThemeError::not_text(THEME_FILE, folder))?;
    let parsed = read_theme(text, &FileId::new(THEME_FILE));
    parsed.value.ok_or_else(|| ThemeError::of_settings(&parsed.diagnostics, text, folder))
}

/// Compiles the templates: those of a built-in theme under its name (`default/home.html`), a team's own under their plain
/// name, which is looked for first.
fn compile(layers: &[(&str, Layer<'_>, bool)], files: &ThemeFiles) -> Result<Tera, ThemeError> {
    let failed = |error: &tera::Error| ThemeError::new(error, &files.folder);
    let mut tera = Tera::new();
    tera.set_escape_fn(|text, out| out.write_all(escape::html(text).as_bytes()));
    let prefix = |name: &str| if name.is_empty() { String::new() } else { format!("{name}/") };
    let below = layers.iter().rev().map(|(name, ..)| prefix(name)).filter(|prefix| !prefix.is_empty());
    tera.set_fallback_prefixes(below.collect::<Vec<_>>()).map_err(|error| failed(&error))?;
    let mut templates: Vec<(String, &str)> = Vec::new();
    for (layer, (path, bytes)) in layers.iter().flat_map(|(name, files, _)| files.iter().map(move |file| (name, file)))
    {
        let Some(name) = path.strip_prefix("templates/") else { continue };
        let text = std::str::from_utf8(bytes).map_err(|_| ThemeError::not_text(path, &files.folder))?;
        templates.push((format!("{}{name}", prefix(layer)), text));
    }
    tera.add_raw_templates(templates).map_err(|error| failed(&error))?;
    Ok(tera)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::KINDS;

    fn with(path: &str, text: &str) -> Result<Theme, ThemeError> {
        let file = ThemeFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() };
        Theme::load(&ThemeFiles { folder: "themes/night".to_owned(), overrides: vec![file], ..ThemeFiles::default() })
    }

    #[test]
    fn every_kind_of_page_has_a_template() {
        let theme = Theme::embedded().expect("the embedded theme compiles");
        for kind in KINDS {
            assert!(theme.tera.contains_template(&format!("{kind}.html")), "{kind}");
        }
    }

    #[test]
    fn the_style_sheet_is_small() {
        let theme = Theme::embedded().expect("the embedded theme compiles");
        let size = |ending: &str| {
            theme
                .assets
                .iter()
                .filter(|asset| asset.path.ends_with(ending))
                .map(|asset| asset.bytes.len())
                .sum::<usize>()
        };
        assert!(size(".css") < 40_000, "{} bytes of CSS", size(".css"));
        let scripts = |name: &str| {
            let named = theme.assets.iter().filter(|asset| asset.path.starts_with(name) && asset.path.ends_with(".js"));
            named.map(|asset| asset.bytes.len()).sum::<usize>()
        };
        assert!(scripts("assets/site-") < 14_000, "{} bytes of scripts on every page", scripts("assets/site-"));
        assert!(scripts("assets/search-") < 58_000, "{} bytes of scripts for search", scripts("assets/search-"));
    }

    #[test]
    fn an_override_replaces_one_file_or_one_block() {
        let plain = Theme::embedded().expect("the embedded theme compiles");
        let theme =
            with("templates/missing.html", "{% extends \"default/missing.html\" %}{% block footer %}own{% endblock %}");
        let theme = theme.expect("a template may extend the one it replaces");
        assert_ne!(theme.hash, plain.hash);
        assert_eq!(theme.paths, plain.paths);
        let styled = with("css/90-own.css", "a{color:red}").expect("a theme may add a style sheet");
        assert_ne!(styled.paths.styles, plain.paths.styles);
    }

    #[test]
    fn a_fault_in_a_template_has_a_place() {
        let check = |text: &str, expected: &str| {
            let error = with("templates/home.html", text).expect_err("the template is at fault");
            assert!(error.to_string().starts_with(expected), "{error}");
        };
        check("<p>\n{{ site.title </p>", "themes/night/templates/home.html:2:15: ");
        check("{% block a %}", "themes/night/templates/home.html:1:14: ");
        check("{{ 1 | sparkle }}", "themes/night/templates/home.html:1:8: Unknown filter `sparkle`");
        check("{% include \"none.html\" %}", "themes/night/templates/home.html:1:12: Unknown template `none.html`");
        check("{% extends \"none.html\" %}", "themes/night/templates/home.html: it extends `none.html`, which");
        check(
            "{% extends \"home.html\" %}",
            "themes/night/templates/home.html: it extends itself; `default/` in front",
        );
        let all = with("templates/home.html", "{{ 1 | glow }}\n{{ foo() }}").expect_err("two faults").to_string();
        assert!(all.ends_with("\nthemes/night/templates/home.html:2:4: Unknown function `foo`"), "{all}");
    }
}
