//! The duty room as the journal left it.

use jiff::Timestamp;

use crate::duty::{
    AlarmEvent, Body, Clean, Clearance, Clock, ClockRecord, Desk, Ended, Entry, Id, Owed, Record, SavedPhase, SeatChange, Span,
    StoredReading, Subject,
};

use super::Room;

/// What the journal holds that the room needs to go on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Past {
    /// The newest record of every alarm.
    pub alarms: Vec<(Subject, Record)>,
    /// Every clock that is not over.
    pub clocks: Vec<ClockRecord>,
    /// The rules' phases.
    pub delays: Vec<(Id, Vec<SavedPhase>)>,
    /// Readings, the oldest first: as far back as rules and trends reach.
    pub readings: Vec<StoredReading>,
    /// The entries of the last shifts, the oldest first, and before them the newest of those on duty.
    pub log: Vec<Entry>,
    /// What is owed to receivers.
    pub owed: Vec<Owed>,
    /// When a seat was last known to run.
    pub off_since: Option<Timestamp>,
    /// The highest number any event has.
    pub last_number: u64,
}

impl Room {
    /// Goes on where the journal ends, and proposes an entry that says so. To be called once, before the first poll.
    pub fn restore(&mut self, past: Past, now: Timestamp) {
        self.next_number = self.next_number.max(past.last_number + 1);
        for record in past.clocks {
            self.clocks.push(Clock::restored(&record));
        }
        self.recall_all(past.readings);
        self.note_carried();
        // Up to when it was last watched.
        for track in self.tracks.iter_mut() {
            track.settle();
            past.off_since.into_iter().for_each(|until| track.hold(until, &self.zone));
        }
        for (subject, record) in past.alarms {
            match self.alarm_mut(&subject) {
                Some(desk) => *desk = Desk::restored(record),
                None if record.is_plain() => {}
                None => self.orphan(&subject, record, now),
            }
        }
        let patience = self.patience();
        for (id, saved) in &past.delays {
            let Some(n) = self.by_id.get(id).copied() else { continue };
            let Some(track) = self.tracks.get_mut(n) else { continue };
            let stale_after = patience.get(n).copied().flatten().map(Span::signed);
            let away = past.off_since.map(|since| now.duration_since(since));
            let goes_on = away.zip(stale_after).is_some_and(|(away, most)| !away.is_negative() && away <= most);
            track.resume(saved, goes_on);
        }
        for track in self.tracks.iter_mut() {
            track.come_back(now);
            track.hold_what_is_raised();
        }
        for entry in &past.log {
            self.recall_entry(entry);
        }
        self.log.forget(self.log_since());
        let version = Clean::new(env!("CARGO_PKG_VERSION"));
        self.write(now, Body::Seat(SeatChange::Started { version, off_since: past.off_since }));
        self.tick(now);
    }

    /// Takes an entry that is in the journal.
    pub(super) fn recall_entry(&mut self, entry: &Entry) {
        if let Body::Duty(change) = &entry.body {
            self.post.follow(entry.at, change);
        }
        self.log.add(entry, true);
    }

    /// An alarm of what is no longer configured: its rule is gone, and somebody must still see it.
    pub(super) fn orphan(&mut self, subject: &Subject, record: Record, now: Timestamp) {
        self.orphan_desk(subject, Desk::restored(record), now);
    }

    /// The same with what is on its way to the journal.
    pub(super) fn orphan_desk(&mut self, subject: &Subject, desk: Desk, now: Timestamp) {
        let alarm = &desk.proposed().alarm;
        let (active, by_design) = (alarm.active.is_some(), alarm.by_design);
        self.orphans.push((subject.clone(), desk));
        if by_design {
            self.happen(subject, AlarmEvent::Unsuppress, now, |_| {});
        }
        if active {
            let ended = Some(Ended { at: now, clearance: Clearance::RuleGone });
            self.happen(subject, AlarmEvent::Clear(Clearance::RuleGone), now, |record| record.ended = ended);
        }
    }
}
