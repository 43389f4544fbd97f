//! What a user has chosen while the dashboard ran, kept for the next start.
//!
//! The file is the program's own: one that it cannot read is of no use to it, and is replaced at the next choice.

use std::env;
use std::fs::{self, DirBuilder, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::duty::Language;

use super::Look;
use super::file::LanguageKey;

/// How long a file is read at most, in bytes.
const LONGEST: u64 = 65_536;

/// How long the name of a sort order may be, in bytes.
const LONGEST_ORDER: usize = 64;

/// What a user has chosen; what is absent was never chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// The language of the screen.
    pub language: Option<Language>,
    /// What the colours are made for.
    pub look: Option<Look>,
    /// By what the table of territories is sorted, by name: ASCII without spaces, at most 64 characters.
    pub order: Option<String>,
}

/// The file as it is written.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<LanguageKey>,
    #[serde(skip_serializing_if = "Option::is_none")]
    theme: Option<Look>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sort: Option<String>,
}

/// Why choices are not remembered.
#[derive(Debug, thiserror::Error)]
pub enum ChoicesError {
    /// The system said no.
    #[error("{}: {error}", path.display())]
    System {
        /// Which file.
        path: PathBuf,
        /// What it said.
        error: io::Error,
    },
    /// The file holds something else.
    #[error("{} does not hold remembered choices ({reason}); the next choice replaces it", path.display())]
    Foreign {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl Choices {
    /// Where they are kept: `$XDG_STATE_HOME/zhiban/choices.toml`, by default under `~/.local/state`.
    #[must_use]
    pub fn default_path() -> Option<PathBuf> {
        let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let folder = set("XDG_STATE_HOME").or_else(|| set("HOME").map(|home| home.join(".local/state")))?;
        Some(folder.join("zhiban").join("choices.toml"))
    }

    /// Reads them; none where there is no file.
    ///
    /// # Errors
    /// When the file cannot be read, or is damaged or somebody else's.
    pub fn read(path: &Path) -> Result<Self, ChoicesError> {
        let system = |error| ChoicesError::System { path: path.to_owned(), error };
        let foreign = |reason: &str| ChoicesError::Foreign { path: path.to_owned(), reason: reason.to_owned() };
        match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(system(error)),
            // Opening a pipe would wait for a writer.
            Ok(about) if !about.is_file() => return Err(foreign("it is not a file")),
            Ok(about) if about.len() > LONGEST => return Err(foreign("it is too long")),
            Ok(_) => {}
        }
        let mut bytes = Vec::new();
        File::open(path).and_then(|file| file.take(LONGEST).read_to_end(&mut bytes)).map_err(system)?;
        let text = String::from_utf8(bytes).map_err(|_| foreign("it is not UTF-8 text"))?;
        let written: Written = toml::from_str(&text).map_err(|error| foreign(error.message()))?;
        let is_order = |order: &String| order.len() <= LONGEST_ORDER && order.chars().all(|c| c.is_ascii_graphic());
        if !written.sort.iter().all(is_order) {
            return Err(foreign("`sort` is not a sort order"));
        }
        Ok(Self { language: written.language.map(LanguageKey::language), look: written.theme, order: written.sort })
    }

    /// Writes them in place of the file, whole or not at all, for their owner alone.
    ///
    /// # Errors
    /// When the system says no; the file is then as it was.
    pub fn write(&self, path: &Path) -> Result<(), ChoicesError> {
        self.replace(path).map_err(|error| ChoicesError::System { path: path.to_owned(), error })
    }

    fn replace(&self, path: &Path) -> io::Result<()> {
        let language = self.language.map(LanguageKey::of);
        let written = Written { language, theme: self.look, sort: self.order.clone() };
        let text = toml::to_string(&written).map_err(io::Error::other)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        // The name is of its own and the mode 0600.
        let mut file = tempfile::Builder::new().prefix(".choices-").tempfile_in(folder)?;
        file.write_all(b"# What was chosen on the screen of zhiban; delete this file to forget it.\n")?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn choices() -> Choices {
        Choices { language: Some(Language::En), look: Some(Look::ColourBlind), order: Some("traffic.deaths".to_owned()) }
    }

    #[test]
    fn what_is_written_is_read_and_nobody_else_reads_it() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a/b/choices.toml");
        assert_eq!(Choices::read(&path).unwrap(), Choices::default());
        for choices in [choices(), Choices::default()] {
            choices.write(&path).unwrap();
            assert_eq!(Choices::read(&path).unwrap(), choices);
        }
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn what_is_damaged_or_foreign_is_not_believed_and_is_replaced() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("choices.toml");
        let long = "#".repeat(70_000);
        let damaged: [&[u8]; 6] = [
            b"language = \"en",
            b"language = \"fr\"",
            b"\xff\xfe",
            b"[server]\nport = 1\n",
            b"sort = \"\\u001b[2J\"",
            long.as_bytes(),
        ];
        for bytes in damaged {
            fs::write(&path, bytes).unwrap();
            let error = Choices::read(&path).unwrap_err();
            assert!(matches!(error, ChoicesError::Foreign { .. }), "{error}");
            choices().write(&path).unwrap();
            assert_eq!(Choices::read(&path).unwrap(), choices());
        }
        assert!(matches!(Choices::read(home.path()), Err(ChoicesError::Foreign { .. })));
    }

    #[test]
    fn where_nothing_can_be_written_the_old_one_stays() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("choices.toml");
        fs::write(&path, "language = \"en\"\n").unwrap();
        assert!(choices().write(&path.join("below")).is_err());
        assert_eq!(Choices::read(&path).unwrap().language, Some(Language::En));
    }
}
