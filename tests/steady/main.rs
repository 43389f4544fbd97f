//! Nothing grows: eight virtual hours in a test, thirty in `tests/bench/steady.rs`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod life;

use life::{live, slope};

#[test]
fn files_threads_and_tasks_stay_as_they_are() {
    let samples = live(8, false);
    let counts = |n: usize| samples.get(n).map(|sample| (sample.files, sample.threads, sample.tasks));
    let settled = counts(1).unwrap();
    assert!((2..samples.len()).all(|n| counts(n) == Some(settled)), "{samples:#?}");
    assert!(slope(&samples).is_finite());
}
