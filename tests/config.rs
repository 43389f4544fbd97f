//! The configuration as its administrator meets it: what is right is read, what is wrong is shown where it stands.

#![expect(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

use std::path::Path;

use proptest::prelude::*;
use zhiban::config::Config;
use zhiban::duty::{Authorization, Clean, Kind, Language, Level, Receiver, Secret, Source, Span, Window};

fn parse(text: &str) -> Config {
    Config::parse(text, "config.toml", Path::new("/etc/zhiban")).unwrap_or_else(|problems| panic!("{problems}"))
}

fn report(text: &str) -> String {
    Config::parse(text, "config.toml", Path::new("/etc/zhiban")).expect_err("an error is expected").to_string()
}

#[test]
fn reads_what_the_design_shows() {
    let config = parse(
        r#"
region   = "示范县"
language = "zh-CN"
timezone = "Asia/Shanghai"
territories = ["城关镇", "白沙乡"]

[[feed]]
name = "county"
url  = "https://10.1.2.3/api/counts"
every = "10s"
bearer_file = "county.token"

[[indicator]]
id = "traffic.helmet_rate"
topic = "traffic"
name = { zh = "戴帽率", en = "Helmet-wearing rate" }
kind = "rate"
unit = "%"
better = "higher"
target = 90
rules = [
  { level = "warning",  when = "value < 92" },
  { level = "critical", when = "value < 90", for = "2m", clear = "value >= 90.5", keep = "10m" },
]

[[indicator]]
id = "drowning.incidents"
topic = "drowning"
name = "溺水事件"
kind = "count"
window = "year"

[[period]]
name = { zh = "暑期防溺水", en = "Summer drowning watch" }
from = "06-15"
to   = "09-05"
every = "5s"
rules = { "drowning.incidents" = [{ level = "critical", when = "increase(1d) >= 1" }] }

[shift]
starts = ["08:30", "17:30"]
"#,
    );
    assert_eq!(config.plan.region.as_str(), "示范县");
    assert_eq!(config.language, Some(Language::Zh));
    assert_eq!(config.plan.territories.len(), 2);
    let source = &config.sources[0];
    assert_eq!(source.every, Span::from_seconds(10));
    assert_eq!(source.stale_after, Span::from_seconds(60));
    assert_eq!(source.max_bytes, Source::MAX_BYTES);
    let token = Secret::File("/etc/zhiban/county.token".into());
    assert_eq!(source.access.authorization, Some(Authorization::Bearer(token)));
    let helmets = config.plan.indicators.iter().find(|i| i.id.as_str() == "traffic.helmet_rate").unwrap();
    assert_eq!(helmets.target, Some(90.0));
    assert_eq!(helmets.rules[1].level, Level::Critical);
    assert_eq!(helmets.rules[1].hold, Span::from_seconds(120));
    assert_eq!(helmets.rules[1].clear.as_ref().unwrap().to_string(), "value >= 90.5");
    assert!(helmets.configured);
    let drowning = config.plan.indicators.iter().find(|i| i.id.as_str() == "drowning.incidents").unwrap();
    assert_eq!(drowning.kind, Kind::Count(Window::Year));
    let summer = config.plan.periods.iter().find(|p| p.name.zh == Clean::new("暑期防溺水")).unwrap();
    assert_eq!(summer.every, Some(Span::from_seconds(5)));
    assert_eq!(summer.rules.len(), 1);
}

#[test]
fn rules_that_are_alike_are_held_once() {
    let indicator = |n: usize, limit: usize| {
        format!(
            "[[indicator]]\nid = \"traffic.n{n}\"\ntopic = \"traffic\"\nname = \"n{n}\"\nkind = \"gauge\"\n\
             rules = [{{ level = \"warning\", when = \"value > {limit}\" }}]\n"
        )
    };
    let text = [indicator(0, 5), indicator(1, 5), indicator(2, 6), indicator(3, 5)].join("");
    let config = parse(&format!("catalogue = \"none\"\n{text}"));
    let rules: Vec<_> = config.plan.indicators.iter().map(|indicator| &indicator.rules).collect();
    assert!(std::sync::Arc::ptr_eq(rules[0], rules[1]));
    assert!(rules[1] != rules[2] && rules[0] == rules[3]);
}

