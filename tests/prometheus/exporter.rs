//! A small exporter on loopback, as engines scrape them.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The exporter; it ends when dropped.
pub(crate) struct Exporter {
    pub(crate) address: String,
    lines: Arc<Mutex<String>>,
    task: JoinHandle<()>,
}

impl Exporter {
    /// Exports these lines.
    pub(crate) async fn start(lines: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let lines = Arc::new(Mutex::new(lines.to_owned()));
        let exported = Arc::clone(&lines);
        let metrics = move || async move { ([(CONTENT_TYPE, "text/plain; version=0.0.4")], exported.lock().unwrap().clone()) };
        let router = Router::new().route("/metrics", get(metrics));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, lines, task }
    }

    /// Exports others from now on.
    pub(crate) fn set(&self, lines: &str) {
        lines.clone_into(&mut self.lines.lock().unwrap());
    }
}

impl Drop for Exporter {
    fn drop(&mut self) {
        self.task.abort();
    }
}
