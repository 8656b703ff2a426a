//! From bytes to text: byte order marks, UTF-16, legacy encodings, broken UTF-8, text decoded twice, line breaks.
//!
//! Entry point: [`SourceFile::decode`]. Clean UTF-8 is checked and copied once. Anything else goes through these steps:
//!
//! 1. `read` settles the encoding: a byte order mark counts first, then UTF-16 without one where its pattern is
//!    certain, then UTF-8 with a few bad places, then the legacy encoding that fits best. What is no text at all ends
//!    here as [`Decoded::Binary`].
//! 2. Line breaks become `\n`: CRLF and a lone CR each count as one, as in editors, so that line numbers stay those of
//!    the file.
//! 3. `twice` repairs text that was decoded twice on its way here.
//! 4. What was guessed, replaced or repaired is said once a file, at the first place; spans point into the final text.
//!
//! Reads no files and never fails.

mod twice;

use std::borrow::Cow;

use chardetng::EncodingDetector;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::{FileId, SourceFile, Span};
use crate::diag::{Code, Diagnostic};

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// How much of a file is looked at to tell text from binary data, in bytes.
const SAMPLE: usize = 64 * 1024;

/// How files begin that carry a Markdown name and are none.
const SIGNATURES: &[&[u8]] = &[
    b"\x89PNG\r\n",
    b"\xFF\xD8\xFF",
    b"GIF87a",
    b"GIF89a",
    b"%PDF-",
    b"PK\x03\x04",
    b"\x1F\x8B\x08",
    b"\x7FELF",
    b"RIFF",
    b"OggS\0",
    b"\xD0\xCF\x11\xE0",
    b"SQLite format 3\0",
];

/// What the bytes of a file turned out to be.
#[derive(Clone, Debug)]
pub enum Decoded {
    /// Text, with what there is to say about its encoding in [`SourceFile::notes`].
    Text(SourceFile),
    /// No text in any encoding, and the diagnostic that says so.
    Binary(Diagnostic),
}

impl SourceFile {
    /// Decodes the bytes of a file.
    pub fn decode(id: FileId, bytes: &[u8]) -> Decoded {
        let Some(mut draft) = read(bytes) else {
            let diagnostic = Diagnostic::new(Code::EncodingBinary, "the file holds binary data and is no report");
            let help = "rename it to its real type, or exclude it";
            return Decoded::Binary(diagnostic.at(&id, Span::new(0, 0), "").help(help));
        };
        draft.unify_line_breaks();
        let repaired = draft.repair();
        let notes = draft.notes(&id, repaired.as_ref());
        Decoded::Text(Self::from_parts(id, draft.text, notes))
    }
}

/// A text on its way, and what happened to it so far.
struct Draft<'a> {
    text: Cow<'a, str>,
    /// The encoding, where it is not UTF-8.
    guessed: Option<&'static str>,
    broken: Option<Broken>,
}

/// Places where the bytes were no text.
struct Broken {
    /// Offset of the first U+FFFD that we put in.
    first: usize,
    count: usize,
}

/// Settles the encoding; `None` for binary data.
fn read(bytes: &[u8]) -> Option<Draft<'_>> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes)
        && (encoding == UTF_16LE || encoding == UTF_16BE)
    {
        let draft = transcode(&bytes[mark..], encoding);
        return (!draft.text.contains('\0')).then_some(draft);
    }
    let bytes = bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes);
    let utf8 = std::str::from_utf8(bytes);
    let has_nul = bytes.contains(&0);
    if let Ok(text) = utf8
        && !has_nul
        && !has_signature(bytes)
    {
        return Some(Draft { text: Cow::Borrowed(text), guessed: None, broken: None });
    }
    if has_nul && let Some(encoding) = unmarked_utf16(bytes) {
        return Some(transcode(bytes, encoding));
    }
    if is_binary(bytes) {
        return None;
    }
    if is_mostly_utf8(bytes) { Some(read_broken(bytes)) } else { Some(read_legacy(bytes)) }
}

fn has_signature(bytes: &[u8]) -> bool {
    SIGNATURES.iter().any(|signature| bytes.starts_with(signature))
}