#[test]
fn a_field_of_a_built_in_indicator_changes_that_field_alone() {
    let built_in = parse("");
    let changed = parse("[[indicator]]\nid = \"traffic.helmet_rate\"\ntarget = 95\n");
    let find = |config: &Config| config.plan.indicators.iter().find(|i| i.id.as_str() == "traffic.helmet_rate").unwrap().clone();
    let (before, after) = (find(&built_in), find(&changed));
    assert_eq!(after.target, Some(95.0));
    assert_eq!(after.rules, before.rules);
    assert_eq!(after.name, before.name);
    assert!(!before.configured && after.configured);
    assert_eq!(built_in.plan.indicators.len(), changed.plan.indicators.len());
    assert!(parse("catalogue = \"none\"\n").plan.indicators.is_empty());
}

#[test]
fn rules_of_the_file_go_before_those_of_a_built_in_period() {
    let rules = |text: &str| {
        let periods = parse(text).plan.periods;
        let summer = periods.into_iter().find(|p| p.name.zh == Clean::new("暑期防溺水")).unwrap();
        summer.rules.into_keys().map(|id| id.to_string()).collect::<std::collections::BTreeSet<_>>()
    };
    let own = "[[indicator]]\nid = \"drowning.patrol_rate\"\nrules = []\n";
    assert!(rules("").contains("drowning.patrol_rate"));
    assert!(!rules(own).contains("drowning.patrol_rate") && rules(own).contains("drowning.devices_online"));
    let with_period = format!(
        "{own}[[period]]\nname = \"暑期防溺水\"\nfrom = \"06-15\"\nto = \"09-05\"\nrules = {{ \"drowning.patrol_rate\" = [] }}\n"
    );
    assert!(rules(&with_period).contains("drowning.patrol_rate"), "a period of the file is the file's word as well");
}

#[test]
fn every_error_is_shown_at_once_with_its_line_and_what_would_be_right() {
    insta::assert_snapshot!(report(
        r#"regoin = "示范县"
timezone = "Asia/Shanghia"
language = "zh"

[[feed]]
name = "county"
url = "http://10.1.2.3/counts"
evry = "10s"
timeout = "ten"

[[feed]]
name = "county"
url = "https://10.1.2.4/counts"
max_bytes = "big"

[[indicator]]
id = "traffic.deaths"
rules = [
  { level = "severe", when = "valeu > 3" },
  { level = "warning", when = "value > 3 or yoy > 2" },
]

[[indicator]]
id = "traffic.helmets"
unit = "%"

[[period]]
name = "两会"
from = "03-40"
to = "2026-03-11"
rules = { "drowning.incident" = [] }

[shift]
starts = ["8:30"]
"#
    ));
}

#[test]
fn syntax_errors_are_shown_with_the_others() {
    insta::assert_snapshot!(report("region = 示范县\nlanguage = \"fr\"\n\n[shift\nstarts = []\n"));
}

