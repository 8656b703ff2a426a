//! What `book.toml` can hold, what is wrong with it, and what is said then.
