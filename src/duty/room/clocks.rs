//! Reporting clocks on duty: started by new events, late when a step is.

use jiff::Timestamp;

use crate::duty::{Body, Cause, Clean, Clearance, Clock, ClockChange, ClockRecord, Id, Level, Subject};

use super::Room;
use super::alarms::Finding;

/// How many clocks run before new events join the newest clock of their indicator, if that is still in time.
const MANY_CLOCKS: usize = 200;
/// How many clocks there are at most; only beyond are new events not counted down.
const MOST_CLOCKS: usize = 1000;

impl Room {
    /// The reporting clocks, the oldest first.
    #[must_use]
    pub fn clocks(&self) -> &[Clock] {
        &self.clocks
    }

    /// Starts the clock of new events.
    pub(super) fn start_clock(&mut self, profile: &Clean, indicator: Id, events: f64, as_of: Timestamp, now: Timestamp) {
        self.clocks.retain(|clock| !clock.is_over());
        let (many, most) = (self.clocks.len() >= MANY_CLOCKS, self.clocks.len() >= MOST_CLOCKS);
        let in_time = |clock: &&mut Clock| clock.proposed.next().is_some_and(|(_, step)| !step.is_late(now));
        let newest = self.clocks.iter_mut().rev().find(|clock| clock.proposed.indicator == indicator);
        if let Some(newest) = newest.filter(in_time).filter(|_| many) {
            newest.proposed.events += events;
            let record = Box::new(newest.proposed.clone());
            self.write(now, Body::Clock { event: ClockChange::Started, record, by: None });
            return;
        }
        let Some(profile) = self.profiles.iter().find(|known| known.name == *profile).filter(|_| !most) else { return };
        let record = ClockRecord::start(self.next_number, profile, indicator, events, as_of, now);
        self.next_number += 1;
        self.clocks.push(Clock::new(record.clone()));
        self.write(now, Body::Clock { event: ClockChange::Started, record: Box::new(record), by: None });
    }

    /// Raises the alarm of every step that is late, and ends that of every step that has been reported since.
    pub(super) fn note_late_steps(&mut self, now: Timestamp) {
        let changes: Vec<(Subject, bool)> = self
            .clocks
            .iter()
            .flat_map(|clock| {
                clock.proposed.steps.iter().zip(&clock.late).enumerate().filter_map(|(n, (step, desk))| {
                    let late = step.reported.is_none() && step.is_late(now);
                    (late != desk.proposed().alarm.active.is_some()).then_some((Subject::Step(clock.number(), n), late))
                })
            })
            .collect();
        for (subject, late) in changes {
            let finding =
                late.then_some(Finding { at: now, level: Level::Critical, cause: Cause::Late, measure: None, value: None });
            self.follow(&subject, finding, Clearance::Returned, now);
        }
    }
}
