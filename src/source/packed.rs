//! What was made of a text and is asked for now and then: kept small, beside its text, or made again.
//!
//! HTML and passages repeat the words of their report. Packed against them ([`Packed::new`]) they take a fifth, and [`Packed::get`] is
//! quick enough to be done whenever somebody asks. Where few will ever ask, as in a preview, nothing is kept ([`Packed::again`]).

use std::fmt;
use std::sync::Arc;

use lz4_flex::block::{compress_with_dict, decompress_with_dict};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::SourceFile;

/// A value that was made of a text. Cheap to clone.
#[derive(Clone)]
pub struct Packed<T>(How<T>);

#[derive(Clone)]
enum How<T> {
    Kept(Arc<SourceFile>, Arc<PackedBytes>),
    Again(Arc<dyn Fn() -> T + Send + Sync>),
}

/// A packed value without the text that it is packed against.
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

    /// A value that is made whenever somebody asks, always the same.
    pub fn again(make: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self(How::Again(Arc::new(make)))
    }

    /// The value. One that was packed beside another text is empty.
    pub fn get(&self) -> T {
        match &self.0 {
            How::Kept(source, packed) => {
                let plain = decompress_with_dict(&packed.bytes, packed.length as usize, source.text.as_bytes());
                plain.ok().and_then(|plain| postcard::from_bytes(&plain).ok()).unwrap_or_default()
            }
            How::Again(make) => make(),
        }
    }

    /// The value of these bytes, which were packed beside the same text.
    pub fn from_bytes(bytes: PackedBytes, source: &Arc<SourceFile>) -> Self {
        Self(How::Kept(Arc::clone(source), Arc::new(bytes)))
    }

    /// As bytes, to be kept elsewhere; `None` where nothing is kept.
    pub fn bytes(&self) -> Option<&PackedBytes> {
        match &self.0 {
            How::Kept(_, packed) => Some(packed),
            How::Again(_) => None,
        }
    }
}

impl<T> fmt::Debug for Packed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            How::Kept(_, packed) => f.debug_tuple("Packed").field(packed).finish(),
            How::Again(_) => f.write_str("Packed(again)"),
        }
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
        let bytes = packed.bytes().expect("it is kept");
        assert!(bytes.bytes.len() < text.len() / 2, "{} of {}", bytes.bytes.len(), text.len());
        let again = Packed::<Vec<String>>::from_bytes(bytes.clone(), &source);
        assert_eq!(again.get(), lines);
        let other = Arc::new(SourceFile::new("a.md", "other"));
        assert_eq!(Packed::<Vec<String>>::from_bytes(bytes.clone(), &other).get(), Vec::<String>::new());
    }

    #[test]
    fn what_is_made_again_is_not_kept() {
        let made = Packed::again(|| "text".to_owned());
        assert_eq!((made.get().as_str(), made.bytes()), ("text", None));
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
