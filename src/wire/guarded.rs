//! Files that are read for the wire: plain ones, no longer than expected, and secrets only where nobody else can read them.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use secrecy::SecretSlice;

/// A file that was opened, and what it is: not what its path leads to later.
pub(super) struct Guarded {
    file: File,
    metadata: Metadata,
}

impl Guarded {
    /// Opens a plain file. Blocks.
    ///
    /// # Errors
    /// In words that stay the same everywhere, without the path.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let open = || {
            // Asked first by its path: to open a pipe would be to wait for somebody who writes to it.
            is_plain(&fs::metadata(path)?)?;
            let file = File::open(path)?;
            let metadata = file.metadata()?;
            is_plain(&metadata)?;
            Ok(Self { file, metadata })
        };
        open().map_err(|error| plainly(&error))
    }

    /// Refuses a secret that others can read, as ssh refuses a key: nobody but its owner may, or a group that somebody else has given
    /// it to. `path` is for the advice.
    ///
    /// # Errors
    /// With its mode, and what to do.
    pub(super) fn judge(&self, path: &Path) -> Result<(), String> {
        let mode = self.metadata.mode() & 0o777;
        let ours = self.metadata.uid() == nix::unistd::geteuid().as_raw();
        let (others, group) = (mode & 0o007, mode & 0o070);
        if others == 0 && (group == 0 || !ours) {
            return Ok(());
        }
        Err(format!("others can read it (mode {mode:04o}), so it is no secret: chmod 600 {}", path.display()))
    }

    /// All of it, if that is at most so many bytes.
    ///
    /// # Errors
    /// When it is longer, or cannot be read.
    pub(super) fn read(self, most: u64) -> Result<SecretSlice<u8>, String> {
        // Asked for at once: a buffer that grows leaves copies behind.
        let mut bytes = Vec::with_capacity(usize::try_from(self.metadata.len().min(most)).unwrap_or_default() + 1);
        self.file.take(most + 1).read_to_end(&mut bytes).map_err(|error| plainly(&error))?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let bytes = SecretSlice::from(bytes);
        if length > most { Err(format!("longer than {most} bytes")) } else { Ok(bytes) }
    }
}

fn is_plain(metadata: &Metadata) -> io::Result<()> {
    match metadata.file_type() {
        kind if kind.is_file() => Ok(()),
        kind if kind.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        _ => Err(io::Error::other("not a plain file")),
    }
}

/// What the system said, in words that stay the same everywhere.
fn plainly(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "a directory".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn judged(path: &Path, mode: u32) -> Result<(), String> {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        Guarded::open(path).and_then(|file| file.judge(path))
    }

    #[test]
    fn what_others_can_read_is_refused_with_its_mode() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("county.token");
        fs::write(&path, "hush").unwrap();
        for mode in [0o600, 0o400, 0o700] {
            assert_eq!(judged(&path, mode), Ok(()), "{mode:o}");
        }
        for mode in [0o604, 0o602, 0o601, 0o640, 0o620, 0o610, 0o644, 0o777] {
            let why = judged(&path, mode).unwrap_err();
            let advice = format!("others can read it (mode {mode:04o}), so it is no secret: chmod 600 {}", path.display());
            assert_eq!(why, advice);
        }
    }

    #[test]
    fn a_link_is_as_safe_as_what_it_leads_to() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&path, "hush").unwrap();
        symlink(&path, &link).unwrap();
        assert!(judged(&link, 0o644).is_err());
        assert_eq!(judged(&link, 0o600), Ok(()));
    }

    #[test]
    fn what_is_no_plain_file_is_not_even_opened() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        for (path, why) in
            [(pipe.as_path(), "not a plain file"), (Path::new("/dev/zero"), "not a plain file"), (folder.path(), "a directory")]
        {
            assert_eq!(Guarded::open(path).err().as_deref(), Some(why));
        }
    }
}
