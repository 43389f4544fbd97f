//! README and program say the same: every example in it works, and nothing of the program is missing from it.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod county;
mod notifications;
mod page;
mod recipes;
mod svg;

use std::collections::BTreeSet;
use std::path::Path;

use clap::{CommandFactory, Parser};
use jiff::Timestamp;
use ratatui::buffer::Buffer;
use serde_json::Value;
use zhiban::app::KEYS;
use zhiban::cli::Cli;
use zhiban::config::{Config, condition};
use zhiban::duty::{Clearance, Event, FeedState};
use zhiban::feed::{Known, decode};

use page::{PAGE, anchors, blocks, commands, links, row_of, table};

/// Where the README's picture stands, from the root of the repository.
const PICTURE: &str = "tests/screen/overview.svg";
/// Set to write the picture anew.
const UPDATE: &str = "UPDATE";
const PROGRAM: &str = env!("CARGO_BIN_EXE_zhiban");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn parse(toml: &str) -> Config {
    Config::parse(toml, "README.md", Path::new("")).unwrap_or_else(|problems| panic!("{}", problems.report(false)))
}

/// The rows of a screen as text.
fn rows(screen: &Buffer) -> Vec<String> {
    let area = screen.area;
    let row = |y| {
        let mut row = String::new();
        let mut x = 0;
        while x < area.width {
            let symbol = screen[(x, y)].symbol();
            row.push_str(symbol);
            x += u16::try_from(zhiban::screen::width(symbol)).unwrap().max(1);
        }
        row
    };
    (0..area.height).map(row).collect()
}

/// Whether `word` stands in `text` with nothing attached to it that could be part of a key.
fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).any(|part| part == word)
}

#[test]
fn the_picture_is_what_the_program_draws_today() {
    let screen = county::screen();
    let drawn = svg::svg(&screen, "值班：示范县概览 · zhiban: the overview of a county");
    let path = root().join(PICTURE);
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&path, drawn).unwrap();
        return;
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == drawn,
        "{PICTURE} is not this screen; `{UPDATE}=1 cargo test --test readme` writes it anew:\n{}",
        rows(&screen).join("\n"),
    );
    assert!(links().contains(&PICTURE));
}

#[test]
fn the_rows_that_are_explained_are_on_the_picture() {
    let screen = rows(&county::screen()).join("\n");
    let explained = blocks("text").join("");
    assert!(explained.lines().count() >= 3);
    for row in explained.lines() {
        assert!(screen.contains(row), "this row is not on the screen:\n{row}\n{screen}");
    }
}

#[test]
fn a_newcomer_finds_the_two_commands_at_once() {
    let top: Vec<&str> = PAGE.lines().take(40).collect();
    for command in ["cargo run --release", "cargo test"] {
        assert!(top.iter().any(|line| line.starts_with(command)), "`{command}` is not on the first 40 lines");
    }
    let version = env!("CARGO_PKG_RUST_VERSION");
    assert!(PAGE.contains(&format!("Rust {version} 或")) && PAGE.contains(&format!("Rust {version} or newer")), "Rust {version}");
}

#[test]
fn every_configuration_in_it_is_right() {
    let examples = blocks("toml");
    assert!(examples.len() >= 4);
    for example in &examples {
        parse(example);
    }
    // Together they are one configuration, which is how they will be pasted.
    parse(&examples.join("\n"));
}

#[test]
fn every_key_of_the_configuration_is_in_it_or_in_the_starter() {
    let schema = Config::schema().to_value();
    let tables = schema["$defs"].as_object().unwrap().values().chain([&schema]);
    let keys: BTreeSet<&String> =
        tables.filter_map(|table| table["properties"].as_object()).flat_map(|keys| keys.keys()).collect();
    assert!(keys.len() > 30, "{keys:?}");
    for key in keys {
        assert!(has_word(PAGE, key) || has_word(Config::starter(), key), "the key `{key}` is explained nowhere");
    }
}

