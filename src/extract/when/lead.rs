//! What stands before a stamp: marks that open, "about", "at", "from".

use jiff::civil::Weekday;

use super::scan::Scan;
use crate::extract::words::time::Role;

/// What stands before a stamp.
pub(super) struct Lead {
    /// Where the stamp itself begins.
    pub(super) next: usize,
    pub(super) approx: bool,
    /// Whether a word says that a time follows.
    pub(super) introduced: bool,
    /// Whether a word says that a time of the clock follows: `kl.`, `ore`.
    clock: bool,
    pub(super) from: bool,
    pub(super) between: bool,
    /// Where the words begin that belong to the stamp.
    start: Option<usize>,
    /// Marks that are open: where each ends, and what closes it.
    pub(super) open: Vec<(usize, char)>,
}

impl Lead {
    /// At most eight marks and words before a stamp; with `range`, "from" and "between" among them.
    pub(super) fn read(scan: Scan<'_>, at: usize, range: bool) -> Self {
        let next = scan.gap(at);
        let mut lead = Self {
            next,
            approx: false,
            introduced: false,
            clock: false,
            from: false,
            between: false,
            start: None,
            open: Vec::new(),
        };
        for _ in 0..8 {
            let step = lead.mark(scan).or_else(|| lead.word(scan, range));
            let Some(end) = step else { break };
            lead.next = scan.gap(end);
        }
        lead
    }

    fn mark(&mut self, scan: Scan<'_>) -> Option<usize> {
        let at = self.next;
        let mark = scan.char(at)?;
        let closer = match mark {
            '[' => ']',
            '(' => ')',
            '<' => '>',
            '“' => '”',
            '*' | '_' | '`' | '"' => mark,
            '~' | '≈' | '∼' | '≃' | '@' => {
                self.approx |= mark != '@';
                self.introduced |= mark == '@';
                self.start.get_or_insert(at);
                return Some(at + mark.len_utf8());
            }
            _ => return None,
        };
        let end = at + mark.len_utf8();
        self.start.get_or_insert(at);
        self.open.push((end, closer));
        Some(end)
    }

    fn word(&mut self, scan: Scan<'_>, range: bool) -> Option<usize> {
        let at = self.next;
        let word = scan.word(at)?;
        let roles = word.senses.roles;
        if word.senses.month.is_some() || roles.any(&[Role::Noon, Role::Midnight]) {
            return None;
        }
        let opens = range && roles.any(&[Role::From, Role::Between]);
        let own = opens || roles.has(Role::Approx);
        let of = roles.any(&[Role::Of, Role::Than]) && (self.approx || self.between);
        if !own && !of && !roles.any(&[Role::At, Role::On, Role::Article]) {
            return None;
        }
        let end = scan.eat_any(word.end, &['.', '\'', '’']).unwrap_or(word.end);
        let spaced = matches!(scan.char(end), Some(' ' | '\n' | '\t' | '\u{a0}' | '*' | '`' | '~' | '_'));
        if !spaced && end == word.end {
            return None;
        }
        self.approx |= roles.has(Role::Approx) && !roles.has(Role::At);
        self.introduced |= roles.has(Role::At) || opens;
        self.clock |= roles.has(Role::ClockBefore);
        self.from |= range && roles.has(Role::From);
        self.between |= range && roles.has(Role::Between);
        if own {
            self.start.get_or_insert(at);
        }
        Some(end)
    }

    /// What the words before a stamp say of it.
    pub(super) fn given(&self) -> Given {
        Given { introduced: self.introduced, clock: self.clock, ..Given::default() }
    }

    /// Behind the marks that close what is open here, so far as they stand at `at`.
    pub(super) fn close(&mut self, scan: Scan<'_>, mut at: usize) -> usize {
        while let Some((_, closer)) = self.open.last() {
            let next = if matches!(closer, ']' | ')') { scan.blanks(at) } else { at };
            let Some(end) = scan.eat(next, *closer) else { break };
            at = end;
            self.open.pop();
        }
        at
    }

    /// Where the stamp that ends at `end` begins with all that belongs to it: behind a mark that was never closed.
    pub(super) fn start(&self, scan: Scan<'_>, end: usize) -> usize {
        let open = self.open.iter().rev().find(|(from, closer)| !scan.text[*from..end.max(*from)].contains(*closer));
        open.map_or(self.start.unwrap_or(self.next).min(self.next), |(from, _)| *from)
    }
}

/// What is known before a stamp is read.
#[derive(Clone, Copy, Default)]
pub(super) struct Given {
    /// A word says that a time follows.
    pub(super) introduced: bool,
    /// A word says that a time of the clock follows, so that `9` and `9.30` are times.
    pub(super) clock: bool,
    /// The weekday before it.
    pub(super) weekday: Option<Weekday>,
    /// This is the stamp in another zone, in brackets behind a stamp: no further one follows.
    pub(super) inner: bool,
}
