//! A real Prometheus on loopback, with a data folder of its own.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::feed::{feed, poll, values};

/// The engine; it is killed when dropped.
pub(crate) struct Engine {
    folder: tempfile::TempDir,
    port: u16,
    prefix: String,
    process: Option<Child>,
}

/// Whether there is a Prometheus to test against. On a developer's machine there may be none, in CI there must be.
pub(crate) fn is_installed() -> bool {
    let installed = Command::new("prometheus").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    assert!(installed || std::env::var_os("CI").is_none(), "no `prometheus` in PATH: CI tests against a real one");
    if !installed {
        println!("skipped: there is no `prometheus` in PATH (Debian: apt-get install prometheus)");
    }
    installed
}

impl Engine {
    /// Starts one that scrapes an exporter each second, and waits until it answers. Its API stands beneath `prefix` (`/` for none);
    /// `more` is added to its configuration.
    pub(crate) async fn start(exporter: &str, prefix: &str, more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = format!(
            "global: {{scrape_interval: 1s, scrape_timeout: 1s}}\n\
             scrape_configs:\n- job_name: county\n  static_configs: [{{targets: [\"{exporter}\"]}}]\n{more}"
        );
        std::fs::write(folder.path().join("prometheus.yml"), config).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut engine = Self { folder, port, prefix: prefix.to_owned(), process: None };
        engine.resume().await;
        engine
    }

    /// Its base, as a configuration has it.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}{}", self.port, self.prefix)
    }

    /// Stops it.
    pub(crate) fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Starts it (again), and waits until it answers.
    pub(crate) async fn resume(&mut self) {
        let path = |name: &str| self.folder.path().join(name).display().to_string();
        let mut command = Command::new("prometheus");
        command.arg(format!("--config.file={}", path("prometheus.yml"))).arg(format!("--storage.tsdb.path={}", path("data")));
        command.arg(format!("--web.listen-address=127.0.0.1:{}", self.port)).arg(format!("--web.external-url={}", self.url()));
        command.args(["--storage.tsdb.retention.size=64MB", "--query.timeout=20s", "--log.level=error"]);
        // Its memory stays small, whatever the machine has.
        command.env("GOMEMLIMIT", "256MiB").env("GOMAXPROCS", "1").stdout(Stdio::null()).stderr(Stdio::null());
        self.process = Some(command.spawn().unwrap());
        self.until("vector(1)").await;
    }

    /// Waits until it has scraped, which it begins some seconds after its start.
    pub(crate) async fn scraped(&self) {
        self.until("count(deaths)").await;
    }

    async fn until(&self, query: &str) {
        // No statement about speed: an engine that does not come up should say so.
        for _ in 0..600 {
            let poll = poll(feed(&self.url(), &[("x.ready", query)])).await;
            if values(&poll).is_some_and(|values| values != [None]) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("prometheus did not come to {query} within a minute");
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
