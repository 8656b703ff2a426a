//! What many pages show alike, made once for all pages of the same depth: see [`Shelf`](crate::site::Shelf).

use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde::{Serialize, Serializer};

use super::parts::LinkView;
use super::related::TitleView;
use super::{cells, hash_of};
use crate::site::{Linker, On, Shared};

/// A `T` as templates see it. A copy costs nothing, and neither does its hash.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made<T> {
    shared: Shared,
    of: PhantomData<T>,
}

impl<T> Made<T> {
    fn on_shelf(links: &Linker<'_>, on: On, make: impl FnOnce() -> Shared) -> Self {
        Self { shared: links.site().shelf.get(links.root(), on, make), of: PhantomData }
    }

    /// The same as markup; empty where it has none.
    pub(super) fn markup(&self) -> &str {
        &self.shared.markup
    }
}

impl<T: Serialize + Hash> Made<T> {
    /// One that serves on other pages too.
    pub(super) fn once(links: &Linker<'_>, on: On, make: impl FnOnce() -> T) -> Self {
        Self::on_shelf(links, on, || share(&make(), ""))
    }
}

impl Made<LinkView> {
    /// A link that serves on other pages too.
    pub(super) fn link(links: &Linker<'_>, on: On, make: impl FnOnce() -> LinkView) -> Self {
        Self::on_shelf(links, on, || share_link(&make()))
    }

    /// A link for one place.
    pub(super) fn alone(link: &LinkView) -> Self {
        Self { shared: share_link(link), of: PhantomData }
    }
}

impl Made<TitleView> {
    /// A title that serves on other pages too. Its markup begins the row of an incident.
    pub(super) fn title(links: &Linker<'_>, on: On, make: impl FnOnce() -> TitleView) -> Self {
        Self::on_shelf(links, on, || {
            let title = make();
            let mut markup = String::with_capacity(256);
            cells::push_title(&mut markup, &title);
            share(&title, &markup)
        })
    }
}

impl Made<()> {
    /// Markup alone that serves on other pages too.
    pub(super) fn written(links: &Linker<'_>, on: On, write: impl FnOnce(&mut String)) -> Self {
        Self::on_shelf(links, on, || {
            let mut markup = String::with_capacity(1024);
            write(&mut markup);
            share(&(), &markup)
        })
    }
}

fn share_link(link: &LinkView) -> Shared {
    let mut markup = String::with_capacity(128);
    cells::push_linked(&mut markup, link);
    share(link, &markup)
}

fn share<T: Serialize + Hash>(view: &T, markup: &str) -> Shared {
    Shared { value: tera::Value::from_serializable(view), hash: hash_of(&(view, markup), 2048), markup: markup.into() }
}

impl<T> Serialize for Made<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.shared.value.serialize(serializer)
    }
}

impl<T> Hash for Made<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.shared.hash.hash(state);
    }
}
