//! Looking back: the dashboard as it was at an earlier moment, while everything goes on behind it.

use jiff::Timestamp;

use crate::duty::Room;

/// A moment that is looked back to.
#[derive(Clone, Debug)]
pub struct LookedBack {
    /// When.
    pub at: Timestamp,
    /// The room as it was then, once the journal has been read.
    pub room: Option<Box<Room>>,
}
