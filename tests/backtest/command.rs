//! The command around the run: what it says when something is wrong, and what it does without a configuration.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::{GAUGE, PROGRAM, Scene, data, indicator, run, snapshot};

fn scene() -> Scene {
    Scene::new(&indicator("t.a", GAUGE, r#"{ level = "critical", when = "value >= 1" }"#))
}

#[test]
fn alarms_are_no_failure_and_one_moment_has_no_rate() {
    let run = scene().feed("a.ndjson", &[("2026-03-05T08:00", r#"{"id": "t.a", "value": 1}"#)]).run();
    assert_eq!((run.status, run.errors.as_str()), (Some(0), ""));
    assert_eq!(
        run.lines,
        [
            concat!(
                r#"{"at": "2026-03-05T08:00:00+08:00", "indicator": "t.a", "event": "raise", "level": "critical", "#,
                r#""rule": "value >= 1", "measure": 1.0}"#
            ),
            concat!(
                r#"{"summary": {"snapshots": 1, "from": "2026-03-05T08:00:00+08:00", "to": "2026-03-05T08:00:00+08:00", "#,
                r#""alarms": 1, "per_day": null, "most_in_10_min": 1, "by_indicator": {"t.a": 1}}}"#
            ),
        ]
    );
}

#[test]
fn times_are_written_in_the_configured_zone() {
    let recording = scene().feed("a.ndjson", &[("2026-03-05T08:00", r#"{"id": "t.a", "value": 1}"#)]);
    let config = recording.path("config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, text.replace("Asia/Shanghai", "America/New_York")).unwrap();
    let run = recording.run();
    assert!(run.lines[0].starts_with(r#"{"at": "2026-03-04T19:00:00-05:00", "#), "{}", run.lines[0]);
    assert!(run.lines[1].contains(r#""from": "2026-03-04T19:00:00-05:00", "to": "2026-03-04T19:00:00-05:00""#));
}

#[test]
fn without_a_configuration_the_built_in_rules_are_run() {
    let recording = data("traffic-nj.ndjson");
    let run = run(&["backtest", recording.to_str().unwrap()]);
    assert_eq!(run.status, Some(0));
    assert!(run.lines[0].contains("\"indicator\": \"traffic."), "{}", run.lines[0]);
    assert!(
        run.errors.contains("traffic-nj.ndjson:1: left out, since the configuration does not list them: 0 ids, 42 territory")
    );
    assert_eq!(run.errors.lines().count(), 1, "said once, not 336 times");
}

#[test]
fn errors_name_file_and_line() {
    let good = snapshot("2026-03-05T08:00", "", r#"{"id": "t.a", "value": 1}"#);
    let with = |line: &str| format!("\u{feff}{good}\r\n\r\n{line}\n");
    for (text, words) in [
        (with("nonsense"), "a.ndjson:3: "),
        (with(&snapshot("2026-03-05T07:59", "", "")), "a.ndjson:3: 2026-03-04T23:59:00Z is older"),
        (with(&snapshot("2026-03-05T08:01", "", r#"{"id": "t.a", "value": 1, "name": ""}"#)), "a.ndjson:3: "),
        (with(&snapshot("2026-03-05T08:01", "", r#"{"id": "t.a", "value": 1, "name": ""}"#)), "/readings/0/name"),
        (String::new(), "a.ndjson holds no snapshot"),
    ] {
        let run = scene().file("a.ndjson", &text).run();
        assert_eq!(run.status, Some(1), "{text}");
        assert!(run.errors.contains(words), "{}", run.errors);
        assert!(!run.lines.iter().any(|line| line.contains("summary")), "half a recording is not summed up");
    }
    let missing = scene().with(&["/nowhere/a.ndjson"]).run();
    assert_eq!(missing.status, Some(1));
    assert!(missing.errors.contains("/nowhere/a.ndjson"), "{}", missing.errors);
    assert_eq!(run(&["backtest"]).status, Some(2), "a recording must be named");
    let unreadable = run(&["backtest", "--config", "/nowhere/c.toml", data("traffic-nj.ndjson").to_str().unwrap()]);
    assert_eq!(unreadable.status, Some(1));
    assert!(unreadable.errors.contains("/nowhere/c.toml"));
}

#[test]
fn what_comes_late_by_its_sequence_is_ignored_and_said() {
    let line = |minute: u32, sequence: u32, value: u32| {
        let reading = format!(r#"{{"id": "t.a", "value": {value}}}"#);
        snapshot(&format!("2026-03-05T08:{minute:02}"), &format!(", \"sequence\": {sequence}"), &reading) + "\n"
    };
    let text = line(0, 5, 0) + &line(1, 4, 1) + &line(2, 6, 0);
    let run = scene().file("a.ndjson", &text).with(&["--explain", "t.a"]).run();
    assert_eq!((run.status, run.lines.len()), (Some(0), 3), "two explained and the summary: {:?}", run.lines);
    assert!(run.lines[2].contains(r#""snapshots": 3, "#) && run.lines[2].contains(r#""alarms": 0, "per_day": 0.0"#));
    assert!(run.errors.contains("a.ndjson: 1 snapshots have a smaller sequence"), "{}", run.errors);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let (recording, config) = (data("traffic-nj.ndjson"), data("traffic-nj.toml"));
    let mut program = Command::new(PROGRAM)
        .args(["backtest", "--explain", "traffic.deaths", "--config"])
        .args([&config, &recording, &recording])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("{\"at\": "));
    let output = program.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}
