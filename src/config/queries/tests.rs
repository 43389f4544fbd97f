use std::path::Path;

use crate::config::Config;
use crate::duty::{Format, Id};

const FEED: &str = "[[feed]]\nname = \"metrics\"\nurl = \"https://10.1.2.6:9090/prom/\"\nformat = \"prometheus\"\n";

fn parse(text: &str) -> Result<Config, String> {
    Config::parse(text, "config.toml", Path::new("/etc/zhiban")).map_err(|problems| problems.to_string())
}

fn report(lines: &str) -> String {
    parse(&format!("{FEED}{lines}")).unwrap_err()
}

#[test]
fn queries_are_read_and_shown_as_they_are_written() {
    let text = format!(
        "{FEED}[feed.values]\n\"traffic.deaths\" = \"deaths # of this year\"\n\"drowning.devices_online\" = '''\n  100 * sum(up{{job=\"pond\"}})\n  / count(up{{job=\"pond\"}})'''\n"
    );
    let config = parse(&text).unwrap();
    let id = |id| Id::new(id).unwrap();
    let ratio = "  100 * sum(up{job=\"pond\"})\n  / count(up{job=\"pond\"})".to_owned();
    let queries = vec![(id("drowning.devices_online"), ratio), (id("traffic.deaths"), "deaths # of this year".to_owned())];
    assert_eq!(config.sources[0].format, Format::Prometheus(queries));
    assert_eq!(parse(&config.show()).unwrap().sources, config.sources);
}

#[test]
fn each_mistake_has_its_place_and_its_words() {
    for (lines, wants) in [
        ("", &["`values` is missing: there is nothing to ask", "config.toml:4:10", "under [feed.values]"][..]),
        ("[feed.values]\n\"traffic.deaths\" = \" \"\n", &["this query is empty", "config.toml:6:20"]),
        ("[feed.values]\n\"traffic.deaths\" = [\"up\"]\n", &["one query stands here, not a list", "config.toml:6:20"]),
        ("[feed.values]\n\"traffic.deaths\" = { path = \"up\" }\n", &["one query stands here, not a table"]),
        (
            "[feed.values]\n\"traffic.deahts\" = \"up\"\n",
            &["there is no indicator `traffic.deahts`", "did you mean `traffic.deaths`?"],
        ),
        ("[feed.values]\n\"Traffic Deaths\" = \"up\"\n", &["`Traffic Deaths` is not an indicator's id"]),
        ("charset = \"gbk\"\n[feed.values]\n\"traffic.deaths\" = \"up\"\n", &["only `format = \"json\"` has `charset`"]),
    ] {
        let report = report(lines);
        for want in wants {
            assert!(report.contains(want), "{want:?} in {report}");
        }
        assert_eq!(report.matches("error").count(), 1, "{report}");
    }
}

#[test]
fn an_indicator_of_the_file_may_be_asked_for() {
    let new = "[[indicator]]\nid = \"safety.fires\"\ntopic = \"safety\"\nname = \"火灾\"\nkind = \"gauge\"\n";
    let asked = "[feed.values]\n\"safety.fires\" = \"sum(fires)\"\n";
    assert!(parse(&format!("{FEED}{asked}{new}")).is_ok());
    assert!(report(asked).contains("there is no indicator `safety.fires`"));
}

#[test]
fn the_address_of_the_api_is_not_the_base() {
    let feed = FEED.replace("/prom/", "/prom/api/v1/query?query=up");
    let report = parse(&format!("{feed}[feed.values]\n\"traffic.deaths\" = \"up\"\n")).unwrap_err();
    for base in ["/api/v1/namespaces/m/services/p:9090/proxy", "/prom"] {
        assert!(
            parse(&format!("{}[feed.values]\n\"traffic.deaths\" = \"up\"\n", FEED.replace("/prom/", base))).is_ok(),
            "{base}"
        );
    }
    assert!(report.contains("not the engine's base") && report.contains("write \"https://10.1.2.6:9090/prom\""), "{report}");
}
