//! An HTTP server that no client can hurt: how many are served at once, how long a request may be on its way and how long a connection
//! lasts are bounded.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

/// What a feed answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// A document.
    Document(Vec<u8>),
    /// A document, after a while.
    Slow(Duration, Vec<u8>),
    /// None now (503).
    Unavailable,
}

/// A feed: asked anew for each request.
pub(super) type Feed = Box<dyn Fn() -> Answer + Send + Sync>;

/// So many connections are served at once, well below what a process may have open; others wait for one to end.
const MOST: usize = 400;

/// How long the head of a request may be on its way, and a connection idle between two: more than a minute, as feeds may be polled once
/// in one.
const HEAD: Duration = Duration::from_secs(75);

/// The longest head, in bytes.
const HEAD_BYTES: usize = 16 << 10;

/// How long a connection lasts: whoever reads slowly for ever is let go. Others connect again.
const LIFE: Duration = Duration::from_mins(2);

/// How long what is under way then may still take.
const GRACE: Duration = Duration::from_secs(10);

/// How long to wait where no connection can be accepted.
const BREAK: Duration = Duration::from_millis(200);

/// Serves feeds by name on the current runtime until that ends. Gives the address.
pub(super) fn serve(listener: TcpListener, feeds: HashMap<String, Feed>) -> io::Result<SocketAddr> {
    let address = listener.local_addr()?;
    let router = Router::new().route("/{feed}", get(answer)).with_state(Arc::new(feeds));
    tokio::spawn(accept(listener, router));
    Ok(address)
}

/// A listener on loopback, on a port that is free.
pub(super) async fn on_loopback() -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await
}

async fn accept(listener: TcpListener, router: Router) {
    let places = Arc::new(Semaphore::new(MOST));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let connection = connection(stream, router.clone());
                tokio::spawn(async move {
                    connection.await;
                    drop(place);
                });
            }
            // Nobody is served by trying without a break: descriptors may be short.
            Err(_) => sleep(BREAK).await,
        }
    }
}

/// Serves one connection to its end. What goes wrong on it is the client's affair.
async fn connection(stream: TcpStream, router: Router) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(HEAD_BYTES);
    let mut served = pin!(http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router)));
    if timeout(LIFE, served.as_mut()).await.is_err() {
        served.as_mut().graceful_shutdown();
        let _ = timeout(GRACE, served).await;
    }
}

async fn answer(State(feeds): State<Arc<HashMap<String, Feed>>>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(feed) = feeds.get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let document = match feed() {
        Answer::Document(document) => document,
        Answer::Slow(delay, document) => {
            tokio::time::sleep(delay).await;
            document
        }
        Answer::Unavailable => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let mut hasher = DefaultHasher::new();
    document.hash(&mut hasher);
    let tag = format!("\"{:016x}\"", hasher.finish());
    if headers.get(header::IF_NONE_MATCH).is_some_and(|held| held.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
    }
    ([(header::CONTENT_TYPE, "application/json".to_owned()), (header::ETAG, tag)], document).into_response()
}
