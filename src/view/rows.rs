//! Rows of lists as markup: see `cells`.

use serde::Serialize;

use super::Html;

/// The rows of a list.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize)]
pub struct RowsView {
    /// The rows, one behind the other, as the component that shows them has them: `<tr>`, `<li>`.
    pub markup: Html,
    /// How many there are.
    pub count: usize,
}

impl RowsView {
    /// A row for each item. `each` is about how many bytes one takes.
    pub(super) fn of<T>(
        items: impl IntoIterator<Item = T>,
        each: usize,
        mut write: impl FnMut(&mut String, T),
    ) -> Self {
        let items = items.into_iter();
        let mut markup = String::with_capacity(items.size_hint().0 * each);
        let mut count = 0;
        for item in items {
            write(&mut markup, item);
            count += 1;
        }
        Self { markup: Html(markup), count }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_written_and_counted() {
        let rows = RowsView::of(["a", "b"], 4, String::push_str);
        assert_eq!((rows.markup.0.as_str(), rows.count), ("ab", 2));
        assert_eq!(RowsView::of([], 4, |_, _: u8| {}), RowsView::default());
    }
}
