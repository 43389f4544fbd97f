//! What is typed, passed on as it comes.

use crossterm::event::{Event, EventStream};
use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// How much may be typed ahead of a loop that is busy; the rest waits in the terminal.
const TYPED_AHEAD: usize = 64;

/// The events of the terminal, read by a task of their own until this is dropped.
///
/// Whoever asks crossterm's stream looks at the terminal, and gives the processor away seven times if nothing was typed: a loop that
/// waits for other things too would do so with each of these. The task asks when something was typed, and at no other time.
#[derive(Debug)]
pub struct Events {
    typed: mpsc::Receiver<Event>,
    reader: JoinHandle<()>,
}

impl Events {
    /// Begins to read. Must be called within a tokio runtime.
    #[must_use]
    pub fn read() -> Self {
        let (to, typed) = mpsc::channel(TYPED_AHEAD);
        let mut events = EventStream::new();
        let reader = tokio::spawn(async move {
            while let Some(Ok(event)) = events.next().await {
                if to.send(event).await.is_err() {
                    break;
                }
            }
        });
        Self { typed, reader }
    }

    /// The next event; none once the terminal is gone. Giving up waiting loses nothing.
    pub async fn next(&mut self) -> Option<Event> {
        self.typed.recv().await
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.reader.abort();
    }
}
