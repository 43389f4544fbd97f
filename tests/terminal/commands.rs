//! The commands that print: what they print, and their exit status.

use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

use crate::PROGRAM;
use crate::feed::Feed;

fn run(arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).env("LANG", "en_US.UTF-8").env_remove("XDG_CONFIG_HOME").output().unwrap()
}

fn check(feed: &Feed, format: &str) -> (Option<i32>, String) {
    let output = run(&["check", "--config", feed.config().to_str().unwrap(), "--language", "en", "--format", format]);
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn check_exits_with_the_worst_state() {
    for (readings, status, state) in [
        (r#"{"id": "petitions.overdue", "value": 0}"#, 0, "normal"),
        (r#"{"id": "petitions.overdue", "value": 1}"#, 1, "warning"),
        (r#"{"id": "petitions.overdue", "value": 3}"#, 2, "critical"),
        (r#"{"id": "petitions.overdue", "value": null}"#, 3, "unknown"),
        (r#"{"id": "petitions.overdue", "value": 1}, {"id": "traffic.deaths", "value": null}"#, 3, "unknown"),
        (r#"{"id": "petitions.overdue", "value": 3}, {"id": "traffic.deaths", "value": null}"#, 2, "critical"),
        (r#"{"id": "not.known", "value": 0}"#, 3, "unknown"),
    ] {
        let feed = Feed::serving(readings);
        let (code, text) = check(&feed, "json");
        assert_eq!(code, Some(status), "{text}");
        let report: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(report["state"], state, "{text}");
    }
}

#[test]
fn check_prints_one_json_object_as_the_design_has_it() {
    let feed = Feed::serving(r#"{"id": "traffic.helmet_rate", "value": 88.0, "peer": 91.2}"#);
    let (_, text) = check(&feed, "json");
    assert_eq!(text.lines().count(), 1);
    let report: Value = serde_json::from_str(&text).unwrap();
    let county = &report["feeds"][0];
    assert_eq!(county["name"], "county");
    assert_eq!(county["state"], "live");
    assert_eq!(county["status"], 200);
    assert_eq!(county["message"], Value::Null);
    assert!(county["age_s"].as_i64().unwrap() < 60);
    assert!(county["as_of"].as_str().unwrap().ends_with("+08:00"));
    let helmets = &report["indicators"][0];
    assert_eq!(helmets["id"], "traffic.helmet_rate");
    assert_eq!(helmets["topic"], "traffic");
    assert_eq!(helmets["value"], 88.0);
    assert_eq!(helmets["state"], "warning");
    assert_eq!(helmets["rule"], "value < 90");
    assert_eq!(helmets["measures"], serde_json::json!({"value": 88.0, "target": -2.0, "peer": -3.2}));
    let keys: Vec<&String> = report.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["at", "state", "feeds", "indicators"]);
}

#[test]
fn check_prints_text_and_a_line_for_nagios() {
    let feed = Feed::serving(r#"{"id": "petitions.overdue", "value": 4}, {"id": "drugs.rank", "value": 1, "of": 12}"#);
    let (code, text) = check(&feed, "nagios");
    assert_eq!(code, Some(2));
    assert_eq!(text, "ZHIBAN CRITICAL - petitions.overdue value >= 3 | 'petitions.overdue'=4 'drugs.rank'=1\n");
    let (_, text) = check(&feed, "text");
    assert!(text.contains("critical Petitions Overdue 4 value >= 3 [petitions.overdue]"), "{text}");
    assert!(text.contains("feed county live"), "{text}");
}

#[test]
fn a_check_that_cannot_be_made_is_unknown() {
    let output = run(&["check", "--config", "/nowhere/config.toml"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("/nowhere/config.toml"));
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    std::fs::write(&config, "[[feed]]\nname = \"county\"\nurl = \"http://127.0.0.1:9/\"\n").unwrap();
    let output = run(&["check", "--config", config.to_str().unwrap(), "--format", "nagios", "--language", "en"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("ZHIBAN UNKNOWN - feed county down"));
}

#[test]
fn config_is_checked_shown_begun_and_described() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    let config = path.to_str().unwrap();
    let starter = run(&["config", "init"]);
    assert!(starter.status.success());
    std::fs::write(&path, &starter.stdout).unwrap();
    let right = run(&["config", "check", "--config", config]);
    assert!(right.status.success(), "{}", String::from_utf8_lossy(&right.stderr));
    assert!(String::from_utf8_lossy(&right.stdout).contains("Feeds: 1,"));
    let shown = run(&["config", "show", "--config", config]);
    assert!(String::from_utf8_lossy(&shown.stdout).contains("stale_after = \"1m\""));
    let schema: Value = serde_json::from_slice(&run(&["config", "schema"]).stdout).unwrap();
    assert_eq!(schema["title"], "zhiban configuration");
    std::fs::write(&path, "regoin = \"x\"\nlanguage = \"fr\"\n").unwrap();
    let wrong = run(&["config", "check", "--config", config]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(wrong.stdout.is_empty());
    let errors = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(errors.contains("did you mean `region`?") && errors.contains("config.toml:2:12"), "{errors}");
}

#[test]
fn feeds_are_checked_from_files_and_addresses() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let good = r#"{"schema": "zhiban/1", "as_of": "2026-03-05T08:00:00+08:00", "readings": [{"id": "traffic.deaths", "value": 7}, {"id": "not.known", "value": 1}]}"#;
    let output = run(&["feed", "check", &file("good.json", good)]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success());
    assert!(text.contains("valid, 1 readings") && text.contains("1 ids") && text.contains("not.known"), "{text}");
    let bad = good.replace("\"value\": 7", "\"value\": 7, \"name\": \"\"");
    let output = run(&["feed", "check", &file("bad.json", &bad)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("/readings/0/name"), "{}", String::from_utf8_lossy(&output.stderr));
    let output = run(&["feed", "check", &file("bad.ndjson", &format!("{good}\n{bad}\n"))]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("bad.ndjson:2"));
    let feed = Feed::serving(r#"{"id": "traffic.deaths", "value": 7}"#);
    let output = run(&["feed", "check", &feed.url()]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("valid, 1 readings"));
    let schema: Value = serde_json::from_slice(&run(&["feed", "schema"]).stdout).unwrap();
    assert!(schema["properties"]["readings"].is_object());
}

#[test]
fn completions_and_the_manual_name_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = run(&["completions", shell]);
        assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains("replay"), "{shell}");
    }
    let manual = String::from_utf8(run(&["man"]).stdout).unwrap();
    for command in ["demo", "replay", "backtest", "check", "config", "feed", "completions", "man"] {
        assert!(manual.contains(command), "{command}");
    }
}

#[test]
fn wrong_usage_exits_with_2() {
    for arguments in [&["--no-such"][..], &["replay"], &["demo", "--speed", "0"], &["config", "check", "--no-such"]] {
        assert_eq!(run(arguments).status.code(), Some(2), "{arguments:?}");
    }
    for arguments in [&["check", "--format", "xml"][..], &["--language", "en", "check", "--no-such"]] {
        assert_eq!(run(arguments).status.code(), Some(3), "a slip of the pen is not critical: {arguments:?}");
    }
}
