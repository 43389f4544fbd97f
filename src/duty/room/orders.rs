//! What officers order, as proposed entries.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::duty::{
    Acknowledgement, Action, AlarmEvent, Body, Clean, Clock, ClockChange, Desk, DutyChange, Effect, Log, LogLine, Order, Post,
    Record, Refused, Shelf, Subject, Suppression, Track,
};

use super::Room;

/// The longest that an alarm may be put aside (DESIGN.md §8).
pub(super) const LONGEST_SHELF: SignedDuration = SignedDuration::from_hours(8);

impl Room {
    /// Who is on duty.
    #[must_use]
    pub fn post(&self) -> &Post {
        &self.post
    }

    /// What happened in this shift and the one before.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Proposes what an officer orders.
    ///
    /// # Errors
    /// With the reason why nothing was changed.
    pub fn order(&mut self, order: Order, now: Timestamp) -> Result<(), Refused> {
        let body = match order {
            Order::Alarm { subject, number, action } => return self.act(&subject, number, action, now),
            Order::Report { clock, step } => return self.report(clock, step, now),
            Order::Note(text) => Body::Note { by: self.post.officer.clone(), text },
            Order::SignOn { officer, lead } => Body::Duty(DutyChange::SignedOn { officer, lead }),
            Order::SignOff => Body::Duty(DutyChange::SignedOff { officer: self.officer()? }),
            Order::HandOver => {
                Body::Duty(DutyChange::HandedOver { officer: self.officer()?, shift: self.shift_to_hand_over(now) })
            }
            Order::TakeOver { .. } if self.post.handover.is_none() => return Err(Refused::NothingToAccept),
            Order::TakeOver { officer, lead } => Body::Duty(DutyChange::TookOver { officer, lead }),
            Order::NilReturn(day) if !self.is_nil(day) => return Err(Refused::NotNil),
            Order::NilReturn(_) if self.is_blind() => return Err(Refused::NotKnown),
            Order::NilReturn(day) => Body::Duty(DutyChange::NilReturn { day, officer: self.officer()? }),
        };
        self.write(now, body);
        Ok(())
    }

    /// The beginning of the shift that a handover at `now` is about: the one that is on, or the one that ended within the last
    /// half hour, which is when officers meet.
    #[must_use]
    pub fn shift_to_hand_over(&self, now: Timestamp) -> Timestamp {
        let just_began = now.duration_since(self.shift.start) < SignedDuration::from_mins(30);
        if just_began { self.roster.before(self.shift, &self.zone).start } else { self.shift.start }
    }

    /// Whether a day, as far as the log reaches, had nothing to report: no new event on any indicator with a clock.
    #[must_use]
    pub fn is_nil(&self, day: Date) -> bool {
        let on_day = |at: Timestamp| at.to_zoned_datetime(self.zone.clone()).date() == day;
        let started = |line: &LogLine| matches!(line.entry.body, Body::Clock { event: ClockChange::Started, .. });
        let in_log = self.log.lines().any(|line| on_day(line.entry.at) && started(line));
        !in_log && !self.clocks.iter().filter_map(Clock::shown).any(|clock| on_day(clock.started))
    }

    /// Whether an indicator whose new events are reported upward is not known: its silence is no nil return.
    fn is_blind(&self) -> bool {
        let reported = |track: &&Track| track.indicator.clock.is_some() && track.is_connected();
        self.tracks.iter().filter(reported).any(|track| track.gap().is_some())
    }

    fn officer(&self) -> Result<Clean, Refused> {
        self.post.officer.clone().ok_or(Refused::NobodyOnDuty)
    }

    fn report(&mut self, number: u64, step: usize, now: Timestamp) -> Result<(), Refused> {
        let by = self.post.officer.clone();
        let clock = self.clocks.iter_mut().find(|clock| clock.number() == number).ok_or(Refused::Gone)?;
        let target = clock.proposed.steps.get_mut(step).ok_or(Refused::Gone)?;
        if target.reported.is_some() {
            return Err(Refused::NotNow);
        }
        target.reported = Some((now, by.clone()));
        let record = Box::new(clock.proposed.clone());
        self.write(now, Body::Clock { event: ClockChange::Reported(step), record, by });
        self.note_late_steps(now);
        Ok(())
    }

    fn act(&mut self, subject: &Subject, number: u64, action: Action, now: Timestamp) -> Result<(), Refused> {
        let desk = self.alarm(subject).ok_or(Refused::Gone)?;
        let changed = desk.proposed().number != number;
        let measure = self.measure_of(subject, now);
        let by = self.post.officer.clone();
        let suppression = |until, reason| Some(Suppression { at: now, by: by.clone(), until, reason });
        if changed && matches!(action, Action::Unacknowledge | Action::Shelve { .. } | Action::TakeOutOfService { .. }) {
            return Err(Refused::Changed);
        }
        let (event, set_aside, note) = match action {
            Action::Acknowledge(note) => (if changed { AlarmEvent::AcknowledgeOld } else { AlarmEvent::Acknowledge }, None, note),
            Action::Unacknowledge => (AlarmEvent::Unacknowledge, None, None),
            Action::Shelve { until, reason } => {
                if until.is_some_and(|until| until <= now || until.duration_since(now) > LONGEST_SHELF) {
                    return Err(Refused::ShelfTooLong);
                }
                let how = if until.is_some() { Shelf::Timed } else { Shelf::Once };
                // One that waits for its return to normal waits no longer than any other.
                let latest = now.checked_add(LONGEST_SHELF).ok();
                (AlarmEvent::Shelve(how), suppression(until.or(latest), reason), None)
            }
            Action::Unshelve => (AlarmEvent::Unshelve, None, None),
            Action::TakeOutOfService { reason } => (AlarmEvent::TakeOutOfService, suppression(None, reason), None),
            Action::ReturnToService => (AlarmEvent::ReturnToService, None, None),
        };
        let effect = self.happen(subject, event, now, |record: &mut Record| match event {
            AlarmEvent::Acknowledge => record.acknowledgement = Some(Acknowledgement { at: now, by, measure, note }),
            AlarmEvent::Shelve(_) | AlarmEvent::TakeOutOfService => record.suppression = set_aside,
            _ => {}
        });
        match effect {
            Effect::Record | Effect::Annunciate => Ok(()),
            _ if changed => Err(Refused::Changed),
            _ => Err(Refused::NotNow),
        }
    }

    /// The measure of an alarm's rule now.
    fn measure_of(&self, subject: &Subject, now: Timestamp) -> Option<f64> {
        let Subject::Indicator(id) = subject else { return None };
        let track = self.track(id.as_str())?;
        let occurrence = track.desk.proposed().occurrence.as_ref()?;
        let (_, comparison) = occurrence.cause.rule()?;
        self.measure(track, &comparison.measure, now)
    }

    /// How many alarms wait to be acknowledged.
    #[must_use]
    pub fn unacknowledged(&self) -> usize {
        self.alarms_where(Desk::calls).count()
    }
}
