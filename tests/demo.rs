//! The demonstration county: believable, the same for the same seed, and something happens within its first minute.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use zhiban::config::Config;
use zhiban::demo::{self, County, TERRITORIES};
use zhiban::duty::{Kind, LeftOut, Level, Outcome, Poll, Reading, Room, Snapshot, Window};
use zhiban::feed::{Known, decode};

const FEEDS: [&str; 3] = ["emergency", "petitions", "police"];
const STARTS: [&str; 4] =
    ["2026-03-05T08:42:00+08:00", "2026-07-15T14:59:40+08:00", "2026-12-31T23:59:30+08:00", "2024-02-29T03:00:00+08:00"];

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

fn county(seed: u64, start: Timestamp) -> County {
    County::new(seed, start, TimeZone::get("Asia/Shanghai").unwrap())
}

fn config() -> Config {
    let text = demo::config("127.0.0.1:1".parse().unwrap());
    Config::parse(&text, "demo", Path::new("")).unwrap_or_else(|problems| panic!("{problems}"))
}

fn known(config: &Config) -> Known {
    Known::new(config.plan.indicators.iter().map(|i| i.id.clone()), config.plan.territories.iter().cloned())
}

fn snapshot(county: &County, feed: &str, now: Timestamp, known: &Known) -> Snapshot {
    decode(county.document(feed, now).as_bytes(), known, now).unwrap()
}

fn find<'a>(snapshot: &'a Snapshot, id: &str) -> &'a Reading {
    snapshot.readings.iter().find(|reading| reading.id.as_str() == id).unwrap()
}

#[test]
fn its_configuration_is_right_and_names_three_feeds_and_eighteen_townships() {
    let config = config();
    assert_eq!(config.sources.iter().map(|source| source.name.as_str()).collect::<Vec<_>>(), FEEDS);
    assert_eq!(config.plan.territories.len(), 18);
    assert_eq!(TERRITORIES.len(), 18);
}

#[test]
fn the_same_seed_is_the_same_county_and_another_is_not() {
    let now = at("2026-06-01T10:00:00+08:00");
    for feed in FEEDS {
        assert_eq!(county(1, now).document(feed, now), county(1, now).document(feed, now));
        assert_ne!(county(1, now).document(feed, now), county(2, now).document(feed, now));
    }
}

#[test]
fn every_document_is_valid_and_nothing_in_it_is_unknown() {
    let config = config();
    let known = known(&config);
    let mut delivered = Vec::new();
    for start in STARTS {
        for feed in FEEDS {
            let snapshot = snapshot(&county(1, at(start)), feed, at(start), &known);
            assert_eq!(snapshot.left_out, LeftOut::default(), "{feed}");
            delivered.extend(snapshot.readings.into_iter().map(|reading| reading.id));
        }
    }
    for indicator in &config.plan.indicators {
        assert!(delivered.contains(&indicator.id), "{} is never delivered", indicator.id);
    }
}

