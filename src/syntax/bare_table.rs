//! Tables that lack the line of dashes below their head, which Markdown takes for a paragraph.

use pulldown_cmark::Alignment;

use super::block::{Block, Cell, TableRow};
use super::inline::{Inline, Run, RunKind};
use crate::source::Span;

/// The table that the lines of a paragraph are, two at least: each begins and ends with a bar, and the first has two cells.
pub(super) fn read(inline: &Inline, span: Span) -> Option<Block> {
    let opens = |line: &[Run]| line.first().is_some_and(|run| run.kind == RunKind::Text && run.text.starts_with('|'));
    if !opens(&inline.runs) {
        return None;
    }
    let lines = inline.lines();
    let closes = |line: &[Run]| line.last().is_some_and(|run| run.text.trim_end().ends_with('|'));
    if lines.len() < 2 || !lines.iter().all(|line| opens(line) && closes(line)) {
        return None;
    }
    let mut rows: Vec<TableRow> = lines.iter().map(|line| row(line, inline)).collect();
    let width = rows.iter().map(|row| row.cells.len()).max().filter(|width| *width >= 2)?;
    for row in &mut rows {
        let end = row.span.range().end;
        row.cells.resize_with(width, || Cell { inline: Inline::default(), span: Span::new(end, end) });
    }
    let head = rows.remove(0);
    Some(Block::Table { alignments: vec![Alignment::None; width], head, rows, span })
}

/// The cells of a line between its bars.
fn row(line: &[Run], inline: &Inline) -> TableRow {
    let span = line[0].span.join(line[line.len() - 1].span);
    let mut cells: Vec<Vec<Run>> = vec![Vec::new()];
    for run in line {
        if run.kind != RunKind::Text {
            cells.last_mut().into_iter().for_each(|cell| cell.push(run.clone()));
            continue;
        }
        // Without escapes, text and source are of one length.
        let exact = run.span.range().len() == run.text.len();
        let mut from = 0;
        for piece in run.text.split('|') {
            if from > 0 {
                cells.push(Vec::new());
            }
            let lead = piece.len() - piece.trim_start().len();
            let mut part = Run { text: piece.to_string(), ..run.clone() };
            if exact {
                let start = run.span.range().start + from;
                part.span = Span::new(start + lead.min(piece.trim_end().len()), start + piece.trim_end().len());
            }
            from += piece.len() + 1;
            let blank = piece.trim().is_empty();
            cells
                .last_mut()
                .into_iter()
                .filter(|cell| !blank || !cell.is_empty())
                .for_each(|cell| cell.push(part.clone()));
        }
    }
    // What stands before the first bar and behind the last one is nothing.
    cells.pop();
    let cells = cells.into_iter().skip(1).map(|runs| {
        let span = runs.first().zip(runs.last()).map_or(span, |(first, last)| first.span.join(last.span));
        Cell { inline: Inline::new(runs, inline.links.clone()), span }
    });
    TableRow { cells: cells.collect(), span }
}

#[cfg(test)]
mod tests {
    use crate::source::SourceFile;
    use crate::syntax;
    use crate::syntax::Block;

    #[test]
    fn rows_without_the_line_below_the_head_are_a_table() {
        let rows = |text: &str| {
            let document = syntax::parse(&SourceFile::new("a.md", text)).value;
            let Some(Block::Table { head, rows, .. }) = document.root.blocks.first() else { return String::new() };
            let line =
                |row: &syntax::TableRow| row.cells.iter().map(|cell| cell.inline.plain()).collect::<Vec<_>>().join(";");
            std::iter::once(head).chain(rows).map(line).collect::<Vec<_>>().join("/")
        };
        let check = |text: &str, expected: &str| assert_eq!(rows(text), expected, "{text}");
        check(
            "| Time | Event |\n| 10:02 | **disk** `df` is [full](x) |\n|11:40|||\n",
            "Time;Event;/10:02;disk df is full;/11:40;;",
        );
        check("| Time | Event |\nand more\n", "");
        check("| one line |\n", "");
        check("|| a\n|| b\n", "");
    }
}
