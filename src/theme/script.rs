//! A script without comments and without blanks that mean nothing: readers load it, authors have the files.
//!
//! [`lean`] reads a script as far as it must to know comments from what looks like them: strings, templates and regular
//! expressions. Lines stay apart, so that no statement runs into the next. Where a stroke may divide or may begin a regular
//! expression, and where anything does not end, the whole script is left as it is. A comment that begins with `/*!` stays.

/// What came last, and so what a stroke behind it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// A stroke divides it.
    Value,
    /// A stroke begins a regular expression.
    Operator,
    /// `if`, `while` and the like: an operator stands behind their parentheses.
    Control,
    /// A dot, and what follows is a name.
    Dot,
    /// Only the grammar would tell.
    Unknown,
}

/// What is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Parenthesis {
        control: bool,
    },
    Brace,
    /// `${` in a template.
    Hole,
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    out: Vec<u8>,
    /// The blank before the next word or sign.
    blank: Option<u8>,
    last: Last,
    open: Vec<Open>,
}

/// The script, shorter where it is certain that it stays the same.
pub(super) fn lean(script: &[u8]) -> Vec<u8> {
    let reader = Reader {
        text: script,
        at: 0,
        out: Vec::with_capacity(script.len()),
        blank: None,
        last: Last::Operator,
        open: Vec::new(),
    };
    reader.read().unwrap_or_else(|| script.to_vec())
}

impl Reader<'_> {
    /// Nothing where it cannot tell.
    fn read(mut self) -> Option<Vec<u8>> {
        // Ends of lines that are no ASCII: nobody writes them.
        if self.text.windows(3).any(|three| three[..2] == [0xe2, 0x80] && matches!(three[2], 0xa8 | 0xa9)) {
            return None;
        }
        while let Some(byte) = self.text.get(self.at).copied() {
            let rest = &self.text[self.at..];
            match byte {
                b'\n' | b'\r' => self.skip(1, b'\n'),
                _ if byte.is_ascii_whitespace() => self.skip(1, b' '),
                b'/' if rest.starts_with(b"//") => {
                    self.at += rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
                }
                b'/' if rest.starts_with(b"/*") => {
                    let length = rest[2..].windows(2).position(|pair| pair == b"*/")? + 4;
                    let is_line = rest[..length].iter().any(|byte| matches!(byte, b'\n' | b'\r'));
                    if rest.starts_with(b"/*!") {
                        self.take(length);
                    } else {
                        self.skip(length, if is_line { b'\n' } else { b' ' });
                    }
                }
                b'/' => self.stroke()?,
                b'"' | b'\'' => {
                    self.take(string(rest, byte)?);
                    self.last = Last::Value;
                }
                b'`' => self.template(1)?,
                _ if is_letter(byte) => self.word(rest.iter().take_while(|byte| is_letter(**byte)).count()),
                _ => self.sign(byte)?,
            }
        }
        self.out.push(b'\n');
        self.open.is_empty().then_some(self.out)
    }

    fn skip(&mut self, length: usize, blank: u8) {
        self.at += length;
        if self.blank != Some(b'\n') {
            self.blank = Some(blank);
        }
    }

    /// Takes what stands next as it is, behind a blank where there must be one.
    fn take(&mut self, length: usize) {
        let taken = &self.text[self.at..self.at + length];
        let needs_none = |byte: Option<&u8>| byte.is_none_or(|byte| b"{}()[];,:=".contains(byte));
        match self.blank.take() {
            Some(b'\n') if !self.out.is_empty() => self.out.push(b'\n'),
            Some(b' ') if !needs_none(self.out.last()) && !needs_none(taken.first()) => self.out.push(b' '),
            Some(_) | None => {}
        }
        self.out.extend_from_slice(taken);
        self.at += length;
    }

    fn stroke(&mut self) -> Option<()> {
        match self.last {
            Last::Value => {
                self.take(1);
                self.last = Last::Operator;
            }
            Last::Operator => {
                self.take(regular_expression(&self.text[self.at..])?);
                self.last = Last::Value;
            }
            Last::Control | Last::Dot | Last::Unknown => return None,
        }
        Some(())
    }

    fn word(&mut self, length: usize) {
        let word = &self.text[self.at..self.at + length];
        self.last = match word {
            _ if self.last == Last::Dot => Last::Value,
            b"if" | b"while" | b"for" | b"with" => Last::Control,
            b"return" | b"typeof" | b"case" | b"do" | b"else" | b"in" | b"instanceof" | b"new" | b"void"
            | b"delete" | b"throw" => Last::Operator,
            // Names, or not.
            b"of" | b"yield" | b"await" | b"let" | b"async" => Last::Unknown,
            _ => Last::Value,
        };
        self.take(length);
    }

    fn sign(&mut self, byte: u8) -> Option<()> {
        let rest = &self.text[self.at..];
        // Comments of a sort.
        if rest.starts_with(b"<!--") || rest.starts_with(b"-->") {
            return None;
        }
        let mut length = 1;
        self.last = match byte {
            b'(' => {
                self.open.push(Open::Parenthesis { control: self.last == Last::Control });
                Last::Operator
            }
            b'{' => {
                self.open.push(Open::Brace);
                Last::Operator
            }
            b')' => match self.open.pop()? {
                Open::Parenthesis { control: true } => Last::Operator,
                Open::Parenthesis { control: false } => Last::Value,
                Open::Brace | Open::Hole => return None,
            },
            b'}' => match self.open.pop()? {
                Open::Hole => return self.template(1),
                // A block or a value.
                Open::Brace => Last::Unknown,
                Open::Parenthesis { .. } => return None,
            },
            b']' => Last::Value,
            b'.' => Last::Dot,
            b'+' | b'-' if rest.get(1) == Some(&byte) => {
                length = 2;
                Last::Unknown
            }
            _ => Last::Operator,
        };
        self.take(length);
        Some(())
    }

    /// A template, or what of it is behind a hole: to its end or to the next hole.
    fn template(&mut self, from: usize) -> Option<()> {
        let rest = &self.text[self.at..];
        let mut length = from;
        loop {
            match rest.get(length)? {
                b'\\' => length += 2,
                b'`' => {
                    self.last = Last::Value;
                    self.take(length + 1);
                    return Some(());
                }
                b'$' if rest.get(length + 1) == Some(&b'{') => {
                    self.last = Last::Operator;
                    self.open.push(Open::Hole);
                    self.take(length + 2);
                    return Some(());
                }
                _ => length += 1,
            }
        }
    }
}

