//! A feed on loopback whose figures change with every answer, so that alarms come and go as fast as it is asked.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// How many indicators it publishes: each is out of bounds in one answer of two.
const INDICATORS: usize = 6;

/// A feed, and a configuration that reads it.
pub(crate) struct Feed {
    folder: tempfile::TempDir,
    url: String,
    is_restless: Arc<AtomicBool>,
}

impl Feed {
    /// Serves figures that follow from `seed` and the number of the answer.
    pub(crate) fn serve(seed: u64) -> Self {
        let chance = Arc::new(Mutex::new(fastrand::Rng::with_seed(seed)));
        let is_restless = Arc::new(AtomicBool::new(true));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let restless = Arc::clone(&is_restless);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let (chance, restless) = (Arc::clone(&chance), Arc::clone(&restless));
                thread::spawn(move || {
                    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                    while let Some(Ok(line)) = lines.next() {
                        if line.is_empty() {
                            let bits = if restless.load(Ordering::SeqCst) { chance.lock().unwrap().u64(..) } else { u64::MAX };
                            let body = document(bits);
                            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
                            let _ = stream.write_all((head + &body).as_bytes());
                        }
                    }
                });
            }
        });
        let url = format!("http://{address}/counts");
        Self { folder: tempfile::tempdir().unwrap(), url, is_restless }
    }

    /// The same, but every figure is out of bounds and stays so, unless it is stirred.
    pub(crate) fn calm(seed: u64) -> Self {
        let feed = Self::serve(seed);
        feed.stir(false);
        feed
    }

    /// Whether figures change from now on.
    pub(crate) fn stir(&self, is_restless: bool) {
        self.is_restless.store(is_restless, Ordering::SeqCst);
    }

    /// Writes a configuration with the journal there, and gives its place.
    pub(crate) fn configure(&self, journal: &Path) -> PathBuf {
        let mut config = format!(
            "region = \"示范县\"\ntimezone = \"Asia/Shanghai\"\nlanguage = \"zh-CN\"\ntheme = \"dark\"\nascii = false\ncatalogue = \"none\"\n\n\
             [[feed]]\nname = \"county\"\nurl = \"{}\"\nevery = \"1s\"\nstale_after = \"1m\"\n\n[journal]\nurl = \"sqlite:{}\"\n",
            self.url,
            journal.display()
        );
        for n in 0..INDICATORS {
            let _ = write!(
                config,
                "\n[[indicator]]\nid = \"traffic.n{n}\"\ntopic = \"traffic\"\nname = \"n{n}\"\nkind = \"gauge\"\n\
                 rules = [{{ level = \"warning\", when = \"value >= 1\" }}, {{ level = \"critical\", when = \"value >= 3\" }}]\n"
            );
        }
        let path = self.folder.path().join("config.toml");
        std::fs::write(&path, config).unwrap();
        path
    }
}

/// Two bits for each figure: 0 to 3, at times out of bounds and at times far out.
fn document(bits: u64) -> String {
    let readings: Vec<String> =
        (0..INDICATORS).map(|n| format!(r#"{{"id": "traffic.n{n}", "value": {}}}"#, (bits >> (2 * n)) & 3)).collect();
    format!(r#"{{"schema": "zhiban/1", "as_of": "{}", "readings": [{}]}}"#, jiff::Timestamp::now(), readings.join(","))
}
