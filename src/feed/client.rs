//! One feed on the wire: a request, its answer, and what is made of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use tokio::time::{Instant, timeout};

use super::apart::{Turn, turn};
use super::known::Known;
use super::mapped::{Answer, Look, decode_mapped, look_mapped};
use super::native::decode;
use super::prometheus::{Engine, Inquiry, Line};
use super::refusal::invalid;
use super::request::{Allowance, Noted, Sender, body, date, is_unavailable, redirected, retry_after};
use super::transport::Transport;
use super::validators::Validators;
use crate::duty::{Clean, Down, Format, Outcome, Poll, Refusal, Snapshot, Source, Span, Trouble};
use crate::wire::{Credentials, address, first, of_server};

/// What time it is. A replay polls in the recorded time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Bodies from this size on, in bytes, are decoded on another thread, so that the loop that draws never waits.
pub(super) const LARGE: usize = 64 << 10;

/// The way to one feed, with what is kept between polls.
pub(super) struct Client {
    source: Arc<Source>,
    known: Arc<Known>,
    clock: Clock,
    transport: Arc<Transport>,
    validators: Validators,
    /// Where it is one that is queried.
    engine: Option<Engine>,
    /// Whether the last answer was complete, so that its connection may be used again.
    kept: bool,
    /// Whether an answer is being decoded: it goes on where nobody waits for it any more.
    decoding: Arc<AtomicBool>,
    /// What was found in the last answer, where somebody asks.
    looks: Option<Vec<Look>>,
}

/// What was heard.
enum Heard {
    /// All that there is to say.
    Outcome(Outcome),
    /// An answer that is to be read.
    Document(Document),
}

/// An answer that is whole.
struct Document {
    body: Vec<u8>,
    headers: HeaderMap,
}

/// The time in which an answer is being decoded.
struct UnderWay(Arc<AtomicBool>);

impl UnderWay {
    fn begin(flag: &Arc<AtomicBool>) -> Self {
        flag.store(true, Ordering::Release);
        Self(Arc::clone(flag))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
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
        let engine = match &source.format {
            Format::Prometheus(queries) => Some(Engine::new(queries.clone())),
            Format::Native | Format::Json(_) => None,
        };
        let (source, validators) = (Arc::new(source), Validators::default());
        Self { source, known, clock, transport, validators, engine, kept: false, decoding: Arc::default(), looks: None }
    }

    /// Asks for everything the next time, changed or not.
    pub(super) fn forget(&mut self) {
        self.validators.forget();
    }

    /// What the last poll learnt of each query, where it is an engine that is queried.
    pub(super) fn inquiry(self) -> Option<Inquiry> {
        self.engine.and_then(Engine::inquiry)
    }

    /// Asks once, and tells what every path of a mapping found in the answer.
    pub(super) async fn look(mut self) -> (Poll, Vec<Look>) {
        self.looks = Some(Vec::new());
        let (poll, _) = self.poll().await;
        (poll, self.looks.unwrap_or_default())
    }

    /// Asks once. Gives what came of it, and how long the server asks to be left in peace.
    pub(super) async fn poll(&mut self) -> (Poll, Option<Span>) {
        let started = Instant::now();
        let mut noted = Noted::default();
        let outcome = self.ask(&mut noted).await.unwrap_or_else(Outcome::Trouble);
        self.kept = matches!(outcome, Outcome::Snapshot(_) | Outcome::NotModified);
        let poll = Poll { at: (self.clock)(), status: noted.status, took: started.elapsed(), outcome, expires: noted.expires };
        (poll, noted.retry_after)
    }

