//! What somebody at the screen is told of a configuration that was edited while the dashboard runs.

use super::Clean;

/// What became of an edited configuration, where that is not what whoever edited it expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigNotice {
    /// It has problems, and the one before stays in force.
    Refused {
        /// Line and column of the first problem, counted from 1; none where the file as a whole is the problem.
        at: Option<(usize, usize)>,
        /// The first problem.
        problem: Clean,
        /// How many more there are.
        more: usize,
    },
    /// It names no feed, and the one before stays in force.
    NoFeed,
    /// It is in force, but for what needs a restart.
    NeedsRestart {
        /// The journal's place, or how long that keeps readings.
        journal: bool,
        /// Whether the mouse is listened to.
        mouse: bool,
    },
    /// Edits are not heard of at once, and why: its file is looked at now and then.
    NotWatched(Clean),
}
