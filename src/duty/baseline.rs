//! What one known reading leaves for the next to be compared with.

use jiff::Timestamp;

use super::Clearance;

/// The part of a known reading that tells why a rule ends with the next: readings that are not known have none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Baseline {
    /// Where its window began, if it has one.
    pub(super) window: Option<Timestamp>,
    /// Where its shift began.
    pub(super) shift: Timestamp,
    /// What of it corrects earlier dates.
    pub(super) corrections: f64,
}

impl Baseline {
    /// What it means if a rule ends with this reading after that one.
    #[expect(clippy::float_cmp, reason = "a change is any change")]
    pub(super) fn meaning_after(self, before: Self) -> Clearance {
        match () {
            () if self.window != before.window => Clearance::PeriodEnd,
            () if self.corrections != before.corrections => Clearance::Revised,
            () => Clearance::Returned,
        }
    }
}
