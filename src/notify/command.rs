//! Telling a program.

use std::io;
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStderr, ChildStdin, Command};

use crate::duty::{Clean, Span};

/// How much of what a program complains about is kept, in bytes; the rest is read and forgotten, so that it never waits for us.
const MOST_OF_STDERR: usize = 1024;
/// How long what a program has said is waited for after its end: a child that it left behind may hold the line.
const LAST_WORDS: Duration = Duration::from_millis(100);

/// A program in a process group of its own. Whoever drops it, for a time limit or the end of zhiban, ends the whole group, so that
/// no child of a script is left behind.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        // A program that has ended and been waited for has no number any more: what it left running was meant to run on.
        let number = self.0.id().and_then(|id| i32::try_from(id).ok());
        if let Some(number) = number {
            killpg(Pid::from_raw(number), Signal::SIGKILL).ok();
        }
    }
}

/// Runs a program directly, never through a shell, with `input` on its standard input. It is told if it ends with status 0 within the
/// limit.
///
/// # Errors
/// With what went wrong: it could not be started, it took too long (it and its process group are then killed), or its exit status
/// and the first line of what it wrote to standard error.
pub(super) async fn run(argv: &[String], input: &str, limit: Span) -> Result<(), Clean> {
    let Some((program, arguments)) = argv.split_first() else { return Err(Clean::new("the command is empty")) };
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    command.process_group(0).kill_on_drop(true);
    let child = command.spawn().map_err(|error| Clean::new(&format!("{program}: {}", plainly(&error))))?;
    let mut group = Group(child);
    let (stdin, mut stderr) = (group.0.stdin.take(), group.0.stderr.take());
    let mut said = Vec::new();
    let ended = tokio::time::timeout(limit.duration(), attend(&mut group.0, stdin, input, stderr.as_mut(), &mut said)).await;
    match ended {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => {
            tokio::time::timeout(LAST_WORDS, listen(stderr.as_mut(), &mut said)).await.ok();
            let complaint = first_line(&said).map(|line| format!(": {line}")).unwrap_or_default();
            Err(Clean::new(&format!("{program}: {status}{complaint}")))
        }
        Ok(Err(error)) => Err(Clean::new(&format!("{program}: {error}"))),
        Err(_) => Err(Clean::new(&format!("{program}: not done within {limit}, killed"))),
    }
}

/// Feeds a program and listens to it until it ends.
async fn attend(
    child: &mut Child,
    stdin: Option<ChildStdin>,
    input: &str,
    stderr: Option<&mut ChildStderr>,
    said: &mut Vec<u8>,
) -> io::Result<ExitStatus> {
    let feed = async {
        if let Some(mut stdin) = stdin {
            // One that does not read, or no longer, is none the worse for it: its status says how it went.
            stdin.write_all(input.as_bytes()).await.ok();
        }
    };
    let talk = async { tokio::join!(feed, listen(stderr, said)) };
    let mut wait = pin!(child.wait());
    tokio::select! {
        status = &mut wait => status,
        _ = talk => wait.await,
    }
}

/// Reads what a program says to the end, and keeps the beginning.
async fn listen(stderr: Option<&mut ChildStderr>, said: &mut Vec<u8>) {
    let Some(stderr) = stderr else { return };
    let mut part = [0; MOST_OF_STDERR];
    while let Ok(length @ 1..) = stderr.read(&mut part).await {
        let room = MOST_OF_STDERR.saturating_sub(said.len());
        said.extend(part.iter().take(length.min(room)));
    }
}

/// The first line that is not empty.
fn first_line(said: &[u8]) -> Option<Clean> {
    let text = String::from_utf8_lossy(said);
    text.lines().map(str::trim).find(|line| !line.is_empty()).map(Clean::new)
}

/// What the system said, in words that stay the same everywhere.
fn plainly(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such program".to_owned(),
        io::ErrorKind::PermissionDenied => "not permitted to run".to_owned(),
        _ => error.to_string(),
    }
}
