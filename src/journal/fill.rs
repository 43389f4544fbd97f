//! Buckets of readings that came before them: made part by part, from the newest back, while nothing else is to be done.

use std::collections::HashMap;

use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Row};

use super::batch::Batch;
use super::rollup::{self, COARSE, FINE};

/// How many readings go into buckets at a time, and what is left of four hours: a commit waits for no longer.
const PART: i64 = 5000;

/// Puts the next part of the readings that are in no bucket yet into theirs; gives what is [`unfilled`] after it, or none where nothing
/// was. Whoever is killed on the way goes on where the last part ended.
pub(super) async fn fill(connection: &mut SqliteConnection) -> Result<Option<HashMap<i64, i64>>, sqlx::Error> {
    let next = sqlx::query("SELECT series, until FROM unfilled ORDER BY series LIMIT 1").fetch_optional(&mut *connection).await?;
    let Some(row) = next else { return Ok(None) };
    let (series, until): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let first = "SELECT as_of FROM reading WHERE series = $1 AND as_of < $2 ORDER BY as_of DESC LIMIT 1 OFFSET $3";
    let first = sqlx::query(first).bind(series).bind(until).bind(PART).fetch_optional(&mut *transaction).await?;
    let from = first.map(|row| row.try_get(0)).transpose()?.map_or(i64::MIN, |first| rollup::start(first, COARSE));
    let buckets = rollup::fold(&mut transaction, series, (from, until), &[FINE, COARSE]).await?;
    let mut batch = Batch::new(&mut transaction);
    rollup::write(&mut batch, &buckets).await?;
    batch.run().await?;
    let mark = if from == i64::MIN {
        "DELETE FROM unfilled WHERE series = $1"
    } else {
        "UPDATE unfilled SET until = $2 WHERE series = $1"
    };
    sqlx::query(mark).bind(series).bind(from).execute(&mut *transaction).await?;
    let left = unfilled(&mut transaction).await?;
    transaction.commit().await?;
    Ok(Some(left))
}

/// Marks that the readings of every series are in no bucket yet.
pub(super) async fn empty(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    for table in ["DELETE FROM rollup", "DELETE FROM unfilled"] {
        sqlx::query(table).execute(&mut *connection).await?;
    }
    for (series, newest) in rollup::newest(connection).await? {
        let until = rollup::start(newest, COARSE).saturating_add(COARSE);
        let insert = sqlx::query("INSERT INTO unfilled (series, until) VALUES ($1, $2)");
        insert.bind(series).bind(until).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Up to when readings are in no bucket yet, by series; series with none of these are not in it.
pub(super) async fn unfilled(connection: &mut SqliteConnection) -> Result<HashMap<i64, i64>, sqlx::Error> {
    let rows = sqlx::query("SELECT series, until FROM unfilled").fetch_all(connection).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}
