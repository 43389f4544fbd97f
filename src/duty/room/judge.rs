//! Which tracks are judged, and their judgement.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::duty::Feed;

use super::Room;
use super::derived::Derived;
use super::tracks::Judgement;

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

    /// Whether each track depends on a feed.
    fn touched(&self, feed: usize) -> Vec<bool> {
        let mut touched = vec![false; self.tracks.len()];
        let delivers = |n: &&usize| self.tracks.get(**n).is_some_and(|track| track.came_from(feed) || track.is_computed());
        for n in self.feeds.get(feed).into_iter().flat_map(|feed| &feed.carried).filter(delivers) {
            touched.get_mut(*n).into_iter().for_each(|touched| *touched = true);
        }
        for Derived { track, inputs, .. } in &self.derived {
            let is_touched = inputs.iter().any(|n| touched.get(*n) == Some(&true));
            touched.get_mut(*track).into_iter().for_each(|touched| *touched = is_touched);
        }
        touched
    }

    /// Judges every track that may be judged by now and of which something is new, and lets its alarm follow. What depends on the
    /// feed that has just been `polled` with success is judged in any case: whether it comes and goes is counted by that.
    pub(super) fn judge(&mut self, heard: &HashMap<usize, bool>, polled: Option<usize>, now: Timestamp) {
        let touched = polled.map(|feed| self.touched(feed)).unwrap_or_default();
        let mut verdicts = Vec::new();
        self.undecided = 0;
        for n in 0..self.tracks.len() {
            let is_touched = touched.get(n) == Some(&true);
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
