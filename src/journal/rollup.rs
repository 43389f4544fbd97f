//! Readings in buckets: kept in the commit of the readings, so that years of them open at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures_util::StreamExt;
use jiff::Timestamp;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{QueryBuilder, Row, Sqlite};

use crate::duty::{Sample, StoredReading};

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
/// is added to its buckets; for one that is not newer, or takes the place of another, they are made afresh.
pub(super) async fn keep(
    connection: &mut SqliteConnection,
    rows: &[(i64, &StoredReading)],
    newest: &HashMap<i64, i64>,
) -> Result<(), sqlx::Error> {
    // Of several of the same series and time the last counts.
    let rows: BTreeMap<(i64, i64), &StoredReading> =
        rows.iter().map(|(series, stored)| ((*series, stored.as_of.as_millisecond()), *stored)).collect();
    let mut added = Buckets::new();
    let mut afresh: BTreeSet<(i64, i64, i64)> = BTreeSet::new();
    for ((series, as_of), stored) in rows {
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
        let delete = sqlx::query("DELETE FROM rollup WHERE series = $1 AND step = $2 AND start = $3");
        delete.bind(series).bind(step).bind(start).execute(&mut *connection).await?;
        added.extend(fold(connection, series, (start, start.saturating_add(step)), &[step]).await?);
    }
    write(connection, &added).await
}

fn add(buckets: &mut Buckets, key: (i64, i64, i64), sample: Sample) {
    buckets.entry(key).and_modify(|bucket| *bucket = bucket.then(&sample)).or_insert(sample);
}

/// Makes all buckets afresh.
pub(super) async fn rebuild(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM rollup").execute(&mut *connection).await?;
    let rows = sqlx::query("SELECT id FROM series").fetch_all(&mut *connection).await?;
    for row in rows {
        let series = row.try_get(0)?;
        let buckets = fold(connection, series, (i64::MIN, i64::MAX), &[FINE, COARSE]).await?;
        write(connection, &buckets).await?;
    }
    Ok(())
}

/// Whether there is nothing in it though there are readings: they came before it.
pub(super) async fn is_unfilled(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let query = "SELECT COUNT(*) FROM (SELECT 1 FROM reading LIMIT 1) AS held WHERE NOT EXISTS (SELECT 1 FROM rollup)";
    let row = sqlx::query(query).fetch_one(connection).await?;
    Ok(row.try_get::<i64, _>(0)? > 0)
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
async fn write(connection: &mut SqliteConnection, buckets: &Buckets) -> Result<(), sqlx::Error> {
    let rows: Vec<_> = buckets.iter().collect();
    for chunk in rows.chunks(ROWS) {
        let mut insert: QueryBuilder<Sqlite> = QueryBuilder::new(format!("INSERT INTO rollup (series, step, start, {COLUMNS}) "));
        insert.push_values(chunk, |mut row, ((series, step, start), sample)| {
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
        insert.build().execute(&mut *connection).await?;
    }
    Ok(())
}
