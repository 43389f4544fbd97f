//! Free text of the duty officer.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Clean;

/// What an officer wrote: cleaned like all text, and longer than names are. No personal data belongs in it.
///
/// ```
/// use zhiban::duty::Note;
/// assert!(Note::new("  \n ").is_none());
/// assert_eq!(Note::new(" 已电话催办 ").unwrap().as_str(), "已电话催办");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Note(Clean);

impl Note {
    /// The longest note, in characters.
    pub const MAX_CHARS: usize = 500;

    /// A note; none where nothing was written.
    #[must_use]
    pub fn new(raw: &str) -> Option<Self> {
        let note = Self::from(raw.trim().to_owned());
        (!note.as_str().is_empty()).then_some(note)
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl From<String> for Note {
    fn from(raw: String) -> Self {
        Self(Clean::at_most(&raw, Self::MAX_CHARS))
    }
}

impl From<Note> for String {
    fn from(note: Note) -> Self {
        note.0.into()
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
