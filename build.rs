//! Names every file of `themes/` to Cargo: embedding them would otherwise not notice a file that is added or changed. Gives the
//! program a hash of its own source code as `ANNALS_SOURCE`: what another state of it kept in a cache may mean something else.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a build script speaks to Cargo, by printing")]

use std::hash::{DefaultHasher, Hasher};
use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let mut source = DefaultHasher::new();
    watch(Path::new("themes"), &mut source);
    watch(Path::new("src"), &mut source);
    source.write(&std::fs::read("Cargo.lock").unwrap_or_default());
    println!("cargo:rustc-env=ANNALS_SOURCE={:016x}", source.finish());
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
