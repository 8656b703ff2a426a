//! `theme.toml`: what can be set of a theme without writing a template or a style sheet.
//!
//! Entry point: [`read_theme`]. Read by the same means as `book.toml`: every mistake has its place and a way out, and the
//! reference ([`theme_reference`]) comes from the one list of keys. What is set of colours and faces reaches the pages
//! as [`ThemeSettings::css`], a part of the style sheet; a page never carries a style of its own.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use serde::Serialize;

use super::choices::{BuiltinTheme, Role};
use super::foreign::write_one_of;
use super::node::{self, Entry, Node, Value};
use super::options::{ExtraTable, NO_KEY, default, shorthand, tables};
use super::paths::{InnerFile, Wrong};
use super::reader::{Field, Named, Reader, Spelled, TableField, Written, read_table, refuse, take, take_table};
use super::reference;
use super::schema::Literal::Flag;
use super::schema::{Key, Kind};
use super::settings::Extra;
use super::suggest::nearest;
use crate::diag::{Parsed, Severity};
use crate::source::FileId;

/// A colour, as six hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Colour(pub u8, pub u8, pub u8);

/// What a theme sets, and what a team sets of it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ThemeSettings {
    /// The built-in theme it stands on; `None` where it does not say.
    pub extends: Option<BuiltinTheme>,
    /// Whether the style sheets of the theme it stands on are used too.
    pub inherit_css: Option<bool>,
    /// Colours by role, for light schemes and for dark ones.
    pub colours: BTreeMap<Role, (Colour, Colour)>,
    /// The faces.
    pub fonts: Fonts,
    /// A picture in `static/` for the header of every page.
    pub logo: Option<String>,
    /// A text for the foot of every page.
    pub footer: Option<String>,
    /// The free table that templates see as `site.theme.extra`.
    pub extra: BTreeMap<String, Extra>,
}

/// The faces of a theme: lists of families as CSS writes them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fonts {
    /// Headings and running text of reports.
    pub serif: Option<String>,
    /// Everything else.
    pub sans: Option<String>,
    /// Source, identifiers.
    pub mono: Option<String>,
}

tables! {
    /// The whole file.
    ThemeOptions {
        /// The built-in theme that this one stands on: what has no file of its own comes from there.
        "extends" extends: BuiltinTheme;
        /// Whether the style sheets of that theme are used too, in front of those in `css/`. A file in `css/` with the name
        /// of one of them replaces it.
        "inherit-css" inherit_css: bool = Flag(true);
        /// The colour of links, bars and the current section: one colour, or two for light and for dark schemes.
        "accent" accent: Pair;
        /// A picture in `static/`, shown in front of the name of the archive.
        "logo" logo: Picture;
        /// A sentence for the foot of every page.
        "footer" footer: String;
        tables:
        /// Colours by what they are for: one, or two for light and for dark schemes. Style sheets use them as `var(--paper)`.
        "colours" colours: Named<Role, Pair>;
        /// Faces, as CSS lists them: `Georgia, serif`. Pages load no font from anywhere; a font of your own lies in `static/`
        /// and is named by a style sheet.
        "fonts" fonts: FontsTable;
        /// Anything: templates see it as `site.theme.extra`.
        "extra" extra: ExtraTable;
    }

    /// `[fonts]`.
    FontsTable {
        /// Headings and running text.
        "serif" serif: Families;
        /// Everything else.
        "sans" sans: Families;
        /// Source and identifiers.
        "mono" mono: Families;
    }
}

/// A colour for light schemes and one for dark ones.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair(Colour, Colour);

impl Field for Pair {
    const KIND: Kind = Kind::List(&Colour::SPELLED);

    fn read(node: Node, reader: &mut Reader<'_>) -> Option<Self> {
        let place = node.place.clone();
        let written = if let Value::List(items) = &node.value { items.len() } else { 1 };
        let colours = Vec::<Written<Colour>>::read(node, reader)?;
        match colours[..] {
            [Written { value: both, .. }] if written == 1 => Some(Self(both, both)),
            [Written { value: light, .. }, Written { value: dark, .. }] if written == 2 => Some(Self(light, dark)),
            // What is wrong with one of them has been said.
            _ if colours.len() < written => None,
            _ => {
                let help = "write one colour, or two: for light and for dark schemes";
                reader.wrong(&place, Wrong::or("must be one colour or two", help));
                None
            }
        }
    }
}

/// A picture of the theme.
#[derive(Clone, Debug)]
pub(super) struct Picture(InnerFile);

/// A list of font families.
#[derive(Clone, Debug)]
pub(super) struct Families(String);

impl Spelled for Picture {
    const SPELLED: Kind = Kind::Text("path in `static/`");

