//! What the duty room needs to go on, read back.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::duty::{Body, Entry, Id, Owed, Past, Record, StoredReading, Subject};

use super::store::Store;
use super::{JournalError, readings};

/// The most readings read back: more than 47 indicators change in a week of ten-second polls would be of no use to a start.
const MOST_READINGS: i64 = 300_000;

/// Whether somebody has yet to see that a step of that clock was late.
pub(super) fn has_step(alarms: &[(Subject, Record)], clock: u64) -> bool {
    alarms.iter().any(|(subject, record)| matches!(subject, Subject::Step(number, _) if *number == clock) && !record.is_plain())
}

impl Store {
    /// Reads what the room needs: readings since `readings_since` and the newest before it of each indicator, entries since
    /// `log_since`.
    ///
    /// # Errors
    /// When the store says no.
    pub async fn past(&mut self, readings_since: Timestamp, log_since: Timestamp) -> Result<Past, JournalError> {
        let mut past = Past { off_since: self.alive().await?, ..Past::default() };
        past.alarms = self.alarms(Timestamp::MAX).await?;
        for entry in self.newest("clock", Timestamp::MAX).await? {
            if let Body::Clock { record, .. } = entry.body
                && (record.is_running() || has_step(&past.alarms, record.number))
            {
                past.clocks.push(*record);
            }
        }
        past.clocks.sort_by_key(|clock| clock.number);
        past.last_number = self.last_number().await?;
        past.delays = self.delays().await?;
        past.owed = self.owed().await?;
        past.readings = self.readings(readings_since).await?;
        past.log = self.newest_of_duty(log_since).await?;
        past.log.extend(self.entries(log_since, Timestamp::MAX).await?);
        Ok(past)
    }

    /// Every alarm as it stood before a time.
    pub(super) async fn alarms(&mut self, before: Timestamp) -> Result<Vec<(Subject, Record)>, JournalError> {
        let alarm = |entry: Entry| match entry.body {
            Body::Alarm { subject, record, .. } => Some((subject, *record)),
            _ => None,
        };
        Ok(self.newest("alarm", before).await?.into_iter().filter_map(alarm).collect())
    }

    /// The newest entry of each subject of a kind before a time.
    pub(super) async fn newest(&mut self, kind: &str, before: Timestamp) -> Result<Vec<Entry>, JournalError> {
        let query = "SELECT body FROM entry WHERE number IN \
                     (SELECT MAX(number) FROM entry WHERE kind = $1 AND at < $2 GROUP BY subject) ORDER BY number";
        let rows = sqlx::query(query).bind(kind).bind(before.as_millisecond()).fetch_all(&mut self.connection).await;
        self.decoded(rows)
    }

    /// Entries of a span of time, the oldest first; the end does not belong to it.
    ///
    /// # Errors
    /// When the store says no.
    pub async fn entries(&mut self, from: Timestamp, to: Timestamp) -> Result<Vec<Entry>, JournalError> {
        let query = sqlx::query("SELECT body FROM entry WHERE at >= $1 AND at < $2 ORDER BY number");
        let rows = query.bind(from.as_millisecond()).bind(to.as_millisecond()).fetch_all(&mut self.connection).await;
        self.decoded(rows)
    }

    /// The last entries about those on duty before a time: who had signed on, and what waited to be accepted.
    pub(super) async fn newest_of_duty(&mut self, before: Timestamp) -> Result<Vec<Entry>, JournalError> {
        let query = sqlx::query("SELECT body FROM entry WHERE kind = 'duty' AND at < $1 ORDER BY number DESC LIMIT 100");
        let rows = query.bind(before.as_millisecond()).fetch_all(&mut self.connection).await;
        let mut entries = self.decoded(rows)?;
        entries.reverse();
        Ok(entries)
    }

    async fn last_number(&mut self) -> Result<u64, JournalError> {
        let row = sqlx::query("SELECT COALESCE(MAX(event), 0) FROM entry").fetch_one(&mut self.connection).await;
        let number: i64 = row.and_then(|row| row.try_get(0)).map_err(|error| self.wrong(error))?;
        Ok(u64::try_from(number).unwrap_or(0))
    }

    async fn delays(&mut self) -> Result<Vec<(Id, Vec<crate::duty::SavedPhase>)>, JournalError> {
        let rows = sqlx::query("SELECT indicator, phases FROM delay").fetch_all(&mut self.connection).await;
        let rows = rows.map_err(|error| self.wrong(error))?;
        let delay = |row: &SqliteRow| {
            let (indicator, phases): (String, String) = (row.try_get(0).ok()?, row.try_get(1).ok()?);
            Some((Id::new(&indicator)?, serde_json::from_str(&phases).ok()?))
        };
        Ok(rows.iter().filter_map(delay).collect())
    }

    /// What is owed to receivers. What this version cannot read is passed over.
    async fn owed(&mut self) -> Result<Vec<Owed>, JournalError> {
        let rows = sqlx::query("SELECT body FROM owed").fetch_all(&mut self.connection).await;
        let rows = rows.map_err(|error| self.wrong(error))?;
        Ok(rows.iter().filter_map(|row| serde_json::from_str(row.try_get::<&str, _>(0).ok()?).ok()).collect())
    }

    pub(super) async fn readings(&mut self, since: Timestamp) -> Result<Vec<StoredReading>, JournalError> {
        let columns = readings::COLUMNS;
        // A cross join is made in this order: otherwise the store looks at every reading there is.
        let newest_before = format!(
            "SELECT {columns} FROM series CROSS JOIN reading WHERE reading.series = series.id AND reading.as_of = \
             (SELECT MAX(older.as_of) FROM reading older WHERE older.series = series.id AND older.as_of < $1)"
        );
        let after = format!(
            "SELECT {columns} FROM reading JOIN series ON series.id = reading.series WHERE reading.as_of >= $1 \
             ORDER BY reading.as_of DESC LIMIT {MOST_READINGS}"
        );
        let mut all = Vec::new();
        for query in [newest_before, after] {
            let rows = sqlx::query(sqlx::AssertSqlSafe(query)).bind(since.as_millisecond()).fetch_all(&mut self.connection).await;
            for row in rows.map_err(|error| self.wrong(error))? {
                all.extend(readings::read(&row).map_err(|error| self.wrong(error))?);
            }
        }
        all.sort_by_key(|stored| stored.as_of);
        Ok(all)
    }

    /// Bodies as entries. One that this version cannot read is passed over: `verify` names it.
    fn decoded(&self, rows: Result<Vec<SqliteRow>, sqlx::Error>) -> Result<Vec<Entry>, JournalError> {
        let rows = rows.map_err(|error| self.wrong(error))?;
        let entry = |row: &SqliteRow| serde_json::from_str(row.try_get::<&str, _>(0).ok()?).ok();
        Ok(rows.iter().filter_map(entry).collect())
    }
}