#[test]
fn each_kind_of_mistake_has_its_words() {
    for (text, words) in [
        ("[[feed]]\nname = \"a\"\n", "`url` is missing"),
        ("[[feed]]\nname = \"a\"\nurl = \"ftp://h/\"\n", "a feed is read over https or http"),
        ("[[feed]]\nname = \"a\"\nurl = \"https://u:p@h/\"\n", "a URL with a password would be shown and logged"),
        ("[[feed]]\nname = \"a\"\nurl = \"10.1.2.3/x\"\n", "this is not a URL"),
        ("[[feed]]\nname = \"a\"\nurl = \"https://h/\"\nevery = \"0s\"\n", "at least a second"),
        ("[[feed]]\nname = \"a\"\nurl = \"https://h/\"\nevery = \"1h\"\nstale_after = \"5m\"\n", "stale between polls"),
        ("[[feed]]\nname = \"a\"\nurl = \"https://h/\"\nbearer_file = \"a\"\nbearer_env = \"B\"\n", "not from both"),
        (
            "[[feed]]\nname = \"a\"\nurl = \"http://127.0.0.1/\"\nproxy = \"http://10.1.2.9:3128\"\n",
            "plain http to another machine",
        ),
        ("[[feed]]\nname = \"a\"\nurl = \"https://h/\"\nproxy = \"socks://x\"\n", "not the address of an HTTP proxy"),
        ("[[indicator]]\nid = \"Deaths\"\n", "`Deaths` is not an indicator's id"),
        ("[[indicator]]\nid = \"a.b\"\ntopic = \"fraud\"\nname = \"x\"\nkind = \"count\"\n", "needs the `window`"),
        (
            "[[indicator]]\nid = \"a.b\"\ntopic = \"fraud\"\nname = \"x\"\nkind = \"gauge\"\nwindow = \"day\"\n",
            "only a count has a window",
        ),
        ("[[indicator]]\nid = \"a.b\"\ntopic = \"fraud\"\nname = \"\"\nkind = \"gauge\"\n", "this text is empty"),
        (
            "[[indicator]]\nid = \"a.b\"\ntopic = \"fraud\"\nname = \"x\"\nkind = \"gauge\"\nrules = [{ level = \"warning\", when = \"target < 0\" }]\n",
            "has no target",
        ),
        (
            "[[indicator]]\nid = \"a.b\"\ntopic = \"fraud\"\nname = \"x\"\nkind = \"gauge\"\nrules = [{ level = \"warning\", when = \"share(petitions.recieved) > 0\" }]\n",
            "did you mean `petitions.received`?",
        ),
        ("[[indicator]]\nid = \"traffic.deaths\"\n[[indicator]]\nid = \"traffic.deaths\"\n", "described twice"),
        ("[[period]]\nname = \"x\"\nfrom = \"2026-03-11\"\nto = \"2026-03-04\"\n", "ends before it begins"),
        ("[[period]]\nname = \"x\"\nfrom = \"03-11\"\nto = \"2026-03-04\"\n", "both yearly or both of one year"),
        ("[[notify]]\nlevel = \"warning\"\n", "this receiver is told in no way"),
        ("[[notify]]\nosc9 = false\nbell = false\n", "this receiver is told in no way"),
        ("[[notify]]\nbel = true\n", "did you mean `bell`?"),
        ("[[notify]]\nbell = true\nlevel = \"critcal\"\n", "did you mean `critical`?"),
        ("[[notify]]\ncommand = []\n", "this command is empty"),
        ("[[notify]]\ncommand = [\" \", \"x\"]\n", "this program has no name"),
        ("[[notify]]\ncommand = [\"x\", \"a\\u0000b\"]\n", "cannot hold the character 0"),
        ("[[notify]]\ncommand = \"siren\"\n", "expected a sequence"),
        ("[[notify]]\nwebhook = \"10.1.2.5/hook\"\n", "this is not a URL"),
        ("[[notify]]\nwebhook = \"ftp://h/\"\n", "a webhook is called over https or http"),
        ("[[notify]]\nwebhook = \"http://10.1.2.5/\"\n", "or set `allow_http = true` for this receiver"),
        ("[[notify]]\nwebhook = \"https://u:p@h/\"\n", "a URL with a password would be shown and logged"),
        ("[[notify]]\nwebhook = \"https://h/\"\nbearer_file = \"a\"\nbearer_env = \"B\"\n", "not from both"),
        ("[[notify]]\nbell = true\nbearer_env = \"B\"\n", "a token is for a `webhook`"),
        ("[[notify]]\nbell = true\nrepeat = \"0s\"\n", "at least a second"),
        ("[[notify]]\nbell = true\nafter = \"soon\"\n", "`soon` is not a span of time"),
        ("[[notify]]\nbell = true\nname = \" \"\n", "this name is empty"),
        ("[[notify]]\nname = \"a\"\nbell = true\n[[notify]]\nname = \"a\"\nbell = true\n", "two receivers named `a`"),
        ("territories = [\"a\", \"a\"]\n", "`a` is named twice"),
        ("territories = [1]\n", "expected a string"),
        ("[shift]\nstarts = []\n", "at least one handover time"),
        ("region = \"a\"\nregion = \"b\"\n", "duplicate key"),
    ] {
        let report = report(text);
        assert!(report.contains(words), "{text}\n{report}");
        assert!(report.contains("config.toml:"), "{report}");
    }
}

#[test]
fn another_encoding_is_named_where_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, b"timezone = \"Asia/Shanghai\"\nregion = \"\xca\xbe\xb7\xb6\xcf\xd8\"\n").unwrap();
    let error = Config::load(&path).unwrap_err().to_string();
    assert!(error.contains("the file is not UTF-8 text") && error.contains("config.toml:2:12"), "{error}");
}

