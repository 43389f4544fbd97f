//! The file: opened, checked, migrated, and written in whole commits.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Executor, Row};

use crate::duty::{Entry, Id, Owed, Proposal, SavedPhase, Span};

use super::batch::Batch;
use super::chain::Link;
use super::place::{Lock, Place, begin_recovery, end_recovery, make, put_recovered, take_lock};
use super::series::Series;
use super::{JournalError, fill, readings, rollup};

static MIGRATIONS: Migrator = sqlx::migrate!("src/journal/migrations");

/// The name of the one seat that a file has.
const SEAT: &str = "seat";

/// An open journal, and the only one that writes to it.
#[derive(Debug)]
pub struct Store {
    pub(super) connection: SqliteConnection,
    path: PathBuf,
    link: Link,
    pub(super) series: Series,
    /// Held until the store is dropped.
    lock: Option<Lock>,
}

impl Store {
    /// Opens a journal, makes it where there is none, and brings it up to this version. One that is damaged is moved aside, never
    /// deleted: then what could be read of it is in the new one, and the second value says where the old one is.
    ///
    /// # Errors
    /// When it cannot be used; nothing was changed in it then.
    pub async fn open(place: &Place, now: Timestamp) -> Result<(Self, Option<PathBuf>), JournalError> {
        let Place::File(path) = place else {
            let store = Self::connect(SqliteConnectOptions::new().in_memory(true), PathBuf::from(":memory:")).await?;
            return Ok((store, None));
        };
        let stamp = now.strftime("%Y%m%dT%H%M%SZ").to_string();
        let lock = take_lock(path)?;
        // One that was recovered, and was to take its place when the power failed.
        let mut aside = put_recovered(path, &stamp)?;
        make(path)?;
        let mut store = match Self::checked(path).await {
            Err(JournalError::Damaged { .. }) => {
                Self::recovered(path).await?;
                aside = put_recovered(path, &stamp)?;
                Self::checked(path).await?
            }
            opened => opened?,
        };
        store.lock = Some(lock);
        Ok((store, aside))
    }

    /// Makes a new journal of what can be read of a damaged one, beside it. Until that is done, the damaged one stays where it is:
    /// whoever is killed or short of disk on the way begins again.
    async fn recovered(path: &Path) -> Result<(), JournalError> {
        let unfinished = begin_recovery(path)?;
        let mut store = Self::checked(&unfinished).await?;
        let outcome = super::recover(path, &mut store).await;
        store.close().await?;
        tracing::warn!(recovered = ?outcome?, "the journal was damaged");
        end_recovery(path)
    }

