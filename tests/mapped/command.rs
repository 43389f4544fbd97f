//! `zhiban feed check` of a mapped feed, as an administrator runs it.

use std::process::Output;

use assert_cmd::Command;

use crate::county::{answer, written};
use crate::server::{Act, Server};

const FEED: &str = r#"
ok = { path = "$.code", is = [0], message = "$.msg" }
as_of = { path = "$.data.updated", format = "%Y-%m-%d %H:%M:%S" }
total = "$.data.total"
rows = "$.data.rows"
[feed.values]
"petitions.received" = { path = ["$.rows[*].n", "$.data.rows[*].n"], reduce = "sum", last_year = "$.data.before", territories = { rows = "$.data.rows", name = "$.town", value = "$.n" } }
"petitions.overdue" = "$.data.rows[*].overdue"
"traffic.deaths" = "$.data.deaths"
"fraud.reported" = "$.data.fraud"
"drugs.cases" = "$.data.drugs"
"#;

const BODY: &str = r#"{"code": 0, "msg": "ok", "data": {"updated": "2026-03-05 08:00:00", "total": 2, "before": "1,224",
 "rows": [{"town": "城关镇", "n": "２，０００", "overdue": 1}, {"town": "县城", "n": 5, "overdue": 0}],
 "deaths": "seven", "fraud": "NaN"}}"#;

fn check(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_zhiban"))
        .args(["feed", "check", "--language", "en"])
        .args(arguments)
        .env_remove("XDG_CONFIG_HOME")
        .output()
        .unwrap()
}

/// Standard output and error with what is not the same at every run taken out.
fn said(output: &Output, hidden: &str) -> String {
    let (out, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    format!("{out}--\n{errors}").replace(hidden, "SOURCE")
}

/// A folder with a configuration whose feed is at `url`, and a saved answer of it.
fn folder(url: &str, body: &str) -> (tempfile::TempDir, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let (config, saved) = (folder.path().join("config.toml"), folder.path().join("saved.json"));
    std::fs::write(&config, written(url, FEED)).unwrap();
    std::fs::write(&saved, body).unwrap();
    let names = [config, saved].map(|path| path.to_str().unwrap().to_owned());
    let [config, saved] = names;
    (folder, config, saved)
}

#[tokio::test]
async fn shows_what_every_path_found_at_an_address() {
    let server = Server::script(vec![Act::Send(answer(&["Content-Type: application/json"], BODY.as_bytes()))]).await;
    let (_folder, config, _) = folder(&server.url(), BODY);
    let url = server.url();
    // On a thread of its own, for the server answers on this one.
    let output = tokio::task::spawn_blocking(move || check(&[&url, "--config", &config])).await.unwrap();
    assert!(output.status.success());
    insta::assert_snapshot!(said(&output, &server.url()));
}

#[test]
fn a_saved_answer_is_read_as_the_feed_it_is_of() {
    let (_folder, config, saved) = folder("http://127.0.0.1:9/", BODY);
    let output = check(&[&saved, "--config", &config, "--feed", "hotline"]);
    assert!(output.status.success(), "{}", said(&output, &saved));
    assert!(said(&output, &saved).contains("SOURCE: valid, 5 readings as of 2026-03-05T08:00:00+08:00"));
    let output = check(&[&saved, "--config", &config, "--feed", "hotlien"]);
    assert!(!output.status.success());
    assert!(said(&output, &saved).contains("there is no feed `hotlien`: did you mean `hotline`?"));
}

#[test]
fn a_refused_answer_is_looked_through_to_the_end() {
    let body = BODY.replace("\"code\": 0", "\"code\": 7").replace("\"total\": 2", "\"total\": 3").replace("ok\"", "令牌过期\"");
    let (_folder, config, saved) = folder("http://127.0.0.1:9/", &body);
    let output = check(&[&saved, "--config", &config, "--feed", "hotline"]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(said(&output, &saved));
}

#[test]
fn an_address_of_several_feeds_wants_a_name_and_a_feed_its_own_address() {
    let url = "http://127.0.0.1:9/";
    let (_folder, config, _) = folder(url, BODY);
    let two = format!("{}\n[[feed]]\nname = \"other\"\nurl = \"{url}\"\n", written(url, FEED));
    std::fs::write(&config, two).unwrap();
    let output = check(&[url, "--config", &config]);
    assert!(said(&output, url).contains("choose one by --feed NAME (hotline, other)"), "{}", said(&output, url));
    let output = check(&["http://127.0.0.1:10/", "--config", &config, "--feed", "hotline"]);
    assert!(said(&output, url).contains("is at another address"), "{}", said(&output, url));
}
