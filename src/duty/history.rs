//! What a new journal is to begin with: the demonstration county's past.

use std::fmt::Debug;

use super::{Proposal, StoredReading};

/// The past of a journal that is new and in memory only. It is asked for on the journal's own thread.
pub trait History: Debug + Send + Sync {
    /// What a duty room needs to go on, committed before it is read: entries, the phases of rules and the readings of a week.
    fn recent(&self) -> Proposal;

    /// Older readings, part by part: they are committed while the dashboard runs already, the newest part first.
    fn older(&self) -> Box<dyn Iterator<Item = Vec<StoredReading>> + Send + '_>;
}
