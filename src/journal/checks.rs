//! What can be said of a journal without opening it for writing: whether it is whole, and what is in it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use futures_util::StreamExt;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteLockingMode, SqliteRow};
use sqlx::{ConnectOptions, Row};

use crate::duty::{Entry, Past};

use super::chain::Link;
use super::place::beside;
use super::store::Store;
use super::{JournalError, readings};

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many entries there are.
    pub entries: u64,
    /// The end of the chain: whoever wrote it down elsewhere can tell whether entries were cut off.
    pub link: Link,
    /// What is wrong, a sentence each, the first hundred.
    pub problems: Vec<String>,
}

/// The most problems that are named.
const MOST_PROBLEMS: usize = 100;

/// Checks a journal: its pages, and that each entry is as it was written and follows the one before.
///
/// # Errors
/// When it cannot be opened at all.
pub async fn verify(path: &Path) -> Result<Verified, JournalError> {
    let mut connection = open(path).await?;
    let mut verified = Verified::default();
    match sqlx::query("PRAGMA integrity_check(10)").fetch_all(&mut connection).await {
        Ok(rows) => {
            let found = rows.iter().filter_map(|row| row.try_get::<String, _>(0).ok());
            verified.problems.extend(found.filter(|text| text != "ok").map(|text| format!("a page is damaged: {text}")));
        }
        Err(error) => verified.problems.push(format!("its pages cannot be checked: {error}")),
    }
    let mut rows = sqlx::query("SELECT number, at, kind, subject, event, body, before, hash FROM entry ORDER BY number")
        .fetch(&mut connection);
    while let Some(row) = rows.next().await {
        match row.and_then(|row| Filed::of(&row)) {
            Ok(filed) => filed.check(&mut verified),
            Err(error) => {
                verified.problems.push(format!("after entry {} nothing can be read: {error}", verified.link.number));
                break;
            }
        }
    }
    verified.problems.truncate(MOST_PROBLEMS);
    Ok(verified)
}

/// An entry as it is filed.
struct Filed {
    link: Link,
    columns: (i64, String, String, i64),
    body: String,
    before: String,
}

impl Filed {
    fn of(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            link: Link { number: row.try_get(0)?, hash: row.try_get(7)? },
            columns: (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?, row.try_get(4)?),
            body: row.try_get(5)?,
            before: row.try_get(6)?,
        })
    }

    fn check(self, verified: &mut Verified) {
        let number = self.link.number;
        let mut wrong = |what: &str| {
            if verified.problems.len() < MOST_PROBLEMS {
                verified.problems.push(format!("entry {number}: {what}"));
            }
        };
        if number != verified.link.number + 1 {
            wrong("entries before it are missing");
        } else if self.before != verified.link.hash {
            wrong("it does not follow the entry before it");
        }
        if (Link { number: number - 1, hash: self.before }).next(&self.body) != self.link {
            wrong("it is not as it was written");
        }
        match serde_json::from_str::<Entry>(&self.body) {
            Err(error) => wrong(&format!("this version cannot read it: {error}")),
            Ok(entry) => {
                let event = i64::try_from(entry.body.event_number()).unwrap_or(i64::MAX);
                let filed = (entry.at.as_millisecond(), entry.body.kind().to_owned(), entry.body.subject(), event);
                if filed != self.columns {
                    wrong("it is filed under another time, kind or subject than its own");
                }
            }
        }
        verified.entries += 1;
        verified.link = self.link;
    }
}

/// A line of an export.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Line<'a> {
    Entry { number: i64, before: &'a str, hash: &'a str, entry: &'a RawValue },
    Reading { indicator: &'a str, feed: &'a str, as_of: String, value: Option<f64>, corrections: f64, last_year: Option<f64> },
}

