//! Publishing: a site is staged beside its target and swapped in as a whole.
//!
//! Entry points, in this order: [`Target::check`], [`Stage::begin`], [`Stage::put`] and [`Stage::copy`] from any number
//! of threads, [`Stage::commit`]. A stage that is dropped instead is removed, and the target stays as it was.
//!
//! For a target `public` there stand beside it, while a build runs:
//!
//! - `.public.annals-lock`, locked by the system: a build that dies leaves it unlocked
//! - `.public.annals-stage`, the new site; after the swap the old one, until it is removed
//! - `.public.annals-tree`, from the commit on, where a cache keeps the folders of the site before the last ([`Stage::with_spare`]):
//!   the new site is gathered in them
//! - `.public.annals-old`, where the system cannot exchange two folders and the old site steps aside first
//! - `.public.annals-kept-1` and so on, only where two foreign files claim one path and neither may be lost
//!
//! Invariants:
//!
//! - `.annals-manifest` in the target lists our files. Nothing else is ever removed or overwritten: what others put
//!   into the target (a `.git`, a `CNAME`, links, empty folders) is linked into the new site before the swap.
//! - The manifest is written last and removed last. A stage without one holds nothing but our own, a folder with one
//!   is complete or an old site; so whatever a killed build leaves behind is told apart by the next one.
//! - Readers see the old site or the new one: the swap is one call where the system has it.
//! - A file that is the same as the published one is not written: it is compared and linked. Where all are, nothing
//!   is touched.
//!
//! Files are not flushed to the disk, but for the manifest: a kill needs no flushing, and after a power cut the next
//! build compares bytes, not times, and mends what was lost. The manifest is flushed because a target without a readable
//! one is refused.

mod carry;
mod error;
mod lock;
mod manifest;
mod retire;
mod spare;
mod stage;
mod swap;
mod target;

pub use error::PublishError;
pub use stage::{Copied, Published, Stage};
pub use target::Target;