/// A letter, a digit, or what else a name may have.
fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'#' | b'@' | b'\\') || byte >= 0x80
}

/// How long a string is, its marks included.
fn string(text: &[u8], mark: u8) -> Option<usize> {
    let mut at = 1;
    loop {
        match text.get(at)? {
            b'\\' => at += 2,
            b'\n' | b'\r' => return None,
            byte if *byte == mark => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// How long a regular expression is, but for its flags.
fn regular_expression(text: &[u8]) -> Option<usize> {
    let (mut at, mut in_class) = (1, false);
    loop {
        match text.get(at)? {
            b'\\' => at += 1,
            b'\n' | b'\r' => return None,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'/' if !in_class => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(script: &str, expected: &str) {
        assert_eq!(String::from_utf8_lossy(&lean(script.as_bytes())), expected, "{script}");
    }

    #[test]
    fn comments_and_blanks_are_left_out_and_texts_stay() {
        check("// a\nlet b = 1; // c\n\n  /** d\n   * e */\n  f(b, 2);\n", "let b=1;\nf(b,2);\n");
        check("a /* b */ + /* c\n */ d", "a +\nd\n");
        check("/*! A licence. */\na()", "/*! A licence. */\na()\n");
        check("return a in b ? { c: [d] } : typeof e;", "return a in b ?{c:[d]}:typeof e;\n");
        check("a + +b - -c", "a + +b - -c\n");
        check("", "\n");
    }

    #[test]
    fn what_looks_like_a_comment_is_none() {
        check("a = \"// b  c\" + '/* \\' d */';", "a=\"// b  c\" + '/* \\' d */';\n");
        check(
            "a = `// b\n  ${ c /* d */ + `  /* ${ { e: 1 } } */` }  // f\n`;",
            "a=`// b\n  ${c + `  /* ${{e:1}} */`}  // f\n`;\n",
        );
        check("a.replace(/\\/\\/[/*\"']+/g, \"\") // b", "a.replace(/\\/\\/[/*\"']+/g,\"\")\n");
        check("return /[\"]/.test(a) // b", "return /[\"]/.test(a)\n");
        check("if (a) /\"/.test(b) // c", "if(a)/\"/.test(b)\n");
    }

    #[test]
    fn a_stroke_divides_a_value() {
        check("a = (b + c) / d; // \"", "a=(b + c)/ d;\n");
        check("a[0] / b.if / 2 / c; // \"", "a[0]/ b.if / 2 / c;\n");
        check("f(a) / g // '", "f(a)/ g\n");
    }

    #[test]
    fn what_is_not_certain_stays() {
        for script in [
            "} / a // b",
            "{ } / a // b",
            "a++ / b // c",
            "await / a // b",
            "1. / 2 // b",
            "a = \"b // c",
            "a = `b // c",
            "a = /b\n/.c // d",
            "a /* b",
            "a <!-- b",
            "f( // a",
            "a // \u{2028} b",
        ] {
            check(script, script);
        }
    }
}
