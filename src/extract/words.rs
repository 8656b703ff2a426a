//! The vocabularies by which reports are read: data, one file per family of words, and the look-up in it.

pub(in crate::extract) mod map;
pub(in crate::extract) mod time;
pub(in crate::extract) mod zone;
