//! What was made of a text and is asked for now and then: kept small, beside its text.
//!
//! HTML and passages repeat the words of their report. Packed against them ([`Packed::new`]) they take a fifth; [`Packed::get`] is
//! quick enough to be done whenever somebody asks.

use std::marker::PhantomData;
use std::sync::Arc;

use lz4_flex::block::{compress_with_dict, decompress_with_dict};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::SourceFile;

/// A value that was made of a text.
#[derive(Clone, Debug)]
pub struct Packed<T> {
    source: Arc<SourceFile>,
    bytes: PackedBytes,
    made: PhantomData<fn() -> T>,
}

/// The same without the text that it is packed against.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PackedBytes {
    length: u32,
    bytes: Box<[u8]>,
}

impl<T: Serialize + DeserializeOwned + Default> Packed<T> {
    /// Packs a value that was made of a text.
    pub fn new(value: &T, source: &Arc<SourceFile>) -> Self {
        let plain = postcard::to_stdvec(value).unwrap_or_default();
        let bytes = compress_with_dict(&plain, source.text.as_bytes()).into_boxed_slice();
        let length = u32::try_from(plain.len()).unwrap_or(u32::MAX);
        Self::from_bytes(PackedBytes { length, bytes }, source)
    }

    /// The value. One that was packed beside another text is empty.
    pub fn get(&self) -> T {
        let plain = decompress_with_dict(&self.bytes.bytes, self.bytes.length as usize, self.source.text.as_bytes());
        plain.ok().and_then(|plain| postcard::from_bytes(&plain).ok()).unwrap_or_default()
    }

    /// The value of these bytes, which were packed beside the same text.
    pub fn from_bytes(bytes: PackedBytes, source: &Arc<SourceFile>) -> Self {
        Self { source: Arc::clone(source), bytes, made: PhantomData }
    }

    /// As bytes, to be kept elsewhere.
    pub fn bytes(&self) -> &PackedBytes {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_repeats_its_text_takes_little_beside_it() {
        let text: String = (0..400).map(|line| format!("- line {line} of {}\n", line * 7919 % 1000)).collect();
        let source = Arc::new(SourceFile::new("a.md", &text));
        let lines: Vec<String> = text.lines().map(|line| format!("<li>{}</li>", &line[2..])).collect();
        let packed = Packed::new(&lines, &source);
        assert_eq!(packed.get(), lines);
        assert!(packed.bytes().bytes.len() < text.len() / 2, "{} of {}", packed.bytes().bytes.len(), text.len());
        let again = Packed::<Vec<String>>::from_bytes(packed.bytes().clone(), &source);
        assert_eq!(again.get(), lines);
        let other = Arc::new(SourceFile::new("a.md", "other"));
        assert_eq!(Packed::<Vec<String>>::from_bytes(packed.bytes().clone(), &other).get(), Vec::<String>::new());
    }

    #[test]
    fn any_text_will_do() {
        for text in ["", "x", &"long ".repeat(50_000)] {
            let source = Arc::new(SourceFile::new("a.md", text));
            for value in [String::new(), text.to_owned(), format!("{text}{text}!")] {
                assert_eq!(Packed::new(&value, &source).get(), value);
            }
        }
    }
}
