//! Nothing shown is lost: the journal by itself, and the program killed, cut off from power and short of disk.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod as_of;
mod buckets;
mod cuts;
mod driver;
mod facts;
mod faults;
mod feed;
mod history;
mod kept;
mod kills;
mod meddled;
mod power;
mod questions;
mod queue;
mod recovered;
mod restart;
mod seat;
mod sweep;

const PROGRAM: &str = env!("CARGO_BIN_EXE_zhiban");

/// Runs a future to its end: the journal's own functions wait for its disk.
fn wait_for<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
