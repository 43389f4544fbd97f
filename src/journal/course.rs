//! What is needed of the journal for the course of one indicator.

use jiff::Timestamp;
use sqlx::Row;

use crate::duty::{Clean, Course, CourseFacts, Entry, Id, Moment, Sample, Subject, Windows};

use super::fill;
use super::rollup::{self, COARSE, FINE};
use super::store::Store;

/// The most readings of one series that are read one by one: three days of ten-second readings are 25,920.
const MOST_READINGS: i64 = 30_000;
/// The steps in which more of them are read, in milliseconds: what is kept in buckets, then what is made of the readings, which takes
/// longer.
const STEPS: [i64; 6] = [COARSE, FINE, 5 * 60_000, 60_000, 10_000, 1000];
/// The most entries of one kind that are read: the newest of a span.
const MOST_ENTRIES: i64 = 20_000;
const MOST_ALARMS: i64 = 2000;

impl Store {
    /// The course of an indicator over a span.
    pub(super) async fn course(
        &mut self,
        indicator: &Id,
        (from, to): (Timestamp, Timestamp),
        columns: usize,
        windows: &Windows,
    ) -> Result<Course, sqlx::Error> {
        let series = sqlx::query("SELECT id, feed FROM series WHERE indicator = $1").bind(indicator.as_str());
        let mut facts = CourseFacts::default();
        for row in series.fetch_all(&mut self.connection).await? {
            let (id, feed): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
            let samples = self.samples(id, (from, to), columns).await?;
            if !samples.is_empty() {
                facts.entries.extend(self.around("feed", &feed, from, to, MOST_ENTRIES).await?);
                facts.series.push((Clean::new(&feed), samples));
            }
        }
        facts.entries.extend(self.around("seat", "", from, to, MOST_ENTRIES).await?);
        let subject = Subject::Indicator(indicator.clone()).to_string();
        facts.entries.extend(self.around("alarm", &subject, from, to, MOST_ALARMS).await?);
        let alive = self.alive_then().await?;
        facts.known_until = Moment::silent_since(to, alive).and(alive);
        Ok(Course::of(indicator.clone(), &facts, (from, to), columns, windows))
    }

    /// The newest reading of a series before a span and what it says in it: readings where they are few, else buckets, and readings at
    /// both ends where these are parts of buckets.
    async fn samples(
        &mut self,
        series: i64,
        (from, to): (Timestamp, Timestamp),
        columns: usize,
    ) -> Result<Vec<Sample>, sqlx::Error> {
        let (begin, end) = (from.as_millisecond(), to.as_millisecond());
        let mut samples = self.newest_before(series, begin).await?;
        if self.count(series, (begin, end)).await? <= MOST_READINGS {
            samples.extend(self.raw(series, (begin, end)).await?);
            return Ok(samples);
        }
        // No step is wider than a column: each is drawn of what was in it.
        let column = end.saturating_sub(begin) / i64::try_from(columns.clamp(1, Course::MOST_BUCKETS)).unwrap_or(1);
        let step = STEPS.into_iter().find(|step| *step <= column).unwrap_or(1);
        let (first, last) = (rollup::start(begin.saturating_add(step - 1), step), rollup::start(end, step));
        if first >= last {
            samples.extend(self.raw(series, (begin, end)).await?);
            return Ok(samples);
        }
        samples.extend(self.raw(series, (begin, first)).await?);
        samples.extend(self.buckets(series, (first, last), step).await?);
        samples.extend(self.raw(series, (last, end)).await?);
        Ok(samples)
    }

    async fn newest_before(&mut self, series: i64, before: i64) -> Result<Vec<Sample>, sqlx::Error> {
        let query = "SELECT as_of, value, last_year, corrections FROM reading WHERE series = $1 AND as_of < $2 \
                     ORDER BY as_of DESC LIMIT 1";
        let rows = sqlx::query(query).bind(series).bind(before).fetch_all(&mut self.connection).await?;
        let samples: Result<Vec<_>, _> = rows.iter().map(rollup::raw).collect();
        Ok(samples?.into_iter().flatten().map(|(_, sample)| sample).collect())
    }

