//! Which raw tags of a report are let through: those of a short list, without attributes, that form a proper tree.
//!
//! A caller walks its text twice. First it feeds a [`Balance`] everything in order; [`Balance::finish`] then gives one
//! [`Verdict`] for each tag, in the order they were fed, for the second walk. Tags that close nothing, are never closed,
//! or stand where HTML has no place for them get [`Verdict::Text`] and are shown as written.

use super::raw::Tag;

/// The elements that are let through. All others are text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Element {
    A,
    B,
    Br,
    Cite,
    Code,
    Del,
    Details,
    Em,
    Hr,
    I,
    Ins,
    Kbd,
    Li,
    Mark,
    Ol,
    P,
    Pre,
    Q,
    S,
    Samp,
    Small,
    Strong,
    Sub,
    Summary,
    Sup,
    U,
    Ul,
    Var,
}

/// How an element may be placed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    /// Part of running text, nothing inside: `<br>`.
    VoidPhrase,
    /// Part of running text.
    Phrase,
    /// A block with nothing inside: `<hr>`.
    VoidBlock,
    /// A block of running text: `<p>`, `<pre>`, `<summary>`.
    TextBlock,
    /// A block that holds list items only.
    List,
    /// A block that holds anything: `<li>`, `<details>`.
    Container,
}

/// Names as written, the element each becomes, and its class. Obsolete elements become their successors.
const ELEMENTS: &[(&str, Element)] = &[
    ("a", Element::A),
    ("b", Element::B),
    ("br", Element::Br),
    ("cite", Element::Cite),
    ("code", Element::Code),
    ("del", Element::Del),
    ("details", Element::Details),
    ("em", Element::Em),
    ("hr", Element::Hr),
    ("i", Element::I),
    ("ins", Element::Ins),
    ("kbd", Element::Kbd),
    ("li", Element::Li),
    ("mark", Element::Mark),
    ("ol", Element::Ol),
    ("p", Element::P),
    ("pre", Element::Pre),
    ("q", Element::Q),
    ("s", Element::S),
    ("samp", Element::Samp),
    ("small", Element::Small),
    ("strike", Element::S),
    ("strong", Element::Strong),
    ("sub", Element::Sub),
    ("summary", Element::Summary),
    ("sup", Element::Sup),
    ("tt", Element::Code),
    ("u", Element::U),
    ("ul", Element::Ul),
    ("var", Element::Var),
];

/// How many elements there are.
const COUNT: usize = Element::Var as usize + 1;

/// How deep raw elements may nest. Browsers flatten from 512 on.
const MAX_OPEN: usize = 32;

impl Element {
    /// The name it is written with.
    pub(super) fn name(self) -> &'static str {
        ELEMENTS.iter().find(|(_, element)| *element == self).map_or("span", |(name, _)| *name)
    }

    /// How it may be placed.
    pub(super) fn class(self) -> Class {
        match self {
            Element::Br => Class::VoidPhrase,
            Element::Hr => Class::VoidBlock,
            Element::P | Element::Pre | Element::Summary => Class::TextBlock,
            Element::Ol | Element::Ul => Class::List,
            Element::Details | Element::Li => Class::Container,
            Element::A
            | Element::B
            | Element::Cite
            | Element::Code
            | Element::Del
            | Element::Em
            | Element::I
            | Element::Ins
            | Element::Kbd
            | Element::Mark
            | Element::Q
            | Element::S
            | Element::Samp
            | Element::Small
            | Element::Strong
            | Element::Sub
            | Element::Sup
            | Element::U
            | Element::Var => Class::Phrase,
        }
    }
}

/// What becomes of a tag.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Verdict {
    /// It is shown as written.
    Text,
    /// It opens this element.
    Open(Element),
    /// It opens a `<details>` that has no summary of its own.
    OpenUnnamed,
    /// It closes this element.
    Close(Element),
    /// It stands for an element without content.
    Void(Element),
}

/// What may stand at the place the raw HTML is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Room {
    /// Running text only: a paragraph, a heading.
    Phrases,
    /// Blocks too: a table cell, a list item, the body itself.
    Blocks,
}

/// The first walk over text with raw tags.
pub(super) struct Balance {
    room: Room,
    slots: Vec<Slot>,
    /// Indices of the open slots.
    open: Vec<usize>,
    /// How many of each element are open above `base`.
    counts: [u32; COUNT],
    /// The opens below this one cannot be closed: a Markdown link stands around the place.
    base: usize,
    in_link: bool,
    outer_counts: [u32; COUNT],
}

