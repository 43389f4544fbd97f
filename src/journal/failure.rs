//! Why the journal failed, and what that means to a reader.

use std::io;
use std::path::PathBuf;

use sqlx::migrate::MigrateError;

use crate::duty::{Clean, NotRecorded};

/// Why the journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Another process writes to it.
    #[error("another zhiban writes to the journal {}", .0.display())]
    Locked(PathBuf),
    /// A newer version wrote it.
    #[error("the journal {} was written by a newer zhiban; this one leaves it as it is", .0.display())]
    Newer(PathBuf),
    /// It is damaged.
    #[error("the journal {} is damaged: {reason}", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// There is none.
    #[error("there is no journal at {}", .0.display())]
    Missing(PathBuf),
    /// The system said no.
    #[error("the journal {}: {error}", path.display())]
    System {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The store said no.
    #[error("the journal {}: {error}", path.display())]
    Store {
        /// Which file.
        path: PathBuf,
        /// What the store said.
        error: sqlx::Error,
    },
}

/// `SQLite`'s primary result codes (<https://sqlite.org/rescode.html>).
const SQLITE_BUSY: i32 = 5;
const SQLITE_READONLY: i32 = 8;
const SQLITE_CORRUPT: i32 = 11;
const SQLITE_FULL: i32 = 13;
const SQLITE_CANTOPEN: i32 = 14;
const SQLITE_NOTADB: i32 = 26;

impl JournalError {
    /// What the store's error means.
    pub(super) fn of(path: PathBuf, error: sqlx::Error) -> Self {
        match primary_code(&error) {
            Some(SQLITE_CORRUPT | SQLITE_NOTADB) => Self::Damaged { path, reason: error.to_string() },
            Some(SQLITE_BUSY) => Self::Locked(path),
            _ => Self::Store { path, error },
        }
    }

    /// What a failed migration means.
    pub(super) fn of_migration(path: PathBuf, error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => Self::Newer(path),
            MigrateError::Execute(error) => Self::of(path, error),
            other => Self::of(path, sqlx::Error::Migrate(Box::new(other))),
        }
    }

    /// What the screen says of it.
    #[must_use]
    pub fn reason(&self) -> NotRecorded {
        match self {
            Self::Locked(_) => NotRecorded::Locked,
            Self::Newer(_) => NotRecorded::Newer,
            Self::System { error, .. } => match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => NotRecorded::Full,
                io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => NotRecorded::ReadOnly,
                _ => NotRecorded::Failed(Clean::new(&error.to_string())),
            },
            Self::Store { error, .. } => match primary_code(error) {
                Some(SQLITE_FULL) => NotRecorded::Full,
                Some(SQLITE_READONLY | SQLITE_CANTOPEN) => NotRecorded::ReadOnly,
                _ => NotRecorded::Failed(Clean::new(&said(error))),
            },
            Self::Damaged { .. } | Self::Missing(_) => NotRecorded::Failed(Clean::new(&self.to_string())),
        }
    }
}

/// What the store said, without what its driver adds.
fn said(error: &sqlx::Error) -> String {
    error.as_database_error().map_or_else(|| error.to_string(), |error| error.message().to_owned())
}

/// The primary result code of `SQLite` in an error: the low byte of the extended one.
fn primary_code(error: &sqlx::Error) -> Option<i32> {
    let code: i32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}
