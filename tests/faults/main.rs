//! Everything that a server can do to a feed: how the feed then is, what the screen says in both languages, and the way back.
//!
//! One process, one test: what is left of it all is looked at in the end, and other tests beside it would leave something of their own.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[cfg(test)]
mod bodies;
#[cfg(test)]
mod county;
#[cfg(test)]
#[path = "../wire/doubles.rs"]
#[expect(dead_code, reason = "the tests of the wire use the rest")]
mod doubles;
#[cfg(test)]
mod left;
#[cfg(test)]
#[path = "../wire/server.rs"]
#[expect(dead_code, reason = "the tests of the wire use the rest")]
mod server;
#[cfg(test)]
mod table;

use tokio::task::JoinSet;

use county::suffer;
use left::Held;

/// How many faults are suffered at once: most of their time is waiting.
const AT_ONCE: usize = 24;

#[tokio::test]
async fn every_fault_is_said_and_overcome_and_nothing_is_left_of_it() {
    // What is made once and kept, the tables of threads and buffers, is not what a fault leaves.
    suffer_all().await;
    let before = Held::now().await;
    suffer_all().await;
    let after = Held::now().await;
    assert!(after.bytes < before.bytes + (32 << 20), "memory: {before:?}, then {after:?}");
    assert!(after.descriptors <= before.descriptors, "descriptors: {before:?}, then {after:?}");
}

async fn suffer_all() {
    let mut under_way = JoinSet::new();
    let mut failed = Vec::new();
    for fault in table::faults() {
        if under_way.len() >= AT_ONCE {
            failed.extend(under_way.join_next().await.unwrap().unwrap());
        }
        under_way.spawn(suffer(fault));
    }
    while let Some(done) = under_way.join_next().await {
        failed.extend(done.unwrap());
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
