//! How one figure grew: the readings behind `increase` and `shift`.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::Span;

/// The growth of one indicator over time.
///
/// A count restarts at zero with its window; the series adds up the parts before and after, so that growth runs on
/// across midnight and New Year. Only changes are kept, and only as far back as the longest span anybody asks for.
#[derive(Clone, Debug)]
pub struct Series {
    /// How far back growth can be asked for.
    horizon: Span,
    /// Changes, oldest first; the first reading is always among them.
    points: VecDeque<Point>,
    last: Option<Last>,
    /// What earlier windows had reached when they ended.
    before: f64,
    shift: Option<Point>,
}

/// The level reached at a time.
#[derive(Clone, Copy, Debug)]
struct Point {
    at: Timestamp,
    level: f64,
}

#[derive(Clone, Copy, Debug)]
struct Last {
    at: Timestamp,
    net: f64,
    window: Option<Timestamp>,
}

impl Series {
    /// More changes than this within the horizon are thinned: two and a half years of hourly changes.
    const MAX_POINTS: usize = 1 << 16;

    /// A series that can answer for growth over spans up to `horizon`.
    #[must_use]
    pub fn new(horizon: Span) -> Self {
        Self { horizon, points: VecDeque::new(), last: None, before: 0.0, shift: None }
    }

    /// How far back growth can be asked for.
    #[must_use]
    pub fn horizon(&self) -> Span {
        self.horizon
    }

    /// Takes a reading: `net` is its value without corrections, `window` where its window began (none for a level),
    /// `shift` where the shift it was read in began. Readings come in the order of their times.
    pub fn push(&mut self, at: Timestamp, net: f64, window: Option<Timestamp>, shift: Timestamp) {
        if let Some(last) = self.last
            && last.window != window
        {
            self.before += last.net;
        }
        self.last = Some(Last { at, net, window });
        let level = self.before + net;
        #[expect(clippy::float_cmp, reason = "a change is any change")]
        if self.points.back().is_none_or(|newest| newest.level != level) {
            self.points.push_back(Point { at, level });
        }
        if self.shift.is_none_or(|first| first.at != shift) {
            self.shift = Some(Point { at: shift, level });
        }
        self.forget();
    }

    /// Takes that the next reading comes from elsewhere: what it differs by has not grown.
    pub(super) fn change_source(&mut self, net: f64, window: Option<Timestamp>) {
        if let Some(last) = &mut self.last {
            self.before += last.net - net;
            (last.net, last.window) = (net, window);
        }
    }

    /// Takes that nothing changed up to a time.
    pub(super) fn hold(&mut self, until: Timestamp) {
        if let Some(last) = &mut self.last {
            last.at = last.at.max(until);
        }
    }

    /// Answers for growth over spans up to another horizon from now on: what is forgotten already stays so.
    pub(super) fn reach(&mut self, horizon: Span) {
        self.horizon = horizon;
        self.forget();
    }

    /// Takes that the window of the newest reading began elsewhere: nothing has grown because of it.
    pub(super) fn rebase(&mut self, window: Option<Timestamp>) {
        if let Some(last) = &mut self.last {
            last.window = window;
        }
    }

    /// Growth since the newest reading that is at least `span` older than the newest; none until there is one.
    #[must_use]
    pub fn increase(&self, span: Span) -> Option<f64> {
        let last = self.last?;
        let from = last.at.checked_sub(span.signed()).ok()?;
        let older = self.points.partition_point(|point| point.at <= from);
        let base = self.points.get(older.checked_sub(1)?)?;
        Some(self.level()? - base.level)
    }

    /// Growth since the first reading of the shift that began at `shift`; none before that reading.
    #[must_use]
    pub fn since_shift(&self, shift: Timestamp) -> Option<f64> {
        let first = self.shift.filter(|first| first.at == shift)?;
        Some(self.level()? - first.level)
    }

    /// The level reached: what all windows since the first reading add up to.
    #[must_use]
    pub fn level(&self) -> Option<f64> {
        self.last.map(|last| self.before + last.net)
    }

