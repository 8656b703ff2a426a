//! Names every file of `themes/` to Cargo: embedding them would otherwise not notice a file that is added or changed. Gives the
//! program a hash of its own source code as `SOURCE_OF_ANNALS`: what another state of it kept in a cache may mean something else.
//! `cargo run` hands that on to the program, and so the name has not the prefix of settings. Reads from `src/view` what templates
//! are given, with its documentation, so that the contract of themes is what the code is (`view::contract`).

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a build script speaks to Cargo, by printing")]

use std::hash::{DefaultHasher, Hasher};
use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let mut source = DefaultHasher::new();
    watch(Path::new("themes"), &mut source);
    watch(Path::new("src"), &mut source);
    source.write(&std::fs::read("Cargo.lock").unwrap_or_default());
    println!("cargo:rustc-env=SOURCE_OF_ANNALS={:016x}", source.finish());
    let out = std::env::var("OUT_DIR").expect("Cargo names a folder for what build scripts write");
    std::fs::write(Path::new(&out).join("contract.rs"), contract()).expect("the folder of the build can be written to");
}

/// Two tables in Rust: the structs that templates are given, and the kinds of pages with theirs.
fn contract() -> String {
    let mut files: Vec<_> = files_below(Path::new("src/view"));
    files.extend(["src/view.rs".into(), "src/theme.rs".into()]);
    files.sort();
    let (mut shapes, mut kinds) = (String::new(), String::new());
    for file in files {
        read_shapes(&std::fs::read_to_string(&file).unwrap_or_default(), &mut shapes, &mut kinds);
    }
    format!("static SHAPES: &[Shape] = &[{shapes}];\nstatic PAGES: &[(&str, &str)] = &[{kinds}];\n")
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Finds the serialised structs of a file, and the variants of `PageView`. The code is formatted: a field is a line.
fn read_shapes(text: &str, shapes: &mut String, kinds: &mut String) {
    let (mut doc, mut serialised, mut inside) = (String::new(), false, "");
    for line in text.lines() {
        let bare = line.trim();
        if let Some(words) = bare.strip_prefix("///") {
            doc.push_str(words.trim());
            doc.push(' ');
            continue;
        }
        if let Some(derived) = bare.strip_prefix("#[derive(") {
            serialised = derived.contains("Serialize");
        }
        if bare.starts_with('#') {
            continue;
        }
        let about = std::mem::take(&mut doc);
        if line == "}" {
            if inside == "struct" {
                shapes.push_str("]},\n");
            }
            inside = "";
        } else if let Some(name) = line.strip_prefix("pub struct ").and_then(|rest| rest.strip_suffix(" {")) {
            if serialised {
                shapes.push_str(&format!("Shape{{name:{name:?},doc:{:?},fields:&[", about.trim()));
                inside = "struct";
            }
        } else if line == "pub enum PageView {" {
            inside = "pages";
        } else if inside == "struct"
            && let Some((name, kind)) = bare.strip_prefix("pub ").and_then(|rest| rest.split_once(": "))
        {
            let kind = kind.trim_end_matches(',');
            shapes.push_str(&format!("Field{{name:{name:?},kind:{kind:?},doc:{:?}}},", about.trim()));
        } else if inside == "pages" {
            let kind = about.trim().trim_start_matches("As `").trim_end_matches("`.");
            let name = bare.split('(').nth(1).unwrap_or_default().trim_end_matches(',').trim_end_matches(')');
            let name = name.trim_start_matches("Box<").trim_end_matches('>');
            kinds.push_str(&format!("({kind:?},{name:?}),"));
        }
    }
}

fn watch(path: &Path, source: &mut DefaultHasher) {
    println!("cargo:rerun-if-changed={}", path.display());
    let Ok(entries) = std::fs::read_dir(path) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            watch(&path, source);
        } else {
            source.write(path.to_string_lossy().as_bytes());
            source.write(&std::fs::read(&path).unwrap_or_default());
            println!("cargo:rerun-if-changed={}", path.display());
        }
    }
}