/// Writes a journal as JSON lines: every entry with its place in the chain, then every reading.
///
/// # Errors
/// When it cannot be read, or `out` takes no more.
pub async fn export(path: &Path, out: &mut impl Write) -> Result<(), JournalError> {
    let mut connection = open(path).await?;
    let store = |error| JournalError::of(path.to_owned(), error);
    let mut rows = sqlx::query("SELECT number, body, before, hash FROM entry ORDER BY number").fetch(&mut connection);
    while let Some(row) = rows.next().await {
        let row = row.map_err(store)?;
        let (body, before, hash): (&str, &str, &str) =
            (row.try_get(1).map_err(store)?, row.try_get(2).map_err(store)?, row.try_get(3).map_err(store)?);
        let damaged = |error: serde_json::Error| JournalError::Damaged { path: path.to_owned(), reason: error.to_string() };
        let entry: &RawValue = serde_json::from_str(body).map_err(damaged)?;
        line(path, out, &Line::Entry { number: row.try_get(0).map_err(store)?, before, hash, entry })?;
    }
    drop(rows);
    let query =
        format!("SELECT {} FROM reading JOIN series ON series.id = reading.series ORDER BY reading.as_of", readings::COLUMNS);
    let mut rows = sqlx::query(sqlx::AssertSqlSafe(query)).fetch(&mut connection);
    while let Some(row) = rows.next().await {
        let Some(stored) = readings::read(&row.map_err(store)?).map_err(store)? else { continue };
        let reading = &stored.reading;
        let written = Line::Reading {
            indicator: reading.id.as_str(),
            feed: stored.feed.as_str(),
            as_of: stored.as_of.to_string(),
            value: reading.value,
            corrections: reading.corrections,
            last_year: reading.last_year,
        };
        line(path, out, &written)?;
    }
    Ok(())
}

fn line(path: &Path, out: &mut impl Write, line: &Line<'_>) -> Result<(), JournalError> {
    let written = serde_json::to_writer(&mut *out, line).map_err(io::Error::from).and_then(|()| out.write_all(b"\n"));
    written.map_err(|error| JournalError::System { path: PathBuf::from(path), error })
}

/// Opens a journal for reading alone.
pub(super) async fn open(path: &Path) -> Result<SqliteConnection, JournalError> {
    if !path.exists() {
        return Err(JournalError::Missing(path.to_owned()));
    }
    let options = SqliteConnectOptions::new().filename(path).read_only(true).disable_statement_logging();
    match readable(&options).await {
        Err(error) => {
            let error = JournalError::of(path.to_owned(), error);
            if matches!(error, JournalError::Damaged { .. } | JournalError::Locked(_)) {
                return Err(error);
            }
            // A log is read with the help of a file beside it. Where none can be made, because the folder cannot be written or
            // the disk is full, nobody else writes either: memory does as well, and without a log there is nothing to it.
            let has_log = beside(path, "-wal").metadata().is_ok_and(|log| log.len() > 0);
            let alone = if has_log {
                options.vfs("unix-none").locking_mode(SqliteLockingMode::Exclusive)
            } else {
                options.immutable(true)
            };
            readable(&alone).await.map_err(|_| error)
        }
        Ok(connection) => Ok(connection),
    }
}

/// A connection that has been read from.
async fn readable(options: &SqliteConnectOptions) -> Result<SqliteConnection, sqlx::Error> {
    let mut connection = options.connect().await?;
    sqlx::query("SELECT COUNT(*) FROM sqlite_schema").fetch_one(&mut connection).await?;
    Ok(connection)
}

/// What the duty room needs to go on, of a journal that somebody else writes to or that cannot be written, and the number of its
/// last entry.
pub(super) async fn past(path: &Path, readings_since: Timestamp, log_since: Timestamp) -> Result<(Past, i64), JournalError> {
    let connection = open(path).await?;
    let mut store = Store::reading(connection, path.to_owned());
    // What is written while it is read is not known, at the worst.
    store.find_end().await?;
    let known = store.link().number;
    Ok((store.past(readings_since, log_since).await?, known))
}
