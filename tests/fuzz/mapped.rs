//! Any bytes as an answer of foreign JSON, in any character set: read or refused with a short reason; nothing but counted numbers and
//! listed names comes out.

#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use zhiban::config::Config;
use zhiban::duty::{Format, Mapping};
use zhiban::feed::{Answer, Known, decode_mapped, look_mapped};

const CONFIG: &str = r#"
territories = ["城关镇", "a"]
timezone = "Asia/Shanghai"
[[feed]]
name = "any"
url = "https://h/"
format = "json"
ok = { path = ["$.code", "$.head.code"], is = [0, "0000", true], message = "$.msg" }
as_of = { path = "$.at", format = "%Y-%m-%d %H:%M:%S" }
total = "$.total"
rows = "$.rows"
[feed.values]
"traffic.deaths" = { path = ["$.rows[?@.c == 'a'].n", "$..n"], reduce = "sum", empty = "zero", last_year = "$.b", sample = "$.s", of = "$.o", corrections = { path = "$.x", empty = "zero" }, territories = { rows = "$.rows[*]", name = "$.c", value = "$.n" } }
"petitions.overdue" = { path = "$.rows[*]", reduce = "count" }
"#;

/// The mapping, and what the configuration lists.
static FEED: LazyLock<(Mapping, Known)> = LazyLock::new(|| {
    let config = Config::parse(CONFIG, "fuzz", Path::new("")).expect("a configuration");
    let mapping = match config.sources.first().map(|source| source.format.clone()) {
        Some(Format::Json(mapping)) => *mapping,
        other => panic!("{other:?}"),
    };
    (mapping, Known::of(&config.plan))
});

fuzz_target!(|input: (&str, &[u8])| {
    let (content_type, body) = input;
    let (mapping, known) = &*FEED;
    let now = jiff::Timestamp::from_second(1_772_668_804).expect("a time");
    let answer = Answer { body, content_type: Some(content_type), date: Some(now) };
    let taken = decode_mapped(answer, mapping, known, now);
    assert_eq!(look_mapped(answer, mapping, known, now).0, taken);
    for reading in taken.iter().flat_map(|snapshot| &snapshot.readings) {
        let figures = [reading.value, reading.last_year, reading.peer, Some(reading.corrections)];
        let territories = reading.territories.iter().map(|(_, figure)| *figure);
        assert!(figures.into_iter().chain(territories).flatten().all(|figure| figure.abs() <= 9.007e15), "{reading:?}");
    }
});
