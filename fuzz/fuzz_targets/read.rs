//! Decode, parse and extract on arbitrary bytes: nothing panics or hangs, and every fact points into the text.
//!
//! With the feature `engine` (the default), a target of cargo-fuzz. Without it, a program that reads the files it is given, on
//! any toolchain: to see what an input does, and to go through a folder of reports.

#![cfg_attr(feature = "engine", no_main)]

#[path = "../../tests/it/reading.rs"]
mod reading;

#[cfg(feature = "engine")]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reading::read_and_check(bytes));

#[cfg(not(feature = "engine"))]
fn main() {
    let mut todo: Vec<std::path::PathBuf> = std::env::args_os().skip(1).map(Into::into).collect();
    let mut count = 0;
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            let below = std::fs::read_dir(&path).expect("the folder can be read");
            todo.extend(below.map(|entry| entry.expect("the folder can be read").path()));
            continue;
        }
        println!("{}", path.display());
        reading::read_and_check(&std::fs::read(&path).expect("the file can be read"));
        count += 1;
    }
    println!("{count} files read");
}
