//! How a figure came to be what it is, where several feeds or other figures have a part in it.

use jiff::Timestamp;

use crate::duty::Gap;

/// How a figure came to be what it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Origin {
    /// Whether its newest reading was computed here.
    pub(super) computed: bool,
    /// Why what is computed has no value, if it has none.
    pub(super) missing: Option<Gap>,
    /// Whether it comes from elsewhere than the last that was known: what differs is no event.
    pub(super) switched: bool,
    /// Up to when its course has come.
    pub(super) reached: Option<Timestamp>,
    /// Which readings of its inputs it was computed from, and which of them were known.
    pub(super) seen: Vec<(u64, bool)>,
    /// How many readings it has taken.
    pub(super) taken: u64,
}