    fn parse(written: &str) -> Result<Self, Wrong> {
        InnerFile::parse(written, &[".svg", ".png", ".webp", ".jpg", ".gif"]).map(Self)
    }
}

impl Spelled for Families {
    const SPELLED: Kind = Kind::Text("font families");

    fn parse(written: &str) -> Result<Self, Wrong> {
        let allowed = |c: char| c.is_alphanumeric() || matches!(c, ' ' | ',' | '-' | '_' | '.' | '"' | '\'');
        let closed = |mark: char| written.matches(mark).count().is_multiple_of(2);
        if written.trim().is_empty() || !written.chars().all(allowed) || !closed('"') || !closed('\'') {
            return Err(Wrong::or(
                "must be a list of font families",
                "write it as in `\"Source Serif\", Georgia, serif`",
            ));
        }
        Ok(Self(written.trim().to_owned()))
    }
}

impl Spelled for Colour {
    const SPELLED: Kind = Kind::Text("colour");

    fn parse(written: &str) -> Result<Self, Wrong> {
        let wrong = || {
            let what = format!("cannot be `{}`", written.escape_debug());
            Wrong::or(what, "write a colour as six hexadecimal digits: `#1d4f91`")
        };
        Self::from_hex(written.trim()).ok_or_else(wrong)
    }
}

impl Colour {
    /// `#1d4f91`, or `#abc` for `#aabbcc`.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits: Vec<u8> =
            text.strip_prefix('#')?.chars().map(|c| c.to_digit(16)?.try_into().ok()).collect::<Option<_>>()?;
        match digits[..] {
            [r, g, b] => Some(Self(r * 17, g * 17, b * 17)),
            [r1, r2, g1, g2, b1, b2] => Some(Self(r1 * 16 + r2, g1 * 16 + g2, b1 * 16 + b2)),
            _ => None,
        }
    }

    /// How well text of this colour reads on another, by WCAG 2: from 1 to 21; 4.5 is enough for running text.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f64 {
        let part = |value: u8| {
            let share = f64::from(value) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(self.0) + 0.7152 * part(self.1) + 0.0722 * part(self.2)
    }

    /// The nearest colour, lighter on dark paper and darker on light paper, that reads well on it.
    #[must_use]
    pub fn readable_on(self, paper: Self) -> Self {
        let goal = if paper.luminance() < 0.18 { 255.0 } else { 0.0 };
        let mixed = |step: u32| {
            let part = |value: u8| {
                let value = f64::from(value);
                (value + (goal - value) * f64::from(step) / 32.0).round() as u8
            };
            Self(part(self.0), part(self.1), part(self.2))
        };
        (0..=32).map(mixed).find(|colour| colour.contrast(paper) >= 4.5).unwrap_or(mixed(32))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl ThemeSettings {
    /// These settings, and those of the theme below where nothing is said.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        let Self { extends, inherit_css, colours, fonts, logo, footer, extra } = self;
        let Fonts { serif, sans, mono } = fonts;
        let (mut all_colours, mut all_extra) = (below.colours, below.extra);
        all_colours.extend(colours);
        all_extra.extend(extra);
        Self {
            extends: extends.or(below.extends),
            inherit_css: inherit_css.or(below.inherit_css),
            colours: all_colours,
            fonts: Fonts {
                serif: serif.or(below.fonts.serif),
                sans: sans.or(below.fonts.sans),
                mono: mono.or(below.fonts.mono),
            },
            logo: logo.or(below.logo),
            footer: footer.or(below.footer),
            extra: all_extra,
        }
    }

    /// The part of the style sheet that they make: custom properties in the layer of tokens; empty where nothing is set.
    pub fn css(&self) -> String {
        let mut lines = String::new();
        for (role, (light, dark)) in &self.colours {
            let name = role.name();
            let _ = match light == dark {
                true => writeln!(lines, "    --{name}: {light};"),
                false => writeln!(lines, "    --{name}: light-dark({light}, {dark});"),
            };
        }
        let Fonts { serif, sans, mono } = &self.fonts;
        for (name, families) in [("serif", serif), ("sans", sans), ("mono", mono)] {
            if let Some(families) = families {
                let _ = writeln!(lines, "    --{name}: {families};");
            }
        }
        if lines.is_empty() {
            return lines;
        }
        format!("@layer tokens {{\n  :root {{\n{lines}  }}\n}}\n")
    }
}

/// Reads the text of a `theme.toml`. There are no settings where there is an error.
pub fn read_theme(text: &str, file: &FileId) -> Parsed<Option<ThemeSettings>> {
    let mut reader = Reader::advised(file, advice);
    let tree = node::parse(text, file, &mut reader);
    let options = ThemeOptions::read_entries(tree, &mut reader);
    let settings = resolve(options);
    let diagnostics = reader.into_diagnostics();
    let failed = diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error);
    Parsed { value: (!failed).then_some(settings), diagnostics }
}