/// Whether the bytes begin as a known file type does, or hold more control characters than any log paste would.
fn is_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let is_control = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x08 | 0x0C | 0x1B);
    has_signature(bytes) || sample.iter().filter(is_control).count() > (sample.len() / 32).max(3)
}

/// UTF-16 without a byte order mark, where it is certain: nearly all NUL bytes stand at the same side of their pairs,
/// the text has no unpaired surrogate and no control character.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let first = pairs.iter().filter(|pair| pair[0] == 0).count();
    let second = pairs.iter().filter(|pair| pair[1] == 0).count();
    let encoding = if second > first { UTF_16LE } else { UTF_16BE };
    let needed = if is_mostly_utf8(bytes) { pairs.len() / 4 } else { pairs.len() / 16 };
    let clear = first.max(second) >= 10 * first.min(second) && first.max(second) > needed.max(1);
    let strange = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{C}');
    let certain = || {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
        text.is_some_and(|text| !text.contains(strange))
    };
    (rest.is_empty() && clear && certain()).then_some(encoding)
}

/// Whether the valid multi-byte sequences, and those cut short, outweigh the bytes that cannot be UTF-8; so for ASCII.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        match chunk.invalid().len() {
            0 => {}
            1 => bad += 1,
            _ => good += 1,
        }
    }
    // A legacy text holds such a sequence by chance only, so a draw is UTF-8.
    bad == 0 || good > 0 && good >= bad
}

/// UTF-8 with a few bad places: each becomes U+FFFD, and so does a NUL, as CommonMark asks.
fn read_broken(bytes: &[u8]) -> Draft<'static> {
    let mut text = String::with_capacity(bytes.len() + 16);
    let mut broken = None;
    let mut replace = |text: &mut String| {
        broken.get_or_insert(Broken { first: text.len(), count: 0 }).count += 1;
        text.push(char::REPLACEMENT_CHARACTER);
    };
    for chunk in bytes.utf8_chunks() {
        for (at, piece) in chunk.valid().split('\0').enumerate() {
            if at > 0 {
                replace(&mut text);
            }
            text.push_str(piece);
        }
        if !chunk.invalid().is_empty() {
            replace(&mut text);
        }
    }
    Draft { text: text.into(), guessed: None, broken }
}

fn read_legacy(bytes: &[u8]) -> Draft<'_> {
    let mut detector = EncodingDetector::new();
    detector.feed(bytes, true);
    let mut draft = transcode(bytes, detector.guess(None, false));
    if draft.text.contains('\0') {
        draft.text = draft.text.replace('\0', "\u{FFFD}").into();
        draft.mark_broken();
    }
    draft
}

fn transcode<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Draft<'a> {
    let (text, lossy) = encoding.decode_without_bom_handling(bytes);
    let mut draft = Draft { text, guessed: Some(encoding.name()), broken: None };
    if lossy {
        draft.mark_broken();
    }
    draft
}