#[test]
fn the_built_in_catalogue_is_as_large_as_it_says() {
    let plan = parse("").plan;
    let (indicators, periods) = (plan.indicators.len(), plan.periods.len());
    assert!(PAGE.contains(&format!("{indicators} 个指标、{periods} 个重点时段")), "{indicators} indicators, {periods} periods");
    assert!(PAGE.contains(&format!("has {indicators} indicators")) && PAGE.contains(&format!("and {periods} periods")));
}

#[test]
fn every_measure_is_in_it() {
    // The reader of rules names them all where it finds none.
    let measures = condition("").unwrap_err().help.unwrap();
    let measures: Vec<&str> = measures.trim_start_matches("one of ").split(", ").collect();
    assert!(measures.len() >= 8, "{measures:?}");
    let rows = table("量 measure");
    let written: Vec<&str> = rows.iter().filter_map(|cells| cells[0].strip_prefix('`')?.strip_suffix('`')).collect();
    for measure in measures {
        let forms: Vec<&&str> = written.iter().filter(|form| form.split('(').next() == Some(measure)).collect();
        let works = |form: &&&str| condition(&format!("{form} > 1")).is_ok();
        assert!(forms.iter().any(works), "no table has the measure `{measure}` in a form that works: {forms:?}");
    }
}

#[test]
fn the_feed_in_it_is_taken_whole() {
    let plan = parse(&blocks("toml")[0]).plan;
    let known = Known::new(plan.indicators.iter().map(|indicator| indicator.id.clone()), plan.territories);
    let now: Timestamp = "2026-03-05T08:00:04+08:00".parse().unwrap();
    let examples = blocks("json");
    assert!(!examples.is_empty());
    let mut used = BTreeSet::new();
    for example in &examples {
        let snapshot = decode(example.as_bytes(), &known, now).unwrap_or_else(|refusal| panic!("{refusal:?}"));
        assert_eq!((snapshot.left_out.ids, snapshot.left_out.territories), (0, 0));
        let document: Value = serde_json::from_str(example).unwrap();
        used.extend(document.as_object().unwrap().keys().cloned());
        used.extend(document["readings"].as_array().unwrap().iter().flat_map(|r| r.as_object().unwrap().keys().cloned()));
    }
    let schema = zhiban::feed::schema().to_value();
    let tables = schema["$defs"].as_object().unwrap().values().chain([&schema]);
    let fields: BTreeSet<String> =
        tables.filter_map(|table| table["properties"].as_object()).flat_map(|fields| fields.keys().cloned()).collect();
    assert!(fields.len() >= 12, "{fields:?}");
    for field in &fields {
        row_of(&table("字段 field"), field);
    }
    assert_eq!(used, fields, "the example does not show every field");
}

#[test]
fn every_state_of_a_feed_is_in_it() {
    use zhiban::duty::Language;
    use zhiban::screen::Words;
    for state in [FeedState::Waiting, FeedState::Live, FeedState::Stale, FeedState::Down, FeedState::Refused] {
        let word = |language| Words::of(language).feed_state(state);
        let key = format!("`{}`", state.key());
        let wanted = [word(Language::Zh), word(Language::En), key.as_str()];
        assert!(table("屏上").iter().any(|cells| cells.starts_with(&wanted)), "no row of a table begins with {wanted:?}");
    }
}

#[test]
fn every_key_on_the_keyboard_is_in_it() {
    for binding in KEYS {
        let (zh, en) = binding.label;
        let rows = table("键 Key");
        let says =
            |row: &&Vec<&str>| row[0].contains(&format!("`{}`", binding.name)) && row[1].contains(zh) && row[2].contains(en);
        let row = rows.iter().find(says).unwrap_or_else(|| panic!("no row for `{}` says {zh} and {en}", binding.name));
        assert_eq!(row[0].matches('`').count() / 2, binding.keys.len(), "{row:?} should name {:?}", binding.keys);
    }
}

#[test]
fn every_command_and_option_is_in_it_and_in_the_help() {
    let mut program = Cli::command();
    program.build();
    let help = assert_cmd::Command::new(PROGRAM).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let options = command(&program, "zhiban", &help);
    assert!(options > 8, "{options}");
}

