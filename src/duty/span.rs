//! Spans of time as people write them: `10s`, `2m`, `1h`, `7d`, `4w`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// A length of time in whole seconds, written as a whole number of `s`, `m`, `h`, `d` or `w`.
///
/// A day is 24 hours and a week 168: a span is elapsed time, not a calendar.
///
/// ```
/// use zhiban::duty::Span;
///
/// let span: Span = "90m".parse()?;
/// assert_eq!(span.seconds(), 5400);
/// assert_eq!(span.to_string(), "90m");
/// assert_eq!("3600s".parse::<Span>()?.to_string(), "1h");
/// assert!("1.5h".parse::<Span>().is_err());
/// # Ok::<(), zhiban::duty::SpanError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span(u32);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// The longest span: ten years.
    pub const MAX: Self = Self(10 * 366 * 86_400);

    /// A span of so many seconds, at most [`Span::MAX`].
    #[must_use]
    pub const fn from_seconds(seconds: u32) -> Self {
        if seconds > Self::MAX.0 { Self::MAX } else { Self(seconds) }
    }

    /// How many seconds.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0
    }

    /// Whether it is no time at all.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The same for arithmetic with timestamps.
    #[must_use]
    pub fn signed(self) -> SignedDuration {
        SignedDuration::from_secs(i64::from(self.0))
    }

    /// The same for timers.
    #[must_use]
    pub fn duration(self) -> Duration {
        Duration::from_secs(u64::from(self.0))
    }
}

/// Why a text is not a span.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpanError {
    /// Not a whole number and a unit.
    #[error("a span is a whole number and one of s, m, h, d, w, such as \"10s\" or \"1h\"")]
    Form,
    /// Longer than ten years.
    #[error("a span is at most ten years")]
    TooLong,
}

const UNITS: [(char, u32); 5] = [('w', 604_800), ('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)];

impl FromStr for Span {
    type Err = SpanError;

    fn from_str(text: &str) -> Result<Self, SpanError> {
        let unit = text.chars().last().ok_or(SpanError::Form)?;
        let (_, factor) = UNITS.iter().find(|(u, _)| *u == unit).ok_or(SpanError::Form)?;
        let number = text.strip_suffix(unit).unwrap_or_default();
        if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
            return Err(SpanError::Form);
        }
        let number: u32 = number.parse().map_err(|_| SpanError::TooLong)?;
        match number.checked_mul(*factor) {
            Some(seconds) if seconds <= Self::MAX.0 => Ok(Self(seconds)),
            _ => Err(SpanError::TooLong),
        }
    }
}

impl fmt::Display for Span {
    /// In the largest unit below weeks that divides it, so that `36h` stays `36h`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, factor) =
            UNITS.iter().skip(1).find(|(_, factor)| self.0 > 0 && self.0.is_multiple_of(*factor)).unwrap_or(&('s', 1));
        write!(f, "{}{unit}", self.0 / factor)
    }
}

impl TryFrom<String> for Span {
    type Error = SpanError;

    fn try_from(text: String) -> Result<Self, SpanError> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn refuses_what_is_not_a_whole_number_with_a_unit() {
        for text in ["", "s", "10", "1.5h", "-1s", "+1s", "1 h", "1y", "٣s", "1hh", "h1"] {
            assert_eq!(text.parse::<Span>(), Err(SpanError::Form), "{text:?}");
        }
        for text in ["99999999999s", "4294967295w", "11000d"] {
            assert_eq!(text.parse::<Span>(), Err(SpanError::TooLong), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn reads_back_what_it_writes(seconds in 0..=Span::MAX.seconds()) {
            let span = Span::from_seconds(seconds);
            prop_assert_eq!(span.to_string().parse::<Span>(), Ok(span));
        }
    }
}
