//! Against a real Prometheus, as Debian ships it.

use std::fmt::Write;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use zhiban::duty::{Clean, Feed, FeedState, Id, Outcome, Refusal, Remark, Source, Trouble, Unread};
use zhiban::feed::{Clock, Known, Pollers};

use crate::engine::{Engine, is_installed};
use crate::exporter::Exporter;
use crate::feed::{feed, inquire, poll, remarks, snapshot, values};

const COUNTS: &str = "deaths{town=\"a\"} 2\ndeaths{town=\"b\"} 5\nhelmets 88.25\nriders 0\n";

fn unread(id: &str, why: Unread) -> Remark {
    Remark::Unread { id: Id::new(id).unwrap(), part: zhiban::duty::Part::Value, why }
}

/// The words of the engine for an indicator that it does not give.
fn said(remarks: &[Remark], id: &str) -> String {
    let of = |remark: &Remark| match remark {
        Remark::Unread { id: of, why: Unread::Said(words), .. } if of.as_str() == id => Some(words.to_string()),
        _ => None,
    };
    remarks.iter().find_map(of).unwrap_or_else(|| panic!("{remarks:?}"))
}

#[tokio::test]
async fn queries_come_to_values_and_what_is_wrong_is_said() {
    if !is_installed() {
        return;
    }
    let exporter = Exporter::start(COUNTS).await;
    let engine = Engine::start(&exporter.address, "", "").await;
    engine.scraped().await;
    let queries = [
        ("x.sum", "sum(deaths) # of all towns"),
        ("x.gauge", "helmets"),
        ("x.same", "helmets"),
        ("x.scalar", "6 * 7 # known"),
        ("x.of_scalar", "scalar(helmets)"),
        ("x.nan", "riders / riders"),
        ("x.infinite", "helmets / riders"),
        ("x.none", "nothing"),
        ("x.several", "deaths"),
        ("x.lines", "\n  sum(deaths)\n  -\n  max(deaths)\n"),
        ("x.text", "'text'"),
        ("x.span", "helmets[5s]"),
        ("x.syntax", "sum(deaths"),
        ("x.execution", "deaths * on() deaths"),
        ("x.unicode", "count(deaths{town!=\"城关镇\"}) or vector(0)"),
    ];
    let started = Timestamp::now();
    let poll = poll(feed(&engine.url(), &queries)).await;
    let want = [
        Some(7.0),
        Some(88.25),
        Some(88.25),
        Some(42.0),
        Some(88.25),
        None,
        None,
        None,
        None,
        Some(2.0),
        None,
        None,
        None,
        None,
        Some(2.0),
    ];
    assert_eq!(values(&poll).unwrap(), want);
    assert_eq!(poll.status, Some(200), "that a query is wrong is not how the engine is");
    let age = snapshot(&poll).as_of.duration_since(started).abs();
    assert!(age < jiff::SignedDuration::from_secs(10), "{age}");

    let remarks = remarks(&poll);
    let no_number = Unread::NotANumber(Clean::new("$['data']['result']"));
    for remark in [
        unread("x.none", Unread::Nothing),
        unread("x.several", Unread::NotOne(2)),
        unread("x.text", no_number.clone()),
        unread("x.span", no_number),
    ] {
        assert!(remarks.contains(&remark), "{remark:?} in {remarks:?}");
    }
    assert_eq!(said(remarks, "x.syntax"), "bad_data: invalid parameter \"query\": 1:11: parse error: unclosed left parenthesis");
    let words = said(remarks, "x.execution");
    assert!(words.starts_with("execution: found duplicate series for the match group {}"), "{words}");
    assert_eq!(remarks.len(), 6);
}

