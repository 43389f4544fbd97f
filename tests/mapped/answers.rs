//! Character sets, times, pages and sizes of foreign answers, over a real connection.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use zhiban::duty::{Down, Outcome, Refusal, Source, Span, Trouble};
use zhiban::feed::{Clock, Known, Pollers};

use crate::county::{answer, now, parse, polled, refusal, refused, snapshot, taken, values, written};
use crate::server::{Act, Server};

const DEATHS: &str = "values = { \"traffic.deaths\" = \"$.道路交通.亡人\" }\n";

const BODY: &str = r#"{"道路交通": {"亡人": "２２４，９３５"}}"#;

const WANT: [(&str, Option<f64>); 1] = [("traffic.deaths", Some(224_935.0))];

fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

#[tokio::test]
async fn reads_other_character_sets_and_full_width_digits() {
    let header = ["Content-Type: text/html;charset=GB18030"];
    assert_eq!(values(&taken(polled(DEATHS, answer(&header, &gb18030(BODY))).await)), WANT, "by its header");
    let configured = format!("charset = \"gb18030\"\n{DEATHS}");
    assert_eq!(values(&snapshot(&configured, gb18030(BODY)).await), WANT, "by the configuration");
    assert_eq!(values(&snapshot(&configured, format!("\u{feff}{BODY}")).await), WANT, "by its mark");
    assert_eq!(values(&snapshot(DEATHS, BODY).await), WANT, "as UTF-8");
    let invalid = |reason: &str| Refusal::Invalid { pointer: "".into(), reason: reason.into() };
    assert_eq!(refusal(DEATHS, gb18030(BODY)).await, invalid("not UTF-8 from byte 2 on (GBK or UTF-16?)"));
    let broken = [gb18030(r#"{"a": ""#), vec![0xff, b'"', b'}']].concat();
    assert_eq!(refused(polled(DEATHS, answer(&header, &broken)).await), invalid("not gb18030 from byte 7 on"));
}

#[tokio::test]
async fn reads_when_figures_were_true_in_five_formats() {
    for (format, said, want) in [
        (r#""rfc3339""#, r#""2026-03-05T07:58:00+08:00""#, "2026-03-04T23:58:00Z"),
        (r#""unix""#, "1772668680", "2026-03-04T23:58:00Z"),
        (r#""unix_ms""#, r#""1772668680000""#, "2026-03-04T23:58:00Z"),
        (r#""%Y-%m-%d %H:%M:%S""#, r#""2026-03-05 07:58:00""#, "2026-03-04T23:58:00Z"),
        (r#""%Y-%m-%d %H:%M", zone = "Asia/Tokyo""#, r#""2026-03-05 08:58""#, "2026-03-04T23:58:00Z"),
        (r#""%Y年%m月%d日""#, r#""2026年03月05日""#, "2026-03-04T16:00:00Z"),
    ] {
        let feed = format!("as_of = {{ path = \"$.at\", format = {format} }}\nvalues = {{ \"traffic.deaths\" = \"$.n\" }}\n");
        let snapshot = snapshot(&feed, format!(r#"{{"at": {said}, "n": 1}}"#)).await;
        assert_eq!(snapshot.as_of, want.parse().unwrap(), "{format}");
    }
    let by_date = snapshot(DEATHS, BODY).await;
    assert_eq!(by_date.as_of, "2026-03-05T00:00:02Z".parse().unwrap(), "by the answer's Date");
    let undated = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".to_vec();
    assert!(matches!(refused(polled(DEATHS, undated).await), Refusal::Invalid { .. }));
    let feed = "as_of = { path = \"$.at\", format = \"unix\" }\nvalues = { \"traffic.deaths\" = \"$.n\" }\n";
    let later = format!(r#"{{"at": {}, "n": 1}}"#, now().as_second() + 3600);
    assert!(matches!(refusal(feed, later).await, Refusal::Future { .. }));
}

#[tokio::test]
async fn a_page_is_refused_instead_of_counted() {
    let feed = "total = \"$.total\"\nrows = \"$.rows\"\nvalues = { \"traffic.deaths\" = { path = \"$.rows[*]\", reduce = \"count\", empty = \"zero\" } }\n";
    assert_eq!(refusal(feed, r#"{"total": "1,002", "rows": [1, 2]}"#).await, Refusal::Truncated { rows: 2, total: 1002 });
    assert_eq!(values(&snapshot(feed, r#"{"total": 0, "rows": []}"#).await), [("traffic.deaths", Some(0.0))]);
}

#[tokio::test]
async fn a_login_page_a_conflict_and_a_bomb_are_refused() {
    for (body, why) in [
        ("<!DOCTYPE html><html>".to_owned(), "login page"),
        ("<<<<<<< HEAD\n{}\n".to_owned(), "not JSON"),
        ("[".repeat(100_000), "recursion limit"),
        (format!("[{}0]", "{\"\":0},".repeat(900_000)), "more than 128 MiB of memory"),
        (r#"{"道路交通": {"亡人": 1, "亡人": 2}}"#.to_owned(), "duplicate key"),
    ] {
        let refusal = refusal(DEATHS, &body).await;
        assert!(matches!(&refusal, Refusal::Invalid { reason, .. } if reason.as_str().contains(why)), "{refusal:?}");
    }
}

#[tokio::test]
async fn nothing_but_numbers_and_listed_names_is_taken_out() {
    let feed = "values = { \"traffic.deaths\" = { path = \"$.n\", territories = { rows = \"$.rows\", name = \"$.who\", value = \"$.tel\" } } }\n";
    let body = r#"{"n": "王某", "rows": [{"who": "城关镇", "tel": "王某 13800138000"}]}"#;
    let snapshot = snapshot(feed, body).await;
    assert_eq!(snapshot.remarks.all, 2);
    let all = format!("{snapshot:?}");
    assert!(!all.contains("王某") && !all.contains("138"), "{all}");
}

/// A filter by a regular expression takes minutes over this: whoever waits for it is told, and it is not begun anew with each poll.
#[tokio::test]
async fn what_takes_too_long_to_read_is_said_and_read_but_once() {
    let path = r#"'$.rows[?search(@.c, "\\p{L}+\\p{N}+")].n'"#;
    let feed = &format!("values = {{ \"traffic.deaths\" = {{ path = {path}, reduce = \"sum\" }} }}\n");
    let row = r#"{"c": "online", "n": 1},"#;
    let body = format!(r#"{{"rows": [{}{{"c": "x", "n": 1}}]}}"#, row.repeat(1500));
    let server = Server::script(vec![Act::Send(answer(&[], body.as_bytes()))]).await;
    let config = parse(&written(&server.url(), feed));
    let source = Source { timeout: Span::from_seconds(1), every: Span::from_seconds(1), ..config.sources[0].clone() };
    let (clock, pace): (Clock, _) = (Arc::new(now), watch::Sender::new(None));
    let (polls_to, mut polls) = mpsc::channel(1);
    let pollers = Pollers::spawn(vec![source], &Arc::new(Known::of(&config.plan)), &clock, &pace.subscribe(), &polls_to);
    let (_, first) = polls.recv().await.unwrap();
    assert!(matches!(first.outcome, Outcome::Trouble(Trouble::Down(Down::TimedOut(_)))), "{first:?}");
    pollers.poll_now();
    let (_, second) = polls.recv().await.unwrap();
    let Outcome::Trouble(Trouble::Down(Down::NotAsked(why))) = &second.outcome else { panic!("{second:?}") };
    assert!(why.as_str().contains("still being read"), "{why}");
    assert_eq!(server.requests().len(), 1);
}