    async fn checked(path: &Path) -> Result<Self, JournalError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            // A commit is on disk when it returns (https://sqlite.org/pragma.html#pragma_synchronous).
            .synchronous(SqliteSynchronous::Full)
            // In KiB: the pages of what is written now. The default of 2000 takes weeks to fill, and looks like a leak until then.
            .pragma("cache_size", "-512")
            // The same for what is kept prepared: of the default of 100 few come again.
            .statement_cache_capacity(16);
        Self::connect(options, path.to_owned()).await
    }

    async fn connect(options: SqliteConnectOptions, path: PathBuf) -> Result<Self, JournalError> {
        let connection = options.disable_statement_logging().connect().await;
        let connection = connection.map_err(|error| JournalError::of(path.clone(), error))?;
        let mut store = Self::reading(connection, path);
        match store.prepare().await {
            Ok(()) => Ok(store),
            Err(error) => {
                // A connection that is only dropped is closed later, when another may be at the file already.
                let _ = store.close().await;
                Err(error)
            }
        }
    }

    /// Checks what was opened, brings it up to this version, and learns where it ends.
    async fn prepare(&mut self) -> Result<(), JournalError> {
        let found = self.query_one("PRAGMA quick_check(1)").await?;
        if found != "ok" {
            return Err(JournalError::Damaged { path: self.path.clone(), reason: found });
        }
        let migrated = MIGRATIONS.run(&mut self.connection).await;
        migrated.map_err(|error| JournalError::of_migration(self.path.clone(), error))?;
        self.find_end().await?;
        self.series = Series::read(&mut self.connection).await.map_err(|error| self.wrong(error))?;
        Ok(())
    }

    /// Learns where the chain ends.
    pub(super) async fn find_end(&mut self) -> Result<(), JournalError> {
        let last = sqlx::query("SELECT number, hash FROM entry ORDER BY number DESC LIMIT 1");
        let last = last.fetch_optional(&mut self.connection).await.map_err(|error| self.wrong(error))?;
        if let Some(row) = last {
            let link = row.try_get(0).and_then(|number| Ok(Link { number, hash: row.try_get(1)? }));
            self.link = link.map_err(|error| self.wrong(error))?;
        }
        Ok(())
    }

    /// A journal that is only read.
    pub(super) fn reading(connection: SqliteConnection, path: PathBuf) -> Self {
        Self { connection, path, link: Link::default(), series: Series::default(), lock: None }
    }

    /// The end of the chain.
    #[must_use]
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// Writes what belongs together in one commit: all of it is on disk when this returns, or none.
    ///
    /// # Errors
    /// When it could not be committed.
    pub async fn commit(&mut self, proposal: &Proposal, now: Timestamp) -> Result<(), JournalError> {
        match self.write(proposal, now).await {
            Ok(link) => {
                self.link = link;
                Ok(())
            }
            Err(error) => {
                // There may be nothing to take back: some errors end the transaction as well.
                let _ = sqlx::query("ROLLBACK").execute(&mut self.connection).await;
                // What was learned of series in a commit that failed is not so.
                self.series = Series::read(&mut self.connection).await.unwrap_or_default();
                Err(self.wrong(error))
            }
        }
    }

    /// How many of a proposal's entries are at the end of the chain already, where it stood at `before` when they were first tried.
    pub(super) fn already(&self, before: &Link, proposal: &Proposal) -> usize {
        let added = usize::try_from(self.link.number - before.number).unwrap_or(0);
        let bodies = proposal.entries.iter().take(added).map(serde_json::to_string);
        let reached = bodies.map_while(Result::ok).fold(before.clone(), |link, body| link.next(&body));
        if reached == self.link { added } else { 0 }
    }

    async fn write(&mut self, proposal: &Proposal, now: Timestamp) -> Result<Link, sqlx::Error> {
        let mut batch = Batch::new(&mut self.connection);
        batch.statement("BEGIN IMMEDIATE");
        let mut link = self.link.clone();
        for entry in &proposal.entries {
            link = insert(&mut batch, entry, &link)?;
            batch.run_much().await?;
        }
        for (indicator, phases) in &proposal.delays {
            keep_delay(&mut batch, indicator, phases)?;
            batch.run_much().await?;
        }
        for (name, owed) in &proposal.owed {
            write_owed(&mut batch, name, owed.as_ref())?;
            batch.run_much().await?;
        }
        readings::keep(&mut batch, &proposal.readings, &mut self.series).await?;
        let alive = batch.statement("INSERT INTO seat (name, alive) VALUES (");
        alive.push_bind(SEAT).push(", ").push_bind(now.as_millisecond());
        alive.push(") ON CONFLICT (name) DO UPDATE SET alive = excluded.alive");
        batch.statement("COMMIT");
        batch.run().await?;
        Ok(link)
    }

    /// Puts the next part of the readings that are in no bucket yet into theirs; says whether there was one.
    ///
    /// # Errors
    /// When the store says no.
    pub async fn fill(&mut self) -> Result<bool, JournalError> {
        if self.series.unfilled.is_empty() {
            return Ok(false);
        }
        let left = fill::fill(&mut self.connection).await.map_err(|error| self.wrong(error))?;
        let was_one = left.is_some();
        self.series.unfilled = left.unwrap_or_default();
        Ok(was_one)
    }

    /// When a seat was last known to run.
    pub(super) async fn alive(&mut self) -> Result<Option<Timestamp>, JournalError> {
        let query = sqlx::query("SELECT alive FROM seat WHERE name = $1").bind(SEAT);
        let row = query.fetch_optional(&mut self.connection).await.map_err(|error| self.wrong(error))?;
        let millisecond: Option<i64> = row.map(|row| row.try_get(0)).transpose().map_err(|error| self.wrong(error))?;
        Ok(millisecond.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
    }

    /// Forgets readings older than `retain`, but for the newest of each indicator.
    ///
    /// # Errors
    /// When the store says no.
    pub async fn forget(&mut self, retain: Span, now: Timestamp) -> Result<(), JournalError> {
        let Ok(oldest) = now.checked_sub(retain.signed()) else { return Ok(()) };
        let statement = "DELETE FROM reading WHERE as_of < $1 AND as_of < (SELECT MAX(newest.as_of) FROM reading newest WHERE newest.series = reading.series)";
        let done = sqlx::query(statement).bind(oldest.as_millisecond()).execute(&mut self.connection).await;
        done.map_err(|error| self.wrong(error))?;
        rollup::forget(&mut self.connection, oldest.as_millisecond()).await.map_err(|error| self.wrong(error))
    }

    /// Closes it: what is in the write-ahead log goes into the file.
    ///
    /// # Errors
    /// When the store says no.
    pub async fn close(self) -> Result<(), JournalError> {
        let Self { connection, path, lock, .. } = self;
        let closed = connection.close().await.map_err(|error| JournalError::of(path, error));
        // Whoever waits for the lock finds the file closed.
        drop(lock);
        closed
    }

    /// Goes on at another end of the chain, after entries were copied.
    pub(super) fn go_on(&mut self, link: Link, series: Series) {
        self.link = link;
        self.series = series;
    }

    pub(super) fn wrong(&self, error: sqlx::Error) -> JournalError {
        JournalError::of(self.path.clone(), error)
    }

    async fn query_one(&mut self, query: &'static str) -> Result<String, JournalError> {
        let row = self.connection.fetch_one(query).await.map_err(|error| self.wrong(error))?;
        row.try_get(0).map_err(|error| self.wrong(error))
    }
}

