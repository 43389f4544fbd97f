//! README, `--help`, the starter and the code agree.

use std::path::Path;

use clap::CommandFactory;
use zhiban::app::KEYS;
use zhiban::cli::Cli;
use zhiban::config::Config;
use zhiban::duty::LeftOut;
use zhiban::feed::{Known, decode};

const README: &str = include_str!("../README.md");

/// The fenced blocks of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    README.split(&fence).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

#[test]
fn the_two_commands_stand_at_the_top() {
    let top: Vec<&str> = README.lines().take(20).collect();
    for command in ["cargo run --release", "cargo test"] {
        assert!(top.iter().any(|line| line.starts_with(command)), "{command}");
    }
}

#[test]
fn every_configuration_example_is_right() {
    let examples = blocks("toml");
    assert!(examples.len() >= 3);
    let whole = examples.join("\n");
    for example in examples.into_iter().chain([whole.as_str()]) {
        Config::parse(example, "README.md", Path::new("")).unwrap_or_else(|problems| panic!("{problems}"));
    }
}

#[test]
fn the_example_document_is_a_valid_feed() {
    let plan = Config::parse(blocks("toml").first().unwrap(), "README.md", Path::new("")).unwrap().plan;
    let known = Known::new(plan.indicators.into_iter().map(|i| i.id), plan.territories);
    let snapshot = decode(blocks("json").first().unwrap().as_bytes(), &known, jiff::Timestamp::now()).unwrap();
    assert_eq!(snapshot.readings.len(), 4);
    assert_eq!(snapshot.left_out, LeftOut::default());
}

#[test]
fn the_catalogue_is_as_large_as_is_said() {
    let plan = Config::parse("", "built-in", Path::new("")).unwrap().plan;
    for count in [format!("{} 个指标", plan.indicators.len()), format!("{} indicators", plan.indicators.len())] {
        assert!(README.contains(&count), "{count}");
    }
    assert!(README.contains(&format!("{} 个重点时段", plan.periods.len())));
}

#[test]
fn every_field_of_a_feed_is_explained() {
    let schema = zhiban::feed::schema();
    let reading = &schema.as_value()["$defs"];
    for definition in reading.as_object().unwrap().values() {
        for field in definition["properties"].as_object().into_iter().flat_map(|fields| fields.keys()) {
            let explained = field == "id" || README.contains(&format!("`{field}`"));
            assert!(explained, "{field}");
        }
    }
}

#[test]
fn every_key_stands_in_its_table() {
    for binding in KEYS {
        let row =
            README.lines().find(|line| line.starts_with(&format!("| `{}`", binding.name)) && line.contains(binding.label.0));
        let row = row.unwrap_or_else(|| panic!("{} is missing", binding.name));
        assert!(row.contains(binding.label.0) && row.contains(binding.label.1), "{row}");
    }
    let rows = README.lines().skip_while(|line| !line.starts_with("| 键 Key")).skip(2).take_while(|line| line.starts_with('|'));
    assert_eq!(rows.count(), KEYS.len());
}

#[test]
fn every_command_and_option_is_named() {
    let mut command = Cli::command();
    command.build();
    let help = command.render_long_help().to_string();
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let name = sub.get_name();
        assert!(README.contains(&format!("`zhiban {name}")), "{name}");
        assert!(help.contains(name), "{name}");
        for deeper in sub.get_subcommands().filter(|deeper| deeper.get_name() != "help") {
            assert!(
                README.lines().any(|line| line.contains(&format!("zhiban {name}")) && line.contains(deeper.get_name())),
                "{name} {}",
                deeper.get_name()
            );
        }
        for option in sub.get_arguments().filter_map(clap::Arg::get_long).filter(|long| !matches!(*long, "help" | "version")) {
            assert!(README.contains(&format!("--{option}")), "{name} --{option}");
        }
    }
}

#[test]
fn the_version_of_rust_and_the_files_exist() {
    let rust = include_str!("../Cargo.toml").lines().find_map(|line| line.strip_prefix("rust-version = \"")).unwrap();
    assert!(README.contains(&format!("Rust {}", rust.trim_end_matches('"'))));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (anchors, links): (Vec<&str>, Vec<&str>) =
        README.split("](").skip(1).filter_map(|rest| rest.split(')').next()).partition(|link| link.starts_with('#'));
    let headings: Vec<String> = README.lines().filter_map(|line| Some(slug(line.strip_prefix("## ")?))).collect();
    for anchor in anchors {
        assert!(headings.iter().any(|heading| anchor.strip_prefix('#') == Some(heading)), "{anchor}");
    }
    let files = README.split_whitespace().filter(|word| word.starts_with("tests/data/"));
    for file in links.into_iter().chain(files) {
        assert!(root.join(file.trim_end_matches(')')).exists(), "{file}");
    }
}

/// A heading's anchor, as forges make it.
fn slug(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}