#[tokio::test]
async fn what_cannot_be_put_together_is_learnt_once() {
    if !is_installed() {
        return;
    }
    let exporter = Exporter::start(COUNTS).await;
    let engine = Engine::start(&exporter.address, "", "").await;
    let mut queries: Vec<(String, &str)> = (0..20).map(|n| (format!("x.n{n}"), "vector(7)")).collect();
    queries[3].1 = "7";
    queries[11].1 = "sum(";
    let queries: Vec<(&str, &str)> = queries.iter().map(|(id, query)| (id.as_str(), *query)).collect();
    let (_, first) = inquire(feed(&engine.url(), &queries)).await;
    assert_eq!(first.unwrap().requests, 21, "the batch, and each by itself");

    let clock: Clock = std::sync::Arc::new(Timestamp::now);
    let (tx, mut polls) = mpsc::channel(1);
    let pace = watch::Sender::new(None).subscribe();
    let before = requests(&engine).await;
    let known = std::sync::Arc::new(Known::default());
    let _pollers = Pollers::spawn(vec![feed(&engine.url(), &queries)], &known, &clock, &pace, &tx);
    for _ in 0..3 {
        let (_, poll) = polls.recv().await.unwrap();
        let values = values(&poll).unwrap();
        assert_eq!(values.iter().filter(|value| **value == Some(7.0)).count(), 19, "{values:?}");
    }
    // What was asked for the count itself is among them.
    let asked = requests(&engine).await - before;
    assert!((21.0 + 2.0 + 2.0..=21.0 + 3.0 * 2.0 + 2.0).contains(&asked), "then the batch and the broken one: {asked}");
}

/// How many instant queries an engine has answered, as it counts them itself.
async fn requests(engine: &Engine) -> f64 {
    let body = fetch(&format!("{}/metrics", engine.url())).await;
    let counted = body
        .lines()
        .filter(|line| line.starts_with("prometheus_http_requests_total{") && line.contains("handler=\"/api/v1/query\""));
    counted.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
}

