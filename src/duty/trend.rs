//! A figure's recent course, in few columns.

use std::collections::VecDeque;

/// What happened lately, a column per stretch of time.
///
/// The stretch is a minute at first and grows with what there is to show (ten minutes, an hour, six hours, a day, a
/// week), so a trend fills its columns soon after the start and still says something after a month. It advances a
/// column per stretch, never per poll.
#[derive(Clone, Debug, Default)]
pub struct Trend {
    /// Which of [`STEPS`].
    step: usize,
    /// The number of the newest column's stretch since the epoch, in local time.
    newest: i64,
    /// Oldest first; a stretch without a reading is a gap.
    columns: VecDeque<Option<Column>>,
}

/// The levels a stretch began and ended with.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Column {
    first: f64,
    last: f64,
}

/// Seconds a column, each a multiple of the one before.
const STEPS: [i64; 6] = [60, 600, 3600, 21_600, 86_400, 604_800];

impl Trend {
    /// The most columns kept.
    pub const COLUMNS: usize = 48;

    /// Takes the level reached at a local time, in seconds since the epoch plus the zone's offset.
    pub fn push(&mut self, local_second: i64, level: f64) {
        let stretch = local_second.div_euclid(self.seconds());
        if self.columns.is_empty() {
            self.newest = stretch - 1;
        }
        // A clock that jumped far ahead starts afresh instead of filling the gap column by column.
        let ahead = stretch - self.newest;
        if ahead > i64::try_from(Self::COLUMNS).unwrap_or(i64::MAX) && self.step + 1 < STEPS.len() {
            self.coarsen();
            return self.push(local_second, level);
        }
        if ahead > 0 {
            let gap = usize::try_from(ahead - 1).unwrap_or(usize::MAX).min(Self::COLUMNS);
            self.columns.extend(std::iter::repeat_n(None, gap));
            self.columns.push_back(None);
            self.newest = stretch;
        }
        if let Some(column) = self.columns.back_mut() {
            let first = column.map_or(level, |c| c.first);
            *column = Some(Column { first, last: level });
        }
        while self.columns.len() > Self::COLUMNS {
            if self.step + 1 < STEPS.len() {
                self.coarsen();
            } else {
                self.columns.pop_front();
            }
        }
    }

    /// Takes that the level stayed as it was up to a local time: between readings that are kept only when they change.
    pub fn hold(&mut self, local_second: i64) {
        let Some(level) = self.columns.back().copied().flatten().map(|column| column.last) else { return };
        // Each push moves on by a column, and columns grow: a year takes some hundreds.
        while (self.newest + 1) * self.seconds() <= local_second {
            self.push((self.newest + 1) * self.seconds(), level);
        }
    }

