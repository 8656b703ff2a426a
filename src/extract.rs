//! From a document to the facts of its incident, each with the place it was read from.
//!
//! [`shape`] finds parts and fields, [`vocabulary`] tells what they ask for. Each family of facts has a file of its own
//! that collects candidates from all shapes; [`resolve`] picks one by a fixed precedence and reports conflicts. Nothing is
//! guessed: where no candidate is certain, the fact is missing.

pub mod shape;
pub mod vocabulary;