/// The keys of `theme.toml` as Markdown, for the page on themes.
pub fn theme_reference() -> String {
    let mut out = String::new();
    reference::body(ThemeOptions::KEYS, "", &mut out);
    out
}

/// The help for an unknown key: keys of other tools mean nothing here.
fn advice(_: &[String], entry: &Entry, names: &[&str]) -> String {
    match nearest(&entry.key, names) {
        Some(name) => format!("did you mean `{name}`?"),
        None => write_one_of(names),
    }
}

fn resolve(options: ThemeOptions) -> ThemeSettings {
    let ThemeOptions { extends, inherit_css, accent, logo, footer, colours, fonts, extra } = options;
    let mut by_role: BTreeMap<Role, (Colour, Colour)> = colours
        .0
        .into_iter()
        .map(|(role, Written { value: Pair(light, dark), .. })| (role.value, (light, dark)))
        .collect();
    if let Some(Written { value: Pair(light, dark), .. }) = accent {
        by_role.insert(Role::Accent, (light, dark));
    }
    let text = |families: Option<Written<Families>>| families.map(|families| families.value.0);
    ThemeSettings {
        extends: extends.map(|theme| theme.value),
        // A default is what nobody wrote: the theme below may say otherwise.
        inherit_css: inherit_css.filter(|flag| flag.place != node::Place::Default).map(|flag| flag.value),
        colours: by_role,
        fonts: Fonts { serif: text(fonts.serif), sans: text(fonts.sans), mono: text(fonts.mono) },
        logo: logo.map(|logo| logo.value.0.as_str().to_owned()),
        footer: footer.map(|footer| footer.value),
        extra: extra.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Parsed<Option<ThemeSettings>> {
        read_theme(text, &FileId::new("theme.toml"))
    }

    #[track_caller]
    fn wrong(text: &str, message: &str, help: &str) {
        let found = read(text);
        assert!(found.value.is_none(), "{text}");
        let said: Vec<_> = found.diagnostics.iter().map(|said| (said.message.as_str(), said.help.as_deref())).collect();
        assert_eq!(said, [(message, Some(help))], "{text}");
        assert!(!found.diagnostics[0].labels.is_empty(), "{text}");
    }

    #[test]
    fn colours_and_faces_become_a_style_sheet() {
        let text =
            "accent = [\"#7a1f1f\", \"#e99\"]\n[colours]\npaper = \"#ffffff\"\n[fonts]\nserif = 'Georgia, serif'\n";
        let css = read(text).value.expect("sound settings").css();
        let expected = "@layer tokens {\n  :root {\n    --paper: #ffffff;\n    \
                        --accent: light-dark(#7a1f1f, #ee9999);\n    --serif: Georgia, serif;\n  }\n}\n";
        assert_eq!(css, expected);
        assert_eq!(read("").value.expect("nothing is sound").css(), "");
    }

    #[test]
    fn mistakes_have_a_way_out() {
        wrong("acent = \"#fff\"", "unknown key `acent`", "did you mean `accent`?");
        wrong("accent = \"red\"", "`accent` cannot be `red`", "write a colour as six hexadecimal digits: `#1d4f91`");
        wrong(
            "accent = [\"#fff\", \"#000\", \"#123\"]",
            "`accent` must be one colour or two",
            "write one colour, or two: for light and for dark schemes",
        );
        wrong("[colours]\npapier = \"#fff\"", "`colours.papier` cannot be `papier`", "did you mean `paper`?");
        wrong("extends = \"consol\"", "`extends` cannot be `consol`", "did you mean `console`?");
    }

    #[test]
    fn a_face_cannot_leave_its_line() {
        for harm in ["a;}*{color:red", "url(x)", "a{", "\"a", "a/*"] {
            assert!(Families::parse(harm).is_err(), "{harm}");
        }
    }

    #[test]
    fn what_a_team_sets_goes_over_what_the_theme_sets() {
        let below = read("footer = \"theirs\"\naccent = \"#111111\"\ninherit-css = false\n").value.expect("sound");
        let own = read("accent = \"#222222\"\n").value.expect("sound").over(below);
        assert_eq!((own.footer.as_deref(), own.inherit_css), (Some("theirs"), Some(false)));
        assert_eq!(own.colours[&Role::Accent].0, Colour(0x22, 0x22, 0x22));
    }

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let (white, black) = (Colour(255, 255, 255), Colour(0, 0, 0));
        assert!((white.contrast(black) - 21.0).abs() < 0.01);
        let grey = Colour::from_hex("#777777").expect("a colour");
        assert!((grey.contrast(white) - 4.478).abs() < 0.01);
        assert!(grey.readable_on(white).contrast(white) >= 4.5 && grey.readable_on(black) == grey);
    }
}