    fn forget(&mut self) {
        let Some(cutoff) = self.last.and_then(|last| last.at.checked_sub(self.horizon.signed()).ok()) else { return };
        while self.points.get(1).is_some_and(|second| second.at <= cutoff) {
            self.points.pop_front();
        }
        if self.points.len() > Self::MAX_POINTS {
            let mut nth = 0_usize;
            self.points.retain(|_| {
                nth += 1;
                nth == 1 || nth.is_multiple_of(2) || nth > Self::MAX_POINTS / 2
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duty::Window;
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    fn t(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn h(n: u32) -> Span {
        Span::from_seconds(n * 3600)
    }

    /// Feeds (time, net) pairs of a count over `window` in Shanghai.
    fn series(window: Window, readings: &[(&str, f64)]) -> Series {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let mut series = Series::new(h(48));
        for (at, net) in readings {
            let at = t(at);
            series.push(at, *net, Some(window.start(at, &zone)), Timestamp::MIN);
        }
        series
    }

    #[test]
    fn increase_is_unknown_until_a_reading_is_old_enough() {
        let mut s = series(Window::Year, &[("2026-03-05T08:00:00+08:00", 7.0)]);
        assert_eq!(s.increase(h(1)), None);
        s.push(t("2026-03-05T08:59:59+08:00"), 9.0, s.last.unwrap().window, Timestamp::MIN);
        assert_eq!(s.increase(h(1)), None);
        s.push(t("2026-03-05T09:00:00+08:00"), 10.0, s.last.unwrap().window, Timestamp::MIN);
        assert_eq!(s.increase(h(1)), Some(3.0));
        s.push(t("2026-03-05T10:30:00+08:00"), 10.0, s.last.unwrap().window, Timestamp::MIN);
        assert_eq!(s.increase(h(1)), Some(0.0), "the newest reading that is old enough is that of 09:00");
        assert_eq!(s.increase(h(2)), Some(3.0));
    }

    #[test]
    fn parts_before_and_after_a_restart_add_up() {
        let day = series(
            Window::Day,
            &[("2026-03-04T22:50:00+08:00", 3.0), ("2026-03-04T23:50:00+08:00", 5.0), ("2026-03-05T00:10:00+08:00", 2.0)],
        );
        assert_eq!(day.increase(h(1)), Some(4.0), "2 before midnight and 2 after");
        let year = series(
            Window::Year,
            &[("2025-12-31T23:00:00+08:00", 400.0), ("2026-01-01T00:00:00+08:00", 0.0), ("2026-01-01T01:00:00+08:00", 1.0)],
        );
        assert_eq!(year.increase(h(2)), Some(1.0));
        let leap = series(
            Window::Day,
            &[("2024-02-28T23:00:00+08:00", 4.0), ("2024-02-29T12:00:00+08:00", 6.0), ("2024-03-01T01:00:00+08:00", 1.0)],
        );
        assert_eq!(leap.increase(Span::from_seconds(86_400)), Some(7.0));
    }

    #[test]
    fn a_level_has_no_windows() {
        let mut s = Series::new(h(48));
        s.push(t("2026-03-04T23:50:00+08:00"), 31.0, None, Timestamp::MIN);
        s.push(t("2026-03-05T01:00:00+08:00"), 29.5, None, Timestamp::MIN);
        assert_eq!(s.increase(h(1)), Some(-1.5));
    }

    #[test]
    fn a_shift_starts_with_its_first_reading() {
        let (day, night) = (t("2026-03-05T08:30:00+08:00"), t("2026-03-05T17:30:00+08:00"));
        let mut s = Series::new(h(1));
        s.push(t("2026-03-05T17:29:00+08:00"), 5.0, None, day);
        assert_eq!(s.since_shift(day), Some(0.0));
        assert_eq!(s.since_shift(night), None, "no reading of this shift yet");
        s.push(t("2026-03-05T17:31:00+08:00"), 6.0, None, night);
        assert_eq!(s.since_shift(night), Some(0.0));
        s.push(t("2026-03-05T17:32:00+08:00"), 8.0, None, night);
        assert_eq!(s.since_shift(night), Some(2.0));
    }

    #[test]
    fn does_not_grow_without_bound() {
        let mut s = Series::new(Span::MAX);
        for n in 0..200_000_i32 {
            s.push(Timestamp::from_second(i64::from(n)).unwrap(), f64::from(n), None, Timestamp::MIN);
        }
        assert!(s.points.len() <= Series::MAX_POINTS);
        assert_eq!(s.increase(Span::from_seconds(199_999)), Some(199_999.0), "the first reading stays");
        let mut s = Series::new(h(1));
        for n in 0..20_000_i32 {
            s.push(Timestamp::from_second(i64::from(n)).unwrap(), f64::from(n), None, Timestamp::MIN);
        }
        assert!(s.points.len() <= 3602);
    }

    proptest! {
        /// Against the definition: keep every reading, look up the newest that is old enough.
        #[test]
        fn agrees_with_the_definition(steps in prop::collection::vec((1..7200_i64, 0..5_u8), 1..60), span in 1..40_000_u32) {
            let zone = TimeZone::get("America/New_York").unwrap();
            let mut s = Series::new(Span::from_seconds(40_000));
            let (mut at, mut net, mut total) = (1_394_300_000_i64, 0.0, 0.0); // the weekend in which clocks go forward
            let mut window = None;
            let mut all: Vec<(i64, f64)> = Vec::new();
            for (gap, more) in steps {
                at += gap;
                let now = Timestamp::from_second(at).unwrap();
                let begins = Some(Window::Day.start(now, &zone));
                if window != begins { net = 0.0; window = begins; }
                net += f64::from(more);
                total += f64::from(more);
                s.push(now, net, begins, Timestamp::MIN);
                all.push((at, total));
                let want = all.iter().rev().find(|(t, _)| *t <= at - i64::from(span)).map(|(_, base)| total - base);
                prop_assert_eq!(s.increase(Span::from_seconds(span)), want);
            }
        }
    }
}
