//! Marks side by side: each to the lowest row where it has room, and into a neighbour where no row has.

/// Where a mark goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Seat {
    /// Into this row, counted from 0.
    Row(usize),
    /// Together with the mark of this index, which has a row.
    With(usize),
}

/// Places marks from left to right, given by their left and right edges in order of the left ones, in at most
/// `rows` rows. Costs marks times rows.
pub(super) fn pack(marks: &[(f64, f64)], rows: usize) -> Vec<Seat> {
    // The right edge and the index of the last mark of each row.
    let mut last: Vec<(f64, usize)> = Vec::new();
    let mut seats = Vec::with_capacity(marks.len());
    for (index, (left, right)) in marks.iter().enumerate() {
        let free = last.iter().position(|(edge, _)| edge <= left);
        let seat = match free {
            Some(row) => {
                last[row] = (*right, index);
                Seat::Row(row)
            }
            None if last.len() < rows.max(1) => {
                last.push((*right, index));
                Seat::Row(last.len() - 1)
            }
            // The latest of them stands nearest.
            None => Seat::With(last.iter().map(|(_, index)| *index).max().unwrap_or(0)),
        };
        seats.push(seat);
    }
    seats
}

/// How many rows are taken.
pub(super) fn rows(seats: &[Seat]) -> usize {
    let used = seats.iter().filter_map(|seat| match seat {
        Seat::Row(row) => Some(row + 1),
        Seat::With(_) => None,
    });
    used.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_take_the_lowest_free_row() {
        let seats = pack(&[(0.0, 10.0), (5.0, 15.0), (6.0, 16.0), (12.0, 22.0), (16.0, 26.0)], 2);
        assert_eq!(seats, [Seat::Row(0), Seat::Row(1), Seat::With(1), Seat::Row(0), Seat::Row(1)]);
        assert_eq!(rows(&seats), 2);
        assert_eq!(pack(&[], 3), []);
    }
}
