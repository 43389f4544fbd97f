//! What has been read of the journal.

use crate::duty::Entry;

/// What has been read of the journal, and where in it somebody is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pages {
    /// Entries with their numbers, the newest first.
    pub entries: Vec<(i64, Entry)>,
    /// Which of them is under the cursor.
    pub cursor: usize,
    /// What they must say.
    pub filter: String,
    /// Whether more is being read.
    pub is_reading: bool,
    /// Whether the journal could not be read when it was asked last.
    pub is_lost: bool,
    /// Whether there is nothing older.
    pub is_whole: bool,
}
