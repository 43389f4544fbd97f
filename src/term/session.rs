//! Modes of the terminal, and how they are given back whatever happens.

use std::io::{self, Write};
use std::panic;
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::{Print, ResetColor};
use crossterm::terminal::{
    DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use nix::sys::signal::{Signal, killpg, raise};
use nix::unistd::{Pid, getpgrp, getppid, getsid};

/// Buttons and the wheel, by cells (xterm modes 1000 and 1006): a mouse that only moves wakes nobody.
const LISTEN_TO_MOUSE: &str = "\x1b[?1000h\x1b[?1006h";
const IGNORE_MOUSE: &str = "\x1b[?1006l\x1b[?1000l";

/// Whether the terminal is ours now. One process has one terminal, and a panic can come from anywhere.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal, taken over until this is dropped.
#[derive(Debug)]
pub struct Session {
    listens_to_mouse: bool,
}

impl Session {
    /// Takes the terminal over: raw mode, its alternate screen, no cursor. A panic, on whatever thread, gives it back, speaks, and ends
    /// the program: nobody watches a screen that half of it no longer writes to.
    ///
    /// # Errors
    /// When the terminal refuses its modes.
    pub fn take(listens_to_mouse: bool) -> io::Result<Self> {
        let speak = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            give_back();
            speak(info);
            process::abort();
        }));
        let session = Self { listens_to_mouse };
        session.resume()?;
        Ok(session)
    }

    /// Takes the terminal over again, after it was given back or another program changed its modes.
    ///
    /// # Errors
    /// When the terminal refuses its modes.
    pub fn resume(&self) -> io::Result<()> {
        TAKEN.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, Hide, DisableLineWrap, EnableBracketedPaste)?;
        if self.listens_to_mouse {
            execute!(io::stdout(), Print(LISTEN_TO_MOUSE))?;
        }
        Ok(())
    }

    /// Leaves a terminal that takes no more bytes: writing to it would block for as long as it does.
    pub fn abandon(self) {
        TAKEN.store(false, Ordering::SeqCst);
        let _ = disable_raw_mode();
    }

    /// Gives the terminal back for a while.
    pub fn pause(&self) {
        give_back();
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back, once. A terminal that is gone cannot be given back, so errors say nothing.
fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    // The end of a synchronized update first: a frame may have been cut short.
    let _ = out.write_all(b"\x1b[?2026l");
    let _ = queue!(out, Print(IGNORE_MOUSE), ResetColor, DisableBracketedPaste, EnableLineWrap, Show, LeaveAlternateScreen);
    let _ = out.flush();
    let _ = disable_raw_mode();
}

/// Asks the whole foreground job to stop, as a shell's Ctrl-Z does; [`stop_process`] follows when the signal comes back.
///
/// Does nothing where no shell could wake us again: started by a terminal or tmux directly, the dashboard would freeze.
pub fn suspend() {
    let parent = getppid();
    if a_shell_could_wake_us(parent, getsid(Some(parent)).ok(), getsid(None).ok()) {
        let _ = killpg(getpgrp(), Signal::SIGTSTP);
    }
}

/// Whether `parent` controls jobs of our session. In a container either may live outside of what we can see, which the
/// system calls process 0: nobody there is known to wake us.
fn a_shell_could_wake_us(parent: Pid, its_session: Option<Pid>, ours: Option<Pid>) -> bool {
    let is_seen = |process: Pid| process.as_raw() > 0;
    is_seen(parent) && ours.is_some_and(is_seen) && its_session == ours
}

/// Stops this process until it is continued.
pub fn stop_process() {
    let _ = raise(Signal::SIGSTOP);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_shell_of_our_own_session_could_wake_us() {
        let process = |number| Some(Pid::from_raw(number));
        let shell = Pid::from_raw(40);
        assert!(a_shell_could_wake_us(shell, process(40), process(40)));
        assert!(!a_shell_could_wake_us(shell, process(40), process(41)), "a terminal started it in a session of its own");
        assert!(!a_shell_could_wake_us(shell, None, None));
        assert!(!a_shell_could_wake_us(shell, process(0), process(0)), "both sessions began outside of the container");
        assert!(!a_shell_could_wake_us(Pid::from_raw(0), process(41), process(41)), "the parent is outside of the container");
    }
}
