//! What was proposed, shown: once it is recorded, or cannot be.

use crate::duty::{Body, ClockChange, Entry, Proposal};

use super::Room;

impl Room {
    /// Shows what was proposed. `recorded` says whether it is in the journal; what is shown without is marked until a second
    /// call brings the same proposal with `recorded`.
    pub fn show(&mut self, proposal: &Proposal, recorded: bool) {
        for entry in &proposal.entries {
            self.show_entry(entry, recorded);
        }
    }

    fn show_entry(&mut self, entry: &Entry, recorded: bool) {
        let is_new = self.log.add(entry, recorded);
        match &entry.body {
            Body::Alarm { subject, record, .. } => {
                if let Some(desk) = self.alarm_mut(subject) {
                    desk.show(record, recorded);
                }
            }
            Body::Clock { record, event, .. } => {
                if let Some(clock) = self.clocks.iter_mut().find(|clock| clock.number() == record.number) {
                    clock.show(record, recorded);
                }
                if *event != ClockChange::Started {
                    self.clocks.retain(|clock| !clock.is_over());
                }
            }
            // Once: what has happened since is not undone because it reaches the journal.
            Body::Duty(change) if is_new => self.post.follow(entry.at, change),
            Body::Duty(_) | Body::Feed { .. } | Body::Note { .. } | Body::Seat(_) => {}
        }
    }

    /// How many entries are shown and not in the journal.
    #[must_use]
    pub fn unrecorded(&self) -> usize {
        self.log.lines().filter(|line| !line.recorded).count()
    }
}
