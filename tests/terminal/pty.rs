//! The program in a pseudo-terminal, and what its user would see.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::termios::LocalFlags;
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// How long anything may take: long enough for a loaded machine, short enough to fail.
const PATIENCE: Duration = Duration::from_secs(20);

/// A terminal with a program in it.
pub(crate) struct Pty {
    master: Option<Box<dyn MasterPty + Send>>,
    keys: Option<Arc<Mutex<Box<dyn Write + Send>>>>,
    child: Box<dyn Child + Send + Sync>,
    screen: Arc<Mutex<vt100::Parser>>,
    bytes: Arc<Mutex<Vec<u8>>>,
    is_closed: Arc<AtomicBool>,
    is_blocked: Arc<AtomicBool>,
    /// The home of whoever sits before it: nothing is written outside.
    _home: tempfile::TempDir,
}

/// What a terminal answers when it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answers {
    /// Nothing at all.
    Nothing,
    /// What it is (DA1) alone.
    Itself,
    /// Where its cursor is (CPR) and what it is, with so many cells for each character beyond ASCII.
    Cells(usize),
    /// The same, each byte being a cell.
    Bytes,
    /// The same as for one cell, but somebody presses `q` before each answer.
    AfterKeys,
}

impl Pty {
    /// Runs `program` in a terminal of so many columns and rows, which answers nothing.
    pub(crate) fn run(program: &Path, arguments: &[&str], environment: &[(&str, &str)], size: (u16, u16)) -> Self {
        Self::answering(Answers::Nothing, program, arguments, environment, size)
    }

    /// Runs it in a terminal that answers so.
    pub(crate) fn answering(
        answers: Answers,
        program: &Path,
        arguments: &[&str],
        environment: &[(&str, &str)],
        size: (u16, u16),
    ) -> Self {
        Self::start(answers, program, arguments, environment, size, true)
    }

    /// Runs it in one that does not control it: nothing tells it that the terminal closes.
    pub(crate) fn without_control(program: &Path, arguments: &[&str], environment: &[(&str, &str)], size: (u16, u16)) -> Self {
        Self::start(Answers::Nothing, program, arguments, environment, size, false)
    }

