//! Keeps what the user chose, on a thread of its own: a disk that hangs must not stop the loop.

use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;

use tokio::sync::oneshot;
use tracing::warn;

use crate::config::Choices;

/// Where choices go; started with the first.
#[derive(Debug, Default)]
pub(super) struct Keeper {
    path: Option<PathBuf>,
    writer: Option<Writer>,
}

#[derive(Debug)]
struct Writer {
    choices: mpsc::Sender<Choices>,
    /// Ends when all are written.
    done: oneshot::Receiver<()>,
}

impl Keeper {
    /// A keeper of that file; without one nothing is kept.
    pub(super) fn new(path: Option<PathBuf>) -> Self {
        Self { path, writer: None }
    }

    /// Keeps these in place of those before.
    pub(super) fn keep(&mut self, choices: Choices) {
        if self.writer.is_none() {
            self.writer = self.path.clone().and_then(Writer::start);
        }
        if let Some(writer) = &self.writer {
            // The thread ends only when nobody sends any more.
            let _ = writer.choices.send(choices);
        }
    }

    /// Waits until the last is written.
    pub(super) async fn finish(self) {
        if let Some(Writer { choices, done }) = self.writer {
            drop(choices);
            let _ = done.await;
        }
    }
}

impl Writer {
    fn start(path: PathBuf) -> Option<Self> {
        let (choices, chosen) = mpsc::channel::<Choices>();
        let (ending, done) = oneshot::channel();
        let write = move || {
            while let Ok(first) = chosen.recv() {
                // What was chosen since says it all.
                let last = chosen.try_iter().last().unwrap_or(first);
                if let Err(error) = last.write(&path) {
                    warn!(%error, "the choice is not remembered");
                }
            }
            let _ = ending.send(());
        };
        match thread::Builder::new().name("choices".to_owned()).spawn(write) {
            Ok(_) => Some(Self { choices, done }),
            Err(error) => {
                warn!(%error, "no thread to remember choices");
                None
            }
        }
    }
}
