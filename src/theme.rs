//! Themes: the embedded default, and files that replace its files one by one.
//!
//! [`Theme::load`] puts both together, compiles the templates and bundles style sheets and scripts; [`Theme::for_site`]
//! hands it what all pages share. Below a theme's folder, `templates/*.html` are templates, `css/*.css` and `js/*.js`
//! are joined in the order of their names (so are `search/*.js`, for the search page alone), and what stands in `static/` is published as it is. A template that replaces
//! one of the default can extend it (`{% extends "default/incident.html" %}`) and change single blocks. Reads no disk:
//! the caller has the files.

mod assets;
mod error;

pub use assets::{Asset, AssetPaths};
pub use error::ThemeError;

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use serde::Serialize;
use tera::Tera;

use crate::render::escape;
use crate::source::ContentHash;

static DEFAULT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// A file of a theme.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ThemeFile {
    /// Its path below the theme's folder, `/` as separator: `templates/incident.html`.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What dresses a site beside the embedded default.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ThemeFiles {
    /// How messages name the folder that the overrides come from: `themes/night`.
    pub folder: String,
    /// Files that replace those of the default, or stand beside them.
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
    /// The hash of all that can change how a page looks, besides its own context.
    pub hash: ContentHash,
    folder: String,
}

impl Theme {
    /// The embedded default alone.
    pub fn embedded() -> Result<Self, ThemeError> {
        Self::load(&ThemeFiles::default())
    }

    /// The default with a team's own files over it. The error names the template, the line and the column.
    pub fn load(files: &ThemeFiles) -> Result<Self, ThemeError> {
        let mut merged: BTreeMap<&str, &[u8]> = BTreeMap::new();
        collect(&DEFAULT, &mut merged);
        let defaults = merged.clone();
        for file in &files.overrides {
            merged.insert(&file.path, &file.bytes);
        }
        let tera = compile(&defaults, files)?;
        let (assets, paths) = assets::bundle(&merged, &files.styles, &files.scripts);
        let mut hashed = Vec::new();
        for (path, bytes) in &merged {
            hashed.extend_from_slice(path.as_bytes());
            hashed.push(0);
            hashed.extend_from_slice(ContentHash::of(bytes).hex(64).as_bytes());
        }
        Ok(Self { tera, assets, paths, hash: ContentHash::of(&hashed), folder: files.folder.clone() })
    }

    /// The theme with what all pages share, as `site`; both decide over its hash.
    #[must_use]
    pub fn for_site(mut self, site: &impl Serialize) -> Self {
        self.tera.global_context().insert("site", site);
        let mut hashed = serde_json::to_vec(site).unwrap_or_default();
        hashed.extend_from_slice(self.hash.hex(64).as_bytes());
        self.hash = ContentHash::of(&hashed);
        self
    }

    /// Renders the template of a kind of page.
    pub(crate) fn render(&self, kind: &str, context: &tera::Context, out: &mut Vec<u8>) -> Result<(), ThemeError> {
        let rendered = self.tera.render_to(&format!("{kind}.html"), context, out);
        rendered.map_err(|error| ThemeError::new(&error, &self.folder))
    }
}

/// All files of a folder, by path.
fn collect<'a>(dir: &'a Dir<'a>, out: &mut BTreeMap<&'a str, &'a [u8]>) {
    for file in dir.files() {
        if let Some(path) = file.path().to_str() {
            out.insert(path, file.contents());
        }
    }
    for inner in dir.dirs() {
        collect(inner, out);
    }
}

/// Compiles the templates: those of the default under `default/`, the others under their plain name, which is looked
/// for first.
fn compile(defaults: &BTreeMap<&str, &[u8]>, files: &ThemeFiles) -> Result<Tera, ThemeError> {
    let failed = |error: &tera::Error| ThemeError::new(error, &files.folder);
    let mut tera = Tera::new();
    tera.set_escape_fn(|text, out| out.write_all(escape::html(text).as_bytes()));
    tera.set_fallback_prefixes(["default/"]).map_err(|error| failed(&error))?;
    let mut templates: Vec<(String, &str)> = Vec::new();
    let embedded = defaults.iter().map(|(path, bytes)| (*path, *bytes, "default/"));
    let own = files.overrides.iter().map(|file| (file.path.as_str(), file.bytes.as_slice(), ""));
    for (path, bytes, prefix) in embedded.chain(own) {
        let Some(name) = path.strip_prefix("templates/") else { continue };
        let text = std::str::from_utf8(bytes).map_err(|_| ThemeError::not_text(path, &files.folder))?;
        templates.push((format!("{prefix}{name}"), text));
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
        assert!(scripts("assets/search-") < 56_000, "{} bytes of scripts for search", scripts("assets/search-"));
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
