//! How the journal is, as the screen says it.

use jiff::Timestamp;

use super::Clean;

/// Whether what happens is recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum JournalState {
    /// It is being opened and read.
    #[default]
    Opening,
    /// Everything that is shown is in it.
    Recording,
    /// It is only read: another seat writes it, if anybody does.
    OnlyRead,
    /// It is only to be read, and cannot be: what other seats did is not on this screen.
    Unreadable(NotRecorded),
    /// What is shown is not recorded, and since when.
    NotRecording {
        /// Since when.
        since: Timestamp,
        /// Why.
        reason: NotRecorded,
    },
}

/// Why nothing is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotRecorded {
    /// Another zhiban writes to the journal.
    Locked,
    /// A newer version of zhiban wrote it.
    Newer,
    /// The file or its folder cannot be written.
    ReadOnly,
    /// The disk is full.
    Full,
    /// The disk does not answer.
    Slow,
    /// Anything else; what the system said.
    Failed(Clean),
}