    /// Asks, and reads the answer: each may take as long as the source says. What it waits between, while other answers are read, is
    /// not counted.
    async fn ask(&mut self, noted: &mut Noted) -> Result<Outcome, Trouble> {
        let limit = self.source.timeout;
        let late = |_| Trouble::from(Down::TimedOut(limit));
        let document = match timeout(limit.duration(), self.exchange(noted)).await.map_err(late)?? {
            Heard::Outcome(outcome) => return Ok(outcome),
            Heard::Document(document) => document,
        };
        // A filter may take its time even over a small document.
        let takes_time = document.body.len() >= LARGE || matches!(self.source.format, Format::Json(_));
        let turn = if takes_time { turn().await } else { None };
        timeout(limit.duration(), self.read(document, turn)).await.map_err(late)?.map(Outcome::Snapshot)
    }

    async fn exchange(&mut self, noted: &mut Noted) -> Result<Heard, Trouble> {
        let (source, proxied) = (&self.source, self.source.proxy.is_some());
        let url = address(&source.url, source.allow_http, proxied).map_err(Down::NotAsked)?;
        if self.decoding.load(Ordering::Acquire) {
            let why = "the answer before is still being read: its paths ask for too much";
            return Err(Down::NotAsked(Clean::new(why)).into());
        }
        let line = self.transport.line(source).await?;
        noted.expires = first(line.ends.iter().copied());
        let credentials = Credentials::read(&source.access).await.map_err(Down::NotAsked)?;
        self.validators.doubt(Instant::now());
        let sender = Sender { client: line.client.clone(), headers: self.headers(), credentials, kept: self.kept };
        if let Some(engine) = &mut self.engine {
            let line = Line::new(sender, url, self.source.max_bytes, Arc::clone(&self.clock));
            return engine.ask(&line, noted).await.map(|snapshot| Heard::Outcome(Outcome::Snapshot(snapshot)));
        }
        let mut response = sender.get(&url).await?;
        noted.expires = first(noted.expires.into_iter().chain(of_server(&response)));
        let status = response.status();
        noted.status = Some(status.as_u16());
        match status {
            StatusCode::OK => {
                let body = body(&mut response, &Allowance::of(source.max_bytes)).await?;
                Ok(Heard::Document(Document { body, headers: std::mem::take(response.headers_mut()) }))
            }
            StatusCode::NOT_MODIFIED if self.validators.any() => Ok(Heard::Outcome(Outcome::NotModified)),
            status if is_unavailable(status) => {
                noted.retry_after = retry_after(response.headers(), (self.clock)());
                Err(Down::Unavailable(status.as_u16()).into())
            }
            status if status.is_redirection() => Err(redirected(&response).into()),
            status => Err(Refusal::Status(status.as_u16()).into()),
        }
    }

    fn headers(&self) -> HeaderMap {
        let mut headers: HeaderMap = self.validators.headers().collect();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers
    }

    /// Reads an answer: on another thread, where it has a turn there.
    async fn read(&mut self, Document { body, headers }: Document, turn: Option<Turn>) -> Result<Snapshot, Trouble> {
        let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let date = date(&headers);
        let (source, known, now) = (Arc::clone(&self.source), Arc::clone(&self.known), (self.clock)());
        let (looking, under_way) = (self.looks.is_some(), UnderWay::begin(&self.decoding));
        let decode = move || {
            let _under_way = under_way;
            let answer = Answer { body: &body, content_type: content_type.as_deref(), date };
            match &source.format {
                Format::Json(mapping) if looking => look_mapped(answer, mapping, &known, now),
                Format::Json(mapping) => (decode_mapped(answer, mapping, &known, now), Vec::new()),
                Format::Native | Format::Prometheus(_) => (decode(&body, &known, now), Vec::new()),
            }
        };
        let (snapshot, looks) = match turn {
            Some(turn) => turn.take(decode).await.unwrap_or_else(|| (Err(invalid("", "not decoded")), Vec::new())),
            None => decode(),
        };
        self.looks.iter_mut().for_each(|kept| kept.clone_from(&looks));
        let snapshot = snapshot?;
        self.validators.accept(&snapshot, &headers, Instant::now());
        Ok(snapshot)
    }
}
