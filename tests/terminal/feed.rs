//! A feed on loopback that answers every request with the same figures, dated now.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// A feed and a configuration that reads it.
pub(crate) struct Feed {
    folder: tempfile::TempDir,
    url: String,
    asked: Arc<AtomicUsize>,
}

impl Feed {
    /// The figures of a day with something wrong.
    pub(crate) fn serve() -> Self {
        Self::serving(
            r#"{"id": "traffic.deaths", "value": 7, "last_year": 9},
            {"id": "traffic.helmet_rate", "value": 95.5, "sample": 412},
            {"id": "petitions.overdue", "value": 4}"#,
        )
    }

    /// These readings.
    pub(crate) fn serving(readings: &str) -> Self {
        let readings = readings.to_owned();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let (readings, count) = (readings.clone(), Arc::clone(&count));
                thread::spawn(move || {
                    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                    while let Some(Ok(line)) = lines.next() {
                        if line.is_empty() {
                            count.fetch_add(1, Ordering::SeqCst);
                            let body = document(&readings);
                            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
                            let _ = stream.write_all((head + &body).as_bytes());
                        }
                    }
                });
            }
        });
        let url = format!("http://{address}/counts");
        let folder = tempfile::tempdir().unwrap();
        let config = format!(
            "region = \"示范县\"\ntimezone = \"Asia/Shanghai\"\nlanguage = \"zh-CN\"\ntheme = \"dark\"\n\n\
             [[feed]]\nname = \"county\"\nurl = \"{url}\"\nevery = \"1s\"\nstale_after = \"1m\"\n\n[journal]\nurl = \"sqlite:journal.db\"\n"
        );
        std::fs::write(folder.path().join("config.toml"), config).unwrap();
        Self { folder, url, asked }
    }

    /// How often it has been asked.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        self.url.clone()
    }

    /// Where its configuration stands.
    pub(crate) fn config(&self) -> PathBuf {
        self.folder.path().join("config.toml")
    }
}

fn document(readings: &str) -> String {
    format!(r#"{{"schema": "zhiban/1", "as_of": "{}", "readings": [{readings}]}}"#, jiff::Timestamp::now())
}
