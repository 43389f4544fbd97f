//! One request to an engine, and what its answer is worth.
//!
//! Always a GET, though a POST would carry longer expressions: a GET changes nothing, so a guard may let this program read and
//! nothing else, it may be sent once more over a new connection, and a redirect leaves it what it is.

use jiff::Timestamp;
use reqwest::header::HeaderMap;
use reqwest::{Response, StatusCode, Url};

use super::answer::{Answer, decode};
use super::batch::Batch;
use crate::duty::{Down, Expiry, Refusal, Trouble};
use crate::feed::apart::apart;
use crate::feed::client::{Clock, LARGE};
use crate::feed::refusal::invalid;
use crate::feed::request::{Allowance, Noted, Sender, body, date, is_unavailable, redirected, retry_after};
use crate::wire::{first, of_server};

/// The line to an engine for one poll.
pub(in crate::feed) struct Line {
    sender: Sender,
    endpoint: Url,
    allowance: Allowance,
    clock: Clock,
}

/// What came back for one request.
pub(super) struct Heard {
    status: Option<StatusCode>,
    headers: HeaderMap,
    expires: Option<Expiry>,
    answer: Result<Answer, Trouble>,
}

impl Line {
    /// To the engine at this base. All its answers may be so many bytes long together.
    pub(in crate::feed) fn new(sender: Sender, base: Url, max_bytes: u64, clock: Clock) -> Self {
        Self { sender, endpoint: endpoint(base), allowance: Allowance::of(max_bytes), clock }
    }

    pub(super) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Puts a batch.
    pub(super) async fn put(&self, batch: Batch) -> (Batch, Heard) {
        let mut url = self.endpoint.clone();
        url.query_pairs_mut().append_pair("query", &batch.expression);
        let heard = match self.sender.get(&url).await {
            Ok(response) => {
                let (status, headers) = (Some(response.status()), response.headers().clone());
                let expires = of_server(&response);
                Heard { status, headers, expires, answer: self.judge(response).await }
            }
            Err(down) => Heard { status: None, headers: HeaderMap::new(), expires: None, answer: Err(down.into()) },
        };
        (batch, heard)
    }

    /// What an answer is worth. The engine says in the body what is wrong with a query; a status without its words is that of
    /// whatever stands before it.
    async fn judge(&self, mut response: Response) -> Result<Answer, Trouble> {
        let status = response.status();
        if status.is_redirection() {
            return Err(redirected(&response).into());
        }
        if status == StatusCode::OK {
            return Ok(read(body(&mut response, &self.allowance).await?).await?);
        }
        let failure = match body(&mut response, &self.allowance).await {
            Ok(body) => read(body).await.ok().filter(|answer| answer.found.is_err()),
            Err(_) => None,
        };
        match failure {
            Some(answer) if is_of_the_query(status, &answer) => Ok(answer),
            _ if is_unavailable(status) => Err(Down::Unavailable(status.as_u16()).into()),
            Some(Answer { found: Err(failure), .. }) => {
                Err(Refusal::Failed { code: failure.kind, message: failure.message }.into())
            }
            _ => Err(Refusal::Status(status.as_u16()).into()),
        }
    }
}

impl Heard {
    /// The answer, if it is worth anything; notes how the engine is.
    pub(super) fn answer(self, noted: &mut Noted, now: Timestamp) -> Result<Answer, Trouble> {
        let status = self.status.map(|status| status.as_u16());
        // A query that fails is not how the engine is, unless nothing else is heard of it.
        if self.answer.is_err() || self.status == Some(StatusCode::OK) || noted.status.is_none() {
            noted.status = status;
        }
        noted.expires = first(noted.expires.into_iter().chain(self.expires));
        if self.status.is_some_and(is_unavailable) && self.answer.is_err() {
            noted.retry_after = retry_after(&self.headers, now);
        }
        self.answer
    }

    /// When the engine made it, as it says.
    pub(super) fn date(&self) -> Option<Timestamp> {
        date(&self.headers)
    }
}

/// Whether a failure is that of the query and not of the engine. 503 is both: one query that takes too long says `timeout`.
fn is_of_the_query(status: StatusCode, answer: &Answer) -> bool {
    match status {
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::INTERNAL_SERVER_ERROR => true,
        StatusCode::SERVICE_UNAVAILABLE => {
            answer.found.as_ref().is_err_and(|failure| matches!(failure.kind.as_str(), "timeout" | "canceled"))
        }
        _ => false,
    }
}

/// Reads a body; a large one on another thread, so that the loop that draws never waits.
async fn read(body: Vec<u8>) -> Result<Answer, Refusal> {
    if body.len() < LARGE {
        return decode(&body);
    }
    apart(move || decode(&body)).await.unwrap_or_else(|| Err(invalid("", "not decoded")))
}

/// Where instant queries are put, at an engine that may stand beneath a path of its own.
fn endpoint(mut base: Url) -> Url {
    if let Ok(mut path) = base.path_segments_mut() {
        path.pop_if_empty().extend(["api", "v1", "query"]);
    }
    base.set_fragment(None);
    base
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_endpoint_lies_beneath_the_base() {
        for (base, want) in [
            ("https://h:9090", "https://h:9090/api/v1/query"),
            ("https://h/prom", "https://h/prom/api/v1/query"),
            ("https://h/prom/", "https://h/prom/api/v1/query"),
            ("https://h/select/0/prometheus?tenant=a#top", "https://h/select/0/prometheus/api/v1/query?tenant=a"),
        ] {
            assert_eq!(endpoint(Url::parse(base).unwrap()).as_str(), want);
        }
    }
}
