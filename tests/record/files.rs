//! What is recorded, and where.

use nix::sys::signal::Signal;

use crate::feed::{Scene, document, figures, growing, serve};
use crate::program::{Running, program, run, text};

const DEATHS: &str = r#"{"id":"traffic.deaths","value":1,"last_year":9,"corrections":-1,"territories":{"城关镇":1}}"#;

#[test]
fn each_new_snapshot_is_a_line_that_backtest_takes() {
    let url = serve(|number| match number {
        0 | 1 => (200, document(0, &format!(r#"{DEATHS}, {{"id":"not.known","value":5}}"#))),
        2 => (503, String::new()),
        3 => (200, document(60, r#"{"id":"traffic.deaths","value":2}"#)),
        // The same moment, corrected.
        4 => (200, document(60, r#"{"id":"traffic.deaths","value":3}"#)),
        5 => (200, document(59, r#"{"id":"traffic.deaths","value":4}"#)),
        6 => (200, "<html>".to_owned()),
        _ => (200, document(120, r#"{"id":"traffic.deaths","value":null}"#)),
    });
    let scene = Scene::new(&[("county", &url)]);
    let file = scene.path("a.ndjson");
    let running = Running::start(program(&["record", "--config", &scene.config(), file.to_str().unwrap()]));
    running.lines(&file, 4);
    let (status, said) = running.end(Signal::SIGTERM);
    assert_eq!(status.code(), Some(0));
    let lines: Vec<String> = scene.read("a.ndjson").lines().map(str::to_owned).collect();
    let want = [
        document(0, DEATHS),
        document(60, r#"{"id":"traffic.deaths","value":2}"#),
        document(60, r#"{"id":"traffic.deaths","value":3}"#),
        document(120, r#"{"id":"traffic.deaths","value":null}"#),
    ];
    assert_eq!(lines, want, "no repeat, nothing late, nothing that the configuration does not list");
    for words in ["county: recording into", "1 ids, 0 territory figures: not.known", "down: ", "HTTP 503", "answers again"] {
        assert_eq!(said.matches(words).count(), if words == "answers again" { 2 } else { 1 }, "{words}\n{said}");
    }
    assert!(said.contains("refused: malformed") && said.contains("recorded 4 snapshots in "), "{said}");

    let output = run(&["backtest", "--config", &scene.config(), file.to_str().unwrap()]);
    let printed = text(&output.stdout);
    assert_eq!(text(&output.stderr), "");
    assert!(
        printed.contains(r#""at": "2026-03-05T08:01:00+08:00", "indicator": "traffic.deaths", "event": "raise""#),
        "{printed}"
    );
    assert!(printed.contains(r#""snapshots": 4"#), "{printed}");
}

#[test]
fn it_ends_by_itself_after_its_time_and_in_the_language_of_the_user() {
    let scene = Scene::new(&[("county", &growing())]);
    let file = scene.path("a.ndjson");
    let output = run(&["--language", "zh", "record", "--for", "2s", "--config", &scene.config(), file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(figures(&file)[0], 0);
    let said = text(&output.stderr);
    assert!(said.contains("county: 录制到 ") && said.contains(" 条："), "{said}");
}

#[test]
fn several_feeds_have_a_file_each_or_one_is_named() {
    let scene = Scene::new(&[("公安/交警", &growing()), ("down", "http://127.0.0.1:1/")]);
    let (config, file) = (scene.config(), scene.path("a.ndjson"));
    let output = run(&["record", "--config", &config, file.to_str().unwrap()]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("--feed NAME") && said.contains("a.ndjson/"), "{said}");
    assert!(!file.exists());

    let folder = format!("{}/", scene.path("all").display());
    let running = Running::start(program(&["record", "--config", &config, &folder]));
    running.lines(&scene.path("all/公安_交警.ndjson"), 2);
    running.hear("down: ");
    let (status, said) = running.end(Signal::SIGINT);
    assert_eq!(status.code(), Some(0), "a feed in trouble is no failure of the recording");
    assert_eq!(said.matches("down: down: cannot connect").count(), 1, "{said}");
    assert_eq!(figures(&scene.path("all/公安_交警.ndjson"))[..2], [0, 1]);
    assert_eq!(scene.read("all/down.ndjson"), "");

    let output = run(&["record", "--for", "2s", "--feed", "公安/交警", "--config", &config, file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    assert!(!figures(&file).is_empty());
}

#[test]
fn what_is_no_recording_is_not_touched() {
    let scene = Scene::new(&[("county", &growing())]);
    let before = scene.read("config.toml");
    let output = run(&["record", "--config", &scene.config(), &scene.config()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("does not end as a recording does"));
    assert_eq!(scene.read("config.toml"), before);
}
