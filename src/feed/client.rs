//! One feed on the wire: a request, its answer, and what is made of it.

use std::sync::Arc;

use jiff::Timestamp;
use reqwest::header::{ACCEPT, AUTHORIZATION, DATE, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use tokio::time::Instant;

use super::backoff;
use super::native::{Known, decode};
use super::refusal::invalid;
use super::transport::{Transport, without_secrets};
use super::validators::Validators;
use crate::duty::{Authorization, Clean, Down, Outcome, Poll, Refusal, Snapshot, Source, Span, Trouble};
use crate::wire::{address, authorization, cause, is_damage};

/// What time it is. A replay polls in the recorded time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Bodies from this size on, in bytes, are decoded on a thread of their own, so that the loop that draws never waits.
const LARGE: usize = 64 << 10;

/// The way to one feed, with what is kept between polls.
pub(super) struct Client {
    source: Source,
    known: Arc<Known>,
    clock: Clock,
    transport: Arc<Transport>,
    validators: Validators,
    /// Whether the last answer was complete, so that its connection may be used again.
    kept: bool,
}

/// What is noted of an answer while it comes in, so that it is known even if the rest never comes.
#[derive(Default)]
struct Noted {
    status: Option<u16>,
    retry_after: Option<Span>,
}

impl From<Down> for Trouble {
    fn from(down: Down) -> Self {
        Self::Down(down)
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Client {
    pub(super) fn new(source: Source, known: Arc<Known>, clock: Clock, transport: Arc<Transport>) -> Self {
        Self { source, known, clock, transport, validators: Validators::default(), kept: false }
    }

    /// Asks for everything the next time, changed or not.
    pub(super) fn forget(&mut self) {
        self.validators.forget();
    }

    /// Asks once. Gives what came of it, and how long the server asks to be left in peace.
    pub(super) async fn poll(&mut self) -> (Poll, Option<Span>) {
        let started = Instant::now();
        let mut noted = Noted::default();
        let limit = self.source.timeout;
        let outcome = match tokio::time::timeout(limit.duration(), self.exchange(&mut noted)).await {
            Ok(outcome) => outcome.unwrap_or_else(Outcome::Trouble),
            Err(_) => Outcome::Trouble(Down::TimedOut(limit).into()),
        };
        self.kept = matches!(outcome, Outcome::Snapshot(_) | Outcome::NotModified);
        let poll = Poll { at: (self.clock)(), status: noted.status, took: started.elapsed(), outcome, expires: None };
        (poll, noted.retry_after)
    }

    async fn exchange(&mut self, noted: &mut Noted) -> Result<Outcome, Trouble> {
        let (source, proxied) = (&self.source, self.source.proxy.is_some());
        let url = address(&source.url, source.allow_http, proxied).map_err(Down::NotAsked)?;
        let client = self.transport.client(self.source.proxy.as_deref()).await?;
        let headers = self.headers().await?;
        let send = async || client.get(url.clone()).headers(headers.clone()).send().await;
        let response = match send().await {
            // A server may close an idle connection just as it is used again: that says nothing about the feed. Asking
            // once more is allowed, for a GET changes nothing (RFC 9112 §9.3.1).
            Err(error) if self.kept && !error.is_connect() => send().await,
            answer => answer,
        };
        let response = response
            .map_err(|error| if error.is_connect() { Down::Unreachable(cause(error)) } else { Down::BrokenOff(cause(error)) })?;
        let status = response.status();
        noted.status = Some(status.as_u16());
        match status {
            StatusCode::OK => self.read(response).await.map(Outcome::Snapshot),
            StatusCode::NOT_MODIFIED if self.validators.any() => Ok(Outcome::NotModified),
            status if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() => {
                noted.retry_after = self.retry_after(response.headers());
                Err(Down::Unavailable(status.as_u16()).into())
            }
            status if status.is_redirection() => Err(redirected(&response).into()),
            status => Err(Refusal::Status(status.as_u16()).into()),
        }
    }

    async fn headers(&self) -> Result<HeaderMap, Down> {
        let mut headers: HeaderMap = self.validators.headers().collect();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(Authorization::Bearer(secret)) = self.source.access.authorization.clone() {
            // The file may lie on another machine that is as slow as any.
            let read = tokio::task::spawn_blocking(move || authorization(&secret)).await;
            let token = read.unwrap_or_else(|_| Err(Clean::new("token not read")));
            headers.insert(AUTHORIZATION, token.map_err(Down::NotAsked)?);
        }
        Ok(headers)
    }

    fn retry_after(&self, headers: &HeaderMap) -> Option<Span> {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        backoff::retry_after(text(RETRY_AFTER)?, text(DATE), (self.clock)())
    }

    async fn read(&mut self, mut response: Response) -> Result<Snapshot, Trouble> {
        let body = body(&mut response, self.source.max_bytes).await?;
        let (known, now) = (Arc::clone(&self.known), (self.clock)());
        let snapshot = if body.len() < LARGE {
            decode(&body, &known, now)?
        } else {
            let decoded = tokio::task::spawn_blocking(move || decode(&body, &known, now)).await;
            decoded.unwrap_or_else(|_| Err(invalid("", "not decoded")))?
        };
        self.validators.accept(&snapshot, response.headers());
        Ok(snapshot)
    }
}

/// The body, as long as it is not longer than allowed. It is counted as it comes out of decompression: a small one can
/// hide a very large one.
async fn body(response: &mut Response, max_bytes: u64) -> Result<Vec<u8>, Trouble> {
    let too_large = |length: u64| length > max_bytes;
    if response.content_length().is_some_and(too_large) {
        return Err(Refusal::TooLarge(max_bytes).into());
    }
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if u64::try_from(body.len() + chunk.len()).is_ok_and(too_large) => {
                return Err(Refusal::TooLarge(max_bytes).into());
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body),
            Err(error) if is_damage(&error) => return Err(invalid("", "the compressed body is damaged").into()),
            Err(error) => return Err(Down::BrokenOff(cause(error)).into()),
        }
    }
}

/// Refuses a redirect that was not followed, or a 3xx that is none.
fn redirected(response: &Response) -> Refusal {
    match response.headers().get(LOCATION).map(HeaderValue::to_str) {
        Some(Ok(location)) => match response.url().join(location) {
            Ok(url) => Refusal::Redirect(without_secrets(url)),
            Err(_) => Refusal::Redirect(Clean::new("an address that is not a URL")),
        },
        _ => Refusal::Status(response.status().as_u16()),
    }
}
