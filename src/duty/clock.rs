//! Reporting clocks: the deadlines for reporting a new incident upward.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Clean, Desk, Id, Span, Text};

/// The steps of a kind of report and how long each may take. Places differ, so profiles are configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its name in the configuration.
    pub name: Clean,
    /// Its steps: what, and within what time of the event becoming known.
    pub steps: Vec<(Text, Span)>,
}

/// A running clock, or one whose steps are all reported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClockRecord {
    /// Its number.
    pub number: u64,
    /// Its profile's name.
    pub profile: Clean,
    /// The indicator that counted the event.
    pub indicator: Id,
    /// When the event became known here, from where the steps count.
    pub started: Timestamp,
    /// When the figures that counted it were true.
    pub as_of: Timestamp,
    /// How many events there were.
    pub events: f64,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// One step of a running clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// What is to be reported.
    pub name: Text,
    /// By when.
    pub due: Timestamp,
    /// When it was, and by whom if anybody had signed on.
    pub reported: Option<(Timestamp, Option<Clean>)>,
}

impl ClockRecord {
    /// A clock that starts at `now`.
    #[must_use]
    pub fn start(number: u64, profile: &Profile, indicator: Id, events: f64, as_of: Timestamp, now: Timestamp) -> Self {
        let step = |(name, within): &(Text, Span)| Step {
            name: name.clone(),
            due: now.checked_add(within.signed()).unwrap_or(Timestamp::MAX),
            reported: None,
        };
        let steps = profile.steps.iter().map(step).collect();
        Self { number, profile: profile.name.clone(), indicator, started: now, as_of, events, steps }
    }

    /// Whether a step is still to be reported.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.steps.iter().any(|step| step.reported.is_none())
    }

    /// The step to report next, and which it is.
    #[must_use]
    pub fn next(&self) -> Option<(usize, &Step)> {
        self.steps.iter().enumerate().find(|(_, step)| step.reported.is_none())
    }
}

impl Step {
    /// Whether it was reported late, or is late at `now`.
    #[must_use]
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.reported.as_ref().map_or(now, |(at, _)| *at) > self.due
    }
}

/// A clock on duty: as it is once all that was proposed is recorded, as it is shown, and an alarm for each step that is late.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    pub(super) proposed: ClockRecord,
    shown: Option<ClockRecord>,
    unrecorded: bool,
    pub(super) late: Vec<Desk>,
}

impl Clock {
    pub(super) fn new(record: ClockRecord) -> Self {
        let late = vec![Desk::default(); record.steps.len()];
        Self { proposed: record, shown: None, unrecorded: false, late }
    }

    /// A clock that goes on where the journal ends.
    pub(super) fn restored(record: &ClockRecord) -> Self {
        let mut clock = Self::new(record.clone());
        clock.show(record, true);
        clock
    }

    /// Its number.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.proposed.number
    }

    /// What is shown of it; nothing before its start is recorded.
    #[must_use]
    pub fn shown(&self) -> Option<&ClockRecord> {
        self.shown.as_ref()
    }

    /// Whether something is on its way to the journal.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.shown.as_ref() != Some(&self.proposed)
    }

    /// Whether what is shown is not in the journal.
    #[must_use]
    pub fn is_unrecorded(&self) -> bool {
        self.unrecorded
    }

    /// Shows a record, once it is in the journal or cannot be put there.
    pub(super) fn show(&mut self, record: &ClockRecord, recorded: bool) {
        if recorded && self.unrecorded && self.shown.as_ref() != Some(record) {
            return;
        }
        self.shown = Some(record.clone());
        self.unrecorded = !recorded;
    }

    /// Whether there is nothing left to do or to see: every step reported, and every late one acknowledged.
    pub(super) fn is_over(&self) -> bool {
        !self.proposed.is_running() && !self.is_pending() && self.late.iter().all(|desk| desk.shown().is_plain())
    }
}
