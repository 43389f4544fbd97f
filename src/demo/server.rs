//! An HTTP server on loopback.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;

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

/// Serves feeds by name on the current runtime until that ends.
pub(super) async fn serve(feeds: HashMap<String, Feed>) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let router = Router::new().route("/{feed}", get(answer)).with_state(Arc::new(feeds));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
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
