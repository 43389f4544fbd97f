//! What the one writer knows of the series in its journal: no commit has to ask for it.

use std::collections::HashMap;

use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::duty::{Clean, Id, StoredReading};

use super::batch::Batch;
use super::{fill, rollup};

/// The series of a journal. Nobody else writes to that, so this is how it is as long as every commit succeeds; after one that does not it
/// is to be [read](Series::read) again.
#[derive(Clone, Debug, Default)]
pub(super) struct Series {
    /// The number of each, by indicator and feed.
    numbers: HashMap<(Id, Clean), i64>,
    /// The highest number.
    last: i64,
    /// The time of the newest reading of each that has any.
    pub(super) newest: HashMap<i64, i64>,
    /// Up to when readings are in no bucket yet, of those of which some are.
    pub(super) unfilled: HashMap<i64, i64>,
}

impl Series {
    /// Those there are.
    pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Self, sqlx::Error> {
        let mut series = Self::default();
        for row in sqlx::query("SELECT indicator, feed, id FROM series").fetch_all(&mut *connection).await? {
            let (indicator, feed, number): (String, String, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            series.last = series.last.max(number);
            series.numbers.extend(Id::new(&indicator).map(|id| ((id, Clean::new(&feed)), number)));
        }
        series.newest = rollup::newest(connection).await?;
        series.unfilled = fill::unfilled(connection).await?;
        Ok(series)
    }

    /// The number of a reading's series, given to it if it has none yet.
    pub(super) fn number(&mut self, batch: &mut Batch<'_>, stored: &StoredReading) -> i64 {
        let key = (stored.reading.id.clone(), stored.feed.clone());
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let number = self.last + 1;
        batch.statement("INSERT INTO series (id, indicator, feed) ").push_values([&key], |mut row, (indicator, feed)| {
            row.push_bind(number).push_bind(indicator.as_str()).push_bind(feed.as_str());
        });
        self.last = number;
        self.numbers.insert(key, number);
        number
    }

    /// Takes that a reading of series number `number` is kept as of a time, in milliseconds.
    pub(super) fn keep(&mut self, number: i64, as_of: i64) {
        self.newest.entry(number).and_modify(|newest| *newest = as_of.max(*newest)).or_insert(as_of);
    }
}