struct Slot {
    verdict: Verdict,
    /// The tag that closes this one.
    close: Option<usize>,
    /// The element around it.
    parent: Option<usize>,
    /// Whether anything visible has been seen directly in it.
    filled: bool,
    /// Whether its first child is a summary.
    summary: bool,
    /// Whether it holds what it must not.
    spoilt: bool,
}

impl Balance {
    /// A walk that begins where `room` says what may stand.
    pub(super) fn new(room: Room) -> Self {
        let counts = [0; COUNT];
        Self { room, slots: Vec::new(), open: Vec::new(), counts, base: 0, in_link: false, outer_counts: counts }
    }

    /// Something visible that is no tag.
    pub(super) fn content(&mut self) {
        if let Some(slot) = self.top().map(|(index, _)| &mut self.slots[index]) {
            slot.filled = true;
            slot.spoilt |= matches!(slot.verdict, Verdict::Open(Element::Ul | Element::Ol));
        }
    }

    /// The start of a Markdown link: raw tags inside it pair up among themselves, and no raw link stands around it.
    pub(super) fn enter_link(&mut self) {
        self.content();
        if self.counts[Element::A as usize] > 0 {
            self.close_down_to(Element::A, None);
        }
        self.base = self.open.len();
        self.in_link = true;
        self.outer_counts = std::mem::replace(&mut self.counts, [0; COUNT]);
    }

    /// The end of a Markdown link.
    pub(super) fn leave_link(&mut self) {
        self.open.truncate(self.base);
        self.base = 0;
        self.in_link = false;
        self.counts = self.outer_counts;
    }

    /// The end of a block of raw HTML: only a `<details>` may stay open.
    pub(super) fn end_of_block(&mut self) {
        let stays = |index: &usize| self.slots[*index].verdict == Verdict::Open(Element::Details);
        let keep = self.open.iter().position(|index| !stays(index)).unwrap_or(self.open.len());
        self.drop_above(keep);
    }

    /// A tag; its verdict is the next one that [`Balance::finish`] gives.
    pub(super) fn tag(&mut self, tag: &Tag<'_>) {
        let index = self.slots.len();
        let parent = self.top().map(|(index, _)| index);
        self.slots.push(Slot {
            verdict: Verdict::Text,
            close: None,
            parent,
            filled: false,
            summary: false,
            spoilt: false,
        });
        match element(tag) {
            Some(element) if tag.end => self.close(element, index),
            Some(element) => self.start(element, index),
            None => self.content(),
        }
    }

    /// The verdicts, one for each tag.
    pub(super) fn finish(mut self) -> Vec<Verdict> {
        // A link that ends the text was never left.
        if self.in_link {
            self.leave_link();
        }
        self.base = 0;
        self.drop_above(0);
        // A list that holds what is no item is no list; children come behind their parents.
        for index in (0..self.slots.len()).rev() {
            let slot = &self.slots[index];
            let stays = match slot.verdict {
                Verdict::Open(_) => slot.close.is_some() && !slot.spoilt,
                Verdict::Text => false,
                Verdict::OpenUnnamed | Verdict::Close(_) | Verdict::Void(_) => true,
            };
            if !stays {
                self.refuse(index);
            }
        }
        // What belongs in a list or a details element goes with it.
        for index in 0..self.slots.len() {
            let slot = &self.slots[index];
            let needs_parent = matches!(slot.verdict, Verdict::Open(Element::Li | Element::Summary));
            if needs_parent && slot.parent.is_none_or(|parent| self.slots[parent].verdict == Verdict::Text) {
                self.refuse(index);
            }
        }
        let unnamed = |slot: &Slot| slot.verdict == Verdict::Open(Element::Details) && !slot.summary;
        self.slots.iter().map(|slot| if unnamed(slot) { Verdict::OpenUnnamed } else { slot.verdict }).collect()
    }

    /// Makes a tag and its partner text, which spoils a list around it.
    fn refuse(&mut self, index: usize) {
        let refused = std::mem::replace(&mut self.slots[index].verdict, Verdict::Text);
        if let Some(close) = self.slots[index].close {
            self.slots[close].verdict = Verdict::Text;
        }
        if let Some(parent) = self.slots[index].parent {
            let parent = &mut self.slots[parent];
            parent.spoilt |= matches!(parent.verdict, Verdict::Open(Element::Ul | Element::Ol));
            parent.summary &= refused != Verdict::Open(Element::Summary);
        }
    }

