//! Delays that run while nothing else is judged: between two snapshots of a recording.

use jiff::Timestamp;

use super::Room;

impl Room {
    /// Lets every delay fire that has run by `now`, and judges nothing anew: what held at `judged` holds. What follows from it is
    /// proposed, not yet shown.
    ///
    /// [`tick`](Self::tick) would also let data age, and begin shifts and periods, which is right for a room that is watched all
    /// the time and wrong in the gaps of a recording.
    pub fn run_delays(&mut self, judged: Timestamp, now: Timestamp) {
        for n in 0..self.tracks.len() {
            let has_run = |due: Timestamp| due <= now;
            let Some(track) = self.tracks.get(n).filter(|track| track.due().is_some_and(has_run)) else { continue };
            let verdicts: Vec<_> = track.verdicts(self.moment(judged, &|id| self.value_of(id))).collect();
            let Some(track) = self.tracks.get_mut(n) else { continue };
            let (changed, clearance) = track.advance(now, &verdicts);
            if changed {
                self.outgoing.delays.push((track.indicator.id.clone(), track.phases()));
            }
            self.follow_track(n, clearance, false, now);
        }
    }
}