async fn fetch(url: &str) -> String {
    rustls::crypto::ring::default_provider().install_default().ok();
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    client.get(url).send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn two_hundred_indicators_are_few_requests() {
    if !is_installed() {
        return;
    }
    let mut lines = COUNTS.to_owned();
    for n in 0..200 {
        let _ = writeln!(lines, "counted{{area=\"east\",n=\"{n}\"}} {n}");
    }
    let exporter = Exporter::start(&lines).await;
    let engine = Engine::start(&exporter.address, "", "").await;
    engine.scraped().await;
    let queries: Vec<(String, String)> =
        (0..200).map(|n| (format!("x.n{n}"), format!("sum(counted{{area=\"east\", n=\"{n}\"}})"))).collect();
    let queries: Vec<(&str, &str)> = queries.iter().map(|(id, query)| (id.as_str(), query.as_str())).collect();
    let started = Instant::now();
    let (poll, inquiry) = inquire(feed(&engine.url(), &queries)).await;
    let requests = inquiry.unwrap().requests;
    println!("200 indicators: {requests} requests, {:?} with the client, {:?} without", started.elapsed(), poll.took);
    assert_eq!(values(&poll).unwrap(), (0..200).map(|n| Some(f64::from(n))).collect::<Vec<_>>());
    assert!(requests <= 8, "{requests}");
}

#[tokio::test]
async fn an_engine_beneath_a_path_is_found() {
    if !is_installed() {
        return;
    }
    let exporter = Exporter::start(COUNTS).await;
    let engine = Engine::start(&exporter.address, "/prom", "").await;
    for url in [engine.url(), engine.url() + "/"] {
        let poll = poll(feed(&url, &[("x.sum", "vector(7)")])).await;
        assert_eq!(values(&poll).unwrap(), [Some(7.0)]);
    }
    let elsewhere = poll(feed(&engine.url().replace("/prom", "/other"), &[("x.sum", "vector(7)")])).await;
    assert_eq!(elsewhere.outcome, Outcome::Trouble(Trouble::Refused(Refusal::Status(404))));
}

#[tokio::test]
async fn warnings_are_shown_in_its_own_words() {
    if !is_installed() {
        return;
    }
    let exporter = Exporter::start(COUNTS).await;
    // A second store that is not there: the engine answers from its own, and says so.
    let gone = "remote_read: [{url: \"http://127.0.0.1:9/read\", read_recent: true}]\n";
    let engine = Engine::start(&exporter.address, "", gone).await;
    engine.scraped().await;
    let poll = poll(feed(&engine.url(), &[("x.sum", "sum(deaths)"), ("x.max", "max(deaths)")])).await;
    assert_eq!(values(&poll).unwrap(), [Some(7.0), Some(5.0)]);
    let [Remark::Said(words)] = remarks(&poll) else { panic!("{poll:?}") };
    assert!(words.as_str().contains("connection refused") || words.as_str().contains("remote"), "{words}");
}

#[tokio::test]
async fn all_failing_is_refused_in_its_words() {
    if !is_installed() {
        return;
    }
    let exporter = Exporter::start(COUNTS).await;
    let engine = Engine::start(&exporter.address, "", "").await;
    let (poll, inquiry) = inquire(feed(&engine.url(), &[("x.a", "sum("), ("x.b", "}")])).await;
    let Outcome::Trouble(Trouble::Refused(Refusal::Failed { code, message })) = &poll.outcome else { panic!("{poll:?}") };
    assert_eq!((code.as_str(), poll.status), ("bad_data", Some(400)));
    assert!(message.as_str().contains("parse error"), "{message}");
    assert!(inquiry.unwrap().answered.iter().all(|answered| answered.value.is_err()));
}

#[tokio::test]
async fn it_goes_and_comes_back() {
    if !is_installed() {
        return;
    }
    let exporter = Exporter::start(COUNTS).await;
    let mut engine = Engine::start(&exporter.address, "", "").await;
    engine.scraped().await;
    let source = feed(&engine.url(), &[("x.sum", "sum(deaths)"), ("x.max", "max(deaths)")]);
    let mut feed = Feed::new(source.name.clone(), source.stale_after);
    let state = async |feed: &mut Feed, source: &Source| {
        feed.hear(poll(source.clone()).await);
        feed.state(Timestamp::now())
    };
    assert_eq!(state(&mut feed, &source).await, FeedState::Live);
    engine.stop();
    assert_eq!(state(&mut feed, &source).await, FeedState::Down);
    exporter.set("deaths{town=\"a\"} 3\ndeaths{town=\"b\"} 9\n");
    engine.resume().await;
    assert_eq!(state(&mut feed, &source).await, FeedState::Live);
    // The new figure is scraped within a second or two.
    for _ in 0..100 {
        if values(&poll(source.clone()).await).unwrap() == [Some(12.0), Some(9.0)] {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the new figure never came");
}

#[tokio::test]
async fn the_whole_program_reads_it() {
    if !is_installed() {
        return;
    }
    let exporter = Exporter::start(COUNTS).await;
    let engine = Engine::start(&exporter.address, "", "").await;
    engine.scraped().await;
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    let text = format!(
        "region = \"示范县\"\nlanguage = \"en\"\n[journal]\nurl = \"sqlite:journal.db\"\n\
         [[feed]]\nname = \"metrics\"\nurl = \"{}\"\nformat = \"prometheus\"\n[feed.values]\n\
         \"traffic.deaths\" = \"sum(deaths)\"\n\"traffic.helmet_rate\" = \"helmets\"\n\"petitions.overdue\" = \"sum(\"\n",
        engine.url()
    );
    std::fs::write(&config, text).unwrap();
    let zhiban = |arguments: Vec<String>| async move {
        let run = move || Command::cargo_bin("zhiban").unwrap().args(arguments).output().unwrap();
        let output = tokio::task::spawn_blocking(run).await.unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let config = config.display().to_string();
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();

    let json = zhiban(words(&format!("check --format json --config {config}"))).await;
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["feeds"][0]["state"], "live", "{json}");
    let value = |id: &str| report["indicators"].as_array().unwrap().iter().find(|it| it["id"] == id).unwrap()["value"].clone();
    assert_eq!((value("traffic.deaths"), value("traffic.helmet_rate")), (7.0.into(), 88.25.into()));

    let checked = zhiban(words(&format!("feed check {} --config {config}", engine.url()))).await;
    for line in [
        "3 queries in 4 requests",
        "petitions.overdue    0 series  unknown: bad_data: invalid parameter \"query\": 1:5: parse error: unclosed left parenthesis",
        "traffic.deaths       1 series  7",
        "                     = sum(deaths)",
        "traffic.helmet_rate  1 series  88.25",
    ] {
        assert!(checked.lines().any(|it| it == line), "{line:?} in\n{checked}");
    }
}