#[test]
fn a_byte_order_mark_is_no_error() {
    assert_eq!(parse("\u{feff}region = \"示范县\"\n").plan.region.as_str(), "示范县");
}

#[test]
fn what_is_shown_reads_back_the_same() {
    let config = parse(Config::starter());
    let shown = config.show();
    let again = parse(&shown);
    assert_eq!(again.show(), shown);
    assert_eq!(again.sources, config.sources);
    assert_eq!(again.receivers, config.receivers);
    assert_eq!(again.plan.indicators.len(), config.plan.indicators.len());
    assert_eq!(again.plan.periods, config.plan.periods);
}

#[test]
fn reads_who_is_told_of_alarms() {
    let receivers = |text: &str| parse(text).receivers;
    assert_eq!(receivers(""), [Receiver::default()]);
    let default = &receivers("")[0];
    assert_eq!((default.level, default.bell, default.osc9), (Level::Critical, true, false));
    let written = receivers(
        r#"
[[notify]]
bell = true

[[notify]]
name = "office"
level = "warning"
osc9 = true
command = ["./siren", "--loud"]
webhook = "http://10.1.2.5/hook"
bearer_file = "hook.token"
allow_http = true
timeout = "20s"
repeat = "5m"
after = "10m"

[[notify]]
command = ["siren"]
webhook = "http://127.0.0.1/hook"
bearer_env = "HOOK"
"#,
    );
    assert_eq!(written[0], Receiver::default());
    let office = Receiver {
        name: "office".into(),
        level: Level::Warning,
        bell: false,
        osc9: true,
        command: Some(vec!["/etc/zhiban/./siren".to_owned(), "--loud".to_owned()]),
        webhook: Some("http://10.1.2.5/hook".to_owned()),
        bearer: Some(Secret::File("/etc/zhiban/hook.token".into())),
        allow_http: true,
        timeout: Span::from_seconds(20),
        repeat: Some(Span::from_seconds(300)),
        after: Span::from_seconds(600),
    };
    assert_eq!(written[1], office);
    assert_eq!(written[2].name.as_str(), "notify 3");
    assert_eq!(written[2].command.as_ref().unwrap(), &["siren"], "found by PATH");
    assert_eq!(written[2].bearer, Some(Secret::Environment("HOOK".to_owned())));
    assert_eq!((written[2].timeout, written[2].repeat, written[2].after), (Receiver::TIMEOUT, None, Span::ZERO));
}

#[test]
fn a_bell_that_is_switched_off_stays_silent_in_what_is_shown_too() {
    let silent = parse("[[notify]]\nbell = false\n");
    assert!(silent.receivers.is_empty());
    assert!(parse(&silent.show()).receivers.is_empty());
    let all =
        parse("[[notify]]\nname = \"x\"\ncommand = [\"a\"]\nwebhook = \"https://h/\"\nbearer_env = \"B\"\nrepeat = \"90s\"\n");
    assert_eq!(parse(&all.show()).receivers, all.receivers);
}

#[test]
fn the_starter_and_the_schema_know_every_key() {
    let schema = Config::schema();
    let schema = schema.as_value();
    let mut keys: Vec<String> = schema["properties"].as_object().unwrap().keys().cloned().collect();
    for definition in schema["$defs"].as_object().unwrap().values() {
        keys.extend(definition["properties"].as_object().into_iter().flat_map(|o| o.keys().cloned()));
    }
    assert!(keys.len() > 35, "{keys:?}");
    for key in &keys {
        let written = [format!("{key} ="), format!("[[{key}]]"), format!("[{key}]"), format!(".{key}]")];
        assert!(written.iter().any(|w| Config::starter().contains(w)), "the starter does not show `{key}`");
    }
    // What is commented out is right as well.
    let uncommented: String = Config::starter()
        .lines()
        .map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ') || rest.starts_with("  {")).unwrap_or(line))
        .filter(|line| !line.starts_with("bearer_env"))
        .flat_map(|line| [line, "\n"])
        .collect();
    assert_eq!(parse(&uncommented).look, None);
}

const SOURCES: &str = r#"
territories = ["东县", "西县"]

