//! The file: opened, checked, migrated, and written in whole commits.

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Executor, Row};

use crate::duty::{Entry, Owed, Proposal, Span};

use super::chain::Link;
use super::place::{Place, move_aside, prepare};
use super::{JournalError, readings};

static MIGRATIONS: Migrator = sqlx::migrate!("src/journal/migrations");

/// The name of the one seat that a file has.
const SEAT: &str = "seat";

/// An open journal, and the only one that writes to it.
#[derive(Debug)]
pub struct Store {
    pub(super) connection: SqliteConnection,
    path: PathBuf,
    link: Link,
    pub(super) series: HashMap<(String, String), i64>,
    /// Held until the store is dropped.
    _lock: Option<File>,
}

impl Store {
    /// Opens a journal, makes it where there is none, and brings it up to this version. One that is damaged is moved aside, never
    /// deleted: then what could be read of it is in the new one, and the second value says where the old one is.
    ///
    /// # Errors
    /// When it cannot be used; nothing was changed in it then.
    pub async fn open(place: &Place, now: Timestamp) -> Result<(Self, Option<PathBuf>), JournalError> {
        let Place::File(path) = place else {
            return Ok((
                Self::connect(SqliteConnectOptions::new().in_memory(true), PathBuf::from(":memory:"), None).await?,
                None,
            ));
        };
        let lock = prepare(path)?;
        match Self::checked(path, lock).await {
            Err(JournalError::Damaged { .. }) => {
                let aside = move_aside(path, &now.strftime("%Y%m%dT%H%M%SZ").to_string())?;
                // The lock went with the store that failed to open.
                let lock = prepare(path)?;
                let mut store = Self::checked(path, lock).await?;
                super::recover(&aside, &mut store).await?;
                Ok((store, Some(aside)))
            }
            opened => Ok((opened?, None)),
        }
    }

    async fn checked(path: &Path, lock: File) -> Result<Self, JournalError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            // A commit is on disk when it returns (https://sqlite.org/pragma.html#pragma_synchronous).
            .synchronous(SqliteSynchronous::Full);
        let mut store = Self::connect(options, path.to_owned(), Some(lock)).await?;
        let found: String = store.query_one("PRAGMA quick_check(1)").await?;
        if found != "ok" {
            return Err(JournalError::Damaged { path: path.to_owned(), reason: found });
        }
        Ok(store)
    }

    async fn connect(options: SqliteConnectOptions, path: PathBuf, lock: Option<File>) -> Result<Self, JournalError> {
        let wrong = |error| JournalError::of(path.clone(), error);
        let mut connection = options.disable_statement_logging().connect().await.map_err(wrong)?;
        MIGRATIONS.run(&mut connection).await.map_err(|error| JournalError::of_migration(path.clone(), error))?;
        let link = end(&mut connection).await.map_err(wrong)?;
        let series = readings::series(&mut connection).await.map_err(wrong)?;
        Ok(Self { connection, path, link, series, _lock: lock })
    }

    /// A journal that is only read.
    pub(super) async fn reading(mut connection: SqliteConnection, path: PathBuf) -> Result<Self, JournalError> {
        let link = end(&mut connection).await.map_err(|error| JournalError::of(path.clone(), error))?;
        Ok(Self { connection, path, link, series: HashMap::new(), _lock: None })
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
                // What was learned of series in a commit that failed is not so.
                self.series = readings::series(&mut self.connection).await.unwrap_or_default();
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
        let mut transaction = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let mut link = self.link.clone();
        for entry in &proposal.entries {
            link = insert(&mut transaction, entry, &link).await?;
        }
        for (indicator, phases) in &proposal.delays {
            let statement = "INSERT INTO delay (indicator, phases) VALUES ($1, $2) ON CONFLICT (indicator) DO UPDATE SET phases = excluded.phases";
            let phases = serde_json::to_string(phases).map_err(|error| sqlx::Error::Encode(error.into()))?;
            sqlx::query(statement).bind(indicator.as_str()).bind(phases).execute(&mut *transaction).await?;
        }
        for (name, owed) in &proposal.owed {
            write_owed(&mut transaction, name, owed.as_ref()).await?;
        }
        readings::insert(&mut transaction, &proposal.readings, &mut self.series).await?;
        let alive = "INSERT INTO seat (name, alive) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET alive = excluded.alive";
        sqlx::query(alive).bind(SEAT).bind(now.as_millisecond()).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(link)
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
        done.map(|_| ()).map_err(|error| self.wrong(error))
    }

    /// Closes it: what is in the write-ahead log goes into the file.
    ///
    /// # Errors
    /// When the store says no.
    pub async fn close(self) -> Result<(), JournalError> {
        let path = self.path;
        self.connection.close().await.map_err(|error| JournalError::of(path, error))
    }

    /// Goes on at another end of the chain, after entries were copied.
    pub(super) fn go_on(&mut self, link: Link, series: HashMap<(String, String), i64>) {
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
async fn write_owed(connection: &mut SqliteConnection, name: &str, owed: Option<&Owed>) -> Result<(), sqlx::Error> {
    let Some(owed) = owed else {
        sqlx::query("DELETE FROM owed WHERE name = $1").bind(name).execute(connection).await?;
        return Ok(());
    };
    let body = serde_json::to_string(owed).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let statement = "INSERT INTO owed (name, body) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET body = excluded.body";
    sqlx::query(statement).bind(name).bind(body).execute(connection).await?;
    Ok(())
}

/// The end of the chain in a journal.
async fn end(connection: &mut SqliteConnection) -> Result<Link, sqlx::Error> {
    let last = sqlx::query("SELECT number, hash FROM entry ORDER BY number DESC LIMIT 1");
    let Some(row) = last.fetch_optional(connection).await? else { return Ok(Link::default()) };
    Ok(Link { number: row.try_get(0)?, hash: row.try_get(1)? })
}

/// Adds an entry to the chain; gives its link.
async fn insert(connection: &mut SqliteConnection, entry: &Entry, before: &Link) -> Result<Link, sqlx::Error> {
    let body = serde_json::to_string(entry).map_err(|error| sqlx::Error::Encode(error.into()))?;
    insert_body(connection, entry, &body, before).await
}

/// The same with the body as it is written.
pub(super) async fn insert_body(
    connection: &mut SqliteConnection,
    entry: &Entry,
    body: &str,
    before: &Link,
) -> Result<Link, sqlx::Error> {
    let link = before.next(body);
    sqlx::query(
        "INSERT INTO entry (number, at, kind, subject, event, body, before, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(link.number)
    .bind(entry.at.as_millisecond())
    .bind(entry.body.kind())
    .bind(entry.body.subject())
    .bind(i64::try_from(entry.body.event_number()).unwrap_or(i64::MAX))
    .bind(body)
    .bind(&before.hash)
    .bind(&link.hash)
    .execute(connection)
    .await?;
    Ok(link)
}