#[test]
fn counts_never_fall_within_their_year_and_last_year_is_what_the_county_said_then() {
    let config = config();
    let known = known(&config);
    for seed in 1..4 {
        let county = county(seed, at("2025-01-01T00:00:00+08:00"));
        let mut before: Vec<(String, f64)> = Vec::new();
        for month in 1..=12 {
            let then = at(&format!("2025-{month:02}-15T13:20:00+08:00"));
            let now = at(&format!("2026-{month:02}-15T13:20:00+08:00"));
            for feed in FEEDS {
                let (then, now) = (snapshot(&county, feed, then, &known), snapshot(&county, feed, now, &known));
                for reading in &now.readings {
                    let id = reading.id.as_str();
                    let kind = config.plan.indicators.iter().find(|i| i.id == reading.id).unwrap().kind;
                    if kind != Kind::Count(Window::Year) {
                        continue;
                    }
                    assert_eq!(reading.last_year, find(&then, id).value, "{id}");
                    let value = reading.value.unwrap();
                    if let Some((_, earlier)) = before.iter_mut().find(|(known, _)| known == id) {
                        assert!(value >= *earlier, "{id} fell from {earlier} to {value}");
                        *earlier = value;
                    } else {
                        before.push((id.to_owned(), value));
                    }
                    let sum: f64 = reading.territories.iter().filter_map(|(_, n)| *n).sum();
                    assert!((sum - value).abs() < 0.01, "{id}: townships {sum}, county {value}");
                }
            }
        }
        let value = |id: &str| before.iter().find(|(known, _)| known == id).unwrap().1;
        assert!(value("traffic.deaths") >= value("traffic.fatal_crashes"));
        assert!(value("fraud.solved") <= value("fraud.reported") && value("petitions.online") <= value("petitions.received"));
        assert!((5.0..45.0).contains(&value("traffic.deaths")), "{}", value("traffic.deaths"));
        assert!((1200.0..3000.0).contains(&value("petitions.received")), "{}", value("petitions.received"));
        assert!(value("drowning.incidents") <= 6.0);
    }
}

#[test]
fn the_year_begins_at_nothing() {
    let config = config();
    let county = county(1, at("2026-01-01T00:00:00+08:00"));
    let first = snapshot(&county, "petitions", at("2026-01-01T00:00:05+08:00"), &known(&config));
    assert!(find(&first, "petitions.received").value.unwrap() <= 1.0);
}

#[test]
fn it_is_calm_at_first_and_something_is_critical_within_a_minute() {
    for start in STARTS {
        for seed in 1..6 {
            let start = at(start);
            let county = county(seed, start);
            let config = config();
            let known = known(&config);
            let mut room = Room::new(config.plan, start);
            for second in (0..=60).step_by(5) {
                let now = start + SignedDuration::from_secs(second);
                for (feed, name) in FEEDS.into_iter().enumerate() {
                    let outcome = Outcome::Snapshot(snapshot(&county, name, now, &known));
                    room.receive(feed, Poll { at: now, status: Some(200), took: Duration::ZERO, outcome }, now);
                }
                let breaches: Vec<_> = room.tracks().iter().filter_map(|t| Some((t.indicator.id.clone(), t.breach()?))).collect();
                let critical = breaches.iter().any(|(_, breach)| breach.rule.level == Level::Critical);
                if second < 15 {
                    assert!(!critical && breaches.len() <= 2, "{start} {seed} at {second}: {breaches:?}");
                }
                if second >= 30 {
                    assert!(critical, "{start} {seed} at {second}");
                    assert!(breaches.len() <= 5, "{start} {seed} at {second}: a sea of red: {breaches:?}");
                }
            }
        }
    }
}

/// The status and the tag of an answer, over a socket.
async fn get(address: SocketAddr, feed: &str, tag: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET /{feed} HTTP/1.1\r\nhost: loopback\r\nif-none-match: {tag}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    let tag = answer.lines().find_map(|line| line.strip_prefix("etag: "));
    (status, tag.unwrap_or_default().to_owned())
}

#[tokio::test]
async fn it_is_served_with_tags_and_stumbles_once_a_story() {
    let start = Timestamp::now();
    let time = Arc::new(Mutex::new(start));
    let shown = Arc::clone(&time);
    let address = demo::serve(county(1, start), Arc::new(move || *shown.lock().unwrap())).await.unwrap();
    let go_to = |second| *time.lock().unwrap() = start + SignedDuration::from_secs(second);
    let (status, tag) = get(address, "police", "").await;
    assert_eq!(status, 200);
    assert_eq!(get(address, "police", &tag).await.0, 304);
    assert_eq!(get(address, "nowhere", "").await.0, 404);
    go_to(50);
    assert_eq!(get(address, "police", &tag).await.0, 503);
    assert_eq!(get(address, "petitions", "").await.0, 200, "the others stand");
    go_to(72);
    assert_eq!(get(address, "police", &tag).await.0, 200, "other figures, another tag");
}