    fn top(&self) -> Option<(usize, Element)> {
        let index = *self.open.get(self.base..)?.last()?;
        match self.slots[index].verdict {
            Verdict::Open(element) => Some((index, element)),
            Verdict::Text | Verdict::OpenUnnamed | Verdict::Close(_) | Verdict::Void(_) => None,
        }
    }

    fn start(&mut self, element: Element, index: usize) {
        let class = element.class();
        if matches!(class, Class::Phrase | Class::VoidPhrase) {
            self.content();
        } else if self.has_blocks() {
            // Blocks end running text: what was open in it stays open, and so is no element.
            let keep = self.open.iter().rposition(|open| !self.is_phrase(*open)).map_or(0, |at| at + 1);
            self.drop_above(keep.max(self.base));
            self.slots[index].parent = self.top().map(|(index, _)| index);
        }
        if !self.fits(element) {
            self.content();
            return;
        }
        if let Some((parent, _)) = self.top() {
            self.slots[parent].summary |= element == Element::Summary;
            self.slots[parent].filled = true;
        }
        match class {
            Class::VoidPhrase | Class::VoidBlock => self.slots[index].verdict = Verdict::Void(element),
            Class::Phrase | Class::TextBlock | Class::List | Class::Container => {
                self.slots[index].verdict = Verdict::Open(element);
                self.open.push(index);
                self.counts[element as usize] += 1;
            }
        }
    }

    fn has_blocks(&self) -> bool {
        self.room == Room::Blocks && !self.in_link
    }

    fn is_phrase(&self, index: usize) -> bool {
        matches!(self.slots[index].verdict, Verdict::Open(element) if element.class() == Class::Phrase)
    }

    /// Whether an element may begin here.
    fn fits(&self, element: Element) -> bool {
        let parent = self.top();
        let parent_class = parent.map(|(_, element)| element.class());
        if self.open.len() - self.base >= MAX_OPEN || (element == Element::A && self.counts[Element::A as usize] > 0) {
            return false;
        }
        match element.class() {
            Class::Phrase => !(element == Element::A && self.in_link) && parent_class != Some(Class::List),
            Class::VoidPhrase => parent_class != Some(Class::List),
            Class::VoidBlock | Class::TextBlock | Class::List | Class::Container => {
                let has_place = if element == Element::Li {
                    parent_class == Some(Class::List)
                } else if element == Element::Summary {
                    parent.is_some_and(|(index, element)| element == Element::Details && !self.slots[index].filled)
                } else {
                    matches!(parent_class, None | Some(Class::Container))
                };
                self.has_blocks() && has_place
            }
        }
    }

    fn close(&mut self, element: Element, index: usize) {
        if self.counts[element as usize] == 0 || matches!(element.class(), Class::VoidPhrase | Class::VoidBlock) {
            self.content();
            return;
        }
        self.close_down_to(element, Some(index));
    }

    /// Drops what is open above the innermost `element`, and closes that one with the tag `by`, or drops it too.
    fn close_down_to(&mut self, element: Element, by: Option<usize>) {
        while let Some((open, top)) = self.top() {
            self.open.pop();
            self.counts[top as usize] -= 1;
            if top == element {
                if let Some(close) = by {
                    self.slots[open].close = Some(close);
                    self.slots[close].verdict = Verdict::Close(element);
                }
                return;
            }
        }
    }

    fn drop_above(&mut self, keep: usize) {
        while self.open.len() > keep.max(self.base) {
            let Some((_, element)) = self.top() else { break };
            self.open.pop();
            self.counts[element as usize] -= 1;
        }
    }
}

/// The element a tag stands for; `None` where it is not let through, for its name or its attributes.
fn element(tag: &Tag<'_>) -> Option<Element> {
    let (_, element) = ELEMENTS.iter().find(|(name, _)| name.eq_ignore_ascii_case(tag.name))?;
    let plain = if matches!(element, Element::Br | Element::Hr) {
        // Their attributes hold no word.
        true
    } else if *element == Element::A && !tag.end {
        ["href", "name", "id"].iter().any(|name| tag.attribute(name).is_some())
    } else {
        tag.attributes.is_empty() || (*element == Element::Details && tag.attributes.eq_ignore_ascii_case("open"))
    };
    (plain && !(tag.end && matches!(element.class(), Class::VoidPhrase | Class::VoidBlock))).then_some(*element)
}

#[cfg(test)]
mod tests {
    use super::super::raw::{Token, tokens};
    use super::*;

