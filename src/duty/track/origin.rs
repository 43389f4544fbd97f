//! How a figure came to be what it is, where several feeds or other figures have a part in it.

use jiff::Timestamp;

use crate::duty::{Clean, Gap, Track};

/// How a figure came to be what it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Origin {
    /// Whether its newest reading was computed here.
    pub(super) computed: bool,
    /// Why what is computed has no value, if it has none.
    pub(super) missing: Option<Gap>,
    /// Whether it comes from elsewhere than the last that was known: what differs is no event.
    pub(super) switched: bool,
    /// Up to when its course has come.
    pub(super) reached: Option<Timestamp>,
    /// The time in whose window it counts.
    pub(super) counted_at: Option<Timestamp>,
    /// What it was computed from.
    pub(super) seen: Vec<Version>,
    /// Which feed gave the part of each territory that it was added up of; none if that feed is gone.
    pub(super) givers: Vec<(Clean, Option<usize>)>,
    /// How often its newest reading has changed.
    pub(super) taken: u64,
    /// How often it was counted otherwise than before.
    pub(super) switches: u64,
}

/// Which figure a track has: what is computed from it is computed again when this changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::duty) struct Version {
    taken: u64,
    is_known: bool,
    switches: u64,
}

impl Track {
    /// Which figure it has.
    pub(in crate::duty) fn version(&self) -> Version {
        Version { taken: self.origin.taken, is_known: self.is_known(), switches: self.origin.switches }
    }

    /// Whether it has been computed from these.
    pub(in crate::duty) fn has_seen(&self, inputs: &[Version]) -> bool {
        self.origin.seen == inputs
    }

    /// Notes what it is computed from; gives whether one of these is counted otherwise than when it was last: what differs is no event.
    pub(in crate::duty) fn see(&mut self, inputs: Vec<Version>) -> bool {
        let before = std::mem::take(&mut self.origin.seen);
        let before = before.iter().map(|input| input.switches).chain(std::iter::repeat(0));
        let is_switch = inputs.iter().zip(before).any(|(input, before)| input.switches != before);
        self.origin.seen = inputs;
        is_switch
    }

    /// Notes which feed gives the part of each territory; gives whether one is given by another than before. The part of a territory
    /// that is missing comes, for all that is known, from where it last came.
    pub(in crate::duty) fn note_givers(&mut self, givers: impl IntoIterator<Item = (Clean, usize)>) -> bool {
        let mut is_switch = false;
        let held = &mut self.origin.givers;
        let mut others = Vec::new();
        for (nth, (territory, feed)) in givers.into_iter().enumerate() {
            // Mostly they come in the order in which they came before.
            let is_it = |(name, _): &(Clean, Option<usize>)| *name == territory;
            let place = if held.get(nth).is_some_and(is_it) { Some(nth) } else { held.iter().position(is_it) };
            match place.and_then(|place| held.get_mut(place)) {
                Some((_, giver)) if *giver == Some(feed) => continue,
                Some((_, giver)) => {
                    is_switch = true;
                    others.extend(giver.replace(feed));
                }
                None => held.push((territory, Some(feed))),
            }
            if let Some(offers) = &mut self.offers {
                offers.note_giver(feed, true);
            }
        }
        for feed in others.into_iter().filter(|feed| !held.iter().any(|(_, giver)| *giver == Some(*feed))) {
            if let Some(offers) = &mut self.offers {
                offers.note_giver(feed, false);
            }
        }
        is_switch
    }

    /// Takes that all of its past has been told: what was counted otherwise in that is over, and nothing has been computed yet.
    pub(in crate::duty) fn settle(&mut self) {
        self.origin.switches = 0;
        self.origin.seen.clear();
    }

    /// Takes that its course goes on from `now` at the latest: a clock that was ahead when it fell silent has been put right.
    pub(in crate::duty) fn come_back(&mut self, now: Timestamp) {
        self.origin.reached = self.origin.reached.map(|reached| reached.min(now));
    }
}
