//! One alarm on duty: what is shown of it, and what has been proposed to the journal.

use jiff::Timestamp;

use super::{AlarmEvent, Annunciation, Effect, Level, Record};

/// An alarm, twice: as it is once all that was proposed is recorded, and as it is shown, which is what the journal holds.
///
/// Of hundreds of thousands nearly all are at rest: one that is holds no record of its own, so that a poll passes it without reading one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Desk {
    /// What is proposed, where that is not [at rest](Record::AT_REST).
    proposed: Option<Box<Record>>,
    /// What is shown, where that is another.
    shown: Option<Box<Record>>,
    unrecorded: bool,
    /// Whether it was flapping before its last judgement: a flapping alarm is annunciated once.
    muted: bool,
    /// The worst level that was annunciated since it began to.
    loudest: Option<Level>,
}

/// What a desk without a record of its own proposes.
static AT_REST: Record = Record::AT_REST;

impl Desk {
    /// A desk that goes on where the journal ends.
    #[must_use]
    pub fn restored(record: Record) -> Self {
        let mut desk = Self::default();
        desk.change(|proposed| *proposed = record);
        desk
    }

    /// Whether nothing is shown or proposed.
    pub(super) fn is_at_rest(&self) -> bool {
        self.proposed.is_none() && self.shown.is_none()
    }

    /// What is shown.
    #[must_use]
    pub fn shown(&self) -> &Record {
        self.shown.as_deref().unwrap_or_else(|| self.proposed())
    }

    /// What will be shown once all is recorded.
    #[must_use]
    pub fn proposed(&self) -> &Record {
        self.proposed.as_deref().unwrap_or(&AT_REST)
    }

    /// Changes what is proposed.
    fn change(&mut self, change: impl FnOnce(&mut Record)) {
        change(self.proposed.get_or_insert_default());
        self.proposed.take_if(|record| **record == AT_REST);
    }

    /// Whether it is to be acknowledged, and not put aside.
    #[must_use]
    pub fn calls(&self) -> bool {
        let alarm = &self.shown().alarm;
        alarm.is_unacknowledged() && !alarm.is_suppressed()
    }

    /// Whether something is on its way to the journal.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.shown.is_some()
    }

    /// Whether what is shown is not in the journal.
    #[must_use]
    pub fn is_unrecorded(&self) -> bool {
        self.unrecorded
    }

    /// Whether a raise at this level is not to be annunciated: it comes and goes, and has been heard at least as loud.
    pub(super) fn mutes(&self, level: Option<Level>) -> bool {
        self.muted && level <= self.loudest
    }

    /// Notes that it is annunciated at a level.
    pub(super) fn note_annunciated(&mut self, level: Option<Level>) {
        self.loudest = self.loudest.max(level);
    }

    /// Shows a record, once it is in the journal or cannot be put there. Of one that is shown already, only that changes.
    pub fn show(&mut self, record: &Record, recorded: bool) {
        let mut record = record.clone();
        // What follows every poll without an entry of its own is as it is now.
        let proposed = self.proposed();
        record.flapping = proposed.flapping;
        if record.is_plain() && proposed.is_plain() {
            record.alarm.good = proposed.alarm.good;
        }
        if recorded && self.unrecorded && *self.shown() != record {
            // An older one has reached the journal after all; the newest is on its way.
            return;
        }
        self.shown = Some(Box::new(record));
        self.unrecorded = !recorded;
        self.agree();
    }

    /// Takes an event under a new number and with changes to the record; gives its effect. What is refused or changes nothing
    /// leaves the desk as it was.
    pub(super) fn take(&mut self, event: AlarmEvent, number: u64, change: impl FnOnce(&mut Record)) -> Effect {
        let (alarm, effect) = self.proposed().alarm.step(event);
        if matches!(effect, Effect::Record | Effect::Annunciate) {
            self.amend(|record| {
                (record.alarm, record.number) = (alarm, number);
                change(record);
                let Record { alarm, acknowledgement, suppression, .. } = record;
                // Nobody's name stands beside what nobody has taken on, and no reason beside what is not put aside.
                acknowledgement.take_if(|_| alarm.annunciation == Annunciation::Unacknowledged);
                suppression.take_if(|_| alarm.shelf.is_none() && !alarm.out_of_service);
            });
        }
        effect
    }

    /// Changes the record without an event.
    pub(super) fn amend(&mut self, change: impl FnOnce(&mut Record)) {
        if self.shown.is_none() {
            self.shown = Some(Box::new(self.proposed().clone()));
        }
        self.change(change);
        self.agree();
    }

    /// Holds one record where both are alike, as they mostly are.
    fn agree(&mut self) {
        let proposed = self.proposed.as_deref().unwrap_or(&AT_REST);
        self.shown.take_if(|shown| **shown == *proposed);
    }

    /// Notes a judgement, and whether the data are known, of an alarm that nothing is to be seen of: the feed's own alarm speaks
    /// for it, so that nothing is recorded here.
    pub(super) fn note_quality(&mut self, good: bool) {
        self.change(|record| record.alarm.good = good);
        if let Some(shown) = self.shown.as_mut().filter(|shown| shown.is_plain()) {
            shown.alarm.good = good;
        }
        self.agree();
    }

    /// Notes a judgement of the condition, which shows whether it comes and goes. Gives whether it has just stopped doing so.
    pub(super) fn judge(&mut self, active: bool) -> bool {
        // The usual case: it has been at rest for long, and is.
        if !active && !self.muted && self.loudest.is_none() && self.proposed().flapping.is_calm() {
            return false;
        }
        self.muted = self.proposed().flapping.is_flapping();
        self.change(|record| record.flapping.judge(active));
        let flapping = self.proposed().flapping;
        if let Some(shown) = &mut self.shown {
            shown.flapping = flapping;
        }
        let is_flapping = flapping.is_flapping();
        if !is_flapping && !self.muted {
            self.loudest = None;
        }
        self.muted && !is_flapping
    }

    /// Whether it was flapping before its last judgement.
    pub(super) fn is_muted(&self) -> bool {
        self.muted
    }

    /// When the time on the shelf ends, if it does.
    #[must_use]
    pub fn shelf_ends(&self) -> Option<Timestamp> {
        let proposed = self.proposed();
        proposed.alarm.shelf?;
        proposed.suppression.as_ref()?.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_at_rest_again_holds_no_record() {
        let mut desk = Desk::default();
        desk.note_quality(false);
        assert!(!desk.proposed().alarm.good && !desk.shown().alarm.good);
        desk.note_quality(true);
        assert_eq!(desk, Desk::default());
        assert_eq!(Desk::restored(Record::AT_REST), Desk::default());
        desk.judge(true);
        assert_ne!(desk, Desk::default(), "it counts towards coming and going");
        (0..21).for_each(|_| assert!(!desk.judge(false)));
        assert_eq!(desk, Desk::default());
    }
}
