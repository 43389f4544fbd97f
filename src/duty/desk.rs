//! One alarm on duty: what is shown of it, and what has been proposed to the journal.

use jiff::Timestamp;

use super::{AlarmEvent, Effect, Record};

/// An alarm, twice: as it is once all that was proposed is recorded, and as it is shown, which is what the journal holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Desk {
    proposed: Record,
    shown: Record,
    unrecorded: bool,
    /// Whether it was flapping before its last judgement: a flapping alarm is annunciated once.
    muted: bool,
}

impl Desk {
    /// A desk that goes on where the journal ends.
    #[must_use]
    pub fn restored(record: Record) -> Self {
        Self { proposed: record.clone(), shown: record, ..Self::default() }
    }

    /// What is shown.
    #[must_use]
    pub fn shown(&self) -> &Record {
        &self.shown
    }

    /// What will be shown once all is recorded.
    #[must_use]
    pub fn proposed(&self) -> &Record {
        &self.proposed
    }

    /// Whether something is on its way to the journal.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.shown != self.proposed
    }

    /// Whether what is shown is not in the journal.
    #[must_use]
    pub fn is_unrecorded(&self) -> bool {
        self.unrecorded
    }

    /// Whether it is not to be annunciated again: it comes and goes, and has been.
    pub(super) fn is_muted(&self) -> bool {
        self.muted
    }

    /// Shows a record, once it is in the journal or cannot be put there. Of one that is shown already, only that changes.
    pub fn show(&mut self, record: &Record, recorded: bool) {
        if recorded && self.unrecorded && self.shown != *record {
            // An older one has reached the journal after all; the newest is on its way.
            return;
        }
        self.shown = record.clone();
        self.unrecorded = !recorded;
    }

    /// Takes an event under a new number and with changes to the record; gives its effect. What is refused or changes nothing
    /// leaves the desk as it was.
    pub(super) fn take(&mut self, event: AlarmEvent, number: u64, change: impl FnOnce(&mut Record)) -> Effect {
        let (alarm, effect) = self.proposed.alarm.step(event);
        if matches!(effect, Effect::Record | Effect::Annunciate) {
            self.proposed.alarm = alarm;
            self.proposed.number = number;
            change(&mut self.proposed);
        }
        effect
    }

    /// Changes the record without an event.
    pub(super) fn amend(&mut self, change: impl FnOnce(&mut Record)) {
        change(&mut self.proposed);
    }

    /// Notes a judgement, and whether the data are known, of an alarm that nothing is to be seen of: the feed's own alarm speaks
    /// for it, so that nothing is recorded here.
    pub(super) fn note_quality(&mut self, good: bool) {
        self.proposed.alarm.good = good;
        if !self.is_pending_beyond_quality() {
            self.shown.alarm.good = good;
        }
    }

    fn is_pending_beyond_quality(&self) -> bool {
        let mut shown = self.shown.clone();
        shown.alarm.good = self.proposed.alarm.good;
        shown != self.proposed
    }

    /// Notes a judgement of the condition, which shows whether it comes and goes.
    pub(super) fn judge(&mut self, active: bool) {
        self.muted = self.proposed.flapping.is_flapping();
        self.proposed.flapping.judge(active);
        self.shown.flapping = self.proposed.flapping;
    }

    /// When the time on the shelf ends, if it does.
    #[must_use]
    pub fn shelf_ends(&self) -> Option<Timestamp> {
        self.proposed.alarm.shelf?;
        self.proposed.suppression.as_ref()?.until
    }
}
