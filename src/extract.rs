//! From a document to the facts of one incident.

pub mod causes;
