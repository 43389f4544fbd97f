//! Telling an HTTP server in the words of Alertmanager's webhook, version 4, which on-call tools and chat bridges understand:
//! <https://prometheus.io/docs/alerting/latest/configuration/#webhook_config>.

use std::collections::BTreeMap;

use jiff::Timestamp;
use reqwest::Client;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

use super::message::status;
use super::summary;
use crate::duty::{Clean, Language, Level, Owed, Receiver, Subject};
use crate::wire::{Trusted, address, bearer, build, cause, is_plain};

/// What Alertmanager sends for "not yet": the zero of Go's time.
const NOT_YET: &str = "0001-01-01T00:00:00Z";

/// The body of a request.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    version: &'static str,
    group_key: String,
    truncated_alerts: u64,
    status: &'static str,
    receiver: &'a str,
    group_labels: &'a Labels,
    common_labels: &'a Labels,
    common_annotations: &'a Labels,
    #[serde(rename = "externalURL")]
    external_url: &'static str,
    alerts: [Alert<'a>; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Alert<'a> {
    status: &'static str,
    labels: &'a Labels,
    annotations: &'a Labels,
    starts_at: String,
    ends_at: String,
    #[serde(rename = "generatorURL")]
    generator_url: &'static str,
    fingerprint: String,
}

type Labels = BTreeMap<&'static str, String>;

/// What a webhook is sent: one alarm, a group of its own. README.md describes the labels and annotations.
#[must_use]
pub fn alertmanager(owed: &Owed) -> String {
    let record = &owed.news.record;
    let identity = identity(owed);
    let annotations = annotations(owed);
    let occurrence = record.occurrence.as_ref();
    let mut labels = identity.clone();
    labels.extend(occurrence.map(|occurrence| ("severity", severity(occurrence.level).to_owned())));
    let time = |at: Option<Timestamp>| at.map_or_else(|| NOT_YET.to_owned(), |at| at.to_string());
    let body = Body {
        version: "4",
        group_key: group_key(&identity),
        truncated_alerts: 0,
        status: status(owed),
        receiver: owed.receiver.as_str(),
        group_labels: &identity,
        common_labels: &labels,
        common_annotations: &annotations,
        external_url: "",
        alerts: [Alert {
            status: status(owed),
            labels: &labels,
            annotations: &annotations,
            starts_at: time(occurrence.map(|occurrence| occurrence.since)),
            ends_at: time(record.ended.map(|ended| ended.at).filter(|_| owed.resolved)),
            generator_url: "",
            fingerprint: fingerprint(&identity),
        }],
    };
    // Every part of it is text or a number, which JSON can say.
    serde_json::to_string(&body).unwrap_or_default()
}

/// The labels that tell an alarm from all others of all counties, on whichever seat: its severity, which may change while it holds, is
/// none of them.
fn identity(owed: &Owed) -> Labels {
    let about = &owed.about;
    let mut labels = Labels::from([("region", about.region.to_string())]);
    labels.extend(about.topic.map(|topic| ("topic", topic.key().to_owned())));
    labels.extend(about.indicator.as_ref().map(|id| ("indicator", id.to_string())));
    match &owed.subject {
        Subject::Indicator(id) => labels.extend([("alertname", id.to_string())]),
        Subject::Feed(name) => labels.extend([("alertname", "FeedLost".to_owned()), ("feed", name.to_string())]),
        Subject::Step(clock, step) => labels.extend([
            ("alertname", "ReportLate".to_owned()),
            ("clock", clock.to_string()),
            ("step", (step + 1).to_string()),
        ]),
    }
    labels
}

fn annotations(owed: &Owed) -> Labels {
    let occurrence = owed.news.record.occurrence.as_ref();
    let guidance = &owed.about.guidance;
    let mut annotations = Labels::from([
        ("summary", summary(owed, Language::Zh).to_string()),
        ("summary_en", summary(owed, Language::En).to_string()),
        ("guidance", guidance.zh.to_string()),
        ("guidance_en", guidance.en.to_string()),
    ]);
    annotations.extend(occurrence.and_then(|occurrence| occurrence.value).map(|value| ("value", value.to_string())));
    let rule = occurrence.and_then(|occurrence| occurrence.cause.rule());
    annotations.extend(rule.map(|(rule, _)| ("rule", rule.to_string())));
    annotations.extend(Some(owed.missed()).filter(|missed| *missed > 0).map(|missed| ("missed", missed.to_string())));
    annotations.retain(|_, text| !text.is_empty());
    annotations
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Warning => "warning",
        Level::Critical => "critical",
    }
}

/// As Alertmanager writes it: the route, which is the root, and the labels that the group shares.
fn group_key(labels: &Labels) -> String {
    let pairs: Vec<String> = labels.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
    format!("{{}}:{{{}}}", pairs.join(", "))
}

/// 64 bits that stay the same for one alarm, whoever sends it and how ever bad it is.
fn fingerprint(labels: &Labels) -> String {
    let mut hash = Sha256::new();
    for (name, value) in labels {
        hash.update(name);
        hash.update([0xff]);
        hash.update(value);
        hash.update([0xff]);
    }
    let number = hash.finalize().iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    format!("{number:016x}")
}

/// The clients that all webhooks share. Each is built at its first use on a thread of its own; plain `http` needs no certificates.
#[derive(Debug, Default)]
pub(super) struct Webhooks {
    plain: OnceCell<Client>,
    secure: OnceCell<Client>,
}

impl Webhooks {
    /// Sends what is owed. Any answer from 200 to 299 means that it arrived; what the answer says is not read.
    ///
    /// # Errors
    /// With what went wrong, without the address, which may be a secret.
    pub(super) async fn post(&self, receiver: &Receiver, owed: &Owed) -> Result<(), Clean> {
        let limit = receiver.timeout;
        match tokio::time::timeout(limit.duration(), self.exchange(receiver, owed)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Clean::new(&format!("no answer within {limit}"))),
        }
    }

    async fn exchange(&self, receiver: &Receiver, owed: &Owed) -> Result<(), Clean> {
        let written = receiver.webhook.as_deref().unwrap_or_default();
        let url = address(written, receiver.allow_http, false)?;
        let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
        if let Some(secret) = receiver.bearer.clone() {
            // The file may lie on another machine that is as slow as any.
            let read = tokio::task::spawn_blocking(move || bearer(&secret)).await;
            headers.insert(AUTHORIZATION, read.unwrap_or_else(|_| Err(Clean::new("token not read")))?);
        }
        let client = self.client(!is_plain(written)).await?;
        let response = client.post(url).headers(headers).body(alertmanager(owed)).send().await.map_err(cause)?;
        let status = response.status();
        if status.is_success() { Ok(()) } else { Err(Clean::new(&format!("answered {status}"))) }
    }

    async fn client(&self, certificates: bool) -> Result<Client, Clean> {
        let cell = if certificates { &self.secure } else { &self.plain };
        let client = cell.get_or_try_init(async || {
            let trusted = if certificates { Trusted::Machine } else { Trusted::Nobody };
            let built = tokio::task::spawn_blocking(move || build(None, trusted, None, Policy::none())).await;
            built.unwrap_or_else(|_| Err(Clean::new("the HTTP client was not built")))
        });
        client.await.cloned()
    }
}
