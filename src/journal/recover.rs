//! What can be read of a damaged journal, into a new one.

use std::path::Path;

use futures_util::StreamExt;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, Row};

use crate::duty::{Entry, StoredReading};

use super::chain::Link;
use super::store::{Store, insert_body};
use super::{JournalError, readings};

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

/// How many numbers in a row without an entry end the search.
const GIVE_UP: i64 = 10_000;

/// Copies what can be read of the journal `from` into `store`, which is empty. Each entry is read by itself, so that a damaged
/// page costs its own entries and no others; the new chain begins afresh.
///
/// # Errors
/// When there is no such journal, or the new one cannot be written.
pub async fn recover(from: &Path, store: &mut Store) -> Result<Recovered, JournalError> {
    if !from.exists() {
        return Err(JournalError::Missing(from.to_owned()));
    }
    let options = SqliteConnectOptions::new().filename(from).disable_statement_logging();
    // What cannot be opened at all holds nothing that can be read.
    let Ok(mut old) = options.connect().await else { return Ok(Recovered::default()) };
    let outcome = copy(&mut old, store).await;
    let _ = old.close().await;
    outcome.map_err(|error| store.wrong(error))
}

async fn copy(old: &mut SqliteConnection, store: &mut Store) -> Result<Recovered, sqlx::Error> {
    let mut recovered = Recovered::default();
    let mut link = store.link().clone();
    let mut series = store.series.clone();
    let mut transaction = store.connection.begin_with("BEGIN IMMEDIATE").await?;
    let (mut number, mut last) = (1, 0);
    while number - last <= GIVE_UP {
        if let Some(found) = entry(old, number).await {
            last = number;
            if let Some((entry, body)) = found {
                link = insert_body(&mut transaction, &entry, &body, &link).await?;
                recovered.entries += 1;
            }
        }
        number += 1;
    }
    recovered.lost = u64::try_from(last).unwrap_or(0) - recovered.entries;
    for id in readings::series(old).await.unwrap_or_default().into_values() {
        let kept = of_series(old, id).await;
        readings::insert(&mut transaction, &kept, &mut series).await?;
        recovered.readings += u64::try_from(kept.len()).unwrap_or(u64::MAX);
    }
    transaction.commit().await?;
    store.go_on(link, series);
    Ok(recovered)
}

/// The entry of a number and its body: none where there is no such row, `Some(None)` where it is not as it was written.
async fn entry(old: &mut SqliteConnection, number: i64) -> Option<Option<(Entry, String)>> {
    let query = sqlx::query("SELECT body, before, hash FROM entry WHERE number = $1").bind(number);
    let row = query.fetch_optional(old).await.ok()??;
    let (Ok(body), Ok(before), Ok(hash)) = (row.try_get::<String, _>(0), row.try_get(1), row.try_get::<String, _>(2)) else {
        return Some(None);
    };
    let link = Link { number: number - 1, hash: before }.next(&body);
    let entry = serde_json::from_str(&body).ok().filter(|_| link.hash == hash);
    Some(entry.map(|entry| (entry, body)))
}

/// The readings of a series from both ends, as far as each can be read.
async fn of_series(old: &mut SqliteConnection, id: i64) -> Vec<StoredReading> {
    let mut all = Vec::new();
    for order in ["ASC", "DESC"] {
        let query = format!(
            "SELECT {} FROM reading JOIN series ON series.id = reading.series WHERE reading.series = $1 ORDER BY reading.as_of {order}",
            readings::COLUMNS
        );
        let mut rows = sqlx::query(sqlx::AssertSqlSafe(query)).bind(id).fetch(&mut *old);
        let mut is_whole = true;
        while let Some(row) = rows.next().await {
            match row {
                Ok(row) => all.extend(readings::read(&row).ok().flatten()),
                Err(_) => is_whole = false,
            }
        }
        if is_whole {
            break;
        }
    }
    all
}
