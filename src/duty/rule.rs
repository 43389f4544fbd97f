//! Rules, and whether each holds once its delays are counted.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Clean, Clearance, Comparison, Condition, Span};

/// How bad it is when a rule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 关注.
    Warning,
    /// 超限.
    Critical,
}

/// A condition at a level.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// How bad it is.
    pub level: Level,
    /// What must hold.
    pub when: Condition,
    /// How long it must hold before it raises.
    pub hold: Span,
    /// What ends it; the negation of `when` if absent, as it mostly is.
    pub clear: Option<Box<Condition>>,
    /// How long it must have ended before it clears.
    pub keep: Span,
}

impl Rule {
    /// Every comparison of it: what must hold, then what ends it.
    pub fn comparisons(&self) -> impl Iterator<Item = &Comparison> {
        std::iter::once(&self.when).chain(self.clear.as_deref()).flat_map(Condition::comparisons)
    }

    /// The whole rule in a line: what tells it from any other.
    #[must_use]
    pub fn text(&self) -> Clean {
        let level = match self.level {
            Level::Warning => "warning",
            Level::Critical => "critical",
        };
        let clear = self.clear.as_ref().map(|clear| format!(" clear {clear}")).unwrap_or_default();
        Clean::new(&format!("{level} {} for {}{clear} keep {}", self.when, self.hold, self.keep))
    }
}

/// One rule being watched.
#[derive(Clone, Debug, PartialEq)]
pub struct Watch {
    /// The rule.
    pub rule: Rule,
    phase: Phase,
}

/// The condition layer of the alarm model: ok, pending on, active, pending off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// It does not hold.
    #[default]
    Ok,
    /// It holds, and its delay runs.
    PendingOn {
        /// Since when.
        since: Timestamp,
    },
    /// It has held for its delay.
    Active {
        /// Since when.
        since: Timestamp,
    },
    /// It has ended, and the delay of that runs.
    PendingOff {
        /// Since when it has been active.
        since: Timestamp,
        /// Since when it has ended.
        ended: Timestamp,
        /// Why it ended.
        clearance: Clearance,
    },
}

/// A rule's phase as the journal keeps it: a delay goes on after a restart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedPhase {
    /// The rule, as [`Rule::text`] writes it.
    pub rule: Clean,
    /// Its phase.
    pub phase: Phase,
}

impl Watch {
    /// Watches a rule that does not hold yet.
    #[must_use]
    pub fn new(rule: Rule) -> Self {
        Self { rule, phase: Phase::Ok }
    }

    /// Since when the rule holds, its delay included; none while it does not.
    #[must_use]
    pub fn since(&self) -> Option<Timestamp> {
        match self.phase {
            Phase::Ok | Phase::PendingOn { .. } => None,
            Phase::Active { since } | Phase::PendingOff { since, .. } => Some(since),
        }
    }

