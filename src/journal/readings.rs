//! Readings into rows and back.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::duty::{Clean, Id, Reading, StoredReading};

use super::batch::Batch;
use super::rollup;
use super::series::Series;

/// How many rows one statement takes: nine parameters each, and `SQLite` takes 32,766.
const ROWS: usize = 3000;

/// Writes readings and what follows from them.
pub(super) async fn keep(batch: &mut Batch<'_>, readings: &[StoredReading], series: &mut Series) -> Result<(), sqlx::Error> {
    if readings.is_empty() {
        return Ok(());
    }
    let rows = insert(batch, readings, series).await?;
    rollup::keep(batch, &rows, &series.newest, &series.unfilled).await?;
    for (number, stored) in rows {
        series.keep(number, stored.as_of.as_millisecond());
    }
    Ok(())
}

/// Writes readings alone, many rows a statement; one of the same indicator, feed and time takes the place of the earlier. Gives each
/// with the number of its series.
pub(super) async fn insert<'a>(
    batch: &mut Batch<'_>,
    readings: &'a [StoredReading],
    series: &mut Series,
) -> Result<Vec<(i64, &'a StoredReading)>, sqlx::Error> {
    let mut rows: Vec<(i64, &StoredReading)> = Vec::with_capacity(readings.len());
    for stored in readings {
        rows.push((series.number(batch, stored), stored));
        batch.run_much().await?;
    }
    for chunk in rows.chunks(ROWS) {
        let insert = batch
            .statement("INSERT INTO reading (series, as_of, value, last_year, corrections, sample, peer, ranked, territories) ");
        insert.push_values(chunk, |mut row, (series, stored)| {
            let reading = &stored.reading;
            row.push_bind(*series)
                .push_bind(stored.as_of.as_millisecond())
                .push_bind(reading.value)
                .push_bind(reading.last_year)
                .push_bind(reading.corrections)
                .push_bind(reading.sample.map(|sample| i64::try_from(sample).unwrap_or(i64::MAX)))
                .push_bind(reading.peer)
                .push_bind(reading.of.map(i64::from))
                .push_bind(territories(reading));
        });
        insert.push(
            " ON CONFLICT (series, as_of) DO UPDATE SET value = excluded.value, last_year = excluded.last_year, \
             corrections = excluded.corrections, sample = excluded.sample, peer = excluded.peer, ranked = excluded.ranked, \
             territories = excluded.territories",
        );
        batch.run_much().await?;
    }
    Ok(rows)
}

fn territories(reading: &Reading) -> Option<String> {
    if reading.territories.is_empty() { None } else { serde_json::to_string(&reading.territories).ok() }
}

/// The columns that [`read`] reads, in its order.
pub(super) const COLUMNS: &str = "series.indicator, series.feed, reading.as_of, reading.value, reading.last_year, \
     reading.corrections, reading.sample, reading.peer, reading.ranked, reading.territories";

/// A row as a reading; none where the row names no indicator or time.
pub(super) fn read(row: &SqliteRow) -> Result<Option<StoredReading>, sqlx::Error> {
    let (indicator, feed, as_of): (String, String, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let (Some(id), Ok(as_of)) = (Id::new(&indicator), Timestamp::from_millisecond(as_of)) else { return Ok(None) };
    let territories: Option<String> = row.try_get(9)?;
    let reading = Reading {
        id,
        value: row.try_get(3)?,
        last_year: row.try_get(4)?,
        corrections: row.try_get(5)?,
        sample: row.try_get::<Option<i64>, _>(6)?.and_then(|sample| u64::try_from(sample).ok()),
        peer: row.try_get(7)?,
        of: row.try_get::<Option<i64>, _>(8)?.and_then(|of| u32::try_from(of).ok()),
        territories: territories.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
    };
    Ok(Some(StoredReading { feed: Clean::new(&feed), as_of, reading }))
}
