//! What the periods in force change: rules, and alarms that are suppressed by design.

use std::sync::Arc;

use jiff::Timestamp;

use crate::duty::{AlarmEvent, Id, Subject};

use super::Room;

impl Room {
    /// Puts a period's rules in place of an indicator's own while it is in force; the last named wins.
    pub(super) fn choose_rules(&mut self, now: Timestamp) {
        let in_force = self.in_force_at(now);
        if in_force != self.in_force {
            self.put_rules(in_force);
        }
    }

    /// Which periods are in force at `now`.
    pub(super) fn in_force_at(&self, now: Timestamp) -> Vec<usize> {
        let today = now.to_zoned_datetime(self.zone.clone()).date();
        self.periods.iter().enumerate().filter(|(_, p)| p.day(today).is_some()).map(|(n, _)| n).collect()
    }

    /// Watches the rules of these periods, and an indicator's own where they name none.
    pub(super) fn put_rules(&mut self, in_force: Vec<usize>) {
        for track in self.tracks.iter_mut() {
            let id = track.indicator.id.clone();
            let of_period = in_force.iter().rev().find_map(|n| self.periods.get(*n)?.rules.get(&id));
            let rules = Arc::clone(of_period.unwrap_or(&track.indicator.rules));
            track.watch(&rules);
            self.outgoing.delays.push((id, track.phases()));
        }
        self.in_force = in_force;
    }

    /// Suppresses by design what the periods in force name, and nothing else.
    pub(super) fn suppress(&mut self, now: Timestamp) {
        if self.suppressed_for.as_ref() == Some(&self.in_force) {
            return;
        }
        let named =
            |id: &Id| self.in_force.iter().filter_map(|n| self.periods.get(*n)).any(|period| period.suppress.contains(id));
        let changes: Vec<(Subject, AlarmEvent)> = self
            .tracks
            .iter()
            .filter_map(|track| {
                let suppressed = named(&track.indicator.id);
                let event = if suppressed { AlarmEvent::Suppress } else { AlarmEvent::Unsuppress };
                let changed = suppressed != track.desk.proposed().alarm.by_design;
                changed.then(|| (Subject::Indicator(track.indicator.id.clone()), event))
            })
            .collect();
        self.suppressed_for = Some(self.in_force.clone());
        for (subject, event) in changes {
            self.happen(&subject, event, now, |_| {});
        }
    }
}
