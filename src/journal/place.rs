//! Where the journal is, and that nobody else writes to it.

use std::env;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
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

/// The lock that one writer holds, until it is dropped.
#[derive(Debug)]
pub(super) struct Lock(File);

impl Drop for Lock {
    /// Lets go of it, and not only of the file: a process that is being started has a copy of that until it runs.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

/// Makes the folder, for its owner alone, and takes the lock.
pub(super) fn take_lock(path: &Path) -> Result<Lock, JournalError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| system(path, error))?;
    }
    let lock = open(&beside(path, ".lock")).map_err(|error| system(path, error))?;
    match lock.try_lock() {
        Ok(()) => Ok(Lock(lock)),
        Err(TryLockError::WouldBlock) => Err(JournalError::Locked(path.to_owned())),
        Err(TryLockError::Error(error)) => Err(system(path, error)),
    }
}

/// Makes the file, for its owner alone, where there is none.
pub(super) fn make(path: &Path) -> Result<(), JournalError> {
    open(path).map(|_| ()).map_err(|error| system(path, error))
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}

fn system(path: &Path, error: io::Error) -> JournalError {
    JournalError::System { path: path.to_owned(), error }
}

/// A file beside the journal: its name with that ending.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// While a damaged journal is recovered, what has been; and once that is done.
const UNFINISHED: &str = ".recovering";
const RECOVERED: &str = ".recovered";

/// A new file for what is recovered.
pub(super) fn begin_recovery(path: &Path) -> Result<PathBuf, JournalError> {
    let unfinished = beside(path, UNFINISHED);
    for left in [&unfinished, &beside(&unfinished, "-wal"), &beside(&unfinished, "-shm")] {
        match fs::remove_file(left) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(system(path, error)),
            _ => {}
        }
    }
    make(&unfinished)?;
    Ok(unfinished)
}

/// All that could be recovered has been, and is on disk.
pub(super) fn end_recovery(path: &Path) -> Result<(), JournalError> {
    fs::rename(beside(path, UNFINISHED), beside(path, RECOVERED)).map_err(|error| system(path, error))?;
    sync_folder(path)
}

/// Moves a damaged journal and what belongs to it aside and puts what was recovered in its place, if anything was; gives where the
/// damaged one is now.
pub(super) fn put_recovered(path: &Path, stamp: &str) -> Result<Option<PathBuf>, JournalError> {
    let recovered = beside(path, RECOVERED);
    if !recovered.exists() {
        return Ok(None);
    }
    let aside = (0..1000)
        .map(|n| beside(path, &if n == 0 { format!(".damaged-{stamp}") } else { format!(".damaged-{stamp}-{n}") }))
        .find(|aside| !aside.exists())
        .unwrap_or_else(|| beside(path, ".damaged"));
    // The log goes first: it must never meet a database that it does not belong to.
    for ending in ["-wal", "-shm", ""] {
        match fs::rename(beside(path, ending), beside(&aside, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(system(path, error)),
            _ => {}
        }
    }
    sync_folder(path)?;
    fs::rename(recovered, path).map_err(|error| system(path, error))?;
    sync_folder(path)?;
    Ok(aside.exists().then_some(aside))
}

/// Makes sure that the names in a journal's folder are on disk.
fn sync_folder(path: &Path) -> Result<(), JournalError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| system(path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_the_lock_until_it_lets_go() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        let lock = take_lock(&path).unwrap();
        assert!(matches!(take_lock(&path), Err(JournalError::Locked(_))));
        // What a process has that is being started by another.
        let copy = lock.0.try_clone().unwrap();
        drop(lock);
        assert!(take_lock(&path).is_ok());
        drop(copy);
    }
}