impl Draft<'_> {
    /// Counts the U+FFFD of a text that was decoded with replacement. One that stood in the file counts too: in these
    /// encodings it can only have got there as damage.
    fn mark_broken(&mut self) {
        let first = self.text.find(char::REPLACEMENT_CHARACTER);
        let count = self.text.matches(char::REPLACEMENT_CHARACTER).count();
        self.broken = first.map(|first| Broken { first, count });
    }

    fn unify_line_breaks(&mut self) {
        if !self.text.as_bytes().contains(&b'\r') {
            return;
        }
        if let Some(broken) = &mut self.broken {
            broken.first = with_line_feeds(&self.text[..broken.first]).len();
        }
        self.text = with_line_feeds(&self.text).into();
    }

    fn repair(&mut self) -> Option<twice::Repair> {
        let repair = twice::repair(&self.text)?;
        if let Some(broken) = &mut self.broken {
            broken.first = repair.moved(broken.first);
        }
        self.text = std::mem::take(&mut self.text).into_owned().into();
        self.text = repair.apply(&self.text).into();
        Some(repair)
    }

    fn notes(&self, id: &FileId, repaired: Option<&twice::Repair>) -> Vec<Diagnostic> {
        let mut notes = Vec::new();
        if let Some(encoding) = self.guessed {
            let message = format!("the file is not UTF-8 and was read as {encoding}");
            let at = self.text.find(|c: char| !c.is_ascii()).unwrap_or(0);
            notes.push(
                Diagnostic::new(Code::EncodingGuessed, message)
                    .at(id, self.character(at), "the first character that shows whether it was read right")
                    .help("save the file as UTF-8"),
            );
        }
        if let Some(Broken { first, count }) = self.broken {
            let message = match count {
                1 => "some bytes are no text; they stand as U+FFFD".to_owned(),
                _ => format!("in {count} places the bytes are no text; each stands as U+FFFD"),
            };
            let label = if count == 1 { "here" } else { "the first one" };
            notes.push(
                Diagnostic::new(Code::EncodingBroken, message)
                    .at(id, self.character(first), label)
                    .help("write the lost characters again and save the file as UTF-8"),
            );
        }
        if let Some(repair) = repaired {
            let message = match repair.count() {
                1 => "text that had been decoded twice was repaired".to_owned(),
                count => format!("text that had been decoded twice was repaired in {count} places"),
            };
            let (span, written) = repair.first();
            notes.push(
                Diagnostic::new(Code::EncodingRepaired, message)
                    .at(id, span, format!("`{written}` in the file"))
                    .help("save the repaired text, or put it in backticks if it is meant so"),
            );
        }
        notes
    }

    /// The span of the character at `offset`; empty at the end of the text.
    fn character(&self, offset: usize) -> Span {
        let len = self.text.get(offset..).and_then(|tail| tail.chars().next()).map_or(0, char::len_utf8);
        Span::new(offset, offset + len)
    }
}

