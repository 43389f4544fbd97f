//! The native format: one JSON document to one snapshot, whole or not at all.

mod read;

use jiff::Timestamp;
use serde::de::DeserializeSeed;

use super::document::{Document, Item, Object, Territories};
use super::future::refuse_future;
use super::known::Known;
use super::number::{Figure, Number, Whole};
use super::refusal::{explain, invalid, wrong_schema};
use super::rfc3339;
use crate::duty::{Reading, Refusal, Remarks, SCHEMA, Snapshot};

use read::{Reader, Taken};

/// Reads a feed document (DESIGN.md §5), as it was at `now`.
///
/// A byte order mark is skipped. Ids and territories that are not `known` are left out and counted.
///
/// ```
/// use zhiban::duty::Id;
/// use zhiban::feed::{Known, decode};
///
/// let known = Known::new(Id::new("traffic.deaths"), []);
/// let body = r#"{"schema": "zhiban/1", "as_of": "2026-03-05T08:00:00+08:00",
///                "readings": [{"id": "traffic.deaths", "value": 7}, {"id": "new.figure", "value": 1}]}"#;
/// let snapshot = decode(body.as_bytes(), &known, "2026-03-05T00:00:04Z".parse()?).expect("a good document");
/// assert_eq!(snapshot.readings.len(), 1);
/// assert_eq!(snapshot.left_out.ids, 1);
/// # Ok::<(), jiff::Error>(())
/// ```
///
/// # Errors
///
/// [`Refusal::Invalid`] for a document that breaks the format, with the place as a JSON Pointer; [`Refusal::Future`] for
/// one whose `as_of` is more than five minutes later than `now`.
pub fn decode(body: &[u8], known: &Known, now: Timestamp) -> Result<Snapshot, Refusal> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let reader = Reader::new(known, body.len());
    let document = reader.deserialize(&mut deserializer).and_then(|document| deserializer.end().map(|()| document));
    let Document { schema, as_of, sequence, readings } = document.map_err(|_| explain(body, reader))?;
    if schema != SCHEMA {
        return Err(invalid("/schema", &wrong_schema()));
    }
    let as_of =
        rfc3339::parse(&as_of).ok_or_else(|| invalid("/as_of", "not an RFC 3339 time such as 2026-03-05T08:00:00+08:00"))?;
    let Taken { readings, left_out, duplicate } = readings;
    if let Some((index, before)) = duplicate {
        return Err(invalid(&format!("/readings/{index}/id"), &format!("the same id as /readings/{before}")));
    }
    refuse_future(as_of, now)?;
    Ok(Snapshot { as_of, sequence: sequence.map(|Whole(n)| n), readings, left_out, remarks: Remarks::default() })
}

/// Writes a snapshot as a feed document on one line. What was left out of it is not in it.
///
/// ```
/// use zhiban::duty::{Id, LeftOut, Reading, Remarks, Snapshot};
/// use zhiban::feed::encode;
///
/// let readings = Id::new("traffic.deaths").map(|id| Reading::of(id, Some(7.0))).into_iter().collect();
/// let snapshot = Snapshot { as_of: "2026-03-05T00:00:00Z".parse()?, sequence: None, readings, left_out: LeftOut::default(), remarks: Remarks::default() };
/// let line = r#"{"schema":"zhiban/1","as_of":"2026-03-05T00:00:00Z","readings":[{"id":"traffic.deaths","value":7}]}"#;
/// assert_eq!(encode(&snapshot), line);
/// # Ok::<(), jiff::Error>(())
/// ```
#[must_use]
pub fn encode(snapshot: &Snapshot) -> String {
    let document: Document<'_> = Document {
        schema: SCHEMA.into(),
        as_of: snapshot.as_of.to_string().into(),
        sequence: snapshot.sequence.map(Whole),
        readings: snapshot.readings.iter().map(item).collect(),
    };
    // Text keys and plain numbers: there is nothing in it that JSON could not say.
    serde_json::to_string(&document).unwrap_or_default()
}

fn item(reading: &Reading) -> Object<Item<'_>> {
    Object(Item {
        id: reading.id.as_str().into(),
        value: Figure(reading.value),
        last_year: Figure(reading.last_year),
        corrections: Number(reading.corrections),
        sample: reading.sample.map(Whole),
        peer: Figure(reading.peer),
        of: reading.of.map(|of| Whole(u64::from(of))),
        territories: Territories(
            reading.territories.iter().map(|(name, figure)| (name.as_str().into(), Figure(*figure))).collect(),
        ),
    })
}

/// The JSON Schema of the feed document, from the very types that read it.
///
/// ```
/// let schema = zhiban::feed::schema();
/// assert_eq!(schema.get("title").and_then(|title| title.as_str()), Some("zhiban feed, version 1"));
/// ```
#[must_use]
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Object<Document<'static>>)
}

#[cfg(test)]
mod tests;
