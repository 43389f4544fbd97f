//! Readings in buckets: kept in the commit of the readings, so that years of them open at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures_util::StreamExt;
use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::duty::{Sample, StoredReading};

use super::batch::Batch;

/// The shorter of the two steps, in milliseconds: a quarter of an hour, so that midnight is between two buckets in every time zone.
pub(super) const FINE: i64 = 15 * 60_000;
/// The longer: four hours, so that midnight in China is between two buckets, and three years are 6,570 of them.
pub(super) const COARSE: i64 = 4 * 3_600_000;
/// How many rows one statement takes: fourteen parameters each, and `SQLite` takes 32,766.
const ROWS: usize = 2000;

/// Buckets of series, by series, step and start.
type Buckets = BTreeMap<(i64, i64, i64), Sample>;

/// Where the bucket begins that a time is in.
pub(super) fn start(at: i64, step: i64) -> i64 {
    at.saturating_sub(at.rem_euclid(step))
}

/// The time of the newest reading of each series that is in the journal already.
pub(super) async fn newest(connection: &mut SqliteConnection) -> Result<HashMap<i64, i64>, sqlx::Error> {
    let query = "SELECT id, (SELECT MAX(as_of) FROM reading WHERE series = series.id) FROM series";
    let rows = sqlx::query(query).fetch_all(connection).await?;
    let newest = |row: &SqliteRow| Ok(row.try_get::<Option<i64>, _>(1)?.map(|newest| (row.try_get(0), newest)));
    let found: Result<Vec<_>, sqlx::Error> = rows.iter().map(newest).collect();
    found?.into_iter().flatten().map(|(series, newest)| Ok((series?, newest))).collect()
}

/// Keeps up with readings that have just been inserted; `newest` is what [`newest`] said before. One that goes on where the others end
/// is added to its buckets; for one that is not newer, or takes the place of another, they are made afresh. Those before what
/// `unfilled` says of their series come into buckets later, with the others there.
pub(super) async fn keep(
    batch: &mut Batch<'_>,
    rows: &[(i64, &StoredReading)],
    newest: &HashMap<i64, i64>,
    unfilled: &HashMap<i64, i64>,
) -> Result<(), sqlx::Error> {
    // Of several of the same series and time the last counts.
    let rows: BTreeMap<(i64, i64), &StoredReading> =
        rows.iter().map(|(series, stored)| ((*series, stored.as_of.as_millisecond()), *stored)).collect();
    let mut added = Buckets::new();
    let mut afresh: BTreeSet<(i64, i64, i64)> = BTreeSet::new();
    for ((series, as_of), stored) in rows {
        if unfilled.get(&series).is_some_and(|until| as_of < *until) {
            continue;
        }
        for step in [FINE, COARSE] {
            let key = (series, step, start(as_of, step));
            if newest.get(&series).is_some_and(|newest| as_of <= *newest) {
                afresh.insert(key);
            } else {
                add(&mut added, key, Sample::of(stored.as_of, &stored.reading));
            }
        }
    }
    added.retain(|key, _| !afresh.contains(key));
    for (series, step, start) in afresh {
        let delete = batch.statement("DELETE FROM rollup WHERE series = ");
        delete.push_bind(series).push(" AND step = ").push_bind(step).push(" AND start = ").push_bind(start);
        added.extend(fold(batch.run().await?, series, (start, start.saturating_add(step)), &[step]).await?);
    }
    write(batch, &added).await
}

fn add(buckets: &mut Buckets, key: (i64, i64, i64), sample: Sample) {
    buckets.entry(key).and_modify(|bucket| *bucket = bucket.then(&sample)).or_insert(sample);
}

/// The readings of a series from a time up to, and not with, another, in buckets.
pub(super) async fn fold(
    connection: &mut SqliteConnection,
    series: i64,
    (from, to): (i64, i64),
    steps: &[i64],
) -> Result<Buckets, sqlx::Error> {
    let query = "SELECT as_of, value, last_year, corrections FROM reading WHERE series = $1 AND as_of >= $2 AND as_of < $3 \
                 ORDER BY as_of";
    let mut rows = sqlx::query(query).bind(series).bind(from).bind(to).fetch(connection);
    let mut buckets = Buckets::new();
    while let Some(row) = rows.next().await {
        let Some((as_of, sample)) = raw(&row?)? else { continue };
        for step in steps {
            add(&mut buckets, (series, *step, start(as_of, *step)), sample);
        }
    }
    Ok(buckets)
}

/// Forgets the buckets of a step that end by a time, but for the one of the newest reading of each series: it is found by the primary
/// key, for there may be millions.
const FORGET: &str = "DELETE FROM rollup WHERE series IN (SELECT id FROM series) AND step = $1 AND start <= $2 \
     AND last_at < (SELECT MAX(newest.as_of) FROM reading newest WHERE newest.series = rollup.series)";

