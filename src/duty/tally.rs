//! How many alarms a set of rules makes: what a backtest sums up.

use std::collections::{HashMap, VecDeque};

use jiff::Timestamp;

use super::{Flood, Id};

/// The count of the alarms that were raised over some time.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    /// The time of the first snapshot.
    pub from: Timestamp,
    /// The time of the newest snapshot.
    pub to: Timestamp,
    /// How many snapshots there were.
    pub snapshots: u64,
    /// How many alarms were raised.
    pub alarms: u64,
    /// The most that were raised within any ten minutes, both ends included, as floods are counted.
    pub most_in_10_min: usize,
    by_indicator: HashMap<Id, u64>,
    /// The raises of the last ten minutes.
    newest: VecDeque<Timestamp>,
}

impl Tally {
    /// A tally that begins.
    #[must_use]
    pub fn new(from: Timestamp) -> Self {
        Self { from, to: from, snapshots: 0, alarms: 0, most_in_10_min: 0, by_indicator: HashMap::new(), newest: VecDeque::new() }
    }

    /// Counts a snapshot.
    pub(super) fn snapshot(&mut self, at: Timestamp) {
        self.snapshots += 1;
        self.to = at;
    }

    /// Counts an alarm.
    pub(super) fn raise(&mut self, indicator: &Id, at: Timestamp) {
        self.alarms += 1;
        *self.by_indicator.entry(indicator.clone()).or_default() += 1;
        let old = |raised: &Timestamp| at.duration_since(*raised) > Flood::WITHIN.signed();
        while self.newest.front().is_some_and(old) {
            self.newest.pop_front();
        }
        self.newest.push_back(at);
        self.most_in_10_min = self.most_in_10_min.max(self.newest.len());
    }

    /// How many alarms a day of 24 hours there were; none where no time has passed.
    #[must_use]
    pub fn per_day(&self) -> Option<f64> {
        let days = self.to.duration_since(self.from).as_secs_f64() / 86_400.0;
        #[expect(clippy::cast_precision_loss, reason = "nobody waits for so many alarms")]
        let alarms = self.alarms as f64;
        (days > 0.0).then(|| alarms / days)
    }

    /// How many alarms each indicator had, the most first and equals by their ids; those without any are left out.
    #[must_use]
    pub fn by_indicator(&self) -> Vec<(&Id, u64)> {
        let mut counts: Vec<(&Id, u64)> = self.by_indicator.iter().map(|(id, count)| (id, *count)).collect();
        counts.sort_unstable_by(|(a, many), (b, more)| more.cmp(many).then_with(|| a.cmp(b)));
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn counts_alarms_by_indicator_by_day_and_by_ten_minutes() {
        let id = |text| Id::new(text).unwrap();
        let mut tally = Tally::new(at(0));
        assert_eq!((tally.per_day(), tally.by_indicator()), (None, vec![]), "no time has passed");
        for (indicator, second) in [("c.a", 0), ("b.a", 500), ("b.a", 600), ("c.a", 1101), ("a.a", 1200), ("b.a", 86_400)] {
            tally.raise(&id(indicator), at(second));
        }
        tally.snapshot(at(0));
        tally.snapshot(at(2 * 86_400));
        assert_eq!((tally.snapshots, tally.alarms, tally.per_day()), (2, 6, Some(3.0)));
        assert_eq!(tally.most_in_10_min, 3, "0 to 600, and 600 to 1200; 500 is 601 before 1101");
        assert_eq!(tally.by_indicator(), [(&id("b.a"), 3), (&id("c.a"), 2), (&id("a.a"), 1)]);
    }
}
