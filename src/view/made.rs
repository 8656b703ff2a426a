//! What many pages show alike, made once for all pages of the same depth: see [`Shelf`](crate::site::Shelf).

use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde::{Serialize, Serializer};

use super::hash_of;
use super::parts::LinkView;
use crate::site::{Linker, On, Shared};

/// A `T` as templates see it. A copy costs nothing, and neither does its hash.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made<T> {
    shared: Shared,
    of: PhantomData<T>,
}

impl<T: Serialize + Hash> Made<T> {
    /// One that serves on other pages too.
    pub(super) fn once(links: &Linker<'_>, on: On, make: impl FnOnce() -> T) -> Self {
        let shared = links.site().shelf.get(links.root(), on, || share(&make(), ""));
        Self { shared, of: PhantomData }
    }
}

impl Made<LinkView> {
    /// A link that serves on other pages too.
    pub(super) fn link(links: &Linker<'_>, on: On, make: impl FnOnce() -> LinkView) -> Self {
        let shared = links.site().shelf.get(links.root(), on, || share_link(&make()));
        Self { shared, of: PhantomData }
    }

    /// A link for one place.
    pub(super) fn alone(link: &LinkView) -> Self {
        Self { shared: share_link(link), of: PhantomData }
    }

    /// The link as markup.
    pub(super) fn markup(&self) -> &str {
        &self.shared.markup
    }
}

fn share_link(link: &LinkView) -> Shared {
    let mut markup = String::with_capacity(128);
    super::cells::push_linked(&mut markup, link);
    share(link, &markup)
}

fn share<T: Serialize + Hash>(view: &T, markup: &str) -> Shared {
    Shared { value: tera::Value::from_serializable(view), hash: hash_of(view, 1024), markup: markup.into() }
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