/// Notes what is owed under a name, or that nothing is.
fn write_owed(batch: &mut Batch<'_>, name: &str, owed: Option<&Owed>) -> Result<(), sqlx::Error> {
    let Some(owed) = owed else {
        batch.statement("DELETE FROM owed WHERE name = ").push_bind(name);
        return Ok(());
    };
    let insert = batch.statement("INSERT INTO owed (name, body) VALUES (");
    insert.push_bind(name).push(", ").push_bind(written(owed)?);
    insert.push(") ON CONFLICT (name) DO UPDATE SET body = excluded.body");
    Ok(())
}

/// Keeps the phases of an indicator's rules.
pub(super) fn keep_delay(batch: &mut Batch<'_>, indicator: &Id, phases: &[SavedPhase]) -> Result<(), sqlx::Error> {
    let insert = batch.statement("INSERT INTO delay (indicator, phases) VALUES (");
    insert.push_bind(indicator.as_str()).push(", ").push_bind(written(phases)?);
    insert.push(") ON CONFLICT (indicator) DO UPDATE SET phases = excluded.phases");
    Ok(())
}

/// Adds an entry to the chain; gives its link.
fn insert(batch: &mut Batch<'_>, entry: &Entry, before: &Link) -> Result<Link, sqlx::Error> {
    Ok(insert_body(batch, entry, &written(entry)?, before))
}

/// The same with the body as it is written.
pub(super) fn insert_body(batch: &mut Batch<'_>, entry: &Entry, body: &str, before: &Link) -> Link {
    let link = before.next(body);
    let insert = batch.statement("INSERT INTO entry (number, at, kind, subject, event, body, before, hash) ");
    insert.push_values([entry], |mut row, entry| {
        row.push_bind(link.number)
            .push_bind(entry.at.as_millisecond())
            .push_bind(entry.body.kind())
            .push_bind(entry.body.subject())
            .push_bind(i64::try_from(entry.body.event_number()).unwrap_or(i64::MAX))
            .push_bind(body)
            .push_bind(&before.hash)
            .push_bind(&link.hash);
    });
    link
}

fn written(body: &(impl Serialize + ?Sized)) -> Result<String, sqlx::Error> {
    serde_json::to_string(body).map_err(|error| sqlx::Error::Encode(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing of a commit that fails at its end is there afterwards, and the next one is whole.
    #[test]
    fn a_commit_that_fails_leaves_nothing() {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
            let now: Timestamp = "2026-03-05T08:00:00Z".parse().unwrap();
            let mut store = Store::open(&Place::Memory, now).await.unwrap().0;
            let id = Id::new("traffic.deaths").unwrap();
            let proposal = Proposal { delays: vec![(id, Vec::new())], ..Proposal::default() };
            store.connection.execute("ALTER TABLE seat RENAME TO elsewhere").await.unwrap();
            store.commit(&proposal, now).await.unwrap_err();
            store.connection.execute("ALTER TABLE elsewhere RENAME TO seat").await.unwrap();
            assert_eq!(store.query_one("SELECT CAST(COUNT(*) AS TEXT) FROM delay").await.unwrap(), "0");
            store.commit(&proposal, now).await.unwrap();
            assert_eq!(store.query_one("SELECT CAST(COUNT(*) AS TEXT) FROM delay").await.unwrap(), "1");
        });
    }
}
