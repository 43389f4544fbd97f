//! Alarms that come and go: marked, and annunciated once.

use serde::{Deserialize, Serialize};

/// The last judgements of one alarm: active or not, the newest in the lowest bit.
///
/// Nagios' definition: the share of changes among the last 20, a change now weighing 1.2 and the oldest 0.8. Over 30 % begins
/// it, under 25 % ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flapping {
    history: u32,
    is_flapping: bool,
}

impl Default for Flapping {
    fn default() -> Self {
        Self::CALM
    }
}

impl Flapping {
    /// No judgement was active.
    pub(super) const CALM: Self = Self { history: 0, is_flapping: false };
    const CHANGES: u32 = 20;
    const BEGINS_OVER: f64 = 0.30;
    const ENDS_UNDER: f64 = 0.25;

    /// Takes a judgement.
    pub fn judge(&mut self, active: bool) {
        self.history = ((self.history << 1) | u32::from(active)) & ((1 << (Self::CHANGES + 1)) - 1);
        let share = self.share();
        self.is_flapping = if self.is_flapping { share >= Self::ENDS_UNDER } else { share > Self::BEGINS_OVER };
    }

    /// Whether none of the last judgements was active.
    pub(super) fn is_calm(self) -> bool {
        self.history == 0
    }

    /// Whether it comes and goes.
    #[must_use]
    pub fn is_flapping(self) -> bool {
        self.is_flapping
    }

    /// The weighted share of changes, 0 to 1.
    fn share(self) -> f64 {
        let changes = self.history ^ (self.history >> 1);
        let weight = |age: u32| 1.2 - 0.4 * f64::from(age) / f64::from(Self::CHANGES - 1);
        let weights = (0..Self::CHANGES).filter(|age| (changes >> age) & 1 == 1).map(weight);
        weights.sum::<f64>() / f64::from(Self::CHANGES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn begins_over_thirty_percent_and_ends_under_twenty_five() {
        let mut flapping = Flapping::default();
        let mut changes = 0;
        while !flapping.is_flapping() {
            changes += 1;
            flapping.judge(changes % 2 == 1);
        }
        assert_eq!(changes, 6, "five changes weigh 5.8 of 20, six weigh 6.9");
        let mut calm = 0;
        while flapping.is_flapping() {
            calm += 1;
            flapping.judge(false);
        }
        // Six changes weigh 6.88 less 0.126 for each judgement since: under 5 after fifteen.
        assert_eq!(calm, 15);
    }

    #[test]
    fn every_change_counts_alike_in_sum() {
        let mut flapping = Flapping::default();
        for n in 0..21 {
            flapping.judge(n % 2 == 0);
        }
        assert!((flapping.share() - 1.0).abs() < 1e-9);
        for _ in 0..21 {
            flapping.judge(true);
        }
        assert!(flapping.share() < 1e-9 && !flapping.is_flapping());
    }

    #[test]
    fn what_changes_rarely_does_not_flap() {
        let mut flapping = Flapping::default();
        for n in 0..200 {
            flapping.judge(n / 5 % 2 == 0);
            assert!(!flapping.is_flapping(), "a change in five is 20 %");
        }
    }
}
