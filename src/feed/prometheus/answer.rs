//! What the API of an engine answers to an instant query, as it stands on the wire
//! (<https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries>).

use std::borrow::Cow;
use std::marker::PhantomData;

use jiff::{SignedDuration, Timestamp, Unit};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::duty::{Clean, Refusal, Unread};
use crate::feed::number::LIMIT;
use crate::feed::refusal::{invalid, json_text, locate};

/// What one query came to, or several that were put as one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    /// What was found, or why the engine does not say.
    pub(super) found: Result<Found, Failure>,
    /// Its warnings and hints, in its own words.
    pub(super) said: Vec<Clean>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Found {
    /// Series, one sample each; there may be none.
    Series(Vec<Sample>),
    /// A bare number, that belongs to no series.
    Scalar(Sample),
    /// What is no number at one time: a text, or samples over a span.
    NoNumber,
}

/// The number of one series.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sample {
    /// Which query it belongs to, where several were put as one.
    pub(super) of: Option<usize>,
    /// When the query was evaluated.
    pub(super) at: Timestamp,
    /// The number; not known where the engine says NaN or an infinity.
    pub(super) value: Result<Option<f64>, Unread>,
}

/// Why the engine does not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// The `errorType`: `bad_data`, `execution`, `timeout` …
    pub(super) kind: Clean,
    /// Its own words.
    pub(super) message: Clean,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    #[serde(borrow)]
    status: Cow<'a, str>,
    #[serde(borrow)]
    error_type: Option<Cow<'a, str>>,
    #[serde(borrow)]
    error: Option<Cow<'a, str>>,
    #[serde(borrow)]
    data: Option<Data<'a>>,
    #[serde(default)]
    warnings: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a> {
    #[serde(borrow)]
    result_type: Cow<'a, str>,
    // Its shape depends on the type, which may come after it.
    #[serde(borrow)]
    result: &'a RawValue,
}

/// Of a series only what is needed: its other labels are let go unread.
#[derive(Deserialize)]
struct Series<'a> {
    #[serde(borrow)]
    metric: Labels<'a>,
    // Absent where there is a histogram instead.
    #[serde(borrow)]
    value: Option<Point<'a>>,
    #[serde(borrow)]
    histogram: Option<(f64, &'a RawValue)>,
}

#[derive(Deserialize)]
struct Labels<'a> {
    #[serde(borrow, rename = "__zhiban__")]
    of: Option<Cow<'a, str>>,
}

/// Seconds since 1970, and the number in a string, since JSON has no NaN.
#[derive(Deserialize)]
struct Point<'a>(f64, #[serde(borrow)] Cow<'a, str>);

/// Reads an answer, whatever its status was.
///
/// # Errors
/// [`Refusal::Invalid`] for a body that is none, with its place.
pub(super) fn decode(body: &[u8]) -> Result<Answer, Refusal> {
    let text = json_text(body)?;
    let envelope: Envelope<'_> = serde_json::from_str(text).map_err(|_| locate(text, PhantomData::<Envelope<'_>>, "not read"))?;
    // What it says for information (`infos`) is about how a query is written, and would be said for ever.
    let said = envelope.warnings.into_iter().flatten().map(|words| Clean::new(&words)).collect();
    let found = match (envelope.status.as_ref(), envelope.data) {
        ("success", Some(data)) => Ok(found(&data)?),
        ("success", None) => return Err(invalid("/data", "missing")),
        ("error", _) => {
            let words = |words: Option<Cow<'_, str>>| Clean::new(words.unwrap_or_default().trim());
            Err(Failure { kind: words(envelope.error_type), message: words(envelope.error) })
        }
        _ => return Err(invalid("/status", "neither \"success\" nor \"error\": not the answer of a Prometheus API")),
    };
    Ok(Answer { found, said })
}

fn found(data: &Data<'_>) -> Result<Found, Refusal> {
    match data.result_type.as_ref() {
        "vector" => {
            let series: Vec<Series<'_>> = result(data)?;
            series
                .into_iter()
                .enumerate()
                .map(|(place, series)| sample(place, series))
                .collect::<Result<_, _>>()
                .map(Found::Series)
        }
        "scalar" => {
            let Point(at, number) = result(data)?;
            let value = number_of(&number, || "$['data']['result'][1]".to_owned());
            Ok(Found::Scalar(Sample { of: None, at: time(at).ok_or_else(|| no_time("/data/result/0"))?, value }))
        }
        "matrix" | "string" => Ok(Found::NoNumber),
        _ => Err(invalid("/data/resultType", "neither vector, scalar, matrix nor string")),
    }
}

fn result<'a, T: Deserialize<'a>>(data: &Data<'a>) -> Result<T, Refusal> {
    serde_json::from_str(data.result.get()).map_err(|_| match locate(data.result.get(), PhantomData::<T>, "not read") {
        Refusal::Invalid { pointer, reason } => {
            // Lines and columns would be counted from the result on.
            let reason = reason.as_str().split(" at line ").next().unwrap_or_default();
            invalid(&format!("/data/result{pointer}"), reason)
        }
        other => other,
    })
}

fn sample(place: usize, series: Series<'_>) -> Result<Sample, Refusal> {
    let here = |key: &str| format!("$['data']['result'][{place}]['{key}']");
    let (at, value) = match (series.value, series.histogram) {
        (Some(Point(at, number)), _) => (at, number_of(&number, || here("value") + "[1]")),
        (None, Some((at, _))) => (at, Err(Unread::NotANumber(Clean::new(&here("histogram"))))),
        (None, None) => return Err(invalid(&format!("/data/result/{place}"), "a series without its value")),
    };
    let at = time(at).ok_or_else(|| no_time(&format!("/data/result/{place}/value/0")))?;
    Ok(Sample { of: series.metric.of.and_then(|of| of.parse().ok()), at, value })
}

fn no_time(pointer: &str) -> Refusal {
    invalid(pointer, "not a time in seconds since 1970")
}

/// The time, to the millisecond, which is what engines count in.
fn time(seconds: f64) -> Option<Timestamp> {
    let since_1970 = SignedDuration::try_from_secs_f64(seconds).ok()?;
    Timestamp::from_duration(since_1970).ok()?.round(Unit::Millisecond).ok()
}

/// The number in a string. What is not finite is not known: `NaN` is what 0/0 comes to, an infinity 1/0.
fn number_of(text: &str, place: impl FnOnce() -> String) -> Result<Option<f64>, Unread> {
    match text.parse::<f64>() {
        Ok(number) if !number.is_finite() => Ok(None),
        Ok(number) if number.abs() > LIMIT => Err(Unread::OutOfRange(Clean::new(&place()))),
        // Minus zero would be shown with its sign.
        Ok(number) => Ok(Some(number + 0.0)),
        Err(_) => Err(Unread::NotANumber(Clean::new(&place()))),
    }
}

#[cfg(test)]
mod tests;
