//! Who delivers what: a snapshot is taken figure by figure, and of several feeds the preferred one counts.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::duty::calendar::Calendar;
use crate::duty::track::{Delivery, From, News, Told};
use crate::duty::{Clean, Reading, Snapshot, StoredReading, Track};

use super::Room;

impl Room {
    /// Takes the snapshot of a feed.
    pub(super) fn take(&mut self, feed: usize, snapshot: Snapshot, now: Timestamp) {
        let Some(source) = self.feeds.get_mut(feed) else { return };
        let (name, before) = (source.name.clone(), std::mem::take(&mut source.carried));
        let as_of = snapshot.as_of;
        let calendar = self.calendar(as_of);
        let mut carried = Vec::with_capacity(snapshot.readings.len());
        self.outgoing.readings.reserve(snapshot.readings.len());
        for (nth, reading) in snapshot.readings.into_iter().enumerate() {
            // Most snapshots carry the same in the same order.
            let is_it = |n: &&usize| self.tracks.get(**n).is_some_and(|track| track.indicator.id == reading.id);
            let n = before.get(nth).filter(is_it).or_else(|| self.by_id.get(&reading.id)).copied();
            let Some(n) = n else { continue };
            if self.tracks.get(n).is_some_and(|track| track.may_come_from(feed)) {
                carried.push(n);
                self.hear_of(n, Delivery::of_feed(Some(feed), as_of, reading), &calendar, now);
            } else if let Some(feed) = self.feeds.get_mut(feed) {
                feed.left_out.id(reading.id.as_str());
            }
        }
        let missing = self.miss(feed, &before, &carried);
        if let Some(feed) = self.feeds.get_mut(feed) {
            feed.carried = carried;
        }
        self.choose(now);
        // Silence is kept as what it is: not known.
        for track in missing.into_iter().filter_map(|n| self.tracks.get(n)).filter(|track| track.came_from(feed)) {
            let reading = Reading::of(track.indicator.id.clone(), None);
            self.outgoing.readings.push(StoredReading { feed: name.clone(), as_of, reading });
        }
    }

    /// Notes what the newest snapshot of a feed does not carry and the one before did; gives those tracks that it delivered.
    fn miss(&mut self, feed: usize, before: &[usize], carried: &[usize]) -> Vec<usize> {
        if before == carried {
            return Vec::new();
        }
        let carried: HashSet<&usize> = carried.iter().collect();
        let mut missing = Vec::new();
        for n in before.iter().filter(|n| !carried.contains(n)) {
            let Some(track) = self.tracks.get_mut(*n) else { continue };
            track.withdraw(feed);
            if track.came_from(feed) && track.miss() {
                missing.push(*n);
            }
        }
        missing
    }

    /// Notes which tracks each feed has delivered or offered: what its next snapshot does not carry of them is missing.
    pub(super) fn note_carried(&mut self) {
        for (n, feed) in self.feeds.iter_mut().enumerate() {
            let is_carried = |track: &Track| track.came_from(n) || track.offered_by(n).is_some_and(|offer| offer.is_sent);
            feed.carried = self.tracks.iter().enumerate().filter(|(_, track)| is_carried(track)).map(|(n, _)| n).collect();
        }
    }

    /// Takes what a feed that may deliver it says of track number `n`, by the calendar of its time.
    fn hear_of(&mut self, n: usize, mut delivery: Delivery, calendar: &Calendar, now: Timestamp) {
        let From::Feed(feed) = delivery.from else { return };
        let is_part = self.is_of_territory(feed);
        let Some(track) = self.tracks.get_mut(n) else { return };
        if is_part || !track.ranks.is_empty() {
            track.offer(feed, delivery.as_of, delivery.reading);
            return;
        }
        if let Some(track) = self.tracks.get(n).filter(|track| !track.offers().is_empty()) {
            let territories = std::mem::take(&mut delivery.reading.territories);
            delivery.reading.territories = self.with_parts(track, territories, now);
        }
        let Some(track) = self.tracks.get_mut(n) else { return };
        let news = track.receive(delivery, calendar);
        self.follow_news(n, &news, now);
    }

    /// Lets the preferred feed of each figure that has some deliver it: the first that is fresh and knows it. While one before it has
    /// not been asked yet, that is waited for. Where none knows it, who delivered it last goes on to.
    pub(super) fn choose(&mut self, now: Timestamp) {
        for nth in 0..self.ranked.len() {
            let Some(n) = self.ranked.get(nth).copied() else { continue };
            let Some(track) = self.tracks.get(n).filter(|track| !track.offers().is_empty()) else { continue };
            let Some(feed) = self.chosen(track, now) else { continue };
            let is_switch = track.feed.is_some_and(|held| held != feed) || track.is_computed();
            let Some(offer) = track.offered_by(feed).filter(|offer| offer.told != Told::Nothing || !track.came_from(feed)) else {
                continue;
            };
            let (as_of, mut reading) = (offer.as_of, offer.reading.clone());
            reading.territories = self.with_parts(track, reading.territories, now);
            let delivery = Delivery::of_feed(Some(feed), as_of, reading).switched(is_switch, now);
            let calendar = self.calendar(delivery.at);
            let Some(track) = self.tracks.get_mut(n) else { continue };
            track.look_at(|one| one == feed);
            let news = track.take(delivery, &calendar);
            self.follow_news(n, &news, now);
        }
    }

    /// The feed that is to deliver a figure now; none where it is to stay as it is.
    fn chosen(&self, track: &Track, now: Timestamp) -> Option<usize> {
        let mut said = None;
        for feed in track.ranks.iter().filter(|feed| !self.is_of_territory(**feed)) {
            if !self.feeds.get(*feed)?.was_heard() {
                return None;
            }
            let Some(offer) = track.offered_by(*feed).filter(|offer| offer.is_sent && self.is_fresh(*feed, now)) else {
                continue;
            };
            if offer.reading.value.is_some() {
                return Some(*feed);
            }
            if said.is_none() || track.came_from(*feed) {
                said = Some(*feed);
            }
        }
        said
    }

    /// What follows from a reading that track number `n` has taken: a clock, and what the journal keeps.
    pub(super) fn follow_news(&mut self, n: usize, news: &News, now: Timestamp) {
        let Some((track, reading)) = self.tracks.get(n).and_then(|track| Some((track, track.reading.as_ref()?))) else { return };
        let stored = news.kept.map(|at| StoredReading { feed: self.origin(track), as_of: at, reading: reading.clone() });
        let started = news.events.zip(track.indicator.clock.as_ref()).zip(track.as_of);
        if let Some(((events, profile), as_of)) = started {
            let (profile, id) = (profile.clone(), reading.id.clone());
            self.start_clock(&profile, id, events, as_of, now);
        }
        self.outgoing.readings.extend(stored);
    }

    /// Where the newest reading of a track comes from, as the journal calls it.
    fn origin(&self, track: &Track) -> Clean {
        let feed = track.feed.and_then(|n| self.feeds.get(n)).map(|feed| feed.name.clone());
        feed.unwrap_or_else(|| track.computed_from())
    }

    /// Whether the figures of a feed are not too old.
    pub(super) fn is_fresh(&self, feed: usize, now: Timestamp) -> bool {
        self.feeds.get(feed).is_some_and(|feed| !feed.is_stale(now))
    }

    /// Whether the figures of a feed are those of a territory.
    pub(super) fn is_of_territory(&self, feed: usize) -> bool {
        self.feeds.get(feed).is_some_and(|feed| feed.territory.is_some())
    }
}
