//! What the journal tells of a span of time, for a report.

use std::path::Path;

use jiff::Timestamp;

use crate::duty::{Body, ClockRecord, Entry, Record, StoredReading, Subject};

use super::chain::Link;
use super::store::Store;
use super::{JournalError, checks};

/// What the journal tells of a span.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// The entries since its beginning, those after its end included, and before them the newest of those on duty and of each
    /// feed: they say how it began and who signed it over.
    pub entries: Vec<Entry>,
    /// The alarms as they stood when it began.
    pub alarms_then: Vec<(Subject, Record)>,
    /// The alarms as they stood when it ended.
    pub alarms_now: Vec<(Subject, Record)>,
    /// The reporting clocks that were not over at its end.
    pub clocks: Vec<ClockRecord>,
    /// The readings of the span, and before them the newest of each indicator.
    pub readings: Vec<StoredReading>,
    /// The end of the chain.
    pub link: Link,
}

/// Reads what a journal tells of the span from `from` up to, and not with, `to`. Whoever writes to it meanwhile is not disturbed.
///
/// # Errors
/// When there is none, or it cannot be read.
pub async fn told(path: &Path, from: Timestamp, to: Timestamp) -> Result<Told, JournalError> {
    let connection = checks::open(path).await?;
    let mut store = Store::reading(connection, path.to_owned());
    store.find_end().await?;
    let mut entries = store.newest("feed", from).await?;
    entries.extend(store.newest_of_duty(from).await?);
    entries.sort_by_key(|entry| entry.at);
    entries.extend(store.entries(from, Timestamp::MAX).await?);
    let clocks = store.newest("clock", to).await?.into_iter().filter_map(|entry| match entry.body {
        Body::Clock { record, .. } if record.is_running() => Some(*record),
        _ => None,
    });
    Ok(Told {
        entries,
        alarms_then: store.alarms(from).await?,
        alarms_now: store.alarms(to).await?,
        clocks: clocks.collect(),
        readings: store.readings(from).await?.into_iter().filter(|stored| stored.as_of < to).collect(),
        link: store.link().clone(),
    })
}