    /// When a delay that runs will have run, if nothing changes before.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        match self.phase {
            Phase::PendingOn { since } => since.checked_add(self.rule.hold.signed()).ok(),
            Phase::PendingOff { ended, .. } => ended.checked_add(self.rule.keep.signed()).ok(),
            Phase::Ok | Phase::Active { .. } => None,
        }
    }

    /// Its phase.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Goes on in a phase that was saved.
    pub(super) fn resume(&mut self, phase: Phase) {
        self.phase = phase;
    }

    /// Stops a delay that runs: time that nobody saw does not count.
    pub(super) fn interrupt(&mut self) {
        self.phase = match self.phase {
            Phase::PendingOn { .. } => Phase::Ok,
            Phase::PendingOff { since, .. } => Phase::Active { since },
            phase => phase,
        };
    }

    /// Moves on to `now`, given whether the condition holds, whether what ends it does (`None` = not known), and what it means
    /// if it ends now. Gives why it ended, if it did.
    ///
    /// The unknown stops a delay and changes nothing else: it neither raises nor clears.
    pub fn advance(&mut self, now: Timestamp, holds: Option<bool>, ended: Option<bool>, meaning: Clearance) -> Option<Clearance> {
        let before = self.phase;
        self.next(now, holds, ended, meaning);
        match (before, self.phase) {
            (Phase::PendingOff { clearance, .. }, Phase::Ok) => Some(clearance),
            (Phase::Active { .. }, Phase::Ok) => Some(meaning),
            _ => None,
        }
    }

    fn next(&mut self, now: Timestamp, holds: Option<bool>, ended: Option<bool>, clearance: Clearance) {
        let run = |delay_over: Option<Timestamp>| delay_over.is_some_and(|due| due <= now);
        self.phase = match self.phase {
            Phase::Ok if holds == Some(true) && self.rule.hold.is_zero() => Phase::Active { since: now },
            Phase::Ok if holds == Some(true) => Phase::PendingOn { since: now },
            Phase::Ok => Phase::Ok,
            Phase::PendingOn { .. } if holds != Some(true) => Phase::Ok,
            Phase::PendingOn { .. } => match self.due() {
                Some(due) if due <= now => Phase::Active { since: due },
                _ => self.phase,
            },
            Phase::Active { .. } if ended == Some(true) && self.rule.keep.is_zero() => Phase::Ok,
            Phase::Active { since } if ended == Some(true) => Phase::PendingOff { since, ended: now, clearance },
            Phase::Active { since } => Phase::Active { since },
            Phase::PendingOff { since, .. } if ended != Some(true) => Phase::Active { since },
            Phase::PendingOff { .. } if run(self.due()) => Phase::Ok,
            Phase::PendingOff { .. } => self.phase,
        };
    }

    /// Whether the rule holds and what ends it does, given each measure's number.
    pub fn verdict(&self, number: impl Fn(&super::Measure) -> Option<f64>) -> (Option<bool>, Option<bool>) {
        let holds = self.rule.when.holds(&number);
        let ended = match &self.rule.clear {
            Some(clear) => clear.holds(&number),
            None => holds.map(|holds| !holds),
        };
        (holds, ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duty::{Measure, Op};

    fn rule(hold: u32, clear: Option<f64>, keep: u32) -> Rule {
        let comparison = |op, limit| Condition::new(Comparison { measure: Measure::Value, op, limit }, vec![]);
        Rule {
            level: Level::Critical,
            when: comparison(Op::Less, 90.0),
            hold: Span::from_seconds(hold),
            clear: clear.map(|limit| Box::new(comparison(Op::GreaterOrEqual, limit))),
            keep: Span::from_seconds(keep),
        }
    }

    /// Feeds (second, value) pairs; gives for each since which second the rule holds.
    fn trace(rule: Rule, values: &[(i64, Option<f64>)]) -> Vec<Option<i64>> {
        let mut watch = Watch::new(rule);
        values
            .iter()
            .map(|(second, value)| {
                let (holds, ended) = watch.verdict(|_| *value);
                watch.advance(Timestamp::from_second(*second).unwrap(), holds, ended, Clearance::Returned);
                watch.since().map(Timestamp::as_second)
            })
            .collect()
    }

    #[test]
    fn without_delays_it_follows_the_value() {
        let values = [(0, Some(91.0)), (1, Some(89.0)), (2, Some(88.0)), (3, Some(90.0))];
        assert_eq!(trace(rule(0, None, 0), &values), [None, Some(1), Some(1), None]);
    }

    #[test]
    fn it_must_hold_without_a_break_before_it_raises_and_counts_from_the_end_of_the_delay() {
        let values = [(0, Some(89.0)), (9, Some(91.0)), (10, Some(89.0)), (19, Some(89.0)), (25, Some(89.0))];
        assert_eq!(trace(rule(10, None, 0), &values), [None, None, None, None, Some(20)]);
    }

    #[test]
    fn a_dead_band_keeps_it() {
        let values = [(0, Some(89.0)), (1, Some(90.2)), (2, Some(90.5))];
        assert_eq!(trace(rule(0, Some(90.5), 0), &values), [Some(0), Some(0), None]);
    }

    #[test]
    fn it_must_have_ended_for_a_while_before_it_clears() {
        let values = [(0, Some(89.0)), (1, Some(95.0)), (8, Some(89.0)), (9, Some(95.0)), (18, Some(95.0)), (19, Some(95.0))];
        assert_eq!(trace(rule(0, None, 10), &values), [Some(0), Some(0), Some(0), Some(0), Some(0), None]);
    }

    #[test]
    fn the_unknown_stops_delays_and_changes_nothing_else() {
        let raise = [(0, Some(89.0)), (5, None), (6, Some(89.0)), (12, Some(89.0)), (16, Some(89.0))];
        assert_eq!(trace(rule(10, None, 0), &raise), [None, None, None, None, Some(16)]);
        let clear = [(0, Some(89.0)), (1, Some(95.0)), (5, None), (13, Some(95.0)), (22, Some(95.0)), (23, Some(95.0))];
        assert_eq!(trace(rule(0, None, 10), &clear), [Some(0), Some(0), Some(0), Some(0), Some(0), None]);
        assert_eq!(trace(rule(0, None, 0), &[(0, Some(89.0)), (1, None)]), [Some(0), Some(0)]);
        assert_eq!(trace(rule(0, None, 0), &[(0, None)]), [None]);
    }

    #[test]
    fn a_clock_that_goes_back_fires_nothing() {
        let values = [(100, Some(89.0)), (5, Some(89.0)), (109, Some(89.0)), (110, Some(89.0))];
        assert_eq!(trace(rule(10, None, 0), &values), [None, None, None, Some(110)]);
    }
}
