//! Bytes, deflated: the same on every machine, and taken apart by any browser.
//!
//! What is read together but is of different kinds (words, steps, weights) is packed as sections, each with codes of its own:
//! in one the codes of all would fit none of them. The sections are a single stream that gives one text again.
//! Entry point: [`deflate`].

use miniz_oxide::DataFormat;
use miniz_oxide::deflate::core::{CompressionStrategy, CompressorOxide, TDEFLFlush, TDEFLStatus, compress_to_output};

/// How hard it is tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effort {
    /// Twice the effort saves next to nothing in most files: measured on ten thousand reports.
    Usual,
    /// For files that are few and part of most first queries: repetitions are looked for longer, and left alone where
    /// they cost more than they save, which they do in what is as good as random.
    Most,
}

/// Up to how many bytes are packed one way only.
const SHORT: usize = 1024;

/// Deflates sections, one behind the other.
pub fn deflate(sections: &[&[u8]], effort: Effort) -> Vec<u8> {
    match effort {
        Effort::Usual => packed(sections, 4, CompressionStrategy::Default).concat(),
        // In what is short there is nothing to gain.
        Effort::Most if sections.iter().map(|section| section.len()).sum::<usize>() < SHORT => {
            packed(sections, 9, CompressionStrategy::Default).concat()
        }
        Effort::Most => {
            let most = packed(sections, 9, CompressionStrategy::Default);
            let plain = packed(sections, 9, CompressionStrategy::HuffmanOnly);
            let smaller = |(a, b): (Vec<u8>, Vec<u8>)| if b.len() < a.len() { b } else { a };
            most.into_iter().zip(plain).flat_map(smaller).collect()
        }
    }
}

/// The sections, each up to a whole byte and without a look at those before, so that one of another strategy may stand in its place.
fn packed(sections: &[&[u8]], level: u8, strategy: CompressionStrategy) -> Vec<Vec<u8>> {
    let mut compressor = CompressorOxide::with_params(DataFormat::Raw, level, strategy, 15);
    let pack = |(at, section): (usize, &&[u8])| {
        let is_last = at + 1 == sections.len();
        let mut out = Vec::with_capacity(section.len() / 2 + 16);
        let flush = if is_last { TDEFLFlush::Finish } else { TDEFLFlush::Full };
        let (status, read) = compress_to_output(&mut compressor, section, flush, |bytes| {
            out.extend_from_slice(bytes);
            true
        });
        // Memory takes any amount: there is no way to fail.
        debug_assert!(matches!(status, TDEFLStatus::Okay | TDEFLStatus::Done) && read == section.len(), "{status:?}");
        out
    };
    sections.iter().enumerate().map(pack).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::inflate::decompress_to_vec;

    /// Numbers below a limit, in no order.
    fn numbers(limit: u64, count: usize) -> Vec<u8> {
        let step = |state: &u64| Some(state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f));
        std::iter::successors(Some(1), step).take(count).map(|state: u64| ((state >> 40) % limit) as u8).collect()
    }

    #[test]
    fn sections_come_back_as_one() {
        let words = "the queue of the queue ".repeat(9000).into_bytes();
        let random = numbers(256, 50_000);
        let all: [&[&[u8]]; 4] = [&[&words, &random, &words], &[&random, &[], &words], &[&[], b"a", &[]], &[&[]]];
        for sections in all {
            for effort in [Effort::Usual, Effort::Most] {
                assert_eq!(decompress_to_vec(&deflate(sections, effort)).ok(), Some(sections.concat()));
            }
        }
    }

    #[test]
    fn sections_of_two_kinds_take_less() {
        let steps = numbers(8, 4000);
        let letters: Vec<u8> = numbers(16, 4000).iter().map(|number| b'a' + number).collect();
        let joined = [&letters[..], &steps].concat();
        let size = |sections: &[&[u8]]| deflate(sections, Effort::Most).len();
        assert!(size(&[&letters, &steps]) < 3700 && size(&[&joined]) > 4300);
    }
}