    fn start(
        answers: Answers,
        program: &Path,
        arguments: &[&str],
        environment: &[(&str, &str)],
        (columns, rows): (u16, u16),
        controls: bool,
    ) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let mut command = CommandBuilder::new(program);
        command.set_controlling_tty(controls);
        command.args(arguments);
        command.env_clear();
        let home = tempfile::tempdir().unwrap();
        command.env("HOME", home.path());
        for name in ["PATH", "LLVM_PROFILE_FILE"] {
            if let Ok(value) = std::env::var(name) {
                command.env(name, value);
            }
        }
        command.env("TERM", "xterm-256color");
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(cells(rows), cells(columns), 0)));
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let is_closed = Arc::new(AtomicBool::new(false));
        let closed = Arc::clone(&is_closed);
        let is_blocked = Arc::new(AtomicBool::new(false));
        let blocked = Arc::clone(&is_blocked);
        let keys = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let answer_to = Arc::clone(&keys);
        let (to_screen, to_bytes) = (Arc::clone(&screen), Arc::clone(&bytes));
        thread::spawn(move || {
            let mut chunk = [0; 4096];
            let mut unanswered = Vec::new();
            while let Ok(count @ 1..) = reader.read(&mut chunk) {
                if closed.load(Ordering::SeqCst) {
                    return;
                }
                while blocked.load(Ordering::SeqCst) {
                    thread::sleep(Duration::from_millis(10));
                }
                unanswered.extend_from_slice(&chunk[..count]);
                let answer = answers.to(&mut unanswered);
                if !answer.is_empty() {
                    answer_to.lock().unwrap().write_all(&answer).unwrap();
                }
                to_screen.lock().unwrap().process(&chunk[..count]);
                to_bytes.lock().unwrap().extend_from_slice(&chunk[..count]);
            }
        });
        Self { master: Some(pair.master), keys: Some(keys), child, screen, bytes, is_closed, is_blocked, _home: home }
    }

    /// Presses keys.
    pub(crate) fn press(&mut self, keys: &str) {
        let mut writer = self.keys.as_mut().unwrap().lock().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.screen.lock().unwrap().screen_mut().set_size(cells(rows), cells(columns));
        self.master.as_ref().unwrap().resize(size(columns, rows)).unwrap();
    }

    /// The rows of the screen as text.
    pub(crate) fn rows(&self) -> Vec<String> {
        let parser = self.screen.lock().unwrap();
        let columns = parser.screen().size().1;
        parser.screen().rows(0, columns.get()).collect()
    }

    /// Everything the program wrote.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.bytes.lock().unwrap().clone()
    }

    /// Whether what is typed is echoed and taken by lines, as a shell leaves a terminal.
    pub(crate) fn is_cooked(&self) -> bool {
        let modes = self.master.as_ref().unwrap().get_termios().unwrap().local_flags.bits();
        let cooked = (LocalFlags::ECHO | LocalFlags::ICANON).bits();
        modes & cooked == cooked
    }

    pub(crate) fn shows_alternate_screen(&self) -> bool {
        self.screen.lock().unwrap().screen().alternate_screen()
    }

    pub(crate) fn hides_cursor(&self) -> bool {
        self.screen.lock().unwrap().screen().hide_cursor()
    }

    /// Waits until the screen holds `text`.
    pub(crate) fn see(&self, text: &str) {
        self.wait(&format!("never seen: {text}"), |pty| pty.rows().iter().any(|row| row.contains(text)));
    }

    /// Waits until the screen no longer holds `text`.
    pub(crate) fn gone(&self, text: &str) {
        self.wait(&format!("never gone: {text}"), |pty| !pty.rows().iter().any(|row| row.contains(text)));
    }

    /// Waits until something is so, as long as anything may take.
    pub(crate) fn wait(&self, otherwise: &str, until: impl Fn(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !until(self) {
            assert!(Instant::now() < end, "{otherwise}\n{}", self.rows().join("\n"));
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Takes no more bytes, as a stalled connection does.
    pub(crate) fn block(&self) {
        self.is_blocked.store(true, Ordering::SeqCst);
    }

    pub(crate) fn unblock(&self) {
        self.is_blocked.store(false, Ordering::SeqCst);
    }

    /// The number of the process in the terminal.
    pub(crate) fn process(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Closes the terminal as a window is closed, whatever runs in it.
    pub(crate) fn close(&mut self) {
        // Whoever reads keeps it open: the reader lets go at the next tick of the clock on screen.
        self.is_closed.store(true, Ordering::SeqCst);
        self.keys = None;
        self.master = None;
    }

    /// Waits until the program has ended.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < end, "still running\n{}", self.rows().join("\n"));
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Answers {
    /// The answers to the questions in what was written; what follows the last is kept.
    fn to(self, written: &mut Vec<u8>) -> Vec<u8> {
        let mut answer = Vec::new();
        while let Some((at, question)) = next_question(written) {
            let column = 1 + self.cells(&written[..at]);
            if self == Self::AfterKeys {
                answer.push(b'q');
            }
            match (self, question) {
                (Self::Cells(_) | Self::Bytes | Self::AfterKeys, CURSOR) => answer.extend(format!("\x1b[7;{column}R").bytes()),
                (Self::Nothing, _) | (_, CURSOR) => {}
                _ => answer.extend(b"\x1b[?62;22c"),
            }
            written.drain(..at + question.len());
        }
        answer
    }

    /// The cells of what stands after the last return.
    fn cells(self, written: &[u8]) -> usize {
        let line = written.rsplit(|byte| *byte == b'\r').next().unwrap();
        match self {
            Self::Cells(cells) => String::from_utf8_lossy(line).chars().map(|c| if c.is_ascii() { 1 } else { cells }).sum(),
            Self::Bytes => line.len(),
            _ => String::from_utf8_lossy(line).chars().count(),
        }
    }
}

/// Where is the cursor?
const CURSOR: &[u8] = b"\x1b[6n";

fn next_question(written: &[u8]) -> Option<(usize, &'static [u8])> {
    let place = |question: &'static [u8]| {
        let at = written.windows(question.len()).position(|window| window == question)?;
        Some((at, question))
    };
    [place(CURSOR), place(b"\x1b[c")].into_iter().flatten().min()
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}
