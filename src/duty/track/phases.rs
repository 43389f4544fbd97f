//! The phases of a track's rules, kept over a restart.

use std::sync::Arc;

use crate::duty::{Phase, Rule, SavedPhase};

use super::Track;

/// The phase of each rule, by its number. What rests after the last that does not is left out: mostly that is all.
#[derive(Clone, Debug, Default)]
pub(super) struct Phases(Vec<Phase>);

impl Phases {
    /// The phase of a rule.
    pub(super) fn of(&self, rule: usize) -> Phase {
        self.0.get(rule).copied().unwrap_or_default()
    }

    /// Puts a rule into a phase.
    pub(super) fn put(&mut self, rule: usize, phase: Phase) {
        if self.0.len() <= rule {
            self.0.resize(rule + 1, Phase::Ok);
        }
        self.0.get_mut(rule).into_iter().for_each(|place| *place = phase);
        while self.0.last() == Some(&Phase::Ok) {
            self.0.pop();
        }
    }
}

impl Track {
    /// Each rule that it is watched by now, and its phase.
    pub(super) fn watched(&self) -> impl Iterator<Item = (&Rule, Phase)> {
        self.rules.iter().enumerate().map(|(n, rule)| (rule, self.phases.of(n)))
    }

    /// Watches these rules from now on; one that was watched before goes on as it was.
    pub(in crate::duty) fn watch(&mut self, rules: &Arc<[Rule]>) {
        let mut phases = Phases::default();
        for (n, rule) in rules.iter().enumerate() {
            if let Some((_, phase)) = self.watched().find(|(before, _)| *before == rule) {
                phases.put(n, phase);
            }
        }
        (self.rules, self.phases) = (Arc::clone(rules), phases);
    }

    /// Lets every rule rest of which so much is true.
    pub(super) fn rest(&mut self, is_one: impl Fn(&Rule) -> bool) {
        for (n, _) in self.rules.iter().enumerate().filter(|(_, rule)| is_one(rule)) {
            self.phases.put(n, Phase::Ok);
        }
    }

    /// Stops every delay that runs.
    pub(in crate::duty) fn interrupt(&mut self) {
        for n in 0..self.rules.len() {
            self.phases.put(n, self.phases.of(n).interrupted());
        }
    }

    /// Its rules' phases, for going on after a restart.
    pub(in crate::duty) fn phases(&self) -> Vec<SavedPhase> {
        self.watched().map(|(rule, phase)| SavedPhase { rule: rule.text(), phase }).collect()
    }

    /// Goes on with the phases that were saved; a delay only where nothing was missed.
    pub(in crate::duty) fn resume(&mut self, saved: &[SavedPhase], delays_go_on: bool) {
        for (n, rule) in self.rules.iter().enumerate() {
            if let Some(saved) = saved.iter().find(|saved| saved.rule == rule.text()) {
                self.phases.put(n, saved.phase);
            }
        }
        if !delays_go_on {
            self.interrupt();
        }
    }

    /// Where the phases were lost and the alarm was not, goes on with the rule that raised it: it has not ended unseen.
    pub(in crate::duty) fn hold_what_is_raised(&mut self) {
        let Some(raised) = self.breach().filter(|_| self.worst_rule().is_none()).cloned() else { return };
        let Some((when, _)) = raised.cause.rule() else { return };
        let same = |rule: &Rule| rule.level == raised.level && rule.when.to_string() == when.as_str();
        if let Some(n) = self.rules.iter().position(same) {
            self.phases.put(n, Phase::Active { since: raised.at });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rests_after_the_last_that_does_not_is_left_out() {
        let active = Phase::Active { since: jiff::Timestamp::UNIX_EPOCH };
        let mut phases = Phases::default();
        phases.put(2, active);
        assert_eq!([0, 1, 2, 3].map(|n| phases.of(n)), [Phase::Ok, Phase::Ok, active, Phase::Ok]);
        phases.put(0, active);
        phases.put(2, Phase::Ok);
        assert_eq!((phases.of(0), phases.0.len()), (active, 1));
        phases.put(0, Phase::Ok);
        assert_eq!(phases.0.len(), 0);
    }
}
