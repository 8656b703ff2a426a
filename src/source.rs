//! Source files: decoded text, its identity, spans in it, and the way from a byte offset to a line.
//!
//! Everything above this floor speaks of places as a [`FileId`] and a [`Span`]; both stay valid from build to build as
//! long as the text does. Reads no files: whoever has the bytes calls [`SourceFile::decode`].

pub mod address;
pub mod decode;
mod edits;
pub mod packed;

pub use edits::Edits;

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use crate::diag::Diagnostic;

/// The identity of a source file: its path relative to the content folder, with `/` as separator.
///
/// Cheap to clone, ordered by path, and the same in every build and on every machine.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(Arc<str>);

impl FileId {
    /// The file at `path`, relative to the content folder; `\` is taken as a separator too.
    pub fn new(path: &str) -> Self {
        if path.contains('\\') { Self(path.replace('\\', "/").into()) } else { Self(path.into()) }
    }

    /// The path, relative to the content folder, `/` as separator.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part of the path: `2019/kiam.md` is `kiam.md`.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The folder the file stands in, without a trailing `/`; empty at the top.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

/// A range of bytes in the text of a [`SourceFile`], end excluded. Starts and ends on character borders.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte; never below `start`.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`, bytes, end excluded. An end before the start gives an empty span.
    pub fn new(start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        Self { start, end: end.max(start) }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `other` lies inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether it holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The span as a range for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// Source lines, counted from 1, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Lines {
    /// The first line, from 1.
    pub first: u32,
    /// The last line; never below `first`.
    pub last: u32,
}

/// Where each line of a text begins: from byte offsets to lines and columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    len: u32,
}

impl LineIndex {
    /// Indexes the lines of a text whose lines end in `\n`.
    pub fn new(text: &str) -> Self {
        // Counted first: an index is kept as long as its text, and should not be larger than it must.
        let mut starts = Vec::with_capacity(text.bytes().filter(|byte| *byte == b'\n').count() + 1);
        starts.push(0);
        starts.extend(text.match_indices('\n').map(|(at, _)| Span::new(at + 1, at + 1).start));
        Self { starts, len: Span::new(text.len(), text.len()).start }
    }

    /// The line of a byte offset, from 1.
    pub fn line(&self, offset: u32) -> u32 {
        let line = self.starts.partition_point(|start| *start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// The line (from 1) and column (from 1, in characters of `text`) of a byte offset.
    pub fn line_column(&self, text: &str, offset: u32) -> (u32, u32) {
        let line = self.line(offset);
        let start = self.starts[line as usize - 1] as usize;
        let column = text.get(start..offset as usize).map_or(0, |head| head.chars().count());
        (line, u32::try_from(column).unwrap_or(u32::MAX).saturating_add(1))
    }

    /// The lines that a span touches. A span that ends just behind a line break ends on the line before it.
    pub fn lines(&self, span: Span) -> Lines {
        let first = self.line(span.start);
        let last = self.line(span.end.saturating_sub(1).max(span.start));
        Lines { first, last }
    }

    /// The bytes of a line (from 1), without its line break; `None` behind the last line.
    pub fn span_of_line(&self, line: u32) -> Option<Span> {
        let index = line.checked_sub(1)? as usize;
        let start = *self.starts.get(index)?;
        let end = self.starts.get(index + 1).map_or(self.len, |next| next - 1);
        Some(Span { start, end })
    }

    /// How many lines there are; a text that ends in a line break has an empty last line that is not counted.
    pub fn count(&self) -> u32 {
        let all = u32::try_from(self.starts.len()).unwrap_or(u32::MAX);
        if self.starts.last() == Some(&self.len) && all > 1 { all - 1 } else { all }
    }
}

/// The 128 bits of XXH3 over some bytes, the same on every machine and in every version: decides whether anything changed,
/// never trusted for more. A cryptographic hash is not asked for and costs a tenth of a build.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ContentHash([u8; 16]);

impl ContentHash {
    /// How many hexadecimal digits a whole hash has.
    pub const DIGITS: usize = 32;

    /// The hash of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(xxh3_128(bytes).to_be_bytes())
    }

    /// The hash of this one and another together.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        Self::of(&[self.0, other.0].concat())
    }

    /// The first `digits` hexadecimal digits, lower case; [`ContentHash::DIGITS`] at most.
    pub fn hex(&self, digits: usize) -> String {
        use fmt::Write;
        let mut out = String::with_capacity(Self::DIGITS);
        for byte in self.0 {
            let _ = write!(out, "{byte:02x}");
        }
        out.truncate(digits);
        out
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex(12))
    }
}

/// One report as text: decoded to UTF-8 without a byte order mark, line breaks as `\n`.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Which file it is.
    pub id: FileId,
    /// The text that all spans point into.
    pub text: Arc<str>,
    /// Its lines; line numbers equal those of the file on disk.
    pub lines: LineIndex,
    /// What decoding had to say: an encoding that was guessed, bytes that were replaced, text that was repaired.
    pub notes: Vec<Diagnostic>,
}

impl SourceFile {
    /// A file whose text is known to be clean: tests and texts made in memory.
    pub fn new(path: &str, text: &str) -> Self {
        Self::from_parts(FileId::new(path), text.replace("\r\n", "\n").replace('\r', "\n"), Vec::new())
    }

    fn from_parts(id: FileId, text: impl Into<Arc<str>>, notes: Vec<Diagnostic>) -> Self {
        let text = text.into();
        let lines = LineIndex::new(&text);
        Self { id, text, lines, notes }
    }

    /// The bytes of a span; empty where the span does not fit the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_from_one() {
        let text = "ab\nc\n\nd";
        let index = LineIndex::new(text);
        let check = |offset, expected| assert_eq!(index.line_column(text, offset), expected, "offset {offset}");
        check(0, (1, 1));
        check(2, (1, 3));
        check(3, (2, 1));
        check(5, (3, 1));
        check(6, (4, 1));
        check(7, (4, 2));
        assert_eq!(index.count(), 4);
        assert_eq!(LineIndex::new("a\n").count(), 1);
        assert_eq!(index.lines(Span::new(0, 3)), Lines { first: 1, last: 1 });
        assert_eq!(index.span_of_line(2), Some(Span::new(3, 4)));
        assert_eq!(index.span_of_line(5), None);
    }

    #[test]
    fn columns_count_characters() {
        let text = "é|x";
        assert_eq!(LineIndex::new(text).line_column(text, 3), (1, 3));
    }

    #[test]
    fn a_file_id_knows_its_folder() {
        let id = FileId::new("2019\\kiam.md");
        assert_eq!((id.as_str(), id.folder(), id.file_name()), ("2019/kiam.md", "2019", "kiam.md"));
        assert_eq!(FileId::new("kiam.md").folder(), "");
    }
}
