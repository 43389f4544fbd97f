//! What a process holds.

use std::fs;
use std::time::Duration;

/// How long a thread that has nothing to do is kept by the runtime, and a bit.
const IDLE: Duration = Duration::from_secs(12);

/// Memory and files.
#[derive(Debug)]
pub(crate) struct Held {
    /// Resident memory, in bytes.
    pub(crate) bytes: u64,
    /// Open descriptors.
    pub(crate) descriptors: usize,
}

impl Held {
    /// Now, once everything that is over has ended.
    pub(crate) async fn now() -> Self {
        tokio::time::sleep(IDLE).await;
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        let bytes = line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() << 10;
        Self { bytes, descriptors: fs::read_dir("/proc/self/fd").unwrap().count() }
    }
}
