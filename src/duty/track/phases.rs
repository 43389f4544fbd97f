//! The phases of a track's rules, kept over a restart.

use crate::duty::{Phase, SavedPhase, Watch};

use super::Track;

impl Track {
    /// Stops every delay that runs.
    pub(in crate::duty) fn interrupt(&mut self) {
        self.watches.iter_mut().for_each(Watch::interrupt);
    }

    /// Its rules' phases, for going on after a restart.
    pub(in crate::duty) fn phases(&self) -> Vec<SavedPhase> {
        self.watches.iter().map(|watch| SavedPhase { rule: watch.rule.text(), phase: watch.phase() }).collect()
    }

    /// Goes on with the phases that were saved; a delay only where nothing was missed.
    pub(in crate::duty) fn resume(&mut self, saved: &[SavedPhase], delays_go_on: bool) {
        for watch in &mut self.watches {
            if let Some(saved) = saved.iter().find(|saved| saved.rule == watch.rule.text()) {
                watch.resume(saved.phase);
            }
            if !delays_go_on {
                watch.interrupt();
            }
        }
    }

    /// Where the phases were lost and the alarm was not, goes on with the rule that raised it: it has not ended unseen.
    pub(in crate::duty) fn hold_what_is_raised(&mut self) {
        let Some(raised) = self.breach().filter(|_| self.worst_rule().is_none()).cloned() else { return };
        let Some((when, _)) = raised.cause.rule() else { return };
        let same = |watch: &&mut Watch| watch.rule.level == raised.level && watch.rule.when.to_string() == when.as_str();
        if let Some(watch) = self.watches.iter_mut().find(same) {
            watch.resume(Phase::Active { since: raised.at });
        }
    }
}
