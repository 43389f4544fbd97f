//! Recorded feeds in a pseudo-terminal: played to their last line, which then stands on the screen.

use std::path::Path;

use crate::PROGRAM;
use crate::pty::Pty;

/// Plays a recording as fast as it goes, so that most of its snapshots are passed over, and waits until rows with these words are on the
/// screen together. Which are passed over nobody knows, nor what growth is seen: on a wide screen a row says the year as well.
fn replay(name: &str, rows: &[&[&str]]) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let file = |extension| data.join(name).with_extension(extension).display().to_string();
    let (feed, config) = (file("ndjson"), file("toml"));
    let arguments = ["replay", &feed, "--config", &config, "--speed", "100000000"];
    let mut pty = Pty::run(Path::new(PROGRAM), &arguments, &[("LANG", "en_US.UTF-8")], (200, 60));
    pty.see("REPLAY");
    // The last value may come before the last line does: the time in the header is waited for as well.
    pty.wait(&format!("the last line of {name} was never shown"), |pty| {
        let shown = pty.rows();
        rows.iter().all(|words| shown.iter().any(|row| words.iter().all(|word| row.contains(word))))
    });
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn fatal_crashes_of_new_jersey_end_with_342_and_370() {
    let rows: [&[&str]; 3] = [
        &["REPLAY", "New Jersey", "2014-09-01 Mon  00:00:00", "1/1"],
        &["Fatal crash", "342", "LY 328 +4%"],
        &["Deaths", "370", "LY 351 +5%"],
    ];
    replay("traffic-nj", &rows);
}

#[test]
fn casework_of_new_york_city_ends_with_39356_and_says_what_is_late() {
    let rows: [&[&str]; 5] = [
        &["REPLAY", "New York City", "2019-12-31 Tue  23:59:00", "1/1"],
        &["Received", "39356", "44242 −11%"],
        &["Answered", "43425", "38804 +12%"],
        &["▲ Ans. in 60 d", "70.41", "of 75 −4.59"],
        &["▲", "Petitions Ans. in 60 d off goal −4.59 < 0"],
    ];
    replay("casework-nyc", &rows);
}

#[test]
fn rescues_in_london_end_with_18() {
    let rows: [&[&str]; 2] = [&["REPLAY", "London", "2020-12-31 Thu  23:59:00", "1/1"], &["Rescues", "18"]];
    replay("rescue-london", &rows);
}

#[test]
fn a_recording_that_cannot_be_used_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.ndjson");
    std::fs::write(&broken, "{\"as_of\": \"2020-01-01T00:00:00Z\"}\nnonsense\n").unwrap();
    let mut pty = Pty::run(Path::new(PROGRAM), &["replay", broken.to_str().unwrap()], &[("LANG", "en_US.UTF-8")], (200, 24));
    pty.see("broken.ndjson:2");
    assert_eq!(pty.ended().exit_code(), 1);
}
