//! What the tests poll: sources, documents, answers.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use zhiban::duty::{Access, Authorization, Clean, Feed, Id, Poll, Secret, Source, Span};
use zhiban::feed::{Clock, Known, Pollers};

/// When the tests think they run.
pub(crate) fn now() -> Timestamp {
    "2026-03-05T08:00:04+08:00".parse().unwrap()
}

pub(crate) fn known() -> Arc<Known> {
    Arc::new(Known::new(Id::new("traffic.deaths"), [Clean::new("城关镇")]))
}

/// A source that is given plenty of time.
pub(crate) fn source(url: impl Into<String>) -> Source {
    Source { every: Span::from_seconds(1), timeout: Span::from_seconds(30), ..Source::new("county".into(), url.into()) }
}

pub(crate) fn document(value: i32) -> String {
    format!(
        r#"{{"schema":"zhiban/1","as_of":"2026-03-05T08:00:00+08:00","readings":[{{"id":"traffic.deaths","value":{value}}}]}}"#
    )
}

/// What nobody may come to see.
pub(crate) const TOKEN: &str = "hush-4711";

/// Writes a file that its owner alone can read, or writes it anew.
pub(crate) fn write_private(path: &Path, content: impl AsRef<[u8]>) {
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path).unwrap();
    file.write_all(content.as_ref()).unwrap();
}

/// A secret in a file that its owner alone can read.
pub(crate) fn secret_file(content: &str) -> (tempfile::TempDir, Secret) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("county.token");
    write_private(&path, content);
    (folder, Secret::File(path))
}

pub(crate) fn bearer(secret: Secret) -> Access {
    Access { authorization: Some(Authorization::Bearer(secret)), ..Access::default() }
}

/// An answer with these header lines and body.
pub(crate) fn answer(status: &str, headers: &[&str], body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
    for header in headers {
        head.push_str(header);
        head.push_str("\r\n");
    }
    [head.as_bytes(), b"\r\n", body].concat()
}

pub(crate) fn good(value: i32) -> Vec<u8> {
    answer("200 OK", &["Content-Type: application/json"], document(value))
}

/// A room's view of one feed, polled for real.
pub(crate) struct Watched {
    pub(crate) feed: Feed,
    pub(crate) pollers: Pollers,
    pub(crate) pace: watch::Sender<Option<Span>>,
    polls: mpsc::Receiver<(usize, Poll)>,
}

impl Watched {
    pub(crate) fn new(source: Source) -> Self {
        let clock: Clock = Arc::new(now);
        let pace = watch::Sender::new(None);
        let (tx, polls) = mpsc::channel(1);
        let feed = Feed::new(source.name.clone(), source.stale_after);
        let pollers = Pollers::spawn(vec![source], &known(), &clock, &pace.subscribe(), &tx);
        Self { feed, pollers, pace, polls }
    }

    /// The next poll, noted by the feed; the value of the snapshot, if it is one to apply.
    pub(crate) async fn next(&mut self) -> (Poll, Option<f64>) {
        // No statement about speed: a test that hangs should say where.
        let poll = tokio::time::timeout(Duration::from_mins(2), self.polls.recv()).await.unwrap().unwrap().1;
        let snapshot = self.feed.hear(poll.clone());
        (poll, snapshot.and_then(|snapshot| snapshot.readings[0].value))
    }
}