/// Checks a command, its options and the values they take, and those below it; gives how many options it saw.
fn command(command: &clap::Command, name: &str, help: &str) -> usize {
    let mut options = 0;
    for option in command.get_arguments() {
        if let Some(long) = option.get_long() {
            assert!(has_code(&format!("--{long}")), "the README does not name --{long} of `{name}`");
            options += 1;
        }
        for value in option.get_possible_values().iter().filter(|_| option.get_action().takes_values()) {
            assert!(has_code(value.get_name()), "the README does not name `{}` of `{name}`", value.get_name());
        }
    }
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        let name = format!("{name} {}", below.get_name());
        let is_in_help = help.lines().any(|line| line.split_whitespace().next() == name.split(' ').nth(1));
        assert!(is_in_help, "--help does not name `{name}`");
        if below.get_subcommands().next().is_none() {
            let words: Vec<&str> = name.split(' ').collect();
            let is_it = |cells: &Vec<&str>| cells[0].trim_matches('`').split(' ').collect::<Vec<_>>().starts_with(&words);
            assert!(table("命令 command").iter().any(is_it), "the table of commands has no row for `{name}`");
        }
        options += self::command(below, &name, help);
    }
    options
}

/// Whether a value stands in the page as code, alone or after its option.
fn has_code(value: &str) -> bool {
    PAGE.split('`').skip(1).step_by(2).any(|code| code.split(' ').any(|word| word == value))
}

#[test]
fn the_backtest_in_it_prints_the_lines_in_it() {
    let shown = commands("zhiban");
    let backtest = shown.iter().rfind(|words| words.get(1).is_some_and(|word| word == "backtest")).unwrap();
    let output = assert_cmd::Command::new(PROGRAM).args(&backtest[1..]).current_dir(root()).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let lines = blocks("jsonl").join("");
    assert!(lines.lines().count() >= 3);
    for line in lines.lines() {
        assert!(printed.lines().any(|printed| printed == line), "it does not print {line}");
    }
    for clearance in [Clearance::Returned, Clearance::Revised, Clearance::PeriodEnd, Clearance::RuleGone].map(Event::End) {
        row_of(&table("事件 event"), clearance.key());
    }
    for event in [Event::Raise, Event::Unknown, Event::Known] {
        row_of(&table("事件 event"), event.key());
    }
}

#[test]
fn every_command_that_it_shows_is_one() {
    let shown = commands("zhiban");
    assert!(shown.len() >= 8);
    for words in shown {
        if let Err(error) = Cli::try_parse_from(&words) {
            panic!("`{}`: {error}", words.join(" "));
        }
    }
}

#[test]
fn the_exit_statuses_are_those_it_says() {
    let documented: Vec<i32> = table("退出码 status").iter().filter_map(|cells| cells[0].parse().ok()).collect();
    assert_eq!(documented, [0, 1, 2, 3]);
    let folder = tempfile::tempdir().unwrap();
    let status = |arguments: &[&str]| {
        let mut program = assert_cmd::Command::new(PROGRAM);
        program.args(arguments).current_dir(folder.path()).env("XDG_CONFIG_HOME", folder.path()).env("HOME", folder.path());
        program.output().unwrap().status.code()
    };
    assert_eq!(status(&["config", "init"]), Some(0));
    assert_eq!(status(&["config", "check"]), Some(1));
    assert_eq!(status(&["feed", "check", "none.json"]), Some(1));
    assert_eq!(status(&["nothing"]), Some(2));
    assert_eq!(status(&["check", "--nothing"]), Some(3));
    assert_eq!(status(&["--help"]), Some(0));
    assert_eq!(status(&["check"]), Some(3));
}

#[test]
fn its_links_lead_somewhere() {
    let anchors = anchors();
    for link in links() {
        match link.strip_prefix('#') {
            Some(anchor) => assert!(anchors.iter().any(|known| known == anchor), "no heading for #{anchor}: {anchors:?}"),
            None => assert!(root().join(link).is_file(), "{link} does not exist"),
        }
    }
    for anchor in &anchors {
        assert!(links().contains(&format!("#{anchor}").as_str()), "the contents do not name #{anchor}");
    }
}
