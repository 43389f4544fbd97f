//! A feed on loopback that answers each request by its number, and a configuration that reads it.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// When the first snapshot was true.
pub(crate) const FIRST: &str = "2026-03-05T08:00:00+08:00";

/// A configuration beside which recordings can lie.
pub(crate) struct Scene {
    folder: tempfile::TempDir,
}

impl Scene {
    /// One that reads feeds by name and address, each every second.
    pub(crate) fn new(feeds: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let feed = |(name, url): &(&str, &str)| {
            format!("[[feed]]\nname = \"{name}\"\nurl = \"{url}\"\nevery = \"1s\"\nstale_after = \"500w\"\n")
        };
        let feeds = feeds.iter().map(feed).collect::<Vec<_>>().concat();
        let rule = "[[indicator]]\nid = \"traffic.deaths\"\nrules = [{ level = \"critical\", when = \"value >= 2\" }]\n";
        let text = format!("timezone = \"Asia/Shanghai\"\nterritories = [\"城关镇\"]\n{feeds}{rule}");
        std::fs::write(folder.path().join("config.toml"), text).unwrap();
        Self { folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn config(&self) -> String {
        self.path("config.toml").display().to_string()
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }
}

/// Serves what `answer` gives for the so-manieth request: a status and a body. Gives the address.
pub(crate) fn serve(answer: impl Fn(usize) -> (u16, String) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (answer, count) = (Arc::new(answer), Arc::new(AtomicUsize::new(0)));
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let (answer, count) = (Arc::clone(&answer), Arc::clone(&count));
            thread::spawn(move || {
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                while let Some(Ok(line)) = lines.next() {
                    if line.is_empty() {
                        let (status, body) = answer(count.fetch_add(1, Ordering::SeqCst));
                        let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n", body.len());
                        if stream.write_all((head + &body).as_bytes()).is_err() {
                            return;
                        }
                    }
                }
            });
        }
    });
    format!("http://{address}/counts")
}

/// A feed whose count and time grow with every request.
pub(crate) fn growing() -> String {
    serve(|number| (200, document(number, &format!(r#"{{"id":"traffic.deaths","value":{number}}}"#))))
}

/// A document as it was so many seconds after the first.
pub(crate) fn document(second: usize, readings: &str) -> String {
    let first: jiff::Timestamp = FIRST.parse().unwrap();
    let as_of = first + jiff::SignedDuration::from_secs(second.try_into().unwrap());
    format!(r#"{{"schema":"zhiban/1","as_of":"{as_of}","sequence":{second},"readings":[{readings}]}}"#)
}

/// The figures in a recording, in its order; that each line is whole and none is older than the one before.
pub(crate) fn figures(file: &Path) -> Vec<u64> {
    let recording = zhiban::demo::Recording::read(file).unwrap();
    let figure = |line: zhiban::demo::Line<'_>| {
        let value: serde_json::Value = serde_json::from_slice(line.text).unwrap();
        value["readings"][0]["value"].as_u64().unwrap()
    };
    recording.lines().map(figure).collect()
}
