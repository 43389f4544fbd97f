//! How well receivers can be told.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::duty::{Channel, Clean};

/// How one channel of a receiver works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Which receiver.
    pub receiver: Clean,
    /// Which channel.
    pub channel: Channel,
    /// Since when it has been failing and what was said last; none while it works.
    pub trouble: Option<(Timestamp, Clean)>,
    /// How many alarms it should have been told about by now.
    pub waiting: usize,
}

/// The channels that fail.
#[derive(Clone, Debug, Default)]
pub(super) struct Troubles(BTreeMap<(Clean, Channel), (Timestamp, Clean)>);

impl Troubles {
    /// Notes a failure; trouble counts from its beginning.
    pub(super) fn begin(&mut self, name: Clean, channel: Channel, reason: Clean, now: Timestamp) {
        let trouble = self.0.entry((name, channel)).or_insert_with(|| (now, reason.clone()));
        trouble.1 = reason;
    }

    /// Notes that everything arrives again.
    pub(super) fn end(&mut self, name: &Clean, channel: Channel) {
        self.0.remove(&(name.clone(), channel));
    }

    pub(super) fn of(&self, name: &Clean, channel: Channel) -> Option<(Timestamp, Clean)> {
        self.0.get(&(name.clone(), channel)).cloned()
    }
}
