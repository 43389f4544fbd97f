//! A request sent, and the body of its answer, as long as that may be.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use reqwest::header::{CONTENT_ENCODING, DATE, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode, Url};

use super::backoff;
use super::refusal::invalid;
use super::transport::without_secrets;
use crate::duty::{Clean, Down, Expiry, Refusal, Span, Trouble};
use crate::wire::{Credentials, cause, is_damage, is_refusal};

/// How the requests of one poll are sent.
pub(super) struct Sender {
    pub(super) client: Client,
    pub(super) headers: HeaderMap,
    pub(super) credentials: Credentials,
    /// Whether a connection may be left over from before.
    pub(super) kept: bool,
}

impl Sender {
    /// Asks once, or once more where a connection from before had ended.
    ///
    /// # Errors
    /// [`Down::Unreachable`] or [`Down::BrokenOff`], with what the system said.
    pub(super) async fn get(&self, url: &Url) -> Result<Response, Down> {
        let request = || self.credentials.carry(self.client.get(url.clone()).headers(self.headers.clone()));
        let send = async || request().send().await;
        let response = match send().await {
            // A server may close an idle connection just as it is used again: that says nothing about the feed. Asking
            // once more is allowed, for a GET changes nothing (RFC 9112 §9.3.1).
            Err(error) if self.kept && !error.is_connect() => send().await,
            answer => answer,
        };
        response.map_err(|error| {
            let refused = error.is_connect() || is_refusal(&error);
            if refused { Down::Unreachable(cause(error)) } else { Down::BrokenOff(cause(error)) }
        })
    }
}

/// What is noted of an answer while it comes in, so that it is known even if the rest never comes.
#[derive(Default)]
pub(super) struct Noted {
    pub(super) status: Option<u16>,
    /// How long the server asks to be left in peace.
    pub(super) retry_after: Option<Span>,
    /// When the first certificate on the way ends.
    pub(super) expires: Option<Expiry>,
}

/// How long a server asks to be left in peace.
pub(super) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Span> {
    backoff::retry_after(text(headers, RETRY_AFTER)?, text(headers, DATE), now)
}

/// When an answer was made, as its server says.
pub(super) fn date(headers: &HeaderMap) -> Option<Timestamp> {
    text(headers, DATE).and_then(backoff::http_date)
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Whether a status says that the server cannot answer now.
pub(super) fn is_unavailable(status: StatusCode) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error()
}

/// How many bytes one poll may still bring, after decompression; its requests share it.
pub(super) struct Allowance {
    all: u64,
    left: AtomicU64,
}

impl Allowance {
    pub(super) fn of(bytes: u64) -> Self {
        Self { all: bytes, left: AtomicU64::new(bytes) }
    }

    fn spend(&self, bytes: u64) -> Result<(), Refusal> {
        let spent = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes));
        spent.map(drop).map_err(|_| Refusal::TooLarge(self.all))
    }

    fn has(&self, bytes: u64) -> Result<(), Refusal> {
        if bytes > self.left.load(Ordering::Relaxed) { Err(Refusal::TooLarge(self.all)) } else { Ok(()) }
    }
}

/// The body, as long as it is not longer than allowed. It is counted as it comes out of decompression: a small one can
/// hide a very large one.
///
/// # Errors
/// [`Refusal::TooLarge`], damaged compression, or [`Down::BrokenOff`].
pub(super) async fn body(response: &mut Response, allowance: &Allowance) -> Result<Vec<u8>, Trouble> {
    refuse_encoding(response.headers())?;
    allowance.has(response.content_length().unwrap_or_default())?;
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => {
                allowance.spend(u64::try_from(chunk.len()).unwrap_or(u64::MAX))?;
                body.extend_from_slice(&chunk);
            }
            Ok(None) => return Ok(body),
            Err(error) if is_damage(&error) => return Err(invalid("", "the compressed body is damaged").into()),
            Err(error) => return Err(Down::BrokenOff(cause(error)).into()),
        }
    }
}

/// Refuses a body in an encoding that was not asked for. One that was is no longer in the headers: it is undone by now.
fn refuse_encoding(headers: &HeaderMap) -> Result<(), Refusal> {
    match headers.get(CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None => Ok(()),
        Some(encoding) if encoding.eq_ignore_ascii_case(b"identity") => Ok(()),
        Some(encoding) => {
            let encoding = String::from_utf8_lossy(encoding);
            Err(invalid("", &format!("Content-Encoding {encoding}, which was not asked for")))
        }
    }
}

/// Refuses a redirect that was not followed, or a 3xx that is none.
pub(super) fn redirected(response: &Response) -> Refusal {
    match response.headers().get(LOCATION).map(HeaderValue::to_str) {
        Some(Ok(location)) => match response.url().join(location) {
            Ok(url) => Refusal::Redirect(without_secrets(url)),
            Err(_) => Refusal::Redirect(Clean::new("an address that is not a URL")),
        },
        _ => Refusal::Status(response.status().as_u16()),
    }
}