fn with_line_feeds(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\r') {
        out.push_str(&rest[..at]);
        out.push('\n');
        rest = &rest[at + 1..];
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decode(bytes: &[u8]) -> SourceFile {
        match SourceFile::decode(FileId::new("a.md"), bytes) {
            Decoded::Text(source) => source,
            Decoded::Binary(diagnostic) => panic!("{diagnostic:?}"),
        }
    }

    /// The codes of the notes, and what the first label of each points at.
    fn said(source: &SourceFile) -> Vec<(&'static str, &str)> {
        source.notes.iter().map(|note| (note.code.name(), source.slice(note.labels[0].span))).collect()
    }

    fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn clean_text_comes_back_unchanged() {
        let check = |bytes: &[u8], text: &str| {
            let source = decode(bytes);
            assert_eq!((&*source.text, said(&source)), (text, vec![]));
        };
        check(b"", "");
        check(b"# Outage\n", "# Outage\n");
        check("für – “ja” 🙂\n".as_bytes(), "für – “ja” 🙂\n");
        check(b"\xEF\xBB\xBF# Outage\n", "# Outage\n");
        check("kept: \u{FFFD}".as_bytes(), "kept: \u{FFFD}");
    }

    #[test]
    fn each_line_break_of_the_file_is_one() {
        let check = |bytes: &[u8], text: &str| assert_eq!(&*decode(bytes).text, text);
        check(b"a\r\nb\r\n", "a\nb\n");
        check(b"a\rb\r", "a\nb\n");
        check(b"a\r\n\r\nb\n\rc", "a\n\nb\n\nc");
        check(b"\r", "\n");
    }

    #[test]
    fn other_encodings_are_read_with_a_warning() {
        let check = |bytes: &[u8], text: &str, at: &str| {
            let source = decode(bytes);
            assert_eq!((&*source.text, said(&source)), (text, vec![("encoding-guessed", at)]));
        };
        let text = "# Störung\n\n10:00 – Dienst weg\n";
        let marked = format!("\u{FEFF}{text}");
        check(&utf16(&marked, u16::to_le_bytes), text, "ö");
        check(&utf16(&marked, u16::to_be_bytes), text, "ö");
        check(&utf16(text, u16::to_le_bytes), text, "ö");
        check(&utf16(text, u16::to_be_bytes), text, "ö");
        check(&utf16("# Outage\r\nAll down", u16::to_le_bytes), "# Outage\nAll down", "#");
        check(
            b"# St\xF6rung\r\n\r\nDie Daten waren f\xFCr 3 \x80 weg\r\n",
            "# Störung\n\nDie Daten waren für 3 € weg\n",
            "ö",
        );
        check(b"It wasn\x92t the \x93cache\x94 \x96 it was DNS.\n", "It wasn’t the “cache” – it was DNS.\n", "’");
        check(b"caf\xE9", "café", "é");
        let japanese = "障害報告：サーバーが停止しました。原因はデータベースの負荷です。\n";
        check(&encoding_rs::SHIFT_JIS.encode(japanese).0, japanese, "障");
        let russian = "Сервис был недоступен два часа из-за ошибки в базе данных.\n";
        check(&encoding_rs::WINDOWS_1251.encode(russian).0, russian, "С");
    }

    #[test]
    fn broken_places_stand_as_replacement_characters() {
        let check = |bytes: &[u8], text: &str| {
            let source = decode(bytes);
            assert_eq!((&*source.text, said(&source)), (text, vec![("encoding-broken", "\u{FFFD}")]));
        };
        check(b"\xC3\xBCber\r\nf\xC3\xBCr \xFF und \xFE\r\n", "über\nfür \u{FFFD} und \u{FFFD}\n");
        check(b"cut short \xE2\x80", "cut short \u{FFFD}");
        check(b"a log line with \0 in it", "a log line with \u{FFFD} in it");
        check(b"first \xE2\x80\r\n\r\n then wasn\xE2\x80\x99t", "first \u{FFFD}\n\n then wasn’t");
    }

    #[test]
    fn a_half_utf16_file_is_guessed_and_broken() {
        let mut bytes = utf16("\u{FEFF}a\r\nb", u16::to_le_bytes);
        bytes.extend([0x00, 0xD8, 0x21]);
        let source = decode(&bytes);
        assert_eq!(&*source.text, "a\nb\u{FFFD}");
        assert_eq!(said(&source), [("encoding-guessed", "\u{FFFD}"), ("encoding-broken", "\u{FFFD}")]);
    }

    #[test]
    fn repairs_and_broken_places_point_into_the_final_text() {
        let source = decode("wasnâ€™t\r\nfÃ¼r\0".as_bytes());
        assert_eq!(&*source.text, "wasn’t\nfür\u{FFFD}");
        assert_eq!(said(&source), [("encoding-broken", "\u{FFFD}"), ("encoding-repaired", "’")]);
        assert_eq!(source.notes[1].labels[0].text, "`â€™` in the file");
        assert_eq!(source.notes[1].message, "text that had been decoded twice was repaired in 2 places");
    }

    #[test]
    fn binary_data_is_no_report() {
        let check = |bytes: &[u8]| {
            let decoded = SourceFile::decode(FileId::new("a.md"), bytes);
            assert!(matches!(decoded, Decoded::Binary(ref why) if why.code == Code::EncodingBinary), "{decoded:?}");
        };
        check(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0");
        check(b"%PDF-1.7\n1 0 obj\n");
        check(&(0..=255).collect::<Vec<u8>>());
        check(&[0; 4096]);
        check(b"\xFF\xFE\0\0#\0\0\0 \0\0\0");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Decoded::Text(source) = SourceFile::decode(FileId::new("a.md"), &bytes) {
                prop_assert!(!source.text.contains(['\r', '\0']));
                for note in &source.notes {
                    prop_assert!(source.text.get(note.labels[0].span.range()).is_some());
                }
            }
        }

        #[test]
        fn damaged_text_is_read(text in "[ a-zéüßâ€™Ã¼“”–\r\n`]{0,60}", at in 0usize..60, byte in any::<u8>()) {
            let mut bytes = text.into_bytes();
            bytes.insert(at.min(bytes.len()), byte);
            let _ = SourceFile::decode(FileId::new("a.md"), &bytes);
        }

        #[test]
        fn clean_utf8_changes_in_its_line_breaks_only(text in "[^\u{0}\u{80}-\u{24F}\u{2000}-\u{2FFF}\u{FEFF}]{0,80}") {
            let source = decode(text.as_bytes());
            prop_assert_eq!(&*source.text, text.replace("\r\n", "\n").replace('\r', "\n"));
            prop_assert!(source.notes.is_empty());
        }
    }
}