    /// How many readings there are, as far as it matters.
    async fn count(&mut self, series: i64, (from, to): (i64, i64)) -> Result<i64, sqlx::Error> {
        let query =
            "SELECT COUNT(*) FROM (SELECT 1 FROM reading WHERE series = $1 AND as_of >= $2 AND as_of < $3 LIMIT $4) AS some";
        let query = sqlx::query(query).bind(series).bind(from).bind(to).bind(MOST_READINGS + 1);
        query.fetch_one(&mut self.connection).await?.try_get(0)
    }

    async fn raw(&mut self, series: i64, (from, to): (i64, i64)) -> Result<Vec<Sample>, sqlx::Error> {
        let query = "SELECT as_of, value, last_year, corrections FROM reading WHERE series = $1 AND as_of >= $2 AND as_of < $3 \
                     ORDER BY as_of";
        let query = sqlx::query(query).bind(series).bind(from).bind(to);
        let rows = query.fetch_all(&mut self.connection).await?;
        let samples: Result<Vec<_>, _> = rows.iter().map(rollup::raw).collect();
        Ok(samples?.into_iter().flatten().map(|(_, sample)| sample).collect())
    }

    /// Buckets that begin from a time up to, and not with, another.
    async fn buckets(&mut self, series: i64, (from, to): (i64, i64), step: i64) -> Result<Vec<Sample>, sqlx::Error> {
        // What is in no bucket yet is put into them here, which takes longer; all of it where a journal is of an earlier version and
        // cannot be written.
        let unfilled = fill::unfilled(&mut self.connection).await;
        let until = unfilled.map_or(i64::MAX, |unfilled| unfilled.get(&series).copied().unwrap_or(i64::MIN));
        let until = if [FINE, COARSE].contains(&step) { until.clamp(from, to) } else { to };
        let folded = rollup::fold(&mut self.connection, series, (from, until), &[step]).await?;
        let mut samples: Vec<Sample> = folded.into_values().collect();
        if until >= to {
            return Ok(samples);
        }
        let query = format!(
            "SELECT {} FROM rollup WHERE series = $1 AND step = $2 AND start >= $3 AND start < $4 ORDER BY start",
            rollup::COLUMNS
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(query)).bind(series).bind(step).bind(until).bind(to);
        let rows = query.fetch_all(&mut self.connection).await?;
        let kept: Result<Vec<_>, _> = rows.iter().map(rollup::read).collect();
        samples.extend(kept?.into_iter().flatten());
        Ok(samples)
    }

    /// The entries of a subject within a span, the newest `most` of them, with the newest before it and the next after it; in the order
    /// of the journal.
    pub(super) async fn around(
        &mut self,
        kind: &str,
        subject: &str,
        from: Timestamp,
        to: Timestamp,
        most: i64,
    ) -> Result<Vec<Entry>, sqlx::Error> {
        let parts = [
            ("at < $3 AND at < $4 ORDER BY number DESC LIMIT $5", 1),
            ("at >= $3 AND at < $4 ORDER BY number DESC LIMIT $5", most),
            ("at >= $3 AND at >= $4 ORDER BY number LIMIT $5", 1),
        ];
        let mut found: Vec<(i64, Entry)> = Vec::new();
        for (part, limit) in parts {
            let query = format!("SELECT number, body FROM entry WHERE kind = $1 AND subject = $2 AND {part}");
            let query = sqlx::query(sqlx::AssertSqlSafe(query)).bind(kind).bind(subject);
            let query = query.bind(from.as_millisecond()).bind(to.as_millisecond()).bind(limit);
            for row in query.fetch_all(&mut self.connection).await? {
                let entry = serde_json::from_str(row.try_get::<&str, _>(1)?).ok();
                found.extend(entry.map(|entry| (row.try_get(0).unwrap_or(0), entry)));
            }
        }
        found.sort_by_key(|(number, _)| *number);
        found.dedup_by_key(|(number, _)| *number);
        Ok(found.into_iter().map(|(_, entry)| entry).collect())
    }
}
