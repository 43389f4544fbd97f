//! How an indicator is, in one word.

use super::Level;

/// An indicator, or several, in one word; ordered from best to worst (DESIGN.md §6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Nothing is wrong.
    Normal,
    /// A warning rule holds.
    Warning,
    /// Not known, which is worse than a warning.
    Unknown,
    /// A critical rule holds.
    Critical,
}

impl State {
    /// Its name for other programs.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Warning => "warning",
            Self::Unknown => "unknown",
            Self::Critical => "critical",
        }
    }
}

impl From<Level> for State {
    fn from(level: Level) -> Self {
        match level {
            Level::Warning => Self::Warning,
            Level::Critical => Self::Critical,
        }
    }
}