/// Forgets buckets that end by a time: a bucket goes with the last of its readings.
pub(super) async fn forget(connection: &mut SqliteConnection, oldest: i64) -> Result<(), sqlx::Error> {
    for step in [FINE, COARSE] {
        sqlx::query(FORGET).bind(step).bind(oldest.saturating_sub(step)).execute(&mut *connection).await?;
    }
    Ok(())
}

/// A row of `as_of, value, last_year, corrections`; none where the time is none.
pub(super) fn raw(row: &SqliteRow) -> Result<Option<(i64, Sample)>, sqlx::Error> {
    let as_of: i64 = row.try_get(0)?;
    let Ok(at) = Timestamp::from_millisecond(as_of) else { return Ok(None) };
    Ok(Some((as_of, Sample::at(at, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?))))
}

/// The columns that [`read`] reads, in its order.
pub(super) const COLUMNS: &str =
    "first_at, last_at, opened, closed, low, high, last_year, first_corrections, last_corrections, corrected, has_gap";

/// A bucket; none where a time is none.
pub(super) fn read(row: &SqliteRow) -> Result<Option<Sample>, sqlx::Error> {
    let at = |column| row.try_get::<i64, _>(column).map(|ms| Timestamp::from_millisecond(ms).ok());
    let (Some(first_at), Some(last_at)) = (at(0)?, at(1)?) else { return Ok(None) };
    let (first, last): (Option<f64>, Option<f64>) = (row.try_get(7)?, row.try_get(8)?);
    Ok(Some(Sample {
        first_at,
        last_at,
        first: row.try_get(2)?,
        last: row.try_get(3)?,
        low: row.try_get(4)?,
        high: row.try_get(5)?,
        last_year: row.try_get(6)?,
        corrections: first.zip(last),
        corrected: row.try_get::<i64, _>(9)? != 0,
        has_gap: row.try_get::<i64, _>(10)? != 0,
    }))
}

/// Adds buckets to what there is of them.
pub(super) async fn write(batch: &mut Batch<'_>, buckets: &Buckets) -> Result<(), sqlx::Error> {
    let rows: Vec<_> = buckets.iter().collect();
    for chunk in rows.chunks(ROWS) {
        let insert = batch.statement("INSERT INTO rollup (series, step, start, ");
        insert.push(COLUMNS).push(") ").push_values(chunk, |mut row, ((series, step, start), sample)| {
            row.push_bind(*series)
                .push_bind(*step)
                .push_bind(*start)
                .push_bind(sample.first_at.as_millisecond())
                .push_bind(sample.last_at.as_millisecond())
                .push_bind(sample.first)
                .push_bind(sample.last)
                .push_bind(sample.low)
                .push_bind(sample.high)
                .push_bind(sample.last_year)
                .push_bind(sample.corrections.map(|(first, _)| first))
                .push_bind(sample.corrections.map(|(_, last)| last))
                .push_bind(i64::from(sample.corrected))
                .push_bind(i64::from(sample.has_gap));
        });
        // What is added is later than what there is.
        insert.push(
            " ON CONFLICT (series, step, start) DO UPDATE SET last_at = excluded.last_at, closed = excluded.closed, \
             low = CASE WHEN excluded.low < rollup.low OR rollup.low IS NULL THEN excluded.low ELSE rollup.low END, \
             high = CASE WHEN excluded.high > rollup.high OR rollup.high IS NULL THEN excluded.high ELSE rollup.high END, \
             last_year = excluded.last_year, \
             first_corrections = COALESCE(rollup.first_corrections, excluded.first_corrections), \
             last_corrections = COALESCE(excluded.last_corrections, rollup.last_corrections), \
             corrected = CASE WHEN rollup.corrected = 1 OR excluded.corrected = 1 \
             OR rollup.last_corrections <> excluded.first_corrections THEN 1 ELSE 0 END, \
             has_gap = CASE WHEN rollup.has_gap = 1 OR excluded.has_gap = 1 THEN 1 ELSE 0 END",
        );
        batch.run_much().await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use sqlx::ConnectOptions;
    use sqlx::sqlite::SqliteConnectOptions;

    use super::*;

    /// Of years of buckets only those are looked at that are to go.
    #[test]
    fn buckets_are_forgotten_by_their_key() {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
            let mut connection = SqliteConnectOptions::new().in_memory(true).connect().await.unwrap();
            sqlx::migrate!("src/journal/migrations").run(&mut connection).await.unwrap();
            let plan = sqlx::query(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {FORGET}"))).bind(FINE).bind(0);
            let plan = plan.fetch_all(&mut connection).await.unwrap();
            let plan: Vec<String> = plan.iter().map(|row| row.get(3)).collect();
            assert!(plan.iter().any(|step| step.contains("PRIMARY KEY (series=? AND step=? AND start<?)")), "{plan:?}");
            assert!(!plan.iter().any(|step| step.contains("SCAN rollup")), "{plan:?}");
        });
    }
}