[[feed]]
name = "east"
url = "https://10.1.2.3/"
territory = "东县"

[[feed]]
name = "backup"
url = "https://10.1.2.4/"

[[indicator]]
id = "petitions.share"
topic = "petitions"
name = "share"
kind = "rate"
value = "(petitions.closed+petitions.online)/petitions.received*100"

[[indicator]]
id = "petitions.received"
feeds = ["backup", "east"]
"#;

#[test]
fn a_formula_the_feeds_and_a_territory_are_read_and_written_back() {
    let config = parse(SOURCES);
    let find = |config: &Config, id: &str| config.plan.indicators.iter().find(|i| i.id.as_str() == id).unwrap().clone();
    let share = find(&config, "petitions.share");
    assert_eq!(share.formula.as_ref().unwrap().to_string(), "(petitions.closed + petitions.online) / petitions.received * 100");
    assert_eq!(find(&config, "petitions.received").feeds, ["backup".into(), "east".into()]);
    assert_eq!(config.plan.feeds[0].territory, Some(Clean::new("东县")));
    let again = parse(&config.show());
    for id in ["petitions.share", "petitions.received"] {
        assert_eq!(find(&again, id), find(&config, id));
    }
    assert_eq!(again.plan.feeds, config.plan.feeds);
}

#[test]
fn what_is_wrong_with_sources_is_shown_where_it_stands() {
    insta::assert_snapshot!(report(
        r#"territories = ["东县", "西县"]

[[feed]]
name = "= sum"
url = "https://10.1.2.3/"
territory = "东城"

[[feed]]
name = "hotline"
url = "https://10.1.2.4/"
format = "prometheus"
[feed.values]
"traffic.share" = "sum(x)"

[[indicator]]
id = "traffic.share"
topic = "traffic"
name = "share"
kind = "rate"
value = "traffic.deaths / traffic.crashs * 100"
feeds = ["hotline"]

[[indicator]]
id = "traffic.one"
topic = "traffic"
name = "one"
kind = "gauge"
value = "2 * traffic.two"

[[indicator]]
id = "traffic.two"
topic = "traffic"
name = "two"
kind = "gauge"
value = "traffic.three - traffic.deaths"

[[indicator]]
id = "traffic.three"
topic = "traffic"
name = "three"
kind = "gauge"
value = "traffic.one + 1"

[[indicator]]
id = "traffic.four"
topic = "traffic"
name = "four"
kind = "gauge"
value = "traffic.deaths + * 3"

[[indicator]]
id = "traffic.deaths"
feeds = ["hotlin", "hotline", "hotline"]

[[indicator]]
id = "traffic.crashes"
topic = "traffic"
name = "crashes"
kind = "gauge"
feeds = []
"#
    ));
}

#[test]
fn the_catalogue_covers_the_six_topics_and_the_campaign() {
    let plan = parse("").plan;
    for topic in zhiban::duty::Topic::ALL {
        let count = plan.indicators.iter().filter(|i| i.topic == topic).count();
        assert!(count >= 4, "{topic:?} has {count}");
    }
    for indicator in &plan.indicators {
        assert!(
            indicator.rules.is_empty() || !indicator.guidance.zh.as_str().is_empty(),
            "{} has rules and no guidance",
            indicator.id
        );
        assert!(!indicator.configured);
    }
}

#[test]
fn where_one_event_is_enough_the_first_day_is_not_blind() {
    let mut found = 0;
    for indicator in parse("").plan.indicators {
        let has = |level, text: &str| indicator.rules.iter().any(|rule| rule.level == level && rule.when.to_string() == text);
        for level in [Level::Warning, Level::Critical] {
            if has(level, "increase(1d) >= 1") {
                assert!(has(level, "shift >= 1"), "{}", indicator.id);
                found += 1;
            }
        }
    }
    assert!(found >= 6, "{found}");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,80}", cut in 0..2000_usize) {
        let _ = Config::parse(&text, "x", Path::new("")).map_err(|problems| problems.to_string());
        // The starter with a hole in it: nearly right is where readers fail.
        let starter: String = Config::starter().chars().enumerate().filter(|(n, _)| *n < cut || *n > cut + 7).map(|(_, c)| c).collect();
        let _ = Config::parse(&starter, "x", Path::new("")).map_err(|problems| problems.to_string());
    }
}
