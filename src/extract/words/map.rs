//! Maps by word. A report asks thousands of times for a word in a vocabulary, and the hash of the standard library, which
//! withstands keys that somebody chose to collide, costs more than all else in that. The keys here are the vocabulary's.

use std::collections::{HashMap, HashSet};

/// A map from words.
pub(in crate::extract) type WordMap<V> = HashMap<String, V, foldhash::fast::FixedState>;

/// A set of words.
pub(in crate::extract) type WordSet = HashSet<String, foldhash::fast::FixedState>;
