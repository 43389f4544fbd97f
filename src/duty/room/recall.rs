//! Readings that the journal kept, taken up again.

use jiff::Timestamp;

use crate::duty::track::{COMPUTED, Delivery, From};
use crate::duty::{Id, Reading, StoredReading, Track};

use super::Room;
use super::derived::versions;

impl Room {
    /// Takes readings that were kept, the oldest first. Of those of one time, what others are computed from goes before these.
    pub(super) fn recall_all(&mut self, mut readings: Vec<StoredReading>) {
        let steps = self.steps();
        let step = |id: &Id| self.by_id.get(id).and_then(|n| steps.get(*n)).copied();
        readings.sort_by_key(|stored| (stored.as_of, step(&stored.reading.id)));
        for stored in readings {
            self.recall(stored);
        }
    }

    /// Takes a reading that was kept.
    fn recall(&mut self, stored: StoredReading) {
        let StoredReading { feed: name, as_of, reading } = stored;
        let feed = self.feeds.iter().position(|feed| feed.name == name);
        let Some(n) = self.by_id.get(&reading.id).copied() else {
            self.recall_age(feed, as_of);
            return;
        };
        let Some(track) = self.tracks.get(n) else { return };
        let is_computed = name == track.computed_from();
        let from = match feed {
            _ if is_computed => From::Here,
            // It was another figure then.
            _ if track.indicator.formula.is_some() || name.as_str().starts_with(COMPUTED) => return,
            Some(feed) if self.is_of_territory(feed) => return,
            Some(feed) if track.ranks.is_empty() || track.ranks.contains(&feed) => From::Feed(feed),
            _ => From::Nowhere,
        };
        let is_sum = is_computed && track.indicator.formula.is_none();
        if is_sum {
            if !self.is_added_up(track) {
                return;
            }
            self.recall_parts(n, as_of, &reading);
        }
        let Some(track) = self.tracks.get(n).filter(|track| !is_sum || !track.offers().is_empty()) else { return };
        let is_ranked = !track.ranks.is_empty();
        let inputs = track.indicator.formula.as_ref().map(|formula| versions(&self.inputs(formula)));
        let is_switch = match from {
            From::Here if is_sum => track.has_other_parts(&reading),
            From::Here => self.tracks.get_mut(n).zip(inputs).is_some_and(|(track, inputs)| track.see(inputs)),
            _ => is_ranked && track.feed.is_some() && track.feed != feed,
        };
        if is_sum {
            // Its parts are taken.
        } else if !is_ranked {
            self.recall_age(feed, as_of);
        } else if let (From::Feed(feed), Some(track)) = (from, self.tracks.get_mut(n)) {
            track.offer(feed, as_of, reading.clone());
        }
        let calendar = self.calendar(as_of);
        let Some(track) = self.tracks.get_mut(n) else { return };
        track.hold(as_of, &self.zone);
        let delivery = Delivery { from, at: as_of, as_of, counted_at: as_of, reading, is_switch };
        if is_computed || is_ranked {
            track.take(delivery, &calendar);
        } else {
            track.receive(delivery, &calendar);
        }
    }

    /// Takes that the figures of a feed were true at a time. What was computed, or chosen of several feeds, says nothing of that: it is
    /// kept under the time at which it became so.
    fn recall_age(&mut self, feed: Option<usize>, as_of: Timestamp) {
        if let Some(feed) = feed.and_then(|n| self.feeds.get_mut(n)) {
            feed.recall(as_of);
        }
    }
}

impl Track {
    /// Whether a sum is over other territories than the one before: what it differs by has not grown.
    pub(super) fn has_other_parts(&self, reading: &Reading) -> bool {
        let held = self.reading.as_ref().filter(|_| self.is_computed());
        let same = |held: &Reading| {
            let names = reading.territories.iter().map(|(name, _)| name);
            held.territories.iter().map(|(name, _)| name).eq(names)
        };
        held.is_some_and(|held| !same(held))
    }
}
