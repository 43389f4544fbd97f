//! Whether a rule holds once its delays are counted.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Clean, Clearance, Rule};

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

impl Phase {
    /// Since when the rule holds, its delay included; none while it does not.
    #[must_use]
    pub fn since(self) -> Option<Timestamp> {
        match self {
            Self::Ok | Self::PendingOn { .. } => None,
            Self::Active { since } | Self::PendingOff { since, .. } => Some(since),
        }
    }

    /// When a delay of the rule that runs will have run, if nothing changes before.
    #[must_use]
    pub fn due(self, rule: &Rule) -> Option<Timestamp> {
        match self {
            Self::PendingOn { since } => since.checked_add(rule.hold.signed()).ok(),
            Self::PendingOff { ended, .. } => ended.checked_add(rule.keep.signed()).ok(),
            Self::Ok | Self::Active { .. } => None,
        }
    }

    /// With a delay that runs stopped: time that nobody saw does not count.
    #[must_use]
    pub(super) fn interrupted(self) -> Self {
        match self {
            Self::PendingOn { .. } => Self::Ok,
            Self::PendingOff { since, .. } => Self::Active { since },
            phase => phase,
        }
    }

    /// The phase of the rule at `now`, given whether its condition holds, whether what ends it does (`None` = not known), and what
    /// it means if it ends now; and why it ended, if it did.
    ///
    /// The unknown stops a delay and changes nothing else: it neither raises nor clears.
    #[must_use]
    pub fn advance(
        self,
        rule: &Rule,
        now: Timestamp,
        (holds, ended): (Option<bool>, Option<bool>),
        meaning: Clearance,
    ) -> (Self, Option<Clearance>) {
        let is_due = self.due(rule).filter(|due| *due <= now);
        let next = match self {
            Self::Ok if holds == Some(true) && rule.hold.is_zero() => Self::Active { since: now },
            Self::Ok if holds == Some(true) => Self::PendingOn { since: now },
            Self::PendingOn { .. } if holds != Some(true) => Self::Ok,
            Self::PendingOn { .. } => is_due.map_or(self, |since| Self::Active { since }),
            Self::Active { .. } if ended == Some(true) && rule.keep.is_zero() => Self::Ok,
            Self::Active { since } if ended == Some(true) => Self::PendingOff { since, ended: now, clearance: meaning },
            Self::PendingOff { since, .. } if ended != Some(true) => Self::Active { since },
            Self::PendingOff { .. } if is_due.is_some() => Self::Ok,
            Self::Ok | Self::Active { .. } | Self::PendingOff { .. } => self,
        };
        let clearance = match (self, next) {
            (Self::PendingOff { clearance, .. }, Self::Ok) => Some(clearance),
            (Self::Active { .. }, Self::Ok) => Some(meaning),
            _ => None,
        };
        (next, clearance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duty::{Comparison, Condition, Level, Measure, Op, Span};

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
    fn trace(rule: &Rule, values: &[(i64, Option<f64>)]) -> Vec<Option<i64>> {
        let mut phase = Phase::Ok;
        values
            .iter()
            .map(|(second, value)| {
                let now = Timestamp::from_second(*second).unwrap();
                phase = phase.advance(rule, now, rule.verdict(|_| *value), Clearance::Returned).0;
                phase.since().map(Timestamp::as_second)
            })
            .collect()
    }

    #[test]
    fn without_delays_it_follows_the_value() {
        let values = [(0, Some(91.0)), (1, Some(89.0)), (2, Some(88.0)), (3, Some(90.0))];
        assert_eq!(trace(&rule(0, None, 0), &values), [None, Some(1), Some(1), None]);
    }

    #[test]
    fn it_must_hold_without_a_break_before_it_raises_and_counts_from_the_end_of_the_delay() {
        let values = [(0, Some(89.0)), (9, Some(91.0)), (10, Some(89.0)), (19, Some(89.0)), (25, Some(89.0))];
        assert_eq!(trace(&rule(10, None, 0), &values), [None, None, None, None, Some(20)]);
    }

    #[test]
    fn a_dead_band_keeps_it() {
        let values = [(0, Some(89.0)), (1, Some(90.2)), (2, Some(90.5))];
        assert_eq!(trace(&rule(0, Some(90.5), 0), &values), [Some(0), Some(0), None]);
    }

    #[test]
    fn it_must_have_ended_for_a_while_before_it_clears() {
        let values = [(0, Some(89.0)), (1, Some(95.0)), (8, Some(89.0)), (9, Some(95.0)), (18, Some(95.0)), (19, Some(95.0))];
        assert_eq!(trace(&rule(0, None, 10), &values), [Some(0), Some(0), Some(0), Some(0), Some(0), None]);
    }

    #[test]
    fn the_unknown_stops_delays_and_changes_nothing_else() {
        let raise = [(0, Some(89.0)), (5, None), (6, Some(89.0)), (12, Some(89.0)), (16, Some(89.0))];
        assert_eq!(trace(&rule(10, None, 0), &raise), [None, None, None, None, Some(16)]);
        let clear = [(0, Some(89.0)), (1, Some(95.0)), (5, None), (13, Some(95.0)), (22, Some(95.0)), (23, Some(95.0))];
        assert_eq!(trace(&rule(0, None, 10), &clear), [Some(0), Some(0), Some(0), Some(0), Some(0), None]);
        assert_eq!(trace(&rule(0, None, 0), &[(0, Some(89.0)), (1, None)]), [Some(0), Some(0)]);
        assert_eq!(trace(&rule(0, None, 0), &[(0, None)]), [None]);
    }

    #[test]
    fn a_clock_that_goes_back_fires_nothing() {
        let values = [(100, Some(89.0)), (5, Some(89.0)), (109, Some(89.0)), (110, Some(89.0))];
        assert_eq!(trace(&rule(10, None, 0), &values), [None, None, None, Some(110)]);
    }
}
