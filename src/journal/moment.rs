//! What the journal knows of a moment that is past.

use jiff::{SignedDuration, Timestamp};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::duty::{Body, Entry, FeedThen, Moment, Past, Record, StoredReading, Subject};

use super::past::has_step;
use super::store::Store;
use super::{JournalError, readings};

/// How far back the log of a moment reaches: two shifts, however long.
const LOG: SignedDuration = SignedDuration::from_hours(48);
/// How far back its readings reach, but for the newest of each indicator: the week of trends and of rules on growth, counted from the
/// newest figures, which may be a day late.
const READINGS: SignedDuration = SignedDuration::from_hours(8 * 24);
const MOST_ENTRIES: i64 = 5000;
const MOST_READINGS: i64 = 50_000;

impl Store {
    /// What the dashboard knew at a moment: the journal as it was when its newest entry up to then was written.
    pub(super) async fn moment(&mut self, at: Timestamp) -> Result<Moment, JournalError> {
        self.moment_of(at).await.map_err(|error| self.wrong(error))
    }

    async fn moment_of(&mut self, at: Timestamp) -> Result<Moment, sqlx::Error> {
        let end = self.number_at(at).await?;
        let just_after = at.checked_add(SignedDuration::from_millis(1)).unwrap_or(at);
        let seats = self.around("seat", "", at, just_after, MOST_ENTRIES).await?;
        let alive = self.alive_then().await?;
        let off_since = Moment::off_since(at, &seats, alive);
        let alarm = |entry: Entry| match entry.body {
            Body::Alarm { subject, record, .. } => Some((subject, *record)),
            _ => None,
        };
        let alarms: Vec<(Subject, Record)> = self.newest_up_to("alarm", end).await?.into_iter().filter_map(alarm).collect();
        let clock = |entry: Entry| match entry.body {
            Body::Clock { record, .. } if record.is_running() || has_step(&alarms, record.number) => Some(*record),
            _ => None,
        };
        let mut clocks: Vec<_> = self.newest_up_to("clock", end).await?.into_iter().filter_map(clock).collect();
        clocks.sort_by_key(|clock| clock.number);
        let past = Past {
            alarms,
            clocks,
            readings: self.readings_up_to(at).await?,
            log: self.log_up_to(at, end).await?,
            off_since: Some(off_since.unwrap_or(at)),
            last_number: self.last_number_up_to(end).await?,
            ..Past::default()
        };
        let feeds = FeedThen::of(&self.newest_up_to("feed", end).await?, Moment::started(at, &seats));
        Ok(Moment { at, past, feeds, watched: off_since.is_none(), earliest: self.earliest().await? })
    }

    /// The number of the newest entry up to a moment, 0 for none.
    async fn number_at(&mut self, at: Timestamp) -> Result<i64, sqlx::Error> {
        let query = sqlx::query("SELECT number FROM entry WHERE at <= $1 ORDER BY at DESC, number DESC LIMIT 1");
        let row = query.bind(at.as_millisecond()).fetch_optional(&mut self.connection).await?;
        row.map_or(Ok(0), |row| row.try_get(0))
    }

    /// The newest entry of each subject of a kind, up to an entry.
    async fn newest_up_to(&mut self, kind: &str, end: i64) -> Result<Vec<Entry>, sqlx::Error> {
        let query = "SELECT body FROM entry WHERE number IN \
                     (SELECT MAX(number) FROM entry WHERE kind = $1 AND number <= $2 GROUP BY subject) ORDER BY number";
        let rows = sqlx::query(query).bind(kind).bind(end).fetch_all(&mut self.connection).await?;
        Ok(rows.iter().filter_map(entry).collect())
    }

    /// The newest entries on those on duty before the log begins, and the log.
    async fn log_up_to(&mut self, at: Timestamp, end: i64) -> Result<Vec<Entry>, sqlx::Error> {
        let since = at.checked_sub(LOG).unwrap_or(Timestamp::MIN);
        let begin = self.number_at(since).await?;
        let since = since.as_millisecond();
        let parts = [
            ("kind = 'duty' AND at < $1 AND number <= $2 AND number > $3", 100, 0),
            ("at >= $1 AND number <= $2 AND number > $3", MOST_ENTRIES, begin),
        ];
        let mut log = Vec::new();
        for (part, most, after) in parts {
            let query = format!("SELECT body FROM entry WHERE {part} ORDER BY number DESC LIMIT {most}");
            let query = sqlx::query(sqlx::AssertSqlSafe(query)).bind(since).bind(end).bind(after);
            let rows = query.fetch_all(&mut self.connection).await?;
            log.extend(rows.iter().rev().filter_map(entry));
        }
        Ok(log)
    }

    async fn last_number_up_to(&mut self, end: i64) -> Result<u64, sqlx::Error> {
        let query = sqlx::query("SELECT COALESCE(MAX(event), 0) FROM entry WHERE number <= $1").bind(end);
        let number: i64 = query.fetch_one(&mut self.connection).await?.try_get(0)?;
        Ok(u64::try_from(number).unwrap_or(0))
    }

    /// The newest reading of each series up to a moment, and those of the week before it, the newest where there are very many.
    async fn readings_up_to(&mut self, at: Timestamp) -> Result<Vec<StoredReading>, sqlx::Error> {
        let since = at.checked_sub(READINGS).unwrap_or(Timestamp::MIN).as_millisecond();
        let columns = readings::COLUMNS;
        // A cross join is made in this order: otherwise the store looks at every reading there is.
        let newest = |before: &str| {
            format!(
                "SELECT {columns} FROM series CROSS JOIN reading WHERE reading.series = series.id AND reading.as_of = \
                 (SELECT MAX(older.as_of) FROM reading older WHERE older.series = series.id AND older.as_of {before})"
            )
        };
        let within = format!(
            "SELECT {columns} FROM reading JOIN series ON series.id = reading.series WHERE reading.as_of >= $1 \
             AND reading.as_of <= $2 ORDER BY reading.as_of DESC LIMIT {MOST_READINGS}"
        );
        let mut all = Vec::new();
        for query in [newest("< $1"), newest("<= $2"), within] {
            let query = sqlx::query(sqlx::AssertSqlSafe(query)).bind(since).bind(at.as_millisecond());
            for row in query.fetch_all(&mut self.connection).await? {
                all.extend(readings::read(&row)?);
            }
        }
        all.sort_by(|a, b| key(a).cmp(&key(b)));
        all.dedup_by(|a, b| key(a) == key(b));
        Ok(all)
    }

    async fn earliest(&mut self) -> Result<Option<Timestamp>, sqlx::Error> {
        let row = sqlx::query("SELECT MIN(at) FROM entry").fetch_one(&mut self.connection).await?;
        Ok(row.try_get::<Option<i64>, _>(0)?.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
    }

    /// When a seat was last known to run.
    pub(super) async fn alive_then(&mut self) -> Result<Option<Timestamp>, sqlx::Error> {
        let row = sqlx::query("SELECT MAX(alive) FROM seat").fetch_one(&mut self.connection).await?;
        Ok(row.try_get::<Option<i64>, _>(0)?.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
    }
}

/// The order of readings, and which is which.
fn key(stored: &StoredReading) -> (Timestamp, &str, &str) {
    (stored.as_of, stored.reading.id.as_str(), stored.feed.as_str())
}

/// A body as an entry. One that this version cannot read is passed over: `verify` names it.
fn entry(row: &SqliteRow) -> Option<Entry> {
    serde_json::from_str(row.try_get::<&str, _>(0).ok()?).ok()
}
