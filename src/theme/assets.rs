//! Style sheets and scripts: joined, named by their content, so that a browser may keep them for ever. Static files keep their
//! names, so that a style sheet can use them: `url(logo.svg)` is `static/logo.svg` of the theme.

use super::script::lean as lean_script;
use super::{Layer, ThemeFiles};
use crate::source::ContentHash;

/// A file that is published for the theme.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asset {
    /// Its path on the site: `assets/site-1a2b3c4d5e.css`.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Where pages find the assets, from the top of the site.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AssetPaths {
    /// Style sheets, in order.
    pub styles: Vec<String>,
    /// Scripts, in order.
    pub scripts: Vec<String>,
    /// The script of the search page.
    pub search: String,
    /// The icon.
    pub icon: String,
}

/// Bundles the files of a theme, the style sheet that is `set` by its settings, and what the archive puts `beside` it.
pub(super) fn bundle(files: &Layer<'_>, set: &str, beside: &ThemeFiles) -> (Vec<Asset>, AssetPaths) {
    let mut out = Vec::new();
    let mut paths = AssetPaths::default();
    let mut publish = |name: &str, bytes: Vec<u8>| {
        let path = hashed_path(name, &bytes);
        out.push(Asset { path: path.clone(), bytes });
        path
    };
    let mut style = joined(files, "css/", ".css", <[u8]>::to_vec);
    style.extend_from_slice(set.as_bytes());
    paths.styles.push(publish("site.css", lean(&style)));
    paths.scripts.push(publish("site.js", scripts(files, "js/")));
    paths.search = publish("search.js", scripts(files, "search/"));
    paths.styles.extend(beside.styles.iter().map(|file| publish(&file.path, file.bytes.clone())));
    paths.scripts.extend(beside.scripts.iter().map(|file| publish(&file.path, file.bytes.clone())));
    for (name, bytes) in files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("static/")?, bytes))) {
        let path = format!("assets/{name}");
        if name == "icon.svg" {
            paths.icon.clone_from(&path);
        }
        out.push(Asset { path, bytes: bytes.to_vec() });
    }
    out.dedup_by(|a, b| a.path == b.path);
    (out, paths)
}

/// The scripts below a folder, shortened each by itself: what one leaves open is no matter of the next.
fn scripts(files: &Layer<'_>, folder: &str) -> Vec<u8> {
    joined(files, folder, ".js", lean_script)
}

/// All files below a folder with one ending, in the order of their names, each as `make` has it.
fn joined(files: &Layer<'_>, folder: &str, ending: &str, make: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut out = Vec::new();
    for (_, bytes) in files.iter().filter(|(path, _)| path.starts_with(folder) && path.ends_with(ending)) {
        out.extend_from_slice(&make(bytes));
        if !out.ends_with(b"\n") {
            out.push(b'\n');
        }
    }
    out
}

/// A style sheet without comments and without blanks that mean nothing: readers load it, authors have the files. A rule keeps
/// its line.
fn lean(css: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(css.len());
    let (mut at, mut quoted, mut blank) = (0, None, None);
    while let Some(byte) = css.get(at).copied() {
        if quoted.is_none() && css[at..].starts_with(b"/*") {
            let end = css[at + 2..].windows(2).position(|pair| pair == b"*/");
            at = end.map_or(css.len(), |end| at + 2 + end + 2);
            blank = blank.or(Some(b' '));
            continue;
        }
        at += 1;
        if quoted.is_none() && byte.is_ascii_whitespace() {
            blank = if byte == b'\n' { Some(byte) } else { blank.or(Some(b' ')) };
            continue;
        }
        let kept = match (out.last(), blank.take()) {
            (_, None) | (None, _) => None,
            (Some(b'}'), Some(blank)) => Some(blank).filter(|blank| *blank == b'\n' && byte != b'}'),
            (Some(b'{' | b';' | b',' | b':'), Some(_)) => None,
            (_, Some(_)) if matches!(byte, b'{' | b'}' | b';') => None,
            (_, Some(_)) => Some(b' '),
        };
        out.extend(kept);
        out.push(byte);
        match quoted {
            // What is escaped closes nothing.
            Some(_) if byte == b'\\' => {
                out.extend(css.get(at));
                at += 1;
            }
            Some(mark) => quoted = (byte != mark).then_some(mark),
            None => quoted = matches!(byte, b'"' | b'\'').then_some(byte),
        }
    }
    out.push(b'\n');
    out
}

/// `assets/` with the name of the file and the start of its hash: `assets/site-1a2b3c4d5e.css`.
fn hashed_path(name: &str, bytes: &[u8]) -> String {
    let name = name.rsplit('/').next().unwrap_or(name);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
    format!("assets/{stem}-{}.{ending}", ContentHash::of(bytes).hex(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_blanks_are_left_out_and_texts_stay() {
        let check = |css: &str, expected: &str| {
            assert_eq!(String::from_utf8_lossy(&lean(css.as_bytes())), expected, "{css}");
        };
        check(
            "/* a */\n@layer x {\n  a { b: c; }\n\n  /* d */ e > f :is(g, h) { i: calc(1px + 2px); }\n}\n",
            "@layer x{a{b:c;}\ne > f :is(g,h){i:calc(1px + 2px);}}\n",
        );
        check("a::after { content: \"/* \\\" */\" ; }", "a::after{content:\"/* \\\" */\";}\n");
        check("a { b: 'c:  d' }", "a{b:'c:  d'}\n");
        check(
            "@media (min-width: 4rem) and (print) { a/**/b { c: d } }",
            "@media (min-width:4rem) and (print){a b{c:d}}\n",
        );
        check("a {} /* never closed", "a{}\n");
        check("", "\n");
    }
}
