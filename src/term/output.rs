//! Bytes to the terminal without ever blocking the loop.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use tokio::sync::Notify;

/// A thread that writes one frame at a time.
///
/// A terminal may block for hours (Ctrl-S, a stalled SSH connection); polling and everything else goes on meanwhile.
/// While a frame is being written no other is accepted: the loop draws again when [`Output::changed`] says so.
#[derive(Debug)]
pub struct Output {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    desk: Mutex<Desk>,
    arrived: Condvar,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Desk {
    frame: Vec<u8>,
    busy: bool,
    /// Somebody was turned away and wants to be told.
    awaited: bool,
    broken: bool,
}

impl Output {
    /// Starts the thread on standard output.
    ///
    /// # Errors
    /// When standard output cannot be duplicated or no thread started.
    pub fn start() -> io::Result<Self> {
        // Standard output itself is line-buffered, which would cut a frame into several writes.
        let file = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        thread::Builder::new().name("terminal".to_owned()).spawn(move || write_frames(&theirs, file))?;
        Ok(Self { shared })
    }

    /// Whether a frame can be taken now. If not, [`Output::changed`] will be told when it can.
    #[must_use]
    pub fn is_free(&self) -> bool {
        let mut desk = self.shared.desk();
        desk.awaited = desk.busy;
        !desk.busy
    }

    /// Whether the terminal is gone.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.shared.desk().broken
    }

    /// Hands a frame over; `frame` comes back empty with its memory. Call only when [`Output::is_free`].
    pub fn write(&self, frame: &mut Vec<u8>) {
        let mut desk = self.shared.desk();
        std::mem::swap(&mut desk.frame, frame);
        frame.clear();
        desk.busy = true;
        // Told while this is held, the thread would wake only to wait for it.
        drop(desk);
        self.shared.arrived.notify_one();
    }

    /// Waits until a frame that was in the way is written, or the terminal is gone.
    pub async fn changed(&self) {
        self.shared.changed.notified().await;
    }
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn write_frames(shared: &Shared, mut file: File) {
    let mut frame = Vec::new();
    loop {
        let mut desk = shared.desk();
        while !desk.busy {
            desk = shared.arrived.wait(desk).unwrap_or_else(PoisonError::into_inner);
        }
        std::mem::swap(&mut desk.frame, &mut frame);
        drop(desk);
        let written = file.write_all(&frame);
        frame.clear();
        let mut desk = shared.desk();
        desk.broken = written.is_err();
        desk.busy = desk.broken;
        let tell = desk.broken || std::mem::take(&mut desk.awaited);
        let broken = desk.broken;
        drop(desk);
        if tell {
            shared.changed.notify_one();
        }
        if broken {
            return;
        }
    }
}
