//! A journal that somebody else went on with, or that could not be read before: what it says counts.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::duty::{Body, Clock, ClockChange, Desk, Entry, Log, Past, Post, Record, SeatChange, Subject};

use super::Room;

impl Room {
    /// Takes over what the journal holds by now, after a time in which this seat could not write it. Alarms are as it says, with
    /// their acknowledgements and numbers; what this seat sees otherwise it proposes anew. Of what happened here alone, what
    /// officers wrote and the clocks that run are kept.
    pub fn rejoin(&mut self, past: Past, now: Timestamp) {
        self.next_number = self.next_number.max(past.last_number + 1);
        let mut records: HashMap<Subject, Record> = past.alarms.into_iter().collect();
        self.rejoin_clocks(past.clocks, now);
        let own: Vec<Subject> = self.alarms().map(|(subject, _)| subject).collect();
        for subject in own {
            let desk = records.remove(&subject).map_or_else(Desk::default, Desk::restored);
            if let Some(place) = self.alarm_mut(&subject) {
                *place = desk;
            }
        }
        for (subject, record) in records {
            if !record.is_plain() {
                self.orphan(&subject, record, now);
            }
        }
        self.rejoin_log(&past.log);
        self.write(now, Body::Seat(SeatChange::Rejoined));
        self.suppressed_for = None;
        self.tick(now);
    }

    /// Takes over what another seat has written meanwhile, for one that only looks on: its clocks count too. One that was seen here
    /// first comes back with what the other seat writes next.
    pub fn look_on(&mut self, past: Past, now: Timestamp) {
        self.clocks.clear();
        self.rejoin(past, now);
        // The journal may say more than a log of this shift needs, each time anew.
        self.log.forget(self.log_since());
    }

    /// The clocks of the journal, and those of its own that it does not know: their deadlines run on under new numbers.
    fn rejoin_clocks(&mut self, known: Vec<crate::duty::ClockRecord>, now: Timestamp) {
        let own = std::mem::take(&mut self.clocks);
        for record in known {
            self.clocks.push(Clock::restored(&record));
        }
        for clock in own {
            let mut record = clock.proposed;
            let same = |known: &Clock| known.proposed.indicator == record.indicator && known.proposed.as_of == record.as_of;
            if record.is_running() && !self.clocks.iter().any(same) {
                record.number = self.next_number;
                self.next_number += 1;
                self.clocks.push(Clock::new(record.clone()));
                self.write(now, Body::Clock { event: ClockChange::Started, record: Box::new(record), by: None });
            }
        }
    }

    /// The log of the journal, and what officers of this seat wrote that is still on its way.
    fn rejoin_log(&mut self, recorded: &[Entry]) {
        let own = std::mem::take(&mut self.log);
        self.log = Log::default();
        self.post = Post::default();
        for entry in recorded {
            self.recall_entry(entry);
        }
        let waiting = own.lines().filter(|line| !line.recorded && line.entry.body.is_by_an_officer());
        for line in waiting {
            if let Body::Duty(change) = &line.entry.body {
                self.post.follow(line.entry.at, change);
            }
            self.log.add(&line.entry, false);
        }
    }
}
