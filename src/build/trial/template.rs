//! A template as its tags: where each stands and what is in it, as words and marks. No grammar: that is the template
//! engine's, which has accepted the template before anybody looks here.

use crate::source::Span;

/// A tag of a template.
#[derive(Clone, Debug)]
pub(super) struct Tag {
    /// Whether it prints (`{{ … }}`); else it decides (`{% … %}`).
    pub prints: bool,
    /// What is in it.
    pub words: Vec<Word>,
}

/// A piece of a tag.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Word {
    /// Its sort.
    pub sort: Sort,
    /// Its text; of a string, what is between the quotation marks.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// What a piece of a tag is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sort {
    /// A name or keyword.
    Name,
    /// A text in quotation marks.
    Text,
    /// A number.
    Number,
    /// A mark, of one or two characters.
    Mark,
}

impl Word {
    /// Whether it is this mark or name.
    pub(super) fn is(&self, text: &str) -> bool {
        self.sort != Sort::Text && self.text == text
    }
}

impl Tag {
    /// The first word of a tag that decides: `for`, `block`.
    pub(super) fn keyword(&self) -> &str {
        match self.words.first() {
            Some(word) if !self.prints && word.sort == Sort::Name => &word.text,
            _ => "",
        }
    }

    /// The text behind the keyword: the name of a template or block.
    pub(super) fn argument(&self) -> Option<&Word> {
        self.words.get(1)
    }
}

/// All tags of a template; comments and raw parts are left out.
pub(super) fn tags(text: &str) -> Vec<Tag> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find('{') {
        let start = at + found;
        let rest = &text[start..];
        let (close, prints) = match rest.as_bytes().get(1) {
            Some(b'{') => ("}}", true),
            Some(b'%') => ("%}", false),
            Some(b'#') => ("#}", false),
            _ => {
                at = start + 1;
                continue;
            }
        };
        let Some(len) = end_of(&rest[2..], close) else { break };
        at = start + 2 + len + 2;
        if rest.starts_with("{#") {
            continue;
        }
        // A hyphen at either end takes the white space beside the tag away.
        let inner = &rest[2..2 + len];
        let from = usize::from(inner.starts_with('-'));
        let inner = inner[from..].strip_suffix('-').unwrap_or(&inner[from..]);
        let tag = Tag { prints, words: words(inner, start + 2 + from) };
        if tag.keyword() == "raw" {
            at += text[at..].find("endraw").and_then(|end| Some(end + text[at + end..].find("%}")? + 2)).unwrap_or(0);
            continue;
        }
        out.push(tag);
    }
    out
}

/// Where a tag closes: its closing mark outside of quotation marks.
fn end_of(text: &str, close: &str) -> Option<usize> {
    let mut quoted = None;
    for (at, c) in text.char_indices() {
        match quoted {
            Some(mark) => quoted = (c != mark).then_some(mark),
            None if text[at..].starts_with(close) => return Some(at),
            None if matches!(c, '"' | '\'' | '`') && close != "#}" => quoted = Some(c),
            None => {}
        }
    }
    None
}

fn words(text: &str, offset: usize) -> Vec<Word> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let start = at;
        let while_is = |is: fn(char) -> bool| text[start..].find(|c| !is(c)).map_or(text.len(), |len| start + len);
        let (sort, end, inner) = if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        } else if c.is_alphabetic() || c == '_' {
            let end = while_is(|c| c.is_alphanumeric() || c == '_');
            (Sort::Name, end, start..end)
        } else if c.is_ascii_digit() {
            let end = while_is(|c| c.is_ascii_digit());
            (Sort::Number, end, start..end)
        } else if matches!(c, '"' | '\'' | '`') {
            let end = text[start + 1..].find(c).map_or(text.len(), |len| start + 1 + len);
            (Sort::Text, (end + 1).min(text.len()), start + 1..end)
        } else {
            let two = ["==", "!=", "<=", ">=", "?.", "/>", "</"].iter().any(|mark| text[start..].starts_with(mark));
            let end = start + if two { 2 } else { c.len_utf8() };
            (Sort::Mark, end, start..end)
        };
        let span = Span::new(offset + start, offset + end);
        out.push(Word { sort, text: text[inner].to_owned(), span });
        at = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_their_words() {
        let text = "a{# {{ no }} #}{% raw %}{{ no }}{% endraw %}{{ x.y | f(a=\"}}\") }}\n{%- for r in x -%}";
        let found = tags(text);
        let told: Vec<String> = found
            .iter()
            .map(|tag| tag.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(told, ["x . y | f ( a = }} )", "for r in x"]);
        assert_eq!(&text[found[0].words[0].span.range()], "x");
    }
}
