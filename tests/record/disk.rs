//! A disk that is full: a limit on the size of files stands for it, which the system enforces in the middle of a line as a disk does.

use std::process::Command;

use nix::sys::signal::Signal;

use crate::PROGRAM;
use crate::feed::{Scene, figures, growing};
use crate::program::{Running, prepared};

#[test]
fn what_does_not_fit_is_said_and_cut_back_and_the_recording_goes_on() {
    let scene = Scene::new(&[("county", &growing())]);
    let file = scene.path("a.ndjson");
    // 512 bytes: four lines and a piece.
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -S -f 1; exec \"$0\" \"$@\"", PROGRAM, "record", "--config", &scene.config()]).arg(&file);
    let running = Running::start(prepared(shell));
    running.hear("cannot write, not recorded");
    assert!(running.said().contains("a.ndjson"), "{}", running.said());
    let whole = scene.read("a.ndjson");
    assert!(whole.len() <= 512 && whole.ends_with('\n'), "cut back to whole lines: {whole}");

    let raise = Command::new("prlimit").args([&format!("--pid={}", running.pid()), "--fsize=unlimited:"]).status().unwrap();
    assert!(raise.success());
    running.hear("writing again; ");
    let (status, said) = running.end(Signal::SIGTERM);
    assert_eq!(status.code(), Some(1), "not everything was recorded");
    assert_eq!(said.matches("cannot write").count(), 1, "once, not for each snapshot: {said}");
    assert!(said.contains(" could not be written"), "{said}");
    let figures = figures(&file);
    let (last, first) = figures.split_last().unwrap();
    assert!(usize::try_from(*last).unwrap() > first.len(), "there is a gap and it goes on behind it: {figures:?}");
}
