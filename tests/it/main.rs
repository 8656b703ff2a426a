//! The integration tests: what meets a real disk, in one binary.

mod publish;
mod scan;
