//! A course in columns: what each column of a chart has to show.

use jiff::{SignedDuration, Timestamp};

use crate::duty::{Bucket, Course};

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stroke {
    /// The lowest value in it.
    pub(super) low: f64,
    /// The highest.
    pub(super) high: f64,
    /// The value at its end.
    pub(super) last: f64,
    /// The same period last year, at its end.
    pub(super) last_year: Option<f64>,
    /// Whether earlier dates were corrected in it.
    pub(super) corrected: bool,
}

impl Stroke {
    /// One level that holds.
    pub(super) fn level(level: f64, last_year: Option<f64>) -> Self {
        Self { low: level, high: level, last: level, last_year, corrected: false }
    }

    /// What was, and what a bucket after it says.
    fn join(earlier: Option<Self>, bucket: &Bucket) -> Option<Self> {
        let Some(figures) = bucket.figures else { return earlier };
        let Bucket { last_year, corrected, .. } = *bucket;
        let own = Self { low: figures.low, high: figures.high, last: figures.last, last_year, corrected };
        let Some(earlier) = earlier else { return Some(own) };
        let (low, high, corrected) = (own.low.min(earlier.low), own.high.max(earlier.high), corrected || earlier.corrected);
        Some(Self { low, high, last_year: last_year.or(earlier.last_year), corrected, ..own })
    }
}

/// The middle of a bucket.
fn half(bucket: &Bucket) -> Timestamp {
    bucket.from.saturating_add(bucket.to.duration_since(bucket.from) / 2).unwrap_or(bucket.to)
}

/// The time at which a column of `count` begins.
pub(super) fn beginning((from, to): (Timestamp, Timestamp), column: usize, count: usize) -> Timestamp {
    let whole = to.duration_since(from).as_millis();
    let part = whole * i128::try_from(column).unwrap_or(0) / i128::try_from(count.max(1)).unwrap_or(1);
    from.saturating_add(SignedDuration::from_millis(i64::try_from(part).unwrap_or(i64::MAX))).unwrap_or(to)
}

/// The column of `count` that a time falls into, if it does.
pub(super) fn column((from, to): (Timestamp, Timestamp), at: Timestamp, count: usize) -> Option<usize> {
    let whole = to.duration_since(from).as_millis().max(1);
    let part = at.duration_since(from).as_millis();
    let n = part * i128::try_from(count).ok()? / whole;
    usize::try_from(n).ok().filter(|n| part >= 0 && *n < count)
}

/// A course in so many columns, each with the buckets whose middle falls into it, or else the one that its own middle falls into: what
/// was read for other columns loses nothing. None beyond `now`. More may be known than is drawn, and less.
pub(super) fn strokes(course: &Course, span: (Timestamp, Timestamp), count: usize, now: Timestamp) -> Vec<Option<Stroke>> {
    let stroke = |n: usize| {
        let begin = beginning(span, n, count);
        if begin > now {
            return None;
        }
        let middle = beginning(span, 2 * n + 1, 2 * count);
        let at_middle = course.buckets.partition_point(|bucket| bucket.to <= middle);
        let first = course.buckets.partition_point(|bucket| half(bucket) < begin);
        let next = course.buckets.partition_point(|bucket| half(bucket) < beginning(span, n + 1, count));
        let buckets = if first < next { first..next } else { at_middle..at_middle + 1 };
        let in_it = course.buckets.get(buckets)?.iter().filter(|bucket| first < next || bucket.from <= middle);
        let mut stroke = None;
        for bucket in in_it {
            stroke = Stroke::join(stroke, bucket);
        }
        stroke
    };
    (0..count).map(stroke).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duty::{Figures, Id};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn each_column_has_the_bucket_of_its_middle_and_none_beyond_now() {
        let bucket = |(n, level): (i64, Option<f64>)| Bucket {
            from: at(n * 10),
            to: at(n * 10 + 10),
            figures: level.map(Figures::level),
            last_year: None,
            corrected: false,
            has_gap: level.is_none(),
        };
        let levels = [Some(1.0), None, Some(3.0), Some(4.0)];
        let course = Course {
            indicator: Id::new("traffic.deaths").unwrap(),
            from: at(0),
            to: at(40),
            buckets: (0..).zip(levels).map(bucket).collect(),
            gaps: vec![],
            marks: vec![],
        };
        let last = |from, to, now| {
            let strokes = strokes(&course, (at(from), at(to)), 4, at(now));
            strokes.into_iter().map(|stroke| stroke.map(|stroke| stroke.last)).collect::<Vec<_>>()
        };
        assert_eq!(last(0, 40, 99), levels, "a gap is a gap");
        assert_eq!(last(0, 40, 25), [Some(1.0), None, Some(3.0), None]);
        assert_eq!(last(-10, 30, 99), [None, Some(1.0), None, Some(3.0)], "panned to where nothing has been read");
    }

    #[test]
    fn a_time_falls_into_its_column() {
        let span = (at(0), at(60));
        assert_eq!([0, 9, 10, 59].map(|second| column(span, at(second), 6)), [Some(0), Some(0), Some(1), Some(5)]);
        assert_eq!([-1, 60].map(|second| column(span, at(second), 6)), [None, None]);
        assert_eq!(beginning(span, 1, 6), at(10));
    }
}
