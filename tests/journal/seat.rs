//! The program in a pseudo-terminal, and all that its user has been shown.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::facts::Facts;

/// How long anything may take: long enough for a loaded machine, short enough to fail.
const PATIENCE: Duration = Duration::from_secs(30);

/// Tall, so that a log line is on the screen for long.
const ROWS: u16 = 70;
const COLUMNS: u16 = 120;

/// The bytes that end a frame: what comes before them has been on the screen as a whole.
const END_OF_FRAME: &[u8] = b"\x1b[?2026l";

/// A terminal with the program in it.
pub(crate) struct Seat {
    /// Dropped last: a terminal that closes ends the program.
    _master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    seen: Arc<Mutex<Seen>>,
    reader: Option<JoinHandle<()>>,
    /// The home of whoever sits before it: nothing is written outside.
    _home: tempfile::TempDir,
}

/// What has been on the screen.
struct Seen {
    screen: vt100::Parser,
    /// Bytes of a frame that has not ended: nobody has seen it yet.
    unfinished: Vec<u8>,
    facts: Facts,
}

impl Seat {
    /// Runs the program with a configuration and further variables.
    pub(crate) fn run(config: &Path, variables: &[(String, String)]) -> Self {
        let size = PtySize { rows: ROWS, cols: COLUMNS, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(crate::PROGRAM);
        command.args(["--config", config.to_str().unwrap()]);
        command.env_clear();
        let home = tempfile::tempdir().unwrap();
        command.env("HOME", home.path());
        command.env("LANG", "zh_CN.UTF-8");
        command.env("TERM", "xterm-256color");
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = vt100::Parser::new(NonZero::new(ROWS).unwrap(), NonZero::new(COLUMNS).unwrap(), 0);
        let seen = Seen { screen, unfinished: Vec::new(), facts: Facts::default() };
        let seen = Arc::new(Mutex::new(seen));
        let to = Arc::clone(&seen);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let reader = thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut chunk) {
                to.lock().unwrap().take(&chunk[..count]);
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { _master: pair.master, keys, child, seen, reader: Some(reader), _home: home }
    }

    /// Presses keys; a program that has ended takes none.
    pub(crate) fn press(&mut self, keys: &str) {
        let _ = self.keys.write_all(keys.as_bytes()).and_then(|()| self.keys.flush());
    }

    /// The rows of the last finished frame.
    pub(crate) fn rows(&self) -> Vec<String> {
        self.seen.lock().unwrap().screen.screen().rows(0, COLUMNS).collect()
    }

    /// Waits until the screen holds `text`.
    pub(crate) fn see(&self, text: &str) {
        self.wait(&format!("never seen: {text}"), |seat| seat.holds(text));
    }

    /// Waits until the screen no longer holds `text`.
    pub(crate) fn gone(&self, text: &str) {
        self.wait(&format!("never gone: {text}"), |seat| !seat.holds(text));
    }

    /// Whether the screen holds `text`.
    pub(crate) fn holds(&self, text: &str) -> bool {
        self.rows().iter().any(|row| row.contains(text))
    }

    /// Waits until something is so, as long as anything may take.
    pub(crate) fn wait(&self, otherwise: &str, until: impl Fn(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !until(self) {
            assert!(Instant::now() < end, "{otherwise}\n{}", self.rows().join("\n"));
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Whether it has not ended.
    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Kills it with SIGKILL at once, if it still runs; gives all that its user had been shown.
    pub(crate) fn kill(mut self) -> Facts {
        if self.is_running() {
            let process = Pid::from_raw(i32::try_from(self.child.process_id().unwrap()).unwrap());
            let _ = kill(process, Signal::SIGKILL);
        }
        self.shown()
    }

    /// Ends it as a user does; gives all that its user had been shown.
    pub(crate) fn quit(mut self) -> Facts {
        // Where something is not recorded it asks once more.
        self.press("\x1b\x1bqy");
        self.shown()
    }

    /// Waits for the end, and for the last byte that was written before it.
    fn shown(&mut self) -> Facts {
        self.wait_for_end();
        self.reader.take().unwrap().join().unwrap();
        self.seen.lock().unwrap().facts.clone()
    }

    fn wait_for_end(&mut self) {
        let end = Instant::now() + PATIENCE;
        while self.is_running() {
            assert!(Instant::now() < end, "still running\n{}", self.rows().join("\n"));
            thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

impl Seen {
    fn take(&mut self, bytes: &[u8]) {
        self.unfinished.extend_from_slice(bytes);
        while let Some(at) = self.unfinished.windows(END_OF_FRAME.len()).position(|window| window == END_OF_FRAME) {
            let frame: Vec<u8> = self.unfinished.drain(..at + END_OF_FRAME.len()).collect();
            self.screen.process(&frame);
            self.facts.read(self.screen.screen().rows(0, COLUMNS));
        }
    }
}
