//! Keys in the real program on a pseudo-terminal.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::{SIZE, Waited};

const PROGRAM: &str = env!("CARGO_BIN_EXE_zhiban");
/// How many keys are pressed.
const KEYS: usize = 300;
/// Where a frame begins and ends: a synchronized update.
const BEGIN: &str = "\\33[?2026h";
const END: &[u8] = b"\x1b[?2026l";
/// Every screen, the palette, the help; each changes the screen.
const PRESSED: [&[u8]; 16] =
    [b"2", b"3", b"\x1b[D", b"4", b"\x1b[C", b"5", b"6", b"7", b"8", b"1", b"?", b"L", b"x", b":", b"d", b"\x1b"];

/// A program in a terminal, and what it writes.
struct Seat {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    written: Receiver<Vec<u8>>,
    _master: Box<dyn MasterPty + Send>,
    _home: tempfile::TempDir,
}

impl Seat {
    fn run(program: &str, arguments: &[&str]) -> Self {
        let size = PtySize { rows: SIZE.1, cols: SIZE.0, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let home = tempfile::tempdir().unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        for (name, value) in [("LANG", "zh_CN.UTF-8"), ("TERM", "xterm-256color"), ("COLORTERM", "truecolor")] {
            command.env(name, value);
        }
        command.env("HOME", home.path());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (to, written) = channel();
        thread::spawn(move || {
            let mut chunk = vec![0; 65_536];
            while let Ok(count @ 1..) = reader.read(&mut chunk) {
                if to.send(chunk.iter().take(count).copied().collect()).is_err() {
                    return;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        let mut seat = Self { child, keys, written, _master: pair.master, _home: home };
        // Every feed has been heard of by then.
        seat.drain(Duration::from_secs(4));
        seat
    }

    /// Takes what is written for so long.
    fn drain(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while self.written.recv_timeout(end.saturating_duration_since(Instant::now())).is_ok() {}
    }

    /// Presses a key; gives how long its frame took and how many bytes came.
    fn press(&mut self, key: &[u8]) -> (Duration, usize) {
        self.drain(Duration::ZERO);
        let begin = Instant::now();
        self.keys.write_all(key).unwrap();
        self.keys.flush().unwrap();
        let mut bytes = Vec::new();
        while !bytes.windows(END.len()).any(|window| window == END) {
            let Ok(chunk) = self.written.recv_timeout(Duration::from_secs(5)) else { panic!("no frame after {key:?}") };
            bytes.extend(chunk);
        }
        (begin.elapsed(), bytes.len())
    }

    fn end(mut self) {
        self.keys.write_all(b"q").unwrap();
        self.keys.flush().unwrap();
        self.drain(Duration::from_secs(2));
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Presses keys on every screen in turn.
pub(crate) fn press() -> Waited {
    let mut seat = Seat::run(PROGRAM, &["demo", "--speed", "60"]);
    let mut waited = Waited { name: "every screen in turn", ..Waited::default() };
    for key in PRESSED.iter().cycle().take(KEYS) {
        let (time, bytes) = seat.press(key);
        waited.times.push(time);
        waited.bytes += bytes;
        waited.frames += 1;
        // As quickly as a hand could press them, and not in step with the clock on screen.
        seat.drain(Duration::from_millis(37));
    }
    seat.end();
    waited
}

/// How many frames the program writes, and how many of them in more than one write; nothing where `strace` cannot look.
pub(crate) fn writes() -> Option<(usize, usize)> {
    let strace = Path::new("/usr/bin/strace").to_str()?;
    let works =
        Command::new(strace).args(["-e", "trace=write", "/bin/true"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    works.ok().filter(std::process::ExitStatus::success)?;
    let trace = tempfile::NamedTempFile::new().unwrap();
    let to = trace.path().to_str()?;
    let mut seat = Seat::run(strace, &["-f", "-s", "1000000", "-e", "trace=write", "-o", to, PROGRAM, "demo", "--speed", "60"]);
    for key in PRESSED.iter().cycle().take(PRESSED.len() * 3) {
        seat.press(key);
        seat.drain(Duration::from_millis(37));
    }
    seat.end();
    let trace = std::fs::read_to_string(trace.path()).unwrap();
    let frames: Vec<&str> = trace.lines().filter(|line| line.contains(BEGIN)).collect();
    // A bell may follow the end.
    let cut = frames.iter().filter(|line| !line.contains("\\33[?2026l") || line.matches(BEGIN).count() != 1).count();
    Some((frames.len(), cut))
}
