//! `zhiban record` and `zhiban feed serve` as a user runs them, over real sockets and files.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod disk;
mod feed;
mod files;
mod kills;
mod program;
mod served;

const PROGRAM: &str = env!("CARGO_BIN_EXE_zhiban");
