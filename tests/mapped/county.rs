//! A county with one feed, configured in a file and served on loopback.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use zhiban::config::Config;
use zhiban::duty::{Outcome, Poll, Refusal, Snapshot, Source, Span, Trouble};
use zhiban::feed::{Known, poll_once};

use crate::server::{Act, Server};

/// When the tests think they run.
pub(crate) fn now() -> Timestamp {
    "2026-03-05T08:00:04+08:00".parse().unwrap()
}

/// A configuration whose feed is at `url`.
pub(crate) fn written(url: &str, feed: &str) -> String {
    format!(
        "timezone = \"Asia/Shanghai\"\nterritories = [\"城关镇\", \"白沙乡\"]\n\n[[feed]]\nname = \"hotline\"\nurl = \"{url}\"\nformat = \"json\"\n{feed}"
    )
}

pub(crate) fn parse(text: &str) -> Config {
    Config::parse(text, "config.toml", Path::new("/etc/zhiban")).unwrap_or_else(|problems| panic!("{problems}"))
}

/// An answer of these header lines and body, on time.
pub(crate) fn answer(headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 200 OK\r\nDate: Thu, 05 Mar 2026 00:00:02 GMT\r\nContent-Length: {}\r\n", body.len());
    for header in headers {
        head.push_str(header);
        head.push_str("\r\n");
    }
    [head.as_bytes(), b"\r\n", body].concat()
}

/// What a poll makes of an answer.
pub(crate) async fn polled(feed: &str, answer: Vec<u8>) -> Poll {
    // Without optimisation a loaded machine needs its time for a large document.
    polled_within(Span::from_seconds(60), feed, answer).await
}

/// The same where the server has so much time, and as much again what reads its answer.
pub(crate) async fn polled_within(timeout: Span, feed: &str, answer: Vec<u8>) -> Poll {
    let server = Server::script(vec![Act::Send(answer)]).await;
    let config = parse(&written(&server.url(), feed));
    let source = Source { timeout, ..config.sources[0].clone() };
    poll_once(source, Arc::new(Known::of(&config.plan)), now()).await
}

/// The snapshot of a body.
pub(crate) async fn snapshot(feed: &str, body: impl AsRef<[u8]>) -> Snapshot {
    taken(polled(feed, answer(&["Content-Type: application/json"], body.as_ref())).await)
}

pub(crate) fn taken(poll: Poll) -> Snapshot {
    match poll.outcome {
        Outcome::Snapshot(snapshot) => snapshot,
        other => panic!("{other:?}"),
    }
}

/// Why a body is refused.
pub(crate) async fn refusal(feed: &str, body: impl AsRef<[u8]>) -> Refusal {
    refused(polled(feed, answer(&[], body.as_ref())).await)
}

pub(crate) fn refused(poll: Poll) -> Refusal {
    match poll.outcome {
        Outcome::Trouble(Trouble::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

/// The values of a snapshot by id.
pub(crate) fn values(snapshot: &Snapshot) -> Vec<(&str, Option<f64>)> {
    snapshot.readings.iter().map(|reading| (reading.id.as_str(), reading.value)).collect()
}
