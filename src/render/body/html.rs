//! Raw HTML between blocks: tags of the short list as elements, everything else as paragraphs of text.
//!
//! A `<details>` may open in one block and close in a later one, with Markdown between; [`verdicts`] weighs all blocks
//! of one container together.

use super::balance::{Balance, Class, Element, Room, Verdict};
use super::blocks::Flow;
use super::raw::{self, Token};
use super::runs::{self, RawLink};
use super::writer::Writer;
use crate::source::Span;
use crate::syntax::Block;

/// The verdicts on all raw tags in the blocks of one container, in order.
pub(super) fn verdicts(flow: &[Flow<'_>]) -> Vec<Verdict> {
    let is_html = |part: &Flow<'_>| matches!(part, Flow::Block(Block::Html { .. }));
    if !flow.iter().any(is_html) {
        return Vec::new();
    }
    let mut balance = Balance::new(Room::Blocks);
    for part in flow {
        match part {
            Flow::Block(Block::Html { text, .. }) => {
                raw::tokens(text).for_each(|token| runs::weigh(&mut balance, token));
                balance.end_of_block();
            }
            Flow::Block(_) | Flow::Heading(..) => balance.content(),
        }
    }
    balance.finish()
}

/// Writes one block of raw HTML.
pub(super) fn block(writer: &mut Writer<'_>, text: &str, span: Span, verdicts: &mut impl Iterator<Item = Verdict>) {
    let mut raw_link = RawLink::None;
    let mut paragraph = None;
    let mut within = 0_usize;
    for token in raw::tokens(text) {
        // What comes next is looked at before it is taken: it decides about the paragraph around it.
        let verdict = match token {
            Token::Tag(tag) if !runs::is_image(&tag) => verdicts.next(),
            Token::Tag(_) | Token::Text(_) | Token::Comment(_) => None,
        };
        let block_tag = match verdict {
            Some(Verdict::OpenUnnamed) => Some((Element::Details, Step::In)),
            Some(Verdict::Open(element)) => Some((element, Step::In)),
            Some(Verdict::Close(element)) => Some((element, Step::Out)),
            Some(Verdict::Void(element)) => Some((element, Step::Over)),
            Some(Verdict::Text) | None => None,
        };
        let block_tag = block_tag.filter(|(element, _)| !matches!(element.class(), Class::Phrase | Class::VoidPhrase));
        match block_tag {
            Some((element, step)) => {
                end_paragraph(writer, &mut paragraph);
                match step {
                    Step::In if element != Element::Details => within += 1,
                    Step::Out if element != Element::Details => within = within.saturating_sub(1),
                    Step::In | Step::Out | Step::Over => {}
                }
            }
            None if within == 0 && paragraph.is_none() => {
                let blank = matches!(token, Token::Text(text) if text.trim().is_empty());
                if blank || matches!(token, Token::Comment(_)) {
                    continue;
                }
                let before = writer.mark();
                writer.out.push_str("<p class=\"html\">");
                paragraph = Some((before, writer.mark()));
            }
            None => {}
        }
        runs::token(writer, token, span, &mut raw_link, &mut verdict.into_iter());
    }
    end_paragraph(writer, &mut paragraph);
}

enum Step {
    In,
    Out,
    Over,
}

fn end_paragraph(writer: &mut Writer<'_>, paragraph: &mut Option<(super::writer::Mark, super::writer::Mark)>) {
    if let Some((before, behind)) = paragraph.take() {
        writer.close_unless_empty(before, behind, "</p>\n");
    }
}
