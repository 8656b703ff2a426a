//! Names every file of `themes/` to Cargo: embedding them would otherwise not notice a file that is added or changed.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a build script speaks to Cargo, by printing")]

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    watch(Path::new("themes"));
}

fn watch(path: &Path) {
    println!("cargo:rerun-if-changed={}", path.display());
    let Ok(entries) = std::fs::read_dir(path) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            watch(&path);
        } else {
            println!("cargo:rerun-if-changed={}", path.display());
        }
    }
}
