//! Where the journal is, and that nobody else writes to it.

use std::env;
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::JournalError;

/// A journal's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a file.
    File(PathBuf),
    /// In memory: for the demonstration and for replays, which leave nothing behind.
    Memory,
}

/// Where the journal is unless the configuration says otherwise: `$XDG_STATE_HOME/zhiban/journal.db`, by default under
/// `~/.local/state`.
#[must_use]
pub fn default_path() -> Option<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("XDG_STATE_HOME").or_else(|| set("HOME").map(|home| home.join(".local/state")))?;
    Some(folder.join("zhiban").join("journal.db"))
}

/// Makes the folder (for its owner alone) and the file (likewise), and takes the lock that one writer holds.
pub(super) fn prepare(path: &Path) -> Result<File, JournalError> {
    let system = |error: io::Error| JournalError::System { path: path.to_owned(), error };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(system)?;
    }
    let open = |path: &Path| OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path);
    let lock = open(&beside(path, ".lock")).map_err(system)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(JournalError::Locked(path.to_owned())),
        Err(TryLockError::Error(error)) => return Err(system(error)),
    }
    open(path).map_err(system)?;
    Ok(lock)
}

/// A file beside the journal: its name with that ending.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Moves a damaged journal and what belongs to it aside; gives where it is now.
pub(super) fn move_aside(path: &Path, stamp: &str) -> Result<PathBuf, JournalError> {
    let system = |error: io::Error| JournalError::System { path: path.to_owned(), error };
    let aside = (0..1000)
        .map(|n| beside(path, &if n == 0 { format!(".damaged-{stamp}") } else { format!(".damaged-{stamp}-{n}") }))
        .find(|aside| !aside.exists())
        .unwrap_or_else(|| beside(path, ".damaged"));
    for ending in ["-wal", "-shm"] {
        if beside(path, ending).exists() {
            std::fs::rename(beside(path, ending), beside(&aside, ending)).map_err(system)?;
        }
    }
    std::fs::rename(path, &aside).map_err(system)?;
    Ok(aside)
}
