//! The duty room as it was at an earlier moment, from what the journal holds of it.

use crate::duty::{Clock, Desk, Feed, FeedState, FeedThen, Moment, Plan, Track};

use super::Room;

impl Room {
    /// The room as it was at a moment, by the plan of now: rules and names may have been others then. What was on its way to the
    /// journal at that moment is not in it, and nothing follows from it.
    #[must_use]
    pub fn as_of(&self, moment: Moment) -> Self {
        let Moment { at, past, feeds, watched, .. } = moment;
        let mut room = Self::new(self.plan(), at);
        room.clocks = past.clocks.iter().map(Clock::restored).collect();
        for stored in past.readings {
            room.recall(stored);
        }
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
        for track in &mut room.tracks {
            if let Some(feed) = track.feed.and_then(|n| room.feeds.get(n)) {
                track.age(feed.is_stale(at));
                let since = feeds.iter().find(|then| then.name == feed.name).map_or(at, |then| then.since);
                track.note_gap(past.off_since.filter(|_| !watched).unwrap_or(since));
            }
        }
        for (subject, record) in past.alarms {
            match room.alarm_mut(&subject) {
                Some(desk) => *desk = Desk::restored(record),
                None if record.is_plain() => {}
                None => room.orphans.push((subject, Desk::restored(record))),
            }
        }
        room.tracks.iter_mut().for_each(Track::hold_what_is_raised);
        for entry in &past.log {
            room.recall_entry(entry);
        }
        room.log.forget(room.log_since());
        room.outgoing = crate::duty::Proposal::default();
        room
    }

    /// What the room was told.
    fn plan(&self) -> Plan {
        let feed = |feed: &Feed| (feed.name.clone(), feed.stale_after);
        Plan {
            region: self.region.clone(),
            zone: self.zone.clone(),
            roster: self.roster.clone(),
            territories: self.territories.clone(),
            indicators: self.tracks.iter().map(|track| track.indicator.clone()).collect(),
            periods: self.periods.clone(),
            feeds: self.feeds.iter().map(feed).collect(),
            clocks: self.profiles.clone(),
            acknowledgement: self.acknowledgement,
        }
    }
}
