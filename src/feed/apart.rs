//! The one thread on which large answers are decoded.

use std::io;
use std::sync::LazyLock;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, SemaphorePermit};

/// One thread for all feeds, kept for good. What a large document needs while it is decoded is then needed once, however many feeds
/// answer at the same time, and the allocator keeps it for one thread: spread over a pool, every thread of it would hold on to as much.
static THREAD: LazyLock<io::Result<Runtime>> = LazyLock::new(|| {
    let kept = Duration::from_hours(24 * 365);
    Builder::new_current_thread().max_blocking_threads(1).thread_keep_alive(kept).thread_name("decode").build()
});

/// One after another, in the order in which they came.
static TURNS: Semaphore = Semaphore::const_new(1);

/// The turn of one answer to be decoded; over when that is done, whether anybody still waits for it or not.
pub(super) struct Turn {
    _permit: SemaphorePermit<'static>,
}

/// Waits for a turn. How long that takes is no server's fault.
pub(super) async fn turn() -> Option<Turn> {
    TURNS.acquire().await.ok().map(|permit| Turn { _permit: permit })
}

impl Turn {
    /// What `work` gives, done on a thread that nobody waits for; none if it could not be done.
    pub(super) async fn take<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let work = move || {
            let _turn = self;
            work()
        };
        THREAD.as_ref().ok()?.spawn_blocking(work).await.ok()
    }
}

/// What `work` gives, done in its turn.
pub(super) async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    turn().await?.take(work).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn all_work_is_done_on_one_thread() {
        let here = || std::thread::current().id();
        let (first, second) = tokio::join!(apart(here), apart(here));
        assert!(first.is_some() && first == second && first != Some(here()));
    }
}
