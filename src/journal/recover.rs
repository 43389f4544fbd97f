//! What can be read of a damaged journal, into a new one.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use jiff::Timestamp;
use sqlx::Connection;

use crate::duty::{Clean, Entry, Id, Reading, SavedPhase, StoredReading};

use super::batch::Batch;
use super::chain::Link;
use super::pages::{Field, Pages, Spot};
use super::series::Series;
use super::store::{Store, insert_body, keep_delay};
use super::{JournalError, fill, readings};

/// What was recovered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Entries whose hash was right.
    pub entries: u64,
    /// Entries that could not be read, or were not as they were written.
    pub lost: u64,
    /// Readings.
    pub readings: u64,
}

/// How many readings are copied at a time.
const AT_ONCE: usize = 3000;

/// Copies what can be read of the journal `from` into `store`, which is empty. Its pages are read one by one, so that a damaged
/// page costs what was on it and nothing else; the new chain begins afresh.
///
/// # Errors
/// When there is no such journal, or the new one cannot be written.
pub async fn recover(from: &Path, store: &mut Store) -> Result<Recovered, JournalError> {
    if !from.exists() {
        return Err(JournalError::Missing(from.to_owned()));
    }
    let pages = Pages::open(from).map_err(|error| JournalError::System { path: from.to_owned(), error })?;
    copy(&pages, store).await.map_err(|error| store.wrong(error))
}

async fn copy(pages: &Pages, store: &mut Store) -> Result<Recovered, sqlx::Error> {
    let found = Found::of(pages);
    let mut recovered = Recovered::default();
    let mut link = store.link().clone();
    let mut series = store.series.clone();
    let mut transaction = store.connection.begin_with("BEGIN IMMEDIATE").await?;
    let mut batch = Batch::new(&mut transaction);
    for spot in found.entries.values() {
        let Some((_, Some((entry, body)))) = pages.row(*spot).as_deref().and_then(entry) else { continue };
        link = insert_body(&mut batch, &entry, &body, &link);
        batch.run_much().await?;
        recovered.entries += 1;
    }
    recovered.lost = u64::try_from(found.last).unwrap_or(0).saturating_sub(recovered.entries);
    for (indicator, phases) in &found.delays {
        keep_delay(&mut batch, indicator, phases)?;
        batch.run_much().await?;
    }
    let mut rows = pages.rows().filter_map(|(_, row)| reading(&row, &found.series)).peekable();
    while rows.peek().is_some() {
        let kept: Vec<StoredReading> = rows.by_ref().take(AT_ONCE).collect();
        readings::insert(&mut batch, &kept, &mut series).await?;
        recovered.readings += u64::try_from(kept.len()).unwrap_or(u64::MAX);
    }
    batch.run().await?;
    // Rows come in no order: what follows from them is made once all are there, and nobody waits for it.
    fill::empty(&mut transaction).await?;
    let series = Series::read(&mut transaction).await?;
    transaction.commit().await?;
    store.go_on(link, series);
    Ok(recovered)
}

/// What the pages hold. Tables are told apart by the shape of their rows: the pages that say which is whose may be damaged.
#[derive(Default)]
struct Found {
    /// Where each entry is.
    entries: BTreeMap<i64, Spot>,
    /// The highest number of an entry, as it was written or not.
    last: i64,
    series: HashMap<i64, (Id, Clean)>,
    delays: Vec<(Id, Vec<SavedPhase>)>,
}

impl Found {
    fn of(pages: &Pages) -> Self {
        let mut found = Self::default();
        for (spot, row) in pages.rows() {
            if let Some((number, entry)) = entry(&row) {
                found.last = found.last.max(number);
                if entry.is_some() {
                    found.entries.insert(number, spot);
                }
            } else if let [Field::Integer(id), Field::Text(indicator), Field::Text(feed)] = row.as_slice() {
                found.series.extend(Id::new(indicator).map(|indicator| (*id, (indicator, Clean::new(feed)))));
            } else if let [Field::Text(indicator), Field::Text(phases)] = row.as_slice() {
                found.delays.extend(Id::new(indicator).zip(serde_json::from_str(phases).ok()));
            }
        }
        found
    }
}

/// A row as an entry: its number, and itself with its body where it is as it was written.
fn entry(row: &[Field]) -> Option<(i64, Option<(Entry, String)>)> {
    let [Field::Integer(number), Field::Integer(_), Field::Text(_), Field::Text(_), Field::Integer(_), body, before, hash] = row
    else {
        return None;
    };
    let (Field::Text(body), Field::Text(before), Field::Text(hash)) = (body, before, hash) else { return None };
    let link = Link { number: number - 1, hash: before.clone() }.next(body);
    let entry = serde_json::from_str(body).ok().filter(|_| link.hash == *hash);
    Some((*number, entry.map(|entry| (entry, body.clone()))))
}

/// A row as a reading, in the order of the table's columns.
fn reading(row: &[Field], series: &HashMap<i64, (Id, Clean)>) -> Option<StoredReading> {
    let [Field::Integer(of_series), Field::Integer(as_of), value, last_year, corrections, sample, peer, ranked, territories] =
        row
    else {
        return None;
    };
    let (id, feed) = series.get(of_series)?.clone();
    let territories = if let Field::Text(text) = territories { serde_json::from_str(text).ok()? } else { Vec::new() };
    let reading = Reading {
        id,
        value: number(value),
        last_year: number(last_year),
        corrections: number(corrections)?,
        sample: whole(sample).and_then(|sample| u64::try_from(sample).ok()),
        peer: number(peer),
        of: whole(ranked).and_then(|of| u32::try_from(of).ok()),
        territories,
    };
    Some(StoredReading { feed, as_of: Timestamp::from_millisecond(*as_of).ok()?, reading })
}

/// A number or nothing; `SQLite` keeps a whole number as one even where fractions may stand.
#[expect(clippy::cast_precision_loss, reason = "only numbers that a double holds are kept as whole ones there")]
fn number(field: &Field) -> Option<f64> {
    match field {
        Field::Integer(whole) => Some(*whole as f64),
        Field::Real(real) => Some(*real),
        Field::Null | Field::Text(_) | Field::Bytes => None,
    }
}

fn whole(field: &Field) -> Option<i64> {
    if let Field::Integer(whole) = field { Some(*whole) } else { None }
}
