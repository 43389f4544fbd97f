//! A crash leaves whole lines, and the next run goes on behind them.

use std::io::Write;

use nix::sys::signal::Signal;

use crate::feed::{Scene, document, figures, growing};
use crate::program::{Running, program};

#[test]
fn a_recording_that_is_killed_is_continued() {
    let scene = Scene::new(&[("county", &growing())]);
    let file = scene.path("a.ndjson");
    let record = || program(&["record", "--config", &scene.config(), file.to_str().unwrap()]);
    let mut before = 0;
    for _ in 0..5 {
        let running = Running::start(record());
        running.lines(&file, before + 1);
        running.end(Signal::SIGKILL);
        before = figures(&file).len();
    }
    // What a power cut leaves of a line.
    let mut piece = std::fs::OpenOptions::new().append(true).open(&file).unwrap();
    piece.write_all(&document(9999, "").as_bytes()[..50]).unwrap();
    let running = Running::start(record());
    running.hear("its last line was not finished: 50 bytes of it are cut back");
    running.lines(&file, before + 1);
    let (status, said) = running.end(Signal::SIGTERM);
    assert_eq!(status.code(), Some(0));
    assert!(said.contains("continuing "), "{said}");
    let figures = figures(&file);
    assert!(figures.len() > before && figures.windows(2).all(|pair| pair[0] < pair[1]), "{figures:?}");
}

#[test]
fn two_do_not_write_into_one_file() {
    let scene = Scene::new(&[("county", &growing())]);
    let file = scene.path("a.ndjson");
    let record = || program(&["record", "--config", &scene.config(), file.to_str().unwrap()]);
    let running = Running::start(record());
    running.lines(&file, 1);
    let second = record().output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    assert!(String::from_utf8(second.stderr).unwrap().contains("another program records into"));
}