    /// How many seconds a column stands for.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        STEPS.get(self.step).copied().unwrap_or(60)
    }

    /// The whole course in at most `count` columns: the level at the end of each, oldest first; a gap is `None`.
    #[must_use]
    pub fn levels(&self, count: usize) -> Vec<Option<f64>> {
        self.merged(self.factor(count)).into_iter().map(|column| column.map(|c| c.last)).collect()
    }

    /// The whole course in at most `count` columns: the growth within each, oldest first; a gap is `None`.
    #[must_use]
    pub fn growth(&self, count: usize) -> Vec<Option<f64>> {
        let mut before = None;
        let growth = |column: Option<Column>| {
            let column = column?;
            let grown = column.last - before.unwrap_or(column.first);
            before = Some(column.last);
            Some(grown)
        };
        self.merged(self.factor(count)).into_iter().map(growth).collect()
    }

    /// How many stretches make a column when there is room for `count`.
    fn factor(&self, count: usize) -> i64 {
        let columns = i64::try_from(self.columns.len()).unwrap_or(i64::MAX);
        let count = i64::try_from(count).unwrap_or(i64::MAX).max(1);
        let oldest = self.newest - columns + 1;
        let fits = |factor: i64| self.newest.div_euclid(factor) - oldest.div_euclid(factor) < count;
        (1..=columns.max(1)).find(|factor| fits(*factor)).unwrap_or(columns.max(1))
    }

    /// The columns, so many stretches in each, beginning where the count of stretches since the epoch is a multiple: so a
    /// column keeps its stretches while time goes on.
    fn merged(&self, factor: i64) -> VecDeque<Option<Column>> {
        let count = i64::try_from(self.columns.len()).unwrap_or(0);
        let oldest = self.newest - count + 1;
        let mut merged: VecDeque<Option<Column>> = VecDeque::new();
        let mut stretch = i64::MIN;
        for (number, column) in (oldest..).zip(&self.columns) {
            let into = number.div_euclid(factor);
            if into != stretch {
                merged.push_back(None);
                stretch = into;
            }
            if let (Some(target), Some(column)) = (merged.back_mut(), column) {
                let first = target.map_or(column.first, |c| c.first);
                *target = Some(Column { first, last: column.last });
            }
        }
        merged
    }

    /// Merges columns into stretches of the next length.
    fn coarsen(&mut self) {
        let from = self.seconds();
        self.step += 1;
        let factor = self.seconds() / from;
        self.columns = self.merged(factor);
        self.newest = self.newest.div_euclid(factor);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_column_is_a_minute_whatever_the_polls() {
        let mut trend = Trend::default();
        for second in 0..180 {
            trend.push(second, f64::from(i32::try_from(second / 60).unwrap()));
        }
        assert_eq!(trend.levels(9), [Some(0.0), Some(1.0), Some(2.0)]);
        assert_eq!(trend.growth(9), [Some(0.0), Some(1.0), Some(1.0)]);
    }

    #[test]
    fn a_gap_is_a_gap() {
        let mut trend = Trend::default();
        trend.push(0, 5.0);
        trend.push(180, 9.0);
        assert_eq!(trend.levels(9), [Some(5.0), None, None, Some(9.0)]);
        assert_eq!(trend.growth(9), [Some(0.0), None, None, Some(4.0)]);
    }

    #[test]
    fn few_columns_show_the_whole_course() {
        let mut trend = Trend::default();
        for minute in 0..12 {
            trend.push(minute * 60, if minute < 5 { 1.0 } else { 4.0 });
        }
        assert_eq!(trend.levels(3), [Some(1.0), Some(4.0), Some(4.0)]);
        assert_eq!(trend.growth(3), [Some(0.0), Some(3.0), Some(0.0)]);
        trend.push(12 * 60, 4.0);
        assert_eq!(trend.growth(3), [Some(0.0), Some(3.0), Some(0.0)], "five stretches a column now, the same five in each");
    }

    #[test]
    fn columns_grow_with_what_there_is_to_show() {
        let mut trend = Trend::default();
        for minute in 0..=48 {
            trend.push(minute * 60, 1.0);
        }
        assert_eq!(trend.seconds(), 600);
        assert_eq!(trend.levels(99).len(), 5);
        trend.push(400 * 86_400, 2.0);
        assert_eq!(trend.seconds(), 604_800);
    }

    #[test]
    fn what_stayed_as_it_was_is_no_gap() {
        let mut trend = Trend::default();
        trend.hold(600);
        assert_eq!(trend.levels(9), [], "nothing is held of nothing");
        trend.push(0, 5.0);
        trend.hold(180);
        trend.push(180, 9.0);
        assert_eq!(trend.levels(9), [Some(5.0), Some(5.0), Some(5.0), Some(9.0)]);
        trend.hold(400 * 86_400);
        assert_eq!(trend.levels(1).last(), Some(&Some(9.0)));
        assert!(trend.levels(99).iter().all(Option::is_some));
    }

    proptest! {
        #[test]
        fn is_bounded_and_keeps_the_total(steps in prop::collection::vec((0..2_000_000_i64, 0..9_u8), 1..200)) {
            let mut trend = Trend::default();
            let (mut at, mut level) = (0, 0.0);
            for (gap, more) in steps {
                at += gap;
                level += f64::from(more);
                trend.push(at, level);
                prop_assert!(trend.columns.len() <= Trend::COLUMNS);
                prop_assert_eq!(trend.levels(1).last().copied().flatten(), Some(level));
            }
        }
    }
}
