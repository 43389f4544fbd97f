//! Which tracks are judged, and their judgement.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::duty::Feed;

use super::Room;
use super::derived::Derived;
use super::tracks::Judgement;

/// How a feed reaches a track.
#[derive(Clone, Copy, Debug)]
enum Reach {
    Not,
    /// Its newest snapshot carries it.
    Carried,
    /// It is computed from what the feed delivers.
    Computed,
}

impl Room {
    /// Of each track that is derived, whether all that it is computed from has been heard of.
    pub(super) fn heard(&self) -> HashMap<usize, bool> {
        let mut heard = HashMap::with_capacity(self.derived.len());
        for Derived { track, inputs, .. } in &self.derived {
            let all = inputs.iter().all(|n| self.is_heard(*n, &heard));
            heard.insert(*track, all);
        }
        heard
    }

    /// Whether what track number `n` depends on has been heard of: what was known before a restart is judged only then. `derived`
    /// says it of those that are derived.
    fn is_heard(&self, n: usize, derived: &HashMap<usize, bool>) -> bool {
        if let Some(heard) = derived.get(&n) {
            return *heard;
        }
        self.tracks.get(n).is_some_and(|track| match track.feed {
            Some(feed) => self.feeds.get(feed).is_some_and(Feed::was_heard),
            None if track.is_computed() => self.is_heard_in_part(track),
            // Of a feed that is configured no longer nothing more will be heard.
            None => track.reading.is_none(),
        })
    }

    /// Which tracks a feed reaches. Of those that it carries, other feeds may deliver some.
    fn reach(&self, feed: usize) -> Vec<Reach> {
        let mut reach = vec![Reach::Not; self.tracks.len()];
        for n in self.feeds.get(feed).into_iter().flat_map(|feed| &feed.carried) {
            reach.get_mut(*n).into_iter().for_each(|place| *place = Reach::Carried);
        }
        for Derived { track, inputs, .. } in &self.derived {
            let is_touched = inputs.iter().any(|n| self.is_touched(*n, feed, &reach));
            let how = if is_touched { Reach::Computed } else { Reach::Not };
            reach.get_mut(*track).into_iter().for_each(|place| *place = how);
        }
        reach
    }

    /// Whether track number `n` depends on a feed that reaches so far.
    fn is_touched(&self, n: usize, feed: usize, reach: &[Reach]) -> bool {
        match reach.get(n) {
            Some(Reach::Carried) => self.tracks.get(n).is_some_and(|track| track.came_from(feed) || track.is_computed()),
            Some(Reach::Computed) => true,
            Some(Reach::Not) | None => false,
        }
    }

    /// Judges every track that may be judged by now and of which something is new, and lets its alarm follow. What depends on the
    /// feed that has just been `polled` with success is judged in any case: whether it comes and goes is counted by that.
    pub(super) fn judge(&mut self, heard: &HashMap<usize, bool>, polled: Option<usize>, now: Timestamp) {
        let reach = polled.map(|feed| self.reach(feed)).unwrap_or_default();
        let mut verdicts = Vec::new();
        self.undecided = 0;
        for n in 0..self.tracks.len() {
            let is_touched = polled.is_some_and(|feed| self.is_touched(n, feed, &reach));
            if let Some(judgement) = self.tracks.judgement(n).filter(|_| !is_touched) {
                self.undecided += usize::from(judgement.is_undecided);
                continue;
            }
            if !self.is_heard(n, heard) {
                continue;
            }
            let Some(track) = self.tracks.get(n) else { continue };
            verdicts.clear();
            verdicts.extend(track.verdicts(self.moment(now, &|id| self.value_of(id))));
            let Some(track) = self.tracks.get_mut(n) else { continue };
            let (changed, clearance) = track.advance(now, &verdicts);
            if changed {
                self.outgoing.delays.push((track.indicator.id.clone(), track.phases()));
            }
            let is_undecided = track.value().is_some() && verdicts.iter().any(|(holds, _)| holds.is_none());
            self.undecided += usize::from(is_undecided);
            self.follow_track(n, clearance, is_touched, now);
            self.tracks.note_judgement(n, Judgement { is_undecided });
        }
    }
}

#[cfg(test)]
mod tests;
