//! What the system asks of the process.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// A request of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Request {
    /// End: SIGTERM, SIGINT, or SIGHUP when the terminal has vanished.
    End,
    /// Stop for a while: SIGTSTP.
    Stop,
    /// Go on after a stop: SIGCONT.
    Continue,
}

/// The signals that are listened to. They are from before the terminal is asked anything: one that came meanwhile is heard, and does
/// not leave it in raw mode.
#[derive(Debug)]
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hangup: Signal,
    stop: Signal,
    go_on: Signal,
}

impl Signals {
    /// Listens to them from now on; they no longer do what they do by default.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn listen() -> io::Result<Self> {
        let kind = |number: nix::sys::signal::Signal| SignalKind::from_raw(number as i32);
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hangup: signal(SignalKind::hangup())?,
            stop: signal(kind(nix::sys::signal::Signal::SIGTSTP))?,
            go_on: signal(kind(nix::sys::signal::Signal::SIGCONT))?,
        })
    }

    pub(super) async fn next(&mut self) -> Request {
        tokio::select! {
            _ = self.terminate.recv() => Request::End,
            _ = self.interrupt.recv() => Request::End,
            _ = self.hangup.recv() => Request::End,
            _ = self.stop.recv() => Request::Stop,
            _ = self.go_on.recv() => Request::Continue,
        }
    }
}
