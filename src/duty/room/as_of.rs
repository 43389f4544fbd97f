//! The duty room as it was at an earlier moment, from what the journal holds of it.

use jiff::Timestamp;

use crate::duty::{Clock, Desk, FeedPlan, FeedState, FeedThen, Gap, Moment, Plan, Track};

use super::Room;

impl Room {
    /// The room as it was at a moment, by the plan of now: rules and names may have been others then. What was on its way to the
    /// journal at that moment is not in it, and nothing follows from it.
    #[must_use]
    pub fn as_of(&self, moment: Moment) -> Self {
        let Moment { at, past, feeds, watched, .. } = moment;
        let mut room = Self::new(self.plan(), at);
        room.clocks = past.clocks.iter().map(Clock::restored).collect();
        room.recall_all(past.readings);
        for track in room.tracks.iter_mut().filter(|_| watched) {
            track.hold(at, &room.zone);
        }
        for then in &feeds {
            // While no seat ran nobody knew anything, however the last one left it.
            let state = if watched { then.state } else { FeedState::Stale };
            let then = &FeedThen { state, ..then.clone() };
            if let Some(feed) = room.feeds.iter_mut().find(|feed| feed.name == then.name) {
                feed.be_as(then, at);
            }
        }
        for track in room.tracks.iter_mut() {
            if let Some(feed) = track.feed.and_then(|n| room.feeds.get(n)) {
                let then = feeds.iter().find(|then| then.name == feed.name);
                let is_live = watched && then.is_some_and(|then| then.state == FeedState::Live);
                // What a live feed repeats is not in the journal.
                track.repeat(if is_live { at } else { feed.as_of.unwrap_or(at) });
                track.age(feed.is_stale(at));
                let unknown_since = track.as_of.filter(|_| track.gap() == Some(Gap::NotKnown));
                let since = unknown_since.or(then.map(|then| then.since)).unwrap_or(at);
                track.note_gap(past.off_since.filter(|_| !watched).unwrap_or(since));
            }
        }
        room.look_back(watched);
        for track in room.tracks.iter_mut().filter(|track| track.is_computed()) {
            track.repeat(at);
            let since = track.kept_at().filter(|_| watched).or(past.off_since);
            track.note_gap(since.unwrap_or(at));
        }
        for (subject, record) in past.alarms {
            match room.alarm_mut(&subject) {
                Some(desk) => *desk = Desk::restored(record),
                None if record.is_plain() => {}
                None => room.orphans.push((subject, Desk::restored(record))),
            }
        }
        // What is known of an alarm that is at rest is not written with each change.
        for track in room.tracks.iter_mut().filter(|track| track.desk.proposed().is_plain()) {
            track.desk.note_quality(track.is_judged());
        }
        // The rules that hold are those whose alarms do.
        room.tracks.iter_mut().for_each(Track::hold_what_is_raised);
        room.undecided = room.tracks.iter().filter(|track| room.is_undecided(track, at)).count();
        for entry in &past.log {
            room.recall_entry(entry);
        }
        room.log.forget(room.log_since());
        room.outgoing = crate::duty::Proposal::default();
        room
    }

    /// Says why what was computed had no value, where it had none. What it was is in the journal; nothing is computed anew.
    fn look_back(&mut self, watched: bool) {
        for n in 0..self.tracks.len() {
            let Some((track, reading)) = self.tracks.get(n).and_then(|track| Some((track, track.reading.as_ref()?))) else {
                continue;
            };
            let missing = match &track.indicator.formula {
                _ if !track.is_computed() || (watched && reading.value.is_some()) => None,
                _ if !watched => Some(Gap::Stale),
                Some(formula) => Some(self.why(formula)),
                None => {
                    reading.territories.iter().find(|(_, value)| value.is_none()).map(|(name, _)| Gap::Territory(name.clone()))
                }
            };
            self.set_missing(n, missing);
        }
    }

    /// Whether a figure is known and one of its rules cannot be judged.
    fn is_undecided(&self, track: &Track, at: Timestamp) -> bool {
        let value_of = |id: &str| self.value_of(id);
        track.value().is_some() && track.verdicts(self.moment(at, &value_of)).any(|(holds, _)| holds.is_none())
    }

    /// What the room was told.
    fn plan(&self) -> Plan {
        Plan {
            region: self.region.clone(),
            zone: self.zone.clone(),
            roster: self.roster.clone(),
            territories: self.territories.clone(),
            indicators: self.tracks.iter().map(|track| track.indicator.clone()).collect(),
            periods: self.periods.clone(),
            feeds: self.feeds.iter().map(FeedPlan::from).collect(),
            clocks: self.profiles.clone(),
            acknowledgement: self.acknowledgement,
        }
    }
}
