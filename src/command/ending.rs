//! Commands that run until they are told to end.

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::Failure;

/// The signals that end a command in good order: SIGINT, the keys Ctrl-C, and SIGTERM. SIGHUP is left as it is, so that `nohup` works.
pub(super) struct Ending {
    interrupt: Signal,
    terminate: Signal,
}

impl Ending {
    /// Listens to them from now on. Must be called within a tokio runtime.
    pub(super) fn listen() -> Result<Self, Failure> {
        let listen = |kind| signal(kind).map_err(Failure::while_doing("cannot listen to signals"));
        Ok(Self { interrupt: listen(SignalKind::interrupt())?, terminate: listen(SignalKind::terminate())? })
    }

    /// Waits for one of them.
    pub(super) async fn asked(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
