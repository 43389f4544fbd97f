//! `zhiban backtest` as a user runs it: what it prints over real recordings is what the raw lines say, and over recordings made
//! by hand every kind of transition comes at its own time.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod command;
mod explain;
mod made;
mod recordings;

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_zhiban");

/// What a run printed.
struct Run {
    status: Option<i32>,
    lines: Vec<String>,
    errors: String,
}

/// Runs the program where there is no configuration but the one that is named.
fn run(arguments: &[&str]) -> Run {
    let nowhere = tempfile::tempdir().unwrap();
    let mut program = Command::new(PROGRAM);
    program.args(arguments).env("XDG_CONFIG_HOME", nowhere.path()).env("LANG", "en_US.UTF-8").env("TZ", "Asia/Shanghai");
    let output = program.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let lines = text(output.stdout).lines().map(str::to_owned).collect();
    Run { status: output.status.code(), lines, errors: text(output.stderr) }
}

/// A configuration and recordings made by hand.
struct Scene {
    folder: TempDir,
    arguments: Vec<String>,
}

impl Scene {
    /// A configuration in Shanghai's time and without the built-in catalogue.
    fn new(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::fs::write(&path, format!("catalogue = \"none\"\ntimezone = \"Asia/Shanghai\"\n{config}")).unwrap();
        let arguments = ["backtest", "--config", path.to_str().unwrap()].map(str::to_owned).to_vec();
        Self { folder, arguments }
    }

    /// With a recording of these snapshots: a local time without seconds, and the readings inside of the brackets.
    fn feed(self, name: &str, snapshots: &[(&str, &str)]) -> Self {
        let lines: Vec<String> = snapshots.iter().map(|(at, readings)| snapshot(at, "", readings)).collect();
        self.file(name, &(lines.join("\n") + "\n"))
    }

    fn file(mut self, name: &str, text: &str) -> Self {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        self.arguments.push(path.display().to_string());
        self
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn with(mut self, arguments: &[&str]) -> Self {
        self.arguments.extend(arguments.iter().map(|argument| (*argument).to_owned()));
        self
    }

    fn run(&self) -> Run {
        run(&self.arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// What it prints before the summary, shortened: time, indicator, event, level, rule, measure.
    fn transitions(&self) -> Vec<String> {
        let run = self.run();
        assert_eq!((run.status, run.errors.as_str()), (Some(0), ""));
        let (summary, transitions) = run.lines.split_last().unwrap();
        assert!(summary.starts_with("{\"summary\": {"), "{summary}");
        transitions.iter().map(|line| short(line)).collect()
    }
}

/// A snapshot as a feed sends it.
fn snapshot(at: &str, more: &str, readings: &str) -> String {
    format!("{{\"schema\": \"zhiban/1\", \"as_of\": \"{at}:00+08:00\"{more}, \"readings\": [{readings}]}}")
}

/// A transition's line without its keys and without what is the same in all of them.
fn short(line: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(line).unwrap();
    let text = |key: &str| value[key].as_str().map_or_else(|| value[key].to_string(), str::to_owned);
    let at = text("at").strip_suffix("+08:00").unwrap().to_owned();
    format!("{at} {} {} {} {} {}", text("indicator"), text("event"), text("level"), text("rule"), text("measure"))
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// An indicator of the configuration.
fn indicator(id: &str, kind: &str, rules: &str) -> String {
    format!("[[indicator]]\nid = \"{id}\"\ntopic = \"traffic\"\nname = \"{id}\"\n{kind}\nrules = [{rules}]\n")
}

const GAUGE: &str = "kind = \"gauge\"";
const BY_DAY: &str = "kind = \"count\"\nwindow = \"day\"";
const BY_YEAR: &str = "kind = \"count\"\nwindow = \"year\"";
