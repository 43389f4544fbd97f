//! One reading, or several that follow one another as one.

use jiff::Timestamp;

use crate::duty::Reading;

use super::Figures;

/// What one reading says of a course, or several in a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// When the first was true.
    pub first_at: Timestamp,
    /// When the last was true.
    pub last_at: Timestamp,
    /// The first figure; none where it was not known.
    pub first: Option<f64>,
    /// The last figure; none where it was not known.
    pub last: Option<f64>,
    /// The lowest that was known.
    pub low: Option<f64>,
    /// The highest that was known.
    pub high: Option<f64>,
    /// The figure of a year earlier in the last.
    pub last_year: Option<f64>,
    /// The corrections in the first and in the last whose figure was known.
    pub corrections: Option<(f64, f64)>,
    /// Whether corrections changed from one of them to the next.
    pub corrected: bool,
    /// Whether one of them was not known.
    pub has_gap: bool,
}

impl Sample {
    /// One reading.
    #[must_use]
    pub fn of(as_of: Timestamp, reading: &Reading) -> Self {
        Self::at(as_of, reading.value, reading.last_year, reading.corrections)
    }

    /// One reading, by its parts.
    #[must_use]
    pub fn at(as_of: Timestamp, value: Option<f64>, last_year: Option<f64>, corrections: f64) -> Self {
        Self {
            first_at: as_of,
            last_at: as_of,
            first: value,
            last: value,
            low: value,
            high: value,
            last_year,
            // What is not known has none.
            corrections: value.map(|_| (corrections, corrections)),
            corrected: false,
            has_gap: value.is_none(),
        }
    }

    /// This and a later one as one.
    #[must_use]
    pub fn then(self, later: &Self) -> Self {
        let corrections = match (self.corrections, later.corrections) {
            (Some((first, _)), Some((_, last))) => Some((first, last)),
            (known, other) => known.or(other),
        };
        #[expect(clippy::float_cmp, reason = "a change is any change")]
        let between = self.corrections.zip(later.corrections).is_some_and(|((_, before), (after, _))| before != after);
        Self {
            first_at: self.first_at,
            last_at: later.last_at,
            first: self.first,
            last: later.last,
            low: least(self.low, later.low),
            high: least(self.high.map(|high| -high), later.high.map(|high| -high)).map(|high| -high),
            last_year: later.last_year,
            corrections,
            corrected: self.corrected || later.corrected || between,
            has_gap: self.has_gap || later.has_gap,
        }
    }

    /// Its figures, as far as any is known.
    #[must_use]
    pub fn figures(&self) -> Option<Figures> {
        let (low, high) = (self.low?, self.high?.max(self.low?));
        // Where the first or the last is not known, some level between the lowest and the highest was.
        let within = |level: Option<f64>, other: Option<f64>| level.or(other).unwrap_or(low).max(low).min(high);
        Some(Figures { first: within(self.first, self.last), last: within(self.last, self.first), low, high })
    }
}

fn least(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (known, other) => known.or(other),
    }
}
