//! What a screen asks of the journal, and what it finds.

use jiff::Timestamp;

use super::{Course, Entry, EntryFilter, Id, Moment, Windows};

/// A question to the journal.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// The course of an indicator over `[from, to)`.
    Course {
        /// Which.
        indicator: Id,
        /// Where it begins.
        from: Timestamp,
        /// Where it ends: now, at the latest.
        to: Timestamp,
        /// In how many parts.
        columns: usize,
        /// What the count accumulates over; none for a level.
        windows: Windows,
    },
    /// What the dashboard knew at a moment.
    Moment {
        /// When.
        at: Timestamp,
    },
    /// Entries, the newest first.
    Entries {
        /// Only those with a lower number; all, if none.
        before: Option<i64>,
        /// What they must say.
        filter: EntryFilter,
        /// How many at the most.
        limit: usize,
    },
}

/// The kinds of questions: one of each waits at the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// For a course.
    Course,
    /// For a moment.
    Moment,
    /// For entries.
    Entries,
}

impl Query {
    /// Its kind.
    #[must_use]
    pub fn asked(&self) -> Asked {
        match self {
            Self::Course { .. } => Asked::Course,
            Self::Moment { .. } => Asked::Moment,
            Self::Entries { .. } => Asked::Entries,
        }
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// A course.
    Course(Course),
    /// A moment.
    Moment(Box<Moment>),
    /// Entries.
    Entries(EntriesFound),
}

/// Entries that were found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EntriesFound {
    /// Before which number they were asked for.
    pub before: Option<i64>,
    /// What they must say: an answer to another filter is no answer.
    pub filter: EntryFilter,
    /// Each with its number, the newest first.
    pub entries: Vec<(i64, Entry)>,
    /// The number of the last entry that was looked at: `before` of the next question. None at the beginning of the journal.
    pub searched_to: Option<i64>,
}
