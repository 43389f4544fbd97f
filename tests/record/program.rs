//! The program while it runs, and what it says.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::PROGRAM;

/// As long as anything may take: no statement about speed.
const PATIENCE: Duration = Duration::from_mins(1);

/// The program with these arguments, in English and without a configuration but the one that is named.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut program = Command::new(PROGRAM);
    program.args(arguments);
    prepared(program)
}

/// Another program with the same surroundings.
pub(crate) fn prepared(mut program: Command) -> Command {
    program.env("LANG", "en_US.UTF-8").env("TZ", "Asia/Shanghai").env("XDG_CONFIG_HOME", "/nowhere").stdin(Stdio::null());
    program
}

/// Runs it to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    program(arguments).output().unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// One that runs until it is told to end.
pub(crate) struct Running {
    child: Child,
    said: Arc<Mutex<String>>,
    printed: Arc<Mutex<String>>,
}

impl Running {
    pub(crate) fn start(mut program: Command) -> Self {
        let mut child = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let said = collect(child.stderr.take().unwrap());
        let printed = collect(child.stdout.take().unwrap());
        Self { child, said, printed }
    }

    pub(crate) fn pid(&self) -> Pid {
        Pid::from_raw(self.child.id().try_into().unwrap())
    }

    /// What it wrote to standard error.
    pub(crate) fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// What it wrote to standard output.
    pub(crate) fn printed(&self) -> String {
        self.printed.lock().unwrap().clone()
    }

    /// Waits until something is so.
    pub(crate) fn wait(&self, otherwise: &str, until: impl Fn() -> bool) {
        let end = Instant::now() + PATIENCE;
        while !until() {
            assert!(Instant::now() < end, "{otherwise}\n{}", self.said());
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until it says something.
    pub(crate) fn hear(&self, words: &str) {
        self.wait(&format!("never said: {words}"), || self.said().contains(words));
    }

    /// Waits until a file has so many whole lines.
    pub(crate) fn lines(&self, file: &Path, count: usize) {
        self.wait(&format!("never {count} lines"), || {
            std::fs::read_to_string(file).is_ok_and(|text| text.matches('\n').count() >= count)
        });
    }

    /// Ends it with a signal; gives how it ended and all that it said.
    pub(crate) fn end(mut self, signal: Signal) -> (ExitStatus, String) {
        kill(self.pid(), signal).unwrap();
        let status = self.child.wait().unwrap();
        // The last lines may still be on their way: the collector alone holds the other end once all is read.
        let end = Instant::now() + PATIENCE;
        while Arc::strong_count(&self.said) > 1 {
            assert!(Instant::now() < end);
            thread::sleep(Duration::from_millis(5));
        }
        (status, self.said())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn collect(from: impl std::io::Read + Send + 'static) -> Arc<Mutex<String>> {
    let text = Arc::new(Mutex::new(String::new()));
    let to = Arc::clone(&text);
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            let mut text = to.lock().unwrap();
            text.push_str(&line);
            text.push('\n');
        }
    });
    text
}