    /// The raw HTML with all that is refused between braces; `[` and `]` stand for a Markdown link.
    fn settled(html: &str, room: Room) -> String {
        let mut balance = Balance::new(room);
        for token in tokens(html) {
            match token {
                Token::Tag(tag) => balance.tag(&tag),
                Token::Text("[") => balance.enter_link(),
                Token::Text("]") => balance.leave_link(),
                Token::Text(text) if text.trim().is_empty() => {}
                Token::Text("|") => balance.end_of_block(),
                Token::Text(_) => balance.content(),
                Token::Comment(_) => {}
            }
        }
        let mut verdicts = balance.finish().into_iter();
        let mut out = String::new();
        for token in tokens(html) {
            match token {
                Token::Tag(tag) => match verdicts.next() {
                    Some(Verdict::Text) | None => out.push_str(&format!("{{{}}}", tag.raw)),
                    Some(Verdict::OpenUnnamed) => out.push_str("<details><summary/>"),
                    Some(Verdict::Open(element) | Verdict::Void(element)) => {
                        out.push_str(&format!("<{}>", element.name()));
                    }
                    Some(Verdict::Close(element)) => out.push_str(&format!("</{}>", element.name())),
                },
                Token::Text(text) | Token::Comment(text) => out.push_str(text),
            }
        }
        out
    }

    #[test]
    fn only_proper_trees_of_listed_tags_are_let_through() {
        let check = |html, expected| assert_eq!(settled(html, Room::Blocks), expected, "{html}");
        check("<b>x</b><BR/>", "<b>x</b><br>");
        check("<b>x", "{<b>}x");
        check("x</b></br>", "x{</b>}{</br>}");
        check("<b><i>x</b></i>", "<b>{<i>}x</b>{</i>}");
        check("<b class=x>y</b>", "{<b class=x>}y{</b>}");
        check("<script>x</script>", "{<script>}x{</script>}");
        check("<p>x</p><p>y", "<p>x</p>{<p>}y");
        check("<b><p>x</p></b>", "{<b>}<p>x</p>{</b>}");
        check("<p><ul></ul></p>", "<p>{<ul>}{</ul>}</p>");
        check("<ul> <li>x</li> </ul>", "<ul> <li>x</li> </ul>");
        check("<ul>y<li>x</li></ul>", "{<ul>}y{<li>}x{</li>}{</ul>}");
        check("<ul><li>x<li>y</ul>", "{<ul>}{<li>}x{<li>}y{</ul>}");
        check("<ul><li><ul>x</ul></li></ul>", "<ul><li>{<ul>}x{</ul>}</li></ul>");
        check("<li>x</li>", "{<li>}x{</li>}");
        check("<details open><summary>s</summary>x</details>", "<details><summary>s</summary>x</details>");
        check("<details>x</details>", "<details><summary/>x</details>");
        check("<details>x<summary>s</summary></details>", "<details><summary/>x{<summary>}s{</summary>}</details>");
        check("<details><summary>s</details>", "<details><summary/>{<summary>}s</details>");
        check("<details>|<b>|</details>", "<details><summary/>|{<b>}|</details>");
        check("<a href=x>y</a><a>z</a>", "<a>y</a>{<a>}z{</a>}");
        check("<a href=x><a href=y>z</a></a>", "<a>{<a href=y>}z</a>{</a>}");
    }

    #[test]
    fn links_of_markdown_are_borders() {
        let check = |html, expected| assert_eq!(settled(html, Room::Blocks), expected, "{html}");
        check("<b>[<i>x</i>]</b>", "<b>[<i>x</i>]</b>");
        check("<b>[</b>]", "{<b>}[{</b>}]");
        check("[<b>]</b>", "[{<b>}]{</b>}");
        check("<a href=x>[<i>y</i>]</a>", "{<a href=x>}[<i>y</i>]{</a>}");
        check("[<i><a href=x>y</a></i>]", "[<i>{<a href=x>}y{</a>}</i>]");
        check("[<i><p>y</p></i>]", "[<i>{<p>}y{</p>}</i>]");
    }

    #[test]
    fn running_text_takes_no_blocks() {
        let check = |html, expected| assert_eq!(settled(html, Room::Phrases), expected, "{html}");
        check("<b>x<hr>y</b>", "<b>x{<hr>}y</b>");
        check("<ul><li>x</li></ul>", "{<ul>}{<li>}x{</li>}{</ul>}");
    }

    #[test]
    fn nesting_is_capped() {
        let deep = format!("{}x{}", "<b>".repeat(5000), "</b>".repeat(5000));
        let shown = settled(&deep, Room::Blocks);
        assert!(shown.matches("{<b>}").count() == 5000 - MAX_OPEN);
    }
}
