//! To come, soon enough.
